/* Clocks (时限) as rows of record_clock; lamps, and the worst of them on the record. */
#include "record_clock.h"

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

void clocks_none(struct desk *d, const struct row *row, struct clocks *ret)
{
	*ret = (struct clocks){
		.d = d, .r = row->r, .count = row->r->clocks_count < CLOCKS_MAX ? row->r->clocks_count : CLOCKS_MAX
	};
	for (size_t i = 0; i < ret->count; i++)
		ret->at[i] =
			(struct ticking){ .def = &row->r->clocks[i], .state = STR("stopped"), .lamp = STR("green") };
}

int clocks_load(struct desk *d, const struct row *row, struct clocks *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	clocks_none(d, row, ret);
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

struct str clock_lamp(const struct ticking *c, int64_t now)
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

void clock_look(const struct clocks *all, struct ticking *c)
{
	int64_t now = all->d->now;

	c->dirty = true;
	c->next_at = 0;
	if (!clock_runs(c))
		return;
	c->lamp = clock_lamp(c, now);
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
		if (!clock_runs(c))
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

int clock_set_due(struct clocks *all, struct ticking *c, int64_t due, struct err *e)
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

int clocks_settle(struct clocks *all, struct row *row, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < all->count && rc >= 0; i++)
		if (all->at[i].dirty)
			rc = save_one(all->d, row, &all->at[i], e);
	settle_row(all, row);
	return rc;
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
	int rc = clocks_load(d, row, &all, e);
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
