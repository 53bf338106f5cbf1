/* Calendar files and periods: a refused file changes nothing, and the answers fit together. */
#include "fuzz.h"

#include "calendar.h"

static struct calendar *usual; /* of the whole process */

static struct date pick(const uint8_t *data, size_t size, size_t at)
{
	int32_t days = 0;

	for (size_t i = 0; i < 3 && at + i < size; i++)
		days = days << 8 | data[at + i];
	return date_from_days(days % 40000 - 1000);
}

static void fit_together(const struct calendar *c, struct date start, int n)
{
	bool provisional;
	struct date end = calendar_add_workdays(c, start, n, &provisional);

	if (date_is_none(end))
		return;
	MUST(calendar_workdays_between(c, start, end, NULL) == n);
	MUST(calendar_workdays_between(c, end, start, NULL) == -n);
	MUST(n == 0 || calendar_is_workday(c, end, NULL));
	struct date natural = calendar_add_natural(c, start, n, &provisional);
	MUST(date_is_none(natural) || calendar_is_workday(c, natural, NULL));
	MUST(date_is_none(natural) || date_to_days(natural) >= date_to_days(start) + n);
	struct date months = calendar_add_months(c, start, n % 100, &provisional);
	MUST(date_is_none(months) || calendar_is_workday(c, months, NULL));
}

/* A year is counted for few inputs, as each takes every day of it; any day for all of them. */
static void is_untouched(const struct calendar *c, const uint8_t *data, size_t size)
{
	struct date some = pick(data, size, 1);
	struct date told = { .year = 2025, .month = 1, .day = (uint8_t)(size > 5 ? data[5] % 31 + 1 : 26) };

	if (size % 64 == 0)
		MUST(calendar_workdays_in_year(c, 2025, NULL) == 248);
	MUST(calendar_mark_of(c, told, NULL) == calendar_mark_of(usual, told, NULL));
	MUST(calendar_mark_of(c, some, NULL) == calendar_mark_of(usual, some, NULL));
	MUST(calendar_announced(c, some.year) == calendar_announced(usual, some.year));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct calendar *c = calendar_new();
	struct err e = { 0 };

	usual = usual ? usual : calendar_new();
	MUST(c && usual);
	int rc = calendar_read(c, (struct str){ (const char *)data, size }, &e);
	MUST(rc == 0 || e.message[0]);
	if (rc < 0)
		is_untouched(c, data, size);
	/* long periods are slow and say no more: one input in sixteen has one */
	int n = size > 3 ? data[3] : 5;
	fit_together(c, pick(data, size, 0), n % 16 == 0 ? n : n / 16);
	fit_together(c, pick(data, size, 4), 1);
	calendar_free(c);
	return 0;
}
