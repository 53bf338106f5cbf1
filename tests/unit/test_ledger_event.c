/* The chain: what it says when somebody was at it. */
#include "record_help.h"

#include "event.h"

static void make_chain(struct bench *b)
{
	bench_make(b, ADA, "title=甲");
	for (int i = 0; i < 9; i++)
		assert_ok(b, bench_change(b, ADA, 1, i % 2 == 0 ? "title=乙" : "title=甲"));
}

static struct event_check verify(struct bench *b, const struct event_head *known)
{
	struct event_check check = { 0 };

	assert_ok(b, event_verify(b->s, 1, known, &check, &b->e));
	return check;
}

static void tamper(struct bench *b, const char *sql)
{
	bool sqlite = strcmp(store_dialect(b->s), "sqlite") == 0;

	assert_ok(b, store_exec(b->s, sqlite ? "DROP TRIGGER event_unchanged" : "DROP TRIGGER event_unchanged ON event",
			     &b->e));
	assert_ok(b, store_exec(b->s, sqlite ? "DROP TRIGGER event_kept" : "DROP TRIGGER event_kept ON event", &b->e));
	assert_ok(b, store_exec(b->s, sql, &b->e));
}

static void check_broken(struct bench *b, const char *sql, int64_t at, const char *why)
{
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	tamper(b, sql);
	struct event_check check = verify(b, NULL);
	if (check.broken_at != at || !strstr(check.why, why))
		fail_msg(
			"%s: broken at %lld (%s), not %lld", sql, (long long)check.broken_at, check.why, (long long)at);
	assert_int_equal(check.checked, at - 1);
	store_rollback(b->s);
}

static void test_tampering(void **state)
{
	struct bench *b = *state;

	make_chain(b);
	struct event_check check = verify(b, NULL);
	assert_int_equal(check.broken_at, 0);
	assert_int_equal(check.checked, 10);
	check_broken(b, "UPDATE event SET data = replace(data, '乙', '丙') WHERE seq = 4", 4, "内容");
	check_broken(b, "UPDATE event SET person_id = 2 WHERE seq = 1", 1, "内容");
	check_broken(b, "UPDATE event SET on_behalf = 2 WHERE seq = 10", 10, "内容");
	check_broken(b, "UPDATE event SET at = at + 1 WHERE seq = 5", 5, "内容");
	check_broken(b, "UPDATE event SET kind = 'comment' WHERE seq = 5", 5, "内容");
	check_broken(b, "UPDATE event SET name = 'x' WHERE seq = 5", 5, "内容");
	check_broken(b, "UPDATE event SET record_id = 9 WHERE seq = 5", 5, "内容");
	check_broken(b, "UPDATE event SET register = 'log' WHERE seq = 5", 5, "内容");
	check_broken(b, "DELETE FROM event WHERE seq = 6", 6, "不见了");
	check_broken(b, "DELETE FROM event WHERE seq > 7", 8, "不见了");
	check_broken(b, "DELETE FROM event", 1, "不见了");
	check_broken(b, "DELETE FROM event WHERE seq = 1", 1, "不见了");
	check_broken(b, "UPDATE event SET prev = hash WHERE seq = 3", 3, "前一条");
	/* one event is written anew with its hash: the next one tells */
	check_broken(b, "UPDATE event SET hash = replace(hash, substr(hash, 1, 1), '0') WHERE seq = 3", 3, "内容");
	check_broken(b, "UPDATE event SET seq = seq + 1 WHERE seq = 10", 10, "不见了");
	assert_int_equal(verify(b, NULL).broken_at, 0);
}

static void test_triggers(void **state)
{
	struct bench *b = *state;

	make_chain(b);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_true(store_exec(b->s, "UPDATE event SET at = 1", &b->e) < 0);
	store_rollback(b->s);
	err_clear(&b->e);
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	assert_true(store_exec(b->s, "DELETE FROM event", &b->e) < 0);
	store_rollback(b->s);
}

