/* BH210: the number that was aimed at and the one that was reached, of the same thing; all of them, and most of them; built, and begun.
 * What is said must be the same: the four characters before the number, the rate's name, or the words behind 全部. */
#include "weakened.h"

#include "numbers.h"
#include "spot.h"

#define CHAR 3
#define SAME ((size_t)4 * CHAR)

/* Without what stands between a thing and its number: 提高到, 已, 了. */
static struct str bare_lead(struct str s)
{
	static const struct str ends[] = { STR_INIT("提高到"), STR_INIT("提升到"), STR_INIT("提高至"),
		STR_INIT("提升至"), STR_INIT("压缩到"), STR_INIT("压缩至"), STR_INIT("缩短到"), STR_INIT("缩短至"),
		STR_INIT("控制在"), STR_INIT("降到"), STR_INIT("降至"), STR_INIT("达到"), STR_INIT("不低于"),
		STR_INIT("不少于"), STR_INIT("不超过"), STR_INIT("达"), STR_INIT("到"), STR_INIT("至"), STR_INIT("为"),
		STR_INIT("了"), STR_INIT("共"), { NULL, 0 } };

	s = str_trim(s);
	for (bool cut = true; cut;) {
		cut = false;
		for (const struct str *w = ends; w->len && !cut; w++) {
			cut = str_ends(s, *w);
			s = cut ? str_sub(s, 0, s.len - w->len) : s;
		}
	}
	return s;
}

static struct str last_chars(struct str s)
{
	return s.len < SAME || (unsigned char)s.ptr[s.len - SAME] < 0xE4 ? STR_NONE : str_sub(s, s.len - SAME, s.len);
}

/* 达标率: the rate's name, or what stands before the number. */
static struct str thing_of(const struct report *r, const struct fact_number *n)
{
	struct str lead = spot_lead(r, n->span);
	size_t rate = n->kind == NUMBER_PERCENT ? str_rfind(lead, STR("率")) : STR_NPOS;

	if (n->kind != NUMBER_PERCENT)
		return last_chars(bare_lead(lead));
	return rate == STR_NPOS || rate < 2 * CHAR ? STR_NONE : str_sub(lead, rate - 2 * CHAR, rate + CHAR);
}

/* 3天以内: less of it is better. */
static bool is_ceiling(const struct report *r, const struct fact_number *goal)
{
	static const struct str before[] = { STR_INIT("不超过"), STR_INIT("压缩"), STR_INIT("缩短"), STR_INIT("控制在"),
		STR_INIT("降到"), STR_INIT("降至"), STR_INIT("降低到"), STR_INIT("减少到"), STR_INIT("压减到"),
		{ NULL, 0 } };
	static const struct str behind[] = { STR_INIT("以内"), STR_INIT("之内"), STR_INIT("以下"), STR_INIT("内"),
		{ NULL, 0 } };

	return spot_any(spot_lead(r, goal->span), before) || spot_starts(spot_rest(r, goal->span), behind) ||
	       str_has(report_slice(r, goal->span), STR("以内")) || str_has(report_slice(r, goal->span), STR("以下"));
}

/* Whether a value meets the goal. */
static bool meets(const struct fact_number *n, const struct fact_number *goal, bool ceiling)
{
	int order = decimal_cmp(num_value(n), num_value(goal));

	return ceiling ? order <= 0 : order >= 0;
}

/* 检查39次, 通知书5份: how often something was done, and not how much of the work. */
static bool is_activity(const struct fact_number *n)
{
	static const struct str units[] = { STR_INIT("次"), STR_INIT("起"), STR_INIT("份"), STR_INIT("人次"),
		STR_INIT("场"), STR_INIT("期"), STR_INIT("场次"), STR_INIT("篇"), STR_INIT("条"), { NULL, 0 } };

	for (const struct str *u = units; u->len; u++) {
		if (str_eq(n->unit, *u))
			return true;
	}
	return false;
}

static bool is_alike(const struct fact_number *n, const struct fact_number *goal)
{
	return n->kind == goal->kind && (str_eq(n->unit, goal->unit) || n->kind == NUMBER_MONEY);
}

