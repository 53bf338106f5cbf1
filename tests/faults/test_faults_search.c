/* The index beside a failing disk, a failing memory and a sudden death: it never disagrees with the records. */
#include "search_help.h"
#include "unit.h"

#include "fault.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

struct test {
	struct find_bench b;
	char folder[64];
};

static int open_test(void **state)
{
	struct test *t = calloc(1, sizeof *t);

	assert_non_null(t);
	snprintf(t->folder, sizeof t->folder, "%s/bihuan-test-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(t->folder));
	snprintf(t->b.url, sizeof t->b.url, "sqlite:%s/db", t->folder);
	find_open(&t->b, t->b.url);
	*state = t;
	return 0;
}

static int close_test(void **state)
{
	struct test *t = *state;
	static const char *const names[] = { "db", "db-wal", "db-shm" };
	char path[128];

	find_close(&t->b);
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof path, "%s/%s", t->folder, names[i]);
		unlink(path);
	}
	rmdir(t->folder);
	free(t);
	return 0;
}

static void compare_some(struct find_bench *b)
{
	static const char *const queries[] = { "城管", "垃圾分类", "城", "2026", "aj2026", "城，管", "分类 道路" };

	find_begin(b, STORE_READ);
	for (size_t i = 0; i < COUNT(queries); i++)
		find_compare(b, queries[i], -1, 40);
	store_rollback(b->store);
}

/* --- the n-th allocation, read or write fails --- */

static int put_and_tidy(struct find_bench *b, const struct plain_record *r)
{
	struct search_record record = { 1, r->in_notes ? STR("note") : STR("case"), r->id };
	struct search_record gone = { 1, STR("case"), 3 };
	struct search_text texts[3];
	struct search_batch *batch = NULL;
	size_t count = find_texts(r, texts);

	int rc = store_begin(b->store, STORE_WRITE, &b->e);
	if (rc >= 0)
		rc = search_put(b->store, &record, texts, count, &b->e);
	if (rc >= 0)
		rc = search_remove(b->store, &gone, &b->e);
	if (rc >= 0)
		rc = search_batch_begin(b->store, 1, &batch, &b->e);
	if (rc >= 0)
		rc = search_batch_put(batch, STR("case"), 5, texts, count, &b->e);
	if (rc >= 0)
		rc = search_batch_end(batch, &b->e);
	search_batch_free(batch);
	if (rc >= 0)
		rc = search_tidy(b->store, 1, INT64_MAX, &b->e);
	return rc;
}

static int find_one(struct find_bench *b)
{
	static const struct search_column columns[] = { { STR_INIT("no"), SEARCH_NUMBER },
		{ STR_INIT("name"), SEARCH_TITLE }, { STR_INIT("detail"), SEARCH_BODY } };
	struct search_register in = { .name = STR("case"), .columns = columns, .columns_count = 3 };
	struct search_query q = { .text = STR("垃圾分 城"), .registers = &in, .registers_count = 1, .limit = 20 };
	struct search_hits hits;

	int rc = store_begin(b->store, STORE_READ, &b->e);
	if (rc >= 0)
		rc = search_find(b->store, 1, &q, b->arena, &hits, &b->e);
	store_rollback(b->store);
	arena_reset(b->arena);
	return rc;
}

static void every_failure_is_told_and_changes_nothing(void **state)
{
	struct find_bench *b = &((struct test *)*state)->b;
	static const enum fault_kind kinds[] = { FAULT_ALLOC, FAULT_READ, FAULT_WRITE };

	find_begin(b, STORE_WRITE);
	for (size_t i = 0; i < 80; i++) {
		find_put(b, i, i % 3 == 0);
		find_put_texts(b, &VEC_AT(&b->records, struct plain_record, i));
	}
	find_commit(b);
	struct plain_record r = VEC_AT(&b->records, struct plain_record, 10);
	for (size_t k = 0; k < COUNT(kinds); k++) {
		int rc = -1;
		for (long n = 1; rc < 0; n++) {
			fault_arm(kinds[k], n, false);
			rc = put_and_tidy(b, &r);
			fault_arm(kinds[k], 0, false);
			store_rollback(b->store);
			assert_true(rc >= 0 || b->e.message[0] != '\0');
			err_clear(&b->e);
			assert_true(n < 5000);
		}
		rc = -1;
		for (long n = 1; rc < 0; n++) {
			fault_arm(kinds[k], n, false);
			rc = find_one(b);
			fault_arm(kinds[k], 0, false);
			assert_true(rc >= 0 || b->e.message[0] != '\0');
			err_clear(&b->e);
		}
	}
	compare_some(b);
}

