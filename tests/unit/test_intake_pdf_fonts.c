/* PDF whose fonts are not in it, or do not say what they show: the text comes out, or the user is told. The true worker opens them. */
#include "intake_case.h"

#include <iconv.h>

#include "buf.h"
#include "utf8.h"

static int read_pdf(struct str bytes, struct intake_doc *doc, struct err *e)
{
	const struct intake_options o = {
		.format = INTAKE_PDF, .no_ocr = true, .limits = { .text = 4 << 20, .seconds = 20 }
	};

	*doc = (struct intake_doc){ 0 };
	return intake_read(&(struct intake_file){ STR("报告.pdf"), bytes }, &o, arena, take_doc, doc, e);
}

/* A PDF of `count` pages with these contents; its fonts are the objects from 3 on, one text each: /F is 3, /L Helvetica. */
static struct str make_pdf(const char *const *fonts, const char *const *pages, size_t count)
{
	struct buf b;
	size_t at[64], n = 2, objects = 3;

	while (fonts[objects - 3] != NULL)
		objects++;
	buf_init(&b, 1 << 20);
	buf_cstr(&b, "%PDF-1.4\n");
	at[0] = b.len;
	buf_cstr(&b, "1 0 obj<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
	at[1] = b.len;
	buf_fmt(&b, "2 0 obj<</Type/Pages/Count %zu/Kids[", count);
	for (size_t i = 0; i < count; i++)
		buf_fmt(&b, "%zu 0 R ", objects + i * 2);
	buf_cstr(&b, "]>>\nendobj\n");
	for (size_t i = 3; i < objects; i++) {
		at[n++] = b.len;
		buf_fmt(&b, "%zu 0 obj%s\nendobj\n", i, fonts[i - 3]);
	}
	for (size_t i = 0; i < count; i++) {
		at[n++] = b.len;
		buf_fmt(&b,
			"%zu 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Resources<</Font<</F 3 0 R/L "
			"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Contents %zu 0 R>>\nendobj\n",
			objects + i * 2, objects + 1 + i * 2);
		at[n++] = b.len;
		buf_fmt(&b, "%zu 0 obj<</Length %zu>>stream\n%s\nendstream\nendobj\n", objects + 1 + i * 2,
			strlen(pages[i]), pages[i]);
	}
	size_t xref = b.len;
	buf_fmt(&b, "xref\n0 %zu\n0000000000 65535 f \n", n + 1);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%010zu 00000 n \n", at[i]);
	buf_fmt(&b, "trailer<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", n + 1, xref);
	struct str copy = arena_dup(arena, buf_view(&b));
	buf_clear(&b);
	assert_non_null(copy.ptr);
	return copy;
}

/* The fonts of make_pdf(): one that is not in the file, with codes as `encoding` says. */
struct fonts {
	const char *objects[5];
	char text[3][600];
};

static void wide_font(struct fonts *f, const char *encoding, const char *order, const char *more)
{
	snprintf(f->text[0], sizeof(f->text[0]),
		"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/%s/DescendantFonts[4 0 R]%s>>", encoding, more);
	snprintf(f->text[1], sizeof(f->text[1]),
		"<</Type/Font/Subtype/CIDFontType%c/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(%s)/Supplement 4>>"
		"/FontDescriptor 5 0 R/DW 1000/W[1 95 500 814 939 500]>>",
		strcmp(order, "Identity") == 0 ? '2' : '0', order);
	snprintf(f->text[2], sizeof(f->text[2]),
		"<</Type/FontDescriptor/FontName/Song/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
		"/CapHeight 880/StemV 93>>");
	for (size_t i = 0; i < 3; i++)
		f->objects[i] = f->text[i];
	f->objects[3] = f->objects[4] = NULL;
}

/* A line each of these texts, in this charset. */
static const char *show(const char *charset, const char *const *lines, size_t count)
{
	struct buf b;
	iconv_t cd = iconv_open(charset, "UTF-8");

	assert_true(cd != (iconv_t)-1);
	buf_init(&b, 1 << 16);
	buf_cstr(&b, "BT /F 12 Tf 40 440 Td ");
	for (size_t i = 0; i < count; i++) {
		char line[400], codes[400], *from = line, *to = codes;
		size_t left = strlen(lines[i]), room = sizeof(codes);
		memcpy(line, lines[i], left);
		assert_int_equal(iconv(cd, &from, &left, &to, &room), 0);
		buf_cstr(&b, "<");
		for (char *p = codes; p < to; p++)
			buf_fmt(&b, "%02X", (unsigned char)*p);
		buf_cstr(&b, "> Tj 0 -18 Td ");
	}
	buf_str(&b, STR("ET\0"));
	iconv_close(cd);
	struct str copy = arena_dup(arena, buf_view(&b));
	buf_clear(&b);
	return copy.ptr;
}

static const char *const LINES[] = { "关于巡察整改进展情况的通报：清运垃圾36车，完成率98.5%",
	"（一）党组会议研究不够。2024年3月召开会议2次，整改完成。" };
static const char TEXT[] =
	"关于巡察整改进展情况的通报：清运垃圾36车，完成率98.5%\n（一）党组会议研究不够。2024年3月召开会议2次，整改完成。\n";

/* What Acrobat, printers' drivers and older programs write where the reader is to bring the font. */
static void fonts_of_the_reader(void **state)
{
	static const struct {
		const char *encoding, *charset;
	} rows[] = {
		{ "GB-EUC-H", "GBK" },
		{ "GBpc-EUC-H", "GBK" },
		{ "GBK-EUC-H", "GBK" },
		{ "GBKp-EUC-H", "GBK" },
		{ "GBK2K-H", "GB18030" },
		{ "UniGB-UCS2-H", "UTF-16BE" },
		{ "UniGB-UTF16-H", "UTF-16BE" },
		{ "UniGB-UTF8-H", "UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fonts f;
		struct err e = { 0 };
		struct intake_doc doc;
		wide_font(&f, rows[i].encoding, "GB1", "");
		const char *page = show(rows[i].charset, LINES, 2);
		if (read_pdf(make_pdf(f.objects, &page, 1), &doc, &e) < 0)
			fail_msg("%s: %s", rows[i].encoding, e.message);
		assert_str(doc.text, TEXT);
		assert_int_equal(doc.notes_count, 0);
	}
}

static void traditional(void **state)
{
	static const char *const lines[] = { "關於巡察整改進展情況的通報" };
	struct fonts f;
	struct err e = { 0 };
	struct intake_doc doc;

	(void)state;
	wide_font(&f, "ETenms-B5-H", "CNS1", "");
	const char *page = show("BIG5", lines, 1);
	assert_int_equal(read_pdf(make_pdf(f.objects, &page, 1), &doc, &e), 0);
	assert_str(doc.text, "關於巡察整改進展情況的通報\n");
}

/* An encoding that nobody here knows, as all are without their tables. */
static void unknown_encoding(void **state)
{
	struct fonts f;
	struct err e = { 0 };
	struct intake_doc doc;

	(void)state;
	wide_font(&f, "NoSuch-EUC-H", "GB1", "");
	const char *pages[] = { "BT /L 12 Tf 40 440 Td (A page in Latin letters.) Tj ET", show("GBK", LINES, 2),
		show("GBK", LINES, 1) };
	assert_int_equal(read_pdf(make_pdf(f.objects, pages + 1, 1), &doc, &e), ERR_INPUT);
	assert_non_null(strstr(e.message, "编码表"));
	assert_non_null(strstr(e.hint, "poppler-data"));
	assert_int_equal(read_pdf(make_pdf(f.objects, pages, 3), &doc, &e), 0);
	assert_str(doc.text, "A page in Latin letters.\n");
	assert_str(doc.notes[0].code, "fonts");
	assert_non_null(strstr(doc.notes[0].message.ptr, "第 2、3 页"));
}

/* Codes without a meaning, as glyphs of a subset are numbered: spread over the font. */
static const char *show_glyphs(unsigned step, unsigned count)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	buf_cstr(&b, "BT /F 12 Tf 40 440 Td <");
	for (unsigned i = 0; i < count; i++)
		buf_fmt(&b, "%04X%s", 40 + i * step % 6000, i % 30 == 29 ? "> Tj 0 -18 Td <" : "");
	buf_str(&b, STR("> Tj ET\0"));
	struct str copy = arena_dup(arena, buf_view(&b));
	buf_clear(&b);
	return copy.ptr;
}

static void glyphs_without_meaning(void **state)
{
	struct fonts f;
	struct err e = { 0 };
	struct intake_doc doc;
	const char *pages[] = { "BT /L 12 Tf 40 440 Td (A page in Latin letters.) Tj ET", show_glyphs(137, 90) };

	(void)state;
	wide_font(&f, "Identity-H", "Identity", "");
	assert_int_equal(read_pdf(make_pdf(f.objects, pages + 1, 1), &doc, &e), ERR_INPUT);
	assert_non_null(strstr(e.message, "字形"));
	assert_int_equal(read_pdf(make_pdf(f.objects, pages, 2), &doc, &e), 0);
	assert_str(doc.text, "A page in Latin letters.\n");
	assert_str(doc.notes[0].code, "fonts");
	assert_non_null(strstr(doc.notes[0].message.ptr, "第 2 页"));
	/* numbered one by one */
	pages[1] = show_glyphs(1, 300);
	assert_int_equal(read_pdf(make_pdf(f.objects, pages + 1, 1), &doc, &e), ERR_INPUT);
	assert_non_null(strstr(e.message, "字形"));
}

static void codes_of_one_byte(void **state)
{
	static const char *const fonts[] = {
		"<</Type/Font/Subtype/Type1/BaseFont/Song/FirstChar 1/LastChar 12/Widths[1000 1000 1000 1000 1000 1000 1000 1000 1000 "
		"1000 1000 1000]/Encoding<</Type/Encoding/Differences[1/g1/g2/g3/g4/g5/g6/g7/g8/g14/g15/g16/g17]>>>>",
		NULL
	};
	static const char *const page[] = {
		"BT /F 12 Tf 40 440 Td <0102030405060708090B0C0102030405> Tj ET BT /L 12 Tf 40 400 Td (And some Latin.) Tj ET"
	};
	struct err e = { 0 };
	struct intake_doc doc;

	(void)state;
	assert_int_equal(read_pdf(make_pdf(fonts, page, 1), &doc, &e), 0);
	assert_non_null(strstr(doc.notes[0].message.ptr, "第 1 页"));
	assert_non_null(strstr(doc.text.ptr, "□□□"));
	assert_non_null(strstr(doc.text.ptr, "And some Latin."));
}

/* What a font says its glyphs are: `text`, one after the other from code 1 on. */
static const char *meaning(const char *text)
{
	struct buf b;
	struct str s = str_from(text);
	size_t count = 0, at = 0;

	for (; at < s.len; count++)
		(void)utf8_next(s, &at);
	buf_init(&b, 1 << 16);
	buf_fmt(&b, "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange %zu beginbfchar ", count);
	at = 0;
	for (unsigned code = 1; at < s.len; code++)
		buf_fmt(&b, "<%04X> <%04X> ", code, utf8_next(s, &at));
	buf_cstr(&b, "endbfchar endcmap");
	char *all = arena_alloc(arena, b.len + 100);
	snprintf(all, b.len + 100, "<</Length %zu>>stream\n%.*s\nendstream", b.len, STR_ARG(buf_view(&b)));
	buf_clear(&b);
	return all;
}

static void read_meaning(const char *text, struct intake_doc *doc)
{
	struct fonts f;
	struct err e = { 0 };
	struct buf b;
	struct str s = str_from(text);
	size_t at = 0;

	wide_font(&f, "Identity-H", "Identity", "/ToUnicode 6 0 R");
	f.objects[3] = meaning(text);
	buf_init(&b, 1 << 12);
	buf_cstr(&b, "BT /F 12 Tf 40 440 Td <");
	for (unsigned code = 1; at < s.len; code++, (void)utf8_next(s, &at))
		buf_fmt(&b, "%04X", code);
	buf_str(&b, STR("> Tj ET\0"));
	const char *page = b.ptr;
	if (read_pdf(make_pdf(f.objects, &page, 1), doc, &e) < 0)
		fail_msg("%s: %s", text, e.message);
	buf_clear(&b);
}

/* One that the file itself does not know stays visible. */
static void unknown_character(void **state)
{
	struct intake_doc doc;

	(void)state;
	read_meaning("整改落\xEF\xBF\xBD情况好", &doc);
	assert_str(doc.text, "整改落□情况好\n");
	assert_str(doc.notes[0].code, "fonts");
	assert_non_null(strstr(doc.notes[0].message.ptr, "第 1 页有的字"));
}

/* Scripts of their own, signs and a foreign name are no rubbish. */
static void other_scripts(void **state)
{
	static const char *const texts[] = { "도로청소를하루에두번한다그리고", "ꀀꀁꁂꁃꂄꂅꃆꃇꄈꄉ", "αβγδεζηθικλμ",
		"Zürich, Genève, Malmö", "①②③④⑤⑥⑦⑧⑨⑩", "整改率≥95％±2‰，℃" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct intake_doc doc;
		read_meaning(texts[i], &doc);
		assert_int_equal(doc.notes_count, 0);
		assert_int_equal(str_trim(doc.text).len, strlen(texts[i]));
	}
}

/* Characters drawn as lines: nothing says what they are. */
static void outlines(void **state)
{
	struct err e = { 0 };
	struct intake_doc doc;
	static const char *const fonts[] = { "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", NULL };
	struct buf b;

	(void)state;
	buf_init(&b, 1 << 16);
	for (int i = 0; i < 24; i++)
		buf_fmt(&b, "%d 400 2 12 re %d 400 2 12 re %d 405 9 2 re f ", 40 + i * 14, 46 + i * 14, 40 + i * 14);
	buf_str(&b, STR("\0"));
	const char *page = b.ptr;
	assert_int_equal(read_pdf(make_pdf(fonts, &page, 1), &doc, &e), ERR_INPUT);
	assert_non_null(strstr(e.message, "没有文字层"));
	buf_clear(&b);
	static const char *const title[] = { "BT /F 24 Tf 40 440 Td (WWWWWW) Tj ET" };
	assert_int_equal(read_pdf(make_pdf(fonts, title, 1), &doc, &e), 0);
	assert_str(doc.text, "WWWWWW\n");
}

/* What was typed into a form or over a page stands in no content; remarks are told. */
static void typed(void **state)
{
	static const char *const objects[] = { "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V<FEFF5E02716766 0E4E2D5FC3>/Rect[80 436 300 456]/F 4>>",
		"<</Type/Annot/Subtype/FreeText/DA(/F 12 Tf)/Contents<FEFF4E00662F66F46362706F5177002C000D4E8C662F886588C54E9576D6>"
		"/Rect[40 300 90 340]/F 4>>",
		"<</Type/Annot/Subtype/FreeText/DA(/F 12 Tf)/Contents(hidden)/Rect[40 200 300 240]/F 2>>", NULL };
	static const char *const page[] = { "BT /L 12 Tf 40 440 Td (Unit: ) Tj 0 -30 Td (Until: ) Tj ET" };
	struct str whole = make_pdf(objects, page, 1), catalog = STR("/Type/Catalog"),
		   box = STR("/MediaBox[0 0 500 500]");
	size_t root = str_find(whole, catalog, 0) + catalog.len, at = str_find(whole, box, 0) + box.len;
	struct err e = { 0 };
	struct intake_doc doc;
	struct buf b;

	(void)state;
	buf_init(&b, 1 << 20);
	buf_str(&b, str_sub(whole, 0, root));
	buf_cstr(&b, "/AcroForm<</Fields[4 0 R]/DA(/F 0 Tf)>>");
	buf_str(&b, str_sub(whole, root, at));
	buf_cstr(&b,
		"/Annots[4 0 R 5 0 R 6 0 R<</Type/Annot/Subtype/Text/Contents(remark)/Rect[400 300 420 320]/F 4>>]");
	buf_str(&b, str_sub(whole, at, whole.len));
	assert_int_equal(read_pdf(buf_view(&b), &doc, &e), 0); /* the table of objects is wrong now, and is made anew */
	buf_clear(&b);
	assert_str(doc.text, "Unit:  市照明中心\nUntil:\n一是更换灯具,\n二是补装井盖\n");
	assert_int_equal(doc.notes_count, 1);
	assert_str(doc.notes[0].code, "annotations");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fonts_of_the_reader),
		cmocka_unit_test(traditional),
		cmocka_unit_test(unknown_encoding),
		cmocka_unit_test(glyphs_without_meaning),
		cmocka_unit_test(codes_of_one_byte),
		cmocka_unit_test(unknown_character),
		cmocka_unit_test(other_scripts),
		cmocka_unit_test(outlines),
		cmocka_unit_test(typed),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
