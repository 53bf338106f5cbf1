/* BH208: the text as its words have it, whatever marks and spellings its author likes. */
#include "fault.h"
#include "halfway.h"
#include "spot.h"
#include "utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static const struct {
	struct str own, plain;
} spellings[] = {
	{ STR_INIT(","), STR_INIT("，") },
	{ STR_INIT(";"), STR_INIT("；") },
	{ STR_INIT(":"), STR_INIT("：") },
	{ STR_INIT("("), STR_INIT("（") },
	{ STR_INIT(")"), STR_INIT("）") },
	{ STR_INIT("已经"), STR_INIT("已") },
	{ STR_INIT("当前"), STR_INIT("目前") },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* １ to ９ at the beginning. */
static bool is_wide_digit(struct str s)
{
	return s.len >= 3 && str_starts(s, STR("\xEF\xBC")) && (unsigned char)s.ptr[2] >= 0x90 &&
	       (unsigned char)s.ptr[2] <= 0x99;
}

/* 已经整改, and not 已 经市政府批准. */
static bool is_spelling(struct str s, size_t at, struct str own)
{
	static const struct str by[] = { STR_INIT("市"), STR_INIT("区"), STR_INIT("县"), STR_INIT("省"), STR_INIT("局"),
		STR_INIT("党"), STR_INIT("政"), STR_INIT("院"), STR_INIT("委"), STR_INIT("上"), STR_INIT("主"),
		STR_INIT("相"), STR_INIT("有"), STR_INIT("专"), STR_INIT("集"), STR_INIT("法"), STR_INIT("其"),
		STR_INIT("营"), STR_INIT("本"), STR_INIT("双"), STR_INIT("人"), STR_INIT("财"), STR_INIT("各"),
		STR_INIT("审批"), STR_INIT("审定"), STR_INIT("审议"), STR_INIT("批准"), STR_INIT("第"), STR_INIT("过"),
		STR_INIT("领"), STR_INIT("班"), STR_INIT("会议"), STR_INIT("常"), STR_INIT("公司"), { NULL, 0 } };
	struct str rest = str_sub(s, at + own.len, s.len);

	if (own.len > 1)
		return !str_eq(own, STR("已经")) || !spot_starts(rest, by);
	return !(at > 0 && is_digit(s.ptr[at - 1]) && rest.len > 0 && is_digit(rest.ptr[0])); /* 12,500; 8:30 */
}

/* What is spelled otherwise may begin at the ASCII character. */
static const bool marks[128] = { [','] = true, [';'] = true, [':'] = true, ['('] = true, [')'] = true, [' '] = true };

/* The same of a character of three bytes: 已经, 当前, １, a blank of full width. */
static bool may_be_own(struct str s)
{
	switch (s.ptr[0]) {
	case '\xE5':
		return s.ptr[1] == '\xB7' ? str_starts(s, STR("已经"))
					  : s.ptr[1] == '\xBD' && str_starts(s, STR("当前"));
	case '\xEF':
		return is_wide_digit(s);
	default:
		return s.ptr[0] == '\xE3' && str_starts(s, STR("　"));
	}
}

#ifdef __SSE2__
static __m128i bytes_16(const char *p)
{
	return _mm_loadu_si128((const __m128i *)p);
}

static __m128i are(__m128i bytes, int c)
{
	return _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)c));
}
#endif

/* A bit for each of the 16 bytes at which something that is spelled otherwise may begin: what plain_end() looks for, and little else. Two
 * more bytes are read. */
static unsigned may_be_own_16(const char *p)
{
#ifdef __SSE2__
	__m128i first = bytes_16(p), second = bytes_16(p + 1), third = bytes_16(p + 2);
	__m128i narrow = _mm_or_si128(_mm_or_si128(are(first, ','), are(first, ' ')),
		_mm_or_si128(are(_mm_or_si128(first, _mm_set1_epi8(1)), ';'),
			are(_mm_or_si128(first, _mm_set1_epi8(1)), ')')));
	__m128i words = _mm_and_si128(are(first, 0xE5), _mm_or_si128(are(second, 0xB7), are(second, 0xBD)));
	__m128i blanks = _mm_or_si128(are(first, 0xC2), _mm_and_si128(are(first, 0xE3), are(third, 0x80)));
	__m128i digits = _mm_and_si128(are(first, 0xEF), are(_mm_and_si128(third, _mm_set1_epi8((char)0xF0)), 0x90));
	return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(narrow, words), _mm_or_si128(blanks, digits)));
