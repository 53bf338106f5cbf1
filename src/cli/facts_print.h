/* The facts of a report, as a table for people and as JSON. */
#ifndef CLI_FACTS_PRINT_H
#define CLI_FACTS_PRINT_H

#include "print.h"
#include "report.h"

/* One line a fact: its line in the text, its kind, what it says, what is printed. 0 or ERR_NOMEM. */
int facts_print(struct print *out, const struct report *r, struct arena *scratch);
/* Members into an open object: dates, amounts, quantities, documents (with the number in its normal form), organisations (with
 * the full name of a short one), people_actions. 0 or ERR_NOMEM. */
int facts_write_json(const struct report *r, struct json *j);

#endif
