/* Rates beside the two numbers they are of (BH104). */
#include "numbers_plain.h"

/* 检验率: its last two characters before 率; an empty one when no rate stands before the percentage. */
static struct str rate_name(struct plain *p, const struct fact_number *percent)
{
	static const struct str joints[] = { STR_INIT("达到"), STR_INIT("达"), STR_INIT("为"), STR_INIT("是"),
		{ NULL, 0 } };
	struct str head = spot_lead(p->r, percent->span);

	for (const struct str *j = joints; j->len; j++) {
		if (str_ends(head, *j)) {
			head.len -= j->len;
			break;
		}
	}
	if (!str_ends(head, STR("率")) || head.len < 9)
		return STR_NONE;
	return str_sub(head, head.len - 9, head.len - 3);
}

/* Rates that have another base than the two numbers beside them, unless these are said to be of it too (按期送电2097户). */
static bool has_other_base(struct str head, struct str beside)
{
	static const struct str words[] = { STR_INIT("满意"), STR_INIT("增长"), STR_INIT("同比"), STR_INIT("按期"),
		STR_INIT("按时"), STR_INIT("及时"), STR_INIT("优秀"), STR_INIT("优良"), STR_INIT("首次"),
		STR_INIT("一次"), STR_INIT("达标"), STR_INIT("知晓"), STR_INIT("利率"), STR_INIT("税率"),
		STR_INIT("年均"), { NULL, 0 } };

	for (const struct str *w = words; w->len; w++) {
		if (str_has(head, *w) && !str_has(beside, *w))
			return true;
	}
	/* 按期办结110件，办结率95%: and the other way round */
	static const struct str manners[] = { STR_INIT("按期"), STR_INIT("按时"), STR_INIT("及时"), STR_INIT("首次"),
		{ NULL, 0 } };
	return spot_any(beside, manners) && !spot_any(head, manners);
}

static bool shares_character(struct str name, struct str words)
{
	for (size_t i = 0; i + 3 <= name.len; i += 3) {
		if (str_has(words, str_sub(name, i, i + 3)))
			return true;
	}
	return false;
}

/* What lies far from it is a rate of something else. `value` has two places. */
static bool is_near(struct decimal value, struct decimal printed)
{
	struct decimal gap;

	if (!num_sub(value, printed, &gap) || gap.scale > 4)
		return false;
	int64_t most = 25;
	for (unsigned i = 0; i < gap.scale; i++)
		most *= 10;
	return gap.digits <= most && gap.digits >= -most;
}

static int judge_rate(struct plain *p, size_t whole, size_t part, size_t percent, struct str label)
{
	const struct fact_number *a = plain_number(p, whole), *b = plain_number(p, part),
				 *rate = plain_number(p, percent);
	char message[512];
	struct str name = rate_name(p, rate);
	struct decimal value;

	if (!plain_exact(a) || !plain_exact(b) || !num_same_unit(a, b) || decimal_cmp(num_value(b), num_value(a)) > 0 ||
		!shares_character(name, label) || num_percent_fit(b, a, rate->value) != NUM_DIFFERS ||
		!num_ratio(num_value(b), num_value(a), 100, 2, &value) || !is_near(value, rate->value) ||
		num_fits_another(p->r, b, rate))
		return 0;
	struct str part_text = report_slice(p->r, b->span), whole_text = report_slice(p->r, a->span);
	struct str rate_text = report_slice(p->r, rate->span);
	snprintf(message, sizeof(message),
		"率与前后数字不符：" STR_FMT " ÷ " STR_FMT " = %lld.%02lld%%，文中为 " STR_FMT, STR_ARG(part_text),
		STR_ARG(whole_text), (long long)(value.digits / 100), (long long)(value.digits % 100),
		STR_ARG(rate_text));
	uint32_t from = a->span.start < rate->span.start ? a->span.start : rate->span.start;
	uint32_t to = rate->span.end > b->span.end ? rate->span.end : b->span.end;
	return plain_report(p, spot_sentence(p->r, (struct span){ from, to }), message);
}

/* What was to be reached, in the clause before the number. */
static bool says_whole(struct plain *p, size_t i)
{
	static const struct str words[] = { STR_INIT("年初预算"), STR_INIT("全年预算"), STR_INIT("预算总额"),
		STR_INIT("年度任务"), STR_INIT("目标任务"), STR_INIT("总任务"), STR_INIT("年度计划"), { NULL, 0 } };

	return spot_any(plain_lead(p, i), words);
}

