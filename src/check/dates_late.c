/* BH403: what is told as done on a day that lies behind the report's own. */
#include "closure.h"
#include "rules.h"
#include "said.h"
#include "spot.h"

#define YEARS_BACK_MAX 5 /* what is further off is history, not a slip of the rectification */

static const struct fact_date *date_at(const struct report *r, size_t i)
{
	return &VEC_AT(&r->dates, struct fact_date, i);
}

/* 漏保的24名已纳入救助，欠发的于12月5日补发: what an earlier clause says is of that clause. */
static struct str last_clause(struct str head)
{
	size_t comma = str_rfind(head, STR("，")), half = str_rfind(head, STR(","));
	size_t from = comma == STR_NPOS ? 0 : comma + 3;

	return str_sub(head, half != STR_NPOS && half + 1 > from ? half + 1 : from, head.len);
}

/* 规划局 and 规划和自然资源局 are offices. */
static bool speaks_of_plan(struct str s)
{
	static const struct str words[] = { STR_INIT("要求"), STR_INIT("安排"), STR_INIT("列入"), STR_INIT("纳入"),
		STR_INIT("合同"), STR_INIT("约定"), { NULL, 0 } };
	static const struct str offices[] = { STR_INIT("局"), STR_INIT("和"), STR_INIT("委"), STR_INIT("部门"),
		STR_INIT("分局"), STR_INIT("、"), { NULL, 0 } };
	size_t at = str_find(s, STR("规划"), 0);

	return spot_any(s, words) || (at != STR_NPOS && !spot_starts(str_sub(s, at + 6, s.len), offices));
}

/* 区财政将欠拨的养护费拨付到账: 将 is 把, for what it governs is named and what came of it stands behind. */
static bool disposes(struct str s)
{
	static const struct str comes[] = { STR_INIT("拨付"), STR_INIT("召开"), STR_INIT("组织"), STR_INIT("开展"),
		STR_INIT("完成"), STR_INIT("对"), STR_INIT("于"), STR_INIT("在"), STR_INIT("按"), STR_INIT("继续"),
		STR_INIT("启动"), STR_INIT("逐"), STR_INIT("全"), STR_INIT("进"), STR_INIT("实施"), STR_INIT("印发"),
		STR_INIT("由"), STR_INIT("会"), STR_INIT("再"), STR_INIT("陆续"), STR_INIT("收回"), STR_INIT("退"),
		STR_INIT("上缴"), STR_INIT("移交"), STR_INIT("拆"), STR_INIT("与"), STR_INIT("如期"), { NULL, 0 } };
	static const struct str came[] = { STR_INIT("到账"), STR_INIT("完毕"), STR_INIT("付清"), STR_INIT("缴清"),
		STR_INIT("缴入"), STR_INIT("退还给"), STR_INIT("划入"), STR_INIT("交回"), STR_INIT("移交给"),
		{ NULL, 0 } };
	size_t at = str_find(s, STR("将"), 0);

	if (at == STR_NPOS)
		return false;
	struct str object = str_sub(s, at + 3, s.len);
	object = str_sub(object, 0, str_find(object, STR("，"), 0));
	return !spot_starts(object, comes) && spot_any(object, came);
}

