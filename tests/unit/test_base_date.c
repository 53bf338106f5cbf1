#include "unit.h"

#include "clock.h"
#include "date.h"

static struct date day(const char *iso)
{
	struct date d = { 0 };

	if (*iso)
		assert_true(date_parse(str_from(iso), &d));
	return d;
}

#define assert_date(actual, iso)                                                                                       \
	do {                                                                                                           \
		char text_[DATE_TEXT_MAX];                                                                             \
		date_format((actual), text_);                                                                          \
		assert_string_equal(text_, (iso));                                                                     \
	} while (0)

static void parse_refuses(void **state)
{
	static const char *const bad[] = { "", "2026-1-01", "2026-02-29", "2100-02-29", "2026-00-01", "2026-13-01",
		"2026-04-31", "2026-01-00", "0000-01-01", "2026/01/01", "2026-01-01 ", "20260101", "-026-01-01",
		"2026-0a-01", "２０２６-01-01" };
	struct date d = { .year = 7 };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(date_parse(str_from(bad[i]), &d));
	assert_int_equal(d.year, 7); /* untouched */
	assert_true(date_parse(STR("2024-02-29"), &d));
	assert_true(date_parse(STR("2000-02-29"), &d));
	assert_true(date_parse(STR("9999-12-31"), &d));
}

static void every_day_there_and_back(void **state)
{
	struct date d = day("0001-01-01");
	int32_t days = date_to_days(d);
	int weekday = date_weekday(d);

	(void)state;
	assert_int_equal(weekday, 1); /* proleptic Gregorian: a Monday */
	for (; !date_is_none(d); days++) {
		assert_int_equal(date_to_days(d), days);
		assert_int_equal(date_weekday(d), weekday);
		assert_true(date_valid(d));
		struct date next = date_from_days(days + 1);
		if (!date_is_none(next))
			assert_int_equal(date_cmp(d, next), -1);
		d = next;
		weekday = weekday % 7 + 1;
	}
	assert_int_equal(days, 2932897);
	assert_int_equal(date_to_days(day("1970-01-01")), 0);
	assert_int_equal(date_weekday(day("2026-03-05")), 4);
}

static void adding(void **state)
{
	(void)state;
	assert_date(date_add_days(day("2024-02-28"), 2), "2024-03-01");
	assert_date(date_add_days(day("2024-01-01"), -1), "2023-12-31");
	assert_date(date_add_days(day("9999-12-31"), 1), "");
	assert_date(date_add_days(day("0001-01-01"), -1), "");
	assert_date(date_add_days(day("2024-01-01"), INT32_MAX), "");
	assert_date(date_add_days(day("1960-01-01"), INT32_MIN), "");
	assert_date(date_add_days(day(""), 1), "");
	assert_date(date_add_months(day("2025-08-31"), 6), "2026-02-28");
	assert_date(date_add_months(day("2024-01-31"), 1), "2024-02-29");
	assert_date(date_add_months(day("2024-03-31"), -1), "2024-02-29");
	assert_date(date_add_months(day("2024-12-15"), 1), "2025-01-15");
	assert_date(date_add_months(day("2024-01-15"), -1), "2023-12-15");
	assert_date(date_add_months(day("9999-12-01"), 1), "");
	assert_date(date_add_months(day("0001-01-01"), -1), "");
	assert_date(date_add_months(day("2024-01-01"), INT32_MAX), "");
	assert_date(date_add_months(day(""), 1), "");
}

static void nothing_is_no_date(void **state)
{
	struct date none = { 0 };

	(void)state;
	assert_true(date_is_none(none));
	assert_false(date_valid(none));
	assert_false(date_valid((struct date){ .year = 2024, .month = 13, .day = 1 }));
	assert_false(date_valid((struct date){ .year = -1, .month = 1, .day = 1 }));
	assert_int_equal(date_days_in_month(2024, 0), 0);
	assert_int_equal(date_days_in_month(2024, 13), 0);
	assert_int_equal(date_days_in_month(1900, 2), 28);
	assert_date(date_from_days(INT32_MAX), "");
	assert_date(date_from_days(INT32_MIN), "");
}

static void fixed_clock(void **state)
{
	int64_t now = INT64_C(1772674200000); /* 2026-03-05 01:30:00 UTC */
	struct clock c = clock_fixed(&now);
	char text[CLOCK_TEXT_MAX];
	unsigned char a[20], b[20], again[20];

	(void)state;
	assert_date(clock_today(&c), "2026-03-05");
	clock_format(&c, now, text);
	assert_string_equal(text, "2026-03-05T09:30:00+08:00");
	now += 15 * 3600 * 1000; /* 16:30 UTC is past midnight in China */
	assert_date(clock_today(&c), "2026-03-06");
	c.utc_offset_minutes = -210;
	clock_format(&c, INT64_C(-1), text);
	assert_string_equal(text, "1969-12-31T20:29:59-03:30");
	assert_true(c.random(c.context, a, sizeof a) && c.random(c.context, b, sizeof b));
	assert_memory_not_equal(a, b, sizeof a);
	c = clock_fixed(&now);
	assert_true(c.random(c.context, again, sizeof again));
	assert_memory_equal(a, again, sizeof a);
}

static void system_clock(void **state)
{
	struct clock c = clock_system();
	unsigned char a[300], b[300];
	int64_t first = c.monotonic_ms(c.context);

	(void)state;
	assert_true(c.now_ms(c.context) > INT64_C(1700000000000));
	assert_true(c.monotonic_ms(c.context) >= first);
	assert_true(c.random(c.context, a, sizeof a) && c.random(c.context, b, sizeof b));
	assert_memory_not_equal(a, b, sizeof a);
	assert_memory_not_equal(a + 256, b + 256, 44); /* the source gives 256 bytes at a time */
	assert_true(date_valid(clock_today(&c)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse_refuses),
		cmocka_unit_test(every_day_there_and_back),
		cmocka_unit_test(adding),
		cmocka_unit_test(nothing_is_no_date),
		cmocka_unit_test(fixed_clock),
		cmocka_unit_test(system_clock),
	};

	return cmocka_run_group_tests_name("base date", tests, NULL, NULL);
}
