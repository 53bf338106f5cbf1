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
static int64_t count_in(const int64_t *by, int64_t value, enum state state)
{
	int64_t open = by[STATE_IN_PROGRESS];

	/* some of what is done for good may be told as done, and the rest as lasting */
	if (state == STATE_DONE && value >= by[state] - by[STATE_LONG_TERM] && value <= by[state])
		return value;
	if (state == STATE_LONG_TERM && value > 0 && value < by[state])
		return -1;
	if (state == STATE_IN_PROGRESS && (value == open + by[STATE_LONG_TERM] || value == open - by[STATE_PARTIAL]))
		return value;
	if (state == STATE_PARTIAL && value == by[state])
		return value;
	/* trees have one state for what is not done and what goes on; what is done in part its author alone tells apart */
	bool among_open = state == STATE_IN_PROGRESS || state == STATE_PARTIAL ||
			  (state == STATE_NOT_DONE && by[state] == 0 && value <= open);

	return !among_open ? by[state] : value < open ? -1 : open;
}

/* Problems in a section of their own (点人点事, 立行立改) may be counted with the others or not. */
static int64_t count_state(const struct walk *w, const struct place *p, enum noun noun, enum state state)
{
	bool problems = noun == NOUN_PROBLEM && !w->items_are_problems;
	int64_t value = p->n->value.digits;

	if (w->counts == &w->all && count_in(problems ? w->main.problems_by : w->main.items_by, value, state) == value)
		return value;
	int64_t counted = count_in(problems ? w->counts->problems_by : w->counts->items_by, value, state);
	/* those that say nothing may be what is missing */
	bool silent =
		value > counted && value - counted <= (problems ? w->counts->problems_silent : w->counts->items_silent);
	return silent ? -1 : counted;
}

static bool of_whole(const struct walk *w)
{
	return w->counts == &w->all;
}

/* 力争未完成整改的3个问题早日销号: their number was told before, as that of some state, or of several together. Another number contradicts. */
static bool is_reference(const struct walk *w, const struct place *p, enum state state)
{
	static const char *const open[] = { "not_done", "in_progress", "partial", "long_term", NULL };
	int64_t sum = 0, value = p->n->value.digits;
	bool said = false;

	if (!of_whole(w) || state == STATE_DONE || !claim_refers(p))
		return false;
	for (size_t i = 0; i < w->r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&w->r->claims, struct fact_claim, i);
		for (size_t k = 0; open[k]; k++) {
			if (strcmp(c->key, open[k]) != 0)
				continue;
			said |= c->value.digits == value;
			sum += c->value.digits;
		}
	}
	return said || sum == value;
}

/* 已完成整改9个 in the closing as well. */
static bool says_again(const struct walk *w, const struct place *p, const char *key)
{
	for (size_t i = 0; of_whole(w) && i < w->first_claim; i++) {
		const struct fact_claim *c = &VEC_AT(&w->r->claims, struct fact_claim, i);
		if (!strcmp(c->key, key) && decimal_cmp(c->value, p->n->value) == 0 && str_eq(c->unit, p->n->unit))
			return true;
	}
	return false;
}

static int state_claim(struct walk *w, const struct place *p, enum noun noun, enum state state)
{
	static const char *const keys[] = { NULL, "not_done", "in_progress", "partial", "long_term", "done" };
	const struct counts *c = w->counts;
	int64_t counted = -1;

	WORDLIST(below, "以下", "下列", "下面"); /* 以下10个问题已整改完成: those that follow, whose number was told */
	if (STARTS(p->before, below) || claim_told_then(p))
		return 0;
	bool by_then = state == STATE_DONE && str_has(p->after, STR("底前")); /* 44个问题于12月底前整改到位 */
	if (by_then || claim_counts_behind(p) || claim_of_kind(p) || is_reference(w, p, state) ||
		noun == NOUN_MEASURE) /* how many measures are done is printed nowhere in a tree */
		return 0;
	bool measures = noun == NOUN_TASK && w->tasks_are_measures;
	/* 4个问题达到时序进度，其中完成3个: of all of them, the done ones as well */
	bool on_time = state == STATE_IN_PROGRESS && p->n->value.digits == c->problems &&
		       (str_has(p->after, STR("时序")) || str_has(p->after, STR("序时")));
	bool then = claim_of_earlier_day(p);
	measures |= noun == NOUN_TASK && p->n->value.digits > c->problems && p->n->value.digits > c->items;
	if (c->known && !measures && !on_time && !then && !claim_of_two_states(p) &&
		(noun == NOUN_PROBLEM || noun == NOUN_DETAIL || noun == NOUN_TASK))
		counted = count_state(w, p, noun, state);
	/* pending problems stand in a section of their own even where no results are printed */
	if (counted < 0 && !on_time && !then && state == STATE_IN_PROGRESS && noun == NOUN_PROBLEM &&
		c->problems_by[state] > 0)
		counted = c->problems_by[state];
	return says_again(w, p, keys[state]) || add(w, p, keys[state], counted) ? 0 : ERR_NOMEM;
}

