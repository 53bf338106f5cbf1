/* BH1xx over the labelled examples in tests/report/rules/BH1*: what must be doubted is, what must stay quiet does.
 * Precision and recall per rule are printed and held to floors. */
#include "unit.h"

#include "buf.h"
#include "check.h"
#include "fault.h"
#include "file.h"
#include "numbers.h"

#define RULES 8
#define FILE_MAX ((size_t)4 << 20)
#define PRECISION_FLOOR 0.97
#define RECALL_FLOOR 0.95

static const char *const codes[RULES] = { "BH101", "BH102", "BH103", "BH104", "BH105", "BH106", "BH107", "BH108" };

struct score {
	unsigned hit, missed, wrong, quiet;
};

static struct score scores[RULES];

/* The findings of each number rule on one text. */
static void count_findings(struct str text, unsigned found[RULES])
{
	struct report *report = NULL;
	struct check_result *result = NULL;
	struct err e = { 0 };
	memset(found, 0, RULES * sizeof(found[0]));
	assert_int_equal(report_parse(text, &report, &e), 0);
	assert_int_equal(check_run(report, NULL, &result, &e), 0);
	for (size_t i = 0; i < result->findings.len; i++) {
		const struct check_finding *f = &VEC_AT(&result->findings, struct check_finding, i);
		for (size_t k = 0; k < RULES; k++)
			found[k] += strcmp(f->rule->code, codes[k]) == 0;
	}
	check_result_free(result);
	report_free(report);
}

/* A quiet example counts against every rule that speaks. */
static void judge(struct str text, size_t rule, bool want, const char *where, size_t line)
{
	unsigned found[RULES];
	count_findings(text, found);
	if (want) {
		found[rule] ? scores[rule].hit++ : scores[rule].missed++;
		if (!found[rule])
			print_message("# missed %s, line %zu: " STR_FMT "\n", where, line, STR_ARG(text));
		return;
	}
	scores[rule].quiet++;
	for (size_t k = 0; k < RULES; k++) {
		scores[k].wrong += found[k] > 0;
		if (found[k])
			print_message("# %s doubts %s, line %zu: " STR_FMT "\n", codes[k], where, line, STR_ARG(text));
	}
}

static struct str load(const char *code, const char *name)
{
	struct buf path;
	struct str text;
	struct err e = { 0 };
	const char *root = getenv("BIHUAN_SOURCE");
	buf_init(&path, 4096);
	buf_fmt(&path, "%s/tests/report/rules/%s/%s", root ? root : ".", code, name);
	buf_chr(&path, '\0');
	if (file_read(path.ptr, FILE_MAX, &text, &e) < 0)
		fail_msg("%s: %s", path.ptr, e.message);
	buf_clear(&path);
	return text;
}

