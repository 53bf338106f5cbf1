/* Rate limits: a burst, then a steady rate; callers do not pay for each other. */
#include "unit.h"

#include "limit.h"

static int64_t now_ms;
static struct clock fixed;
static const struct limit_rate rate = { .per_second = 10, .burst = 5 };

static int set_up(void **state)
{
	now_ms = 1000000;
	fixed = clock_fixed(&now_ms);
	*state = limit_new(&fixed);
	return *state == NULL;
}

static int tear_down(void **state)
{
	limit_free(*state);
	return 0;
}

static unsigned granted(struct limit *l, struct str who, unsigned tries)
{
	unsigned n = 0;

	for (unsigned i = 0; i < tries; i++)
		n += limit_take(l, who, rate, 1) == 0;
	return n;
}

static void a_burst_then_the_rate(void **state)
{
	assert_int_equal(granted(*state, STR("a"), 20), 5);
	assert_int_equal(limit_take(*state, STR("a"), rate, 1), 100);
	now_ms += 99;
	assert_int_equal(limit_take(*state, STR("a"), rate, 1), 1);
	now_ms += 1;
	assert_int_equal(limit_take(*state, STR("a"), rate, 1), 0);
	now_ms += 1000000;
	assert_int_equal(granted(*state, STR("a"), 20), 5);
}

static void callers_are_apart(void **state)
{
	assert_int_equal(granted(*state, STR("a"), 9), 5);
	assert_int_equal(granted(*state, STR("b"), 9), 5);
}

static void a_dear_request_costs_more(void **state)
{
	assert_int_equal(limit_take(*state, STR("a"), rate, 5), 0);
	assert_int_equal(limit_take(*state, STR("a"), rate, 5), 500);
	assert_int_equal(limit_take(*state, STR("a"), rate, 6), 600); /* more than the burst is never granted */
	now_ms += 100000;
	assert_true(limit_take(*state, STR("a"), rate, 6) > 0);
}

static void no_rate_is_no_limit(void **state)
{
	const struct limit_rate none = { 0 };

	for (unsigned i = 0; i < 1000; i++)
		assert_int_equal(limit_take(*state, STR("a"), none, 100), 0);
}

static void a_clock_that_goes_back_gives_nothing(void **state)
{
	assert_int_equal(granted(*state, STR("a"), 9), 5);
	now_ms -= 500000;
	assert_int_equal(granted(*state, STR("a"), 9), 0);
}

/* Who has used up his tokens is not forgotten for newcomers that have used less. */
static void newcomers_do_not_wash_out_the_busy(void **state)
{
	char name[32];

	assert_int_equal(granted(*state, STR("busy"), 9), 5);
	for (unsigned i = 0; i < 100000; i++) {
		int n = snprintf(name, sizeof(name), "caller %u", i);
		limit_take(*state, (struct str){ name, (size_t)n }, rate, 1);
	}
	assert_int_equal(granted(*state, STR("busy"), 9), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_burst_then_the_rate, set_up, tear_down),
		cmocka_unit_test_setup_teardown(callers_are_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_dear_request_costs_more, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_rate_is_no_limit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_clock_that_goes_back_gives_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(newcomers_do_not_wash_out_the_busy, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
