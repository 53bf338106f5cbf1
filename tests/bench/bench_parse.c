/* The analyser alone, and with all rules, over texts in memory on one core. One round; tests/bench/run repeats it. */
#include "bench.h"

#include "check.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* What was found, or -1: nodes of the outline, or findings. */
static long analyse(struct str text, bool rules)
{
	const struct report_options as = { .words = rules ? &check_words : NULL };
	const struct check_options options = { .today = { 2026, 3, 5 } };
	struct check_result *result = NULL;
	struct report *report = NULL;
	struct err e = { 0 };
	long found = -1;

	if (report_parse_with(text, &as, &report, &e) < 0) {
		fprintf(stderr, "%s\n", e.message);
		return -1;
	}
	if (!rules) {
		found = (long)report->problems + report->items + report->measures + report->progress;
	} else if (check_run(report, &options, &result, &e) < 0) {
		fprintf(stderr, "%s\n", e.message);
	} else {
		found = (long)result->findings.len;
		check_result_free(result);
	}
	report_free(report);
	return found;
}

static bool measure(const char *name, const struct bench_texts *b, bool rules)
{
	struct bench_watch watch = bench_start();
	size_t found = 0;

	for (size_t i = 0; i < b->count; i++) {
		long n = analyse(b->texts[i], rules);
		if (n < 0)
			return false;
		found += (size_t)n;
	}
	bench_stop(watch, name, b, found);
	return true;
}

int main(int argc, char **argv)
{
	struct bench_texts b;

#ifdef __GLIBC__
	/* as src/cli/batch.c does for many files */
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
	mallopt(M_TRIM_THRESHOLD, 128 << 20);
#endif
	if (!bench_load(&b, argc, argv))
		return 1;
	bool ok = measure("parse", &b, false) && measure("parse+rules", &b, true);
	bench_free(&b);
	return ok ? 0 : 1;
}
