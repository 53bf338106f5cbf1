/* Fonts that do not say which characters their glyphs are. The library then hands out the glyphs' numbers as if they were characters:
 * control characters, rare signs of ASCII, letters of a dozen scripts. */
#include "pdf.h"

enum { FONTS_MAX = 64, ROWS = 64, STRANGE_LEAST = 8, DISTINCT_LEAST = 8, MISSING = 0x25A1 /* □ */ };

/* Characters of one font on one page. */
struct tally {
	size_t all, strange, most; /* `most`: of the script that has most of the strange ones */
	uint64_t low[4];           /* which characters below U+0100 are among them */
	uint16_t scripts[ROWS];
};

static bool is_between(uint32_t c, uint32_t from, uint32_t to)
{
	return c >= from && c <= to;
}

/* What a Chinese text holds only here and there. Signs of symbol fonts (U+F0xx) are among them. */
static bool is_strange(uint32_t c)
{
	if (c < 0x80)
		return c < ' ' || c == 0x7F || strchr("!\"#$&'*<=>@[\\]^_`{|}~", (int)c) != NULL;
	if (c < 0x100)
		return c != 0xA0 && c != 0xA7 && c != 0xAD && c != 0xB0 && c != 0xB1 && c != 0xB7 && c != 0xD7 &&
		       c != 0xF7;
	return is_between(c, 0x100, 0x1FFF) || is_between(c, 0x2C00, 0x2DFF) || is_between(c, 0x3040, 0x31FF) ||
	       is_between(c, 0x3400, 0x4DBF) || is_between(c, 0xA000, 0xF8FF) || is_between(c, 0xFB00, 0xFDFF) ||
	       is_between(c, 0xFE70, 0xFEFF) || c == 0xFFFD;
}

/* Texts in one script of its own are no rubbish: Latin, Yi, Hangul, Arabic, the others by rows. */
static unsigned script_of(uint32_t c)
{
	if (c < 0x250)
		return 0;
	if (is_between(c, 0xA000, 0xA4CF))
		return 1;
	if (is_between(c, 0xAC00, 0xD7AF) || is_between(c, 0x3130, 0x318F))
		return 2;
	if (is_between(c, 0x600, 0x7FF) || c >= 0xFB00)
		return 3;
	return 4 + (c >> 8) % (ROWS - 4);
}

static void count(struct tally *t, uint32_t c)
{
	t->all++;
	if (!is_strange(c))
		return;
	t->strange++;
	uint16_t *script = &t->scripts[script_of(c)];
	*script += *script < UINT16_MAX;
	t->most = *script > t->most ? *script : t->most;
	if (c < 0x100)
		t->low[c >> 6] |= UINT64_C(1) << (c & 63);
}

static bool is_rubbish(const struct tally *t)
{
	unsigned distinct = 0;

	if (t->strange < STRANGE_LEAST || t->strange * 3 < t->all)
		return false;
	for (size_t i = 0; i < 4; i++)
		distinct += (unsigned)__builtin_popcountll(t->low[i]);
	return t->most * 5 <= t->strange * 4 || distinct >= DISTINCT_LEAST;
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == '\n';
}

bool pdf_may_be_rubbish(const struct pdf_char *chars, size_t n)
{
	size_t strange = 0;

	for (size_t i = 0; i < n && strange < STRANGE_LEAST; i++)
		strange += !is_blank(chars[i].c) && is_strange(chars[i].c);
	return strange >= STRANGE_LEAST;
}

int pdf_mark_rubbish(struct pdf *p, struct pdf_char *chars, const uint8_t *fonts, size_t n)
{
	struct pdf_page *page = pdf_page(p, p->pages.len - 1);
	struct tally *tallies = calloc(FONTS_MAX, sizeof(*tallies));
	size_t all = 0, bad = 0;

	if (tallies == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		if (!is_blank(chars[i].c))
			count(&tallies[fonts[i] % FONTS_MAX], chars[i].c);
	for (size_t i = 0; i < n; i++) {
		all += !is_blank(chars[i].c);
		if (is_blank(chars[i].c) || !is_rubbish(&tallies[fonts[i] % FONTS_MAX]))
			continue;
		chars[i].c = MISSING;
		bad++;
	}
	free(tallies);
	page->lost = bad == 0 ? PDF_NONE : bad * 5 > all * 4 ? PDF_ALL : bad * 5 >= all ? PDF_MUCH : PDF_SOME;
	return 0;
}

void pdf_mark_unknown(struct pdf *p, struct pdf_char *chars, size_t n)
{
	struct pdf_page *page = pdf_page(p, p->pages.len - 1);

	for (size_t i = 1; i + 1 < n; i++)
		if (chars[i].c == 0xFFFD && !is_blank(chars[i - 1].c) && !is_blank(chars[i + 1].c)) {
			chars[i].c = MISSING;
			page->lost = page->lost == PDF_NONE ? PDF_SOME : page->lost;
		}
}

/* --- half-width signs --- */

static bool is_ideograph(uint32_t c)
{
	return is_between(c, 0x4E00, 0x9FFF);
}

/* Punctuation that is squeezed stays what it is. */
static bool is_wide_ascii(uint32_t c)
{
	return is_between(c, 0xFF01, 0xFF5E) && c != 0xFF01 && c != 0xFF08 && c != 0xFF09 && c != 0xFF0C &&
	       c != 0xFF1A && c != 0xFF1B && c != 0xFF1F;
}

void pdf_narrow(struct pdf_char *chars, size_t n)
{
	double width = 0;

	for (size_t i = 0; i < n && width <= 0; i++)
		width = is_ideograph(chars[i].c) ? chars[i].x1 - chars[i].x0 : 0;
	for (size_t i = 0; i < n; i++) {
		struct pdf_char *c = &chars[i];
		if (is_ideograph(c->c))
			width = c->x1 - c->x0;
		else if (is_wide_ascii(c->c) && c->x1 > c->x0 && c->x1 - c->x0 < width * 0.65)
			c->c -= 0xFF01 - '!';
	}
}

/* --- outlines --- */

static bool is_dark(const unsigned char *pixel)
{
	return pixel[0] + pixel[1] + pixel[2] < 3 * 128;
}

static bool is_said(const struct pdf_char *chars, size_t n, double x, double y)
{
	for (size_t i = 0; i < n; i++)
		if (!is_blank(chars[i].c) && x >= chars[i].x0 - 1 && x <= chars[i].x1 + 1 && y >= chars[i].y0 - 2 &&
			y <= chars[i].y1 + 2)
			return true;
	return false;
}

bool pdf_looks_written(const struct pdf_picture *q, const struct pdf_char *chars, size_t n)
{
	enum { STEPS_LEAST = 12, LINES_LEAST = 6 };
	int lines = 0;

	for (int y = 0; y < q->height && lines < LINES_LEAST; y++) {
		const unsigned char *line = q->pixels + (size_t)y * (size_t)q->stride;
		int steps = 0;
		for (int x = 1; x < q->width && steps < STEPS_LEAST; x++)
			steps += is_dark(line + (size_t)x * 4) && !is_dark(line + (size_t)(x - 1) * 4) &&
				 !is_said(chars, n, x / q->scale, y / q->scale);
		lines += steps >= STEPS_LEAST;
	}
	return lines >= LINES_LEAST;
}
