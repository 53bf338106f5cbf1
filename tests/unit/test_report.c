/* The tree of a report: dialects against trees made by hand, what must hold for any text, bad input. */
#include "unit.h"

#include "fault.h"
#include "file.h"
#include "report.h"
#include "utf8.h"

#include <dirent.h>

static struct report *parse(const char *text)
{
	struct report *r = NULL;
	struct err e = { 0 };
	assert_int_equal(report_parse(str_from(text), &r, &e), 0);
	return r;
}

/* --- the tree as text --- */

enum { SHOWN = 18 };

static void put_short(struct buf *b, struct str s)
{
	size_t len = utf8_prefix(s, SHOWN);
	for (size_t i = 0; i < len && i < s.len; i++)
		buf_chr(b, s.ptr[i] == '\n' ? ' ' : s.ptr[i]);
	if (len < s.len)
		buf_cstr(b, "…");
}

static void put_date(struct buf *b, const char *key, struct date d)
{
	char text[DATE_TEXT_MAX];
	date_format(d, text);
	if (*text)
		buf_fmt(b, "%s %s\n", key, text);
}

static void put_text(struct buf *b, const char *key, struct str s)
{
	if (s.len)
		buf_fmt(b, "%s " STR_FMT "\n", key, STR_ARG(s));
}

static void put_node(struct buf *b, const struct node *n)
{
	static const char *const kinds[] = { "", "aspect", "  problem", "    item", "      measure", "      progress",
		"      result", "" };
	buf_fmt(b, "%s", kinds[n->kind]);
	if (n->kind == NODE_PROBLEM && n->problem)
		buf_fmt(b, " (%s)", problem_kind_name(n->problem));
	if (n->kind == NODE_RESULT)
		buf_fmt(b, " %s", result_status_name(n->status) ? result_status_name(n->status) : "-");
	else
		buf_fmt(b, " " STR_FMT, STR_ARG(n->no.len ? n->no : STR("-")));
	buf_chr(b, ' ');
	put_short(b, n->kind == NODE_ASPECT || n->kind == NODE_PROBLEM ? n->title : n->text);
	const struct {
		const char *key;
		struct str value;
	} more[] = { { "heading", n->kind >= NODE_MEASURE ? n->title : STR_NONE }, { "group", node_group(n) },
		{ "due", node_due(n) }, { "depts", node_depts(n) } };
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		if (more[i].value.len)
			buf_fmt(b, " [%s " STR_FMT "]", more[i].key, STR_ARG(more[i].value));
	buf_chr(b, '\n');
}

static void put_tree(struct buf *b, const struct node *top)
{
	for (const struct node *n = top; n; n = node_walk(top, (struct node *)(uintptr_t)n))
		if (n->kind != NODE_PROSE && n->kind != NODE_REPORT)
			put_node(b, n);
}

static void put_report(struct buf *b, const struct report *r)
{
	put_text(b, "title", r->title);
	put_text(b, "unit", r->unit);
	put_text(b, "inspector", r->inspector);
	put_text(b, "round", r->round_kind);
	put_date(b, "from", r->inspection_start);
	put_date(b, "to", r->inspection_end);
	put_date(b, "feedback", r->feedback_date);
	put_date(b, "signed", r->signed_date);
	put_date(b, "published", r->published_date);
	if (r->copies.len > 1)
		buf_fmt(b, "copies %zu\n", r->copies.len);
	put_tree(b, r->root);
	for (const struct node *n = r->others; n; n = n->next)
		put_tree(b, n);
}

/* --- what holds for any report --- */

struct cover {
	const struct report *r;
	uint32_t at;
	size_t leaves;
};

