#include "numerals.h"

static const char han[][4] = { "零", "一", "二", "三", "四", "五", "六", "七", "八", "九" };
static const char legal[][4] = { "零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖" };
static const char old_legal[][4] = { "零", "壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖" };
static const char stems[][4] = { "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸" };
static const char branches[][4] = { "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥" };

enum numeral numeral_named(struct str name)
{
	static const struct {
		const char *name;
		enum numeral kind;
	} names[] = { { "decimal", NUMERAL_DECIMAL }, { "none", NUMERAL_NONE }, { "bullet", NUMERAL_BULLET },
		{ "decimalZero", NUMERAL_DECIMAL_ZERO }, { "decimalFullWidth", NUMERAL_FULL_WIDTH },
		{ "decimalFullWidth2", NUMERAL_FULL_WIDTH }, { "upperRoman", NUMERAL_UPPER_ROMAN },
		{ "lowerRoman", NUMERAL_LOWER_ROMAN }, { "upperLetter", NUMERAL_UPPER_LETTER },
		{ "lowerLetter", NUMERAL_LOWER_LETTER }, { "decimalEnclosedCircle", NUMERAL_CIRCLED },
		{ "decimalEnclosedCircleChinese", NUMERAL_CIRCLED }, { "decimalEnclosedFullstop", NUMERAL_FULLSTOP },
		{ "decimalEnclosedParen", NUMERAL_PAREN }, { "ideographEnclosedCircle", NUMERAL_CIRCLED_HAN },
		{ "chineseCountingThousand", NUMERAL_COUNTING }, { "taiwaneseCountingThousand", NUMERAL_COUNTING },
		{ "chineseCounting", NUMERAL_COUNTING_99 }, { "taiwaneseCounting", NUMERAL_COUNTING_99 },
		{ "koreanCounting", NUMERAL_COUNTING_99 }, { "japaneseCounting", NUMERAL_JAPANESE },
		{ "ideographDigital", NUMERAL_HAN_DIGITS }, { "japaneseDigitalTenThousand", NUMERAL_HAN_DIGITS },
		{ "taiwaneseDigital", NUMERAL_HAN_DIGITS }, { "koreanDigital2", NUMERAL_HAN_DIGITS },
		{ "chineseLegalSimplified", NUMERAL_LEGAL }, { "ideographLegalTraditional", NUMERAL_LEGAL_TRADITIONAL },
		{ "japaneseLegal", NUMERAL_LEGAL_TRADITIONAL }, { "ideographTraditional", NUMERAL_STEMS },
		{ "ideographZodiac", NUMERAL_BRANCHES }, { "ideographZodiacTraditional", NUMERAL_CYCLE },
		{ "numberInDash", NUMERAL_DASHES }, { "ordinal", NUMERAL_ORDINAL }, { "hex", NUMERAL_HEX } };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(name, str_from(names[i].name)))
			return names[i].kind;
	return NUMERAL_DECIMAL;
}

static void put_char(struct buf *b, uint32_t c)
{
	if (c < 0x800) {
		buf_chr(b, (char)(0xC0 | c >> 6));
	} else {
		buf_chr(b, (char)(0xE0 | c >> 12));
		buf_chr(b, (char)(0x80 | (c >> 6 & 63)));
	}
	buf_chr(b, (char)(0x80 | (c & 63)));
}

static void write_digits(struct buf *b, long n, const char digits[][4], const char *zero)
{
	char text[24];

	snprintf(text, sizeof text, "%ld", n);
	for (const char *c = text; *c; c++)
		buf_cstr(b, *c == '0' ? zero : digits[*c - '0']);
}

struct counting {
	const char (*digits)[4];
	const char *units[4]; /* "" 十 百 千 */
	bool one_ten;         /* 一十 at the beginning too (壹拾) */
	bool bare_units;      /* 百 for 一百 (Japanese) */
};

