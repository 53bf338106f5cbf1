/* The lines of the ledger, page by page. */
#include "private.h"

#include "own.h"
#include "utf8.h"

enum { CONTAINS_MAX = 1024, SQL_MAX = 2048 };

/* A statement put together from fixed pieces; values are only bound. */
struct query {
	char sql[SQL_MAX];
	size_t len;
	int params;
	struct {
		int64_t number;
		struct str text;
		bool is_text;
	} values[8];
};

static void add(struct query *q, const char *piece)
{
	size_t len = strlen(piece);

	if (len >= sizeof q->sql - q->len)
		abort(); /* the pieces are all ours */
	memcpy(q->sql + q->len, piece, len + 1);
	q->len += len;
}

static void add_param(struct query *q, int n)
{
	char text[16];

	snprintf(text, sizeof text, "$%d", n);
	add(q, text);
}

static int add_int(struct query *q, int64_t v)
{
	q->values[q->params].number = v;
	q->values[q->params].is_text = false;
	add_param(q, ++q->params);
	return q->params;
}

static int add_text(struct query *q, struct str v)
{
	q->values[q->params].text = v;
	q->values[q->params].is_text = true;
	add_param(q, ++q->params);
	return q->params;
}

static int prepare(struct store *s, const struct query *q, struct store_stmt **ret, struct err *e)
{
	int rc = store_prepare(s, q->sql, ret, e);
	if (rc < 0)
		return rc;
	for (int i = 0; i < q->params; i++) {
		if (q->values[i].is_text)
			store_bind_text(*ret, i + 1, q->values[i].text);
		else
			store_bind_int(*ret, i + 1, q->values[i].number);
	}
	return 0;
}

/* The unit is always $1. */
static void add_where(struct query *q, int64_t unit_id, const struct ledger_item_filter *f)
{
	add(q, " WHERE i.unit_id = ");
	add_int(q, unit_id);
	if (f->report_id > 0) {
		add(q, " AND i.report_id = ");
		add_int(q, f->report_id);
	}
	if (f->status.ptr) {
		add(q, " AND i.status = ");
		add_text(q, f->status);
	}
	if (!f->contains.ptr)
		return;
	add(q, " AND (text_has(i.finding, ");
	int n = add_text(q, f->contains);
	add(q, ") OR (i.report_id, i.problem_pos) IN (SELECT p2.report_id, p2.pos FROM problem p2 WHERE p2.unit_id = $1"
	       " AND text_has(p2.title, ");
	add_param(q, n);
	add(q, ")))");
}

/* --- the total --- */

static const char *kept_count(struct str status)
{
	static const struct {
		const char *status, *sum;
	} counts[] = {
		{ "done", "SELECT coalesce(sum(done), 0)" },
		{ "long_term", "SELECT coalesce(sum(long_term), 0)" },
		{ "in_progress", "SELECT coalesce(sum(in_progress), 0)" },
		{ "partial", "SELECT coalesce(sum(partial), 0)" },
		{ "none", "SELECT coalesce(sum(items - done - long_term - in_progress - partial), 0)" },
	};

	if (!status.ptr)
		return "SELECT coalesce(sum(items), 0)";
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		if (str_eq(status, str_from(counts[i].status)))
			return counts[i].sum;
	}
	return NULL;
}

static int read_total(struct store *s, int64_t unit_id, const struct ledger_item_filter *f, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct query q = { 0 };

	if (f->contains.ptr) {
		add(&q, "SELECT count(*) FROM item i");
		add_where(&q, unit_id, f);
	} else {
		add(&q, kept_count(f->status));
		add(&q, " FROM report WHERE unit_id = ");
		add_int(&q, unit_id);
		if (f->report_id > 0) {
			add(&q, " AND id = ");
			add_int(&q, f->report_id);
		}
	}
	int rc = prepare(s, &q, &st, e);
	if (rc < 0)
		return rc;
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = rc > 0 ? store_int(st, 0) : 0;
	return 0;
}

/* --- the page --- */

struct place_in_list {
	int64_t report_id, pos;
};

