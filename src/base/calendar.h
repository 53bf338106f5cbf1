/* The statutory calendar (法定节假日与调休): domain.md section 10.
 *
 * A calendar knows some years from State Council notices. For other years it falls back to
 * Saturday/Sunday and the fixed legal days and every answer that touches such a year says
 * `provisional` (暂算). Days can be changed; the built-in one is a constant that is never changed. */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include "buf.h"
#include "date.h"
#include "err.h"

struct calendar;

/* A new calendar with the built-in years (2024-2026); NULL: no memory. */
struct calendar *calendar_new(void);
/* One that knows no year. */
struct calendar *calendar_blank(void);
void calendar_free(struct calendar *c);
/* Reads lines `YYYY-MM-DD off|work [name]`; blank lines and `#` comments are skipped. A year named in
 * a line `year YYYY` counts as announced. On a bad line nothing is changed and the error names it. */
int calendar_read(struct calendar *c, struct str text, struct err *e);
/* The same lines, in order, days with the names of their festivals: calendar_read() on a blank one gives this calendar back. */
void calendar_write(const struct calendar *c, struct buf *out);
/* What was known of a year is replaced by such lines, all of which must be of that year; an empty text forgets it. */
int calendar_put_year(struct calendar *c, int year, struct str text, struct err *e);
/* Adds the built-in years that are not announced; false: no memory. */
bool calendar_learn(struct calendar *c);

enum calendar_mark { CALENDAR_USUAL, CALENDAR_OFF, CALENDAR_WORK };
/* What a notice says of the day. *ret_name: "国庆节", "" when it has no name or none was given. */
enum calendar_mark calendar_mark_of(const struct calendar *c, struct date d, const char **ret_name);
bool calendar_announced(const struct calendar *c, int year);
bool calendar_is_workday(const struct calendar *c, struct date d, bool *ret_provisional);

/* The day `n` working days after `start` (start itself not counted; n = 0 is start; a negative n counts back).
 * Here and below: no date when start is none or the answer lies past the year 9999. */
struct date calendar_add_workdays(const struct calendar *c, struct date start, int n, bool *ret_provisional);
/* Working days in (from, to]; negative when to lies before from. */
int calendar_workdays_between(const struct calendar *c, struct date from, struct date to, bool *ret_provisional);
/* A period in natural days or months: its last day, moved behind rest days (民法典 Art. 200-203; a working
 * Saturday or Sunday is not a rest day). */
struct date calendar_add_natural(const struct calendar *c, struct date start, int n, bool *ret_provisional);
struct date calendar_add_months(const struct calendar *c, struct date start, int n, bool *ret_provisional);
int calendar_workdays_in_year(const struct calendar *c, int year, bool *ret_provisional);

#endif
