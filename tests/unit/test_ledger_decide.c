/* What people decide, and that a rebuild never loses it. */
#include "ledger_help.h"

#include <pthread.h>

static int decide(struct bench *b, const char *subject, const char *key, const char *value, const char *reason)
{
	struct ledger_decision d = { .report_id = 1,
		.subject = str_from(subject),
		.key = str_from(key),
		.value = str_from(value),
		.reason = str_from(reason),
		.decided_by = STR("张敏") };

	return ledger_decide(b->ledger, NULL, &d, b->arena, &b->e);
}

static struct ledger_decisions decisions(struct bench *b)
{
	struct ledger_decisions ret = { 0 };

	assert_ok(b, ledger_decisions(b->ledger, NULL, 1, b->arena, &ret, &b->e));
	return ret;
}

static struct ledger_item item(struct bench *b, const char *key)
{
	struct ledger_items items = bench_items(b, 1);

	for (size_t i = 0; i < items.count; i++) {
		if (str_eq(items.rows[i].key, str_from(key)))
			return items.rows[i];
	}
	fail_msg("no item %s", key);
	return (struct ledger_item){ 0 };
}

static struct ledger_report report(struct bench *b)
{
	struct ledger_report ret = { 0 };

	assert_ok(b, ledger_report(b->ledger, NULL, 1, b->arena, &ret, &b->e));
	return ret;
}

static struct ledger_rebuild rebuild(struct bench *b)
{
	struct ledger_rebuild ret = { 0 };

	assert_ok(b, ledger_rebuild(b->ledger, NULL, NULL, NULL, &ret, &b->e));
	return ret;
}

static const char print[] = "0123456789abcdef";

/* --- deciding --- */

static void what_cannot_be_decided(void **state)
{
	struct bench *b = *state;
	static char reason[6100];
	static const struct {
		const char *subject, *key, *value, *reason;
		int code;
	} cases[] = {
		{ "report", "1", "done", "理由", ERR_USAGE },
		{ NULL, "1.1.1", "done", "理由", ERR_USAGE },
		{ "item", "1.1.1", "dismissed", "理由", ERR_USAGE },
		{ "item", "1.1.1", "none", "理由", ERR_USAGE },
		{ "item", "1.1.1", NULL, "理由", ERR_USAGE },
		{ "item", "9.9.9", "done", "理由", ERR_NOTFOUND },
		{ "item", NULL, "done", "理由", ERR_NOTFOUND },
		{ "item", "1.1.1", "done", NULL, ERR_INPUT },
		{ "item", "1.1.1", "partial", NULL, ERR_INPUT },
		{ "item", "1.1.1", "partial", " \t　", ERR_INPUT },
		{ "item", "1.1.1", "partial", "\xff", ERR_INPUT },
		{ "item", "1.1.1", "partial", reason, ERR_LIMIT },
		{ "finding", print, "done", "理由", ERR_USAGE },
		{ "finding", "0123456789ABCDEF", "open", "理由", ERR_USAGE },
		{ "finding", "0123456789abcde", "open", "理由", ERR_USAGE },
		{ "finding", NULL, "open", "理由", ERR_USAGE },
		{ "finding", print, "dismissed", NULL, ERR_INPUT },
		{ "finding", print, "dismissed", "  ", ERR_INPUT },
	};

	memset(reason, 'x', sizeof reason - 1);
	bench_import(b, "a.txt", sample);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_error(
			b, cases[i].code, decide(b, cases[i].subject, cases[i].key, cases[i].value, cases[i].reason));
	assert_int_equal(decisions(b).count, 0);
	struct ledger_decision stranger = {
		.report_id = 2, .subject = STR("finding"), .key = str_from(print), .value = STR("open")
	};
	assert_error(b, ERR_NOTFOUND, ledger_decide(b->ledger, NULL, &stranger, b->arena, &b->e));
	assert_int_equal(bench_number(b, "SELECT count(*) FROM decision"), 0);
}

