/* Facts of a report against tests/report/facts/: sentences with what must, and must not, be found in them. */
#include "unit.h"

#include "buf.h"
#include "fault.h"
#include "facts.h"
#include "facts_words.h"
#include "file.h"

static const char *const kinds[] = { "numbers", "dates", "documents", "orgs", "people", "contacts" };

static void report_init(struct report *r, struct str text)
{
	*r = (struct report){ .text = text, .arena = arena_new(1 << 24) };
	assert_non_null(r->arena);
	vec_init(&r->dates, sizeof(struct fact_date));
	vec_init(&r->numbers, sizeof(struct fact_number));
	vec_init(&r->documents, sizeof(struct fact_document));
	vec_init(&r->orgs, sizeof(struct fact_org));
	vec_init(&r->people, sizeof(struct fact_people));
	vec_init(&r->contacts, sizeof(struct fact_contact));
	vec_init(&r->claims, sizeof(struct fact_claim));
}

static void report_clear(struct report *r)
{
	struct vec *all[] = { &r->dates, &r->numbers, &r->documents, &r->orgs, &r->people, &r->contacts, &r->claims };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		vec_clear(all[i]);
	arena_free(r->arena);
}

/* --- facts as text, joined by "; " --- */

static void show_number(struct buf *b, const struct fact_number *n)
{
	buf_cstr(b, n->approximate ? "~" : "");
	buf_cstr(b, n->kind == NUMBER_ORDINAL ? "#" : n->kind == NUMBER_POINTS ? "+" : "");
	decimal_format(b, n->value);
	buf_cstr(b, n->unit.len ? " " : "");
	buf_str(b, n->unit);
	if (n->kind == NUMBER_MONEY)
		buf_fmt(b, "=%lld", (long long)n->fen);
}