/* 将反馈问题细化成59个: what was raised before is not what the report goes through. */
static void raise_earlier(struct walk *w, bool tasks)
{
	for (size_t i = w->first_claim; i < w->r->claims.len; i++) {
		struct fact_claim *c = &VEC_AT(&w->r->claims, struct fact_claim, i);
		bool items =
			c->value.scale == 0 && c->value.digits == w->counts->problems; /* 6个问题细化为12项具体表现 */
		bool problems = !strcmp(c->key, "problems_total");
		bool other = tasks && (!strcmp(c->key, "items_total") || !strcmp(c->key, "measures_total"));
		if ((problems || other) && !items) {
			c->key = "problems_raised";
			c->counted = -1;
		}
	}
}

static bool no_tree(const struct walk *w)
{
	return w->counts->problems == 0;
}

/* Whether `value` is what is left of `counted` without the problems of some sections of their own: 5个问题, and 立行立改事项1件 besides. */
static bool is_without_others(const struct report *r, int64_t counted, int64_t value)
{
	enum { KINDS = PROBLEM_IMMEDIATE + 1 };
	int64_t of[KINDS] = { 0 };

	for (const struct node *k = r->others; k; k = k->next)
		of[k->problem]++;
	for (unsigned without = 1; without < 1u << KINDS; without++) {
		int64_t left = counted;
		for (unsigned k = 0; k < KINDS; k++)
			left -= without >> k & 1 ? of[k] : 0;
		if (left == value)
			return true;
	}
	return false;
}

/* In this sentence; keys by their beginning. */
static bool has_claim(const struct walk *w, const char *key)
{
	for (size_t i = w->first_claim; i < w->r->claims.len; i++) {
		if (!strncmp(VEC_AT(&w->r->claims, struct fact_claim, i).key, key, strlen(key)))
			return true;
	}
	return false;
}

/* Anywhere before. */
static bool has_any_claim(const struct walk *w, const char *key)
{
	for (size_t i = 0; i < w->r->claims.len; i++) {
		if (!strcmp(VEC_AT(&w->r->claims, struct fact_claim, i).key, key))
			return true;
	}
	return false;
}

/* 27个问题中，已完成整改21个: the total was said before. */
static bool is_said(const struct walk *w, const struct place *p, const char *key)
{
	for (size_t i = 0; (of_whole(w) || p->same_next) && i < w->r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&w->r->claims, struct fact_claim, i);
		if (!strcmp(c->key, key) && c->value.scale == 0 && c->value.digits == p->n->value.digits)
			return true;
	}
	return false;
}

/* 10个问题目前已完成9个: as many as the report tells of, or as it said before, and how far they got. */
static bool is_counted(const struct walk *w, const struct place *p)
{
	WORDLIST(mended, "完成", "推进", "销号", "办结", "坚持");
	int64_t value = p->n->value.digits;
	bool same = value == w->counts->problems || value == w->counts->items ||
		    (w->earlier.noun != NOUN_NONE && value == w->earlier.value) ||
		    (w->problems.noun != NOUN_NONE && value == w->problems.value);

	return same && (str_starts(p->after, STR("问题")) || str_starts(p->after, STR("具体问题"))) &&
	       HAS(str_sub(p->rest, 0, 90), mended);
}

/* 处理12人，其中党纪处分3人、诫勉9人: of the twelve. */
static bool is_part_of(const struct walk *w, const struct place *p, const char *key)
{
	for (size_t i = w->first_claim; i < w->r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&w->r->claims, struct fact_claim, i);
		if (!strcmp(c->key, key) && claim_follows_of(p, report_slice(w->r, c->number)))
			return true;
	}
	return false;
}

