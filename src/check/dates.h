/* What the rules on dates share. */
#ifndef CHECK_DATES_H
#define CHECK_DATES_H

#include "check.h"

/* BH405 within a sentence: what came after it is told to have been before (4月8日收到通知后，于4月2日发放). */
int dates_order(struct check *c);
#define DATES_WHY 160
/* Whether the deeds of two days next to each other in one sentence cannot be in the order printed; `why` says which. `earlier`: the second
 * day lies before the first, else behind it. */
bool dates_reversed(const struct report *r, const struct fact_date *a, const struct fact_date *b, bool earlier,
	char why[DATES_WHY]);
/* 7月14日依照《…规定》（…8月3日印发）办理: put to use on the first day, issued on the second. */
bool dates_used_early(const struct report *r, const struct fact_date *a, const struct fact_date *b);
/* BH401: a day beside a word that says otherwise: 10月11日（星期三） of a Friday, 三季度（10月18日）. */
int dates_when(struct check *c);

#endif
