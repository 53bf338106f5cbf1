/* Each word of mood, and when it is a doubt. */
#include "mood_view.h"

#include "spot.h"

/* 正在办理的1件: 的 and a number end the clause, and tell how many are open. */
static bool counts_so_many(const struct view *v)
{
	const struct sentence *s = v->s;
	size_t de = first_of(s, BIT(TK_DE), v->i + 1, v->last);
	if (de == v->last)
		return false;
	struct str rest = str_trim(str_sub(s->text, s->t[de].end, v->last < s->n ? s->t[v->last].start : s->span.end));
	size_t digits = 0;
	while (digits < rest.len && rest.ptr[digits] >= '0' && rest.ptr[digits] <= '9')
		digits++;
	return digits > 0 && rest.len - digits <= 6;
}

/* 一直等待上牌的12台已于9月上牌, 正在乡村任教的外地教师都能住上: it is said of the thing, and the clause goes on. */
static bool describes_what_came(const struct view *v)
{
	struct str rest = clause_rest(v);
	static const struct str came[] = { { "已", 3 }, { "都能", 6 }, { "均能", 6 }, { "都可", 6 }, { "均可", 6 },
		{ NULL, 0 } };
	size_t de = str_find(rest, STR("的"), 0);

	return de != STR_NPOS && spot_any(str_sub(rest, de, rest.len), came);
}

/* 正在办理人数: the name of a number. */
static bool names_a_count(const struct view *v)
{
	static const char *const nouns[] = { "人数", "件数", "数量", "名单", "状态", "进度" };
	struct str rest = str_trim(clause_rest(v));

	for (size_t i = 0; i < COUNT(nouns); i++)
		if (rest.len <= 24 && str_ends(rest, str_from(nouns[i])))
			return true;
	return false;
}

/* 1起由县公安局立案侦查，正在办理: what the police and the like do is not the office's to finish. */
static bool is_of_justice(const struct view *v)
{
	static const char *const who[] = { "公安", "检察", "监委", "司法机关", "纪检监察机关" };
	const struct sentence *s = v->s;
	uint32_t at = s->t[v->i].start, from = at > s->span.start + 90 ? at - 90 : s->span.start;
	struct str before = str_sub(s->text, from, at);
	size_t by = str_rfind(before, STR("由"));

	for (size_t i = 0; by != STR_NPOS && i < COUNT(who); i++) {
		if (str_has(str_sub(before, by, by + 36 < before.len ? by + 36 : before.len), str_from(who[i])))
			return true;
	}
	return false;
}

static enum mood_level judge_ongoing(const struct view *v)
{
	static const struct str waits[] = { { "等待", 6 }, { "征求", 6 }, { "听取", 6 } };
	static const struct str verbs[] = { { "按", 3 }, { "由", 3 }, { "与", 3 } };
	static const struct str uses[] = { { "作为", 6 }, { "用于", 6 }, { "供", 3 } };
	const struct sentence *s = v->s;
	struct str after = after_text(s, &s->t[v->i]);
	bool waits_for = starts_any(after, waits, COUNT(waits));
	/* 均在实施前办理: when, and not what goes on; 河湖面貌正在加快呈现: how it looks by now */
	static const struct str whens[] = { { "前", 3 }, { "后", 3 }, { "过程", 6 }, { "期间", 6 }, { "环节", 6 } };
	static const struct str looks[] = { { "呈现", 6 }, { "显现", 6 }, { "展现", 6 }, { "成形", 6 }, { "焕发", 6 } };
	if (starts_any(after, whens, COUNT(whens)) || ends_any(str_trim(clause_rest(v)), looks, COUNT(looks)))
		return MOOD_QUIET;
	if ((view_is_object(v) && !waits_for) || describes_what_came(v) || names_a_count(v))
		return MOOD_QUIET;
	if (!waits_for && view_describes(v, 12) && !counts_so_many(v))
		return MOOD_QUIET;
	if (adjacent(s, v->i, BIT(TK_STEADY) | BIT(TK_TREND)) ||
		(adjacent(s, v->i, BIT(TK_GRADUAL)) && adjacent(s, v->i + 1, BIT(TK_TREND))))
		return MOOD_QUIET;
	if (starts_any(after, verbs, 1) && (mask(s, v->i + 1, v->last) & BIT(TK_STEADY)))
		return MOOD_QUIET;
	if (view_is_excused(v, 0) || starts_any(after, uses, COUNT(uses)) || is_of_justice(v))
		return MOOD_QUIET;
	if (adjacent(s, v->i, BIT(TK_MILD)) && adjacent(s, v->i + 1, BIT(TK_IMPROVE) | BIT(TK_TREND)) &&
		!str_has(str_sub(s->text, s->t[v->i + 2].start, s->t[v->i + 2].end), STR("推进")))
		return MOOD_NOTE;
	if (adjacent(s, v->i, BIT(TK_IMPROVE)) && !(mask(s, v->i + 1, v->last) & M_HARD_THING))
		return str_starts(after, STR("推进")) ? MOOD_HARD : MOOD_NOTE;
	if (adjacent(s, v->i, BIT(TK_PACE)) && (str_starts(after, STR("有序")) || str_starts(after, STR("正常"))))
		return MOOD_QUIET; /* steady running */
	return adjacent(s, v->i, BIT(TK_MILD) | BIT(TK_GRADUAL)) ||
			       (adjacent(s, v->i, BIT(TK_PACE)) && str_starts(after, STR("稳步")))
		       ? MOOD_SOFT
		       : MOOD_HARD;
}

