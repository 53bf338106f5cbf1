#include "xls.h"

#include "cells.h"

#include <stdlib.h>

enum { VALUE_MAX = 1 << 20, HIDDEN_BIT = 0x20, RK_HUNDREDTH = 1, RK_INTEGER = 2 };

struct columns {
	uint32_t from, to;
};

struct grid_reader {
	struct xlsx_grid *g;
	struct xls *x;
	uint32_t across_max;
	struct vec hidden_rows;    /* uint32_t, sorted */
	struct vec hidden_columns; /* struct columns */
	struct buf text;
	struct xlsx_cell formula; /* the cell whose text comes in the next STRING; row 0: none */
};

/* --- what is hidden --- */

static int add_row(struct grid_reader *r, struct str s)
{
	if (!(le16(s, 12) & HIDDEN_BIT))
		return 0;
	uint32_t *row = vec_push(&r->hidden_rows);
	if (!row)
		return ERR_NOMEM;
	*row = (uint32_t)le16(s, 0) + 1;
	return 0;
}

static int add_columns(struct grid_reader *r, struct str s)
{
	if (!(le16(s, 8) & 1) || le16(s, 2) < le16(s, 0))
		return 0;
	struct columns *c = vec_push(&r->hidden_columns);
	if (!c)
		return ERR_NOMEM;
	*c = (struct columns){ (uint32_t)le16(s, 0) + 1, (uint32_t)le16(s, 2) + 1 };
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void settle_rows(struct grid_reader *r)
{
	uint32_t *rows = r->hidden_rows.ptr;
	size_t n = 0;

	if (!r->hidden_rows.len)
		return;
	qsort(rows, r->hidden_rows.len, sizeof *rows, by_number);
	for (size_t i = 0; i < r->hidden_rows.len; i++)
		if (!n || rows[n - 1] != rows[i])
			rows[n++] = rows[i];
	r->hidden_rows.len = n;
	r->g->hidden_rows = n;
}

/* How many rows above `row` are hidden; *ret: whether it is itself. */
static uint32_t hidden_above(const struct grid_reader *r, uint32_t row, bool *ret)
{
	const uint32_t *rows = r->hidden_rows.ptr;
	size_t low = 0, high = r->hidden_rows.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (rows[middle] < row)
			low = middle + 1;
		else
			high = middle;
	}
	*ret = low < r->hidden_rows.len && rows[low] == row;
	return (uint32_t)low;
}

static bool column_hidden(const struct grid_reader *r, uint32_t col)
{
	for (size_t i = 0; i < r->hidden_columns.len; i++) {
		const struct columns *c = &VEC_AT(&r->hidden_columns, struct columns, i);
		if (col >= c->from && col <= c->to)
			return true;
	}
	return false;
}

/* --- cells --- */

static struct xlsx_cell place_of(const struct grid_reader *r, struct str s)
{
	return (struct xlsx_cell){
		.row = (uint32_t)le16(s, 0) + 1, .col = (uint32_t)le16(s, 2) + 1, .start = r->g->text.len
	};
}

/* Whether the cell is shown; `beyond` counts those that are too far on the right. */
static bool is_shown(struct grid_reader *r, const struct xlsx_cell *c)
{
	bool row = false;

	(void)hidden_above(r, c->row, &row);
	if (row || column_hidden(r, c->col))
		return false;
	r->g->beyond += c->col > r->across_max;
	return c->col <= r->across_max;
}

static int keep(struct grid_reader *r, const struct xlsx_cell *c)
{
	bool row = false;
	uint32_t above = hidden_above(r, c->row, &row);

	return xlsx_grid_keep(r->g, c, above);
}

static double double_of(struct str s)
{
	union {
		uint64_t bits;
		double v;
	} u = { (uint64_t)le32(s, 4) << 32 | le32(s, 0) };

	return u.v;
}

static double rk_of(uint32_t rk)
{
	union {
		uint64_t bits;
		double v;
	} u = { (uint64_t)(rk & ~3u) << 32 };
	double v = rk & RK_INTEGER ? (double)((int32_t)rk >> 2) : u.v;

	return rk & RK_HUNDREDTH ? v / 100 : v;
}