static void a_decision_goes_before_the_text(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	assert_int_equal(report(b).done, 2);
	assert_ok(b, decide(b, "item", "1.1.1", "in_progress", "现场看过，没有完成"));
	assert_str(item(b, "1.1.1").status, "in_progress");
	assert_int_equal(report(b).done, 1);
	assert_ok(b, decide(b, "item", "2.2.1", "long_term", "制度已经执行"));
	assert_int_equal(report(b).done, 2);

	struct ledger_decisions d = decisions(b);
	assert_int_equal(d.count, 2);
	assert_str(d.rows[0].key, "1.1.1");
	assert_str(d.rows[0].value, "in_progress");
	assert_str(d.rows[0].reason, "现场看过，没有完成");
	assert_str(d.rows[0].decided_by, "张敏");
	assert_str(d.rows[0].decided_at, "2024-07-03T17:46:40+08:00");
	assert_false(d.rows[0].orphaned);
}

static void kept_counts_stay_exact(void **state)
{
	struct bench *b = *state;
	static const char *const statuses[] = { "done", "long_term", "in_progress", "partial", "none" };

	bench_import(b, "a.txt", sample);
	assert_ok(b, decide(b, "item", "p.1.1", "partial", "到位一半"));
	assert_ok(b, decide(b, "item", "2.1.1", "done", "已验收"));
	for (size_t i = 0; i < COUNT(statuses); i++) {
		struct ledger_item_filter f = { .status = str_from(statuses[i]), .limit = 1000 };
		struct ledger_items rows;
		assert_ok(b, ledger_items(b->ledger, NULL, &f, b->arena, &rows, &b->e));
		assert_int_equal(rows.total, rows.count);
	}
}

static void the_latest_counts_and_history_stays(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	assert_ok(b, decide(b, "item", "1.1.1", "partial", "一"));
	assert_ok(b, decide(b, "item", "1.1.1", "done", "二"));
	assert_ok(b, decide(b, "finding", print, "dismissed", "数字是累计数"));
	assert_ok(b, decide(b, "finding", print, "accepted", NULL));
	struct ledger_decisions d = decisions(b);
	assert_int_equal(d.count, 2);
	assert_str(d.rows[0].value, "accepted");
	assert_null(d.rows[0].reason.ptr);
	assert_str(d.rows[1].value, "done");
	assert_int_equal(bench_number(b, "SELECT count(*) FROM decision"), 2);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM event WHERE name = 'settle'"), 2);
}

static void open_takes_a_decision_back(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	assert_ok(b, decide(b, "item", "1.1.1", "partial", "一"));
	assert_ok(b, decide(b, "item", "1.1.1", "open", "看错了"));
	assert_str(item(b, "1.1.1").status, "done");
	rebuild(b);
	assert_str(item(b, "1.1.1").status, "done");
}

/* What the console says of itself, the step with its event. */
static void a_settled_status_is_a_step(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	assert_ok(b, decide(b, "item", "1.1.1", "partial", "一半"));
	assert_int_equal(bench_number(b, "SELECT count(*) FROM event WHERE register = 'item' AND name = 'settle'"), 1);
	assert_int_equal(
		bench_number(b, "SELECT count(*) FROM r_item WHERE settled = 'partial' AND claim = 'done'"
				" AND settled_name = '张敏' AND settled_note = '一半' AND state = 'unclaimed'"),
		1);
	assert_str(item(b, "1.1.1").claim, "done");
}

