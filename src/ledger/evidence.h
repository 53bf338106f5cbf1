/* Evidence (佐证材料): files that prove something, in the files fields of records.
 *
 * A file comes as an upload in pieces, which may be sent again from where they stopped; what it is is told by its bytes. It is then a piece of
 * evidence of one record and one slot (the files field), pending until somebody else than who sent it accepts or rejects it. A new version
 * replaces the old one, which stays. Nothing is deleted; what is withdrawn is kept and counts no more.
 *
 * Functions with a desk ask rights as record.h does, refuse as it does, and run in the desk's transaction. Every change is an event of
 * the record. Contents lie in the store of contents (blob.h), outside the transaction: one that no row names is swept after a day. */
#ifndef LEDGER_EVIDENCE_H
#define LEDGER_EVIDENCE_H

#include "blob.h"
#include "media.h"
#include "record.h"

enum { EVIDENCE_TOKEN_MAX = 33, EVIDENCE_NAME_MAX = 200, EVIDENCE_PER_RECORD = 500 };
#define EVIDENCE_BYTES_MAX ((int64_t)2 << 30)          /* of a file whose field says nothing less */
#define EVIDENCE_UPLOAD_MS ((int64_t)24 * 3600 * 1000) /* an upload that is not finished is then gone */

/* --- uploads --- */

struct evidence_new {
	int64_t record_id;
	struct str slot;
	struct str file_name; /* of a path only the last part is kept */
	int64_t bytes;        /* what will come */
	struct str sha256;    /* 64 hex digits, to be compared; none */
	struct str own_date;  /* ISO; none: a photograph's own, where the slot does not demand one */
	struct str expires;   /* ISO; none */
	struct str note;
	int64_t replaces; /* the piece this is a new version of; 0: none */
};
struct evidence_upload {
	char token[EVIDENCE_TOKEN_MAX]; /* names it for 24 hours; nobody else can use it */
	int64_t offset, bytes;          /* received; expected */
};
/* Rights, number, size and date are asked now, and again at the end. `quota`: bytes of evidence a unit may have; 0: no limit. */
int evidence_upload_begin(struct desk *d, const struct register_def *r, const struct evidence_new *n, int64_t quota,
	struct evidence_upload *ret, struct err *e);
/* Where to go on. ERR_NOTFOUND: unknown, expired or somebody else's. */
int evidence_upload_find(
	struct desk *d, struct blobs *b, const char *token, struct evidence_upload *ret, struct err *e);
/* No database: the caller has found the upload. ERR_CONFLICT: see blob_part_write(). */
int evidence_upload_write(struct blobs *b, const struct evidence_upload *u, int64_t offset, struct str bytes,
	int64_t *ret_size, struct err *e);

/* What was received, looked at and kept. */
struct evidence_content {
	char sha256[BLOB_NAME];
	const struct media_type *type;
	int64_t bytes;
	struct media_exif exif;
};
/* Outside any write transaction: reads the whole file. ERR_INPUT: not complete, another hash, a kind that is not taken. */
int evidence_upload_finish(
	struct desk *d, struct blobs *b, const char *token, struct evidence_content *ret, struct err *e);

/* --- pieces --- */

struct evidence {
	int64_t id, record_id, bytes, replaces, added_at, judged_at, version;
	struct str register_name, slot, file_name, media_type, sha256;
	struct str own_date, expires, note, reason; /* .ptr NULL: none */
	struct str state;                           /* "pending" "accepted" "rejected" "withdrawn" "replaced" */
	bool expired;                               /* by today's date: proves nothing any more */
	struct record_ref added_by, judged_by;
	int64_t elsewhere; /* how many other records hold the same file (also ones this person may not see) */
};
struct evidence_list {
	const struct evidence *at;
	size_t count;
};
/* In a write transaction; the upload is then used up. Once it is committed, call blob_part_drop(token): the part is of no more use (if
 * nobody does, the sweep does). If it was not committed, finish and add may be called again. */
int evidence_add(
	struct desk *d, const char *token, const struct evidence_content *c, struct evidence *ret, struct err *e);
/* Of one slot, or of all (none); the newest first. */
int evidence_of(struct desk *d, const struct register_def *r, int64_t record_id, struct str slot,
	struct evidence_list *ret, struct err *e);
/* ERR_NOTFOUND, also where the record or the slot may not be seen. */
int evidence_get(struct desk *d, int64_t id, struct evidence *ret, struct err *e);
/* Other pieces with the same content on records this person may see. */
int evidence_twins(struct desk *d, int64_t id, struct evidence_list *ret, struct err *e);

struct evidence_change {
	int64_t id;
	struct str
		state; /* "accepted" "rejected" (by somebody else, with a reason where rejected) "withdrawn" (by who sent it); none */
	struct str reason;
	struct str own_date; /* .ptr NULL: as it is; empty: none */
	struct str expires;
};
int evidence_change(struct desk *d, const struct evidence_change *c, struct evidence *ret, struct err *e);

/* --- tidying: for the scheduler, `d.console` --- */

/* Takes uploads that have expired out, and contents that no row of any unit names and that are older than a day: some of them, for
 * whoever writes waits meanwhile. 1: there is more. */
enum { EVIDENCE_SWEEP_AT_ONCE = 200 };
int evidence_sweep(struct desk *d, struct blobs *b, struct blob_sweep *ret, struct err *e);

#endif
