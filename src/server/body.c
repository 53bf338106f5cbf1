#include "body.h"

#include <jansson.h>

#include "own.h"
#include "utf8.h"

static void json_free(json_t **j)
{
	json_decref(*j);
}

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

static int take_member(
	json_t *root, const struct body_member *m, struct arena *a, const char **ret_field, struct err *e)
{
	json_t *value = json_object_get(root, m->name);

	if (value == NULL || json_is_null(value)) {
		if (m->required)
			return refuse(e, ret_field, m->name, "必须填写");
		return 0;
	}
	if (!json_is_string(value))
		return refuse(e, ret_field, m->name, "要是字符串");
	struct str s = { json_string_value(value), json_string_length(value) };
	if (m->required && str_trim(s).len == 0)
		return refuse(e, ret_field, m->name, "不能是空的");
	if (utf8_count(s) > m->max_chars)
		return refuse(e, ret_field, m->name, "太长");
	s = arena_dup(a, s);
	if (s.ptr == NULL)
		return err_nomem(e);
	*m->into = s;
	return 0;
}

int body_read(struct str body, const struct body_member *members, size_t count, struct arena *a, const char **ret_field,
	struct err *e)
{
	OWN(json_free) json_t *root = NULL;

	*ret_field = NULL;
	int rc = load(body, &root, ret_field, e);
	if (rc == 0)
		rc = check_known(root, members, count, a, ret_field, e);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = take_member(root, &members[i], a, ret_field, e);
	return rc;
}
