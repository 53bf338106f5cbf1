/* BH402: what was done before the inspection, or before the feedback that it answers. */
#include "closure.h"
#include "rules.h"
#include "spot.h"

#define YEARS_BACK_MAX 5 /* what is further off is history, not a slip of the rectification */

static const struct fact_date *date_at(const struct report *r, size_t i)
{
	return &VEC_AT(&r->dates, struct fact_date, i);
}

static const struct str before_words[] = { STR_INIT("此前"), STR_INIT("之前"), STR_INIT("以前"), STR_INIT("早在"),
	STR_INIT("巡察前"), STR_INIT("反馈前"), STR_INIT("进驻前"), STR_INIT("整改前"), STR_INIT("前期"),
	STR_INIT("原"), STR_INIT("经查"), STR_INIT("经核实"), STR_INIT("经核查"), STR_INIT("历史"), { NULL, 0 } };

/* What ends a problem; a project that was finished years ago is only told. */
static bool ends_the_problem(struct str clause)
{
	static const struct str words[] = { STR_INIT("整改完"), STR_INIT("完成整改"), STR_INIT("整改到位"),
		STR_INIT("清退"), STR_INIT("追回"), STR_INIT("追缴"), STR_INIT("退还"), STR_INIT("退回"),
		STR_INIT("收回"), STR_INIT("拆除"), STR_INIT("上缴"), STR_INIT("销号"), STR_INIT("整改落实"),
		STR_INIT("黑名单"), { NULL, 0 } };

	return spot_any(clause, words);
}

/* 已于2023年11月整改完毕, and not 2022年12月多付的款项已追回. */
static bool says_done_then(const struct report *r, const struct fact_date *d)
{
	struct span clause = spot_clause(r, d->span);
	struct str head = spot_text(r, clause.start, d->span.start), tail = spot_text(r, d->span.end, clause.end);
	static const struct str ranges[] = { STR_INIT("至"), STR_INIT("到"), STR_INIT("—"), STR_INIT("-"),
		STR_INIT("以来"), STR_INIT("前"), STR_INIT("起"), STR_INIT("、"), STR_INIT("~"), { NULL, 0 } };
	static const struct str leads[] = { STR_INIT("至"), STR_INIT("自"), STR_INIT("从"), STR_INIT("—"),
		STR_INIT("-"), STR_INIT("将"), STR_INIT("、"), STR_INIT("对"), STR_INIT("把"), { NULL, 0 } };

	bool then = str_starts(tail, STR("已")) || str_ends(head, STR("已于")); /* 12月已将借用的车退还 */
	if (spot_starts(tail, ranges) || spot_ends(head, leads) || (!then && str_has(tail, STR("的"))))
		return false;
	/* 2020年11月已完成资产清查，问题整改完毕 */
	static const struct str closed[] = { STR_INIT("问题整改完"), STR_INIT("问题已整改"), STR_INIT("整改完毕"),
		STR_INIT("整改到位"), { NULL, 0 } };
	struct str rest = spot_behind(r, d->span);
	bool closes = str_starts(tail, STR("已完成")) && spot_any(rest, closed);

	bool done = str_has(head, STR("已")) || str_starts(tail, STR("已")) || str_starts(tail, STR("全部")) ||
		    str_starts(tail, STR("完成整改"));
	return done && (closes || ends_the_problem(tail)) && !spot_any(head, before_words);
}

/* 2023年1月16日已全部入柜: a day printed, and all of it done on that day. */
static bool all_done_on(const struct report *r, const struct fact_date *d)
{
	static const struct str alls[] = { STR_INIT("已全部"), STR_INIT("全部"), { NULL, 0 } };
	struct span clause = spot_clause(r, d->span);

	return d->precision == DATE_DAY && spot_starts(spot_text(r, d->span.end, clause.end), alls) &&
	       !spot_any(spot_text(r, clause.start, d->span.start), before_words);
}

