/* OpenDocument texts and tables: damaged and hostile ones first, then what they show. */
#include "unit.h"

#include "office_make.h"

#define S "xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" xmlns:style=\"s\" xmlns:draw=\"d\""
#define LEVEL(n, format, before, behind)                                                                               \
	"<text:list-level-style-number text:level=\"" #n "\" style:num-format=\"" format                               \
	"\" style:num-prefix=\"" before "\" style:num-suffix=\"" behind "\"/>"
#define LISTS                                                                                                          \
	"<office:automatic-styles><text:list-style style:name=\"L1\">" LEVEL(1, "一, 二, 三, ...", "", "、")           \
		LEVEL(2, "1", "（", "）") "</text:list-style></office:automatic-styles>"
#define P(text) "<text:p>" text "</text:p>"
#define ITEM(more, text) "<text:list-item" more ">" P(text) "</text:list-item>"
#define LIST(more, items) "<text:list text:style-name=\"L1\"" more ">" items "</text:list>"
#define CELL(more, text) "<table:table-cell" more ">" P(text) "</table:table-cell>"
#define ROW(more, cells) "<table:table-row" more ">" cells "</table:table-row>"

static struct str make_odf(const char *content, const char *styles, const char *manifest)
{
	struct buf main;

	buf_init(&main, 1 << 20);
	buf_fmt(&main, "<office:document-content " S ">%s</office:document-content>", content);
	const struct zip_member parts[] = {
		{ .name = "mimetype", .bytes = STR("application/vnd.oasis.opendocument.text"), .stored = true },
		{ .name = "content.xml", .bytes = buf_view(&main) },
		{ .name = "styles.xml", .bytes = str_from(styles) },
		{ .name = "META-INF/manifest.xml", .bytes = str_from(manifest) }
	};
	struct str zip = make_zip(parts, COUNT(parts));
	buf_clear(&main);
	return zip;
}

static void shows(opener_fn *open, const char *content, const char *styles, const char *expected)
{
	struct office_doc d;

	office_doc_open(&d, open, make_odf(content, styles, "<m/>"), NULL);
	if (d.rc < 0)
		print_error("%s\n", d.e.message);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), expected);
	office_doc_close(&d);
}

static void refused(struct str zip, opener_fn *open, int code, const char *part)
{
	struct office_doc d;

	office_doc_open(&d, open, zip, NULL);
	assert_int_equal(d.rc, code);
	if (!strstr(d.e.message, part))
		fail_msg("got \"%s\", want \"%s\" in it", d.e.message, part);
	office_doc_close(&d);
}

static void damaged(void **state)
{
	static opener_fn *const both[] = { open_odt, open_ods };
	const struct zip_member none[] = { { .name = "mimetype", .bytes = STR("x") } };

	(void)state;
	for (size_t i = 0; i < COUNT(both); i++) {
		refused(make_zip(none, 1), both[i], ERR_NOTFOUND, "content.xml");
		refused(make_odf("</x>", "<s/>", "<m/>"), both[i], ERR_INPUT, "content.xml 第 1 行损坏");
		refused(make_odf("<a/>", "<s/>", "<m><encryption-data/></m>"), both[i], ERR_INPUT, "有密码");
	}
	refused(make_odf("<a/>", "<s", "<m/>"), open_odt, ERR_INPUT, "styles.xml");
	refused(make_odf("<a/>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<m/>"), open_odt, ERR_INPUT, "DTD");
	refused(make_odf("<a/>", "<s/>", "<m/>"), open_ods, ERR_INPUT, "没有工作表");
}

static void absurd(void **state)
{
	struct office_doc d;

	(void)state;
	shows(open_odt,
		P("甲<text:s text:c=\"999999999\"/>乙") "<text:list><text:list><text:list-item text:start-value=\"-5\">" P(
			"丙") "</text:list-item></text:list></text:list>",
		"<s/>",
		"甲                                                                                                                  "
		"                                                                                      乙\n丙\n");
	office_doc_open(&d, open_odt,
		make_odf("<table:table>" ROW("",
				 CELL(" table:number-columns-repeated=\"99999999\" table:number-rows-spanned=\"x\"", "")
					 CELL("", "远")) "</table:table><table:covered-table-cell/>",
			"<s/>", "<m/>"),
		NULL);
	assert_int_equal(d.rc, 0);
	assert_true(office_has_note(&d, "wide", "列的部分"));
	office_doc_close(&d);
	shows(open_ods,
		"<table:table table:name=\"一\"><table:table-column table:number-columns-repeated=\"99999999\"/>" ROW(
			"", CELL("", "甲") CELL(" table:number-columns-repeated=\"16383\"", ""))
			ROW(" table:number-rows-repeated=\"1048570\"",
				CELL(" table:number-columns-repeated=\"16384\"", ""))
				ROW("", CELL(" table:number-rows-spanned=\"9999999\"", "乙")) "</table:table>",
		"<s/>", "一\n\n甲\n\n乙\n\n");
}

