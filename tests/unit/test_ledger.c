/* Import, rounds and lists. */
#include "ledger_help.h"

#include "buf.h"

#include <sys/stat.h>
#include <unistd.h>

/* --- import --- */

static void import_keeps_all_that_was_said(void **state)
{
	struct bench *b = *state;
	struct ledger_import done = bench_import(b, "报告/云岭.txt", sample);
	struct ledger_report *r = &done.report;

	assert_false(done.unchanged);
	assert_int_equal(done.report_id, 1);
	assert_str(r->file_name, "云岭.txt");
	assert_str(r->unit, "云岭市城市管理局党组");
	assert_str(r->inspector, "市委第三巡察组");
	assert_str(r->imported_at, "2024-07-03T17:46:40+08:00");
	assert_int_equal(r->feedback_date.day, 10);
	assert_true(date_is_none(r->signed_date));
	assert_int_equal(r->bytes, strlen(sample));
	assert_int_equal(r->analyser, REPORT_ANALYSER_VERSION);
	assert_int_equal(r->copies, 1);
	assert_int_equal(r->aspects, 2);
	assert_int_equal(r->problems, 4);
	assert_int_equal(r->items, 5);
	assert_int_equal(r->measures, 4);
	assert_int_equal(r->done, 2);

	struct str text;
	assert_ok(b, ledger_report_text(b->ledger, NULL, 1, b->arena, &text, &b->e));
	assert_str(text, sample);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_round"), 1);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_problem"), 4);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_item WHERE source_report = 1"), 5);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_measure"), 4);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_progress"), 1);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM derived"), 15);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM event WHERE kind = 'create'"), 15);
	assert_int_equal(bench_number(b, "SELECT sum(n) FROM tally"), 15);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM search_doc"), 15);
}

