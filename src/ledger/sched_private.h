/* Private to the scheduler. */
#ifndef LEDGER_SCHED_PRIVATE_H
#define LEDGER_SCHED_PRIVATE_H

#include "schedule.h"

#include <pthread.h>

enum {
	SCHED_CLAIM_MS = 5 * 60 * 1000, /* then another process may take the job */
	SCHED_BACKOFF_MS = 60 * 1000,   /* after the first failure; doubled with each */
	SCHED_JUMP_MS = 2 * 60 * 1000,  /* the wall clock moved so much more or less than time did */
	SCHED_SETTLE_MS = 60 * 1000,    /* and must then stand so long */
	SCHED_POLL_MS = 2000,
};

struct sched {
	struct sched_options o;
	struct arena *arena;
	char claimant[40]; /* of this process; with a number for each claim */
	uint64_t claims;
	/* the clock */
	bool seen;
	int64_t wall, monotonic, settled_at;
	/* the thread */
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t woken;
	bool running, stopping;
};

/* The time, if it can be believed. False: wait. *ret_back: it was set back, and is now believed. */
bool sched_now(struct sched *x, int64_t *ret, bool *ret_back);

#endif
