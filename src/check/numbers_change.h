/* What the readings of BH105 share: the words between two numbers, and whether they speak of the same thing. */
#ifndef CHECK_NUMBERS_CHANGE_H
#define CHECK_NUMBERS_CHANGE_H

#include "numbers.h"

/* What stands between the number before and this one, all marks included. */
struct str change_gap(const struct num_row *r, size_t at);
/* Only "than before" and the verb stand there: no other thing is said to grow. */
bool change_same_subject(struct str words);
/* 1: grows, -1: falls, 0: neither or both. */
int change_direction(struct str words);

/* B，比上年增加D，增长p%: judged at D. Returns 0 or a negative code. */
int change_by_amount(struct num_row *r, size_t at);

#endif
