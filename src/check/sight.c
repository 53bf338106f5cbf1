#include "sight.h"

#define HEADS 4096 /* hash values of two characters */
#define HASH_SHIFT 52
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
#define WORDS (CUES + MISPRINTS + sizeof(halfway_cues) / sizeof(halfway_cues[0]))

struct cue {
	struct str word;
	enum sight_kind kind;
};

#define PENALTY(w)                                                                                                     \
	{                                                                                                              \
		STR_INIT(w), SIGHT_PENALTY                                                                             \
	}
#define CITIZEN(w)                                                                                                     \
	{                                                                                                              \
		STR_INIT(w), SIGHT_CITIZEN                                                                             \
	}
#define SECRET(w)                                                                                                      \
	{                                                                                                              \
		STR_INIT(w), SIGHT_SECRET                                                                              \
	}
static const struct cue cues[] = { PENALTY("警告"), PENALTY("记过"), PENALTY("记大过"), PENALTY("撤职"),
	PENALTY("诫勉"), PENALTY("批评教育"), PENALTY("通报批评"), PENALTY("提醒谈话"), PENALTY("谈话提醒"),
	PENALTY("警示谈话"), PENALTY("书面检查"), PENALTY("立案审查"), PENALTY("立案调查"), PENALTY("免去"),
	PENALTY("开除"), PENALTY("留党察看"), PENALTY("检讨"), PENALTY("降级处分"), PENALTY("停职"), PENALTY("免职"),
	PENALTY("撤销党内"), CITIZEN("居民"), CITIZEN("村民"), CITIZEN("住户"), CITIZEN("业主"), CITIZEN("商户"),
	CITIZEN("租户"), CITIZEN("信访人"), CITIZEN("投诉人"), CITIZEN("举报人"), CITIZEN("来信人"), CITIZEN("来访人"),
	CITIZEN("困难群众"), CITIZEN("当事人"), CITIZEN("反映人"), CITIZEN("市民"), CITIZEN("户主"), SECRET("机密★"),
	SECRET("秘密★"), SECRET("绝密★"), SECRET("机密☆"), SECRET("秘密☆") };
#define CUES (sizeof(cues) / sizeof(cues[0]))

/* Words by the hash of their first two characters: `head` is 1 + the first one's place, `next` the following. */
struct finder {
	uint16_t head[HEADS];
	uint16_t next[WORDS];
	const char *begin, *end;
	struct vec *sights;
};

/* Six bytes as two that overlap: the same on every machine whose words are compared with its own texts. */
static uint32_t hash_two(const char *p)
{
	uint32_t front, back;

	memcpy(&front, p, sizeof(front));
	memcpy(&back, p + 2, sizeof(back));
	return (uint32_t)(((front | (uint64_t)back << 32) * UINT64_C(0x9E3779B97F4A7C15)) >> HASH_SHIFT);
}

/* All words in one row: cues, misprints, cues of work half done. */
static struct str word_at(size_t i)
{
	if (i < CUES)
		return cues[i].word;
	return i < CUES + MISPRINTS ? misprints[i - CUES].wrong : halfway_cues[i - CUES - MISPRINTS].word;
}

static void prepare(struct finder *f)
{
	for (size_t i = 0; i < WORDS; i++) {
		uint32_t h = hash_two(word_at(i).ptr);
		f->next[i] = f->head[h];
		f->head[h] = (uint16_t)(i + 1);
	}
}

static int push(struct finder *f, enum sight_kind kind, size_t word, const char *from, const char *to)
{
	struct sight *s = vec_push(f->sights);

	if (!s)
		return ERR_NOMEM;
	*s = (struct sight){ kind, (uint16_t)word, { (uint32_t)(from - f->begin), (uint32_t)(to - f->begin) } };
	return 0;
}

