#include "store_help.h"

#include <unistd.h>

static const struct target sqlite = { "sqlite",
	"CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, s TEXT UNIQUE, b BLOB) STRICT;"
	"CREATE TABLE child (id INTEGER NOT NULL REFERENCES t) STRICT;",
	"SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name", "tests/contract/released/sqlite" };

static const struct target postgres = { "postgres",
	"CREATE TABLE t (id bigint PRIMARY KEY, n bigint, s text COLLATE \"C\" UNIQUE, b bytea);"
	"CREATE TABLE child (id bigint NOT NULL REFERENCES t);",
	"SELECT c.relname || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' ||"
	" a.attcollation || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') FROM pg_class c JOIN pg_attribute a ON"
	" a.attrelid = c.oid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relnamespace ="
	" current_schema()::regnamespace AND a.attnum > 0 UNION ALL SELECT conrelid::regclass || ' ' ||"
	" pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace"
	" UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
	" UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
	" ORDER BY 1",
	"tests/contract/released/postgres" };

const struct target *target = &sqlite;

void bench_check_error(struct bench *b, int code)
{
	assert_int_equal(b->e.code, code);
	assert_true((unsigned char)b->e.message[0] & 0x80);
	assert_null(strstr(b->e.message, "SELECT"));
	assert_null(strstr(b->e.message, "INSERT"));
	assert_null(strstr(b->e.message, "constraint"));
	err_clear(&b->e);
}

/* --- a fresh database: a file in a folder of its own, or one of the server's --- */

static void at_server(struct bench *b, const char *what, const char *how)
{
	const char *server = getenv("BIHUAN_TEST_POSTGRES");
	struct store *s = NULL;
	char sql[200];

	snprintf(sql, sizeof sql, "%s DATABASE %s %s", what, b->path, how);
	assert_ok(b, store_open(server, NULL, &s, &b->e));
	assert_ok(b, s->driver->script(s, sql, &b->e));
	store_close(s);
}

static void make_database(struct bench *b)
{
	static unsigned number;
	const char *server = getenv("BIHUAN_TEST_POSTGRES");

	if (target == &sqlite) {
		snprintf(b->folder, sizeof b->folder, "/tmp/bihuan-store-XXXXXX");
		assert_non_null(mkdtemp(b->folder));
		snprintf(b->path, sizeof b->path, "%s/test.db", b->folder);
		snprintf(b->url, sizeof b->url, "sqlite:%s", b->path);
		return;
	}
	snprintf(b->path, sizeof b->path, "store_%d_%u", (int)getpid(), ++number);
	snprintf(b->url, sizeof b->url, "%.*s/%s", (int)(strrchr(server, '/') - server), server, b->path);
	at_server(b, "CREATE", "TEMPLATE template0");
}

static void remove_files(struct bench *b)
{
	static const char *const tails[] = { "", "-wal", "-shm", ".copy", ".copy-wal", ".copy-shm" };
	char path[160];

	for (size_t i = 0; i < COUNT(tails); i++) {
		snprintf(path, sizeof path, "%s%s", b->path, tails[i]);
		unlink(path);
	}
}

void bench_drop(struct bench *b)
{
	store_close(b->s);
	b->s = NULL;
	if (target == &sqlite) {
		remove_files(b);
		return;
	}
	at_server(b, "DROP", "WITH (FORCE)");
	at_server(b, "CREATE", "TEMPLATE template0");
}

int bench_open(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	target = *state;
	assert_non_null(b);
	make_database(b);
	b->s = bench_connect(b, NULL);
	assert_ok(b, b->s->driver->script(b->s, target->table, &b->e));
	*state = b;
	return 0;
}

int bench_close(void **state)
{
	struct bench *b = *state;

	store_close(b->s);
	b->s = NULL;
	if (target == &sqlite) {
		remove_files(b);
		if (rmdir(b->folder) < 0)
			print_error("left behind: %s\n", b->folder);
	} else {
		at_server(b, "DROP", "WITH (FORCE)");
	}
	free(b);
	return 0;
}

struct store *bench_connect(struct bench *b, const struct store_options *o)
{
	struct store *s = NULL;

	assert_ok(b, store_open(b->url, o, &s, &b->e));
	return s;
}

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

/* --- one list of tests for all databases --- */

/* By its name TAP counts it as skipped; cmocka's own skip() reads as a failure. */
static void no_server(void **state)
{
	(void)state;
}

static void add(struct CMUnitTest *all, size_t *count, struct bench_tests tests, const struct target *of)
{
	for (size_t i = 0; i < tests.count; i++) {
		char *name = NULL;
		assert_true(asprintf(&name, "%s: %s", of->name, tests.rows[i].name) > 0);
		all[*count] = tests.rows[i];
		all[*count].name = name;
		all[(*count)++].initial_state = (void *)(uintptr_t)of;
	}
}

int bench_main(
	const char *name, struct bench_tests common, struct bench_tests only_sqlite, struct bench_tests only_postgres)
{
	static const struct CMUnitTest skipped[] = { { "# SKIP BIHUAN_TEST_POSTGRES is not set", no_server, NULL, NULL,
		NULL } };
	static struct CMUnitTest all[256];
	size_t count = 0;

	assert_true(2 * common.count + only_sqlite.count + only_postgres.count < COUNT(all));
	add(all, &count, common, &sqlite);
	add(all, &count, only_sqlite, &sqlite);
	bool server = getenv("BIHUAN_TEST_POSTGRES") != NULL;
	add(all, &count, server ? common : (struct bench_tests){ skipped, 1 }, &postgres);
	if (server)
		add(all, &count, only_postgres, &postgres);
	int failed = _cmocka_run_group_tests(name, all, count, NULL, NULL);
	while (count > 0)
		free((void *)(uintptr_t)all[--count].name);
	return failed;
}
