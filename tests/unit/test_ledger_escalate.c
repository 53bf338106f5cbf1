/* The ladder of a clock: every rung once, in order, at good hours, also after a standstill. */
#include "record_help.h"

#include "escalate.h"

#define HOUR INT64_C(3600000)

static int64_t escalate_at(struct bench *b, int64_t now)
{
	struct escalated done = { 0 };
	int64_t ticked = 0;

	b->now_ms = now;
	struct desk *d = bench_as(b, CAI);
	d->console = true;
	assert_ok(b, records_tick(d, 100, &ticked, &b->e));
	assert_ok(b, records_escalate(d, 100, &done, &b->e));
	bench_commit(b);
	bench_check_exact(b);
	return done.fired;
}

static int64_t told(struct bench *b, enum who_is who)
{
	int64_t n = bench_sql(b,
		"SELECT count(*) FROM notification WHERE kind = 'notice' AND person_id = %d AND text LIKE 'ZG%%'", who);

	bench_rollback(b);
	return n;
}

static struct str last_text(struct bench *b, enum who_is who)
{
	struct str s =
		bench_text(b, "SELECT text FROM notification WHERE person_id = %d ORDER BY id DESC LIMIT 1", who);

	bench_rollback(b);
	return s;
}

/* Due at the end of Friday 2026-03-06; BO holds it. */
static int64_t make(struct bench *b)
{
	int64_t id = bench_make(b, ADA, "title=甲|plan_date=2026-03-06");

	assert_true(bench_step(b, ADA, id, "start", "leader=2", "") >= 0);
	return id;
}

/* Friday, the last moment in China. */
#define DUE (BENCH_NOW + BENCH_DAY + 14 * HOUR + HOUR / 2 - 1)

static void every_rung_fires_once_and_at_good_hours(void **state)
{
	struct bench *b = *state;

	make(b);
	assert_int_equal(escalate_at(b, DUE - HOUR), 0);
	assert_int_equal(escalate_at(b, DUE + 1), 0); /* Saturday, midnight: it waits */
	assert_int_equal(
		bench_sql(b, "SELECT count(*) FROM record_clock WHERE lamp = 'red'"), 1); /* the lamp does not */
	bench_rollback(b);
	assert_int_equal(escalate_at(b, DUE + 2 * BENCH_DAY), 0);
	int64_t monday = DUE + 1 + 2 * BENCH_DAY + 9 * HOUR;
	assert_int_equal(escalate_at(b, monday), 1);
	assert_int_equal(told(b, BO), 1);
	assert_str(last_text(b, BO), "ZG2026-001 的整改时限到了（2026-03-06 23:59）（已超期 3 天）");
	assert_int_equal(escalate_at(b, monday), 0);
	/* One working day later is the end of Monday; told on Tuesday morning. */
	assert_int_equal(escalate_at(b, monday + 16 * HOUR), 0);
	assert_int_equal(escalate_at(b, monday + 24 * HOUR), 1);
	assert_int_equal(told(b, CAI) + told(b, DAN), 2);
	/* The third may come at night. */
	assert_int_equal(escalate_at(b, monday + 2 * BENCH_DAY - 9 * HOUR), 1);
	assert_str(last_text(b, EVE), "ZG2026-001 超期 5 天");
	assert_int_equal(escalate_at(b, monday + 30 * BENCH_DAY), 0);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM event WHERE kind = 'escalation'"), 3);
	struct str kept = bench_text(b, "SELECT data FROM event WHERE kind = 'escalation' ORDER BY seq DESC LIMIT 1");
	assert_true(str_has(kept, STR("ZG2026-001 超期 5 天"))); /* as it was sent */
	bench_rollback(b);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM record_clock WHERE next_at IS NOT NULL"), 0);
	bench_rollback(b);
}

static void after_a_standstill_each_is_told_once(void **state)
{
	struct bench *b = *state;

	make(b);
	/* Wednesday, a month later, ten o'clock. */
	assert_int_equal(escalate_at(b, DUE + 1 + 32 * BENCH_DAY + 10 * HOUR), 3);
	assert_int_equal(told(b, BO), 1);
	assert_int_equal(told(b, EVE), 1);
	assert_str(last_text(b, CAI), "ZG2026-001 超期，请督办（已超期 33 天）");
	assert_int_equal(escalate_at(b, DUE + 1 + 33 * BENCH_DAY + 10 * HOUR), 0);
}

static void what_is_done_or_paused_or_put_off_is_left_alone(void **state)
{
	struct bench *b = *state;
	int64_t paused = make(b), later = make(b), gone = make(b);

	assert_true(bench_step(b, CAI, paused, "hold", "", "") >= 0);
	assert_true(bench_change(b, BO, later, "plan_date=2026-03-20") >= 0);
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_remove(d, b->item, &(struct record_removal){ .id = gone, .reason = STR("重复") }, &b->done,
			     &b->e));
	bench_commit(b);
	int64_t monday = DUE + 1 + 2 * BENCH_DAY + 9 * HOUR;
	assert_int_equal(escalate_at(b, monday), 0);
	assert_int_equal(told(b, BO), 0);
	assert_int_equal(escalate_at(b, monday + 14 * BENCH_DAY), 1);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, bench_open, bench_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(every_rung_fires_once_and_at_good_hours),
		ROW(after_a_standstill_each_is_told_once),
		ROW(what_is_done_or_paused_or_put_off_is_left_alone),
	};

	return bench_main(tests, COUNT(tests));
}
