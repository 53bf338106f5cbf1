#include "passage.h"

#include "fault.h"
#include "utf8.h"

#define GRAM 10
#define WINDOW (PASSAGE_MIN - GRAM + 1)
#define HASH_BASE UINT64_C(0x9E3779B97F4A7C15)
#define NONE UINT32_MAX
#define CANDIDATES 8 /* earlier problems an anchor is compared with */
#define LEFT_MAX 64  /* characters a match may reach back into an earlier one */
#define TRIM_MAX 8
#define PARAGRAPH_MAX 20000 /* longer ones are compared by their beginning */

/* An anchor: a gram whose hash is the smallest of its window. Chained by hash, one per problem. */
struct anchor {
	uint64_t hash;
	uint32_t at, prev, problem;
};

struct search {
	struct passages *p;
	struct anchor *anchors;
	size_t anchor_count, anchor_cap;
	uint32_t *heads;
	size_t mask;
};

uint32_t passage_fold(uint32_t c)
{
	if (c >= 0x4E00 && c <= 0x9FFF)
		return c;
	if (c < 0x80) {
		if (c >= 'A' && c <= 'Z')
			return c + 32;
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : 0;
	}
	if (c >= 0xFF01 && c <= 0xFF5E)
		return passage_fold(c - 0xFEE0);
	if (c < 0x3400)
		return c == 0x3005 || c == 0x3007 || (c >= 0xC0 && c < 0x2000) ? c : 0;
	return (c <= 0x4DBF || (c >= 0xAC00 && c < 0xFE00 && c != 0xFEFF) || c >= 0x20000) && c < 0xE0000 ? c : 0;
}

/* Room for `more` elements behind those there are. */
static int reserve(struct vec *v, size_t more)
{
	if (v->cap - v->len >= more)
		return 0;
	size_t cap = v->cap * 2 > v->len + more ? v->cap * 2 : v->len + more;
	void *grown = fault_realloc(v->ptr, cap * v->size);
	if (!grown)
		return ERR_NOMEM;
	v->ptr = grown;
	v->cap = cap;
	return 0;
}

/* --- the stream --- */

/* A measure often begins by quoting what it answers (针对“…”的问题): that is no copied work. */
static size_t skip_quoted_finding(struct str s)
{
	static const struct str openings[] = { { "针对", 6 }, { "关于", 6 }, { "对于", 6 }, { "对照", 6 } };
	size_t n = sizeof(openings) / sizeof(openings[0]), i = 0;
	while (i < n && !str_starts(s, openings[i]))
		i++;
	if (i == n || !str_starts(str_sub(s, 6, s.len), STR("“")))
		return 0;
	size_t close = str_find(str_sub(s, 0, 1200), STR("”"), 6);
	return close == STR_NPOS ? 0 : close + 3;
}

static int end_paragraph(struct passages *p, const struct node *leaf, uint32_t first)
{
	uint32_t end = (uint32_t)p->chars.len;
	if (end == first)
		return 0;
	struct paragraph *line = vec_push(&p->paragraphs);
	if (!line)
		return ERR_NOMEM;
	*line = (struct paragraph){ leaf, (uint32_t)p->problems.len - 1, first, end };
	return 0;
}

static inline uint32_t three_bytes(const unsigned char *p)
{
	return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
}

/* The character at `pos`, folded, and where the next one stands; most of the text is ideographs and Chinese punctuation, told
 * without a call. */
static inline uint32_t folded_at(struct str text, size_t pos, size_t *ret_next)
{
	const unsigned char *p = (const unsigned char *)text.ptr + pos;
	if (p[0] >= 0xE2 && p[0] < 0xF0) {
		uint32_t c = three_bytes(p);
		*ret_next = pos + 3;
		if (c - 0x4E00 <= 0x9FFF - 0x4E00)
			return c;
		return c - 0x3008 < 0x20 || c - 0xFF01 < 0x0F || c - 0xFF1A < 7 || c - 0x3001 < 2 ? 0 : passage_fold(c);
	}
	if (p[0] < 0x80) {
		*ret_next = pos + 1;
		return passage_fold(p[0]);
	}
	size_t at = pos; /* not the caller's, which would have to live in memory then */
	uint32_t c = utf8_next(text, &at);
	*ret_next = at;
	return passage_fold(c);
}

