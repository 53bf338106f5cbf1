#include "outline_find.h"

#include "grid.h"
#include "wordlist.h"
#include "words.h"

/* --- finding the headings --- */

enum { GAP_MAX = 5, TITLE_BYTES = 300 };

struct str head_title(const struct outline *o, const struct head *h)
{
	return str_trim(str_sub(o->text, h->body, h->title_end));
}

/* A title and nothing else: no label, no text, no second sentence. */
bool outline_is_bare(const struct outline *o, const struct head *h)
{
	struct str title = head_title(o, h);
	size_t stop = str_find(str_sub(title, 0, 600), STR("。"), 0);
	return !h->labelled && !h->text && title.len < 600 && (stop == STR_NPOS || stop + 3 >= title.len);
}

static bool is_heading_kind(const struct token *t)
{
	return (t->kind >= TOK_CN_DUN && t->kind <= TOK_AR_HALF) || t->kind == TOK_PROBLEM_NO;
}

/* What 第一部分 counts like, where there are several: 一、 if no line begins with that, else what stands above it. 0: there are none. */
static uint8_t kind_of_parts(const struct outline *o)
{
	size_t parts = 0;
	bool below = false;
	for (size_t i = 0; i < o->body; i++) {
		const struct line *l = &VEC_AT(o->lines, struct line, i);
		const struct token *t = outline_token(o, l->tok);
		if (l->start == l->end || t->at != l->start)
			continue;
		if (t->kind == TOK_CN_DUN && !parts)
			return 0;
		below |= t->kind == TOK_CN_DUN;
		parts += t->kind == TOK_PART && l->end - l->start < TITLE_BYTES;
	}
	return parts < 2 ? 0 : below ? HEAD_PART : TOK_CN_DUN;
}

/* 第一方面 or 【第一方面】, which counts like （一） unless lines begin with that as well. */
static bool is_worded(const struct outline *o, const struct token *t)
{
	return t->kind == TOK_CN_PAREN && str_has(str_sub(o->text, t->at, t->at + t->len), STR("第"));
}

/* 【第一方面】 above （一）: a kind of number of its own. */
static bool has_worded_above(const struct outline *o)
{
	bool worded = false;
	for (size_t i = 0; i < o->body; i++) {
		const struct line *l = &VEC_AT(o->lines, struct line, i);
		const struct token *t = outline_token(o, l->tok);
		if (l->start == l->end || t->at != l->start || t->kind != TOK_CN_PAREN)
			continue;
		if (is_worded(o, t))
			worded = true;
		else if (worded)
			return true;
	}
	return false;
}

enum fit { FIT_NOT, FIT_NEXT, FIT_RESTART, FIT_NEW, FIT_MAJOR, FIT_MINOR };

/* How a number continues the series that are open. */
static enum fit fits(const struct finder *f, int level, uint8_t type, uint32_t value)
{
	uint32_t run = f->run[type];
	if (level < 0)
		return value == 1 || (value > run && value <= run + 3) ? FIT_NEW : FIT_NOT;
	const struct level *l = &f->stack[level];
	/* "(1)未严格执行…" right above "(16)针对…": a heading above items whose numbers run through the report */
	const struct head *above = &VEC_AT(&f->o->heads, struct head, f->o->heads.len - 1);
	if (l->last == 1 && l->before && (value > 2 || outline_is_bare(f->o, above)) && value == l->before + 1 &&
		l->head == (int32_t)f->o->heads.len - 1 && !above->text && !above->labelled)
		return FIT_MAJOR;
	if (value >= l->last && value <= l->last + 1)
		return FIT_NEXT;
	if (l->minor && value == l->minor + 1)
		return FIT_MINOR;
	if (value == 1)
		return FIT_RESTART;
	return value > l->last && value <= l->last + GAP_MAX ? FIT_NEXT : FIT_NOT;
}

/* How high a kind of number usually stands: 一、 above （一） above 1. */
static int rank_of(uint8_t type)
{
	return type == TOK_PROBLEM_NO ? TOK_AR_DOT : type;
}

/* A text that begins inside a list ("3.…", then "（二）…"): what is open stands below the number that goes on. */
static void leave_lower(struct finder *f, uint8_t type)
{
	while (f->depth && rank_of(f->stack[f->depth - 1].type) > rank_of(type))
		f->depth--;
}

/* Enters the heading into the stack; gives its level's index. */
static size_t enter(struct finder *f, int level, enum fit fit, uint8_t type, uint32_t value)
{
	uint32_t before = f->run[type];
	if (level < 0 && value > 1 && !before)
		leave_lower(f, type);
	if (level < 0) {
		if (f->depth == DEPTH_MAX)
			f->depth--;
		level = (int)f->depth++;
		f->stack[level] = (struct level){ .type = type, .list = ++f->lists, .before = before };
	} else {
		f->depth = (size_t)level + 1;
	}
	struct level *l = &f->stack[level];
	if (fit == FIT_RESTART)
		*l = (struct level){ .type = type, .list = ++f->lists, .before = before };
	if (fit == FIT_MINOR) {
		l->minor = value;
		l->before = l->last;
		return (size_t)level;
	}
	if (fit == FIT_MAJOR)
		l->minor = 1;
	l->last = value;
	f->run[type] = value;
	return (size_t)level;
}

