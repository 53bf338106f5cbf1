/* Sums, rates and changes that the rows of numbers leave (BH103, BH104, BH105): after the rows, in their rules' names. */
#ifndef NUMBERS_PLAIN_H
#define NUMBERS_PLAIN_H

#include "numbers.h"
#include "said.h"
#include "spot.h"

int num_plain_sums(struct check *c);
int num_plain_rates(struct check *c);
int num_plain_changes(struct check *c);

/* --- what its parts share --- */

#define PLAIN_NEAR 60 /* bytes between numbers that belong together */
#define PLAIN_PARTS 12
#define PLAIN_BACK 8 /* numbers back that one is held against */

#define PLAIN_GAPS 8 /* gaps that are read at the same time */
#define PLAIN_ROOM (3 * PLAIN_NEAR + 1)

/* What many readers ask of a number: kept for the next one. */
struct plain_kept {
	size_t number; /* 1 + its place; 0: nothing is kept */
	enum { PLAIN_UNASKED, PLAIN_APART, PLAIN_TOGETHER } next;
	uint64_t unit;      /* num_unit_bit() */
	struct span clause; /* empty: nobody has asked */
};

#define PLAIN_KEPT 32 /* a power of two, more than are read at the same time */

struct plain {
	struct check *c;
	const struct report *r;
	struct said said;
	uint32_t done; /* the last sentence reported ends here */
	char room[PLAIN_GAPS][PLAIN_ROOM];
	size_t turn;
	struct plain_kept kept[PLAIN_KEPT]; /* by the last bits of the number's place */
};

/* Reads from the number at `i` on; 0 or a negative code. */
typedef int plain_reader(struct plain *p, size_t i);
int plain_read_rates(struct plain *p, size_t i);
int plain_read_sums(struct plain *p, size_t i);
int plain_read_lists(struct plain *p, size_t i);
int plain_read_wholes(struct plain *p, size_t i);
int plain_read_flows(struct plain *p, size_t i);
int plain_read_gaps(struct plain *p, size_t i);
int plain_read_steps(struct plain *p, size_t i);
int plain_read_changes(struct plain *p, size_t i);
/* Shares told in words: 压减一半, 翻了一番; 占三分之二, 合格率达到八成五. */
int plain_read_word_changes(struct plain *p, size_t i);
int plain_read_word_shares(struct plain *p, size_t i);
/* 占八成, 占四分之一 at the beginning of a clause: in thousandths, and how far off is still meant. */
bool plain_word_share(struct str s, int64_t *ret_permille, int64_t *ret_slack, struct str *ret_said);

static inline const struct fact_number *plain_number(const struct plain *p, size_t i)
{
	return &VEC_AT(&p->r->numbers, struct fact_number, i);
}

/* A count or a sum of money, printed as exact. */
static inline bool plain_exact(const struct fact_number *n)
{
	return !n->approximate && (n->kind == NUMBER_COUNT || n->kind == NUMBER_MONEY) && n->unit.len > 0 &&
	       n->value.digits > 0;
}

/* What stands between two numbers; commas of half width are read as ，. Good until PLAIN_GAPS more are asked for. */
struct str plain_between(struct plain *p, size_t a, size_t b);
/* The same of any text of at most PLAIN_NEAR bytes. */
struct str plain_commas(struct plain *p, struct str s);
/* No sentence ends between them, and they lie near each other. */
bool plain_together(struct plain *p, size_t a, size_t b);
/* Both are printed as exact, and count the same. */
bool plain_alike(const struct plain *p, size_t a, size_t b);
/* Whether one of the `reach` numbers before it may count the same: few numbers have one. */
bool plain_has_fellow(struct plain *p, size_t i, size_t reach);
/* The two numbers behind it count the same. */
bool plain_leads(struct plain *p, size_t i);
/* The clause that the number stands in, and its words before the number. */
struct span plain_clause(struct plain *p, size_t i);
struct str plain_lead(struct plain *p, size_t i);
/* A warning, once a sentence, and only where the rows have not spoken. */
int plain_report(struct plain *p, struct span sentence, const char *message);

#endif