/* Most of the text: the ideographs from *pos on, up to what is none. */
static size_t add_ideographs(
	struct str text, uint32_t base, size_t *pos, uint32_t *restrict chars, uint32_t *restrict offsets, size_t n)
{
	size_t at = *pos;
	for (; at < text.len; at += 3) {
		const unsigned char *p = (const unsigned char *)text.ptr + at;
		if (p[0] < 0xE4 || p[0] > 0xE9)
			break;
		uint32_t c = three_bytes(p);
		if (c < 0x4E00)
			break;
		chars[n] = c;
		offsets[n++] = base + (uint32_t)at;
	}
	*pos = at;
	return n;
}

static int add_leaf(struct passages *p, const struct report *r, const struct node *leaf)
{
	struct str text = leaf->text.ptr ? leaf->text : report_slice(r, leaf->span);
	uint32_t base = (uint32_t)(text.ptr - r->text.ptr), first = (uint32_t)p->chars.len;
	if (reserve(&p->chars, text.len + GRAM) < 0 || reserve(&p->offsets, text.len + 1) < 0)
		return ERR_NOMEM;
	uint32_t *chars = p->chars.ptr, *offsets = p->offsets.ptr;
	size_t n = p->chars.len;
	for (size_t pos = skip_quoted_finding(text), next;; pos = next) {
		n = add_ideographs(text, base, &pos, chars, offsets, n);
		if (pos >= text.len)
			break;
		offsets[n] = base + (uint32_t)pos;
		bool line_end = text.ptr[pos] == '\n';
		chars[n] = folded_at(text, pos, &next);
		n += chars[n] != 0;
		if (!line_end)
			continue;
		p->chars.len = n;
		if (end_paragraph(p, leaf, first) < 0)
			return ERR_NOMEM;
		first = (uint32_t)n;
	}
	p->chars.len = p->offsets.len = n;
	return end_paragraph(p, leaf, first);
}

static int add_problem(struct passages *p, const struct report *r, struct node *problem)
{
	struct passage_problem *row = vec_push(&p->problems);
	if (!row)
		return ERR_NOMEM;
	size_t index = p->problems.len - 1;
	*row = (struct passage_problem){ problem, (uint32_t)p->chars.len, 0 };
	for (struct node *n = node_walk(problem, problem); n; n = node_walk(problem, n)) {
		if ((n->kind == NODE_MEASURE || n->kind == NODE_PROGRESS) && add_leaf(p, r, n) < 0)
			return ERR_NOMEM;
	}
	VEC_AT(&p->problems, struct passage_problem, index).end = (uint32_t)p->chars.len;
	return 0;
}

static int read_stream(struct passages *p, const struct report *r)
{
	/* room for all leaves at once, and for what window_init() and hash_block() read behind the end */
	if (reserve(&p->chars, r->text.len + GRAM) < 0 || reserve(&p->offsets, r->text.len + 1) < 0)
		return ERR_NOMEM;
	for (struct node *n = r->root ? node_walk(r->root, r->root) : NULL; n; n = node_walk(r->root, n)) {
		if (n->kind == NODE_PROBLEM && add_problem(p, r, n) < 0)
			return ERR_NOMEM;
	}
	for (struct node *n = r->others; n; n = n->next) {
		if (n->kind == NODE_PROBLEM && add_problem(p, r, n) < 0)
			return ERR_NOMEM;
	}
	memset((uint32_t *)p->chars.ptr + p->chars.len, 0, GRAM * sizeof(uint32_t));
	return 0;
}

