/* Signs that a sentence may speak of what is not done yet: mood_read() reads no other sentence word by word. Where they may
 * begin is seen by the one pass over the text (sight.c). For mood*.c. */
#ifndef MOOD_HINT_H
#define MOOD_HINT_H

#include "mood.h"

enum hint_kind {
	HINT_NONE,
	HINT_WORD,  /* may speak wherever it stands */
	HINT_CLOSE, /* 办理中: where the clause ends */
	HINT_PACE,  /* 推进: the same, behind 稳步, 有序 and the like */
	HINT_PLAN,  /* 计划: where something follows */
	HINT_SHARE, /* %: behind 完成, 总量的 and the like, and the number */
	HINT_FRONT, /* 前: behind a date */
	HINT_YEAR,  /* 年: of a date that leads its clause */
};

struct hint {
	uint32_t start, end; /* of the text */
	enum hint_kind kind;
};

/* What stands at `at`; `end` is set behind a hint. Never reads beyond text.len. */
enum hint_kind hint_lex(struct str text, size_t at, size_t *ret_end);

/* From where the first sentence at or behind `pos` begins that may speak to behind its first hint; empty, at the text's end: none.
 * `pos` is a sentence's beginning and never falls from call to call: hints before it are left behind. */
struct span hint_next(struct hints *h, struct str text, size_t pos, const struct mood_want *want);

#endif
