/* JSON that comes in, beside our own JSON writer in one program. */
#include "unit.h"

#include "analysis.h"
#include "body.h"
#include "json.h"
#include "problem.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return arena == NULL;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static int read_one(const char *text, size_t len, struct str *name, struct str *note, const char **field, struct err *e)
{
	const struct body_member members[] = { { "name", true, 4, name }, { "note", false, 10, note } };

	return body_read((struct str){ text, len }, members, 2, arena, field, e);
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

/* jansson must still find its own json_object() beside base/json.h's. */
static void two_writers_of_json(void **state)
{
	struct buf out;
	struct err e = { 0 };

	(void)state;
	err_set(&e, ERR_USAGE, "a\"<b>\n");
	err_log(&e, "secret");
	buf_init(&out, 4096);
	problem_write(&out, 400, &e, "f\"", "0011");
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
		{ "PK\x03\x04zip", 7, "docx", "另存为" },
		{ "%PDF-1.7", 8, "PDF", "pdftotext" },
		{ "\xD0\xCF\x11\xE0\xA1", 5, "旧版 Office", "另存为" },
		{ "\xFF\xFE"
		  "a\0",
			4, "UTF-16", "iconv" },
		{ "a\0b", 3, "NUL", "UTF-16" },
		{ "\xd5\xfb\xb8\xc4", 4, "第 1 行（第 1 字节）", "看起来是 GB18030" },
		{ "ok\n\xe6\x95", 5, "第 2 行（第 4 字节）", "iconv -f GB18030" },
		{ "a\xff\xff", 3, "UTF-8", "请确认文件完好" },
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
		cmocka_unit_test(two_writers_of_json),
		cmocka_unit_test(texts_that_are_none),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
