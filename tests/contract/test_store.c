/* The contract of store.h: one body that every driver passes. A new driver is a row in store_help.c; the pool has test_pool.c, what goes on
 * its way without waiting test_ahead.c. */
#include "store_help.h"

#include "fault.h"
#include "file.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- statements and values --- */

static void values_come_back(void **state)
{
	struct bench *b = *state;
	static const int64_t numbers[] = { 0, -1, INT64_MAX, INT64_MIN };
	static const char bytes[] = "\0\xff'\n\0";
	struct store_stmt *st = bench_prepare(b, "INSERT INTO t (id, n, s, b) VALUES ($1, $2, $3, $4)");

	for (size_t i = 0; i < COUNT(numbers); i++) {
		char text[32];
		snprintf(text, sizeof text, "云岭'\"%zu", i);
		store_bind_int(st, 1, (int64_t)i + 1);
		store_bind_int(st, 2, numbers[i]);
		store_bind_text(st, 3, str_from(text));
		store_bind_blob(st, 4, (struct str){ bytes, i });
		assert_int_equal(store_run(st, &b->e), 0);
		assert_int_equal(store_changes(b->s), 1);
	}
	store_done(st);
	st = bench_prepare(b, "SELECT n, s, b FROM t ORDER BY id");
	for (size_t i = 0; i < COUNT(numbers); i++) {
		char text[32];
		snprintf(text, sizeof text, "云岭'\"%zu", i);
		assert_int_equal(store_step(st, &b->e), 1);
		assert_true(store_int(st, 0) == numbers[i]);
		assert_str(store_text(st, 1), text);
		assert_int_equal(store_blob(st, 2).len, i);
		assert_memory_equal(store_blob(st, 2).ptr, bytes, i);
	}
	assert_int_equal(store_step(st, &b->e), 0);
	store_done(st);
}

static void null_is_not_empty(void **state)
{
	struct bench *b = *state;
	struct store_stmt *st = bench_prepare(b, "INSERT INTO t (id, n, s, b) VALUES ($1, $2, $3, $4)");

	store_bind_int(st, 1, 1);
	store_bind_null(st, 2);
	store_bind_text(st, 3, STR_NONE);
	store_bind_blob(st, 4, STR_NONE);
	assert_ok(b, store_run(st, &b->e));
	store_bind_int(st, 1, 2);
	store_bind_int(st, 2, 0);
	store_bind_text(st, 3, STR(""));
	store_bind_blob(st, 4, STR(""));
	assert_ok(b, store_run(st, &b->e));
	store_done(st);
	st = bench_prepare(b, "SELECT n, s, b FROM t ORDER BY id");
	assert_int_equal(store_step(st, &b->e), 1);
	assert_true(store_is_null(st, 0));
	assert_null(store_text(st, 1).ptr);
	assert_null(store_blob(st, 2).ptr);
	assert_int_equal(store_step(st, &b->e), 1);
	assert_false(store_is_null(st, 0));
	assert_non_null(store_text(st, 1).ptr);
	assert_non_null(store_blob(st, 2).ptr);
	assert_int_equal(store_text(st, 1).len + store_blob(st, 2).len, 0);
	store_done(st);
}

static void large_values(void **state)
{
	struct bench *b = *state;
	enum { SIZE = 5000000 };
	char *big = malloc(SIZE);

	assert_non_null(big);
	for (size_t i = 0; i < SIZE; i++)
		big[i] = (char)(i * 7);
	struct store_stmt *st = bench_prepare(b, "INSERT INTO t (id, b) VALUES (1, $1)");
	store_bind_blob(st, 1, (struct str){ big, SIZE });
	assert_ok(b, store_run(st, &b->e));
	store_done(st);
	st = bench_prepare(b, "SELECT b FROM t");
	assert_int_equal(store_step(st, &b->e), 1);
	assert_int_equal(store_blob(st, 0).len, SIZE);
	assert_memory_equal(store_blob(st, 0).ptr, big, SIZE);
	store_done(st);
	free(big);
}

