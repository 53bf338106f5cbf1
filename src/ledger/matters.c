/* What rounds found, whole: to be held beside each other. */
#include "private.h"
#include "record_private.h"

enum { SQL_MAX = 8192 };

struct asking {
	struct desk d;
	struct book book;
};

/* A part of a round says nothing of what is new and what is back: who does not see all of it gets nothing. */
static int must_see_all(struct asking *q, struct err *e)
{
	const struct register_def *const all[] = { q->book.round, q->book.at[LEVEL_PROBLEM], q->book.at[LEVEL_ITEM] };
	bool open = true;

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		const struct fence *fence = NULL;
		int rc = desk_may_read(&q->d, all[i], e);
		if (rc >= 0)
			rc = rights_fence(&q->d, all[i], &fence, e);
		if (rc < 0)
			return rc;
		open &= fence->open;
	}
	const struct field *finding = register_field(q->book.at[LEVEL_ITEM], STR("finding"));
	if (open && finding && rights_sight(&q->d, finding) == SIGHT_ALL)
		return 0;
	err_hint(e, "只看得到一部分问题时，对照出来的“新增”“反弹”都不准；请找整改办、纪检监察机构或巡察办的人");
	return err_set(e, ERR_DENIED, "您看不到整轮的全部具体问题，不能对照");
}

static int may_export(struct asking *q, bool *ret, struct err *e)
{
	const struct register_def *r = q->book.at[LEVEL_ITEM];
	struct record_may may = { 0 };

	int rc = record_may(&q->d, r, &may, e);
	*ret = q->d.console || may.export;
	return rc;
}

/* --- the round --- */

static struct str kind_label(struct arena *a, const struct register_def *round, struct str word)
{
	const struct field *kind = register_field(round, STR("kind"));

	for (size_t i = 0; kind && i < kind->choices_count; i++)
		if (str_eq(kind->choices[i].value, word))
			return kind->choices[i].label;
	return word.ptr ? arena_dup(a, word) : STR_NONE;
}

static int read_round(struct asking *q, int64_t id, struct ledger_matters *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(q->d.store, &st, e,
		"SELECT no, title, inspected, inspector, kind, start_date, end_date, feedback_date FROM r_round"
		" WHERE unit_id = $1 AND id = $2 AND deleted_at IS NULL",
		sql_int(q->d.unit_id), sql_int(id));
	if (rc == 0) {
		err_hint(e, "也许已经删除；整改轮次列在“整改轮次”台账里");
		return err_set(e, ERR_NOTFOUND, "没有编号为 %lld 的整改轮次", (long long)id);
	}
	if (rc < 0)
		return rc;
	struct reader r = { .st = st, .arena = q->d.arena };
	*ret = (struct ledger_matters){ .id = id,
		.no = ledger_reader_str(&r, 0),
		.title = ledger_reader_str(&r, 1),
		.unit = ledger_reader_str(&r, 2),
		.inspector = ledger_reader_str(&r, 3),
		.round_kind = kind_label(q->d.arena, q->book.round, store_text(st, 4)) };
	for (int col = 5; col <= 7 && date_is_none(ret->day); col++)
		ret->day = ledger_reader_date(&r, col);
	return r.failed ? err_nomem(e) : 0;
}

/* --- what it found --- */

/* A field of item as far as the definition has it and this person sees it in every record. */
static void add_field(struct asking *q, struct buf *sql, const char *name)
{
	const struct field *f = register_field(q->book.at[LEVEL_ITEM], str_from(name));

	if (f && !f->retired && rights_sight(&q->d, f) == SIGHT_ALL)
		buf_fmt(sql, ", i.%s", name);
	else
		buf_cstr(sql, ", NULL");
}

static const char *const item_fields[] = { "printed_no", "finding", "settled", "claim", "result", "due", "due_text",
	"depts", "earlier", "unlike" };
enum { FIRST_FIELD = 12 };

static int add_sql(struct asking *q, struct buf *sql)
{
	buf_cstr(sql,
		"SELECT p.id, p.no, p.aspect_no, p.aspect, p.printed_no, p.title, i.id, i.no, i.state, i.department_id,"
		" coalesce(i.source_report, p.source_report, 0), x.key");
	for (size_t i = 0; i < sizeof item_fields / sizeof item_fields[0]; i++)
		add_field(q, sql, item_fields[i]);
	buf_cstr(sql,
		", coalesce(i.source_start, p.source_start, 0), coalesce(i.source_end, p.source_end, 0) FROM r_problem p"
		" LEFT JOIN r_item i ON i.unit_id = p.unit_id AND i.parent_id = p.id AND i.deleted_at IS NULL"
		" LEFT JOIN derived x ON x.unit_id = i.unit_id AND x.register = 'item' AND x.record_id = i.id"
		" WHERE p.unit_id = $1 AND p.parent_id = $2 AND p.deleted_at IS NULL"
		" ORDER BY coalesce(p.source_report, 0), coalesce(p.source_start, 0), p.id, coalesce(i.source_start, 0), i.id");
	return 0;
}

