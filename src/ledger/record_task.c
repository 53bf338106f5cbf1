/* My work: what I hold, and what waits for a step that is mine: by role, by department, or because the record names me. */
#include "record_private.h"

enum { TASKS_MAX = 200, READ_MAX = 400 };

struct gathering {
	struct desk *d;
	struct record_task *at;
	struct row *rows;
	size_t count, room, limit;
	bool more;
};

static void add(struct gathering *g, const struct row *row, unsigned why)
{
	for (size_t i = 0; i < g->count; i++) {
		if (g->rows[i].r == row->r && g->rows[i].id == row->id) {
			g->at[i].why |= why;
			return;
		}
	}
	if (g->count == g->room) {
		g->more = true;
		return;
	}
	g->rows[g->count] = *row;
	g->at[g->count++] = (struct record_task){ .register_def = row->r,
		.why = why | (str_eq(row->lamp, STR("red")) ? TASK_OVERDUE : 0) };
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

/* Whether the step is this person's on this row: his by right, and no other eyes are asked for. */
static int is_his(struct desk *d, const struct row *row, const struct transition *t, bool *ret, struct err *e)
{
	size_t told = d->refusals.count;

	*ret = who_matches(d, &t->who, row);
	int rc = *ret ? separate_check(d, row, t, e) : 0;
	*ret = *ret && d->refusals.count == told;
	d->refusals.count = told;
	return rc;
}

static void want_person_fields(const struct register_def *r, const struct transition *t, bool *wanted)
{
	for (size_t i = 0; t && i < t->who.person_fields.count; i++) {
		const struct field *f = register_field(r, t->who.person_fields.at[i]);
		if (f && row_column(r, f) >= 0)
			wanted[row_column(r, f)] = true;
	}
}

/* The most urgent first; only the columns that all records have, the title, and what says whose step it is. */
static int open_rows(struct query *q, const bool *wanted, struct store_stmt **ret, struct err *e)
{
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	buf_cstr(&sql, "SELECT ");
	row_select(q->r, wanted, &sql);
	buf_fmt(&sql, " FROM r_" STR_FMT " AS this WHERE ", STR_ARG(q->r->name));
	sql_add(&sql, &q->sql);
	buf_fmt(&sql, " ORDER BY this.due_at IS NULL, this.due_at, this.id LIMIT %d", READ_MAX);
	if (q->failed)
		return err_set(e, ERR_LIMIT, "“" STR_FMT "”的状态太多，无法列出待办", STR_ARG(q->r->title));
	int rc = sql_prepare(q->d, &sql, ret, e);
	if (rc >= 0)
		query_bind(q, *ret);
	return rc;
}

static int read_rows(struct query *q, const bool *wanted, struct row *rows, size_t *count, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int unused;

	int rc = open_rows(q, wanted, &st, e);
	while (rc >= 0 && *count < READ_MAX && (rc = store_step(st, e)) > 0) {
		rows[*count].r = q->r;
		rc = row_read(q->d, st, wanted, &rows[(*count)++], &unused, e);
	}
	return rc;
}

static int run(struct gathering *g, struct query *q, unsigned why, const struct transition *t, struct err *e)
{
	const struct field *title = register_field(q->r, q->r->title_field);
	bool *wanted = arena_array(g->d->arena, q->r->columns_count + 1, sizeof *wanted);
	struct row *rows = arena_array(g->d->arena, READ_MAX, sizeof *rows);
	size_t count = 0;

	if (!wanted || !rows)
		return err_nomem(e);
	if (title && row_column(q->r, title) >= 0)
		wanted[row_column(q->r, title)] = true;
	want_person_fields(q->r, t, wanted);
	int rc = read_rows(q, wanted, rows, &count, e);
	for (size_t i = 0; i < count && rc >= 0; i++) {
		bool his = true;
		if (t)
			rc = is_his(g->d, &rows[i], t, &his, e);
		if (rc >= 0 && his)
			add(g, &rows[i], why);
	}
	g->more |= count == READ_MAX;
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
	return run(g, &q, TASK_HELD, NULL, e);
}

/* --- what waits for a step of mine --- */

static bool asked_before(const struct register_def *r, const struct transition *t, size_t i)
{
	const struct field *f = register_field(r, t->require.at[i]);

	return f && f->type != FIELD_FILES && f->type != FIELD_COMPUTED && !names_have(t->ask, f->name);
}

/* 作废, 并件: an end that is none of the work. */
static bool gives_up(const struct register_def *r, const struct transition *t)
{
	const struct state *to = register_state(r, t->to);

	return to && to->final && !to->counts_done && !t->closes;
}

/* A step that brings the work on; one that leaves the state (同意延期) when somebody else has to have asked for it before, or when its
 * definition says so (并行审核). */
static bool is_work(const struct register_def *r, const struct transition *t)
{
	bool asked = false;

	if (t->backwards || t->danger || t->optional || gives_up(r, t))
		return false;
	for (size_t i = 0; i < t->require.count; i++)
		asked |= asked_before(r, t, i);
	return t->to.len > 0 || asked || t->awaited;
}

static bool has_role(struct desk *d, const struct who *w)
{
	for (size_t i = 0; i < w->roles.count; i++)
		if (actor_has_role(d->actor, w->roles.at[i], 0))
			return true;
	return w->everybody;
}

/* Roughly who: who_matches() has the last word on each row. */
static void add_who(struct query *q, const struct who *w)
{
	int64_t me = desk_me(q->d);

	if (w->relations & RELATION_HOLDER)
		buf_fmt(&q->sql, " AND (this.holder_id IS NULL OR this.holder_id = $%d)",
			query_value(q, value_of_int(me)));
	if (has_role(q->d, w))
		return;
	buf_cstr(&q->sql, " AND (1 = 0");
	if (w->relations & RELATION_DEPARTMENT)
		buf_cstr(&q->sql, " OR this.department_id IS NOT NULL");
	if (w->relations & RELATION_OWNER)
		buf_fmt(&q->sql, " OR this.owner_id = $%d", query_value(q, value_of_int(me)));
	for (size_t i = 0; i < w->person_fields.count; i++)
		buf_fmt(&q->sql, " OR this." STR_FMT " = $%d", STR_ARG(w->person_fields.at[i]),
			query_value(q, value_of_int(me)));
	buf_chr(&q->sql, ')');
}

/* The holder's own steps need no look: held() lists what he has. */
static bool could_be_his(struct desk *d, const struct who *w)
{
	return has_role(d, w) || (w->relations & (RELATION_DEPARTMENT | RELATION_OWNER)) || w->person_fields.count > 0;
}

static void add_asked(struct query *q, const struct transition *t)
{
	for (size_t i = 0; i < t->require.count; i++)
		if (asked_before(q->r, t, i))
			buf_fmt(&q->sql, " AND this." STR_FMT " IS NOT NULL", STR_ARG(t->require.at[i]));
}

/* A step that is work though the state stays is none any more when its conditions say so: it is done. */
static int add_awaited(struct query *q, const struct transition *t, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; t->awaited && t->to.len == 0 && i < t->conditions_count && rc >= 0; i++)
		if (!form_decides(t, t->conditions[i].sql))
			rc = query_condition(q, t->conditions[i].sql, e);
	return rc;
}

