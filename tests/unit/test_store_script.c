/* What the pool does when a database behaves in ways that are hard to bring about with a real one. */
#include "pool.h"
#include "script_store.h"
#include "unit.h"

#include <semaphore.h>

#define NOW STR("2026-01-01T00:00:00+08:00")

enum { GROUP = 4, NOBODY = -1 };

/* Which task refuses once it has written: what the others did is then done again, in savepoints. */
static int refuser = NOBODY;

struct task {
	int number, runs, rc;
	sem_t *done;
};

static int do_task(void *context, struct store *s, struct err *e)
{
	struct task *t = context;
	char sql[32];

	t->runs++;
	snprintf(sql, sizeof sql, "INSERT %d", t->number);
	int rc = store_exec(s, sql, e);
	return rc >= 0 && t->number == refuser ? err_set(e, ERR_INPUT, "不行") : rc;
}

static void settle(void *context, int rc, const struct err *e)
{
	struct task *t = context;

	assert_int_equal(e->code, rc < 0 ? rc : 0);
	t->rc = rc;
	sem_post(t->done);
}

static struct store_pool *open_pool(void)
{
	struct store_pool *pool = NULL;
	struct err e = { 0 };

	assert_int_equal(store_pool_open("script:", NULL, 2, NOW, &pool, &e), 0);
	return pool;
}

/* Queued behind a writer that is held: one group. */
static void do_group(
	struct store_pool *pool, struct task tasks[GROUP], const char *what, long n, long more, enum script_fault fault)
{
	struct store *held = NULL;
	struct err e = { 0 };
	sem_t done;

	sem_init(&done, 0, 0);
	script_begin(NULL, 0); /* a fault of the last group that never came */
	assert_int_equal(store_pool_take(pool, STORE_WRITE, &held, &e), 0);
	for (int i = 0; i < GROUP; i++) {
		tasks[i] = (struct task){ .number = i, .done = &done, .rc = 99 };
		assert_int_equal(store_pool_submit(pool, do_task, settle, &tasks[i], &e), 0);
	}
	store_rollback(held);
	script_begin(NULL, 0);
	script_fail(what, n, more, fault);
	store_pool_give(pool, held);
	for (int i = 0; i < GROUP; i++)
		sem_wait(&done);
	sem_destroy(&done);
}

static void check_all(const struct task tasks[GROUP], int rc, int runs)
{
	for (int i = 0; i < GROUP; i++) {
		assert_int_equal(tasks[i].rc, rc);
		assert_int_equal(tasks[i].runs, runs);
	}
}

static void rows_as_told(void **state)
{
	static const char *const cells[] = { "1", "甲", NULL, "-7", "", "x" };
	static const struct script_rows rows[] = { { "FROM a", 3, 2, cells } };
	struct store *s = NULL;
	struct store_stmt *st = NULL;
	struct err e = { 0 };

	(void)state;
	script_begin(rows, 1);
	assert_int_equal(store_open("script:x", NULL, &s, &e), 0);
	assert_int_equal(store_prepare(s, "SELECT n, t, u FROM a", &st, &e), 0);
	assert_int_equal(store_step(st, &e), 1);
	assert_int_equal(store_int(st, 0), 1);
	assert_str(store_text(st, 1), "甲");
	assert_true(store_is_null(st, 2));
	assert_int_equal(store_step(st, &e), 1);
	assert_int_equal(store_int(st, 0), -7);
	assert_str(store_text(st, 1), "");
	assert_int_equal(store_step(st, &e), 0);
	store_done(st);
	assert_int_equal(store_exec(s, "SELECT 1 FROM b", &e), 0);
	store_close(s);
	assert_string_equal(script_log(), "open\nSELECT n, t, u FROM a\nSELECT 1 FROM b\nclose\n");
}

