/* Works of a group that are asked for their questions before their turn, and whose puts go together: each sees what those before it wrote,
 * and a failure is its own. */
#include "store_help.h"

#include "pool.h"

#include <semaphore.h>

enum { WORKS = 40, UNIT = 3 };

struct work {
	int64_t box;
	int64_t wrong;      /* added to the version that is written on */
	const char *before; /* asked first */
	bool first;         /* writes an entry before it asks */
	bool adds;          /* asks for the sum of all first */
	bool otherwise;     /* asks in other words */
	int fails;          /* a code to return at its end */
	sem_t *done;
	int runs, rc, settled;
	int64_t seen, sum; /* as it found them */
	int64_t entries;   /* to be put; 0: one */
};

static int ask(struct store *s, const char *sql, int64_t box, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, UNIT);
	if (box > 0)
		store_bind_int(st, 2, box);
	rc = store_step(st, e);
	if (rc > 0)
		*ret = store_int(st, 0);
	return rc;
}

static int put_entries(struct store *s, const struct work *w, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, "INSERT INTO entry (unit_id, box, note, bytes) VALUES ($1, $2, $3, $4)", &st, e);
	for (int64_t i = 0; i < (w->entries > 0 ? w->entries : 1) && rc >= 0; i++) {
		store_bind_int(st, 1, UNIT);
		store_bind_int(st, 2, w->box);
		store_bind_text(st, 3, w->box % 2 ? STR("第一格") : STR_NONE);
		store_bind_blob(st, 4, w->box % 2 ? STR_NONE : STR("a\0b"));
		rc = store_put(st, e);
	}
	return rc;
}

static int move_on(struct store *s, const struct work *w, int64_t version, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s,
		"UPDATE r_box SET n = n + 1, note = $4, version = version + 1 WHERE unit_id = $1 AND id = $2 AND version = $3",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, UNIT);
	store_bind_int(st, 2, w->box);
	store_bind_int(st, 3, version + w->wrong);
	store_bind_text(st, 4, STR("改过"));
	return store_put_one(st, e);
}

static const char plain[] = "SELECT version, n FROM r_box AS this WHERE this.unit_id = $1 AND this.id = $2";
static const char otherwise[] = "SELECT version FROM r_box AS this WHERE this.unit_id = $1 AND this.id = $2";

static int do_work(void *context, struct store *s, struct err *e)
{
	struct work *w = context;
	int64_t version = 0, unused = 0;

	w->runs++;
	w->seen = w->sum = 0;
	int rc = w->first ? put_entries(s, w, e) : 0;
	if (rc >= 0 && w->before)
		rc = ask(s, w->before, w->box, &unused, e);
	if (rc >= 0 && w->adds)
		rc = ask(s, "SELECT sum(n) FROM r_box WHERE unit_id = $1", 0, &w->sum, e);
	if (rc >= 0)
		rc = ask(s, w->otherwise ? otherwise : plain, w->box, &version, e);
	w->seen = version;
	if (rc >= 0)
		rc = move_on(s, w, version, e);
	if (rc >= 0 && !w->first)
		rc = put_entries(s, w, e);
	if (rc >= 0 && w->fails < 0)
		rc = err_set(e, w->fails, "不行");
	return rc < 0 ? rc : 0;
}

static void settle(void *context, int rc, const struct err *e)
{
	struct work *w = context;

	(void)e;
	w->settled++;
	w->rc = rc;
	sem_post(w->done);
}

/* Boxes 1 to 7, at version 1, with nothing in them. */
static struct store_pool *boxes(struct bench *b)
{
	struct store_pool *pool = NULL;
	struct store *s = NULL;
	bool far = strcmp(target->name, "postgres") == 0;

	bench_drop(b);
	assert_ok(b, store_pool_open(b->url, NULL, 3, NOW, &pool, &b->e));
	assert_ok(b, store_pool_take(pool, STORE_WRITE, &s, &b->e));
	assert_ok(b, store_script(s,
			     "CREATE TABLE r_box (unit_id bigint, id bigint, version bigint, n bigint, note text,"
			     " PRIMARY KEY (unit_id, id));",
			     &b->e));
	assert_ok(b, store_script(s,
			     far ? "CREATE TABLE entry (unit_id bigint, box bigint, note text, bytes bytea)"
				 : "CREATE TABLE entry (unit_id bigint, box bigint, note text, bytes blob)",
			     &b->e));
	for (int64_t i = 1; i <= 7; i++)
		assert_ok(b, store_do(s, &b->e, "INSERT INTO r_box (unit_id, id, version, n) VALUES ($1, $2, 1, 0)",
				     sql_int(UNIT), sql_int(i)));
	assert_ok(b, store_commit(s, &b->e));
	store_pool_give(pool, s);
	return pool;
}

