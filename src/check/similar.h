/* Near-identical passages of many reports, found without comparing all pairs.
 *
 * Reports are added one after the other. Each passage's anchors (sketch.h) look up earlier passages that have them too, a
 * bounded number for each; those that share the most are compared exactly (compare.h), and the most alike becomes the passage's
 * link. Links make groups. Texts live outside memory (spill.h): about 100 bytes a passage stay. docs/decisions/0007-similar.md
 * says why this way. The same reports in the same order give the same groups. */
#ifndef SIMILAR_H
#define SIMILAR_H

#include "compare.h"
#include "sketch.h"
#include "spill.h"

#define SIMILAR_NONE UINT32_MAX

/* How two reports stand to each other. */
enum similar_kin {
	KIN_OTHER,   /* different units */
	KIN_ROUND,   /* one unit, different rounds */
	KIN_UNKNOWN, /* a unit is not known */
	KIN_SAME,    /* one unit and one round (two versions), or rounds that cannot be told: not compared */
};

struct similar_report {
	uint64_t unit, text;
	int32_t day; /* of the round, days since 1970; INT32_MIN: not known */
	bool inspected;
	uint32_t twin; /* an earlier report with the very same text: this one is not compared; else SIMILAR_NONE */
	uint32_t first_passage, first_label, first_concern;
};

struct similar_passage {
	uint64_t text; /* in the spill */
	uint32_t report, label;
	struct sketch_place place;
	uint32_t chars;
	uint32_t link;            /* the earlier passage it is like, or SIMILAR_NONE */
	uint32_t common, longest; /* folded characters of both; the longest run of them */
	uint32_t from, to;        /* the common part, bytes of the passage */
	uint32_t with_from, with_to;
};

struct similar_text {
	uint64_t at; /* in the spill */
	uint32_t len;
};

struct similar_concern {
	struct similar_text text;
	uint32_t report, label;
	struct sketch_place place;
	enum result_status status;
};

struct similar {
	struct vec reports;  /* struct similar_report, as added */
	struct vec passages; /* struct similar_passage */
	struct vec labels;   /* struct similar_text */
	struct vec concerns; /* struct similar_concern */
	struct spill texts;
	/* Of the index alone: */
	struct vec anchors; /* struct similar_anchor */
	uint32_t *heads;    /* open addressing over anchors: the newest of each hash */
	size_t mask, distinct;
	struct phrases standing;
	struct comparer comparer;
	struct folded a, b;
	uint64_t compared; /* exact comparisons made */
	uint32_t *twins;   /* open addressing over reports, by their text's hash */
	size_t twins_mask;
};

/* On success to be cleared; ERR_NOMEM. Phrases of the user's may be added to `standing` before the first report. */
int similar_init(struct similar *s, struct err *e);
void similar_clear(struct similar *s);
/* `text` is the report's, which the sketch was made of. ERR_NOMEM, ERR_LIMIT (4 billion passages) or ERR_IO. */
int similar_add(struct similar *s, struct str text, const struct sketch *k, struct err *e);
enum similar_kin similar_kin(const struct similar *s, uint32_t a, uint32_t b);
/* Bytes of a passage, good until the next call. */
int similar_quote(
	struct similar *s, const struct similar_passage *p, uint32_t from, uint32_t to, struct str *ret, struct err *e);

#endif
