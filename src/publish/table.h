/* Tables written out (导出): CSV and XLSX, row by row, in memory that does not grow with the rows.
 *
 * Everything goes to a file descriptor of the caller's. Cells that a spreadsheet would run as a formula are written as text:
 * in CSV with a leading apostrophe, in XLSX by their type. */
#ifndef PUBLISH_TABLE_H
#define PUBLISH_TABLE_H

#include "err.h"
#include "str.h"

struct table;

enum table_format { TABLE_CSV, TABLE_XLSX };

enum cell_kind {
	CELL_TEXT,
	CELL_INTEGER,
	CELL_DECIMAL, /* i / 10^scale */
	CELL_DATE,    /* text "YYYY-MM-DD" */
	CELL_TIME,    /* text "YYYY-MM-DD HH:MM" */
};
struct table_column {
	struct str title;
	enum cell_kind kind;
	int scale; /* of CELL_DECIMAL */
	int width; /* characters; 0: by kind */
};
struct table_cell {
	bool empty;
	int64_t i;
	struct str text;
};

enum {
	TABLE_COLUMNS_MAX = 300,
	TABLE_CELL_MAX = 32767 /* characters; what a spreadsheet holds: longer text is refused */
};
/* Rows of one XLSX sheet besides the header. */
#define TABLE_XLSX_ROWS_MAX INT64_C(1048575)

struct table_head {
	enum table_format format;
	struct str sheet;
	int64_t made_at; /* milliseconds since 1970: stands in an XLSX's properties */
	const struct table_column *columns;
	size_t count;
};
/* Writes the header row. `fd` stays the caller's; the file is whole only after table_end(). */
int table_begin(const struct table_head *h, int fd, struct table **ret, struct err *e);
/* As many cells as there are columns. ERR_LIMIT names the cell that is too long, or the row that is one too many. */
int table_row(struct table *t, const struct table_cell *cells, struct err *e);
int table_end(struct table *t, struct err *e);
void table_free(struct table *t); /* also of a table that was not ended; NULL is fine */

#endif