/* 应检160辆，实检152辆，检验率96%; 完成率98%（49项中完成47项）. */
static int read_rate(struct plain *p, size_t i)
{
	const struct fact_number *rate = plain_number(p, i);

	if (rate->kind != NUMBER_PERCENT || rate->approximate || rate_name(p, rate).len == 0 ||
		has_other_base(spot_lead(p->r, rate->span), i >= 2 ? plain_between(p, i - 2, i - 1) : STR_NONE))
		return 0;
	if (i >= 2 && plain_together(p, i - 2, i - 1) && plain_together(p, i - 1, i)) {
		int rc = judge_rate(p, i - 2, i - 1, i, plain_between(p, i - 2, i - 1));
		if (rc < 0)
			return rc;
	}
	/* 支出4120万元，年初预算5000万元，执行率86.4%: the whole stands behind */
	if (i >= 2 && plain_together(p, i - 2, i - 1) && plain_together(p, i - 1, i) && says_whole(p, i - 1) &&
		!says_whole(p, i - 2)) {
		int rc = judge_rate(p, i - 1, i - 2, i, rate_name(p, rate));
		if (rc < 0)
			return rc;
	}
	if (i + 2 >= p->r->numbers.len || !plain_together(p, i, i + 1) || !plain_together(p, i + 1, i + 2))
		return 0;
	bool bracket = str_eq(plain_between(p, i, i + 1), STR("（")) || str_eq(plain_between(p, i, i + 1), STR("("));
	return bracket && str_starts(plain_between(p, i + 1, i + 2), STR("中"))
		       ? judge_rate(p, i + 1, i + 2, i, plain_between(p, i + 1, i + 2))
		       : 0;
}

/* 化解率82%，总额1500万元，已化解1180万元: the rate first, and then what it is of. */
static int read_rate_ahead(struct plain *p, size_t i)
{
	static const struct str alls[] = { STR_INIT("，总额"), STR_INIT("，总数"), STR_INIT("，总量"), STR_INIT("，共"),
		STR_INIT("，应"), STR_INIT("，任务"), { NULL, 0 } };
	const struct fact_number *rate = plain_number(p, i);

	if (rate->kind != NUMBER_PERCENT || rate->approximate || i + 2 >= p->r->numbers.len ||
		!plain_together(p, i, i + 1) || !plain_together(p, i + 1, i + 2) || rate_name(p, rate).len == 0 ||
		!spot_starts(plain_between(p, i, i + 1), alls) ||
		!str_starts(plain_between(p, i + 1, i + 2), STR("，已")) ||
		has_other_base(spot_text(p->r, spot_clause(p->r, rate->span).start, rate->span.start), STR_NONE))
		return 0;
	return judge_rate(p, i + 1, i + 2, i, plain_between(p, i + 1, i + 2));
}

/* 制定措施42条。…已落实40条，落实率为97.5%: the whole stands in a sentence before, and is the only one of its unit there. */
static int read_rate_apart(struct plain *p, size_t i)
{
	static const struct str things[] = { STR_INIT("措施"), STR_INIT("举措"), STR_INIT("问题"), STR_INIT("任务"),
		{ NULL, 0 } };
	static const struct str does[] = { STR_INIT("落实"), STR_INIT("完成"), STR_INIT("整改"), STR_INIT("办结"),
		STR_INIT("销号"), { NULL, 0 } };
	/* 清查资产214宗。已出租187宗，出租率91%: of what was counted just before */
	static const struct str states[] = { STR_INIT("出租"), STR_INIT("合格"), STR_INIT("签约"), STR_INIT("入住"),
		STR_INIT("达标"), STR_INIT("覆盖"), { NULL, 0 } };
	const struct fact_number *rate = plain_number(p, i);

	if (rate->kind != NUMBER_PERCENT || rate->approximate || i < 2 ||
		!(spot_any(rate_name(p, rate), does) || spot_any(rate_name(p, rate), states)) ||
		has_other_base(spot_lead(p->r, rate->span), STR_NONE))
		return 0;
	bool other = spot_any(rate_name(p, rate), states);
	uint32_t sentence = spot_sentence(p->r, rate->span).start;
	size_t part = i - 1, whole = STR_NPOS, seen = 0;
	if (!plain_exact(plain_number(p, part)) || plain_number(p, part)->span.start < sentence ||
		(part > 0 && !other && plain_number(p, part - 1)->span.start >= sentence))
		return 0;
	for (size_t k = part; k-- > 0 && part - k < PLAIN_PARTS;) {
		if (str_has(plain_between(p, k, k + 1), STR("\n")))
			break;
		if (!plain_exact(plain_number(p, k)) || !num_same_unit(plain_number(p, k), plain_number(p, part)))
			continue;
		if (num_percent_fit(plain_number(p, part), plain_number(p, k), rate->value) == NUM_FITS)
			return 0;
		bool named = other || spot_any(report_slice(p->r, spot_clause(p->r, plain_number(p, k)->span)), things);
		if (other && whole != STR_NPOS)
			return 0; /* two that it may be of */
		whole = named ? k : whole;
		seen += named && decimal_cmp(num_value(plain_number(p, k)), num_value(plain_number(p, part))) >= 0;
	}
	return whole != STR_NPOS && seen >= 1
		       ? judge_rate(p, whole, part, i,
				 other ? rate_name(p, rate)
				       : spot_text(p->r, spot_clause(p->r, plain_number(p, part)->span).start,
						 rate->span.end))
		       : 0;
}

