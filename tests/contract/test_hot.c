/* Rows kept in memory (store_recall()): what is recalled is what the view holds, whoever changed what meanwhile. */
#include "store_help.h"

#include "hot.h"
#include "pool.h"

#include <pthread.h>
#include <stdatomic.h>

enum { ROWS = 12, READERS = 3, LOOKS = 4000, CHANGES = 300 };

static int do_script(void *context, struct store *s, struct err *e)
{
	return store_script(s, context, e);
}

static int do_exec(void *context, struct store *s, struct err *e)
{
	return store_exec(s, context, e);
}

/* Refused after it has written. */
static int do_and_fail(void *context, struct store *s, struct err *e)
{
	int rc = store_exec(s, context, e);

	return rc < 0 ? rc : err_set(e, ERR_INPUT, "不行");
}

/* A work takes a pointer to what it will not change. */
union text {
	const char *in;
	void *out;
};

static void change(struct bench *b, struct store_pool *pool, store_work *how, const char *sql)
{
	assert_ok(b, store_pool_write(pool, how, (union text){ sql }.out, &b->e));
}

static struct store_pool *open_pool(struct bench *b)
{
	struct store_pool *pool = NULL;

	bench_drop(b);
	assert_ok(b, store_pool_open(b->url, NULL, READERS + 1, NOW, &pool, &b->e));
	store_pool_linger(pool);
	change(b, pool, do_script,
		"CREATE TABLE r_x (unit_id INTEGER NOT NULL, id INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (unit_id, id)) STRICT;"
		"CREATE TABLE beside (id INTEGER NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;"
		"CREATE TABLE other (id INTEGER NOT NULL PRIMARY KEY) STRICT");
	change(b, pool, do_exec,
		"INSERT INTO r_x (unit_id, id, n) WITH RECURSIVE c(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c WHERE i < 12)"
		" SELECT 1, 1000 + i, 0 FROM c");
	return pool;
}

/* What a row of the table came to: its number, as eight bytes. */
struct look {
	int64_t n;
	bool recalled, beside_same;
	struct str bytes;
};

static int look_at(struct store *s, int64_t id, struct arena *a, struct look *ret, struct err *e)
{
	struct store_memo m = { STR("r_x"), 1, id, 0, STR("beside") };
	struct store_recalled found = { 0 };
	OWN_STMT struct store_stmt *st = NULL;

	ret->recalled = store_recall(s, &m, a, &found);
	ret->beside_same = found.beside_same;
	ret->bytes = found.bytes;
	int rc = store_first(s, &st, e, "SELECT n, rowid FROM r_x WHERE unit_id = 1 AND id = $1", sql_int(id));
	if (rc <= 0)
		return rc;
	ret->n = store_int(st, 0);
	m.row = store_int(st, 1);
	if (!ret->recalled)
		store_remember(s, &m, (struct str){ (const char *)&ret->n, sizeof ret->n });
	return 1;
}

static bool is_right(const struct look *l)
{
	return !l->recalled || (l->bytes.len == sizeof l->n && memcmp(l->bytes.ptr, &l->n, sizeof l->n) == 0);
}

static struct look look_once(struct bench *b, struct store_pool *pool, int64_t id)
{
	struct arena *a = arena_new(1 << 20);
	struct store *s = NULL;
	struct look l = { 0 };

	assert_ok(b, store_pool_take(pool, STORE_READ, &s, &b->e));
	assert_ok(b, look_at(s, id, a, &l, &b->e));
	assert_true(is_right(&l));
	store_pool_give(pool, s);
	arena_free(a);
	return l;
}

/* Both rows are known, and the state too. */
static void look_twice(struct bench *b, struct store_pool *pool)
{
	for (int i = 0; i < 3; i++) {
		look_once(b, pool, 1001);
		look_once(b, pool, 1002);
	}
	assert_true(look_once(b, pool, 1001).recalled);
	assert_true(look_once(b, pool, 1002).recalled);
}

static void what_did_not_change_is_recalled(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = open_pool(b);

	look_twice(b, pool);
	change(b, pool, do_exec, "UPDATE r_x SET n = n + 1 WHERE id = 1001");
	assert_true(look_once(b, pool, 1002).recalled);
	assert_false(look_once(b, pool, 1001).recalled);
	assert_true(look_once(b, pool, 1001).recalled);
	change(b, pool, do_exec, "INSERT INTO other (id) VALUES (1)");
	assert_true(look_once(b, pool, 1001).recalled);
	assert_true(look_once(b, pool, 1001).beside_same);
	store_pool_close(pool);
}

