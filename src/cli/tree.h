/* A report's tree as indented text for people. */
#ifndef CLI_TREE_H
#define CLI_TREE_H

#include "print.h"
#include "report.h"

/* Title, dates, counts, then aspects, problems, items, measures, progress, results, one line each. */
void tree_print(struct print *out, const struct report *r);
/* One item with everything below it, in full length. */
void tree_print_item(struct print *out, const struct node *item);
const char *tree_status_title(enum result_status s);
/* The same for the name a record holds: "done"; a dash where it is none. */
const char *tree_status_word(struct str s);

#endif
