/* OFD, GB/T 33190-2016: the electronic paper of Chinese offices. */
#include "ofd.h"
#include "own.h"

#define POINTS (72 / 25.4) /* a millimetre */

enum { PAGES_MAX = 5000, FEW_CHARS = 8, PATH_BYTES = 4096 };

struct location {
	char part[PART_NAME_MAX];
	size_t len;
};

/* What OFD.xml and Document.xml say. */
struct outline_reader {
	struct vec *pages;    /* struct location */
	struct str base;      /* the part being read */
	struct location root; /* Document.xml of the first document */
	struct buf text;
	double width, height;
	size_t documents;
	bool in_root, in_box, annotations, attachments, signatures;
};

static int add_page(struct outline_reader *r, struct str target)
{
	struct location *l = r->pages->len < PAGES_MAX && target.len ? vec_push(r->pages) : NULL;

	if (!l)
		return target.len && r->pages->len < PAGES_MAX ? ERR_NOMEM : 0;
	l->len = office_resolve(r->base, target, l->part).len;
	return 0;
}

static int open_element(void *context, const struct markup_tag *t)
{
	struct outline_reader *r = context;

	switch (t->id) {
	case O_DOC_ROOT:
		r->in_root = true;
		buf_reset(&r->text);
		return 0;
	case O_PHYSICAL_BOX:
		r->in_box = true;
		buf_reset(&r->text);
		return 0;
	case O_PAGE:
		return add_page(r, markup_attribute(t, "BaseLoc"));
	case O_ANNOTATIONS:
		r->annotations = true;
		return 0;
	case O_ATTACHMENTS:
		r->attachments = true;
		return 0;
	case O_SIGNATURES:
		r->signatures = true;
		return 0;
	default:
		return 0;
	}
}

static int close_element(void *context, unsigned id)
{
	struct outline_reader *r = context;
	double box[4] = { 0 };

	if (id == O_DOC_ROOT && r->in_root) {
		r->in_root = false;
		if (r->documents++ == 0)
			r->root.len = office_resolve(r->base, str_trim(buf_view(&r->text)), r->root.part).len;
	}
	if (id == O_PHYSICAL_BOX && r->in_box) {
		r->in_box = false;
		if (r->width == 0 && ofd_numbers(buf_view(&r->text), box, 4) == 4) {
			r->width = box[2];
			r->height = box[3];
		}
	}
	return 0;
}

static int text_inside(void *context, struct str s)
{
	struct outline_reader *r = context;

	if (r->in_root || r->in_box)
		buf_str(&r->text, s);
	return r->text.failed ? ERR_LIMIT : 0;
}

static int read_part(struct outline_reader *r, struct package *p, struct str part, struct err *e)
{
	struct markup m = { OFD_NAMES, .open = open_element, .close = close_element, .text = text_inside,
		.context = r };

	r->base = part;
	return markup_read(p, part, &m, e);
}

static int read_outline(struct outline_reader *r, struct package *p, struct err *e)
{
	buf_init(&r->text, PATH_BYTES);
	int rc = read_part(r, p, STR("OFD.xml"), e);
	struct str root = { r->root.part, r->root.len };
	if (rc == 0 && !root.len)
		rc = err_set(e, ERR_INPUT, "OFD 文件里没有文档：OFD.xml 没有写明 DocRoot");
	if (rc == 0)
		rc = read_part(r, p, root, e);
	buf_clear(&r->text);
	return rc;
}

/* --- pages --- */

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

static int add_page_chars(struct pdf *p, struct ofd_page *g)
{
	for (size_t i = 0; i < g->chars.len; i++) {
		struct pdf_char *c = &VEC_AT(&g->chars, struct pdf_char, i);
		c->x0 *= POINTS;
		c->y0 *= POINTS;
		c->x1 *= POINTS;
		c->y1 *= POINTS;
	}
	p->down.len = p->across.len = 0;
	int rc = add_rules(&p->down, &g->down);
	if (rc == 0)
		rc = add_rules(&p->across, &g->across);
	return rc < 0 ? rc : pdf_add_chars(p, g->chars.ptr, g->chars.len);
}

struct seen {
	size_t pictures, templates, turned, damaged;
};

/* A damaged page is told and left out; the others are read. */
static int read_page(
	struct pdf *p, struct package *package, const struct location *l, struct ofd_page *g, struct seen *seen)
{
	struct err why = { 0 };
	struct str part = { l->part, l->len };
	struct pdf_page *at = vec_push(&p->pages);

