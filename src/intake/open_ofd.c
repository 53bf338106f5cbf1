/* OFD, GB/T 33190-2016: the electronic paper of Chinese offices. */
#include <math.h>

#include "image.h"
#include "ofd.h"
#include "own.h"

#define POINTS (72 / 25.4) /* a millimetre */

struct source {
	struct pdf *p;
	struct package *package;
	struct ofd_outline outline;
	struct ofd_page page;
	struct vec pictures; /* long, of each page: the number of the picture that it is */
	size_t templates;    /* used */
};

static int add_rules(struct vec *to, const struct vec *from)
{
	for (size_t i = 0; i < from->len; i++) {
		const struct pdf_rule *r = &VEC_AT(from, struct pdf_rule, i);
		struct pdf_rule *at = vec_push(to);
		if (!at)
			return ERR_NOMEM;
		*at = (struct pdf_rule){ r->at * POINTS, r->from * POINTS, r->to * POINTS };
	}
	return 0;
}

static int add_chars(struct pdf *p, struct ofd_page *g)
{
	struct vec *chars = &g->chars[OFD_STRAIGHT];

	for (size_t i = 0; i < chars->len; i++) {
		struct pdf_char *c = &VEC_AT(chars, struct pdf_char, i);
		c->x0 *= POINTS;
		c->y0 *= POINTS;
		c->x1 *= POINTS;
		c->y1 *= POINTS;
	}
	pdf_raise(chars->ptr, chars->len);
	p->down.len = p->across.len = 0;
	int rc = add_rules(&p->down, &g->down);
	if (rc == 0)
		rc = add_rules(&p->across, &g->across);
	return rc < 0 ? rc : pdf_add_chars(p, chars->ptr, chars->len);
}

/* The page's own content, then what its templates hold; a template that is damaged is told like a page. */
static int read_parts(struct source *s, const struct ofd_part *page, struct err *why)
{
	int rc = ofd_page_read(&s->page, s->package, (struct str){ page->part, page->len }, false, why);

	for (size_t i = 0; rc == 0 && i < s->page.templates_count; i++) {
		const struct ofd_part *t = ofd_find(&s->outline.templates, page->document, s->page.templates[i]);
		if (!t)
			continue;
		s->templates++;
		int failed = ofd_page_read(&s->page, s->package, (struct str){ t->part, t->len }, true, why);
		if (failed == ERR_INPUT || failed == ERR_NOTFOUND)
			opener_note(s->p->o, "damaged", "模板页没有读：%s", why->message);
		else
			rc = failed;
	}
	return rc == 0 ? ofd_page_turn(&s->page) : rc;
}

/* A damaged page is told and left out; the others are read. */
static int read_page(struct source *s, const struct ofd_part *page)
{
	struct err why = { 0 };
	struct pdf *p = s->p;
	struct pdf_page *at = vec_push(&p->pages);
	long *picture = vec_push(&s->pictures);

	if (!at || !picture)
		return ERR_NOMEM;
	at->first = p->rows.len;
	ofd_page_begin(&s->page, page->width > 0 ? page->width : 210, page->height > 0 ? page->height : 297);
	int rc = read_parts(s, page, &why);
	if (rc == ERR_NOMEM || rc == ERR_LIMIT)
		return rc;
	at->width = s->page.width * POINTS;
	at->height = s->page.height * POINTS;
	*picture = s->page.picture;
	if (rc < 0) {
		p->damaged++;
		opener_note(p->o, "damaged", "第 %zu 页没有读：%s", p->pages.len, why.message);
		return 0;
	}
	rc = add_chars(p, &s->page);
	at = pdf_page(p, p->pages.len - 1);
	at->pictures = rc == 0 && at->chars < PDF_FEW_CHARS && *picture >= 0;
	return rc;
}

static int draw(void *context, size_t page, struct pdf_grey *ret)
{
	struct source *s = context;
	const struct ofd_part *at = &VEC_AT(&s->outline.pages, struct ofd_part, page);
	const struct ofd_part *picture = ofd_find(&s->outline.pictures, at->document, VEC_AT(&s->pictures, long, page));
	size_t part = picture ? office_find(s->package, (struct str){ picture->part, picture->len }) : STR_NPOS;
	OWN(buf_clear) struct buf bytes = { 0 };
	struct image image = { .pixels = NULL };

	int rc = part != STR_NPOS ? package_read(s->package, part, &bytes, NULL) : ERR_INPUT;
	if (rc == 0)
		rc = image_decode(buf_view(&bytes), &image);
	if (rc < 0)
		return rc;
	double inches = pdf_page(s->p, page)->width / 72;
	double dpi = inches > 0 ? image.width / inches : 300;
	*ret = (struct pdf_grey){ image.pixels, image.width, image.height, (int)fmin(fmax(dpi, 70), 600) };
	return 0;
}

static void say(struct opener *o, const struct source *s)
{
	if (s->page.turned)
		opener_note(o, "turned", "有 %zu 处倾斜或方向与正文不同的文字（水印、印章等）没有读", s->page.turned);
	if (s->page.composites)
		opener_note(o, "pictures", "有 %zu 个复合图元，其中的文字没有读", s->page.composites);
	if (s->outline.annotations)
		opener_note(o, "annotations", "批注没有读");
	if (s->outline.attachments)
		opener_note(o, "attachments", "附件没有读；需要时请在阅读器里另存出来再读");
	if (s->outline.signatures)
		opener_note(o, "signatures", "文件带有电子签名（签章），这里不验证");
	if (s->outline.documents > 1)
		opener_note(o, "documents", "文件里有 %zu 个文档，按次序读成一份", s->outline.documents);
}

static int read_all(struct source *s, struct err *e)
{
	struct opener *o = s->p->o;
	int rc = ofd_outline_read(&s->outline, o, s->package, e);

	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < s->outline.pages.len; i++)
		rc = read_page(s, &VEC_AT(&s->outline.pages, struct ofd_part, i));
	say(o, s);
	if (rc < 0)
		o->failed = o->failed < 0 ? o->failed : rc;
	return rc < 0 ? opener_end(o, e) : pdf_write_out(s->p, draw, s, e);
}

int open_ofd(struct opener *o, struct str bytes, struct err *e)
{
	struct pdf p;
	struct source s = { .p = &p };
	int rc = package_open(o, bytes, &s.package, e);

	if (rc < 0)
		return rc;
	pdf_init(&p, o);
	ofd_outline_init(&s.outline);
	ofd_page_init(&s.page);
	vec_init(&s.pictures, sizeof(long));
	rc = read_all(&s, e);
	vec_clear(&s.pictures);
	ofd_page_clear(&s.page);
	ofd_outline_clear(&s.outline);
	pdf_clear(&p);
	package_close(s.package);
	return rc;
}
