/* What the rows of BH103, BH104 and BH105 leave: rates beside their two numbers (应检160辆，实检152辆，检验率96%), plain sums at a
 * sentence's end (A 14人、B 6人，共24人), a change told in other words (由120万元降至96万元，节约25%). From the numbers found;
 * a sentence that the rows have spoken of is left alone. Warnings. */
#include "numbers_plain.h"

#include "numbers.h"
#include "said.h"
#include "spot.h"

#define NEAR 60 /* bytes between numbers that belong together */
#define PARTS_MAX 12

struct plain {
	struct check *c;
	const struct report *r;
	struct said said;
	uint32_t done; /* the last sentence reported ends here */
};

static const struct fact_number *number_at(const struct plain *p, size_t i)
{
	return &VEC_AT(&p->r->numbers, struct fact_number, i);
}

static bool is_exact(const struct fact_number *n)
{
	return !n->approximate && (n->kind == NUMBER_COUNT || n->kind == NUMBER_MONEY) && n->unit.len > 0 &&
	       n->value.digits > 0;
}

static struct str between(const struct plain *p, size_t a, size_t b)
{
	return spot_text(p->r, number_at(p, a)->span.end, number_at(p, b)->span.start);
}

/* No sentence ends between them, and they lie near each other. */
static bool is_together(const struct plain *p, size_t a, size_t b)
{
	static const struct str stops[] = { STR_INIT("。"), STR_INIT("；"), STR_INIT("！"), STR_INIT("\n"),
		STR_INIT(";"), { NULL, 0 } };
	struct str s = between(p, a, b);

	return s.len <= NEAR && !spot_any(s, stops);
}

static int report_sentence(struct plain *p, struct span sentence, const char *message)
{
	if (sentence.end == p->done || said_of(&p->said, sentence))
		return 0;
	p->done = sentence.end;
	struct check_finding *f = check_add(p->c, num_node_at(p->c, sentence.start), sentence, "%s", message);
	if (!f)
		return ERR_NOMEM;
	f->severity = SEVERITY_WARNING;
	return 0;
}

/* --- rates --- */

/* 检验率: its last two characters before 率; an empty one when no rate stands before the percentage. */
static struct str rate_name(const struct plain *p, const struct fact_number *percent)
{
	static const struct str joints[] = { STR_INIT("达到"), STR_INIT("达"), STR_INIT("为"), STR_INIT("是"),
		{ NULL, 0 } };
	struct span clause = spot_clause(p->r, percent->span);
	struct str head = spot_text(p->r, clause.start, percent->span.start);

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
	return false;
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
	const struct fact_number *a = number_at(p, whole), *b = number_at(p, part), *rate = number_at(p, percent);
	char message[512];
	struct str name = rate_name(p, rate);
	struct decimal value;

	if (!is_exact(a) || !is_exact(b) || !num_same_unit(a, b) || decimal_cmp(num_value(b), num_value(a)) > 0 ||
		!shares_character(name, label) || num_percent_fit(b, a, rate->value) != NUM_DIFFERS ||
		!num_ratio(num_value(b), num_value(a), 100, 2, &value) || !is_near(value, rate->value))
		return 0;
	struct str part_text = report_slice(p->r, b->span), whole_text = report_slice(p->r, a->span);
	struct str rate_text = report_slice(p->r, rate->span);
	snprintf(message, sizeof(message),
		"率与前后数字不符：" STR_FMT " ÷ " STR_FMT " = %lld.%02lld%%，文中为 " STR_FMT, STR_ARG(part_text),
		STR_ARG(whole_text), (long long)(value.digits / 100), (long long)(value.digits % 100),
		STR_ARG(rate_text));
	uint32_t from = a->span.start < rate->span.start ? a->span.start : rate->span.start;
	uint32_t to = rate->span.end > b->span.end ? rate->span.end : b->span.end;
	return report_sentence(p, spot_sentence(p->r, (struct span){ from, to }), message);
}

