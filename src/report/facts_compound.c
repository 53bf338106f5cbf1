#include "facts_lex.h"

/* 10^4 of 万 and the like at p; 1: none stands there. */
static int64_t scale_at(const struct facts *f, const char *p)
{
	return facts_at(f, p, STR("亿"))   ? 100000000
	       : facts_at(f, p, STR("万")) ? 10000
	       : facts_at(f, p, STR("千")) ? 1000
					   : 1;
}

/* The whole number at p, of at most eight digits that commas may part; -1: none, or another kind. */
static int64_t whole_at(const struct facts *f, const char *p, const char **ret_end)
{
	int64_t value = 0;
	size_t len;
	int digits = 0;

	while (digits <= 8) {
		int digit = facts_digit(p, f->limit, &len);
		bool comma = digit < 0 && digits > 0 && p < f->limit && *p == ',';
		if (comma && facts_digit(p + 1, f->limit, &len) >= 0) {
			p++;
			continue;
		}
		if (digit < 0)
			break;
		value = value * 10 + digit;
		digits++;
		p += len;
	}
	*ret_end = p;
	return digits == 0 || digits > 8 || (p < f->limit && *p == '.') ? -1 : value;
}

const char *facts_compound(const struct facts *f, const char *from, struct compound *ret)
{
	FACTS_LIST(vague, STR("余"), STR("多"));
	const char *p;
	int64_t total = whole_at(f, from, &p), first = total < 0 ? 1 : scale_at(f, p), above = first;
	bool more = false, about = false;

	if (first == 1 || total > 100000)
		return NULL;
	total *= first;
	ret->scale = facts_str(p, p + 3);
	p += 3;
	while (above > 1) {
		const char *end;
		int64_t part = whole_at(f, p, &end), scale;
		bool some = facts_any_at(f, end, vague) && scale_at(f, end + 3) > 1;
		scale = part < 0 ? 1 : scale_at(f, some ? end + 3 : end);
		/* 1亿2000万, 2万300; 投资3亿5个项目 are two numbers */
		if (part <= 0 || scale >= above || part >= above / scale || (scale == 1 && part < 100))
			break;
		total += part * scale;
		about |= some;
		p = end + (some ? 3 : 0) + (scale > 1 ? 3 : 0);
		above = scale;
		more = true;
	}
	if (!more)
		return NULL;
	ret->value = (struct decimal){ total, first == 100000000 ? 8 : first == 10000 ? 4 : 3 };
	while (ret->value.scale > 0 && ret->value.digits % 10 == 0) {
		ret->value.digits /= 10;
		ret->value.scale--;
	}
	ret->vague = about;
	ret->bare = above > 1;
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
