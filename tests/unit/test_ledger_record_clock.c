/* Clocks of records: from the definition's limit to lamps that time turns. */
#include "record_help.h"

#include "worktime_store.h"

/* The end of a day in China. */
static int64_t end_of(int year, int month, int day)
{
	struct date d = { .year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day };

	return ((int64_t)date_to_days(d) + 1) * BENCH_DAY - 8 * 3600000 - 1;
}

static int64_t due(struct bench *b, int64_t id)
{
	return bench_sql(b, "SELECT coalesce(due_at, 0) FROM r_item WHERE id = %lld", (long long)id);
}

static struct str lamp(struct bench *b, int64_t id)
{
	return bench_text(b, "SELECT lamp FROM r_item WHERE id = %lld", (long long)id);
}

static void tick(struct bench *b, int64_t expected)
{
	int64_t done = -1;
	struct desk *d = bench_as(b, CAI);

	d->console = true;
	assert_ok(b, records_tick(d, 100, &done, &b->e));
	bench_commit(b);
	assert_int_equal(done, expected);
	bench_check_exact(b);
}

static void test_default_and_given(void **state)
{
	struct bench *b = *state;
	int64_t a = bench_make(b, ADA, "title=甲"), c = bench_make(b, ADA, "title=乙|plan_date=2026-03-20");

	assert_int_equal(due(b, a), 0);
	assert_str(lamp(b, a), "");
	bench_step(b, ADA, a, "start", "leader=2", "");
	bench_step(b, ADA, c, "start", "leader=2", "");
	assert_int_equal(due(b, a), end_of(2026, 3, 19)); /* ten working days */
	assert_int_equal(due(b, c), end_of(2026, 3, 20)); /* the date itself */
	assert_str(lamp(b, a), "green");
	/* the date moves, the clock with it */
	bench_change(b, BO, c, "plan_date=2026-03-06");
	assert_int_equal(due(b, c), end_of(2026, 3, 6));
	assert_str(lamp(b, c), "yellow");
	bench_change(b, BO, a, "plan_date=2026-04-01");
	assert_int_equal(due(b, a), end_of(2026, 4, 1));
	bench_check_exact(b);
}

static void test_lamps_turn(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲|plan_date=2026-03-20");
	struct record_events ev;

	bench_step(b, ADA, id, "start", "leader=2", "");
	tick(b, 0);
	b->now_ms = end_of(2026, 3, 17) - 1;
	tick(b, 0);
	assert_str(lamp(b, id), "green");
	b->now_ms = end_of(2026, 3, 17);
	tick(b, 1);
	assert_str(lamp(b, id), "yellow");
	tick(b, 0);
	b->now_ms = end_of(2026, 3, 20);
	tick(b, 0);
	assert_str(lamp(b, id), "yellow"); /* the last millisecond is in time */
	b->now_ms++;
	tick(b, 1);
	assert_str(lamp(b, id), "red");
	tick(b, 0);
	assert_int_equal(bench_sql(b, "SELECT version FROM r_item"), 2); /* nobody's editing is disturbed */
	assert_int_equal(bench_sql(b, "SELECT n FROM tally WHERE register = 'item' AND lamp = 'red'"), 1);
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_events(d, b->item, &(struct record_events_query){ id, STR_NONE, 0, 10 }, &ev, &b->e));
	assert_str(ev.at[0].kind, "lamp");
	assert_str(ev.at[0].label, "整改时限");
	assert_str(ev.at[0].from, "yellow");
	assert_str(ev.at[0].to, "red");
	bench_commit(b);
	/* late, then closed: the record shows blue, the clock remembers */
	assert_ok(b, bench_step(b, CAI, id, "drop", "", "x"));
	assert_ok(b, bench_step(b, DAN, id, "drop", "", "x"));
	assert_str(lamp(b, id), "blue");
	assert_int_equal(due(b, id), 0);
	assert_str(bench_text(b, "SELECT lamp || state FROM record_clock"), "redstopped");
	bench_check_exact(b);
}

