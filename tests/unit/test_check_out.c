/* The output formats: places, text, JSON, SARIF and HTML of made findings, hostile text, failing sinks and memory. */
#include "unit.h"

#include "buf.h"
#include "fault.h"
#include "out.h"
#include "place.h"

/* One report with up to eight findings, made by hand. */
struct made {
	struct report report;
	struct node root;
	struct check_result result;
	struct check_finding findings[8];
	struct span related[8];
};

static void make(struct made *m, struct str text)
{
	memset(m, 0, sizeof(*m));
	m->root.kind = NODE_REPORT;
	m->report.text = text;
	m->report.root = &m->root;
	m->report.problems = 1;
	m->result.findings = (struct vec){ m->findings, 0, 8, sizeof(m->findings[0]) };
}

static void add(struct made *m, struct str part, enum severity severity, const char *message)
{
	struct check_finding *f = &m->findings[m->result.findings.len++];
	size_t at = str_find(m->report.text, part, 0);
	assert_true(at != STR_NPOS);
	f->rule = check_rule_find(STR("BH301"));
	f->severity = severity;
	f->message = str_from(message);
	f->span = (struct span){ (uint32_t)at, (uint32_t)(at + part.len) };
	f->quote = str_sub(m->report.text, f->span.start, f->span.end);
	f->fingerprint = 0x0123456789ABCDEF;
}

static int to_buf(void *context, struct str bytes)
{
	buf_str(context, bytes);
	return 0;
}

static int refuse(void *context, struct str bytes)
{
	long *left = context;
	*left -= (long)bytes.len;
	return *left < 0 ? ERR_IO : 0;
}

static struct out_options options(enum out_format format, struct buf *b)
{
	return (struct out_options){ .format = format, .sink = to_buf, .context = b, .version = "1.2.3", .width = 60 };
}

static int write_all(const struct out_options *o, const struct made *m, const char *name, struct err *e)
{
	struct out *out = NULL;
	struct out_file file = { .name = str_from(name), .report = &m->report, .result = &m->result };
	int rc = out_open(o, &out, e);
	if (rc < 0)
		return rc;
	rc = out_file(out, &file, e);
	if (rc < 0) {
		out_free(out);
		return rc;
	}
	return out_close(out, NULL, e);
}

static void shows(enum out_format format, const struct made *m, const char *name, struct buf *b)
{
	struct err e = { 0 };
	struct out_options o = options(format, b);
	buf_init(b, (size_t)256 << 20);
	assert_int_equal(write_all(&o, m, name, &e), 0);
	assert_false(b->failed);
}

static void has(const struct buf *b, const char *part)
{
	if (str_has(buf_view(b), str_from(part)))
		return;
	print_error("not in the output: %s\n%.*s\n", part, (int)(b->len < 4000 ? b->len : 4000), b->ptr);
	fail();
}

static void has_not(const struct buf *b, struct str part)
{
	assert_false(str_has(buf_view(b), part));
}

/* --- places --- */

static void test_places(void **state)
{
	(void)state;
	struct str text = STR("ab\r\n\xF0\xA0\x80\x80中x\n\n末");
	struct place_index x;
	assert_int_equal(place_index_init(&x, text, true), 0);
	struct {
		uint32_t offset, line, column, column16, unit;
	} want[] = {
		{ 0, 1, 1, 1, 0 },
		{ 1, 1, 2, 2, 1 },
		{ 2, 1, 3, 3, 2 },
		{ 4, 2, 1, 1, 4 },
		{ 8, 2, 2, 3, 6 },
		{ 11, 2, 3, 4, 7 },
		{ 13, 3, 1, 1, 9 },
		{ 14, 4, 1, 1, 10 },
		{ 17, 4, 2, 2, 11 },
		{ 99, 4, 2, 2, 11 },
	};
	for (size_t i = 0; i < COUNT(want); i++) {
		struct place p = place_at(&x, want[i].offset);
		assert_int_equal(p.line, want[i].line);
		assert_int_equal(p.column, want[i].column);
		assert_int_equal(p.column16, want[i].column16);
		assert_int_equal(place_unit(&x, want[i].offset), want[i].unit);
	}
	assert_str(place_line(&x, 1), "ab");
	assert_str(place_line(&x, 3), "");
	assert_str(place_line(&x, 4), "末");
	assert_str(place_line(&x, 5), "");
	place_index_clear(&x);
}

/* Blocks end inside characters; a line of many blocks is as quick as a short one. */
static void test_places_in_a_long_line(void **state)
{
	(void)state;
	struct buf b;
	struct place_index x;
	buf_init(&b, (size_t)64 << 20);
	for (int i = 0; i < 100000; i++)
		buf_cstr(&b, i % 1000 == 999 ? "\U00020000" : "字");
	assert_int_equal(place_index_init(&x, buf_view(&b), false), 0);
	for (uint32_t i = 0; i < 100000; i += 37) {
		uint32_t offset = i * 3 + i / 1000;
		struct place p = place_at(&x, offset);
		assert_int_equal(p.column, i + 1);
		assert_int_equal(p.column16, i + i / 1000 + 1);
	}
	place_index_clear(&x);
	buf_clear(&b);
}

