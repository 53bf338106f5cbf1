#include "unit.h"

#include "value.h"

#include "json.h"

static const struct choice levels[] = {
	{ STR_INIT("a"), STR_INIT("一般"), STR_INIT("") },
	{ STR_INIT("b"), STR_INIT("紧急"), STR_INIT("red") },
};
static const struct catalogue_row class_rows[] = {
	{ .code = STR_INIT("0101"), .label = STR_INIT("上水井盖"), .until = STR_INIT("2025-12-31") },
	{ .code = STR_INIT("0102"), .label = STR_INIT("污水井盖") },
};
static const struct catalogue classes[] = {
	{ .name = STR_INIT("class"), .title = STR_INIT("小类"), .rows = class_rows, .rows_count = 2 }
};
static const struct field fields[] = {
	{ .name = STR_INIT("text"), .label = STR_INIT("标题"), .type = FIELD_TEXT, .has_max = true, .max = 5 },
	{ .name = STR_INIT("long"), .label = STR_INIT("说明"), .type = FIELD_LONGTEXT },
	{ .name = STR_INIT("count"),
		.label = STR_INIT("数量"),
		.type = FIELD_INTEGER,
		.has_min = true,
		.has_max = true,
		.max = 1000 },
	{ .name = STR_INIT("ton"),
		.label = STR_INIT("重量"),
		.type = FIELD_DECIMAL,
		.scale = 3,
		.unit = STR_INIT("吨"),
		.has_max = true,
		.max = 50000 },
	{ .name = STR_INIT("money"), .label = STR_INIT("金额"), .type = FIELD_MONEY },
	{ .name = STR_INIT("flag"), .label = STR_INIT("紧急"), .type = FIELD_BOOL },
	{ .name = STR_INIT("day"), .label = STR_INIT("日期"), .type = FIELD_DATE, .default_value = STR_INIT("today") },
	{ .name = STR_INIT("at"), .label = STR_INIT("时间"), .type = FIELD_TIME, .default_value = STR_INIT("now") },
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
	{ .name = STR_INIT("class"), .label = STR_INIT("小类"), .type = FIELD_CATALOGUE, .target = STR_INIT("class") },
	{ .name = STR_INIT("who"), .label = STR_INIT("责任人"), .type = FIELD_PERSON, .default_value = STR_INIT("me") },
	{ .name = STR_INIT("place"), .label = STR_INIT("地点"), .type = FIELD_PLACE },
	{ .name = STR_INIT("phone"),
		.label = STR_INIT("电话"),
		.type = FIELD_TEXT,
		.pattern = STR_INIT("1[0-9]{10}|0[0-9-]{9,12}"),
		.pattern_hint = STR_INIT("11 位手机号，或带区号的座机") },
	{ .name = STR_INIT("plate"),
		.label = STR_INIT("车牌"),
		.type = FIELD_TEXT,
		.pattern = STR_INIT("[闽浙粤二][A-Z].{4}[^ -~0]?"),
		.pattern_hint = STR_INIT("如 闽A12345") },
	{ .name = STR_INIT("photos"), .label = STR_INIT("照片"), .type = FIELD_FILES },
};
static const struct register_def reg = { .name = STR_INIT("thing"),
	.title = STR_INIT("东西"),
	.fields = fields,
	.fields_count = COUNT(fields),
	.catalogues = classes,
	.catalogues_count = 1 };
static const struct register_def *const list[] = { &reg };
static const struct registers all = { list, 1 };

static struct value_context context(void **state)
{
	return (struct value_context){ .arena = *state,
		.all = &all,
		.reg = &reg,
		.today = { 2026, 3, 5 },
		.now_ms = 1772674200000,
		.me = 7,
		.utc_offset_minutes = 480 };
}

