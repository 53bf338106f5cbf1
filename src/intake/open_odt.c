/* ODT: the text of an OpenDocument document, as it is shown with all changes accepted. */
#include "cells.h"
#include "fault.h"
#include "odf.h"
#include "own.h"

enum { FRAMES_MAX = 4 };

/* A flow of paragraphs: the text, a note's, a text box's. */
struct frame {
	struct buf line;
	unsigned id; /* of the element that opened it */
};

struct odt_reader {
	struct opener *o;
	struct odf_lists *lists;
	struct frame frames[FRAMES_MAX];
	size_t frame;
	struct cells rows;
	struct buf row, notes, boxes; /* boxes: until the paragraph or table they stand in has ended */
	unsigned tables, skip;
	unsigned list_depth;
	int list_styles[ODF_LEVELS];
	bool label, in_p;          /* label: the number of the open item is still to be written */
	long rows_left[SPAN_MOST]; /* of the cell above, by column */
	size_t column;
	uint32_t paragraph;
	size_t note, images, hidden;
};

static struct buf *line_of(struct odt_reader *r)
{
	return &r->frames[r->frame].line;
}

/* --- paragraphs --- */

static void put_label(struct odt_reader *r, const struct markup_tag *t)
{
	if (r->frame)
		return;
	if (r->list_depth && r->label) {
		odf_list_label(r->lists, r->list_styles[r->list_depth - 1], r->list_depth - 1, line_of(r));
		r->label = false;
	} else if (t->id == ODF_HEADING && !r->list_depth &&
		   !str_eq(markup_attribute(t, "is-list-header"), STR("true"))) {
		unsigned level = (unsigned)markup_number(markup_attribute(t, "outline-level"), 1, ODF_LEVELS, 1) - 1;
		odf_list_next(r->lists, ODF_OUTLINE_STYLE, level, -1);
		odf_list_label(r->lists, ODF_OUTLINE_STYLE, level, line_of(r));
	}
}

static void open_paragraph(struct odt_reader *r, const struct markup_tag *t)
{
	buf_reset(line_of(r));
	r->in_p = true;
	r->paragraph += r->frame == 0;
	put_label(r, t);
}

static void flush_boxes(struct odt_reader *r)
{
	if (r->frame || r->tables || !r->boxes.len)
		return;
	opener_text(r->o, buf_view(&r->boxes));
	buf_reset(&r->boxes);
}

/* Where the line of a frame goes. */
static void close_paragraph(struct odt_reader *r)
{
	struct str line = buf_view(line_of(r));
	struct buf *later = r->frames[r->frame].id == ODF_TEXT_BOX ? &r->boxes : &r->notes;

	r->in_p = r->frame > 0; /* the paragraph around a note goes on */
	if (r->frame) {
		buf_str(later, line);
		buf_chr(later, '\n');
	} else if (r->tables) {
		cells_line(&r->rows, line, LINE_IN_CELL);
	} else {
		opener_place(r->o, (struct intake_place){ INTAKE_PARAGRAPH, 0, r->paragraph, 0 });
		opener_text(r->o, line);
		opener_text(r->o, STR("\n"));
	}
	if (line_of(r)->failed && r->o->failed == 0)
		r->o->failed = opener_why(line_of(r));
	flush_boxes(r);
}

static void open_frame(struct odt_reader *r, unsigned id)
{
	if (r->frame + 1 == FRAMES_MAX) {
		r->skip = 1;
		return;
	}
	r->frames[++r->frame].id = id;
	buf_reset(line_of(r));
	if (id == ODF_NOTE_BODY)
		buf_fmt(&r->notes, "脚注%zu：", ++r->note);
}

static void close_frame(struct odt_reader *r)
{
	r->frame -= r->frame > 0;
	r->in_p = true;
}

/* --- lists --- */

static void open_list(struct odt_reader *r, const struct markup_tag *t)
{
	int style = odf_list_style(r->lists, markup_attribute(t, "style-name"));
	bool goes_on = str_eq(markup_attribute(t, "continue-numbering"), STR("true")) ||
		       markup_attribute(t, "continue-list").len > 0;

	if (r->list_depth++ >= ODF_LEVELS)
		return;
	if (style < 0 && r->list_depth > 1)
		style = r->list_styles[r->list_depth - 2];
	r->list_styles[r->list_depth - 1] = style;
	if (r->list_depth == 1 && !goes_on)
		odf_list_restart(r->lists, style);
}