/* As one group. */
static void submit_all(struct bench *b, struct store_pool *pool, struct work *works, size_t count)
{
	struct store *held = NULL;
	sem_t done;

	sem_init(&done, 0, 0);
	assert_ok(b, store_pool_take(pool, STORE_WRITE, &held, &b->e));
	for (size_t i = 0; i < count; i++) {
		works[i].done = &done;
		assert_ok(b, store_pool_submit_ahead(pool, do_work, settle, &works[i], &b->e));
	}
	store_pool_give(pool, held);
	for (size_t i = 0; i < count; i++)
		sem_wait(&done);
	sem_destroy(&done);
}

static int64_t count(struct bench *b, struct store_pool *pool, const char *sql)
{
	struct store *s = NULL;

	assert_ok(b, store_pool_take(pool, STORE_READ, &s, &b->e));
	int64_t n = bench_number(b, s, sql);
	store_pool_give(pool, s);
	return n;
}

static void check_whole(struct bench *b, struct store_pool *pool, int64_t done)
{
	assert_int_equal(count(b, pool, "SELECT sum(n) FROM r_box"), done);
	assert_int_equal(count(b, pool, "SELECT sum(version) - 7 FROM r_box"), done);
	assert_int_equal(count(b, pool, "SELECT count(*) FROM entry"), done);
	assert_int_equal(count(b, pool, "SELECT count(*) FROM entry WHERE (note IS NULL) = (bytes IS NULL)"), 0);
}

/* Seven boxes in turn; one of the works adds up all. */
static void each_sees_those_before_it(void **state)
{
	struct bench *b = *state;
	struct work works[WORKS] = { 0 };
	struct store_pool *pool = boxes(b);

	for (int i = 0; i < WORKS; i++)
		works[i] = (struct work){ .box = 1 + i % 7, .adds = i == 23 };
	submit_all(b, pool, works, WORKS);
	for (int i = 0; i < WORKS; i++) {
		assert_int_equal(works[i].rc, 0);
		assert_int_equal(works[i].settled, 1);
		assert_int_equal(works[i].seen, 1 + i / 7);
		assert_int_equal(works[i].sum, i == 23 ? 23 : 0);
	}
	check_whole(b, pool, WORKS);
	store_pool_close(pool);
}

/* The second asks in other words, so that its answer is there before the first has written. */
static void all_of_one_row(void **state)
{
	struct bench *b = *state;
	struct work works[WORKS] = { 0 };
	struct store_pool *pool = boxes(b);

	for (int i = 0; i < WORKS; i++)
		works[i] = (struct work){ .box = 2, .first = i % 3 == 2, .otherwise = i % 2 == 1 };
	submit_all(b, pool, works, WORKS);
	for (int i = 0; i < WORKS; i++)
		assert_int_equal(works[i].seen, 1 + i);
	check_whole(b, pool, WORKS);
	store_pool_close(pool);
}

static void fill(struct work *works)
{
	for (int i = 0; i < 7; i++)
		works[i] = (struct work){ .box = 1 + i };
}

/* One writes on a version that is not there. */
static void a_wrong_version_is_its_own(void **state)
{
	struct bench *b = *state;
	struct work works[7];
	struct store_pool *pool = boxes(b);

	fill(works);
	works[2].wrong = 1;
	submit_all(b, pool, works, 7);
	for (int i = 0; i < 7; i++)
		assert_int_equal(works[i].rc, i == 2 ? ERR_CONFLICT : 0);
	check_whole(b, pool, 6);
	store_pool_close(pool);
}