static void parameters_in_any_order_and_twice(void **state)
{
	struct bench *b = *state;
	struct store_stmt *st = bench_prepare(b, "SELECT $2 - $1, $1 + $1, $3");

	store_bind_int(st, 1, 10);
	store_bind_int(st, 2, 100);
	store_bind_int(st, 3, 7);
	assert_int_equal(store_step(st, &b->e), 1);
	assert_int_equal(store_int(st, 0), 90);
	assert_int_equal(store_int(st, 1), 20);
	assert_int_equal(store_int(st, 2), 7);
	store_done(st);
}

static void returning(void **state)
{
	struct bench *b = *state;
	struct store_stmt *st = bench_prepare(b, "INSERT INTO t (id, n) VALUES ($1, 1), ($1 + 1, 2) RETURNING id");

	store_bind_int(st, 1, 41);
	assert_int_equal(store_step(st, &b->e), 1);
	assert_int_equal(store_int(st, 0), 41);
	assert_int_equal(store_step(st, &b->e), 1);
	assert_int_equal(store_int(st, 0), 42);
	assert_int_equal(store_step(st, &b->e), 0);
	store_done(st);
	assert_int_equal(store_changes(b->s), 2);
	bench_run(b, b->s, "UPDATE t SET n = 5 WHERE id = 999");
	assert_int_equal(store_changes(b->s), 0);
}

static void statements_are_kept(void **state)
{
	struct bench *b = *state;
	static const char sql[] = "SELECT n FROM t WHERE id = $1";
	struct store_stmt *first = bench_prepare(b, sql), *second = bench_prepare(b, sql);

	assert_ptr_not_equal(first, second); /* in use twice */
	store_bind_int(first, 1, 1);
	store_done(first);
	store_done(second);
	struct store_stmt *again = bench_prepare(b, sql);
	assert_true(again == first || again == second);
	bench_run(b, b->s, "INSERT INTO t (id, n) VALUES (1, 9)");
	assert_int_equal(store_step(again, &b->e), 0); /* bindings of before are gone: id = NULL */
	store_done(again);
}

static void more_statements_than_are_kept(void **state)
{
	struct bench *b = *state;
	struct store_stmt *held[300];
	char sql[64];

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 300; i++) {
			snprintf(sql, sizeof sql, "SELECT %d", i);
			held[i] = bench_prepare(b, sql);
			assert_int_equal(store_step(held[i], &b->e), 1);
		}
		for (int i = 0; i < 300; i++) {
			assert_int_equal(store_int(held[i], 0), i);
			store_done(held[i]);
		}
	}
}

static void bad_binds_are_told_by_the_step(void **state)
{
	struct bench *b = *state;
	static const int wrong[] = { 0, 2, -1, 65, 1000 };

	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct store_stmt *st = bench_prepare(b, "SELECT $1");
		store_bind_int(st, wrong[i], 1);
		store_bind_int(st, 1, 1);
		assert_error(b, ERR_INTERNAL, store_step(st, &b->e));
		store_done(st);
		st = bench_prepare(b, "SELECT $1");
		store_bind_int(st, 1, 5);
		assert_int_equal(store_step(st, &b->e), 1);
		store_done(st);
	}
}

static void bad_sql(void **state)
{
	struct bench *b = *state;
	static const char *const wrong[] = { "SELEC 1", "SELECT nothing FROM t", "SELECT \"text\"",
		"SELECT 1; SELECT 2", "", "SELECT $1, $3", "SELECT $name" };
	struct store_stmt *st = NULL;

	for (size_t i = 0; i < COUNT(wrong); i++) {
		int rc = store_prepare(b->s, wrong[i], &st, &b->e);
		if (rc >= 0) /* a database may tell only when it runs */
			rc = store_step(st, &b->e);
		assert_int_equal(rc, ERR_INTERNAL);
		assert_non_null(strstr(b->e.log, wrong[i]));
		bench_check_error(b, ERR_INTERNAL);
		store_done(st);
		st = NULL;
	}
}