static void open_item(struct odt_reader *r, const struct markup_tag *t)
{
	r->label = t->id == ODF_ITEM && r->list_depth && r->list_depth <= ODF_LEVELS;
	if (r->label)
		odf_list_next(r->lists, r->list_styles[r->list_depth - 1], r->list_depth - 1,
			markup_number(markup_attribute(t, "start-value"), 0, INT32_MAX, -1));
}

/* --- tables: those inside a cell are lines of it --- */

static void open_table(struct odt_reader *r)
{
	if (r->frame || r->tables++)
		return;
	opener_gap(r->o);
	cells_begin(&r->rows);
	memset(r->rows_left, 0, sizeof r->rows_left);
}

static void write_row(struct odt_reader *r, struct buf *row)
{
	if (row->failed && r->o->failed == 0)
		r->o->failed = opener_why(row);
	opener_place(r->o, (struct intake_place){ INTAKE_PARAGRAPH, 0, r->paragraph, 0 });
	opener_text(r->o, buf_view(row));
}

static void close_table(struct odt_reader *r)
{
	if (r->frame || !r->tables || --r->tables)
		return;
	buf_reset(&r->row);
	cells_end(&r->rows, &r->row);
	write_row(r, &r->row);
	opener_gap(r->o);
	flush_boxes(r);
}

static void close_row(struct odt_reader *r)
{
	buf_reset(&r->row);
	cells_end_row(&r->rows, &r->row);
	if (r->rows.count == 2)
		write_row(r, &r->rows.first);
	write_row(r, &r->row);
}

/* A covered cell says what the one above says, if that one covers it. */
static void open_cell(struct odt_reader *r, const struct markup_tag *t)
{
	long down = markup_number(markup_attribute(t, "number-rows-spanned"), 1, INT32_MAX, 1);
	size_t column = r->column++;

	cells_begin_cell(&r->rows);
	if (column >= SPAN_MOST)
		return;
	r->rows.continues = t->id == ODF_COVERED && r->rows_left[column] > 0;
	r->rows.covered_beside = t->id == ODF_COVERED && !r->rows.continues;
	r->rows_left[column] = t->id == ODF_CELL ? down - 1 : r->rows_left[column] - (r->rows_left[column] > 0);
}

/* Empty cells are written once and said to be several. */
static void open_cells(struct odt_reader *r, const struct markup_tag *t)
{
	long more = markup_number(markup_attribute(t, "number-columns-repeated"), 1, SPAN_MOST, 1);

	for (; more > 1; more--) {
		open_cell(r, t);
		cells_end_cell(&r->rows);
	}
	open_cell(r, t);
}

/* --- the walk --- */

static void open_part(struct odt_reader *r, const struct markup_tag *t)
{
	bool mine = r->tables == 1 && !r->frame;

	switch (t->id) {
	case ODF_TABLE:
		open_table(r);
		break;
	case ODF_ROW:
		if (mine)
			cells_begin_row(&r->rows);
		r->column = mine ? 0 : r->column;
		break;
	case ODF_CELL:
	case ODF_COVERED:
		if (mine)
			open_cells(r, t);
		break;
	case ODF_LIST:
		open_list(r, t);
		break;
	case ODF_ITEM:
	case ODF_LIST_HEADER:
		open_item(r, t);
		break;
	case ODF_SECTION:
		r->skip = str_eq(markup_attribute(t, "display"), STR("none"));
		r->hidden += r->skip;
		break;
	case ODF_IMAGE:
		r->images++;
		break;
	default:
		break;
	}
}

static int open_element(void *context, const struct markup_tag *t)
{
	struct odt_reader *r = context;

	if (r->skip) {
		r->skip++;
		return 0;
	}
	switch (t->id) {
	case ODF_SKIPPED:
		r->skip = 1;
		break;
	case ODF_PARAGRAPH:
	case ODF_HEADING:
		open_paragraph(r, t);
		break;
	case ODF_SPACES:
		for (long n = markup_number(markup_attribute(t, "c"), 1, 200, 1); n > 0; n--)
			buf_chr(line_of(r), ' ');
		break;
	case ODF_TAB:
		buf_chr(line_of(r), '\t');
		break;
	case ODF_BREAK:
		buf_chr(line_of(r), '\n');
		break;
	case ODF_NOTE_BODY:
	case ODF_TEXT_BOX:
		open_frame(r, t->id);
		break;
	default:
		open_part(r, t);
		break;
	}
	return opener_failed(r->o) ? (r->o->failed < 0 ? r->o->failed : opener_why(&r->o->text))
				   : cells_failed(&r->rows);
}

