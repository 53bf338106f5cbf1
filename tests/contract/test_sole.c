/* PostgreSQL: rows kept in memory by whoever is the only one who writes (docs/decisions/0011-sole-writer.md). What is recalled is what
 * was committed last, whoever committed it and whatever became of connections meanwhile. */
#include "store_help.h"

#include "pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { ROWS = 6, READERS = 3, PATIENCE_MS = 5000 };

static void sleep_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

static int do_exec(void *context, struct store *s, struct err *e)
{
	return store_exec(s, context, e);
}

static int do_script(void *context, struct store *s, struct err *e)
{
	return store_script(s, context, e);
}

/* A work takes a pointer to what it will not change. */
union text {
	const char *in;
	void *out;
};

static void change(struct bench *b, struct store_pool *pool, const char *sql)
{
	assert_ok(b, store_pool_write(pool, do_exec, (union text){ sql }.out, &b->e));
}

/* As one record is changed. */
static int do_count_up(void *context, struct store *s, struct err *e)
{
	const int64_t *id = context;
	int rc = store_do(s, e, "UPDATE r_x SET n = n + 1 WHERE unit_id = $1 AND id = $2", sql_int(1), sql_int(*id));

	return rc < 0 ? rc : store_changes(s) == 1 ? 0 : err_set(e, ERR_NOTFOUND, "没有");
}

static struct store_pool *open_pool(struct bench *b)
{
	struct store_pool *pool = NULL;

	assert_ok(b, store_pool_open(b->url, NULL, READERS + 1, NOW, &pool, &b->e));
	store_pool_linger(pool);
	return pool;
}

static struct store_pool *first_pool(struct bench *b)
{
	bench_drop(b);
	struct store_pool *pool = open_pool(b);
	const char *sql =
		"CREATE TABLE r_x (unit_id bigint NOT NULL, id bigint NOT NULL, n bigint NOT NULL, PRIMARY KEY (unit_id, id));"
		"CREATE TABLE beside (id bigint PRIMARY KEY); CREATE TABLE other (id bigint PRIMARY KEY);"
		"INSERT INTO r_x SELECT 1, i, 0 FROM generate_series(1, 6) i";

	assert_ok(b, store_pool_write(pool, do_script, (union text){ sql }.out, &b->e));
	return pool;
}

/* --- looking at a row: its number, as eight bytes --- */

struct look {
	int64_t n;
	bool recalled, beside_same;
};

static int read_number(struct store *s, int64_t id, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int rc = store_first(s, &st, e, "SELECT n FROM r_x WHERE unit_id = $1 AND id = $2", sql_int(1), sql_int(id));

	if (rc > 0)
		*ret = store_int(st, 0);
	return rc;
}

static int look_at(struct store *s, int64_t id, struct arena *a, struct look *ret, struct err *e)
{
	struct store_memo m = { STR("r_x"), 1, id, 0, STR("beside") };
	struct store_recalled found = { 0 };
	int rc = 1;

	*ret = (struct look){ .recalled = store_recall(s, &m, a, &found), .beside_same = found.beside_same };
	if (ret->recalled)
		memcpy(&ret->n, found.bytes.ptr, sizeof ret->n);
	else
		rc = read_number(s, id, &ret->n, e);
	if (rc > 0 && !found.beside_same)
		store_remember(s, &m, (struct str){ (const char *)&ret->n, sizeof ret->n });
	return rc;
}

static struct look look_once(struct bench *b, struct store_pool *pool, int64_t id)
{
	struct arena *a = arena_new(1 << 16);
	struct store *s = NULL;
	struct look l = { 0 };

	assert_ok(b, store_pool_take(pool, STORE_READ, &s, &b->e));
	assert_int_equal(look_at(s, id, a, &l, &b->e), 1);
	store_pool_give(pool, s);
	arena_free(a);
	return l;
}

/* Waits until all rows come from memory. */
static void warm(struct bench *b, struct store_pool *pool)
{
	for (int waited = 0; waited < PATIENCE_MS; waited += 5) {
		int known = 0;
		for (int64_t id = 1; id <= ROWS; id++)
			known += look_once(b, pool, id).recalled;
		if (known == ROWS)
			return;
		sleep_ms(5);
	}
	fail_msg("nothing is recalled");
}

