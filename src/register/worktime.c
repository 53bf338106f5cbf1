#include "worktime.h"

#define DAY_MS INT64_C(86400000)
#define HOUR_MS INT64_C(3600000)
#define MINUTE_MS INT64_C(60000)
#define NEVER INT64_MIN

enum { FRIDAY = 4, SATURDAY = 5 };

/* --- instants and days --- */

static int64_t floor_day(const struct worktime *w, int64_t at)
{
	int64_t local = at + w->utc_offset_minutes * MINUTE_MS;

	return local >= 0 ? local / DAY_MS : -((DAY_MS - 1 - local) / DAY_MS);
}

static struct date day_of(const struct worktime *w, int64_t at)
{
	int64_t day = floor_day(w, at);

	return day < INT32_MIN || day > INT32_MAX ? (struct date){ 0 } : date_from_days((int32_t)day);
}

static int64_t midnight(const struct worktime *w, struct date d)
{
	return (int64_t)date_to_days(d) * DAY_MS - w->utc_offset_minutes * MINUTE_MS;
}

static int64_t end_of(const struct worktime *w, struct date d)
{
	return date_is_none(d) ? NEVER : midnight(w, d) + DAY_MS - 1;
}

static void gather(bool *ret_provisional, bool provisional)
{
	if (ret_provisional)
		*ret_provisional = *ret_provisional || provisional;
}

/* --- duty --- */

static unsigned spans_of(const struct worktime *w, struct date d, const struct duty_span **ret, bool *provisional)
{
	bool one = false;
	int weekday = date_weekday(d) - 1;

	bool works = calendar_is_workday(w->calendar, d, &one);
	gather(provisional, one);
	if (!works)
		return 0;
	if (weekday >= SATURDAY && w->duty->days[weekday].count == 0)
		weekday = FRIDAY; /* a rest day swapped for a working day keeps a working day's hours */
	*ret = w->duty->days[weekday].spans;
	return w->duty->days[weekday].count;
}

static bool has_duty(const struct duty *duty)
{
	for (int i = 0; i < 7; i++)
		if (duty->days[i].count > 0)
			return true;
	return false;
}

static int64_t span_start(const struct worktime *w, struct date d, const struct duty_span *s)
{
	return midnight(w, d) + s->from * MINUTE_MS;
}

static int64_t span_end(const struct worktime *w, struct date d, const struct duty_span *s)
{
	return midnight(w, d) + s->to * MINUTE_MS;
}

/* `amount` milliseconds of duty after `at`. */
static int64_t duty_forward(const struct worktime *w, int64_t at, int64_t amount, bool *provisional)
{
	const struct duty_span *spans = NULL;

	if (!has_duty(w->duty))
		return NEVER;
	for (struct date d = day_of(w, at); !date_is_none(d); d = date_add_days(d, 1)) {
		unsigned count = spans_of(w, d, &spans, provisional);
		for (unsigned i = 0; i < count; i++) {
			int64_t from = span_start(w, d, &spans[i]), to = span_end(w, d, &spans[i]);
			from = from < at ? at : from;
			if (from >= to)
				continue;
			if (to - from >= amount)
				return from + amount;
			amount -= to - from;
		}
	}
	return NEVER;
}

static int64_t duty_backward(const struct worktime *w, int64_t at, int64_t amount, bool *provisional)
{
	const struct duty_span *spans = NULL;

	if (!has_duty(w->duty))
		return NEVER;
	for (struct date d = day_of(w, at); !date_is_none(d); d = date_add_days(d, -1)) {
		for (unsigned i = spans_of(w, d, &spans, provisional); i > 0; i--) {
			int64_t from = span_start(w, d, &spans[i - 1]), to = span_end(w, d, &spans[i - 1]);
			to = to > at ? at : to;
			if (from >= to)
				continue;
			if (to - from >= amount)
				return to - amount;
			amount -= to - from;
		}
	}
	return NEVER;
}

static int64_t duty_moved(const struct worktime *w, int64_t at, int64_t amount, bool *provisional)
{
	if (amount == 0)
		return at;
	return amount > 0 ? duty_forward(w, at, amount, provisional) : duty_backward(w, at, -amount, provisional);
}

static int64_t duty_between(const struct worktime *w, int64_t from, int64_t to, bool *provisional)
{
	const struct duty_span *spans = NULL;
	int64_t sum = 0;

	for (struct date d = day_of(w, from); !date_is_none(d) && midnight(w, d) < to; d = date_add_days(d, 1)) {
		unsigned count = spans_of(w, d, &spans, provisional);
		for (unsigned i = 0; i < count; i++) {
			int64_t a = span_start(w, d, &spans[i]), b = span_end(w, d, &spans[i]);
			a = a < from ? from : a;
			b = b > to ? to : b;
			sum += b > a ? b - a : 0;
		}
	}
	return sum;
}