static void constraints(void **state)
{
	struct bench *b = *state;

	bench_run(b, b->s, "INSERT INTO t (id, s) VALUES (1, 'a')");
	assert_error(b, ERR_CONFLICT, store_exec(b->s, "INSERT INTO t (id, s) VALUES (1, 'b')", &b->e));
	assert_error(b, ERR_CONFLICT, store_exec(b->s, "INSERT INTO t (id, s) VALUES (2, 'a')", &b->e));
	assert_error(b, ERR_DB, store_exec(b->s, "INSERT INTO child (id) VALUES (9)", &b->e));
	assert_error(b, ERR_DB, store_exec(b->s, "INSERT INTO child (id) VALUES (NULL)", &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 1);
}

static void substring_is_literal(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *hay, *needle;
		int found;
	} cases[] = {
		{ "临江区占道经营", "占道", 1 },
		{ "临江区占道经营", "道占", 0 },
		{ "100%", "%", 1 },
		{ "100", "%", 0 },
		{ "abc", "a_c", 0 },
		{ "abc", "ABC", 0 },
		{ "abc", "", 1 },
		{ "", "a", 0 },
		{ NULL, "a", 0 },
	};
	struct store_migrations m = store_migrations(b->s);
	bench_empty(b);
	assert_ok(b, store_migrate(b->s, &m, NOW, &b->e));
	struct store_stmt *st = bench_prepare(b, "SELECT CASE WHEN text_has($1, $2) THEN 1 ELSE 0 END");

	for (size_t i = 0; i < COUNT(cases); i++) {
		store_bind_text(st, 1, str_from(cases[i].hay));
		store_bind_text(st, 2, str_from(cases[i].needle));
		assert_int_equal(store_step(st, &b->e), 1);
		assert_int_equal(store_int(st, 0), cases[i].found);
		store_rewind(st);
	}
	store_done(st);
}

/* --- transactions --- */

static void commit_and_rollback(void **state)
{
	struct bench *b = *state;
	struct store *other = bench_connect(b, NULL);

	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_true(store_in_transaction(b->s));
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (1)");
	assert_int_equal(bench_number(b, other, "SELECT count(*) FROM t"), 0);
	assert_ok(b, store_commit(b->s, &b->e));
	assert_false(store_in_transaction(b->s));
	assert_int_equal(bench_number(b, other, "SELECT count(*) FROM t"), 1);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (2)");
	store_rollback(b->s);
	store_rollback(b->s);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 1);
	store_close(other);
}

static void closing_rolls_back(void **state)
{
	struct bench *b = *state;
	struct store *other = bench_connect(b, NULL);

	assert_ok(b, store_begin(other, STORE_WRITE, &b->e));
	bench_run(b, other, "INSERT INTO t (id) VALUES (1)");
	store_close(other);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 0);
}

static void misused_transactions(void **state)
{
	struct bench *b = *state;

	assert_error(b, ERR_INTERNAL, store_commit(b->s, &b->e));
	assert_ok(b, store_begin(b->s, STORE_READ, &b->e));
	assert_error(b, ERR_INTERNAL, store_begin(b->s, STORE_READ, &b->e));
	assert_error(b, ERR_INTERNAL, store_exec(b->s, "INSERT INTO t (id) VALUES (1)", &b->e));
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 0);
}

static void a_reader_keeps_its_view(void **state)
{
	struct bench *b = *state;
	struct store *reader = bench_connect(b, NULL);

	assert_ok(b, store_begin(reader, STORE_READ, &b->e));
	assert_int_equal(bench_number(b, reader, "SELECT count(*) FROM t"), 0);
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (1)"); /* writers do not wait for readers */
	assert_int_equal(bench_number(b, reader, "SELECT count(*) FROM t"), 0);
	store_rollback(reader);
	assert_int_equal(bench_number(b, reader, "SELECT count(*) FROM t"), 1);
	store_close(reader);
}

/* Answers belong to whom they were asked for, in whatever order they are read, or not at all. */
static void a_second_writer_is_told_to_wait(void **state)
{
	struct bench *b = *state;
	struct store *other = bench_connect(b, &(struct store_options){ .busy_ms = 50 });

	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_error(b, ERR_CONFLICT, store_begin(other, STORE_WRITE, &b->e));
	assert_false(store_in_transaction(other));
	store_rollback(b->s);
	assert_ok(b, store_begin(other, STORE_WRITE, &b->e));
	store_close(other);
}

static void a_failed_statement_leaves_the_transaction_usable(void **state)
{
	struct bench *b = *state;

	bench_run(b, b->s, "INSERT INTO t (id) VALUES (1)");
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_error(b, ERR_CONFLICT, store_exec(b->s, "INSERT INTO t (id) VALUES (1)", &b->e));
	store_rollback(b->s);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (2)");
	assert_ok(b, store_commit(b->s, &b->e));
}

