/* PDF through poppler. */
#include <math.h>
#include "open_pdf.h"
#include "utf8.h"

enum { PAGES_MAX = 5000, DPI = 300, PIXELS_MAX = 40000000, RULES_SCALE = 2, FONTS_MAX = 64 };

struct source {
	struct pdf *p;
	PopplerDocument *doc;
};

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
static int find_rules(struct pdf *p, PopplerPage *page, struct pdf_char *chars, size_t count)
{
	const struct pdf_page *size = pdf_page(p, p->pages.len - 1);
	cairo_surface_t *surface = NULL;

	if (draw(page, size, RULES_SCALE, &surface) < 0)
		return 0;
	const struct pdf_picture picture = { cairo_image_surface_get_data(surface),
		cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface),
		cairo_image_surface_get_stride(surface), cairo_image_surface_get_width(surface) / size->width };
	int rc = pdf_find_rules(p, &picture);
	if (rc == 0)
		pdf_move_hidden(p, &picture, chars, count);
	cairo_surface_destroy(surface);
	return rc;
}

/* Each character's font as a number; fonts past the last number share it. */
static void number_fonts(PopplerPage *page, uint8_t *fonts, size_t count)
{
	GList *list = poppler_page_get_text_attributes(page);
	const char *names[FONTS_MAX] = { NULL };

	for (GList *at = list; at != NULL; at = at->next) {
		const PopplerTextAttributes *run = at->data;
		const char *name = run->font_name != NULL ? run->font_name : "";
		uint8_t n = 0;
		while (n < FONTS_MAX - 1 && names[n] != NULL && strcmp(names[n], name) != 0)
			n++;
		names[n] = name;
		for (size_t i = (size_t)run->start_index; i <= (size_t)run->end_index && i < count; i++)
			fonts[i] = n;
	}
	poppler_page_free_text_attributes(list);
}

/* Characters that are none, before anything looks at what they are. */
static int settle_fonts(struct pdf *p, PopplerPage *page, struct pdf_char *chars, size_t count)
{
	int rc = 0;

	pdf_mark_unknown(p, chars, count);
	pdf_narrow(chars, count);
	if (pdf_may_be_rubbish(chars, count)) {
		uint8_t *fonts = calloc(count, 1);
		if (fonts == NULL)
			return ERR_NOMEM;
		number_fonts(page, fonts, count);
		rc = pdf_mark_rubbish(p, chars, fonts, count);
		free(fonts);
	}
	return rc;
}

/* Whether more is written than the characters say: outlines, or glyphs that have no characters. */
static bool shows_more(const struct pdf *p, PopplerPage *page, const struct pdf_char *chars, size_t count)
{
	const struct pdf_page *size = pdf_page(p, p->pages.len - 1);
	cairo_surface_t *surface = NULL;

	if (draw(page, size, RULES_SCALE, &surface) < 0)
		return false;
	const struct pdf_picture picture = { cairo_image_surface_get_data(surface),
		cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface),
		cairo_image_surface_get_stride(surface), cairo_image_surface_get_width(surface) / size->width };
	bool more = pdf_looks_written(&picture, chars, count);
	cairo_surface_destroy(surface);
	return more;
}

/* The text of the page's own content, as poppler orders it. */
static int add_content(PopplerPage *page, struct vec *chars)
{
	char *text = poppler_page_get_text(page);
	PopplerRectangle *at = NULL;
	guint count = 0, n = 0;
	int rc = 0;

	if (text != NULL && poppler_page_get_text_layout(page, &at, &count)) {
		struct str s = str_from(text);
		s = str_sub(s, 0, utf8_valid_prefix(s));
		for (size_t pos = 0; rc == 0 && pos < s.len && n < count; n++) {
			struct pdf_char *c = vec_push(chars);
			rc = c != NULL ? 0 : ERR_NOMEM;
			if (c != NULL)
				*c = (struct pdf_char){ utf8_next(s, &pos), at[n].x1, at[n].y1, at[n].x2, at[n].y2 };
		}
	}
	g_free(at);
	g_free(text);
	return rc;
}

static int lay_out(struct pdf *p, PopplerPage *page, struct pdf_char *chars, size_t n)
{
	p->down.len = p->across.len = 0;
	pdf_raise(chars, n);
	int rc = pdf_settle(chars, n);
	if (rc == 0 && pdf_has_gaps(chars, n))
		rc = find_rules(p, page, chars, n);
	if (rc < 0)
		return rc;
	pdf_drop_strokes(p, chars, n);
	rc = pdf_add_chars(p, chars, n);
	struct pdf_page *at = pdf_page(p, p->pages.len - 1);
	if (rc == 0 && at->chars < PDF_FEW_CHARS)
		at->pictures = shows_more(p, page, chars, n);
	return rc;
}