static int put_number(struct grid_reader *r, struct xlsx_cell c, long style, double v)
{
	c.start = r->g->text.len;
	if (!is_shown(r, &c))
		return 0;
	xlsx_grid_number(r->g, &r->x->book, style, v);
	return keep(r, &c);
}

static int put_text(struct grid_reader *r, const struct xlsx_cell *c, struct str s)
{
	if (!is_shown(r, c))
		return 0;
	cells_put(&r->g->text, s);
	return keep(r, c);
}

static const char *error_of(unsigned code)
{
	switch (code) {
	case 0x00:
		return "#NULL!";
	case 0x07:
		return "#DIV/0!";
	case 0x0F:
		return "#VALUE!";
	case 0x17:
		return "#REF!";
	case 0x1D:
		return "#NAME?";
	case 0x24:
		return "#NUM!";
	default:
		return "#N/A";
	}
}

static int put_truth(struct grid_reader *r, const struct xlsx_cell *c, unsigned value, bool error)
{
	r->g->errors += error && is_shown(r, c);
	return put_text(r, c, str_from(error ? error_of(value) : value ? "TRUE" : "FALSE"));
}

/* [MS-XLS] 2.5.133 FormulaValue: a number, or 0xFFFF at its end and what kind of value it is. */
static int put_formula(struct grid_reader *r, struct str s)
{
	struct xlsx_cell c = place_of(r, s);
	struct str value = str_sub(s, 6, 14);

	if (value.len < 8)
		return 0;
	if (le16(value, 6) != 0xFFFF)
		return put_number(r, c, le16(s, 4), double_of(value));
	switch (le(value, 0, 1)) {
	case 0:
		r->formula = c;
		return 0;
	case 1:
		return put_truth(r, &c, le(value, 2, 1), false);
	case 2:
		return put_truth(r, &c, le(value, 2, 1), true);
	default:
		return 0;
	}
}

static int put_numbers(struct grid_reader *r, struct str s)
{
	struct xlsx_cell c = place_of(r, s);
	int rc = 0;

	for (size_t at = 4; at + 6 + 2 <= s.len && rc == 0; at += 6, c.col++)
		rc = put_number(r, c, le16(s, at), rk_of(le32(s, at + 2)));
	return rc;
}

static int put_string(struct grid_reader *r, struct xls_records *records, struct xlsx_cell c)
{
	buf_reset(&r->text);
	(void)xls_string(r->x, records, 2, &r->text);
	if (r->text.failed && !r->text.full)
		return ERR_NOMEM;
	c.start = r->g->text.len;
	return put_text(r, &c, buf_view(&r->text));
}

static int put_cell(struct grid_reader *r, struct xls_records *records)
{
	struct str s = xls_body(records);
	struct xlsx_cell c = place_of(r, s), formula = r->formula;

	switch (records->kind) {
	case XLS_SHARED:
		return put_text(r, &c, xlsx_string(&r->x->book, (long)le32(s, 6)));
	case XLS_TEXT:
	case XLS_RICH:
		records->at += s.len < 6 ? s.len : 6;
		return put_string(r, records, c);
	case XLS_RESULT:
		r->formula.row = 0;
		return formula.row ? put_string(r, records, formula) : 0;
	case XLS_NUMBER:
		return s.len < 14 ? 0 : put_number(r, c, le16(s, 4), double_of(str_sub(s, 6, 14)));
	case XLS_RK:
		return put_number(r, c, le16(s, 4), rk_of(le32(s, 6)));
	case XLS_NUMBERS:
		return put_numbers(r, s);
	case XLS_BOOLEAN:
		return put_truth(r, &c, le(s, 6, 1), le(s, 7, 1));
	case XLS_FORMULA:
		r->formula.row = 0;
		return put_formula(r, s);
	default:
		return 0;
	}
}

