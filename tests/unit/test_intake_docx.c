/* Word documents: damaged and hostile ones first, then what Word shows. */
#include "unit.h"

#include <stdlib.h>

#include "office_make.h"

#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define PP(style, text) "<w:p><w:pPr>" style "</w:pPr><w:r><w:t>" text "</w:t></w:r></w:p>"
#define R(text) "<w:r><w:t xml:space=\"preserve\">" text "</w:t></w:r>"
#define NUM(level, num) "<w:numPr><w:ilvl w:val=\"" #level "\"/><w:numId w:val=\"" #num "\"/></w:numPr>"
#define LVL(i, form, text, more)                                                                                       \
	"<w:lvl w:ilvl=\"" #i "\"><w:start w:val=\"1\"/><w:numFmt w:val=\"" form "\"/>" more                           \
	"<w:lvlText w:val=\"" text "\"/></w:lvl>"
#define LIST(id, levels) "<w:abstractNum w:abstractNumId=\"" #id "\">" levels "</w:abstractNum>"
#define USE(id, abstract, more) "<w:num w:numId=\"" #id "\"><w:abstractNumId w:val=\"" #abstract "\"/>" more "</w:num>"

static void shows(const char *body, const char *numbering, const char *styles, const char *expected)
{
	struct office_doc d;

	office_doc_open(&d, open_docx, make_docx(body, numbering, styles, NULL), NULL);
	if (d.rc < 0)
		print_error("%s\n%s\n", d.e.message, d.e.log);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), expected);
	office_doc_close(&d);
}

static void refused(struct str zip, int code, const char *part)
{
	struct office_doc d;

	office_doc_open(&d, open_docx, zip, NULL);
	assert_int_equal(d.rc, code);
	if (!strstr(d.e.message, part))
		print_error("got \"%s\", want \"%s\" in it\n", d.e.message, part);
	assert_non_null(strstr(d.e.message, part));
	office_doc_close(&d);
}

static struct str cut(struct str s, size_t len)
{
	s.len = len;
	return s;
}

static void truncated(void **state)
{
	struct str whole = make_docx(P("一段"), NULL, NULL, NULL);

	(void)state;
	for (size_t len = 0; len < whole.len; len += 7) {
		char *copy = malloc(len + 1);
		struct office_doc d;
		assert_non_null(copy);
		memcpy(copy, whole.ptr, len);
		office_doc_open(&d, open_docx, (struct str){ copy, len }, NULL);
		assert_int_equal(d.rc, ERR_INPUT);
		assert_true(d.e.message[0] && d.e.hint[0]);
		office_doc_close(&d);
	}
	refused(cut(whole, whole.len - 1), ERR_INPUT, "不是完整的 ZIP");
}

static void damaged_part(void **state)
{
	struct str zip = make_docx(P("一段") "<w:p>", NULL, NULL, NULL);

	(void)state;
	refused(zip, ERR_INPUT, "word/document.xml 第 1 行损坏");
	refused(make_docx(P("一段"), "<w:num", NULL, NULL), ERR_INPUT, "word/numbering.xml");
	refused(make_docx(P("一段"), NULL, "</w:x>", NULL), ERR_INPUT, "word/styles.xml");
	refused(make_docx(P("一段"), NULL, NULL, "&none;"), ERR_INPUT, "word/footnotes.xml");
}

static void entity_bomb(void **state)
{
	const struct zip_member parts[] = { { .name = "word/document.xml",
		.bytes = STR("<!DOCTYPE b [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><w:document " W_SPACE
			     "><w:body>" P("&b;") "</w:body></w:document>") } };
	const struct zip_member outside[] = { { .name = "word/document.xml",
		.bytes = STR("<!DOCTYPE b SYSTEM \"file:///etc/passwd\"><w:document " W_SPACE "/>") } };

	(void)state;
	refused(make_zip(parts, 1), ERR_INPUT, "DTD");
	refused(make_zip(outside, 1), ERR_INPUT, "DTD");
}

