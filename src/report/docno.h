/* Document numbers (发文字号) taken apart: 云城管〔2024〕12号. Brackets of any kind, digits of full width, blanks and 第 are read,
 * 渝城管委〔20184号 and 澄政办发 2010123 号 as well,
 * (domain: GB/T 9704 and what is seen in print); a masked number (X办发〔X〕X号) is none. */
#ifndef DOCNO_H
#define DOCNO_H

#include "arena.h"

struct docno {
	struct str code; /* a slice of the printed one */
	int year, no;
};

bool docno_read(struct str printed, struct docno *ret);
bool docno_same(const struct docno *a, const struct docno *b);
enum { DOCNO_TEXT_MAX = 128 };
/* 云城管〔2024〕12号 in `text`. */
struct str docno_format(const struct docno *n, char text[DOCNO_TEXT_MAX]);
/* The printed number in that form, without an organ's code as well (〔2020〕45号); as printed where it cannot be read. */
struct str docno_normal(struct str printed, char text[DOCNO_TEXT_MAX]);
/* The same in an arena; .ptr NULL without memory. */
struct str docno_text(const struct docno *n, struct arena *a);

#endif