static int add_head(struct finder *f, const struct head *new, enum fit fit)
{
	int level = find_level(f, new->type);
	size_t d = enter(f, level, fit, new->type, new->value);
	struct head *h = vec_push(&f->o->heads);
	if (!h)
		return ERR_NOMEM;
	*h = *new;
	h->depth = (uint32_t)d;
	h->list = f->stack[d].list;
	h->parent = d ? f->stack[d - 1].head : -1;
	h->minor = fit == FIT_MINOR;
	if (fit == FIT_MAJOR && f->stack[d].head >= 0)
		VEC_AT(&f->o->heads, struct head, f->stack[d].head).minor = true;
	f->stack[d].head = (int32_t)f->o->heads.len - 1;
	f->entries.active = false;
	return 0;
}

/* Behind 整改情况： a list may be of the problems themselves: 1.关于…问题, 2.…的问题。 */
static bool names_finding(struct str title)
{
	bool form = words_names(title) || str_ends(title, STR("问题")) || str_ends(title, STR("问题。"));
	return form && words_finding(title) == 2 && !words_measure(title) && !words_answer(title);
}

/* "3.受理编号：…" where the heading before it was "2.受理编号：…" */
static bool opens_like_last(const struct finder *f, int level, struct str title)
{
	enum { OPENING = 12 };
	int32_t last = f->stack[level].head;
	struct str opening = str_sub(title, 0, OPENING);
	return last >= 0 && opening.len == OPENING &&
	       str_starts(head_title(f->o, &VEC_AT(&f->o->heads, struct head, last)), opening);
}

/* Whether nothing stands between line `above` and `line`. */
static bool right_below(const struct finder *f, uint32_t above, uint32_t line)
{
	for (; line > above + 1; line--)
		if (VEC_AT(f->o->lines, struct line, line - 1).start < VEC_AT(f->o->lines, struct line, line - 1).end)
			return false;
	return above > 0;
}

/* Whether a number at a line's start belongs to the text behind a label. */
static bool is_entry(struct finder *f, const struct head *h)
{
	struct entries *e = &f->entries;
	if (!e->active)
		return false;
	int level = find_level(f, h->type);
	bool awaited = level >= 0 && (h->value == f->stack[level].last + 1 ||
					     (f->stack[level].minor && h->value == f->stack[level].minor + 1));
	struct str title = str_sub(f->o->text, h->body, h->title_end);
	if (!e->type) {
		/* 整改措施： alone, 4.…5.…6.… below it: of the findings 4 to 6 */
		bool again = level >= 0 && h->value <= f->stack[level].last && right_below(f, e->alone, h->line) &&
			     (words_measure(title) || (h->value < f->stack[level].last && words_finding(title) < 2));
		if ((h->value != 1 && !again) || h->type == TOK_CN_DUN ||
			(e->label == LABEL_DONE && names_finding(title)))
			return false;
	} else if (h->type != e->type || h->value != e->last + 1) {
		return false;
	} else if (awaited && ((words_finding(title) && !words_measure(title)) || opens_like_last(f, level, title))) {
		return false;
	}
	e->type = h->type;
	e->last = h->value;
	return true;
}

/* Follows the entries' numbers within a line, from token `from`. */
static void follow_entries(struct finder *f, size_t from, size_t to)
{
	struct entries *e = &f->entries;
	for (size_t i = from; i < to; i++) {
		const struct token *t = outline_token(f->o, i);
		if (!is_heading_kind(t) || outline_is_decimal(f->o, t))
			continue;
		uint32_t behind = outline_token(f->o, i - 1)->at + outline_token(f->o, i - 1)->len;
		if (!e->type && t->value == 1 && i == from && !str_trim(str_sub(f->o->text, behind, t->at)).len)
			e->type = t->kind;
		if (t->kind == e->type && t->value == e->last + 1)
			e->last = t->value;
	}
}

/* Who is to do it, by when and to what end: what may stand between a heading and what was done. */
static bool is_detail(uint16_t label)
{
	return label == LABEL_DUE || label == LABEL_DEPT || label == LABEL_PERSON || label == LABEL_GOAL ||
	       label == LABEL_CAUSE || label == LABEL_FINDING;
}

static bool opens_entries(uint16_t label)
{
	return label == LABEL_MEASURES || label == LABEL_PROGRESS || label == LABEL_DONE || label == LABEL_GOAL ||
	       label == LABEL_CAUSE;
}

/* What a label tells: the rest of its line, or the next one where it stands alone. */
static struct str told_by(const struct outline *o, const struct token *label, const struct line *l)
{
	struct str s = str_trim(str_sub(o->text, label->at + label->len, l->end));
	const struct line *end = (const struct line *)o->lines->ptr + o->body;

