#include "rtf.h"

#include <stdlib.h>
#include <strings.h>

/* A word's number, and what its row gives. */
struct rtf_call {
	long number;
	bool given;
	int argument;
	const char *text;
};
typedef void rtf_action(struct rtf *r, const struct rtf_call *c);

static bool is_on(const struct rtf_call *c)
{
	return !c->given || c->number != 0;
}

/* --- destinations --- */

static void skip(struct rtf *r, const struct rtf_call *c)
{
	(void)c;
	r->now.target = RTF_SKIP;
}

static void go_on(struct rtf *r, const struct rtf_call *c)
{
	(void)r;
	(void)c;
}

static void picture(struct rtf *r, const struct rtf_call *c)
{
	r->seen.pictures += r->now.target == RTF_TEXT;
	skip(r, c);
}

static void object(struct rtf *r, const struct rtf_call *c)
{
	r->seen.embedded += r->now.target == RTF_TEXT;
	skip(r, c);
}

static void table_of(struct rtf *r, const struct rtf_call *c)
{
	if (r->now.target != RTF_SKIP)
		r->now.target = (uint8_t)c->argument;
	rtf_reset(r, &r->name);
}

static void number_text(struct rtf *r, const struct rtf_call *c)
{
	(void)c;
	if (r->now.target != RTF_TEXT)
		return;
	r->now.target = RTF_LABEL;
	r->now.role = RTF_NUMBER;
	r->number_signs = false;
	rtf_reset(r, &r->number);
}

static void field(struct rtf *r, const struct rtf_call *c)
{
	(void)c;
	if (r->now.target != RTF_TEXT || r->now.role != RTF_GROUP)
		return;
	r->now.role = RTF_FIELD;
	flow_begin_field(rtf_flow(r));
	rtf_flow(r)->checked = r->check_said = false;
}

static void field_result(struct rtf *r, const struct rtf_call *c)
{
	(void)c;
	if (r->now.target == RTF_TEXT)
		flow_begin_result(rtf_flow(r));
}

static void form_value(struct rtf *r, const struct rtf_call *c)
{
	if (r->now.target != RTF_FORM || !c->given || c->number > 1 || r->check_said)
		return;
	rtf_flow(r)->checked = c->number == 1;
	r->check_said = c->argument;
}

static void unicode_pair(struct rtf *r, const struct rtf_call *c)
{
	r->now.outer = r->now.target;
	skip(r, c);
}

static void unicode_half(struct rtf *r, const struct rtf_call *c)
{
	(void)c;
	r->now.target = r->now.outer;
}

/* A flow of its own: what stands around it goes on behind it. */
static struct flow *begin_flow(struct rtf *r, struct buf *into)
{
	if (r->now.target != RTF_TEXT || r->now.role != RTF_GROUP || r->flow + 1 == RTF_FLOWS_MAX) {
		r->now.target = RTF_SKIP;
		return NULL;
	}
	r->flow++;
	flow_init(rtf_flow(r), r->o, into);
	r->now.role = RTF_FLOW;
	r->now.depth = 0;
	r->now.contents = false;
	return rtf_flow(r);
}

static void box(struct rtf *r, const struct rtf_call *c)
{
	(void)c;
	begin_flow(r, &r->boxes);
}

static void note(struct rtf *r, const struct rtf_call *c)
{
	static const char *const titles[] = { "脚注", "尾注" };
	struct str rest = str_trim(str_sub(r->bytes, r->at, r->at + 16));
	int kind = str_starts(rest, STR("\\ftnalt"));

	(void)c;
	if (r->now.hidden || r->now.deleted) {
		r->now.target = RTF_SKIP;
		return;
	}
	struct flow *f = begin_flow(r, &r->notes[kind]);
	if (f)
		buf_fmt(&f->line, "%s%u：", titles[kind], ++r->notes_count[kind]);
}

