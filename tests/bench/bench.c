#include "bench.h"

#include "file.h"

enum { MEGABYTES_MAX = 4000, FILE_BYTES_MAX = 64 << 20 };

static bool allot(struct bench_texts *b, const struct str *files, size_t count, size_t wanted)
{
	size_t bytes = 0, texts = 0;

	for (; bytes < wanted; texts++)
		bytes += files[texts % count].len;
	b->memory = malloc(bytes);
	b->texts = calloc(texts, sizeof *b->texts);
	if (!b->memory || !b->texts)
		return false;
	for (; b->count < texts; b->count++) {
		struct str from = files[b->count % count];
		memcpy(b->memory + b->bytes, from.ptr, from.len);
		b->texts[b->count] = (struct str){ b->memory + b->bytes, from.len };
		b->bytes += from.len;
	}
	return true;
}

static bool read_all(struct str *files, char **paths, size_t count)
{
	struct err e = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (file_read(paths[i], FILE_BYTES_MAX, &files[i], &e) < 0) {
			fprintf(stderr, "%s\n", e.message);
			return false;
		}
		if (!files[i].len) {
			fprintf(stderr, "%s 是空的\n", paths[i]);
			return false;
		}
	}
	return true;
}

bool bench_load(struct bench_texts *b, int argc, char **argv)
{
	long megabytes = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
	if (megabytes < 1 || megabytes > MEGABYTES_MAX) {
		fprintf(stderr, "用法：%s MEGABYTES FILE...\n", argv[0]);
		return false;
	}
	*b = (struct bench_texts){ 0 };
	size_t count = (size_t)argc - 2;
	struct str *files = calloc(count, sizeof *files);
	bool ok = files && read_all(files, argv + 2, count) && allot(b, files, count, (size_t)megabytes * 1000 * 1000);
	for (size_t i = 0; files && i < count; i++)
		file_free(&files[i]);
	free(files);
	if (!ok) {
		fprintf(stderr, "%s：没有读入文本\n", argv[0]);
		bench_free(b);
	}
	return ok;
}

void bench_free(struct bench_texts *b)
{
	free(b->memory);
	free(b->texts);
	*b = (struct bench_texts){ 0 };
}

static double seconds(clockid_t clock)
{
	struct timespec t = { 0 };
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct bench_watch bench_start(void)
{
	return (struct bench_watch){ seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID) };
}

void bench_stop(struct bench_watch from, const char *name, const struct bench_texts *b, size_t found)
{
	struct bench_watch to = bench_start();
	printf("%s\t%zu\t%.6f\t%.6f\t%zu\n", name, b->bytes, to.wall - from.wall, to.cpu - from.cpu, found);
}
