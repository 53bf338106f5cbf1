/* BH209: parts that are told in a row, and answers in a row that are one fewer.
 * (a) Names of one kind, each in a clause of its own: 清河市场…，南门市场…，北桥市场…. The kind is what all clauses have in common, the name
 *     the two characters before it.
 * (b) Numbered parts, or the clauses of one sentence, each of which but one is taken up by an answer of its own, in the same order; or all
 *     but one by the thing they begin with.
 * In all of them the part left out must share nothing with any answer. */
#include "unanswered.h"

#include "spot.h"

#define CHAR 3
#define TWO ((size_t)2 * CHAR)
#define THREE ((size_t)3 * CHAR)
#define KIND_FAR ((size_t)8 * CHAR) /* within which the kind stands in its clause */
#define PART_MIN ((size_t)4 * CHAR)
#define PART_LONG ((size_t)120 * CHAR) /* more is no part, and would be compared too often */
#define SUBJECT_MIN ((size_t)8 * CHAR)
#define PARTS_MAX 8
#define DEEDS_MAX 24

struct series {
	struct str part[PARTS_MAX];
	size_t count;
	struct str deed[DEEDS_MAX]; /* what is said to be done */
	bool answers[DEEDS_MAX];    /* of the kind that is held against the parts one by one */
	size_t deeds;
};

static bool is_han(struct str s, size_t at, size_t len)
{
	for (size_t end = at + len; at < end; at += CHAR) {
		if (s.len < at + CHAR || (unsigned char)s.ptr[at] < 0xE4 || (unsigned char)s.ptr[at] > 0xE9)
			return false;
	}
	return true;
}

/* The length of what numbers a part: （1） 1. ① 一是. */
static size_t label_len(struct str s)
{
	static const struct str wide[] = { STR_INIT("一是"), STR_INIT("二是"), STR_INIT("三是"), STR_INIT("四是"),
		STR_INIT("五是"), STR_INIT("六是"), { NULL, 0 } };
	bool bracket = str_starts(s, STR("（"));
	size_t at = bracket ? CHAR : str_starts(s, STR("(")) ? 1 : 0, from = at;

	if (spot_starts(s, wide))
		return TWO;
	if (s.len >= CHAR && (unsigned char)s.ptr[0] == 0xE2 && (unsigned char)s.ptr[1] == 0x91 &&
		(unsigned char)s.ptr[2] < 0xB4)
		return CHAR; /* ① */
	at += at < s.len && s.ptr[at] >= '1' && s.ptr[at] <= '9';
	if (at == from)
		return 0;
	struct str rest = str_sub(s, at, s.len);
	if (str_starts(rest, STR("）")) || str_starts(rest, STR("．")) || str_starts(rest, STR("、")))
		return at + CHAR;
	bool dot = str_starts(rest, STR(".")) || str_starts(rest, STR(")"));
	return dot && !(rest.len > 1 && rest.ptr[1] >= '0' && rest.ptr[1] <= '9') ? at + 1 : 0;
}

/* The account behind the heading 关于…的问题。 or …：; what stands in its “”; or the heading itself. */
static struct str body_of(struct str s)
{
	size_t open = str_find(str_sub(s, 0, 4 * CHAR), STR("“"), 0);
	size_t close = open == STR_NPOS ? STR_NPOS : str_rfind(s, STR("”"));

	if (close != STR_NPOS && close > open)
		return str_sub(s, open + CHAR, close);
	size_t stop = str_find(s, STR("问题。"), 0), colon = str_find(s, STR("："), 0);
	if (stop != STR_NPOS && stop + 4 * CHAR < s.len)
		return str_sub(s, stop + 3 * CHAR, s.len);
	if (colon != STR_NPOS)
		return str_sub(s, colon + CHAR, s.len);
	if ((colon = str_find(s, STR(":"), 0)) != STR_NPOS)
		return str_sub(s, colon + 1, s.len);
	size_t end = str_rfind(s, STR("的问题"));
	return end == STR_NPOS ? s : str_sub(s, 0, end);
}

struct str unanswered_next(struct str s, size_t from, const struct str *marks, size_t *ret_next)
{
	size_t len, end = spot_mark(s, from, marks, &len);

