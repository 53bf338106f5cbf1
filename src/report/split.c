#include "split.h"

#include "utf8.h"
#include "words.h"

#include <assert.h>

/* A stretch of the item's text under one label (or none). */
struct block {
	uint16_t label; /* enum label */
	uint32_t at;    /* the label's start, or from */
	uint32_t from, to;
};

enum { BLOCKS_MAX = 48 };

struct blocks {
	struct block b[BLOCKS_MAX];
	size_t n;
	bool measures, progress, done;
};

static const struct token *tok(const struct splitter *s, size_t i)
{
	return &VEC_AT(s->outline->tokens, struct token, i);
}

static const struct line *line_at(const struct splitter *s, size_t i)
{
	return &VEC_AT(s->outline->lines, struct line, i);
}

static struct str text_of(const struct splitter *s, uint32_t from, uint32_t to)
{
	return str_sub(s->report->text, from, to);
}

static uint32_t skip_blank(const struct splitter *s, uint32_t from, uint32_t to)
{
	struct str t = str_trim(text_of(s, from, to));
	return t.len ? (uint32_t)(t.ptr - s->report->text.ptr) : to;
}

struct node *node_add(struct report *r, struct node *parent, enum node_kind kind, uint32_t start, uint32_t end)
{
	struct node *n = arena_alloc(r->arena, sizeof *n);
	if (!n)
		return NULL;
	struct str s = str_trim(str_sub(r->text, start, end));
	n->kind = kind;
	n->span.start = s.len ? (uint32_t)(s.ptr - r->text.ptr) : start;
	n->span.end = n->span.start + (uint32_t)s.len;
	n->text = s;
	n->parent = parent;
	if (parent) {
		if (parent->last)
			parent->last->next = n;
		else
			parent->first = n;
		parent->last = n;
	}
	return n;
}

struct node *prose_add(struct report *r, struct node *parent, enum prose_kind kind, uint32_t start, uint32_t end)
{
	struct node *n = node_add(r, parent, NODE_PROSE, start, end);
	if (n)
		n->prose = kind;
	return n;
}

/* Adds prose unless it would be blank. */
static int add_prose(struct splitter *s, struct node *item, enum prose_kind kind, uint32_t start, uint32_t end)
{
	if (start >= end || !str_trim(text_of(s, start, end)).len)
		return 0;
	return prose_add(s->report, item, kind, start, end) ? 0 : ERR_NOMEM;
}

/* --- blocks --- */

/* 整改情况：已完成。 tells a result, whatever its label says. */
static bool tells_result(const struct splitter *s, uint16_t label, uint32_t from, uint32_t to)
{
	return (label == LABEL_DONE || label == LABEL_PROGRESS) &&
	       words_result_sentence(text_of(s, from, to)) != RESULT_NONE;
}

static void open_block(struct blocks *bs, uint16_t label, uint32_t at, uint32_t from)
{
	if (bs->n)
		bs->b[bs->n - 1].to = at;
	if (bs->n == BLOCKS_MAX) /* the rest joins the last block: nothing is lost */
		return;
	bs->b[bs->n++] = (struct block){ .label = label, .at = at, .from = from };
}

/* 整改情况：已完成。 tells a result, whatever its label says. */
static void settle_labels(const struct splitter *s, struct blocks *bs)
{
	for (size_t i = 0; i < bs->n; i++) {
		struct block *b = &bs->b[i];
		if ((b->label == LABEL_DONE || b->label == LABEL_PROGRESS) &&
			words_result_sentence(text_of(s, b->from, b->to)))
			b->label = LABEL_RESULT;
		bs->measures |= b->label == LABEL_MEASURES;
		bs->progress |= b->label == LABEL_PROGRESS;
		bs->done |= b->label == LABEL_DONE;
	}
}

/* Labels whose text ends with the line. */
static bool is_short_label(uint16_t label)
{
	return label == LABEL_DUE || label == LABEL_DEPT || label == LABEL_PERSON || label == LABEL_RESULT;
}

