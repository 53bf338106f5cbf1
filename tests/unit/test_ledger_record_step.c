/* Steps: refusals of every kind, four eyes, countersigning, delegation, the gate, and what follows. */
#include "record_help.h"

#include "buf.h"
#include "fault.h"
#include "log.h"

/* A draft of ADA that BO leads, started; with a measure, an opinion and a proof it can be submitted. */
static int64_t started(struct bench *b)
{
	int64_t id = bench_make(b, ADA, "title=甲");

	assert_ok(b, bench_step(b, ADA, id, "start", "leader=2", ""));
	return id;
}

static int64_t submitted(struct bench *b)
{
	int64_t id = started(b);

	assert_int_equal(bench_measure(b, ADA, id, "text=清运"), 1);
	bench_evidence(b, "item", id, "proof", "pending");
	assert_ok(b, bench_step(b, BO, id, "submit", "opinion=已改", ""));
	assert_str(b->done.state, "first");
	return id;
}

static void test_unknown_and_unseen(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");

	assert_int_equal(bench_step(b, ADA, id, "fly", "", ""), ERR_NOTFOUND);
	assert_int_equal(bench_step(b, BO, id, "start", "leader=2", ""), ERR_NOTFOUND);
	assert_int_equal(bench_step(b, ADA, 99, "start", "leader=2", ""), ERR_NOTFOUND);
}

static void test_refusals_all_at_once(void **state)
{
	struct bench *b = *state;
	int64_t id = started(b);

	bench_change(b, ADA, id, "amount=2000");
	assert_int_equal(bench_step(b, BO, id, "submit", "amount=x", ""), ERR_INPUT);
	assert_refusals(b, "format amount: “金额”要写成金额（元），最多两位小数，“x”不是\n"
			   "required opinion: 要填写“意见”\n"
			   "evidence proof: “佐证材料”要有 1 份附件，现在有 0 份\n"
			   "condition : 金额超过一千元的要先报批\n"
			   "condition : 没有措施\n");
	/* conditions are asked of the values as they will be */
	assert_int_equal(bench_step(b, BO, id, "submit", "amount=5|opinion=好", ""), ERR_INPUT);
	assert_refusals(b, "evidence proof: “佐证材料”要有 1 份附件，现在有 0 份\ncondition : 没有措施\n");
	assert_int_equal(bench_sql(b, "SELECT amount FROM r_item WHERE id = %lld", (long long)id), 200000);
	assert_int_equal(bench_step(b, ADA, id, "submit", "", ""), ERR_DENIED);
	assert_refusals(b, "right : 您不能办“提请”\nrequired opinion: 要填写“意见”\n"
			   "evidence proof: “佐证材料”要有 1 份附件，现在有 0 份\n");
	assert_int_equal(bench_step(b, CAI, id, "pass", "", ""), ERR_CONFLICT);
	assert_refusals(b, "state : 现在是“整改中”，不能办“初审通过”\n");
	assert_int_equal(bench_step(b, CAI, id, "extend", "extra=3", " "), ERR_INPUT);
	assert_refusals(b, "required reason: 办“延期”要写明理由\n");
	bench_check_exact(b);
}

static void test_fields_of_a_step(void **state)
{
	struct bench *b = *state;
	int64_t id = submitted(b);

	/* in state "first" nothing can be edited, and the step does not ask for it */
	assert_int_equal(bench_step(b, CAI, id, "pass", "title=改了", ""), ERR_DENIED);
	assert_refusals(b, "right title: 您现在不能修改“问题”\n");
	assert_int_equal(bench_change(b, CAI, id, "title=改了"), ERR_DENIED);
}

