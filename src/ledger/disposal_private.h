/* Private to the disposal*.c files. */
#ifndef LEDGER_DISPOSAL_PRIVATE_H
#define LEDGER_DISPOSAL_PRIVATE_H

#include "disposal.h"
#include "record_private.h"

/* A record that is or shall be in a list, also one that was removed. */
struct disposable {
	struct row row;
	bool removed;
};
/* ERR_NOTFOUND: there is none. */
int disposable_load(struct desk *d, const struct register_def *r, int64_t id, struct disposable *ret, struct err *e);
/* Refuses whatever stands against its destruction. `list`: the open list it stands in; 0: it must stand in none. */
int disposable_check(struct desk *d, const struct disposable *x, int64_t list, struct err *e);
/* Destroys it; the line of the list is written. */
int disposable_destroy(struct desk *d, const struct disposal *list, const struct disposable *x, struct err *e);
/* What was changed last before this moment may be destroyed today. */
int64_t disposal_cutoff(struct desk *d, const struct register_def *r);
int disposal_keep_until(struct desk *d, const struct register_def *r, int64_t closed_at);
int disposal_due_of(struct desk *d, const struct disposable *x, struct disposal_due *ret);

#endif
