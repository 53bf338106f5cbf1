/* BH2xx: labelled sentences for the reading of tense and modality, small whole reports for the rules. */
#include "unit.h"

#include "check.h"
#include "fault.h"
#include "file.h"
#include "hint_help.h"

#define FILE_MAX ((size_t)4 << 20)
#define PRECISION_FLOOR 0.97
#define RECALL_FLOOR 0.95
#define SENTENCES_MIN 300
#define EXPECTED_MAX 8

static const char folder[] = "tests/report/rules/";

static struct str read_data(const char *name)
{
	char path[512];
	struct str text = STR_NONE;
	struct err e = { 0 };
	snprintf(path, sizeof(path), "%s%s", folder, name);
	if (file_read(path, FILE_MAX, &text, &e) < 0)
		fail_msg("%s", e.message);
	return text;
}

static bool next_line(struct str file, size_t *pos, struct str *ret)
{
	if (*pos >= file.len)
		return false;
	size_t end = str_find(file, STR("\n"), *pos);
	end = end == STR_NPOS ? file.len : end;
	*ret = str_sub(file, *pos, end);
	*pos = end + 1;
	return true;
}

/* --- sentences --- */

/* Whatever its day, a bare date is wanted. */
static const struct mood_want ever = { .since = { 1, 1, 1 } };

struct heard {
	unsigned moods, bare;
	struct mood last;
};

static int hear(void *context, const struct mood *m)
{
	struct heard *h = context;
	if (m->bare)
		h->bare++;
	else if (m->level >= MOOD_SOFT)
		h->moods++;
	h->last = *m;
	return 0;
}

static int read_moods(struct str text, const struct mood_want *want, mood_sink *sink, void *context)
{
	return mood_read(text, hints_of(text), want, sink, context);
}

struct score {
	unsigned hit, missed, wrong, quiet;
};

/* '+' a doubt, '-' none, '*' a date alone. */
static void score_line(struct str line, struct score *s)
{
	struct heard h = { 0 };
	struct str text = str_sub(line, 2, line.len);
	assert_int_equal(read_moods(text, &ever, hear, &h), 0);
	switch (line.ptr[0]) {
	case '+':
		h.moods ? s->hit++ : s->missed++;
		if (!h.moods)
			print_message("# missed: " STR_FMT "\n", STR_ARG(text));
		return;
	case '*':
		assert_int_equal(h.bare, 1);
		return;
	default:
		h.moods ? s->wrong++ : s->quiet++;
		if (h.moods)
			print_message("# doubted: " STR_FMT " (" STR_FMT ")\n", STR_ARG(text),
				STR_ARG(str_sub(text, h.last.word.start, h.last.word.end)));
	}
}

static void test_sentences(void **state)
{
	static const char *const names[] = { "BH201/sentences-a.tsv", "BH201/sentences-b.tsv", "BH201/sentences-c.tsv",
		"BH201/sentences-d.tsv", "BH201/sentences-e.tsv" };
	struct score s = { 0 };
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct str file = read_data(names[i]), line;
		for (size_t pos = 0; next_line(file, &pos, &line);) {
			if (line.len > 2 && line.ptr[0] != '#')
				score_line(line, &s);
		}
		file_free(&file);
	}
	double precision = (double)s.hit / (s.hit + s.wrong), recall = (double)s.hit / (s.hit + s.missed);
	print_message("# sentences: %u doubts, %u quiet: precision %.3f, recall %.3f\n", s.hit + s.missed,
		s.wrong + s.quiet, precision, recall);
	assert_true(s.hit + s.missed + s.wrong + s.quiet >= SENTENCES_MIN);
	assert_true(precision >= PRECISION_FLOOR);
	assert_true(recall >= RECALL_FLOOR);
}

static struct heard hear_text(const char *text)
{
	struct heard h = { 0 };
	assert_int_equal(read_moods(str_from(text), &ever, hear, &h), 0);
	return h;
}

