/* What lies in and around the paragraphs: text boxes, content controls, alternatives, changes, notes, pictures. */
#include "docx_walk.h"

enum { NESTED_MAX = 64 };

void docx_open_box(struct docx_body *b, const struct markup_tag *t)
{
	(void)t;
	if (b->frame + 1 == FRAMES_MAX) {
		b->skip = 1;
		return;
	}
	b->frame++;
	struct docx_frame *f = docx_now(b);
	buf_reset(&f->line);
	f->tables = f->fields_open = f->fields_too_deep = f->sdt = f->sdt_placeholder = 0;
	f->joined = f->in_p = f->in_text = f->in_instruction = f->in_style = false;
}

void docx_close_box(struct docx_body *b)
{
	docx_flush_rest(b);
	if (b->frame)
		b->frame--;
}

void docx_open_control(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);

	if (t->id == W_SDT)
		f->sdt++;
	else if (f->sdt && !f->sdt_placeholder && markup_on(t))
		f->sdt_placeholder = f->sdt;
}

void docx_close_control(struct docx_body *b)
{
	struct docx_frame *f = docx_now(b);

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

void docx_open_alternatives(struct docx_body *b, const struct markup_tag *t)
{
	(void)t;
	if (b->choices.len == NESTED_MAX || !vec_push(&b->choices))
		b->skip = 1;
}

void docx_close_alternatives(struct docx_body *b)
{
	b->choices.len -= b->choices.len > 0;
}

void docx_open_choice(struct docx_body *b, const struct markup_tag *t)
{
	bool *taken = b->choices.len ? &VEC_AT(&b->choices, bool, b->choices.len - 1) : NULL;

	if (!taken)
		return;
	if (*taken || (t->id == W_CHOICE && !understands(markup_attribute(t, "Requires"))))
		b->skip = 1;
	else
		*taken = true;
}

void docx_open_change(struct docx_body *b, const struct markup_tag *t)
{
	struct docx_frame *f = docx_now(b);
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
void docx_open_note(struct docx_body *b, const struct markup_tag *t)
{
	struct str type = markup_attribute(t, "type");

	if (!b->notes_title || (type.len && !str_eq(type, STR("normal")))) {
		b->skip = 1;
		return;
	}
	if (b->note++ == 0)
		opener_gap(b->o);
	buf_fmt(&docx_now(b)->line, "%s%u：", b->notes_title, b->note);
}

void docx_open_rest(struct docx_body *b, const struct markup_tag *t)
{
	b->seen.pictures += t->id == W_PICTURE;
	b->seen.embedded += t->id == W_OBJECT || t->id == W_ALT_CHUNK;
	b->page += t->id == W_LAST_PAGE && !b->frame;
}

void docx_open_skipped(struct docx_body *b, const struct markup_tag *t)
{
	(void)t;
	b->skip = 1;
}
