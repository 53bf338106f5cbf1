/* What a compound file holds: Word's and Excel's streams, new Office files behind a password, and others. */
#ifndef INTAKE_OLE_H
#define INTAKE_OLE_H

#include "cfb.h"
#include "opener.h"

/* INTAKE_DOC or INTAKE_XLS by what stands in it, whatever the file is called; `given` where neither does. */
enum intake_format ole_format(struct str bytes, enum intake_format given);
/* The error for one that holds neither: what it is, and what its user should do. */
int ole_refuse(struct opener *o, const struct cfb *c, struct err *e);

#endif
