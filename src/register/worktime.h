/* Arithmetic of time limits: pure functions over a calendar and duty hours (domain.md section 10; 民法典 Art. 200-204).
 *
 * Instants are milliseconds since 1970 UTC. Days and months: the day of the start is not counted, the limit ends with the last
 * millisecond of its last day, and of natural days and months a last day that is a rest day moves behind the rest days. Hours and
 * minutes count from the instant: 工作时 only while duty lasts on working days, 小时 and 分钟 without a break. Whatever touches a
 * year without a State Council notice says `provisional` (暂算). */
#ifndef REGISTER_WORKTIME_H
#define REGISTER_WORKTIME_H

#include "calendar.h"
#include "register.h"

#define DUTY_SPANS_MAX 4

struct duty_span {
	uint16_t from, to; /* minutes since midnight, from < to <= 1440; ascending, apart */
};
struct duty {
	struct {
		struct duty_span spans[DUTY_SPANS_MAX];
		unsigned count;
	} days[7]; /* by weekday from Monday; a working Saturday or Sunday without spans takes Friday's */
};

struct worktime {
	const struct calendar *calendar;
	const struct duty *duty;
	int utc_offset_minutes;
};

/* 08:30-12:00, 14:30-18:00, Monday to Friday. */
#define DUTY_STANDARD_TEXT "1-5 08:30-12:00,14:30-18:00"
extern const struct duty duty_standard;
/* "08:30-12:00,14:30-18:00"; or by weekday, "1-5 08:30-12:00,14:30-18:00; 6 09:00-12:00". */
int duty_parse(struct str text, struct duty *ret, struct err *e);

/* The deadline of a limit that starts at `start`; INT64_MIN when it lies outside the calendar (or duty never comes). A limit of 0
 * days ends with the day of the start; a negative one counts back. */
int64_t worktime_deadline(const struct worktime *w, int64_t start, struct limit limit, bool *ret_provisional);
/* How much time of the unit passes from `from` to `to` (negative when to is earlier): for hours and minutes milliseconds (of duty
 * for 工作时), for days and months days (working days for 工作日) in (from's day, to's day]. */
int64_t worktime_between(
	const struct worktime *w, enum clock_unit unit, int64_t from, int64_t to, bool *ret_provisional);
/* Moves a deadline by such an amount (a pause's: worktime_between of its ends); rest days as in worktime_deadline. */
int64_t worktime_advance(
	const struct worktime *w, enum clock_unit unit, int64_t due, int64_t amount, bool *ret_provisional);
/* A deadline extended by a limit (延期): counted from the deadline on. */
int64_t worktime_extend(const struct worktime *w, int64_t due, struct limit by, bool *ret_provisional);
/* Whether duty lasts at the instant (escalations wait for it), and when it begins next. */
bool worktime_on_duty(const struct worktime *w, int64_t at);
int64_t worktime_next_duty(const struct worktime *w, int64_t at);

#endif
