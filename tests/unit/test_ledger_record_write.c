/* Making, changing and removing records: first what must not happen. */
#include "record_help.h"

#include "fault.h"

#include <jansson.h>

static void test_required_and_forms_all_at_once(void **state)
{
	struct bench *b = *state;

	assert_int_equal(
		bench_create(b, ADA, "kind=nix|amount=12.345|leader=无此人|nothing=1|measures=3|proof=x|tags=a"),
		ERR_INPUT);
	assert_refusals(b, "format kind: “类型”没有“nix”这个选项（可以选：立行立改、长期推进）\n"
			   "format amount: “金额”要写成金额（元），最多两位小数，“12.345”不是\n"
			   "format leader: “牵头领导”没有“无此人”这个人员\n"
			   "format nothing: 没有“nothing”这一项\n"
			   "format measures: “措施数”是算出来的，不能填写\n"
			   "format proof: “佐证材料”要作为附件上传\n"
			   "required title: 要填写“问题”\n");
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item"), 0);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM event"), 0);
}

static void test_create_rights(void **state)
{
	struct bench *b = *state;

	assert_int_equal(bench_create(b, HAI, "title=甲"), ERR_DENIED);
	assert_refusals(b, "right : 您不能新建“整改条目”\n");
	/* what may not be seen does not exist */
	assert_int_equal(bench_create(b, ADA, "title=甲\nsecret=线人"), ERR_INPUT);
	assert_refusals(b, "format secret: 没有“secret”这一项\n");
	assert_int_equal(bench_create(b, ADA, "title=甲\noffice_note=同意"), ERR_DENIED);
	assert_refusals(b, "right office_note: 您现在不能修改“整改办意见”\n");
	b->people[ADA].hold = HOLD_PASSWORD;
	assert_int_equal(bench_create(b, ADA, "title=甲"), ERR_DENIED);
	b->people[ADA].hold = HOLD_NONE;
	struct str scopes[] = { STR("item.read") };
	b->people[ADA].token = true;
	b->people[ADA].scopes = scopes;
	b->people[ADA].scopes_count = 1;
	assert_int_equal(bench_create(b, ADA, "title=甲"), ERR_DENIED);
	scopes[0] = STR("item.create");
	assert_int_equal(bench_create(b, ADA, "title=甲"), ERR_DENIED); /* reading is needed too */
	b->people[ADA].token = false;
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item"), 0);
}

static void test_create(void **state)
{
	struct bench *b = *state;

	int64_t id = bench_make(
		b, ADA, "title=垃圾清运不及时\namount=1,234.50\ntags=a、丙\nleader=小波\nspot=五一路 (119.3, 26.08)");
	assert_int_equal(id, 1);
	assert_str(b->done.no, "ZG2026-001");
	assert_str(b->done.state, "draft");
	assert_int_equal(b->done.version, 1);
	assert_int_equal(b->done.event_seq, 1);
	assert_int_equal(bench_sql(b, "SELECT amount FROM r_item WHERE id = 1"), 123450);
	assert_str(bench_text(b, "SELECT tags FROM r_item"), "|a|c|");
	assert_str(bench_text(b, "SELECT kind FROM r_item"), "now");
	assert_int_equal(bench_sql(b, "SELECT leader FROM r_item"), BO);
	assert_int_equal(bench_sql(b, "SELECT spot_lon FROM r_item"), 119300000);
	assert_int_equal(bench_sql(b, "SELECT owner_id FROM r_item"), ADA);
	assert_int_equal(bench_sql(b, "SELECT department_id FROM r_item"), LAW);
	assert_int_equal(bench_sql(b, "SELECT created_at FROM r_item"), BENCH_NOW);
	assert_int_equal(bench_make(b, BO, "title=乙"), 2);
	assert_str(b->done.no, "ZG2026-002");
	b->now_ms += 310 * BENCH_DAY; /* the next year: numbers begin again, ids do not */
	assert_int_equal(bench_make(b, BO, "title=丙"), 3);
	assert_str(b->done.no, "ZG2027-001");
	bench_check_exact(b);
	assert_int_equal(bench_sql(b, "SELECT n FROM tally WHERE register = 'item' AND department_id = %d", LAW), 1);
}