static void savepoints_undo_a_part(void **state)
{
	struct bench *b = *state;

	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (1)");
	assert_ok(b, store_savepoint(b->s, &b->e));
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (2)");
	assert_ok(b, store_savepoint(b->s, &b->e));
	assert_int_equal(store_savepoints(b->s), 2);
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (3)");
	store_savepoint_rollback(b->s);
	assert_int_equal(bench_number(b, b->s, "SELECT sum(id) FROM t"), 3);
	assert_ok(b, store_savepoint(b->s, &b->e));
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (4)");
	assert_ok(b, store_savepoint_release(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT sum(id) FROM t"), 7);
	store_savepoint_rollback(b->s); /* what was released in it goes too */
	assert_int_equal(store_savepoints(b->s), 0);
	store_savepoint_rollback(b->s);
	assert_int_equal(bench_number(b, b->s, "SELECT sum(id) FROM t"), 1);
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT sum(id) FROM t"), 1);
}

static void after_a_failure_only_a_rollback_goes_on(void **state)
{
	struct bench *b = *state;

	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (1)");
	assert_ok(b, store_savepoint(b->s, &b->e));
	assert_error(b, ERR_CONFLICT, store_exec(b->s, "INSERT INTO t (id) VALUES (1)", &b->e));
	assert_error(b, ERR_INTERNAL, store_exec(b->s, "INSERT INTO t (id) VALUES (2)", &b->e));
	assert_error(b, ERR_INTERNAL, store_exec(b->s, "SELECT count(*) FROM t", &b->e));
	assert_error(b, ERR_INTERNAL, store_script(b->s, "CREATE TABLE x (a INTEGER)", &b->e));
	assert_error(b, ERR_INTERNAL, store_savepoint(b->s, &b->e));
	assert_error(b, ERR_INTERNAL, store_savepoint_release(b->s, &b->e));
	store_savepoint_rollback(b->s);
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (2)");
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT sum(id) FROM t"), 3);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (3)");
	assert_error(b, ERR_CONFLICT, store_exec(b->s, "INSERT INTO t (id) VALUES (1)", &b->e));
	assert_error(b, ERR_INTERNAL, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT sum(id) FROM t"), 3);
}

static void misused_savepoints(void **state)
{
	struct bench *b = *state;

	assert_ok(b, store_begin(b->s, STORE_READ, &b->e));
	assert_error(b, ERR_INTERNAL, store_savepoint(b->s, &b->e));
	store_rollback(b->s);

	assert_error(b, ERR_INTERNAL, store_savepoint(b->s, &b->e));
	assert_error(b, ERR_INTERNAL, store_savepoint_release(b->s, &b->e));
	store_savepoint_rollback(b->s);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_error(b, ERR_INTERNAL, store_savepoint_release(b->s, &b->e));
	for (unsigned i = 1; i <= STORE_SAVEPOINTS_MAX; i++) {
		assert_ok(b, store_savepoint(b->s, &b->e));
		assert_int_equal(store_savepoints(b->s), i);
	}
	assert_error(b, ERR_LIMIT, store_savepoint(b->s, &b->e));
	bench_run(b, b->s, "INSERT INTO t (id) VALUES (1)");
	assert_error(b, ERR_INTERNAL, store_commit(b->s, &b->e)); /* they must be ended first */
	store_rollback(b->s);
	assert_int_equal(store_savepoints(b->s), 0);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 0);
	/* Each place of failure: the part is undone, the rest stays. */
	for (long n = 1; n <= 3; n++) {
		assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
		bench_run(b, b->s, "UPDATE t SET n = 1");
		fault_arm(FAULT_WRITE, n, false);
		int rc = store_savepoint(b->s, &b->e);
		if (rc >= 0)
			rc = store_exec(b->s, "INSERT INTO t (id) VALUES (9)", &b->e);
		if (rc >= 0)
			rc = store_savepoint_release(b->s, &b->e);
		fault_arm(FAULT_WRITE, 0, false);
		assert_error(b, ERR_IO, rc);
		if (n == 1)
			store_rollback(b->s);
		else
			store_savepoint_rollback(b->s);
		assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 0);
		store_rollback(b->s);
	}
}

