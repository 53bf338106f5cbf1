/* Private to the SQLite driver. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "driver.h"

#include <sqlite3.h>

enum { SQ_INDEX_HEAD = 6 };

struct sq_store {
	struct store base;
	sqlite3 *db;
	sqlite3_stmt *undo;         /* ROLLBACK, prepared while there is memory for it */
	sqlite3_stmt *begin, *look; /* BEGIN, and the first read of a reading transaction */
	const volatile uint64_t
		*index; /* the head of the journal's index, which every commit changes; NULL: not asked for yet */
	uint64_t seen[SQ_INDEX_HEAD]; /* what it was when the open view was taken; all zero: not known */
	char *path;
};

/* Maps a result code to ours with a message; `sql` (or what was tried) goes to the log part only. */
int sq_error(const struct sq_store *s, int code, const char *sql, struct err *e);
/* Makes the functions of the shared subset known to the connection. */
int sq_functions(struct sq_store *s, struct err *e);
int sq_backup(struct store *s, const char *path, struct err *e);

#endif
