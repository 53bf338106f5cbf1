#include "passage.h"

#include "fault.h"
#include "utf8.h"

#define GRAM 10
#define WINDOW (PASSAGE_MIN - GRAM + 1)
#define NONE UINT32_MAX
#define CANDIDATES 8 /* earlier problems an anchor is compared with */
#define LEFT_MAX 64  /* characters a match may reach back into an earlier one */
#define TRIM_MAX 8
#define PARAGRAPH_MAX 20000 /* longer ones are compared by their beginning */

/* A gram that is looked for again. Chained by hash, one per problem. */
struct anchor {
	uint64_t hash;
	uint32_t at, prev, problem;
};

/* Characters of three bytes that folding keeps: by the first two bytes, a bit for each last one. */
struct kept {
	uint64_t bits[1 << 12];
};

struct search {
	struct passages *p;
	struct anchor *anchors;
	size_t anchor_count, anchor_cap;
	uint64_t *heads; /* the upper half of a hash and its newest anchor */
	size_t mask;
};

#define WIDE 0xFEE0 /* from a letter of half width to that of full width */

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
		return passage_fold(c - WIDE);
	if (c < 0x3400)
		return c == 0x3005 || c == 0x3007 || (c >= 0xC0 && c < 0x2000) ? c : 0;
	return (c <= 0x4DBF || (c >= 0xAC00 && c < 0xFE00 && c != 0xFEFF) || c >= 0x20000) && c < 0xE0000 ? c : 0;
}

