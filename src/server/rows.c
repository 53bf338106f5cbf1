#include "rows.h"

#include <sqlite3.h>

#include "check.h"
#include "version.h"

static void member_str(struct json *j, const char *key, struct str value)
{
	json_key(j, key);
	json_str(j, value);
}

static void member_int(struct json *j, const char *key, int64_t value)
{
	json_key(j, key);
	json_int(j, value);
}

static void member_date(struct json *j, const char *key, struct date d)
{
	char text[DATE_TEXT_MAX];

	date_format(d, text);
	member_str(j, key, date_is_none(d) ? STR_NONE : str_from(text));
}

static void write_inspection(struct json *j, struct date start, struct date end)
{
	json_key(j, "inspection");
	json_object(j);
	member_date(j, "start", start);
	member_date(j, "end", end);
	json_end_object(j);
}

void rows_write_report(const struct ledger_report *r, struct json *j)
{
	json_object(j);
	member_int(j, "id", r->id);
	member_int(j, "round_id", r->round_id);
	member_str(j, "file_name", r->file_name);
	member_str(j, "name", r->name);
	member_str(j, "title", r->title);
	member_str(j, "unit", r->unit);
	member_str(j, "inspector", r->inspector);
	member_str(j, "round_kind", r->round_kind);
	write_inspection(j, r->inspection_start, r->inspection_end);
	member_date(j, "feedback_date", r->feedback_date);
	member_date(j, "signed_date", r->signed_date);
	member_date(j, "published_date", r->published_date);
	member_str(j, "sha256", r->sha256);
	member_str(j, "imported_at", r->imported_at);
	member_int(j, "bytes", r->bytes);
	member_int(j, "analyser", r->analyser);
	member_int(j, "copies", r->copies);
	member_int(j, "aspects", r->aspects);
	member_int(j, "problems", r->problems);
	member_int(j, "items", r->items);
	member_int(j, "measures", r->measures);
	member_int(j, "done", r->done);
	member_int(j, "doubts", r->doubts);
	json_end_object(j);
}

void rows_write_reports(const struct ledger_reports *r, struct json *j)
{
	json_object(j);
	json_key(j, "reports");
	json_array(j);
	for (size_t i = 0; i < r->count; i++)
		rows_write_report(&r->rows[i], j);
	json_end_array(j);
	json_end_object(j);
}

static void write_round(const struct ledger_round *r, struct json *j)
{
	json_object(j);
	member_int(j, "id", r->id);
	member_str(j, "title", r->title);
	member_str(j, "unit", r->unit);
	member_str(j, "inspector", r->inspector);
	member_str(j, "round_kind", r->round_kind);
	write_inspection(j, r->inspection_start, r->inspection_end);
	member_date(j, "feedback_date", r->feedback_date);
	member_int(j, "reports", r->reports);
	member_int(j, "problems", r->problems);
	member_int(j, "items", r->items);
	member_int(j, "measures", r->measures);
	member_int(j, "done", r->done);
	json_end_object(j);
}

void rows_write_rounds(const struct ledger_rounds *r, struct json *j)
{
	json_object(j);
	json_key(j, "rounds");
	json_array(j);
	for (size_t i = 0; i < r->count; i++)
		write_round(&r->rows[i], j);
	json_end_array(j);
	json_end_object(j);
}

void rows_write_item(const struct ledger_item *i, struct json *j)
{
	json_object(j);
	member_int(j, "id", i->id);
	member_int(j, "report_id", i->report_id);
	member_str(j, "key", i->key);
	member_str(j, "no", i->no);
	member_str(j, "state", i->state);
	member_str(j, "aspect", i->aspect);
	member_str(j, "problem_no", i->problem_no);
	member_str(j, "problem", i->problem);
	member_str(j, "problem_kind", i->problem_kind);
	member_str(j, "item_no", i->item_no);
	member_str(j, "finding", i->finding);
	member_str(j, "status", i->status);
	member_str(j, "claim", i->claim);
	member_str(j, "result", i->result);
	member_date(j, "result_date", i->result_date);
	member_str(j, "depts", i->depts);
	member_str(j, "due", i->due);
	member_int(j, "measures", i->measures);
	member_int(j, "progress", i->progress);
	json_key(j, "span");
	json_array(j);
	json_int(j, i->span.start);
	json_int(j, i->span.end);
	json_end_array(j);
	member_str(j, "unit", i->unit);
	json_end_object(j);
}

