/* Pictures of reports: recognised. */
#include "image.h"
#include "ocr.h"
#include "pdf.h"

enum { DPI_USUAL = 300 };

static int read_lines(struct opener *o, struct ocr *ocr, const struct ocr_picture *picture, struct err *e)
{
	struct pdf p;
	int confidence = 0;

	pdf_init(&p, o);
	int rc = pdf_flow_start(&p);
	if (rc == 0)
		rc = pdf_scan(&p, ocr, picture, 1, &confidence);
	pdf_flow_end(&p);
	pdf_clear(&p);
	if (rc < 0)
		return rc == ERR_NOMEM ? err_nomem(e) : err_set(e, ERR_INPUT, "%.*s 没有识别成", STR_ARG(o->name));
	if (o->text.len == 0)
		return err_set(e, ERR_INPUT, "%.*s 里没有认出文字", STR_ARG(o->name));
	o->confidence = confidence;
	opener_note(o, "ocr", "文字由图片识别得来（可信度 %d%%），请核对", confidence);
	return opener_end(o, e);
}

static int refuse(const struct opener *o, int rc, const struct image *i, struct err *e)
{
	switch (rc) {
	case ERR_NOMEM:
		return err_nomem(e);
	case ERR_LIMIT:
		return err_set(
			e, rc, "%.*s 太大：%d×%d，边长最多 %d", STR_ARG(o->name), i->width, i->height, IMAGE_SIDE_MAX);
	case ERR_NOTFOUND:
		err_hint(e, "请用文字版的报告，或安装 libtesseract-dev 和 tesseract-ocr-chi-sim 后重新构建");
		return err_set(e, ERR_INPUT, "%.*s 是图片，这个程序没有带文字识别", STR_ARG(o->name));
	default:
		return err_set(e, ERR_INPUT, "%.*s 不是能读的图片，或已损坏", STR_ARG(o->name));
	}
}

int open_image(struct opener *o, struct str bytes, struct err *e)
{
	struct image image = { .pixels = NULL };
	struct ocr *ocr = NULL;

	if (o->no_ocr)
		return err_set(e, ERR_INPUT, "%.*s 是图片，按要求不识别", STR_ARG(o->name));
	int rc = image_decode(bytes, &image);
	if (rc < 0)
		return refuse(o, rc, &image, e);
	const struct ocr_picture picture = { image.pixels, image.width, image.height, image.width, DPI_USUAL };
	rc = ocr_open(&ocr, e);
	if (rc == 0)
		rc = read_lines(o, ocr, &picture, e);
	ocr_close(ocr);
	free(image.pixels);
	return rc;
}
