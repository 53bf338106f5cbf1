#include "marks.h"

#include "err.h"

/* The text is read in blocks whose places stay in the cache. */
enum { BLOCK = 2048 };

/* About as many as a report has, so that room for them need not grow; what is not needed is not touched. */
enum { BYTES_A_TOKEN = 18, BYTES_A_STOP = 40, BYTES_A_PLACE = 18 };

/* The groups whose first characters any place may have. */
#define FIRST_OF_GROUPS ((UINT64_C(1) << MARKS_WIDTH) - 1)
/* The upper half of window.open: groups of ours that were found with their third character; whether a pair of somebody else's words was. */
#define HITS(groups) ((uint32_t)(groups) << (2 * MARKS_WIDTH - 32))
#define PAIR_HITS ((uint32_t)(MARKS_PAIRS << MARKS_WIDTH >> 32))

/* What the last characters read may begin. */
struct window {
	uint64_t open;  /* groups: those begun by the last one, by it and the one before, by it and the two before */
	uint32_t stand; /* where the last but one (upper half) and the last one stand, as places do */
};

/* Where the last characters but one and but two stand, of which one may begin something, and the groups that were found: the upper half of
 * window.open. Both are counted from the block's beginning, in 16 bits with a sign: the first ones stand before it. */
struct place {
	uint32_t groups, stand;
};

struct scan {
	const unsigned char *base;
	uint32_t from;    /* the block's beginning */
	uint32_t at, end; /* of the text */
	struct marks *marks;
	struct window window;
	unsigned seen;
	uint32_t token_end; /* behind the last token */
	size_t n;
	struct place places[BLOCK + 8];
};

/* The last but two, and the last but one. */
static inline uint32_t first_at(const struct scan *s, struct place p)
{
	return s->from + (uint32_t)((int32_t)p.stand >> 16);
}

static inline uint32_t second_at(const struct scan *s, struct place p)
{
	return s->from + (uint32_t)(int32_t)(int16_t)p.stand;
}

/* The next block begins `by` bytes later. */
static void move_window(struct window *w, uint32_t by)
{
	w->stand = ((w->stand - (by << 16)) & 0xFFFF0000u) | ((w->stand - by) & 0xFFFF);
}

