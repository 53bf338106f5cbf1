/* Pictures of reports: recognised. */
#include "ocr.h"
#include "pdf.h"

#ifdef HAVE_TESSERACT
#include <leptonica/allheaders.h>

enum { SIDE_MAX = 12000, SIDE_MIN = 40, DPI_USUAL = 300 };

static unsigned char *grey_pixels(const PIX *pix, l_int32 width, l_int32 height)
{
	unsigned char *pixels = malloc((size_t)width * (size_t)height + 1);
	const l_uint32 *data = pixGetData((PIX *)(uintptr_t)pix);
	l_int32 words = pixGetWpl(pix);

	for (l_int32 y = 0; pixels != NULL && y < height; y++) {
		const l_uint32 *line = data + (size_t)y * (size_t)words;
		for (l_int32 x = 0; x < width; x++)
			pixels[(size_t)y * (size_t)width + (size_t)x] =
				(unsigned char)(line[x / 4] >> (24 - x % 4 * 8));
	}
	return pixels;
}

static int read_lines(struct opener *o, struct ocr *ocr, const struct ocr_picture *picture, struct err *e)
{
	struct pdf p = { .o = o };
	int confidence = 0;

	buf_init(&p.texts, o->limits.text);
	int rc = pdf_flow_start(&p);
	if (rc == 0)
		rc = pdf_scan(&p, ocr, picture, 1, &confidence);
	pdf_flow_end(&p);
	buf_clear(&p.texts);
	if (rc < 0)
		return rc == ERR_NOMEM ? err_nomem(e) : err_set(e, ERR_INPUT, "%.*s 没有识别成", STR_ARG(o->name));
	if (o->text.len == 0)
		return err_set(e, ERR_INPUT, "%.*s 里没有认出文字", STR_ARG(o->name));
	o->confidence = confidence;
	opener_note(o, "ocr", "文字由图片识别得来（可信度 %d%%），请核对", confidence);
	return opener_end(o, e);
}

static int recognise(struct opener *o, const PIX *grey, struct err *e)
{
	l_int32 width = pixGetWidth(grey), height = pixGetHeight(grey);
	unsigned char *pixels = grey_pixels(grey, width, height);
	const struct ocr_picture picture = { pixels, width, height, width, DPI_USUAL };
	struct ocr *ocr = NULL;

	if (pixels == NULL)
		return err_nomem(e);
	int rc = ocr_open(&ocr, e);
	if (rc == 0)
		rc = read_lines(o, ocr, &picture, e);
	ocr_close(ocr);
	free(pixels);
	return rc;
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
