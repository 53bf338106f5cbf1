/* The ladder of a clock (逐级督办): who is told when a deadline comes near, or passes, and nobody acts.
 *
 * record_clock.rung says how many rungs are done; next_at when to look again. Each rung fires once, in order, in the same transaction as its
 * mark, also after a standstill (its text then says how many days late it is). Rungs that are not for any hour wait for duty; those behind
 * them wait with them. A clock that is paused or stopped fires nothing; one that is extended goes on with the next rung. */
#ifndef LEDGER_ESCALATE_H
#define LEDGER_ESCALATE_H

#include "record.h"

/* In a write transaction, `desk.console`: clocks of all units whose time has come, `limit` at most. *ret_fired rungs fired; more clocks may
 * be waiting when *ret_seen is `limit`. */
struct escalated {
	int64_t seen, fired;
};
int records_escalate(struct desk *d, int64_t limit, struct escalated *ret, struct err *e);

#endif