/* --- anchors --- */

static uint64_t mix(uint64_t h)
{
	h ^= h >> 32;
	h *= UINT64_C(0xD6E8FEB86659FD93);
	return h ^ (h >> 29);
}

static int add_anchor(struct search *s, uint64_t hash, uint32_t at, uint32_t problem)
{
	if (s->anchor_count == s->anchor_cap) {
		size_t cap = s->anchor_cap ? s->anchor_cap * 2 : s->p->chars.len / (WINDOW / 2) + 64;
		struct anchor *grown = fault_realloc(s->anchors, cap * sizeof(*grown));
		if (!grown)
			return ERR_NOMEM;
		s->anchors = grown;
		s->anchor_cap = cap;
	}
	s->anchors[s->anchor_count++] = (struct anchor){ hash, at, NONE, problem };
	return 0;
}

/* A hash and its place as one number: the smallest is the smallest hash's, and of equal ones the first's, so that a run
 * of one character does not make every place an anchor. */
#define PLACE_BITS 21
#define PLACE_MASK ((UINT64_C(1) << PLACE_BITS) - 1)

static inline uint64_t key_of(uint64_t hash, size_t place)
{
	return (hash & ~PLACE_MASK) | (place & PLACE_MASK);
}

static inline uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The windows of a problem, a block of WINDOW grams after the other. What a window has of the block before is kept as the
 * smallest from each of its places on (van Herk 1992), so that no step looks back. */
struct window {
	const uint32_t *ch;
	uint64_t roll, top;        /* the next gram before mixing; what its first character counts for */
	uint64_t key[WINDOW + 1];  /* of the block's grams; one more for an even count */
	uint64_t rest[WINDOW + 1]; /* of the block before */
	uint64_t last;             /* the key of the last anchor */
};

static void window_init(struct window *w, const uint32_t *ch)
{
	w->ch = ch;
	w->roll = 0;
	w->top = 1;
	for (int i = 0; i < GRAM; i++) {
		w->top *= HASH_BASE;
		w->roll = w->roll * HASH_BASE + ch[i] + UINT64_C(1);
	}
	for (size_t i = 0; i <= WINDOW; i++)
		w->rest[i] = UINT64_MAX;
	w->last = UINT64_MAX;
}

/* The keys of `count` grams from `first` on. Behind the stream stand GRAM zeros. */
static void hash_block(struct window *w, size_t first, size_t count)
{
	const uint32_t *ch = w->ch + first;
	uint64_t h = w->roll, top = w->top, odd = h;
	for (size_t i = 0; i < count; i += 2) { /* two at a time: each multiplication waits for the last one's */
		uint64_t step = ch[i + GRAM] + UINT64_C(1) - top * (ch[i] + UINT64_C(1));
		uint64_t next = ch[i + 1 + GRAM] + UINT64_C(1) - top * (ch[i + 1] + UINT64_C(1));
		w->key[i] = key_of(mix(h), first + i);
		odd = h * HASH_BASE + step;
		w->key[i + 1] = key_of(mix(odd), first + i + 1);
		h = h * (HASH_BASE * HASH_BASE) + (step * HASH_BASE + next);
	}
	w->roll = count % 2 == 0 ? h : odd;
}

/* The smallest key of each window that ends in this block, each once; gives how many. */
static size_t smallest(struct window *w, size_t from, size_t count, uint64_t *ret)
{
	uint64_t least = UINT64_MAX, last = w->last;
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		least = smaller(least, w->key[i]);
		uint64_t key = smaller(least, w->rest[i + 1]);
		ret[n] = key;
		n += i >= from && key != last;
		last = i >= from ? key : last;
	}
	w->last = last;
	least = UINT64_MAX;
	for (size_t i = count; i-- > 0;)
		w->rest[i] = least = smaller(least, w->key[i]);
	return n;
}