	for (l++; !s.len && l < end; l++)
		s = str_sub(o->text, l->start, l->end);
	return s;
}

/* 完成情况：已完成; 整改情况：基本完成，待剩余企业联网后销号。: one short sentence that begins with its state. */
static bool tells_state(const struct outline *o, const struct token *label, const struct line *l)
{
	if (label->value != LABEL_PROGRESS && label->value != LABEL_DONE)
		return false;
	return words_short_state(told_by(o, label, l));
}

static void see_labels(struct finder *f, const struct line *l, size_t from)
{
	size_t opened = SIZE_MAX; /* behind the last label that opens entries: another one begins anew */
	for (size_t i = from; l->labels && i < l->tok_end; i++) {
		const struct token *t = outline_token(f->o, i);
		if (!token_names(t) || !outline_is_label(f->o, i, l->start, l->end))
			continue;
		bool detail = t->value == LABEL_DUE || t->value == LABEL_DEPT || t->value == LABEL_PERSON;
		if (detail && f->entries.active && outline_in_brackets(f->o, i, l->start))
			continue; /* of the measure it stands in */
		bool opens = opens_entries(t->value) && !tells_state(f->o, t, l);
		if (opens) {
			f->entries = (struct entries){ .active = true, .label = (uint8_t)t->value };
			if (!str_trim(str_sub(f->o->text, t->at + t->len, l->end)).len)
				f->entries.alone = (uint32_t)(l - (const struct line *)f->o->lines->ptr);
		} else {
			f->entries.active = false;
		}
		opened = opens ? i + 1 : SIZE_MAX;
		if (f->o->heads.len && (opens_entries(t->value) || t->value == LABEL_RESULT || t->value == LABEL_DUE ||
					       t->value == LABEL_DEPT))
			VEC_AT(&f->o->heads, struct head, f->o->heads.len - 1).labelled = true;
		if (f->o->heads.len && opens)
			VEC_AT(&f->o->heads, struct head, f->o->heads.len - 1).tells = true;
		if (f->o->heads.len &&
			(t->value == LABEL_MEASURES || t->value == LABEL_PROGRESS || t->value == LABEL_DONE))
			VEC_AT(&f->o->heads, struct head, f->o->heads.len - 1).answered = true;
	}
	if (opened != SIZE_MAX)
		follow_entries(f, opened, l->tok_end);
}

/* 该问题已完成整改。 ends the line, or is all of it: as good as a label that tells the state. `from`: where the line's own text begins,
 * of which something must stand before the state when it is a heading's. */
static void see_state(struct finder *f, const struct line *l, uint32_t from, bool heading)
{
	enum { STATE_BYTES = 120 };
	WORDLIST(about, "整改", "问题", "销号", "（", "(");
	struct str s = str_trim(str_sub(f->o->text, from, l->end));
	size_t i = l->tok_end;
	if (!s.len || !f->o->heads.len || VEC_AT(&f->o->heads, struct head, f->o->heads.len - 1).answered)
		return;
	uint32_t start = (uint32_t)(s.ptr - f->o->text.ptr), end = start + (uint32_t)s.len;
	while (i > l->tok && outline_token(f->o, i - 1)->at + outline_token(f->o, i - 1)->len >= end)
		i--; /* the mark at its end */
	while (i > l->tok && end - outline_token(f->o, i - 1)->at <= STATE_BYTES &&
		outline_token(f->o, i - 1)->kind != TOK_STOP)
		i--;
	const struct token *stop = i > l->tok ? outline_token(f->o, i - 1) : NULL;
	bool whole = !stop || stop->at < start;
	uint32_t state = whole ? start : stop->at + stop->len;
	if ((heading && whole) || end - state > STATE_BYTES || (stop && !whole && stop->kind != TOK_STOP))
		return;
	struct str said = str_trim(str_sub(f->o->text, state, end));
	struct head *h = &VEC_AT(&f->o->heads, struct head, f->o->heads.len - 1);
	if (words_result_sentence(said) != RESULT_NONE && (whole || HAS(said, about)))
		h->labelled = h->answered = true;
}

/* （一）车位改造资金突击支出。已整改。中心按季编制…: the state is told inside the heading's line. */
static void see_state_inside(struct finder *f, const struct line *l)
{
	struct head *h = &VEC_AT(&f->o->heads, struct head, f->o->heads.len - 1);
	uint32_t from = h->body;
	bool first = true;
	for (size_t i = l->tok; i < l->tok_end && !h->answered; i++) {
		const struct token *t = outline_token(f->o, i);
		if (t->kind != TOK_STOP || t->at < from)
			continue;
		if (!first && words_result_sentence(str_sub(f->o->text, from, t->at)) != RESULT_NONE)
			h->labelled = h->answered = true;
		first = false;
		from = t->at + t->len;
	}
}

static void close_title(struct outline *o, uint32_t at)
{
	struct head *h = &VEC_AT(&o->heads, struct head, o->heads.len - 1);
	h->title_end = at;
}

