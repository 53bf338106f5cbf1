/* Clocks of records: from the definition's limit to lamps that time turns. */
#include "record_help.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_default_and_given, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_lamps_turn, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_pause_gives_time_back, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_extend, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_removed_record, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_a_year_not_announced, bench_open, bench_close),
	};

	return bench_main(tests, sizeof tests / sizeof tests[0]);
}