/* 应检160辆，实检152辆，检验率96%; 完成率98%（49项中完成47项）. */
static int read_rate(struct plain *p, size_t i)
{
	const struct fact_number *rate = number_at(p, i);

	if (rate->kind != NUMBER_PERCENT || rate->approximate || rate_name(p, rate).len == 0 ||
		has_other_base(spot_text(p->r, spot_clause(p->r, rate->span).start, rate->span.start),
			i >= 2 ? between(p, i - 2, i - 1) : STR_NONE))
		return 0;
	if (i >= 2 && is_together(p, i - 2, i - 1) && is_together(p, i - 1, i)) {
		int rc = judge_rate(p, i - 2, i - 1, i, between(p, i - 2, i - 1));
		if (rc < 0)
			return rc;
	}
	if (i + 2 >= p->r->numbers.len || !is_together(p, i, i + 1) || !is_together(p, i + 1, i + 2))
		return 0;
	bool bracket = str_eq(between(p, i, i + 1), STR("（")) || str_eq(between(p, i, i + 1), STR("("));
	return bracket && str_starts(between(p, i + 1, i + 2), STR("中"))
		       ? judge_rate(p, i + 1, i + 2, i, between(p, i + 1, i + 2))
		       : 0;
}

/* 制定措施42条。…已落实40条，落实率为97.5%: the whole stands in a sentence before, and is the only one of its unit there. */
static int read_rate_apart(struct plain *p, size_t i)
{
	static const struct str things[] = { STR_INIT("措施"), STR_INIT("举措"), STR_INIT("问题"), STR_INIT("任务"),
		{ NULL, 0 } };
	static const struct str does[] = { STR_INIT("落实"), STR_INIT("完成"), STR_INIT("整改"), STR_INIT("办结"),
		STR_INIT("销号"), { NULL, 0 } };
	const struct fact_number *rate = number_at(p, i);

	if (rate->kind != NUMBER_PERCENT || rate->approximate || i < 2 || !spot_any(rate_name(p, rate), does) ||
		has_other_base(spot_text(p->r, spot_clause(p->r, rate->span).start, rate->span.start), STR_NONE))
		return 0;
	uint32_t sentence = spot_sentence(p->r, rate->span).start;
	size_t part = i - 1, whole = STR_NPOS, seen = 0;
	if (!is_exact(number_at(p, part)) || number_at(p, part)->span.start < sentence ||
		(part > 0 && number_at(p, part - 1)->span.start >= sentence))
		return 0;
	for (size_t k = part; k-- > 0 && part - k < PARTS_MAX;) {
		if (str_has(between(p, k, k + 1), STR("\n")))
			break;
		if (!is_exact(number_at(p, k)) || !num_same_unit(number_at(p, k), number_at(p, part)))
			continue;
		if (num_percent_fit(number_at(p, part), number_at(p, k), rate->value) == NUM_FITS)
			return 0;
		bool named = spot_any(report_slice(p->r, spot_clause(p->r, number_at(p, k)->span)), things);
		whole = named ? k : whole;
		seen += named && decimal_cmp(num_value(number_at(p, k)), num_value(number_at(p, part))) >= 0;
	}
	return whole != STR_NPOS && seen >= 1
		       ? judge_rate(p, whole, part, i,
				 spot_text(p->r, spot_clause(p->r, number_at(p, part)->span).start, rate->span.end))
		       : 0;
}

/* 9个问题已完成8个，正在整改1个，完成率90%: what is done and what is not make up the whole, so the rate is of these. */
static int read_rate_of_parts(struct plain *p, size_t i)
{
	static const struct str dones[] = { STR_INIT("完成"), STR_INIT("整改"), STR_INIT("办结"), STR_INIT("落实"),
		STR_INIT("销号"), STR_INIT("解决"), { NULL, 0 } };
	static const struct str opens[] = { STR_INIT("正在"), STR_INIT("未"), STR_INIT("尚"), STR_INIT("推进"),
		STR_INIT("持续"), STR_INIT("剩余"), STR_INIT("其余"), STR_INIT("基本"), { NULL, 0 } };
	const struct fact_number *rate = number_at(p, i);
	struct decimal sum;
	size_t at = 0;

	if (i < 3 || rate->kind != NUMBER_PERCENT || rate->approximate || between(p, i - 1, i).len > NEAR ||
		!spot_any(rate_name(p, rate), dones))
		return 0;
	const struct fact_number *part = number_at(p, i - 2), *rest = number_at(p, i - 1), *whole = NULL;
	/* 整改措施41条。…已完成38条，按计划推进3条，完成率90.7%: it may stand a sentence before */
	for (size_t k = i - 2; k-- > 0 && i - k < 8 && !whole && !str_has(between(p, k, k + 1), STR("\n"));) {
		bool fits = is_exact(number_at(p, k)) && num_same_unit(number_at(p, k), part) && is_exact(part) &&
			    is_exact(rest) && num_same_unit(part, rest) &&
			    decimal_add(num_value(part), num_value(rest), &sum) &&
			    decimal_cmp(sum, num_value(number_at(p, k))) == 0;
		whole = fits ? number_at(p, k) : NULL;
		at = k;
	}
	if (!whole)
		return 0;
	struct str first = between(p, i - 3, i - 2), second = between(p, i - 2, i - 1);
	struct str lead = spot_text(p->r, spot_clause(p->r, part->span).start, part->span.start);
	first = lead.len > 0 && lead.len < first.len ? lead : first;
	if (first.len > NEAR || second.len > NEAR || !spot_any(first, dones) || spot_any(first, opens) ||
		!spot_any(second, opens))
		return 0;
	return judge_rate(p, at, i - 2, i, first);
}

