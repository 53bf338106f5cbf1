/* Calendar dates (proleptic Gregorian), without time or zone. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "str.h"

struct date {
	int16_t year; /* 1..9999; 0 in all fields: no date */
	uint8_t month, day;
};

#define DATE_TEXT_MAX 11 /* "YYYY-MM-DD" and NUL */

bool date_valid(struct date d);
bool date_is_none(struct date d);
int date_cmp(struct date a, struct date b);
int32_t date_to_days(struct date d); /* days since 1970-01-01 */
struct date date_from_days(int32_t days);
struct date date_add_days(struct date d, int32_t days);
/* The corresponding day, else the month's last day (民法典 Art. 202). */
struct date date_add_months(struct date d, int32_t months);
int date_weekday(struct date d); /* 1 Monday .. 7 Sunday */
int date_days_in_month(int year, int month);
bool date_parse(struct str iso, struct date *ret);        /* exactly YYYY-MM-DD and a real day */
void date_format(struct date d, char out[DATE_TEXT_MAX]); /* "" for no date */

#endif
