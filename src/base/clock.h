/* Time and chance as parameters: code that needs them takes a `struct clock`. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "date.h"

struct clock {
	int64_t (*now_ms)(void *context);                     /* wall time, milliseconds since 1970 UTC */
	int64_t (*monotonic_ms)(void *context);               /* never runs backwards */
	bool (*random)(void *context, void *out, size_t len); /* false: the source failed */
	void *context;
	int utc_offset_minutes; /* 480 in China */
};

struct clock clock_system(void);
/* A clock that stands still until moved, with a repeatable random source; `*now_ms` is the caller's. */
struct clock clock_fixed(int64_t *now_ms);
struct date clock_today(const struct clock *c);
#define CLOCK_TEXT_MAX 26
/* "2026-03-05T09:30:00+08:00" */
void clock_format(const struct clock *c, int64_t ms, char out[CLOCK_TEXT_MAX]);

#endif