static void zip_bomb(void **state)
{
	const struct intake_limits tight = {
		.file = 1 << 30, .text = 1 << 20, .unpacked = 1 << 30, .entries = 100, .ratio = 20
	};
	size_t len = (size_t)40 << 20;
	char *body = malloc(len + 1);
	struct office_doc d;

	(void)state;
	assert_non_null(body);
	memset(body, ' ', len);
	body[len] = '\0';
	office_doc_open(&d, open_docx, make_docx(body, NULL, NULL, NULL), &tight);
	assert_int_equal(d.rc, ERR_LIMIT);
	assert_non_null(strstr(d.e.message, "压缩炸弹"));
	office_doc_close(&d);
	free(body);
}

static void too_much_text(void **state)
{
	const struct intake_limits small = {
		.file = 1 << 20, .text = 1000, .unpacked = 1 << 24, .entries = 100, .ratio = 1000
	};
	struct buf body;
	struct office_doc d;

	(void)state;
	buf_init(&body, 1 << 20);
	for (int i = 0; i < 200; i++)
		buf_cstr(&body, P("整改措施一条"));
	buf_chr(&body, '\0');
	office_doc_open(&d, open_docx, make_docx(body.ptr, NULL, NULL, NULL), &small);
	assert_int_equal(d.rc, ERR_LIMIT);
	office_doc_close(&d);
	buf_clear(&body);
}

static void missing_and_wrong(void **state)
{
	const struct zip_member none[] = { { .name = "a.txt", .bytes = STR("x") } };
	const struct zip_member outside[] = {
		{ .name = "_rels/.rels",
			.bytes = STR(
				RELS("<Relationship Id=\"r\" Type=\"" R_ADDRESS
				     "/officeDocument\" Target=\"http://127.0.0.1/x\" TargetMode=\"External\"/>")) },
	};
	const struct zip_member up[] = { { .name = "_rels/.rels",
		.bytes = STR(RELS(REL("r", "officeDocument", "../../../etc/passwd"))) } };
	const struct zip_member backslash[] = { { .name = "word\\document.xml",
		.bytes = STR("<w:document " W_SPACE "><w:body>" P("反斜杠") "</w:body></w:document>") } };
	struct office_doc d;

	(void)state;
	refused(make_zip(none, 1), ERR_INPUT, "缺少 word/document.xml");
	refused(make_zip(outside, 1), ERR_INPUT, "缺少 word/document.xml");
	refused(make_zip(up, 1), ERR_INPUT, "缺少 word/document.xml");
	office_doc_open(&d, open_docx, make_zip(backslash, 1), NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "反斜杠\n");
	office_doc_close(&d);
}

/* Ten thousand elements inside each other; numbers past all bounds; styles based on each other. */
static void absurd(void **state)
{
	struct buf deep;
	struct office_doc d;

	(void)state;
	buf_init(&deep, 1 << 22);
	for (int i = 0; i < 10000; i++)
		buf_cstr(&deep, "<w:sdt>");
	buf_chr(&deep, '\0');
	refused(make_docx(deep.ptr, NULL, NULL, NULL), ERR_INPUT, "word/document.xml");
	buf_clear(&deep);
	shows(PP("<w:pStyle w:val=\"A\"/>", "甲"), NULL,
		"<w:style w:type=\"paragraph\" w:styleId=\"A\"><w:basedOn w:val=\"B\"/></w:style>"
		"<w:style w:type=\"paragraph\" w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style>",
		"甲\n");
	shows(PP(NUM(1000000, 1), "深") PP(NUM(0, 99999999999), "无"),
		LIST(1, LVL(0, "decimal", "%1.", "") LVL(1000000, "decimal", "%9%8", "")) USE(1, 1, ""), NULL,
		"深\n无\n");
	/* a run that stands in no paragraph, a cell in no table */
	shows("<w:r><w:t>游离</w:t></w:r><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc><w:tr/>" P("段"), NULL, NULL, "段\n");
	shows("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2147483647\"/></w:tcPr>" P("甲") "</w:tc></w:tr></w:tbl>",
		NULL, NULL, "甲\n\n");
	office_doc_open(&d, open_docx,
		make_docx("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2147483647\"/></w:tcPr>" P(
				  "甲") "</w:tc></w:tr>"
					"<w:tr><w:tc>" P("乙") "</w:tc></w:tr></w:tbl>",
			NULL, NULL, NULL),
		NULL);
	assert_int_equal(d.rc, 0);
	assert_true(office_has_note(&d, "wide", "列"));
	office_doc_close(&d);
}

