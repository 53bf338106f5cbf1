/* OFD (GB/T 33190): pages of characters with places, laid out by what lays out PDF (pdf.h). */
#ifndef INTAKE_OFD_H
#define INTAKE_OFD_H

#include "markup.h"
#include "office.h"
#include "pdf.h"

enum ofd_element {
	O_NONE,
	O_ANNOTATIONS,
	O_ATTACHMENTS,
	O_COMPOSITE,
	O_DATA, /* AbbreviatedData */
	O_DOC_ROOT,
	O_DOCUMENT_RES,
	O_IMAGE,
	O_LAYER,
	O_MEDIA_FILE,
	O_MULTI_MEDIA,
	O_PAGE,
	O_PATH,
	O_PHYSICAL_BOX,
	O_PUBLIC_RES,
	O_RES,
	O_SIGNATURES,
	O_TEMPLATE,
	O_TEMPLATE_PAGE,
	O_TEXT,
	O_TEXT_CODE,
	O_ELEMENTS,
};
extern const struct markup_name ofd_names[];
extern const size_t ofd_names_count;
#define OFD_NAMES .names = ofd_names, .names_count = ofd_names_count

/* Numbers divided by blanks; gives how many there were, at most `most`. */
size_t ofd_numbers(struct str s, double *into, size_t most);
/* The number at the beginning of `s`; *s becomes the rest. False: none. */
bool ofd_take_number(struct str *s, double *ret);

/* --- ofd_outline.c: what the file holds --- */

/* A part of one of its documents: a page, or by its number a template or a picture. */
struct ofd_part {
	size_t document;
	long id;
	double width, height; /* of a page, as its document says */
	char part[PART_NAME_MAX];
	size_t len;
};

struct ofd_outline {
	struct vec pages, templates, pictures; /* struct ofd_part */
	size_t documents;
	bool annotations, attachments, signatures;
};
void ofd_outline_init(struct ofd_outline *l);
void ofd_outline_clear(struct ofd_outline *l);
/* A further document that is damaged is told; all of the first must be readable. */
int ofd_outline_read(struct ofd_outline *l, struct opener *o, struct package *p, struct err *e);
/* By its number; NULL: there is none. */
const struct ofd_part *ofd_find(const struct vec *parts, size_t document, long id);

/* --- ofd_page.c: what a page holds --- */

/* How text stands: upright beside each other, upright below each other (vertical), turned to the right, to the left. */
enum ofd_turn { OFD_STRAIGHT, OFD_STACKED, OFD_RIGHT, OFD_LEFT, OFD_TURNS };

enum { OFD_TEMPLATES_MAX = 16 };

/* In millimetres from the upper left corner. */
struct ofd_page {
	struct vec chars[OFD_TURNS]; /* struct pdf_char */
	struct vec down, across;     /* struct pdf_rule */
	double width, height;        /* 0: not said */
	long templates[OFD_TEMPLATES_MAX];
	size_t templates_count;
	long picture; /* the largest one; -1: there is none */
	double picture_area;
	size_t turned, composites; /* of all pages: what was left out */
};
void ofd_page_init(struct ofd_page *g);
void ofd_page_clear(struct ofd_page *g);
/* Empties it but for its size. */
void ofd_page_begin(struct ofd_page *g, double width, double height);
/* Adds what a part holds: the page's content, or a template's. */
int ofd_page_read(struct ofd_page *g, struct package *p, struct str part, bool template, struct err *e);
/* Turns the page so that most of its text stands straight; the result is chars[OFD_STRAIGHT]. */
int ofd_page_turn(struct ofd_page *g);

#endif
