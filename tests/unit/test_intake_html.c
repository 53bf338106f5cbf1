/* Pages: hostile ones first; then what is read of them and what is not. The true worker opens them. */
#include "intake_case.h"

#include "buf.h"

static int read_page(struct str bytes, const char *name, struct intake_doc *doc, struct err *e)
{
	const struct intake_options o = { .limits = { .text = 1 << 20, .seconds = 20 } };

	*doc = (struct intake_doc){ 0 };
	return intake_read(&(struct intake_file){ str_from(name), bytes }, &o, arena, take_doc, doc, e);
}

static void is_read_as(const char *page, const char *text)
{
	struct intake_doc doc;
	struct err e = { 0 };

	if (read_page(str_from(page), "a.html", &doc, &e) < 0)
		fail_msg("%s", e.message);
	assert_str(doc.text, text);
	assert_int_equal(doc.format, INTAKE_HTML);
}

/* `n` times `part`. */
static struct str repeated(const char *part, size_t n)
{
	size_t len = strlen(part);
	char *all = arena_alloc(arena, len * n + 1);

	assert_non_null(all);
	for (size_t i = 0; i < n; i++)
		memcpy(all + i * len, part, len);
	return (struct str){ all, len * n };
}

/* Each ends with a text or an error; none takes the test down. */
static void hostile(void **state)
{
	static const struct {
		const char *part;
		size_t n;
	} rows[] = {
		{ "<div>", 100000 },
		{ "<table><tr><td>", 20000 },
		{ "<ol><li>", 50000 },
		{ "<li>项", 50000 },
		{ "&nbsp;", 50000 },
		{ "&amp;lt;<", 50000 },
		{ "<td rowspan=65534 colspan=65534>x", 2000 },
		{ "<b class='nav nav nav'>x", 20000 },
		{ "</p></div></table>", 20000 },
		{ "<!--", 20000 },
		{ "<script>", 20000 },
		{ "\xE6", 5000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct err e = { 0 };
		struct intake_doc doc;
		int rc = read_page(repeated(rows[i].part, rows[i].n), "a.html", &doc, &e);
		assert_true(rc >= 0 || e.message[0] != '\0');
		arena_reset(arena);
	}
}

static void entities_are_not_followed(void **state)
{
	(void)state;
	/* a page has no entities of its own: what declares them is text like any other */
	is_read_as("<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><p>[&x;]</p>", "]>\n[&x;]\n");
	is_read_as("<p>&lt;b&gt; &#x6574;&#25913; &copy;</p>", "<b> 整改 ©\n");
	is_read_as(
		"<link rel=stylesheet href='http://127.0.0.1:1/x'><img src='file:///etc/passwd'><p>正文</p>", "正文\n");
}

static void too_much_text(void **state)
{
	struct err e = { 0 };
	struct intake_doc doc;

	(void)state;
	assert_int_equal(read_page(repeated("<p>一段很长的正文</p>", 60000), "a.html", &doc, &e), ERR_LIMIT);
	assert_non_null(strstr(e.message, "上限"));
	arena_reset(arena);
}

static void cut_anywhere(void **state)
{
	static const struct str page = STR_INIT(
		"<!doctype html><html><head><meta charset=utf-8><title>x</title></head><body><div class=nav>导航</div>"
		"<table><tr><th>序号<th>问题</tr><tr><td>1<td>甲</tr></table><ol><li>项</ol></body></html>");

	(void)state;
	for (size_t i = 1; i <= 50; i++) {
		struct err e = { 0 };
		struct intake_doc doc;
		int rc = read_page(str_sub(page, 0, page.len * i / 50), "a.html", &doc, &e);
		assert_true(rc >= 0 || e.message[0] != '\0');
	}
	arena_reset(arena);
}

/* Tags nobody closed nest a page as deep as it is long: all of it is read. */
static void nested(void **state)
{
	enum { DEEP = 3000 };
	struct buf page;
	struct intake_doc doc;
	struct err e = { 0 };

	(void)state;
	buf_init(&page, 1 << 20);
	buf_cstr(&page, "<html><head><meta charset=gb2312></head><body>");
	for (int i = 0; i < DEEP; i++)
		buf_fmt(&page, "<font><p>第%d段</p>", i);
	assert_false(page.failed);
	assert_int_equal(read_page(buf_view(&page), "a.html", &doc, &e), 0);
	assert_true(str_starts(doc.text, STR("第0段\n第1段\n")));
	assert_true(str_ends(doc.text, STR("第2999段\n")));
	buf_clear(&page);
}

static void furniture(void **state)
{
	(void)state;
	is_read_as(
		"<body><nav>甲</nav><div class='header'>乙</div><script>x</script><style>y</style><p>正文里有很长很长的一段话，说明整改的情况。</p>"
		"<p hidden>丙</p><p style='DISPLAY : none'>丁</p><div aria-hidden=true>戊</div><footer>己</footer><form><input value=庚><button>辛</button></form>",
		"正文里有很长很长的一段话，说明整改的情况。\n");
	/* a name says nothing where all of the text is below it */
	is_read_as("<body class=nav><div id=menu><p>正文都在这里面</p></div>", "正文都在这里面\n");
	is_read_as("<article><header><h1>通报的标题</h1></header><p>正文</p></article>", "通报的标题\n正文\n");
}

static void lines(void **state)
{
	(void)state;
	is_read_as("<p>一、\n总体\n情况</p><p>in two\nwords</p>a<br>b<span> c</span><pre>d\ne</pre>",
		"一、总体情况\nin two words\na\nb c\nd\ne\n");
	is_read_as(
		"<ol><li>甲<li>乙<ol type=a><li>丙</ol></ol><ol start=4><li>丁</ol><ol style='list-style:none'><li>1．戊</ol><ul><li>己</ul>",
		"1. 甲\n2. 乙\na. 丙\n4. 丁\n1．戊\n己\n");
	is_read_as("<p>标&nbsp;题\xE3\x80\x80正文</p>", "标 题\xE3\x80\x80正文\n");
}

static void tables(void **state)
{
	(void)state;
	is_read_as(
		"<p>前</p><table><tr><th>序号<th>问题<th>措施</tr><tr><td rowspan=2>1<td rowspan=2>甲<br>续<td>一</tr><tr><td>二</tr>"
		"<tr><td colspan=2>合计<td>2</tr></table><p>后</p>",
		"前\n\n序号\t问题\t措施\n1\t甲\xE2\x80\xA8续\t一\n1\t甲\xE2\x80\xA8续\t二\n合计\t\t2\n\n后\n");
	/* laid out with tables: no columns, or tables in tables */
	is_read_as("<table><tr><td><p>一、情况</p><p>二、问题</p></td></tr></table>", "一、情况\n二、问题\n");
	is_read_as("<table><tr><td>左<td><table><tr><td>甲<td>乙</tr></table></tr></table>", "左\n\n甲\t乙\n\n");
}

/* As WeChat keeps articles (shown by a script), Word saves pages, and sites put pages into pages. */
static void as_saved(void **state)
{
	struct intake_doc doc;
	struct err e = { 0 };

	(void)state;
	is_read_as(
		"<html><body><h1 class='rich_media_title'>通报</h1><div class='rich_media_content' id='js_content' style='visibility: "
		"hidden; opacity: 0;'><section><section><p><span>一</span><span>、</span><strong>市容管</strong>理方面</p></section>"
		"<section><span>①每周&#8203;巡查&shy;一遍，直到问题全部解决。</span></section></section></div>"
		"<div class='rich_media_tool'>阅读 100</div></body></html>",
		"通报\n一、市容管理方面\n①每周巡查一遍，直到问题全部解决。\n");
	is_read_as(
		"<html><body><p class=MsoNormal><![if !supportLists]><span style='mso-list:Ignore'>一、</span><![endif]>市容"
		"<span lang=EN-US>3</span>项<o:p></o:p></p><p>之后<span style='visibility:hidden'>隐藏</span></p></body></html>",
		"一、市容3项\n之后\n");
	assert_int_equal(
		read_page(str_from("<html><frameset cols='1,2'><frame src='a.html'><frame src='b.html'><noframes><body>"
				   "请换浏览器</body></noframes></frameset></html>"),
			"a.html", &doc, &e),
		ERR_INPUT);
	assert_non_null(strstr(e.message, "框架页"));
	assert_true(e.hint[0]);
	err_clear(&e);
	assert_int_equal(read_page(str_from("<html><body><p>标题</p><iframe src='a'></iframe></body></html>"), "a.html",
				 &doc, &e),
		0);
	assert_int_equal(doc.notes_count, 1);
	assert_str(doc.notes[0].code, "frames");
}

static void charsets(void **state)
{
	struct intake_doc doc;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(read_page(STR("<meta charset=gb2312><p>\xD5\xFB\xB8\xC4</p>"), "a.html", &doc, &e), 0);
	assert_str(doc.text, "整改\n");
	assert_str(doc.charset, "GB18030");
	/* the page is wrong about itself */
	assert_int_equal(
		read_page(STR("<meta charset='utf-8'><p>\xD5\xFB\xB8\xC4\xC7\xE9\xBF\xF6</p>"), "a.html", &doc, &e), 0);
	assert_str(doc.text, "整改情况\n");
	assert_str(doc.notes[0].code, "charset");
	assert_int_equal(read_page(STR("\xFF\xFE<\0p\0>\0\x74\x65"), "a.html", &doc, &e), 0);
	assert_str(doc.text, "整\n");
}

static void mht(void **state)
{
	static const char page[] =
		"From: x\r\nContent-Type: multipart/related;\r\n\tboundary=\"=_x\"\r\n\r\n--=_x\r\nContent-Type: text/css\r\n\r\np{}\r\n"
		"--=_x\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+1fu4xDwvcD4=\r\n--=_x--\r\n";
	struct intake_doc doc;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(read_page(str_from(page), "a.mht", &doc, &e), 0);
	assert_str(doc.text, "整改\n");
	assert_int_equal(
		read_page(
			STR("Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nabc\n--x--"),
			"a.mht", &doc, &e),
		ERR_INPUT);
	assert_non_null(strstr(e.message, "MHT"));
}

/* A divided window shows the longest of its pages; other pages behind the first are not the page. */
static void mht_of_frames(void **state)
{
#define PART(text) "--x\nContent-Type: text/html; charset=utf-8\n\n" text "\n"
#define MAIL "Content-Type: multipart/related; boundary=x\n\n"
	struct intake_doc doc;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(
		read_page(STR(MAIL PART("<html><FRAMESET cols='1,9'><frame src='cid:a'><frame src='cid:b'></html>")
					  PART("<p>菜单</p>") PART("<p>整改情况的通报正文</p>") "--x--"),
			"a.mht", &doc, &e),
		0);
	assert_str(doc.text, "整改情况的通报正文\n");
	assert_int_equal(
		read_page(STR(MAIL PART("<p>正文</p>") PART("<p>旁边的另一个网页</p>") "--x--"), "a.mht", &doc, &e), 0);
	assert_str(doc.text, "正文\n");
}

/* Nothing was saved but the script that would show the text. */
static void made_by_script(void **state)
{
	struct intake_doc doc;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(read_page(STR("<html><body><div id='app'></div><script src='a.js'></script></body></html>"),
				 "a.html", &doc, &e),
		ERR_INPUT);
	assert_non_null(strstr(e.message, "脚本"));
	assert_true(e.hint[0] != '\0');
}

/* What is kept of a document, and read again. */
static void about(void **state)
{
	struct intake_mark marks[] = { { 0, { INTAKE_CELL, 1, 2, 28 } }, { 6, { INTAKE_PAGE, 3, 0, 0 } } };
	struct intake_note notes[] = { { STR_INIT("ocr"), STR_INIT("请\n核对"), 6 } };
	struct str sheets[] = { STR_INIT("台账") };
	const struct intake_doc doc = { .marks = marks,
		.marks_count = 2,
		.notes = notes,
		.notes_count = 1,
		.sheets = sheets,
		.sheets_count = 1,
		.confidence = 91 };
	static const char *const bad[] = { "x", "m 1", "m 9 1 1 1 1\nm 3 1 1 1 1\n", "c 101", "m 1 9 1 1 1", "n 1 x",
		"m 99999999999 1 1 1 1" };
	struct intake_doc got = { 0 };
	struct str text = STR_NONE;
	char place[INTAKE_PLACE_TEXT];
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(intake_about_read(str_from(bad[i]), arena, &got, NULL), ERR_DB);
	assert_int_equal(intake_about_write(&doc, arena, &text, &e), 0);
	assert_int_equal(intake_about_read(text, arena, &got, &e), 0);
	assert_int_equal(got.confidence, 91);
	assert_str(got.notes[0].message, "请 核对");
	assert_string_equal(intake_place_text(&got, 5, place), "工作表“台账”AB2");
	assert_string_equal(intake_place_text(&got, 600, place), "第 3 页");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile),
		cmocka_unit_test(entities_are_not_followed),
		cmocka_unit_test(too_much_text),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(nested),
		cmocka_unit_test(furniture),
		cmocka_unit_test(lines),
		cmocka_unit_test(tables),
		cmocka_unit_test(as_saved),
		cmocka_unit_test(charsets),
		cmocka_unit_test(mht),
		cmocka_unit_test(mht_of_frames),
		cmocka_unit_test(made_by_script),
		cmocka_unit_test(about),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
