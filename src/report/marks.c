#include "marks.h"

#include "err.h"
#include "starts.h"

/* The text is read in blocks whose places stay in the cache. */
enum { BLOCK = 2048 };

/* What the characters before the one being read may begin. */
struct window {
	uint32_t before, last; /* `begins` of the last but one and of the last character */
	uint32_t pair;         /* the groups to which both may belong */
	uint32_t before_at, last_at;
};

struct scan {
	const unsigned char *base, *limit, *at;
	struct marks *marks;
	struct window window;
	uint32_t run_end;   /* where the last place ended */
	uint8_t run;        /* its flags */
	uint32_t token_end; /* behind the last token */
	uint32_t places[BLOCK + 8];
	size_t n;
};

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

/* The length of the character at p that is not one of the usual ones, 0 when there is none. */
static uint32_t odd_length(struct marks *m, const unsigned char *p)
{
	if (*p < 0x80) {
		m->nul |= *p == 0;
		m->markup |= *p == '<' || *p == '&' || *p == '*';
		m->tabs |= *p == '\t' || *p == '|';
		return 1;
	}
	if (*p < 0xC2 || *p > 0xF4 || !is_tail(p[1]))
		return 0;
	if (*p < 0xE0)
		return 2;
	if (!is_tail(p[2]) || (*p == 0xE0 && p[1] < 0xA0) || (*p == 0xED && p[1] > 0x9F))
		return 0;
	if (*p < 0xF0)
		return 3;
	return !is_tail(p[3]) || (*p == 0xF0 && p[1] < 0x90) || (*p == 0xF4 && p[1] > 0x8F) ? 0 : 4;
}

/* Two characters of three bytes each, none of E0 and ED, whose second byte must be looked at. */
static inline bool are_usual(uint64_t w)
{
	return (w & UINT64_C(0xC0C0F0C0C0F0)) == UINT64_C(0x8080E08080E0) && !(0x2001u >> (w & 15) & 1) &&
	       !(0x2001u >> (w >> 24 & 15) & 1);
}

static inline uint32_t begins_of(uint32_t bytes)
{
	return lex_marks.begins[(bytes * 0x9E3779B1u) >> (32 - MARKS_HASH_BITS)];
}

#define SECONDS (((1u << MARKS_GROUPS) - 1) << (1 + MARKS_GROUPS))

/* Takes in the next character: tells whether the last but one may begin a token. */
static inline bool slide(struct window *w, uint32_t begins, uint32_t at)
{
	bool hit = (w->before & 1) | (w->pair << MARKS_GROUPS & begins);
	w->pair = w->last << MARKS_GROUPS & begins & SECONDS;
	w->before = w->last;
	w->last = begins;
	w->before_at = w->last_at;
	w->last_at = at;
	return hit;
}

/* The usual characters from `at` to a place behind which not two of them stand, or to the limit. */
static size_t find_usual(struct scan *s, const unsigned char *limit, size_t n)
{
	const unsigned char *p = s->at, *base = s->base;
	struct window w = s->window;

	for (uint64_t word = load_le64(p); p < limit && are_usual(word); word = load_le64(p)) {
		uint32_t at = (uint32_t)(p - base);
		uint32_t one = begins_of((uint32_t)word << 8), two = begins_of(word >> 16 & 0xFFFFFF00);
		s->places[n] = w.before_at;
		n += slide(&w, one, at);
		s->places[n] = w.before_at;
		n += slide(&w, two, at + 3);
		p += 6;
	}
	s->at = p;
	s->window = w;
	return n;
}

