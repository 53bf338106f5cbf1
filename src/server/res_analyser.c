/* /check, /rules, /version, /rebuild: the analyser itself. */
#include "analysis.h"
#include "own.h"
#include "routes.h"
#include "rows.h"

static void clear_analysis(struct analysis *a)
{
	analysis_clear(a);
}

int handle_check(struct call *c, struct answer *a, struct err *e)
{
	OWN(clear_analysis) struct analysis analysis = { 0 };
	struct str name;

	int rc = call_file_name(c, &name, e);
	if (rc == 0)
		rc = analysis_run(
			name, c->body, &(struct check_options){ .today = clock_today(c->clock) }, &analysis, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	if (analysis_write_json(&analysis, NULL, c->arena, &j) < 0)
		return err_nomem(e);
	return call_json_end(&j, e);
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