static int read_chars(struct pdf *p, PopplerPage *page)
{
	struct vec chars;

	vec_init(&chars, sizeof(struct pdf_char));
	int rc = add_content(page, &chars);
	if (rc == 0)
		rc = settle_fonts(p, page, chars.ptr, chars.len);
	if (rc == 0)
		rc = open_pdf_typed(page, pdf_page(p, p->pages.len - 1)->height, &chars, &p->remarks);
	if (rc == 0)
		rc = lay_out(p, page, chars.ptr, chars.len);
	vec_clear(&chars);
	return rc;
}

static bool has_pictures(PopplerPage *page)
{
	GList *list = poppler_page_get_image_mapping(page);
	bool some = list != NULL;

	poppler_page_free_image_mapping(list);
	return some;
}

/* What poppler says while it reads a page: text that it left out has no other trace. */
static void hear(const char *domain, GLogLevelFlags level, const char *message, void *missed)
{
	(void)domain, (void)level;
	if (strstr(message, "No font in show") != NULL)
		*(bool *)missed = true;
}

static int read_page(struct pdf *p, PopplerDocument *doc, int i)
{
	struct pdf_page *at = vec_push(&p->pages);
	PopplerPage *page = at != NULL ? poppler_document_get_page(doc, i) : NULL;

	if (at == NULL)
		return ERR_NOMEM;
	at->first = p->rows.len;
	if (page == NULL) {
		p->damaged++;
		opener_note(p->o, "damaged", "第 %d 页已损坏，没有读", i + 1);
		return 0;
	}
	bool missed = false;
	unsigned listener = g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, hear, &missed);
	poppler_page_get_size(page, &at->width, &at->height);
	int rc = read_chars(p, page);
	at = pdf_page(p, p->pages.len - 1);
	at->pictures = at->pictures || at->lost >= PDF_MUCH || (at->chars < PDF_FEW_CHARS && has_pictures(page));
	at->fontless = missed;
	g_log_remove_handler("Poppler", listener);
	g_object_unref(page);
	return rc;
}

/* The green of each pixel: as good a grey as any for black on white. */
static int draw_grey(void *context, size_t i, struct pdf_grey *ret)
{
	struct source *s = context;
	PopplerPage *page = poppler_document_get_page(s->doc, (int)i);
	cairo_surface_t *surface = NULL;
	int rc = page != NULL ? draw(page, pdf_page(s->p, i), DPI / 72.0, &surface) : ERR_INPUT;

	if (page != NULL)
		g_object_unref(page);
	if (rc < 0)
		return rc;
	int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface),
	    stride = cairo_image_surface_get_stride(surface);
	const unsigned char *from = cairo_image_surface_get_data(surface);
	unsigned char *grey = malloc((size_t)width * (size_t)height + 1);
	for (int y = 0; grey != NULL && y < height; y++)
		for (int x = 0; x < width; x++)
			grey[(size_t)y * (size_t)width + (size_t)x] =
				from[(size_t)y * (size_t)stride + (size_t)x * 4 + 1];
	cairo_surface_destroy(surface);
	*ret = (struct pdf_grey){ grey, width, height, DPI };
	return grey != NULL ? 0 : ERR_NOMEM;
}

static int read_pages(struct pdf *p, PopplerDocument *doc, struct err *e)
{
	struct source s = { p, doc };
	int n = poppler_document_get_n_pages(doc), rc = 0;

	if (n > PAGES_MAX)
		return err_set(e, ERR_LIMIT, "%.*s 有 %d 页，最多 %d 页", STR_ARG(p->o->name), n, PAGES_MAX);
	for (int i = 0; rc == 0 && i < n; i++)
		rc = read_page(p, doc, i);
	if (rc < 0)
		p->o->failed = p->o->failed < 0 ? p->o->failed : rc;
	if (p->remarks)
		opener_note(p->o, "annotations", "批注没有读");
	return rc < 0 ? opener_end(p->o, e) : pdf_write_out(p, draw_grey, &s, e);
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
	struct pdf p;
	GError *why = NULL;
	GBytes *all = g_bytes_new_static(bytes.ptr, bytes.len);
	PopplerDocument *doc = poppler_document_new_from_bytes(all, NULL, &why);

	pdf_init(&p, o);
	int rc = doc == NULL ? refuse(o, why, e) : read_pages(&p, doc, e);
	pdf_clear(&p);
	if (doc != NULL)
		g_object_unref(doc);
	g_clear_error(&why);
	g_bytes_unref(all);
	return rc;
}
