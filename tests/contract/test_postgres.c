/* What only PostgreSQL can do to us: the contract proper is in test_store.c and test_pool.c. */
#include "store_help.h"

#include "fault.h"
#include "pool.h"

static void fill(struct bench *b, int64_t rows)
{
	char sql[160];

	snprintf(sql, sizeof sql,
		"INSERT INTO t (id, n, s) SELECT i, i * 2, repeat('x', 1000) || i FROM generate_series(1, %d) i",
		(int)rows);
	bench_run(b, b->s, sql);
}

/* --- statements --- */

static void statements_inside_the_rows_of_others(void **state)
{
	struct bench *b = *state;
	int64_t sum = 0, inner = 0;

	fill(b, 50);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	struct store_stmt *outer = bench_prepare(b, "SELECT id, s FROM t WHERE id <= 20 ORDER BY id");
	struct store_stmt *other = bench_prepare(b, "SELECT n FROM t WHERE id > $1 ORDER BY id");
	store_bind_int(other, 1, 40);
	while (store_step(outer, &b->e) > 0) {
		sum += store_int(outer, 0);
		assert_true(store_text(outer, 1).len > 1000);
		if (store_step(other, &b->e) > 0)
			inner += store_int(other, 0);
		bench_run(b, b->s, "UPDATE t SET n = n + 1 WHERE id = 50");
	}
	assert_int_equal(sum, 210);
	assert_int_equal(inner, 2 * (41 + 42 + 43 + 44 + 45 + 46 + 47 + 48 + 49 + 50));
	store_done(outer);
	store_done(other);
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT n FROM t WHERE id = 50"), 120);
}

/* Rows that must be kept because of another statement are bounded. */
static void rows_kept_are_bounded(void **state)
{
	struct bench *b = *state;
	struct store_stmt *st = bench_prepare(b, "SELECT repeat('x', 1000000) FROM generate_series(1, 100)");
	int rc = 0, rows = 1;

	assert_int_equal(store_step(st, &b->e), 1);
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (1)"); /* not hindered */
	while ((rc = store_step(st, &b->e)) > 0)
		rows++;
	assert_error(b, ERR_LIMIT, rc);
	store_done(st);
	st = bench_prepare(b, "SELECT repeat('x', 1000000) FROM generate_series(1, 100)");
	for (rows = 0; (rc = store_step(st, &b->e)) > 0; rows++)
		;
	assert_int_equal(rc, 0);
	assert_int_equal(rows, 100); /* alone they may be as many as they like */
	store_done(st);
}

static void no_memory_for_rows_kept(void **state)
{
	struct bench *b = *state;
	struct store_stmt *st = bench_prepare(b, "SELECT i FROM generate_series(1, 100) i");

	assert_int_equal(store_step(st, &b->e), 1);
	fault_arm(FAULT_ALLOC, 3, false);
	bench_number(b, b->s, "SELECT 1"); /* its text, the statement, then the rows */
	fault_arm(FAULT_ALLOC, 0, false);
	int rc;
	while ((rc = store_step(st, &b->e)) > 0)
		;
	assert_int_equal(rc, ERR_NOMEM);
	bench_check_error(b, ERR_NOMEM);
	store_done(st);
	assert_int_equal(bench_number(b, b->s, "SELECT 2"), 2);
}

/* The same text with values of other kinds is another statement to the server. */
static void kinds_of_parameters(void **state)
{
	struct bench *b = *state;
	struct store_stmt *st = bench_prepare(b, "SELECT coalesce($1, $2)");

	store_bind_null(st, 1);
	store_bind_text(st, 2, STR("甲"));
	assert_int_equal(store_step(st, &b->e), 1);
	assert_str(store_text(st, 0), "甲");
	store_rewind(st);
	store_bind_null(st, 1);
	store_bind_text(st, 2, STR("乙"));
	assert_int_equal(store_step(st, &b->e), 1);
	assert_str(store_text(st, 0), "乙");
	store_rewind(st);
	store_bind_int(st, 1, 7);
	store_bind_int(st, 2, 8);
	assert_int_equal(store_step(st, &b->e), 1);
	assert_int_equal(store_int(st, 0), 7);
	store_rewind(st);
	store_bind_null(st, 1);
	assert_int_equal(store_step(st, &b->e), 1);
	assert_int_equal(store_int(st, 0), 8);
	store_done(st);
}

