/* Forms that were filled in, and text that a reader's typewriter put over a page: neither is in the page's own content. */
#include "open_pdf.h"

#include "utf8.h"

enum { TEXT_MAX = 20000 }; /* bytes of one field */

#define EM_MOST 16.0

struct typed {
	struct vec *chars;
	double height; /* of the page */
	bool failed;
};

static void add(struct typed *t, uint32_t c, double x, double y, double width, double em)
{
	struct pdf_char *new = vec_push(t->chars);

	t->failed = t->failed || new == NULL;
	if (new != NULL)
		*new = (struct pdf_char){ c, x, y, x + width, y + em };
}

static double width_of(uint32_t c, double em)
{
	return c < 0x2E80 ? em / 2 : em;
}

static double widest(struct str s)
{
	double line = 0, most = 0;

	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);
		line = c == '\n' || c == '\r' ? 0 : line + width_of(c, 1);
		most = line > most ? line : most;
	}
	return most;
}

static size_t lines_in(struct str s)
{
	size_t n = 1;

	for (size_t i = 0; i < s.len; i++)
		n += s.ptr[i] == '\n' || (s.ptr[i] == '\r' && !(i + 1 < s.len && s.ptr[i + 1] == '\n'));
	return n;
}

/* How large the characters are is not told. Small enough that no line is broken: where one ends is what was typed. */
static double size_of(struct str s, double width, double height)
{
	double em = height * 0.8 / (double)lines_in(s), most = widest(s);

	em = most > 0 && em * most > width ? width / most : em;
	return em < EM_MOST ? em : EM_MOST;
}

static void place(struct typed *t, const char *text, const PopplerRectangle *r)
{
	struct str s = str_trim(str_from(text != NULL ? text : ""));

	s = str_sub(s, 0, s.len < TEXT_MAX ? s.len : TEXT_MAX);
	s = str_sub(s, 0, utf8_valid_prefix(s));
	if (s.len == 0 || !(r->x2 - r->x1 > 1) || !(r->y2 - r->y1 > 1))
		return;
	double width = r->x2 - r->x1, tall = r->y2 - r->y1, em = size_of(s, width, tall);
	double x = r->x1, y = t->height - r->y2 + (lines_in(s) == 1 && tall < 3 * em ? (tall - em) / 2 : 0);
	add(t, '\n', x, y, 0, em);
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);
		bool breaks = c == '\n' || c == '\r';
		if (breaks) {
			add(t, '\n', x, y, 0, em);
			x = r->x1;
			y += em * 1.2;
		}
		if (breaks && c == '\r' && at < s.len && s.ptr[at] == '\n')
			at++;
		if (!breaks) {
			add(t, c, x, y, width_of(c, em), em);
			x += width_of(c, em);
		}
	}
	add(t, '\n', x, y, 0, em);
}

static void add_fields(struct typed *t, PopplerPage *page)
{
	GList *list = poppler_page_get_form_field_mapping(page);

	for (GList *at = list; at != NULL; at = at->next) {
		const PopplerFormFieldMapping *m = at->data;
		PopplerFormFieldType type = poppler_form_field_get_field_type(m->field);
		char *text = type == POPPLER_FORM_FIELD_TEXT     ? poppler_form_field_text_get_text(m->field)
			     : type == POPPLER_FORM_FIELD_CHOICE ? poppler_form_field_choice_get_text(m->field)
								 : NULL;
		for (int i = 0; type == POPPLER_FORM_FIELD_CHOICE && text == NULL &&
				i < poppler_form_field_choice_get_n_items(m->field);
			i++)
			if (poppler_form_field_choice_is_item_selected(m->field, i))
				text = poppler_form_field_choice_get_item(m->field, i);
		place(t, text, &m->area);
		g_free(text);
	}
	poppler_page_free_form_field_mapping(list);
}

static bool is_seen(PopplerAnnot *annot)
{
	return (poppler_annot_get_flags(annot) & (POPPLER_ANNOT_FLAG_HIDDEN | POPPLER_ANNOT_FLAG_NO_VIEW)) == 0;
}

static bool is_remark(PopplerAnnotType type)
{
	return type == POPPLER_ANNOT_TEXT || type == POPPLER_ANNOT_HIGHLIGHT || type == POPPLER_ANNOT_UNDERLINE ||
	       type == POPPLER_ANNOT_STRIKE_OUT || type == POPPLER_ANNOT_SQUIGGLY || type == POPPLER_ANNOT_CARET;
}

int open_pdf_typed(PopplerPage *page, double height, struct vec *chars, bool *ret_remarks)
{
	struct typed t = { chars, height, false };
	GList *list = poppler_page_get_annot_mapping(page);

	for (GList *at = list; at != NULL; at = at->next) {
		const PopplerAnnotMapping *m = at->data;
		PopplerAnnotType type = poppler_annot_get_annot_type(m->annot);
		char *text = is_seen(m->annot) ? poppler_annot_get_contents(m->annot) : NULL;
		if (type == POPPLER_ANNOT_FREE_TEXT)
			place(&t, text, &m->area);
		*ret_remarks = *ret_remarks || (is_remark(type) && text != NULL && text[0] != '\0');
		g_free(text);
	}
	poppler_page_free_annot_mapping(list);
	add_fields(&t, page);
	return t.failed ? ERR_NOMEM : 0;
}
