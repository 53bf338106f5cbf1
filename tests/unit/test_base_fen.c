#include "unit.h"

#include "fen.h"

static void parse(void **state)
{
	static const struct {
		const char *text;
		int64_t digits;
		uint8_t scale;
	} good[] = {
		{ "0", 0, 0 },
		{ "12.5", 125, 1 },
		{ "1,234.50", 123450, 2 },
		{ "１２３", 123, 0 },
		{ "１，２３４．５", 12345, 1 },
		{ "12,345,678", 12345678, 0 },
		{ "007", 7, 0 },
		{ "0.000000000000000001", 1, 18 },
		{ "999999999999999999", 999999999999999999, 0 },
		{ "3908.41", 390841, 2 },
		{ "100.00", 10000, 2 },
		{ "00000000000000000000000000012", 12, 0 },
	};
	static const char *const bad[] = { "", ".", ",", "1.", ".5", "1..2", "1.2.3", ",123", "1,23", "1,2345",
		"1234,567", "1,234,", "1,,234", "1.234,5", "12a", "-1", "+1", "1 2", "十二", "1000000000000000000",
		"0.0000000000000000001", "\xEF\xBC", "1\xEF", "１２\xEF\xBC\xBA", "1,", "１．" };
	struct decimal d;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(decimal_parse(str_from(good[i].text), &d));
		assert_int_equal(d.digits, good[i].digits);
		assert_int_equal(d.scale, good[i].scale);
	}
	d = (struct decimal){ 42, 1 };
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (decimal_parse(str_from(bad[i]), &d))
			fail_msg("\"%s\" was taken for a number", bad[i]);
	}
	assert_int_equal(d.digits, 42);
}

static void compare(void **state)
{
	static const struct {
		struct decimal a, b;
		int order;
	} rows[] = {
		{ { 125, 1 }, { 1250, 2 }, 0 },
		{ { 0, 0 }, { 0, 255 }, 0 },
		{ { 1, 0 }, { 1, 255 }, 1 },
		{ { -1, 0 }, { -1, 255 }, -1 },
		{ { 0, 0 }, { -1, 255 }, 1 },
		{ { 0, 200 }, { 1, 0 }, -1 },
		{ { INT64_MAX, 0 }, { INT64_MAX, 1 }, 1 },
		{ { INT64_MIN, 0 }, { INT64_MIN, 1 }, -1 },
		{ { INT64_MIN, 0 }, { INT64_MAX, 0 }, -1 },
		{ { INT64_MAX, 0 }, { INT64_MAX - 1, 0 }, 1 },
		{ { 1, 0 }, { INT64_MAX, 19 }, 1 },  /* 0.92... */
		{ { 1, 0 }, { INT64_MAX, 18 }, -1 }, /* 9.22... */
		{ { 9, 0 }, { INT64_MAX, 18 }, -1 },
		{ { 10, 0 }, { INT64_MAX, 18 }, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(decimal_cmp(rows[i].a, rows[i].b), rows[i].order);
		assert_int_equal(decimal_cmp(rows[i].b, rows[i].a), -rows[i].order);
	}
}

static void add(void **state)
{
	struct decimal sum = { 42, 1 };

	(void)state;
	assert_false(decimal_add((struct decimal){ INT64_MAX, 0 }, (struct decimal){ 1, 0 }, &sum));
	assert_false(decimal_add((struct decimal){ INT64_MIN, 0 }, (struct decimal){ -1, 0 }, &sum));
	assert_false(decimal_add((struct decimal){ INT64_MAX, 0 }, (struct decimal){ 1, 1 }, &sum));
	assert_false(decimal_add((struct decimal){ 1, 0 }, (struct decimal){ 1, 255 }, &sum));
	assert_int_equal(sum.digits, 42);
	assert_true(decimal_add((struct decimal){ 125, 1 }, (struct decimal){ 25, 2 }, &sum));
	assert_int_equal(sum.digits, 1275);
	assert_int_equal(sum.scale, 2);
	assert_true(decimal_add((struct decimal){ 0, 0 }, (struct decimal){ 5, 255 }, &sum));
	assert_int_equal(sum.digits, 5);
	assert_true(decimal_add((struct decimal){ INT64_MAX, 3 }, (struct decimal){ INT64_MIN, 3 }, &sum));
	assert_int_equal(sum.digits, -1);
}

static void units(void **state)
{
	static const struct {
		const char *number, *unit;
		int64_t fen;
	} good[] = {
		{ "3908.41", "万元", 3908410000 },
		{ "1.5", "分", -1 },
		{ "1.50", "角", 15 },
		{ "0.01", "元", 1 },
		{ "0.001", "元", -1 },
		{ "0.010", "元", 1 },
		{ "2", "百元", 20000 },
		{ "2", "千元", 200000 },
		{ "2", "十万元", 20000000 },
		{ "2", "百万元", 200000000 },
		{ "2", "千万元", 2000000000 },
		{ "2.5", "亿元", 25000000000 },
		{ "2", "万", 2000000 },
		{ "2", "亿", 20000000000 },
		{ "1", "万亿元", 100000000000000 },
		{ "92233", "万亿元", 9223300000000000000 },
		{ "92234", "万亿元", -1 },
		{ "1", "美元", -1 },
		{ "1", "", -1 },
		{ "1", "个", -1 },
		{ "0.000000000000000000", "分", 0 },
		{ "999999999999999999", "亿元", -1 },
		{ "1", "百万", 100000000 },
	};
	struct decimal d;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		int64_t fen = -7;
		assert_true(decimal_parse(str_from(good[i].number), &d));
		bool ok = fen_from(d, str_from(good[i].unit), &fen);
		if (ok != (good[i].fen >= 0) || fen != (ok ? good[i].fen : -7))
			fail_msg("%s%s gave %lld", good[i].number, good[i].unit, (long long)fen);
	}
	int64_t fen;
	assert_true(fen_from((struct decimal){ -125, 1 }, STR("元"), &fen));
	assert_int_equal(fen, -1250);
	assert_true(fen_from((struct decimal){ INT64_MIN, 0 }, STR("分"), &fen));
	assert_true(fen == INT64_MIN);
}

