/* RTF 1.9.1: groups, control words and text, as Word, WPS and LibreOffice write them. open_rtf.c walks the bytes, rtf_words.c knows what
 * the words do, rtf_text.c turns bytes into text. */
#ifndef INTAKE_RTF_H
#define INTAKE_RTF_H

#include "codepage.h"
#include "docx_body.h"
#include "word_flow.h"

enum {
	RTF_DEPTH_MAX = 4000,
	RTF_FONTS_MAX = 4096,
	RTF_FLOWS_MAX = 8,
	RTF_WORD_MAX = 32,
	RTF_EDGES_MAX = CELLS_ACROSS_MAX + 1
};

/* Where text goes. */
enum rtf_target { RTF_TEXT, RTF_SKIP, RTF_FONTS, RTF_STYLES, RTF_LABEL, RTF_FORM };

/* What ends with the group that is open. */
enum rtf_role { RTF_GROUP, RTF_FIELD, RTF_FLOW, RTF_NUMBER };

/* What a group's end puts back. */
struct rtf_state {
	uint8_t target, outer; /* outer: of \upr, what \ud goes on with */
	uint8_t role;
	uint8_t depth; /* tables the paragraph stands in */
	uint16_t unicode_skip;
	int32_t font; /* index, -1: none */
	bool hidden, deleted, contents;
	bool inner_shape; /* \nesttableprops: not of the row that is kept */
};

struct rtf_font {
	long number;
	unsigned page;
	bool signs; /* \fcharset2 */
	enum docx_font kind;
};

struct rtf_seen {
	size_t hidden, changes, pictures, embedded, lost;
};

struct rtf {
	struct opener *o;
	struct str bytes;
	size_t at;
	size_t skip;       /* characters that stand for the one given by \u */
	struct vec groups; /* struct rtf_state: those around the open one */

	struct codepages pages;
	struct vec fonts;    /* struct rtf_font */
	long default_font;   /* its number */
	struct vec contents; /* long: styles of tables of contents */
	long style;          /* the one that is described */
	struct buf name;     /* of the font or style */

	struct buf pending; /* bytes of characters */
	struct buf text, number;
	struct flow flows[RTF_FLOWS_MAX];
	size_t flow;
	struct buf boxes, notes[2];
	size_t edges_count;
	struct rtf_seen seen;

	uint32_t notes_count[2];
	int32_t edges[RTF_EDGES_MAX];
	unsigned ansi;
	struct rtf_state now;
	uint16_t high; /* \u: the first half of a pair */
	uint8_t covers[RTF_EDGES_MAX];
	uint8_t cover; /* of the next \cellx */
	bool star;     /* \* was read */
	bool ended;
	bool number_signs; /* \listtext has characters of a sign font */
	bool check_said;   /* of the open field's check box, more than its default */
};

/* A control word with its number (`given`: it has one). */
void rtf_word(struct rtf *r, struct str word, long number, bool given);
/* The end of a group: what its destination was for. */
void rtf_close_role(struct rtf *r);

static inline struct flow *rtf_flow(struct rtf *r)
{
	return &r->flows[r->flow];
}
/* Empties a buffer; that it failed is kept, but of names and numbers, which are cut. */
void rtf_reset(struct rtf *r, struct buf *b);
/* Bytes of characters that wait are put. */
void rtf_flush(struct rtf *r);
/* A byte of text, as it is written or as \'hh. */
void rtf_byte(struct rtf *r, unsigned char c);
void rtf_unicode(struct rtf *r, long number);
/* Text as UTF-8, to where text goes. */
void rtf_put(struct rtf *r, struct str s);
/* -1: none has that number. */
int32_t rtf_font_index(const struct rtf *r, long number);
/* The code page of the open font; `r->ansi` where it says none. */
unsigned rtf_page(const struct rtf *r);
void rtf_end_paragraph(struct rtf *r);
/* \listtext and \pntext: what is printed before the paragraph, as DOCX prints it. */
void rtf_end_number(struct rtf *r);

#endif
