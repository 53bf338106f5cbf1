/* A ZIP file written from front to back, each part compressed as it comes: memory does not grow with it, and nothing is read again.
 * Sizes stand behind their part (APPNOTE.TXT 6.3.3, 4.4.4 bit 3), so the descriptor need not be one that can seek. All dates are
 * 1980-01-01: the same parts give the same bytes. */
#ifndef PUBLISH_ZIP_OUT_H
#define PUBLISH_ZIP_OUT_H

#include "err.h"
#include "str.h"

struct zip;

enum { ZIP_PARTS_MAX = 16 };

/* `fd` stays the caller's. */
int zip_begin(int fd, struct zip **ret, struct err *e);
/* Begins a part, whose name must outlive the file; ends the one before. */
int zip_part(struct zip *z, const char *name, struct err *e);
/* More of it. ERR_LIMIT: the part or the file would pass 4 GB. ERR_IO: it could not be written. */
int zip_add(struct zip *z, struct str bytes, struct err *e);
int zip_end(struct zip *z, struct err *e);
void zip_free(struct zip *z); /* also of a file that was not ended; NULL is fine */

#endif
