/* Which column of a ledger is what: bad words of the user's first, then headers, then what the rows tell. */
#include "unit.h"

#include "columns.h"
#include "report.h"

static struct report *parse_as(const char *text, const char *columns)
{
	struct report_options o = { .given = false };
	struct report *r = NULL;
	struct err e = { 0 };

	if (columns)
		assert_int_equal(report_columns_parse(str_from(columns), &o, &e), 0);
	assert_int_equal(report_parse_with(str_from(text), &o, &r, &e), 0);
	return r;
}

static void not_understood(void **state)
{
	static const char *const bad[] = { "C", "C=", "=问题", "C=什么列", "1A=问题", "0=问题", "ABCD=问题", "CA=问题",
		"65=问题", "C=问题,,", "C=问题;E=措施", "C=问题,E" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct report_options o = { .columns = { 7 } };
		struct err e = { 0 };
		if (report_columns_parse(str_from(bad[i]), &o, &e) != ERR_USAGE)
			fail_msg("%s was understood", bad[i]);
		assert_true(e.message[0] && e.hint[0]);
		assert_int_equal(o.columns[0], 7); /* untouched */
	}
}

static void understood(void **state)
{
	struct report_options o;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(report_columns_parse(str_from(" c = 反馈问题 ，5=整改措施,AA=忽略, B=dept"), &o, &e), 0);
	assert_true(o.given);
	assert_int_equal(o.columns[2], COLUMN_FINDING + 1);
	assert_int_equal(o.columns[4], COLUMN_MEASURES + 1);
	assert_int_equal(o.columns[26], COLUMN_OTHER + 1);
	assert_int_equal(o.columns[1], COLUMN_DEPT + 1);
	assert_int_equal(report_columns_parse(STR(""), &o, &e), 0);
	assert_false(o.given);
}

