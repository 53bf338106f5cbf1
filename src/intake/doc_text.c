#include "doc.h"

/* [MS-DOC] 2.4.1 and 2.8: characters that are no text. */
enum {
	SIGN_PICTURE = 0x01,
	SIGN_ANNOTATION = 0x05,
	SIGN_CELL = 0x07,
	SIGN_DRAWING = 0x08,
	SIGN_TAB = 0x09,
	SIGN_LINE = 0x0B,
	SIGN_PAGE = 0x0C,
	SIGN_PARAGRAPH = 0x0D,
	SIGN_COLUMN = 0x0E,
	SIGN_FIELD = 0x13,
	SIGN_RESULT = 0x14,
	SIGN_FIELD_END = 0x15,
	SIGN_HYPHEN = 0x1E,
	SIGN_SYMBOL = 0x28,
};
enum { SECTION_BYTES = 12, SHAPE_CELL_BYTES = 20, FORM_HEAD = 68, FORM_DEFAULT = 25 };

void doc_walk_init(struct doc_walk *w, struct doc *d, struct flow *flow)
{
	*w = (struct doc_walk){ .d = d, .flow = flow };
	buf_init(&w->text, d->o->limits.text);
}

void doc_walk_clear(struct doc_walk *w)
{
	buf_clear(&w->text);
}

/* --- pieces --- */

/* The piece that holds the position; NULL: none. */
static const struct doc_piece *piece_at(const struct doc *d, uint32_t cp)
{
	size_t low = 0, high = d->pieces.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct doc_piece *p = &VEC_AT(&d->pieces, struct doc_piece, middle);
		if (cp < p->from)
			high = middle;
		else if (cp >= p->to)
			low = middle + 1;
		else
			return p;
	}
	return NULL;
}

static uint32_t byte_of(const struct doc_piece *p, uint32_t cp)
{
	return p->at + ((cp - p->from) << !p->bytes);
}

static uint16_t unit_at(const struct doc *d, const struct doc_piece *p, uint32_t cp)
{
	const unsigned char *s = (const unsigned char *)d->main.ptr + byte_of(p, cp);

	return p->bytes ? s[0] : (uint16_t)(s[0] | s[1] << 8);
}

