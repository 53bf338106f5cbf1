/* Kept counts by department, state and lamp, and the statistics of definitions. */
#include "record_private.h"

/* --- counts --- */

enum { COUNTS_MAX = 20000, GROUPS_MAX = 1000 };

/* From the kept counts, or, where only single rows can tell what may be seen, from the rows. */
static int counts_text(struct query *q, bool kept, struct buf *sql, struct err *e)
{
	int next = q->fence_first;

	if (!kept) {
		buf_fmt(sql,
			"SELECT coalesce(this.department_id, 0), this.state, this.lamp, count(*) FROM r_" STR_FMT
			" AS this WHERE ",
			STR_ARG(q->r->name));
		sql_add(sql, &q->sql);
		buf_cstr(sql, " GROUP BY 1, this.state, this.lamp");
		return 0;
	}
	buf_cstr(sql, "SELECT t.department_id, t.state, t.lamp, t.n FROM tally t WHERE t.unit_id = $1");
	q->fenced.columns = &tally_columns;
	int rc = fence_sql(&q->fenced, &next, sql, e);
	buf_fmt(sql, " AND t.register = $%d AND t.n > 0", query_value(q, value_of_text(q->r->name)));
	return rc;
}

static int read_counts(struct query *q, struct store_stmt *st, struct record_counts *ret, struct err *e)
{
	struct arena *a = q->d->arena;
	size_t room = 64;
	struct record_count *rows = arena_array(a, room, sizeof *rows);
	struct record_counts all = { 0 };
	int rc;

	while (rows && (rc = store_step(st, e)) > 0 && all.count < COUNTS_MAX) {
		if (all.count == room) {
			struct record_count *more = arena_array(a, room * 2, sizeof *more);
			if (more)
				memcpy(more, rows, room * sizeof *more);
			rows = more;
			room *= 2;
		}
		if (!rows)
			break;
		struct record_count *c = &rows[all.count++];
		*c = (struct record_count){ .department.id = store_int(st, 0),
			.state = arena_dup(a, store_text(st, 1)),
			.lamp = arena_dup(a, store_text(st, 2)),
			.n = store_int(st, 3) };
		if (!c->state.ptr || !c->lamp.ptr)
			return err_nomem(e);
		all.total += c->n;
		all.open += state_is_final(q->r, c->state) ? 0 : c->n;
		all.overdue += str_eq(c->lamp, STR("red")) ? c->n : 0;
	}
	if (!rows)
		return err_nomem(e);
	all.at = rows;
	*ret = all;
	return rc < 0 ? rc : 0;
}

static int count(struct query *q, struct record_counts *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	int rc = counts_text(q, q->tallied, &sql, e);
	if (rc >= 0)
		rc = sql_prepare(q->d, &sql, &st, e);
	if (rc < 0)
		return rc;
	query_bind(q, st);
	return read_counts(q, st, ret, e);
}

int record_counts(struct desk *d, const struct register_def *r, struct record_counts *ret, struct err *e)
{
	OWN_QUERY struct query q = { 0 };
	struct record_counts all = { 0 };

	int rc = desk_may_read(d, r, e);
	if (rc >= 0)
		rc = query_open(d, r, &q, e);
	if (rc >= 0)
		rc = count(&q, &all, e);
	if (rc < 0)
		return rc;
	struct record_count *rows = (struct record_count *)(uintptr_t)all.at;
	for (size_t i = 0; i < all.count; i++)
		rows[i].department.label = label_department(d, rows[i].department.id);
	*ret = all;
	return 0;
}

/* --- statistics --- */

struct grouping {
	const struct field *field;
	struct str time; /* of a month: "created_at", "changed_at" or a time field; none: a date field */
	bool department, state, month;
};

static int grouping_of(struct query *q, const struct statistic *s, struct str by, struct grouping *ret, struct err *e)
{
	struct grouping g = { .department = str_eq(by, STR("department")),
		.state = str_eq(by, STR("state")),
		.month = str_starts(by, STR("month:")) };
	struct str name = g.month ? str_sub(by, 6, by.len) : by;

	*ret = g;
	if (by.len == 0)
		return 0;
	if (!names_have(s->by, by))
		return err_set(e, ERR_INPUT, "“" STR_FMT "”不能这样分组", STR_ARG(s->label));
	if (g.department || g.state)
		return 0;
	if (g.month && (str_eq(name, STR("created")) || str_eq(name, STR("changed")))) {
		ret->time = str_eq(name, STR("created")) ? STR("created_at") : STR("changed_at");
		return 0;
	}
	ret->field = register_field(q->r, name);
	if (ret->field && ret->field->type == FIELD_TIME && g.month)
		ret->time = ret->field->name;
	if (!ret->field || value_columns(ret->field) == 0 || rights_sight(q->d, ret->field) != SIGHT_ALL)
		return err_set(e, ERR_INPUT, "“" STR_FMT "”不能这样分组", STR_ARG(s->label));
	return 0;
}

static int add_expression(struct query *q, struct str sql, enum sql_use use, struct buf *out, struct err *e)
{
	q->params.next = q->next;
	int rc = register_sql(q->r, sql, use, &q->params, out, e);
	q->next = q->params.next;
	return rc;
}

static int month_of_time(struct query *q, struct str column, struct buf *out, struct err *e)
{
	struct str day = arena_fmt(q->d->arena, "date_of(" STR_FMT ")", STR_ARG(column));

	if (!day.ptr)
		return err_nomem(e);
	buf_cstr(out, "substr(");
	int rc = add_expression(q, day, SQL_VALUE, out, e);
	buf_cstr(out, ", 1, 7)");
	return rc;
}

