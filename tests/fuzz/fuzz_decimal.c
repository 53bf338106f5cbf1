/* Numbers as printed: what is read is written and read again; order and sums agree. */
#include "fuzz.h"

#include "fen.h"

static void there_and_back(struct decimal d)
{
	struct decimal again;
	struct buf b;

	buf_init(&b, 1000);
	decimal_format(&b, d);
	MUST(!b.failed);
	if (d.scale <= 18 && d.digits < 1000000000000000000) {
		MUST(decimal_parse(buf_view(&b), &again));
		MUST(again.digits == d.digits && again.scale == d.scale);
	}
	buf_clear(&b);
}

static void agree(struct decimal a, struct decimal b)
{
	struct decimal sum, other;
	int order = decimal_cmp(a, b);

	MUST(decimal_cmp(b, a) == -order);
	MUST(decimal_cmp(a, a) == 0);
	bool fits = decimal_add(a, b, &sum);
	MUST(decimal_add(b, a, &other) == fits);
	if (!fits)
		return;
	MUST(sum.digits == other.digits && sum.scale == other.scale);
	MUST(decimal_cmp(sum, a) == (b.digits > 0) - (b.digits < 0));
}

static void money(struct decimal d)
{
	static const char *const units[] = { "分", "元", "万元", "亿元", "万亿元", "个" };
	int64_t fen, last = 0;

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (!fen_from(d, str_from(units[i]), &fen))
			continue;
		MUST(d.digits <= 0 || fen >= last);
		last = fen;
		struct buf b;
		buf_init(&b, 1000);
		fen_format(&b, fen);
		MUST(!b.failed && b.len > 3);
		buf_clear(&b);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, size };
	size_t split = size > 0 ? data[0] % size : 0;
	struct decimal a = { 0 }, b = { 0 };

	if (decimal_parse(s, &a)) {
		there_and_back(a);
		money(a);
	}
	if (decimal_parse(str_sub(s, 0, split), &a) && decimal_parse(str_sub(s, split, size), &b))
		agree(a, b);
	if (size >= 18) { /* values no text can give */
		memcpy(&a.digits, data, 8);
		memcpy(&b.digits, data + 8, 8);
		a.scale = data[16];
		b.scale = data[17];
		agree(a, b);
		there_and_back((struct decimal){ a.digits < 0 ? -(a.digits + 1) : a.digits, a.scale % 30 });
		money(a);
	}
	return 0;
}