void rtf_close_role(struct rtf *r)
{
	struct flow *f = rtf_flow(r);

	if (r->now.role == RTF_FIELD) {
		flow_end_field(f);
	} else if (r->now.role == RTF_NUMBER) {
		rtf_end_number(r);
	} else if (r->now.role == RTF_FLOW) {
		if (f->line.len)
			rtf_end_paragraph(r);
		flow_end(f);
		int rc = flow_failed(f);
		if (rc < 0 && !r->o->failed)
			r->o->failed = rc;
		flow_clear(f);
		r->flow--;
	}
}

/* --- fonts and styles --- */

static void font(struct rtf *r, const struct rtf_call *c)
{
	if (r->now.target != RTF_FONTS) {
		r->now.font = rtf_font_index(r, c->number);
		return;
	}
	struct rtf_font *f = r->fonts.len < RTF_FONTS_MAX ? vec_push(&r->fonts) : NULL;
	rtf_reset(r, &r->name);
	if (f)
		*f = (struct rtf_font){ .number = c->number };
	else if (r->fonts.len < RTF_FONTS_MAX && !r->o->failed)
		r->o->failed = ERR_NOMEM;
}

static void font_default(struct rtf *r, const struct rtf_call *c)
{
	r->default_font = c->number;
}

static void font_set(struct rtf *r, const struct rtf_call *c)
{
	struct rtf_font *f = r->fonts.len ? &VEC_AT(&r->fonts, struct rtf_font, r->fonts.len - 1) : NULL;

	if (r->now.target != RTF_FONTS || !f)
		return;
	if (c->argument) {
		f->page = c->number > 0 && c->number < 65536 ? (unsigned)c->number : 0;
		return;
	}
	f->page = codepage_of_charset(c->number);
	f->signs = c->number == 2;
	if (f->signs && f->kind == DOCX_TEXT)
		f->kind = DOCX_SYMBOL;
}

static void style(struct rtf *r, const struct rtf_call *c)
{
	if (r->now.target == RTF_STYLES) {
		r->style = c->number;
		rtf_reset(r, &r->name);
		return;
	}
	r->now.contents = false;
	for (size_t i = 0; i < r->contents.len; i++)
		if (VEC_AT(&r->contents, long, i) == c->number)
			r->now.contents = true;
}

static void code_page(struct rtf *r, const struct rtf_call *c)
{
	if (c->number > 0 && c->number < 65536)
		r->ansi = (unsigned)c->number;
}

/* --- characters --- */

static void character(struct rtf *r, const struct rtf_call *c)
{
	rtf_put(r, str_from(c->text));
}

static void page_break(struct rtf *r, const struct rtf_call *c)
{
	(void)c;
	if (r->now.target == RTF_TEXT && rtf_flow(r)->line.len)
		rtf_put(r, STR("\n"));
}

static void unicode(struct rtf *r, const struct rtf_call *c)
{
	if (c->given)
		rtf_unicode(r, c->number);
}

static void unicode_skip(struct rtf *r, const struct rtf_call *c)
{
	r->now.unicode_skip = c->number >= 0 && c->number < 256 ? (uint16_t)c->number : 1;
}

static void plain(struct rtf *r, const struct rtf_call *c)
{
	(void)c;
	r->now.hidden = r->now.deleted = false;
	r->now.font = rtf_font_index(r, r->default_font);
}

static void hidden(struct rtf *r, const struct rtf_call *c)
{
	r->now.hidden = is_on(c);
}

static void deleted(struct rtf *r, const struct rtf_call *c)
{
	r->now.deleted = is_on(c);
	r->seen.changes += r->now.target == RTF_TEXT;
}

static void revised(struct rtf *r, const struct rtf_call *c)
{
	r->seen.changes += r->now.target == RTF_TEXT && is_on(c);
}

/* --- paragraphs and tables --- */

static void paragraph(struct rtf *r, const struct rtf_call *c)
{
	/* \sect ends a paragraph that is open */
	if (r->now.target == RTF_TEXT && (!c->argument || rtf_flow(r)->line.len))
		rtf_end_paragraph(r);
	else if (r->now.target == RTF_LABEL)
		rtf_put(r, STR(" "));
}