static int group_text(struct query *q, const struct grouping *g, struct buf *out, struct err *e)
{
	if (g->time.len > 0)
		return month_of_time(q, g->time, out, e);
	if (g->department)
		buf_cstr(out, "this.department_id");
	else if (g->state)
		buf_cstr(out, "this.state");
	else if (g->month)
		buf_fmt(out, "substr(this." STR_FMT ", 1, 7)", STR_ARG(g->field->name));
	else if (g->field)
		buf_fmt(out, "this." STR_FMT, STR_ARG(g->field->name));
	else
		buf_cstr(out, "''");
	return 0;
}

static int statistic_text(
	struct query *q, const struct statistic *s, const struct grouping *g, struct buf *out, struct err *e)
{
	buf_cstr(out, "SELECT ");
	int rc = group_text(q, g, out, e);
	if (rc < 0)
		return rc;
	if (s->sum.len > 0) {
		buf_cstr(out, ", coalesce(sum(");
		rc = add_expression(q, s->sum, SQL_VALUE, out, e);
		buf_cstr(out, "), 0)");
	} else {
		buf_cstr(out, ", count(*) FILTER (WHERE (");
		rc = add_expression(q, s->count, SQL_CONDITION, out, e);
		buf_cstr(out, ") = 1)");
	}
	if (rc >= 0 && s->of.len > 0) {
		buf_cstr(out, ", count(*) FILTER (WHERE (");
		rc = add_expression(q, s->of, SQL_CONDITION, out, e);
		buf_cstr(out, ") = 1)");
	} else {
		buf_cstr(out, ", 0");
	}
	buf_fmt(out, " FROM r_" STR_FMT " AS this WHERE ", STR_ARG(q->r->name));
	sql_add(out, &q->sql);
	bool grouped = g->department || g->state || g->field || g->month;
	if (grouped)
		buf_fmt(out, " GROUP BY 1 ORDER BY 1 LIMIT %d", GROUPS_MAX);
	return rc;
}

/* How a group is called, once the statement is done with. */
static struct str group_label(struct query *q, const struct grouping *g, const struct value *v, struct buf *scratch)
{
	const struct state *s = g->state ? register_state(q->r, v->s) : NULL;
	struct value_context c = desk_values(q->d, q->r);

	if (v->kind == VALUE_NULL)
		return STR("（无）");
	if (g->department)
		return label_department(q->d, v->i);
	if (s)
		return s->label;
	if (g->month || !g->field)
		return v->s;
	struct value values[VALUE_COLUMNS_MAX] = { *v };
	buf_reset(scratch);
	value_to_text(&c, g->field, values, scratch);
	return scratch->failed ? STR_NONE : arena_dup(q->d->arena, buf_view(scratch));
}

static struct str group_key(struct desk *d, const struct value *v)
{
	return v->kind == VALUE_TEXT  ? v->s
	       : v->kind == VALUE_INT ? arena_fmt(d->arena, "%lld", (long long)v->i)
				      : STR("");
}

static int read_groups(
	struct query *q, struct store_stmt *st, const struct grouping *g, struct record_statistic *to, struct err *e)
{
	struct record_statistic_row *rows = arena_array(q->d->arena, GROUPS_MAX, sizeof *rows);
	struct value *keys = arena_array(q->d->arena, GROUPS_MAX, sizeof *keys);
	bool integer = g->department || (g->field && !g->month && value_is_integer(g->field->type)), failed = false;
	OWN_BUF struct buf scratch = { 0 };
	int rc;

	if (!rows || !keys)
		return err_nomem(e);
	while ((rc = store_step(st, e)) > 0 && to->count < GROUPS_MAX) {
		keys[to->count] = store_value(st, 0, integer, q->d->arena, &failed);
		rows[to->count].numerator = store_int(st, 1);
		rows[to->count].denominator = store_int(st, 2);
		to->numerator += rows[to->count].numerator;
		to->denominator += rows[to->count].denominator;
		to->count++;
	}
	buf_init(&scratch, 4096);
	for (size_t i = 0; i < to->count; i++) {
		rows[i].key = group_key(q->d, &keys[i]);
		rows[i].label = group_label(q, g, &keys[i], &scratch);
	}
	to->rows = rows;
	if (rc < 0)
		return rc;
	return failed ? err_nomem(e) : 0;
}

static int statistic(
	struct query *q, const struct statistic *s, struct str by, struct record_statistic *to, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };
	struct grouping g = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	int rc = grouping_of(q, s, by, &g, e);
	if (rc >= 0)
		rc = query_condition(q, s->where, e);
	if (rc >= 0)
		rc = statistic_text(q, s, &g, &sql, e);
	if (rc >= 0)
		rc = sql_prepare(q->d, &sql, &st, e);
	if (rc < 0)
		return rc;
	query_bind(q, st);
	return read_groups(q, st, &g, to, e);
}

int record_statistic(struct desk *d, const struct register_def *r, const struct record_statistic_query *asked,
	struct record_statistic *ret, struct err *e)
{
	const struct statistic *s = register_statistic(r, asked->name);
	struct record_statistic to = { .definition = s };
	OWN_QUERY struct query q = { 0 };

	if (!s || !record_statistic_seen(d, r, s))
		return err_set(e, ERR_NOTFOUND, "“" STR_FMT "”没有这个统计", STR_ARG(r->title));
	int rc = desk_may_read(d, r, e);
	if (rc >= 0)
		rc = query_open(d, r, &q, e);
	if (rc >= 0)
		rc = query_filters(&q, asked->filters, asked->filters_count, e);
	if (rc >= 0)
		rc = statistic(&q, s, asked->by, &to, e);
	if (rc < 0)
		return rc;
	*ret = to;
	return 0;
}
