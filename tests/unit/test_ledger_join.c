/* Several reports of one round: the feedback, the plan, the account of the work. Nothing is there twice. */
#include "ledger_help.h"

#define HEAD "unit 甲局\ninspector 第一组\nfeedback 2024-05-10\n"

static const char feedback[] = HEAD "title 反馈\n# 方面\n## 台账不清\n- 台账不清。\n## 考核走形\n- 考核走形。\n";
static const char plan[] = HEAD
	"title 方案\n# 方面\n## 台账不清；\n- 台账不清\n* 建立台账\n* 每月核对\n## 考核走形\n- 考核办法流于形式，走形\n* 修订办法\n";
static const char account[] = HEAD
	"title 进展\n# 方面\n## 台账不清\n- 台账不清\n* 台账已经建立\n> 核对了三次\n= done 2024-06-01 已完成\n## 另一件事\n- 另一件事\n* 办了\n";

#define ROW(test) cmocka_unit_test_setup_teardown(test, bench_open, bench_close)
#define LIVE(table) "SELECT count(*) FROM " table " WHERE deleted_at IS NULL"

static void one_round_one_ledger(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", feedback);
	bench_import(b, "b.txt", plan);
	assert_int_equal(bench_number(b, LIVE("r_round")), 1);
	assert_int_equal(bench_number(b, LIVE("r_problem")), 2);
	assert_int_equal(bench_number(b, LIVE("r_item")),
		2); /* also the one that is worded anew: it is its problem's only one */
	assert_int_equal(bench_number(b, LIVE("r_measure")), 3);
	bench_import(b, "c.txt", account);
	assert_int_equal(bench_number(b, LIVE("r_problem")), 3);
	assert_int_equal(bench_number(b, LIVE("r_item")), 3);
	/* what was done is no new work where there are measures; the problem that is new brings its own */
	assert_int_equal(bench_number(b, LIVE("r_measure")), 4);
	assert_int_equal(bench_number(b, LIVE("r_progress")), 1);
	assert_int_equal(bench_number(b, LIVE("r_item") " AND source_report = 1 AND claim = 'done'"), 1);
}

/* What stands there is not written over, neither by a later report nor when all are read again. */
static void what_is_known_stays(void **state)
{
	struct bench *b = *state;
	struct ledger_rebuild done = { 0 };

	bench_import(b, "a.txt", feedback);
	bench_import(b, "c.txt", account);
	bench_import(
		b, "d.txt", HEAD "title 又一份\n# 方面\n## 台账不清\n- 台账不清\n= in_progress 2024-06-02 正在办\n");
	assert_int_equal(bench_number(b, LIVE("r_item") " AND claim = 'done'"), 1);
	assert_int_equal(bench_number(b, LIVE("r_item") " AND claim = 'in_progress'"), 0);
	int64_t events = bench_number(b, "SELECT count(*) FROM event");
	assert_ok(b, ledger_rebuild(b->ledger, NULL, NULL, NULL, &done, &b->e));
	assert_int_equal(bench_number(b, LIVE("r_problem")), 3);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM event"), events);
	bench_sql(b, "UPDATE report SET digest = ''"); /* as if another analyser had read them */
	assert_ok(b, ledger_rebuild(b->ledger, NULL, NULL, NULL, &done, &b->e));
	assert_int_equal(bench_number(b, LIVE("r_problem")), 3);
	assert_int_equal(bench_number(b, LIVE("r_item")), 3);
	assert_int_equal(bench_number(b, "SELECT count(*) FROM event"), events);
}

static void another_round_is_another_ledger(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", feedback);
	bench_import(b, "b.txt", "unit 甲局\ninspector 第一组\nfeedback 2026-05-10\n# 方面\n## 台账不清\n- 台账不清\n");
	assert_int_equal(bench_number(b, LIVE("r_problem")), 3);
	/* which feedback it answers is not said: it may be another one */
	bench_import(b, "c.txt", "unit 甲局\ninspector 第一组\n# 方面\n## 台账不清\n- 台账不清\n");
	assert_int_equal(bench_number(b, LIVE("r_problem")), 4);
}

static void the_party_prefix_is_no_other_unit(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", feedback);
	bench_import(b, "b.txt",
		"unit 中共甲局\ninspector 第一组\nfeedback 2024-05-10\n# 方面\n## 台账不清\n- 台账不清\n* 建立台账\n");
	assert_int_equal(bench_number(b, LIVE("r_round")), 1);
	assert_int_equal(bench_number(b, LIVE("r_problem")), 2);
	assert_int_equal(bench_number(b, LIVE("r_measure")), 1);
}

/* One report may say the same twice: these are two. */
static void each_is_found_once(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", HEAD "# 方面\n## 执行不力\n- 甲\n- 乙\n## 执行不力\n- 丙\n");
	bench_import(b, "b.txt",
		HEAD "# 方面\n## 执行不力\n- 乙\n* 一\n- 丁\n* 二\n## 执行不力\n- 丙\n* 三\n## 执行不力\n- 戊\n* 四\n");
	assert_int_equal(bench_number(b, LIVE("r_problem")), 3);
	assert_int_equal(bench_number(b, LIVE("r_item")), 5);
	assert_int_equal(bench_number(b, LIVE("r_measure")), 4);
}

static void what_people_removed_is_not_made_by_another(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", feedback);
	bench_sql(b, "UPDATE r_problem SET deleted_at = 1 WHERE title = '台账不清'");
	bench_import(b, "b.txt", plan);
	assert_int_equal(bench_number(b, LIVE("r_problem")), 1);
	assert_int_equal(bench_number(b, LIVE("r_measure")), 1);
}

static void what_the_analyser_took_away_may_come_from_another(void **state)
{
	struct bench *b = *state;

	bench_import(b, "a.txt", feedback);
	bench_sql(b, "UPDATE r_problem SET deleted_at = 1 WHERE title = '台账不清'");
	bench_sql(b,
		"DELETE FROM derived WHERE register = 'problem' AND record_id = (SELECT id FROM r_problem WHERE title = '台账不清')");
	bench_import(b, "b.txt", plan);
	assert_int_equal(bench_number(b, LIVE("r_problem")), 2);
	assert_int_equal(bench_number(b, LIVE("r_measure")), 3);
}

/* A report of feedback says nothing of what is done; the reviews do. */
static void what_was_struck_off_is_done(void **state)
{
	struct bench *b = *state;
	struct ledger_rounds rounds = { 0 };

	bench_import(b, "a.txt", feedback);
	bench_sql(b, "UPDATE r_item SET state = 'closed' WHERE finding = '考核走形。'");
	assert_ok(b, ledger_rounds(b->ledger, NULL, b->arena, &rounds, &b->e));
	assert_int_equal(rounds.rows[0].done, 1);
	bench_sql(b, "UPDATE r_item SET settled = 'in_progress' WHERE finding = '考核走形。'");
	assert_ok(b, ledger_rounds(b->ledger, NULL, b->arena, &rounds, &b->e));
	assert_int_equal(rounds.rows[0].done, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(one_round_one_ledger),
		ROW(what_is_known_stays),
		ROW(another_round_is_another_ledger),
		ROW(the_party_prefix_is_no_other_unit),
		ROW(each_is_found_once),
		ROW(what_people_removed_is_not_made_by_another),
		ROW(what_the_analyser_took_away_may_come_from_another),
		ROW(what_was_struck_off_is_done),
	};

	return bench_main("ledger_join", tests, sizeof tests / sizeof tests[0], NULL, 0);
}
