#include "lines.h"

/* Text copied from a printed page has a line break at the end of every printed line. Where most lines are full and end inside a
 * sentence, what goes on in the next line belongs to the same line of ours. */

enum { SAMPLE = 300, LEAST_LINES = 12, LEAST_FULL = 6, LINE_BYTES = 200, LEAST_WIDTH = 36, RAGGED = 12 };

static struct str line_text(struct str text, const struct line *l)
{
	return str_sub(text, l->start, l->end);
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

/* Whether line i is full and goes on in the next one. */
static bool goes_on(struct str text, const struct vec *tokens, const struct vec *lines, size_t i, size_t least)
{
	const struct line *l = &VEC_AT(lines, struct line, i), *n = l + 1;
	if (i + 1 == lines->len || l->start == l->end || n->start == n->end)
		return false;
	struct str s = line_text(text, l);
	const struct token *t = &VEC_AT(tokens, struct token, n->tok);
	bool opens = t->at == n->start && (token_is_marker(t) || token_names(t));
	return !opens && VEC_AT(tokens, struct token, l->tok_end).kind == TOK_EOL && columns(s) >= least &&
	       ends_inside_sentence(s);
}

/* The width of the printed lines, 0: the text's lines are its own. */
static size_t printed_width(struct str text, const struct vec *tokens, const struct vec *lines)
{
	size_t width = 0, count = 0, full = 0;
	for (size_t i = 0; i < lines->len && i < SAMPLE; i++) {
		struct str s = line_text(text, &VEC_AT(lines, struct line, i));
		if (s.len > LINE_BYTES || (s.len && memchr(s.ptr, '\t', s.len)))
			return 0;
		size_t here = columns(s);
		width = here > width ? here : width;
		count += s.len > 0;
	}
	if (width < LEAST_WIDTH || count < LEAST_LINES)
		return 0;
	for (size_t i = 0; i < lines->len && i < SAMPLE; i++)
		full += goes_on(text, tokens, lines, i, width - RAGGED);
	return full >= LEAST_FULL && full * 7 >= count ? width : 0;
}

bool lines_join(struct str text, struct vec *tokens, struct vec *lines)
{
	size_t width = printed_width(text, tokens, lines), to = 0;
	bool open = false; /* the line before goes on in this one */
	for (size_t i = 0; width && i < lines->len; i++) {
		struct line l = VEC_AT(lines, struct line, i);
		bool on = goes_on(text, tokens, lines, i,
			width / 4 * 3); /* looks at the lines from i on: those are as they were */
		if (open) {
			struct line *last = &VEC_AT(lines, struct line, to - 1);
			VEC_AT(tokens, struct token, last->tok_end).kind = TOK_FOLD;
			last->end = l.end;
			last->tok_end = l.tok_end;
			last->labels |= l.labels;
		} else {
			VEC_AT(lines, struct line, to++) = l;
		}
		open = on;
	}
	lines->len = width ? to : lines->len;
	return width > 0;
}
