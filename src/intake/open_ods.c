/* ODS: every sheet of an OpenDocument workbook a table, as its cells show. Read twice: first how wide the sheets are. */
#include "cells.h"
#include "fault.h"
#include "odf.h"
#include "own.h"
#include "utf8.h"

enum { COLUMNS_MAX = 1024, CELL_BYTES_MAX = 1 << 20, SHEETS_MAX = 1000, HIDDEN_MAX = 1000 };

struct written {
	size_t col, start, len; /* in row */
};

/* The name of a style. */
struct style {
	char name[64];
};

/* What a merged cell says in the rows below. */
struct cover {
	long left; /* rows */
	struct buf text;
};

struct ods_reader {
	struct opener *o;
	bool writing;
	struct vec widths; /* size_t, of each sheet */
	size_t sheet;
	uint32_t number; /* of the sheet in the opener; 0: it has no cell yet */
	char name[128];
	struct style style; /* the one that is open */
	struct vec hiding;  /* struct style: a sheet of these is hidden */
	size_t most;
	bool in_sheet, hidden_sheet, in_cell, covered, hidden_row, hidden[COLUMNS_MAX], gap;
	struct buf cell, row;
	struct vec cells; /* struct written */
	struct cover covers[COLUMNS_MAX];
	size_t col, columns; /* columns: those that are declared so far */
	long row_repeat, cell_repeat, down;
	uint32_t row_number;
	size_t hidden_rows, hidden_columns, beyond;
	unsigned skip;
};

static bool is_hidden(const struct markup_tag *t)
{
	struct str v = markup_attribute(t, "visibility");

	return str_eq(v, STR("collapse")) || str_eq(v, STR("filter"));
}

/* --- cells --- */

static int add_cell(struct ods_reader *r, size_t col, struct str text)
{
	if (!text.len || r->hidden_sheet || r->hidden_row || (col < COLUMNS_MAX && r->hidden[col]))
		return 0;
	if (col >= r->most) {
		r->beyond += r->writing;
		return 0;
	}
	struct written *w = vec_push(&r->cells);
	if (!w)
		return ERR_NOMEM;
	*w = (struct written){ col, r->row.len, 0 };
	cells_put(&r->row, text);
	w->len = r->row.len - w->start;
	return opener_why(&r->row);
}

static int cover_below(struct ods_reader *r, size_t col, struct str text)
{
	struct cover *c = &r->covers[col];

	c->left = r->down - 1;
	if (c->left <= 0)
		return 0;
	buf_reset(&c->text);
	buf_str(&c->text, text);
	return opener_why(&c->text);
}

static int put_cell(struct ods_reader *r, size_t col, struct str text)
{
	if (col >= COLUMNS_MAX)
		return add_cell(r, col, text);
	struct cover *c = &r->covers[col];
	if (r->covered) {
		bool from_above = c->left > 0;
		c->left -= from_above;
		return from_above ? add_cell(r, col, buf_view(&c->text)) : 0;
	}
	int rc = cover_below(r, col, text);
	return rc < 0 ? rc : add_cell(r, col, text);
}

static int close_cell(struct ods_reader *r)
{
	struct str text = str_trim(buf_view(&r->cell));
	int rc = opener_why(&r->cell);

	r->in_cell = false;
	for (long i = 0; i < r->cell_repeat && rc == 0; i++, r->col++) {
		rc = put_cell(r, r->col, text);
		if (r->col >= COLUMNS_MAX) { /* the rest of a row that is all alike */
			r->col += (size_t)(r->cell_repeat - i);
			break;
		}
	}
	return rc;
}

static void open_cell(struct ods_reader *r, const struct markup_tag *t)
{
	r->in_cell = true;
	r->covered = t->id == ODF_COVERED;
	r->cell_repeat = markup_number(markup_attribute(t, "number-columns-repeated"), 1, INT32_MAX, 1);
	r->down = markup_number(markup_attribute(t, "number-rows-spanned"), 1, INT32_MAX, 1);
	buf_reset(&r->cell);
}

/* --- rows --- */

static void open_row(struct ods_reader *r, const struct markup_tag *t)
{
	r->row_repeat = markup_number(markup_attribute(t, "number-rows-repeated"), 1, INT32_MAX, 1);
	r->hidden_row = is_hidden(t);
	r->col = 0;
	r->cells.len = 0;
	buf_reset(&r->row);
}

