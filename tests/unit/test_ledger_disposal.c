/* What was kept long enough is destroyed by two people, and the chain of events holds. */
#include "record_help.h"

#include "disposal.h"
#include "event.h"

#define YEARS_LATER (BENCH_NOW + INT64_C(2130) * BENCH_DAY) /* 2032-01-02: kept to the end of 2031 */

#define CHANGE(b, ...)                                                                                                 \
	do {                                                                                                           \
		bench_as(b, ADA);                                                                                      \
		bench_sql(b, __VA_ARGS__);                                                                             \
		bench_commit(b);                                                                                       \
	} while (0)

/* Dropped by two people: final. */
static int64_t closed(struct bench *b, const char *values)
{
	int64_t id = bench_make(b, CAI, values);

	assert_true(bench_step(b, CAI, id, "drop", "", "不再需要") >= 0);
	assert_true(bench_step(b, EVE, id, "drop", "", "同意") >= 0);
	assert_str(bench_text(b, "SELECT state FROM r_item WHERE id = %lld", (long long)id), "dropped");
	return id;
}

static int propose(struct bench *b, enum who_is who, const int64_t *ids, size_t count, int64_t *ret)
{
	struct disposal_new n = { ids, count, STR("保存期满，无继续保存价值") };
	int rc = disposal_propose(bench_as(b, who), b->item, &n, ret, &b->e);

	if (rc >= 0)
		bench_commit(b);
	return rc;
}

static int decide(struct bench *b, enum who_is who, int64_t list, bool approve)
{
	struct disposal_decision x = { list, approve, STR("同意") };
	int rc = disposal_decide(bench_as(b, who), &x, &b->e);

	if (rc >= 0)
		bench_commit(b);
	return rc;
}

static void check_chain(struct bench *b, int64_t broken_at, const char *why)
{
	struct event_check check = { 0 };

	assert_ok(b, event_verify(bench_as(b, ADA)->store, 1, NULL, &check, &b->e));
	bench_rollback(b);
	assert_string_equal(check.why, why);
	assert_int_equal(check.broken_at, broken_at);
}

static void test_destroy(void **state)
{
	struct bench *b = *state;
	int64_t id = closed(b, "title=甲项|opinion=只有当事人知道的话"), list = 0;
	struct record_hits hits = { 0 };
	struct record_done done = { 0 };

	assert_ok(b, record_comment(bench_as(b, CAI), b->item, id, STR("一句留言"), &done, &b->e));
	bench_commit(b);
	bench_evidence(b, "item", id, "proof", "accepted");
	int64_t events =
		bench_sql(b, "SELECT count(*) FROM event WHERE register = 'item' AND record_id = %lld", (long long)id);
	b->now_ms = YEARS_LATER;
	assert_ok(b, propose(b, CAI, &id, 1, &list));
	assert_ok(b, decide(b, EVE, list, true));
	/* gone */
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item WHERE id = %lld", (long long)id), 0);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM evidence WHERE record_id = %lld", (long long)id), 0);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM notification WHERE register = 'item'"), 0);
	assert_int_equal(
		bench_sql(b, "SELECT count(*) FROM event WHERE record_id = %lld AND data <> ''", (long long)id), 1);
	assert_ok(b, record_search(bench_as(b, CAI), &(struct record_search_query){ .text = STR("甲项"), .limit = 10 },
			     &hits, &b->e));
	bench_rollback(b);
	assert_int_equal(hits.count, 0);
	/* what stays */
	assert_int_equal(
		bench_sql(b, "SELECT count(*) FROM event WHERE register = 'item' AND record_id = %lld", (long long)id),
		events + 1);
	assert_str(bench_text(b, "SELECT title FROM disposal_record"), "甲项");
	assert_int_equal(bench_sql(b, "SELECT events FROM disposal_record"), events);
	assert_int_equal(bench_sql(b, "SELECT files FROM disposal_record"), 1);
	assert_str(bench_text(b, "SELECT kind FROM event ORDER BY seq DESC LIMIT 1"), "destroy");
	assert_true(str_has(bench_text(b, "SELECT data FROM event ORDER BY seq DESC LIMIT 1"),
		bench_text(b, "SELECT hash FROM disposal_record")));
	check_chain(b, 0, "");
	bench_check_exact(b);
	assert_refused(b, ERR_NOTFOUND, record_comment(bench_as(b, CAI), b->item, id, STR("再说一句"), &done, &b->e));
	assert_refused(b, ERR_CONFLICT, decide(b, EVE, list, true));
	/* a number is not given again */
	assert_true(bench_make(b, CAI, "title=乙项") > id);
}

static void test_two_people(void **state)
{
	struct bench *b = *state;
	int64_t id = closed(b, "title=甲项"), list = 0;

	b->now_ms = YEARS_LATER;
	assert_refused(b, ERR_DENIED, propose(b, ADA, &id, 1, &list));
	assert_refused(b, ERR_DENIED, propose(b, EVE, &id, 1, &list));
	assert_ok(b, propose(b, IVO, &id, 1, &list));
	assert_refused(b, ERR_DENIED, decide(b, IVO, list, true)); /* has both rights, but proposed */
	assert_refused(b, ERR_DENIED, decide(b, CAI, list, true)); /* may propose, not approve */
	assert_refused(b, ERR_NOTFOUND, decide(b, HAI, list, true));
	/* acted for by somebody who may approve */
	b->people[EVE].on_behalf_of = IVO;
	assert_refused(b, ERR_DENIED, decide(b, EVE, list, true));
	b->people[EVE].on_behalf_of = 0;
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item"), 1);
	assert_ok(b, decide(b, IVO, list, false)); /* taken back */
	assert_ok(b, propose(b, CAI, &id, 1, &list));
	assert_ok(b, decide(b, EVE, list, false)); /* refused */
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item"), 1);
	b->people[CAI].console = true;
	b->people[CAI].person_id = 0;
	assert_refused(b, ERR_DENIED, propose(b, CAI, &id, 1, &list)); /* nobody signs */
}

