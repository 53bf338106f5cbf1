/* The option parser, safe printing, and files worked on in parallel. */
#include "unit.h"

#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "args.h"
#include "batch.h"
#include "print.h"

struct options {
	bool json;
	const char *output, *format;
	int64_t number;
	size_t size;
	struct arg_list hosts;
};

static const struct arg rows[] = {
	{ "json", 'j', ARG_FLAG, NULL, NULL, offsetof(struct options, json), "" },
	{ "output", 'o', ARG_TEXT, "FILE", NULL, offsetof(struct options, output), "" },
	{ "format", 0, ARG_CHOICE, "F", "text|json", offsetof(struct options, format), "" },
	{ "number", 'n', ARG_INT, "N", NULL, offsetof(struct options, number), "" },
	{ "size", 0, ARG_SIZE, "SIZE", NULL, offsetof(struct options, size), "" },
	{ "host", 0, ARG_LIST, "NAME", NULL, offsetof(struct options, hosts), "" },
};
static const struct arg_table table = { rows, COUNT(rows) };

/* `line` is split at blanks, in place. */
static int read_line(char *line, struct options *o, char **argv, size_t *ret_count, bool *ret_help, struct err *e)
{
	struct arg_line words = { .words = argv };

	for (char *at = line; *at != '\0' && words.count < 16;) {
		argv[words.count++] = at;
		at += strcspn(at, " ");
		if (*at != '\0')
			*at++ = '\0';
	}
	int rc = args_read(&table, &words, o, e);
	*ret_count = words.count;
	*ret_help = words.help;
	return rc;
}

static void good_lines(void **state)
{
	char line[] = "a --json -oX --format=json b --number 7 --size 2K --host h1 --host=h2 - -- --json";
	struct options o = { 0 };
	struct err e = { 0 };
	char *argv[16];
	size_t count;
	bool help;

	(void)state;
	assert_int_equal(read_line(line, &o, argv, &count, &help, &e), 0);
	assert_false(help);
	assert_true(o.json);
	assert_string_equal(o.output, "X");
	assert_string_equal(o.format, "json");
	assert_int_equal(o.number, 7);
	assert_int_equal(o.size, 2048);
	assert_int_equal(o.hosts.count, 2);
	assert_string_equal(o.hosts.values[1], "h2");
	assert_int_equal(count, 4);
	assert_string_equal(argv[0], "a");
	assert_string_equal(argv[1], "b");
	assert_string_equal(argv[2], "-");
	assert_string_equal(argv[3], "--json");
}

static void help_goes_before_errors_behind_it(void **state)
{
	char line[] = "x --help --nonsense";
	struct options o = { 0 };
	struct err e = { 0 };
	char *argv[16];
	size_t count;
	bool help;

	(void)state;
	assert_int_equal(read_line(line, &o, argv, &count, &help, &e), 0);
	assert_true(help);
}

static void bad_lines(void **state)
{
	static const struct {
		const char *line, *hint;
	} bad[] = {
		{ "--jsn", "--json" },
		{ "--outptu f", "--output" },
		{ "--xyzzy", "--help" },
		{ "-x", "--help" },
		{ "--json=1", "" },
		{ "--output", "FILE" },
		{ "--output=", "FILE" },
		{ "--format xml", "text|json" },
		{ "--format=", "text|json" },
		{ "--number -1", "整数" },
		{ "--number 1x", "整数" },
		{ "--number 2K", "整数" },
		{ "--size 0", "512M" },
		{ "--size 1T", "512M" },
		{ "--size 99999999999999999999", "512M" },
		{ "--size 99999999999G", "512M" },
		{ "-jx", "--help" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		char line[64], *argv[16];
		struct options o = { 0 };
		struct err e = { 0 };
		size_t count;
		bool help;
		snprintf(line, sizeof(line), "%s", bad[i].line);
		int rc = read_line(line, &o, argv, &count, &help, &e);
		if (rc != ERR_USAGE || strstr(e.hint, bad[i].hint) == NULL)
			print_error("%s: %d %s / %s\n", bad[i].line, rc, e.message, e.hint);
		assert_int_equal(rc, ERR_USAGE);
		assert_non_null(strstr(e.hint, bad[i].hint));
	}
}

/* What print_text writes for `in` at most `columns` wide. */
static void assert_printed(const char *in, size_t columns, const char *want, size_t want_columns)
{
	struct print p;

	print_init(&p, -1);
	size_t used = print_text(&p, str_from(in), columns);
	assert_str(buf_view(&p.buf), want);
	assert_int_equal(used, want_columns);
	buf_clear(&p.buf);
}

static void text_is_safe(void **state)
{
	(void)state;
	assert_printed("a\x1b[31mb", 0, "a\uFFFD[31mb", 7);
	assert_printed("a\n\t b", 0, "a b", 3);
	assert_printed("x\u202Ey", 0, "x\uFFFDy", 3);
	assert_printed("x\xc2\x9b"
		       "y",
		0, "x\uFFFDy", 3);
	assert_printed("a\xff\xfe中", 0, "a\uFFFD\uFFFD中", 5);
	assert_printed("\xe6\x95", 0, "\uFFFD\uFFFD", 2);
	assert_printed("一二三", 6, "一二三", 6);
	assert_printed("一二三", 5, "一二…", 5);
	assert_printed("一二三四", 6, "一二…", 5);
	assert_printed("abc", 3, "abc", 3);
	assert_printed("abcd", 3, "ab…", 3);
	assert_printed("", 0, "", 0);
}

static void lost_output_is_reported_once(void **state)
{
	struct print p;
	struct err e = { 0 };
	int ends[2];
	bool silent;

	(void)state;
	print_init(&p, -1);
	for (int i = 0; i < 100000; i++)
		print_cstr(&p, "0123456789");
	assert_int_equal(print_close(&p, &silent, &e), ERR_IO);
	assert_false(silent);
	assert_true(e.message[0] != '\0');
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	signal(SIGPIPE, SIG_IGN);
	print_init(&p, ends[1]);
	print_cstr(&p, "x");
	assert_int_equal(print_close(&p, &silent, &e), ERR_IO);
	assert_true(silent);
	close(ends[1]);
}

enum { FILES = 500 };

struct counts {
	_Atomic int worked[FILES];
	size_t next;
	bool in_order, after_work;
};

static void work(void *context, size_t i)
{
	struct counts *c = context;

	if (i % 7 == 0)
		usleep(300);
	c->worked[i]++;
}

static void done(void *context, size_t i)
{
	struct counts *c = context;

	c->in_order &= i == c->next++;
	c->after_work &= c->worked[i] == 1;
}

static void batches_keep_order(void **state)
{
	static const unsigned jobs[] = { 1, 2, 7, 64, 1000 };

	(void)state;
	for (size_t k = 0; k < COUNT(jobs); k++) {
		struct counts c = { .in_order = true, .after_work = true };
		batch_run(&(struct batch){ FILES, jobs[k], work, done, &c });
		assert_int_equal(c.next, FILES);
		assert_true(c.in_order && c.after_work);
	}
	batch_run(&(struct batch){ 0, 4, work, done, NULL });
	assert_int_equal(batch_jobs(3), 3);
	assert_true(batch_jobs(0) >= 1);
	assert_true(batch_jobs(INT64_MAX) <= 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_lines),
		cmocka_unit_test(help_goes_before_errors_behind_it),
		cmocka_unit_test(bad_lines),
		cmocka_unit_test(text_is_safe),
		cmocka_unit_test(lost_output_is_reported_once),
		cmocka_unit_test(batches_keep_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
