#include "facts_lex.h"

/* 亿 万 千, 千万 百万 at p; the power of ten, 0: none. *ret_end lies behind it; 3千多万 is vague inside. */
static int power_at(const struct facts *f, const char *p, const char **ret_end, bool *ret_vague)
{
	FACTS_LIST(vague, STR("余"), STR("多"));
	int small = facts_at(f, p, STR("千")) ? 3 : facts_at(f, p, STR("百")) ? 2 : 0;
	const char *q = small ? p + 3 : p;
	bool some = facts_any_at(f, q, vague) != NULL;

	if (facts_at(f, q + 3 * some, STR("万"))) {
		*ret_end = q + 3 * some + 3;
		*ret_vague |= some;
		return small + 4;
	}
	*ret_end = q;
	if (small == 0 && facts_at(f, p, STR("亿"))) {
		*ret_end = p + 3;
		return 8;
	}
	return small;
}

/* The digits at p, which commas may part, with their decimals; false: none, or too many. */
static bool digits_at(const struct facts *f, const char *p, struct decimal *ret, const char **ret_end)
{
	const char *q = p;
	size_t len;

	while (q < f->limit && q - p < 16 &&
		(facts_digit(q, f->limit, &len) >= 0 ||
			(q > p && (*q == ',' || *q == '.') && facts_digit(q + 1, f->limit, &len) >= 0)))
		q = facts_forward(f, q);
	*ret_end = q;
	return q > p && q - p < 16 && decimal_parse(facts_str(p, q), ret) && ret->scale <= 4 && ret->digits < 100000000;
}

/* The part as a multiple of 10^-4; -1: it does not fit. */
static int64_t scaled(struct decimal d, int power)
{
	static const int64_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
		10000000000, 100000000000, 1000000000000 };
	int shift = power + 4 - d.scale;

	return d.digits > INT64_MAX / powers[shift] ? -1 : d.digits * powers[shift];
}

const char *facts_compound(const struct facts *f, const char *from, struct compound *ret)
{
	struct decimal part;
	const char *p, *end;
	bool about = false, more = false;
	int first = digits_at(f, from, &part, &p) && part.scale == 0 ? power_at(f, p, &end, &about) : 0, above = first;
	int64_t total = first >= 3 && first <= 8 && !about ? scaled(part, first) : -1;

	if (total < 0 || end - p != 3)
		return NULL;
	ret->scale = facts_str(p, end);
	for (p = end; above > 0 && digits_at(f, p, &part, &end); p = end, more = true) {
		bool some = false;
		int power = power_at(f, end, &end, &some);
		int64_t value = scaled(part, power), room = scaled((struct decimal){ 1, 0 }, above);
		/* 1亿2000万, 2万300; 投资3亿5个项目 are two numbers */
		if (value <= 0 || power >= above || value >= room || (power == 0 && value < 1000000))
			break;
		total += value;
		about |= some;
		above = power;
	}
	if (!more)
		return NULL;
	ret->value = (struct decimal){ total, (uint8_t)(first + 4) };
	while (ret->value.scale > 0 && ret->value.digits % 10 == 0) {
		ret->value.digits /= 10;
		ret->value.scale--;
	}
	ret->vague = about;
	ret->bare = above > 0;
	return p;
}

bool facts_han_decimal(struct str s, struct decimal *ret)
{
	const char *point = s.len ? memmem(s.ptr, s.len, "点", 3) : NULL;
	int64_t digit;

	ret->scale = 0;
	if (!point)
		return facts_han_number(s, &ret->digits);
	if (!facts_han_number(facts_str(s.ptr, point), &ret->digits))
		return false;
	for (const char *p = point + 3; p + 3 <= s.ptr + s.len; p += 3) {
		/* 〇 alone is no number to facts_han_number() */
		bool zero = memcmp(p, "〇", 3) == 0 || memcmp(p, "零", 3) == 0;
		if (ret->scale == 4 || ret->digits > INT64_MAX / 100 ||
			(!zero && !facts_han_number(facts_str(p, p + 3), &digit)))
			return false;
		ret->digits = ret->digits * 10 + (zero ? 0 : digit);
		ret->scale++;
	}
	return ret->scale > 0;
}
