#include "operations.h"

const struct operation operations[] = {
#define COMMAND(id, command, flags, summary, usage, help)                                                              \
	{ #id, command, NULL, NULL, NULL, flags, 0, summary, usage, help },
#define ROUTE(id, command, method, path, params, flags, limit, summary)                                                \
	{ #id, command, method, path, params, flags, limit, summary, NULL, NULL },
#define OPERATION(id, command, method, path, params, flags, limit, summary, usage, help)                               \
	{ #id, command, method, path, params, flags, limit, summary, usage, help },
#include "operations.def"
#undef COMMAND
#undef ROUTE
#undef OPERATION
};
const size_t operations_count = sizeof(operations) / sizeof(operations[0]);

bool operation_keeps_keys(const struct operation *o)
{
	return (o->flags & (OP_WRITES | OP_TX | OP_SECRET)) == (OP_WRITES | OP_TX);
}

const struct operation *operation_by_command(struct str name)
{
	for (size_t i = 0; i < operations_count; i++)
		if (operations[i].help != NULL && str_eq(name, str_from(operations[i].command)))
			return &operations[i];
	return NULL;
}

enum { WORD_MAX = 32 };

/* Damerau-Levenshtein with neighbours swapped; words past WORD_MAX bytes are far from everything. */
static size_t distance(struct str a, struct str b)
{
	size_t rows[3][WORD_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *now = rows[2];

	if (a.len > WORD_MAX || b.len > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= b.len; j++)
		before[j] = last[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		now[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t best = last[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);
			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1] &&
				before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		size_t *free_row = before;
		before = last;
		last = now;
		now = free_row;
	}
	return last[b.len];
}

const char *operation_nearest(struct str word, const char *const *known, size_t count)
{
	const char *best = NULL;
	size_t best_distance = word.len / 3 + 2; /* one slip in a short word, more in a long one */

	for (size_t i = 0; i < count; i++) {
		struct str k = str_from(known[i]);
		size_t d = distance(word, k);
		/* A beginning of the word is near, however much is missing: "ver" means "version". */
		if (word.len >= 2 && str_starts(k, word))
			d = 1;
		if (d < best_distance) {
			best = known[i];
			best_distance = d;
		}
	}
	return best;
}
