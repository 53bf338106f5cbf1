/* CSV that comes in. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new(64 << 20);
	return arena == NULL;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void bad_tables_name_their_line(void **state)
{
	static const struct {
		const char *text, *said;
	} rows[] = {
		{ "", "列名" },
		{ "\n\n", "列名" },
		{ "a,,b\n", "第 2 列没有列名" },
		{ "a,b,a\n", "“a”出现了两次" },
		{ "a,b\n1,2\n1,2,3\n", "第 3 行有 3 格" },
		{ "a,b\n1,\"2\n3\n", "第 2 行的引号没有结束" },
		{ "a,b\n1,\"2\"x\n", "第 2 行：引号后面" },
		{ "a\n\xff\n", "UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct csv t = { 0 };
		struct err e = { 0 };
		int rc = csv_read(str_from(rows[i].text), arena, &t, &e);
		if (rc >= 0 || strstr(e.message, rows[i].said) == NULL)
			print_error("row %zu: %d %s\n", i, rc, e.message);
		assert_true(rc < 0);
		assert_non_null(strstr(e.message, rows[i].said));
		assert_null(t.cells);
	}
}

static void cells_are_as_they_were_written(void **state)
{
	struct csv t = { 0 };

	(void)state;
	assert_int_equal(csv_read(STR("\xEF\xBB\xBF 名称 ,说明,\r\n甲, 乙 \r\n\r\n\"a,\"\"b\"\"\n c\",\n,,\nx"), arena,
				 &t, NULL),
		0);
	assert_int_equal(t.columns_count, 2);
	assert_str(t.columns[0], "名称");
	assert_int_equal(t.rows_count, 3);
	assert_str(t.cells[0], "甲");
	assert_str(t.cells[1], "乙");
	assert_str(t.cells[2], "a,\"b\"\n c");
	assert_str(t.cells[3], "");
	assert_str(t.cells[4], "x");
	assert_str(t.cells[5], "");
}

static void tabs_separate_too(void **state)
{
	struct csv t = { 0 };

	(void)state;
	assert_int_equal(csv_read(STR("a\tb\n1,5\t2\n"), arena, &t, NULL), 0);
	assert_int_equal(t.columns_count, 2);
	assert_str(t.cells[0], "1,5");
}

/* The mark that our tables put before what looks like a formula is taken away; any other apostrophe stays. */
static void guards_are_no_text(void **state)
{
	struct csv t = { 0 };

	(void)state;
	assert_int_equal(csv_read(STR("a,b,c,d\n\"'=1+1\",\"''-3\",\"'tis\",'=2\n"), arena, &t, NULL), 0);
	assert_str(t.cells[0], "=1+1");
	assert_str(t.cells[1], "'-3");
	assert_str(t.cells[2], "'tis");
	assert_str(t.cells[3], "'=2");
}

/* A long quoted cell grows; a small arena is an error, not a crash. */
static void long_cells_and_little_memory(void **state)
{
	static char text[300000];
	struct csv t = { 0 };
	struct arena *small = arena_new(100000);

	(void)state;
	int n = snprintf(text, sizeof(text), "a\n\"");
	memset(text + n, 'x', 200000);
	text[n + 200000] = '"';
	struct str s = { text, (size_t)n + 200001 };
	assert_int_equal(csv_read(s, arena, &t, NULL), 0);
	assert_int_equal(t.cells[0].len, 200000);
	struct err e = { 0 };
	assert_int_equal(csv_read(s, small, &t, &e), ERR_NOMEM);
	arena_free(small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_tables_name_their_line),
		cmocka_unit_test(cells_are_as_they_were_written),
		cmocka_unit_test(guards_are_no_text),
		cmocka_unit_test(tabs_separate_too),
		cmocka_unit_test(long_cells_and_little_memory),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
