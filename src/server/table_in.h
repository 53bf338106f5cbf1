/* Tables that are no plain text (workbooks, CSV in another charset) on their way to csv_read(). */
#ifndef SERVER_TABLE_IN_H
#define SERVER_TABLE_IN_H

#include "call.h"

/* 0: the body is UTF-8 text, taken as it is. 1: what it holds is in `csv` (on the heap, cleared by the caller). Negative: it cannot be
 * read, or is not one table. Blocks for as long as the worker may take. */
int table_in(struct call *c, struct buf *csv, struct err *e);

/* Lines of cells between tabs, as intake gives tables, as CSV: from the first line with two filled cells on. False: there is none. */
bool table_in_csv(struct str text, struct buf *csv);

#endif
