/* The event log (操作日志): append-only, one chain per unit.
 *
 * Each event carries the SM3 (GM/T 0004-2012) of itself, which covers the hash of the one before: nobody can change, take out or
 * put in an event without every later hash being another. The canonical text that is hashed is described in docs/audit.md.
 * Who writes the chain anew from some place on is found out by a head that was published before. */
#ifndef LEDGER_EVENT_H
#define LEDGER_EVENT_H

#include "buf.h"
#include "err.h"
#include "store.h"

#define EVENT_HASH_TEXT 65 /* 64 hex digits and NUL */

struct event {
	int64_t unit_id, seq, at, person_id, on_behalf, record_id; /* seq: set by event_append() */
	struct str kind, name, register_name;
	struct str data; /* JSON, one object */
};

/* Adds it at the chain's end, inside a write transaction. *ret_seq is its number. */
int event_append(struct store *s, const struct event *ev, int64_t *ret_seq, struct err *e);

struct event_head {
	int64_t seq; /* 0: no event yet */
	char hash[EVENT_HASH_TEXT];
};
/* Many in one transaction: the head is read once and written once. Between open and close nothing else may append to the
 * unit's chain. */
int event_chain_add(struct store *s, struct event_head *head, const struct event *ev, int64_t *ret_seq, struct err *e);
int event_chain_close(struct store *s, int64_t unit_id, const struct event_head *head, struct err *e);
int event_head(struct store *s, int64_t unit_id, struct event_head *ret, struct err *e);

/* Adds to `out` the names of the registers with events of the unit behind `after`, each once, separated by blanks; *ret is the
 * number of the last event. `after` negative: only the number. */
int event_since(struct store *s, int64_t unit_id, int64_t after, struct buf *out, int64_t *ret, struct err *e);

struct event_check {
	int64_t checked;   /* events that are in order, from the first on */
	int64_t broken_at; /* seq at which the chain breaks; 0: it does not */
	char why[200];     /* Chinese: what is wrong there */
	struct event_head head;
};
/* Recomputes the whole chain, in memory that does not grow with it. A broken chain is no error: see broken_at. `known`: a head noted
 * down before, which must still be in the chain; NULL: none. */
int event_verify(
	struct store *s, int64_t unit_id, const struct event_head *known, struct event_check *ret, struct err *e);

/* Of a record that is destroyed the events' contents go (data becomes empty); their frames and hashes stay, and the record's last event, of
 * kind "destroy", vouches for them: its data end with "hash":"..." over all of them, made by event_frames(). */
struct event_frames {
	int64_t count;
	char hash[EVENT_HASH_TEXT];
};
/* Over the record's events before number `before`. ERR_DB when one of them is not what its own hash says. */
int event_frames(struct store *s, const struct event *of, int64_t before, struct event_frames *ret, struct err *e);
/* The database lets it happen to a record alone whose destruction is written down (table disposal_record). */
int event_empty(struct store *s, const struct event *of, struct err *e);

/* Takes one line of NDJSON with its line feed, or returns a negative error code. */
typedef int event_sink(void *context, struct str line, struct err *e);
/* All events behind `after`, each with its hashes, enough to verify the chain without the database. */
int event_export(struct store *s, int64_t unit_id, int64_t after, event_sink *sink, void *context, struct err *e);

/* SM3, looked up once: each look-up costs as much as hashing an event. NULL: there is none. */
const struct evp_md_st *event_sm3(void);

#endif
