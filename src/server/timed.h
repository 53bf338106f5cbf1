/* What happens with nobody logged in (定时事务): the kinds of work of the scheduler, one row each (ledger/schedule.h). */
#ifndef SERVER_TIMED_H
#define SERVER_TIMED_H

#include "ledger.h"
#include "schedule.h"

/* Starts the thread; `ledger` is prepared and outlives it. Stopped and freed with sched_free(). */
int timed_start(struct ledger *ledger, const struct clock *clock, struct sched **ret, struct err *e);

#endif
