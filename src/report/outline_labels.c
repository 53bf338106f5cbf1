#include "outline_parts.h"

/* Labels that have a number like headings: what is published of one task, or of each of several. */

enum { LABELS_LEAST = 3 };

/* The label that is the whole of a heading, or stands at its beginning with a colon; LABEL_NONE: none does. */
static uint16_t label_of_head(const struct outline *o, const struct head *h)
{
	struct str title = head_title(o, h);
	size_t i = token_at(o->tokens, VEC_AT(o->lines, struct line, h->line).tok, h->body);
	const struct token *t = outline_token(o, i);
	bool first = title.len && token_names(t) && o->text.ptr + t->at == title.ptr;
	bool whole = first && (t->kind == TOK_LABEL || t->len >= title.len);
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
		outline_set_ends(o);
		return 0;
	}
	return 0;
}
