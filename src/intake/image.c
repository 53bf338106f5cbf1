#include "image.h"

#include <stdint.h>
#include <stdlib.h>

#ifdef HAVE_TESSERACT
#include <leptonica/allheaders.h>

static unsigned char *grey_pixels(PIX *pix, l_int32 width, l_int32 height)
{
	unsigned char *pixels = malloc((size_t)width * (size_t)height + 1);
	const l_uint32 *data = pixGetData(pix);
	l_int32 words = pixGetWpl(pix);

	for (l_int32 y = 0; pixels != NULL && y < height; y++) {
		const l_uint32 *line = data + (size_t)y * (size_t)words;
		for (l_int32 x = 0; x < width; x++)
			pixels[(size_t)y * (size_t)width + (size_t)x] =
				(unsigned char)(line[x / 4] >> (24 - x % 4 * 8));
	}
	return pixels;
}

int image_decode(struct str bytes, struct image *ret)
{
	l_int32 format = 0, width = 0, height = 0;

	setMsgSeverity(L_SEVERITY_NONE);
	/* the size first: a small file may claim a picture that fills all memory */
	int bad = pixReadHeaderMem((const l_uint8 *)bytes.ptr, bytes.len, &format, &width, &height, NULL, NULL, NULL);
	if (bad || width < IMAGE_SIDE_MIN || height < IMAGE_SIDE_MIN)
		return ERR_INPUT;
	*ret = (struct image){ NULL, width, height };
	if (width > IMAGE_SIDE_MAX || height > IMAGE_SIDE_MAX)
		return ERR_LIMIT;
	PIX *pix = pixReadMem((const l_uint8 *)bytes.ptr, bytes.len);
	PIX *grey = pix != NULL ? pixConvertTo8(pix, 0) : NULL;
	int rc = grey != NULL ? 0 : ERR_INPUT;
	if (rc == 0) {
		*ret = (struct image){ NULL, pixGetWidth(grey), pixGetHeight(grey) };
		ret->pixels = grey_pixels(grey, ret->width, ret->height);
		rc = ret->pixels != NULL ? 0 : ERR_NOMEM;
	}
	pixDestroy(&grey);
	pixDestroy(&pix);
	return rc;
}
#else
int image_decode(struct str bytes, struct image *ret)
{
	(void)bytes, (void)ret;
	return ERR_NOTFOUND;
}
#endif
