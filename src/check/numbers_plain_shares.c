/* Shares told in words (BH104, BH105): 三成, 八成五, 一半, 三分之二, 翻一番. What is told so is round; only what lies well beside it is
 * doubted. */
#include "numbers_plain.h"
#include "wordlist.h"

#define WORD_REACH 60 /* bytes behind a number in which its share is told */
#define FULL 1000     /* permille */

struct word_share {
	int64_t permille; /* of the whole; of a doubling: how many times as much */
	int64_t slack;
	struct str said, before, behind; /* in the text that was given */
	bool doubles;
};

/* 1 to 10 at the beginning of s, in a character. */
static int64_t digit_of(struct str s)
{
	static const struct str numerals[] = { STR_INIT("一"), STR_INIT("二"), STR_INIT("三"), STR_INIT("四"),
		STR_INIT("五"), STR_INIT("六"), STR_INIT("七"), STR_INIT("八"), STR_INIT("九"), STR_INIT("十"),
		{ NULL, 0 } };

	for (int64_t n = 0; numerals[n].len; n++) {
		if (str_starts(s, numerals[n]))
			return n + 1;
	}
	return str_starts(s, STR("两")) ? 2 : 0;
}

static bool found(struct word_share *w, struct str s, size_t from, size_t to, int64_t permille, int64_t slack)
{
	w->permille = permille;
	w->slack = slack;
	w->said = str_sub(s, from, to);
	w->before = str_sub(s, 0, from);
	w->behind = str_sub(s, to, s.len);
	return true;
}

/* 三成, 八成五 */
static bool find_tenths(struct str s, struct word_share *w)
{
	for (size_t at = 3; (at = str_find(s, STR("成"), at)) != STR_NPOS; at += 3) {
		int64_t tens = digit_of(str_sub(s, at - 3, at)), ones = digit_of(str_sub(s, at + 3, s.len));
		if (tens == 0 || tens == 10 || ones == 10)
			continue;
		return found(w, s, at - 3, at + (ones ? 6 : 3), tens * 100 + ones * 10, ones ? 12 : 55);
	}
	return false;
}

/* 三分之二 */
static bool find_fraction(struct str s, struct word_share *w)
{
	size_t at = str_find(s, STR("分之"), 0);

	if (at == STR_NPOS || at < 3)
		return false;
	int64_t below = digit_of(str_sub(s, at - 3, at)), above = digit_of(str_sub(s, at + 6, s.len));
	return below > 1 && above > 0 && above < below && found(w, s, at - 3, at + 9, above * FULL / below, 45);
}

/* 翻了一番, 翻两番 */
static bool find_doubling(struct str s, struct word_share *w)
{
	size_t at = str_find(s, STR("番"), 0), turn = str_find(s, STR("翻"), 0);

	if (at == STR_NPOS || turn == STR_NPOS || turn + 3 > at || at - turn > 9)
		return false;
	int64_t times = digit_of(str_sub(s, at - 3, at));
	w->doubles = true;
	return (times == 1 || times == 2) && found(w, s, turn, at + 3, times == 1 ? 2 * FULL : 4 * FULL, times * 150);
}

static bool find_half(struct str s, struct word_share *w)
{
	size_t at = str_find(s, STR("一半"), 0);

	return at != STR_NPOS && found(w, s, at, at + 6, FULL / 2, 45);
}

/* 近三成, 六成以上: a side, no value. */
static bool is_about(const struct word_share *w)
{
	static const struct str before[] = { STR_INIT("近"), STR_INIT("约"), STR_INIT("超"), STR_INIT("超过"),
		STR_INIT("逾"), STR_INIT("不到"), STR_INIT("不足"), STR_INIT("大约"), STR_INIT("将近"),
		STR_INIT("至少"), STR_INIT("突破"), STR_INIT("过"), STR_INIT("差不多"), STR_INIT("接近"),
		STR_INIT("了近"), { NULL, 0 } };
	static const struct str behind[] = { STR_INIT("多"), STR_INIT("余"), STR_INIT("以上"), STR_INIT("左右"),
		STR_INIT("强"), STR_INIT("有余"), STR_INIT("上下"), STR_INIT("以内"), STR_INIT("不到"),
		STR_INIT("以下"), STR_INIT("弱"), { NULL, 0 } };

	return spot_ends(w->before, before) || spot_starts(w->behind, behind);
}