static void find_blocks(const struct splitter *s, uint32_t from, uint32_t to, size_t line, struct blocks *bs)
{
	*bs = (struct blocks){ .n = 0 };
	open_block(bs, LABEL_NONE, from, from);
	for (size_t l = line; l < s->outline->body && line_at(s, l)->start < to; l++) {
		const struct line *ln = line_at(s, l);
		if (ln->start == ln->end)
			continue;
		uint32_t start = ln->start < from ? from : ln->start;
		uint32_t end = ln->end < to ? ln->end : to;
		if (ln->start > from && is_short_label(bs->b[bs->n - 1].label))
			open_block(bs, LABEL_NONE, start, start);
		for (size_t i = ln->tok; i < ln->tok_end; i++) {
			const struct token *t = tok(s, i);
			if (!token_names(t) || t->at < start || t->at >= end)
				continue;
			uint32_t first = ln->start < from ? skip_blank(s, from, end) : ln->start;
			if (!outline_is_label(s->outline, i, first, end))
				continue;
			bool detail = t->value == LABEL_DUE || t->value == LABEL_DEPT || t->value == LABEL_PERSON;
			uint16_t open = bs->b[bs->n - 1].label;
			bool entry = open == LABEL_MEASURES || open == LABEL_PROGRESS || open == LABEL_DONE;
			if (detail && bs->n == 1 && i && tok(s, i - 1)->kind == TOK_OPEN) {
				/* 记录不全。（责任领导：…；责任单位：…） */
				open_block(bs, t->value, tok(s, i - 1)->at, t->at + t->len);
				continue;
			}
			if (detail && ((i && tok(s, i - 1)->kind == TOK_OPEN) ||
					      (entry && outline_in_brackets(s->outline, i, ln->start))))
				continue;
			uint32_t behind = t->at + t->len;
			open_block(bs, tells_result(s, t->value, behind, end) ? LABEL_RESULT : t->value, t->at, behind);
		}
	}
	bs->b[bs->n - 1].to = to;
	settle_labels(s, bs);
}

/* --- entries: measures and progress --- */

struct entry_walk {
	uint32_t from, to;
	size_t tok, tok_end; /* tokens inside */
	int depth[BRACKET_KINDS];
};

static size_t first_token(const struct splitter *s, uint32_t at, size_t line)
{
	return token_at(s->outline->tokens, line_at(s, line)->tok, at);
}

static void track_brackets(int *depth, const struct token *t)
{
	if (t->kind == TOK_EOL)
		memset(depth, 0, sizeof(int) * BRACKET_KINDS);
	else if (t->kind == TOK_OPEN)
		depth[t->value]++;
	else if (t->kind == TOK_CLOSE && depth[t->value] > 0)
		depth[t->value]--;
}

static bool inside_brackets(const int *depth)
{
	return depth[BRACKET_DOUBLE] || depth[BRACKET_BOOK] || depth[BRACKET_ROUND] || depth[BRACKET_SINGLE];
}

enum boundary { BOUNDARY_NONE, BOUNDARY_COMMA, BOUNDARY_SENTENCE, BOUNDARY_LINE };

/* What lies right before token i within a text that begins at `from`. */
static enum boundary boundary_before(const struct splitter *s, size_t i, uint32_t from)
{
	const struct token *t = tok(s, i);
	if (!str_trim(text_of(s, from, t->at)).len)
		return BOUNDARY_LINE;
	if (i == 0)
		return BOUNDARY_NONE;
	const struct token *p = tok(s, i - 1);
	if (str_trim(text_of(s, p->at + p->len, t->at)).len)
		return BOUNDARY_NONE;
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
	case TOK_COMMA:
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

static bool opens_entry(const struct splitter *s, size_t i, uint32_t from)
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
	case TOK_AR_HALF:
		return b >= BOUNDARY_SENTENCE;
	case TOK_AR_DOT: {
		size_t end = t->at + t->len;
		struct str next = text_of(s, (uint32_t)end, (uint32_t)end + 1);
		bool decimal = next.len && next.ptr[0] >= '0' && next.ptr[0] <= '9';
		return b >= BOUNDARY_SENTENCE && (!decimal || b == BOUNDARY_LINE);
	}
	case TOK_CN_PAREN:
	case TOK_CN_DUN:
		return b == BOUNDARY_LINE;
	default:
		return false;
	}
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

/* The kind of marker that divides the block: the first one found numbered 1, at its beginning, within its first
 * paragraph or at a line's start; TOK_END: paragraphs are the entries. */