static void generated_tables(void **state)
{
	struct bench *b = *state;

	assert_string_equal(store_dialect(b->s), target->name);
	assert_true(store_writers(b->s) >= 1);
	assert_error(b, ERR_INTERNAL, store_script(b->s, "CREATE TABLE x (a INTEGER)", &b->e));
	assert_ok(b, store_begin(b->s, STORE_READ, &b->e));
	assert_error(b, ERR_INTERNAL, store_script(b->s, "CREATE TABLE x (a INTEGER)", &b->e));
	store_rollback(b->s);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, store_script(b->s, "CREATE TABLE x (a INTEGER); CREATE INDEX x_a ON x (a);", &b->e));
	bench_run(b, b->s, "INSERT INTO x (a) VALUES (1)");
	assert_ok(b, store_savepoint(b->s, &b->e));
	assert_error(b, ERR_INTERNAL, store_script(b->s, "ALTER TABLE x ADD COLUMN c INTEGER; CREATE NOTHING", &b->e));
	store_savepoint_rollback(b->s);
	assert_ok(b, store_script(b->s, "ALTER TABLE x ADD COLUMN c INTEGER", &b->e));
	bench_run(b, b->s, "UPDATE x SET c = 5");
	store_rollback(b->s); /* tables are part of the transaction */
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, store_script(b->s, "CREATE TABLE x (a INTEGER)", &b->e));
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM x"), 0);
}

static void no_space_left(void **state)
{
	struct bench *b = *state;
	static char bytes[200000];

	bench_run(b, b->s, "INSERT INTO t (id) VALUES (1)");
	struct store *small = bench_connect(b, &(struct store_options){ .max_bytes = 100000 });
	struct store_stmt *st = NULL;
	assert_ok(b, store_begin(small, STORE_WRITE, &b->e));
	assert_ok(b, store_prepare(small, "INSERT INTO t (b) VALUES ($1)", &st, &b->e));
	store_bind_blob(st, 1, (struct str){ bytes, sizeof bytes });
	assert_error(b, ERR_IO, store_run(st, &b->e));
	store_done(st);
	store_rollback(small);
	assert_int_equal(bench_number(b, small, "SELECT count(*) FROM t"), 1);
	bench_run(b, small, "INSERT INTO t (id) VALUES (2)");
	store_close(small);
	assert_ok(b, store_verify(b->s, &b->e));
}

static void series_never_repeat(void **state)
{
	struct bench *b = *state;
	struct store_migrations m = store_migrations(b->s);
	int64_t first = 0;

	bench_empty(b);
	assert_ok(b, store_migrate(b->s, &m, STR("2026-01-01T00:00:00+08:00"), &b->e));
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, store_next_ids(b->s, 1, "a", 1, &first, &b->e));
	assert_int_equal(first, 1);
	assert_ok(b, store_next_ids(b->s, 1, "a", 10, &first, &b->e));
	assert_int_equal(first, 2);
	assert_ok(b, store_next_ids(b->s, 1, "b", 1, &first, &b->e));
	assert_int_equal(first, 1);
	assert_ok(b, store_commit(b->s, &b->e));
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, store_next_ids(b->s, 1, "a", 1, &first, &b->e));
	assert_int_equal(first, 12);
	first = 77;
	assert_error(b, ERR_DB, store_next_ids(b->s, 99, "a", 1, &first, &b->e)); /* no such unit */
	assert_int_equal(first, 77);
	store_rollback(b->s);
}

/* --- migrations --- */

static void migrations_run_once(void **state)
{
	struct bench *b = *state;
	int version = -1;

	bench_empty(b);
	struct store_migrations m = store_migrations(b->s);
	assert_true(m.count >= 1);
	assert_ok(b, store_schema_version(b->s, &version, &b->e));
	assert_int_equal(version, 0);
	for (int i = 0; i < 3; i++) {
		assert_ok(b, store_migrate(b->s, &m, NOW, &b->e));
		assert_ok(b, store_schema_version(b->s, &version, &b->e));
		assert_int_equal(version, m.count);
	}
	assert_int_equal(bench_number(b, b->s,
				 "SELECT count(*) FROM schema_history WHERE applied_at = '2026-01-01T00:00:00+08:00'"),
		m.count);
}

