/* The contract of pool.h, for every driver. */
#include "store_help.h"

#include "fault.h"
#include "pool.h"

#include <pthread.h>
#include <semaphore.h>
#include <sys/stat.h>

enum { THREADS = 6, MOVES = 40 };

struct mover {
	struct store_pool *pool;
	pthread_t thread;
	int number, failed;
};

/* Moves one from row to row: whoever looks sees the same sum. */
static int move_once(struct mover *m, struct err *e)
{
	struct store *s = NULL;
	struct store_stmt *st = NULL;

	int rc = store_pool_take(m->pool, STORE_WRITE, &s, e);
	if (rc >= 0)
		rc = store_exec(s, "UPDATE unit SET name = name || 'x' WHERE unit_id = 1", e);
	if (rc >= 0)
		rc = store_exec(s, "UPDATE unit SET name = name || 'x' WHERE unit_id = 2", e);
	if (rc >= 0)
		rc = store_commit(s, e);
	store_pool_give(m->pool, s);
	s = NULL;
	if (rc >= 0)
		rc = store_pool_take(m->pool, STORE_READ, &s, e);
	if (rc >= 0)
		rc = store_prepare(s, "SELECT count(DISTINCT length(name)) FROM unit", &st, e);
	if (rc >= 0)
		rc = store_step(st, e);
	m->failed |= rc != 1 || store_int(st, 0) != 1;
	store_done(st);
	store_pool_give(m->pool, s);
	return rc;
}

static void *move(void *context)
{
	struct mover *m = context;
	struct err e = { 0 };

	for (int i = 0; i < MOVES && !m->failed; i++)
		m->failed |= move_once(m, &e) < 0;
	if (m->failed)
		print_error("%s (%s)\n", e.message, e.log);
	return NULL;
}

