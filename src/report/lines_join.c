#include "lines.h"

/* Text copied from a printed page has a line break at the end of every printed line. Where most lines are full and end inside a
 * sentence, what goes on in the next line belongs to the same line of ours. */

enum {
	SAMPLE = 300,
	LEAST_LINES = 12,
	LEAST_FULL = 6,
	LINE_BYTES = 200,
	LEAST_WIDTH = 36,
	RAGGED = 12,
	FEW = 2,
	OTHERS = 20
};

/* As printed: of a line whose break stands inside a marker (二 and 是 below it) what stands behind that. */
static struct str line_text(struct str text, const struct line *l)
{
	struct str s = str_sub(text, l->start, l->end);
	const char *row = s.ptr ? memrchr(s.ptr, '\n', s.len) : NULL;
	return row ? str_sub(s, (size_t)(row + 1 - s.ptr), s.len) : s;
}

/* How wide the line is printed: a Chinese character takes two columns. */
static size_t columns(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		n += c < 0x80 ? 1 : c >= 0xE0 ? 2 : c >= 0xC0;
	}
	return n;
}

static bool ends_inside_sentence(struct str s)
{
	static const char *const ends[] = { "。", "；", "：", "！", "？", "”", "）", "】", "》", ";", ":", "!", "?",
		")", "通报", "公告", "公示", "报告", "方面" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, str_from(ends[i])))
			return false;
	return s.len > 0;
}

/* 】 ） ， at the line's start: what it closes stands above. */
static bool begins_with_closing(struct str s)
{
	static const char *const closes[] = { "】", "）", "”", "》", "，", "。", "；", "、", "：", "’", "」", ")" };
	for (size_t i = 0; i < sizeof closes / sizeof *closes; i++)
		if (str_starts(s, str_from(closes[i])))
			return true;
	return false;
}

/* Whether blanks stand before the line: a paragraph begins. */
static bool is_indented(struct str text, const struct line *l)
{
	struct str before = str_sub(text, 0, l->start);
	return str_ends(before, STR(" ")) || str_ends(before, STR("\t")) || str_ends(before, STR("　")) ||
	       str_ends(before, STR("\xc2\xa0"));
}

/* 14.6亩 at the line's start is a number where a sentence goes on. */
static bool is_decimal(struct str text, const struct token *t)
{
	const char *end = text.ptr + t->at + t->len;
	return t->kind == TOK_AR_DOT && end[-1] == '.' && *end >= '0' && *end <= '9';
}

/* 整改方案 without colon and bracket: it may be a word of the sentence. */
static bool is_bare_word(struct str text, const struct token *t)
{
	unsigned char c = (unsigned char)text.ptr[t->at];
	return t->kind == TOK_LABEL_BARE && c >= 0xE4 && c <= 0xE9;
}

/* How wide the text is printed, and whether its paragraphs are indented. */
struct print {
	size_t width;
	bool indented;
};

/* Whether line i is full and goes on in the next one. */
static bool goes_on(struct str text, const struct vec *tokens, const struct vec *lines, size_t i, const struct print *p,
	size_t least)
{
	const struct line *l = &VEC_AT(lines, struct line, i), *n = l + 1;
	if (i + 1 == lines->len || l->start == l->end || n->start == n->end)
		return false;
	struct str s = line_text(text, l);
	const struct token *t = &VEC_AT(tokens, struct token, n->tok);
	static const char *const opening[] = { "（", "(", "【", "“", "《", "[", "〔" };
	for (size_t k = 0; k < sizeof opening / sizeof *opening; k++) /* a bracket opens at the line's end */
		if (columns(s) >= least && str_ends(s, str_from(opening[k])))
			return VEC_AT(tokens, struct token, l->tok_end).kind == TOK_EOL;
	bool inside = ends_inside_sentence(s) && (is_decimal(text, t) || is_bare_word(text, t));
	bool opens = t->at == n->start && !inside && (token_is_marker(t) || token_names(t));
	if (opens || VEC_AT(tokens, struct token, l->tok_end).kind != TOK_EOL || columns(s) < least)
		return false;
	/* it ends like a sentence by chance: a paragraph has more of them inside than at its end */
	bool same = columns(s) + 2 >= p->width && !(p->indented && is_indented(text, n));
	return same || ends_inside_sentence(s) || begins_with_closing(line_text(text, n));
}

