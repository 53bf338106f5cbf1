/* /openapi.json: the operation table and the registers as OpenAPI 3.1. */
#include "desk.h"
#include "json.h"
#include "openapi_parts.h"
#include "register.h"
#include "routes.h"
#include "say.h"
#include "version.h"

static void word(struct json *j, const char *key, const char *value)
{
	json_member_cstr(j, key, value);
}

/* --- values of fields --- */

/* A definition's pattern is of the whole value, a schema's of a part. */
static void whole_pattern(struct str pattern, struct json *j)
{
	char text[640];

	int len = snprintf(text, sizeof text, "^(" STR_FMT ")$", STR_ARG(pattern));
	if (len > 0 && (size_t)len < sizeof text)
		word(j, "pattern", text);
}

static void type_of_field(const struct field *f, enum field_type type, struct json *j)
{
	switch (type) {
	case FIELD_INTEGER:
	case FIELD_PERSON:
	case FIELD_DEPARTMENT:
	case FIELD_UNIT:
	case FIELD_REFERENCE:
		word(j, "type", "integer");
		break;
	case FIELD_BOOL:
		word(j, "type", "boolean");
		break;
	case FIELD_DATE:
		word(j, "type", "string");
		word(j, "format", "date");
		break;
	case FIELD_TIME:
		word(j, "type", "string");
		word(j, "format", "date-time");
		break;
	case FIELD_PLACE:
		word(j, "type", "object");
		break;
	default:
		word(j, "type", "string");
		break;
	}
	if (type == FIELD_MONEY || type == FIELD_DECIMAL)
		word(j, "pattern", "^-?[0-9]+(\\.[0-9]+)?$");
	else if (f->pattern.len > 0)
		whole_pattern(f->pattern, j);
}

static void limits_of_field(const struct field *f, struct json *j)
{
	bool number = f->type == FIELD_INTEGER;

	if (number && f->has_min)
		say_int(j, "minimum", f->min);
	if (number && f->has_max)
		say_int(j, "maximum", f->max);
	if ((f->type == FIELD_TEXT || f->type == FIELD_LONGTEXT) && f->has_max)
		say_int(j, "maxLength", f->max);
}

static void choices_of_field(const struct field *f, struct json *j)
{
	if (f->choices_count == 0)
		return;
	json_key(j, "enum");
	json_array(j);
	for (size_t i = 0; i < f->choices_count; i++)
		json_str(j, f->choices[i].value);
	json_end_array(j);
}

static void schema_of_field(const struct field *f, struct json *j)
{
	json_object(j);
	say_text(j, "title", f->label);
	if (f->help.len > 0)
		say_text(j, "description", f->help);
	if (f->multiple) {
		word(j, "type", "array");
		json_key(j, "items");
		json_object(j);
	}
	type_of_field(f, f->type == FIELD_COMPUTED ? f->computed_as : f->type, j);
	limits_of_field(f, j);
	choices_of_field(f, j);
	if (f->multiple)
		json_end_object(j);
	if (f->type == FIELD_COMPUTED || f->type == FIELD_FILES) {
		json_member_bool(j, "readOnly", true);
	}
	json_end_object(j);
}

static void key_of(struct str name, char out[REGISTER_NAME_MAX + 1])
{
	snprintf(out, REGISTER_NAME_MAX + 1, STR_FMT, STR_ARG(name));
}

static void schema_of_register(const struct register_def *r, struct json *j)
{
	char key[REGISTER_NAME_MAX + 1];

	key_of(r->name, key);
	json_key(j, key);
	json_object(j);
	say_text(j, "title", r->title);
	if (r->summary.len > 0)
		say_text(j, "description", r->summary);
	word(j, "type", "object");
	json_key(j, "properties");
	json_object(j);
	for (size_t i = 0; i < r->fields_count; i++) {
		if (r->fields[i].retired)
			continue;
		key_of(r->fields[i].name, key);
		json_key(j, key);
		schema_of_field(&r->fields[i], j);
	}
	json_end_object(j);
	json_member_bool(j, "additionalProperties", false);
	json_end_object(j);
}

static void write_components(const struct registers *all, struct json *j)
{
	json_key(j, "components");
	json_object(j);
	json_key(j, "schemas");
	json_object(j);
	for (size_t i = 0; i < all->count; i++)
		schema_of_register(all->at[i], j);
	openapi_write_schemas(j);
	json_end_object(j);
	json_key(j, "securitySchemes");
	json_raw(j, STR("{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"bihuan\"},"
			"\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}}"));
	json_end_object(j);
}

/* --- operations --- */

static void parameter(struct json *j, struct str name, const char *in, bool required, const char *type)
{
	json_object(j);
	say_text(j, "name", name);
	word(j, "in", in);
	say_bool(j, "required", required);
	json_key(j, "schema");
	json_object(j);
	word(j, "type", type);
	json_end_object(j);
	json_end_object(j);
}

