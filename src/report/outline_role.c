#include "outline_parts.h"

#include "wordlist.h"
#include "words.h"

/* --- deciding what they are --- */

/* The headings of one list, before anything is asked of their words. */
struct siblings {
	uint32_t count, labelled;
	int32_t last;
	uint8_t type;
	bool spread; /* its one heading is the first of several in one line */
};

/* What the headings of one series are like. */
struct series {
	struct siblings siblings;
	uint32_t count, findings, strong, aspects, children, labelled, listed, imperatives, lifted;
	uint32_t wanting;
	uint32_t tells, worded; /* a label opens what was done; a finding by its words alone */
	uint32_t forms;         /* 关于…问题 */
	uint32_t topics;        /* 关于餐饮油烟治理。一是…: what it is about, and a list */
	uint32_t counted;       /* 1.一是…: a list that has no name */
	uint32_t titled;        /* a line of its own that is no sentence, with text below it */
	uint32_t child_count, child_findings, child_measures, child_above, child_deep; /* the series right below */
	uint32_t runs;  /* of the series below, how many go on with the number of the one before */
	uint32_t alone; /* answered themselves, with nothing below, and no …方面 */
};

static bool like_finding(const struct head *h)
{
	return h->labelled || h->type == TOK_PROBLEM_NO || h->finding == 2 || (h->finding == 1 && !h->imperative);
}

/* 考核走形变样（已销号）: only what is told of has a state. */
static bool ends_in_state(struct str title)
{
	static const char *const opens[] = { "（", "(", "【", "[" };
	static const char *const closes[] = { "）", ")", "】", "]" };
	for (size_t i = 0; i < sizeof opens / sizeof *opens; i++) {
		size_t at = str_ends(title, str_from(closes[i])) ? str_rfind(title, str_from(opens[i])) : STR_NPOS;
		if (at != STR_NPOS && at > 0 && title.len - at < 80)
			return words_result_sentence(str_sub(title, at, title.len)) != RESULT_NONE;
	}
	return false;
}

/* (1)倒排工期。…(2)领导包联。…: the list that begins here goes on in its own line. */
static bool goes_on_in_line(const struct outline *o, const struct head *h)
{
	static const char *const stops[] = { "。", "；", ";" };

	if (h->value != 1 || h->finding == 2 || (h->type != TOK_AR_PAREN && h->type != TOK_AR_HALF))
		return false;
	for (size_t i = token_at(o->tokens, VEC_AT(o->lines, struct line, h->line).tok, h->body);; i++) {
		const struct token *t = &VEC_AT(o->tokens, struct token, i);
		if (t->kind == TOK_END || t->at >= h->title_end)
			return false;
		if (t->kind != h->type || t->value != 2)
			continue;
		struct str before = str_sub(o->text, h->body, t->at);
		for (size_t k = 0; k < sizeof(stops) / sizeof(*stops); k++) {
			if (str_ends(before, str_from(stops[k])))
				return true;
		}
	}
}

static void count_siblings(const struct outline *o, struct series *lists)
{
	for (size_t i = 0; i < o->heads.len; i++) {
		struct head *h = &VEC_AT(&o->heads, struct head, i);
		struct siblings *l = &lists[h->list].siblings;
		h->labelled |= ends_in_state(head_title(o, h));
		l->count++;
		l->labelled += h->labelled;
		l->last = (int32_t)i;
		l->type = h->type;
		l->spread = l->count == 1 && goes_on_in_line(o, h);
	}
}

/* 1.修订制度。2.开展培训。整改结果：已完成: a state stands below the last alone, and no label that opens what was done. */
static bool only_last_has_state(const struct outline *o, const struct siblings *l)
{
	if (l->labelled != 1)
		return false;
	const struct head *h = &VEC_AT(&o->heads, struct head, l->last);
	return h->labelled && !h->tells && h->parent >= 0;
}

/* The state below the last of several, be they in one line, is that of what they all stand below; below one that stands alone it is where
 * most lists of its kind are like that. */
static void lift_states(struct outline *o, struct series *lists, uint32_t count)
{
	uint32_t many[TOK_PROBLEM_NO + 1] = { 0 }, items[TOK_PROBLEM_NO + 1] = { 0 };
	count_siblings(o, lists);
	for (uint32_t i = 1; i <= count; i++) {
		const struct siblings *l = &lists[i].siblings;
		many[l->type] += (l->count > 1 || l->spread) && only_last_has_state(o, l);
		items[l->type] += l->labelled > 1;
	}
	for (uint32_t i = 1; i <= count; i++) {
		const struct siblings *l = &lists[i].siblings;
		bool lifted =
			only_last_has_state(o, l) && (l->count > 1 || l->spread || many[l->type] > items[l->type]);
		if (!lifted)
			continue;
		struct head *h = &VEC_AT(&o->heads, struct head, l->last);
		h->labelled = h->answered = false;
		h->lifted = true;
		VEC_AT(&o->heads, struct head, h->parent).labelled = true;
	}
}

