/* The lexer of facts and what its handlers share: private to facts*.c.
 *
 * facts_next() reads one token at a place that can begin one; marks_scan() has found these places. Handlers look at bounded surroundings only: the pass stays linear. */
#ifndef REPORT_FACTS_LEX_H
#define REPORT_FACTS_LEX_H

#include "facts.h"

#include <stdatomic.h>

enum fact_token {
	FACT_NONE, /* one character without meaning here */
	FACT_SKIP, /* a fixed expression, a code, a web address: no fact in it */
	FACT_NUMBER,
	FACT_DOTTED,    /* 1.2.3 */
	FACT_HANZI,     /* a run of Chinese numerals */
	FACT_HAN_POINT, /* 二点五 */
	FACT_ORDINAL,
	FACT_PERCENT_OF, /* 百分之三, 千分之三 */
	FACT_TIME,
	FACT_ISO,
	FACT_COMPACT, /* 20230609 */
	FACT_YMD,
	FACT_YM,
	FACT_Y,
	FACT_MD,
	FACT_M,
	FACT_D,
	FACT_Y_RANGE, /* 2016—2019年 */
	FACT_M_RANGE, /* 1—11月 */
	FACT_HAN_DATE,
	FACT_HAN_DAY,
	FACT_HALF,
	FACT_QUARTER,
	FACT_RELATIVE, /* 今年 */
	FACT_TITLE,    /* 《 */
	FACT_DOC_NO,   /* 〔2020〕29号 */
	FACT_DOC_RUN,  /* 2020029号, whose brackets are lost */
	FACT_ORG_LABEL,
	FACT_LEAD,
	FACT_CHARGE,
	FACT_HELP,
	FACT_PEOPLE,
	FACT_PHONE_LABEL,
	FACT_EMAIL_LABEL,
	FACT_ADDRESS_LABEL,
	FACT_POSTCODE_LABEL,
	FACT_PHONE_CALL, /* 拨打 */
	FACT_LETTER,     /* 致信, 寄至 */
	FACT_PHONE,      /* 0571-5550123 */
	FACT_AT,         /* of an e-mail address */
};

enum unit_class {
	UNIT_NONE,
	UNIT_COUNT,   /* of whole things: 个 条 人次 */
	UNIT_MEASURE, /* that divides: 米 吨 小时 年 */
	UNIT_MONEY,
	UNIT_SCALE, /* 万, 亿 alone */
	UNIT_PERCENT,
	UNIT_POINTS,
	UNIT_NUMBER, /* 号 */
};

/* What begins at `p` (< limit); *ret_end lies behind it, never behind `limit`. */
enum fact_token facts_next(const char *p, const char *limit, const char **ret_end);
/* The longest measure word at `p`; its length in bytes goes to *ret_len (0 for UNIT_NONE). */
enum unit_class facts_unit(const char *p, const char *limit, size_t *ret_len);
/* What is done with a document, as the words around its title say. */
enum fact_verb {
	VERB_NONE,
	VERB_ISSUE,
	VERB_REVISE,
	VERB_DRAFT,
	VERB_SUBMIT,
	VERB_CITE,
	VERB_TRIAL,
	VERB_FUTURE,
	VERB_NOT
};

/* The verb at `p`; *ret_len is the length of what was read, 0 for one character without meaning. */
enum fact_verb facts_verb(const char *p, const char *limit, size_t *ret_len);
/* The length of the document number (29号) with its year in brackets at `p`, or 0. */
size_t facts_document_number(const char *p, const char *limit);

struct facts {
	struct report *r;
	struct span body;
	const char *text;          /* r->text.ptr: offsets count from here */
	const char *begin, *limit; /* the body */
	/* dates */
	int base_year;         /* what 今年 means, 0: not sure */
	int last_year;         /* of the nearest earlier date with one on this line, 0: none */
	int any_year;          /* the same on any line */
	const char *line_seen; /* no line ends between that date and here */
	struct date window;    /* the inspection's beginning, or none */
	enum said_year pending_said;
	int pending_year; /* a resolved 今年 whose date may follow */
	const char *pending_end;
	/* documents */
	const char *unclosed; /* no 》 before here */
	/* chains: A、B with one action or role */
	const char *title_end;
	enum document_action title_action;
	const char *org_done;    /* organisations were read up to here */
	const char *people_done; /* the people counted last */
};

