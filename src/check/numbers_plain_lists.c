/* Totals with their parts right behind and no 其中; four quarters of a year; so many at so much each (BH103). */
#include "numbers_plain.h"
#include "wordlist.h"

#include <stdio.h>

#define MESSAGE 320
#define LABEL 45 /* bytes of a part's name */
#define DEED 24  /* bytes of what befell a part */
#define FEN_IN_WAN 1e6

/* Parts behind a whole: [first, last), told one after the other. */
struct parts_run {
	size_t whole, first, last;
	struct decimal sum;
	bool by_comma; /* parted by ，: each has a deed of its own */
};

static bool has_digit(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
			return true;
	}
	return false;
}

/* What stands before a part: a mark and its name. */
static bool is_part_lead(struct str s, bool by_comma)
{
	static const struct str others[] = { STR_INIT("其中"), STR_INIT("其余"), STR_INIT("剩余"), STR_INIT("另"),
		STR_INIT("共"), STR_INIT("合计"), STR_INIT("每"), STR_INIT("均"), STR_INIT("比"), STR_INIT("较"),
		STR_INIT("："), STR_INIT("（"), STR_INIT("）"), STR_INIT("含"), STR_INIT("累计"), STR_INIT("分别"),
		STR_INIT("上年"), STR_INIT("今年"), STR_INIT("本年"), STR_INIT("同期"), STR_INIT("追回"),
		STR_INIT("至"), STR_INIT("的"), { NULL, 0 } };
	struct str mark = by_comma ? STR("，") : STR("、");

	if (!str_starts(s, mark))
		return false;
	struct str label = str_sub(s, mark.len, s.len);
	return label.len >= 6 && label.len <= (by_comma ? DEED : LABEL) && !spot_any(label, others) &&
	       !spot_share(label) && !str_has(label, STR("，")) && !str_has(label, STR("、")) && !has_digit(label);
}

static bool add_part(struct plain *p, struct parts_run *run, size_t i)
{
	const struct fact_number *n = plain_number(p, i), *whole = plain_number(p, run->whole);

	return plain_exact(n) && n->kind == whole->kind && num_same_unit(n, whole) &&
	       decimal_cmp(num_value(n), num_value(whole)) < 0 && decimal_add(run->sum, num_value(n), &run->sum);
}

/* The first part stands behind ， (also 涉及…), the others behind 、 or all behind ，. */
static bool read_run(struct plain *p, size_t i, struct parts_run *run)
{
	size_t count = p->r->numbers.len;
	struct str lead = i + 2 < count ? plain_between(p, i, i + 1) : STR_NONE;

	if (!str_starts(lead, STR("，")) && str_find(lead, STR("，"), 0) <= 12)
		lead = str_sub(lead, str_find(lead, STR("，"), 0), lead.len); /* 27座小水电站，… */
	if (!is_part_lead(lead, true) &&
		!(str_starts(lead, STR("，")) && lead.len <= LABEL + 9 && !has_digit(lead) &&
			is_part_lead(str_sub(lead, 0, 3 + DEED < lead.len ? 9 : lead.len), true)))
		return false;
	*run = (struct parts_run){ .whole = i, .first = i + 1, .last = i + 1 };
	run->by_comma = str_starts(plain_between(p, i + 1, i + 2), STR("，"));
	while (run->last < count && run->last - i < PLAIN_PARTS) {
		if (run->last > run->first && !is_part_lead(plain_between(p, run->last - 1, run->last), run->by_comma))
			break;
		if (!add_part(p, run, run->last))
			break;
		run->last++;
	}
	return run->last - run->first >= 3 && (!run->by_comma || is_part_lead(lead, true));
}

