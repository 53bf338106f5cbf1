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
		if (!pdf_page(p, i)->pictures)
			rc = pdf_read_page(p, i);
		else if (s->ocr == NULL || time(NULL) > s->until)
			s->left++;
		else
			rc = scan_page(s, i, draw, context);
	}
	return rc == 0 ? pdf_put_notes(p) : rc;
}

static void tell(const struct scans *s)
{
	struct opener *o = s->p->o;

	if (s->read > 0) {
		o->confidence = (int)(s->confidence / (long)s->read);
		opener_note(
			o, "ocr", "有 %zu 页是扫描件，文字由识别得来（可信度 %d%%），请核对", s->read, o->confidence);
	}
	if (s->left > 0 && s->ocr != NULL)
		opener_note(o, "ocr", "还有 %zu 页扫描件没有识别成，没有读", s->left);
	else if (s->pages > 0 && s->ocr == NULL)
		opener_note(o, "ocr", "有 %zu 页是扫描件，没有读：%s", s->pages,
			s->why.message[0] ? s->why.message : "按要求不识别");
}

static int nothing_read(const struct scans *s, struct err *e)
{
	const struct pdf *p = s->p;
	const struct err *why = &s->why;

	if (s->pages == 0 && p->damaged > 0) {
		err_hint(e, "请重新取得原件");
		return err_set(e, ERR_INPUT, "%.*s 的页面都已损坏，没有读出文字", STR_ARG(p->o->name));
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