static void format(void **state)
{
	static const struct {
		int64_t fen;
		const char *text;
	} rows[] = {
		{ 0, "0元" },
		{ 1, "0.01元" },
		{ 10, "0.1元" },
		{ 123456, "1234.56元" },
		{ 3908410000, "3908.41万元" },
		{ 1000000, "1万元" },
		{ 1234567, "12345.67元" },
		{ 10000000000, "1亿元" },
		{ 25000000000, "2.5亿元" },
		{ 12345678900, "12345.6789万元" },
		{ 10000000001, "100000000.01元" },
		{ -3908410000, "-3908.41万元" },
		{ INT64_MAX, "92233720368547758.07元" },
		{ INT64_MIN, "-92233720368547758.08元" },
		{ -5, "-0.05元" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf b;
		buf_init(&b, 100);
		fen_format(&b, rows[i].fen);
		assert_str(buf_view(&b), rows[i].text);
		buf_clear(&b);
	}
}

static void longest_decimal(void **state)
{
	char text[DECIMAL_TEXT_MAX];
	struct str s = decimal_text((struct decimal){ INT64_MIN, 255 }, text);

	(void)state;
	assert_int_equal(s.len, 258);
	assert_true(str_starts(s, STR("-0.000")));
	assert_true(str_ends(s, STR("0009223372036854775808")));
}

static void decimals_as_text(void **state)
{
	static const struct {
		struct decimal d;
		const char *text;
	} rows[] = {
		{ { 0, 0 }, "0" },
		{ { 0, 2 }, "0.00" },
		{ { 123450, 2 }, "1234.50" },
		{ { -5, 2 }, "-0.05" },
		{ { 7, 5 }, "0.00007" },
		{ { INT64_MIN, 0 }, "-9223372036854775808" },
		{ { INT64_MAX, 19 }, "0.9223372036854775807" },
		{ { -10, 1 }, "-1.0" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf b;
		buf_init(&b, 100);
		decimal_format(&b, rows[i].d);
		assert_str(buf_view(&b), rows[i].text);
		buf_clear(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse),
		cmocka_unit_test(compare),
		cmocka_unit_test(add),
		cmocka_unit_test(units),
		cmocka_unit_test(format),
		cmocka_unit_test(decimals_as_text),
		cmocka_unit_test(longest_decimal),
	};

	return cmocka_run_group_tests_name("base fen", tests, NULL, NULL);
}
