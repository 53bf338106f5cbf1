#include "outline_parts.h"

#include "wordlist.h"
#include "words.h"

/* --- aspects without numbers: a line of its own above a problem, …方面 --- */

enum { BULLET_BYTES = 60 };
enum { INTRODUCTION = 2 }; /* lines of text that may stand between an aspect and its first problem */

/* 综合处（认领3个） */
static bool names_share(struct str s)
{
	static const char *const ends[] = { "个）", "项）", "条）", "个问题）", "项问题）", "条问题）", "个)", "项)",
		"条)", "个问题)", "项问题)", "条问题)" };
	size_t open = s.len < 90 ? str_rfind(s, str_ends(s, STR(")")) ? STR("(") : STR("（")) : STR_NPOS;
	for (size_t i = 0; open != STR_NPOS && open > 0 && i < sizeof ends / sizeof *ends; i++) {
		size_t digit = s.len - strlen(ends[i]);
		if (str_ends(s, str_from(ends[i])) && digit > open && s.ptr[digit - 1] >= '0' &&
			s.ptr[digit - 1] <= '9')
			return !str_has(s, STR("，")) && !str_has(s, STR(",")) && !str_has(s, STR("。"));
	}
	return false;
}

bool outline_names_aspect(const struct outline *o, size_t line)
{
	static const char *const ends[] = { "方面", "方面的问题", "方面问题", "方面存在的问题", "方面存在问题",
		"方面整改情况", "方面的整改情况" };
	const struct line *l = &VEC_AT(o->lines, struct line, line);
	struct str s = str_sub(o->text, l->start, l->end);
	if (str_starts(s, STR("【")) && str_ends(s, STR("】")))
		s = str_sub(s, 3, s.len - 3);
	if (l->bullet && s.len && s.len < BULLET_BYTES && !str_has(s, STR("。")) && !str_has(s, STR("，")) &&
		!str_has(s, STR("：")))
		return true; /* ◆政治引领 */
	if (names_share(s))
		return true;
	for (size_t i = 0; s.len && s.len < 180 && i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, str_from(ends[i])))
			return true;
	return false;
}

/* 责任部门：党政办, alone. */
static bool names_office(const struct outline *o, size_t line)
{
	WORDLIST(offices, "责任部门", "责任单位", "责任科室", "责任股室", "责任处室", "牵头部门", "牵头单位",
		"牵头科室", "责任站所");
	const struct line *l = &VEC_AT(o->lines, struct line, line);
	struct str s = str_sub(o->text, l->start, l->end);
	size_t label = wordlist_at(offices, s);
	struct str rest = str_sub(s, label, s.len);
	return label && s.len < 120 && !str_has(s, STR("。")) &&
	       (str_starts(rest, STR("：")) || str_starts(rest, STR(":")));
}

/* The line above heading i that is an aspect, right above or with its introduction between; SIZE_MAX: none. */
static size_t aspect_above(const struct outline *o, size_t i, bool offices)
{
	const struct head *h = &VEC_AT(&o->heads, struct head, i);
	if (h->role != ROLE_PROBLEM || h->kind != PROBLEM_REGULAR ||
		h->at != VEC_AT(o->lines, struct line, h->line).start)
		return SIZE_MAX;
	size_t line = h->line;
	for (int texts = 0; texts <= INTRODUCTION && line > 0; line--) {
		const struct line *l = &VEC_AT(o->lines, struct line, line - 1);
		if (i > 0 && VEC_AT(&o->heads, struct head, i - 1).line >= line - 1)
			return SIZE_MAX;
		if (l->start == l->end)
			continue;
		if (outline_names_aspect(o, line - 1) || (offices && names_office(o, line - 1)))
			return line - 1;
		const struct token *t = outline_token(o, l->tok);
		if (t->at == l->start && (token_is_marker(t) || token_names(t)))
			return SIZE_MAX;
		texts++;
	}
	return SIZE_MAX;
}

/* Whether an office stands above the first problem: those further down are of what follows them too, not of what they end. */
static bool offices_above(const struct outline *o)
{
	size_t i = 0;
	while (i < o->heads.len && VEC_AT(&o->heads, struct head, i).role != ROLE_PROBLEM)
		i++;
	size_t line = i < o->heads.len ? VEC_AT(&o->heads, struct head, i).line : 0;
	while (line > 0 && VEC_AT(o->lines, struct line, line - 1).start == VEC_AT(o->lines, struct line, line - 1).end)
		line--;
	return line > 0 && names_office(o, line - 1);
}

int outline_name_aspects(struct outline *o)
{
	size_t n = 0, old = o->heads.len;
	bool offices = offices_above(o);
	for (size_t i = 0; i < old; i++) {
		if (VEC_AT(&o->heads, struct head, i).role == ROLE_ASPECT)
			return 0;
		n += aspect_above(o, i, offices) != SIZE_MAX;
	}
	for (size_t i = 0; i < n; i++)
		if (!vec_push(&o->heads))
			return ERR_NOMEM;
	for (size_t i = old, to = o->heads.len; n && i-- > 0;) {
		struct head h = VEC_AT(&o->heads, struct head, i);
		size_t line = aspect_above(o, i, offices);
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