static int find_after(struct store *s, int64_t unit_id, int64_t after, struct place_in_list *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	if (after <= 0)
		return 0;
	int rc = store_prepare(s, "SELECT report_id, pos FROM item WHERE unit_id = $1 AND id = $2", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	store_bind_int(st, 2, after);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	if (rc == 0) {
		err_set(e, ERR_NOTFOUND, "没有编号为 %lld 的台账条目，无法接着往下列", (long long)after);
		err_hint(e, "台账可能刚重新解析过，请回到第一页");
		return ERR_NOTFOUND;
	}
	*ret = (struct place_in_list){ store_int(st, 0), store_int(st, 1) };
	return 0;
}

static const char item_columns[] =
	"SELECT i.id, i.report_id, i.key, a.title, p.no, p.title, p.kind, i.no, i.finding, i.depts, i.due, i.result, "
	"r.unit_name,"
	" i.status, i.result_date, i.span_start, i.span_end, i.measures, i.progress"
	" FROM item i JOIN report r ON r.unit_id = i.unit_id AND r.id = i.report_id"
	" JOIN problem p ON p.unit_id = i.unit_id AND p.report_id = i.report_id AND p.pos = i.problem_pos"
	" LEFT JOIN aspect a ON a.unit_id = i.unit_id AND a.report_id = i.report_id AND a.pos = p.aspect_pos";

static struct ledger_item item_row(struct reader *r)
{
	struct store_stmt *st = r->st;
	struct ledger_item row = {
		.id = store_int(st, 0),
		.report_id = store_int(st, 1),
		.key = ledger_reader_str(r, 2),
		.aspect = ledger_reader_str(r, 3),
		.problem_no = ledger_reader_str(r, 4),
		.problem = ledger_reader_str(r, 5),
		.problem_kind = ledger_reader_str(r, 6),
		.item_no = ledger_reader_str(r, 7),
		.finding = ledger_reader_str(r, 8),
		.depts = ledger_reader_str(r, 9),
		.due = ledger_reader_str(r, 10),
		.result = ledger_reader_str(r, 11),
		.unit = ledger_reader_str(r, 12),
		.status = ledger_reader_str(r, 13),
		.result_date = ledger_reader_date(r, 14),
		.span = { (uint32_t)store_int(st, 15), (uint32_t)store_int(st, 16) },
		.measures = store_int(st, 17),
		.progress = store_int(st, 18),
	};

	if (str_eq(row.status, STR("none")))
		row.status = STR_NONE;
	return row;
}

static void make_page(struct query *q, int64_t unit_id, const struct ledger_item_filter *f, struct place_in_list after)
{
	add(q, item_columns);
	add_where(q, unit_id, f);
	if (f->report_id > 0) {
		add(q, " AND i.pos > ");
		add_int(q, after.report_id < f->report_id    ? 0
			   : after.report_id == f->report_id ? after.pos
							     : INT64_MAX);
		add(q, " ORDER BY i.pos LIMIT ");
	} else {
		add(q, " AND (i.report_id, i.pos) > (");
		add_int(q, after.report_id);
		add(q, ", ");
		add_int(q, after.pos);
		add(q, ") ORDER BY i.report_id, i.pos LIMIT ");
	}
	add_int(q, f->limit);
}

static int read_page(
	struct store *s, const struct query *q, size_t limit, struct arena *a, struct ledger_items *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	size_t at = 0;

	int rc = prepare(s, q, &st, e);
	if (rc < 0)
		return rc;
	struct ledger_item *rows = arena_array(a, limit, sizeof *rows);
	struct reader r = { .st = st, .arena = a, .failed = !rows };
	while (!r.failed && (rc = store_step(st, e)) > 0 && at < limit)
		rows[at++] = item_row(&r);
	if (r.failed)
		return err_nomem(e);
	if (rc < 0)
		return rc;
	ret->rows = rows;
	ret->count = at;
	return 0;
}

static int check_filter(const struct ledger_item_filter *f, struct err *e)
{
	if (f->limit < 1 || f->limit > 1000) {
		err_set(e, ERR_USAGE, "每页条数要在 1 到 1000 之间，给的是 %lld", (long long)f->limit);
		return ERR_USAGE;
	}
	if (f->after < 0 || f->report_id < 0)
		return err_set(e, ERR_USAGE, "编号不能是负数");
	if (f->status.ptr && !kept_count(f->status)) {
		err_set(e, ERR_USAGE, "不认识的状态：" STR_FMT, (int)(f->status.len < 64 ? f->status.len : 64),
			f->status.ptr);
		err_hint(e, "状态是 done、long_term、in_progress、partial、none 之一");
		return ERR_USAGE;
	}
	if (f->contains.ptr && f->contains.len > CONTAINS_MAX)
		return err_set(e, ERR_LIMIT, "查找的文字太长（最多 %d 字节）", CONTAINS_MAX);
	if (f->contains.ptr && utf8_valid_prefix(f->contains) != f->contains.len)
		return err_set(e, ERR_USAGE, "查找的文字不是有效的 UTF-8");
	return 0;
}

int ledger_items(
	struct ledger *l, const struct ledger_item_filter *f, struct arena *a, struct ledger_items *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	struct ledger_item_filter filter = *f;
	struct ledger_items items = { 0 };
	struct place_in_list after = { 0 };
	struct query q = { 0 };

	int rc = check_filter(f, e);
	if (rc < 0)
		return rc;
	if (filter.contains.len == 0)
		filter.contains = STR_NONE;
	rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0 && filter.report_id > 0)
		rc = ledger_report_must_exist(tx.store, l->unit_id, filter.report_id, e);
	if (rc >= 0)
		rc = find_after(tx.store, l->unit_id, filter.after, &after, e);
	if (rc >= 0)
		rc = read_total(tx.store, l->unit_id, &filter, &items.total, e);
	if (rc < 0)
		return rc;
	if (items.total == 0) {
		*ret = items;
		return 0;
	}
	make_page(&q, l->unit_id, &filter, after);
	rc = read_page(tx.store, &q, (size_t)filter.limit, a, &items, e);
	if (rc < 0)
		return rc;
	*ret = items;
	return 0;
}