/* "1.存在问题：…" above "2.整改措施：…": the number behind this one stands before a label that answers it. */
static bool answer_follows(const struct finder *f, size_t i)
{
	enum { LOOK_AHEAD = 400 };
	const struct token *t = outline_token(f->o, i);
	for (size_t k = i + 2; k < i + LOOK_AHEAD && outline_token(f->o, k)->kind != TOK_END; k++) {
		const struct token *n = outline_token(f->o, k), *label = n + 1;
		if (n->kind == t->kind && n->value == t->value + 1 && outline_token(f->o, k - 1)->kind == TOK_EOL)
			return token_names(label) && label->value != LABEL_FINDING && label->at == n->at + n->len;
	}
	return false;
}

/* 一、存在问题：…。二、采取措施：… in one line, below a heading of a lower kind: labels, though 一、 counts the sections. */
static bool labels_in_line(const struct finder *f, size_t i, const struct line *l)
{
	const struct token *t = outline_token(f->o, i);
	int level = find_level(f, TOK_CN_DUN);
	if (t->kind != TOK_CN_DUN || t->value != 1 || t[1].kind != TOK_LABEL || level < 0 ||
		f->depth <= (size_t)level + 1)
		return false;
	for (i += 2; i < l->tok_end; i++) {
		const struct token *n = outline_token(f->o, i);
		if (n->kind == TOK_CN_DUN && n->value == 2)
			return n[1].kind == TOK_LABEL && n[1].at == n->at + n->len;
	}
	return false;
}

/* "(1)整改措施" or "1.整改成效：": a numbered label is the label, not a heading. */
static bool numbers_label(const struct finder *f, size_t i, const struct line *l)
{
	const struct token *t = outline_token(f->o, i), *n = outline_token(f->o, i + 1);
	bool all = f->o->numbered_labels;
	if (labels_in_line(f, i, l))
		return true;
	if (t->kind < (all ? TOK_CN_DUN : TOK_CN_PAREN) || t->kind > TOK_AR_HALF || n->at >= l->end ||
		str_trim(str_sub(f->o->text, t->at + t->len, n->at)).len ||
		(n->value == LABEL_FINDING && !(all && n->at + n->len >= l->end) &&
			!((n->kind == TOK_LABEL || n->at + n->len >= l->end) && answer_follows(f, i))))
		return false;
	if (n->kind == TOK_LABEL)
		return true;
	return n->kind == TOK_LABEL_BARE && (all || t->kind != TOK_CN_PAREN) &&
	       (n->at + n->len >= l->end || outline_label_stops(f->o, i + 1));
}

/* "①台账不全", some lines without a number, and 该问题已整改到位。 on one of its own: the state of what the circled number tells of. */
static bool state_below(const struct finder *f, uint32_t line)
{
	enum { LINES = 12 };
	uint32_t told = 0;
	for (uint32_t k = line + 1; k < f->o->body && told < LINES; k++) {
		const struct line *l = &VEC_AT(f->o->lines, struct line, k);
		const struct token *t = outline_token(f->o, l->tok);
		if (l->start == l->end)
			continue;
		if (words_result_sentence(str_sub(f->o->text, l->start, l->end)) != RESULT_NONE)
			return told > 0;
		bool list = t->kind == TOK_IS || t->kind == TOK_ORD;
		if (t->at == l->start && token_is_marker(t) && t->kind != TOK_LETTER && !list)
			return false;
		told++;
	}
	return false;
}

/* "①台账不全" and 整改情况： at the beginning of the next line. */
static bool answered_below(const struct finder *f, size_t i, uint32_t line)
{
	const struct token *t = outline_token(f->o, i);
	const struct line *l = &VEC_AT(f->o->lines, struct line, line);
	struct str title = str_sub(f->o->text, t->at + t->len, l->end);
	int level = find_level(f, TOK_CIRCLED);
	if (level < 0 ? t->value != 1 : t->value > f->stack[level].last + 1)
		return false;
	for (size_t k = i + 1; k < l->tok_end; k++) /* ①倒排工期。②领导包联。: a list in one line */
		if (outline_token(f->o, k)->kind == TOK_CIRCLED && outline_token(f->o, k)->value == t->value + 1)
			return false;
	for (line++; line < f->o->body; line++) {
		l = &VEC_AT(f->o->lines, struct line, line);
		if (l->start == l->end)
			continue;
		const struct token *n = outline_token(f->o, l->tok);
		if (n->at == l->start && n->kind == TOK_IS && n->value == 1 &&
			(!words_measure(title) ||
				(words_finding(title) && !words_answer(title)))) /* 一是… tells what was done */
			return true;
		bool label = n->at == l->start && outline_is_label(f->o, l->tok, l->start, l->end);
		if (!label && !(n->at == l->start && token_is_marker(n) && n->kind != TOK_LETTER))
			return (level >= 0 || !words_measure(title)) && state_below(f, line - 1);
		if (!label || !is_detail(n->value))
			return label && (n->value == LABEL_MEASURES ||
						((level >= 0 || !words_measure(title)) &&
							(n->value == LABEL_DONE || n->value == LABEL_PROGRESS)));
	}
	return false;
}