static int problem_total(struct walk *w, const struct place *p, enum noun noun)
{
	const struct counts *c = w->counts;
	int64_t value = p->n->value.digits;
	bool divided = c->items > c->problems;
	bool details =
		noun == NOUN_DETAIL && (divided || (w->problems.noun == NOUN_PROBLEM && value > w->problems.value));
	bool items = value != c->problems && (details || (value == c->items && divided));

	bool told = claim_about_inspection(p) || claim_splits_problems(p) || has_claim(w, "aspects_total") ||
		    is_counted(w, p);
	/* 问题45个，其中共性问题12个、个性问题33个 */
	struct str apart = str_sub(p->sentence, 0, p->sentence.len - p->before.len);
	bool part = str_ends(apart, STR("、")) && is_part_of(w, p, "problems_total");
	WORDLIST(these, "以上", "上述", "这"); /* 以上4个问题将逐月跟踪: those told last */
	part |= value != c->problems && value != c->items && str_ends(p->before, STR("等")); /* 党建等4个问题 */
	part |= STARTS(p->before, these) &&
		str_ends(p->before, STR("上")) + str_ends(p->before, STR("述")) + str_ends(p->before, STR("这")) &&
		value != c->problems && value != c->items;
	if (part || claim_is_part(p) || claim_found_elsewhere(p) || !told)
		return 0;
	if (claim_splits(p->before))
		raise_earlier(w, false);
	w->subject = noun;
	w->subject_unit = p->n->unit;
	w->problems = (struct total){ noun, p->n->unit, value };
	w->items_are_problems = items; /* the last total said tells */
	int64_t counted = no_tree(w) ? -1 : items ? c->items : c->problems;
	/* a section of its own may tell again of problems counted before (尚未到位的问题): both readings are right */
	if (!items && is_without_others(w->r, counted, value))
		counted = value;
	if (items && of_whole(w) && value == w->main.items) /* without those of sections of their own */
		counted = value;
	const char *key = items ? "items_total" : "problems_total";
	/* 镇党委存在14个问题，3个村存在44个问题: those of others, or of both */
	if (!items && noun == NOUN_PROBLEM && counted != value && !claim_splits(p->before) &&
		has_claim(w, "problems_total"))
		counted = -1;
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

/* 整改任务11项 of 11 problems are those; 29项任务 of 12 are what was to be done about them. */
static const char *task_key(const struct walk *w, const struct place *p)
{
	const struct counts *c = w->counts;
	int64_t value = p->n->value.digits;
	/* 督察组反馈的38项整改任务: tasks that were given are its problems, of which a report may list some */
	bool given = str_ends(p->before, STR("反馈的")) || str_eq(w->r->round_kind, STR("环保督察"));
	if (given && value != c->measures && value != c->items)
		return "problems_total";

	if (lists_tasks(w))
		return "measures_total";
	if (no_tree(w)) /* 17项问题，细化形成160条整改任务 */
		return w->problems.noun != NOUN_NONE && value > w->problems.value ? "measures_total" : "problems_total";
	if (value == c->problems)
		return "problems_total";
	if (value == c->items)
		return "items_total";
	if (value == c->measures || 2 * value > 3 * c->items)
		return "measures_total";
	return c->items > c->problems          ? "items_total"
	       : w->problems.noun != NOUN_NONE ? "measures_total"
					       : "problems_total";
}

/* With the measures of problems in sections of their own, or without. */
static int64_t count_measures(const struct walk *w, int64_t value)
{
	if (w->counts == &w->all && value == w->main.measures)
		return value;
	return w->counts->measures ? w->counts->measures : -1;
}

static int task_total(struct walk *w, const struct place *p)
{
	const struct counts *c = w->counts;
	const char *key = task_key(w, p);
	bool measures = !strcmp(key, "measures_total"), items = !strcmp(key, "items_total");
	/* tasks may be what every one of the problems was divided into, and its measures something else */
	bool open = measures && !lists_tasks(w) && p->n->value.digits != c->measures;
	int64_t counted = open         ? -1
			  : measures   ? count_measures(w, p->n->value.digits)
			  : no_tree(w) ? -1
			  : items      ? c->items
				       : c->problems;

	w->tasks_are_measures = measures;
	w->tasks = (struct total){ NOUN_TASK, p->n->unit, p->n->value.digits };
	if (w->problems.noun == NOUN_NONE)
		w->problems = (struct total){ NOUN_TASK, p->n->unit, p->n->value.digits };
	return is_said(w, p, key) || add(w, p, key, counted) ? 0 : ERR_NOMEM;
}

/* 细化为13项任务。截至6月底，13项任务中完成10项: the same number of the same things was told before. */
static bool is_said_of(const struct walk *w, const struct place *p)
{
	for (size_t i = 0; i < w->r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&w->r->claims, struct fact_claim, i);
		if (decimal_cmp(c->value, p->n->value) == 0 && str_eq(c->unit, p->n->unit))
			return true;
	}
	return false;
}

/* A larger number of the same was told before in this sentence. */
static bool is_below(const struct walk *w, const struct place *p, const char *key)
{
	for (size_t i = w->first_claim; i < w->r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&w->r->claims, struct fact_claim, i);
		if (!strcmp(c->key, key) && c->value.digits > p->n->value.digits)
			return true;
	}
	return false;
}