static uint8_t family_of(const struct splitter *s, uint32_t from, uint32_t to, size_t tok_from)
{
	int depth[BRACKET_KINDS] = { 0 };
	bool first_paragraph = true, marked = false;
	for (size_t i = tok_from; !marked && tok(s, i)->at < to && tok(s, i)->kind != TOK_END; i++)
		marked = tok(s, i)->value == 1 && token_is_marker(tok(s, i));
	if (!marked)
		return TOK_END;
	uint32_t begin = skip_blank(s, from, to);
	for (size_t i = tok_from; tok(s, i)->at < to && tok(s, i)->kind != TOK_END; i++) {
		const struct token *t = tok(s, i);
		track_brackets(depth, t);
		if (t->kind == TOK_EOL && t->at >= begin)
			first_paragraph = false;
		if (!token_is_marker(t) || t->value != 1 || inside_brackets(depth) || !opens_entry(s, i, from))
			continue;
		bool line = boundary_before(s, i, from) == BOUNDARY_LINE;
		if (line)
			return t->kind;
		if (!first_paragraph)
			continue;
		struct paragraphs p = look_at_paragraphs(s, from, to, tok_from);
		if (p.count > 1 && (p.headed > 1 || p.lists > 1))
			return TOK_END;
		return t->kind;
	}
	return TOK_END;
}

static void set_details(struct splitter *s, struct node *n, size_t tok_from)
{
	for (size_t i = tok_from; tok(s, i)->at < n->span.end && tok(s, i)->kind != TOK_END; i++) {
		const struct token *t = tok(s, i);
		if (t->at < n->span.start || t->kind != TOK_LABEL || (t->value != LABEL_DUE && t->value != LABEL_DEPT))
			continue;
		uint32_t from = t->at + t->len;
		size_t j = i + 1;
		while (tok(s, j)->at < n->span.end && tok(s, j)->kind != TOK_CLOSE && tok(s, j)->kind != TOK_STOP &&
			tok(s, j)->kind != TOK_SEMI && tok(s, j)->kind != TOK_EOL && tok(s, j)->kind != TOK_END)
			j++;
		uint32_t to = tok(s, j)->at < n->span.end ? tok(s, j)->at : n->span.end;
		*(t->value == LABEL_DUE ? &n->due : &n->depts) = str_trim(text_of(s, from, to));
	}
}

static struct str marker_text(struct str printed)
{
	static const char *const tails[] = { ".", "．", "、", "，", "：", ":", " ", "," };
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
		if (printed.len > strlen(tails[i]) && str_ends(printed, str_from(tails[i]))) {
			printed = str_sub(printed, 0, printed.len - strlen(tails[i]));
			i = (size_t)-1;
		}
	return printed;
}

/* `opens`: the text opens a paragraph or follows its marker, so that a first short sentence is a heading phrase. */
static int add_entry(struct splitter *s, struct node *item, enum node_kind kind, uint32_t from, uint32_t to,
	const struct token *marker, size_t tok_from, bool opens)
{
	if (!str_trim(text_of(s, from, to)).len)
		return 0;
	struct node *n = node_add(s->report, item, kind, from, to);
	if (!n)
		return ERR_NOMEM;
	if (marker) {
		n->no = marker_text(text_of(s, marker->at, marker->at + marker->len));
		n->value = marker->value;
		n->text = str_trim(text_of(s, marker->at + marker->len, n->span.end));
	}
	size_t heading = opens ? words_heading(n->text) : 0;
	if (heading)
		n->title = str_sub(n->text, 0, heading);
	set_details(s, n, tok_from);
	return 0;
}

/* A paragraph of sentences that all open with a phrase of one length: 完善体制机制,… 加快系统建设,… 推动系统整合,…
 * Gives the number of sentences, 0 when they are not alike. */
