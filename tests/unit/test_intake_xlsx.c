/* Workbooks and CSV: damaged and absurd ones first, then what a spreadsheet shows. */
#include "unit.h"

#include "numfmt.h"
#include "office_make.h"

/* As long as Mono writes them. */
#define LONG_ID "Monozipmx003Ammx002Fmmx002Fmlocalhostmx002Fmcontent.xmlElementm0m0m3m1m0m"
#define DATA(rows) "<sheetData>" rows "</sheetData>"
#define ROW(r, cells) "<row r=\"" #r "\">" cells "</row>"
#define T(ref, text) "<c r=\"" #ref "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define N(ref, style, value) "<c r=\"" #ref "\" s=\"" #style "\"><v>" value "</v></c>"

static void shows(struct str zip, const char *expected)
{
	struct office_doc d;

	office_doc_open(&d, open_xlsx, zip, NULL);
	if (d.rc < 0)
		print_error("%s\n%s\n", d.e.message, d.e.log);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), expected);
	office_doc_close(&d);
}

static void refused(struct str zip, int code, const char *part)
{
	struct office_doc d;

	office_doc_open(&d, open_xlsx, zip, NULL);
	assert_int_equal(d.rc, code);
	if (!strstr(d.e.message, part))
		print_error("got \"%s\", want \"%s\" in it\n", d.e.message, part);
	assert_non_null(strstr(d.e.message, part));
	office_doc_close(&d);
}

static void damaged(void **state)
{
	const struct zip_member binary[] = {
		{ .name = "_rels/.rels", .bytes = STR(RELS(REL("r", "officeDocument", "xl/workbook.bin"))) },
		{ .name = "xl/workbook.bin", .bytes = STR("\x83\x01") },
	};

	(void)state;
	refused(make_xlsx(DATA("<row>"), NULL, NULL, NULL), ERR_INPUT, "xl/worksheets/sheet1.xml 第 1 行损坏");
	refused(make_xlsx(DATA(""), "<si>", NULL, NULL), ERR_INPUT, "xl/sharedStrings.xml");
	refused(make_xlsx(DATA(""), NULL, "<xf", NULL), ERR_INPUT, "xl/styles.xml");
	refused(make_xlsx(DATA(""), NULL, NULL, "</a>"), ERR_INPUT, "xl/workbook.xml");
	refused(make_xlsx("<!DOCTYPE a>", NULL, NULL, NULL), ERR_INPUT, "xl/worksheets/sheet1.xml");
	refused(make_zip(binary, COUNT(binary)), ERR_INPUT, "xlsb");
	refused(make_docx("", NULL, NULL, NULL), ERR_INPUT, "没有工作表");
}

static void absurd(void **state)
{
	struct office_doc d;

	(void)state;
	shows(make_xlsx(
		      "<dimension ref=\"A1:XFD1048576\"/>" DATA(ROW(1, T(A1, "甲")) ROW(1048576,
			      T(C1048576,
				      "底"))) "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/><mergeCell ref=\"B2:B9999999\"/><mergeCell ref=\"C3\"/></mergeCells>",
		      NULL, NULL, NULL),
		"台账\n\n甲||\n\n甲||底\n\n");
	office_doc_open(&d, open_xlsx,
		make_xlsx(DATA(ROW(1, T(A1, "甲") T(XFD1, "远") N(B1, 99999, "7"))), NULL, NULL, NULL), NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "台账\n\n甲|7\n\n");
	assert_true(office_has_note(&d, "wide", "1 个单元格"));
	office_doc_close(&d);
	/* no references, wrong ones, rows out of order, strings that are not there, numbers that are none */
	shows(make_xlsx(
		      DATA("<row><c t=\"inlineStr\"><is><t>一</t></is></c><c t=\"s\"><v>9</v></c><c><v>x1</v></c></row>"
			   "<row r=\"9\"><c r=\"A9\"><v>9</v></c></row><row r=\"3\"><c r=\"??\"><v>3</v></c></row>"),
		      NULL, NULL, NULL),
		"台账\n\n一||x1\n\n3||\n\n9||\n\n");
}