/* 18个子项目多处于…: the clause begins with things counted. */
static bool counts_things(const struct view *v)
{
	struct str before = str_sub(v->s->text, v->begin, v->s->t[v->i].start);
	bool digit = false;
	for (size_t i = 0; i < before.len; i++)
		digit |= before.ptr[i] >= '0' && before.ptr[i] <= '9';
	return (digit || v->s->t[v->i].kind == TK_STILL) &&
	       (str_has(before, STR("项目")) || str_has(before, STR("工程")));
}

/* 进入安装阶段; 进入运行阶段 is the end of it. */
static bool enters_stage(const struct view *v)
{
	static const struct str last[] = { { "常态", 6 }, { "运行", 6 }, { "运营", 6 }, { "收官", 6 }, { "使用", 6 },
		{ "新", 3 }, { "巩固", 6 }, { "管护", 6 }, { "长效", 6 } };
	struct str rest = str_trim(clause_rest(v));
	return str_ends(rest, STR("阶段")) && !starts_any(rest, last, COUNT(last)) && !str_has(rest, STR("运行")) &&
	       !str_has(rest, STR("运营"));
}

/* 仍在论证; 处于 and 停留在 only of a stage. */
static enum mood_level judge_still(const struct view *v)
{
	const struct sentence *s = v->s;
	struct str word = str_sub(s->text, s->t[v->i].start, s->t[v->i].end);
	if (view_is_object(v) || view_describes(v, 15) || adjacent(s, v->i, BIT(TK_STEADY) | BIT(TK_TREND)) ||
		view_is_excused(v, BIT(TK_IF) | BIT(TK_ORDER)))
		return MOOD_QUIET;
	if (s->t[v->i].kind == TK_ENTER)
		return enters_stage(v) ? MOOD_SOFT : MOOD_QUIET;
	/* 18人仍在医院工作，但不再由医院直接聘用: what was wrong is over */
	static const struct str over[] = { { "不再", 6 }, { "已不", 6 }, { "改由", 6 }, { "已改", 6 }, { NULL, 0 } };
	static const struct str turns[] = { { "但", 3 }, { "只是", 6 }, { "而", 3 }, { "不过", 6 }, { NULL, 0 } };
	struct str behind = str_sub(s->text, s->t[v->i].end, s->span.end);
	size_t comma = str_find(behind, STR("，"), 0), half = str_find(behind, STR(","), 0);
	size_t next = comma == STR_NPOS ? half == STR_NPOS ? behind.len : half + 1 : comma + 3;
	if (spot_starts(str_sub(behind, next, behind.len), turns) && spot_any(str_sub(behind, next, behind.len), over))
		return MOOD_QUIET;
	if (str_eq(word, STR("处于")) || str_eq(word, STR("停留在"))) {
		struct str rest = clause_rest(v);
		return str_ends(str_trim(rest), STR("阶段")) && (view_is_now(v) || counts_things(v)) ? MOOD_SOFT
												     : MOOD_QUIET;
	}
	return MOOD_HARD;
}

/* "审批中" is a doubt when it ends its clause as what is said of the subject; "在审批中，严格…" is a place. */
static enum mood_level judge_process(const struct view *v)
{
	const struct sentence *s = v->s;
	const struct token *t = &s->t[v->i];
	bool clause_end =
		v->i + 1 == v->last && (v->last == s->n ? t->end == s->span.end : s->t[v->last].start == t->end);
	if (!clause_end)
		return MOOD_QUIET;
	struct str clause = str_trim(str_sub(s->text, v->begin, t->start));
	uint64_t m = mask(s, v->first, v->i);
	if (m & BIT(TK_ZAI))
		return MOOD_QUIET; /* 正在 speaks for both */
	if (m & BIT(TK_STILL))
		return view_is_excused(v, BIT(TK_IF) | BIT(TK_ORDER)) || (m & BIT(TK_DE)) ? MOOD_QUIET : MOOD_HARD;
	if (str_starts(clause, STR("在")) || str_starts(clause, STR("于")) || clause.len == 0)
		return MOOD_QUIET;
	if (view_is_excused(v, BIT(TK_IF) | BIT(TK_ORDER)) || (m & BIT(TK_DE)))
		return MOOD_QUIET;
	if (view_is_now(v))
		return MOOD_HARD;
	if (str_has(clause, STR("在")) && !str_ends(clause, STR("在"))) /* 手续在报批中 is said of them */
		return MOOD_QUIET;
	return v->last == s->n ? MOOD_HARD : MOOD_QUIET;
}

/* 验收资料待补正: the sentence ends with 待 and what is to be done. */
static bool ends_with_what_is_to_come(const struct view *v)
{
	static const struct str verbs[] = { { "补", 3 }, { "完善", 6 }, { "签", 3 }, { "付", 3 }, { "办", 3 },
		{ "批", 3 }, { "审", 3 }, { "验收", 6 }, { "核", 3 }, { "确", 3 }, { "拨", 3 }, { "结", 3 },
		{ "到位", 6 }, { "落实", 6 }, { "解决", 6 }, { "交", 3 }, { "清算", 6 }, { "评", 3 }, { "开", 3 },
		{ "出", 3 }, { "拆", 3 }, { "定", 3 } };
	const struct sentence *s = v->s;
	struct str rest = str_trim(clause_rest(v));
	static const char *const single[] = { "签", "批", "付", "审", "验", "补", "拨", "结", "拆", "建" };
	for (size_t i = 0; i < COUNT(single) && v->last == s->n && s->t[v->i].start > v->begin; i++) {
		if (str_eq(rest, str_from(single[i]))) /* 合同待签 */
			return true;
	}
	if (v->last != s->n || rest.len < 6 || rest.len > 15 || s->t[v->i].start - v->begin < 9)
		return false;
	return starts_any(rest, verbs, COUNT(verbs)) && !str_has(rest, STR("的"));
}