static int measure_total(struct walk *w, const struct place *p, enum noun noun)
{
	bool split = noun == NOUN_MEASURE && w->problems.noun != NOUN_NONE && claim_splits(p->before);
	/* 把6个问题分解为21项具体任务 */
	bool divided = w->problems.noun != NOUN_NONE && claim_splits(p->before);
	bool told = noun == NOUN_TASK ? divided || claim_of_inspection(p) || is_said_of(w, p)
				      : claim_about_inspection(p) || split;
	/* 整改措施52条，其中长期措施17条、限期措施35条; 排查风险点86个，制定防控措施112条 */
	bool part = !claim_splits(p->before) && is_part_of(w, p, "measures_total");
	part |= str_has(p->sentence, STR("民主生活会")) && str_has(p->sentence, STR("查摆")); /* those of who met */
	/* 8个问题、27条措施，已完成7个问题、24条措施: of those told first */
	part |= noun == NOUN_MEASURE && !p->before.len && is_below(w, p, "measures_total");
	if (part || claim_is_part(p) || claim_found_elsewhere(p) || str_has(p->before, STR("防控措施")) || !told)
		return 0;
	w->subject = noun;
	w->subject_unit = p->n->unit;
	if (noun == NOUN_TASK)
		return task_total(w, p);
	bool said = is_said(w, p, "measures_total");
	for (size_t i = split ? w->first_claim : w->r->claims.len; i < w->r->claims.len; i++) {
		struct fact_claim *c = &VEC_AT(&w->r->claims, struct fact_claim, i);
		if (!strcmp(c->key,
			    "measures_total")) /* 97项措施，细化为171条: which of the two the text lists is open */
			c->counted = -1;
	}
	int64_t counted = split && has_claim(w, "measures_total") ? -1 : count_measures(w, p->n->value.digits);
	return said || add(w, p, "measures_total", counted) ? 0 : ERR_NOMEM;
}

static int list_claim(struct walk *w, const struct place *p)
{
	static const char *const units[] = { "份", "张", "个", NULL };
	WORDLIST(kinds, "三个清单", "三张清单", "四张清单", "五份清单");

	WORDLIST(others, "单位", "部门", "企业", "下发", "印发"); /* 向19个被审计单位下发清单 */

	/* 3张清单 are kinds of lists */
	if (HAS(str_sub(p->after, 0, str_find(p->after, STR("清单"), 0)), others) || !claim_unit_is(p->n, units) ||
		p->n->value.digits <= 5 || HAS(p->before, kinds) || str_has(p->before, STR("个人整改")) ||
		!claim_about_inspection(p))
		return 0;
	return add(w, p, "lists", no_tree(w) ? -1 : w->counts->items) ? 0 : ERR_NOMEM;
}

/* What stands before the number since its last comma: 新建、修订制度12项 is one phrase. */
static struct str phrase_before(const struct place *p)
{
	static const char *const marks[] = { "，", ",", "：", ":", "；", ";", "。" };
	struct str s = p->sentence;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t at = str_rfind(s, str_from(marks[i]));
		if (at != STR_NPOS)
			s = str_sub(s, at, s.len);
	}
	for (size_t i = s.len; i > 0; i--) {
		if (s.ptr[i - 1] >= '0' && s.ptr[i - 1] <= '9')
			return str_sub(s, i, s.len);
	}
	size_t counted = str_rfind(s, STR("项、")); /* 其中新建六项、修订九项 */
	return counted == STR_NPOS ? s : str_sub(s, counted + strlen("项、"), s.len);
}

/* So many rules, or the new and the revised ones together, were told before. */
static bool says_rules(const struct walk *w, int64_t value)
{
	int64_t sum = 0;
	bool said = false;
	for (size_t i = 0; i < w->r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&w->r->claims, struct fact_claim, i);
		if (strncmp(c->key, "rules_", strlen("rules_")) != 0)
			continue;
		said |= c->value.digits == value;
		sum += strcmp(c->key, "rules_total") ? c->value.digits : 0;
	}
	return said || (sum && sum == value);
}

static int rule_claim(struct walk *w, const struct place *p)
{
	WORDLIST(revise, "修订", "修改", "修编");
	/* 完善制度9项, 制定完善制度8项: made, as most say it; 修订完善 is revised */
	WORDLIST(make, "新建", "建立", "制定", "制订", "出台", "新增", "健全", "印发", "建章立制", "新制", "新定",
		"新订", "订立", "拟定", "新立", "共立", "完善");
	WORDLIST(perfected, "修订完善", "修订、完善", "修改完善", "修订和完善");
	WORDLIST(sum, "共计", "合计", "总计", "共建章立制");
	WORDLIST(planned, "计划修订", "计划新建", "计划制定", "计划出台", "拟修订", "拟新建", "拟制定", "拟出台",
		"将修订", "将新建", "再修订", "再新建", "再制定", "再出台"); /* 今年内计划修订制度6项、新建4项 */
	struct str before = phrase_before(p);
	if (str_ends(before, STR("的")) &&
		says_rules(w, p->n->value.digits)) /* 严格执行新建和修订的7项制度: told before */
		return 0;
	bool revised = HAS(before, revise), made = HAS(before, make);
	if (HAS(before, perfected)) {
		struct str rest = str_sub(before, str_find(before, STR("完善"), 0) + strlen("完善"), before.len);
		struct str first = str_sub(before, 0, str_find(before, STR("修"), 0));
		made = HAS(first, make) || HAS(rest, make);
	}

	if (HAS(p->sentence, planned) || claim_planned(p) || (!revised && !made) ||
		(p->n->value.digits < 2 && !claim_in_digits(p)))
		return 0;
	/* 新建6项，修订2项，制定完善8项 */
	bool summed = str_has(before, STR("完善")) && has_claim(w, "rules_") && says_rules(w, p->n->value.digits);
	WORDLIST(and_new, "完善和", "完善、", "完善及", "完善与", "和完善", "及完善", "与完善"); /* 完善和新建制度 */
	bool two = !revised && HAS(before, and_new) && !str_ends(before, STR("完善、"));
	bool both = (revised && made) || summed || two || (HAS(before, sum) && has_claim(w, "rules_"));
	return add(w, p, both ? "rules_total" : revised ? "rules_revised" : "rules_new", -1) ? 0 : ERR_NOMEM;
}

