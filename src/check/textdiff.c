#include "textdiff.h"

#include "fault.h"
#include "utf8.h"

#define LENGTH_MAX 30000 /* characters of both, without the common ends */
#define EDITS_MAX 1500
#define ISLAND 1 /* characters: a same piece no longer than this between changes belongs to them */

/* A text as characters, with their byte offsets (one more than characters). */
struct letters {
	uint32_t *chars, *offsets;
	size_t len;
};

struct differ {
	struct letters a, b;
	size_t head, tail; /* common ends */
	struct vec *runs;
	int32_t *trace; /* for each number of edits d: the furthest places on 2d + 1 diagonals */
};

static int read_letters(struct letters *l, struct str s)
{
	l->chars = fault_malloc((s.len + 1) * sizeof(*l->chars));
	l->offsets = fault_malloc((s.len + 1) * sizeof(*l->offsets));
	if (!l->chars || !l->offsets)
		return ERR_NOMEM;
	for (size_t pos = 0; pos < s.len; l->len++) {
		l->offsets[l->len] = (uint32_t)pos;
		l->chars[l->len] = utf8_next(s, &pos);
	}
	l->offsets[l->len] = (uint32_t)s.len;
	return 0;
}

/* Appends a piece in characters; a piece like the one before is joined to it. */
static int add_run(struct differ *d, bool same, const size_t from[2], const size_t to[2])
{
	if (from[0] == to[0] && from[1] == to[1])
		return 0;
	struct textdiff_run *last = d->runs->len > 0 ? &VEC_AT(d->runs, struct textdiff_run, d->runs->len - 1) : NULL;
	if (last && last->same == same) {
		last->a_end = (uint32_t)to[0];
		last->b_end = (uint32_t)to[1];
		return 0;
	}
	struct textdiff_run *r = vec_push(d->runs);
	if (!r)
		return ERR_NOMEM;
	*r = (struct textdiff_run){ same, (uint32_t)from[0], (uint32_t)to[0], (uint32_t)from[1], (uint32_t)to[1] };
	return 0;
}

static void find_ends(struct differ *d)
{
	const struct letters *a = &d->a, *b = &d->b;
	size_t shorter = a->len < b->len ? a->len : b->len;
	while (d->head < shorter && a->chars[d->head] == b->chars[d->head])
		d->head++;
	while (d->tail < shorter - d->head && a->chars[a->len - 1 - d->tail] == b->chars[b->len - 1 - d->tail])
		d->tail++;
}

/* Where the diagonals of d edits begin in the trace: 1 + 3 + 5 + ... */
static int32_t *diagonals(const struct differ *d, int32_t edits)
{
	return d->trace + (size_t)edits * (size_t)edits + edits;
}

/* The furthest place of a's on diagonal k with `edits` edits, before following what is the same. */
static int32_t step(const struct differ *d, int32_t edits, int32_t k)
{
	const int32_t *before;
	if (edits == 0)
		return 0;
	before = diagonals(d, edits - 1);
	if (k == -edits || (k != edits && before[k - 1] < before[k + 1]))
		return before[k + 1]; /* a character of b's came in */
	return before[k - 1] + 1;
}

/* All of both gone and come is the most there can be. */
static int32_t most_edits(size_t n, size_t m)
{
	return n + m < EDITS_MAX ? (int32_t)(n + m) : EDITS_MAX;
}

/* The number of edits; -1: more than EDITS_MAX. */
static int32_t count_edits(const struct differ *d, int32_t n, int32_t m)
{
	const uint32_t *a = d->a.chars + d->head, *b = d->b.chars + d->head;
	for (int32_t edits = 0, most = most_edits((size_t)n, (size_t)m); edits <= most; edits++) {
		int32_t *now = diagonals(d, edits);
		for (int32_t k = -edits; k <= edits; k += 2) {
			int32_t x = step(d, edits, k);
			while (x < n && x - k < m && x - k >= 0 && a[x] == b[x - k])
				x++;
			now[k] = x;
			if (x >= n && x - k >= m)
				return edits;
		}
	}
	return -1;
}

