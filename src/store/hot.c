#include "hot.h"

#include "arena.h"
#include "fault.h"

#include <malloc.h>

enum { SETS = 1 << 15, WAYS = 8, BYTES_MAX = 4096, MUCH = 4 << 20, DOORS = 1 << 14, SHIFTS = 64, ROOM = 1 << 16 };

struct kept {
	int64_t unit_id, id;
	uint32_t number; /* of the state it was put in */
	uint32_t row, beside;
	uint16_t len;
	uint8_t table_len;
	bool used;    /* since the hand came by */
	char bytes[]; /* the table's name, then what was kept */
};

/* Tags are beside each other, so that only what is wanted is touched. */
struct set {
	uint32_t tags[WAYS]; /* 0: free */
	struct kept *at[WAYS];
};

struct hot {
	struct lease lease;
	pthread_mutex_t lock; /* of all that follows */
	uint64_t head[HOT_HEAD];
	uint32_t number; /* of the state, counted from 1 */
	uint32_t floor;  /* what was put before is good no more */
	unsigned writers;
	uint32_t changed[HOT_MARKS]; /* the number of the state that a change of this mark led to */
	struct set sets[SETS];
	size_t bytes, max_bytes;
	uint32_t hand;
	uint32_t doors[DOORS];  /* tags of those that were sent away, the last of each door */
	int64_t shifts[SHIFTS]; /* by table and unit: a rowid less its id, the last that was told */
};

struct hot *hot_new(size_t max_bytes)
{
	struct hot *h = fault_calloc(1, sizeof *h);

	if (!h)
		return NULL;
	pthread_mutex_init(&h->lock, NULL);
	lease_init(&h->lease);
	h->max_bytes = max_bytes;
	h->number = h->floor = 1;
	return h;
}

static void drop(struct hot *h, struct set *s, unsigned way)
{
	struct kept *k = s->at[way];

	if (!k)
		return;
	h->bytes -= sizeof *k + k->table_len + k->len;
	free(k);
	s->at[way] = NULL;
	s->tags[way] = 0;
}

static void drop_all(struct hot *h)
{
	for (size_t i = 0; i < SETS; i++)
		for (unsigned way = 0; way < WAYS; way++)
			drop(h, &h->sets[i], way);
}

void hot_free(struct hot *h)
{
	if (!h)
		return;
	drop_all(h);
	pthread_mutex_destroy(&h->lock);
	lease_clear(&h->lease);
	free(h);
}

/* --- changes --- */

static uint64_t spread(uint64_t x)
{
	x *= UINT64_C(0x9E3779B97F4A7C15);
	return x ^ x >> 32;
}

uint32_t hot_mark(struct str table, int64_t row)
{
	return (uint32_t)(spread(str_hash(table, 0) ^ spread((uint64_t)row)) % HOT_MARKS);
}

void hot_note(struct hot_changes *c, uint32_t mark)
{
	uint64_t bit = UINT64_C(1) << mark % 64;

	if (c->all || (c->listed[mark / 64] & bit))
		return;
	if (c->count == HOT_CHANGES_MAX) {
		c->all = true;
		return;
	}
	c->listed[mark / 64] |= bit;
	c->at[c->count++] = mark;
}

void hot_forget(struct hot_changes *c)
{
	for (size_t i = 0; i < c->count; i++)
		c->listed[c->at[i] / 64] = 0;
	c->count = 0;
	c->all = false;
}

/* --- states --- */

static void empty(struct hot *h)
{
	if (h->number == UINT32_MAX) { /* counted from the beginning: none of the old may be taken for new */
		h->number = 0;
		memset(h->changed, 0, sizeof h->changed);
		drop_all(h);
	}
	if (h->bytes > MUCH)
		drop_all(h); /* an import that follows needs the room */
	h->floor = ++h->number;
}

void hot_writing(struct hot *h, bool on)
{
	pthread_mutex_lock(&h->lock);
	h->writers += on ? 1 : -1U;
	pthread_mutex_unlock(&h->lock);
}

static bool is_of(const struct hot *h, const uint64_t head[HOT_HEAD])
{
	return memcmp(h->head, head, sizeof h->head) == 0;
}