static void write_row(struct ods_reader *r, size_t width)
{
	size_t next = 0;

	for (size_t col = 0; col < width; col++) {
		const struct written *w = next < r->cells.len ? &VEC_AT(&r->cells, struct written, next) : NULL;
		if (w && w->col == col) {
			opener_place(r->o,
				(struct intake_place){ INTAKE_CELL, r->number, r->row_number, (uint32_t)col + 1 });
			opener_text(r->o, str_sub(buf_view(&r->row), w->start, w->start + w->len));
			next++;
		}
		if (col + 1 < width)
			opener_text(r->o, STR("\t"));
	}
	opener_text(r->o, STR("\n"));
}

static void begin_sheet(struct ods_reader *r)
{
	r->number = opener_sheet(r->o, str_from(r->name));
	opener_gap(r->o);
	opener_place(r->o, (struct intake_place){ INTAKE_CELL, r->number, 0, 0 });
	opener_cstr(r->o, r->name);
	opener_gap(r->o);
}

static void close_row(struct ods_reader *r)
{
	size_t *width = &VEC_AT(&r->widths, size_t, r->sheet);

	r->hidden_rows += r->hidden_row && r->writing ? (size_t)r->row_repeat : 0;
	if (r->cells.len && !r->writing) {
		size_t last = VEC_AT(&r->cells, struct written, r->cells.len - 1).col + 1;
		*width = last > *width ? last : *width;
	}
	if (!r->cells.len || !r->writing) {
		r->gap = r->gap || !r->hidden_row;
		r->row_number += r->row_repeat < 1 << 24 ? (uint32_t)r->row_repeat : 0;
		return;
	}
	if (!r->number)
		begin_sheet(r);
	else if (r->gap)
		opener_gap(r->o);
	r->gap = false;
	for (long i = 0; i < r->row_repeat && !opener_failed(r->o); i++) {
		r->row_number++;
		write_row(r, *width);
	}
}

/* --- sheets --- */

static void keep_name(struct style *s, struct str name)
{
	size_t n = name.len < sizeof s->name ? name.len : 0;

	memcpy(s->name, name.ptr ? name.ptr : "", n);
	s->name[n < sizeof s->name ? n : 0] = '\0';
}

/* Whether a sheet is shown is said by its style alone. */
static int open_look(struct ods_reader *r, const struct markup_tag *t)
{
	if (r->writing || !str_eq(markup_attribute(t, "display"), STR("false")) || !r->style.name[0] ||
		r->hiding.len == HIDDEN_MAX)
		return 0;
	struct style *s = vec_push(&r->hiding);
	if (s)
		*s = r->style;
	return s ? 0 : ERR_NOMEM;
}

static bool is_hiding(const struct ods_reader *r, struct str style)
{
	for (size_t i = 0; i < r->hiding.len; i++)
		if (str_eq(str_from(VEC_AT(&r->hiding, struct style, i).name), style))
			return true;
	return false;
}

static int open_sheet(struct ods_reader *r, const struct markup_tag *t)
{
	struct str name = markup_attribute(t, "name");
	size_t room = sizeof r->name - 1;

	if (r->in_sheet || r->sheet == SHEETS_MAX) {
		r->skip = 1;
		return 0;
	}
	r->in_sheet = true;
	r->hidden_sheet = is_hiding(r, markup_attribute(t, "style-name"));
	snprintf(r->name, sizeof r->name, STR_FMT,
		STR_ARG(str_sub(name, 0, name.len < room ? name.len : utf8_floor(name, room))));
	r->number = r->row_number = 0;
	r->columns = r->hidden_rows = r->hidden_columns = r->beyond = 0;
	r->gap = false;
	memset(r->hidden, 0, sizeof r->hidden);
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		r->covers[i].left = 0;
	return r->writing || vec_push(&r->widths) ? 0 : ERR_NOMEM;
}

static void close_sheet(struct ods_reader *r)
{
	r->in_sheet = false;
	r->sheet++;
	if (!r->writing)
		return;
	if (r->hidden_sheet) {
		opener_note(r->o, "hidden", "工作表“%s”是隐藏的，没有读入", r->name);
		return;
	}
	if (r->number)
		opener_gap(r->o);
	if (r->hidden_rows)
		opener_note(r->o, "hidden",
			"工作表“%s”有 %zu 行被隐藏（筛选或手工隐藏），没有读入；需要时请取消隐藏后再读", r->name,
			r->hidden_rows);
	if (r->hidden_columns)
		opener_note(r->o, "hidden", "工作表“%s”有 %zu 列被隐藏，没有读入；需要时请取消隐藏后再读", r->name,
			r->hidden_columns);
	if (r->beyond)
		opener_note(
			r->o, "wide", "工作表“%s”第 %zu 列以后的 %zu 个单元格没有读入", r->name, r->most, r->beyond);
}

