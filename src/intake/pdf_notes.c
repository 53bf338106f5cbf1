/* Footnotes: lines in smaller letters at the foot of a page whose number stands raised in the text above. They are read behind the
 * text, as those of Word documents are, and their numbers in the text go: "完成。3" is no number three.
 *
 * A raised number is written into pdf.texts with characters that no text has (noncharacters, U+FDD0...), so that it is known until
 * the lines go out. */
#include <math.h>

#include "fault.h"
#include "pdf.h"
#include "utf8.h"

enum { RAISED = 0xFDD0, RAISED_RING = RAISED + 10, RAISED_OPEN = RAISED + 30, RAISED_CLOSE, NOTES_MAX = 2000 };
#define SMALL 0.97 /* of the text's size: that a raised number in the text refers to it says the rest */

bool pdf_is_raised(uint32_t c)
{
	return c >= RAISED && c <= RAISED_CLOSE;
}

static uint32_t raise(uint32_t c)
{
	if (c >= '0' && c <= '9')
		return RAISED + (c - '0');
	if (c >= 0x2460 && c < 0x2460 + 20)
		return RAISED_RING + (c - 0x2460);
	return c == '[' || c == 0x3014 ? RAISED_OPEN : c == ']' || c == 0x3015 ? RAISED_CLOSE : 0;
}

static uint32_t lower(uint32_t c)
{
	if (c == RAISED_OPEN)
		return '[';
	if (c == RAISED_CLOSE)
		return ']';
	return c >= RAISED_RING ? 0x2460 + (c - RAISED_RING) : '0' + (c - RAISED);
}

static bool is_beside(const struct pdf_char *c, const struct pdf_char *big)
{
	double height = big->y1 - big->y0;

	return pdf_is_cjk(big->c) && c->y1 - c->y0 < height * 0.75 && c->y1 > big->y0 &&
	       c->y0 + c->y1 < big->y0 + big->y1 - height * 0.2;
}

void pdf_raise(struct pdf_char *chars, size_t count)
{
	const struct pdf_char *word = NULL; /* the last one that is none */

	for (size_t i = 0; i < count; i++) {
		struct pdf_char *c = &chars[i];
		uint32_t raised = raise(c->c);
		if (pdf_is_raised(c->c))
			c->c = 0xFFFD;
		if (c->c == ' ' || c->c == '\n')
			continue;
		size_t next = i + 1;
		while (raised && next < count && (raise(chars[next].c) || chars[next].c == ' '))
			next++;
		bool begins = i == 0 || chars[i - 1].c == '\n' || pdf_is_raised(chars[i - 1].c);
		if (raised && ((word && is_beside(c, word)) || (begins && next < count && is_beside(c, &chars[next]))))
			c->c = raised;
		else
			word = c;
	}
}

/* The number that `s` begins with, raised or not; *at is behind it and its brackets. 0: none. */
static unsigned number_at(struct str s, size_t *at, bool *ret_raised)
{
	unsigned n = 0, digits = 0;
	size_t next = *at;
	uint32_t c = next < s.len ? utf8_next(s, &next) : 0;

	*ret_raised = pdf_is_raised(c);
	for (next = *at; next < s.len; *at = next) {
		c = utf8_next(s, &next);
		if (pdf_is_raised(c) != *ret_raised)
			break;
		c = *ret_raised ? lower(c) : c;
		if (c >= 0x2460 && c < 0x2460 + 20 && !digits) {
			*at = next;
			return c - 0x2460 + 1;
		}
		if (*ret_raised && (c == '[' || c == ']'))
			continue;
		if (c < '0' || c > '9' || ++digits > 3)
			break;
		n = n * 10 + (c - '0');
	}
	return digits && digits < 4 ? n : 0;
}

static bool has_note(const struct pdf *p, size_t page, unsigned number)
{
	for (size_t i = 0; i < p->notes.len; i++) {
		const struct pdf_note *n = &VEC_AT(&p->notes, struct pdf_note, i);
		if (n->number == number && n->page + 1 >= page && n->page <= page + 1)
			return true;
	}
	return false;
}

static void put_lowered(struct buf *into, struct str s)
{
	for (size_t at = 0; at < s.len;) {
		uint32_t c = lower(utf8_next(s, &at));
		if (c < 0x80)
			buf_chr(into, (char)c);
		else
			buf_fmt(into, "\xE2\x91%c", (char)(0xA0 + (c - 0x2460)));
	}
}

static bool is_bracketed(struct str raised)
{
	size_t at = 0;
	uint32_t c = utf8_next(raised, &at);

	return c == RAISED_OPEN || (c >= RAISED_RING && c < RAISED_OPEN);
}

struct str pdf_plain(const struct pdf *p, struct str s, size_t page, struct buf *scratch)
{
	size_t kept = 0;

	buf_reset(scratch);
	for (size_t at = 0; at < s.len;) {
		size_t from = at, end = at;
		bool raised = false;
		if (!pdf_is_raised(utf8_next(s, &at)))
			continue;
		unsigned number = number_at(s, &end, &raised);
		at = end > from ? end : at;
		buf_str(scratch, str_sub(s, kept, from));
		kept = at;
		if (number && has_note(p, page, number))
			continue;
		/* no digit of the number behind it: 资金¹120万元 */
		bool apart = at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9' && !is_bracketed(str_sub(s, from, at));
		buf_cstr(scratch, apart ? "[" : "");
		put_lowered(scratch, str_sub(s, from, at));
		buf_cstr(scratch, apart ? "]" : "");
	}
	if (kept == 0)
		return s;
	buf_str(scratch, str_sub(s, kept, s.len));
	return buf_view(scratch);
}

/* --- the notes of a page --- */

