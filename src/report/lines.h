/* Lines (paragraphs) of a text and the copies of one report within it. */
#ifndef REPORT_LINES_H
#define REPORT_LINES_H

#include "lex.h"
#include "report.h"

struct line {
	uint32_t start; /* white space trimmed; start and end equal: blank */
	uint32_t end;
	uint32_t tok;          /* first token at or behind start */
	uint32_t tok_end : 31; /* the token that ends the line (EOL or END) */
	uint32_t labels : 1;   /* labels, or words that may be some, are among its tokens */
	uint8_t bullet; /* it began with ● or the like, which is blank now: view_bullet_text() says which; 0: it did not */
};

int lines_split(struct str text, const struct vec *tokens, struct vec *lines);

/* Puts lines together that were broken where a printed page was full; the breaks inside become TOK_FOLD. Whether there were any. */
bool lines_join(struct str text, struct vec *tokens, struct vec *lines);

/* Makes one token of 1.1.1 at the beginning of lines, where some begin so. */
void lines_numbers(struct str text, struct vec *tokens, struct vec *lines);

/* Finds further copies of what the first lines say. Fills `copies` (at least one span) and sets *body to the
 * number of lines before the second copy. Linear in the text's length. */
int lines_copies(struct str text, const struct vec *tokens, const struct vec *lines, struct vec *copies, size_t *body);

#endif
