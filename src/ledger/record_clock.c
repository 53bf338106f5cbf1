/* What moves clocks (时限) with their record: its states, the effects of its steps, the field a limit stands in. */
#include "record_clock.h"

/* `was`: its deadline before, where it is another one now. */
static void note(struct edit *x, const struct ticking *c, struct str what, int64_t was)
{
	if (x->clocks_count < sizeof x->clocks / sizeof x->clocks[0])
		x->clocks[x->clocks_count++] = (struct clock_note){
			.name = c->def->name, .what = what, .due_at = c->due_at, .was = was != c->due_at ? was : 0
		};
}

/* --- how long --- */

static int64_t end_of_day(struct desk *d, struct date day)
{
	return ((int64_t)date_to_days(day) + 1) * 86400000 - (int64_t)d->place->clock.utc_offset_minutes * 60000 - 1;
}

static bool limit_in(const struct catalogue *c, const struct catalogue_row *row, struct str name, struct limit *ret)
{
	int column = catalogue_column(c, name);

	return column >= 0 && limit_parse(row->values[column], ret);
}

/* The limit that a catalogue's row gives; 0: none. */
static int limit_of_catalogue(struct edit *x, const struct clock_def *def, struct limit *ret, struct err *e)
{
	const struct field *f = register_field(x->r, def->limit_catalogue_field);
	const struct value *v = f ? row_values(&x->now, f) : NULL;
	const struct catalogue *c = NULL;
	struct catalogue_row row = { 0 };

	if (!v || v->kind != VALUE_TEXT)
		return 0;
	int rc = catalogue_row_of(x->d, f, v->s, &row, &c, e);
	if (rc <= 0)
		return rc;
	const struct field *when = register_field(x->r, def->limit_if);
	const struct value *on = when ? row_values(&x->now, when) : NULL;
	bool urgent = on && on->kind == VALUE_INT && on->i != 0;
	return (urgent && limit_in(c, &row, def->limit_then, ret)) || limit_in(c, &row, def->limit_column, ret);
}

/* 1: *ret_limit; 2: the deadline itself in *ret_due; 0: nothing says. */
static int limit_of(
	struct edit *x, const struct clock_def *def, struct limit *ret_limit, int64_t *ret_due, struct err *e)
{
	const struct field *f = def->limit_field.len > 0 ? register_field(x->r, def->limit_field) : NULL;
	const struct value *v = f ? row_values(&x->now, f) : NULL;
	struct date day;

	if (v && v->kind == VALUE_TEXT && date_parse(v->s, &day)) {
		*ret_due = end_of_day(x->d, day);
		return 2;
	}
	if (v && v->kind == VALUE_INT && f->type == FIELD_TIME) {
		*ret_due = v->i;
		return 2;
	}
	*ret_limit = def->limit;
	if (v && v->kind == VALUE_INT) {
		ret_limit->amount = v->i;
		return 1;
	}
	int rc = def->limit_catalogue_field.len > 0 ? limit_of_catalogue(x, def, ret_limit, e) : 0;
	return rc != 0 ? rc : def->limit.amount != 0;
}

static int deadline(struct edit *x, struct clocks *all, struct ticking *c, int64_t *ret, struct err *e)
{
	struct limit limit = { 0 };
	bool provisional = false;
	int64_t due = 0;

	int rc = limit_of(x, c->def, &limit, &due, e);
	if (rc <= 0)
		return rc;
	c->unit = rc == 2 ? LIMIT_GIVEN : (int64_t)limit.unit;
	c->amount = limit.amount;
	if (rc == 1)
		due = worktime_deadline(&all->w, c->started_at, limit, &provisional);
	c->provisional = provisional;
	*ret = due;
	return 1;
}

/* --- what can be done to one --- */

static int start(struct edit *x, struct clocks *all, struct ticking *c, struct err *e)
{
	int64_t due = 0;

	c->started_at = x->d->now;
	int rc = deadline(x, all, c, &due, e);
	if (rc <= 0)
		return rc;
	c->there = true;
	c->worktime = desk_worktime_version(x->d);
	c->state = STR("running");
	c->paused_at = c->stopped_at = c->extensions = c->rung = 0;
	rc = clock_set_due(all, c, due, e);
	clock_look(all, c);
	note(x, c, STR("start"), 0);
	return rc;
}