static void one_commit_for_a_group(void **state)
{
	struct task tasks[GROUP];

	(void)state;
	script_begin(NULL, 0);
	struct store_pool *pool = open_pool();
	do_group(pool, tasks, "", 0, 0, SCRIPT_FAILS);
	check_all(tasks, 0, 1);
	assert_int_equal(script_count("begin write"), 1);
	assert_int_equal(script_count("commit"), 1);
	assert_int_equal(script_count("mark"), 0);
	store_pool_close(pool);
}

static void one_that_refuses_is_undone_alone(void **state)
{
	struct task tasks[GROUP];

	(void)state;
	script_begin(NULL, 0);
	struct store_pool *pool = open_pool();
	refuser = 2;
	do_group(pool, tasks, "", 0, 0, SCRIPT_FAILS);
	for (int i = 0; i < GROUP; i++)
		assert_int_equal(tasks[i].rc, i == refuser ? ERR_INPUT : 0);
	assert_int_equal(tasks[0].runs, 2);
	assert_int_equal(script_count("mark 1"), GROUP);
	assert_int_equal(script_count("undo 1"), 1);
	assert_int_equal(script_count("commit"), 1);
	refuser = NOBODY;
	store_pool_close(pool);
}

static void a_group_that_meets_another(void **state)
{
	struct task tasks[GROUP];

	(void)state;
	script_begin(NULL, 0);
	struct store_pool *pool = open_pool();
	do_group(pool, tasks, "commit", 1, 2, SCRIPT_MEETS);
	check_all(tasks, 0, 4);
	assert_int_equal(script_count("commit"), 4);
	do_group(pool, tasks, "INSERT 2", 1, 1, SCRIPT_MEETS); /* in the middle: all from the start */
	assert_int_equal(tasks[0].runs, 3);
	assert_int_equal(tasks[2].runs, 3);
	assert_int_equal(tasks[3].runs, 1);
	for (int i = 0; i < GROUP; i++)
		assert_int_equal(tasks[i].rc, 0);
	store_pool_close(pool);
}

/* Not for ever: at last only the one that is always in the way fails, and the others are written. */
static void one_that_always_meets_another(void **state)
{
	struct task tasks[GROUP];

	(void)state;
	script_begin(NULL, 0);
	struct store_pool *pool = open_pool();
	do_group(pool, tasks, "INSERT 1", 1, 1000, SCRIPT_MEETS);
	assert_int_equal(tasks[1].rc, ERR_CONFLICT);
	assert_int_equal(tasks[0].rc, 0);
	assert_int_equal(tasks[2].rc, 0);
	assert_int_equal(tasks[3].rc, 0);
	assert_int_equal(script_count("commit"), 1);
	do_group(pool, tasks, "commit", 1, 1000, SCRIPT_MEETS);
	check_all(tasks, ERR_CONFLICT, script_count("commit"));
	assert_in_range(script_count("commit"), 2, 50);
	store_pool_close(pool);
}

static void an_undo_that_fails(void **state)
{
	struct task tasks[GROUP];

	(void)state;
	script_begin(NULL, 0);
	struct store_pool *pool = open_pool();
	do_group(pool, tasks, "INSERT 2", 1, 1, SCRIPT_FAILS);
	assert_int_equal(tasks[2].rc, ERR_IO);
	assert_int_equal(tasks[3].rc, 0);
	assert_int_equal(tasks[0].runs, 2); /* again in savepoints, then undone alone */
	do_group(pool, tasks, "undo", 1, 0, SCRIPT_FAILS);
	check_all(tasks, 0, 1); /* nothing to undo */
	script_begin(NULL, 0);
	store_pool_close(pool);
}

