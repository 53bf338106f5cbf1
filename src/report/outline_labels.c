#include "outline_parts.h"

#include "utf8.h"

/* --- where the words of a label are one --- */

/* 【整改措施】 （整改情况） */
static bool opens_bracket(struct str s)
{
	static const char *const opens[] = { "【", "[", "〔", "［", "〖", "（", "(" };
	for (size_t i = 0; i < sizeof opens / sizeof *opens; i++)
		if (str_starts(s, str_from(opens[i])))
			return true;
	return false;
}

bool outline_label_stops(const struct outline *o, size_t i)
{
	const struct token *t = outline_token(o, i), *n = outline_token(o, i + 1);
	return t->kind == TOK_LABEL_BARE && n->kind == TOK_STOP && n->at == t->at + t->len;
}

/* 整改进展<tab>…: the cell of a table beside its name. */
static bool cell_follows(const struct outline *o, const struct token *t, uint32_t line_end)
{
	struct str behind = str_sub(o->text, t->at + t->len, line_end);
	bool cell = str_starts(behind, STR("\t")) || str_starts(behind, STR("　　")) || str_starts(behind, STR("  "));
	return cell && str_trim(behind).len;
}

/* 整改目标 达标率98%以上: a label and a blank at a line's start. */
static bool has_blank(const struct outline *o, const struct token *t)
{
	struct str behind = str_sub(o->text, t->at + t->len, o->text.len);
	return token_names(t) && (str_starts(behind, STR(" ")) || str_starts(behind, STR("　")));
}

/* Cards of such lines: the line above or below is one too. */
static bool row_follows(const struct outline *o, size_t i, uint32_t line_start, uint32_t line_end)
{
	enum { LOOK = 200 };
	const struct token *t = outline_token(o, i);
	if (!has_blank(o, t) || !str_trim(str_sub(o->text, t->at + t->len, line_end)).len)
		return false;
	struct str below = str_trim(str_sub(o->text, line_end, o->text.len));
	uint32_t next = (uint32_t)(below.ptr - o->text.ptr);
	size_t k = i + 1;
	while (k < i + LOOK && k < o->tokens->len && outline_token(o, k)->at < next)
		k++;
	if (k < o->tokens->len && outline_token(o, k)->at == next && has_blank(o, outline_token(o, k)))
		return true;
	struct str above = str_sub(o->text, 0, line_start);
	while (above.len && (above.ptr[above.len - 1] == '\n' || above.ptr[above.len - 1] == '\r'))
		above.len--;
	size_t line = str_rfind(above, STR("\n"));
	uint32_t start = line == STR_NPOS ? 0 : (uint32_t)line + 1;
	for (k = i; k-- > 0 && i - k < LOOK && outline_token(o, k)->at >= start;)
		if (outline_token(o, k)->at == start)
			return has_blank(o, outline_token(o, k));
	return false;
}

bool outline_is_label(const struct outline *o, size_t i, uint32_t line_start, uint32_t line_end)
{
	const struct token *t = outline_token(o, i);
	if (t->kind != TOK_LABEL && t->kind != TOK_LABEL_BARE)
		return false;
	bool at_start = t->at == line_start;
	if (!at_start) {
		if (i == 0)
			return false;
		const struct token *p = outline_token(o, i - 1);
		struct str before = str_sub(o->text, line_start, t->at);
		if (t->kind == TOK_LABEL &&
			(str_ends(before, STR(" ")) || str_ends(before, STR("\t")) || str_ends(before, STR("　"))))
			return true;
		bool adjacent = !str_trim(str_sub(o->text, p->at + p->len, t->at)).len;
		bool boundary = p->kind == TOK_STOP || p->kind == TOK_SEMI ||
				(p->kind == TOK_CLOSE && p->value != BRACKET_BOOK) || token_is_marker(p) ||
				p->kind == TOK_OPEN;
		if (!adjacent || !boundary || (p->kind == TOK_OPEN && p->value != BRACKET_ROUND))
			return false;
	}
	bool section = !at_start && !o->numbered_labels && outline_token(o, i - 1)->kind == TOK_CN_DUN &&
		       t->at + t->len >= line_end; /* 二、整改完成情况： */
	if (section)
		return false;
	if (t->kind == TOK_LABEL ||
		(at_start && (cell_follows(o, t, line_end) || row_follows(o, i, line_start, line_end))))
		return true;
	if (opens_bracket(str_sub(o->text, t->at, line_end)))
		return true;
	const struct token *n = outline_token(o, i + 1);
	bool stop = outline_label_stops(o, i); /* 整改措施。①… */
	bool alone = t->at + t->len >= line_end || stop;
	bool marker = token_is_marker(n) && n->at < line_end && !str_trim(str_sub(o->text, t->at + t->len, n->at)).len;
	bool numbered = !at_start && alone && outline_token(o, i - 1)->at == line_start &&
			outline_token(o, i - 1)->kind >= (o->numbered_labels ? TOK_CN_DUN : TOK_AR_DOT) &&
			outline_token(o, i - 1)->kind <= TOK_AR_HALF; /* (1)整改措施 */
	return numbered || (at_start && (alone || (marker && t->value != LABEL_FINDING)));
}

bool outline_in_brackets(const struct outline *o, size_t i, uint32_t line_start)
{
	enum { LOOK_BACK = 40 };
	size_t closed = 0;
	for (size_t k = 1; k <= LOOK_BACK && k <= i && outline_token(o, i - k)->at >= line_start; k++) {
		const struct token *t = outline_token(o, i - k);
		if ((t->kind == TOK_CLOSE && t->value == BRACKET_ROUND) || t->kind == TOK_AR_HALF) /* …385） */
			closed++;
		else if (t->kind == TOK_OPEN && t->value == BRACKET_ROUND && closed-- == 0)
			return true;
	}
	return false;
}