/* The write-ahead log grows with every commit. A server's is its own affair. */
static int64_t log_size(struct bench *b)
{
	struct stat st;
	char path[128];

	if (b->database[0])
		return 0;
	snprintf(path, sizeof path, "%s-wal", b->db);
	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

static void same_text_changes_nothing(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	b->now_ms += 5000;
	int64_t before = log_size(b);
	struct ledger_import again = bench_import(b, "another name.txt", sample);
	assert_true(again.unchanged);
	assert_int_equal(again.report_id, 1);
	assert_str(again.report.file_name, "a.txt");
	assert_int_equal(log_size(b), before);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM source"), 1);
}

static void import_again_after_reopening(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	bench_reopen(b);
	assert_true(bench_import(b, "a.txt", sample).unchanged);
	assert_int_equal(bench_items(b, 0).total, 5);
}

static void what_is_no_report_is_refused(void **state)
{
	struct bench *b = *state;
	struct ledger_import none = { .report_id = 77 };
	static const char nul[] = "## 问题\n- 一\0二\n";
	struct str bad_name = { "\xff\xfe.txt", 6 };

	assert_error(b, ERR_INPUT,
		ledger_import(b->ledger, NULL, &(struct ledger_source){ .file_name = STR("空.txt"), .text = STR("") },
			b->arena, &none, &b->e));
	assert_error(b, ERR_INPUT,
		ledger_import(b->ledger, NULL,
			&(struct ledger_source){ .file_name = STR("x"), .text = STR("一封信\n") }, b->arena, &none,
			&b->e));
	assert_int_equal(
		ledger_import(b->ledger, NULL,
			&(struct ledger_source){ .file_name = STR("x"), .text = (struct str){ nul, sizeof nul - 1 } },
			b->arena, &none, &b->e),
		ERR_INPUT);
	assert_non_null(strstr(b->e.message, "第 2 行"));
	bench_check_error(b, ERR_INPUT);
	assert_error(b, ERR_INPUT,
		ledger_import(b->ledger, NULL,
			&(struct ledger_source){ .file_name = bad_name, .text = str_from(sample) }, b->arena, &none,
			&b->e));
	report_double_fails = ERR_INPUT;
	assert_error(b, ERR_INPUT,
		ledger_import(b->ledger, NULL,
			&(struct ledger_source){ .file_name = STR("x"), .text = str_from(sample) }, b->arena, &none,
			&b->e));
	assert_int_equal(none.report_id, 77);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM source"), 0);
	assert_int_equal(
		bench_number(b, "SELECT count(*) FROM series WHERE name IN ('source', 'r_round', 'r_item')"), 0);
}

static void what_is_not_utf8_is_refused(void **state)
{
	struct bench *b = *state;
	struct ledger_import none = { 0 };
	static const char text[] = "## 问题\n- 一\xff二\n";
	struct ledger_source source = { .file_name = STR("x"), .text = { text, sizeof text - 1 } };

	assert_int_equal(ledger_import(b->ledger, NULL, &source, b->arena, &none, &b->e), ERR_INPUT);
	assert_non_null(strstr(b->e.message, "第 2 行"));
	bench_check_error(b, ERR_INPUT);
}

/* Longer than a field takes, in several lines, with control characters: made to fit, with where it stands. */
static void what_does_not_fit_is_made_to_fit(void **state)
{
	struct bench *b = *state;
	struct buf text;

	buf_init(&text, 1 << 20);
	buf_cstr(&text, "## 题\x01目\t一\n- ");
	for (int i = 0; i < 25000; i++)
		buf_cstr(&text, "长");
	buf_cstr(&text, "\n");
	buf_chr(&text, '\0');
	bench_import(b, "a.txt", text.ptr);
	buf_clear(&text);
	assert_int_equal(bench_number(b, "SELECT length(finding) FROM r_item"), 20000);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_item WHERE finding LIKE '%长……'"), 1);
	assert_int_equal(bench_number(b, "SELECT source_end - source_start FROM r_item"), 75002);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_problem WHERE title LIKE '题%目%一'"), 1);
}

/* People of another unit or without the right do not import, and see nothing. */
static void rights_are_asked(void **state)
{
	struct bench *b = *state;
	static const struct actor_role office[] = { { .name = STR_INIT("round.office"), .whole_unit = true } };
	static const struct actor_role department[] = { { .name = STR_INIT("round.department"), .whole_unit = true } };
	struct actor nobody = { .unit_id = 1, .person_id = 7, .unit_path = STR("/1/") }, stranger = nobody,
		     clerk = nobody;
	struct ledger_source source = { .file_name = STR("a.txt"), .text = str_from(sample) };
	struct ledger_import done = { 0 };
	struct ledger_reports reports;
	struct ledger_report report;
	struct ledger_findings findings;
	struct ledger_rebuild rebuilt;

	clerk.roles = office;
	clerk.roles_count = 1;
	stranger.roles = department;
	stranger.roles_count = 1;
	assert_error(b, ERR_DENIED, ledger_import(b->ledger, &nobody, &source, b->arena, &done, &b->e));
	assert_error(b, ERR_DENIED, ledger_import(b->ledger, &stranger, &source, b->arena, &done, &b->e));
	assert_int_equal(bench_number(b, "SELECT count(*) FROM source"), 0);
	assert_ok(b, ledger_import(b->ledger, &clerk, &source, b->arena, &done, &b->e));
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_item WHERE owner_id = 7 AND created_by = 7"), 5);
	assert_error(b, ERR_NOTFOUND, ledger_report(b->ledger, &nobody, 1, b->arena, &report, &b->e));
	assert_error(b, ERR_DENIED, ledger_rebuild(b->ledger, &stranger, NULL, NULL, &rebuilt, &b->e));
	assert_ok(b, ledger_reports(b->ledger, &nobody, b->arena, &reports, &b->e));
	assert_int_equal(reports.count, 0);
	assert_ok(b, ledger_findings(b->ledger, &nobody, &(struct ledger_finding_filter){ .limit = 10 }, b->arena,
			     &findings, &b->e));
	assert_int_equal(findings.count + findings.counts_count, 0);
	assert_ok(b, ledger_report(b->ledger, &stranger, 1, b->arena, &report, &b->e));
	assert_ok(b, ledger_rebuild(b->ledger, &clerk, NULL, NULL, &rebuilt, &b->e));
}

static void too_large_is_refused_unread(void **state)
{
	struct bench *b = *state;
	struct ledger_import none = { 0 };
	struct str huge = { sample, LEDGER_TEXT_MAX + 1 };
	char name[1200];

	assert_error(b, ERR_LIMIT,
		ledger_import(b->ledger, NULL, &(struct ledger_source){ .file_name = STR("x"), .text = huge }, b->arena,
			&none, &b->e));
	memset(name, 'a', sizeof name);
	assert_error(b, ERR_LIMIT,
		ledger_import(b->ledger, NULL,
			&(struct ledger_source){
				.file_name = (struct str){ name, sizeof name }, .text = str_from(sample) },
			b->arena, &none, &b->e));
}

static void full_arena_leaves_no_half(void **state)
{
	struct bench *b = *state;
	struct ledger_import none = { .report_id = 77 };
	struct arena *tiny = arena_new(16);

	assert_non_null(tiny);
	assert_error(b, ERR_NOMEM,
		ledger_import(b->ledger, NULL,
			&(struct ledger_source){ .file_name = STR("x"), .text = str_from(sample) }, tiny, &none,
			&b->e));
	arena_free(tiny);
	assert_int_equal(none.report_id, 77);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM source"), 0);
}

/* --- rounds --- */

static int64_t import_head(struct bench *b, const char *unit, const char *inspector, const char *feedback)
{
	static int number;
	struct buf text;

	buf_init(&text, 4096);
	if (unit)
		buf_fmt(&text, "unit %s\n", unit);
	if (inspector)
		buf_fmt(&text, "inspector %s\n", inspector);
	if (feedback)
		buf_fmt(&text, "feedback %s\n", feedback);
	buf_fmt(&text, "## 问题%d\n- 条目\n= done 2024-06-01 已完成\n", ++number);
	struct ledger_import done = { 0 };
	assert_ok(
		b, ledger_import(b->ledger, NULL,
			   &(struct ledger_source){ .file_name = STR("r.txt"), .text = buf_view(&text), .again = true },
			   b->arena, &done, &b->e));
	buf_clear(&text);
	return done.report.round_id;
}

static void rounds_are_found_by_what_is_known(void **state)
{
	struct bench *b = *state;

	int64_t first = import_head(b, "甲局", "第一组", "2024-05-10");
	assert_int_equal(import_head(b, "甲局", "第一组", "2024-05-10"), first);
	assert_int_equal(import_head(b, "甲局", NULL, "2024-05-10"), first);
	assert_int_equal(import_head(b, "甲局", "第一组", NULL), first);
	assert_int_not_equal(import_head(b, "乙局", "第一组", "2024-05-10"), first);
	assert_int_not_equal(import_head(b, "甲局", "第二组", "2024-05-10"), first);
	assert_int_not_equal(import_head(b, "甲局", "第一组", "2023-05-10"), first);
}

static void unknown_never_equals_unknown(void **state)
{
	struct bench *b = *state;

	int64_t a = import_head(b, NULL, "第一组", "2024-05-10");
	assert_int_not_equal(import_head(b, NULL, "第一组", "2024-05-10"), a);
	int64_t c = import_head(b, "甲局", NULL, NULL);
	assert_int_not_equal(import_head(b, "甲局", NULL, NULL), c);
}

static void a_round_learns_from_its_reports(void **state)
{
	struct bench *b = *state;
	struct ledger_rounds rounds;

	int64_t first = import_head(b, "甲局", NULL, "2024-05-10");
	assert_int_equal(import_head(b, "甲局", "第一组", "2024-05-10"), first);
	assert_int_not_equal(import_head(b, "甲局", "第二组", "2024-05-10"), first);
	assert_ok(b, ledger_rounds(b->ledger, NULL, b->arena, &rounds, &b->e));
	assert_int_equal(rounds.count, 2);
	struct ledger_round *r = &rounds.rows[1];
	assert_int_equal(r->id, first);
	assert_str(r->inspector, "第一组");
	assert_str(r->round_kind, "巡察");
	assert_int_equal(r->reports, 2);
	assert_int_equal(r->problems, 2);
	assert_int_equal(r->items, 2);
	assert_int_equal(r->done, 2);
}

/* --- lists --- */

static void lists_of_an_empty_ledger(void **state)
{
	struct bench *b = *state;
	struct ledger_reports reports;
	struct ledger_rounds rounds;

	assert_ok(b, ledger_reports(b->ledger, NULL, b->arena, &reports, &b->e));
	assert_ok(b, ledger_rounds(b->ledger, NULL, b->arena, &rounds, &b->e));
	assert_int_equal(reports.count, 0);
	assert_int_equal(rounds.count, 0);
	assert_int_equal(bench_items(b, 0).total, 0);
}

static void unknown_ids_are_named(void **state)
{
	struct bench *b = *state;
	struct ledger_report report;
	struct ledger_decisions decisions;
	struct ledger_items items;
	struct str text;
	struct ledger_item_filter of_nobody = { .report_id = 9, .limit = 10 }, behind = { .after = 9, .limit = 10 };

	assert_int_equal(ledger_report(b->ledger, NULL, 42, b->arena, &report, &b->e), ERR_NOTFOUND);
	assert_non_null(strstr(b->e.message, "42"));
	bench_check_error(b, ERR_NOTFOUND);
	assert_error(b, ERR_NOTFOUND, ledger_report(b->ledger, NULL, -1, b->arena, &report, &b->e));
	assert_error(b, ERR_NOTFOUND, ledger_report_text(b->ledger, NULL, 42, b->arena, &text, &b->e));
	assert_error(b, ERR_NOTFOUND, ledger_decisions(b->ledger, NULL, 42, b->arena, &decisions, &b->e));
	assert_error(b, ERR_NOTFOUND, ledger_items(b->ledger, NULL, &of_nobody, b->arena, &items, &b->e));
	assert_error(b, ERR_NOTFOUND, ledger_items(b->ledger, NULL, &behind, b->arena, &items, &b->e));
}

static void reports_come_newest_first(void **state)
{
	struct bench *b = *state;
	struct ledger_reports reports;

	import_head(b, "甲局", NULL, NULL);
	bench_import(b, "a.txt", sample);
	assert_ok(b, ledger_reports(b->ledger, NULL, b->arena, &reports, &b->e));
	assert_int_equal(reports.count, 2);
	assert_int_equal(reports.rows[0].id, 2);
	assert_int_equal(reports.rows[1].id, 1);
	assert_null(reports.rows[1].title.ptr);
	assert_str(reports.rows[1].name, "甲局巡察整改报告");
	assert_str(reports.rows[0].name, "中共云岭市城市管理局党组关于巡察整改进展情况的通报");
}

static void an_item_says_where_it_stands(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_import(b, "a.txt", sample).report_id;
	struct ledger_items items = bench_items(b, id);
	static const char *const keys[] = { "1.1.1", "1.1.2", "2.1.1", "2.2.1", "p.1.1" };

	assert_int_equal(items.count, 5);
	for (size_t i = 0; i < items.count; i++)
		assert_str(items.rows[i].key, keys[i]);
	struct ledger_item *first = &items.rows[0];
	assert_str(first->aspect, "落实决策部署方面");
	assert_str(first->problem, "学习不深入的问题");
	assert_str(first->finding, "学习计划照抄上年");
	assert_str(first->status, "done");
	assert_str(first->unit, "云岭市城市管理局党组");
	assert_int_equal(first->measures, 1);
	assert_int_equal(first->progress, 1);
	assert_int_equal(first->result_date.month, 6);
	assert_memory_equal(sample + first->span.start, "- 学习计划照抄上年", strlen("- 学习计划照抄上年"));
	assert_null(items.rows[3].status.ptr);
	assert_null(items.rows[4].aspect.ptr);
	assert_str(items.rows[4].problem_kind, "pending");
}

static void findings_are_kept(void **state)
{
	struct bench *b = *state;
	struct ledger_findings all = { 0 };
	struct ledger_finding_filter f = { .limit = 2 };
	struct ledger_decision d = { .report_id = 1,
		.subject = STR("finding"),
		.key = STR("0123456789abcdef"),
		.value = STR("dismissed"),
		.reason = STR("累计数") };

	bench_import(b, "a.txt", "unit 甲局\n## 一\n- 一的\n- 二的\n- 三\n- 四的\n");
	bench_import(b, "b.txt", "unit 乙局\nfeedback 2024-05-10\n## 二\n- 二的\n");
	assert_ok(b, ledger_decide(b->ledger, NULL, &d, b->arena, &b->e));
	assert_ok(b, ledger_findings(b->ledger, NULL, &f, b->arena, &all, &b->e));
	assert_int_equal(all.count, 2);
	assert_int_equal(all.rows[1].pos, 2);
	assert_str(all.rows[0].decision.value, "dismissed");
	assert_int_equal(all.counts_count, 1);
	assert_int_equal(all.counts[0].open, 1);
	assert_int_equal(all.counts[0].dismissed, 3);
	f.after_report = 1;
	f.after_pos = 2;
	assert_ok(b, ledger_findings(b->ledger, NULL, &f, b->arena, &all, &b->e));
	assert_int_equal(all.count, 2);
	assert_int_equal(all.rows[0].report_id, 1);
	assert_str(all.rows[1].report_name, "乙局巡察整改报告（2024-05-10）");
	f = (struct ledger_finding_filter){ .limit = 10, .decision = STR("open"), .code = STR("BH201") };
	assert_ok(b, ledger_findings(b->ledger, NULL, &f, b->arena, &all, &b->e));
	assert_int_equal(all.count, 1);
	assert_int_equal(all.rows[0].decision.id, 0);
	f = (struct ledger_finding_filter){ .limit = 10, .severity = STR("error") };
	assert_ok(b, ledger_findings(b->ledger, NULL, &f, b->arena, &all, &b->e));
	assert_int_equal(all.count + all.counts_count, 0);
	f = (struct ledger_finding_filter){ .limit = 10, .report_id = 9 };
	assert_error(b, ERR_NOTFOUND, ledger_findings(b->ledger, NULL, &f, b->arena, &all, &b->e));
	f = (struct ledger_finding_filter){ .limit = 1001 };
	assert_error(b, ERR_USAGE, ledger_findings(b->ledger, NULL, &f, b->arena, &all, &b->e));
}

static int64_t total(struct bench *b, struct ledger_item_filter f)
{
	struct ledger_items ret = { 0 };

	f.limit = 1000;
	assert_ok(b, ledger_items(b->ledger, NULL, &f, b->arena, &ret, &b->e));
	assert_int_equal(ret.total, ret.count);
	return ret.total;
}

static void filters(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	import_head(b, "甲局", NULL, NULL);
	assert_int_equal(total(b, (struct ledger_item_filter){ 0 }), 6);
	assert_int_equal(total(b, (struct ledger_item_filter){ .report_id = 1 }), 5);
	assert_int_equal(total(b, (struct ledger_item_filter){ .status = STR("done") }), 2);
	assert_int_equal(total(b, (struct ledger_item_filter){ .status = STR("none") }), 2);
	assert_int_equal(total(b, (struct ledger_item_filter){ .status = STR("partial") }), 0);
	assert_int_equal(total(b, (struct ledger_item_filter){ .report_id = 1, .status = STR("done") }), 1);
	assert_int_equal(total(b, (struct ledger_item_filter){ .contains = STR("台账") }), 1);
	assert_int_equal(total(b, (struct ledger_item_filter){ .contains = STR("不深入") }), 2);
	assert_int_equal(total(b, (struct ledger_item_filter){ .contains = STR("") }), 6);
	assert_int_equal(total(b, (struct ledger_item_filter){ .report_id = 2, .contains = STR("台账") }), 0);
	assert_int_equal(
		total(b, (struct ledger_item_filter){ .status = STR("long_term"), .contains = STR("不深入") }), 1);
}

static void search_is_literal(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	assert_int_equal(total(b, (struct ledger_item_filter){ .contains = STR("%") }), 1);
	assert_int_equal(total(b, (struct ledger_item_filter){ .contains = STR("100%_的") }), 1);
	assert_int_equal(total(b, (struct ledger_item_filter){ .contains = STR("_") }), 1);
	assert_int_equal(total(b, (struct ledger_item_filter){ .contains = STR("'; DROP TABLE item; --") }), 0);
	assert_int_equal(total(b, (struct ledger_item_filter){ .contains = STR("\\") }), 0);
}

static void filters_out_of_bounds(void **state)
{
	struct bench *b = *state;
	struct ledger_items none = { .total = 77 };
	static char longer[1100];
	memset(longer, 'x', sizeof longer);
	const struct {
		struct ledger_item_filter f;
		int code;
	} cases[] = {
		{ { .limit = 0 }, ERR_USAGE },
		{ { .limit = 1001 }, ERR_USAGE },
		{ { .limit = -1 }, ERR_USAGE },
		{ { .limit = INT64_MAX }, ERR_USAGE },
		{ { .limit = 10, .after = -1 }, ERR_USAGE },
		{ { .limit = 10, .report_id = -1 }, ERR_USAGE },
		{ { .limit = 10, .status = STR("finished") }, ERR_USAGE },
		{ { .limit = 10, .status = STR("") }, ERR_USAGE },
		{ { .limit = 10, .contains = STR("\xe4\xb8") }, ERR_USAGE },
		{ { .limit = 10, .contains = { longer, sizeof longer } }, ERR_LIMIT },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_error(b, cases[i].code, ledger_items(b->ledger, NULL, &cases[i].f, b->arena, &none, &b->e));
	assert_int_equal(none.total, 77);
}

/* Every page size gives the same lines in the same order, each once. */
static void pages(struct bench *b, struct ledger_item_filter f, int64_t expected)
{
	struct ledger_items all = { 0 }, page = { 0 };

	f.limit = 1000;
	assert_ok(b, ledger_items(b->ledger, NULL, &f, b->arena, &all, &b->e));
	assert_int_equal(all.count, expected);
	for (f.limit = 1; f.limit <= expected + 1; f.limit++) {
		size_t at = 0;
		f.after = 0;
		do {
			assert_ok(b, ledger_items(b->ledger, NULL, &f, b->arena, &page, &b->e));
			assert_int_equal(page.total, expected);
			for (size_t i = 0; i < page.count; i++, at++)
				assert_int_equal(page.rows[i].id, all.rows[at].id);
			if (page.count > 0)
				f.after = page.rows[page.count - 1].id;
		} while (page.count > 0);
		assert_int_equal(at, expected);
	}
}

static void keyset_pages(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	for (int i = 0; i < 4; i++)
		import_head(b, "甲局", NULL, NULL);
	pages(b, (struct ledger_item_filter){ 0 }, 9);
	pages(b, (struct ledger_item_filter){ .report_id = 1 }, 5);
	pages(b, (struct ledger_item_filter){ .status = STR("done") }, 5);
	pages(b, (struct ledger_item_filter){ .contains = STR("的问题") }, 4);
}

static void page_of_one_report_behind_another(void **state)
{
	struct bench *b = *state;
	struct ledger_items page;

	bench_import(b, "a.txt", sample);
	import_head(b, "甲局", NULL, NULL);
	struct ledger_item_filter f = { .report_id = 1, .after = 6, .limit = 10 };
	assert_ok(b, ledger_items(b->ledger, NULL, &f, b->arena, &page, &b->e));
	assert_int_equal(page.count, 0);
	f = (struct ledger_item_filter){ .report_id = 2, .after = 5, .limit = 10 };
	assert_ok(b, ledger_items(b->ledger, NULL, &f, b->arena, &page, &b->e));
	assert_int_equal(page.count, 1);
}

/* --- opening --- */

static void folders_that_cannot_be_used(void **state)
{
	struct bench *b = *state;
	struct ledger *none = NULL;
	char path[128];

	assert_error(b, ERR_USAGE, ledger_open("", &b->clock, &none, &b->e));
	assert_error(b, ERR_IO, ledger_open(b->db, &b->clock, &none, &b->e));
	snprintf(path, sizeof path, "%s/inner", b->db);
	assert_error(b, ERR_IO, ledger_open(path, &b->clock, &none, &b->e));
	assert_error(b, ERR_IO, ledger_open("/proc/nothing/here", &b->clock, &none, &b->e));
	assert_null(none);
}

static void folders_are_made(void **state)
{
	struct bench *b = *state;
	struct ledger *l = NULL;
	struct stat st;
	char path[128];

	snprintf(path, sizeof path, "%s/one/two/", b->folder);
	assert_ok(b, ledger_open(path, &b->clock, &l, &b->e));
	ledger_close(l);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	snprintf(path, sizeof path, "%s/one/two", b->folder);
	bench_remove(path);
	snprintf(path, sizeof path, "%s/one", b->folder);
	bench_remove(path);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, bench_open, bench_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(import_keeps_all_that_was_said),
		ROW(same_text_changes_nothing),
		ROW(import_again_after_reopening),
		ROW(what_is_no_report_is_refused),
		ROW(what_is_not_utf8_is_refused),
		ROW(what_does_not_fit_is_made_to_fit),
		ROW(rights_are_asked),
		ROW(too_large_is_refused_unread),
		ROW(full_arena_leaves_no_half),
		ROW(rounds_are_found_by_what_is_known),
		ROW(unknown_never_equals_unknown),
		ROW(a_round_learns_from_its_reports),
		ROW(lists_of_an_empty_ledger),
		ROW(unknown_ids_are_named),
		ROW(reports_come_newest_first),
		ROW(an_item_says_where_it_stands),
		ROW(findings_are_kept),
		ROW(filters),
		ROW(search_is_literal),
		ROW(filters_out_of_bounds),
		ROW(keyset_pages),
		ROW(page_of_one_report_behind_another),
	};
	const struct CMUnitTest alone[] = {
		ROW(folders_that_cannot_be_used),
		ROW(folders_are_made),
	};

	return bench_main("ledger", tests, COUNT(tests), alone, COUNT(alone));
}
