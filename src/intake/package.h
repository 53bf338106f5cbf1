/* ZIP files, of many documents or of the parts of one (DOCX, XLSX, OFD), read with limits. Worker only. */
#ifndef PACKAGE_H
#define PACKAGE_H

#include "opener.h"

struct package;

struct package_entry {
	struct str name; /* UTF-8, a label: no path to go to; until package_close() */
	size_t size;     /* as declared; what is read is measured */
	bool folder, encrypted;
};

/* `o` gives the limits and the file's name for messages. ERR_INPUT: no ZIP, or damaged; ERR_LIMIT: too many entries. */
int package_open(const struct opener *o, struct str bytes, struct package **ret, struct err *e);
void package_close(struct package *p); /* NULL is fine */

size_t package_count(const struct package *p);
int package_entry(struct package *p, size_t i, struct package_entry *ret, struct err *e);
/* The whole part into `into` (emptied first; its maximum is set). Limits hold for a part, for all parts read so far and for the ratio of
 * unpacked to packed: ERR_LIMIT. ERR_INPUT: damaged or encrypted. */
int package_read(struct package *p, size_t i, struct buf *into, struct err *e);
/* Why the entry asked for last could not be read, without its name; NULL: nothing is known but the message. */
const char *package_why(const struct package *p);
/* The same as package_read(), piece by piece; a negative answer of `take` ends it with that code, no error set. */
typedef int package_take(void *context, struct str piece);
int package_stream(struct package *p, size_t i, package_take *take, void *context, struct err *e);
/* The entry of this name (ASCII letters of either case, "\\" is "/"); STR_NPOS: none. */
size_t package_find(const struct package *p, const char *name);

/* An Office document that is no text and no table: a presentation. */
bool package_is_slides(const struct package *p);

/* What a ZIP file is: DOCX, XLSX, OFD by the parts that make it so, else ZIP. */
enum intake_format package_format(const struct package *p);

#endif
