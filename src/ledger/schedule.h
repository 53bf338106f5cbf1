/* Time passing (定时事务): work that is due at a moment, done once, with nobody logged in.
 *
 * A job is a row: kind, key (of one kind a key is there once for ever: put again, it is not done again), when it is due. Some process
 * claims it, and its kind's function runs in one transaction with the mark that it is done: after a crash it is either
 * done or not. A job that fails is tried again, later each time; at last it is dead, kept and listed; work that comes again never dies. After a standstill every job runs
 * once and is told how late it is; work that comes again (`every_ms`, `again_at`) begins anew from now.
 *
 * Kinds that are not for any hour wait for duty hours. A clock that jumps is not believed for a minute: nothing runs until it has
 * stood; what was done stays done when it was set back. */
#ifndef LEDGER_SCHEDULE_H
#define LEDGER_SCHEDULE_H

#include "arena.h"
#include "clock.h"
#include "pool.h"
#include "worktime.h"

enum { SCHED_TRIES_MAX = 8, SCHED_KINDS_MAX = 32 };

/* --- putting work: inside a write transaction --- */

struct sched_job {
	int64_t unit_id; /* 0: of the whole system */
	struct str kind, key, payload;
	int64_t due_at;    /* milliseconds since 1970 UTC */
	int64_t id, tries; /* set when it is run or listed */
	struct str error;  /* of the last try; listed ones */
	int64_t dead_at;
};
/* Not there yet: put; not done yet: its time and payload are changed; done: nothing. 1: it will run; 0: it was done before. */
int sched_put(struct store *s, const struct sched_job *job, struct err *e);

struct sched_jobs {
	struct sched_job *rows; /* in the arena */
	size_t count;
};
/* Jobs of a unit that are not done: dead ones first, then those that failed, then by the moment they are due; 200 at most. */
int sched_list(struct store *s, int64_t unit_id, struct arena *a, struct sched_jobs *ret, struct err *e);
/* One that is not done is tried from `now` on, as if it had never failed. ERR_NOTFOUND. */
int sched_retry(struct store *s, int64_t unit_id, int64_t id, int64_t now, struct err *e);
/* Forgets jobs done before `before`: their keys may then be used again. */
int sched_forget(struct store *s, int64_t before, struct err *e);

/* --- doing it --- */

/* What a kind's function gets and may say. */
struct sched_turn {
	void *context;
	struct store *store;  /* in a write transaction that the function does not end */
	struct arena *arena;  /* reset afterwards */
	int64_t now, late_ms; /* late_ms: since it was due */
	int64_t again_at;     /* out: > 0: not done yet, run again then, as if it were new */
};
/* A negative code: all it wrote is undone, and it is tried again. May be run again from its start. */
typedef int sched_run(struct sched_turn *turn, const struct sched_job *job, struct err *e);

struct sched_kind { /* a row of the caller's table */
	const char *name;
	sched_run *run;
	bool any_hour;
	int64_t every_ms;  /* > 0: there is always one job of it, unit 0, that comes again so long after it ran */
	const char *title; /* in Chinese, for lists */
};
struct sched_options {
	const struct sched_kind *kinds;
	size_t kinds_count;
	void *context;
	const struct worktime *hours; /* NULL: any hour is good */
	struct clock clock;
	struct store_pool *pool;
};
struct sched;
/* All that `o` points to must outlive it. Puts the jobs of kinds that come again. */
int sched_new(const struct sched_options *o, struct sched **ret, struct err *e);
void sched_free(struct sched *x); /* stops it first; NULL is fine */
/* One job at most. 1: something was done (or failed and was put off); 0: nothing is due. Several processes may. */
int sched_step(struct sched *x, struct err *e);
/* A thread that does it until sched_stop(). Errors are logged. */
int sched_start(struct sched *x, struct err *e);
void sched_stop(struct sched *x);

/* Whole days that `now` is behind `due_at`, by the calendar. */
int64_t sched_days_late(const struct clock *c, int64_t due_at, int64_t now);
#endif
