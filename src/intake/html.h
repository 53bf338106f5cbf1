/* Web pages: from libxml2's tree to lines and tables. Worker only. */
#ifndef HTML_H
#define HTML_H

#include <libxml/HTMLparser.h>

#include "opener.h"

struct html {
	struct opener *o;
	size_t total;  /* bytes of text in the body */
	uint32_t line; /* lines written */
	size_t images, frames, scripts;
	struct buf out; /* of the line or cell being written */
	bool cell;      /* in a cell: line breaks are U+2028 */
	bool blank;     /* white space was seen and not yet written */
	bool newline;   /* and a line feed was in it */
	unsigned pre;
	unsigned depth; /* of lists being numbered */
};

/* --- html_node.c: what an element is --- */

enum html_role {
	HTML_INLINE,
	HTML_BLOCK,
	HTML_BREAK,
	HTML_ITEM, /* of a list */
	HTML_TABLE,
	HTML_IMAGE,
	HTML_FRAME, /* another page is shown there */
	HTML_PRE,
	HTML_NOTHING, /* not read: scripts, forms, navigation, what is hidden */
};
enum html_role html_role(const struct html *h, const xmlNode *n);
bool html_is(const xmlNode *n, const char *name);
/* An attribute as a number, within bounds; `none` when it is absent or no number. */
long html_number(const xmlNode *n, const char *attribute, long least, long most, long none);
/* "3. " before an item of a numbered list as a browser would print it, into `label`; "" for others. */
void html_item_label(const xmlNode *item, char label[24]);
/* Adds up the bytes of text below each node (kept in the nodes). */
void html_weigh(xmlNode *root);
size_t html_weight(const xmlNode *n);

/* --- open_html.c --- */

/* Writes what is below `root` into h->out, ending lines as they come. */
void html_walk(struct html *h, const xmlNode *root);
void html_end_line(struct html *h);

/* --- html_table.c --- */

/* Whether the rows and columns mean something (many pages are laid out with tables). */
bool html_is_data(const xmlNode *table);
void html_table(struct html *h, const xmlNode *table);

/* --- html_mht.c --- */

/* A page saved as one file (MHTML): the page in it. 1: found; 0: the bytes are no MHTML; negative. *ret_charset is "" when it says none. */
int html_from_mht(struct str bytes, struct buf *into, char ret_charset[24], struct err *e);

#endif
