/* A text as its folded characters (passage_fold: no blanks, punctuation, widths or cases), and phrases marked in it. */
#ifndef FOLDED_H
#define FOLDED_H

#include "arena.h"
#include "err.h"
#include "vec.h"

/* Grows when needed and is used again and again; owned, given back with folded_clear(). */
struct folded {
	uint32_t *chars;
	uint32_t *offsets; /* each character's byte offset in the slice that was read */
	size_t len, cap;
};

/* Reads valid UTF-8 of at most 4 GiB; 0 or ERR_NOMEM (then `len` is 0). */
int folded_read(struct folded *f, struct str s);
void folded_clear(struct folded *f);
/* The bytes of `s`, the slice that was read, from character `first` to before `end` (both at most len). */
struct str folded_slice(const struct folded *f, struct str s, size_t first, size_t end);

/* Phrases that are nobody's own wording, found by their first character. */
struct phrases {
	struct vec chars;     /* uint32_t: all phrases, one behind the other */
	struct vec rows;      /* struct phrase */
	uint32_t heads[1024]; /* one more than the row's index; 0: none */
};

void phrases_init(struct phrases *p);
void phrases_clear(struct phrases *p);
/* 0 or ERR_NOMEM. A phrase of fewer than two folded characters is left out. */
int phrases_add(struct phrases *p, struct str phrase);
/* The phrases of formulas.def and boilerplate.def. */
int phrases_add_standing(struct phrases *p);
/* Sets common[i] to 1 where a phrase stands. */
void phrases_mark(const struct phrases *p, const struct folded *f, uint8_t *common);
/* The same for what stands inside 《》 in `s`, the slice that was read. */
void folded_mark_titles(const struct folded *f, struct str s, uint8_t *common);

#endif
