/* Office documents for the fuzz targets: the fuzzer makes the XML of the parts, the target packs them. */
#ifndef TEST_PACK_FUZZ_H
#define TEST_PACK_FUZZ_H

#include "buf.h"
#include "fuzz.h"

enum { FUZZ_PARTS_MAX = 8 };

/* The parts of the input, divided by lines of "%%"; a ZIP of them by `names` (NULL: ends), stored, into `zip`. Fixed parts (relations)
 * stand before them. Input that begins with PK goes as it is. */
struct fuzz_fixed {
	const char *name, *text;
};
void fuzz_pack(struct str input, const struct fuzz_fixed *fixed, const char *const *names, struct buf *zip);

#endif
