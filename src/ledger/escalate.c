/* Rungs of the ladder whose time has come. */
#include "escalate.h"
#include "record_private.h"
#include "schedule.h"

enum { TEXT_BYTES = 4096 };

/* A clock as the table has it. */
struct laddered {
	int64_t unit_id, record_id, due_at, warn_at, rung;
	struct str register_name, name, lamp;
};

static int read_waiting(struct desk *d, int64_t limit, struct laddered *at, int64_t *ret_count, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int64_t count = 0;

	int rc = store_ask(d->store, &st, e,
		"SELECT unit_id, record_id, due_at, warn_at, rung, register, name, lamp FROM record_clock"
		" WHERE next_at <= $1 AND state = 'running' ORDER BY next_at, unit_id LIMIT $2",
		sql_int(d->now), sql_int(limit));
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0 && count < limit) {
		struct laddered *c = &at[count++];
		*c = (struct laddered){ store_int(st, 0), store_int(st, 1), store_int(st, 2), store_int(st, 3),
			store_int(st, 4), arena_dup(d->arena, store_text(st, 5)),
			arena_dup(d->arena, store_text(st, 6)), arena_dup(d->arena, store_text(st, 7)) };
		if (!c->register_name.ptr || !c->name.ptr || !c->lamp.ptr)
			return err_nomem(e);
	}
	*ret_count = count;
	return rc < 0 ? rc : 0;
}

/* --- the message --- */

/* {clock}, {due} of this clock and {late}; the rest is filled in where the record is known. */
static void fill_clock(
	struct desk *d, const struct clock_def *def, const struct laddered *c, struct str text, struct buf *out)
{
	int64_t late = sched_days_late(&d->place->clock, c->due_at, d->now);

	for (size_t at = 0; at < text.len;) {
		struct str rest = str_sub(text, at, text.len);
		if (str_starts(rest, STR("{clock}"))) {
			buf_str(out, def->label);
			at += 7;
		} else if (str_starts(rest, STR("{due}"))) {
			buf_str(out, desk_time_text(d, c->due_at));
			at += 5;
		} else if (str_starts(rest, STR("{late}"))) {
			buf_fmt(out, "%lld", (long long)late);
			at += 6;
		} else {
			buf_chr(out, text.ptr[at++]);
		}
	}
}

/* `at`: when it should have fired. */
static int fire(struct desk *d, const struct row *row, const struct clock_def *def, const struct laddered *c,
	int64_t at, struct err *e)
{
	const struct escalation *rung = &def->ladder[c->rung];
	OWN_BUF struct buf text = { 0 }, told = { 0 };
	int64_t seq = 0, late = sched_days_late(&d->place->clock, c->due_at, d->now);
	bool caught_up = sched_days_late(&d->place->clock, at, d->now) > 0;

	buf_init(&text, TEXT_BYTES);
	fill_clock(d, def, c, rung->text, &text);
	if (caught_up && late > 0 && !str_has(rung->text, STR("{late}")))
		buf_fmt(&text, "（已超期 %lld 天）", (long long)late);
	buf_init(&told, TEXT_BYTES);
	notify_fill(d, row, buf_view(&text), row_title_for_all(d, row), &told); /* as it was sent */
	if ((text.failed && !text.full) || (told.failed && !told.full))
		return err_nomem(e);
	int rc = notify_who(d, row, &rung->to, buf_view(&text), e);
	return rc < 0 ? rc
		      : edit_tell(d, row,
				&(struct telling){ .kind = "escalation",
					.name = def->name,
					.reason = rung->notice,
					.text = buf_view(&told) },
				&seq, e);
}

/* --- one clock --- */

/* When the lamp turns by itself: as records_tick() wants it. */
static int64_t lamp_turns(const struct clock_def *def, const struct laddered *c)
{
	if (str_eq(c->lamp, STR("red")))
		return 0;
	return def->warn.amount > 0 && str_eq(c->lamp, STR("green")) ? c->warn_at : c->due_at + 1;
}

static int save(struct desk *d, const struct laddered *was, int64_t rung, int64_t next_at, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(d->store,
		"UPDATE record_clock SET rung = $5, next_at = $6 WHERE unit_id = $1 AND register = $2 AND record_id = $3 AND name = $4"
		" AND rung = $7 AND due_at = $8 AND state = 'running'",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, was->unit_id);
	store_bind_text(st, 2, was->register_name);
	store_bind_int(st, 3, was->record_id);
	store_bind_text(st, 4, was->name);
	store_bind_int(st, 5, rung);
	if (next_at > 0)
		store_bind_int(st, 6, next_at);
	else
		store_bind_null(st, 6);
	store_bind_int(st, 7, was->rung);
	store_bind_int(st, 8, was->due_at);
	rc = store_run(st, e);
	if (rc >= 0 && store_changes(d->store) == 0)
		return err_set(e, ERR_CONFLICT, "时限刚被改过");
	return rc;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

/* Fires what is due; *ret_next: when the next rung wants to be looked at, 0: none. */
static int climb(struct desk *d, const struct row *row, const struct clock_def *def, struct laddered *c,
	int64_t *ret_next, struct err *e)
{
	struct worktime w;
	bool unused = false;

	int rc = desk_worktime(d, &w, e);
	*ret_next = 0;
	while (rc >= 0 && c->rung >= 0 && (size_t)c->rung < def->ladder_count) {
		const struct escalation *rung = &def->ladder[c->rung];
		int64_t at = worktime_extend(&w, c->due_at, rung->after, &unused);
		if (at == INT64_MIN)
			return 0;
		*ret_next = at;
		if (at > d->now)
			return 0;
		if (!rung->any_hour && !worktime_on_duty(&w, d->now)) {
			*ret_next = worktime_next_duty(&w, d->now);
			return 0;
		}
		rc = fire(d, row, def, c, at, e);
		c->rung++;
		*ret_next = 0;
	}
	return rc;
}

static int escalate_one(struct desk *d, const struct laddered *was, int64_t *ret_fired, struct err *e)
{
	const struct register_def *r = register_find(d->place->registers, was->register_name);
	const struct clock_def *def = r ? register_clock(r, was->name) : NULL;
	struct laddered c = *was;
	struct err missing = { 0 };
	struct row row;
	int64_t next = 0;

	d->unit_id = was->unit_id;
	int rc = def ? row_load(d, r, was->record_id, true, &row, &missing) : ERR_NOTFOUND;
	if (rc == ERR_NOTFOUND) /* nobody is left to be told */
		return save(d, was, was->rung, 0, e);
	if (rc < 0) {
		if (e)
			*e = missing;
		return rc;
	}
	rc = climb(d, &row, def, &c, &next, e);
	if (rc < 0)
		return rc;
	*ret_fired += c.rung - was->rung;
	return save(d, was, c.rung, earlier(lamp_turns(def, was), next), e);
}

int records_escalate(struct desk *d, int64_t limit, struct escalated *ret, struct err *e)
{
	struct laddered *at = arena_array(d->arena, (size_t)limit, sizeof *at);
	int64_t unit_id = d->unit_id;
	struct escalated done = { 0 };

	if (!at)
		return err_nomem(e);
	int rc = read_waiting(d, limit, at, &done.seen, e);
	for (int64_t i = 0; i < done.seen && rc >= 0; i++)
		rc = escalate_one(d, &at[i], &done.fired, e);
	d->unit_id = unit_id;
	if (rc < 0)
		return rc;
	*ret = done;
	return 0;
}
