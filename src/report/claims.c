#include "claims_count.h"
#include "facts.h"
#include "wordlist.h"

/* What stands where the report speaks of itself: its preamble, the introductions of its sections, its end. */

enum noun { NOUN_NONE, NOUN_PROBLEM, NOUN_DETAIL, NOUN_MEASURE, NOUN_TASK, NOUN_LIST, NOUN_RULE, NOUN_OTHER };
struct walk {
	struct report *r;
	struct counts all, aspect;
	const struct counts *counts; /* those of the place being read */
	struct node *entered;        /* the aspect that `aspect` counts */
	uint32_t first_problem;      /* its first problem's place */
	size_t next;                 /* first number not yet passed */
	/* the sentence */
	uint32_t sentence;
	enum noun subject; /* what its last total counted */
	struct str subject_unit;
	enum noun problems;      /* what the paragraph's last total of problems counted, NOUN_NONE: it has none */
	struct str problem_unit; /* 个 */
	int64_t problem_value;
	size_t first_claim;      /* of this sentence */
	bool items_are_problems; /* the report calls its items problems: 8个问题 where (1) to (8) are */
};

/* A number in its clause. */
struct place {
	const struct fact_number *n;
	struct str before, after;  /* of the clause, up to the neighbouring numbers */
	struct str sentence, rest; /* up to the number, and what stands behind it */
	bool problem_next;         /* 八大类43条问题: the next number counts problems */
	bool same_next; /* 22个问题已完成整改21个: what is said behind the number is said of the next one */
};

/* --- reading a clause --- */

static bool not_ours(const struct place *p)
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

/* The thing counted: what follows the number, else what stands before it. */
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

static enum noun noun_of(const struct place *p)
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

/* What is said of the things counted: behind them (12条问题已整改到位), else before (已整改完成12个). */
static enum state state_here(const struct place *p)
{
	/* 16个问题的状态分为“已完成”“持续推进”: quoted states are names, nothing is counted */
	struct str after = str_sub(p->after, 0, str_find(p->after, STR("“"), 0));
	enum state s = p->same_next ? STATE_NONE : state_in(after);

	s = s != STATE_NONE ? s : state_in(p->before);
	return s == STATE_NONE && str_ends(p->before, STR("完成")) ? STATE_DONE : s; /* 整改任务35项，完成33项 */
}

/* Nothing stands between the number and what is said of it: 2条已完成整改. */
static bool state_follows(const struct place *p)
{
	static const char *const first[] = { "已", "正在", "未", "尚未", "基本", "全部", "完成", "需", "长期", "持续",
		"按", NULL };

	for (size_t i = 0; first[i]; i++) {
		if (str_starts(p->after, str_from(first[i])))
			return true;
	}
	return false;
}

/* --- the claims --- */

static struct fact_claim *add(struct walk *w, const struct place *p, const char *key, int64_t counted)
{
	struct fact_claim *c = vec_push(&w->r->claims);
	struct str phrase;

	if (!c)
		return NULL;
	phrase = str_trim((struct str){ p->before.ptr, (size_t)(p->after.ptr + p->after.len - p->before.ptr) });
	c->key = key;
	c->value = p->n->value;
	c->unit = p->n->unit;
	c->number = p->n->span;
	c->span.start = (uint32_t)(phrase.ptr - w->r->text.ptr);
	c->span.end = c->span.start + (uint32_t)phrase.len;
	c->counted = counted;
	return c;
}

static bool whole(const struct fact_number *n)
{
	return n->kind == NUMBER_COUNT && n->value.scale == 0 && !n->approximate;
}

static bool unit_is(const struct fact_number *n, const char *const *units)
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

static bool about_inspection(const struct place *p)
{
	WORDLIST(words, "反馈", "巡察", "巡视", "整改", "审计", "督察", "指出", "查摆", "检视", "报告反映");

	return HAS(p->sentence, words) || HAS(rest_of_sentence(p->rest), words);
}

WORDLIST(splitting, "细化", "分解", "梳理", "归纳", "拆分", "细分", "整理");

/* 将6个问题细化为19条措施 */
static bool splits_problems(const struct place *p)
{
	return str_starts(p->after, STR("问题")) && HAS(p->after, splitting);
}

