/* Word 97 documents and the compound files around them: damaged and hostile ones first, then what Word shows. */
#include "unit.h"

#include <stdlib.h>

#include "cfb_make.h"
#include "office_make.h"

#define RUN(t, ...)                                                                                                    \
	{                                                                                                              \
		.text = t, __VA_ARGS__                                                                                 \
	}
#define S(bytes) STR_INIT(bytes)
#define IN_TABLE "\x16\x24\x01"
#define ROW_END IN_TABLE "\x17\x24\x01"
#define SPECIAL "\x55\x08\x01"

static struct str make(const struct doc_run_made *runs, size_t count)
{
	return make_doc(&(struct doc_made){ .runs = runs, .count = count });
}

static void shows_made(const struct doc_made *m, const char *expected)
{
	struct office_doc d;

	office_doc_open(&d, open_doc, make_doc(m), NULL);
	if (d.rc < 0)
		print_error("%s\n", d.e.message);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), expected);
	office_doc_close(&d);
}

#define SHOWS(expected, ...)                                                                                           \
	do {                                                                                                           \
		static const struct doc_run_made runs[] = { __VA_ARGS__ };                                             \
		shows_made(&(struct doc_made){ .runs = runs, .count = COUNT(runs) }, expected);                        \
	} while (0)

static void refused(struct str bytes, int code, const char *part)
{
	office_refused(open_doc, bytes, code, part);
}

static void release(struct str s)
{
	free((void *)(uintptr_t)s.ptr);
}

static struct str small_doc(void)
{
	static const struct doc_run_made runs[] = { RUN(u"整改"), RUN(u"报告\r", .run = S("\x35\x08\x01")),
		RUN(u"完\r") };

	return make(runs, COUNT(runs));
}

static void truncated(void **state)
{
	struct str whole = small_doc();

	(void)state;
	for (size_t len = 0; len < whole.len; len += 64) {
		struct office_doc d;
		office_doc_open(&d, open_doc, office_copied((struct str){ whole.ptr, len }), NULL);
		/* the last sector is the table of sectors, most of it empty */
		bool all_there = len + 512 > whole.len && d.rc == 0;
		if (!all_there && d.rc != ERR_INPUT)
			print_error("%zu of %zu: %d\n", len, whole.len, d.rc);
		assert_true(all_there || d.rc == ERR_INPUT);
		assert_true(all_there || (d.e.message[0] && d.e.hint[0]));
		office_doc_close(&d);
	}
	release(whole);
}

/* Every byte of the header, the directory and the tables of sectors in turn is made large: an answer comes, whatever it is. */
static void every_byte(void **state)
{
	static const char values[] = { '\xFF', '\x7F', '\x00' };
	struct str whole = small_doc();

	(void)state;
	for (size_t at = 8; at < whole.len; at++) {
		for (size_t k = 0; k < COUNT(values); k++) {
			struct str s = office_copied(whole);
			struct office_doc d;
			((char *)(uintptr_t)s.ptr)[at] = values[k];
			office_doc_open(&d, open_doc, s, NULL);
			assert_true(d.rc == 0 || (d.rc == ERR_INPUT && d.e.message[0] && d.e.hint[0]));
			office_doc_close(&d);
		}
	}
	release(whole);
}

static struct str patched(size_t at, uint32_t v)
{
	struct str s = small_doc();

	for (size_t i = 0; i < 4; i++)
		((char *)(uintptr_t)s.ptr)[at + i] = (char)(v >> (8 * i));
	return s;
}

static void hostile_containers(void **state)
{
	(void)state;
	refused(office_copied(STR("\xD0\xCF\x11\xE0")), ERR_INPUT, "文件头不完整");
	refused(patched(28, 0x0020FFFE), ERR_INPUT, "扇区大小");
	refused(patched(44, 0xFFFFFFF0), ERR_INPUT, "FAT");
	refused(patched(48, 0xFFFFFF00), ERR_INPUT, "目录");
	refused(patched(76, 0x7FFFFFFF), ERR_INPUT, "FAT");
	/* the directory's chain runs in a circle; a stream says it has four gigabytes; a stream's chain leads back */
	struct str s = small_doc();
	uint32_t directory = (uint32_t)(unsigned char)s.ptr[48], fat = (uint32_t)(unsigned char)s.ptr[76];
	release(s);
	struct office_doc d;
	office_doc_open(&d, open_doc, patched(512 + fat * 512 + directory * 4, directory), NULL);
	assert_int_equal(d.rc, 0);
	office_doc_close(&d);
	refused(patched(512 + directory * 512 + 128 + 120, 0xFFFFFFFF), ERR_INPUT, "“WordDocument”部分只剩一截");
	refused(patched(512 + directory * 512 + 128 + 120, 0x7000), ERR_INPUT, "“WordDocument”部分只剩一截");
	/* a tree of names that leads to itself */
	office_doc_open(&d, open_doc, patched(512 + directory * 512 + 128 + 68, 1), NULL);
	assert_true(d.rc == 0);
	office_doc_close(&d);
}

