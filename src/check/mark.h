/* Marks that come in pairs: 《》 “” ‘’ （） 【】 〔〕 〈〉 and their like. */
#ifndef MARK_H
#define MARK_H

#include "str.h"

enum mark_family { MARK_TITLE, MARK_DOUBLE, MARK_SINGLE, MARK_ROUND, MARK_SQUARE, MARK_ANGLE };

/* One or three bytes long. */
struct mark_kind {
	struct str open, close;
	enum mark_family family;
};
extern const struct mark_kind mark_kinds[];
extern const size_t mark_kinds_count;

/* One that stands in the text. */
struct mark {
	uint32_t at;
	uint8_t kind; /* a row of mark_kinds, or MARK_STRAIGHT */
	bool closes;
};
#define MARK_STRAIGHT 255 /* ", which opens and closes */

/* Which mark stands at p, of three bytes or one; false: none. `at` is the caller's. */
bool mark_read(const char *p, struct mark *ret);

#endif
