/* Two reports side by side: characters, versions, rounds. */
#include "unit.h"

#include <stdlib.h>

#include "fault.h"
#include "out_pair.h"

/* --- characters --- */

static void show(struct str a, struct str b, struct buf *out)
{
	struct vec runs;
	uint32_t at_a = 0, at_b = 0;
	assert_int_equal(textdiff(a, b, &runs), 0);
	for (size_t i = 0; i < runs.len; i++) {
		const struct textdiff_run *r = &VEC_AT(&runs, struct textdiff_run, i);
		assert_int_equal(r->a, at_a); /* both are covered, in order */
		assert_int_equal(r->b, at_b);
		at_a = r->a_end;
		at_b = r->b_end;
		struct str x = str_sub(a, r->a, r->a_end), y = str_sub(b, r->b, r->b_end);
		assert_true(x.len + y.len > 0);
		if (r->same)
			assert_true(str_eq(x, y));
		buf_fmt(out, r->same ? "%.*s" : "[%.*s", STR_ARG(x));
		if (!r->same)
			buf_fmt(out, "|%.*s]", STR_ARG(y));
	}
	assert_int_equal(at_a, a.len);
	assert_int_equal(at_b, b.len);
	vec_clear(&runs);
}

static void test_characters(void **state)
{
	(void)state;
	static const char *const cases[][3] = {
		{ "", "", "" },
		{ "甲", "甲", "甲" },
		{ "", "甲", "[|甲]" },
		{ "甲", "", "[甲|]" },
		{ "甲", "乙", "[甲|乙]" },
		{ "两小时内到场", "三小时内到场", "[两|三]小时内到场" },
		{ "已完成", "已基本完成", "已[|基本]完成" },
		{ "共12个，计划整改", "共15个，已经整改", "共1[2|5]个，[计划|已经]整改" },
		{ "甲乙丙丁戊", "子乙丑丁寅", "[甲乙丙丁戊|子乙丑丁寅]" },
		{ "路灯不亮无人修", "路灯不亮，至今无人修", "路灯不亮[|，至今]无人修" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;
		buf_init(&b, 10000);
		show(str_from(cases[i][0]), str_from(cases[i][1]), &b);
		assert_str(b.len ? buf_view(&b) : STR(""), cases[i][2]);
		buf_clear(&b);
	}
}

/* Random texts: whatever the pieces are, both texts are put together from them. */
static void test_random(void **state)
{
	(void)state;
	uint32_t seed = 12345;
	for (int round = 0; round < 500; round++) {
		struct buf x, y, out;
		buf_init(&x, 100000);
		buf_init(&y, 100000);
		buf_init(&out, 1000000);
		for (int i = 0; i < round % 60; i++) {
			seed = seed * 1103515245 + 12345;
			static const char *const letters[] = { "甲", "乙", "a", "，", "😀" };
			const char *c = letters[(seed >> 16) % 5];
			if ((seed >> 8) % 7 != 0)
				buf_cstr(&x, c);
			if ((seed >> 12) % 7 != 0)
				buf_cstr(&y, c);
		}
		show(x.len ? buf_view(&x) : STR(""), y.len ? buf_view(&y) : STR(""), &out);
		buf_clear(&x);
		buf_clear(&y);
		buf_clear(&out);
	}
}

static void test_far_apart(void **state)
{
	(void)state;
	size_t size = 300000;
	char *a = malloc(size), *b = malloc(size);
	assert_non_null(a);
	assert_non_null(b);
	for (size_t i = 0; i < size; i++) {
		a[i] = (char)('a' + i * 7 % 23);
		b[i] = (char)('a' + i * 11 % 19);
	}
	static const size_t sizes[] = { 300000, 3000, 1600 };
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct buf out;
		buf_init(&out, 2000000);
		show((struct str){ a, sizes[i] }, (struct str){ b, sizes[i] }, &out);
		buf_clear(&out);
	}
	free(a);
	free(b);
}

/* --- reports --- */