static void headers(void **state)
{
	static const struct {
		const char *header;
		enum ledger_column means;
		enum ledger_sure sure;
	} rows[] = {
		{ "", COLUMN_OTHER, SURE_UNKNOWN },
		{ "督查频次", COLUMN_OTHER, SURE_UNKNOWN },
		{ "问题数量", COLUMN_OTHER, SURE_UNKNOWN },
		{ "序 号", COLUMN_NO, SURE_CERTAIN },
		{ "问题\xe2\x80\xa8序号", COLUMN_NO, SURE_CERTAIN },
		{ "巡察反馈的问题（包括例证）", COLUMN_FINDING, SURE_CERTAIN },
		{ "市委巡察组反馈问题", COLUMN_FINDING, SURE_LIKELY },
		{ "产生问题的根本原因", COLUMN_CAUSE, SURE_LIKELY },
		{ "针对根本原因制定的措施", COLUMN_MEASURES, SURE_LIKELY },
		{ "整改措施完成情况", COLUMN_DONE, SURE_CERTAIN },
		{ "整改措施落实的佐证材料", COLUMN_EVIDENCE, SURE_LIKELY },
		{ "举一反三检查情况", COLUMN_RULES, SURE_CERTAIN },
		{ "责任部门(人)", COLUMN_DEPT, SURE_CERTAIN },
		{ "责任单位及责任人", COLUMN_DEPT, SURE_CERTAIN },
		{ "配合部门", COLUMN_COOPERATING, SURE_CERTAIN },
		{ "牵头局领导", COLUMN_LEADER, SURE_CERTAIN },
		{ "整改时限", COLUMN_DUE, SURE_CERTAIN },
		{ "是否完成", COLUMN_RESULT, SURE_CERTAIN },
		{ "销号日期", COLUMN_DONE_DATE, SURE_CERTAIN },
		{ "涉及资金（万元）", COLUMN_MONEY, SURE_CERTAIN },
		{ "备 注", COLUMN_REMARK, SURE_CERTAIN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t sure = 99;
		uint8_t means = columns_named(str_from(rows[i].header), &sure);
		if (means != rows[i].means || sure != rows[i].sure)
			fail_msg("%s: got %s %s", rows[i].header, ledger_column_key(means), ledger_sure_key(sure));
	}
}

/* Every word of the table is found again as what it stands for. */
static void names(void **state)
{
	(void)state;
	for (unsigned c = COLUMN_OTHER + 1; c < COLUMNS; c++) {
		enum ledger_column got = COLUMN_OTHER;
		assert_true(ledger_column_named(str_from(ledger_column_name(c)), &got));
		assert_int_equal(got, c);
		assert_true(ledger_column_named(str_from(ledger_column_key(c)), &got));
		assert_int_equal(got, c);
	}
}

static const struct node *first_problem(const struct report *r)
{
	for (const struct node *n = r->root->first; n; n = n->next)
		for (const struct node *p = n->kind == NODE_ASPECT ? n->first : NULL; p; p = p->next)
			if (p->kind == NODE_PROBLEM)
				return p;
	return NULL;
}

#define ROWS                                                                                                           \
	"1\t路面破损修补不及时\t建立巡查台账，三日内修补。\t市政科\n"                         \
	"2\t油烟扰民投诉多\t逐户安装净化器，每季度抽查。\t执法科\n"

static void headless(void **state)
{
	struct report *r = parse_as(ROWS, NULL);

	(void)state;
	assert_int_equal(r->problems, 0);
	assert_int_equal(r->tables.len, 0);
	report_free(r);
	r = parse_as(ROWS, "A=序号,B=问题,C=措施,D=责任部门");
	assert_int_equal(r->problems, 2);
	assert_str(first_problem(r)->title, "路面破损修补不及时");
	assert_str(node_depts(first_problem(r)->first), "市政科");
	const struct report_table *t = &VEC_AT(&r->tables, struct report_table, 0);
	assert_int_equal(t->header.start, t->header.end);
	assert_int_equal(t->columns[1].sure, SURE_GIVEN);
	report_free(r);
}

static void corrected(void **state)
{
	static const char text[] = "序号\t反馈问题\t整改措施\t整改情况\t责任部门\n"
				   "1\t巡查记录补填\t每日当天登记。\t已全部当天登记。\t督查科\n";
	struct report *r = parse_as(text, NULL);

	(void)state;
	assert_int_equal(r->progress, 1);
	report_free(r);
	r = parse_as(text, "D=忽略,B=忽略,C=问题");
	const struct report_table *t = &VEC_AT(&r->tables, struct report_table, 0);
	assert_int_equal(t->columns[3].means, COLUMN_OTHER);
	assert_int_equal(t->columns[3].sure, SURE_GIVEN);
	assert_int_equal(r->progress, 0);
	assert_str(first_problem(r)->title, "每日当天登记");
	report_free(r);
}

/* A finding over three rows is one problem; its state is that of the row that is least done. */
static void merged(void **state)
{
	struct report *r = parse_as("序号\t反馈问题\t整改措施\t责任部门\t整改时限\t整改状态\n"
				    "1\t台账不全\t补登三十条。\t环卫科\t2024年3月\t已完成\n"
				    "1\t台账不全\t每周核对。\t市容科\t2024年6月\t正在推进\n"
				    "\t\t年底抽查。\t\t\t已完成\n"
				    "2\t台账不全\t另一个问题。\t环卫科\t2024年3月\t已完成\n",
		NULL);
	const struct node *p = first_problem(r);

	(void)state;
	assert_int_equal(r->problems, 2);
	assert_int_equal(r->items, 2);
	assert_int_equal(r->measures, 4);
	const struct node *item = p->first, *result = NULL, *second = NULL;
	for (const struct node *n = item->first; n; n = n->next) {
		result = n->kind == NODE_RESULT ? n : result;
		second = n->kind == NODE_MEASURE && str_has(n->text, STR("每周")) ? n : second;
	}
	assert_int_equal(result->status, RESULT_IN_PROGRESS);
	assert_str(node_depts(second), "市容科");
	assert_str(node_due(second), "2024年6月");
	assert_str(node_depts(item), "环卫科");
	report_free(r);
}

/* A ledger as offices fill it in: a title and who filled it in above two rows of names, 同上 and 〃 for what stands above, a sum, and
 * who signed below. */
static void as_filled_in(void **state)
{
	struct report *r = parse_as("临江区整改台账\t\t\t\t\t\t\n"
				    "填报单位：城管局\t\t\t\t填报时间：2024年6月30日\t\t\n"
				    "序号\t反馈问题\t整改措施\t责任\t\t整改时限\t完成情况\n"
				    "\t\t\t牵头部门\t责任人\t\t\n"
				    "一、作风建设方面\t\t\t\t\t\t\n"
				    "1\t窗口态度生硬\t开展培训三场。\t办公室\t张某\t2024年3月底\t已完成\n"
				    "2\t台账登记不全\t补登三十条。\t同上\t〃\t〃\t同上\n"
				    "\t同上\t每周核对一次。\t环卫科\t李某\t2024年6月\t正在推进\n"
				    "3\t同上\t〃\t\"\t李某\t2024年6月\t正在推进\n"
				    "合计\t3\t5\t\t\t\t4\n"
				    "填表人：赵某\t\t审核人：钱某\t\t联系电话：0571-8888\t\t\n",
		NULL);

	(void)state;
	assert_int_equal(r->tables.len, 1);
	const struct report_table *t = &VEC_AT(&r->tables, struct report_table, 0);
	assert_str(t->columns[3].header, "牵头部门");
	assert_int_equal(t->columns[3].means, COLUMN_DEPT);
	assert_int_equal(t->columns[4].means, COLUMN_PERSON);
	assert_int_equal(t->columns[5].means, COLUMN_DUE);
	assert_int_equal(r->problems, 2);
	assert_int_equal(r->items, 3);
	assert_int_equal(r->measures, 4);
	const struct node *one = first_problem(r), *two = one->next;
	assert_str(one->parent->title, "作风建设方面");
	assert_str(two->title, "台账登记不全");
	assert_str(node_depts(two->first), "办公室");
	assert_str(node_due(two->first), "2024年3月底");
	const struct node *third = two->last;
	assert_str(third->no, "3");
	assert_str(third->text, "台账登记不全");
	assert_str(node_depts(third), "环卫科");
	for (const struct node *n = third->first; n; n = n->next)
		if (n->kind == NODE_MEASURE)
			assert_str(n->text, "每周核对一次。");
	/* nothing stands above it */
	struct report *first = parse_as("序号\t反馈问题\t整改措施\t责任部门\n1\t台账不全\t同上\t〃\n", NULL);
	assert_str(node_depts(first_problem(first)->first), "〃");
	report_free(first);
	report_free(r);
}

/* Two sheets: what the first one's last line across is about is not what the second one is about. */
static void two_tables(void **state)
{
	struct report *r =
		parse_as("甲局\n\n序号\t反馈问题\t整改措施\t责任部门\n一、作风建设方面\t\t\t\n"
			 "1\t窗口态度生硬\t开展培训。\t办公室\n\n乙处\n\n序号\t反馈问题\t整改措施\t责任部门\n"
			 "1\t台账不全\t补登台账。\t环卫科\n2\t巡查不勤\t每日巡查。\t环卫科\n",
			NULL);
	const struct node *first = NULL, *second = NULL;

	(void)state;
	for (const struct node *n = r->root->first; n; n = n->next) {
		if (n->kind == NODE_ASPECT && first)
			second = n;
		else if (n->kind == NODE_ASPECT)
			first = n;
	}
	assert_int_equal(r->tables.len, 2);
	assert_non_null(second);
	assert_str(first->title, "作风建设方面");
	assert_int_equal(second->title.len, 0);
	assert_str(second->first->title, "台账不全");
	report_free(r);
}

/* A table of many rows that is no ledger, and cells without end. */
static void no_ledger(void **state)
{
	struct buf b;
	struct report *r = NULL;
	struct err e = { 0 };

	(void)state;
	buf_init(&b, (size_t)64 << 20);
	buf_cstr(&b, "车牌\t里程\t油耗\t司机\n");
	for (int i = 0; i < 20000; i++)
		buf_fmt(&b, "车%d\t%d\t%d\t某人\n", i, i * 3, i % 20);
	for (int i = 0; i < 200000; i++)
		buf_chr(&b, '\t');
	buf_cstr(&b, "\n序号\t反馈问题\t整改措施\t责任部门");
	for (int i = 0; i < 100; i++)
		buf_cstr(&b, "\t备注");
	assert_int_equal(report_parse(buf_view(&b), &r, &e), 0);
	assert_int_equal(r->tables.len, 0);
	report_free(r);
	buf_clear(&b);
}

/* A column of inspected units stands above the problems; one of units that only answer for them does not. */
static void units(void **state)
{
	static const char *const inspected = "序号\t被巡察单位\t反馈问题\t整改措施\t完成情况\n"
					     "1\t东湾镇党委\t党费收缴迟缓\t按月提醒\t已完成\n"
					     "2\t东湾镇党委\t公车管理粗放\t一车一卡\t已完成\n"
					     "3\t西岭乡党委\t合同审查走过场\t聘请法律顾问\t正在推进\n";
	static const char *const answering = "序号\t整改单位\t反馈问题\t整改措施\t完成情况\n"
					     "1\t办公室\t党费收缴迟缓\t按月提醒\t已完成\n"
					     "2\t财务科\t公车管理粗放\t一车一卡\t已完成\n";
	size_t aspects[2] = { 0, 0 };
	const char *const texts[] = { inspected, answering };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct report *r = parse_as(texts[i], NULL);
		for (const struct node *n = r->root->first; n; n = n->next)
			aspects[i] += n->kind == NODE_ASPECT && n->title.len;
		report_free(r);
	}
	assert_int_equal(aspects[0], 2);
	assert_int_equal(aspects[1], 0);
}

