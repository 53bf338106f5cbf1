/* The program's own registers at work: each is walked from the first state to the last by the people who would. */
#include "record_help.h"

#include "samples.h"
#include "schema.h"

#define ROLE(role)                                                                                                     \
	{                                                                                                              \
		.name = STR_INIT(role), .whole_unit = true                                                             \
	}

static const struct actor_role office[] = { ROLE("case.acceptor"), ROLE("case.dispatcher"), ROLE("petition.intake"),
	ROLE("petition.dispatcher"), ROLE("manifest.inspector"), ROLE("round.office") };
static const struct actor_role doer[] = { ROLE("case.officer"), ROLE("petition.handler"), ROLE("round.department") };
static const struct actor_role checker[] = { ROLE("case.verifier"), ROLE("petition.visitor"),
	ROLE("round.inspection") };
static const struct actor_role head[] = { ROLE("case.supervisor"), ROLE("petition.supervisor"),
	ROLE("manifest.supervisor"), ROLE("round.leader") };
static const struct actor_role source[] = { ROLE("manifest.source") };
static const struct actor_role carrier[] = { ROLE("manifest.carrier") };
static const struct actor_role disposal[] = { ROLE("manifest.disposal") };
static const struct actor_role discipline[] = { ROLE("round.discipline") };

static void give(struct bench *b, enum who_is who, const struct actor_role *roles, size_t count)
{
	b->people[who].roles = roles;
	b->people[who].roles_count = count;
}

/* The definitions of the tests make room for the program's: nothing is in their tables yet. */
static int open_standard(void **state)
{
	struct register_applying how = { .now_ms = BENCH_NOW };
	struct register_applied applied;
	struct register_set *set = NULL;

	if (bench_open(state) != 0)
		return -1;
	struct bench *b = *state;
	assert_ok(b, registers_open(NULL, 0, &set, &b->e));
	assert_ok(b, register_apply(b->s, &set->registers, &how, b->arena, &applied, &b->e));
	assert_ok(b, register_verify(b->s, &set->registers, &b->e));
	register_set_free(b->set);
	b->set = set;
	b->place.registers = &set->registers;
	give(b, CAI, office, COUNT(office));
	give(b, BO, doer, COUNT(doer));
	give(b, DAN, checker, COUNT(checker));
	give(b, EVE, head, COUNT(head));
	give(b, FAN, source, COUNT(source));
	give(b, HAI, carrier, COUNT(carrier));
	give(b, GU, disposal, COUNT(disposal));
	give(b, IVO, discipline, COUNT(discipline));
	return 0;
}

static const struct register_def *reg(struct bench *b, const char *name)
{
	const struct register_def *r = register_find(&b->set->registers, str_from(name));

	assert_non_null(r);
	return r;
}

static int64_t make(struct bench *b, enum who_is who, const char *name, int64_t parent, const char *values)
{
	struct record_new n = { .values = bench_values(b, values), .parent_id = parent };
	struct desk *d = bench_as(b, who);

	int rc = record_create(d, reg(b, name), &n, &b->done, &b->e);
	if (rc < 0)
		print_error("%s\n", bench_refusals(b));
	assert_ok(b, rc);
	bench_commit(b);
	return b->done.id;
}

static void step(struct bench *b, enum who_is who, const char *name, int64_t id, const char *what, const char *values,
	const char *reason, const char *state)
{
	int rc = bench_step_of(b, reg(b, name), who, id, what, values, reason);

	if (rc < 0)
		print_error("%s: %s\n", what, bench_refusals(b));
	assert_ok(b, rc);
	assert_str(b->done.state, state);
}

static void refused(struct bench *b, enum who_is who, const char *name, int64_t id, const char *what,
	const char *values, const char *message)
{
	int rc = bench_step_of(b, reg(b, name), who, id, what, values, "理由");

	assert_true(rc < 0);
	if (strstr(bench_refusals(b), message) == NULL)
		fail_msg("%s: got\n%s\nwant %s", what, bench_refusals(b), message);
	err_clear(&b->e);
}

