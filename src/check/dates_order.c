/* BH405 within a sentence: two days whose order the words tell, printed the other way round. */
#include "dates.h"
#include "spot.h"

static const struct fact_date *date_at(const struct report *r, size_t i)
{
	return &VEC_AT(&r->dates, struct fact_date, i);
}

/* 12月28日收到，于1月5日办结: without a year it is the next one's. */
static bool may_be_next_year(const struct fact_date *first, const struct fact_date *second)
{
	return second->year_inferred && first->value.month - second->value.month >= 6;
}

static const struct str ranges[] = { STR_INIT("至"), STR_INIT("到"), STR_INIT("—"), STR_INIT("-"), STR_INIT("~"),
	STR_INIT("以来"), STR_INIT("起"), STR_INIT("前"), STR_INIT("以前"), STR_INIT("之前"), STR_INIT("、"),
	STR_INIT("后"), STR_INIT("以后"), { NULL, 0 } };

/* 4月8日收到交办通知后: the clause ends with 后, and it is told of what was received or found then. */
static bool is_followed(const struct report *r, const struct fact_date *d)
{
	static const struct str comes[] = { STR_INIT("收到"), STR_INIT("接到"), STR_INIT("反馈"), STR_INIT("发现"),
		STR_INIT("交办"), STR_INIT("通报"), STR_INIT("批复"), STR_INIT("批准"), STR_INIT("审议"),
		STR_INIT("通过"), STR_INIT("签订"), STR_INIT("公示"), STR_INIT("验收"), STR_INIT("受理"),
		STR_INIT("立案"), STR_INIT("转办"), STR_INIT("评审"), { NULL, 0 } };
	struct str clause = str_trim(spot_rest(r, d->span));

	return str_ends(clause, STR("后")) && clause.len <= 60 && spot_any(clause, comes) &&
	       !spot_starts(clause, ranges);
}

/* 于4月2日将…发放: a day on which something was done. */
static bool tells_deed(const struct report *r, const struct fact_date *d)
{
	static const struct str leads[] = { STR_INIT("于"), STR_INIT("在"), { NULL, 0 } };
	struct str head = spot_lead(r, d->span), tail = spot_rest(r, d->span);
	size_t de = str_find(tail, STR("的"), 0);

	return (head.len == 0 || spot_ends(head, leads)) && tail.len > 0 && !spot_starts(tail, ranges) &&
	       !(de != STR_NPOS && de <= 24);
}

/* 4月新印发的工作手册: what there was from that day on. */
static bool makes_paper(struct str tail)
{
	static const struct str news[] = { STR_INIT("新"), STR_INIT("刚"), STR_INIT("最新"), STR_INIT("才"),
		{ NULL, 0 } };
	static const struct str makes[] = { STR_INIT("印发的"), STR_INIT("出台的"), STR_INIT("发布的"),
		STR_INIT("修订的"), STR_INIT("颁布的"), STR_INIT("下发的"), STR_INIT("公布的"), STR_INIT("施行的"),
		STR_INIT("制定的"), STR_INIT("修订印发的"), STR_INIT("投用的"), STR_INIT("建成的"), STR_INIT("购置的"),
		{ NULL, 0 } };

	for (const struct str *w = news; w->len; w++) {
		if (str_starts(tail, *w)) {
			tail = str_sub(tail, w->len, tail.len);
			break;
		}
	}
	return spot_starts(tail, makes);
}

/* 2024年1月组织培训，学习了4月新印发的手册: the sentence begins with when, and what was done with it. */
static bool uses_it(const struct report *r, const struct fact_date *first, const struct fact_date *second)
{
	static const struct str uses[] = { STR_INIT("学习"), STR_INIT("宣讲"), STR_INIT("解读"), STR_INIT("按照"),
		STR_INIT("依据"), STR_INIT("根据"), STR_INIT("执行"), STR_INIT("使用"), STR_INIT("传达"),
		STR_INIT("发放"), STR_INIT("启用"), STR_INIT("对照"), { NULL, 0 } };
	struct str head = spot_text(r, spot_clause(r, first->span).start, first->span.start);
	size_t label = str_rfind(head, STR("："));
	head = label == STR_NPOS ? head : str_sub(head, label + 3, head.len);
	struct str between = spot_text(r, first->span.end, second->span.start);

	return str_trim(head).len <= 12 && !spot_starts(between, ranges) && spot_any(between, uses) &&
	       makes_paper(spot_rest(r, second->span));
}

static int add_reversed(struct check *c, const struct fact_date *first, const struct fact_date *second, const char *why)
{
	const struct report *r = c->report;
	struct span s = spot_sentence(r, (struct span){ first->span.start, second->span.end });
	struct check_finding *f = check_add(c, NULL, s, "前后颠倒：“" STR_FMT "”与“" STR_FMT "”，%s。请核对两个日期",
		STR_ARG(report_slice(r, first->span)), STR_ARG(report_slice(r, second->span)), why);

	if (!f)
		return ERR_NOMEM;
	f->severity = SEVERITY_WARNING;
	return 0;
}

static bool is_day_or_month(const struct fact_date *d)
{
	return d->precision == DATE_DAY || d->precision == DATE_MONTH;
}

int dates_order(struct check *c)
{
	const struct report *r = c->report;
	int rc = 0;

	for (size_t i = 0; i + 1 < r->dates.len && rc == 0; i++) {
		const struct fact_date *a = date_at(r, i), *b = date_at(r, i + 1);
		if (b->span.start - a->span.end > 300 || a->value.year == 0 || b->value.year == 0 ||
			!is_day_or_month(a) || !is_day_or_month(b))
			continue;
		bool earlier =
			date_cmp(spot_last_day(r, b), a->value)<0, later = date_cmp(b->value, spot_last_day(r, a))> 0;
		if (earlier ? may_be_next_year(a, b) : !later)
			continue;
		if (spot_sentence(r, a->span).end < b->span.end)
			continue;
		if (earlier && a->precision == DATE_DAY && b->precision == DATE_DAY && is_followed(r, a) &&
			tells_deed(r, b))
			rc = add_reversed(c, a, b, "先有前一件事，后一件事却写在它之前");
		else if (later && uses_it(r, a, b))
			rc = add_reversed(c, a, b, "那时还没有后面说的东西");
		else if (later && dates_used_early(r, a, b))
			rc = add_reversed(c, a, b, "那时还没有印发，却已照它办了");
		else {
			char why[DATES_WHY];
			rc = dates_reversed(r, a, b, earlier, why) ? add_reversed(c, a, b, why) : 0;
		}
	}
	return rc;
}
