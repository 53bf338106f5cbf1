/* The full-text index beside LIKE on the same records: building, size, answers.
 *
 * usage: bench_search DATABASE-URL-A DATABASE-URL-B RECORDS
 * A gets the records alone, B the records with the index; both must be empty. */
#include "arena.h"
#include "search.h"
#include "store.h"
#include "vec.h"

#include <math.h>

enum { WORDS = 6000, LETTERS = 2500, LOAD = 100000, ASKED = 200, LIKED = 10, PAGE = 50 };

static uint64_t chance = 88172645463325252u;

static uint64_t below(uint64_t n)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return chance % n;
}

/* Of the wall, or of this thread's processor time. */
static double seconds_of(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(void)
{
	return seconds_of(CLOCK_MONOTONIC);
}

static double processor_seconds(void)
{
	return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

static void must(int rc, struct err *e)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "%d %s %s\n", rc, e->message, e->log);
	exit(1);
}

/* --- records as they might be: words of a vocabulary, the first ones far more often (Zipf) --- */

static char words[WORDS][16];
static double word_sum[WORDS], letter_sum[LETTERS];

static size_t pick(const double *sum, size_t count)
{
	double at = (double)below(1u << 30) / (1u << 30) * sum[count - 1];
	size_t low = 0, high = count - 1;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (sum[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_letter(char *out, uint32_t c)
{
	size_t at = strlen(out);

	out[at] = (char)(0xE0 | c >> 12);
	out[at + 1] = (char)(0x80 | (c >> 6 & 0x3F));
	out[at + 2] = (char)(0x80 | (c & 0x3F));
	out[at + 3] = '\0';
}

static void make_words(void)
{
	double sum = 0;

	for (size_t i = 0; i < LETTERS; i++)
		letter_sum[i] = sum += 1 / ((double)i + 20);
	sum = 0;
	for (size_t i = 0; i < WORDS; i++) {
		size_t length = below(10) < 7 ? 2 : below(3) == 0 ? 4 : below(2) ? 3 : 1;
		for (size_t n = 0; n < length; n++)
			add_letter(words[i], (uint32_t)(0x4E00 + pick(letter_sum, LETTERS) * 7919 % 20000));
		word_sum[i] = sum += 1 / ((double)i + 8);
	}
}

struct record {
	char no[32], name[128], detail[2048];
};

static void add_words(char *out, size_t size, size_t count)
{
	static const char *const marks[] = { "，", "，", "，", "。", "、", "；", "：" };
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		if (below(40) == 0)
			at += (size_t)snprintf(out + at, size - at, "%d年%d月%d日", 2020 + (int)below(7),
				1 + (int)below(12), 1 + (int)below(28));
		else if (below(60) == 0)
			at += (size_t)snprintf(out + at, size - at, "%d.%02d万元", (int)below(3000), (int)below(100));
		else if (below(120) == 0)
			at += (size_t)snprintf(out + at, size - at, "1%010llu", (unsigned long long)below(9999999999u));
		else
			at += (size_t)snprintf(out + at, size - at, "%s", words[pick(word_sum, WORDS)]);
		if (below(6) == 0)
			at += (size_t)snprintf(out + at, size - at, "%s", marks[below(sizeof marks / sizeof marks[0])]);
	}
}

static void make_record(struct record *r, int64_t id)
{
	chance = 88172645463325252u + (uint64_t)id * 2654435761u;
	for (int i = 0; i < 4; i++)
		below(2);
	snprintf(r->no, sizeof r->no, "AJ2026%07u", (unsigned)id);
	add_words(r->name, sizeof r->name, 6);
	add_words(r->detail, sizeof r->detail, 80 + below(80));
}

/* --- loading --- */

static struct store *open_store(const char *url)
{
	struct store *s = NULL;
	struct err e = { 0 };

	must(store_open(url, NULL, &s, &e), &e);
	struct store_migrations m = store_migrations(s);
	must(store_migrate(s, &m, STR("2026-01-01T00:00:00+08:00"), &e), &e);
	must(store_begin(s, STORE_WRITE, &e), &e);
	must(store_exec(s,
		     "CREATE TABLE r_bench (unit_id BIGINT NOT NULL, id BIGINT NOT NULL, no TEXT NOT NULL, state TEXT NOT NULL,"
		     " department_id BIGINT, name TEXT, detail TEXT, PRIMARY KEY (unit_id, id))",
		     &e),
		&e);
	must(store_exec(s, "CREATE UNIQUE INDEX r_bench_no ON r_bench (unit_id, no)", &e), &e);
	must(store_exec(s, "CREATE INDEX r_bench_state ON r_bench (unit_id, state, id)", &e), &e);
	must(store_exec(s, "CREATE INDEX r_bench_department ON r_bench (unit_id, department_id, state, id)", &e), &e);
	must(store_commit(s, &e), &e);
	return s;
}

static void insert(struct store_stmt *st, int64_t id, const struct record *r)
{
	struct err e = { 0 };

	store_bind_int(st, 1, id);
	store_bind_text(st, 2, str_from(r->no));
	store_bind_text(st, 3, id % 3 ? STR("open") : STR("closed"));
	store_bind_int(st, 4, id % 40);
	store_bind_text(st, 5, str_from(r->name));
	store_bind_text(st, 6, str_from(r->detail));
	must(store_run(st, &e), &e);
}

static double load(struct store *s, int64_t records, bool index, int64_t *ret_bytes)
{
	static struct record r;
	struct store_stmt *st = NULL;
	struct search_batch *batch = NULL;
	struct err e = { 0 };
	double start = seconds();

	must(store_prepare(s,
		     "INSERT INTO r_bench (unit_id, id, no, state, department_id, name, detail) VALUES (1, $1, $2, $3, $4, $5, $6)",
		     &st, &e),
		&e);
	for (int64_t id = 1; id <= records; id++) {
		if (id % LOAD == 1)
			must(store_begin(s, STORE_WRITE, &e), &e);
		if (index && id % LOAD == 1)
			must(search_batch_begin(s, 1, &batch, &e), &e);
		make_record(&r, id);
		*ret_bytes += (int64_t)(strlen(r.no) + strlen(r.name) + strlen(r.detail));
		insert(st, id, &r);
		struct search_text texts[] = { { SEARCH_NUMBER, str_from(r.no) }, { SEARCH_TITLE, str_from(r.name) },
			{ SEARCH_BODY, str_from(r.detail) } };
		if (index)
			must(search_batch_put(batch, STR("bench"), id, texts, 3, &e), &e);
		if (id % LOAD != 0 && id != records)
			continue;
		if (index) {
			must(search_batch_end(batch, &e), &e);
			search_batch_free(batch);
		}
		must(store_commit(s, &e), &e);
	}
	store_done(st);
	return seconds() - start;
}

static int64_t number(struct store *s, const char *sql)
{
	struct store_stmt *st = NULL;
	struct err e = { 0 };

	must(store_prepare(s, sql, &st, &e), &e);
	must(store_step(st, &e), &e);
	int64_t n = store_int(st, 0);
	store_done(st);
	return n;
}

static int64_t size_of(struct store *s, const char *url)
{
	if (strncmp(url, "sqlite:", 7) == 0)
		return number(s,
			"SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
	return number(s, "SELECT pg_database_size(current_database())");
}

/* --- asking --- */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

struct series {
	double at[ASKED], cpu[ASKED]; /* ms */
	size_t count, hits;
};

static void ask(struct store *s, struct arena *a, const char *text, struct series *out)
{
	static const struct search_column columns[] = { { STR_INIT("no"), SEARCH_NUMBER },
		{ STR_INIT("name"), SEARCH_TITLE }, { STR_INIT("detail"), SEARCH_BODY } };
	struct search_register in = { .name = STR("bench"), .columns = columns, .columns_count = 3 };
	struct search_query q = { .text = str_from(text), .registers = &in, .registers_count = 1, .limit = PAGE };
	struct search_hits hits = { 0 };
	struct err e = { 0 };
	double start = seconds(), cpu = processor_seconds();

	must(store_begin(s, STORE_READ, &e), &e);
	must(search_find(s, 1, &q, a, &hits, &e), &e);
	store_rollback(s);
	out->cpu[out->count] = (processor_seconds() - cpu) * 1e3;
	out->at[out->count++] = (seconds() - start) * 1e3;
	out->hits += hits.count;
	arena_reset(a);
}

static void like(struct store *s, const char *text, struct series *out)
{
	struct store_stmt *st = NULL;
	struct err e = { 0 };
	char pattern[256];
	double start = seconds(), cpu = processor_seconds();
	int rc;

	snprintf(pattern, sizeof pattern, "%%%s%%", text);
	must(store_prepare(s,
		     "SELECT id, no, name, detail FROM r_bench WHERE unit_id = 1 AND (no LIKE $1 OR name LIKE $1 OR detail LIKE $1)"
		     " ORDER BY CASE WHEN no LIKE $1 THEN 0 WHEN name LIKE $1 THEN 1 ELSE 2 END, id DESC LIMIT 50",
		     &st, &e),
		&e);
	store_bind_text(st, 1, str_from(pattern));
	while ((rc = store_step(st, &e)) > 0)
		out->hits++;
	must(rc, &e);
	store_done(st);
	out->cpu[out->count] = (processor_seconds() - cpu) * 1e3;
	out->at[out->count++] = (seconds() - start) * 1e3;
}

static double part(const double *at, size_t count, double p)
{
	return at[(size_t)(p * (double)(count - 1) + 0.5)];
}

static void sort(struct series *x)
{
	qsort(x->at, x->count, sizeof(double), by_value);
	qsort(x->cpu, x->count, sizeof(double), by_value);
}

static void report(const char *what, struct series *index, struct series *liked)
{
	size_t n = index->count;

	sort(index);
	sort(liked);
	double of_like = part(liked->cpu, liked->count, 0.5);
	printf("%s\t%zu\t%.1f\t%.2f\t%.2f\t%.2f\t%.2f\t%.1f\t%.1f\n", what, n, (double)index->hits / (double)n,
		part(index->at, n, 0.5), part(index->at, n, 0.99), part(index->cpu, n, 0.5), part(index->cpu, n, 0.99),
		of_like, of_like / part(index->cpu, n, 0.5));
	fflush(stdout);
}

typedef void make_query(char *out, int64_t records);

/* `at` characters from somewhere in a record's text. */
static void from_text(char *out, int64_t records, size_t characters)
{
	static struct record r;

	uint64_t keep = chance;
	int64_t id = 1 + (int64_t)below((uint64_t)records);
	make_record(&r, id);
	chance = keep + 77;
	for (;;) {
		size_t at = below(strlen(r.detail) - characters * 3);
		bool good = true;
		for (size_t i = 0; i < characters && good; i++)
			good = (unsigned char)r.detail[at + 3 * i] >= 0xE4 &&
			       (unsigned char)r.detail[at + 3 * i] <= 0xE9;
		if (!good)
			continue;
		memcpy(out, r.detail + at, characters * 3);
		out[characters * 3] = '\0';
		return;
	}
}

static void any_two(char *out, int64_t records)
{
	from_text(out, records, 2);
}

static void any_eight(char *out, int64_t records)
{
	from_text(out, records, 8);
}

static void any_one(char *out, int64_t records)
{
	from_text(out, records, 1);
}

static void frequent_two(char *out, int64_t records)
{
	(void)records;
	do
		snprintf(out, 16, "%s", words[below(60)]);
	while (strlen(out) != 6);
}

static void absent_two(char *out, int64_t records)
{
	(void)records;
	*out = '\0';
	add_letter(out, (uint32_t)(0x9FA6 + below(80)));
	add_letter(out, (uint32_t)(0x4E00 + below(20000)));
}

static void absent_eight(char *out, int64_t records)
{
	char tail[16];

	from_text(out, records, 6);
	from_text(tail, records, 2);
	memcpy(out + 18, tail, 7);
}

static void seven_digits(char *out, int64_t records)
{
	snprintf(out, 16, "%07lld", (long long)below((uint64_t)records));
}

/* So many hits as fit on one page. */
static bool is_rare(struct store *s, struct arena *a, const char *text)
{
	struct series once = { 0 };

	ask(s, a, text, &once);
	return once.hits < PAGE;
}

static void ask_all(struct store *s, int64_t records)
{
	static const struct {
		const char *name;
		make_query *make;
		bool rare;
	} kinds[] = { { "two frequent", frequent_two, false }, { "two rare", any_two, true },
		{ "two absent", absent_two, false }, { "two from a text", any_two, false },
		{ "one character", any_one, false }, { "eight", any_eight, false },
		{ "eight absent", absent_eight, false }, { "seven digits", seven_digits, false } };
	struct arena *a = arena_new(64u << 20);

	printf("query\tasked\thits\tp50 ms\tp99 ms\tp50 CPU\tp99 CPU\tLIKE CPU\ttimes\n");
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		struct series index = { 0 }, liked = { 0 };
		char text[64];
		for (size_t i = 0; i < ASKED; i++) {
			do
				kinds[k].make(text, records);
			while (kinds[k].rare && !is_rare(s, a, text));
			ask(s, a, text, &index);
			if (i < LIKED)
				like(s, text, &liked);
		}
		report(kinds[k].name, &index, &liked);
	}
	arena_free(a);
}

int main(int argc, char **argv)
{
	int64_t plain_bytes = 0, bytes = 0;

	if (argc != 4)
		return 2;
	int64_t records = strtoll(argv[3], NULL, 10) % 100000000;
	make_words();
	struct store *plain = open_store(argv[1]), *indexed = open_store(argv[2]);
	double without = load(plain, records, false, &plain_bytes);
	double with = load(indexed, records, true, &bytes);
	int64_t index_size = size_of(indexed, argv[2]) - size_of(plain, argv[1]);
	printf("records\t%lld\ntext MB\t%.1f\nload s\t%.2f\nload with index s\t%.2f\ntimes\t%.2f\nindex MB\t%.1f\nof the text\t%.1f %%\n",
		(long long)records, (double)bytes / 1e6, without, with, with / without, (double)index_size / 1e6,
		100 * (double)index_size / (double)bytes);
	printf("segments\t%lld\npages MB\t%.1f\n", (long long)number(indexed, "SELECT count(*) FROM search_segment"),
		(double)number(indexed, "SELECT sum(length(data)) FROM search_page") / 1e6);
	ask_all(indexed, records);
	store_close(plain);
	store_close(indexed);
	return 0;
}