static void merged(void **state)
{
	struct office_doc d;

	(void)state;
	shows(make_xlsx(DATA(ROW(1, T(A1, "标题")) ROW(2, T(A2, "问题") T(B2, "措施"))
					ROW(3, T(A3, "甲\n乙") T(B3, "一")) ROW(4, T(B4, "二")) ROW(5, T(B5, "三"))
						ROW(6, T(A6, "丙") T(B6, "四")) ROW(7, T(B7, "五"))),
		      NULL, NULL, NULL),
		"台账\n\n标题|\n问题|措施\n甲/乙|一\n|二\n|三\n丙|四\n|五\n\n");
	office_doc_open(&d, open_xlsx,
		make_xlsx(
			DATA(ROW(1, T(A1, "标题")) ROW(2, T(A2, "问题") T(B2, "措施")) ROW(
				3, T(A3, "甲\n乙") T(B3, "一")) ROW(4, T(B4, "二")) ROW(5, T(B5, "三")) ROW(6,
				T(A6, "丙") T(B6, "四")) ROW(7,
				T(B7, "五"))) "<mergeCells><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"A3:A5\"/></mergeCells>",
			NULL, NULL, NULL),
		NULL);
	assert_string_equal(office_text(&d), "台账\n\n标题|\n问题|措施\n甲/乙|一\n甲/乙|二\n甲/乙|三\n丙|四\n|五\n\n");
	/* every cell has its place */
	const struct intake_mark *m = &VEC_AT(&d.o.marks, struct intake_mark, d.o.marks.len - 1);
	assert_int_equal(m->place.where, INTAKE_CELL);
	assert_int_equal(m->place.page, 1);
	assert_int_equal(m->place.row, 7);
	assert_int_equal(m->place.col, 2);
	office_doc_close(&d);
}

static void kinds(void **state)
{
	struct office_doc d;

	(void)state;
	office_doc_open(&d, open_xlsx,
		make_xlsx(
			"<cols><col min=\"4\" max=\"4\" hidden=\"1\"/></cols>" DATA(ROW(1,
				"<c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"b\"><v>1</v></c>"
				"<c r=\"D1\"><v>4</v></c><c r=\"E1\" t=\"e\"><v>#REF!</v></c>"
				"<c r=\"F1\" t=\"str\"><f>A1</f><v>式</v></c><c r=\"G1\"><f>1+1</f></c>") "<row r=\"2\" hidden=\"1\">" T(A2,
				"藏") "</row>" ROW(3, N(A3, 0, "45366") N(B3, 1, "45366") N(C3, 0, "123456789012345678")
							      N(E3, 0, "0.1") N(F3, 0, "1E-3"))),
			"<si><r><t>富</t></r><r><t>文本</t></r></si><si><t>甲_x000D_\n乙</t><rPh sb=\"0\" eb=\"1\"><t>jia</t></rPh></si>",
			"<cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"31\"/></cellXfs>",
			NULL),
		NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d),
		"台账\n\n富文本|甲/乙|TRUE||#REF!|式\n45366|2024年3月15日|123456789012346000||0.1|0.001\n\n");
	assert_true(office_has_note(&d, "hidden", "1 行"));
	assert_true(office_has_note(&d, "hidden", "1 列"));
	assert_true(office_has_note(&d, "formula", "错误值"));
	assert_true(office_has_note(&d, "formula", "没有存下结果"));
	assert_true(office_has_note(&d, "digits", "15 位"));
	office_doc_close(&d);
	/* as openpyxl writes them; a formula whose text is empty has its result */
	office_doc_open(&d, open_xlsx,
		make_xlsx(DATA(ROW(1, T(A1, "问题") "<c r=\"B1\"><f>1+1</f><v></v></c><c r=\"C1\"><f>1+2</f><v/></c>"
						    "<c r=\"D1\" t=\"str\"><f>A9&amp;\"\"</f><v></v></c>")),
			NULL, NULL, NULL),
		NULL);
	assert_int_equal(d.rc, 0);
	assert_true(office_has_note(&d, "formula", "有 2 个公式没有存下结果"));
	office_doc_close(&d);
	shows(make_xlsx(DATA(ROW(1, N(A1, 0, "0") N(B1, 0, "43904"))), NULL, "<cellXfs><xf numFmtId=\"14\"/></cellXfs>",
		      "<workbookPr date1904=\"1\"/>"),
		"台账\n\n1904/1/1|2024/3/15\n\n");
}