static void kinds_of_columns(void **state)
{
	struct bench *b = *state;
	struct store_stmt *st = bench_prepare(b,
		"SELECT 1 = 1, 1 = 2, 7::int2, -7::int4, (-8)::int8, sum(i), 'c'::char(3) FROM generate_series(1, 4) i");

	assert_int_equal(store_step(st, &b->e), 1);
	assert_int_equal(store_int(st, 0), 1);
	assert_int_equal(store_int(st, 1), 0);
	assert_str(store_text(st, 0), "1");
	assert_str(store_text(st, 1), "0");
	assert_int_equal(store_int(st, 2), 7);
	assert_int_equal(store_int(st, 3), -7);
	assert_str(store_text(st, 4), "-8");
	assert_int_equal(store_int(st, 5), 10);
	store_done(st);
	st = bench_prepare(b, "SELECT '\\x00ff'::bytea, true, false, (-2)::int2, (-3)::int4, (-4)::int8, 'x'::text");
	assert_int_equal(store_step(st, &b->e), 1); /* beside bytes all comes in binary */
	assert_int_equal(store_blob(st, 0).len, 2);
	assert_int_equal(store_int(st, 1), 1);
	assert_int_equal(store_int(st, 2), 0);
	assert_int_equal(store_int(st, 3), -2);
	assert_int_equal(store_int(st, 4), -3);
	assert_int_equal(store_int(st, 5), -4);
	assert_str(store_text(st, 6), "x");
	store_done(st);
}

static void text_the_server_cannot_keep(void **state)
{
	struct bench *b = *state;
	struct store_stmt *st = bench_prepare(b, "INSERT INTO t (id, s) VALUES (1, $1)");

	store_bind_text(st, 1, STR("\xff\xfe"));
	assert_error(b, ERR_INPUT, store_run(st, &b->e));
	store_bind_text(st, 1, STR("a\0b"));
	assert_error(b, ERR_INPUT, store_run(st, &b->e));
	store_done(st);
}

/* Another program changes a table that a kept statement reads. */
static void a_table_changed_by_others(void **state)
{
	struct bench *b = *state;
	struct store *other = bench_connect(b, NULL);

	bench_run(b, b->s, "INSERT INTO t (id, n) VALUES (1, 5)");
	assert_int_equal(bench_number(b, b->s, "SELECT n FROM t"), 5);
	assert_ok(b, store_begin(other, STORE_WRITE, &b->e));
	assert_ok(b, store_script(other, "ALTER TABLE t ALTER COLUMN n TYPE numeric", &b->e));
	assert_ok(b, store_commit(other, &b->e));
	store_close(other);
	struct store_stmt *st = bench_prepare(b, "SELECT n FROM t");
	assert_true(store_step(st, &b->e) < 0);
	err_clear(&b->e);
	store_done(st);
	assert_true(store_may_retry(b->s));
	assert_int_equal(bench_number(b, b->s, "SELECT n FROM t"), 5);
}

/* --- batches --- */

static void insert_many(struct bench *b, int first, int count, int twice)
{
	struct store_stmt *st = bench_prepare(b, "INSERT INTO t (id, s) VALUES ($1, $2)");
	char text[32];

	for (int i = 0; i < count && b->e.code == 0; i++) {
		snprintf(text, sizeof text, "%d", first + i);
		store_bind_int(st, 1, i == twice ? first : first + i);
		store_bind_text(st, 2, str_from(text));
		store_run(st, &b->e);
	}
	store_done(st);
}

