#include "split_parts.h"

#include "utf8.h"
#include "view.h"
#include "wordlist.h"

#include <assert.h>

void track_brackets(int *depth, const struct token *t)
{
	if (t->kind == TOK_EOL)
		memset(depth, 0, sizeof(int) * BRACKET_KINDS);
	else if (t->kind == TOK_STOP || t->kind == TOK_SEMI) /* a title has none: its 》 was forgotten */
		depth[BRACKET_BOOK] = 0;
	else if (t->kind == TOK_OPEN)
		depth[t->value]++;
	else if (t->kind == TOK_CLOSE && depth[t->value] > 0)
		depth[t->value]--;
	else if (t->kind == TOK_AR_HALF && depth[BRACKET_ROUND] > 0) /* （车牌号…385）, no number of a list */
		depth[BRACKET_ROUND]--;
}

bool inside_brackets(const int *depth)
{
	return depth[BRACKET_DOUBLE] || depth[BRACKET_BOOK] || depth[BRACKET_ROUND] || depth[BRACKET_SINGLE];
}

static bool ends_in_comma(struct str s)
{
	return str_ends(s, STR("，")) || str_ends(s, STR("、")) || str_ends(s, STR(","));
}

enum boundary { BOUNDARY_NONE, BOUNDARY_COMMA, BOUNDARY_SENTENCE, BOUNDARY_LINE };

/* What lies right before token i within a text that begins at `from`. */
static enum boundary boundary_before(const struct splitter *s, size_t i, uint32_t from)
{
	const struct token *t = tok(s, i);
	if (!str_trim(text_of(s, from, t->at)).len)
		return BOUNDARY_LINE;
	const struct token *p = i ? tok(s, i - 1) : NULL;
	struct str between = str_trim(text_of(s, p ? p->at + p->len : 0, t->at));
	if (between.len || !p)
		return ends_in_comma(between)        ? BOUNDARY_COMMA
		       : str_ends(between, STR(".")) ? BOUNDARY_SENTENCE /* typed on a keyboard without 。 */
						     : BOUNDARY_NONE;
	switch (p->kind) {
	case TOK_EOL:
		return BOUNDARY_LINE;
	case TOK_STOP:
	case TOK_SEMI:
	case TOK_COLON:
	case TOK_LABEL:
	case TOK_LABEL_BARE:
		return BOUNDARY_SENTENCE;
	case TOK_CLOSE:
		return BOUNDARY_COMMA;
	default:
		return BOUNDARY_NONE;
	}
}

/* "分别是：(1)…" enumerates things, not measures. */
static bool enumerates_things(const struct splitter *s, size_t i)
{
	static const char *const words[] = { "分别是", "分别为", "分别", "包括", "其中", "即", "有", "包含", "具体为" };
	if (i == 0 || tok(s, i - 1)->kind != TOK_COLON)
		return false;
	struct str before = text_of(s, 0, tok(s, i - 1)->at);
	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		if (str_ends(before, str_from(words[w])))
			return true;
	return false;
}

static bool behind_dun(const struct splitter *s, size_t i)
{
	struct str before = text_of(s, 0, tok(s, i)->at);
	return !str_ends(before, STR("，")) && !str_ends(before, STR(","));
}

/* 整改进展：（一）… */
static bool behind_label(const struct splitter *s, size_t i)
{
	const struct token *p = i ? tok(s, i - 1) : NULL;
	return p && p->kind == TOK_LABEL && p->at + p->len == tok(s, i)->at;
}

/* B． opens a line or sentence further on: A． is no mere name. */
static bool second_follows(const struct splitter *s, size_t i, uint32_t from)
{
	enum { LOOK_AHEAD = 120 };
	for (size_t k = i + 1; k < i + LOOK_AHEAD && tok(s, k)->kind != TOK_END; k++)
		if (tok(s, k)->kind == TOK_LETTER && tok(s, k)->value == 2)
			return boundary_before(s, k, from) >= BOUNDARY_SENTENCE;
	return false;
}

