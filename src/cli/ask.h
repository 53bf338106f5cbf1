/* Questions to the person at the terminal, on standard error; answers are lines of standard input. From a pipe the same lines
 * are read without questions, so that a script can answer them. */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "arena.h"
#include "err.h"

struct ask {
	struct arena *arena;
	bool terminal; /* standard input is one */
};

struct ask ask_begin(struct arena *a);
/* A line without its end, at most 1,000 bytes; ERR_INPUT at the end of the input. */
int ask_line(struct ask *q, const char *question, struct str *ret, struct err *e);
/* The same unseen; at a terminal twice, until both are alike. */
int ask_secret(struct ask *q, const char *question, struct str *ret, struct err *e);

#endif
