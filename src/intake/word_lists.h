/* What a document's lists and styles are made of, whichever file they were read from: docx_lists.c reads XML, doc_lists.c the tables of
 * Word 97. Filled, then settled, then counted through docx_lists.h. */
#ifndef INTAKE_WORD_LISTS_H
#define INTAKE_WORD_LISTS_H

#include "docx_lists.h"
#include "vec.h"

enum { LISTS_MAX = 20000, STYLES_MAX = 20000, HOPS_MAX = 32, NAME_MAX_BYTES = 80, NUMBER_MOST = 1000000 };

struct level {
	enum numeral kind;
	long start, restart; /* restart: -1 behind any higher level, 0 never, n behind level n */
	bool legal, set;
	char gap; /* ' ' or 0 */
	uint16_t text_len;
	char text[48];
	char style[NAME_MAX_BYTES];
};

struct abstract_list {
	long id;
	char link[NAME_MAX_BYTES]; /* numStyleLink: the style that has the definition */
	struct level *levels;      /* LIST_LEVELS */
	long count[LIST_LEVELS];
	bool counted[LIST_LEVELS];
};

struct list {
	long id;
	long abstract_id;
	int abstract;            /* index, -1: none */
	long start[LIST_LEVELS]; /* startOverride, -1: none */
	bool restarted[LIST_LEVELS];
	struct level *own; /* LIST_LEVELS, of lvlOverride; NULL: none */
};

struct style {
	char id[NAME_MAX_BYTES], parent[NAME_MAX_BYTES];
	bool paragraph, is_default, contents;
	signed char hidden; /* -1: not said; after settling what it comes to */
	int above;          /* the style it is based on, -1: none */
	struct list_place place;
};

struct docx_lists {
	struct vec abstracts, lists, styles;
	uint32_t *slots; /* of styles by the hash of their id: index + 1 */
	size_t slots_count;
	int paragraph_default;
};

/* Empty; NULL: no memory. */
struct docx_lists *word_lists_new(void);
/* LIST_LEVELS levels that nothing is said of; NULL: no memory. */
struct level *word_levels_new(void);
/* Once all is filled in: which style is based on which, which list is of which definition. ERR_NOMEM. */
int word_lists_settle(struct docx_lists *l);
/* Whether a number's text ends with a full-width mark: no gap is needed behind it. */
bool word_label_ends_wide(struct str s);

#endif
