#include "mood_hint.h"

#include "mood_view.h"

#define CENTURY 2000
#define NUMERALS "〇零○一二三四五六七八九"

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

/* The end of month and day behind 年, as far as they are in digits. */
static size_t skip_day(struct str text, size_t behind)
{
	static const char *const marks[] = { "月", "日", "号" };
	size_t end = behind;
	for (size_t i = 0; i < COUNT(marks); i++) {
		size_t at = end;
		while (at < text.len && at < end + 2 && is_digit(text.ptr[at]))
			at++;
		if (at == end || !str_starts(str_sub(text, at, text.len), str_from(marks[i])))
			continue;
		end = at + strlen(marks[i]);
		if (i > 0)
			break;
	}
	return end;
}

/* 2024年5月，… and 2024年起…: nothing is said of the date itself. */
static bool only_leads(struct str text, size_t behind, bool listed)
{
	static const struct str from[] = { { "起", 3 }, { "以来", 6 }, { "以后", 6 }, { "至", 3 }, { "到", 3 },
		{ "—", 3 }, { "-", 1 }, { "、", 3 }, { "期间", 6 }, { "的", 3 } };
	static const struct str ends[] = { { "，", 3 }, { ",", 1 }, { "：", 3 }, { ":", 1 }, { "。", 3 }, { "；", 3 } };
	struct str rest = str_sub(text, skip_day(text, behind), text.len);
	while (rest.len > 0 && rest.ptr[0] == ' ')
		rest = str_sub(rest, 1, rest.len);
	return starts_any(rest, from, COUNT(from)) || (!listed && starts_any(rest, ends, COUNT(ends)));
}

/* 年 from `pos` to `behind`: "2025年启动", "于2025年", "列入2025年预算". */
static bool leads_clause(struct str text, size_t pos, size_t behind, struct date since)
{
	while (pos > 0 && text.ptr[pos - 1] == ' ')
		pos--;
	size_t start = pos;
	while (start > 0 && pos - start < 5 && is_digit(text.ptr[start - 1]))
		start--;
	if (start == pos)
		return one_before(text, pos, "今明本次后当来半０１２３４５６７８９　 ") ||
		       (one_before(text, pos, NUMERALS) && one_before(text, pos - 3, NUMERALS));
	if (pos - start != 4 && pos - start != 2)
		return false;
	if (str_ends(str_sub(text, 0, start), STR("已于")) && !str_ends(str_sub(text, 0, start), STR("即已于")))
		return false; /* it is done */
	bool listed = one_before(text, start, "入");
	size_t lead = start;
	while (lead > 0 && text.ptr[lead - 1] == ' ')
		lead--;
	if (lead >= 3 && is_ideograph((unsigned char)text.ptr[lead - 3]) && !listed && !one_before(text, lead, "于"))
		return false;
	return !only_leads(text, behind, listed) && !is_over(text, start, pos, behind, since);
}

/* 稳步推进: the last characters of all words that mood_lex() knows before it. */
static bool at_a_pace(struct str text, size_t start)
{
	return one_before(text, start, "时度序划常步利紧快极力");
}

/* 总量的95%: the last characters of all words that mood_lex() knows before the number. */
static bool is_share(struct str text, size_t start)
{
	for (;;) {
		if (start > 0 && (is_digit(text.ptr[start - 1]) || text.ptr[start - 1] == '.'))
			start--;
		else if (one_before(text, start, "０１２３４５６７８９"))
			start -= 3;
		else
			break;
	}
	while (start > 0 && text.ptr[start - 1] == ' ')
		start--;
	return one_before(text, start, "成量务度的达约近已到过");
}

/* 计划建成, 计划5月: a plan in which nothing follows is a noun. */
static bool goes_on(struct str text, size_t pos)
{
	return pos < text.len && (is_ideograph((unsigned char)text.ptr[pos]) || is_digit(text.ptr[pos]) ||
					 text.ptr[pos] == ' ' || one_before(text, pos + 3, "０１２３４５６７８９"));
}

/* Of a sentence that is judged in parts (TOKENS_MAX) any place may be a part's end. */
static bool may_be_cut(size_t sentence, size_t pos)
{
	return pos - sentence >= TOKENS_MAX;
}

static bool may_close(struct str text, size_t sentence, size_t pos)
{
	return pos >= text.len || !is_ideograph((unsigned char)text.ptr[pos]) || may_be_cut(sentence, pos);
}

