/* Personal names (人名), recognised where the words around call for one. Conservative: a surname of the common ones, one
 * or two characters, and a boundary behind that a name can have. */
#ifndef NAMES_H
#define NAMES_H

#include "str.h"

/* The length in bytes of a full name at the beginning of `s` (张建国), or 0. Masked ones (张某, 李××, 王女士) are none. */
size_t name_at(struct str s);

#endif