/* 整改进展：1.2024年1月10日至1月20日，开展排查…: the account begins with the day, and is one of what was done about the finding. */
static bool begins_account(const struct report *r, const struct node *leaf, const struct fact_date *d)
{
	static const struct str others[] = { STR_INIT("以来"), STR_INIT("起"), STR_INIT("前"), STR_INIT("以前"),
		STR_INIT("之前"), STR_INIT("年度"), STR_INIT("签订"), STR_INIT("、"), STR_INIT("至今"), { NULL, 0 } };
	static const struct str deeds[] = { STR_INIT("开展"), STR_INIT("组织"), STR_INIT("召开"), STR_INIT("排查"),
		STR_INIT("清理"), STR_INIT("检查"), STR_INIT("印发"), STR_INIT("举办"), STR_INIT("整治"), { NULL, 0 } };
	struct span text = closure_span(r, leaf->text), s = spot_sentence(r, d->span);
	struct str told = spot_text(r, d->span.end, s.end);
	size_t de = str_find(str_sub(told, 0, str_find(told, STR("，"), 0)), STR("的"), 0); /* 1月10日签订的合同 */

	bool first = leaf->kind == NODE_PROGRESS && leaf->text.ptr && d->precision == DATE_DAY &&
		     d->span.start >= text.start && d->span.start - text.start <= 6;
	if (!first || spot_starts(told, others) || de != STR_NPOS ||
		(!date_is_none(d->range_end) && date_cmp(d->range_end, r->inspection_start) >= 0))
		return false;
	return spot_any(str_sub(told, 0, told.len < 90 ? told.len : 90), deeds) &&
	       d->value.year + 1 >= r->inspection_start.year;
}

static const struct str other_rounds[] = { STR_INIT("上轮"), STR_INIT("上一轮"), STR_INIT("此前"), STR_INIT("以前"),
	STR_INIT("历次"), STR_INIT("上次"), STR_INIT("整改前"), STR_INIT("反馈前"), STR_INIT("立行立改"),
	STR_INIT("边巡边改"), STR_INIT("即知即改"), STR_INIT("立知立改"), STR_INIT("未巡先改"), STR_INIT("审计"),
	STR_INIT("督察反馈"), STR_INIT("年以来"), STR_INIT("月以来"), STR_INIT("巡察以来"), STR_INIT("问题发生"),
	{ NULL, 0 } };

/* ，2023年9月召开…, ，于2023年7月成立…: the clause begins with the day or month, on which something was done. */
static bool stands_apart(const struct report *r, const struct fact_date *d)
{
	struct str head = spot_lead(r, d->span), tail = spot_rest(r, d->span);

	return (d->precision == DATE_DAY || d->precision == DATE_MONTH) &&
	       (head.len == 0 || str_eq(head, STR("于")) || str_eq(head, STR("在"))) && tail.len > 0 &&
	       !str_has(tail, STR("的"));
}

/* What is told of a day answers the findings: 专题研究巡察反馈意见, 对照反馈意见, 对巡察指出的5个事项. */
static bool answers(struct str s, const struct str *named)
{
	static const struct str deeds[] = { STR_INIT("研究"), STR_INIT("部署"), STR_INIT("对照"), STR_INIT("为整改"),
		STR_INIT("针对"), STR_INIT("根据"), STR_INIT("依据"), STR_INIT("按照"), STR_INIT("审议"),
		STR_INIT("落实"), STR_INIT("完成"), STR_INIT("传达"), STR_INIT("召开"), STR_INIT("印发"),
		STR_INIT("制定"), STR_INIT("座谈"), STR_INIT("成立"), STR_INIT("自查"), STR_INIT("组织"),
		STR_INIT("验收"), { NULL, 0 } };
	bool this_one = str_has(s, STR("本次")) || str_has(s, STR("此次")); /* 就本次督察反馈问题 */
	return spot_any(s, named) && spot_any(s, deeds) && (this_one || !spot_any(s, other_rounds));
}

/* The day that a deed told in the sentence `s` cannot lie before: that of the feedback it answers, or of the inspection; none: it
 * does not say that it answers one. */
static struct date answered_day(const struct report *r, const struct fact_date *d, struct span s)
{
	static const struct str feedback[] = { STR_INIT("反馈意见"), STR_INIT("反馈的"), STR_INIT("反馈问题"),
		STR_INIT("整改方案"), STR_INIT("巡察整改"), STR_INIT("巡视整改"), { NULL, 0 } };
	static const struct str findings[] = { STR_INIT("巡察指出"), STR_INIT("巡视指出"), STR_INIT("督察指出"),
		STR_INIT("巡察发现"), STR_INIT("巡视发现"), STR_INIT("整改效果"), STR_INIT("整改成效"), { NULL, 0 } };
	static const struct str ranges[] = { STR_INIT("至"), STR_INIT("到"), STR_INIT("—"), STR_INIT("-"),
		STR_INIT("以来"), STR_INIT("前"), STR_INIT("起"), STR_INIT("、"), STR_INIT("的"), STR_INIT("反馈"),
		{ NULL, 0 } };
	static const struct str leads[] = { STR_INIT("至"), STR_INIT("自"), STR_INIT("从"), STR_INIT("—"),
		STR_INIT("-"), STR_INIT("对"), STR_INIT("（"), STR_INIT("("), { NULL, 0 } };
	static const struct str followed[] = { STR_INIT("巡察反馈后"), STR_INIT("收到反馈"), STR_INIT("反馈意见后"),
		STR_INIT("巡察指出后"), STR_INIT("意见反馈后"), { NULL, 0 } };
	struct str head = spot_text(r, s.start, d->span.start), tail = spot_text(r, d->span.end, s.end);