/* One group below ten thousand; `inner`: something stands before it. */
static void write_group(struct buf *b, long n, const struct counting *c, bool inner)
{
	bool zero = inner && n < 1000, written = false;

	for (int i = 3; i >= 0; i--) {
		long unit = i == 3 ? 1000 : i == 2 ? 100 : i == 1 ? 10 : 1, d = n / unit % 10;
		if (d == 0) {
			zero = zero || written;
			continue;
		}
		if (zero && !c->bare_units)
			buf_cstr(b, c->digits[0]);
		zero = false;
		bool ten = i == 1 && d == 1 && !written && !inner && !c->one_ten;
		if (!ten && !(c->bare_units && i > 0 && d == 1))
			buf_cstr(b, c->digits[d]);
		buf_cstr(b, c->units[i]);
		written = true;
	}
}

static void write_counting(struct buf *b, long n, const struct counting *c)
{
	long high = n / 10000, low = n % 10000;

	if (n == 0) {
		buf_cstr(b, c->digits[0]);
		return;
	}
	if (high >= 10000) {
		write_group(b, high / 10000 % 10000, c, false);
		buf_cstr(b, "亿");
	}
	if (high % 10000) {
		write_group(b, high % 10000, c, high >= 10000);
		buf_cstr(b, "万");
	}
	if (low)
		write_group(b, low, c, high > 0);
}

static const struct counting counting = { han, { "", "十", "百", "千" }, false, false };
static const struct counting japanese = { han, { "", "十", "百", "千" }, false, true };
static const struct counting simplified = { legal, { "", "拾", "佰", "仟" }, true, false };
static const struct counting traditional = { old_legal, { "", "拾", "佰", "仟" }, true, false };

void numeral_han(struct buf *b, long n, bool digits)
{
	if (digits)
		write_digits(b, n, han, "〇");
	else
		write_counting(b, n, &counting);
}

static void write_roman(struct buf *b, long n, bool upper)
{
	static const struct {
		long value;
		const char *big, *small;
	} steps[] = { { 1000, "M", "m" }, { 900, "CM", "cm" }, { 500, "D", "d" }, { 400, "CD", "cd" },
		{ 100, "C", "c" }, { 90, "XC", "xc" }, { 50, "L", "l" }, { 40, "XL", "xl" }, { 10, "X", "x" },
		{ 9, "IX", "ix" }, { 5, "V", "v" }, { 4, "IV", "iv" }, { 1, "I", "i" } };

	if (n > 32767) { /* what Word stops at */
		buf_fmt(b, "%ld", n);
		return;
	}
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		for (; n >= steps[i].value; n -= steps[i].value)
			buf_cstr(b, upper ? steps[i].big : steps[i].small);
}

/* a … z, then aa … zz, then aaa: the letter repeated. */
static void write_letters(struct buf *b, long n, char first)
{
	long times = n > 0 ? (n - 1) / 26 + 1 : 0;

	if (times == 0 || times > 30)
		buf_fmt(b, "%ld", n);
	else
		for (long i = 0; i < times; i++)
			buf_chr(b, (char)(first + (n - 1) % 26));
}

/* A block of ready characters for 1 … most, else digits. */
static void write_block(struct buf *b, long n, uint32_t first, long most)
{
	if (n >= 1 && n <= most)
		put_char(b, first + (uint32_t)n - 1);
	else
		buf_fmt(b, "%ld", n);
}

static void write_circled(struct buf *b, long n)
{
	if (n > 35 && n <= 50)
		put_char(b, 0x32B1 + (uint32_t)n - 36);
	else if (n > 20 && n <= 35)
		put_char(b, 0x3251 + (uint32_t)n - 21);
	else
		write_block(b, n, 0x2460, 20);
}

static void write_cycle(struct buf *b, long n)
{
	if (n < 1 || n > 60) {
		buf_fmt(b, "%ld", n);
		return;
	}
	buf_cstr(b, stems[(n - 1) % 10]);
	buf_cstr(b, branches[(n - 1) % 12]);
}

