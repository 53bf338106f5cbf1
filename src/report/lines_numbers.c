#include "lines.h"

/* 1.1.1 before a line is one number, of a level below 1.1: its three tokens become one. Most texts have none. */

enum { LEAST = 2 };

static const struct token *token_of(const struct vec *tokens, size_t i)
{
	return &VEC_AT(tokens, struct token, i);
}

static bool behind(const struct token *a, const struct token *b)
{
	return b->at == a->at + a->len;
}

/* Whether token i is a number and a point, with nothing between it and the next one. */
static bool is_part(struct str text, const struct vec *tokens, size_t i)
{
	const struct token *t = token_of(tokens, i);
	struct str s = str_sub(text, t->at, t->at + t->len);
	return t->kind == TOK_AR_DOT && t->value && t->value < 100 &&
	       (str_ends(s, STR(".")) || str_ends(s, STR("．"))) && behind(t, token_of(tokens, i + 1));
}

/* The number that ends one of three parts; 0: it is none, or there is a fourth. */
static uint16_t last_part(struct str text, const struct vec *tokens, size_t i)
{
	const struct token *t = token_of(tokens, i), *n = token_of(tokens, i + 1);
	bool goes_on = behind(t, n) && (n->kind == TOK_NUMBER || n->kind == TOK_AR_DOT);
	if (goes_on || (t->kind != TOK_AR_DOT && t->kind != TOK_NUMBER) || t->len > 5)
		return 0;
	uint16_t value = 0;
	for (size_t k = t->at; k < t->at + t->len && text.ptr[k] >= '0' && text.ptr[k] <= '9'; k++)
		value = (uint16_t)(value * 10 + (text.ptr[k] - '0'));
	return value < 100 ? value : 0;
}

/* The last number of 1.1.1 at the line's start, 0: there is none. */
static uint16_t three_parts(struct str text, const struct vec *tokens, const struct line *l)
{
	if (l->start == l->end || token_of(tokens, l->tok)->at != l->start || !is_part(text, tokens, l->tok) ||
		!is_part(text, tokens, l->tok + 1))
		return 0;
	return last_part(text, tokens, l->tok + 2);
}

/* One token instead of three, and those behind it closed up: `to` is where the next one goes. */
struct closing {
	struct vec *tokens;
	size_t from, to;
};

static void close_up(struct closing *c, size_t end)
{
	while (c->from < end)
		VEC_AT(c->tokens, struct token, c->to++) = *token_of(c->tokens, c->from++);
}

static void join(struct closing *c, uint16_t value)
{
	const struct token *t = token_of(c->tokens, c->from);
	struct token joined = { t->at, (uint16_t)(t[2].at + t[2].len - t->at), TOK_AR_TRIPLE, value };
	VEC_AT(c->tokens, struct token, c->to++) = joined;
	c->from += 3;
}

static void join_all(struct str text, struct vec *tokens, struct vec *lines)
{
	struct closing c = { .tokens = tokens };
	for (size_t i = 0; i < lines->len; i++) {
		struct line *l = &VEC_AT(lines, struct line, i);
		uint16_t value = three_parts(text, tokens, l);
		close_up(&c, l->tok);
		uint32_t tok_end = l->tok_end;
		l->tok = (uint32_t)c.to;
		if (value)
			join(&c, value);
		close_up(&c, tok_end);
		l->tok_end = (uint32_t)c.to & 0x7FFFFFFF;
	}
	close_up(&c, tokens->len);
	tokens->len = c.to;
}

void lines_numbers(struct str text, struct vec *tokens, struct vec *lines)
{
	size_t found = 0;
	for (size_t i = 0; i < lines->len && found < LEAST; i++)
		found += three_parts(text, tokens, &VEC_AT(lines, struct line, i)) > 0;
	if (found == LEAST)
		join_all(text, tokens, lines);
}
