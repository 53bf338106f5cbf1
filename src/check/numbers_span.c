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
	static const char *const LASTS[] = { "历时", "为期", "持续", NULL };
	static const char *const APART[] = { "持续", NULL };
	struct str label = num_label(r, at);
	struct date end;
	if (!num_has_any(label, LASTS) || label.len > 18 || at < 3)
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
	}
	return rc < 0 ? rc : 0;
}

int check_bh108(struct check *c)
{
	return num_run(c);
}
