/* What moves clocks (时限) with time: lamps that turn, and working time that was changed since. */
#include "record_clock.h"

/* --- working time changed since (放假安排或值班时间改了) --- */

/* Pauses and extensions had so far stay, as much of them as there was by the working time of then. */
static int64_t due_again(const struct worktime *then, const struct worktime *now, struct ticking *c)
{
	struct limit limit = { .amount = c->amount, .unit = clock_unit_of(c) };
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

int clock_reckon(struct clocks *all, struct ticking *c, struct err *e)
{
	int64_t was = c->due_at;
	struct worktime then;

	if ((!clock_runs(c) && !clock_paused(c)) || c->worktime == desk_worktime_version(all->d))
		return 0;
	int rc = desk_worktime_then(all->d, c->worktime, &then, e);
	if (rc == 0)
		rc = clock_set_due(all, c, due_again(&then, &all->w, c), e);
	if (rc < 0)
		return rc;
	c->worktime = desk_worktime_version(all->d);
	clock_look(all, c);
	return c->due_at != was;
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

/* The clocks and the hours they run in. */
static int load_timed(struct desk *d, struct row *row, struct clocks *ret, struct err *e)
{
	int rc = clocks_load(d, row, ret, e);

	return rc < 0 ? rc : desk_worktime(d, &ret->w, e);
}

static int tick_row(struct desk *d, struct row *row, struct err *e)
{
	struct row before = *row;
	struct clocks all;

	int rc = load_timed(d, row, &all, e);
	for (size_t i = 0; i < all.count && rc >= 0; i++) {
		struct ticking *c = &all.at[i];
		struct str was = c->lamp;
		if (!clock_runs(c) || c->next_at == 0 || c->next_at > d->now)
			continue;
		clock_look(&all, c);
		if (!str_eq(was, c->lamp))
			rc = tell_lamp(d, row, c, was, e);
	}
	if (rc >= 0)
		rc = clocks_settle(&all, row, e);
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

	int rc = load_timed(d, row, &all, e);
	for (size_t i = 0; i < all.count && rc >= 0; i++) {
		struct ticking *c = &all.at[i];
		struct str lamp = c->lamp;
		int64_t due = c->due_at;
		rc = clock_reckon(&all, c, e);
		*ret_moved += rc > 0;
		if (rc > 0)
			rc = tell_reckoned(d, row, c, due, e);
		if (rc >= 0 && clock_runs(c) && !str_eq(lamp, c->lamp))
			rc = tell_lamp(d, row, c, lamp, e);
	}
	if (rc >= 0)
		rc = clocks_settle(&all, row, e);
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

/* --- a definition that has a clock no more --- */

static int stop_dropped(struct desk *d, const struct due_clock *k, struct err *e)
{
	return store_do(d->store, e,
		"UPDATE record_clock SET state = 'stopped', stopped_at = $5, next_at = NULL WHERE unit_id = $1 AND register = $2"
		" AND record_id = $3 AND name = $4",
		sql_int(k->unit_id), sql_text(k->register_name), sql_int(k->record_id), sql_text(k->name),
		sql_int(d->now));
}

static int drop_one(struct desk *d, const struct register_def *r, const struct due_clock *k, struct err *e)
{
	struct err missing = { 0 };
	struct row row;
	int64_t seq = 0;

	d->unit_id = k->unit_id;
	int rc = stop_dropped(d, k, e);
	if (rc >= 0)
		rc = row_load(d, r, k->record_id, true, &row, &missing);
	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc < 0) {
		if (missing.code != 0)
			*e = missing;
		return rc;
	}
	rc = edit_tell(d, &row,
		&(struct telling){
			.kind = "clock", .name = k->name, .text = STR("台账定义里没有这个时限了，不再计算") },
		&seq, e);
	return rc < 0 ? rc : tick_row(d, &row, e);
}

static int read_dropped(struct desk *d, const struct register_def *r, int64_t limit, struct due_clock *at,
	size_t *ret_count, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	*ret_count = 0;
	buf_init(&sql, RECORD_SQL_MAX);
	buf_cstr(&sql, "SELECT unit_id, record_id, name FROM record_clock WHERE register = $1 AND state <> 'stopped'");
	for (size_t i = 0; i < r->clocks_count; i++)
		buf_fmt(&sql, " AND name <> '" STR_FMT "'", STR_ARG(r->clocks[i].name));
	buf_cstr(&sql, " LIMIT $2");
	int rc = sql_prepare(d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_text(st, 1, r->name);
	store_bind_int(st, 2, limit);
	while ((rc = store_step(st, e)) > 0 && *ret_count < (size_t)limit) {
		struct due_clock *k = &at[(*ret_count)++];
		*k = (struct due_clock){ store_int(st, 0), store_int(st, 1), r->name,
			arena_dup(d->arena, store_text(st, 2)) };
		if (!k->name.ptr)
			return err_nomem(e);
	}
	return rc < 0 ? rc : 0;
}

int records_drop_clocks(struct desk *d, int64_t limit, int64_t *ret_done, struct err *e)
{
	struct due_clock *at = arena_array(d->arena, (size_t)limit, sizeof *at);
	const struct registers *all = d->place->registers;
	int64_t unit_id = d->unit_id;
	size_t count = 0;
	int rc = 0;

	*ret_done = 0;
	if (!at)
		return err_nomem(e);
	for (size_t i = 0; i < all->count && rc >= 0 && *ret_done < limit; i++) {
		rc = read_dropped(d, all->at[i], limit - *ret_done, at, &count, e);
		for (size_t k = 0; k < count && rc >= 0; k++)
			rc = drop_one(d, all->at[i], &at[k], e);
		*ret_done += (int64_t)count;
	}
	d->unit_id = unit_id;
	return rc < 0 ? rc : 0;
}

/* --- the clocks that are due --- */

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