/* 3大类9个方面26个问题 are two levels of headings: of the two the one that the tree has as its aspects is told, else the lower. */
static int aspect_total(struct walk *w, const struct place *p)
{
	struct fact_claim *last = w->r->claims.len > w->first_claim
					  ? &VEC_AT(&w->r->claims, struct fact_claim, w->r->claims.len - 1)
					  : NULL;
	int64_t counted = w->counts->aspects ? w->counts->aspects : -1;

	bool lower = last && !strcmp(last->key, "aspects_total") && p->n->span.start - last->number.end <= 15;
	/* 3个方面5类9个具体表现: five problems, where the tree has so many */
	if (lower && str_eq(p->n->unit, STR("类")) && p->n->value.digits == w->counts->problems &&
		p->n->value.digits != counted)
		return add(w, p, "problems_total", w->counts->problems) ? 0 : ERR_NOMEM;
	if (lower) {
		if (last->value.scale == 0 && last->value.digits == counted)
			return 0;
		w->r->claims.len--;
	}
	return add(w, p, "aspects_total", counted) ? 0 : ERR_NOMEM;
}

/* 处分2人、诫勉3人，共处理5人: its parts stand before the sum. */
static void drop_parts(struct walk *w, const struct place *p, const char *key)
{
	WORDLIST(sums, "共", "合计", "总计", "累计", "实际");

	if (!STARTS(p->before, sums))
		return;
	while (w->r->claims.len > w->first_claim &&
		!strcmp(VEC_AT(&w->r->claims, struct fact_claim, w->r->claims.len - 1).key, key))
		w->r->claims.len--;
}

/* 移交信访件23件，…；给予批评教育5人: for what others reported. */
static bool is_for_reported(const struct walk *w, const struct place *p)
{
	enum { NEAR = 300 };
	WORDLIST(reported, "信访件", "信访举报", "举报件", "来信来访", "来访");
	size_t at = (size_t)(p->before.ptr - w->r->text.ptr);
	struct str near = str_sub(w->r->text, at > NEAR ? at - NEAR : 0, at);
	size_t line = str_rfind(near, STR("\n"));
	near = line == STR_NPOS ? near : str_sub(near, line, near.len);
	size_t stop = str_rfind(near, STR("。"));
	near = stop == STR_NPOS ? near : str_sub(near, stop, near.len);
	WORDLIST(handed, "移送线索", "移送问题线索"); /* 移送线索1条，处理3人: beside what it counts */
	bool lead = w->closing && str_has(p->sentence, STR("线索")) && !HAS(p->sentence, handed);
	return lead || HAS(p->sentence, reported) || (HAS(near, reported) && str_has(near, STR("属实")));
}

static int people_claim(struct walk *w, const struct place *p)
{
	WORDLIST(acts, "处分", "诫勉", "谈话", "约谈", "问责", "追责", "批评教育", "组织处理", "立案", "移送司法",
		"通报批评", "处理", "警告", "记过", "降级", "撤职", "撤销", "开除", "留党察看", "免职", "书面检查",
		"函询", "批评帮助", "责令", "纪委调查", "审查调查", "移送", "拘留");
	/* are no acts against anybody; who is spoken to because the work is slow is not punished */
	WORDLIST(routine, "谈心", "个别谈话", "任前", "任职谈话", "脱密", "离任", "走访", "家访", "迟缓", "落后",
		"滞后", "缓慢", "偏慢", "较慢", "推进不力", "谈话时", "谈话中", "谈话期间", "对象中", "反映", "提到");

	/* 处分3人、组织处理9人次，因1人既受处分又被免职，实际涉及11人 */
	WORDLIST(sums, "实际涉及", "合计", "共计");
	bool sum = (STARTS(p->before, sums) || str_eq(p->before, STR("共"))) && has_claim(w, "people_action");
	/* 约谈负责人5人次，推动落实: nobody is punished */
	WORDLIST(pushed, "，推动", ",推动", "，督促", ",督促");
	WORDLIST(told_to, "约谈责任单位", "约谈部门", "约谈单位", "约谈科室", "约谈责任科室",
		"约谈责任部门"); /* 约谈部门负责人3人次 */
	/* 受到诫勉的2人，六个月内不得提拔: of those told before */
	bool again = str_ends(p->before, STR("的")) && has_any_claim(w, "people_action");
	if (again || HAS(p->before, told_to) || is_for_reported(w, p) ||
		STARTS(str_sub(p->rest, p->after.len, p->rest.len), pushed))
		return 0;
	if (!claim_of_people(p->n) || str_eq(p->before, STR("因")) ||
		!(sum || HAS(p->before, acts) || HAS(p->after, acts)) || HAS(p->before, routine) ||
		HAS(p->after, routine) || is_part_of(w, p, "people_action"))
		return 0;
	drop_parts(w, p, "people_action");
	return add(w, p, "people_action", -1) ? 0 : ERR_NOMEM;
}

