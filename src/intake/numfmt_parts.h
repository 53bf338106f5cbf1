/* A format code taken apart (numfmt_code.c); its days and times (numfmt_date.c). Of numfmt.c alone. */
#ifndef INTAKE_NUMFMT_PARTS_H
#define INTAKE_NUMFMT_PARTS_H

#include "numfmt.h"

enum numfmt_kind {
	PART_END,
	PART_TEXT,  /* shown as it is */
	PART_DIGIT, /* 0 # ? */
	PART_POINT,
	PART_COMMA,
	PART_PERCENT,
	PART_EXPONENT,
	PART_DATE,    /* a run of y m d h s e a b g, in `text` */
	PART_HALF,    /* AM/PM, 上午/下午 */
	PART_ELAPSED, /* [h] */
	PART_VALUE,   /* @ or General */
	PART_NOTHING, /* colours, conditions, padding */
};

struct numfmt_part {
	enum numfmt_kind kind;
	struct str text;
};

/* The part at the beginning of `s`; *n: its bytes. */
struct numfmt_part numfmt_take(struct str s, size_t *n);
/* The end of the section that begins at `from`. */
size_t numfmt_section_end(struct str code, size_t from);
/* Whether `s` begins with the word, in either case. */
bool numfmt_begins(struct str s, const char *word);
/* Appends the moment `v` by `code`; false: it shows none. */
bool numfmt_write_date(struct buf *b, struct str code, double v, bool since_1904);

#endif