/* 9个问题已完成8个，正在整改1个，完成率90%: what is done and what is not make up the whole, so the rate is of these. */
static int read_rate_of_parts(struct plain *p, size_t i)
{
	static const struct str dones[] = { STR_INIT("完成"), STR_INIT("整改"), STR_INIT("办结"), STR_INIT("落实"),
		STR_INIT("销号"), STR_INIT("解决"), { NULL, 0 } };
	static const struct str opens[] = { STR_INIT("正在"), STR_INIT("未"), STR_INIT("尚"), STR_INIT("推进"),
		STR_INIT("持续"), STR_INIT("剩余"), STR_INIT("其余"), STR_INIT("基本"), { NULL, 0 } };
	const struct fact_number *rate = plain_number(p, i);
	struct decimal sum;
	size_t at = 0;

	if (i < 3 || rate->kind != NUMBER_PERCENT || rate->approximate || plain_between(p, i - 1, i).len > PLAIN_NEAR ||
		!spot_any(rate_name(p, rate), dones))
		return 0;
	const struct fact_number *part = plain_number(p, i - 2), *rest = plain_number(p, i - 1), *whole = NULL;
	/* 整改措施41条。…已完成38条，按计划推进3条，完成率90.7%: it may stand a sentence before */
	for (size_t k = i - 2; k-- > 0 && i - k < 8 && !whole && !str_has(plain_between(p, k, k + 1), STR("\n"));) {
		bool fits = plain_exact(plain_number(p, k)) && num_same_unit(plain_number(p, k), part) &&
			    plain_exact(part) && plain_exact(rest) && num_same_unit(part, rest) &&
			    decimal_add(num_value(part), num_value(rest), &sum) &&
			    decimal_cmp(sum, num_value(plain_number(p, k))) == 0;
		whole = fits ? plain_number(p, k) : NULL;
		at = k;
	}
	if (!whole)
		return 0;
	struct str first = plain_between(p, i - 3, i - 2), second = plain_between(p, i - 2, i - 1);
	struct str lead = spot_lead(p->r, part->span);
	first = lead.len > 0 && lead.len < first.len ? lead : first;
	if (first.len > PLAIN_NEAR || second.len > PLAIN_NEAR || !spot_any(first, dones) || spot_any(first, opens) ||
		!spot_any(second, opens))
		return 0;
	return judge_rate(p, at, i - 2, i, first);
}

static int judge_share(struct plain *p, const struct fact_number *whole, const struct fact_number *part,
	const struct fact_number *share)
{
	char message[512];
	struct decimal value;

	if (!plain_exact(part) || !plain_exact(whole) || !num_same_unit(part, whole) ||
		decimal_cmp(num_value(part), num_value(whole)) > 0 ||
		num_percent_fit(part, whole, share->value) != NUM_DIFFERS ||
		!num_ratio(num_value(part), num_value(whole), 100, 2, &value))
		return 0;
	struct str a = report_slice(p->r, part->span), b = report_slice(p->r, whole->span),
		   said = report_slice(p->r, share->span);
	snprintf(message, sizeof(message),
		"占比与前后数字不符：" STR_FMT " ÷ " STR_FMT " = %lld.%02lld%%，文中为 " STR_FMT, STR_ARG(a),
		STR_ARG(b), (long long)(value.digits / 100), (long long)(value.digits % 100), STR_ARG(said));
	uint32_t start = part->span.start < whole->span.start ? part->span.start : whole->span.start;
	return plain_report(p, spot_sentence(p->r, (struct span){ start, share->span.end }), message);
}

