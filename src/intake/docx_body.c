#include "docx_body.h"

#include "docx_names.h"

enum { INSTRUCTION_MAX = 2000, NESTED_MAX = 64 };

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

static struct docx_frame *now(struct docx_body *b)
{
	return &b->frames[b->frame];
}

/* --- writing --- */

static void place(struct docx_body *b, uint32_t paragraph)
{
	if (!b->notes_title && !b->frame)
		opener_place(b->o, (struct intake_place){ INTAKE_PARAGRAPH, b->page, paragraph, 0 });
}

/* Text boxes stand behind what they are anchored in. */
static void flush_boxes(struct docx_body *b)
{
	if (b->frame || b->frames[0].tables || !b->later.len)
		return;
	opener_text(b->o, buf_view(&b->later));
	buf_reset(&b->later);
}

static void write_lines(struct docx_body *b, struct str lines)
{
	if (b->frame)
		buf_str(&b->later, lines);
	else
		opener_text(b->o, lines);
}

static void gap(struct docx_body *b)
{
	if (b->frame)
		buf_cstr(&b->later, b->later.len ? "\n" : "");
	else
		opener_gap(b->o);
}

/* The line or row that was made; a failure would be forgotten with the next one. */
static struct str written(struct docx_body *b, const struct docx_frame *f)
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
		cells_line(&f->rows, written(b, f), f->same_line ? " " : LINE_IN_CELL);
		f->same_line = false;
	} else if (!contents) {
		place(b, b->paragraph);
		write_lines(b, written(b, f));
		write_lines(b, STR("\n"));
	}
	buf_reset(&f->line);
}

static void close_paragraph(struct docx_body *b)
{
	struct docx_frame *f = now(b);

	f->in_p = false;
	if (!f->joined)
		flush_paragraph(b, f);
	flush_boxes(b);
}

/* A paragraph that should have gone on in the next one, where there is none. */
static void flush_rest(struct docx_body *b)
{
	struct docx_frame *f = now(b);

	if (f->line.len)
		flush_paragraph(b, f);
}

/* --- what is hidden from the text --- */

static bool in_code(const struct docx_frame *f)
{
	for (unsigned i = 0; i < f->fields_open; i++)
		if (!f->fields[i].result || f->fields[i].contents)
			return true;
	return f->fields_too_deep > 0;
}

static bool shows(struct docx_body *b, struct docx_frame *f)
{
	if (!f->in_p || f->sdt_placeholder || in_code(f))
		return false;
	b->seen.hidden += f->run_hidden;
	return !f->run_hidden;
}

static void put(struct docx_body *b, struct str s)
{
	struct docx_frame *f = now(b);

	if (!shows(b, f))
		return;
	if (f->font == DOCX_TEXT)
		buf_str(&f->line, s);
	else
		docx_signs(f->font, s, &f->line);
}

/* --- fields --- */

/* A table of contents repeats the headings: it is left out. */
static bool is_contents(struct str instruction)
{
	return str_starts(str_trim(instruction), STR("TOC"));
}

static void begin_field(struct docx_frame *f)
{
	if (f->fields_open == FIELDS_MAX)
		f->fields_too_deep++;
	else
		f->fields[f->fields_open++] = (struct docx_field){ 0 };
	buf_reset(&f->instruction);
}

/* A field that shows no result of its own: a check box, a circled number. */
static void put_bare_field(struct docx_frame *f)
{
	struct str code = str_trim(buf_view(&f->instruction));

	if (str_starts(code, STR("FORMCHECKBOX")))
		buf_cstr(&f->line, f->checked ? "☑" : "□");
	else
		docx_equation(buf_view(&f->instruction), &f->line);
}

/* w:checked goes before w:default, whatever their order. */
static void open_check_box(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);

	if (t->id == W_CHECKED || !f->check_said)
		f->checked = markup_on(t);
	f->check_said = f->check_said || t->id == W_CHECKED;
}

