/* BH208 within: what its parts share. */
#ifndef HALFWAY_H
#define HALFWAY_H

#include "closure.h"
#include "said.h"
#include "sight.h"

#define HALFWAY_QUOTE 270 /* bytes */

#define HALFWAY_TOLD 16

#define HALFWAY_SLICES 12 /* that are read at the same time */
#define HALFWAY_SLICE 1500

struct halfway {
	struct check *c;
	const struct closure_item *item; /* the one being read */
	const struct vec *sights;
	struct said said; /* by BH201-BH203 */
	uint32_t told
		[HALFWAY_TOLD]; /* where the last sentences end that were reported: one doubt of a sentence is enough */
	size_t tells;           /* how many were */
	size_t sight, number, date; /* where the leaf before began among them */
	char *room; /* HALFWAY_SLICES of HALFWAY_SLICE bytes: what halfway_plain() wrote; NULL: none yet */
	size_t turn;
	bool no_memory;
};

/* The text as the words of these rules have it: marks of full width, 已 for 已经, 目前 for 当前. A long one is cut. Good until
 * HALFWAY_SLICES more are asked for; STR_NONE: no memory (`no_memory`). */
struct str halfway_plain(struct halfway *h, struct str s);
/* A number stands in it, of digits or as people write it (三户). */
bool halfway_has_count(struct str s);

/* Reports the sentence for the word at `word`, once, and only when no tense rule has spoken of it. */
int halfway_add(struct halfway *h, const struct node *leaf, struct span sentence, uint32_t word, const char *reason);

/* A cue in its sentence. */
struct halfway_place {
	struct span sentence, clause;
	struct str before; /* of the sentence */
	struct str head;   /* of the clause, before the cue */
	struct str tail;   /* of the clause, behind it */
	struct str after;  /* of the sentence, behind it */
	struct str cue;
	struct date day; /* the report's own, or none */
	enum halfway_kind kind;
	struct halfway *of; /* for halfway_rest() */
	uint32_t leaf_end;
};
/* What stands in the leaf behind the sentence. */
struct str halfway_rest(const struct halfway_place *p);
/* What its kind asks for besides the cue: that the clause ends there, that something of its sort stands before or behind. */
bool halfway_fits(const struct halfway_place *p);

/* A sign of one character (未, 还, 但) that tells what is not there, what stays as it was, what is taken back. */
bool halfway_is_sign(const struct halfway_place *p);
/* What stands right behind it may make it one: asked before all else. */
bool halfway_may_be_sign(struct str cue, struct str behind);

/* What 没有, 没 or 未 in front says is not there is a step of work or an answer, and no evil (halfway_lacks.c). */
bool halfway_awaits(struct str s);
/* Such a lack is told in it. */
bool halfway_lacks(struct str s);

/* A number and a smaller one of its unit behind it: what stands in the clause before, between, and in the sentence behind. */
struct halfway_pair {
	struct str lead, between, behind;
	unsigned permille; /* the second of the first */
};

/* 应签214家，已签198家: so many were to be, and of fewer it is said that they are. */
bool halfway_part_of(const struct halfway_pair *p);
/* The first is a whole of which the second is told, whatever is said of the others: 64户中腾退52户. */
bool halfway_is_part(const struct halfway_pair *p);
/* 立案, 约谈, 转出: done to some of them only, and rightly so. */
bool halfway_selects(struct str verb);
/* What is said of the rest says that it is still to come (待, 结合拆迁实施, 已起诉), and nothing that it is done. */
bool halfway_is_open(struct str fate);
/* It is said to be settled: done, kept with good reason, put to use, not to be had by law. */
bool halfway_is_closed(struct str fate);
bool halfway_label_open(struct str label);
/* The same of what stands behind 其余, 剩余 in it. */
bool halfway_rest_open(struct str s);

/* 共87个，已合并52个: a whole and a smaller part that is done, and no word of the rest. */
int halfway_counts(struct halfway *h, const struct node *leaf);
/* 预定2025年2月完成: a day after the report's own for what is to be completed. */
int halfway_dates(struct halfway *h, const struct node *leaf);

#endif
