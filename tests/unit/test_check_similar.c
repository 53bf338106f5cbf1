/* Passages and problems of several reports: what is found, what is not, hostile sizes, failing memory. */
#include "unit.h"

#include "buf.h"
#include "cross.h"
#include "fault.h"

/* One report of a unit: measures and findings as given, one problem each. */
struct made {
	const char *unit, *start, *findings[4], *measures[4], *result;
};

#define LAMPS                                                                                                          \
	"由设施科牵头建立路灯故障抢修台账，实行一灯一档，接到报修后两小时内到场，当晚恢复照明，逾期未修的扣减养护费。"
#define TOILETS                                                                                                        \
	"抽调六名业务骨干组成巡查专班，对辖区四十二处公厕实行三班倒保洁，每两小时巡回一次，卫生死角拍照留痕并当日清零，月底按得分结算服务费。"
#define SLOGANS "提高政治站位强化责任担当，坚持问题导向目标导向结果导向，建立健全长效机制，确保整改工作取得实效。"

static void write_report(struct buf *b, const struct made *m)
{
	buf_fmt(b, "中共%s党组关于巡察整改进展情况的通报\n\n", m->unit);
	if (m->start)
		buf_fmt(b, "%s3月6日至5月20日，市委第四巡察组对%s党组开展了巡察。\n\n一、关于公园管护方面\n", m->start,
			m->unit);
	else
		buf_fmt(b, "一、关于公园管护方面\n");
	for (int i = 0; i < 4 && m->findings[i]; i++) {
		buf_fmt(b, "%d.针对“%s”的问题。\n整改措施：\n%s\n整改结果：%s。\n", i + 1, m->findings[i],
			m->measures[i] ? m->measures[i] : "已落实。", m->result ? m->result : "已完成");
	}
	if (m->start)
		buf_fmt(b, "\n中共%s党组\n%s12月1日\n", m->unit, m->start);
}

struct seen {
	struct buf lines; /* "BH303 note 2/2 0:QUOTE|1:QUOTE" */
	size_t count;
};

static int see(void *context, const struct cross_finding *f)
{
	struct seen *s = context;
	s->count++;
	buf_fmt(&s->lines, "%s %s %zu/%zu", f->rule ? f->rule->code : "common", severity_name(f->severity), f->reports,
		f->total);
	for (size_t i = 0; i < f->count; i++) {
		buf_fmt(&s->lines, "%s%u:", i > 0 ? "|" : " ", f->places[i].report);
		buf_str(&s->lines, f->places[i].quote);
		assert_true(f->places[i].place.line > 0);
		assert_true(f->places[i].label.len > 0);
	}
	buf_chr(&s->lines, '\n');
	assert_true(f->message.len > 0);
	return 0;
}

static int add_text(struct similar *s, struct str text, struct err *e)
{
	struct report *r = NULL;
	struct sketch k;
	int rc = report_parse(text, &r, e);
	if (rc < 0)
		return rc;
	rc = sketch_make(r, &k);
	if (rc < 0)
		err_nomem(e);
	else
		rc = similar_add(s, r->text, &k, e);
	sketch_clear(&k);
	report_free(r);
	return rc;
}

static int add_made(struct similar *s, const struct made *m, struct err *e)
{
	struct buf text;
	buf_init(&text, 1 << 20);
	write_report(&text, m);
	int rc = add_text(s, buf_view(&text), e);
	buf_clear(&text);
	return rc;
}

static int run_texts(
	const struct buf *texts, size_t count, const char *disabled, struct seen *seen, struct cross_stats *stats)
{
	struct similar s;
	struct err e = { 0 };
	buf_init(&seen->lines, 1 << 20);
	seen->count = 0;
	int rc = similar_init(&s, &e);
	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = add_text(&s, buf_view(&texts[i]), &e);
	const struct cross_options o = { .disabled = disabled, .sink = see, .context = seen };
	if (rc == 0)
		rc = cross_run(&s, &o, stats, &e);
	similar_clear(&s);
	assert_true(rc == 0 || e.code == rc);
	return rc;
}

static int run(const struct made *all, size_t count, const char *disabled, struct seen *seen, struct cross_stats *stats)
{
	struct buf texts[32];
	assert_true(count <= COUNT(texts));
	for (size_t i = 0; i < count; i++) {
		buf_init(&texts[i], 1 << 20);
		write_report(&texts[i], &all[i]);
	}
	int rc = run_texts(texts, count, disabled, seen, stats);
	for (size_t i = 0; i < count; i++)
		buf_clear(&texts[i]);
	return rc;
}

