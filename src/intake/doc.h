/* Word 97 to 2003 ([MS-DOC]; WPS Writer's .wps is the same): the text is cut in pieces, what it looks like stands in pages of 512 bytes
 * found by the place of a character in the file. doc_file.c finds the tables, doc_props.c looks properties up, doc_lists.c reads styles
 * and lists, doc_text.c walks the text. Places and sizes in the file are never trusted: le16() and le32() give 0 beyond the end. */
#ifndef INTAKE_DOC_H
#define INTAKE_DOC_H

#include "cfb.h"
#include "codepage.h"
#include "docx_body.h"
#include "opener.h"
#include "word_flow.h"

enum { DOC_PIECES_MAX = 1 << 20, DOC_TEXT_MAX = 1 << 28, DOC_PAGE = 512 };

/* Tables by their number in the FIB (FibRgFcLcb97). */
enum doc_table {
	DOC_STYLES = 1,
	DOC_FOOTNOTE_PLACES = 2,
	DOC_FOOTNOTES = 3,
	DOC_SECTIONS = 6,
	DOC_CHARACTER_PAGES = 12,
	DOC_PARAGRAPH_PAGES = 13,
	DOC_FONTS = 15,
	DOC_PIECES = 33,
	DOC_SHAPES = 40,
	DOC_ENDNOTE_PLACES = 46,
	DOC_ENDNOTES = 47,
	DOC_DRAWINGS = 50,
	DOC_BOXES = 56,
	DOC_LISTS = 73,
	DOC_LIST_USES = 74,
};

/* The stories stand one behind another in the text; positions (CP) are of the whole. */
enum doc_story {
	DOC_MAIN,
	DOC_NOTES,
	DOC_HEADERS,
	DOC_MACROS,
	DOC_COMMENTS,
	DOC_ENDS,
	DOC_TEXT_BOXES,
	DOC_HEADER_BOXES,
	DOC_STORIES
};

struct doc_piece {
	uint32_t from, to; /* positions in the text */
	uint32_t at;       /* byte in the WordDocument stream */
	bool bytes;        /* one a character, else two */
	uint16_t change;   /* Prm: properties put on top by a fast save */
};

struct doc {
	struct opener *o;
	struct buf main, table, data; /* the streams */
	bool far_east;
	struct codepages pages;
	struct vec pieces;  /* struct doc_piece, by position */
	struct vec changes; /* struct str: what Prm refers to */
	uint32_t starts[DOC_STORIES + 1];
	struct docx_lists *lists;
	struct vec fonts; /* uint8_t: enum docx_font */
};

/* Reads the FIB and the pieces. ERR_INPUT tells old, locked and damaged files. `d` is to be cleared whatever comes back. */
int doc_open(struct doc *d, struct opener *o, struct cfb *c, struct err *e);
void doc_clear(struct doc *d);
/* A table's bytes; empty: none, or not in the file. */
struct str doc_table(const struct doc *d, enum doc_table which);
/* Styles, lists and fonts; what is damaged there is left out. ERR_NOMEM. */
int doc_lists_read(struct doc *d);

/* A table of positions with `each` bytes of data a row (PLC): its rows, one position more. */
struct doc_plc {
	struct str s;
	size_t count, each;
};
struct doc_plc doc_plc(struct str s, size_t each);
static inline uint32_t doc_plc_at(const struct doc_plc *p, size_t i)
{
	return le32(p->s, i * 4);
}
static inline struct str doc_plc_data(const struct doc_plc *p, size_t i)
{
	size_t at = (p->count + 1) * 4 + i * p->each;

	return str_sub(p->s, at, at + p->each);
}

/* A list of property changes (grpprl) walked one by one. `rest` shrinks. */
struct doc_sprm {
	uint16_t code;
	struct str operand; /* of variable ones without their size */
};
bool doc_next_sprm(struct str *rest, struct doc_sprm *ret);

/* What is set at a character. */
struct doc_run {
	bool deleted, inserted, special, symbol;
	signed char hidden; /* -1: not said; 0, 1; 0x80 and 0x81 become -1 and -2: as the style, not as the style */
	uint16_t symbol_font, symbol_char;
	int style, font; /* -1: none */
	bool data;       /* its picture is a form field */
	uint32_t picture;
};

struct doc_paragraph {
	int style; /* istd */
	struct list_place place;
	bool in_table, row_end, inner_cell, inner_row_end;
	long depth;
	struct str row; /* the properties that tell a row's shape */
};

/* Properties are valid for bytes [from, to) of the WordDocument stream. */
struct doc_span {
	uint32_t from, to;
};
void doc_run_at(const struct doc *d, uint32_t at, uint16_t change, struct doc_run *ret, struct doc_span *span);
void doc_paragraph_at(const struct doc *d, uint32_t at, uint16_t change, struct doc_paragraph *ret);

struct doc_boxes;

/* Reads positions of the text into a flow. */
struct doc_walk {
	struct doc *d;
	struct flow *flow;
	struct doc_boxes *boxes; /* text boxes that are anchored in what is read; NULL: none are */
	struct buf text;         /* characters that look alike, not put yet */
	uint16_t high;
	struct doc_run run;
	struct doc_span span; /* where `run` holds */
	bool style_hidden;
	size_t hidden, changes, pictures, embedded, lost;
};
void doc_walk_init(struct doc_walk *w, struct doc *d, struct flow *flow);
void doc_walk_clear(struct doc_walk *w);
/* Reads [from, to); 0, ERR_LIMIT or ERR_NOMEM. */
int doc_walk_read(struct doc_walk *w, uint32_t from, uint32_t to);

/* doc_boxes.c: which text boxes hang at which place. */
int doc_boxes_read(struct doc *d, struct doc_boxes **ret);
void doc_boxes_free(struct doc_boxes **b);
/* The boxes anchored at `cp` are read into flow->boxes of the walk; SIZE_MAX: all that no anchor had. */
int doc_boxes_put(struct doc_walk *w, size_t cp);

#endif
