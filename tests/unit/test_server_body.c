/* JSON that comes in, beside our own JSON writer in one program. */
#include "unit.h"

#include "analysis.h"
#include "body.h"
#include "json.h"
#include "problem.h"

static struct body_keep keep;

static int setup(void **state)
{
	(void)state;
	keep.arena = arena_new(1 << 20);
	return keep.arena == NULL;
}

static int teardown(void **state)
{
	(void)state;
	body_keep_clear(&keep);
	arena_free(keep.arena);
	return 0;
}

static int read_one(const char *text, size_t len, struct str *name, struct str *note, const char **field, struct err *e)
{
	const struct body_member members[] = { { "name", BODY_TEXT, true, 4, name },
		{ "note", BODY_TEXT, false, 10, note } };

	return body_read((struct str){ text, len }, members, 2, &keep, field, e);
}

static void bad_bodies(void **state)
{
	static const struct {
		const char *text, *field;
	} rows[] = {
		{ "", NULL },
		{ " ", NULL },
		{ "{", NULL },
		{ "[]", NULL },
		{ "null", NULL },
		{ "\"name\"", NULL },
		{ "{\"name\":\"a\"} x", NULL },
		{ "{\"name\":\"a\",\"name\":\"b\"}", NULL },
		{ "{\"name\":\"a\\u0000b\"}", NULL },
		{ "{\"name\":\"\xff\"}", NULL },
		{ "{\"name\":\"\\ud800\"}", NULL },
		{ "{'name':'a'}", NULL },
		{ "{}", "name" },
		{ "{\"name\":null}", "name" },
		{ "{\"name\":\"\"}", "name" },
		{ "{\"name\":\" \xe3\x80\x80\"}", "name" },
		{ "{\"name\":1}", "name" },
		{ "{\"name\":[\"a\"]}", "name" },
		{ "{\"name\":\"一二三四五\"}", "name" },
		{ "{\"name\":\"a\",\"note\":false}", "note" },
		{ "{\"name\":\"a\",\"other\":1}", "other" },
		{ "[[[[[[[[[[[[[[[[[[[[[[", NULL },
		{ "{\"name\":\"a\",\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{}}}}}}}}}}}}}}}}}",
			NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str name = STR("untouched"), note = STR_NONE;
		const char *field = "unset";
		struct err e = { 0 };
		int rc = read_one(rows[i].text, strlen(rows[i].text), &name, &note, &field, &e);
		if (rc != ERR_USAGE)
			print_error("row %zu: %s\n", i, rows[i].text);
		assert_int_equal(rc, ERR_USAGE);
		assert_str(str_from(field), rows[i].field);
		assert_true(e.message[0] != '\0');
	}
	struct str name = STR_NONE, note = STR_NONE;
	const char *field = NULL;
	static const char with_nul[] = "{\"name\":\"a\"}\0{}";
	assert_int_equal(read_one(with_nul, sizeof(with_nul) - 1, &name, &note, &field, NULL), ERR_USAGE);
}

static void good_bodies(void **state)
{
	static const char text[] = " {\"note\":null,\"name\":\"一\\u4e8c\\\"\"} ";
	struct str name = STR_NONE, note = STR("kept");
	const char *field = "unset";
	struct err e = { 0 };

	(void)state;
	assert_int_equal(read_one(text, strlen(text), &name, &note, &field, &e), 0);
	assert_str(name, "一二\"");
	assert_str(note, "kept");
	assert_null(field);
}

static void kinds_of_members(void **state)
{
	static const struct {
		const char *text, *field;
	} bad[] = {
		{ "{\"n\":\"1\"}", "n" },
		{ "{\"n\":1.5}", "n" },
		{ "{\"yes\":1}", "yes" },
		{ "{\"ids\":[]}", "ids" },
		{ "{\"ids\":[0]}", "ids" },
		{ "{\"ids\":[1,2,3]}", "ids" },
		{ "{\"ids\":{\"a\":1}}", "ids" },
		{ "{\"values\":[1]}", "values" },
		{ "{\"rows\":{}}", "rows" },
		{ "{\"rows\":[1]}", "rows" },
		{ "{\"rows\":[{},{},{}]}", "rows" },
	};
	int64_t n = -1;
	bool yes = false;
	struct body_ids ids = { 0 };
	struct body_values values = { 0 };
	struct body_rows rows = { 0 };
	const struct body_member members[] = {
		{ "n", BODY_INT, false, 0, &n },
		{ "yes", BODY_BOOL, false, 0, &yes },
		{ "ids", BODY_IDS, false, 2, &ids },
		{ "values", BODY_VALUES, false, 0, &values },
		{ "rows", BODY_ROWS, false, 2, &rows },
	};
	const struct body_member needed = { "ids", BODY_IDS, true, 2, &ids };
	const char *field = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		const struct body_member *m = i == 3 ? &needed : members;
		int rc = body_read(str_from(bad[i].text), m, i == 3 ? 1 : COUNT(members), &keep, &field, NULL);
		if (rc != ERR_USAGE)
			print_error("row %zu: %s\n", i, bad[i].text);
		assert_int_equal(rc, ERR_USAGE);
		assert_str(str_from(field), bad[i].field);
	}
	assert_int_equal(body_read(STR("{\"n\":-7,\"yes\":true,\"ids\":[3,9],\"rows\":[{\"a\":1},{}]}"), members,
				 COUNT(members), &keep, &field, NULL),
		0);
	assert_int_equal(n, -7);
	assert_true(yes);
	assert_int_equal(ids.count, 2);
	assert_int_equal(ids.at[1], 9);
	assert_int_equal(rows.count, 2);
	assert_str(rows.at[0].at[0].text, "1");
	assert_int_equal(rows.at[1].count, 0);
}

