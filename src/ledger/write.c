/* The derived rows of one report, replaced as a whole. */
#include "private.h"

#include "own.h"

/* One report's rows on their way into the database. */
struct writing {
	struct store *store;
	int64_t unit_id, id;
	struct derived *derived;
	struct places places;
};

static void clear_writing(struct writing *w)
{
	ledger_places_clear(&w->places);
}

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

/* $1 is the unit and $2 the report in every statement here. */
static int prepare(struct writing *w, const char *sql, struct store_stmt **ret, struct err *e)
{
	int rc = store_prepare(w->store, sql, ret, e);
	if (rc < 0)
		return rc;
	store_bind_int(*ret, 1, w->unit_id);
	store_bind_int(*ret, 2, w->id);
	return 0;
}

static int run(struct writing *w, const char *sql, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(w, sql, &st, e);
	return rc < 0 ? rc : store_run(st, e);
}

static void bind_span(struct store_stmt *st, int n, struct span s)
{
	store_bind_int(st, n, s.start);
	store_bind_int(st, n + 1, s.end);
}

static int write_report(struct writing *w, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	char dates[5][DATE_TEXT_MAX];
	const struct derived *d = w->derived;
	const struct report *r = d->report;

	int rc = prepare(w,
		"INSERT INTO report (unit_id, id, analyser, digest, title, unit_name, inspector, round_kind, "
		"inspection_start,"
		" inspection_end, feedback_date, signed_date, published_date, copies, aspects, problems, items, "
		"measures)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
		" ON CONFLICT (unit_id, id) DO UPDATE SET analyser = excluded.analyser, digest = excluded.digest,"
		" title = excluded.title, unit_name = excluded.unit_name, inspector = excluded.inspector,"
		" round_kind = excluded.round_kind, inspection_start = excluded.inspection_start,"
		" inspection_end = excluded.inspection_end, feedback_date = excluded.feedback_date,"
		" signed_date = excluded.signed_date, published_date = excluded.published_date, copies = "
		"excluded.copies,"
		" aspects = excluded.aspects, problems = excluded.problems, items = excluded.items, measures = "
		"excluded.measures",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 3, REPORT_ANALYSER_VERSION);
	store_bind_text(st, 4, str_from(d->digest));
	bind_some(st, 5, r->title);
	bind_some(st, 6, r->unit);
	bind_some(st, 7, r->inspector);
	bind_some(st, 8, r->round_kind);
	ledger_bind_date(st, 9, r->inspection_start, dates[0]);
	ledger_bind_date(st, 10, r->inspection_end, dates[1]);
	ledger_bind_date(st, 11, r->feedback_date, dates[2]);
	ledger_bind_date(st, 12, r->signed_date, dates[3]);
	ledger_bind_date(st, 13, r->published_date, dates[4]);
	store_bind_int(st, 14, (int64_t)r->copies.len);
	store_bind_int(st, 15, (int64_t)d->aspects.len);
	store_bind_int(st, 16, (int64_t)d->problems.len);
	store_bind_int(st, 17, (int64_t)d->items.len);
	store_bind_int(st, 18, (int64_t)d->measures.len);
	return store_run(st, e);
}

static int write_aspects(struct writing *w, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(w,
		"INSERT INTO aspect (unit_id, report_id, pos, no, title, span_start, span_end) VALUES ($1, $2, $3, $4, "
		"$5, $6, $7)",
		&st, e);
	for (size_t i = 0; i < w->derived->aspects.len && rc >= 0; i++) {
		const struct node *n = VEC_AT(&w->derived->aspects, const struct node *, i);
		store_bind_int(st, 3, (int64_t)i + 1);
		bind_some(st, 4, n->no);
		bind_some(st, 5, n->title);
		bind_span(st, 6, n->span);
		rc = store_run(st, e);
	}
	return rc;
}

