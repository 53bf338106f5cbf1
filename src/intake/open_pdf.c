/* PDF through poppler. */
#include <math.h>
#include <poppler.h>
#include <time.h>

#undef BANNED_LATER
#include "banned.h"

#include "ocr.h"
#include "pdf.h"
#include "utf8.h"

enum { PAGES_MAX = 5000, FEW_CHARS = 8, DPI = 300, PIXELS_MAX = 40000000, RULES_SCALE = 2 };

static int draw(PopplerPage *page, const struct pdf_page *size, double scale, cairo_surface_t **ret)
{
	double most = size->width * size->height;

	if (!(most > 0) || !isfinite(most))
		return ERR_INPUT;
	scale = fmin(scale, sqrt(PIXELS_MAX / most));
	cairo_surface_t *surface = cairo_image_surface_create(
		CAIRO_FORMAT_RGB24, (int)ceil(size->width * scale), (int)ceil(size->height * scale));
	cairo_t *cr = cairo_create(surface);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_scale(cr, scale, scale);
	poppler_page_render(page, cr);
	bool good = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cr);
	cairo_surface_flush(surface);
	if (!good) {
		cairo_surface_destroy(surface);
		return ERR_INPUT;
	}
	*ret = surface;
	return 0;
}

/* --- the characters of a page --- */

/* A page that cannot be drawn has no rules. */
static int find_rules(struct pdf *p, PopplerPage *page)
{
	const struct pdf_page *size = pdf_page(p, p->pages.len - 1);
	cairo_surface_t *surface = NULL;

	if (draw(page, size, RULES_SCALE, &surface) < 0)
		return 0;
	const struct pdf_picture picture = { cairo_image_surface_get_data(surface),
		cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface),
		cairo_image_surface_get_stride(surface), cairo_image_surface_get_width(surface) / size->width };
	int rc = pdf_find_rules(p, &picture);
	cairo_surface_destroy(surface);
	return rc;
}

static int read_chars(struct pdf *p, PopplerPage *page)
{
	char *text = poppler_page_get_text(page);
	PopplerRectangle *at = NULL;
	guint count = 0;
	int rc = 0;

	if (text == NULL || !poppler_page_get_text_layout(page, &at, &count)) {
		g_free(text);
		pdf_page(p, p->pages.len - 1)->first = p->rows.len;
		return 0;
	}
	struct str s = str_from(text);
	s = str_sub(s, 0, utf8_valid_prefix(s));
	struct pdf_char *chars = calloc((size_t)count + 1, sizeof(*chars));
	size_t n = 0;
	if (chars == NULL)
		rc = ERR_NOMEM;
	for (size_t pos = 0; rc == 0 && pos < s.len && n < count; n++)
		chars[n] = (struct pdf_char){ utf8_next(s, &pos), at[n].x1, at[n].y1, at[n].x2, at[n].y2 };
	p->down.len = p->across.len = 0;
	if (rc == 0)
		rc = pdf_settle(chars, n);
	if (rc == 0 && pdf_has_gaps(chars, n))
		rc = find_rules(p, page);
	if (rc == 0)
		pdf_drop_strokes(p, chars, n);
	if (rc == 0)
		rc = pdf_add_chars(p, chars, n);
	free(chars);
	g_free(at);
	g_free(text);
	return rc;
}

static bool has_pictures(PopplerPage *page)
{
	GList *list = poppler_page_get_image_mapping(page);
	bool some = list != NULL;

	poppler_page_free_image_mapping(list);
	return some;
}

static int read_page(struct pdf *p, PopplerDocument *doc, int i)
{
	struct pdf_page *at = vec_push(&p->pages);
	PopplerPage *page = at != NULL ? poppler_document_get_page(doc, i) : NULL;

	if (at == NULL)
		return ERR_NOMEM;
	at->first = p->rows.len;
	if (page == NULL) {
		opener_note(p->o, "damaged", "第 %d 页已损坏，没有读", i + 1);
		return 0;
	}
	poppler_page_get_size(page, &at->width, &at->height);
	int rc = read_chars(p, page);
	at = pdf_page(p, p->pages.len - 1);
	at->pictures = rc == 0 && at->chars < FEW_CHARS && has_pictures(page);
	g_object_unref(page);
	return rc;
}

/* --- pages that are pictures --- */

struct scan {
	struct pdf *p;
	struct ocr *ocr;
	time_t until;
	size_t read, left;
	long confidence; /* sum */
};

/* The green of each pixel: as good a grey as any for black on white. */
static int recognise(struct scan *s, cairo_surface_t *surface, uint32_t number)
{
	int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface),
	    stride = cairo_image_surface_get_stride(surface), confidence = 0;
	const unsigned char *from = cairo_image_surface_get_data(surface);
	unsigned char *grey = malloc((size_t)width * (size_t)height + 1);

	if (grey == NULL)
		return ERR_NOMEM;
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			grey[(size_t)y * (size_t)width + (size_t)x] =
				from[(size_t)y * (size_t)stride + (size_t)x * 4 + 1];
	const struct ocr_picture picture = { grey, width, height, width, DPI };
	int rc = pdf_scan(s->p, s->ocr, &picture, number, &confidence);
	free(grey);
	s->confidence += confidence;
	s->read += rc == 0;
	return rc;
}