static int push_word(struct finder *f, size_t word, const char *p, size_t len)
{
	if (word < CUES)
		return push(f, cues[word].kind, 0, p, p + len);
	return word < CUES + MISPRINTS ? push(f, SIGHT_MISPRINT, word - CUES, p, p + len)
				       : push(f, SIGHT_HALFWAY, word - CUES - MISPRINTS, p, p + len);
}

/* The words that begin with the two characters at p. */
static int look_up(struct finder *f, size_t first, const char *p)
{
	for (size_t i = first; i > 0; i = f->next[i - 1]) {
		struct str w = word_at(i - 1);
		if ((size_t)(f->end - p) < w.len || memcmp(p, w.ptr, w.len) != 0)
			continue;
		int rc = push_word(f, i - 1, p, w.len);
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
	bool inside = p > f->begin && (is_letter(p[-1]) || p[-1] == '.' || p[-1] == '_' || p[-1] == '*');
	if (to - p >= 3 && to - p <= 4 &&
		(stands_at(f, to, "室") || stands_at(f, p - 6, "单元") || stands_at(f, p - 3, "门")))
		return push(f, SIGHT_ROOM, 0, p, to);
	if (to - p < 3 || inside)
		return 0;
	end = groups_end(f, p, &digits);
	if (digits < DIGITS_MIN)
		return 0;
	*ret = end;
	if (digits > DIGITS_MAX || (end < f->end && (is_letter(*end) || is_digit(*end) || *end == '*' || *end == '_')))
		return 0;
	return push(f, SIGHT_DIGITS, 0, p, end);
}

static bool between_characters(const struct finder *f, const char *p)
{
	return p > f->begin + 2 && p + 1 < f->end && (unsigned char)p[-3] >= 0xE4 && (unsigned char)p[-3] <= 0xE9 &&
	       (unsigned char)p[1] >= 0xE4 && (unsigned char)p[1] <= 0xE9;
}

/* One byte below 0x80 and what begins with it. */
static int narrow(struct finder *f, const char *p, const char **ret)
{
	*ret = p + 1;
	if (is_digit(*p))
		return digits_at(f, p, ret);
	switch (*p) {
	case ',':
	case ';':
	case ':':
	case '(':
	case '?':
	case '!':
		return between_characters(f, p) ? push(f, SIGHT_HALF, 0, p, p + 1) : 0;
	default:
		break;
	}
	if (!is_letter(*p))
		return 0;
	int rc = 0;
	if (*p <= 'Z' && p >= f->begin + 3 && (unsigned char)p[-3] >= 0xE4 && (unsigned char)p[-3] <= 0xE9)
		rc = push(f, SIGHT_PLATE, 0, p - 3, p + 1);
	while (p < f->end && (is_letter(*p) || is_digit(*p)))
		p++;
	*ret = p;
	return rc;
}

static int scan(struct finder *f)
{
	const char *p = f->begin;
	int rc = 0;

	/* zero bytes lie behind the text: six may be read at its last character */
	while (p < f->end && rc == 0) {
		size_t first = 0;
		while (p < f->end && ((unsigned char)*p & 0xF0) == 0xE0 && !(first = f->head[hash_two(p)]))
			p += 3;
		if (p >= f->end)
			break;
		unsigned char c = (unsigned char)*p;
		if (first) {
			rc = look_up(f, first, p);
			p += 3;
		} else if (c < 0x80) {
			rc = narrow(f, p, &p);
		} else {
			p += c < 0xE0 ? 2 : 4;
		}
	}
	return rc;
}

const struct vec *sights_of(struct check *c)
{
	const struct report *r = c->report;

	if (c->sighted)
		return &c->sights;
	struct finder f = { .sights = &c->sights, .begin = r->text.ptr, .end = r->text.ptr + r->text.len };
	/* a second copy says the same again */
	if (r->copies.len > 1)
		f.end = r->text.ptr + VEC_AT(&r->copies, struct span, 1).start;
	prepare(&f);
	if (scan(&f) < 0)
		return NULL;
	c->sighted = true;
	return &c->sights;
}
