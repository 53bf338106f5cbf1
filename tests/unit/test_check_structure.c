/* BH5xx over the cases in tests/report/rules/BH5*. The first argument is that folder's parent. */
#include "unit.h"

#include "buf.h"
#include "fault.h"
#include "tree.h"

static const char *folder = "tests/report/rules";

static void test_cases(void **state)
{
	(void)state;
	size_t wrong = 0;
	int cases = 0;
	for (int rule = 501; rule <= 509; rule++) {
		struct buf path;
		buf_init(&path, 4096);
		buf_fmt(&path, "%s/BH%d/cases.tree", folder, rule);
		buf_chr(&path, '\0');
		cases += tree_run_file(path.ptr, "BH5", &wrong);
		buf_clear(&path);
	}
	print_message("# structure: %d cases, %zu wrong\n", cases, wrong);
	assert_true(cases >= 60);
	assert_int_equal(wrong, 0);
}

static size_t count_findings(struct buf *file, const char *disabled)
{
	struct tree_case t;
	struct check_result *result = NULL;
	struct check_options o = { .disabled = disabled };
	struct err e = { 0 };
	size_t pos = 0;
	assert_true(tree_next(buf_view(file), &pos, &t));
	assert_int_equal(check_run(&t.report, &o, &result, &e), 0);
	size_t findings = result->findings.len;
	check_result_free(result);
	tree_clear(&t);
	buf_clear(file);
	return findings;
}

/* Brackets without end, and closers without a beginning: quick, and not one finding for each. */
static void test_hostile_marks(void **state)
{
	(void)state;
	struct buf file;
	buf_init(&file, (size_t)64 << 20);
	buf_cstr(&file, "= made\n正文 ");
	for (int i = 0; i < 1000000; i++)
		buf_cstr(&file, "《“(");
	buf_cstr(&file, "\n正文 ");
	for (int i = 0; i < 1000000; i++)
		buf_cstr(&file, "》”)");
	buf_chr(&file, '\n');
	assert_true(count_findings(&file, "BH1,BH2,BH3,BH4") <= 8);
}

/* Ten thousand problems that all have the number 7: no series, no flood. */
static void test_no_series(void **state)
{
	(void)state;
	struct buf file;
	buf_init(&file, (size_t)64 << 20);
	buf_cstr(&file, "= made\n");
	for (int i = 0; i < 10000; i++)
		buf_fmt(&file, "问题 7 第%d件\n措施 - 办好第%d件\n", i, i);
	assert_int_equal(count_findings(&file, "BH1,BH2,BH3,BH4"), 0);
}

/* A jump of two thousand million is one finding, not a search for each number. */
static void test_large_jump(void **state)
{
	(void)state;
	struct buf file;
	buf_init(&file, (size_t)1 << 20);
	buf_cstr(&file, "= made\n问题 1 甲\n措施 - 一\n问题 2000000000 乙\n措施 - 二\n");
	assert_int_equal(count_findings(&file, "BH1,BH2,BH3,BH4"), 1);
}

static void test_no_memory(void **state)
{
	(void)state;
	struct str text = STR(
		"= made\n问题 1 甲\n措施 一是 做“一\n措施 三是 做(三）\n结果 - 整改结果:\n问题 3! 乙\n项 (1) 子\n项 (2) 丑\n措施 - 做\n副本 1.甲\n");
	struct tree_case t;
	size_t pos = 0;
	assert_true(tree_next(text, &pos, &t));
	int rc = ERR_NOMEM;
	for (long n = 1; rc != 0; n++) {
		struct check_options o = { .disabled = "BH1,BH2,BH4" };
		struct check_result *result = NULL;
		struct err e = { 0 };
		fault_arm(FAULT_ALLOC, n, false);
		rc = check_run(&t.report, &o, &result, &e);
		fault_arm(FAULT_ALLOC, 0, false);
		assert_true(rc == 0 || rc == ERR_NOMEM);
		assert_true((rc == 0) == (result != NULL));
		if (result)
			assert_true(result->findings.len >= 5);
		check_result_free(result);
		assert_true(n < 10000);
	}
	tree_clear(&t);
}

/* The same rules behind the grammar: whole reports. */
static void test_reports(void **state)
{
	(void)state;
	struct buf path;
	size_t wrong = 0;
	buf_init(&path, 4096);
	buf_fmt(&path, "%s/BH501/reports.txt", folder);
	buf_chr(&path, '\0');
	assert_true(tree_run_reports(path.ptr, "BH5", &wrong) >= 10);
	buf_clear(&path);
	assert_int_equal(wrong, 0);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		folder = argv[1];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_hostile_marks),
		cmocka_unit_test(test_no_series),
		cmocka_unit_test(test_large_jump),
		cmocka_unit_test(test_no_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
