/* Floors over the same bytes: what merely finding the markers costs with fast tools, and two yardsticks. One round. */
#include "bench.h"

#include "file.h"
#include "utf8.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#ifdef BENCH_HYPERSCAN
#include <hs/hs.h>
#endif

static bool floor_memchr(const struct bench_texts *b)
{
	struct bench_watch watch = bench_start();
	size_t found = 0;

	/* A byte that UTF-8 never has: the whole text is gone through. */
	for (size_t i = 0; i < b->count; i++)
		found += memchr(b->texts[i].ptr, 0xFF, b->texts[i].len) != NULL;
	bench_stop(watch, "memchr", b, found);
	return true;
}

static bool floor_utf8(const struct bench_texts *b)
{
	struct bench_watch watch = bench_start();
	size_t valid = 0;

	for (size_t i = 0; i < b->count; i++)
		valid += utf8_valid_prefix(b->texts[i]) == b->texts[i].len;
	bench_stop(watch, "utf8", b, valid);
	return true;
}

static size_t pcre2_count(const pcre2_code *code, pcre2_match_data *match, struct str text)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(match);
	size_t found = 0;

	/* Every match of these patterns takes at least one character, so the place moves on. */
	for (size_t from = 0; pcre2_jit_match(code, (PCRE2_SPTR)text.ptr, text.len, from, 0, match, NULL) > 0; found++)
		from = ends[1];
	return found;
}

static bool floor_pcre2(const struct bench_texts *b, struct str pattern)
{
	int error = 0;
	PCRE2_SIZE place = 0;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, PCRE2_UTF, &error, &place, NULL);
	if (!code || pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) != 0) {
		fprintf(stderr, "PCRE2 不接受标记的正则式（%d，第 %zu 字节）\n", error, (size_t)place);
		pcre2_code_free(code);
		return false;
	}
	pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
	if (match) {
		struct bench_watch watch = bench_start();
		size_t found = 0;
		for (size_t i = 0; i < b->count; i++)
			found += pcre2_count(code, match, b->texts[i]);
		bench_stop(watch, "pcre2", b, found);
	}
	pcre2_match_data_free(match);
	pcre2_code_free(code);
	return match != NULL;
}

#ifdef BENCH_HYPERSCAN
static int count_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
	(void)id, (void)from, (void)to, (void)flags;
	++*(size_t *)context;
	return 0;
}

static bool floor_hyperscan(const struct bench_texts *b, const char *pattern)
{
	hs_compile_error_t *error = NULL;
	hs_database_t *database = NULL;
	hs_scratch_t *scratch = NULL;
	size_t found = 0;
	bool ok = true;

	if (hs_compile(pattern, HS_FLAG_UTF8, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
		fprintf(stderr, "Hyperscan 不接受标记的正则式：%s\n", error ? error->message : "");
		hs_free_compile_error(error);
		return false;
	}
	ok = hs_alloc_scratch(database, &scratch) == HS_SUCCESS;
	struct bench_watch watch = bench_start();
	for (size_t i = 0; ok && i < b->count; i++)
		ok = hs_scan(database, b->texts[i].ptr, (unsigned)b->texts[i].len, 0, scratch, count_match, &found) ==
		     HS_SUCCESS;
	if (ok)
		bench_stop(watch, "hyperscan", b, found);
	hs_free_scratch(scratch);
	hs_free_database(database);
	return ok;
}
#endif

/* argv: PATTERN-FILE MEGABYTES FILE... */
int main(int argc, char **argv)
{
	struct bench_texts b;
	struct str file;
	struct err e = { 0 };

	if (argc < 2 || file_read(argv[1], 1 << 16, &file, &e) < 0) {
		fprintf(stderr, "用法：bench_floors PATTERN-FILE MEGABYTES FILE...\n%s\n", e.message);
		return 1;
	}
	struct str trimmed = str_trim(file);
	char *pattern = strndup(trimmed.ptr, trimmed.len);
	file_free(&file);
	if (!pattern || !bench_load(&b, argc - 1, argv + 1)) {
		free(pattern);
		return 1;
	}
	bool ok = floor_memchr(&b) && floor_utf8(&b) && floor_pcre2(&b, str_from(pattern));
#ifdef BENCH_HYPERSCAN
	ok = ok && floor_hyperscan(&b, pattern);
#endif
	bench_free(&b);
	free(pattern);
	return ok ? 0 : 1;
}
