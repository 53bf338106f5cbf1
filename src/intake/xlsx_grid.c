#include "xlsx.h"

#include "numfmt.h"
#include "cells.h"

#include <math.h>

enum { VALUE_MAX = 1 << 20, HIDDEN_MAX = 2000 };

struct range {
	uint32_t from, to;
};

struct grid_reader {
	struct xlsx_grid *g;
	const struct xlsx_book *b;
	uint32_t across_max;
	struct vec hidden; /* struct range: columns */
	struct buf value;  /* of the open cell */
	struct buf plain;  /* the same, escapes undone */
	uint32_t row, col;
	bool row_hidden, col_hidden, in_value, in_text, in_inline, has_formula, has_value;
	unsigned phonetic;
	char type; /* s, str, inlineStr, b, e, d, n by their first letter; 't' for str */
	long style;
};

void xlsx_grid_init(struct xlsx_grid *g, size_t text_max)
{
	*g = (struct xlsx_grid){ .columns = 0 };
	vec_init(&g->cells, sizeof(struct xlsx_cell));
	vec_init(&g->merges, sizeof(struct xlsx_merge));
	buf_init(&g->text, text_max);
}

void xlsx_grid_clear(struct xlsx_grid *g)
{
	vec_clear(&g->cells);
	vec_clear(&g->merges);
	buf_clear(&g->text);
}

bool xlsx_reference(struct str s, uint32_t *ret_row, uint32_t *ret_col)
{
	uint32_t row = 0, col = 0;
	size_t i = 0;

	for (; i < s.len && ((s.ptr[i] | 32) >= 'a' && (s.ptr[i] | 32) <= 'z'); i++)
		col = col > XLSX_COLUMNS_MAX ? col : col * 26 + (uint32_t)((s.ptr[i] | 32) - 'a') + 1;
	for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
		row = row > XLSX_ROWS_MAX ? row : row * 10 + (uint32_t)(s.ptr[i] - '0');
	if (i < s.len || !row || !col || row > XLSX_ROWS_MAX || col > XLSX_COLUMNS_MAX)
		return false;
	*ret_row = row;
	*ret_col = col;
	return true;
}

static bool is_on(struct str v)
{
	return str_eq(v, STR("1")) || str_eq(v, STR("true"));
}

/* --- a cell's text --- */

void xlsx_grid_number(struct xlsx_grid *g, const struct xlsx_book *b, long style, double v)
{
	struct str code = xlsx_code_of(b, style);

	g->long_numbers += fabs(v) >= 1e15 && v == floor(v) && !numfmt_is_date(code);
	numfmt_write(&g->text, code, v, b->since_1904);
}

int xlsx_grid_keep(struct xlsx_grid *g, const struct xlsx_cell *where, uint32_t hidden_above)
{
	struct str s = str_trim(str_sub(buf_view(&g->text), where->start, g->text.len));

	/* WPS keeps a picture inside a cell as a formula whose value is its own text. */
	bool picture = str_starts(s, STR("=DISPIMG(")) || str_starts(s, STR("=_xlfn.DISPIMG("));
	g->drawings += picture;
	if (!s.len || picture) {
		g->text.len = where->start;
		return opener_why(&g->text);
	}
	const struct xlsx_cell *last = g->cells.len ? &VEC_AT(&g->cells, struct xlsx_cell, g->cells.len - 1) : NULL;
	g->unsorted = g->unsorted ||
		      (last && (last->row > where->row || (last->row == where->row && last->col >= where->col)));
	struct xlsx_cell *c = vec_push(&g->cells);
	if (!c)
		return ERR_NOMEM;
	*c = (struct xlsx_cell){ .row = where->row,
		.col = where->col,
		.shown = where->row - hidden_above,
		.start = where->start,
		.len = g->text.len - where->start };
	g->columns = where->col > g->columns ? where->col : g->columns;
	return 0;
}