static int set_up(void **state)
{
	*state = arena_new(1 << 20);
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static const struct field *field(const char *name)
{
	return register_field(&reg, str_from(name));
}

/* What people write, what is read back; or the message. */
static const struct row {
	const char *field, *text, *back, *message;
} rows[] = {
	{ "text", "  一二三 ", "一二三", NULL },
	{ "text", "一二三四五六", NULL, "“标题”最多 5 个字，现在有 6 个" },
	{ "text", "一\n二", NULL, "“标题”只能写一行，不能有换行和控制字符" },
	{ "text", "\xff", NULL, "“标题”不是有效的文字（UTF-8）" },
	{ "long", "一\n二", "一\n二", NULL },
	{ "long", "一\x01", NULL, "“说明”里有控制字符" },
	{ "count", "１，０００", "1000", NULL },
	{ "count", "1,000", "1000", NULL },
	{ "count", "1001", NULL, "“数量”不能大于 1000" },
	{ "count", "-1", NULL, "“数量”不能小于 0" },
	{ "count", "1.5", NULL, "“数量”要写成整数，“1.5”不是" },
	{ "count", "1.0", "1", NULL },
	{ "count", "99999999999999999999", NULL, "“数量”要写成整数，“99999999999999999999”不是" },
	{ "ton", "12.5", "12.500", NULL },
	{ "ton", "12.5001", NULL, "“重量”要写成数字，最多3位小数，“12.5001”不是" },
	{ "ton", "50.001", NULL, "“重量”不能大于 50.000吨" },
	{ "money", "1,234.5", "1234.50", NULL },
	{ "money", "-3", "-3.00", NULL },
	{ "money", "3.2万元", "32000.00", NULL },
	{ "money", "1.234", NULL, "“金额”要写成金额（元），最多两位小数，“1.234”不是" },
	{ "money", "元", NULL, "“金额”要写成金额（元），最多两位小数，“元”不是" },
	{ "flag", "是", "是", NULL },
	{ "flag", "0", "否", NULL },
	{ "flag", "也许", NULL, "“紧急”要写“是”或“否”" },
	{ "day", "2026年3月5日", "2026-03-05", NULL },
	{ "day", "2026/3/5", "2026-03-05", NULL },
	{ "day", "20260305", "2026-03-05", NULL },
	{ "day", "2026-02-30", NULL, "“日期”要写成日期，如 2026-03-05" },
	{ "day", "2026305", NULL, "“日期”要写成日期，如 2026-03-05" },
	{ "at", "2026-03-05 9:30", "2026-03-05 09:30", NULL },
	{ "at", "2026-03-05T01:30:00Z", "2026-03-05 09:30", NULL },
	{ "at", "2026-03-05T09:30:00.250+08:00", "2026-03-05 09:30", NULL },
	{ "at", "2026-03-05 24:00", NULL, "“时间”要写成日期和时刻，如 2026-03-05 09:30" },
	{ "at", "2026-03-05 09:30 或", NULL, "“时间”要写成日期和时刻，如 2026-03-05 09:30" },
	{ "level", "紧急", "紧急", NULL },
	{ "level", "b", "紧急", NULL },
	{ "level", "特急", NULL, "“级别”没有“特急”这个选项" },
	{ "tags", "紧急、一般", "一般、紧急", NULL },
	{ "tags", "a|a", "一般", NULL },
	{ "tags", "a、c", NULL, "“标签”没有“c”这个选项" },
	{ "tags", "、", "", NULL },
	{ "class", "0102", "污水井盖", NULL },
	{ "class", "污水井盖", "污水井盖", NULL },
	{ "class", "0101", NULL, "“小类”没有代码“0101”，或者它现在不用了" },
	{ "who", "12", "12", NULL },
	{ "who", "0", NULL, "“责任人”没有“0”这个人员" },
	{ "who", "张三", NULL, "“责任人”没有“张三”这个人员" },
	{ "place", "五一路1号 (119.300001, 26.08)", "五一路1号 (119.300001, 26.080000)", NULL },
	{ "place", "五一路1号(东侧)", "五一路1号(东侧)", NULL },
	{ "place", "某地 (190, 0)", NULL, "“地点”的经度要在 -180 到 180、纬度要在 -90 到 90 之间" },
	{ "phone", "13800000000", "13800000000", NULL },
	{ "plate", "闽A1234学", "闽A1234学", NULL },
	{ "plate", "二A1学34", "二A1学34", NULL },
	{ "plate", "京A1234", NULL, "“车牌”“京A1234”的格式不对：如 闽A12345" },
	{ "plate", "闽A123450", NULL, "“车牌”“闽A123450”的格式不对：如 闽A12345" },
	{ "phone", "138", NULL, "“电话”“138”的格式不对：11 位手机号，或带区号的座机" },
	{ "photos", "x", NULL, "“照片”是附件，要另外上传" },
};

static void test_text(void **state)
{
	struct value_context c = context(state);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct value v[VALUE_COLUMNS_MAX] = { { .i = -77 } };
		struct err e = { 0 };
		struct buf out;
		buf_init(&out, 1000);
		int rc = value_from_text(&c, field(rows[i].field), str_from(rows[i].text), v, &e);
		if (rc == 0)
			value_to_text(&c, field(rows[i].field), v, &out);
		else
			assert_int_equal(v[0].i, -77); /* untouched */
		assert_str(
			rc == 0 ? buf_view(&out) : str_from(e.message), rows[i].back ? rows[i].back : rows[i].message);
		assert_int_equal(rc == 0, rows[i].back != NULL);
		buf_clear(&out);
	}
}

