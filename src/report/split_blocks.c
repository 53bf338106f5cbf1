#include "split_parts.h"
#include "wordlist.h"

bool tells_result(const struct splitter *s, uint16_t label, uint32_t from, uint32_t to)
{
	return (label == LABEL_DONE || label == LABEL_PROGRESS) &&
	       words_result_sentence(text_of(s, from, to)) != RESULT_NONE;
}

/* The number that ends a label: 整改措施2： 整改情况（三）： 整改措施①： */
static uint16_t label_number(struct str s)
{
	size_t end = s.len - (s.ptr[s.len - 1] == ':' ? 1 : 3), unit = 1;
	while (end > 3 && (s.ptr[end - 1] == ' ' || s.ptr[end - 1] == ')'))
		end--;
	if (str_ends(str_sub(s, 0, end), STR("）")))
		end -= 3;
	const unsigned char *last = (const unsigned char *)s.ptr + end - 3;
	if (last[0] == 0xE2 && last[1] == 0x91 && last[2] >= 0xA0 && last[2] <= 0xB3) /* ① to ⑳ */
		return (uint16_t)(last[2] - 0x9F);
	uint16_t value = 0;
	for (size_t at = end; at > 0 && s.ptr[at - 1] >= '0' && s.ptr[at - 1] <= '9' && unit <= 10; at--, unit *= 10)
		value = (uint16_t)(value + unit * (size_t)(s.ptr[at - 1] - '0'));
	size_t from = end;
	while (from > 3 && lex_chinese_number(str_sub(s, from - 3, from)))
		from -= 3;
	return from < end ? (uint16_t)lex_chinese_number(str_sub(s, from, end)) : value;
}

static void open_block(struct blocks *bs, uint16_t label, uint32_t at, uint32_t from)
{
	if (bs->n)
		bs->b[bs->n - 1].to = at;
	if (bs->n == BLOCKS_MAX) /* the rest joins the last block: nothing is lost */
		return;
	bs->b[bs->n++] = (struct block){ .label = label, .at = at, .from = from };
}

/* 整改任务：… above 整改措施：… in an item that has no other finding: what is to be mended. */
static bool names_task(const struct splitter *s, const struct blocks *bs, size_t i)
{
	bool first = i > 0 && !str_trim(text_of(s, bs->b[0].from, bs->b[0].to)).len;
	for (size_t k = 1; k < i && first; k++) /* 问题来源：… */
		first = bs->b[k].label == LABEL_GOAL || bs->b[k].label == LABEL_DEPT;
	if (!first || !str_has(text_of(s, bs->b[i].at, bs->b[i].from), STR("整改任务")))
		return false;
	for (size_t k = i + 1; k < bs->n; k++) {
		uint16_t label = bs->b[k].label;
		if (label == LABEL_MEASURES || label == LABEL_DONE || label == LABEL_PROGRESS)
			return true;
	}
	return false;
}

/* 完成进度：一是… 二是… tells what was done, whatever its label says. */
static bool is_list(const struct splitter *s, const struct block *b)
{
	uint32_t from = skip_blank(s, b->from, b->to);
	const struct token *t = tok(s, first_token(s, from, s->line));
	return t->at == from && from < b->to && token_is_marker(t) && t->value == 1;
}

/* 整改结果：投诉由每月186件下降为129件。 above 是否完成：是: what was done, and its state. */
static bool is_account(const struct splitter *s, const struct blocks *bs, size_t i)
{
	size_t k = i + 1;
	while (k < bs->n && bs->b[k].label != LABEL_RESULT)
		k++;
	return k < bs->n && words_status(text_of(s, bs->b[i].from, bs->b[i].to)) == RESULT_NONE;
}

/* 成效：, not 整改举措和成效： */
static bool names_effect(struct str label)
{
	WORDLIST(effects, "成效", "效果", "成果", "实效");
	WORDLIST(deeds, "措施", "举措", "做法", "办法", "情况", "进展");
	return HAS(label, effects) && !HAS(label, deeds);
}

/* What one line's labels say: 整改措施： and then what was done, below one heading. */
static bool line_tells_apart(const struct splitter *s, const struct line *l, bool *measures)
{
	for (size_t i = l->tok; i < l->tok_end; i++) {
		const struct token *t = tok(s, i);
		if (!token_names(t) || !outline_is_label(s->outline, i, l->start, l->end))
			continue;
		bool done = t->value == LABEL_PROGRESS || t->value == LABEL_DONE;
		if (done && *measures && words_result_sentence(text_of(s, t->at + t->len, l->end)) == RESULT_NONE)
			return true;
		/* 整改任务： is what was found */
		*measures |= t->value == LABEL_MEASURES &&
			     !str_eq(text_of(s, t->at, t->at + strlen("整改任务")), STR("整改任务"));
	}
	return false;
}