static void facts_cannot_be_changed_in_the_database(void **state)
{
	struct bench *b = *state;
	static const char *const attempts[] = {
		"UPDATE decision SET value = 'done'",
		"DELETE FROM decision",
		"UPDATE source SET bytes = 0",
		"DELETE FROM source",
		"UPDATE source_text SET content = content",
		"DELETE FROM source_text",
	};

	bench_import(b, "a.txt", sample);
	assert_ok(b, decide(b, "finding", print, "dismissed", "一"));
	for (size_t i = 0; i < COUNT(attempts); i++) {
		struct store_stmt *st = NULL;
		struct store *s = NULL;
		assert_ok(b, store_open(b->url, NULL, &s, &b->e));
		assert_ok(b, store_prepare(s, attempts[i], &st, &b->e));
		assert_error(b, ERR_DB, store_run(st, &b->e));
		store_done(st);
		store_close(s);
	}
}

/* --- rebuilding --- */

static void rebuild_of_nothing_new(void **state)
{
	struct bench *b = *state;

	assert_int_equal(rebuild(b).reports, 0);
	bench_import(b, "a.txt", sample);
	struct ledger_items before = bench_items(b, 1);
	struct ledger_rebuild done = rebuild(b);
	assert_int_equal(done.reports, 1);
	assert_int_equal(done.changed, 0);
	assert_int_equal(done.failed, 0);
	struct ledger_items after = bench_items(b, 1);
	assert_int_equal(after.count, before.count);
	for (size_t i = 0; i < after.count; i++)
		assert_int_equal(after.rows[i].id, before.rows[i].id);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_round"), 1);
	assert_int_equal(bench_number(b, "SELECT id FROM r_round"), 1);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM event"), 15);
}

/* The report's row and the findings are the analyser's alone. */
static void what_was_altered_is_made_again(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	bench_sql(b, "DELETE FROM finding");
	bench_sql(b, "UPDATE report SET analyser = 0, title = NULL, digest = ''");
	struct ledger_rebuild done = rebuild(b);
	assert_int_equal(done.changed, 1);
	assert_int_equal(report(b).analyser, REPORT_ANALYSER_VERSION);
	assert_non_null(report(b).title.ptr);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM finding"), 1);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM event"), 15);
}

/* A field that holds what the analyser wrote last takes what it sees now; one that a person wrote stays. */
static void what_people_wrote_stays(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt",
		"## 一\n- 甲件\nold:= done 2024-06-30 已完成\nnew:= in_progress 2024-08-01 正在推进\n"
		"- 乙件\nold:= done 2024-06-30 已完成\nnew:= in_progress 2024-08-01 正在推进\n");
	bench_sql(b, "UPDATE r_item SET claim = 'partial' WHERE finding = '乙件'");
	report_double_version = 2;
	assert_int_equal(rebuild(b).changed, 1);
	assert_str(item(b, "0.1.1").claim, "in_progress");
	assert_str(item(b, "0.1.2").claim, "partial");
	assert_int_equal(item(b, "0.1.2").result_date.month, 8);
	assert_int_equal(
		bench_number(b,
			"SELECT count(*) FROM event WHERE kind = 'change' AND register = 'item' AND data LIKE '%重新分析%'"),
		2);
	report_double_version = 1;
	rebuild(b);
	assert_str(item(b, "0.1.1").claim, "done");
	assert_str(item(b, "0.1.2").claim, "partial");
}

static void what_people_removed_is_not_made_again(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	bench_sql(b,
		"UPDATE r_measure SET deleted_at = 1 WHERE parent_id IN (SELECT id FROM r_item WHERE code = '1.1.1')");
	bench_sql(b, "UPDATE r_progress SET deleted_at = 1");
	bench_sql(b, "UPDATE r_item SET deleted_at = 1 WHERE code = '1.1.1'");
	bench_sql(b, "UPDATE report SET digest = ''");
	assert_int_equal(rebuild(b).changed, 1);
	assert_int_equal(bench_items(b, 1).total, 4);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_measure WHERE deleted_at IS NULL"), 3);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM event WHERE kind = 'create'"), 15);
}