static int write_problems(struct writing *w, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(w,
		"INSERT INTO problem (unit_id, report_id, pos, aspect_pos, key, kind, no, title, span_start, span_end)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		&st, e);
	for (size_t i = 0; i < w->derived->problems.len && rc >= 0; i++) {
		const struct problem_row *row = &VEC_AT(&w->derived->problems, struct problem_row, i);
		store_bind_int(st, 3, (int64_t)i + 1);
		if (row->aspect_pos > 0)
			store_bind_int(st, 4, row->aspect_pos);
		else
			store_bind_null(st, 4);
		store_bind_text(st, 5, str_from(row->key));
		store_bind_text(st, 6, str_from(problem_kind_name(row->node->problem)));
		bind_some(st, 7, row->node->no);
		bind_some(st, 8, row->node->title);
		bind_span(st, 9, row->node->span);
		rc = store_run(st, e);
	}
	return rc;
}

static void bind_result(struct store_stmt *st, int n, const struct node *result, char keep[DATE_TEXT_MAX])
{
	if (!result) {
		for (int i = 0; i < 4; i++)
			store_bind_null(st, n + i);
		return;
	}
	bind_some(st, n, result->text);
	ledger_bind_date(st, n + 1, result->date, keep);
	bind_span(st, n + 2, result->span);
}

static int write_item(struct store_stmt *st, int64_t pos, const struct item_row *row, struct err *e)
{
	char date[DATE_TEXT_MAX];

	store_bind_int(st, 3, pos);
	store_bind_int(st, 4, row->id);
	store_bind_int(st, 5, row->problem_pos);
	store_bind_text(st, 6, str_from(row->key));
	store_bind_text(st, 7, str_from(row->status));
	store_bind_text(st, 8, str_from(row->text_status));
	bind_some(st, 9, row->node->no);
	store_bind_text(st, 10, row->finding.ptr ? row->finding : STR(""));
	bind_some(st, 11, row->node->group);
	bind_some(st, 12, row->depts);
	bind_some(st, 13, row->due);
	bind_result(st, 14, row->result, date);
	bind_span(st, 18, row->node->span);
	bind_span(st, 20, row->place);
	store_bind_int(st, 22, row->measures);
	store_bind_int(st, 23, row->progress);
	return store_run(st, e);
}

static int write_items(struct writing *w, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(w,
		"INSERT INTO item (unit_id, report_id, pos, id, problem_pos, key, status, text_status, no, finding, "
		"grouping, depts, due,"
		" result, result_date, result_start, result_end, span_start, span_end, head_start, head_end, measures, "
		"progress)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, "
		"$21, $22, $23)",
		&st, e);
	for (size_t i = 0; i < w->derived->items.len && rc >= 0; i++)
		rc = write_item(st, (int64_t)i + 1, &VEC_AT(&w->derived->items, struct item_row, i), e);
	return rc;
}

static void bind_leaf(struct store_stmt *st, int64_t pos, const struct leaf_row *row)
{
	store_bind_int(st, 3, pos);
	store_bind_int(st, 4, row->problem_pos);
	if (row->item_pos > 0)
		store_bind_int(st, 5, row->item_pos);
	else
		store_bind_null(st, 5);
	bind_some(st, 6, row->node->no);
	bind_some(st, 7, row->node->title);
	store_bind_text(st, 8, row->node->text.ptr ? row->node->text : STR(""));
	bind_span(st, 9, row->node->span);
}

static int write_measures(struct writing *w, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(w,
		"INSERT INTO measure (unit_id, report_id, pos, problem_pos, item_pos, marker, heading, text, "
		"span_start, span_end,"
		" depts, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
		&st, e);
	for (size_t i = 0; i < w->derived->measures.len && rc >= 0; i++) {
		const struct leaf_row *row = &VEC_AT(&w->derived->measures, struct leaf_row, i);
		bind_leaf(st, (int64_t)i + 1, row);
		bind_some(st, 11, row->node->depts);
		bind_some(st, 12, row->node->due);
		rc = store_run(st, e);
	}
	return rc;
}

static int write_progress(struct writing *w, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(w,
		"INSERT INTO progress (unit_id, report_id, pos, problem_pos, item_pos, marker, heading, text, "
		"span_start, span_end)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		&st, e);
	for (size_t i = 0; i < w->derived->progress.len && rc >= 0; i++) {
		bind_leaf(st, (int64_t)i + 1, &VEC_AT(&w->derived->progress, struct leaf_row, i));
		rc = store_run(st, e);
	}
	return rc;
}

/* --- who the items are, and what people said of them --- */

static int keep_ids(struct writing *w, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(w,
		"SELECT id, head_start, head_end FROM item WHERE unit_id = $1 AND report_id = $2 ORDER BY pos", &st, e);
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0) {
		struct span place = { (uint32_t)store_int(st, 1), (uint32_t)store_int(st, 2) };
		struct item_row *row = ledger_places_find(&w->places, place);
		if (row && row->id == 0)
			row->id = store_int(st, 0);
	}
	return rc;
}

static int give_ids(struct writing *w, struct err *e)
{
	int64_t count = 0, next = 0;

	int rc = keep_ids(w, e);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < w->places.count; i++)
		count += w->places.rows[i]->id == 0;
	if (count == 0)
		return 0;
	rc = store_next_ids(w->store, w->unit_id, "item", count, &next, e);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < w->derived->items.len; i++) {
		struct item_row *row = &VEC_AT(&w->derived->items, struct item_row, i);
		if (row->id == 0)
			row->id = next++;
	}
	return 0;
}

