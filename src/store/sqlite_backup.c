/* Online backup of a SQLite database. */
#include "sqlite.h"

#include "fault.h"
#include "fresh.h"

static int copy_pages(void *context, const char *part, struct err *e)
{
	struct sq_store *s = context;
	struct sq_store to = { .path = NULL };

	int code =
		sqlite3_open_v2(part, &to.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	sqlite3_backup *b = code == SQLITE_OK ? sqlite3_backup_init(to.db, "main", s->db, "main") : NULL;
	if (!b) {
		int rc = sq_error(&to, code == SQLITE_OK ? sqlite3_errcode(to.db) : code, "backup", e);
		sqlite3_close_v2(to.db);
		return rc;
	}
	do
		code = fault_hit(FAULT_WRITE) ? SQLITE_FULL : sqlite3_backup_step(b, -1);
	while (code == SQLITE_OK);
	int rc = code == SQLITE_DONE ? 0 : sq_error(s, code, "backup", e);
	sqlite3_backup_finish(b);
	code = sqlite3_close(to.db);
	return rc < 0 || code == SQLITE_OK ? rc : sq_error(s, code, "backup close", e);
}

int sq_backup(struct store *base, const char *path, struct err *e)
{
	return fresh_file(path, copy_pages, base, e);
}
