/* The vectors were computed from the State Council's notices, by hand and by a second program. */
#include "unit.h"

#include "calendar.h"
#include "fault.h"

enum how { WORKDAYS, NATURAL, MONTHS };

static const struct vector {
	const char *start;
	int n;
	enum how how;
	const char *end;
	bool provisional;
} vectors[] = {
	{ "2024-02-08", 3, WORKDAYS, "2024-02-19", false },
	{ "2024-04-30", 5, WORKDAYS, "2024-05-10", false },
	{ "2025-01-24", 5, WORKDAYS, "2025-02-07", false },
	{ "2025-01-26", 1, WORKDAYS, "2025-01-27", false },
	{ "2025-04-25", 15, WORKDAYS, "2025-05-20", false },
	{ "2025-09-26", 7, WORKDAYS, "2025-10-13", false },
	{ "2026-01-01", 1, WORKDAYS, "2026-01-04", false }, /* a Sunday that works */
	{ "2026-02-13", 5, WORKDAYS, "2026-02-27", false },
	{ "2026-04-30", 5, WORKDAYS, "2026-05-11", false },
	{ "2026-09-18", 5, WORKDAYS, "2026-09-24", false },
	{ "2026-09-30", 3, WORKDAYS, "2026-10-10", false }, /* a Saturday that works */
	{ "2026-01-01", 0, WORKDAYS, "2026-01-01", false },
	{ "2026-12-31", 1, WORKDAYS, "2027-01-04", true }, /* 2027 is not announced */
	{ "2026-01-04", -1, WORKDAYS, "2025-12-31", false },
	{ "9999-12-31", 1, WORKDAYS, "", false },
	{ "", 1, WORKDAYS, "", false },
	{ "2025-09-20", 15, NATURAL, "2025-10-09", false },
	{ "2025-12-18", 15, NATURAL, "2026-01-04", false },
	{ "2026-02-01", 15, NATURAL, "2026-02-24", false },
	{ "2026-08-01", 60, NATURAL, "2026-09-30", false },
	{ "2026-12-31", 1, NATURAL, "2027-01-04", true }, /* New Year stands in the law, then a weekend */
	{ "9999-12-30", 1, NATURAL, "9999-12-31", true }, /* a Friday */
	{ "9999-12-31", 1, NATURAL, "", false },
	{ "", 1, NATURAL, "", false },
	{ "2025-08-31", 6, MONTHS, "2026-02-28", false }, /* a Saturday that works: no roll */
	{ "2024-08-30", 6, MONTHS, "2025-02-28", false },
	{ "2025-11-30", 3, MONTHS, "2026-02-28", false },
	{ "2025-10-03", 3, MONTHS, "2026-01-04", false },
	{ "2026-11-01", 6, MONTHS, "2027-05-03", true },
};

static struct date day(const char *iso)
{
	struct date d = { 0 };

	if (*iso)
		assert_true(date_parse(str_from(iso), &d));
	return d;
}

static int make(void **state)
{
	*state = calendar_new();
	return *state ? 0 : -1;
}

static int drop(void **state)
{
	calendar_free(*state);
	return 0;
}

static void all_vectors(void **state)
{
	for (size_t i = 0; i < COUNT(vectors); i++) {
		const struct vector *v = &vectors[i];
		char text[DATE_TEXT_MAX];
		bool provisional = !v->provisional;
		struct date d = v->how == WORKDAYS  ? calendar_add_workdays(*state, day(v->start), v->n, &provisional)
				: v->how == NATURAL ? calendar_add_natural(*state, day(v->start), v->n, &provisional)
						    : calendar_add_months(*state, day(v->start), v->n, &provisional);
		date_format(d, text);
		if (strcmp(text, v->end) != 0 || provisional != v->provisional)
			fail_msg("%s + %d gave %s (%d), not %s (%d)", v->start, v->n, text, provisional, v->end,
				v->provisional);
		if (v->how == WORKDAYS && v->n > 0 && *v->end)
			assert_int_equal(calendar_workdays_between(*state, day(v->start), d, NULL), v->n);
	}
}