static enum mood_level judge_wait(const struct view *v)
{
	const struct sentence *s = v->s;
	uint64_t rest = mask(s, v->i + 1, v->last);
	bool lead = at_clause_start(v, v->i) ||
		    (v->i > v->first && (BIT(s->t[v->i - 1].kind) & (BIT(TK_NOW) | BIT(TK_DONE))) &&
			    s->t[v->i - 1].end == s->t[v->i].start);
	bool then = rest & (BIT(TK_AFTER) | BIT(TK_THEN));
	if (view_is_excused(v, M_RULE) ||
		(v->first > 0 && (mask(s, view_at(s, v->first - 1).first, v->first) & BIT(TK_HABIT))))
		return MOOD_QUIET; /* a rule reaches over a comma: 须经…，待…后 */
	if (!then && (view_is_object(v) || view_describes(v, 18)))
		return MOOD_QUIET;
	size_t thing = first_of(s, BIT(TK_THING), v->i + 1, v->last);
	if (!then && thing < v->last && s->t[thing].start - s->t[v->i].end <= 12)
		return MOOD_QUIET;
	if (then)
		return MOOD_HARD;
	if (lead)
		return rest & (M_THERE | BIT(TK_APPROVE) | BIT(TK_IMPROVE)) ? MOOD_HARD : MOOD_SOFT;
	bool left = view_is_now(v); /* 剩余4笔待核销 */
	if (ends_with_what_is_to_come(v))
		return MOOD_SOFT;
	return rest & (BIT(TK_APPROVE) | (left ? M_THERE : 0)) ? MOOD_HARD : MOOD_QUIET;
}

static enum mood_level judge_await(const struct view *v)
{
	const struct sentence *s = v->s;
	struct str word = str_sub(s->text, s->t[v->i].start, s->t[v->i].end);
	uint64_t before = mask(s, v->first, v->i);
	if ((before & (BIT(TK_NO) | BIT(TK_ZAI))) || view_describes(v, 3) || view_is_object(v) ||
		view_is_excused(v, M_RULE) || describes_what_came(v))
		return MOOD_QUIET;
	if (str_has(str_sub(s->text, v->begin, s->t[v->i].start), STR("减少")))
		return MOOD_QUIET;
	/* 等待叫号时间由35分钟缩短为8分钟: how long people wait */
	static const struct str shorter[] = { { "缩短", 6 }, { "压缩", 6 }, { "降至", 6 }, { "降到", 6 }, { "降为", 6 },
		{ "减少", 6 }, { "压减", 6 } };
	struct str rest = clause_rest(v);
	for (size_t i = 0; i < COUNT(shorter); i++) {
		if (str_has(rest, shorter[i]))
			return MOOD_QUIET;
	}
	return str_eq(word, STR("有待")) ? MOOD_SOFT : MOOD_HARD;
}

static enum mood_level judge_intended(const struct view *v)
{
	static const struct str verbs[] = { { "于", 3 }, { "将", 3 }, { "由", 3 }, { "在", 3 }, { "采", 3 },
		{ "通过", 6 }, { "按", 3 }, { "以", 3 }, { "对涉", 6 }, { "对责", 6 }, { "对相关", 9 } };
	const struct sentence *s = v->s;
	if (view_is_object(v) || view_is_excused(v, M_RULE))
		return MOOD_QUIET;
	struct str after = after_text(s, &s->t[v->i]);
	if (view_describes(v, 24) && !starts_any(after, verbs, COUNT(verbs)))
		return MOOD_QUIET;
	/* 拟淘汰药品十七公斤已交有资质单位处置: it is said of the things, and what was done with them stands behind */
	static const struct str ways[] = { { "已向", 6 }, { "已报", 6 }, { "已申", 6 }, { "已列", 6 }, { "已纳", 6 },
		{ "已提", 6 }, { "已上", 6 }, { "已与", 6 }, { "已经", 6 } };
	struct str clause = clause_rest(v);
	size_t done = str_find(clause, STR("已"), 0);
	if (done != STR_NPOS && done >= 6 && !starts_any(str_sub(clause, done, clause.len), ways, COUNT(ways)))
		return MOOD_QUIET;
	size_t thing = first_of(s, BIT(TK_THING), v->i + 1, v->last); /* 拟调整人员, 拟聘对象 */
	static const struct str people[] = { { "人员", 6 }, { "对象", 6 }, { "名单", 6 }, { "岗位", 6 } };
	if (thing < v->last && s->t[thing].start - s->t[v->i].end <= 9 &&
		starts_any(token_text(s, thing), people, COUNT(people)))
		return MOOD_QUIET;
	return str_starts(after, STR("同意")) ? MOOD_SOFT : MOOD_HARD;
}

/* 制定《办法》, 推动《办法》出台: a paper that is there or not. */
static bool brings_document(const struct sentence *s, size_t verb, size_t last)
{
	if (verb >= last)
		return false;
	bool behind =
		verb + 1 < s->n && s->t[verb + 1].kind == TK_OPEN && str_starts(token_text(s, verb + 1), STR("《"));
	size_t name = verb;
	while (name > 0 && s->t[name - 1].kind == TK_HASTE) /* 《规范》尽早印发 */
		name--;
	bool before = name > 0 && s->t[verb].kind == TK_ISSUED && s->t[name - 1].kind == TK_OPEN &&
		      s->t[verb].start - s->t[name - 1].end <= 24 && str_starts(token_text(s, name - 1), STR("《"));
	return behind || before;
}

/* 整改情况, 建设项目: the verb is part of a name. */
static bool is_name(const struct sentence *s, size_t i)
{
	static const struct str tails[] = { { "情况", 6 }, { "问题", 6 }, { "工作", 6 }, { "成效", 6 }, { "项目", 6 },
		{ "方案", 6 }, { "资金", 6 }, { "单位", 6 }, { "进度", 6 }, { "质量", 6 }, { "管理", 6 } };
	return starts_any(after_text(s, &s->t[i]), tails, COUNT(tails));
}