#define LATER                                                                                                          \
	"中共云岭市城管局党组关于巡察整改进展情况的通报\n\n2024年3月6日至5月20日，市委第四巡察组对云岭市城管局党组开展了巡察。\n\n一、关于市政方面\n"
#define EARLIER                                                                                                        \
	"中共云岭市城管局党组关于巡察整改进展情况的通报\n\n2021年3月6日至5月20日，市委第四巡察组对云岭市城管局党组开展了巡察。\n\n一、关于市政方面\n"
#define ITEM(no, finding, measure, result)                                                                             \
	no ".针对“" finding "”的问题。\n整改措施：\n" measure "\n整改结果：" result "。\n"
#define LAMPS "由设施科牵头建立路灯故障抢修台账，接到报修后两小时内到场。"
#define TOILETS "抽调六名骨干组成巡查专班，对四十二处公厕每两小时巡回一次。"
#define BRIDGES "委托两家检测单位对17座桥梁一季一检测，病害部位登记造册。"

static struct report *parse(const char *text)
{
	struct report *r = NULL;
	struct err e = { 0 };
	if (report_parse(str_from(text), &r, &e) < 0)
		fail_msg("%s", e.message);
	return r;
}

static void versions_text(const char *a, const char *b, enum out_format format, struct buf *out, struct versions **ret)
{
	struct report *before = parse(a), *after = parse(b);
	struct err e = { 0 };
	const struct out_pair o = { .format = format, .before = STR("旧.txt"), .after = STR("新.txt") };
	buf_init(out, 1 << 20);
	assert_int_equal(versions_compare(before, after, ret, &e), 0);
	out_versions(*ret, &o, out);
	assert_false(out->failed);
	report_free(before);
	report_free(after);
}

static const char *const first =
	"中共云岭市城管局党组关于巡察整改进展情况的通报\n\n2021年3月6日至5月20日，市委第四巡察组对云岭市城管局党组开展了巡察。\n\n一、关于市政方面\n" ITEM(
		"1", "背街小巷路灯损坏后长期无人修复", LAMPS, "正在推进") ITEM("2", "公厕保洁不及时", TOILETS, "已完成")
		ITEM("3", "桥梁定期检测没有落实到位", BRIDGES, "已完成");

static void has(const struct buf *b, const char *part)
{
	if (!str_has(buf_view(b), str_from(part)))
		fail_msg("no \"%s\" in\n" STR_FMT, part, STR_ARG(buf_view(b)));
}

static void test_same(void **state)
{
	(void)state;
	struct buf b;
	struct versions *v = NULL;
	versions_text(first, first, OUT_TEXT, &b, &v);
	assert_false(versions_differ(v));
	assert_int_equal(v->counts[VERSION_SAME], 3);
	versions_free(v);
	buf_clear(&b);
}

/* One taken out, one new in front, the others renumbered; a status, a number and a word changed. */
static void test_versions(void **state)
{
	(void)state;
	static const char *const second =
		"中共云岭市城管局党组关于巡察整改进展情况的通报\n\n2021年3月6日至5月20日，市委第四巡察组对云岭市城管局党组开展了巡察。\n\n一、关于市政方面\n" ITEM(
			"1", "渣土车夜间沿途遗撒", "每晚设卡检查渣土车覆盖情况并登记。", "已完成") ITEM("2",
			"背街小巷路灯损坏后长期无人修复", "由设施科牵头建立路灯故障抢修台账，接到报修后三小时内到场。",
			"已完成") ITEM("3", "桥梁定期检测没有落实到位",
			"委托两家检测单位对19座桥梁一季一检测，病害部位登记造册。", "已完成");
	struct buf b;
	struct versions *v = NULL;
	versions_text(first, second, OUT_TEXT, &b, &v);
	assert_int_equal(v->counts[VERSION_ADDED], 1);
	assert_int_equal(v->counts[VERSION_GONE], 1);
	assert_int_equal(v->counts[VERSION_CHANGED], 2);
	assert_int_equal(v->renumbered, 1);
	assert_int_equal(v->status, 1);
	has(&b, "+ 一1  针对“渣土车夜间沿途遗撒");
	has(&b, "~ 一1 → 一2  针对“背街小巷路灯");
	has(&b, "状态：正在推进 → 已完成");
	has(&b, "接到报修后[-两-]{+三+}小时内到场");
	has(&b, "数字：17座桥 → 19座桥");
	has(&b, "- 一2  针对“公厕保洁不及时");
	has(&b, "未变 0 条，改动 2 条，新增 1 条，删去 1 条");
	versions_free(v);
	buf_clear(&b);
	versions_text(first, second, OUT_HTML, &b, &v);
	has(&b, "<del>两</del><ins>三</ins>");
	versions_free(v);
	buf_clear(&b);
	versions_text(first, second, OUT_JSON, &b, &v);
	has(&b, "\"gone\":\"两\",\"new\":\"三\"");
	has(&b, "\"before\":\"17座桥\",\"after\":\"19座桥\"");
	versions_free(v);
	buf_clear(&b);
}

