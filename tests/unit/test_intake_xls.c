/* Excel 97 and 95: damaged and hostile workbooks first, then what Excel shows. The stream of records is the file: it may be. */
#include "unit.h"

#include <stdlib.h>

#include "buf.h"
#include "cfb_make.h"
#include "office_make.h"

struct book {
	struct buf head, sheet;
	bool old;
};

static void put(struct buf *b, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		buf_chr(b, (char)(v >> (8 * i)));
}

static void record(struct buf *b, unsigned kind, struct str body)
{
	put(b, kind, 2);
	put(b, body.len, 2);
	buf_str(b, body);
}

#define RECORD(b, kind, bytes) record((b), (kind), STR(bytes))

static void begin(struct book *k, bool old)
{
	buf_init(&k->head, 1 << 20);
	buf_init(&k->sheet, 1 << 20);
	k->old = old;
}

/* The whole: the workbook's records, a sheet called 台账 (T in Excel 95), the sheet's records. */
static struct str finish(struct book *k)
{
	struct buf out;
	struct str name = k->old ? STR("\1T") : STR("\2\1\xF0\x53\x26\x8D");
	struct str version = k->old ? STR("\0\5\5\0\0\0\0\0") : STR("\0\6\5\0\0\0\0\0\0\0\0\0\0\0\0\0");
	size_t len = 0;

	buf_init(&out, 1 << 21);
	record(&out, 0x809, version);
	buf_str(&out, buf_view(&k->head));
	put(&out, 0x85, 2);
	put(&out, 6 + name.len, 2);
	put(&out, out.len + 6 + name.len + 4, 4);
	put(&out, 0, 2);
	buf_str(&out, name);
	RECORD(&out, 0x0A, "");
	record(&out, 0x809, version);
	buf_str(&out, buf_view(&k->sheet));
	RECORD(&out, 0x0A, "");
	buf_clear(&k->head);
	buf_clear(&k->sheet);
	char *bytes = buf_take(&out, &len);
	assert_non_null(bytes);
	return (struct str){ bytes, len };
}

static void shows(struct book *k, const char *expected)
{
	struct office_doc d;

	office_doc_open(&d, open_xls, finish(k), NULL);
	if (d.rc < 0)
		print_error("%s\n", d.e.message);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), expected);
	office_doc_close(&d);
}

static void refused(struct str bytes, int code, const char *part)
{
	office_refused(open_xls, bytes, code, part);
}

/* Two strings, the second cut by a record's end in the middle, wide in its first half and narrow in the second. */
static void put_strings(struct buf *b)
{
	RECORD(b, 0xFC, "\2\0\0\0\2\0\0\0\2\0\1\xF0\x53\x26\x8D\3\0\1\xF0\x53");
	RECORD(b, 0x3C, "\0ab");
}

static struct str small_book(void)
{
	struct book k;

	begin(&k, false);
	put_strings(&k.head);
	RECORD(&k.sheet, 0xFD, "\0\0\0\0\0\0\0\0\0\0");
	RECORD(&k.sheet, 0x203, "\1\0\0\0\0\0\0\0\0\0\0\0\xF8\x3F");
	return finish(&k);
}

static void truncated(void **state)
{
	struct str whole = small_book();

	(void)state;
	for (size_t len = 0; len < whole.len; len++) {
		struct office_doc d;
		office_doc_open(&d, open_xls, office_copied((struct str){ whole.ptr, len }), NULL);
		assert_int_equal(d.rc, ERR_INPUT);
		assert_true(d.e.message[0] && d.e.hint[0]);
		office_doc_close(&d);
	}
	/* in a compound file, cut at every sector */
	struct str file = make_cfb(&(struct cfb_stream){ "Workbook", whole }, 1);
	for (size_t len = 0; len + 512 <= file.len; len += 512)
		refused(office_copied((struct str){ file.ptr, len }), ERR_INPUT, len ? "损坏" : "开头");
	free((void *)(uintptr_t)file.ptr);
	free((void *)(uintptr_t)whole.ptr);
}

