#include "body.h"

#include <jansson.h>

#include "buf.h"
#include "utf8.h"

/* jansson nests by recursion: depth is measured before it sees the text. */
static bool too_deep(struct str s)
{
	size_t depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > BODY_DEPTH_MAX)
				return true;
		} else if ((c == '}' || c == ']') && depth > 0) {
			depth--;
		}
	}
	return false;
}

static int refuse(struct err *e, const char **ret_field, const char *field, const char *why)
{
	*ret_field = field;
	if (field != NULL)
		return err_set(e, ERR_USAGE, "成员 %s %s", field, why);
	return err_set(e, ERR_USAGE, "请求体%s", why);
}

static int load(struct str body, json_t **ret, const char **ret_field, struct err *e)
{
	json_error_t error;

	if (body.len == 0)
		return refuse(e, ret_field, NULL, "是空的");
	if (too_deep(body))
		return refuse(e, ret_field, NULL, "嵌套太深");
	json_t *root = json_loadb(body.ptr, body.len, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL) {
		err_log(e, "jansson: %s", error.text);
		if (json_error_code(&error) == json_error_duplicate_key)
			return refuse(e, ret_field, NULL, "里有重复的成员");
		return err_set(e, ERR_USAGE, "请求体不是有效的 JSON：第 %d 行第 %d 列", error.line, error.column);
	}
	if (!json_is_object(root)) {
		json_decref(root);
		return refuse(e, ret_field, NULL, "要是一个 JSON 对象");
	}
	*ret = root;
	return 0;
}

static int check_known(json_t *root, const struct body_member *members, size_t count, struct arena *a,
	const char **ret_field, struct err *e)
{
	const char *key;
	json_t *value;

	json_object_foreach(root, key, value)
	{
		size_t i = 0;
		while (i < count && strcmp(key, members[i].name) != 0)
			i++;
		if (i < count)
			continue;
		struct str copy = str_from(key);
		copy = arena_dup(a, str_sub(copy, 0, utf8_prefix(copy, utf8_count(copy) < 64 ? utf8_count(copy) : 64)));
		if (copy.ptr == NULL)
			return err_nomem(e);
		return refuse(e, ret_field, copy.ptr, "不认识");
	}
	return 0;
}

/* --- values as users write them --- */

enum { VALUE_BYTES_MAX = 4 << 20 };

/* A scalar's text; ERR_USAGE: it is none. */
static int add_scalar(const json_t *v, struct buf *out)
{
	char number[40];

	switch (json_typeof(v)) {
	case JSON_STRING:
		buf_str(out, (struct str){ json_string_value(v), json_string_length(v) });
		return 0;
	case JSON_INTEGER:
		buf_fmt(out, "%lld", (long long)json_integer_value(v));
		return 0;
	case JSON_REAL:
		snprintf(number, sizeof(number), "%.15g", json_real_value(v));
		buf_cstr(out, number);
		return 0;
	case JSON_TRUE:
		buf_cstr(out, "true");
		return 0;
	case JSON_FALSE:
		buf_cstr(out, "false");
		return 0;
	default:
		return ERR_USAGE;
	}
}

static int add_several(const json_t *v, struct buf *out)
{
	for (size_t i = 0; i < json_array_size(v); i++) {
		if (i > 0)
			buf_cstr(out, "、");
		if (add_scalar(json_array_get(v, i), out) < 0)
			return ERR_USAGE;
	}
	return 0;
}

/* STR_NONE for what is no text. */
static int value_text(const json_t *v, struct arena *a, struct str *ret, struct err *e)
{
	struct buf out;

	*ret = STR_NONE;
	buf_init(&out, VALUE_BYTES_MAX);
	int rc = json_is_array(v) ? add_several(v, &out) : add_scalar(v, &out);
	bool text = rc == 0 && !out.failed;
	if (text)
		*ret = arena_dup(a, buf_view(&out));
	bool full = out.full, lost = (text && ret->ptr == NULL) || (out.failed && !full);
	buf_clear(&out);
	if (lost)
		return err_nomem(e);
	return full ? ERR_LIMIT : 0;
}

/* --- members --- */

/* What the members of one body are read with. */
struct reading {
	struct arena *arena;
	const char **ret_field;
	struct err *e;
};

static int refuse_in(const struct reading *g, const char *field, const char *why)
{
	return refuse(g->e, g->ret_field, field, why);
}

static int take_text(const struct reading *g, const struct body_member *m, const json_t *v)
{
	if (!json_is_string(v))
		return refuse_in(g, m->name, "要是字符串");
	struct str s = { json_string_value(v), json_string_length(v) };
	if (m->required && str_trim(s).len == 0)
		return refuse_in(g, m->name, "不能是空的");
	if (utf8_count(s) > m->max)
		return refuse_in(g, m->name, "太长");
	s = arena_dup(g->arena, s);
	if (s.ptr == NULL)
		return err_nomem(g->e);
	*(struct str *)m->into = s;
	return 0;
}

static int take_int(const struct reading *g, const struct body_member *m, const json_t *v)
{
	if (!json_is_integer(v))
		return refuse_in(g, m->name, "要是整数");
	*(int64_t *)m->into = json_integer_value(v);
	return 0;
}

static int take_bool(const struct reading *g, const struct body_member *m, const json_t *v)
{
	if (!json_is_boolean(v))
		return refuse_in(g, m->name, "要是 true 或 false");
	*(bool *)m->into = json_is_true(v);
	return 0;
}