static void test_what_follows(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");

	assert_ok(b, bench_step(b, ADA, id, "start", "leader=2|unit_in_charge=3", ""));
	assert_int_equal(b->done.version, 2);
	assert_int_equal(bench_sql(b, "SELECT holder_id FROM r_item"), BO);
	assert_int_equal(bench_sql(b, "SELECT department_id FROM r_item"), CLEAN);
	assert_str(
		bench_text(b, "SELECT text FROM notification WHERE person_id = %d", BO), "条目 ZG2026-001 甲 交给你");
	assert_str(
		bench_text(b, "SELECT kind || ' ' || name FROM event ORDER BY seq DESC LIMIT 1"), "transition start");
	assert_str(bench_text(b, "SELECT data FROM event ORDER BY seq DESC LIMIT 1"),
		"{\"from\":\"draft\",\"to\":\"doing\",\"changes\":{\"department_id\":[2,3],\"holder_id\":[null,2],"
		"\"due_at\":[null,1773935999999],\"lamp\":[\"\",\"green\"],\"leader\":[null,2],\"unit_in_charge\":[null,3]},"
		"\"clocks\":{\"work\":[\"start\",1773935999999]}}");
	bench_check_exact(b);
	/* a count and a return with its reason */
	bench_measure(b, BO, id, "text=清运");
	bench_evidence(b, "item", id, "proof", "pending");
	assert_ok(b, bench_step(b, BO, id, "submit", "opinion=已改", ""));
	assert_ok(b, bench_step(b, CAI, id, "send_back", "", "照片不清"));
	assert_int_equal(bench_sql(b, "SELECT returns FROM r_item"), 1);
	assert_str(b->done.state, "doing");
	bench_check_exact(b);
}

static void test_four_eyes(void **state)
{
	struct bench *b = *state;
	int64_t id = started(b);

	/* the submitter is of the office too */
	bench_sql(b, "SELECT 1");
	bench_measure(b, ADA, id, "text=清运");
	bench_evidence(b, "item", id, "proof", "accepted");
	assert_int_equal(bench_sql(b, "SELECT holder_id FROM r_item"), BO);
	b->people[BO].roles = b->people[CAI].roles;
	b->people[BO].roles_count = b->people[CAI].roles_count;
	assert_ok(b, bench_step(b, BO, id, "submit", "opinion=已改", ""));
	assert_int_equal(bench_step(b, BO, id, "pass", "", ""), ERR_DENIED);
	assert_refusals(b, "separate : “提请”是您办的，“初审通过”要由另一个人办\n");
	assert_ok(b, bench_step(b, CAI, id, "pass", "", ""));
	/* the next review of the group is another person's; a return at the same desk is not */
	assert_int_equal(bench_step(b, CAI, id, "close", "", ""), ERR_DENIED);
	assert_refusals(b, "separate : “初审通过”是您办的，“销号”要由另一个人办\n"
			   "gate child : “措施” 1 还没有办结（进行中）\n");
	assert_ok(b, bench_step(b, CAI, id, "send_back", "", "再看看"));
	/* it goes by the last time a step was done */
	assert_ok(b, bench_step(b, BO, id, "submit", "", ""));
	assert_ok(b, bench_step(b, DAN, id, "pass", "", ""));
	assert_int_equal(bench_step(b, DAN, id, "close", "", ""), ERR_DENIED);
	bench_step_of(b, b->measure, ADA, 1, "prove", "", "");
	assert_ok(b, bench_step(b, CAI, id, "close", "", ""));
	/* who made it does not close it */
	id = bench_make(b, CAI, "title=乙");
	assert_ok(b, bench_step(b, CAI, id, "start", "leader=2", ""));
	bench_measure(b, CAI, id, "text=清运");
	bench_evidence(b, "item", id, "proof", "accepted");
	assert_ok(b, bench_step(b, BO, id, "submit", "opinion=已改", ""));
	assert_ok(b, bench_step(b, DAN, id, "pass", "", ""));
	assert_int_equal(bench_step(b, CAI, id, "close", "", ""), ERR_DENIED);
	assert_refusals(b, "separate : “新建”是您办的，“销号”要由另一个人办\n"
			   "gate child : “措施” 2 还没有办结（进行中）\n");
	bench_check_exact(b);
}

