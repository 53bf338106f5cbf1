/* Places in a text: from byte offsets to lines and columns, by an index built once. */
#ifndef PLACE_H
#define PLACE_H

#include "vec.h"
#include "str.h"

struct place_block {
	uint32_t chars, units; /* characters and UTF-16 code units before the block */
};

struct place_index {
	struct str text;
	struct vec lines;  /* uint32_t: where each line begins */
	struct vec blocks; /* struct place_block; empty where all lines are short and nobody asks for units */
};

struct place {
	uint32_t line, column; /* from 1; column in characters */
	uint32_t column16;     /* column in UTF-16 code units, from 1 */
	uint32_t start, end;   /* the line's bytes, without its end */
};

/* `units`: place_unit() will be asked. 0 or ERR_NOMEM; to be cleared in any case. */
int place_index_init(struct place_index *x, struct str text, bool units);
void place_index_clear(struct place_index *x);
/* `offset` is a character's beginning or the text's length. A few microseconds, whatever the line's length. */
struct place place_at(const struct place_index *x, uint32_t offset);
/* The UTF-16 code units before `offset` in the text. */
uint32_t place_unit(const struct place_index *x, uint32_t offset);
/* The bytes of line `line` (from 1) without its end. */
struct str place_line(const struct place_index *x, uint32_t line);

#endif