/* --- text --- */

static void test_text(void **state)
{
	(void)state;
	struct made m;
	struct buf b;
	make(&m, STR("第一行\n共有12个问题,已整改10个。\n"));
	add(&m, STR("12个问题"), SEVERITY_ERROR, "自报 12 个");
	shows(OUT_TEXT, &m, "a.txt", &b);
	assert_str(buf_view(&b), "a.txt:2:3: error: BH301 自报 12 个\n"
				 "    2 | 共有12个问题,已整改10个。\n"
				 "      |     ^~~~~~~~\n"
				 "共检查 1 份文件：错误 1。\n");
	buf_clear(&b);
}

static void test_text_of_a_long_line(void **state)
{
	(void)state;
	struct made m;
	struct buf text, b;
	buf_init(&text, (size_t)1 << 20);
	for (int i = 0; i < 500; i++)
		buf_cstr(&text, "前言");
	buf_cstr(&text, "此处有误");
	for (int i = 0; i < 500; i++)
		buf_cstr(&text, "后语");
	make(&m, buf_view(&text));
	add(&m, STR("此处有误"), SEVERITY_NOTE, "看这里");
	shows(OUT_TEXT, &m, "-", &b);
	has(&b, "<标准输入>:1:1001: note: ");
	has(&b, "    1 | …前言前言前言前言此处有误后语后语后语后语后语后语后…\n");
	has(&b, "      |                  ^~~~~~~~\n");
	buf_clear(&b);
	buf_clear(&text);
}

static void test_text_is_safe(void **state)
{
	(void)state;
	struct made m;
	struct buf b;
	make(&m, STR("坏\x1b[31m字\xE2\x80\xAE颠倒\x07\n"));
	add(&m, STR("字"), SEVERITY_WARNING, "含\x1b]0;t\x07控制符");
	shows(OUT_TEXT, &m, "\x1b[2Jname\xff.txt", &b);
	has_not(&b, STR("\x1b"));
	has_not(&b, STR("\x07"));
	has_not(&b, STR("\xE2\x80\xAE"));
	has_not(&b, STR("\xff"));
	has(&b, "警告 1");
	buf_clear(&b);
}

static void test_text_colours(void **state)
{
	(void)state;
	struct made m;
	struct buf b;
	struct err e = { 0 };
	make(&m, STR("一处\n"));
	add(&m, STR("一处"), SEVERITY_ERROR, "错");
	buf_init(&b, 1 << 20);
	struct out_options o = options(OUT_TEXT, &b);
	o.colour = true;
	assert_int_equal(write_all(&o, &m, "a", &e), 0);
	has(&b, "\033[1;31merror: \033[0m");
	buf_clear(&b);
}

static void test_nothing_found(void **state)
{
	(void)state;
	struct made m;
	struct buf b;
	make(&m, STR("好\n"));
	shows(OUT_TEXT, &m, "a", &b);
	assert_str(buf_view(&b), "共检查 1 份文件，没有发现疑点。\n");
	buf_clear(&b);
	shows(OUT_HTML, &m, "a", &b);
	has(&b, "没有发现疑点");
	buf_clear(&b);
}

/* Of a text without problems nothing can be said, and nothing is: not that it is clean. */
static void test_nothing_to_check(void **state)
{
	(void)state;
	struct made m;
	struct buf b;
	make(&m, STR("好\n"));
	m.report.problems = 0;
	shows(OUT_TEXT, &m, "a", &b);
	assert_str(buf_view(&b), "共检查 1 份文件（1 份没有找到问题），没有一份可以检查。\n");
	buf_clear(&b);
	shows(OUT_HTML, &m, "a", &b);
	has(&b, "没有找到问题，无从检查");
	buf_clear(&b);
}

/* --- JSON and SARIF --- */

static void test_json(void **state)
{
	(void)state;
	struct made m;
	struct buf b;
	make(&m, STR("x\n甲乙\n"));
	add(&m, STR("乙"), SEVERITY_WARNING, "说\"明\"");
	shows(OUT_JSON, &m, "a", &b);
	has(&b, "\"files\": ");
	has(&b, "\"code\": \"BH301\"");
	has(&b, "\"message\": \"说\\\"明\\\"\"");
	has(&b, "\"line\": 2,");
	has(&b, "\"column\": 2\n");
	has(&b, "\"warning\": 1,");
	buf_clear(&b);
}

