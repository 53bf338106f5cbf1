/* How often may somebody guess: a bucket per key in bounded memory. */
#include "access_private.h"

enum { WHOLE = 1000 }; /* one attempt */

void limiter_init(struct limiter *l)
{
	pthread_mutex_init(&l->lock, NULL);
}

void limiter_clear(struct limiter *l)
{
	pthread_mutex_destroy(&l->lock);
}

/* Seeded: nobody can choose addresses that fall on another's place. */
uint64_t limiter_key(const struct limiter *l, const char *kind, struct str a, struct str b)
{
	uint64_t h = str_hash(str_from(kind), l->seed);

	h = str_hash(a.ptr ? a : STR(""), h);
	h = str_hash(b.ptr ? b : STR(""), h);
	return h != 0 ? h : 1;
}

static struct limiter_entry *find(struct limiter *l, uint64_t key)
{
	struct limiter_entry *set = l->entries[key % LIMITER_SETS];

	for (size_t i = 0; i < LIMITER_WAYS; i++) {
		if (set[i].key == key)
			return &set[i];
	}
	return NULL;
}

/* In the place of whoever has the most attempts left: he loses the least by being forgotten. */
static struct limiter_entry *make(struct limiter *l, uint64_t key)
{
	struct limiter_entry *set = l->entries[key % LIMITER_SETS], *best = &set[0];

	for (size_t i = 0; i < LIMITER_WAYS; i++) {
		if (set[i].key == 0)
			return &set[i];
		if (set[i].left > best->left)
			best = &set[i];
	}
	return best;
}

static void refill(struct limiter_entry *entry, const struct limiter_rule *rule, int64_t now)
{
	int64_t passed = now - entry->at;

	if (passed < 0)
		passed = 0; /* the clock was put back */
	if (passed / rule->ms_per_more >= rule->burst)
		entry->left = rule->burst * WHOLE;
	else
		entry->left += passed * WHOLE / rule->ms_per_more;
	if (entry->left > rule->burst * WHOLE)
		entry->left = rule->burst * WHOLE;
	entry->at = now;
}

bool limiter_take(struct limiter *l, const struct limiter_rule *rule, uint64_t key, int64_t now)
{
	pthread_mutex_lock(&l->lock);
	struct limiter_entry *entry = find(l, key);
	if (!entry) {
		entry = make(l, key);
		*entry = (struct limiter_entry){ .key = key, .at = now, .left = rule->burst * WHOLE };
	}
	refill(entry, rule, now);
	bool ok = entry->left >= WHOLE;
	if (ok)
		entry->left -= WHOLE;
	pthread_mutex_unlock(&l->lock);
	return ok;
}

void limiter_refund(struct limiter *l, const struct limiter_rule *rule, uint64_t key)
{
	pthread_mutex_lock(&l->lock);
	struct limiter_entry *entry = find(l, key);
	if (entry && entry->left <= (rule->burst - 1) * WHOLE)
		entry->left += WHOLE;
	pthread_mutex_unlock(&l->lock);
}
