#include "schema.h"

#include <unistd.h>

static int try_in(struct store *s, const struct registers *all, int64_t now_ms, struct err *e)
{
	struct store_migrations migrations = store_migrations(s);
	struct register_applying how = { .person = 0, .now_ms = now_ms };
	struct register_applied done;
	struct arena *a = arena_new((size_t)64 << 20);
	int rc = a ? store_migrate(s, &migrations, STR("1970-01-01T00:00:00Z"), e) : err_nomem(e);

	if (rc == 0)
		rc = register_apply(s, all, &how, a, &done, e);
	if (rc == 0)
		rc = register_verify(s, all, e);
	arena_free(a);
	return rc;
}

int register_try(const struct registers *all, int64_t now_ms, struct err *e)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	char folder[] = "/tmp/bihuan-try-XXXXXX", path[100], url[120];
	struct store *s = NULL;

	if (!mkdtemp(folder))
		return err_set(e, ERR_IO, "不能在 /tmp 里建立临时目录");
	snprintf(path, sizeof path, "%s/try.db", folder);
	snprintf(url, sizeof url, "sqlite:%s", path);
	int rc = store_open(url, NULL, &s, e);
	if (rc == 0)
		rc = try_in(s, all, now_ms, e);
	store_close(s);
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		char file[120];
		snprintf(file, sizeof file, "%s%s", path, tails[i]);
		unlink(file);
	}
	rmdir(folder);
	return rc;
}
