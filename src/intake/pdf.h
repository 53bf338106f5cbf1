/* PDF: from characters with places to lines, rows, tables and paragraphs. Worker only.
 *
 * A page goes through in this order: pieces (pdf_piece.c) -> rows of pieces at one height -> what repeats on every page is taken
 * away (pdf_furniture.c) -> columns and tables are found (pdf_region.c) -> lines are joined to paragraphs (pdf_flow.c).
 * Lengths are PDF points, from the page's upper left corner. */
#ifndef PDF_H
#define PDF_H

#include "opener.h"

enum { PDF_FEW_CHARS = 8 }; /* fewer beside a picture: the page is one */

struct pdf_cell {
	double x0, y0, x1, y1;
};

/* What stands together in one line, without a wide gap. */
struct pdf_piece {
	double x0, y0, x1, y1;
	double em;            /* the width of a Chinese character in it */
	size_t at, len;       /* in pdf.texts */
	uint32_t group;       /* pieces of one column; groups are read one after the other */
	struct pdf_cell cell; /* of a ruled table; x1 0: in none */
};

/* A straight line on the page: at a height or a width, from one side to the other. */
struct pdf_rule {
	double at, from, to;
};

/* Pieces in ruled cells that hang together. */
struct pdf_table {
	size_t first, count; /* in pdf.pieces */
	double y0;
};

/* Pieces at one height, from left to right. */
struct pdf_row {
	size_t first, count; /* in pdf.pieces */
	double y0, y1;
	double left, right; /* of its column; both 0: the page's */
	uint32_t group;
	bool dropped; /* furniture, or a note's */
	bool note;
};

/* A footnote: rows at the foot of a page. */
struct pdf_note {
	size_t page;         /* from 0 */
	size_t first, count; /* in pdf.rows, furniture among them */
	unsigned number;
	size_t skip; /* bytes that its number takes */
};

/* How much of a page is in fonts that do not say which characters they show: below a fifth, below four fifths, more. */
enum pdf_lost { PDF_NONE, PDF_SOME, PDF_MUCH, PDF_ALL };

struct pdf_page {
	double width, height;
	size_t first, count; /* rows */
	size_t tables_first, tables_count;
	size_t chars;
	enum pdf_lost lost;
	bool pictures; /* it shows some, and hardly any text that can be read */
	bool fontless; /* text was left out whose font could not be had */
};

struct pdf {
	struct opener *o;
	struct buf texts;
	struct vec pieces, rows, pages, tables, notes;
	size_t damaged;          /* pages that could not be read */
	bool remarks;            /* there are some, and they are not read */
	struct vec down, across; /* struct pdf_rule: of the page that is being read */
	double gutter;           /* between its columns; 0: it seems to have none */
	double strip;            /* between the columns of the last page that was made rows; 0: it had none */
	double left;             /* where the text of the page before begins; 0: there is none */
	struct pdf_flow *flow;
};

static inline struct pdf_piece *pdf_piece(const struct pdf *p, size_t i)
{
	return &VEC_AT(&p->pieces, struct pdf_piece, i);
}

static inline struct pdf_row *pdf_row(const struct pdf *p, size_t i)
{
	return &VEC_AT(&p->rows, struct pdf_row, i);
}

static inline struct pdf_page *pdf_page(const struct pdf *p, size_t i)
{
	return &VEC_AT(&p->pages, struct pdf_page, i);
}

static inline struct str pdf_text(const struct pdf *p, const struct pdf_piece *piece)
{
	return str_sub(buf_view(&p->texts), piece->at, piece->at + piece->len);
}

/* --- pdf_piece.c --- */

struct pdf_char {
	uint32_t c;
	double x0, y0, x1, y1;
};
/* The page's characters in the order of reading that the library found ('\n' and ' ' are its guesses) become pieces and rows of the
 * page that stands last in p->pages. 0 or negative. */
int pdf_add_chars(struct pdf *p, const struct pdf_char *chars, size_t count);
bool pdf_is_cjk(uint32_t c);
/* Fonts' boxes may be twice as high as their characters: makes Chinese ones square, and what stands with them as high. */
int pdf_settle(struct pdf_char *chars, size_t count);
/* Whether the characters leave gaps as tables do: then it is worth looking for rules. */
bool pdf_has_gaps(const struct pdf_char *chars, size_t count);

/* --- pdf_fonts.c --- */

/* Whether there are so many strange characters that their fonts should be looked at. */
bool pdf_may_be_rubbish(const struct pdf_char *chars, size_t count);
/* Characters of fonts that do not say what they show become U+25A1; the last page knows how many. `fonts`: a number for each. */
int pdf_mark_rubbish(struct pdf *p, struct pdf_char *chars, const uint8_t *fonts, size_t count);
/* The same for single characters within a line that the file itself does not know. */
void pdf_mark_unknown(struct pdf *p, struct pdf_char *chars, size_t count);
/* The library has full-width signs only where Chinese fonts show narrow digits and letters. Before pdf_settle(). */
void pdf_narrow(struct pdf_char *chars, size_t count);

