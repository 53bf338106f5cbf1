/* OFD: damaged and hostile files first, then where characters stand. */
#include "unit.h"

#include "office_make.h"

#define O "xmlns:ofd=\"http://www.ofdspec.org/2016\""
#define LINE(x, y, more, text)                                                                                         \
	"<ofd:TextObject Boundary=\"" #x " " #y " 150 6\" Size=\"5\" " more "><ofd:TextCode X=\"0\" Y=\"4.5\">" text   \
	"</ofd:TextCode></ofd:TextObject>"
#define OFD_XML                                                                                                        \
	"<ofd:OFD " O "><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot><ofd:Signatures>/s</ofd:Signatures>" \
	"</ofd:DocBody></ofd:OFD>"
#define DOCUMENT(pages)                                                                                                \
	"<ofd:Document " O                                                                                             \
	"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"                 \
	"</ofd:CommonData><ofd:Pages>" pages "</ofd:Pages></ofd:Document>"
#define PAGE(loc) "<ofd:Page ID=\"1\" BaseLoc=\"" loc "\"/>"

static struct str make_ofd(const char *root, const char *document, const char *layer)
{
	struct buf page;

	buf_init(&page, 1 << 20);
	buf_fmt(&page, "<ofd:Page " O "><ofd:Content><ofd:Layer>%s</ofd:Layer></ofd:Content></ofd:Page>", layer);
	const struct zip_member parts[] = { { .name = "OFD.xml", .bytes = str_from(root) },
		{ .name = "Doc_0/Document.xml", .bytes = str_from(document) },
		{ .name = "Doc_0/Pages/Page_0/Content.xml", .bytes = buf_view(&page) } };
	struct str zip = make_zip(parts, COUNT(parts));
	buf_clear(&page);
	return zip;
}

static struct str one_page(const char *layer)
{
	return make_ofd(OFD_XML, DOCUMENT(PAGE("Pages/Page_0/Content.xml")), layer);
}

static void shows(const char *layer, const char *expected)
{
	struct office_doc d;

	office_doc_open(&d, open_ofd, one_page(layer), NULL);
	if (d.rc < 0)
		print_error("%s\n", d.e.message);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), expected);
	office_doc_close(&d);
}

static void refused(struct str zip, int code, const char *part)
{
	struct office_doc d;

	office_doc_open(&d, open_ofd, zip, NULL);
	assert_int_equal(d.rc, code);
	if (!strstr(d.e.message, part))
		fail_msg("got \"%s\", want \"%s\" in it", d.e.message, part);
	office_doc_close(&d);
}

