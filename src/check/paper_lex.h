/* Words that tell work on paper from work on things (BH206). */
#ifndef PAPER_LEX_H
#define PAPER_LEX_H

#include "starts.h"

enum paper_token {
	PAPER_END,
	PAPER_NONE,
	PAPER_PAPER,  /* study, meetings */
	PAPER_URGE,   /* responsibility stressed */
	PAPER_SYSTEM, /* rules made */
	PAPER_ACT,    /* something done to money, things or people */
	PAPER_MONEY,  /* an amount: of what was done it says that something was done */
	PAPER_THING,  /* a breach */
	PAPER_DEBT,   /* a breach that can be put right: 违规发放, 拖欠, 闲置 */
};

/* Where a word may begin (made from the rules by tools/lexstarts). */
extern const struct starts paper_starts;

/* The next word at or behind `pos`, which moves behind it. Titles and findings repeated in front (针对…问题) are PAPER_NONE. */
enum paper_token paper_lex(struct str text, size_t *pos);

#endif
