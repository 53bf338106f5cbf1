/* Words that tell work on paper from work on things (BH206). */
#ifndef PAPER_LEX_H
#define PAPER_LEX_H

#include "str.h"

enum paper_token { PAPER_END, PAPER_NONE, PAPER_PAPER, PAPER_ACT, PAPER_THING };

/* The next word at `pos`, which moves behind it. PAPER_THING: money, or a breach that can be put right. */
enum paper_token paper_lex(struct str text, size_t *pos);

#endif