/* 自查发现问题35个 are not those of the inspection; 解决一个问题 counts nothing. */
static bool found_elsewhere(const struct place *p)
{
	WORDLIST(finding, "发现", "自查", "排查", "检查", "走访", "征集", "收集", "征求", "解决", "整治", "受理");
	WORDLIST(inspection, "巡察", "巡视", "反馈", "审计", "督察组");

	return p->n->value.digits < 2 || (HAS(p->before, finding) && !HAS(p->before, inspection));
}

/* 其中12个, 在...方面反馈问题5个: a part, not the whole. */
static bool is_part(const struct place *p)
{
	WORDLIST(parts, "其中", "涉及", "属于", "方面", "剩余", "其余", "移交", "立行立改", "每", "仅有", "还有",
		"同类", "认领", "领办", "主导", "承办");

	return !str_eq(p->before, STR("方面")) && HAS(p->before, parts); /* 两个方面3个问题 */
}

/* What the tree has in this state. Where two readings are open, the one that agrees with the report is taken: what is 完成并长期坚持
 * is among 已完成, among 持续推进, or beside both; 正在推进 beside 基本完成 is part of what is not yet done. */
static int64_t count_state(const struct walk *w, const struct place *p, enum noun noun, enum state state)
{
	const int64_t *by =
		noun == NOUN_PROBLEM && !w->items_are_problems ? w->counts->problems_by : w->counts->items_by;
	int64_t value = p->n->value.digits;

	if (state == STATE_DONE && value == by[state] - by[STATE_LONG_TERM])
		return value;
	if (state == STATE_IN_PROGRESS && value == by[state] + by[STATE_LONG_TERM])
		return value;
	return state == STATE_IN_PROGRESS && value < by[state] ? -1 : by[state];
}

/* 8个问题已完成整改7个: of the eight, seven are said to be done. */
static bool counts_behind(const struct place *p)
{
	struct str after = p->after;
	size_t measure = str_find(after, STR("个"), 0);

	if (!str_starts(after, STR("问题")) || measure == STR_NPOS || measure == 0)
		return false;
	return after.ptr[measure - 1] >= '0' && after.ptr[measure - 1] <= '9';
}

static int state_claim(struct walk *w, const struct place *p, enum noun noun, enum state state)
{
	static const char *const keys[] = { NULL, "not_done", "in_progress", "long_term", "done" };
	const struct counts *c = w->counts;
	int64_t counted = -1;

	if (counts_behind(p) || noun == NOUN_MEASURE) /* how many measures are done is printed nowhere in a tree */
		return 0;
	if (c->known && (noun == NOUN_PROBLEM || noun == NOUN_DETAIL || noun == NOUN_TASK))
		counted = count_state(w, p, noun, state);
	/* pending problems stand in a section of their own even where no results are printed */
	if (counted < 0 && state == STATE_IN_PROGRESS && noun == NOUN_PROBLEM && c->problems_by[state] > 0)
		counted = c->problems_by[state];
	return add(w, p, keys[state], counted) ? 0 : ERR_NOMEM;
}

/* 将反馈问题细化成59个: what was raised before is not what the report goes through. */
static void raise_earlier(struct walk *w)
{
	for (size_t i = w->first_claim; i < w->r->claims.len; i++) {
		struct fact_claim *c = &VEC_AT(&w->r->claims, struct fact_claim, i);
		bool items =
			c->value.scale == 0 && c->value.digits == w->counts->problems; /* 6个问题细化为12项具体表现 */
		if (strcmp(c->key, "problems_total") == 0 && !items) {
			c->key = "problems_raised";
			c->counted = -1;
		}
	}
}

static bool no_tree(const struct walk *w)
{
	return w->counts->problems == 0;
}

static int64_t count_others(const struct report *r)
{
	int64_t n = 0;

	for (const struct node *k = r->others; k; k = k->next)
		n++;
	return n;
}

/* 27个问题中已完成整改21个: the total was said before. */
static bool is_said(const struct walk *w, const struct place *p, const char *key)
{
	for (size_t i = 0; p->same_next && i < w->r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&w->r->claims, struct fact_claim, i);
		if (!strcmp(c->key, key) && c->value.scale == 0 && c->value.digits == p->n->value.digits)
			return true;
	}
	return false;
}