static void what_did_not_change_is_recalled(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = first_pool(b);
	int64_t one = 1;

	warm(b, pool);
	assert_ok(b, store_pool_write(pool, do_count_up, &one, &b->e));
	change(b, pool, "INSERT INTO other (id) VALUES (1)");
	change(b, pool, "INSERT INTO r_x (unit_id, id, n) VALUES (1, 50, 0)");
	struct look first = look_once(b, pool, 1), second = look_once(b, pool, 2);
	assert_false(first.recalled);
	assert_int_equal(first.n, 1);
	assert_true(second.recalled && second.beside_same);
	change(b, pool, "INSERT INTO beside (id) VALUES (1)");
	second = look_once(b, pool, 2);
	assert_true(second.recalled && !second.beside_same);
	store_pool_close(pool);
}

static void what_may_have_changed_is_not(void **state)
{
	static const char *const changes[] = {
		"UPDATE r_x SET n = n + 1",
		"UPDATE r_x SET n = n + 1 WHERE unit_id = 1 AND id IN (1, 2)",
		"UPDATE r_x SET n = n + 1 WHERE unit_id = 1 OR id = 7",
		"INSERT INTO r_x (unit_id, id, n) VALUES (1, 1, 7) ON CONFLICT (unit_id, id) DO UPDATE SET n = r_x.n + 1",
		"WITH u AS (UPDATE r_x SET n = n + 1 RETURNING id) INSERT INTO other (id) SELECT id + 100 FROM u",
		"update r_x set n = n + 1",
		"DELETE FROM r_x WHERE id = 6",
	};
	struct bench *b = *state;
	struct store_pool *pool = first_pool(b);

	for (size_t i = 0; i < COUNT(changes); i++) {
		warm(b, pool);
		change(b, pool, changes[i]);
		assert_false(look_once(b, pool, 1).recalled);
	}
	store_pool_close(pool);
}

/* The other one's change is there at once, and the first may be alone again when the other has gone. */
static void another_program_writes(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = first_pool(b);

	for (int64_t round = 1; round <= 2; round++) {
		warm(b, pool);
		struct store *other = bench_connect(b, NULL);
		bench_run(b, other, "UPDATE r_x SET n = n + 1");
		struct look l = look_once(b, pool, 1);
		assert_false(l.recalled);
		assert_int_equal(l.n, round);
		store_close(other);
	}
	store_pool_close(pool);
}

/* Two that stay: neither keeps anything. */
static void two_pools_keep_nothing(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = first_pool(b), *second = open_pool(b);
	int64_t one = 1;

	assert_ok(b, store_pool_write(second, do_count_up, &one, &b->e));
	for (int i = 0; i < 50; i++) {
		assert_false(look_once(b, pool, 1).recalled);
		assert_false(look_once(b, second, 1).recalled);
		sleep_ms(10);
	}
	store_pool_close(pool);
	warm(b, second);
	store_pool_close(second);
}

/* --- many at once --- */

struct crowd {
	struct store_pool *pool;
	const char *url;
	_Atomic int64_t committed[ROWS + 1]; /* at least so often was it counted up */
	atomic_int stale, recalled, failed;
	atomic_bool stop;
};

static void *read_on(void *context)
{
	struct crowd *c = context;
	struct arena *a = arena_new(1 << 16);

	for (int64_t i = 0; !atomic_load(&c->stop); i++) {
		int64_t id = 1 + i % ROWS, least = atomic_load(&c->committed[id]);
		struct store *s = NULL;
		struct look l = { 0 };
		arena_reset(a);
		int rc = store_pool_take(c->pool, STORE_READ, &s, NULL);
		rc = rc < 0 ? rc : look_at(s, id, a, &l, NULL);
		bool torn = rc > 0 && store_torn(s);
		store_pool_give(c->pool, s);
		c->failed += rc <= 0;
		c->stale += rc > 0 && !torn && l.n < least;
		c->recalled += l.recalled;
	}
	arena_free(a);
	return NULL;
}

/* Another program, again and again a new one. */
static void *write_elsewhere(void *context)
{
	struct crowd *c = context;

	for (int64_t i = 0; !atomic_load(&c->stop); i++) {
		int64_t id = 1 + i % (ROWS / 2);
		struct store *s = NULL;
		int rc = store_open(c->url, NULL, &s, NULL);
		for (int k = 0; k < 3 && rc >= 0; k++) {
			rc = store_do(s, NULL, "UPDATE r_x SET n = n + 1 WHERE unit_id = $1 AND id = $2", sql_int(1),
				sql_int(id));
			if (rc >= 0)
				atomic_fetch_add(&c->committed[id], 1);
		}
		store_close(s);
		sleep_ms(2300 + i % 7 * 10);
	}
	return NULL;
}

#define KILL                                                                                                           \
	"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