/* 完成投资3200万元，占计划投资4000万元的85%: the whole is printed with its share. */
static int read_share_of(struct plain *p, size_t i)
{
	static const struct str ofs[] = { STR_INIT("，占"), STR_INIT("，完成年度任务"), STR_INIT("，完成任务"),
		STR_INIT("，完成储备任务"), STR_INIT("，完成全年任务"), STR_INIT("，完成目标任务"),
		STR_INIT("，完成计划"), STR_INIT("，为年度任务"), STR_INIT("，达到年度任务"), { NULL, 0 } };
	const struct fact_number *share = number_at(p, i);
	char message[512];
	struct decimal value;

	if (i < 2 || share->kind != NUMBER_PERCENT || share->approximate || !str_eq(between(p, i - 1, i), STR("的")))
		return 0;
	const struct fact_number *part = number_at(p, i - 2), *whole = number_at(p, i - 1);
	struct str gap = between(p, i - 2, i - 1);
	if (!is_exact(part) || !is_exact(whole) || !num_same_unit(part, whole) || !spot_starts(gap, ofs) ||
		gap.len > NEAR || str_has(str_sub(gap, 3, gap.len), STR("，")) ||
		decimal_cmp(num_value(part), num_value(whole)) > 0 ||
		num_percent_fit(part, whole, share->value) != NUM_DIFFERS ||
		!num_ratio(num_value(part), num_value(whole), 100, 2, &value))
		return 0;
	struct str a = report_slice(p->r, part->span), b = report_slice(p->r, whole->span),
		   said = report_slice(p->r, share->span);
	snprintf(message, sizeof(message),
		"占比与前后数字不符：" STR_FMT " ÷ " STR_FMT " = %lld.%02lld%%，文中为 " STR_FMT, STR_ARG(a),
		STR_ARG(b), (long long)(value.digits / 100), (long long)(value.digits % 100), STR_ARG(said));
	return report_sentence(p, spot_sentence(p->r, (struct span){ part->span.start, share->span.end }), message);
}

/* 214件信访件已办结211件。信访件办结率97%: both stand in the sentence before, and the rate alone in its own. */
static int read_rate_behind(struct plain *p, size_t i)
{
	const struct fact_number *rate = number_at(p, i);
	struct str name = rate->kind == NUMBER_PERCENT && i >= 2 ? rate_name(p, rate) : STR_NONE;

	if (name.len == 0 || rate->approximate ||
		has_other_base(spot_text(p->r, spot_clause(p->r, rate->span).start, rate->span.start), STR_NONE))
		return 0;
	uint32_t sentence = spot_sentence(p->r, rate->span).start;
	if (number_at(p, i - 1)->span.end > sentence || sentence < 3 || str_has(between(p, i - 1, i), STR("\n")))
		return 0;
	uint32_t floor = spot_sentence(p->r, (struct span){ sentence - 3, sentence - 3 }).start;
	size_t part = STR_NPOS;
	for (size_t k = i - 1; k > 0 && i - k < PARTS_MAX && number_at(p, k - 1)->span.start >= floor; k--) {
		if (!is_exact(number_at(p, k)) || !is_exact(number_at(p, k - 1)))
			continue;
		if (num_percent_fit(number_at(p, k), number_at(p, k - 1), rate->value) == NUM_FITS)
			return 0;
		struct str fate = between(p, k - 1, k);
		static const struct str done[] = { STR_INIT("已"), STR_INIT("完毕"), STR_INIT("完成"), STR_INIT("到位"),
			{ NULL, 0 } };
		if (shares_character(name, fate) && spot_any(fate, done))
			part = k;
	}
	return part == STR_NPOS ? 0 : judge_rate(p, part - 1, part, i, between(p, part - 1, part));
}

