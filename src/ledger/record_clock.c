/* Clocks (时限) of a record: kept in record_clock, their worst shown on the record. */
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

/* --- in and out of the table --- */

static const char clock_columns[] =
	"state, started_at, paused_at, stopped_at, due_at, warn_at, next_at, amount, limit_unit, extensions,"
	" rung, lamp, provisional, worktime";

static struct str state_word(struct str s)
{
	return str_eq(s, STR("running")) ? STR("running") : str_eq(s, STR("paused")) ? STR("paused") : STR("stopped");
}

static struct str lamp_word(struct str s)
{
	return str_eq(s, STR("red")) ? STR("red") : str_eq(s, STR("yellow")) ? STR("yellow") : STR("green");
}

static void read_one(struct ticking *c, struct store_stmt *st)
{
	c->there = true;
	c->state = state_word(store_text(st, 0));
	c->started_at = store_int(st, 1);
	c->paused_at = store_int(st, 2);
	c->stopped_at = store_int(st, 3);
	c->due_at = store_int(st, 4);
	c->warn_at = store_int(st, 5);
	c->next_at = store_int(st, 6);
	c->amount = store_int(st, 7);
	c->unit = store_int(st, 8);
	c->extensions = store_int(st, 9);
	c->rung = store_int(st, 10);
	c->lamp = lamp_word(store_text(st, 11));
	c->provisional = store_int(st, 12) != 0;
	c->worktime = store_int(st, 13);
}

static void none(struct desk *d, const struct row *row, struct clocks *ret)
{
	*ret = (struct clocks){
		.d = d, .r = row->r, .count = row->r->clocks_count < CLOCKS_MAX ? row->r->clocks_count : CLOCKS_MAX
	};
	for (size_t i = 0; i < ret->count; i++)
		ret->at[i] =
			(struct ticking){ .def = &row->r->clocks[i], .state = STR("stopped"), .lamp = STR("green") };
}

static int load(struct desk *d, const struct row *row, struct clocks *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	none(d, row, ret);
	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql, "SELECT %s, name FROM record_clock WHERE unit_id = $1 AND register = $2 AND record_id = $3",
		clock_columns);
	int rc = sql_prepare(d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, row->unit_id);
	store_bind_text(st, 2, row->r->name);
	store_bind_int(st, 3, row->id);
	while ((rc = store_step(st, e)) > 0)
		for (size_t i = 0; i < ret->count; i++)
			if (str_eq(ret->at[i].def->name, store_text(st, 14)))
				read_one(&ret->at[i], st);
	return rc;
}

static int save_one(struct desk *d, const struct row *row, const struct ticking *c, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(d->store,
		"INSERT INTO record_clock (unit_id, register, record_id, name, state, started_at, paused_at, stopped_at, due_at, warn_at,"
		" next_at, amount, limit_unit, extensions, rung, lamp, provisional, worktime)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
		" ON CONFLICT (unit_id, register, record_id, name) DO UPDATE SET state = excluded.state, started_at = excluded.started_at,"
		" paused_at = excluded.paused_at, stopped_at = excluded.stopped_at, due_at = excluded.due_at, warn_at = excluded.warn_at,"
		" next_at = excluded.next_at, amount = excluded.amount, limit_unit = excluded.limit_unit,"
		" extensions = excluded.extensions, rung = excluded.rung, lamp = excluded.lamp, provisional = excluded.provisional,"
		" worktime = excluded.worktime",
		&st, e);
	if (rc < 0)
		return rc;
	const int64_t numbers[] = { c->started_at, c->paused_at, c->stopped_at, c->due_at, c->warn_at, c->next_at,
		c->amount, c->unit, c->extensions, c->rung };
	store_bind_int(st, 1, row->unit_id);
	store_bind_text(st, 2, row->r->name);
	store_bind_int(st, 3, row->id);
	store_bind_text(st, 4, c->def->name);
	store_bind_text(st, 5, c->state);
	for (int i = 0; i < 10; i++)
		store_bind_int(st, 6 + i, numbers[i]);
	if (c->next_at == 0)
		store_bind_null(st, 11);
	store_bind_text(st, 16, c->lamp);
	store_bind_int(st, 17, c->provisional);
	store_bind_int(st, 18, c->worktime);
	return store_run(st, e);
}