static size_t parallel_sentences(const struct splitter *s, uint32_t from, uint32_t to, size_t tok_from)
{
	size_t count = 0, phrase = 0;
	uint32_t start = skip_blank(s, from, to);
	bool opened = false;
	for (size_t i = tok_from; tok(s, i)->at < to && tok(s, i)->kind != TOK_END; i++) {
		const struct token *t = tok(s, i);
		if (t->at < start)
			continue;
		if (t->kind == TOK_COMMA && !opened) {
			size_t chars = utf8_count(text_of(s, start, t->at));
			if (chars < 4 || chars > 8 || (phrase && chars != phrase) ||
				!words_measure(text_of(s, start, to)))
				return 0;
			phrase = chars;
			opened = true;
			count++;
		} else if (t->kind == TOK_STOP) {
			if (!opened)
				return 0;
			opened = false;
			start = t->at + t->len;
		}
	}
	return count >= 3 && !opened ? count : 0;
}

static int add_parallel(
	struct splitter *s, struct node *item, enum node_kind kind, uint32_t from, uint32_t to, size_t tok_from)
{
	uint32_t start = from;
	for (size_t i = tok_from; tok(s, i)->at < to && tok(s, i)->kind != TOK_END; i++) {
		const struct token *t = tok(s, i);
		if (t->kind != TOK_STOP || t->at < start)
			continue;
		struct node *n = node_add(s->report, item, kind, start, t->at + t->len);
		if (!n)
			return ERR_NOMEM;
		size_t comma = str_find(n->text, STR("，"), 0), half = str_find(n->text, STR(","), 0);
		n->title = str_sub(n->text, 0, comma < half ? comma + 3 : half + 1);
		start = t->at + t->len;
	}
	return 0;
}

static int add_paragraphs(
	struct splitter *s, struct node *item, enum node_kind kind, const struct block *b, size_t tok_from)
{
	uint32_t start = b->from, to = b->to;
	size_t start_tok = tok_from;
	for (size_t i = tok_from;; i++) {
		const struct token *t = tok(s, i);
		bool end = t->at >= to || t->kind == TOK_END;
		if (!end && t->kind != TOK_EOL)
			continue;
		uint32_t stop = end ? to : t->at;
		int rc = parallel_sentences(s, start, stop, start_tok)
				 ? add_parallel(s, item, kind, start, stop, start_tok)
				 : add_entry(s, item, kind, start, stop, NULL, start_tok,
					   b->label == LABEL_NONE || start > b->from);
		if (rc < 0 || end)
			return rc;
		start = t->at + t->len;
		start_tok = i + 1;
	}
}

static int add_marked(struct splitter *s, struct node *item, enum node_kind kind, const struct block *b,
	size_t tok_from, uint8_t family)
{
	int depth[BRACKET_KINDS] = { 0 };
	const struct token *open = NULL;
	size_t open_tok = tok_from;
	uint32_t last = 0;
	for (size_t i = tok_from; tok(s, i)->at < b->to && tok(s, i)->kind != TOK_END; i++) {
		const struct token *t = tok(s, i);
		track_brackets(depth, t);
		if (t->kind != family || inside_brackets(depth) || !opens_entry(s, i, b->from))
			continue;
		bool line = boundary_before(s, i, b->from) == BOUNDARY_LINE;
		bool sentence = boundary_before(s, i, b->from) >= BOUNDARY_SENTENCE;
		bool gap = last && sentence && t->value > last && t->value <= last + (line ? 3 : 2);
		bool next = t->value == last + 1 || gap || (line && last && t->value == 1);
		if (!next)
			continue;
		int rc = open ? add_entry(s, item, kind, open->at, t->at, open, open_tok, true)
			      : add_prose(s, item, PROSE_LABEL, b->at, t->at);
		if (rc < 0)
			return rc;
		open = t;
		open_tok = i;
		last = t->value;
	}
	assert(open); /* the block was seen to hold a marker of this family */
	return add_entry(s, item, kind, open->at, b->to, open, open_tok, true);
}

static int add_entries(struct splitter *s, struct node *item, enum node_kind kind, const struct block *b, size_t line)
{
	if (!str_trim(text_of(s, b->from, b->to)).len)
		return add_prose(s, item, PROSE_LABEL, b->at, b->to);
	size_t tok_from = first_token(s, b->from, line);
	uint8_t family = family_of(s, b->from, b->to, tok_from);
	if (family != TOK_END)
		return add_marked(s, item, kind, b, tok_from, family);
	int rc = add_prose(s, item, PROSE_LABEL, b->at, b->from);
	return rc < 0 ? rc : add_paragraphs(s, item, kind, b, tok_from);
}

