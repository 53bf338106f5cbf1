/* Drawing lots that anyone can repeat (docs/draw.md): a list and the seed's hash are published first, the seed afterwards. */
#ifndef LEDGER_DRAW_H
#define LEDGER_DRAW_H

#include "arena.h"
#include "err.h"
#include "str.h"

enum { DRAW_LINES_MAX = 5000, DRAW_HASH_TEXT = 65 /* 64 hex digits and NUL */ };

/* "JT2026000001 养护科": a number, then the group that it counts for, which may be empty. */
struct draw_line {
	struct str no, group;
};
struct draw_list {
	const struct draw_line *at;
	size_t count, groups;
};
/* Lines of `text`, which must outlive *ret. ERR_INPUT names the line that is empty or there twice; ERR_LIMIT: too many. */
int draw_read(struct str text, struct arena *a, struct draw_list *ret, struct err *e);

struct draw_how {
	struct str seed;    /* secret until it is drawn */
	struct str witness; /* what somebody added after the list was published; may be empty */
	size_t take;        /* of the whole list */
	bool each;          /* at least one of every group */
};
/* `take` places of the list, in the order in which they were drawn, in the arena. ERR_INPUT when so many cannot be drawn. */
int draw_take(const struct draw_list *list, const struct draw_how *how, struct arena *a, size_t **ret, struct err *e);

/* SM3 of a text, in hex. */
int draw_hash(struct str text, char out[DRAW_HASH_TEXT], struct err *e);

#endif