static void test_wide(void **state)
{
	struct bench *b = *state;
	struct record_input in[WIDE];

	for (int i = 0; i < WIDE; i++)
		in[i] = (struct record_input){ .field = b->wide->fields[i].name, .text = i % 2 ? STR("7") : STR("字") };
	struct desk *d = bench_as(b, ADA);
	assert_ok(b, record_create(d, b->wide, &(struct record_new){ .values = { in, WIDE } }, &b->done, &b->e));
	for (int i = 0; i < WIDE; i++)
		in[i].text = i % 2 ? STR("8") : STR("");
	assert_ok(b,
		record_change(d, b->wide, &(struct record_edit){ .id = 1, .values = { in, WIDE } }, &b->done, &b->e));
	bench_commit(b);
	assert_int_equal(bench_sql(b, "SELECT f2 + f120 FROM r_wide"), 16);
	assert_str(bench_text(b, "SELECT f119 FROM r_wide"), "(none)");
}

static void test_unique(void **state)
{
	struct bench *b = *state;

	bench_make(b, ADA, "title=甲|code=A-1");
	assert_int_equal(bench_create(b, BO, "title=乙|code=A-1"), ERR_CONFLICT);
	assert_refusals(b, "unique code: “编码”的这个值已有别的记录用了\n");
	int64_t id = bench_make(b, BO, "title=乙");
	assert_int_equal(bench_change(b, BO, id, "code=A-1"), ERR_CONFLICT);
	assert_int_equal(bench_change(b, BO, id, "code=A-2"), id);
	assert_int_equal(bench_change(b, BO, id, "code=A-2"), id); /* its own is no double */
}

static void test_unique_below(void **state)
{
	struct bench *b = *state;
	int64_t one = bench_make(b, ADA, "title=甲"), two = bench_make(b, ADA, "title=乙");

	assert_int_equal(bench_measure(b, ADA, one, "text=甲一|line=1"), 1);
	assert_int_equal(bench_measure(b, ADA, one, "text=甲二|line=1"), ERR_CONFLICT);
	assert_refusals(b, "unique line: “序号”的这个值在同一上级记录下已有别的记录用了\n");
	assert_int_equal(bench_measure(b, ADA, one, "text=甲二|line=2"), 2);
	assert_int_equal(bench_measure(b, ADA, one, "text=甲三"), 3); /* without one */
	assert_int_equal(bench_measure(b, ADA, one, "text=甲四"), 4);
	assert_int_equal(bench_measure(b, ADA, two, "text=乙一|line=1"), 5); /* below another */
	/* hung elsewhere it would be a double there */
	struct desk *d = bench_as(b, ADA);
	assert_int_equal(
		record_move(d, b->measure, &(struct record_moving){ .id = 5, .parent_id = one }, &b->done, &b->e),
		ERR_CONFLICT);
	bench_rollback(b);
}

static void test_children(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");

	assert_int_equal(bench_measure(b, ADA, 0, "text=乙"), ERR_INPUT);
	assert_refusals(b, "required parent: 要说明属于哪一条上级记录\n");
	assert_int_equal(bench_measure(b, ADA, 99, "text=乙"), ERR_NOTFOUND);
	assert_int_equal(bench_measure(b, BO, id, "text=乙"), ERR_NOTFOUND); /* not to be seen by BO */
	assert_int_equal(bench_measure(b, FAN, id, "text=乙"), ERR_DENIED);
	assert_int_equal(bench_measure(b, ADA, id, "text=乙"), 1);
	assert_str(b->done.no, "1");
	assert_int_equal(bench_sql(b, "SELECT department_id FROM r_measure"), LAW);
	/* an item with something below it is not removed */
	struct desk *d = bench_as(b, ADA);
	assert_refused(b, ERR_INPUT,
		record_remove(
			d, b->item, &(struct record_removal){ id, RECORD_ANY_VERSION, STR("重复") }, &b->done, &b->e));
	assert_refusals(b, "child : 下面还有“措施”的记录，请先删除它们\n");
}

