/* /reports: the imported texts. */
#include "analysis.h"
#include "body.h"
#include "own.h"
#include "reading.h"
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

static int import_doc(struct call *c, const struct intake_doc *doc, struct ledger_import *ret, struct err *e)
{
	struct ledger_source source = { .blobs = c->blobs, .columns = target_param(c->target, "columns") };
	int64_t again = 0, aside = 0;
	int rc = call_param_int(c, "again", 0, 1, &again, e);

	if (rc == 0)
		rc = call_param_int(c, "aside", 0, 1, &aside, e);
	source.again = again == 1;
	source.aside = aside == 1;
	if (rc == 0)
		rc = analysis_refuse_blank(doc, e);
	if (rc == 0)
		rc = analysis_source(doc, c->arena, &source, e);
	return rc < 0 ? rc : ledger_import(c->ledger, c->actor, &source, c->arena, ret, e);
}

static int import_one(struct call *c, const struct reading *r, struct answer *a, struct err *e)
{
	struct ledger_import done = { 0 };

	int rc = import_doc(c, reading_doc(r, 0), &done, e);
	if (rc < 0)
		return rc;
	a->status = done.unchanged ? 200 : 201;
	snprintf(a->location, sizeof(a->location), "/api/v1/reports/%lld", (long long)done.report_id);
	struct json j = call_json(a);
	json_object(&j);
	rows_write_import_members(&done, &j);
	analysis_write_source(reading_doc(r, 0), &j);
	json_end_object(&j);
	return call_json_end(&j, e);
}

/* One of an archive's documents: whole, or not at all and why. 1: it is new. */
static int import_member(struct call *c, const struct intake_doc *doc, struct json *j, struct err *first)
{
	const struct intake_note *lost = reading_lost(doc);
	struct ledger_import done = { 0 };
	struct err why = { 0 };

	int rc = lost != NULL ? err_set(&why, ERR_INPUT, "%.*s", STR_ARG(lost->message))
			      : import_doc(c, doc, &done, &why);
	json_object(j);
	json_member_str(j, "file", doc->name);
	if (rc < 0) {
		reading_write_error(str_from(why.message), str_from(why.hint), j);
		json_member_bool(j, "alike", rc == ERR_CONFLICT);
		if (first->code == ERR_OK)
			*first = why;
	} else {
		rows_write_import_members(&done, j);
		analysis_write_source(doc, j);
	}
	json_end_object(j);
	return rc < 0 ? rc : !done.unchanged;
}

/* As long as one of them is a report, the answer says of each what became of it. */
static int import_several(struct call *c, const struct reading *r, struct answer *a, struct err *e)
{
	struct json j = call_json(a);
	struct err first = { 0 };
	size_t good = 0, fresh = 0;

	json_object(&j);
	json_key(&j, "documents");
	json_array(&j);
	for (size_t i = 0; i < r->docs.len; i++) {
		int rc = import_member(c, reading_doc(r, i), &j, &first);
		good += rc >= 0;
		fresh += rc > 0;
	}
	json_end_array(&j);
	json_end_object(&j);
	if (good == 0) {
		*e = first;
		return first.code;
	}
	a->status = fresh > 0 ? 201 : 200;
	return call_json_end(&j, e);
}

int handle_import(struct call *c, struct answer *a, struct err *e)
{
	OWN(reading_close) struct reading r = { 0 };

	int rc = reading_open(c, &r, e);
	if (rc < 0)
		return rc;
	return r.several ? import_several(c, &r, a, e) : import_one(c, &r, a, e);
}

/* The columns of a report's ledgers as they are to be read. */
int handle_set_columns(struct call *c, struct answer *a, struct err *e)
{
	struct str columns = STR_NONE;
	const struct body_member member = { "columns", BODY_TEXT, true, 2000, &columns };

	int rc = body_read(c->body, &member, 1, &c->keep, &c->field, e);
	if (rc == 0)
		rc = ledger_set_columns(c->ledger, c->actor, c->id, columns, e);
	return rc < 0 ? rc : handle_show_report(c, a, e);
}

int handle_take_in(struct call *c, struct answer *a, struct err *e)
{
	int rc = ledger_take_in(c->ledger, c->actor, c->id, e);

	return rc < 0 ? rc : handle_show_report(c, a, e);
}

