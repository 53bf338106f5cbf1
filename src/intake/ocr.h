/* Recognition of pictures of text (tesseract), where it was built in and its data for Chinese is installed. Worker only. */
#ifndef OCR_H
#define OCR_H

#include <stdint.h>

#include "buf.h"
#include "err.h"

struct ocr;

/* Grey pixels, one byte each. */
struct ocr_picture {
	const unsigned char *pixels;
	int width, height, stride, dpi;
};

/* ERR_NOTFOUND: not built in, or without data. */
int ocr_open(struct ocr **ret, struct err *e);
void ocr_close(struct ocr *r);
/* A recognised line, without the blanks that recognition puts between Chinese characters; its box in pixels. */
struct ocr_line {
	struct str text;
	int x0, y0, x1, y1;
};
typedef int ocr_take(void *context, const struct ocr_line *line);

/* Hands over line by line. *ret_confidence: 0..100. */
int ocr_read(struct ocr *r, const struct ocr_picture *picture, ocr_take *take, void *context, int *ret_confidence);

#endif