/* 对照“…”问题, 对“…”的问题, 对于议事边界不清的问题。 */
static bool names_quoted(struct str title)
{
	enum { NAME_BYTES = 180 };
	struct str near = str_sub(title, 0, NAME_BYTES), name = str_sub(near, 0, str_find(near, STR("。"), 0));

	if (str_starts(name, STR("对于")) && str_ends(name, STR("的问题")) && !str_has(name, STR("，")))
		return true;
	return str_starts(title, STR("对照“")) || str_starts(title, STR("对“")) || str_starts(title, STR("就“"));
}

/* （三）巡察反馈问题整改落实情况 */
static bool names_the_account(struct str title)
{
	WORDLIST(rounds, "巡察", "巡视", "反馈", "审计", "督察");
	struct str s = str_sub(title, 0, 300);

	return str_ends(s, STR("情况")) && HAS(s, rounds) && str_has(s, STR("整改")) &&
	       (str_has(s, STR("问题")) || str_has(s, STR("意见")));
}

/* （一）组织领导情况 （二）主体责任落实情况 （三）反馈问题整改情况, with no 一、 anywhere above: they are what 一、 is elsewhere. */
static uint32_t sections_in_brackets(const struct outline *o)
{
	uint32_t list = 0, about = 0, accounts = 0;

	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		if (h->parent >= 0)
			continue;
		if (h->type != TOK_CN_PAREN || (list && h->list != list))
			return 0;
		list = h->list;
		bool account = names_the_account(head_title(o, h));
		accounts += account;
		about += !account && words_section(head_title(o, h)) == SECTION_ABOUT;
	}
	return about && accounts == 1 ? list : 0;
}

/* （一）组织领导情况 … （三）反馈问题整改情况, and 一、 below the last: the higher kind of the two stands lower. */
static void find_sections_over(struct outline *o)
{
	uint32_t list = 0;
	for (size_t i = 0; i < o->heads.len && !list; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		const struct head *p = h->parent < 0 ? h : &VEC_AT(&o->heads, struct head, h->parent);
		list = h->type == TOK_CN_DUN && p->type == TOK_CN_PAREN && p->parent < 0 ? p->list : 0;
	}
	list = list ? list : sections_in_brackets(o);
	for (size_t i = 0; list && i < o->heads.len; i++)
		VEC_AT(&o->heads, struct head, i).over = VEC_AT(&o->heads, struct head, i).list == list;
}

/* What the titles sound like, asked once. */
static void hear_titles(struct outline *o)
{
	for (size_t i = 0; i < o->heads.len; i++) {
		struct head *h = &VEC_AT(&o->heads, struct head, i);
		struct str title = head_title(o, h);
		h->finding = words_answer(title) ? 0 : (uint8_t)words_finding(title);
		h->imperative = words_measure(title) && !(h->finding == 2 && names_quoted(title));
		h->wanting = !h->finding && !h->imperative && words_wanting(title);
		h->facet = str_has(str_sub(title, 0, 300), STR("方面"));
		if (h->labelled && h->parent >= 0)
			VEC_AT(&o->heads, struct head, h->parent).above = true;
	}
}

/* "1.(1)针对…": a bare number in front of another heading is what that one is. */
static const struct head *speaking_head(const struct outline *o, size_t i)
{
	const struct head *h = &VEC_AT(&o->heads, struct head, i);
	return i + 1 < o->heads.len && h->title_end == h[1].at ? h + 1 : h;
}

/* What was done stands right below this heading, not below others that it has: it is no aspect. */
static bool answered_alone(const struct outline *o, size_t i)
{
	const struct head *h = &VEC_AT(&o->heads, struct head, i);
	return h->answered && !h->facet && (i + 1 == o->heads.len || h[1].parent != (int32_t)i);
}

/* 关于餐饮油烟治理。一是…: a part of the finding, however worded. */
static bool is_topic(const struct outline *o, const struct head *h)
{
	enum { TOPIC_BYTES = 90 };
	struct str title = str_sub(head_title(o, h), 0, TOPIC_BYTES + strlen("。一是"));
	size_t stop = str_find(title, STR("。"), 0);
	bool about = str_starts(title, STR("关于")) || str_starts(title, STR("针对"));
	bool list = h->listed || str_starts(str_sub(title, stop, title.len), STR("。一是"));
	return about && stop <= TOPIC_BYTES && list && !str_has(str_sub(title, 0, stop), STR("，"));
}