/* Ends of connections fail what runs on them, and nothing is ever read that was already changed. */
static void nobody_ever_reads_what_was_changed(void **state)
{
	struct bench *b = *state;
	struct crowd c = { .pool = first_pool(b), .url = b->url };
	pthread_t threads[READERS + 1];

	warm(b, c.pool);
	for (int i = 0; i < READERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_on, &c), 0);
	assert_int_equal(pthread_create(&threads[READERS], NULL, write_elsewhere, &c), 0);
	for (int i = 0; i < 400; i++) {
		int64_t id = ROWS / 2 + 1 + i % (ROWS / 2);
		if (store_pool_write(c.pool, do_count_up, &id, NULL) >= 0)
			atomic_fetch_add(&c.committed[id], 1);
		if (i % 100 == 60) {
			struct store *boss = bench_connect(b, NULL);
			assert_true(bench_number(b, boss,
					    i % 200 == 60 ? KILL : KILL " AND query ~ 'pg_locks|AS alone'") >= 0);
			store_close(boss);
		}
		sleep_ms(10 + i % 5);
	}
	atomic_store(&c.stop, true);
	for (int i = 0; i <= READERS; i++)
		pthread_join(threads[i], NULL);
	print_message("# recalled %d, failed %d\n", atomic_load(&c.recalled), atomic_load(&c.failed));
	assert_int_equal(c.stale, 0);
	assert_true(c.recalled > 1000);
	store_pool_close(c.pool);
}

/* The session that has the lock ends unnoticed: the reader's lease is over before another one may have written. */
static void the_lock_is_lost(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = first_pool(b);
	struct store *boss = bench_connect(b, NULL);

	for (int64_t round = 1; round <= 3; round++) {
		warm(b, pool);
		int64_t ended = bench_number(b, boss, KILL " AND query ~ 'pg_locks|AS alone'");
		assert_int_equal(ended, 1);
		struct store *other = bench_connect(b, NULL);
		bench_run(b, other, "UPDATE r_x SET n = n + 1");
		assert_int_equal(look_once(b, pool, 1).n, round);
		store_close(other);
	}
	store_close(boss);
	store_pool_close(pool);
}

/* Nobody may change a row of a register behind the back of statements that name it. */
static void nothing_is_changed_along_with_others(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = first_pool(b);
	struct store *s = bench_connect(b, NULL);

	assert_int_equal(
		bench_number(b, s,
			"SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND (confupdtype <> 'a' OR confdeltype NOT IN ('a', 'r'))"),
		0);
	assert_int_equal(
		bench_number(b, s,
			"SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND"
			" p.prosrc ~* '\\m(insert into|update|delete from|truncate)\\M\\s+\\w' AND p.prosrc !~* '(UPDATE|DELETE) (ON|OF)'"),
		0);
	store_close(s);
	store_pool_close(pool);
}

/* Milliseconds from a session's first transaction that may write to the end of its commit. */
static int64_t first_commit(struct bench *b, const char *sql)
{
	struct store *s = bench_connect(b, NULL);
	struct timespec from, to;

	clock_gettime(CLOCK_MONOTONIC, &from);
	assert_ok(b, store_begin(s, STORE_WRITE, &b->e));
	bench_run(b, s, sql);
	assert_ok(b, store_commit(s, &b->e));
	clock_gettime(CLOCK_MONOTONIC, &to);
	store_close(s);
	return (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
}

/* Somebody else's lease may still be good: what was written is not seen before that is over. Nothing is waited for with nothing. */
static void only_what_was_written_waits(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = first_pool(b);
	int64_t least = INT64_MAX;

	store_pool_close(pool);
	assert_true(first_commit(b, "INSERT INTO r_x (unit_id, id, n) VALUES (1, 1000, 0)") >= 150);
	for (int i = 0; i < 10; i++) { /* a busy machine takes its time, too */
		int64_t took = first_commit(b, "UPDATE r_x SET n = n + 1 WHERE unit_id = 1 AND id = 2000");
		least = took < least ? took : least;
	}
	assert_true(least < 150);
}

int main(void)
{
	const struct CMUnitTest postgres[] = {
		ROW(what_did_not_change_is_recalled),
		ROW(what_may_have_changed_is_not),
		ROW(another_program_writes),
		ROW(two_pools_keep_nothing),
		ROW(the_lock_is_lost),
		ROW(nobody_ever_reads_what_was_changed),
		ROW(nothing_is_changed_along_with_others),
		ROW(only_what_was_written_waits),
	};

	return bench_main("sole", (struct bench_tests){ NULL, 0 }, (struct bench_tests){ NULL, 0 },
		(struct bench_tests){ postgres, COUNT(postgres) });
}