static void batches(void **state)
{
	struct bench *b = *state;

	assert_error(b, ERR_INTERNAL, store_batch_begin(b->s, &b->e));
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, store_batch_begin(b->s, &b->e));
	insert_many(b, 1, 1000, -1);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 1000); /* in between */
	insert_many(b, 2001, 10, -1);
	assert_ok(b, store_batch_end(b->s, &b->e));
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 1010);
}

/* The failure is told by some later call, and nothing is kept. */
static void a_batch_that_fails(void **state)
{
	struct bench *b = *state;

	for (int twice = 1; twice <= 300; twice += 46) {
		assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
		assert_ok(b, store_batch_begin(b->s, &b->e));
		insert_many(b, 1, 301, twice);
		if (b->e.code == 0)
			store_batch_end(b->s, &b->e);
		bench_check_error(b, ERR_CONFLICT);
		assert_error(b, ERR_INTERNAL, store_commit(b->s, &b->e));
		assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 0);
	}
}

static void a_batch_ended_by_others(void **state)
{
	struct bench *b = *state;

	for (int way = 0; way < 4; way++) {
		assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
		bench_run(b, b->s, "DELETE FROM t");
		assert_ok(b, store_savepoint(b->s, &b->e));
		assert_ok(b, store_batch_begin(b->s, &b->e));
		insert_many(b, 1, 10, way < 2 ? 5 : -1);
		switch (way) {
		case 0: /* told by the commit at the latest */
			assert_error(b, ERR_CONFLICT, store_savepoint_release(b->s, &b->e));
			store_rollback(b->s);
			break;
		case 1: /* undone without ever having been told */
			store_savepoint_rollback(b->s);
			assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 0);
			assert_ok(b, store_commit(b->s, &b->e));
			break;
		case 2:
			store_rollback(b->s);
			break;
		default:
			assert_ok(b, store_savepoint_release(b->s, &b->e));
			assert_ok(b, store_commit(b->s, &b->e));
			assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 10);
		}
	}
}

/* Many in a row go another way to the server: what arrives is the same. */
static void values_of_long_batches(void **state)
{
	struct bench *b = *state;
	static const char *const texts[] = { "a\tb\nc\rd\\e", "\\N", "\\.", "", "甲\\乙", "\"'$1", NULL };
	static const char bytes[] = "\0\1\\\xff\n";
	char large[3000], want[3100];

	memset(large, 'x', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, store_batch_begin(b->s, &b->e));
	struct store_stmt *st = bench_prepare(b, "INSERT INTO t (id, n, s, b) VALUES ($1, $2, $3, $4)");
	for (int i = 0; i < 700; i++) {
		const char *text = texts[i % COUNT(texts)];
		snprintf(want, sizeof want, "%d%s%s", i, text ? text : "", large);
		store_bind_int(st, 1, i);
		store_bind_int(st, 2, i % 2 ? INT64_MIN : INT64_MAX);
		store_bind_text(st, 3, text ? str_from(want) : STR_NONE);
		store_bind_blob(st, 4, i % 3 ? (struct str){ bytes, sizeof bytes } : STR_NONE);
		assert_ok(b, store_run(st, &b->e));
	}
	store_done(st);
	assert_ok(b, store_batch_end(b->s, &b->e));
	st = bench_prepare(b, "SELECT id, n, s, b FROM t ORDER BY id");
	for (int i = 0; i < 700; i++) {
		const char *text = texts[i % COUNT(texts)];
		snprintf(want, sizeof want, "%d%s%s", i, text ? text : "", large);
		assert_int_equal(store_step(st, &b->e), 1);
		assert_int_equal(store_int(st, 0), i);
		assert_true(store_int(st, 1) == (i % 2 ? INT64_MIN : INT64_MAX));
		assert_int_equal(store_is_null(st, 2), text == NULL);
		assert_true(!text || str_eq(store_text(st, 2), str_from(want)));
		assert_true(
			i % 3 ? str_eq(store_blob(st, 3), (struct str){ bytes, sizeof bytes }) : store_is_null(st, 3));
	}
	store_done(st);
	assert_ok(b, store_commit(b->s, &b->e));
}