static int take_ids(const struct reading *g, const struct body_member *m, const json_t *v)
{
	size_t n = json_array_size(v);

	if (!json_is_array(v) || (m->required && n == 0))
		return refuse_in(g, m->name, "要是编号的数组");
	if (n > m->max)
		return refuse_in(g, m->name, "里的编号太多");
	int64_t *ids = arena_array(g->arena, n + 1, sizeof(*ids));
	if (ids == NULL)
		return err_nomem(g->e);
	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(v, i);
		if (!json_is_integer(one) || json_integer_value(one) < 1)
			return refuse_in(g, m->name, "里的编号要是正整数");
		ids[i] = json_integer_value(one);
	}
	*(struct body_ids *)m->into = (struct body_ids){ ids, n };
	return 0;
}

static int read_values(const struct reading *g, const char *field, json_t *v, struct body_values *ret)
{
	const char *key;
	json_t *one;
	size_t n = 0;

	if (!json_is_object(v))
		return refuse_in(g, field, "要是一个对象");
	if (json_object_size(v) > BODY_VALUES_MAX)
		return refuse_in(g, field, "里的成员太多");
	struct body_value *at = arena_array(g->arena, json_object_size(v) + 1, sizeof(*at));
	if (at == NULL)
		return err_nomem(g->e);
	json_object_foreach(v, key, one)
	{
		struct str name = arena_dup(g->arena, str_from(key));
		if (name.ptr == NULL)
			return err_nomem(g->e);
		at[n].name = name;
		at[n].json = one;
		int rc = value_text(one, g->arena, &at[n++].text, g->e);
		if (rc == ERR_LIMIT)
			return refuse_in(g, name.ptr, "的值太长");
		if (rc < 0)
			return rc;
	}
	*ret = (struct body_values){ at, n };
	return 0;
}

static int take_values(const struct reading *g, const struct body_member *m, json_t *v)
{
	return read_values(g, m->name, v, m->into);
}

static int take_rows(const struct reading *g, const struct body_member *m, const json_t *v)
{
	size_t n = json_array_size(v);

	if (!json_is_array(v) || (m->required && n == 0))
		return refuse_in(g, m->name, "要是对象的数组");
	if (n > m->max)
		return refuse_in(g, m->name, "里的行太多");
	struct body_values *rows = arena_array(g->arena, n + 1, sizeof(*rows));
	if (rows == NULL)
		return err_nomem(g->e);
	for (size_t i = 0; i < n; i++) {
		int rc = read_values(g, m->name, json_array_get(v, i), &rows[i]);
		if (rc < 0)
			return rc;
	}
	*(struct body_rows *)m->into = (struct body_rows){ rows, n };
	return 0;
}

static int json_text(const struct reading *g, const json_t *v, struct str *ret)
{
	char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);

	*ret = arena_dup(g->arena, str_from(text != NULL ? text : ""));
	bool lost = text == NULL || ret->ptr == NULL;
	free(text);
	return lost ? err_nomem(g->e) : 0;
}

static int take_list(const struct reading *g, const struct body_member *m, const json_t *v)
{
	size_t n = json_array_size(v);
	int rc = 0;

	if (!json_is_array(v) || (m->required && n == 0))
		return refuse_in(g, m->name, "要是数组");
	if (n > m->max)
		return refuse_in(g, m->name, "里的项太多");
	struct str *at = arena_array(g->arena, n + 1, sizeof(*at));
	if (at == NULL)
		return err_nomem(g->e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = json_text(g, json_array_get(v, i), &at[i]);
	if (rc == 0)
		*(struct body_list *)m->into = (struct body_list){ at, n };
	return rc;
}

static int take_value(const struct reading *g, const struct body_member *m, json_t *v)
{
	switch (m->kind) {
	case BODY_TEXT:
		return take_text(g, m, v);
	case BODY_INT:
		return take_int(g, m, v);
	case BODY_BOOL:
		return take_bool(g, m, v);
	case BODY_IDS:
		return take_ids(g, m, v);
	case BODY_VALUES:
		return take_values(g, m, v);
	case BODY_ROWS:
		return take_rows(g, m, v);
	case BODY_LIST:
		return take_list(g, m, v);
	case BODY_JSON:
		return json_text(g, v, m->into);
	}
	return refuse_in(g, m->name, "不认识");
}

struct body_kept {
	json_t *root;
	struct body_kept *next;
};

void body_keep_clear(struct body_keep *k)
{
	for (struct body_kept *at = k->roots; at != NULL; at = at->next)
		json_decref(at->root);
	k->roots = NULL;
}

static int keep_root(struct body_keep *k, json_t *root, struct err *e)
{
	struct body_kept *new = arena_alloc(k->arena, sizeof(*new));

	if (new == NULL) {
		json_decref(root);
		return err_nomem(e);
	}
	*new = (struct body_kept){ root, k->roots };
	k->roots = new;
	return 0;
}

int body_read(struct str body, const struct body_member *members, size_t count, struct body_keep *keep,
	const char **ret_field, struct err *e)
{
	json_t *root = NULL;
	const struct reading g = { keep->arena, ret_field, e };

	*ret_field = NULL;
	int rc = load(body, &root, ret_field, e);
	if (rc == 0)
		rc = keep_root(keep, root, e);
	if (rc == 0)
		rc = check_known(root, members, count, keep->arena, ret_field, e);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		json_t *v = json_object_get(root, members[i].name);
		if (v != NULL && !json_is_null(v))
			rc = take_value(&g, &members[i], v);
		else if (members[i].required)
			rc = refuse(e, ret_field, members[i].name, "必须填写");
	}
	return rc;
}