static void damaged(void **state)
{
	struct office_doc d;

	(void)state;
	refused(make_ofd("<a", "", ""), ERR_INPUT, "OFD.xml 第 1 行损坏");
	refused(make_ofd("<a/>", "", ""), ERR_INPUT, "DocRoot");
	refused(make_ofd("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "", ""), ERR_INPUT, "DTD");
	refused(make_ofd(OFD_XML, "</a>", ""), ERR_INPUT, "Doc_0/Document.xml");
	refused(make_ofd("<a><DocRoot>../../etc/passwd</DocRoot></a>", "", ""), ERR_INPUT, "DocRoot");
	refused(make_ofd(OFD_XML, DOCUMENT(""), ""), ERR_INPUT, "没有文字");
	refused(one_page("<ofd:ImageObject/>"), ERR_INPUT, "扫描件");
	/* a page that is missing is told; the others are read */
	office_doc_open(&d, open_ofd,
		make_ofd(OFD_XML, DOCUMENT(PAGE("Pages/Page_9/Content.xml") PAGE("Pages/Page_0/Content.xml")),
			LINE(20, 30, "", "还在的一页")),
		NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "还在的一页\n");
	assert_true(office_has_note(&d, "damaged", "第 1 页"));
	assert_true(office_has_note(&d, "signatures", "签名"));
	office_doc_close(&d);
}

static void absurd(void **state)
{
	(void)state;
	shows(LINE(20, 30, "",
		      "甲") "<ofd:TextObject Boundary=\"x y\" Size=\"-1\" CTM=\"1 2\"><ofd:TextCode X=\"1e99\" "
			    "DeltaX=\"g 99999999 1e9 g g\">乙丙</ofd:TextCode></ofd:TextObject>",
		"乙丙\n甲\n");
	shows(LINE(20, 30, "", "甲") "<ofd:PathObject Boundary=\"0 0 9 9\"><ofd:AbbreviatedData>M 0 0 Q L 1 B C C C"
				     "</ofd:AbbreviatedData></ofd:PathObject>",
		"甲\n");
}

static void places(void **state)
{
	(void)state;
	/* objects in any order; a matrix that moves and scales; what is invisible or askew */
	shows(LINE(20, 50, "", "第二行。") LINE(20, 30, "", "第一行。"), "第一行。\n第二行。\n");
	shows(LINE(20, 60, "CTM=\"1 0 0 1 0 -40\"", "移到上面。") LINE(20, 40, "", "在下面。"),
		"移到上面。\n在下面。\n");
	shows(LINE(20, 30, "", "看得见。") LINE(20, 45, "Visible=\"false\"", "看不见。")
			LINE(20, 60, "CTM=\"0.7 0.7 -0.7 0.7 0 0\"", "斜的水印"),
		"看得见。\n");
	shows("<ofd:TextObject Boundary=\"20 30 100 6\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"4.5\" DeltaX=\"g 2 5 2.5\">甲乙丙1"
	      "</ofd:TextCode><ofd:TextCode X=\"17.5\" Y=\"4.5\">丁</ofd:TextCode></ofd:TextObject>",
		"甲乙丙1丁\n");
}

#define TURNED(x, y, ctm, text)                                                                                        \
	"<ofd:TextObject Boundary=\"" #x " " #y " 6 200\" Size=\"5\" CTM=\"" ctm                                       \
	"\"><ofd:TextCode X=\"0\" Y=\"0\">" text "</ofd:TextCode></ofd:TextObject>"
#define VERTICAL(x, more, text)                                                                                        \
	"<ofd:TextObject Boundary=\"" #x " 20 6 200\" Size=\"5\" " more                                                \
	"><ofd:TextCode X=\"0\" Y=\"5\" DeltaY=\"g 30 5\">" text "</ofd:TextCode></ofd:TextObject>"

static void directions(void **state)
{
	(void)state;
	/* a page that is turned, either way; what does not go along is told */
	shows(TURNED(150, 30, "0 1 -1 0 0 0", "第一行。") TURNED(140, 30, "0 1 -1 0 0 0", "第二行。")
			LINE(20, 280, "", "页边"),
		"第一行。\n第二行。\n");
	shows(TURNED(50, 200, "0 -1 1 0 0 0", "第一行。") TURNED(60, 200, "0 -1 1 0 0 0", "第二行。"),
		"第一行。\n第二行。\n");
	/* vertical lines are read from the right; one beside other text stays where it is */
	shows(VERTICAL(150, "", "竖排的第一行。") VERTICAL(140, "", "竖排的第二行。"),
		"竖排的第一行。\n竖排的第二行。\n");
	shows("<ofd:TextObject Boundary=\"150 20 6 200\" Size=\"5\" ReadDirection=\"90\"><ofd:TextCode X=\"0\" Y=\"5\">"
	      "没有间距也向下。</ofd:TextCode></ofd:TextObject>",
		"没有间距也向下。\n");
	/* glyphs that stand for several characters change nothing */
	shows("<ofd:TextObject Boundary=\"20 30 100 6\" Size=\"5\"><ofd:CGTransform CodePosition=\"0\" CodeCount=\"2\" "
	      "GlyphCount=\"1\"><ofd:Glyphs>12</ofd:Glyphs></ofd:CGTransform><ofd:TextCode X=\"0\" Y=\"4.5\">连字</ofd:TextCode>"
	      "</ofd:TextObject>",
		"连字\n");
}

#define WITH_TEMPLATE(layer)                                                                                           \
	"<ofd:Page " O "><ofd:Template TemplateID=\"7\"/><ofd:Content><ofd:Layer>" layer                               \
	"</ofd:Layer></ofd:Content></ofd:Page>"
#define TEMPLATE                                                                                                       \
	"<ofd:Page " O                                                                                                 \
	"><ofd:Area><ofd:PhysicalBox>0 0 9 9</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer>" LINE(20, 10, "",    \
		"内部资料") LINE(20, 25, "", "临江区城市管理局文件") "</ofd:Layer></ofd:Content></ofd:Page>"

static void templates(void **state)
{
	const char *document =
		"<ofd:Document " O
		"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
		"<ofd:TemplatePage ID=\"7\" BaseLoc=\"Tpl.xml\"/></ofd:CommonData><ofd:Pages>" PAGE("0.xml")
			PAGE("1.xml") PAGE("2.xml") "</ofd:Pages></ofd:Document>";
	struct zip_member parts[] = { { .name = "OFD.xml", .bytes = STR(OFD_XML) },
		{ .name = "Doc_0/Document.xml", .bytes = str_from(document) },
		{ .name = "Doc_0/Tpl.xml", .bytes = STR(TEMPLATE) },
		{ .name = "Doc_0/0.xml", .bytes = STR(WITH_TEMPLATE(LINE(20, 60, "", "第一页。"))) },
		{ .name = "Doc_0/1.xml", .bytes = STR(WITH_TEMPLATE(LINE(20, 60, "", "第二页。"))) },
		{ .name = "Doc_0/2.xml", .bytes = STR(WITH_TEMPLATE(LINE(20, 60, "", "第三页。"))) } };
	struct office_doc d;

	(void)state;
	/* the same at the edge of every page is furniture */
	office_doc_open(&d, open_ofd, make_zip(parts, COUNT(parts)), NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "第一页。\n第二页。\n第三页。\n");
	assert_true(office_has_note(&d, "furniture", "页眉"));
	office_doc_close(&d);
	/* of a single page it is its head */
	parts[1].bytes = STR(
		"<ofd:Document " O "><ofd:CommonData><ofd:TemplatePage ID=\"7\" BaseLoc=\"Tpl.xml\"/></ofd:CommonData>"
		"<ofd:Pages>" PAGE("0.xml") "</ofd:Pages></ofd:Document>");
	office_doc_open(&d, open_ofd, make_zip(parts, COUNT(parts)), NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "内部资料\n临江区城市管理局文件\n第一页。\n");
	office_doc_close(&d);
	/* a template that is damaged or missing costs nothing else */
	parts[2].bytes = STR("<a");
	office_doc_open(&d, open_ofd, make_zip(parts, COUNT(parts)), NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "第一页。\n");
	assert_true(office_has_note(&d, "damaged", "模板页"));
	office_doc_close(&d);
}

static void several_documents(void **state)
{
	struct zip_member parts[] = {
		{ .name = "OFD.xml",
			.bytes = STR(
				"<ofd:OFD " O "><ofd:DocBody><ofd:DocRoot>A/Document.xml</ofd:DocRoot></ofd:DocBody>"
				"<ofd:DocBody><ofd:DocRoot>/B/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>") },
		{ .name = "A/Document.xml", .bytes = STR(DOCUMENT(PAGE("0.xml"))) },
		{ .name = "B/Document.xml", .bytes = STR(DOCUMENT(PAGE("0.xml"))) },
		{ .name = "A/0.xml", .bytes = STR("<ofd:Page " O ">" LINE(20, 30, "", "正文在前。") "</ofd:Page>") },
		{ .name = "B/0.xml", .bytes = STR("<ofd:Page " O ">" LINE(20, 30, "", "附件在后。") "</ofd:Page>") }
	};
	struct office_doc d;

	(void)state;
	office_doc_open(&d, open_ofd, make_zip(parts, COUNT(parts)), NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "正文在前。\n附件在后。\n");
	assert_true(office_has_note(&d, "documents", "2 个文档"));
	office_doc_close(&d);
	parts[2].bytes = STR("<a");
	office_doc_open(&d, open_ofd, make_zip(parts, COUNT(parts)), NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "正文在前。\n");
	assert_true(office_has_note(&d, "damaged", "第 2 个文档"));
	office_doc_close(&d);
}

/* Numbers raised beside the text, notes in smaller letters at the page's foot. */
static void footnotes(void **state)
{
#define SMALL(x, y, size, text)                                                                                        \
	"<ofd:TextObject Boundary=\"" #x " " #y " 150 6\" Size=\"" size "\"><ofd:TextCode X=\"0\" Y=\"3\">" text       \
	"</ofd:TextCode></ofd:TextObject>"
	(void)state;
	shows(LINE(20, 30, "", "已经完成") SMALL(40, 29.5, "2.6", "1") LINE(20, 40, "", "三年面积12") SMALL(47.5, 39.5,
		      "2.6", "2") SMALL(20, 270, "3", "1 据统计资料整理，") SMALL(20, 275, "3", "口径有调整。"),
		"已经完成\n三年面积122\n\n脚注1：据统计资料整理，口径有调整。\n");
	/* hardly smaller than the text, as LibreOffice sets them; what no note answers is no digit of the number behind it */
	shows(LINE(20, 30, "", "投入资金") SMALL(40, 29.5, "2.6", "1") LINE(41.5, 30, "", "120万元。")
			LINE(20, 40, "", "追回资金") SMALL(40, 39.5, "2.6", "7") LINE(41.5, 40, "", "30万元。")
				SMALL(20, 270, "4.8", "1") SMALL(32, 270, "4.8", "含上级补助。"),
		"投入资金120万元。\n追回资金[7]30万元。\n\n脚注1：含上级补助。\n");
	/* nothing refers to it: it is text */
	shows(LINE(20, 30, "", "已经完成") LINE(20, 40, "", "另一行。") SMALL(20, 270, "3", "1 据统计资料整理。"),
		"已经完成\n另一行。\n1 据统计资料整理。\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged),
		cmocka_unit_test(absurd),
		cmocka_unit_test(places),
		cmocka_unit_test(directions),
		cmocka_unit_test(templates),
		cmocka_unit_test(several_documents),
		cmocka_unit_test(footnotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