/* JSON values become what a user would have written. */
static void values_become_text(void **state)
{
	static const struct {
		const char *json, *text;
	} rows[] = {
		{ "\"一二\"", "一二" },
		{ "\"\"", "" },
		{ "12", "12" },
		{ "-9007199254740993", "-9007199254740993" },
		{ "0.1", "0.1" },
		{ "true", "true" },
		{ "false", "false" },
		{ "null", NULL },
		{ "[\"a\",\"b\"]", "a、b" },
		{ "[]", "" },
		{ "[[1]]", NULL },
		{ "{\"id\":7,\"label\":\"x\"}", NULL },
	};
	const char *field = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct body_values values = { 0 };
		const struct body_member member = { "v", BODY_VALUES, true, 0, &values };
		char text[256];
		int len = snprintf(text, sizeof(text), "{\"v\":{\"f\":%s}}", rows[i].json);
		assert_int_equal(body_read((struct str){ text, (size_t)len }, &member, 1, &keep, &field, NULL), 0);
		assert_int_equal(values.count, 1);
		assert_str(values.at[0].name, "f");
		assert_str(values.at[0].text, rows[i].text);
		assert_non_null(values.at[0].json);
	}
}

/* jansson must still find its own json_object() beside base/json.h's. */
static void two_writers_of_json(void **state)
{
	struct buf out;
	struct err e = { 0 };

	(void)state;
	err_set(&e, ERR_USAGE, "a\"<b>\n");
	err_log(&e, "secret");
	buf_init(&out, 4096);
	problem_write(&out, &(struct problem){ .status = 400, .error = &e, .field = "f\"", .request_id = "0011" });
	assert_false(out.failed);
	assert_str(buf_view(&out),
		"{\"type\":\"about:blank\",\"title\":\"请求有误\",\"status\":400,\"detail\":\"a\\\"<b>\\n\",\"field\":\"f\\\"\","
		"\"request_id\":\"0011\"}");
	buf_clear(&out);
	good_bodies(NULL);
}

static void texts_that_are_none(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *in_message, *in_hint;
	} rows[] = {
		{ "", 0, "空的", "文件" },
		{ " \n\xe3\x80\x80", 5, "空白", "文件" },
		{ "\xFF\xFE"
		  "a\0",
			4, "NUL", "重新导入" },
		{ "\xFE\xFF报", 5, "第 1 行（第 1 字节）", "重新导入" },
		{ "a\0b", 3, "NUL", "重新导入" },
		{ "\xd5\xfb\xb8\xc4", 4, "第 1 行（第 1 字节）", "重新导入" },
		{ "ok\n\xe6\x95", 5, "第 2 行（第 4 字节）", "重新导入" },
		{ "a\xff\xff", 3, "UTF-8", "重新导入" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct err e = { 0 };
		assert_int_equal(
			analysis_accept(STR("某.txt"), (struct str){ rows[i].bytes, rows[i].len }, &e), ERR_INPUT);
		if (strstr(e.message, rows[i].in_message) == NULL || strstr(e.hint, rows[i].in_hint) == NULL)
			print_error("row %zu: %s / %s\n", i, e.message, e.hint);
		assert_non_null(strstr(e.message, rows[i].in_message));
		assert_non_null(strstr(e.message, "某.txt"));
		assert_non_null(strstr(e.hint, rows[i].in_hint));
	}
	assert_int_equal(analysis_accept(STR("x"), STR("整改\x1b[31m\xe2\x80\xae"), NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_bodies),
		cmocka_unit_test(good_bodies),
		cmocka_unit_test(kinds_of_members),
		cmocka_unit_test(values_become_text),
		cmocka_unit_test(two_writers_of_json),
		cmocka_unit_test(texts_that_are_none),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
