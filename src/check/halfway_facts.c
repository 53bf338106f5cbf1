#include "halfway.h"
#include "spot.h"

#define YEARS_AHEAD_MAX 5

/* --- counts --- */

static size_t first_number(const struct report *r, uint32_t offset)
{
	size_t low = 0, high = r->numbers.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (VEC_AT(&r->numbers, struct fact_number, middle).span.start < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Same unit, and the second is less. Whole numbers only. */
static bool is_less(const struct fact_number *whole, const struct fact_number *part)
{
	return whole->kind == NUMBER_COUNT && part->kind == NUMBER_COUNT && whole->unit.len > 0 &&
	       str_eq(whole->unit, part->unit) && whole->value.scale == 0 && part->value.scale == 0 &&
	       !whole->approximate && part->value.digits > 0 && part->value.digits < whole->value.digits;
}

static bool names_the_whole(struct str head)
{
	static const struct str words[] = { STR_INIT("共"), STR_INIT("共有"), STR_INIT("计划"), STR_INIT("应"),
		STR_INIT("计划新建"), STR_INIT("计划建设"), STR_INIT("计划更换"), STR_INIT("计划改造"),
		STR_INIT("计划完成"), STR_INIT("计划拆除"), STR_INIT("应拆除"), STR_INIT("应清退"), STR_INIT("应整改"),
		STR_INIT("共需"), STR_INIT("总数为"), STR_INIT("需更换"), STR_INIT("需改造"), STR_INIT("需整改"),
		STR_INIT("需清理"), { NULL, 0 } };

	return spot_ends(head, words);
}

static bool tells_the_part(struct str between)
{
	static const struct str leads[] = { STR_INIT("，已"), STR_INIT("，现已"), STR_INIT("，目前已"),
		STR_INIT("，现"), STR_INIT(",已"), STR_INIT(",现已"), STR_INIT(",目前已"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("其中"), STR_INIT("其余"), STR_INIT("问题"), STR_INIT("发现"),
		{ NULL, 0 } };

	return spot_starts(between, leads) && !spot_any(between, others);
}

int halfway_counts(struct halfway *h, const struct node *leaf)
{
	static const struct str rest[] = { STR_INIT("其余"), STR_INIT("剩余"), STR_INIT("余下"), STR_INIT("另"),
		STR_INIT("全部"), STR_INIT("不需"), STR_INIT("无需"), STR_INIT("不再"), { NULL, 0 } };
	const struct report *r = h->c->report;

	for (size_t i = first_number(r, leaf->span.start); i + 1 < r->numbers.len; i++) {
		const struct fact_number *whole = &VEC_AT(&r->numbers, struct fact_number, i), *part = whole + 1;
		if (part->span.end > leaf->span.end)
			break;
		if (!is_less(whole, part) || part->span.start - whole->span.end > 45 ||
			!tells_the_part(spot_text(r, whole->span.end, part->span.start)))
			continue;
		struct span s = spot_sentence(r, whole->span);
		struct str lead = spot_text(r, spot_clause(r, whole->span).start, whole->span.start);
		if (!names_the_whole(lead) || part->span.end > s.end ||
			spot_any(spot_text(r, part->span.end, s.end), rest) || str_has(lead, STR("检查")))
			continue;
		int rc = halfway_add(h, leaf, s, part->span.start, "只办了一部分，余下的没有交代");
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* --- dates --- */

/* Terms, budgets, plans of others: days to come belong there. */
static bool is_term(struct str s)
{
	static const struct str words[] = { STR_INIT("有效期"), STR_INIT("合同"), STR_INIT("租期"), STR_INIT("期限"),
		STR_INIT("时限"), STR_INIT("预算"), STR_INIT("规划"), STR_INIT("起施行"), STR_INIT("标准"),
		STR_INIT("考核"), STR_INIT("上级"), STR_INIT("要求"), STR_INIT("每"), STR_INIT("质保"),
		STR_INIT("任期"), STR_INIT("协议"), STR_INIT("已"), STR_INIT("了"), STR_INIT("督促"), STR_INIT("如"),
		STR_INIT("服务期"), STR_INIT("条例"), { NULL, 0 } };

	return spot_any(s, words);
}

static bool completes(struct str s)
{
	static const struct str words[] = { STR_INIT("完成"), STR_INIT("贯通"), STR_INIT("竣工"), STR_INIT("完工"),
		STR_INIT("建成"), STR_INIT("投用"), STR_INIT("投入使用"), STR_INIT("移交"), STR_INIT("付清"),
		STR_INIT("结清"), STR_INIT("到位"), STR_INIT("验收"), STR_INIT("搬迁"), STR_INIT("办结"),
		STR_INIT("退还"), STR_INIT("句号"), STR_INIT("启用"), STR_INIT("进行"), { NULL, 0 } };

	return spot_any(s, words);
}

int halfway_dates(struct halfway *h, const struct node *leaf)
{
	const struct report *r = h->c->report;
	struct date own = spot_report_day(r);

	if (date_is_none(own))
		return 0;
	for (size_t i = spot_first_date(r, leaf->span.start); i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (d->span.end > leaf->span.end)
			break;
		if (!spot_is_certain(d) || date_cmp(d->value, own) <= 0 || d->value.year > own.year + YEARS_AHEAD_MAX)
			continue;
		struct span s = spot_sentence(r, d->span);
		if (is_term(report_slice(r, s)) || !completes(spot_text(r, d->span.end, s.end)))
			continue;
		int rc = halfway_add(h, leaf, s, d->span.start, "写的日子在报告之后");
		if (rc < 0)
			return rc;
	}
	return 0;
}
