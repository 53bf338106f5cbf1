/* My work: what I hold, and what waits for a step that is mine by role. */
#include "record_private.h"

enum { TASKS_MAX = 200 };

struct gathering {
	struct desk *d;
	struct record_task *at;
	struct row *rows;
	size_t count, room, limit;
	bool more;
};

static int add(struct gathering *g, const struct row *row, unsigned why)
{
	for (size_t i = 0; i < g->count; i++) {
		if (g->rows[i].r == row->r && g->rows[i].id == row->id) {
			g->at[i].why |= why;
			return 0;
		}
	}
	if (g->count == g->room) {
		g->more = true;
		return 0;
	}
	g->rows[g->count] = *row;
	g->at[g->count++] = (struct record_task){ .register_def = row->r,
		.why = why | (str_eq(row->lamp, STR("red")) ? TASK_OVERDUE : 0) };
	return 0;
}

static void add_states(struct query *q, const bool *states, bool wanted)
{
	bool any = false;

	for (size_t i = 0; i < q->r->states_count; i++) {
		if (states[i] != wanted)
			continue;
		buf_fmt(&q->sql, "%s$%d", any ? ", " : " AND this.state IN (",
			query_value(q, value_of_text(q->r->states[i].name)));
		any = true;
	}
	buf_cstr(&q->sql, any ? ")" : " AND 1 = 0");
}

/* Only the columns that all records have, and the title. */
static int run(struct gathering *g, struct query *q, unsigned why, struct err *e)
{
	const struct field *title = register_field(q->r, q->r->title_field);
	bool *wanted = arena_array(g->d->arena, q->r->columns_count + 1, sizeof *wanted);
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };
	struct row row;
	int at = title ? row_column(q->r, title) : -1, unused, rc;

	if (!wanted)
		return err_nomem(e);
	if (at >= 0)
		wanted[at] = true;
	buf_init(&sql, RECORD_SQL_MAX);
	buf_cstr(&sql, "SELECT ");
	row_select(q->r, wanted, &sql);
	buf_fmt(&sql, " FROM r_" STR_FMT " AS this WHERE ", STR_ARG(q->r->name));
	sql_add(&sql, &q->sql);
	buf_fmt(&sql, " ORDER BY this.id LIMIT %d", TASKS_MAX);
	rc = sql_prepare(g->d, &sql, &st, e);
	if (rc < 0)
		return rc;
	query_bind(q, st);
	while (rc >= 0 && (rc = store_step(st, e)) > 0) {
		row.r = q->r;
		rc = row_read(g->d, st, wanted, &row, &unused, e);
		if (rc >= 0)
			rc = add(g, &row, why);
	}
	return rc;
}

static int held(struct gathering *g, const struct register_def *r, struct err *e)
{
	OWN_QUERY struct query q = { 0 };
	bool *final = arena_array(g->d->arena, r->states_count + 1, sizeof *final);

	if (!final)
		return err_nomem(e);
	for (size_t i = 0; i < r->states_count; i++)
		final[i] = r->states[i].final;
	int rc = query_open(g->d, r, &q, e);
	if (rc < 0)
		return rc;
	buf_fmt(&q.sql, " AND this.holder_id = $%d", query_value(&q, value_of_int(desk_me(g->d))));
	add_states(&q, final, false);
	return run(g, &q, TASK_HELD, e);
}

static bool by_role(struct desk *d, const struct transition *t)
{
	for (size_t i = 0; i < t->who.roles.count; i++)
		if (actor_has_role(d->actor, t->who.roles.at[i], 0))
			return true;
	return false;
}

/* States that a step of my roles leaves; what somebody else holds is his. */
static int waiting(struct gathering *g, const struct register_def *r, struct err *e)
{
	bool *states = arena_array(g->d->arena, r->states_count + 1, sizeof *states), any = false;
	OWN_QUERY struct query q = { 0 };

	if (!states)
		return err_nomem(e);
	for (size_t i = 0; i < r->transitions_count; i++) {
		if (!by_role(g->d, &r->transitions[i]))
			continue;
		for (size_t k = 0; k < r->states_count; k++) {
			states[k] |= !r->states[k].final && names_have(r->transitions[i].from, r->states[k].name);
			any |= states[k];
		}
	}
	if (!any)
		return 0;
	int rc = query_open(g->d, r, &q, e);
	if (rc < 0)
		return rc;
	add_states(&q, states, true);
	buf_fmt(&q.sql, " AND (this.holder_id IS NULL OR this.holder_id = $%d)",
		query_value(&q, value_of_int(desk_me(g->d))));
	return run(g, &q, TASK_STEP, e);
}

static int gather(struct gathering *g, struct err *e)
{
	const struct registers *all = g->d->place->registers;
	int rc = 0;

	for (size_t i = 0; i < all->count && rc >= 0; i++) {
		struct err unused = { 0 };
		if (desk_may_read(g->d, all->at[i], &unused) < 0)
			continue;
		rc = held(g, all->at[i], e);
		if (rc >= 0)
			rc = waiting(g, all->at[i], e);
	}
	return rc;
}

static int by_urgency(const void *a, const void *b)
{
	const struct record_task *x = a, *y = b;
	int64_t dx = x->record.due_at != 0 ? x->record.due_at : INT64_MAX,
		dy = y->record.due_at != 0 ? y->record.due_at : INT64_MAX;

	if (dx != dy)
		return dx < dy ? -1 : 1;
	return x->record.created_at < y->record.created_at ? -1 : x->record.created_at > y->record.created_at;
}

int record_tasks(struct desk *d, int64_t limit, struct record_tasks *ret, struct err *e)
{
	struct gathering g = {
		.d = d, .room = 2000, .limit = limit > 0 && limit < TASKS_MAX ? (size_t)limit : TASKS_MAX
	};

	g.at = arena_array(d->arena, g.room, sizeof *g.at);
	g.rows = arena_array(d->arena, g.room, sizeof *g.rows);
	if (!g.at || !g.rows)
		return err_nomem(e);
	int rc = gather(&g, e);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < g.count; i++) {
		const struct row *row = &g.rows[i];
		g.at[i].record = (struct record){ .unit_id = row->unit_id,
			.id = row->id,
			.version = row->version,
			.parent_id = row->parent_id,
			.created_at = row->created_at,
			.changed_at = row->changed_at,
			.due_at = row->due_at,
			.no = row->no,
			.state = row->state,
			.lamp = row->lamp,
			.title = row_title(d, row),
			.department.id = row->department_id,
			.holder.id = row->holder_id,
			.owner.id = row->owner_id };
	}
	qsort(g.at, g.count, sizeof *g.at, by_urgency);
	size_t count = g.count < g.limit ? g.count : g.limit;
	for (size_t i = 0; i < count; i++)
		g.at[i].record.department.label = label_department(d, g.at[i].record.department.id);
	*ret = (struct record_tasks){ .at = g.at, .count = count, .more = g.more || g.count > count };
	return 0;
}
