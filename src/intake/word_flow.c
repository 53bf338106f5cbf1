#include "word_flow.h"

#include "docx_body.h"

enum { INSTRUCTION_MAX = 2000, NEAR = 100, FAR = 1 << 20 };

void flow_init(struct flow *f, struct opener *o, struct buf *into)
{
	memset(f, 0, sizeof *f);
	f->o = o;
	f->into = into;
	buf_init(&f->line, o->limits.text);
	buf_init(&f->label, 4096);
	buf_init(&f->instruction, INSTRUCTION_MAX);
	buf_init(&f->text, o->limits.text);
	buf_init(&f->made, o->limits.text);
	vec_init(&f->cells, sizeof(struct flow_cell));
	vec_init(&f->rows, sizeof(struct flow_row));
	vec_init(&f->edges, sizeof(int32_t));
	vec_init(&f->grid, sizeof(int32_t));
	cells_init(&f->lines, o->limits.cells_across > 0 ? (size_t)o->limits.cells_across : 0, o->limits.text);
}

void flow_clear(struct flow *f)
{
	buf_clear(&f->line);
	buf_clear(&f->label);
	buf_clear(&f->instruction);
	buf_clear(&f->text);
	buf_clear(&f->made);
	vec_clear(&f->cells);
	vec_clear(&f->rows);
	vec_clear(&f->edges);
	vec_clear(&f->grid);
	cells_clear(&f->lines);
}

static void fail(struct flow *f, int code)
{
	if (!f->failed)
		f->failed = code;
}

int flow_failed(const struct flow *f)
{
	const struct buf *const all[] = { &f->line, &f->text, &f->made };
	int rc = f->failed;

	for (size_t i = 0; rc == 0 && i < sizeof all / sizeof *all; i++)
		rc = opener_why(all[i]);
	if (rc == 0 && f->instruction.failed && !f->instruction.full)
		rc = ERR_NOMEM;
	if (rc == 0 && f->label.failed && !f->label.full)
		rc = ERR_NOMEM;
	return rc == 0 ? cells_failed(&f->lines) : rc;
}

/* Before what failed is emptied. */
static void reset(struct flow *f, struct buf *b)
{
	if (b->failed && !(b->full && (b == &f->instruction || b == &f->label)))
		fail(f, opener_why(b));
	buf_reset(b);
}

/* --- text --- */

static bool in_contents(const struct flow *f)
{
	for (unsigned i = 0; i < f->fields_open; i++)
		if (f->fields[i].contents)
			return true;
	return false;
}

bool flow_shows(const struct flow *f)
{
	for (unsigned i = 0; i < f->fields_open; i++)
		if (!f->fields[i].result || f->fields[i].contents)
			return false;
	return f->fields_too_deep == 0;
}

static void put_visible(struct buf *into, struct str s)
{
	for (size_t i = 0; i < s.len;) {
		size_t from = i, n = 0;
		while (i < s.len && ((unsigned char)s.ptr[i] >= ' ' || s.ptr[i] == '\n' || s.ptr[i] == '\t') &&
			!(n = docx_invisible_at(s, i)))
			i++;
		buf_add(into, s.ptr + from, i - from);
		i += n;
		for (; i < s.len && (unsigned char)s.ptr[i] < ' ' && s.ptr[i] != '\n' && s.ptr[i] != '\t'; i++)
			buf_chr(into, ' ');
	}
}

void flow_put(struct flow *f, struct str s)
{
	if (flow_shows(f))
		put_visible(&f->line, s);
	else if (f->fields_open && !f->fields_too_deep && !f->fields[f->fields_open - 1].result)
		buf_str(&f->instruction, s);
}

/* --- fields --- */

void flow_begin_field(struct flow *f)
{
	if (f->fields_open == FLOW_FIELDS_MAX)
		f->fields_too_deep++;
	else
		f->fields[f->fields_open++] = (struct flow_field){ .result = false };
	reset(f, &f->instruction);
}

void flow_begin_result(struct flow *f)
{
	if (f->fields_too_deep || !f->fields_open)
		return;
	struct flow_field *field = &f->fields[f->fields_open - 1];
	/* a table of contents repeats the headings: it is left out */
	field->contents = str_starts(str_trim(buf_view(&f->instruction)), STR("TOC"));
	field->result = true;
	field->at = f->line.len;
}

