/* BH401-BH404: single dates that cannot be, or that contradict the report's own. All begin from the dates found. */
#include "closure.h"
#include "rules.h"
#include "said.h"
#include "spot.h"

#define YEARS_BACK_MAX 5 /* what is further off is history, not a slip of the rectification */

static const struct fact_date *date_at(const struct report *r, size_t i)
{
	return &VEC_AT(&r->dates, struct fact_date, i);
}

/* --- BH401 --- */

/* The printed numbers of the date, at most three; digits of full width are read too. */
static int printed(struct str s, int number[3])
{
	int count = 0;
	bool inside = false;

	for (size_t i = 0; i < s.len && count <= 3;) {
		const unsigned char *u = (const unsigned char *)s.ptr + i;
		bool wide = s.len - i >= 3 && u[0] == 0xEF && u[1] == 0xBC && u[2] >= 0x90 && u[2] <= 0x99;
		int digit = wide ? u[2] - 0x90 : *u >= '0' && *u <= '9' ? *u - '0' : -1;
		if (digit >= 0 && !inside && count++ == 3)
			return 4;
		if (digit >= 0)
			number[count - 1] = inside ? number[count - 1] * 10 + digit : digit;
		inside = digit >= 0;
		i += wide ? 3 : 1;
	}
	return count;
}

/* A blank form (0月0日), a number behind a month (5月40号文件): no slip of a date. */
static bool is_no_slip(const struct fact_date *d, struct str text, const int *number, int count)
{
	if (count >= 2 && number[count - 1] == 0 && number[count - 2] == 0)
		return true;
	if (str_ends(text, STR("号")) && count > 0 && number[count - 1] > 31)
		return true;
	/* 29 February of a year that was only concluded */
	return d->year_inferred && count == 2 && number[0] == 2 && number[1] == 29;
}

static int add_impossible(struct check *c, const struct fact_date *d, const int *number, int count)
{
	struct str text = report_slice(c->report, d->span);
	int month = count >= 3 ? number[1] : count == 2 ? number[d->precision == DATE_DAY ? 0 : 1] : 0;
	int year = count >= 3 ? number[0] : 2000;
	const struct check_finding *f;

	if (month > 12)
		f = check_add(c, NULL, d->span, "日期不存在：“" STR_FMT "”，一年只有 12 个月", STR_ARG(text));
	else if (month >= 1 && d->precision == DATE_DAY && number[count - 1] > 0)
		f = check_add(c, NULL, d->span, "日期不存在：“" STR_FMT "”，%s%d 月只有 %d 天", STR_ARG(text),
			count >= 3 && month == 2 ? "这一年的 " : "", month, date_days_in_month(year, month));
	else
		f = check_add(c, NULL, d->span, "日期不存在：“" STR_FMT "”", STR_ARG(text));
	return f ? 0 : ERR_NOMEM;
}