static void test_case(void **state)
{
	struct bench *b = *state;
	int64_t id = make(b, CAI, "case", 0, "title=垃圾堆积|class=E0102|place=五一路 (119.3, 26.07)");

	refused(b, BO, "case", id, "accept", "", "right");
	step(b, CAI, "case", id, "accept", "", "", "accepted");
	step(b, CAI, "case", id, "file", "", "", "filed");
	refused(b, CAI, "case", id, "dispatch", "", "处置部门");
	step(b, CAI, "case", id, "dispatch", "unit=3|officer=2", "", "dispatched");
	/* 4 working hours from Thursday 09:30: 2.5 in the morning, 1.5 in the afternoon */
	assert_int_equal(bench_sql(b, "SELECT due_at FROM r_case"), BENCH_NOW + (int64_t)(6.5 * 3600000));
	step(b, BO, "case", id, "return", "", "不归我们", "filed");
	assert_int_equal(bench_sql(b, "SELECT returns FROM r_case"), 1);
	step(b, CAI, "case", id, "dispatch", "unit=3|officer=2", "", "dispatched");
	refused(b, EVE, "case", id, "grant_extension", "", "要填写“延长多少”");
	refused(b, EVE, "case", id, "refuse_extension", "", "没有人申请延期");
	step(b, BO, "case", id, "ask_extension", "extend_amount=9|extend_reason=路远", "", "dispatched");
	step(b, EVE, "case", id, "refuse_extension", "", "再抓紧", "dispatched");
	assert_int_equal(bench_sql(b, "SELECT extensions FROM r_case WHERE extend_amount IS NULL"), 0);
	step(b, BO, "case", id, "ask_extension", "extend_amount=2|extend_reason=雨天", "", "dispatched");
	/* who agrees takes it as it was asked for */
	refused(b, EVE, "case", id, "grant_extension", "extend_amount=20", "您现在不能修改“延长多少”");
	step(b, EVE, "case", id, "grant_extension", "", "情况属实", "dispatched");
	assert_int_equal(bench_sql(b, "SELECT extensions FROM r_case WHERE extend_amount IS NULL"), 1);
	refused(b, BO, "case", id, "handle", "handle_result=清理完毕", "处置后照片");
	bench_evidence(b, "case", id, "handle_photos", "pending");
	step(b, BO, "case", id, "handle", "handle_result=清理完毕", "", "handled");
	assert_int_equal(bench_sql(b, "SELECT handled_in_time FROM r_case"), 1);
	step(b, DAN, "case", id, "rework", "", "没有清干净", "dispatched");
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_case WHERE reworks = 1 AND handled_in_time IS NULL"), 1);
	step(b, BO, "case", id, "handle", "handle_result=又清一遍", "", "handled");
	step(b, DAN, "case", id, "verify", "verify_result=干净了", "", "verified");
	refused(b, CAI, "case", id, "close", "", "处置后照片"); /* not accepted yet: the gate */
	bench_evidence(b, "case", id, "handle_photos", "accepted");
	step(b, CAI, "case", id, "close", "", "", "closed");
	assert_int_equal(bench_sql(b, "SELECT closed_in_time FROM r_case"), 1);
	assert_str(bench_text(b, "SELECT lamp FROM r_case"), "blue");
	bench_check_exact(b);
}

static int64_t limit_minutes(struct bench *b, const char *clock)
{
	return bench_sql(b, "SELECT (due_at - started_at) / 60000 FROM record_clock WHERE name = '%s'", clock);
}

/* Each stage has the limit of its small class; an urgent case the urgent one, day and night, where the class has one. */
static void test_limits_by_class(void **state)
{
	struct bench *b = *state;
	int64_t id = make(b, CAI, "case", 0, "title=井盖丢失|class=C0103|urgent=是|place=五一路 (119.3, 26.07)");

	assert_int_equal(limit_minutes(b, "accept"), 30);
	step(b, CAI, "case", id, "accept", "", "", "accepted");
	assert_int_equal(limit_minutes(b, "file"), 15);
	step(b, CAI, "case", id, "file", "", "", "filed");
	assert_int_equal(limit_minutes(b, "dispatch"), 15);
	step(b, CAI, "case", id, "dispatch", "unit=3|officer=2", "", "dispatched");
	assert_int_equal(limit_minutes(b, "handle"), 120);
	bench_evidence(b, "case", id, "handle_photos", "pending");
	step(b, BO, "case", id, "handle", "handle_result=补好了", "", "handled");
	assert_int_equal(limit_minutes(b, "verify"), 6 * 60 + 30); /* 4 working hours, lunch between */
	bench_check_exact(b);
}