static void told_apart(void **state)
{
	static const struct {
		const char *stream, *said;
	} kinds[] = { { "EncryptedPackage", "打开密码" }, { "PowerPoint Document", "演示文稿" }, { "MatOST", "Works" },
		{ "x", "没有 Word 文档" } };
	static const struct doc_run_made runs[] = { RUN(u"a\r") };

	(void)state;
	for (size_t i = 0; i < COUNT(kinds); i++)
		refused(make_cfb(&(struct cfb_stream){ kinds[i].stream, STR("x") }, 1), ERR_INPUT, kinds[i].said);
	refused(make_cfb(&(struct cfb_stream){ "WordDocument", STR("\xDC\xA5\x68") }, 1), ERR_INPUT, "文件头");
	refused(make_cfb(&(struct cfb_stream){ "WordDocument", STR("\xDC\xA5\x68\x00") }, 1), ERR_INPUT, "Word 95");
	refused(make_cfb(&(struct cfb_stream){ "WordDocument", STR("\xEC\xA5\xC1\x00") }, 1), ERR_INPUT, "文件头");
	refused(make_doc(&(struct doc_made){ .runs = runs, .count = 1, .flags = 0x100 }), ERR_INPUT, "打开密码");
}

static void damaged_pieces(void **state)
{
	static const struct doc_run_made runs[] = { RUN(u"整改\r") };
	static const struct {
		struct str table;
		const char *said;
	} bad[] = {
		{ S("\2"), "缺少文字的分段表" },
		{ S("\2\x10\0\0\0\0\0\0\0"), "只剩一截" },
		/* outside the file; behind its end by four gigabytes; pieces that overlap; one that goes backwards */
		{ S("\2\x10\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\xFF\0\0\0"), "不在文件里" },
		{ S("\2\x10\0\0\0\0\0\0\0\xFF\xFF\xFF\x0F\0\0\0\4\0\0\0\0"), "不在文件里" },
		{ S("\2\x1C\0\0\0\0\0\0\0\3\0\0\0\2\0\0\0\0\0\0\4\0\0\0\0\0\0\0\4\0\0\0\0"), "不连续" },
		{ S("\2\x10\0\0\0\5\0\0\0\3\0\0\0\0\0\0\4\0\0\0\0"), "不连续" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		const struct doc_table_made table = { 33, bad[i].table, STR_INIT("") };
		refused(make_doc(&(struct doc_made){ .runs = runs, .count = 1, .tables = &table, .tables_count = 1 }),
			ERR_INPUT, bad[i].said);
	}
}

static void too_much_text(void **state)
{
	static const struct intake_limits small = { .text = 20 };
	static const struct doc_run_made runs[] = { RUN(u"整改整改整改\r"), RUN(u"整改整改整改\r") };
	struct office_doc d;

	(void)state;
	office_doc_open(&d, open_doc, make(runs, COUNT(runs)), &small);
	assert_int_equal(d.rc, ERR_LIMIT);
	office_doc_close(&d);
}

static void characters(void **state)
{
	(void)state;
	SHOWS("整改 a\nb-c|d\n", RUN(u"整改 a\vb\x1E"
				     u"c\td\x1F\r"));
	SHOWS("“é”整改😀\n", RUN(u"\x93\u00E9\x94", .bytes = true), RUN(u"\u00D5\u00FB\u00B8\u00C4", .bytes = true),
		RUN(u"😀\r"));
	/* symbols of Wingdings by their character and by a property */
	static const struct doc_run_made runs[] = { RUN(u"\uF0FE", .run = S("\x4F\x4A\0\0")),
		RUN(u"(", .run = S("\x09\x6A\0\0\xFE\xF0")), RUN(u"(\r") };
	static const struct doc_table_made fonts = { 15,
		S("\1\0\0\0\x3B\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0W\0i\0n\0g\0d\0i\0n\0g\0s\0\0\0"),
		S("") };
	shows_made(&(struct doc_made){ .runs = runs, .count = 3, .tables = &fonts, .tables_count = 1 }, "☑☑(\n");
}

static void left_out(void **state)
{
	(void)state;
	/* deleted, inserted, hidden; a paragraph whose mark is deleted goes on in the next */
	SHOWS("abcdef\n", RUN(u"a"), RUN(u"x", .run = S("\x00\x08\x01")), RUN(u"b", .run = S("\x01\x08\x01")),
		RUN(u"y", .run = S("\x3C\x08\x01")), RUN(u"c"), RUN(u"\r", .run = S("\x00\x08\x01")), RUN(u"def\r"));
	SHOWS("ab\n", RUN(u"a"), RUN(u"\1\5\2", .run = S(SPECIAL)), RUN(u"b\r"));
	/* headers and comments */
	SHOWS("a\n", RUN(u"a\r"), RUN(u"head\r", .story = 2), RUN(u"comment\r", .story = 4));
}

static void fields(void **state)
{
	(void)state;
	SHOWS("abc\n", RUN(u"a\x13 HYPERLINK x \x14"
			   u"b\x15"
			   u"c\r"));
	SHOWS("z\n", RUN(u"\x13 TOC \x14x\t1\r"), RUN(u"y\t2\r"), RUN(u"\x15"), RUN(u"z\r"));
	SHOWS("③a\n", RUN(u"\x13 EQ \\o\\ac(○,3)\x15"
			  u"a\r"));
	SHOWS("D\n",
		RUN(u"\x13 A \x13 B \x14 C\x15\x14"
		    u"D\x15\r"),
		RUN(u"\x15\x14\x13\x13"));
}

static void tables(void **state)
{
	(void)state;
	SHOWS("x\n\na|b/c\nd|e\n\ny\n", RUN(u"x\r"), RUN(u"a\a", .paragraph = S(IN_TABLE)),
		RUN(u"b\r", .paragraph = S(IN_TABLE)), RUN(u"c\a", .paragraph = S(IN_TABLE)),
		RUN(u"\a", .paragraph = S(ROW_END)), RUN(u"d\a", .paragraph = S(IN_TABLE)),
		RUN(u"e\a", .paragraph = S(IN_TABLE)), RUN(u"\a", .paragraph = S(ROW_END)), RUN(u"y\r"));
/* two cells of 1000; one of 2000; the first covered from above */
#define TWO                                                                                                            \
	"\x08\xD6\x30\x00\x02\0\0\xE8\x03\xD0\x07\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define ONE "\x08\xD6\x1A\x00\x01\0\0\xD0\x07\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define COVERED                                                                                                        \
	"\x08\xD6\x30\x00\x02\0\0\xE8\x03\xD0\x07\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	SHOWS("a|b\nc|\nc|d\n\n", RUN(u"a\a", .paragraph = S(IN_TABLE)), RUN(u"b\a", .paragraph = S(IN_TABLE)),
		RUN(u"\a", .paragraph = S(ROW_END TWO)), RUN(u"c\a", .paragraph = S(IN_TABLE)),
		RUN(u"\a", .paragraph = S(ROW_END ONE)), RUN(u"\a", .paragraph = S(IN_TABLE)),
		RUN(u"d\a", .paragraph = S(IN_TABLE)), RUN(u"\a", .paragraph = S(ROW_END TWO "\x2B\xD6\x02\x00\x01")));
	SHOWS("a|b\na|d\n\n", RUN(u"a\a", .paragraph = S(IN_TABLE)), RUN(u"b\a", .paragraph = S(IN_TABLE)),
		RUN(u"\a", .paragraph = S(ROW_END TWO)), RUN(u"\a", .paragraph = S(IN_TABLE)),
		RUN(u"d\a", .paragraph = S(IN_TABLE)), RUN(u"\a", .paragraph = S(ROW_END COVERED)));
	/* a table inside a cell */
#define DEEP IN_TABLE "\x49\x66\2\0\0\0"
	SHOWS("a|p q/b\nc|d\n\n", RUN(u"a\a", .paragraph = S(IN_TABLE)), RUN(u"p\r", .paragraph = S(DEEP "\x4B\x24\1")),
		RUN(u"q\r", .paragraph = S(DEEP "\x4B\x24\1")), RUN(u"\r", .paragraph = S(DEEP "\x4B\x24\1\x4C\x24\1")),
		RUN(u"b\a", .paragraph = S(IN_TABLE)), RUN(u"\a", .paragraph = S(ROW_END)),
		RUN(u"c\a", .paragraph = S(IN_TABLE)), RUN(u"d\a", .paragraph = S(IN_TABLE)),
		RUN(u"\a", .paragraph = S(ROW_END)));
}

