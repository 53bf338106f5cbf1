#include "claims_parts.h"
#include "wordlist.h"

/* Which claim a number is, and what the tree has for it. */

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

static int state_claim(struct walk *w, const struct place *p, enum noun noun, enum state state)
{
	static const char *const keys[] = { NULL, "not_done", "in_progress", "long_term", "done" };
	const struct counts *c = w->counts;
	int64_t counted = -1;

	if (claim_counts_behind(p) ||
		noun == NOUN_MEASURE) /* how many measures are done is printed nowhere in a tree */
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

	if (claim_is_part(p) || claim_found_elsewhere(p) || !(claim_about_inspection(p) || claim_splits_problems(p)))
		return 0;
	if (claim_splits(p->before))
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

	bool split = noun == NOUN_MEASURE && w->problems != NOUN_NONE && claim_splits(p->before);
	if (claim_is_part(p) || claim_found_elsewhere(p) || !(claim_about_inspection(p) || split))
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
	if (!claim_unit_is(p->n, units) || p->n->value.digits <= 5 || HAS(p->before, kinds) ||
		!claim_about_inspection(p))
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

static int people_claim(struct walk *w, const struct place *p)
{
	WORDLIST(acts, "处分", "诫勉", "谈话", "约谈", "问责", "批评教育", "组织处理", "立案", "移送司法", "通报批评",
		"处理");

	if (!claim_of_people(p->n) || !(HAS(p->before, acts) || HAS(p->after, acts)) ||
		str_has(p->before, STR("谈心")) || str_has(p->after, STR("谈心")))
		return 0;
	return add(w, p, "people_action", -1) ? 0 : ERR_NOMEM;
}

static int other_kinds(struct walk *w, const struct place *p)
{
	WORDLIST(rates, "完成率", "整改率", "销号率", "办结率", "整改到位率");
	WORDLIST(money, "追回", "挽回", "清退", "追缴", "收缴", "退缴", "清缴", "退赔", "上缴", "清收");
	const struct counts *c = w->counts;

	if (p->n->kind == NUMBER_PERCENT && HAS(p->before, rates) && !claim_not_ours(p)) {
		int64_t done = (w->items_are_problems ? c->items_by : c->problems_by)[STATE_DONE] * 100;
		int64_t all = w->items_are_problems ? c->items : c->problems;
		bool exact = c->known && all && done % all == 0;
		return add(w, p, "rate_percent", exact ? done / all : -1) ? 0 : ERR_NOMEM;
	}
	if (p->n->kind == NUMBER_MONEY && (HAS(p->before, money) || HAS(p->after, money)))
		return add(w, p, "money_recovered", -1) ? 0 : ERR_NOMEM;
	return 0;
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

/* 反馈问题3大类15项: the lower of two counts of what was said before them. */
static bool behind_aspects(const struct walk *w, const struct place *p)
{
	if (w->r->claims.len == w->first_claim || p->before.len || p->after.len)
		return false;
	const struct fact_claim *last = &VEC_AT(&w->r->claims, struct fact_claim, w->r->claims.len - 1);
	return !strcmp(last->key, "aspects_total") && last->number.end == p->n->span.start &&
	       str_has(p->sentence, STR("问题"));
}

int claim_read(struct walk *w, const struct place *p)
{
	enum noun noun;
	enum state state;

	if (p->n->kind == NUMBER_PERCENT || p->n->kind == NUMBER_MONEY)
		return other_kinds(w, p);
	if (!claim_whole(p->n))
		return 0;
	if (claim_is_aspect(p))
		return aspect_total(w, p);
	if (!claim_of_things(p->n))
		return people_claim(w, p);
	if (claim_not_ours(p))
		return 0;
	noun = claim_noun(p);
	state = claim_state(p);
	if (noun == NOUN_NONE && behind_aspects(w, p))
		return problem_total(w, p, NOUN_PROBLEM);
	if (noun == NOUN_NONE) { /* 已整改完成12个, 细化成59个: of what the sentence spoke of */
		if (!(p->after.len == 0 || claim_state_follows(p)))
			return 0;
		if (state != STATE_NONE && goes_back_to_problems(w, p))
			return state_claim(w, p, w->problems, state);
		if (w->subject == NOUN_NONE || !str_eq(w->subject_unit, p->n->unit))
			return 0;
		if (state != STATE_NONE)
			return state_claim(w, p, w->subject, state);
		return w->subject == NOUN_PROBLEM && claim_splits(p->before) ? problem_total(w, p, NOUN_PROBLEM) : 0;
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
	if (state != STATE_NONE && !claim_about_inspection(p) && !of_those)
		return 0;
	if (state != STATE_NONE && !claim_of_all(p))
		return state_claim(w, p, noun, state);
	int rc = noun == NOUN_PROBLEM || noun == NOUN_DETAIL ? problem_total(w, p, noun) : measure_total(w, p, noun);
	return state == STATE_NONE || rc < 0 ? rc : state_claim(w, p, noun, state);
}
