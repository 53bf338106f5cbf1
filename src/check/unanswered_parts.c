/* BH209: a finding lists faults (大棚闲置、冷库建而不用、项目资产权属不清), the measures speak of the things of all but one. Only a fault that
 * one can see (闲置, 破损, 未签合同) is asked for: what is a matter of minds is answered in other words. */
#include "unanswered.h"

#include "spot.h"

#define CHAR 3
#define TWO ((size_t)2 * CHAR)
#define PART_MIN ((size_t)4 * CHAR)
#define PART_MAX ((size_t)16 * CHAR)
#define SUBJECT ((size_t)4 * CHAR) /* the thing stands at the beginning */
#define NEAR_SUBJECT ((size_t)6 * CHAR)
#define PARTS_MAX 8

struct fault_part {
	struct str text;
	bool answered, bare; /* bare: nothing in the answers comes near it */
};

static bool is_han(struct str s, size_t at)
{
	return s.len >= at + CHAR && (unsigned char)s.ptr[at] >= 0xE4 && (unsigned char)s.ptr[at] <= 0xE9;
}

static bool is_plain(struct str s)
{
	for (size_t at = 0; at < s.len; at += CHAR) {
		if (!is_han(s, at))
			return false;
	}
	return s.len >= PART_MIN && s.len <= PART_MAX;
}

/* What one can see or look up. */
static bool is_visible(struct str s)
{
	static const struct str faults[] = { STR_INIT("闲置"), STR_INIT("破损"), STR_INIT("缺失"), STR_INIT("老化"),
		STR_INIT("不亮"), STR_INIT("未签"), STR_INIT("未办"), STR_INIT("未拆"), STR_INIT("拖欠"),
		STR_INIT("欠缴"), STR_INIT("脏乱"), STR_INIT("积水"), STR_INIT("渗漏"), STR_INIT("超标"),
		STR_INIT("被占"), STR_INIT("占用"), STR_INIT("堵塞"), STR_INIT("失修"), STR_INIT("损坏"),
		STR_INIT("停用"), STR_INIT("空置"), STR_INIT("过期"), STR_INIT("未验收"), STR_INIT("未安装"),
		STR_INIT("超载"), STR_INIT("未入账"), STR_INIT("未缴"), STR_INIT("未公示"), STR_INIT("未招标"),
		STR_INIT("未收"), STR_INIT("未退"), STR_INIT("滞留"), STR_INIT("外溢"), STR_INIT("抛洒"),
		STR_INIT("带泥"), STR_INIT("无证"), STR_INIT("账实不符"), { NULL, 0 } };

	return spot_any(s, faults);
}

/* 破损未修, 超期未处理: a fault that goes on about the thing before, with none of its own. */
static bool is_fault_alone(struct str s)
{
	static const struct str faults[] = { STR_INIT("破损"), STR_INIT("超期"), STR_INIT("到期"), STR_INIT("逾期"),
		STR_INIT("未"), STR_INIT("长期"), STR_INIT("违规"), STR_INIT("闲置"), STR_INIT("老化"), { NULL, 0 } };

	return spot_starts(s, faults);
}

/* Two characters in a row of the first `most` bytes stand in the answers. */
static bool is_named(struct str part, size_t most, const struct str *answers, size_t count)
{
	for (size_t at = 0; at + TWO <= part.len && at + TWO <= most; at += CHAR) {
		for (size_t i = 0; i < count; i++) {
			if (str_has(answers[i], str_sub(part, at, at + TWO)))
				return true;
		}
	}
	return false;
}

