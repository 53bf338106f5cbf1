/* Where the hints of a text begin, found the slow way: the lexer is asked at every character. */
#ifndef HINT_HELP_H
#define HINT_HELP_H

#include "unit.h"

#include "mood_hint.h"
#include "vec.h"

/* Good until the next call; the last one's are never given back. */
static inline struct hints hints_of(struct str text)
{
	static struct vec found = { .size = sizeof(uint32_t) };

	found.len = 0;
	for (size_t at = 0, end; at < text.len; at++) {
		if (((unsigned char)text.ptr[at] & 0xC0) == 0x80)
			continue;
		if (hint_lex(text, at, &end) == HINT_NONE)
			continue;
		uint32_t *place = vec_push(&found);
		assert_non_null(place);
		*place = (uint32_t)at;
	}
	const uint32_t *all = found.ptr;
	return found.len ? (struct hints){ all, all + found.len, 0 } : (struct hints){ 0 };
}

#endif