static struct str text_of(const struct pdf *p, const struct pdf_row *row, size_t i)
{
	return pdf_text(p, pdf_piece(p, row->first + i));
}

/* The size of most of what the row holds. */
static double size_of(const struct pdf *p, const struct pdf_row *row)
{
	size_t best = 0;

	for (size_t i = 1; i < row->count; i++)
		if (text_of(p, row, i).len > text_of(p, row, best).len)
			best = i;
	return pdf_piece(p, row->first + best)->em;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static int usual_size(const struct pdf *p, double *ret)
{
	double *sizes = fault_calloc(p->rows.len + 1, sizeof *sizes);
	size_t n = 0;

	if (!sizes)
		return ERR_NOMEM;
	for (size_t i = 0; i < p->rows.len; i++)
		if (!pdf_row(p, i)->dropped)
			sizes[n++] = size_of(p, pdf_row(p, i));
	qsort(sizes, n, sizeof *sizes, by_value);
	*ret = n ? sizes[n / 2] : 0;
	free(sizes);
	return 0;
}

/* The number that a note begins with; *skip: what it takes of the first piece, SIZE_MAX the whole. */
static unsigned mark_of(const struct pdf *p, const struct pdf_row *row, size_t *skip)
{
	struct str s = text_of(p, row, 0);
	size_t at = 0;
	bool raised = false;
	unsigned n = number_at(s, &at, &raised);

	*skip = at;
	if (!n || (row->count > 1 && at < s.len))
		return 0;
	if (at == s.len)
		return row->count == 2 ? n : 0;
	return raised || s.ptr[at] == ' ' || str_starts(s, STR("\xE2\x91")) ? n : 0;
}

static bool is_referred(const struct pdf *p, const struct pdf_page *page, size_t before, unsigned number)
{
	for (size_t k = 0; k < before; k++) {
		const struct pdf_row *row = pdf_row(p, page->first + k);
		for (size_t i = 0; i < row->count; i++) {
			struct str s = text_of(p, row, i);
			for (size_t at = 0; at < s.len;) {
				size_t from = at;
				bool raised = false;
				if (!pdf_is_raised(utf8_next(s, &at)))
					continue;
				at = from;
				if (number_at(s, &at, &raised) == number)
					return true;
				at = at > from ? at : from + 3;
			}
		}
	}
	return false;
}

/* The first of the page's last rows that are small; page->count: none is. */
static size_t small_from(const struct pdf *p, const struct pdf_page *page, double size)
{
	size_t from = page->count;

	for (size_t k = page->count; k-- > 0;) {
		const struct pdf_row *row = pdf_row(p, page->first + k);
		if (row->dropped)
			continue;
		if (size_of(p, row) > size * SMALL || row->y0 < page->height * 0.3)
			break;
		from = k;
	}
	return from;
}

static int take_notes(struct pdf *p, size_t number, double size)
{
	const struct pdf_page *page = pdf_page(p, number);
	size_t from = small_from(p, page, size), skip = 0;
	struct pdf_note *open = NULL;

	for (size_t k = from; k < page->count; k++) {
		struct pdf_row *row = pdf_row(p, page->first + k);
		unsigned n = row->dropped ? 0 : mark_of(p, row, &skip);
		if (row->dropped)
			continue;
		if (n && (open ? n == open->number + 1 : is_referred(p, page, from, n))) {
			open = p->notes.len < NOTES_MAX ? vec_push(&p->notes) : NULL;
			if (!open)
				return p->notes.len < NOTES_MAX ? ERR_NOMEM : 0;
			*open = (struct pdf_note){ number, page->first + k, 0, n, skip };
		}
		if (open) {
			open->count = page->first + k + 1 - open->first;
			row->dropped = row->note = true;
		}
	}
	return 0;
}

int pdf_find_notes(struct pdf *p)
{
	double size = 0;
	int rc = usual_size(p, &size);

	for (size_t i = 0; rc == 0 && size > 0 && i < p->pages.len; i++)
		rc = take_notes(p, i, size);
	return rc;
}

/* --- writing them --- */

static bool is_latin(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void put_row(struct pdf *p, const struct pdf_note *n, const struct pdf_row *row, struct buf *line)
{
	bool first = row == pdf_row(p, n->first);

	for (size_t i = 0; i < row->count; i++) {
		struct str s = text_of(p, row, i);
		s = first && i == 0 ? str_trim(str_sub(s, n->skip, s.len)) : s;
		if (s.len && line->len && is_latin(line->ptr[line->len - 1]) && is_latin(s.ptr[0]))
			buf_chr(line, ' ');
		buf_str(line, s);
	}
}

int pdf_put_notes(struct pdf *p)
{
	struct buf line, scratch;

	buf_init(&line, p->o->limits.text);
	buf_init(&scratch, p->o->limits.text);
	pdf_flow_break(p);
	for (size_t i = 0; i < p->notes.len; i++) {
		const struct pdf_note *n = &VEC_AT(&p->notes, struct pdf_note, i);
		if (i == 0)
			opener_gap(p->o);
		buf_reset(&line);
		for (size_t k = n->first; k < n->first + n->count; k++)
			if (pdf_row(p, k)->note)
				put_row(p, n, pdf_row(p, k), &line);
		char title[40];
		snprintf(title, sizeof title, "脚注%zu：", i + 1);
		opener_place(p->o, (struct intake_place){ INTAKE_PAGE, (uint32_t)n->page + 1, 0, 0 });
		opener_cstr(p->o, title);
		opener_text(p->o, pdf_plain(p, buf_view(&line), n->page, &scratch));
		opener_line(p->o);
	}
	int rc = line.failed || scratch.failed ? ERR_NOMEM : 0;
	buf_clear(&line);
	buf_clear(&scratch);
	return rc;
}
