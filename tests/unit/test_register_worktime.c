#include "unit.h"

#include "clock.h"
#include "value.h"
#include "worktime.h"

static const struct clock china = { .utc_offset_minutes = 480 };

static int set_up(void **state)
{
	static struct worktime w;

	w = (struct worktime){ .calendar = calendar_new(), .duty = &duty_standard, .utc_offset_minutes = 480 };
	*state = &w;
	return w.calendar ? 0 : -1;
}

static int tear_down(void **state)
{
	struct worktime *w = *state;

	calendar_free((struct calendar *)(uintptr_t)w->calendar);
	return 0;
}

/* "2026-03-05 09:30:00" in China, through the one parser of instants. */
static int64_t at(const char *text)
{
	static const struct field f = { .name = STR_INIT("t"), .label = STR_INIT("时间"), .type = FIELD_TIME };
	struct value_context c = { .utc_offset_minutes = 480 };
	struct value v[VALUE_COLUMNS_MAX];
	struct err e = { 0 };

	assert_int_equal(value_from_text(&c, &f, str_from(text), v, &e), 0);
	return v[0].i;
}

static void same(int64_t got, const char *want)
{
	char text[CLOCK_TEXT_MAX] = "never";

	if (got != INT64_MIN)
		clock_format(&china, got, text);
	if (got != INT64_MIN)
		text[19] = '\0';
	text[10] = got != INT64_MIN ? ' ' : text[10];
	assert_str(str_from(text), want);
}

static struct limit limit(const char *text)
{
	struct limit l = { 0 };

	assert_true(limit_parse(str_from(text), &l));
	return l;
}

static const struct {
	const char *start, *limit, *due;
} deadlines[] = {
	/* domain.md 10.3; the day of the start is not counted */
	{ "2024-02-08 10:00", "3 工作日", "2024-02-19 23:59:59" },
	{ "2024-04-30 10:00", "5 工作日", "2024-05-10 23:59:59" },
	{ "2025-01-24 10:00", "5 工作日", "2025-02-07 23:59:59" },
	{ "2025-01-26 10:00", "1 工作日", "2025-01-27 23:59:59" },
	{ "2025-04-25 10:00", "15 工作日", "2025-05-20 23:59:59" },
	{ "2025-09-26 10:00", "7 工作日", "2025-10-13 23:59:59" },
	{ "2026-01-01 10:00", "1 工作日", "2026-01-04 23:59:59" },
	{ "2026-02-13 10:00", "5 工作日", "2026-02-27 23:59:59" },
	{ "2026-04-30 10:00", "5 工作日", "2026-05-11 23:59:59" },
	{ "2026-09-18 10:00", "5 工作日", "2026-09-24 23:59:59" },
	{ "2026-09-30 10:00", "3 工作日", "2026-10-10 23:59:59" },
	{ "2025-09-20 00:00", "15 日", "2025-10-09 23:59:59" },
	{ "2025-12-18 23:59", "15 日", "2026-01-04 23:59:59" },
	{ "2026-02-01 10:00", "15 自然日", "2026-02-24 23:59:59" },
	{ "2026-08-01 10:00", "60 天", "2026-09-30 23:59:59" },
	{ "2025-08-31 10:00", "6 个月", "2026-02-28 23:59:59" },
	{ "2024-08-30 10:00", "6 个月", "2025-02-28 23:59:59" },
	{ "2025-11-30 10:00", "3 个月", "2026-02-28 23:59:59" },
	{ "2025-10-03 10:00", "3 个月", "2026-01-04 23:59:59" },
	/* hours run from the instant */
	{ "2026-03-05 23:50", "20 分钟", "2026-03-06 00:10:00" },
	{ "2026-03-07 09:00", "4 紧急工作时", "2026-03-07 13:00:00" },
	/* duty hours: 08:30-12:00, 14:30-18:00 on working days */
	{ "2026-03-05 08:30", "4 工作时", "2026-03-05 15:00:00" },
	{ "2026-03-05 08:00", "4 工作时", "2026-03-05 15:00:00" },
	{ "2026-03-05 17:00", "4 工作时", "2026-03-06 11:30:00" },
	{ "2026-03-05 11:00", "1 工作时", "2026-03-05 12:00:00" },
	{ "2026-03-06 17:00", "2 工作时", "2026-03-09 09:30:00" }, /* over a weekend */
	{ "2026-02-13 17:00", "2 工作时", "2026-02-14 09:30:00" }, /* a working Saturday */
	{ "2026-02-14 17:00", "2 工作时", "2026-02-24 09:30:00" }, /* over the Spring Festival */
	{ "2026-03-07 10:00", "1 工作时", "2026-03-09 09:30:00" },
	{ "2026-03-09 09:30", "-2 工作时", "2026-03-06 17:00:00" },
	{ "2026-03-05 10:00", "0 日", "2026-03-05 23:59:59" },
	{ "2026-03-05 10:00", "-3 日", "2026-03-02 23:59:59" },
};