static void test_sarif(void **state)
{
	(void)state;
	struct made m;
	struct buf b;
	make(&m, STR("x\n\U00020000甲乙\n又乙"));
	add(&m, STR("乙"), SEVERITY_WARNING, "链[接](0)");
	m.related[0] = (struct span){ 16, 19 };
	m.findings[0].related = m.related;
	m.findings[0].related_count = 1;
	shows(OUT_SARIF, &m, "/目录/a b.txt", &b);
	has(&b, "\"version\": \"2.1.0\"");
	has(&b, "\"columnKind\": \"utf16CodeUnits\"");
	has(&b, "\"uri\": \"file:///%E7%9B%AE%E5%BD%95/a%20b.txt\"");
	has(&b, "\"startLine\": 2,");
	has(&b, "\"startColumn\": 4,");
	has(&b, "\"endColumn\": 5,");
	has(&b, "\"charOffset\": 5,");
	has(&b, "\"byteOffset\": 9,");
	has(&b, "\"text\": \"链\\\\[接\\\\](0)\"");
	has(&b, "\"bihuanFinding/v1\": \"0123456789abcdef\"");
	has(&b, "\"startLine\": 3,");
	has(&b, "\"helpUri\": \"urn:bihuan:rule:BH301\"");
	has(&b, "\"executionSuccessful\": true");
	buf_clear(&b);
}

static void test_unreadable_file(void **state)
{
	(void)state;
	for (enum out_format f = OUT_TEXT; f <= OUT_HTML; f++) {
		struct buf b;
		struct out *out = NULL;
		struct err e = { 0 }, why = { 0 };
		struct out_summary sum;
		err_set(&why, ERR_IO, "打不开 <b>a</b>");
		buf_init(&b, 1 << 20);
		struct out_options o = options(f, &b);
		assert_int_equal(out_open(&o, &out, &e), 0);
		struct out_file file = { .name = STR("a"), .error = &why };
		assert_int_equal(out_file(out, &file, &e), 0);
		assert_int_equal(out_close(out, &sum, &e), 0);
		assert_int_equal(sum.files, 1);
		assert_int_equal(sum.failed, 1);
		has(&b, f == OUT_HTML ? "打不开 &lt;b&gt;a&lt;/b&gt;" : "打不开 <b>a</b>");
		if (f == OUT_SARIF)
			has(&b, "\"executionSuccessful\": false");
		if (f == OUT_TEXT)
			has(&b, "（1 份读不了），没有一份可以检查。\n");
		buf_clear(&b);
	}
}

/* One was read, and nothing found: not a word about the other. */
static void test_one_of_two_unreadable(void **state)
{
	(void)state;
	struct made m;
	struct buf b;
	struct out *out = NULL;
	struct err e = { 0 }, why = { 0 };
	make(&m, STR("好\n"));
	err_set(&why, ERR_IO, "打不开");
	buf_init(&b, 1 << 20);
	struct out_options o = options(OUT_TEXT, &b);
	assert_int_equal(out_open(&o, &out, &e), 0);
	struct out_file read = { .name = STR("a"), .report = &m.report, .result = &m.result };
	struct out_file failed = { .name = STR("b"), .error = &why };
	assert_int_equal(out_file(out, &read, &e), 0);
	assert_int_equal(out_file(out, &failed, &e), 0);
	assert_int_equal(out_close(out, NULL, &e), 0);
	has(&b, "共检查 2 份文件（1 份读不了），读到的没有发现疑点。\n");
	buf_clear(&b);
}

/* --- HTML --- */

static void test_html_is_escaped(void **state)
{
	(void)state;
	struct made m;
	struct buf b;
	make(&m, STR("<script>alert(1)</script>\n\"'&\xE2\x80\xAE\x01 a<b\n"));
	add(&m, STR("alert"), SEVERITY_ERROR, "<img src=x onerror=alert(2)>");
	m.report.title = STR("</title><script>alert(3)</script>");
	shows(OUT_HTML, &m, "\"><script>alert(4)</script>", &b);
	has_not(&b, STR("<script>alert"));
	has_not(&b, STR("<img"));
	has_not(&b, STR("\xE2\x80\xAE"));
	has_not(&b, STR("\x01"));
	has(&b, "U+202E");
	has(&b, "&quot;&#39;&amp;");
	has_not(&b, STR("http:"));
	has_not(&b, STR("https:"));
	has_not(&b, STR("//cdn"));
	buf_clear(&b);
}

