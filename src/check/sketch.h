/* What the search for similar passages needs to know of one report (素描): made on any thread, then given to similar_add().
 *
 * A passage is one line of a measure or of progress with at least SKETCH_MIN folded characters. Its anchors are winnowed hashes of
 * runs of ten characters (Schleimer, Wilkerson, Aiken 2003): two passages that share SKETCH_MIN characters in a row share an anchor.
 * A concern is what was found (finding, or a problem's title): compared between rounds of one unit. */
#ifndef SKETCH_H
#define SKETCH_H

#include "check.h"

#define SKETCH_MIN 40

/* Where something stands in its report. */
struct sketch_place {
	uint32_t start, end;             /* bytes */
	uint32_t line, column, column16; /* of the start, as in place.h */
};

struct sketch_passage {
	struct sketch_place place;
	uint32_t chars; /* folded */
	uint32_t first_anchor, anchors;
	uint32_t problem; /* index into labels */
};

struct sketch_concern {
	struct sketch_place place;
	struct str text; /* a slice of the report's text */
	uint32_t problem;
	enum result_status status;
};

struct sketch {
	struct arena *arena;
	struct vec passages; /* struct sketch_passage */
	struct vec anchors;  /* uint32_t */
	struct vec labels;   /* struct str: the problems by name, "问题(一)3“…”" */
	struct vec concerns; /* struct sketch_concern */
	uint64_t unit;       /* the unit's name folded and hashed, without 中共 and 党组; 0: not known */
	uint64_t text;       /* hash of the whole text */
	struct date round;   /* what tells rounds apart; none: not known */
	bool inspected;      /* `round` is the inspection's (else of a paper about it) */
};

/* The report must outlive the sketch. 0 or ERR_NOMEM; to be cleared in any case. */
int sketch_make(const struct report *r, struct sketch *ret);
void sketch_clear(struct sketch *k);
/* A unit's name as people shorten it: a slice of it. */
struct str sketch_unit(struct str name);

#endif