/* 完成投资3200万元，占计划投资4000万元的85%: the whole is printed with its share. */
static int read_share_of(struct plain *p, size_t i)
{
	static const struct str ofs[] = { STR_INIT("，占"), STR_INIT("，完成年度任务"), STR_INIT("，完成任务"),
		STR_INIT("，完成储备任务"), STR_INIT("，完成全年任务"), STR_INIT("，完成目标任务"),
		STR_INIT("，完成计划"), STR_INIT("，为年度任务"), STR_INIT("，达到年度任务"), { NULL, 0 } };
	const struct fact_number *share = plain_number(p, i);

	if (i < 2 || share->kind != NUMBER_PERCENT || share->approximate ||
		!str_eq(plain_between(p, i - 1, i), STR("的")))
		return 0;
	struct str gap = plain_between(p, i - 2, i - 1);
	if (!spot_starts(gap, ofs) || gap.len > PLAIN_NEAR || str_has(str_sub(gap, 3, gap.len), STR("，")))
		return 0;
	return judge_share(p, plain_number(p, i - 1), plain_number(p, i - 2), share);
}

/* 全区共有公厕96座，达到二类以上标准的72座，占比78% */
static int read_share_named(struct plain *p, size_t i)
{
	static const struct str alls[] = { STR_INIT("共有"), STR_INIT("共计"), STR_INIT("总数"), STR_INIT("现有"),
		{ NULL, 0 } };
	const struct fact_number *share = plain_number(p, i);

	if (i < 2 || share->kind != NUMBER_PERCENT || share->approximate || !plain_together(p, i - 2, i - 1) ||
		!str_eq(plain_between(p, i - 1, i), STR("，占比")) ||
		!str_ends(plain_between(p, i - 2, i - 1), STR("的")))
		return 0;
	const struct fact_number *whole = plain_number(p, i - 2);
	struct str lead = spot_lead(p->r, whole->span);
	return spot_any(lead, alls) ? judge_share(p, whole, plain_number(p, i - 1), share) : 0;
}

/* 214件信访件已办结211件。信访件办结率97%: both stand in the sentence before, and the rate alone in its own. */
static int read_rate_behind(struct plain *p, size_t i)
{
	const struct fact_number *rate = plain_number(p, i);
	struct str name = rate->kind == NUMBER_PERCENT && i >= 2 ? rate_name(p, rate) : STR_NONE;

	if (name.len == 0 || rate->approximate || has_other_base(spot_lead(p->r, rate->span), STR_NONE))
		return 0;
	uint32_t sentence = spot_sentence(p->r, rate->span).start;
	if (plain_number(p, i - 1)->span.end > sentence || sentence < 3 ||
		str_has(plain_between(p, i - 1, i), STR("\n")))
		return 0;
	uint32_t floor = spot_sentence(p->r, (struct span){ sentence - 3, sentence - 3 }).start;
	size_t part = STR_NPOS;
	for (size_t k = i - 1; k > 0 && i - k < PLAIN_PARTS && plain_number(p, k - 1)->span.start >= floor; k--) {
		if (!plain_exact(plain_number(p, k)) || !plain_exact(plain_number(p, k - 1)))
			continue;
		if (num_percent_fit(plain_number(p, k), plain_number(p, k - 1), rate->value) == NUM_FITS)
			return 0;
		struct str fate = plain_between(p, k - 1, k);
		static const struct str done[] = { STR_INIT("已"), STR_INIT("完毕"), STR_INIT("完成"), STR_INIT("到位"),
			{ NULL, 0 } };
		if (shares_character(name, fate) && spot_any(fate, done))
			part = k;
	}
	return part == STR_NPOS ? 0 : judge_rate(p, part - 1, part, i, plain_between(p, part - 1, part));
}

