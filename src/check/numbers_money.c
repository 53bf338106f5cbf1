/* BH106 money-conversion: one amount given in two units, side by side. */
#include "numbers.h"
#include "rules.h"

static bool is_money(const struct num_row *r, size_t at)
{
	return at < r->count && r->token[at].number && r->token[at].number->kind == NUMBER_MONEY;
}

/* Words that only say "which is". */
static bool says_same(struct str s)
{
	static const char *const SAME[] = { "即", "合", "折合", "约合", "折算为", "换算为", "折合人民币", "合人民币",
		"也就是", "等于", "=", "＝", NULL };
	for (size_t i = 0; SAME[i]; i++) {
		if (str_eq(s, str_from(SAME[i])))
			return true;
	}
	return false;
}

/* 1.2亿元（即12000万元）, 1.2亿元（12000万元）, 1.2亿元，合12000万元: the second amount's token. */
static size_t restated(const struct num_row *r, size_t at)
{
	size_t i = at + 1;
	if (i >= r->count)
		return STR_NPOS;
	bool bracket = r->token[i].kind == NT_OPEN;
	if (bracket || r->token[i].kind == NT_COMMA)
		i++;
	if (bracket && is_money(r, i)) {
		bool other_unit = !str_eq(r->token[i].number->unit, r->token[at].number->unit);
		return other_unit && i + 1 < r->count && r->token[i + 1].kind == NT_CLOSE ? i : STR_NPOS;
	}
	if (i < r->count && r->token[i].kind == NT_TEXT && is_money(r, i + 1) &&
		says_same(str_trim(num_slice(r, i, i))))
		return i + 1;
	return STR_NPOS;
}

/* Each stands for everything up to half of its last place away; about-words double that. */
static bool agree(const struct fact_number *a, const struct fact_number *b)
{
	int64_t slack = (num_ulp(a).digits + 1) / 2 + (num_ulp(b).digits + 1) / 2;
	int64_t diff;
	if (!num_rounded(a) && !num_rounded(b) && !a->approximate && !b->approximate)
		slack = 0;
	if (a->approximate || b->approximate)
		slack *= 4;
	if (__builtin_sub_overflow(a->fen, b->fen, &diff))
		return true;
	return (diff < 0 ? -diff : diff) <= slack;
}

/* An amount in the unit of the other: 1.56亿元 = 15600万元. */
static void print_in(struct buf *b, int64_t fen, struct str unit)
{
	struct decimal d = { fen, 2 };
	d.scale = str_has(unit, STR("亿")) ? 10 : str_has(unit, STR("万")) ? 6 : 2;
	while (d.scale > 0 && d.digits % 10 == 0) {
		d.digits /= 10;
		d.scale--;
	}
	decimal_format(b, d);
	buf_str(b, unit);
}

int num_money_row(struct num_row *r)
{
	for (size_t i = 0; i < r->count; i++) {
		if (!is_money(r, i))
			continue;
		size_t other = restated(r, i);
		if (other == STR_NPOS || agree(r->token[i].number, r->token[other].number))
			continue;
		struct buf b;
		buf_init(&b, 512);
		const struct fact_number *first = r->token[i].number, *second = r->token[other].number;
		buf_fmt(&b, "同一金额前后换算不一致：" STR_FMT, STR_ARG(num_printed(r, first)));
		if (!str_eq(first->unit, second->unit)) {
			buf_cstr(&b, " = ");
			print_in(&b, first->fen, second->unit);
		}
		buf_fmt(&b, " ≠ " STR_FMT "，请核对小数点和单位", STR_ARG(num_printed(r, second)));
		struct check_finding *f = num_add(r, i, other, &b);
		buf_clear(&b);
		if (!f || check_relate(r->check, f, r->token[other].number->span) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

int check_bh106(struct check *c)
{
	return num_run(c);
}
