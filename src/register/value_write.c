/* Values as the JSON of the API. */
#include "value_private.h"

#include "clock.h"
#include "json.h"

static void write_id(const struct value_context *c, const struct field *f, int64_t id, struct json *j)
{
	json_object(j);
	json_member_int(j, "id", id);
	json_member_str(j, "label", c->label ? c->label(c->context, f, id) : STR_NONE);
	json_end_object(j);
}

static void write_decimal(int64_t v, int scale, struct json *j, bool quoted)
{
	char text[DECIMAL_TEXT_MAX];
	struct str s = decimal_text((struct decimal){ .digits = v, .scale = (uint8_t)scale }, text);

	if (quoted)
		json_str(j, s);
	else
		json_raw(j, s);
}

static void write_instant(const struct value_context *c, int64_t ms, struct json *j)
{
	struct clock zone = { .utc_offset_minutes = c->utc_offset_minutes };
	char text[CLOCK_TEXT_MAX];

	clock_format(&zone, ms, text);
	json_cstr(j, text);
}

static void write_int(const struct value_context *c, const struct field *f, int64_t v, struct json *j)
{
	switch (value_type(f)) {
	case FIELD_DECIMAL:
		write_decimal(v, f->scale, j, true);
		break;
	case FIELD_MONEY:
		write_decimal(v, 2, j, true);
		break;
	case FIELD_BOOL:
		json_bool(j, v != 0);
		break;
	case FIELD_TIME:
		write_instant(c, v, j);
		break;
	case FIELD_REFERENCE:
	case FIELD_PERSON:
	case FIELD_DEPARTMENT:
	case FIELD_UNIT:
		write_id(c, f, v, j);
		break;
	default:
		json_int(j, v);
	}
}

static void write_choices(struct str stored, struct json *j)
{
	json_array(j);
	for (size_t at = 1; at < stored.len;) {
		size_t end = str_find(stored, STR("|"), at);
		if (end == STR_NPOS)
			end = stored.len;
		json_str(j, str_sub(stored, at, end));
		at = end + 1;
	}
	json_end_array(j);
}

static void write_place(const struct value *v, struct json *j)
{
	if (v[0].kind == VALUE_NULL && v[1].kind == VALUE_NULL) {
		json_null(j);
		return;
	}
	json_object(j);
	json_member_str(j, "text", v[0].kind == VALUE_TEXT ? v[0].s : STR_NONE);
	for (int i = 1; i <= 2; i++) {
		json_key(j, i == 1 ? "lon" : "lat");
		if (v[i].kind == VALUE_INT)
			write_decimal(v[i].i, 6, j, false);
		else
			json_null(j);
	}
	json_end_object(j);
}

void value_to_json(const struct value_context *c, const struct field *f, const struct value *values, struct json *j)
{
	if (f->type == FIELD_PLACE)
		write_place(values, j);
	else if (f->type == FIELD_FILES || values->kind == VALUE_NULL)
		json_null(j);
	else if (values->kind == VALUE_INT)
		write_int(c, f, values->i, j);
	else if (value_type(f) == FIELD_CHOICE && f->multiple)
		write_choices(values->s, j);
	else
		json_str(j, values->s);
}