/* --- labels that have a number like headings: what is published of one task, or of each of several --- */

enum { LABELS_LEAST = 3 };

/* The label that is the whole of a heading, or stands at its beginning with a colon or full stop; LABEL_NONE: none does. */
static uint16_t label_of_head(const struct outline *o, const struct head *h)
{
	struct str title = head_title(o, h);
	size_t i = token_at(o->tokens, VEC_AT(o->lines, struct line, h->line).tok, h->body);
	const struct token *t = outline_token(o, i);
	bool first = title.len && token_names(t) && o->text.ptr + t->at == title.ptr;
	bool whole = first && (t->kind == TOK_LABEL || t->len >= title.len || outline_label_stops(o, i));
	return whole && (h->type == TOK_CN_DUN || h->type == TOK_CN_PAREN) ? t->value : (uint16_t)LABEL_NONE;
}

bool outline_labels_numbered(const struct outline *o)
{
	uint32_t seen = 0, kinds = 0, labels = 0, sections = 0, of_sections = 0;
	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		uint16_t label = label_of_head(o, h);
		sections += h->type == TOK_CN_DUN;
		of_sections += h->type == TOK_CN_DUN && label != LABEL_NONE;
		if (label == LABEL_NONE)
			continue;
		labels++;
		kinds += !(seen >> label & 1);
		seen |= 1u << label;
	}
	bool details = seen & (1u << LABEL_GOAL | 1u << LABEL_DUE | 1u << LABEL_DEPT | 1u << LABEL_PERSON |
				      1u << LABEL_CAUSE | 1u << LABEL_RESULT);
	bool told = seen & (1u << LABEL_DONE | 1u << LABEL_PROGRESS | 1u << LABEL_RESULT);
	bool enough = (seen >> LABEL_MEASURES & 1) &&
		      ((kinds >= LABELS_LEAST && details) || (told && kinds >= 2 && labels >= 2 * kinds));
	bool most = of_sections >= LABELS_LEAST && of_sections * 3 >= sections * 2;
	return enough && (labels >= 2 * kinds || most || !outline_has_problems(o));
}

/* 一、反馈问题 above 二、整改目标: the first line of the text below it, where the task begins. Else `label`, the line of the label. */
static size_t task_begins(const struct outline *o, size_t label)
{
	const struct token *first = outline_token(o, VEC_AT(o->lines, struct line, label).tok);
	bool below = false;
	for (size_t i = first->value > 1 ? 0 : label; i < label; i++) {
		const struct line *l = &VEC_AT(o->lines, struct line, i);
		const struct token *t = outline_token(o, l->tok);
		if (l->start == l->end)
			continue;
		if (below)
			return i;
		struct str line = str_sub(o->text, l->start, l->end);
		below = t->at == l->start && t->kind == first->kind && t->value == 1 &&
			utf8_count(str_sub(line, 0, 100)) < 16 && str_ends(str_trim(line), STR("问题"));
	}
	return label;
}

/* Line `i` as a problem that no number names. 0 or ERR_NOMEM. */
static int push_task(struct outline *o, size_t i)
{
	const struct line *l = &VEC_AT(o->lines, struct line, i);
	struct head *h = vec_push(&o->heads);
	if (!h)
		return ERR_NOMEM;
	*h = (struct head){ .at = l->start,
		.body = l->start,
		.line = (uint32_t)i,
		.title_end = l->end,
		.parent = -1,
		.type = TOK_LABEL,
		.role = ROLE_PROBLEM };
	return 0;
}

int outline_name_task(struct outline *o)
{
	o->heads.len = 0;
	for (size_t i = 0; i < o->body; i++) {
		const struct line *l = &VEC_AT(o->lines, struct line, i);
		const struct token *t = outline_token(o, l->tok);
		if (l->start == l->end || t->at != l->start || !token_is_marker(t))
			continue;
		const struct token *n = outline_token(o, l->tok + 1);
		if (!token_names(n) || !outline_is_label(o, l->tok + 1, l->start, l->end))
			continue;
		int rc = push_task(o, task_begins(o, i));
		if (rc == 0)
			outline_set_ends(o);
		return rc;
	}
	return 0;
}

/* The label at the beginning of a line, NULL: there is none. */
static const struct token *label_before(const struct outline *o, size_t line)
{
	const struct line *l = &VEC_AT(o->lines, struct line, line);
	const struct token *t = outline_token(o, l->tok);

	return l->start < l->end && t->at == l->start && token_names(t) && outline_is_label(o, l->tok, l->start, l->end)
		       ? t
		       : NULL;
}

/* 整改任务：… with 整改目标： or 整改完成情况： on a line of its own further down. */
static bool is_task(const struct outline *o, size_t line)
{
	const struct token *t = label_before(o, line);
	struct str said = STR("整改任务");

	if (!t || !str_starts(str_sub(o->text, t->at, t->at + t->len), said))
		return false;
	for (size_t i = line + 1; i < o->body; i++) {
		const struct token *n = label_before(o, i);
		if (n && str_starts(str_sub(o->text, n->at, n->at + n->len), said))
			return false;
		if (n && (n->value == LABEL_GOAL || n->value == LABEL_DONE || n->value == LABEL_PROGRESS))
			return true;
	}
	return false;
}

int outline_find_tasks(struct outline *o)
{
	bool any = false;

	for (size_t i = 0; i < o->body; i++) {
		if (!is_task(o, i))
			continue;
		o->heads.len = any ? o->heads.len : 0;
		any = true;
		if (push_task(o, i) < 0)
			return ERR_NOMEM;
	}
	if (any)
		outline_set_ends(o);
	return 0;
}
