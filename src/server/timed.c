#include "timed.h"

#include "record.h"

#define MINUTE INT64_C(60000)
#define DAY (24 * 60 * MINUTE)

enum { CLOCKS_AT_ONCE = 500, DONE_KEPT_DAYS = 90 };

/* Lamps that time turned. More than fit into one turn: again at once. */
static int turn_lamps(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	const struct actor program = access_console(STR("scheduler"));
	struct desk d = { 0 };
	int64_t done = 0;

	(void)job;
	int rc = desk_init(&d, turn->store, ledger_place(turn->context), &program, turn->arena, e);
	if (rc < 0)
		return rc;
	d.console = true;
	rc = records_tick(&d, CLOCKS_AT_ONCE, &done, e);
	if (rc == 0 && done == CLOCKS_AT_ONCE)
		turn->again_at = turn->now + 1;
	return rc;
}

static int forget_done(struct sched_turn *turn, const struct sched_job *job, struct err *e)
{
	(void)job;
	return sched_forget(turn->store, turn->now - DONE_KEPT_DAYS * DAY, e);
}

static const struct sched_kind kinds[] = {
	{ "records.tick", turn_lamps, true, MINUTE },
	{ "sched.forget", forget_done, true, DAY },
};

int timed_start(struct ledger *ledger, const struct clock *clock, struct sched **ret, struct err *e)
{
	const struct sched_options o = { .kinds = kinds,
		.kinds_count = sizeof(kinds) / sizeof(kinds[0]),
		.context = ledger,
		.clock = *clock,
		.pool = ledger_pool(ledger) };
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