#else
	(void)p;
	return 0xFFFF;
#endif
}

/* Behind the characters from `at` on that are spelled as they should be. */
static size_t plain_end(struct str s, size_t at)
{
	while (at < s.len) {
		unsigned others = s.len - at >= 18 ? may_be_own_16(s.ptr + at) : 1;
		if (!others) {
			at += 16;
			continue;
		}
		at += (size_t)__builtin_ctz(others);
		unsigned char c = (unsigned char)s.ptr[at];
		if (c < 0x80 ? marks[c] : c >= 0xE0 ? may_be_own(str_sub(s, at, s.len)) : c == 0xC2)
			return at;
		at += c >= 0xE0 ? 3 : 1;
	}
	return s.len;
}

static bool digit_first(struct str s)
{
	return s.len > 0 && (is_digit(s.ptr[0]) || is_wide_digit(s));
}

/* The blank at `at` that parts a digit from its words (共 45 个): its length, or 0. */
static size_t blank_at_digit(struct str s, size_t at)
{
	size_t len = spot_blank(str_sub(s, at, s.len));
	bool before = at > 0 && (is_digit(s.ptr[at - 1]) || (at >= 3 && is_wide_digit(str_sub(s, at - 3, at))));

	return before || digit_first(str_sub(s, at + len, s.len)) ? len : 0;
}

static struct str own_spelling(struct str s, size_t at, struct str *ret_own)
{
	static const char digits[] = "0123456789";
	struct str rest = str_sub(s, at, s.len);

	if (is_wide_digit(rest)) {
		*ret_own = str_sub(rest, 0, 3);
		return (struct str){ &digits[(unsigned char)rest.ptr[2] - 0x90], 1 };
	}
	size_t blank = blank_at_digit(s, at);
	if (blank > 0) {
		*ret_own = str_sub(rest, 0, blank);
		return STR_NONE;
	}
	for (size_t k = 0; k < sizeof(spellings) / sizeof(spellings[0]); k++) {
		*ret_own = spellings[k].own;
		if (s.ptr[at] == ret_own->ptr[0] && str_starts(str_sub(s, at, s.len), *ret_own) &&
			is_spelling(s, at, *ret_own))
			return spellings[k].plain;
	}
	*ret_own = str_sub(s, at, at + 1);
	return *ret_own;
}

struct str halfway_plain(struct halfway *h, struct str s)
{
	size_t end = plain_end(s, 0);
	if (end == s.len)
		return s;
	if (!h->room && !(h->room = fault_malloc((size_t)HALFWAY_SLICES * HALFWAY_SLICE))) {
		h->no_memory = true;
		return STR_NONE;
	}
	char *to = h->room + (h->turn++ % HALFWAY_SLICES) * HALFWAY_SLICE;
	size_t len = 0;
	for (size_t at = 0; at < s.len; end = plain_end(s, at)) {
		struct str own = str_sub(s, at, end), plain = own;
		if (own.len == 0)
			plain = own_spelling(s, at, &own);
		bool full = plain.len > HALFWAY_SLICE - len;
		if (full)
			plain.len = utf8_floor(plain, HALFWAY_SLICE - len);
		if (plain.len > 0)
			memcpy(to + len, plain.ptr, plain.len);
		len += plain.len;
		at = full ? s.len : at + own.len;
	}
	return (struct str){ to, len };
}

bool halfway_has_count(struct str s)
{
	static const struct str units[] = { STR_INIT("个"), STR_INIT("处"), STR_INIT("户"), STR_INIT("人"),
		STR_INIT("名"), STR_INIT("家"), STR_INIT("条"), STR_INIT("项"), STR_INIT("座"), STR_INIT("台"),
		STR_INIT("辆"), STR_INIT("栋"), STR_INIT("宗"), STR_INIT("份"), STR_INIT("起"), STR_INIT("件"),
		STR_INIT("间"), STR_INIT("套"), { NULL, 0 } };

	for (size_t i = 0; i < s.len; i++) {
		if (is_digit(s.ptr[i]))
			return true;
		if ((unsigned char)s.ptr[i] >= 0xE4 && spot_starts(str_sub(s, i, s.len), spot_numerals) &&
			spot_starts(str_sub(s, i + 3, s.len), units))
			return true;
	}
	return false;
}
