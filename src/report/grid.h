/* Ledgers (台账) pasted as text: a row a line with tabs between its cells, or a cell a line. */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include "split.h"

enum column {
	COLUMN_OTHER,
	COLUMN_NO,      /* 序号 */
	COLUMN_FINDING, /* 反馈问题 */
	COLUMN_MEASURES,
	COLUMN_DONE, /* 整改情况 */
	COLUMN_RESULT,
	COLUMN_DUE,
	COLUMN_DEPT,
	COLUMN_PERSON,
};

enum { COLUMNS_MAX = 16 };

struct table {
	size_t line, end; /* [line, end): the names of the columns and the rows below them */
	size_t first_row; /* the line of the first row */
	bool cells;       /* a cell a line */
	size_t columns;
	uint8_t column[COLUMNS_MAX]; /* enum column */
};

/* Appends the tables of the first copy (struct table) to `tables`; `rows`: the text has tabs or bars. Linear. 0 or ERR_NOMEM. */
int tables_find(struct str text, const struct vec *lines, size_t body, bool rows, struct vec *tables);

/* Makes the rows of `t` problems under `aspect`; gives them to *ret as the last one made. 0 or ERR_NOMEM. */
int table_build(struct splitter *s, const struct table *t, struct node *aspect);

#endif