static void paragraph_default(struct rtf *r, const struct rtf_call *c)
{
	(void)c;
	r->now.depth = 0;
	r->now.contents = false;
}

static void in_table(struct rtf *r, const struct rtf_call *c)
{
	if (!c->argument)
		r->now.depth = r->now.depth ? r->now.depth : 1;
	else if (c->number >= 0 && c->number < 200)
		r->now.depth = (uint8_t)c->number;
}

static void cell(struct rtf *r, const struct rtf_call *c)
{
	if (r->now.target != RTF_TEXT)
		return;
	struct flow *f = rtf_flow(r);
	flow_begin_paragraph(f);
	unsigned depth = r->now.depth ? r->now.depth : 1;
	flow_end_paragraph(f, depth, r->now.contents);
	if (c->argument)
		flow_end_inner(f, false);
	else
		flow_end_cell(f);
}

static void row(struct rtf *r, const struct rtf_call *c)
{
	const struct flow_shape shape = { r->edges, r->covers, r->edges_count };

	if (c->argument)
		flow_end_inner(rtf_flow(r), true);
	else if (r->now.target == RTF_TEXT)
		flow_end_row(rtf_flow(r), r->edges_count > 1 ? &shape : NULL);
}

static void row_default(struct rtf *r, const struct rtf_call *c)
{
	(void)c;
	if (r->now.inner_shape)
		return;
	r->edges[0] = 0;
	r->edges_count = 1;
	r->cover = 0;
}

static int32_t twips(long n)
{
	return n > 1000000 ? 1000000 : n < -1000000 ? -1000000 : (int32_t)n;
}

static void row_left(struct rtf *r, const struct rtf_call *c)
{
	if (!r->now.inner_shape && c->given)
		r->edges[0] = twips(c->number);
}

static void cell_cover(struct rtf *r, const struct rtf_call *c)
{
	if (!r->now.inner_shape)
		r->cover |= (uint8_t)c->argument;
}

static void cell_edge(struct rtf *r, const struct rtf_call *c)
{
	if (r->now.inner_shape || !r->edges_count || r->edges_count == RTF_EDGES_MAX)
		return;
	r->covers[r->edges_count - 1] = r->cover;
	r->edges[r->edges_count++] = twips(c->number);
	r->cover = 0;
}

static void inner_shape(struct rtf *r, const struct rtf_call *c)
{
	(void)c;
	r->now.inner_shape = true;
}

/* --- the words, by name --- */

struct word_row {
	const char *name;
	rtf_action *act;
	bool destination; /* known behind \* */
	int argument;
	const char *text;
};