/* Looked at, taught, heard: of these many things befall some, and none makes up the whole. */
static bool divides(struct plain *p, const struct parts_run *run)
{
	static const struct str visits[] = { STR_INIT("检查"), STR_INIT("走访"), STR_INIT("排查"), STR_INIT("培训"),
		STR_INIT("抽查"), STR_INIT("发现"), STR_INIT("开展"), STR_INIT("组织"), STR_INIT("受理"),
		STR_INIT("参加"), STR_INIT("党员"), STR_INIT("问卷"), STR_INIT("等"), STR_INIT("增加"),
		STR_INIT("减少"), STR_INIT("获"), STR_INIT("预算"), STR_INIT("警告"), { NULL, 0 } };
	const struct fact_number *whole = plain_number(p, run->whole), *last = plain_number(p, run->last - 1);
	struct span s = spot_sentence(p->r, whole->span);
	struct str lead = spot_lead(p->r, whole->span);
	struct str told = spot_text(p->r, whole->span.start, last->span.end);
	struct str behind = spot_text(p->r, last->span.end, s.end > last->span.end ? s.end : last->span.end);

	if (spot_any(lead, visits) || spot_any(told, visits) || str_starts(behind, STR("等")) ||
		str_starts(behind, STR("、")) || str_has(behind, STR("其余")) || str_has(behind, STR("另")))
		return false;
	/* a number of the unit goes on behind: not all parts were read */
	return run->last >= p->r->numbers.len || plain_number(p, run->last)->span.start >= s.end ||
	       !num_same_unit(plain_number(p, run->last), whole);
}

static int report_run(struct plain *p, const struct parts_run *run, const char *what)
{
	const struct fact_number *whole = plain_number(p, run->whole);
	struct str total = report_slice(p->r, whole->span);
	char message[MESSAGE];
	struct buf b;

	buf_init(&b, MESSAGE - 1);
	buf_cstr(&b, what);
	for (size_t i = run->first; i < run->last; i++) {
		buf_cstr(&b, i > run->first ? " + " : "");
		buf_str(&b, report_slice(p->r, plain_number(p, i)->span));
	}
	buf_cstr(&b, decimal_cmp(run->sum, num_value(whole)) > 0 ? " > " : " < ");
	buf_str(&b, total);
	struct str said = buf_view(&b);
	snprintf(message, sizeof(message), STR_FMT, STR_ARG(said));
	bool told = !b.failed;
	buf_clear(&b);
	struct span all = { whole->span.start, plain_number(p, run->last - 1)->span.end };
	return told ? plain_report(p, spot_sentence(p->r, all), message) : 0;
}

/* Out by so little that the parts are meant to be the whole, and by more than rounding makes. */
static bool is_out(struct plain *p, const struct parts_run *run)
{
	struct decimal whole = num_value(plain_number(p, run->whole)), gap, ulp = num_ulp(plain_number(p, run->first));
	bool more = decimal_cmp(run->sum, whole) > 0;

	if (!num_sub(more ? run->sum : whole, more ? whole : run->sum, &gap) || gap.digits <= 0 ||
		gap.digits > INT64_MAX / 32 || ulp.digits > INT64_MAX / 32)
		return false;
	struct decimal twice = { gap.digits * 2, gap.scale };
	struct decimal rounding = { ulp.digits * (int64_t)(run->last - run->first), ulp.scale };
	bool exact = !num_rounded(plain_number(p, run->whole)) && plain_number(p, run->whole)->kind == NUMBER_COUNT;
	return exact || decimal_cmp(twice, rounding) > 0;
}

static bool is_near_whole(struct plain *p, const struct parts_run *run)
{
	struct decimal share;

	return num_ratio(run->sum, num_value(plain_number(p, run->whole)), 100, 0, &share) && share.digits >= 85 &&
	       share.digits <= 115;
}

static double amount_of(struct decimal d)
{
	double value = (double)d.digits;

	for (unsigned i = 0; i < d.scale; i++)
		value /= 10;
	return value;
}

/* 东城街道46个，西城街道22个，…: one of them, where its name is no longer than theirs; what came and went may make it even (1386件，盘盈27件，核销
 * 69件，盘点后1344件). */