static void test_html_marks(void **state)
{
	(void)state;
	struct made m;
	struct buf b;
	make(&m, STR("甲乙丙丁\n戊己\n"));
	add(&m, STR("乙丙丁\n戊"), SEVERITY_NOTE, "外");
	add(&m, STR("丙"), SEVERITY_ERROR, "里");
	shows(OUT_HTML, &m, "a", &b);
	has(&b, "甲<sup class=note>1</sup><a class=at id=f1m1></a><mark class=\"note\"><a href=\"#f1c1\">乙</a></mark>"
		"<sup class=error>2</sup><a class=at id=f1m2></a><mark class=\"error\"><a href=\"#f1c2\">丙</a></mark>"
		"<mark class=\"note\"><a href=\"#f1c1\">丁</a></mark></p>");
	has(&b, "<mark class=\"note\"><a href=\"#f1c1\">戊</a></mark>己</p>");
	buf_clear(&b);
}

static void test_html_related(void **state)
{
	(void)state;
	struct made m;
	struct buf b;
	make(&m, STR("甲\n乙\n"));
	add(&m, STR("甲"), SEVERITY_NOTE, "同");
	m.related[0] = (struct span){ 4, 7 };
	m.findings[0].related = m.related;
	m.findings[0].related_count = 1;
	shows(OUT_HTML, &m, "a", &b);
	has(&b, "<a href=\"#f1L2\">第 2 行</a>");
	has(&b, "<mark class=\"rel note\"><a href=\"#f1c1\">乙</a></mark>");
	buf_clear(&b);
}

/* --- what goes wrong --- */

static void test_refusing_sink(void **state)
{
	(void)state;
	struct made m;
	struct buf text;
	buf_init(&text, (size_t)4 << 20);
	for (int i = 0; i < 100000; i++)
		buf_cstr(&text, "有误<&>\n");
	make(&m, buf_view(&text));
	add(&m, STR("有误"), SEVERITY_NOTE, "说明");
	for (enum out_format f = OUT_TEXT; f <= OUT_HTML; f++) {
		for (long room = 0; room < 200000; room = room * 3 + 1) {
			struct err e = { 0 };
			struct out_options o = options(f, NULL);
			long left = room;
			o.sink = refuse;
			o.context = &left;
			int rc = write_all(&o, &m, "a", &e);
			assert_true(rc == ERR_IO || (rc == 0 && left >= 0));
			assert_true(rc == 0 || e.message[0] != 0);
		}
	}
	buf_clear(&text);
}

static void test_no_memory(void **state)
{
	(void)state;
	struct made m;
	make(&m, STR("甲乙丙\n"));
	add(&m, STR("乙"), SEVERITY_NOTE, "链[接](0)");
	for (enum out_format f = OUT_TEXT; f <= OUT_HTML; f++) {
		int rc = ERR_NOMEM;
		for (long n = 1; rc != 0; n++) {
			struct err e = { 0 };
			long left = 1 << 30;
			struct out_options o = options(f, NULL);
			o.sink = refuse;
			o.context = &left;
			fault_arm(FAULT_ALLOC, n, true);
			rc = write_all(&o, &m, "a", &e);
			fault_arm(FAULT_ALLOC, 0, false);
			assert_true(rc == 0 || rc == ERR_NOMEM);
			assert_true(n < 1000);
		}
	}
}

static void test_same_bytes(void **state)
{
	(void)state;
	struct made m;
	make(&m, STR("甲乙丙\n"));
	add(&m, STR("乙"), SEVERITY_NOTE, "说");
	for (enum out_format f = OUT_TEXT; f <= OUT_HTML; f++) {
		struct buf a, b;
		shows(f, &m, "x", &a);
		shows(f, &m, "x", &b);
		assert_true(str_eq(buf_view(&a), buf_view(&b)));
		buf_clear(&a);
		buf_clear(&b);
	}
}

static void test_formats_and_pages(void **state)
{
	(void)state;
	enum out_format f = OUT_TEXT;
	assert_true(out_format_parse(STR("sarif"), &f));
	assert_int_equal(f, OUT_SARIF);
	assert_false(out_format_parse(STR("SARIF"), &f));
	assert_false(out_format_parse(STR(""), &f));
	for (size_t i = 0; i < check_rules_count; i++) {
		const struct rule *r = &check_rules[i];
		if (!str_starts(str_from(r->code), STR("BH3")) && !str_starts(str_from(r->code), STR("BH5")))
			continue;
		assert_true(rule_page(r).len > 300);
		assert_true(rule_summary(r).len > 30);
		assert_true(str_has(rule_page(r), str_from(r->title)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_places_in_a_long_line),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_of_a_long_line),
		cmocka_unit_test(test_text_is_safe),
		cmocka_unit_test(test_text_colours),
		cmocka_unit_test(test_nothing_found),
		cmocka_unit_test(test_nothing_to_check),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_sarif),
		cmocka_unit_test(test_unreadable_file),
		cmocka_unit_test(test_one_of_two_unreadable),
		cmocka_unit_test(test_html_is_escaped),
		cmocka_unit_test(test_html_marks),
		cmocka_unit_test(test_html_related),
		cmocka_unit_test(test_refusing_sink),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_formats_and_pages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