static void open_column(struct ods_reader *r, const struct markup_tag *t)
{
	long n = markup_number(markup_attribute(t, "number-columns-repeated"), 1, COLUMNS_MAX, 1);
	bool hidden = is_hidden(t);

	for (; n > 0 && r->columns < COLUMNS_MAX; n--) {
		r->hidden[r->columns++] = hidden;
		r->hidden_columns += hidden;
	}
}

/* --- the walk --- */

static int open_element(void *context, const struct markup_tag *t)
{
	struct ods_reader *r = context;

	if (r->skip) {
		r->skip++;
		return 0;
	}
	switch (t->id) {
	case ODF_SKIPPED:
	case ODF_TEXT_BOX:
		r->skip = 1;
		return 0;
	case ODF_STYLE:
		keep_name(&r->style, markup_attribute(t, "name"));
		return 0;
	case ODF_TABLE_LOOK:
		return open_look(r, t);
	case ODF_TABLE:
		return open_sheet(r, t);
	case ODF_COLUMN:
		open_column(r, t);
		return 0;
	case ODF_ROW:
		open_row(r, t);
		return 0;
	case ODF_CELL:
	case ODF_COVERED:
		open_cell(r, t);
		return 0;
	case ODF_PARAGRAPH:
		if (r->in_cell && r->cell.len)
			buf_chr(&r->cell, '\n');
		return 0;
	case ODF_BREAK:
		buf_chr(&r->cell, '\n');
		return 0;
	case ODF_SPACES:
	case ODF_TAB:
		buf_chr(&r->cell, ' ');
		return 0;
	default:
		return opener_failed(r->o) ? ERR_LIMIT : 0;
	}
}

static int close_element(void *context, unsigned id)
{
	struct ods_reader *r = context;

	if (r->skip) {
		r->skip--;
		return 0;
	}
	if ((id == ODF_CELL || id == ODF_COVERED) && r->in_cell)
		return close_cell(r);
	if (id == ODF_ROW && r->in_sheet)
		close_row(r);
	else if (id == ODF_TABLE && r->in_sheet)
		close_sheet(r);
	return 0;
}

static int text_inside(void *context, struct str s)
{
	struct ods_reader *r = context;

	if (!r->skip && r->in_cell)
		odf_put_text(&r->cell, s);
	return 0;
}

static int read_sheets(struct ods_reader *r, struct package *p, struct err *e)
{
	struct markup m = { ODF_NAMES, .open = open_element, .close = close_element, .text = text_inside,
		.context = r };
	int rc = 0;

	for (int pass = 0; pass < 2 && rc == 0; pass++) {
		r->writing = pass == 1;
		r->sheet = 0;
		r->in_sheet = r->in_cell = false;
		r->skip = 0;
		rc = markup_read(p, STR("content.xml"), &m, e);
	}
	if (rc == 0 && !r->widths.len)
		rc = err_set(e, ERR_INPUT, "工作簿里没有工作表");
	return rc;
}

int open_ods(struct opener *o, struct str bytes, struct err *e)
{
	struct package *p = NULL;
	int rc = odf_open(o, bytes, &p, e);
	struct ods_reader *r = rc == 0 ? fault_calloc(1, sizeof *r) : NULL;

	if (rc < 0)
		return rc;
	if (!r) {
		package_close(p);
		return err_nomem(e);
	}
	r->o = o;
	r->most = o->limits.cells_across > 0 && o->limits.cells_across < COLUMNS_MAX ? (size_t)o->limits.cells_across
										     : COLUMNS_MAX;
	buf_init(&r->cell, CELL_BYTES_MAX);
	buf_init(&r->row, o->limits.text);
	vec_init(&r->cells, sizeof(struct written));
	vec_init(&r->widths, sizeof(size_t));
	vec_init(&r->hiding, sizeof(struct style));
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		buf_init(&r->covers[i].text, CELL_BYTES_MAX);
	rc = read_sheets(r, p, e);
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		buf_clear(&r->covers[i].text);
	buf_clear(&r->cell);
	buf_clear(&r->row);
	vec_clear(&r->cells);
	vec_clear(&r->widths);
	vec_clear(&r->hiding);
	free(r);
	package_close(p);
	return opener_failed(o) ? opener_end(o, e) : rc < 0 ? rc : opener_end(o, e);
}
