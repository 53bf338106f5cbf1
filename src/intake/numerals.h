/* Numbers as Word and Excel print them: 一、 ① Ⅳ ⒌ 甲 ... (ECMA-376 part 1, 17.18.59 ST_NumberFormat). */
#ifndef INTAKE_NUMERALS_H
#define INTAKE_NUMERALS_H

#include "buf.h"

enum numeral {
	NUMERAL_DECIMAL,
	NUMERAL_NONE,
	NUMERAL_BULLET,
	NUMERAL_DECIMAL_ZERO,
	NUMERAL_FULL_WIDTH,
	NUMERAL_UPPER_ROMAN,
	NUMERAL_LOWER_ROMAN,
	NUMERAL_UPPER_LETTER,
	NUMERAL_LOWER_LETTER,
	NUMERAL_CIRCLED,     /* ① */
	NUMERAL_FULLSTOP,    /* ⒈ */
	NUMERAL_PAREN,       /* ⑴ */
	NUMERAL_CIRCLED_HAN, /* ㊀ */
	NUMERAL_COUNTING,    /* 一 十一 一百零一 */
	NUMERAL_COUNTING_99, /* the same up to 99, then digits: 一○○ */
	NUMERAL_JAPANESE,    /* 百, not 一百 */
	NUMERAL_HAN_DIGITS,  /* 一〇 */
	NUMERAL_LEGAL,       /* 壹拾壹 */
	NUMERAL_LEGAL_TRADITIONAL,
	NUMERAL_STEMS,    /* 甲乙丙 */
	NUMERAL_BRANCHES, /* 子丑寅 */
	NUMERAL_CYCLE,    /* 甲子 */
	NUMERAL_DASHES,   /* - 1 - */
	NUMERAL_ORDINAL,  /* 1st */
	NUMERAL_HEX,
};

/* What ST_NumberFormat calls it; an unknown name prints digits. */
enum numeral numeral_named(struct str name);
/* Appends `n` (at most ten digits; negative ones print as 0). */
void numeral_write(struct buf *b, enum numeral kind, long n);
/* An integer in Chinese: 二〇二四 digit by digit, or counted. */
void numeral_han(struct buf *b, long n, bool digits);

#endif
