/* The rules on numbers (BH1xx) share this: a paragraph as a short row of tokens (numbers, the marks between
 * them and the few words that say how numbers belong together), and exact arithmetic on what was printed.
 *
 * Only paragraphs with enough numbers of the right kind are looked at, each token once per rule, and every
 * search back is bounded: the cost is linear in the text. A row that grows too long is cut at a sentence. */
#ifndef CHECK_NUMBERS_H
#define CHECK_NUMBERS_H

#include "buf.h"
#include "check.h"

enum num_token_kind {
	NT_TEXT,
	NT_NUMBER,
	NT_DUN, /* 、 */
	NT_COMMA,
	NT_SEMI,
	NT_COLON,
	NT_STOP, /* 。！？ */
	NT_OPEN,
	NT_CLOSE,
	NT_TITLE, /* a whole 《…》 */
	NT_BOOK_OPEN,
	NT_BOOK_CLOSE, /* of a title that holds a number */
	NT_SUM,        /* 共 合计 总计 */
	NT_RUNNING,    /* 累计: may count from before the list */
	NT_WHICH,      /* 其中 */
	NT_REST,       /* 其余 剩余 */
	NT_SEPARATELY, /* 分别 */
	NT_INCLUDE,    /* 包括 含 */
	NT_ETC,        /* 等 */
	NT_SHARE,      /* 占 */
	NT_SLASH,
};

struct num_token {
	uint8_t kind;
	uint8_t depth; /* of brackets; 255 stands for deeper */
	uint32_t start, end;
	const struct fact_number *number; /* NT_NUMBER */
};

#define NUM_TOKENS_MAX 768

struct num_row {
	struct check *check;
	struct str text; /* of the report */
	struct num_token *token;
	size_t count;
	const struct rule *claimed, *plain; /* BH102 and BH103, NULL: switched off */
};

/* Reads the rows of the first copy once and gives each to the rules BH102 to BH108 that are switched on and find in it
 * what they need. The first of these rules runs for all; called for another it does nothing. 0 or a negative code. */
int num_run(struct check *c);

/* What each rule makes of a row. */
int num_sum_row(struct num_row *r); /* BH102 and BH103 */
int num_percent_row(struct num_row *r);
int num_change_row(struct num_row *r);
int num_money_row(struct num_row *r);
int num_list_row(struct num_row *r);
int num_span_row(struct num_row *r);

/* What the lexer knows between two calls. */
struct num_lexer {
	struct str text;
	unsigned depth; /* of brackets */
};

void num_lexer_init(struct num_lexer *l, struct str text);
/* Lexes [from, to), which holds no number of the facts; gives how many tokens were written, at most `room`. */
size_t num_lex(struct num_lexer *l, uint32_t from, uint32_t to, struct num_token *out, size_t room);

/* --- reading a row --- */

/* The words before a number: back to the separator, bracket or number before it. */
struct str num_label(const struct num_row *r, size_t at);
/* The words right behind a number, up to the next mark. */
struct str num_noun(const struct num_row *r, size_t at);
struct str num_slice(const struct num_row *r, size_t from_token, size_t to_token);
/* The first (last) token of the sentence around a token, within a bounded reach. */
size_t num_sentence_start(const struct num_row *r, size_t at);
size_t num_sentence_end(const struct num_row *r, size_t at); /* one behind */
/* Same kind and unit; 人, 名 and 位 are one unit, 人次 is another; 个, 项 and 条 are three. */
bool num_same_units(struct str a, struct str b); /* the same of units of counts */
static inline bool num_same_unit(const struct fact_number *a, const struct fact_number *b)
{
	if (a->kind != b->kind || a->kind == NUMBER_MONEY)
		return a->kind == b->kind;
	/* last bytes of units that are the same as one that ends otherwise: 名 and 位, 人, and 万 and 亿 alone */
	static const bool many[256] = { [0] = true, [0x8D] = true, [0xBA] = true, [0x87] = true, [0xBF] = true };
	unsigned char x = a->unit.len ? (unsigned char)a->unit.ptr[a->unit.len - 1] : 0,
		      y = b->unit.len ? (unsigned char)b->unit.ptr[b->unit.len - 1] : 0;

	return (x == y || (many[x] && many[y])) && num_same_units(a->unit, b->unit);
}
/* Numbers without a common bit have not the same kind and unit; it may say so too seldom. */
uint64_t num_unit_bit(const struct fact_number *n);
bool num_has_any(struct str s, const char *const *words); /* NULL ends the list */

/* The things counted can be the same: one of them is not named, or both names share beginning or end. */
bool num_same_noun(struct str a, struct str b);

/* --- arithmetic --- */

struct str num_unit(const struct fact_number *n);      /* 万人次 gives 人次; 名 and 位 give 人 */
struct str num_unit_name(struct str unit);             /* the same of what is no money */
struct decimal num_value(const struct fact_number *n); /* money in fen, scale 0 */
/* One unit of the last printed place, in the terms of num_value(). */
struct decimal num_ulp(const struct fact_number *n);
/* Printed with decimals or as money in a larger unit: may have been rounded. */
bool num_rounded(const struct fact_number *n);
struct decimal num_negate(struct decimal d);
bool num_sub(struct decimal a, struct decimal b, struct decimal *ret);

enum num_fit {
	NUM_FITS,   /* equal at the printed places, rounded half up */
	NUM_CUT,    /* cut off instead of rounded */
	NUM_RAISED, /* rounded up where half up gives less */
	NUM_DIFFERS,
	NUM_UNKNOWN, /* too large or division by zero */
};
/* Compares `printed` (percent) with 100 × part ÷ whole. */
enum num_fit num_percent_fit(const struct fact_number *part, const struct fact_number *whole, struct decimal printed);
/* Whether `part` is the printed share of another number that stands before it on its line: 总投资2.36亿元 … 占总投资的85.0%. */
bool num_fits_another(const struct report *r, const struct fact_number *part, const struct fact_number *rate);
/* The same with plain values that are exact. */
enum num_fit num_ratio_fit(struct decimal part, struct decimal whole, struct decimal printed, int factor);
/* part × factor ÷ whole, half up at `scale`; false when it does not fit. */
bool num_ratio(struct decimal part, struct decimal whole, int factor, unsigned scale, struct decimal *ret);

/* Appends a value as its number was printed: fen as 万元, others with their unit. */
void num_print(struct buf *b, const struct fact_number *like, struct decimal value);
struct str num_printed(const struct num_row *r, const struct fact_number *n); /* the slice */

/* --- findings --- */

/* BH101: how sure it is that the tree lists what the claim is of (numbers_claims_sure.c). */
enum num_sure { NUM_UNSURE, NUM_READING, NUM_SURE };
enum num_sure num_claim_sure(struct check *c, const struct fact_claim *claim);
/* BH101: claims against each other (numbers_again.c). */
int num_claims_again(struct check *c);

/* The innermost problem, item or leaf around a place, or NULL. */
const struct node *num_node_at(const struct check *c, uint32_t place);
/* A finding whose quote is the sentence part from token a to token b, both included. NULL: no memory. */
struct check_finding *num_add(struct num_row *r, size_t a, size_t b, struct buf *message);

#endif
