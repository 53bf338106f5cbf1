#include "rtf.h"

#include "utf8.h"
#include "word_lists.h"

static const struct rtf_font *font_of(const struct rtf *r)
{
	return r->now.font >= 0 ? &VEC_AT(&r->fonts, struct rtf_font, r->now.font) : NULL;
}

int32_t rtf_font_index(const struct rtf *r, long number)
{
	for (size_t i = 0; i < r->fonts.len; i++)
		if (VEC_AT(&r->fonts, struct rtf_font, i).number == number)
			return (int32_t)i;
	return -1;
}

unsigned rtf_page(const struct rtf *r)
{
	const struct rtf_font *f = font_of(r);

	return f && f->page ? f->page : r->ansi;
}

void rtf_reset(struct rtf *r, struct buf *b)
{
	bool cut = b->full && (b == &r->name || b == &r->number);

	if (b->failed && !cut && !r->o->failed)
		r->o->failed = opener_why(b);
	buf_reset(b);
}

/* --- to where text goes --- */

/* Text of the body: hidden and deleted text is not shown. */
static void put_body(struct rtf *r, struct str s)
{
	const struct rtf_font *f = font_of(r);
	struct flow *flow = rtf_flow(r);

	if (r->now.hidden || r->now.deleted) {
		r->seen.hidden += r->now.hidden && !r->now.deleted && flow_shows(flow);
		return;
	}
	if (f && f->kind != DOCX_TEXT && flow_shows(flow))
		docx_signs(f->kind, s, &flow->line);
	else
		flow_put(flow, s);
}

void rtf_put(struct rtf *r, struct str s)
{
	switch (r->now.target) {
	case RTF_TEXT:
		put_body(r, s);
		break;
	case RTF_LABEL:
		r->number_signs = r->number_signs || (font_of(r) && font_of(r)->kind != DOCX_TEXT);
		buf_str(&r->number, s);
		break;
	case RTF_FONTS:
	case RTF_STYLES:
		buf_str(&r->name, s);
		break;
	default:
		break;
	}
}

/* --- bytes --- */

/* Fonts of signs have their characters at U+F000. */
static void put_signs(struct rtf *r, struct str bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.ptr[i];
		utf16_put_char(&r->text, c > ' ' ? 0xF000u + c : c);
	}
}

void rtf_flush(struct rtf *r)
{
	const struct rtf_font *f = font_of(r);
	struct str bytes = buf_view(&r->pending);

	if (r->high) {
		rtf_reset(r, &r->text);
		utf16_end(&r->text, &r->high);
		rtf_put(r, buf_view(&r->text));
	}
	if (!bytes.len)
		return;
	rtf_reset(r, &r->text);
	/* a font that says no character set has the document's, where that fits */
	unsigned page = rtf_page(r);
	bool said = f && f->page;
	if (f && f->signs && r->now.target != RTF_FONTS)
		put_signs(r, bytes);
	else
		r->seen.lost += codepage_put(&r->pages,
			said || codepage_fits(&r->pages, page, bytes) ? page : PAGE_WESTERN, bytes, &r->text);
	rtf_reset(r, &r->pending);
	rtf_put(r, buf_view(&r->text));
}

void rtf_byte(struct rtf *r, unsigned char c)
{
	if (r->skip) {
		r->skip--;
		return;
	}
	if (r->high)
		rtf_flush(r);
	if (r->now.target != RTF_SKIP && r->now.target != RTF_FORM)
		buf_chr(&r->pending, (char)c);
}

void rtf_unicode(struct rtf *r, long number)
{
	uint16_t unit = (uint16_t)((unsigned long)number & 0xFFFF);

	if (r->pending.len)
		rtf_flush(r);
	r->skip = r->now.unicode_skip;
	rtf_reset(r, &r->text);
	utf16_put(&r->text, unit, &r->high);
	if (r->text.len)
		rtf_put(r, buf_view(&r->text));
}

/* --- paragraphs --- */

void rtf_end_paragraph(struct rtf *r)
{
	struct flow *f = rtf_flow(r);

	if (r->now.hidden || r->now.deleted) /* the mark is gone: the paragraph goes on in the next one */
		return;
	flow_begin_paragraph(f);
	flow_end_paragraph(f, r->now.depth, r->now.contents);
}

/* A number, a letter, a Chinese numeral, a circled one: anything else that stands alone is a bullet. */
static bool counts(uint32_t c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z' && c < 128) ||
	       (c >= 0x2460 && c <= 0x249B) || (c >= 0x2776 && c <= 0x2793) || (c >= 0x3220 && c <= 0x32BF) ||
	       (c >= 0x3251 && c <= 0x325F) || (c >= 0x3400 && c <= 0x9FFF) || c == 0x3007 ||
	       (c >= 0xFF10 && c <= 0xFF5A) || (c >= 0x2160 && c <= 0x217F);
}

static bool is_bullet(const struct rtf *r, struct str s)
{
	size_t at = 0;
	uint32_t c = utf8_next(s, &at);

	return r->number_signs || (at == s.len && !counts(c));
}

void rtf_end_number(struct rtf *r)
{
	struct flow *f = rtf_flow(r);
	struct str s = str_trim(buf_view(&r->number));
	bool tab = r->number.len > s.len;

	if (!s.len || r->now.hidden || r->now.deleted)
		return;
	buf_reset(&f->label);
	if (is_bullet(r, s)) {
		buf_cstr(&f->label, "• ");
		return;
	}
	buf_str(&f->label, s);
	if (tab && !word_label_ends_wide(s))
		buf_chr(&f->label, ' ');
}
