/* BH108 date-span: a length of time beside the two dates it lies between. */
#include "numbers.h"
#include "rules.h"
#include "spot.h"

/* The only range of dates within a bracket, or right before a place. */
static const struct fact_date *range_in(const struct report *r, uint32_t from, uint32_t to, struct date *ret_end)
{
	size_t i = spot_first_date(r, from);
	if (i >= r->dates.len)
		return NULL;
	const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
	if (d->span.start >= to || date_is_none(d->range_end) || d->value.year == 0 || d->precision != DATE_DAY)
		return NULL;
	/* Its end is a fact of its own; a third date would make the range unsure. */
	if (i + 2 < r->dates.len && VEC_AT(&r->dates, struct fact_date, i + 2).span.start < to)
		return NULL;
	if (i + 1 >= r->dates.len || VEC_AT(&r->dates, struct fact_date, i + 1).precision != DATE_DAY)
		return NULL;
	*ret_end = d->range_end;
	return d;
}

/* Whether so many of the unit cannot be these days, both ends counted or not. */
static bool contradicts(const struct fact_number *n, int32_t days)
{
	int64_t said = n->value.digits;
	if (str_eq(n->unit, STR("天")) || str_eq(n->unit, STR("日")))
		return said < days - 1 || said > days + 1;
	if (str_eq(n->unit, STR("个月")))
		return said * 304 - days * 10 > 200 || days * 10 - said * 304 > 200;
	return false;
}

static int judge(
	struct num_row *r, size_t at, size_t first, size_t last, const struct fact_date *start, struct date end)
{
	const struct fact_number *n = r->token[at].number;
	int32_t days = date_to_days(end) - date_to_days(start->value) + 1;
	if (days < 2 || !contradicts(n, days))
		return 0;
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
	date_format(start->value, from);
	date_format(end, to);
	struct buf b;
	buf_init(&b, 512);
	buf_fmt(&b, "时长与起止日期不符：%s 至 %s 共 %d 天，文中为 " STR_FMT, from, to, (int)days,
		STR_ARG(num_printed(r, n)));
	struct check_finding *f = num_add(r, first, last, &b);
	buf_clear(&b);
	return f ? 1 : ERR_NOMEM;
}

/* 为期3个月（7月1日至8月31日） */
static int bracket_after(struct num_row *r, size_t at)
{
	size_t open = at + 1, close;
	if (open < r->count && r->token[open].kind == NT_TEXT && num_noun(r, at).len <= 30)
		open++;
	if (open >= r->count || r->token[open].kind != NT_OPEN)
		return 0;
	for (close = open; close < r->count && close - open < 8 && r->token[close].kind != NT_CLOSE; close++) {
		if (close > open && r->token[close].kind != NT_TEXT)
			return 0;
	}
	struct date end;
	const struct fact_date *d =
		close < r->count ? range_in(r->check->report, r->token[open].end, r->token[close].start, &end) : NULL;
	return d ? judge(r, at, at, close, d, end) : 0;
}

/* 7月1日至8月31日，历时3个月 */
static int range_before(struct num_row *r, size_t at)
{
	static const char *const LASTS[] = { "历时", "为期", "持续", "用时", NULL };
	static const char *const APART[] = { "持续", NULL };
	struct str label = num_label(r, at);
	struct date end;
	bool takes = str_eq(label, STR("用")) || str_eq(label, STR("共用"));
	if (!(takes || num_has_any(label, LASTS)) || label.len > 18 || at < 3)
		return 0;
	/* 7月1日至8月31日，…对局党组开展了巡察，历时3个月: the only dates of the sentence before it */
	size_t first = num_sentence_start(r, at);
	const struct fact_date *d = range_in(r->check->report, r->token[first].start, r->token[at].start, &end);
	if (!d)
		return 0;
	/* 持续 is of something else where other words stand between */
	bool near = str_trim(str_sub(r->text, d->span.end, r->token[at].start)).len <= label.len + 24;
	static const char *const EACH[] = { "每", "各", NULL };
	return num_has_any(label, EACH) || (!near && num_has_any(label, APART)) ? 0 : judge(r, at, first, at, d, end);
}

