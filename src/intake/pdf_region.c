/* What rows of pieces are: lines of text, or a table without rules. */
#include <math.h>

#include "fault.h"
#include "pdf.h"

enum { COLUMNS_MAX = 64, ROWS_FEW = 8 };

struct column {
	double x0, x1;
};

struct region {
	struct pdf *p;
	const struct pdf_page *page;
	uint32_t number; /* of the page */
	size_t *rows;    /* the page's rows that are read, as indices of p->rows */
	size_t count;
	size_t tables;      /* ruled ones, so far */
	double left, right; /* of the page's text */
	/* the run that is looked at */
	struct column columns[COLUMNS_MAX];
	size_t columns_count;
};

static const struct pdf_row *row_at(const struct region *g, size_t i)
{
	return pdf_row(g->p, g->rows[i]);
}

static const struct pdf_piece *piece_at(const struct region *g, size_t row, size_t i)
{
	return pdf_piece(g->p, row_at(g, row)->first + i);
}

static double em_of(const struct region *g, size_t row)
{
	double em = piece_at(g, row, 0)->em;

	return em > 1 ? em : 10;
}

/* --- where a run of rows with several pieces begins and ends --- */

/* Rows that stand as near to each other as a table's do. */
static bool is_near(const struct region *g, size_t above, size_t below)
{
	return row_at(g, below)->group == row_at(g, above)->group &&
	       row_at(g, below)->y0 - row_at(g, above)->y1 < em_of(g, above) * 2.2;
}

static bool is_narrow(const struct region *g, size_t row)
{
	const struct pdf_row *r = row_at(g, row);

	return r->count == 1 && piece_at(g, row, 0)->x1 - piece_at(g, row, 0)->x0 < (g->right - g->left) * 0.5;
}

static size_t run_end(const struct region *g, size_t from)
{
	size_t to = from + 1, last = from;

	for (; to < g->count && is_near(g, to - 1, to); to++) {
		if (row_at(g, to)->count >= 2)
			last = to;
		else if (!is_narrow(g, to))
			break;
	}
	/* single pieces behind the last full row: the end of its cells, if they do not begin at the left edge */
	size_t end = last + 1;
	while (end < to && piece_at(g, end, 0)->x0 > g->left + em_of(g, end) * 3 &&
		row_at(g, end)->y0 - row_at(g, end - 1)->y1 < em_of(g, end))
		end++;
	return end;
}

/* --- its columns --- */

static size_t fullest_row(const struct region *g, size_t from, size_t to)
{
	size_t best = from;

	for (size_t i = from; i < to; i++)
		if (row_at(g, i)->count > row_at(g, best)->count)
			best = i;
	return best;
}

static size_t overlaps(const struct region *g, const struct pdf_piece *piece, size_t *ret_first)
{
	size_t n = 0;

	for (size_t c = 0; c < g->columns_count; c++) {
		if (piece->x1 <= g->columns[c].x0 || piece->x0 >= g->columns[c].x1)
			continue;
		if (n++ == 0)
			*ret_first = c;
	}
	return n;
}

/* The column a piece belongs to: the first it reaches into, or the nearest. */
static size_t column_of(const struct region *g, const struct pdf_piece *piece)
{
	size_t col = 0;

	if (overlaps(g, piece, &col) > 0)
		return col;
	double best = INFINITY;
	for (size_t c = 0; c < g->columns_count; c++) {
		double away = fmin(fabs(piece->x0 - g->columns[c].x1), fabs(g->columns[c].x0 - piece->x1));
		if (away < best)
			best = away, col = c;
	}
	return col;
}

/* Columns are as wide as their widest piece that reaches into no other. */
static void find_columns(struct region *g, size_t from, size_t to)
{
	size_t base = fullest_row(g, from, to), n = row_at(g, base)->count;

	g->columns_count = n < COLUMNS_MAX ? n : COLUMNS_MAX;
	for (size_t c = 0; c < g->columns_count; c++)
		g->columns[c] = (struct column){ piece_at(g, base, c)->x0, piece_at(g, base, c)->x1 };
	for (size_t i = from; i < to; i++) {
		for (size_t k = 0; k < row_at(g, i)->count; k++) {
			const struct pdf_piece *piece = piece_at(g, i, k);
			size_t col = 0;
			if (overlaps(g, piece, &col) != 1)
				continue;
			g->columns[col].x0 = fmin(g->columns[col].x0, piece->x0);
			g->columns[col].x1 = fmax(g->columns[col].x1, piece->x1);
		}
	}
}

/* At least two rows of several pieces, nearly all of which know their column. */
static bool is_grid(const struct region *g, size_t from, size_t to)
{
	size_t full = 0, pieces = 0, fit = 0, col = 0;

	for (size_t i = from; i < to; i++) {
		full += row_at(g, i)->count >= 2;
		for (size_t k = 0; k < row_at(g, i)->count; k++, pieces++)
			fit += overlaps(g, piece_at(g, i, k), &col) == 1;
	}
	return full >= 2 && g->columns_count >= 2 && fit * 10 >= pieces * 8;
}

/* --- handing over --- */

static void put_line(const struct region *g, const struct pdf_piece *piece, struct str text, const struct pdf_row *row)
{
	double left = row->right > 0 ? row->left : g->left, right = row->right > 0 ? row->right : g->right;

	pdf_flow_line(g->p, &(struct pdf_line){ text, piece->x0, piece->x1, piece->y0, piece->y1, piece->em, left,
				    right, g->number });
}