static bool is_one_of_them(struct plain *p, const struct parts_run *run)
{
	WORDLIST(sums, "共", "总", "合计", "累计");
	const struct fact_number *whole = plain_number(p, run->whole);
	struct str name = plain_lead(p, run->whole), label = plain_between(p, run->whole, run->first);
	size_t mark = str_rfind(name, STR("："));

	name = str_trim(mark == STR_NPOS ? name : str_sub(name, mark + 3, name.len));
	if (!HAS(name, sums) && name.len > 0 && !str_has(label, STR("其中")) &&
		name.len <= label.len - (label.len >= 3 ? 3 : 0) && str_starts(label, STR("，")))
		return true;
	size_t count = run->last - run->first;
	for (unsigned signs = 0; count <= 6 && signs < 1U << count; signs++) {
		double sum = amount_of(num_value(whole));
		for (size_t i = 0; i < count; i++) {
			double value = amount_of(num_value(plain_number(p, run->first + i)));
			sum += (signs >> i) & 1 ? value : -value;
		}
		if (sum < 0.0001 && sum > -0.0001)
			return true;
	}
	return false;
}

/* 一季度…、二季度…、三季度…、四季度… */
static bool are_quarters(struct plain *p, const struct parts_run *run)
{
	static const char *const names[] = { "一季度", "二季度", "三季度", "四季度" };

	for (size_t i = 0; i < 4; i++) {
		if (run->last - run->first != 4 ||
			!str_has(plain_between(p, run->first + i - 1, run->first + i), str_from(names[i])))
			return false;
	}
	return true;
}

/* 共超支38.6万元，甲局12.4万元、乙局…; 34台，保留22台，拍卖9台，报废2台; 全年12次，一季度3次、… */
static int read_list(struct plain *p, size_t i)
{
	const struct fact_number *whole = plain_number(p, i);
	struct parts_run run;

	if (i + 3 >= p->r->numbers.len || whole[1].kind != whole->kind || whole[2].kind != whole->kind ||
		!num_same_unit(&whole[1], whole) || !num_same_unit(&whole[2], whole) || !plain_exact(whole) ||
		!plain_together(p, i, i + 1) || !read_run(p, i, &run) || !is_out(p, &run))
		return 0;
	if (are_quarters(p, &run))
		return report_run(p, &run, "四个季度之和与全年不符：");
	return divides(p, &run) && is_near_whole(p, &run) && !is_one_of_them(p, &run)
		       ? report_run(p, &run, "各项之和与总数不符：")
		       : 0;
}

/* --- so many, at so much each --- */

/* 人均800元, 每户1200元: each of what `count` counts. */
static bool tells_each(struct str lead, struct str unit)
{
	static const struct str people[] = { STR_INIT("人均"), STR_INIT("每人"), STR_INIT("每名"), { NULL, 0 } };
	static const struct str homes[] = { STR_INIT("户均"), STR_INIT("每户"), { NULL, 0 } };
	static const struct str land[] = { STR_INIT("亩均"), STR_INIT("每亩"), { NULL, 0 } };
	static const struct str more[] = { STR_INIT("每人每月"), STR_INIT("每人每年"), STR_INIT("每人每天"),
		STR_INIT("年人均"), STR_INIT("月人均"), STR_INIT("每人每"), STR_INIT("补助每"), { NULL, 0 } };
	struct str near = lead.len > 24 ? str_sub(lead, lead.len - 24, lead.len) : lead;

	if (spot_any(near, more))
		return false;
	size_t mark = str_rfind(near, STR("每")); /* 46场…每场5500元 */
	struct str each = mark == STR_NPOS ? STR_NONE : str_sub(near, mark + 3, near.len);
	if (str_starts(each, unit) && each.len <= unit.len + 12) /* 每起罚款1.2万元 */
		return true;
	if (str_eq(unit, STR("人")) || str_eq(unit, STR("名")))
		return spot_any(near, people);
	return (str_eq(unit, STR("户")) && spot_any(near, homes)) || (str_eq(unit, STR("亩")) && spot_any(near, land));
}