/* Hundreds of items that differ in a number only are matched without comparing all with all. */
static void test_many_items(void **state)
{
	(void)state;
	struct buf text, out;
	struct versions *v = NULL;
	buf_init(&text, 1 << 20);
	buf_fmt(&text, "关于巡察整改进展情况的通报\n\n一、关于市政方面\n");
	for (int i = 1; i <= 400; i++)
		buf_fmt(&text, "%d.针对“第%d号绿地养护巡查不够”的问题。\n整改措施：\n每周巡查第%d号绿地两次。\n", i, i,
			i);
	buf_chr(&text, '\0');
	versions_text(text.ptr, text.ptr, OUT_TEXT, &out, &v);
	assert_int_equal(v->counts[VERSION_SAME], 400);
	versions_free(v);
	buf_clear(&out);
	buf_clear(&text);
}

static void test_rounds(void **state)
{
	(void)state;
	static const char *const second =
		LATER ITEM("1", "部分背街小巷路灯损坏修复不及时", "新增巡检车两台。", "已完成")
			ITEM("2", "桥梁定期检测仍未落实", "重新签订检测合同。", "已完成")
				ITEM("3", "停车场收费公示牌缺失", "补齐公示牌。", "已完成");
	struct report *a = parse(first), *b = parse(second);
	struct rounds *r = NULL;
	struct err e = { 0 };
	struct buf out;
	assert_int_equal(rounds_compare(a, b, &r, &e), 0);
	assert_int_equal(r->counts[ROUND_RETURNED], 1);
	assert_int_equal(r->counts[ROUND_AGAIN], 1);
	assert_int_equal(r->counts[ROUND_SETTLED], 1);
	assert_int_equal(r->counts[ROUND_NEW], 1);
	assert_int_equal(r->counts[ROUND_SILENT], 0);
	assert_false(r->other_unit || r->reversed);
	for (int format = 0; format < 4; format++) {
		const struct out_pair o = { .format = (enum out_format)format, .before = STR("a"), .after = STR("b") };
		buf_init(&out, 1 << 20);
		out_rounds(r, &o, &out);
		has(&out, "背街小巷路灯损坏修复不及时");
		buf_clear(&out);
	}
	rounds_free(r);
	assert_int_equal(rounds_compare(b, a, &r, &e), 0);
	assert_true(r->reversed);
	rounds_free(r);
	report_free(a);
	report_free(b);
}

/* A finding in the same words comes back, though its words say nothing by themselves; 针对“…”的问题 around it does not matter. */
static void test_rounds_same_words(void **state)
{
	(void)state;
	struct report *a = parse(EARLIER ITEM("1", "组织生活不严格", "落实制度。", "已完成") ITEM(
		"2", "停车收费混乱", "清理车位。", "已完成") ITEM("3", "井盖缺失", "补齐井盖。", "已完成"));
	struct report *b = parse(LATER ITEM("1", "组织生活不严格", "再落实。", "已完成") ITEM(
		"2", "停车收费混乱，多收停车费", "退还。", "已完成") ITEM("3", "路灯不亮", "修复。", "已完成"));
	struct rounds *r = NULL;
	struct err e = { 0 };
	assert_int_equal(rounds_compare(a, b, &r, &e), 0);
	assert_int_equal(r->counts[ROUND_RETURNED], 2);
	assert_int_equal(r->counts[ROUND_SETTLED], 1);
	assert_int_equal(r->counts[ROUND_NEW], 1);
	rounds_free(r);
	report_free(a);
	report_free(b);
}