	*ret_next = end + len;
	return str_trim(str_sub(s, from, end));
}

static void read_deeds(const struct closure_item *it, struct series *k)
{
	k->deeds = 0;
	for (const struct node *n = it->item->first; n; n = n->next) {
		if (!spot_is_deed(n))
			continue;
		if (k->deeds == DEEDS_MAX) {
			k->deeds = 0; /* so many that nothing can be said of one by one */
			return;
		}
		k->deed[k->deeds++] = n->text;
	}
}

/* Which of the deeds are of the kind. */
static void mark_answers(const struct closure_item *it, enum node_kind kind, struct series *k)
{
	size_t i = 0;

	for (const struct node *n = it->item->first; n && i < k->deeds; n = n->next) {
		if (spot_is_deed(n))
			k->answers[i++] = n->kind == kind;
	}
}

/* 三家, where there are three parts, and the finding does not say so of something else. */
static bool counts_them(const struct series *k, struct str body, struct str deed)
{
	static const struct str counts[] = { STR_INIT("三"), STR_INIT("四"), STR_INIT("五"), STR_INIT("六"),
		STR_INIT("七"), STR_INIT("八") };
	struct str word = counts[k->count - 3];

	for (size_t at = str_find(deed, word, 0); at != STR_NPOS; at = str_find(deed, word, at + CHAR)) {
		if (!str_starts(str_sub(deed, at + CHAR, deed.len), STR("是")) &&
			!str_has(body, str_sub(deed, at, at + 2 * CHAR)))
			return true;
	}
	return false;
}

/* 逐一, 共, 三家: not each need be named. */
static bool speaks_of_all(const struct series *k, struct str body)
{
	static const struct str all[] = { STR_INIT("逐"), STR_INIT("全"), STR_INIT("所有"), STR_INIT("均"),
		STR_INIT("都"), STR_INIT("上述"), STR_INIT("各"), STR_INIT("等"), STR_INIT("共"), STR_INIT("举一反三"),
		STR_INIT("其余"), STR_INIT("合计"), STR_INIT("统一"), STR_INIT("一并"), STR_INIT("相关"),
		STR_INIT("有关"), STR_INIT("所列"), STR_INIT("所涉"), STR_INIT("同类"), STR_INIT("该"),
		STR_INIT("分别"), { NULL, 0 } };

	for (size_t i = 0; i < k->deeds; i++) {
		struct str deed = k->deed[i];
		for (const struct str *w = all; w->len; w++) {
			if (str_has(deed, *w) && !str_has(body, *w))
				return true;
		}
		if (counts_them(k, body, deed))
			return true;
	}
	return false;
}

/* `len` bytes of characters in a row that stand in both. */
static bool shares(struct str a, struct str b, size_t len)
{
	for (size_t at = 0; at + len <= a.len; at++) {
		if (is_han(a, at, len) && str_has(b, str_sub(a, at, at + len)))
			return true;
	}
	return false;
}

static bool any_deed_shares(const struct series *k, struct str s, size_t len)
{
	for (size_t i = 0; i < k->deeds; i++) {
		if (shares(s, k->deed[i], len))
			return true;
	}
	return false;
}

/* A number of the part (6笔, 1.2万元) stands in an answer. */
static bool number_is_told(const struct series *k, struct str s)
{
	for (size_t at = 0; at < s.len; at++) {
		size_t end = at;
		while (end < s.len && ((s.ptr[end] >= '0' && s.ptr[end] <= '9') || s.ptr[end] == '.'))
			end++;
		for (size_t i = 0; i < k->deeds && end > at; i++) {
			if (str_has(k->deed[i], str_sub(s, at, end)))
				return true;
		}
		at = end > at ? end : at;
	}
	return false;
}

/* --- (a) names of one kind --- */

/* Where the kind stands in the part, with two characters before it; STR_NPOS: nowhere. */
static size_t kind_in(struct str part, struct str kind)
{
	size_t at = str_find(str_sub(part, 0, KIND_FAR + TWO), kind, 0);

	return at == STR_NPOS || at < TWO || at > KIND_FAR || !is_han(part, at - TWO, TWO) ? STR_NPOS : at;
}

