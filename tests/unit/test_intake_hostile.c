/* A worker that is taken over does no harm: not to us, not to the machine, and the user is told. */
#define INTAKE_WORKER "BIHUAN_BAD_WORKER"
#include "intake_case.h"

#include <unistd.h>

struct seen {
	char text[64];
	unsigned count;
};

static int take(void *context, struct intake_doc *doc, struct err *e)
{
	struct seen *s = context;

	(void)e;
	s->count++;
	snprintf(s->text, sizeof(s->text), STR_FMT, STR_ARG(doc->text));
	return 0;
}

/* Only a worker that never ends is waited for to the end: on a busy machine the others may need long. */
static int read_as(const char *word, struct seen *seen, struct err *e)
{
	bool endless = strcmp(word, "hang") == 0 || strcmp(word, "spin") == 0;
	const struct intake_options o = { .format = INTAKE_PDF,
		.no_ocr = true,
		.limits = { .text = 1 << 20,
			.unpacked = 1 << 20,
			.entries = 10,
			.seconds = endless ? 2 : 60,
			.memory = (size_t)512 << 20 } };
	char file[64];

	snprintf(file, sizeof(file), "PK\x03\x04%s", word);
	return intake_read(&(struct intake_file){ STR("报告.pdf"), str_from(file) }, &o, arena, take, seen, e);
}

static void harmless(void **state)
{
	static const struct {
		const char *word;
		int code;
		const char *says;
	} rows[] = {
		{ "crash", ERR_INPUT, "崩溃" },
		{ "abort", ERR_INPUT, "崩溃" },
		{ "exit", ERR_INPUT, "中途退出" },
		{ "open", ERR_IO, "隔离环境没有建成" },
		{ "hang", ERR_LIMIT, "超过 2 秒" },
		{ "spin", ERR_LIMIT, "超过 2 秒" },
		{ "flood", ERR_LIMIT, "超过上限" },
		{ "socket", ERR_INPUT, "不许它做的事" },
		{ "exec", ERR_INPUT, "不许它做的事" },
		{ "kill", ERR_INPUT, "不许它做的事" },
		{ "silent", ERR_INPUT, "回答不完整" },
		{ "half", ERR_INPUT, "回答不完整" },
		{ "torn", ERR_INPUT, "崩溃" },
		{ "huge", ERR_INPUT, "回答不完整" },
		{ "unfinished", ERR_INPUT, "回答不完整" },
		{ "twice", ERR_INPUT, "回答不完整" },
		{ "unknown", ERR_INPUT, "回答不完整" },
		{ "behind", ERR_INPUT, "回答不完整" },
		{ "invalid", ERR_INPUT, "回答不完整" },
		{ "nul", ERR_INPUT, "回答不完整" },
		{ "marks", ERR_INPUT, "回答不完整" },
		{ "child", ERR_INPUT, "回答不完整" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct err e = { 0 };
		struct seen seen = { 0 };
		int rc = read_as(rows[i].word, &seen, &e);
		if (rc != rows[i].code || strstr(e.message, rows[i].says) == NULL || seen.count != 0)
			fail_msg("%s: %d %s", rows[i].word, rc, e.message);
		assert_non_null(strstr(e.message, "报告.pdf"));
	}
}

static void out_of_memory(void **state)
{
	struct err e = { 0 };
	struct seen seen = { 0 };

	(void)state;
	assert_int_equal(read_as("memory", &seen, &e), ERR_INPUT);
}

/* By its name TAP counts it as skipped; cmocka's own skip() reads as a failure. */
static void not_here(void **state)
{
	(void)state;
}

static bool sanitized(void)
{
	const char *with = getenv("BIHUAN_SANITIZED");

	return with != NULL && strcmp(with, "none") != 0;
}

/* fork() is refused or deadly, as the C library makes it of clone() or fork(). */
static void no_children(void **state)
{
	struct err e = { 0 };
	struct seen seen = { 0 };

	(void)state;
	assert_true(read_as("fork", &seen, &e) < 0);
}

static void no_files(void **state)
{
	static const char *const words[] = { "write", "read" };

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		struct err e = { 0 };
		struct seen seen = { 0 };
		assert_int_equal(read_as(words[i], &seen, &e), 0);
		assert_string_equal(seen.text, "refused");
	}
	assert_int_not_equal(access("bad-worker-was-here", F_OK), 0);
}

static void an_honest_one(void **state)
{
	struct err e = { 0 };
	struct seen seen = { 0 };

	(void)state;
	assert_int_equal(read_as("honest", &seen, &e), 0);
	assert_string_equal(seen.text, "好");
}

static void many_at_once(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		struct err e = { 0 };
		struct seen seen = { 0 };
		assert_true(read_as("crash", &seen, &e) < 0);
	}
}

static void no_worker(void **state)
{
	struct err e = { 0 };
	struct seen seen = { 0 };

	(void)state;
	intake_use_worker("/nowhere/bihuan-intake");
	assert_int_equal(read_as("honest", &seen, &e), ERR_IO);
	assert_non_null(strstr(e.message, "读取程序"));
	intake_use_worker(getenv("BIHUAN_BAD_WORKER"));
}

int main(void)
{
	const struct CMUnitTest limited = cmocka_unit_test(out_of_memory);
	const struct CMUnitTest unlimited = { "# SKIP sanitizers know no limit of addresses", not_here, NULL, NULL,
		NULL };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(harmless),
		sanitized() ? unlimited : limited,
		cmocka_unit_test(no_children),
		cmocka_unit_test(no_files),
		cmocka_unit_test(an_honest_one),
		cmocka_unit_test(many_at_once),
		cmocka_unit_test(no_worker),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
