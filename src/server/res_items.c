/* /items and /rounds: the lines of the ledger. */
#include "routes.h"
#include "rows.h"

enum { PAGE = 100, PAGE_MAX = 1000, QUERY_MAX = 1024 };

static const char *const statuses[] = { "done", "long_term", "in_progress", "partial", "none" };

static int read_status(struct call *c, struct str *ret, struct err *e)
{
	struct str s = target_param(c->target, "status");

	if (s.len == 0) {
		*ret = STR_NONE;
		return 0;
	}
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		if (str_eq(s, str_from(statuses[i]))) {
			*ret = s;
			return 0;
		}
	}
	c->field = "status";
	return err_set(e, ERR_USAGE, "参数 status 要是 done、long_term、in_progress、partial、none 之一");
}

static int read_contains(struct call *c, struct str *ret, struct err *e)
{
	struct str q = target_param(c->target, "q");

	if (q.len > QUERY_MAX) {
		c->field = "q";
		return err_set(e, ERR_USAGE, "参数 q 太长（最多 %d 字节）", QUERY_MAX);
	}
	*ret = q.len > 0 ? q : STR_NONE;
	return 0;
}

int handle_list_items(struct call *c, struct answer *a, struct err *e)
{
	struct ledger_item_filter f = { 0 };
	struct ledger_items rows = { 0 };
	int64_t limit = PAGE;

	int rc = call_param_int(c, "report", 1, INT64_MAX, &f.report_id, e);
	if (rc == 0)
		rc = read_status(c, &f.status, e);
	if (rc == 0)
		rc = read_contains(c, &f.contains, e);
	if (rc == 0)
		rc = call_param_int(c, "after", 0, INT64_MAX, &f.after, e);
	if (rc == 0)
		rc = call_param_int(c, "limit", 1, PAGE_MAX, &limit, e);
	if (rc < 0)
		return rc;
	f.limit = limit;
	rc = ledger_items(c->ledger, c->actor, &f, c->arena, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	rows_write_items(&rows, (int64_t)rows.count == limit, &j);
	return call_json_end(&j, e);
}

int handle_list_rounds(struct call *c, struct answer *a, struct err *e)
{
	struct ledger_rounds rows = { 0 };

	int rc = ledger_rounds(c->ledger, c->actor, c->arena, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	rows_write_rounds(&rows, &j);
	return call_json_end(&j, e);
}