/* What people said of a pair goes before likeness; what they said of a problem that is not there says nothing. */
static void test_rounds_told(void **state)
{
	(void)state;
#define THING(words, how)                                                                                              \
	{                                                                                                              \
		.title = STR_INIT(words), .parts = { [0 ... PARTS - 1] = STR_INIT("") }, .status = (how)               \
	}
	const struct thing before[] = { THING("桥梁定期检测没有落实", RESULT_DONE), THING("井盖缺失", RESULT_NONE) };
	const struct thing after[] = { THING("桥梁定期检测仍未落实", RESULT_NONE), THING("路灯不亮", RESULT_NONE) };
	struct round_told told[] = { { ROUND_NOTHING, ROUND_NOTHING }, { ROUND_NOTHING, ROUND_NOTHING } };
	const struct round_side earlier = { .things = before, .count = 2, .unit = STR("甲局") };
	const struct round_side later = { .things = after, .count = 2, .unit = STR("甲局"), .told = told };
	struct rounds *r = NULL;
	struct err e = { 0 };

	assert_int_equal(rounds_compare_sides(&earlier, &later, &r, &e), 0);
	assert_int_equal(r->counts[ROUND_RETURNED], 1);
	assert_false(VEC_AT(&r->rows, struct round_row, 0).told);
	rounds_free(r);
	told[0].unlike = 0;
	told[1].same = 1;
	assert_int_equal(rounds_compare_sides(&earlier, &later, &r, &e), 0);
	assert_int_equal(r->counts[ROUND_RETURNED], 0);
	assert_int_equal(r->counts[ROUND_AGAIN], 1);
	assert_int_equal(r->counts[ROUND_SETTLED], 1);
	assert_int_equal(r->counts[ROUND_NEW], 1);
	assert_true(VEC_AT(&r->rows, struct round_row, 0).told);
	assert_ptr_equal(VEC_AT(&r->rows, struct round_row, 0).later, &after[1]);
	rounds_free(r);
	told[0] = (struct round_told){ 0, 0 }; /* both: it is */
	told[1].same = 7;
	assert_int_equal(rounds_compare_sides(&earlier, &later, &r, &e), 0);
	assert_int_equal(r->counts[ROUND_RETURNED], 1);
	assert_int_equal(r->counts[ROUND_NEW], 1);
	assert_int_equal(r->counts[ROUND_SILENT], 1);
	rounds_free(r);
}

static void test_no_memory(void **state)
{
	(void)state;
	struct report *a = parse(first), *b = parse(LATER ITEM("1", "背街小巷路灯损坏后无人修复", TOILETS, "已完成"));
	for (int what = 0; what < 2; what++) {
		int rc = ERR_NOMEM;
		for (long n = 1; rc != 0; n++) {
			struct versions *v = NULL;
			struct rounds *r = NULL;
			struct err e = { 0 };
			fault_arm(FAULT_ALLOC, n, false);
			rc = what ? versions_compare(a, b, &v, &e) : rounds_compare(a, b, &r, &e);
			fault_arm(FAULT_ALLOC, 0, false);
			assert_true(rc == 0 || (rc == ERR_NOMEM && e.code == rc));
			versions_free(v);
			rounds_free(r);
			assert_true(n < 2000);
		}
	}
	report_free(a);
	report_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_characters),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_far_apart),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_many_items),
		cmocka_unit_test(test_rounds),
		cmocka_unit_test(test_rounds_told),
		cmocka_unit_test(test_rounds_same_words),
		cmocka_unit_test(test_no_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
