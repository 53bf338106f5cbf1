/* Characters and rules anywhere on pages: what lays out PDF and OFD, without the libraries that read them (which cost a thousand times
 * as much). Each eight bytes are a character, each five with the first bit of the third set a rule, 0xFF begins a page. */
#include "intake_fuzz.h"

#include "pdf.h"

enum { PAGES_MAX = 8, CHARS_MAX = 2000 };
#define PAGE_WIDTH 595.0
#define PAGE_HEIGHT 842.0

struct input {
	const uint8_t *at, *end;
};

static uint8_t take(struct input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

static double place(struct input *in, double most)
{
	return (take(in) * 256 + take(in)) / 65535.0 * most * 1.1 - most * 0.05;
}

/* Marks, digits and brackets are frequent, as they decide. */
static uint32_t letter(uint8_t kind)
{
	static const uint32_t usual[] = { '1', '2', '.', ' ', '\n', '(', ')', 'a', '@', 0xFF08, 0xFF09, 0x3001, 0x3002,
		0xFF1A, 0xFF0C, 0x4E00, 0x4E8C, 0x2460, 0x7B2C, 0x9875, 0x2F08, 0x3000, 0x2014, 0x201D };

	return kind < sizeof usual / sizeof usual[0] ? usual[kind] : 0x4E00u + kind * 7u;
}

/* Gives its font. */
static uint8_t add_char(struct input *in, struct pdf_char *ret)
{
	static const double sizes[] = { 10.5, 12, 16, 22, 7, 0, -3, 300 };
	uint8_t kind = take(in), look = take(in);
	uint32_t c = look & 64 ? kind * 67u : letter(kind); /* any number of a glyph */
	double size = sizes[look & 7], x = place(in, PAGE_WIDTH), y = place(in, PAGE_HEIGHT);

	/* most stand on a grid, as text does */
	if ((look & 8) == 0) {
		x = (double)((int)x / 16 * 16);
		y = (double)((int)y / 28 * 28);
	}
	*ret = (struct pdf_char){ c, x, y, x + (look & 32 ? size / 2 : size), y + size * (look & 16 ? 1.3 : 1) };
	return look >> 5;
}

static void add_rule(struct pdf *p, struct input *in, bool down)
{
	double most = down ? PAGE_WIDTH : PAGE_HEIGHT, length = down ? PAGE_HEIGHT : PAGE_WIDTH;
	struct pdf_rule *r = vec_push(down ? &p->down : &p->across);
	double at = place(in, most), from = place(in, length);

	MUST(r != NULL);
	*r = (struct pdf_rule){ at, from, from + take(in) * 3.0 };
}

static int add_page(struct pdf *p, struct input *in)
{
	static struct pdf_char chars[CHARS_MAX];
	static uint8_t fonts[CHARS_MAX];
	struct pdf_page *page = vec_push(&p->pages);
	size_t n = 0;

	MUST(page != NULL);
	page->width = PAGE_WIDTH;
	page->height = PAGE_HEIGHT;
	p->down.len = p->across.len = 0;
	while (in->at < in->end && *in->at != 0xFF && n < CHARS_MAX) {
		if (*in->at >= 0xFD)
			add_rule(p, in, take(in) == 0xFD);
		else {
			fonts[n] = add_char(in, &chars[n]);
			n++;
		}
	}
	in->at += in->at < in->end && *in->at == 0xFF;
	pdf_mark_unknown(p, chars, n);
	pdf_narrow(chars, n);
	int rc = pdf_may_be_rubbish(chars, n) ? pdf_mark_rubbish(p, chars, fonts, n) : 0;
	pdf_raise(chars, n);
	rc = rc == 0 ? pdf_settle(chars, n) : rc;
	pdf_drop_strokes(p, chars, n);
	return rc == 0 ? pdf_add_chars(p, chars, n) : rc;
}

/* In the shape of an opener, to be looked at like one. */
static int lay_out(struct opener *o, struct str bytes, struct err *e)
{
	struct pdf p;
	struct input in = { (const uint8_t *)bytes.ptr, (const uint8_t *)bytes.ptr + bytes.len };
	int rc = 0;

	pdf_init(&p, o);
	for (int i = 0; rc == 0 && i < PAGES_MAX && in.at < in.end; i++)
		rc = add_page(&p, &in);
	if (rc == 0)
		rc = pdf_drop_furniture(&p);
	if (rc == 0)
		rc = pdf_find_notes(&p);
	if (rc == 0)
		rc = pdf_flow_start(&p);
	for (size_t i = 0; rc == 0 && i < p.pages.len; i++)
		rc = pdf_read_page(&p, i);
	if (rc == 0)
		rc = pdf_put_notes(&p);
	pdf_flow_end(&p);
	pdf_clear(&p);
	return rc < 0 ? err_set(e, rc, "没有排成") : opener_end(o, e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_opener(lay_out, INTAKE_PDF, (struct str){ (const char *)data, size });
	return 0;
}
