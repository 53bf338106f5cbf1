/* XLSX: what is in the cells, whole after many rows, and what cannot be written. The file is read as any reader does, from its end. */
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include "fault.h"
#include "table.h"

enum { FILE_MAX = 8 << 20, PART_MAX = 64 << 20 };

static const struct table_column columns[] = {
	{ STR_INIT("名<称&"), CELL_TEXT, 0, 0 },
	{ STR_INIT("数量"), CELL_INTEGER, 0, 0 },
	{ STR_INIT("金额"), CELL_DECIMAL, 2, 0 },
	{ STR_INIT("日期"), CELL_DATE, 0, 0 },
	{ STR_INIT("时间"), CELL_TIME, 0, 0 },
	{ STR_INIT("十位"), CELL_DECIMAL, 10, 0 },
};
enum { ACROSS = sizeof(columns) / sizeof(columns[0]) };

static unsigned char file[FILE_MAX];
static char part[PART_MAX];

static int make_file(void)
{
	char path[] = "/tmp/bihuan-xlsx-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	unlink(path);
	return fd;
}

static unsigned long number(size_t at, int bytes)
{
	unsigned long v = 0;

	for (int i = bytes - 1; i >= 0; i--)
		v = v << 8 | file[at + (size_t)i];
	return v;
}

static void inflate_from(size_t at, size_t packed, size_t plain)
{
	z_stream z = { .next_in = file + at,
		.avail_in = (unsigned)packed,
		.next_out = (unsigned char *)part,
		.avail_out = PART_MAX - 1 };

	assert_int_equal(inflateInit2(&z, -MAX_WBITS), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.total_in, packed);
	assert_int_equal(z.total_out, plain);
	inflateEnd(&z);
	part[plain] = '\0';
}

/* The text of a part; both of its heads and what stands behind it must agree. */
static struct str read_part(int fd, const char *name)
{
	ssize_t size = pread(fd, file, sizeof(file), 0);

	assert_true(size > 22 && size < (ssize_t)sizeof(file));
	size_t end = (size_t)size - 22, at = number(end + 16, 4);
	assert_int_equal(number(end, 4), 0x06054B50);
	assert_int_equal(at + number(end + 12, 4), end);
	for (unsigned long left = number(end + 10, 2); left > 0; left--) {
		size_t packed = number(at + 20, 4), plain = number(at + 24, 4), len = number(at + 28, 2),
		       head = number(at + 42, 4);
		assert_int_equal(number(at, 4), 0x02014B50);
		if (len == strlen(name) && memcmp(file + at + 46, name, len) == 0) {
			size_t from = head + 30 + len;
			assert_int_equal(number(head, 4), 0x04034B50);
			assert_memory_equal(file + head + 30, name, len);
			assert_int_equal(number(from + packed, 4), 0x08074B50);
			assert_memory_equal(file + from + packed + 4, file + at + 16, 12);
			inflate_from(from, packed, plain);
			assert_int_equal(crc32(0, (unsigned char *)part, (unsigned)plain), number(at + 16, 4));
			return (struct str){ part, plain };
		}
		at += 46 + len;
	}
	fail_msg("no part %s", name);
	return STR_NONE;
}

static int write_rows(int fd, const struct table_cell *cells, size_t rows, struct str sheet, struct err *e)
{
	const struct table_head head = { TABLE_XLSX, sheet, INT64_C(1700000000000), columns, ACROSS };
	struct table *t = NULL;

	int rc = table_begin(&head, fd, &t, e);
	for (size_t i = 0; rc == 0 && i < rows; i++)
		rc = table_row(t, cells + i * ACROSS, e);
	if (rc == 0)
		rc = table_end(t, e);
	table_free(t);
	return rc;
}

