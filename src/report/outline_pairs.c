#include "outline_parts.h"

#include "wordlist.h"
#include "words.h"

/* Problems without numbers: 问题：… and 整改：… in pairs, or a line of its own with 整改情况： below it. */

enum { HEADING_BYTES = 360, NAME_BYTES = 150, DETAILS_MAX = 8, LOOK_BACK = 30 };

struct pairs {
	struct outline *o;
	struct vec old; /* struct head: the numbered headings found before */
	size_t next;    /* of them: the first one at or behind the line looked at */
	uint32_t value; /* problems so far */
	size_t above;   /* the line above that has text, SIZE_MAX: none */
	uint8_t kind;   /* enum problem_kind, of those below the last line that named an aspect or a section */
};

static const struct line *line_of(const struct outline *o, size_t i)
{
	return &VEC_AT(o->lines, struct line, i);
}

static struct str text_of_line(const struct outline *o, size_t i)
{
	return str_sub(o->text, line_of(o, i)->start, line_of(o, i)->end);
}

/* The label at the line's start, LABEL_NONE when there is none. */
static uint16_t label_of_line(const struct outline *o, size_t i)
{
	const struct line *l = line_of(o, i);
	bool is = l->start < l->end && outline_token(o, l->tok)->at == l->start &&
		  outline_is_label(o, l->tok, l->start, l->end);
	return is ? outline_token(o, l->tok)->value : (uint16_t)LABEL_NONE;
}

static bool answers(uint16_t label)
{
	return label == LABEL_MEASURES || label == LABEL_DONE || label == LABEL_PROGRESS;
}

/* What may stand between a problem and what was done: who, by when. */
static bool is_detail(uint16_t label)
{
	return label == LABEL_DUE || label == LABEL_DEPT || label == LABEL_PERSON || label == LABEL_GOAL ||
	       label == LABEL_CAUSE;
}

static size_t next_with_text(const struct outline *o, size_t i)
{
	while (i < o->body && line_of(o, i)->start == line_of(o, i)->end)
		i++;
	return i;
}

/* Whether the problem named on line i is answered further down, before the next one. */
static bool is_answered(const struct outline *o, size_t i)
{
	for (i++; i < o->body; i++) {
		uint16_t label = label_of_line(o, i);
		if (answers(label))
			return true;
		if (label == LABEL_FINDING)
			return false;
	}
	return false;
}

/* Whether what was done begins on line i: 整改情况：… but not 整改情况：已完成, which closes what stands above. */
static bool begins_answer(const struct outline *o, size_t i)
{
	if (i >= o->body || !answers(label_of_line(o, i)))
		return false;
	const struct line *l = line_of(o, i);
	const struct token *t = outline_token(o, l->tok);
	return words_result_sentence(str_sub(o->text, t->at + t->len, l->end)) == RESULT_NONE;
}

/* 一是…, ①…, 1）… right below 针对“…”的问题. */
static bool begins_list(const struct outline *o, size_t i)
{
	if (i >= o->body)
		return false;
	const struct token *t = outline_token(o, line_of(o, i)->tok);
	return t->at == line_of(o, i)->start && t->value == 1 &&
	       (t->kind == TOK_IS || t->kind == TOK_CIRCLED || t->kind == TOK_AR_HALF || t->kind == TOK_AR_PAREN);
}

/* The measures of the problem above end here: a label of them stands above, and progress follows. */
static bool ends_measures(const struct outline *o, size_t i, size_t answer)
{
	if (label_of_line(o, answer) == LABEL_MEASURES)
		return false;
	for (size_t k = 0; k < LOOK_BACK && i-- > 0; k++) {
		uint16_t label = label_of_line(o, i);
		if (label != LABEL_NONE)
			return label == LABEL_MEASURES;
	}
	return false;
}

/* ●渣土车监管缺位。整改措施：…: where the label of what was done stands on the line itself, UINT32_MAX where none does. */
static uint32_t answer_on_line(const struct outline *o, const struct line *l)
{
	for (size_t k = l->tok; k < l->tok_end; k++) {
		const struct token *t = outline_token(o, k);
		if (t->at > l->start && token_names(t) && answers(t->value) && outline_is_label(o, k, l->start, l->end))
			return t->at;
	}
	return UINT32_MAX;
}

enum headed { HEADED_NOT, HEADED_BY_PLACE, HEADED_BY_WORDS };

