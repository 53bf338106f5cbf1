/* A data folder as one file, and back: the database (copied while others write), keys/ and blobs/.
 *
 * The file is an archive.h archive: bihuan-backup.txt (format, schema version, time), bihuan.db, keys/..., blobs/...,
 * SHA256SUMS. It holds the keys: whoever has it has everything. What is written is read again and checked before it gets its
 * name; a folder is restored beside its place, checked, and put there in one step. */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "store.h"

#define BACKUP_DATABASE "bihuan.db" /* in the data folder too */

struct backup_summary {
	int schema;
	int64_t files, bytes; /* of the content */
	char created_at[32];  /* ISO 8601 */
};

struct backup_place {
	const char *data_dir;
	const char *url; /* of a database on a server (transfer.h); NULL: it is in the folder */
};

/* `path` must not exist (ERR_CONFLICT); no database in the folder: ERR_NOTFOUND. `now` is recorded. Needs room for the database
 * twice, beside `path`. */
int backup_make(
	const struct backup_place *from, const char *path, struct str now, struct backup_summary *ret, struct err *e);
/* `data_dir` must not exist or be empty, a database on a server must be empty (ERR_CONFLICT). A backup of a newer program is refused
 * (ERR_DB). */
int backup_restore(const char *path, const struct backup_place *to, struct backup_summary *ret, struct err *e);
/* Restores it beside itself, with all checks, and takes that away again: whether it could be restored. */
int backup_try(const char *path, struct backup_summary *ret, struct err *e);

enum backup_stage { BACKUP_IDLE, BACKUP_COPYING, BACKUP_PACKING, BACKUP_CHECKING, BACKUP_UNPACKING, BACKUP_VERIFYING };
struct backup_progress {
	enum backup_stage stage;
	int64_t done, total; /* bytes; total 0: not known */
};
/* Of what this process makes or restores now; of several the last begun. */
struct backup_progress backup_progress(void);

#endif