static int by_start(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

static void collect(struct vec *spans, const struct node *top)
{
	for (const struct node *n = top; n; n = node_walk(top, (struct node *)(uintptr_t)n))
		if (n->kind >= NODE_MEASURE)
			*(struct span *)vec_push(spans) = n->span;
}

/* The leaves lie one behind the other and only white space lies between them. */
static void assert_covered(const struct report *r, const char *name)
{
	struct vec spans;
	vec_init(&spans, sizeof(struct span));
	collect(&spans, r->root);
	for (const struct node *n = r->others; n; n = n->next)
		collect(&spans, n);
	if (spans.len)
		qsort(spans.ptr, spans.len, sizeof(struct span), by_start);
	uint32_t at = 0;
	for (size_t i = 0; i <= spans.len; i++) {
		struct span s = i < spans.len ? VEC_AT(&spans, struct span, i)
					      : (struct span){ (uint32_t)r->text.len, (uint32_t)r->text.len };
		struct str gap = str_trim(str_sub(r->text, at, s.start));
		if (s.start < at || gap.len)
			fail_msg("%s: leaf %zu at %u, covered to %u, between: " STR_FMT, name, i, s.start, at,
				STR_ARG(gap));
		at = s.end;
	}
	vec_clear(&spans);
}

/* An answer that was dealt to a finding elsewhere lies outside of it; r->dealt has them all, in order. */
static bool is_dealt(const struct report *r, const struct node *n)
{
	for (size_t i = 0; i < r->dealt.len; i++)
		if (VEC_AT(&r->dealt, struct node *, i) == n)
			return true;
	return false;
}

static void assert_nested(const struct report *r, const char *name)
{
	const struct node *top = r->root;
	for (size_t i = 1; i < r->dealt.len; i++)
		assert_true(VEC_AT(&r->dealt, struct node *, i - 1)->span.end <=
			    VEC_AT(&r->dealt, struct node *, i)->span.start);
	for (const struct node *n = top; n; n = node_walk(top, (struct node *)(uintptr_t)n)) {
		if (is_dealt(r, n)) {
			assert_true(n->kind >= NODE_MEASURE && n->kind <= NODE_RESULT);
			continue;
		}
		if (n->span.end < n->span.start ||
			(n->parent && (n->span.start < n->parent->span.start || n->span.end > n->parent->span.end)))
			fail_msg("%s: node %d at %u..%u leaves its parent", name, n->kind, n->span.start, n->span.end);
		if (n->next && !is_dealt(r, n->next) && n->next->span.start < n->span.end && n->kind != NODE_PROBLEM)
			fail_msg("%s: node %d at %u..%u overlaps the next", name, n->kind, n->span.start, n->span.end);
	}
}

static char *source_path(char *out, size_t size, const char *rest)
{
	const char *root = getenv("BIHUAN_SOURCE");
	snprintf(out, size, "%s/%s", root ? root : ".", rest);
	return out;
}

static void check_tree(const char *name)
{
	char path[512], expected_path[512], rest[300];
	snprintf(rest, sizeof rest, "tests/report/trees/%s.txt", name);
	source_path(path, sizeof path, rest);
	snprintf(rest, sizeof rest, "tests/report/trees/%s.tree", name);
	source_path(expected_path, sizeof expected_path, rest);
	struct str text, expected;
	struct err e = { 0 };
	assert_int_equal(file_read(path, 1 << 20, &text, &e), 0);
	struct report *r = NULL;
	assert_int_equal(report_parse(text, &r, &e), 0);
	struct buf b;
	buf_init(&b, 1 << 20);
	put_report(&b, r);
	if (getenv("BIHUAN_ACCEPT"))
		assert_int_equal(file_write(expected_path, buf_view(&b), &e), 0);
	assert_int_equal(file_read(expected_path, 1 << 20, &expected, &e), 0);
	if (!str_eq(buf_view(&b), expected))
		fail_msg("%s.tree differs; got:\n" STR_FMT, name, STR_ARG(buf_view(&b)));
	assert_covered(r, name);
	assert_nested(r, name);
	file_free(&text);
	file_free(&expected);
	buf_clear(&b);
	report_free(r);
}

/* Every tests/report/trees/NAME.txt reads as NAME.tree says. */
static void test_dialects(void **state)
{
	(void)state;
	char path[512];
	DIR *d = opendir(source_path(path, sizeof path, "tests/report/trees"));
	assert_non_null(d);
	size_t read = 0;
	for (struct dirent *entry; (entry = readdir(d));) {
		struct str name = str_from(entry->d_name);
		if (!str_ends(name, STR(".txt")))
			continue;
		char stem[256];
		snprintf(stem, sizeof stem, "%.*s", (int)name.len - 4, name.ptr);
		check_tree(stem);
		read++;
	}
	closedir(d);
	assert_true(read >= 17);
}

/* --- single rules --- */

static const struct node *nth(const struct report *r, enum node_kind kind, size_t n)
{
	for (const struct node *k = r->root; k; k = node_walk(r->root, (struct node *)(uintptr_t)k))
		if (k->kind == kind && n-- == 0)
			return k;
	return NULL;
}

#define ASPECT "（一）聚焦决策部署落实方面\n"

static void test_spans_begin_at_the_printed_marker(void **state)
{
	(void)state;
	struct report *r = parse(ASPECT "1.针对学习不深的问题。一是补课。二是考试。\n");
	assert_true(str_starts(report_slice(r, nth(r, NODE_PROBLEM, 0)->span), STR("1.针对")));
	assert_true(str_starts(report_slice(r, nth(r, NODE_ITEM, 0)->span), STR("1.针对")));
	assert_true(str_eq(report_slice(r, nth(r, NODE_MEASURE, 1)->span), STR("二是考试。")));
	report_free(r);
}

static void test_a_decimal_is_not_a_number_of_a_heading(void **state)
{
	(void)state;
	struct report *r = parse(
		ASPECT "1.针对资金管理不严的问题\n清退违规资金：\n2.5万元已上缴。\n2.针对执法不严的问题\n开展培训。\n");
	assert_int_equal(r->problems, 2);
	report_free(r);
}

static void test_a_year_behind_a_number_is_text(void **state)
{
	(void)state;
	struct report *r =
		parse(ASPECT "1.针对甲不到位的问题。已整治。\n2.2018年封场的填埋场仍在使用的问题。已封闭。\n");
	assert_int_equal(r->problems, 2);
	assert_true(str_starts(nth(r, NODE_PROBLEM, 1)->title, STR("2018年")));
	report_free(r);
}

static void test_a_lost_dot_is_a_heading_only_where_it_is_awaited(void **state)
{
	(void)state;
	struct report *r = parse(ASPECT
		"1.针对甲不到位的问题。已整治。\n2市政府部署的移交工作未完成的问题。已移交。\n3个月内完成整改。\n");
	assert_int_equal(r->problems, 2);
	report_free(r);
}

static void test_markers_inside_quotes_divide_nothing(void **state)
{
	(void)state;
	struct report *r =
		parse(ASPECT "1.关于“一是学习少；二是研讨少”问题\n整改措施：①落实“一是计划，二是检查”要求。②通报。\n");
	assert_int_equal(r->problems, 1);
	assert_int_equal(r->measures, 2);
	report_free(r);
}

static void test_nested_markers_stay_in_their_measure(void **state)
{
	(void)state;
	struct report *r =
		parse(ASPECT "1.关于“甲不力”问题\n整改措施：①工程方面。一是提前。二是分工。②督查方面。一是通报。\n");
	assert_int_equal(r->measures, 2);
	report_free(r);
}

static void test_unmarked_text_is_one_measure_a_paragraph(void **state)
{
	(void)state;
	struct report *r = parse(ASPECT "1.关于“甲不力”的问题\n因机构改革，该单位已撤销。\n相关人员已分流。\n");
	assert_int_equal(r->measures, 2);
	assert_null(nth(r, NODE_MEASURE, 0)->no.ptr);
	report_free(r);
}

static void test_a_second_copy_is_noticed_and_not_counted(void **state)
{
	(void)state;
	static const char one[] =
		"临江区城市管理局党组关于巡察整改情况的通报\n根据区委统一部署，区委第一巡察组对临江区城市管理局党组开展了巡察，现将整改情况公布如下。\n" ASPECT
		"1.针对学习不深入、不系统，研讨交流流于形式的问题。一是制定年度学习计划并严格执行。二是每季度开展一次专题研讨交流活动。\n"
		"2.针对渣土运输监管不到位，偷倒乱倒屡禁不止的问题。一是开展夜间联合执法行动三十余次。二是安装视频监控设备并接入指挥平台。\n"
		"3.针对公厕管理不规范，群众反映比较强烈的问题。一是逐一排查整改硬件设施。二是落实所长制并公示监督电话。\n";
	char both[4096];
	snprintf(both, sizeof both, "%s相关链接\n%s", one, one);
	struct report *r = parse(both);
	assert_int_equal(r->copies.len, 2);
	assert_int_equal(r->problems, 3);
	struct span second = VEC_AT(&r->copies, struct span, 1);
	assert_int_equal(second.start, strlen(one) + strlen("相关链接\n"));
	assert_covered(r, "two copies");
	report_free(r);
}

static void test_a_repeated_paragraph_is_no_copy(void **state)
{
	(void)state;
	struct report *r = parse(
		ASPECT "1.针对甲不力的问题\n组织党务干部业务培训，对台账记录标准进行专题指导，互相学习共同提高。\n"
		       "2.针对乙不力的问题\n组织党务干部业务培训，对台账记录标准进行专题指导，互相学习共同提高。\n");
	assert_int_equal(r->copies.len, 1);
	assert_int_equal(r->problems, 2);
	report_free(r);
}

/* The bulk of the text, pasted under every problem, is still no second report: nothing behind it may be lost. */
static void test_what_is_pasted_under_several_problems_is_no_copy(void **state)
{
	(void)state;
	static const char pasted[] =
		"一是修订完善设施巡查管理制度，明确巡查人员、巡查频次和责任追究办法，建立问题台账，实行销号管理，确保责任落实到人。\n"
		"二是组织开展设施专项检查，对发现的问题逐一登记造册，明确整改时限，落实整改资金，确保问题整改到位、不留死角。\n"
		"三是加强对基层站所的业务指导和督促检查，定期召开工作例会，通报巡查情况，研究解决存在的困难，推动工作落实。\n"
		"四是健全长效机制，把设施管护纳入年度绩效考核，每季度开展一次考评，考评结果与评先评优挂钩，不力的严肃追责。\n";
	char text[8192];
	size_t n = (size_t)snprintf(text, sizeof text,
		"临江区水务局党组关于巡察整改情况的通报\n根据区委统一部署，区委第一巡察组开展了巡察，现将整改情况公布如下。\n" ASPECT);
	for (int i = 1; i <= 6; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
			"%d.关于“第%d类设施管理不规范”的问题。\n%s该问题已完成整改。\n", i, i, pasted);
	struct report *r = parse(text);
	assert_int_equal(r->copies.len, 1);
	assert_int_equal(r->problems, 6);
	assert_int_equal(r->measures, 24);
	assert_covered(r, "pasted");
	report_free(r);
}

/* --- bad input --- */

static void refuse(struct str text, int code, const char *words)
{
	struct report *r = (struct report *)(uintptr_t)1;
	struct err e = { 0 };
	assert_int_equal(report_parse(text, &r, &e), code);
	assert_ptr_equal(r, (struct report *)(uintptr_t)1);
	if (!strstr(e.message, words))
		fail_msg("expected “%s” in “%s”", words, e.message);
}

static void test_bad_input_is_refused_with_its_place(void **state)
{
	(void)state;
	refuse(STR(""), ERR_INPUT, "空");
	refuse(STR("甲乙\xff丙"), ERR_INPUT, "第 7 字节");
	refuse(STR("ab\0cd"), ERR_INPUT, "第 3 字节是 NUL");
	refuse(STR("\xed\xa0\x80"), ERR_INPUT, "第 1 字节");
	refuse((struct str){ "x", REPORT_TEXT_MAX + 1 }, ERR_LIMIT, "上限");
}

static void test_any_text_is_read_whole(void **state)
{
	(void)state;
	static const char *const texts[] = { "x", "\n\n\n", "一、", "1.", "（一）", "整改措施：", "1.1.1.1.1.", "①②③",
		"一是二是三是", "\xe2\x80\xae反向\xe2\x80\xac", "（一）1.（1）①一是",
		"一、甲\n（一）乙\n1.丙\n（1）丁\n整改措施：\n", "\r\r\n\n\f\v", "“‘《（", "》）’”", "1.针对问题",
		"整改结果：", "\xef\xbb\xbf标题\n1.针对甲问题。乙。" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct report *r = parse(texts[i]);
		assert_covered(r, texts[i]);
		assert_nested(r, texts[i]);
		report_free(r);
	}
}

static void test_ten_thousand_problems(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 64 << 20);
	buf_cstr(&b, ASPECT);
	for (int i = 1; i <= 10000; i++)
		buf_fmt(&b, "%d.针对第%d处点位管理不到位的问题。一是整治。二是巡查。\n", i % 1000 ? i % 1000 : 1000, i);
	struct report *r = NULL;
	struct err e = { 0 };
	assert_int_equal(report_parse(buf_view(&b), &r, &e), 0);
	assert_true(r->problems >= 9000);
	assert_covered(r, "ten thousand problems");
	report_free(r);
	buf_clear(&b);
}