/* Whether any item of the report has both 整改措施： and 整改进展：. */
static bool tells_apart(struct splitter *s)
{
	const struct outline *o = s->outline;
	bool measures = false;
	size_t head = 0;
	for (size_t k = 0; k < o->body && !s->asked && !s->apart; k++) {
		const struct line *l = line_at(s, k);
		for (; head < o->heads.len && VEC_AT(&o->heads, struct head, head).line <= k; head++)
			measures &= VEC_AT(&o->heads, struct head, head).role == ROLE_NONE;
		s->apart = l->labels && l->start < l->end && line_tells_apart(s, l, &measures);
	}
	s->asked = true;
	return s->apart;
}

/* 整改进展： where no item has measures besides is what 整改情况： is elsewhere. */
static void settle_progress(struct splitter *s, struct blocks *bs)
{
	if (!bs->progress || bs->measures || bs->done || tells_apart(s))
		return;
	for (size_t i = 0; i < bs->n; i++)
		if (bs->b[i].label == LABEL_PROGRESS)
			bs->b[i].label = LABEL_DONE;
	bs->done = true;
	bs->progress = false;
}

/* Whether a list stands below the first line of what no label opens: 整改情况：基本完成，待验收后销号。 behind it is its state. */
static bool has_list_below(const struct splitter *s, const struct block *b)
{
	bool first = true;
	for (size_t l = s->line; l < s->outline->body && line_at(s, l)->start < b->to; l++) {
		const struct line *ln = line_at(s, l);
		if (ln->start == ln->end || ln->end <= b->from)
			continue;
		const struct token *t = tok(s, ln->tok);
		if (!first && t->at == ln->start && token_is_marker(t) && t->value == 1)
			return true;
		first = false;
	}
	return false;
}

/* 完成情况：视同完成，持续整改。每年抽查一次。 behind 整改进展：…: the account is told, its first sentence is the state. */
static bool opens_with_state(const struct splitter *s, const struct blocks *bs, size_t i)
{
	const struct block *b = &bs->b[i];
	struct str said = str_trim(text_of(s, b->from, b->to));
	size_t stop = str_find(str_sub(said, 0, 120), STR("。"), 0);
	bool told = false;
	for (size_t k = 0; k < i; k++)
		told |= bs->b[k].label == LABEL_PROGRESS || bs->b[k].label == LABEL_DONE;
	return told && stop != STR_NPOS && str_has(text_of(s, b->at, b->from), STR("完成情况")) &&
	       words_result_sentence(str_sub(said, 0, stop)) != RESULT_NONE;
}