static void formats(void **state)
{
	static const struct {
		const char *code;
		double v;
		const char *shown;
	} rows[] = {
		{ "", 45366, "45366" },
		{ "", -0.0, "0" },
		{ "", 3908.41, "3908.41" },
		{ "", 1e300, "1E+300" },
		{ "General", 12.5, "12.5" },
		{ "yyyy\"年\"m\"月\"d\"日\"", 45366.7, "2024年3月15日" },
		{ "[$-804]yyyy\"年\"m\"月\"d\"日\";@", 45366, "2024年3月15日" },
		{ "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", 45366, "二〇二四年三月十五日" },
		{ "yyyy/mm/dd hh:mm", 45366.75, "2024/03/15 18:00" },
		{ "yy.m.d", 60, "00.2.29" },
		{ "yyyy-m-d", 59, "1900-2-28" },
		{ "yyyy-m-d", 61, "1900-3-1" },
		{ "yyyy-m-d", -1, "-1" },
		{ "yyyy-m-d", 1e9, "1000000000" },
		{ "aaaa", 45366, "星期五" },
		{ "上午/下午h\"时\"mm\"分\"", 0.6, "下午2时24分" },
		{ "[h]:mm", 2.5, "60:00" },
		{ "mm:ss", 0.5 + 90.0 / 86400, "01:30" },
		{ "0.00%", 0.98714, "98.71%" },
		{ "0%", 0.145, "15%" },
		{ "#,##0.00", 1234567.891, "1,234,567.89" },
		{ "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* \"-\"??_ ;_ @_ ", 0, "¥-" },
		{ "¥#,##0.00;[Red]-¥#,##0.00", -1234.5, "-¥1,234.50" },
		{ "0.0_);(0.0)", -3.5, "(3.5)" },
		{ "0000", 7, "0007" },
		{ "0.00E+00", 123456789, "1.23E+08" },
		{ "#,##0,\"千\"", 1234567, "1,235千" },
		{ "0\"项\"", 12, "12项" },
		{ "#.##", 0.5, ".5" },
		{ "[>=100]\"高\"0;[<100]\"低\"0.0", 150, "高150" },
		{ "[>=100]\"高\"0;[<100]\"低\"0.0", 5, "低5.0" },
		{ "0;-0;\"无\"", 0, "无" },
		{ "# ?/?", 2.5, "2.5" },
		{ "\"没有结束", 5, "没有结束" },
		{ "[没有结束", 5, "5" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf b;
		buf_init(&b, 1000);
		numfmt_write(&b, str_from(rows[i].code), rows[i].v, false);
		if (!str_eq(buf_view(&b), str_from(rows[i].shown)))
			print_error("%s of %g: got \"" STR_FMT "\", want \"%s\"\n", rows[i].code, rows[i].v,
				STR_ARG(buf_view(&b)), rows[i].shown);
		assert_true(str_eq(buf_view(&b), str_from(rows[i].shown)));
		buf_clear(&b);
	}
}

static void csv_shows(const char *text, const char *expected)
{
	struct opener o;
	struct err e = { 0 };
	struct office_doc d = { 0 };

	opener_init(&o, &intake_limits_default);
	o.name = STR("台账.csv");
	int rc = open_csv(&o, str_from(text), &e);
	d.o = o;
	if (expected) {
		assert_int_equal(rc, 0);
		assert_string_equal(office_text(&d), expected);
	} else {
		assert_int_equal(rc, ERR_INPUT);
		assert_true(e.message[0] && e.hint[0]);
	}
	opener_clear(&o);
}

/* Pictures in cells (WPS), and what lies over the cells. */
static void pictures(void **state)
{
	const struct zip_member members[] = {
		{ .name = "_rels/.rels", .bytes = STR(RELS(REL("r", "officeDocument", "xl/workbook.xml"))) },
		{ .name = "xl/workbook.xml",
			.bytes = STR("<workbook " S_SPACE " xmlns:r=\"" R_ADDRESS
				     "\"><sheets><sheet name=\"台账\" sheetId=\"1\" r:id=\"" LONG_ID
				     "\"/></sheets></workbook>") },
		{ .name = "xl/_rels/workbook.xml.rels",
			.bytes = STR(RELS(REL(LONG_ID, "worksheet", "worksheets/s.xml"))) },
		{ .name = "xl/worksheets/s.xml",
			.bytes = STR("<worksheet " S_SPACE ">" DATA(
				ROW(1, T(A1, "甲") T(B1, "=DISPIMG(&quot;ID_1&quot;,1)"))) "</worksheet>") },
		{ .name = "xl/worksheets/_rels/s.xml.rels",
			.bytes = STR(RELS(REL("d", "drawing", "../drawings/d.xml"))) },
		{ .name = "xl/drawings/d.xml", .bytes = STR("<wsDr/>") },
	};
	struct office_doc d;

	(void)state;
	office_doc_open(&d, open_xlsx, make_zip(members, COUNT(members)), NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d), "台账\n\n甲\n\n");
	assert_true(office_has_note(&d, "pictures", "台账"));
	office_doc_close(&d);
}