/* The width of the printed lines, 0: the text's lines are its own. */
static size_t printed_width(struct str text, const struct vec *tokens, const struct vec *lines)
{
	size_t width = 0, count = 0, full = 0, others = 0;
	for (size_t i = 0; i < lines->len && i < SAMPLE; i++) {
		struct str s = line_text(text, &VEC_AT(lines, struct line, i));
		if (s.len > LINE_BYTES || (s.len && memchr(s.ptr, '\t', s.len))) { /* of the page around the text */
			others++;
			continue;
		}
		size_t here = columns(s);
		width = here > width ? here : width;
		count += s.len > 0;
	}
	if (width < LEAST_WIDTH || count < LEAST_LINES || (others > FEW && others * OTHERS > count))
		return 0;
	for (size_t i = 0; i < lines->len && i < SAMPLE; i++)
		full += goes_on(text, tokens, lines, i, &(struct print){ width, false }, width - RAGGED);
	return full >= LEAST_FULL && full * 7 >= count ? width : 0;
}

/* Whether most lines below one that is not full begin with blanks, and most below a full one do not. */
static bool has_indents(struct str text, const struct vec *lines, size_t width)
{
	size_t begins = 0, indented = 0, full = 0, inside = 0;
	for (size_t i = 0; i + 1 < lines->len && i < SAMPLE; i++) {
		const struct line *l = &VEC_AT(lines, struct line, i), *n = l + 1;
		if (l->start == l->end || n->start == n->end)
			continue;
		bool is_full = columns(line_text(text, l)) + RAGGED >= width, in = is_indented(text, n);
		begins += !is_full;
		indented += !is_full && in;
		full += is_full;
		inside += is_full && in;
	}
	return begins > 2 && indented * 5 >= begins * 4 && inside * 2 < full;
}

enum { LABEL_BYTES = 36 };

/* The text around a line break that stands inside a paragraph, without the break. */
struct around {
	unsigned char text[2 * LABEL_BYTES + 1];
	uint32_t left, len; /* bytes before the break, and all */
};

/* The end of the token that is cut in two by the break at `fold`, and begins at byte `at` of what is around it; 0: none. */
static uint32_t cut_token(const struct around *a, uint32_t at, const struct token *fold, struct token *ret)
{
	uint32_t end = (uint32_t)(lex_token(a->text, at, ret) - a->text);
	if (end <= a->left || !(token_names(ret) || (token_is_marker(ret) && ret->kind != TOK_IS)))
		return 0;
	ret->at = fold->at - (a->left - at);
	return fold->at + fold->len + (end - a->left);
}

/* 【整 at a line's end and 改措施】 below it: the label that the break cuts takes the places of its pieces. True: it is a label. */
static bool mend_token(struct str text, struct vec *tokens, size_t i)
{
	struct token *all = tokens->ptr, *fold = &all[i], found;
	uint32_t behind = fold->at + fold->len, end = 0;
	struct str left = str_sub(text, fold->at > LABEL_BYTES ? fold->at - LABEL_BYTES : 0, fold->at);
	struct str right = str_sub(text, behind, behind + LABEL_BYTES);
	struct around a = { .left = (uint32_t)left.len, .len = (uint32_t)(left.len + right.len) };
	memcpy(a.text, left.ptr, left.len);
	memcpy(a.text + left.len, right.ptr, right.len);
	for (uint32_t at = 0; at < a.left && !end; at++)
		if ((a.text[at] & 0xC0) != 0x80)
			end = cut_token(&a, at, fold, &found);
	if (!end)
		return false;
	while (i > 0 && all[i - 1].at >= found.at)
		i--;
	found.len = (uint16_t)(end - found.at);
	all[i] = found;
	for (i++; all[i].kind != TOK_END && all[i].at < end; i++)
		all[i].kind = TOK_FOLD;
	return token_names(&found);
}

bool lines_join(struct str text, struct vec *tokens, struct vec *lines)
{
	struct print p = { .width = printed_width(text, tokens, lines) };
	size_t to = 0;
	bool open = false; /* the line before goes on in this one */
	p.indented = p.width && has_indents(text, lines, p.width);
	for (size_t i = 0; p.width && i < lines->len; i++) {
		struct line l = VEC_AT(lines, struct line, i);
		bool on = goes_on(text, tokens, lines, i, &p,
			p.width / 4 * 3); /* looks at the lines from i on: those are as they were */
		if (open) {
			struct line *last = &VEC_AT(lines, struct line, to - 1);
			VEC_AT(tokens, struct token, last->tok_end).kind = TOK_FOLD;
			last->labels |= mend_token(text, tokens, last->tok_end);
			last->end = l.end;
			last->tok_end = l.tok_end;
			last->labels |= l.labels;
		} else {
			VEC_AT(lines, struct line, to++) = l;
		}
		open = on;
	}
	lines->len = p.width ? to : lines->len;
	return p.width > 0;
}
