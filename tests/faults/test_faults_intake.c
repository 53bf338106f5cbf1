/* Files are read while every allocation, every read and every write in turn fails: an error is told, no half text comes out, nothing
 * leaks and no descriptor stays open, and afterwards the same file gives the same text. */
#include "unit.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "arena.h"
#include "cfb_make.h"
#include "fault.h"
#include "office_make.h"

#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define NUMBERED(text)                                                                                                 \
	"<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>" text            \
	"</w:t></w:r></w:p>"
#define LIST                                                                                                                   \
	"<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/>" \
	"<w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>"
#define CELL(ref, text) "<c r=\"" ref "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define O "xmlns:ofd=\"http://www.ofdspec.org/2016\""
#define LINE(y, text)                                                                                                  \
	"<ofd:TextObject Boundary=\"20 " #y " 150 6\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"4.5\">" text                \
	"</ofd:TextCode></ofd:TextObject>"

static struct str docx(void)
{
	return make_docx(
		P("通报") NUMBERED("市容方面") "<w:tbl><w:tr><w:tc>" P("问题") "</w:tc><w:tc>" P(
			"措施") "</w:tc></w:tr><w:tr><w:tc>" P("甲") "</w:tc><w:tc>" P("乙") "</w:tc></w:tr></w:tbl>",
		LIST, "<w:style w:type=\"paragraph\" w:styleId=\"a\"><w:name w:val=\"heading 1\"/></w:style>",
		"<w:footnote w:id=\"2\">" P("注释") "</w:footnote>");
}

static struct str xlsx(void)
{
	return make_xlsx("<sheetData><row r=\"1\">" CELL("A1", "问题") CELL("B1", "措施") "</row><row r=\"2\">" CELL(
				 "A2", "甲") CELL("B2", "乙") "</row><row r=\"3\">" CELL("B3",
				 "丙") "</row></sheetData><mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>",
		"<si><t>串</t></si>", "<numFmts><numFmt numFmtId=\"170\" formatCode=\"0.0\"/></numFmts>", "");
}

static struct str ofd(void)
{
	const struct zip_member parts[] = {
		{ .name = "OFD.xml",
			.bytes = STR("<ofd:OFD " O
				     "><ofd:DocBody><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>") },
		{ .name = "D.xml",
			.bytes = STR("<ofd:Document " O
				     "><ofd:CommonData><ofd:TemplatePage ID=\"7\" BaseLoc=\"T.xml\"/></ofd:CommonData>"
				     "<ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"P.xml\"/></ofd:Pages></ofd:Document>") },
		{ .name = "P.xml",
			.bytes = STR("<ofd:Page " O "><ofd:Template TemplateID=\"7\"/>" LINE(60, "第一行。")
					LINE(70, "第二行。") "</ofd:Page>") },
		{ .name = "T.xml", .bytes = STR("<ofd:Page " O ">" LINE(30, "版头") "</ofd:Page>") },
	};

	return make_zip(parts, COUNT(parts));
}

#define CONTENT(body) "<c xmlns:text=\"t\" xmlns:table=\"b\" xmlns:style=\"s\">" body "</c>"

static struct str odt(void)
{
	const struct zip_member parts[] = { { .name = "content.xml",
		.bytes = STR(CONTENT(
			"<text:list-style style:name=\"L\"><text:list-level-style-number text:level=\"1\" style:num-format=\"1\"/></text:list-style>"
			"<text:list text:style-name=\"L\"><text:list-item><text:p>甲<text:note><text:note-body><text:p>注</text:p></text:note-body>"
			"</text:note></text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell "
			"table:number-rows-spanned=\"2\"><text:p>一</text:p></table:table-cell><table:table-cell/></table:table-row>"
			"<table:table-row><table:covered-table-cell/><table:table-cell><text:p>二</text:p></table:table-cell></table:table-row>"
			"</table:table>")) } };

	return make_zip(parts, 1);
}

static struct str ods(void)
{
	const struct zip_member parts[] = { { .name = "content.xml",
		.bytes = STR(CONTENT(
			"<table:table table:name=\"台账\"><table:table-row><table:table-cell table:number-rows-spanned=\"2\">"
			"<text:p>一</text:p></table:table-cell><table:table-cell><text:p>甲</text:p></table:table-cell>"
			"</table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><text:p>二</text:p>"
			"</table:table-cell></table:table-row></table:table>")) } };

	return make_zip(parts, 1);
}

static struct str copied(const char *text)
{
	char *copy = strdup(text);

	assert_non_null(copy);
	return str_from(copy);
}

static struct str csv(void)
{
	return copied("\xd0\xf2\xba\xc5,\xce\xca\xcc\xe2\n1,\"\xbc\xd7\"\n2,\xd2\xd2\n");
}