static void write_full_width(struct buf *b, long n)
{
	char text[24];

	snprintf(text, sizeof text, "%ld", n);
	for (const char *c = text; *c; c++)
		put_char(b, 0xFF10 + (uint32_t)(*c - '0'));
}

static void write_ordinal(struct buf *b, long n)
{
	static const char *const ends[] = { "th", "st", "nd", "rd" };
	long last = n % 10;

	buf_fmt(b, "%ld%s", n, last > 3 || (n % 100 >= 11 && n % 100 <= 13) ? "th" : ends[last]);
}

static void write_other(struct buf *b, enum numeral kind, long n)
{
	if (kind == NUMERAL_DECIMAL_ZERO)
		buf_fmt(b, "%02ld", n);
	else if (kind == NUMERAL_HEX)
		buf_fmt(b, "%lX", (unsigned long)n);
	else if (kind == NUMERAL_DASHES)
		buf_fmt(b, "- %ld -", n);
	else if (kind == NUMERAL_ORDINAL)
		write_ordinal(b, n);
	else if (kind == NUMERAL_BULLET)
		buf_cstr(b, "•");
	else if (kind != NUMERAL_NONE)
		buf_fmt(b, "%ld", n);
}

static void write_han(struct buf *b, enum numeral kind, long n)
{
	switch (kind) {
	case NUMERAL_COUNTING:
		write_counting(b, n, &counting);
		break;
	case NUMERAL_COUNTING_99:
		if (n < 100)
			write_counting(b, n, &counting);
		else
			write_digits(b, n, han, "○");
		break;
	case NUMERAL_JAPANESE:
		write_counting(b, n, &japanese);
		break;
	case NUMERAL_HAN_DIGITS:
		write_digits(b, n, han, "〇");
		break;
	case NUMERAL_LEGAL:
		write_counting(b, n, &simplified);
		break;
	case NUMERAL_LEGAL_TRADITIONAL:
		write_counting(b, n, &traditional);
		break;
	case NUMERAL_STEMS:
		buf_cstr(b, n >= 1 ? stems[(n - 1) % 10] : "");
		break;
	case NUMERAL_BRANCHES:
		buf_cstr(b, n >= 1 ? branches[(n - 1) % 12] : "");
		break;
	default:
		write_cycle(b, n);
		break;
	}
}

void numeral_write(struct buf *b, enum numeral kind, long n)
{
	n = n < 0 ? 0 : n;
	switch (kind) {
	case NUMERAL_FULL_WIDTH:
		write_full_width(b, n);
		break;
	case NUMERAL_UPPER_ROMAN:
	case NUMERAL_LOWER_ROMAN:
		write_roman(b, n, kind == NUMERAL_UPPER_ROMAN);
		break;
	case NUMERAL_UPPER_LETTER:
	case NUMERAL_LOWER_LETTER:
		write_letters(b, n, kind == NUMERAL_UPPER_LETTER ? 'A' : 'a');
		break;
	case NUMERAL_CIRCLED:
		write_circled(b, n);
		break;
	case NUMERAL_FULLSTOP:
		write_block(b, n, 0x2488, 20);
		break;
	case NUMERAL_PAREN:
		write_block(b, n, 0x2474, 20);
		break;
	case NUMERAL_CIRCLED_HAN:
		write_block(b, n, 0x3280, 10);
		break;
	case NUMERAL_COUNTING:
	case NUMERAL_COUNTING_99:
	case NUMERAL_JAPANESE:
	case NUMERAL_HAN_DIGITS:
	case NUMERAL_LEGAL:
	case NUMERAL_LEGAL_TRADITIONAL:
	case NUMERAL_STEMS:
	case NUMERAL_BRANCHES:
	case NUMERAL_CYCLE:
		write_han(b, kind, n);
		break;
	default:
		write_other(b, kind, n);
		break;
	}
}