static void test_change_refused(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");

	assert_int_equal(bench_change(b, BO, id, "title=乙"), ERR_NOTFOUND);
	assert_int_equal(bench_change(b, FAN, id, "title=乙|tags=a"), ERR_DENIED);
	assert_refusals(b, "right title: 您现在不能修改“问题”\nright tags: 您现在不能修改“标签”\n");
	assert_int_equal(bench_change(b, ADA, id, "title="), ERR_INPUT);
	assert_refusals(b, "required title: 要填写“问题”\n");
	assert_int_equal(bench_change(b, ADA, id, "title=乙|title=丙"), ERR_INPUT);
	assert_refusals(b, "format title: 同一项写了两次\n");
	assert_int_equal(bench_change(b, ADA, 77, "title=乙"), ERR_NOTFOUND);
	assert_int_equal(bench_sql(b, "SELECT version FROM r_item"), 1);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM event"), 1);
}

static void test_change(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");

	assert_int_equal(bench_change(b, ADA, id, "title=甲|kind=now"), id); /* nothing new: nothing written */
	assert_int_equal(b->done.version, 1);
	assert_int_equal(b->done.event_seq, 0);
	assert_int_equal(bench_change(b, ADA, id, "title=乙|amount=5"), id);
	assert_int_equal(b->done.version, 2);
	assert_str(bench_text(b, "SELECT data FROM event WHERE seq = 2"),
		"{\"changes\":{\"title\":[\"甲\",\"乙\"],\"amount\":[null,500]}}");
	assert_int_equal(bench_change(b, ADA, id, "amount="), id);
	assert_int_equal(bench_sql(b, "SELECT coalesce(amount, -5) FROM r_item"), -5);
	/* another may change what he sees by right of his role */
	assert_int_equal(bench_change(b, CAI, id, "office_note=可以|secret=线人"), id);
	assert_int_equal(bench_sql(b, "SELECT changed_by FROM r_item"), CAI);
	bench_check_exact(b);
}

static void test_stale(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");

	bench_change(b, ADA, id, "title=乙");
	struct desk *d = bench_as(b, ADA);
	struct record_edit edit = { .id = id, .version = 1, .values = bench_values(b, "title=丙|amount=x") };
	assert_refused(b, ERR_CONFLICT, record_change(d, b->item, &edit, &b->done, &b->e));
	assert_refusals(b, "version : 这条记录已被别人改过（您看的是第 1 版，现在是第 2 版），请刷新后再办\n"
			   "format amount: “金额”要写成金额（元），最多两位小数，“x”不是\n");
	assert_str(bench_text(b, "SELECT title FROM r_item"), "乙");
	d = bench_as(b, ADA);
	edit = (struct record_edit){ .id = id, .version = 2, .values = bench_values(b, "title=丙") };
	assert_ok(b, record_change(d, b->item, &edit, &b->done, &b->e));
	bench_commit(b);
	assert_int_equal(b->done.version, 3);
}

static void test_json(void **state)
{
	struct bench *b = *state;
	json_t *title = json_string("甲"), *amount = json_string("12.30"), *tags = json_pack("[ss]", "b", "a"),
	       *wrong = json_true();
	struct record_input in[] = { { .field = STR("title"), .json = title },
		{ .field = STR("amount"), .json = amount }, { .field = STR("tags"), .json = tags } };
	struct record_new n = { .values = { in, 3 } };

	struct desk *d = bench_as(b, ADA);
	assert_ok(b, record_create(d, b->item, &n, &b->done, &b->e));
	bench_commit(b);
	assert_int_equal(bench_sql(b, "SELECT amount FROM r_item"), 1230);
	assert_str(bench_text(b, "SELECT tags FROM r_item"), "|a|b|");
	in[0].json = wrong;
	d = bench_as(b, ADA);
	assert_refused(b, ERR_INPUT, record_create(d, b->item, &n, &b->done, &b->e));
	json_decref(title);
	json_decref(amount);
	json_decref(tags);
}

static void test_remove(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");

	struct desk *d = bench_as(b, ADA);
	assert_refused(b, ERR_INPUT,
		record_remove(
			d, b->item, &(struct record_removal){ id, RECORD_ANY_VERSION, STR(" ") }, &b->done, &b->e));
	assert_refusals(b, "required reason: 删除要写明理由\n");
	d = bench_as(b, FAN);
	assert_refused(b, ERR_DENIED,
		record_remove(
			d, b->item, &(struct record_removal){ id, RECORD_ANY_VERSION, STR("重复") }, &b->done, &b->e));
	d = bench_as(b, ADA);
	assert_refused(b, ERR_CONFLICT,
		record_remove(d, b->item, &(struct record_removal){ id, 9, STR("重复") }, &b->done, &b->e));
	d = bench_as(b, ADA);
	assert_ok(b, record_remove(d, b->item, &(struct record_removal){ id, 1, STR("重复") }, &b->done, &b->e));
	bench_commit(b);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item WHERE deleted_at IS NOT NULL"), 1);
	assert_str(bench_text(b, "SELECT data FROM event ORDER BY seq DESC LIMIT 1"),
		"{\"from\":\"draft\",\"reason\":\"重复\",\"changes\":{}}");
	assert_int_equal(bench_change(b, ADA, id, "title=乙"), ERR_NOTFOUND);
	bench_check_exact(b);
}