/* What turns out urgent while it is accepted is handled by the urgent limit. */
static void test_urgent_later(void **state)
{
	struct bench *b = *state;
	int64_t id = make(b, CAI, "case", 0, "title=路灯不亮|class=C0118|place=五一路 (119.3, 26.07)");

	step(b, CAI, "case", id, "accept", "urgent=是", "", "accepted");
	step(b, CAI, "case", id, "file", "", "", "filed");
	step(b, CAI, "case", id, "dispatch", "unit=3|officer=2", "", "dispatched");
	assert_int_equal(limit_minutes(b, "handle"), 8 * 60);
	bench_check_exact(b);
}

static void test_petition(void **state)
{
	struct bench *b = *state;
	static const char values[] =
		"title=油烟|kind=complaint|matter=M02|demand=油烟飘进家里|phone=13900000001|place=湖滨路";
	int64_t first = make(b, CAI, "petition", 0, values), id = make(b, CAI, "petition", 0, values);

	assert_true(first != id);
	step(b, CAI, "petition", id, "send", "unit=3", "", "sent");
	assert_int_equal(
		bench_sql(b, "SELECT due_at FROM r_petition WHERE id = %lld", (long long)id), BENCH_NOW + 20 * 60000);
	b->now_ms += 25 * 60000; /* too late by five minutes */
	step(b, BO, "petition", id, "take", "", "", "taken");
	assert_int_equal(bench_sql(b, "SELECT taken_in_time FROM r_petition WHERE id = %lld", (long long)id), 0);
	assert_int_equal(bench_sql(b, "SELECT holder_id FROM r_petition WHERE id = %lld", (long long)id), BO);
	step(b, BO, "petition", id, "contact", "contact_note=已通话", "", "contacted");
	refused(b, BO, "petition", id, "no_site", "", "只有咨询和建议可以不到场");
	step(b, BO, "petition", id, "arrive", "site_note=已查看", "", "handling");
	step(b, BO, "petition", id, "finish", "result=已整改|solved=solved", "", "finished");
	step(b, BO, "petition", id, "reply", "reply=已责令安装净化设施", "", "replied");
	refused(b, BO, "petition", id, "visit", "satisfaction=very", "right");
	refused(b, DAN, "petition", id, "visit", "satisfaction=dissatisfied", "诉求人不满意，要先重办一次");
	step(b, DAN, "petition", id, "redo", "satisfaction=dissatisfied", "仍有油烟", "handling");
	step(b, BO, "petition", id, "finish", "result=更换设备|solved=solved", "", "finished");
	step(b, BO, "petition", id, "reply", "", "", "replied");
	step(b, DAN, "petition", id, "visit", "satisfaction=satisfied", "", "closed");
	assert_int_equal(bench_sql(b, "SELECT reopens FROM r_petition WHERE id = %lld", (long long)id), 1);
	bench_check_exact(b);
}

static void test_manifest(void **state)
{
	struct bench *b = *state;
	static const char values[] =
		"title=滨江路|source_unit=甲|waste=soil|carrier_unit=乙|vehicle=闽A12345D|disposal_unit=丙|capacity=18";
	int64_t id = make(b, FAN, "manifest", 0, values), other = make(b, FAN, "manifest", 0, values);

	refused(b, FAN, "manifest", id, "leave", "out_amount=19", "出场量超过核定载量");
	step(b, FAN, "manifest", id, "leave", "out_amount=16", "", "moving");
	refused(b, FAN, "manifest", other, "leave", "out_amount=16", "这辆车还有一张联单没有进场");
	b->now_ms += 3600000;
	step(b, GU, "manifest", id, "arrive", "in_amount=12|accepted=yes", "", "arrived");
	refused(b, CAI, "manifest", id, "match", "", "三方不相符");
	step(b, CAI, "manifest", id, "dispute", "", "量差", "disputed");
	step(b, CAI, "manifest", id, "settle", "alert_note=复磅后更正|in_amount=15.8", "复磅", "arrived");
	step(b, CAI, "manifest", id, "match", "", "", "closed");
	step(b, FAN, "manifest", other, "leave", "out_amount=16", "", "moving");
	bench_check_exact(b);
}

