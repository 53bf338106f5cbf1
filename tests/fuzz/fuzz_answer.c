/* What a worker says that was taken over; and what is kept of a document, read again. */
#include "fuzz.h"

#include "answer.h"
#include "utf8.h"

static void check_doc(const struct intake_doc *d)
{
	char place[INTAKE_PLACE_TEXT];

	MUST(utf8_valid_prefix(d->text) == d->text.len);
	for (size_t i = 0; i < d->marks_count; i++)
		MUST(d->marks[i].at <= d->text.len && (i == 0 || d->marks[i].at >= d->marks[i - 1].at));
	MUST(strlen(intake_place_text(d, d->text.len / 2, place)) < INTAKE_PLACE_TEXT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new((size_t)64 << 20);
	struct intake_limits limits = intake_limits_default;
	struct answer x = { 0 };
	struct intake_doc kept = { 0 };
	struct err e = { 0 };
	struct str about = STR_NONE;

	MUST(a != NULL);
	limits.text = 1 << 20;
	if (answer_read((struct str){ (const char *)data, size }, &limits, a, &x, &e) == 0) {
		check_doc(&x.doc);
		MUST(intake_about_write(&x.doc, a, &about, &e) == 0);
		MUST(intake_about_read(about, a, &kept, &e) == 0 && kept.marks_count == x.doc.marks_count);
		answer_clear(&x);
	}
	(void)intake_about_read((struct str){ (const char *)data, size }, a, &kept, &e);
	arena_free(a);
	return 0;
}
