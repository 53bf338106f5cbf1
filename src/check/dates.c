/* BH401 and BH404: dates that cannot be, periods that end before they begin. From the dates found. */
#include "dates.h"
#include "rules.h"
#include "spot.h"

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
	/* 次月5日前: a day of any month */
	static const struct str whens[] = { STR_INIT("次月"), STR_INIT("下月"), STR_INIT("每月"), STR_INIT("当月"),
		STR_INIT("上月"), STR_INIT("本月"), { NULL, 0 } };
	if (count == 1 && number[0] >= 1 && number[0] <= 31 && spot_starts(text, whens))
		return true;
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
	return dates_when(c);
}

/* --- BH404 --- */

#define LONG_DAYS 240 /* what lasts longer from one year into the next is not printed without the year */

/* 9月20日至8月31日, told by a report of that December: in the next year it would not be over. */
static bool wraps(const struct report *r, const struct fact_date *from, const struct fact_date *to, struct date last)
{
	struct date own = spot_report_day(r);
	bool months = from->precision == DATE_MONTH && to->precision == DATE_MONTH && to->year_inferred &&
		      to->value.month < from->value.month;
	bool days = months || (from->precision == DATE_DAY && to->precision == DATE_DAY && to->year_inferred);
	int32_t length = days ? date_to_days(last) - date_to_days(from->value) : 0;

	return days && length > LONG_DAYS && last.year == from->value.year + 1 && !date_is_none(own) &&
	       date_cmp(last, own) > 0 && date_cmp(from->value, own) <= 0;
}

/* 自10月初开始，至9月底结束: a period told in two clauses. One that goes on into the next year has most of it before. */
static bool told_reversed(
	const struct report *r, const struct fact_date *from, const struct fact_date *to, struct date last)
{
	static const struct str leads[] = { STR_INIT("自"), STR_INIT("从"), { NULL, 0 } };
	static const struct str links[] = { STR_INIT("开始，至"), STR_INIT("开始,至"), STR_INIT("开始，到"),
		STR_INIT("启动，至"), STR_INIT("起，至"), STR_INIT("开始，于"), { NULL, 0 } };
	static const struct str ends[] = { STR_INIT("结束"), STR_INIT("止"), STR_INIT("完成"), STR_INIT("收官"),
		{ NULL, 0 } };

	return to->span.start - from->span.end <= 15 && spot_ends(spot_lead(r, from->span), leads) &&
	       spot_starts(spot_text(r, from->span.end, to->span.start), links) &&
	       spot_starts(spot_rest(r, to->span), ends) && date_cmp(last, from->value) < 0 &&
	       !(to->year_inferred && from->value.month - to->value.month >= 6);
}

int check_bh404(struct check *c)
{
	const struct report *r = c->report;

	for (size_t i = 0; i + 1 < r->dates.len; i++) {
		const struct fact_date *from = date_at(r, i), *to = date_at(r, i + 1);
		if (from->value.year == 0 || to->value.year == 0)
			continue;
		struct date last = spot_last_day(r, to);
		bool reversed = date_is_none(from->range_end)
					? told_reversed(r, from, to, last)
					: date_cmp(last, from->value) < 0 || wraps(r, from, to, last);
		if (date_is_none(last) || !reversed)
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
