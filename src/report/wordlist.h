/* Lists of words that a text begins with, or holds. Few characters of a text begin any word of a list: an index by eight bits of the
 * first character, and of the second, tells so without looking at the words. It is made at first use, by any thread. */
#ifndef REPORT_WORDLIST_H
#define REPORT_WORDLIST_H

#include "chars.h"

#include <stdatomic.h>

struct wordlist {
	const char *const *words; /* none empty, at most 254 */
	size_t count;
	_Atomic uint32_t *rows;    /* of each word: the next one of its first character + 1, its second character */
	_Atomic uint8_t head[256]; /* by the first character: the first word + 1 */
	_Atomic bool ready;
};

/* A list in static memory. */
#define WORDLIST(name, ...)                                                                                            \
	static const char *const name##_words[] = { __VA_ARGS__ };                                                     \
	static _Atomic uint32_t name##_rows[sizeof name##_words / sizeof *name##_words];                               \
	static struct wordlist name[1] = { {                                                                           \
		.words = name##_words,                                                                                 \
		.count = sizeof name##_words / sizeof *name##_words,                                                   \
		.rows = name##_rows,                                                                                   \
	} }

/* The length of the first word of the list that `s` (valid UTF-8) begins with, 0: none. */
size_t wordlist_at(struct wordlist *l, struct str s);
/* Whether any word of the list stands in `s`. */
bool wordlist_in(struct wordlist *l, struct str s);

#define STARTS(s, words) (wordlist_at(words, s) != 0)
#define HAS(s, words) wordlist_in(words, s)

#endif
