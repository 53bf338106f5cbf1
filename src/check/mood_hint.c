#include "mood_hint.h"

#include "mood_view.h"

#define CENTURY 2000

static bool is_ideograph(unsigned char lead)
{
	return lead >= 0xE4 && lead <= 0xE9;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether one of these characters of three bytes ends at `pos`. */
static bool one_before(struct str text, size_t pos, const char *characters)
{
	return pos >= 3 && strstr(characters, (char[]){ text.ptr[pos - 3], text.ptr[pos - 2], text.ptr[pos - 1], 0 });
}

/* 11月底前, 6月5前 */
static bool follows_date(struct str text, size_t pos)
{
	static const char ends[] = "年度月份初旬日号节庆旦期内周之以底末０１２３４５６７８９";
	return pos > 0 && (is_digit(text.ptr[pos - 1]) || one_before(text, pos, ends));
}

/* The number in [from, to), which holds digits only. */
static int number(struct str text, size_t from, size_t to)
{
	int n = 0;
	for (size_t i = from; i < to; i++)
		n = n * 10 + (text.ptr[i] - '0');
	return n;
}

/* Over before `since`: a year printed in [from, to), and what stands behind its 年. */
static bool is_over(struct str text, size_t from, size_t to, size_t behind, struct date since)
{
	int year = number(text, from, to);
	size_t end = behind;
	if (year == 0)
		return false;
	year += to - from == 2 ? CENTURY : 0;
	while (end < text.len && end < behind + 2 && is_digit(text.ptr[end]))
		end++;
	if (year != since.year || !str_starts(str_sub(text, end, text.len), STR("月")))
		return year < since.year;
	int month = number(text, behind, end);
	return month > 0 && month < since.month;
}

/* 年 from `pos` to `behind`: "2025年启动", "于2025年", "列入2025年预算". */
static bool leads_clause(struct str text, size_t pos, size_t behind, struct date since)
{
	size_t start = pos;
	while (start > 0 && pos - start < 5 && is_digit(text.ptr[start - 1]))
		start--;
	if (start == pos)
		return one_before(text, pos, "今明本次后当来半０１２３４５６７８９");
	if (pos - start != 4 && pos - start != 2)
		return false;
	if (start >= 3 && is_ideograph((unsigned char)text.ptr[start - 3]) && !one_before(text, start, "于入"))
		return false;
	return !is_over(text, start, pos, behind, since);
}

/* Of a sentence that is judged in parts (TOKENS_MAX) any place may be a part's end. */
static bool may_be_cut(size_t sentence, size_t pos)
{
	return pos - sentence >= TOKENS_MAX;
}

static bool may_speak(struct str text, enum mood_hint hint, size_t sentence, size_t pos, struct date since)
{
	switch (hint) {
	case HINT_WORD:
		return true;
	case HINT_CLOSE:
		return pos >= text.len || !is_ideograph((unsigned char)text.ptr[pos]) || may_be_cut(sentence, pos);
	case HINT_FRONT:
		return follows_date(text, pos - strlen("前"));
	case HINT_YEAR:
		return !date_is_none(since) &&
		       (may_be_cut(sentence, pos) || leads_clause(text, pos - strlen("年"), pos, since));
	case HINT_END:
	case HINT_NONE:
	case HINT_STOP:
		break;
	}
	return false;
}

struct span mood_hint_next(struct str text, size_t pos, struct date since)
{
	for (size_t sentence = pos;;) {
		enum mood_hint hint = mood_hint_lex(text, &pos);
		if (hint == HINT_END)
			return (struct span){ (uint32_t)text.len, (uint32_t)text.len };
		if (hint == HINT_STOP)
			sentence = pos;
		else if (may_speak(text, hint, sentence, pos, since))
			return (struct span){ (uint32_t)sentence, (uint32_t)pos };
	}
}
