#include "sight.h"

#include "fault.h"
#include "sight_words.h"
#include "spot.h"

#define DIGITS_MIN 11
#define DIGITS_MAX 24
#define RUN_MAX 40 /* bytes of digits with what parts their groups */

#define MISPRINT(wrong, right, unless) { STR_INIT(wrong), STR_INIT(right), STR_INIT(unless) },
const struct misprint misprints[] = {
#include "misprints.def"
};
#undef MISPRINT
const size_t misprints_count = sizeof(misprints) / sizeof(misprints[0]);

#define HALFWAY(word, kind) { STR_INIT(word), HALFWAY_##kind },
const struct halfway_cue halfway_cues[] = {
#include "halfway.def"
};
#undef HALFWAY
const size_t halfway_count = sizeof(halfway_cues) / sizeof(halfway_cues[0]);
#define MISPRINTS (sizeof(misprints) / sizeof(misprints[0]))

struct cue {
	struct str word;
	enum sight_kind kind;
};

#define CUE(word, kind) { STR_INIT(word), SIGHT_##kind },
static const struct cue cues[] = {
#include "cues.def"
};
#undef CUE
#define CUES (sizeof(cues) / sizeof(cues[0]))

struct finder {
	const char *begin, *end;
	struct sights *to;
	bool first; /* the first copy */
};

/* All words in one row: cues, misprints, cues of work half done. */
#define WORDS (CUES + MISPRINTS + sizeof(halfway_cues) / sizeof(halfway_cues[0]))
static struct str word_at(size_t i)
{
	if (i < CUES)
		return cues[i].word;
	return i < CUES + MISPRINTS ? misprints[i - CUES].wrong : halfway_cues[i - CUES - MISPRINTS].word;
}

/* In order: a word that is found by its end may begin before the last sight. */
static int push(struct finder *f, enum sight_kind kind, size_t word, const char *from, const char *to)
{
	struct vec *v = &f->to->found;
	uint32_t start = (uint32_t)(from - f->begin);

	if (!vec_push(v))
		return ERR_NOMEM;
	struct sight *s = &VEC_AT(v, struct sight, v->len - 1);
	for (; s > (struct sight *)v->ptr && s[-1].span.start > start; s--)
		*s = s[-1];
	*s = (struct sight){ kind, (uint16_t)word, { start, (uint32_t)(to - f->begin) } };
	return 0;
}

static int push_word(struct finder *f, size_t word, const char *p, size_t len)
{
	if (word < CUES)
		return push(f, cues[word].kind, 0, p, p + len);
	return word < CUES + MISPRINTS ? push(f, SIGHT_MISPRINT, word - CUES, p, p + len)
				       : push(f, SIGHT_HALFWAY, word - CUES - MISPRINTS, p, p + len);
}