/* "①台账不全。整改情况：…", "①关于…的问题。一是…": a circled number is a heading only where its line holds a label or names a
 * problem. */
static bool circled_item(const struct finder *f, size_t i, const struct line *l, uint32_t line)
{
	if (outline_token(f->o, i)->kind != TOK_CIRCLED || (f->entries.active && find_level(f, TOK_CIRCLED) < 0))
		return false;
	for (size_t k = i + 1; k < l->tok_end; k++) {
		uint16_t label =
			token_names(outline_token(f->o, k)) ? outline_token(f->o, k)->value : (uint16_t)LABEL_NONE;
		if ((label == LABEL_DONE || label == LABEL_MEASURES || label == LABEL_PROGRESS) &&
			outline_is_label(f->o, k, l->start, l->end))
			return true;
	}
	if (answered_below(f, i, line))
		return true;
	struct str title = str_sub(f->o->text, outline_token(f->o, i)->at + outline_token(f->o, i)->len, l->end);
	bool form = words_names(title);
	if (str_ends(title, STR("）")) || str_ends(title, STR(")"))) /* （责任领导：…） */
		title = str_sub(title, 0, str_find(title, STR("问题"), 0) + strlen("问题"));
	return form && !f->entries.active &&
	       (words_finding_end(title) || str_ends(title, STR("问题")) || str_ends(title, STR("问题。")));
}

/* "一是针对“…”的问题。…" right below an aspect, where no number of a lower kind is open: a finding by its form. */
static bool ordinal_item(const struct finder *f, size_t i, const struct line *l)
{
	const struct token *t = outline_token(f->o, i);
	if ((t->kind != TOK_IS && t->kind != TOK_ORD) || f->entries.active || !f->depth)
		return false;
	const struct level *top = &f->stack[f->depth - 1];
	if (top->type != t->kind && (top->type > TOK_CN_PAREN || find_level(f, t->kind) >= 0))
		return false;
	struct str title = str_trim(str_sub(f->o->text, t->at + t->len, l->end));
	if (!words_names(title))
		return false;
	size_t end = words_finding_end(title);
	struct str finding = str_sub(title, 0, end ? end : title.len);
	bool quoted = words_quotes(title);
	return (end && (quoted || str_ends(finding, STR("。")) || str_ends(finding, STR("：")))) ||
	       str_ends(title, STR("问题")) || str_ends(title, STR("问题。"));
}

/* "——针对…的问题。": a dash instead of a number. */
static bool dashed_item(const struct finder *f, const struct line *l, struct head *h)
{
	struct str s = str_sub(f->o->text, l->start, l->end), rest = s;
	while (str_starts(rest, STR("—")) || str_starts(rest, STR("－")))
		rest = str_sub(rest, 3, rest.len);
	size_t dashes = s.len - rest.len;
	if (!dashes || dashes > 12 || words_answer(rest) || !words_names(rest) || words_finding(rest) < 2)
		return false;
	int level = find_level(f, TOK_ORD);
	*h = (struct head){ .at = l->start,
		.body = l->start + (uint32_t)dashes,
		.type = TOK_ORD,
		.value = level < 0 ? 1 : f->stack[level].last + 1 };
	return true;
}

/* （1）落实保交楼任务。一是压实责任。…: what was done is told by 一是 on the same line. */
static bool lists_behind(struct str title)
{
	enum { LOOK_BYTES = 150 };
	struct str s = str_sub(title, 0, LOOK_BYTES);
	size_t stop = str_find(s, STR("。"), 0);
	struct str behind = stop == STR_NPOS ? STR_NONE : str_sub(s, stop + strlen("。"), s.len);

	return str_starts(behind, STR("一是")) || str_starts(behind, STR("一、"));
}

/* 对第1条的整改。 关于第3个问题的整改情况： What is told of is listed elsewhere, under this number. */
static bool refers_to_number(const struct finder *f, const struct line *l, struct head *h)
{
	struct str s = str_sub(f->o->text, l->start, l->end);
	uint32_t value;
	size_t len = words_reference(s, &value);
	if (!len || !str_has(str_sub(s, 0, len), STR("整改")))
		return false;
	*h = (struct head){ .at = l->start, .body = l->start, .type = TOK_PROBLEM_NO, .value = value, .refers = true };
	return true;
}

/* 12.… and 13.… further down, where no heading stands above: a second part of a list that another report began. */
static bool begins_inside(const struct finder *f, const struct head *h)
{
	enum { LINES = 60, VALUE_MOST = 300 };
	if (f->o->heads.len || h->value > VALUE_MOST || h->at != VEC_AT(f->o->lines, struct line, h->line).start)
		return false;
	for (uint32_t k = h->line + 1; k < f->o->body && k <= h->line + LINES; k++) {
		const struct line *l = &VEC_AT(f->o->lines, struct line, k);
		const struct token *t = outline_token(f->o, l->tok);
		if (l->start < l->end && t->at == l->start && t->kind == h->type)
			return t->value == h->value + 1;
	}
	return false;
}