/* A level: start, form, text; LVLF is 28 bytes. */
#define LEVEL(start, form, len, text) start "\0\0\0" form "\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\0" len "\0" text
#define LISTED(n) "\x0B\x46" n "\0"
#define USE(id, overrides) id "\0\0\0\0\0\0\0\0\0\0\0" overrides "\0\0\0"

static void numbers(void **state)
{
	static const struct doc_run_made runs[] = { RUN(u"市容\r", .paragraph = S(LISTED("\1"))),
		RUN(u"环卫\r", .paragraph = S(LISTED("\1"))), RUN(u"园林\r", .paragraph = S(LISTED("\2"))),
		RUN(u"又\r", .paragraph = S(LISTED("\2"))), RUN(u"点\r", .paragraph = S(LISTED("\3"))),
		RUN(u"无\r", .paragraph = S(LISTED("\0"))), RUN(u"外\r", .paragraph = S(LISTED("\x63"))) };
	static const struct doc_table_made lists[] = {
		{ 73, S("\2\0\7\0\0\0\0\0\0\0\xFF\x0F\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\x8\0\0\0\0\0\0\0\xFF\x0F\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0"),
			S(LEVEL("\1", "\x27", "\2", "\0\0\1\x30") LEVEL("\1", "\x17", "\1", "\x6C\xF0")) },
		{ 74,
			S("\3\0\0\0" USE("\7", "\0") USE("\7", "\1") USE(
				"\x8", "\0") "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\5\0\0\0\x10\0\0\0\xFF\xFF\xFF\xFF"),
			S("") }
	};

	(void)state;
	shows_made(&(struct doc_made){ .runs = runs, .count = COUNT(runs), .tables = lists, .tables_count = 2 },
		"一、市容\n二、环卫\n五、园林\n六、又\n• 点\n无\n外\n");
}