static void between(void **state)
{
	bool provisional;

	assert_int_equal(calendar_workdays_between(*state, day("2026-01-01"), day("2026-01-01"), &provisional), 0);
	assert_false(provisional);
	assert_int_equal(calendar_workdays_between(*state, day("2026-02-13"), day("2026-02-28"), &provisional), 6);
	assert_int_equal(calendar_workdays_between(*state, day("2026-02-28"), day("2026-02-13"), &provisional), -6);
	assert_false(provisional);
	assert_int_equal(calendar_workdays_between(*state, day("2026-12-30"), day("2027-01-05"), &provisional), 3);
	assert_true(provisional);
	assert_int_equal(calendar_workdays_between(*state, day(""), day("2027-01-05"), NULL), 0);
}

static void per_year(void **state)
{
	bool provisional;

	assert_int_equal(calendar_workdays_in_year(*state, 2024, &provisional), 251);
	assert_int_equal(calendar_workdays_in_year(*state, 2025, &provisional), 248);
	assert_int_equal(calendar_workdays_in_year(*state, 2026, &provisional), 248);
	assert_false(provisional);
	/* 261 weekdays less 1/1; 5/1 and 5/2, 10/2 and 10/3 are a weekend's; 10/1 a Friday. */
	assert_int_equal(calendar_workdays_in_year(*state, 2027, &provisional), 259);
	assert_true(provisional);
	assert_int_equal(calendar_workdays_in_year(*state, 0, NULL), 0);
	assert_int_equal(calendar_workdays_in_year(*state, 10000, NULL), 0);
}

static void one_day(void **state)
{
	bool provisional;

	assert_true(calendar_is_workday(*state, day("2024-02-09"), &provisional)); /* 除夕 worked that year */
	assert_false(provisional);
	assert_true(calendar_is_workday(*state, day("2024-02-04"), NULL));
	assert_false(calendar_is_workday(*state, day("2024-02-12"), NULL));
	assert_false(calendar_is_workday(*state, day("2027-10-01"), &provisional));
	assert_true(provisional);
	assert_true(calendar_announced(*state, 2026));
	assert_false(calendar_announced(*state, 2027));
	assert_false(calendar_announced(*state, 1900));
}

static void reading(void **state)
{
	struct err e = { 0 };
	bool provisional;

	/* Days alone do not make the year announced. */
	assert_int_equal(calendar_read(*state, STR("2027-02-06 off 春节\r\n\n# 注释\n  2027-02-13 work\n"), &e), 0);
	assert_false(calendar_is_workday(*state, day("2027-02-06"), NULL));
	assert_true(calendar_is_workday(*state, day("2027-02-13"), &provisional)); /* a Saturday */
	assert_true(provisional);
	assert_int_equal(calendar_read(*state, STR("year 2027"), &e), 0);
	assert_true(calendar_is_workday(*state, day("2027-02-13"), &provisional));
	assert_false(provisional);
	/* A later notice wins, an earlier year goes before the others, the known stay. */
	assert_int_equal(calendar_read(*state, STR("2027-02-13 off\n2019-02-04\toff 春节\n2028-12-31 off"), &e), 0);
	assert_false(calendar_is_workday(*state, day("2027-02-13"), NULL));
	assert_false(calendar_is_workday(*state, day("2019-02-04"), NULL));
	assert_int_equal(calendar_workdays_in_year(*state, 2024, NULL), 251);
	assert_int_equal(calendar_read(*state, STR(""), &e), 0);
}

static void bad_lines(void **state)
{
	static const char *const bad[] = { "2027-02-30 off", "2027-02-06", "2027-02-06 rest", "2027-02-06offday",
		"year", "year 27", "year 2027 2028", "year 0000", "year abcd", "hello", "2027-2-6 off", "\xFF\xFE",
		"off 2027-02-06" };

	for (size_t i = 0; i < COUNT(bad); i++) {
		char text[200];
		struct err e = { 0 };
		snprintf(text, sizeof text, "2026-03-05 off\n%s\n", bad[i]);
		assert_int_equal(calendar_read(*state, str_from(text), &e), ERR_INPUT);
		assert_non_null(strstr(e.message, "第 2 行"));
		assert_true(e.hint[0] != '\0');
		assert_true(calendar_is_workday(*state, day("2026-03-05"), NULL)); /* nothing was changed */
		assert_int_equal(calendar_read(*state, str_from(text), NULL), ERR_INPUT);
	}
}