static void test_comment_and_watch(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");

	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_watch(d, b->item, id, true, &b->e));
	assert_ok(b, record_watch(d, b->item, id, true, &b->e));
	bench_commit(b);
	d = bench_as(b, BO);
	assert_refused(b, ERR_NOTFOUND, record_watch(d, b->item, id, true, &b->e));
	d = bench_as(b, ADA);
	assert_refused(b, ERR_INPUT, record_comment(d, b->item, id, STR("  "), &b->done, &b->e));
	d = bench_as(b, ADA);
	assert_ok(b, record_comment(d, b->item, id, STR("请看附件"), &b->done, &b->e));
	bench_commit(b);
	assert_int_equal(bench_change(b, ADA, id, "title=乙"), id);
	assert_int_equal(bench_change(b, CAI, id, "title=丙"), id); /* he is not told of what he did */
	d = bench_as(b, CAI);
	struct notifications n = { 0 };
	assert_ok(b, notifications_list(d, 0, 10, &n, &b->e));
	assert_int_equal(n.count, 2);
	assert_int_equal(n.unread, 2);
	assert_str(n.at[0].text, "整改条目 ZG2026-001：阿达修改");
	assert_str(n.at[1].text, "整改条目 ZG2026-001：阿达留言");
	assert_ok(b, notifications_read(d, n.at[1].id, &b->e));
	assert_ok(b, notifications_list(d, 0, 1, &n, &b->e));
	assert_int_equal(n.unread, 1);
	assert_int_equal(n.next, n.at[0].id);
	assert_ok(b, record_watch(d, b->item, id, false, &b->e));
	bench_commit(b);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM watch"), 0);
}

/* He watched it, and may not see it any more. */
static void test_only_who_sees_is_told(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");

	assert_ok(b, record_watch(bench_as(b, CAI), b->item, id, true, &b->e));
	bench_commit(b);
	assert_int_equal(bench_change(b, ADA, id, "title=乙"), id);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM notification WHERE person_id = 3"), 1);
	assert_ok(b, store_exec(b->s, "UPDATE role_grant SET revoked_at = 1 WHERE person_id = 3", &b->e));
	assert_int_equal(bench_change(b, ADA, id, "title=丙"), id);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM notification WHERE person_id = 3"), 1);
}

static void test_history(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲\nphone=13812345678\nspot=五一路 (119.3, 26.08)");
	struct record_events ev;

	bench_change(b, ADA, id, "title=乙");
	bench_change(b, CAI, id, "secret=线人|title=丙");
	struct desk *d = bench_as(b, ADA);
	assert_ok(b, record_events(d, b->item, &(struct record_events_query){ id, STR_NONE, 0, 10 }, &ev, &b->e));
	assert_int_equal(ev.count, 3);
	assert_int_equal(ev.next, 0);
	assert_str(ev.at[0].person.label, "老蔡");
	assert_int_equal(ev.at[0].changes_count, 1); /* the secret field is absent */
	assert_str(ev.at[0].changes[0].field->name, "title");
	assert_str(ev.at[0].changes[0].before->s, "乙");
	assert_str(ev.at[0].changes[0].after->s, "丙");
	for (size_t i = 0; i < ev.at[2].changes_count; i++) {
		const struct record_field_change *c = &ev.at[2].changes[i];
		if (str_eq(c->field->name, STR("phone")))
			assert_str(c->after->s, "138******78");
		if (str_eq(c->field->name, STR("spot")))
			assert_int_equal(c->after[1].i, 119300000);
	}
	assert_ok(b, record_events(d, b->item, &(struct record_events_query){ id, STR("title"), 0, 10 }, &ev, &b->e));
	assert_int_equal(ev.count, 3);
	assert_refused(b, ERR_NOTFOUND,
		record_events(d, b->item, &(struct record_events_query){ id, STR("secret"), 0, 10 }, &ev, &b->e));
	d = bench_as(b, CAI);
	assert_ok(b, record_events(d, b->item, &(struct record_events_query){ id, STR("secret"), 0, 10 }, &ev, &b->e));
	assert_int_equal(ev.count, 1);
	assert_ok(b, record_events(d, b->item, &(struct record_events_query){ id, STR_NONE, 0, 2 }, &ev, &b->e));
	assert_int_equal(ev.count, 2);
	assert_ok(b, record_events(d, b->item, &(struct record_events_query){ id, STR_NONE, ev.next, 2 }, &ev, &b->e));
	assert_int_equal(ev.count, 1);
	assert_int_equal(ev.next, 0);
	d = bench_as(b, BO);
	assert_refused(b, ERR_NOTFOUND,
		record_events(d, b->item, &(struct record_events_query){ id, STR_NONE, 0, 10 }, &ev, &b->e));
}