/* Source, transport and disposal each say theirs; what is found on the way has to be handled first. */
static void test_manifest_three_way(void **state)
{
	struct bench *b = *state;
	static const char values[] =
		"title=滨江路|source_unit=甲|waste=soil|carrier_unit=乙|vehicle=闽A12345D|disposal_unit=丙|capacity=15.5";
	int64_t id = make(b, FAN, "manifest", 0, values);

	step(b, FAN, "manifest", id, "leave", "out_amount=15", "", "moving");
	int64_t told = make(b, CAI, "alert", id, "kind=A3|detail=北环路 62 公里每小时|found=terminal");
	assert_int_equal(bench_sql(b, "SELECT due_at FROM r_alert"),
		BENCH_NOW + INT64_C(24 * 3600000) + (int64_t)(14.5 * 3600000) - 1);
	refused(b, FAN, "manifest", id, "carry", "carried_amount=15", "right");
	b->now_ms += 3600000;
	step(b, GU, "manifest", id, "arrive", "in_amount=16|accepted=yes", "", "arrived");
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_alert WHERE kind = 'A2' AND found = 'system'"), 1);
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_alert WHERE kind = 'A6'"), 0);
	refused(b, CAI, "manifest", id, "match", "", "有一方没有确认");
	refused(b, CAI, "manifest", id, "match", "", "还没有办结（待处理）");
	step(b, CAI, "manifest", id, "dispute", "", "运输方没有确认", "disputed");
	step(b, CAI, "manifest", id, "settle", "alert_note=补确认", "核对", "arrived");
	step(b, CAI, "alert", told, "dismiss", "", "设备误差", "mistaken");
	int64_t weight = bench_sql(b, "SELECT id FROM r_alert WHERE state = 'open'");
	step(b, CAI, "alert", weight, "handle", "handle_note=已教育", "", "handled");
	step(b, CAI, "manifest", id, "match", "", "", "closed");

	int64_t good = make(b, FAN, "manifest", 0, values);
	step(b, HAI, "manifest", good, "carry", "carried_amount=15.2", "", "drafted");
	step(b, FAN, "manifest", good, "leave", "out_amount=15", "", "moving");
	step(b, GU, "manifest", good, "arrive", "in_amount=14.8|accepted=yes", "", "arrived");
	step(b, CAI, "manifest", good, "match", "", "", "closed");
	bench_check_exact(b);
}

static const char *into(struct bench *b, int64_t id)
{
	struct str no = bench_text(b, "SELECT no FROM r_petition WHERE id = %lld", (long long)id);

	return arena_fmt(b->arena, "merged_into=" STR_FMT, STR_ARG(no)).ptr;
}

/* Five of one person about one matter: on the list until somebody takes it up and says how it was settled. */
static void test_petition_attention(void **state)
{
	struct bench *b = *state;
	static const char values[] =
		"title=油烟|kind=question|matter=M02|demand=油烟飘进家里|phone=13900000001|place=湖滨路";
	int64_t id = 0;

	for (int i = 0; i < 4; i++)
		id = make(b, CAI, "petition", 0, values);
	refused(b, EVE, "petition", id, "take_up", "lead=5|lead_plan=上门", "不是重点诉件");
	int64_t fifth = make(b, CAI, "petition", 0, values);
	refused(b, CAI, "petition", fifth, "merge", "", "并入");
	refused(b, CAI, "petition", fifth, "merge", into(b, fifth), "不能并入自己");
	step(b, CAI, "petition", id - 1, "merge", into(b, id), "同一件事", "merged");
	refused(b, CAI, "petition", fifth, "merge", into(b, id - 1), "已经办结");
	step(b, CAI, "petition", id, "send", "unit=3", "", "sent");
	step(b, BO, "petition", id, "take", "", "", "taken");
	step(b, BO, "petition", id, "contact", "contact_note=已通话", "", "contacted");
	step(b, BO, "petition", id, "no_site", "", "电话说清", "handling");
	step(b, BO, "petition", id, "ask_extension", "extend_days=3|extend_reason=复杂", "", "handling");
	step(b, EVE, "petition", id, "grant_extension", "", "属实", "handling");
	refused(b, EVE, "petition", id, "grant_extension", "", "只能延长一次");
	step(b, BO, "petition", id, "finish", "result=已整改|solved=solved", "", "finished");
	step(b, BO, "petition", id, "reply", "reply=已责令安装净化设施", "", "replied");
	refused(b, DAN, "petition", id, "visit", "satisfaction=very", "是重点诉件");
	refused(b, EVE, "petition", id, "settle", "lead_result=已化解", "包案领导");
	step(b, EVE, "petition", id, "take_up", "lead=5|lead_plan=上门", "", "replied");
	step(b, EVE, "petition", id, "settle", "lead_result=已化解", "见面确认", "replied");
	refused(b, EVE, "petition", id, "settle", "", "已经销号");
	step(b, DAN, "petition", id, "visit", "satisfaction=very", "", "closed");
	bench_check_exact(b);
}