/* 东浦区8项完成7项，完成率87.5%, behind the rate of the whole. */
static bool is_rate_of_part(const struct walk *w, const struct place *p)
{
	WORDLIST(whole, "整改", "销号", "反馈", "问题", "措施", "举措");
	if (HAS(p->sentence, whole))
		return false;
	for (size_t i = 0; of_whole(w) && i < w->r->claims.len; i++)
		if (!strcmp(VEC_AT(&w->r->claims, struct fact_claim, i).key, "rate_percent"))
			return true;
	return false;
}

/* 已完成8个、长期坚持1个，完成率80%: what is kept up may be told as not done. */
static bool is_rate_without_lasting(const struct walk *w, const struct place *p)
{
	const struct counts *c = w->counts;
	const int64_t *by = w->items_are_problems ? c->items_by : c->problems_by;
	int64_t all = w->items_are_problems ? c->items : c->problems, one = 1;

	for (unsigned i = 0; i < p->n->value.scale; i++)
		one *= 10;
	int64_t least = (by[STATE_DONE] - by[STATE_LONG_TERM]) * 100 * one;
	int64_t said = p->n->value.digits * all;
	bool near = 2 * said >= 2 * least - all && 2 * said <= 2 * least + all;
	return by[STATE_LONG_TERM] > 0 && near;
}

static int other_kinds(struct walk *w, const struct place *p)
{
	WORDLIST(rates, "完成率", "整改率", "销号率", "办结率", "整改到位率", "落实率");
	WORDLIST(money, "追回", "挽回", "清退", "追缴", "收缴", "清缴", "退赔", "上缴", "清收", "收回", "退还", "退回",
		"退缴", "归位", "缴回", "交回", "上交", "返还", "扣回", "追收", "清理多收", "清理多发", "清理超发",
		"清理多领", "清理违规");
	WORDLIST(missing, "差额", "待追", "待收", "待退", "待缴", "未追", "未收", "未退", "未缴", "尚未", "尚有",
		"仍有", "应收", "应退", "应缴", "应追", "正在");
	const struct counts *c = w->counts;

	WORDLIST(raised, "提升", "提高", "上升"); /* 由85%提升到97% */
	if (p->n->kind == NUMBER_PERCENT && (HAS(p->before, rates) || str_starts(p->before, STR("到位率"))) &&
		!STARTS(p->after, raised) && !claim_not_ours(p) && !claim_rates_others(p) && !is_rate_of_part(w, p)) {
		int64_t done = (w->items_are_problems ? c->items_by : c->problems_by)[STATE_DONE] * 100;
		int64_t all = w->items_are_problems ? c->items : c->problems;
		bool exact = c->known && all && !p->n->approximate && done % all == 0 &&
			     !str_has(p->before, STR("落实率")); /* of measures */
		return add(w, p, "rate_percent", exact && !is_rate_without_lasting(w, p) ? done / all : -1) ? 0
													    : ERR_NOMEM;
	}
	/* 上缴国库、归还原渠道和调整账目80万元 */
	bool back = (HAS(phrase_before(p), money) || HAS(p->after, money)) && !HAS(p->before, missing) &&
		    !HAS(p->after, missing);
	if (p->n->kind == NUMBER_MONEY && back && !is_part_of(w, p, "money_recovered") && !claim_left_out(p))
		return add(w, p, "money_recovered", -1) ? 0 : ERR_NOMEM;
	return 0;
}

/* 针对反馈的12个问题，制定整改措施36条，已完成整改9个; …12个问题。截至目前，已完成整改9个: the total that the number is of, by its
 * unit; NULL: of none. */