void hot_commit(
	struct hot *h, const uint64_t before[HOT_HEAD], const uint64_t after[HOT_HEAD], const struct hot_changes *c)
{
	pthread_mutex_lock(&h->lock);
	size_t had = h->bytes;
	if (c->all || !is_of(h, before) || h->number == UINT32_MAX) {
		empty(h);
	} else {
		h->number++;
		for (size_t i = 0; i < c->count; i++)
			h->changed[c->at[i]] = h->number;
	}
	memcpy(h->head, after, sizeof h->head);
	bool freed = had > MUCH && h->bytes == 0;
	pthread_mutex_unlock(&h->lock);
	if (freed)
		malloc_trim(0);
}

void hot_adopt(struct hot *h, const uint64_t head[HOT_HEAD])
{
	pthread_mutex_lock(&h->lock);
	if (h->writers == 0 && !is_of(h, head)) {
		empty(h);
		memcpy(h->head, head, sizeof h->head);
	}
	pthread_mutex_unlock(&h->lock);
}

bool hot_is_of(struct hot *h, const uint64_t head[HOT_HEAD])
{
	pthread_mutex_lock(&h->lock);
	bool same = is_of(h, head);
	pthread_mutex_unlock(&h->lock);
	return same;
}

void hot_head(struct hot *h, uint64_t ret[HOT_HEAD])
{
	pthread_mutex_lock(&h->lock);
	memcpy(ret, h->head, sizeof h->head);
	pthread_mutex_unlock(&h->lock);
}

struct lease *hot_lease(struct hot *h)
{
	return &h->lease;
}

/* --- what is kept --- */

struct sought {
	const struct store_memo *m;
	uint32_t set, tag, shift;
};

static struct sought seek(const struct store_memo *m)
{
	uint64_t table = str_hash(m->table, (uint64_t)m->unit_id);
	uint64_t hash = spread(table + spread((uint64_t)m->id));

	return (struct sought){ m, (uint32_t)hash % SETS, (uint32_t)(hash >> 32) | 1, (uint32_t)(table % SHIFTS) };
}

static bool is_it(const struct kept *k, const struct store_memo *m)
{
	return k->id == m->id && k->unit_id == m->unit_id && k->table_len == m->table.len &&
	       memcmp(k->bytes, m->table.ptr, m->table.len) == 0;
}

/* Which of its set, WAYS: none. */
static unsigned find(const struct hot *h, const struct sought *f)
{
	const struct set *s = &h->sets[f->set];
	unsigned way = 0;

	while (way < WAYS && (s->tags[way] != f->tag || !is_it(s->at[way], f->m)))
		way++;
	return way;
}

static bool is_good(const struct hot *h, const struct kept *k, uint32_t mark)
{
	return k->number >= h->floor && h->changed[mark] <= k->number;
}

/* Its bytes are on their way while it is looked at. */
static void fetch(const struct kept *k)
{
	for (size_t at = 64; at < 6 * 64; at += 64)
		__builtin_prefetch((const char *)k + at);
}

static bool copy_out(struct hot *h, struct kept *k, struct arena *a, struct store_recalled *ret)
{
	struct str bytes = arena_dup(a, (struct str){ k->bytes + k->table_len, k->len });

	if (!bytes.ptr)
		return false;
	k->used = true;
	*ret = (struct store_recalled){ .bytes = bytes, .beside_same = is_good(h, k, k->beside) };
	return true;
}

enum hot_found hot_get(struct hot *h, const uint64_t head[HOT_HEAD], const struct store_memo *m, struct arena *a,
	struct store_recalled *ret)
{
	const struct sought f = seek(m);
	enum hot_found found = HOT_NOTHING;

	__builtin_prefetch(h->sets[f.set].tags);
	__builtin_prefetch(h->sets[f.set].at + WAYS - 1);
	pthread_mutex_lock(&h->lock);
	ret->row = (int64_t)((uint64_t)m->id + (uint64_t)h->shifts[f.shift]);
	ret->room = h->bytes + ROOM < h->max_bytes;
	if (!is_of(h, head)) {
		found = HOT_OTHER_STATE;
	} else {
		unsigned way = find(h, &f);
		struct kept *k = way < WAYS ? h->sets[f.set].at[way] : NULL;
		if (k)
			fetch(k);
		if (k && is_good(h, k, k->row) && copy_out(h, k, a, ret))
			found = HOT_FOUND;
	}
	pthread_mutex_unlock(&h->lock);
	return found;
}