/* A field that shows no result of its own: a check box, a circled number. */
static void put_bare_field(struct flow *f)
{
	if (str_starts(str_trim(buf_view(&f->instruction)), STR("FORMCHECKBOX")))
		buf_cstr(&f->line, f->checked ? "☑" : "□");
	else
		docx_equation(buf_view(&f->instruction), &f->line);
}

void flow_end_field(struct flow *f)
{
	if (f->fields_too_deep) {
		f->fields_too_deep--;
		return;
	}
	if (!f->fields_open)
		return;
	const struct flow_field *field = &f->fields[--f->fields_open];
	if (flow_shows(f) && (!field->result || field->at == f->line.len))
		put_bare_field(f);
	reset(f, &f->instruction);
}

/* --- writing --- */

static void write_at(struct flow *f, uint32_t paragraph, struct str lines)
{
	if (f->into) {
		buf_str(f->into, lines);
		return;
	}
	opener_place(f->o, (struct intake_place){ INTAKE_PARAGRAPH, 0, paragraph, 0 });
	opener_text(f->o, lines);
}

static void gap(struct flow *f)
{
	if (f->into)
		buf_cstr(f->into, f->into->len ? "\n" : "");
	else
		opener_gap(f->o);
}

static void flush_boxes(struct flow *f)
{
	if (f->boxes && f->boxes->failed)
		fail(f, opener_why(f->boxes));
	if (f->in_table || !f->boxes || !f->boxes->len)
		return;
	if (f->into)
		buf_str(f->into, buf_view(f->boxes));
	else
		opener_text(f->o, buf_view(f->boxes));
	buf_reset(f->boxes);
}

/* --- tables: kept --- */

static void begin_row(struct flow *f)
{
	f->in_table = true;
	f->row_paragraph = f->paragraph;
	f->row_cell = f->cells.len;
	f->cell_start = f->text.len;
}

static void put_in_cell(struct flow *f, struct str s)
{
	if (!f->row_paragraph)
		begin_row(f);
	s = str_trim(s);
	if (!s.len)
		return;
	if (f->text.len > f->cell_start)
		buf_cstr(&f->text, f->same_line ? " " : LINE_IN_CELL);
	f->same_line = false;
	cells_put(&f->text, s);
}

void flow_end_cell(struct flow *f)
{
	if (!f->row_paragraph)
		begin_row(f);
	struct flow_cell *c = f->cells.len < FLOW_CELLS_MAX ? vec_push(&f->cells) : NULL;
	if (!c) {
		fail(f, f->cells.len < FLOW_CELLS_MAX ? ERR_NOMEM : ERR_LIMIT);
		return;
	}
	*c = (struct flow_cell){ f->cell_start, f->text.len - f->cell_start, false, false };
	f->cell_start = f->text.len;
	f->same_line = false;
}

void flow_end_inner(struct flow *f, bool row)
{
	f->same_line = !row;
}