/* Some number that is told meets it, or those of one unit together do. */
static bool is_met_elsewhere(
	const struct report *r, const struct closure_item *it, const struct fact_number *goal, bool ceiling)
{
	struct decimal sum = { 0, 0 };

	for (const struct node *leaf = it->item->first; leaf; leaf = leaf->next) {
		if (leaf->kind != NODE_PROGRESS && leaf->kind != NODE_RESULT)
			continue;
		for (size_t i = spot_first_number(r, leaf->span.start); i < r->numbers.len; i++) {
			const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
			if (n->span.start >= leaf->span.end)
				break;
			if (!is_alike(n, goal))
				continue;
			if (meets(n, goal, ceiling) || !decimal_add(sum, num_value(n), &sum))
				return true;
		}
	}
	return !ceiling && goal->kind != NUMBER_PERCENT && decimal_cmp(sum, num_value(goal)) >= 0;
}

/* 每月4次, 三年内: no number that is to be reached once and now. */
static bool is_of_time(struct str clause)
{
	static const struct str words[] = { STR_INIT("每"), STR_INIT("年均"), STR_INIT("月均"), STR_INIT("分年"),
		STR_INIT("逐年"), STR_INIT("年内"), STR_INIT("到20"), STR_INIT("十四五"), STR_INIT("长期"),
		STR_INIT("以后"), { NULL, 0 } };

	return spot_any(clause, words);
}

/* 第一期, 其中, 由…: a part that is told as one, or where it came from. */
static bool is_one_of_more(const struct report *r, const struct fact_number *n)
{
	static const struct str words[] = { STR_INIT("其中"), STR_INIT("首批"), STR_INIT("首期"), STR_INIT("第一"),
		STR_INIT("第二"), STR_INIT("年度任务"), STR_INIT("年度目标"), STR_INIT("累计"), STR_INIT("其余"),
		STR_INIT("剩余"), STR_INIT("另"), STR_INIT("余下"), STR_INIT("分批"), STR_INIT("调整为"),
		STR_INIT("经批准"), STR_INIT("核减"), STR_INIT("月"), STR_INIT("季度"), STR_INIT("每"),
		STR_INIT("此外"), STR_INIT("不再"), STR_INIT("无需"), { NULL, 0 } };
	static const struct str turns[] = { STR_INIT("提"), STR_INIT("上升"), STR_INIT("升"), STR_INIT("增"),
		STR_INIT("到"), STR_INIT("至"), STR_INIT("降"), STR_INIT("下降"), STR_INIT("减"), STR_INIT("压"),
		STR_INIT("缩"), { NULL, 0 } };
	static const struct str froms[] = { STR_INIT("由"), STR_INIT("从"), { NULL, 0 } };

	return spot_any(report_slice(r, spot_sentence(r, n->span)), words) ||
	       spot_starts(spot_rest(r, n->span), turns) || spot_ends(spot_lead(r, n->span), froms);
}

bool weakened_number(const struct report *r, const struct closure_item *it, const struct fact_number *goal,
	const struct fact_number *n)
{
	struct str thing = is_alike(n, goal) && !n->approximate && !is_activity(n) ? thing_of(r, n) : STR_NONE;

	if (thing.len == 0 || !str_eq(thing, thing_of(r, goal)))
		return false;
	bool ceiling = is_ceiling(r, goal);
	return !meets(n, goal, ceiling) && !is_of_time(report_slice(r, spot_clause(r, goal->span))) &&
	       !is_one_of_more(r, n) && !is_met_elsewhere(r, it, goal, ceiling);
}

/* --- words --- */

static bool any_progress(const struct closure_item *it, const struct str *words)
{
	for (const struct node *n = it->item->first; n; n = n->next) {
		if ((n->kind == NODE_PROGRESS || n->kind == NODE_RESULT) && spot_any(n->text, words))
			return true;
	}
	return false;
}

/* Four characters in a row that stand in both. */
static bool same_object(struct str a, struct str b)
{
	for (size_t at = 0; at + SAME <= a.len; at++) {
		if ((unsigned char)a.ptr[at] >= 0xE4 && str_has(b, str_sub(a, at, at + SAME)))
			return true;
	}
	return false;
}

static struct str clause_around(const struct report *r, struct str text, size_t at)
{
	uint32_t from = closure_span(r, text).start + (uint32_t)at;
	return report_slice(r, spot_clause(r, (struct span){ from, from + CHAR }));
}