static void test_delegation(void **state)
{
	struct bench *b = *state;
	int64_t id = submitted(b);
	struct actor cai = b->people[CAI];

	/* HAI acts for BO, who submitted; then for CAI */
	b->people[HAI].roles = b->people[CAI].roles;
	b->people[HAI].roles_count = b->people[CAI].roles_count;
	b->people[HAI].on_behalf_of = BO;
	assert_int_equal(bench_step(b, HAI, id, "pass", "", ""), ERR_DENIED);
	assert_refusals(b, "separate : “提请”是您办的，“初审通过”要由另一个人办\n");
	b->people[HAI].on_behalf_of = CAI;
	assert_ok(b, bench_step(b, HAI, id, "pass", "", ""));
	assert_int_equal(bench_sql(b, "SELECT person_id FROM event WHERE name = 'pass'"), HAI);
	assert_int_equal(bench_sql(b, "SELECT on_behalf FROM event WHERE name = 'pass'"), CAI);
	/* neither the one who did it nor the one it was done for can do the next */
	b->people[HAI].on_behalf_of = 0;
	assert_int_equal(bench_step(b, HAI, id, "close", "", ""), ERR_DENIED);
	assert_int_equal(bench_step(b, CAI, id, "close", "", ""), ERR_DENIED);
	b->people[CAI] = cai;
}

static void test_countersign(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, CAI, "title=甲");

	assert_int_equal(bench_step(b, CAI, id, "drop", "", ""), ERR_INPUT);
	assert_ok(b, bench_step(b, CAI, id, "drop", "", "重复"));
	assert_true(b->done.waiting);
	assert_int_equal(b->done.votes, 1);
	assert_int_equal(b->done.needed, 2);
	assert_str(b->done.state, "draft");
	assert_int_equal(bench_step(b, CAI, id, "drop", "", "重复"), ERR_DENIED);
	assert_refusals(b, "separate : “作废”要 2 个不同的人会签，您已经签过了\n");
	/* who acts for somebody who voted is no other person */
	b->people[HAI].roles = b->people[CAI].roles;
	b->people[HAI].roles_count = b->people[CAI].roles_count;
	b->people[HAI].on_behalf_of = CAI;
	assert_int_equal(bench_step(b, HAI, id, "drop", "", "重复"), ERR_DENIED);
	/* a change takes the votes back: they were for something else */
	assert_ok(b, bench_change(b, CAI, id, "title=乙"));
	assert_ok(b, bench_step(b, DAN, id, "drop", "", "重复"));
	assert_true(b->done.waiting);
	struct record_detail detail;
	struct desk *d = bench_as(b, CAI);
	assert_ok(b, record_read(d, b->item, id, RECORD_STEPS, &detail, &b->e));
	for (size_t i = 0; i < detail.steps_count; i++)
		if (str_eq(detail.steps[i].step->name, STR("drop")))
			assert_int_equal(detail.steps[i].votes, 1);
	bench_commit(b);
	assert_ok(b, bench_step(b, CAI, id, "drop", "", "是重复"));
	assert_false(b->done.waiting);
	assert_str(b->done.state, "dropped");
	assert_str(bench_text(b, "SELECT lamp FROM r_item"), "blue");
	bench_check_exact(b);
}

/* At the second review, with an open measure and a proof that nobody accepted. */
static int64_t at_the_gate(struct bench *b)
{
	int64_t id = submitted(b);

	assert_ok(b, bench_step(b, CAI, id, "pass", "", ""));
	return id;
}

static const char at_gate[] =
	"gate child : “措施” 1 还没有办结（进行中）\ngate evidence proof: “佐证材料”还没有审核通过的材料\n";