void rows_write_items(const struct ledger_items *items, bool more, struct json *j)
{
	json_object(j);
	json_key(j, "items");
	json_array(j);
	for (size_t i = 0; i < items->count; i++)
		rows_write_item(&items->rows[i], j);
	json_end_array(j);
	member_int(j, "total", items->total);
	json_key(j, "next");
	if (more && items->count > 0)
		json_int(j, items->rows[items->count - 1].id);
	else
		json_null(j);
	json_end_object(j);
}

void rows_write_decisions(const struct ledger_decisions *d, struct json *j)
{
	json_object(j);
	json_key(j, "decisions");
	json_array(j);
	for (size_t i = 0; i < d->count; i++) {
		const struct ledger_decision *row = &d->rows[i];
		json_object(j);
		member_int(j, "id", row->id);
		member_str(j, "subject", row->subject);
		member_str(j, "key", row->key);
		member_str(j, "value", row->value);
		member_str(j, "reason", row->reason);
		member_str(j, "decided_by", row->decided_by);
		member_str(j, "decided_at", row->decided_at);
		json_key(j, "orphaned");
		json_bool(j, row->orphaned);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}

static void write_finding(const struct ledger_finding *f, struct json *j)
{
	json_object(j);
	member_int(j, "report_id", f->report_id);
	member_str(j, "report", f->report_name);
	member_str(j, "unit", f->unit);
	json_key(j, "finding");
	json_raw(j, f->json);
	json_key(j, "decision");
	if (f->decision.id == 0) {
		json_null(j);
	} else {
		json_object(j);
		member_str(j, "value", f->decision.value);
		member_str(j, "reason", f->decision.reason);
		member_str(j, "decided_by", f->decision.decided_by);
		member_str(j, "decided_at", f->decision.decided_at);
		json_end_object(j);
	}
	json_end_object(j);
}

void rows_write_findings(const struct ledger_findings *f, bool more, struct json *j)
{
	const struct ledger_finding *last = f->count > 0 ? &f->rows[f->count - 1] : NULL;
	char next[48];

	json_object(j);
	json_key(j, "findings");
	json_array(j);
	for (size_t i = 0; i < f->count; i++)
		write_finding(&f->rows[i], j);
	json_end_array(j);
	json_key(j, "counts");
	json_array(j);
	for (size_t i = 0; i < f->counts_count; i++) {
		json_object(j);
		member_str(j, "code", f->counts[i].code);
		member_str(j, "severity", f->counts[i].severity);
		member_int(j, "open", f->counts[i].open);
		member_int(j, "accepted", f->counts[i].accepted);
		member_int(j, "dismissed", f->counts[i].dismissed);
		json_end_object(j);
	}
	json_end_array(j);
	snprintf(next, sizeof(next), "%lld.%lld", last ? (long long)last->report_id : 0,
		last ? (long long)last->pos : 0);
	member_str(j, "next", more && last ? str_from(next) : STR_NONE);
	json_end_object(j);
}

void rows_write_import_members(const struct ledger_import *i, struct json *j)
{
	json_key(j, "unchanged");
	json_bool(j, i->unchanged);
	json_key(j, "report");
	rows_write_report(&i->report, j);
}

void rows_write_rebuild(const struct ledger_rebuild *r, struct json *j)
{
	json_object(j);
	member_int(j, "reports", r->reports);
	member_int(j, "changed", r->changed);
	member_int(j, "failed", r->failed);
	member_int(j, "orphaned", r->orphaned);
	json_end_object(j);
}

void rows_write_rules(struct json *j)
{
	json_object(j);
	json_key(j, "rules");
	json_array(j);
	for (size_t i = 0; i < check_rules_count; i++) {
		const struct rule *r = &check_rules[i];
		char page[64];
		snprintf(page, sizeof(page), "docs/rules/%s.md", r->code);
		json_object(j);
		member_str(j, "code", str_from(r->code));
		member_str(j, "slug", str_from(r->slug));
		member_str(j, "title", str_from(r->title));
		member_str(j, "severity", str_from(severity_name(r->severity)));
		member_str(j, "page", str_from(page));
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}

void rows_write_version(struct json *j)
{
	json_object(j);
	member_str(j, "version", str_from(server_version));
	member_int(j, "analyser", REPORT_ANALYSER_VERSION);
	member_str(j, "sqlite", str_from(sqlite3_libversion()));
	json_end_object(j);
}
