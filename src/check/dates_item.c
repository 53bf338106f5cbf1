/* BH405, BH406: the dates of one item against each other: its deadline, its measures, its result. */
#include "closure.h"
#include "dates.h"
#include "rules.h"
#include "spot.h"

struct moment {
	struct date day; /* the last day it can mean; none: not printed */
	struct span span;
};

/* The first date that lies in s, or NULL. */
static const struct fact_date *first_in(const struct report *r, struct span s)
{
	size_t i = spot_first_date(r, s.start);
	const struct fact_date *d = i < r->dates.len ? &VEC_AT(&r->dates, struct fact_date, i) : NULL;
	return d && d->span.end <= s.end ? d : NULL;
}

/* The last certain date in s. */
static struct moment moment_in(const struct report *r, struct span s)
{
	struct moment m = { { 0, 0, 0 }, { 0, 0 } };
	const struct fact_date *d;

	for (; (d = first_in(r, s)); s.start = d->span.end) {
		if (spot_is_certain(d))
			m = (struct moment){ spot_last_day(r, d), d->span };
	}
	return m;
}

static bool at_once(const struct report *r, const struct node *item)
{
	static const struct str words[] = { STR_INIT("立行立改"), STR_INIT("即知即改"), STR_INIT("边巡边改"),
		STR_INIT("立查立改"), STR_INIT("边查边改"), STR_INIT("立整立改"), { NULL, 0 } };

	return spot_any(report_slice(r, item->span), words);
}

/* --- BH406 --- */

static int weigh_early(struct check *c, const struct node *item, const struct moment *due)
{
	const struct report *r = c->report;
	char feedback[DATE_TEXT_MAX];

	if (date_is_none(r->feedback_date) || date_cmp(due->day, r->feedback_date) >= 0 ||
		due->day.year + 2 < r->feedback_date.year || at_once(r, item))
		return 0;
	date_format(r->feedback_date, feedback);
	return check_add(c, item, due->span, "整改时限“" STR_FMT "”早于反馈日期（%s）：时限应当在反馈之后",
		       STR_ARG(report_slice(r, due->span)), feedback)
		       ? 0
		       : ERR_NOMEM;
}

static int weigh_late(struct check *c, const struct node *item, const struct moment *due, const struct moment *result)
{
	static const struct str told[] = { STR_INIT("延期"), STR_INIT("逾期"), STR_INIT("延长"), STR_INIT("推迟"),
		STR_INIT("延后"), STR_INIT("超期"), STR_INIT("顺延"), { NULL, 0 } };
	const struct report *r = c->report;
	int32_t days = date_to_days(result->day) - date_to_days(due->day);

	if (days <= 0 || spot_any(report_slice(r, item->span), told))
		return 0;
	struct check_finding *f =
		check_add(c, item, result->span, "完成日期“" STR_FMT "”晚于整改时限“" STR_FMT "” %d 天，没有说明延期",
			STR_ARG(report_slice(r, result->span)), STR_ARG(report_slice(r, due->span)), (int)days);
	if (!f)
		return ERR_NOMEM;
	f->severity = SEVERITY_NOTE;
	return check_relate(c, f, due->span);
}

/* 2024年8月25日通过市级验收: what was told was over then, and not before. */
static bool ends_work(const struct report *r, const struct fact_date *d)
{
	static const struct str acts[] = { STR_INIT("验收"), STR_INIT("竣工"), STR_INIT("完工"), STR_INIT("建成"),
		STR_INIT("投入使用"), STR_INIT("投用"), STR_INIT("全部完成"), STR_INIT("全部拆除"),
		STR_INIT("全部收回"), STR_INIT("全部退还"), STR_INIT("办结"), STR_INIT("完成整改"), { NULL, 0 } };
	static const struct str after[] = { STR_INIT("回头看"), STR_INIT("复查"), STR_INIT("抽查"), STR_INIT("巩固"),
		STR_INIT("前"), STR_INIT("至"), STR_INIT("以来"), STR_INIT("起"), STR_INIT("复验"), STR_INIT("再次"),
		STR_INIT("已于"), STR_INIT("的"), STR_INIT("新"), { NULL, 0 } };
	struct span s = spot_sentence(r, d->span);
	struct str clause = spot_rest(r, d->span);

	return d->precision == DATE_DAY && spot_is_certain(d) && spot_any(clause, acts) && !spot_any(clause, after) &&
	       !spot_any(spot_text(r, s.start, d->span.start), after);
}

/* The day in what is told of a done item that is behind its limit. */
static struct moment late_in(const struct report *r, const struct closure_item *it, struct date due)
{
	struct moment m = { { 0, 0, 0 }, { 0, 0 } };
	struct date own = spot_report_day(r);
	const struct fact_date *d;