static void a_table_beside_is_told(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = open_pool(b);

	look_twice(b, pool);
	change(b, pool, do_exec, "INSERT INTO beside (id) VALUES (1)");
	assert_true(look_once(b, pool, 1001).recalled);
	assert_false(look_once(b, pool, 1001).beside_same);
	change(b, pool, do_exec, "DELETE FROM r_x WHERE id = 1002");
	look_once(b, pool, 1001);
	assert_true(look_once(b, pool, 1001).beside_same);
	change(b, pool, do_exec, "DELETE FROM beside");
	assert_false(look_once(b, pool, 1001).beside_same);
	store_pool_close(pool);
}

static void what_may_have_changed_is_not(void **state)
{
	static const char *const changes[] = { "UPDATE r_x SET n = n + 1", "DELETE FROM r_x WHERE id = 1009",
		"CREATE INDEX x ON r_x (n)", "REPLACE INTO r_x (unit_id, id, n) VALUES (1, 1001, 8)" };
	struct bench *b = *state;
	struct store_pool *pool = open_pool(b);

	for (size_t i = 0; i < COUNT(changes); i++) {
		look_twice(b, pool);
		change(b, pool, do_exec, changes[i]);
		assert_false(look_once(b, pool, 1001).recalled);
	}
	look_twice(b, pool);
	change(b, pool, do_script,
		"CREATE TRIGGER t AFTER INSERT ON other BEGIN UPDATE r_x SET n = 77 WHERE id = 1002; END");
	look_twice(b, pool);
	change(b, pool, do_exec, "INSERT INTO other (id) VALUES (5)");
	assert_int_equal(look_once(b, pool, 1002).n, 77);
	store_pool_close(pool);
}

static void what_was_undone_is_the_same(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = open_pool(b);

	look_twice(b, pool);
	assert_int_equal(
		store_pool_write(pool, do_and_fail, (union text){ "UPDATE r_x SET n = n + 1" }.out, &b->e), ERR_INPUT);
	err_clear(&b->e);
	look_once(b, pool, 1001);
	assert_true(look_once(b, pool, 1001).recalled);
	assert_int_equal(look_once(b, pool, 1001).n, 0);
	store_pool_close(pool);
}

static void another_program_commits(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = open_pool(b);
	struct store *other = bench_connect(b, NULL);

	look_twice(b, pool);
	bench_run(b, other, "UPDATE r_x SET n = 5 WHERE id = 1001");
	assert_false(look_once(b, pool, 1001).recalled);
	look_twice(b, pool);
	bench_run(b, other, "UPDATE r_x SET n = 6 WHERE id = 1001");
	change(b, pool, do_exec, "INSERT INTO other (id) VALUES (9)");
	assert_false(look_once(b, pool, 1001).recalled);
	assert_int_equal(look_once(b, pool, 1001).n, 6);
	store_close(other);
	store_pool_close(pool);
}

static void a_large_change_lets_all_go(void **state)
{
	struct bench *b = *state;
	struct store_pool *pool = open_pool(b);

	look_twice(b, pool);
	change(b, pool, do_exec,
		"INSERT INTO r_x (unit_id, id, n) WITH RECURSIVE c(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c WHERE i < 9000)"
		" SELECT 2, i, 0 FROM c");
	assert_false(look_once(b, pool, 1001).recalled);
	look_twice(b, pool);
	store_pool_close(pool);
}

/* --- room --- */

enum { MEMO_BYTES = 1000, FITS = 20 };

static bool brought(struct hot *h, int64_t id)
{
	static const uint64_t head[HOT_HEAD] = { 1 };
	static const char bytes[MEMO_BYTES];
	const struct store_memo m = { STR("r_x"), 1, id, id + 7, STR("beside") };

	hot_put(h, head, &m, (struct str){ bytes, sizeof bytes });
	struct arena *a = arena_new(1 << 20);
	struct store_recalled found = { 0 };
	bool kept = hot_get(h, head, &m, a, &found) == HOT_FOUND;
	arena_free(a);
	return kept;
}

