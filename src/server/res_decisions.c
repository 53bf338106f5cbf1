/* /reports/{id}/decisions: what people decided about findings and items. */
#include "body.h"
#include "routes.h"
#include "rows.h"

int handle_show_decisions(struct call *c, struct answer *a, struct err *e)
{
	struct ledger_decisions rows = { 0 };
	struct ledger_report report = { 0 };

	int rc = ledger_report(c->ledger, c->actor, c->id, c->arena, &report, e);
	if (rc == 0)
		rc = ledger_decisions(c->ledger, c->actor, c->id, c->arena, &rows, e);
	else if (rc == ERR_NOTFOUND) {
		struct err unused = { 0 };
		int kept = ledger_decisions_discarded(c->ledger, c->actor, c->id, c->arena, &rows, &unused);
		rc = kept == 0 && rows.count > 0 ? 0 : rc;
	}
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	rows_write_decisions(&rows, &j);
	return call_json_end(&j, e);
}

int handle_decide(struct call *c, struct answer *a, struct err *e)
{
	struct ledger_decision d = { .report_id = c->id, .reason = STR(""), .decided_by = STR("本机用户") };
	const struct body_member members[] = {
		{ "subject", BODY_TEXT, true, 16, &d.subject },
		{ "key", BODY_TEXT, true, 64, &d.key },
		{ "value", BODY_TEXT, true, 32, &d.value },
		{ "reason", BODY_TEXT, false, 2000, &d.reason },
		{ "decided_by", BODY_TEXT, false, 64, &d.decided_by },
	};

	int rc = body_read(c->body, members, sizeof(members) / sizeof(members[0]), &c->keep, &c->field, e);
	if (c->actor != NULL)
		d.decided_by = c->actor->name; /* who is signed in decides in his own name */
	if (rc == 0)
		rc = ledger_decide(c->ledger, c->actor, &d, c->arena, e);
	if (rc == 0)
		rc = handle_show_decisions(c, a, e);
	if (rc == 0)
		a->status = 201;
	return rc;
}