static void levels(void **state)
{
	static const char lists[] = LIST(7,
		LVL(0, "chineseCountingThousand", "%1、", "") LVL(1, "japaneseCounting", "（%2）", "")
			LVL(2, "decimal", "%3.", "") LVL(3, "decimal", "%1.%4", "<w:isLgl/>")
				LVL(4, "decimalEnclosedCircle", "%5", "") LVL(5, "bullet", "·", "")) USE(1, 7, "")
		USE(2, 7, "<w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride>");

	(void)state;
	shows(PP(NUM(0, 1), "甲") PP(NUM(1, 1), "子") PP(NUM(1, 1), "丑") PP(NUM(2, 1), "寅") PP(NUM(3, 1), "卯")
			PP(NUM(4, 1), "圈") PP(NUM(4, 1), "圈") PP(NUM(5, 1), "点") PP(NUM(0, 1), "乙")
				PP(NUM(1, 1), "子") PP(NUM(0, 2), "丙") PP(NUM(0, 2), "丁") PP(NUM(1, 2), "子"),
		lists, NULL,
		"一、甲\n（一）子\n（二）丑\n1. 寅\n1.1 卯\n①圈\n②圈\n• 点\n二、乙\n（一）子\n五、丙\n六、丁\n（一）子\n");
	/* a level that never begins anew, and one that only does behind the highest */
	shows(PP(NUM(0, 1), "甲") PP(NUM(1, 1), "子") PP(NUM(2, 1), "寅") PP(NUM(1, 1), "丑") PP(NUM(2, 1), "卯")
			PP(NUM(0, 1), "乙") PP(NUM(1, 1), "辰") PP(NUM(2, 1), "巳"),
		LIST(1, LVL(0, "decimal", "%1.", "") LVL(1, "decimal", "%2)", "<w:lvlRestart w:val=\"0\"/>")
				LVL(2, "lowerLetter", "%3)", "<w:lvlRestart w:val=\"1\"/>")) USE(1, 1, ""),
		NULL, "1. 甲\n1) 子\na) 寅\n2) 丑\nb) 卯\n2. 乙\n3) 辰\na) 巳\n");
}

static void by_style(void **state)
{
	static const char lists[] =
		LIST(3, LVL(0, "chineseCounting", "第%1章", "<w:pStyle w:val=\"H1\"/>") LVL(
				1, "decimal", "%1.%2", "<w:pStyle w:val=\"H2\"/><w:isLgl/><w:suff w:val=\"nothing\"/>"))
			LIST(4, "<w:numStyleLink w:val=\"L\"/>") USE(1, 3, "") USE(2, 4, "");
	static const char styles[] =
		"<w:style w:type=\"paragraph\" w:styleId=\"H1\"><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>"
		"<w:style w:type=\"paragraph\" w:styleId=\"H2\"><w:basedOn w:val=\"H1\"/></w:style>"
		"<w:style w:type=\"numbering\" w:styleId=\"L\"><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>";

	(void)state;
	shows(PP("<w:pStyle w:val=\"H1\"/>", "甲") PP("<w:pStyle w:val=\"H2\"/>", "子")
			PP("<w:pStyle w:val=\"H2\"/>", "丑") PP("<w:pStyle w:val=\"H1\"/>" NUM(0, 0), "不编号")
				PP("<w:pStyle w:val=\"H1\"/>", "乙") PP(NUM(0, 2), "丙"),
		lists, styles, "第一章 甲\n1.1子\n1.2丑\n不编号\n第二章 乙\n第三章 丙\n");
}

