/* BH401: a day and, beside it, its day of the week or the part of the year that it lies in, and they are not the same. Warnings. */
#include "dates.h"
#include "spot.h"

static int add_other(struct check *c, struct span s, const struct fact_date *d, const char *what)
{
	struct check_finding *f = check_add(
		c, NULL, s, "日期与旁边所说的不符：“" STR_FMT "”%s", STR_ARG(report_slice(c->report, d->span)), what);

	if (!f)
		return ERR_NOMEM;
	f->severity = SEVERITY_WARNING;
	return 0;
}

static const char *const week[] = { "", "一", "二", "三", "四", "五", "六", "日" };

/* （星期三）, （周三）, 星期三 at the beginning of s: 1 Monday to 7, 0: none. */
static int weekday_in(struct str s)
{
	static const struct str names[] = { STR_INIT("星期"), STR_INIT("礼拜"), STR_INIT("（周"), STR_INIT("(周"),
		{ NULL, 0 } };
	struct str bare = str_starts(s, STR("（"))  ? str_sub(s, 3, s.len)
			  : str_starts(s, STR("(")) ? str_sub(s, 1, s.len)
						    : s;

	for (const struct str *n = names; n->len; n++) {
		struct str from = str_starts(*n, STR("星")) || str_starts(*n, STR("礼")) ? bare : s;
		if (!str_starts(from, *n))
			continue;
		struct str day = str_sub(from, n->len, from.len);
		for (int i = 1; i <= 7; i++) {
			if (str_starts(day, str_from(week[i])))
				return i;
		}
		return str_starts(day, STR("天")) ? 7 : 0;
	}
	return 0;
}

/* A year that was only concluded may be the one before. */
static bool may_be_weekday(const struct fact_date *d, int weekday)
{
	struct date last = d->value;

	if (date_weekday(d->value) == weekday)
		return true;
	last.year--;
	return d->year_inferred && date_valid(last) && date_weekday(last) == weekday;
}

static int read_weekday(struct check *c, const struct fact_date *d)
{
	const struct report *r = c->report;
	int weekday = weekday_in(spot_text(r, d->span.end, d->span.end + 18));
	char what[64];

	if (weekday == 0 || d->precision != DATE_DAY || !date_valid(d->value) || may_be_weekday(d, weekday))
		return 0;
	snprintf(what, sizeof what, "（%d 年）是星期%s，不是星期%s", d->value.year, week[date_weekday(d->value)],
		week[weekday]);
	return add_other(c, d->span, d, what);
}

/* 三季度（10月18日）: the part of the year before the bracket holds these months, and of each these days. */
static int read_part(struct check *c, const struct fact_date *d)
{
	static const struct {
		struct str name;
		uint8_t first, last, from, to;
	} parts[] = { { STR_INIT("上半年"), 1, 6, 1, 31 }, { STR_INIT("下半年"), 7, 12, 1, 31 },
		{ STR_INIT("一季度"), 1, 3, 1, 31 }, { STR_INIT("二季度"), 4, 6, 1, 31 },
		{ STR_INIT("三季度"), 7, 9, 1, 31 }, { STR_INIT("四季度"), 10, 12, 1, 31 },
		{ STR_INIT("月上旬"), 1, 12, 1, 10 }, { STR_INIT("月中旬"), 1, 12, 11, 20 },
		{ STR_INIT("月下旬"), 1, 12, 21, 31 } };
	const struct report *r = c->report;
	uint32_t at = d->span.start, back = at > 21 ? at - 21 : 0;
	struct str before = spot_text(r, back, at), behind = spot_text(r, d->span.end, d->span.end + 3);
	size_t open = str_ends(before, STR("（")) ? 3 : str_ends(before, STR("(")) ? 1 : 0;

	if (open == 0 || !(str_starts(behind, STR("）")) || str_starts(behind, STR(")"))) || d->value.month == 0 ||
		(d->precision != DATE_DAY && d->precision != DATE_MONTH))
		return 0;
	before = str_sub(before, 0, before.len - open);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		bool days = parts[i].last == 12 && parts[i].first == 1;
		if (!str_ends(before, parts[i].name))
			continue;
		if (str_ends(before, STR("前三季度")) || (days && d->precision != DATE_DAY))
			return 0;
		bool inside = d->value.month >= parts[i].first && d->value.month <= parts[i].last &&
			      (!days || (d->value.day >= parts[i].from && d->value.day <= parts[i].to));
		return inside ? 0 : add_other(c, d->span, d, "不在括号前所说的那段时间里");
	}
	return 0;
}

int dates_when(struct check *c)
{
	int rc = 0;

	for (size_t i = 0; i < c->report->dates.len && rc == 0; i++) {
		const struct fact_date *d = &VEC_AT(&c->report->dates, struct fact_date, i);
		if (date_is_none(d->value))
			continue;
		rc = read_weekday(c, d);
		if (rc == 0)
			rc = read_part(c, d);
	}
	return rc;
}