static void test_gate_on_every_path(void **state)
{
	struct bench *b = *state;
	int64_t id = at_the_gate(b);
	struct record_outcomes out;

	assert_int_equal(bench_step(b, DAN, id, "close", "", ""), ERR_INPUT);
	assert_refusals(b, at_gate);
	/* in bulk */
	struct desk *d = bench_as(b, DAN);
	assert_ok(b, record_bulk(d, b->item, &(struct record_bulk){ .ids = &id, .count = 1, .step = STR("close") },
			     &out, &b->e));
	assert_int_equal(out.refused, 1);
	assert_int_equal(out.at[0].refusals.count, 2);
	assert_int_equal(out.at[0].refusals.at[0].kind, REFUSAL_CHILD);
	bench_commit(b);
	/* by import */
	struct str columns[] = { STR("编号"), STR("状态") }, cells[] = { STR("ZG2026-001"), STR("已销号") };
	d = bench_as(b, DAN);
	assert_ok(b, record_import(d, b->item,
			     &(struct record_import){ .columns = columns,
				     .columns_count = 2,
				     .cells = cells,
				     .rows_count = 1,
				     .first_row = 2,
				     .key = STR("no") },
			     &out, &b->e));
	assert_int_equal(out.refused, 1);
	assert_str(out.at[0].message, "状态不能用导入改成“已销号”（现在是“复审”），请用流转办理");
	bench_commit(b);
	/* a field of that name does not exist, and states are no fields */
	assert_int_equal(bench_change(b, DAN, id, "state=done"), ERR_INPUT);
	assert_str(bench_text(b, "SELECT state FROM r_item"), "second");
	/* what the screen is told beforehand is the same */
	struct record_detail detail;
	d = bench_as(b, DAN);
	assert_ok(b, record_read(d, b->item, id, RECORD_ALL, &detail, &b->e));
	assert_int_equal(detail.steps_count, 2);
	assert_str(detail.steps[1].step->name, "close");
	assert_true(detail.steps[1].may);
	assert_false(detail.steps[1].possible);
	assert_false(detail.steps[1].may_override);
	assert_int_equal(detail.steps[1].missing.count, 2);
	bench_commit(b);
	/* proved and accepted it closes */
	bench_step_of(b, b->measure, ADA, 1, "prove", "", "");
	bench_sql(b, "SELECT 1");
	bench_evidence(b, "item", id, "proof", "accepted");
	assert_ok(b, bench_step(b, DAN, id, "close", "", ""));
	assert_str(bench_text(b, "SELECT passed_on FROM r_item"), "2026-03-05");
	bench_check_exact(b);
}

static void test_gate_counts_what_is_there_now(void **state)
{
	struct bench *b = *state;
	int64_t id = at_the_gate(b);

	bench_step_of(b, b->measure, ADA, 1, "prove", "", "");
	bench_evidence(b, "item", id, "proof", "rejected");
	assert_int_equal(bench_step(b, DAN, id, "close", "", ""), ERR_INPUT);
	assert_refusals(b, "gate evidence proof: “佐证材料”还没有审核通过的材料\n");
	bench_evidence(b, "item", id, "proof", "accepted");
	/* a proof that ran out yesterday */
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	bench_sql(b, "UPDATE evidence SET expires = '2026-03-04' WHERE state = 'accepted'");
	bench_commit(b);
	assert_int_equal(bench_step(b, DAN, id, "close", "", ""), ERR_INPUT);
	/* a removed child does not count */
	assert_ok(b, store_begin(b->s, STORE_WRITE, &b->e));
	bench_sql(b, "UPDATE evidence SET expires = '2026-03-05' WHERE state = 'accepted'");
	bench_commit(b);
	assert_ok(b, bench_step(b, DAN, id, "close", "", ""));
	assert_int_equal(bench_measure(b, ADA, id, "text=又一条"), ERR_CONFLICT);
	assert_refusals(b, "state : 上级记录 ZG2026-001 已经办结，不能再添加\n");
}

static void test_override(void **state)
{
	struct bench *b = *state;
	int64_t id = at_the_gate(b);
	struct record_step s = { .id = id, .step = STR("close"), .override = true };

	struct desk *d = bench_as(b, DAN);
	s.reason = STR("领导同意");
	assert_refused(b, ERR_DENIED, record_do_step(d, b->item, &s, &b->done, &b->e));
	d = bench_as(b, EVE);
	s.reason = STR("");
	assert_refused(b, ERR_INPUT, record_do_step(d, b->item, &s, &b->done, &b->e));
	assert_refusals(b, "gate child : “措施” 1 还没有办结（进行中）\n"
			   "gate evidence proof: “佐证材料”还没有审核通过的材料\n"
			   "required reason: 越过销号关口要写明理由\n");
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM event WHERE kind = 'override'"), 0);
	d = bench_as(b, EVE);
	s.reason = STR("工程由市里接管");
	assert_ok(b, record_do_step(d, b->item, &s, &b->done, &b->e));
	bench_commit(b);
	assert_str(b->done.state, "done");
	assert_int_equal(bench_sql(b, "SELECT person_id FROM event WHERE kind = 'override'"), EVE);
	struct record_events ev;
	d = bench_as(b, CAI);
	assert_ok(b, record_events(d, b->item, &(struct record_events_query){ id, STR_NONE, 0, 10 }, &ev, &b->e));
	assert_str(ev.at[1].kind, "override");
	assert_str(ev.at[1].text, "“措施” 1 还没有办结（进行中）；“佐证材料”还没有审核通过的材料");
	assert_str(ev.at[1].reason, "工程由市里接管");
	bench_check_exact(b);
}