/* Between them stand statements that cannot go that way, and tables that name each other. */
static void long_batches_keep_their_order(void **state)
{
	struct bench *b = *state;

	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, store_batch_begin(b->s, &b->e));
	for (int i = 1; i <= 500; i++) {
		struct store_stmt *one = bench_prepare(b, "INSERT INTO t (id, n) VALUES ($1, 0)"); /* not plain */
		if (i % 100 != 0) {
			store_done(one);
			one = bench_prepare(b, "INSERT INTO t (id, n) VALUES ($1, $2)");
			store_bind_int(one, 2, i);
		}
		store_bind_int(one, 1, i);
		assert_ok(b, store_run(one, &b->e));
		struct store_stmt *two = bench_prepare(b, "INSERT INTO child (id) VALUES ($1)");
		store_bind_int(two, 1, i);
		assert_ok(b, store_run(two, &b->e));
		if (i % 50 == 0)
			bench_run(b, b->s, "UPDATE t SET n = n + 1000");
		if (i % 120 == 0)
			assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM child"), i);
		store_done(two);
		store_done(one);
	}
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM child"), 500);
	assert_int_equal(bench_number(b, b->s, "SELECT n FROM t WHERE id = 451"), 1451);
	assert_int_equal(bench_number(b, b->s, "SELECT n FROM t WHERE id = 1"), 10001);
	assert_int_equal(bench_number(b, b->s, "SELECT n FROM t WHERE id = 500"), 1000);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e)); /* a batch does not outlive its transaction */
	bench_run(b, b->s, "DELETE FROM child");
	assert_int_equal(store_changes(b->s), 500);
	store_rollback(b->s);
}

/* A statement goes while lines of it are kept. */
static void statements_evicted_in_a_batch(void **state)
{
	struct bench *b = *state;
	char sql[80];

	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, store_batch_begin(b->s, &b->e));
	for (int i = 1; i <= 2000; i++) {
		snprintf(sql, sizeof sql, "INSERT INTO t (id) VALUES ($1)%*s", i > 40 ? i % 1000 : 0, "");
		struct store_stmt *st = bench_prepare(b, sql);
		store_bind_int(st, 1, i);
		assert_ok(b, store_run(st, &b->e));
		store_done(st);
		if (i == 40)
			insert_many(b, 10001, 100, -1);
	}
	assert_ok(b, store_batch_end(b->s, &b->e));
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 2100);
}

/* --- read transactions --- */

static void reading_and_writing_by_turns(void **state)
{
	struct bench *b = *state;

	for (int i = 1; i <= 5; i++) {
		assert_ok(b, store_begin(b->s, STORE_READ, &b->e));
		assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), i - 1);
		assert_true(store_exec(b->s, "SELECT setval('nothing', 1)", &b->e) < 0);
		err_clear(&b->e);
		store_rollback(b->s);
		bench_run(b, b->s,
			i % 2 ? "INSERT INTO t (id) SELECT count(*) FROM t"
			      : "INSERT INTO t (id) SELECT 100 + count(*) FROM t");
		assert_ok(b, store_begin(b->s, STORE_READ, &b->e)); /* nothing at all in it */
		assert_ok(b, store_commit(b->s, &b->e));
	}
}

static void the_server_refuses_to_write_for_readers(void **state)
{
	struct bench *b = *state;

	bench_run(b, b->s,
		"CREATE FUNCTION sly() RETURNS bigint LANGUAGE sql AS 'INSERT INTO t (id) VALUES (1) RETURNING id'");
	assert_ok(b, store_begin(b->s, STORE_READ, &b->e));
	assert_error(b, ERR_IO, store_exec(b->s, "SELECT sly()", &b->e));
	store_rollback(b->s);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 0);
}