/* As WPS writes them: targets from the package's root, shared formulas, a date as text, a format of its own. */
static void from_wps(void **state)
{
	const struct zip_member members[] = {
		{ .name = "_rels/.rels", .bytes = STR(RELS(REL("r", "officeDocument", "/xl/workbook.xml"))) },
		{ .name = "xl/workbook.xml",
			.bytes = STR(
				"<workbook " S_SPACE " xmlns:r=\"" R_ADDRESS
				"\"><sheets><sheet name=\"台账\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>") },
		{ .name = "xl/_rels/workbook.xml.rels",
			.bytes = STR(RELS(REL("rId1", "worksheet", "/xl/worksheets/sheet1.xml")
					REL("rId2", "styles", "/xl/styles.xml"))) },
		{ .name = "xl/styles.xml",
			.bytes = STR(
				"<styleSheet " S_SPACE
				"><numFmts><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月"
				"&quot;d&quot;日&quot;;@\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"176\"/>"
				"<xf numFmtId=\"49\"/></cellXfs></styleSheet>") },
		{ .name = "xl/worksheets/sheet1.xml",
			.bytes = STR("<worksheet " S_SPACE ">" DATA(ROW(1,
				"<c r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" si=\"0\">ROW()</f><v>1</v></c>" N(B1, 1,
					"45657") "<c r=\"C1\" t=\"str\"><f>\"坑洼\"&amp;\"路面\"</f><v>坑洼路面</v></c>")
					ROW(2, "<c r=\"A2\"><f t=\"shared\" si=\"0\"/><v>2</v></c>"
					       "<c r=\"B2\" s=\"2\" t=\"inlineStr\"><is><t>2024年12月</t></is></c>" T(
						       C2, "井盖缺失"))) "</worksheet>") },
	};

	(void)state;
	shows(make_zip(members, COUNT(members)), "台账\n\n1|2024年12月31日|坑洼路面\n2|2024年12月|井盖缺失\n\n");
}

/* The fields below each other, the problems side by side: set upright, and every cell is still where the sheet has it. */
static void on_its_side(void **state)
{
	struct office_doc d;

	(void)state;
	office_doc_open(&d, open_xlsx,
		make_xlsx(DATA(ROW(1, T(A1, "整改台账")) ROW(2, T(A2, "序号") N(B2, 0, "1") N(C2, 0, "2")) ROW(
				  3, T(A3, "方面") T(B3, "党的建设")) ROW(4,
				  T(A4, "问题") T(B4, "甲") T(C4, "乙")) ROW(5, T(A5, "措施") T(C5, "二")) ROW(6,
				  T(A6, "填表人：某"))) "<mergeCells><mergeCell ref=\"B3:C3\"/></mergeCells>",
			NULL, NULL, NULL),
		NULL);
	assert_int_equal(d.rc, 0);
	assert_string_equal(office_text(&d),
		"台账\n\n整改台账|||\n序号|方面|问题|措施\n1|党的建设|甲|\n2|党的建设|乙|二\n填表人：某|||\n\n");
	assert_true(office_has_note(&d, "turned", "横排"));
	office_doc_close(&d);
	/* numbers that do not count, and a field too few */
	shows(make_xlsx(DATA(ROW(1, T(A1, "序号") N(B1, 0, "1") N(C1, 0, "3")) ROW(2, T(A2, "甲") T(B2, "乙"))
					ROW(3, T(A3, "丙") T(B3, "丁")) ROW(4, T(A4, "戊") T(B4, "己"))),
		      NULL, NULL, NULL),
		"台账\n\n序号|1|3\n甲|乙|\n丙|丁|\n戊|己|\n\n");
	shows(make_xlsx(DATA(ROW(1, T(A1, "序号") N(B1, 0, "1") N(C1, 0, "2")) ROW(2, T(A2, "甲") T(B2, "乙"))
					ROW(3, T(A3, "丙") T(B3, "丁"))),
		      NULL, NULL, NULL),
		"台账\n\n序号|1|2\n甲|乙|\n丙|丁|\n\n");
}

static void csv(void **state)
{
	(void)state;
	csv_shows("序号,问题\n1,\"没有结束\n2,乙\n", NULL);
	csv_shows("", "");
	csv_shows(",,,\n\n\n", "\n");
	csv_shows("序号,问题\r\n1,\"甲,\"\"乙\"\"\r\n丙\"\r\n2\r\n", "序号|问题\n1|甲,\"乙\"/丙\n2|\n");
	csv_shows("序号;问题\n1;甲,乙\n", "序号|问题\n1|甲,乙\n");
	csv_shows("序号\t问题\n1\t甲;乙\n", "序号|问题\n1|甲;乙\n");
	csv_shows("sep=|\n序号|问题\n1|=\"001\"\n2|'=1+1\n", "序号|问题\n1|001\n2|=1+1\n");
	csv_shows("序号,问题\r1,甲\r2,乙\r", "序号|问题\n1|甲\n2|乙\n");
	csv_shows("\xd0\xf2\xba\xc5,\xce\xca\xcc\xe2\n1,\xbc\xd7\n", "序号|问题\n1|甲\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged),
		cmocka_unit_test(absurd),
		cmocka_unit_test(merged),
		cmocka_unit_test(kinds),
		cmocka_unit_test(formats),
		cmocka_unit_test(pictures),
		cmocka_unit_test(from_wps),
		cmocka_unit_test(on_its_side),
		cmocka_unit_test(csv),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
