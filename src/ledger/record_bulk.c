/* Many records at once, each in a savepoint: what fails is undone alone and told. */
#include "record_private.h"

int outcome_refuse(struct desk *d, struct record_outcome *o, int rc, const struct err *why, struct err *e)
{
	o->rc = rc;
	o->what = RECORD_REFUSED;
	o->refusals = d->refusals;
	o->message = arena_dup(d->arena, str_from(why->message));
	return o->message.ptr ? 0 : err_nomem(e);
}

/* Runs one in a savepoint of its own; a failure stays with it unless the database itself has failed. */
int outcome_run(struct desk *d, outcome_work *work, void *context, struct record_outcome *o, struct err *e)
{
	struct err why = { 0 };

	desk_clear_refusals(d);
	int rc = store_savepoint(d->store, e);
	if (rc < 0)
		return rc;
	rc = work(context, o, &why);
	if (rc >= 0)
		return store_savepoint_release(d->store, e);
	store_savepoint_rollback(d->store);
	bool fatal = rc == ERR_NOMEM || rc == ERR_IO || rc == ERR_DB || rc == ERR_INTERNAL ||
		     !store_in_transaction(d->store);
	if (fatal) {
		*e = why;
		return rc;
	}
	return outcome_refuse(d, o, rc, &why, e);
}

void outcome_count(struct record_outcomes *all, const struct record_outcome *o)
{
	all->count++;
	all->created += o->what == RECORD_CREATED;
	all->changed += o->what == RECORD_CHANGED;
	all->same += o->what == RECORD_SAME;
	all->refused += o->what == RECORD_REFUSED;
}

struct bulking {
	struct desk *d;
	const struct register_def *r;
	const struct record_bulk *b;
};

static int bulk_one(void *context, struct record_outcome *o, struct err *e)
{
	const struct bulking *x = context;
	struct record_step step = { .id = o->row, .step = x->b->step, .values = x->b->values, .reason = x->b->reason };
	struct record_edit edit = { .id = o->row, .values = x->b->values, .reason = x->b->reason };
	int rc;

	if (x->b->step.len > 0)
		rc = record_do_step(x->d, x->r, &step, &o->done, e);
	else
		rc = record_change(x->d, x->r, &edit, &o->done, e);
	o->what = rc >= 0 && o->done.event_seq == 0 ? RECORD_SAME : RECORD_CHANGED;
	return rc;
}

int record_bulk(struct desk *d, const struct register_def *r, const struct record_bulk *b, struct record_outcomes *ret,
	struct err *e)
{
	struct bulking x = { .d = d, .r = r, .b = b };
	struct record_outcomes all = { 0 };

	if (b->count > RECORD_BULK_MAX)
		return err_set(e, ERR_LIMIT, "一次最多办 %d 条", RECORD_BULK_MAX);
	if (b->step.len > 0 && !register_transition(r, b->step))
		return err_set(e, ERR_NOTFOUND, "“" STR_FMT "”没有这一步", STR_ARG(r->title));
	struct record_outcome *rows = arena_array(d->arena, b->count + 1, sizeof *rows);
	if (!rows)
		return err_nomem(e);
	for (size_t i = 0; i < b->count; i++) {
		rows[i].row = b->ids[i];
		int rc = outcome_run(d, bulk_one, &x, &rows[i], e);
		if (rc < 0)
			return rc;
		outcome_count(&all, &rows[i]);
	}
	desk_clear_refusals(d);
	all.at = rows;
	*ret = all;
	return 0;
}