/* One is refused at its end, one asks what the database cannot answer. */
static void a_failure_is_its_own(void **state)
{
	struct bench *b = *state;
	bool far = strcmp(target->name, "postgres") == 0;
	struct work works[7];
	struct store_pool *pool = boxes(b);

	fill(works);
	works[4].fails = ERR_INPUT;
	works[5].before = "SELECT 1 / n FROM r_box WHERE unit_id = $1 AND id = $2";
	submit_all(b, pool, works, 7);
	for (int i = 0; i < 5; i++)
		assert_int_equal(works[i].rc, i == 4 ? ERR_INPUT : 0);
	assert_true(far ? works[5].rc < 0 : works[5].rc == 0);
	assert_int_equal(works[6].rc, 0);
	check_whole(b, pool, far ? 5 : 6);
	store_pool_close(pool);
}

/* More rows than go as one statement, and a group that ends in savepoints. */
static void many_rows(void **state)
{
	struct bench *b = *state;
	struct work works[3] = { { .box = 1, .entries = 2500 }, { .box = 3, .entries = 3, .fails = ERR_INPUT },
		{ .box = 5, .entries = 7 } };
	struct store_pool *pool = boxes(b);

	submit_all(b, pool, works, 3);
	assert_int_equal(count(b, pool, "SELECT count(*) FROM entry"), 2507);
	assert_int_equal(count(b, pool, "SELECT count(*) FROM entry WHERE note = '第一格'"), 2507);
	assert_int_equal(count(b, pool, "SELECT sum(n) FROM r_box"), 2);
	store_pool_close(pool);
}

static void count_updates(struct bench *b, struct store_pool *pool)
{
	struct store *s = NULL;

	assert_ok(b, store_pool_take(pool, STORE_WRITE, &s, &b->e));
	assert_ok(b, store_script(s,
			     "CREATE TABLE run (n bigint);"
			     " CREATE FUNCTION count_run() RETURNS trigger LANGUAGE plpgsql AS"
			     " 'BEGIN INSERT INTO run VALUES (1); RETURN NULL; END';"
			     " CREATE TRIGGER counted AFTER UPDATE ON r_box EXECUTE FUNCTION count_run()",
			     &b->e));
	assert_ok(b, store_commit(s, &b->e));
	store_pool_give(pool, s);
}

/* The first group of a text finds out that it is worth a merged statement; from then on all rows go as one, and one alone as what it was. */
static void the_first_goes_with_the_others(void **state)
{
	struct bench *b = *state;
	bool far = strcmp(target->name, "postgres") == 0;
	struct work works[7], both[2] = { { .box = 2, .first = true }, { .box = 5, .first = true } };
	struct store_pool *pool = boxes(b);

	fill(works);
	submit_all(b, pool, works, 7);
	if (far)
		count_updates(b, pool);
	for (int64_t group = 1; group <= 2; group++) {
		submit_all(b, pool, works, 7);
		assert_int_equal(far ? count(b, pool, "SELECT count(*) FROM run") : group, group);
	}
	submit_all(b, pool, both, 2);
	check_whole(b, pool, 23);
	fill(works);
	works[0].wrong = 1;
	submit_all(b, pool, works, 7);
	for (int i = 0; i < 7; i++)
		assert_int_equal(works[i].rc, i == 0 ? ERR_CONFLICT : 0);
	check_whole(b, pool, 29);
	store_pool_close(pool);
}

/* Where each question is a round trip the works run twice, else once. */
static void asked_where_it_gains(void **state)
{
	struct bench *b = *state;
	bool far = strcmp(target->name, "postgres") == 0;
	struct work works[3] = { { .box = 1 }, { .box = 2 }, { .box = 3 } }, one = { .box = 4 };
	struct store_pool *pool = boxes(b);

	submit_all(b, pool, works, 3);
	submit_all(b, pool, &one, 1);
	for (int i = 0; i < 3; i++)
		assert_int_equal(works[i].runs, far ? 2 : 1);
	assert_int_equal(one.runs, 1);
	check_whole(b, pool, 4);
	store_pool_close(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(each_sees_those_before_it),
		ROW(all_of_one_row),
		ROW(a_wrong_version_is_its_own),
		ROW(a_failure_is_its_own),
		ROW(many_rows),
		ROW(the_first_goes_with_the_others),
		ROW(asked_where_it_gains),
	};

	return bench_main("group", (struct bench_tests){ tests, COUNT(tests) }, (struct bench_tests){ NULL, 0 },
		(struct bench_tests){ NULL, 0 });
}
