#include "numbers.h"

#include "spot.h"

#include <string.h>

/* What a report prints is far below these; beyond them products could overflow and the answer is NUM_UNKNOWN. */
#define DIGITS_MAX INT64_C(1000000000000000)
#define SCALE_MAX 6

#define TEXT(literal)                                                                                                  \
	{                                                                                                              \
		literal, sizeof(literal) - 1                                                                           \
	}

__extension__ typedef __int128 wide;

static wide pow10w(unsigned n)
{
	wide p = 1;
	while (n-- > 0)
		p *= 10;
	return p;
}

/* 3.2万人次: the unit carries a power of ten. */
static unsigned unit_power(struct str unit, size_t *ret_len)
{
	static const struct {
		struct str word;
		unsigned power;
	} scales[] = { { TEXT("十万"), 5 }, { TEXT("百万"), 6 }, { TEXT("千万"), 7 }, { TEXT("万"), 4 },
		{ TEXT("亿"), 8 } };
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		if (!str_starts(unit, scales[i].word))
			continue;
		*ret_len = scales[i].word.len;
		return scales[i].power;
	}
	*ret_len = 0;
	return 0;
}

struct str num_unit_name(struct str unit)
{
	size_t skip;
	unit_power(unit, &skip);
	unit = str_sub(unit, skip, unit.len);
	return str_eq(unit, STR("名")) || str_eq(unit, STR("位")) ? STR("人") : unit;
}

struct str num_unit(const struct fact_number *n)
{
	return n->kind == NUMBER_MONEY ? n->unit : num_unit_name(n->unit);
}

static struct decimal raise(struct decimal d, unsigned power)
{
	for (; power > 0; power--) {
		if (d.scale > 0)
			d.scale--;
		else if (d.digits < DIGITS_MAX)
			d.digits *= 10;
	}
	return d;
}

struct decimal num_value(const struct fact_number *n)
{
	size_t skip;
	return n->kind == NUMBER_MONEY ? (struct decimal){ n->fen, 0 } : raise(n->value, unit_power(n->unit, &skip));
}

struct decimal num_ulp(const struct fact_number *n)
{
	size_t skip;
	if (n->kind != NUMBER_MONEY)
		return raise((struct decimal){ 1, n->value.scale }, unit_power(n->unit, &skip));
	int64_t fen = 1;
	if (!fen_from((struct decimal){ 1, n->value.scale }, n->unit, &fen) || fen < 1)
		fen = 1;
	return (struct decimal){ fen, 0 };
}

bool num_rounded(const struct fact_number *n)
{
	if (n->kind == NUMBER_MONEY)
		return num_ulp(n).digits > 1 && (n->value.scale > 0 || num_ulp(n).digits >= INT64_C(100000000));
	size_t skip;
	return n->value.scale > 0 || unit_power(n->unit, &skip) > 0;
}

struct decimal num_negate(struct decimal d)
{
	return (struct decimal){ -d.digits, d.scale };
}

bool num_sub(struct decimal a, struct decimal b, struct decimal *ret)
{
	return decimal_add(a, num_negate(b), ret);
}

static bool usable(struct decimal d)
{
	return d.digits > -DIGITS_MAX && d.digits < DIGITS_MAX && d.scale <= SCALE_MAX;
}

/* part × factor ÷ whole × 10^scale as a fraction of positive terms. */
static bool fraction(struct decimal part, struct decimal whole, int factor, unsigned scale, wide *num, wide *den)
{
	if (!usable(part) || !usable(whole) || part.digits < 0 || whole.digits <= 0 || scale > SCALE_MAX)
		return false;
	*num = (wide)part.digits * factor * pow10w(scale) * pow10w(whole.scale);
	*den = (wide)whole.digits * pow10w(part.scale);
	return true;
}

bool num_ratio(struct decimal part, struct decimal whole, int factor, unsigned scale, struct decimal *ret)
{
	wide num, den;
	if (!fraction(part, whole, factor, scale, &num, &den))
		return false;
	wide q = (2 * num + den) / (2 * den);
	if (q > INT64_MAX)
		return false;
	*ret = (struct decimal){ (int64_t)q, (uint8_t)scale };
	return true;
}

enum num_fit num_ratio_fit(struct decimal part, struct decimal whole, struct decimal printed, int factor)
{
	wide num, den;
	if (!fraction(part, whole, factor, printed.scale, &num, &den))
		return NUM_UNKNOWN;
	wide floor = num / den, rest = num % den, said = printed.digits;
	wide rounded = floor + (2 * rest >= den);
	if (said == rounded)
		return NUM_FITS;
	if (said == floor)
		return NUM_CUT;
	return said == floor + (rest > 0) ? NUM_RAISED : NUM_DIFFERS;
}

/* A rounded value stands for everything up to half a place away. Fen have no halves: ulp is even there. */
static struct decimal shifted(const struct fact_number *n, int direction)
{
	struct decimal v = num_value(n), u = num_ulp(n), half = { u.digits * 5, (uint8_t)(u.scale + 1) }, out;
	if (!num_rounded(n) || u.digits > DIGITS_MAX)
		return v;
	return decimal_add(v, direction < 0 ? num_negate(half) : half, &out) ? out : v;
}

enum num_fit num_percent_fit(const struct fact_number *part, const struct fact_number *whole, struct decimal printed)
{
	enum num_fit fit = num_ratio_fit(num_value(part), num_value(whole), printed, 100);
	if (fit == NUM_FITS || fit == NUM_UNKNOWN || !(num_rounded(part) || num_rounded(whole)))
		return fit;
	struct decimal low, high;
	if (!num_ratio(shifted(part, -1), shifted(whole, 1), 100, printed.scale, &low) ||
		!num_ratio(shifted(part, 1), shifted(whole, -1), 100, printed.scale, &high))
		return fit;
	return decimal_cmp(low, printed) <= 0 && decimal_cmp(printed, high) <= 0 ? NUM_FITS : fit;
}

bool num_fits_another(const struct report *r, const struct fact_number *part, const struct fact_number *rate)
{
	enum { NEAR = 600 };

	for (size_t i = spot_first_number(r, rate->span.start); i-- > 0;) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		if (n->span.start + NEAR < rate->span.start ||
			memchr(r->text.ptr + n->span.start, '\n', rate->span.start - n->span.start))
			return false;
		if (n != part && !n->approximate && num_same_unit(part, n) &&
			decimal_cmp(num_value(n), num_value(part)) > 0 &&
			num_percent_fit(part, n, rate->value) == NUM_FITS)
			return true;
	}
	return false;
}

void num_print(struct buf *b, const struct fact_number *like, struct decimal value)
{
	if (like->kind == NUMBER_MONEY)
		fen_format(b, value.digits);
	else
		decimal_format(b, value);
}
