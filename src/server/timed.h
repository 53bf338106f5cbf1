/* What happens with nobody logged in (定时事务): the kinds of work of the scheduler, one row each (ledger/schedule.h). */
#ifndef SERVER_TIMED_H
#define SERVER_TIMED_H

#include "blob.h"
#include "ledger.h"
#include "schedule.h"

/* What the work is done on. */
struct timed_world {
	struct ledger *ledger; /* prepared */
	struct blobs *blobs;
};
/* Starts the thread; `w` and what it names outlive it. Stopped and freed with sched_free(). */
int timed_start(struct timed_world *w, const struct clock *clock, struct sched **ret, struct err *e);
/* What people call a kind; the kind itself where it has no title. */
struct str timed_title(struct str kind);

#endif