/* Names in three rows, merged cells repeated below; a row of the ledger below two rows of names is no third one. */
static void three_rows(void **state)
{
	struct report *r = parse_as("云岭市城市管理局巡察整改台账\t\t\t\t\t\t\t\n"
				    "序号\t反馈问题\t\t整改落实\t\t\t\t备注\n"
				    "序号\t方面\t具体问题\t整改措施\t责任\t\t完成情况\t备注\n"
				    "序号\t方面\t具体问题\t整改措施\t牵头部门\t配合部门\t完成情况\t备注\n"
				    "1\t作风建设\t占道经营反弹\t开展集中整治。\t执法支队\t市容科\t已完成\t\n"
				    "2\t作风建设\t窗口态度生硬\t开展培训。\t办公室\t法制科\t正在推进\t\n",
		NULL);

	(void)state;
	assert_int_equal(r->tables.len, 1);
	const struct report_table *t = &VEC_AT(&r->tables, struct report_table, 0);
	assert_str(t->columns[4].header, "牵头部门");
	assert_int_equal(t->columns[4].means, COLUMN_DEPT);
	assert_str(t->columns[5].header, "配合部门");
	assert_int_equal(t->columns[2].means, COLUMN_FINDING);
	assert_int_equal(r->problems, 2);
	assert_int_equal(r->progress, 0);
	report_free(r);
}