static int close_element(void *context, unsigned id)
{
	struct odt_reader *r = context;
	bool mine = r->tables == 1 && !r->frame;

	if (r->skip) {
		r->skip--;
		return 0;
	}
	if (id == ODF_PARAGRAPH || id == ODF_HEADING)
		close_paragraph(r);
	else if (id == ODF_NOTE_BODY || id == ODF_TEXT_BOX)
		close_frame(r);
	else if (id == ODF_TABLE)
		close_table(r);
	else if (id == ODF_ROW && mine)
		close_row(r);
	else if ((id == ODF_CELL || id == ODF_COVERED) && mine)
		cells_end_cell(&r->rows);
	else if (id == ODF_LIST)
		r->list_depth -= r->list_depth > 0;
	return 0;
}

static int text_inside(void *context, struct str s)
{
	struct odt_reader *r = context;

	if (!r->skip && r->in_p)
		odf_put_text(line_of(r), s);
	return opener_why(line_of(r));
}

static int read_text(struct odt_reader *r, struct package *p, struct err *e)
{
	struct markup m = { ODF_NAMES, .open = open_element, .close = close_element, .text = text_inside,
		.context = r };

	int rc = odf_lists_read(p, &r->lists, e);
	if (rc == 0)
		rc = markup_read(p, STR("content.xml"), &m, e);
	if (rc == 0)
		rc = cells_failed(&r->rows) < 0 ? cells_failed(&r->rows)
		     : r->notes.failed          ? opener_why(&r->notes)
						: opener_why(&r->boxes);
	if (rc < 0 && r->o->failed == 0 && e->code == 0)
		r->o->failed = rc;
	if (rc == 0 && r->notes.len) {
		opener_gap(r->o);
		opener_text(r->o, buf_view(&r->notes));
	}
	if (r->images)
		opener_note(r->o, "pictures", "有 %zu 张图片，图片里的文字没有读入", r->images);
	if (r->hidden)
		opener_note(r->o, "hidden", "有 %zu 处隐藏的内容没有读入", r->hidden);
	if (r->rows.cut)
		opener_note(r->o, "wide", "表格超过 %zu 列的部分没有读入", r->rows.across_max);
	return rc;
}

int open_odt(struct opener *o, struct str bytes, struct err *e)
{
	struct package *p = NULL;
	struct odt_reader *r = NULL;
	int rc = odf_open(o, bytes, &p, e);

	if (rc < 0)
		return rc;
	r = fault_calloc(1, sizeof *r);
	if (!r) {
		package_close(p);
		return err_nomem(e);
	}
	r->o = o;
	for (size_t i = 0; i < FRAMES_MAX; i++)
		buf_init(&r->frames[i].line, o->limits.text);
	struct buf *const bufs[] = { &r->row, &r->notes, &r->boxes };
	for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
		buf_init(bufs[i], o->limits.text);
	cells_init(&r->rows, o->limits.cells_across > 0 ? (size_t)o->limits.cells_across : 0, o->limits.text);
	rc = read_text(r, p, e);
	for (size_t i = 0; i < FRAMES_MAX; i++)
		buf_clear(&r->frames[i].line);
	for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
		buf_clear(bufs[i]);
	cells_clear(&r->rows);
	odf_lists_free(&r->lists);
	free(r);
	package_close(p);
	return rc < 0 && e->code ? rc : opener_end(o, e);
}

/* --- for both kinds --- */

void odf_put_text(struct buf *line, struct str s)
{
	for (size_t i = 0; i < s.len;) {
		size_t from = i;
		while (i < s.len && (unsigned char)s.ptr[i] > ' ')
			i++;
		buf_str(line, str_sub(s, from, i));
		if (i < s.len && line->len && line->ptr[line->len - 1] != ' ')
			buf_chr(line, ' ');
		while (i < s.len && (unsigned char)s.ptr[i] <= ' ')
			i++;
	}
}

int odf_open(struct opener *o, struct str bytes, struct package **ret, struct err *e)
{
	OWN(buf_clear) struct buf manifest = { 0 };
	struct package *p = NULL;
	int rc = package_open(o, bytes, &p, e);

	if (rc < 0)
		return rc;
	size_t part = package_find(p, "META-INF/manifest.xml");
	bool locked = part != STR_NPOS && package_read(p, part, &manifest, NULL) == 0 &&
		      str_has(buf_view(&manifest), STR("encryption-data"));
	if (locked) {
		package_close(p);
		err_hint(e, "请用密码打开，另存一份没有密码的再用");
		return err_set(e, ERR_INPUT, "%.*s 有密码，打不开", STR_ARG(o->name));
	}
	*ret = p;
	return 0;
}