static struct str name_in(struct str part, struct str kind)
{
	size_t at = kind_in(part, kind);

	return at == STR_NPOS ? STR_NONE : str_sub(part, at - TWO, at);
}

/* Each part has the kind and a name of its own before it. */
static bool is_kind(const struct series *k, struct str kind)
{
	for (size_t i = k->count; i-- > 0;) { /* the first has it */
		if (kind_in(k->part[i], kind) == STR_NPOS)
			return false;
	}
	for (size_t i = 0; i < k->count; i++) {
		struct str name = name_in(k->part[i], kind);
		for (size_t j = 0; j < i; j++) {
			if (shares(name, k->part[j], TWO))
				return false;
		}
	}
	return true;
}

static struct str kind_of(const struct series *k)
{
	for (size_t at = TWO; at <= KIND_FAR && at + TWO <= k->part[0].len; at += CHAR) {
		if (is_han(k->part[0], 0, at + TWO) && is_kind(k, str_sub(k->part[0], at, at + TWO)))
			return str_sub(k->part[0], at, at + TWO);
	}
	return STR_NONE;
}

/* The clauses of a sentence or a list of the finding; at least three. */
static bool read_clauses(struct str sentence, struct series *k)
{
	static const struct str marks[] = { STR_INIT("，"), STR_INIT("；"), STR_INIT("、"), STR_INIT(","),
		STR_INIT(";"), { NULL, 0 } };

	k->count = 0;
	for (size_t from = 0; from < sentence.len;) {
		struct str part = unanswered_next(sentence, from, marks, &from);
		if (str_starts(part, STR("《")))
			part = str_sub(part, CHAR, part.len);
		if (str_starts(part, STR("与")) || str_starts(part, STR("对")))
			part = str_sub(part, CHAR, part.len);
		if (k->count == PARTS_MAX || part.len > PART_LONG)
			return false;
		k->part[k->count++] = part;
	}
	return k->count >= 3;
}

/* The one of them that no answer names; STR_NONE: none or more than one. What is wrong with it must not be taken up either. */
static struct str silent_name(const struct series *k, struct str kind)
{
	size_t silent = 0, which = 0;

	for (size_t i = 0; i < k->count; i++) {
		bool told = any_deed_shares(k, name_in(k->part[i], kind), TWO);
		silent += !told;
		which = told ? which : i;
	}
	if (silent != 1 || number_is_told(k, k->part[which]))
		return STR_NONE;
	size_t at = kind_in(k->part[which], kind);
	struct str fault = str_sub(k->part[which], at + TWO, k->part[which].len);
	for (size_t i = 0; i + TWO <= fault.len; i++) {
		bool common = false;
		struct str two = str_sub(fault, i, i + TWO);
		if (!is_han(two, 0, TWO))
			continue;
		for (size_t j = 0; j < k->count && !common; j++)
			common = j != which && str_has(k->part[j], two);
		if (!common && any_deed_shares(k, two, TWO))
			return STR_NONE;
	}
	return str_sub(k->part[which], at - TWO, at + TWO);
}

static struct str read_names(struct str body, struct series *k)
{
	static const struct str marks[] = { STR_INIT("。"), { NULL, 0 } };

	for (size_t from = 0; from < body.len;) {
		struct str sentence = unanswered_next(body, from, marks, &from);
		struct str kind = read_clauses(sentence, k) ? kind_of(k) : STR_NONE;
		if (kind.len > 0)
			return speaks_of_all(k, body) ? STR_NONE : silent_name(k, kind);
	}
	return STR_NONE;
}

/* --- (b) parts in a row --- */