/* The connection goes in the middle of a group: told to all that are not done again, and the next group has a new one. */
static void a_connection_that_breaks(void **state)
{
	static const char *const where[] = { "begin write", "INSERT 1", "commit", "mark", "release" };
	struct task tasks[GROUP];

	(void)state;
	script_begin(NULL, 0);
	struct store_pool *pool = open_pool();
	for (size_t i = 0; i < COUNT(where); i++) {
		refuser = i >= 3 ? GROUP - 1 : NOBODY; /* only then there are savepoints */
		do_group(pool, tasks, where[i], 1, 0, SCRIPT_BREAKS);
		for (int k = 0; k < GROUP; k++)
			assert_int_equal(tasks[k].rc, i == 0 ? 0 : ERR_IO);
		refuser = NOBODY;
		assert_int_equal(script_count("open"), i == 0 ? 1 : 0);
		do_group(pool, tasks, "", 0, 0, SCRIPT_FAILS);
		check_all(tasks, 0, 1);
	}
	store_pool_close(pool);
}

/* What is told as done was committed; how many were. */
static int good_ones(const struct task tasks[GROUP])
{
	int good = 0;

	for (int i = 0; i < GROUP; i++) {
		assert_true(tasks[i].rc == 0 || tasks[i].rc < 0);
		good += tasks[i].rc == 0;
	}
	if (good > 0)
		assert_true(strstr(script_log(), "commit\n") != NULL);
	return good;
}

/* Whatever call fails, each work is settled once: without savepoints, and with them because one refuses. */
static void each_call_fails(void **state)
{
	struct task tasks[GROUP];

	(void)state;
	script_begin(NULL, 0);
	struct store_pool *pool = open_pool();
	for (int fault = SCRIPT_FAILS; fault <= SCRIPT_BREAKS; fault++) {
		for (long n = 1; n <= 2 + GROUP; n++) {
			do_group(pool, tasks, "", n, 0, fault);
			int good = good_ones(tasks);
			if (fault == SCRIPT_MEETS)
				assert_int_equal(good, n == 1 ? 0 : GROUP); /* none meets another at its begin */
		}
		for (long n = 1; n <= 4 + 4 * GROUP; n++) {
			refuser = 2;
			do_group(pool, tasks, "", n, 0, fault);
			refuser = NOBODY;
			assert_true(tasks[2].rc < 0);
			good_ones(tasks);
		}
	}
	store_pool_close(pool);
}

static void readers_that_break(void **state)
{
	struct store *s = NULL;
	struct err e = { 0 };

	(void)state;
	script_begin(NULL, 0);
	struct store_pool *pool = open_pool();
	assert_int_equal(store_pool_take(pool, STORE_READ, &s, &e), 0);
	store_pool_give(pool, s);
	script_begin(NULL, 0);
	script_fail("begin read", 1, 0, SCRIPT_BREAKS);
	assert_int_equal(store_pool_take(pool, STORE_READ, &s, &e), 0);
	assert_string_equal(script_log(), "begin read\nclose\nopen\nbegin read\n");
	store_pool_give(pool, s);
	script_fail("begin read", 1, 1000, SCRIPT_BREAKS); /* it does not try for ever */
	assert_int_equal(store_pool_take(pool, STORE_READ, &s, &e), ERR_IO);
	err_clear(&e);
	script_fail("open", 1, 0, SCRIPT_FAILS);
	assert_int_equal(store_pool_take(pool, STORE_READ, &s, &e), ERR_IO);
	err_clear(&e);
	assert_int_equal(store_pool_take(pool, STORE_READ, &s, &e), 0);
	store_pool_give(pool, s);
	store_pool_close(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_as_told),
		cmocka_unit_test(one_commit_for_a_group),
		cmocka_unit_test(one_that_refuses_is_undone_alone),
		cmocka_unit_test(a_group_that_meets_another),
		cmocka_unit_test(one_that_always_meets_another),
		cmocka_unit_test(an_undo_that_fails),
		cmocka_unit_test(a_connection_that_breaks),
		cmocka_unit_test(each_call_fails),
		cmocka_unit_test(readers_that_break),
	};

	return cmocka_run_group_tests_name("store by script", tests, NULL, NULL);
}
