/* What is wrong with definitions, gathered: all of it at once, not the first only. */
#ifndef REGISTER_PROBLEMS_H
#define REGISTER_PROBLEMS_H

#include "arena.h"
#include "load.h"
#include "vec.h"

struct problems {
	struct arena *arena; /* owns the messages */
	struct vec rows;     /* struct register_problem */
	struct str file;     /* the one being read or checked */
	bool more;           /* some were left out */
	bool nomem;          /* the list is not complete: give up */
};

struct at { /* a place in the file; 0: the whole file */
	int line, column;
};

void problems_init(struct problems *p, struct arena *a);
void problems_clear(struct problems *p);
void problem(struct problems *p, struct at at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The hint of the last problem. */
void problem_hint(struct problems *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The nearest of the words (at most two or a third of the letters wrong), .ptr NULL when none is near. */
struct str nearest(struct str word, const struct str *words, size_t count);
/* Adds "是不是 X？" or, when nothing is near and the words are few, "可以写：...". */
void problem_nearest(struct problems *p, struct str word, const struct str *words, size_t count);

#endif
