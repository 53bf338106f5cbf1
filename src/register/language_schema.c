/* The JSON Schema of the language, from the tables that read it: an editor knows what the program knows. */
#include "language.h"

#include "json.h"
#include "read.h"

static void write_section(struct json *j, const struct section *s);
static void section_body(struct json *j, const struct section *s);

static void type(struct json *j, const char *name)
{
	json_member_cstr(j, "type", name);
}

static void pattern(struct json *j, const char *regex)
{
	type(j, "string");
	json_member_cstr(j, "pattern", regex);
}

static void words(struct json *j, const char *list)
{
	struct str known[READ_WORDS_MAX];
	size_t count = read_words(list, known, READ_WORDS_MAX);

	json_key(j, "enum");
	json_array(j);
	for (size_t i = 0; i < count; i++)
		json_str(j, known[i]);
	json_end_array(j);
}

/* One value or a list of them. */
static void one_or_list(struct json *j)
{
	json_key(j, "anyOf");
	json_array(j);
	json_object(j);
	type(j, "string");
	json_end_object(j);
	json_object(j);
	type(j, "array");
	json_key(j, "items");
	json_object(j);
	type(j, "string");
	json_end_object(j);
	json_end_object(j);
	json_end_array(j);
}

/* Whatever a YAML reader makes of a plain word: 5, true, 2026-01-01. */
static void scalar(struct json *j)
{
	json_key(j, "type");
	json_array(j);
	json_cstr(j, "string");
	json_cstr(j, "number");
	json_cstr(j, "boolean");
	json_cstr(j, "null");
	json_end_array(j);
}

static void parts(struct json *j, const struct section *s)
{
	type(j, s->named ? "object" : "array");
	json_key(j, s->named ? "additionalProperties" : "items");
	write_section(j, s);
}

static void key_value(struct json *j, const struct key *k)
{
	switch (k->kind) {
	case KEY_NAME:
		pattern(j, "^[a-z][a-z0-9_]{0,39}$");
		break;
	case KEY_NAMES:
	case KEY_TEXTS:
	case KEY_WHO:
	case KEY_WHO_PTR:
		one_or_list(j);
		break;
	case KEY_BOOL:
		json_key(j, "enum");
		json_array(j);
		json_bool(j, true);
		json_bool(j, false);
		json_cstr(j, "是");
		json_cstr(j, "否");
		json_end_array(j);
		break;
	case KEY_COUNT:
	case KEY_INT:
		type(j, "integer");
		break;
	case KEY_BYTES:
		pattern(j, "^[0-9]+ ?(KB|MB|GB)$");
		break;
	case KEY_WORD:
	case KEY_OPTION:
		words(j, k->words);
		break;
	case KEY_LIMIT:
		pattern(j,
			"^-?([0-9０-９]+|[零一二两三四五六七八九十百]+) *(个月|个? *(日|天|自然日|工作日|工作时|工作小时|小时|紧急工作时|分钟))"
			" *(以内|之内|内)?$");
		break;
	case KEY_PARTS:
		parts(j, k->section);
		break;
	case KEY_PART:
		section_body(j, k->section);
		break;
	case KEY_POINTS:
		type(j, "object");
		json_key(j, "additionalProperties");
		json_object(j);
		type(j, "integer");
		json_end_object(j);
		break;
	case KEY_OTHER:
		if (k->section)
			parts(j, k->section);
		break;
	case KEY_TEXT:
	case KEY_SQL:
	case KEY_COND:
		scalar(j);
		break;
	case KEY_LATE:
		break;
	}
}

static void properties(struct json *j, const struct section *s)
{
	bool any = false;

	type(j, "object");
	json_member_bool(j, "additionalProperties", false);
	json_key(j, "properties");
	json_object(j);
	for (size_t i = 0; i < s->count; i++) {
		json_key(j, s->keys[i].name);
		json_object(j);
		json_member_cstr(j, "description", s->keys[i].help);
		key_value(j, &s->keys[i]);
		json_end_object(j);
		any = any || s->keys[i].required;
	}
	json_end_object(j);
	if (!any)
		return;
	json_key(j, "required");
	json_array(j);
	for (size_t i = 0; i < s->count; i++)
		if (s->keys[i].required)
			json_cstr(j, s->keys[i].name);
	json_end_array(j);
}

/* What a section may be: its keys, or a text alone. */
static void section_body(struct json *j, const struct section *s)
{
	if (s->short_at == SIZE_MAX) {
		properties(j, s);
		return;
	}
	json_key(j, "anyOf");
	json_array(j);
	json_object(j);
	scalar(j);
	json_end_object(j);
	json_object(j);
	properties(j, s);
	json_end_object(j);
	json_end_array(j);
}

static void write_section(struct json *j, const struct section *s)
{
	json_object(j);
	json_member_cstr(j, "title", s->title);
	json_member_cstr(j, "description", s->help);
	section_body(j, s);
	json_end_object(j);
}

void language_write_schema(struct json *j)
{
	json_object(j);
	json_member_cstr(j, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_member_cstr(j, "title", "闭环的台账定义");
	properties(j, &section_register);
	json_end_object(j);
}
