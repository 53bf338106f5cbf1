/* What Word prints before a paragraph by itself: numbering.xml and styles.xml, and the counters (ECMA-376 part 1, 17.9). */
#ifndef INTAKE_DOCX_LISTS_H
#define INTAKE_DOCX_LISTS_H

#include "numerals.h"
#include "package.h"

enum { LIST_LEVELS = 9 };

/* What a paragraph says of its own number; -1: nothing. */
struct list_place {
	long num, level;
};

struct docx_lists;

/* Reads the two parts (empty names: there are none). Bounded: so many lists and styles at most, the rest is left aside.
 * ERR_INPUT names the damaged part. */
int docx_lists_read(struct package *p, struct str styles, struct str numbering, struct docx_lists **ret, struct err *e);
void docx_lists_free(struct docx_lists **l);

/* A style by its id, -1: none. `paragraph`: where none is named, the default one. */
int docx_style(const struct docx_lists *l, struct str id, bool paragraph);
bool docx_style_hidden(const struct docx_lists *l, int style);
/* 目录 1 and the like. */
bool docx_style_is_contents(const struct docx_lists *l, int style);

/* Counts one paragraph and appends what is printed before it, with the gap behind it; nothing for a paragraph without a number. */
void docx_lists_label(struct docx_lists *l, int style, struct list_place own, struct buf *into);

#endif