/* The new analyser sees one more item before 2.1.1: the decision goes with the text, not with the number. */
static void a_decision_follows_its_place(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	int64_t id = item(b, "2.1.1").id;
	assert_ok(b, decide(b, "item", "2.1.1", "partial", "核对了一半"));
	report_double_version = 2;
	struct ledger_rebuild done = rebuild(b);
	assert_int_equal(done.changed, 1);
	assert_int_equal(done.orphaned, 0);
	assert_str(item(b, "2.1.1").finding, "新看出来的一条");
	assert_null(item(b, "2.1.1").status.ptr);
	assert_str(item(b, "2.1.2").status, "partial");
	assert_int_equal(item(b, "2.1.2").id, id);
	assert_str(decisions(b).rows[0].key, "2.1.2");
	struct ledger_items items = bench_items(b, 1);
	assert_str(items.rows[2].key, "2.1.1");
	assert_str(items.rows[3].key, "2.1.2");
}

static void an_orphan_is_kept_and_comes_home(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	assert_ok(b, decide(b, "item", "2.2.1", "done", "值班表看过"));
	assert_ok(b, decide(b, "item", "1.1.1", "partial", "一"));
	report_double_version = 2;
	assert_int_equal(rebuild(b).orphaned, 1);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_item WHERE deleted_at IS NOT NULL"), 0);
	struct ledger_decisions d = decisions(b);
	assert_int_equal(d.count, 2);
	assert_true(d.rows[0].orphaned);
	assert_str(d.rows[0].key, "2.2.1");
	assert_false(d.rows[1].orphaned);
	assert_int_equal(report(b).done, 1);
	report_double_version = 1;
	assert_int_equal(rebuild(b).orphaned, 0);
	assert_str(item(b, "2.2.1").status, "done");
	assert_false(decisions(b).rows[0].orphaned);
}

static void a_text_that_fails_keeps_its_rows(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	assert_ok(b, decide(b, "item", "1.1.1", "partial", "一"));
	report_double_fails = ERR_INPUT;
	struct ledger_rebuild done = rebuild(b);
	assert_int_equal(done.failed, 1);
	assert_int_equal(done.changed, 0);
	assert_int_equal(bench_items(b, 1).total, 5);
	assert_str(item(b, "1.1.1").status, "partial");
	report_double_fails = ERR_NOMEM;
	assert_error(b, ERR_NOMEM, ledger_rebuild(b->ledger, NULL, NULL, NULL, &done, &b->e));
	assert_int_equal(bench_items(b, 1).total, 5);
}

static void on_progress(void *context, int64_t done, int64_t all)
{
	int64_t *calls = context;

	assert_int_equal(done, *calls);
	assert_int_equal(all, 3);
	(*calls)++;
}

static void progress_is_told(void **state)
{
	struct bench *b = *state;
	struct ledger_rebuild done;
	int64_t calls = 0;

	bench_import(b, "a.txt", sample);
	bench_import(b, "b.txt", "## 一\n- 一\n");
	bench_import(b, "c.txt", "## 二\n- 二\n");
	assert_ok(b, ledger_rebuild(b->ledger, NULL, on_progress, &calls, &done, &b->e));
	assert_int_equal(calls, 4);
}

/* A better analyser knows the inspector: two rounds that were one are told apart, and one that was two joined. */
static void rounds_follow_a_rebuild(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", "unit 甲局\nfeedback 2024-05-10\nnew:inspector 第一组\n## 一\n- 一\n");
	bench_import(b, "b.txt", "unit 甲局\nfeedback 2024-05-10\nnew:inspector 第二组\n## 二\n- 二\n");
	bench_import(b, "c.txt", "new:unit 甲局\ninspector 第二组\nfeedback 2024-05-10\n## 三\n- 三\n");
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_round WHERE deleted_at IS NULL"), 2);
	assert_int_equal(bench_number(b, "SELECT count(DISTINCT round_id) FROM report WHERE id < 3"), 1);
	report_double_version = 2;
	rebuild(b);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_round WHERE deleted_at IS NULL"), 2);
	assert_int_equal(bench_number(b, "SELECT count(DISTINCT round_id) FROM report WHERE id > 1"), 1);
	assert_int_equal(bench_number(b, "SELECT count(DISTINCT round_id) FROM report WHERE id < 3"), 2);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM report WHERE round_id IS NULL"), 0);
}

