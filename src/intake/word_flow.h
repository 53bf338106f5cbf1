/* A flow of paragraphs and tables as lines, for what is read mark by mark (Word 97, RTF): the same text as DOCX gives (docx_body.h).
 *
 * The caller puts text and says where paragraphs, cells and rows end. A table is kept until it ends: only then its columns are known
 * (rows say where their cells' edges are, not how many columns they cover). A failure of memory or a limit is kept: flow_failed(). */
#ifndef INTAKE_WORD_FLOW_H
#define INTAKE_WORD_FLOW_H

#include "cells.h"
#include "opener.h"

enum { FLOW_FIELDS_MAX = 32, FLOW_CELLS_MAX = 1 << 21 };

struct flow_cell {
	size_t start, len; /* in flow.text */
	bool down;         /* covered by the cell above */
	bool beside;       /* by the one before */
};

struct flow_row {
	size_t first, count;      /* of its cells */
	size_t edge, edges_count; /* in flow.edges; 0: not said */
	uint32_t paragraph;       /* where it begins */
};

/* Where the edges of a row's cells are, from left to right, in twentieths of a point; `count` is one more than its cells. */
struct flow_shape {
	const int32_t *edges;
	const uint8_t *covers; /* of each cell: FLOW_DOWN, FLOW_BESIDE; NULL: none */
	size_t count;
};
enum { FLOW_DOWN = 1, FLOW_BESIDE = 2 };

struct flow_field {
	bool result, contents;
	size_t at; /* where its result begins in the line */
};

struct flow {
	struct opener *o;
	struct buf *into; /* a text box's or note's text; NULL: the opener's, with places */
	struct buf
		*boxes;  /* text boxes that wait until the paragraph or table they are anchored in has ended; or NULL */
	struct buf line; /* the open paragraph */
	struct buf label; /* what is printed in front of it; the caller's to fill */
	uint32_t paragraph;
	size_t contents; /* paragraphs of tables of contents that were left out */

	struct flow_field fields[FLOW_FIELDS_MAX];
	unsigned fields_open, fields_too_deep;
	struct buf instruction;
	bool checked; /* the check box of the open field, the caller's to say */

	bool in_table, same_line;
	size_t cell_start, row_cell;
	uint32_t row_paragraph; /* 0: no row is open */
	struct buf text;        /* of the table's cells */
	struct vec cells, rows, edges, grid;
	struct cells lines;
	struct buf made;
	int failed;
};

void flow_init(struct flow *f, struct opener *o, struct buf *into);
void flow_clear(struct flow *f);

void flow_begin_paragraph(struct flow *f); /* counts it */
/* Text of the open paragraph, or of the open field's instruction. Control characters become blanks; what only allows a break goes. */
void flow_put(struct flow *f, struct str s);
/* Whether text that is put now is shown: not inside an instruction or a table of contents. */
bool flow_shows(const struct flow *f);
/* `depth`: of the tables it stands in. `contents`: its style is one of a table of contents. */
void flow_end_paragraph(struct flow *f, unsigned depth, bool contents);
void flow_end_cell(struct flow *f);
void flow_end_row(struct flow *f, const struct flow_shape *shape);
/* A table inside a cell: its cells follow each other in a line of the cell. */
void flow_end_inner(struct flow *f, bool row);

void flow_begin_field(struct flow *f);
void flow_begin_result(struct flow *f);
void flow_end_field(struct flow *f);

/* What is open ends. */
void flow_end(struct flow *f);
int flow_failed(const struct flow *f); /* ERR_LIMIT, ERR_NOMEM; 0: no */

#endif