static uint64_t load_le64(const unsigned char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

static uint32_t load_le32(const unsigned char *p)
{
	uint32_t word;

	memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap32(word);
#endif
	return word;
}

static bool is_tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* What a single byte tells of the text. */
enum { SEEN_NUL = 1, SEEN_MARKUP = 2, SEEN_TABS = 4 };

static const uint8_t seen_by[128] = { [0] = SEEN_NUL,
	['<'] = SEEN_MARKUP,
	['&'] = SEEN_MARKUP,
	['*'] = SEEN_MARKUP,
	['#'] = SEEN_MARKUP,
	['\t'] = SEEN_TABS,
	['|'] = SEEN_TABS };

/* The length of the character at p, 0 when there is none. Whether E0 and ED begin one is seen later. */
static uint32_t length_of(const unsigned char *p)
{
	if (*p < 0x80)
		return 1;
	if (*p < 0xC2 || *p > 0xF4 || !is_tail(p[1]))
		return 0;
	if (*p < 0xE0)
		return 2;
	if (!is_tail(p[2]))
		return 0;
	if (*p < 0xF0)
		return 3;
	return !is_tail(p[3]) || (*p == 0xF0 && p[1] < 0x90) || (*p == 0xF4 && p[1] > 0x8F) ? 0 : 4;
}

/* By the three low bytes; the fourth does not matter (tools/lexmarks has it so: what is multiplied out of the word is gone). */
static inline uint32_t slot_of(uint32_t bytes)
{
	return (bytes * (0x93B5250Fu << 8)) >> (32 - MARKS_HASH_BITS);
}

/* Takes in the next character, which stands at `at` of the block. Puts down the two before it: the first may begin a token, or the second
 * a word, when this gives 1. */
static inline size_t slide(struct window *w, uint64_t begins, uint32_t at, struct place *place)
{
	w->open = (w->open << MARKS_WIDTH | FIRST_OF_GROUPS) & begins;
	place->groups = (uint32_t)(w->open >> 32);
	place->stand = w->stand;
	w->stand = w->stand << 16 | at;
	return w->open >= MARKS_PAIR_END << MARKS_WIDTH;
}

/* E0 and ED begin characters only before some bytes. They are rare: looked for by themselves. */
static bool holds(const unsigned char *from, const unsigned char *to, unsigned char lead, unsigned char tails)
{
	for (const unsigned char *p = from; p < to && (p = memchr(p, lead, (size_t)(to - p))); p++)
		if ((p[1] & 0xE0) != tails)
			return false;
	return true;
}

static inline bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

/* What is no character of three bytes ends pairs, and begins none. */
static uint64_t begins_rarely(const struct report_words *words, uint64_t begins)
{
	begins &= ~(MARKS_PAIRS | MARKS_PAIRS << MARKS_WIDTH);
	return words ? begins | MARKS_PAIR_END << MARKS_WIDTH : begins;
}

/* Whether the first of `bytes`, which stands alone behind the byte `before`, is a place for what stands around it, as a bit. : to ? are no
 * digits, but rare. */
static inline uint64_t stands_out(unsigned kind, unsigned char before, uint64_t bytes)
{
	unsigned digits = (kind == NARROW_DIGIT) & ((bytes & 0xF0F0F0) == 0x303030) & !is_digit(before);

	return digits | ((kind == NARROW_BEHIND) & before >> 7);
}

/* What the places of a block are found with. */
struct finder {
	const struct report_words *words;
	const uint64_t *begins, *narrow;
	const unsigned char *text;
	uint32_t limit;       /* the block's length */
	unsigned char before; /* the byte before it */
	struct window window;
	unsigned seen;
	size_t n;
	struct place *places;
};

/* Bytes that stand alone, from `at` on; gives where they end. */
static inline uint32_t find_narrow(struct finder *f, uint32_t at)
{
	struct window w = f->window;
	struct place *places = f->places;
	const unsigned char *text = f->text;
	unsigned char before = at > 0 ? text[at - 1] : f->before;
	unsigned seen = 0;
	size_t n = f->n;

	do {
		uint64_t word = load_le64(text + at), begun;
		if (word & 0x80)
			break;
		unsigned c = word & 0x7F;
		begun = f->narrow[c];
		seen |= seen_by[c];
		if (f->words)
			begun |= stands_out(f->words->narrow[c], before, word) * MARKS_PAIR_END;
		before = (unsigned char)c;
		n += slide(&w, begun, at, &places[n]);
	} while (++at < f->limit);
	f->window = w;
	f->seen |= seen;
	f->n = n;
	return at;
}

#define THREE UINT64_C(0x8080E0)      /* what characters of three bytes */
#define THREE_MASK UINT64_C(0xC0C0F0) /* have in these bits */

/* Characters of three bytes, two at a time: most texts are these. */
static inline uint32_t find_wide(struct finder *f, uint32_t at)
{
	struct window w = f->window;
	struct place *places = f->places;
	const uint64_t *begins = f->begins;
	const unsigned char *text = f->text;
	uint64_t word = load_le64(text + at);
	size_t n = f->n;

	for (; (word & (THREE_MASK | THREE_MASK << 24)) == (THREE | THREE << 24); word = load_le64(text + at)) {
		n += slide(&w, begins[slot_of((uint32_t)word)], at, &places[n]);
		n += slide(&w, begins[slot_of((uint32_t)(word >> 24))], at + 3, &places[n]);
		at += 6;
		if (at >= f->limit)
			break;
	}
	if (at < f->limit && (word & THREE_MASK) == THREE) {
		n += slide(&w, begins[slot_of((uint32_t)word)], at, &places[n]);
		at += 3;
	}
	f->window = w;
	f->n = n;
	return at;
}

/* A character of two or four bytes; gives where it ends, `at` when there is none. */
static uint32_t find_rare(struct finder *f, uint32_t at)
{
	uint32_t len = length_of(f->text + at), bytes = load_le32(f->text + at);
	uint64_t begun = f->begins[slot_of(len == 2 ? bytes & 0xFFFF : bytes)];

	if (len)
		f->n += slide(&f->window, begins_rarely(f->words, begun), at, &f->places[f->n]);
	return at + len;
}

/* The places of one block at which anything may begin; those of the last two characters come with the next one. */
static bool find_places(struct scan *s)
{
	const struct report_words *words = s->marks->words;
	const unsigned char *text = s->base + s->at;
	struct finder f = { .words = words, .text = text, .window = s->window, .places = s->places };
	uint32_t at = 0;

	s->from = s->at;
	f.begins = words ? words->begins : lex_marks.begins;
	f.narrow = words ? words->begins_narrow : lex_marks.narrow;
	f.limit = s->end - s->from > BLOCK ? BLOCK : s->end - s->from;
	f.before = s->from > 0 ? text[-1] : 0;
	while (at < f.limit) {
		uint32_t before = at;
		at = find_wide(&f, at);
		if (at < f.limit)
			at = find_narrow(&f, at);
		if (at != before)
			continue;
		at = find_rare(&f, at);
		if (at == before)
			return false;
	}
	s->seen |= f.seen;
	s->n = f.n;
	s->at = s->from + at;
	s->window = f.window;
	move_window(&s->window, at);
	return holds(text, text + at, 0xE0, 0xA0) && holds(text, text + at, 0xED, 0x80);
}

/* NUL follows the last characters: whether they begin anything. */
static void find_last(struct scan *s)
{
	s->n = 0;
	s->from = s->end;
	for (int i = 0; i < 2; i++) {
		uint64_t begins = begins_rarely(s->marks->words, lex_marks.narrow[0]);
		s->n += slide(&s->window, begins, 0, &s->places[s->n]);
	}
}

/* Gives the places of words to `marks`; the others stay. There is room. */
static void part_places(struct scan *s)
{
	struct vec *words = &s->marks->places;
	uint32_t *to = (uint32_t *)words->ptr + words->len;
	struct place *places = s->places;
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct place p = places[i];
		*to = second_at(s, p);
		to += (p.groups & PAIR_HITS) != 0;
		places[n] = p;
		n += p.groups >= HITS(1);
	}
	words->len = (size_t)(to - (uint32_t *)words->ptr);
	s->n = n;
}

