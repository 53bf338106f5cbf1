/* What rows came to, kept in memory for all readers of a pool; only drivers and the pool include this.
 *
 * All that is kept is of one state of the database, told by the head of the journal's index, and is good for a view of exactly that
 * state. Whoever commits in this process moves it on to the next state and says what he changed; a state that came about otherwise
 * (another program's commit) is begun empty. A change is told by its mark: 2^18 of them, so that rows of the same mark go together. */
#ifndef STORE_HOT_H
#define STORE_HOT_H

#include "lease.h"
#include "store.h"

#include <pthread.h>

enum { HOT_HEAD = 6, HOT_MARKS = 1 << 18, HOT_CHANGES_MAX = 4096 };
enum { HOT_WHOLE_TABLE = -1 }; /* instead of a row */

struct hot;

struct hot *hot_new(size_t max_bytes); /* NULL: no memory */
void hot_free(struct hot *h);

uint32_t hot_mark(struct str table, int64_t row);

/* What a transaction changed: more than all that was, never less. */
struct hot_changes {
	uint32_t at[HOT_CHANGES_MAX];
	size_t count;
	bool all; /* more than can be listed, or what is not known */
	uint64_t listed[HOT_MARKS / 64];
};
void hot_note(struct hot_changes *c, uint32_t mark);
void hot_forget(struct hot_changes *c);

/* A writer of this process is at work: from before his transaction begins to behind its end. */
void hot_writing(struct hot *h, bool on);
/* His commit, and nobody else's, turned `before` into `after`. */
void hot_commit(
	struct hot *h, const uint64_t before[HOT_HEAD], const uint64_t after[HOT_HEAD], const struct hot_changes *c);
/* Begins empty with the state of `head`, unless somebody is writing: he will say. */
void hot_adopt(struct hot *h, const uint64_t head[HOT_HEAD]);

/* Where no head can be read, whoever is sure that nobody else writes makes one up: it is known for as long as that is (hot_lease()). */
bool hot_is_of(struct hot *h, const uint64_t head[HOT_HEAD]);
void hot_head(struct hot *h, uint64_t ret[HOT_HEAD]);
struct lease *hot_lease(struct hot *h);

enum hot_found { HOT_OTHER_STATE, HOT_NOTHING, HOT_FOUND };
/* The bytes are in the arena; ret->row is set whatever is found. */
enum hot_found hot_get(struct hot *h, const uint64_t head[HOT_HEAD], const struct store_memo *m, struct arena *a,
	struct store_recalled *ret);
/* Does nothing when the state is another, the bytes are many, there is no memory, or no room and the row was not brought before. */
void hot_put(struct hot *h, const uint64_t head[HOT_HEAD], const struct store_memo *m, struct str bytes);

#endif