int handle_discard(struct call *c, struct answer *a, struct err *e)
{
	struct str reason = STR_NONE;
	const struct body_member member = { "reason", BODY_TEXT, true, 2000, &reason };

	int rc = body_read(c->body, &member, 1, &c->keep, &c->field, e);
	if (rc == 0)
		rc = ledger_discard(c->ledger, c->actor, c->id, reason, c->arena, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	json_member_int(&j, "discarded", c->id);
	json_end_object(&j);
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

static int show_text(struct call *c, struct answer *a, const char *type, struct err *e)
{
	struct ledger_report row = { 0 };
	struct str text = STR_NONE;

	int rc = ledger_report(c->ledger, c->actor, c->id, c->arena, &row, e);
	if (rc == 0)
		rc = ledger_report_text(c->ledger, c->actor, c->id, c->arena, &text, e);
	if (rc < 0)
		return rc;
	a->type = type;
	snprintf(a->etag, sizeof(a->etag), STR_FMT, STR_ARG(row.sha256));
	buf_str(&a->body, text);
	return a->body.failed ? err_nomem(e) : 0;
}

int handle_show_text(struct call *c, struct answer *a, struct err *e)
{
	return show_text(c, a, "text/plain; charset=utf-8", e);
}

static void clear_analysis(struct analysis *a)
{
	analysis_clear(a);
}

/* What is known of the file that the text came out of: 1, or 0 when the text is the file. */
static int read_file(struct call *c, struct str text, struct intake_doc *ret, struct err *e)
{
	struct ledger_file file = { 0 };

	int rc = ledger_report_file(c->ledger, c->actor, c->id, c->arena, &file, e);
	return rc > 0 ? analysis_file(&file, text, c->arena, ret, e) : rc;
}

/* What is opened elsewhere gets its type; what a browser would run (pages, text in any charset) is bytes. */
static const char *type_of(const struct ledger_file *file)
{
	static const struct {
		const char *format, *type;
	} types[] = {
		{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
		{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
		{ "pdf", "application/pdf" },
		{ "ofd", "application/ofd" },
		{ "odt", "application/vnd.oasis.opendocument.text" },
		{ "ods", "application/vnd.oasis.opendocument.spreadsheet" },
	};

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (str_eq(file->format, str_from(types[i].format)))
			return types[i].type;
	return "application/octet-stream";
}

int handle_show_original(struct call *c, struct answer *a, struct err *e)
{
	struct ledger_report row = { 0 };
	struct ledger_file file = { 0 };

	int rc = ledger_report(c->ledger, c->actor, c->id, c->arena, &row, e);
	if (rc == 0)
		rc = ledger_report_file(c->ledger, c->actor, c->id, c->arena, &file, e);
	if (rc < 0)
		return rc;
	snprintf(a->file_name, sizeof(a->file_name), STR_FMT, STR_ARG(row.file_name));
	a->type = rc > 0 ? type_of(&file) : "application/octet-stream";
	if (rc == 0)
		return show_text(c, a, "application/octet-stream", e);
	if (c->blobs == NULL)
		return err_set(e, ERR_NOTFOUND, "原文件不在这里");
	rc = blob_open(c->blobs, file.sha256.ptr, &a->blob, e);
	if (rc == 0)
		a->blob_len = blob_size(a->blob);
	return rc;
}

int handle_show_tree(struct call *c, struct answer *a, struct err *e)
{
	OWN(clear_analysis) struct analysis analysis = { 0 };
	struct ledger_decisions decisions = { 0 };
	struct ledger_report row = { 0 };
	struct intake_doc doc = { 0 };
	struct str text = STR_NONE, columns = STR("");

	int rc = ledger_report(c->ledger, c->actor, c->id, c->arena, &row, e);
	if (rc == 0)
		rc = ledger_report_text(c->ledger, c->actor, c->id, c->arena, &text, e);
	int kept = rc == 0 ? read_file(c, text, &doc, e) : rc;
	if (kept < 0)
		rc = kept;
	if (rc == 0)
		rc = ledger_decisions(c->ledger, c->actor, c->id, c->arena, &decisions, e);
	if (rc == 0)
		rc = ledger_report_columns(c->ledger, c->actor, c->id, c->arena, &columns, e);
	if (rc == 0)
		rc = analysis_run_with(row.file_name, text, &(struct check_options){ .today = clock_today(c->clock) },
			columns, &analysis, e);
	if (rc < 0)
		return rc;
	analysis.doc = kept > 0 ? &doc : NULL;
	struct json j = call_json(a);
	if (analysis_write_json(&analysis, &decisions, c->arena, &j) < 0)
		return err_nomem(e);
	return call_json_end(&j, e);
}