static int read_rates(struct plain *p, size_t i)
{
	int rc = read_rate(p, i);

	if (rc == 0)
		rc = read_rate_behind(p, i);

	if (rc == 0)
		rc = read_share_of(p, i);
	if (rc == 0)
		rc = read_rate_of_parts(p, i);
	return rc < 0 ? rc : read_rate_apart(p, i);
}

/* --- sums --- */

/* 共, 合计 in the clause before the number, not far from it. */
static bool is_total(const struct plain *p, size_t i)
{
	static const struct str sums[] = { STR_INIT("共"), STR_INIT("合计"), STR_INIT("总计"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("共有"), STR_INIT("公共"), STR_INIT("共同"), STR_INIT("累计"),
		STR_INIT("共享"), { NULL, 0 } };
	struct str gap = between(p, i - 1, i);
	size_t comma = str_rfind(gap, STR("，"));

	if (comma == STR_NPOS)
		return false;
	gap = str_sub(gap, comma + 3, gap.len);
	return gap.len <= 24 && spot_any(gap, sums) && !spot_any(gap, others);
}

/* Sets that overlap, or lists that are not all. */
static bool may_overlap(struct str s)
{
	static const struct str words[] = { STR_INIT("其中"), STR_INIT("党员"), STR_INIT("女"), STR_INIT("男"),
		STR_INIT("本科"), STR_INIT("以上"), STR_INIT("以下"), STR_INIT("含"), STR_INIT("包括"), STR_INIT("等"),
		STR_INIT("占"), STR_INIT("另"), STR_INIT("累计"), STR_INIT("每"), STR_INIT("其余"), STR_INIT("覆盖"),
		STR_INIT("由"), { NULL, 0 } };

	return spot_any(s, words);
}

static int judge_sum(struct plain *p, size_t first, size_t total)
{
	const struct fact_number *n = number_at(p, total);
	struct decimal sum = { 0, 0 };
	char message[256];

	for (size_t i = first; i < total; i++) {
		if (num_rounded(number_at(p, i)) || !decimal_add(sum, num_value(number_at(p, i)), &sum))
			return 0;
	}
	struct span s = spot_sentence(p->r, (struct span){ number_at(p, first)->span.start, n->span.end });
	if (num_rounded(n) || decimal_cmp(sum, num_value(n)) == 0 || sum.scale != 0 || n->kind == NUMBER_MONEY ||
		may_overlap(report_slice(p->r, s)))
		return 0;
	struct str printed = report_slice(p->r, n->span);
	snprintf(message, sizeof(message), "前面 %zu 项之和为 %lld，与“" STR_FMT "”不符", total - first,
		(long long)sum.digits, STR_ARG(printed));
	return report_sentence(p, s, message);
}

static int read_sum(struct plain *p, size_t i)
{
	size_t first = i;

	if (i < 2 || !is_exact(number_at(p, i)) || !is_together(p, i - 1, i) || !is_total(p, i))
		return 0;
	while (first > 0 && i - first < PARTS_MAX && is_exact(number_at(p, first - 1)) &&
		num_same_unit(number_at(p, first - 1), number_at(p, i)) && is_together(p, first - 1, first))
		first--;
	/* another number before the list: the list may be a part of something */
	if (first > 0 && is_together(p, first - 1, first))
		return 0;
	return i - first >= 2 ? judge_sum(p, first, i) : 0;
}

/* Parts that leave each other out: done, and not. A contract may have several faults. */
static bool parts_states(struct str s)
{
	static const struct str done[] = { STR_INIT("已"), STR_INIT("完成"), { NULL, 0 } };
	static const struct str open[] = { STR_INIT("正在"), STR_INIT("未"), STR_INIT("无法"), STR_INIT("待"),
		STR_INIT("尚"), STR_INIT("推进"), { NULL, 0 } };

	return spot_any(s, done) && spot_any(s, open);
}

/* 共86项，其中已办结61项、正在办理18项、无法办理8项: more than the whole. */
static int read_parts(struct plain *p, size_t i)
{
	static const struct str people[] = { STR_INIT("处分"), STR_INIT("处理"), STR_INIT("谈话"), STR_INIT("党员"),
		STR_INIT("女"), STR_INIT("涉及"), STR_INIT("次"), STR_INIT("重点"), { NULL, 0 } };
	const struct fact_number *whole = number_at(p, i);
	struct decimal sum = { 0, 0 };
	size_t last = i;
	char message[256];

	if (i + 2 >= p->r->numbers.len || !is_exact(whole) || whole->kind != NUMBER_COUNT || num_rounded(whole) ||
		!is_together(p, i, i + 1) || !str_starts(between(p, i, i + 1), STR("，其中")))
		return 0;
	while (last + 1 < p->r->numbers.len && last - i < PARTS_MAX && is_together(p, last, last + 1)) {
		const struct fact_number *n = number_at(p, last + 1);
		if (last > i && !str_starts(between(p, last, last + 1), STR("、")))
			break;
		if (!is_exact(n) || !num_same_unit(n, whole) || num_rounded(n) || !decimal_add(sum, num_value(n), &sum))
			break;
		last++;
	}
	struct span s = spot_sentence(p->r, (struct span){ whole->span.start, number_at(p, last)->span.end });
	if (last - i < 3 || !parts_states(report_slice(p->r, s)) || decimal_cmp(sum, num_value(whole)) <= 0 ||
		sum.scale != 0 || spot_any(report_slice(p->r, s), people))
		return 0;
	struct str printed = report_slice(p->r, whole->span);
	snprintf(message, sizeof(message), "“其中” %zu 项之和为 %lld，多于总数“" STR_FMT "”", last - i,
		(long long)sum.digits, STR_ARG(printed));
	return report_sentence(p, s, message);
}

/* 27.43万元，已退回21.08万元，另有6.53万元…: what became of it, in two parts; with 其余 they are all of it, with 另有 where
 * they nearly are. */
static int read_rest(struct plain *p, size_t i)
{
	static const struct str gone[] = { STR_INIT("，已"), STR_INIT("，现已"), STR_INIT("，目前已"),
		STR_INIT("，其中已"), STR_INIT("，其中"), { NULL, 0 } };
	static const struct str rests[] = { STR_INIT("，其余"), STR_INIT("，剩余"), STR_INIT("，余下"),
		STR_INIT("，其余的"), STR_INIT("，剩余的"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("，另有"), STR_INIT("，另"), STR_INIT("，还有"), { NULL, 0 } };
	struct decimal sum, gap, fifty;
	char message[512];

	if (i + 2 >= p->r->numbers.len)
		return 0;
	const struct fact_number *whole = number_at(p, i), *part = number_at(p, i + 1), *rest = number_at(p, i + 2);
	if (!is_exact(whole) || !is_exact(part) || !is_exact(rest) || !num_same_unit(whole, part) ||
		!num_same_unit(whole, rest) || (whole->kind != NUMBER_MONEY && whole->kind != NUMBER_COUNT) ||
		decimal_cmp(num_value(part), num_value(whole)) >= 0)
		return 0;
	struct str first = between(p, i, i + 1), second = between(p, i + 1, i + 2);
	bool all = spot_ends(second, rests), nearly = spot_ends(second, others);
	if ((!all && !nearly) || first.len > NEAR || second.len > NEAR || !spot_starts(first, gone) ||
		str_has(first, STR("。")) || str_has(second, STR("。")) || str_has(first, STR("其中，")) ||
		!decimal_add(num_value(part), num_value(rest), &sum))
		return 0;
	bool more = decimal_cmp(sum, num_value(whole)) > 0;
	if (!num_sub(more ? sum : num_value(whole), more ? num_value(whole) : sum, &gap) || gap.digits <= 0 ||
		gap.digits > INT64_MAX / 64 || decimal_cmp(gap, num_ulp(whole)) <= 0)
		return 0;
	fifty = (struct decimal){ gap.digits * 50, gap.scale };
	if (!all && decimal_cmp(fifty, num_value(whole)) > 0)
		return 0;
	struct str a = report_slice(p->r, whole->span), b = report_slice(p->r, part->span),
		   c = report_slice(p->r, rest->span);
	snprintf(message, sizeof(message), "分项之和与总数不符：" STR_FMT " + " STR_FMT " %s " STR_FMT, STR_ARG(b),
		STR_ARG(c), more ? ">" : "<", STR_ARG(a));
	return report_sentence(p, spot_sentence(p->r, (struct span){ whole->span.start, rest->span.end }), message);
}

static int read_sums(struct plain *p, size_t i)
{
	int rc = read_sum(p, i);

	if (rc == 0)
		rc = read_rest(p, i);

	return rc < 0 ? rc : read_parts(p, i);
}

/* --- changes --- */

static bool turns_into(struct str s)
{
	static const struct str words[] = { STR_INIT("增加到"), STR_INIT("提高到"), STR_INIT("增至"), STR_INIT("升至"),
		STR_INIT("下降到"), STR_INIT("减少到"), STR_INIT("降至"), STR_INIT("减至"), STR_INIT("下降至"),
		STR_INIT("缩短到"), STR_INIT("压减到"), STR_INIT("减少至"), STR_INIT("增加至"), STR_INIT("压缩到"),
		{ NULL, 0 } };
	static const struct str others[] = { STR_INIT("，"), STR_INIT("其"), { NULL, 0 } };

	return spot_any(s, words) && !spot_any(s, others);
}

/* 节约25%, 增长200% right behind the second number. */
static bool tells_rate(struct str s)
{
	static const struct str words[] = { STR_INIT("，节约"), STR_INIT("，增长"), STR_INIT("，下降"),
		STR_INIT("，减少"), STR_INIT("，增加"), STR_INIT("，缩短"), STR_INIT("，压减"), STR_INIT("，节省"),
		STR_INIT("，增长了"), STR_INIT("，下降了"), STR_INIT("，降幅"), STR_INIT("，增幅"),
		STR_INIT("，降幅达"), STR_INIT("，增幅达"), { NULL, 0 } };

	for (const struct str *w = words; w->len; w++) {
		if (str_eq(s, *w))
			return true;
	}
	return false;
}

static int read_change(struct plain *p, size_t i)
{
	const struct fact_number *rate = number_at(p, i);
	char message[256];
	struct decimal gap, value;

	if (i < 2 || rate->kind != NUMBER_PERCENT || rate->approximate || !is_together(p, i - 2, i - 1) ||
		!turns_into(between(p, i - 2, i - 1)) || !tells_rate(between(p, i - 1, i)))
		return 0;
	const struct fact_number *a = number_at(p, i - 2), *b = number_at(p, i - 1);
	struct decimal from = num_value(a), to = num_value(b);
	bool less = decimal_cmp(to, from) < 0;
	if (!is_exact(a) || !is_exact(b) || !num_same_unit(a, b) ||
		!num_sub(less ? from : to, less ? to : from, &gap) || !num_ratio(gap, from, 100, 1, &value) ||
		num_ratio_fit(gap, from, rate->value, 100) != NUM_DIFFERS)
		return 0;
	struct str printed = report_slice(p->r, rate->span);
	struct str was = report_slice(p->r, a->span), is = report_slice(p->r, b->span);
	snprintf(message, sizeof(message),
		"变化幅度与前后数字不符：由 " STR_FMT " 到 " STR_FMT "，%s %lld.%lld%%，文中为 " STR_FMT, STR_ARG(was),
		STR_ARG(is), less ? "下降" : "增长", (long long)(value.digits / 10), (long long)(value.digits % 10),
		STR_ARG(printed));
	return report_sentence(p, spot_sentence(p->r, (struct span){ a->span.start, rate->span.end }), message);
}

/* 由2000个增加到5000个，是原来的3倍: a multiple of the first. */
static int read_multiple(struct plain *p, size_t i)
{
	static const struct str words[] = { STR_INIT("，是原来的"), STR_INIT("，为原来的"), STR_INIT("，达到原来的"),
		{ NULL, 0 } };
	const struct fact_number *times = number_at(p, i);
	char message[256];
	struct decimal value;

	if (i < 2 || times->approximate || !str_eq(times->unit, STR("倍")) || !is_together(p, i - 2, i - 1) ||
		!is_together(p, i - 1, i) || !turns_into(between(p, i - 2, i - 1)) ||
		!spot_starts(between(p, i - 1, i), words))
		return 0;
	const struct fact_number *a = number_at(p, i - 2), *b = number_at(p, i - 1);
	if (!is_exact(a) || !is_exact(b) || !num_same_unit(a, b) ||
		!num_ratio(num_value(b), num_value(a), 1, 2, &value) ||
		num_ratio_fit(num_value(b), num_value(a), times->value, 1) != NUM_DIFFERS)
		return 0;
	struct str printed = report_slice(p->r, times->span);
	snprintf(message, sizeof(message),
		"倍数与前后两数不符：" STR_FMT " ÷ " STR_FMT " = %lld.%02lld 倍，文中为“" STR_FMT "”",
		STR_ARG(report_slice(p->r, b->span)), STR_ARG(report_slice(p->r, a->span)),
		(long long)(value.digits / 100), (long long)(value.digits % 100), STR_ARG(printed));
	return report_sentence(p, spot_sentence(p->r, (struct span){ a->span.start, times->span.end }), message);
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
	const struct fact_number *rate = number_at(p, i);
	char message[256];
	struct decimal value;

	if (i < 2 || rate->kind != NUMBER_PERCENT || rate->approximate || !is_together(p, i - 2, i - 1) ||
		!is_step(between(p, i - 2, i - 1)) || !tells_rate(between(p, i - 1, i)))
		return 0;
	const struct fact_number *a = number_at(p, i - 2), *step = number_at(p, i - 1);
	struct str lead = spot_text(p->r, spot_clause(p->r, a->span).start, a->span.start);
	bool base = str_has(lead, STR("较")) || str_has(lead, STR("比"));
	if (!base || !is_exact(a) || !is_exact(step) || !num_same_unit(a, step) ||
		!num_ratio(num_value(step), num_value(a), 100, 1, &value) ||
		num_ratio_fit(num_value(step), num_value(a), rate->value, 100) != NUM_DIFFERS)
		return 0;
	struct str printed = report_slice(p->r, rate->span);
	struct str was = report_slice(p->r, a->span), by = report_slice(p->r, step->span);
	snprintf(message, sizeof(message),
		"变化幅度与变化数不符：" STR_FMT " ÷ " STR_FMT " = %lld.%lld%%，文中为 " STR_FMT, STR_ARG(by),
		STR_ARG(was), (long long)(value.digits / 10), (long long)(value.digits % 10), STR_ARG(printed));
	return report_sentence(p, spot_sentence(p->r, (struct span){ a->span.start, rate->span.end }), message);
}

static bool is_last_year(struct str s)
{
	static const struct str words[] = { STR_INIT("上年同期"), STR_INIT("去年同期"), STR_INIT("上年"),
		STR_INIT("去年"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("减"), STR_INIT("增"), STR_INIT("少"), STR_INIT("多"),
		STR_INIT("降"), STR_INIT("升"), STR_INIT("其中"), STR_INIT("。"), STR_INIT("；"), { NULL, 0 } };

	return s.len <= NEAR && spot_any(s, words) && !spot_any(s, others);
}

/* 收入12.6亿元，同比增长8.4%，上年同期为11.9亿元; 12.6亿元（上年同期11.9亿元），同比增长8.4%. */
static int read_base_named(struct plain *p, size_t i)
{
	const struct fact_number *rate = number_at(p, i);
	char message[256];
	struct decimal gap, value;

	if (i < 1 || rate->kind != NUMBER_PERCENT || rate->approximate || !str_has(between(p, i - 1, i), STR("同比")))
		return 0;
	bool behind = i + 1 < p->r->numbers.len && is_last_year(between(p, i, i + 1));
	bool before = i >= 2 && is_last_year(between(p, i - 2, i - 1)) &&
		      (str_starts(between(p, i - 1, i), STR("）")) || str_starts(between(p, i - 1, i), STR(")")));
	if (behind == before || between(p, i - 1, i).len > NEAR)
		return 0;
	const struct fact_number *a = number_at(p, behind ? i + 1 : i - 1), *b = number_at(p, behind ? i - 1 : i - 2);
	struct decimal from = num_value(a), to = num_value(b);
	bool less = decimal_cmp(to, from) < 0, grows = str_has(between(p, i - 1, i), STR("增"));
	if (!is_exact(a) || !is_exact(b) || !num_same_unit(a, b) ||
		!num_sub(less ? from : to, less ? to : from, &gap) || !num_ratio(gap, from, 100, 1, &value) ||
		(grows == !less && num_ratio_fit(gap, from, rate->value, 100) != NUM_DIFFERS))
		return 0;
	/* figures of one place after the point leave about a point of room */
	struct decimal apart;
	if (grows == !less && (!num_sub(value, rate->value, &apart) || apart.scale > 2 ||
				      (apart.scale <= 1 ? apart.digits * (apart.scale ? 1 : 10) : apart.digits / 10) *
						      (apart.digits < 0 ? -1 : 1) <
					      10))
		return 0;
	struct str printed = report_slice(p->r, rate->span), was = report_slice(p->r, a->span),
		   is = report_slice(p->r, b->span);
	snprintf(message, sizeof(message),
		"变化幅度与前后数字不符：由 " STR_FMT " 到 " STR_FMT "，%s %lld.%lld%%，文中为%s " STR_FMT,
		STR_ARG(was), STR_ARG(is), less ? "下降" : "增长", (long long)(value.digits / 10),
		(long long)(value.digits % 10), grows ? "增长" : "下降", STR_ARG(printed));
	uint32_t start = b->span.start < a->span.start ? b->span.start : a->span.start;
	uint32_t end = rate->span.end > a->span.end ? rate->span.end : a->span.end;
	return report_sentence(p, spot_sentence(p->r, (struct span){ start, end }), message);
}

/* 完成1.32亿元，是2020年6800万元的2.1倍: a multiple of the number before it. */
static int read_times_of(struct plain *p, size_t i)
{
	static const struct str leads[] = { STR_INIT("，是"), STR_INIT("，为"), STR_INIT("，相当于"),
		STR_INIT("，达到"), { NULL, 0 } };
	const struct fact_number *times = number_at(p, i);
	char message[256];
	struct decimal value, apart;

	if (i < 2 || times->approximate || !str_eq(times->unit, STR("倍")) ||
		!str_eq(between(p, i - 1, i), STR("的")) || !spot_starts(between(p, i - 2, i - 1), leads) ||
		!is_together(p, i - 2, i - 1))
		return 0;
	const struct fact_number *b = number_at(p, i - 2), *a = number_at(p, i - 1);
	if (!is_exact(a) || !is_exact(b) || !num_same_unit(a, b) ||
		!num_ratio(num_value(b), num_value(a), 1, 2, &value) ||
		num_ratio_fit(num_value(b), num_value(a), times->value, 1) != NUM_DIFFERS ||
		!num_sub(value, times->value, &apart) || apart.scale != 2 || (apart.digits < 10 && apart.digits > -10))
		return 0;
	struct str printed = report_slice(p->r, times->span), is = report_slice(p->r, b->span),
		   was = report_slice(p->r, a->span);
	snprintf(message, sizeof(message),
		"倍数与前后两数不符：" STR_FMT " ÷ " STR_FMT " = %lld.%02lld 倍，文中为“" STR_FMT "”", STR_ARG(is),
		STR_ARG(was), (long long)(value.digits / 100), (long long)(value.digits % 100), STR_ARG(printed));
	return report_sentence(p, spot_sentence(p->r, (struct span){ b->span.start, times->span.end }), message);
}

static int read_changes(struct plain *p, size_t i)
{
	int rc = read_change(p, i);

	if (rc == 0)
		rc = read_base_named(p, i);
	if (rc == 0)
		rc = read_times_of(p, i);

	if (rc == 0)
		rc = read_multiple(p, i);
	return rc < 0 ? rc : read_step(p, i);
}

/* --- the passes --- */

typedef int reader(struct plain *p, size_t i);

static int each_number(struct check *c, const char *const *codes, reader *read)
{
	struct plain p = { .c = c, .r = c->report };
	int rc = said_collect(c, codes, &p.said);

	for (size_t i = 0; i < p.r->numbers.len && rc == 0; i++)
		rc = read(&p, i);
	said_clear(&p.said);
	return rc < 0 ? rc : 0;
}

int num_plain_rates(struct check *c)
{
	static const char *const codes[] = { "BH104", NULL };

	return each_number(c, codes, read_rates);
}

int num_plain_sums(struct check *c)
{
	static const char *const codes[] = { "BH102", "BH103", NULL };

	return each_number(c, codes, read_sums);
}

int num_plain_changes(struct check *c)
{
	static const char *const codes[] = { "BH104", "BH105", NULL };

	return each_number(c, codes, read_changes);
}