static void measure_series(struct outline *o, struct series *s)
{
	const struct head *before[TOK_PROBLEM_NO + 1] = { NULL }; /* the last of each kind */
	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		struct series *l = &s[h->list];
		bool finding = like_finding(speaking_head(o, i));
		l->count++;
		l->findings += finding;
		l->labelled += h->labelled;
		l->listed += h->listed;
		l->wanting += h->wanting;
		l->tells += h->tells;
		l->worded += h->finding && !h->imperative;
		l->lifted += h->lifted;
		l->imperatives += h->imperative;
		l->titled += h->text && !str_has(str_sub(head_title(o, h), 0, 300), STR("。"));
		l->forms += h->finding == 2 && words_names(head_title(o, h));
		l->topics += is_topic(o, h);
		l->counted += str_starts(head_title(o, h), STR("一是"));
		l->strong += h->labelled || (h->finding == 2 && !h->imperative);
		l->aspects += h->facet;
		l->alone += answered_alone(o, i);
		if (h->parent >= 0) {
			struct series *p = &s[VEC_AT(&o->heads, struct head, h->parent).list];
			p->child_count++;
			p->child_findings += finding;
			p->child_above += h->above;
			p->child_deep += i + 1 < o->heads.len && h[1].parent == (int32_t)i;
			p->child_measures += h->imperative && !finding;
			if (i == 0 || VEC_AT(&o->heads, struct head, i - 1).parent != h->parent)
				p->children++;
			const struct head *b = before[h->type];
			p->runs += b && b->parent != h->parent && h->value == b->value + 1;
		}
		before[h->type] = h;
	}
}

static bool most(uint32_t part, uint32_t whole)
{
	return whole && part * 2 >= whole;
}

/* A series of headings that have findings below them. */
static bool has_findings_below(const struct series *s)
{
	/* …方面: what is listed below are findings, however worded, if it does not read like measures */
	bool listed = s->count > 1 && s->aspects * 2 > s->count && s->child_measures * 2 < s->child_count;
	/* measures have no headings below them */
	bool deep = s->count > 1 && s->child_deep * 3 >= s->child_count * 2;
	bool findings =
		most(s->child_findings, s->child_count) || most(s->child_above, s->child_count) || listed || deep;
	/* 1 to 4 below （一）, 5 to 7 below （二）: measures are not counted through a report */
	bool through = s->count > 1 && s->runs && s->runs + 1 >= s->children && s->child_count > s->children;
	return s->child_count && (findings || through) && s->children * 3 >= s->count;
}

static bool is_section(const struct head *h)
{
	return h->parent < 0 && (h->type == TOK_CN_DUN || h->type == HEAD_PART || h->over);
}

static uint8_t kind_of_section(uint8_t section)
{
	switch (section) {
	case SECTION_PENDING:
		return PROBLEM_PENDING;
	case SECTION_NAMED:
		return PROBLEM_NAMED;
	case SECTION_IMMEDIATE:
		return PROBLEM_IMMEDIATE;
	default:
		return PROBLEM_REGULAR;
	}
}

/* What stands below a section's heading: right below and deeper, answered by a label or a state, or surely a problem: these, lists of what
 * was done, 关于“…”的问题. */
struct below {
	uint32_t end, direct, deep, answered, forms, firm;
};

static struct below look_below(const struct outline *o, uint32_t top)
{
	struct below b = { .end = top + 1 };
	for (; b.end < o->heads.len && VEC_AT(&o->heads, struct head, b.end).parent >= 0; b.end++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, b.end);
		struct str title = str_sub(head_title(o, h), 0, 300);
		title = str_sub(title, 0, str_find(title, STR("。"), 0));
		bool form = words_names(title) && words_finding(title) == 2;
		bool told = h->labelled || h->answered || h->lifted;
		b.direct += h->parent == (int32_t)top;
		b.deep += h->parent != (int32_t)top;
		b.answered += told;
		b.forms += form;
		b.firm += told || h->listed || form;
	}
	return b;
}

/* 一、总体要求 （一）指导思想, 三、以长效机制巩固整改成果 （一）紧盯未完事项。: paragraphs that nothing answers, in a section that speaks of no problems. */
static bool is_of_prose(const struct outline *o, uint32_t top, const struct below *b)
{
	const struct head *h = &VEC_AT(&o->heads, struct head, top);
	struct str title = head_title(o, h);
	return is_section(h) && b->direct > 1 && !b->deep && !b->answered && b->forms * 2 < b->direct && !h->facet &&
	       !h->labelled && !words_lacks(title) && !str_has(title, STR("问题")) &&
	       kind_of_section((uint8_t)words_section(title)) == PROBLEM_REGULAR &&
	       words_state_heading(title) == RESULT_NONE;
}

/* Where the report has enough that is surely a problem, sections of such prose hold none. */
static void find_prose(struct outline *o)
{
	enum { FIRM_LEAST = 3 };
	uint32_t firm = 0, loose = 0;
	struct below b;
	for (uint32_t i = 0; i < o->heads.len; i = b.end) {
		b = look_below(o, i);
		bool prose = is_of_prose(o, i, &b);
		VEC_AT(&o->heads, struct head, i).prose = prose;
		loose += prose ? b.direct : 0;
		firm += prose ? 0 : b.firm;
	}
	for (uint32_t i = 0; (firm < FIRM_LEAST || firm * 2 < loose) && i < o->heads.len; i++)
		VEC_AT(&o->heads, struct head, i).prose = false;
}

