/* A ledger's rows on their way into the tree: grid_rows.c cuts them out of the text, grid_kinds.c says which are rows at all, grid_build.c
 * makes aspects, problems and items of them, grid_cells.c their leaves. */
#ifndef REPORT_GRID_FILL_H
#define REPORT_GRID_FILL_H

#include "columns.h"
#include "grid.h"
#include "words.h"

struct ledger_row {
	struct span cell[COLUMNS_MAX];
	size_t cells;
	bool ditto[COLUMNS_MAX]; /* 同上, 〃: it says what the cell above says */
};

struct filler {
	struct splitter *split;
	const struct table *t;
	struct tables_job job;
	struct node **aspect;
	struct node *problem, *item, *result; /* result: the item's, of its rows so far */
	struct str finding, detail, aspect_title;
	struct ledger_row last;        /* the row above */
	struct str above[COLUMNS_MAX]; /* the nearest cell above that says something itself */
	struct cells of;               /* what columns it has */
	bool aspects;                  /* it has a column of aspects */
	bool units;                    /* it has one of units, and none of aspects */
	bool own_aspect;               /* the open aspect was opened by this table */
	bool others_aspect;            /* or by another table, whose it is */
	struct str shared;             /* the finding cell whose lines the rows share out */
	size_t shared_next;            /* the line of the next row, from 1 */
	size_t rows;
};

static inline struct str filler_text(const struct filler *f, struct span s)
{
	return str_trim(str_sub(f->split->report->text, s.start, s.end));
}

static inline struct span span_of(const struct filler *f, struct str s)
{
	uint32_t start = (uint32_t)(s.ptr - f->split->report->text.ptr);
	return (struct span){ start, start + (uint32_t)s.len };
}

/* What the row's cell says, be it by its own words or those above. */
struct str filler_said(const struct filler *f, const struct ledger_row *row, size_t i);
/* The first cell of a kind that is not empty. */
struct str filler_cell(const struct filler *f, const struct ledger_row *row, uint8_t column);
/* 一、 （二）: the printed number before an aspect's name; *ret_len is what it takes. */
struct str filler_printed_number(struct str s, size_t *ret_len);

/* --- grid_kinds.c --- */

enum row_kind { ROW_ITEM, ROW_GROUP, ROW_NOTHING };
enum row_kind filler_row_kind(const struct filler *f, const struct ledger_row *row, bool last, struct str *ret_group);

/* --- grid_cells.c: 0 or ERR_NOMEM --- */

/* The leaves of the open item; `goes_on`: it has those of the row above already. */
int filler_add_cells(struct filler *f, const struct ledger_row *row, bool goes_on);
/* The day of its result. */
int filler_date_result(struct filler *f, const struct ledger_row *row);

/* --- grid_told.c: 0 or ERR_NOMEM --- */

/* Keeps what the cell says of the open item, where no leaf and no member holds it. */
int filler_tell(struct filler *f, const struct ledger_row *row, size_t i);
/* The departments that the cell names; `tell`: the people in it, of 责任单位及责任人, are told of the item. */
int filler_share(struct filler *f, const struct ledger_row *row, size_t i, bool tell, struct str *ret_depts);
/* × below 已完成: it says nothing. */
bool filler_unticked(const struct filler *f, size_t i, struct str said);
/* The header is the question: 是 否 √ below 是否完成 or 已完成; 85%. */
void filler_answer(const struct filler *f, size_t i, struct node *result, struct str said);

/* --- grid_build.c --- */

int filler_add_row(struct filler *f, struct ledger_row *row, bool last);

/* --- grid_rows.c: each row to filler_add_row() --- */

int filler_read_tabs(struct filler *f);
int filler_read_forms(struct filler *f);
/* A cell a line. */
int filler_read_lines(struct filler *f);

#endif
