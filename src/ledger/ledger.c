/* Opening and transactions. */
#include "private.h"

#include "buf.h"
#include "fault.h"

#include <errno.h>
#include <sys/stat.h>

enum { READERS = 4, PATH_BYTES_MAX = 4096 };

static void close_p(struct ledger **l)
{
	ledger_close(*l);
}

void ledger_now(const struct ledger *l, char out[CLOCK_TEXT_MAX])
{
	clock_format(&l->clock, l->clock.now_ms(l->clock.context), out);
}

int ledger_open_url(
	const char *url, const struct store_options *o, const struct clock *clock, struct ledger **ret, struct err *e)
{
	OWN(close_p) struct ledger *l = fault_calloc(1, sizeof *l);
	char now[CLOCK_TEXT_MAX];

	if (!l)
		return err_nomem(e);
	l->clock = *clock;
	ledger_now(l, now);
	int rc = store_pool_open(url, o, READERS, str_from(now), &l->pool, e);
	if (rc < 0)
		return rc;
	*ret = TAKE(l);
	return 0;
}

static int folder_error(const char *path, struct err *e)
{
	if (errno == ENOTDIR || errno == EEXIST) {
		err_set(e, ERR_IO, "数据目录的路径被一个文件占着：%s", path);
		err_hint(e, "请换一个数据目录，或移走那个文件");
		return ERR_IO;
	}
	int number = errno;
	err_set(e, ERR_IO, "建不了数据目录：%s", path);
	err_hint(e, "请检查磁盘空间和上级目录的权限，或换一个数据目录");
	err_log(e, "mkdir: errno %d", number);
	return ERR_IO;
}

static int make_one(const char *path, struct err *e)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return 0;
	if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	return folder_error(path, e);
}

/* Makes the folder and those above it; `path` is cut and restored on the way. */
static int make_folder(char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		int rc = make_one(path, e);
		*p = '/';
		if (rc < 0)
			return rc;
	}
	return make_one(path, e);
}

int ledger_open(const char *data_dir, const struct clock *clock, struct ledger **ret, struct err *e)
{
	return ledger_open_at(data_dir, NULL, clock, ret, e);
}

static int keep_folder(struct ledger *l, const char *folder, struct err *e)
{
	size_t size = strlen(folder) + 1;

	l->data_dir = fault_malloc(size);
	if (!l->data_dir)
		return err_nomem(e);
	memcpy(l->data_dir, folder, size);
	return 0;
}

int ledger_open_at(
	const char *data_dir, const char *database, const struct clock *clock, struct ledger **ret, struct err *e)
{
	OWN(close_p) struct ledger *l = NULL;
	char folder[PATH_BYTES_MAX], url[PATH_BYTES_MAX + 32];
	size_t len = strlen(data_dir);

	if (len == 0 || len >= sizeof folder) {
		err_set(e, ERR_USAGE, len == 0 ? "没有给出数据目录" : "数据目录的路径太长");
		err_hint(e, "例如 --data ./data");
		return ERR_USAGE;
	}
	memcpy(folder, data_dir, len + 1);
	int rc = make_folder(folder, e);
	if (rc < 0)
		return rc;
	snprintf(url, sizeof url, "sqlite:%s/bihuan.db", folder);
	rc = ledger_open_url(database ? database : url, NULL, clock, &l, e);
	if (rc >= 0)
		rc = keep_folder(l, folder, e);
	if (rc < 0)
		return rc;
	*ret = TAKE(l);
	return 0;
}

void ledger_check_with(struct ledger *l, struct ledger_checker c)
{
	l->checker = c;
}

void ledger_close(struct ledger *l)
{
	if (!l)
		return;
	store_pool_close(l->pool);
	access_close(l->access);
	register_set_free(l->definitions);
	calendar_free(l->calendar);
	calendars_free(l->calendars);
	free(l->data_dir);
	free(l);
}

int ledger_tx_begin(struct ledger *l, enum store_access access, struct tx *ret, struct err *e)
{
	struct store *s = NULL;

	int rc = store_pool_take(l->pool, access, &s, e);
	if (rc < 0)
		return rc;
	*ret = (struct tx){ l->pool, s };
	return 0;
}

void ledger_tx_end(struct tx *tx)
{
	if (tx->store)
		store_pool_give(tx->pool, tx->store);
	*tx = (struct tx){ 0 };
}