static void test_deadlines(void **state)
{
	for (size_t i = 0; i < COUNT(deadlines); i++) {
		bool provisional = true;
		same(worktime_deadline(*state, at(deadlines[i].start), limit(deadlines[i].limit), &provisional),
			deadlines[i].due);
		assert_false(provisional);
	}
}

static void test_provisional_is_said(void **state)
{
	bool provisional = false;

	worktime_deadline(*state, at("2026-12-30 10:00"), limit("5 工作日"), &provisional);
	assert_true(provisional);
	worktime_deadline(*state, at("2026-12-31 17:00"), limit("4 工作时"), &provisional);
	assert_true(provisional);
	worktime_deadline(*state, at("2026-12-31 17:00"), limit("4 小时"), &provisional);
	assert_false(provisional);
	worktime_deadline(*state, at("2026-11-30 10:00"), limit("3 个月"), &provisional);
	assert_true(provisional);
}

static void test_out_of_the_calendar(void **state)
{
	struct worktime w = *(struct worktime *)*state;
	struct duty never = { 0 };

	same(worktime_deadline(&w, at("9999-12-30 10:00"), limit("5 日"), NULL), "never");
	same(worktime_deadline(&w, INT64_MAX - 5, limit("5 小时"), NULL), "never");
	w.duty = &never;
	same(worktime_deadline(&w, at("2026-03-05 10:00"), limit("1 工作时"), NULL), "never");
	assert_false(worktime_on_duty(&w, at("2026-03-05 10:00")));
}

static void test_between(void **state)
{
	assert_int_equal(
		worktime_between(*state, CLOCK_WORKHOURS, at("2026-03-05 11:30"), at("2026-03-05 15:00"), NULL),
		3600000);
	assert_int_equal(
		worktime_between(*state, CLOCK_WORKHOURS, at("2026-03-06 17:00"), at("2026-03-09 09:30"), NULL),
		7200000);
	assert_int_equal(
		worktime_between(*state, CLOCK_WORKHOURS, at("2026-03-09 09:30"), at("2026-03-06 17:00"), NULL),
		-7200000);
	assert_int_equal(
		worktime_between(*state, CLOCK_HOURS, at("2026-03-06 17:00"), at("2026-03-06 17:01"), NULL), 60000);
	assert_int_equal(
		worktime_between(*state, CLOCK_WORKDAYS, at("2026-02-13 17:00"), at("2026-02-24 09:00"), NULL), 2);
	assert_int_equal(
		worktime_between(*state, CLOCK_NATURAL_DAYS, at("2026-02-13 23:59"), at("2026-02-14 00:01"), NULL), 1);
}

/* A pause moves the deadline by what passed of the clock's own time. */
static void test_pause(void **state)
{
	static const struct {
		const char *unit, *due, *pause, *resume, *moved;
	} rows[] = {
		{ "1 工作日", "2026-03-10 23:59:59", "2026-03-05 10:00", "2026-03-09 10:00", "2026-03-12 23:59:59" },
		{ "1 日", "2026-03-10 23:59:59", "2026-03-05 10:00", "2026-03-08 10:00", "2026-03-13 23:59:59" },
		{ "1 日", "2026-03-12 23:59:59", "2026-03-05 10:00", "2026-03-07 10:00",
			"2026-03-16 23:59:59" }, /* rolls */
		{ "1 工作时", "2026-03-05 15:00", "2026-03-05 11:00", "2026-03-05 14:30", "2026-03-05 16:00:00" },
		{ "1 小时", "2026-03-05 15:00", "2026-03-05 11:00", "2026-03-05 14:30", "2026-03-05 18:30:00" },
		{ "1 日", "2026-03-10 12:00", "2026-03-05 10:00", "2026-03-05 18:00", "2026-03-10 12:00:00" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		enum clock_unit unit = limit(rows[i].unit).unit;
		int64_t paused = worktime_between(*state, unit, at(rows[i].pause), at(rows[i].resume), NULL);
		same(worktime_advance(*state, unit, at(rows[i].due), paused, NULL), rows[i].moved);
	}
}

/* Whatever the start: the time between start and deadline is the limit, and deadlines never run backwards. */
static void test_properties(void **state)
{
	const struct worktime *w = *state;
	int64_t start = at("2024-01-01 00:00"), last = INT64_MIN;

	for (int i = 0; i < 3000; i++, start += 17 * 60000 + 9 * 3600000 + 1) {
		struct limit l = { .amount = i % 23 + 1, .unit = CLOCK_WORKHOURS };
		int64_t due = worktime_deadline(w, start, l, NULL);
		assert_int_equal(worktime_between(w, CLOCK_WORKHOURS, start, due, NULL), l.amount * 3600000);
		assert_true(due > start);
		l.unit = CLOCK_WORKDAYS;
		due = worktime_deadline(w, start, l, NULL);
		assert_int_equal(worktime_between(w, CLOCK_WORKDAYS, start, due, NULL), l.amount);
		l = (struct limit){ .amount = 8, .unit = CLOCK_WORKHOURS };
		due = worktime_deadline(w, start, l, NULL);
		assert_true(due >= last);
		last = due;
	}
}

static void test_duty(void **state)
{
	static const char *const bad[] = { "", ";", "8:30-12:00", "08:30", "12:00-08:30", "08:30-12:00,11:00-12:00",
		"08:30-24:01", "8 08:30-12:00", "5-1 08:30-12:00", "1- 08:30-12:00", "08:60-09:00",
		"01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00,09:00-10:00" };
	struct duty d = { .days[0].count = 3 };
	struct worktime w = *(struct worktime *)*state;

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct err e = { 0 };
		assert_int_equal(duty_parse(str_from(bad[i]), &d, &e), ERR_INPUT);
		assert_int_equal(d.days[0].count, 3);
		assert_str(str_from(e.message), "值班时间写得不对");
	}
	assert_int_equal(duty_parse(STR("1-5 09:00-12:00, 13:00-17:30; 6 09:00-11:00"), &d, NULL), 0);
	assert_int_equal(d.days[5].spans[0].to, 660);
	assert_int_equal(d.days[6].count, 0);
	w.duty = &d;
	same(worktime_deadline(&w, at("2026-02-13 17:00"), limit("2 工作时"), NULL), "2026-02-14 10:30:00");
	assert_true(worktime_on_duty(&w, at("2026-03-05 09:00")));
	assert_false(worktime_on_duty(&w, at("2026-03-05 12:00")));
	same(worktime_next_duty(&w, at("2026-03-05 12:00")), "2026-03-05 13:00:00");
	same(worktime_next_duty(&w, at("2026-03-05 13:10")), "2026-03-05 13:10:00");
	same(worktime_next_duty(&w, at("2026-03-06 20:00")), "2026-03-09 09:00:00");
}