static struct str rtf(void)
{
	return copied(
		"{\\rtf1\\ansicpg936{\\fonttbl{\\f0\\fcharset134 S;}}{\\stylesheet{\\s9 toc 1;}}\\f0{\\listtext 1.\\tab}\\'b9\\'fd{\\footnote n}"
		"{\\shptxt b\\par}\\par{\\field{\\*\\fldinst X}{\\fldrslt \\u25972?}}\\par\\trowd\\cellx900\\cellx1800 a\\cell b\\cell\\row"
		"\\trowd\\cellx1800 c\\cell\\row}");
}

static struct str doc(void)
{
	static const struct doc_run_made runs[] = { { .text = u"市容\r", .paragraph = STR_INIT("\x0B\x46\1\0") },
		{ .text = u"a\a", .paragraph = STR_INIT("\x16\x24\1") },
		{ .text = u"b\a", .paragraph = STR_INIT("\x16\x24\1") },
		{ .text = u"\a", .paragraph = STR_INIT("\x16\x24\1\x17\x24\1") },
		{ .text = u"\x08", .run = STR_INIT("\x55\x08\1") },
		{ .text = u"\x13 X \x14\u00E9\x15\r", .bytes = true }, { .text = u"n\r\r", .story = 1 },
		{ .text = u"box\r\r", .story = 6 } };
	static const struct doc_table_made tables[] = { { 1, STR_INIT("\4\0\1\0\x0A\0\4\0\0\0\1\0"), STR_INIT("") },
		{ 3, STR_INIT("\0\0\0\0\2\0\0\0\3\0\0\0"), STR_INIT("") },
		{ 15, STR_INIT("\1\0\0\0\1\0"), STR_INIT("") },
		{ 56, STR_INIT("\0\0\0\0\4\0\0\0\5\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
			STR_INIT("") },
		{ 73, STR_INIT("\1\0\7\0\0\0\0\0\0\0\xFF\x0F\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0"),
			STR_INIT("\1\0\0\0\x27\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\1\x30") },
		{ 74, STR_INIT("\1\0\0\0\7\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\xFF\xFF\xFF\xFF\5\0\0\0\x10\0\0\0"),
			STR_INIT("") } };

	return make_doc(&(struct doc_made){ .runs = runs,
		.count = COUNT(runs),
		.tables = tables,
		.tables_count = COUNT(tables),
		.data = STR("data") });
}

/* The stream of records alone: a string of two halves, a formula's text, a hidden row and column, a merge. */
static struct str xls(void)
{
	static const char bytes[] =
		"\x09\x08\x10\0\0\6\5\0\0\0\0\0\0\0\0\0\0\0\0\0\xE0\0\4\0\0\0\x1F\0\x1E\4\6\0\xA4\0\1\0\0@"
		"\xFC\0\x10\0\1\0\0\0\1\0\0\0\2\0\1\xF0\x53\x26\x8D\0\x85\0\x9\0\x4B\0\0\0\0\0\1\0T\x0A\0\0\0"
		"\x09\x08\x10\0\0\6\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\2\x10\0\5\0\0\0\0\0\0\0\0\0\0\0\x20\0\0\0"
		"\x7D\0\x0C\0\5\0\5\0\0\0\0\0\1\0\0\0\xE5\0\x0A\0\1\0\0\0\1\0\0\0\0\0\xFD\0\x0A\0\0\0\0\0\0\0\0\0\0\0"
		"\6\0\x16\0\0\0\1\0\0\0\0\0\0\0\0\0\xFF\xFF\0\0\0\0\0\0\0\0\7\2\4\0\1\0\0x"
		"\x7E\2\x0A\0\1\0\1\0\0\0\6\0\0\0\x0A\0\0\0";
	char *copy = malloc(sizeof bytes);