static void test_pause_gives_time_back(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");

	bench_step(b, ADA, id, "start", "leader=2", "");
	assert_ok(b, bench_step(b, CAI, id, "hold", "", ""));
	assert_str(lamp(b, id), "");
	assert_int_equal(due(b, id), 0);
	b->now_ms += 4 * BENCH_DAY; /* Thursday to Monday: two working days */
	tick(b, 0);
	assert_ok(b, bench_step(b, CAI, id, "hold", "", "")); /* again: nothing more */
	assert_ok(b, bench_step(b, CAI, id, "go_on", "", ""));
	assert_int_equal(due(b, id), end_of(2026, 3, 23));
	assert_str(lamp(b, id), "green");
	/* the state pauses it too */
	bench_measure(b, ADA, id, "text=一");
	bench_evidence(b, "item", id, "proof", "accepted");
	assert_ok(b, bench_step(b, BO, id, "submit", "opinion=好", ""));
	assert_int_equal(due(b, id), 0);
	b->now_ms += BENCH_DAY;
	assert_ok(b, bench_step(b, CAI, id, "send_back", "", "x"));
	assert_int_equal(due(b, id), end_of(2026, 3, 24));
	bench_check_exact(b);
}

static void test_extend(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");
	struct record_detail detail;

	bench_step(b, ADA, id, "start", "leader=2", "");
	assert_ok(b, bench_step(b, CAI, id, "extend", "extra=3", "等材料"));
	assert_int_equal(due(b, id), end_of(2026, 3, 24));
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_read(d, b->item, id, RECORD_CLOCKS, &detail, &b->e));
	assert_int_equal(detail.clocks_count, 1);
	assert_int_equal(detail.clocks[0].extensions, 1);
	assert_str(detail.clocks[0].state, "running");
	assert_int_equal(detail.clocks[0].due_at, end_of(2026, 3, 24));
	bench_commit(b);
	/* an extension stays when the plan gets a date and loses it */
	bench_check_exact(b);
}

static void test_removed_record(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲|plan_date=2026-03-06");

	bench_step(b, ADA, id, "start", "leader=2", "");
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_remove(d, b->item, &(struct record_removal){ id, RECORD_ANY_VERSION, STR("误报") },
			     &b->done, &b->e));
	bench_commit(b);
	b->now_ms += 30 * BENCH_DAY;
	tick(b, 0);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM event WHERE kind = 'lamp'"), 0);
}

static void test_a_year_not_announced(void **state)
{
	struct bench *b = *state;
	struct record_detail detail;

	b->now_ms = end_of(2031, 3, 4);
	int64_t id = bench_make(b, ADA, "title=甲");
	bench_step(b, ADA, id, "start", "leader=2", "");
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_read(d, b->item, id, RECORD_CLOCKS, &detail, &b->e));
	assert_true(detail.clocks[0].provisional);
	bench_commit(b);
}

/* --- the calendar and duty hours change under running clocks --- */

static void announce(struct bench *b, int year, const char *lines)
{
	struct worktime_version v = { 0 };
	struct calendar *c = NULL;
	struct desk *d = bench_as(b, CAI);

	if (!b->place.calendars)
		b->place.calendars = calendars_new();
	assert_ok(b, worktime_version(d->store, 0, INT64_MAX, &v, &b->e));
	assert_ok(b, calendar_load(d->store, v.calendar, &c, &b->e));
	assert_ok(b, calendar_put_year(c, year, str_from(lines), &b->e));
	const struct worktime_change change = {
		.version = v.calendar, .at = b->now_ms, .by = STR("xitong"), .subject = STR("x"), .reason = STR("通知")
	};
	assert_ok(b, calendar_save(d->store, &change, c, &b->e));
	bench_commit(b);
	calendar_free(c);
}

static void reckon(struct bench *b, int64_t limit, int64_t seen, int64_t moved)
{
	struct record_sweep done = { 0 };
	struct desk *d = bench_as(b, CAI);

	d->console = true;
	assert_ok(b, records_reckon(d, limit, &done, &b->e));
	bench_commit(b);
	assert_int_equal(done.seen, seen);
	assert_int_equal(done.moved, moved);
	bench_check_exact(b);
}

static void close_calendars(struct bench *b)
{
	calendars_free(b->place.calendars);
}