static void text(void **state)
{
	struct office_doc d;

	(void)state;
	/* numbers: by lists, going on or not, and by headings */
	shows(open_odt,
		LISTS LIST("",
			ITEM("", "甲") "<text:list-item>" P("乙") LIST("",
				ITEM("", "子") ITEM("",
					"丑")) "</text:list-item>") P("正文") LIST(" text:continue-numbering=\"true\"",
			ITEM("", "丙")) LIST("",
			ITEM("", "又从一开始") ITEM(" text:start-value=\"7\"",
				"七")) "<text:h text:outline-level=\"1\">标题</text:h><text:h text:outline-level=\"2\">小标题</text:h>",
		"<s " S
		"><text:outline-style><text:outline-level-style text:level=\"1\" style:num-format=\"1\" style:num-suffix=\".\"/>"
		"<text:outline-level-style text:level=\"2\" style:num-format=\"1\" text:display-levels=\"2\"/></text:outline-style></s>",
		"一、甲\n二、乙\n（1）子\n（2）丑\n正文\n三、丙\n一、又从一开始\n七、七\n1.标题\n1.1小标题\n");
	/* changes, comments, contents, notes, boxes, white space */
	office_doc_open(&d, open_odt,
		make_odf(
			"<text:tracked-changes><text:deletion>" P(
				"删去的") "</text:deletion></text:tracked-changes>"
					  "<text:table-of-content>" P("目录") "</text:table-of-content>" P(
						  "  甲\n 乙<text:tab/>丙<text:line-break/>丁<text:span>戊"
						  "</text:span><office:annotation>" P(
							  "批注") "</office:annotation><text:note><text:note-citation>1</text:note-citation>"
								  "<text:note-body>" P("注释") "</text:note-body></text:note>己<draw:frame><draw:text-box>" P(
									  "框里") "</draw:text-box></draw:frame>庚") "<text:section text:display=\"none\">" P("隐藏") "</text:section>" P("完"),
			"<s/>", "<m/>"),
		NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "甲 乙|丙\n丁戊己庚\n框里\n完\n\n脚注1：注释\n");
	assert_true(office_has_note(&d, "hidden", "1 处"));
	office_doc_close(&d);
	/* merged cells */
	shows(open_odt,
		"<table:table>" ROW("", CELL(" table:number-columns-spanned=\"2\"",
						"问题") "<table:covered-table-cell/>" CELL("", "措施"))
			ROW("", CELL(" table:number-rows-spanned=\"2\"", "甲") CELL("", "一") CELL("", "二"))
				ROW("", "<table:covered-table-cell/>" CELL("", "三") CELL("", "四")) "</table:table>",
		"<s/>", "问题||措施\n甲|一|二\n甲|三|四\n\n");
}

static void sheets(void **state)
{
	struct office_doc d;

	(void)state;
	office_doc_open(&d, open_ods,
		make_odf(
			"<table:table table:name=\"台账\"><table:table-column/><table:table-column/>"
			"<table:table-column table:visibility=\"collapse\"/><table:table-column/>" ROW(
				"", CELL("", "问题") CELL("", "措施") CELL("", "藏") CELL("", "完成")) ROW("",
				CELL(" table:number-rows-spanned=\"2\"", "甲") "<table:table-cell>" P("一")
					P("二<office:annotation>" P(
						"批注") "</office:annotation>") "</table:table-cell>") ROW("",
				"<table:covered-table-cell/>" CELL("", "三")) ROW(" table:visibility=\"filter\"",
				CELL("", "筛掉")) ROW(" table:number-rows-repeated=\"2\"",
				CELL("", "") CELL(" table:number-columns-repeated=\"3\"",
					"同")) "</table:table><table:table table:name=\"空\"/><table:table table:name=\"第二\">" ROW("",
				CELL("", "乙")) "</table:table>",
			"<s/>", "<m/>"),
		NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(
		office_text(&d), "台账\n\n问题|措施||完成\n甲|一/二||\n甲|三||\n|同||同\n|同||同\n\n第二\n\n乙\n\n");
	assert_true(office_has_note(&d, "hidden", "1 行"));
	assert_true(office_has_note(&d, "hidden", "1 列"));
	const struct intake_mark *m = &VEC_AT(&d.o.marks, struct intake_mark, d.o.marks.len - 1);
	assert_int_equal(m->place.where, INTAKE_CELL);
	assert_int_equal(m->place.page, 2);
	assert_int_equal(m->place.row, 1);
	office_doc_close(&d);
}

/* A sheet is hidden by its style; one that is shown has a style too. */
static void hidden_sheet(void **state)
{
	struct office_doc d;

	(void)state;
	office_doc_open(&d, open_ods,
		make_odf(
			"<office:automatic-styles><style:style style:name=\"ta1\"><style:table-properties table:display=\"true\"/>"
			"</style:style><style:style style:name=\"ta2\"><style:table-properties table:display=\"false\"/>"
			"</style:style></office:automatic-styles><table:table table:name=\"台账\" table:style-name=\"ta1\">" ROW(
				"",
				CELL("",
					"甲")) "</table:table><table:table table:name=\"旧表\" table:style-name=\"ta2\">" ROW("",
				CELL("", "旧")) "</table:table><table:table table:name=\"第二\">" ROW("",
				CELL("", "乙")) "</table:table>",
			"<s/>", "<m/>"),
		NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "台账\n\n甲\n\n第二\n\n乙\n\n");
	assert_true(office_has_note(&d, "hidden", "“旧表”是隐藏的"));
	office_doc_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged),
		cmocka_unit_test(absurd),
		cmocka_unit_test(text),
		cmocka_unit_test(sheets),
		cmocka_unit_test(hidden_sheet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