static int problem_total(struct walk *w, const struct place *p, enum noun noun)
{
	const struct counts *c = w->counts;
	int64_t value = p->n->value.digits;
	bool items = value != c->problems && (noun == NOUN_DETAIL || (value == c->items && c->items > c->problems));

	if (is_part(p) || found_elsewhere(p) || !(about_inspection(p) || splits_problems(p)))
		return 0;
	if (HAS(p->before, splitting))
		raise_earlier(w);
	w->subject = w->problems = noun;
	w->subject_unit = w->problem_unit = p->n->unit;
	w->problem_value = value;
	w->items_are_problems = items; /* the last total said tells */
	int64_t counted = no_tree(w) ? -1 : items ? c->items : c->problems;
	/* a section of its own may tell again of problems counted before (尚未到位的问题): both readings are right */
	if (!items && value != counted && value == counted - count_others(w->r))
		counted = value;
	const char *key = items ? "items_total" : "problems_total";
	return is_said(w, p, key) || add(w, p, key, counted) ? 0 : ERR_NOMEM;
}

/* 整改任务：（1）…（2）… below most problems: the tasks of this report are what stands there. */
static bool lists_tasks(const struct walk *w)
{
	struct str text = w->r->text, label = STR("整改任务");
	int64_t labels = 0;

	for (size_t at = 0; (at = str_find(text, label, at)) != STR_NPOS;) {
		at += label.len;
		struct str behind = str_sub(text, at, text.len);
		labels += str_starts(behind, STR("：")) || str_starts(behind, STR(":"));
	}
	return labels * 2 > w->counts->problems;
}

static int measure_total(struct walk *w, const struct place *p, enum noun noun)
{
	const struct counts *c = w->counts;

	bool split = noun == NOUN_MEASURE && w->problems != NOUN_NONE && HAS(p->before, splitting);
	if (is_part(p) || found_elsewhere(p) || !(about_inspection(p) || split))
		return 0;
	w->subject = noun;
	w->subject_unit = p->n->unit;
	if (noun == NOUN_MEASURE || lists_tasks(w))
		return add(w, p, "measures_total", c->measures ? c->measures : -1) ? 0 : ERR_NOMEM;
	return add(w, p, "items_total", no_tree(w) ? -1 : c->items) ? 0 : ERR_NOMEM;
}

static int list_claim(struct walk *w, const struct place *p)
{
	static const char *const units[] = { "份", "张", "个", NULL };
	WORDLIST(kinds, "三个清单", "三张清单", "四张清单", "五份清单");

	/* 3张清单 are kinds of lists */
	if (!unit_is(p->n, units) || p->n->value.digits <= 5 || HAS(p->before, kinds) || !about_inspection(p))
		return 0;
	return add(w, p, "lists", no_tree(w) ? -1 : w->counts->items) ? 0 : ERR_NOMEM;
}

static int rule_claim(struct walk *w, const struct place *p)
{
	WORDLIST(revise, "修订", "修改", "完善", "修编");
	WORDLIST(make, "新建", "建立", "制定", "制订", "出台", "新增", "新制定", "印发", "建章立制");
	bool revised = HAS(p->before, revise), made = HAS(p->before, make);

	if ((!revised && !made) || p->n->value.digits < 2)
		return 0;
	return add(w, p, revised && made ? "rules_total" : revised ? "rules_revised" : "rules_new", -1) ? 0 : ERR_NOMEM;
}

static bool is_of_aspects(const struct fact_number *n)
{
	static const char *const units[] = { "大类", "大方面", "方面", NULL };

	return unit_is(n, units);
}

/* 八大类43条问题, 反馈的3个方面12个问题. */
static bool is_aspect(const struct place *p)
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

/* 3大类9个方面26个问题 are two levels of headings: of the two the one that the tree has as its aspects is told, else the lower. */
static int aspect_total(struct walk *w, const struct place *p)
{
	struct fact_claim *last = w->r->claims.len > w->first_claim
					  ? &VEC_AT(&w->r->claims, struct fact_claim, w->r->claims.len - 1)
					  : NULL;
	int64_t counted = w->counts->aspects ? w->counts->aspects : -1;

	if (last && !strcmp(last->key, "aspects_total") && p->n->span.start - last->number.end <= 15) {
		if (last->value.scale == 0 && last->value.digits == counted)
			return 0;
		w->r->claims.len--;
	}
	return add(w, p, "aspects_total", counted) ? 0 : ERR_NOMEM;
}