	assert_non_null(copy);
	memcpy(copy, bytes, sizeof bytes);
	return (struct str){ copy, sizeof bytes - 1 };
}

static struct str html(void)
{
	return copied(
		"<html><body><h1>通报</h1><table><tr><td>问题</td><td>措施</td></tr><tr><td>甲</td><td>乙</td></tr></table></body></html>");
}

static const struct {
	const char *name;
	struct str (*make)(void);
	opener_fn *open;
} kinds[] = { { "docx", docx, open_docx }, { "xlsx", xlsx, open_xlsx }, { "ofd", ofd, open_ofd },
	{ "odt", odt, open_odt }, { "ods", ods, open_ods }, { "doc", doc, open_doc }, { "rtf", rtf, open_rtf },
	{ "xls", xls, open_xls }, { "csv", csv, open_csv }, { "html", html, open_html } };

/* The code, and a hash of the text. */
static int read_here(size_t kind, struct str bytes, uint64_t *ret_hash)
{
	struct opener o;
	struct err e = { 0 };

	opener_init(&o, &intake_limits_default);
	o.name = STR("材料");
	int rc = kinds[kind].open(&o, bytes, &e);
	if (rc >= 0)
		rc = opener_end(&o, &e);
	*ret_hash = str_hash(buf_view(&o.text), 0);
	if (rc != 0 && (e.code != rc || !((unsigned char)e.message[0] & 0x80)))
		fail_msg("%s: %d, told as %d %s", kinds[kind].name, rc, e.code, e.message);
	opener_clear(&o);
	return rc;
}

static void every_allocation(void **state)
{
	(void)state;
	for (size_t kind = 0; kind < COUNT(kinds); kind++) {
		struct str bytes = kinds[kind].make();
		uint64_t whole = 0, now = 0;
		fault_arm(FAULT_ALLOC, 1000000000, false);
		assert_int_equal(read_here(kind, bytes, &whole), 0);
		long count = fault_count(FAULT_ALLOC);
		assert_true(count > 2);
		for (long n = 1; n <= 2 * count; n++) {
			fault_arm(FAULT_ALLOC, (n + 1) / 2, n % 2);
			int rc = read_here(kind, bytes, &now);
			fault_arm(FAULT_ALLOC, 0, false);
			if (rc != ERR_NOMEM)
				fail_msg("%s: allocation %ld of %ld failed and the answer was %d", kinds[kind].name,
					(n + 1) / 2, count, rc);
		}
		assert_int_equal(read_here(kind, bytes, &now), 0);
		assert_true(now == whole);
		free((void *)(uintptr_t)bytes.ptr);
	}
}

/* --- with the worker --- */

static struct arena *arena;

struct seen {
	uint64_t hash;
	unsigned count;
};

static int take(void *context, struct intake_doc *doc, struct err *e)
{
	struct seen *s = context;

	(void)e;
	s->count++;
	s->hash = str_hash(doc->text, 0);
	return 0;
}

static int read_with_worker(struct str bytes, const char *name, struct seen *seen, struct err *e)
{
	const struct intake_options o = { .no_ocr = true, .limits = { .text = 1 << 20, .seconds = 30 } };

	*seen = (struct seen){ 0 };
	arena_reset(arena);
	return intake_read(&(struct intake_file){ str_from(name), bytes }, &o, arena, take, seen, e);
}

static size_t open_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static void try_every(struct str bytes, const char *name, enum fault_kind kind)
{
	struct seen whole, now;
	struct err e = { 0 };
	size_t files = open_files();

	arena = arena_new((size_t)64 << 20);
	assert_non_null(arena);
	fault_arm(kind, 1000000000, false);
	assert_int_equal(read_with_worker(bytes, name, &whole, &e), 0);
	long count = fault_count(kind);
	if (count <= 0 || whole.count != 1)
		fail_msg("%s: %ld %u", name, count, whole.count);
	for (long n = 1; n <= count; n++) {
		fault_arm(kind, n, false);
		int rc = read_with_worker(bytes, name, &now, &e);
		fault_arm(kind, 0, false);
		/* the last reading only finds the end */
		bool same = rc == 0 && now.count == 1 && now.hash == whole.hash;
		if (!same && (rc >= 0 || now.count))
			fail_msg("%s: %ld of %ld failed and the answer was %d", name, n, count, rc);
		assert_true(same || (unsigned char)e.message[0] & 0x80);
		err_clear(&e);
		assert_int_equal(open_files(), files);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no worker is left behind */
	}
	assert_int_equal(read_with_worker(bytes, name, &now, &e), 0);
	assert_true(now.hash == whole.hash);
	arena_free(arena);
}

static void through_the_worker(void **state)
{
	static const enum fault_kind all[] = { FAULT_ALLOC, FAULT_READ, FAULT_WRITE };
	struct str bytes = ofd();

	(void)state;
	intake_use_worker(getenv("BIHUAN_INTAKE"));
	for (size_t i = 0; i < COUNT(all); i++)
		try_every(bytes, "报告.ofd", all[i]);
	free((void *)(uintptr_t)bytes.ptr);
}

/* Of an archive's members the one that cannot be read for want of memory ends the whole: it is no fault of the file. */
static void archive(void **state)
{
	struct str one = ofd();
	const struct zip_member parts[] = { { .name = "甲.ofd", .bytes = one, .stored = true } };
	struct str bytes = make_zip(parts, 1);

	(void)state;
	intake_use_worker(getenv("BIHUAN_INTAKE"));
	try_every(bytes, "各单位.zip", FAULT_ALLOC);
	free((void *)(uintptr_t)bytes.ptr);
	free((void *)(uintptr_t)one.ptr);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation),
		cmocka_unit_test(through_the_worker),
		cmocka_unit_test(archive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