static void test_spans(void **state)
{
	(void)state;
	static const char text[] = "已完成选址。  新站将于2025年6月底建成投用。";
	struct heard h = hear_text(text);
	struct str all = str_from(text);
	assert_int_equal(h.moods, 1);
	assert_int_equal(h.last.cause, MOOD_FUTURE);
	assert_str(str_sub(all, h.last.sentence.start, h.last.sentence.end), "新站将于2025年6月底建成投用");
	assert_str(str_sub(all, h.last.word.start, h.last.word.end), "将");
	assert_true(h.last.has_promise);
	assert_str(str_sub(all, h.last.promise.start, h.last.promise.end), "2025年6月底");
}

static int stop(void *context, const struct mood *m)
{
	(void)context;
	(void)m;
	return ERR_NOMEM;
}

/* Hostile texts: nothing to find but the end, in order and in time. */
static void test_hostile(void **state)
{
	(void)state;
	static const char *const odd[] = { "", "。", "《", "》》", "“《（", "待", "将", "计划", "正", "正在",
		"针对针对针对", "2024年", "，，，，", "（正在（", "）正在", "《正在》" };
	for (size_t i = 0; i < COUNT(odd); i++)
		hear_text(odd[i]);
	assert_int_equal(read_moods((struct str){ "a\0待\0b", 7 }, &ever, hear, &(struct heard){ 0 }), 0);
	assert_int_equal(read_moods(STR("合同正在办理。"), &ever, stop, NULL), ERR_NOMEM);
	static const char *const units[] = { "待", "《", "正在办理，", "针对", "（", "，", "已完成，", "将", "2024年",
		"问题" };
	size_t max = 200000;
	char *big = malloc(max);
	assert_non_null(big);
	for (size_t i = 0; i < COUNT(units); i++) {
		size_t unit = strlen(units[i]), len = 0;
		for (; len + unit <= max; len += unit)
			memcpy(big + len, units[i], unit);
		struct heard h = { 0 };
		assert_int_equal(read_moods((struct str){ big, len }, &ever, hear, &h), 0);
		assert_true(h.last.sentence.end <= len);
	}
	free(big);
}

/* Bare dates: only where they were asked for, and those that may have been to come. */
static void test_bare_dates(void **state)
{
	static const struct {
		const char *text;
		struct date since;
		unsigned bare;
	} cases[] = {
		{ "2025年6月完成搬迁", { 1, 1, 1 }, 1 },
		{ "2025年6月完成搬迁", { 0, 0, 0 }, 0 },
		{ "2025年6月完成搬迁", { 2025, 6, 30 }, 1 },
		{ "2025年6月完成搬迁", { 2025, 7, 1 }, 0 },
		{ "2025年完成搬迁", { 2025, 7, 1 }, 1 },
		{ "25年6月完成搬迁", { 2025, 7, 1 }, 0 },
		{ "2024年完成选址，2025年8月完成搬迁", { 2025, 7, 1 }, 1 },
		{ "明年完成搬迁", { 2025, 7, 1 }, 1 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct heard h = { 0 };
		struct mood_want want = { .since = cases[i].since };
		assert_int_equal(read_moods(str_from(cases[i].text), &want, hear, &h), 0);
		if (h.bare != cases[i].bare)
			fail_msg("%s: %u", cases[i].text, h.bare);
	}
}

/* Only what is promised for a day, and what takes it back. */
static void test_only_dated(void **state)
{
	static const char text[] =
		"合同正在办理。新站将于2025年6月底建成。手续正在办理，预计明年3月完成。旧站拟于下周拆除";
	static const struct mood_want dated = { .dated = true };
	struct heard h = { 0 };
	(void)state;
	assert_int_equal(read_moods(str_from(text), &dated, hear, &h), 0);
	assert_int_equal(h.moods, 3);
	assert_true(h.last.has_promise);
	h = (struct heard){ 0 };
	assert_int_equal(read_moods(STR("合同正在办理。新站将建成。"), &dated, hear, &h), 0);
	assert_int_equal(h.moods, 0);
}

/* The word that speaks stands behind more words than a sentence holds, without a stop. */
static void test_long_sentence(void **state)
{
	static const char unit[] = "严格按照规定，", end[] = "合同正在办理";
	char *big = malloc(sizeof(unit) * 4000 + sizeof(end));
	size_t len = 0;
	(void)state;
	assert_non_null(big);
	for (int i = 0; i < 4000; i++, len += strlen(unit))
		memcpy(big + len, unit, strlen(unit));
	memcpy(big + len, end, sizeof(end));
	struct heard h = hear_text(big);
	assert_int_equal(h.moods, 1);
	assert_str(str_sub(str_from(big), h.last.word.start, h.last.word.end), "正在");
	free(big);
}

static void test_next_sentence_takes_back(void **state)
{
	(void)state;
	assert_int_equal(hear_text("验收手续正在办理。现已全部办结。").moods, 0);
	assert_int_equal(hear_text("验收手续正在办理。宣传工作已经完成。").moods, 1);
	assert_int_equal(hear_text("办法已形成初稿。10月，办法已正式印发。").moods, 0);
	assert_int_equal(hear_text("办法已形成初稿。加快印发。").moods, 1);
}

/* --- whole reports --- */

struct expect {
	struct str code, severity, part;
	bool met;
};

static bool split_expect(struct str line, struct expect *ret)
{
	if (!str_starts(line, STR("! ")))
		return false;
	size_t a = str_find(line, STR(" "), 2), b = str_find(line, STR(" "), a + 1);
	assert_true(a != STR_NPOS && b != STR_NPOS);
	*ret = (struct expect){ str_sub(line, 2, a), str_sub(line, a + 1, b), str_sub(line, b + 1, line.len), false };
	return true;
}

static bool meets(const struct check_finding *f, struct expect *e, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (e[i].met || !str_eq(e[i].code, str_from(f->rule->code)) ||
			!str_eq(e[i].severity, str_from(severity_name(f->severity))))
			continue;
		if (str_has(f->message, e[i].part) || str_has(f->quote, e[i].part)) {
			e[i].met = true;
			return true;
		}
	}
	return false;
}