	if ((d->precision != DATE_DAY && !stands_apart(r, d)) || spot_starts(tail, ranges) || spot_ends(head, leads))
		return (struct date){ 0, 0, 0 };
	/* a feedback of the day of the signature was misread */
	if (!date_is_none(r->signed_date) && date_cmp(r->feedback_date, r->signed_date) >= 0)
		return (struct date){ 0, 0, 0 };
	if (spot_any(head, followed) && stands_apart(r, d) && !spot_any(report_slice(r, s), other_rounds))
		return r->feedback_date;
	if (answers(report_slice(r, s), feedback))
		return r->feedback_date;
	if (str_has(str_sub(tail, 0, str_find(tail, STR("，"), 0)), STR("的"))) /* 2023年9月15日发生的渗漏，… */
		return (struct date){ 0, 0, 0 };
	return answers(report_slice(r, s), findings) ? r->inspection_start : (struct date){ 0, 0, 0 };
}

static int add_early_answer(
	struct check *c, const struct node *leaf, const struct fact_date *d, struct span s, struct date first)
{
	const struct report *r = c->report;
	char day[DATE_TEXT_MAX];

	date_format(first, day);
	return check_add(c, spot_item(leaf), s, "“" STR_FMT "”做的事写作回应%s，却早于%s（%s）：请核对年月",
		       STR_ARG(report_slice(r, d->span)),
		       date_cmp(first, r->feedback_date) == 0 ? "反馈意见" : "巡察指出的问题",
		       date_cmp(first, r->feedback_date) == 0 ? "反馈" : "巡察开始", day)
		       ? 1
		       : ERR_NOMEM;
}

/* 1: a doubt was added, 0, or a negative code. */
static int early_answer(struct check *c, const struct node *leaf, const struct fact_date *d)
{
	const struct report *r = c->report;
	struct span s = spot_sentence(r, d->span);
	struct date first = answered_day(r, d, s);

	if (date_is_none(first) || date_cmp(spot_last_day(r, d), first) >= 0 ||
		d->value.year + YEARS_BACK_MAX < first.year || !spot_is_deed(leaf))
		return 0;
	return add_early_answer(c, leaf, d, s, first);
}

/* 2月25日反馈…。局党组于2月18日传达反馈会精神: in the account before the findings, weeks before what it passes on. Its year need not be printed:
 * none but this one is near. */
static bool passes_on(const struct report *r, const struct node *leaf, const struct fact_date *d)
{
	static const struct str named[] = { STR_INIT("反馈会"), STR_INIT("反馈意见"), STR_INIT("巡察反馈"),
		STR_INIT("巡视反馈"), { NULL, 0 } };
	static const struct str deeds[] = { STR_INIT("传达"), STR_INIT("研究部署"), STR_INIT("专题研究"),
		STR_INIT("研究整改"), STR_INIT("对照"), STR_INIT("逐条学习"), STR_INIT("认领"), STR_INIT("分解"),
		{ NULL, 0 } };
	/* 3月11日反馈会结束后, where the feedback was on the 18th */
	static const struct str over[] = { STR_INIT("反馈会结束"), STR_INIT("反馈会后"), STR_INIT("反馈会议结束"),
		STR_INIT("反馈会议后"), { NULL, 0 } };
	static const struct str ranges[] = { STR_INIT("至"), STR_INIT("到"), STR_INIT("前"), STR_INIT("、"),
		STR_INIT("起"), STR_INIT("的"), STR_INIT("反馈"), { NULL, 0 } };
	struct str tail = spot_behind(r, d->span);

	tail = str_sub(tail, 0, tail.len < 90 ? tail.len : 90);

	if (!leaf || leaf->kind != NODE_PROSE || leaf->prose != PROSE_PREAMBLE || d->precision != DATE_DAY ||
		date_is_none(r->feedback_date) || d->value.year != r->feedback_date.year)
		return false;
	int32_t before = date_to_days(r->feedback_date) - date_to_days(d->value);
	if (before <= 0 || before > 45)
		return false;
	if (spot_starts(tail, over))
		return true;
	return spot_any(tail, named) && spot_any(tail, deeds) && !spot_starts(tail, ranges) &&
	       !spot_any(report_slice(r, spot_sentence(r, d->span)), other_rounds);
}