/* --- pdf_notes.c --- */

/* Gives small numbers that stand raised beside Chinese characters noncharacters in their place. Before pdf_settle(). */
void pdf_raise(struct pdf_char *chars, size_t count);
bool pdf_is_raised(uint32_t c);
/* Takes the rows of footnotes out of the pages; behind pdf_drop_furniture(). */
int pdf_find_notes(struct pdf *p);
/* `s` without the numbers of notes that were found, the others as they were; in `scratch` where it differs. */
struct str pdf_plain(const struct pdf *p, struct str s, size_t page, struct buf *scratch);
int pdf_put_notes(struct pdf *p);

/* --- pdf_rules.c --- */

/* Pixels of four bytes; `scale` of them to a point. */
struct pdf_picture {
	const unsigned char *pixels;
	int width, height, stride;
	double scale;
};
int pdf_find_rules(struct pdf *p, const struct pdf_picture *picture);
/* Whether lines of text are seen where no character stands (pdf_fonts.c). */
bool pdf_looks_written(const struct pdf_picture *picture, const struct pdf_char *chars, size_t count);
/* What lies in the box of one character is a stroke of it, no rule. */
void pdf_drop_strokes(struct pdf *p, const struct pdf_char *chars, size_t count);
/* Whether a rule stands between two characters. */
bool pdf_is_parted(const struct pdf *p, double x0, double x1, double y);
/* The cell whose rules are around the piece; false: none. */
bool pdf_find_cell(const struct pdf *p, const struct pdf_piece *piece, struct pdf_cell *ret);
int pdf_put_table(struct pdf *p, const struct pdf_table *t, uint32_t page);

/* --- pdf_hidden.c --- */

/* Characters beyond the page's tables that are not seen on it move into the merged cell that goes on there. Behind pdf_find_rules(). */
void pdf_move_hidden(const struct pdf *p, const struct pdf_picture *picture, struct pdf_char *chars, size_t count);

/* --- pdf_columns.c --- */

/* The middle of the strip that hardly a character covers; 0: there is none; negative: no memory. */
double pdf_find_gutter(const struct pdf_char *chars, size_t count, double width);
/* Gives the pieces (sorted from above) their groups where the page is set in two columns. *strip: where they part on the page before,
 * then on this one; 0: it has none. */
void pdf_part_columns(struct pdf_piece *at, size_t count, double width, double *strip);

/* --- pdf_furniture.c --- */

/* Marks the rows that repeat on the pages, and the pages' numbers. */
int pdf_drop_furniture(struct pdf *p);

/* --- pdf_region.c --- */

/* Hands the page's rows to the flow, in order of reading: tables by rows, columns one after the other. */
int pdf_read_page(struct pdf *p, size_t page);

/* --- pdf_flow.c --- */

struct pdf_line {
	struct str text;
	double x0, x1, y0, y1, em;
	double left, right; /* of its column */
	uint32_t page;      /* from 1 */
};
int pdf_flow_start(struct pdf *p);
/* What is usual from here on: the distance of two lines in ems, and whether paragraphs are indented. */
void pdf_flow_habits(struct pdf *p, double gap, bool indents);
void pdf_flow_line(struct pdf *p, const struct pdf_line *line);
/* A table's row: cells between tabs already. `first`: the table begins. */
void pdf_flow_row(struct pdf *p, struct str row, uint32_t page, bool first);
void pdf_flow_end_table(struct pdf *p);
void pdf_flow_break(struct pdf *p); /* what comes is of another kind */
void pdf_flow_end(struct pdf *p);

/* --- pdf_out.c --- */

void pdf_init(struct pdf *p, struct opener *o);
void pdf_clear(struct pdf *p);
/* A page as grey pixels, one byte each, from malloc(). Negative: it cannot be had. */
struct pdf_grey {
	unsigned char *pixels;
	int width, height, dpi;
};
typedef int pdf_draw(void *context, size_t page, struct pdf_grey *ret);
/* All pages that were added go into the opener, those that are pictures through recognition, where there is some. */
int pdf_write_out(struct pdf *p, pdf_draw *draw, void *context, struct err *e);

/* --- pdf_scan.c --- */

struct ocr;
struct ocr_picture;
/* A page that is a picture, line by line into the flow. *ret_confidence: 0..100. */
int pdf_scan(struct pdf *p, struct ocr *ocr, const struct ocr_picture *picture, uint32_t page, int *ret_confidence);

#endif