static void write_number(struct grid_reader *r, struct str s)
{
	char text[64];

	if (s.len >= sizeof text) {
		cells_put(&r->g->text, s);
		return;
	}
	memcpy(text, s.ptr, s.len);
	text[s.len] = '\0';
	char *end = text;
	double v = strtod(text, &end);
	if (end == text || *end) {
		cells_put(&r->g->text, s);
		return;
	}
	xlsx_grid_number(r->g, r->b, r->style, v);
}

static void write_value(struct grid_reader *r)
{
	struct str s = buf_view(&r->value);
	struct buf *out = &r->g->text;

	switch (r->type) {
	case 's':
		cells_put(out, xlsx_string(r->b, markup_number(str_trim(s), 0, INT32_MAX, -1)));
		break;
	case 'b':
		buf_cstr(out, str_eq(str_trim(s), STR("1")) ? "TRUE" : "FALSE");
		break;
	case 'e':
		r->g->errors++;
		cells_put(out, s);
		break;
	case 'n':
		write_number(r, str_trim(s));
		break;
	default: /* text; a day as ISO 8601 writes it */
		buf_reset(&r->plain);
		xlsx_put(&r->plain, s);
		cells_put(out, buf_view(&r->plain));
		break;
	}
}

static int close_cell(struct grid_reader *r)
{
	struct xlsx_grid *g = r->g;
	size_t start = g->text.len;

	/* openpyxl writes formulas with an empty value; a text that is empty is one */
	g->no_value += r->has_formula && !(r->has_value && (r->value.len || r->type == 't'));
	if (r->value.failed)
		return opener_why(&r->value);
	if (!r->value.len || r->row_hidden || r->col_hidden)
		return 0;
	if (r->col > r->across_max) {
		g->beyond++;
		return 0;
	}
	write_value(r);
	if (r->plain.failed)
		return opener_why(&r->plain);
	const struct xlsx_cell where = { .row = r->row, .col = r->col, .start = start };
	return xlsx_grid_keep(g, &where, (uint32_t)g->hidden_rows);
}

/* --- the walk --- */

static void open_column(struct grid_reader *r, const struct markup_tag *t)
{
	long from = markup_number(markup_attribute(t, "min"), 1, XLSX_COLUMNS_MAX, 0);
	long to = markup_number(markup_attribute(t, "max"), 1, XLSX_COLUMNS_MAX, 0);

	if (!is_on(markup_attribute(t, "hidden")) || !from || to < from || r->hidden.len == HIDDEN_MAX)
		return;
	struct range *h = vec_push(&r->hidden);
	if (h)
		*h = (struct range){ (uint32_t)from, (uint32_t)to };
}

static int open_merge(struct grid_reader *r, const struct markup_tag *t)
{
	struct str ref = markup_attribute(t, "ref");
	size_t colon = str_find(ref, STR(":"), 0);
	struct xlsx_merge m = { 0 };

	if (colon == STR_NPOS || r->g->merges.len == XLSX_MERGES_MAX ||
		!xlsx_reference(str_sub(ref, 0, colon), &m.row, &m.col) ||
		!xlsx_reference(str_sub(ref, colon + 1, ref.len), &m.last_row, &m.last_col))
		return 0;
	bool several = m.last_row > m.row || (m.last_row == m.row && m.last_col > m.col);
	struct xlsx_merge *to = several ? vec_push(&r->g->merges) : NULL;
	if (to)
		*to = m;
	return to || !several ? 0 : ERR_NOMEM;
}

static void open_row(struct grid_reader *r, const struct markup_tag *t)
{
	r->row = (uint32_t)markup_number(
		markup_attribute(t, "r"), 1, XLSX_ROWS_MAX, r->row < XLSX_ROWS_MAX ? r->row + 1 : r->row);
	r->col = 0;
	r->row_hidden = is_on(markup_attribute(t, "hidden"));
	r->g->hidden_rows += r->row_hidden;
}

static bool is_hidden(const struct grid_reader *r, uint32_t col)
{
	for (size_t i = 0; i < r->hidden.len; i++) {
		const struct range *h = &VEC_AT(&r->hidden, struct range, i);
		if (col >= h->from && col <= h->to)
			return true;
	}
	return false;
}

