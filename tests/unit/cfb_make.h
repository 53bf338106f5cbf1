/* Compound files and Word 97 documents made in memory, for tests of what reads them. The caller frees .ptr. */
#ifndef TEST_CFB_MAKE_H
#define TEST_CFB_MAKE_H

#include <uchar.h>

#include "str.h"

struct cfb_stream {
	const char *name;
	struct str bytes;
};

/* Streams below 4096 bytes go into the mini stream, as the specification has it. Sector 0 is the first behind the header; the tables
 * of sectors are the last. */
struct str make_cfb(const struct cfb_stream *streams, size_t count);

/* A run of characters that look alike; a paragraph takes the properties of the run that ends it ("\r", "\a"). `story`: 0 main, 1
 * footnotes, 4 comments, 5 endnotes, 6 text boxes; in order. `bytes`: a piece of one byte a character. */
struct doc_run_made {
	const char16_t *text;
	struct str run, paragraph; /* property changes; the style's number stands before those of the paragraph */
	unsigned style, story;
	bool bytes;
};
struct doc_table_made {
	unsigned number;          /* in the FIB */
	struct str bytes, behind; /* behind: uncounted, as levels of lists are */
};
struct doc_made {
	const struct doc_run_made *runs;
	size_t count;
	const struct doc_table_made *tables;
	size_t tables_count;
	struct str data;
	uint16_t flags; /* of the FIB, more than it needs */
};
struct str make_doc(const struct doc_made *d);

#endif
