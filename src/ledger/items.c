/* The lines of the ledger, page by page: records of item with their problems, as far as they may be seen. */
#include "private.h"
#include "record_private.h"

enum { CONTAINS_MAX = 1024 };

/* A statement put together from fixed pieces; values are only bound. */
struct asking {
	struct desk d;
	struct buf sql;
	struct fence_use fence;
	int next; /* the first free $n */
	struct {
		int n;
		struct value v;
	} values[8];
	size_t count;
};

static void clear(struct asking *q)
{
	buf_clear(&q->sql);
}

static void add_value(struct asking *q, const char *piece, struct value v)
{
	buf_cstr(&q->sql, piece);
	sql_param(&q->sql, q->next);
	q->values[q->count].n = q->next++;
	q->values[q->count++].v = v;
}

static int prepare(struct asking *q, struct store_stmt **ret, struct err *e)
{
	int rc = sql_prepare(&q->d, &q->sql, ret, e);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < q->count; i++)
		bind_value(*ret, q->values[i].n, &q->values[i].v);
	fence_bind(&q->fence, *ret);
	return 0;
}

#define STATUS "coalesce(this.settled, this.claim)"

static const char from_sql[] =
	" FROM r_item this JOIN r_problem p ON p.unit_id = this.unit_id AND p.id = this.parent_id"
	" LEFT JOIN derived x ON x.unit_id = this.unit_id AND x.register = 'item' AND x.record_id = this.id"
	" LEFT JOIN report r ON r.unit_id = this.unit_id AND r.id = this.source_report";

/* The unit is $1. */
static int add_where(struct asking *q, const struct ledger_item_filter *f, struct err *e)
{
	buf_cstr(&q->sql, from_sql);
	add_value(q, " WHERE this.unit_id = ", value_of_int(q->d.unit_id));
	buf_cstr(&q->sql, " AND this.deleted_at IS NULL");
	int rc = fence_sql(&q->fence, &q->next, &q->sql, e);
	if (rc < 0)
		return rc;
	if (f->report_id > 0)
		add_value(q, " AND this.source_report = ", value_of_int(f->report_id));
	if (f->status.ptr && str_eq(f->status, STR("none")))
		buf_cstr(&q->sql, " AND " STATUS " IS NULL");
	else if (f->status.ptr)
		add_value(q, " AND " STATUS " = ", value_of_text(f->status));
	if (f->contains.ptr) {
		add_value(q, " AND (text_has(this.finding, ", value_of_text(f->contains));
		buf_cstr(&q->sql, ") OR text_has(p.title, ");
		sql_param(&q->sql, q->next - 1);
		buf_cstr(&q->sql, "))");
	}
	return 0;
}

static int start(
	struct ledger *l, struct store *s, const struct actor *who, struct arena *a, struct asking *q, struct err *e)
{
	struct book book = { 0 };

	buf_init(&q->sql, RECORD_SQL_MAX);
	q->next = 1;
	int rc = ledger_book(l, &book, e);
	if (rc >= 0)
		rc = ledger_desk(l, s, who, a, &q->d, e);
	if (rc >= 0)
		rc = desk_may_read(&q->d, book.at[LEVEL_ITEM], e);
	q->fence.columns = &record_columns;
	return rc < 0 ? rc : rights_fence(&q->d, book.at[LEVEL_ITEM], &q->fence.fence, e);
}

/* --- the total --- */

static int read_total(struct asking *q, const struct ledger_item_filter *f, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	buf_cstr(&q->sql, "SELECT count(*)");
	int rc = add_where(q, f, e);
	if (rc >= 0)
		rc = prepare(q, &st, e);
	if (rc >= 0)
		rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = rc > 0 ? store_int(st, 0) : 0;
	return 0;
}

/* --- the page --- */

static const char item_columns[] =
	"SELECT this.id, coalesce(this.source_report, 0), coalesce(x.key, this.code, this.no), this.no, this.state, p.aspect,"
	" p.printed_no, p.title, p.section, this.printed_no, this.finding, this.depts, this.due_text, this.result,"
	" r.unit_name, this.claim, " STATUS
	", this.claim_date, coalesce(this.source_start, 0), coalesce(this.source_end, 0),"
	" (SELECT count(*) FROM r_measure m WHERE m.unit_id = this.unit_id AND m.parent_id = this.id AND m.deleted_at IS NULL),"
	" (SELECT count(*) FROM r_progress g WHERE g.unit_id = this.unit_id AND g.parent_id = this.id AND g.deleted_at IS NULL)";

static struct str kind_of(struct str section)
{
	static const struct str own[] = { STR_INIT("pending"), STR_INIT("named"), STR_INIT("immediate") };

	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (str_eq(own[i], section))
			return own[i];
	return STR("regular");
}

