#include "docx_walk.h"

enum { INSTRUCTION_MAX = 2000 };

void docx_body_init(struct docx_body *b, struct opener *o, struct docx_lists *lists)
{
	memset(b, 0, sizeof *b);
	b->o = o;
	b->lists = lists;
	b->page = 1;
	vec_init(&b->choices, sizeof(bool));
	buf_init(&b->later, o->limits.text);
	for (size_t i = 0; i < FRAMES_MAX; i++) {
		struct docx_frame *f = &b->frames[i];
		buf_init(&f->line, o->limits.text);
		buf_init(&f->label, 4096);
		f->style = -1;
		f->place = (struct list_place){ -1, -1 };
		buf_init(&f->instruction, INSTRUCTION_MAX);
		cells_init(&f->rows, o->limits.cells_across > 0 ? (size_t)o->limits.cells_across : 0, o->limits.text);
	}
}

void docx_body_clear(struct docx_body *b)
{
	vec_clear(&b->choices);
	buf_clear(&b->later);
	for (size_t i = 0; i < FRAMES_MAX; i++) {
		struct docx_frame *f = &b->frames[i];
		buf_clear(&f->line);
		buf_clear(&f->label);
		buf_clear(&f->instruction);
		cells_clear(&f->rows);
	}
}

/* --- writing --- */

void docx_place(struct docx_body *b, uint32_t paragraph)
{
	if (!b->notes_title && !b->frame)
		opener_place(b->o, (struct intake_place){ INTAKE_PARAGRAPH, b->page, paragraph, 0 });
}

/* Text boxes stand behind what they are anchored in. */
void docx_flush_boxes(struct docx_body *b)
{
	if (b->frame || b->frames[0].tables || !b->later.len)
		return;
	opener_text(b->o, buf_view(&b->later));
	buf_reset(&b->later);
}

void docx_write_lines(struct docx_body *b, struct str lines)
{
	if (b->frame)
		buf_str(&b->later, lines);
	else
		opener_text(b->o, lines);
}

void docx_gap(struct docx_body *b)
{
	if (b->frame)
		buf_cstr(&b->later, b->later.len ? "\n" : "");
	else
		opener_gap(b->o);
}

/* The line or row that was made; a failure would be forgotten with the next one. */
struct str docx_written(struct docx_body *b, const struct docx_frame *f)
{
	if (f->label.failed && b->o->failed == 0)
		b->o->failed = opener_why(&f->label);
	return buf_view(&f->label);
}

/* What stands inside a table of contents leaves no line. */
static bool in_contents(const struct docx_frame *f)
{
	for (unsigned i = 0; i < f->fields_open; i++)
		if (f->fields[i].contents)
			return true;
	return false;
}

/* The open paragraph as a line, or as a line of the open cell. */
static void flush_paragraph(struct docx_body *b, struct docx_frame *f)
{
	bool contents = docx_style_is_contents(b->lists, f->style) || in_contents(f);

	buf_reset(&f->label);
	f->label.max = b->o->limits.text;
	if (!contents && !(f->tables && f->rows.continues))
		docx_lists_label(b->lists, f->style, f->place, &f->label);
	b->seen.contents += contents;
	if (!contents)
		buf_str(&f->label, buf_view(&f->line));
	if (f->tables) {
		cells_line(&f->rows, docx_written(b, f), f->same_line ? " " : LINE_IN_CELL);
		f->same_line = false;
	} else if (!contents) {
		docx_place(b, b->paragraph);
		docx_write_lines(b, docx_written(b, f));
		docx_write_lines(b, STR("\n"));
	}
	buf_reset(&f->line);
}

static void close_paragraph(struct docx_body *b)
{
	struct docx_frame *f = docx_now(b);

	f->in_p = false;
	if (!f->joined)
		flush_paragraph(b, f);
	docx_flush_boxes(b);
}

/* A paragraph that should have gone on in the next one, where there is none. */
void docx_flush_rest(struct docx_body *b)
{
	struct docx_frame *f = docx_now(b);

	if (f->line.len)
		flush_paragraph(b, f);
}

/* --- paragraphs --- */

static void open_paragraph(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);

	(void)t;
	f->in_p = true;
	f->style = docx_style(b->lists, STR(""), true);
	f->place = (struct list_place){ -1, -1 };
	f->joined = f->run_hidden = f->in_style = false;
	if (!b->frame)
		b->paragraph++;
}

static void open_paragraph_style(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);
	struct str val = markup_attribute(t, "val");

	if (t->id == W_P_PR)
		f->in_style = true;
	else if (t->id == W_P_STYLE)
		f->style = docx_style(b->lists, val, true);
	else if (t->id == W_NUM_ID)
		f->place.num = markup_number(val, 0, INT32_MAX, -1);
	else
		f->place.level = markup_number(val, 0, LIST_LEVELS - 1, -1);
}

/* --- the walk --- */

