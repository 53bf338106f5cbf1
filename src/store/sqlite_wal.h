/* Private to the SQLite driver: a way to files in which the journal is written in large pieces.
 *
 * SQLite writes each page of a commit in two calls. Here they are gathered and written before anything else is done with the file: read,
 * synced, truncated, measured, closed. So a commit is on the disk when SQLite's sync returns, as ever. */
#ifndef STORE_SQLITE_WAL_H
#define STORE_SQLITE_WAL_H

#include <sqlite3.h>
#include <stdbool.h>

/* For sqlite3_open_v2(); NULL: SQLite's own. */
const char *sq_wal_vfs(void);

/* Whether a connection works with a journal of this kind now: on a disk that took no header it does not. */
bool sq_wal_is_open(sqlite3 *db);

#endif
