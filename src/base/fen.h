/* Money as integer fen (分), never a float. */
#ifndef BASE_FEN_H
#define BASE_FEN_H

#include "buf.h"
#include "str.h"

/* A decimal number as it was printed: value = digits / 10^scale. */
struct decimal {
	int64_t digits;
	uint8_t scale;
};

/* "1,234.50", "１２３", "12.5": half or full width digits, comma groups of three. False when it is none of these
 * or does not fit. */
bool decimal_parse(struct str text, struct decimal *ret);
/* -1, 0, 1; exact for all values. */
int decimal_cmp(struct decimal a, struct decimal b);
/* False on overflow. The result has the larger scale. */
bool decimal_add(struct decimal a, struct decimal b, struct decimal *ret);
/* "-0.05"; the slice lies in `text`. */
#define DECIMAL_TEXT_MAX 260
struct str decimal_text(struct decimal d, char text[DECIMAL_TEXT_MAX]);
void decimal_format(struct buf *out, struct decimal d);

/* Fen of `number` times `unit`, unit one of 分 角 元 百元 千元 万元 十万元 百万元 千万元 亿元 万亿元 (万, 亿 alone too).
 * False when the unit is unknown, the value does not fit, or fractions of a fen would be lost. */
bool fen_from(struct decimal number, struct str unit, int64_t *ret);
/* "3908.41万元" style: the largest of 亿元/万元/元 that keeps it readable and exact. */
void fen_format(struct buf *out, int64_t fen);

#endif
