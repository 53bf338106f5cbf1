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
	O_CONTENT,
	O_DATA, /* AbbreviatedData */
	O_DOC_ROOT,
	O_IMAGE,
	O_LAYER,
	O_PAGE,
	O_PATH,
	O_PHYSICAL_BOX,
	O_SIGNATURES,
	O_TEMPLATE,
	O_TEXT,
	O_TEXT_CODE,
	O_ELEMENTS,
};
extern const struct markup_name ofd_names[];
extern const size_t ofd_names_count;
#define OFD_NAMES .names = ofd_names, .names_count = ofd_names_count

/* The linear transformation of a point: a b c d e f of the standard. */
struct ofd_matrix {
	double a, b, c, d, e, f;
};

/* What one page's content holds, in millimetres from the upper left corner. */
struct ofd_page {
	struct vec chars;        /* struct pdf_char */
	struct vec down, across; /* struct pdf_rule */
	double width, height;    /* 0: not said */
	size_t images, templates, turned;
};
void ofd_page_init(struct ofd_page *g);
void ofd_page_clear(struct ofd_page *g);
int ofd_page_read(struct ofd_page *g, struct package *p, struct str part, struct err *e);

/* Numbers divided by blanks; gives how many there were, at most `most`. */
size_t ofd_numbers(struct str s, double *into, size_t most);

#endif