/* What passed since is given back. */
static int resume(struct edit *x, struct clocks *all, struct ticking *c, struct err *e)
{
	c->worktime = desk_worktime_version(x->d);
	int64_t since = c->paused_at != 0 ? c->paused_at : c->stopped_at;
	int64_t was = c->due_at;
	bool provisional = false;

	int64_t lost = worktime_between(&all->w, clock_unit_of(c), since, x->d->now, &provisional);
	int64_t due = worktime_advance(&all->w, clock_unit_of(c), c->due_at, lost, &provisional);
	c->state = STR("running");
	c->paused_at = c->stopped_at = 0;
	c->provisional |= provisional;
	int rc = clock_set_due(all, c, due, e);
	clock_look(all, c);
	note(x, c, STR("resume"), was);
	return rc;
}

static int halt(struct edit *x, struct clocks *all, struct ticking *c, bool pause)
{
	if (clock_runs(c))
		c->lamp = clock_lamp(c, x->d->now);
	if (pause) {
		c->paused_at = x->d->now;
	} else { /* a pause that ends here has given its time back already */
		c->stopped_at = c->paused_at != 0 ? c->paused_at : x->d->now;
		c->paused_at = 0;
	}
	c->state = pause ? STR("paused") : STR("stopped");
	clock_look(all, c);
	note(x, c, pause ? STR("pause") : STR("stop"), 0);
	return 0;
}

static int extend(struct edit *x, struct clocks *all, struct ticking *c, struct str field, struct err *e)
{
	const struct field *f = register_field(x->r, field);
	const struct value *v = f ? row_values(&x->now, f) : NULL;
	bool provisional = false;

	if (!c->there || (!clock_runs(c) && !clock_paused(c)) || !v || v->kind != VALUE_INT || v->i == 0)
		return 0;
	int64_t was = c->due_at;
	struct limit by = { .amount = v->i, .unit = clock_unit_of(c) };
	int64_t due = worktime_extend(&all->w, c->due_at, by, &provisional);
	c->extensions++;
	c->provisional |= provisional;
	int rc = clock_set_due(all, c, due, e);
	clock_look(all, c);
	note(x, c, STR("extend"), was);
	return rc;
}

/* --- following the state --- */

static int follow_one(struct edit *x, struct clocks *all, struct ticking *c, bool entered, struct err *e)
{
	const struct clock_def *def = c->def;
	struct str state = x->now.state;
	bool again =
		entered && !names_have(def->runs_in, x->before.state) && !names_have(def->pauses_in, x->before.state);
	bool done = c->there && !clock_runs(c) && !clock_paused(c);

	if (names_have(def->runs_in, state)) {
		if (!c->there || (done && def->restarts) || (def->restarts && again && !x->fresh))
			return start(x, all, c, e);
		return clock_runs(c) ? 0 : resume(x, all, c, e);
	}
	if (names_have(def->pauses_in, state))
		return clock_runs(c) ? halt(x, all, c, true) : 0;
	bool driven = def->runs_in.count > 0 || state_is_final(x->r, state);
	return driven && (clock_runs(c) || clock_paused(c)) ? halt(x, all, c, false) : 0;
}

static int open_clocks(struct edit *x, struct clocks *all, struct err *e)
{
	int rc = 0;

	if (x->fresh && x->stored.version == 0) /* it has none yet */
		clocks_none(x->d, &x->now, all);
	else
		rc = clocks_load(x->d, &x->now, all, e);
	if (rc >= 0)
		rc = desk_worktime(x->d, &all->w, e);
	for (size_t i = 0; i < all->count && rc >= 0; i++) {
		int64_t was = all->at[i].due_at;
		rc = clock_reckon(all, &all->at[i], e);
		if (rc > 0)
			note(x, &all->at[i], STR("calendar"), was);
	}
	return rc < 0 ? rc : 0;
}