bool opens_entry(const struct splitter *s, size_t i, uint32_t from)
{
	const struct token *t = tok(s, i);
	enum boundary b = boundary_before(s, i, from);
	if (b == BOUNDARY_SENTENCE && enumerates_things(s, i))
		return false;
	switch (t->kind) {
	case TOK_IS:
	case TOK_ORD:
	case TOK_CIRCLED:
		return b >= BOUNDARY_COMMA;
	case TOK_AR_PAREN:
	case TOK_AR_HALF: /* （1）制定计划，（2）集中学习， but not 第（1）、（2）项 */
		return b >= BOUNDARY_SENTENCE || (b == BOUNDARY_COMMA && t->value > 1 && !behind_dun(s, i));
	case TOK_AR_DOT:
		return b == BOUNDARY_LINE || (b >= BOUNDARY_SENTENCE && !outline_is_decimal(s->outline, t));
	case TOK_LETTER:
		return b >= BOUNDARY_SENTENCE && (t->value > 1 || second_follows(s, i, from));
	case TOK_CN_PAREN:
		return b == BOUNDARY_LINE || (b >= BOUNDARY_SENTENCE && t->value > 1) || behind_label(s, i);
	case TOK_CN_DUN:
	case TOK_AR_TRIPLE:
		return b == BOUNDARY_LINE;
	default:
		return false;
	}
}

/* 市财政局一是压减预算。二是…: the first of a list stands behind who did it, without a mark. */
static bool opens_behind_name(const struct splitter *s, size_t i, uint32_t from)
{
	enum { LOOK_AHEAD = 120 };
	WORDLIST(not_list, "之", "其", "第", "十", "唯");
	const struct token *t = tok(s, i);
	struct str before = text_of(s, from, t->at);
	if (t->kind != TOK_IS || t->value != 1 || before.len < 3 || ends_in_comma(before) ||
		STARTS(str_sub(before, before.len - 3, before.len), not_list))
		return false;
	for (size_t k = i + 1; k < i + LOOK_AHEAD && tok(s, k)->kind != TOK_END; k++) {
		if (tok(s, k)->kind == TOK_IS && tok(s, k)->value == 2)
			return opens_entry(s, k, from);
		if (tok(s, k)->kind == TOK_EOL && tok(s, k + 1)->kind != TOK_IS)
			return false;
	}
	return false;
}

struct paragraphs {
	size_t count, headed, lists;
};

/* Paragraphs of [from, to): how many, how many with a heading phrase, how many with a list 一是… in the middle. */
static struct paragraphs look_at_paragraphs(const struct splitter *s, uint32_t from, uint32_t to, size_t tok_from)
{
	struct paragraphs p = { 0, 0, 0 };
	uint32_t start = from;
	bool list = false;
	for (size_t i = tok_from;; i++) {
		const struct token *t = tok(s, i);
		bool end = t->at >= to || t->kind == TOK_END;
		if (!end && t->kind != TOK_EOL) {
			list |= (t->kind == TOK_IS || t->kind == TOK_CIRCLED) && t->value == 1 &&
				boundary_before(s, i, start) == BOUNDARY_SENTENCE;
			continue;
		}
		struct str text = str_trim(text_of(s, start, end ? to : t->at));
		if (text.len) {
			p.count++;
			p.headed += words_heading(text) > 0;
			p.lists += list;
		}
		list = false;
		start = t->at + t->len;
		if (end)
			return p;
	}
}

/* The marker numbered 4 or the like that the block begins with, where 5 opens a line below it: findings 4 and 5 are answered here. */
static const struct token *goes_on_from(const struct splitter *s, uint32_t from, uint32_t to, size_t tok_from)
{
	uint32_t begin = skip_blank(s, from, to);
	const struct token *first = NULL;
	for (size_t i = tok_from; tok(s, i)->at < to && tok(s, i)->kind != TOK_END; i++) {
		const struct token *t = tok(s, i);
		if (!first && t->at >= begin && t->kind != TOK_EOL) {
			if (t->at > begin || !token_is_marker(t) || !opens_entry(s, i, from))
				return NULL;
			first = t;
		} else if (first && t->kind == first->kind && t->value == first->value + 1 &&
			   boundary_before(s, i, from) == BOUNDARY_LINE) {
			return first;
		}
	}
	return NULL;
}

/* The marker whose kind divides the block: the first one found numbered 1, at its beginning, within its first paragraph or at
 * a line's start, else one that goes on; NULL: paragraphs are the entries. */
