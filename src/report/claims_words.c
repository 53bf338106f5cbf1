#include "claims_parts.h"
#include "wordlist.h"

/* What the words of one clause say of the number in it. */

bool claim_not_ours(const struct place *p)
{
	WORDLIST(words, "案件", "信访", "线索", "投诉", "举报", "违建", "违法", "工程", "小区", "车辆", "报告", "企业",
		"会议", "议题", "次会", "隐患", "工单", "订单", "门店", "点位", "建议", "提案", "文件", "项目", "商户",
		"街道", "路段", "债务");

	/* 分解到15个处室: what the problems were given to */
	static const char *const offices[] = { "处室", "科室", "股室", "部门", "单位", "责任单位", "牵头", NULL };
	for (size_t i = 0; offices[i]; i++) {
		if (str_starts(p->after, str_from(offices[i])))
			return true;
	}
	return HAS(p->before, words) || HAS(p->after, words);
}

/* The noun that stands first, or last. */
static enum noun noun_in(struct str s, bool last)
{
	static const struct {
		const char *word;
		enum noun noun;
	} nouns[] = { { "具体问题", NOUN_DETAIL }, { "具体表现", NOUN_DETAIL }, { "整改内容", NOUN_DETAIL },
		{ "问题清单", NOUN_LIST }, { "整改清单", NOUN_LIST }, { "责任清单", NOUN_LIST },
		{ "任务清单", NOUN_LIST }, { "清单", NOUN_LIST }, { "问题", NOUN_PROBLEM }, { "措施", NOUN_MEASURE },
		{ "举措", NOUN_MEASURE }, { "任务", NOUN_TASK }, { "事项", NOUN_TASK }, { "制度", NOUN_RULE },
		{ "规章", NOUN_RULE }, { "建章立制", NOUN_RULE } };
	enum noun best = NOUN_NONE;
	size_t at = last ? 0 : STR_NPOS;

	for (size_t i = 0; i < sizeof(nouns) / sizeof(*nouns); i++) {
		struct str w = str_from(nouns[i].word);
		size_t pos = last ? str_rfind(s, w) : str_find(s, w, 0);
		if (pos == STR_NPOS)
			continue;
		size_t key = last ? pos + w.len : pos;
		if (best == NOUN_NONE || (last ? key > at : key < at)) {
			best = nouns[i].noun;
			at = key;
		}
	}
	/* 12个整改任务: the noun stands right behind its number */
	return !last && at != STR_NPOS && at > sizeof("需要立即整改的主要") ? NOUN_NONE : best;
}

enum noun claim_noun(const struct place *p)
{
	enum noun n = noun_in(p->after, false);

	return n != NOUN_NONE ? n : noun_in(p->before, true);
}

static enum state state_in(struct str s)
{
	WORDLIST(not_done, "未完成", "尚未", "未整改", "未销号", "未到位", "未解决");
	WORDLIST(in_progress, "正在", "推进中", "整改中", "阶段性", "初步成效", "明显成效", "基本完成", "取得成效",
		"取得进展", "有序推进", "基本整改", "持续推进", "序时");
	WORDLIST(long_term, "长期坚持", "长期整改", "持续整改", "长期推进", "长期");
	WORDLIST(done, "已整改", "整改完成", "完成整改", "已完成", "整改到位", "销号", "整改完毕", "已办结", "已解决",
		"全部完成", "完成了整改", "已经完成", "已全部整改", "到位");

	WORDLIST(settled, "长期坚持"); /* 取得阶段性成效并长期坚持 */

	return HAS(s, not_done)                              ? STATE_NOT_DONE
	       : HAS(s, settled) && !str_has(s, STR("正在")) ? STATE_LONG_TERM
	       : HAS(s, in_progress)                         ? STATE_IN_PROGRESS
	       : HAS(s, long_term)                           ? STATE_LONG_TERM
	       : HAS(s, done)                                ? STATE_DONE
							     : STATE_NONE;
}

enum state claim_state(const struct place *p)
{
	/* 16个问题的状态分为“已完成”“持续推进”: quoted states are names, nothing is counted */
	struct str after = str_sub(p->after, 0, str_find(p->after, STR("“"), 0));
	enum state s = p->same_next ? STATE_NONE : state_in(after);

	s = s != STATE_NONE ? s : state_in(p->before);
	return s == STATE_NONE && str_ends(p->before, STR("完成")) ? STATE_DONE : s; /* 整改任务35项，完成33项 */
}

