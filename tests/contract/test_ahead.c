/* The contract of store.h, of what is sent without waiting for its answer, for every driver. */
#include "store_help.h"

static void statements_sent_ahead(void **state)
{
	struct bench *b = *state;
	struct store_stmt *some[4];

	for (int i = 1; i <= 6; i++) {
		struct store_stmt *st = bench_prepare(b, "INSERT INTO t (id, n) VALUES ($1, $2)");
		store_bind_int(st, 1, i);
		store_bind_int(st, 2, 10 * i);
		assert_ok(b, store_run(st, &b->e));
		store_done(st);
	}
	for (int round = 0; round < 2; round++) { /* the second time all are prepared */
		assert_ok(b, store_begin(b->s, STORE_READ, &b->e));
		for (int i = 0; i < 4; i++) {
			some[i] = bench_prepare(b, i == 3 ? "SELECT n FROM t WHERE id > $1 ORDER BY id"
							  : "SELECT n FROM t WHERE id >= $1 ORDER BY id LIMIT 2");
			store_bind_int(some[i], 1, i + 1);
			assert_ok(b, store_send(some[i], &b->e));
		}
		assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 6); /* and one that was not */
		store_done(some[1]);
		assert_int_equal(store_step(some[3], &b->e), 1);
		assert_int_equal(store_int(some[3], 0), 50);
		assert_int_equal(store_step(some[0], &b->e), 1);
		assert_int_equal(store_int(some[0], 0), 10);
		assert_int_equal(store_step(some[3], &b->e), 1);
		assert_int_equal(store_int(some[3], 0), 60);
		assert_int_equal(store_step(some[3], &b->e), 0);
		assert_int_equal(store_step(some[0], &b->e), 1);
		assert_int_equal(store_int(some[0], 0), 20);
		assert_int_equal(store_step(some[0], &b->e), 0);
		store_done(some[0]);
		store_done(some[3]);
		assert_ok(b, store_commit(b->s, &b->e));
		store_done(some[2]); /* behind the end: never read */
	}
}

static void a_statement_sent_ahead_that_fails(void **state)
{
	struct bench *b = *state;

	bench_run(b, b->s, "INSERT INTO t (id, n) VALUES (1, 0)");
	assert_ok(b, store_begin(b->s, STORE_READ, &b->e));
	struct store_stmt *good = bench_prepare(b, "SELECT n FROM t WHERE id = $1");
	store_bind_int(good, 1, 1);
	assert_ok(b, store_send(good, &b->e));
	struct store_stmt *bad = bench_prepare(b, "SELECT abs(-9223372036854775807 - $1) FROM t");
	store_bind_int(bad, 1, 1);
	int rc = store_send(bad, &b->e);
	assert_int_equal(store_step(good, &b->e), 1);
	assert_int_equal(store_int(good, 0), 0);
	if (rc >= 0)
		rc = store_step(bad, &b->e);
	assert_true(rc < 0);
	err_clear(&b->e);
	assert_true(store_failed(b->s));
	assert_error(b, ERR_INTERNAL, store_send(good, &b->e));
	store_done(good);
	store_done(bad);
	store_rollback(b->s);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 1);
}

/* What is said to be the last is an ordinary statement; what comes behind it all the same is answered, too. */
static void more_than_the_last(void **state)
{
	struct bench *b = *state;

	bench_run(b, b->s, "INSERT INTO t (id, n) VALUES (1, 10), (2, 20), (3, 30)");
	for (int round = 0; round < 3; round++) {
		struct store_stmt *some[3];
		assert_ok(b, store_begin(b->s, STORE_READ, &b->e));
		for (int i = 0; i < 3; i++)
			some[i] = bench_prepare(b, "SELECT n FROM t WHERE id >= $1 ORDER BY id LIMIT 9");
		for (int i = 0; i < 2; i++) {
			store_bind_int(some[i], 1, i + 1);
			assert_ok(b, i == 1 ? store_send_last(some[i], &b->e) : store_send(some[i], &b->e));
		}
		if (round > 0)
			assert_int_equal(store_step(some[1], &b->e), 1);
		store_bind_int(some[2], 1, 3); /* behind what was not read, or not read to its end */
		assert_ok(b, store_send(some[2], &b->e));
		if (round == 0)
			assert_int_equal(store_step(some[1], &b->e), 1);
		assert_int_equal(store_int(some[1], 0), 20);
		assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 3);
		assert_int_equal(store_step(some[2], &b->e), 1);
		assert_int_equal(store_int(some[2], 0), 30);
		assert_int_equal(store_step(some[0], &b->e), 1);
		assert_int_equal(store_int(some[0], 0), 10);
		assert_int_equal(store_step(some[1], &b->e), 1);
		assert_int_equal(store_int(some[1], 0), 30);
		for (int i = 0; i < 3; i++)
			store_done(some[i]);
		if (round == 2)
			store_rollback(b->s);
		else
			assert_ok(b, store_commit(b->s, &b->e));
	}
}