static bool works_on(const struct sentence *s, size_t from, size_t to, uint64_t kinds)
{
	for (size_t at = first_of(s, kinds, from, to); at < to; at = first_of(s, kinds, at + 1, to)) {
		if (!is_name(s, at))
			return true;
	}
	return false;
}

/* 将建设7座: so many of a thing that is not there. */
static bool brings_things(const struct view *v)
{
	static const struct str units[] = { { "座", 3 }, { "处", 3 }, { "台", 3 }, { "套", 3 }, { "辆", 3 },
		{ "公里", 6 }, { "米", 3 }, { "条", 3 }, { "个", 3 }, { "名", 3 }, { "项", 3 }, { "平方米", 9 } };
	const struct sentence *s = v->s;
	size_t work = first_of(s, BIT(TK_WORK), v->i + 1, v->last);
	if (work == v->last || (mask(s, v->i + 1, work) & BIT(TK_IMPROVE)))
		return false;
	struct str after = str_sub(s->text, s->t[work].end, v->last < s->n ? s->t[v->last].start : s->span.end);
	size_t digit = 0;
	if (str_starts(after, STR("的")))
		return false;
	while (digit < after.len && digit <= 24 && !(after.ptr[digit] >= '0' && after.ptr[digit] <= '9'))
		digit++;
	if (digit >= after.len || digit > 24)
		return false;
	while (digit < after.len && after.ptr[digit] < 0x3A && after.ptr[digit] >= 0x2E)
		digit++;
	return starts_any(str_trim(str_sub(after, digit, after.len)), units, COUNT(units));
}

static bool is_still_ahead(struct str clause)
{
	static const char *const words[] = { "将", "拟", "计划", "力争", "争取", "逐步", "尽快", "陆续", "继续" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_has(clause, str_from(words[i])))
			return !str_has(clause, STR("须"));
	}
	return false;
}

/* 将, 下一步: only what is there or not can be missing. */
static enum mood_level judge_future(const struct view *v)
{
	const struct sentence *s = v->s;
	enum mood_token kind = s->t[v->i].kind;
	size_t reach = next_clause(s, v->last);
	bool opens = kind == TK_NEXT && v->i + 1 == v->last; /* 下一步，… */
	uint64_t clause = mask(s, v->i + 1, opens ? reach : v->last), wide = clause | mask(s, v->last, reach);
	if (mask(s, 0, v->i) & BIT(TK_EFFECT))
		return MOOD_QUIET;
	if (kind == TK_WILL && (clause & BIT(TK_BAPRED)))
		return MOOD_QUIET;
	if (view_is_excused(v, M_RULE) || (clause & BIT(TK_EFFECT)))
		return MOOD_QUIET;
	bool at = str_starts(after_text(s, &s->t[v->i]), STR("于")), set = clause & (BIT(TK_DATE) | BIT(TK_BEFORE));
	set = set || (v->i > v->first && s->t[v->i - 1].kind == TK_BEFORE &&
			     s->t[v->i - 1].end == s->t[v->i].start); /* 年底前将解决 */
	if (clause & BIT(TK_ORDER))
		return MOOD_QUIET; /* 将向上级建议出台: another's doing */
	/* 今后新建项目须先落实资金, 今后同类维修合并立项: a rule from now on, unless something is still to be brought about */
	if (str_eq(token_text(s, v->i), STR("今后")) && !is_still_ahead(clause_rest(v)))
		return MOOD_QUIET;
	if (at && set)
		return MOOD_HARD;
	uint64_t behind = mask(s, v->last, reach); /* 将按…，于一季度完成 */
	if (!(clause & M_THERE) && !(behind & (M_COMPLETE | M_RULE)) && (behind & M_HARD_THING))
		set = set || (behind & (BIT(TK_DATE) | BIT(TK_BEFORE)));
	if ((at || set) && (wide & M_THERE))
		return MOOD_HARD;
	if (set && str_has(clause_rest(v), STR("预算"))) /* 将在明年预算中安排 */
		return MOOD_SOFT;
	size_t goal = first_of(s, M_THERE, v->i, v->last);
	if (brings_document(s, goal, v->last) ||
		brings_document(s, first_of(s, BIT(TK_ISSUED), v->i, v->last), v->last))
		return MOOD_SOFT;
	if (kind != TK_NEXT && brings_things(v))
		return MOOD_SOFT;
	if (clause & BIT(TK_IMPROVE))
		return MOOD_QUIET;
	if (clause & M_HARD_THING)
		return MOOD_SOFT;
	bool soon = kind != TK_NEXT && (clause & (BIT(TK_AFTER) | BIT(TK_HASTE)));
	return soon && works_on(s, v->i + 1, v->last, BIT(TK_WORK) | BIT(TK_APPROVE)) ? MOOD_SOFT : MOOD_QUIET;
}

/* 明年计划新建3座: a verb behind, and in front the day or nothing. 计划完成情况 is a noun. */
static bool plans_to(const struct view *v)
{
	static const char *const nouns[] = { "情况", "方案", "任务", "目标", "指标", "进度", "总投资", "投资额" };
	const struct sentence *s = v->s;
	bool after_day = v->i > v->first && s->t[v->i - 1].end == s->t[v->i].start &&
			 (BIT(s->t[v->i - 1].kind) & (BIT(TK_DATE) | BIT(TK_NOW)));
	if (!adjacent(s, v->i, M_THERE) || !(after_day || at_clause_start(v, v->i)))
		return false;
	for (size_t i = 0; i < COUNT(nouns); i++) {
		if (str_has(clause_rest(v), str_from(nouns[i])))
			return false;
	}
	return true;
}