static void test_other_records(void **state)
{
	struct bench *b = *state;
	int64_t id = started(b);

	/* a child that takes the parent along; a parent that cannot go stops the child */
	assert_int_equal(bench_measure(b, ADA, id, "text=带动"), 1);
	assert_int_equal(bench_step_of(b, b->measure, ADA, 1, "prove", "", ""), ERR_INPUT);
	assert_refusals(b, "required opinion: 要填写“意见”\nevidence proof: “佐证材料”要有 1 份附件，现在有 0 份\n");
	assert_str(bench_text(b, "SELECT state FROM r_measure"), "open");
	bench_change(b, BO, id, "opinion=好");
	bench_evidence(b, "item", id, "proof", "accepted");
	assert_ok(b, bench_step_of(b, b->measure, ADA, 1, "prove", "", ""));
	assert_str(bench_text(b, "SELECT state FROM r_measure"), "proved");
	assert_str(bench_text(b, "SELECT state FROM r_item"), "first");
	assert_str(bench_text(b, "SELECT data FROM event WHERE name = 'submit'"),
		"{\"from\":\"doing\",\"to\":\"first\",\"reason\":\"由措施 1 带动\",\"changes\":{\"due_at\":[1773935999999,null],"
		"\"lamp\":[\"green\",\"\"]},\"clocks\":{\"work\":[\"pause\",1773935999999]}}");
	/* ... and one that is elsewhere already is left alone */
	assert_ok(b, bench_step(b, CAI, id, "pass", "", ""));
	assert_int_equal(bench_measure(b, ADA, id, "text=带动"), 2);
	assert_ok(b, bench_step_of(b, b->measure, ADA, 2, "prove", "", ""));
	assert_ok(b, bench_step(b, DAN, id, "close", "", ""));
	/* a record is made */
	assert_ok(b, bench_step(b, CAI, id, "reopen", "", "又犯了"));
	assert_str(bench_text(b, "SELECT text FROM r_log"), "反弹：甲");
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM event WHERE register = 'log'"), 1);
	bench_check_exact(b);
}

static void test_stale_step(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");
	struct record_step s = { .id = id, .step = STR("start"), .version = 4, .values = bench_values(b, "leader=2") };

	struct desk *d = bench_as(b, ADA);
	assert_refused(b, ERR_CONFLICT, record_do_step(d, b->item, &s, &b->done, &b->e));
	s.version = 1;
	d = bench_as(b, ADA);
	assert_ok(b, record_do_step(d, b->item, &s, &b->done, &b->e));
	bench_commit(b);
	d = bench_as(b, ADA);
	assert_refused(b, ERR_CONFLICT, record_do_step(d, b->item, &s, &b->done, &b->e));
}

static const struct register_def *hint_of(struct bench *b, int64_t *ret_id)
{
	const struct register_def *hint = register_find(&b->set->registers, STR("hint"));
	struct desk *d = bench_as(b, CAI);

	assert_ok(b, record_create(d, hint, &(struct record_new){ .values = bench_values(b, "what=匿名来信") },
			     &b->done, &b->e));
	*ret_id = b->done.id;
	bench_commit(b);
	return hint;
}

static void keep_line(void *context, struct str line)
{
	buf_str(context, line);
}

