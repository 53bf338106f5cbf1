/* Runs and fields of a paragraph: which of their text is seen. */
#include "docx_walk.h"

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
	struct docx_frame *f = docx_now(b);

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
void docx_open_check_box(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);

	if (t->id == W_CHECKED || !f->check_said)
		f->checked = markup_on(t);
	f->check_said = f->check_said || t->id == W_CHECKED;
}

void docx_open_field_char(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);
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

void docx_open_instruction(struct docx_body *b, const struct markup_tag *t)
{
	(void)t;
	docx_now(b)->in_instruction = true;
}

void docx_open_simple_field(struct docx_body *b, const struct markup_tag *t)
{
	if (is_contents(markup_attribute(t, "instr")))
		b->skip = 1;
}

/* --- runs --- */

void docx_open_run(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);

	(void)t;
	f->run_hidden = docx_style_hidden(b->lists, f->style);
	f->font = DOCX_TEXT;
}

void docx_open_fonts(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);
	struct str name = markup_attribute(t, "hAnsi");

	if (!f->in_style)
		f->font = docx_font_of(name.len ? name : markup_attribute(t, "ascii"));
}

void docx_open_text_run(struct docx_body *b, const struct markup_tag *t)
{
	(void)t;
	docx_now(b)->in_text = true;
}

void docx_open_sign(struct docx_body *b, const struct markup_tag *t)
{
	put(b, t->id == W_TAB ? STR("\t") : t->id == W_CR ? STR("\n") : STR("-"));
}

void docx_open_break(struct docx_body *b, const struct markup_tag *t)
{
	struct str type = markup_attribute(t, "type");
	bool page = str_eq(type, STR("page")) || str_eq(type, STR("column"));

	if (!page || docx_now(b)->line.len)
		put(b, STR("\n"));
}

void docx_open_symbol(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);

	if (shows(b, f))
		docx_symbol(markup_attribute(t, "font"), markup_attribute(t, "char"), &f->line);
}

void docx_open_vanish(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);

	if (f->in_style) /* of the paragraph's mark */
		f->joined = f->joined || markup_on(t);
	else
		f->run_hidden = markup_on(t);
}

void docx_open_run_style(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);

	if (!f->in_style && docx_style_hidden(b->lists, docx_style(b->lists, markup_attribute(t, "val"), false)))
		f->run_hidden = true;
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
void docx_put_text(struct docx_body *b, struct str s)
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
