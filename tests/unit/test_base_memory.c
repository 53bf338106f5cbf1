/* Buffers, arenas, vectors, and every allocation of theirs made to fail. */
#include "unit.h"

#include "arena.h"
#include "buf.h"
#include "fault.h"
#include "vec.h"

static void buf_grows(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	assert_str(buf_view(&b), "");
	buf_cstr(&b, "整改");
	buf_chr(&b, ':');
	buf_str(&b, STR_NONE);
	buf_fmt(&b, "%d项%s", 87, "措施");
	assert_str(buf_view(&b), "整改:87项措施");
	for (int i = 0; i < 50; i++)
		buf_fmt(&b, "%0*d", i % 20 + 1, i);
	assert_false(b.failed);
	buf_clear(&b);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.max, 1000);
}

static void buf_remembers_failure(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 4);
	buf_cstr(&b, "abc");
	buf_cstr(&b, "de");
	assert_true(b.failed && b.full);
	assert_str(buf_view(&b), "abc"); /* as it was */
	buf_chr(&b, 'd');
	assert_str(buf_view(&b), "abc");
	assert_null(buf_take(&b, NULL));
	buf_reset(&b);
	assert_false(b.failed || b.full);
	buf_fmt(&b, "%s", "wxyz");
	assert_str(buf_view(&b), "wxyz");
	buf_fmt(&b, "%s", "");
	assert_false(b.failed);
	buf_fmt(&b, "%d", 1);
	assert_true(b.failed);
	buf_clear(&b);
	fault_arm(FAULT_ALLOC, 1, false);
	buf_chr(&b, 'x');
	assert_true(b.failed && !b.full);
	buf_clear(&b);
	buf_init(&b, 0);
	buf_add(&b, "", 0);
	assert_false(b.failed);
	buf_chr(&b, 'x');
	assert_true(b.failed);
	buf_clear(&b);
}

static void buf_exact_maximum(void **state)
{
	struct buf b;
	size_t len;

	(void)state;
	for (size_t max = 0; max < 700; max += 13) {
		buf_init(&b, max);
		for (size_t i = 0; i < max; i++)
			buf_chr(&b, 'x');
		assert_false(b.failed);
		buf_chr(&b, 'x');
		assert_true(b.failed);
		buf_reset(&b);
		char *bytes = buf_take(&b, &len);
		assert_non_null(bytes);
		assert_int_equal(len, 0);
		assert_int_equal(bytes[0], '\0');
		free(bytes);
	}
}

static void arena_gives_zeroed_aligned(void **state)
{
	struct arena *a = arena_new(1000000);

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t size = 0; size < 300; size += 7) {
			unsigned char *p = arena_alloc(a, size);
			assert_non_null(p);
			assert_int_equal((uintptr_t)p % 16, 0);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xAA, size);
			assert_non_null(arena_dup(a, STR("x")).ptr); /* unaligned in between */
		}
		assert_non_null(arena_alloc(a, 200000));
		arena_reset(a);
		assert_int_equal(arena_used(a), 0);
	}
	arena_free(a);
	arena_free(NULL);
}

static void arena_holds_its_cap(void **state)
{
	struct arena *a = arena_new(4096);
	size_t got = 0;

	(void)state;
	while (arena_alloc(a, 16))
		got += 16;
	assert_int_equal(got, 4096);
	assert_null(arena_dup(a, STR("")).ptr);
	assert_null(arena_fmt(a, "%d", 1).ptr);
	arena_reset(a);
	assert_null(arena_alloc(a, 4097));
	assert_null(arena_alloc(a, SIZE_MAX));
	assert_null(arena_alloc(a, SIZE_MAX - 8));
	assert_null(arena_array(a, SIZE_MAX / 2, 3));
	assert_null(arena_array(a, 3, SIZE_MAX / 2));
	assert_non_null(arena_array(a, 16, 16));
	arena_free(a);
}

