/* BH3xx over the cases in tests/report/rules/BH3*. The first argument is that folder's parent. */
#include "unit.h"

#include "buf.h"
#include "fault.h"
#include "tree.h"

static const char *folder = "tests/report/rules";

static int run_file(const char *code, size_t *wrong)
{
	struct buf path;
	buf_init(&path, 4096);
	buf_fmt(&path, "%s/%s/cases.tree", folder, code);
	buf_chr(&path, '\0');
	int cases = tree_run_file(path.ptr, "BH3", wrong);
	buf_clear(&path);
	return cases;
}

static void test_cases(void **state)
{
	(void)state;
	size_t wrong = 0;
	int cases = run_file("BH301", &wrong) + run_file("BH302", &wrong);
	print_message("# reuse: %d cases, %zu wrong\n", cases, wrong);
	assert_true(cases >= 60);
	assert_int_equal(wrong, 0);
}

/* The tree of `problems` problems with `measures` measures each; text from the callback. */
static void build(struct buf *file, int problems, int measures, void (*text)(struct buf *, int, int))
{
	buf_cstr(file, "= made\n");
	for (int p = 0; p < problems; p++) {
		buf_fmt(file, "问题 %d 第%d号问题\n", p + 1, p + 1);
		for (int m = 0; m < measures; m++) {
			buf_cstr(file, "措施 - ");
			text(file, p, m);
			buf_chr(file, '\n');
		}
	}
}

static void same_text(struct buf *b, int p, int m)
{
	(void)p;
	(void)m;
	buf_cstr(b,
		"召集沿街商户逐户签订门前容貌责任书并公布监督电话,每周由社区网格员巡查两次,发现乱堆乱放当场劝改,劝改不听的移交执法中队立案处理。");
}

static void one_character(struct buf *b, int p, int m)
{
	(void)p;
	(void)m;
	for (int i = 0; i < 3000; i++)
		buf_cstr(b, "哈");
}

static size_t run_made(void (*text)(struct buf *, int, int), int problems, int measures, const char *disabled)
{
	struct buf file;
	struct tree_case t;
	struct check_result *result = NULL;
	struct err e = { 0 };
	size_t pos = 0;
	buf_init(&file, (size_t)64 << 20);
	build(&file, problems, measures, text);
	assert_true(tree_next(buf_view(&file), &pos, &t));
	struct check_options o = { .disabled = disabled };
	assert_int_equal(check_run(&t.report, &o, &result, &e), 0);
	size_t findings = result->findings.len;
	check_result_free(result);
	tree_clear(&t);
	buf_clear(&file);
	return findings;
}

/* Ten thousand problems with one answer are one finding, found in linear time. */
static void test_ten_thousand_alike(void **state)
{
	(void)state;
	assert_int_equal(run_made(same_text, 10000, 1, "BH1,BH2,BH4,BH5"), 1);
}

static void test_one_character(void **state)
{
	(void)state;
	assert_int_equal(run_made(one_character, 200, 2, "BH1,BH2,BH4,BH5,BH302"), 1);
	assert_true(run_made(one_character, 200, 2, "BH1,BH2,BH4,BH5,BH301") <= 400);
}

static void test_no_memory(void **state)
{
	(void)state;
	struct buf file;
	struct tree_case t;
	size_t pos = 0;
	buf_init(&file, (size_t)1 << 20);
	build(&file, 3, 2, same_text);
	assert_true(tree_next(buf_view(&file), &pos, &t));
	struct check_options o = { .disabled = "BH1,BH2,BH4" };
	int rc = ERR_NOMEM;
	for (long n = 1; rc != 0; n++) {
		struct check_result *result = NULL;
		struct err e = { 0 };
		fault_arm(FAULT_ALLOC, n, false);
		rc = check_run(&t.report, &o, &result, &e);
		fault_arm(FAULT_ALLOC, 0, false);
		assert_true(rc == 0 || rc == ERR_NOMEM);
		assert_true((rc == 0) == (result != NULL));
		check_result_free(result);
		assert_true(n < 10000);
	}
	tree_clear(&t);
	buf_clear(&file);
}

/* The same rules behind the grammar: whole reports. */
static void test_reports(void **state)
{
	(void)state;
	struct buf path;
	size_t wrong = 0;
	buf_init(&path, 4096);
	buf_fmt(&path, "%s/BH301/reports.txt", folder);
	buf_chr(&path, '\0');
	assert_true(tree_run_reports(path.ptr, "BH3", &wrong) >= 3);
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
		cmocka_unit_test(test_ten_thousand_alike),
		cmocka_unit_test(test_one_character),
		cmocka_unit_test(test_no_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
