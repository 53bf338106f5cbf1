#include "unit.h"

#include "err.h"
#include "utf8.h"

static void first_cause_wins(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(err_set(&e, ERR_IO, "读取失败：%s", "a.txt"), ERR_IO);
	assert_int_equal(err_set(&e, ERR_NOMEM, "later"), ERR_NOMEM);
	err_hint(&e, "请重试 %d 次", 3);
	err_hint(&e, "later");
	err_log(&e, "errno %d", 5);
	err_log(&e, "later");
	assert_int_equal(e.code, ERR_IO);
	assert_string_equal(e.message, "读取失败：a.txt");
	assert_string_equal(e.hint, "请重试 3 次");
	assert_string_equal(e.log, "errno 5");
	err_clear(&e);
	assert_int_equal(e.code, ERR_OK);
	assert_string_equal(e.message, "");
	assert_string_equal(e.hint, "");
	assert_string_equal(e.log, "");
}

static void nobody_listens(void **state)
{
	(void)state;
	assert_int_equal(err_set(NULL, ERR_INPUT, "x"), ERR_INPUT);
	err_hint(NULL, "x");
	err_log(NULL, "x");
	err_clear(NULL);
	assert_int_equal(err_nomem(NULL), ERR_NOMEM);
}

static void nomem_keeps_first_cause(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(err_nomem(&e), ERR_NOMEM);
	assert_string_not_equal(e.message, "");
	assert_string_not_equal(e.hint, "");
	err_clear(&e);
	err_set(&e, ERR_INPUT, "文件是空的");
	err_nomem(&e);
	assert_string_equal(e.message, "文件是空的");
	assert_string_equal(e.hint, "");
}

/* Whatever the place of the cut, the text stays valid and loses at most one character. */
static void cut_at_a_character(void **state)
{
	static const char *const units[] = { "a", "é", "整", "\xF0\xA0\x80\x80" };
	char text[1024];

	(void)state;
	for (size_t u = 0; u < COUNT(units); u++) {
		for (size_t shift = 0; shift < 4; shift++) {
			size_t n = strlen(units[u]), len = shift;
			memset(text, 'x', shift);
			for (; len + n < sizeof text; len += n)
				memcpy(text + len, units[u], n);
			text[len] = '\0';
			struct err e = { 0 };
			err_set(&e, ERR_INPUT, "%s", text);
			struct str got = str_from(e.message);
			assert_int_equal(utf8_valid_prefix(got), got.len);
			assert_in_range(got.len, sizeof e.message - n, sizeof e.message - 1);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_cause_wins),
		cmocka_unit_test(nobody_listens),
		cmocka_unit_test(nomem_keeps_first_cause),
		cmocka_unit_test(cut_at_a_character),
	};

	return cmocka_run_group_tests_name("base err", tests, NULL, NULL);
}
