#include "outline_parts.h"

/* A problem that is told in several blocks, 反馈指出：… 整改情况：… and again, has an item for each of them. */

static const struct line *line_of(const struct outline *o, size_t i)
{
	return &VEC_AT(o->lines, struct line, i);
}

/* The label at the beginning of line i. */
static uint16_t label_of(const struct outline *o, size_t i)
{
	const struct line *l = line_of(o, i);
	const struct token *t = outline_token(o, l->tok);
	bool is = l->start < l->end && t->at == l->start && outline_is_label(o, l->tok, l->start, l->end);
	return is ? t->value : (uint16_t)LABEL_NONE;
}

static bool answers(uint16_t label)
{
	return label == LABEL_MEASURES || label == LABEL_DONE || label == LABEL_PROGRESS;
}

/* Whether the heading is a problem with a title of its own and nothing numbered below. */
static bool may_have_blocks(const struct outline *o, size_t i)
{
	const struct head *h = &VEC_AT(&o->heads, struct head, i);
	bool leaf = i + 1 == o->heads.len || h[1].at >= h->end;
	return h->role == ROLE_PROBLEM && leaf && h->type != TOK_LABEL && h->answered;
}

/* How many findings of the problem's text have a label and an answer of their own. */
static size_t count_blocks(const struct outline *o, const struct head *h)
{
	size_t blocks = 0;
	bool open = false;
	for (size_t k = h->line + 1; k < o->body && line_of(o, k)->start < h->end; k++) {
		uint16_t label = label_of(o, k);
		if (answers(label)) {
			blocks += open;
			open = false;
		} else if (label == LABEL_FINDING) {
			if (open || (!blocks && k > h->line + 3))
				return 0;
			open = true;
		}
	}
	return open ? 0 : blocks;
}

static int add_blocks(struct vec *heads, const struct outline *o, const struct head *problem)
{
	for (size_t k = problem->line + 1; k < o->body && line_of(o, k)->start < problem->end; k++) {
		const struct line *l = line_of(o, k);
		if (label_of(o, k) != LABEL_FINDING)
			continue;
		struct head *h = vec_push(heads);
		if (!h)
			return ERR_NOMEM;
		const struct token *t = outline_token(o, l->tok);
		*h = (struct head){ .at = l->start,
			.body = t->at + t->len,
			.line = (uint32_t)k,
			.title_end = l->end,
			.parent = -1,
			.depth = problem->depth + 1,
			.type = TOK_LABEL,
			.role = ROLE_ITEM };
	}
	return 0;
}

int outline_find_blocks(struct outline *o)
{
	struct vec heads;
	size_t found = 0;
	int rc = 0;
	for (size_t i = 0; i < o->heads.len; i++)
		found += may_have_blocks(o, i) && count_blocks(o, &VEC_AT(&o->heads, struct head, i)) > 1;
	if (!found)
		return 0;
	vec_init(&heads, sizeof(struct head));
	for (size_t i = 0; i < o->heads.len && rc == 0; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		struct head *copy = vec_push(&heads);
		if (!copy) {
			rc = ERR_NOMEM;
			break;
		}
		*copy = *h;
		if (may_have_blocks(o, i) && count_blocks(o, h) > 1)
			rc = add_blocks(&heads, o, h);
	}
	return outline_replace_heads(o, &heads, rc);
}