static void open_field_char(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);
	struct str type = markup_attribute(t, "fldCharType");
	bool end = str_eq(type, STR("end"));

	if (str_eq(type, STR("begin"))) {
		f->checked = f->check_said = false;
		begin_field(f);
		return;
	}
	if (f->fields_too_deep) {
		f->fields_too_deep -= end;
		return;
	}
	if (!f->fields_open)
		return;
	struct docx_field *field = &f->fields[f->fields_open - 1];
	bool bare = end && !field->result;
	if (!field->result)
		field->contents = is_contents(buf_view(&f->instruction));
	field->result = true;
	f->fields_open -= end;
	if (bare && shows(b, f))
		put_bare_field(f);
	buf_reset(&f->instruction);
}

static void open_instruction(struct docx_body *b, const struct markup_tag *t)
{
	(void)t;
	now(b)->in_instruction = true;
}

static void open_simple_field(struct docx_body *b, const struct markup_tag *t)
{
	if (is_contents(markup_attribute(t, "instr")))
		b->skip = 1;
}

/* --- runs --- */

static void open_run(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);

	(void)t;
	f->run_hidden = docx_style_hidden(b->lists, f->style);
	f->font = DOCX_TEXT;
}

static void open_fonts(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);
	struct str name = markup_attribute(t, "hAnsi");

	if (!f->in_style)
		f->font = docx_font_of(name.len ? name : markup_attribute(t, "ascii"));
}

static void open_text_run(struct docx_body *b, const struct markup_tag *t)
{
	(void)t;
	now(b)->in_text = true;
}

static void open_sign(struct docx_body *b, const struct markup_tag *t)
{
	put(b, t->id == W_TAB ? STR("\t") : t->id == W_CR ? STR("\n") : STR("-"));
}

static void open_break(struct docx_body *b, const struct markup_tag *t)
{
	struct str type = markup_attribute(t, "type");
	bool page = str_eq(type, STR("page")) || str_eq(type, STR("column"));

	if (!page || now(b)->line.len)
		put(b, STR("\n"));
}

static void open_symbol(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);

	if (shows(b, f))
		docx_symbol(markup_attribute(t, "font"), markup_attribute(t, "char"), &f->line);
}

static void open_vanish(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);

	if (f->in_style) /* of the paragraph's mark */
		f->joined = f->joined || markup_on(t);
	else
		f->run_hidden = markup_on(t);
}

static void open_run_style(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);

	if (!f->in_style && docx_style_hidden(b->lists, docx_style(b->lists, markup_attribute(t, "val"), false)))
		f->run_hidden = true;
}

/* --- paragraphs --- */

static void open_paragraph(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);

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
	struct docx_frame *f = now(b);
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

/* --- tables --- */

static void open_table(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);

	(void)t;
	if (f->tables++)
		return;
	flush_rest(b);
	gap(b);
	cells_begin(&f->rows);
}

static void write_row(struct docx_body *b, uint32_t paragraph, struct str s)
{
	place(b, paragraph);
	write_lines(b, s);
}

static void close_table(struct docx_body *b)
{
	struct docx_frame *f = now(b);

	if (!f->tables || --f->tables)
		return;
	buf_reset(&f->label);
	cells_end(&f->rows, &f->label);
	write_row(b, f->first_paragraph, written(b, f));
	gap(b);
	flush_boxes(b);
}

static void close_row(struct docx_body *b)
{
	struct docx_frame *f = now(b);

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
	write_row(b, f->row_paragraph, written(b, f));
}

static void open_row(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);

	(void)t;
	f->nested_cells = 0;
	if (f->tables != 1)
		return;
	f->row_paragraph = b->paragraph + 1;
	f->grid_after = 0;
	cells_begin_row(&f->rows);
}

static void open_cell(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);

	(void)t;
	if (f->tables == 1)
		cells_begin_cell(&f->rows);
	else
		f->same_line = f->nested_cells++ > 0;
}

static void close_cell(struct docx_body *b)
{
	struct docx_frame *f = now(b);

	flush_rest(b);
	if (f->tables == 1)
		cells_end_cell(&f->rows);
	f->same_line = false;
}

static void open_cell_style(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);
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

/* --- text boxes, content controls, alternatives, changes --- */

