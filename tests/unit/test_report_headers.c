/* What reports say of themselves at head and foot: tests/report/headers.txt, written by hand. */
#include "unit.h"

#include "buf.h"
#include "date.h"
#include "file.h"
#include "report.h"

/* Stands where a case has its line "-": two aspects with problems. */
static const char BODY[] = "一、整改情况\n"
			   "（一）学习贯彻上级决策部署方面\n"
			   "1.关于“督查考核名目过多”的问题\n"
			   "整改情况：一是清理考核项目12个。二是合并检查事项。\n"
			   "2.关于“公车加油卡管理粗放”的问题\n"
			   "整改情况：一是一车一卡。二是按月核对里程。\n"
			   "（二）落实全面从严治党责任方面\n"
			   "1.关于“党费收缴迟缓”的问题\n"
			   "整改情况：一是按月提醒。二是补缴到位。\n";

static struct str next_line(struct str *text)
{
	size_t end = str_find(*text, STR("\n"), 0);
	struct str line = str_sub(*text, 0, end == STR_NPOS ? text->len : end);
	*text = str_sub(*text, end == STR_NPOS ? text->len : end + 1, text->len);
	return line;
}

static void put_date(struct buf *b, struct date d)
{
	char text[DATE_TEXT_MAX];
	if (date_is_none(d))
		snprintf(text, sizeof text, "-");
	else
		date_format(d, text);
	buf_cstr(b, text);
}

/* The member of the header that `key` names, as the cases print it. */
static struct str said(const struct report *r, struct str key, struct buf *b)
{
	buf_reset(b);
	if (str_eq(key, STR("inspection"))) {
		put_date(b, r->inspection_start);
		buf_cstr(b, "..");
		put_date(b, r->inspection_end);
	} else if (str_ends(key, STR("_date"))) {
		put_date(b, str_starts(key, STR("feedback")) ? r->feedback_date
			    : str_starts(key, STR("signed")) ? r->signed_date
							     : r->published_date);
	} else {
		struct str s = str_eq(key, STR("title"))       ? r->title
			       : str_eq(key, STR("unit"))      ? r->unit
			       : str_eq(key, STR("inspector")) ? r->inspector
							       : r->round_kind;
		buf_str(b, s.len ? s : STR("-"));
	}
	return buf_view(b);
}

/* One case: its text up to "=", then what is expected up to an empty line. */
static void check_case(struct str name, struct str *rest)
{
	struct buf text, got;
	struct report *r = NULL;
	struct err e = { 0 };
	buf_init(&text, 1 << 20);
	buf_init(&got, 1 << 16);
	for (struct str line = next_line(rest); !str_eq(line, STR("=")); line = next_line(rest)) {
		assert_true(rest->len > 0);
		if (str_eq(line, STR("-")))
			buf_cstr(&text, BODY);
		else
			buf_fmt(&text, STR_FMT "\n", STR_ARG(line));
	}
	assert_int_equal(report_parse(buf_view(&text), &r, &e), 0);
	for (struct str line = next_line(rest); line.len; line = next_line(rest)) {
		size_t blank = str_find(line, STR(" "), 0);
		struct str key = str_sub(line, 0, blank), want = str_sub(line, blank + 1, line.len);
		struct str is = said(r, key, &got);
		if (!str_eq(is, want))
			fail_msg(STR_FMT ": " STR_FMT " is " STR_FMT ", not " STR_FMT, STR_ARG(name), STR_ARG(key),
				STR_ARG(is), STR_ARG(want));
	}
	if (r->problems != 3 || r->measures != 6)
		fail_msg(STR_FMT ": %u problems, %u measures", STR_ARG(name), r->problems, r->measures);
	report_free(r);
	buf_clear(&text);
	buf_clear(&got);
}

static void test_headers(void **state)
{
	char path[512];
	const char *root = getenv("BIHUAN_SOURCE");
	struct str all;
	struct err e = { 0 };
	size_t cases = 0;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/report/headers.txt", root ? root : ".");
	assert_int_equal(file_read(path, 1 << 20, &all, &e), 0);
	for (struct str rest = all; rest.len;) {
		struct str line = next_line(&rest);
		if (!str_starts(line, STR("# ")))
			continue;
		check_case(str_sub(line, 2, line.len), &rest);
		cases++;
	}
	assert_true(cases >= 25);
	file_free(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_headers) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