int clocks_follow(struct edit *x, bool entered, struct err *e)
{
	struct clocks all;
	int rc = 0;

	if (x->r->clocks_count == 0) {
		x->now.lamp = state_is_final(x->r, x->now.state) ? STR("blue") : STR("");
		return 0;
	}
	rc = open_clocks(x, &all, e);
	for (size_t i = 0; i < all.count && rc >= 0; i++)
		rc = follow_one(x, &all, &all.at[i], entered, e);
	return rc < 0 ? rc : clocks_settle(&all, &x->now, e);
}

static int act(struct edit *x, struct clocks *all, struct ticking *c, const struct effect *f, struct err *e)
{
	switch (f->kind) {
	case EFFECT_CLOCK_START:
		return start(x, all, c, e);
	case EFFECT_CLOCK_PAUSE:
		return clock_runs(c) ? halt(x, all, c, true) : 0;
	case EFFECT_CLOCK_RESUME:
		return clock_paused(c) ? resume(x, all, c, e) : 0;
	case EFFECT_CLOCK_STOP:
		return clock_runs(c) || clock_paused(c) ? halt(x, all, c, false) : 0;
	case EFFECT_CLOCK_EXTEND:
		return extend(x, all, c, f->field, e);
	default:
		return 0;
	}
}

int clocks_effect(struct edit *x, const struct effect *f, struct err *e)
{
	struct clocks all;

	int rc = open_clocks(x, &all, e);
	for (size_t i = 0; i < all.count && rc >= 0; i++)
		if (str_eq(all.at[i].def->name, f->clock))
			rc = act(x, &all, &all.at[i], f, e);
	return rc < 0 ? rc : clocks_settle(&all, &x->now, e);
}

/* --- the limit's field changed --- */

static bool field_moved(const struct edit *x, struct str name)
{
	const struct field *f = name.len > 0 ? register_field(x->r, name) : NULL;
	int at = f ? row_column(x->r, f) : -1;

	return at >= 0 && !value_eq(&x->before.columns[at], &x->now.columns[at]);
}

/* Pauses and extensions had so far stay: what lies between the old limit's end and the deadline is added to the new one. */
static int redo(struct edit *x, struct clocks *all, struct ticking *c, struct err *e)
{
	struct ticking was = *c;
	bool provisional = false;
	int64_t due = 0;

	int rc = deadline(x, all, c, &due, e);
	if (rc <= 0)
		return rc;
	if (was.unit != LIMIT_GIVEN && c->unit != LIMIT_GIVEN && due != INT64_MIN) {
		struct limit old = { .amount = was.amount, .unit = clock_unit_of(&was) };
		int64_t end = worktime_deadline(&all->w, was.started_at, old, &provisional);
		int64_t moved = worktime_between(&all->w, clock_unit_of(&was), end, was.due_at, &provisional);
		if (moved != 0)
			due = worktime_advance(&all->w, clock_unit_of(&was), due, moved, &provisional);
	}
	if (due == was.due_at)
		return 0;
	rc = clock_set_due(all, c, due, e);
	clock_look(all, c);
	note(x, c, STR("limit"), was.due_at);
	return rc;
}

static bool limit_moved(const struct edit *x, const struct clock_def *def)
{
	return field_moved(x, def->limit_field) || field_moved(x, def->limit_catalogue_field) ||
	       field_moved(x, def->limit_if);
}

int clocks_recompute(struct edit *x, struct err *e)
{
	bool wanted = false;
	struct clocks all;

	for (size_t i = 0; i < x->r->clocks_count; i++)
		wanted |= limit_moved(x, &x->r->clocks[i]);
	if (!wanted || x->fresh)
		return 0;
	int rc = open_clocks(x, &all, e);
	for (size_t i = 0; i < all.count && rc >= 0; i++) {
		const struct clock_def *def = all.at[i].def;
		if (!limit_moved(x, def))
			continue;
		if (clock_runs(&all.at[i]) || clock_paused(&all.at[i]))
			rc = redo(x, &all, &all.at[i], e);
		else if (!all.at[i].there && names_have(def->runs_in, x->now.state))
			rc = start(x, &all, &all.at[i], e);
	}
	return rc < 0 ? rc : clocks_settle(&all, &x->now, e);
}
