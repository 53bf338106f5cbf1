/* UTF-8, validated once, at the edge. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "str.h"

/* The length of the longest valid beginning: s.len when all of it is valid. Surrogates, overlong
 * forms and values above U+10FFFF are invalid; NUL is valid here. */
size_t utf8_valid_prefix(struct str s);

/* Decodes the character at `pos` of a valid text and moves `pos` behind it. */
uint32_t utf8_next(struct str s, size_t *pos);

/* The number of characters of a valid text. */
size_t utf8_count(struct str s);

/* The byte length of the first `chars` characters of a valid text. */
size_t utf8_prefix(struct str s, size_t chars);

/* Moves a byte position back to the beginning of its character. */
size_t utf8_floor(struct str s, size_t pos);

#endif