/* 分三年归还，2024年、2025年每年1200万元，2026年1000万元: of some of the years, and the others stand behind. */
static bool tells_some_years(struct plain *p, size_t each, size_t count)
{
	const struct fact_number *e = plain_number(p, each);
	struct str lead = spot_lead(p->r, e->span);

	if (!str_eq(plain_number(p, count)->unit, STR("年")))
		return false;
	bool next = each + 1 < p->r->numbers.len && plain_number(p, each + 1)->kind == NUMBER_MONEY &&
		    plain_together(p, each, each + 1) && str_has(plain_between(p, each, each + 1), STR("年"));
	return next || str_has(lead, STR("前"));
}

/* 35人，共计2.6万元，人均800元; 18万元，300人，人均600元; 214名，每人400元，共8.56万元 */
static int read_each(struct plain *p, size_t i)
{
	char message[MESSAGE];

	if (i < 2 || plain_number(p, i)->kind != NUMBER_MONEY || !plain_exact(plain_number(p, i)))
		return 0;
	const struct fact_number *each = plain_number(p, i), *count = plain_number(p, i - 2),
				 *all = plain_number(p, i - 1);
	static const struct str sums[] = { STR_INIT("共"), STR_INIT("合计"), STR_INIT("总计"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("其中"), STR_INIT("比"), { NULL, 0 } };
	bool near = plain_together(p, i - 1, i), behind = near && i + 1 < p->r->numbers.len &&
							  plain_together(p, i, i + 1) &&
							  spot_any(plain_between(p, i, i + 1), sums);
	if (!near ||
		(!behind && (!plain_together(p, i - 2, i - 1) || spot_any(plain_between(p, i - 2, i - 1), others))))
		return 0;
	if (all->kind ==
		NUMBER_COUNT) { /* 1.26万元，党员42名，人均300元: the total stands behind the count, or before it */
		all = behind ? plain_number(p, i + 1) : count;
		count = plain_number(p, i - 1);
	}
	if (count->kind != NUMBER_COUNT || all->kind != NUMBER_MONEY || !plain_exact(count) || !plain_exact(all) ||
		!tells_each(spot_lead(p->r, each->span), count->unit) ||
		tells_some_years(p, i, (size_t)(count - &VEC_AT(&p->r->numbers, struct fact_number, 0))))
		return 0;
	double n = amount_of(num_value(count)), total = amount_of(num_value(all)), one = amount_of(num_value(each));
	double slack = n * amount_of(num_ulp(each)) / 2 + amount_of(num_ulp(all)) / 2;
	double gap = n * one > total ? n * one - total : total - n * one;
	double ten = total > 0 ? n * one / total : 0; /* the point of one is out by a place */
	bool slip = (ten > 9.99 && ten < 10.01) || (ten > 0.0999 && ten < 0.1001);
	/* an average is round */
	double least = str_has(spot_lead(p->r, each->span), STR("平均")) ? 0.025 : 0.005;
	if (gap <= slack || gap < total * least || (gap > total * 0.3 && !slip))
		return 0;
	snprintf(message, sizeof(message), STR_FMT " × " STR_FMT " = %.2f万元，与“" STR_FMT "”不符",
		STR_ARG(report_slice(p->r, count->span)), STR_ARG(report_slice(p->r, each->span)), n * one / FEN_IN_WAN,
		STR_ARG(report_slice(p->r, all->span)));
	return plain_report(p, spot_sentence(p->r, (struct span){ count->span.start, each->span.end }), message);
}

int plain_read_lists(struct plain *p, size_t i)
{
	int rc = read_list(p, i);

	return rc < 0 ? rc : read_each(p, i);
}
