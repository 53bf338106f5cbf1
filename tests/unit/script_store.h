/* A database that says what a test tells it to: "script:" addresses. Rows are canned, any call can be made to fail.
 *
 * Calls that count: open, the first step of a run, begin, commit, savepoint, its release, script. One script at a time. */
#ifndef TEST_SCRIPT_STORE_H
#define TEST_SCRIPT_STORE_H

#include "driver.h"

/* The rows of statements whose text contains `sql`; the first that fits counts, others give none. */
struct script_rows {
	const char *sql;
	size_t columns, rows;
	const char *const *cells; /* row by row; NULL is NULL */
};

enum script_fault {
	SCRIPT_FAILS,  /* ERR_IO */
	SCRIPT_MEETS,  /* another transaction: ERR_CONFLICT, worth trying again */
	SCRIPT_BREAKS, /* the connection, for good */
};

/* Starts anew: no faults, no log. `rows` must stay. */
void script_begin(const struct script_rows *rows, size_t count);
/* The n-th call (1: the next) whose log line begins with `what` ("" for any) fails so, and `more` such calls behind it. */
void script_fail(const char *what, long n, long more, enum script_fault fault);
long script_calls(void);
/* One line a call: "open", "begin write", "commit", "mark 1", "release 1", "undo 1", "rollback", "close", "script", or the
 * statement's text. */
const char *script_log(void);
/* How many lines begin so. */
int script_count(const char *what);

#endif
