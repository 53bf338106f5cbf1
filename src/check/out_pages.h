/* The rule catalogue as the build embeds it (tools/rulepages); ends with a row of NULLs. */
#ifndef OUT_PAGES_H
#define OUT_PAGES_H

#include <stddef.h>

struct rule_text {
	const char *code, *summary, *page;
};

extern const struct rule_text rule_texts[];

#endif