/* As many rows as they like, read while others are asked for. */
static void long_answers_to_readers(void **state)
{
	struct bench *b = *state;
	int64_t sum = 0, rows = 0;

	fill(b, 300);
	assert_ok(b, store_begin(b->s, STORE_READ, &b->e));
	struct store_stmt *st = bench_prepare(b, "SELECT repeat('x', 1000000), i FROM generate_series(1, 100) i");
	while (store_step(st, &b->e) > 0)
		sum += store_int(st, 1);
	assert_int_equal(sum, 5050);
	store_rewind(st);
	assert_int_equal(store_step(st, &b->e), 1);
	store_done(st); /* given up */
	st = bench_prepare(b, "SELECT id FROM t ORDER BY id");
	while (store_step(st, &b->e) > 0) {
		struct store_stmt *other = bench_prepare(b, "SELECT n FROM t WHERE id >= $1 ORDER BY id LIMIT 3");
		store_bind_int(other, 1, store_int(st, 0));
		assert_int_equal(store_step(other, &b->e), 1);
		rows += store_int(other, 0);
		store_done(other);
	}
	store_done(st);
	assert_int_equal(rows, 300 * 301);
	assert_ok(b, store_commit(b->s, &b->e));
}

/* --- errors --- */

static void what_the_server_says(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *state;
		int code;
		const char *message;
	} cases[] = {
		{ "53100", ERR_IO, "磁盘空间已满" },
		{ "53300", ERR_IO, "连接数已满" },
		{ "25006", ERR_IO, "只能读" },
		{ "23505", ERR_CONFLICT, "已经存在" },
		{ "23514", ERR_DB, "约束" },
		{ "40001", ERR_CONFLICT, "冲突" },
		{ "40P01", ERR_CONFLICT, "冲突" },
		{ "55P03", ERR_CONFLICT, "占用" },
		{ "57014", ERR_IO, "中断" },
		{ "42501", ERR_IO, "权限" },
		{ "XX001", ERR_DB, "损坏" },
		{ "58030", ERR_IO, "读写文件" },
		{ "53200", ERR_IO, "内存" },
		{ "54000", ERR_LIMIT, "太大" },
		{ "42601", ERR_INTERNAL, "程序内部错误" },
	};
	char sql[200];

	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(sql, sizeof sql, "DO $do$ BEGIN RAISE EXCEPTION 'secret' USING ERRCODE = '%s'; END $do$",
			cases[i].state);
		assert_int_equal(store_exec(b->s, sql, &b->e), cases[i].code);
		assert_non_null(strstr(b->e.message, cases[i].message));
		assert_null(strstr(b->e.message, "secret"));
		assert_non_null(strstr(b->e.log, cases[i].state));
		assert_int_equal(store_may_retry(b->s), i == 5 || i == 6);
		bench_check_error(b, cases[i].code);
		b->s->retry = false;
	}
}

static void addresses_that_do_not_answer(void **state)
{
	struct bench *b = *state;
	struct store *none = NULL;
	char url[160];

	assert_error(b, ERR_IO, store_open("postgresql://nobody:geheim@127.0.0.1:1/x", NULL, &none, &b->e));
	store_open("postgresql://nobody:geheim@127.0.0.1:1/x", NULL, &none, &b->e);
	assert_null(strstr(b->e.message, "geheim"));
	assert_null(strstr(b->e.log, "geheim"));
	err_clear(&b->e);
	assert_error(b, ERR_IO, store_open("postgres://127.0.0.1:1/x", NULL, &none, &b->e));
	assert_error(b, ERR_IO, store_open("postgresql://[broken", NULL, &none, &b->e));
	snprintf(url, sizeof url, "%s_is_not_there", b->url);
	assert_int_equal(store_open(url, NULL, &none, &b->e), ERR_IO);
	assert_non_null(strstr(b->e.message, "没有这个数据库"));
	bench_check_error(b, ERR_IO);
	assert_null(none);
}

