/* A database of any kind as a SQLite file. */
#include "transfer.h"

#include "fresh.h"

#include <stdio.h>

enum { URL_BYTES_MAX = 4200 };

/* All of it in the file itself: what the closing does is not told. */
static int leave_journal(struct store *to, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(to, "PRAGMA wal_checkpoint(TRUNCATE)", &st, e);
	if (rc >= 0)
		rc = store_step(st, e);
	return rc > 0 && store_int(st, 0) != 0 ? err_set(e, ERR_IO, "写备份的数据库时出错") : rc;
}

static int fill_from_view(struct store *from, struct store *to, struct err *e)
{
	int rc = transfer(from, to, e);

	if (rc >= 0)
		rc = store_commit(to, e);
	return rc < 0 ? rc : leave_journal(to, e);
}

static int fill(void *context, const char *part, struct err *e)
{
	OWN_STORE struct store *to = NULL;
	struct store *from = context;
	char url[URL_BYTES_MAX];

	snprintf(url, sizeof url, "sqlite:%s", part);
	int rc = store_open(url, NULL, &to, e);
	if (rc >= 0)
		rc = store_begin(from, STORE_READ, e);
	if (rc < 0)
		return rc;
	rc = fill_from_view(from, to, e);
	store_rollback(from);
	return rc;
}

int transfer_to_file(struct store *from, const char *path, struct err *e)
{
	return fresh_file(path, fill, from, e);
}
