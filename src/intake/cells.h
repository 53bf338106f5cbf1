/* Tables as lines: a row a line, cells between TABs, breaks inside a cell U+2028, what a merged cell covers below it repeated,
 * beside it empty (intake.h). Shared by Word, OFD and spreadsheets. */
#ifndef INTAKE_CELLS_H
#define INTAKE_CELLS_H

#include "buf.h"
#include "err.h"
#include "vec.h"

enum { CELLS_ACROSS_MAX = 1024, SPAN_MOST = 1024 };

#define LINE_IN_CELL "\xe2\x80\xa8"

struct cells_one {
	size_t start, end; /* in `text` */
	bool covered;      /* by the cell above */
};

struct cells {
	struct buf text[2]; /* of this row and the one above */
	struct vec cells[2];
	unsigned now;
	size_t across_max;
	struct buf cell; /* the open one */
	bool continues;  /* vMerge: covered by the one above */
	long span;
	bool covered_beside; /* hMerge */
	bool dropped;        /* the row is deleted */
	bool cell_dropped;
	int failed;       /* a buffer did, that is empty again */
	bool cut;         /* there were more cells across than may be */
	size_t count;     /* of rows written */
	size_t own;       /* cells of the open row, what spans add not counted */
	struct buf first; /* the first row, until it is known that there are more */
	bool lone;        /* it has a single cell */
};

void cells_init(struct cells *r, size_t across_max, size_t text_max);
void cells_clear(struct cells *r);
void cells_begin(struct cells *r); /* a table */
void cells_begin_row(struct cells *r);
void cells_skip(struct cells *r, long n); /* empty cells */
void cells_begin_cell(struct cells *r);
/* A further line of the open cell. */
void cells_line(struct cells *r, struct str s, const char *joint);
void cells_end_cell(struct cells *r);
/* Appends the row with its line feed to `out`; the first one to `first`, which waits: it may be the only one. */
void cells_end_row(struct cells *r, struct buf *out);
/* A table of one row is written only now. True when it was one cell, used as a frame: its lines are lines of their own. */
bool cells_end(struct cells *r, struct buf *out);
int cells_failed(const struct cells *r); /* ERR_LIMIT, ERR_NOMEM; 0: no */

/* Text for a cell: blanks for TAB, U+2028 for line breaks, the ends trimmed. */
void cells_put(struct buf *into, struct str s);

#endif
