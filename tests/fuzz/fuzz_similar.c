/* Two reports, parted by a zero byte: what both have in common stands in both, whatever they are. */
#include "fuzz.h"

#include "cross.h"
#include "utf8.h"

struct both {
	struct str text[2];
};

static int see(void *context, const struct cross_finding *f)
{
	const struct both *b = context;

	MUST(f->rule && f->count >= 2 && f->message.len > 0);
	for (size_t i = 0; i < f->count; i++) {
		const struct cross_place *p = &f->places[i];
		struct str there = b->text[p->report];
		MUST(p->place.start < p->place.end && p->place.end <= there.len);
		MUST(str_starts(str_sub(there, p->place.start, p->place.end), p->quote));
		MUST(p->place.line > 0 && p->place.column > 0);
	}
	return 0;
}

static bool add(struct similar *s, struct str text, struct report **ret)
{
	struct sketch k;
	struct err e = { 0 };

	if (report_parse(text, ret, &e) < 0)
		return false;
	MUST(sketch_make(*ret, &k) == 0);
	MUST(similar_add(s, (*ret)->text, &k, &e) == 0);
	sketch_clear(&k);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *part = memchr(data, '\0', size);
	struct str all = { (const char *)data, size };
	struct similar s;
	struct cross_stats stats;
	struct report *r[2] = { NULL, NULL };
	struct both b = { { STR_NONE, STR_NONE } };
	struct err e = { 0 };

	if (!part)
		return 0;
	MUST(similar_init(&s, &e) == 0);
	size_t at = (size_t)(part - all.ptr);
	if (add(&s, str_sub(all, 0, at), &r[0]) && add(&s, str_sub(all, at + 1, size), &r[1])) {
		b.text[0] = r[0]->text;
		b.text[1] = r[1]->text;
		const struct cross_options o = { .sink = see, .context = &b };
		MUST(cross_run(&s, &o, &stats, &e) == 0);
	}
	similar_clear(&s);
	for (int i = 0; i < 2; i++)
		if (r[i])
			report_free(r[i]);
	return 0;
}