/* A hand goes round: what was not used since it last came by is let go. */
static void make_room(struct hot *h, size_t size)
{
	for (uint32_t i = 0; h->bytes + size > h->max_bytes && i < 2 * SETS * WAYS; i++) {
		struct set *s = &h->sets[h->hand / WAYS];
		unsigned way = h->hand % WAYS;
		struct kept *k = s->at[way];
		h->hand = (h->hand + 1) % (SETS * WAYS);
		if (k && k->used && k->number >= h->floor)
			k->used = false;
		else
			drop(h, s, way);
	}
}

/* An older one of the same row, a free place, or that of one that is good no more or was not used; else the first's. */
static unsigned place_for(struct hot *h, const struct sought *f)
{
	struct set *s = &h->sets[f->set];
	unsigned place = find(h, f);

	for (unsigned way = 0; way < WAYS && place == WAYS; way++)
		if (!s->at[way] || !is_good(h, s->at[way], s->at[way]->row))
			place = way;
	for (unsigned way = 0; way < WAYS && place == WAYS; way++) {
		if (!s->at[way]->used)
			place = way;
		else
			s->at[way]->used = false;
	}
	place = place < WAYS ? place : 0;
	drop(h, s, place);
	return place;
}

static void put(struct hot *h, const struct sought *f, struct kept *k)
{
	size_t size = sizeof *k + k->table_len + k->len;
	unsigned place = place_for(h, f);

	make_room(h, size);
	k->number = h->number;
	h->bytes += size;
	h->sets[f->set].at[place] = k;
	h->sets[f->set].tags[place] = f->tag;
}

static struct kept *make(const struct store_memo *m, struct str bytes)
{
	struct kept *k = fault_malloc(sizeof *k + m->table.len + bytes.len);

	if (!k)
		return NULL;
	*k = (struct kept){ .unit_id = m->unit_id,
		.id = m->id,
		.row = hot_mark(m->table, m->row),
		.beside = hot_mark(m->beside, HOT_WHOLE_TABLE),
		.len = (uint16_t)bytes.len,
		.table_len = (uint8_t)m->table.len };
	memcpy(k->bytes, m->table.ptr, m->table.len);
	memcpy(k->bytes + m->table.len, bytes.ptr, bytes.len);
	return k;
}

/* When there is no room, whoever comes for the first time is sent away: of rows that are wanted once each, many more than there is room
 * for, those that are kept stay, and nothing is spent on the others. */
static bool may_enter(struct hot *h, const struct sought *f, size_t size)
{
	uint32_t *door = &h->doors[(f->tag >> 1) % DOORS];

	if (h->bytes + size <= h->max_bytes || find(h, f) < WAYS || *door == f->tag)
		return true;
	*door = f->tag;
	return false;
}

static bool ask(struct hot *h, const uint64_t head[HOT_HEAD], const struct sought *f, size_t size)
{
	pthread_mutex_lock(&h->lock);
	h->shifts[f->shift] = (int64_t)((uint64_t)f->m->row - (uint64_t)f->m->id);
	bool may = is_of(h, head) && may_enter(h, f, size);
	pthread_mutex_unlock(&h->lock);
	return may;
}

void hot_put(struct hot *h, const uint64_t head[HOT_HEAD], const struct store_memo *m, struct str bytes)
{
	const struct sought f = seek(m);

	if (bytes.len > BYTES_MAX || m->table.len > UINT8_MAX ||
		!ask(h, head, &f, sizeof(struct kept) + m->table.len + bytes.len))
		return;
	struct kept *k = make(m, bytes);
	if (!k)
		return;
	pthread_mutex_lock(&h->lock);
	bool same = is_of(h, head);
	if (same)
		put(h, &f, k);
	pthread_mutex_unlock(&h->lock);
	if (!same)
		free(k);
}