static int winnow(struct search *s, uint32_t problem)
{
	const struct passage_problem *range = &VEC_AT(&s->p->problems, struct passage_problem, problem);
	size_t chars = range->end - range->first;
	uint64_t keys[WINDOW];
	struct window w;
	if (chars < PASSAGE_MIN)
		return 0;
	window_init(&w, (const uint32_t *)s->p->chars.ptr + range->first);
	for (size_t first = 0, end = chars - GRAM + 1; first < end; first += WINDOW) {
		size_t count = end - first < WINDOW ? end - first : WINDOW;
		hash_block(&w, first, count);
		size_t found = smallest(&w, first == 0 ? WINDOW - 1 : 0, count, keys);
		for (size_t i = 0; i < found; i++) {
			size_t back = (first + count - keys[i]) & PLACE_MASK;
			uint32_t at = (uint32_t)(range->first + first + count - back);
			if (add_anchor(s, keys[i] >> PLACE_BITS, at, problem) < 0)
				return ERR_NOMEM;
		}
	}
	return 0;
}

static int find_anchors(struct search *s)
{
	for (uint32_t i = 0; i < s->p->problems.len; i++) {
		if (winnow(s, i) < 0)
			return ERR_NOMEM;
	}
	size_t size = 64;
	while (size < s->anchor_count * 2)
		size *= 2;
	s->heads = fault_malloc(size * sizeof(*s->heads));
	if (!s->heads)
		return ERR_NOMEM;
	memset(s->heads, 0xFF, size * sizeof(*s->heads));
	s->mask = size - 1;
	return 0;
}

/* The newest anchor of this hash, NONE when it is new; *ret_slot is where its chain begins. */
static uint32_t find_chain(const struct search *s, uint64_t hash, size_t *ret_slot)
{
	size_t slot = (size_t)hash & s->mask;
	while (s->heads[slot] != NONE && s->anchors[s->heads[slot]].hash != hash)
		slot = (slot + 1) & s->mask;
	*ret_slot = slot;
	return s->heads[slot];
}

/* --- matches --- */

static struct passage_match extend(
	const struct passages *p, const struct anchor *a, const struct anchor *b, uint32_t done)
{
	const uint32_t *ch = p->chars.ptr;
	const struct passage_problem *pa = &VEC_AT(&p->problems, struct passage_problem, a->problem);
	const struct passage_problem *pb = &VEC_AT(&p->problems, struct passage_problem, b->problem);
	uint32_t x = a->at, y = b->at, left = pb->first;
	uint32_t end_a = a->at, end_b = b->at;
	if (done > left)
		left = done - pb->first > LEFT_MAX ? done - LEFT_MAX : pb->first;
	while (x > pa->first && y > left && ch[x - 1] == ch[y - 1])
		x--, y--;
	while (end_a < pa->end && end_b < pb->end && ch[end_a] == ch[end_b])
		end_a++, end_b++;
	return (struct passage_match){ x, y, end_a - x };
}

/* Is something that folding dropped between this character and the next: a comma, a line's end? */
static bool gap_after(const struct passages *p, uint32_t i)
{
	const uint32_t *offsets = p->offsets.ptr, *ch = p->chars.ptr;
	uint32_t c = ch[i], width = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	return i + 1 >= p->chars.len || offsets[i + 1] > offsets[i] + width;
}

/* Moves the ends in to the next mark of punctuation when one is near: a passage ends with a clause. */
static struct passage_match trim(const struct passages *p, struct passage_match m)
{
	for (uint32_t cut = 0; cut <= TRIM_MAX && m.len >= PASSAGE_MIN + cut; cut++) {
		if (!gap_after(p, m.a + m.len - cut - 1))
			continue;
		m.len -= cut;
		break;
	}
	for (uint32_t cut = 0; cut <= TRIM_MAX && m.len >= PASSAGE_MIN + cut; cut++) {
		if (m.a + cut > 0 && !gap_after(p, m.a + cut - 1))
			continue;
		return (struct passage_match){ m.a + cut, m.b + cut, m.len - cut };
	}
	return m;
}