static const struct total *goes_back_to(const struct walk *w, const struct place *p)
{
	WORDLIST(opens, "截至", "截止", "目前", "现已", "已", "其中", "至", "到", "除", "未完成", "尚未", "正在",
		"其余", "剩余", "剩下", "另有", "还有", "基本完成", "长期坚持", "完成整改", "整改完成", "转入",
		"阶段性", "取得");
	WORDLIST(mended, "整改", "完成", "坚持", "推进", "到位", "销号", "解决", "办结", "序时");
	enum { DAY_BYTES = 60 };
	const struct total *t = w->problems.noun != NOUN_NONE ? &w->problems : &w->earlier;
	if (t->noun != NOUN_NONE && !str_eq(t->unit, p->n->unit) && w->tasks.noun != NOUN_NONE &&
		!w->tasks_are_measures)
		t = &w->tasks;
	struct str sentence = p->sentence;
	while (sentence.len &&
		((unsigned char)*sentence.ptr & 0xC0) == 0x80) /* it begins inside the mark of the one before */
		sentence = str_sub(sentence, 1, sentence.len);
	sentence = str_trim(sentence);
	bool same = t == &w->problems && w->subject != NOUN_NONE && !str_eq(w->subject_unit, p->n->unit);
	size_t as_of = str_rfind(sentence, STR("截至")); /* 半年来…，截至12月20日，已完成6个 */
	bool day = as_of != STR_NPOS && sentence.len - as_of <= DAY_BYTES;
	bool next = w->subject == NOUN_NONE && (!sentence.len || day || STARTS(sentence, opens));
	bool fits = t->noun != NOUN_NONE && str_eq(t->unit, p->n->unit) && p->n->value.digits <= t->value;

	return fits && (same || next) && (HAS(p->before, mended) || HAS(p->after, mended)) ? t : NULL;
}

/* Whether the number is of others than what this report tells of; so is what the sentence says of them then. */
static bool is_elsewhere(struct walk *w, const struct place *p, enum noun noun, enum state state)
{
	bool problems = noun == NOUN_PROBLEM || noun == NOUN_DETAIL || noun == NOUN_TASK;
	int64_t value = p->n->value.digits;

	if (claim_parts_by_kind(w, p)) { /* 立行立改问题2个: what follows is said of all of them again */
		w->elsewhere = !str_ends(p->before, STR("问题"));
		return true;
	}
	if (problems && claim_of_other_round(p) && value != w->counts->problems && value != w->counts->items)
		return w->elsewhere = true;
	if (problems && state == STATE_NONE)
		w->elsewhere = false;
	return w->elsewhere;
}

/* 反馈问题3大类15项: the lower of two counts of what was said before them. */
static bool behind_aspects(const struct walk *w, const struct place *p)
{
	enum { GAP_BYTES = 10 }; /* 方面, and a printed line's end */
	struct str before = str_trim(p->before);
	if (w->r->claims.len == w->first_claim || p->after.len || (before.len && !str_eq(before, STR("方面"))))
		return false;
	const struct fact_claim *last = &VEC_AT(&w->r->claims, struct fact_claim, w->r->claims.len - 1);
	return !strcmp(last->key, "aspects_total") && !has_claim(w, "problems_total") &&
	       p->n->span.start - last->number.end <= GAP_BYTES && str_has(p->sentence, STR("问题"));
}

/* A number that no noun stands beside. */
static int read_unnamed(struct walk *w, const struct place *p, enum state state)
{
	WORDLIST(counted_then, "，已完成", ",已完成", "，完成", "，其中", ",其中", "，已整改");
	if (behind_aspects(w, p))
		return problem_total(w, p, NOUN_PROBLEM);
	/* 共9项，已完成7项: as many as the tree has */
	WORDLIST(sums, "共", "合计", "总计");
	if (wordlist_at(sums, p->before) == p->before.len && p->before.len && !p->after.len &&
		p->n->value.digits == w->counts->problems && state == STATE_NONE && w->problems.noun == NOUN_NONE &&
		STARTS(str_sub(p->rest, 0, 12), counted_then))
		return problem_total(w, p, NOUN_PROBLEM);
	if (claim_tells_of_all(p)) {
		raise_earlier(w, true);
		return problem_total(w, p, NOUN_PROBLEM);
	}
	if (has_claim(w, "rules_") && str_eq(p->before, STR("修订"))) /* 新订制度3项、修订2项 */
		return rule_claim(w, p);
	if (claim_lists_rules(p)) /* 制定3项、修订1项制度 */
		return rule_claim(w, p);
	/* 已整改完成12个, 细化成59个: of what the sentence spoke of */
	if (!(p->after.len == 0 || claim_state_follows(p)))
		return 0;
	const struct total *of = state != STATE_NONE ? goes_back_to(w, p) : NULL;
	if (of) {
		w->subject = of->noun;
		w->subject_unit = p->n->unit;
		return state_claim(w, p, of->noun, state);
	}
	if (state == STATE_NONE && has_claim(w, "rules_")) /* 出台制度6项，修订9项 */
		return rule_claim(w, p);
	bool mends = w->counts->problems >= p->n->value.digits && claim_mends(p);
	if (w->subject == NOUN_NONE && state != STATE_NONE && (mends || claim_sums_up(p))) {
		w->subject = NOUN_PROBLEM;
		w->subject_unit = p->n->unit;
	}
	bool part = w->subject != NOUN_NONE && state != STATE_NONE && claim_parts_total(p) &&
		    p->n->value.digits <= w->problems.value;
	if (w->subject == NOUN_NONE || !(part || str_eq(w->subject_unit, p->n->unit)))
		return 0;
	if (state != STATE_NONE)
		return state_claim(w, p, w->subject, state);
	return w->subject == NOUN_PROBLEM && claim_splits(p->before) ? problem_total(w, p, NOUN_PROBLEM) : 0;
}