static docx_open_fn *const opens[W_ELEMENTS] = {
	[W_SKIPPED] = docx_open_skipped,
	[W_RUBY_TEXT] = docx_open_skipped,
	[W_TABS] = docx_open_skipped, /* tab stops, not tabs */
	[W_P] = open_paragraph,
	[W_P_PR] = open_paragraph_style,
	[W_P_STYLE] = open_paragraph_style,
	[W_NUM_ID] = open_paragraph_style,
	[W_ILVL] = open_paragraph_style,
	[W_R] = docx_open_run,
	[W_T] = docx_open_text_run,
	[W_MATH_TEXT] = docx_open_text_run,
	[W_TAB] = docx_open_sign,
	[W_CR] = docx_open_sign,
	[W_NO_BREAK_HYPHEN] = docx_open_sign,
	[W_BR] = docx_open_break,
	[W_SYM] = docx_open_symbol,
	[W_VANISH] = docx_open_vanish,
	[W_R_STYLE] = docx_open_run_style,
	[W_R_FONTS] = docx_open_fonts,
	[W_FLD_CHAR] = docx_open_field_char,
	[W_CHECKED] = docx_open_check_box,
	[W_DEFAULT] = docx_open_check_box,
	[W_FLD_SIMPLE] = docx_open_simple_field,
	[W_INSTR] = docx_open_instruction,
	[W_TBL] = docx_open_table,
	[W_TR] = docx_open_row,
	[W_TC] = docx_open_cell,
	[W_TR_PR] = docx_open_cell_style,
	[W_GRID_BEFORE] = docx_open_cell_style,
	[W_GRID_AFTER] = docx_open_cell_style,
	[W_GRID_SPAN] = docx_open_cell_style,
	[W_V_MERGE] = docx_open_cell_style,
	[W_H_MERGE] = docx_open_cell_style,
	[W_CELL_DEL] = docx_open_cell_style,
	[W_TEXTBOX] = docx_open_box,
	[W_SDT] = docx_open_control,
	[W_PLACEHOLDER] = docx_open_control,
	[W_ALTERNATE] = docx_open_alternatives,
	[W_CHOICE] = docx_open_choice,
	[W_FALLBACK] = docx_open_choice,
	[W_INS] = docx_open_change,
	[W_DEL] = docx_open_change,
	[W_MOVE_FROM] = docx_open_change,
	[W_MOVE_TO] = docx_open_change,
	[W_FOOTNOTE] = docx_open_note,
	[W_ENDNOTE] = docx_open_note,
	[W_PICTURE] = docx_open_rest,
	[W_OBJECT] = docx_open_rest,
	[W_ALT_CHUNK] = docx_open_rest,
	[W_LAST_PAGE] = docx_open_rest,
};

static int open_element(void *context, const struct markup_tag *t)
{
	struct docx_body *b = context;

	if (b->skip) {
		b->skip++;
		return 0;
	}
	if (opens[t->id])
		opens[t->id](b, t);
	int rc = opener_why(&b->o->text);
	if (rc == 0)
		rc = b->o->failed < 0 ? b->o->failed : opener_why(&docx_now(b)->line);
	return rc == 0 ? cells_failed(&docx_now(b)->rows) : rc;
}

static void close_style(struct docx_body *b)
{
	docx_now(b)->in_style = false;
}

static void close_row_style(struct docx_body *b)
{
	docx_now(b)->in_row_style = false;
}

static void close_text(struct docx_body *b)
{
	docx_now(b)->in_text = docx_now(b)->in_instruction = false;
}

static docx_close_fn *const closes[W_ELEMENTS] = {
	[W_P] = close_paragraph,
	[W_P_PR] = close_style,
	[W_T] = close_text,
	[W_MATH_TEXT] = close_text,
	[W_INSTR] = close_text,
	[W_TBL] = docx_close_table,
	[W_TR] = docx_close_row,
	[W_TC] = docx_close_cell,
	[W_TR_PR] = close_row_style,
	[W_TEXTBOX] = docx_close_box,
	[W_SDT] = docx_close_control,
	[W_ALTERNATE] = docx_close_alternatives,
	[W_BODY] = docx_flush_rest,
};

static int close_element(void *context, unsigned id)
{
	struct docx_body *b = context;

	if (b->skip)
		b->skip--;
	else if (closes[id])
		closes[id](b);
	return 0;
}

static int text_inside(void *context, struct str s)
{
	struct docx_body *b = context;
	struct docx_frame *f = docx_now(b);

	if (b->skip)
		return 0;
	if (f->in_text)
		docx_put_text(b, s);
	else if (f->in_instruction && f->fields_open)
		buf_str(&f->instruction, s);
	return opener_why(&f->line);
}

static int frame_failed(const struct docx_frame *f)
{
	int rc = opener_why(&f->line);

	if (rc == 0)
		rc = opener_why(&f->label);
	if (rc == 0 && f->instruction.failed && !f->instruction.full)
		rc = ERR_NOMEM;
	return rc == 0 ? cells_failed(&f->rows) : rc;
}

int docx_body_read(struct docx_body *b, struct package *p, struct str part, const char *notes_title, struct err *e)
{
	struct markup m = { DOCX_NAMES, .open = open_element, .close = close_element, .text = text_inside,
		.context = b };

	b->notes_title = notes_title;
	b->note = 0;
	b->skip = 0;
	int rc = markup_read(p, part, &m, e);
	for (size_t i = 0; rc == 0 && i < FRAMES_MAX; i++)
		rc = frame_failed(&b->frames[i]);
	if (rc == 0)
		rc = opener_why(&b->later);
	return rc == ERR_NOMEM      ? err_nomem(e)
	       : rc == 0 || e->code ? rc
				    : err_set(e, rc, "文件里的部件 " STR_FMT " 的文字超过上限", STR_ARG(part));
}
