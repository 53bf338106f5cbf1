/* /reports: the imported texts. */
#include "analysis.h"
#include "own.h"
#include "routes.h"
#include "rows.h"

int handle_list_reports(struct call *c, struct answer *a, struct err *e)
{
	struct ledger_reports rows = { 0 };

	int rc = ledger_reports(c->ledger, c->actor, c->arena, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	rows_write_reports(&rows, &j);
	return call_json_end(&j, e);
}

int handle_import(struct call *c, struct answer *a, struct err *e)
{
	struct ledger_import done = { 0 };
	struct str name;

	int rc = call_file_name(c, &name, e);
	if (rc == 0)
		rc = analysis_accept(name, c->body, e);
	if (rc == 0)
		rc = ledger_import(c->ledger, c->actor, &(struct ledger_source){ .file_name = name, .text = c->body },
			c->arena, &done, e);
	if (rc < 0)
		return rc;
	a->status = done.unchanged ? 200 : 201;
	snprintf(a->location, sizeof(a->location), "/api/v1/reports/%lld", (long long)done.report_id);
	struct json j = call_json(a);
	rows_write_import(&done, &j);
	return call_json_end(&j, e);
}

int handle_show_report(struct call *c, struct answer *a, struct err *e)
{
	struct ledger_report row = { 0 };

	int rc = ledger_report(c->ledger, c->actor, c->id, c->arena, &row, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	json_key(&j, "report");
	rows_write_report(&row, &j);
	json_end_object(&j);
	return call_json_end(&j, e);
}

int handle_show_text(struct call *c, struct answer *a, struct err *e)
{
	struct ledger_report row = { 0 };
	struct str text = STR_NONE;

	int rc = ledger_report(c->ledger, c->actor, c->id, c->arena, &row, e);
	if (rc == 0)
		rc = ledger_report_text(c->ledger, c->actor, c->id, c->arena, &text, e);
	if (rc < 0)
		return rc;
	a->type = "text/plain; charset=utf-8";
	snprintf(a->etag, sizeof(a->etag), STR_FMT, STR_ARG(row.sha256));
	buf_str(&a->body, text);
	return a->body.failed ? err_nomem(e) : 0;
}

static void clear_analysis(struct analysis *a)
{
	analysis_clear(a);
}

int handle_show_tree(struct call *c, struct answer *a, struct err *e)
{
	OWN(clear_analysis) struct analysis analysis = { 0 };
	struct ledger_decisions decisions = { 0 };
	struct ledger_report row = { 0 };
	struct str text = STR_NONE;

	int rc = ledger_report(c->ledger, c->actor, c->id, c->arena, &row, e);
	if (rc == 0)
		rc = ledger_report_text(c->ledger, c->actor, c->id, c->arena, &text, e);
	if (rc == 0)
		rc = ledger_decisions(c->ledger, c->actor, c->id, c->arena, &decisions, e);
	if (rc == 0)
		rc = analysis_run(
			row.file_name, text, &(struct check_options){ .today = clock_today(c->clock) }, &analysis, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	if (analysis_write_json(&analysis, &decisions, c->arena, &j) < 0)
		return err_nomem(e);
	return call_json_end(&j, e);
}