bool worktime_on_duty(const struct worktime *w, int64_t at)
{
	return duty_between(w, at, at + 1, NULL) > 0;
}

int64_t worktime_next_duty(const struct worktime *w, int64_t at)
{
	if (worktime_on_duty(w, at))
		return at;
	int64_t first = duty_forward(w, at, 1, NULL);
	return first == NEVER ? NEVER : first - 1;
}

/* --- limits --- */

/* A plain move of n days or months for counting back; forward moves roll behind rest days. */
static struct date moved_day(const struct worktime *w, struct date d, enum clock_unit unit, int n, bool *provisional)
{
	bool one = false;
	struct date end;

	if (unit == CLOCK_WORKDAYS)
		end = calendar_add_workdays(w->calendar, d, n, &one);
	else if (n <= 0)
		end = unit == CLOCK_MONTHS ? date_add_months(d, n) : date_add_days(d, n);
	else if (unit == CLOCK_MONTHS)
		end = calendar_add_months(w->calendar, d, n, &one);
	else
		end = calendar_add_natural(w->calendar, d, n, &one);
	gather(provisional, one);
	return end;
}

static bool in_days(enum clock_unit unit)
{
	return unit == CLOCK_NATURAL_DAYS || unit == CLOCK_WORKDAYS || unit == CLOCK_MONTHS;
}

static int64_t sum_or_never(int64_t at, int64_t amount, int64_t each)
{
	int64_t product, sum;

	if (__builtin_mul_overflow(amount, each, &product) || __builtin_add_overflow(at, product, &sum))
		return NEVER;
	return sum;
}

int64_t worktime_deadline(const struct worktime *w, int64_t start, struct limit limit, bool *ret_provisional)
{
	int64_t ms;

	if (ret_provisional)
		*ret_provisional = false;
	if (in_days(limit.unit)) {
		if (limit.amount < -1000000 || limit.amount > 1000000)
			return NEVER;
		return end_of(w, moved_day(w, day_of(w, start), limit.unit, (int)limit.amount, ret_provisional));
	}
	if (limit.unit == CLOCK_MINUTES)
		return sum_or_never(start, limit.amount, MINUTE_MS);
	if (limit.unit == CLOCK_HOURS)
		return sum_or_never(start, limit.amount, HOUR_MS);
	if (__builtin_mul_overflow(limit.amount, HOUR_MS, &ms))
		return NEVER;
	return duty_moved(w, start, ms, ret_provisional);
}

int64_t worktime_between(
	const struct worktime *w, enum clock_unit unit, int64_t from, int64_t to, bool *ret_provisional)
{
	bool one = false;

	if (ret_provisional)
		*ret_provisional = false;
	if (unit == CLOCK_HOURS || unit == CLOCK_MINUTES)
		return to - from;
	if (to < from)
		return -worktime_between(w, unit, to, from, ret_provisional);
	if (unit == CLOCK_WORKHOURS)
		return duty_between(w, from, to, ret_provisional);
	if (unit != CLOCK_WORKDAYS)
		return floor_day(w, to) - floor_day(w, from);
	int days = calendar_workdays_between(w->calendar, day_of(w, from), day_of(w, to), &one);
	gather(ret_provisional, one);
	return days;
}

/* The time of day is kept: a deadline at a given hour stays at that hour. */
int64_t worktime_advance(
	const struct worktime *w, enum clock_unit unit, int64_t due, int64_t amount, bool *ret_provisional)
{
	if (ret_provisional)
		*ret_provisional = false;
	if (unit == CLOCK_HOURS || unit == CLOCK_MINUTES)
		return sum_or_never(due, amount, 1);
	if (unit == CLOCK_WORKHOURS)
		return duty_moved(w, due, amount, ret_provisional);
	struct date d = day_of(w, due);
	if (amount == 0 || date_is_none(d) || amount > 1000000 || amount < -1000000)
		return amount == 0 ? due : NEVER;
	enum clock_unit days = unit == CLOCK_MONTHS ? CLOCK_NATURAL_DAYS : unit;
	struct date moved = moved_day(w, d, days, (int)amount, ret_provisional);
	return date_is_none(moved) ? NEVER : midnight(w, moved) + (due - midnight(w, d));
}

int64_t worktime_extend(const struct worktime *w, int64_t due, struct limit by, bool *ret_provisional)
{
	return worktime_deadline(w, due, by, ret_provisional);
}