/* Every byte in turn is made large: an answer comes, whatever it is. */
static void every_byte(void **state)
{
	struct str whole = small_book();

	(void)state;
	for (size_t at = 0; at < whole.len; at++) {
		struct str s = office_copied(whole);
		struct office_doc d;
		((char *)(uintptr_t)s.ptr)[at] = '\xFF';
		office_doc_open(&d, open_xls, s, NULL);
		assert_true(d.rc == 0 || (d.rc == ERR_INPUT && d.e.message[0] && d.e.hint[0]));
		office_doc_close(&d);
	}
	free((void *)(uintptr_t)whole.ptr);
}

static void told_apart(void **state)
{
	struct book k;

	(void)state;
	begin(&k, false);
	RECORD(&k.head, 0x2F, "\1\0");
	refused(finish(&k), ERR_INPUT, "打开密码");
	refused(office_copied(STR("\x09\x08\x08\0\0\4\x10\0\0\0\0\0")), ERR_INPUT, "Excel 4.0");
	refused(office_copied(STR("\x09\x08\x08\0\0\6\5\0\0\0\0\0\x0A\0\0\0")), ERR_INPUT, "没有工作表");
	refused(make_cfb(&(struct cfb_stream){ "EncryptedPackage", STR("x") }, 1), ERR_INPUT, "打开密码");
}