static void open_box(struct docx_body *b, const struct markup_tag *t)
{
	(void)t;
	if (b->frame + 1 == FRAMES_MAX) {
		b->skip = 1;
		return;
	}
	b->frame++;
	struct docx_frame *f = now(b);
	buf_reset(&f->line);
	f->tables = f->fields_open = f->fields_too_deep = f->sdt = f->sdt_placeholder = 0;
	f->joined = f->in_p = f->in_text = f->in_instruction = f->in_style = false;
}

static void close_box(struct docx_body *b)
{
	flush_rest(b);
	if (b->frame)
		b->frame--;
}

static void open_control(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);

	if (t->id == W_SDT)
		f->sdt++;
	else if (f->sdt && !f->sdt_placeholder && markup_on(t))
		f->sdt_placeholder = f->sdt;
}

static void close_control(struct docx_body *b)
{
	struct docx_frame *f = now(b);

	if (f->sdt_placeholder == f->sdt)
		f->sdt_placeholder = 0;
	f->sdt -= f->sdt > 0;
}

/* Prefixes of later versions of Office whose alternative shows what we read. */
static bool understands(struct str requires)
{
	static const char *const known[] = { "wps", "wpg", "wpc", "wpi", "wp14", "w14", "w15", "w16", "w16se", "w16cid",
		"w16cex", "a14", "cx", "aink", "am3d" };
	for (size_t at = 0; at < requires.len;) {
		size_t end = str_find(requires, STR(" "), at);
		struct str word = str_sub(requires, at, end);
		bool found = !word.len;
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			found = found || str_eq(word, str_from(known[i]));
		if (!found)
			return false;
		at = end == STR_NPOS ? requires.len : end + 1;
	}
	return true;
}

static void open_alternatives(struct docx_body *b, const struct markup_tag *t)
{
	(void)t;
	if (b->choices.len == NESTED_MAX || !vec_push(&b->choices))
		b->skip = 1;
}

static void close_alternatives(struct docx_body *b)
{
	b->choices.len -= b->choices.len > 0;
}

static void open_choice(struct docx_body *b, const struct markup_tag *t)
{
	bool *taken = b->choices.len ? &VEC_AT(&b->choices, bool, b->choices.len - 1) : NULL;

	if (!taken)
		return;
	if (*taken || (t->id == W_CHOICE && !understands(markup_attribute(t, "Requires"))))
		b->skip = 1;
	else
		*taken = true;
}

static void open_change(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = now(b);
	bool gone = t->id == W_DEL || t->id == W_MOVE_FROM;

	b->seen.changes++;
	if (gone && f->in_row_style)
		f->rows.dropped = true;
	else if (gone && f->in_style) /* of the paragraph's mark */
		f->joined = true;
	else if (gone)
		b->skip = 1;
}

/* Word's own notes are the lines above the notes of a page. */
static void open_note(struct docx_body *b, const struct markup_tag *t)
{
	struct str type = markup_attribute(t, "type");

	if (!b->notes_title || (type.len && !str_eq(type, STR("normal")))) {
		b->skip = 1;
		return;
	}
	if (b->note++ == 0)
		opener_gap(b->o);
	buf_fmt(&now(b)->line, "%s%u：", b->notes_title, b->note);
}

static void open_rest(struct docx_body *b, const struct markup_tag *t)
{
	b->seen.pictures += t->id == W_PICTURE;
	b->seen.embedded += t->id == W_OBJECT || t->id == W_ALT_CHUNK;
	b->page += t->id == W_LAST_PAGE && !b->frame;
}

static void open_skipped(struct docx_body *b, const struct markup_tag *t)
{
	(void)t;
	b->skip = 1;
}

/* --- the walk --- */

typedef void open_fn(struct docx_body *b, const struct markup_tag *t);