/* 针对反馈的问题，局党组于7月26日召开专题会议: of a measure, weeks before the feedback. */
static bool follows_feedback(const struct report *r, const struct node *leaf, const struct fact_date *d)
{
	static const struct str named[] = { STR_INIT("针对反馈"), STR_INIT("针对巡察反馈"), STR_INIT("根据反馈"),
		STR_INIT("根据巡察反馈"), STR_INIT("对照反馈"), STR_INIT("收到反馈"), STR_INIT("反馈后"), { NULL, 0 } };
	static const struct str deeds[] = { STR_INIT("召开"), STR_INIT("组织"), STR_INIT("印发"), STR_INIT("成立"),
		STR_INIT("部署"), STR_INIT("研究"), STR_INIT("开展"), { NULL, 0 } };
	if (!leaf || !spot_is_deed(leaf) || !spot_item(leaf) || d->precision != DATE_DAY ||
		date_is_none(r->feedback_date) || d->value.year != r->feedback_date.year)
		return false;
	int32_t before = date_to_days(r->feedback_date) - date_to_days(d->value);
	if (before <= 0 || before > 45 || !spot_starts(spot_behind(r, d->span), deeds))
		return false;
	struct str head = spot_before(r, d->span);
	return spot_any(head, named) && !spot_any(head, other_rounds);
}

int check_bh402(struct check *c)
{
	const struct report *r = c->report;
	struct spot spot = spot_begin(r);
	char day[DATE_TEXT_MAX];
	struct date latest = date_is_none(r->feedback_date) ? r->inspection_start : r->feedback_date;

	if (date_is_none(latest))
		return 0;
	date_format(r->inspection_start, day);
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = date_at(r, i);
		if (date_is_none(d->value) || d->value.year == 0 || date_cmp(spot_last_day(r, d), latest) >= 0)
			continue;
		const struct node *leaf = spot_leaf(&spot, d->span.start);
		if (passes_on(r, leaf, d) || (!spot_is_certain(d) && follows_feedback(r, leaf, d))) {
			int added = add_early_answer(c, leaf, d, spot_sentence(r, d->span), r->feedback_date);
			if (added < 0)
				return added;
		}
		if (!spot_is_certain(d))
			continue;
		if (!leaf || !spot_item(leaf))
			continue;
		int rc = early_answer(c, leaf, d);
		if (rc < 0)
			return rc;
		if (rc > 0 || date_is_none(r->inspection_start) ||
			date_cmp(spot_last_day(r, d), r->inspection_start) >= 0 ||
			d->value.year + YEARS_BACK_MAX < r->inspection_start.year)
			continue;
		bool result = leaf->kind == NODE_RESULT && date_cmp(node_date(leaf), d->value) == 0;
		static const struct str labels[] = { STR_INIT("完成时间"), STR_INIT("整改完成时间"),
			STR_INIT("实际完成时间"), STR_INIT("完成日期"), STR_INIT("整改完成日期"), { NULL, 0 } };
		bool label = leaf->kind == NODE_PROSE && leaf->prose == PROSE_DETAIL &&
			     spot_starts(report_slice(r, leaf->span), labels);
		if (!result && !label &&
			!(spot_is_deed(leaf) &&
				(says_done_then(r, d) || all_done_on(r, d) || begins_account(r, leaf, d))))
			continue;
		struct span s = spot_sentence(r, d->span);
		if (spot_any(report_slice(r, s), before_words))
			continue;
		if (!check_add(c, spot_item(leaf), s,
			    "写明的完成时间“" STR_FMT "”早于巡察开始（%s）：问题还没有提出就已整改完，请核对年份",
			    STR_ARG(report_slice(r, d->span)), day))
			return ERR_NOMEM;
	}
	return 0;
}