struct decider {
	struct outline *o;
	struct series *series;
	uint32_t refers;   /* headings that name a problem by its number */
	uint32_t bodies;   /* 一、 headings with findings somewhere below */
	bool top_problems; /* 一、 headings are the problems themselves */
	bool top_items;    /* so they are, and what stands below them are items */
	bool top_forms;    /* those of them that are worded as problems are */
	bool sections_are_aspects;
	bool sections_say_so; /* …方面, most of them */
	bool told_alone;      /* a notice of problems: below …方面 bare sentences, and nothing that answers any */
	bool top_mixed; /* 一、 headings are the problems: some are answered themselves, others have items below */
	struct series pool[TOK_PROBLEM_NO + 1]
			  [TOK_PROBLEM_NO + 1];  /* below problems: by kind, and by that of the problem */
	struct series first[TOK_PROBLEM_NO + 1]; /* those at the top or right below a section, by kind */
};

static const struct series *series_of(const struct decider *d, const struct head *h)
{
	return &d->series[h->list];
}

static const struct head *parent_of(const struct decider *d, const struct head *h)
{
	return h->parent < 0 ? NULL : &VEC_AT(&d->o->heads, struct head, h->parent);
}

/* Not 二、反馈问题整改情况, 三、下一步工作打算: what a section is about, were it an aspect or a problem. */
static bool names_no_account(struct str title)
{
	static const char *const ends[] = { "情况", "打算", "安排", "计划", "工作", "措施", "要求", "成效", "如下",
		"：", ":", "清单", "台账" };
	struct str s = str_sub(title, 0, 300);
	s = str_sub(s, 0, str_find(s, STR("。"), 0));
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, str_from(ends[i])))
			return false;
	uint8_t section = (uint8_t)words_section(s);
	return s.len && !str_has(s, STR("反馈")) && section != SECTION_NEXT &&
	       kind_of_section(section) == PROBLEM_REGULAR;
}

/* A section that is an aspect by its words: 一、…方面, 一、落实决策部署有差距. */
static bool is_facet(const struct outline *o, const struct head *h)
{
	bool wanting = h->finding && (!h->imperative || words_lacks(head_title(o, h))) && !h->labelled && !h->answered;
	return is_section(h) && (h->facet || (wanting && names_no_account(head_title(o, h))));
}

/* The second level under a section (or the first without sections): aspects above problems, or problems. */
static uint8_t first_level_role(const struct decider *d, const struct head *h)
{
	const struct series *s = series_of(d, h), *all = &d->first[h->type];
	bool below = has_findings_below(s);
	if (below && h->type == TOK_PROBLEM_NO) /* 问题1： says what it is */
		return ROLE_PROBLEM;
	if (below && all->alone * 8 >= all->count && all->alone && !most(all->aspects, all->count))
		return ROLE_PROBLEM; /* some problems have items, others have none */
	if (below)
		return d->sections_are_aspects && (d->sections_say_so ||
							  (most(s->findings, s->count) && !most(s->aspects, s->count)))
			       ? ROLE_PROBLEM
			       : ROLE_ASPECT;
	/* below 一、…方面: however it is worded, when it does not read like measures */
	const struct head *p = parent_of(d, h);
	bool facet = p && (is_facet(d->o, p) || (is_section(p) && d->told_alone && like_finding(p)));
	bool listed = facet && s->imperatives * 2 < s->count && s->children * 2 >= s->count;
	bool evidence = listed || most(s->labelled, s->count) || most(s->strong, s->count) ||
			(most(s->findings, s->count) && s->count > 2);
	/* below …方面, and no heading below them: 1.窗口午间关闭。抽查3天，均未按规定值守。 */
	evidence |= facet && s->count > 1 && !s->children && !s->imperatives && !s->listed &&
		    (d->told_alone || s->findings + s->wanting >= s->count);
	/* below …方面, and paragraphs below each: titles that do not read like measures */
	evidence |= facet && s->count > 1 && s->titled == s->count && s->imperatives * 4 < s->count;
	/* 1.老旧小区改造滞后: and (1) to (3) below, that read like measures, all over the list */
	bool answered = s->count > 2 && s->children * 4 >= s->count * 3 && s->child_measures * 2 > s->child_count &&
			s->imperatives * 4 < s->count;
	/* below 一、已完成整改的问题 */
	evidence |= p && s->imperatives * 2 < s->count && words_state_heading(head_title(d->o, p)) != RESULT_NONE;
	/* below 三、正在推进中的专项问题, or 二、立行立改事项 */
	bool own = p && is_section(p) && kind_of_section(p->section) != PROBLEM_REGULAR;
	evidence |= own && s->count > 1 && s->imperatives * 2 < s->count && !s->children;
	/* 1.公文运转慢。 and 一是… or ●… below each */
	evidence |= s->count > 2 && s->listed * 3 >= s->count * 2 && s->imperatives * 3 < s->count && !s->children;
	/* what the other lists of this kind are, one whose words say nothing is too */
	bool alike = all->count >= 2 * s->count && most(all->strong, all->count) && s->imperatives * 2 < s->count;
	evidence |= answered || (alike && (!p || (s->findings && is_section(p) && p->finding)));
	return evidence ? ROLE_PROBLEM : ROLE_NONE;
}