static void who_is_wanted_again_gets_room(void **state)
{
	static const uint64_t head[HOT_HEAD] = { 1 };
	struct hot *h = hot_new((MEMO_BYTES + 100) * FITS);

	(void)state;
	assert_non_null(h);
	hot_adopt(h, head);
	for (int64_t id = 1; id <= FITS; id++)
		assert_true(brought(h, id));
	for (int64_t id = 1001; id < 1200; id++) {
		bool kept = brought(h, id);
		assert_true(!kept || id < 1010); /* a name or two fewer bytes than were counted with */
	}
	assert_false(brought(h, 2000));
	assert_true(brought(h, 2000));
	hot_free(h);
}

static void where_a_row_may_be(void **state)
{
	static const uint64_t head[HOT_HEAD] = { 1 };
	const struct store_memo m = { STR("r_x"), 1, 50, 0, STR("beside") };
	const struct store_memo elsewhere = { STR("r_x"), 2, 50, 0, STR("beside") };
	struct store_recalled found = { 0 };
	struct hot *h = hot_new(1 << 20);

	(void)state;
	assert_non_null(h);
	hot_adopt(h, head);
	assert_true(brought(h, 3));
	assert_int_equal(hot_get(h, head, &m, NULL, &found), HOT_NOTHING);
	assert_int_equal(found.row, 57);
	assert_int_equal(hot_get(h, head, &elsewhere, NULL, &found), HOT_NOTHING);
	assert_int_equal(found.row, 50);
	hot_free(h);
}

/* --- many at once --- */

struct crowd {
	struct store_pool *pool;
	atomic_int wrong, recalled;
	atomic_bool stop;
};

static void *read_on(void *context)
{
	struct crowd *c = context;
	struct arena *a = arena_new(1 << 20);
	struct err e = { 0 };

	for (int i = 0; i < LOOKS && !atomic_load(&c->stop); i++) {
		struct store *s = NULL;
		struct look l = { 0 };
		arena_reset(a);
		int rc = store_pool_take(c->pool, STORE_READ, &s, &e);
		for (int k = 0; k < 4 && rc >= 0; k++) {
			rc = look_at(s, 1001 + (i + 5 * k) % ROWS, a, &l, &e);
			c->wrong += !is_right(&l);
			c->recalled += l.recalled;
		}
		store_pool_give(c->pool, s);
		c->wrong += rc < 0;
	}
	arena_free(a);
	return NULL;
}

static void write_on(struct bench *b, struct crowd *c, struct store *other)
{
	char sql[100];

	for (int i = 0; i < CHANGES; i++) {
		snprintf(sql, sizeof sql, "UPDATE r_x SET n = n + 1 WHERE id = %d", 1001 + i % ROWS);
		if (i % 10 == 9)
			bench_run(b, other, sql);
		else if (i % 7 == 6)
			store_pool_write(c->pool, do_and_fail, sql, NULL);
		else
			change(b, c->pool, do_exec, sql);
		if (i % 50 == 49)
			bench_run(b, other, "PRAGMA wal_checkpoint(TRUNCATE)");
	}
}

static void many_read_while_two_programs_write(void **state)
{
	struct bench *b = *state;
	struct crowd c = { .pool = open_pool(b) };
	struct store *other = bench_connect(b, NULL);
	pthread_t threads[READERS];

	for (int i = 0; i < READERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_on, &c), 0);
	write_on(b, &c, other);
	for (int i = 0; i < READERS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(c.wrong, 0);
	look_twice(b, c.pool);
	store_close(other);
	store_pool_close(c.pool);
}

int main(void)
{
	const struct CMUnitTest sqlite[] = {
		ROW(what_did_not_change_is_recalled),
		ROW(a_table_beside_is_told),
		ROW(what_may_have_changed_is_not),
		ROW(what_was_undone_is_the_same),
		ROW(another_program_commits),
		ROW(a_large_change_lets_all_go),
		ROW(many_read_while_two_programs_write),
		cmocka_unit_test(who_is_wanted_again_gets_room),
		cmocka_unit_test(where_a_row_may_be),
	};

	return bench_main("hot", (struct bench_tests){ NULL, 0 }, (struct bench_tests){ sqlite, COUNT(sqlite) },
		(struct bench_tests){ NULL, 0 });
}