static void behind(void **state)
{
	static const struct doc_run_made runs[] = { RUN(u"a"), RUN(u"\2", .run = S(SPECIAL)), RUN(u"b"),
		RUN(u"\x08", .run = S(SPECIAL)), RUN(u"c\r"), RUN(u"d\r"), RUN(u"\2", .run = S(SPECIAL), .story = 1),
		RUN(u"n\r", .story = 1), RUN(u"m\r", .story = 1), RUN(u"\r", .story = 1), RUN(u"e\r", .story = 5),
		RUN(u"\r", .story = 5), RUN(u"box\r", .story = 6), RUN(u"lost\r", .story = 6), RUN(u"\r", .story = 6) };
	static const struct doc_table_made tables[] = { { 3, S("\0\0\0\0\5\0\0\0\6\0\0\0"), S("") },
		{ 47, S("\0\0\0\0\2\0\0\0\3\0\0\0"), S("") },
		{ 40, S("\3\0\0\0\x0A\0\0\0\1\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), S("") },
		{ 56, S("\0\0\0\0\4\0\0\0\x9\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2\4\0\0\0\0\0\0"),
			S("") } };

	(void)state;
	shows_made(&(struct doc_made){ .runs = runs, .count = COUNT(runs), .tables = tables, .tables_count = 4 },
		"abc\nbox\nd\nlost\n\n脚注1：n\nm\n\n尾注1：e\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(truncated),
		cmocka_unit_test(every_byte),
		cmocka_unit_test(hostile_containers),
		cmocka_unit_test(told_apart),
		cmocka_unit_test(damaged_pieces),
		cmocka_unit_test(too_much_text),
		cmocka_unit_test(characters),
		cmocka_unit_test(left_out),
		cmocka_unit_test(fields),
		cmocka_unit_test(tables),
		cmocka_unit_test(numbers),
		cmocka_unit_test(behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
