/* Values from the JSON of the API. */
#include "value_private.h"

#include <jansson.h>

static int wrong(const struct field *f, const char *what, struct err *e)
{
	return err_set(e, ERR_INPUT, FIELD_FMT "的值要是%s", FIELD_ARG(f), what);
}

static struct str json_text(const json_t *json)
{
	return (struct str){ json_string_value(json), json_string_length(json) };
}

/* An integer of JSON as the text of a field that counts or names by number. */
static int from_integer(
	const struct value_context *c, const struct field *f, int64_t v, struct value *ret, struct err *e)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)v);
	switch (f->type) {
	case FIELD_INTEGER:
	case FIELD_DECIMAL:
	case FIELD_MONEY:
	case FIELD_REFERENCE:
	case FIELD_PERSON:
	case FIELD_DEPARTMENT:
	case FIELD_UNIT:
		return value_from_text(c, f, str_from(text), ret, e);
	case FIELD_TEXT:
	case FIELD_LONGTEXT:
	case FIELD_CATALOGUE:
		return wrong(f, "文字（写在引号里）", e);
	default:
		return wrong(f, f->type == FIELD_BOOL ? "true 或 false" : "文字", e);
	}
}

static int from_array(
	const struct value_context *c, const struct field *f, const json_t *json, struct value *ret, struct err *e)
{
	bool chosen[VALUE_CHOICES_MAX] = { false };

	if (f->type != FIELD_CHOICE || !f->multiple)
		return wrong(f, "单个值，不能是数组", e);
	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *part = json_array_get(json, i);
		if (!json_is_string(part))
			return wrong(f, "由选项组成的数组", e);
		const struct choice *one = value_choice(f, json_text(part));
		if (!one)
			return value_no_choice(f, json_text(part), e);
		chosen[one - f->choices] = true;
	}
	return value_join(c, f, chosen, ret, e);
}

/* A degree: a number, or a number in a string. Rounded to a millionth, which is ten centimetres. */
static int degree(const json_t *json, int64_t *ret)
{
	if (json_is_string(json))
		return value_microdegrees(json_text(json), ret);
	if (!json_is_number(json))
		return ERR_INPUT;
	double v = json_number_value(json);
	if (!(v >= -360 && v <= 360))
		return ERR_INPUT;
	*ret = (int64_t)(v * 1e6 + (v < 0 ? -0.5 : 0.5));
	return 0;
}

static int from_place(
	const struct value_context *c, const struct field *f, const json_t *json, struct value *ret, struct err *e)
{
	struct value got[VALUE_COLUMNS_MAX] = { { 0 }, { 0 }, { 0 } };
	const json_t *text = json_object_get(json, "text"), *x = json_object_get(json, "lon"),
		     *y = json_object_get(json, "lat");
	int64_t lon, lat;
	int rc = 0;

	if (f->type != FIELD_PLACE)
		return wrong(f, "单个值，不能是对象", e);
	if ((text && !json_is_string(text) && !json_is_null(text)))
		return wrong(f, "{\"text\": 地址, \"lon\": 经度, \"lat\": 纬度}", e);
	bool at = x && !json_is_null(x), both = at == (y && !json_is_null(y));
	if (!both || (at && (degree(x, &lon) < 0 || degree(y, &lat) < 0)))
		return wrong(f, "{\"text\": 地址, \"lon\": 经度, \"lat\": 纬度}，经纬度要成对", e);
	if (at)
		rc = value_check_place(f, lon, lat, &got[1], e);
	if (rc == 0 && text && json_is_string(text))
		rc = value_check_text(c, f, json_text(text), &got[0], e);
	if (rc == 0)
		memcpy(ret, got, sizeof got);
	return rc;
}

int value_from_json(
	const struct value_context *c, const struct field *f, const json_t *json, struct value *ret, struct err *e)
{
	if (f->type == FIELD_FILES || f->type == FIELD_COMPUTED)
		return value_from_text(c, f, STR("-"), ret, e); /* refused with its reason */
	if (!json || json_is_null(json))
		return value_from_text(c, f, STR(""), ret, e);
	if (json_is_boolean(json)) {
		if (f->type != FIELD_BOOL)
			return wrong(f, "文字或数字，不能是 true/false", e);
		*ret = value_int(json_is_true(json));
		return 0;
	}
	if (json_is_integer(json))
		return from_integer(c, f, json_integer_value(json), ret, e);
	if (json_is_real(json)) {
		err_hint(e, "带小数的数请写在引号里，如 \"12.50\"，以免失真");
		return wrong(f, value_is_integer(f->type) ? "整数，或引号里的小数" : "文字", e);
	}
	if (json_is_array(json))
		return from_array(c, f, json, ret, e);
	if (json_is_object(json))
		return from_place(c, f, json, ret, e);
	return value_from_text(c, f, json_text(json), ret, e);
}
