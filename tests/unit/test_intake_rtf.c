/* RTF: damaged and hostile files first, then what Word, WPS and LibreOffice write. */
#include "unit.h"

#include <stdlib.h>

#include "office_make.h"

#define HEAD                                                                                                           \
	"{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}{\\f1\\froman\\fcharset0 Times;}{\\f2\\fnil\\fcharset2 Wingdings;}}"

static void open_body(struct office_doc *d, const char *body)
{
	char *text = malloc(strlen(HEAD) + strlen(body) + 2);

	assert_non_null(text);
	memcpy(text, HEAD, strlen(HEAD));
	memcpy(text + strlen(HEAD), body, strlen(body));
	memcpy(text + strlen(HEAD) + strlen(body), "}", 2);
	office_doc_open(d, open_rtf, str_from(text), NULL);
}

static void shows(const char *body, const char *expected)
{
	struct office_doc d;

	open_body(&d, body);
	if (d.rc < 0)
		print_error("%s\n%s\n", body, d.e.message);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), expected);
	office_doc_close(&d);
}

static void notes(const char *body, const char *code, const char *part)
{
	struct office_doc d;

	open_body(&d, body);
	assert_int_equal(d.rc, 0);
	assert_true(office_has_note(&d, code, part));
	office_doc_close(&d);
}

static void refused(struct str bytes, int code, const char *part)
{
	office_refused(open_rtf, office_copied(bytes), code, part);
}

static void truncated(void **state)
{
	const struct str whole = STR(HEAD "\\pard \\'b9\\'fd\\u25972?{\\b x}\\par\\trowd\\cellx100 a\\cell\\row}");

	(void)state;
	for (size_t len = 0; len < whole.len; len++)
		refused((struct str){ whole.ptr, len }, ERR_INPUT, len < 5 ? "不是 RTF" : "不完整");
	refused(STR("{\\rtf1 \\bin2000000000 x}"), ERR_INPUT, "不完整");
}

static void deep(void **state)
{
	static const char *const opens[] = { "{\\field", "{\\footnote", "{\\shptxt" };
	struct buf b;
	struct office_doc d;

	(void)state;
	buf_init(&b, 1 << 20);
	buf_cstr(&b, "{\\rtf1 ");
	for (int i = 0; i < 10000; i++)
		buf_chr(&b, '{');
	for (int i = 0; i < 10001; i++)
		buf_chr(&b, '}');
	refused(buf_view(&b), ERR_LIMIT, "括号套了");
	/* many, each a field, a note or a text box */
	buf_reset(&b);
	buf_cstr(&b, "{\\rtf1 ");
	for (size_t i = 0; i < 500; i++)
		buf_fmt(&b, "%s a", opens[i % 3]);
	for (int i = 0; i < 501; i++)
		buf_chr(&b, '}');
	office_doc_open(&d, open_rtf, office_copied(buf_view(&b)), NULL);
	assert_int_equal(d.rc, 0);
	office_doc_close(&d);
	buf_clear(&b);
}

static void limits(void **state)
{
	static const struct intake_limits small = { .text = 1000, .cells_across = 8 };
	struct buf b;
	struct office_doc d;

	(void)state;
	buf_init(&b, 1 << 20);
	buf_cstr(&b, HEAD);
	for (int i = 0; i < 400; i++)
		buf_cstr(&b, "\\'b9\\'fd\\par ");
	buf_cstr(&b, "}");
	office_doc_open(&d, open_rtf, office_copied(buf_view(&b)), &small);
	assert_int_equal(d.rc, ERR_LIMIT);
	office_doc_close(&d);
	buf_reset(&b);
	buf_cstr(&b, HEAD "\\trowd");
	for (int i = 0; i < 2000; i++)
		buf_fmt(&b, "\\cellx%d", 300 * i + 300);
	for (int i = 0; i < 2000; i++)
		buf_cstr(&b, "a\\cell ");
	buf_cstr(&b, "\\row}");
	office_doc_open(&d, open_rtf, office_copied(buf_view(&b)),
		&(struct intake_limits){ .text = 1 << 20, .cells_across = 8 });
	assert_int_equal(d.rc, 0);
	assert_true(office_has_note(&d, "wide", "8 列"));
	office_doc_close(&d);
	buf_clear(&b);
}

