/* /check, /rules, /version, /rebuild: the analyser itself. */
#include "analysis.h"
#include "own.h"
#include "reading.h"
#include "routes.h"
#include "rows.h"

static void clear_analysis(struct analysis *a)
{
	analysis_clear(a);
}

/* What the caller says of the columns of ledgers. */
static int read_columns(struct call *c, struct report_options *ret, struct err *e)
{
	int rc = report_columns_parse(target_param(c->target, "columns"), ret, e);

	if (rc < 0)
		c->field = "columns";
	return rc;
}

static int write_checked(struct call *c, const struct intake_doc *doc, struct json *j, struct err *e)
{
	OWN(clear_analysis) struct analysis analysis = { 0 };
	struct report_options as = { .given = false };

	int rc = read_columns(c, &as, e);
	if (rc == 0)
		rc = analysis_read_as(
			doc, &(struct check_options){ .today = clock_today(c->clock) }, &as, &analysis, e);
	if (rc == 0 && analysis_write_members(&analysis, NULL, c->arena, j) < 0)
		return err_nomem(e);
	return rc;
}

/* One of an archive's documents; what is wrong with it stands in its place. */
static int write_member(struct call *c, const struct intake_doc *doc, struct json *j)
{
	const struct intake_note *lost = reading_lost(doc);
	struct err why = { 0 };

	json_object(j);
	json_member_str(j, "file", doc->name);
	int rc = lost != NULL ? 0 : write_checked(c, doc, j, &why);
	if (lost != NULL)
		reading_write_error(lost->message, STR(""), j);
	else if (rc < 0)
		reading_write_error(str_from(why.message), str_from(why.hint), j);
	json_end_object(j);
	return rc == ERR_NOMEM ? rc : 0;
}

static int write_members(struct call *c, const struct reading *r, struct json *j, struct err *e)
{
	int rc = 0;

	json_key(j, "documents");
	json_array(j);
	for (size_t i = 0; rc == 0 && i < r->docs.len; i++)
		rc = write_member(c, reading_doc(r, i), j);
	json_end_array(j);
	return rc < 0 ? err_nomem(e) : 0;
}

int handle_check(struct call *c, struct answer *a, struct err *e)
{
	OWN(reading_close) struct reading r = { 0 };
	struct report_options as = { .given = false };

	int rc = read_columns(c, &as, e);
	if (rc == 0)
		rc = reading_open(c, &r, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	rc = r.several ? write_members(c, &r, &j, e) : write_checked(c, reading_doc(&r, 0), &j, e);
	json_end_object(&j);
	return rc < 0 ? rc : call_json_end(&j, e);
}

int handle_list_rules(struct call *c, struct answer *a, struct err *e)
{
	(void)c;
	struct json j = call_json(a);
	rows_write_rules(&j);
	return call_json_end(&j, e);
}

int handle_version(struct call *c, struct answer *a, struct err *e)
{
	(void)c;
	struct json j = call_json(a);
	rows_write_version(&j);
	return call_json_end(&j, e);
}

int handle_rebuild(struct call *c, struct answer *a, struct err *e)
{
	struct ledger_rebuild done = { 0 };

	int rc = ledger_rebuild(c->ledger, c->actor, NULL, NULL, &done, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	rows_write_rebuild(&done, &j);
	return call_json_end(&j, e);
}
