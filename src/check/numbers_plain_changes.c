/* Changes told in other words (BH104, BH105). */
#include "numbers_plain.h"

static bool turns_into(struct str s)
{
	static const struct str words[] = { STR_INIT("增加到"), STR_INIT("提高到"), STR_INIT("增至"), STR_INIT("升至"),
		STR_INIT("下降到"), STR_INIT("减少到"), STR_INIT("降至"), STR_INIT("减至"), STR_INIT("下降至"),
		STR_INIT("缩短到"), STR_INIT("压减到"), STR_INIT("减少至"), STR_INIT("增加至"), STR_INIT("压缩到"),
		STR_INIT("压缩至"), STR_INIT("压减至"), STR_INIT("缩短至"), STR_INIT("精简到"), STR_INIT("精简至"),
		STR_INIT("降到"), STR_INIT("减到"), STR_INIT("增到"), STR_INIT("提升到"), STR_INIT("提升至"),
		STR_INIT("提高至"), STR_INIT("上升到"), STR_INIT("上升至"), STR_INIT("压降至"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("，"), STR_INIT("其"), { NULL, 0 } };

	return spot_any(s, words) && !spot_any(s, others);
}

static struct str without(struct str s, const struct str *ends)
{
	for (const struct str *w = ends; w->len; w++) {
		if (str_ends(s, *w))
			return str_sub(s, 0, s.len - w->len);
	}
	return s;
}

/* Two characters of the words stand in what is said to change. */
static bool names_again(struct str words, struct str lead)
{
	for (size_t i = 0; i + 6 <= words.len; i += 3) {
		if (str_has(lead, str_sub(words, i, i + 6)))
			return true;
	}
	return words.len == 0;
}

static const struct str change_links[] = { STR_INIT("达到"), STR_INIT("达"), STR_INIT("为"), STR_INIT("了"),
	{ NULL, 0 } };
static const struct str change_verbs[] = { STR_INIT("节约"), STR_INIT("增长"), STR_INIT("下降"), STR_INIT("减少"),
	STR_INIT("增加"), STR_INIT("缩短"), STR_INIT("压减"), STR_INIT("节省"), STR_INIT("降幅"), STR_INIT("增幅"),
	STR_INIT("压缩"), STR_INIT("精简"), STR_INIT("压降"), STR_INIT("上升"), STR_INIT("降低"), STR_INIT("提高"),
	{ NULL, 0 } };

/* ，节约25%; ，盲区减少79.8%; ，压减比例达到80%: right behind the second number, of what changed (`lead`) or without a name. */
static bool tells_rate(struct str s, struct str lead)
{
	static const struct str kinds[] = { STR_INIT("比例"), STR_INIT("幅度"), STR_INIT("率"), { NULL, 0 } };

	if (!str_starts(s, STR("，")) || s.len > PLAIN_NEAR)
		return false;
	s = without(without(str_sub(s, 3, s.len), change_links), kinds);
	struct str subject = without(s, change_verbs);
	return subject.len < s.len && !str_has(subject, STR("，")) && names_again(subject, lead);
}

/* What stands in the clause before a number: what changes. */
static struct str subject_of(struct plain *p, const struct fact_number *a)
{
	return spot_lead(p->r, a->span);
}

static int judge_change(struct plain *p, size_t first, size_t second, size_t third)
{
	const struct fact_number *a = plain_number(p, first), *b = plain_number(p, second),
				 *rate = plain_number(p, third);
	struct decimal from = num_value(a), to = num_value(b), gap, value;
	bool less = decimal_cmp(to, from) < 0;
	char message[256];

	if (!plain_exact(a) || !plain_exact(b) || rate->approximate || !num_same_unit(a, b) ||
		!num_sub(less ? from : to, less ? to : from, &gap) || !num_ratio(gap, from, 100, 1, &value) ||
		num_ratio_fit(gap, from, rate->value, 100) != NUM_DIFFERS)
		return 0;
	struct str printed = report_slice(p->r, rate->span);
	struct str was = report_slice(p->r, a->span), is = report_slice(p->r, b->span);
	snprintf(message, sizeof(message),
		"变化幅度与前后数字不符：由 " STR_FMT " 到 " STR_FMT "，%s %lld.%lld%%，文中为 " STR_FMT, STR_ARG(was),
		STR_ARG(is), less ? "下降" : "增长", (long long)(value.digits / 10), (long long)(value.digits % 10),
		STR_ARG(printed));
	uint32_t start = a->span.start < rate->span.start ? a->span.start : rate->span.start;
	uint32_t end = b->span.end > rate->span.end ? b->span.end : rate->span.end;
	return plain_report(p, spot_sentence(p->r, (struct span){ start, end }), message);
}

static int read_change(struct plain *p, size_t i)
{
	const struct fact_number *rate = plain_number(p, i);

	if (i < 2 || rate->kind != NUMBER_PERCENT || rate->approximate || !plain_together(p, i - 2, i - 1) ||
		!turns_into(plain_between(p, i - 2, i - 1)) ||
		!tells_rate(plain_between(p, i - 1, i), subject_of(p, plain_number(p, i - 2))))
		return 0;
	return judge_change(p, i - 2, i - 1, i);
}

/* 下降32%，由8700次降至6090次: the rate first. */
static int read_rate_first(struct plain *p, size_t i)
{
	static const struct str leads[] = { STR_INIT("，由"), STR_INIT("，从"), STR_INIT("（由"), STR_INIT("（从"),
		STR_INIT("(由"), STR_INIT("(从"), { NULL, 0 } };
	const struct fact_number *rate = plain_number(p, i);

	if (i + 2 >= p->r->numbers.len || rate->kind != NUMBER_PERCENT || rate->approximate ||
		!spot_starts(plain_between(p, i, i + 1), leads) || plain_between(p, i, i + 1).len > 15 ||
		!plain_together(p, i + 1, i + 2) || !turns_into(plain_between(p, i + 1, i + 2)))
		return 0;
	struct str head = without(subject_of(p, rate), change_links);
	return spot_ends(head, change_verbs) ? judge_change(p, i + 1, i + 2, i) : 0;
}

/* 一类由45个压缩至20个，二类由30个压缩至15个，分别压减55.6%和50% */
static int read_both(struct plain *p, size_t i)
{
	static const struct str joints[] = { STR_INIT("和"), STR_INIT("、"), STR_INIT("与"), { NULL, 0 } };

	if (i < 5 || plain_number(p, i)->kind != NUMBER_PERCENT || plain_number(p, i - 1)->kind != NUMBER_PERCENT ||
		plain_between(p, i - 1, i).len > 3 || !spot_starts(plain_between(p, i - 1, i), joints))
		return 0;
	struct str said = plain_between(p, i - 2, i - 1);
	size_t each = str_rfind(said, STR("分别"));
	if (each == STR_NPOS || said.len - each > 12 || !spot_ends(said, change_verbs) ||
		!turns_into(plain_between(p, i - 5, i - 4)) || !turns_into(plain_between(p, i - 3, i - 2)) ||
		!plain_together(p, i - 4, i - 3))
		return 0;
	int rc = judge_change(p, i - 5, i - 4, i - 1);
	return rc == 0 ? judge_change(p, i - 3, i - 2, i) : rc;
}

/* 由2000个增加到5000个，是原来的3倍: a multiple of the first. */
static int read_multiple(struct plain *p, size_t i)
{
	static const struct str words[] = { STR_INIT("，是原来的"), STR_INIT("，为原来的"), STR_INIT("，达到原来的"),
		{ NULL, 0 } };
	const struct fact_number *times = plain_number(p, i);
	char message[256];
	struct decimal value;

	if (i < 2 || times->approximate || !str_eq(times->unit, STR("倍")) || !plain_together(p, i - 2, i - 1) ||
		!plain_together(p, i - 1, i) || !turns_into(plain_between(p, i - 2, i - 1)) ||
		!spot_starts(plain_between(p, i - 1, i), words))
		return 0;
	const struct fact_number *a = plain_number(p, i - 2), *b = plain_number(p, i - 1);
	if (!plain_exact(a) || !plain_exact(b) || !num_same_unit(a, b) ||
		!num_ratio(num_value(b), num_value(a), 1, 2, &value) ||
		num_ratio_fit(num_value(b), num_value(a), times->value, 1) != NUM_DIFFERS)
		return 0;
	struct str printed = report_slice(p->r, times->span);
	snprintf(message, sizeof(message),
		"倍数与前后两数不符：" STR_FMT " ÷ " STR_FMT " = %lld.%02lld 倍，文中为“" STR_FMT "”",
		STR_ARG(report_slice(p->r, b->span)), STR_ARG(report_slice(p->r, a->span)),
		(long long)(value.digits / 100), (long long)(value.digits % 100), STR_ARG(printed));
	return plain_report(p, spot_sentence(p->r, (struct span){ a->span.start, times->span.end }), message);
}

static bool is_step(struct str s)
{
	static const struct str words[] = { STR_INIT("减少"), STR_INIT("增加"), STR_INIT("下降"), STR_INIT("增长"),
		STR_INIT("减少了"), STR_INIT("增加了"), STR_INIT("压减"), STR_INIT("压减了"), { NULL, 0 } };

	for (const struct str *w = words; w->len; w++) {
		if (str_eq(s, *w))
			return true;
	}
	return false;
}

/* 较2023年的110万元减少22万元，下降25%. */
static int read_step(struct plain *p, size_t i)
{
	const struct fact_number *rate = plain_number(p, i);
	char message[256];
	struct decimal value;

	if (i < 2 || rate->kind != NUMBER_PERCENT || rate->approximate || !plain_together(p, i - 2, i - 1) ||
		!is_step(plain_between(p, i - 2, i - 1)) || !tells_rate(plain_between(p, i - 1, i), STR_NONE))
		return 0;
	const struct fact_number *a = plain_number(p, i - 2), *step = plain_number(p, i - 1);
	struct str lead = spot_lead(p->r, a->span);
	bool base = str_has(lead, STR("较")) || str_has(lead, STR("比"));
	if (!base || !plain_exact(a) || !plain_exact(step) || !num_same_unit(a, step) ||
		!num_ratio(num_value(step), num_value(a), 100, 1, &value) ||
		num_ratio_fit(num_value(step), num_value(a), rate->value, 100) != NUM_DIFFERS)
		return 0;
	struct str printed = report_slice(p->r, rate->span);
	struct str was = report_slice(p->r, a->span), by = report_slice(p->r, step->span);
	snprintf(message, sizeof(message),
		"变化幅度与变化数不符：" STR_FMT " ÷ " STR_FMT " = %lld.%lld%%，文中为 " STR_FMT, STR_ARG(by),
		STR_ARG(was), (long long)(value.digits / 10), (long long)(value.digits % 10), STR_ARG(printed));
	return plain_report(p, spot_sentence(p->r, (struct span){ a->span.start, rate->span.end }), message);
}

static bool is_last_year(struct str s)
{
	static const struct str words[] = { STR_INIT("上年同期"), STR_INIT("去年同期"), STR_INIT("上年"),
		STR_INIT("去年"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("减"), STR_INIT("增"), STR_INIT("少"), STR_INIT("多"),
		STR_INIT("降"), STR_INIT("升"), STR_INIT("其中"), STR_INIT("。"), STR_INIT("；"), { NULL, 0 } };

	return s.len <= PLAIN_NEAR && spot_any(s, words) && !spot_any(s, others);
}

/* What the last printed places of both leave open of the change between them, in tenths of a percent; at least a point. */
static int64_t room_of_change(const struct fact_number *a, const struct fact_number *b, int64_t change)
{
	int64_t room = 0, ratio = change < 100000 ? 1000 + change : 101000;

	if (num_rounded(a))
		room += ratio / (2 * a->value.digits) + 1;
	if (num_rounded(b))
		room += ratio / (2 * b->value.digits) + 1;
	return room > 10 ? room : 10;
}

/* 收入12.6亿元，同比增长8.4%，上年同期为11.9亿元; 12.6亿元（上年同期11.9亿元），同比增长8.4%; 12.6亿元，上年同期11.9亿元，同比增长8.4%. */
static int read_base_named(struct plain *p, size_t i)
{
	static const struct str closes[] = { STR_INIT("）"), STR_INIT(")"), STR_INIT("，同比"), { NULL, 0 } };
	const struct fact_number *rate = plain_number(p, i);
	char message[256];
	struct decimal gap, value;

	if (i < 1 || rate->kind != NUMBER_PERCENT || rate->approximate ||
		!str_has(plain_between(p, i - 1, i), STR("同比")))
		return 0;
	bool behind = i + 1 < p->r->numbers.len && is_last_year(plain_between(p, i, i + 1));
	struct str gap_behind = plain_between(p, i - 1, i);
	bool before = i >= 2 && is_last_year(plain_between(p, i - 2, i - 1)) && spot_starts(gap_behind, closes);
	size_t stop = str_rfind(gap_behind, STR("。"));
	bool apart_from = str_has(gap_behind, STR("\n")) ||
			  (stop != STR_NPOS && !str_starts(str_sub(gap_behind, stop + 3, gap_behind.len), STR("同比")));
	if (behind == before || gap_behind.len > PLAIN_NEAR || (behind && apart_from))
		return 0;
	const struct fact_number *a = plain_number(p, behind ? i + 1 : i - 1),
				 *b = plain_number(p, behind ? i - 1 : i - 2);
	struct decimal from = num_value(a), to = num_value(b);
	static const struct str ups[] = { STR_INIT("增"), STR_INIT("升"), STR_INIT("提高"), STR_INIT("涨"),
		STR_INIT("多"), { NULL, 0 } };
	static const struct str downs[] = { STR_INIT("降"), STR_INIT("减"), STR_INIT("少"), STR_INIT("缩"),
		STR_INIT("下滑"), STR_INIT("跌"), { NULL, 0 } };
	bool less = decimal_cmp(to, from) < 0, grows = spot_any(gap_behind, ups);
	if (grows == spot_any(gap_behind, downs))
		return 0;
	if (!plain_exact(a) || !plain_exact(b) || !num_same_unit(a, b) ||
		!num_sub(less ? from : to, less ? to : from, &gap) || !num_ratio(gap, from, 100, 1, &value) ||
		(grows == !less && num_ratio_fit(gap, from, rate->value, 100) != NUM_DIFFERS))
		return 0;
	struct decimal apart;
	if (grows == !less) {
		if (!num_sub(value, rate->value, &apart) || apart.scale > 2)
			return 0;
		int64_t tenths = apart.scale == 0   ? apart.digits * 10
				 : apart.scale == 1 ? apart.digits
						    : apart.digits / 10;
		if ((tenths < 0 ? -tenths : tenths) < room_of_change(a, b, value.digits))
			return 0;
	}
	struct str printed = report_slice(p->r, rate->span), was = report_slice(p->r, a->span),
		   is = report_slice(p->r, b->span);
	snprintf(message, sizeof(message),
		"变化幅度与前后数字不符：由 " STR_FMT " 到 " STR_FMT "，%s %lld.%lld%%，文中为%s " STR_FMT,
		STR_ARG(was), STR_ARG(is), less ? "下降" : "增长", (long long)(value.digits / 10),
		(long long)(value.digits % 10), grows ? "增长" : "下降", STR_ARG(printed));
	uint32_t start = b->span.start < a->span.start ? b->span.start : a->span.start;
	uint32_t end = rate->span.end > a->span.end ? rate->span.end : a->span.end;
	return plain_report(p, spot_sentence(p->r, (struct span){ start, end }), message);
}

/* 完成1.32亿元，是2020年6800万元的2.1倍: a multiple of the number before it. */
static int read_times_of(struct plain *p, size_t i)
{
	static const struct str leads[] = { STR_INIT("，是"), STR_INIT("，为"), STR_INIT("，相当于"),
		STR_INIT("，达到"), { NULL, 0 } };
	const struct fact_number *times = plain_number(p, i);
	char message[256];
	struct decimal value, apart;

	if (i < 2 || times->approximate || !str_eq(times->unit, STR("倍")) ||
		!str_eq(plain_between(p, i - 1, i), STR("的")) || !spot_starts(plain_between(p, i - 2, i - 1), leads) ||
		!plain_together(p, i - 2, i - 1))
		return 0;
	const struct fact_number *b = plain_number(p, i - 2), *a = plain_number(p, i - 1);
	if (!plain_exact(a) || !plain_exact(b) || !num_same_unit(a, b) ||
		!num_ratio(num_value(b), num_value(a), 1, 2, &value) ||
		num_ratio_fit(num_value(b), num_value(a), times->value, 1) != NUM_DIFFERS ||
		!num_sub(value, times->value, &apart) || apart.scale != 2 || (apart.digits < 10 && apart.digits > -10))
		return 0;
	struct str printed = report_slice(p->r, times->span), is = report_slice(p->r, b->span),
		   was = report_slice(p->r, a->span);
	snprintf(message, sizeof(message),
		"倍数与前后两数不符：" STR_FMT " ÷ " STR_FMT " = %lld.%02lld 倍，文中为“" STR_FMT "”", STR_ARG(is),
		STR_ARG(was), (long long)(value.digits / 100), (long long)(value.digits % 100), STR_ARG(printed));
	return plain_report(p, spot_sentence(p->r, (struct span){ b->span.start, times->span.end }), message);
}

int plain_read_changes(struct plain *p, size_t i)
{
	int rc = read_change(p, i);

	if (rc == 0)
		rc = read_rate_first(p, i);
	if (rc == 0)
		rc = read_both(p, i);
	if (rc == 0)
		rc = read_base_named(p, i);
	if (rc == 0)
		rc = read_times_of(p, i);

	if (rc == 0)
		rc = read_multiple(p, i);
	if (rc == 0)
		rc = plain_read_steps(p, i);
	if (rc == 0)
		rc = plain_read_word_changes(p, i);
	return rc < 0 ? rc : read_step(p, i);
}
