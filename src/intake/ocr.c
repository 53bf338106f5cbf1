#include "ocr.h"

#include <stdlib.h>

#include "utf8.h"

#ifdef HAVE_TESSERACT
#include <tesseract/capi.h>

struct ocr {
	TessBaseAPI *api;
};

int ocr_open(struct ocr **ret, struct err *e)
{
	struct ocr *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return err_nomem(e);
	r->api = TessBaseAPICreate();
	if (r->api == NULL || TessBaseAPIInit3(r->api, NULL, "chi_sim") != 0) {
		ocr_close(r);
		err_hint(e, "请安装中文识别数据：apt-get install tesseract-ocr-chi-sim");
		return err_set(e, ERR_NOTFOUND, "没有安装中文识别数据");
	}
	*ret = r;
	return 0;
}

void ocr_close(struct ocr *r)
{
	if (r == NULL)
		return;
	if (r->api != NULL) {
		TessBaseAPIEnd(r->api);
		TessBaseAPIDelete(r->api);
	}
	free(r);
}

static bool is_wide(uint32_t c)
{
	return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x2014 && c <= 0x2026);
}

/* Blanks beside Chinese characters go. */
static void add_text(struct buf *into, struct str s)
{
	uint32_t last = 0;
	bool blank = false;

	for (size_t at = 0; at < s.len;) {
		size_t from = at;
		uint32_t c = utf8_next(s, &at);
		if (c == ' ') {
			blank = true;
			continue;
		}
		if (blank && last != 0 && last != '\n' && c != '\n' && !is_wide(last) && !is_wide(c))
			buf_chr(into, ' ');
		blank = false;
		last = c;
		buf_str(into, str_sub(s, from, at));
	}
}

static int take_line(TessResultIterator *lines, ocr_take *take, void *context)
{
	struct ocr_line line = { 0 };
	struct buf clean;
	char *text = TessResultIteratorGetUTF8Text(lines, RIL_TEXTLINE);
	struct str s = str_trim(str_from(text));
	int rc = 0;

	buf_init(&clean, s.len + 1);
	add_text(&clean, str_sub(s, 0, utf8_valid_prefix(s)));
	line.text = buf_view(&clean);
	if (clean.failed)
		rc = ERR_NOMEM;
	else if (line.text.len > 0 && TessPageIteratorBoundingBox(TessResultIteratorGetPageIterator(lines),
					      RIL_TEXTLINE, &line.x0, &line.y0, &line.x1, &line.y1))
		rc = take(context, &line);
	buf_clear(&clean);
	TessDeleteText(text);
	return rc;
}

int ocr_read(struct ocr *r, const struct ocr_picture *p, ocr_take *take, void *context, int *ret_confidence)
{
	int rc = 0;

	TessBaseAPISetImage(r->api, p->pixels, p->width, p->height, 1, p->stride);
	TessBaseAPISetSourceResolution(r->api, p->dpi);
	if (TessBaseAPIRecognize(r->api, NULL) != 0)
		return ERR_INPUT;
	int confidence = TessBaseAPIMeanTextConf(r->api);
	*ret_confidence = confidence < 0 ? 0 : confidence > 100 ? 100 : confidence;
	TessResultIterator *lines = TessBaseAPIGetIterator(r->api);
	for (bool more = lines != NULL; rc == 0 && more; more = TessResultIteratorNext(lines, RIL_TEXTLINE))
		rc = take_line(lines, take, context);
	if (lines != NULL)
		TessResultIteratorDelete(lines);
	TessBaseAPIClear(r->api);
	return rc;
}
#else
int ocr_open(struct ocr **ret, struct err *e)
{
	(void)ret;
	err_hint(e, "请安装 libtesseract-dev 和 tesseract-ocr-chi-sim 后重新构建，或用文字版的报告");
	return err_set(e, ERR_NOTFOUND, "这个程序没有带文字识别");
}

void ocr_close(struct ocr *r)
{
	(void)r;
}

int ocr_read(struct ocr *r, const struct ocr_picture *p, ocr_take *take, void *context, int *ret_confidence)
{
	(void)r, (void)p, (void)take, (void)context, (void)ret_confidence;
	return ERR_NOTFOUND;
}
#endif