/* Adds the longest of the matches with earlier problems, and those as long; returns where it ends. */
static int add_matches(struct search *s, uint32_t chain, const struct anchor *b, uint32_t *done)
{
	struct passage_match found[CANDIDATES];
	size_t count = 0;
	uint32_t longest = 0, end = *done;
	for (uint32_t i = chain; i != NONE && count < CANDIDATES; i = s->anchors[i].prev) {
		if (s->anchors[i].problem == b->problem)
			continue;
		found[count] = extend(s->p, &s->anchors[i], b, *done);
		if (found[count].len > longest)
			longest = found[count].len;
		count++;
	}
	for (size_t i = 0; i < count; i++) {
		if (found[i].len < PASSAGE_MIN || found[i].len + found[i].len / 16 < longest)
			continue;
		struct passage_match *m = vec_push(&s->p->matches);
		if (!m)
			return ERR_NOMEM;
		*m = trim(s->p, found[i]);
		if (found[i].b + found[i].len > end)
			end = found[i].b + found[i].len;
	}
	*done = end;
	return 0;
}

static int find_matches(struct search *s)
{
	uint32_t done = 0;
	for (uint32_t i = 0; i < s->anchor_count; i++) {
		struct anchor *b = &s->anchors[i];
		size_t slot;
		uint32_t chain = find_chain(s, b->hash, &slot);
		if (chain != NONE && b->at >= done && add_matches(s, chain, b, &done) < 0)
			return ERR_NOMEM;
		/* One of a problem is enough: so a chain names CANDIDATES different problems. */
		b->prev = chain;
		if (chain == NONE || s->anchors[chain].problem != b->problem)
			s->heads[slot] = i;
	}
	return 0;
}

/* --- paragraphs that are alike --- */

#define SEED 4
#define RESYNC 48 /* characters skipped, in both together, before the lines part */

static bool seeds_equal(const uint32_t *a, const uint32_t *b)
{
	for (int i = 0; i < SEED; i++) {
		if (a[i] != b[i])
			return false;
	}
	return true;
}

/* The next place where both go on alike, skipping as little as possible. */
static bool resync(const struct passages *p, uint32_t *x, uint32_t end_x, uint32_t *y, uint32_t end_y)
{
	const uint32_t *ch = p->chars.ptr;
	for (uint32_t sum = 1; sum <= RESYNC; sum++) {
		for (uint32_t dx = 0; dx <= sum; dx++) {
			uint32_t i = *x + dx, j = *y + (sum - dx);
			if (i + SEED > end_x || j + SEED > end_y || !seeds_equal(ch + i, ch + j))
				continue;
			*x = i;
			*y = j;
			return true;
		}
	}
	return false;
}

static uint32_t line_end(const struct paragraph *p)
{
	return p->end - p->first > PARAGRAPH_MAX ? p->first + PARAGRAPH_MAX : p->end;
}

/* The common part of both in per mille of their mean length; 0 as soon as it is below 900. */
static uint32_t similarity(const struct passages *p, const struct paragraph *a, const struct paragraph *b)
{
	const uint32_t *ch = p->chars.ptr;
	uint32_t x = a->first, y = b->first, end_x = line_end(a), end_y = line_end(b), common = 0;
	uint32_t total = end_x - x + end_y - y;
	while (x < end_x && y < end_y) {
		if (ch[x] == ch[y]) {
			x++, y++, common++;
			continue;
		}
		if ((x - a->first + y - b->first - 2 * common) * 10 > total || !resync(p, &x, end_x, &y, end_y))
			break;
	}
	uint32_t permille = (uint32_t)((uint64_t)common * 2000 / total);
	return permille >= 900 ? permille : 0;
}

