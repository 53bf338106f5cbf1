/* Pictures, as far as their pixels: recognition costs seconds for one. */
#include "fuzz.h"
#include "image.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image i = { .pixels = NULL };
	int rc = image_decode((struct str){ (const char *)data, size }, &i);

	MUST(rc <= 0);
	MUST((rc == 0) == (i.pixels != NULL));
	if (rc == 0) {
		MUST(i.width > 0 && i.height > 0 && i.width <= IMAGE_SIDE_MAX && i.height <= IMAGE_SIDE_MAX);
		/* the last byte is there */
		volatile unsigned char last = i.pixels[(size_t)i.width * (size_t)i.height - 1];
		(void)last;
	}
	free(i.pixels);
	return 0;
}