/* The number of differences between what is expected and what BH2 found. */
static unsigned judge_report(struct str name, struct str text, struct expect *e, size_t n)
{
	struct report *r = NULL;
	struct check_result *result = NULL;
	struct check_options o = { .disabled = "BH1,BH3,BH4,BH5" };
	struct err err = { 0 };
	unsigned wrong = 0;
	assert_int_equal(report_parse(text, &r, &err), 0);
	assert_int_equal(check_run(r, &o, &result, &err), 0);
	for (size_t i = 0; i < result->findings.len; i++) {
		const struct check_finding *f = &VEC_AT(&result->findings, struct check_finding, i);
		assert_int_equal(f->quote.ptr - r->text.ptr, f->span.start);
		if (meets(f, e, n))
			continue;
		wrong++;
		print_message("# " STR_FMT ": unexpected %s %s " STR_FMT "\n#   > " STR_FMT "\n", STR_ARG(name),
			f->rule->code, severity_name(f->severity), STR_ARG(f->message), STR_ARG(f->quote));
	}
	for (size_t i = 0; i < n; i++) {
		if (!e[i].met)
			print_message("# " STR_FMT ": missing " STR_FMT " " STR_FMT "\n", STR_ARG(name),
				STR_ARG(e[i].code), STR_ARG(e[i].part));
		wrong += !e[i].met;
	}
	check_result_free(result);
	report_free(r);
	return wrong;
}

static void judge_file(const char *path, unsigned *cases, unsigned *wrong)
{
	struct str file = read_data(path);
	for (size_t at = str_find(file, STR("=== "), 0); at != STR_NPOS;) {
		size_t next = str_find(file, STR("\n=== "), at);
		struct str block = str_sub(file, at, next == STR_NPOS ? file.len : next + 1), line = STR_NONE,
			   name = STR_NONE;
		struct expect e[EXPECTED_MAX];
		size_t pos = 0, n = 0, body;
		next_line(block, &pos, &name);
		for (body = pos; n < EXPECTED_MAX && next_line(block, &pos, &line) && split_expect(line, &e[n]); n++)
			body = pos;
		*wrong += judge_report(name, str_sub(block, body, block.len), e, n);
		(*cases)++;
		at = next == STR_NPOS ? STR_NPOS : next + 1;
	}
	file_free(&file);
}