static bool is_of_people(const struct fact_number *n)
{
	static const char *const units[] = { "人", "人次", "名", NULL };

	return unit_is(n, units);
}

static int people_claim(struct walk *w, const struct place *p)
{
	WORDLIST(acts, "处分", "诫勉", "谈话", "约谈", "问责", "批评教育", "组织处理", "立案", "移送司法", "通报批评",
		"处理");

	if (!is_of_people(p->n) || !(HAS(p->before, acts) || HAS(p->after, acts)) || str_has(p->before, STR("谈心")) ||
		str_has(p->after, STR("谈心")))
		return 0;
	return add(w, p, "people_action", -1) ? 0 : ERR_NOMEM;
}

static int other_kinds(struct walk *w, const struct place *p)
{
	WORDLIST(rates, "完成率", "整改率", "销号率", "办结率", "整改到位率");
	WORDLIST(money, "追回", "挽回", "清退", "追缴", "收缴", "退缴", "清缴", "退赔", "上缴", "清收");
	const struct counts *c = w->counts;

	if (p->n->kind == NUMBER_PERCENT && HAS(p->before, rates) && !not_ours(p)) {
		int64_t done = (w->items_are_problems ? c->items_by : c->problems_by)[STATE_DONE] * 100;
		int64_t all = w->items_are_problems ? c->items : c->problems;
		bool exact = c->known && all && done % all == 0;
		return add(w, p, "rate_percent", exact ? done / all : -1) ? 0 : ERR_NOMEM;
	}
	if (p->n->kind == NUMBER_MONEY && (HAS(p->before, money) || HAS(p->after, money)))
		return add(w, p, "money_recovered", -1) ? 0 : ERR_NOMEM;
	return 0;
}

/* 35项整改任务已全部完成: the number is the total as well. */
static bool all_of_them(const struct place *p)
{
	WORDLIST(all, "已全部", "全部已", "均已", "全部完成", "全部整改", "都已");

	return HAS(p->after, all);
}

/* 针对反馈的12个问题，制定整改措施36条，已完成整改9个; …12个问题。截至目前，已完成整改9个: of the problems, by the unit. */
static bool goes_back_to_problems(const struct walk *w, const struct place *p)
{
	WORDLIST(opens, "截至", "截止", "目前", "现已", "已", "其中");
	WORDLIST(mended, "整改", "完成", "坚持", "推进", "到位", "销号", "解决", "办结");
	struct str sentence = p->sentence;
	while (sentence.len &&
		((unsigned char)*sentence.ptr & 0xC0) == 0x80) /* it begins inside the mark of the one before */
		sentence = str_sub(sentence, 1, sentence.len);
	bool same = w->subject != NOUN_NONE && !str_eq(w->subject_unit, p->n->unit);
	bool next = w->subject == NOUN_NONE && STARTS(str_trim(sentence), opens);

	return w->problems != NOUN_NONE && str_eq(w->problem_unit, p->n->unit) && (same || next) &&
	       p->n->value.digits <= w->problem_value && (HAS(p->before, mended) || HAS(p->after, mended));
}

static bool is_of_things(const struct fact_number *n)
{
	static const char *const units[] = { "个", "条", "项", "件", "份", "类", "张", NULL };

	return unit_is(n, units);
}

/* Whether a number of this kind and unit may be a claim: most are none. */
static bool may_claim(const struct fact_number *n)
{
	if (n->kind == NUMBER_PERCENT || n->kind == NUMBER_MONEY)
		return true;
	return whole(n) && (is_of_things(n) || is_of_aspects(n) || is_of_people(n));
}

/* 反馈问题3大类15项: the lower of two counts of what was said before them. */
static bool behind_aspects(const struct walk *w, const struct place *p)
{
	if (w->r->claims.len == w->first_claim || p->before.len || p->after.len)
		return false;
	const struct fact_claim *last = &VEC_AT(&w->r->claims, struct fact_claim, w->r->claims.len - 1);
	return !strcmp(last->key, "aspects_total") && last->number.end == p->n->span.start &&
	       str_has(p->sentence, STR("问题"));
}