/* 按期办结1834件，超期26件，按期办结率99.6%: the rate is of both together. */
static int read_rate_in_time(struct plain *p, size_t i)
{
	static const struct str late[] = { STR_INIT("，超期"), STR_INIT("，逾期"), STR_INIT("，未按期"),
		STR_INIT("，超时"), STR_INIT("、超期"), STR_INIT("、逾期"), { NULL, 0 } };
	const struct fact_number *rate = plain_number(p, i);
	char message[512];
	struct decimal all, value;

	if (i < 2 || rate->kind != NUMBER_PERCENT || rate->approximate || rate_name(p, rate).len == 0 ||
		!plain_together(p, i - 2, i - 1) || !plain_together(p, i - 1, i))
		return 0;
	const struct fact_number *in_time = plain_number(p, i - 2), *over = plain_number(p, i - 1);
	struct str head = spot_lead(p->r, rate->span);
	struct str lead = spot_lead(p->r, in_time->span);
	bool named = (str_has(head, STR("按期")) && str_has(lead, STR("按期"))) ||
		     (str_has(head, STR("按时")) && str_has(lead, STR("按时")));
	if (!named || !spot_starts(plain_between(p, i - 2, i - 1), late) || !plain_exact(in_time) ||
		!plain_exact(over) || !num_same_unit(in_time, over) || num_rounded(in_time) || num_rounded(over) ||
		!decimal_add(num_value(in_time), num_value(over), &all) ||
		num_ratio_fit(num_value(in_time), all, rate->value, 100) != NUM_DIFFERS ||
		!num_ratio(num_value(in_time), all, 100, 2, &value) || !is_near(value, rate->value))
		return 0;
	struct str a = report_slice(p->r, in_time->span), b = report_slice(p->r, over->span),
		   said = report_slice(p->r, rate->span);
	snprintf(message, sizeof(message),
		"率与前后数字不符：" STR_FMT " ÷（" STR_FMT " + " STR_FMT "）= %lld.%02lld%%，文中为 " STR_FMT,
		STR_ARG(a), STR_ARG(a), STR_ARG(b), (long long)(value.digits / 100), (long long)(value.digits % 100),
		STR_ARG(said));
	return plain_report(p, spot_sentence(p->r, (struct span){ in_time->span.start, rate->span.end }), message);
}

/* 满意占82%，基本满意占12%，不满意占8%: all there is; each may be rounded at its last place. */
static int read_satisfied(struct plain *p, size_t i)
{
	char message[256];
	struct decimal sum = { 0, 0 }, gap;

	if (i < 2 || plain_number(p, i)->kind != NUMBER_PERCENT ||
		!str_has(plain_between(p, i - 1, i), STR("不满意")) ||
		!str_has(plain_between(p, i - 2, i - 1), STR("基本满意")))
		return 0;
	for (size_t k = i - 2; k <= i; k++) {
		const struct fact_number *n = plain_number(p, k);
		if (n->kind != NUMBER_PERCENT || n->approximate || !decimal_add(sum, n->value, &sum) ||
			(k < i && !plain_together(p, k, k + 1)))
			return 0;
	}
	struct span s = { plain_number(p, i - 2)->span.start, plain_number(p, i)->span.end };
	struct str lead = spot_text(p->r, spot_clause(p->r, (struct span){ s.start, s.start }).start, s.start);
	if (!str_has(lead, STR("满意")) || str_has(lead, STR("基本")) ||
		!num_sub(sum, (struct decimal){ 100, 0 }, &gap) || (gap.digits <= 1 && gap.digits >= -1))
		return 0;
	snprintf(message, sizeof(message), "满意、基本满意、不满意之和不是 100%%：" STR_FMT,
		STR_ARG(report_slice(p->r, s)));
	return plain_report(p, spot_sentence(p->r, s), message);
}

/* --- so many to one --- */

#define RATIO_REACH 45 /* bytes behind a number in which a ratio may begin */

static bool read_digits(struct str s, size_t *at, struct decimal *ret)
{
	size_t from = *at;
	while (*at < s.len && ((s.ptr[*at] >= '0' && s.ptr[*at] <= '9') || s.ptr[*at] == '.'))
		*at += 1;
	return *at > from && decimal_parse(str_sub(s, from, *at), ret);
}

struct to_one {
	struct str name; /* the two characters before 比 */
	struct decimal left, right;
	struct str said;
};