/* Who takes part in what a body decides; the four of `member` are all that are due. */
static void seat(struct bench *b)
{
	static const struct actor_role applicant[] = { ROLE("topic.applicant") }, legal[] = { ROLE("topic.legal") },
				       finance[] = { ROLE("topic.finance") }, watch[] = { ROLE("topic.discipline") },
				       desk[] = { ROLE("topic.office"), ROLE("topic.supervisor") },
				       member[] = { ROLE("topic.member") };

	give(b, FAN, applicant, 1);
	give(b, GU, legal, 1);
	give(b, HAI, finance, 1);
	give(b, IVO, watch, 1);
	give(b, CAI, desk, 2);
	give(b, ADA, member, 1);
	give(b, BO, member, 1);
	give(b, DAN, member, 1);
	give(b, EVE, member, 1);
}

static int64_t reviewed(struct bench *b, const char *values)
{
	int64_t id = make(b, FAN, "topic", 0, values);

	refused(b, FAN, "topic", id, "submit", "", "会议材料");
	bench_evidence(b, "topic", id, "papers", "pending");
	step(b, FAN, "topic", id, "submit", "", "", "reviewing");
	refused(b, CAI, "topic", id, "list", "meeting_on=2026-03-09|meeting_no=3|host=5|due_members=4",
		"合法性审查日期");
	step(b, GU, "topic", id, "legal", "legal_note=合法", "", "reviewing");
	step(b, HAI, "topic", id, "finance", "finance_note=有预算", "", "reviewing");
	step(b, IVO, "topic", id, "discipline", "discipline_note=无异议", "", "reviewing");
	return id;
}

/* Listed for Monday, and on that Monday; the ballots are in the order of ADA, BO, DAN, EVE. */
static void convene(struct bench *b, int64_t id, int64_t ballots[4])
{
	static const int people[4] = { ADA, BO, DAN, EVE };

	refused(b, CAI, "topic", id, "list", "meeting_on=2026-03-05|meeting_no=3|host=5|due_members=4", "临时动议");
	step(b, CAI, "topic", id, "list", "meeting_on=2026-03-09|meeting_no=3|host=5|due_members=4", "", "listed");
	for (int i = 0; i < 4; i++)
		ballots[i] = make(b, CAI, "ballot", id,
			arena_fmt(b->arena, "seat=成员 %d|person=%d", i, i == 2 ? BO : people[i]).ptr);
	refused(b, CAI, "topic", id, "open", "", "还没有到会议日期");
	b->now_ms += 4 * BENCH_DAY;
	refused(b, CAI, "topic", id, "open", "", "表决名单里有人重复");
	assert_ok(b, record_change(bench_as(b, CAI), reg(b, "ballot"),
			     &(struct record_edit){ .id = ballots[2], .values = bench_values(b, "person=4") }, &b->done,
			     &b->e));
	bench_commit(b);
	refused(b, ADA, "ballot", ballots[0], "agree", "", "还没有开始表决");
	step(b, CAI, "topic", id, "open", "", "", "voting");
}

#define PASS "resolution=通过|lead=1|executor=3|finish_by=2026-06-30"

