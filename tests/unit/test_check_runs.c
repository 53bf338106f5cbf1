/* Megabytes of one piece repeated within one measure: each rule walks them once. (Walked from each of their bytes, a test would not
 * end.) */
#include "unit.h"

#include "buf.h"
#include "check.h"
#include "report.h"

#define BYTES ((size_t)1 << 20)

static void run_of(const char *piece)
{
	struct report *r = NULL;
	struct check_result *result = NULL;
	struct err e = { 0 };
	struct buf b;

	buf_init(&b, BYTES * 2);
	buf_cstr(&b, "一、党的领导方面\n1.针对“台账不清”的问题\n整改措施：一是");
	while (b.len < BYTES)
		buf_cstr(&b, piece);
	buf_cstr(&b, "。\n整改结果：已完成。\n");
	assert_false(b.failed);
	assert_int_equal(report_parse(buf_view(&b), &r, &e), 0);
	assert_int_equal(r->problems, 1);
	assert_int_equal(check_run(r, NULL, &result, &e), 0);
	check_result_free(result);
	report_free(r);
	buf_clear(&b);
}

static void test_runs(void **state)
{
	static const char *const pieces[] = { "1", "１", "2023", "1.", "1，", "1,", "针对", "关于",
		"12345678901234567" };

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++)
		run_of(pieces[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_runs) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
