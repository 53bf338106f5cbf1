/* A total and its parts, once it is known which they are: whether they make it up, and what is said where they do not. */
#ifndef CHECK_NUMBERS_SUM_H
#define CHECK_NUMBERS_SUM_H

#include "numbers_parts.h"

/* What says that the parts are all of the total. */
enum num_proof {
	PROOF_SOME, /* 其中: the parts may be some of it */
	PROOF_MARK, /* a colon or a bracket: all of it, or the weightiest of it alone */
	PROOF_ALL,  /* 分别为, 其余, 共 */
	PROOF_BACK, /* A, B, 共 N */
};

struct num_sum {
	struct num_row *r;
	const struct rule *rules[2];  /* BH103, BH102; NULL: not wanted */
	int told;                     /* which of them the last doubt was of */
	bool done[2][NUM_TOKENS_MAX]; /* totals already judged by each */
};

struct num_tally {
	struct decimal total, sum;
	bool fits;     /* equal, or some reading of the list is */
	bool rounding; /* what is missing can come from rounding */
	bool known;
	size_t slip; /* the part whose point is out by a place, or STR_NPOS */
};

struct num_tally num_sum_tally(const struct num_row *r, size_t total, const struct parts *p, bool from_back);

/* 1 when it was doubted, 0 when not, or an error below 0. A total is judged once by each rule. */
int num_sum_judge(struct num_sum *s, size_t total, const struct parts *p, enum num_proof proof);

/* The number that begins at `start` is one the report states of itself. */
bool num_is_claim(const struct report *rep, uint32_t start);

bool num_is_thing(struct str unit); /* 家, 处, 座: of things each has one fate */
/* 27家中，改造15家、关闭9家、停产4家: things of which each has one fate, and their sum is out by a little. */
bool num_slip_of_fates(const struct num_row *r, size_t total, const struct parts *p, const struct num_tally *t);

#endif
