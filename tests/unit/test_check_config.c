/* bihuan.yaml and baselines: what they say, everything that can be wrong in them, failing memory. */
#include "unit.h"

#include <stdlib.h>

#include "baseline.h"
#include "config.h"
#include "fault.h"

static const struct str codes[] = { STR_INIT("BH101"), STR_INIT("BH201"), STR_INIT("BH204"), STR_INIT("BH301"),
	STR_INIT("BH303") };

static int read_text(struct arena *a, const char *text, struct config **ret, struct vec *problems)
{
	return config_read(a, str_from(text), codes, COUNT(codes), ret, problems);
}

static void test_grades(void **state)
{
	(void)state;
	struct arena *a = arena_new(1 << 20);
	struct config *c = NULL;
	struct vec problems;
	assert_int_equal(
		read_text(a,
			"rules:\n  BH2: off\n  BH204: warning\n  BH301: 提示\nwhitelist:\n  - 按照统一部署\nboilerplate: 2.5%\n"
			"ignore:\n  - 归档\n  - \"*.bak.txt\"\nfolders:\n  区级/*:\n    rules: {BH201: error}\n",
			&c, &problems),
		0);
	assert_int_equal(problems.len, 0);
	assert_int_equal(config_grade(c, "a.txt", STR("BH101")), CONFIG_AS_IS);
	assert_int_equal(config_grade(c, "a.txt", STR("BH201")), CONFIG_OFF);
	assert_int_equal(config_grade(c, "a.txt", STR("BH204")), CONFIG_WARNING);
	assert_int_equal(config_grade(c, "a.txt", STR("BH301")), CONFIG_NOTE);
	assert_int_equal(config_grade(c, "区级/一/a.txt", STR("BH201")), CONFIG_ERROR);
	assert_int_equal(config_grade(c, "区级二/a.txt", STR("BH201")), CONFIG_OFF);
	assert_int_equal(config_grade(c, "区级/a.txt", STR("BH204")), CONFIG_WARNING);
	assert_int_equal(config_grade(NULL, "a.txt", STR("BH204")), CONFIG_AS_IS);
	assert_true(config_ignores(c, "归档/2020/a.txt"));
	assert_false(config_ignores(c, "归档二/a.txt"));
	assert_true(config_ignores(c, "x/y.bak.txt"));
	assert_false(config_ignores(NULL, "x"));
	assert_int_equal(c->share, 25);
	assert_int_equal(c->whitelist.len, 1);
	config_free(c);
	vec_clear(&problems);
	arena_free(a);
}

static void test_empty(void **state)
{
	(void)state;
	static const char *const texts[] = { "", "\n", "# nothing\n{}\n" };
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct arena *a = arena_new(1 << 20);
		struct config *c = NULL;
		struct vec problems;
		assert_int_equal(read_text(a, texts[i], &c, &problems), 0);
		assert_int_equal(config_grade(c, "a", STR("BH101")), CONFIG_AS_IS);
		config_free(c);
		vec_clear(&problems);
		arena_free(a);
	}
}

/* Where, what, and the nearest word. */
static void test_problems(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int line;
		const char *message, *hint;
	} cases[] = {
		{ "rule:\n  BH204: off\n", 1, "没有 rule 这一项", "rules" },
		{ "rules:\n  BH204: of\n", 2, "没有级别 of", "off" },
		{ "rules:\n  BH205: off\n", 2, "没有规则 BH205", "BH20" },
		{ "rules:\n  BH: off\n", 2, "没有规则 BH", "" },
		{ "rules:\n  BH9: off\n", 2, "没有规则 BH9", "" },
		{ "rules:\n  - BH204\n", 2, "rules 要写成一组", "" },
		{ "rules: off\n", 1, "rules 要写成一组", "" },
		{ "whitelist: 按照统一部署\n", 1, "whitelist 要写成一个列表", "" },
		{ "whitelist:\n  - 的\n", 2, "至少两个字", "" },
		{ "whitelist:\n  - [a]\n", 2, "whitelist 的每一条 要写成一个值", "" },
		{ "boilerplate: 10\n", 1, "百分比", "10%" },
		{ "boilerplate: 0%\n", 1, "百分比", "" },
		{ "boilerplate: 101%\n", 1, "百分比", "" },
		{ "boilerplate: 99999999999999999999%\n", 1, "百分比", "" },
		{ "boilerplate: \"%\"\n", 1, "百分比", "" },
		{ "folders:\n  a:\n    rulez: {}\n", 3, "folders 里没有 rulez", "rules" },
		{ "ignore: {a: b}\n", 1, "ignore 要写成一个列表", "" },
		{ "- a\n", 1, "bihuan.yaml 要写成一组", "" },
		{ "rules:\n  BH204: off\n  BH204: note\n", 3, "写了两次", "" },
		{ "rules: {BH204: off\n", 0, "", "" },
		{ "rules: &a {BH204: off}\n", 1, "锚点", "" },
		{ "a\xff: b\n", 1, "UTF-8", "" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new(1 << 20);
		struct config *c = NULL;
		struct vec problems;
		if (read_text(a, cases[i].text, &c, &problems) != ERR_INPUT || problems.len < 1)
			fail_msg("case %zu: no problem", i);
		const struct config_problem *p = problems.ptr;
		if ((cases[i].line > 0 && p->line != cases[i].line) ||
			!str_has(p->message, str_from(cases[i].message)) ||
			(cases[i].hint[0] && !str_has(p->hint, str_from(cases[i].hint))))
			fail_msg("case %zu: %d " STR_FMT " / " STR_FMT, i, p->line, STR_ARG(p->message),
				STR_ARG(p->hint));
		assert_null(c);
		vec_clear(&problems);
		arena_free(a);
	}
}