static void test_limits(void **state)
{
	static const char *const bad[] = { "", "4", "工作时", "4 工作周", "4.5 小时", "999999999 日", "- 日",
		"4 工作时 5", "二二 日", "三", "3 个", "个工作日", "3 月", "日内", "一千 日" };
	static const struct {
		const char *text, *same;
	} said[] = { { "3 个工作日", "3工作日" }, { "三个工作日", "3工作日" }, { "3日内", "3日" },
		{ "十五个工作日内", "15工作日" }, { "两 个 小时", "2小时" }, { "４８小时以内", "48小时" },
		{ "一百二十日", "120日" }, { "三个月", "3个月" }, { "6 个月内", "6个月" },
		{ "-1 个工作日", "-1工作日" }, { "一百零五分钟", "105分钟" }, { "二十日", "20日" } };
	struct limit l = { .amount = 77 };
	struct buf out;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_false(limit_parse(str_from(bad[i]), &l));
		assert_int_equal(l.amount, 77);
	}
	buf_init(&out, 100);
	limit_format(limit("15工作日"), &out);
	limit_format(limit(" 20 分钟 "), &out);
	assert_str(buf_view(&out), "15工作日20分钟");
	for (size_t i = 0; i < COUNT(said); i++) {
		buf_reset(&out);
		limit_format(limit(said[i].text), &out);
		assert_str(buf_view(&out), said[i].same);
	}
	buf_clear(&out);
}

static void test_numbers(void **state)
{
	struct register_def r = {
		.name = STR("case"), .title = STR("案件"), .number = { STR("{unit}{yyyy}{mm}{dd}-{seq:3}"), NUMBER_DAY }
	};
	struct number_parts p = { .unit = STR("CG"), .day = { 2026, 3, 5 }, .seq = 7 };
	struct err e = { 0 };
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	register_number_series(&r, p.day, &out);
	assert_str(buf_view(&out), "no_case:2026-03-05");
	buf_reset(&out);
	assert_int_equal(register_number_format(&r, &p, &out, &e), 0);
	assert_str(buf_view(&out), "CG20260305-007");
	buf_reset(&out);
	p.seq = 1000;
	assert_int_equal(register_number_format(&r, &p, &out, &e), ERR_LIMIT);
	assert_str(str_from(e.message), "“案件”的编号用完了（规则 {unit}{yyyy}{mm}{dd}-{seq:3} 只有 3 位序号）");
	buf_reset(&out);
	r.number.pattern = STR("{department}{yy}第{seq}号");
	p.department = STR("Z");
	assert_int_equal(register_number_format(&r, &p, &out, &e), 0);
	assert_str(buf_view(&out), "Z26第1000号");
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deadlines),
		cmocka_unit_test(test_provisional_is_said),
		cmocka_unit_test(test_out_of_the_calendar),
		cmocka_unit_test(test_between),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_properties),
		cmocka_unit_test(test_duty),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
