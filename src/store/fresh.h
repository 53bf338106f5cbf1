/* A file that is there when it is complete. */
#ifndef STORE_FRESH_H
#define STORE_FRESH_H

#include "err.h"

typedef int fresh_fill(void *context, const char *part, struct err *e);

/* `path` must not exist (ERR_CONFLICT); its name is taken from the start, so that two cannot both believe it free. `fill` writes "PATH.part",
 * an empty file; what it wrote is synced and gets its name. Failed: neither is left, nor the journal of a database. */
int fresh_file(const char *path, fresh_fill *fill, void *context, struct err *e);

#endif