static void test_one_long_line(void **state)
{
	(void)state;
	static const char *const pieces[] = { "一是整治；", "“", "（1）", "1.", "整改措施：", "甲", "针对", "12",
		"。" };
	for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
		struct buf b;
		buf_init(&b, 4 << 20);
		buf_cstr(&b, ASPECT "1.针对");
		while (b.len < 1 << 20)
			buf_cstr(&b, pieces[p]);
		struct report *r = NULL;
		struct err e = { 0 };
		assert_int_equal(report_parse(buf_view(&b), &r, &e), 0);
		assert_covered(r, pieces[p]);
		report_free(r);
		buf_clear(&b);
	}
}

static void test_every_allocation_may_fail(void **state)
{
	(void)state;
	static const char text[] =
		"临江区城市管理局党组关于巡察整改情况的通报\n反馈问题2个，已完成2个。\n" ASPECT
		"1.针对学习不深的问题。一是印发《学习办法》（临城管〔2021〕3号）。二是培训30人次，支出1.2万元。\n2.针对执法不严的问题\n整改措施：①考核。\n整改结果：已完成\n2021年3月5日\n";
	bool done = false;
	for (long n = 1; !done; n++) {
		struct report *r = NULL;
		struct err e = { 0 };
		fault_arm(FAULT_ALLOC, n, false);
		int rc = report_parse(str_from(text), &r, &e);
		done = fault_count(FAULT_ALLOC) < n;
		fault_arm(FAULT_ALLOC, 0, false);
		if (rc == 0) {
			assert_int_equal(r->problems, 2);
			report_free(r);
		} else {
			assert_int_equal(rc, ERR_NOMEM);
			assert_null(r);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dialects),
		cmocka_unit_test(test_spans_begin_at_the_printed_marker),
		cmocka_unit_test(test_a_decimal_is_not_a_number_of_a_heading),
		cmocka_unit_test(test_a_year_behind_a_number_is_text),
		cmocka_unit_test(test_a_lost_dot_is_a_heading_only_where_it_is_awaited),
		cmocka_unit_test(test_markers_inside_quotes_divide_nothing),
		cmocka_unit_test(test_nested_markers_stay_in_their_measure),
		cmocka_unit_test(test_unmarked_text_is_one_measure_a_paragraph),
		cmocka_unit_test(test_a_second_copy_is_noticed_and_not_counted),
		cmocka_unit_test(test_a_repeated_paragraph_is_no_copy),
		cmocka_unit_test(test_what_is_pasted_under_several_problems_is_no_copy),
		cmocka_unit_test(test_bad_input_is_refused_with_its_place),
		cmocka_unit_test(test_any_text_is_read_whole),
		cmocka_unit_test(test_ten_thousand_problems),
		cmocka_unit_test(test_one_long_line),
		cmocka_unit_test(test_every_allocation_may_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
