/* Reports and rounds, read. */
#include "private.h"

#include "own.h"

struct str ledger_reader_str(struct reader *r, int col)
{
	struct str s = store_text(r->st, col);

	if (!s.ptr)
		return STR_NONE;
	struct str copy = arena_dup(r->arena, s);
	if (!copy.ptr)
		r->failed = true;
	return copy;
}

struct date ledger_reader_date(struct reader *r, int col)
{
	struct date d = { 0 };
	struct str s = store_text(r->st, col);

	if (s.ptr && !date_parse(s, &d))
		d = (struct date){ 0 };
	return d;
}

int ledger_no_report(int64_t id, struct err *e)
{
	err_set(e, ERR_NOTFOUND, "没有编号为 %lld 的报告", (long long)id);
	err_hint(e, "用 bihuan list 查看已导入的报告");
	return ERR_NOTFOUND;
}

int ledger_report_must_exist(struct store *s, int64_t unit_id, int64_t id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, "SELECT 1 FROM report WHERE unit_id = $1 AND id = $2", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	store_bind_int(st, 2, id);
	rc = store_step(st, e);
	return rc == 0 ? ledger_no_report(id, e) : rc < 0 ? rc : 0;
}

int ledger_find_text(struct store *s, int64_t unit_id, struct str sha256, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, "SELECT id FROM source WHERE unit_id = $1 AND sha256 = $2", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	store_bind_text(st, 2, sha256);
	rc = store_step(st, e);
	if (rc > 0)
		*ret = store_int(st, 0);
	return rc;
}

/* --- reports --- */

#define REPORT_COLUMNS                                                                                                 \
	"r.id, r.round_id, s.file_name, r.title, r.unit_name, r.inspector, r.round_kind, r.inspection_start, "         \
	"r.inspection_end,"                                                                                            \
	" r.feedback_date, r.signed_date, r.published_date, s.sha256, s.imported_at, s.bytes, r.analyser, r.copies, "  \
	"r.aspects,"                                                                                                   \
	" r.problems, r.items, r.measures, r.done + r.long_term"
#define REPORT_FROM " FROM report r JOIN source s ON s.unit_id = r.unit_id AND s.id = r.id WHERE r.unit_id = $1"

static struct ledger_report report_row(struct reader *r)
{
	return (struct ledger_report){
		.id = store_int(r->st, 0),
		.round_id = store_int(r->st, 1),
		.file_name = ledger_reader_str(r, 2),
		.title = ledger_reader_str(r, 3),
		.unit = ledger_reader_str(r, 4),
		.inspector = ledger_reader_str(r, 5),
		.round_kind = ledger_reader_str(r, 6),
		.inspection_start = ledger_reader_date(r, 7),
		.inspection_end = ledger_reader_date(r, 8),
		.feedback_date = ledger_reader_date(r, 9),
		.signed_date = ledger_reader_date(r, 10),
		.published_date = ledger_reader_date(r, 11),
		.sha256 = ledger_reader_str(r, 12),
		.imported_at = ledger_reader_str(r, 13),
		.bytes = store_int(r->st, 14),
		.analyser = store_int(r->st, 15),
		.copies = store_int(r->st, 16),
		.aspects = store_int(r->st, 17),
		.problems = store_int(r->st, 18),
		.items = store_int(r->st, 19),
		.measures = store_int(r->st, 20),
		.done = store_int(r->st, 21),
	};
}

int ledger_read_report(
	struct store *s, int64_t unit_id, int64_t id, struct arena *a, struct ledger_report *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, "SELECT " REPORT_COLUMNS REPORT_FROM " AND r.id = $2", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	store_bind_int(st, 2, id);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return ledger_no_report(id, e);
	struct reader r = { .st = st, .arena = a };
	struct ledger_report row = report_row(&r);
	rc = r.failed ? err_nomem(e) : store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = row;
	return 0;
}

int ledger_report(struct ledger *l, int64_t id, struct arena *a, struct ledger_report *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	return rc < 0 ? rc : ledger_read_report(tx.store, l->unit_id, id, a, ret, e);
}

