/* The report's own row: what the analyser says of a text as a whole. */
#include "private.h"

#include "own.h"

void ledger_bind_date(struct store_stmt *st, int n, struct date d, char keep[DATE_TEXT_MAX])
{
	if (date_is_none(d) || !date_valid(d)) {
		store_bind_null(st, n);
		return;
	}
	date_format(d, keep);
	store_bind_text(st, n, str_from(keep));
}

/* Nothing and an empty text are the same to readers: NULL. */
static void bind_some(struct store_stmt *st, int n, struct str s)
{
	store_bind_text(st, n, s.len > 0 ? s : STR_NONE);
}

static void bind_counts(struct store_stmt *st, int n, const struct derived *d)
{
	int64_t aspects = 0;

	for (size_t i = 0; i < d->aspects.len; i++)
		aspects += node_is_named(VEC_AT(&d->aspects, const struct node *, i));
	store_bind_int(st, n, (int64_t)d->report->copies.len);
	store_bind_int(st, n + 1, aspects);
	store_bind_int(st, n + 2, (int64_t)d->rows[LEVEL_PROBLEM].len);
	store_bind_int(st, n + 3, (int64_t)d->rows[LEVEL_ITEM].len);
	store_bind_int(st, n + 4, (int64_t)d->rows[LEVEL_MEASURE].len);
}

static const char report_sql[] =
	"INSERT INTO report (unit_id, id, analyser, digest, title, unit_name, inspector, round_kind, inspection_start,"
	" inspection_end, feedback_date, signed_date, published_date, copies, aspects, problems, items, measures)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
	" ON CONFLICT (unit_id, id) DO UPDATE SET analyser = excluded.analyser, digest = excluded.digest,"
	" title = excluded.title, unit_name = excluded.unit_name, inspector = excluded.inspector,"
	" round_kind = excluded.round_kind, inspection_start = excluded.inspection_start,"
	" inspection_end = excluded.inspection_end, feedback_date = excluded.feedback_date,"
	" signed_date = excluded.signed_date, published_date = excluded.published_date, copies = excluded.copies,"
	" aspects = excluded.aspects, problems = excluded.problems, items = excluded.items, measures = excluded.measures";

int ledger_report_write(struct keeper *k, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	char dates[5][DATE_TEXT_MAX];
	const struct derived *d = k->derived;
	const struct report *r = d->report;

	int rc = store_ask(k->store, &st, e, report_sql, sql_int(k->unit_id), sql_int(k->report_id),
		sql_int(REPORT_ANALYSER_VERSION), sql_text(str_from(d->digest)));
	if (rc < 0)
		return rc;
	bind_some(st, 5, r->title);
	bind_some(st, 6, r->unit);
	bind_some(st, 7, r->inspector);
	bind_some(st, 8, r->round_kind);
	ledger_bind_date(st, 9, r->inspection_start, dates[0]);
	ledger_bind_date(st, 10, r->inspection_end, dates[1]);
	ledger_bind_date(st, 11, r->feedback_date, dates[2]);
	ledger_bind_date(st, 12, r->signed_date, dates[3]);
	ledger_bind_date(st, 13, r->published_date, dates[4]);
	bind_counts(st, 14, d);
	return store_run(st, e);
}