/* A term, a plan, a budget: days to come belong there. */
static bool looks_ahead(struct str head, struct str tail)
{
	static const struct str leads[] = { STR_INIT("至"), STR_INIT("到"), STR_INIT("自"), STR_INIT("从"),
		STR_INIT("—"), STR_INIT("-"), STR_INIT("期限"), STR_INIT("时限"), STR_INIT("期限为"),
		STR_INIT("时限为"), STR_INIT("期限是"), STR_INIT("期限到"), { NULL, 0 } };
	static const struct str behind[] = { STR_INIT("起"), STR_INIT("前"), STR_INIT("至"), STR_INIT("底前"),
		STR_INIT("到期"), STR_INIT("—"), STR_INIT("-"), STR_INIT("的"), STR_INIT("以后"), STR_INIT("后"),
		{ NULL, 0 } };
	static const struct str words[] = { STR_INIT("拟"), STR_INIT("计划"), STR_INIT("预计"), STR_INIT("力争"),
		STR_INIT("确保"), STR_INIT("有效期"), STR_INIT("期满"), STR_INIT("预算"), STR_INIT("目标"),
		STR_INIT("争取"), STR_INIT("届时"), STR_INIT("待"), STR_INIT("原定"), STR_INIT("到期"),
		STR_INIT("届满"), STR_INIT("施行"), STR_INIT("生效"), STR_INIT("截止"), STR_INIT("交付"),
		STR_INIT("开学"), STR_INIT("下一步"), { NULL, 0 } };

	if (spot_ends(
		    head, (const struct str[]){ STR_INIT("截至"), STR_INIT("截止"), STR_INIT("截至到"), { NULL, 0 } }))
		return spot_any(head, words) || speaks_of_plan(head);
	/* 已在1月20日前归档: done, and no term */
	if (spot_ends(head, (const struct str[]){ STR_INIT("已于"), STR_INIT("已在"), { NULL, 0 } }))
		return false;
	/* 从11月20日开始，至12月25日全部结束 */
	static const struct str over[] = { STR_INIT("全部结束"), STR_INIT("全部完成"), STR_INIT("全部办结"),
		STR_INIT("已全部"), STR_INIT("结束"), { NULL, 0 } };
	if (spot_ends(head, (const struct str[]){ STR_INIT("，至"), STR_INIT("，到"), { NULL, 0 } }) &&
		spot_starts(tail, over) && !spot_any(head, words))
		return false;
	bool will = (str_has(head, STR("将")) || (str_has(tail, STR("将")) && !disposes(tail))) &&
		    !str_has(tail, STR("已将"));
	return will || spot_ends(head, leads) || spot_starts(tail, behind) || spot_any(head, words) ||
	       spot_any(tail, words) || speaks_of_plan(last_clause(head)) || speaks_of_plan(tail);
}

/* 8月1日起由…巡护，至今…; 3月6日前后已处置: it has begun. */
static bool has_begun(struct str tail)
{
	static const struct str so_far[] = { STR_INIT("已"), STR_INIT("至今"), { NULL, 0 } };
	static const struct str leads[] = { STR_INIT("起"), STR_INIT("前后"), { NULL, 0 } };

	static const struct str rules[] = { STR_INIT("施行"), STR_INIT("实施"), STR_INIT("生效"), { NULL, 0 } };

	return spot_starts(tail, leads) && spot_any(tail, so_far) && !spot_any(tail, rules);
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
	return spot_ends(head, leads) || str_starts(tail, STR("已")) || spot_any(tail, done);
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
static bool tells_of_that_day(const struct node *leaf, bool all_done, struct str head, struct str tail)
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
	return is_told(leaf, all_done) && head.len <= 12 && !str_has(head, STR("将")) && !str_has(act, STR("将")) &&
	       spot_any(act, deeds);
}

/* Of an item that is done, a day printed, and nothing that looks ahead (looks_ahead): 3月5日，3座泵站试水一次成功. What is in force
 * from a day, paid by terms or runs out then is no deed. */
static bool tells_deed(const struct closure_item *it, const struct node *leaf, const struct fact_date *d,
	struct str head, struct str tail)
{
	static const struct str ahead[] = { STR_INIT("下一步"), STR_INIT("下步"), STR_INIT("后续"), STR_INIT("分期"),
		STR_INIT("期限"), STR_INIT("期至"), STR_INIT("尚"), STR_INIT("未"), STR_INIT("施行"), STR_INIT("实施"),
		STR_INIT("生效"), STR_INIT("到期"), STR_INIT("届满"), STR_INIT("期末"), STR_INIT("尾款"),
		STR_INIT("质保"), STR_INIT("租期"), STR_INIT("租赁"), STR_INIT("继续"), STR_INIT("拟于"),
		STR_INIT("定于"), STR_INIT("承诺"), STR_INIT("协议"), STR_INIT("还款"), STR_INIT("应"),
		STR_INIT("开学"), STR_INIT("时间"), STR_INIT("截止"), STR_INIT("明年"), STR_INIT("方案"), { NULL, 0 } };