static int add_merges(struct grid_reader *r, struct str s)
{
	for (size_t i = 0; i < le16(s, 0) && 2 + (i + 1) * 8 <= s.len; i++) {
		struct str m = str_sub(s, 2 + i * 8, 10 + i * 8);
		size_t down = le16(m, 2) - le16(m, 0), across = le16(m, 6) - le16(m, 4);
		bool several = le16(m, 2) >= le16(m, 0) && le16(m, 6) >= le16(m, 4) && down + across > 0;
		if (!several || r->g->merges.len == XLSX_MERGES_MAX)
			continue;
		struct xlsx_merge *to = vec_push(&r->g->merges);
		if (!to)
			return ERR_NOMEM;
		*to = (struct xlsx_merge){ (uint32_t)le16(m, 0) + 1, (uint32_t)le16(m, 4) + 1, (uint32_t)le16(m, 2) + 1,
			(uint32_t)le16(m, 6) + 1 };
	}
	return 0;
}

/* --- a sheet, twice: what is hidden stands anywhere in it --- */

/* OBJ: what lies over the cells; notes and the arrows of filters are none of it (MS-XLS 2.5.143). */
static bool is_drawing(struct str body)
{
	unsigned type = le16(body, 4);

	return le16(body, 0) == 0x15 && (type == 2 || type == 3 || type == 5 || type == 6 || type == 8 || type == 0x1E);
}

static int look_at(struct grid_reader *r, struct xls_records *records)
{
	if (records->kind == XLS_ROW)
		return add_row(r, xls_body(records));
	if (records->kind == XLS_COLUMN)
		return add_columns(r, xls_body(records));
	if (records->kind == XLS_OBJECT)
		r->g->drawings += is_drawing(xls_body(records));
	return records->kind == XLS_MERGES ? add_merges(r, xls_body(records)) : 0;
}

/* Charts inside a sheet are sheets of their own between its records. */
static int walk(struct grid_reader *r, const struct xls_sheet *s,
	int (*each)(struct grid_reader *, struct xls_records *), bool *ret_end)
{
	struct xls_records records = { .all = buf_view(&r->x->stream), .end = s->at };
	unsigned inside = 0;
	int rc = 0;

	*ret_end = false;
	if (!xls_next(&records) || records.kind != XLS_BEGIN)
		return 0;
	while (rc == 0 && xls_next(&records)) {
		if (records.kind == XLS_BEGIN) {
			inside++;
		} else if (records.kind == XLS_END && inside) {
			inside--;
		} else if (records.kind == XLS_END) {
			*ret_end = true;
			return 0;
		} else if (!inside) {
			rc = each(r, &records);
		}
	}
	return rc;
}

static void count_columns(struct grid_reader *r)
{
	for (size_t i = 0; i < r->hidden_columns.len; i++) {
		const struct columns *c = &VEC_AT(&r->hidden_columns, struct columns, i);
		if (c->from <= r->g->columns)
			r->g->hidden_columns += (c->to < r->across_max ? c->to : r->across_max) - c->from + 1;
	}
}

static int read_twice(struct grid_reader *r, const struct xls_sheet *s, struct err *e)
{
	bool whole = false;
	int rc = walk(r, s, look_at, &whole);

	settle_rows(r);
	if (rc == 0)
		rc = walk(r, s, put_cell, &whole);
	count_columns(r);
	if (rc == 0)
		rc = opener_why(&r->g->text);
	if (rc == ERR_NOMEM)
		return err_nomem(e);
	if (rc < 0)
		return err_set(e, rc, "工作表“%s”的内容超过上限", s->name);
	if (!whole) {
		err_hint(e, "请重新复制或下载原文件；在 Excel 或 WPS 里能打开的话，另存为 xlsx 再用");
		return err_set(e, ERR_INPUT, "Excel 表格（xls）已损坏：工作表“%s”只剩一截", s->name);
	}
	return 0;
}

int xls_grid_read(struct xlsx_grid *g, struct xls *x, const struct xls_sheet *s, uint32_t across_max, struct err *e)
{
	struct grid_reader r = { .g = g, .x = x, .across_max = across_max };

	vec_init(&r.hidden_rows, sizeof(uint32_t));
	vec_init(&r.hidden_columns, sizeof(struct columns));
	buf_init(&r.text, VALUE_MAX);
	int rc = read_twice(&r, s, e);
	vec_clear(&r.hidden_rows);
	vec_clear(&r.hidden_columns);
	buf_clear(&r.text);
	xlsx_grid_settle(g);
	return rc;
}