static int claim(struct walk *w, const struct place *p)
{
	enum noun noun;
	enum state state;

	if (p->n->kind == NUMBER_PERCENT || p->n->kind == NUMBER_MONEY)
		return other_kinds(w, p);
	if (!whole(p->n))
		return 0;
	if (is_aspect(p))
		return aspect_total(w, p);
	if (!is_of_things(p->n))
		return people_claim(w, p);
	if (not_ours(p))
		return 0;
	noun = noun_of(p);
	state = state_here(p);
	if (noun == NOUN_NONE && behind_aspects(w, p))
		return problem_total(w, p, NOUN_PROBLEM);
	if (noun == NOUN_NONE) { /* 已整改完成12个, 细化成59个: of what the sentence spoke of */
		if (!(p->after.len == 0 || state_follows(p)))
			return 0;
		if (state != STATE_NONE && goes_back_to_problems(w, p))
			return state_claim(w, p, w->problems, state);
		if (w->subject == NOUN_NONE || !str_eq(w->subject_unit, p->n->unit))
			return 0;
		if (state != STATE_NONE)
			return state_claim(w, p, w->subject, state);
		return w->subject == NOUN_PROBLEM && HAS(p->before, splitting) ? problem_total(w, p, NOUN_PROBLEM) : 0;
	}
	if (noun == NOUN_LIST && str_ends(p->before, STR("问题清单")) &&
		(str_eq(p->n->unit, STR("项")) || str_eq(p->n->unit, STR("条")))) /* 梳理出问题清单6项 */
		noun = NOUN_PROBLEM;
	if (noun == NOUN_LIST)
		return list_claim(w, p);
	if (noun == NOUN_RULE)
		return rule_claim(w, p);
	if (str_eq(p->n->unit, STR("类")) || str_eq(p->n->unit, STR("份")) || str_eq(p->n->unit, STR("张")))
		return 0;
	bool of_those = w->problems != NOUN_NONE && str_eq(w->problem_unit, p->n->unit);
	if (state != STATE_NONE && !about_inspection(p) && !of_those)
		return 0;
	if (state != STATE_NONE && !all_of_them(p))
		return state_claim(w, p, noun, state);
	int rc = noun == NOUN_PROBLEM || noun == NOUN_DETAIL ? problem_total(w, p, noun) : measure_total(w, p, noun);
	return state == STATE_NONE || rc < 0 ? rc : state_claim(w, p, noun, state);
}

/* --- walking the numbers of a piece of prose --- */

/* Those, and ，、：（） */
static bool clause_mark_at(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	switch (*u) {
	case '.': /* of a sentence, not of a number */
		return u[1] < '0' || u[1] > '9';
	case ',':
	case ':':
	case '(':
	case ')':
		return true;
	case 0xE3:
		return u[1] == 0x80 && (u[2] == 0x82 || u[2] == 0x81);
	case 0xEF:
		return (u[1] == 0xBC && (u[2] == 0x8C || u[2] == 0x9A || u[2] == 0x88 || u[2] == 0x89)) ||
		       facts_stop(p);
	default:
		return facts_stop(p);
	}
}

#define CLAUSE_BYTES 180

/* The beginning of the clause that reaches to `p`, not before `floor`. */
static const char *clause_begin(const char *floor, const char *p)
{
	const char *least = p - floor > CLAUSE_BYTES ? p - CLAUSE_BYTES : floor, *q = p;

	while (q > least) {
		const char *before = q - 1;
		while (before > least && ((unsigned char)*before & 0xC0) == 0x80)
			before--;
		if (clause_mark_at(before))
			break;
		q = before;
	}
	while (q < p && ((unsigned char)*q & 0xC0) == 0x80)
		q++;
	return q;
}

static const char *clause_end(const char *p, const char *limit)
{
	const char *most = limit - p > CLAUSE_BYTES ? p + CLAUSE_BYTES : limit;

	while (p < most && !clause_mark_at(p)) {
		p++;
		while (p < most && ((unsigned char)*p & 0xC0) == 0x80)
			p++;
	}
	return p;
}

/* A sentence's end in [from, to) puts what was spoken of out of mind. */
static void cross_sentences(struct walk *w, const char *from, const char *to)
{
	const char *text = w->r->text.ptr;

	for (const char *p = from; p < to; p++) {
		if (facts_stop(p)) {
			w->sentence = (uint32_t)(p - text) + 1;
			w->subject = NOUN_NONE;
			w->first_claim = w->r->claims.len;
		}
	}
}