/* Earlier paragraphs that share an anchor, in the order they were met. */
struct tally {
	uint32_t line[CANDIDATES];
	size_t count;
};

static void vote(struct tally *t, uint32_t line)
{
	size_t i = 0;
	while (i < t->count && t->line[i] != line)
		i++;
	if (i == t->count && i < CANDIDATES)
		t->line[t->count++] = line;
}

/* Pairs the paragraph with the most alike of those it shares anchors with. Comparing those that are
 * not alike ends after a tenth of them. */
static int add_pairs(struct search *s, uint32_t line, const struct tally *t)
{
	const struct paragraph *lines = s->p->paragraphs.ptr;
	for (size_t i = 0; i < t->count; i++) {
		const struct paragraph *a = &lines[t->line[i]], *b = &lines[line];
		uint32_t la = a->end - a->first, lb = b->end - b->first;
		if (la < PARAGRAPH_MIN || (uint64_t)la * 5 < (uint64_t)lb * 4 || (uint64_t)lb * 5 < (uint64_t)la * 4)
			continue;
		uint32_t permille = similarity(s->p, a, b);
		if (permille == 0)
			continue;
		struct paragraph_pair *pair = vec_push(&s->p->pairs);
		if (!pair)
			return ERR_NOMEM;
		*pair = (struct paragraph_pair){ t->line[i], line, permille };
		break;
	}
	return 0;
}

static int find_pairs(struct search *s)
{
	size_t next = 0;
	for (uint32_t line = 0; line < s->p->paragraphs.len; line++) {
		const struct paragraph *b = &VEC_AT(&s->p->paragraphs, struct paragraph, line);
		struct tally tally = { .count = 0 };
		if (b->end - b->first < PARAGRAPH_MIN)
			continue;
		while (next < s->anchor_count && s->anchors[next].at < b->first)
			next++;
		for (; next < s->anchor_count && s->anchors[next].at < b->end; next++) {
			uint32_t prev = s->anchors[next].prev;
			for (int i = 0; i < CANDIDATES / 2 && prev != NONE; i++, prev = s->anchors[prev].prev) {
				if (s->anchors[prev].problem != b->problem)
					vote(&tally, (uint32_t)passages_paragraph(s->p, s->anchors[prev].at));
			}
		}
		if (add_pairs(s, line, &tally) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

/* --- the whole --- */

int passages_find(const struct report *r, struct passages *ret)
{
	vec_init(&ret->chars, sizeof(uint32_t));
	vec_init(&ret->offsets, sizeof(uint32_t));
	vec_init(&ret->paragraphs, sizeof(struct paragraph));
	vec_init(&ret->problems, sizeof(struct passage_problem));
	vec_init(&ret->matches, sizeof(struct passage_match));
	vec_init(&ret->pairs, sizeof(struct paragraph_pair));
	struct search s = { .p = ret };
	int rc = read_stream(ret, r);
	if (rc == 0)
		rc = find_anchors(&s);
	if (rc == 0)
		rc = find_matches(&s);
	if (rc == 0)
		rc = find_pairs(&s);
	free(s.anchors);
	free(s.heads);
	return rc;
}

void passages_clear(struct passages *p)
{
	vec_clear(&p->chars);
	vec_clear(&p->offsets);
	vec_clear(&p->paragraphs);
	vec_clear(&p->problems);
	vec_clear(&p->matches);
	vec_clear(&p->pairs);
}

size_t passages_paragraph(const struct passages *p, uint32_t at)
{
	size_t low = 0, high = p->paragraphs.len;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (VEC_AT(&p->paragraphs, struct paragraph, middle).first <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct span passages_span(const struct passages *p, struct str text, uint32_t first, uint32_t end)
{
	size_t last = VEC_AT(&p->offsets, uint32_t, end - 1);
	utf8_next(text, &last);
	return (struct span){ VEC_AT(&p->offsets, uint32_t, first), (uint32_t)last };
}
