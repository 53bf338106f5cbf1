/* The reading of moods, inside: a sentence as a row of tokens, and one word of it with its clause (mood.c says how a
 * sentence is judged). For mood*.c only. */
#ifndef MOOD_VIEW_H
#define MOOD_VIEW_H

#include "mood.h"
#include "mood_lex.h"

#define TOKENS_MAX 256 /* of one sentence; a longer one is judged in parts */
#define OPENS_MAX 8

#define BIT(kind) (UINT64_C(1) << (kind))
_Static_assert(TK_KINDS <= 64, "token kinds are bits");

#define M_THERE (BIT(TK_DELIVER) | BIT(TK_WORK) | BIT(TK_ISSUED) | BIT(TK_FINISH))
#define M_HARD_THING (BIT(TK_DELIVER) | BIT(TK_ISSUED) | BIT(TK_FINISH))
#define M_OPEN                                                                                                         \
	(BIT(TK_ZAI) | BIT(TK_PROCESS) | BIT(TK_WAIT) | BIT(TK_AWAIT) | BIT(TK_NI) | BIT(TK_READY) | BIT(TK_FUTURE) |  \
		BIT(TK_WILL) | BIT(TK_PLAN) | BIT(TK_EXPECT) | BIT(TK_STRIVE) | BIT(TK_NOTYET) | BIT(TK_UNDONE) |      \
		BIT(TK_NEXT) | BIT(TK_STILL) | BIT(TK_CAN))
/* Words that mean something to be done: a date that goes with one is a promise. */
#define M_MEANT                                                                                                        \
	(BIT(TK_NI) | BIT(TK_READY) | BIT(TK_FUTURE) | BIT(TK_WILL) | BIT(TK_PLAN) | BIT(TK_EXPECT) | BIT(TK_STRIVE) | \
		BIT(TK_CAN))
#define M_COMPLETE (BIT(TK_DONE) | BIT(TK_NOWDONE) | BIT(TK_LE))
#define M_RULE (BIT(TK_HABIT) | BIT(TK_IF) | BIT(TK_ORDER))

struct token {
	enum mood_token kind;
	uint32_t start, end;
};

struct sentence {
	struct str text;
	struct span span;
	struct token t[TOKENS_MAX];
	size_t n;
	size_t open[OPENS_MAX], opens;
	size_t cite; /* the last 针对, n when there is none */
	bool cited;
};

/* What a sentence's words are judged with: the clause of the word. */
struct view {
	const struct sentence *s;
	size_t i;           /* the word */
	size_t first, last; /* [first, last): tokens of its clause */
	uint32_t begin;     /* where its clause begins */
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static inline struct str after_text(const struct sentence *s, const struct token *t)
{
	return str_sub(s->text, t->end, s->span.end);
}

static inline struct str token_text(const struct sentence *s, size_t i)
{
	return str_sub(s->text, s->t[i].start, s->t[i].end);
}

static inline bool ends_any(struct str s, const struct str *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_ends(s, list[i]))
			return true;
	}
	return false;
}

static inline bool starts_any(struct str s, const struct str *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_starts(s, list[i]))
			return true;
	}
	return false;
}

static inline uint64_t mask(const struct sentence *s, size_t from, size_t to)
{
	uint64_t m = 0;
	for (size_t i = from; i < to; i++)
		m |= BIT(s->t[i].kind);
	return m;
}

/* The first token of a kind in [from, to), or `to`. */
static inline size_t first_of(const struct sentence *s, uint64_t kinds, size_t from, size_t to)
{
	size_t i = from;
	while (i < to && !(kinds & BIT(s->t[i].kind)))
		i++;
	return i;
}

static inline struct view view_at(const struct sentence *s, size_t i)
{
	struct view v = { s, i, i, i + 1, s->span.start };
	while (v.first > 0 && s->t[v.first - 1].kind != TK_COMMA)
		v.first--;
	while (v.last < s->n && s->t[v.last].kind != TK_COMMA)
		v.last++;
	if (v.first > 0)
		v.begin = s->t[v.first - 1].end;
	return v;
}

/* What stands in the clause behind the word. */
static inline struct str clause_rest(const struct view *v)
{
	const struct sentence *s = v->s;
	return str_sub(s->text, s->t[v->i].end, v->last < s->n ? s->t[v->last].start : s->span.end);
}

/* The end of the clause behind this one, for what a comma only breathes before. */
static inline size_t next_clause(const struct sentence *s, size_t last)
{
	return last < s->n ? first_of(s, BIT(TK_COMMA), last + 1, s->n) : last;
}

static inline bool at_clause_start(const struct view *v, size_t i)
{
	struct str gap = str_sub(v->s->text, v->begin, v->s->t[i].start);
	return str_trim(gap).len == 0;
}

/* Right behind it, over a blank at most (计划 10 月). */
static inline bool adjacent(const struct sentence *s, size_t i, uint64_t kinds)
{
	return i + 1 < s->n && (kinds & BIT(s->t[i + 1].kind)) &&
	       (s->t[i + 1].start == s->t[i].end ||
		       str_trim(str_sub(s->text, s->t[i].end, s->t[i + 1].start)).len == 0);
}

/* Token i is a day the account reaches to (截至11月底), no promise. */
bool view_as_of(const struct sentence *s, size_t i);
/* 目前 in the clause, or alone before its comma. */
bool view_is_now(const struct view *v);
/* The word stands inside an object and describes it: 将正在…, 对拟… */
bool view_is_object(const struct view *v);
/* 的 within `bytes` behind the word: 正在使用的车辆. */
bool view_describes(const struct view *v, size_t bytes);
/* The sentence goes on to say that it has since been done. */
bool view_resolved(const struct view *v);
/* Said of the past, as a rule (those of M_RULE given), under a condition, or since done. */
bool view_is_excused(const struct view *v, uint64_t rules);

/* The strongest word of a sentence; its level is MOOD_QUIET when there is none. */
struct mood mood_judge(const struct sentence *s);

#endif
