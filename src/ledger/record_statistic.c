/* The statistics of definitions: numbers of records, sums, and scores made of ratios. */
#include "record_private.h"

enum { GROUPS_MAX = 1000 };

struct grouping {
	const struct field *field;
	struct str time; /* of a month: "created_at", "changed_at" or a time field; none: a date field */
	bool department, state, month;
};

static int refuse_grouping(const struct statistic *s, struct err *e)
{
	return err_in(e, "by", err_set(e, ERR_INPUT, "“" STR_FMT "”不能这样分组", STR_ARG(s->label)));
}

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
		return refuse_grouping(s, e);
	if (g.department || g.state)
		return 0;
	if (g.month && str_eq(name, STR("created")))
		ret->time = STR("created_at");
	else if (g.month && str_eq(name, STR("changed")))
		ret->time = STR("changed_at");
	else if (g.month && str_eq(name, STR("due")))
		ret->time = STR("due_at");
	if (ret->time.len > 0)
		return 0;
	ret->field = register_field(q->r, name);
	if (ret->field && ret->field->type == FIELD_TIME && g.month)
		ret->time = ret->field->name;
	if (!ret->field || value_columns(ret->field) == 0 || rights_sight(q->d, ret->field) != SIGHT_ALL)
		return refuse_grouping(s, e);
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

static int add_counted(struct query *q, struct str condition, struct str where, struct buf *out, struct err *e)
{
	buf_cstr(out, ", count(*) FILTER (WHERE (");
	int rc = add_expression(q, condition, SQL_CONDITION, out, e);
	if (rc >= 0 && where.len > 0) {
		buf_cstr(out, ") = 1 AND (");
		rc = add_expression(q, where, SQL_CONDITION, out, e);
	}
	buf_cstr(out, ") = 1)");
	return rc;
}

/* Numerator and denominator (0: none). Of a score's part, its own `where` belongs to both; else the whole statement has it. */
static int add_ratio(struct query *q, const struct statistic *s, struct str where, struct buf *out, struct err *e)
{
	int rc = 0;

	if (s->sum.len > 0) {
		buf_cstr(out, ", coalesce(sum(");
		rc = add_expression(q, s->sum, SQL_VALUE, out, e);
		buf_cstr(out, "), 0)");
	} else {
		rc = add_counted(q, s->count, where, out, e);
	}
	if (rc >= 0 && s->of.len > 0)
		rc = add_counted(q, s->of, where, out, e);
	else
		buf_cstr(out, ", 0");
	return rc;
}

static int statistic_text(
	struct query *q, const struct statistic *s, const struct grouping *g, struct buf *out, struct err *e)
{
	buf_cstr(out, "SELECT ");
	int rc = group_text(q, g, out, e);
	if (rc >= 0 && s->score_count == 0)
		rc = add_ratio(q, s, STR_NONE, out, e);
	for (size_t i = 0; i < s->score_count && rc >= 0; i++) {
		const struct statistic *part = register_statistic(q->r, s->score[i].statistic);
		rc = add_ratio(q, part, part->where, out, e);
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

/* --- numbers --- */

struct ratio {
	int64_t numerator, denominator;
};

/* Points in hundredths out of 100; over 0 where a ratio has no denominator: nobody knows then. */
static struct ratio score(const struct statistic *s, const struct ratio *parts)
{
	enum { PARTS_OF_POINT = 1000000, HUNDREDTH = PARTS_OF_POINT / 100 };
	int64_t sum = 0;

	for (size_t i = 0; i < s->score_count; i++) {
		int64_t points = s->score[i].points, n = parts[i].numerator, d = parts[i].denominator;
		if (d == 0)
			return (struct ratio){ 0 };
		sum += points > 0 ? points * PARTS_OF_POINT * n / d : -points * PARTS_OF_POINT * (d - n) / d;
	}
	int64_t half = sum < 0 ? -HUNDREDTH / 2 : HUNDREDTH / 2;
	return (struct ratio){ (sum + half) / HUNDREDTH, 100 };
}

static struct ratio told(const struct statistic *s, const struct ratio *parts)
{
	return s->score_count > 0 ? score(s, parts) : parts[0];
}

/* One row of the answer; what it tells is added to `sums`, for all of them together. */
static struct ratio read_ratio(const struct statistic *s, struct store_stmt *st, struct ratio *sums)
{
	struct ratio parts[STATISTIC_PARTS_MAX] = { { 0, 0 } };
	size_t count = s->score_count > 0 ? s->score_count : 1;

	for (size_t i = 0; i < count; i++) {
		parts[i] = (struct ratio){ store_int(st, 1 + 2 * (int)i), store_int(st, 2 + 2 * (int)i) };
		sums[i].numerator += parts[i].numerator;
		sums[i].denominator += parts[i].denominator;
	}
	return told(s, parts);
}

static int read_groups(
	struct query *q, struct store_stmt *st, const struct grouping *g, struct record_statistic *to, struct err *e)
{
	struct record_statistic_row *rows = arena_array(q->d->arena, GROUPS_MAX, sizeof *rows);
	struct value *keys = arena_array(q->d->arena, GROUPS_MAX, sizeof *keys);
	struct ratio sums[STATISTIC_PARTS_MAX] = { { 0, 0 } };
	bool integer = g->department || (g->field && !g->month && value_is_integer(g->field->type)), failed = false;
	OWN_BUF struct buf scratch = { 0 };
	int rc;

	if (!rows || !keys)
		return err_nomem(e);
	while ((rc = store_step(st, e)) > 0 && to->count < GROUPS_MAX) {
		keys[to->count] = store_value(st, 0, integer, q->d->arena, &failed);
		struct ratio one = read_ratio(to->definition, st, sums);
		rows[to->count].numerator = one.numerator;
		rows[to->count].denominator = one.denominator;
		to->count++;
	}
	buf_init(&scratch, 4096);
	for (size_t i = 0; i < to->count; i++) {
		rows[i].key = group_key(q->d, &keys[i]);
		rows[i].label = group_label(q, g, &keys[i], &scratch);
	}
	struct ratio all = told(to->definition, sums);
	to->numerator = all.numerator;
	to->denominator = all.denominator;
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
