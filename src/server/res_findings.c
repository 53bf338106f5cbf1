/* /findings: what the rules found in all reports. */
#include "routes.h"
#include "rows.h"

enum { PAGE = 200, PAGE_MAX = 1000 };

static int read_word(struct call *c, const char *name, const char *const *words, struct str *ret, struct err *e)
{
	struct str s = target_param(c->target, name);

	if (s.len == 0)
		return 0;
	for (; *words != NULL; words++) {
		if (!str_eq(s, str_from(*words)))
			continue;
		*ret = s;
		return 0;
	}
	c->field = name;
	return err_set(e, ERR_USAGE, "参数 %s 的值不认识", name);
}

static int read_code(struct call *c, struct str *ret, struct err *e)
{
	struct str s = target_param(c->target, "code");

	if (s.len > 16) {
		c->field = "code";
		return err_set(e, ERR_USAGE, "参数 code 要是规则代码，如 BH201");
	}
	*ret = s.len > 0 ? s : STR_NONE;
	return 0;
}

/* "REPORT.POSITION", as `next` gave it. */
static int read_after(struct call *c, struct ledger_finding_filter *f, struct err *e)
{
	struct str s = target_param(c->target, "after");
	size_t dot = str_find(s, STR("."), 0);

	if (s.len == 0)
		return 0;
	if (dot != STR_NPOS && str_id(str_sub(s, 0, dot), &f->after_report) &&
		str_id(str_sub(s, dot + 1, s.len), &f->after_pos))
		return 0;
	c->field = "after";
	return err_set(e, ERR_USAGE, "参数 after 要用上一页给出的 next");
}

int handle_list_findings(struct call *c, struct answer *a, struct err *e)
{
	static const char *const severities[] = { "error", "warning", "note", NULL };
	static const char *const decisions[] = { "open", "accepted", "dismissed", NULL };
	static const char *const scopes[] = { "ledger", "aside", NULL };
	struct ledger_finding_filter f = { .limit = PAGE };
	struct ledger_findings rows = { 0 };

	int rc = call_param_int(c, "report", 1, INT64_MAX, &f.report_id, e);
	if (rc == 0)
		rc = read_word(c, "severity", severities, &f.severity, e);
	if (rc == 0)
		rc = read_word(c, "decision", decisions, &f.decision, e);
	if (rc == 0)
		rc = read_word(c, "scope", scopes, &f.scope, e);
	if (rc == 0)
		rc = read_code(c, &f.code, e);
	if (rc == 0)
		rc = read_after(c, &f, e);
	if (rc == 0)
		rc = call_param_int(c, "limit", 1, PAGE_MAX, &f.limit, e);
	if (rc == 0)
		rc = ledger_findings(c->ledger, c->actor, &f, c->arena, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	rows_write_findings(&rows, (int64_t)rows.count == f.limit, &j);
	return call_json_end(&j, e);
}