static void writing(void **state)
{
	struct calendar *again = calendar_blank();
	struct buf one = { 0 }, two = { 0 };
	const char *name = NULL;
	struct err e = { 0 };

	buf_init(&one, 100000);
	buf_init(&two, 100000);
	assert_int_equal(calendar_read(*state, STR("2030-02-03 off 国庆节、中秋节\n2030-02-09 work 元旦"), &e), 0);
	calendar_write(*state, &one);
	assert_int_equal(calendar_read(again, buf_view(&one), &e), 0);
	calendar_write(again, &two);
	assert_true(str_eq(buf_view(&one), buf_view(&two)));
	assert_int_equal(calendar_mark_of(again, day("2026-02-16"), &name), CALENDAR_OFF);
	assert_string_equal(name, "春节");
	assert_int_equal(calendar_mark_of(again, day("2030-02-03"), &name), CALENDAR_OFF);
	assert_string_equal(name, "国庆节");
	assert_int_equal(calendar_mark_of(again, day("2030-02-09"), &name), CALENDAR_WORK);
	assert_string_equal(name, "");
	assert_int_equal(calendar_mark_of(again, day("2026-02-16"), NULL), CALENDAR_OFF);
	assert_int_equal(calendar_mark_of(again, day("2040-02-16"), &name), CALENDAR_USUAL);
	assert_false(calendar_announced(again, 2030));
	/* a year put anew; lines of another year, or none of ours, change nothing */
	assert_int_equal(calendar_put_year(again, 2026, STR("year 2026\n2026-03-05 off"), &e), 0);
	assert_true(calendar_is_workday(again, day("2026-02-16"), NULL));
	assert_int_equal(calendar_put_year(again, 2026, STR("2027-03-05 off"), &e), ERR_INPUT);
	assert_int_equal(calendar_put_year(again, 2026, STR("x"), &e), ERR_INPUT);
	assert_false(calendar_is_workday(again, day("2026-03-05"), NULL));
	assert_int_equal(calendar_put_year(again, 2026, STR(""), NULL), 0);
	assert_false(calendar_announced(again, 2026));
	/* learning leaves announced years alone, and gives the forgotten one back */
	assert_int_equal(calendar_put_year(again, 2025, STR("year 2025"), NULL), 0);
	assert_true(calendar_learn(again));
	assert_false(calendar_is_workday(again, day("2026-02-16"), NULL));
	assert_true(calendar_is_workday(again, day("2025-10-08"), NULL));
	buf_clear(&one);
	buf_clear(&two);
	calendar_free(again);
}

static void no_memory(void **state)
{
	struct err e = { 0 };

	fault_arm(FAULT_ALLOC, 1000, false);
	struct calendar *other = calendar_new();
	long allocations = fault_count(FAULT_ALLOC);
	calendar_free(other);
	for (long n = 1; n <= allocations; n++) {
		fault_arm(FAULT_ALLOC, n, false);
		assert_null(calendar_new());
	}
	for (long n = 1; n <= 2; n++) {
		fault_arm(FAULT_ALLOC, n, false);
		err_clear(&e);
		assert_int_equal(calendar_read(*state, STR("2026-03-05 off\n2030-01-02 off"), &e), ERR_NOMEM);
		assert_true(calendar_is_workday(*state, day("2026-03-05"), NULL));
	}
	fault_arm(FAULT_ALLOC, 0, false);
	calendar_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_vectors, make, drop),
		cmocka_unit_test_setup_teardown(between, make, drop),
		cmocka_unit_test_setup_teardown(per_year, make, drop),
		cmocka_unit_test_setup_teardown(one_day, make, drop),
		cmocka_unit_test_setup_teardown(reading, make, drop),
		cmocka_unit_test_setup_teardown(bad_lines, make, drop),
		cmocka_unit_test_setup_teardown(writing, make, drop),
		cmocka_unit_test_setup_teardown(no_memory, make, drop),
	};

	return cmocka_run_group_tests_name("base calendar", tests, NULL, NULL);
}
