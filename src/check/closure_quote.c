/* What of a sentence is quoted, and which of its words a message repeats: always whole clauses. */
#include "closure.h"
#include "utf8.h"

#define WORDS_CHARS 40 /* repeated in a message */
#define WORDS_LEAD 48  /* bytes of the clause in front of the word that are repeated with it */
#define WORDS_SHORT 15 /* bytes: fewer say nothing by themselves (下一步，) */
#define WORDS_LIST 48  /* bytes: a list may be cut behind this many */

/* The length of a comma that stands at `at`, 0 for none. */
static uint32_t comma_at(struct str text, uint32_t at)
{
	if (text.ptr[at] == ',' || text.ptr[at] == ':')
		return 1;
	struct str rest = str_sub(text, at, text.len);
	return str_starts(rest, STR("，")) || str_starts(rest, STR("：")) ? 3 : 0;
}

/* The length of the comma that ends right before `at`. */
static uint32_t comma_before(struct str text, uint32_t at)
{
	return (unsigned char)text.ptr[at - 1] < 0x80 ? 1 : 3;
}

static uint32_t clause_start(struct str text, uint32_t floor, uint32_t at)
{
	while (at > floor) {
		bool behind = comma_at(text, at - 1) == 1 || (at >= floor + 3 && comma_at(text, at - 3) == 3);
		if (behind)
			break;
		at--;
	}
	return at;
}

/* Opens and closes 《》 “” （）: a comma inside belongs to a name or a remark. */
static int bracket_at(struct str text, uint32_t at)
{
	static const struct str open[] = { { "《", 3 }, { "“", 3 }, { "（", 3 }, { "(", 1 } };
	static const struct str close[] = { { "》", 3 }, { "”", 3 }, { "）", 3 }, { ")", 1 } };
	struct str rest = str_sub(text, at, text.len);
	for (size_t i = 0; i < 4; i++) {
		if (str_starts(rest, open[i]))
			return 1;
		if (str_starts(rest, close[i]))
			return -1;
	}
	return 0;
}

static bool is_ideograph(char lead)
{
	return (unsigned char)lead >= 0xE4 && (unsigned char)lead <= 0xE9;
}

static uint32_t clause_end(struct str text, uint32_t at, uint32_t limit)
{
	int depth = 0;
	for (; at < limit; at += is_ideograph(text.ptr[at]) ? 3 : 1) {
		if (is_ideograph(text.ptr[at]))
			continue;
		depth += bracket_at(text, at);
		if (depth <= 0 && comma_at(text, at))
			break;
	}
	return at < limit ? at : limit;
}

/* Where a clause too long to repeat is cut: behind a member of a list, or before a name it would cut through. */
static uint32_t cut_at(struct str text, uint32_t start, uint32_t limit)
{
	uint32_t list = 0, name = 0;
	int depth = 0;
	for (uint32_t at = start; at < limit; at++) {
		int step = bracket_at(text, at);
		if (step > 0 && depth == 0)
			name = at;
		depth += step;
		if (depth <= 0 && at - start >= WORDS_LIST && str_starts(str_sub(text, at, limit), STR("、")))
			list = at;
	}
	if (list > 0)
		return list;
	return depth > 0 && name > start + WORDS_SHORT ? name : limit;
}

struct str closure_words(const struct report *r, struct span sentence, uint32_t word, bool *ret_cut)
{
	struct str text = r->text;
	uint32_t start = clause_start(text, sentence.start, word);
	if (word - start > WORDS_LEAD)
		start = word;
	uint32_t end = clause_end(text, word, sentence.end);
	if (end - start <= WORDS_SHORT && end < sentence.end)
		end = clause_end(text, end + comma_at(text, end), sentence.end);
	else if (end - start <= WORDS_SHORT && start > sentence.start + 3)
		start = clause_start(text, sentence.start, start - comma_before(text, start));
	struct str words = str_sub(text, start, end);
	size_t most = utf8_prefix(words, WORDS_CHARS);
	*ret_cut = most < words.len;
	if (*ret_cut)
		words = str_sub(text, start, cut_at(text, start, start + (uint32_t)most));
	return str_trim(words);
}

struct span closure_quote(const struct report *r, struct span sentence, uint32_t word, uint32_t most)
{
	struct str text = r->text;
	if (sentence.end - sentence.start <= most)
		return sentence;
	/* whole clauses from the word on, two thirds of the room, then as many before it as fit */
	uint32_t limit = sentence.end - word > most * 2 / 3 ? word + most * 2 / 3 : sentence.end;
	uint32_t end = clause_end(text, word, limit);
	for (uint32_t next = end; next < limit;) {
		next = clause_end(text, next + 1, limit);
		end = next < limit || limit == sentence.end ? next : end;
	}
	end = (uint32_t)utf8_floor(text, end);
	uint32_t start = clause_start(text, sentence.start, word);
	while (start > sentence.start) {
		uint32_t before = clause_start(text, sentence.start, start - comma_before(text, start));
		if (end - before > most)
			break;
		start = before;
	}
	if (end - start > most)
		start = word;
	return (struct span){ start, end };
}