static void test_idempotency(void **state)
{
	struct bench *b = *state;
	struct idempotent_answer a = { 0 };

	struct desk *d = bench_as(b, ADA);
	assert_refused(b, ERR_INPUT, idempotency_find(d, STR("a b"), STR("hash"), &a, &b->e));
	d = bench_as(b, ADA);
	assert_int_equal(idempotency_find(d, STR("key-1"), STR("hash"), &a, &b->e), 0);
	assert_ok(b, idempotency_keep(d, STR("key-1"), STR("hash"),
			     &(struct idempotent_answer){ 201, STR("{\"id\":1}") }, &b->e));
	bench_commit(b);
	d = bench_as(b, ADA);
	assert_int_equal(idempotency_find(d, STR("key-1"), STR("hash"), &a, &b->e), 1);
	assert_int_equal(a.status, 201);
	assert_str(a.body, "{\"id\":1}");
	assert_refused(b, ERR_CONFLICT, idempotency_find(d, STR("key-1"), STR("other"), &a, &b->e));
	d = bench_as(b, BO); /* keys are a person's own */
	assert_int_equal(idempotency_find(d, STR("key-1"), STR("other"), &a, &b->e), 0);
	b->now_ms += 2 * BENCH_DAY;
	d = bench_as(b, ADA);
	assert_int_equal(idempotency_find(d, STR("key-1"), STR("other"), &a, &b->e), 0);
	assert_ok(b, idempotency_keep(d, STR("key-2"), STR("x"), &a, &b->e));
	bench_commit(b);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM idempotency"), 1);
}

/* Each read and each write fails in turn: never is half of it there. */
static void fail_in_turn(struct bench *b, enum fault_kind kind, int64_t id)
{
	for (long n = 1;; n++) {
		struct desk *d = bench_as(b, ADA);
		struct record_edit edit = { .id = id, .values = bench_values(b, "title=坏|amount=9") };
		fault_arm(kind, n, false);
		int rc = record_change(d, b->item, &edit, &b->done, &b->e);
		bool hit = fault_count(kind) >= n;
		fault_arm(kind, 0, false);
		if (rc >= 0 && !hit) {
			bench_rollback(b);
			assert_true(n > 3);
			return;
		}
		if (rc < 0)
			bench_rollback(b);
		else if (store_commit(b->s, &b->e) >= 0)
			fail_msg("a failed statement was passed over: kind %d, %ld", kind, n);
		err_clear(&b->e);
		assert_str(bench_text(b, "SELECT title FROM r_item WHERE id = %lld", (long long)id), "甲");
		bench_check_exact(b);
	}
}

static void test_torture(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");
	struct desk *d = bench_as(b, CAI);

	assert_ok(b, record_watch(d, b->item, id, true, &b->e));
	bench_commit(b);
	fail_in_turn(b, FAULT_WRITE, id);
	fail_in_turn(b, FAULT_READ, id);
	fail_in_turn(b, FAULT_ALLOC, id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_required_and_forms_all_at_once, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_create_rights, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_create, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_wide, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_unique, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_unique_below, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_children, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_change_refused, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_change, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_stale, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_json, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_remove, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_comment_and_watch, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_only_who_sees_is_told, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_history, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_idempotency, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_torture, bench_open, bench_close),
	};

	return bench_main(tests, sizeof tests / sizeof tests[0]);
}