/* The first edge that is not left of `x`. */
static size_t edge_at(const struct vec *grid, int32_t x)
{
	size_t low = 0, high = grid->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (VEC_AT(grid, int32_t, middle) < x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The column's edge that an edge of a row falls on: edges that were drawn by hand differ a little. `after`: the one before it. */
static int32_t grid_edge(struct flow *f, int32_t x, int32_t after)
{
	x = x > FAR ? FAR : x < -FAR ? -FAR : x;
	x = x > after ? x : after + 1;
	size_t at = edge_at(&f->grid, x);
	const int32_t *edges = f->grid.ptr;
	bool right = at < f->grid.len && edges[at] - x <= NEAR;
	bool left = at > 0 && edges[at - 1] > after && x - edges[at - 1] <= NEAR;

	if (right && (!left || edges[at] - x <= x - edges[at - 1]))
		return edges[at];
	if (left)
		return edges[at - 1];
	if (f->grid.len > CELLS_ACROSS_MAX)
		return x;
	if (!vec_push(&f->grid)) {
		fail(f, ERR_NOMEM);
		return x;
	}
	int32_t *all = f->grid.ptr;
	memmove(all + at + 1, all + at, (f->grid.len - 1 - at) * sizeof *all);
	all[at] = x;
	return x;
}

static void keep_edges(struct flow *f, struct flow_row *r, const struct flow_shape *shape)
{
	int32_t after = -FAR - 1;

	r->edge = f->edges.len;
	for (size_t i = 0; i < shape->count && i <= r->count; i++) {
		int32_t *e = vec_push(&f->edges);
		if (!e) {
			fail(f, ERR_NOMEM);
			return;
		}
		*e = after = grid_edge(f, shape->edges[i], after);
		r->edges_count++;
	}
	for (size_t i = 0; shape->covers && i < r->count && i + 1 < shape->count; i++) {
		struct flow_cell *c = &VEC_AT(&f->cells, struct flow_cell, r->first + i);
		c->down = shape->covers[i] & FLOW_DOWN;
		c->beside = shape->covers[i] & FLOW_BESIDE;
	}
}

void flow_end_row(struct flow *f, const struct flow_shape *shape)
{
	if (!f->row_paragraph)
		return;
	size_t count = f->cells.len - f->row_cell;
	struct flow_row *r = count ? vec_push(&f->rows) : NULL;
	if (r) {
		*r = (struct flow_row){ .first = f->row_cell, .count = count, .paragraph = f->row_paragraph };
		if (shape)
			keep_edges(f, r, shape);
	} else if (count) {
		fail(f, ERR_NOMEM);
	}
	f->row_paragraph = 0;
}

/* --- tables: written --- */

static int32_t edge_of(const struct flow *f, const struct flow_row *r, size_t i)
{
	return VEC_AT(&f->edges, int32_t, r->edge + i);
}

static void line_up(struct flow *f, const struct flow_row *r)
{
	cells_begin_row(&f->lines);
	if (r->edges_count)
		cells_skip(&f->lines, (long)edge_at(&f->grid, edge_of(f, r, 0)));
	for (size_t i = 0; i < r->count; i++) {
		const struct flow_cell *c = &VEC_AT(&f->cells, struct flow_cell, r->first + i);
		cells_begin_cell(&f->lines);
		if (i + 1 < r->edges_count) {
			size_t from = edge_at(&f->grid, edge_of(f, r, i)), to = edge_at(&f->grid, edge_of(f, r, i + 1));
			f->lines.span = to > from + 1 ? (long)(to - from) : 1;
		}
		f->lines.continues = c->down;
		f->lines.covered_beside = c->beside;
		cells_line(&f->lines, str_sub(buf_view(&f->text), c->start, c->start + c->len), "");
		cells_end_cell(&f->lines);
	}
}

static void write_table(struct flow *f)
{
	uint32_t first = 0;

	cells_begin(&f->lines);
	for (size_t i = 0; i < f->rows.len && !flow_failed(f); i++) {
		const struct flow_row *r = &VEC_AT(&f->rows, struct flow_row, i);
		line_up(f, r);
		reset(f, &f->made);
		size_t before = f->lines.count;
		cells_end_row(&f->lines, &f->made);
		first = before == 0 ? r->paragraph : first;
		if (before == 1)
			write_at(f, first, buf_view(&f->lines.first));
		write_at(f, r->paragraph, buf_view(&f->made));
	}
	reset(f, &f->made);
	cells_end(&f->lines, &f->made);
	if (f->made.len)
		write_at(f, first, buf_view(&f->made));
}

static void end_table(struct flow *f)
{
	if (!f->in_table)
		return;
	if (f->row_paragraph && f->text.len > f->cell_start)
		flow_end_cell(f);
	flow_end_row(f, NULL);
	gap(f);
	write_table(f);
	gap(f);
	f->in_table = false;
	reset(f, &f->text);
	f->cells.len = f->rows.len = f->edges.len = f->grid.len = 0;
	flush_boxes(f);
}

/* --- paragraphs --- */

void flow_begin_paragraph(struct flow *f)
{
	f->paragraph++;
}

void flow_end_paragraph(struct flow *f, unsigned depth, bool contents)
{
	contents = contents || in_contents(f);
	f->contents += contents;
	if (!depth)
		end_table(f);
	reset(f, &f->made);
	if (!contents) {
		buf_str(&f->made, buf_view(&f->label));
		buf_str(&f->made, buf_view(&f->line));
	}
	if (depth) {
		put_in_cell(f, buf_view(&f->made));
	} else if (!contents) {
		buf_chr(&f->made, '\n');
		write_at(f, f->paragraph, buf_view(&f->made));
	}
	reset(f, &f->line);
	reset(f, &f->label);
	flush_boxes(f);
}

void flow_end(struct flow *f)
{
	f->fields_open = f->fields_too_deep = 0;
	if (f->line.len)
		flow_end_paragraph(f, f->row_paragraph ? 1 : 0, false);
	end_table(f);
	if (f->lines.cut)
		opener_note(f->o, "wide", "表格超过 %zu 列的部分没有读入", f->lines.across_max);
}