/* The day something was done, whatever stands behind it. */
static void done_days(void **state)
{
	static const struct {
		const char *cell;
		int day;
	} rows[] = { { "2024-05-06 09:30", 6 }, { "2024.5.7", 7 }, { "2024年5月8日上午", 8 }, { "2024年5月", 0 },
		{ "5月9日", 0 }, { "2024-05-32 10:00", 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf b;
		buf_init(&b, 1 << 16);
		buf_fmt(&b, "序号\t反馈问题\t整改情况\t实际完成时间\t整改状态\n1\t台账不全\t已补登。\t%s\t已完成\n",
			rows[i].cell);
		struct report *r = NULL;
		struct err e = { 0 };
		assert_int_equal(report_parse(buf_view(&b), &r, &e), 0);
		const struct node *result = first_problem(r)->first->first;
		while (result && result->kind != NODE_RESULT)
			result = result->next;
		assert_non_null(result);
		if (node_date(result).day != rows[i].day)
			fail_msg("%s: got day %d", rows[i].cell, node_date(result).day);
		report_free(r);
		buf_clear(&b);
	}
}

#define FORM(no, finding, done)                                                                                            \
	"问题序号\t" no "\t反馈时间\t2024年1月8日\n反馈问题\t" finding "\t\t\n整改措施\t1.制定方案。\xe2\x80\xa8" \
	"2.开展整治。\t\t\n"                                                                                          \
	"责任单位\t执法支队\t整改时限\t2024年6月底\n整改完成情况\t" done "\t\t\n责任人签字\t\t审核意见\t同意销号\n\n"

/* A table a problem, the names beside what they name; those behind each other with the same names are one ledger. */
static void forms(void **state)
{
	struct report *r =
		parse_as("巡察反馈问题整改销号表\n\n" FORM("1", "占道经营治理不彻底", "已开展整治3次。") "\n" FORM(
				 "2", "窗口态度生硬", "已开展培训2次。") "附：说明\n",
			NULL);
	const struct node *p = first_problem(r);

	(void)state;
	assert_int_equal(r->tables.len, 1);
	const struct report_table *t = &VEC_AT(&r->tables, struct report_table, 0);
	assert_int_equal(t->rows, 2);
	assert_int_equal(t->count, 8);
	assert_str(t->columns[2].header, "反馈问题");
	assert_int_equal(t->header.start, t->header.end);
	assert_int_equal(r->problems, 2);
	assert_int_equal(r->measures, 4);
	assert_int_equal(r->progress, 2);
	assert_str(p->title, "占道经营治理不彻底");
	assert_str(p->no, "1");
	assert_str(node_depts(p->first), "执法支队");
	assert_str(node_due(p->first), "2024年6月底");
	report_free(r);
}

/* Names one beside the other are a row of names; a form without a problem is none, nor are figures beside their names. */
static void no_forms(void **state)
{
	static const char *const texts[] = {
		"序号\t责任单位\t整改时限\t备注\n整改措施\t责任人\t完成时限\t附件\n方面\t目标\t原因\t说明\n",
		"责任单位\t执法支队\t整改时限\t6月\n整改措施\t开展整治。\n备注\t无\t附件\t无\n",
		"问题\t12\t措施\t30\n目标\t4\t备注\t5\n原因\t3\t附件\t2\n",
		"反馈问题\t\n整改措施\t\n责任单位\t\n整改时限\t\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct report *r = parse_as(texts[i], NULL);
		if (r->tables.len)
			fail_msg("a form: %s", texts[i]);
		report_free(r);
	}
}

/* 整改任务 is the problem where nothing else is, beside problems what is to be done, or what it is to come to. */
static void tasks(void **state)
{
	static const struct {
		const char *header;
		uint8_t means[3];
	} rows[] = {
		{ "序号\t整改任务\t整改措施\t整改成效\n1\t甲\t乙\t丙\n",
			{ COLUMN_FINDING, COLUMN_MEASURES, COLUMN_DONE } },
		{ "序号\t存在问题\t整改任务\t整改成效\n1\t甲\t乙\t丙\n",
			{ COLUMN_FINDING, COLUMN_MEASURES, COLUMN_DONE } },
		{ "序号\t存在问题\t整改任务\t整改措施\n1\t甲\t乙\t丙\n",
			{ COLUMN_FINDING, COLUMN_GOAL, COLUMN_MEASURES } },
		{ "序号\t问题描述\t整改事项\t整改成效\n1\t甲\t乙\t丙\n",
			{ COLUMN_FINDING, COLUMN_MEASURES, COLUMN_DONE } },
		{ "序号\t存在问题\t意见建议\t整改成效\n1\t甲\t乙\t丙\n", { COLUMN_FINDING, COLUMN_GOAL, COLUMN_DONE } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct report *r = parse_as(rows[i].header, NULL);
		assert_int_equal(r->tables.len, 1);
		for (size_t k = 0; k < 3; k++)
			if (VEC_AT(&r->tables, struct report_table, 0).columns[k + 1].means != rows[i].means[k])
				fail_msg("%s: column %zu is not %s", rows[i].header, k + 1,
					ledger_column_key(rows[i].means[k]));
		report_free(r);
	}
}

/* What a column of departments names has the role its header tells. */
static void roles(void **state)
{
	static const enum org_role want[] = { ORG_LEAD, ORG_COOPERATING, ORG_COOPERATING, ORG_LEAD };
	struct report *r = parse_as("序号\t反馈问题\t整改措施\t牵头部门\t配合部门\t整改时限\n"
				    "1\t党费收缴迟缓\t由财务科牵头，按月提醒\t组织办\t财政所、党政综合办\t2023年6月\n"
				    "2\t公车管理粗放\t一车一卡\t党政综合办\t—\t2023年7月\n",
		NULL);
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < r->orgs.len; i++) {
		const struct fact_org *o = &VEC_AT(&r->orgs, struct fact_org, i);
		if (str_eq(o->name, STR("财务科"))) /* of the sentence, before its row's cells */
			assert_int_equal(i, 0);
		else
			assert_int_equal(o->role, want[found++]);
	}
	assert_int_equal(found, COUNT(want));
	report_free(r);
}

/* What the column says of the item that no member holds, or NULL. */
static const struct column_said *said_of(const struct node *item, enum ledger_column column)
{
	for (const struct column_said *t = node_told(item); t; t = t->next)
		if (t->column == column)
			return t;
	return NULL;
}

static enum result_status status_of(const struct node *item)
{
	enum result_status status = RESULT_NONE;

	for (const struct node *n = item->first; n; n = n->next)
		status = n->kind == NODE_RESULT ? n->status : status;
	return status;
}

/* Who leads, who answers, the evidence and what nobody knows a name for reach the item, each with its header and place. */
static void told(void **state)
{
	static const char text[] =
		"序号\t反馈问题\t整改措施\t牵头领导\t责任单位及责任人\t整改时限\t佐证材料\t督查频次\n"
		"1\t台账不全\t补登三十条。\t赵明远\t环卫科 周文博\t2024年3月\t照片、纪要\t每月\n"
		"2\t巡查不勤\t每日巡查。\t钱思齐\t责任单位：市容科\xe2\x80\xa8责任人：吴晓岚\t长期坚持\t\t\n"
		"3\t合同不审\t聘请顾问。\t同上\t法制科、办公室\t6月底\t\t每周\n";
	struct report *r = parse_as(text, NULL);
	const struct node *p = first_problem(r);

	(void)state;
	assert_int_equal(r->problems, 3);
	const struct node *one = p->first, *two = p->next->first, *three = p->next->next->first;
	assert_str(said_of(one, COLUMN_LEADER)->text, "赵明远");
	assert_str(said_of(one, COLUMN_LEADER)->header, "牵头领导");
	assert_str(report_slice(r, said_of(one, COLUMN_LEADER)->span), "赵明远");
	assert_str(said_of(one, COLUMN_PERSON)->text, "周文博");
	assert_str(node_depts(one), "环卫科");
	assert_str(said_of(one, COLUMN_EVIDENCE)->text, "照片、纪要");
	assert_str(said_of(one, COLUMN_OTHER)->header, "督查频次");
	assert_str(node_depts(two), "市容科");
	assert_str(said_of(two, COLUMN_PERSON)->text, "吴晓岚");
	assert_str(node_due(two), "长期坚持");
	assert_int_equal(status_of(two), RESULT_NONE);
	assert_str(said_of(three, COLUMN_LEADER)->text, "钱思齐");
	assert_str(node_depts(three), "法制科、办公室");
	assert_null(said_of(three, COLUMN_PERSON));
	report_free(r);
}

/* The state is the column that is ticked; where a share stands, all of it is done or it is not. */
static void ticks(void **state)
{
	static const struct {
		const char *text;
		enum result_status status[4];
	} rows[] = {
		{ "序号\t问题\t整改措施\t已完成\t基本完成\t长期坚持\t正在推进\n1\t台账不全\t补登。\t√\t\t\t\n"
		  "2\t巡查不勤\t巡查。\t\t√\t\t\n3\t合同不审\t审查。\t×\t\t√\t×\n4\t公车混用\t封存。\t\t\t\t√\n",
			{ RESULT_DONE, RESULT_PARTIAL, RESULT_LONG_TERM, RESULT_IN_PROGRESS } },
		{ "序号\t问题\t整改措施\t整改状态\t\n序号\t问题\t整改措施\t已完成\t未启动\n1\t台账不全\t补登。\t√\t\n"
		  "2\t巡查不勤\t巡查。\t\t√\n3\t合同不审\t审查。\t√\t\n4\t公车混用\t封存。\t\t\n",
			{ RESULT_DONE, RESULT_IN_PROGRESS, RESULT_DONE, RESULT_NONE } },
		{ "序号\t问题\t整改措施\t完成进度\n1\t台账不全\t补登。\t100%\n2\t巡查不勤\t巡查。\t85%\n"
		  "3\t合同不审\t审查。\t0%\n4\t公车混用\t封存。\t\n",
			{ RESULT_DONE, RESULT_IN_PROGRESS, RESULT_IN_PROGRESS, RESULT_NONE } },
		{ "序号\t问题\t整改措施\t是否销号\n1\t台账不全\t补登。\t已销号\n2\t巡查不勤\t巡查。\t未销号\n"
		  "3\t合同不审\t审查。\t未启动\n4\t公车混用\t封存。\t否\n",
			{ RESULT_DONE, RESULT_IN_PROGRESS, RESULT_IN_PROGRESS, RESULT_IN_PROGRESS } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct report *r = parse_as(rows[i].text, NULL);
		const struct node *p = first_problem(r);
		assert_int_equal(r->problems, 4);
		for (size_t k = 0; k < 4; k++, p = p->next)
			if (status_of(p->first) != rows[i].status[k])
				fail_msg("table %zu, row %zu: got %d", i + 1, k + 1, status_of(p->first));
		report_free(r);
	}
}

/* Below the rows: notes, numbered or not; on further pages: the title again, and names of columns again. */
static void no_rows(void **state)
{
	struct report *r = parse_as("水务局整改台账（第1页）\t\t\t\n序号\t反馈问题\t整改措施\t责任人\n"
				    "1\t台账不全\t补登三十条。\t周文博\n\t\t\t\n水务局整改台账（第2页）\t\t\t\n"
				    "序号\t反馈问题\t整改措施\t责任人\n2\t巡查不勤\t每日巡查。\t吴晓岚\n"
				    "填表说明：1.问题按原文填写。\t\t\t\n2.措施应当可以检查。\t\t\t\n3\t\t\t\n",
		NULL);

	(void)state;
	assert_int_equal(r->problems, 2);
	assert_int_equal(r->items, 2);
	for (const struct node *n = r->root->first; n; n = n->next)
		assert_true(n->kind != NODE_ASPECT || n->title.len == 0);
	report_free(r);
}

/* 一、已完成整改的问题 tells the state of the rows below it; the next table in the sheet has columns of its own. */
static void below_each_other(void **state)
{
	struct report *r =
		parse_as("一、已完成整改的问题\t\t\t\t\n序号\t反馈问题\t整改措施\t整改成效\t责任单位\n"
			 "1\t台账不全\t补登三十条。\t已补登三十条。\t环卫科\n\t\t\t\t\n"
			 "二、正在推进的问题\t\t\t\t\n序号\t反馈问题\t整改措施\t责任单位\t完成时限\n"
			 "1\t巡查不勤\t每日巡查。\t市容科\t2024年6月\n2\t合同不审\t聘请顾问。\t法制科\t2024年9月\n",
			NULL);
	const struct node *aspect = NULL;

	(void)state;
	assert_int_equal(r->tables.len, 2);
	assert_int_equal(r->problems, 3);
	assert_int_equal(status_of(first_problem(r)->first), RESULT_DONE);
	for (const struct node *n = r->root->first; n; n = n->next)
		aspect = n->kind == NODE_ASPECT ? n : aspect;
	assert_str(aspect->title, "正在推进的问题");
	assert_int_equal(status_of(aspect->last->first), RESULT_IN_PROGRESS);
	assert_str(node_due(aspect->last->first), "2024年9月");
	report_free(r);
}

/* The names of sheets are aspects; a form on a sheet of its own is not the sheet's text. */
static void sheets(void **state)
{
	struct report *r = parse_as("1.作风建设方面\n\n序号\t反馈问题\t整改措施\n1\t台账不全\t补登三十条。\n\n"
				    "2.队伍建设方面\n\n序号\t反馈问题\t整改措施\n1\t巡查不勤\t每日巡查。\n",
		NULL);
	const struct node *aspect = first_problem(r)->parent;

	(void)state;
	assert_int_equal(r->tables.len, 2);
	assert_str(aspect->title, "作风建设方面");
	assert_str(aspect->next->title, "队伍建设方面");
	report_free(r);
	r = parse_as("问题1\n\n问题整改归零表\t\t\t\n" FORM("1", "占道经营治理不彻底",
			     "已开展整治3次。") "\n"
						"问题2\n\n问题整改归零表\t\t\t\n" FORM(
							"2", "窗口态度生硬对待群众", "已开展培训2次。") "\n",
		NULL);
	assert_int_equal(r->problems, 2);
	assert_int_equal(r->measures, 4);
	assert_str(first_problem(r)->title, "占道经营治理不彻底");
	report_free(r);
}

static const struct fact_claim *claim_of(const struct report *r, const char *key)
{
	for (size_t i = 0; i < r->claims.len; i++)
		if (!strcmp(VEC_AT(&r->claims, struct fact_claim, i).key, key))
			return &VEC_AT(&r->claims, struct fact_claim, i);
	return NULL;
}

/* 合计 is no problem: it claims something of the rows above it; a summary on a sheet of its own claims it of the report. */
static void sums(void **state)
{
#define LISTED                                                                                                                               \
	"序号\t反馈问题\t整改措施\t涉及金额（万元）\t整改状态\n1\t台账不全\t补登三十条。\t12.5\t已完成\n" \
	"2\t巡查不勤\t每日巡查。\t8\t已完成\n小计\t2\t2\t20.5\t\n3\t合同不审\t聘请顾问。\t3\t正在推进\n"
	struct report *r = parse_as(LISTED "合计\t共4个问题\t3条措施\t23.5\t已完成2个\n", NULL);

	(void)state;
	assert_int_equal(r->problems, 3);
	assert_int_equal(r->claims.len, 3);
	assert_int_equal(claim_of(r, "problems_total")->value.digits, 4);
	assert_int_equal(claim_of(r, "problems_total")->counted, 3);
	assert_str(report_slice(r, claim_of(r, "problems_total")->span), "共4个问题");
	assert_int_equal(claim_of(r, "measures_total")->counted, 3);
	assert_int_equal(claim_of(r, "done")->counted, 2);
	report_free(r);
	r = parse_as("方面\t问题数\t已完成\t正在推进\t完成率\n作风\t2\t2\t0\t100%\n队伍\t1\t0\t1\t0%\n"
		     "合计\t3\t2\t1\t66.7%\n\n明细\n\n" LISTED,
		NULL);
	assert_int_equal(claim_of(r, "problems_total")->counted, 3);
	assert_int_equal(claim_of(r, "in_progress")->value.digits, 1);
	assert_int_equal(claim_of(r, "in_progress")->counted, 1);
	assert_int_equal(r->claims.len, 3);
	report_free(r);
	/* of other things; two summaries; no ledger */
	r = parse_as("车辆\t里程\n甲\t3\n合计\t3\n\n" LISTED "合计\t\t\t23.5\t\n", NULL);
	assert_int_equal(r->claims.len, 0);
	report_free(r);
#undef LISTED
}

/* Two findings in a cell, answered by as many measures and deeds: an item each; where nothing says whose they are, one. */
static void two_in_a_cell(void **state)
{
#define CELLS(a, b, c, d, e, f)                                                                                        \
	"序号\t反馈问题\t整改措施\t整改完成情况\t责任单位\n1\t1." a "\xe2\x80\xa8"                                     \
	"2." b "\t1." c "\xe2\x80\xa8"                                                                                 \
	"2." d "\t1." e "\xe2\x80\xa8"                                                                                 \
	"2." f "\t环卫科\n"
	struct report *r = parse_as(CELLS("公租房台账与入住情形不符。", "往来款挂账多年。", "逐户核对入住信息。",
					    "与对方逐笔核账。", "核对四百余户。", "已对账二十三笔。"),
		NULL);

	(void)state;
	assert_int_equal(r->problems, 1);
	assert_int_equal(r->items, 2);
	assert_str(node_depts(first_problem(r)->last), "环卫科");
	report_free(r);
	r = parse_as(CELLS("学习走过场。", "值班缺岗。", "制定方案。", "强化问责。", "已印发。", "已约谈。"), NULL);
	assert_int_equal(r->items, 1);
	report_free(r);
#undef CELLS
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(not_understood),
		cmocka_unit_test(understood),
		cmocka_unit_test(headers),
		cmocka_unit_test(three_rows),
		cmocka_unit_test(names),
		cmocka_unit_test(headless),
		cmocka_unit_test(corrected),
		cmocka_unit_test(merged),
		cmocka_unit_test(as_filled_in),
		cmocka_unit_test(two_tables),
		cmocka_unit_test(no_ledger),
		cmocka_unit_test(units),
		cmocka_unit_test(done_days),
		cmocka_unit_test(forms),
		cmocka_unit_test(told),
		cmocka_unit_test(ticks),
		cmocka_unit_test(no_rows),
		cmocka_unit_test(below_each_other),
		cmocka_unit_test(sheets),
		cmocka_unit_test(sums),
		cmocka_unit_test(two_in_a_cell),
		cmocka_unit_test(no_forms),
		cmocka_unit_test(tasks),
		cmocka_unit_test(roles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
