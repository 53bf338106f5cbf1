/* What each rule costs: nanoseconds of processor time for each byte of text, for all rules, each family and each rule alone.
 *
 * Before each measurement the text is read anew, as it is when rules really run: the branch predictor has seen something else.
 * The least of all copies of a text counts, for a busy machine only ever adds. */
#include "bench.h"

#include "check.h"

#include <time.h>

#define RULES_MAX 128
#define FILES_MAX 64

struct set {
	struct str name;              /* "BH1", "BH101"; "": all rules */
	char disabled[RULES_MAX * 8]; /* every other rule */
	double least[FILES_MAX];
	size_t found;
};

static struct set sets[2 * RULES_MAX];
static size_t set_count;

/* Other families as a whole: a long list would be part of what is measured. */
static void add_set(struct str name)
{
	struct set *s = &sets[set_count++];
	struct str family = str_sub(name, 0, 3), last = STR_NONE;
	size_t at = 0;

	s->name = name;
	for (size_t i = 0; i < check_rules_count; i++) {
		struct str code = str_from(check_rules[i].code);
		if (str_starts(code, name))
			continue;
		code = str_starts(code, family) ? code : str_sub(code, 0, 3);
		if (!str_eq(code, last))
			at += (size_t)snprintf(s->disabled + at, sizeof s->disabled - at, STR_FMT ",", STR_ARG(code));
		last = code;
	}
}

static void add_sets(void)
{
	add_set(STR(""));
	for (size_t i = 0; i < check_rules_count; i++) {
		struct str family = { check_rules[i].code, 3 };
		if (i == 0 || !str_starts(str_from(check_rules[i - 1].code), family))
			add_set(family);
	}
	for (size_t i = 0; i < check_rules_count; i++)
		add_set(str_from(check_rules[i].code));
}

static double now(void)
{
	struct timespec t = { 0 };

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static bool measure(struct set *s, struct str text, size_t file)
{
	const struct report_options as = { .words = &check_words };
	const struct check_options options = { .disabled = s->disabled, .today = { 2026, 3, 5 } };
	struct check_result *result = NULL;
	struct report *report = NULL;
	struct err e = { 0 };

	bool ok = report_parse_with(text, &as, &report, &e) == 0;
	double from = now();
	ok = ok && check_run(report, &options, &result, &e) == 0;
	double spent = now() - from;
	if (ok && (s->least[file] == 0 || spent < s->least[file]))
		s->least[file] = spent;
	if (ok)
		s->found += result->findings.len;
	else
		fprintf(stderr, "%s\n", e.message);
	check_result_free(result);
	report_free(report);
	return ok;
}

int main(int argc, char **argv)
{
	struct bench_texts b;
	size_t files = argc > 2 ? (size_t)argc - 2 : 1, bytes = 0;
	bool ok = check_rules_count <= RULES_MAX && files <= FILES_MAX && bench_load(&b, argc, argv);

	if (!ok)
		return 1;
	add_sets();
	for (size_t i = 0; ok && i < b.count; i++)
		for (size_t k = 0; ok && k < set_count; k++)
			ok = measure(&sets[k], b.texts[i], i % files);
	for (size_t i = 0; i < files && i < b.count; i++)
		bytes += b.texts[i].len;
	for (size_t k = 0; ok && k < set_count; k++) {
		double sum = 0;
		for (size_t i = 0; i < files; i++)
			sum += sets[k].least[i];
		printf("%-6.*s %7.3f ns/B  %zu\n", STR_ARG(sets[k].name.len ? sets[k].name : STR("all")),
			sum / (double)bytes, sets[k].found);
	}
	bench_free(&b);
	return ok ? 0 : 1;
}