/* Counts and places that lie. */
static void lies(void **state)
{
	struct book k;

	(void)state;
	begin(&k, false);
	RECORD(&k.head, 0xFC, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\1\0\0a\xFF\xFF\1x");
	RECORD(&k.sheet, 0xFD, "\0\0\0\0\0\0\0\0\0\0");
	RECORD(&k.sheet, 0xFD, "\0\0\1\0\0\0\xFF\xFF\xFF\xFF");
	RECORD(&k.sheet, 0xE5, "\xFF\xFF\0\0\1\0");
	RECORD(&k.sheet, 0xBD, "\0\0\2\0\0\0");
	RECORD(&k.sheet, 0x207, "\4\0\0lost");
	shows(&k, "台账\n\na\n\n");
	/* rich text and phonetic signs of four gigabytes */
	begin(&k, false);
	RECORD(&k.head, 0xFC,
		"\1\0\0\0\1\0\0\0\1\0\x0C\xFF\xFF\xFF\xFF\xFF\xFF"
		"a");
	RECORD(&k.sheet, 0xFD, "\0\0\0\0\0\0\0\0\0\0");
	shows(&k, "台账\n\na\n\n");
}

static void limits(void **state)
{
	struct book k;
	struct office_doc d;

	(void)state;
	begin(&k, false);
	put_strings(&k.head);
	for (unsigned i = 0; i < 100; i++) {
		put(&k.sheet, 0xFD | 10 << 16, 4);
		put(&k.sheet, i | i << 16, 4);
		put(&k.sheet, 0, 6);
	}
	struct str bytes = finish(&k);
	office_doc_open(
		&d, open_xls, office_copied(bytes), &(struct intake_limits){ .text = 300, .cells_across = 512 });
	assert_int_equal(d.rc, ERR_LIMIT);
	office_doc_close(&d);
	office_doc_open(&d, open_xls, bytes, &(struct intake_limits){ .text = 1 << 20, .cells_across = 8 });
	assert_int_equal(d.rc, 0);
	assert_true(office_has_note(&d, "wide", "8 列"));
	office_doc_close(&d);
}

static void values(void **state)
{
	struct book k;

	(void)state;
	begin(&k, false);
	put_strings(&k.head);
	RECORD(&k.head, 0x41E, "\xA4\0\7\0\0#,##0.0");
	RECORD(&k.head, 0xE0, "\0\0\0\0");
	RECORD(&k.head, 0xE0, "\0\0\x1F\0");
	RECORD(&k.head, 0xE0, "\0\0\xA4\0");
	RECORD(&k.sheet, 0xFD, "\0\0\0\0\0\0\1\0\0\0");
	RECORD(&k.sheet, 0x27E, "\0\0\1\0\1\0\2\xE5\2\0");                          /* 47424 as a day */
	RECORD(&k.sheet, 0xBD, "\0\0\2\0\2\0\3\xE2\4\0\0\0\0\0\xF8\x3F\3\0");       /* 3200.00 / 100, 1.5 */
	RECORD(&k.sheet, 0x205, "\0\0\4\0\0\0\1\0");                                /* true */
	RECORD(&k.sheet, 0x205, "\0\0\5\0\0\0\x07\1");                              /* an error */
	RECORD(&k.sheet, 0x06, "\0\0\6\0\0\0\0\0\0\0\0\0\xF8\x3F\0\0\0\0\0\0\0\0"); /* 1.5 */
	RECORD(&k.sheet, 0x06, "\0\0\7\0\0\0\0\0\0\0\0\0\xFF\xFF\0\0\0\0\0\0\0\0"); /* a text follows */
	RECORD(&k.sheet, 0x4BC, "\0\0");
	RECORD(&k.sheet, 0x207, "\2\0\1\xF0\x53\x26\x8D");
	RECORD(&k.sheet, 0x06, "\0\0\x8\0\0\0\2\0\x17\0\0\0\xFF\xFF\0\0\0\0\0\0\0\0");
	RECORD(&k.sheet, 0x204, "\0\0\x9\0\0\0\1\0\0x");
	shows(&k, "台账\n\n台ab|2029年11月2日|800.0|1.5|TRUE|#DIV/0!|1.5|台账|#REF!|x\n\n");
}

static void merged_and_hidden(void **state)
{
	struct book k;
	struct office_doc d;

	(void)state;
	begin(&k, false);
	put_strings(&k.head);
	RECORD(&k.sheet, 0x7D, "\2\0\2\0\0\0\0\0\1\0\0\0");            /* column C */
	RECORD(&k.sheet, 0x208, "\2\0\0\0\0\0\0\0\0\0\0\0\x20\0\0\0"); /* row 3 */
	for (unsigned row = 0; row < 4; row++) {
		for (unsigned col = row == 1; col < 4; col++) {
			put(&k.sheet, 0xFD | 10 << 16, 4);
			put(&k.sheet, row | col << 16, 4);
			put(&k.sheet, 0, 2);
			put(&k.sheet, row % 2, 4);
		}
	}
	RECORD(&k.sheet, 0xE5, "\1\0\0\0\1\0\0\0\0\0");
	office_doc_open(&d, open_xls, finish(&k), NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "台账\n\n台账|台账||台账\n台账|台ab||台ab\n台ab|台ab||台ab\n\n");
	assert_true(office_has_note(&d, "hidden", "1 行"));
	assert_true(office_has_note(&d, "hidden", "1 列"));
	const struct intake_mark *m = &VEC_AT(&d.o.marks, struct intake_mark, d.o.marks.len - 1);
	assert_int_equal(m->place.where, INTAKE_CELL);
	assert_int_equal(m->place.row, 4);
	assert_int_equal(m->place.col, 4);
	office_doc_close(&d);
}

static void excel_95(void **state)
{
	struct book k;

	(void)state;
	begin(&k, true);
	RECORD(&k.head, 0x42, "\xA8\3");
	RECORD(&k.sheet, 0x204, "\0\0\0\0\0\0\4\0\xD5\xFB\xB8\xC4");
	RECORD(&k.sheet, 0xD6, "\0\0\1\0\0\0\2\0\xCD\xEA\0");
	RECORD(&k.sheet, 0x06, "\0\0\2\0\0\0\0\0\0\0\0\0\xFF\xFF\0\0\0\0\0\0\0\0");
	RECORD(&k.sheet, 0x207, "\2\0\xB3\xC9");
	shows(&k, "T\n\n整改|完|成\n\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(truncated),
		cmocka_unit_test(every_byte),
		cmocka_unit_test(told_apart),
		cmocka_unit_test(lies),
		cmocka_unit_test(limits),
		cmocka_unit_test(values),
		cmocka_unit_test(merged_and_hidden),
		cmocka_unit_test(excel_95),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
