/* Tables: what a cell may hold, and what a spreadsheet must not run. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "table.h"

static const struct table_column columns[] = {
	{ STR_INIT("名称"), CELL_TEXT, 0, 0 },
	{ STR_INIT("数量"), CELL_INTEGER, 0, 0 },
	{ STR_INIT("金额"), CELL_DECIMAL, 2, 0 },
	{ STR_INIT("日期"), CELL_DATE, 0, 0 },
};
static char content[1 << 20];

static int make_file(void)
{
	char path[] = "/tmp/bihuan-table-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	unlink(path);
	return fd;
}

static struct str content_of(int fd)
{
	ssize_t n = pread(fd, content, sizeof(content), 0);

	assert_true(n >= 0);
	return (struct str){ content, (size_t)n };
}

static int write_rows(enum table_format format, int fd, const struct table_cell *cells, size_t rows, struct err *e)
{
	const struct table_head head = { format, STR("表[1]"), INT64_C(1700000000000), columns, COUNT(columns) };
	struct table *t = NULL;

	int rc = table_begin(&head, fd, &t, e);
	for (size_t i = 0; rc == 0 && i < rows; i++)
		rc = table_row(t, cells + i * COUNT(columns), e);
	if (rc == 0)
		rc = table_end(t, e);
	table_free(t);
	return rc;
}

static void csv_quotes_and_never_runs(void **state)
{
	const struct table_cell cells[] = {
		{ .text = STR("甲,\"乙\"\n丙") },
		{ .i = -7 },
		{ .i = -5 },
		{ .text = STR("2026-03-05") },
		{ .text = STR("=1+1") },
		{ .empty = true },
		{ .i = 123456789012345678 },
		{ .empty = true },
	};
	int fd = make_file();
	struct err e = { 0 };

	(void)state;
	assert_int_equal(write_rows(TABLE_CSV, fd, cells, 2, &e), 0);
	assert_str(content_of(fd), "\xEF\xBB\xBF名称,数量,金额,日期\r\n\"甲,\"\"乙\"\"\n丙\",-7,-0.05,2026-03-05\r\n"
				   "\"'=1+1\",,1234567890123456.78,\r\n");
	close(fd);
}

static void xlsx_is_a_zip_and_the_same_twice(void **state)
{
	const struct table_cell cells[] = {
		{ .text = STR("=cmd|' /C calc'!A0") },
		{ .i = 7 },
		{ .i = 123456789012345678 },
		{ .text = STR("1899-01-01") },
	};
	static char first[1 << 20];
	int one = make_file(), two = make_file();
	struct err e = { 0 };

	(void)state;
	assert_int_equal(write_rows(TABLE_XLSX, one, cells, 1, &e), 0);
	struct str a = content_of(one);
	memcpy(first, a.ptr, a.len);
	size_t len = a.len;
	assert_int_equal(write_rows(TABLE_XLSX, two, cells, 1, &e), 0);
	struct str b = content_of(two);
	assert_true(str_starts(b, STR("PK\x03\x04")));
	assert_int_equal(b.len, len);
	assert_memory_equal(b.ptr, first, len);
	close(one);
	close(two);
}

static void too_long_a_cell_is_refused_with_its_place(void **state)
{
	static char text[TABLE_CELL_MAX + 2];
	struct table_cell cells[] = { { .empty = true }, { .i = 1 }, { .i = 1 }, { .empty = true } };
	int fd = make_file();
	struct err e = { 0 };

	(void)state;
	memset(text, 'a', sizeof(text));
	cells[0] = (struct table_cell){ .text = { text, sizeof(text) } };
	assert_int_equal(write_rows(TABLE_CSV, fd, cells, 1, &e), ERR_LIMIT);
	assert_non_null(strstr(e.message, "第 1 行“名称”"));
	cells[0].text.len = TABLE_CELL_MAX;
	assert_int_equal(write_rows(TABLE_XLSX, fd, cells, 1, NULL), 0);
	close(fd);
}

static void a_file_that_cannot_be_written(void **state)
{
	const struct table_cell cells[4] = { { .empty = true }, { .empty = true }, { .empty = true },
		{ .empty = true } };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(write_rows(TABLE_CSV, -1, cells, 1, &e), ERR_IO);
	err_clear(&e);
	assert_int_equal(write_rows(TABLE_XLSX, -1, cells, 1, &e), ERR_IO);
	const struct table_head none = { TABLE_CSV, STR(""), 0, columns, 0 };
	struct table *t = NULL;
	assert_int_equal(table_begin(&none, 1, &t, NULL), ERR_LIMIT);
	assert_null(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_quotes_and_never_runs),
		cmocka_unit_test(xlsx_is_a_zip_and_the_same_twice),
		cmocka_unit_test(too_long_a_cell_is_refused_with_its_place),
		cmocka_unit_test(a_file_that_cannot_be_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
