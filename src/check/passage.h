/* Passages (语段): the measures and progress of a report as one stream of folded characters, and
 * the places where the same sequence stands in two different problems.
 *
 * Folding keeps letters, digits and ideographs (full width as half width, lower case) and drops
 * blanks, punctuation and symbols, so a re-punctuated copy is a copy. Time is linear in the text:
 * anchors are winnowed (after Schleimer, Wilkerson, Aiken 2003), so every common sequence of PASSAGE_MIN
 * characters shares at least one, and each anchor is compared with a bounded number of earlier ones. */
#ifndef PASSAGE_H
#define PASSAGE_H

#include "report.h"

#define PASSAGE_MIN 32    /* folded characters */
#define PARAGRAPH_MIN 120 /* shorter paragraphs are not compared as a whole */

/* One line of a leaf. */
struct paragraph {
	const struct node *leaf;
	uint32_t problem;    /* index into struct passages.problems */
	uint32_t first, end; /* characters of the stream */
};

struct passage_problem {
	const struct node *node;
	uint32_t first, end;
};

/* [a, a + len) and [b, b + len) of the stream are equal, a before b, in different problems. */
struct passage_match {
	uint32_t a, b, len;
};

/* Two paragraphs of different problems that differ in a few words. */
struct paragraph_pair {
	uint32_t a, b;     /* paragraphs, a before b */
	uint32_t permille; /* how much of both is common */
};

struct passages {
	struct vec chars;      /* uint32_t, folded: passage_code() */
	struct vec offsets;    /* uint32_t, each character's byte offset in the report's text */
	struct vec paragraphs; /* struct paragraph */
	struct vec problems;   /* struct passage_problem */
	struct vec matches;    /* struct passage_match */
	struct vec pairs;      /* struct paragraph_pair */
};

/* Reads the leaves of all problems of `r` and searches them; *ret is to be cleared in any case.
 * 0 or ERR_NOMEM. */
int passages_find(const struct report *r, struct passages *ret);
void passages_clear(struct passages *p);
/* The paragraph that holds the stream's character `at`. */
size_t passages_paragraph(const struct passages *p, uint32_t at);
/* The bytes of the text from the character `first` to before `end`. */
struct span passages_span(const struct passages *p, struct str text, uint32_t first, uint32_t end);
/* The folded form of a character, 0 when folding drops it. */
uint32_t passage_fold(uint32_t c);
/* Its bytes as a number, the first one counting most: what the stream holds of a folded character. */
uint32_t passage_code(uint32_t c);

#endif