/* Money of different units is converted and added, counts of different units are not: the message says which. */
static void test_units_in_a_sum(void **state)
{
	static const struct {
		const char *text, *said; /* NULL: no doubt */
	} cases[] = {
		{ "收入合计1.2亿元，其中甲类5000万元、乙类8000万元。", "（单位不同，换算后相加）" },
		{ "投入100万元，其中甲项60万元、乙项5000元、丙项41万元。", "（单位不同，换算后相加）" },
		{ "支出共1.5亿元，其中甲类1亿元、乙类5000万元。", NULL },
		{ "物资共10件，其中桌子3个、椅子2件、柜子6件。", NULL },
		{ "物资共10件，其中椅子5件、桌子3个、柜子6件。", "（列举中另有单位不同的数，没有加进去）" },
		{ "印发文件5个，其中制度3个、方案2件。", NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct report *report = NULL;
		struct check_result *result = NULL;
		struct err e = { 0 };
		assert_int_equal(report_parse(str_from(cases[i].text), &report, &e), 0);
		assert_int_equal(check_run(report, NULL, &result, &e), 0);
		if (result->findings.len != (cases[i].said != NULL))
			fail_msg("%zu doubts: %s", result->findings.len, cases[i].text);
		if (cases[i].said) {
			struct str message = VEC_AT(&result->findings, struct check_finding, 0).message;
			if (!str_ends(message, str_from(cases[i].said)))
				fail_msg("%s: %.*s", cases[i].text, STR_ARG(message));
		}
		check_result_free(result);
		report_free(report);
	}
}

/* One example a line; \n in it is a line's end. */
static void run_lines(size_t rule, bool want)
{
	const char *name = want ? "true.txt" : "false.txt";
	struct str text = load(codes[rule], name);
	struct buf one;
	buf_init(&one, FILE_MAX);
	for (size_t pos = 0, line = 1; pos < text.len; line++) {
		size_t end = str_find(text, STR("\n"), pos);
		struct str row = str_trim(str_sub(text, pos, end == STR_NPOS ? text.len : end));
		pos = end == STR_NPOS ? text.len : end + 1;
		if (row.len == 0 || row.ptr[0] == '#')
			continue;
		buf_reset(&one);
		for (size_t at = 0; at < row.len;) {
			size_t mark = str_find(row, STR("\\n"), at);
			size_t stop = mark == STR_NPOS ? row.len : mark;
			buf_str(&one, str_sub(row, at, stop));
			if (mark != STR_NPOS)
				buf_chr(&one, '\n');
			at = mark == STR_NPOS ? row.len : mark + 2;
		}
		buf_chr(&one, '\0'); /* a text ends in NUL */
		judge(str_sub(buf_view(&one), 0, one.len - 1), rule, want, codes[rule], line);
	}
	buf_clear(&one);
	file_free(&text);
}

/* Whole reports between lines "=== true" and "=== false". */
static void run_reports(size_t rule)
{
	struct str text = load(codes[rule], "reports.txt");
	struct buf one;
	buf_init(&one, FILE_MAX);
	size_t at = str_find(text, STR("=== "), 0);
	for (size_t n = 1; at != STR_NPOS && at < text.len; n++) {
		struct str head = str_sub(text, at + 4, at + 8);
		size_t begin = str_find(text, STR("\n"), at) + 1, end = str_find(text, STR("\n=== "), begin);
		buf_reset(&one);
		buf_str(&one, str_sub(text, begin, end == STR_NPOS ? text.len : end));
		buf_chr(&one, '\0');
		judge(str_sub(buf_view(&one), 0, one.len - 1), rule, str_eq(head, STR("true")), codes[rule], n);
		at = end == STR_NPOS ? end : end + 1;
	}
	buf_clear(&one);
	file_free(&text);
}

static void test_examples(void **state)
{
	(void)state;
	unsigned examples = 0;
	memset(scores, 0, sizeof(scores));
	run_reports(0);
	for (size_t k = 1; k < RULES; k++) {
		run_lines(k, true);
		run_lines(k, false);
	}
	for (size_t k = 0; k < RULES; k++) {
		const struct score *s = &scores[k];
		double precision = s->hit + s->wrong ? (double)s->hit / (s->hit + s->wrong) : 1;
		double recall = s->hit + s->missed ? (double)s->hit / (s->hit + s->missed) : 1;
		print_message("# %s: %u hit, %u missed, %u wrong, %u traps; precision %.3f, recall %.3f\n", codes[k],
			s->hit, s->missed, s->wrong, s->quiet, precision, recall);
		examples += s->hit + s->missed + s->quiet;
		assert_true(precision >= PRECISION_FLOOR);
		assert_true(recall >= RECALL_FLOOR);
	}
	assert_true(examples >= 300);
}

/* The message shows the computation; the quote lies in the text. */
static void test_message(void **state)
{
	(void)state;
	struct report *report = NULL;
	struct check_result *result = NULL;
	struct err e = { 0 };
	struct str text = STR("区委巡察组共反馈问题43个，其中党建方面12个、作风方面15个、廉政方面17个。");
	assert_int_equal(report_parse(text, &report, &e), 0);
	assert_int_equal(check_run(report, NULL, &result, &e), 0);
	bool seen = false;
	for (size_t i = 0; i < result->findings.len; i++) {
		const struct check_finding *f = &VEC_AT(&result->findings, struct check_finding, i);
		if (strcmp(f->rule->code, "BH102") != 0)
			continue;
		seen = true;
		assert_true(str_has(f->message, STR("12 + 15 + 17 = 44 ≠ 43")));
		assert_true(f->span.end <= text.len && f->span.start < f->span.end);
		assert_int_equal(f->related_count, 3);
	}
	assert_true(seen);
	check_result_free(result);
	report_free(report);
}

/* Half up, cut off and rounded up are told apart; nothing overflows. */
static void test_ratio(void **state)
{
	(void)state;
	struct decimal part = { 115, 0 }, whole = { 290, 0 }, huge = { INT64_MAX, 0 }, none = { 0, 0 };
	assert_int_equal(num_ratio_fit(part, whole, (struct decimal){ 397, 1 }, 100), NUM_FITS);
	assert_int_equal(num_ratio_fit(part, whole, (struct decimal){ 396, 1 }, 100), NUM_CUT);
	assert_int_equal(num_ratio_fit(part, whole, (struct decimal){ 40, 0 }, 100), NUM_FITS);
	assert_int_equal(num_ratio_fit(part, whole, (struct decimal){ 39, 0 }, 100), NUM_CUT);
	assert_int_equal(num_ratio_fit(part, whole, (struct decimal){ 427, 1 }, 100), NUM_DIFFERS);
	assert_int_equal(
		num_ratio_fit((struct decimal){ 1, 0 }, (struct decimal){ 8, 0 }, (struct decimal){ 13, 0 }, 100),
		NUM_FITS);
	assert_int_equal(
		num_ratio_fit((struct decimal){ 391, 0 }, (struct decimal){ 1000, 0 }, (struct decimal){ 40, 0 }, 100),
		NUM_RAISED);
	assert_int_equal(num_ratio_fit(huge, whole, whole, 100), NUM_UNKNOWN);
	assert_int_equal(num_ratio_fit(part, none, whole, 100), NUM_UNKNOWN);
}

/* The severity of the one BH101 on a report whose deeds stand below this label. */
static enum severity severity_below(const char *label)
{
	struct report *report = NULL;
	struct check_result *result = NULL;
	struct err e = { 0 };
	struct buf b;
	buf_init(&b, 4096);
	buf_fmt(&b,
		"市委第二巡察组反馈了2个问题，局党组制定整改措施6条。\n一、聚焦城市管理方面\n"
		"1.关于档案不全的问题\n%s：一是补齐档案。二是配齐柜架。三是专人保管。\n"
		"2.关于印章保管混乱的问题\n%s：一是集中保管。二是登记用印。\n",
		label, label);
	assert_int_equal(report_parse(buf_view(&b), &report, &e), 0);
	assert_int_equal(check_run(report, NULL, &result, &e), 0);
	assert_int_equal(result->findings.len, 1);
	const struct check_finding *f = &VEC_AT(&result->findings, struct check_finding, 0);
	assert_string_equal(f->rule->code, "BH101");
	enum severity found = f->severity;
	check_result_free(result);
	report_free(report);
	buf_clear(&b);
	return found;
}

static void test_deeds_are_no_measures(void **state)
{
	(void)state;
	assert_int_equal(severity_below("整改措施"), SEVERITY_ERROR);
	assert_int_equal(severity_below("整改情况"), SEVERITY_WARNING);
}

/* Rows longer than the buffer, unclosed brackets and titles, and lone marks: no crash, an answer in time. */
static void test_hostile(void **state)
{
	(void)state;
	static const char *const bits[] = { "其中", "12个、", "共", "（", "占3%", "《", "由5个增至", "一是", "分别为",
		"：", "1/0" };
	struct buf b;
	unsigned found[RULES];
	buf_init(&b, FILE_MAX);
	for (size_t seed = 0; seed < COUNT(bits); seed++) {
		buf_reset(&b);
		for (size_t i = 0; i < 4000; i++)
			buf_cstr(&b, bits[(i * (seed + 1) + i / 7) % COUNT(bits)]);
		buf_chr(&b, '\0');
		count_findings(str_sub(buf_view(&b), 0, b.len - 1), found);
	}
	buf_clear(&b);
}

/* Every allocation of the rules may fail: a clear error, nothing lost. */
static void test_no_memory(void **state)
{
	(void)state;
	struct report *report = NULL;
	struct err e = { 0 };
	struct str text = STR(
		"反馈问题43个，其中甲类12个、乙类15个、丙类17个。受理120件，办结118件，办结率100%。由20辆增加到26辆，增长25%。"
		"投资1.2亿元（即1200万元）。修订《甲办法》《乙办法》《丙办法》等2项制度。");
	assert_int_equal(report_parse(text, &report, &e), 0);
	int rc = -1;
	for (long n = 1; rc < 0 && n < 2000; n++) {
		struct check_result *result = NULL;
		struct err err = { 0 };
		fault_arm(FAULT_ALLOC, n, true);
		rc = check_run(report, NULL, &result, &err);
		fault_arm(FAULT_ALLOC, 0, false);
		if (rc < 0) {
			assert_int_equal(rc, ERR_NOMEM);
			assert_null(result);
			continue;
		}
		check_result_free(result);
	}
	assert_int_equal(rc, 0);
	report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units_in_a_sum),
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_ratio),
		cmocka_unit_test(test_deeds_are_no_measures),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_no_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