/* What waits for its children waits for those who have them. */
static void add_children_closed(struct query *q)
{
	const struct registers *all = q->d->place->registers;

	for (size_t i = 0; i < all->count && q->r->gate.children_closed; i++) {
		const struct register_def *child = all->at[i];
		if (!str_eq(child->parent, q->r->name))
			continue;
		buf_fmt(&q->sql,
			" AND NOT EXISTS (SELECT 1 FROM r_" STR_FMT " below WHERE below.unit_id = this.unit_id"
			" AND below.parent_id = this.id AND below.deleted_at IS NULL",
			STR_ARG(child->name));
		for (size_t k = 0; k < child->states_count; k++)
			if (child->states[k].final)
				buf_fmt(&q->sql, " AND below.state <> $%d",
					query_value(q, value_of_text(child->states[k].name)));
		buf_chr(&q->sql, ')');
	}
}

static int waiting_for(struct gathering *g, const struct register_def *r, const struct transition *t, struct err *e)
{
	bool *states = arena_array(g->d->arena, r->states_count + 1, sizeof *states);
	OWN_QUERY struct query q = { 0 };

	if (!states)
		return err_nomem(e);
	for (size_t i = 0; i < r->states_count; i++)
		states[i] = !r->states[i].final && names_have(t->from, r->states[i].name);
	int rc = query_open(g->d, r, &q, e);
	if (rc < 0)
		return rc;
	add_states(&q, states, true);
	add_who(&q, &t->who);
	add_asked(&q, t);
	rc = add_awaited(&q, t, e);
	if (rc < 0)
		return rc;
	if (t->closes)
		add_children_closed(&q);
	return run(g, &q, TASK_STEP, t, e);
}

static int waiting(struct gathering *g, const struct register_def *r, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < r->transitions_count && rc >= 0; i++)
		if (is_work(r, &r->transitions[i]) && could_be_his(g->d, &r->transitions[i].who))
			rc = waiting_for(g, r, &r->transitions[i], e);
	return rc;
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
	for (size_t i = 0; i < g.count; i++)
		g.at[i].record = row_record(d, &g.rows[i]);
	qsort(g.at, g.count, sizeof *g.at, by_urgency);
	size_t count = g.count < g.limit ? g.count : g.limit;
	for (size_t i = 0; i < count; i++) {
		struct record *task = &g.at[i].record;
		const struct register_def *r = g.at[i].register_def;
		const struct register_def *above =
			r->parent.len > 0 ? register_find(d->place->registers, r->parent) : NULL;
		task->department.label = label_department(d, task->department.id);
		if (above && task->parent.id != 0)
			task->parent.label = label_record(d, above, task->parent.id);
	}
	*ret = (struct record_tasks){ .at = g.at, .count = count, .more = g.more || g.count > count };
	return 0;
}
