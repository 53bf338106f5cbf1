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

int ocr_read(struct ocr *r, const struct ocr_picture *p, struct buf *into, int *ret_confidence, struct err *e)
{
	TessBaseAPISetImage(r->api, p->pixels, p->width, p->height, 1, p->stride);
	TessBaseAPISetSourceResolution(r->api, p->dpi);
	char *text = TessBaseAPIGetUTF8Text(r->api);
	if (text == NULL)
		return err_set(e, ERR_INPUT, "图片里的文字没有识别成");
	struct str s = str_from(text);
	add_text(into, str_sub(s, 0, utf8_valid_prefix(s)));
	int confidence = TessBaseAPIMeanTextConf(r->api);
	*ret_confidence = confidence < 0 ? 0 : confidence > 100 ? 100 : confidence;
	TessDeleteText(text);
	TessBaseAPIClear(r->api);
	return into->failed ? err_nomem(e) : 0;
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

int ocr_read(struct ocr *r, const struct ocr_picture *p, struct buf *into, int *ret_confidence, struct err *e)
{
	(void)r, (void)p, (void)into, (void)ret_confidence;
	return err_set(e, ERR_NOTFOUND, "这个程序没有带文字识别");
}
#endif