/* How surely `s`, that stands where a heading may, is one. */
static enum headed names_problem(struct str s, bool bullet)
{
	int finding = words_finding(s);
	bool dashed = str_starts(s, STR("—")) || str_starts(s, STR("－"));
	if (finding == 2 || (finding && !dashed) || bullet)
		return HEADED_BY_WORDS;
	bool sentence = str_ends(s, STR("。")) || str_ends(s, STR("；"));
	bool letters = s.len && (unsigned char)s.ptr[0] < 0x80;        /* c.开展检查。 */
	bool one = !letters && str_find(s, STR("。"), 0) + 3 >= s.len; /* 统战工作无人专抓。 */
	bool title = !dashed && (bullet || ((!sentence || one) && s.len < NAME_BYTES));
	return title && !words_measure(s) ? HEADED_BY_PLACE : HEADED_NOT;
}

/* 关于“…”的问题, and text that has no number below it: a heading by its form, though nothing says that what follows was done. */
static bool heads_text(const struct outline *o, struct str s, size_t next)
{
	static const char *const ends[] = { "问题", "问题。", "问题的整改", "问题整改", "问题的整改情况",
		"问题整改情况" };
	bool form = false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		form |= str_ends(s, str_from(ends[i]));
	size_t most = words_quotes(s) ? HEADING_BYTES : NAME_BYTES;
	if (!form || s.len >= most || str_has(str_sub(s, 0, s.len - 3), STR("。")) || next >= o->body)
		return false;
	const struct token *t = outline_token(o, line_of(o, next)->tok);
	bool number = t->at == line_of(o, next)->start && token_is_marker(t) &&
		      (t->kind <= TOK_AR_HALF || t->kind == TOK_PROBLEM_NO);
	return !number && !words_names(text_of_line(o, next));
}

static bool begins_with_token(const struct outline *o, size_t i)
{
	const struct line *l = line_of(o, i);
	const struct token *t = outline_token(o, l->tok);
	return t->at == l->start && (token_is_marker(t) || token_names(t));
}

/* A title: short, no sentence, neither number nor label; 大额贷款占比偏高（已整改） */
static bool is_title(const struct outline *o, size_t i)
{
	WORDLIST(marks, "。", "：", ":", "；", ";", "|", "\t");
	struct str s = text_of_line(o, i);
	return s.len > 9 && s.len < NAME_BYTES && !begins_with_token(o, i) && !HAS(s, marks) && !words_furniture(s) &&
	       !words_closing(s) && !words_next(s) && words_result_sentence(s) == RESULT_NONE && !words_is_date(s);
}

/* A title with text below it that is no title and no heading. */
static bool heads_paragraphs(const struct outline *o, size_t i)
{
	size_t next = next_with_text(o, i + 1);
	if (!is_title(o, i) || next >= o->body || is_title(o, next))
		return false;
	const struct token *t = outline_token(o, line_of(o, next)->tok);
	bool high = t->at == line_of(o, next)->start && t->kind <= TOK_CN_PAREN;
	return !high && (begins_with_token(o, next) || str_has(text_of_line(o, next), STR("。")));
}

/* Whether nearly every 一、 or （一） that tells of the work has such a title right below it, and no number stands lower. */
static bool has_titles(const struct outline *o)
{
	size_t high = 0, opened = 0, titles = 0;
	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		uint8_t section = (uint8_t)words_section(head_title(o, h));
		bool other = h->type > TOK_CN_PAREN || section == SECTION_NEXT || section == SECTION_ABOUT;
		bool above = i + 1 < o->heads.len && h[1].parent == (int32_t)i && h[1].type <= TOK_CN_PAREN;
		size_t next = next_with_text(o, h->line + 1);
		high += !other && !above;
		opened += !other && !above && next < o->body && heads_paragraphs(o, next);
	}
	for (size_t i = o->heads.len && opened ? VEC_AT(&o->heads, struct head, 0).line : o->body; i < o->body; i++)
		titles += heads_paragraphs(o, i);
	return opened > 1 && opened * 4 >= high * 3 && titles > opened;
}