static void expect(const struct made *all, size_t count, const char *lines)
{
	struct seen seen;
	struct cross_stats stats;
	assert_int_equal(run(all, count, NULL, &seen, &stats), 0);
	assert_str(buf_view(&seen.lines), lines);
	buf_clear(&seen.lines);
}

static void test_another_unit(void **state)
{
	(void)state;
	const struct made two[] = {
		{ "云岭市城管局", "2022年", { "路灯损坏后长期无人修复" }, { LAMPS }, NULL },
		{ "望川县城管局", "2022年", { "背街小巷夜间照明不足" }, { LAMPS }, NULL },
	};
	struct seen seen;
	struct cross_stats stats;
	assert_int_equal(run(two, 2, NULL, &seen, &stats), 0);
	assert_int_equal(seen.count, 1);
	assert_true(str_starts(buf_view(&seen.lines), STR("BH303 note 2/2 0:由设施科")));
	assert_true(str_has(buf_view(&seen.lines), STR("|1:由设施科")));
	assert_int_equal(stats.groups, 1);
	buf_clear(&seen.lines);
	assert_int_equal(run(two, 2, "BH3", &seen, &stats), 0);
	assert_int_equal(seen.count, 0);
	buf_clear(&seen.lines);
}

/* Names, figures and punctuation changed; both quotes are the places' own words. */
static void test_reworded(void **state)
{
	(void)state;
	const struct made two[] = {
		{ "云岭市城管局", "2022年", { "公厕保洁不及时" }, { TOILETS }, NULL },
		{ "望川县城管局", "2022年", { "公厕脏乱" },
			{ "抽调八名业务骨干组成巡查专班,对辖区三十一处公厕实行三班倒保洁;每两小时巡回一次、卫生死角拍照留痕并当日清零,月底按得分结算经费。" },
			NULL },
	};
	struct seen seen;
	struct cross_stats stats;
	assert_int_equal(run(two, 2, NULL, &seen, &stats), 0);
	assert_int_equal(seen.count, 1);
	assert_true(str_has(buf_view(&seen.lines), STR("四十二处公厕")));
	assert_true(str_has(buf_view(&seen.lines), STR("三十一处公厕")));
	buf_clear(&seen.lines);
}

