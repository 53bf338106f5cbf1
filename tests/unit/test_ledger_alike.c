/* What a report is known again by: the same words in another format are the same, a few changed ones near, others far. */
#include "unit.h"

#include "buf.h"
#include "fault.h"
#include "private.h"

static struct alike made(const char *text)
{
	struct alike a;
	struct err e = { 0 };

	assert_int_equal(ledger_alike_make(str_from(text), &a, &e), 0);
	return a;
}

static size_t prints(const struct alike *a)
{
	size_t n = 0;

	for (size_t i = 0; i < PRINTS; i++)
		n += a->prints[i] != 0;
	return n;
}

static size_t shared(const struct alike *a, const struct alike *b)
{
	size_t n = 0;

	for (size_t i = 0; i < PRINTS; i++)
		n += a->prints[i] != 0 && a->prints[i] == b->prints[i];
	return n;
}

static void formats_are_no_difference(void **state)
{
	static const char *const same[] = {
		"一、市容管理方面\n1.关于“路灯”不亮的问题：2023年更换３６盏（PHILIPS）。",
		"一、市容管理方面\r\n\r\n　　1. 关于\"路灯\"不亮的问题:2023 年更换36盏(Philips)。\n",
		"\xEF\xBB\xBF一 市容管理方面\t1\t关于路灯不亮的问题 2023年更换36盏 philips",
	};
	const struct alike first = made(same[0]);

	(void)state;
	for (size_t i = 1; i < COUNT(same); i++) {
		const struct alike other = made(same[i]);
		assert_string_equal(other.digest, first.digest);
		assert_int_equal(shared(&first, &other), prints(&first));
	}
	const struct alike digit = made("一、市容管理方面\n1.关于“路灯”不亮的问题：2023年更换３７盏（PHILIPS）。");
	assert_string_not_equal(digit.digest, first.digest);
	const struct alike zero = made("〇"), none = made("○");
	assert_string_not_equal(zero.digest, none.digest);
}

static void write_report(struct buf *b, int from, const char *how)
{
	buf_reset(b);
	for (int i = from; i < from + 60; i++)
		buf_fmt(b, "%d.关于第%d号巷口夜间照明不足的问题。整改措施：更换灯头%d只，%s。\n", i, i * 7, i * 3, how);
	buf_chr(b, '\0');
	assert_false(b->failed);
}

/* A date that was corrected is the same report still; the next round's is not. */
static void near_and_far(void **state)
{
	struct buf b, c;

	(void)state;
	buf_init(&b, 1 << 20);
	buf_init(&c, 1 << 20);
	write_report(&b, 1, "每周巡查一遍");
	const struct alike first = made(b.ptr);
	assert_true(prints(&first) >= PRINTS / 2);
	buf_fmt(&c, "%s另：2023年6月8日更正。", b.ptr);
	buf_chr(&c, '\0');
	const struct alike near = made(c.ptr);
	assert_string_not_equal(near.digest, first.digest);
	assert_true(shared(&first, &near) * 10 >= prints(&first) * 8);
	write_report(&c, 500, "安排专人逐条核对并张贴公示");
	const struct alike far = made(c.ptr);
	assert_true(shared(&first, &far) * 10 < prints(&first) * 5);
	buf_clear(&b);
	buf_clear(&c);
}

/* Too short to tell: a digest alone. */
static void short_ones(void **state)
{
	const struct alike empty = made(""), blank = made(" \n，。"), seven = made("一二三四五六七"),
			   eight = made("一二三四五六七八");

	(void)state;
	assert_string_equal(empty.digest, blank.digest);
	assert_int_equal(prints(&empty), 0);
	assert_int_equal(prints(&seven), 0);
	assert_int_equal(prints(&eight), 1);
}

static void without_memory(void **state)
{
	struct alike a = { .digest = "as before" };
	struct err e = { 0 };

	(void)state;
	fault_arm(FAULT_ALLOC, 1, true);
	int rc = ledger_alike_make(STR("一、市容管理方面的若干问题"), &a, &e);
	fault_arm(FAULT_ALLOC, 0, false);
	assert_int_equal(rc, ERR_NOMEM);
	assert_string_equal(a.digest, "as before");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_are_no_difference),
		cmocka_unit_test(near_and_far),
		cmocka_unit_test(short_ones),
		cmocka_unit_test(without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