/* The character in the low bytes of w, which is none of four bytes, and its length; without a branch for the usual ones. */
static inline uint32_t code_of(uint32_t w, uint32_t *len)
{
	uint32_t three = (w & 15) << 12 | (w >> 2 & 0xFC0) | (w >> 16 & 63), wide = 0 - (w >> 7 & 1);

	if ((w & 0xE0) == 0xC0) {
		*len = 2;
		return (w & 31) << 6 | (w >> 8 & 63);
	}
	*len = 1 + (wide & 2);
	return (three & wide) | (w & 0x7F & ~wide);
}

/* Whether the characters at p are among the beginnings of structure. Asked where they are of groups that are no more than likely;
 * without a branch, for half of them are. */
static inline bool may_begin(const unsigned char *p)
{
	uint64_t word = load_le64(p);
	uint32_t third = load_le32(p + 6);
	uint32_t len = 1 + (third >> 7 & 1) + ((third & 0xE0) == 0xE0);
	uint64_t pair = (word & UINT64_C(0xFFFFFFFFFFFF)) * UINT64_C(0x9E3779B97F4A7C15);
	uint64_t all = pair + (third & 0xFFFFFF >> (24 - 8 * len)) * UINT64_C(0xC2B2AE3D27D4EB4F);
	unsigned two = (unsigned)(pair >> (64 - MARKS_LONG_BITS)), three = (unsigned)(all >> (64 - MARKS_LONG_BITS));
	bool narrow = (word & UINT64_C(0xF00000F0)) != UINT64_C(0xE00000E0);

	return ((lex_marks.pairs[two / 64] >> two % 64 | lex_marks.triples[three / 64] >> three % 64) & 1) | narrow;
}

/* Digits before a Chinese character other than 是 are a number and no marker. Gives their end, or `at`. */
static inline uint32_t number_end(const unsigned char *base, uint32_t at)
{
	uint32_t end = at;

	while (is_digit(base[end]))
		end++;
	uint32_t next = load_le32(base + end) & 0xFFFFFF, lead = next & 0xFF;
	return lead >= 0xE4 && lead <= 0xE9 && next != 0xAF98E6 ? end : at;
}

/* The token of structure at a place that more than one character may make: gives where it ends. */
static inline uint32_t read_token(const unsigned char *base, uint32_t at, struct token *to)
{
	uint32_t end = number_end(base, at);

	if (end == at)
		return (uint32_t)(lex_token(base, at, to) - base);
	to->kind = TOK_NUMBER;
	to->value = 0;
	to->len = (uint16_t)(end - at > UINT16_MAX ? UINT16_MAX : end - at);
	return end;
}