static void show_day(struct buf *b, struct date d)
{
	if (!d.year && !d.month)
		buf_cstr(b, "none");
	else
		buf_fmt(b, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static void show_date(struct buf *b, const struct fact_date *d)
{
	static const char *const precision[] = { "", " month", " year", " quarter", " half" };

	buf_cstr(b, d->year_inferred ? "~" : "");
	show_day(b, d->value);
	if (!date_is_none(d->range_end)) {
		buf_cstr(b, "..");
		show_day(b, d->range_end);
	}
	buf_cstr(b, precision[d->precision]);
}

static void show_document(struct buf *b, const struct fact_document *d)
{
	static const char *const action[] = { "issued", "revised", "drafted", "submitted", "trial", "cited" };

	buf_cstr(b, action[d->action]);
	buf_cstr(b, d->title.ptr ? " " : "");
	buf_str(b, d->title.ptr ? d->title : STR(""));
	buf_cstr(b, d->number.ptr ? " " : "");
	buf_str(b, d->number.ptr ? d->number : STR(""));
}

static void show_org(struct buf *b, const struct fact_org *o)
{
	static const char *const role[] = { "lead ", "responsible ", "cooperating ", "other " };

	buf_cstr(b, role[o->role]);
	buf_str(b, o->name);
}

static void show_people(struct buf *b, const struct fact_people *p)
{
	buf_str(b, p->kind);
	buf_fmt(b, " %u", p->people);
}

static void show_contact(struct buf *b, const struct fact_contact *c)
{
	static const char *const kind[] = { "phone ", "email ", "address ", "postcode " };

	buf_cstr(b, kind[c->kind]);
	buf_str(b, c->value);
}

#define SHOW_ALL(array, type, show)                                      \
	for (size_t i = 0; i < (array).len; i++) {                       \
		buf_cstr(b, i ? "; " : "");                              \
		show(b, &VEC_AT(&(array), type, i));                     \
	}                                                                \
	break

static void show(struct buf *b, const struct report *r, size_t kind)
{
	switch (kind) {
	case 0:
		SHOW_ALL(r->numbers, struct fact_number, show_number);
	case 1:
		SHOW_ALL(r->dates, struct fact_date, show_date);
	case 2:
		SHOW_ALL(r->documents, struct fact_document, show_document);
	case 3:
		SHOW_ALL(r->orgs, struct fact_org, show_org);
	case 4:
		SHOW_ALL(r->people, struct fact_people, show_people);
	default:
		SHOW_ALL(r->contacts, struct fact_contact, show_contact);
	}
}

/* --- the data files --- */

struct file_run {
	const char *name;
	int line, cases, failures;
	struct date start;
	struct report report;
	struct buf text;
	bool open;
};

static void close_case(struct file_run *run)
{
	if (run->open)
		report_clear(&run->report);
	run->open = false;
}

/* "> sentence"; \n in it stands for a line's end. */
static void open_case(struct file_run *run, struct str sentence)
{
	struct err e = { 0 };

	close_case(run);
	buf_reset(&run->text);
	for (size_t i = 0; i < sentence.len; i++) {
		bool newline = i + 1 < sentence.len && sentence.ptr[i] == '\\' && sentence.ptr[i + 1] == 'n';
		buf_chr(&run->text, newline ? '\n' : sentence.ptr[i]);
		i += newline;
	}
	/* a copy of exact length, so that reading past it is seen */
	report_init(&run->report, STR_NONE);
	char *exact = arena_alloc(run->report.arena, run->text.len + 1);
	memcpy(exact, run->text.ptr, run->text.len);
	run->report.text = (struct str){ exact, run->text.len };
	run->report.inspection_start = run->start;
	run->open = true;
	run->cases++;
	assert_int_equal(report_facts(&run->report, (struct span){ 0, (uint32_t)run->text.len }, &e), 0);
}

static void check_kind(struct file_run *run, size_t kind, struct str want)
{
	struct buf got;

	buf_init(&got, 1 << 16);
	show(&got, &run->report, kind);
	if (!str_eq(buf_view(&got), want)) {
		run->failures++;
		print_error("%s:%d %s\n  text " STR_FMT "\n  want " STR_FMT "\n  got  " STR_FMT "\n", run->name, run->line, kinds[kind],
			STR_ARG(run->report.text), STR_ARG(want), STR_ARG(buf_view(&got)));
	}
	buf_clear(&got);
}

static void run_line(struct file_run *run, struct str line)
{
	line = str_trim(line);
	if (!line.len || line.ptr[0] == '#')
		return;
	if (line.ptr[0] == '>') {
		open_case(run, str_trim(str_sub(line, 1, line.len)));
		return;
	}
	size_t colon = str_find(line, STR(":"), 0);
	struct str key = str_sub(line, 0, colon), want = str_trim(str_sub(line, colon + 1, line.len));
	if (str_eq(key, STR("start"))) {
		run->start = (struct date){ 0, 0, 0 };
		assert_true(!want.len || date_parse(want, &run->start));
		return;
	}
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		if (str_eq(key, str_from(kinds[k]))) {
			check_kind(run, k, want);
			return;
		}
	}
	fail_msg("%s:%d: unknown line", run->name, run->line);
}

static void run_file(const char *name)
{
	char path[512];
	const char *root = getenv("BIHUAN_SOURCE");
	struct str text;
	struct err e = { 0 };
	struct file_run run = { .name = name };

	snprintf(path, sizeof(path), "%s/tests/report/facts/%s", root ? root : ".", name);
	if (file_read(path, 1 << 20, &text, &e) < 0)
		fail_msg("%s", e.message);
	buf_init(&run.text, 1 << 20);
	for (size_t from = 0; from < text.len;) {
		size_t end = str_find(text, STR("\n"), from);
		end = end == STR_NPOS ? text.len : end;
		run.line++;
		run_line(&run, str_sub(text, from, end));
		from = end + 1;
	}
	close_case(&run);
	buf_clear(&run.text);
	file_free(&text);
	print_message("# %s: %d sentences\n", name, run.cases);
	assert_int_equal(run.failures, 0);
	assert_true(run.cases > 0);
}

#define FILE_TEST(name)                       \
	static void test_##name(void **state) \
	{                                     \
		(void)state;                  \
		run_file(#name ".txt");       \
	}

FILE_TEST(numbers)
FILE_TEST(not_numbers)
FILE_TEST(dates)
FILE_TEST(documents)
FILE_TEST(orgs)
FILE_TEST(people)
FILE_TEST(contacts)

/* --- what no sentence shows --- */

static void test_words_sorted(void **state)
{
	(void)state;
	for (int t = 0; t < WORDS_TABLES; t++)
		assert_true(facts_words_sorted((enum facts_words)t));
}

/* Hostile runs: done in time that grows with their length, and nothing is read outside. */
static void test_long_runs(void **state)
{
	static const char *const pieces[] = { "1", "1,", "1,111,", "1.", "一", "百", "《", "》", "（2020）", "〔", "2020年", "1月", "二 ", "电话：1", "牵头", "约谈", "第", "@a.", "a.", "处分",
		"１", "十万", "1-", "12个", "、", "2020-", " " };
	enum { LENGTH = 300000 };
	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct report r;
		struct err e = { 0 };
		size_t piece = strlen(pieces[i]), len = 0;
		char *text = malloc(LENGTH + 1);
		assert_non_null(text);
		while (len + piece <= LENGTH) {
			memcpy(text + len, pieces[i], piece);
			len += piece;
		}
		char *exact = realloc(text, len);
		report_init(&r, (struct str){ exact, len });
		assert_int_equal(report_facts(&r, (struct span){ 0, (uint32_t)len }, &e), 0);
		for (size_t n = 0; n < r.numbers.len; n++)
			assert_true(VEC_AT(&r.numbers, struct fact_number, n).span.end <= len);
		report_clear(&r);
		free(exact);
	}
}

static const char mixed[] = "根据《临江条例》（云政〔2020〕2号），2021年3月5日由环卫科牵头，给予4人约谈，追回3万余元，电话：0571-1234567";

/* The n-th allocation fails, for every n: an error, no leak, no crash. */
static void test_no_memory(void **state)
{
	(void)state;
	for (long n = 1;; n++) {
		struct report r;
		struct err e = { 0 };
		report_init(&r, str_from(mixed));
		fault_arm(FAULT_ALLOC, n, false);
		int rc = report_facts(&r, (struct span){ 0, sizeof(mixed) - 1 }, &e);
		fault_arm(FAULT_ALLOC, 0, false);
		assert_true(rc == 0 || rc == ERR_NOMEM);
		if (rc < 0)
			assert_int_equal(e.code, ERR_NOMEM);
		report_clear(&r);
		if (rc == 0)
			break;
		assert_true(n < 100);
	}
}

/* Cut anywhere, the text is read without a step outside. */
static void test_cut(void **state)
{
	(void)state;
	for (size_t len = 0; len <= sizeof(mixed) - 1; len++) {
		struct report r;
		struct err e = { 0 };
		if (len < sizeof(mixed) - 1 && (mixed[len] & 0xC0) == 0x80)
			continue;
		char *exact = malloc(len ? len : 1);
		assert_non_null(exact);
		memcpy(exact, mixed, len);
		report_init(&r, (struct str){ exact, len });
		assert_int_equal(report_facts(&r, (struct span){ 0, (uint32_t)len }, &e), 0);
		report_clear(&r);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),	  cmocka_unit_test(test_not_numbers), cmocka_unit_test(test_dates),
		cmocka_unit_test(test_documents), cmocka_unit_test(test_orgs),	      cmocka_unit_test(test_people),
		cmocka_unit_test(test_contacts),  cmocka_unit_test(test_words_sorted), cmocka_unit_test(test_long_runs),
		cmocka_unit_test(test_no_memory), cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
