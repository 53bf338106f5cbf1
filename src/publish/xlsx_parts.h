/* Private to the XLSX table: the parts of its package besides the rows (ECMA-376 part 1, 18; part 2 for the package). */
#ifndef PUBLISH_XLSX_PARTS_H
#define PUBLISH_XLSX_PARTS_H

#include "buf.h"
#include "table.h"

/* Formats of cells: their places in xl/styles.xml. XLSX_DECIMAL + n: with n digits, up to 9. */
enum xlsx_style { XLSX_PLAIN, XLSX_HEAD, XLSX_TEXT, XLSX_DATE, XLSX_TIME, XLSX_DECIMAL };

enum { XLSX_LETTERS_MAX = 8 };

struct xlsx_part {
	const char *name;
	void (*write)(const struct table_head *h, struct buf *out);
};
/* Those that know nothing of the rows; the last has no name. */
extern const struct xlsx_part xlsx_parts[];

/* The rows with values, and the columns. */
struct xlsx_area {
	int64_t rows;
	size_t columns;
};

const char *xlsx_letters(size_t column, char out[XLSX_LETTERS_MAX]); /* "A", "AB" */
/* What a sheet may be called, as XML: at most 31 characters, none of []:*?/\' . */
void xlsx_sheet_name(struct str s, struct buf *out);
void xlsx_workbook(const struct xlsx_area *area, struct str sheet_name, struct buf *out);
/* Up to the first cell of the head's row; from behind the last row. */
void xlsx_sheet_begins(const struct table_column *columns, size_t count, struct buf *out);
void xlsx_sheet_ends(const struct xlsx_area *area, struct buf *out);

#endif
