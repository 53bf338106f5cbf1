/* The format codes: those that are built in, and what a code is made of. */
#include "numfmt_parts.h"

struct str numfmt_builtin(long id)
{
	static const struct {
		long id;
		struct str code;
	} codes[] = { { 1, STR_INIT("0") }, { 2, STR_INIT("0.00") }, { 3, STR_INIT("#,##0") },
		{ 4, STR_INIT("#,##0.00") }, { 9, STR_INIT("0%") }, { 10, STR_INIT("0.00%") },
		{ 11, STR_INIT("0.00E+00") }, { 14, STR_INIT("yyyy/m/d") }, { 15, STR_INIT("d-mmm-yy") },
		{ 16, STR_INIT("d-mmm") }, { 17, STR_INIT("mmm-yy") }, { 18, STR_INIT("h:mm AM/PM") },
		{ 19, STR_INIT("h:mm:ss AM/PM") }, { 20, STR_INIT("h:mm") }, { 21, STR_INIT("h:mm:ss") },
		{ 22, STR_INIT("yyyy/m/d h:mm") }, { 27, STR_INIT("yyyy\"年\"m\"月\"") },
		{ 28, STR_INIT("m\"月\"d\"日\"") }, { 29, STR_INIT("m\"月\"d\"日\"") }, { 30, STR_INIT("m/d/yy") },
		{ 31, STR_INIT("yyyy\"年\"m\"月\"d\"日\"") }, { 32, STR_INIT("h\"时\"mm\"分\"") },
		{ 33, STR_INIT("h\"时\"mm\"分\"ss\"秒\"") }, { 34, STR_INIT("上午/下午h\"时\"mm\"分\"") },
		{ 35, STR_INIT("上午/下午h\"时\"mm\"分\"ss\"秒\"") }, { 36, STR_INIT("yyyy\"年\"m\"月\"") },
		{ 37, STR_INIT("#,##0;-#,##0") }, { 38, STR_INIT("#,##0;-#,##0") },
		{ 39, STR_INIT("#,##0.00;-#,##0.00") }, { 40, STR_INIT("#,##0.00;-#,##0.00") },
		{ 45, STR_INIT("mm:ss") }, { 46, STR_INIT("[h]:mm:ss") }, { 47, STR_INIT("mm:ss.0") },
		{ 48, STR_INIT("##0.0E+0") }, { 49, STR_INIT("@") }, { 50, STR_INIT("yyyy\"年\"m\"月\"") },
		{ 51, STR_INIT("m\"月\"d\"日\"") }, { 52, STR_INIT("yyyy\"年\"m\"月\"") },
		{ 53, STR_INIT("m\"月\"d\"日\"") }, { 54, STR_INIT("m\"月\"d\"日\"") },
		{ 55, STR_INIT("上午/下午h\"时\"mm\"分\"") }, { 56, STR_INIT("上午/下午h\"时\"mm\"分\"ss\"秒\"") },
		{ 57, STR_INIT("yyyy\"年\"m\"月\"") }, { 58, STR_INIT("m\"月\"d\"日\"") } };

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (codes[i].id == id)
			return codes[i].code;
	return STR("");
}

static bool is_date_letter(char c)
{
	return c && strchr("ymdhsegbaYMDHSEGBA", c) != NULL;
}

bool numfmt_begins(struct str s, const char *word)
{
	for (; *word; word++, s = str_sub(s, 1, s.len))
		if (!s.len || (s.ptr[0] | 32) != (*word | 32))
			return false;
	return true;
}

/* [Red] [$-804] [$¥-804] [DBNum1] [>=100] [h] */
static struct numfmt_part bracket(struct str s, size_t *n)
{
	size_t end = str_find(s, STR("]"), 0);
	struct str in = str_sub(s, 1, end);