/* Inside one read transaction the number of rows cannot change between counting and reading. */
static int count_rows(struct ledger *l, struct store *s, const char *sql, size_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, l->unit_id);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = rc > 0 ? (size_t)store_int(st, 0) : 0;
	return 0;
}

int ledger_reports(struct ledger *l, struct arena *a, struct ledger_reports *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN_STMT struct store_stmt *st = NULL;
	size_t count = 0, at = 0;

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = count_rows(l, tx.store, "SELECT count(*) FROM report WHERE unit_id = $1", &count, e);
	if (rc >= 0)
		rc = store_prepare(tx.store, "SELECT " REPORT_COLUMNS REPORT_FROM " ORDER BY r.id DESC", &st, e);
	if (rc < 0)
		return rc;
	struct ledger_report *rows = arena_array(a, count, sizeof *rows);
	struct reader r = { .st = st, .arena = a, .failed = !rows && count > 0 };
	store_bind_int(st, 1, l->unit_id);
	while (!r.failed && (rc = store_step(st, e)) > 0 && at < count)
		rows[at++] = report_row(&r);
	if (r.failed)
		return err_nomem(e);
	if (rc < 0)
		return rc;
	*ret = (struct ledger_reports){ rows, at };
	return 0;
}

int ledger_report_text(struct ledger *l, int64_t id, struct arena *a, struct str *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN_STMT struct store_stmt *st = NULL;

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = store_prepare(tx.store, "SELECT content FROM source_text WHERE unit_id = $1 AND id = $2", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, l->unit_id);
	store_bind_int(st, 2, id);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return ledger_no_report(id, e);
	struct str copy = arena_dup(a, store_blob(st, 0));
	rc = copy.ptr ? store_step(st, e) : err_nomem(e);
	if (rc < 0)
		return rc;
	*ret = copy;
	return 0;
}

/* --- rounds --- */

static struct ledger_round round_row(struct reader *r)
{
	return (struct ledger_round){
		.id = store_int(r->st, 0),
		.unit = ledger_reader_str(r, 1),
		.inspector = ledger_reader_str(r, 2),
		.round_kind = ledger_reader_str(r, 3),
		.inspection_start = ledger_reader_date(r, 4),
		.inspection_end = ledger_reader_date(r, 5),
		.feedback_date = ledger_reader_date(r, 6),
		.reports = store_int(r->st, 7),
		.problems = store_int(r->st, 8),
		.items = store_int(r->st, 9),
		.measures = store_int(r->st, 10),
		.done = store_int(r->st, 11),
	};
}

int ledger_rounds(struct ledger *l, struct arena *a, struct ledger_rounds *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN_STMT struct store_stmt *st = NULL;
	size_t count = 0, at = 0;

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = count_rows(l, tx.store, "SELECT count(*) FROM round WHERE unit_id = $1", &count, e);
	if (rc >= 0)
		rc = store_prepare(tx.store,
			"SELECT o.id, o.unit_name, o.inspector, o.round_kind, o.inspection_start, o.inspection_end, "
			"o.feedback_date,"
			" count(r.id), coalesce(sum(r.problems), 0), coalesce(sum(r.items), 0), "
			"coalesce(sum(r.measures), 0),"
			" coalesce(sum(r.done + r.long_term), 0)"
			" FROM round o LEFT JOIN report r ON r.unit_id = o.unit_id AND r.round_id = o.id"
			" WHERE o.unit_id = $1 GROUP BY o.unit_id, o.id ORDER BY o.id DESC",
			&st, e);
	if (rc < 0)
		return rc;
	struct ledger_round *rows = arena_array(a, count, sizeof *rows);
	struct reader r = { .st = st, .arena = a, .failed = !rows && count > 0 };
	store_bind_int(st, 1, l->unit_id);
	while (!r.failed && (rc = store_step(st, e)) > 0 && at < count)
		rows[at++] = round_row(&r);
	if (r.failed)
		return err_nomem(e);
	if (rc < 0)
		return rc;
	*ret = (struct ledger_rounds){ rows, at };
	return 0;
}