/* A section's end is a paragraph's; the same sign elsewhere is a page break. */
static bool ends_section(const struct doc *d, uint32_t cp)
{
	struct doc_plc plc = doc_plc(doc_table(d, DOC_SECTIONS), SECTION_BYTES);
	size_t low = 0, high = plc.count + 1;

	while (plc.count && low < high) {
		size_t middle = low + (high - low) / 2;
		uint32_t at = doc_plc_at(&plc, middle);
		if (at == cp + 1)
			return true;
		if (at < cp + 1)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static bool is_mark(const struct doc *d, uint16_t unit, uint32_t cp)
{
	return unit == SIGN_PARAGRAPH || unit == SIGN_CELL || (unit == SIGN_PAGE && ends_section(d, cp));
}

/* Behind the mark of the paragraph that holds `cp`. */
static uint32_t paragraph_end(const struct doc *d, uint32_t cp, uint32_t to)
{
	while (cp < to) {
		const struct doc_piece *p = piece_at(d, cp);
		if (!p)
			return to;
		for (; cp < p->to && cp < to; cp++)
			if (is_mark(d, unit_at(d, p, cp), cp))
				return cp + 1;
	}
	return to;
}

/* --- characters --- */

static bool hidden(const struct doc_walk *w)
{
	bool style = w->style_hidden || (w->run.style >= 0 && docx_style_hidden(w->d->lists, w->run.style));

	return w->run.hidden == -1 ? style : w->run.hidden == -2 ? !style : w->run.hidden > 0;
}

static enum docx_font font_of(const struct doc *d, int font)
{
	return font >= 0 && (size_t)font < d->fonts.len ? (enum docx_font)VEC_AT(&d->fonts, uint8_t, font) : DOCX_TEXT;
}

static void put(struct doc_walk *w, struct str s)
{
	enum docx_font font = font_of(w->d, w->run.font);

	if (!s.len || w->run.deleted)
		return;
	if (hidden(w))
		w->hidden += flow_shows(w->flow);
	else if (font != DOCX_TEXT && flow_shows(w->flow))
		docx_signs(font, s, &w->flow->line);
	else
		flow_put(w->flow, s);
}

/* What was put; that it failed is kept. */
static void forget(struct doc_walk *w)
{
	int rc = opener_why(&w->text);

	if (rc < 0 && !w->flow->failed)
		w->flow->failed = rc;
	buf_reset(&w->text);
}

static void flush(struct doc_walk *w)
{
	utf16_end(&w->text, &w->high);
	put(w, buf_view(&w->text));
	forget(w);
}

/* A form's check box: [MS-DOC] 2.9.78 FFData. */
static void look_at_form(struct doc_walk *w)
{
	struct str s = str_sub(buf_view(&w->d->data), w->run.picture, w->d->data.len);

	s = str_sub(s, le16(s, 4) == FORM_HEAD ? FORM_HEAD : s.len, le32(s, 0));
	uint32_t result = le16(s, 4) >> 2 & 31, standard = le16(s, 10 + 2 + (size_t)le16(s, 10) * 2 + 2);
	w->flow->checked = (result == FORM_DEFAULT ? standard : result) == 1;
}

static void put_symbol(struct doc_walk *w)
{
	enum docx_font font = font_of(w->d, w->run.symbol_font);

	if (hidden(w) || !flow_shows(w->flow))
		return;
	utf16_put(&w->text, w->run.symbol_char, &w->high);
	utf16_end(&w->text, &w->high);
	docx_signs(font == DOCX_TEXT ? DOCX_SYMBOL : font, buf_view(&w->text), &w->flow->line);
	forget(w);
}

static void special(struct doc_walk *w, uint16_t unit, uint32_t cp)
{
	if (unit == SIGN_SYMBOL && w->run.symbol)
		put_symbol(w);
	else if (unit == SIGN_PICTURE && w->run.data)
		look_at_form(w);
	else if (unit == SIGN_PICTURE)
		w->pictures++;
	else if (unit == SIGN_DRAWING && w->boxes && !hidden(w))
		(void)doc_boxes_put(w, cp);
}

static void sign(struct doc_walk *w, uint16_t unit)
{
	bool gone = w->run.deleted;

	if (unit == SIGN_TAB)
		put(w, STR("\t"));
	else if (unit == SIGN_LINE)
		put(w, STR("\n"));
	else if ((unit == SIGN_PAGE || unit == SIGN_COLUMN) && w->flow->line.len)
		put(w, STR("\n"));
	else if (unit == SIGN_HYPHEN)
		put(w, STR("-"));
	else if (unit == SIGN_FIELD && !gone)
		flow_begin_field(w->flow);
	else if (unit == SIGN_RESULT && !gone)
		flow_begin_result(w->flow);
	else if (unit == SIGN_FIELD_END && !gone)
		flow_end_field(w->flow);
}

/* Bytes above 0x7F stand for Western letters; in Chinese documents of other programs, in pairs, for Chinese ones. Gives how many
 * were put. */
static uint32_t put_bytes(struct doc_walk *w, struct str s)
{
	uint32_t n = 0;

	while (n < s.len && (unsigned char)s.ptr[n] >= 0xA1)
		n++;
	s = str_sub(s, 0, n ? n : 1);
	bool chinese = w->d->far_east && n >= 4 && n % 2 == 0 && codepage_fits(&w->d->pages, PAGE_CHINESE, s);
	w->lost += codepage_put(&w->d->pages, chinese ? PAGE_CHINESE : PAGE_WESTERN, s, &w->text);
	return (uint32_t)s.len;
}

/* The properties at `cp` are those of the run that was open, or a new run begins. */
static void turn_to(struct doc_walk *w, const struct doc_piece *p, uint32_t cp)
{
	uint32_t at = byte_of(p, cp);

	if (at >= w->span.from && at < w->span.to)
		return;
	flush(w);
	doc_run_at(w->d, at, p->change, &w->run, &w->span);
	w->changes += w->run.deleted || w->run.inserted;
}

/* No text: a picture, a symbol, an anchor. Fields are told by their signs alone. */
static bool is_special(const struct doc_run *r, uint16_t unit)
{
	if (unit == SIGN_SYMBOL && r->symbol)
		return true;
	return r->special && unit < ' ' && (unit < SIGN_FIELD || unit > SIGN_FIELD_END);
}

static void read_characters(struct doc_walk *w, const struct doc_piece *p, uint32_t cp, uint32_t to)
{
	w->span = (struct doc_span){ 0, 0 };
	while (cp < to) {
		turn_to(w, p, cp);
		uint16_t unit = unit_at(w->d, p, cp);
		if (is_special(&w->run, unit)) {
			flush(w);
			if (!w->run.deleted)
				special(w, unit, cp);
		} else if (unit < ' ') {
			flush(w);
			sign(w, unit);
		} else if (p->bytes && unit >= 0x80) {
			uint32_t room = w->span.to - byte_of(p, cp);
			cp += put_bytes(w, str_sub(buf_view(&w->d->main), byte_of(p, cp),
						   byte_of(p, cp) + (to - cp < room ? to - cp : room)));
			continue;
		} else {
			utf16_put(&w->text, unit, &w->high);
		}
		cp++;
	}
	flush(w);
}

/* --- paragraphs --- */

/* The edges of a row's cells, and which cells are covered: [MS-DOC] 2.9.326 TDefTableOperand, 2.6.3. */
static void end_row(struct doc_walk *w, struct str changes)
{
	static const uint8_t empty;
	int32_t edges[64];
	uint8_t covers[64] = { empty };
	struct flow_shape shape = { edges, covers, 0 };
	struct doc_sprm s;

	while (doc_next_sprm(&changes, &s)) {
		size_t i = le(s.operand, 0, 1);
		if (s.code == 0xD608) {
			shape.count = i < 63 ? i + 1 : 0;
			for (size_t k = 0; k < shape.count; k++) {
				edges[k] = (int16_t)le16(s.operand, 1 + k * 2);
				uint16_t flags = le16(s.operand, 1 + (i + 1) * 2 + k * SHAPE_CELL_BYTES);
				bool down = (flags & 0x20) && !(flags & 0x40);
				covers[k] = (uint8_t)((flags & 3) == 2 ? FLOW_BESIDE : 0) | (down ? FLOW_DOWN : 0);
			}
		} else if (s.code == 0xD62B && i < 63) { /* sprmTVertMerge */
			covers[i] = (uint8_t)((covers[i] & FLOW_BESIDE) | (le(s.operand, 1, 1) == 1 ? FLOW_DOWN : 0));
		} else if (s.code == 0x5624) { /* sprmTMerge: the cells from `i` to before the next number */
			for (size_t k = i + 1; k < le(s.operand, 1, 1) && k < 63; k++)
				covers[k] |= FLOW_BESIDE;
		}
	}
	flow_end_row(w->flow, shape.count > 1 ? &shape : NULL);
}

static void end_paragraph(struct doc_walk *w, const struct doc_paragraph *p, uint16_t mark)
{
	bool contents = docx_style_is_contents(w->d->lists, p->style);

	/* the mark is gone: the paragraph goes on in the next one */
	if (mark != SIGN_CELL && (w->run.deleted || hidden(w)))
		return;
	if (!mark && !w->flow->line.len)
		return;
	if (!contents && flow_shows(w->flow))
		docx_lists_label(w->d->lists, p->style, p->place, &w->flow->label);
	flow_end_paragraph(w->flow, (unsigned)(p->depth > 0 ? p->depth : mark == SIGN_CELL), contents);
	if (mark == SIGN_CELL)
		flow_end_cell(w->flow);
	else if (p->inner_cell)
		flow_end_inner(w->flow, false);
}

static void read_paragraph(struct doc_walk *w, uint32_t from, uint32_t end)
{
	const struct doc_piece *last = piece_at(w->d, end - 1);
	struct doc_paragraph p;

	if (!last)
		return;
	uint16_t mark = unit_at(w->d, last, end - 1);
	mark = is_mark(w->d, mark, end - 1) ? mark : 0; /* 0: the story ends without one */
	uint32_t to = mark ? end - 1 : end;
	doc_paragraph_at(w->d, byte_of(last, end - 1), last->change, &p);
	if (p.row_end && p.depth <= 1) {
		end_row(w, p.row);
		return;
	}
	if (p.inner_row_end) {
		flow_end_inner(w->flow, true);
		return;
	}
	w->style_hidden = docx_style_hidden(w->d->lists, p.style);
	flow_begin_paragraph(w->flow);
	for (uint32_t cp = from; cp < to;) {
		const struct doc_piece *piece = piece_at(w->d, cp);
		if (!piece)
			break;
		read_characters(w, piece, cp, to < piece->to ? to : piece->to);
		cp = piece->to;
	}
	doc_run_at(w->d, byte_of(last, end - 1), last->change, &w->run, &w->span);
	end_paragraph(w, &p, mark);
}

int doc_walk_read(struct doc_walk *w, uint32_t from, uint32_t to)
{
	int rc = flow_failed(w->flow);

	while (from < to && rc == 0) {
		uint32_t end = paragraph_end(w->d, from, to);
		read_paragraph(w, from, end);
		from = end;
		rc = w->d->o->failed < 0 ? w->d->o->failed : flow_failed(w->flow);
	}
	return rc;
}