static enum mood_level judge_planned(const struct view *v)
{
	const struct sentence *s = v->s;
	if (view_is_object(v) || view_describes(v, 6) || view_is_excused(v, M_RULE))
		return MOOD_QUIET;
	if (view_describes(v, 24) && (mask(s, first_of(s, BIT(TK_DE), v->i, v->last), v->last) & M_COMPLETE))
		return MOOD_QUIET; /* 计划2025年发展的对象已经确定 */
	uint64_t clause = mask(s, v->i, v->last), wide = clause | mask(s, v->last, next_clause(s, v->last));
	struct str word = token_text(s, v->i);
	if (s->t[v->i].kind == TK_CAN)
		return mask(s, v->first, v->i) & (BIT(TK_DATE) | BIT(TK_BEFORE)) ? MOOD_HARD : MOOD_QUIET;
	if (str_starts(word, STR("已")))
		return MOOD_NOTE; /* that there is a plan is said as done */
	if (str_eq(word, STR("计划")) && !adjacent(s, v->i, BIT(TK_DATE) | BIT(TK_BEFORE)))
		return plans_to(v) ? MOOD_SOFT : MOOD_QUIET; /* a plan, not to plan */
	if (clause & (BIT(TK_DATE) | BIT(TK_BEFORE)))
		return wide & (M_THERE | BIT(TK_STEADY) | BIT(TK_BAPRED) | BIT(TK_MILD)) ? MOOD_HARD : MOOD_SOFT;
	if (s->t[v->i].kind == TK_EXPECT)
		return (clause & M_THERE) || str_has(clause_rest(v), STR("工期")) ? MOOD_HARD : MOOD_QUIET;
	return MOOD_SOFT;
}

static enum mood_level judge_strive(const struct view *v)
{
	static const struct str hopes[] = { { "力争", 6 }, { "争取", 6 } };
	const struct sentence *s = v->s;
	if (view_describes(v, 6) || view_is_excused(v, M_RULE))
		return MOOD_QUIET;
	uint64_t clause = mask(s, v->i, v->last);
	bool hope = ends_any(str_sub(s->text, s->t[v->i].start, s->t[v->i].end), hopes, COUNT(hopes));
	if (mask(s, v->first, v->i) & BIT(TK_DONE))
		return MOOD_QUIET;
	if ((clause & BIT(TK_BEFORE)) && (clause & (M_THERE | BIT(TK_BAPRED))))
		return MOOD_HARD;
	if (hope && (clause & BIT(TK_BEFORE)) &&
		(str_has(clause_rest(v), STR("下来")) || str_has(clause_rest(v), STR("办下"))))
		return MOOD_HARD; /* 争取在6月前把土地证办下来 */
	if (!hope)
		return MOOD_QUIET;
	if ((clause & BIT(TK_DATE)) && (clause & (M_THERE | BIT(TK_BAPRED))))
		return MOOD_HARD;
	return clause & (M_HARD_THING | BIT(TK_GRADUAL) | BIT(TK_BAPRED)) ||
			       ((clause & BIT(TK_HASTE)) && (clause & M_THERE))
		       ? MOOD_SOFT
		       : MOOD_QUIET;
}

/* 已整改40项，未整改10项: so many are left. A finding that counts them (发现未整改10项) is not of today. */
static bool counted_undone(const struct view *v)
{
	const struct sentence *s = v->s;
	struct str after = after_text(s, &s->t[v->i]);
	static const struct str things[] = { { "问题", 6 }, { "资金", 6 }, { "事项", 6 }, { "任务", 6 }, { "序时", 6 },
		{ "进度", 6 } };
	for (size_t i = 0; i < COUNT(things); i++)
		after = str_starts(after, things[i]) ? str_sub(after, things[i].len, after.len) : after;
	bool counted = after.len > 0 && after.ptr[0] >= '1' && after.ptr[0] <= '9';
	struct str before = str_sub(s->text, s->span.start, s->t[v->i].start);
	return counted && str_starts(token_text(s, v->i), STR("未")) && at_clause_start(v, v->i) &&
	       (mask(s, 0, v->first) & (M_THERE | M_COMPLETE)) && !str_has(before, STR("发现")) &&
	       !str_has(before, STR("查出"));
}

/* 其余6个未达到限额标准，通过比选确定: what a rule does not ask of them. */
static bool is_below_limit(const struct view *v)
{
	static const struct str limits[] = { { "限额", 6 }, { "起点", 6 }, { "门槛", 6 }, { "招标标准", 12 },
		{ "立案标准", 12 }, { "处罚标准", 12 } };
	struct str rest = clause_rest(v);

	for (size_t i = 0; i < COUNT(limits); i++) {
		if (str_has(rest, limits[i]))
			return true;
	}
	return false;
}

static enum mood_level judge_not_yet(const struct view *v)
{
	const struct sentence *s = v->s;
	if (is_below_limit(v))
		return MOOD_QUIET;
	uint64_t rest = mask(s, v->i, v->last);
	bool only = str_starts(token_text(s, v->i), STR("仅")) || str_starts(token_text(s, v->i), STR("只"));
	if (view_is_object(v) || (!only && (rest & (BIT(TK_DE) | BIT(TK_PROBLEM)))) || view_is_excused(v, BIT(TK_IF)))
		return MOOD_QUIET;
	if (s->t[v->i].kind == TK_UNDONE && (view_is_now(v) || str_starts(token_text(s, v->i), STR("将"))))
		return MOOD_HARD;
	if (s->t[v->i].kind == TK_UNDONE)
		return counted_undone(v) ? MOOD_SOFT : MOOD_QUIET;
	return rest & (M_THERE | BIT(TK_APPROVE)) ? MOOD_HARD : MOOD_SOFT;
}

