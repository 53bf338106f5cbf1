/* Sentences of one paragraph that are measures of their own though nothing marks them. */
#include "split_parts.h"

#include "utf8.h"
#include "wordlist.h"

/* Commas are most of a text's marks: no tokens, but looked for where they tell something. */
size_t comma_at(struct str s)
{
	if (s.len && *s.ptr == ',')
		return 1;
	return str_starts(s, STR("，")) || str_starts(s, STR("、")) ? 3 : 0;
}

bool has_comma(struct str s)
{
	return str_has(s, STR("，")) || str_has(s, STR("、")) || str_has(s, STR(","));
}

enum { PHRASE_LEAST = 4, PHRASE_MOST = 8 };

/* Where the phrase ends that opens a sentence at `at`: at the first comma that is of no token. 0: it is too long, or none comes. */
static uint32_t phrase_end(const struct splitter *s, uint32_t at, uint32_t to, size_t *i)
{
	for (int chars = 0; chars <= PHRASE_MOST && at < to; chars++) {
		const struct token *t = tok(s, *i);
		if (t->at <= at) {
			if (t->kind == TOK_STOP)
				return 0;
			at = t->at + t->len > at ? t->at + t->len : at;
			++*i;
			continue;
		}
		if (comma_at(text_of(s, at, to)))
			return at;
		at += (uint32_t)utf8_prefix(text_of(s, at, to), 1);
	}
	return 0;
}

/* The token of the next sentence's end, or the first one at or behind `to`. */
static size_t next_stop(const struct splitter *s, size_t i, uint32_t to)
{
	while (tok(s, i)->at < to && tok(s, i)->kind != TOK_STOP && tok(s, i)->kind != TOK_END)
		i++;
	return i;
}

/* A paragraph of sentences that all open with a phrase of one length: 完善体制机制,… 加快系统建设,… 推动系统整合,…
 * What stands behind the last one without a mark is none: the entries end before it. */
static bool open_alike(const struct splitter *s, struct alike *a)
{
	size_t count = 0, phrase = 0, i = a->tok;
	uint32_t to = a->to, start = skip_blank(s, a->from, to);
	if (!words_measure(text_of(s, start, to))) /* the least that is asked of each */
		return false;
	for (;; count++) {
		while (tok(s, i)->at < start && tok(s, i)->kind != TOK_END)
			i++;
		uint32_t end = phrase_end(s, start, to, &i);
		if (!end) {
			a->to = start;
			return count >= 3 && tok(s, next_stop(s, i, to))->at >= to && !has_comma(text_of(s, start, to));
		}
		size_t chars = utf8_count(text_of(s, start, end));
		if (chars < PHRASE_LEAST || chars > PHRASE_MOST || (phrase && chars != phrase) ||
			!words_measure(text_of(s, start, to)))
			return false;
		phrase = chars;
		i = next_stop(s, i, to);
		if (tok(s, i)->at >= to)
			return false;
		start = tok(s, i)->at + tok(s, i)->len;
	}
}

/* The sentence at `at`, with its mark. */
static struct str sentence_at(const struct splitter *s, const struct alike *a, uint32_t at)
{
	size_t i = next_stop(s, token_at(s->outline->tokens, a->tok, at), a->to);
	const struct token *t = tok(s, i);

	return text_of(s, at, t->at < a->to && t->kind != TOK_END ? t->at + t->len : a->to);
}

/* 压实包保责任。 a sentence so short that it can only say what the next ones are about. */
static bool is_heading(const struct splitter *s, const struct alike *a, uint32_t at)
{
	struct str sentence = sentence_at(s, a, at);
	WORDLIST(outcomes, "取得", "效果", "成效", "已", "均", "全部", "实现", "得到", "反响", "完成");
	if (sentence.len > 3 * (PHRASE_MOST + 2) || has_comma(sentence) || STARTS(sentence, outcomes))
		return false;
	return utf8_count(sentence) > PHRASE_LEAST && words_heading(text_of(s, at, a->to)) == sentence.len &&
	       words_result_sentence(sentence) == RESULT_NONE;
}

/* It begins with such a heading, each has text behind it, there are two at least, of one length or half of them worded like
 * measures. */
static bool headed_alike(const struct splitter *s, const struct alike *a)
{
	size_t headings = 0, measures = 0, length = 0;
	bool above = false, even = true;
	for (uint32_t at = skip_blank(s, a->from, a->to); at < a->to;) {
		bool heading = is_heading(s, a, at);
		if (heading ? above : !headings)
			return false;
		headings += heading;
		measures += heading && words_measure(text_of(s, at, a->to));
		above = heading;
		size_t len = sentence_at(s, a, at).len;
		even &= !heading || !length || len == length;
		length = heading ? len : length;
		at = skip_blank(s, at + (uint32_t)len, a->to);
	}
	return headings > 1 && !above && (even || measures * 2 >= headings);
}

bool alike_sentences(const struct splitter *s, struct alike *a)
{
	const uint32_t to = a->to;

	a->headed = false;
	if (open_alike(s, a))
		return true;
	a->to = to;
	a->headed = headed_alike(s, a);
	return a->headed;
}

uint32_t alike_next(const struct splitter *s, const struct alike *a, uint32_t at)
{
	at = skip_blank(s, at, a->to);
	do
		at += (uint32_t)sentence_at(s, a, at).len;
	while (a->headed && at < a->to && !is_heading(s, a, skip_blank(s, at, a->to)));
	return at;
}

size_t alike_heading(const struct alike *a, struct str text)
{
	size_t comma = str_find(text, STR("，"), 0), half = str_find(text, STR(","), 0);

	return a->headed ? words_heading(text) : comma < half ? comma + 3 : half + 1;
}