/* ● or ——, with text that no label opens and that names no problem: how a measure may begin. */
static bool is_bulleted(const struct outline *o, size_t i)
{
	struct str s = i < o->body ? text_of_line(o, i) : STR_NONE;
	bool marked = s.len && (line_of(o, i)->bullet || str_starts(s, STR("—")));
	return marked && !begins_with_token(o, i) && !words_names(s) &&
	       (s.len >= NAME_BYTES || str_has(s, STR("。")) || str_has(s, STR("，")) || str_has(s, STR("；")));
}

/* 巡察指出，…, where others like it have measures below */
static bool tells_finding(struct str s)
{
	WORDLIST(opens, "巡察指出", "巡视指出", "反馈指出", "巡察反馈", "巡视反馈", "巡察发现", "巡视发现", "督察指出",
		"审计指出", "审计发现", "督察发现", "巡察组指出", "巡视组指出");
	return STARTS(s, opens);
}

/* 【食堂采购把关不严】, 结余资金未及时上缴: a line right above 反馈指出，… that is that problem's title. */
static bool titles_finding(const struct outline *o, size_t i)
{
	struct str s = text_of_line(o, i);
	size_t next = next_with_text(o, i + 1);
	if (!s.len || next >= o->body || !tells_finding(text_of_line(o, next)) || outline_names_aspect(o, i))
		return false;
	return s.len < NAME_BYTES && !begins_with_token(o, i) && !tells_finding(s) && !str_has(s, STR("。")) &&
	       !str_has(s, STR("：")) && !words_furniture(s) && words_section(s) == SECTION_OTHER &&
	       words_result_sentence(s) == RESULT_NONE;
}

/* Whether nearly all that was found has such a title. */
static bool has_finding_titles(const struct outline *o)
{
	size_t told = 0, titles = 0;
	for (size_t i = 0; i < o->body; i++) {
		if (line_of(o, i)->start == line_of(o, i)->end)
			continue;
		told += tells_finding(text_of_line(o, i));
		titles += titles_finding(o, i);
	}
	return titles > 2 && titles * 4 >= told * 3;
}

/* A paragraph right above such lines. */
static bool heads_bullets(const struct outline *o, size_t i)
{
	enum { FINDING_BYTES = 900 };
	struct str s = text_of_line(o, i);
	size_t next = next_with_text(o, i + 1);
	return s.len && s.len < FINDING_BYTES && !begins_with_token(o, i) && !is_bulleted(o, i) &&
	       is_bulleted(o, next) && !(line_of(o, i)->bullet && line_of(o, i)->bullet == line_of(o, next)->bullet) &&
	       !words_furniture(s) && !str_ends(s, STR("：")) && words_result_sentence(s) == RESULT_NONE;
}

/* Whether most paragraphs above bulleted lines sound like findings. */
static bool has_bullets(const struct outline *o)
{
	size_t heads = 0, findings = 0;
	for (size_t i = 0; i < o->body; i++) {
		bool heads_some = line_of(o, i)->start < line_of(o, i)->end && heads_bullets(o, i);
		heads += heads_some;
		findings += heads_some && (words_finding(text_of_line(o, i)) || tells_finding(text_of_line(o, i)));
	}
	return heads > 1 && findings * 2 > heads;
}

/* A line without number and label right above one that begins with 整改情况：, or that is answered on itself; lines that say
 * who is to do it may come between. */
static enum headed is_headed(const struct outline *o, size_t i)
{
	const struct line *l = line_of(o, i);
	struct str s = text_of_line(o, i);
	const struct token *t = outline_token(o, l->tok);
	if (!s.len || (t->at == l->start && (token_is_marker(t) || token_names(t))))
		return HEADED_NOT;
	if (o->told_below && tells_finding(s))
		return HEADED_NOT;
	if (o->told_below && titles_finding(o, i))
		return HEADED_BY_WORDS;
	if (o->bulleted && (heads_bullets(o, i) || tells_finding(s)))
		return HEADED_BY_WORDS;
	if (o->titled && i > o->first_line && heads_paragraphs(o, i))
		return HEADED_BY_WORDS;
	uint32_t answer = answer_on_line(o, l);
	if (answer != UINT32_MAX)
		s = str_trim(str_sub(o->text, l->start, answer));
	if (!s.len || s.len > HEADING_BYTES)
		return HEADED_NOT;
	size_t next = next_with_text(o, i + 1);
	for (size_t k = 0; k < DETAILS_MAX && next < o->body && is_detail(label_of_line(o, next)); k++)
		next = next_with_text(o, next + 1);
	bool below = answer == UINT32_MAX, form = words_names(s);
	bool told = form && (begins_list(o, next) || heads_text(o, s, next));
	if ((below && !begins_answer(o, next) && !told) || words_furniture(s) ||
		words_result_sentence(s) != RESULT_NONE)
		return HEADED_NOT;
	enum headed headed = names_problem(s, l->bullet);
	bool plain = !form && (!l->bullet || words_measure(s));
	return headed != HEADED_NOT && below && plain && ends_measures(o, i, next) ? HEADED_NOT : headed;
}