#define BEGIN "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"
#define CODE(text) "<w:r><w:instrText>" text "</w:instrText></w:r>"
#define SEPARATE "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>"
#define END "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"

static void fields(void **state)
{
	(void)state;
	shows("<w:p>" BEGIN CODE(" PAGE ") R("码") SEPARATE R("12") END R("页") "</w:p>", NULL, NULL, "12页\n");
	shows("<w:p>" BEGIN CODE(" IF ") BEGIN CODE("A") SEPARATE R("内") END SEPARATE R("外") END "</w:p>", NULL, NULL,
		"外\n");
	shows("<w:p>" BEGIN CODE("eq \\o\\ac(○,3)") END R("带圈") "</w:p>", NULL, NULL, "③带圈\n");
	shows("<w:p>" BEGIN CODE(" TOC \\o ") SEPARATE R("一、目录行") "</w:p>" P("二、目录行") "<w:p>" END
												"</w:p>" P("正文"),
		NULL, NULL, "\n正文\n");
	shows("<w:p>" END SEPARATE R("多余") END "</w:p><w:p>" BEGIN BEGIN BEGIN R("没有结束") "</w:p>", NULL, NULL,
		"多余\n\n");
	shows("<w:p><w:fldSimple w:instr=\"DATE\">" R("域") "</w:fldSimple><w:hyperlink>" R(
		      "链") "</w:hyperlink></w:p>",
		NULL, NULL, "域链\n");
}

static void changes(void **state)
{
	struct office_doc d;

	(void)state;
	office_doc_open(&d, open_docx,
		make_docx(
			"<w:p><w:ins>" R("加") "</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:moveFrom>" R(
				"走") "</w:moveFrom><w:moveTo>" R("来") "</w:moveTo></w:p>" PP("<w:rPr><w:del/></w:rPr>",
				"前") P("后") "<w:p><w:pPr><w:pPrChange><w:pPr>" NUM(0,
				1) "</w:pPr></w:pPrChange></w:pPr>" R("旧样式") "</w:p>",
			LIST(1, LVL(0, "decimal", "%1.", "")) USE(1, 1, ""), NULL, NULL),
		NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "加来\n前后\n旧样式\n");
	assert_true(office_has_note(&d, "changes", "修订"));
	office_doc_close(&d);
}

static void hidden(void **state)
{
	struct office_doc d;

	(void)state;
	office_doc_open(&d, open_docx,
		make_docx(
			"<w:p>" R(
				"显") "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
				      "<w:r><w:rPr><w:rStyle w:val=\"H\"/></w:rPr><w:t>隐</w:t></w:r>"
				      "<w:r><w:rPr><w:rStyle w:val=\"H\"/><w:vanish w:val=\"0\"/></w:rPr><w:t>露</w:t></w:r></w:p>",
			NULL, "<w:style w:type=\"character\" w:styleId=\"H\"><w:rPr><w:vanish/></w:rPr></w:style>",
			NULL),
		NULL);
	assert_string_equal(office_text(&d), "显露\n");
	assert_true(office_has_note(&d, "hidden", "2 处"));
	office_doc_close(&d);
}

#define TC(style, content) "<w:tc><w:tcPr>" style "</w:tcPr>" content "</w:tc>"
#define SPAN(n) "<w:gridSpan w:val=\"" #n "\"/>"

