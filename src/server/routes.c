#include "routes.h"

#include "body.h"
#include "openapi_parts.h"

#include <assert.h>
#include <pthread.h>

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
			    c == '-' || (c == '.' && i > 0)))
			return false;
	}
	return s.len > 0 && s.len <= CALL_WORD_MAX;
}

enum { PARTS_MAX = 12 };

/* A path cut at its slashes; count 0: too many. */
struct parts {
	struct str at[PARTS_MAX];
	size_t count;
};

static struct parts cut(struct str path)
{
	struct parts p = { 0 };

	for (size_t from = 0; from <= path.len; p.count++) {
		const char *slash = from < path.len ? memchr(path.ptr + from, '/', path.len - from) : NULL;
		size_t end = slash ? (size_t)(slash - path.ptr) : path.len;
		if (p.count == PARTS_MAX)
			return (struct parts){ 0 };
		p.at[p.count] = str_sub(path, from, end);
		from = end + 1;
	}
	return p;
}

/* The rows' paths, cut once. */
static struct parts patterns[HANDLERS];
static unsigned char counts[HANDLERS]; /* of their parts, close together: most rows need no other look */
static pthread_once_t patterns_made = PTHREAD_ONCE_INIT;

static void make_patterns(void)
{
	for (size_t i = 0; i < HANDLERS; i++) {
		if (operations[i].path == NULL)
			continue;
		patterns[i] = cut(str_from(operations[i].path));
		assert(patterns[i].count > 0);
		counts[i] = (unsigned char)patterns[i].count;
	}
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

static bool is_placeholder(struct str part)
{
	return part.len > 0 && part.ptr[0] == '{';
}

/* Whether `path` is `pattern`, part by part; from behind, for the beginnings are alike. */
static bool matches(const struct parts *pattern, const struct parts *path)
{
	if (pattern->count != path->count)
		return false;
	for (size_t i = path->count; i-- > 0;)
		if (!is_placeholder(pattern->at[i]) && !str_eq(pattern->at[i], path->at[i]))
			return false;
	return path->count > 0;
}

static bool read_placeholders(const struct parts *pattern, const struct parts *path, struct call_path *ret)
{
	*ret = (struct call_path){ 0 };
	for (size_t i = 0; i < path->count; i++)
		if (is_placeholder(pattern->at[i]) && !take_placeholder(pattern->at[i], path->at[i], ret))
			return false;
	return true;
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
	const struct parts parts = cut(path);
	struct call_path at;

	pthread_once(&patterns_made, make_patterns);
	allow[0] = '\0';
	for (size_t i = 0; i < HANDLERS; i++) {
		if (counts[i] != parts.count || !matches(&patterns[i], &parts) ||
			!read_placeholders(&patterns[i], &parts, &at))
			continue;
		if (!str_eq(wanted, str_from(operations[i].method))) {
			allow_add(allow, operations[i].method);
			continue;
		}
		if (at.id_text.ptr != NULL && !str_id(at.id_text, &at.id))
			return ROUTE_BAD_ID;
		*ret = (struct route){ &operations[i], handlers[i], at };
		return ROUTE_FOUND;
	}
	if (allow[0] == '\0')
		return ROUTE_NO_PATH;
	allow_add(allow, "OPTIONS");
	return str_eq(method, STR("OPTIONS")) ? ROUTE_OPTIONS : ROUTE_NO_METHOD;
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

int route_run(const struct route *r, struct call *c, struct answer *a, struct err *e)
{
	bool empty = c->body.len == 0 || str_eq(c->body, STR("{}"));

	if (!empty && openapi_takes_nothing(r->operation)) {
		int rc = body_read(c->body, NULL, 0, &c->keep, &c->field, e);
		if (rc < 0)
			return rc;
	}
	return r->handler(c, a, e);
}