static void another_encoding_is_refused(void **state)
{
	struct bench *b = *state;
	struct store *none = NULL;
	char url[160], sql[200];

	snprintf(sql, sizeof sql, "CREATE DATABASE %s_ascii TEMPLATE template0 ENCODING 'SQL_ASCII'", b->path);
	assert_ok(b, b->s->driver->script(b->s, sql, &b->e));
	snprintf(url, sizeof url, "%s_ascii", b->url);
	assert_error(b, ERR_DB, store_open(url, NULL, &none, &b->e));
	snprintf(sql, sizeof sql, "DROP DATABASE %s_ascii WITH (FORCE)", b->path);
	assert_ok(b, b->s->driver->script(b->s, sql, &b->e));
}

static void no_memory_to_connect(void **state)
{
	struct bench *b = *state;
	struct store *none = NULL;
	long n = 1;
	int rc = 0;

	for (; n < 20 && rc >= 0; n++) {
		fault_arm(FAULT_ALLOC, n, false);
		rc = store_open(b->url, NULL, &none, &b->e);
		fault_arm(FAULT_ALLOC, 0, false);
		if (rc >= 0)
			break;
		assert_error(b, ERR_NOMEM, rc);
		assert_null(none);
		rc = 0;
	}
	assert_in_range(n, 4, 19);
	store_close(none);
}

static void answered_is_durable(void **state)
{
	struct bench *b = *state;
	char sql[200];

	snprintf(sql, sizeof sql, "ALTER DATABASE %s SET synchronous_commit = off", b->path);
	bench_run(b, b->s, sql);
	struct store *other = bench_connect(b, NULL);
	assert_int_equal(
		bench_number(b, other, "SELECT CASE current_setting('synchronous_commit') WHEN 'on' THEN 1 END"), 1);
	store_close(other);
}

/* --- connections that break --- */

/* They are gone afterwards. */
static void break_others(struct bench *b)
{
	bench_run(b, b->s,
		"SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = current_database() AND"
		" pid <> pg_backend_pid()");
}

static void a_broken_connection_is_told(void **state)
{
	struct bench *b = *state;
	struct store *other = bench_connect(b, NULL);

	bench_run(b, other, "INSERT INTO t (id) VALUES (1)");
	assert_ok(b, store_begin(other, STORE_WRITE, &b->e));
	bench_run(b, other, "INSERT INTO t (id) VALUES (2)");
	break_others(b);
	assert_error(b, ERR_IO, store_exec(other, "INSERT INTO t (id) VALUES (3)", &b->e));
	assert_false(store_usable(other));
	store_rollback(other);
	assert_error(b, ERR_IO, store_begin(other, STORE_READ, &b->e));
	store_close(other);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 1);
}

static void broken_at_the_commit(void **state)
{
	struct bench *b = *state;
	struct store *other = bench_connect(b, NULL);

	assert_ok(b, store_begin(other, STORE_WRITE, &b->e));
	bench_run(b, other, "INSERT INTO t (id) VALUES (2)");
	break_others(b);
	assert_int_equal(store_commit(other, &b->e), ERR_IO);
	assert_non_null(strstr(b->e.message, "不知道是否已经写入"));
	bench_check_error(b, ERR_IO);
	store_close(other);
}

static void broken_in_a_batch(void **state)
{
	struct bench *b = *state;
	struct store *keep = b->s, *other = bench_connect(b, NULL);

	assert_ok(b, store_begin(other, STORE_WRITE, &b->e));
	assert_ok(b, store_batch_begin(other, &b->e));
	b->s = other;
	insert_many(b, 1, 10, -1);
	b->s = keep;
	break_others(b);
	b->s = other;
	insert_many(b, 11, 500, -1);
	b->s = keep;
	if (b->e.code == 0)
		store_batch_end(other, &b->e);
	bench_check_error(b, ERR_IO);
	store_rollback(other);
	assert_false(store_usable(other));
	store_close(other);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 0);
}

static int add_unit(void *context, struct store *s, struct err *e)
{
	char sql[80];

	snprintf(sql, sizeof sql, "INSERT INTO unit (unit_id, name) VALUES (%d, '%d')", *(int *)context,
		*(int *)context);
	return store_exec(s, sql, e);
}