static void a_newer_database_is_refused(void **state)
{
	struct bench *b = *state;

	bench_empty(b);
	struct store_migrations m = store_migrations(b->s);
	assert_ok(b, store_migrate(b->s, &m, NOW, &b->e));
	bench_run(b, b->s,
		"INSERT INTO schema_history (number, name, sha256, applied_at) VALUES (9999, 'later', 'x', 'y')");
	int rc = store_migrate(b->s, &m, NOW, &b->e);
	assert_int_equal(rc, ERR_DB);
	assert_non_null(strstr(b->e.message, "9999"));
	assert_non_null(strstr(b->e.message, "更新版本"));
	bench_check_error(b, ERR_DB);
	bench_run(b, b->s, "DELETE FROM schema_history WHERE number = 9999");
	assert_ok(b, store_migrate(b->s, &m, NOW, &b->e));
}

static void another_content_is_refused(void **state)
{
	struct bench *b = *state;

	bench_empty(b);
	struct store_migrations m = store_migrations(b->s);
	assert_ok(b, store_migrate(b->s, &m, NOW, &b->e));
	bench_run(b, b->s, "UPDATE schema_history SET sha256 = 'other' WHERE number = 1");
	assert_error(b, ERR_DB, store_migrate(b->s, &m, NOW, &b->e));
	bench_run(b, b->s, "DELETE FROM schema_history");
	bench_run(b, b->s, "INSERT INTO schema_history (number, name, sha256, applied_at) VALUES (2, 'b', 'c', 'd')");
	assert_error(b, ERR_DB, store_migrate(b->s, &m, NOW, &b->e));
}

static void another_program_is_refused(void **state)
{
	struct bench *b = *state; /* has tables of its own */
	struct store_migrations m = store_migrations(b->s);

	assert_error(b, ERR_DB, store_migrate(b->s, &m, NOW, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 0);
}

static void a_failed_migration_changes_nothing(void **state)
{
	struct bench *b = *state;
	static const struct store_migration rows[] = {
		{ 1, "good", "CREATE TABLE one (a INTEGER);", "s1" },
		{ 2, "bad",
			"CREATE TABLE two (a INTEGER); INSERT INTO one (a) VALUES (1); INSERT INTO nowhere (a) VALUES (1);",
			"s2" },
	};
	static const struct store_migration repaired[] = {
		{ 1, "good", "CREATE TABLE one (a INTEGER);", "s1" },
		{ 2, "good", "CREATE TABLE two (a INTEGER); INSERT INTO one (a) VALUES (1);", "s3" },
	};
	struct store_migrations bad = { rows, 2 }, good = { repaired, 2 };
	int version = 0;

	bench_empty(b);
	assert_error(b, ERR_INTERNAL, store_migrate(b->s, &bad, NOW, &b->e));
	assert_ok(b, store_schema_version(b->s, &version, &b->e));
	assert_int_equal(version, 1);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM one"), 0);
	assert_ok(b, store_migrate(b->s, &good, NOW, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM one"), 1);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM two"), 0);
}

static void *migrate_at_once(void *context)
{
	struct bench *b = context;
	struct err e = { 0 };
	struct store *s = NULL;

	int rc = store_open(b->url, NULL, &s, &e);
	if (rc == 0) {
		struct store_migrations m = store_migrations(s);
		rc = store_migrate(s, &m, NOW, &e);
	}
	store_close(s);
	if (rc < 0)
		print_error("%s (%s)\n", e.message, e.log);
	return rc < 0 ? b : NULL;
}

static void two_programs_migrate_at_once(void **state)
{
	struct bench *b = *state;
	pthread_t threads[4];
	void *failed[4];

	bench_drop(b);
	for (size_t i = 0; i < COUNT(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, migrate_at_once, b), 0);
	for (size_t i = 0; i < COUNT(threads); i++)
		pthread_join(threads[i], &failed[i]);
	for (size_t i = 0; i < COUNT(threads); i++)
		assert_null(failed[i]);
	b->s = bench_connect(b, NULL);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) - max(number) FROM schema_history"), 0);
}

