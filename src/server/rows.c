#include "rows.h"

#include <sqlite3.h>

#include "check.h"
#include "version.h"

static void member_date(struct json *j, const char *key, struct date d)
{
	char text[DATE_TEXT_MAX];

	date_format(d, text);
	json_member_str(j, key, date_is_none(d) ? STR_NONE : str_from(text));
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
	json_member_int(j, "id", r->id);
	json_member_int(j, "round_id", r->round_id);
	json_member_str(j, "file_name", r->file_name);
	json_member_str(j, "name", r->name);
	json_member_str(j, "title", r->title);
	json_member_str(j, "unit", r->unit);
	json_member_str(j, "inspector", r->inspector);
	json_member_str(j, "round_kind", r->round_kind);
	write_inspection(j, r->inspection_start, r->inspection_end);
	member_date(j, "feedback_date", r->feedback_date);
	member_date(j, "signed_date", r->signed_date);
	member_date(j, "published_date", r->published_date);
	json_member_str(j, "sha256", r->sha256);
	json_member_str(j, "imported_at", r->imported_at);
	json_member_int(j, "bytes", r->bytes);
	json_member_int(j, "analyser", r->analyser);
	json_member_int(j, "copies", r->copies);
	json_member_int(j, "aspects", r->aspects);
	json_member_int(j, "problems", r->problems);
	json_member_int(j, "items", r->items);
	json_member_int(j, "measures", r->measures);
	json_member_int(j, "done", r->done);
	json_member_int(j, "doubts", r->doubts);
	json_member_bool(j, "aside", r->aside);
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
	json_member_int(j, "id", r->id);
	json_member_str(j, "title", r->title);
	json_member_str(j, "unit", r->unit);
	json_member_str(j, "inspector", r->inspector);
	json_member_str(j, "round_kind", r->round_kind);
	write_inspection(j, r->inspection_start, r->inspection_end);
	member_date(j, "feedback_date", r->feedback_date);
	json_member_int(j, "reports", r->reports);
	json_member_int(j, "problems", r->problems);
	json_member_int(j, "items", r->items);
	json_member_int(j, "measures", r->measures);
	json_member_int(j, "done", r->done);
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
	json_member_int(j, "id", i->id);
	json_member_int(j, "report_id", i->report_id);
	json_member_str(j, "key", i->key);
	json_member_str(j, "no", i->no);
	json_member_str(j, "state", i->state);
	json_member_str(j, "aspect", i->aspect);
	json_member_str(j, "problem_no", i->problem_no);
	json_member_str(j, "problem", i->problem);
	json_member_str(j, "problem_kind", i->problem_kind);
	json_member_str(j, "item_no", i->item_no);
	json_member_str(j, "finding", i->finding);
	json_member_str(j, "status", i->status);
	json_member_str(j, "claim", i->claim);
	json_member_str(j, "result", i->result);
	member_date(j, "result_date", i->result_date);
	json_member_str(j, "depts", i->depts);
	json_member_str(j, "due", i->due);
	json_member_int(j, "measures", i->measures);
	json_member_int(j, "progress", i->progress);
	json_key(j, "span");
	json_array(j);
	json_int(j, i->span.start);
	json_int(j, i->span.end);
	json_end_array(j);
	json_member_str(j, "unit", i->unit);
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
	json_member_int(j, "total", items->total);
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
		json_member_int(j, "id", row->id);
		json_member_str(j, "subject", row->subject);
		json_member_str(j, "key", row->key);
		json_member_str(j, "value", row->value);
		json_member_str(j, "reason", row->reason);
		json_member_str(j, "decided_by", row->decided_by);
		json_member_str(j, "decided_at", row->decided_at);
		json_member_bool(j, "orphaned", row->orphaned);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}

static void write_finding(const struct ledger_finding *f, struct json *j)
{
	json_object(j);
	json_member_int(j, "report_id", f->report_id);
	json_member_str(j, "report", f->report_name);
	json_member_str(j, "unit", f->unit);
	json_key(j, "finding");
	json_raw(j, f->json);
	json_key(j, "decision");
	if (f->decision.id == 0) {
		json_null(j);
	} else {
		json_object(j);
		json_member_str(j, "value", f->decision.value);
		json_member_str(j, "reason", f->decision.reason);
		json_member_str(j, "decided_by", f->decision.decided_by);
		json_member_str(j, "decided_at", f->decision.decided_at);
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
		json_member_str(j, "code", f->counts[i].code);
		json_member_str(j, "severity", f->counts[i].severity);
		json_member_int(j, "open", f->counts[i].open);
		json_member_int(j, "accepted", f->counts[i].accepted);
		json_member_int(j, "dismissed", f->counts[i].dismissed);
		json_end_object(j);
	}
	json_end_array(j);
	snprintf(next, sizeof(next), "%lld.%lld", last ? (long long)last->report_id : 0,
		last ? (long long)last->pos : 0);
	json_member_str(j, "next", more && last ? str_from(next) : STR_NONE);
	json_end_object(j);
}

void rows_write_import_members(const struct ledger_import *i, struct json *j)
{
	json_member_bool(j, "unchanged", i->unchanged);
	json_key(j, "report");
	rows_write_report(&i->report, j);
}

void rows_write_rebuild(const struct ledger_rebuild *r, struct json *j)
{
	json_object(j);
	json_member_int(j, "reports", r->reports);
	json_member_int(j, "changed", r->changed);
	json_member_int(j, "failed", r->failed);
	json_member_int(j, "orphaned", r->orphaned);
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
		json_member_str(j, "code", str_from(r->code));
		json_member_str(j, "slug", str_from(r->slug));
		json_member_str(j, "title", str_from(r->title));
		json_member_str(j, "severity", str_from(severity_name(r->severity)));
		json_member_str(j, "page", str_from(page));
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}

void rows_write_version(struct json *j)
{
	json_object(j);
	json_member_str(j, "version", str_from(server_version));
	json_member_int(j, "analyser", REPORT_ANALYSER_VERSION);
	json_member_str(j, "sqlite", str_from(sqlite3_libversion()));
	json_end_object(j);
}