/* 7月1日至8月31日开展了为期3个月的整治 */
static int range_within(struct num_row *r, size_t at)
{
	struct str label = num_label(r, at);
	struct date end;

	if (!str_ends(label, STR("为期")) || label.len > 90)
		return 0;
	size_t first = num_sentence_start(r, at);
	const struct fact_date *d = range_in(r->check->report, r->token[first].start, r->token[at].start, &end);
	return d ? judge(r, at, at - 1, at, d, end) : 0;
}

/* The sentence's only date before the number, and its only one behind. */
static bool dates_around(
	struct num_row *r, size_t at, const struct fact_date **ret_from, const struct fact_date **ret_to)
{
	const struct report *rep = r->check->report;
	struct span s = spot_sentence(rep, r->token[at].number->span);
	size_t i = spot_first_date(rep, s.start);

	if (i + 1 >= rep->dates.len)
		return false;
	const struct fact_date *d = &VEC_AT(&rep->dates, struct fact_date, i);
	*ret_from = d;
	*ret_to = d + 1;
	return d->span.end <= r->token[at].start && d[1].span.start >= r->token[at].end && d[1].span.end <= s.end &&
	       date_is_none(d->range_end) && (i + 2 >= rep->dates.len || d[2].span.start >= s.end);
}

/* 9月5日起公示5天，9月9日公示结束; 自10月起历时两个月，于11月底完成: begun, how long, ended. */
static int begun_and_ended(struct num_row *r, size_t at)
{
	static const struct str starts[] = { STR_INIT("起"), STR_INIT("开始"), { NULL, 0 } };
	static const struct str ends[] = { STR_INIT("结束"), STR_INIT("期满"), STR_INIT("届满"), STR_INIT("公示结束"),
		STR_INIT("公告期满"), STR_INIT("转入"), STR_INIT("止"), { NULL, 0 } };
	static const struct str lasting[] = { STR_INIT("历时"), STR_INIT("用时"), STR_INIT("为期"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("每"), STR_INIT("前"), STR_INIT("计划"), STR_INIT("延长"),
		STR_INIT("工作"), STR_INIT("提前"), STR_INIT("内"), { NULL, 0 } };
	const struct report *rep = r->check->report;
	const struct fact_date *from, *to;

	if (!dates_around(r, at, &from, &to) || from->value.year == 0 || to->value.year == 0 ||
		from->precision == DATE_YEAR || to->precision == DATE_YEAR)
		return 0;
	struct str first = spot_text(rep, from->span.end, r->token[at].start),
		   second = spot_text(rep, r->token[at].end, to->span.start), behind = spot_rest(rep, to->span);
	bool lasts = spot_any(first, lasting);
	bool ended = spot_starts(behind, ends) || (lasts && str_starts(behind, STR("完成")));
	if (!spot_starts(first, starts) || first.len > 60 || second.len > 60 || !ended || spot_any(first, others) ||
		spot_any(second, others))
		return 0;
	struct date end = spot_last_day(rep, to);
	int32_t days = date_to_days(end) - date_to_days(from->value) + 1;
	/* of a month nobody knows which of its days is meant */
	int32_t open = (from->precision == DATE_DAY ? 0 : 30) + (to->precision == DATE_DAY ? 0 : 30);
	for (int32_t less = 10; less <= open; less += 10) {
		if (!contradicts(r->token[at].number, days - less))
			return 0;
	}
	size_t start = num_sentence_start(r, at), last = num_sentence_end(r, at);
	return judge(r, at, start, last > start ? last - 1 : at, from, end);
}

static bool is_length(const struct fact_number *n)
{
	return str_eq(n->unit, STR("天")) || str_eq(n->unit, STR("日")) || str_eq(n->unit, STR("个月"));
}

int num_span_row(struct num_row *r)
{
	int rc = 0;
	for (size_t i = 0; i < r->count && rc >= 0; i++) {
		const struct fact_number *n = r->token[i].number;
		if (!n || n->kind != NUMBER_COUNT || !is_length(n) || n->approximate || n->value.scale > 0 ||
			n->value.digits > 3660)
			continue;
		rc = bracket_after(r, i);
		if (rc == 0)
			rc = range_before(r, i);
		if (rc == 0)
			rc = range_within(r, i);
		if (rc == 0)
			rc = begun_and_ended(r, i);
	}
	return rc < 0 ? rc : 0;
}

int check_bh108(struct check *c)
{
	return num_run(c);
}
