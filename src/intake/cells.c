#include "cells.h"

void cells_init(struct cells *r, size_t across_max, size_t text_max)
{
	memset(r, 0, sizeof *r);
	r->across_max = across_max && across_max < CELLS_ACROSS_MAX ? across_max : CELLS_ACROSS_MAX;
	for (int i = 0; i < 2; i++) {
		buf_init(&r->text[i], text_max);
		vec_init(&r->cells[i], sizeof(struct cells_one));
	}
	buf_init(&r->cell, text_max);
	buf_init(&r->first, text_max);
}

void cells_clear(struct cells *r)
{
	for (int i = 0; i < 2; i++) {
		buf_clear(&r->text[i]);
		vec_clear(&r->cells[i]);
	}
	buf_clear(&r->cell);
	buf_clear(&r->first);
}

int cells_failed(const struct cells *r)
{
	if (r->failed)
		return r->failed;
	const struct buf *const all[] = { &r->text[0], &r->text[1], &r->cell, &r->first };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i]->failed)
			return all[i]->full ? ERR_LIMIT : ERR_NOMEM;
	return 0;
}

/* Before what failed is emptied. */
static void remember(struct cells *r)
{
	r->failed = cells_failed(r);
}

void cells_begin(struct cells *r)
{
	remember(r);
	for (int i = 0; i < 2; i++) {
		buf_reset(&r->text[i]);
		r->cells[i].len = 0;
	}
	buf_reset(&r->first);
	r->count = 0;
	r->lone = false;
}

void cells_begin_row(struct cells *r)
{
	remember(r);
	r->now = !r->now;
	buf_reset(&r->text[r->now]);
	r->cells[r->now].len = 0;
	r->dropped = false;
	r->own = 0;
}

/* One more cell, from `start` to the end of the row's text; a failed allocation shows in the buffer. */
static void add_cell(struct cells *r, size_t start, bool covered)
{
	if (r->cells[r->now].len >= r->across_max) {
		r->cut = true;
		return;
	}
	struct cells_one *c = vec_push(&r->cells[r->now]);
	if (c)
		*c = (struct cells_one){ start, r->text[r->now].len, covered };
	else
		r->text[r->now].failed = true;
}

void cells_skip(struct cells *r, long n)
{
	for (long i = 0; i < n && i < SPAN_MOST; i++)
		add_cell(r, r->text[r->now].len, false);
}

void cells_begin_cell(struct cells *r)
{
	remember(r);
	buf_reset(&r->cell);
	r->continues = r->covered_beside = r->cell_dropped = false;
	r->span = 1;
}

void cells_put(struct buf *into, struct str s)
{
	s = str_trim(s);
	for (size_t i = 0; i < s.len;) {
		size_t from = i;
		while (i < s.len && (unsigned char)s.ptr[i] >= ' ')
			i++;
		buf_add(into, s.ptr + from, i - from);
		if (i == s.len)
			break;
		if (s.ptr[i] == '\n')
			buf_cstr(into, LINE_IN_CELL);
		else if (s.ptr[i] != '\r')
			buf_chr(into, ' ');
		i++;
	}
}

void cells_line(struct cells *r, struct str s, const char *joint)
{
	s = str_trim(s);
	if (!s.len)
		return;
	if (r->cell.len)
		buf_cstr(&r->cell, joint);
	cells_put(&r->cell, s);
}

/* The text of the cell above in this column. */
static struct str above(const struct cells *r, size_t column)
{
	const struct vec *cells = &r->cells[!r->now];

	if (column >= cells->len)
		return STR_NONE;
	const struct cells_one *c = &VEC_AT(cells, struct cells_one, column);
	return str_sub(buf_view(&r->text[!r->now]), c->start, c->end);
}

void cells_end_cell(struct cells *r)
{
	struct buf *text = &r->text[r->now];
	size_t start = text->len;

	if (r->cell_dropped)
		return;
	r->own++;
	if (r->continues)
		buf_str(text, above(r, r->cells[r->now].len));
	else if (!r->covered_beside)
		buf_str(text, buf_view(&r->cell));
	add_cell(r, start, r->continues);
	cells_skip(r, r->span - 1);
}

static void write_row(const struct cells *r, struct buf *out)
{
	const struct vec *cells = &r->cells[r->now];

	for (size_t i = 0; i < cells->len; i++) {
		const struct cells_one *c = &VEC_AT(cells, struct cells_one, i);
		if (i)
			buf_chr(out, '\t');
		buf_str(out, str_sub(buf_view(&r->text[r->now]), c->start, c->end));
	}
	buf_chr(out, '\n');
}

void cells_end_row(struct cells *r, struct buf *out)
{
	if (r->dropped) {
		r->now = !r->now; /* the row above stays the one above */
		return;
	}
	r->count++;
	if (r->count == 1)
		r->lone = r->own <= 1;
	write_row(r, r->count == 1 ? &r->first : out);
}

bool cells_end(struct cells *r, struct buf *out)
{
	if (r->count != 1)
		return false;
	struct str s = buf_view(&r->first);
	if (!r->lone) {
		buf_str(out, s);
		return false;
	}
	s = str_trim(s);
	for (size_t at = 0; at < s.len;) {
		size_t end = str_find(s, STR(LINE_IN_CELL), at);
		buf_str(out, str_sub(s, at, end));
		buf_chr(out, '\n');
		if (end == STR_NPOS)
			break;
		at = end + sizeof LINE_IN_CELL - 1;
	}
	return true;
}