/* Walks the edits back from the end; marks the characters that are the same in both. */
static void mark_same(const struct differ *d, int32_t edits, uint8_t *same_a, uint8_t *same_b, const int32_t end[2])
{
	int32_t x = end[0], y = end[1];
	for (; edits >= 0; edits--) {
		int32_t k = x - y, from = step(d, edits, k);
		while (x > from && y > 0) {
			x--, y--;
			same_a[x] = same_b[y] = 1;
		}
		if (edits == 0)
			break;
		const int32_t *before = diagonals(d, edits - 1);
		if (k == -edits || (k != edits && before[k - 1] < before[k + 1]))
			y--;
		else
			x--;
	}
}

static int add_marked(struct differ *d, const uint8_t *same_a, const uint8_t *same_b, const int32_t end[2])
{
	size_t x = 0, y = 0;
	while (x < (size_t)end[0] || y < (size_t)end[1]) {
		size_t from[2] = { d->head + x, d->head + y };
		bool same = x < (size_t)end[0] && y < (size_t)end[1] && same_a[x] && same_b[y];
		if (same) {
			x++, y++;
		} else {
			while (x < (size_t)end[0] && !same_a[x])
				x++;
			while (y < (size_t)end[1] && !same_b[y])
				y++;
		}
		if (add_run(d, same, from, (size_t[]){ d->head + x, d->head + y }) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

/* What is between the common ends. */
static int add_middle(struct differ *d)
{
	size_t n = d->a.len - d->head - d->tail, m = d->b.len - d->head - d->tail;
	const int32_t end[2] = { (int32_t)n, (int32_t)m };
	int32_t edits = -1;
	if (n > 0 && m > 0 && n + m <= LENGTH_MAX) {
		size_t side = (size_t)most_edits(n, m) + 1, room = side * side;
		d->trace = fault_malloc(room * sizeof(*d->trace));
		if (!d->trace)
			return ERR_NOMEM;
		edits = count_edits(d, end[0], end[1]);
	}
	if (edits < 0)
		return add_run(d, false, (size_t[]){ d->head, d->head }, (size_t[]){ d->head + n, d->head + m });
	uint8_t *same = fault_calloc(n + m + 1, 1);
	if (!same)
		return ERR_NOMEM;
	mark_same(d, edits, same, same + n, end);
	int rc = add_marked(d, same, same + n, end);
	free(same);
	return rc;
}

static bool is_island(const struct textdiff_run *r, size_t i, size_t count)
{
	return r[i].same && i > 0 && i + 1 < count && r[i].a_end - r[i].a <= ISLAND;
}

static void join_islands(struct vec *runs)
{
	struct textdiff_run *r = runs->ptr;
	size_t kept = 0;
	for (size_t i = 0; i < runs->len; i++) {
		struct textdiff_run one = r[i];
		one.same = one.same && !is_island(r, i, runs->len);
		if (kept > 0 && !one.same && !r[kept - 1].same) {
			r[kept - 1].a_end = one.a_end;
			r[kept - 1].b_end = one.b_end;
		} else {
			r[kept++] = one;
		}
	}
	runs->len = kept;
}

static int run(struct differ *d)
{
	find_ends(d);
	size_t a_tail = d->a.len - d->tail, b_tail = d->b.len - d->tail;
	int rc = add_run(d, true, (size_t[]){ 0, 0 }, (size_t[]){ d->head, d->head });
	if (rc == 0)
		rc = add_middle(d);
	if (rc == 0)
		rc = add_run(d, true, (size_t[]){ a_tail, b_tail }, (size_t[]){ d->a.len, d->b.len });
	if (rc < 0)
		return rc;
	join_islands(d->runs);
	for (size_t i = 0; i < d->runs->len; i++) { /* from characters to bytes */
		struct textdiff_run *r = &VEC_AT(d->runs, struct textdiff_run, i);
		r->a = d->a.offsets[r->a];
		r->a_end = d->a.offsets[r->a_end];
		r->b = d->b.offsets[r->b];
		r->b_end = d->b.offsets[r->b_end];
	}
	return 0;
}

int textdiff(struct str a, struct str b, struct vec *ret)
{
	struct differ d = { .runs = ret };
	vec_init(ret, sizeof(struct textdiff_run));
	int rc = read_letters(&d.a, a);
	if (rc == 0)
		rc = read_letters(&d.b, b);
	if (rc == 0)
		rc = run(&d);
	free(d.a.chars);
	free(d.a.offsets);
	free(d.b.chars);
	free(d.b.offsets);
	free(d.trace);
	return rc;
}