	if (!at)
		return ERR_NOMEM;
	at->first = p->rows.len;
	int rc = ofd_page_read(g, package, part, &why);
	if (rc == ERR_NOMEM || rc == ERR_LIMIT)
		return rc;
	at->width = g->width * POINTS;
	at->height = g->height * POINTS;
	if (rc < 0) {
		seen->damaged++;
		opener_note(p->o, "damaged", "第 %zu 页没有读：%s", p->pages.len, why.message);
		return 0;
	}
	rc = add_page_chars(p, g);
	seen->pictures += pdf_page(p, p->pages.len - 1)->chars < FEW_CHARS && g->images;
	return rc;
}

static int read_pages(struct pdf *p, struct package *package, const struct outline_reader *r, struct seen *seen)
{
	struct ofd_page g;
	int rc = 0;

	ofd_page_init(&g);
	for (size_t i = 0; i < r->pages->len && rc == 0; i++) {
		g.width = r->width > 0 ? r->width : 210;
		g.height = r->height > 0 ? r->height : 297;
		g.images = 0;
		rc = read_page(p, package, &VEC_AT(r->pages, struct location, i), &g, seen);
	}
	seen->templates = g.templates;
	seen->turned = g.turned;
	ofd_page_clear(&g);
	return rc;
}

static int write_out(struct pdf *p)
{
	int rc = pdf_drop_furniture(p);

	if (rc == 0)
		rc = pdf_flow_start(p);
	for (size_t i = 0; i < p->pages.len && rc == 0 && !opener_failed(p->o); i++)
		rc = pdf_read_page(p, i);
	pdf_flow_end(p);
	return rc;
}

static void say(struct opener *o, const struct outline_reader *r, const struct seen *s)
{
	if (s->pictures)
		opener_note(
			o, "pictures", "有 %zu 页是图片（扫描件），其中的文字没有读；可以导出为 PDF 再读", s->pictures);
	if (s->templates)
		opener_note(o, "templates", "模板页上的文字（页眉、页脚、公文版头）没有读");
	if (s->turned)
		opener_note(o, "turned", "有 %zu 处倾斜的文字（水印、印章）没有读", s->turned);
	if (r->annotations)
		opener_note(o, "annotations", "批注没有读");
	if (r->attachments)
		opener_note(o, "attachments", "附件没有读；需要时请在阅读器里另存出来再读");
	if (r->signatures)
		opener_note(o, "signatures", "文件带有电子签名（签章），这里不验证");
	if (r->documents > 1)
		opener_note(o, "documents", "文件里有 %zu 个文档，只读了第一个", r->documents);
}

static int nothing_read(const struct opener *o, const struct seen *s, struct err *e)
{
	err_set(e, ERR_INPUT,
		s->pictures  ? "%.*s 是扫描件，没有文字"
		: s->damaged ? "%.*s 的页面都已损坏，没有读出文字"
			     : "%.*s 里没有文字",
		STR_ARG(o->name));
	err_hint(e, "%s", s->pictures ? "请用文字版的报告，或导出为 PDF 再读（会识别图片里的文字）" : "请重新取得原件");
	return ERR_INPUT;
}

static int read_all(struct pdf *p, struct package *package, struct err *e)
{
	struct vec pages;
	struct seen seen = { 0 };
	struct outline_reader r = { .pages = &pages };

	vec_init(&pages, sizeof(struct location));
	int rc = read_outline(&r, package, e);
	bool outline = rc == 0;
	if (rc == 0)
		rc = read_pages(p, package, &r, &seen);
	if (rc == 0)
		rc = write_out(p);
	vec_clear(&pages);
	if (!outline)
		return rc;
	say(p->o, &r, &seen);
	if (rc < 0)
		p->o->failed = p->o->failed < 0 ? p->o->failed : rc;
	return opener_failed(p->o) || p->o->text.len ? opener_end(p->o, e) : nothing_read(p->o, &seen, e);
}

static void pdf_clear(struct pdf *p)
{
	struct vec *vecs[] = { &p->pieces, &p->rows, &p->pages, &p->tables, &p->down, &p->across };

	for (size_t i = 0; i < sizeof vecs / sizeof *vecs; i++)
		vec_clear(vecs[i]);
	buf_clear(&p->texts);
}

int open_ofd(struct opener *o, struct str bytes, struct err *e)
{
	OWN(pdf_clear) struct pdf p = { .o = o };
	struct package *package = NULL;

	buf_init(&p.texts, o->limits.text);
	vec_init(&p.pieces, sizeof(struct pdf_piece));
	vec_init(&p.rows, sizeof(struct pdf_row));
	vec_init(&p.pages, sizeof(struct pdf_page));
	vec_init(&p.tables, sizeof(struct pdf_table));
	vec_init(&p.down, sizeof(struct pdf_rule));
	vec_init(&p.across, sizeof(struct pdf_rule));
	int rc = package_open(o, bytes, &package, e);
	if (rc < 0)
		return rc;
	rc = read_all(&p, package, e);
	package_close(package);
	return rc;
}
