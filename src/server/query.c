#include "query.h"

enum { QUERY_FIELDS_MAX = 64, QUERY_BYTES_MAX = 1024 };

static int bad_param(struct call *c, const char *name, const char *why, struct err *e)
{
	c->field = name;
	return err_set(e, ERR_USAGE, "参数 %s %s", name, why);
}

int query_names(struct call *c, const char *param, const struct str **ret, size_t *ret_count, struct err *e)
{
	struct str text = target_param(c->target, param);
	struct str *at = arena_array(c->arena, QUERY_FIELDS_MAX, sizeof(*at));
	size_t n = 0;

	if (at == NULL)
		return err_nomem(e);
	for (size_t from = 0; from < text.len;) {
		size_t to = str_find(text, STR(","), from);
		to = to == STR_NPOS ? text.len : to;
		if (n == QUERY_FIELDS_MAX)
			return bad_param(c, param, "里的字段太多", e);
		if (to > from)
			at[n++] = str_sub(text, from, to);
		from = to + 1;
	}
	*ret = at;
	*ret_count = n;
	return 0;
}

/* The parameters that are no field's. */
static bool take_reserved(const struct target_param *p, struct record_query *q)
{
	const struct {
		const char *name;
		struct str *into;
	} texts[] = { { "q", &q->text }, { "view", &q->view }, { "sort", &q->sort }, { "after", &q->after } };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (!str_eq(p->name, str_from(texts[i].name)))
			continue;
		*texts[i].into = p->value.len > 0 ? p->value : STR_NONE;
		return true;
	}
	return str_eq(p->name, STR("fields")) || str_eq(p->name, STR("columns")) || str_eq(p->name, STR("limit")) ||
	       str_eq(p->name, STR("format")) || str_eq(p->name, STR("by"));
}

static struct record_filter filter_of(const struct target_param *p)
{
	struct record_filter f = { .field = p->name, .text = p->value };

	if (str_ends(p->name, STR(".from"))) {
		f.field = str_sub(p->name, 0, p->name.len - strlen(".from"));
		f.compare = RECORD_FROM;
	} else if (str_ends(p->name, STR(".to"))) {
		f.field = str_sub(p->name, 0, p->name.len - strlen(".to"));
		f.compare = RECORD_TO;
	}
	return f;
}

int query_read(struct call *c, struct record_query *q, struct err *e)
{
	struct record_filter *filters = arena_array(c->arena, RECORD_FILTERS_MAX, sizeof(*filters));

	if (filters == NULL)
		return err_nomem(e);
	*q = (struct record_query){ .filters = filters, .total = true };
	for (size_t i = 0; i < c->target->params_count; i++) {
		const struct target_param *p = &c->target->params[i];
		if (p->value.len > QUERY_BYTES_MAX && !str_eq(p->name, STR("fields")) &&
			!str_eq(p->name, STR("columns")))
			return bad_param(c, arena_dup(c->arena, p->name).ptr, "太长", e);
		if (take_reserved(p, q))
			continue;
		if (q->filters_count == RECORD_FILTERS_MAX)
			return bad_param(c, arena_dup(c->arena, p->name).ptr, "：条件太多", e);
		filters[q->filters_count++] = filter_of(p);
	}
	int rc = call_param_int(c, "limit", 1, RECORD_LIMIT_MAX, &q->limit, e);
	return rc == 0 ? query_names(c, "fields", &q->fields, &q->fields_count, e) : rc;
}
