/* DOCX to text: megabytes of the XML inside a second, beside the same bytes only unpacked and parsed (libzip, libxml2, no handler).
 *
 * usage: bench_office FILE.docx */
#include <stdio.h>
#include <time.h>

#include "file.h"
#include "markup.h"
#include "office.h"
#include "opener.h"

enum { ROUNDS = 7 };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int nothing(void *context, const struct markup_tag *t)
{
	(void)context, (void)t;
	return 0;
}

static int nothing_closed(void *context, unsigned id)
{
	(void)context, (void)id;
	return 0;
}

static int count(void *context, struct str piece)
{
	*(size_t *)context += piece.len;
	return 0;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *v)
{
	qsort(v, ROUNDS, sizeof *v, by_value);
	return v[ROUNDS / 2];
}

static double time_floor(struct str bytes, size_t *ret_xml)
{
	static const struct markup_name names[] = { { "none", SPACE_ANY, 1 } };
	const struct markup m = { MARKUP_NAMES(names), .open = nothing, .close = nothing_closed };
	double took[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		struct opener o;
		struct package *p = NULL;
		opener_init(&o, &intake_limits_default);
		double begun = now();
		if (package_open(&o, bytes, &p, NULL) < 0 || markup_read(p, STR("word/document.xml"), &m, NULL) < 0)
			exit(1);
		took[i] = now() - begun;
		*ret_xml = 0;
		package_stream(p, package_find(p, "word/document.xml"), count, ret_xml, NULL);
		package_close(p);
		opener_clear(&o);
	}
	return median(took);
}

static double time_open(struct str bytes, size_t *ret_text)
{
	double took[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		struct opener o;
		struct err e = { 0 };
		opener_init(&o, &intake_limits_default);
		double begun = now();
		if (open_docx(&o, bytes, &e) < 0)
			exit((fprintf(stderr, "%s\n", e.message), 1));
		took[i] = now() - begun;
		*ret_text = o.text.len;
		opener_clear(&o);
	}
	return median(took);
}

int main(int argc, char **argv)
{
	struct str bytes;
	struct err e = { 0 };
	size_t xml = 0, text = 0;

	if (argc != 2 || file_read(argv[1], (size_t)1 << 30, &bytes, &e) < 0) {
		fprintf(stderr, "usage: bench_office FILE.docx\n%s\n", e.message);
		return 2;
	}
	double floor = time_floor(bytes, &xml), took = time_open(bytes, &text);
	printf("docx: %.1f MB of XML in %.1f MB, %.1f MB of text\n", (double)xml / 1e6, (double)bytes.len / 1e6,
		(double)text / 1e6);
	printf("unpacked and parsed only %8.1f MB/s\n", (double)xml / 1e6 / floor);
	printf("open_docx                %8.1f MB/s, %.2f x the floor (budget: 20 MB/s)\n", (double)xml / 1e6 / took,
		floor / took);
	file_free(&bytes);
	return 0;
}