/* --- results --- */

static int add_result(struct splitter *s, struct node *item, uint32_t from, uint32_t to, enum result_status status)
{
	struct node *n = node_add(s->report, item, NODE_RESULT, from, to);
	if (!n)
		return ERR_NOMEM;
	n->status = status;
	return 0;
}

/* The beginning of the last sentence before `to`. */
static uint32_t last_sentence(const struct splitter *s, uint32_t from, uint32_t to, size_t line)
{
	struct str all = str_trim(text_of(s, from, to));
	uint32_t end = (uint32_t)(all.ptr - s->report->text.ptr) + (uint32_t)all.len;
	bool bracketed = s->report->text.ptr[end - 1] == ')' || str_ends(all, STR("）"));
	size_t first = first_token(s, from, line);
	for (size_t i = token_at(s->outline->tokens, first, end); i-- > first;) {
		const struct token *t = tok(s, i);
		if ((t->kind == TOK_STOP || t->kind == TOK_EOL) && t->at + t->len < end)
			return skip_blank(s, t->at + t->len, to);
		if (bracketed && t->kind == TOK_OPEN && t->value == BRACKET_ROUND && end - t->at < 60)
			return t->at;
	}
	return skip_blank(s, from, to);
}

/* Cuts a result sentence off the end of the block: gives its start, or the block's end. */
static uint32_t cut_result(const struct splitter *s, const struct block *b, size_t line, enum result_status *status)
{
	*status = RESULT_NONE;
	if (!str_trim(text_of(s, b->from, b->to)).len)
		return b->to;
	uint32_t at = last_sentence(s, b->from, b->to, line);
	*status = words_result_sentence(text_of(s, at, b->to));
	return *status ? at : b->to;
}

/* A heading may end in its state: 公务用车管理不严。（已完成） */
static uint32_t cut_bracketed(const struct splitter *s, uint32_t from, uint32_t to, enum result_status *status)
{
	struct str text = str_trim(text_of(s, from, to));
	size_t full = str_rfind(text, STR("（")), half = str_rfind(text, STR("("));
	size_t at = full == STR_NPOS ? half : half == STR_NPOS || full > half ? full : half;
	*status = RESULT_NONE;
	if (at == STR_NPOS || at == 0 || !(str_ends(text, STR("）")) || str_ends(text, STR(")"))))
		return to;
	*status = words_result_sentence(str_sub(text, at, text.len));
	return *status ? (uint32_t)(text.ptr - s->report->text.ptr) + (uint32_t)at : to;
}

/* --- the item --- */

/* Where the closing text begins behind the last item: the first line below the first that closes the report. */
static uint32_t cut_closing(const struct splitter *s, uint32_t from, uint32_t to, size_t line)
{
	for (size_t l = line; l < s->outline->body && line_at(s, l)->start < to; l++) {
		const struct line *ln = line_at(s, l);
		if (ln->start <= from || ln->start == ln->end)
			continue;
		struct str text = text_of(s, ln->start, ln->end);
		if (outline_is_label(s->outline, ln->tok, ln->start, ln->end) && tok(s, ln->tok)->at == ln->start)
			continue;
		if (words_closing(text) || words_furniture(text))
			return ln->start;
	}
	return to;
}

/* A line that only tells the item's state: 整改结果：已完成, 整改情况：正在整改。, 该问题已整改到位。 */
static bool is_result_line(const struct splitter *s, const struct line *ln)
{
	const struct token *t = tok(s, ln->tok);
	if (t->at != ln->start || !outline_is_label(s->outline, ln->tok, ln->start, ln->end))
		return words_result_sentence(text_of(s, ln->start, ln->end)) != RESULT_NONE;
	return t->value == LABEL_RESULT || tells_result(s, t->value, t->at + t->len, ln->end);
}

/* Behind the last item's state nothing more is the item's, unless a label follows. */
static uint32_t cut_behind_result(const struct splitter *s, uint32_t from, uint32_t to, size_t line)
{
	uint32_t cut = to;
	for (size_t l = line; l < s->outline->body && line_at(s, l)->start < to; l++) {
		const struct line *ln = line_at(s, l);
		if (ln->start <= from || ln->start == ln->end)
			continue;
		if (is_result_line(s, ln))
			cut = ln->end;
		else if (tok(s, ln->tok)->at == ln->start && outline_is_label(s->outline, ln->tok, ln->start, ln->end))
			cut = to;
	}
	return cut;
}