/* A draft stays one unless the sentence also says that it was issued, and not as a wish. */
/* 预算草案中代编规模已压减, 3条建议写入政府工作报告征求意见稿: the draft is where something stands. */
static bool stands_in_draft(const struct view *v)
{
	static const struct str in[] = { { "中", 3 }, { "里", 3 } };
	static const struct str put[] = { { "写入", 6 }, { "写进", 6 }, { "纳入", 6 }, { "列入", 6 }, { "编入", 6 },
		{ "吸收", 6 } };
	const struct sentence *s = v->s;
	struct str before = str_sub(s->text, v->begin, s->t[v->i].start);
	for (size_t i = 0; i < COUNT(put); i++) {
		if (str_has(before, put[i]))
			return true;
	}
	return starts_any(after_text(s, &s->t[v->i]), in, COUNT(in));
}

static enum mood_level judge_draft(const struct view *v)
{
	const struct sentence *s = v->s;
	if (stands_in_draft(v))
		return MOOD_QUIET;
	if (view_describes(v, 3) || (mask(s, v->first, v->i) & (BIT(TK_PAST) | BIT(TK_ORDER) | BIT(TK_IF))) ||
		view_is_object(v))
		return MOOD_QUIET;
	for (size_t at = first_of(s, BIT(TK_ISSUED), v->i, s->n); at < s->n;
		at = first_of(s, BIT(TK_ISSUED), at + 1, s->n)) {
		struct view issued = view_at(s, at);
		if (!(mask(s, issued.first, at) & (M_OPEN | BIT(TK_HASTE) | BIT(TK_NEXT))))
			return MOOD_QUIET;
	}
	return view_resolved(v) ? MOOD_QUIET : MOOD_SOFT;
}

/* 其余路段稳步推进, 3个项目按计划推进: what goes on by itself ends its clause; "稳步推进某事" is work done. */
static enum mood_level judge_pace(const struct view *v)
{
	const struct sentence *s = v->s;
	if (v->i + 1 != v->last || str_trim(clause_rest(v)).len > 0 || view_is_object(v) ||
		(mask(s, v->first, v->i) & (M_COMPLETE | BIT(TK_ZAI))) || view_is_excused(v, M_RULE))
		return MOOD_QUIET;
	bool counted = false;
	for (uint32_t at = v->begin; at < s->t[v->i].start; at++)
		counted |= s->text.ptr[at] >= '0' && s->text.ptr[at] <= '9';
	struct str subject = str_trim(str_sub(s->text, v->begin, s->t[v->i].start));
	static const struct str goes[] = { { "项目", 6 }, { "工程", 6 }, { "前期工作", 12 }, { "事项", 6 },
		{ "任务", 6 }, { "手续", 6 }, { "路段", 6 }, { "建设", 6 } };
	return ends_any(subject, goes, COUNT(goes)) && (counted || view_is_now(v)) ? MOOD_SOFT : MOOD_QUIET;
}

/* 已完成总工程量的60%: the rest is missing. */
static enum mood_level judge_share(const struct view *v)
{
	const struct sentence *s = v->s;
	uint64_t clause = mask(s, v->first, v->last);
	struct str word = token_text(s, v->i), after = after_text(s, &s->t[v->i]);
	bool done = str_starts(word, STR("完成")) || (clause & (BIT(TK_DONE) | BIT(TK_DELIVER) | BIT(TK_UNDONE)));
	static const struct str more[] = { { "以上", 6 }, { "的", 3 } }; /* 完成95%以上 is a standard */
	static const struct str other[] = { { "占", 3 }, { "超额", 6 }, { "提前", 6 }, { "减少", 6 }, { "下降", 6 },
		{ "降低", 6 }, { "压减", 6 } };
	struct str before = str_sub(s->text, v->begin, s->t[v->i].start);
	if (!done || starts_any(after, more, COUNT(more)) || ends_any(before, other, COUNT(other)) ||
		view_is_object(v) || view_is_excused(v, M_RULE) || (clause & (M_OPEN | BIT(TK_LE))))
		return MOOD_QUIET;
	return MOOD_SOFT;
}

/* 还需报市政府审批 */
static enum mood_level judge_need(const struct view *v)
{
	const struct sentence *s = v->s;
	uint64_t rest = mask(s, v->i + 1, v->last);
	if (view_is_object(v) || view_describes(v, 24) || (rest & BIT(TK_IMPROVE)) || view_is_excused(v, M_RULE))
		return MOOD_QUIET;
	bool also = str_starts(token_text(s, v->i), STR("还")); /* 还需局长审批 may be a rule */
	if (also && !view_is_now(v) && !(mask(s, 0, v->first) & M_COMPLETE))
		return MOOD_QUIET;
	return (rest & (BIT(TK_APPROVE) | M_HARD_THING)) || works_on(s, v->i + 1, v->last, BIT(TK_WORK)) ? MOOD_SOFT
													 : MOOD_QUIET;
}

/* 剩余1件已向市政府申请…: what is left was only asked for. */
static enum mood_level judge_rest(const struct view *v)
{
	static const struct str left[] = { { "剩余", 6 }, { "其余", 6 }, { "余下", 6 }, { "仅剩", 6 } };
	static const struct str asked[] = { { "申请", 6 }, { "上报", 6 }, { "报请", 6 }, { "提请", 6 }, { "请示", 6 } };
	const struct sentence *s = v->s;
	size_t done = first_of(s, BIT(TK_DONE), v->i + 1, v->last);
	if (!starts_any(token_text(s, v->i), left, COUNT(left)) || done == v->last || view_is_excused(v, M_RULE))
		return MOOD_QUIET;
	uint32_t end = v->last < s->n ? s->t[v->last].start : s->span.end;
	struct str rest = str_sub(s->text, s->t[done].end, end);
	bool only_asked = false;
	for (size_t i = 0; i < COUNT(asked); i++)
		only_asked |= str_has(rest, asked[i]);
	only_asked = only_asked && !str_has(rest, STR("申请人")) && !str_has(rest, STR("提存"));
	return only_asked && !(mask(s, done, v->last) & (M_HARD_THING | BIT(TK_LE))) ? MOOD_SOFT : MOOD_QUIET;
}

