#include "routes.h"

/* The row of `operations` that a route belongs to has the same place in the list. */
#define COMMAND(...) NULL,
#define ROUTE(id, ...) handle_##id,
#define OPERATION(id, ...) handle_##id,
static call_handler *const handlers[] = {
#include "operations.def"
};
#undef COMMAND
#undef ROUTE
#undef OPERATION

enum { HANDLERS = sizeof(handlers) / sizeof(handlers[0]) };

/* Whether `path` is `pattern`, whose "{id}" stands for one part; *ret_id is that part. */
static bool matches(struct str pattern, struct str path, struct str *ret_id)
{
	size_t open = str_find(pattern, STR("{id}"), 0);

	*ret_id = STR_NONE;
	if (open == STR_NPOS)
		return str_eq(pattern, path);
	struct str before = str_sub(pattern, 0, open);
	struct str after = str_sub(pattern, open + strlen("{id}"), pattern.len);
	if (!str_starts(path, before) || path.len < before.len + after.len || !str_ends(path, after))
		return false;
	struct str id = str_sub(path, before.len, path.len - after.len);
	if (id.len == 0 || str_has(id, STR("/")))
		return false;
	*ret_id = id;
	return true;
}

static void allow_add(char allow[ROUTE_ALLOW_MAX], const char *method)
{
	size_t used = strlen(allow);

	snprintf(allow + used, ROUTE_ALLOW_MAX - used, "%s%s", used > 0 ? ", " : "", method);
	if (strcmp(method, "GET") == 0)
		allow_add(allow, "HEAD");
}

enum route_match route_find(
	struct str method, struct str path, struct route *ret, int64_t *ret_id, char allow[ROUTE_ALLOW_MAX])
{
	struct str wanted = str_eq(method, STR("HEAD")) ? STR("GET") : method;
	size_t hit = HANDLERS;
	struct str id = STR_NONE;

	allow[0] = '\0';
	for (size_t i = 0; i < HANDLERS; i++) {
		struct str part;
		if (operations[i].path == NULL || !matches(str_from(operations[i].path), path, &part))
			continue;
		allow_add(allow, operations[i].method);
		if (str_eq(wanted, str_from(operations[i].method))) {
			hit = i;
			id = part;
		}
	}
	if (allow[0] == '\0')
		return ROUTE_NO_PATH;
	allow_add(allow, "OPTIONS");
	if (str_eq(method, STR("OPTIONS")))
		return ROUTE_OPTIONS;
	if (hit == HANDLERS)
		return ROUTE_NO_METHOD;
	*ret_id = 0;
	if (id.ptr != NULL && !call_parse_id(id, ret_id))
		return ROUTE_BAD_ID;
	*ret = (struct route){ &operations[hit], handlers[hit] };
	return ROUTE_FOUND;
}

static bool is_known(struct str names, struct str name)
{
	for (size_t from = 0; from < names.len;) {
		size_t to = str_find(names, STR(" "), from);
		if (to == STR_NPOS)
			to = names.len;
		if (str_eq(str_sub(names, from, to), name))
			return true;
		from = to + 1;
	}
	return false;
}

const struct target_param *route_bad_param(const struct operation *o, const struct target *t)
{
	for (size_t i = 0; i < t->params_count; i++) {
		if (!is_known(str_from(o->params), t->params[i].name))
			return &t->params[i];
		for (size_t k = 0; k < i; k++)
			if (str_eq(t->params[k].name, t->params[i].name))
				return &t->params[i];
	}
	return NULL;
}