/* A problem without items: what it says as a whole hangs on an item made for it. */
static void measures_of_a_problem_without_items(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", sample);
	report_double_version = 2;
	rebuild(b);
	assert_str(item(b, "2.2.0").finding, "值班脱岗的问题");
	assert_int_equal(item(b, "2.2.0").measures, 1);
	assert_int_equal(report(b).measures, 4);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_measure WHERE deleted_at IS NULL"), 4);
	assert_int_equal(
		bench_number(
			b, "SELECT count(*) FROM r_item WHERE finding = '夜班两次无人接听' AND deleted_at IS NOT NULL"),
		1);
}

/* --- what an older program left --- */

/* One report with five items, one of them decided on, and a doubt dismissed. */
static void check_carried(struct bench *b)
{
	assert_int_equal(bench_items(b, 1).total, 5);
	assert_str(item(b, "1.1.1").status, "partial");
	assert_str(item(b, "1.1.1").claim, "done");
	assert_str(item(b, "1.1.2").status, "long_term");
	assert_int_equal(report(b).done, 1);
	struct ledger_decisions d = decisions(b);
	assert_int_equal(d.count, 2);
	assert_str(d.rows[0].value, "dismissed");
	assert_str(d.rows[1].key, "1.1.1");
	assert_str(d.rows[1].value, "partial");
	assert_str(d.rows[1].decided_by, "张敏");
	assert_str(d.rows[1].reason, "现场看过（2025-01-01 作出，升级时转入）");
	assert_false(d.rows[1].orphaned);
}

static void an_older_database_becomes_records(void **state)
{
	struct bench *b = *state;
	static const int versions[] = { 1, 7 };

	for (size_t i = 0; i < COUNT(versions); i++) {
		bench_load(b, versions[i]);
		check_carried(b);
		int64_t events = bench_number(b, "SELECT count(*) FROM event");
		bench_reopen(b);
		rebuild(b);
		check_carried(b);
		assert_int_equal(bench_number(b, "SELECT count(*) FROM event"), events);
	}
}

/* What this analyser cannot read is listed all the same, and read by the next one. */
static void an_older_text_that_fails(void **state)
{
	struct bench *b = *state;

	bench_load(b, 7);
	bench_sql(b, "DELETE FROM finding");
	bench_sql(b, "DELETE FROM report");
	report_double_fails = ERR_INPUT;
	bench_reopen(b);
	assert_int_equal(report(b).items, 0);
	assert_str(report(b).name, "云岭.txt");
	report_double_fails = 0;
	assert_int_equal(rebuild(b).changed, 1);
	assert_int_equal(report(b).items, 5);
}

/* A decision whose place this analyser does not see is kept and told, and carried once it is seen. */
static void an_older_decision_without_a_place(void **state)
{
	struct bench *b = *state;

	bench_load(b, 7);
	bench_sql(b,
		"INSERT INTO decision (unit_id, id, report_id, subject, key, value, reason, decided_at, anchor_start,"
		" anchor_end) VALUES (1, 9, 1, 'item', '7.7.7', 'done', '看过', '2025-02-03T08:00:00+08:00', 614, 638)");
	assert_int_equal(decisions(b).count, 2);
	report_double_version = 2;
	bench_sql(b, "UPDATE report SET digest = ''");
	rebuild(b);
	struct ledger_decisions d = decisions(b);
	assert_int_equal(d.count, 3);
	assert_str(d.rows[2].key, "7.7.7");
	assert_true(d.rows[2].orphaned);
	report_double_version = 1;
	rebuild(b);
	assert_str(item(b, "2.2.1").status, "done");
	assert_false(decisions(b).rows[2].orphaned);
}

