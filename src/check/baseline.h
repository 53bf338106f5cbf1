/* A baseline (基线): doubts that are known, so that a check in automation fails for new ones only.
 *
 * A file of lines "FINGERPRINT CODE NAME" below a head line. A finding is known when its fingerprint is there under a file of the same last
 * name; each line stands for one finding. So lines outlive edited text around them and moved folders, but not renamed files. */
#ifndef BASELINE_H
#define BASELINE_H

#include "arena.h"
#include "buf.h"
#include "err.h"
#include "vec.h"

struct baseline;

struct baseline_finding {
	uint64_t fingerprint;
	const char *code; /* static, or in memory that outlives the baseline */
	struct str name;  /* of the document; copied */
};

/* Reads a baseline's text (.ptr NULL: an empty one). ERR_INPUT with the line, ERR_LIMIT, ERR_NOMEM. */
int baseline_read(struct str text, struct baseline **ret, struct err *e);
void baseline_free(struct baseline *b);
/* Tells that a document was checked: only lines of such are stale when nothing meets them. 0 or ERR_NOMEM. */
int baseline_checked(struct baseline *b, struct str name);
/* 1: known; 0: new; ERR_NOMEM. Remembers it for baseline_write(). */
int baseline_meet(struct baseline *b, const struct baseline_finding *f);

struct baseline_sums {
	size_t known, fresh, stale;      /* after all were met */
	struct baseline_finding example; /* of the stale ones */
};
void baseline_sum(struct baseline *b, struct baseline_sums *ret);
/* What a new baseline holds: all that was met, and the lines of documents that were not checked. Sorted: the same findings, the same bytes. */
int baseline_write(struct baseline *b, struct buf *out);

#endif
