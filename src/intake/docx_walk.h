/* What the elements of a Word document's part do; docx_body.c has the table of them, and of what it calls when one ends. */
#ifndef INTAKE_DOCX_WALK_H
#define INTAKE_DOCX_WALK_H

#include "docx_body.h"
#include "docx_names.h"

typedef void docx_open_fn(struct docx_body *b, const struct markup_tag *t);
typedef void docx_close_fn(struct docx_body *b);

static inline struct docx_frame *docx_now(struct docx_body *b)
{
	return &b->frames[b->frame];
}

/* --- docx_body.c: writing --- */

void docx_place(struct docx_body *b, uint32_t paragraph);
void docx_write_lines(struct docx_body *b, struct str lines);
void docx_gap(struct docx_body *b);
/* The line or row that was made; a failure would be forgotten with the next one. */
struct str docx_written(struct docx_body *b, const struct docx_frame *f);
/* Text boxes stand behind what they are anchored in. */
void docx_flush_boxes(struct docx_body *b);
/* A paragraph that should have gone on in the next one, where there is none. */
void docx_flush_rest(struct docx_body *b);

/* --- docx_runs.c: runs and fields --- */

docx_open_fn docx_open_check_box, docx_open_field_char, docx_open_instruction, docx_open_simple_field;
docx_open_fn docx_open_run, docx_open_fonts, docx_open_text_run, docx_open_sign, docx_open_break, docx_open_symbol,
	docx_open_vanish, docx_open_run_style;
/* Text of the open run; Word shows a line feed or TAB inside it as a blank. */
void docx_put_text(struct docx_body *b, struct str s);

/* --- docx_tables.c --- */

docx_open_fn docx_open_table, docx_open_row, docx_open_cell, docx_open_cell_style;
docx_close_fn docx_close_table, docx_close_row, docx_close_cell;

/* --- docx_parts.c: text boxes, content controls, alternatives, changes, notes --- */

docx_open_fn docx_open_box, docx_open_control, docx_open_alternatives, docx_open_choice, docx_open_change,
	docx_open_note, docx_open_rest, docx_open_skipped;
docx_close_fn docx_close_box, docx_close_control, docx_close_alternatives;

#endif
