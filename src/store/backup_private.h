/* Private to backup*.c. */
#ifndef STORE_BACKUP_PRIVATE_H
#define STORE_BACKUP_PRIVATE_H

#include "archive.h"
#include "backup.h"

#include <dirent.h>

enum { BACKUP_PATH_MAX = 4096, BACKUP_DEPTH_MAX = 3, BACKUP_FORMAT = 1 };

#define BACKUP_INFO "bihuan-backup.txt"
#define BACKUP_INFO_FORMAT "format %d\nschema %d\ncreated_at %s\n"

/* Of a data folder, beside the database; NULL at the end. */
extern const char *const backup_folders[];

/* `folder` and `tail` as one path. */
int backup_path(char out[BACKUP_PATH_MAX], struct str folder, const char *tail, struct err *e);
/* Opens a copy and reads all of it; one of a newer program is refused. */
int backup_check_database(const char *path, int *ret_version, struct err *e);
/* Makes the entry of `path` in its folder durable. */
int backup_sync_parent(const char *path, struct err *e);

void backup_enter(enum backup_stage next, int64_t bytes);
void backup_moved(int64_t bytes); /* into an archive, or out of it */

#endif
