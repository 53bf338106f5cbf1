/* Tables of words that decide whether a numeral counts something: private to facts*.c. */
#ifndef REPORT_FACTS_WORDS_H
#define REPORT_FACTS_WORDS_H

#include <stddef.h>

enum facts_words { WORDS_FIXED, WORDS_NOT_UNITS, WORDS_UNITS_AFTER_ALL, WORDS_TABLES };

/* The length of the longest word of the table at p that ends before `limit`, or 0. */
size_t facts_word(enum facts_words table, const char *p, const char *limit);

#endif