/* --- killed at any moment --- */

/* What the child does for ever, repeatable from the chance it begins with. Tells each commit. */
static void work_until_killed(struct find_bench *b, int tell)
{
	for (;;) {
		find_begin(b, STORE_WRITE);
		for (size_t i = 0; i < 40; i++) {
			size_t index = find_chance(b, 3) ? b->records.len : find_chance(b, b->records.len + 1);
			find_put(b, index, find_chance(b, 3) == 0);
			find_put_texts(b, &VEC_AT(&b->records, struct plain_record, index));
		}
		find_commit(b);
		if (write(tell, "c", 1) != 1)
			_exit(1);
	}
}

/* The records as the database has them. */
static void read_records(struct find_bench *b)
{
	OWN_STMT struct store_stmt *st = NULL;

	b->records.len = 0;
	find_begin(b, STORE_READ);
	assert_int_equal(
		store_prepare(b->store,
			"SELECT r.id, r.no, r.name, r.detail, r.department_id, r.notes, d.doc FROM"
			" (SELECT *, 0 AS notes FROM r_case UNION ALL SELECT *, 1 FROM r_note) r JOIN search_register g"
			" ON g.unit_id = r.unit_id AND g.name = CASE WHEN r.notes = 1 THEN 'note' ELSE 'case' END"
			" LEFT JOIN search_doc d ON d.unit_id = r.unit_id AND d.register = g.code AND d.record_id = r.id"
			" ORDER BY r.id",
			&st, &b->e),
		0);
	while (store_step(st, &b->e) > 0) {
		struct plain_record *r = vec_push(&b->records);
		assert_non_null(r);
		*r = (struct plain_record){ .alive = true, .id = store_int(st, 0), .in_notes = store_int(st, 5) != 0 };
		snprintf(r->no, sizeof r->no, STR_FMT, STR_ARG(store_text(st, 1)));
		snprintf(r->title, sizeof r->title, STR_FMT, STR_ARG(store_text(st, 2)));
		snprintf(r->body, sizeof r->body, STR_FMT, STR_ARG(store_text(st, 3)));
		r->department = store_int(st, 4);
		assert_false(store_is_null(st, 6)); /* every record has its document */
		r->put = store_int(st, 6);
	}
	store_rollback(b->store);
}

static void sudden_death_keeps_index_and_records_together(void **state)
{
	struct test *t = *state;
	struct find_bench *b = &t->b;

	for (int round = 0; round < 12; round++) {
		int pipes[2];
		char told;
		store_close(b->store);
		b->store = NULL;
		assert_int_equal(pipe(pipes), 0);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			if (store_open(b->url, NULL, &b->store, &b->e) < 0)
				_exit(1);
			work_until_killed(b, pipes[1]);
		}
		for (uint64_t commits = 1 + find_chance(b, 9); commits > 0; commits--)
			assert_int_equal(read(pipes[0], &told, 1), 1);
		usleep((useconds_t)find_chance(b, 12000));
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		close(pipes[0]);
		close(pipes[1]);
		assert_int_equal(store_open(b->url, NULL, &b->store, &b->e), 0);
		read_records(b);
		assert_true(b->records.len > 0);
		compare_some(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_failure_is_told_and_changes_nothing, open_test, close_test),
		cmocka_unit_test_setup_teardown(sudden_death_keeps_index_and_records_together, open_test, close_test),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
