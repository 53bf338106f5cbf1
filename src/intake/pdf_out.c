/* What PDF and OFD do alike: all pages in their order, those that are pictures recognised. */
#include <time.h>

#include "ocr.h"
#include "pdf.h"

static struct vec *vec_of(struct pdf *p, size_t i, size_t *ret_size)
{
	struct vec *const vecs[] = { &p->pieces, &p->rows, &p->pages, &p->tables, &p->notes, &p->down, &p->across };
	static const size_t sizes[] = { sizeof(struct pdf_piece), sizeof(struct pdf_row), sizeof(struct pdf_page),
		sizeof(struct pdf_table), sizeof(struct pdf_note), sizeof(struct pdf_rule), sizeof(struct pdf_rule) };

	*ret_size = i < sizeof sizes / sizeof *sizes ? sizes[i] : 0;
	return *ret_size ? vecs[i] : NULL;
}

void pdf_init(struct pdf *p, struct opener *o)
{
	size_t size = 0;

	*p = (struct pdf){ .o = o };
	buf_init(&p->texts, o->limits.text);
	for (size_t i = 0; vec_of(p, i, &size); i++)
		vec_init(vec_of(p, i, &size), size);
}

void pdf_clear(struct pdf *p)
{
	size_t size = 0;

	buf_clear(&p->texts);
	for (size_t i = 0; vec_of(p, i, &size); i++)
		vec_clear(vec_of(p, i, &size));
}

#define NO_TABLE "这台机器没有这种字体的编码表（poppler-data）"
#define NO_MEANING "这份 PDF 的字体没有说明字形是哪些字"

struct scans {
	struct pdf *p;
	struct ocr *ocr;
	time_t until;
	size_t pages, read, left;
	long confidence; /* sum */
	struct err why;  /* there is no recognition */
};

/* A page that cannot be drawn or read is left out, and counted. */
static int scan_page(struct scans *s, size_t page, pdf_draw *draw, void *context)
{
	struct pdf_grey grey = { .pixels = NULL };
	int confidence = 0, rc = draw(context, page, &grey);

	if (rc == 0) {
		const struct ocr_picture picture = { grey.pixels, grey.width, grey.height, grey.width, grey.dpi };
		rc = pdf_scan(s->p, s->ocr, &picture, (uint32_t)page + 1, &confidence);
	}
	free(grey.pixels);
	s->confidence += confidence;
	s->read += rc == 0;
	s->left += rc < 0;
	return rc == ERR_NOMEM ? rc : 0;
}

static int write_pages(struct scans *s, pdf_draw *draw, void *context)
{
	struct pdf *p = s->p;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < p->pages.len && !opener_failed(p->o); i++) {
		const struct pdf_page *page = pdf_page(p, i);
		bool scans = page->pictures && s->ocr != NULL && time(NULL) <= s->until;
		if (scans)
			rc = scan_page(s, i, draw, context);
		else if (!page->pictures || page->lost == PDF_MUCH)
			rc = pdf_read_page(p, i);
		else
			s->left++;
	}
	return rc == 0 ? pdf_put_notes(p) : rc;
}

/* "1、3—5": the pages that `which` is true of; false: none. */
static bool list_pages(const struct pdf *p, bool (*which)(const struct pdf_page *page), struct buf *into)
{
	size_t n = p->pages.len;

	into->len = 0;
	for (size_t i = 0, to; i < n; i = to + 1) {
		to = i;
		if (!which(pdf_page(p, i)))
			continue;
		while (to + 1 < n && which(pdf_page(p, to + 1)))
			to++;
		buf_fmt(into, "%s%zu", into->len > 0 ? "、" : "", i + 1);
		if (to > i)
			buf_fmt(into, "%s%zu", to > i + 1 ? "—" : "、", to + 1);
	}
	if (into->failed)
		buf_clear(into);
	return into->len > 0;
}

static bool is_fontless(const struct pdf_page *page)
{
	return page->fontless;
}

static bool is_lost(const struct pdf_page *page)
{
	return page->lost >= PDF_MUCH;
}

static bool is_lost_in_places(const struct pdf_page *page)
{
	return page->lost == PDF_SOME;
}

