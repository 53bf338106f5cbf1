/* What a file is, when its name and its bytes do not agree. */
#include "intake_case.h"

#define PROSE "一、关于学习不深入的问题。整改措施：一是制定学习计划，二是按月检查。整改结果：已完成。\n"

static int read_file(
	struct str bytes, const char *name, enum intake_format format, struct intake_doc *doc, struct err *e)
{
	const struct intake_options o = { .format = format, .limits = { .text = 1 << 20, .seconds = 20 } };

	*doc = (struct intake_doc){ 0 };
	return intake_read(&(struct intake_file){ str_from(name), bytes }, &o, arena, take_doc, doc, e);
}

static void refused(struct str bytes, const char *name, const char *part)
{
	struct intake_doc doc;
	struct err e = { 0 };

	assert_int_equal(read_file(bytes, name, INTAKE_AUTO, &doc, &e), ERR_INPUT);
	if (!strstr(e.message, part))
		print_error("%s: \"%s\", want \"%s\" in it\n", name, e.message, part);
	assert_non_null(strstr(e.message, part));
	assert_non_null(strstr(e.message, name));
	assert_true(e.hint[0] != '\0');
}

static bool told(const struct intake_doc *doc)
{
	for (size_t i = 0; i < doc->notes_count; i++)
		if (str_eq(doc->notes[i].code, STR("name")))
			return true;
	return false;
}

static void is(struct str bytes, const char *name, enum intake_format format, bool wants_note)
{
	struct intake_doc doc;
	struct err e = { 0 };

	if (read_file(bytes, name, INTAKE_AUTO, &doc, &e) < 0)
		fail_msg("%s: %s", name, e.message);
	if (doc.format != format)
		print_error("%s: %s\n", name, intake_format_name(doc.format));
	assert_int_equal(doc.format, format);
	assert_int_equal(told(&doc), wants_note);
}

/* Neither what their names say nor text. */
static void neither(void **state)
{
	static const char *const names[] = { "坏.docx", "坏.xlsx", "坏.pdf", "坏.ofd", "坏.doc", "坏.xls", "坏.wps",
		"坏.et", "坏.rtf", "坏.odt", "坏.ods", "坏.png", "坏.zip" };
	char binary[300];

	(void)state;
	memset(binary, 0x11, sizeof(binary));
	for (size_t i = 0; i < COUNT(names); i++) {
		refused(STR("PK"), names[i], "内容（2 字节）却不是");
		refused(STR("PK\x03"), names[i], "内容（3 字节）却不是");
		refused((struct str){ binary, sizeof(binary) }, names[i], "也不是文字");
	}
	refused(STR("\xDB\xA5\x2D\x00\x31\x40"), "旧.doc", "Word 2.0");
	refused(STR("PK\x07\x08PK\x03\x04"), "分卷.zip", "分成几卷");
	refused(STR("<?xml version=\"1.0\"?>\n<?mso-application progid=\"Word.Document\"?>\n<w:wordDocument/>"),
		"存.doc", "Word 存成的 XML");
	refused(STR("<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?><Workbook/>"), "存.xls",
		"Excel 存成的 XML");
	refused(STR("\xEF\xBB\xBF<?xml version=\"1.0\"?><office:document>"), "存.xml", "OpenDocument");
	refused(STR("BZh91AY&SY"), "报告.bz2", "bzip2");
	refused(STR("Received: from mail\r\nFrom: a@b.cn\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
		    "boundary=x\r\n\r\n--x\r\n"),
		"整改报告.eml", "邮件");
	memset(binary, 0, sizeof(binary));
	memcpy(binary + 257, "ustar", 5);
	refused((struct str){ binary, sizeof(binary) }, "报告.tar", "tar 压缩文件");
}

/* Text under the name of something else is read, and told. */
static void under_other_names(void **state)
{
	const char utf16[] = "\xFF\xFEM\0 \0N\0";

	(void)state;
	is(STR(PROSE), "报告.docx", INTAKE_TEXT, true);
	is(STR(PROSE), "报告.xls", INTAKE_TEXT, true);
	is((struct str){ utf16, sizeof(utf16) - 1 }, "报告.doc", INTAKE_TEXT, true);
	is(STR("<html><body><p>" PROSE "</p></body></html>"), "报告.doc", INTAKE_HTML, true);
	is(STR("\n<table><tr><td>序号</td><td>问题</td></tr></table>"), "台账.xls", INTAKE_HTML, true);
	is(STR("{\\rtf1 " PROSE "}"), "报告.doc", INTAKE_RTF, true);
	is(STR("{\\rtf1 " PROSE "}"), "报告.txt", INTAKE_RTF, true);
	is(STR(PROSE), "报告.txt", INTAKE_TEXT, false);
	is(STR("PK"), "报告.txt", INTAKE_TEXT, false);
	is(STR(PROSE), "报告", INTAKE_TEXT, false);
	is(STR("甲,乙\n"), "台账.csv", INTAKE_CSV, false);
	is(STR("整改台账,,\n序号,反馈问题,整改措施\n1,路灯不亮,更换灯泡\n2,井盖破损,\"修复,复查\"\n"), "台账.xls",
		INTAKE_CSV, true);
	is(STR("序号\t反馈问题\t整改措施\n1\t路灯不亮\t更换灯泡12盏\n"), "台账.xlsx", INTAKE_CSV, true);
	is(STR("From: 局办公室\nContent-Type: 请示\n" PROSE), "来文.txt", INTAKE_TEXT, false);
}

static void as_the_user_says(void **state)
{
	struct intake_doc doc;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(read_file(STR("PK"), "坏.docx", INTAKE_TEXT, &doc, &e), 0);
	assert_false(told(&doc));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neither),
		cmocka_unit_test(under_other_names),
		cmocka_unit_test(as_the_user_says),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