static open_fn *const opens[W_ELEMENTS] = {
	[W_SKIPPED] = open_skipped,
	[W_RUBY_TEXT] = open_skipped,
	[W_TABS] = open_skipped, /* tab stops, not tabs */
	[W_P] = open_paragraph,
	[W_P_PR] = open_paragraph_style,
	[W_P_STYLE] = open_paragraph_style,
	[W_NUM_ID] = open_paragraph_style,
	[W_ILVL] = open_paragraph_style,
	[W_R] = open_run,
	[W_T] = open_text_run,
	[W_MATH_TEXT] = open_text_run,
	[W_TAB] = open_sign,
	[W_CR] = open_sign,
	[W_NO_BREAK_HYPHEN] = open_sign,
	[W_BR] = open_break,
	[W_SYM] = open_symbol,
	[W_VANISH] = open_vanish,
	[W_R_STYLE] = open_run_style,
	[W_R_FONTS] = open_fonts,
	[W_FLD_CHAR] = open_field_char,
	[W_CHECKED] = open_check_box,
	[W_DEFAULT] = open_check_box,
	[W_FLD_SIMPLE] = open_simple_field,
	[W_INSTR] = open_instruction,
	[W_TBL] = open_table,
	[W_TR] = open_row,
	[W_TC] = open_cell,
	[W_TR_PR] = open_cell_style,
	[W_GRID_BEFORE] = open_cell_style,
	[W_GRID_AFTER] = open_cell_style,
	[W_GRID_SPAN] = open_cell_style,
	[W_V_MERGE] = open_cell_style,
	[W_H_MERGE] = open_cell_style,
	[W_CELL_DEL] = open_cell_style,
	[W_TEXTBOX] = open_box,
	[W_SDT] = open_control,
	[W_PLACEHOLDER] = open_control,
	[W_ALTERNATE] = open_alternatives,
	[W_CHOICE] = open_choice,
	[W_FALLBACK] = open_choice,
	[W_INS] = open_change,
	[W_DEL] = open_change,
	[W_MOVE_FROM] = open_change,
	[W_MOVE_TO] = open_change,
	[W_FOOTNOTE] = open_note,
	[W_ENDNOTE] = open_note,
	[W_PICTURE] = open_rest,
	[W_OBJECT] = open_rest,
	[W_ALT_CHUNK] = open_rest,
	[W_LAST_PAGE] = open_rest,
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
		rc = b->o->failed < 0 ? b->o->failed : opener_why(&now(b)->line);
	return rc == 0 ? cells_failed(&now(b)->rows) : rc;
}

static void close_style(struct docx_body *b)
{
	now(b)->in_style = false;
}

static void close_row_style(struct docx_body *b)
{
	now(b)->in_row_style = false;
}

static void close_text(struct docx_body *b)
{
	now(b)->in_text = now(b)->in_instruction = false;
}

static void (*const closes[W_ELEMENTS])(struct docx_body *b) = {
	[W_P] = close_paragraph,
	[W_P_PR] = close_style,
	[W_T] = close_text,
	[W_MATH_TEXT] = close_text,
	[W_INSTR] = close_text,
	[W_TBL] = close_table,
	[W_TR] = close_row,
	[W_TC] = close_cell,
	[W_TR_PR] = close_row_style,
	[W_TEXTBOX] = close_box,
	[W_SDT] = close_control,
	[W_ALTERNATE] = close_alternatives,
	[W_BODY] = flush_rest,
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

size_t docx_invisible_at(struct str s, size_t at)
{
	static const char *const marks[] = { "\xC2\xAD", "\xE2\x80\x8B", "\xEF\xBB\xBF" };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (s.ptr[at] == marks[i][0] && str_starts(str_sub(s, at, s.len), str_from(marks[i])))
			return strlen(marks[i]);
	return 0;
}

/* Word shows a line feed or TAB inside a run's text as a blank. */
static void put_text(struct docx_body *b, struct str s)
{
	for (size_t i = 0; i < s.len;) {
		size_t from = i;
		while (i < s.len && (unsigned char)s.ptr[i] >= ' ' && !docx_invisible_at(s, i))
			i++;
		put(b, str_sub(s, from, i));
		i += i < s.len ? docx_invisible_at(s, i) : 0;
		for (; i < s.len && (unsigned char)s.ptr[i] < ' '; i++)
			put(b, STR(" "));
	}
}

static int text_inside(void *context, struct str s)
{
	struct docx_body *b = context;
	struct docx_frame *f = now(b);

	if (b->skip)
		return 0;
	if (f->in_text)
		put_text(b, s);
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
