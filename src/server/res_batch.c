/* /batch: several writing requests in one transaction. */
#include "body.h"
#include "problem.h"
#include "routes.h"
#include "say.h"

enum { BATCH_MAX = 100, PATH_CHARS = 500 };

/* One request of the batch. */
struct part {
	struct str method, path, body, version;
	int64_t index;
};

static int read_part(struct call *c, struct str json, struct part *p, struct err *e)
{
	const struct body_member members[] = {
		{ "method", BODY_TEXT, true, 10, &p->method }, { "path", BODY_TEXT, true, PATH_CHARS, &p->path },
		{ "body", BODY_JSON, false, 0, &p->body },
		{ "version", BODY_JSON, false, 0,
			&p->version }, /* a number, as rows have it, or a text, as headers have it */
	};

	p->body = STR("{}");
	int rc = body_read(json, members, sizeof(members) / sizeof(members[0]), &c->keep, &c->field, e);
	if (p->version.len >= 2 && p->version.ptr[0] == '"')
		p->version = str_sub(p->version, 1, p->version.len - 1);
	return rc;
}

/* Rows that write inside the request's transaction can be parts of a batch; the batch itself cannot. */
static int find_part(
	const struct call *c, const struct part *p, const struct target *t, struct route *ret, struct err *e)
{
	const unsigned wanted = OP_TX | OP_WRITES;
	char allow[ROUTE_ALLOW_MAX];

	bool found = route_find(p->method, t->path, ret, allow) == ROUTE_FOUND;
	if (found && (ret->operation->flags & wanted) == wanted && ret->operation != c->operation &&
		p->body.len <= ret->operation->body_limit)
		return 0;
	return err_set(e, ERR_USAGE, "不能放在批里：" STR_FMT " " STR_FMT, STR_ARG(p->method), STR_ARG(p->path));
}

static int run_part(struct call *c, const struct part *p, struct answer *out, struct err *e)
{
	struct target target = { 0 };
	struct route route = { 0 };
	struct call part = *c;

	int rc = target_parse(p->path, c->arena, &target, e);
	if (rc == 0)
		rc = find_part(c, p, &target, &route, e);
	if (rc != 0)
		return rc;
	part.operation = route.operation;
	part.target = &target;
	part.path = &route.path;
	part.id = route.path.id;
	part.body = p->body;
	part.if_match = p->version;
	part.idempotency_key = STR_NONE;
	part.errors = STR_NONE;
	part.field = NULL;
	rc = route_run(&route, &part, out, e);
	c->keep = part.keep; /* with what the part read */
	c->errors = part.errors;
	c->field = part.field;
	return rc;
}

/* The first refusal refuses all: it says which request it was. */
static int refuse(const struct part *p, int rc, struct err *e)
{
	struct err why = *e;

	err_clear(e);
	err_set(e, rc, "第 %lld 个请求：%s", (long long)p->index, why.message);
	if (why.hint[0] != '\0')
		err_hint(e, "%s", why.hint);
	err_log(e, "%s", why.log);
	return err_in(e, why.field, rc);
}

static int add_part(struct call *c, struct str json, int64_t index, struct json *j, struct err *e)
{
	struct part p = { .index = index };
	struct answer out = { .status = 200 };

	buf_init(&out.body, ANSWER_MAX);
	int rc = read_part(c, json, &p, e);
	if (rc == 0)
		rc = run_part(c, &p, &out, e);
	if (rc >= 0) {
		json_object(j);
		say_int(j, "status", out.status);
		json_key(j, "body");
		json_raw(j, buf_view(&out.body));
		json_end_object(j);
	}
	buf_clear(&out.body);
	return rc < 0 ? refuse(&p, rc, e) : 0;
}

int handle_batch(struct call *c, struct answer *a, struct err *e)
{
	struct body_list parts = { 0 };
	const struct body_member member = { "requests", BODY_LIST, true, BATCH_MAX, &parts };

	int rc = body_read(c->body, &member, 1, &c->keep, &c->field, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "answers");
	for (size_t i = 0; rc == 0 && i < parts.count; i++)
		rc = add_part(c, parts.at[i], (int64_t)i + 1, &j, e);
	return rc < 0 ? rc : say_list_end(&j, e);
}