static void refused(struct bench *b, int64_t id, int code, const char *why)
{
	int64_t list = 0;

	assert_int_equal(propose(b, CAI, &id, 1, &list), code);
	assert_refusals(b, why);
	bench_rollback(b);
	err_clear(&b->e);
}

static void test_refused(void **state)
{
	struct bench *b = *state;
	int64_t id = closed(b, "title=甲项"), open = bench_make(b, CAI, "title=乙项"),
		above = bench_make(b, CAI, "title=丙项");
	int64_t list = 0;

	b->now_ms = YEARS_LATER - 3 * BENCH_DAY; /* the last days of 2031 */
	refused(b, id, ERR_INPUT, "condition : ZG2026-001 要保存到 2031 年底，现在不能销毁\n");
	b->now_ms = YEARS_LATER;
	refused(b, open, ERR_CONFLICT, "state : ZG2026-002 还没有办结，不能销毁\n");
	assert_int_equal(bench_measure(b, CAI, above, "text=一"), 1);
	CHANGE(b, "UPDATE r_item SET state = 'dropped', changed_at = 1 WHERE id = %lld", (long long)above);
	refused(b, above, ERR_INPUT, "child : “措施”里还有 ZG2026-003 下面的记录，要先销毁它们\n");
	CHANGE(b, "UPDATE r_item SET earlier = %lld WHERE id = %lld", (long long)id, (long long)open);
	refused(b, id, ERR_INPUT, "child : “整改条目”里还有 ZG2026-001 的引用，要先销毁它们\n");
	CHANGE(b, "UPDATE r_item SET earlier = NULL");
	/* held, and let go */
	assert_refused(b, ERR_DENIED,
		disposal_hold(bench_as(b, ADA), b->item, &(struct disposal_hold){ id, true, STR("诉讼") }, &b->e));
	assert_ok(b, disposal_hold(bench_as(b, CAI), b->item, &(struct disposal_hold){ id, true, STR("诉讼") }, &b->e));
	bench_commit(b);
	refused(b, id, ERR_INPUT, "condition : ZG2026-001 已冻结（诉讼），不能销毁\n");
	assert_refused(b, ERR_DENIED,
		disposal_hold(bench_as(b, CAI), b->item, &(struct disposal_hold){ id, false, STR("结案") }, &b->e));
	assert_ok(
		b, disposal_hold(bench_as(b, EVE), b->item, &(struct disposal_hold){ id, false, STR("结案") }, &b->e));
	bench_commit(b);
	/* in one list at a time; what has changed by then is asked again when it is approved */
	assert_ok(b, propose(b, CAI, &id, 1, &list));
	refused(b, id, ERR_INPUT, "condition : ZG2026-001 已经在另一份清册里（保存期满，无继续保存价值），不能销毁\n");
	assert_ok(b, disposal_hold(bench_as(b, EVE), b->item, &(struct disposal_hold){ id, true, STR("审计") }, &b->e));
	bench_commit(b);
	assert_refused(b, ERR_INPUT, decide(b, EVE, list, true));
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item WHERE id = %lld", (long long)id), 1);
	check_chain(b, 0, "");
}

/* Whoever can write the database cannot say that something was destroyed, nor change what stays of it. */
static void test_tampering(void **state)
{
	struct bench *b = *state;
	int64_t id = closed(b, "title=甲项"), kept = closed(b, "title=乙项"), list = 0;

	b->now_ms = YEARS_LATER;
	assert_ok(b, propose(b, CAI, &id, 1, &list));
	assert_ok(b, decide(b, EVE, list, true));
	int64_t first = bench_sql(
		b, "SELECT min(seq) FROM event WHERE record_id = %lld AND register = 'item'", (long long)kept);
	struct store *s = bench_as(b, ADA)->store;
	assert_true(store_exec(s, "UPDATE event SET data = ''", NULL) < 0);
	bench_rollback(b);
	s = bench_as(b, ADA)->store;
	assert_true(store_exec(s, "UPDATE event SET at = at + 1 WHERE data = ''", NULL) < 0);
	bench_rollback(b);
	s = bench_as(b, ADA)->store;
	assert_true(store_exec(s, "DELETE FROM disposal_record", NULL) < 0);
	bench_rollback(b);
	/* past the triggers */
	bool sqlite = strcmp(store_dialect(s), "sqlite") == 0;
	CHANGE(b, "DROP TRIGGER event_unchanged%s", sqlite ? "" : " ON event");
	CHANGE(b, "UPDATE event SET person_id = 9 WHERE seq = (SELECT min(seq) FROM event WHERE data = '')");
	int64_t end = bench_sql(b, "SELECT seq FROM event WHERE kind = 'destroy'");
	check_chain(b, end, "这条记录已销毁，它的日志与销毁时不符");
	CHANGE(b, "UPDATE event SET data = '' WHERE seq = %lld", (long long)first);
	check_chain(b, first, "这一条日志的内容被改过：内容与它的散列不符");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_destroy, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_two_people, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_refused, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_tampering, bench_open, bench_close),
	};

	return bench_main(tests, sizeof tests / sizeof tests[0]);
}
