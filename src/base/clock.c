#include "clock.h"

#include <errno.h>
#include <stdatomic.h>
#include <sys/random.h>

#define MS_PER_DAY 86400000

static int64_t read_clock(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t system_now(void *context)
{
	(void)context;
	return read_clock(CLOCK_REALTIME);
}

static int64_t system_monotonic(void *context)
{
	(void)context;
	return read_clock(CLOCK_MONOTONIC);
}

static bool system_random(void *context, void *out, size_t len)
{
	char *p = out;

	(void)context;
	while (len > 0) {
		ssize_t n = getrandom(p, len < 256 ? len : 256, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

struct clock clock_system(void)
{
	return (struct clock){
		.now_ms = system_now,
		.monotonic_ms = system_monotonic,
		.random = system_random,
		.utc_offset_minutes = 480, /* deadlines are Chinese law's, wherever the machine stands */
	};
}

static int64_t fixed_now(void *context)
{
	return *(const int64_t *)context;
}

/* For tests alone: their sequence begins anew with every clock_fixed(). */
static atomic_ullong fixed_sequence;

/* splitmix64 (public domain) over a counter. */
static bool fixed_random(void *context, void *out, size_t len)
{
	unsigned char *p = out;

	(void)context;
	while (len > 0) {
		uint64_t z = (atomic_fetch_add(&fixed_sequence, 1) + 1) * UINT64_C(0x9E3779B97F4A7C15);
		z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
		z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
		z ^= z >> 31;
		for (size_t i = 0; i < 8 && len > 0; i++, len--)
			*p++ = (unsigned char)(z >> (8 * i));
	}
	return true;
}

struct clock clock_fixed(int64_t *now_ms)
{
	atomic_store(&fixed_sequence, 0);
	return (struct clock){
		.now_ms = fixed_now,
		.monotonic_ms = fixed_now,
		.random = fixed_random,
		.context = now_ms,
		.utc_offset_minutes = 480,
	};
}

/* Local days since 1970 and the milliseconds within the day; rounds down before 1970 too. */
static int32_t split_days(const struct clock *c, int64_t ms, int64_t *ret_rest)
{
	int64_t local = ms + (int64_t)c->utc_offset_minutes * 60000;
	int64_t days = local / MS_PER_DAY, rest = local % MS_PER_DAY;

	if (rest < 0) {
		rest += MS_PER_DAY;
		days--;
	}
	*ret_rest = rest;
	return days > INT32_MAX || days < INT32_MIN ? INT32_MAX : (int32_t)days;
}

struct date clock_today(const struct clock *c)
{
	int64_t rest;

	return date_from_days(split_days(c, c->now_ms(c->context), &rest));
}

/* The last `digits` digits of v; what lies behind them. Lists write thousands of times a second: not the work of printf. */
static char *put_digits(char *to, unsigned v, int digits)
{
	for (int i = digits; i > 0; i--, v /= 10)
		to[i - 1] = (char)('0' + v % 10);
	return to + digits;
}

static char *put_pair(char *to, char before, unsigned v)
{
	*to = before;
	return put_digits(to + 1, v, 2);
}

/* The moments of one list are mostly of one day. */
static char *put_day(char *to, int32_t days)
{
	static _Thread_local struct {
		char text[12];
		int32_t days;
	} last;

	if (last.text[0] == '\0' || last.days != days) {
		struct date d = date_from_days(days);
		put_pair(put_pair(put_digits(last.text, (unsigned)d.year, 4), '-', d.month), '-', d.day);
		last.days = days;
	}
	memcpy(to, last.text, 10);
	return to + 10;
}

void clock_format(const struct clock *c, int64_t ms, char out[CLOCK_TEXT_MAX])
{
	int64_t rest;
	int32_t days = split_days(c, ms, &rest);
	unsigned seconds = (unsigned)(rest / 1000), offset = (unsigned)abs(c->utc_offset_minutes);
	char *to = put_day(out, days);

	to = put_pair(to, 'T', seconds / 3600);
	to = put_pair(to, ':', seconds / 60 % 60);
	to = put_pair(to, ':', seconds % 60);
	to = put_pair(to, c->utc_offset_minutes < 0 ? '-' : '+', offset / 60);
	to = put_pair(to, ':', offset % 60);
	*to = '\0';
}