/* Makes the places tokens of structure and stops of facts. There is room for all. */
static void put_places(struct scan *s)
{
	struct vec *tokens = &s->marks->tokens, *stops = &s->marks->stops;
	struct token *to = (struct token *)tokens->ptr + tokens->len;
	uint32_t *stop = (uint32_t *)stops->ptr + stops->len, token_end = s->token_end;
	const unsigned char *base = s->base;
	const struct place *places = s->places;

	for (size_t i = 0, n = s->n; i < n; i++) {
		uint32_t at = first_at(s, places[i]), groups = places[i].groups, len,
			 code = code_of(load_le32(base + at), &len);
		const struct mark_class *c = &lex_marks.classes[lex_marks.class[code]];

		*stop = at;
		stop += (c->flags & MARK_FACT) != 0;
		if (at < token_end)
			continue;
		*to = (struct token){ .at = at, .len = (uint16_t)len, .kind = c->kind, .value = c->value };
		if (groups & HITS(MARKS_RAW_GROUPS) && ((c->flags & MARK_ALONE) || may_begin(base + at)))
			token_end = read_token(base, at, to);
		to += to->kind != TOK_END;
	}
	s->token_end = token_end;
	tokens->len = (size_t)(to - (struct token *)tokens->ptr);
	stops->len = (size_t)(stop - (uint32_t *)stops->ptr);
}

static int read_places(struct scan *s)
{
	struct marks *m = s->marks;

	if (m->words && !vec_reserve(&m->places, s->n + 1))
		return ERR_NOMEM;
	if (m->words)
		part_places(s);
	if (!vec_reserve(&m->tokens, s->n + 1) || !vec_reserve(&m->stops, s->n + 1))
		return ERR_NOMEM;
	put_places(s);
	return 0;
}

static int scan(struct scan *s)
{
	struct vec *tokens = &s->marks->tokens;

	while (s->at < s->end) {
		if (!find_places(s))
			return ERR_INPUT;
		if (read_places(s) < 0)
			return ERR_NOMEM;
	}
	find_last(s);
	if (read_places(s) < 0)
		return ERR_NOMEM;
	struct token *end = vec_push(tokens);
	if (!end)
		return ERR_NOMEM;
	end->at = s->end;
	return 0;
}

int marks_scan(struct marks *m, struct str text)
{
	struct scan s; /* but for the places, all of it is set */

	s.base = (const unsigned char *)text.ptr;
	s.at = s.token_end = 0;
	s.end = (uint32_t)text.len;
	s.marks = m;
	s.window = (struct window){ .open = 0 };
	s.seen = 0;
	s.n = 0;
	m->tokens.len = m->stops.len = m->places.len = 0;
	if (!vec_reserve(&m->tokens, text.len / BYTES_A_TOKEN) || !vec_reserve(&m->stops, text.len / BYTES_A_STOP) ||
		(m->words && !vec_reserve(&m->places, text.len / BYTES_A_PLACE)))
		return ERR_NOMEM;
	int rc = scan(&s);
	m->nul = s.seen & SEEN_NUL;
	m->markup = s.seen & SEEN_MARKUP;
	m->tabs = s.seen & SEEN_TABS;
	return rc;
}

/* Mostly it is one of the next: doubling steps, then halves. */
size_t token_at(const struct vec *tokens, size_t from, uint32_t at)
{
	size_t step = 4, low = from, high = from;

	while (high < tokens->len && VEC_AT(tokens, struct token, high).at < at) {
		low = high + 1;
		high += step;
		step *= 2;
	}
	if (high >= tokens->len)
		high = tokens->len - 1;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (VEC_AT(tokens, struct token, middle).at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void marks_init(struct marks *m)
{
	*m = (struct marks){ .nul = false };
	vec_init(&m->tokens, sizeof(struct token));
	vec_init(&m->stops, sizeof(uint32_t));
	vec_init(&m->places, sizeof(uint32_t));
}

void marks_take_places(struct marks *m, struct vec *ret)
{
	*ret = m->places;
	vec_init(&m->places, sizeof(uint32_t));
}

void marks_clear(struct marks *m)
{
	vec_clear(&m->tokens);
	vec_clear(&m->stops);
	vec_clear(&m->places);
}