/* "(一)" "1" "(2)" is "(一)1(2)", as `bihuan compare` has it. */
static struct str label_of(struct reader *r, struct str aspect, struct str problem, struct str own)
{
	if (str_eq(own, problem))
		own = STR_NONE;
	struct str s = arena_fmt(r->arena, STR_FMT STR_FMT STR_FMT, STR_ARG(aspect), STR_ARG(problem), STR_ARG(own));
	r->failed |= !s.ptr;
	return s;
}

/* People's word first, then where it stands here, then what the report says. */
static struct str status_of(struct str settled, struct str state, struct str claim)
{
	if (settled.ptr)
		return settled;
	if (str_eq(state, STR("closed")))
		return STR("done");
	return str_eq(state, STR("long_term")) ? STR("long_term") : claim;
}

static void read_matter(struct reader *r, void *row)
{
	struct store_stmt *st = r->st;
	struct ledger_matter m = { .problem_id = store_int(st, 0),
		.aspect = ledger_reader_str(r, 3),
		.problem = ledger_reader_str(r, 5),
		.item_id = store_int(st, 6),
		.no = ledger_reader_str(r, store_is_null(st, 7) ? 1 : 7),
		.state = ledger_reader_str(r, 8),
		.department_id = store_int(st, 9),
		.report_id = store_int(st, 10),
		.whole = str_ends(store_text(st, 11), STR(".0")),
		.finding = ledger_reader_str(r, FIRST_FIELD + 1),
		.claim = ledger_reader_str(r, FIRST_FIELD + 3),
		.result = ledger_reader_str(r, FIRST_FIELD + 4),
		.due = ledger_reader_date(r, FIRST_FIELD + 5),
		.due_text = ledger_reader_str(r, FIRST_FIELD + 6),
		.depts = ledger_reader_str(r, FIRST_FIELD + 7),
		.earlier_id = store_int(st, FIRST_FIELD + 8),
		.unlike_id = store_int(st, FIRST_FIELD + 9),
		.span = { (uint32_t)store_int(st, FIRST_FIELD + 10), (uint32_t)store_int(st, FIRST_FIELD + 11) } };

	m.label = label_of(r, ledger_reader_str(r, 2), ledger_reader_str(r, 4), ledger_reader_str(r, FIRST_FIELD));
	m.status = status_of(ledger_reader_str(r, FIRST_FIELD + 2), m.state, m.claim);
	*(struct ledger_matter *)row = m;
}

/* What a problem says as a whole is no item of its own beside its items. */
static void drop_wholes(struct ledger_matters *m)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->count; i++) {
		bool alone = (i == 0 || m->rows[i - 1].problem_id != m->rows[i].problem_id) &&
			     (i + 1 == m->count || m->rows[i + 1].problem_id != m->rows[i].problem_id);
		m->rows[i].keep = alone || !m->rows[i].whole;
	}
	for (size_t i = 0; i < m->count; i++)
		if (m->rows[i].keep)
			m->rows[kept++] = m->rows[i];
	m->count = kept;
}

/* After the statement's end: names have statements of their own. */
static void name_all(struct asking *q, struct ledger_matters *m)
{
	for (size_t i = 0; i < m->count; i++) {
		struct ledger_matter *row = &m->rows[i];
		const struct state *state =
			row->item_id > 0 ? register_state(q->book.at[LEVEL_ITEM], row->state) : NULL;
		row->state_label = state ? state->label : STR_NONE;
		row->department = row->department_id > 0 ? label_department(&q->d, row->department_id) : STR_NONE;
	}
}

static int read_matters(struct asking *q, struct ledger_matters *m, struct err *e)
{
	OWN_BUF struct buf sql = { 0 };
	void *rows = NULL;

	buf_init(&sql, SQL_MAX);
	add_sql(q, &sql);
	{
		OWN_STMT struct store_stmt *st = NULL;
		int rc = sql_prepare(&q->d, &sql, &st, e);
		if (rc < 0)
			return rc;
		store_bind_int(st, 1, q->d.unit_id);
		store_bind_int(st, 2, m->id);
		rc = ledger_read_rows(&(struct reader){ .st = st, .arena = q->d.arena }, sizeof *m->rows, read_matter,
			&rows, &m->count, e);
		if (rc < 0)
			return rc;
	}
	m->rows = rows;
	drop_wholes(m);
	name_all(q, m);
	return 0;
}

int ledger_matters(struct ledger *l, const struct actor *who, size_t count, struct arena *a, struct ledger_matters *ret,
	struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	struct asking q = { 0 };
	bool export = false;

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = ledger_book(l, &q.book, e);
	if (rc >= 0)
		rc = ledger_desk(l, tx.store, who, a, &q.d, e);
	if (rc >= 0)
		rc = must_see_all(&q, e);
	if (rc >= 0)
		rc = may_export(&q, &export, e);
	for (size_t i = 0; i < count && rc >= 0; i++) {
		rc = read_round(&q, ret[i].id, &ret[i], e);
		if (rc >= 0)
			rc = read_matters(&q, &ret[i], e);
		ret[i].may_export = export;
	}
	return rc < 0 ? rc : 0;
}