/* Not even the second character of the thing (棚 of 大棚, 灯 of 路灯), or of what is counted behind it. */
static bool is_bare(struct str part, const struct str *answers, size_t count)
{
	if (is_named(part, SUBJECT, answers, count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (str_has(answers[i], str_sub(part, CHAR, TWO)))
			return false;
	}
	return true;
}

static struct str without_lead(struct str s)
{
	static const struct str leads[] = { STR_INIT("关于"), STR_INIT("针对"), STR_INIT("存在"), STR_INIT("个别"),
		STR_INIT("部分"), STR_INIT("有的"), STR_INIT("一些"), { NULL, 0 } };
	static const struct str tails[] = { STR_INIT("的问题"), STR_INIT("问题"), STR_INIT("等"), STR_INIT("现象"),
		{ NULL, 0 } };

	for (const struct str *w = leads; w->len; w++) {
		if (str_starts(s, *w))
			s = str_sub(s, w->len, s.len);
	}
	for (const struct str *w = tails; w->len; w++) {
		if (str_ends(s, *w))
			s = str_sub(s, 0, s.len - w->len);
	}
	return s;
}

/* The finding's list of faults; 0: it is none. */
static size_t split(struct str s, struct fault_part *part)
{
	static const struct str marks[] = { STR_INIT("、"), STR_INIT("，"), STR_INIT("；"), { NULL, 0 } };
	size_t open = str_find(s, STR("“"), 0), close = open == STR_NPOS ? open : str_find(s, STR("”"), 0), n = 0;

	if (close != STR_NPOS && close > open) /* 关于“甲，乙，丙”的问题 */
		s = str_sub(s, open + CHAR, close);
	else
		s = str_sub(s, 0, str_find(s, STR("。"), 0));
	for (size_t from = 0; from < s.len && n < PARTS_MAX;) {
		struct str one = without_lead(unanswered_next(s, from, marks, &from));
		if (!is_plain(one))
			return 0;
		part[n++] = (struct fault_part){ .text = one };
	}
	return n;
}

#define ANSWERS_MAX 12

/* The answers' texts; 0: they say that all was looked after. */
static size_t answers_of(const struct closure_item *it, struct str *text)
{
	static const struct str all[] = { STR_INIT("逐一"), STR_INIT("逐个"), STR_INIT("逐项"), STR_INIT("举一反三"),
		STR_INIT("上述"), STR_INIT("各类"), STR_INIT("全面"), STR_INIT("所有"), STR_INIT("各项"),
		STR_INIT("等问题"), { NULL, 0 } };
	size_t n = 0;

	for (const struct node *l = it->item->first; l; l = l->next) {
		if (!spot_is_deed(l) || l->kind == NODE_RESULT)
			continue;
		if (n == ANSWERS_MAX || spot_any(l->text, all))
			return 0;
		text[n++] = l->text;
	}
	return n;
}

bool unanswered_is_touched(struct str part, const struct str *text, size_t count)
{
	size_t told = 0, all = 0;

	for (size_t at = 0; at + CHAR <= part.len;) {
		size_t len = is_han(part, at) ? CHAR : 1;
		bool some = false;
		for (size_t i = 0; len == CHAR && i < count && !some; i++)
			some = str_has(text[i], str_sub(part, at, at + CHAR));
		all += len == CHAR;
		told += some;
		at += len;
	}
	return told * 5 >= all * 3;
}

int unanswered_parts(struct check *c, const struct closure_item *it)
{
	struct fault_part part[PARTS_MAX];
	struct str text[ANSWERS_MAX];
	size_t count = split(it->item->text, part), answered = 0, bare = 0, which = 0;
	size_t answers = count >= 3 ? answers_of(it, text) : 0;

	if (answers < 2)
		return unanswered_series(c, it);
	for (size_t i = 0; i < count; i++) {
		part[i].bare = is_visible(part[i].text) && !is_fault_alone(part[i].text) &&
			       is_bare(part[i].text, text, answers);
		part[i].answered = !part[i].bare && is_named(part[i].text, NEAR_SUBJECT, text, answers);
		answered += part[i].answered;
		bare += part[i].bare;
		which = part[i].bare ? i : which;
	}
	if (bare != 1 || answered + 1 != count)
		return unanswered_series(c, it);
	if (unanswered_is_touched(part[which].text, text, answers))
		return 0;
	struct check_finding *f = check_add(c, it->item, closure_span(c->report, part[which].text),
		"反馈点到 %zu 件事，整改内容写了 %zu 件，没有提到“" STR_FMT "”", count, answered,
		STR_ARG(part[which].text));
	return f ? 0 : ERR_NOMEM;
}