/* The places of one block at which anything may begin; those of the last two characters come with the next one. */
static bool find_places(struct scan *s)
{
	const unsigned char *limit = s->limit - s->at > BLOCK ? s->at + BLOCK : s->limit;
	size_t n = 0;

	while (s->at < limit) {
		n = find_usual(s, limit, n);
		if (s->at >= limit)
			break;
		uint32_t len = odd_length(s->marks, s->at), word = load_le32(s->at);
		if (!len)
			return false;
		uint32_t bytes = len == 1 ? (word & 0xFF) << 8 : len == 2 ? (word & 0xFFFF) << 8 : word << 8;
		s->places[n] = s->window.before_at;
		n += slide(&s->window, begins_of(bytes), (uint32_t)(s->at - s->base));
		s->at += len;
	}
	for (int i = 0; s->at == s->limit && i < 2; i++) { /* NUL follows */
		s->places[n] = s->window.before_at;
		n += slide(&s->window, begins_of(0), (uint32_t)(s->at - s->base));
	}
	s->n = n;
	return true;
}

static inline uint32_t code_of(uint32_t w)
{
	uint32_t three = (w & 15) << 12 | (w >> 2 & 0xFC0) | (w >> 16 & 63), two = (w & 31) << 6 | (w >> 8 & 63);

	return (w & 0xFF) < 0x80 ? w & 0x7F : (w & 0xFF) < 0xE0 ? two : three;
}

/* Makes the places tokens of structure and stops of facts. There is room for all. */
static void read_places(struct scan *s)
{
	struct vec *tokens = &s->marks->tokens, *stops = &s->marks->stops;
	struct token *to = (struct token *)tokens->ptr + tokens->len;
	uint32_t *stop = (uint32_t *)stops->ptr + stops->len;

	for (size_t i = 0; i < s->n; i++) {
		uint32_t at = s->places[i], word = load_le32(s->base + at);
		uint32_t len = (word & 0xFF) < 0x80   ? 1
			       : (word & 0xFF) < 0xE0 ? 2
						      : 3; /* of four bytes nothing begins */
		const struct mark_class *c = &lex_marks.classes[lex_marks.class[code_of(word)]];
		unsigned run = s->run_end == at ? s->run & c->flags : 0;

		*stop = at;
		stop += (c->flags & (MARK_FACT | MARK_FACT_MORE)) && !(run & MARK_FACT);
		s->run_end = at + len;
		s->run = c->flags;
		if (at < s->token_end || run & MARK_NUMBER)
			continue;
		*to = (struct token){ .at = at, .len = (uint16_t)len, .kind = c->kind, .value = c->value };
		if (c->flags & MARK_RAW)
			s->token_end = (uint32_t)(lex_token(s->base, at, to) - s->base);
		to += to->kind != TOK_END;
	}
	tokens->len = (size_t)(to - (struct token *)tokens->ptr);
	stops->len = (size_t)(stop - (uint32_t *)stops->ptr);
}

static int scan(struct scan *s)
{
	struct vec *tokens = &s->marks->tokens;

	while (s->at < s->limit) {
		if (!find_places(s))
			return ERR_INPUT;
		if (!vec_reserve(tokens, s->n + 1) || !vec_reserve(&s->marks->stops, s->n + 1))
			return ERR_NOMEM;
		read_places(s);
	}
	struct token *end = vec_push(tokens);
	if (!end)
		return ERR_NOMEM;
	end->at = (uint32_t)(s->limit - s->base);
	return 0;
}

int marks_scan(struct marks *m, struct str text)
{
	const unsigned char *base = (const unsigned char *)text.ptr;
	struct scan s = { .base = base, .limit = base + text.len, .at = base, .marks = m, .run_end = UINT32_MAX };

	m->tokens.len = m->stops.len = 0;
	m->nul = m->markup = m->tabs = false;
	return scan(&s);
}

void marks_init(struct marks *m)
{
	*m = (struct marks){ .nul = false };
	vec_init(&m->tokens, sizeof(struct token));
	vec_init(&m->stops, sizeof(uint32_t));
}

void marks_clear(struct marks *m)
{
	vec_clear(&m->tokens);
	vec_clear(&m->stops);
}

bool marks_in_run(const char *p)
{
	uint32_t c = starts_code((const unsigned char *)p);

	return (unsigned char)*p < 0xF0 && lex_marks.classes[lex_marks.class[c]].flags & MARK_FACT;
}
