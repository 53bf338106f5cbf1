/* What every unit test needs: cmocka with its prerequisites, and slices shown when they differ. */
#ifndef TEST_UNIT_H
#define TEST_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "str.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The message shows both values: memory comparison alone would print bytes. */
#define assert_str(actual, expected) unit_assert_str((actual), (expected), __FILE__, __LINE__)

static inline void unit_assert_str(struct str actual, const char *expected, const char *file, int line)
{
	struct str want = str_from(expected);

	if (str_eq(actual, want) && (actual.ptr == NULL) == (want.ptr == NULL))
		return;
	print_error("got  \"" STR_FMT "\"\nwant \"%s\"\n", STR_ARG(actual), expected ? expected : "(none)");
	_fail(file, line);
}

#endif