/* As when the server was started anew: whoever comes next finds a new connection. */
static void the_pool_connects_again(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = NULL;
	struct store *readers[3] = { NULL };

	bench_drop(b);
	assert_ok(b, store_pool_open(b->url, NULL, 3, NOW, &pool, &b->e));
	b->s = bench_connect(b, NULL);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 3; i++)
			assert_ok(b, store_pool_take(pool, STORE_READ, &readers[i], &b->e));
		for (int i = 0; i < 3; i++)
			store_pool_give(pool, readers[i]);
		break_others(b);
		int id = 100 + round;
		assert_ok(b, store_pool_write(pool, add_unit, &id, &b->e));
		for (int i = 0; i < 3; i++) {
			assert_ok(b, store_pool_take(pool, STORE_READ, &readers[i], &b->e));
			assert_int_equal(bench_number(b, readers[i], "SELECT count(*) FROM unit"), 2 + round);
		}
		break_others(b); /* while they are held */
		for (int i = 0; i < 3; i++)
			store_pool_give(pool, readers[i]);
	}
	store_pool_close(pool);
}

#define ASKING                                                                                                         \
	"SELECT count(*) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid"                                   \
	" WHERE c.contype = 'f' AND c.confrelid = 'unit'::regclass AND t.relname "

/* What a program before migration 12 left: each row of a register and each event asked for its unit. The others go on asking. */
static void rows_ask_for_their_unit_no_more(void **state)
{
	struct bench *b = *state;

	bench_empty(b);
	struct store_migrations m = store_migrations(b->s);
	m.count = 12; /* what came later may not be done twice */
	assert_ok(b, store_migrate(b->s, &m, NOW, &b->e));
	assert_int_equal(bench_number(b, b->s, ASKING "IN ('event', 'event_head')"), 1);
	bench_run(b, b->s, "ALTER TABLE event ADD FOREIGN KEY (unit_id) REFERENCES unit");
	bench_run(b, b->s, "CREATE TABLE r_old (unit_id bigint NOT NULL REFERENCES unit)");
	bench_run(b, b->s, "CREATE TABLE rold (unit_id bigint NOT NULL REFERENCES unit)");
	assert_int_equal(bench_number(b, b->s, ASKING "IN ('event', 'event_head', 'r_old', 'rold')"), 4);
	bench_run(b, b->s, "DELETE FROM schema_history WHERE number = 12");
	assert_ok(b, store_migrate(b->s, &m, NOW, &b->e));
	assert_int_equal(bench_number(b, b->s, ASKING "IN ('event', 'r_old')"), 0);
	assert_int_equal(bench_number(b, b->s, ASKING "IN ('event_head', 'rold')"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(statements_inside_the_rows_of_others),
		ROW(rows_kept_are_bounded),
		ROW(no_memory_for_rows_kept),
		ROW(kinds_of_parameters),
		ROW(kinds_of_columns),
		ROW(text_the_server_cannot_keep),
		ROW(a_table_changed_by_others),
		ROW(batches),
		ROW(a_batch_that_fails),
		ROW(a_batch_ended_by_others),
		ROW(values_of_long_batches),
		ROW(long_batches_keep_their_order),
		ROW(statements_evicted_in_a_batch),
		ROW(reading_and_writing_by_turns),
		ROW(the_server_refuses_to_write_for_readers),
		ROW(long_answers_to_readers),
		ROW(what_the_server_says),
		ROW(addresses_that_do_not_answer),
		ROW(another_encoding_is_refused),
		ROW(no_memory_to_connect),
		ROW(answered_is_durable),
		ROW(a_broken_connection_is_told),
		ROW(broken_at_the_commit),
		ROW(broken_in_a_batch),
		ROW(the_pool_connects_again),
		ROW(rows_ask_for_their_unit_no_more),
	};

	return bench_main("postgres", (struct bench_tests){ NULL, 0 }, (struct bench_tests){ NULL, 0 },
		(struct bench_tests){ tests, COUNT(tests) });
}