static uint32_t end_of_line(const struct splitter *s, uint32_t at, uint32_t to, size_t line)
{
	for (size_t l = line; l < s->outline->body; l++)
		if (line_at(s, l)->end > at || line_at(s, l)->start >= at)
			return line_at(s, l)->end < to ? line_at(s, l)->end : to;
	return to;
}

/* The finding of an item whose text has no label: up to the first marker, or 问题 and its mark, or the first line. */
static uint32_t unlabelled_finding(const struct splitter *s, uint32_t from, uint32_t to, size_t line)
{
	uint32_t begin = skip_blank(s, from, to), end = end_of_line(s, begin, to, line);
	size_t by_words = words_finding_end(text_of(s, begin, end));
	if (by_words)
		return begin + (uint32_t)by_words;
	int depth[BRACKET_KINDS] = { 0 };
	for (size_t i = first_token(s, begin, line); tok(s, i)->at < end && tok(s, i)->kind != TOK_END; i++) {
		track_brackets(depth, tok(s, i));
		if (s->sentence && tok(s, i)->kind == TOK_STOP)
			return tok(s, i)->at + tok(s, i)->len;
		if (token_is_marker(tok(s, i)) && tok(s, i)->value == 1 && !inside_brackets(depth) &&
			tok(s, i)->at > begin && opens_entry(s, i, begin))
			return tok(s, i)->at;
	}
	return end;
}

static void set_finding(struct splitter *s, struct node *item, uint32_t from, uint32_t to)
{
	item->text = str_trim(text_of(s, from, to));
	uint32_t end =
		item->text.len ? (uint32_t)(item->text.ptr - s->report->text.ptr) + (uint32_t)item->text.len : from;
	item->head_span = (struct span){ item->span.start, end > item->span.start ? end : item->span.start };
}

/* 该问题已完成整改。一是…: the state may be said first. Gives where the rest begins, b->from when it is not. */
static uint32_t cut_state_first(
	const struct splitter *s, const struct block *b, size_t line, enum result_status *status)
{
	*status = RESULT_NONE;
	struct str begin = str_trim(text_of(s, b->from, b->to));
	if (!str_starts(begin, STR("该")) && !str_starts(begin, STR("此")) && !str_starts(begin, STR("已")))
		return b->from;
	size_t i = first_token(s, b->from, line);
	while (tok(s, i)->at < b->to && tok(s, i)->kind == TOK_EOL)
		i++;
	while (tok(s, i)->at < b->to && tok(s, i)->kind != TOK_STOP && tok(s, i)->kind != TOK_EOL &&
		tok(s, i)->kind != TOK_END)
		i++;
	uint32_t end = tok(s, i)->at + tok(s, i)->len;
	if (tok(s, i)->kind != TOK_STOP || end >= b->to || !str_trim(text_of(s, end, b->to)).len)
		return b->from;
	struct str sentence = str_trim(text_of(s, b->from, end));
	bool about =
		str_starts(sentence, STR("该")) || str_starts(sentence, STR("此")) || str_starts(sentence, STR("已"));
	*status = about ? words_result_sentence(sentence) : RESULT_NONE;
	return *status ? end : b->from;
}

/* What a detail says, without the mark behind it and the bracket it stands in. */
static struct str detail_text(const struct splitter *s, const struct block *b)
{
	static const char *const tails[] = { "）", ")", "；", ";", "。", "】", "，" };
	struct str t = str_trim(text_of(s, b->from, b->to));
	bool opened = str_has(t, STR("（")) || str_has(t, STR("("));
	for (size_t i = opened ? 2 : 0; i < sizeof tails / sizeof *tails; i++)
		if (str_ends(t, str_from(tails[i]))) {
			t = str_trim(str_sub(t, 0, t.len - strlen(tails[i])));
			i = (size_t)(opened ? 1 : -1);
		}
	return t;
}

