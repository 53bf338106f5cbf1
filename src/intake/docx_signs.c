#include "docx_body.h"
#include "numerals.h"
#include "utf8.h"

static void put(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_chr(b, (char)c);
		return;
	}
	if (c < 0x800) {
		buf_chr(b, (char)(0xC0 | c >> 6));
	} else {
		buf_chr(b, (char)(0xE0 | c >> 12));
		buf_chr(b, (char)(0x80 | (c >> 6 & 63)));
	}
	buf_chr(b, (char)(0x80 | (c & 63)));
}

static uint32_t hex(struct str s)
{
	uint32_t n = 0;

	for (size_t i = 0; i < s.len && i < 6; i++) {
		char c = s.ptr[i];
		int d = c >= '0' && c <= '9'   ? c - '0'
			: c >= 'a' && c <= 'f' ? c - 'a' + 10
			: c >= 'A' && c <= 'F' ? c - 'A' + 10
					       : -1;
		if (d < 0)
			return 0;
		n = n * 16 + (uint32_t)d;
	}
	return n;
}

/* The signs of Microsoft's symbol fonts that stand for text. */
static uint32_t wingdings(uint32_t c, bool second)
{
	static const struct {
		uint8_t from, to;
		bool second;
		uint32_t first; /* of the run */
	} runs[] = { { 0x81, 0x8A, false, 0x2460 }, { 0x8C, 0x95, false, 0x2776 }, { 0x6A, 0x73, true, 0x2460 },
		{ 0x76, 0x7F, true, 0x2776 }, { 0x6F, 0x6F, false, 0x25A1 }, { 0x71, 0x72, false, 0x25A1 },
		{ 0xA8, 0xA8, false, 0x25A1 }, { 0xFE, 0xFE, false, 0x2611 }, { 0xFD, 0xFD, false, 0x2612 },
		{ 0xFC, 0xFC, false, 0x2713 }, { 0xFB, 0xFB, false, 0x2717 }, { 0xA3, 0xA3, true, 0x25A1 },
		{ 0x52, 0x52, true, 0x2611 }, { 0x50, 0x50, true, 0x2713 }, { 0x54, 0x54, true, 0x2612 },
		{ 0x6C, 0x6C, false, 0x25CF }, { 0x6E, 0x6E, false, 0x25A0 }, { 0x75, 0x75, false, 0x25C6 },
		{ 0xAB, 0xAB, false, 0x2605 }, { 0xE0, 0xE0, false, 0x2192 }, { 0xD8, 0xD8, false, 0x27A2 } };

	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
		if (runs[i].second == second && c >= runs[i].from && c <= runs[i].to)
			return runs[i].first + c - runs[i].from;
	return 0x2022; /* • */
}

static void put_sign(enum docx_font font, uint32_t c, struct buf *into)
{
	if (c >= 0xF000 && c <= 0xF0FF)
		c -= 0xF000;
	if (font == DOCX_WINGDINGS || font == DOCX_WINGDINGS_2)
		put(into, c > 0xFF ? 0x2022 : wingdings(c, font == DOCX_WINGDINGS_2));
	else if (c >= 0x20 && c < 0xD800)
		put(into, c);
	else
		put(into, 0x2022);
}

enum docx_font docx_font_of(struct str name)
{
	if (str_starts(name, STR("Wingdings")))
		return str_has(name, STR("2")) ? DOCX_WINGDINGS_2 : DOCX_WINGDINGS;
	return str_eq(name, STR("Symbol")) || str_eq(name, STR("Webdings")) ? DOCX_SYMBOL : DOCX_TEXT;
}

void docx_symbol(struct str font, struct str code, struct buf *into)
{
	put_sign(docx_font_of(font), hex(code), into);
}

/* What such a font has letters for: Latin characters, and the private ones that Word writes instead of them. */
static bool is_sign(enum docx_font font, uint32_t c)
{
	return (c >= 0xF020 && c <= 0xF0FF) || (font != DOCX_SYMBOL && c > ' ' && c <= 0xFF);
}

void docx_signs(enum docx_font font, struct str text, struct buf *into)
{
	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t c = utf8_next(text, &at);
		if (is_sign(font, c))
			put_sign(font, c, into);
		else
			buf_str(into, str_sub(text, from, at));
	}
}

/* The text of the outermost brackets' last argument: "\o\ac(○,1)" gives 1. */
static struct str last_argument(struct str s)
{
	size_t comma = str_rfind(s, STR(",")), wide = str_rfind(s, STR("，")), close = str_rfind(s, STR(")"));

	if (comma == STR_NPOS || (wide != STR_NPOS && wide > comma))
		comma = wide;
	if (comma == STR_NPOS || close == STR_NPOS || close <= comma)
		return STR_NONE;
	s = str_trim(str_sub(s, comma + 1, close));
	while (s.len && (s.ptr[s.len - 1] == ')' || s.ptr[s.len - 1] == '('))
		s.len--;
	while (s.len && (s.ptr[0] == '(' || s.ptr[0] == ')'))
		s = str_sub(s, 1, s.len);
	return str_trim(s);
}

void docx_equation(struct str instruction, struct buf *into)
{
	struct str s = str_trim(instruction);

	if (s.len < 2 || (s.ptr[0] | 32) != 'e' || (s.ptr[1] | 32) != 'q')
		return;
	bool circle = str_has(s, STR("○")) || str_has(s, STR("〇")) || str_has(s, STR("◯"));
	s = last_argument(s);
	long n = 0;
	for (size_t i = 0; i < s.len && n >= 0; i++)
		n = s.ptr[i] >= '0' && s.ptr[i] <= '9' && n < 100 ? n * 10 + s.ptr[i] - '0' : -1;
	if (circle && s.len && n > 0)
		numeral_write(into, NUMERAL_CIRCLED, n);
	else
		buf_str(into, s);
}