/* Problems, or what they were divided into, were counted before with this measure word. */
static bool has_total_of(const struct walk *w, struct str unit)
{
	for (size_t i = 0; of_whole(w) && i < w->r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&w->r->claims, struct fact_claim, i);
		if ((!strcmp(c->key, "problems_total") || !strcmp(c->key, "items_total")) && str_eq(c->unit, unit))
			return true;
	}
	return false;
}

/* 梳理成9个“问题清单”: of as many problems as the report has. */
static bool names_problem_lists(const struct place *p)
{
	return str_starts(p->after, STR("“问题清单")) || str_starts(p->after, STR("问题清单"));
}

/* 问题清单6条、任务清单18条 */
static bool lists_measures(const struct place *p)
{
	WORDLIST(lists, "任务清单", "措施清单", "整改措施清单");
	bool rows = str_eq(p->n->unit, STR("项")) || str_eq(p->n->unit, STR("条"));

	for (size_t i = 0; rows && i < lists->count; i++)
		if (str_ends(p->before, str_from(lists->words[i])))
			return true;
	return false;
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
	bool aspect =
		str_eq(p->n->unit, STR("个")) && str_starts(p->after, STR("方面")); /* 从以下3个方面梳理了具体问题 */
	if (aspect || claim_not_ours(p) || claim_left_out(p))
		return 0;
	noun = claim_noun(p);
	state = claim_state(p);
	if (is_elsewhere(w, p, noun, state))
		return 0;
	if (noun == NOUN_NONE)
		return read_unnamed(w, p, state);
	if (noun == NOUN_LIST && str_ends(p->before, STR("问题清单")) &&
		(str_eq(p->n->unit, STR("项")) || str_eq(p->n->unit, STR("条")))) /* 梳理出问题清单6项 */
		noun = NOUN_PROBLEM;
	if (noun == NOUN_LIST && p->n->value.digits == w->counts->problems && names_problem_lists(p))
		noun = NOUN_PROBLEM;
	if (noun == NOUN_LIST && lists_measures(p))
		noun = NOUN_MEASURE;
	if (noun == NOUN_LIST)
		return list_claim(w, p);
	if (noun == NOUN_RULE)
		return rule_claim(w, p);
	WORDLIST(divisions, "部分", "环节", "步骤", "阶段", "层面"); /* 工作目标、保障措施4个部分 */
	if (noun == NOUN_MEASURE && STARTS(p->after, divisions))
		return 0;
	/* 3个方面8类问题，细化为16个具体问题: the classes are the tree's problems */
	bool untold = state == STATE_NONE || claim_of_all(p);
	if (str_eq(p->n->unit, STR("类")) && untold && noun == NOUN_PROBLEM &&
		p->n->value.digits == w->counts->problems && p->n->value.digits != w->counts->aspects)
		return problem_total(w, p, noun);
	if (str_eq(p->n->unit, STR("类")) || str_eq(p->n->unit, STR("份")) || str_eq(p->n->unit, STR("张")))
		return 0;
	bool of_those = (w->problems.noun != NOUN_NONE && str_eq(w->problems.unit, p->n->unit)) ||
			(w->subject != NOUN_NONE && str_eq(w->subject_unit, p->n->unit));
	of_those |= claim_refers(p) && has_total_of(w, p->n->unit); /* 对尚未完成的5项任务逐月调度 */
	of_those |= str_has(p->after, STR("未销号"));               /* 仍有2个问题未销号 */
	if (state != STATE_NONE && !claim_about_inspection(p) && !of_those)
		return 0;
	if (state != STATE_NONE && !claim_of_all(p)) {
		if (w->subject == NOUN_NONE) { /* 61项任务已完成，11项正在推进 */
			w->subject = noun;
			w->subject_unit = p->n->unit;
		}
		return state_claim(w, p, noun, state);
	}
	int rc = noun == NOUN_PROBLEM || noun == NOUN_DETAIL ? problem_total(w, p, noun) : measure_total(w, p, noun);
	return state == STATE_NONE || rc < 0 ? rc : state_claim(w, p, noun, state);
}

int claim_read_title(struct walk *w, const struct place *p)
{
	if (!claim_whole(p->n) || !claim_of_things(p->n) || claim_not_ours(p))
		return 0;
	enum noun noun = claim_noun(p);
	enum state state = claim_state(p);
	bool ours = noun == NOUN_PROBLEM || noun == NOUN_DETAIL || noun == NOUN_TASK;

	return ours && state != STATE_NONE ? state_claim(w, p, noun, state) : 0;
}