/* --- lamps --- */

static bool runs(const struct ticking *c)
{
	return c->there && str_eq(c->state, STR("running"));
}

static bool is_paused(const struct ticking *c)
{
	return c->there && str_eq(c->state, STR("paused"));
}

static struct str lamp_at(const struct ticking *c, int64_t now)
{
	if (now > c->due_at)
		return STR("red");
	return c->def->warn.amount > 0 && now >= c->warn_at ? STR("yellow") : STR("green");
}

/* When the next rung of the ladder is due; 0: there is none. Rungs stand in the order of their times. */
static int64_t next_rung(const struct clocks *all, const struct ticking *c)
{
	bool unused = false;

	if (c->rung < 0 || (size_t)c->rung >= c->def->ladder_count)
		return 0;
	int64_t at = worktime_extend(&all->w, c->due_at, c->def->ladder[c->rung].after, &unused);
	return at == INT64_MIN ? 0 : at;
}

/* After anything moved: what it shows, and when time wants it to be looked at again: for its lamp or its ladder. */
static void look(const struct clocks *all, struct ticking *c)
{
	int64_t now = all->d->now;

	c->dirty = true;
	c->next_at = 0;
	if (!runs(c))
		return;
	c->lamp = lamp_at(c, now);
	bool green = str_eq(c->lamp, STR("green"));
	int64_t lamp = now > c->due_at ? 0 : green && c->def->warn.amount > 0 ? c->warn_at : c->due_at + 1;
	int64_t rung = next_rung(all, c);
	c->next_at = lamp == 0 || (rung != 0 && rung < lamp) ? rung : lamp;
}

static int lamp_weight(struct str lamp)
{
	return str_eq(lamp, STR("red")) ? 3 : str_eq(lamp, STR("yellow")) ? 2 : 1;
}

static void settle_row(const struct clocks *all, struct row *row)
{
	struct str lamp = STR("");
	int worst = 0;

	row->due_at = 0;
	for (size_t i = 0; i < all->count; i++) {
		const struct ticking *c = &all->at[i];
		if (!runs(c))
			continue;
		if (row->due_at == 0 || c->due_at < row->due_at)
			row->due_at = c->due_at;
		if (lamp_weight(c->lamp) > worst) {
			worst = lamp_weight(c->lamp);
			lamp = c->lamp;
		}
	}
	row->lamp = lamp;
	if (state_is_final(row->r, row->state)) {
		row->lamp = STR("blue");
		row->due_at = 0;
	}
}

static int settle(struct clocks *all, struct row *row, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < all->count && rc >= 0; i++)
		if (all->at[i].dirty)
			rc = save_one(all->d, row, &all->at[i], e);
	settle_row(all, row);
	return rc;
}

static void note(struct edit *x, const struct ticking *c, struct str what)
{
	if (x->clocks_count < sizeof x->clocks / sizeof x->clocks[0])
		x->clocks[x->clocks_count++] =
			(struct clock_note){ .name = c->def->name, .what = what, .due_at = c->due_at };
}

/* --- how long --- */