/* A field's readers are the message's too: each is told the title as he would see it. */
static void test_told_as_seen(void **state)
{
	struct bench *b = *state;
	OWN(buf_clear) struct buf logged = { 0 };
	int64_t id = 0;
	const struct register_def *hint = hint_of(b, &id);

	assert_ok(b, bench_step_of(b, hint, CAI, id, "tell", "", ""));
	assert_str(bench_text(b, "SELECT text FROM notification WHERE person_id = %d", DAN), "匿名来信 请看");
	assert_str(bench_text(b, "SELECT text FROM notification WHERE person_id = %d", EVE), "X1 请看");
	/* what reaches nobody is said in the log */
	buf_init(&logged, 4096);
	log_to(keep_line, &logged, LOG_WARN);
	assert_ok(b, bench_step_of(b, hint, CAI, id, "lose", "", ""));
	log_to(NULL, NULL, LOG_ERROR);
	assert_true(
		str_has(buf_view(&logged), STR("a message about hint X1 of unit 1 reached nobody: it is for nobody")));
}

/* What a step requires is filled in with it, asked for or not, but for what another step gives. */
static void test_what_another_gives(void **state)
{
	struct bench *b = *state;
	int64_t id = 0;
	const struct register_def *hint = hint_of(b, &id);

	assert_int_equal(bench_step_of(b, hint, CAI, id, "grant", "asked=2|seen=1", ""), ERR_DENIED);
	assert_refusals(b, "right asked: 您现在不能修改“申请”\nrequired asked: 要填写“申请”\n");
	/* a wrong value is not missing as well */
	assert_int_equal(bench_step_of(b, hint, CAI, id, "apply", "asked=10", ""), ERR_INPUT);
	assert_refusals(b, "limit asked: “申请”不能大于 9\n");
	assert_ok(b, bench_step_of(b, hint, CAI, id, "apply", "asked=2", ""));
	/* another step clears “复核”: that is not to give it */
	assert_ok(b, bench_step_of(b, hint, CAI, id, "grant", "seen=1", ""));
	assert_int_equal(bench_sql(b, "SELECT seen FROM r_hint WHERE asked = 2"), 1);
}

/* Every statement of a step with all its consequences fails in turn. */
static void fail_in_turn(struct bench *b, enum fault_kind kind, int64_t id)
{
	for (long n = 1;; n++) {
		struct desk *d = bench_as(b, ADA);
		struct record_step s = {
			.id = id, .step = STR("start"), .values = bench_values(b, "leader=2|unit_in_charge=3")
		};
		fault_arm(kind, n, false);
		int rc = record_do_step(d, b->item, &s, &b->done, &b->e);
		bool hit = fault_count(kind) >= n;
		fault_arm(kind, 0, false);
		if (rc >= 0 && !hit) {
			bench_rollback(b);
			assert_true(n > 8);
			return;
		}
		if (rc < 0)
			bench_rollback(b);
		else if (store_commit(b->s, &b->e) >= 0)
			fail_msg("a failure was passed over: kind %d, %ld", kind, n);
		err_clear(&b->e);
		assert_str(bench_text(b, "SELECT state FROM r_item WHERE id = %lld", (long long)id), "draft");
		assert_int_equal(bench_sql(b, "SELECT count(*) FROM record_clock"), 0);
		assert_int_equal(bench_sql(b, "SELECT count(*) FROM notification"), 0);
		bench_check_exact(b);
	}
}

static void test_torture(void **state)
{
	struct bench *b = *state;
	int64_t id = bench_make(b, ADA, "title=甲");

	fail_in_turn(b, FAULT_WRITE, id);
	fail_in_turn(b, FAULT_READ, id);
	fail_in_turn(b, FAULT_ALLOC, id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_unknown_and_unseen, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_refusals_all_at_once, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_fields_of_a_step, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_what_follows, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_four_eyes, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_delegation, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_countersign, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_gate_on_every_path, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_gate_counts_what_is_there_now, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_override, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_other_records, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_told_as_seen, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_what_another_gives, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_stale_step, bench_open, bench_close),
		cmocka_unit_test_setup_teardown(test_torture, bench_open, bench_close),
	};

	return bench_main(tests, sizeof tests / sizeof tests[0]);
}
