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

static bool is_word(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
			    c == '-'))
			return false;
	}
	return s.len > 0 && s.len <= CALL_WORD_MAX;
}

/* The part up to the next '/', taken off the front of *rest. */
static struct str take_part(struct str *rest)
{
	size_t end = str_find(*rest, STR("/"), 0);
	struct str part = str_sub(*rest, 0, end);

	*rest = end == STR_NPOS ? STR_NONE : str_sub(*rest, end + 1, rest->len);
	return part;
}

/* Notes what placeholder `name` stands for; false: it cannot stand for that. */
static bool take_placeholder(struct str name, struct str part, struct call_path *path)
{
	if (str_eq(name, STR("{id}"))) {
		path->id_text = part;
		return part.len > 0;
	}
	if (!is_word(part) || path->count == CALL_WORDS_MAX)
		return false;
	path->words[path->count].name = str_sub(name, 1, name.len - 1);
	path->words[path->count++].value = part;
	return true;
}

/* Whether `path` is `pattern`, part by part. */
static bool matches(struct str pattern, struct str path, struct call_path *ret)
{
	*ret = (struct call_path){ 0 };
	while (pattern.ptr != NULL && path.ptr != NULL) {
		struct str want = take_part(&pattern), part = take_part(&path);
		if (want.len > 0 && want.ptr[0] == '{') {
			if (!take_placeholder(want, part, ret))
				return false;
		} else if (!str_eq(want, part)) {
			return false;
		}
	}
	return pattern.ptr == NULL && path.ptr == NULL;
}

static void allow_add(char allow[ROUTE_ALLOW_MAX], const char *method)
{
	size_t used = strlen(allow);

	snprintf(allow + used, ROUTE_ALLOW_MAX - used, "%s%s", used > 0 ? ", " : "", method);
	if (strcmp(method, "GET") == 0)
		allow_add(allow, "HEAD");
}

enum route_match route_find(struct str method, struct str path, struct route *ret, char allow[ROUTE_ALLOW_MAX])
{
	struct str wanted = str_eq(method, STR("HEAD")) ? STR("GET") : method;
	struct route hit = { 0 };

	allow[0] = '\0';
	for (size_t i = 0; i < HANDLERS; i++) {
		struct call_path at;
		if (operations[i].path == NULL || !matches(str_from(operations[i].path), path, &at))
			continue;
		allow_add(allow, operations[i].method);
		if (hit.operation == NULL && str_eq(wanted, str_from(operations[i].method)))
			hit = (struct route){ &operations[i], handlers[i], at };
	}
	if (allow[0] == '\0')
		return ROUTE_NO_PATH;
	allow_add(allow, "OPTIONS");
	if (str_eq(method, STR("OPTIONS")))
		return ROUTE_OPTIONS;
	if (hit.operation == NULL)
		return ROUTE_NO_METHOD;
	if (hit.path.id_text.ptr != NULL && !call_parse_id(hit.path.id_text, &hit.path.id))
		return ROUTE_BAD_ID;
	*ret = hit;
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
		if (strcmp(o->params, "*") != 0 && !is_known(str_from(o->params), t->params[i].name))
			return &t->params[i];
		for (size_t k = 0; k < i; k++)
			if (str_eq(t->params[k].name, t->params[i].name))
				return &t->params[i];
	}
	return NULL;
}
