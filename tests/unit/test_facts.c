/* Facts of a report against tests/report/facts/: sentences with what must, and must not, be found in them. */
#include "unit.h"

#include "buf.h"
#include "fault.h"
#include "facts_lex.h"
#include "facts_words.h"
#include "file.h"
#include "utf8.h"

static const char *const kinds[] = { "numbers", "dates", "documents", "orgs", "people", "contacts", "limits" };

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

/* The marks of a copy with zero bytes behind it: what reads the facts may not look there. */
static void marks_of(struct str text, struct marks *ret)
{
	char *padded = calloc(1, text.len + MARKS_PADDING);

	assert_non_null(padded);
	memcpy(padded, text.ptr ? text.ptr : "", text.len);
	marks_init(ret);
	assert_int_equal(marks_scan(ret, (struct str){ padded, text.len }), 0);
	free(padded);
}

static int facts_of(struct report *r, size_t len, struct err *e)
{
	struct marks m;

	marks_of(r->text, &m);
	int rc = report_facts(r, &m, (struct span){ 0, (uint32_t)len }, e);
	marks_clear(&m);
	return rc;
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

/* What of the text is a limit that lies ahead. */
static void show_limits(struct buf *b, const struct report *r)
{
	bool any = false;

	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (!d->limit)
			continue;
		buf_cstr(b, any ? "; " : "");
		buf_str(b, report_slice(r, d->span));
		any = true;
	}
}

static void show_contact(struct buf *b, const struct fact_contact *c)
{
	static const char *const kind[] = { "phone ", "email ", "address ", "postcode " };

	buf_cstr(b, kind[c->kind]);
	buf_str(b, c->value);
}

#define SHOW_ALL(array, type, show)                                                                                    \
	for (size_t i = 0; i < (array).len; i++) {                                                                     \
		buf_cstr(b, i ? "; " : "");                                                                            \
		show(b, &VEC_AT(&(array), type, i));                                                                   \
	}                                                                                                              \
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
	case 6:
		show_limits(b, r);
		break;
	default:
		SHOW_ALL(r->contacts, struct fact_contact, show_contact);
	}
}

/* --- the data files --- */

struct file_run {
	const char *name;
	int line, cases, failures;
	struct date start, signed_date;
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
	assert_int_equal(facts_of(&run->report, run->text.len, &e), 0);
	run->report.signed_date = run->signed_date;
	facts_settle_dates(&run->report);
}

