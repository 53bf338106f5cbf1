/* A record's clocks in memory, shared by the record_clock*.c files alone: rows of record_clock (record_clock_row.c), what moves them with
 * the record (record_clock.c), and with time (record_clock_time.c). */
#ifndef LEDGER_RECORD_CLOCK_H
#define LEDGER_RECORD_CLOCK_H

#include "record_private.h"

enum { CLOCKS_MAX = 16, LIMIT_GIVEN = -1 };

struct ticking {
	const struct clock_def *def;
	bool there, dirty, restarted;
	struct str state, lamp;
	int64_t started_at, paused_at, stopped_at, due_at, warn_at, next_at, amount, unit, extensions, rung, worktime;
	bool provisional;
};
struct clocks {
	struct desk *d;
	const struct register_def *r;
	struct worktime w;
	struct ticking at[CLOCKS_MAX];
	size_t count;
};

void clocks_none(struct desk *d, const struct row *row, struct clocks *ret);
int clocks_load(struct desk *d, const struct row *row, struct clocks *ret, struct err *e);
/* Writes those that moved; the row's lamp and deadline become those of the worst and the next. */
int clocks_settle(struct clocks *all, struct row *row, struct err *e);

static inline bool clock_runs(const struct ticking *c)
{
	return c->there && str_eq(c->state, STR("running"));
}

static inline bool clock_paused(const struct ticking *c)
{
	return c->there && str_eq(c->state, STR("paused"));
}

static inline enum clock_unit clock_unit_of(const struct ticking *c)
{
	return c->unit == LIMIT_GIVEN ? CLOCK_NATURAL_DAYS : (enum clock_unit)c->unit;
}

struct str clock_lamp(const struct ticking *c, int64_t now);
/* After anything moved: what it shows, and when time wants it to be looked at again: for its lamp or its ladder. */
void clock_look(const struct clocks *all, struct ticking *c);
/* ERR_LIMIT: INT64_MIN, which is what cannot be reckoned. */
int clock_set_due(struct clocks *all, struct ticking *c, int64_t due, struct err *e);
/* By the working time of today, where it was reckoned by an older one. 1: the deadline is another one now. */
int clock_reckon(struct clocks *all, struct ticking *c, struct err *e);

#endif
