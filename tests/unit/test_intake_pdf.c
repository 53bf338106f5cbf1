/* PDF: hostile and damaged ones first; then lines, paragraphs, tables, page numbers. The true worker opens them. What producers
 * of Chinese PDF make is tested with a real one (tests/browser/pdf.test.mjs). */
#include "intake_case.h"

#include "buf.h"

static int read_pdf(struct str bytes, struct intake_doc *doc, struct err *e)
{
	const struct intake_options o = {
		.format = INTAKE_PDF, .no_ocr = true, .limits = { .text = 4 << 20, .seconds = 20 }
	};

	*doc = (struct intake_doc){ 0 };
	return intake_read(&(struct intake_file){ STR("报告.pdf"), bytes }, &o, arena, take_doc, doc, e);
}

/* A PDF of pages with these contents; `trailer` is put into it. */
static struct str make_pdf(const char *const *pages, size_t count, const char *trailer)
{
	struct buf b;
	size_t at[64], n = 0;

	buf_init(&b, 1 << 20);
	buf_cstr(&b, "%PDF-1.4\n");
	at[n++] = b.len;
	buf_cstr(&b, "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
	at[n++] = b.len;
	buf_fmt(&b, "2 0 obj<</Type/Pages/Count %zu/Kids[", count);
	for (size_t i = 0; i < count; i++)
		buf_fmt(&b, "%zu 0 R ", 4 + i * 2);
	buf_cstr(&b, "]>>endobj\n");
	at[n++] = b.len;
	buf_cstr(&b, "3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n");
	for (size_t i = 0; i < count; i++) {
		at[n++] = b.len;
		buf_fmt(&b,
			"%zu 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 500]/Resources<</Font<</F 3 0 R>>>>/Contents %zu 0 R>>endobj\n",
			4 + i * 2, 5 + i * 2);
		at[n++] = b.len;
		buf_fmt(&b, "%zu 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n", 5 + i * 2, strlen(pages[i]),
			pages[i]);
	}
	size_t xref = b.len;
	buf_fmt(&b, "xref\n0 %zu\n0000000000 65535 f \n", n + 1);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%010zu 00000 n \n", at[i]);
	buf_fmt(&b, "trailer<</Size %zu/Root 1 0 R%s>>\nstartxref\n%zu\n%%%%EOF\n", n + 1, trailer, xref);
	struct str copy = arena_dup(arena, buf_view(&b));
	buf_clear(&b);
	assert_non_null(copy.ptr);
	return copy;
}

static void is_read_as(const char *const *pages, size_t count, const char *text)
{
	struct intake_doc doc;
	struct err e = { 0 };

	if (read_pdf(make_pdf(pages, count, ""), &doc, &e) < 0)
		fail_msg("%s", e.message);
	assert_str(doc.text, text);
}

static void hostile(void **state)
{
	static const char *const rows[] = {
		"",
		"%PDF-",
		"%PDF-1.7\n%%EOF",
		"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>",
		"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>endobj\ntrailer<</Root 1 0 R>>",
		"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 999999999>>endobj\ntrailer<</Root 1 0 R>>",
		"%PDF-1.4\n1 0 obj 2 0 R endobj 2 0 obj 1 0 R endobj\ntrailer<</Root 1 0 R/Prev 9>>",
		"%PDF-1.4\nstartxref\n0\n%%EOF",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct err e = { 0 };
		struct intake_doc doc;
		assert_true(read_pdf(str_from(rows[i]), &doc, &e) < 0);
		assert_non_null(strstr(e.message, "报告.pdf"));
	}
	struct buf deep;
	struct err e = { 0 };
	struct intake_doc doc;
	buf_init(&deep, 1 << 20);
	buf_cstr(&deep, "%PDF-1.4\n1 0 obj");
	for (int i = 0; i < 200000; i++)
		buf_chr(&deep, '[');
	assert_true(read_pdf(buf_view(&deep), &doc, &e) < 0);
	buf_clear(&deep);
}

static const char *const ONE[] = {
	"BT /F 12 Tf 40 440 Td (1. Roads are swept twice a day and the waste is taken away) Tj"
	" 0 -16 Td (before noon.) Tj 0 -16 Td (2. Lamps are checked.) Tj ET"
};

static void cut_anywhere(void **state)
{
	struct str whole = make_pdf(ONE, 1, "");

	(void)state;
	for (size_t i = 1; i <= 50; i++) {
		struct err e = { 0 };
		struct intake_doc doc;
		int rc = read_pdf(str_sub(whole, 0, whole.len * i / 50), &doc, &e);
		assert_true(rc >= 0 || e.message[0] != '\0');
	}
}

static void encrypted(void **state)
{
	struct err e = { 0 };
	struct intake_doc doc;

	(void)state;
	struct str bytes = make_pdf(ONE, 1,
		"/ID[(0123456789abcdef)(0123456789abcdef)]/Encrypt<</Filter/Standard/V 1/R 2/P -4"
		"/O(0123456789abcdef0123456789abcdef)/U(0123456789abcdef0123456789abcdef)>>");
	assert_int_equal(read_pdf(bytes, &doc, &e), ERR_INPUT);
	assert_non_null(strstr(e.message, "密码"));
}

static void nothing_to_read(void **state)
{
	static const char *const page[] = { "40 40 100 100 re f" };
	struct err e = { 0 };
	struct intake_doc doc;

	(void)state;
	assert_int_equal(read_pdf(make_pdf(page, 1, ""), &doc, &e), ERR_INPUT);
	assert_non_null(strstr(e.message, "没有文字"));
}

static void paragraphs(void **state)
{
	(void)state;
	is_read_as(ONE, 1,
		"1. Roads are swept twice a day and the waste is taken away before noon.\n2. Lamps are checked.\n");
}

/* The order is the page's, not the stream's. */
static void order(void **state)
{
	static const char *const page[] = {
		"BT /F 12 Tf 40 300 Td (Third.) Tj 0 100 Td (First.) Tj 0 -50 Td (Second.) Tj ET"
	};

	(void)state;
	is_read_as(page, 1, "First.\nSecond.\nThird.\n");
}

static void ruled_table(void **state)
{
	static const char *const page[] = {
		"BT /F 12 Tf 40 460 Td (Before.) Tj ET"
		" 40 300 300 90 re S 40 360 m 340 360 l S 140 330 m 340 330 l S 140 300 m 140 390 l S 240 300 m 240 390 l S"
		" BT /F 10 Tf 50 370 Td (No) Tj 100 0 Td (Measure) Tj 100 0 Td (Done) Tj"
		" -200 -45 Td (1) Tj 100 15 Td (sweep) Tj 100 0 Td (yes) Tj -100 -30 Td (wash) Tj 100 0 Td (no) Tj ET"
		" BT /F 12 Tf 40 260 Td (Behind.) Tj ET"
	};

	(void)state;
	is_read_as(page, 1, "Before.\n\nNo\tMeasure\tDone\n1\tsweep\tyes\n1\twash\tno\n\nBehind.\n");
}

/* A merged cell that goes on on the next page has no line there, and what it says is cut off on the page where its middle is not. */
static void cell_over_pages(void **state)
{
	static const char *const pages[] = {
		"40 390 m 340 390 l S 40 360 m 340 360 l S 140 330 m 340 330 l S 140 300 m 340 300 l S"
		" 40 300 m 40 390 l S 140 300 m 140 390 l S 240 300 m 240 390 l S 340 300 m 340 390 l S"
		" BT /F 10 Tf 50 370 Td (No) Tj 100 0 Td (Measure) Tj 100 0 Td (Done) Tj"
		" -100 -30 Td (sweep) Tj 100 0 Td (yes) Tj -100 -30 Td (wash) Tj 100 0 Td (no) Tj ET"
		" q 0 300 400 200 re W n BT /F 10 Tf 50 280 Td (lamps) Tj 0 -12 Td (and poles) Tj ET Q",
		"140 460 m 340 460 l S 140 430 m 340 430 l S 40 400 m 340 400 l S"
		" 40 400 m 40 460 l S 140 400 m 140 460 l S 240 400 m 240 460 l S 340 400 m 340 460 l S"
		" BT /F 10 Tf 150 440 Td (paint) Tj 100 0 Td (yes) Tj -100 -30 Td (clean) Tj 100 0 Td (no) Tj ET"
		" BT /F 10 Tf 50 434 Td (lamps) Tj 0 -12 Td (and poles) Tj ET"
		" BT /F 12 Tf 150 380 Td (Behind, in no cell.) Tj ET",
	};

	(void)state;
	is_read_as(pages, 2,
		"No\tMeasure\tDone\nlamps and poles\tsweep\tyes\nlamps and poles\twash\tno\n"
		"lamps and poles\tpaint\tyes\nlamps and poles\tclean\tno\n\nBehind, in no cell.\n");
}

static void furniture(void **state)
{
	static const char *const pages[] = {
		"BT /F 9 Tf 40 480 Td (Bureau of lamps) Tj ET BT /F 12 Tf 40 400 Td (One.) Tj ET BT /F 9 Tf 190 20 Td (- 1 -) Tj ET",
		"BT /F 9 Tf 40 480 Td (Bureau of lamps) Tj ET BT /F 12 Tf 40 400 Td (Two.) Tj ET BT /F 9 Tf 190 20 Td (- 2 -) Tj ET",
		"BT /F 9 Tf 40 480 Td (Bureau of lamps) Tj ET BT /F 12 Tf 40 400 Td (Three.) Tj ET BT /F 9 Tf 190 20 Td (- 3 -) Tj ET",
	};
	struct err e = { 0 };
	struct intake_doc doc;
	char place[INTAKE_PLACE_TEXT];

	(void)state;
	assert_int_equal(read_pdf(make_pdf(pages, 3, ""), &doc, &e), 0);
	assert_str(doc.text, "One.\nTwo.\nThree.\n");
	assert_str(doc.notes[0].code, "furniture");
	assert_int_equal(doc.marks_count, 3);
	assert_string_equal(intake_place_text(&doc, 7, place), "第 2 页");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(encrypted),
		cmocka_unit_test(nothing_to_read),
		cmocka_unit_test(paragraphs),
		cmocka_unit_test(order),
		cmocka_unit_test(ruled_table),
		cmocka_unit_test(cell_over_pages),
		cmocka_unit_test(furniture),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