/* 5. below （二）, and 5. once more below （三）: a number that was given twice, to findings both times. */
static bool given_twice(const struct finder *f, const struct head *h)
{
	struct str title = str_sub(f->o->text, h->body, h->title_end);

	title = str_trim(str_sub(title, 0, str_find(title, STR("。"), 0)));
	return h->value > 1 && h->value == f->run[h->type] && find_level(f, h->type) < 0 && h->type == TOK_AR_DOT &&
	       words_finding(title) && !words_measure(title) && !words_answer(title);
}

/* 反馈问题3： right below 三、基本完成的问题, whatever number went before: problems that are parted keep the numbers they had. */
static bool keeps_its_number(const struct finder *f, const struct head *h)
{
	const struct line *l = &VEC_AT(f->o->lines, struct line, h->line);
	const struct head *last = f->o->heads.len ? &VEC_AT(&f->o->heads, struct head, f->o->heads.len - 1) : NULL;

	return h->type == TOK_PROBLEM_NO && h->at == l->start && last && last->type == TOK_CN_DUN &&
	       find_level(f, h->type) < 0 && right_below(f, last->line, h->line) && !words_measure(head_title(f->o, h));
}

/* 1.2 整改措施：… below 1.: its number is the label's. 1.1 问题表现：… is one where an answer's label stands behind 1.2. */
static bool part_labels(const struct finder *f, size_t i, const struct head *h)
{
	enum { LOOK_AHEAD = 40 };
	const struct token *t = outline_token(f->o, i);
	while (t->at < h->body)
		t++;
	bool label = t->kind == TOK_LABEL && !str_trim(str_sub(f->o->text, h->body, t->at)).len;
	if (!label || t->value != LABEL_FINDING)
		return label;
	for (size_t k = 1; k < LOOK_AHEAD && t[k].kind != TOK_END; k++)
		if (t[k].kind == TOK_LABEL && t[k].value != LABEL_FINDING) {
			struct str number = str_sub(f->o->text, t[k - 1].at, t[k].at);
			return t[k - 1].kind == TOK_NUMBER && str_trim(number).len <= 2;
		}
	return false;
}

/* 问题1、问题4等3个问题仍在推进: several are meant. */
static bool counts_on(const struct finder *f, size_t i)
{
	const struct token *t = outline_token(f->o, i);
	struct str rest = str_sub(f->o->text, t->at + t->len, f->o->text.len);
	return t->kind == TOK_PROBLEM_NO && str_starts(rest, STR("问题")) && rest.len > strlen("问题") &&
	       is_digit(rest.ptr[strlen("问题")]);
}

/* The heading at token i, if there is one and it fits; 1: taken, 0: none. */
static int try_head(struct finder *f, size_t i, const struct line *l, uint32_t line)
{
	const struct token *t = outline_token(f->o, i);
	struct head h;
	bool first = t->at == l->start;
	bool item = first && (circled_item(f, i, l, line) || ordinal_item(f, i, l));
	if (first && number_in_parts(f, i, l, &h)) {
		if (part_labels(f, i, &h))
			return 0;
	} else if (first && number_and_colon(f, i, &h)) {
		;
	} else if ((is_heading_kind(t) || item) && t->value && !outline_is_decimal(f->o, t) && !counts_on(f, i)) {
		h = (struct head){ .at = t->at,
			.body = t->at + t->len,
			.type = f->worded && is_worded(f->o, t) ? (uint8_t)HEAD_PART : t->kind,
			.value = t->value };
	} else if (first && f->parts && t->kind == TOK_PART) {
		h = (struct head){ .at = t->at, .body = t->at + t->len, .type = f->parts, .value = t->value };
	} else if (!number_without_dot(f, i, line, &h)) {
		return 0;
	}
	h.line = line;
	h.title_end = l->end;
	uint32_t listed;
	h.listed = lists_behind(head_title(f->o, &h));
	h.refers = words_reference(head_title(f->o, &h), &listed) && listed == h.value; /* 3、关于第3个问题 */
	if (h.body >= h.title_end && h.type != TOK_AR_DOT && h.type != TOK_CN_PAREN && h.type != TOK_CN_DUN &&
		h.type != TOK_PROBLEM_NO)
		return 0;
	if (numbers_label(f, i, l) || is_entry(f, &h))
		return 0;
	enum fit fit = fits(f, find_level(f, h.type), h.type, h.value);
	if (fit == FIT_NOT && (begins_inside(f, &h) || given_twice(f, &h) || keeps_its_number(f, &h)))
		fit = FIT_NEW;
	if (fit == FIT_NOT)
		return 0;
	int rc = add_head(f, &h, fit);
	return rc < 0 ? rc : 1;
}