/* Several pieces that are no table: one line with blanks between. */
static int put_row(const struct region *g, size_t i)
{
	const struct pdf_row *row = row_at(g, i);
	struct pdf_piece whole = *piece_at(g, i, 0);
	struct buf line;

	if (row->count == 1) {
		put_line(g, &whole, pdf_text(g->p, &whole), row);
		return 0;
	}
	buf_init(&line, g->p->o->limits.text);
	for (size_t k = 0; k < row->count; k++) {
		const struct pdf_piece *piece = piece_at(g, i, k);
		if (k > 0)
			buf_cstr(&line, "  ");
		buf_str(&line, pdf_text(g->p, piece));
		whole.x1 = fmax(whole.x1, piece->x1);
	}
	int rc = line.failed ? ERR_NOMEM : 0;
	if (rc == 0)
		put_line(g, &whole, buf_view(&line), row);
	buf_clear(&line);
	return rc;
}

static double gap_above(const struct region *g, size_t row)
{
	return row_at(g, row)->y0 - row_at(g, row - 1)->y1;
}

/* The gap of two lines within a cell: the least there is. */
static double least_gap(const struct region *g, size_t from, size_t to, double *ret_most)
{
	double least = INFINITY, most = -INFINITY;

	for (size_t i = from + 1; i < to; i++) {
		least = fmin(least, gap_above(g, i));
		most = fmax(most, gap_above(g, i));
	}
	*ret_most = most;
	return least;
}

static bool has_first_cell(const struct region *g, size_t row)
{
	return column_of(g, piece_at(g, row, 0)) == 0;
}

/* Whether a row of the table begins at `i`: behind a wider gap; where all gaps are alike, with something in the first column. */
static bool begins_row(const struct region *g, size_t i, double least, double most)
{
	double em = em_of(g, i);

	return most - least > em * 0.25 ? gap_above(g, i) - least > em * 0.2 : has_first_cell(g, i);
}

static int put_cells(const struct region *g, size_t from, size_t to, bool first)
{
	struct buf line;

	buf_init(&line, g->p->o->limits.text);
	for (size_t c = 0; c < g->columns_count; c++) {
		if (c > 0)
			buf_chr(&line, '\t');
		for (size_t i = from; i < to; i++)
			for (size_t k = 0; k < row_at(g, i)->count; k++)
				if (column_of(g, piece_at(g, i, k)) == c)
					buf_str(&line, pdf_text(g->p, piece_at(g, i, k)));
	}
	int rc = line.failed ? ERR_NOMEM : 0;
	if (rc == 0)
		pdf_flow_row(g->p, buf_view(&line), g->number, first);
	buf_clear(&line);
	return rc;
}

static int put_table(const struct region *g, size_t from, size_t to)
{
	double most = 0, least = least_gap(g, from, to, &most);
	size_t begin = from;
	int rc = 0;

	for (size_t i = from + 1; rc == 0 && i <= to; i++) {
		if (i < to && !begins_row(g, i, least, most))
			continue;
		rc = put_cells(g, begin, i, begin == from);
		begin = i;
	}
	return rc;
}

/* Ruled tables that begin above `y`. */
static int put_ruled(struct region *g, double y)
{
	int rc = 0;

	for (; rc == 0 && g->tables < g->page->tables_count; g->tables++) {
		const struct pdf_table *t = &VEC_AT(&g->p->tables, struct pdf_table, g->page->tables_first + g->tables);
		if (t->y0 > y)
			break;
		rc = pdf_put_table(g->p, t, g->number);
	}
	return rc;
}

static int put_rows(struct region *g)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < g->count && !opener_failed(g->p->o);) {
		rc = put_ruled(g, row_at(g, i)->y0);
		size_t to = row_at(g, i)->count >= 2 ? run_end(g, i) : i;
		if (to > i + 1)
			find_columns(g, i, to);
		if (rc == 0 && to > i + 1 && is_grid(g, i, to)) {
			rc = put_table(g, i, to);
			i = to;
		} else if (rc == 0) {
			rc = put_row(g, i++);
		}
	}
	return rc == 0 ? put_ruled(g, INFINITY) : rc;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Where the page's lines begin and end, but for a few that stand out. */
static int find_edges(struct region *g)
{
	double *x = fault_calloc(g->count + 1, sizeof(*x));

	if (x == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < g->count; i++)
		x[i] = piece_at(g, i, 0)->x0;
	qsort(x, g->count, sizeof(*x), by_value);
	g->left = x[g->count / 20];
	for (size_t i = 0; i < g->count; i++)
		x[i] = piece_at(g, i, row_at(g, i)->count - 1)->x1;
	qsort(x, g->count, sizeof(*x), by_value);
	g->right = x[g->count - 1 - g->count / 20];
	/* a page of a few lines begins where the one before it does: they may all be indented */
	double em = em_of(g, 0), spare = g->left - g->p->left;
	if (g->count < ROWS_FEW && g->p->left > 0 && spare > 0 && spare < em * 4)
		g->left = g->p->left;
	g->p->left = g->left;
	/* a page of a few short lines ends where pages do: as far from the right as the text begins from the left */
	g->right = fmax(g->right, g->page->width - g->left - em * 2);
	free(x);
	return 0;
}

int pdf_read_page(struct pdf *p, size_t page)
{
	struct region g = { .p = p, .page = pdf_page(p, page), .number = (uint32_t)page + 1 };

	g.rows = fault_calloc(g.page->count + 1, sizeof(*g.rows));
	if (g.rows == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < g.page->count; i++)
		if (!pdf_row(p, g.page->first + i)->dropped)
			g.rows[g.count++] = g.page->first + i;
	int rc = g.count > 0 ? find_edges(&g) : 0;
	if (rc == 0)
		rc = put_rows(&g);
	free(g.rows);
	return rc;
}