/* 整改时限：2025年3月底前完成: the value of a label, set when the work was given out. */
static bool is_term(const struct view *v)
{
	static const struct str labels[] = { { "时限", 6 }, { "期限", 6 }, { "完成时间", 12 }, { "时限为", 9 } };
	struct str before = str_sub(v->s->text, v->s->span.start, v->s->t[v->i].start);
	while (before.len > 0 && (before.ptr[before.len - 1] == ':' || before.ptr[before.len - 1] == ' '))
		before.len--;
	if (str_ends(before, STR("：")))
		before.len -= 3;
	return ends_any(before, labels, COUNT(labels));
}

/* 列入2025年预算, 2025年启动建设: of a year that may not have come; the reader of the report's date decides. */
static bool is_listed(const struct view *v, struct str rest)
{
	static const struct str into[] = { { "列入", 6 }, { "纳入", 6 }, { "编入", 6 } };
	static const struct str due[] = { { "欠款", 6 }, { "尾款", 6 }, { "余款", 6 }, { "债务", 6 } };
	struct str before = str_sub(v->s->text, v->begin, v->s->t[v->i].start);
	if (!ends_any(before, into, COUNT(into)))
		return false;
	if (str_has(rest, STR("计划")) || str_has(rest, STR("项目")))
		return true;
	bool left = mask(v->s, v->first, v->i) & BIT(TK_NOW); /* running costs are budgeted every year */
	for (size_t i = 0; i < COUNT(due); i++)
		left |= str_has(before, due[i]);
	return left && str_has(rest, STR("预算"));
}

static enum mood_level judge_year(const struct view *v)
{
	static const struct str from[] = { { "起", 3 }, { "开始", 6 }, { "以来", 6 }, { "以后", 6 }, { "至", 3 },
		{ "到", 3 }, { "—", 3 }, { "-", 1 }, { "、", 3 }, { "之间", 6 }, { "期间", 6 }, { "的", 3 } };
	static const char *const papers[] = { "计划", "方案", "预算", "要点", "清单", "规划", "目标", "任务", "标准" };
	const struct sentence *s = v->s;
	struct str word = token_text(s, v->i), after = str_trim(after_text(s, &s->t[v->i]));
	struct str rest = clause_rest(v);
	if (!str_has(word, STR("年")) || starts_any(after, from, COUNT(from)) || is_term(v))
		return MOOD_QUIET;
	/* 2023年度盘点在10月27日完成: whose it is, and when it was done */
	size_t month = str_find(rest, STR("月"), 0);
	if (str_ends(word, STR("年度")) && month != STR_NPOS &&
		(str_has(str_sub(rest, month, rest.len), STR("完成")) ||
			str_has(str_sub(rest, month, rest.len), STR("结束"))))
		return MOOD_QUIET;
	if (is_listed(v, rest))
		return view_is_excused(v, M_RULE) ? MOOD_QUIET : MOOD_SOFT;
	struct str before = str_trim(str_sub(s->text, v->begin, s->t[v->i].start));
	bool leads = before.len == 0 || str_ends(before, STR("于"));
	if (!leads)
		return MOOD_QUIET;
	for (size_t i = 0; i < COUNT(papers); i++) {
		if (str_has(rest, str_from(papers[i])))
			return MOOD_QUIET;
	}
	if ((mask(s, v->first, v->last) & (M_COMPLETE | BIT(TK_PAST) | M_RULE | BIT(TK_BA))) ||
		view_is_excused(v, M_RULE))
		return MOOD_QUIET;
	return (mask(s, v->i, v->last) & M_HARD_THING) || (adjacent(s, v->i, BIT(TK_WORK)) && !is_name(s, v->i + 1))
		       ? MOOD_SOFT
		       : MOOD_QUIET;
}

/* 拆除工作已基本完成: nearly is not wholly; worth a note. */
static enum mood_level judge_partly(const struct view *v)
{
	const struct sentence *s = v->s;
	if (view_describes(v, 24) || view_is_object(v) || view_is_excused(v, M_RULE) ||
		(mask(s, v->first, v->i) & M_OPEN))
		return MOOD_QUIET;
	return str_trim(clause_rest(v)).len == 0 ? MOOD_NOTE : MOOD_QUIET;
}

static enum mood_level judge_gradual(const struct view *v)
{
	const struct sentence *s = v->s;
	static const struct str debts[] = { { "化解", 6 }, { "偿还", 6 }, { "清偿", 6 }, { "支付", 6 }, { "付清", 6 },
		{ "消化", 6 }, { "还清", 6 }, { "解决", 6 }, { "清退", 6 }, { "拨付", 6 }, { "缴清", 6 },
		{ "补缴", 6 } };
	if (!starts_any(after_text(s, &s->t[v->i]), debts, COUNT(debts)))
		return MOOD_QUIET;
	uint64_t clause = mask(s, v->first, v->last);
	if ((clause & (M_COMPLETE | BIT(TK_DE))) || view_is_object(v) || view_is_excused(v, BIT(TK_IF) | BIT(TK_ORDER)))
		return MOOD_QUIET;
	return MOOD_SOFT;
}

