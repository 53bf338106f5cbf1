#include "timed.h"

#include "escalate.h"
#include "evidence.h"
#include "record.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define DAY (24 * 60 * MINUTE)

enum { CLOCKS_AT_ONCE = 500, DONE_KEPT_DAYS = 90 };

/* The desk of the program itself. */
static int open_desk(struct sched_turn *turn, const struct actor *program, struct desk *ret, struct err *e)
{
	const struct timed_world *w = turn->context;

	int rc = desk_init(ret, turn->store, ledger_place(w->ledger), program, turn->arena, e);
	ret->console = true;
	return rc;
}

/* Lamps that time turned. More than fit into one turn: again at once. */
static int turn_lamps(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	const struct actor program = access_console(STR("scheduler"));
	struct desk d = { 0 };
	int64_t done = 0;

	(void)job;
	int rc = open_desk(turn, &program, &d, e);
	if (rc == 0)
		rc = records_tick(&d, CLOCKS_AT_ONCE, &done, e);
	if (rc == 0 && done == CLOCKS_AT_ONCE)
		turn->again_at = turn->now + 1;
	return rc;
}

/* Who is told that a deadline comes near, or passed. */
static int climb_ladders(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	const struct actor program = access_console(STR("scheduler"));
	struct escalated done = { 0 };
	struct desk d = { 0 };

	(void)job;
	int rc = open_desk(turn, &program, &d, e);
	if (rc == 0)
		rc = records_escalate(&d, CLOCKS_AT_ONCE, &done, e);
	if (rc == 0 && done.seen == CLOCKS_AT_ONCE)
		turn->again_at = turn->now + 1;
	return rc;
}

/* Deadlines follow a changed calendar or changed duty hours. */
static int follow_worktime(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	const struct actor program = access_console(STR("scheduler"));
	struct record_sweep done = { 0 };
	struct desk d = { 0 };

	(void)job;
	int rc = open_desk(turn, &program, &d, e);
	if (rc == 0)
		rc = records_reckon(&d, CLOCKS_AT_ONCE, &done, e);
	if (rc == 0 && !done.done)
		turn->again_at = turn->now + 1;
	return rc;
}

/* Uploads that were never finished, contents that no record names. */
static int sweep(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	const struct timed_world *w = turn->context;
	const struct actor program = access_console(STR("scheduler"));
	struct blob_sweep swept = { 0 };
	struct desk d = { 0 };

	(void)job;
	int rc = open_desk(turn, &program, &d, e);
	if (rc == 0)
		rc = evidence_sweep(&d, w->blobs, &swept, e);
	if (rc > 0)
		turn->again_at = turn->now + SECOND;
	return rc < 0 ? rc : 0;
}

static int forget_done(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	(void)job;
	return sched_forget(turn->store, turn->now - DONE_KEPT_DAYS * DAY, e);
}

static const struct sched_kind kinds[] = {
	{ "records.tick", turn_lamps, true, MINUTE, "亮灯：到期、临期的记录换灯色" },
	{ "records.escalate", climb_ladders, true, MINUTE, "提醒和逐级上报" },
	{ "worktime.follow", follow_worktime, true, MINUTE, "工作日历改了，重算期限" },
	{ "evidence.sweep", sweep, true, DAY, "清理没传完的和没有记录用到的文件" },
	{ "sched.forget", forget_done, true, DAY, "清理做完很久的定时事务" },
};

struct str timed_title(struct str kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_eq(kind, str_from(kinds[i].name)))
			return str_from(kinds[i].title);
	return kind;
}

int timed_start(struct timed_world *w, const struct clock *clock, struct sched **ret, struct err *e)
{
	const struct sched_options o = { .kinds = kinds,
		.kinds_count = sizeof(kinds) / sizeof(kinds[0]),
		.context = w,
		.clock = *clock,
		.pool = ledger_pool(w->ledger) };
	struct sched *x = NULL;

	int rc = sched_new(&o, &x, e);
	if (rc == 0)
		rc = sched_start(x, e);
	if (rc < 0) {
		sched_free(x);
		return rc;
	}
	*ret = x;
	return 0;
}
