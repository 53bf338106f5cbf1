/* OpenDocument (ODF 1.2, part 1): texts and tables as LibreOffice and WPS write them. */
#ifndef INTAKE_ODF_H
#define INTAKE_ODF_H

#include "markup.h"
#include "opener.h"

enum odf_element {
	ODF_NONE,
	ODF_BREAK, /* text:line-break */
	ODF_CELL,
	ODF_COLUMN,
	ODF_COVERED,
	ODF_HEADING,
	ODF_IMAGE,
	ODF_ITEM,
	ODF_LEVEL, /* of a list style: numbers */
	ODF_LIST,
	ODF_LIST_HEADER,
	ODF_LIST_STYLE,
	ODF_NOTE,
	ODF_NOTE_BODY,
	ODF_OUTLINE,
	ODF_OUTLINE_LEVEL,
	ODF_PARAGRAPH,
	ODF_ROW,
	ODF_SECTION,
	ODF_SKIPPED, /* changes that were made, comments, tables of contents */
	ODF_SPACES,
	ODF_STYLE,
	ODF_TAB,
	ODF_TABLE,
	ODF_TABLE_LOOK, /* style:table-properties */
	ODF_TEXT_BOX,
	ODF_ELEMENTS,
};
extern const struct markup_name odf_names[];
extern const size_t odf_names_count;
#define ODF_NAMES .names = odf_names, .names_count = odf_names_count

/* Opens the package; ERR_INPUT also when it has a password. */
int odf_open(struct opener *o, struct str bytes, struct package **ret, struct err *e);

/* White space in the source is one blank, at a line's beginning none; the program's own stands in text:s and text:tab. */
void odf_put_text(struct buf *line, struct str s);

/* --- odf_lists.c: what numbers itself --- */

enum { ODF_LEVELS = 10 };
struct odf_lists;
/* Of both parts that may define lists. */
int odf_lists_read(struct package *p, struct odf_lists **ret, struct err *e);
void odf_lists_free(struct odf_lists **l);
/* By its name; -1: there is none, or it numbers nothing. */
int odf_list_style(const struct odf_lists *l, struct str name);
enum { ODF_OUTLINE_STYLE = 0 }; /* headings number themselves by this one */
void odf_list_restart(struct odf_lists *l, int style);
/* The next item of this level (from 0); `start` < 0: behind the last one. */
void odf_list_next(struct odf_lists *l, int style, unsigned level, long start);
/* Appends the number of the open item of this level. */
void odf_list_label(const struct odf_lists *l, int style, unsigned level, struct buf *into);

#endif