/* The words told by the two characters of which one stands at p. */
static int look_up(struct finder *f, const char *p, const struct sight_entry *e)
{
	for (; e->word > 0; e++) {
		if (memcmp(p + e->behind - sizeof(e->last), e->last, sizeof(e->last)) != 0)
			continue;
		size_t i = e->word - 1U;
		struct str w = word_at(i);
		const char *from = p - e->told;
		if (from < f->begin || !str_starts((struct str){ from, (size_t)(f->end - from) }, w))
			continue;
		int rc = push_word(f, i, from, w.len);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool stands_at(const struct finder *f, const char *p, const char *word)
{
	size_t n = strlen(word);

	return p >= f->begin && (size_t)(f->end - p) >= n && memcmp(p, word, n) == 0;
}

/* Behind the groups of digits that begin at p; *ret_digits counts them. */
static const char *groups_end(const struct finder *f, const char *p, int *ret_digits)
{
	const char *from = p;
	int digits = 0;

	while (p < f->end && p - from < RUN_MAX) {
		if (is_digit(*p))
			digits++;
		else if (!((*p == ' ' || *p == '-') && p + 1 < f->end && is_digit(p[1]) && digits <= DIGITS_MAX))
			break;
		p++;
	}
	if (p < f->end && (*p == 'X' || *p == 'x') && digits == 17)
		p++;
	*ret_digits = digits;
	return p;
}

/* Reads the digits at p; *ret lies behind them. */
static int digits_at(struct finder *f, const char *p, const char **ret)
{
	const char *to = p, *end;
	int digits;

	while (to < f->end && is_digit(*to))
		to++;
	*ret = to;
	bool inside = p > f->begin && (p[-1] == '.' || p[-1] == '_' || p[-1] == '*');
	if (to - p >= 3 && to - p <= 4 &&
		(stands_at(f, to, "室") || stands_at(f, to, " 室") || stands_at(f, p - 6, "单元") ||
			stands_at(f, p - 7, "单元 ") || stands_at(f, p - 3, "门") || stands_at(f, p - 4, "门 ")))
		return push(f, SIGHT_ROOM, 0, p, to);
	if (to - p < 3 || inside)
		return 0;
	end = groups_end(f, p, &digits);
	if (digits < DIGITS_MIN)
		return 0;
	*ret = end > to ? end : to; /* a run of very many digits is walked once */
	if (digits > DIGITS_MAX || (end < f->end && (is_letter(*end) || is_digit(*end) || *end == '*' || *end == '_')))
		return 0;
	return push(f, SIGHT_DIGITS, 0, p, end);
}

static bool is_ideograph(const char *p)
{
	return (unsigned char)*p >= 0xE4 && (unsigned char)*p <= 0xE9;
}

static bool between_characters(const struct finder *f, const char *p)
{
	return p > f->begin + 2 && p + 1 < f->end && is_ideograph(p - 3) && is_ideograph(p + 1);
}

/* The number of the word of one character that stands there, as word_at() counts it; WORDS: none does. */
static size_t sign_at(const char *p)
{
	size_t i = sight_words.signs[(unsigned char)(p[1] + p[2])];

	return i > 0 && memcmp(p, word_at(i - 1).ptr, 3) == 0 ? i - 1 : WORDS;
}

/* One byte below 0x80 and what begins with it; *ret_done lies behind what needs no further look. */
static int narrow(struct finder *f, const char *p, const char **ret_done)
{
	int rc = 0;

	if (is_letter(*p))
		return p >= f->begin + 3 && is_ideograph(p - 3) ? push(f, SIGHT_PLATE, 0, p - 3, p + 1) : 0;
	if (p > f->begin && is_letter(p[-1]))
		return 0;
	while (rc == 0 && p < f->end && is_digit(*p)) /* of too many digits a part at a time */
		rc = digits_at(f, p, &p);
	*ret_done = p;
	return rc;
}

/* A character of three bytes that is looked for, perhaps with the next one. */
static int wide(struct finder *f, const char *p)
{
	uint64_t word = load_eight(p);
	int rc = look_up(f, p, &sight_words.entries[sight_words.head[sight_slot(word)]]);

	size_t sign = sight_alone(word) & SIGHT_WORD ? sign_at(p) : WORDS;
	return rc == 0 && sign < WORDS ? push_word(f, sign, p, 3) : rc;
}

#define CHUNK 512 /* places */

/* What a byte that stands alone may be. */
enum { SIGN_HALF = 1, SIGN_OTHER = 2, SIGN_HINT = 4 }; /* in bits */
static const uint8_t signs[256] = {
	['('] = SIGN_HALF,
	[','] = SIGN_HALF,
	[';'] = SIGN_HALF,
	[':'] = SIGN_HALF,
	['?'] = SIGN_HALF,
	['!'] = SIGN_HALF,
	['%'] = SIGN_HINT,
	['0' ... '9'] = SIGN_OTHER,
	['A' ... 'Z'] = SIGN_OTHER,
};

/* Of the signs of half width behind the halves, up to `end`, those of the first copy that stand between characters. */
static void keep_halves(const struct finder *f, struct vec *halves, size_t end)
{
	uint32_t *all = halves->ptr;
	size_t n = halves->len;

	for (size_t i = n; i < end && f->first; i++) {
		uint32_t at = all[i];
		all[n] = at;
		n += between_characters(f, f->begin + at);
	}
	halves->len = n;
}

/* Keeps the marks, the halves and the hints among the places, for which there is room; the others are put down. Gives their number. What a
 * place is nobody foresees: there is no branch on it. */
static size_t sort_out(struct finder *f, const uint32_t *at, size_t n, uint32_t *others)
{
	struct vec *marks = &f->to->marks, *halves = &f->to->halves, *hints = &f->to->hints;
	struct mark *mark = (struct mark *)marks->ptr + marks->len;
	uint32_t *half = (uint32_t *)halves->ptr + halves->len, *hint = (uint32_t *)hints->ptr + hints->len;
	uint32_t *other = others;

	for (size_t i = 0; i < n; i++) {
		const char *p = f->begin + at[i];
		uint64_t word = load_eight(p);
		uint32_t three = word >> 7 & 1, bytes = (uint32_t)word & (((0 - three) & 0xFFFF00) | 0xFF);
		const struct mark_sign *m = &mark_signs[MARK_SLOT(bytes)];
		uint32_t is_mark = m->bytes == bytes, sign = signs[word & 0xFF];
		uint32_t looked_for = (sight_told(word) | sight_alone(word)) & (0 - (three & ~is_mark));
		*mark = (struct mark){ at[i], m->kind, m->closes };
		mark += is_mark;
		*half = at[i];
		half += sign & SIGN_HALF;
		*hint = at[i];
		hint += (sign | looked_for << 1) / SIGN_HINT;
		*other = at[i];
		other += (sign / SIGN_OTHER | looked_for) & SIGHT_WORD;
	}
	marks->len = (size_t)(mark - (struct mark *)marks->ptr);
	hints->len = (size_t)(hint - (uint32_t *)hints->ptr);
	keep_halves(f, halves, (size_t)(half - (uint32_t *)halves->ptr));
	return (size_t)(other - others);
}

/* The next n places; there is room for what is sorted out of all. */
static int look_at(struct finder *f, const uint32_t *at, size_t n)
{
	const char *done = f->begin;
	int rc = 0;

	while (n > 0 && rc == 0) {
		uint32_t others[CHUNK + 1];
		size_t some = n < CHUNK ? n : CHUNK;
		size_t count = sort_out(f, at, some, others);
		for (size_t i = 0; i < count && rc == 0; i++) {
			const char *p = f->begin + others[i];
			if (p < done)
				continue;
			rc = (unsigned char)*p < 0x80 ? narrow(f, p, &done) : wide(f, p);
		}
		at += some;
		n -= some;
	}
	return rc;
}

static int look_through(const struct report *r, const struct vec *places, struct sights *s)
{
	struct finder f = { .to = s, .begin = r->text.ptr, .end = r->text.ptr + r->text.len, .first = true };
	const char *end = f.end;
	const uint32_t *all = places->ptr;

	if (r->copies.len > 1)
		f.end = r->text.ptr + VEC_AT(&r->copies, struct span, 1).start;
	size_t first = spot_first(places, 0, (uint32_t)(f.end - f.begin), places->len), most = places->len + 1;
	if (!vec_reserve(&s->marks, most) || !vec_reserve(&s->halves, most) || !vec_reserve(&s->hints, most))
		return ERR_NOMEM;
	int rc = look_at(&f, all, first);
	size_t found = s->found.len;
	f.end = end;
	f.first = false;
	rc = rc == 0 && first < places->len ? look_at(&f, all + first, places->len - first) : rc;
	s->found.len = found;
	return rc;
}

/* A report that was not parsed with our words is read again for them. */
static int read_report(const struct report *r, struct sights *s)
{
	struct vec places;

	if (r->words == &check_words)
		return look_through(r, &r->places, s);
	int rc = report_places(r, &check_words, &places);
	if (rc == 0)
		rc = look_through(r, &places, s);
	vec_clear(&places);
	return rc;
}

static struct sights *all_of(struct check *c)
{
	if (c->sights)
		return c->sights;
	struct sights *s = fault_calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	vec_init(&s->found, sizeof(struct sight));
	vec_init(&s->marks, sizeof(struct mark));
	vec_init(&s->hints, sizeof(uint32_t));
	vec_init(&s->halves, sizeof(uint32_t));
	if (read_report(c->report, s) < 0) {
		sights_free(s);
		return NULL;
	}
	return c->sights = s;
}

const struct vec *sights_of(struct check *c)
{
	const struct sights *s = all_of(c);

	return s ? &s->found : NULL;
}

const struct vec *marks_of(struct check *c)
{
	const struct sights *s = all_of(c);

	return s ? &s->marks : NULL;
}

const struct vec *halves_of(struct check *c)
{
	const struct sights *s = all_of(c);

	return s ? &s->halves : NULL;
}

bool hints_from(struct check *c, uint32_t offset, struct hints *ret)
{
	struct sights *s = all_of(c);
	const uint32_t *all = s ? s->hints.ptr : NULL;

	*ret = (struct hints){ .base = offset };
	if (!s || s->hints.len == 0)
		return s != NULL;
	s->hint = spot_first(&s->hints, 0, offset, s->hint);
	*ret = (struct hints){ all + s->hint, all + s->hints.len, offset };
	return true;
}

void sights_free(struct sights *s)
{
	if (!s)
		return;
	vec_clear(&s->found);
	vec_clear(&s->marks);
	vec_clear(&s->hints);
	vec_clear(&s->halves);
	free(s);
}