static void test_all_problems(void **state)
{
	(void)state;
	struct arena *a = arena_new(1 << 20);
	struct config *c = NULL;
	struct vec problems;
	assert_int_equal(read_text(a, "rule: {}\nboilerplate: x\nrules:\n  BH999: off\n", &c, &problems), ERR_INPUT);
	assert_int_equal(problems.len, 3);
	vec_clear(&problems);
	arena_free(a);
}

static void test_no_memory(void **state)
{
	(void)state;
	int rc = ERR_NOMEM;
	for (long n = 1; rc != 0; n++) {
		struct arena *a = arena_new(1 << 20);
		struct config *c = NULL;
		struct vec problems;
		fault_arm(FAULT_ALLOC, n, false);
		rc = read_text(a, "rules:\n  BH2: off\nwhitelist: [按照统一部署]\nfolders: {a: {rules: {BH1: off}}}\n",
			&c, &problems);
		fault_arm(FAULT_ALLOC, 0, false);
		assert_true(rc == 0 || rc == ERR_NOMEM);
		config_free(c);
		vec_clear(&problems);
		arena_free(a);
		assert_true(n < 1000);
	}
}

/* --- baselines --- */

static int meet(struct baseline *b, uint64_t fingerprint, const char *name)
{
	const struct baseline_finding f = { fingerprint, "BH101", str_from(name) };
	return baseline_meet(b, &f);
}

static void test_baseline(void **state)
{
	(void)state;
	struct baseline *b = NULL;
	struct err e = { 0 };
	struct buf first, second;
	buf_init(&first, 1 << 20);
	buf_init(&second, 1 << 20);
	assert_int_equal(baseline_read(STR_NONE, &b, &e), 0);
	assert_int_equal(baseline_checked(b, STR("x/b.txt")), 0);
	assert_int_equal(meet(b, 7, "x/b.txt"), 0);
	assert_int_equal(meet(b, 7, "x/b.txt"), 0);
	assert_int_equal(meet(b, UINT64_MAX, "x/a b.txt"), 0);
	assert_int_equal(baseline_write(b, &first), 0);
	baseline_free(b);

	assert_int_equal(baseline_read(buf_view(&first), &b, &e), 0);
	assert_int_equal(baseline_checked(b, STR("y/b.txt")), 0);
	assert_int_equal(meet(b, 7, "y/b.txt"), 1); /* the folder was moved */
	assert_int_equal(meet(b, 7, "y/c.txt"), 0); /* another file */
	assert_int_equal(meet(b, 8, "y/b.txt"), 0);
	struct baseline_sums sums;
	baseline_sum(b, &sums);
	assert_int_equal(sums.known, 1);
	assert_int_equal(sums.fresh, 2);
	assert_int_equal(sums.stale, 1); /* its second; "a b.txt" was not looked at */
	assert_str(sums.example.name, "x/b.txt");
	assert_int_equal(baseline_write(b, &second), 0);
	assert_true(str_has(buf_view(&second), STR("\nffffffffffffffff BH101 x/a b.txt\n")));
	assert_true(str_has(buf_view(&second), STR("\n0000000000000007 BH101 y/b.txt\n")));
	assert_false(str_has(buf_view(&second), STR("x/b.txt")));
	baseline_free(b);
	buf_clear(&first);
	buf_clear(&second);
}

static void test_bad_baselines(void **state)
{
	(void)state;
	static const char *const texts[] = { "", "x", "{\"a\":1}", "# bihuan baseline 1\n12 BH101 a\n",
		"# bihuan baseline 1\n0123456789abcdeF BH101 a\n", "# bihuan baseline 1\n0123456789abcdef BH101\n",
		"# bihuan baseline 1\n0123456789abcdef  a\n", "# bihuan baseline 1\n0123456789abcdef" };
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct baseline *b = NULL;
		struct err e = { 0 };
		assert_int_equal(baseline_read(str_from(texts[i]), &b, &e), ERR_INPUT);
		assert_null(b);
		assert_true(e.hint[0] != '\0');
	}
	struct baseline *b = NULL;
	struct err e = { 0 };
	assert_int_equal(
		baseline_read(STR("# bihuan baseline 1\r\n\r\n# x\r\n0123456789abcdef BH101 a\r\n"), &b, &e), 0);
	assert_int_equal(meet(b, 0x0123456789abcdef, "a"), 1);
	baseline_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grades),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_all_problems),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_baseline),
		cmocka_unit_test(test_bad_baselines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