	return d->precision == DATE_DAY && it && it->done && !it->partial && closure_tells(it, leaf) &&
	       !closure_is_plan(leaf) && !spot_any(head, ahead) && !spot_any(tail, ahead);
}

/* 比2023年12月末的11.2%又有下降: what is compared with is known. */
static bool is_compared(struct str head, struct str tail)
{
	static const struct str leads[] = { STR_INIT("比"), STR_INIT("较"), STR_INIT("相比"), { NULL, 0 } };
	static const struct str moves[] = { STR_INIT("下降"), STR_INIT("上升"), STR_INIT("增长"), STR_INIT("减少"),
		STR_INIT("提高"), STR_INIT("增加"), STR_INIT("提升"), STR_INIT("降低"), { NULL, 0 } };

	return spot_ends(head, leads) && spot_any(tail, moves);
}

/* 于11月16日与中标企业签订合同: a day on which it was signed, and no term of a contract. */
static bool tells_of_signing(struct str head, struct str tail)
{
	static const struct str ahead[] = { STR_INIT("将"), STR_INIT("拟"), STR_INIT("计划"), STR_INIT("预计"),
		STR_INIT("约定"), STR_INIT("定于"), STR_INIT("应于"), STR_INIT("须于"), { NULL, 0 } };
	struct str clause = str_sub(tail, 0, str_find(tail, STR("，"), 0));

	return str_ends(head, STR("于")) && !spot_any(head, ahead) && str_starts(clause, STR("与")) &&
	       (str_has(clause, STR("签订合同")) || str_has(clause, STR("签订协议")));
}

/* The item of a leaf; `near` moves on through the items, which are in reading order. */
static const struct closure_item *item_of(const struct closure *k, const struct node *leaf, size_t *near)
{
	const struct node *item = spot_item(leaf);
	const struct closure_item *it = NULL;

	while (item && *near < k->items.len &&
		VEC_AT(&k->items, struct closure_item, *near).item->span.start < item->span.start)
		++*near;
	if (item && *near < k->items.len)
		it = &VEC_AT(&k->items, struct closure_item, *near);
	return it && it->item == item ? it : NULL;
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

#define DAYS_NEAR 31

/* 12月18日抽查, in a report of 10 December: a year before lies before the inspection. */
static bool is_of_this_year(const struct report *r, const struct fact_date *d, struct date own)
{
	struct date before = { d->value.year - 1, d->value.month, d->value.day };

	return d->year_inferred && d->precision == DATE_DAY && d->value.year == own.year &&
	       !date_is_none(r->inspection_start) && date_cmp(before, r->inspection_start) < 0 &&
	       date_to_days(d->value) - date_to_days(own) <= DAYS_NEAR;
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
	size_t near = 0;
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = date_at(r, i);
		bool printed = d->value.year != 0 && !d->year_inferred && d->precision != DATE_YEAR;
		if (!(printed || is_of_this_year(r, d, own)) || date_cmp(d->value, own) <= 0 ||
			d->value.year > own.year + YEARS_BACK_MAX)
			continue;
		const struct node *leaf = spot_leaf(&spot, d->span.start);
		bool frame = !leaf || (leaf->kind == NODE_PROSE &&
					      (leaf->prose == PROSE_FURNITURE || leaf->prose == PROSE_SIGNATURE ||
						      leaf->prose == PROSE_COPY || leaf->prose == PROSE_DETAIL));
		if (frame)
			continue;
		bool result = leaf->kind == NODE_RESULT && leaf->status != RESULT_IN_PROGRESS &&
			      date_cmp(node_date(leaf), d->value) == 0;
		struct span s = spot_sentence(r, d->span);
		struct str head = spot_text(r, s.start, d->span.start), tail = spot_text(r, d->span.end, s.end);
		const struct closure_item *it = item_of(closure, leaf, &near);
		if (!spot_is_certain(d) && !is_compared(head, tail) && printed)
			continue;
		bool known =
			is_compared(head, tail) || tells_of_signing(head, tail) || (it && it->done && has_begun(tail));
		if (!known &&
			(looks_ahead(head, tail) || !(result || tells_of_past(head, tail) ||
							    tells_of_that_day(leaf, closure->cover.found, head, tail) ||
							    tells_deed(it, leaf, d, head, tail))))
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
