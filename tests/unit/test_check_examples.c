/* BH208, BH209, BH4xx, BH7xx, BH8xx on the small reports in tests/report/rules/CODE/reports.txt, on texts that end anywhere and without memory. */
#include "unit.h"

#include <stdlib.h>

#include "check.h"
#include "fault.h"
#include "file.h"
#include "names.h"

#define FILE_MAX ((size_t)1 << 20)

static bool is_ours(const char *code)
{
	return code[2] == '4' || code[2] == '7' || code[2] == '8' || strcmp(code, "BH208") == 0 ||
	       strcmp(code, "BH209") == 0 || strcmp(code, "BH210") == 0;
}

static bool reports(struct str text, const char *code)
{
	struct report *report = NULL;
	struct check_result *result = NULL;
	struct err e = { 0 };
	bool found = false;

	assert_int_equal(report_parse(text, &report, &e), 0);
	assert_int_equal(check_run(report, NULL, &result, &e), 0);
	for (size_t i = 0; i < result->findings.len; i++) {
		const struct check_finding *f = &VEC_AT(&result->findings, struct check_finding, i);
		assert_true(f->span.start < f->span.end && f->span.end <= text.len);
		for (size_t k = 0; k < f->related_count; k++)
			assert_true(f->related[k].start < f->related[k].end && f->related[k].end <= text.len);
		found |= strcmp(f->rule->code, code) == 0;
	}
	check_result_free(result);
	report_free(report);
	return found;
}

static struct str load(const char *code)
{
	char path[128];
	struct str text = STR_NONE;
	struct err e = { 0 };

	snprintf(path, sizeof(path), "tests/report/rules/%s/reports.txt", code);
	if (file_read(path, FILE_MAX, &text, &e) < 0)
		fail_msg("%s", e.message);
	return text;
}

static void run_examples(const char *code)
{
	struct str text = load(code);
	unsigned yes = 0, no = 0;

	for (size_t at = str_find(text, STR("\n=== "), 0); at != STR_NPOS;) {
		size_t line = str_find(text, STR("\n"), at + 1), end = str_find(text, STR("\n=== "), line);
		struct str head = str_sub(text, at + 5, line), body = str_sub(text, line + 1, end);
		bool want = str_starts(head, STR("true"));
		if (reports(body, code) != want)
			fail_msg("%s %s: " STR_FMT, code, want ? "is quiet" : "doubts", STR_ARG(head));
		want ? yes++ : no++;
		at = end;
	}
	assert_true(yes >= 2 && no >= 2);
	file_free(&text);
}

static void test_examples(void **state)
{
	unsigned count = 0;

	(void)state;
	for (size_t i = 0; i < check_rules_count; i++) {
		if (!is_ours(check_rules[i].code))
			continue;
		run_examples(check_rules[i].code);
		count++;
	}
	assert_true(count >= 25);
}

/* Cut anywhere, a report is read without reaching over its end. */
static void test_cut(void **state)
{
	static const char *const codes[] = { "BH404", "BH413", "BH701", "BH705", "BH807", "BH208" };

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct str text = load(codes[i]);
		size_t from = str_find(text, STR("\n=== "), 0);
		struct str body = str_sub(text, str_find(text, STR("\n"), from + 1) + 1, text.len);
		body = str_sub(body, 0, str_find(body, STR("\n=== "), 0));
		for (size_t end = body.len; end > 0 && body.len - end < 300; end--) {
			if (end == body.len || ((unsigned char)body.ptr[end] & 0xC0) != 0x80)
				reports(str_sub(body, 0, end), "BH000");
		}
		file_free(&text);
	}
}

/* Texts in which one thing stands very often are read in time that grows with them only. */
static void test_much(void **state)
{
	static const char *const bits[] = { "2024年9月20日至2024年8月20日，",
		"印发《某某管理办法》（云城管〔2024〕21号），", "给予张建国党内警告处分，", "6222020000000000018 ",
		"居民刘桂芳，", "云A12345", "批抨，", "截止目前，", "3栋2单元501室，" };

	(void)state;
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		size_t one = strlen(bits[i]), times = 3000;
		char *text = malloc(one * times + 1);
		assert_non_null(text);
		for (size_t k = 0; k < times; k++)
			memcpy(text + k * one, bits[i], one);
		text[one * times] = '\0';
		reports((struct str){ text, one * times }, "BH000");
		free(text);
	}
}

static void test_names(void **state)
{
	static const char *const names[] = { "张建国党内警告", "李红梅同志", "王志强、陈伟", "林海涛在", "陈伟二人",
		"刘桂芳反映" };
	static const char *const none[] = { "", "张", "张某", "李某某", "张女士", "高新区分局", "金山公园管理处",
		"王家营中队", "方便，", "关心的", "安全", "江南中队、", "施工方进行", "相关责任人", "abc", "张a",
		"张建" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_true(name_at(str_from(names[i])) >= 6);
	for (size_t i = 0; i + 1 < sizeof(none) / sizeof(none[0]); i++) {
		if (name_at(str_from(none[i])) != 0)
			fail_msg("a name: %s", none[i]);
	}
	assert_int_equal(name_at(STR("张建")), 6);
}

static void test_no_memory(void **state)
{
	struct str text = load("BH413");
	struct report *report = NULL;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(report_parse(str_sub(text, str_find(text, STR("\n=== "), 0) + 1, text.len), &report, &e), 0);
	for (long n = 1; n < 100000; n++) {
		struct check_result *result = NULL;
		fault_arm(FAULT_ALLOC, n, true);
		int rc = check_run(report, NULL, &result, &e);
		fault_arm(FAULT_ALLOC, 0, false);
		if (rc == 0) {
			check_result_free(result);
			break;
		}
		assert_int_equal(rc, ERR_NOMEM);
		assert_null(result);
	}
	report_free(report);
	file_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_much),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_no_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