/* A page that cannot be drawn or read is left out, and counted. */
static int scan_page(struct scan *s, PopplerDocument *doc, size_t i)
{
	PopplerPage *page = poppler_document_get_page(doc, (int)i);
	cairo_surface_t *surface = NULL;
	int rc = page != NULL ? draw(page, pdf_page(s->p, i), DPI / 72.0, &surface) : ERR_INPUT;

	if (rc == 0)
		rc = recognise(s, surface, (uint32_t)i + 1);
	if (surface != NULL)
		cairo_surface_destroy(surface);
	if (page != NULL)
		g_object_unref(page);
	if (rc < 0)
		s->left++;
	return rc == ERR_NOMEM ? rc : 0;
}

/* --- all pages in their order --- */

static int read_out(struct pdf *p, PopplerDocument *doc, struct scan *s)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < p->pages.len && !opener_failed(p->o); i++) {
		if (!pdf_page(p, i)->pictures) {
			rc = pdf_read_page(p, i);
		} else if (s->ocr == NULL || time(NULL) > s->until) {
			s->left++;
		} else {
			rc = scan_page(s, doc, i);
		}
	}
	return rc;
}

static void tell(struct opener *o, const struct scan *s, size_t pictures, const struct err *why)
{
	if (s->read > 0) {
		o->confidence = (int)(s->confidence / (long)s->read);
		opener_note(
			o, "ocr", "有 %zu 页是扫描件，文字由识别得来（可信度 %d%%），请核对", s->read, o->confidence);
	}
	if (s->left > 0 && s->ocr != NULL)
		opener_note(o, "ocr", "还有 %zu 页扫描件没有识别成，没有读", s->left);
	else if (pictures > 0 && s->ocr == NULL)
		opener_note(o, "ocr", "有 %zu 页是扫描件，没有读：%s", pictures,
			why->message[0] ? why->message : "按要求不识别");
}

static int nothing_read(const struct opener *o, size_t pictures, const struct err *why, struct err *e)
{
	if (pictures == 0)
		return err_set(e, ERR_INPUT, "%.*s 里没有文字", STR_ARG(o->name));
	err_hint(e, "%s", why->hint[0] ? why->hint : "请用文字版的报告");
	return err_set(e, ERR_INPUT, "%.*s 是扫描件，没有文字层%s%s", STR_ARG(o->name), why->message[0] ? "：" : "",
		why->message);
}

static int read_pages(struct pdf *p, PopplerDocument *doc, struct err *e)
{
	struct opener *o = p->o;
	struct scan s = { .p = p, .until = time(NULL) + o->limits.seconds * 3 / 4 };
	struct err why = { 0 };
	size_t pictures = 0;
	int n = poppler_document_get_n_pages(doc), rc = 0;

	if (n > PAGES_MAX)
		return err_set(e, ERR_LIMIT, "%.*s 有 %d 页，最多 %d 页", STR_ARG(o->name), n, PAGES_MAX);
	for (int i = 0; rc == 0 && i < n; i++)
		rc = read_page(p, doc, i);
	for (size_t i = 0; i < p->pages.len; i++)
		pictures += pdf_page(p, i)->pictures;
	if (rc == 0 && pictures > 0 && !o->no_ocr)
		(void)ocr_open(&s.ocr, &why);
	if (rc == 0)
		rc = pdf_drop_furniture(p);
	if (rc == 0)
		rc = pdf_flow_start(p);
	if (rc == 0)
		rc = read_out(p, doc, &s);
	pdf_flow_end(p);
	tell(o, &s, pictures, &why);
	ocr_close(s.ocr);
	if (rc < 0)
		o->failed = o->failed < 0 ? o->failed : rc;
	if (opener_failed(o) || o->text.len > 0)
		return opener_end(o, e);
	return nothing_read(o, pictures, &why, e);
}

static int refuse(const struct opener *o, const GError *why, struct err *e)
{
	if (why != NULL && why->code == POPPLER_ERROR_ENCRYPTED) {
		err_hint(e, "请用密码打开，另存一份没有密码的再用");
		return err_set(e, ERR_INPUT, "%.*s 有密码，打不开", STR_ARG(o->name));
	}
	err_hint(e, "请重新下载；能用阅读器打开的话，打印成新的 PDF 再用");
	return err_set(e, ERR_INPUT, "%.*s 不是完整的 PDF（可能没有下载完，或已损坏）", STR_ARG(o->name));
}

int open_pdf(struct opener *o, struct str bytes, struct err *e)
{
	struct pdf p = { .o = o };
	GError *why = NULL;
	GBytes *all = g_bytes_new_static(bytes.ptr, bytes.len);
	PopplerDocument *doc = poppler_document_new_from_bytes(all, NULL, &why);
	int rc;

	buf_init(&p.texts, o->limits.text);
	vec_init(&p.pieces, sizeof(struct pdf_piece));
	vec_init(&p.rows, sizeof(struct pdf_row));
	vec_init(&p.pages, sizeof(struct pdf_page));
	vec_init(&p.tables, sizeof(struct pdf_table));
	vec_init(&p.down, sizeof(struct pdf_rule));
	vec_init(&p.across, sizeof(struct pdf_rule));
	rc = doc == NULL ? refuse(o, why, e) : read_pages(&p, doc, e);
	buf_clear(&p.texts);
	vec_clear(&p.pieces);
	vec_clear(&p.rows);
	vec_clear(&p.pages);
	vec_clear(&p.tables);
	vec_clear(&p.down);
	vec_clear(&p.across);
	if (doc != NULL)
		g_object_unref(doc);
	g_clear_error(&why);
	g_bytes_unref(all);
	return rc;
}
