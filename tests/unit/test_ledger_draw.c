/* Lots: the same of the same, one of every group where that is wanted, refused in words. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "draw.h"
#include "fault.h"

static const char list_text[] = "JT1 甲科\nJT2 甲科\nJT3 乙科\nJT4 甲科\nJT5\nJT6 甲科\n";

static int draw(const char *text, const struct draw_how *how, struct arena *a, struct draw_list *list, size_t **places,
	struct err *e)
{
	int rc = draw_read(str_from(text), a, list, e);
	return rc == 0 ? draw_take(list, how, a, places, e) : rc;
}

static void refused(const char *text, const struct draw_how *how, const char *words)
{
	struct arena *a = arena_new(1 << 20);
	struct draw_list list = { 0 };
	struct err e = { 0 };
	size_t *places = NULL;

	assert_true(draw(text, how, a, &list, &places, &e) < 0);
	if (strstr(e.message, words) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", e.message, words);
	arena_free(a);
}

/* Vectors reckoned by openssl, as docs/draw.md tells it. */
static void test_vectors(void **state)
{
	(void)state;
	static const struct {
		const char *witness;
		size_t take;
		bool each;
		const char *drawn;
	} cases[] = {
		{ "", 2, false, "JT2 JT4" },
		{ "4-2-6", 2, false, "JT3 JT5" },
		{ "4-2-6", 3, true, "JT3 JT5 JT6" },
		{ "", 5, true, "JT2 JT4 JT3 JT6 JT5" },
		{ "", 6, false, "JT2 JT4 JT3 JT6 JT1 JT5" },
	};
	struct arena *a = arena_new(1 << 20);

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct draw_how how = { STR("seed"), str_from(cases[i].witness), cases[i].take, cases[i].each };
		struct draw_list list = { 0 };
		struct err e = { 0 };
		size_t *places = NULL;
		char got[200] = "";
		assert_int_equal(draw(list_text, &how, a, &list, &places, &e), 0);
		assert_int_equal(list.groups, 3);
		for (size_t n = 0; n < how.take; n++)
			snprintf(got + strlen(got), sizeof got - strlen(got), "%s" STR_FMT, n > 0 ? " " : "",
				STR_ARG(list.at[places[n]].no));
		assert_string_equal(got, cases[i].drawn);
	}
	arena_free(a);
}

static void test_refused(void **state)
{
	(void)state;
	const struct draw_how one = { .seed = STR("s"), .take = 1 };

	refused("", &one, "空的");
	refused("\n\n", &one, "空的");
	refused("JT1\n\nJT2", &one, "第 2 行是空的");
	refused("JT1 甲\nJT2\nJT1 乙", &one, "JT1 出现了两次");
	refused("JT1", &(struct draw_how){ .take = 0 }, "抽不了 0 件");
	refused("JT1", &(struct draw_how){ .take = 2 }, "名单有 1 件");
	refused("JT1 甲\nJT2 乙", &(struct draw_how){ .take = 1, .each = true }, "2 个部门");
	char *many = malloc((size_t)8 * (DRAW_LINES_MAX + 1) + 1);
	size_t len = 0;
	for (int i = 0; i <= DRAW_LINES_MAX; i++)
		len += (size_t)snprintf(many + len, 9, "%06d\n", i);
	refused(many, &one, "最多 5000 行");
	free(many);
}

/* Whatever the seed, everybody has a chance: in 600 draws of one of six each number is drawn about a hundred times. */
static void test_fair(void **state)
{
	(void)state;
	struct arena *a = arena_new(1 << 20);
	int times[6] = { 0 };

	for (int i = 0; i < 600; i++) {
		char seed[16];
		snprintf(seed, sizeof seed, "%d", i);
		const struct draw_how how = { .seed = str_from(seed), .take = 1 };
		struct draw_list list = { 0 };
		struct err e = { 0 };
		size_t *places = NULL;
		arena_reset(a);
		assert_int_equal(draw(list_text, &how, a, &list, &places, &e), 0);
		times[places[0]]++;
	}
	for (size_t i = 0; i < COUNT(times); i++)
		assert_in_range(times[i], 60, 150);
	arena_free(a);
}

static void test_hash(void **state)
{
	(void)state;
	char out[DRAW_HASH_TEXT];
	struct err e = { 0 };

	assert_int_equal(draw_hash(STR("abc"), out, &e), 0); /* GB/T 32905, example 1 */
	assert_string_equal(out, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

static void test_no_memory(void **state)
{
	(void)state;
	const struct draw_how how = { .seed = STR("s"), .take = 2, .each = false };
	int rc = ERR_NOMEM;

	for (long n = 1; rc != 0; n++) {
		struct arena *a = arena_new(1 << 20);
		struct draw_list list = { 0 };
		struct err e = { 0 };
		size_t *places = NULL;
		fault_arm(FAULT_ALLOC, n, false);
		rc = draw(list_text, &how, a, &list, &places, &e);
		fault_arm(FAULT_ALLOC, 0, false);
		assert_true(rc == 0 || (rc == ERR_NOMEM && e.code == rc));
		assert_true(n < 100);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_fair),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_no_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