bool claim_state_follows(const struct place *p)
{
	static const char *const first[] = { "已", "正在", "未", "尚未", "基本", "全部", "完成", "需", "长期", "持续",
		"按", NULL };

	for (size_t i = 0; first[i]; i++) {
		if (str_starts(p->after, str_from(first[i])))
			return true;
	}
	return false;
}

bool claim_whole(const struct fact_number *n)
{
	return n->kind == NUMBER_COUNT && n->value.scale == 0 && !n->approximate;
}

bool claim_unit_is(const struct fact_number *n, const char *const *units)
{
	for (; *units; units++) {
		if (str_eq(n->unit, str_from(*units)))
			return true;
	}
	return false;
}

/* Up to the sentence's end. */
static struct str rest_of_sentence(struct str rest)
{
	size_t n = 0;

	while (n < rest.len && !facts_stop(rest.ptr + n))
		n++;
	return str_sub(rest, 0, n);
}

bool claim_about_inspection(const struct place *p)
{
	WORDLIST(words, "反馈", "巡察", "巡视", "整改", "审计", "督察", "指出", "查摆", "检视", "报告反映");

	return HAS(p->sentence, words) || HAS(rest_of_sentence(p->rest), words);
}

bool claim_splits(struct str s)
{
	WORDLIST(splitting, "细化", "分解", "梳理", "归纳", "拆分", "细分", "整理");

	return HAS(s, splitting);
}

bool claim_splits_problems(const struct place *p)
{
	return str_starts(p->after, STR("问题")) && claim_splits(p->after);
}

bool claim_found_elsewhere(const struct place *p)
{
	WORDLIST(finding, "发现", "自查", "排查", "检查", "走访", "征集", "收集", "征求", "解决", "整治", "受理");
	WORDLIST(inspection, "巡察", "巡视", "反馈", "审计", "督察组");

	return p->n->value.digits < 2 || (HAS(p->before, finding) && !HAS(p->before, inspection));
}

bool claim_is_part(const struct place *p)
{
	WORDLIST(parts, "其中", "涉及", "属于", "方面", "剩余", "其余", "移交", "立行立改", "每", "仅有", "还有",
		"同类", "认领", "领办", "主导", "承办");

	return !str_eq(p->before, STR("方面")) && HAS(p->before, parts); /* 两个方面3个问题 */
}

bool claim_counts_behind(const struct place *p)
{
	struct str after = p->after;
	size_t measure = str_find(after, STR("个"), 0);

	if (!str_starts(after, STR("问题")) || measure == STR_NPOS || measure == 0)
		return false;
	return after.ptr[measure - 1] >= '0' && after.ptr[measure - 1] <= '9';
}

static bool is_of_aspects(const struct fact_number *n)
{
	static const char *const units[] = { "大类", "大方面", "方面", NULL };

	return claim_unit_is(n, units);
}

bool claim_is_aspect(const struct place *p)
{
	static const char *const behind[] = { "方面", "大方面", "大类", "部分", NULL };
	WORDLIST(raised, "反馈", "指出", "提出", "巡察", "巡视", "确定", "梳理");
	bool unit = is_of_aspects(p->n);

	if (str_eq(p->n->unit, STR("类"))) /* 3类8个 */
		unit = !p->after.len;
	for (size_t i = 0; !unit && behind[i]; i++)
		unit = str_eq(p->n->unit, STR("个")) && str_starts(p->after, str_from(behind[i]));
	if (!unit || p->n->value.digits > 20 || str_has(p->before, STR("从")))
		return false;
	bool problems = str_has(p->after, STR("问题")) || str_ends(p->before, STR("问题")) || /* 共反馈问题4个方面 */
			str_ends(p->before, STR("问题共"));
	return p->problem_next || (HAS(p->before, raised) && problems);
}

bool claim_of_people(const struct fact_number *n)
{
	static const char *const units[] = { "人", "人次", "名", NULL };

	return claim_unit_is(n, units);
}

bool claim_of_all(const struct place *p)
{
	WORDLIST(all, "已全部", "全部已", "均已", "全部完成", "全部整改", "都已");

	return HAS(p->after, all);
}

bool claim_of_things(const struct fact_number *n)
{
	static const char *const units[] = { "个", "条", "项", "件", "份", "类", "张", NULL };

	return claim_unit_is(n, units);
}

bool claim_possible(const struct fact_number *n)
{
	if (n->kind == NUMBER_PERCENT || n->kind == NUMBER_MONEY)
		return true;
	return claim_whole(n) && (claim_of_things(n) || is_of_aspects(n) || claim_of_people(n));
}
