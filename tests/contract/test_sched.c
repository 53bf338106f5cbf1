/* The scheduler, on every database: a clock that the test moves, several processes as several pools. */
#include "schedule.h"
#include "store_help.h"

#include "vec.h"

#include <pthread.h>

/* Friday 2026-03-06, 10:00 in China; duty by the standard hours. */
#define FRIDAY_TEN INT64_C(1772762400000)
#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

struct moment {
	int64_t wall, monotonic;
};

static int64_t wall_of(void *context)
{
	return ((struct moment *)context)->wall;
}

static int64_t monotonic_of(void *context)
{
	return ((struct moment *)context)->monotonic;
}

static bool chance(void *context, void *out, size_t len)
{
	static uint8_t n;

	(void)context;
	memset(out, ++n, len);
	return true;
}

struct test {
	struct bench *b;
	struct store_pool *pool, *other_pool;
	struct sched *x, *other;
	struct moment at;
	struct calendar *calendar;
	struct worktime hours;
	struct arena *arena;
	int fails; /* how often the job "flaky" fails from now on */
	int64_t again_at, late_ms;
	struct err e;
};

static void write_ran(struct test *t, struct store *s, const char *kind, struct str key)
{
	OWN_STMT struct store_stmt *st = NULL;

	assert_ok(
		t, store_prepare(s, "INSERT INTO ran (id, kind, key) SELECT coalesce(max(id), 0) + 1, $1, $2 FROM ran",
			   &st, &t->e));
	store_bind_text(st, 1, str_from(kind));
	store_bind_text(st, 2, key);
	assert_ok(t, store_run(st, &t->e));
}

static int run_plain(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	struct test *t = turn->context;

	(void)e;
	t->late_ms = turn->late_ms;
	write_ran(t, turn->store, "plain", job->key);
	return 0;
}

static int run_night(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	(void)e;
	write_ran(turn->context, turn->store, "night", job->key);
	return 0;
}

static int run_flaky(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	struct test *t = turn->context;

	write_ran(t, turn->store, "flaky", job->key);
	if (t->fails > 0) {
		t->fails--;
		return err_set(e, ERR_IO, "邮件服务器没有应答");
	}
	return 0;
}

static int run_daily(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	struct test *t = turn->context;

	(void)e;
	write_ran(t, turn->store, "daily", job->key);
	turn->again_at = worktime_next_duty(&t->hours, turn->now + 14 * HOUR);
	t->again_at = turn->again_at;
	return 0;
}

static int run_every(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	(void)e;
	write_ran(turn->context, turn->store, "every", job->key);
	return 0;
}

static const struct sched_kind kinds[] = {
	{ "plain", run_plain, false, 0, NULL },
	{ "night", run_night, true, 0, NULL },
	{ "flaky", run_flaky, true, 0, NULL },
	{ "daily", run_daily, false, 0, NULL },
};
static const struct sched_kind with_every[] = {
	{ "plain", run_plain, false, 0, NULL },
	{ "every", run_every, true, 10 * 60000, NULL },
};

static struct sched *make(struct test *t, struct store_pool *pool, const struct sched_kind *k, size_t count)
{
	struct sched *x = NULL;
	struct sched_options o = { .kinds = k,
		.kinds_count = count,
		.context = t,
		.hours = &t->hours,
		.pool = pool,
		.clock = { wall_of, monotonic_of, chance, &t->at, 480 } };

	assert_ok(t, sched_new(&o, &x, &t->e));
	return x;
}

static struct test *begin(void **state)
{
	struct test *t = calloc(1, sizeof *t);

	assert_non_null(t);
	t->b = *state;
	bench_empty(t->b);
	assert_ok(t, store_pool_open(t->b->url, NULL, 2, NOW, &t->pool, &t->e));
	bench_run(t->b, t->b->s, "CREATE TABLE ran (id BIGINT PRIMARY KEY, kind TEXT, key TEXT)");
	t->calendar = calendar_new();
	t->hours = (struct worktime){ t->calendar, &duty_standard, 480 };
	t->arena = arena_new(1 << 20);
	t->at = (struct moment){ FRIDAY_TEN, 1000 };
	t->x = make(t, t->pool, kinds, COUNT(kinds));
	return t;
}

static void end(struct test *t)
{
	sched_free(t->x);
	sched_free(t->other);
	store_pool_close(t->pool);
	store_pool_close(t->other_pool);
	calendar_free(t->calendar);
	arena_free(t->arena);
	free(t);
}

static void pass(struct test *t, int64_t ms)
{
	t->at.wall += ms;
	t->at.monotonic += ms;
}

