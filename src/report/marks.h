/* One pass over the text for all that reads it later: where the tokens of structure and of facts may begin.
 *
 * Nine characters of ten begin nothing. The pass looks each of them up once, without a branch, and keeps the others: a mark
 * that is a token by itself becomes one, all else is asked of the automaton (lex_token()) there; facts are read where
 * `stops` says (facts.c). It holds on the way that the text is UTF-8. The table is made from the rules of both lexers by
 * tools/lexmarks: a character begins a token whatever follows it, or only together with the next one or two (整改措): these are kept as
 * groups of first, second and third characters. Where the pass stops begins perhaps a token, what it steps over never does. */
#ifndef REPORT_MARKS_H
#define REPORT_MARKS_H

#include "lex.h"
#include "report.h"
#include "starts.h"

#define MARKS_HASH_BITS 12
#define MARKS_GROUPS 10
/* From the bits of first characters to those of second ones, and of these to those of third ones. */
#define MARKS_WIDTH 26
/* First characters of report_words' groups; of that whose pairs end with whatever follows. */
#define MARKS_PAIRS (UINT64_C(0xFFFF) << MARKS_GROUPS)
#define MARKS_PAIR_END (UINT64_C(1) << MARKS_GROUPS)

/* Of the groups: what begins a token of structure that only the automaton tells (1 to 6). In group 0 is what is a token by itself, the
 * others are of facts. */
#define MARKS_RAW_GROUPS 0x7Eu

#define MARKS_LONG_BITS 16

enum mark_flag {
	MARK_PLAIN = 1,    /* a token of structure by itself, of `kind` and `value` */
	MARK_ALONE = 2,    /* begins one, which only the automaton tells, whatever follows */
	MARK_FACT = 4,     /* a token of facts may begin */
	MARK_UNIT = 8,     /* a measure word may (facts_unit()) */
	MARK_NUMERAL = 32, /* a Chinese numeral */
	MARK_VERB = 16,    /* what is done with a document may (facts_verb()) */
};

struct marks_table {
	/* By the hash of a character: for each group a bit when it may be the first character of a beginning (bits 0 to 9), the
	 * second (26 to 35), the third (52 to 61). In the first two groups are those that begin a token whatever follows. Between them is
	 * room for the groups of report_words. */
	uint64_t begins[1 << MARKS_HASH_BITS];
	uint64_t narrow[128]; /* the same of bytes that stand alone, but without anything else that has their hash */
	struct mark_class {
		uint8_t kind, value, flags;
	} classes[256];
	uint8_t class[65536]; /* by character */
	/* Of the beginnings of structure that are two characters of three bytes each: a bit for the hash of these where any may be the third,
	 * else one for that of all three. What the groups let in beyond them (工作会 beside 工作措) is told by it. */
	uint64_t pairs[(1 << MARKS_LONG_BITS) / 64], triples[(1 << MARKS_LONG_BITS) / 64];
};

extern const struct marks_table lex_marks;

/* Bytes behind the text that must be there and zero. */
#define MARKS_PADDING 16

struct marks {
	struct vec tokens; /* struct token; the last is TOK_END */
	struct vec
		stops; /* uint32_t: where a token of facts may begin, but for most Chinese numerals that count nothing */
	const struct report_words *words; /* what else is looked for; NULL: nothing */
	struct vec places;                /* uint32_t: where that may begin, in order */
	bool nul, markup;                 /* there is a NUL; < & or *: perhaps markup */
	bool tabs;                        /* there is a tab or a bar */
};

/* The flags of the whole character at p. */
static inline unsigned marks_flags(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return *u < 0xF0 ? lex_marks.classes[lex_marks.class[starts_code(u)]].flags : 0;
}

void marks_init(struct marks *m);
void marks_clear(struct marks *m);

/* Gives the places away; *ret, which holds nothing of its own, is the caller's. */
void marks_take_places(struct marks *m, struct vec *ret);

/* Reads all of `text` anew. 0, ERR_INPUT when it is no UTF-8 (what was found is then incomplete), ERR_NOMEM. */
int marks_scan(struct marks *m, struct str text);

#endif
