/* Document numbers (发文字号) taken apart: 云城管〔2024〕12号. Brackets of any kind, digits of full width, blanks and 第 are read
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
/* 云城管〔2024〕12号; .ptr NULL without memory. */
struct str docno_text(const struct docno *n, struct arena *a);

#endif