/* 整改情况：已完成。 tells a result, whatever its label says. */
static void settle_labels(const struct splitter *s, struct blocks *bs)
{
	for (size_t i = 0; i < bs->n; i++) {
		struct block *b = &bs->b[i];
		bool done = b->label == LABEL_DONE || b->label == LABEL_PROGRESS;
		struct str said = str_trim(text_of(s, b->from, b->to));
		if (done && (words_result_sentence(said) || opens_with_state(s, bs, i) ||
				    (bs->n == 2 && words_short_state(said) && has_list_below(s, &bs->b[0]))))
			b->label = LABEL_RESULT;
		if (b->label == LABEL_RESULT && is_list(s, b))
			b->label = LABEL_PROGRESS;
		if (b->label == LABEL_RESULT && is_account(s, bs, i))
			b->label = LABEL_DONE;
		if (b->label == LABEL_MEASURES && names_task(s, bs, i))
			b->label = LABEL_FINDING;
		if (b->label == LABEL_DONE && bs->done && !bs->measures && names_effect(text_of(s, b->at, b->from)))
			b->label = LABEL_PROGRESS; /* 整改：… 成效：… */
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

/* 1.2 and the blank behind it. */
static bool is_part_number(struct str s)
{
	size_t points = 0, i = 0;
	for (; i < s.len && ((s.ptr[i] >= '0' && s.ptr[i] <= '9') || s.ptr[i] == '.'); i++)
		points += s.ptr[i] == '.';
	return points == 1 && i < s.len && !str_trim(str_sub(s, i, s.len)).len;
}

/* Where label i begins: at the number before it on its line, (1)整改措施, if there is one. */
static uint32_t number_before(const struct splitter *s, size_t i, uint32_t start)
{
	enum { NUMBER_BYTES = 8 };
	if (tok(s, i)->at - start < NUMBER_BYTES && is_part_number(text_of(s, start, tok(s, i)->at)))
		return start;
	const struct token *t = tok(s, i), *p = i ? tok(s, i - 1) : t;
	bool stop = i > 1 && p[-1].kind == TOK_STOP && p[-1].at + p[-1].len == p->at; /* …。二、采取措施：… */
	bool numbers =
		i && token_is_marker(p) && (p->at == start || stop) && !str_trim(text_of(s, p->at + p->len, t->at)).len;
	return numbers ? p->at : t->at;
}

/* Whether label i is the first thing, or one without a comma before it, behind a bracket's beginning. */
static bool behind_bracket(const struct splitter *s, size_t i)
{
	const struct token *p = i ? tok(s, i - 1) : NULL;
	return p && p->kind == TOK_OPEN && !has_comma(text_of(s, p->at + p->len, tok(s, i)->at));
}

/* 1.责任单位：…；整改时限：6月底前。2.对…: the list that the labels stand in the first entry of. */
static bool list_goes_on(const struct splitter *s, size_t i, const struct blocks *bs)
{
	const struct token *t = tok(s, i), *p = i ? tok(s, i - 1) : t;
	return i && p->kind == TOK_STOP && p->at + p->len == t->at && token_is_marker(t) && t->value == 2 &&
	       is_short_label(bs->b[bs->n - 1].label);
}

/* 一是修订规程，…, 1.一是修订规程，… below （一）反馈问题：…: what was done begins here, though no label says so. */
static bool begins_deeds(const struct splitter *s, const struct line *l)
{
	static const char *const stops[] = { "。", "；", ";" };
	WORDLIST(deeds, "已", "制定", "修订", "印发", "建立", "开展", "组织", "召开", "明确", "规范", "清查", "追回",
		"收回");
	const struct token *t = tok(s, l->tok);
	if (t->at != l->start)
		return false;
	if (token_is_marker(t) && t->kind != TOK_IS && t->value == 1 && t[1].at == t->at + t->len &&
		t[1].kind == TOK_IS)
		return t[1].value == 1; /* what was found is not counted twice over */
	if (t->kind != TOK_IS || t->value != 1)
		return false;
	struct str said = text_of(s, t->at + t->len, l->end);
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
		said = str_sub(said, 0, str_find(said, str_from(stops[i]), 0));
	return (words_measure(said) || HAS(said, deeds)) && !words_wanting(said);
}

void find_blocks(struct splitter *s, uint32_t from, uint32_t to, size_t line, struct blocks *bs)
{
	bs->n = 0;
	bs->measures = bs->progress = bs->done = false;
	s->labels = false;
	open_block(bs, LABEL_NONE, from, from);
	for (size_t l = line; l < s->outline->body && line_at(s, l)->start < to; l++) {
		const struct line *ln = line_at(s, l);
		if (ln->start == ln->end)
			continue;
		uint32_t start = ln->start < from ? from : ln->start;
		uint32_t end = ln->end < to ? ln->end : to;
		const struct block *above = &bs->b[bs->n - 1];
		if (ln->start > from && is_short_label(above->label) &&
			str_trim(text_of(s, above->from, ln->start)).len)
			open_block(bs, LABEL_NONE, start, start);
		else if (ln->start > from && above->label == LABEL_FINDING && bs->n == 2 && begins_deeds(s, ln))
			open_block(bs, LABEL_NONE, start, start);
		s->labels |= ln->labels;
		size_t i = start > ln->start ? first_token(s, start, l) : ln->tok; /* many items may share a line */
		for (; ln->labels && i < ln->tok_end && tok(s, i)->at < end; i++) {
			const struct token *t = tok(s, i);
			if (list_goes_on(s, i, bs) && t->at > start && t->at < end) {
				open_block(bs, LABEL_NONE, t->at, t->at);
				continue;
			}
			if (!token_names(t) || t->at < start || t->at >= end)
				continue;
			uint32_t first = ln->start < from ? skip_blank(s, from, end) : ln->start;
			if (!outline_is_label(s->outline, i, first, end))
				continue;
			bool detail = t->value == LABEL_DUE || t->value == LABEL_DEPT || t->value == LABEL_PERSON;
			uint16_t open = bs->b[bs->n - 1].label;
			bool entry = open == LABEL_MEASURES || open == LABEL_PROGRESS || open == LABEL_DONE;
			if (detail && bs->n == 1 && behind_bracket(s, i)) {
				/* 记录不全。（责任领导：…；责任单位：…） */
				open_block(bs, t->value, tok(s, i - 1)->at, t->at + t->len);
				continue;
			}
			if (detail &&
				(behind_bracket(s, i) || (entry && outline_in_brackets(s->outline, i, ln->start))))
				continue;
			uint32_t behind = t->at + t->len;
			if (outline_label_stops(s->outline, i))
				behind += tok(s, i + 1)->len;
			open_block(bs, tells_result(s, t->value, behind, end) ? LABEL_RESULT : t->value,
				number_before(s, i, start), behind);
			if (t->kind == TOK_LABEL && bs->b[bs->n - 1].from == behind)
				bs->b[bs->n - 1].value = label_number(text_of(s, t->at, behind));
		}
	}
	bs->b[bs->n - 1].to = to;
	settle_labels(s, bs);
	settle_progress(s, bs);
}