/* Somebody who writes the whole chain anew is found out by a head that was noted down before. */
static void test_published_head(void **state)
{
	struct bench *b = *state;
	struct event_head head;

	make_chain(b);
	assert_ok(b, event_head(b->s, 1, &head, &b->e));
	assert_int_equal(head.seq, 10);
	assert_int_equal(strlen(head.hash), 64);
	bench_change(b, ADA, 1, "title=丁");
	assert_int_equal(verify(b, &head).broken_at, 0);
	struct event_head other = head;
	other.hash[0] = other.hash[0] == '0' ? '1' : '0';
	assert_int_equal(verify(b, &other).broken_at, 10);
	other = head;
	other.seq = 99;
	assert_int_equal(verify(b, &other).broken_at, 12);
	assert_ok(b, event_head(b->s, 2, &head, &b->e));
	assert_int_equal(head.seq, 0);
}

static int take_line(void *context, struct str line, struct err *e)
{
	struct buf *all = context;

	(void)e;
	assert_true(line.len > 0 && line.ptr[line.len - 1] == '\n');
	buf_str(all, line);
	return 0;
}

static int refuse_line(void *context, struct str line, struct err *e)
{
	(void)context, (void)line;
	return err_set(e, ERR_IO, "写不下去了");
}

/* The canonical text and its hash are a promise to others' programs: docs/audit.md. */
static void test_export(void **state)
{
	struct bench *b = *state;
	struct buf all;

	make_chain(b);
	buf_init(&all, 1 << 20);
	assert_ok(b, event_export(b->s, 1, 8, take_line, &all, &b->e));
	assert_int_equal(
		str_find(buf_view(&all),
			STR("{\"unit\":1,\"seq\":9,\"at\":1772674200000,\"person\":1,\"on_behalf\":0,"
			    "\"kind\":\"change\",\"name\":\"\",\"register\":\"item\",\"record\":1,"
			    "\"data\":\"{\\\"changes\\\":{\\\"title\\\":[\\\"乙\\\",\\\"甲\\\"]}}\",\"prev\":\""),
			0),
		0);
	assert_true(str_find(buf_view(&all), STR("\"seq\":10,"), 0) != STR_NPOS);
	assert_true(str_find(buf_view(&all), STR("\"seq\":8,"), 0) == STR_NPOS);
	buf_clear(&all);
	assert_int_equal(event_export(b->s, 1, 0, refuse_line, NULL, &b->e), ERR_IO);
}

static void test_known_hash(void **state)
{
	struct bench *b = *state;
	struct event_head head;
	int64_t seq = 0;
	/* printf 'bihuan-event-1\n1\n1\n1772674200000\n7\n0\ncomment\n\nitem\n5\n%064d\n{"text":"看"}\n' 0 | openssl dgst -sm3 */
	static const char hash[] = "c5cbde92bdb318de459a2d1be1211a549535e94a36ea3bf694ab49e888ea7b5a";

	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	struct event ev = { .unit_id = 1,
		.at = BENCH_NOW,
		.person_id = 7,
		.record_id = 5,
		.kind = STR("comment"),
		.name = STR(""),
		.register_name = STR("item"),
		.data = STR("{\"text\":\"看\"}") };
	assert_ok(b, event_append(b->s, &ev, &seq, &b->e));
	assert_int_equal(seq, 1);
	assert_ok(b, event_head(b->s, 1, &head, &b->e));
	assert_string_equal(head.hash, hash);
	store_rollback(b->s);
}

static void test_long_chain(void **state)
{
	struct bench *b = *state;
	int64_t seq = 0;

	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	for (int i = 0; i < 2500; i++) {
		struct event ev = {
			.unit_id = 1, .at = i, .kind = STR("comment"), .register_name = STR("item"), .data = STR("{}")
		};
		assert_ok(b, event_append(b->s, &ev, &seq, &b->e));
	}
	bench_commit(b);
	struct event_check check = verify(b, NULL);
	assert_int_equal(check.checked, 2500);
	check_broken(b, "UPDATE event SET at = 0 WHERE seq = 2345", 2345, "内容");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_tampering, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_triggers, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_published_head, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_export, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_known_hash, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_long_chain, bench_open, bench_close),
	};

	return bench_main(tests, sizeof tests / sizeof tests[0]);
}