	for (const struct node *n = it->item->first; n; n = n->next) {
		if (n->kind == NODE_RESULT || !closure_tells(it, n) || closure_is_plan(n))
			continue;
		struct span s = n->span;
		for (; (d = first_in(r, s)); s.start = d->span.end) {
			if (date_cmp(d->value, due) > 0 && !date_is_none(own) && date_cmp(d->value, own) <= 0 &&
				ends_work(r, d))
				return (struct moment){ d->value, d->span };
		}
	}
	return m;
}

/* 其余问题于4月30日前全部完成整改: the day by which the report, or the plan, means to have done it all. */
struct limit {
	struct moment all; /* none: it names no day */
	size_t items, behind;
	bool says;
};

static struct moment limit_of_all(const struct report *r)
{
	static const struct str alls[] = { STR_INIT("全部完成整改"), STR_INIT("全面完成整改"), STR_INIT("全部整改到位"),
		STR_INIT("完成全部整改"), STR_INIT("全部整改完毕"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("立行立改"), STR_INIT("上轮"), STR_INIT("上一轮"),
		STR_INIT("信访"), STR_INIT("已"), STR_INIT("阶段性"), { NULL, 0 } };
	struct moment none = { { 0, 0, 0 }, { 0, 0 } };
	struct spot spot = spot_begin(r);

	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		struct str behind = str_sub(r->text, d->span.end, r->text.len);
		if (!(str_starts(behind, STR("前")) || str_starts(behind, STR("底前"))) || d->precision == DATE_YEAR ||
			!spot_is_certain(d))
			continue;
		const struct node *leaf = spot_leaf(&spot, d->span.start);
		struct str clause = spot_rest(r, d->span);
		if (leaf && leaf->kind == NODE_PROSE && leaf->prose == PROSE_PREAMBLE && spot_any(clause, alls) &&
			!spot_any(report_slice(r, spot_clause(r, d->span)), others))
			return (struct moment){ spot_last_day(r, d), d->span };
	}
	return none;
}

static bool is_behind(
	const struct report *r, const struct closure_item *it, const struct limit *limit, struct moment *due)
{
	if (!node_due(it->item).ptr)
		return false;
	*due = moment_in(r, closure_span(r, node_due(it->item)));
	return !date_is_none(due->day) && date_cmp(due->day, limit->all.day) > 0 && !it->long_term &&
	       !str_has(report_slice(r, it->item->span), STR("长期"));
}

/* Counted first: where many are behind it, that day is of something else. */
static int weigh_limit(struct check *c, const struct closure_item *it, void *context)
{
	struct limit *limit = context;
	struct moment due;
	bool behind = is_behind(c->report, it, limit, &due);

	limit->items++;
	limit->behind += behind;
	if (!limit->says || !behind)
		return 0;
	struct check_finding *f = check_add(c, it->item, due.span,
		"整改时限“" STR_FMT "”晚于文中所说全部完成整改的“" STR_FMT "”：请核对，或写明此项除外",
		STR_ARG(report_slice(c->report, due.span)), STR_ARG(report_slice(c->report, limit->all.span)));
	return f ? check_relate(c, f, limit->all.span) : ERR_NOMEM;
}

static int check_limit(struct check *c)
{
	struct limit limit = { .all = limit_of_all(c->report) };
	int rc = date_is_none(limit.all.day) ? 0 : closure_each(c, weigh_limit, &limit);

	limit.says = limit.behind > 0 && limit.behind * 3 <= limit.items;
	return rc == 0 && limit.says ? closure_each(c, weigh_limit, &limit) : rc;
}

static int weigh_due(struct check *c, const struct closure_item *it, void *context)
{
	(void)context;
	const struct node *item = it->item;
	struct moment due = { { 0, 0, 0 }, { 0, 0 } }, result = due;

	if (!node_due(item).ptr)
		return 0;
	due = moment_in(c->report, closure_span(c->report, node_due(item)));
	if (date_is_none(due.day))
		return 0;
	/* 完成时间 is no deadline: before the inspection it is BH402's */
	struct str label = spot_text(c->report, spot_clause(c->report, due.span).start, due.span.start);
	int rc = str_has(label, STR("完成时间")) && check_enabled(c, "BH402") ? 0 : weigh_early(c, item, &due);
	if (rc < 0 || !closure_result_done(it))
		return rc;
	if (date_is_none(node_date(it->result))) {
		if (it->long_term || str_has(label, STR("完成时间")))
			return 0;
		result = late_in(c->report, it, due.day);
		return date_is_none(result.day) ? 0 : weigh_late(c, item, &due, &result);
	}
	result = moment_in(c->report, it->result->span);
	return date_cmp(result.day, node_date(it->result)) == 0 ? weigh_late(c, item, &due, &result) : 0;
}