static void open_cell(struct grid_reader *r, const struct markup_tag *t)
{
	struct str type = markup_attribute(t, "t");
	uint32_t row = 0, col = 0;

	if (xlsx_reference(markup_attribute(t, "r"), &row, &col)) {
		r->row = row;
		r->col = col;
	} else if (r->col < XLSX_COLUMNS_MAX) {
		r->col++;
	}
	r->row = r->row ? r->row : 1;
	r->type = !type.len ? 'n' : str_eq(type, STR("str")) ? 't' : type.ptr[0];
	r->style = markup_number(markup_attribute(t, "s"), 0, INT32_MAX, 0);
	r->col_hidden = is_hidden(r, r->col);
	r->has_formula = r->has_value = false;
	buf_reset(&r->value);
}

static int open_element(void *context, const struct markup_tag *t)
{
	struct grid_reader *r = context;

	switch (t->id) {
	case X_COL:
		open_column(r, t);
		return 0;
	case X_ROW:
		open_row(r, t);
		return 0;
	case X_C:
		open_cell(r, t);
		return 0;
	case X_V:
		r->in_value = r->has_value = true;
		return 0;
	case X_F:
		r->has_formula = true;
		return 0;
	case X_IS:
		r->in_inline = r->has_value = true;
		return 0;
	case X_T:
		r->in_text = true;
		return 0;
	case X_PHONETIC:
		r->phonetic++;
		return 0;
	case X_MERGE:
		return open_merge(r, t);
	default:
		return 0;
	}
}

static int close_element(void *context, unsigned id)
{
	struct grid_reader *r = context;

	switch (id) {
	case X_V:
		r->in_value = false;
		return 0;
	case X_T:
		r->in_text = false;
		return 0;
	case X_IS:
		r->in_inline = false;
		return 0;
	case X_PHONETIC:
		r->phonetic -= r->phonetic > 0;
		return 0;
	case X_C:
		return close_cell(r);
	default:
		return r->g->text.failed ? opener_why(&r->g->text) : opener_why(&r->value);
	}
}

static int text_inside(void *context, struct str s)
{
	struct grid_reader *r = context;

	if (r->in_value || (r->in_inline && r->in_text && !r->phonetic))
		buf_str(&r->value, s);
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct xlsx_cell *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->col > y->col) - (x->col < y->col);
}

static int by_row(const void *a, const void *b)
{
	const struct xlsx_merge *x = a, *y = b;

	return (x->row > y->row) - (x->row < y->row);
}

static void put_in_order(struct xlsx_grid *g)
{
	if (g->unsorted)
		qsort(g->cells.ptr, g->cells.len, sizeof(struct xlsx_cell), by_place);
	if (g->merges.len)
		qsort(g->merges.ptr, g->merges.len, sizeof(struct xlsx_merge), by_row);
	g->unsorted = false;
}

void xlsx_grid_settle(struct xlsx_grid *g)
{
	put_in_order(g);
	g->turned = xlsx_turn(g);
	if (g->turned)
		put_in_order(g);
}

int xlsx_grid_read(struct xlsx_grid *g, const struct xlsx_book *b, struct office *f, struct str part,
	uint32_t across_max, struct err *e)
{
	struct grid_reader r = { .g = g, .b = b, .across_max = across_max };
	struct markup m = { XLSX_NAMES, .open = open_element, .close = close_element, .text = text_inside,
		.context = &r };

	vec_init(&r.hidden, sizeof(struct range));
	buf_init(&r.value, VALUE_MAX);
	buf_init(&r.plain, VALUE_MAX);
	int rc = markup_read(f->package, part, &m, e);
	for (size_t i = 0; i < r.hidden.len; i++) {
		const struct range *h = &VEC_AT(&r.hidden, struct range, i);
		if (h->from <= g->columns)
			g->hidden_columns += (h->to < across_max ? h->to : across_max) - h->from + 1;
	}
	vec_clear(&r.hidden);
	buf_clear(&r.value);
	buf_clear(&r.plain);
	xlsx_grid_settle(g);
	return rc;
}