static void tell_fonts(const struct scans *s)
{
	struct opener *o = s->p->o;
	struct buf pages;

	buf_init(&pages, 200);
	if (list_pages(s->p, is_fontless, &pages))
		opener_note(o, "fonts", "第 %.*s 页有文字没有读出：" NO_TABLE, STR_ARG(buf_view(&pages)));
	if (list_pages(s->p, is_lost, &pages))
		opener_note(o, "fonts", "第 %.*s 页的文字取不出来：" NO_MEANING "。%s", STR_ARG(buf_view(&pages)),
			s->ocr != NULL ? "当作图片识别，请核对" : "请用原来的文档，或装上文字识别再读");
	if (list_pages(s->p, is_lost_in_places, &pages))
		opener_note(o, "fonts", "第 %.*s 页有的字取不出来，写作“□”：" NO_MEANING "，请对照原件补上",
			STR_ARG(buf_view(&pages)));
	buf_clear(&pages);
}

static void tell(const struct scans *s)
{
	struct opener *o = s->p->o;

	tell_fonts(s);
	if (s->read > 0) {
		o->confidence = (int)(s->confidence / (long)s->read);
		opener_note(o, "ocr", "有 %zu 页的文字由识别得来（可信度 %d%%），请核对", s->read, o->confidence);
	}
	if (s->left > 0 && s->ocr != NULL)
		opener_note(o, "ocr", "还有 %zu 页没有识别成，没有读", s->left);
	else if (s->pages > 0 && s->ocr == NULL)
		opener_note(o, "ocr", "有 %zu 页没有文字层，没有读：%s", s->pages,
			s->why.message[0] ? s->why.message : "按要求不识别");
}

static bool any_page(const struct pdf *p, bool (*which)(const struct pdf_page *page))
{
	bool any = false;

	for (size_t i = 0; !any && i < p->pages.len; i++)
		any = which(pdf_page(p, i));
	return any;
}

static int nothing_read(const struct scans *s, struct err *e)
{
	const struct pdf *p = s->p;
	const struct err *why = &s->why;

	if (s->pages == 0 && p->damaged > 0) {
		err_hint(e, "请重新取得原件");
		return err_set(e, ERR_INPUT, "%.*s 的页面都已损坏，没有读出文字", STR_ARG(p->o->name));
	}
	if (any_page(p, is_fontless)) {
		err_hint(e, "请安装 poppler-data（apt-get install poppler-data）再读；装过的，请用原来的文档");
		return err_set(e, ERR_INPUT, "%.*s 的文字没有读出：" NO_TABLE, STR_ARG(p->o->name));
	}
	if (any_page(p, is_lost)) {
		err_hint(e, "请用原来的文档，或装上文字识别再读");
		return err_set(e, ERR_INPUT, "%.*s 的文字取不出来：" NO_MEANING, STR_ARG(p->o->name));
	}
	if (s->pages == 0)
		return err_set(e, ERR_INPUT, "%.*s 里没有文字", STR_ARG(p->o->name));
	err_hint(e, "%s", why->hint[0] ? why->hint : "请用文字版的报告");
	return err_set(e, ERR_INPUT, "%.*s 是扫描件，没有文字层%s%s", STR_ARG(p->o->name), why->message[0] ? "：" : "",
		why->message);
}

int pdf_write_out(struct pdf *p, pdf_draw *draw, void *context, struct err *e)
{
	struct opener *o = p->o;
	struct scans s = { .p = p, .until = time(NULL) + o->limits.seconds * 3 / 4 };

	for (size_t i = 0; i < p->pages.len; i++)
		s.pages += pdf_page(p, i)->pictures;
	if (s.pages > 0 && !o->no_ocr)
		(void)ocr_open(&s.ocr, &s.why);
	int rc = pdf_drop_furniture(p);
	if (rc == 0)
		rc = pdf_find_notes(p);
	if (rc == 0)
		rc = pdf_flow_start(p);
	if (rc == 0)
		rc = write_pages(&s, draw, context);
	pdf_flow_end(p);
	tell(&s);
	ocr_close(s.ocr);
	if (rc < 0)
		o->failed = o->failed < 0 ? o->failed : rc;
	return opener_failed(o) || o->text.len > 0 ? opener_end(o, e) : nothing_read(&s, e);
}