static void cells_as_they_stand_in_the_sheet(void **state)
{
	const struct table_cell cells[][ACROSS] = {
		{ { .text = STR("=1+1") }, { .i = -7 }, { .i = -5 }, { .text = STR("2026-03-05") },
			{ .text = STR("2026-03-05 09:30") }, { .i = 15 } },
		{ { .text = STR(" a<b>&c\r\n\x01_x000D_ _x0_ ，\xEF\xBF\xBE"
				"尾") },
			{ .i = 123456789012345678 }, { .i = 10000 }, { .text = STR("1900-01-01") },
			{ .text = STR("1900-02-28 24:00") }, { .empty = true } },
		{ { .empty = true }, { .i = 0 }, { .i = 12340 }, { .text = STR("1900-03-01") }, { .text = STR("bad") },
			{ .empty = true } },
		{ { .text = STR("") }, { .i = 999999999999999 }, { .i = -1000000000000000 },
			{ .text = STR("1899-12-31") }, { .text = STR("9999-12-31 00:00") }, { .empty = true } },
	};
	static const char *const want[] = {
		"<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t>名&lt;称&amp;</t></is></c>",
		"<c r=\"F1\" s=\"1\" t=\"inlineStr\"><is><t>十位</t></is></c></row><row r=\"2\">",
		"<c r=\"A2\" s=\"2\" t=\"inlineStr\"><is><t>=1+1</t></is></c><c r=\"B2\" s=\"5\"><v>-7</v></c>"
		"<c r=\"C2\" s=\"7\"><v>-0.05</v></c><c r=\"D2\" s=\"3\"><v>46086</v></c><c r=\"E2\" s=\"4\"><v>46086.39583333334</v></c>"
		"<c r=\"F2\" s=\"2\" t=\"inlineStr\"><is><t>0.0000000015</t></is></c></row>",
		"<row r=\"3\"><c r=\"A3\" s=\"2\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> a&lt;b&gt;&amp;c_x000D_\n"
		"_x0001__x005F_x000D_ _x0_ ，_xFFFE_尾</t></is></c>"
		"<c r=\"B3\" s=\"2\" t=\"inlineStr\"><is><t>123456789012345678</t></is></c><c r=\"C3\" s=\"7\"><v>100</v></c>"
		"<c r=\"D3\" s=\"3\"><v>1</v></c><c r=\"E3\" s=\"2\" t=\"inlineStr\"><is><t>1900-02-28 24:00</t></is></c></row>",
		"<row r=\"4\"><c r=\"B4\" s=\"5\"><v>0</v></c><c r=\"C4\" s=\"7\"><v>123.4</v></c><c r=\"D4\" s=\"3\"><v>61</v></c>"
		"<c r=\"E4\" s=\"2\" t=\"inlineStr\"><is><t>bad</t></is></c></row>",
		"<row r=\"5\"><c r=\"B5\" s=\"5\"><v>999999999999999</v></c>"
		"<c r=\"C5\" s=\"2\" t=\"inlineStr\"><is><t>-10000000000000.00</t></is></c>"
		"<c r=\"D5\" s=\"2\" t=\"inlineStr\"><is><t>1899-12-31</t></is></c><c r=\"E5\" s=\"4\"><v>2958465</v></c></row></sheetData>"
		"<autoFilter ref=\"A1:F5\"/>",
	};
	int fd = make_file();
	struct err e = { 0 };

	(void)state;
	assert_int_equal(write_rows(fd, cells[0], COUNT(cells), STR("表[1]&\"'名"), &e), 0);
	struct str sheet = read_part(fd, "xl/worksheets/sheet1.xml");
	for (size_t i = 0; i < COUNT(want); i++)
		if (str_find(sheet, str_from(want[i]), 0) == STR_NPOS)
			fail_msg("not there: %s\nin: %s", want[i], sheet.ptr);
	struct str book = read_part(fd, "xl/workbook.xml");
	assert_true(str_find(book, STR("<sheet name=\"表 1 &#38;&#34; 名\" sheetId=\"1\""), 0) != STR_NPOS);
	assert_true(str_find(book, STR(">'表 1 &#38;&#34; 名'!$A$1:$F$5</definedName>"), 0) != STR_NPOS);
	assert_true(str_find(read_part(fd, "docProps/core.xml"), STR("2023-11-14T22:13:20Z"), 0) != STR_NPOS);
	close(fd);
}

static void no_rows_and_no_name(void **state)
{
	int fd = make_file();

	(void)state;
	assert_int_equal(write_rows(fd, NULL, 0, STR(""), NULL), 0);
	struct str sheet = read_part(fd, "xl/worksheets/sheet1.xml");
	assert_true(str_find(sheet, STR("</row></sheetData><pageMargins"), 0) != STR_NPOS);
	struct str book = read_part(fd, "xl/workbook.xml");
	assert_true(str_find(book, STR("name=\"台账\""), 0) != STR_NPOS);
	assert_true(str_find(book, STR("definedName"), 0) == STR_NPOS);
	close(fd);
}