	*n = end == STR_NPOS ? s.len : end + 1;
	if (str_starts(in, STR("$"))) {
		size_t dash = str_find(in, STR("-"), 0);
		return (struct numfmt_part){ PART_TEXT, str_sub(in, 1, dash) };
	}
	if (in.len && in.len <= 2 && strchr("hHmMsS", in.ptr[0]))
		return (struct numfmt_part){ PART_ELAPSED, in };
	return (struct numfmt_part){ PART_NOTHING, in };
}

static struct numfmt_part quoted(struct str s, size_t *n)
{
	size_t end = str_find(s, STR("\""), 1);

	*n = end == STR_NPOS ? s.len : end + 1;
	return (struct numfmt_part){ PART_TEXT, str_sub(s, 1, end) };
}

static size_t char_len(struct str s)
{
	size_t n = 1;

	while (n < s.len && ((unsigned char)s.ptr[n] & 0xC0) == 0x80)
		n++;
	return n;
}

static struct numfmt_part run(struct str s, enum numfmt_kind kind, size_t n, size_t *taken)
{
	*taken = n;
	return (struct numfmt_part){ kind, str_sub(s, 0, n) };
}

static struct numfmt_part words(struct str s, size_t *n)
{
	if (numfmt_begins(s, "General"))
		return run(s, PART_VALUE, 7, n);
	if (numfmt_begins(s, "AM/PM"))
		return run(s, PART_HALF, 5, n);
	if (numfmt_begins(s, "A/P"))
		return run(s, PART_HALF, 3, n);
	if (str_starts(s, STR("上午/下午")))
		return run(s, PART_HALF, sizeof "上午/下午" - 1, n);
	if ((s.ptr[0] | 32) == 'e' && s.len > 1 && (s.ptr[1] == '+' || s.ptr[1] == '-'))
		return run(s, PART_EXPONENT, 2, n);
	size_t len = 1;
	while (len < s.len && (s.ptr[len] | 32) == (s.ptr[0] | 32))
		len++;
	return run(s, PART_DATE, len, n);
}

struct numfmt_part numfmt_take(struct str s, size_t *n)
{
	char c = s.len ? s.ptr[0] : 0;

	*n = 1;
	switch (c) {
	case 0:
		*n = s.len > 0;
		return (struct numfmt_part){ s.len ? PART_NOTHING : PART_END, STR("") };
	case '[':
		return bracket(s, n);
	case '"':
		return quoted(s, n);
	case '\\':
	case '!': {
		size_t len = s.len > 1 ? char_len(str_sub(s, 1, s.len)) : 0;
		*n = 1 + len;
		return (struct numfmt_part){ PART_TEXT, str_sub(s, 1, 1 + len) };
	}
	case '_':
	case '*':
		*n = s.len > 1 ? 1 + char_len(str_sub(s, 1, s.len)) : 1;
		return (struct numfmt_part){ PART_NOTHING, s };
	case '0':
	case '#':
	case '?':
		return run(s, PART_DIGIT, 1, n);
	case '.':
		return run(s, PART_POINT, 1, n);
	case ',':
		return run(s, PART_COMMA, 1, n);
	case '%':
		return run(s, PART_PERCENT, 1, n);
	case '@':
		return run(s, PART_VALUE, 1, n);
	default:
		break;
	}
	if (is_date_letter(c) || str_starts(s, STR("上午/下午")))
		return words(s, n);
	return run(s, PART_TEXT, char_len(s), n);
}

size_t numfmt_section_end(struct str code, size_t from)
{
	for (size_t n; from < code.len && code.ptr[from] != ';'; from += n)
		numfmt_take(str_sub(code, from, code.len), &n);
	return from;
}

bool numfmt_is_date(struct str code)
{
	struct str s = str_sub(code, 0, numfmt_section_end(code, 0));

	for (size_t n; s.len; s = str_sub(s, n, s.len)) {
		enum numfmt_kind k = numfmt_take(s, &n).kind;
		if (k == PART_DATE || k == PART_ELAPSED || k == PART_HALF)
			return true;
		if (k == PART_DIGIT || k == PART_VALUE)
			return false;
	}
	return false;
}
