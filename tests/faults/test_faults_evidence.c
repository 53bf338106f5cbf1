/* Evidence beside a failing disk and a failing memory: a step is done whole or not at all, and can be done again. */
#include "record_help.h"

#include "evidence.h"
#include "fault.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE 24

static struct blobs *blobs;
static char folder[64];

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static int open_both(void **state)
{
	struct err e = { 0 };

	snprintf(folder, sizeof folder, "%s/bihuan-blob-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(folder));
	assert_int_equal(blobs_open_disk(folder, &blobs, &e), 0);
	return bench_open(state);
}

static int close_both(void **state)
{
	blobs_close(blobs);
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return bench_close(state);
}

struct way {
	char pdf[SIZE + 1]; /* another one in each round */
	struct bench *b;
	int64_t record;
	struct evidence_upload u;
	struct evidence_content c;
	struct evidence v;
};

typedef int way_step(struct way *w, struct desk *d);

static int begin(struct way *w, struct desk *d)
{
	struct evidence_new n = {
		.record_id = w->record, .slot = STR("proof"), .file_name = STR("a.pdf"), .bytes = SIZE
	};

	return evidence_upload_begin(d, w->b->item, &n, 0, &w->u, &w->b->e);
}

static int send(struct way *w, struct desk *d)
{
	int64_t size;

	(void)d;
	return evidence_upload_write(blobs, &w->u, 0, str_from(w->pdf), &size, &w->b->e);
}

static int finish(struct way *w, struct desk *d)
{
	return evidence_upload_finish(d, blobs, w->u.token, &w->c, &w->b->e);
}

static int add(struct way *w, struct desk *d)
{
	return evidence_add(d, w->u.token, &w->c, &w->v, &w->b->e);
}

static int judge(struct way *w, struct desk *d)
{
	struct evidence_change c = { .id = w->v.id, .state = STR("rejected"), .reason = STR("没有盖章") };

	return evidence_change(d, &c, &w->v, &w->b->e);
}

static const struct {
	way_step *run;
	enum who_is who;
} steps[] = { { begin, ADA }, { send, ADA }, { finish, ADA }, { add, ADA }, { judge, CAI } };

/* The n-th of that kind fails, for every n, until the step goes through. */
static void try_step(struct way *w, size_t at, enum fault_kind kind)
{
	int rc = -1;

	for (long n = 1; rc < 0; n++) {
		struct desk *d = bench_as(w->b, steps[at].who);
		fault_arm(kind, n, false);
		rc = steps[at].run(w, d);
		fault_arm(kind, 0, false);
		if (rc < 0) {
			assert_true((unsigned char)w->b->e.message[0] & 0x80);
			err_clear(&w->b->e);
			bench_rollback(w->b);
		}
		assert_true(n < 2000);
	}
	bench_commit(w->b);
}

static void every_failure_is_told_and_leaves_nothing_half(void **state)
{
	struct bench *b = *state;
	static const enum fault_kind kinds[] = { FAULT_ALLOC, FAULT_READ, FAULT_WRITE, FAULT_SYNC };

	for (size_t k = 0; k < COUNT(kinds); k++) {
		struct way w = { .b = b, .record = bench_make(b, ADA, "title=甲") };
		snprintf(w.pdf, sizeof w.pdf, "%%PDF-1.7 contract no. %02d", (int)k);
		for (size_t i = 0; i < COUNT(steps); i++)
			try_step(&w, i, kinds[k]);
		assert_int_equal(bench_sql(b, "SELECT count(*) FROM evidence"), (int)k + 1);
		bench_rollback(b);
		assert_int_equal(bench_sql(b, "SELECT count(*) FROM upload"), 0);
		bench_rollback(b);
		assert_int_equal(bench_sql(b, "SELECT count(*) FROM event WHERE kind = 'evidence'"), 2 * ((int)k + 1));
		bench_rollback(b);
		bench_check_exact(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_failure_is_told_and_leaves_nothing_half, open_both, close_both),
	};

	return bench_main(tests, COUNT(tests));
}