static void test_false(void **state)
{
	(void)state;
	const struct made cases[][2] = {
		/* stock wording */
		{ { "云岭市城管局", "2022年", { "学习不深入" }, { SLOGANS }, NULL },
			{ "望川县城管局", "2022年", { "学习有差距" }, { SLOGANS }, NULL } },
		/* only a title in common */
		{ { "云岭市城管局", "2022年", { "分类不够" },
			  { "对照《云岭市城市生活垃圾分类投放收集运输和处置管理实施细则（试行）（征求意见稿）》逐条核对台账，补齐三家物业的协议。" },
			  NULL },
			{ "望川县城管局", "2022年", { "宣传不够" },
				{ "转发《云岭市城市生活垃圾分类投放收集运输和处置管理实施细则（试行）（征求意见稿）》并张贴海报两百张。" },
				NULL } },
		/* the same way of saying, other things */
		{ { "云岭市城管局", "2022年", { "公厕保洁不及时" }, { TOILETS }, NULL },
			{ "望川县城管局", "2022年", { "桥梁养护缺位" },
				{ "委托两家检测单位组成检查小组，对管养的十七座桥梁实行一季一检测，每半年评定一次，病害部位登记造册并限期修复，年底按合同结算检测费。" },
				NULL } },
		/* two versions of one report */
		{ { "云岭市城管局", "2022年", { "公厕保洁不及时" }, { TOILETS }, NULL },
			{ "云岭市城管局", "2022年", { "公厕保洁不够及时" }, { TOILETS }, NULL } },
		/* one unit, no dates */
		{ { "云岭市城管局", NULL, { "公厕保洁不及时" }, { TOILETS }, NULL },
			{ "云岭市城管局", NULL, { "公厕保洁不够及时" }, { TOILETS }, NULL } },
		/* the very same file */
		{ { "云岭市城管局", "2022年", { "公厕保洁不及时" }, { TOILETS }, NULL },
			{ "云岭市城管局", "2022年", { "公厕保洁不及时" }, { TOILETS }, NULL } },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(cases[i], 2, "");
}

static void test_another_round(void **state)
{
	(void)state;
	const struct made two[] = {
		{ "云岭市城管局", "2024年", { "渣土车夜间遗撒无人清扫" }, { TOILETS }, NULL },
		{ "云岭市城管局", "2021年", { "公厕保洁不及时" }, { TOILETS }, NULL },
	};
	struct seen seen;
	struct cross_stats stats;
	assert_int_equal(run(two, 2, NULL, &seen, &stats), 0);
	assert_int_equal(seen.count, 1);
	assert_true(str_starts(buf_view(&seen.lines), STR("BH304 note 2/2 ")));
	buf_clear(&seen.lines);
}

/* Real ways to say the same again, and ways to say something else in the same words of complaint. */
static void test_relapse(void **state)
{
	(void)state;
	static const struct {
		const char *before, *now, *result, *code;
	} cases[] = {
		{ "背街小巷路灯损坏后长期无人修复", "部分背街小巷路灯损坏修复不及时", "已完成", "BH601 warning" },
		{ "餐厨垃圾集中处理设施建设推进缓慢", "餐厨垃圾集中处理设施迟迟没有建成", "正在推进", "BH602 note" },
		{ "渣土车沿途遗撒、带泥上路屡禁不止", "渣土车带泥上路、沿途遗撒问题仍然突出", "已完成并长期坚持",
			"BH601 warning" },
		{ "违规发放加班补贴", "向临时人员违规发放加班补贴和节日慰问金", "已完成", "BH601 warning" },
		{ "桥梁定期检测没有落实到位", "桥梁定期检测仍未落实", "已完成", "BH601 warning" },
		{ "落实中央八项规定精神不严，超标准接待", "落实中央八项规定精神不严，违规配备办公用房", "已完成", "" },
		{ "公厕保洁不及时", "建筑垃圾清运不及时", "已完成", "" },
		{ "落实意识形态工作责任制不到位", "落实党风廉政建设责任制不到位", "已完成", "" },
		{ "选人用人把关不严，干部档案管理不规范", "合同签订把关不严，印章管理不规范", "已完成", "" },
		{ "对下属单位监督不力，廉政风险防控薄弱", "对下属单位指导不够，业务培训薄弱", "已完成", "" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct made two[] = {
			{ "云岭市城管局", "2021年", { cases[i].before, "会议费超标准列支" }, { NULL },
				cases[i].result },
			{ "云岭市城管局", "2024年", { "停车场收费公示牌缺失", cases[i].now }, { NULL }, NULL },
		};
		struct seen seen;
		struct cross_stats stats;
		assert_int_equal(run(two, 2, NULL, &seen, &stats), 0);
		if (!str_starts(buf_view(&seen.lines), str_from(cases[i].code)) ||
			seen.count != (cases[i].code[0] != '\0'))
			fail_msg("case %zu %s: " STR_FMT, i, cases[i].code, STR_ARG(buf_view(&seen.lines)));
		buf_clear(&seen.lines);
	}
}

/* In a fifth of thirty reports: boiler-plate, said once and no finding. */
static void test_boilerplate(void **state)
{
	(void)state;
	static char units[30][64], findings[30][128];
	struct made many[30];
	for (int i = 0; i < 30; i++) {
		snprintf(units[i], sizeof(units[i]), "云岭市第%d城管所", i + 1);
		snprintf(findings[i], sizeof(findings[i]), "第%d片区保洁不及时", i + 1);
		many[i] = (struct made){ units[i], "2022年", { findings[i] }, { i % 5 == 0 ? TOILETS : NULL }, NULL };
	}
	struct seen seen;
	struct cross_stats stats;
	assert_int_equal(run(many, 30, NULL, &seen, &stats), 0);
	assert_int_equal(seen.count, 1);
	assert_true(str_starts(buf_view(&seen.lines), STR("common ")));
	assert_int_equal(stats.boilerplate, 1);
	assert_int_equal(stats.groups, 0);
	buf_clear(&seen.lines);
}

/* A thousand versions of one report, and a thousand units with one passage: no pairs of all with all. */
static void test_many(void **state)
{
	(void)state;
	struct similar s;
	struct err e = { 0 };
	for (int other = 0; other < 2; other++) {
		assert_int_equal(similar_init(&s, &e), 0);
		for (int i = 0; i < 1000; i++) {
			char unit[64], finding[128];
			snprintf(unit, sizeof(unit), "云岭市第%d城管所", other ? i : 0);
			snprintf(finding, sizeof(finding), "第%d片区保洁不及时", i);
			const struct made m = { unit, "2022年", { finding, "路灯不亮" }, { TOILETS, LAMPS }, NULL };
			assert_int_equal(add_made(&s, &m, &e), 0);
		}
		assert_true(s.compared <= (other ? 8000 : 0));
		similar_clear(&s);
	}
}

static void test_no_memory(void **state)
{
	(void)state;
	const struct made all[] = {
		{ "云岭市城管局", "2021年", { "背街小巷路灯损坏后长期无人修复" }, { LAMPS }, NULL },
		{ "云岭市城管局", "2024年", { "部分背街小巷路灯损坏修复不及时" }, { LAMPS }, NULL },
		{ "望川县城管局", "2022年", { "公厕脏乱" }, { LAMPS }, NULL },
	};
	struct buf texts[COUNT(all)];
	int rc = ERR_NOMEM;
	for (size_t i = 0; i < COUNT(all); i++) {
		buf_init(&texts[i], 1 << 20);
		write_report(&texts[i], &all[i]);
	}
	for (long n = 1; rc != 0; n++) {
		struct seen seen;
		struct cross_stats stats;
		fault_arm(FAULT_ALLOC, n, false);
		rc = run_texts(texts, COUNT(all), NULL, &seen, &stats);
		fault_arm(FAULT_ALLOC, 0, false);
		if (rc != 0 && rc != ERR_NOMEM)
			fail_msg("allocation %ld: %d", n, rc);
		buf_clear(&seen.lines);
		assert_true(n < 10000);
	}
	for (size_t i = 0; i < COUNT(all); i++)
		buf_clear(&texts[i]);
}

static void test_spill(void **state)
{
	(void)state;
	struct spill s;
	struct err e = { 0 };
	char line[300];
	uint64_t at[1000];
	spill_init(&s);
	memset(line, 'x', sizeof(line));
	char *large = malloc(20 << 20);
	assert_non_null(large);
	memset(large, 'y', 20 << 20);
	for (int i = 0; i < 1000; i++) {
		snprintf(line, sizeof(line), "%d", i);
		assert_int_equal(spill_add(&s, (struct str){ line, sizeof(line) }, &at[i], &e), 0);
		uint64_t unused;
		if (i % 300 == 7)
			assert_int_equal(spill_add(&s, (struct str){ large, 20 << 20 }, &unused, &e), 0);
		if (i % 300 == 8)
			assert_int_equal(spill_add(&s, (struct str){ large, (8 << 20) - 350 }, &unused, &e), 0);
	}
	for (int i = 999; i >= 0; i--) {
		struct str got;
		assert_int_equal(spill_read(&s, at[i], sizeof(line), &got, &e), 0);
		snprintf(line, sizeof(line), "%d", i);
		assert_memory_equal(got.ptr, line, strlen(line) + 1);
	}
	struct str got;
	assert_int_equal(spill_read(&s, s.written + s.used, 1, &got, &e), ERR_INTERNAL);
	fault_arm(FAULT_WRITE, 1, true);
	e = (struct err){ 0 };
	uint64_t unused;
	assert_int_equal(spill_add(&s, (struct str){ large, 20 << 20 }, &unused, &e), ERR_IO);
	assert_true(e.hint[0] != '\0');
	fault_arm(FAULT_WRITE, 0, false);
	spill_clear(&s);
	free(large);
}

static void test_unit_names(void **state)
{
	(void)state;
	assert_str(sketch_unit(STR("中共云岭市城管局党组")), "云岭市城管局");
	assert_str(sketch_unit(STR(" 云岭市城管局 ")), "云岭市城管局");
	assert_str(sketch_unit(STR("中共云岭市委")), "云岭市委");
	assert_str(sketch_unit(STR("党组")), "党组");
	assert_int_equal(sketch_unit(STR_NONE).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_another_unit),
		cmocka_unit_test(test_reworded),
		cmocka_unit_test(test_false),
		cmocka_unit_test(test_another_round),
		cmocka_unit_test(test_relapse),
		cmocka_unit_test(test_boilerplate),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_spill),
		cmocka_unit_test(test_unit_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
