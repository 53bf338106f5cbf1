/* ZIP files made in memory, for tests of what reads them. */
#ifndef TEST_ZIP_MAKE_H
#define TEST_ZIP_MAKE_H

#include <stdbool.h>

#include "str.h"

struct zip_member {
	const char *name;
	struct str bytes;
	bool stored;
	bool raw_name; /* the name's bytes as they are, without the flag of UTF-8 */
	const char *password;
};

/* The caller frees .ptr. */
struct str make_zip(const struct zip_member *members, size_t count);

#endif
