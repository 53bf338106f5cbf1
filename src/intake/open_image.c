/* Pictures of reports: recognised. */
#include "ocr.h"
#include "opener.h"

#ifdef HAVE_TESSERACT
#include <leptonica/allheaders.h>

enum { SIDE_MAX = 12000, SIDE_MIN = 40, DPI_USUAL = 300 };

static int recognise(struct opener *o, const PIX *grey, struct err *e)
{
	l_int32 width = 0, height = 0, depth = 0;
	struct ocr *ocr = NULL;
	struct buf text;
	int confidence = 0;

	pixGetDimensions(grey, &width, &height, &depth);
	unsigned char *pixels = malloc((size_t)width * (size_t)height + 1);
	if (pixels == NULL)
		return err_nomem(e);
	for (l_int32 y = 0; y < height; y++)
		for (l_int32 x = 0; x < width; x++) {
			l_uint32 v = 0;
			pixGetPixel((PIX *)(uintptr_t)grey, x, y, &v);
			pixels[(size_t)y * (size_t)width + (size_t)x] = (unsigned char)v;
		}
	buf_init(&text, 4 << 20);
	const struct ocr_picture picture = { pixels, width, height, width, DPI_USUAL };
	int rc = ocr_open(&ocr, e);
	if (rc == 0)
		rc = ocr_read(ocr, &picture, &text, &confidence, e);
	ocr_close(ocr);
	free(pixels);
	if (rc == 0 && str_trim(buf_view(&text)).len == 0)
		rc = err_set(e, ERR_INPUT, "%.*s 里没有认出文字", STR_ARG(o->name));
	if (rc == 0) {
		opener_place(o, (struct intake_place){ INTAKE_PAGE, 1, 0, 0 });
		opener_text(o, buf_view(&text));
		o->confidence = confidence;
		opener_note(o, "ocr", "文字由图片识别得来（可信度 %d%%），请核对", confidence);
	}
	buf_clear(&text);
	return rc < 0 ? rc : opener_end(o, e);
}

int open_image(struct opener *o, struct str bytes, struct err *e)
{
	l_int32 format = 0, width = 0, height = 0;

	if (o->no_ocr)
		return err_set(e, ERR_INPUT, "%.*s 是图片，按要求不识别", STR_ARG(o->name));
	setMsgSeverity(L_SEVERITY_NONE);
	/* the size first: a small file may claim a picture that fills all memory */
	int bad = pixReadHeaderMem((const l_uint8 *)bytes.ptr, bytes.len, &format, &width, &height, NULL, NULL, NULL);
	if (bad || width < SIDE_MIN || height < SIDE_MIN)
		return err_set(e, ERR_INPUT, "%.*s 不是能读的图片，或已损坏", STR_ARG(o->name));
	if (width > SIDE_MAX || height > SIDE_MAX)
		return err_set(
			e, ERR_LIMIT, "%.*s 太大：%d×%d，边长最多 %d", STR_ARG(o->name), width, height, SIDE_MAX);
	PIX *pix = pixReadMem((const l_uint8 *)bytes.ptr, bytes.len);
	PIX *grey = pix != NULL ? pixConvertTo8(pix, 0) : NULL;
	int rc = grey != NULL ? recognise(o, grey, e) : err_set(e, ERR_INPUT, "%.*s 已损坏", STR_ARG(o->name));
	pixDestroy(&grey);
	pixDestroy(&pix);
	return rc;
}
#else
int open_image(struct opener *o, struct str bytes, struct err *e)
{
	(void)bytes;
	err_hint(e, "请用文字版的报告，或安装 libtesseract-dev 和 tesseract-ocr-chi-sim 后重新构建");
	return err_set(e, ERR_INPUT, "%.*s 是图片，这个程序没有带文字识别", STR_ARG(o->name));
}
#endif
