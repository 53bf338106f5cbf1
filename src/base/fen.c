#include "fen.h"

__extension__ typedef __int128 wide;

#define DIGITS_MAX 18 /* any number of this many digits fits in 64 bits */

static const int64_t powers[] = {
	1,
	10,
	100,
	1000,
	10000,
	100000,
	1000000,
	10000000,
	100000000,
	1000000000,
	10000000000,
	100000000000,
	1000000000000,
	10000000000000,
	100000000000000,
	1000000000000000,
	10000000000000000,
	100000000000000000,
	1000000000000000000,
};

/* One character of a number, half or full width. */
enum piece { PIECE_NONE, PIECE_DIGIT, PIECE_COMMA, PIECE_POINT };

static enum piece next_piece(struct str text, size_t *pos, int *ret_digit)
{
	const unsigned char *p = (const unsigned char *)text.ptr + *pos;
	unsigned char c = p[0];

	if (c == 0xEF && text.len - *pos >= 3 && p[1] == 0xBC) { /* U+FF01..FF3F */
		c = (unsigned char)(p[2] - 0x60);
		*pos += 3;
	} else {
		*pos += 1;
	}
	if (c >= '0' && c <= '9') {
		*ret_digit = c - '0';
		return PIECE_DIGIT;
	}
	return c == ',' ? PIECE_COMMA : c == '.' ? PIECE_POINT : PIECE_NONE;
}

struct scan {
	struct decimal value;
	unsigned digits;             /* significant ones read */
	unsigned group;              /* digits since the last comma */
	bool commas, point, pending; /* pending: a point or comma wants a digit */
};

static bool scan_digit(struct scan *s, int digit)
{
	if (s->digits > 0 || digit > 0)
		s->digits++;
	if (s->digits > DIGITS_MAX || (s->point && s->value.scale == DIGITS_MAX))
		return false;
	s->value.digits = s->value.digits * 10 + digit;
	s->value.scale = (uint8_t)(s->value.scale + s->point);
	s->group++;
	s->pending = false;
	return s->point || !s->commas || s->group <= 3;
}

static bool scan_mark(struct scan *s, enum piece mark)
{
	if (s->pending || s->point || s->group == 0 || (s->commas && s->group != 3))
		return false;
	if (mark == PIECE_COMMA && s->group > 3)
		return false;
	s->commas |= mark == PIECE_COMMA;
	s->point = mark == PIECE_POINT;
	s->pending = true;
	s->group = 0;
	return true;
}

bool decimal_parse(struct str text, struct decimal *ret)
{
	struct scan s = { .pending = true };
	int digit;

	for (size_t pos = 0; pos < text.len;) {
		enum piece piece = next_piece(text, &pos, &digit);
		if (piece == PIECE_NONE)
			return false;
		if (piece == PIECE_DIGIT ? !scan_digit(&s, digit) : !scan_mark(&s, piece))
			return false;
	}
	if (s.pending || (s.commas && !s.point && s.group != 3))
		return false;
	*ret = s.value;
	return true;
}

int decimal_cmp(struct decimal a, struct decimal b)
{
	if (a.scale > b.scale)
		return -decimal_cmp(b, a);
	unsigned shift = b.scale - a.scale;
	if (a.digits == 0 || shift > DIGITS_MAX + 1) /* then |a| shifted has at least 20 digits more than b can have */
		return a.digits ? (a.digits > 0 ? 1 : -1) : (b.digits < 0) - (b.digits > 0);
	wide x = (wide)a.digits * powers[shift > DIGITS_MAX ? DIGITS_MAX : shift] * (shift > DIGITS_MAX ? 10 : 1);
	return (x > b.digits) - (x < b.digits);
}

bool decimal_add(struct decimal a, struct decimal b, struct decimal *ret)
{
	struct decimal low = a.scale < b.scale ? a : b, high = a.scale < b.scale ? b : a;
	unsigned shift = high.scale - low.scale;
	int64_t moved = 0, sum;

	if (low.digits != 0) {
		if (shift > DIGITS_MAX || __builtin_mul_overflow(low.digits, powers[shift], &moved))
			return false;
	}
	if (__builtin_add_overflow(moved, high.digits, &sum))
		return false;
	*ret = (struct decimal){ .digits = sum, .scale = high.scale };
	return true;
}

