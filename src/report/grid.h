/* Ledgers (台账) as text: a row a line with tabs (or bars) between its cells, as intake writes tables and people paste them, or a cell
 * a line. A line break inside a cell is U+2028. */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include "split.h"

struct table {
	size_t line, end; /* [line, end): the names of the columns and the rows below them */
	size_t first_row; /* the line of the first row */
	bool cells;       /* a cell a line */
	bool form;        /* the names stand beside the cells (grid_form_at()); the rows from first_row on are forms */
	bool headless;    /* the user said what its columns are; it does not say so itself */
	char separator;
	size_t columns;
	uint8_t column[COLUMNS_MAX]; /* enum ledger_column */
	uint8_t sure[COLUMNS_MAX];   /* enum ledger_sure */
	struct str header[COLUMNS_MAX];
};

struct tables_job {
	struct str text;
	const struct vec *lines;
	size_t body;
	bool rows;                            /* the text has tabs or bars */
	const struct report_options *options; /* NULL: none */
};
/* Appends the tables of the first copy (struct table) to `tables`. Linear. 0 or ERR_NOMEM. */
int tables_find(const struct tables_job *job, struct vec *tables);

/* A row as it stands in the text: lines that only U+2028 parts, the blanks and tabs at both ends included. */
struct grid_row {
	size_t first, end; /* lines */
	uint32_t from, to; /* bytes */
	size_t separators;
};
struct grid_row grid_row_at(const struct tables_job *job, size_t line, char separator);
/* 二、资产资金管理: a line across the table, with a number or …方面, and a whole row right below it. */
bool grid_lies_across(const struct tables_job *r, size_t line, const struct table *t);

/* The same in a ledger of a cell a line, where the next row begins with the number that is awaited. */
bool grid_lies_above(const struct tables_job *r, size_t line, uint32_t awaited);

/* The number of the row that begins on line i of a ledger of a cell a line: the one awaited; or, `in_row` lines below the row's own number
 * making it whole, one that its author gave twice, or one behind a few that he left out. 0: none begins. */
uint32_t grid_row_number(const struct tables_job *r, size_t i, const struct table *t, uint32_t awaited, size_t in_row);

/* The cells of a row, without the blanks around them; those beyond COLUMNS_MAX are left out. */
size_t grid_row_cells(
	const struct tables_job *job, const struct grid_row *row, char separator, struct str cells[COLUMNS_MAX]);

/* One form: names and what stands beside them, in the order of the text. */
struct grid_form {
	struct str label[COLUMNS_MAX];
	uint8_t column[COLUMNS_MAX]; /* enum ledger_column */
	struct span value[COLUMNS_MAX];
	size_t count, end; /* end: the line behind it */
};
/* Whether a form that tells a problem and its measures, or what was done, begins at the line. */
bool grid_form_at(const struct tables_job *job, size_t line, char separator, struct grid_form *ret);

/* Makes the rows of `t` problems under *aspect; opens further aspects where the table tells of them and gives the last one back.
 * Tells report->tables. 0 or ERR_NOMEM. */
int table_build(struct splitter *s, const struct table *t, struct node **aspect);

#endif