static uint8_t below_problem_role(const struct decider *d, const struct head *h, const struct head *problem)
{
	const struct series *s = series_of(d, h), *all = &d->pool[h->type][problem->type];
	bool empty_title = !head_title(d->o, problem).len;
	if (all->count && !all->labelled && !all->listed) /* by their words alone: what all of them are */
		s = all;
	if (series_of(d, h)->lifted && s->strong * 2 <= s->count) /* one state for all of them: what was done */
		return ROLE_NONE;
	if (most(series_of(d, h)->counted,
		    series_of(d, h)->count)) /* 1.一是修订规程。二是…: what was done, counted twice over */
		return ROLE_NONE;
	/* 1.修订制度。（已完成） 2.开展培训。（已完成）: measures, each with its state */
	if (!s->tells && !s->listed && s->imperatives * 2 >= s->count && s->worded * 4 <= s->count && !empty_title)
		return ROLE_NONE;
	bool items = most(s->labelled, s->count) || s->strong * 2 > s->count || empty_title ||
		     (s->count > 1 && s->topics * 2 > s->count) ||
		     (most(s->findings, s->count) && s->children * 2 >= s->count) ||
		     (s->listed * 2 > s->count &&
			     (most(s->findings, s->count) || (!s->imperatives && s->findings * 3 >= s->count)));
	/* (1)信访件“一转了之”, and paragraphs below: titles that do not read like measures */
	bool titles = s->count > 3 && s->titled * 4 >= s->count * 3 && s->imperatives * 4 < s->count &&
		      s->findings * 8 >= s->count;
	if (!items && !titles)
		return ROLE_NONE;
	return h->minor ? ROLE_GROUP : ROLE_ITEM;
}

/* 一、关于“…”问题的整改: a finding by its form, not one aspect of many. */
static bool names_problem(const struct outline *o, const struct head *h)
{
	struct str title = head_title(o, h);
	bool quoted = words_quotes(title);
	return quoted && h->finding == 2 && !str_has(title, STR("方面"));
}

/* 一、关于预算编制不完整的问题。 */
static bool is_problem_by_form(const struct outline *o, const struct head *h)
{
	struct str title = str_sub(head_title(o, h), 0, 600);
	size_t stop = str_find(title, STR("。"), 0);
	struct str first = str_sub(title, 0, stop == STR_NPOS ? title.len : stop);
	return h->finding == 2 && words_names(first) &&
	       (str_ends(first, STR("问题")) || str_ends(first, STR("问题整改情况")) ||
		       str_ends(first, STR("问题的整改情况"))) &&
	       !str_has(first, STR("方面"));
}

/* 5 下一步打算, 6 联系方式: what follows the problems, numbered like the aspects. */
static bool follows_problems(const struct outline *o, const struct head *h)
{
	WORDLIST(opens, "联系方式", "联系电话", "监督方式", "监督电话", "下一步", "下步", "下阶段", "下一阶段", "今后",
		"后续", "努力方向", "工作打算");
	struct str title = head_title(o, h);
	return h->parent < 0 && !h->labelled && title.len < 90 && !str_has(title, STR("。")) && STARTS(title, opens);
}

/* 【四】巡察期间立行立改事项, numbered like the aspects: a section of problems of their own. */
static bool holds_others(const struct outline *o, const struct head *h)
{
	uint8_t section = (uint8_t)words_section(head_title(o, h));
	return h->type == TOK_CN_PAREN && !h->labelled && outline_is_bare(o, h) &&
	       (section == SECTION_IMMEDIATE || section == SECTION_NAMED);
}

static uint8_t top_role(const struct decider *d, const struct head *h)
{
	if (!is_section(h))
		return follows_problems(d->o, h) || holds_others(d->o, h) ? ROLE_SECTION : first_level_role(d, h);
	if (h->prose)
		return ROLE_SECTION;
	bool mixed = d->top_mixed && names_no_account(head_title(d->o, h)) && (h->answered || h->above);
	return d->top_problems || mixed || (d->top_items && names_problem(d->o, h)) ||
			       (d->top_forms && is_problem_by_form(d->o, h))
		       ? ROLE_PROBLEM
		       : ROLE_SECTION;
}