static int add_block(struct splitter *s, struct node *item, struct block *b, size_t line, const struct blocks *bs)
{
	enum node_kind kind = NODE_MEASURE;
	switch (b->label) {
	case LABEL_RESULT:
		if (!str_trim(text_of(s, b->from, b->to)).len)
			return add_prose(s, item, PROSE_LABEL, b->at, b->to);
		return add_result(s, item, b->at, b->to, words_status(text_of(s, b->from, b->to)));
	case LABEL_DUE:
		item->due = detail_text(s, b);
		return add_prose(s, item, PROSE_DETAIL, b->at, b->to);
	case LABEL_DEPT:
		if (!item->depts.ptr)
			item->depts = detail_text(s, b);
		return add_prose(s, item, PROSE_DETAIL, b->at, b->to);
	case LABEL_PERSON:
	case LABEL_GOAL:
	case LABEL_CAUSE:
		return add_prose(s, item, PROSE_DETAIL, b->at, b->to);
	case LABEL_FINDING:
		return add_prose(s, item, PROSE_FINDING, b->at, b->to);
	case LABEL_PROGRESS:
		kind = NODE_PROGRESS;
		break;
	case LABEL_DONE:
		kind = bs->measures ? NODE_PROGRESS : NODE_MEASURE;
		break;
	default:
		break;
	}
	enum result_status status, first;
	uint32_t end = b->to, cut = cut_result(s, b, line, &status);
	b->to = cut;
	uint32_t rest = status ? b->from : cut_state_first(s, b, line, &first);
	if (!status && first) {
		int rc = add_prose(s, item, PROSE_LABEL, b->at, b->from);
		rc = rc < 0 ? rc : add_result(s, item, b->from, rest, first);
		if (rc < 0)
			return rc;
		b->at = b->from = rest;
	}
	int rc = add_entries(s, item, kind, b, line);
	if (rc < 0 || !status)
		return rc;
	return add_result(s, item, cut, end, status);
}

/* A finding behind its label (存在问题：…) counts when nothing else was said before. */
static void finding_from_label(struct splitter *s, struct node *item, const struct blocks *bs)
{
	for (size_t i = 0; i < bs->n && !item->text.len; i++)
		if (bs->b[i].label == LABEL_FINDING)
			item->text = str_trim(text_of(s, bs->b[i].from, bs->b[i].to));
}

int64_t split_item(struct splitter *s, struct node *item, uint32_t from, uint32_t to, bool last)
{
	while (s->line + 1 < s->outline->body && line_at(s, s->line)->end < from)
		s->line++;
	size_t line = s->line;
	if (last) {
		to = cut_behind_result(s, from, to, line);
		to = cut_closing(s, from, to, line);
	}
	struct blocks bs;
	find_blocks(s, from, to, line, &bs);
	bool labelled = bs.measures || bs.progress || bs.done;
	struct block *first = &bs.b[0];
	uint32_t finding = labelled || !str_trim(text_of(s, first->from, first->to)).len
				   ? first->to
				   : unlabelled_finding(s, first->from, first->to, line);
	enum result_status status;
	uint32_t state = cut_bracketed(s, from, finding, &status);
	set_finding(s, item, from, state);
	int rc = add_prose(s, item, PROSE_FINDING, item->span.start, state);
	if (rc == 0 && status)
		rc = add_result(s, item, state, finding, status);
	if (rc < 0)
		return rc;
	first->from = first->at = finding;
	finding_from_label(s, item, &bs);
	for (size_t i = 0; i < bs.n; i++) {
		if (i == 0 && first->from >= first->to)
			continue;
		rc = add_block(s, item, &bs.b[i], line, &bs);
		if (rc < 0)
			return rc;
	}
	return to;
}

int split_cell(struct splitter *s, struct node *item, uint16_t label, bool measures, struct span cell)
{
	while (s->line + 1 < s->outline->lines->len && line_at(s, s->line)->end < cell.start)
		s->line++;
	struct blocks bs = { .measures = measures, .n = 1 };
	struct block b = { .label = label, .at = cell.start, .from = cell.start, .to = cell.end };
	if (words_result_sentence(text_of(s, b.from, b.to)) != RESULT_NONE)
		b.label = LABEL_RESULT;
	return add_block(s, item, &b, s->line, &bs);
}