/* 未到位的2项将在9月底前整改完毕, told by a report of October: what was to come is over. */
static bool is_over(const struct report *r, const struct fact_date *d, struct date own)
{
	static const struct str wills[] = { STR_INIT("将在"), STR_INIT("将于"), STR_INIT("确保在"), STR_INIT("确保于"),
		STR_INIT("力争在"), STR_INIT("力争于"), STR_INIT("预计在"), STR_INIT("预计于"), { NULL, 0 } };
	static const struct str befores[] = { STR_INIT("前"), STR_INIT("底前"), STR_INIT("以前"), STR_INIT("之前"),
		{ NULL, 0 } };
	static const struct str quoted[] = { STR_INIT("原"), STR_INIT("要求"), STR_INIT("方案"), STR_INIT("承诺"),
		STR_INIT("当时"), STR_INIT("曾"), STR_INIT("约定"), STR_INIT("合同"), STR_INIT("提出"), { NULL, 0 } };
	struct date last = spot_last_day(r, d);

	return spot_is_certain(d) && d->precision != DATE_YEAR && !date_is_none(last) && date_cmp(last, own) < 0 &&
	       spot_ends(spot_lead(r, d->span), wills) && spot_starts(spot_rest(r, d->span), befores) &&
	       !spot_any(report_slice(r, spot_sentence(r, d->span)), quoted);
}

static int find_over(struct check *c)
{
	const struct report *r = c->report;
	struct date own = r->signed_date;
	struct spot spot = spot_begin(r);
	char day[DATE_TEXT_MAX];

	date_format(own, day);
	for (size_t i = 0; i < r->dates.len && !date_is_none(own); i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (!is_over(r, d, own))
			continue;
		const struct node *leaf = spot_leaf(&spot, d->span.start);
		/* a measure was written when it was still to come */
		if (!leaf || leaf->kind == NODE_MEASURE || closure_is_plan(leaf))
			continue;
		struct check_finding *f = check_add(c, spot_item(leaf), spot_sentence(r, d->span),
			"写作将来要办的“" STR_FMT "”已经过去（报告落款 %s）：请核对日期，或写明办得怎样",
			STR_ARG(report_slice(r, d->span)), day);
		if (!f)
			return ERR_NOMEM;
		f->severity = SEVERITY_WARNING;
	}
	return 0;
}

int check_bh406(struct check *c)
{
	int rc = closure_each(c, weigh_due, NULL);

	if (rc >= 0)
		rc = check_limit(c);
	return rc < 0 ? rc : find_over(c);
}

/* --- BH405 --- */

/* 10月15日召开会议部署: what begins work, and not what looks after it. */
static bool begins_work(const struct report *r, const struct fact_date *d)
{
	static const struct str acts[] = { STR_INIT("部署"), STR_INIT("启动"), STR_INIT("印发"), STR_INIT("出台"),
		STR_INIT("制定"), STR_INIT("动员"), STR_INIT("开工"), STR_INIT("进场"), STR_INIT("招标"),
		STR_INIT("签订"), STR_INIT("修订"), STR_INIT("研究"), { NULL, 0 } };
	static const struct str after[] = { STR_INIT("回头看"), STR_INIT("复查"), STR_INIT("复核"), STR_INIT("巩固"),
		STR_INIT("长期"), STR_INIT("持续"), STR_INIT("再次"), STR_INIT("定期"), STR_INIT("抽查"),
		STR_INIT("举一反三"), STR_INIT("每"), STR_INIT("进一步"), STR_INIT("成果"), STR_INIT("以来"),
		{ NULL, 0 } };
	struct span s = spot_sentence(r, d->span);
	struct str clause = spot_rest(r, d->span);

	return spot_any(clause, acts) && !spot_any(report_slice(r, s), after);
}

static int add_later_work(struct check *c, const struct closure_item *it, const struct fact_date *d)
{
	const struct report *r = c->report;
	char day[DATE_TEXT_MAX];

	date_format(node_date(it->result), day);
	struct check_finding *f = check_add(c, it->item, spot_sentence(r, d->span),
		"结果写明 %s 已完成，这里“" STR_FMT "”才开始的工作在完成之后：请核对两个日期", day,
		STR_ARG(report_slice(r, d->span)));
	return f ? check_relate(c, f, it->result->span) : ERR_NOMEM;
}

static int weigh_order(struct check *c, const struct closure_item *it, void *context)
{
	const struct report *r = c->report;
	const struct fact_date *d;

	(void)context;
	if (!closure_result_done(it) || it->long_term || date_is_none(node_date(it->result)))
		return 0;
	for (const struct node *n = it->item->first; n; n = n->next) {
		if (n->kind != NODE_MEASURE && n->kind != NODE_PROGRESS)
			continue;
		struct span s = n->span;
		for (; (d = first_in(r, s)); s.start = d->span.end) {
			if (d->precision != DATE_DAY || d->value.year == 0 ||
				date_cmp(d->value, node_date(it->result)) <= 0 || !begins_work(r, d))
				continue;
			int rc = add_later_work(c, it, d);
			if (rc < 0)
				return rc;
		}
	}
	return 0;
}

int check_bh405(struct check *c)
{
	int rc = closure_each(c, weigh_order, NULL);

	return rc < 0 ? rc : dates_order(c);
}