static void a_pool_between_threads(void **state)
{
	struct bench *b = *state;
	struct mover movers[THREADS] = { 0 };
	struct store_pool *pool = NULL;

	bench_drop(b);
	assert_ok(b, store_pool_open(b->url, NULL, 3, NOW, &pool, &b->e));
	struct store *s = NULL;
	assert_ok(b, store_pool_take(pool, STORE_WRITE, &s, &b->e));
	bench_run(b, s, "DELETE FROM unit");
	bench_run(b, s, "INSERT INTO unit (unit_id, name) VALUES (1, 'a'), (2, 'b')");
	assert_ok(b, store_commit(s, &b->e));
	store_pool_give(pool, s);
	for (int i = 0; i < THREADS; i++) {
		movers[i] = (struct mover){ .pool = pool, .number = i };
		assert_int_equal(pthread_create(&movers[i].thread, NULL, move, &movers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(movers[i].thread, NULL);
	for (int i = 0; i < THREADS; i++)
		assert_false(movers[i].failed);
	s = NULL;
	assert_ok(b, store_pool_take(pool, STORE_READ, &s, &b->e));
	assert_int_equal(bench_number(b, s, "SELECT length(name) FROM unit WHERE unit_id = 1"), 1 + THREADS * MOVES);
	store_pool_give(pool, s);
	store_pool_close(pool);
}

/* --- work in groups --- */

enum { JOBS = 40 };

struct task {
	struct store_pool *pool;
	int64_t id;
	int fails; /* a code to return after having written */
	int (*also)(struct task *t, struct store *s, struct err *e);
	sem_t *done;
	int runs, rc, settled;
	int64_t seen; /* what a reader saw while the work was done */
	char message[512];
};

static int do_task(void *context, struct store *s, struct err *e)
{
	struct task *t = context;
	OWN_STMT struct store_stmt *st = NULL;

	t->runs++;
	int rc = store_prepare(s, "INSERT INTO unit (unit_id, name) VALUES ($1, $2)", &st, e);
	if (rc < 0)
		return rc;
	char name[32];
	snprintf(name, sizeof name, "unit %d", (int)t->id);
	store_bind_int(st, 1, t->id);
	store_bind_text(st, 2, str_from(name));
	rc = store_run(st, e);
	if (rc >= 0 && t->also)
		rc = t->also(t, s, e);
	if (rc >= 0 && t->fails < 0)
		rc = err_set(e, t->fails, "不行");
	return rc < 0 ? rc : (int)t->id;
}

static void settle_task(void *context, int rc, const struct err *e)
{
	struct task *t = context;

	t->settled++;
	t->rc = rc;
	snprintf(t->message, sizeof t->message, "%s", e->message);
	sem_post(t->done);
}

static struct store_pool *fresh_pool(struct bench *b)
{
	struct store_pool *pool = NULL;

	bench_drop(b);
	assert_ok(b, store_pool_open(b->url, NULL, 3, NOW, &pool, &b->e));
	return pool;
}

static int64_t units(struct bench *b, struct store_pool *pool)
{
	struct store *s = NULL;

	assert_ok(b, store_pool_take(pool, STORE_READ, &s, &b->e));
	int64_t n = bench_number(b, s, "SELECT count(*) FROM unit");
	store_pool_give(pool, s);
	return n;
}

/* All are queued while the writer is away, so they become one group. */
static void submit_all(struct bench *b, struct store_pool *pool, struct task *tasks, size_t count)
{
	struct store *held = NULL;
	sem_t done;

	sem_init(&done, 0, 0);
	assert_ok(b, store_pool_take(pool, STORE_WRITE, &held, &b->e));
	for (size_t i = 0; i < count; i++) {
		tasks[i].pool = pool;
		tasks[i].done = &done;
		assert_ok(b, store_pool_submit(pool, do_task, settle_task, &tasks[i], &b->e));
	}
	store_pool_give(pool, held);
	for (size_t i = 0; i < count; i++)
		sem_wait(&done);
	sem_destroy(&done);
}

static int look(struct task *t, struct store *s, struct err *e)
{
	struct store *reader = NULL;
	struct store_stmt *st = NULL;

	(void)s;
	int rc = store_pool_take(t->pool, STORE_READ, &reader, e);
	if (rc >= 0)
		rc = store_prepare(reader, "SELECT count(*) FROM unit", &st, e);
	if (rc >= 0)
		rc = store_step(st, e);
	if (rc > 0)
		t->seen = store_int(st, 0);
	store_done(st);
	store_pool_give(t->pool, reader);
	return rc;
}

static void a_group_is_one_transaction(void **state)
{
	struct bench *b = *state;
	struct task tasks[JOBS] = { 0 };
	struct store_pool *pool = fresh_pool(b);

	for (int i = 0; i < JOBS; i++)
		tasks[i] = (struct task){ .id = 100 + i, .also = look, .fails = i % 5 == 3 ? ERR_INPUT : 0 };
	submit_all(b, pool, tasks, JOBS);
	for (int i = 0; i < JOBS; i++) {
		assert_int_equal(tasks[i].settled, 1);
		assert_int_equal(tasks[i].rc, i % 5 == 3 ? ERR_INPUT : 100 + i);
		assert_string_equal(tasks[i].message, i % 5 == 3 ? "不行" : "");
		assert_int_equal(tasks[i].seen, 1); /* the first unit, from the migration */
	}
	assert_int_equal(units(b, pool), 1 + JOBS - JOBS / 5);
	store_pool_close(pool);
}

/* A statement the database refuses takes only its own work with it. */
static void one_that_the_database_refuses(void **state)
{
	struct bench *b = *state;
	struct task tasks[3] = { { .id = 100 }, { .id = 100 }, { .id = 101 } };
	struct store_pool *pool = fresh_pool(b);

	submit_all(b, pool, tasks, 3);
	assert_int_equal(tasks[0].rc + tasks[1].rc, 100 + ERR_CONFLICT);
	assert_int_equal(tasks[2].rc, 101);
	assert_int_equal(units(b, pool), 3);
	store_pool_close(pool);
}

static int undo_all(struct task *t, struct store *s, struct err *e)
{
	(void)t;
	(void)e;
	store_rollback(s);
	return 0;
}

static void work_that_ends_the_transaction(void **state)
{
	struct bench *b = *state;
	struct task tasks[4] = { { .id = 100 }, { .id = 101, .also = undo_all }, { .id = 102 },
		{ .id = 103, .also = undo_all } };
	struct store_pool *pool = fresh_pool(b);

	submit_all(b, pool, tasks, 4);
	assert_int_equal(tasks[0].rc, 100);
	assert_int_equal(tasks[1].rc, ERR_INTERNAL);
	assert_int_equal(tasks[2].rc, 102);
	assert_int_equal(tasks[3].rc, ERR_INTERNAL);
	assert_int_equal(tasks[1].runs, 1);
	assert_int_equal(units(b, pool), 3);
	store_pool_close(pool);
}

static int commit_early(struct task *t, struct store *s, struct err *e)
{
	(void)t;
	return store_commit(s, e);
}

static int leave_savepoints(struct task *t, struct store *s, struct err *e)
{
	(void)t;
	return store_savepoint(s, e);
}

static int undo_a_part(struct task *t, struct store *s, struct err *e)
{
	(void)t;
	int rc = store_savepoint(s, e);
	if (rc >= 0)
		rc = store_exec(s, "UPDATE unit SET name = 'undone'", NULL) < 0 ? 0 : ERR_INTERNAL; /* not unique */
	store_savepoint_rollback(s);
	return rc;
}

static void work_that_leaves_the_transaction_odd(void **state)
{
	struct bench *b = *state;
	struct task tasks[5] = { { .id = 100, .also = commit_early }, { .id = 101, .also = leave_savepoints },
		{ .id = 102 }, { .id = 103, .also = undo_a_part }, { .id = 104 } };
	struct store_pool *pool = fresh_pool(b);

	submit_all(b, pool, tasks, 5);
	assert_int_equal(tasks[0].rc, ERR_INTERNAL);
	assert_int_equal(tasks[1].rc, ERR_INTERNAL);
	assert_int_equal(tasks[2].rc, 102);
	assert_int_equal(tasks[3].rc, 103);
	assert_int_equal(tasks[4].rc, 104);
	assert_int_equal(units(b, pool), 4);
	store_pool_close(pool);
}

static int fail_the_commit(struct task *t, struct store *s, struct err *e)
{
	(void)t;
	(void)s;
	(void)e;
	fault_arm(FAULT_SYNC, 1, false); /* of this thread */
	return 0;
}

/* Nobody is told of success before the commit, and all of the group hear of its failure. */
static void a_commit_that_fails(void **state)
{
	struct bench *b = *state;
	struct task tasks[6] = { 0 };
	struct store_pool *pool = fresh_pool(b);

	for (int i = 0; i < 6; i++)
		tasks[i] = (struct task){
			.id = 100 + i, .also = i == 2 ? fail_the_commit : NULL, .fails = i == 4 ? ERR_INPUT : 0
		};
	submit_all(b, pool, tasks, 6);
	for (int i = 0; i < 6; i++)
		assert_int_equal(tasks[i].rc, i == 4 ? ERR_INPUT : ERR_IO);
	assert_int_equal(units(b, pool), 1);
	submit_all(b, pool, tasks + 5, 1);
	assert_int_equal(tasks[5].rc, 105);
	store_pool_close(pool);
}

struct group_fault {
	enum fault_kind kind;
	long n;
};
static struct group_fault next_fault;

static int arm_fault(struct task *t, struct store *s, struct err *e)
{
	(void)t;
	(void)s;
	(void)e;
	fault_arm(next_fault.kind, next_fault.n, false);
	return 0;
}

static int disarm_faults(struct task *t, struct store *s, struct err *e)
{
	(void)t;
	(void)s;
	(void)e;
	for (int kind = 0; kind < FAULT_KINDS; kind++)
		fault_arm(kind, 0, false);
	return 0;
}

/* A group of six that meets the next fault. With `refuses` the last one of them refuses, so that they are written in savepoints. How many
 * failed of the others. */
static int64_t group_that_meets(struct bench *b, struct store_pool *pool, bool refuses, int64_t *id, int64_t *there)
{
	struct task tasks[6] = { 0 };
	int64_t failures = 0;

	for (int i = 0; i < 6; i++)
		tasks[i] = (struct task){
			.id = (*id)++, .also = i == 1 ? arm_fault : NULL, .fails = refuses && i == 5 ? ERR_INPUT : 0
		};
	submit_all(b, pool, tasks, 6);
	for (int i = 0; i < 6; i++) {
		*there += tasks[i].rc >= 0;
		failures += tasks[i].rc < 0 && tasks[i].fails == 0;
	}
	struct task last = { .id = (*id)++, .also = disarm_faults };
	submit_all(b, pool, &last, 1);
	*there += last.rc >= 0;
	assert_int_equal(units(b, pool), *there);
	return failures;
}

/* Every write, savepoint and commit of a group fails in turn: what was told is what is there. */
static void each_step_of_a_group_fails(void **state)
{
	struct bench *b = *state;
	static const enum fault_kind kinds[] = { FAULT_WRITE, FAULT_SYNC, FAULT_ALLOC };
	struct store_pool *pool = fresh_pool(b);
	int64_t there = 1, id = 100, failures = 0;

	for (size_t k = 0; k < COUNT(kinds); k++) {
		for (long n = 1; n <= 24; n++) {
			next_fault = (struct group_fault){ kinds[k], n };
			failures += group_that_meets(b, pool, false, &id, &there);
			failures += group_that_meets(b, pool, true, &id, &there);
		}
	}
	assert_true(failures > 20);
	store_pool_close(pool);
}

static void writing_and_waiting(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = fresh_pool(b);
	struct task good = { .id = 100 }, bad = { .id = 101, .fails = ERR_NOTFOUND }, twice = { .id = 100 };

	assert_int_equal(store_pool_write(pool, do_task, &good, &b->e), 100);
	assert_error(b, ERR_NOTFOUND, store_pool_write(pool, do_task, &bad, &b->e));
	assert_error(b, ERR_CONFLICT, store_pool_write(pool, do_task, &twice, &b->e));
	assert_int_equal(units(b, pool), 2);
	/* Faults of this thread are met: an idle writer does the work here. */
	struct task late = { .id = 102 };
	fault_arm(FAULT_SYNC, 1, false);
	assert_error(b, ERR_IO, store_pool_write(pool, do_task, &late, &b->e));
	fault_arm(FAULT_SYNC, 0, false);
	assert_int_equal(units(b, pool), 2);
	assert_int_equal(store_pool_write(pool, do_task, &late, &b->e), 102);
	store_pool_close(pool);
}

static void closing_does_what_is_queued(void **state)
{
	struct bench *b = *state;
	struct task tasks[JOBS] = { 0 };
	struct store_pool *pool = fresh_pool(b);
	sem_t done;

	sem_init(&done, 0, 0);
	for (int i = 0; i < JOBS; i++) {
		tasks[i] = (struct task){ .id = 100 + i, .done = &done };
		assert_ok(b, store_pool_submit(pool, do_task, settle_task, &tasks[i], &b->e));
	}
	store_pool_close(pool);
	for (int i = 0; i < JOBS; i++)
		assert_int_equal(tasks[i].rc, 100 + i);
	sem_destroy(&done);
	b->s = bench_connect(b, NULL);
	assert_int_equal(bench_number(b, b->s, "SELECT count(*) FROM unit"), 1 + JOBS);
}

static int nothing(void *context, struct store *s, struct err *e)
{
	(void)context;
	(void)s;
	(void)e;
	return 0;
}

/* With every writer held, the queue fills. */
static void a_full_queue_is_refused(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = fresh_pool(b);
	struct store *held[16] = { NULL };
	unsigned writers = 1;
	int rc = 0;

	assert_ok(b, store_pool_take(pool, STORE_WRITE, &held[0], &b->e));
	for (; writers < store_writers(held[0]); writers++)
		assert_ok(b, store_pool_take(pool, STORE_WRITE, &held[writers], &b->e));
	long queued = 0;
	while (queued < 100000 && (rc = store_pool_submit(pool, nothing, NULL, NULL, &b->e)) >= 0)
		queued++;
	assert_int_equal(rc, ERR_LIMIT);
	bench_check_error(b, ERR_LIMIT);
	assert_true(queued >= 1000);
	assert_error(b, ERR_LIMIT, store_pool_write(pool, nothing, NULL, &b->e));
	while (writers > 0)
		store_pool_give(pool, held[--writers]);
	store_pool_close(pool);
}

static void no_memory_for_the_queue(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = fresh_pool(b);

	for (long n = 1; n <= 2; n++) {
		fault_arm(FAULT_ALLOC, n, false);
		int rc = store_pool_submit(pool, nothing, NULL, NULL, &b->e);
		fault_arm(FAULT_ALLOC, 0, false);
		assert_true(rc < 0); /* the job, then the thread */
		bench_check_error(b, rc);
	}
	assert_ok(b, store_pool_submit(pool, nothing, NULL, NULL, &b->e));
	store_pool_close(pool);
}

/* --- many clients at once --- */

struct client {
	struct store_pool *pool;
	pthread_t thread;
	int failed, number;
};

static int count_up(void *context, struct store *s, struct err *e)
{
	int64_t *got = context;

	return store_next_ids(s, 1, "count", 1, got, e);
}

static void *count_many(void *context)
{
	struct client *c = context;
	struct err e = { 0 };
	int64_t before = 0, got = 0;

	for (int i = 0; i < MOVES && !c->failed; i++) {
		c->failed = store_pool_write(c->pool, count_up, &got, &e) < 0 || got <= before;
		before = got;
	}
	if (c->failed)
		print_error("%s (%s)\n", e.message, e.log);
	return NULL;
}

/* Of one server program, or of several that share the database. */
static void clients_of(struct bench *b, struct store_pool **pools, size_t count)
{
	struct client clients[THREADS] = { 0 };
	int64_t last = 0;

	for (int i = 0; i < THREADS; i++) {
		clients[i] = (struct client){ .pool = pools[(size_t)i % count], .number = i };
		assert_int_equal(pthread_create(&clients[i].thread, NULL, count_many, &clients[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(clients[i].thread, NULL);
	for (int i = 0; i < THREADS; i++)
		assert_false(clients[i].failed);
	assert_int_equal(store_pool_write(pools[0], count_up, &last, &b->e), 0);
	assert_int_equal(last, THREADS * MOVES + 1);
}

static void many_clients(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = fresh_pool(b);

	clients_of(b, &pool, 1);
	store_pool_close(pool);
}

static void many_clients_of_several_programs(void **state)
{
	struct bench *b = *state;
	struct store_pool *pools[3] = { fresh_pool(b) };

	for (int i = 1; i < 3; i++)
		assert_ok(b, store_pool_open(b->url, NULL, 3, NOW, &pools[i], &b->e));
	clients_of(b, pools, 3);
	for (int i = 0; i < 3; i++)
		store_pool_close(pools[i]);
}

/* Whoever reads sees the last commit, also through a connection that kept an earlier view, and also that of another program. */
static void a_kept_view_is_not_seen(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = fresh_pool(b);
	struct task t = { .id = 100 };
	struct store *other = NULL, *two[2] = { 0 };

	store_pool_linger(pool);
	assert_int_equal(units(b, pool), 1);
	assert_int_equal(store_pool_write(pool, do_task, &t, &b->e), 100);
	assert_int_equal(units(b, pool), 2);
	assert_ok(b, store_open(b->url, NULL, &other, &b->e));
	assert_ok(b, store_begin(other, STORE_WRITE, &b->e));
	bench_run(b, other, "INSERT INTO unit (unit_id, name) VALUES (101, 'x')");
	assert_ok(b, store_commit(other, &b->e));
	assert_int_equal(units(b, pool), 3);
	for (int i = 0; i < 2; i++)
		assert_ok(b, store_pool_take(pool, STORE_READ, &two[i], &b->e));
	for (int i = 0; i < 2; i++)
		store_pool_give(pool, two[i]);
	assert_int_equal(units(b, pool), 3);
	store_close(other);
	store_pool_close(pool);
}

/* Whoever reads goes on in the view that was kept while nobody has committed since: what was noted in it is still there. */
static void a_kept_view_goes_on_while_nothing_changes(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = fresh_pool(b);
	struct task t = { .id = 100 };
	struct store *s = NULL, *other = NULL;
	int64_t noted = 0;

	store_pool_linger(pool);
	assert_ok(b, store_open(b->url, NULL, &other, &b->e));
	for (int i = 0; i < 3; i++) {
		assert_ok(b, store_pool_take(pool, STORE_READ, &s, &b->e));
		assert_false(store_kept(s, &noted));
		store_keep(s, 7 + i);
		store_pool_give(pool, s);
		assert_ok(b, store_pool_take(pool, STORE_READ, &s, &b->e));
		assert_true(store_kept(s, &noted));
		assert_int_equal(noted, 7 + i);
		store_pool_give(pool, s);
		if (i == 0)
			assert_int_equal(store_pool_write(pool, do_task, &t, &b->e), 100);
		assert_ok(b, store_begin(other, STORE_WRITE, &b->e));
		if (i == 1)
			bench_run(b, other, "INSERT INTO unit (unit_id, name) VALUES (101, 'x')");
		assert_false(store_kept(other, &noted));
		store_keep(other, 1); /* who writes notes nothing: it would change below him */
		assert_false(store_kept(other, &noted));
		assert_ok(b, store_commit(other, &b->e));
		if (i == 2)
			store_pool_rest(pool);
	}
	assert_int_equal(units(b, pool), 3);
	store_close(other);
	store_pool_close(pool);
}

/* A view in which a statement failed does not go on. */
static void a_failed_view_is_not_kept(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = fresh_pool(b);
	struct store_stmt *st = NULL;
	struct store *s = NULL;
	int64_t noted = 0;

	store_pool_linger(pool);
	assert_ok(b, store_pool_take(pool, STORE_READ, &s, &b->e));
	store_keep(s, 7);
	assert_true(store_prepare(s, "SELECT nothing FROM nowhere", &st, NULL) < 0);
	store_pool_give(pool, s);
	assert_int_equal(units(b, pool), 1);
	assert_ok(b, store_pool_take(pool, STORE_READ, &s, &b->e));
	assert_false(store_kept(s, &noted));
	store_pool_give(pool, s);
	store_pool_close(pool);
}

/* 1: somebody's view holds it up. */
static int64_t journal_is_busy(struct bench *b, struct store *s)
{
	return bench_number(b, s, "PRAGMA wal_checkpoint(TRUNCATE)");
}

static void a_kept_view_lets_go_of_the_journal(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = fresh_pool(b);
	struct store_options hasty = { .busy_ms = 1 };
	struct task t = { .id = 100 };
	struct store *other = NULL;

	store_pool_linger(pool);
	assert_ok(b, store_open(b->url, &hasty, &other, &b->e));
	assert_int_equal(units(b, pool), 1);
	assert_int_equal(journal_is_busy(b, other), 1);
	store_pool_rest(pool);
	assert_int_equal(journal_is_busy(b, other), 0);
	assert_int_equal(units(b, pool), 1);
	assert_int_equal(store_pool_write(pool, do_task, &t, &b->e), 100);
	assert_int_equal(journal_is_busy(b, other), 0);
	store_close(other);
	store_pool_close(pool);
}

/* --- the journal is carried beside the writer --- */

enum { PAGES = 40, PAGE = 4096 + 24, LARGE = 200000, LARGE_PAGES = LARGE / 4096 + 20 };

static int do_large(void *context, struct store *s, struct err *e)
{
	static char text[LARGE];
	const int64_t *n = context;

	memset(text, 'a' + (int)(*n % 26), sizeof text);
	return store_do(
		s, e, "UPDATE unit SET name = $1 WHERE unit_id = 1", sql_text((struct str){ text, sizeof text }));
}

static void write_much(struct bench *b, struct store_pool *pool, int64_t times)
{
	for (int64_t n = 0; n < times; n++)
		assert_ok(b, store_pool_write(pool, do_large, &n, &b->e));
}

static int64_t journal_size(const struct bench *b)
{
	char path[120];
	struct stat st;

	snprintf(path, sizeof path, "%s-wal", b->path);
	return stat(path, &st) == 0 ? st.st_size : -1;
}

static struct store_pool *small_journal(struct bench *b)
{
	const struct store_options small = { .journal_pages = PAGES };
	struct store_pool *pool = NULL;

	bench_drop(b);
	assert_ok(b, store_pool_open(b->url, &small, 3, NOW, &pool, &b->e));
	store_pool_linger(pool);
	return pool;
}

static void the_journal_is_carried(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = small_journal(b);

	int64_t before = journal_size(b); /* what migrations left */
	write_much(b, pool, 100);
	int64_t most = (6 * PAGES + 2 * LARGE_PAGES) * PAGE;
	assert_in_range(journal_size(b), 1, most > before ? most : before);
	store_pool_close(pool);
	assert_int_equal(journal_size(b), -1); /* nobody is left who holds the file */
	assert_ok(b, store_open(b->url, NULL, &b->s, &b->e));
	assert_ok(b, store_verify(b->s, &b->e));
	assert_int_equal(bench_number(b, b->s, "SELECT length(name) FROM unit WHERE unit_id = 1"), LARGE);
	assert_int_equal(bench_number(b, b->s, "SELECT unicode(name) FROM unit WHERE unit_id = 1"), 'a' + 99 % 26);
}

/* The view of another program keeps the journal from beginning anew: writers go on, and behind its end it does. */
static void a_view_stands_in_the_way(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = small_journal(b);
	struct store *other = NULL;

	write_much(b, pool, 1);
	assert_ok(b, store_open(b->url, NULL, &other, &b->e));
	assert_ok(b, store_begin(other, STORE_READ, &b->e));
	assert_int_equal(bench_number(b, other, "SELECT unicode(name) FROM unit WHERE unit_id = 1"), 'a');
	write_much(b, pool, 60);
	int64_t held = journal_size(b);
	assert_true(held > 60 * (LARGE / 4096) * (int64_t)PAGE);
	assert_int_equal(bench_number(b, other, "SELECT unicode(name) FROM unit WHERE unit_id = 1"), 'a');
	store_rollback(other);
	write_much(b, pool, 100);
	assert_in_range(journal_size(b), held, held + 4 * LARGE_PAGES * PAGE);
	store_close(other);
	store_pool_close(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_pool_between_threads),
		ROW(a_group_is_one_transaction),
		ROW(one_that_the_database_refuses),
		ROW(work_that_ends_the_transaction),
		ROW(work_that_leaves_the_transaction_odd),
		ROW(a_commit_that_fails),
		ROW(each_step_of_a_group_fails),
		ROW(writing_and_waiting),
		ROW(closing_does_what_is_queued),
		ROW(a_full_queue_is_refused),
		ROW(no_memory_for_the_queue),
		ROW(many_clients),
		ROW(many_clients_of_several_programs),
		ROW(a_kept_view_is_not_seen),
	};
	const struct CMUnitTest sqlite[] = { ROW(the_journal_is_carried), ROW(a_view_stands_in_the_way),
		ROW(a_kept_view_lets_go_of_the_journal), ROW(a_kept_view_goes_on_while_nothing_changes),
		ROW(a_failed_view_is_not_kept) };

	return bench_main("pool", (struct bench_tests){ tests, COUNT(tests) },
		(struct bench_tests){ sqlite, COUNT(sqlite) }, (struct bench_tests){ NULL, 0 });
}