static bool has_heads_below(const struct outline *o, const struct head *h)
{
	size_t i = (size_t)(h - &VEC_AT(&o->heads, struct head, 0));
	return i + 1 < o->heads.len && h[1].parent == (int32_t)i;
}

/* 1.关于“…”方面 below （一）…方面, and 问题1： 问题2： below that, counted through the report: these are the problems. */
static bool parts_an_aspect(const struct decider *d, const struct head *h)
{
	return h->type != TOK_PROBLEM_NO && has_heads_below(d->o, h) && h[1].type == TOK_PROBLEM_NO && !h->labelled &&
	       (str_ends(head_title(d->o, h), STR("方面")) || series_of(d, h)->runs);
}

static uint8_t role_of(const struct decider *d, const struct head *h)
{
	const struct head *p = parent_of(d, h);
	if (!p)
		return top_role(d, h);
	switch (p->role) {
	case ROLE_SECTION:
		if (p->prose)
			return ROLE_NONE;
		if (h->refers ||
			(p->listing && d->refers > 1)) /* 关于第3个问题 in one part, the third problem in another */
			return ROLE_PROBLEM;
		if (p->listing && h->missed)
			return has_heads_below(d->o, h) ? ROLE_ASPECT : ROLE_PROBLEM;
		if (p->section == SECTION_NEXT || p->listing)
			return ROLE_NONE;
		if (p->section == SECTION_ABOUT && !most(series_of(d, h)->labelled, series_of(d, h)->count) &&
			series_of(d, h)->forms * 2 <= series_of(d, h)->count && !has_findings_below(series_of(d, h)))
			return ROLE_NONE;
		/* where most sections are aspects, all that are called so are */
		if (d->sections_are_aspects && words_aspect(head_title(d->o, p)) && first_level_role(d, h) == ROLE_NONE)
			return ROLE_PROBLEM;
		return first_level_role(d, h);
	case ROLE_ASPECT:
		return p->missed && !h->missed ? ROLE_NONE : parts_an_aspect(d, h) ? ROLE_GROUP : ROLE_PROBLEM;
	case ROLE_GROUP:
		return parts_an_aspect(d, p) ? ROLE_PROBLEM : ROLE_NONE;
	case ROLE_PROBLEM:
		return below_problem_role(d, h, p);
	default:
		return ROLE_NONE;
	}
}

static struct head *top_of(struct outline *o, struct head *h)
{
	while (h->parent >= 0)
		h = &VEC_AT(&o->heads, struct head, h->parent);
	return h;
}

/* A section that only lists the problems (一、巡察反馈的主要问题) where another one tells what was done about them. Gives how many
 * headings name a problem by its number. */
static uint32_t find_listings(struct outline *o)
{
	struct head *top = NULL;
	uint32_t all = 0, bare = 0, told = 0, telling = 0, refers = 0;
	for (size_t i = 0; i < o->heads.len; i++)
		refers += VEC_AT(&o->heads, struct head, i).refers;
	for (size_t i = 0; i <= o->heads.len; i++) {
		struct head *h = i < o->heads.len ? &VEC_AT(&o->heads, struct head, i) : NULL;
		if (h && !is_section(h)) {
			all++;
			bare += outline_is_bare(o, h) && (like_finding(h) || refers > 1) && !h->refers &&
				(h->parent < 0 || is_section(&VEC_AT(&o->heads, struct head, h->parent)));
			told += (like_finding(h) && (h->labelled || h->listed)) || h->refers;
			continue;
		}
		if (top) {
			top->listing = bare > 1 && bare == all;
			telling += told > 1;
		}
		top = h;
		all = bare = told = 0;
	}
	for (size_t i = 0; !telling && i < o->heads.len; i++)
		VEC_AT(&o->heads, struct head, i).listing = false;
	return refers;
}

/* 市委第二巡察组向…反馈巡察情况, in the first words: not of what was done since. */
bool outline_begins_as_notice(struct str text)
{
	struct str first = str_sub(text, 0, 240);
	return str_has(first, STR("反馈")) && !str_has(first, STR("整改"));
}

/* 一、…方面, 一、落实决策部署有差距 with bare sentences below, in two sections at least, and no word of what was done: a notice by its
 * first words, or some are findings by theirs. */
static bool tells_problems_alone(const struct outline *o)
{
	uint32_t facets = 0, told = 0, findings = 0;
	bool notice = outline_begins_as_notice(o->text);
	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		if (h->labelled || h->answered || h->listed || h->above)
			return false;
		if (is_section(h)) {
			facets += is_facet(o, h) || like_finding(h);
			continue;
		}
		bool last = i + 1 == o->heads.len; /* the signature stands below it */
		if (h->imperative || !(last || notice || outline_is_bare(o, h)) || words_answer(head_title(o, h)))
			return false;
		told++;
		findings += like_finding(h) || h->wanting;
	}
	return facets > 1 && told > 2 && (findings * 4 >= told || notice);
}