static void tables(void **state)
{
	(void)state;
	shows(P("前") "<w:tbl><w:tr>" TC("", P("序号")) TC(SPAN(2), P("问题")) TC("",
		      P("措施")) "</w:tr>"
				 "<w:tr>" TC("<w:vMerge w:val=\"restart\"/>", P("1")) TC(
					 "<w:vMerge w:val=\"restart\"/>", P("甲")) TC("", P("子")) TC("",
					 P("一是") P(
						 "二是")) "</w:tr>"
							  "<w:tr>" TC("<w:vMerge/>", "<w:p/>") TC(
								  "<w:vMerge/>", "<w:p/>") TC("", P("丑")) TC("",
								  "<w:tbl><w:tr>" TC("", P("内")) TC("",
									  P("里")) "</w:tr></w:tbl><w:p/>") "</w:tr>"
													    "<w:tr><w:trPr><w:del/></w:trPr>" TC(
														    "",
														    P("删")) "</w:tr></w:tbl>" P("后"),
		NULL, NULL, "前\n\n序号|问题||措施\n1|甲|子|一是/二是\n1|甲|丑|内 里\n\n后\n");
	shows("<w:tbl><w:tr>" TC("", P("框里的正文") P("第二段")) "</w:tr></w:tbl>", NULL, NULL,
		"框里的正文\n第二段\n\n");
	shows("<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>" TC("", P("乙")) "</w:tr><w:tr>" TC(
		      "<w:hMerge w:val=\"restart\"/>", P("丙")) TC("<w:hMerge/>", P("盖住")) "</w:tr></w:tbl>",
		NULL, NULL, "|乙\n丙|\n\n");
}

static void pieces(void **state)
{
	(void)state;
	shows("<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:softHyphen/><w:noBreakHyphen/>"
	      "<w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:sym w:font=\"Wingdings\" w:char=\"F082\"/></w:r></w:p>",
		NULL, NULL, "甲|乙\n丙-☑②\n");
	shows("<w:p><w:r><w:ruby><w:rt>" R("pin") "</w:rt><w:rubyBase>" R("拼") "</w:rubyBase></w:ruby></w:r></w:p>",
		NULL, NULL, "拼\n");
	shows("<w:p><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>", NULL, NULL, "a+b\n");
	shows("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" P(
		      "单击此处") "</w:sdtContent></w:sdt>"
				  "<w:sdt><w:sdtContent>" P("填好的") "</w:sdtContent></w:sdt>",
		NULL, NULL, "\n填好的\n");
	shows("<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:txbxContent>" P("框一")
			P("框二") "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>" P(
				"框一") "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>" R("锚") "</w:p>" P("后"),
		NULL, NULL, "锚\n框一\n框二\n后\n");
	shows("<w:p><mc:AlternateContent><mc:Choice Requires=\"zzz\">" R("新") "</mc:Choice><mc:Fallback>" R(
		      "旧") "</mc:Fallback></mc:AlternateContent></w:p>",
		NULL, NULL, "旧\n");
}

#define BOX(text) "<w:txbxContent>" P(text) "</w:txbxContent>"
#define CHOICE(needs, inner, old)                                                                                      \
	"<w:r><mc:AlternateContent><mc:Choice Requires=\"" needs "\"><w:drawing>" inner "</w:drawing></mc:Choice>"     \
	"<mc:Fallback><w:pict>" old "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
#define SHAPE(text) "<wps:wsp><wps:txbx>" BOX(text) "</wps:txbx><wps:bodyPr vert=\"eaVert\"/></wps:wsp>"
#define OLD_SHAPE(text) "<v:shape><v:textbox>" BOX(text) "</v:textbox></v:shape>"

/* Boxes as WPS writes them: twice, some for WPS alone, grouped, set upright, in a cell; or only as older versions did. */
static void boxes_once(void **state)
{
	(void)state;
	shows("<w:p>" CHOICE("wpsCustomData", SHAPE("甲"), OLD_SHAPE("甲")) R("锚") "</w:p>", NULL, NULL, "锚\n甲\n");
	shows("<w:p>" CHOICE("wpg", "<wpg:wgp>" SHAPE("甲") SHAPE("乙") "</wpg:wgp>",
		      "<v:group>" OLD_SHAPE("甲") OLD_SHAPE("乙") "</v:group>") "</w:p>",
		NULL, NULL, "\n甲\n乙\n");
	shows("<w:p><w:r><w:pict>" OLD_SHAPE("甲") "</w:pict></w:r>" R("锚") "</w:p>", NULL, NULL, "锚\n甲\n");
	shows("<w:tbl><w:tr><w:tc>" P("1") "</w:tc><w:tc><w:p>" CHOICE("wps", SHAPE("甲"), OLD_SHAPE("甲"))
			R("路灯不亮") "</w:p></w:tc></w:tr></w:tbl>",
		NULL, NULL, "1|路灯不亮\n\n甲\n");
}

