/* Reads the JSON that the events of records carry, as record_edit.c writes it: one object of texts and of objects
 * of pairs. What is otherwise is passed over. */
#ifndef LEDGER_EVENT_DATA_H
#define LEDGER_EVENT_DATA_H

#include "arena.h"
#include "value.h"

struct event_pair {
	struct str name;
	struct value was, is;
};
struct event_clock {
	struct str name, what; /* "start" "extend" ... */
	int64_t due, was;      /* was: 0 when the deadline did not move, or nobody wrote it down then */
};
struct event_data {
	struct str from, to, reason, text; /* .ptr NULL: not there */
	const struct event_clock *clocks;
	size_t clocks_count;
	const struct event_pair *changes;
	size_t changes_count;
};
/* Strings in the arena. False: no JSON of this form, or no memory. */
bool event_data_read(struct str json, struct arena *a, struct event_data *ret);
/* One object of scalars alone, as changes without a `was`. */
bool event_texts_read(struct str json, struct arena *a, struct event_data *ret);

#endif