/* One is recused, the host speaks last, most of those who are due agree, most of those who voted sign. */
static void test_topic(void **state)
{
	struct bench *b = *state;
	int64_t ballots[4];

	seat(b);
	int64_t id = reviewed(b, "title=环卫采购|kind=X|amount=320万元|background=到期|proposal=招标");
	convene(b, id, ballots);
	refused(b, ADA, "ballot", ballots[3], "agree", "", "right");
	refused(b, EVE, "ballot", ballots[3], "agree", "", "主持人最后表态");
	step(b, ADA, "ballot", ballots[0], "agree", "", "", "agreed");
	step(b, BO, "ballot", ballots[1], "recuse", "", "亲属参股", "recused");
	step(b, DAN, "ballot", ballots[2], "agree", "opinion=同意，抓紧", "", "agreed");
	refused(b, EVE, "topic", id, "pass", PASS, "还有人没有表态");
	step(b, EVE, "ballot", ballots[3], "agree", "", "", "agreed");
	refused(b, EVE, "topic", id, "reject", "resolution=否", "同意的超过应到人数的一半");
	refused(b, ADA, "topic", id, "pass", PASS, "right");
	step(b, EVE, "topic", id, "pass", PASS, "", "passed");
	bench_evidence(b, "topic", id, "minutes", "pending");
	refused(b, BO, "topic", id, "sign", "", "只有到会表决的成员会签");
	step(b, ADA, "topic", id, "sign", "", "", "passed");
	assert_true(b->done.waiting);
	assert_int_equal(b->done.needed, 2);
	step(b, DAN, "topic", id, "sign", "", "", "executing");

	int64_t task = bench_sql(b,
		"SELECT id FROM r_followup WHERE parent_id = %lld AND person = 1 AND department_id = 3", (long long)id);
	assert_true(task > 0);
	refused(b, CAI, "topic", id, "finish", "result=已完成", "还没有办结（执行中）");
	step(b, ADA, "followup", task, "ask_extension", "extend_days=10|extend_reason=招标流程", "", "open");
	refused(b, DAN, "followup", task, "grant_extension", "", "由牵头领导或主持人批准");
	step(b, EVE, "followup", task, "grant_extension", "", "", "open");
	assert_str(bench_text(b, "SELECT due FROM r_followup"), "2026-07-10");
	bench_evidence(b, "followup", task, "proof", "accepted");
	refused(b, ADA, "followup", task, "report", "done_on=2026-03-08|progress=先办了", "完成日期早于决议日期");
	step(b, ADA, "followup", task, "report", "done_on=2026-03-09|progress=已发公告", "", "reported");
	step(b, CAI, "followup", task, "verify", "verify_note=属实", "", "closed");
	step(b, CAI, "topic", id, "finish", "result=已完成", "", "done");
	bench_check_exact(b);
}

/* Cadres want two thirds present; too few who agree is no resolution; what is put off comes back and is voted on anew. */
static void test_topic_quorum(void **state)
{
	struct bench *b = *state;
	int64_t ballots[4];

	seat(b);
	int64_t id = reviewed(b, "title=任免|kind=G|background=空缺|proposal=任命");
	convene(b, id, ballots);
	step(b, CAI, "ballot", ballots[0], "absent", "", "出差", "absent");
	step(b, CAI, "ballot", ballots[1], "absent", "", "请假", "absent");
	refused(b, DAN, "ballot", ballots[2], "oppose", "", "意见");
	step(b, DAN, "ballot", ballots[2], "agree", "", "", "agreed");
	step(b, EVE, "ballot", ballots[3], "agree", "", "", "agreed");
	refused(b, EVE, "topic", id, "pass", PASS, "到会人数不够");
	refused(b, EVE, "topic", id, "pass", PASS, "同意的不超过应到人数的一半");
	step(b, EVE, "topic", id, "postpone", "", "到会不足", "drafted");
	assert_int_equal(bench_sql(b, "SELECT postponed FROM r_topic"), 1);
	step(b, FAN, "topic", id, "submit", "", "", "reviewing");
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_topic WHERE legal_on IS NULL"), 1);
	bench_check_exact(b);
}

static int64_t chain(struct bench *b, int64_t *ret_problem, int64_t *ret_measure)
{
	int64_t round = make(
		b, CAI, "round", 0, "title=第三轮|inspected=局党组|feedback_date=2026-01-15|rectify_due=2026-07-15");
	*ret_problem = make(b, CAI, "problem", round, "aspect=一|title=源头管控不严");
	int64_t item = make(b, CAI, "item", *ret_problem, "finding=未核准出土");
	*ret_measure = make(b, CAI, "measure", item, "content=联合巡查|person=2|due=2026-06-01");
	return item;
}