/* 2026-03-10 and 11 become rest days: ten working days from the 5th end on the 23rd, not the 19th. */
static void test_calendar_changes(void **state)
{
	static const char notice[] = "year 2026\n2026-03-10 off\n2026-03-11 off\n";
	struct bench *b = *state;
	int64_t a = bench_make(b, ADA, "title=甲"), c = bench_make(b, ADA, "title=乙|plan_date=2026-03-20"),
		x = bench_make(b, ADA, "title=丙"), p = bench_make(b, ADA, "title=丁");

	bench_step(b, ADA, a, "start", "leader=2", "");
	bench_step(b, ADA, c, "start", "leader=2", "");
	bench_step(b, ADA, x, "start", "leader=2", "");
	bench_step(b, ADA, p, "start", "leader=2", "");
	assert_ok(b, bench_step(b, CAI, x, "extend", "extra=3", "等材料"));
	assert_ok(b, bench_step(b, CAI, p, "hold", "", ""));
	bench_sql(
		b, "UPDATE record_clock SET worktime = 0 RETURNING 1"); /* as in a database that knew no versions yet */
	reckon(b, 100, 4, 0);
	reckon(b, 100, 0, 0);
	announce(b, 2026, notice);
	reckon(b, 2, 2, 1); /* in parts: a moved, the given date of c stays */
	assert_int_equal(due(b, a), end_of(2026, 3, 23));
	assert_int_equal(due(b, c), end_of(2026, 3, 20));
	assert_int_equal(due(b, x), end_of(2026, 3, 24));
	reckon(b, 2, 2, 2);
	assert_int_equal(due(b, x), end_of(2026, 3, 26)); /* 23rd and the three working days had before */
	reckon(b, 2, 0, 0);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM event WHERE kind = 'clock'"), 3);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM notification WHERE kind = 'clock'"), 3);
	b->now_ms += 4 * BENCH_DAY; /* Thursday to Monday: two working days, none of them a new rest day */
	assert_ok(b, bench_step(b, CAI, p, "go_on", "", ""));
	assert_int_equal(due(b, p), end_of(2026, 3, 25));
	close_calendars(b);
}

/* A step before the sweep comes reckons first; the sweep then finds nothing to move. */
static void test_calendar_changes_first(void **state)
{
	struct bench *b = *state;
	int64_t a = bench_make(b, ADA, "title=甲");

	bench_step(b, ADA, a, "start", "leader=2", "");
	announce(b, 2026, "year 2026\n2026-03-10 off\n2026-03-11 off\n");
	assert_ok(b, bench_step(b, CAI, a, "extend", "extra=3", "等材料"));
	assert_int_equal(due(b, a), end_of(2026, 3, 26));
	reckon(b, 100, 0, 0);
	/* and back: the days work again */
	announce(b, 2026, "year 2026\n");
	reckon(b, 100, 1, 1);
	assert_int_equal(due(b, a), end_of(2026, 3, 24));
	/* lamps follow a deadline that is nearer than it was */
	b->now_ms = end_of(2026, 3, 19);
	tick(b, 0);
	assert_str(lamp(b, a), "green");
	announce(b, 2026, "year 2026\n2026-03-07 work\n2026-03-08 work\n2026-03-14 work\n2026-03-15 work\n");
	reckon(b, 100, 1, 1);
	assert_int_equal(due(b, a), end_of(2026, 3, 18));
	assert_str(lamp(b, a), "red");
	close_calendars(b);
}

static void test_a_year_is_announced(void **state)
{
	struct bench *b = *state;
	struct record_detail detail;

	b->now_ms = end_of(2031, 3, 4);
	int64_t id = bench_make(b, ADA, "title=甲");
	bench_step(b, ADA, id, "start", "leader=2", "");
	announce(b, 2031, "year 2031\n");
	reckon(b, 100, 1, 0);
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_read(d, b->item, id, RECORD_CLOCKS, &detail, &b->e));
	assert_false(detail.clocks[0].provisional);
	bench_commit(b);
	close_calendars(b);
}

static void test_stale_change(void **state)
{
	struct bench *b = *state;
	struct desk *d = bench_as(b, CAI);
	struct worktime_change change = { .unit_id = 1, .by = STR("x"), .subject = STR(""), .reason = STR("夏令") };

	assert_ok(b, duty_save(d->store, &change, STR("1-5 09:00-17:00"), &b->e));
	bench_commit(b);
	d = bench_as(b, CAI);
	assert_refused(b, ERR_CONFLICT, duty_save(d->store, &change, STR("1-5 08:00-17:00"), &b->e));
	d = bench_as(b, CAI);
	assert_refused(b, ERR_INPUT, duty_save(d->store, &change, STR("never"), &b->e));
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM worktime_change WHERE unit_id = 1"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_default_and_given, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_lamps_turn, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_pause_gives_time_back, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_extend, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_removed_record, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_a_year_not_announced, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_calendar_changes, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_calendar_changes_first, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_a_year_is_announced, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_stale_change, bench_open, bench_close),
	};

	return bench_main(tests, sizeof tests / sizeof tests[0]);
}