/* 一、关于“…”问题 above 1. to 5. of 针对“…”问题, 二、 above 6. to 9.: the numbers that run through the report are those of its problems. So are
 * （一）关于…的问题, （二）关于…的问题 below nearly every one of them, each answered itself. */
static bool findings_stand_below(const struct outline *o)
{
	uint32_t sections = 0, runs = 0, named = 0, formed = 0, below = 0, last = 0;
	int32_t top = -1;
	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		if (is_section(h)) {
			top = names_problem(o, h) ? (int32_t)i : -1;
			sections += top >= 0;
			continue;
		}
		if (top < 0 || h->parent != top)
			continue;
		runs += (int32_t)i == top + 1 && last > 0 && h->value == last + 1;
		last = h->value;
		below++;
		named += names_problem(o, h);
		formed += is_problem_by_form(o, h) && h->labelled;
	}
	bool through = (runs + 1) * 3 >= sections * 2 && named * 2 > below;
	return sections > 1 && (through || (below >= 2 * sections && formed * 4 >= below * 3));
}

/* Whether findings stand anywhere below each 一、 heading, and whether those headings are aspects. */
static void look_at_sections(struct decider *d)
{
	uint32_t sections = 0, findings = 0, aspects = 0, say_so = 0, labelled = 0, named = 0, forms = 0;
	uint32_t plain = 0, alone = 0;
	int32_t top = -1, counted = -1;
	bool only = false; /* 一、在…方面, the last one seen */
	d->told_alone = tells_problems_alone(d->o);
	for (size_t i = 0; i < d->o->heads.len; i++) {
		const struct head *h = &VEC_AT(&d->o->heads, struct head, i);
		if (is_section(h)) {
			top = (int32_t)i;
			sections++;
			findings += like_finding(h);
			labelled += h->labelled;
			named += names_problem(d->o, h);
			forms += is_problem_by_form(d->o, h);
			alone += answered_alone(d->o, i) && names_no_account(head_title(d->o, h));
			continue;
		}
		if (top < 0 || counted == top || h->parent != top || first_level_role(d, h) == ROLE_NONE)
			continue;
		const struct head *s = &VEC_AT(&d->o->heads, struct head, top);
		uint8_t role = words_section(head_title(d->o, s));
		if (role == SECTION_NEXT || kind_of_section(role) != PROBLEM_REGULAR || s->listing || s->prose)
			continue;
		counted = top;
		d->bodies++;
		aspects += words_aspect(head_title(d->o, s));
		say_so += s->facet;
		plain += !s->facet && names_no_account(head_title(d->o, s));
		only = str_ends(head_title(d->o, s), STR("方面"));
	}
	bool lower = named > 1 && findings_stand_below(d->o);
	d->top_items = named > 1 && named * 2 > sections && !lower;
	d->sections_are_aspects = (d->bodies >= 2 || only) && d->bodies && aspects * 2 >= d->bodies;
	d->sections_say_so = d->sections_are_aspects && say_so * 2 > d->bodies;
	bool all_plain = d->bodies >= 2 && plain == d->bodies;
	d->top_mixed = all_plain && alone && alone + plain > 2;
	d->sections_are_aspects |= all_plain || lower;
	d->sections_say_so |= all_plain || lower;
	d->top_forms = !d->bodies && forms > 1 && forms * 2 > sections;
	d->top_problems = !d->bodies && sections > 1 && most(labelled, sections) && most(findings, sections);
}

/* Where sections are aspects, `1.` below the problems is the same thing everywhere: what most of it is. */
static void level_items(struct outline *o)
{
	uint32_t items = 0, all = 0;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < o->heads.len; i++) {
			struct head *h = &VEC_AT(&o->heads, struct head, i);
			bool below = h->parent >= 0 && VEC_AT(&o->heads, struct head, h->parent).role == ROLE_PROBLEM;
			if (!below || h->type != TOK_AR_DOT)
				continue;
			if (pass == 0) {
				all++;
				items += h->role == ROLE_ITEM;
			} else if (items * 2 > all && h->role == ROLE_NONE) {
				h->role = ROLE_ITEM;
			}
		}
}

/* Adds up the series by kind: what stands below the problems is the same all over a report. */
static void pool_series(struct decider *d, uint32_t lists)
{
	const struct head *before = NULL;
	for (size_t i = 0; i < d->o->heads.len; i++) {
		const struct head *h = &VEC_AT(&d->o->heads, struct head, i), *p = parent_of(d, h);
		if ((before && before->list == h->list) || h->list > lists || is_section(h))
			continue;
		before = h;
		bool first = !p || is_section(p);
		struct series *all = first ? &d->first[h->type] : &d->pool[h->type][p->type];
		const struct series *s = series_of(d, h);
		all->alone += s->alone;
		all->aspects += s->aspects;
		all->count += s->count;
		all->findings += s->findings;
		all->strong += s->strong;
		all->titled += s->titled;
		all->children += s->children;
		all->labelled += s->labelled;
		all->listed += s->listed;
		all->topics += s->topics;
		all->imperatives += s->imperatives;
	}
}