/* 针对“…”的问题，一是…: a paragraph that names its finding and tells what was done, where nothing lower than （一） has a number. */
static bool is_told(const struct outline *o, size_t i)
{
	const struct line *l = line_of(o, i);
	const struct token *t = outline_token(o, l->tok);
	struct str s = text_of_line(o, i);
	if (!o->unnumbered || (t->at == l->start && (token_is_marker(t) || token_names(t))) || !words_names(s) ||
		words_answer(s))
		return false;
	size_t end = words_finding_end(s);
	return end && words_finding(str_sub(s, 0, end)) == 2;
}

static bool begins_pair(const struct outline *o, size_t i)
{
	if (is_told(o, i))
		return true;
	if (label_of_line(o, i) == LABEL_FINDING)
		return is_answered(o, i);
	return is_headed(o, i) >= (o->headed_by_place ? HEADED_BY_PLACE : HEADED_BY_WORDS);
}

static struct head *push_head(struct outline *o, uint32_t at, uint32_t body, size_t line, uint8_t role)
{
	struct head *h = vec_push(&o->heads);
	if (h)
		*h = (struct head){ .at = at,
			.body = body,
			.line = (uint32_t)line,
			.title_end = line_of(o, line)->end,
			.parent = -1,
			.depth = role == ROLE_PROBLEM,
			.type = TOK_LABEL,
			.role = role };
	return h;
}

/* A short line right above a pair, of the name of who or what is told of: 中共…局党组, …方面. */
static bool names_aspect(const struct outline *o, size_t i)
{
	struct str s = text_of_line(o, i);
	return s.len && s.len < NAME_BYTES && !begins_pair(o, i) && label_of_line(o, i) == LABEL_NONE &&
	       !str_ends(s, STR("。")) && !str_has(s, STR("，")) && !str_has(s, STR("：")) && !str_has(s, STR(":")) &&
	       !words_furniture(s) && words_result_sentence(s) == RESULT_NONE;
}

/* A numbered heading as it stood: an aspect where pairs follow, else a section. */
static int keep_old(struct pairs *p, const struct head *h, uint8_t role)
{
	struct head *new = push_head(p->o, h->at, h->body, h->line, role);
	if (!new)
		return ERR_NOMEM;
	new->type = h->type;
	new->value = h->value;
	new->section = role == ROLE_SECTION ? (uint8_t)words_section(head_title(p->o, new)) : (uint8_t)SECTION_OTHER;
	return 0;
}

static bool is_top(const struct head *h)
{
	return h->type == TOK_CN_DUN || h->type == HEAD_PART;
}

static bool is_high(const struct head *h)
{
	return is_top(h) || h->type == TOK_CN_PAREN;
}

/* Keeps the numbered headings up to line i that stand above problems. The last of them is the aspect of what follows, unless a line
 * of its own names it: then *ret_aspect is false. */
static int keep_above(struct pairs *p, size_t i, bool pair, bool *ret_aspect)
{
	const struct head *last = NULL;
	bool named = pair && p->above != SIZE_MAX && names_aspect(p->o, p->above);
	for (; p->next < p->old.len && VEC_AT(&p->old, struct head, p->next).line < i; p->next++) {
		const struct head *h = &VEC_AT(&p->old, struct head, p->next);
		if (!is_high(h) || begins_pair(p->o, h->line))
			continue;
		if (last && is_top(last) && keep_old(p, last, ROLE_SECTION) < 0)
			return ERR_NOMEM;
		last = h;
	}
	pair = pair && last && (!named || last->line == p->above || !is_top(last));
	*ret_aspect = pair;
	if (last && (pair || is_top(last)))
		return keep_old(p, last, pair ? ROLE_ASPECT : ROLE_SECTION);
	return 0;
}

