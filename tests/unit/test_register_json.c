#include "unit.h"

#include "value.h"

#include <jansson.h>

static const struct choice levels[] = { { STR_INIT("a"), STR_INIT("一般"), STR_INIT("") },
	{ STR_INIT("b"), STR_INIT("紧急"), STR_INIT("") } };
static const struct field fields[] = {
	{ .name = STR_INIT("text"), .label = STR_INIT("标题"), .type = FIELD_TEXT },
	{ .name = STR_INIT("count"), .label = STR_INIT("数量"), .type = FIELD_INTEGER },
	{ .name = STR_INIT("money"), .label = STR_INIT("金额"), .type = FIELD_MONEY },
	{ .name = STR_INIT("flag"), .label = STR_INIT("紧急"), .type = FIELD_BOOL },
	{ .name = STR_INIT("day"), .label = STR_INIT("日期"), .type = FIELD_DATE },
	{ .name = STR_INIT("at"), .label = STR_INIT("时间"), .type = FIELD_TIME },
	{ .name = STR_INIT("level"),
		.label = STR_INIT("级别"),
		.type = FIELD_CHOICE,
		.choices = levels,
		.choices_count = 2 },
	{ .name = STR_INIT("tags"),
		.label = STR_INIT("标签"),
		.type = FIELD_CHOICE,
		.choices = levels,
		.choices_count = 2,
		.multiple = true },
	{ .name = STR_INIT("who"), .label = STR_INIT("责任人"), .type = FIELD_PERSON },
	{ .name = STR_INIT("place"), .label = STR_INIT("地点"), .type = FIELD_PLACE },
	{ .name = STR_INIT("photos"), .label = STR_INIT("照片"), .type = FIELD_FILES },
	{ .name = STR_INIT("sum"), .label = STR_INIT("合计"), .type = FIELD_COMPUTED, .computed_as = FIELD_INTEGER },
};
static const struct register_def reg = { .name = STR_INIT("thing"), .fields = fields, .fields_count = COUNT(fields) };
static const struct register_def *const list[] = { &reg };
static const struct registers all = { list, 1 };

/* JSON in, and the stored columns as text; or the message. */
static const struct {
	const char *field, *json, *stored, *message;
} rows[] = {
	{ "text", "\" 甲 \"", "甲", NULL },
	{ "text", "5", NULL, "“标题”的值要是文字（写在引号里）" },
	{ "text", "true", NULL, "“标题”的值要是文字或数字，不能是 true/false" },
	{ "text", "null", "NULL", NULL },
	{ "text", "[]", NULL, "“标题”的值要是单个值，不能是数组" },
	{ "text", "{}", NULL, "“标题”的值要是单个值，不能是对象" },
	{ "count", "7", "7", NULL },
	{ "count", "\"7\"", "7", NULL },
	{ "count", "7.5", NULL, "“数量”的值要是整数，或引号里的小数" },
	{ "count", "-9223372036854775808", NULL, "“数量”要写成整数，“-9223372036854775808”不是" },
	{ "money", "\"12.34\"", "1234", NULL },
	{ "money", "12", "1200", NULL },
	{ "money", "12.34", NULL, "“金额”的值要是整数，或引号里的小数" },
	{ "flag", "true", "1", NULL },
	{ "flag", "false", "0", NULL },
	{ "flag", "1", NULL, "“紧急”的值要是true 或 false" },
	{ "day", "\"2026-03-05\"", "2026-03-05", NULL },
	{ "day", "20260305", NULL, "“日期”的值要是文字" },
	{ "at", "\"2026-03-05T09:30:00+08:00\"", "1772674200000", NULL },
	{ "level", "\"a\"", "a", NULL },
	{ "level", "[\"a\"]", NULL, "“级别”的值要是单个值，不能是数组" },
	{ "tags", "[\"b\",\"a\"]", "|a|b|", NULL },
	{ "tags", "[]", "NULL", NULL },
	{ "tags", "[1]", NULL, "“标签”的值要是由选项组成的数组" },
	{ "tags", "[\"c\"]", NULL, "“标签”没有“c”这个选项" },
	{ "who", "12", "12", NULL },
	{ "who", "-1", NULL, "“责任人”没有“-1”这个人员" },
	{ "place", "{\"text\":\"某路\",\"lon\":119.3,\"lat\":\"26.08\"}", "某路|119300000|26080000", NULL },
	{ "place", "{\"text\":\"某路\"}", "某路|NULL|NULL", NULL },
	{ "place", "{\"lon\":1,\"lat\":2}", "NULL|1000000|2000000", NULL },
	{ "place", "{\"lon\":1}", NULL, "“地点”的值要是{\"text\": 地址, \"lon\": 经度, \"lat\": 纬度}，经纬度要成对" },
	{ "place", "{\"lon\":1e300,\"lat\":1}", NULL,
		"“地点”的值要是{\"text\": 地址, \"lon\": 经度, \"lat\": 纬度}，经纬度要成对" },
	{ "place", "{\"lon\":181,\"lat\":1}", NULL, "“地点”的经度要在 -180 到 180、纬度要在 -90 到 90 之间" },
	{ "photos", "[]", NULL, "“照片”是附件，要另外上传" },
	{ "sum", "1", NULL, "“合计”是算出来的，不能填" },
};

static void put(const struct value *v, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		buf_cstr(out, i > 0 ? "|" : "");
		if (v[i].kind == VALUE_INT)
			buf_fmt(out, "%lld", (long long)v[i].i);
		else if (v[i].kind == VALUE_TEXT)
			buf_str(out, v[i].s);
		else
			buf_cstr(out, "NULL");
	}
}

static void test_json(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct value_context c = { .arena = a, .all = &all, .reg = &reg, .utc_offset_minutes = 480 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct field *f = register_field(&reg, str_from(rows[i].field));
		json_t *json = json_loads(rows[i].json, JSON_DECODE_ANY, NULL);
		struct value v[VALUE_COLUMNS_MAX] = { { .kind = VALUE_NULL } };
		struct err e = { 0 };
		struct buf out;
		assert_non_null(json);
		buf_init(&out, 1000);
		int rc = value_from_json(&c, f, json, v, &e);
		if (rc == 0)
			put(v, value_columns(f), &out);
		assert_str(rc == 0 ? buf_view(&out) : str_from(e.message),
			rows[i].stored ? rows[i].stored : rows[i].message);
		buf_clear(&out);
		json_decref(json);
	}
	arena_free(a);
}

/* The editors' schema is JSON, and knows each key of a field with what it may be. */
static void test_schema(void **state)
{
	const char *root = getenv("BIHUAN_SOURCE");
	char path[4096];
	json_error_t e;

	(void)state;
	snprintf(path, sizeof path, "%s/docs/register.schema.json", root ? root : ".");
	json_t *schema = json_load_file(path, JSON_REJECT_DUPLICATES, &e);
	if (!schema)
		fail_msg("line %d: %s", e.line, e.text);
	const json_t *top = json_object_get(schema, "properties");
	const json_t *each = json_object_get(json_object_get(top, "fields"), "additionalProperties");
	const json_t *type = json_object_get(json_object_get(each, "properties"), "type");
	assert_int_equal(json_array_size(json_object_get(type, "enum")), FIELD_COMPUTED + 1);
	assert_non_null(json_object_get(json_object_get(top, "number"), "anyOf"));
	assert_non_null(json_object_get(json_object_get(json_object_get(top, "gate"), "properties"), "evidence"));
	json_decref(schema);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_json), cmocka_unit_test(test_schema) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