static void many_columns_have_their_letters(void **state)
{
	static struct table_column wide[TABLE_COLUMNS_MAX];
	static struct table_cell cells[TABLE_COLUMNS_MAX];
	struct table_head head = { TABLE_XLSX, STR("宽"), 0, wide, COUNT(wide) };
	struct table *t = NULL;
	int fd = make_file();

	(void)state;
	for (size_t i = 0; i < COUNT(wide); i++) {
		wide[i] = (struct table_column){ STR("列"), CELL_INTEGER, 0, 0 };
		cells[i].i = (int64_t)i;
	}
	assert_int_equal(table_begin(&head, fd, &t, NULL), 0);
	assert_int_equal(table_row(t, cells, NULL), 0);
	assert_int_equal(table_end(t, NULL), 0);
	table_free(t);
	struct str sheet = read_part(fd, "xl/worksheets/sheet1.xml");
	assert_true(str_find(sheet, STR("<c r=\"Z2\" s=\"5\"><v>25</v></c><c r=\"AA2\" s=\"5\"><v>26</v></c>"), 0) !=
		    STR_NPOS);
	assert_true(str_find(sheet, STR("<c r=\"KN2\" s=\"5\"><v>299</v></c></row>"), 0) != STR_NPOS);
	close(fd);
}

/* Chance in the texts, so that what is written passes the buffers many times. */
static void many_rows_are_whole(void **state)
{
	enum { ROWS = 30000 };
	static struct table_cell cells[(size_t)ROWS * ACROSS];
	static char texts[ROWS][100];
	uint64_t chance = 1;
	int fd = make_file();

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		for (size_t k = 0; k < sizeof(texts[i]); k++) {
			chance = chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			texts[i][k] = (char)('0' + (chance >> 33) % 64);
		}
		for (size_t k = 0; k < ACROSS; k++)
			cells[i * ACROSS + k].empty = k > 1;
		cells[i * ACROSS].text = (struct str){ texts[i], sizeof(texts[i]) };
		cells[i * ACROSS + 1].i = (int64_t)i;
	}
	assert_int_equal(write_rows(fd, cells, ROWS, STR("多"), NULL), 0);
	struct str sheet = read_part(fd, "xl/worksheets/sheet1.xml");
	size_t at = 0;
	for (int i = 0; i < ROWS; i++) {
		char want[64];
		snprintf(want, sizeof(want), "<c r=\"B%d\" s=\"5\"><v>%d</v></c></row>", i + 2, i);
		at = str_find(sheet, str_from(want), at);
		assert_true(at != STR_NPOS);
	}
	close(fd);
}

static void a_disk_that_is_full(void **state)
{
	static struct table_cell cells[ACROSS];
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct err e = { 0 };

	(void)state;
	assert_true(fd >= 0);
	for (size_t i = 0; i < ACROSS; i++)
		cells[i].empty = true;
	assert_int_equal(write_rows(fd, cells, 1, STR("满"), &e), ERR_IO);
	assert_non_null(strstr(e.message, "磁盘已满"));
	close(fd);
}

static void memory_that_fails_at_every_place(void **state)
{
	static struct table_cell cells[ACROSS];
	int fd = make_file(), rc = -1;
	long n;

	(void)state;
	for (size_t i = 0; i < ACROSS; i++)
		cells[i] = (struct table_cell){ .i = 1, .text = STR("2026-01-01") };
	for (n = 1; rc < 0 && n < 1000; n++) {
		struct err e = { 0 };
		fault_arm(FAULT_ALLOC, n, false);
		rc = write_rows(fd, cells, 1, STR("表"), &e);
		if (rc < 0)
			assert_int_equal(rc, ERR_NOMEM);
	}
	fault_arm(FAULT_ALLOC, 0, false);
	assert_true(n > 8 && rc == 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_as_they_stand_in_the_sheet),
		cmocka_unit_test(no_rows_and_no_name),
		cmocka_unit_test(many_columns_have_their_letters),
		cmocka_unit_test(many_rows_are_whole),
		cmocka_unit_test(a_disk_that_is_full),
		cmocka_unit_test(memory_that_fails_at_every_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
