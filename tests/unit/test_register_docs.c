/* The manual and the editors' schema say what the program does. */
#include "unit.h"

#include "file.h"
#include "json.h"
#include "language.h"
#include "load.h"

static struct str read_file(const char *path)
{
	const char *root = getenv("BIHUAN_SOURCE");
	char full[4096];
	struct str text = STR_NONE;
	struct err e = { 0 };

	snprintf(full, sizeof full, "%s/%s", root ? root : ".", path);
	if (file_read(full, 1 << 22, &text, &e) < 0)
		print_error("%s\n", e.message);
	assert_non_null(text.ptr);
	return text;
}

static void sound(struct str text)
{
	struct register_text one = { STR("text"), text };
	struct register_set *set = NULL;
	struct err e = { 0 };

	assert_int_equal(registers_read(&one, 1, &set, &e), 0);
	for (size_t i = 0; i < set->problems_count; i++)
		print_error("%d: " STR_FMT "\n", set->problems[i].line, STR_ARG(set->problems[i].message));
	assert_int_equal(set->problems_count, 0);
	register_set_free(set);
}

static void test_keys(void **state)
{
	struct str manual = read_file("docs/registers.md");
	struct buf keys;

	(void)state;
	buf_init(&keys, 1 << 20);
	language_write_keys(&keys);
	if (!str_ends(manual, buf_view(&keys)))
		print_error("docs/registers.md does not end with the output of: bihuan register keys\n");
	assert_true(str_ends(manual, buf_view(&keys)));
	buf_clear(&keys);
	file_free(&manual);
}

static void test_schema(void **state)
{
	struct str schema = read_file("docs/register.schema.json");
	struct buf out;
	struct json j;

	(void)state;
	buf_init(&out, 1 << 20);
	json_init(&j, &out, NULL, NULL);
	j.pretty = true;
	language_write_schema(&j);
	assert_int_equal(json_finish(&j), 0);
	buf_chr(&out, '\n');
	if (!str_eq(schema, buf_view(&out)))
		print_error("docs/register.schema.json is not the output of: bihuan register schema\n");
	assert_true(str_eq(schema, buf_view(&out)));
	buf_clear(&out);
	file_free(&schema);
}

/* The manual's first register is read as it stands there. */
static void test_example(void **state)
{
	struct str manual = read_file("docs/registers.md");

	(void)state;
	size_t at = str_find(manual, STR("```yaml\n"), 0) + 8;
	size_t end = str_find(manual, STR("```\n"), at);
	assert_true(end != STR_NPOS);
	sound(str_sub(manual, at, end));
	file_free(&manual);
}

static void test_new(void **state)
{
	static const char *const bad[] = { "", "A", "a-b", "1a", "案", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
	struct err e = { 0 };
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < COUNT(bad); i++) {
		err_clear(&e);
		assert_int_equal(language_write_new(str_from(bad[i]), &out, &e), ERR_INPUT);
		assert_int_equal(out.len, 0);
	}
	assert_int_equal(language_write_new(STR("contract"), &out, &e), 0);
	assert_false(str_has(buf_view(&out), STR("%s")));
	sound(buf_view(&out));
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_keys), cmocka_unit_test(test_schema),
		cmocka_unit_test(test_example), cmocka_unit_test(test_new) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