static void read_item(struct reader *r, void *row)
{
	struct store_stmt *st = r->st;

	*(struct ledger_item *)row = (struct ledger_item){
		.id = store_int(st, 0),
		.report_id = store_int(st, 1),
		.key = ledger_reader_str(r, 2),
		.no = ledger_reader_str(r, 3),
		.state = ledger_reader_str(r, 4),
		.aspect = ledger_reader_str(r, 5),
		.problem_no = ledger_reader_str(r, 6),
		.problem = ledger_reader_str(r, 7),
		.problem_kind = kind_of(store_text(st, 8)),
		.item_no = ledger_reader_str(r, 9),
		.finding = ledger_reader_str(r, 10),
		.depts = ledger_reader_str(r, 11),
		.due = ledger_reader_str(r, 12),
		.result = ledger_reader_str(r, 13),
		.unit = ledger_reader_str(r, 14),
		.claim = ledger_reader_str(r, 15),
		.status = ledger_reader_str(r, 16),
		.result_date = ledger_reader_date(r, 17),
		.span = { (uint32_t)store_int(st, 18), (uint32_t)store_int(st, 19) },
		.measures = store_int(st, 20),
		.progress = store_int(st, 21),
	};
}

/* Where the page begins: behind this place of its report. */
struct behind {
	int64_t report_id, start;
};

static int find_after(struct asking *q, int64_t after, struct behind *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	if (after <= 0)
		return 0;
	int rc = store_first(q->d.store, &st, e,
		"SELECT coalesce(source_report, 0), coalesce(source_start, 0) FROM r_item WHERE unit_id = $1 AND id = $2 AND deleted_at IS NULL",
		sql_int(q->d.unit_id), sql_int(after));
	if (rc < 0)
		return rc;
	if (rc == 0) {
		err_set(e, ERR_NOTFOUND, "没有编号为 %lld 的台账条目，无法接着往下列", (long long)after);
		err_hint(e, "台账可能刚重新解析过，请回到第一页");
		return ERR_NOTFOUND;
	}
	*ret = (struct behind){ store_int(st, 0), store_int(st, 1) };
	return 0;
}

static int add_order(struct asking *q, const struct ledger_item_filter *f, struct err *e)
{
	struct behind behind = { 0 };

	int rc = find_after(q, f->after, &behind, e);
	if (rc < 0)
		return rc;
	if (f->report_id > 0) {
		int64_t start = behind.report_id < f->report_id    ? -1
				: behind.report_id == f->report_id ? behind.start
								   : INT64_MAX;
		add_value(q, " AND (coalesce(this.source_start, 0), this.id) > (", value_of_int(start));
		add_value(q, ", ", value_of_int(f->after));
		buf_cstr(&q->sql, ") ORDER BY coalesce(this.source_start, 0), this.id");
	} else {
		add_value(q, " AND this.id > ", value_of_int(f->after));
		buf_cstr(&q->sql, " ORDER BY this.id");
	}
	add_value(q, " LIMIT ", value_of_int(f->limit));
	return 0;
}

static int read_page(struct asking *q, const struct ledger_item_filter *f, struct ledger_items *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	void *rows = NULL;

	buf_cstr(&q->sql, item_columns);
	int rc = add_where(q, f, e);
	if (rc >= 0)
		rc = add_order(q, f, e);
	if (rc >= 0)
		rc = prepare(q, &st, e);
	if (rc >= 0)
		rc = ledger_read_rows(&(struct reader){ .st = st, .arena = q->d.arena }, sizeof *ret->rows, read_item,
			&rows, &ret->count, e);
	ret->rows = rows;
	return rc;
}

static bool is_status(struct str s)
{
	static const char *const known[] = { "done", "long_term", "in_progress", "partial", "none" };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (str_eq(s, str_from(known[i])))
			return true;
	return false;
}

static int check_filter(const struct ledger_item_filter *f, struct err *e)
{
	if (f->limit < 1 || f->limit > 1000) {
		err_set(e, ERR_USAGE, "每页条数要在 1 到 1000 之间，给的是 %lld", (long long)f->limit);
		return ERR_USAGE;
	}
	if (f->after < 0 || f->report_id < 0)
		return err_set(e, ERR_USAGE, "编号不能是负数");
	if (f->status.ptr && !is_status(f->status)) {
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

int ledger_items(struct ledger *l, const struct actor *who, const struct ledger_item_filter *f, struct arena *a,
	struct ledger_items *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN(clear) struct asking count = { 0 };
	OWN(clear) struct asking page = { 0 };
	struct ledger_item_filter filter = *f;
	struct ledger_items items = { 0 };

	int rc = check_filter(f, e);
	if (rc < 0)
		return rc;
	if (filter.contains.len == 0)
		filter.contains = STR_NONE;
	rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0 && filter.report_id > 0)
		rc = ledger_report_must_exist(l, tx.store, who, filter.report_id, a, e);
	if (rc >= 0)
		rc = start(l, tx.store, who, a, &count, e);
	if (rc >= 0)
		rc = read_total(&count, &filter, &items.total, e);
	if (rc >= 0)
		rc = start(l, tx.store, who, a, &page, e);
	if (rc >= 0)
		rc = read_page(&page, &filter, &items, e);
	if (rc < 0)
		return rc;
	*ret = items;
	return 0;
}