/* The placeholders of a path that are still in it. */
static void path_parameters(struct str path, struct json *j)
{
	for (size_t from = 0; (from = str_find(path, STR("{"), from)) != STR_NPOS;) {
		size_t to = str_find(path, STR("}"), from);
		struct str name = str_sub(path, from + 1, to);
		parameter(j, name, "path", true, str_eq(name, STR("id")) ? "integer" : "string");
		from = to;
	}
}

static void query_parameters(const struct operation *o, struct json *j)
{
	struct str names = str_from(o->params);

	if (str_eq(names, STR("*")))
		names = STR("q view sort fields after limit");
	for (size_t from = 0; from < names.len;) {
		size_t to = str_find(names, STR(" "), from);
		to = to == STR_NPOS ? names.len : to;
		parameter(j, str_sub(names, from, to), "query", false, "string");
		from = to + 1;
	}
}

static void lower(const char *method, char out[8])
{
	size_t n = 0;

	for (; method[n] != '\0' && n < 7; n++)
		out[n] = (char)(method[n] | 0x20);
	out[n] = '\0';
}

/* `r`: the register that "{name}" stands for, or NULL. */
static void write_operation(const struct operation *o, const struct register_def *r, struct str path, struct json *j)
{
	char method[8], id[64 + REGISTER_NAME_MAX];

	lower(o->method, method);
	json_key(j, method);
	json_object(j);
	snprintf(id, sizeof(id), "%s%s" STR_FMT, o->id, r != NULL ? "_" : "", STR_ARG(r != NULL ? r->name : STR("")));
	word(j, "operationId", id);
	word(j, "summary", o->summary);
	if (r != NULL) {
		json_key(j, "tags");
		json_array(j);
		json_str(j, r->title);
		json_end_array(j);
	}
	json_key(j, "parameters");
	json_array(j);
	path_parameters(path, j);
	query_parameters(o, j);
	openapi_write_headers(o, j);
	json_end_array(j);
	openapi_write_body(o, r, j);
	openapi_write_responses(o, j);
	if (o->flags & OP_OPEN) {
		json_key(j, "security");
		json_array(j);
		json_end_array(j);
	}
	json_end_object(j);
}

/* All rows with the path of the row `first`, which is the first of them. */
static void write_path(size_t first, const struct register_def *r, struct arena *a, struct json *j)
{
	const char *shared = operations[first].path;
	struct str pattern = str_from(shared), path = pattern;
	size_t open = str_find(pattern, STR("{name}"), 0);

	if (r != NULL)
		path = arena_fmt(a, STR_FMT STR_FMT STR_FMT, STR_ARG(str_sub(pattern, 0, open)), STR_ARG(r->name),
			STR_ARG(str_sub(pattern, open + strlen("{name}"), pattern.len)));
	if (path.ptr == NULL)
		return;
	struct str key = arena_dup(a, path);
	if (key.ptr == NULL)
		return;
	json_key(j, key.ptr);
	json_object(j);
	for (size_t i = first; i < operations_count; i++)
		if (operations[i].path != NULL && strcmp(operations[i].path, shared) == 0)
			write_operation(&operations[i], r, path, j);
	json_end_object(j);
}

static bool is_first(size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (operations[i].path != NULL && strcmp(operations[i].path, operations[at].path) == 0)
			return false;
	return true;
}

static void write_paths(const struct registers *all, struct arena *a, struct json *j)
{
	json_key(j, "paths");
	json_object(j);
	for (size_t i = 0; i < operations_count; i++) {
		if (operations[i].path == NULL || !is_first(i))
			continue;
		bool each = str_has(str_from(operations[i].path), STR("{name}"));
		for (size_t k = 0; each && k < all->count; k++)
			write_path(i, all->at[k], a, j);
		if (!each)
			write_path(i, NULL, a, j);
	}
	json_end_object(j);
}

int handle_show_openapi(struct call *c, struct answer *a, struct err *e)
{
	const struct registers *all = c->place->registers;
	struct json j = call_json(a);

	json_object(&j);
	word(&j, "openapi", "3.1.0");
	json_key(&j, "info");
	json_object(&j);
	word(&j, "title", "闭环");
	word(&j, "version", server_version);
	word(&j, "description",
		"写操作要带请求头 X-Bihuan: 1；改动要带 If-Match；错误一律是 application/problem+json。");
	json_end_object(&j);
	json_key(&j, "security");
	json_raw(&j, STR("[{\"session\":[]},{\"token\":[]}]"));
	write_paths(all, c->arena, &j);
	write_components(all, &j);
	json_end_object(&j);
	return call_json_end(&j, e);
}
