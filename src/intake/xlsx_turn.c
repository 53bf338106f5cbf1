/* Sheets on their side: the fields one below the other, the problems side by side (序号 | 1 | 2 | 3). Numbers that count across tell
 * it, whatever the fields are. They are set upright; places stay those of the sheet. */
#include "xlsx.h"

enum { LOOK_CELLS = 4000, FIRST_ROWS = 8, ROWS_LEAST = 3, LABEL_BYTES = 36 };

/* The rows that lie on their side. */
struct side {
	uint32_t first, last;
};

static const struct xlsx_cell *cell_of(const struct xlsx_grid *g, size_t i)
{
	return &VEC_AT(&g->cells, struct xlsx_cell, i);
}

static struct str said(const struct xlsx_grid *g, size_t i)
{
	const struct xlsx_cell *c = cell_of(g, i);
	return str_trim(str_sub(buf_view(&g->text), c->start, c->start + c->len));
}

static size_t row_end(const struct xlsx_grid *g, size_t i)
{
	uint32_t row = cell_of(g, i)->row;

	while (i < g->cells.len && cell_of(g, i)->row == row)
		i++;
	return i;
}

static bool names_numbers(struct str s)
{
	return s.len <= LABEL_BYTES &&
	       (str_ends(s, STR("序号")) || str_ends(s, STR("编号")) || str_eq(s, STR("No.")) || str_eq(s, STR("NO")));
}

/* 序号 in the first column, then 1, 2, 3 without a gap, and nothing else. */
static bool counts_across(const struct xlsx_grid *g, size_t i, size_t end)
{
	char number[16];

	if (end - i < 3 || cell_of(g, i)->col != 1 || !names_numbers(said(g, i)))
		return false;
	for (size_t k = i + 1; k < end; k++) {
		snprintf(number, sizeof(number), "%zu", k - i);
		if (cell_of(g, k)->col != k - i + 1 || !str_eq(said(g, k), str_from(number)))
			return false;
	}
	return true;
}

/* A row of the side has its field's name in the first column and says something beside it. */
static bool has_field(const struct xlsx_grid *g, size_t i, size_t end)
{
	struct str s = said(g, i);
	bool number = s.len > 0 && s.ptr[0] >= '0' && s.ptr[0] <= '9';

	return cell_of(g, i)->col == 1 && end - i > 1 && s.len <= LABEL_BYTES && !number;
}

static bool find_side(const struct xlsx_grid *g, struct side *ret)
{
	size_t i = 0, rows = 0, end = 0;

	for (size_t n = 0; i < g->cells.len && n < FIRST_ROWS; n++, i = end) {
		end = row_end(g, i);
		if (counts_across(g, i, end))
			break;
	}
	if (i >= g->cells.len || end <= i || !counts_across(g, i, end))
		return false;
	ret->first = cell_of(g, i)->row;
	for (i = end; i < g->cells.len && i < LOOK_CELLS && has_field(g, i, row_end(g, i)); i = row_end(g, i)) {
		ret->last = cell_of(g, i)->row;
		rows++;
	}
	return rows >= ROWS_LEAST;
}

/* (row, col) of the side, upright; rows below it make way. */
static void turn_place(const struct xlsx_grid *g, const struct side *s, uint32_t *row, uint32_t *col)
{
	uint32_t down = *row;

	if (down < s->first)
		return;
	if (down > s->last) {
		*row = down - (s->last - s->first + 1) + g->columns;
		return;
	}
	*row = s->first + *col - 1;
	*col = down - s->first + 1;
}

bool xlsx_turn(struct xlsx_grid *g)
{
	struct side s = { 0 };
	uint32_t columns = 0;

	if (!find_side(g, &s))
		return false;
	for (size_t i = 0; i < g->cells.len; i++) {
		struct xlsx_cell *c = &VEC_AT(&g->cells, struct xlsx_cell, i);
		c->from_row = c->row;
		c->from_col = c->col;
		turn_place(g, &s, &c->row, &c->col);
		c->shown = c->row;
		columns = c->col > columns ? c->col : columns;
	}
	for (size_t i = 0; i < g->merges.len; i++) {
		struct xlsx_merge *m = &VEC_AT(&g->merges, struct xlsx_merge, i);
		turn_place(g, &s, &m->row, &m->col);
		turn_place(g, &s, &m->last_row, &m->last_col);
		columns = m->last_col > columns ? m->last_col : columns;
	}
	g->columns = columns;
	g->unsorted = true;
	return true;
}
