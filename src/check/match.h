/* Which of two lists of short texts speak of the same: pairs by the character pairs that they share, rare ones counting for more.
 * Used for items of two versions of a report, and for problems of two rounds. Nothing here depends on numbering. */
#ifndef MATCH_H
#define MATCH_H

#include "err.h"
#include "str.h"
#include "vec.h"

struct match_pair {
	uint32_t a, b;
	uint32_t permille; /* how alike: 1000 when the same character pairs make both */
	uint32_t shared;   /* character pairs in both */
};

struct match_options {
	uint32_t least;  /* pairs less alike (per mille) are left out */
	uint32_t shared; /* and those that share fewer character pairs, but for short ones that share nearly all */
	bool concern; /* words of complaint (不到位, 落实, 问题 …) say nothing of what it is about; a short text may be a part of a long one */
	bool one_to_one; /* each text in at most one pair, the most alike first; else for each `b` its most alike `a` */
};

/* What a finding speaks of: 停车收费混乱 of 针对“停车收费混乱”的问题; a slice of it. */
struct str match_concern(struct str finding);
/* *ret is a vec of struct match_pair, by b then a, to be cleared by the caller in any case. 0 or ERR_NOMEM. */
int match_texts(const struct str *a, size_t a_count, const struct str *b, size_t b_count, const struct match_options *o,
	struct vec *ret);

#endif
