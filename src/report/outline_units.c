#include "outline_parts.h"

#include "words.h"

/* Several units in one text: 县民政局党组 on a line of its own above 一、, 县供销社党委 above the next 一、. */

enum { NAME_BYTES = 90 };

/* The line above heading i that names a unit, where the heading is the first of its list; SIZE_MAX: none does. */
static size_t unit_above(const struct outline *o, size_t i)
{
	const struct head *h = &VEC_AT(&o->heads, struct head, i);
	size_t line = h->line;
	if (h->value != 1 || h->type == TOK_LABEL || h->type == TOK_IS ||
		h->at != VEC_AT(o->lines, struct line, line).start)
		return SIZE_MAX;
	while (line > 0 && VEC_AT(o->lines, struct line, line - 1).start == VEC_AT(o->lines, struct line, line - 1).end)
		line--;
	if (line == 0 || (i > 0 && VEC_AT(&o->heads, struct head, i - 1).line >= line - 1))
		return SIZE_MAX;
	const struct line *l = &VEC_AT(o->lines, struct line, --line);
	const struct token *t = outline_token(o, l->tok);
	struct str s = str_sub(o->text, l->start, l->end);
	bool numbered = t->at == l->start && (token_is_marker(t) || token_names(t));
	bool title = str_has(s, STR("关于")) || str_has(s, STR("整改")) || str_has(s, STR("情况"));
	return s.len < NAME_BYTES && !numbered && !title && words_is_signer(s) ? line : SIZE_MAX;
}

/* What the number counts below a unit: 一、 where that is the highest, else whatever its lists have in common. */
static bool is_of_series(const struct outline *o, size_t i, size_t first)
{
	return VEC_AT(&o->heads, struct head, i).type == VEC_AT(&o->heads, struct head, first).type;
}

static size_t count_units(const struct outline *o, size_t *first, bool *aspects)
{
	size_t units = 0;
	*aspects = false;
	for (size_t i = 0; i < o->heads.len; i++) {
		*aspects |= VEC_AT(&o->heads, struct head, i).role == ROLE_ASPECT;
		if (unit_above(o, i) == SIZE_MAX)
			continue;
		if (!units)
			*first = i;
		units += is_of_series(o, i, *first);
	}
	return units;
}

static int add_unit(struct vec *heads, const struct outline *o, size_t line, uint8_t role)
{
	const struct line *l = &VEC_AT(o->lines, struct line, line);
	struct head *h = vec_push(heads);
	if (!h)
		return ERR_NOMEM;
	*h = (struct head){ .at = l->start,
		.body = l->start,
		.line = (uint32_t)line,
		.title_end = l->end,
		.parent = -1,
		.type = TOK_LABEL,
		.role = role };
	return 0;
}

/* The headings found, one level lower, below those of the units. */
static int add_all(struct vec *heads, const struct outline *o, size_t first, bool aspects)
{
	int32_t *moved = o->heads.len ? malloc(o->heads.len * sizeof *moved) : NULL;
	int rc = moved ? 0 : ERR_NOMEM;
	for (size_t i = 0; i < o->heads.len && rc == 0; i++) {
		size_t line = is_of_series(o, i, first) ? unit_above(o, i) : SIZE_MAX;
		rc = line == SIZE_MAX ? 0 : add_unit(heads, o, line, aspects ? ROLE_SECTION : ROLE_ASPECT);
		moved[i] = (int32_t)heads->len;
		struct head *h = rc == 0 ? vec_push(heads) : NULL;
		if (!h) {
			rc = ERR_NOMEM;
			break;
		}
		*h = VEC_AT(&o->heads, struct head, i);
		h->parent = h->parent < 0 ? -1 : moved[h->parent];
		h->depth++;
		bool inside = i >= first && h->role == ROLE_SECTION && h->kind == PROBLEM_REGULAR;
		if (inside && !aspects && h->section < SECTION_NEXT) /* 二、整改情况 of this unit */
			h->role = ROLE_NONE;
	}
	free(moved);
	return rc;
}

int outline_part_units(struct outline *o)
{
	struct vec heads;
	size_t first = 0;
	bool aspects;
	if (count_units(o, &first, &aspects) < 2 || !outline_has_problems(o))
		return 0;
	vec_init(&heads, sizeof(struct head));
	return outline_replace_heads(o, &heads, add_all(&heads, o, first, aspects));
}
