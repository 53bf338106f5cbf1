/* Two reports, parted by a zero byte: what both have in common stands in both, whatever they are. */
#include "fuzz.h"

#include "cross.h"
#include "utf8.h"

enum { ROOM = 2048 };

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

static void add(struct similar *s, const struct report *r)
{
	struct sketch k;
	struct err e = { 0 };

	MUST(sketch_make(r, &k) == 0);
	MUST(similar_add(s, r->text, &k, &e) == 0);
	sketch_clear(&k);
}

static void compare(struct report *const r[2])
{
	struct both b = { { r[0]->text, r[1]->text } };
	const struct cross_options o = { .sink = see, .context = &b };
	struct similar s;
	struct cross_stats stats;
	struct err e = { 0 };

	MUST(similar_init(&s, &e) == 0);
	s.texts.room = ROOM; /* the second text may be read back from the file */
	add(&s, r[0]);
	add(&s, r[1]);
	MUST(cross_run(&s, &o, &stats, &e) == 0);
	similar_clear(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *part = memchr(data, '\0', size);
	struct str all = { (const char *)data, size };
	struct report *r[2] = { NULL, NULL };
	struct err e = { 0 };

	if (!part || utf8_valid_prefix(all) != size) /* what is refused is the target parse's */
		return 0;
	size_t at = (size_t)(part - all.ptr);
	if (report_parse(str_sub(all, 0, at), &r[0], &e) == 0 &&
		report_parse(str_sub(all, at + 1, size), &r[1], &e) == 0)
		compare(r);
	for (int i = 0; i < 2; i++)
		if (r[i])
			report_free(r[i]);
	return 0;
}