/* Handlers: begin and end of the token; *ret_next is where reading goes on (preset to `to`).
 * 0 or ERR_NOMEM. */
typedef int facts_handler(struct facts *f, enum fact_token t, const char *from, const char *to, const char **ret_next);
/* The names in the cells of ledgers' columns of departments. 0 or ERR_NOMEM. */
int facts_org_cells(struct facts *f);
facts_handler facts_number, facts_date, facts_document, facts_org, facts_people, facts_contact;

/* --- small tools --- */

static inline struct span facts_span(const struct facts *f, const char *from, const char *to)
{
	return (struct span){ (uint32_t)(from - f->text), (uint32_t)(to - f->text) };
}

static inline struct str facts_str(const char *from, const char *to)
{
	return (struct str){ from, (size_t)(to - from) };
}

/* Most comparisons fail: the last byte of a Chinese character tells sooner than its first. */
static inline bool facts_same(const char *p, struct str word)
{
	return p[word.len - 1] == word.ptr[word.len - 1] && p[0] == word.ptr[0] && memcmp(p, word.ptr, word.len) == 0;
}

/* Whether `word` (not empty) stands at `p`, or ends there. */
static inline bool facts_at(const struct facts *f, const char *p, struct str word)
{
	return p >= f->begin && (size_t)(f->limit - p) >= word.len && facts_same(p, word);
}

static inline bool facts_before(const struct facts *f, const char *p, struct str word)
{
	return (size_t)(p - f->begin) >= word.len && facts_same(p - word.len, word);
}

/* A list of words that ends with an empty one. Of few places the next (last) character is that of any of them: its last two
 * bytes, of which a list keeps the lower six bits, tell so without looking at the words. They are read at first use. */