/* A line that begins with 一是, ①, ● or ——: what is told there was done about the heading above. */
static void see_list(struct finder *f, const struct line *l)
{
	const struct token *t = outline_token(f->o, l->tok);
	bool list = t->at == l->start && t->value == 1 && (t->kind == TOK_IS || t->kind == TOK_CIRCLED);
	bool bullet = l->bullet || str_starts(str_sub(f->o->text, l->start, l->end), STR("——"));
	if (f->o->heads.len && (list || bullet))
		VEC_AT(&f->o->heads, struct head, f->o->heads.len - 1).listed = true;
}

/* "（一）问题一：…": the number is said twice. */
static bool says_again(struct finder *f, const struct head *first, const struct token *t)
{
	f->said_twice |= t->kind == TOK_PROBLEM_NO && first->value == t->value;
	return f->said_twice && t->kind == TOK_PROBLEM_NO;
}

/* "1.(1)针对…": a second heading right behind the first, which token i opened. */
static int second_head(struct finder *f, size_t i, const struct line *l, uint32_t line)
{
	struct head *first = &VEC_AT(&f->o->heads, struct head, f->o->heads.len - 1);
	const struct token *t = outline_token(f->o, i + 1);
	if (!is_heading_kind(t) || t->kind == first->type || t->at >= l->end || t->at < first->body ||
		str_trim(str_sub(f->o->text, first->body, t->at)).len)
		return 0;
	if (says_again(f, first, t)) {
		first->no_end = first->body;
		first->body = t->at + t->len;
		return 0;
	}
	close_title(f->o, t->at);
	int rc = try_head(f, i + 1, l, line);
	if (rc == 0)
		close_title(f->o, l->end);
	return rc < 0 ? rc : 0;
}

/* 反馈问题整改落实情况 on a line of its own, where numbers alone are open that have no higher ones above: what they counted ends. */
static bool begins_account(const struct finder *f, const struct line *l)
{
	enum { TITLE = 75 };
	struct str s = str_sub(f->o->text, l->start, l->end);
	return f->depth && f->stack[0].type == TOK_AR_DOT && s.len < TITLE && str_ends(s, STR("情况")) &&
	       !str_has(s, STR("，")) && !str_has(s, STR("。")) && words_names_account(s);
}

/* 附件, 附件1： alone: what follows is no longer of the section that closed the text. */
static bool begins_annex(const struct finder *f, const struct line *l)
{
	struct str s = str_sub(f->o->text, l->start, l->end), name = STR("附件");
	struct str rest = str_sub(s, name.len, s.len);
	bool digit = rest.len && rest.ptr[0] >= '0' && rest.ptr[0] <= '9';
	rest = str_sub(rest, digit, rest.len);
	return f->depth && str_starts(s, name) && (!rest.len || str_eq(rest, STR("：")) || str_eq(rest, STR(":")));
}

static int scan_line(struct finder *f, uint32_t line)
{
	const struct line *l = &VEC_AT(f->o->lines, struct line, line);
	if (l->start == l->end)
		return 0;
	size_t i = l->tok;
	int taken = 0;
	struct head dashed;
	if (outline_token(f->o, i)->at == l->start)
		taken = try_head(f, i, l, line);
	if (!taken && (dashed_item(f, l, &dashed) || refers_to_number(f, l, &dashed))) {
		dashed.line = line;
		dashed.title_end = l->end;
		taken = add_head(f, &dashed, find_level(f, dashed.type) < 0 ? FIT_NEW : FIT_NEXT);
		see_labels(f, l, i);
		return taken;
	}
	if (taken < 0)
		return taken;
	if (taken) {
		taken = second_head(f, i, l, line);
		see_labels(f, l, i + 1);
		see_state(f, l, VEC_AT(&f->o->heads, struct head, f->o->heads.len - 1).body, true);
		see_state_inside(f, l);
		return taken;
	}
	if (f->o->heads.len)
		VEC_AT(&f->o->heads, struct head, f->o->heads.len - 1).text = true;
	if (begins_account(f, l))
		f->depth = 0;
	if (begins_annex(f, l)) { /* its numbers may go on */
		f->depth = 1;
		f->stack[0].head = -1;
	}
	if (outline_names_aspect(f->o, line))
		f->entries.active = false;
	see_list(f, l);
	see_labels(f, l, i);
	see_state(f, l, l->start, false);
	if (f->entries.active && f->entries.type && is_heading_kind(outline_token(f->o, i)) &&
		outline_token(f->o, i)->at == l->start)
		follow_entries(f, i + 1, l->tok_end);
	return 0;
}

void outline_set_ends(struct outline *o)
{
	uint32_t end[ENDS];
	uint32_t last = o->body ? VEC_AT(o->lines, struct line, o->body - 1).end : 0;
	for (size_t d = 0; d < ENDS; d++)
		end[d] = last;
	for (size_t i = o->heads.len; i-- > 0;) {
		struct head *h = &VEC_AT(&o->heads, struct head, i);
		h->end = end[h->depth];
		for (size_t d = h->depth; d < ENDS; d++)
			end[d] = h->at;
	}
}

