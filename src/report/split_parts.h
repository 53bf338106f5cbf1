/* What the files of the splitter share: split_blocks.c finds the labels, split_entries.c the measures, split_end.c states and the
 * text that closes the report; split.c puts the item together. */
#ifndef REPORT_SPLIT_PARTS_H
#define REPORT_SPLIT_PARTS_H

#include "split.h"
#include "words.h"

/* A stretch of the item's text under one label (or none). */
struct block {
	uint16_t label; /* enum label */
	uint32_t at;    /* the label's start, or from */
	uint32_t from, to;
	uint16_t value; /* 整改措施2：, else 0 */
};

enum { BLOCKS_MAX = 48 };

struct blocks {
	struct block b[BLOCKS_MAX];
	size_t n;
	bool measures, progress, done;
};

static inline const struct token *tok(const struct splitter *s, size_t i)
{
	return &VEC_AT(s->outline->tokens, struct token, i);
}

static inline const struct line *line_at(const struct splitter *s, size_t i)
{
	return &VEC_AT(s->outline->lines, struct line, i);
}

static inline struct str text_of(const struct splitter *s, uint32_t from, uint32_t to)
{
	return str_sub(s->report->text, from, to);
}

static inline uint32_t skip_blank(const struct splitter *s, uint32_t from, uint32_t to)
{
	struct str t = str_trim(text_of(s, from, to));
	return t.len ? (uint32_t)(t.ptr - s->report->text.ptr) : to;
}

/* The first token at or behind byte `at`, from that of `line` on. */
static inline size_t first_token(const struct splitter *s, uint32_t at, size_t line)
{
	return token_at(s->outline->tokens, line_at(s, line)->tok, at);
}

/* Adds prose unless it would be blank. */
int split_prose(struct splitter *s, struct node *item, enum prose_kind kind, uint32_t start, uint32_t end);

/* --- split_blocks.c --- */

/* 整改情况：已完成。 tells a result, whatever its label says. */
bool tells_result(const struct splitter *s, uint16_t label, uint32_t from, uint32_t to);
void find_blocks(struct splitter *s, uint32_t from, uint32_t to, size_t line, struct blocks *bs);

/* --- split_entries.c --- */

void track_brackets(int *depth, const struct token *t);
bool inside_brackets(const int *depth);
/* Whether token i opens an entry of a text that begins at `from`. */
bool opens_entry(const struct splitter *s, size_t i, uint32_t from);
/* Adds the measures or progress of a block. */
int add_entries(struct splitter *s, struct node *item, enum node_kind kind, const struct block *b, size_t line);

/* --- split_sentences.c --- */

/* Commas are most of a text's marks: no tokens, but looked for where they tell something. */
bool has_comma(struct str s);
size_t comma_at(struct str s); /* the length of one at the beginning */
/* A paragraph whose sentences are entries: all open with a phrase of one length (完善体制机制，…), or short sentences are headings
 * of what follows them (压实包保责任。…). */
struct alike {
	uint32_t from, to; /* `to` is drawn in to the end of the last entry */
	size_t tok;        /* a token at or before `from` */
	bool headed;       /* filled */
};
bool alike_sentences(const struct splitter *s, struct alike *a);
/* Where the entry that begins at `at` ends. */
uint32_t alike_next(const struct splitter *s, const struct alike *a, uint32_t at);
/* The length of an entry's heading. */
size_t alike_heading(const struct alike *a, struct str text);

/* --- split_end.c --- */

int add_result(struct splitter *s, struct node *item, uint32_t from, uint32_t to, enum result_status status);
/* Cuts a result sentence off the end of the block: gives its start, or the block's end. */
uint32_t cut_result(const struct splitter *s, const struct block *b, size_t line, enum result_status *status);
/* 该问题已完成整改。一是…: the state may be said first. Gives where the rest begins, b->from when it is not. */
uint32_t cut_state_first(const struct splitter *s, const struct block *b, size_t line, enum result_status *status);
/* A heading may end in its state: 公务用车管理不严。（已完成） 公务用车管理不严【已完成】 */
uint32_t cut_bracketed(const struct splitter *s, uint32_t from, uint32_t to, enum result_status *status);
/* Where the closing text begins behind the last item: the first line below the first that closes the report. */
uint32_t cut_closing(const struct splitter *s, uint32_t from, uint32_t to, size_t line);
/* Behind the last item's state nothing more is the item's, unless a label follows. */
uint32_t cut_behind_result(const struct splitter *s, uint32_t from, uint32_t to, size_t line);

#endif