static const struct token *divider(const struct splitter *s, uint32_t from, uint32_t to, size_t tok_from)
{
	int depth[BRACKET_KINDS] = { 0 };
	bool first_paragraph = true, marked = false;
	for (size_t i = tok_from; !marked && tok(s, i)->at < to && tok(s, i)->kind != TOK_END; i++)
		marked = tok(s, i)->value == 1 && token_is_marker(tok(s, i));
	if (!marked)
		return goes_on_from(s, from, to, tok_from);
	uint32_t begin = skip_blank(s, from, to);
	for (size_t i = tok_from; tok(s, i)->at < to && tok(s, i)->kind != TOK_END; i++) {
		const struct token *t = tok(s, i);
		track_brackets(depth, t);
		if (t->kind == TOK_EOL && t->at >= begin)
			first_paragraph = false;
		if (!token_is_marker(t) || t->value != 1 || inside_brackets(depth) ||
			!(opens_entry(s, i, from) || (first_paragraph && opens_behind_name(s, i, from))))
			continue;
		bool line = boundary_before(s, i, from) == BOUNDARY_LINE;
		if (line)
			return t;
		if (!first_paragraph)
			continue;
		struct paragraphs p = look_at_paragraphs(s, from, to, tok_from);
		if (p.count > 1 && (p.headed > 1 || p.lists > 1))
			return NULL;
		return t;
	}
	return NULL;
}

static int set_details(struct splitter *s, struct node *n, size_t tok_from)
{
	for (size_t i = tok_from; s->labels && tok(s, i)->at < n->span.end && tok(s, i)->kind != TOK_END; i++) {
		const struct token *t = tok(s, i);
		if (t->at < n->span.start || t->kind != TOK_LABEL || (t->value != LABEL_DUE && t->value != LABEL_DEPT))
			continue;
		uint32_t from = t->at + t->len;
		size_t j = i + 1;
		while (tok(s, j)->at < n->span.end && tok(s, j)->kind != TOK_CLOSE && tok(s, j)->kind != TOK_STOP &&
			tok(s, j)->kind != TOK_SEMI && tok(s, j)->kind != TOK_EOL && tok(s, j)->kind != TOK_END)
			j++;
		uint32_t to = tok(s, j)->at < n->span.end ? tok(s, j)->at : n->span.end;
		struct node_more *more = node_more(s->report->arena, n);
		if (!more)
			return ERR_NOMEM;
		*(t->value == LABEL_DUE ? &more->due : &more->depts) = str_trim(text_of(s, from, to));
	}
	return 0;
}

static struct str marker_text(struct str printed)
{
	static const struct str tails[] = { STR_INIT("."), STR_INIT("．"), STR_INIT("、"), STR_INIT("，"),
		STR_INIT("："), STR_INIT(":"), STR_INIT(" "), STR_INIT(",") };
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
		if (printed.len > tails[i].len && str_ends(printed, tails[i])) {
			printed = str_sub(printed, 0, printed.len - tails[i].len);
			i = (size_t)-1;
		}
	return printed;
}

/* A marker that a line break cuts in two, without the break. */
static struct str unbroken(const struct splitter *s, struct str no)
{
	char *to = no.len && memchr(no.ptr, '\n', no.len) ? arena_alloc(s->report->arena, no.len) : NULL;
	size_t n = 0;
	for (size_t i = 0; to && i < no.len; i++)
		if ((unsigned char)no.ptr[i] > ' ')
			to[n++] = no.ptr[i];
	return to ? (struct str){ to, n } : no;
}

/* The text of one measure. */
struct piece {
	uint32_t from, to;
	const struct token *marker; /* NULL: none */
	size_t tok;                 /* a token at or before `from` */
	uint8_t bullet;             /* it began with one */
	bool opens; /* it opens a paragraph or follows its marker, so that a first short sentence is a heading phrase */
};

/* ●, or —— at its beginning: what its author marked it with. */
static void mark_paragraph(struct node *n, uint8_t bullet)
{
	size_t dashes = 0;
	while (str_starts(str_sub(n->text, dashes, n->text.len), STR("—")))
		dashes += strlen("—");
	if (bullet) {
		n->no = view_bullet_text(bullet);
	} else if (dashes && dashes < n->text.len) {
		n->no = str_sub(n->text, 0, dashes);
		n->text = str_trim(str_sub(n->text, dashes, n->text.len));
	}
}