/* 生师比为18:1 in a text: its first 比 with two numbers and a colon. */
static bool find_ratio(struct str s, struct to_one *ret)
{
	static const struct str joints[] = { STR_INIT("达到"), STR_INIT("达"), STR_INIT("为"), STR_INIT("是"),
		{ NULL, 0 } };
	size_t than = str_find(s, STR("比"), 0), at = than + 3;

	if (than == STR_NPOS || than < 6)
		return false;
	for (const struct str *j = joints; j->len; j++) {
		if (str_starts(str_sub(s, at, s.len), *j)) {
			at += j->len;
			break;
		}
	}
	while (at < s.len && (s.ptr[at] == '\n' || s.ptr[at] == ' '))
		at++;
	size_t from = at;
	if (!read_digits(s, &at, &ret->left))
		return false;
	struct str rest = str_sub(s, at, s.len);
	size_t colon = str_starts(rest, STR(":"))                                  ? 1
		       : str_starts(rest, STR("：")) || str_starts(rest, STR("∶")) ? 3
										   : 0;
	at += colon;
	if (colon == 0 || !read_digits(s, &at, &ret->right))
		return false;
	ret->name = str_sub(s, than - 6, than);
	ret->said = str_sub(s, from, at);
	return true;
}

/* The count in the sentence whose words have this character; STR_NPOS: none, or more than one. */
static size_t counted_as(struct plain *p, size_t at, uint32_t start, struct str character, struct str other)
{
	size_t found = STR_NPOS;

	for (size_t k = at; k-- > 0 && at - k < PLAIN_PARTS && plain_number(p, k)->span.start >= start;) {
		const struct fact_number *n = plain_number(p, k);
		struct span c = spot_clause(p->r, n->span);
		if (n->kind != NUMBER_COUNT || !plain_exact(n) || !str_has(report_slice(p->r, c), character))
			continue;
		if (found != STR_NPOS || str_has(report_slice(p->r, c), other))
			return STR_NPOS;
		found = k;
	}
	return found;
}

static bool is_one(struct decimal d)
{
	return d.scale == 0 && d.digits == 1;
}

/* 学生5600人，教师40人，生师比为150:1: from the last number before the ratio. */
static int read_to_one(struct plain *p, size_t i)
{
	const struct fact_number *n = plain_number(p, i);
	struct to_one r;
	struct decimal value;
	char message[512];

	if (i < 1 || n->kind != NUMBER_COUNT || plain_number(p, i - 1)->kind != NUMBER_COUNT ||
		!str_has(spot_text(p->r, n->span.end, n->span.end + RATIO_REACH), STR("比")))
		return 0;
	struct span s = spot_sentence(p->r, n->span);
	struct str behind = spot_text(p->r, n->span.end, s.end);
	if (!find_ratio(str_sub(behind, 0, behind.len < RATIO_REACH ? behind.len : RATIO_REACH), &r) ||
		is_one(r.left) == is_one(r.right))
		return 0;
	struct str x = str_sub(r.name, 0, 3), y = str_sub(r.name, 3, 6);
	size_t left = counted_as(p, i + 1, s.start, x, y), right = counted_as(p, i + 1, s.start, y, x);
	if (left == STR_NPOS || right == STR_NPOS)
		return 0;
	bool one_behind = is_one(r.right);
	const struct fact_number *a = plain_number(p, one_behind ? left : right),
				 *b = plain_number(p, one_behind ? right : left);
	if (num_ratio_fit(num_value(a), num_value(b), one_behind ? r.left : r.right, 1) != NUM_DIFFERS ||
		!num_ratio(num_value(a), num_value(b), 1, 2, &value))
		return 0;
	snprintf(message, sizeof(message),
		"比例与前面的数不符：" STR_FMT " ÷ " STR_FMT " = %lld.%02lld，文中为 " STR_FMT,
		STR_ARG(report_slice(p->r, a->span)), STR_ARG(report_slice(p->r, b->span)),
		(long long)(value.digits / 100), (long long)(value.digits % 100), STR_ARG(r.said));
	return plain_report(p, s, message);
}

int plain_read_rates(struct plain *p, size_t i)
{
	int rc = read_to_one(p, i);

	if (rc == 0)
		rc = read_rate(p, i);

	if (rc == 0)
		rc = read_rate_behind(p, i);
	if (rc == 0)
		rc = read_rate_ahead(p, i);
	if (rc == 0)
		rc = read_share_of(p, i);
	if (rc == 0)
		rc = read_share_named(p, i);
	if (rc == 0)
		rc = read_rate_in_time(p, i);
	if (rc == 0)
		rc = read_satisfied(p, i);
	if (rc == 0)
		rc = read_rate_of_parts(p, i);
	if (rc == 0)
		rc = plain_read_word_shares(p, i);
	return rc < 0 ? rc : read_rate_apart(p, i);
}
