/* Who a record is: its place in a text that never changes. */
#include "private.h"

#include "fault.h"

static int by_place(const void *a, const void *b)
{
	const struct derived_row *x = *(struct derived_row *const *)a, *y = *(struct derived_row *const *)b;

	if (x->place.start != y->place.start)
		return x->place.start < y->place.start ? -1 : 1;
	return x->place.end < y->place.end ? -1 : x->place.end > y->place.end;
}

int ledger_places_make(struct vec *from, struct places *ret, struct err *e)
{
	size_t count = from->len;
	struct derived_row **rows = fault_calloc(count > 0 ? count : 1, sizeof(struct derived_row *));

	if (!rows)
		return err_nomem(e);
	for (size_t i = 0; i < count; i++)
		rows[i] = &VEC_AT(from, struct derived_row, i);
	qsort(rows, count, sizeof(struct derived_row *), by_place);
	*ret = (struct places){ rows, count };
	return 0;
}

void ledger_places_clear(struct places *p)
{
	free(p->rows);
	*p = (struct places){ 0 };
}

bool ledger_same_place(struct span a, struct span b)
{
	if (a.start == b.start && a.end == b.end)
		return true;
	uint32_t from = a.start > b.start ? a.start : b.start, to = a.end < b.end ? a.end : b.end;
	if (to <= from)
		return false;
	uint32_t low = a.start < b.start ? a.start : b.start, high = a.end > b.end ? a.end : b.end;
	return to - from > (high - low) / 2;
}

/* The first row that begins at or after `start`. */
static size_t lower(const struct places *p, uint32_t start)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->rows[middle]->place.start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Places of a level do not overlap: a row that begins before `s` can only be the nearest one. */
struct derived_row *ledger_places_find(const struct places *p, struct span s)
{
	size_t at = lower(p, s.start);

	for (size_t i = at > 0 ? at - 1 : 0; i < p->count; i++) {
		if (i > at && p->rows[i]->place.start >= s.end)
			break;
		if (ledger_same_place(p->rows[i]->place, s))
			return p->rows[i];
	}
	return NULL;
}
