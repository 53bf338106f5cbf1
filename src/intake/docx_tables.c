/* Tables of the text: rows and cells; those inside a cell are lines of it. */
#include "docx_walk.h"

void docx_open_table(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);

	(void)t;
	if (f->tables++)
		return;
	docx_flush_rest(b);
	docx_gap(b);
	cells_begin(&f->rows);
}

static void write_row(struct docx_body *b, uint32_t paragraph, struct str s)
{
	docx_place(b, paragraph);
	docx_write_lines(b, s);
}

void docx_close_table(struct docx_body *b)
{
	struct docx_frame *f = docx_now(b);

	if (!f->tables || --f->tables)
		return;
	buf_reset(&f->label);
	cells_end(&f->rows, &f->label);
	write_row(b, f->first_paragraph, docx_written(b, f));
	docx_gap(b);
	docx_flush_boxes(b);
}

void docx_close_row(struct docx_body *b)
{
	struct docx_frame *f = docx_now(b);

	if (f->tables != 1)
		return;
	cells_skip(&f->rows, f->grid_after);
	buf_reset(&f->label);
	f->label.max = b->o->limits.text;
	size_t before = f->rows.count;
	cells_end_row(&f->rows, &f->label);
	if (f->rows.count == before)
		return;
	if (before == 0)
		f->first_paragraph = f->row_paragraph;
	if (before == 1)
		write_row(b, f->first_paragraph, buf_view(&f->rows.first));
	write_row(b, f->row_paragraph, docx_written(b, f));
}

void docx_open_row(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);

	(void)t;
	f->nested_cells = 0;
	if (f->tables != 1)
		return;
	f->row_paragraph = b->paragraph + 1;
	f->grid_after = 0;
	cells_begin_row(&f->rows);
}

void docx_open_cell(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);

	(void)t;
	if (f->tables == 1)
		cells_begin_cell(&f->rows);
	else
		f->same_line = f->nested_cells++ > 0;
}

void docx_close_cell(struct docx_body *b)
{
	struct docx_frame *f = docx_now(b);

	docx_flush_rest(b);
	if (f->tables == 1)
		cells_end_cell(&f->rows);
	f->same_line = false;
}

void docx_open_cell_style(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);
	struct str val = markup_attribute(t, "val");

	if (f->tables != 1)
		return;
	switch (t->id) {
	case W_TR_PR:
		f->in_row_style = true;
		break;
	case W_GRID_BEFORE:
		cells_skip(&f->rows, markup_number(val, 0, SPAN_MOST, 0));
		break;
	case W_GRID_AFTER:
		f->grid_after = markup_number(val, 0, SPAN_MOST, 0);
		break;
	case W_GRID_SPAN:
		f->rows.span = markup_number(val, 1, SPAN_MOST, 1);
		break;
	case W_V_MERGE:
		f->rows.continues = !str_eq(val, STR("restart"));
		break;
	case W_H_MERGE:
		f->rows.covered_beside = !str_eq(val, STR("restart"));
		break;
	default:
		f->rows.cell_dropped = true;
		break;
	}
}
