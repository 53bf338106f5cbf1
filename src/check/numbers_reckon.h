/* Reckoning by what stands where, not by frames of words (BH103, BH104, BH105): a passage is one row of numbers with what is said before and
 * behind each; readers ask which of one unit are whole and parts, per and total, base and new, and only then reckon. They run last: a
 * sentence that another rule of numbers has spoken of is left alone. Warnings; whatever makes the numbers fit keeps them quiet. */
#ifndef NUMBERS_RECKON_H
#define NUMBERS_RECKON_H

#include "numbers_plain.h"
#include "wordlist.h"

#define RECKON_MAX 16
#define RECKON_MOST 9e15 /* beyond it a double no longer tells one from the next */

enum reckon_mark { RECKON_NONE, RECKON_DUN, RECKON_COMMA, RECKON_SEMI, RECKON_COLON, RECKON_BRACKET, RECKON_STOP };

struct reckon_item {
	const struct fact_number *n;
	double value, room;    /* money in fen; half of its last printed place where it may have been rounded */
	struct str lead, noun; /* from the last mark (or number) before it; up to the next mark (or number) behind it */
	struct str gap;        /* from the number before, or the passage's beginning */
	enum reckon_mark mark; /* the last one in the gap */
	bool exact;
};

/* Characters of which a reader cannot do without one. */
enum reckon_sign { RECKON_PER = 1, RECKON_COLONS = 2, RECKON_FROM = 4 };

/* Whose readers speak. */
enum reckon_rule { RECKON_SUMS, RECKON_RATES, RECKON_CHANGES, RECKON_RULES };

struct reckon {
	struct plain *p;
	enum reckon_rule rule; /* the one that reads */
	struct vec *doubts;
	struct reckon_item item[RECKON_MAX];
	size_t count;   /* those that the readers see: of the first sentence, or of both */
	size_t crossed; /* the first item behind the first 。, or all */
	size_t all;
	uint32_t start; /* where the first sentence begins */
	bool whole;     /* no more than RECKON_MAX */
	struct span span;
	struct str text; /* all of it */
	unsigned signs;  /* of enum reckon_sign, in it */
};

/* A passage's numbers [first, last) of one unit, one right behind the other. */
struct reckon_run {
	const struct reckon *k;
	size_t first, last;
};

/* Says what the passages hold for a rule: they are read at the first call of a run, for all three. 0 or a negative code. */
int reckon_say(struct check *c, enum reckon_rule rule);
void reckon_free(struct vec *doubts);
bool reckon_alike(const struct reckon *k, size_t a, size_t b);
/* The next run of at least `least` from `from` on; exact numbers only. */
bool reckon_next_run(const struct reckon *k, size_t from, size_t least, struct reckon_run *ret);
/* How many numbers of the unit of `i` are in the passage, exact or not. */
size_t reckon_of_unit(const struct reckon *k, size_t i);
struct str reckon_slice(const struct reckon *k, size_t i);
/* Lead and noun together, as printed. */
struct str reckon_clause(const struct reckon *k, size_t i);
/* A doubt about what lies between the numbers a and b, for the rule that reads. 1 or a negative code. */
int reckon_report(const struct reckon *k, size_t a, size_t b, const char *message);

static inline double reckon_gap(double a, double b)
{
	return a > b ? a - b : b - a;
}

/* 0, 1 (said) or a negative code. */
int reckon_parts(const struct reckon *k);
int reckon_three(const struct reckon *k);
int reckon_each(const struct reckon *k);
int reckon_ratio(const struct reckon *k);
int reckon_rate(const struct reckon *k);
int reckon_change(const struct reckon *k);

#endif
