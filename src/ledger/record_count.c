/* Kept counts by department, state and lamp. */
#include "record_private.h"

enum { COUNTS_MAX = 20000 };

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