static void arena_text(void **state)
{
	struct arena *a = arena_new(100000);
	char long_text[1000];

	(void)state;
	memset(long_text, 'y', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = '\0';
	struct str copy = arena_dup(a, STR("整改"));
	assert_str(copy, "整改");
	assert_int_equal(copy.ptr[copy.len], '\0');
	assert_str(arena_fmt(a, "%d + %d", 1, 2), "1 + 2");
	struct str text = arena_fmt(a, "%s", long_text);
	assert_str(text, long_text);
	assert_int_equal(text.ptr[text.len], '\0');
	arena_free(a);
}

static void vec_makes_room(void **state)
{
	struct vec v;

	(void)state;
	vec_init(&v, sizeof(long));
	assert_true(vec_reserve(&v, 100));
	assert_true(v.cap >= 100 && v.len == 0);
	const void *before = v.ptr;
	for (long i = 0; i < 100; i++)
		*(long *)vec_push(&v) = i;
	assert_ptr_equal(v.ptr, before);
	assert_true(vec_reserve(&v, 1));
	assert_true(v.cap > 100);
	assert_int_equal(VEC_AT(&v, long, 99), 99);
	assert_false(vec_reserve(&v, SIZE_MAX));
	assert_false(vec_reserve(&v, SIZE_MAX / sizeof(long)));
	assert_int_equal(v.len, 100);
	vec_clear(&v);
	assert_true(vec_reserve(&v, 0));
	vec_clear(&v);
}

static void vec_keeps_elements(void **state)
{
	struct vec v;

	(void)state;
	vec_init(&v, sizeof(long));
	for (long i = 0; i < 1000; i++) {
		long *p = vec_push(&v);
		assert_int_equal(*p, 0);
		*p = i;
	}
	for (long i = 0; i < 1000; i++)
		assert_int_equal(VEC_AT(&v, long, i), i);
	vec_clear(&v);
	assert_int_equal(v.len, 0);
	assert_non_null(vec_push(&v));
	vec_clear(&v);
	vec_init(&v, SIZE_MAX / 4);
	assert_null(vec_push(&v)); /* the size would overflow */
}

static void fault_counts(void **state)
{
	(void)state;
	assert_false(fault_hit(FAULT_READ));
	fault_arm(FAULT_READ, 3, false);
	bool hits[5];
	for (size_t i = 0; i < COUNT(hits); i++)
		hits[i] = fault_hit(FAULT_READ);
	assert_true(!hits[0] && !hits[1] && hits[2] && !hits[3] && !hits[4]);
	assert_int_equal(fault_count(FAULT_READ), 5);
	fault_arm(FAULT_READ, 2, true);
	for (size_t i = 0; i < COUNT(hits); i++)
		hits[i] = fault_hit(FAULT_READ);
	assert_true(!hits[0] && hits[1] && hits[2] && hits[3] && hits[4]);
	assert_false(fault_hit(FAULT_WRITE)); /* each kind for itself */
	fault_arm(FAULT_READ, 0, false);
	assert_false(fault_hit(FAULT_READ));
	assert_int_equal(fault_count(FAULT_READ), 5);
}

/* Uses all three; true when every step worked. What was built before a failure must be as it was. */
static bool build(struct arena *a)
{
	struct buf b;
	struct vec v;
	bool ok = a != NULL;
	char *taken = NULL;

	buf_init(&b, 100000);
	vec_init(&v, sizeof(int));
	for (int i = 0; i < 300; i++) {
		size_t before = v.len;
		int *p = vec_push(&v);
		if (p)
			*p = i;
		assert_int_equal(v.len, before + (p != NULL));
		ok &= p != NULL;
		buf_fmt(&b, "%d,", i);
		ok &= a && arena_alloc(a, 100) && arena_fmt(a, "%d", i).ptr && arena_dup(a, STR("abc")).ptr;
	}
	for (size_t i = 1; i < v.len; i++)
		assert_true(VEC_AT(&v, int, i) > VEC_AT(&v, int, i - 1));
	ok &= !b.failed;
	taken = buf_take(&b, NULL);
	ok &= taken != NULL;
	free(taken);
	buf_clear(&b);
	vec_clear(&v);
	return ok;
}

static bool attempt(void)
{
	struct arena *a = arena_new(1000000);
	bool ok = build(a);

	arena_free(a);
	return ok;
}

static void every_allocation_fails_once(void **state)
{
	(void)state;
	fault_arm(FAULT_ALLOC, 1000000, false);
	assert_true(attempt());
	long total = fault_count(FAULT_ALLOC);
	assert_true(total > 10);
	for (int sticky = 0; sticky < 2; sticky++) {
		for (long n = 1; n <= total; n++) {
			fault_arm(FAULT_ALLOC, n, sticky);
			assert_false(attempt());
		}
	}
	fault_arm(FAULT_ALLOC, 0, false);
	assert_true(attempt());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buf_grows),
		cmocka_unit_test(buf_remembers_failure),
		cmocka_unit_test(buf_exact_maximum),
		cmocka_unit_test(arena_gives_zeroed_aligned),
		cmocka_unit_test(arena_holds_its_cap),
		cmocka_unit_test(arena_text),
		cmocka_unit_test(vec_keeps_elements),
		cmocka_unit_test(vec_makes_room),
		cmocka_unit_test(fault_counts),
		cmocka_unit_test(every_allocation_fails_once),
	};

	return cmocka_run_group_tests_name("base memory", tests, NULL, NULL);
}