static int put(struct test *t, const char *kind, const char *key, int64_t due)
{
	struct store *s = NULL;
	struct sched_job job = { .unit_id = 1, .kind = str_from(kind), .key = str_from(key), .due_at = due };

	assert_ok(t, store_pool_take(t->pool, STORE_WRITE, &s, &t->e));
	int rc = sched_put(s, &job, &t->e);
	assert_ok(t, rc);
	assert_ok(t, store_commit(s, &t->e));
	store_pool_give(t->pool, s);
	return rc;
}

/* Until nothing is due; how many steps did something. */
static int settle(struct test *t, struct sched *x)
{
	int steps = 0, rc;

	while ((rc = sched_step(x, &t->e)) > 0 && steps < 1000)
		steps++;
	assert_ok(t, rc);
	return steps;
}

static int64_t ran(struct test *t)
{
	return bench_number(t->b, t->b->s, "SELECT count(*) FROM ran");
}

/* --- once --- */

static void a_job_runs_once_when_it_is_due(void **state)
{
	struct test *t = begin(state);

	assert_int_equal(put(t, "plain", "a", FRIDAY_TEN + MINUTE), 1);
	assert_int_equal(settle(t, t->x), 0);
	pass(t, MINUTE);
	assert_int_equal(settle(t, t->x), 1);
	assert_int_equal(ran(t), 1);
	pass(t, HOUR);
	assert_int_equal(settle(t, t->x), 0);
	assert_int_equal(put(t, "plain", "a", FRIDAY_TEN), 0); /* done once for ever */
	assert_int_equal(put(t, "night", "a", FRIDAY_TEN), 1); /* another kind */
	assert_int_equal(settle(t, t->x), 1);
	assert_int_equal(ran(t), 2);
	end(t);
}

static void what_is_put_can_be_moved_until_it_is_done(void **state)
{
	struct test *t = begin(state);

	put(t, "plain", "a", FRIDAY_TEN);
	put(t, "plain", "a", FRIDAY_TEN + HOUR);
	assert_int_equal(settle(t, t->x), 0);
	pass(t, HOUR);
	assert_int_equal(settle(t, t->x), 1);
	assert_int_equal(put(t, "plain", "a", FRIDAY_TEN), 0);
	end(t);
}

struct racer {
	struct test *t;
	struct sched *x;
	int did, rc;
	struct err e;
};

static void *race(void *context)
{
	struct racer *r = context;

	for (int idle = 0; idle < 20 && r->rc >= 0;) {
		r->rc = sched_step(r->x, &r->e);
		r->did += r->rc > 0;
		idle = r->rc > 0 ? 0 : idle + 1;
	}
	return NULL;
}

static int run_quietly(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(turn->store, "INSERT INTO ran (id, kind, key) VALUES ($1, 'race', $2)", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, job->id); /* a second time would be refused */
	store_bind_text(st, 2, job->key);
	return store_run(st, e);
}

static void two_processes_do_nothing_twice_and_lose_nothing(void **state)
{
	static const struct sched_kind racing[] = { { "race", run_quietly, true, 0, NULL } };
	enum { JOBS = 60 };
	struct test *t = begin(state);
	pthread_t threads[2];
	char key[16];

	assert_ok(t, store_pool_open(t->b->url, NULL, 2, NOW, &t->other_pool, &t->e));
	sched_free(t->x);
	t->x = make(t, t->pool, racing, 1);
	t->other = make(t, t->other_pool, racing, 1);
	for (int i = 0; i < JOBS; i++) {
		snprintf(key, sizeof key, "%d", i);
		put(t, "race", key, FRIDAY_TEN - i);
	}
	struct racer racers[2] = { { .t = t, .x = t->x }, { .t = t, .x = t->other } };
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	assert_true(racers[0].rc >= 0 && racers[1].rc >= 0);
	/* A claim that met the other's is tried later. */
	pass(t, HOUR);
	settle(t, t->x);
	assert_int_equal(ran(t), JOBS);
	assert_int_equal(
		bench_number(t->b, t->b->s, "SELECT count(*) FROM work WHERE done_at IS NULL OR error IS NOT NULL"), 0);
	end(t);
}

/* A process died between its claim and its work. */
static void a_claim_runs_out(void **state)
{
	struct test *t = begin(state);

	put(t, "plain", "a", FRIDAY_TEN);
	bench_run(t->b, t->b->s,
		"UPDATE work SET claimed_by = 'gone', claimed_until = 1772762400000 + 200000, tries = 1");
	assert_int_equal(settle(t, t->x), 0);
	pass(t, 200000);
	assert_int_equal(settle(t, t->x), 1);
	assert_int_equal(ran(t), 1);
	end(t);
}

/* --- failing --- */