/* （1）…；（2）…；（3）…: all of them numbered; or the clauses of one sentence. */
static bool read_row(struct str body, bool numbered, struct series *k)
{
	static const struct str stops[] = { STR_INIT("；"), STR_INIT(";"), STR_INIT("。"), { NULL, 0 } };
	static const struct str marks[] = { STR_INIT("，"), STR_INIT("、"), STR_INIT("；"), STR_INIT(","),
		STR_INIT(";"), { NULL, 0 } };
	size_t labels = 0;

	k->count = 0;
	while (str_ends(body, STR("。")))
		body = str_sub(body, 0, body.len - CHAR);
	if (numbered ? label_len(str_trim(body)) == 0 : str_has(body, STR("。")))
		return false;
	for (size_t from = 0; from < body.len;) {
		struct str part = unanswered_next(body, from, numbered ? stops : marks, &from);
		size_t label = label_len(part);
		part = str_sub(part, label, part.len);
		if (part.len < PART_MIN || part.len > PART_LONG || k->count == PARTS_MAX ||
			str_has(part, STR("“")) != str_has(part, STR("”")))
			return false;
		labels += label > 0;
		k->part[k->count++] = part;
	}
	return k->count >= 3 && labels == (numbered ? k->count : 0);
}

/* 联系实际不够, 扬尘扰民: what is answered in other words, or comes of the others. */
static bool is_vague(struct str part)
{
	static const struct str words[] = { STR_INIT("意识"), STR_INIT("思想"), STR_INIT("认识"), STR_INIT("学习"),
		STR_INIT("研究"), STR_INIT("重视"), STR_INIT("担当"), STR_INIT("作用"), STR_INIT("作风"),
		STR_INIT("引发"), STR_INIT("导致"), STR_INIT("造成"), STR_INIT("影响"), STR_INIT("严重"),
		STR_INIT("群众反映"), STR_INIT("突出"), { NULL, 0 } };
	static const struct str ends[] = { STR_INIT("不够"), STR_INIT("不深"), STR_INIT("不强"), STR_INIT("少"),
		STR_INIT("不足"), STR_INIT("不实"), STR_INIT("不力"), STR_INIT("不严"), STR_INIT("不高"),
		STR_INIT("滞后"), STR_INIT("不到位"), STR_INIT("薄弱"), STR_INIT("缺位"), STR_INIT("不深入"),
		STR_INIT("不紧"), STR_INIT("不细"), STR_INIT("不健全"), STR_INIT("不完善"), STR_INIT("不规范"),
		STR_INIT("不及时"), STR_INIT("漏洞"), STR_INIT("松"), STR_INIT("乱"), STR_INIT("弱"), STR_INIT("差"),
		STR_INIT("低"), STR_INIT("短板"), STR_INIT("隐患"), STR_INIT("大"), STR_INIT("慢"), STR_INIT("浅"),
		STR_INIT("空"), STR_INIT("衡"), STR_INIT("虚"), STR_INIT("浓"), STR_INIT("现象"), STR_INIT("管理"),
		STR_INIT("”"), STR_INIT("并存"), STR_INIT("超标"), { NULL, 0 } };

	/* “死亡保”“漏保”并存: a name that people gave it */
	return part.len < 5 * CHAR || str_starts(part, STR("“")) || spot_any(part, words) || spot_ends(part, ends);
}

/* 山塘巡查记录造假, and not 超期未处理, 效益不达预期: a part that has a thing of its own to be answered, and does not go on about the one
 * before. By its length, for want of better. */
static bool has_subject(struct str part)
{
	static const struct str leads[] = { STR_INIT("存在"), STR_INIT("部分"), STR_INIT("个别"), STR_INIT("有的"),
		STR_INIT("一些"), { NULL, 0 } };

	for (const struct str *w = leads; w->len; w++) {
		if (str_starts(part, *w))
			part = str_sub(part, w->len, part.len);
	}
	return str_sub(part, 0, str_find(part, STR("问题"), 0)).len >= SUBJECT_MIN;
}

/* 举一反三, 三个方面: more is meant than the part that the answer takes up. */
static bool means_all(const struct series *k)
{
	static const struct str all[] = { STR_INIT("举一反三"), STR_INIT("上述"), STR_INIT("逐项"), STR_INIT("逐条"),
		STR_INIT("各项"), STR_INIT("所列"), STR_INIT("等问题"), STR_INIT("其余"), STR_INIT("同类"),
		STR_INIT("类似"), STR_INIT("方面"), STR_INIT("三类"), STR_INIT("三项"), STR_INIT("全面整改"),
		STR_INIT("所有问题"), STR_INIT("相关问题"), STR_INIT("有关问题"), STR_INIT("一并"), { NULL, 0 } };

	for (size_t i = 0; i < k->deeds; i++) {
		if (spot_any(k->deed[i], all))
			return true;
	}
	return false;
}