static void the_last_that_fails(void **state)
{
	struct bench *b = *state;

	bench_run(b, b->s, "INSERT INTO t (id, n) VALUES (1, 0)");
	for (int round = 0; round < 2; round++) {
		assert_ok(b, store_begin(b->s, STORE_READ, &b->e));
		struct store_stmt *bad = bench_prepare(b, "SELECT abs(-9223372036854775807 - $1) FROM t");
		store_bind_int(bad, 1, 1);
		int rc = store_send_last(bad, &b->e);
		if (rc >= 0)
			rc = store_step(bad, &b->e);
		assert_true(rc < 0);
		err_clear(&b->e);
		assert_true(store_failed(b->s));
		store_done(bad);
		store_rollback(b->s);
		assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 1);
	}
}

/* --- what is only sent --- */

static int put_row(struct bench *b, int64_t id, const char *text)
{
	struct store_stmt *st = bench_prepare(b, "INSERT INTO t (id, s) VALUES ($1, $2)");

	store_bind_int(st, 1, id);
	store_bind_text(st, 2, str_from(text));
	int rc = store_put(st, &b->e);
	store_done(st);
	return rc;
}

static int put_number(struct bench *b, int64_t id, int64_t n)
{
	struct store_stmt *st = bench_prepare(b, "UPDATE t SET n = $2 WHERE id = $1");

	store_bind_int(st, 1, id);
	store_bind_int(st, 2, n);
	int rc = store_put_one(st, &b->e);
	store_done(st);
	return rc;
}

static void rows_put(void **state)
{
	enum { ROWS = 300 };
	struct bench *b = *state;
	char text[16];

	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	for (int i = 1; i <= ROWS; i++) {
		snprintf(text, sizeof text, "%d", i);
		assert_ok(b, put_row(b, i, text));
		assert_ok(b, put_number(b, i, 2));
		if (i % 100 == 0)
			assert_int_equal(bench_number(b, b->s, "SELECT sum(n) FROM t"), 2 * i);
	}
	assert_ok(b, store_savepoint(b->s, &b->e));
	assert_ok(b, put_number(b, 1, 1000));
	store_savepoint_rollback(b->s);
	assert_ok(b, store_savepoint(b->s, &b->e));
	assert_ok(b, put_number(b, 2, 3));
	assert_ok(b, store_savepoint_release(b->s, &b->e));
	assert_ok(b, put_number(b, 3, 4));
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT sum(n) FROM t"), 2 * ROWS + 3);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, put_number(b, 3, 1000));
	store_rollback(b->s);
	assert_int_equal(bench_number(b, b->s, "SELECT sum(n) FROM t"), 2 * ROWS + 3);
}

/* A failure is told at once or later, but before the commit has succeeded. */
static void a_put_that_fails(void **state)
{
	struct bench *b = *state;

	bench_run(b, b->s, "INSERT INTO t (id, n, s) VALUES (1, 1, 'a')");
	for (int how = 0; how < 4; how++) {
		assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
		if (how >= 2)
			assert_ok(b, store_savepoint(b->s, &b->e));
		int rc = how % 2 ? put_row(b, 2, "a") : put_number(b, 7, 1); /* there already; not there */
		if (rc >= 0)
			rc = put_number(b, 1, 5);
		if (how >= 2 && rc >= 0)
			rc = store_savepoint_release(b->s, &b->e);
		else if (rc >= 0)
			rc = store_commit(b->s, &b->e);
		assert_int_equal(rc, ERR_CONFLICT);
		bench_check_error(b, ERR_CONFLICT);
		store_rollback(b->s);
		assert_int_equal(bench_number(b, b->s, "SELECT sum(n) FROM t"), 1);
	}
}

static void a_row_that_is_not_one(void **state)
{
	struct bench *b = *state;

	bench_run(b, b->s, "INSERT INTO t (id, n) VALUES (1, 1), (2, 1)");
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	struct store_stmt *st = bench_prepare(b, "UPDATE t SET n = 2");
	int rc = store_put_one(st, &b->e);
	store_done(st);
	if (rc >= 0)
		rc = store_commit(b->s, &b->e);
	assert_int_equal(rc, ERR_CONFLICT);
	bench_check_error(b, ERR_CONFLICT);
	store_rollback(b->s);
	assert_int_equal(bench_number(b, b->s, "SELECT sum(n) FROM t"), 2);
}