static void test_empty_is_null(void **state)
{
	struct value_context c = context(state);

	for (size_t i = 0; i < COUNT(fields); i++) {
		struct value v[VALUE_COLUMNS_MAX] = { { .kind = VALUE_INT }, { .kind = VALUE_INT },
			{ .kind = VALUE_INT } };
		struct err e = { 0 };
		assert_int_equal(value_from_text(&c, &fields[i], STR(" 　"), v, &e), 0);
		for (size_t n = 0; n < value_columns(&fields[i]); n++)
			assert_int_equal(v[n].kind, VALUE_NULL);
	}
}

static void test_defaults(void **state)
{
	struct value_context c = context(state);
	struct err e = { 0 };
	struct value v[VALUE_COLUMNS_MAX];

	assert_int_equal(value_default(&c, field("day"), v, &e), 0);
	assert_str(v[0].s, "2026-03-05");
	assert_int_equal(value_default(&c, field("at"), v, &e), 0);
	assert_int_equal(v[0].i, 1772674200000);
	assert_int_equal(value_default(&c, field("who"), v, &e), 0);
	assert_int_equal(v[0].i, 7);
	c.me = 0;
	assert_int_equal(value_default(&c, field("who"), v, &e), 0);
	assert_int_equal(v[0].kind, VALUE_NULL);
	assert_int_equal(value_default(&c, field("text"), v, &e), 0);
	assert_int_equal(v[0].kind, VALUE_NULL);
}

static int two(void *context, const struct field *f, struct str text, int64_t *ret, struct err *e)
{
	(void)context, (void)f, (void)e;
	*ret = 5;
	return str_eq(text, STR("张三")) ? 1 : str_eq(text, STR("李四")) ? 2 : 0;
}

static void test_names_of_people(void **state)
{
	struct value_context c = context(state);
	struct value v[VALUE_COLUMNS_MAX];
	struct err e = { 0 }, f = { 0 };

	c.resolve = two;
	assert_int_equal(value_from_text(&c, field("who"), STR("张三"), v, &e), 0);
	assert_int_equal(v[0].i, 5);
	assert_int_equal(value_from_text(&c, field("who"), STR("李四"), v, &e), ERR_NOTFOUND);
	assert_str(str_from(e.message), "“责任人”“李四”不止一个人员");
	assert_int_equal(value_from_text(&c, field("who"), STR("王五"), v, &f), ERR_NOTFOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_empty_is_null, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_defaults, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_names_of_people, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