/* --- several threads at once --- */

enum { THREADS = 6, ROUNDS = 12 };

struct worker {
	struct bench *b;
	int number;
	pthread_t thread;
	int failed;
};

static void work_once(struct worker *w, struct arena *a, int round, struct err *e)
{
	struct ledger *l = w->b->ledger;
	struct ledger_item_filter f = { .limit = 100, .contains = STR("条") };
	struct ledger_import done;
	struct ledger_items items;
	struct ledger_rounds rounds;
	char text[128];

	/* Pairs of threads import the same texts at the same time. */
	snprintf(text, sizeof text, "unit 甲局\ninspector 组\n## 问题%d-%d\n- 条目\n- 又一条\n", w->number / 2, round);
	w->failed |=
		ledger_import(l, NULL, &(struct ledger_source){ .file_name = STR("t.txt"), .text = str_from(text) }, a,
			&done, e) < 0;
	struct ledger_decision d = { .report_id = done.report_id,
		.subject = STR("item"),
		.key = STR("0.1.1"),
		.value = STR("done"),
		.reason = STR("并发") };
	w->failed |= ledger_decide(l, NULL, &d, a, e) < 0;
	w->failed |= ledger_items(l, NULL, &f, a, &items, e) < 0;
	w->failed |= items.total % 2 != 0; /* a report is seen whole or not at all */
	w->failed |= ledger_rounds(l, NULL, a, &rounds, e) < 0;
	w->failed |= rounds.count != 1;
}

static void *work(void *context)
{
	struct worker *w = context;
	struct arena *a = arena_new((size_t)16 << 20);
	struct err e = { 0 };

	for (int i = 0; i < ROUNDS && a && !w->failed; i++) {
		arena_reset(a);
		work_once(w, a, i, &e);
	}
	if (w->failed)
		print_error("%s (%s)\n", e.message, e.log);
	arena_free(a);
	return NULL;
}

static void threads_share_a_ledger(void **state)
{
	struct bench *b = *state;
	struct worker workers[THREADS] = { 0 };
	struct ledger_rebuild done;

	bench_import(b, "a.txt", "unit 甲局\ninspector 组\n## 问题\n- 条目\n- 又一条\n");
	for (int i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ .b = b, .number = i };
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	}
	int rc = ledger_rebuild(b->ledger, NULL, NULL, NULL, &done, &b->e);
	for (int i = 0; i < THREADS; i++)
		pthread_join(workers[i].thread, NULL);
	for (int i = 0; i < THREADS; i++)
		assert_false(workers[i].failed);
	assert_int_equal(rc, 0);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM source"), 1 + THREADS / 2 * ROUNDS);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM event WHERE name = 'settle'"), THREADS * ROUNDS);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM r_item WHERE settled = 'done'"), THREADS / 2 * ROUNDS);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, bench_open, bench_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(what_cannot_be_decided),
		ROW(a_decision_goes_before_the_text),
		ROW(kept_counts_stay_exact),
		ROW(the_latest_counts_and_history_stays),
		ROW(open_takes_a_decision_back),
		ROW(a_settled_status_is_a_step),
		ROW(facts_cannot_be_changed_in_the_database),
		ROW(rebuild_of_nothing_new),
		ROW(what_was_altered_is_made_again),
		ROW(what_people_wrote_stays),
		ROW(what_people_removed_is_not_made_again),
		ROW(a_decision_follows_its_place),
		ROW(an_orphan_is_kept_and_comes_home),
		ROW(a_text_that_fails_keeps_its_rows),
		ROW(progress_is_told),
		ROW(rounds_follow_a_rebuild),
		ROW(measures_of_a_problem_without_items),
		ROW(an_older_database_becomes_records),
		ROW(an_older_text_that_fails),
		ROW(an_older_decision_without_a_place),
		ROW(threads_share_a_ledger),
	};

	return bench_main("ledger decisions", tests, COUNT(tests), NULL, 0);
}
