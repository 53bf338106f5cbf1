#include "date.h"

#define DAYS_PER_ERA 146097 /* 400 years */
#define EPOCH_SHIFT 719468  /* from 0000-03-01 to 1970-01-01 */
#define FIRST_DAY (-719162) /* 0001-01-01 */
#define LAST_DAY 2932896    /* 9999-12-31 */

static const struct date no_date;

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int date_days_in_month(int year, int month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month < 1 || month > 12)
		return 0;
	return days[month - 1] + (month == 2 && is_leap(year));
}

bool date_valid(struct date d)
{
	return d.year >= 1 && d.year <= 9999 && d.day >= 1 && d.day <= date_days_in_month(d.year, d.month);
}

bool date_is_none(struct date d)
{
	return d.year == 0 && d.month == 0 && d.day == 0;
}

int date_cmp(struct date a, struct date b)
{
	int32_t x = a.year * 10000 + a.month * 100 + a.day, y = b.year * 10000 + b.month * 100 + b.day;

	return (x > y) - (x < y);
}

/* Years begin in March, so that the leap day is the last; after Howard Hinnant's "chrono-compatible
 * low-level date algorithms" (public domain). */
int32_t date_to_days(struct date d)
{
	int32_t year = d.year - (d.month <= 2);
	int32_t era = (year >= 0 ? year : year - 399) / 400;
	int32_t year_of_era = year - era * 400;
	int32_t day_of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
	int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * DAYS_PER_ERA + day_of_era - EPOCH_SHIFT;
}

struct date date_from_days(int32_t days)
{
	if (days < FIRST_DAY || days > LAST_DAY)
		return no_date;
	int32_t shifted = days + EPOCH_SHIFT; /* from 0001-01-01 on: not negative */
	int32_t era = shifted / DAYS_PER_ERA, day_of_era = shifted % DAYS_PER_ERA;
	int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int32_t march_month = (5 * day_of_year + 2) / 153;
	int32_t month = march_month < 10 ? march_month + 3 : march_month - 9;

	return (struct date){
		.year = (int16_t)(year_of_era + era * 400 + (month <= 2)),
		.month = (uint8_t)month,
		.day = (uint8_t)(day_of_year - (153 * march_month + 2) / 5 + 1),
	};
}

struct date date_add_days(struct date d, int32_t days)
{
	int32_t sum;

	if (!date_valid(d) || __builtin_add_overflow(date_to_days(d), days, &sum))
		return no_date;
	return date_from_days(sum);
}

struct date date_add_months(struct date d, int32_t months)
{
	int32_t total;

	if (!date_valid(d) || __builtin_add_overflow(d.year * 12 + d.month - 1, months, &total))
		return no_date;
	if (total < 12 || total >= 10000 * 12)
		return no_date;
	int year = total / 12, month = total % 12 + 1, last = date_days_in_month(year, month);
	return (struct date){
		.year = (int16_t)year,
		.month = (uint8_t)month,
		.day = d.day < last ? d.day : (uint8_t)last,
	};
}

int date_weekday(struct date d)
{
	int32_t since_monday = (date_to_days(d) + 3) % 7; /* 1970-01-01 was a Thursday */

	return (since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

static bool read_number(const char *p, size_t digits, int *ret)
{
	int value = 0;

	for (size_t i = 0; i < digits; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		value = value * 10 + (p[i] - '0');
	}
	*ret = value;
	return true;
}

bool date_parse(struct str iso, struct date *ret)
{
	int year, month, day;

	if (iso.len != 10 || iso.ptr[4] != '-' || iso.ptr[7] != '-')
		return false;
	if (!read_number(iso.ptr, 4, &year) || !read_number(iso.ptr + 5, 2, &month) ||
		!read_number(iso.ptr + 8, 2, &day))
		return false;
	struct date d = { .year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day };
	if (!date_valid(d))
		return false;
	*ret = d;
	return true;
}

static void two_digits(char out[2], unsigned n)
{
	out[0] = (char)('0' + n / 10 % 10);
	out[1] = (char)('0' + n % 10);
}

void date_format(struct date d, char out[DATE_TEXT_MAX])
{
	out[0] = '\0';
	if (date_is_none(d))
		return;
	two_digits(out, (unsigned)d.year / 100);
	two_digits(out + 2, (unsigned)d.year);
	two_digits(out + 5, d.month);
	two_digits(out + 8, d.day);
	out[4] = out[7] = '-';
	out[10] = '\0';
}
