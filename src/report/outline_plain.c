#include "outline_parts.h"

#include "words.h"

/* --- aspects without numbers: a line of its own above a problem, …方面 --- */

static bool is_unnumbered_aspect(const struct outline *o, size_t line)
{
	static const char *const ends[] = { "方面", "方面的问题", "方面问题", "方面存在的问题", "方面存在问题",
		"方面整改情况", "方面的整改情况" };
	const struct line *l = &VEC_AT(o->lines, struct line, line);
	struct str s = str_sub(o->text, l->start, l->end);
	for (size_t i = 0; s.len && s.len < 180 && i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, str_from(ends[i])))
			return true;
	return false;
}

/* The line right above heading i that is an aspect; SIZE_MAX: none. */
static size_t aspect_above(const struct outline *o, size_t i)
{
	const struct head *h = &VEC_AT(&o->heads, struct head, i);
	if (h->role != ROLE_PROBLEM || h->kind != PROBLEM_REGULAR ||
		h->at != VEC_AT(o->lines, struct line, h->line).start)
		return SIZE_MAX;
	size_t line = h->line;
	while (line > 0 && VEC_AT(o->lines, struct line, line - 1).start == VEC_AT(o->lines, struct line, line - 1).end)
		line--;
	bool is = line > 0 && is_unnumbered_aspect(o, line - 1) &&
		  (i == 0 || VEC_AT(&o->heads, struct head, i - 1).line < line - 1);
	return is ? line - 1 : SIZE_MAX;
}

int outline_name_aspects(struct outline *o)
{
	size_t n = 0, old = o->heads.len;
	for (size_t i = 0; i < old; i++) {
		if (VEC_AT(&o->heads, struct head, i).role == ROLE_ASPECT)
			return 0;
		n += aspect_above(o, i) != SIZE_MAX;
	}
	for (size_t i = 0; i < n; i++)
		if (!vec_push(&o->heads))
			return ERR_NOMEM;
	for (size_t i = old, to = o->heads.len; n && i-- > 0;) {
		struct head h = VEC_AT(&o->heads, struct head, i);
		size_t line = aspect_above(o, i);
		h.depth = h.depth * 2 + 1;
		VEC_AT(&o->heads, struct head, --to) = h;
		if (line == SIZE_MAX)
			continue;
		const struct line *l = &VEC_AT(o->lines, struct line, line);
		VEC_AT(&o->heads, struct head, --to) = (struct head){ .at = l->start,
			.body = l->start,
			.line = (uint32_t)line,
			.title_end = l->end,
			.parent = -1,
			.depth = h.depth - 1,
			.type = TOK_LABEL,
			.role = ROLE_ASPECT };
	}
	if (n)
		outline_set_ends(o);
	return 0;
}

/* --- problems without numbers: 问题：… and 整改：… in pairs --- */

bool outline_has_problems(const struct outline *o)
{
	for (size_t i = 0; i < o->heads.len; i++)
		if (VEC_AT(&o->heads, struct head, i).role == ROLE_PROBLEM)
			return true;
	return false;
}

static const struct line *line_of(const struct outline *o, size_t i)
{
	return &VEC_AT(o->lines, struct line, i);
}

/* The label at the line's start, LABEL_NONE when there is none. */
static uint16_t label_of_line(const struct outline *o, size_t i)
{
	const struct line *l = line_of(o, i);
	bool is = l->start < l->end && outline_token(o, l->tok)->at == l->start &&
		  outline_is_label(o, l->tok, l->start, l->end);
	return is ? outline_token(o, l->tok)->value : (uint16_t)LABEL_NONE;
}

/* Whether the problem named on line i is answered further down, before the next one. */
static bool is_answered(const struct outline *o, size_t i)
{
	for (i++; i < o->body; i++) {
		uint16_t label = label_of_line(o, i);
		if (label == LABEL_MEASURES || label == LABEL_DONE || label == LABEL_PROGRESS)
			return true;
		if (label == LABEL_FINDING)
			return false;
	}
	return false;
}

static struct head *push_pair(struct outline *o, uint32_t at, uint32_t body, size_t line, uint8_t role)
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

/* A short line right above a pair, of the name of who is told of: 中共…局党组. */
static bool heads_pairs(const struct outline *o, size_t i)
{
	const struct line *l = line_of(o, i);
	struct str s = str_sub(o->text, l->start, l->end);
	return s.len && s.len < 150 && label_of_line(o, i) == LABEL_NONE && !str_ends(s, STR("。")) &&
	       !str_has(s, STR("，")) && !str_has(s, STR("：")) && !str_has(s, STR(":")) && !words_furniture(s);
}

int outline_find_pairs(struct outline *o)
{
	size_t pairs = 0, above = SIZE_MAX;
	uint32_t value = 0;
	for (size_t i = 0; i < o->body; i++)
		pairs += label_of_line(o, i) == LABEL_FINDING && is_answered(o, i);
	if (pairs < 2)
		return 0;
	o->heads.len = 0;
	for (size_t i = 0; i < o->body; i++) {
		const struct line *l = line_of(o, i);
		if (l->start == l->end)
			continue;
		if (label_of_line(o, i) == LABEL_FINDING) {
			const struct token *t = outline_token(o, l->tok);
			if (above != SIZE_MAX && heads_pairs(o, above) &&
				!push_pair(o, line_of(o, above)->start, line_of(o, above)->start, above, ROLE_ASPECT))
				return ERR_NOMEM;
			struct head *h = push_pair(o, l->start, t->at + t->len, i, ROLE_PROBLEM);
			if (!h)
				return ERR_NOMEM;
			h->value = ++value;
		}
		above = i;
	}
	outline_set_ends(o);
	return 0;
}