static char *schema_of(struct bench *b)
{
	struct store_stmt *st = bench_prepare(b, target->copies_schema);
	size_t len = 0, size = 1 << 20;
	char *text = calloc(1, size);

	assert_non_null(text);
	while (store_step(st, &b->e) > 0) {
		struct str row = store_text(st, 0);
		len += (size_t)snprintf(text + len, size - len, STR_FMT "\n", STR_ARG(row));
		assert_true(len < size);
	}
	store_done(st);
	return text;
}

/* Several migrations may come with one release: those between were never anybody's. */
static bool load_release(struct bench *b, size_t version)
{
	const char *root = getenv("BIHUAN_SOURCE");
	char path[512];
	struct str dump;

	snprintf(path, sizeof path, "%s/%s-%04zu.sql", root ? root : ".", target->released, version);
	if (version > 1 && access(path, F_OK) < 0)
		return false;
	bench_empty(b);
	assert_ok(b, file_read(path, 1 << 20, &dump, &b->e));
	assert_ok(b, b->s->driver->script(b->s, dump.ptr, &b->e));
	file_free(&dump);
	store_close(b->s); /* the dump switched foreign keys off */
	b->s = bench_connect(b, NULL);
	return true;
}

/* A database of every released version becomes one that is like a fresh one, with its content. */
static void every_release_can_be_upgraded(void **state)
{
	struct bench *b = *state;
	int version = 0;

	bench_empty(b);
	struct store_migrations m = store_migrations(b->s);
	assert_ok(b, store_migrate(b->s, &m, NOW, &b->e));
	char *fresh = schema_of(b);
	for (size_t i = 1; i <= m.count; i++) {
		if (!load_release(b, i))
			continue;
		assert_ok(b, store_schema_version(b->s, &version, &b->e));
		assert_int_equal(version, i);
		assert_ok(b, store_migrate(b->s, &m, NOW, &b->e));
		char *upgraded = schema_of(b);
		assert_string_equal(upgraded, fresh);
		free(upgraded);
		assert_ok(b, store_verify(b->s, &b->e));
		assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM source"), 1);
		assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM source_text"), 1);
		assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM decision"), 2);
	}
	free(fresh);
}

/* --- addresses, files, damage --- */

static void addresses_that_cannot_be_opened(void **state)
{
	struct bench *b = *state;
	struct store *none = NULL;
	char url[160];

	assert_error(b, ERR_USAGE, store_open("", NULL, &none, &b->e));
	assert_error(b, ERR_USAGE, store_open("/tmp/x.db", NULL, &none, &b->e));
	assert_error(b, ERR_USAGE, store_open("oracle:x", NULL, &none, &b->e));
	snprintf(url, sizeof url, "sqlite:%s", b->folder);
	assert_error(b, ERR_IO, store_open(url, NULL, &none, &b->e));
	snprintf(url, sizeof url, "sqlite:%s/no/such/x.db", b->folder);
	assert_error(b, ERR_IO, store_open(url, NULL, &none, &b->e));
	assert_null(none);
}

static void overwrite(const char *path, off_t at, size_t count)
{
	static const char junk[4096] = "damaged";
	int fd = open(path, O_WRONLY);

	assert_true(fd >= 0);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(pwrite(fd, junk, sizeof junk, at + (off_t)(i * sizeof junk)), sizeof junk);
	close(fd);
}

static void a_file_that_is_no_database(void **state)
{
	struct bench *b = *state;
	struct store *none = NULL;

	store_close(b->s);
	b->s = NULL;
	overwrite(b->path, 0, 3);
	assert_error(b, ERR_DB, store_open(b->url, NULL, &none, &b->e));
	assert_null(none);
}

static void a_damaged_database_is_noticed(void **state)
{
	struct bench *b = *state;
	struct store_stmt *st = bench_prepare(b, "INSERT INTO t (id, s) VALUES ($1, $2)");
	char text[200];

	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	for (int i = 1; i <= 2000; i++) {
		snprintf(text, sizeof text, "%0150d", i);
		store_bind_int(st, 1, i);
		store_bind_text(st, 2, str_from(text));
		assert_ok(b, store_run(st, &b->e));
	}
	store_done(st);
	assert_ok(b, store_commit(b->s, &b->e));
	assert_ok(b, store_verify(b->s, &b->e));
	store_close(b->s);
	overwrite(b->path, 4096 * 20, 20);
	b->s = bench_connect(b, NULL);
	assert_error(b, ERR_DB, store_verify(b->s, &b->e));
	st = bench_prepare(b, "SELECT s FROM t ORDER BY id");
	int rc;
	while ((rc = store_step(st, &b->e)) > 0)
		;
	store_done(st);
	assert_int_equal(rc, ERR_DB);
	bench_check_error(b, ERR_DB);
}