static const char *known_status(struct str value)
{
	static const char *const names[] = { "done", "long_term", "in_progress", "partial" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (str_eq(value, str_from(names[i])))
			return names[i];
	}
	return NULL; /* "open": what the text says counts again */
}

static int link_decision(struct writing *w, int64_t decision_id, int64_t item_id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(w,
		"INSERT INTO decision_item (unit_id, report_id, decision_id, item_id) VALUES ($1, $2, $3, $4)", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 3, decision_id);
	store_bind_int(st, 4, item_id);
	return store_run(st, e);
}

/* In the order they were made: the latest one on an item counts. */
static int link_decisions(struct writing *w, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(w,
		"SELECT id, value, anchor_start, anchor_end FROM decision"
		" WHERE unit_id = $1 AND report_id = $2 AND subject = 'item' ORDER BY id",
		&st, e);
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0) {
		struct span place = { (uint32_t)store_int(st, 2), (uint32_t)store_int(st, 3) };
		struct item_row *row = ledger_places_find(&w->places, place);
		if (!row)
			continue;
		const char *decided = known_status(store_text(st, 1));
		row->status = decided ? decided : row->text_status;
		rc = link_decision(w, store_int(st, 0), row->id, e);
		if (rc < 0)
			return rc;
	}
	return rc;
}

static int clear_old(struct writing *w, struct err *e)
{
	static const char *const sql[] = {
		"DELETE FROM decision_item WHERE unit_id = $1 AND report_id = $2",
		"DELETE FROM progress WHERE unit_id = $1 AND report_id = $2",
		"DELETE FROM measure WHERE unit_id = $1 AND report_id = $2",
		"DELETE FROM item WHERE unit_id = $1 AND report_id = $2",
		"DELETE FROM problem WHERE unit_id = $1 AND report_id = $2",
		"DELETE FROM aspect WHERE unit_id = $1 AND report_id = $2",
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof sql / sizeof sql[0] && rc >= 0; i++)
		rc = run(w, sql[i], e);
	return rc;
}

int ledger_recount(struct store *s, int64_t unit_id, int64_t id, struct err *e)
{
	struct writing w = { .store = s, .unit_id = unit_id, .id = id };

	return run(&w,
		"UPDATE report SET (done, long_term, in_progress, partial) ="
		" (SELECT count(*) FILTER (WHERE status = 'done'), count(*) FILTER (WHERE status = 'long_term'),"
		" count(*) FILTER (WHERE status = 'in_progress'), count(*) FILTER (WHERE status = 'partial')"
		" FROM item WHERE item.unit_id = $1 AND item.report_id = $2) WHERE unit_id = $1 AND id = $2",
		e);
}

int ledger_derived_write(struct store *s, int64_t unit_id, int64_t id, struct derived *d, struct err *e)
{
	static int (*const steps[])(struct writing * w, struct err * e) = { give_ids, clear_old, write_report,
		link_decisions, write_aspects, write_problems, write_items, write_measures, write_progress };
	OWN(clear_writing) struct writing w = { .store = s, .unit_id = unit_id, .id = id, .derived = d };

	int rc = ledger_places_make(d, &w.places, e);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc >= 0; i++)
		rc = steps[i](&w, e);
	if (rc >= 0)
		rc = ledger_round_place(s, unit_id, id, e);
	if (rc >= 0)
		rc = ledger_recount(s, unit_id, id, e);
	return rc < 0 ? rc : 0;
}
