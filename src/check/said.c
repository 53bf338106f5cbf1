#include "said.h"

#include <stdlib.h>

#include "fault.h"

static int by_start(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

static bool is_one_of(const char *code, const char *const *codes)
{
	for (; *codes; codes++) {
		if (strcmp(code, *codes) == 0)
			return true;
	}
	return false;
}

int said_collect(const struct check *c, const char *const *codes, struct said *ret)
{
	const struct vec *all = &c->result->findings;

	ret->count = 0;
	ret->span = fault_calloc(all->len + 1, 2 * sizeof(uint32_t));
	if (!ret->span)
		return ERR_NOMEM;
	for (size_t i = 0; i < all->len; i++) {
		const struct check_finding *f = &VEC_AT(all, struct check_finding, i);
		if (!is_one_of(f->rule->code, codes))
			continue;
		ret->span[2 * ret->count] = f->span.start;
		ret->span[2 * ret->count + 1] = f->span.end;
		ret->count++;
	}
	qsort(ret->span, ret->count, 2 * sizeof(uint32_t), by_start);
	return 0;
}

bool said_of(const struct said *s, struct span sentence)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->span[2 * middle] < sentence.end)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && s->span[2 * (low - 1) + 1] > sentence.start;
}

void said_clear(struct said *s)
{
	free(s->span);
	s->span = NULL;
	s->count = 0;
}