static const struct word_row words[] = {
	{ "aftnsep", skip, false, 0, NULL },
	{ "annotation", skip, true, 0, NULL },
	{ "ansicpg", code_page, false, 0, NULL },
	{ "bullet", character, false, 0, "•" },
	{ "cell", cell, false, 0, NULL },
	{ "cellx", cell_edge, false, 0, NULL },
	{ "clmrg", cell_cover, false, FLOW_BESIDE, NULL },
	{ "clvmrg", cell_cover, false, FLOW_DOWN, NULL },
	{ "colortbl", skip, false, 0, NULL },
	{ "column", page_break, false, 0, NULL },
	{ "cpg", font_set, false, 1, NULL },
	{ "deff", font_default, false, 0, NULL },
	{ "deleted", deleted, false, 0, NULL },
	{ "do", go_on, true, 0, NULL },
	{ "dptxbxtext", box, true, 0, NULL },
	{ "emdash", character, false, 0, "—" },
	{ "emspace", character, false, 0, " " },
	{ "endash", character, false, 0, "–" },
	{ "enspace", character, false, 0, " " },
	{ "f", font, false, 0, NULL },
	{ "fcharset", font_set, false, 0, NULL },
	{ "ffdefres", form_value, false, 0, NULL },
	{ "ffres", form_value, false, 1, NULL },
	{ "field", field, false, 0, NULL },
	{ "fldinst", go_on, true, 0, NULL },
	{ "fldrslt", field_result, true, 0, NULL },
	{ "fonttbl", table_of, false, RTF_FONTS, NULL },
	{ "footer", skip, false, 0, NULL },
	{ "footerf", skip, false, 0, NULL },
	{ "footerl", skip, false, 0, NULL },
	{ "footerr", skip, false, 0, NULL },
	{ "footnote", note, true, 0, NULL }, /* LibreOffice writes \*\footnote */
	{ "formfield", table_of, true, RTF_FORM, NULL },
	{ "ftnsep", skip, false, 0, NULL },
	{ "header", skip, false, 0, NULL },
	{ "headerf", skip, false, 0, NULL },
	{ "headerl", skip, false, 0, NULL },
	{ "headerr", skip, false, 0, NULL },
	{ "info", skip, false, 0, NULL },
	{ "intbl", in_table, false, 0, NULL },
	{ "itap", in_table, false, 1, NULL },
	{ "ldblquote", character, false, 0, "“" },
	{ "line", character, false, 0, "\n" },
	{ "listtext", number_text, true, 0, NULL },
	{ "lquote", character, false, 0, "‘" },
	{ "nestcell", cell, false, 1, NULL },
	{ "nestrow", row, false, 1, NULL },
	{ "nesttableprops", inner_shape, true, 0, NULL },
	{ "nonesttables", skip, false, 0, NULL },
	{ "nonshppict", skip, false, 0, NULL },
	{ "object", object, false, 0, NULL },
	{ "page", page_break, false, 0, NULL },
	{ "par", paragraph, false, 0, NULL },
	{ "pard", paragraph_default, false, 0, NULL },
	{ "pict", picture, false, 0, NULL },
	{ "plain", plain, false, 0, NULL },
	{ "pntext", number_text, true, 0, NULL },
	{ "qmspace", character, false, 0, " " },
	{ "rdblquote", character, false, 0, "”" },
	{ "revised", revised, false, 0, NULL },
	{ "row", row, false, 0, NULL },
	{ "rquote", character, false, 0, "’" },
	{ "rxe", skip, false, 0, NULL },
	{ "s", style, false, 0, NULL },
	{ "sect", paragraph, false, 1, NULL },
	{ "shpinst", go_on, true, 0, NULL },
	{ "shppict", go_on, true, 0, NULL },
	{ "shprslt", skip, false, 0, NULL },
	{ "shptxt", box, true, 0, NULL },
	{ "sp", skip, false, 0, NULL },
	{ "stylesheet", table_of, false, RTF_STYLES, NULL },
	{ "tab", character, false, 0, "\t" },
	{ "tc", skip, false, 0, NULL },
	{ "trleft", row_left, false, 0, NULL },
	{ "trowd", row_default, false, 0, NULL },
	{ "txe", skip, false, 0, NULL },
	{ "u", unicode, false, 0, NULL },
	{ "uc", unicode_skip, false, 0, NULL },
	{ "ud", unicode_half, true, 0, NULL },
	{ "upr", unicode_pair, false, 0, NULL },
	{ "v", hidden, false, 0, NULL },
	{ "xe", skip, false, 0, NULL },
};

static int by_name(const void *key, const void *row)
{
	const struct str *word = key;

	return str_cmp(*word, str_from(((const struct word_row *)row)->name));
}

void rtf_word(struct rtf *r, struct str word, long number, bool given)
{
	const struct word_row *w = bsearch(&word, words, sizeof words / sizeof *words, sizeof *words, by_name);
	bool star = r->star;

	r->star = false;
	if (star && (!w || !w->destination)) { /* a destination that nobody needs to know */
		r->now.target = RTF_SKIP;
		return;
	}
	/* \upr has its text behind \ud; forms say what is checked */
	if (!w || (r->now.target == RTF_SKIP && w->act != unicode_half && w->act != unicode_skip && w->act != unicode))
		return;
	const struct rtf_call c = { number, given, w->argument, w->text };
	w->act(r, &c);
}
