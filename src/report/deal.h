/* Answers that stand together below several findings go to the finding of their number. */
#ifndef REPORT_DEAL_H
#define REPORT_DEAL_H

#include "outline.h"

/* 1 to n are found, and below the last of them 整改措施： 1 to n: each answer becomes a leaf of its finding, though it lies outside that
 * one's span; r->dealt has these leaves in the order of the text. One item whose finding lists 1 to n becomes n items where the words of
 * finding and answer agree. What does not match number by number stays. Needs the covered tree. 0 or ERR_NOMEM. */
int deal_answers(struct report *r, const struct outline *o);

#endif