static void nonsense(void **state)
{
	(void)state;
	shows("\\cell\\row\\nestrow\\par}}}}{{{", "\n");
	shows("\\cellx-2000000000\\cellx5\\cellx1\\trleft99999999 \\f77 a\\u-70000?\\u55357?b\\par",
		"a\xEE\xBA\x90\xEF\xBF\xBD"
		"b\n");
	shows("a{\\fldrslt b}{\\ud c}{\\listtext{\\listtext x}}\\itap9999999 d\\par", "xabcd\n");
	shows("\\'4\\'zz\\'b9", "4zz\xEF\xBF\xBD\n");
}

static void characters(void **state)
{
	(void)state;
	shows("\\f0 \\'d5\\'fb\\'b8\\'c4\\par \xd5\xfb\xb8\xc4\\par", "整改\n整改\n");
	/* the second byte is a sign of RTF's own */
	shows("\\f0 \\'8b\\'5c\\'8c\\\\\\'8c\\{\x8c\\\x8c}\\par", "媆孿寋孿寎\n");
	shows("\\u25972?\\u25913\\'3f{\\uc0\\u-28751}\\uc2\\u22478??\\uc1\\u55357?\\u56832?\\par", "整改辱城😀\n");
	/* a font that says nothing has the document's characters, where they fit, else Western ones */
	shows("\\f1 \\'d5\\'fb\\par \\f1\\'93a\\'94\\par", "整\n“a”\n");
	shows("a\\~b\\_c\\-d\\emdash\\ldblquote e\\rdblquote\\line f\\tab g\\par", "a b-cd—“e”\nf|g\n");
	shows("{\\f2 \\'fe\\u-3842?}\\'b0\\'ec\\par", "☑☑办\n");
	shows("\\'a1\\'a1 x\\\ny\\par", "　 x\ny\n");
}

static void left_out(void **state)
{
	(void)state;
	shows("{\\header h\\par}{\\footerf f}{\\info{\\title t}}{\\*\\unknown u}{\\stylesheet{\\s1 n;}}a{\\*\\bkmkstart b}{\\xe x}{\\pict 00ff}{\\object{\\result r}}\\par",
		"a\n");
	shows("a{\\v hid}b{\\deleted del\\par}c{\\revised ins}\\par", "abcins\n");
	shows("{\\upr{x}{\\*\\ud{\\u25972?}}}\\par", "整\n");
	notes("a{\\v hid}\\par", "hidden", "1 处");
	notes("a{\\deleted x}\\par", "changes", "接受全部修订");
	notes("{\\pict 00}{\\*\\shppict{\\pict 11}}{\\nonshppict{\\pict 22}}\\par", "pictures", "2 张");
	notes("{\\object{\\*\\objdata 00}}\\par", "embedded", "1 个");
	notes("\\'ff\\'ff\\par", "charset", "编码");
}

/* \\* only makes a group one that may be passed over where the group begins. */
static void stars(void **state)
{
	(void)state;
	shows("{\\f0\\*\\cs7 ab\\cf0 c}d", "abcd\n");
	shows("{\r\n\\*\\nobody x}d", "d\n");
}

static void other_scripts(void **state)
{
	struct office_doc d;
	const char *text =
		"{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset134 S;}{\\f1\\fcharset128 MS Gothic{\\*\\falt MS ????};}"
		"{\\f2\\fcharset129 Batang;}{\\f3\\fcharset204 Times;}}\\f0\\'ce\\'c4\\f1\\'83\\'8b\\'b1\\f2\\'b0\\'a1"
		"\\f3\\'cc\\'e8\\f0\\'d6\\'d0\\par}";

	(void)state;
	office_doc_open(&d, open_rtf, office_copied(str_from(text)), NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "文ルｱ가Ми中\n");
	office_doc_close(&d);
}

static void numbers(void **state)
{
	(void)state;
	shows("{\\listtext\\pard\\plain\\f0 \\'d2\\'bb\\'a1\\'a2\\tab}\\ls1 a\\par{\\pntext\\f1 2.\\tab}b\\par{\\listtext 3)}c\\par",
		"一、a\n2. b\n3)c\n");
	shows("{\\listtext\\f2 \\'6c\\tab}a\\par{\\listtext\\u8226?\\tab}b\\par{\\listtext\\u9312?\\tab}c\\par",
		"• a\n• b\n①c\n");
	shows("{\\deleted{\\listtext 1.\\tab}x\\par}y\\par", "y\n");
}