static int add_entry(struct splitter *s, struct node *item, enum node_kind kind, const struct piece *p)
{
	const struct token *marker = p->marker;
	if (!str_trim(text_of(s, p->from, p->to)).len)
		return 0;
	struct node *n = node_add(s->report, item, kind, p->from, p->to);
	if (!n)
		return ERR_NOMEM;
	if (marker) {
		n->no = unbroken(s, marker_text(text_of(s, marker->at, marker->at + marker->len)));
		n->value = marker->kind == TOK_LETTER ? 0 : marker->value; /* letters are no series of numbers */
		n->text = str_trim(text_of(s, marker->at + marker->len, n->span.end));
	}
	if (!marker)
		mark_paragraph(n, p->bullet);
	size_t heading = p->opens ? words_heading(n->text) : 0;
	if (heading)
		n->title = str_sub(n->text, 0, heading);
	return set_details(s, n, p->tok);
}

/* 完善体制机制，… 加快系统建设，…  or  压实包保责任。对17个项目…。加快建设进度。截至7月底…。: one entry a sentence, or one behind each heading. */
static int add_sentences(struct splitter *s, struct node *item, enum node_kind kind, const struct alike *alike)
{
	for (uint32_t at = alike->from, stop; at < alike->to; at = stop) {
		stop = alike_next(s, alike, at);
		struct node *n = node_add(s->report, item, kind, at, stop);
		if (!n)
			return ERR_NOMEM;
		n->title = str_sub(n->text, 0, alike_heading(alike, n->text));
		int rc = set_details(s, n, alike->tok);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* 下一步：继续… below what was done is one more thing to do. */
static enum node_kind kind_of_paragraph(struct str paragraph, enum node_kind kind)
{
	bool next = str_starts(paragraph, STR("下一步：")) || str_starts(paragraph, STR("下一步:"));
	return next ? NODE_MEASURE : kind;
}

static int add_paragraphs(
	struct splitter *s, struct node *item, enum node_kind kind, const struct block *b, size_t tok_from, size_t line)
{
	uint32_t start = b->from, to = b->to;
	size_t start_tok = tok_from;
	for (size_t i = tok_from;; i++) {
		const struct token *t = tok(s, i);
		bool end = t->at >= to || t->kind == TOK_END;
		if (!end && t->kind != TOK_EOL)
			continue;
		uint32_t stop = end ? to : t->at;
		struct alike alike = { .from = start, .to = stop, .tok = start_tok };
		bool opens = b->label == LABEL_NONE || start > b->from;
		while (line + 1 < s->outline->lines->len && line_at(s, line)->end <= start &&
			line_at(s, line)->end < stop)
			line++;
		uint8_t bullet = line_at(s, line)->start >= start ? line_at(s, line)->bullet : 0;
		int rc = start > b->from && words_detail(str_trim(text_of(s, start, stop)))
				 ? split_prose(s, item, PROSE_DETAIL, start, stop)
			 : alike_sentences(s, &alike)
				 ? add_sentences(s, item, kind, &alike)
				 : add_entry(s, item, kind_of_paragraph(str_trim(text_of(s, start, stop)), kind),
					   &(struct piece){ start, stop, NULL, start_tok, bullet, opens });
		if (rc < 0 || end)
			return rc;
		start = t->at + t->len;
		start_tok = i + 1;
	}
}

/* Where the lines at the end of [from, to) begin that only say something of the ledger: 涉及金额：…; `to`: the last one is none. */
static uint32_t before_details(const struct splitter *s, uint32_t from, uint32_t to)
{
	enum { LINE_BYTES = 400 };
	for (;;) {
		struct str all = str_trim(text_of(s, from, to));
		size_t near = all.len > LINE_BYTES ? all.len - LINE_BYTES : 0;
		size_t eol = str_rfind(str_sub(all, near, all.len), STR("\n"));
		if (eol == STR_NPOS || !words_detail(str_trim(str_sub(all, near + eol, all.len))))
			return to;
		to = (uint32_t)(all.ptr - s->report->text.ptr) + (uint32_t)(near + eol);
	}
}

/* 首先，… 其次，… each on a line, and 此外，… below them: one more, without a mark. Where it begins, `to`: there is none. */
static uint32_t one_more(const struct splitter *s, const struct piece *p)
{
	WORDLIST(more, "此外", "另外");
	for (size_t i = p->tok; tok(s, i)->at < p->to && tok(s, i)->kind != TOK_END; i++)
		if (tok(s, i)->kind == TOK_EOL && tok(s, i)->at > p->from &&
			STARTS(str_trim(text_of(s, tok(s, i)->at, p->to)), more))
			return tok(s, i)->at;
	return p->to;
}

/* Nothing closes the quote that is open here: its ” was forgotten, and the list goes on. */
static bool never_closed(const struct splitter *s, size_t i)
{
	enum { FAR = 200 }; /* tokens; a quote has fewer */
	for (size_t k = i + 1; k < i + FAR; k++) {
		const struct token *t = tok(s, k);
		if (t->kind == TOK_EOL || t->kind == TOK_END)
			return true;
		if ((t->kind == TOK_OPEN || t->kind == TOK_CLOSE) && t->value == BRACKET_DOUBLE)
			return t->kind == TOK_OPEN;
	}
	return false;
}

static int add_marked(struct splitter *s, struct node *item, enum node_kind kind, const struct block *b,
	size_t tok_from, const struct token *first)
{
	int depth[BRACKET_KINDS] = { 0 };
	const struct token *open = NULL;
	size_t open_tok = tok_from;
	uint32_t last = first->value - 1;
	for (size_t i = tok_from; tok(s, i)->at < b->to && tok(s, i)->kind != TOK_END; i++) {
		const struct token *t = tok(s, i);
		track_brackets(depth, t);
		if (t->kind == first->kind && t->value == last + 1 && depth[BRACKET_DOUBLE] && never_closed(s, i))
			depth[BRACKET_DOUBLE] = 0;
		if (t->kind != first->kind || inside_brackets(depth) ||
			!(opens_entry(s, i, b->from) || (!open && opens_behind_name(s, i, b->from))))
			continue;
		bool line = boundary_before(s, i, b->from) == BOUNDARY_LINE;
		bool sentence = boundary_before(s, i, b->from) >= BOUNDARY_SENTENCE;
		bool gap = last && sentence && t->value > last && t->value <= last + (line ? 3 : 2);
		bool ends = t->kind == TOK_ORD && t->value == ORD_LAST && last;
		bool next = t->value == last + 1 || gap || ends || (line && last && t->value == 1);
		if (!next)
			continue;
		int rc = open ? add_entry(s, item, kind, &(struct piece){ open->at, t->at, open, open_tok, 0, true })
			      : split_prose(s, item, PROSE_LABEL, b->at, t->at);
		if (rc < 0)
			return rc;
		open = t;
		open_tok = i;
		last = ends ? last + 1 : t->value;
	}
	assert(open); /* `first` is in the block */
	uint32_t end = before_details(s, open->at, b->to);
	struct piece piece = { open->at, end, open, open_tok, 0, true };
	uint32_t more = first->kind == TOK_ORD ? one_more(s, &piece) : end;
	piece.to = more;
	int rc = add_entry(s, item, kind, &piece);
	if (rc == 0 && more < end)
		rc = add_entry(s, item, kind, &(struct piece){ more, end, NULL, open_tok, 0, true });
	return rc < 0 ? rc : split_prose(s, item, PROSE_DETAIL, end, b->to);
}

/* 整改措施2：…: the label is the number of one measure. */
static int add_numbered(
	struct splitter *s, struct node *item, enum node_kind kind, const struct block *b, size_t tok_from)
{
	struct node *n = node_add(s->report, item, kind, b->at, b->to);
	if (!n)
		return ERR_NOMEM;
	n->no = marker_text(text_of(s, b->at, b->from));
	n->value = b->value;
	n->text = str_trim(text_of(s, b->from, b->to));
	size_t heading = words_heading(n->text);
	if (heading)
		n->title = str_sub(n->text, 0, heading);
	return set_details(s, n, tok_from);
}

int add_entries(struct splitter *s, struct node *item, enum node_kind kind, const struct block *b, size_t line)
{
	if (!str_trim(text_of(s, b->from, b->to)).len)
		return split_prose(s, item, PROSE_LABEL, b->at, b->to);
	size_t tok_from = first_token(s, b->from, line);
	if (b->value)
		return add_numbered(s, item, kind, b, tok_from);
	const struct token *first = divider(s, b->from, b->to, tok_from);
	if (first)
		return add_marked(s, item, kind, b, tok_from, first);
	int rc = split_prose(s, item, PROSE_LABEL, b->at, b->from);
	return rc < 0 ? rc : add_paragraphs(s, item, kind, b, tok_from, line);
}
