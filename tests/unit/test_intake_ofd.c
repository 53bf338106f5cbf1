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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged),
		cmocka_unit_test(absurd),
		cmocka_unit_test(places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