static void prove(struct bench *b, int64_t measure, const char *day)
{
	bench_evidence(b, "measure", measure, "proof", "accepted");
	step(b, BO, "measure", measure, "prove", arena_fmt(b->arena, "done_on=%s|done_note=已巡查", day).ptr, "",
		"proved");
	step(b, CAI, "measure", measure, "accept", "", "", "accepted");
}

static int64_t department_of(struct bench *b, int64_t measure)
{
	return bench_sql(b, "SELECT department_id FROM r_measure WHERE id = %lld", (long long)measure);
}

/* A measure is its department's: the one it names, else the item's, and then also when it was written before the item was claimed. */
static void test_measures_go_with_the_item(void **state)
{
	struct bench *b = *state;
	int64_t problem, measure, item = chain(b, &problem, &measure);
	int64_t named = make(b, CAI, "measure", item, "content=立案查处|department=2");
	int64_t dropped = make(b, CAI, "measure", item, "content=不用了");

	assert_int_equal(department_of(b, named), LAW);
	assert_int_equal(department_of(b, measure), HEAD);
	step(b, CAI, "measure", dropped, "drop", "", "不再适用", "dropped");
	step(b, CAI, "item", item, "plan",
		"leader=5|lead_department=3|person=2|due=2026-06-30|kind=campaign|goal=全部核准", "", "planned");
	assert_int_equal(bench_sql(b, "SELECT department_id FROM r_item"), CLEAN);
	assert_int_equal(bench_sql(b, "SELECT department_id FROM r_problem"), CLEAN);
	assert_int_equal(bench_sql(b, "SELECT lead_department FROM r_problem"), CLEAN);
	assert_int_equal(department_of(b, measure), CLEAN);
	assert_int_equal(department_of(b, named), LAW);
	assert_int_equal(department_of(b, dropped), HEAD);
	assert_int_equal(department_of(b, make(b, CAI, "measure", item, "content=后补")), CLEAN);
	assert_str(
		bench_text(b,
			"SELECT name FROM event WHERE register = 'measure' AND kind = 'transition' ORDER BY seq DESC LIMIT 1"),
		"entrust");
	bench_check_exact(b);
}

/* From feedback to its end, when its problems are closed. */
static void close_round(struct bench *b)
{
	static const char *const slots[] = { "plan", "plan_promise", "report", "head_report", "report_promise" };

	for (size_t i = 0; i < COUNT(slots); i++)
		bench_evidence(b, "round", 1, slots[i], "accepted");
	step(b, CAI, "round", 1, "submit_plan", "", "", "planned");
	step(b, DAN, "round", 1, "approve_plan", "", "", "planned");
	step(b, IVO, "round", 1, "approve_plan", "", "",
		"rectifying"); /* the discipline department is the other party */
	step(b, CAI, "round", 1, "submit_report", "meeting_date=2026-03-05", "", "reported");
	step(b, DAN, "round", 1, "assess", "grade=good", "", "assessed");
	step(b, DAN, "round", 1, "close", "", "", "closed");
}