int check_bh401(struct check *c)
{
	const struct report *r = c->report;

	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = date_at(r, i);
		if (!date_is_none(d->value) || d->precision == DATE_YEAR)
			continue;
		int number[3] = { 0, 0, 0 };
		struct str text = report_slice(r, d->span);
		int count = printed(text, number);
		if (count > 3 || is_no_slip(d, text, number, count))
			continue;
		int rc = add_impossible(c, d, number, count);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* --- BH402 --- */

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

/* 5月20日为整改本条反馈意见召开座谈会, told of a day before the feedback: what is answered was not yet said. */
static bool answers_feedback(struct str sentence)
{
	static const struct str words[] = { STR_INIT("反馈意见"), STR_INIT("反馈问题"), STR_INIT("反馈的问题"),
		STR_INIT("整改方案"), STR_INIT("巡察整改"), STR_INIT("巡视整改"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("上轮"), STR_INIT("上一轮"), STR_INIT("立行立改"),
		STR_INIT("边巡边改"), STR_INIT("即知即改"), STR_INIT("立知立改"), STR_INIT("未巡先改"), STR_INIT("原"),
		STR_INIT("审计"), STR_INIT("督察"), STR_INIT("以来"), STR_INIT("此前"), STR_INIT("历次"),
		STR_INIT("问题发生"), { NULL, 0 } };

	return spot_any(sentence, words) && !spot_any(sentence, others);
}

static int weigh_before_feedback(struct check *c, const struct node *leaf, const struct fact_date *d)
{
	static const struct str deeds[] = { STR_INIT("召开"), STR_INIT("研究"), STR_INIT("部署"), STR_INIT("印发"),
		STR_INIT("制定"), STR_INIT("座谈"), STR_INIT("组织"), STR_INIT("完成"), STR_INIT("审议"), { NULL, 0 } };
	const struct report *r = c->report;
	char day[DATE_TEXT_MAX];

	if (date_is_none(r->feedback_date) || d->precision != DATE_DAY || date_cmp(d->value, r->feedback_date) >= 0 ||
		!spot_is_deed(leaf))
		return 0;
	struct span s = spot_sentence(r, d->span);
	struct str head = spot_text(r, s.start, d->span.start), tail = spot_text(r, d->span.end, s.end);
	if (head.len > 24 || str_starts(tail, STR("反馈")) || str_starts(tail, STR("至")) || !spot_any(tail, deeds) ||
		!answers_feedback(report_slice(r, s)))
		return 0;
	date_format(r->feedback_date, day);
	return check_add(c, spot_item(leaf), s, "“" STR_FMT "”早于反馈日期（%s），写的却是对反馈意见的整改：请核对年月",
		       STR_ARG(report_slice(r, d->span)), day)
		       ? 0
		       : ERR_NOMEM;
}

int check_bh402(struct check *c)
{
	const struct report *r = c->report;
	struct spot spot = spot_begin(r);
	char day[DATE_TEXT_MAX];

	if (date_is_none(r->inspection_start))
		return 0;
	date_format(r->inspection_start, day);
	bool told = !date_is_none(r->feedback_date) && date_cmp(r->feedback_date, r->inspection_start) > 0;
	struct date latest = told ? r->feedback_date : r->inspection_start;
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = date_at(r, i);
		if (!spot_is_certain(d) || d->value.year + YEARS_BACK_MAX < r->inspection_start.year ||
			date_cmp(d->value, latest) >= 0)
			continue;
		const struct node *leaf = spot_leaf(&spot, d->span.start);
		if (!leaf || !spot_item(leaf))
			continue;
		if (date_cmp(spot_last_day(r, d), r->inspection_start) >= 0) {
			int rc = weigh_before_feedback(c, leaf, d);
			if (rc < 0)
				return rc;
			continue;
		}
		bool result = leaf->kind == NODE_RESULT && date_cmp(node_date(leaf), d->value) == 0;
		bool label = leaf->kind == NODE_PROSE && leaf->prose == PROSE_DETAIL &&
			     str_starts(report_slice(r, leaf->span), STR("完成时间"));
		if (!result && !label && !(spot_is_deed(leaf) && says_done_then(r, d)))
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

/* --- BH403 --- */

/* A term, a plan, a budget: days to come belong there. */
static bool looks_ahead(struct str head, struct str tail)
{
	static const struct str leads[] = { STR_INIT("至"), STR_INIT("到"), STR_INIT("自"), STR_INIT("从"),
		STR_INIT("—"), STR_INIT("-"), STR_INIT("期限"), STR_INIT("时限"), { NULL, 0 } };
	static const struct str behind[] = { STR_INIT("起"), STR_INIT("前"), STR_INIT("至"), STR_INIT("底前"),
		STR_INIT("到期"), STR_INIT("—"), STR_INIT("-"), STR_INIT("的"), STR_INIT("以后"), STR_INIT("后"),
		{ NULL, 0 } };
	static const struct str words[] = { STR_INIT("拟"), STR_INIT("计划"), STR_INIT("预计"), STR_INIT("力争"),
		STR_INIT("确保"), STR_INIT("有效期"), STR_INIT("期满"), STR_INIT("预算"), STR_INIT("要求"),
		STR_INIT("规划"), STR_INIT("目标"), STR_INIT("争取"), STR_INIT("届时"), STR_INIT("待"),
		STR_INIT("安排"), STR_INIT("列入"), STR_INIT("纳入"), STR_INIT("合同"), STR_INIT("约定"),
		STR_INIT("原定"), STR_INIT("到期"), STR_INIT("届满"), STR_INIT("施行"), STR_INIT("生效"),
		STR_INIT("截止"), STR_INIT("交付"), STR_INIT("开学"), STR_INIT("下一步"), { NULL, 0 } };

	if (spot_ends(
		    head, (const struct str[]){ STR_INIT("截至"), STR_INIT("截止"), STR_INIT("截至到"), { NULL, 0 } }))
		return spot_any(head, words);
	/* 已在1月20日前归档: done, and no term */
	if (spot_ends(head, (const struct str[]){ STR_INIT("已于"), STR_INIT("已在"), { NULL, 0 } }))
		return false;
	if (str_ends(head, STR("自")) && str_starts(tail, STR("起已"))) /* 自9月1日起已执行两个月 */
		return spot_any(tail, words);
	bool will = (str_has(head, STR("将")) || str_has(tail, STR("将"))) && !str_has(tail, STR("已将"));
	return will || spot_ends(head, leads) || spot_starts(tail, behind) || spot_any(head, words) ||
	       spot_any(tail, words);
}

/* 已于…, 截至…, …已将…, and a day followed by what was done (了). */
static bool tells_of_past(struct str head, struct str tail)
{
	static const struct str leads[] = { STR_INIT("已于"), STR_INIT("已在"), STR_INIT("截至"), STR_INIT("截止"),
		STR_INIT("截止到"), STR_INIT("截至到"), { NULL, 0 } };
	static const struct str done[] = { STR_INIT("了"), STR_INIT("已将"), STR_INIT("已完成"), STR_INIT("已全部"),
		STR_INIT("完成了"), { NULL, 0 } };

	/* 2025年3月，相关违纪款已上缴: the next clause tells what was done then */
	static const struct str paid[] = { STR_INIT("已上缴"), STR_INIT("已退"), STR_INIT("已收回"), STR_INIT("已拆除"),
		STR_INIT("已印发"), STR_INIT("已移交"), STR_INIT("已办结"), STR_INIT("已签订"), STR_INIT("已通过"),
		STR_INIT("已追回"), STR_INIT("已投入"), STR_INIT("已竣工"), STR_INIT("已验收"), { NULL, 0 } };

	if (str_starts(tail, STR("，")) && tail.len < 90 && spot_any(tail, paid))
		return true;
	/* 报告于7月9日出具: nothing of the future stands there (looks_ahead) */
	static const struct str deeds[] = { STR_INIT("出具"), STR_INIT("印发"), STR_INIT("召开"), STR_INIT("举办"),
		STR_INIT("完成"), STR_INIT("通过"), STR_INIT("拆除"), STR_INIT("竣工"), STR_INIT("投入"),
		STR_INIT("上缴"), STR_INIT("退还"), STR_INIT("开工"), STR_INIT("建成"), STR_INIT("签订"),
		STR_INIT("验收"), STR_INIT("上线"), STR_INIT("收回"), STR_INIT("全部"), STR_INIT("正式"),
		STR_INIT("挂牌"), STR_INIT("移交"), STR_INIT("缴清"), STR_INIT("缴入"), STR_INIT("到账"),
		STR_INIT("退回"), STR_INIT("归还"), STR_INIT("结清"), STR_INIT("发放"), STR_INIT("启用"),
		STR_INIT("取得"), STR_INIT("办结"), STR_INIT("追回"), { NULL, 0 } };
	if (str_ends(head, STR("于")) && !spot_ends(head, (const struct str[]){ STR_INIT("应于"), STR_INIT("须于"),
								  STR_INIT("定于"), STR_INIT("可于"), { NULL, 0 } }))
		return spot_starts(tail, deeds);
	return spot_ends(head, leads) || str_starts(tail, STR("已")) || str_starts(tail, STR("起已")) ||
	       spot_any(tail, done);
}

#define ACT_BYTES ((size_t)36) /* who did it, and what: 集团召开 */

/* What was done, and no plan: progress, or measures of an item that has a result and nothing else. `all_done`: the report says so
 * of all that has none. */
static bool is_told(const struct node *leaf, bool all_done)
{
	const struct node *item = leaf->kind == NODE_MEASURE ? spot_item(leaf) : NULL;
	bool progress = false, result = false;

	for (const struct node *n = item ? item->first : NULL; n; n = n->next) {
		progress |= n->kind == NODE_PROGRESS;
		result |= n->kind == NODE_RESULT;
	}
	return leaf->kind == NODE_PROGRESS || (item && (result || all_done) && !progress);
}

/* 2024年8月20日，举办培训班: the sentence begins with the day, and tells what was done on it. Of a plan it would say the same. */
static bool tells_of_that_day(const struct node *leaf, bool all_done, bool day, struct str head, struct str tail)
{
	static const struct str deeds[] = { STR_INIT("召开"), STR_INIT("举办"), STR_INIT("组织"), STR_INIT("印发"),
		STR_INIT("出台"), STR_INIT("邀请"), STR_INIT("开展"), STR_INIT("联合"), STR_INIT("制定"),
		STR_INIT("修订"), { NULL, 0 } };
	static const struct str marks[] = { STR_INIT("，"), STR_INIT(","), { NULL, 0 } };
	size_t skip = spot_starts(tail, marks) ? (tail.ptr[0] == ',' ? 1 : 3) : 0;
	size_t label = str_rfind(head, STR("："));

	head = label == STR_NPOS ? head : str_sub(head, label + 3, head.len);
	struct str act = str_sub(tail, skip, tail.len);
	size_t comma = str_find(act, STR("，"), 0);
	act = str_sub(act, 0,
		comma != STR_NPOS && comma < ACT_BYTES ? comma
		: act.len < ACT_BYTES                  ? act.len
						       : ACT_BYTES);
	/* 2024年3月5日，3座泵站试水一次成功: to the day, and of what counts as done */
	bool to_the_day = day && tail.len >= 12;
	return is_told(leaf, all_done) && head.len <= 12 && !str_has(head, STR("将")) && !str_has(act, STR("将")) &&
	       (to_the_day || spot_any(act, deeds));
}

static int add_after(struct check *c, const struct node *leaf, const struct fact_date *d, bool result)
{
	const struct report *r = c->report;
	struct date own = spot_report_day(r);
	bool is_signed = date_cmp(own, r->signed_date) == 0;
	char day[DATE_TEXT_MAX];

	date_format(own, day);
	struct check_finding *f = check_add(c, spot_item(leaf), spot_sentence(r, d->span),
		"“" STR_FMT "”晚于报告%s日期（%s），却写作已经发生：请核对年月", STR_ARG(report_slice(r, d->span)),
		is_signed ? "落款" : "发布", day);
	if (!f)
		return ERR_NOMEM;
	/* what is printed of both is certain; the date of a page's publication may be another page's */
	f->severity = is_signed && result ? SEVERITY_ERROR : SEVERITY_WARNING;
	return 0;
}

static int read_after(struct check *c, const struct said *said)
{
	const struct report *r = c->report;
	struct date own = spot_report_day(r);
	struct spot spot = spot_begin(r);
	const struct closure *closure = closure_of(c);

	if (!closure)
		return ERR_NOMEM;
	if (date_is_none(own))
		return 0;
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = date_at(r, i);
		if (!spot_is_certain(d) || date_cmp(d->value, own) <= 0 || d->value.year > own.year + YEARS_BACK_MAX)
			continue;
		const struct node *leaf = spot_leaf(&spot, d->span.start);
		bool frame = !leaf || (leaf->kind == NODE_PROSE &&
					      (leaf->prose == PROSE_FURNITURE || leaf->prose == PROSE_SIGNATURE ||
						      leaf->prose == PROSE_COPY || leaf->prose == PROSE_DETAIL));
		if (frame)
			continue;
		bool result = leaf->kind == NODE_RESULT && date_cmp(node_date(leaf), d->value) == 0;
		struct span s = spot_sentence(r, d->span);
		struct str head = spot_text(r, s.start, d->span.start), tail = spot_text(r, d->span.end, s.end);
		if (looks_ahead(head, tail) ||
			!(result || tells_of_past(head, tail) ||
				tells_of_that_day(leaf, closure->cover.found, d->precision == DATE_DAY, head, tail)))
			continue;
		if (!result && said_of(said, s))
			continue;
		int rc = add_after(c, leaf, d, result);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Where BH2xx has said of the sentence that its day lies ahead, it is not said again. */
int check_bh403(struct check *c)
{
	static const char *const pending[] = { "BH201", "BH202", "BH203", "BH208", NULL };
	struct said said;
	int rc = said_collect(c, pending, &said);

	if (rc == 0)
		rc = read_after(c, &said);
	said_clear(&said);
	return rc;
}

/* --- BH404 --- */

int check_bh404(struct check *c)
{
	const struct report *r = c->report;

	for (size_t i = 0; i + 1 < r->dates.len; i++) {
		const struct fact_date *from = date_at(r, i), *to = date_at(r, i + 1);
		if (date_is_none(from->range_end) || from->value.year == 0 || to->value.year == 0)
			continue;
		struct date last = spot_last_day(r, to);
		if (date_is_none(last) || date_cmp(last, from->value) >= 0)
			continue;
		struct check_finding *f = check_add(c, NULL, (struct span){ from->span.start, to->span.end },
			"起止颠倒：“" STR_FMT "”在“" STR_FMT "”之后", STR_ARG(report_slice(r, from->span)),
			STR_ARG(report_slice(r, to->span)));
		if (!f)
			return ERR_NOMEM;
		if (from->year_inferred || to->year_inferred)
			f->severity = SEVERITY_WARNING;
	}
	return 0;
}
