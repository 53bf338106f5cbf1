/* A sheet's cells as a table (intake.h): what a merged cell covers below it is repeated. Of XLSX and of XLS. */
#include "fault.h"
#include "xlsx.h"

/* The cell that covers a column from above, until a row. */
struct cover {
	uint32_t last_row;
	size_t cell; /* index + 1, 0: none */
};

struct writer {
	struct opener *o;
	const struct xlsx_grid *g;
	uint32_t sheet;
	struct cover *covers; /* by column */
	size_t merge;         /* the next one */
};

static const struct xlsx_cell *cell_at(const struct xlsx_grid *g, size_t i)
{
	return &VEC_AT(&g->cells, struct xlsx_cell, i);
}

/* Merges that begin in the rows up to `row`: their first column is covered; its value is that of the row's cell, if it has one. */
static void cover(struct writer *w, size_t first, size_t end, uint32_t row)
{
	for (; w->merge < w->g->merges.len; w->merge++) {
		const struct xlsx_merge *m = &VEC_AT(&w->g->merges, struct xlsx_merge, w->merge);
		if (m->row > row)
			return;
		if (m->row < row || m->col > w->g->columns)
			continue; /* it begins in a row without cells: it has no value */
		for (size_t i = first; i < end; i++)
			if (cell_at(w->g, i)->col == m->col)
				w->covers[m->col] = (struct cover){ m->last_row, i + 1 };
	}
}

static void write_cell(struct writer *w, size_t i, uint32_t row, uint32_t col)
{
	const struct xlsx_cell *c = cell_at(w->g, i);

	if (c->from_row) {
		row = c->from_row;
		col = c->from_col;
	}
	opener_place(w->o, (struct intake_place){ INTAKE_CELL, w->sheet, row, col });
	opener_text(w->o, str_sub(buf_view(&w->g->text), c->start, c->start + c->len));
}

static void write_row(struct writer *w, size_t first, size_t end)
{
	uint32_t row = cell_at(w->g, first)->row;

	for (uint32_t col = 1; col <= w->g->columns; col++) {
		const struct cover *above = &w->covers[col];
		while (first < end && cell_at(w->g, first)->col < col)
			first++;
		if (first < end && cell_at(w->g, first)->col == col)
			write_cell(w, first, row, col);
		else if (above->cell && row <= above->last_row)
			write_cell(w, above->cell - 1, row, col);
		if (col < w->g->columns)
			opener_text(w->o, STR("\t"));
	}
	opener_text(w->o, STR("\n"));
}

static void write_rows(struct writer *w)
{
	uint32_t last = 0;

	for (size_t i = 0; i < w->g->cells.len && !opener_failed(w->o);) {
		uint32_t row = cell_at(w->g, i)->row;
		size_t end = i;
		while (end < w->g->cells.len && cell_at(w->g, end)->row == row)
			end++;
		if (i && cell_at(w->g, i)->shown > last + 1)
			opener_gap(w->o);
		last = cell_at(w->g, i)->shown;
		write_row(w, i, end);
		cover(w, i, end, row);
		i = end;
	}
}

void xlsx_say(struct opener *o, const struct xlsx_grid *g, const char *name, uint32_t across_max)
{
	if (g->hidden_rows)
		opener_note(o, "hidden",
			"工作表“%s”有 %zu 行被隐藏（筛选或手工隐藏），没有读入；需要时请取消隐藏后再读", name,
			g->hidden_rows);
	if (g->hidden_columns)
		opener_note(o, "hidden", "工作表“%s”有 %zu 列被隐藏，没有读入；需要时请取消隐藏后再读", name,
			g->hidden_columns);
	if (g->turned)
		opener_note(o, "turned",
			"工作表“%s”是横排的（一列一条），转成竖排（一行一条）读；写出的位置仍是原表的单元格", name);
	if (g->errors)
		opener_note(o, "formula", "工作表“%s”有 %zu 个单元格的公式是错误值（如 #REF!），照原样读入", name,
			g->errors);
	if (g->no_value)
		opener_note(o, "formula",
			"工作表“%s”有 %zu 个公式没有存下结果，读作空白；请在 Excel 或 WPS 里打开并保存一次", name,
			g->no_value);
	if (g->long_numbers)
		opener_note(o, "digits",
			"工作表“%s”有 %zu 个超过 15 位的数字，Excel 只保存前 15 位；证件号、账号请存为文本", name,
			g->long_numbers);
	if (g->drawings)
		opener_note(o, "pictures", "工作表“%s”的单元格上面有图形（图片、文本框、图表等），里面的文字没有读入",
			name);
	if (g->beyond)
		opener_note(o, "wide", "工作表“%s”第 %u 列以后的 %zu 个单元格没有读入", name, across_max, g->beyond);
}

int xlsx_write(struct opener *o, const struct xlsx_grid *g, const char *name, struct err *e)
{
	struct writer w = { .o = o, .g = g };

	if (!g->cells.len)
		return 0;
	w.covers = fault_calloc((size_t)g->columns + 1, sizeof *w.covers);
	if (!w.covers)
		return err_nomem(e);
	w.sheet = opener_sheet(o, str_from(name));
	opener_gap(o);
	opener_place(o, (struct intake_place){ INTAKE_CELL, w.sheet, 0, 0 });
	opener_cstr(o, name);
	opener_gap(o);
	write_rows(&w);
	opener_gap(o);
	free(w.covers);
	return 0;
}
