/* Rate limits (限流): a token bucket for each caller, in memory of a fixed size.
 *
 * A caller is a key of bytes (a session, a token, an address). Buckets live in sets of eight; a newcomer takes the
 * place of the fullest, which loses least by being forgotten. Safe to call from several threads. */
#ifndef SERVER_LIMIT_H
#define SERVER_LIMIT_H

#include "clock.h"
#include "str.h"

struct limit;

struct limit_rate {
	unsigned per_second; /* 0: no limit */
	unsigned burst;      /* so many at once */
};

/* NULL: no memory. `clock` must outlive it. */
struct limit *limit_new(const struct clock *clock);
void limit_free(struct limit *l); /* NULL is fine */
/* Takes `cost` tokens of the caller's bucket. 0: granted; else after so many milliseconds there will be enough. */
int64_t limit_take(struct limit *l, struct str caller, struct limit_rate rate, unsigned cost);

#endif