static int read_span(struct walk *w, struct span s)
{
	const struct vec *v = &w->r->numbers;
	const char *text = w->r->text.ptr, *passed = text + s.start;

	while (w->next < v->len && VEC_AT(v, struct fact_number, w->next).span.start < s.start)
		w->next++;
	w->sentence = s.start;
	w->subject = w->problems = NOUN_NONE;
	w->first_claim = w->r->claims.len;
	for (; w->next < v->len; w->next++) {
		const struct fact_number *n = &VEC_AT(v, struct fact_number, w->next);
		const struct fact_number *following = w->next + 1 < v->len ? n + 1 : NULL;
		if (n->span.start >= s.end || n->span.end > s.end)
			break;
		const char *from = text + n->span.start, *to = text + n->span.end;
		cross_sentences(w, passed, from);
		if (!may_claim(n)) {
			passed = to;
			continue;
		}
		const char *begin = clause_begin(passed > text + w->sentence ? passed : text + w->sentence, from);
		const char *limit =
			following && following->span.start < s.end ? text + following->span.start : text + s.end;
		const char *end = clause_end(to, limit);
		struct place p = {
			.n = n,
			.before = { begin, (size_t)(from - begin) },
			.after = { to, (size_t)(end - to) },
			.sentence = { text + w->sentence, (size_t)(from - text) - w->sentence },
		};
		size_t room = (size_t)(text + s.end - to);
		p.rest = (struct str){ to, room > CLAUSE_BYTES ? CLAUSE_BYTES : room };
		if (p.sentence.len > 3 * CLAUSE_BYTES) {
			p.sentence.ptr += p.sentence.len - 3 * CLAUSE_BYTES;
			p.sentence.len = 3 * CLAUSE_BYTES;
		}
		p.same_next = following && limit == end && str_eq(following->unit, n->unit) && whole(following) &&
			      following->value.digits <= n->value.digits;
		/* 3个方面12个问题, 3个方面、12个问题 */
		bool listed = limit - end == 3 && !memcmp(end, "、", 3);
		if (following && following->span.end < s.end && (limit == end || listed) && limit - to <= 15) {
			const char *next = text + following->span.end;
			p.problem_next = str_has(
				(struct str){ next, (size_t)(clause_end(next, text + s.end) - next) }, STR("问题"));
		}
		int rc = claim(w, &p);
		if (rc < 0)
			return rc;
		passed = to;
	}
	return 0;
}

/* Turns to the aspect a leaf stands under: its own counts hold for its introduction. */
static void enter(struct walk *w, struct node *aspect)
{
	w->counts = aspect ? &w->aspect : &w->all;
	if (!aspect || aspect == w->entered)
		return;
	w->entered = aspect;
	w->aspect = (struct counts){ .aspects = 0 };
	count_below(&w->aspect, aspect);
	w->aspect.aspects = 0;
	w->first_problem = UINT32_MAX;
	for (struct node *c = aspect->first; c && w->first_problem == UINT32_MAX; c = c->next) {
		if (c->kind == NODE_PROBLEM)
			w->first_problem = c->span.start;
	}
}

/* Whether the leaf is the report speaking of itself: an aspect's introduction ends with its first problem. */
static bool speaks(struct walk *w, struct node *n)
{
	struct node *aspect;

	if (n->kind != NODE_PROSE || node_up(n, NODE_PROBLEM))
		return false;
	aspect = node_up(n, NODE_ASPECT);
	enter(w, aspect);
	if (n->prose == PROSE_PREAMBLE || n->prose == PROSE_CLOSING)
		return true;
	return aspect && (n->prose == PROSE_TEXT || n->prose == PROSE_HEADING) && n->span.start < w->first_problem &&
	       w->first_problem != UINT32_MAX;
}

int report_claims(struct report *r, struct err *e)
{
	struct walk w = { .r = r };

	if (!r->root)
		return 0;
	count_tree(&w.all, r);
	for (struct node *n = r->root; n; n = node_walk(r->root, n)) {
		if (n->first || !speaks(&w, n))
			continue;
		if (read_span(&w, n->span) < 0)
			return err_nomem(e);
	}
	return 0;
}