static int64_t end_of_day(struct desk *d, struct date day)
{
	return ((int64_t)date_to_days(day) + 1) * 86400000 - (int64_t)d->place->clock.utc_offset_minutes * 60000 - 1;
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
	int column = catalogue_column(c, def->limit_column);
	return column >= 0 && limit_parse(row.values[column], ret) ? 1 : 0;
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

static int set_due(struct clocks *all, struct ticking *c, int64_t due, struct err *e)
{
	bool unused = false;

	if (due == INT64_MIN)
		return err_set(e, ERR_LIMIT, "“" STR_FMT "”的期限算不出来：超出日历的范围", STR_ARG(c->def->label));
	c->due_at = due;
	c->warn_at = due;
	if (c->def->warn.amount > 0) {
		struct limit back = { .amount = -c->def->warn.amount, .unit = c->def->warn.unit };
		int64_t warn = worktime_deadline(&all->w, due, back, &unused);
		c->warn_at = warn == INT64_MIN ? due : warn;
	}
	return 0;
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
	rc = set_due(all, c, due, e);
	look(all, c);
	note(x, c, STR("start"));
	return rc;
}

static enum clock_unit unit_of(const struct ticking *c)
{
	return c->unit == LIMIT_GIVEN ? CLOCK_NATURAL_DAYS : (enum clock_unit)c->unit;
}

/* What passed since is given back. */
static int resume(struct edit *x, struct clocks *all, struct ticking *c, struct err *e)
{
	c->worktime = desk_worktime_version(x->d);
	int64_t since = c->paused_at != 0 ? c->paused_at : c->stopped_at;
	bool provisional = false;

	int64_t lost = worktime_between(&all->w, unit_of(c), since, x->d->now, &provisional);
	int64_t due = worktime_advance(&all->w, unit_of(c), c->due_at, lost, &provisional);
	c->state = STR("running");
	c->paused_at = c->stopped_at = 0;
	c->provisional |= provisional;
	int rc = set_due(all, c, due, e);
	look(all, c);
	note(x, c, STR("resume"));
	return rc;
}

static int halt(struct edit *x, struct clocks *all, struct ticking *c, bool pause)
{
	if (runs(c))
		c->lamp = lamp_at(c, x->d->now);
	if (pause) {
		c->paused_at = x->d->now;
	} else { /* a pause that ends here has given its time back already */
		c->stopped_at = c->paused_at != 0 ? c->paused_at : x->d->now;
		c->paused_at = 0;
	}
	c->state = pause ? STR("paused") : STR("stopped");
	look(all, c);
	note(x, c, pause ? STR("pause") : STR("stop"));
	return 0;
}

static int extend(struct edit *x, struct clocks *all, struct ticking *c, struct str field, struct err *e)
{
	const struct field *f = register_field(x->r, field);
	const struct value *v = f ? row_values(&x->now, f) : NULL;
	bool provisional = false;

	if (!c->there || (!runs(c) && !is_paused(c)) || !v || v->kind != VALUE_INT || v->i == 0)
		return 0;
	struct limit by = { .amount = v->i, .unit = unit_of(c) };
	int64_t due = worktime_extend(&all->w, c->due_at, by, &provisional);
	c->extensions++;
	c->provisional |= provisional;
	int rc = set_due(all, c, due, e);
	look(all, c);
	note(x, c, STR("extend"));
	return rc;
}

/* --- working time changed since (放假安排或值班时间改了) --- */

/* Pauses and extensions had so far stay, as much of them as there was by the working time of then. */
static int64_t due_again(const struct worktime *then, const struct worktime *now, struct ticking *c)
{
	struct limit limit = { .amount = c->amount, .unit = unit_of(c) };
	bool provisional = false, unused = false;
	int64_t moved = 0;

	if (c->unit == LIMIT_GIVEN)
		return c->due_at;
	int64_t end = worktime_deadline(then, c->started_at, limit, &unused);
	if (end != INT64_MIN)
		moved = worktime_between(then, limit.unit, end, c->due_at, &unused);
	int64_t due = worktime_deadline(now, c->started_at, limit, &provisional);
	if (moved != 0 && due != INT64_MIN)
		due = worktime_advance(now, limit.unit, due, moved, &provisional);
	c->provisional = provisional;
	return due == INT64_MIN ? c->due_at : due;
}

/* 1: the deadline is another one now. */
static int reckon(struct clocks *all, struct ticking *c, struct err *e)
{
	int64_t was = c->due_at;
	struct worktime then;

	if ((!runs(c) && !is_paused(c)) || c->worktime == desk_worktime_version(all->d))
		return 0;
	int rc = desk_worktime_then(all->d, c->worktime, &then, e);
	if (rc == 0)
		rc = set_due(all, c, due_again(&then, &all->w, c), e);
	if (rc < 0)
		return rc;
	c->worktime = desk_worktime_version(all->d);
	look(all, c);
	return c->due_at != was;
}

/* --- following the state --- */

static int follow_one(struct edit *x, struct clocks *all, struct ticking *c, bool entered, struct err *e)
{
	const struct clock_def *def = c->def;
	struct str state = x->now.state;
	bool again =
		entered && !names_have(def->runs_in, x->before.state) && !names_have(def->pauses_in, x->before.state);
	bool done = c->there && !runs(c) && !is_paused(c);

	if (names_have(def->runs_in, state)) {
		if (!c->there || (done && def->restarts) || (def->restarts && again && !x->fresh))
			return start(x, all, c, e);
		return runs(c) ? 0 : resume(x, all, c, e);
	}
	if (names_have(def->pauses_in, state))
		return runs(c) ? halt(x, all, c, true) : 0;
	bool driven = def->runs_in.count > 0 || state_is_final(x->r, state);
	return driven && (runs(c) || is_paused(c)) ? halt(x, all, c, false) : 0;
}

static int open_clocks(struct edit *x, struct clocks *all, struct err *e)
{
	int rc = 0;

	if (x->fresh && x->stored.version == 0) /* it has none yet */
		none(x->d, &x->now, all);
	else
		rc = load(x->d, &x->now, all, e);
	if (rc >= 0)
		rc = desk_worktime(x->d, &all->w, e);
	for (size_t i = 0; i < all->count && rc >= 0; i++) {
		rc = reckon(all, &all->at[i], e);
		if (rc > 0)
			note(x, &all->at[i], STR("calendar"));
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
	return rc < 0 ? rc : settle(&all, &x->now, e);
}

static int act(struct edit *x, struct clocks *all, struct ticking *c, const struct effect *f, struct err *e)
{
	switch (f->kind) {
	case EFFECT_CLOCK_START:
		return start(x, all, c, e);
	case EFFECT_CLOCK_PAUSE:
		return runs(c) ? halt(x, all, c, true) : 0;
	case EFFECT_CLOCK_RESUME:
		return is_paused(c) ? resume(x, all, c, e) : 0;
	case EFFECT_CLOCK_STOP:
		return runs(c) || is_paused(c) ? halt(x, all, c, false) : 0;
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
	return rc < 0 ? rc : settle(&all, &x->now, e);
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
		struct limit old = { .amount = was.amount, .unit = unit_of(&was) };
		int64_t end = worktime_deadline(&all->w, was.started_at, old, &provisional);
		int64_t moved = worktime_between(&all->w, unit_of(&was), end, was.due_at, &provisional);
		if (moved != 0)
			due = worktime_advance(&all->w, unit_of(&was), due, moved, &provisional);
	}
	if (due == was.due_at)
		return 0;
	rc = set_due(all, c, due, e);
	look(all, c);
	note(x, c, STR("limit"));
	return rc;
}

int clocks_recompute(struct edit *x, struct err *e)
{
	bool wanted = false;
	struct clocks all;

	for (size_t i = 0; i < x->r->clocks_count; i++)
		wanted |= field_moved(x, x->r->clocks[i].limit_field) ||
			  field_moved(x, x->r->clocks[i].limit_catalogue_field);
	if (!wanted || x->fresh)
		return 0;
	int rc = open_clocks(x, &all, e);
	for (size_t i = 0; i < all.count && rc >= 0; i++) {
		const struct clock_def *def = all.at[i].def;
		bool moved = field_moved(x, def->limit_field) || field_moved(x, def->limit_catalogue_field);
		if (!moved)
			continue;
		if (runs(&all.at[i]) || is_paused(&all.at[i]))
			rc = redo(x, &all, &all.at[i], e);
		else if (!all.at[i].there && names_have(def->runs_in, x->now.state))
			rc = start(x, &all, &all.at[i], e);
	}
	return rc < 0 ? rc : settle(&all, &x->now, e);
}

/* --- reading --- */

static struct record_clock shown(const struct ticking *c)
{
	return (struct record_clock){ .name = c->def->name,
		.label = c->def->label,
		.state = c->state,
		.lamp = c->lamp,
		.started_at = c->started_at,
		.due_at = c->due_at,
		.stopped_at = c->stopped_at,
		.warn_at = c->warn_at,
		.extensions = c->extensions,
		.provisional = c->provisional };
}

int clocks_read(
	struct desk *d, const struct row *row, const struct record_clock **ret, size_t *ret_count, struct err *e)
{
	struct clocks all;
	size_t count = 0;

	*ret = NULL;
	*ret_count = 0;
	if (row->r->clocks_count == 0)
		return 0;
	int rc = load(d, row, &all, e);
	struct record_clock *rows = arena_array(d->arena, all.count, sizeof *rows);
	if (rc < 0)
		return rc;
	if (!rows)
		return err_nomem(e);
	for (size_t i = 0; i < all.count; i++)
		if (all.at[i].there)
			rows[count++] = shown(&all.at[i]);
	*ret = rows;
	*ret_count = count;
	return 0;
}

/* --- time passing --- */

static int write_lamp(struct desk *d, const struct row *row, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql, "UPDATE r_" STR_FMT " SET lamp = $3, due_at = $4 WHERE unit_id = $1 AND id = $2",
		STR_ARG(row->r->name));
	int rc = sql_prepare(d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, row->unit_id);
	store_bind_int(st, 2, row->id);
	store_bind_text(st, 3, row->lamp);
	bind_value(st, 4, &(struct value){ .kind = row->due_at ? VALUE_INT : VALUE_NULL, .i = row->due_at });
	return store_run(st, e);
}

static int tell_lamp(struct desk *d, const struct row *row, const struct ticking *c, struct str was, struct err *e)
{
	int64_t seq = 0;

	return edit_tell(
		d, row, &(struct telling){ .kind = "lamp", .name = c->def->name, .from = was, .to = c->lamp }, &seq, e);
}

/* Lamp and deadline of the row, when they are others than before. */
static int write_turned(struct desk *d, const struct row *before, const struct row *row, struct err *e)
{
	if (str_eq(before->lamp, row->lamp) && before->due_at == row->due_at)
		return 0;
	int rc = write_lamp(d, row, e);
	return rc < 0 ? rc : tally_move(d, before, row, e);
}

static int tick_row(struct desk *d, struct row *row, struct err *e)
{
	struct row before = *row;
	struct clocks all;

	int rc = load(d, row, &all, e);
	if (rc >= 0)
		rc = desk_worktime(d, &all.w, e);
	for (size_t i = 0; i < all.count && rc >= 0; i++) {
		struct ticking *c = &all.at[i];
		struct str was = c->lamp;
		if (!runs(c) || c->next_at == 0 || c->next_at > d->now)
			continue;
		look(&all, c);
		if (!str_eq(was, c->lamp))
			rc = tell_lamp(d, row, c, was, e);
	}
	if (rc >= 0)
		rc = settle(&all, row, e);
	return rc < 0 ? rc : write_turned(d, &before, row, e);
}

static int tell_reckoned(struct desk *d, const struct row *row, const struct ticking *c, int64_t was, struct err *e)
{
	struct str from = desk_time_text(d, was), to = desk_time_text(d, c->due_at);
	struct str text = arena_fmt(
		d->arena, "工作日历或值班时间改了，到期由 " STR_FMT " 改为 " STR_FMT, STR_ARG(from), STR_ARG(to));
	struct str message = arena_fmt(
		d->arena, STR_FMT "：" STR_FMT STR_FMT, STR_ARG(row->no), STR_ARG(c->def->label), STR_ARG(text));
	int64_t seq = 0;

	if (!from.ptr || !to.ptr || !text.ptr || !message.ptr)
		return err_nomem(e);
	int rc = edit_tell(d, row, &(struct telling){ .kind = "clock", .name = c->def->name, .text = text }, &seq, e);
	if (rc < 0 || row->holder_id == 0)
		return rc;
	return notify_person(d, row, &(struct message){ row->holder_id, STR("clock"), message }, e);
}

int clocks_reckon(struct desk *d, struct row *row, int64_t *ret_moved, struct err *e)
{
	struct row before = *row;
	struct clocks all;

	int rc = load(d, row, &all, e);
	if (rc >= 0)
		rc = desk_worktime(d, &all.w, e);
	for (size_t i = 0; i < all.count && rc >= 0; i++) {
		struct ticking *c = &all.at[i];
		struct str lamp = c->lamp;
		int64_t due = c->due_at;
		rc = reckon(&all, c, e);
		*ret_moved += rc > 0;
		if (rc > 0)
			rc = tell_reckoned(d, row, c, due, e);
		if (rc >= 0 && runs(c) && !str_eq(lamp, c->lamp))
			rc = tell_lamp(d, row, c, lamp, e);
	}
	if (rc >= 0)
		rc = settle(&all, row, e);
	return rc < 0 ? rc : write_turned(d, &before, row, e);
}

struct due_clock {
	int64_t unit_id, record_id;
	struct str register_name, name;
};

static int read_due(struct desk *d, int64_t limit, struct due_clock *due, size_t *ret_count, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	size_t count = 0;

	int rc = store_prepare(d->store,
		"SELECT unit_id, register, record_id, name FROM record_clock WHERE next_at <= $1 AND state = 'running'"
		" AND ((due_at < $1 AND lamp <> 'red') OR (warn_at <= $1 AND warn_at < due_at AND lamp = 'green'))"
		" ORDER BY next_at, unit_id LIMIT $2",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, d->now);
	store_bind_int(st, 2, limit);
	while ((rc = store_step(st, e)) > 0 && count < (size_t)limit) {
		due[count] = (struct due_clock){ store_int(st, 0), store_int(st, 2),
			arena_dup(d->arena, store_text(st, 1)), arena_dup(d->arena, store_text(st, 3)) };
		if (!due[count].register_name.ptr || !due[count].name.ptr)
			return err_nomem(e);
		count++;
	}
	*ret_count = count;
	return rc < 0 ? rc : 0;
}

/* A clock whose record is gone is never looked at again. */
static int forget(struct desk *d, const struct due_clock *due, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(d->store,
		"UPDATE record_clock SET next_at = NULL WHERE unit_id = $1 AND register = $2 AND record_id = $3 AND name = $4",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, due->unit_id);
	store_bind_text(st, 2, due->register_name);
	store_bind_int(st, 3, due->record_id);
	store_bind_text(st, 4, due->name);
	return store_run(st, e);
}

static int tick_one(struct desk *d, const struct due_clock *due, struct err *e)
{
	const struct register_def *r = register_find(d->place->registers, due->register_name);
	struct err missing = { 0 };
	struct row row;

	d->unit_id = due->unit_id;
	if (!r || !register_clock(r, due->name))
		return forget(d, due, e);
	int rc = row_load(d, r, due->record_id, true, &row, &missing);
	if (rc == ERR_NOTFOUND)
		return forget(d, due, e);
	if (rc < 0) {
		*e = missing;
		return rc;
	}
	return tick_row(d, &row, e);
}

int records_tick(struct desk *d, int64_t limit, int64_t *ret_done, struct err *e)
{
	struct due_clock *due = arena_array(d->arena, (size_t)limit, sizeof *due);
	int64_t unit_id = d->unit_id;
	size_t count = 0;

	if (!due)
		return err_nomem(e);
	int rc = read_due(d, limit, due, &count, e);
	for (size_t i = 0; i < count && rc >= 0; i++)
		rc = tick_one(d, &due[i], e);
	d->unit_id = unit_id;
	if (rc >= 0)
		*ret_done = (int64_t)count;
	return rc < 0 ? rc : 0;
}