static void check_kind(struct file_run *run, size_t kind, struct str want)
{
	struct buf got;

	buf_init(&got, 1 << 16);
	show(&got, &run->report, kind);
	if (!str_eq(buf_view(&got), want)) {
		run->failures++;
		print_error("%s:%d %s\n  text " STR_FMT "\n  want " STR_FMT "\n  got  " STR_FMT "\n", run->name,
			run->line, kinds[kind], STR_ARG(run->report.text), STR_ARG(want), STR_ARG(buf_view(&got)));
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
	if (str_eq(key, STR("start")) || str_eq(key, STR("signed"))) {
		struct date *of = str_eq(key, STR("start")) ? &run->start : &run->signed_date;
		*of = (struct date){ 0, 0, 0 };
		assert_true(!want.len || date_parse(want, of));
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

static struct str data_file(const char *name)
{
	char path[512];
	const char *root = getenv("BIHUAN_SOURCE");
	struct str text = STR_NONE;
	struct err e = { 0 };

	snprintf(path, sizeof(path), "%s/%s", root ? root : ".", name);
	if (file_read(path, 1 << 20, &text, &e) < 0)
		fail_msg("%s", e.message);
	return text;
}

static void run_file(const char *name)
{
	char path[128];
	struct file_run run = { .name = name };

	snprintf(path, sizeof(path), "tests/report/facts/%s", name);
	struct str text = data_file(path);
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

#define FILE_TEST(name)                                                                                                \
	static void test_##name(void **state)                                                                          \
	{                                                                                                              \
		(void)state;                                                                                           \
		run_file(#name ".txt");                                                                                \
	}

FILE_TEST(numbers)
FILE_TEST(not_numbers)
FILE_TEST(dates)
FILE_TEST(documents)
FILE_TEST(orgs)
FILE_TEST(people)
FILE_TEST(contacts)

/* --- claims: the sentence stands in the preamble of a whole report --- */

static const char report_head[] =
	"中共临江区城市管理局党组关于巡察整改进展情况的通报\n"
	"根据区委统一部署，2023年3月1日至4月30日，区委第二巡察组对局党组开展了巡察，6月5日反馈了意见。现将整改情况予以公布。\n";
static const char report_body[] =
	"\n二、反馈意见整改落实情况\n（一）聚焦基层党建方面\n1.支部学习走过场。\n"
	"整改措施：一是修订学习计划。二是逐月抽查笔记。\n整改进展情况：已按月抽查。\n整改结果：已完成\n"
	"2.公厕管养不到位。\n（1）夜间无人保洁。\n整改措施：一是增派夜班。二是安装提示灯。\n整改结果：已完成并长期坚持\n"
	"（2）标识缺损。\n整改措施：一是补齐标识。\n整改结果：已完成\n（二）聚焦工程领域方面\n"
	"3.中转站改造滞后。\n整改措施：一是倒排工期。二是每周调度。\n整改结果：正在推进\n"
	"中共临江区城市管理局党组\n2023年12月8日\n";

static void show_claims(struct buf *b, const struct report *r)
{
	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		buf_fmt(b, "%s%s ", i ? "; " : "", c->key);
		decimal_format(b, c->value);
		buf_fmt(b, " " STR_FMT " (%lld)", STR_ARG(c->unit), (long long)c->counted);
	}
}

static bool claims_hold(const char *where, struct str sentence, struct str want)
{
	struct buf text, got;
	struct report *r = NULL;
	struct err e = { 0 };

	buf_init(&text, 1 << 16);
	buf_init(&got, 1 << 16);
	buf_cstr(&text, report_head);
	buf_cstr(&text, "一、整改工作组织情况\n");
	buf_str(&text, sentence);
	buf_cstr(&text, report_body);
	assert_int_equal(report_parse(buf_view(&text), &r, &e), 0);
	show_claims(&got, r);
	bool same = str_eq(buf_view(&got), want);
	if (!same)
		print_error("%s claims (%u problems, %u items, %u measures)\n  text " STR_FMT "\n  want " STR_FMT
			    "\n  got  " STR_FMT "\n",
			where, r->problems, r->items, r->measures, STR_ARG(sentence), STR_ARG(want),
			STR_ARG(buf_view(&got)));
	report_free(r);
	buf_clear(&text);
	buf_clear(&got);
	return same;
}

static void test_claims(void **state)
{
	struct str text = data_file("tests/report/facts/claims.txt"), sentence = STR_NONE;
	int failures = 0;

	(void)state;
	for (size_t from = 0; from < text.len;) {
		size_t end = str_find(text, STR("\n"), from);
		end = end == STR_NPOS ? text.len : end;
		struct str line = str_sub(text, from, end);
		if (str_starts(line, STR("> ")))
			sentence = str_sub(line, 2, line.len);
		else if (str_starts(line, STR("claims:")))
			failures += !claims_hold("claims.txt", sentence, str_trim(str_sub(line, 7, line.len)));
		from = end + 1;
	}
	file_free(&text);
	assert_int_equal(failures, 0);
}

/* --- what no sentence shows --- */

/* Every word of the lexer that makes a token is one that the pass stops at. */
static void test_starts(void **state)
{
	struct str text = data_file("src/report/facts_lex.re");
	size_t until = str_find(text, STR("facts_unit("), 0), from, tokens = 0;

	(void)state;
	for (from = str_find(text, STR("facts_next("), 0); from < until;) {
		size_t open = str_find(text, STR("\""), from), close = str_find(text, STR("\""), open + 1);
		if (close >= until)
			break;
		/* with something behind it, as labels want */
		struct buf word;
		const char *end;
		buf_init(&word, 200);
		buf_str(&word, str_sub(text, open + 1, close));
		buf_cstr(&word, "警告单位：2日");
		struct str w = buf_view(&word);
		if (facts_next(w.ptr, w.ptr + w.len, &end) != FACT_NONE) {
			struct marks m;
			marks_of(w, &m);
			tokens++;
			if (!m.stops.len || VEC_AT(&m.stops, uint32_t, 0) != 0)
				fail_msg("not stopped at: " STR_FMT, STR_ARG(w));
			marks_clear(&m);
		}
		buf_clear(&word);
		from = close + 1;
	}
	assert_true(tokens > 60);
	file_free(&text);
}

/* A Chinese numeral alone, before neither a measure word nor what else may make it count. */
static bool counts_nothing(struct str text, size_t at, const char *end)
{
	static const char *const more[] = { "余", "多", "几", "来", "月", " ", "\t", "\u00a0", "\u3000" };
	struct str behind = str_sub(text, at + 3, text.len);

	if (!(marks_flags(text.ptr + at) & MARK_NUMERAL) || end != behind.ptr)
		return false;
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		if (str_starts(behind, str_from(more[i])))
			return false;
	return !behind.len || !(marks_flags(behind.ptr) & (MARK_FACT | MARK_UNIT));
}

/* Fails where a token may begin at which nobody would look. */
static size_t hold_stops(struct str text)
{
	struct marks m;
	size_t next = 0, tokens = 0;

	marks_of(text, &m);
	for (size_t at = 0, behind; at < text.len; at = behind) {
		const char *end;
		bool stop = next < m.stops.len && VEC_AT(&m.stops, uint32_t, next) == at;
		bool token = facts_next(text.ptr + at, text.ptr + text.len, &end) != FACT_NONE;
		behind = at;
		utf8_next(text, &behind);
		next += stop;
		tokens += token;
		if (token && !stop && !counts_nothing(text, at, end))
			fail_msg("not stopped at %zu: %.60s", at, text.ptr + at);
	}
	assert_int_equal(next, m.stops.len);
	marks_clear(&m);
	return tokens;
}

static void test_stops(void **state)
{
	static const char *const names[] = { "tests/samples/haitang-2020.txt", "tests/samples/yunling-2023.txt",
		"src/report/facts_lex.re", "src/report/lex.re", "tests/report/facts/numbers.txt",
		"tests/report/facts/dates.txt" };
	size_t tokens = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct str text = data_file(names[i]);
		tokens += hold_stops(text);
		file_free(&text);
	}
	assert_true(tokens > 5000);
}

/* Every word of the tables is found, as long as nothing cuts it off. */
static void test_words(void **state)
{
	static const char lesson[] = "一课";
	struct str text = data_file("src/report/facts_words.re");
	size_t words = 0, from = str_find(text, STR("fixed ="), 0);

	(void)state;
	for (;;) {
		size_t open = str_find(text, STR("\""), from), close = str_find(text, STR("\""), open + 1);
		if (open == STR_NPOS || close == STR_NPOS)
			break;
		struct str w = str_sub(text, open + 1, close);
		size_t longest = 0, cut = 0;
		char *exact = malloc(w.len);
		assert_non_null(exact);
		memcpy(exact, w.ptr, w.len);
		for (int t = 0; t < WORDS_TABLES; t++) {
			size_t n = facts_word((enum facts_words)t, exact, exact + w.len);
			size_t less = facts_word((enum facts_words)t, exact, exact + w.len - 1);
			longest = n > longest ? n : longest;
			cut = less > cut ? less : cut;
		}
		free(exact);
		assert_int_equal(longest, w.len);
		assert_true(cut < w.len);
		words++;
		from = close + 1;
	}
	file_free(&text);
	assert_true(words > 500);
	assert_int_equal(facts_word(WORDS_FIXED, lesson, lesson + 6), 0);
}

/* Hostile runs: done in time that grows with their length, and nothing is read outside. */
static void test_long_runs(void **state)
{
	static const char *const pieces[] = { "1", "1,", "1,111,", "1.", "一", "百", "《", "》", "（2020）", "〔",
		"2020年", "1月", "二 ", "电话：1", "牵头", "约谈", "第", "@a.", "a.", "处分", "１", "十万", "1-",
		"12个", "、", "2020-", " " };
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
		assert_int_equal(facts_of(&r, len, &e), 0);
		for (size_t n = 0; n < r.numbers.len; n++)
			assert_true(VEC_AT(&r.numbers, struct fact_number, n).span.end <= len);
		report_clear(&r);
		free(exact);
	}
}

static const char mixed[] =
	"根据《临江条例》（云政〔2020〕2号），2021年3月5日由环卫科牵头，给予4人约谈，追回3万余元，电话：0571-1234567";

/* The n-th allocation fails, for every n: an error, no leak, no crash. */
static void test_no_memory(void **state)
{
	(void)state;
	for (long n = 1;; n++) {
		struct report r;
		struct err e = { 0 };
		struct marks m;
		report_init(&r, str_from(mixed));
		marks_of(r.text, &m);
		fault_arm(FAULT_ALLOC, n, false);
		int rc = report_facts(&r, &m, (struct span){ 0, sizeof(mixed) - 1 }, &e);
		fault_arm(FAULT_ALLOC, 0, false);
		marks_clear(&m);
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
		assert_int_equal(facts_of(&r, len, &e), 0);
		report_clear(&r);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_not_numbers),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_orgs),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_contacts),
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_starts),
		cmocka_unit_test(test_stops),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_long_runs),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
