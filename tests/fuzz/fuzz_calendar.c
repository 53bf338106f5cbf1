/* Calendar files and periods: a refused file changes nothing, and the answers fit together. */
#include "fuzz.h"

#include "calendar.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct calendar *c = calendar_new();
	struct err e = { 0 };

	MUST(c != NULL);
	int rc = calendar_read(c, (struct str){ (const char *)data, size }, &e);
	MUST(rc == 0 || e.message[0]);
	if (rc < 0)
		MUST(calendar_workdays_in_year(c, 2025, NULL) == 248);
	fit_together(c, pick(data, size, 0), size > 3 ? data[3] : 5);
	fit_together(c, pick(data, size, 4), 1);
	calendar_free(c);
	return 0;
}