struct str decimal_text(struct decimal d, char text[DECIMAL_TEXT_MAX])
{
	char *const end = text + DECIMAL_TEXT_MAX, *p = end;
	uint64_t rest = d.digits < 0 ? 0 - (uint64_t)d.digits : (uint64_t)d.digits;

	for (unsigned places = 0; rest > 0 || places <= d.scale; places++) {
		if (places == d.scale && places > 0)
			*--p = '.';
		*--p = (char)('0' + rest % 10);
		rest /= 10;
	}
	if (d.digits < 0)
		*--p = '-';
	return (struct str){ p, (size_t)(end - p) };
}

void decimal_format(struct buf *out, struct decimal d)
{
	char text[DECIMAL_TEXT_MAX];

	buf_str(out, decimal_text(d, text));
}

static const struct money_unit {
	struct str name;
	uint8_t zeros; /* fen = 10^zeros */
} money_units[] = {
	{ STR_INIT("分"), 0 },
	{ STR_INIT("角"), 1 },
	{ STR_INIT("元"), 2 },
	{ STR_INIT("圆"), 2 },
	{ STR_INIT("块"), 2 },
	{ STR_INIT("元人民币"), 2 },
	{ STR_INIT("十元"), 3 },
	{ STR_INIT("百元"), 4 },
	{ STR_INIT("千元"), 5 },
	{ STR_INIT("万元"), 6 },
	{ STR_INIT("万"), 6 },
	{ STR_INIT("万圆"), 6 },
	{ STR_INIT("万元人民币"), 6 },
	{ STR_INIT("十万元"), 7 },
	{ STR_INIT("十万"), 7 },
	{ STR_INIT("百万元"), 8 },
	{ STR_INIT("百万"), 8 },
	{ STR_INIT("千万元"), 9 },
	{ STR_INIT("千万"), 9 },
	{ STR_INIT("亿元"), 10 },
	{ STR_INIT("亿"), 10 },
	{ STR_INIT("亿圆"), 10 },
	{ STR_INIT("亿元人民币"), 10 },
	{ STR_INIT("十亿元"), 11 },
	{ STR_INIT("十亿"), 11 },
	{ STR_INIT("百亿元"), 12 },
	{ STR_INIT("百亿"), 12 },
	{ STR_INIT("千亿元"), 13 },
	{ STR_INIT("千亿"), 13 },
	{ STR_INIT("万亿元"), 14 },
	{ STR_INIT("万亿"), 14 },
};

static const struct money_unit *find_unit(struct str name)
{
	for (size_t i = 0; i < sizeof money_units / sizeof money_units[0]; i++)
		if (str_eq(money_units[i].name, name))
			return &money_units[i];
	return NULL;
}

bool fen_from(struct decimal number, struct str unit, int64_t *ret)
{
	const struct money_unit *u = find_unit(unit);
	int64_t fen;

	if (!u)
		return false;
	if (number.digits == 0) {
		*ret = 0;
		return true;
	}
	while (number.scale > u->zeros) { /* only zeros may be dropped */
		if (number.digits % 10 != 0)
			return false;
		number.digits /= 10;
		number.scale--;
	}
	if (__builtin_mul_overflow(number.digits, powers[u->zeros - number.scale], &fen))
		return false;
	*ret = fen;
	return true;
}

/* Decimal places that `fen` needs in a unit of 10^zeros fen. */
static unsigned places_needed(int64_t fen, unsigned zeros)
{
	unsigned places = zeros;

	for (; places > 0 && fen % 10 == 0; places--)
		fen /= 10;
	return places;
}

static void format_in(struct buf *out, int64_t fen, unsigned zeros, const char *unit)
{
	unsigned places = places_needed(fen, zeros);

	decimal_format(out, (struct decimal){ .digits = fen / powers[zeros - places], .scale = (uint8_t)places });
	buf_cstr(out, unit);
}

void fen_format(struct buf *out, int64_t fen)
{
	const unsigned readable = 4; /* decimal places */

	if ((fen >= powers[10] || fen <= -powers[10]) && places_needed(fen, 10) <= readable)
		format_in(out, fen, 10, "亿元");
	else if ((fen >= powers[6] || fen <= -powers[6]) && places_needed(fen, 6) <= readable)
		format_in(out, fen, 6, "万元");
	else
		format_in(out, fen, 2, "元");
}
