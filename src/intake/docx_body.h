/* The text of a Word document's part, as Word shows it with all changes accepted. */
#ifndef INTAKE_DOCX_BODY_H
#define INTAKE_DOCX_BODY_H

#include "docx_lists.h"
#include "opener.h"
#include "cells.h"

enum { FRAMES_MAX = 8, FIELDS_MAX = 32 };

/* Fonts whose letters are signs. */
enum docx_font { DOCX_TEXT, DOCX_SYMBOL, DOCX_WINGDINGS, DOCX_WINGDINGS_2 };

/* A field (域): what stands before its separator is its instruction, behind it its result. */
struct docx_field {
	bool result, contents;
};

/* A flow of paragraphs: the body, or a text box inside one of them. */
struct docx_frame {
	struct buf line; /* the open paragraph */
	struct buf label;
	struct cells rows;                       /* the open table */
	unsigned tables;                         /* open ones; those inside a table's cell are lines of the cell */
	unsigned nested_cells;                   /* of the open row of a table inside a cell */
	uint32_t row_paragraph, first_paragraph; /* where the open and the first row begin */
	long grid_after;
	bool in_row_style;
	int style;
	struct list_place place;
	bool joined;                     /* the paragraph's mark is deleted or hidden: it goes on in the next */
	bool in_p, run_hidden, in_style; /* in_style: inside w:pPr */
	bool same_line;                  /* a further cell of a table inside the cell goes on in its line */
	bool in_text, in_instruction;
	bool checked, check_said; /* of the open field's check box */
	enum docx_font font;      /* of the open run */
	struct docx_field fields[FIELDS_MAX];
	unsigned fields_open, fields_too_deep;
	struct buf instruction;
	unsigned sdt; /* open content controls */
	unsigned sdt_placeholder;
};

struct docx_seen {
	size_t hidden, changes, pictures, contents, embedded, boxes;
};

struct docx_body {
	struct opener *o;
	struct docx_lists *lists;
	struct docx_frame frames[FRAMES_MAX];
	size_t frame;     /* the open one */
	struct buf later; /* text boxes, until the paragraph or table they are anchored in has ended */
	unsigned skip;
	uint32_t paragraph, page;
	bool chosen;        /* one alternative of an mc:AlternateContent was taken */
	struct vec choices; /* bool: of the open ones */
	struct docx_seen seen;
	const char *notes_title; /* 脚注, 尾注; NULL: the main part */
	uint32_t note;
};

void docx_body_init(struct docx_body *b, struct opener *o, struct docx_lists *lists);
void docx_body_clear(struct docx_body *b);
/* Reads one part: the document, its footnotes or its endnotes (`notes_title`). */
int docx_body_read(struct docx_body *b, struct package *p, struct str part, const char *notes_title, struct err *e);

/* Characters of symbol fonts (w:sym, or a run's font): ☑ ① • ... */
void docx_symbol(struct str font, struct str code, struct buf *into);
enum docx_font docx_font_of(struct str name);
void docx_signs(enum docx_font font, struct str text, struct buf *into);
/* What a field without a result shows: circled numbers (带圈字符, EQ \o\ac(○,1)) and text with ruby over it. */
void docx_equation(struct str instruction, struct buf *into);

/* Bytes of a character at `at` that shows nothing: a place where a word may be broken. */
size_t docx_invisible_at(struct str s, size_t at);

#endif
