/* A report is read, checked and written while every allocation in turn fails: an error is told, nothing
 * half-made comes out, nothing leaks (the sanitizer build looks), and afterwards all is as before. */
#include "unit.h"

#include "check.h"
#include "fault.h"
#include "file.h"

#define OUTPUT_MAX ((size_t)64 << 20)

static const char *const texts[] = { "tests/fuzz/corpus/parse/headed", "tests/fuzz/corpus/parse/narrative",
	"tests/fuzz/corpus/parse/twice", "tests/fuzz/corpus/parse/numbers", "tests/fuzz/corpus/parse/dates",
	"tests/fuzz/corpus/parse/oneline" };

static int write_all(const struct report *r, const struct check_result *c, uint64_t *ret_hash)
{
	struct buf out;
	struct json j;

	buf_init(&out, OUTPUT_MAX);
	json_init(&j, &out, NULL, NULL);
	json_object(&j);
	report_write_json(r, &j);
	json_key(&j, "findings");
	check_write_json(c, &j);
	json_end_object(&j);
	int rc = json_finish(&j);
	*ret_hash = str_hash(buf_view(&out), 0);
	buf_clear(&out);
	return rc;
}

/* 0 and a hash of the output, or the code of what failed. */
static int analyse(struct str text, uint64_t *ret_hash)
{
	struct report *r = NULL;
	struct check_result *c = NULL;
	struct check_options options = { 0 };
	struct err e = { 0 };

	int rc = report_parse(text, &r, &e);
	if (rc < 0) {
		assert_null(r);
		assert_int_equal(e.code, rc);
		assert_true(e.message[0] != '\0');
		return rc;
	}
	rc = check_run(r, &options, &c, &e);
	if (rc < 0) {
		assert_null(c);
		assert_int_equal(e.code, rc);
		assert_true(e.message[0] != '\0');
	} else {
		rc = write_all(r, c, ret_hash);
		check_result_free(c);
	}
	report_free(r);
	return rc;
}

static void torture(struct str text, bool sticky)
{
	uint64_t before, after;

	fault_arm(FAULT_ALLOC, 1000000000, false);
	assert_int_equal(analyse(text, &before), 0);
	long allocations = fault_count(FAULT_ALLOC);
	assert_true(allocations > 10);
	for (long n = 1; n <= allocations; n++) {
		fault_arm(FAULT_ALLOC, n, sticky);
		int rc = analyse(text, &after);
		fault_arm(FAULT_ALLOC, 0, false);
		if (rc != ERR_NOMEM)
			fail_msg("allocation %ld of %ld failed and the answer was %d", n, allocations, rc);
	}
	assert_int_equal(analyse(text, &after), 0);
	assert_true(after == before);
}

static void every_text(bool sticky)
{
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct str text = STR_NONE;
		struct err e = { 0 };
		if (file_read(texts[i], OUTPUT_MAX, &text, &e) < 0)
			fail_msg("%s", e.message);
		torture(text, sticky);
		file_free(&text);
	}
}

static void one_allocation_fails(void **state)
{
	(void)state;
	every_text(false);
}

static void all_later_allocations_fail(void **state)
{
	(void)state;
	every_text(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_allocation_fails),
		cmocka_unit_test(all_later_allocations_fail),
	};

	return cmocka_run_group_tests_name("faults analyse", tests, NULL, NULL);
}
