/* The store of contents (内容库): files kept under the SHA-256 of their bytes, on a disk or in S3-compatible storage.
 *
 * What is there is never overwritten. Reading hashes again: nothing of a damaged file is handed out (ERR_DB, and a line in the log).
 * Large files come in parts that may be sent again from where they stopped. All sizes are bytes. Safe from several threads;
 * a part is written by one at a time (ERR_CONFLICT). */
#ifndef LEDGER_BLOB_H
#define LEDGER_BLOB_H

#include "err.h"
#include "str.h"

#define BLOB_NAME 65     /* 64 lower-case hex digits and NUL */
#define BLOB_PART_MAX 40 /* a part's name: letters, digits and '-' */

struct blobs;
/* In `folder`, which is made: ab/cdef..., part/. */
int blobs_open_disk(const char *folder, struct blobs **ret, struct err *e);
struct blobs_s3 {
	const char *endpoint; /* "https://s3.example.com:9000" */
	const char *bucket, *region, *key_id, *secret;
};
/* `folder` holds parts, and what is being read. Objects are named ab/cdef... in the bucket, which must exist. The strings are copied. */
int blobs_open_s3(const char *folder, const struct blobs_s3 *s3, struct blobs **ret, struct err *e);
void blobs_close(struct blobs *b); /* NULL is fine; no reader may be open */

/* --- parts --- */

/* Appends `bytes` at `offset`, which must be where the part ends: else ERR_CONFLICT, and *ret_size is where that is. A part that is not there
 * begins with offset 0. Past `most` bytes in all it is ERR_LIMIT and nothing is written. */
struct blob_piece {
	const char *part;
	int64_t offset, most;
	struct str bytes;
};
int blob_part_write(struct blobs *b, const struct blob_piece *p, int64_t *ret_size, struct err *e);
int64_t blob_part_size(struct blobs *b, const char *part); /* 0: not there */
/* An open descriptor to look at what was sent, or a negative code; the caller closes it. */
int blob_part_open(struct blobs *b, const char *part, struct err *e);
/* Makes the part a content, durably. The part stays, unchangeable, until it is dropped: whoever fails afterwards may keep it again. */
int blob_part_keep(struct blobs *b, const char *part, char ret[BLOB_NAME], struct err *e);
int blob_part_drop(struct blobs *b, const char *part, struct err *e); /* not there: nothing */

/* --- contents --- */

/* Bytes that are whole already. */
int blob_put(struct blobs *b, struct str bytes, char ret[BLOB_NAME], struct err *e);
/* 1: it is there; 0: it is not. */
int blob_has(struct blobs *b, const char *name, struct err *e);

struct blob;
/* Reads it once through and checks the hash (not again within ten minutes if the file did not change). ERR_NOTFOUND, ERR_DB. */
int blob_open(struct blobs *b, const char *name, struct blob **ret, struct err *e);
void blob_close(struct blob *x); /* NULL is fine */
int64_t blob_size(const struct blob *x);
int blob_fd(const struct blob *x); /* to look at with pread(); stays the blob's */
/* Up to `len` bytes from `offset`; the number read, 0 at the end. */
int64_t blob_read(struct blob *x, int64_t offset, void *out, size_t len, struct err *e);

/* --- tidying --- */

/* Takes what nobody names: `named` says whether a content is (1), or not (0), or fails. Contents and parts younger than `age_s` stay: so does
 * a content that is sent again while this runs, but for the moment between the last look and its removal. 1: there is more to look
 * at, from where this ended; 0: the end was reached, the next begins anew. */
typedef int blob_named(void *context, const char *name, struct err *e);
struct blob_sweep {
	int64_t contents, parts, bytes; /* removed */
};
struct blob_broom {
	int64_t now_s, age_s; /* seconds since 1970 UTC; contents younger than age_s stay */
	blob_named *named;
	void *context;
	int64_t most; /* contents removed, and ten times as many looked at, before it stops for now; 0: no limit */
};
int blobs_sweep(struct blobs *b, const struct blob_broom *broom, struct blob_sweep *ret, struct err *e);
/* Reads a content through, whatever is remembered of it. ERR_NOTFOUND: it is not there; ERR_DB: it is not what its name says (a line in
 * the log); ERR_IO: the storage does not answer. */
int blob_verify(struct blobs *b, const char *name, int64_t *ret_size, struct err *e);

#endif
