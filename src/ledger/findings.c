/* What the rules found in reports, kept so that nobody need read all texts again to see it. */
#include "private.h"
#include "record_private.h"

static int prepare(struct keeper *k, const char *sql, struct store_stmt **ret, struct err *e)
{
	int rc = store_prepare(k->store, sql, ret, e);
	if (rc < 0)
		return rc;
	store_bind_int(*ret, 1, k->unit_id);
	store_bind_int(*ret, 2, k->report_id);
	return 0;
}

static int forget(struct keeper *k, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(k, "DELETE FROM finding WHERE unit_id = $1 AND report_id = $2", &st, e);
	return rc < 0 ? rc : store_run(st, e);
}

static int write_one(struct store_stmt *st, int64_t pos, const struct ledger_found *f, struct err *e)
{
	store_bind_int(st, 3, pos);
	store_bind_text(st, 4, f->fingerprint);
	store_bind_text(st, 5, f->code);
	store_bind_text(st, 6, f->severity);
	store_bind_int(st, 7, f->span.start);
	store_bind_text(st, 8, f->json);
	return store_run(st, e);
}

int ledger_findings_keep(struct keeper *k, const struct ledger_found_list *found, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = forget(k, e);
	if (rc >= 0)
		rc = prepare(k,
			"INSERT INTO finding (unit_id, report_id, pos, fingerprint, code, severity, span_start, data)"
			" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			&st, e);
	if (rc >= 0)
		rc = store_batch_begin(k->store, e);
	for (size_t i = 0; i < found->count && rc >= 0; i++)
		rc = write_one(st, (int64_t)i + 1, &found->at[i], e);
	return rc < 0 ? rc : store_batch_end(k->store, e);
}

/* --- listing --- */

/* A statement with the filter's values, which are bound alike in the page and in the counts. */
struct asking {
	struct buf sql;
	const struct ledger_finding_filter *f;
	int64_t unit_id;
};

static void clear(struct asking *q)
{
	buf_clear(&q->sql);
}

static const char from_sql[] =
	" FROM finding f JOIN report r ON r.unit_id = f.unit_id AND r.id = f.report_id"
	" JOIN source s ON s.unit_id = f.unit_id AND s.id = f.report_id"
	" LEFT JOIN decision d ON d.unit_id = f.unit_id AND d.id = (SELECT max(n.id) FROM decision n"
	" WHERE n.unit_id = f.unit_id AND n.report_id = f.report_id AND n.subject = 'finding' AND n.key = f.fingerprint)"
	" WHERE f.unit_id = $1 AND (f.report_id = $2 OR $2 = 0) AND (f.severity = $3 OR $3 = '') AND (f.code = $4 OR $4 = '')"
	" AND ($5 = '' OR ($5 = 'aside') = EXISTS (SELECT 1 FROM source_aside o WHERE o.unit_id = f.unit_id"
	" AND o.id = f.report_id))";

#define DECIDED "coalesce(d.value, 'open')"

static void bind_filter(const struct asking *q, struct store_stmt *st)
{
	store_bind_int(st, 1, q->unit_id);
	store_bind_int(st, 2, q->f->report_id);
	store_bind_text(st, 3, q->f->severity.ptr ? q->f->severity : STR(""));
	store_bind_text(st, 4, q->f->code.ptr ? q->f->code : STR(""));
	store_bind_text(st, 5, q->f->scope.ptr ? q->f->scope : STR(""));
}

static void read_finding(struct reader *r, void *row)
{
	struct store_stmt *st = r->st;
	struct ledger_finding f = { .report_id = store_int(st, 0), .pos = store_int(st, 1) };
	struct ledger_report report = { .file_name = ledger_reader_str(r, 6),
		.title = ledger_reader_str(r, 7),
		.unit = ledger_reader_str(r, 8),
		.inspector = ledger_reader_str(r, 9),
		.round_kind = ledger_reader_str(r, 10),
		.feedback_date = ledger_reader_date(r, 11),
		.signed_date = ledger_reader_date(r, 12),
		.published_date = ledger_reader_date(r, 13) };

	f.fingerprint = ledger_reader_str(r, 2);
	f.code = ledger_reader_str(r, 3);
	f.severity = ledger_reader_str(r, 4);
	f.json = ledger_reader_str(r, 5);
	f.unit = report.unit;
	f.report_name = ledger_report_name(&report, r->arena);
	r->failed |= !f.report_name.ptr;
	f.decision = (struct ledger_decision){ .id = store_int(st, 14),
		.report_id = f.report_id,
		.subject = STR("finding"),
		.key = f.fingerprint,
		.value = ledger_reader_str(r, 15),
		.reason = ledger_reader_str(r, 16),
		.decided_by = ledger_reader_str(r, 17),
		.decided_at = ledger_reader_str(r, 18) };
	*(struct ledger_finding *)row = f;
}

static int read_page(struct asking *q, struct store *s, struct arena *a, struct ledger_findings *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	void *rows = NULL;

	buf_cstr(&q->sql,
		"SELECT f.report_id, f.pos, f.fingerprint, f.code, f.severity, f.data, s.file_name, r.title, r.unit_name,"
		" r.inspector, r.round_kind, r.feedback_date, r.signed_date, r.published_date, d.id, d.value, d.reason,"
		" d.decided_by, d.decided_at");
	buf_cstr(&q->sql, from_sql);
	buf_cstr(&q->sql, " AND (" DECIDED " = $6 OR $6 = '') AND (f.report_id, f.pos) > ($7, $8)"
			  " ORDER BY f.report_id, f.pos LIMIT $9");
	buf_chr(&q->sql, '\0');
	int rc = q->sql.failed ? err_nomem(e) : store_prepare(s, q->sql.ptr, &st, e);
	if (rc < 0)
		return rc;
	bind_filter(q, st);
	store_bind_text(st, 6, q->f->decision.ptr ? q->f->decision : STR(""));
	store_bind_int(st, 7, q->f->after_report);
	store_bind_int(st, 8, q->f->after_pos);
	store_bind_int(st, 9, q->f->limit);
	rc = ledger_read_rows(
		&(struct reader){ .st = st, .arena = a }, sizeof *ret->rows, read_finding, &rows, &ret->count, e);
	ret->rows = rows;
	return rc;
}

static void read_count(struct reader *r, void *row)
{
	*(struct ledger_finding_count *)row = (struct ledger_finding_count){ .code = ledger_reader_str(r, 0),
		.severity = ledger_reader_str(r, 1),
		.open = store_int(r->st, 2),
		.accepted = store_int(r->st, 3),
		.dismissed = store_int(r->st, 4) };
}

static int read_counts(struct asking *q, struct store *s, struct arena *a, struct ledger_findings *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	void *rows = NULL;

	buf_reset(&q->sql);
	buf_cstr(&q->sql,
		"SELECT f.code, f.severity, count(*) FILTER (WHERE " DECIDED " = 'open'),"
		" count(*) FILTER (WHERE " DECIDED " = 'accepted'), count(*) FILTER (WHERE " DECIDED " = 'dismissed')");
	buf_cstr(&q->sql, from_sql);
	buf_cstr(&q->sql, " GROUP BY f.code, f.severity ORDER BY f.code, f.severity");
	buf_chr(&q->sql, '\0');
	int rc = q->sql.failed ? err_nomem(e) : store_prepare(s, q->sql.ptr, &st, e);
	if (rc < 0)
		return rc;
	bind_filter(q, st);
	rc = ledger_read_rows(&(struct reader){ .st = st, .arena = a }, sizeof *ret->counts, read_count, &rows,
		&ret->counts_count, e);
	ret->counts = rows;
	return rc;
}

int ledger_findings(struct ledger *l, const struct actor *who, const struct ledger_finding_filter *f, struct arena *a,
	struct ledger_findings *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN(clear) struct asking q = { .f = f, .unit_id = ledger_unit(who) };
	struct ledger_findings all = { 0 };

	if (f->limit < 1 || f->limit > 1000)
		return err_set(e, ERR_USAGE, "每页条数要在 1 到 1000 之间，给的是 %lld", (long long)f->limit);
	buf_init(&q.sql, RECORD_SQL_MAX);
	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0 && f->report_id > 0)
		rc = ledger_report_must_exist(l, tx.store, who, f->report_id, a, e);
	if (rc >= 0)
		rc = ledger_sees_reports(l, tx.store, who, a, e);
	bool sees = rc > 0;
	if (sees)
		rc = read_page(&q, tx.store, a, &all, e);
	if (sees && rc >= 0)
		rc = read_counts(&q, tx.store, a, &all, e);
	if (rc < 0)
		return rc;
	*ret = all;
	return 0;
}
