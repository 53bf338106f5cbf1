/* Document numbers in all their prints, and short names of organisations within one report. */
#include "unit.h"

#include "alias.h"
#include "docno.h"
#include "fault.h"
#include "report.h"

static void test_numbers(void **state)
{
	static const struct {
		const char *printed, *normal; /* NULL: none */
	} cases[] = {
		{ "云城管〔2024〕12号", "云城管〔2024〕12号" },
		{ "云城管[2024]12号", "云城管〔2024〕12号" },
		{ "云城管【2024】12号", "云城管〔2024〕12号" },
		{ "云城管（2024）12号", "云城管〔2024〕12号" },
		{ "云城管(2024)12号", "云城管〔2024〕12号" },
		{ "云城管﹝2024﹞12号", "云城管〔2024〕12号" },
		{ "云城管〔２０２４〕１２号", "云城管〔2024〕12号" },
		{ "云城管〔2024〕第12号", "云城管〔2024〕12号" },
		{ "云城管〔2024〕 012 号", "云城管〔2024〕12号" },
		{ "渝城管委〔20184号", "渝城管委〔2018〕4号" },
		{ "澄政办发 2010123 号", "澄政办发〔2010〕123号" },
		{ "澄政办发20100号", NULL },
		{ "", NULL },
		{ "12号", NULL },
		{ "云城管", NULL },
		{ "云城管〔X〕X号", NULL },
		{ "云城管〔2024〕", NULL },
		{ "云城管〔1024〕3号", NULL },
		{ "〔2024〕3号", NULL },
	};
	struct arena *a = arena_new((size_t)1 << 16);

	(void)state;
	assert_non_null(a);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct docno n;
		bool read = docno_read(str_from(cases[i].printed), &n);
		if (read != (cases[i].normal != NULL))
			fail_msg("%s", cases[i].printed);
		if (read)
			assert_str(docno_text(&n, a), cases[i].normal);
	}
	struct docno x, y;
	assert_true(docno_read(STR("云城管[2024]12号"), &x) && docno_read(STR("云城管〔2024〕12号"), &y));
	assert_true(docno_same(&x, &y));
	assert_true(docno_read(STR("云城管〔2024〕13号"), &y) && !docno_same(&x, &y));
	arena_free(a);
}

static struct report *parse(const char *text)
{
	struct report *r = NULL;
	struct err e = { 0 };

	assert_int_equal(report_parse(str_from(text), &r, &e), 0);
	return r;
}

static void assert_full(const struct vec *v, const char *name, const char *full)
{
	for (size_t i = 0; i < v->len; i++) {
		const struct alias *a = &VEC_AT(v, struct alias, i);
		if (!str_eq(a->name, str_from(name)))
			continue;
		assert_str(VEC_AT(v, struct alias, a->full).name, full);
		return;
	}
	fail_msg("%s is not among the names", name);
}

static void test_aliases(void **state)
{
	struct report *r =
		parse("责任单位：市环境卫生服务中心、市政管理科、法制科。\n责任单位：市环卫中心、政策法规科。\n"
		      "责任单位：市环卫中心、市容一中队、市容二中队、市容中队。\n");
	struct vec v;

	(void)state;
	assert_int_equal(report_aliases(r, &v), 0);
	assert_full(&v, "市环卫中心", "市环境卫生服务中心");
	assert_full(&v, "法制科", "法制科");
	assert_full(&v, "市容中队", "市容中队"); /* two fit */
	vec_clear(&v);
	report_free(r);
}

/* What the report says itself goes for names that do not look alike too; what does not fit is not taken. */
static void test_said(void **state)
{
	struct report *r = parse(
		"由云岭市停车管理服务中心（以下简称“停管中心”）牵头。停管中心配合。\n"
		"责任单位：法制科、交警支队。\n法制科（简称政法办）负责。经市公安局交通警察支队(简称:交警支队)同意。\n");
	struct vec v;

	(void)state;
	assert_int_equal(report_aliases(r, &v), 0);
	assert_str(report_full_name(&v, STR("停管中心")), "云岭市停车管理服务中心");
	assert_str(report_full_name(&v, STR("交警支队")), "市公安局交通警察支队");
	assert_null(report_full_name(&v, STR("法制科")).ptr);
	assert_null(report_full_name(&v, STR("没有的科")).ptr);
	vec_clear(&v);
	report_free(r);
}

static void test_no_memory(void **state)
{
	struct report *r = parse("责任单位：市环境卫生服务中心、市政管理科。\n责任单位：市环卫中心。\n");
	bool whole = false;

	(void)state;
	for (long n = 1; !whole; n++) {
		struct vec v;
		fault_arm(FAULT_ALLOC, n, true);
		int rc = report_aliases(r, &v);
		fault_arm(FAULT_ALLOC, 0, false);
		whole = rc == 0;
		assert_true(whole || rc == ERR_NOMEM);
		vec_clear(&v);
	}
	report_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_said),
		cmocka_unit_test(test_no_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
