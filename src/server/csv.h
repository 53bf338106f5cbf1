/* CSV that comes in (RFC 4180): as spreadsheets write it, with commas or tabs. */
#ifndef SERVER_CSV_H
#define SERVER_CSV_H

#include "arena.h"
#include "err.h"

enum { CSV_COLUMNS_MAX = 300, CSV_ROWS_MAX = 200000 };

struct csv {
	const struct str *columns; /* the first line, trimmed */
	size_t columns_count;
	const struct str *cells; /* rows_count * columns_count; an empty cell has length 0 */
	size_t rows_count;
};

/* Lines that are wholly empty are passed over; a short line lacks its last cells. ERR_INPUT: not UTF-8, no header, a double or empty
 * column title, a line with more cells than columns, a quote that does not end: the message names the line. */
int csv_read(struct str text, struct arena *a, struct csv *ret, struct err *e);

#endif
