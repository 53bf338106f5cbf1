#include "script.h"

enum { BEGINNING = 3000, CHARACTER = 3 };

/* Pairs of a traditional character and its simplified one. */
static const char pairs[] =
#include "script.def"
	;

bool script_is_traditional(struct str text)
{
	return str_has(str_sub(text, 0, BEGINNING), STR("問題"));
}

/* The simplified character for the three bytes at p, NULL: they are none of those that are replaced. */
static const char *simplified(const char *p)
{
	size_t low = 0, high = (sizeof pairs - 1) / (2 * CHARACTER);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *pair = pairs + middle * 2 * CHARACTER;
		int order = memcmp(p, pair, CHARACTER);
		if (order == 0)
			return pair + CHARACTER;
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void script_simplify(char *text, size_t len)
{
	for (size_t i = 0; i + CHARACTER <= len; i++) {
		const char *to = ((unsigned char)text[i] & 0xF0) == 0xE0 ? simplified(text + i) : NULL;
		if (to)
			memcpy(text + i, to, CHARACTER);
	}
}

void script_restore(char *text, struct str printed)
{
	for (size_t i = 0; i + CHARACTER <= printed.len; i++) {
		const char *to = ((unsigned char)printed.ptr[i] & 0xF0) == 0xE0 ? simplified(printed.ptr + i) : NULL;
		if (to && memcmp(text + i, to, CHARACTER) == 0)
			memcpy(text + i, printed.ptr + i, CHARACTER);
	}
}