/* Rows that are read while others are put, batches between, and what is left unread. */
static void rows_read_behind_what_was_put(void **state)
{
	struct bench *b = *state;
	char text[16];

	bench_run(b, b->s, "INSERT INTO t (id, n, s) VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 1, 'c')");
	for (int round = 0; round < 3; round++) { /* from the second on all are prepared */
		assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
		assert_ok(b, put_number(b, 1, round + 10));
		struct store_stmt *all = bench_prepare(b, "SELECT n FROM t WHERE id <= 2 ORDER BY id");
		assert_int_equal(store_step(all, &b->e), 1);
		assert_int_equal(store_int(all, 0), round + 10);
		assert_ok(b, put_number(b, 3, round + 20)); /* not among what is being read */
		assert_int_equal(bench_number(b, b->s, "SELECT n FROM t WHERE id = 3 LIMIT 1"), round + 20);
		assert_int_equal(store_step(all, &b->e), 1);
		assert_int_equal(store_int(all, 0), round > 0 ? 7 : 1);
		assert_int_equal(store_step(all, &b->e), 0);
		store_done(all);
		assert_ok(b, store_batch_begin(b->s, &b->e));
		for (int i = 0; i < 40; i++) {
			snprintf(text, sizeof text, "%d-%d", round, i);
			assert_ok(b, put_row(b, 100 * (round + 1) + i, text));
			if (i == 20)
				assert_int_equal(
					bench_number(b, b->s, "SELECT n FROM t WHERE id = 3 LIMIT 1"), round + 20);
		}
		assert_ok(b, store_batch_end(b->s, &b->e));
		all = bench_prepare(b, "SELECT n FROM t WHERE id <= 2 ORDER BY id");
		assert_int_equal(store_step(all, &b->e), 1);
		assert_ok(b, put_number(b, 2, 7)); /* left half read */
		store_done(all);
		assert_ok(b, store_commit(b->s, &b->e));
		assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM t"), 3 + 40 * (round + 1));
	}
	assert_int_equal(bench_number(b, b->s, "SELECT sum(n) FROM t WHERE id <= 3"), 12 + 7 + 22);
}

/* The failure is told by the put itself or by what is read behind it; a savepoint before both is there to go back to. */
static void a_read_behind_a_put_that_fails(void **state)
{
	struct bench *b = *state;

	bench_run(b, b->s, "INSERT INTO t (id, n, s) VALUES (1, 1, 'a'), (2, 1, 'b')");
	for (int how = 0; how < 4; how++) {
		assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
		assert_ok(b, put_number(b, 2, 1));
		assert_ok(b, store_savepoint(b->s, &b->e));
		int rc = how % 2 ? put_row(b, 3, "a") : put_number(b, 7, 1);
		struct store_stmt *st = bench_prepare(b, "SELECT n FROM t ORDER BY id");
		if (rc >= 0)
			rc = store_step(st, &b->e);
		assert_int_equal(rc, ERR_CONFLICT);
		bench_check_error(b, ERR_CONFLICT);
		if (how < 2)
			store_done(st);
		store_savepoint_rollback(b->s);
		if (how >= 2)
			store_done(st);
		assert_ok(b, put_number(b, 1, how + 2));
		assert_int_equal(bench_number(b, b->s, "SELECT n FROM t WHERE id = 1"), how + 2);
		assert_ok(b, store_commit(b->s, &b->e));
		assert_int_equal(bench_number(b, b->s, "SELECT sum(n) FROM t"), how + 3);
	}
}

static void notes(void **state)
{
	static const char mine, others;
	struct bench *b = *state;
	struct str got;

	store_note(b->s, &mine, 1, STR("outside"));
	assert_false(store_noted(b->s, &mine, 1, &got));
	assert_ok(b, store_begin(b->s, STORE_READ, &b->e));
	store_note(b->s, &mine, 1, STR("reading"));
	assert_false(store_noted(b->s, &mine, 1, &got));
	store_rollback(b->s);
	for (int undone = 0; undone < 2; undone++) {
		assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
		assert_false(store_noted(b->s, &mine, 1, &got));
		store_note(b->s, &mine, 1, STR("first"));
		assert_false(store_noted(b->s, &mine, 2, &got));
		assert_false(store_noted(b->s, &others, 1, &got));
		assert_true(store_noted(b->s, &mine, 1, &got));
		assert_true(str_eq(got, STR("first")));
		assert_ok(b, store_savepoint(b->s, &b->e));
		store_note(b->s, &mine, 1, STR("second"));
		if (undone)
			store_savepoint_rollback(b->s);
		else
			assert_ok(b, store_savepoint_release(b->s, &b->e));
		assert_int_equal(store_noted(b->s, &mine, 1, &got), !undone);
		assert_ok(b, store_commit(b->s, &b->e));
		assert_false(store_noted(b->s, &mine, 1, &got));
	}
}