/* "11月底前全面完成" with neither 已 nor 了. */
static enum mood_level judge_promised(const struct view *v)
{
	const struct sentence *s = v->s;
	uint64_t clause = mask(s, v->first, v->last);
	if (view_as_of(s, v->i) || is_term(v))
		return MOOD_QUIET;
	if ((clause & (M_COMPLETE | BIT(TK_PAST) | M_RULE | BIT(TK_BA))) || view_describes(v, 9) ||
		view_is_excused(v, M_RULE))
		return MOOD_QUIET;
	return mask(s, v->i, v->last) & M_THERE ? MOOD_SOFT : MOOD_QUIET;
}

struct row {
	enum mood_cause cause;
	enum mood_level (*judge)(const struct view *v); /* NULL: says nothing by itself */
};

static const struct row rows[TK_KINDS] = {
	[TK_ZAI] = { MOOD_ONGOING, judge_ongoing },
	[TK_STILL] = { MOOD_ONGOING, judge_still },
	[TK_PROCESS] = { MOOD_ONGOING, judge_process },
	[TK_WAIT] = { MOOD_WAITING, judge_wait },
	[TK_AWAIT] = { MOOD_WAITING, judge_await },
	[TK_NI] = { MOOD_INTENDED, judge_intended },
	[TK_READY] = { MOOD_INTENDED, judge_planned },
	[TK_FUTURE] = { MOOD_FUTURE, judge_future },
	[TK_WILL] = { MOOD_FUTURE, judge_future },
	[TK_NEXT] = { MOOD_FUTURE, judge_future },
	[TK_PLAN] = { MOOD_PLANNED, judge_planned },
	[TK_EXPECT] = { MOOD_PLANNED, judge_planned },
	[TK_STRIVE] = { MOOD_PLANNED, judge_strive },
	[TK_NOTYET] = { MOOD_NOT_YET, judge_not_yet },
	[TK_UNDONE] = { MOOD_NOT_YET, judge_not_yet },
	[TK_DRAFT] = { MOOD_DRAFT, judge_draft },
	[TK_GRADUAL] = { MOOD_GRADUAL, judge_gradual },
	[TK_CAN] = { MOOD_PLANNED, judge_planned },
	[TK_PACE] = { MOOD_ONGOING, judge_pace },
	[TK_ENTER] = { MOOD_ONGOING, judge_still },
	[TK_PARTLY] = { MOOD_PARTLY, judge_partly },
	[TK_SHARE] = { MOOD_PARTLY, judge_share },
	[TK_NEED] = { MOOD_WAITING, judge_need },
	[TK_NOW] = { MOOD_WAITING, judge_rest },
	[TK_DATE] = { MOOD_PROMISED, judge_year },
	[TK_BEFORE] = { MOOD_PROMISED, judge_promised },
};

/* 拟于2025年5月…, 计划5月底前…: the clause of the date says that it lies ahead. */
static bool is_meant(const struct sentence *s, size_t at)
{
	struct view w = view_at(s, at);
	return (mask(s, w.first, at) & M_MEANT) && !(mask(s, w.first, w.last) & (M_COMPLETE | BIT(TK_PAST)));
}

/* …前 that goes with something still to come; one that only follows the word has to say what is done by then. */
static bool is_deadline(const struct sentence *s, size_t at)
{
	struct view w = view_at(s, at);
	size_t reach = at + 1 == w.last ? next_clause(s, w.last) : w.last; /* 预计至12月底，…完成 */
	if (mask(s, w.first, w.last) & M_COMPLETE)
		return false;
	return is_meant(s, at) || (mask(s, at, reach) & (M_THERE | BIT(TK_STEADY)));
}

/* The date that goes with the word: …前 in this clause or a later one that is open too, a date behind the word, or one
 * that a later clause means. */
static void find_promise(const struct sentence *s, size_t i, struct mood *m)
{
	struct view v = view_at(s, i);
	size_t at = m->cause == MOOD_PROMISED ? i : first_of(s, BIT(TK_BEFORE), v.first, s->n);
	while (at < s->n && m->cause != MOOD_PROMISED && view_as_of(s, at))
		at = first_of(s, BIT(TK_BEFORE), at + 1, s->n);
	if (at < s->n && m->cause != MOOD_PROMISED && !is_deadline(s, at))
		at = s->n;
	if (at == s->n && s->t[i].kind == TK_CAN)
		at = first_of(s, BIT(TK_DATE), v.first, i);
	if (at == s->n || (s->t[i].kind == TK_CAN && at == i)) {
		at = first_of(s, BIT(TK_DATE), i + 1, v.last);
		at = at == v.last ? s->n : at;
	}
	for (size_t next = v.last; at == s->n && next < s->n;) {
		next = first_of(s, BIT(TK_DATE), next + 1, s->n);
		at = next < s->n && is_meant(s, next) ? next : s->n;
	}
	if (at == s->n)
		return;
	m->has_promise = true;
	m->before = s->t[at].kind == TK_BEFORE;
	m->promise = (struct span){ s->t[at].start, s->t[at].end };
}

struct mood mood_judge(const struct sentence *s)
{
	struct mood best = { .level = MOOD_QUIET, .sentence = s->span };
	size_t word = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct row *row = &rows[s->t[i].kind];
		if (!row->judge)
			continue;
		struct view v = view_at(s, i);
		enum mood_level level = row->judge(&v);
		/* a bare date speaks only where no word of mood does */
		if (level <= best.level &&
			!(level > MOOD_QUIET && best.cause == MOOD_PROMISED && row->cause != MOOD_PROMISED))
			continue;
		best.level = level;
		best.cause = row->cause;
		best.word = (struct span){ s->t[i].start, s->t[i].end };
		word = i;
	}
	best.bare = best.cause == MOOD_PROMISED;
	if (best.level > MOOD_QUIET)
		find_promise(s, word, &best);
	return best;
}