static void failures_are_tried_again_later_and_later(void **state)
{
	struct test *t = begin(state);

	t->fails = 2;
	put(t, "flaky", "a", FRIDAY_TEN);
	assert_int_equal(settle(t, t->x), 1);
	assert_int_equal(ran(t), 0); /* undone */
	assert_int_equal(settle(t, t->x), 0);
	pass(t, MINUTE);
	assert_int_equal(settle(t, t->x), 1);
	pass(t, MINUTE);
	assert_int_equal(settle(t, t->x), 0);
	pass(t, MINUTE);
	assert_int_equal(settle(t, t->x), 1);
	assert_int_equal(ran(t), 1);
	assert_int_equal(
		bench_number(t->b, t->b->s, "SELECT count(*) FROM work WHERE error IS NULL AND done_at IS NOT NULL"),
		1);
	end(t);
}

static struct sched_jobs listed(struct test *t)
{
	struct sched_jobs jobs = { 0 };
	struct store *s = NULL;

	assert_ok(t, store_pool_take(t->pool, STORE_READ, &s, &t->e));
	assert_ok(t, sched_list(s, 1, t->arena, &jobs, &t->e));
	store_pool_give(t->pool, s);
	return jobs;
}

static void what_failed_is_listed_and_can_be_tried_again(void **state)
{
	struct test *t = begin(state);
	struct store *s = NULL;

	t->fails = 100;
	put(t, "flaky", "a", FRIDAY_TEN);
	for (int i = 0; i < 40; i++) {
		settle(t, t->x);
		pass(t, HOUR);
	}
	assert_int_equal(t->fails, 100 - SCHED_TRIES_MAX);
	struct sched_jobs jobs = listed(t);
	assert_int_equal(jobs.count, 1);
	assert_str(jobs.rows[0].key, "a");
	assert_str(jobs.rows[0].error, "邮件服务器没有应答");
	t->fails = 0;
	assert_ok(t, store_pool_take(t->pool, STORE_WRITE, &s, &t->e));
	assert_ok(t, sched_retry(s, 1, jobs.rows[0].id, t->at.wall, &t->e));
	assert_int_equal(sched_retry(s, 1, 999, t->at.wall, &t->e), ERR_NOTFOUND);
	err_clear(&t->e);
	assert_int_equal(sched_retry(s, 2, jobs.rows[0].id, t->at.wall, &t->e), ERR_NOTFOUND); /* another unit's */
	err_clear(&t->e);
	assert_ok(t, store_commit(s, &t->e));
	store_pool_give(t->pool, s);
	assert_int_equal(settle(t, t->x), 1);
	assert_int_equal(ran(t), 1);
	assert_int_equal(listed(t).count, 0);
	end(t);
}

/* The process dies over it each time: claimed, never done, never failed. */
static void a_job_that_kills_is_laid_aside(void **state)
{
	struct test *t = begin(state);

	put(t, "plain", "a", FRIDAY_TEN);
	bench_run(t->b, t->b->s, "UPDATE work SET claimed_by = 'gone', claimed_until = 1, tries = 8");
	assert_int_equal(settle(t, t->x), 1);
	assert_int_equal(ran(t), 0);
	assert_int_equal(listed(t).count, 1);
	end(t);
}

/* --- hours and standstills --- */

static void nights_and_rest_days_are_quiet(void **state)
{
	struct test *t = begin(state);

	pass(t, 9 * HOUR); /* Friday 19:00 */
	put(t, "plain", "a", t->at.wall);
	put(t, "night", "b", t->at.wall);
	assert_int_equal(settle(t, t->x), 1);
	assert_int_equal(bench_number(t->b, t->b->s, "SELECT count(*) FROM ran WHERE kind = 'night'"), 1);
	for (int hours = 0; hours < 61; hours++) { /* to Monday 08:00 */
		pass(t, HOUR);
		assert_int_equal(settle(t, t->x), 0);
	}
	pass(t, 30 * MINUTE);
	assert_int_equal(settle(t, t->x), 1);
	assert_true(t->late_ms == 61 * HOUR + 30 * MINUTE);
	assert_int_equal(
		sched_days_late(&(struct clock){ .utc_offset_minutes = 480 }, t->at.wall - t->late_ms, t->at.wall), 3);
	end(t);
}

static void after_a_standstill_no_flood(void **state)
{
	struct test *t = begin(state);

	put(t, "daily", "a", FRIDAY_TEN);
	assert_int_equal(settle(t, t->x), 1);
	assert_true(t->again_at == FRIDAY_TEN + 3 * DAY - 90 * MINUTE); /* Monday 08:30 */
	pass(t, 33 * DAY); /* a Wednesday, ten o'clock: the server was off for a month */
	sched_free(t->x);
	t->x = make(t, t->pool, kinds, COUNT(kinds));
	assert_int_equal(settle(t, t->x), 1);
	assert_int_equal(ran(t), 2);
	assert_true(t->again_at > t->at.wall);
	end(t);
}