/* The first share told in words in s. */
static bool find_share(struct str s, struct word_share *w)
{
	*w = (struct word_share){ .permille = 0 };
	return (find_doubling(s, w) || find_fraction(s, w) || find_tenths(s, w) || find_half(s, w)) && !is_about(w);
}

/* What stands behind a number, in its sentence. */
static struct str told_behind(struct plain *p, size_t i)
{
	struct str s = spot_behind(p->r, plain_number(p, i)->span);

	if (i + 1 < p->r->numbers.len && plain_number(p, i + 1)->span.start < plain_number(p, i)->span.end + s.len)
		s = plain_between(p, i, i + 1);
	return plain_commas(p, str_sub(s, 0, s.len < WORD_REACH ? s.len : WORD_REACH));
}

/* How many thousandths `part` is of `whole`, or -1. */
static int64_t permille_of(struct decimal part, struct decimal whole)
{
	struct decimal value;

	if (whole.digits <= 0 || part.digits < 0 || !num_ratio(part, whole, FULL, 0, &value) || value.scale != 0)
		return -1;
	return value.digits;
}

static bool is_off(const struct word_share *w, int64_t permille)
{
	int64_t gap = permille - w->permille;

	return permille >= 0 && (gap < 0 ? -gap : gap) > w->slack;
}

static int report(struct plain *p, const struct word_share *w, size_t a, size_t b, int64_t permille, const char *what)
{
	char message[512], share[32];
	const struct fact_number *one = plain_number(p, a), *two = plain_number(p, b);

	if (w->doubles)
		snprintf(share, sizeof(share), "%lld.%02lld 倍", (long long)(permille / FULL),
			(long long)(permille % FULL / 10));
	else
		snprintf(share, sizeof(share), "%lld.%lld%%", (long long)(permille / 10), (long long)(permille % 10));
	snprintf(message, sizeof(message), "%s：" STR_FMT "、" STR_FMT "，是 %s，文中为“" STR_FMT "”", what,
		STR_ARG(report_slice(p->r, one->span)), STR_ARG(report_slice(p->r, two->span)), share,
		STR_ARG(w->said));
	return plain_report(p, spot_sentence(p->r, (struct span){ one->span.start, two->span.end }), message);
}

/* --- BH105 --- */

WORDLIST(down, "降了", "减了", "少了", "下降", "减少", "压减", "缩短", "压缩", "精简", "降低", "节约", "压降", "缩减",
	"降幅", "减幅", "回落");
WORDLIST(up, "增加", "增长", "提高", "提升", "上升", "增幅", "涨了", "升了", "扩大");

static bool leads_to(struct str between)
{
	static const struct str ends[] = { STR_INIT("到"), STR_INIT("至"), STR_INIT("为"), STR_INIT("成"),
		{ NULL, 0 } };
	WORDLIST(moves, "降", "减", "缩", "精简", "增", "提高", "提升", "升", "扩", "压");

	return between.len <= WORD_REACH && spot_ends(between, ends) && HAS(between, moves) &&
	       !str_has(between, STR("，"));
}

/* 由48台压减到30台，压减一半; 翻了一番，从原来的8组增加到14组 */
int plain_read_word_changes(struct plain *p, size_t i)
{
	static const struct str froms[] = { STR_INIT("，从"), STR_INIT("，由"), STR_INIT("，从原来的"),
		STR_INIT("，由原来的"), STR_INIT("，从原先的"), STR_INIT("，由原先的"), { NULL, 0 } };
	struct word_share w;

	if (i < 1 || !plain_alike(p, i - 1, i) || !plain_together(p, i - 1, i) || !leads_to(plain_between(p, i - 1, i)))
		return 0;
	struct str behind = told_behind(p, i), lead = spot_before(p->r, plain_number(p, i - 1)->span);
	bool after = str_starts(behind, STR("，")) && find_share(behind, &w) &&
		     !str_has(str_sub(w.before, 3, w.before.len), STR("，"));
	if (!after) {
		lead = plain_commas(p, str_sub(lead, lead.len > WORD_REACH ? lead.len - WORD_REACH : 0, lead.len));
		size_t label = str_rfind(lead, STR("："));
		lead = label == STR_NPOS ? lead : str_sub(lead, label + 3, lead.len);
		size_t from = str_rfind(lead, STR("，"));
		if (from == STR_NPOS || !spot_ends(lead, froms) || !find_share(str_sub(lead, 0, from), &w) ||
			w.behind.len > 0)
			return 0;
	}
	struct decimal a = num_value(plain_number(p, i - 1)), b = num_value(plain_number(p, i)), gap;
	bool less = decimal_cmp(b, a) < 0;
	if (!w.doubles && (!(less ? HAS(w.before, down) : HAS(w.before, up)) || w.before.len > 36))
		return 0;
	if (w.doubles && less)
		return 0;
	if (!num_sub(less ? a : b, less ? b : a, &gap))
		return 0;
	int64_t permille = permille_of(w.doubles ? b : gap, a);
	return is_off(&w, permille) ? report(p, &w, i - 1, i, permille, "变化幅度与前后数字不符") : 0;
}