static bool may_speak(struct str text, const struct hint *hint, size_t sentence, struct date since)
{
	size_t pos = hint->end;
	switch (hint->kind) {
	case HINT_WORD:
		return true;
	case HINT_CLOSE:
		return may_close(text, sentence, pos);
	case HINT_PACE:
		return at_a_pace(text, hint->start) && may_close(text, sentence, pos);
	case HINT_PLAN:
		return goes_on(text, pos);
	case HINT_SHARE:
		return is_share(text, hint->start);
	case HINT_FRONT:
		return follows_date(text, pos - strlen("前"));
	case HINT_YEAR:
		return !date_is_none(since) &&
		       (may_be_cut(sentence, pos) || leads_clause(text, pos - strlen("年"), pos, since));
	case HINT_NONE:
		break;
	}
	return false;
}

/* One of these characters is in whatever mood_lex() takes for a date: by their last bytes, which differ, the two before. */
static const uint16_t date_characters[256] = {
	[0xB4] = 0xE5B9, /* 年 */
	[0x88] = 0xE69C, /* 月 */
	[0xA3] = 0xE5AD, /* 季度 */
	[0xAB] = 0xE69C, /* 岁末 */
	[0xA5] = 0xE698, /* 春节 */
	[0x86] = 0xE5BA, /* 国庆 */
	[0xA6] = 0xE697, /* 元旦 */
	[0x91] = 0xE8BF, /* 近期, 近日 */
	[0xA8] = 0xE591, /* 下周 */
};

static bool may_have_date(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	for (size_t i = 0; i + 2 < s.len; i += (p[i] & 0xF0) == 0xE0 ? 3 : 1) {
		if ((p[i] << 8 | p[i + 1]) == date_characters[p[i + 2]])
			return true;
	}
	return false;
}

/* What mood_lex() takes for TK_STOP ends at p, where `room` bytes stand before. */
static bool stop_before(const unsigned char *p, size_t room)
{
	switch (p[-1]) {
	case ';':
	case '!':
	case '?':
	case '\n':
	case '\r':
		return true;
	case 0x82: /* 。 */
		return room >= 3 && p[-3] == 0xE3 && p[-2] == 0x80;
	case 0x9B: /* ； */
	case 0x81: /* ！ */
	case 0x9F: /* ？ */
		return room >= 3 && p[-3] == 0xEF && p[-2] == 0xBC;
	default:
		return false;
	}
}

/* Behind the last stop in [from, to), or `none`. */
static size_t last_stop(struct str text, size_t from, size_t to, size_t none)
{
	const unsigned char *p = (const unsigned char *)text.ptr;
	while (to > from) {
		if (to - from >= 3 && is_ideograph(p[to - 3])) {
			to -= 3;
			continue;
		}
		if (stop_before(p + to, to - from))
			return to;
		to--;
	}
	return none;
}

/* Where the sentence that goes on at `pos` ends. */
static size_t sentence_end(struct str text, size_t pos)
{
	const unsigned char *p = (const unsigned char *)text.ptr;
	for (size_t at = pos + 1; at <= text.len; at++) {
		if (stop_before(p + at, at - pos))
			return at - (p[at - 1] < 0x80 ? 1 : 3);
	}
	return text.len;
}

/* The first hint at or behind `pos`; kind HINT_NONE: none. */
static struct hint hint_from(struct hints *h, struct str text, size_t pos)
{
	for (; h->at < h->end && *h->at - h->base < text.len; h->at++) {
		size_t start = *h->at - h->base, end;
		enum hint_kind kind = start < pos ? HINT_NONE : hint_lex(text, start, &end);
		if (kind != HINT_NONE)
			return (struct hint){ (uint32_t)start, (uint32_t)end, kind };
	}
	return (struct hint){ .kind = HINT_NONE };
}

struct span hint_next(struct hints *h, struct str text, size_t pos, const struct mood_want *want)
{
	struct span none = { (uint32_t)text.len, (uint32_t)text.len };
	struct hint hint = hint_from(h, text, pos);
	if (hint.kind == HINT_NONE || (want->dated && !may_have_date(str_sub(text, pos, text.len))))
		return none;
	size_t sentence = pos, seen = pos; /* where it begins, as far as its stops have been looked for */
	for (; hint.kind != HINT_NONE; hint = hint_from(h, text, pos)) {
		if (may_be_cut(sentence, hint.end)) {
			sentence = last_stop(text, seen, hint.start, sentence);
			seen = hint.start;
		}
		pos = hint.end;
		if (!may_speak(text, &hint, sentence, want->since))
			continue;
		sentence = last_stop(text, seen, hint.start, sentence);
		seen = hint.start;
		size_t end = want->dated ? sentence_end(text, pos) : pos;
		if (!want->dated || may_have_date(str_sub(text, sentence, end)))
			return (struct span){ (uint32_t)sentence, (uint32_t)pos };
		pos = end;
	}
	return none;
}