static const struct str some[] = { STR_INIT("绝大部分"), STR_INIT("大部分"), STR_INIT("大多数"), STR_INIT("多数"),
	STR_INIT("主要"), STR_INIT("部分"), { NULL, 0 } };

/* 全部裸露土方…, and 大部分裸露土方…: some of the same. */
static size_t tells_some(const struct report *r, const struct closure_item *it, struct str aim, struct str told)
{
	static const struct str alls[] = { STR_INIT("全部"), STR_INIT("所有"), STR_INIT("人手一"), { NULL, 0 } };
	static const struct str whole[] = { STR_INIT("全部"), STR_INIT("均"), STR_INIT("所有"), STR_INIT("100%"),
		STR_INIT("逐"), STR_INIT("其余"), STR_INIT("剩余"), STR_INIT("其他"), STR_INIT("另"), STR_INIT("全面"),
		{ NULL, 0 } };

	if (!spot_any(aim, alls) || any_progress(it, whole))
		return STR_NPOS;
	for (const struct str *w = some; w->len; w++) {
		size_t at = str_find(told, *w, 0);
		if (at == STR_NPOS)
			continue;
		struct str clause = clause_around(r, told, at), behind = str_sub(told, at + w->len, at + w->len + SAME);
		bool most = str_has(*w, STR("多数")) || str_has(*w, STR("大部分"));
		if (most ? same_object(clause, aim) : behind.len == SAME && str_has(aim, behind))
			return at;
	}
	return STR_NPOS;
}

static const struct str begun[] = { STR_INIT("启动建设"), STR_INIT("开工建设"), STR_INIT("启动施工"), STR_INIT("开工"),
	STR_INIT("动工"), STR_INIT("启动"), STR_INIT("方案编制"), STR_INIT("方案设计"), STR_INIT("完成设计"),
	STR_INIT("完成招标"), STR_INIT("完成立项"), STR_INIT("启动改造"), STR_INIT("启动修缮"), { NULL, 0 } };

static struct str without_stop(struct str s)
{
	s = str_trim(s);
	while (str_ends(s, STR("。")) || str_ends(s, STR("；")))
		s = str_sub(s, 0, s.len - CHAR);
	return s;
}

/* 建成…, and …启动建设: an earlier step of the same, and the account ends there. */
static size_t tells_begun(const struct report *r, const struct closure_item *it, struct str aim, struct str told)
{
	static const struct str ends[] = { STR_INIT("建成"), STR_INIT("完工"), STR_INIT("竣工"), STR_INIT("投用"),
		STR_INIT("投入使用"), STR_INIT("完成"), STR_INIT("交付"), { NULL, 0 } };
	static const struct str done[] = { STR_INIT("建成"), STR_INIT("完工"), STR_INIT("竣工"), STR_INIT("投用"),
		STR_INIT("投入使用"), STR_INIT("验收"), STR_INIT("交付"), STR_INIT("运行"), STR_INIT("投运"),
		STR_INIT("全部"), STR_INIT("启用"), { NULL, 0 } };
	struct str s = without_stop(told);

	if (!spot_ends(s, begun) || any_progress(it, done) || s.len < SAME)
		return STR_NPOS;
	size_t last = s.len - CHAR;
	struct str clause = clause_around(r, told, last);
	return spot_any(aim, ends) && !spot_any(aim, begun) && same_object(clause, aim) ? last : STR_NPOS;
}

bool weakened_tells_less(struct str told)
{
	/* what all words of `some` have in them */
	bool part = str_has(told, STR("部分")) || str_has(told, STR("多数")) || str_has(told, STR("主要"));

	return part || spot_ends(without_stop(told), begun);
}

bool weakened_words(const struct report *r, const struct closure_item *it, struct str aim, const struct node *leaf,
	struct span *ret_told)
{
	size_t at = tells_some(r, it, aim, leaf->text);

	if (at == STR_NPOS)
		at = tells_begun(r, it, aim, leaf->text);
	if (at == STR_NPOS)
		return false;
	uint32_t from = closure_span(r, leaf->text).start + (uint32_t)at;
	*ret_told = (struct span){ from, from + CHAR };
	return true;
}
