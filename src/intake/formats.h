/* Rows of intake_formats.def as data. */
#ifndef FORMATS_H
#define FORMATS_H

#include "opener.h"

struct format {
	const char *name, *title, *extensions;
	opener_fn *here; /* NULL: the worker opens it */
};
extern const struct format formats[INTAKE_FORMATS]; /* [0] is of no format */

#endif
