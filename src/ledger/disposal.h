/* What was kept long enough is destroyed (鉴定销毁): listed by one person, approved by another; the list stays for ever.
 *
 * A record is kept to the end of the year in which it was closed (or removed) and as many whole years more as its register says
 * (retention_years); without that, for ever. Destroyed are its row, the contents of its events, its files and what was indexed; what stays is its
 * line in the list and the events' frames and hashes (event.h, docs/audit.md). As record.h: desk, refusals, the caller's transaction. */
#ifndef LEDGER_DISPOSAL_H
#define LEDGER_DISPOSAL_H

#include "record.h"

enum { DISPOSAL_RECORDS_MAX = 200, DISPOSAL_REASON_MAX = 1000 };

/* By role: both are needed, and never of one person. */
bool disposal_may_propose(struct desk *d, const struct register_def *r);
bool disposal_may_approve(struct desk *d, const struct register_def *r);

struct disposal_due {
	int64_t id, created_at, closed_at;
	struct str no, title; /* title: empty where it is personal data */
	struct str state;     /* empty: it was removed */
	int keep_until;       /* the last year it had to be kept */
	struct str held;      /* why it is held; .ptr NULL: it is not */
};
struct disposal_due_list {
	const struct disposal_due *at;
	size_t count;
	int64_t next; /* 0: the end */
};
/* Records whose time has passed and that are in no open list, by id. For who may propose or approve. */
int disposal_due(struct desk *d, const struct register_def *r, int64_t after, int64_t limit,
	struct disposal_due_list *ret, struct err *e);

struct disposal_new {
	const int64_t *ids;
	size_t count;
	struct str reason;
};
int disposal_propose(
	struct desk *d, const struct register_def *r, const struct disposal_new *n, int64_t *ret_id, struct err *e);

/* Approved: everything in the list is destroyed, or nothing if one may no longer be. Who proposed may only take it back. */
struct disposal_decision {
	int64_t id;
	bool approve;
	struct str opinion;
};
int disposal_decide(struct desk *d, const struct disposal_decision *x, struct err *e);

struct disposal_line {
	struct disposal_due record;
	int64_t destroyed_at, files, events; /* 0: not yet */
	struct str hash;
};
struct disposal {
	int64_t id, years, proposed_at, decided_at, count;
	struct str register_name, state, reason, opinion;
	struct record_ref proposed_by, decided_by;
	bool may_approve, may_withdraw;
};
struct disposals {
	const struct disposal *at;
	size_t count;
	int64_t next;
};
/* The newest first: of registers in which the actor may propose or approve; `all`: of all registers (the auditor). */
int disposal_list(struct desk *d, bool all, int64_t before, int64_t limit, struct disposals *ret, struct err *e);
struct disposal_lines {
	const struct disposal_line *at;
	size_t count;
};
int disposal_show(
	struct desk *d, bool all, int64_t id, struct disposal *ret, struct disposal_lines *ret_lines, struct err *e);

/* Held (冻结) a record is destroyed by nobody. Who may propose may hold, who may approve may let go again. */
struct disposal_hold {
	int64_t id;
	bool on;
	struct str reason;
};
int disposal_hold(struct desk *d, const struct register_def *r, const struct disposal_hold *h, struct err *e);

#endif
