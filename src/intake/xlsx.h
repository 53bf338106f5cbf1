/* A workbook's parts: shared strings, formats, sheets (ECMA-376 part 1, 18). */
#ifndef INTAKE_XLSX_H
#define INTAKE_XLSX_H

#include "markup.h"
#include "office.h"

enum { XLSX_ROWS_MAX = 1048576, XLSX_COLUMNS_MAX = 16384, XLSX_MERGES_MAX = 200000 };

enum xlsx_element {
	X_NONE,
	X_C,
	X_CELL_XFS,
	X_COL,
	X_F,
	X_IS,
	X_MERGE,
	X_NUM_FMT,
	X_PHONETIC,
	X_ROW,
	X_SHEET,
	X_SI,
	X_T,
	X_V,
	X_WORKBOOK_PR,
	X_XF,
	X_ELEMENTS,
};
extern const struct markup_name xlsx_names[];
extern const size_t xlsx_names_count;
#define XLSX_NAMES .names = xlsx_names, .names_count = xlsx_names_count

struct xlsx_sheet {
	char name[128], relation[RELATION_ID_MAX];
	bool hidden;
};

struct xlsx_slice {
	size_t start, len;
};

struct xlsx_book {
	bool since_1904;
	struct vec sheets;  /* struct xlsx_sheet */
	struct vec strings; /* struct xlsx_slice of `text` */
	struct buf text;
	struct vec formats; /* long: numFmt of each cellXfs */
	struct vec codes;   /* struct xlsx_code */
	struct buf code_text;
};

struct xlsx_code {
	long id;
	size_t start, len;
};

void xlsx_book_init(struct xlsx_book *b, size_t text_max);
void xlsx_book_clear(struct xlsx_book *b);
int xlsx_book_read(struct xlsx_book *b, struct office *f, struct err *e);
/* The format code of a cell's style; empty: General. */
struct str xlsx_code_of(const struct xlsx_book *b, long style);
struct str xlsx_string(const struct xlsx_book *b, long i);

/* Text of a cell: escapes (_x000D_) undone. Appends. */
void xlsx_put(struct buf *into, struct str s);

struct xlsx_cell {
	uint32_t row, col;           /* from 1 */
	uint32_t shown;              /* the row, hidden ones not counted */
	uint32_t from_row, from_col; /* where the sheet has it, when it was turned; else 0 */
	size_t start, len;           /* in the grid's text */
};

struct xlsx_merge {
	uint32_t row, col, last_row, last_col;
};

/* What a sheet holds: its cells that are not empty and not hidden. */
struct xlsx_grid {
	struct vec cells;  /* struct xlsx_cell, by row and column */
	struct vec merges; /* struct xlsx_merge */
	struct buf text;
	uint32_t columns; /* the last one used */
	size_t hidden_rows, hidden_columns, errors, no_value, long_numbers, beyond;
	size_t drawings; /* pictures, text boxes, charts that lie over the cells */
	bool unsorted;
	bool turned; /* it lay on its side */
};

void xlsx_grid_init(struct xlsx_grid *g, size_t text_max);
void xlsx_grid_clear(struct xlsx_grid *g);
int xlsx_grid_read(struct xlsx_grid *g, const struct xlsx_book *b, struct office *f, struct str part,
	uint32_t across_max, struct err *e);

/* A value as the cell shows it, appended to g->text. */
void xlsx_grid_number(struct xlsx_grid *g, const struct xlsx_book *b, long style, double v);
/* What was appended to g->text from `start` on is the cell's; a cell of blanks is none. `hidden_above`: rows that are not shown. */
int xlsx_grid_keep(struct xlsx_grid *g, const struct xlsx_cell *where, uint32_t hidden_above);
/* Sets a sheet upright that lies on its side; false: it does not. Cells are in their order before, not after. */
bool xlsx_turn(struct xlsx_grid *g);
/* Once all is there: cells and merges in their order, and upright. */
void xlsx_grid_settle(struct xlsx_grid *g);

/* Writes the sheet; nothing for one without cells. */
int xlsx_write(struct opener *o, const struct xlsx_grid *g, const char *name, struct err *e);
/* What was left out, to the user. */
void xlsx_say(struct opener *o, const struct xlsx_grid *g, const char *name, uint32_t across_max);

/* "B7" and "B7:D9"; false: no such thing. */
bool xlsx_reference(struct str s, uint32_t *ret_row, uint32_t *ret_col);

#endif
