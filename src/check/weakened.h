/* What the two halves of BH210 share. */
#ifndef WEAKENED_H
#define WEAKENED_H

#include "closure.h"

/* The account tells a number (`n`, of a leaf of `it`) of the very thing that the aim set another for, and it does not reach it: 新增35个
 * of 60个, 88% of 95%, 5天 where 3天以内 was set. */
bool weakened_number(const struct report *r, const struct closure_item *it, const struct fact_number *goal,
	const struct fact_number *n);
/* Whether a text may tell of a part or a beginning: what weakened_words() needs. */
bool weakened_tells_less(struct str told);
/* 全部… was the aim, 大部分… is told; 建成… was, 启动建设 is. `ret_told`: where. */
bool weakened_words(const struct report *r, const struct closure_item *it, struct str aim, const struct node *leaf,
	struct span *ret_told);

#endif
