/* A ledger written out as a workbook and read in again: nothing is lost, and it is the same ledger. */
#include "unit.h"

#include <sys/mman.h>
#include <unistd.h>

#include "opener.h"
#include "report.h"
#include "table.h"

enum { COLUMNS_COUNT = 7 };

static const struct table_column columns[COLUMNS_COUNT] = {
	{ STR_INIT("序号"), CELL_INTEGER, 0, 0 },
	{ STR_INIT("反馈问题"), CELL_TEXT, 0, 40 },
	{ STR_INIT("整改措施"), CELL_TEXT, 0, 40 },
	{ STR_INIT("责任部门"), CELL_TEXT, 0, 0 },
	{ STR_INIT("整改时限"), CELL_DATE, 0, 0 },
	{ STR_INIT("整改状态"), CELL_TEXT, 0, 0 },
	{ STR_INIT("资金（万元）"), CELL_DECIMAL, 2, 0 },
};

struct line {
	int64_t no;
	const char *finding, *measures, *dept, *due, *state;
	int64_t money;    /* hundredths; -1: empty */
	const char *read; /* as it comes in again */
};

#define LS "\xe2\x80\xa8"

static const struct line lines[] = {
	{ 1, "路面破损修补不及时", "①建立巡查台账。\n②三日内修补。", "市政科", "2024-03-15", "已完成", 1250,
		"1\t路面破损修补不及时\t①建立巡查台账。" LS "②三日内修补。\t市政科\t2024-03-15\t已完成\t12.50" },
	{ 2, "=1+1 与 \"引号\" <标签> & 号", "_x000D_ 照原样，中间 _x0041__x005F_ 也是，_x004 不是", "环卫科",
		"2024-12-31", "正在推进", -1,
		"2\t=1+1 与 \"引号\" <标签> & 号\t_x000D_ 照原样，中间 _x0041__x005F_ 也是，_x004 不是\t环卫科\t2024-12-31\t正在推进\t" },
	{ 3, "身份证号登记为 110101199001011234 的卷宗缺页", "补齐。", "", "1999-01-01", "长期坚持", 0,
		"3\t身份证号登记为 110101199001011234 的卷宗缺页\t补齐。\t\t1999-01-01\t长期坚持\t0.00" },
};

static struct str written(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *p = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);

	assert_true(size > 0 && p != MAP_FAILED);
	return (struct str){ p, (size_t)size };
}

static void write_lines(int fd)
{
	const struct table_head head = { TABLE_XLSX, STR("台账"), INT64_C(1700000000000), columns, COLUMNS_COUNT };
	struct table *t = NULL;
	struct err e = { 0 };

	assert_int_equal(table_begin(&head, fd, &t, &e), 0);
	for (size_t i = 0; i < COUNT(lines); i++) {
		const struct line *l = &lines[i];
		const struct table_cell cells[COLUMNS_COUNT] = { { .i = l->no }, { .text = str_from(l->finding) },
			{ .text = str_from(l->measures) }, { .text = str_from(l->dept), .empty = !l->dept[0] },
			{ .text = str_from(l->due) }, { .text = str_from(l->state) },
			{ .i = l->money, .empty = l->money < 0 } };
		assert_int_equal(table_row(t, cells, &e), 0);
	}
	assert_int_equal(table_end(t, &e), 0);
	table_free(t);
}

static void out_and_in(void **state)
{
	int fd = memfd_create("ledger", 0);
	struct opener o;
	struct err e = { 0 };
	struct report *r = NULL;

	(void)state;
	assert_true(fd >= 0);
	write_lines(fd);
	struct str bytes = written(fd);
	opener_init(&o, &intake_limits_default);
	o.name = STR("台账.xlsx");
	assert_int_equal(open_xlsx(&o, bytes, &e), 0);
	for (size_t i = 0; i < COUNT(lines); i++)
		if (!str_has(buf_view(&o.text), str_from(lines[i].read)))
			fail_msg("row %zu is not in\n" STR_FMT, i + 1, STR_ARG(buf_view(&o.text)));
	assert_int_equal(report_parse(buf_view(&o.text), &r, &e), 0);
	assert_int_equal(r->problems, COUNT(lines));
	assert_int_equal(r->measures, 4);
	assert_int_equal(r->tables.len, 1);
	const struct report_table *t = &VEC_AT(&r->tables, struct report_table, 0);
	static const uint8_t means[] = { COLUMN_NO, COLUMN_FINDING, COLUMN_MEASURES, COLUMN_DEPT, COLUMN_DUE,
		COLUMN_RESULT, COLUMN_MONEY };
	assert_int_equal(t->count, COUNT(means));
	for (size_t i = 0; i < COUNT(means); i++) {
		assert_int_equal(t->columns[i].means, means[i]);
		assert_int_equal(t->columns[i].sure, SURE_CERTAIN);
	}
	report_free(r);
	opener_clear(&o);
	munmap((void *)(uintptr_t)bytes.ptr, bytes.len);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(out_and_in) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
