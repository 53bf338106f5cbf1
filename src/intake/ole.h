/* OLE containers: old Office files, and new ones behind a password. Only told apart, never opened. */
#ifndef INTAKE_OLE_H
#define INTAKE_OLE_H

#include "str.h"

/* What the container holds, and what its user should do; false: no OLE container. */
bool ole_describe(struct str bytes, const char **ret_what, const char **ret_hint);

#endif
