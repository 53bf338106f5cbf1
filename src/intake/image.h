/* Pictures to grey pixels (leptonica, where it was built in). Worker only. */
#ifndef INTAKE_IMAGE_H
#define INTAKE_IMAGE_H

#include "err.h"
#include "str.h"

enum { IMAGE_SIDE_MAX = 12000, IMAGE_SIDE_MIN = 40 };

struct image {
	unsigned char *pixels; /* grey, one byte each, line by line; from malloc() */
	int width, height;
};

/* ERR_INPUT: no picture that can be read, or damaged; ERR_LIMIT: too large (width and height are set); ERR_NOTFOUND: not built in. */
int image_decode(struct str bytes, struct image *ret);

#endif