/* Each answer takes up one part that the others leave, in the same order; one part is left, and nothing of it is told. */
static struct str left_part(const struct series *k, size_t least)
{
	size_t next = 0, answers = 0, left = k->count, skipped = 0;

	for (size_t i = 0; i < k->deeds; i++)
		answers += k->answers[i];
	if (answers < 2 || answers + 1 != k->count)
		return STR_NONE;
	for (size_t i = 0; i < k->deeds; i++) {
		if (!k->answers[i])
			continue;
		while (next < k->count && !shares(k->part[next], k->deed[i], least)) {
			left = next++;
			skipped++;
		}
		if (next == k->count)
			return STR_NONE;
		next++;
	}
	if (next < k->count) {
		left = next;
		skipped += k->count - next;
	}
	/* the first clause of a sentence may sum up the others */
	if (skipped != 1 || (least == TWO && left == 0))
		return STR_NONE;
	struct str part = k->part[left];
	return any_deed_shares(k, part, TWO) || number_is_told(k, part) ? STR_NONE : part;
}

/* All others are taken up by the thing they begin with, and of one there is no word. */
static struct str bare_part(const struct series *k)
{
	size_t bare = 0, which = 0;

	for (size_t i = 0; i < k->count; i++) {
		bool named = any_deed_shares(k, str_sub(k->part[i], 0, 2 * THREE), TWO);
		if (named)
			continue;
		if (any_deed_shares(k, k->part[i], TWO) || number_is_told(k, k->part[i]))
			return STR_NONE;
		bare++;
		which = i;
	}
	return bare == 1 && which > 0 ? k->part[which] : STR_NONE;
}

/* 食堂管理混乱，甲、乙、丙: what stands before the list sums it up. */
static struct str list_of(struct str body)
{
	size_t comma = str_rfind(body, STR("，")), half = str_rfind(body, STR(","));
	size_t behind = comma == STR_NPOS ? half == STR_NPOS ? body.len : half + 1 : comma + CHAR;
	struct str list = str_sub(body, behind, body.len);
	size_t first = str_find(list, STR("、"), 0);

	return first != STR_NPOS && str_find(list, STR("、"), first + CHAR) != STR_NPOS ? list : body;
}

/* What answers in a row leave out, be they measures or progress. */
static struct str left_by_any(const struct closure_item *it, struct series *k, size_t least)
{
	static const enum node_kind kinds[] = { NODE_MEASURE, NODE_PROGRESS };
	struct str silent = STR_NONE;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds && silent.len == 0; i++) {
		mark_answers(it, kinds[i], k);
		silent = left_part(k, least);
	}
	return silent;
}

static struct str read_parts(const struct closure_item *it, struct str body, struct series *k)
{
	struct str silent = STR_NONE;

	if (read_row(body, true, k))
		silent = left_by_any(it, k, THREE);
	else if (read_row(list_of(body), false, k)) {
		silent = left_by_any(it, k, TWO);
		if (silent.len == 0)
			silent = bare_part(k);
		if (!has_subject(silent) || unanswered_is_touched(silent, k->deed, k->deeds))
			silent = STR_NONE;
	}
	return silent.len == 0 || is_vague(silent) || means_all(k) ? STR_NONE : silent;
}

int unanswered_series(struct check *c, const struct closure_item *it)
{
	struct series k = { .count = 0 };

	read_deeds(it, &k);
	if (k.deeds < 2)
		return 0;
	struct str body = body_of(it->item->text);
	struct str silent = read_names(body, &k);
	if (silent.len == 0)
		silent = read_parts(it, body, &k);
	if (silent.len == 0)
		return unanswered_list(c, it);
	struct check_finding *f = check_add(c, it->item, closure_span(c->report, silent),
		"反馈点到 %zu 件事，整改内容写了 %zu 件，没有提到“" STR_FMT "”", k.count, k.count - 1, STR_ARG(silent));
	return f ? 0 : ERR_NOMEM;
}
