/* What changed between two texts, character by character (Myers 1986), made readable: a change swallows single characters that
 * happen to be the same between two others. Texts too far apart are one change between their common ends. */
#ifndef TEXTDIFF_H
#define TEXTDIFF_H

#include "err.h"
#include "str.h"
#include "vec.h"

/* Pieces of both texts, in order: the same, or one in the other's place (either may be empty, not both). Bytes. */
struct textdiff_run {
	bool same;
	uint32_t a, a_end, b, b_end;
};

/* Valid UTF-8. *ret is a vec of struct textdiff_run that covers both, to be cleared in any case. 0 or ERR_NOMEM. */
int textdiff(struct str a, struct str b, struct vec *ret);

#endif
