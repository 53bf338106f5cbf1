/* bihuan.yaml and baselines: whatever the bytes are, they are read, or refused with a place. */
#include "fuzz.h"

#include "baseline.h"
#include "config.h"

static void read_config(struct str text)
{
	static const struct str codes[] = { STR_INIT("BH101"), STR_INIT("BH204"), STR_INIT("BH301") };
	struct arena *a = arena_new((size_t)16 << 20);
	struct config *c = NULL;
	struct vec problems;

	int rc = config_read(a, text, codes, 3, &c, &problems);
	MUST((rc == 0) == (c != NULL));
	MUST(rc != ERR_INPUT || problems.len > 0);
	for (size_t i = 0; i < problems.len; i++)
		MUST(VEC_AT(&problems, struct config_problem, i).message.len > 0);
	for (size_t i = 0; c && i < 3; i++) {
		config_grade(c, "a/b.txt", codes[i]);
		config_ignores(c, "a/b.txt");
	}
	config_free(c);
	vec_clear(&problems);
	arena_free(a);
}

/* What is written again is read again, to the same bytes. */
static void read_baseline(struct str text)
{
	struct baseline *b = NULL;
	struct err e = { 0 };
	struct buf once, twice;

	if (baseline_read(text, &b, &e) < 0) {
		MUST(e.message[0]);
		return;
	}
	buf_init(&once, (size_t)16 << 20);
	buf_init(&twice, (size_t)16 << 20);
	MUST(baseline_write(b, &once) == 0);
	baseline_free(b);
	MUST(baseline_read(buf_view(&once), &b, &e) == 0);
	MUST(baseline_write(b, &twice) == 0);
	MUST(str_eq(buf_view(&once), buf_view(&twice)));
	baseline_free(b);
	buf_clear(&once);
	buf_clear(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };

	read_config(text);
	read_baseline(text);
	return 0;
}