static void test_reports(void **state)
{
	(void)state;
	unsigned cases = 0, wrong = 0;
	for (int rule = 201; rule <= 207; rule++) {
		char path[64];
		snprintf(path, sizeof(path), "BH%d/reports.txt", rule);
		judge_file(path, &cases, &wrong);
	}
	print_message("# closure: %u reports, %u wrong\n", cases, wrong);
	assert_true(cases >= 40);
	assert_int_equal(wrong, 0);
}

static size_t count_with(struct str text, const char *disabled, const char *code)
{
	struct report *r = NULL;
	struct check_result *result = NULL;
	struct check_options o = { .disabled = disabled };
	struct err e = { 0 };
	size_t n = 0;
	assert_int_equal(report_parse(text, &r, &e), 0);
	assert_int_equal(check_run(r, &o, &result, &e), 0);
	for (size_t i = 0; i < result->findings.len; i++)
		n += strcmp(VEC_AT(&result->findings, struct check_finding, i).rule->code, code) == 0;
	check_result_free(result);
	report_free(r);
	return n;
}

/* With the dated rules off, the sentence is BH201's; with BH201 off, the dated rules still read. */
static void test_rules_agree(void **state)
{
	(void)state;
	static const struct str text = STR(
		"整改情况的通报\n2024年6月20日反馈了意见。\n一、聚焦建设方面\n1.关于站点布局不合理的问题。\n整改措施：一是优化布局。\n"
		"整改进展：一是新站点计划2025年3月底前建成。\n整改结果：已完成\n云岭市城市管理局\n2024年12月10日\n");
	assert_int_equal(count_with(text, NULL, "BH202"), 1);
	assert_int_equal(count_with(text, NULL, "BH201"), 0);
	assert_int_equal(count_with(text, "BH202", "BH201"), 1);
	assert_int_equal(count_with(text, "BH201", "BH202"), 1);
	assert_int_equal(count_with(text, "BH201,BH203", "BH202"), 1);
	assert_int_equal(count_with(text, "BH2", "BH201") + count_with(text, "BH2", "BH202"), 0);
}

/* A long sentence is quoted in whole clauses around the word; the message repeats a clause, cut where a list allows. */
static void test_quotes(void **state)
{
	(void)state;
	static const struct str text = STR(
		"整改情况的通报\n2024年6月20日反馈了意见。\n一、聚焦建设方面\n1.关于站点布局不合理的问题。\n整改措施：一是优化布局。\n"
		"整改进展：经实地踏勘并多次会同属地街道和社区召开居民议事会反复协商，两处转运站的选址已经市规划委员会审议通过，"
		"目前正在征求市发改委、市财政局、市生态环境局、市自然资源局、市住房城乡建设局、市水务局、市交通运输局的意见，"
		"设计单位同步深化方案，监理单位已进场，管线迁改方案已与产权单位对接，群众来信已逐件答复。\n"
		"整改结果：已完成\n云岭市城市管理局\n2024年12月10日\n");
	struct report *report = NULL;
	struct check_result *result = NULL;
	struct err e = { 0 };
	unsigned seen = 0;
	assert_int_equal(report_parse(text, &report, &e), 0);
	assert_int_equal(check_run(report, NULL, &result, &e), 0);
	for (size_t i = 0; i < result->findings.len; i++) {
		const struct check_finding *f = &VEC_AT(&result->findings, struct check_finding, i);
		if (strcmp(f->rule->code, "BH201") != 0)
			continue;
		seen++;
		assert_true(str_starts(f->quote, STR("两处转运站")) || str_starts(f->quote, STR("目前正在")));
		assert_true(str_ends(f->quote, STR("意见")) || str_ends(f->quote, STR("方案")));
		assert_true(f->quote.len <= 270);
		assert_true(str_has(f->message, STR("“目前正在征求市发改委、市财政局、")));
		assert_true(str_has(f->message, STR("局…”：")));
	}
	assert_int_equal(seen, 1);
	check_result_free(result);
	report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_bare_dates),
		cmocka_unit_test(test_only_dated),
		cmocka_unit_test(test_long_sentence),
		cmocka_unit_test(test_next_sentence_takes_back),
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_rules_agree),
		cmocka_unit_test(test_quotes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