struct facts_list {
	const struct str *words;
	_Atomic uint64_t at[2], before[2];
};
#define FACTS_LIST(name, ...)                                                                                          \
	static const struct str name##_words[] = { __VA_ARGS__, STR_NONE };                                            \
	static struct facts_list name[1] = { { .words = name##_words } }

void facts_list_read(struct facts_list *l);
const struct str *facts_longest_at(const struct facts *f, const char *p, const struct str *words);
const struct str *facts_longest_before(const struct facts *f, const char *p, const struct str *words);

static inline bool facts_has_bit(const _Atomic uint64_t *bits, unsigned char c)
{
	return atomic_load_explicit(bits, memory_order_relaxed) >> (c & 63) & 1;
}

static inline void facts_list_ready(struct facts_list *l)
{
	if (atomic_load_explicit(&l->at[0], memory_order_acquire) == 0)
		facts_list_read(l);
}

/* The longest word of a list at `p` or before it; NULL: none. */
static inline const struct str *facts_any_at(const struct facts *f, const char *p, struct facts_list *l)
{
	if (p < f->begin || p >= f->limit)
		return NULL;
	unsigned char c = (unsigned char)*p;
	unsigned last = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;

	facts_list_ready(l);
	if (!facts_has_bit(&l->at[0], (unsigned char)p[last]) ||
		!facts_has_bit(&l->at[1], last ? (unsigned char)p[last - 1] : 0))
		return NULL;
	return facts_longest_at(f, p, l->words);
}

static inline const struct str *facts_any_before(const struct facts *f, const char *p, struct facts_list *l)
{
	if (p <= f->begin)
		return NULL;
	unsigned char c = (unsigned char)p[-1];

	facts_list_ready(l);
	if (!facts_has_bit(&l->before[0], c) || !facts_has_bit(&l->before[1], c < 0x80 ? 0 : (unsigned char)p[-2]))
		return NULL;
	return facts_longest_before(f, p, l->words);
}

/* Most characters are these: of three bytes, and no mark. */
static inline bool facts_hanzi(const char *p)
{
	return (unsigned char)*p >= 0xE4 && (unsigned char)*p <= 0xE9;
}

/* The beginning of the character before p (p > f->begin). */
static inline const char *facts_back(const struct facts *f, const char *p)
{
	if (p - f->begin >= 3 && facts_hanzi(p - 3))
		return p - 3;
	do
		p--;
	while (p > f->begin && ((unsigned char)*p & 0xC0) == 0x80);
	return p;
}

/* The beginning of the next character (p < f->limit). */
static inline const char *facts_forward(const struct facts *f, const char *p)
{
	if (facts_hanzi(p) && f->limit - p >= 3)
		return p + 3;
	do
		p++;
	while (p < f->limit && ((unsigned char)*p & 0xC0) == 0x80);
	return p;
}

const char *facts_skip_blanks(const struct facts *f, const char *p, int max) __attribute__((returns_nonnull));
const char *facts_skip_blanks_before(const struct facts *f, const char *p, int max) __attribute__((returns_nonnull));

/* Behind (before) at most `max` blanks, never over a line's end. Mostly there is none. */
static inline const char *facts_blanks(const struct facts *f, const char *p, int max)
{
	const unsigned char *u = (const unsigned char *)p;
	bool perhaps = p < f->limit && (*u == ' ' || *u == '\t' || *u == 0xC2 || (*u == 0xE3 && u[2] == 0x80));

	return perhaps ? facts_skip_blanks(f, p, max) : p;
}

static inline const char *facts_blanks_before(const struct facts *f, const char *p, int max)
{
	unsigned char c = p > f->begin ? (unsigned char)p[-1] : 0;
	bool perhaps = c == ' ' || c == '\t' || c == 0xA0 || c == 0x80;

	return perhaps ? facts_skip_blanks_before(f, p, max) : p;
}

/* Whether a digit of half or full width stands before p. */
static inline bool facts_digit_before(const struct facts *f, const char *p)
{
	unsigned char c = p > f->begin ? (unsigned char)p[-1] : 0;

	if (c >= '0' && c <= '9')
		return true;
	return c >= 0x90 && c <= 0x99 && p - f->begin >= 3 && (unsigned char)p[-2] == 0xBC &&
	       (unsigned char)p[-3] == 0xEF;
}

bool facts_line_start(const struct facts *f, const char *p);
/* Whether p stands behind 。；： and the like, or at a line's start. */
bool facts_clause_start(const struct facts *f, const char *p);
/* A digit of half or full width: its value and length, or -1. */
static inline int facts_digit(const char *p, const char *limit, size_t *ret_len)
{
	const unsigned char *u = (const unsigned char *)p;

	if (p < limit && *u >= '0' && *u <= '9') {
		*ret_len = 1;
		return *u - '0';
	}
	if (limit - p >= 3 && u[0] == 0xEF && u[1] == 0xBC && u[2] >= 0x90 && u[2] <= 0x99) {
		*ret_len = 3;
		return u[2] - 0x90;
	}
	return -1;
}

/* The value of Chinese numerals; false when they are none. `ret_vague`: 十几, 百余 without a leading digit. */
bool facts_han_number(struct str s, int64_t *ret);
/* The same with a decimal part: 九十五点六. */
bool facts_han_decimal(struct str s, struct decimal *ret);

/* A number printed in parts: 1亿2000万, in the first part's scale (1.2, 亿). */
struct compound {
	struct decimal value;
	struct str scale;
	bool vague; /* 1亿2000多万 */
	bool bare;  /* the last part has a scale, too: it may stand without a measure word */
};

/* The end of the one that begins at `from`, or NULL. */
const char *facts_compound(const struct facts *f, const char *from, struct compound *ret);
int facts_small(const char *from, const char *to); /* the digits among the bytes as a number below 100000 */

#endif