/* In a child that has no rights beyond the mode bits: the superuser would pass them. */
static int open_as_nobody(struct bench *b)
{
	pid_t child = fork();
	int status = 0;

	assert_true(child >= 0);
	if (child == 0) {
		struct store *s = NULL;
		if (geteuid() == 0 && (setegid(65534) < 0 || seteuid(65534) < 0))
			_exit(99);
		int rc = store_open(b->url, NULL, &s, &b->e);
		_exit(rc < 0 && b->e.message[0] ? -rc : 98);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return -WEXITSTATUS(status);
}

static void folders_that_can_only_be_read(void **state)
{
	struct bench *b = *state;

	assert_int_equal(chmod(b->folder, 0555), 0);
	assert_int_equal(chmod(b->path, 0444), 0);
	assert_int_equal(open_as_nobody(b), ERR_IO);
	bench_drop(b);
	assert_int_equal(open_as_nobody(b), ERR_IO);
	chmod(b->folder, 0755);
	bench_drop(b);
}

static void backup_while_working(void **state)
{
	struct bench *b = *state;
	struct bench copy = *b;
	char path[128];

	bench_run(b, b->s, "INSERT INTO t (id, n) VALUES (1, 42)");
	struct store *writer = bench_connect(b, NULL);
	assert_ok(b, store_begin(writer, STORE_WRITE, &b->e));
	bench_run(b, writer, "INSERT INTO t (id, n) VALUES (2, 43)");
	snprintf(path, sizeof path, "%s.copy", b->path);
	assert_ok(b, store_backup(b->s, path, &b->e));
	store_close(writer);
	assert_error(b, ERR_CONFLICT, store_backup(b->s, path, &b->e));
	assert_error(b, ERR_IO, store_backup(b->s, "/proc/nothing/copy", &b->e));

	snprintf(copy.url, sizeof copy.url, "sqlite:%s.copy", b->path);
	copy.s = bench_connect(&copy, NULL);
	assert_ok(&copy, store_verify(copy.s, &copy.e));
	assert_int_equal(bench_number(&copy, copy.s, "SELECT sum(n) FROM t"), 42);
	store_close(copy.s);
}

int main(void)
{
	const struct CMUnitTest common[] = {
		ROW(values_come_back),
		ROW(null_is_not_empty),
		ROW(large_values),
		ROW(parameters_in_any_order_and_twice),
		ROW(returning),
		ROW(statements_are_kept),
		ROW(more_statements_than_are_kept),
		ROW(bad_binds_are_told_by_the_step),
		ROW(bad_sql),
		ROW(constraints),
		ROW(substring_is_literal),
		ROW(commit_and_rollback),
		ROW(closing_rolls_back),
		ROW(misused_transactions),
		ROW(a_reader_keeps_its_view),
		ROW(a_failed_statement_leaves_the_transaction_usable),
		ROW(savepoints_undo_a_part),
		ROW(after_a_failure_only_a_rollback_goes_on),
		ROW(misused_savepoints),
		ROW(generated_tables),
		ROW(series_never_repeat),
		ROW(migrations_run_once),
		ROW(a_newer_database_is_refused),
		ROW(another_content_is_refused),
		ROW(another_program_is_refused),
		ROW(a_failed_migration_changes_nothing),
		ROW(two_programs_migrate_at_once),
		ROW(every_release_can_be_upgraded),
	};
	const struct CMUnitTest alone[] = {
		ROW(a_second_writer_is_told_to_wait),
		ROW(no_space_left),
		ROW(addresses_that_cannot_be_opened),
		ROW(a_file_that_is_no_database),
		ROW(a_damaged_database_is_noticed),
		ROW(folders_that_can_only_be_read),
		ROW(backup_while_working),
	};

	return bench_main("store", (struct bench_tests){ common, COUNT(common) },
		(struct bench_tests){ alone, COUNT(alone) }, (struct bench_tests){ NULL, 0 });
}