static void footnotes(void **state)
{
	struct office_doc d;

	(void)state;
	office_doc_open(&d, open_docx,
		make_docx("<w:p>" R("正文") "<w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>", NULL, NULL,
			"<w:footnote w:type=\"separator\" w:id=\"0\">" P("线") "</w:footnote><w:footnote w:id=\"2\">" P(
				"出处") "</w:footnote>"),
		NULL);
	assert_string_equal(office_text(&d), "正文\n\n脚注1：出处\n");
	office_doc_close(&d);
}

static void places(void **state)
{
	struct office_doc d;

	(void)state;
	office_doc_open(&d, open_docx,
		make_docx(P("一") "<w:p><w:r><w:lastRenderedPageBreak/><w:t>二</w:t></w:r></w:p>", NULL, NULL, NULL),
		NULL);
	assert_int_equal(d.o.marks.len, 2);
	const struct intake_mark *m = &VEC_AT(&d.o.marks, struct intake_mark, 1);
	assert_int_equal(m->at, 4);
	assert_int_equal(m->place.where, INTAKE_PARAGRAPH);
	assert_int_equal(m->place.row, 2);
	assert_int_equal(m->place.page, 2);
	office_doc_close(&d);
}

/* What programs around Word write: tags of their own, signs as letters of a font, marks where words may break, old check boxes. */
static void seldom(void **state)
{
#define FONT(name, text)                                                                                               \
	"<w:r><w:rPr><w:rFonts w:ascii=\"" name "\" w:hAnsi=\"" name "\"/></w:rPr><w:t>" text "</w:t></w:r>"
#define CHECK(more)                                                                                                    \
	"<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox>" more                                          \
	"</w:checkBox></w:ffData></w:fldChar></w:r>"                                                                   \
	"<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
	(void)state;
	shows("<w:p><w:smartTag w:element=\"date\">" R("2024年3月") "</w:smartTag><w:customXml>" R(
		      "完成") "</w:customXml></w:p>"
			      "<w:p>" FONT("Wingdings", "\xEF\x83\xBE") FONT("Wingdings 2", "R")
				      FONT("Wingdings", "\xC3\xBE已办") FONT("Symbol", "ab") "</w:p><w:p>" R(
					      "软\xC2\xAD连\xE2\x80\x8B字\xEF\xBB\xBF符") "</w:p>"
											  "<w:p>" CHECK("<w:default w:val=\"0\"/><w:checked/>") R(
												  "是") CHECK("<w:default/><w:checked w:val=\"0\"/>")
												  R("否") CHECK(
													  "<w:default/>")
													  R("其他") "</w:p>"
														    "<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>" P(
															    "一") "</w:tc><w:sdt><w:sdtContent><w:tc>" P("二") "</w:tc></w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>",
		NULL, NULL, "2024年3月完成\n☑☑☑已办ab\n软连字符\n☑是□否☑其他\n\n一|二\n\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(truncated),
		cmocka_unit_test(damaged_part),
		cmocka_unit_test(entity_bomb),
		cmocka_unit_test(zip_bomb),
		cmocka_unit_test(too_much_text),
		cmocka_unit_test(missing_and_wrong),
		cmocka_unit_test(absurd),
		cmocka_unit_test(levels),
		cmocka_unit_test(by_style),
		cmocka_unit_test(fields),
		cmocka_unit_test(changes),
		cmocka_unit_test(hidden),
		cmocka_unit_test(tables),
		cmocka_unit_test(pieces),
		cmocka_unit_test(boxes_once),
		cmocka_unit_test(footnotes),
		cmocka_unit_test(places),
		cmocka_unit_test(seldom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
