#include "store_help.h"

#include <unistd.h>

static const struct target targets[] = {
	{ "sqlite", true,
		"CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, s TEXT UNIQUE, b BLOB) STRICT;"
		"CREATE TABLE child (id INTEGER NOT NULL REFERENCES t) STRICT;",
		"SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name", "tests/contract/released/sqlite" },
};

const struct target *target = &targets[0];

bool bench_select(size_t i)
{
	if (i >= COUNT(targets))
		return false;
	target = &targets[i];
	return true;
}

void bench_check_error(struct bench *b, int code)
{
	assert_int_equal(b->e.code, code);
	assert_true((unsigned char)b->e.message[0] & 0x80);
	assert_null(strstr(b->e.message, "SELECT"));
	assert_null(strstr(b->e.message, "INSERT"));
	assert_null(strstr(b->e.message, "constraint"));
	err_clear(&b->e);
}

struct store *bench_connect(struct bench *b, const struct store_options *o)
{
	struct store *s = NULL;

	assert_ok(b, store_open(b->url, o, &s, &b->e));
	return s;
}

int bench_open(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	snprintf(b->folder, sizeof b->folder, "/tmp/bihuan-store-XXXXXX");
	assert_non_null(mkdtemp(b->folder));
	snprintf(b->path, sizeof b->path, "%s/test.db", b->folder);
	snprintf(b->url, sizeof b->url, "sqlite:%s", b->path);
	b->s = bench_connect(b, NULL);
	assert_ok(b, b->s->driver->script(b->s, target->table, &b->e));
	*state = b;
	return 0;
}

void bench_drop(struct bench *b)
{
	static const char *const tails[] = { "", "-wal", "-shm", ".copy", ".copy-wal", ".copy-shm" };
	char path[160];

	store_close(b->s);
	b->s = NULL;
	for (size_t i = 0; i < COUNT(tails); i++) {
		snprintf(path, sizeof path, "%s%s", b->path, tails[i]);
		unlink(path);
	}
}

int bench_close(void **state)
{
	struct bench *b = *state;

	bench_drop(b);
	if (rmdir(b->folder) < 0)
		print_error("left behind: %s\n", b->folder);
	free(b);
	return 0;
}

/* A database with nothing in it. */
void bench_empty(struct bench *b)
{
	bench_drop(b);
	b->s = bench_connect(b, NULL);
}

void bench_run(struct bench *b, struct store *s, const char *sql)
{
	assert_ok(b, store_exec(s, sql, &b->e));
}

int64_t bench_number(struct bench *b, struct store *s, const char *sql)
{
	struct store_stmt *st = NULL;

	assert_ok(b, store_prepare(s, sql, &st, &b->e));
	assert_int_equal(store_step(st, &b->e), 1);
	int64_t n = store_int(st, 0);
	store_done(st);
	return n;
}

struct store_stmt *bench_prepare(struct bench *b, const char *sql)
{
	struct store_stmt *st = NULL;

	assert_ok(b, store_prepare(b->s, sql, &st, &b->e));
	return st;
}
