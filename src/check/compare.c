#include "compare.h"

#include "fault.h"

#define SLOTS 4096
#define TRIES 8 /* places of `a` that one place of `b` is compared with */

void comparer_clear(struct comparer *c)
{
	free(c->heads);
	free(c->prev);
	free(c->cover);
	*c = (struct comparer){ .prev_cap = 0 };
}

static int reserve(struct comparer *c, size_t a, size_t b)
{
	if (!c->heads) {
		c->heads = fault_malloc(SLOTS * sizeof(*c->heads));
		if (!c->heads)
			return ERR_NOMEM;
	}
	if (a > c->prev_cap) {
		uint32_t *grown = fault_realloc(c->prev, a * sizeof(*grown));
		if (!grown)
			return ERR_NOMEM;
		c->prev = grown;
		c->prev_cap = a;
	}
	if (b > c->cover_cap) {
		uint8_t *grown = fault_realloc(c->cover, b * 2);
		if (!grown)
			return ERR_NOMEM;
		c->cover = grown;
		c->cover_cap = b;
	}
	memset(c->heads, 0, SLOTS * sizeof(*c->heads));
	return 0;
}

static size_t slot_at(const uint32_t *ch)
{
	uint64_t h = 0;
	for (int i = 0; i < COMPARE_RUN; i++)
		h = (h ^ ch[i]) * UINT64_C(0x9E3779B97F4A7C15);
	return (size_t)(h >> 52) % SLOTS;
}

static void index_runs(struct comparer *c, const struct folded *a)
{
	for (size_t i = 0; i + COMPARE_RUN <= a->len; i++) {
		size_t slot = slot_at(a->chars + i);
		c->prev[i] = c->heads[slot];
		c->heads[slot] = (uint32_t)i + 1;
	}
}

/* The longest run of `a` that stands in `b` at `at`; 0 when shorter than COMPARE_RUN. */
static uint32_t longest_at(
	const struct comparer *c, const struct folded *a, const struct folded *b, size_t at, uint32_t *ret_a)
{
	uint32_t best = 0, next = c->heads[slot_at(b->chars + at)];
	for (int tries = 0; tries < TRIES && next != 0; tries++) {
		uint32_t from = next - 1, len = 0;
		while (from + len < a->len && at + len < b->len && a->chars[from + len] == b->chars[at + len])
			len++;
		if (len >= COMPARE_RUN && len >= best) {
			best = len;
			*ret_a = from;
		}
		next = c->prev[from];
	}
	return best;
}

static void take_run(struct common *k, uint32_t a, uint32_t b, uint32_t len)
{
	if (k->chars == 0 || a < k->a_first)
		k->a_first = a;
	if (a + len > k->a_end)
		k->a_end = a + len;
	if (k->chars == 0)
		k->b_first = b;
	k->b_end = b + len;
	k->chars += len;
	if (len > k->longest)
		k->longest = len;
}

int compare_passages(struct comparer *c, const struct phrases *standing, const struct folded *a, const struct folded *b,
	struct str b_text, struct common *ret)
{
	struct common k = { .chars = 0 };
	if (reserve(c, a->len + 1, b->len + 1) < 0)
		return ERR_NOMEM;
	uint8_t *cover = c->cover, *common = c->cover + b->len;
	memset(cover, 0, b->len * 2);
	index_runs(c, a);
	for (size_t i = 0; i + COMPARE_RUN <= b->len;) {
		uint32_t from = 0, len = longest_at(c, a, b, i, &from);
		if (len == 0) {
			i++;
			continue;
		}
		take_run(&k, from, (uint32_t)i, len);
		memset(cover + i, 1, len);
		i += len;
	}
	phrases_mark(standing, b, common);
	folded_mark_titles(b, b_text, common);
	for (size_t i = 0; i < b->len; i++)
		k.own += cover[i] && !common[i];
	*ret = k;
	return 0;
}