/* The line above names an aspect, or a section of problems of their own kind: 立行立改问题. */
static int name_above(struct pairs *p)
{
	struct str s = text_of_line(p->o, p->above);
	uint8_t section = (uint8_t)words_section(s);
	p->kind = section == SECTION_IMMEDIATE ? PROBLEM_IMMEDIATE
		  : section == SECTION_NAMED   ? PROBLEM_NAMED
					       : PROBLEM_REGULAR;
	uint32_t at = line_of(p->o, p->above)->start;
	struct head *h = push_head(p->o, at, at, p->above, p->kind == PROBLEM_REGULAR ? ROLE_ASPECT : ROLE_SECTION);
	if (h && p->kind != PROBLEM_REGULAR)
		h->section = section;
	return h ? 0 : ERR_NOMEM;
}

static int add_pair(struct pairs *p, size_t i)
{
	const struct line *l = line_of(p->o, i);
	bool aspect = false;
	int rc = keep_above(p, i, true, &aspect);
	if (rc < 0)
		return rc;
	if (aspect)
		p->kind = PROBLEM_REGULAR;
	else if (p->above != SIZE_MAX && names_aspect(p->o, p->above) && name_above(p) < 0)
		return ERR_NOMEM;
	const struct token *t = outline_token(p->o, l->tok);
	bool labelled = label_of_line(p->o, i) == LABEL_FINDING;
	struct head *h = push_head(p->o, l->start, labelled ? t->at + t->len : l->start, i, ROLE_PROBLEM);
	if (!h)
		return ERR_NOMEM;
	h->value = ++p->value;
	h->kind = p->kind;
	return 0;
}

static int rebuild(struct pairs *p)
{
	bool aspect = false;
	for (size_t i = 0; i < p->o->body; i++) {
		if (line_of(p->o, i)->start == line_of(p->o, i)->end)
			continue;
		int rc = begins_pair(p->o, i) ? add_pair(p, i) : 0;
		if (rc < 0)
			return rc;
		/* text that introduces an aspect does not hide its name */
		bool introduces = p->above != SIZE_MAX && outline_names_aspect(p->o, p->above) &&
				  !begins_pair(p->o, i) && label_of_line(p->o, i) == LABEL_NONE &&
				  !outline_names_aspect(p->o, i) && str_ends(text_of_line(p->o, i), STR("。"));
		p->above = introduces ? p->above : i;
	}
	return keep_above(p, p->o->body, false, &aspect);
}

/* Pairs are the problems where they are more than the numbered headings that were taken for some. */
static bool are_problems(struct outline *o)
{
	size_t pairs = 0, numbered = 0, by_place = 0, by_words = 0;
	o->unnumbered = true;
	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		if (h->role == ROLE_ASPECT)
			return false;
		o->unnumbered &= h->type <= TOK_CN_PAREN || h->role == ROLE_NONE;
		numbered += h->role == ROLE_PROBLEM || h->role == ROLE_ITEM;
	}
	o->bulleted = !numbered && has_bullets(o);
	o->told_below = !numbered && has_finding_titles(o);
	o->titled = numbered <= o->heads.len && has_titles(o);
	o->first_line = o->heads.len ? VEC_AT(&o->heads, struct head, 0).line : 0;
	for (size_t i = 0; i < o->body; i++) {
		enum headed headed = is_headed(o, i);
		by_place += headed == HEADED_BY_PLACE;
		by_words += headed == HEADED_BY_WORDS;
	}
	/* some are told by their words: so are all that stand so */
	o->headed_by_place = by_words && by_words * 3 >= by_place;
	bool labelled = false; /* 问题描述：… above 整改情况：…: one alone is a problem, too */
	for (size_t i = 0; i < o->body; i++) {
		bool begins = begins_pair(o, i);
		pairs += begins;
		labelled |= begins && label_of_line(o, i) == LABEL_FINDING;
	}
	return (pairs >= 2 || labelled) && pairs * 2 > numbered * 3;
}

int outline_find_pairs(struct outline *o)
{
	if (!are_problems(o))
		return 0;
	struct pairs p = { .o = o, .old = o->heads, .above = SIZE_MAX };
	vec_init(&o->heads, sizeof(struct head));
	int rc = rebuild(&p);
	vec_clear(&p.old);
	if (rc == 0)
		outline_set_ends(o);
	return rc;
}
