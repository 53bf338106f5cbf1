/* Markup is blank to the lexers and nothing else is; and what is said of a text that holds no problem. */
#include "unit.h"

#include "report.h"
#include "utf8.h"
#include "view.h"

static void assert_view(const char *text, const char *expected)
{
	char buf[512];
	size_t len = strlen(text);

	assert_int_equal(strlen(expected), len);
	memcpy(buf, text, len + 1);
	assert_int_equal(view_blank_markup(buf, len), strcmp(text, expected) != 0);
	assert_string_equal(buf, expected);
	assert_int_equal(utf8_valid_prefix((struct str){ buf, len }), len);
}

static void test_tags(void **state)
{
	(void)state;
	assert_view("<p>一、</p>", "\n  一、\n   ");
	assert_view("甲<br/>乙", "甲\n    乙");
	assert_view("<b>整改</b>：", "   整改    ：");
	assert_view("<td>甲</td>", "\t   甲\t    ");
	assert_view("<P CLASS=\"x\">甲", "\n            甲");
	assert_view("甲<!-- 1.关于 -->乙", "甲                 乙");
}

static void test_elements_nobody_reads(void **state)
{
	(void)state;
	assert_view("<script>if(a<b)</script>甲", "                        甲");
	assert_view("<style>a{}</style>甲", "                  甲");
	assert_view("<script>甲", "        甲");
}

static void test_entities(void **state)
{
	(void)state;
	assert_view("&nbsp;甲", "      甲");
	assert_view("关于&ldquo;甲&rdquo;", "关于“    甲”    ");
	assert_view("&#8220;甲&#x201D;", "“    甲”     ");
	assert_view("A&amp;B", "A&    B");
}

static void test_markdown(void **state)
{
	(void)state;
	assert_view("**整改**：", "  整改  ：");
	assert_view("**甲**\n## 乙", "  甲  \n   乙");
}

static void test_what_is_no_markup(void **state)
{
	(void)state;
	assert_view("3<5，7>4", "3<5，7>4");
	assert_view("印发<关于垃圾分类>的通知", "印发<关于垃圾分类>的通知");
	assert_view("A&B；甲&乙", "A&B；甲&乙");
	assert_view("&unknown;", "&unknown;");
	assert_view("&#0;&#xD800;", "&#0;&#xD800;");
	assert_view("电话******", "电话******");
	assert_view("<a", "<a");
	assert_view("<", "<");
	assert_view("&", "&");
	assert_view("", "");
}

static void test_a_tag_left_open_hides_nothing(void **state)
{
	(void)state;
	assert_view("<p 甲<p>乙", "<p 甲\n  乙");
	assert_view("<!-- 甲", "<!-- 甲");
}

static void test_squeeze(void **state)
{
	static const struct {
		const char *text, *squeezed;
	} cases[] = { { "关于“    甲”    的", "关于“甲”的" }, { "A  B", "A B" }, { "甲 ", "甲" }, { "", "" } };
	char to[64];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str s = view_squeeze(str_from(cases[i].text), to);
		assert_true(str_eq(s, str_from(cases[i].squeezed)));
	}
}

/* Many tags that never end: each is looked at once. */
static void test_many_open_tags(void **state)
{
	enum { N = 200000 };
	char *text = malloc(N * 8);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < N; i++)
		memcpy(text + i * 8, "<script>", 8);
	assert_true(view_blank_markup(text, (size_t)N * 8));
	for (size_t i = 0; i < N; i++)
		memcpy(text + i * 8, "<a href ", 8);
	assert_false(view_blank_markup(text, (size_t)N * 8));
	free(text);
}

static const char *looks_like(const char *text)
{
	struct report *r = NULL;
	struct err e = { 0 };

	assert_int_equal(report_parse(str_from(text), &r, &e), 0);
	const struct absence *a = report_without_problems(r);
	report_free(r);
	return a ? a->looks_like : NULL;
}

static void assert_looks(const char *text, const char *word)
{
	const char *is = looks_like(text);

	assert_non_null(is);
	if (!strstr(is, word))
		fail_msg("%s: %s", text, is);
}

static void test_what_a_text_looks_like(void **state)
{
	(void)state;
	assert_looks("<html><body><p>你好</p></body></html>", "源代码");
	assert_looks("甲\t乙\t丙\n1\t2\t3\n4\t5\t6\n7\t8\t9\n", "表格");
	assert_looks("市委第二巡察组召开反馈会，组长主持会议并作表态发言。", "新闻");
	assert_looks(
		"市委第二巡察组向市水务局党组反馈巡察情况\n8月6日，组长反馈了情况，局党组书记作表态发言。", "新闻");
	assert_looks("市委巡察组进驻三家单位，巡察期间受理来信来电来访。", "公告");
	assert_looks("根据市委部署，市委第二巡察组进行了巡察。现将巡察整改情况予以公布。", "开头");
	assert_looks("今天天气很好。", "别的文章");
	assert_looks("整改台账\n序号\t反馈问题\t整改措施\t完成状态\n\t\t\t\n", "只有表头");
	assert_looks("反馈问题\t执法案卷归档不及时，共17件\t渣土车处罚标准不一，群众有反映\n"
		     "整改措施\t逐件补归档，并复查一次\t统一裁量基准，印发执行\n责任部门\t法制科\t执法支队\n"
		     "完成状态\t正在推进\t已完成\n",
		"横排");
}

static void test_a_report_lacks_nothing(void **state)
{
	(void)state;
	assert_null(looks_like("（一）党的建设方面\n1.关于“学习不深入”的问题。\n整改情况：一是学习。二是研讨。\n"
			       "2.关于“记录缺失”的问题。\n整改情况：一是补记。二是检查。\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_elements_nobody_reads),
		cmocka_unit_test(test_entities),
		cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_what_is_no_markup),
		cmocka_unit_test(test_a_tag_left_open_hides_nothing),
		cmocka_unit_test(test_squeeze),
		cmocka_unit_test(test_many_open_tags),
		cmocka_unit_test(test_what_a_text_looks_like),
		cmocka_unit_test(test_a_report_lacks_nothing),
	};
	return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