/* Whether heading i is 一、已完成整改的问题, with problems right below. */
static bool parts_by_state(const struct outline *o, size_t i)
{
	const struct head *h = &VEC_AT(&o->heads, struct head, i);
	bool above = i + 1 < o->heads.len && h[1].parent == (int32_t)i && h[1].role == ROLE_PROBLEM;
	return h->role == ROLE_SECTION && above && words_state_heading(head_title(o, h)) != RESULT_NONE;
}

/* 一、已完成整改的问题 二、正在推进的问题: where all problems are parted so, none stands in a section of its own. */
static void join_states(struct outline *o)
{
	uint32_t parts = 0, regular = 0;
	for (size_t i = 0; i < o->heads.len; i++) {
		bool part = parts_by_state(o, i);
		parts += part;
		regular += part && VEC_AT(&o->heads, struct head, i).section < SECTION_PENDING;
	}
	for (size_t i = 0; parts > 1 && regular && i < o->heads.len; i++) {
		if (!parts_by_state(o, i))
			continue;
		VEC_AT(&o->heads, struct head, i).section = SECTION_OTHER;
		for (size_t k = i + 1; k < o->heads.len && VEC_AT(&o->heads, struct head, k).parent >= (int32_t)i; k++)
			VEC_AT(&o->heads, struct head, k).kind = PROBLEM_REGULAR;
	}
}

/* 已完成整改的问题6个：第1、3个问题。 */
static bool counts_by_number(struct str title, bool *names)
{
	WORDLIST(states, "已完成", "已经完成", "已整改", "完成整改", "整改完成", "整改到位", "基本完成", "取得阶段性",
		"正在", "尚未", "未完成", "未整改", "需", "持续", "长期", "推进");
	struct str s = str_sub(title, 0, 200);
	size_t colon = str_find(s, STR("："), 0);
	*names = colon != STR_NPOS && str_starts(str_sub(s, colon, s.len), STR("：第"));
	return STARTS(s, states) && colon != STR_NPOS && str_has(str_sub(s, 0, colon), STR("问题"));
}

/* A summary at the end, which problems are finished and which are not by their numbers, has no problems of its own. */
static void leave_summary(struct outline *o)
{
	uint32_t list = 0;
	for (size_t i = 0; i < o->heads.len && !list; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		bool names = false;
		if (h->role == ROLE_PROBLEM && counts_by_number(head_title(o, h), &names) && names)
			list = h->list;
	}
	for (size_t i = 0; list && i < o->heads.len; i++) {
		struct head *h = &VEC_AT(&o->heads, struct head, i);
		bool names;
		if (h->list == list && counts_by_number(head_title(o, h), &names))
			h->role = ROLE_NONE;
	}
}

int outline_decide(struct outline *o)
{
	uint32_t lists = 0;
	for (size_t i = 0; i < o->heads.len; i++)
		lists = VEC_AT(&o->heads, struct head, i).list > lists ? VEC_AT(&o->heads, struct head, i).list : lists;
	struct vec series;
	vec_init(&series, sizeof(struct series));
	for (uint32_t i = 0; i <= lists; i++)
		if (!vec_push(&series)) {
			vec_clear(&series);
			return ERR_NOMEM;
		}
	struct decider d = { .o = o, .series = series.ptr };
	lift_states(o, d.series, lists);
	find_sections_over(o);
	hear_titles(o);
	measure_series(o, d.series);
	d.refers = find_listings(o);
	if (!d.refers) /* else a section may list what another one tells of by number */
		find_prose(o);
	int rc = outline_find_echoes(o);
	if (rc < 0) {
		vec_clear(&series);
		return rc;
	}
	look_at_sections(&d);
	pool_series(&d, lists);
	for (size_t i = 0; i < o->heads.len; i++) {
		struct head *h = &VEC_AT(&o->heads, struct head, i);
		if (h->parent < 0 && top_role(&d, h) == ROLE_SECTION)
			h->section = (uint8_t)words_section(head_title(o, h));
		h->role = role_of(&d, h);
		struct head *top = top_of(o, h);
		if (h->role == ROLE_ASPECT && top->role == ROLE_SECTION &&
			kind_of_section(top->section) != PROBLEM_REGULAR)
			top->section = SECTION_OTHER; /* what has aspects is no mere list of what is left */
		h->kind = kind_of_section(top->role == ROLE_SECTION ? top->section : (uint8_t)SECTION_OTHER);
	}
	vec_clear(&series);
	join_states(o);
	leave_summary(o);
	if (d.sections_are_aspects)
		level_items(o);
	return 0;
}