uint32_t passage_code(uint32_t c)
{
	if (c < 0x80)
		return c;
	uint32_t low = 0x80 | (c & 0x3F), next = 0x80 | (c >> 6 & 0x3F);
	if (c < 0x800)
		return (0xC0 | c >> 6) << 8 | low;
	if (c < 0x10000)
		return (0xE0 | c >> 12) << 16 | next << 8 | low;
	return (0xF0 | c >> 18) << 24 | (0x80 | (c >> 12 & 0x3F)) << 16 | next << 8 | low;
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

#define ROWS(lead, from, to) [((lead)&15) << 8 | (from)...((lead)&15) << 8 | (to)]
#define BITS(from, to) (UINT64_MAX >> (63 - (to) + (from)) << (from))
/* passage_fold() in bits. */
static const struct kept kept = { {
	ROWS(0xE0, 0xA0, 0xBF) = UINT64_MAX,                                                   /* U+0800 to U+1FFF */
	ROWS(0xE1, 0x80, 0xBF) = UINT64_MAX, ROWS(0xE3, 0x80, 0x80) = BITS(5, 5) | BITS(7, 7), /* 々〇 */
	ROWS(0xE3, 0x90, 0xBF) = UINT64_MAX,                                                   /* U+3400 to U+4DBF */
	ROWS(0xE4, 0x80, 0xB6) = UINT64_MAX, ROWS(0xE4, 0xB8, 0xBF) = UINT64_MAX,              /* U+4E00 to U+9FFF */
	ROWS(0xE5, 0x80, 0xBF) = UINT64_MAX, ROWS(0xE6, 0x80, 0xBF) = UINT64_MAX, ROWS(0xE7, 0x80, 0xBF) = UINT64_MAX,
	ROWS(0xE8, 0x80, 0xBF) = UINT64_MAX, ROWS(0xE9, 0x80, 0xBF) = UINT64_MAX,
	ROWS(0xEA, 0xB0, 0xBF) = UINT64_MAX, /* U+AC00 to U+FDFF */
	ROWS(0xEB, 0x80, 0xBF) = UINT64_MAX, ROWS(0xEC, 0x80, 0xBF) = UINT64_MAX, ROWS(0xED, 0x80, 0xBF) = UINT64_MAX,
	ROWS(0xEE, 0x80, 0xBF) = UINT64_MAX, ROWS(0xEF, 0x80, 0xB7) = UINT64_MAX,
	ROWS(0xEF, 0xBC, 0xBC) = BITS(0x10, 0x19) | BITS(0x21, 0x3A), /* ０ to ９, Ａ to Ｚ */
	ROWS(0xEF, 0xBD, 0xBD) = BITS(0x01, 0x1A),                    /* ａ to ｚ */
} };

/* A leaf as it is read. */
struct leaf_reader {
	struct passages *p;
	const struct node *leaf;
	struct str text;
	uint32_t base;             /* where the text begins in the report's */
	uint32_t first;            /* the line's first character */
	size_t n;                  /* characters of the stream */
	uint32_t *chars, *offsets; /* the stream, with room for the leaf */
};

static bool is_three(unsigned char lead)
{
	return (lead & 0xF0) == 0xE0;
}

/* Eight bytes, the first one counting most. */
static inline uint64_t load_eight(const unsigned char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* One of three bytes. */
static inline size_t add_three(struct leaf_reader *l, uint32_t code, size_t pos, size_t n)
{
	l->chars[n] = code;
	l->offsets[n] = l->base + (uint32_t)pos;
	return n + (kept.bits[code >> 8 & 0xFFF] >> (code & 63) & 1);
}

/* Most of the text: characters of three bytes from `pos` on, two at a time without a branch on what they are. Bytes may be read behind the text. */
static size_t add_wide(struct leaf_reader *l, size_t pos)
{
	const unsigned char *p = (const unsigned char *)l->text.ptr;
	struct leaf_reader at = *l;
	size_t n = l->n, len = l->text.len;

	for (; pos + 6 <= len; pos += 6) {
		uint64_t word = load_eight(p + pos);
		if ((word & UINT64_C(0xF00000F000000000)) != UINT64_C(0xE00000E000000000))
			break;
		n = add_three(&at, (uint32_t)(word >> 40), pos, n);
		n = add_three(&at, (uint32_t)(word >> 16) & 0xFFFFFF, pos + 3, n);
	}
	if (pos < len && is_three(p[pos])) {
		n = add_three(&at, (uint32_t)(load_eight(p + pos) >> 40), pos, n);
		pos += 3;
	}
	l->n = n;
	return pos;
}

/* Bytes that stand alone, up to the line's end. */
static size_t add_narrow(struct leaf_reader *l, size_t pos)
{
	uint32_t *chars = l->chars, *offsets = l->offsets;
	const unsigned char *p = (const unsigned char *)l->text.ptr;
	size_t n = l->n;

	for (; pos < l->text.len && p[pos] < 0x80 && p[pos] != '\n'; pos++) {
		uint32_t c = p[pos], small = c | 0x20;
		bool digit = c - '0' < 10;
		chars[n] = digit ? c : small;
		offsets[n] = l->base + (uint32_t)pos;
		n += digit || small - 'a' < 26;
	}
	l->n = n;
	return pos;
}

static int end_line(struct leaf_reader *l)
{
	l->p->chars.len = l->p->offsets.len = l->n;
	int rc = end_paragraph(l->p, l->leaf, l->first);
	l->first = (uint32_t)l->n;
	return rc;
}

/* The character at *pos, whatever it is. */
static void add_character(struct leaf_reader *l, size_t *pos)
{
	l->offsets[l->n] = l->base + (uint32_t)*pos;
	l->chars[l->n] = passage_code(passage_fold(utf8_next(l->text, pos)));
	l->n += l->chars[l->n] != 0;
}

/* Letters and digits of full width, which are rare, to those of half width. */
static void fold_wide(uint32_t *chars, size_t count)
{
	const int32_t first = (int32_t)passage_code(WIDE + '0'), last = (int32_t)passage_code(WIDE + 'z');
	int32_t most = 0;

	for (size_t i = 0; i < count; i++)
		most = (int32_t)chars[i] > most ? (int32_t)chars[i] : most;
	for (size_t i = 0; i < count && most >= first; i++) {
		int32_t code = (int32_t)chars[i];
		if (code >= first && code <= last)
			chars[i] = passage_fold(0xF000 | (chars[i] >> 2 & 0xFC0) | (chars[i] & 0x3F));
	}
}

static int add_leaf(struct passages *p, const struct report *r, const struct node *leaf)
{
	const size_t from = p->chars.len;
	struct leaf_reader l = { .p = p, .leaf = leaf, .first = (uint32_t)from, .n = from };

	l.text = leaf->text.ptr ? leaf->text : report_slice(r, leaf->span);
	l.base = (uint32_t)(l.text.ptr - r->text.ptr);
	if (reserve(&p->chars, l.text.len + GRAM) < 0 || reserve(&p->offsets, l.text.len + 1) < 0)
		return ERR_NOMEM;
	l.chars = p->chars.ptr;
	l.offsets = p->offsets.ptr;
	for (size_t pos = skip_quoted_finding(l.text); pos < l.text.len;) {
		pos = add_narrow(&l, add_wide(&l, pos));
		if (pos == l.text.len)
			break;
		if (l.text.ptr[pos] == '\n' && end_line(&l) < 0)
			return ERR_NOMEM;
		if (!is_three((unsigned char)l.text.ptr[pos]))
			add_character(&l, &pos);
	}
	fold_wide(l.chars + from, l.n - from);
	return end_line(&l);
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

/* Each of its items has measures and a result of its own: they are answered one by one, like problems. */
static bool is_divided(const struct node *problem)
{
	size_t items = 0;
	for (const struct node *n = problem->first; n; n = n->next) {
		if (n->kind != NODE_ITEM)
			continue;
		bool answered = false, result = false;
		for (const struct node *leaf = n->first; leaf; leaf = leaf->next) {
			answered = answered || leaf->kind == NODE_MEASURE || leaf->kind == NODE_PROGRESS;
			result = result || leaf->kind == NODE_RESULT;
		}
		if (!answered || !result)
			return false;
		items++;
	}
	return items > 1;
}

static int add_answers(struct passages *p, const struct report *r, struct node *problem)
{
	if (!is_divided(problem))
		return add_problem(p, r, problem);
	for (struct node *n = problem->first; n; n = n->next) {
		if (n->kind == NODE_ITEM && add_problem(p, r, n) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

static int read_stream(struct passages *p, const struct report *r)
{
	/* room for all leaves at once */
	if (reserve(&p->chars, r->text.len + GRAM) < 0 || reserve(&p->offsets, r->text.len + 1) < 0)
		return ERR_NOMEM;
	for (struct node *n = r->root ? node_walk(r->root, r->root) : NULL; n; n = node_walk(r->root, n)) {
		if (n->kind == NODE_PROBLEM && add_answers(p, r, n) < 0)
			return ERR_NOMEM;
	}
	for (struct node *n = r->others; n; n = n->next) {
		if (n->kind == NODE_PROBLEM && add_answers(p, r, n) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

/* --- anchors --- */

static uint64_t gram_hash(const uint32_t *ch)
{
	static const uint64_t factors[GRAM / 2] = { UINT64_C(0x9E3779B97F4A7C15), UINT64_C(0xD6E8FEB86659FD93),
		UINT64_C(0xC2B2AE3D27D4EB4F), UINT64_C(0x165667B19E3779F9), UINT64_C(0xFF51AFD7ED558CCD) };
	uint64_t h = 0;

	for (size_t i = 0; i < GRAM / 2; i++) {
		uint64_t two;
		memcpy(&two, ch + 2 * i, sizeof(two));
		h += two * factors[i];
	}
	h = (h ^ h >> 32) * UINT64_C(0xC4CEB9FE1A85EC53);
	return h ^ h >> 29;
}

static int add_anchor(struct search *s, uint32_t at, uint32_t problem)
{
	if (s->anchor_count == s->anchor_cap) {
		size_t cap = s->anchor_cap ? s->anchor_cap * 2 : s->p->chars.len / (WINDOW / 3) + 64;
		struct anchor *grown = fault_realloc(s->anchors, cap * sizeof(*grown));
		if (!grown)
			return ERR_NOMEM;
		s->anchors = grown;
		s->anchor_cap = cap;
	}
	uint64_t hash = gram_hash((const uint32_t *)s->p->chars.ptr + at);
	s->anchors[s->anchor_count++] = (struct anchor){ hash, at, NONE, problem };
	return 0;
}

/* What chooses anchors: the character that a gram begins with. About one in twelve is chosen wherever it stands; of WINDOW grams without one the first
 * of those that weigh least is. In a run of one character, which weighs most, one of WINDOW is enough. */
#define CHOSEN (UINT32_MAX / 14)
#define RUN UINT32_MAX

static inline uint32_t mixed(uint32_t ch)
{
	return ch * UINT32_C(0x28518867);
}

static inline bool in_run(const uint32_t *ch)
{
	return ch[0] == ch[1];
}

static inline uint32_t weight_of(const uint32_t *ch)
{
	return in_run(ch) ? RUN : mixed(*ch);
}

/* A place that is chosen where no character is, and its weight. */
struct least {
	uint32_t at, weight;
};

/* The first of the least in [from, to]; the last one of a run. */
static struct least least_of(const uint32_t *ch, uint32_t from, uint32_t to)
{
	struct least best = { from, weight_of(ch + from) };

	for (uint32_t i = from + 1; i <= to; i++) {
		uint32_t w = weight_of(ch + i);
		if (w < best.weight || best.weight == RUN)
			best = (struct least){ i, w };
	}
	return best;
}

/* The windows in [from, to), which holds no chosen character. */
static int fill_gap(struct search *s, uint32_t from, uint32_t to, uint32_t problem)
{
	const uint32_t *ch = s->p->chars.ptr;
	struct least best = { NONE, 0 };

	for (uint32_t last = from + WINDOW - 1; last < to; last++) {
		uint32_t first = last - (WINDOW - 1), before = best.at, w = weight_of(ch + last);
		if (best.at == NONE || best.at < first)
			best = least_of(ch, first, last);
		else if (w < best.weight)
			best = (struct least){ last, w };
		if (best.at != before && add_anchor(s, best.at, problem) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

#define BLOCK 1024

/* Every common sequence of PASSAGE_MIN characters holds WINDOW grams, and what is chosen of them depends on nothing else. */
static int winnow(struct search *s, uint32_t problem)
{
	const struct passage_problem *range = &VEC_AT(&s->p->problems, struct passage_problem, problem);
	const uint32_t *ch = s->p->chars.ptr;
	uint32_t chosen[BLOCK + 1], gap = range->first;
	if (range->end - range->first < PASSAGE_MIN)
		return 0;
	uint32_t end = range->end - GRAM + 1;
	for (uint32_t block = range->first, stop; block < end; block = stop) {
		size_t count = 0;
		stop = end - block < BLOCK ? end : block + BLOCK;
#pragma GCC unroll 4
		for (uint32_t i = block; i < stop; i++) {
			chosen[count] = i;
			count += mixed(ch[i]) < CHOSEN;
		}
		for (size_t i = 0; i < count; i++) {
			if (in_run(ch + chosen[i]))
				continue;
			if (chosen[i] - gap >= WINDOW && fill_gap(s, gap, chosen[i], problem) < 0)
				return ERR_NOMEM;
			if (add_anchor(s, chosen[i], problem) < 0)
				return ERR_NOMEM;
			gap = chosen[i] + 1;
		}
	}
	return end - gap >= WINDOW ? fill_gap(s, gap, end, problem) : 0;
}

#define EMPTY UINT64_MAX
#define TAG (~(uint64_t)UINT32_MAX)

#define BITS_MIN 4096
#define BITS_AN_ANCHOR 8

/* Leaves out the anchors whose hash no other one has, which are most of them: nothing is found by these. By a part of the hash, so some stay. */
static int drop_single(struct search *s)
{
	size_t bits = BITS_MIN;
	unsigned shift = 64 - 12;

	for (; bits < s->anchor_count * BITS_AN_ANCHOR; bits *= 2)
		shift--;
	uint64_t *once = fault_calloc(bits / 64, 2 * sizeof(*once));
	if (!once)
		return ERR_NOMEM;
	uint64_t *twice = once + bits / 64;
	for (size_t i = 0; i < s->anchor_count; i++) {
		uint64_t at = s->anchors[i].hash >> shift, bit = UINT64_C(1) << at % 64;
		twice[at / 64] |= once[at / 64] & bit;
		once[at / 64] |= bit;
	}
	size_t n = 0;
	for (size_t i = 0; i < s->anchor_count; i++) {
		uint64_t at = s->anchors[i].hash >> shift;
		s->anchors[n] = s->anchors[i];
		n += twice[at / 64] >> at % 64 & 1;
	}
	s->anchor_count = n;
	free(once);
	return 0;
}

static int find_anchors(struct search *s)
{
	for (uint32_t i = 0; i < s->p->problems.len; i++) {
		if (winnow(s, i) < 0)
			return ERR_NOMEM;
	}
	if (drop_single(s) < 0)
		return ERR_NOMEM;
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
	while (s->heads[slot] != EMPTY && ((s->heads[slot] ^ hash) & TAG) != 0)
		slot = (slot + 1) & s->mask;
	*ret_slot = slot;
	return (uint32_t)s->heads[slot];
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
	uint32_t c = ch[i], width = c < 0x100 ? 1 : c < 0x10000 ? 2 : c < 0x1000000 ? 3 : 4;
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
			s->heads[slot] = (b->hash & TAG) | i;
	}
	return 0;
}

/* --- paragraphs that are alike --- */

#define SEED 4
#define RESYNC 48 /* characters skipped, in both together, before the lines part */

static bool seeds_equal(const uint32_t *a, const uint32_t *b)
{
	return *a == *b && memcmp(a, b, SEED * sizeof(*a)) == 0;
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
