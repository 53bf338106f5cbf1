/* The hints of a text, found the slow way: the lexer is asked at every character. */
#ifndef HINT_HELP_H
#define HINT_HELP_H

#include "unit.h"

#include "mood_hint.h"
#include "vec.h"

/* Good until the next call; the last one's are never given back. */
static inline struct hints hints_of(struct str text)
{
	static struct vec found = { .size = sizeof(struct hint) };

	found.len = 0;
	for (size_t at = 0, end; at < text.len; at++) {
		if (((unsigned char)text.ptr[at] & 0xC0) == 0x80)
			continue;
		enum hint_kind kind = hint_lex(text, at, &end);
		if (kind == HINT_NONE)
			continue;
		struct hint *h = vec_push(&found);
		assert_non_null(h);
		*h = (struct hint){ (uint32_t)at, (uint32_t)end, kind };
	}
	const struct hint *all = found.ptr;
	return found.len ? (struct hints){ all, all + found.len, 0 } : (struct hints){ 0 };
}

#endif
