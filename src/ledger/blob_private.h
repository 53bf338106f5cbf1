/* Private to the store of contents. */
#ifndef LEDGER_BLOB_PRIVATE_H
#define LEDGER_BLOB_PRIVATE_H

#include "blob.h"

#include "vec.h"

#include <pthread.h>

enum { BLOB_PATH = 4096, BLOB_MEMO = 64, BLOB_CHECK_S = 600 };

struct blob_found {
	char name[BLOB_NAME];
	int64_t size, changed_s; /* bytes; since 1970 UTC */
};

/* What a place for contents does. `name` is checked. */
struct blob_backend {
	/* The file at `path`, of `size` bytes and with this hash, becomes the content; the file stays. */
	int (*keep)(struct blobs *b, const char *path, int64_t size, const char *name, struct err *e);
	int (*has)(struct blobs *b, const char *name, struct err *e);
	/* A descriptor to read it; ERR_NOTFOUND. */
	int (*open)(struct blobs *b, const char *name, struct err *e);
	/* The next contents behind `after` ("": from the start), in the order of their names, as struct blob_found put behind those of `ret`:
	 * as many as are had at once, none only at the end. */
	int (*list)(struct blobs *b, const char *after, struct vec *ret, struct err *e);
	/* When it was last kept. ERR_NOTFOUND. */
	int (*changed)(struct blobs *b, const char *name, int64_t *ret_s, struct err *e);
	int (*remove)(struct blobs *b, const char *name, struct err *e); /* not there: nothing */
};

struct memo { /* a file that was found whole */
	char name[BLOB_NAME];
	int64_t device, inode, size, seconds, nanoseconds, checked_at;
};

struct blobs {
	const struct blob_backend *backend;
	char folder[BLOB_PATH - 128];
	struct blobs_s3 s3;   /* strings of our own; all NULL on a disk */
	pthread_mutex_t lock; /* of the memory */
	struct memo memory[BLOB_MEMO];
	size_t memory_next;
	char swept_to[BLOB_NAME]; /* where the next sweep goes on; empty: from the start. Under the lock */
};

extern const struct blob_backend blob_disk, blob_s3;

int blob_io_error(struct err *e, const char *what);
bool blob_name_good(const char *name);
/* Hash of all that can be read from the descriptor's start. */
int blob_hash(int fd, char ret[BLOB_NAME], int64_t *ret_size, struct err *e);
void blob_path(const struct blobs *b, const char *name, char out[BLOB_PATH]);
int blob_write_all(int fd, struct str bytes);
int blob_sync(int fd);
int blob_sync_folder(const char *path);
int blob_damaged_error(struct err *e, const char *name);
/* A new file in the folder of parts that has no name any more, or a negative code. */
int blob_nameless(struct blobs *b, struct err *e);

#endif
