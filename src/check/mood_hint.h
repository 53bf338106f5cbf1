/* Signs that a sentence may speak of what is not done yet: mood_read() reads no other sentence word by word. For mood*.c only. */
#ifndef MOOD_HINT_H
#define MOOD_HINT_H

#include "mood.h"
#include "starts.h"

enum mood_hint {
	HINT_END, /* of the text */
	HINT_NONE,
	HINT_STOP,  /* where mood_lex() gives TK_STOP */
	HINT_WORD,  /* may speak wherever it stands */
	HINT_CLOSE, /* 办理中, 推进: where the clause ends */
	HINT_FRONT, /* 前: behind a date */
	HINT_YEAR,  /* 年: of a date that leads its clause */
};

/* Where a hint may begin (made from the rules by tools/lexstarts). */
extern const struct starts hint_starts;

/* The next hint at or behind `pos`, which moves behind it. Never reads beyond text.len. */
enum mood_hint mood_hint_lex(struct str text, size_t *pos);

/* From where the first sentence at or behind `pos` begins that may speak to behind its first hint; empty, at the text's end: none.
 * `pos` is a sentence's beginning. */
struct span mood_hint_next(struct str text, size_t pos, const struct mood_want *want);

#endif