/* --- BH104 --- */

/* 占, 占比为, 合格率达到: the words before the share, behind the comma. */
static bool names_share(struct str s)
{
	static const struct str ends[] = { STR_INIT("达到"), STR_INIT("达"), STR_INIT("为"), STR_INIT("是"),
		{ NULL, 0 } };
	static const struct str plain_shares[] = { STR_INIT("占"), STR_INIT("占总数的"), STR_INIT("占比"),
		STR_INIT("占总量的"), STR_INIT("占总额的"), STR_INIT("占全部的"), STR_INIT("占应收的"),
		STR_INIT("占到"), { NULL, 0 } };
	static const struct str rates[] = { STR_INIT("合格率"), STR_INIT("完成率"), STR_INIT("到位率"),
		STR_INIT("整改率"), STR_INIT("办结率"), STR_INIT("覆盖率"), STR_INIT("签约率"), STR_INIT("收缴率"),
		STR_INIT("清欠率"), STR_INIT("回收率"), STR_INIT("出租率"), STR_INIT("入住率"), STR_INIT("参训率"),
		{ NULL, 0 } };

	for (const struct str *e = ends; e->len; e++) {
		if (str_ends(s, *e)) {
			s = str_sub(s, 0, s.len - e->len);
			break;
		}
	}
	for (const struct str *w = plain_shares; w->len; w++) {
		if (str_eq(s, *w))
			return true;
	}
	return s.len <= 18 && spot_ends(s, rates);
}

static int judge_share(struct plain *p, const struct word_share *w, size_t whole, size_t part)
{
	struct decimal a = num_value(plain_number(p, whole)), b = num_value(plain_number(p, part));

	if (w->doubles || !plain_alike(p, whole, part) || decimal_cmp(b, a) > 0)
		return 0;
	int64_t permille = permille_of(b, a);
	return is_off(w, permille) ? report(p, w, whole < part ? whole : part, whole < part ? part : whole, permille,
					     "占比与前后数字不符")
				   : 0;
}

/* 应清欠90万元，已清欠45万元，占三分之二; 追回18.6万元，占应追回金额24.8万元的七成 */
int plain_read_word_shares(struct plain *p, size_t i)
{
	WORDLIST(others, "其中", "累计", "同比", "另", "分别", "新增", "增加", "减少");
	struct word_share w;

	if (i < 1 || !plain_alike(p, i - 1, i) || !plain_together(p, i - 1, i))
		return 0;
	struct str behind = told_behind(p, i), between = plain_between(p, i - 1, i);
	if (str_starts(behind, STR("的")) && str_starts(between, STR("，占")))
		return find_share(behind, &w) && w.before.len == 3 ? judge_share(p, &w, i, i - 1) : 0;
	size_t comma = str_find(behind, STR("，"), 0); /* 34个小区成立业委会，占六成 */
	if (comma == STR_NPOS || comma > 30)
		return 0;
	behind = str_sub(behind, comma, behind.len);
	/* of three alike nobody knows which is the whole */
	if (!str_starts(behind, STR("，")) || (i >= 2 && plain_alike(p, i - 2, i) && plain_together(p, i - 2, i - 1)))
		return 0;
	if (!find_share(behind, &w) || !names_share(str_sub(w.before, 3, w.before.len)) || HAS(between, others))
		return 0;
	return judge_share(p, &w, i - 1, i);
}

bool plain_word_share(struct str s, int64_t *ret_permille, int64_t *ret_slack, struct str *ret_said)
{
	struct word_share w;

	if (!find_share(s, &w) || w.doubles || !names_share(w.before))
		return false;
	*ret_permille = w.permille;
	*ret_slack = w.slack;
	*ret_said = w.said;
	return true;
}