static void test_rectification(void **state)
{
	struct bench *b = *state;
	int64_t problem, measure, item = chain(b, &problem, &measure);

	step(b, BO, "item", item, "plan",
		"leader=5|lead_department=3|person=2|due=2026-06-30|kind=campaign|goal=全部核准", "", "planned");
	refused(b, BO, "item", item, "approve_plan", "", "right");
	step(b, EVE, "item", item, "approve_plan", "", "", "doing");
	bench_evidence(b, "item", item, "promise", "accepted");
	refused(b, BO, "item", item, "submit", "result=已整改|self_check=合格", "还有措施没有被认可的佐证材料");
	refused(b, EVE, "item", item, "extend", "", "要填写“申请延长几日”");
	step(b, BO, "item", item, "ask_extension", "extend_days=10|extend_reason=工期", "", "doing");
	refused(b, CAI, "item", item, "extend", "", "right");
	step(b, EVE, "item", item, "extend", "", "同意", "doing");
	assert_str(bench_text(b, "SELECT due FROM r_item"), "2026-07-10");
	prove(b, measure, "2026-03-04");
	step(b, BO, "item", item, "submit", "result=已整改|self_check=合格", "", "submitted");
	refused(b, BO, "item", item, "first", "first_opinion=好", "right");
	step(b, CAI, "item", item, "first", "first_opinion=同意", "", "first_passed");
	step(b, IVO, "item", item, "second", "second_opinion=同意", "", "second_passed");
	step(b, DAN, "item", item, "close", "final_opinion=同意销号", "", "closed");
	/* the last item closes its problem */
	assert_str(bench_text(b, "SELECT state FROM r_problem"), "closed");
	close_round(b);
	step(b, DAN, "item", item, "relapse", "recheck_note=又出现|due=2026-09-30", "回头看发现反弹", "doing");
	assert_int_equal(bench_sql(b, "SELECT relapses FROM r_item WHERE closed_on IS NULL AND in_time IS NULL"), 1);
	/* the problem is open again, and the round with it; what was said and proved before does not close it a second time */
	assert_str(bench_text(b, "SELECT state FROM r_problem"), "open");
	assert_str(bench_text(b, "SELECT state FROM r_round"), "rectifying");
	refused(b, BO, "item", item, "submit", "", "要填写“整改结果”");
	refused(b, BO, "item", item, "submit", "result=又改了|self_check=合格", "反弹以后还没有新落实的措施");
	b->now_ms += BENCH_DAY;
	int64_t again = make(b, CAI, "measure", item, "content=补充巡查");
	prove(b, again, "2026-03-06");
	step(b, BO, "item", item, "submit", "result=又改了|self_check=合格", "", "submitted");
	refused(b, CAI, "item", item, "first", "", "初审意见");
	step(b, CAI, "item", item, "first", "first_opinion=再审同意", "", "first_passed");
	step(b, IVO, "item", item, "return", "", "材料不全", "doing");
	step(b, BO, "item", item, "submit", "", "", "submitted");
	refused(b, CAI, "item", item, "first", "", "初审意见");
	bench_check_exact(b);
}

/* Each register's samples become records; a second time nothing is made. */
static void test_samples(void **state)
{
	struct bench *b = *state;
	size_t made = 0, wanted = 0;

	for (size_t i = 0; i < b->set->registers.count; i++)
		wanted += b->set->registers.at[i]->samples_count;
	struct actor console = access_console(STR("console:test"));
	bench_as(b, CAI);
	assert_ok(b, desk_init(&b->d, b->s, &b->place, &console, b->arena, &b->e));
	b->d.console = true;
	int rc = samples_make(&b->d, &b->set->registers, &made, &b->e);
	if (rc < 0)
		print_error("%s\n", bench_refusals(b));
	assert_ok(b, rc);
	assert_int_equal(made, wanted);
	assert_true(made >= 8);
	assert_ok(b, samples_make(&b->d, &b->set->registers, &made, &b->e));
	assert_int_equal(made, 0);
	bench_commit(b);
	assert_str(bench_text(b, "SELECT state FROM r_case WHERE id = 1"), "filed");
	assert_int_equal(bench_sql(b, "SELECT count(*) FROM r_item WHERE parent_id = 1"), 2);
	bench_check_exact(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_case, open_standard, bench_close),
		cmocka_unit_test_setup_teardown(test_limits_by_class, open_standard, bench_close),
		cmocka_unit_test_setup_teardown(test_urgent_later, open_standard, bench_close),
		cmocka_unit_test_setup_teardown(test_petition, open_standard, bench_close),
		cmocka_unit_test_setup_teardown(test_manifest, open_standard, bench_close),
		cmocka_unit_test_setup_teardown(test_manifest_three_way, open_standard, bench_close),
		cmocka_unit_test_setup_teardown(test_petition_attention, open_standard, bench_close),
		cmocka_unit_test_setup_teardown(test_topic, open_standard, bench_close),
		cmocka_unit_test_setup_teardown(test_topic_quorum, open_standard, bench_close),
		cmocka_unit_test_setup_teardown(test_measures_go_with_the_item, open_standard, bench_close),
		cmocka_unit_test_setup_teardown(test_rectification, open_standard, bench_close),
		cmocka_unit_test_setup_teardown(test_samples, open_standard, bench_close),
	};

	return bench_main(tests, COUNT(tests));
}