int outline_replace_heads(struct outline *o, struct vec *heads, int rc)
{
	if (rc < 0) {
		vec_clear(heads);
		return rc;
	}
	vec_clear(&o->heads);
	o->heads = *heads;
	outline_set_ends(o);
	return 0;
}

/* Below 一、 stand aspects (（一）…方面), below these the problems: 一、 is the section, and the part above it nothing of ours. */
static bool sections_below_parts(const struct outline *o)
{
	uint32_t heads = 0, facets = 0;
	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		if (h->parent < 0 || VEC_AT(&o->heads, struct head, h->parent).type != TOK_CN_DUN)
			continue;
		heads++;
		facets += str_has(str_sub(head_title(o, h), 0, TITLE_BYTES), STR("方面"));
	}
	return facets * 2 > heads;
}

static int scan_lines(struct outline *o, uint8_t parts)
{
	struct finder f = { .o = o, .parts = parts, .worded = parts != HEAD_PART && has_worded_above(o) };
	size_t table = 0;
	int rc = 0;
	o->heads.len = 0;
	for (uint32_t i = 0; i < o->body && rc >= 0; i++) {
		const struct table *t = table < o->tables.len ? &VEC_AT(&o->tables, struct table, table) : NULL;
		if (t && i >= t->line) {
			table += i + 1 >= t->end;
			continue;
		}
		rc = scan_line(&f, i);
	}
	return rc < 0 ? rc : 0;
}

/* Finds the headings and what they are. */
static int find_heads(struct outline *o)
{
	uint8_t parts = kind_of_parts(o);
	int rc = scan_lines(o, parts);
	if (rc == 0 && parts == HEAD_PART && sections_below_parts(o))
		rc = scan_lines(o, 0);
	if (rc < 0)
		return rc;
	outline_set_ends(o);
	return outline_decide(o);
}

static int build_heads(struct outline *o)
{
	int rc = tables_find(&(struct tables_job){ o->text, o->lines, o->body, o->tabs, o->options }, &o->tables);
	rc = rc < 0 ? rc : find_heads(o);
	if (rc < 0)
		return rc;
	if (outline_labels_numbered(o)) {
		o->numbered_labels = true;
		rc = find_heads(o);
		if (rc == 0 && !outline_has_problems(o))
			return outline_name_task(o);
	}
	if (rc < 0)
		return rc;
	if (!o->tables.len && (rc = outline_find_pairs(o)) < 0)
		return rc;
	if (!o->tables.len && (rc = outline_list_feedback(o)) < 0)
		return rc;
	if (!o->tables.len && !outline_has_problems(o) && (rc = outline_find_tasks(o)) < 0)
		return rc;
	if (!o->tables.len && !outline_has_problems(o) && (rc = outline_tell_feedback(o)) < 0)
		return rc;
	if (!o->tables.len && (rc = outline_tell_tale(o)) < 0)
		return rc;
	if (!o->tables.len && !o->tale && !outline_has_problems(o) && (rc = outline_take_deeds(o)) < 0)
		return rc;
	if (!o->tables.len && !o->tale && (rc = outline_part_units(o)) < 0)
		return rc;
	rc = outline_has_problems(o) && !o->tale ? outline_name_aspects(o) : 0;
	if (rc < 0 || o->tables.len || (rc = outline_find_blocks(o)) < 0)
		return rc;
	return o->tale ? 0 : outline_find_inline(o);
}

/* Whether text stands between two problems besides the first one's own line. */
static bool has_lines_between(const struct outline *o, const struct head *a, const struct head *b)
{
	for (size_t l = a->line + 1; l < b->line; l++) {
		const struct line *line = &VEC_AT(o->lines, struct line, l);
		if (line->start >= a->end)
			return false;
		if (line->start < line->end)
			return true;
	}
	return false;
}

/* What is asked of the outline as a whole, once. */
static void look_over(struct outline *o)
{
	enum { LINES_LEAST = 4 };
	const struct head *problem = NULL, *above = NULL;
	size_t problems = 0, longer = 0;

	o->sections = 0;
	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		if (h->role == ROLE_SECTION || h->role == ROLE_ASPECT)
			above = h;
		if (h->role != ROLE_PROBLEM)
			continue;
		o->sections += above && above->role == ROLE_SECTION && h->at < above->end;
		above = NULL;
		longer += problem && has_lines_between(o, problem, h);
		problem = h;
		problems++;
	}
	o->in_lines = problems >= LINES_LEAST && !longer;
}

int outline_build(struct outline *o)
{
	int rc = build_heads(o);

	look_over(o);
	return rc;
}

bool outline_has_problems(const struct outline *o)
{
	for (size_t i = 0; i < o->heads.len; i++)
		if (VEC_AT(&o->heads, struct head, i).role == ROLE_PROBLEM)
			return true;
	return false;
}