static void what_comes_again_comes_again(void **state)
{
	struct test *t = begin(state);

	sched_free(t->x);
	t->x = make(t, t->pool, with_every, COUNT(with_every));
	t->other = make(t, t->pool, with_every, COUNT(with_every)); /* another process: still one job */
	assert_int_equal(settle(t, t->x), 1);
	pass(t, 9 * MINUTE);
	assert_int_equal(settle(t, t->x) + settle(t, t->other), 0);
	pass(t, MINUTE);
	assert_int_equal(settle(t, t->x) + settle(t, t->other), 1);
	pass(t, DAY);
	assert_int_equal(settle(t, t->x) + settle(t, t->other), 1);
	end(t);
}

/* --- clocks that jump --- */

static void a_clock_far_ahead_for_a_moment_fires_nothing(void **state)
{
	struct test *t = begin(state);

	put(t, "night", "a", FRIDAY_TEN + 30 * DAY);
	assert_int_equal(settle(t, t->x), 0);
	t->at.wall += 3650 * DAY;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(settle(t, t->x), 0);
		pass(t, 10000);
	}
	t->at.wall -= 3650 * DAY;
	for (int i = 0; i < 20; i++) {
		assert_int_equal(settle(t, t->x), 0);
		pass(t, 10000);
	}
	assert_int_equal(ran(t), 0);
	pass(t, 30 * DAY);
	assert_int_equal(settle(t, t->x), 1);
	end(t);
}

static void a_clock_that_stays_ahead_is_believed_after_a_minute(void **state)
{
	struct test *t = begin(state);

	put(t, "night", "a", FRIDAY_TEN + 30 * DAY);
	assert_int_equal(settle(t, t->x), 0);
	t->at.wall += 40 * DAY;
	assert_int_equal(settle(t, t->x), 0);
	pass(t, 59000);
	assert_int_equal(settle(t, t->x), 0);
	pass(t, 1000);
	assert_int_equal(settle(t, t->x), 1);
	end(t);
}

static void a_clock_set_back_repeats_nothing_and_stops_nothing(void **state)
{
	struct test *t = begin(state);

	t->at.wall += 364 * DAY; /* it was wrong from the start */
	sched_free(t->x);
	t->x = make(t, t->pool, with_every, COUNT(with_every));
	put(t, "plain", "a", FRIDAY_TEN - HOUR);
	put(t, "plain", "claimed", FRIDAY_TEN - HOUR);
	settle(t, t->x);
	int64_t before = ran(t);
	bench_run(t->b, t->b->s,
		"UPDATE work SET done_at = NULL, claimed_by = 'gone', claimed_until = 1772762400000 + 31536000000"
		" WHERE key = 'claimed'");
	t->at.wall -= 364 * DAY;
	assert_int_equal(settle(t, t->x), 0);
	pass(t, MINUTE);
	/* What comes again, and the claim that reached a year ahead. */
	assert_int_equal(settle(t, t->x), 2);
	assert_int_equal(ran(t), before + 2);
	assert_int_equal(bench_number(t->b, t->b->s, "SELECT count(*) FROM ran WHERE key = 'a'"), 1);
	end(t);
}

/* --- the thread --- */

static void the_thread_works_by_itself(void **state)
{
	struct test *t = begin(state);

	put(t, "night", "a", FRIDAY_TEN);
	assert_ok(t, sched_start(t->x, &t->e));
	for (int i = 0; i < 500 && ran(t) == 0; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	put(t, "night", "b", FRIDAY_TEN);
	for (int i = 0; i < 500 && ran(t) == 1; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	sched_stop(t->x);
	assert_int_equal(ran(t), 2);
	end(t);
}

int main(void)
{
	const struct CMUnitTest common[] = {
		ROW(a_job_runs_once_when_it_is_due),
		ROW(what_is_put_can_be_moved_until_it_is_done),
		ROW(two_processes_do_nothing_twice_and_lose_nothing),
		ROW(a_claim_runs_out),
		ROW(failures_are_tried_again_later_and_later),
		ROW(what_failed_is_listed_and_can_be_tried_again),
		ROW(a_job_that_kills_is_laid_aside),
		ROW(nights_and_rest_days_are_quiet),
		ROW(after_a_standstill_no_flood),
		ROW(what_comes_again_comes_again),
		ROW(a_clock_far_ahead_for_a_moment_fires_nothing),
		ROW(a_clock_that_stays_ahead_is_believed_after_a_minute),
		ROW(a_clock_set_back_repeats_nothing_and_stops_nothing),
		ROW(the_thread_works_by_itself),
	};

	return bench_main("sched", (struct bench_tests){ common, COUNT(common) }, (struct bench_tests){ 0 },
		(struct bench_tests){ 0 });
}