static int puts_run;

static int put_said(struct store *s, int64_t key, struct str bytes, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int64_t n;

	puts_run++;
	memcpy(&n, bytes.ptr, sizeof n);
	int rc = store_prepare(
		s, "INSERT INTO t (id, n) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET n = excluded.n", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, key);
	store_bind_int(st, 2, n);
	return n < 0 ? err_set(e, ERR_IO, "不行") : store_put(st, e);
}

static int say(struct bench *b, int64_t key, int64_t n)
{
	return store_later(b->s, put_said, key, (struct str){ (const char *)&n, sizeof n }, &b->e);
}

static int64_t said(struct bench *b, int64_t key)
{
	struct str got;
	int64_t n = 0;

	if (store_said(b->s, put_said, key, &got))
		memcpy(&n, got.ptr, sizeof n);
	return n;
}

static void what_is_put_later(void **state)
{
	struct bench *b = *state;

	puts_run = 0;
	assert_int_equal(say(b, 1, 1), ERR_INTERNAL); /* outside of a transaction */
	err_clear(&b->e);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	for (int64_t n = 1; n <= 9; n++)
		assert_ok(b, say(b, 1, n));
	assert_int_equal(said(b, 1), 9);
	assert_int_equal(puts_run, 0);
	for (int64_t key = 2; key <= 7; key++) /* more than there is room for: none is lost */
		assert_ok(b, say(b, key, 10 * key));
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(puts_run, 7);
	assert_int_equal(said(b, 1), 0);
	assert_int_equal(bench_number(b, b->s, "SELECT sum(n) FROM t"), 9 + 270);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, say(b, 1, 5));
	store_rollback(b->s);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT n FROM t WHERE id = 1"), 9);
}

static void what_is_put_later_and_savepoints(void **state)
{
	struct bench *b = *state;

	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, say(b, 1, 1));
	assert_ok(b, store_savepoint(b->s, &b->e));
	assert_int_equal(said(b, 1), 0); /* it stands, so that undoing what follows leaves it */
	assert_ok(b, say(b, 1, 2));
	store_savepoint_rollback(b->s);
	assert_int_equal(said(b, 1), 0);
	assert_int_equal(bench_number(b, b->s, "SELECT n FROM t WHERE id = 1"), 1);
	assert_ok(b, store_savepoint(b->s, &b->e));
	assert_ok(b, say(b, 1, 3));
	assert_ok(b, store_savepoint_release(b->s, &b->e));
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT n FROM t WHERE id = 1"), 3);
}

static void a_later_put_that_fails(void **state)
{
	struct bench *b = *state;

	bench_run(b, b->s, "INSERT INTO t (id, n) VALUES (9, 9)");
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	bench_run(b, b->s, "UPDATE t SET n = 8 WHERE id = 9");
	assert_ok(b, say(b, 1, -1));
	assert_int_equal(store_commit(b->s, &b->e), ERR_IO);
	err_clear(&b->e);
	assert_false(store_in_transaction(b->s));
	assert_int_equal(bench_number(b, b->s, "SELECT sum(n) FROM t"), 9);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_ok(b, store_savepoint(b->s, &b->e));
	bench_run(b, b->s, "UPDATE t SET n = 7 WHERE id = 9");
	assert_ok(b, say(b, 1, -1));
	assert_int_equal(store_savepoint_release(b->s, &b->e), ERR_IO);
	err_clear(&b->e);
	assert_true(store_failed(b->s));
	store_savepoint_rollback(b->s);
	assert_ok(b, store_commit(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT sum(n) FROM t"), 9);
}

int main(void)
{
	const struct CMUnitTest common[] = {
		ROW(statements_sent_ahead),
		ROW(a_statement_sent_ahead_that_fails),
		ROW(more_than_the_last),
		ROW(the_last_that_fails),
		ROW(rows_put),
		ROW(a_put_that_fails),
		ROW(a_row_that_is_not_one),
		ROW(rows_read_behind_what_was_put),
		ROW(a_read_behind_a_put_that_fails),
		ROW(notes),
		ROW(what_is_put_later),
		ROW(what_is_put_later_and_savepoints),
		ROW(a_later_put_that_fails),
	};

	return bench_main("ahead", (struct bench_tests){ common, COUNT(common) }, (struct bench_tests){ NULL, 0 },
		(struct bench_tests){ NULL, 0 });
}