static void fields(void **state)
{
	(void)state;
	shows("a{\\field{\\*\\fldinst HYPERLINK \"http://127.0.0.1/\"}{\\fldrslt b}}c\\par", "abc\n");
	shows("{\\field{\\*\\fldinst TOC \\\\o}{\\fldrslt x\\tab 1\\par y\\tab 2\\par}}z\\par", "z\n");
	shows("{\\field{\\*\\fldinst EQ \\\\o\\\\ac({\\u9675?},3)}{\\fldrslt }}a\\par", "③a\n");
	shows("{\\field{\\*\\fldinst FORMCHECKBOX {\\*\\formfield{\\fftype1\\ffres1\\ffdefres0}}}{\\fldrslt }}\\u26159?\\par",
		"☑是\n");
	shows("{\\field{\\*\\fldinst PAGE}}{\\field{\\*\\fldinst A {\\field{\\*\\fldinst B}{\\fldrslt C}}}{\\fldrslt D}}\\par",
		"D\n");
	notes("{\\stylesheet{\\s20 toc 1;}}\\pard\\s20 x\\par", "contents", "目录");
}

static void behind(void **state)
{
	(void)state;
	shows("a{\\*\\footnote \\chftn\\pard\\plain n}b{\\super \\chftn{\\*\\footnote\\ftnalt \\chftn e}}c\\par",
		"abc\n\n脚注1：n\n\n尾注1：e\n");
	shows("a{\\footnote\\pard \\chftn n\\par m}b{\\footnote\\ftnalt e}c\\par d\\par",
		"abc\nd\n\n脚注1：n\nm\n\n尾注1：e\n");
	shows("a{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv y}}{\\shptxt box\\par two\\par}}{\\shprslt r}}b\\par c\\par",
		"ab\nbox\ntwo\nc\n");
}

static void tables(void **state)
{
	(void)state;
	shows("x\\par\\trowd\\cellx2000\\cellx4000\\pard\\intbl a\\cell b\\par c\\cell\\row\\intbl d\\cell e\\cell\\row\\pard y\\par",
		"x\n\na|b/c\nd|e\n\ny\n");
	/* one cell over two, one beside another, covered from above; edges that differ by a hair */
	shows("\\trowd\\cellx2000\\cellx4000\\cellx6000 a\\cell b\\cell c\\cell\\row\\trowd\\cellx4030\\cellx6000 d\\cell e\\cell\\row",
		"a|b|c\nd||e\n\n");
	shows("\\trowd\\clvmgf\\cellx2000\\cellx4000 a\\cell b\\cell\\row\\trowd\\clvmrg\\cellx2000\\cellx4000 \\cell c\\cell\\row",
		"a|b\na|c\n\n");
	shows("\\trowd\\clmgf\\cellx2000\\clmrg\\cellx4000 a\\cell\\cell\\row\\trowd\\cellx2000\\cellx4000 b\\cell c\\cell\\row",
		"a|\nb|c\n\n");
	/* a table inside a cell is lines of it; a table of one cell is a frame */
	shows("\\trowd\\cellx2000\\cellx4000\\pard\\intbl a\\cell\\pard\\intbl\\itap2 p\\nestcell q\\nestcell{\\*\\nesttableprops\\trowd\\cellx9\\nestrow}"
	      "{\\nonesttables\\par}\\pard\\intbl b\\cell\\row\\trowd\\cellx2000\\cellx4000 c\\cell d\\cell\\row",
		"a|p q/b\nc|d\n\n");
	shows("\\trowd\\cellx2000\\intbl a\\par b\\cell\\row\\pard", "a\nb\n\n");
}

static void places(void **state)
{
	struct office_doc d;

	(void)state;
	open_body(&d,
		"a\\par\\trowd\\cellx2000\\cellx4000\\pard\\intbl b\\cell c\\cell\\row\\intbl d\\cell e\\cell\\row\\pard f\\par");
	assert_int_equal(d.rc, 0);
	assert_int_equal(d.o.marks.len, 4);
	static const uint32_t paragraphs[] = { 1, 2, 4, 6 };
	for (size_t i = 0; i < 4; i++) {
		const struct intake_mark *m = &VEC_AT(&d.o.marks, struct intake_mark, i);
		assert_int_equal(m->place.where, INTAKE_PARAGRAPH);
		assert_int_equal(m->place.row, paragraphs[i]);
	}
	office_doc_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(truncated),
		cmocka_unit_test(deep),
		cmocka_unit_test(limits),
		cmocka_unit_test(nonsense),
		cmocka_unit_test(characters),
		cmocka_unit_test(left_out),
		cmocka_unit_test(stars),
		cmocka_unit_test(other_scripts),
		cmocka_unit_test(numbers),
		cmocka_unit_test(fields),
		cmocka_unit_test(behind),
		cmocka_unit_test(tables),
		cmocka_unit_test(places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
