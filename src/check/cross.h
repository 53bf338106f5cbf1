/* Rules that look at several reports together: BH303 and BH304 (the same passage in another unit's report, in another round's), BH601 and
 * BH602 (a problem that an earlier round of the unit had closed, had named). One finding for each group of places. */
#ifndef CROSS_H
#define CROSS_H

#include "similar.h"

#define CROSS_PLACES 12 /* places that a finding tells; `total` counts all */

struct cross_place {
	uint32_t report; /* in the order of similar_add() */
	struct sketch_place place;
	struct str quote;
	struct str label; /* the problem, "问题(一)3“…”" */
	uint32_t common;  /* folded characters in common with an earlier place; 0: the first one */
	const char *
		where; /* in the file that people have ("第 3 页"); NULL: its line says it. Put in by whoever read the file */
};

struct cross_finding {
	const struct rule *rule; /* NULL: boiler-plate, for information */
	enum severity severity;
	struct str message;
	const struct cross_place *places; /* the first is where it is said, the others are what it is compared with */
	size_t count, total, reports;
	const uint32_t *where; /* `reports` of them: all reports it is about, in order */
	uint64_t fingerprint;
};

/* Takes one finding, good during the call only. Returns 0 or a negative code. */
typedef int cross_sink(void *context, const struct cross_finding *f);

struct cross_options {
	const char *disabled; /* as in struct check_options */
	uint32_t share;       /* per mille of the reports: a passage in more of them is boiler-plate; 0: CROSS_SHARE */
	cross_sink *sink;
	void *context;
};
#define CROSS_SHARE 100
#define CROSS_SHARE_FROM 20 /* reports: with fewer, no share is told */

struct cross_stats {
	size_t reports, passages, groups, boilerplate, relapses, twins;
};

/* Passages first, by the first place of each; then problems. ERR_NOMEM, ERR_IO or the sink's code. */
int cross_run(struct similar *s, const struct cross_options *o, struct cross_stats *ret, struct err *e);

/* --- for its parts --- */

struct cross {
	struct similar *similar;
	const struct cross_options *options;
	struct arena *arena; /* of one finding */
	struct cross_stats stats;
	struct copy *copies; /* of each report */
	struct cross_place places[CROSS_PLACES];
	struct err *error;
};

bool cross_enabled(const struct cross *c, const char *code);
/* The problem's name, in the arena; .ptr NULL: c->error says why. */
struct str cross_label(struct cross *c, uint32_t label);
int cross_nomem(struct cross *c);
uint64_t cross_fingerprint(const struct rule *rule, struct str quote, struct str label);
/* BH601 and BH602 over all units. */
int cross_relapse(struct cross *c);

#endif
