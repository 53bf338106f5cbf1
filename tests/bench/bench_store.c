/* The store beside raw SQLite, same rows, same disk, one run: durable updates by 1, 8 and 64 clients, lists, single records.
 * One round; tests/bench/run store repeats it. Each line: NAME <tab> operations <tab> seconds. */
#include "pool.h"

#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ROWS = 100000, CLIENTS_MAX = 64, LIST = 50 };

static const char update_sql[] = "UPDATE bench SET status = $3, version = version + 1 WHERE unit_id = $1 AND id = $2";
static const char list_sql[] =
	"SELECT id, dept, status, due, title FROM bench WHERE unit_id = $1 AND status = $2 AND id > $3"
	" ORDER BY id LIMIT 50";
static const char read_sql[] = "SELECT id, dept, status, due, title, version FROM bench WHERE unit_id = $1 AND id = $2";

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void say(const char *name, long operations, double since)
{
	printf("%s\t%ld\t%.6f\n", name, operations, now() - since);
	fflush(stdout);
}

static void must(int rc, const struct err *e)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "%s %s (%s)\n", e->message, e->hint, e->log);
	exit(1);
}

/* The same for every program of a run: where an operation goes. */
static int64_t place(uint64_t n)
{
	return (int64_t)(n * 2654435761u % ROWS) + 1;
}

/* --- rows --- */

static int fill(void *context, struct store *s, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	(void)context;
	int rc = store_script(s,
		strcmp(store_dialect(s), "sqlite") == 0
			? "CREATE TABLE bench (unit_id INTEGER NOT NULL, id INTEGER NOT NULL, dept TEXT NOT NULL, status "
			  "INTEGER NOT NULL, due TEXT NOT NULL, title TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY "
			  "(unit_id, id)) STRICT, WITHOUT ROWID; CREATE INDEX bench_status ON bench (unit_id, status, id);"
			: "CREATE TABLE bench (unit_id bigint NOT NULL, id bigint NOT NULL, dept text COLLATE \"C\" NOT NULL, "
			  "status bigint NOT NULL, due text COLLATE \"C\" NOT NULL, title text COLLATE \"C\" NOT NULL, version "
			  "bigint NOT NULL, PRIMARY KEY (unit_id, id)); CREATE INDEX bench_status ON bench (unit_id, status, id);",
		e);
	if (rc >= 0)
		rc = store_prepare(s,
			"INSERT INTO bench (unit_id, id, dept, status, due, title, version) VALUES (1, $1, $2, $3, $4, $5, 0)",
			&st, e);
	for (int64_t id = 1; id <= ROWS && rc >= 0; id++) {
		char dept[32], due[16], title[160];
		snprintf(dept, sizeof dept, "第%d科", (int)(id % 17));
		snprintf(due, sizeof due, "2026-%02d-%02d", (int)(id % 12) + 1, (int)(id % 28) + 1);
		snprintf(title, sizeof title, "编号%lld：沿街商铺占道经营整治不彻底，夜间反弹，群众反映较多",
			(long long)id);
		store_bind_int(st, 1, id);
		store_bind_text(st, 2, str_from(dept));
		store_bind_int(st, 3, id % 5);
		store_bind_text(st, 4, str_from(due));
		store_bind_text(st, 5, str_from(title));
		rc = store_run(st, e);
	}
	return rc;
}

/* --- durable updates --- */

struct crowd {
	struct store_pool *pool;
	long operations;
	_Atomic long started;
	sem_t done;
};

struct client {
	struct crowd *crowd;
	uint64_t at;
	pthread_t thread;
};

static int update(void *context, struct store *s, struct err *e)
{
	struct client *c = context;
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, update_sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, 1);
	store_bind_int(st, 2, place(c->at));
	store_bind_int(st, 3, (int64_t)(c->at % 5));
	return store_run(st, e);
}

/* A client asks again as soon as it is answered. */
static void answered(void *context, int rc, const struct err *e)
{
	struct client *c = context;
	struct err why = { 0 };

	must(rc, e);
	long next = ++c->crowd->started;
	if (next > c->crowd->operations) {
		sem_post(&c->crowd->done);
		return;
	}
	c->at = (uint64_t)next;
	must(store_pool_submit(c->crowd->pool, update, answered, c, &why), &why);
}

static void *waiting(void *context)
{
	struct client *c = context;
	struct err e = { 0 };

	for (long next; (next = ++c->crowd->started) <= c->crowd->operations;) {
		c->at = (uint64_t)next;
		must(store_pool_write(c->crowd->pool, update, c, &e), &e);
	}
	return NULL;
}

static void updates(struct store_pool *pool, int clients, long operations)
{
	static struct client all[CLIENTS_MAX];
	struct crowd crowd = { .pool = pool, .operations = operations };
	struct err e = { 0 };
	char name[48];

	sem_init(&crowd.done, 0, 0);
	double start = now();
	for (int i = 0; i < clients; i++) {
		all[i] = (struct client){ .crowd = &crowd, .at = (uint64_t)++crowd.started };
		must(store_pool_submit(pool, update, answered, &all[i], &e), &e);
	}
	for (int i = 0; i < clients; i++)
		sem_wait(&crowd.done);
	snprintf(name, sizeof name, "submit %d", clients);
	say(name, operations, start);
	crowd.started = 0;
	start = now();
	for (int i = 0; i < clients; i++)
		pthread_create(&all[i].thread, NULL, waiting, &all[i]);
	for (int i = 0; i < clients; i++)
		pthread_join(all[i].thread, NULL);
	snprintf(name, sizeof name, "write %d", clients);
	say(name, operations, start);
	sem_destroy(&crowd.done);
}

/* --- reading --- */

static void read_many(struct store_pool *pool, const char *name, const char *sql, long operations)
{
	struct store *s = NULL;
	struct err e = { 0 };
	long rows = 0;
	int rc;

	double start = now();
	for (long n = 1; n <= operations; n++) {
		struct store_stmt *st = NULL;
		must(store_pool_take(pool, STORE_READ, &s, &e), &e);
		must(store_prepare(s, sql, &st, &e), &e);
		store_bind_int(st, 1, 1);
		store_bind_int(st, 2, sql == list_sql ? n % 5 : place((uint64_t)n));
		if (sql == list_sql)
			store_bind_int(st, 3, place((uint64_t)n) / 2);
		while ((rc = store_step(st, &e)) > 0) {
			rows += store_text(st, 4).len > 0;
			rows += store_int(st, 0) < 0;
		}
		must(rc, &e);
		store_done(st);
		store_pool_give(pool, s);
	}
	say(name, operations, start);
	if (rows < operations)
		exit(1);
}

/* --- floors: SQLite without us --- */

static void sq(int code, sqlite3 *db)
{
	if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
		return;
	fprintf(stderr, "%s\n", sqlite3_errmsg(db));
	exit(1);
}

static sqlite3 *raw_open(const char *path)
{
	sqlite3 *db = NULL;

	sq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL), db);
	sq(sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", NULL, NULL, NULL), db);
	return db;
}

static void raw_updates(sqlite3 *db, long operations)
{
	sqlite3_stmt *h = NULL;

	sq(sqlite3_prepare_v2(db, update_sql, -1, &h, NULL), db);
	double start = now();
	for (long n = 1; n <= operations; n++) {
		sq(sqlite3_bind_int64(h, sqlite3_bind_parameter_index(h, "$1"), 1), db);
		sq(sqlite3_bind_int64(h, sqlite3_bind_parameter_index(h, "$2"), place((uint64_t)n)), db);
		sq(sqlite3_bind_int64(h, sqlite3_bind_parameter_index(h, "$3"), n % 5), db);
		sq(sqlite3_step(h), db);
		sq(sqlite3_reset(h), db);
	}
	say("raw update", operations, start);
	sqlite3_finalize(h);
}

static void raw_reads(sqlite3 *db, const char *name, const char *sql, long operations)
{
	sqlite3_stmt *h = NULL;
	long rows = 0;
	int code;

	sq(sqlite3_prepare_v2(db, sql, -1, &h, NULL), db);
	double start = now();
	for (long n = 1; n <= operations; n++) {
		sq(sqlite3_bind_int64(h, 1, 1), db);
		sq(sqlite3_bind_int64(h, 2, sql == list_sql ? n % 5 : place((uint64_t)n)), db);
		if (sql == list_sql)
			sq(sqlite3_bind_int64(h, 3, place((uint64_t)n) / 2), db);
		while ((code = sqlite3_step(h)) == SQLITE_ROW) {
			rows += sqlite3_column_text(h, 4) != NULL;
			rows += sqlite3_column_int64(h, 0) < 0;
		}
		sq(code, db);
		sq(sqlite3_reset(h), db);
	}
	say(name, operations, start);
	if (rows < operations)
		exit(1);
	sqlite3_finalize(h);
}

/* --- */

/* argv: FOLDER SCALE [URL]; with a URL (PostgreSQL) there is no floor. */
int main(int argc, char **argv)
{
	struct store_pool *pool = NULL;
	struct err e = { 0 };
	char url[512], path[480];

	if (argc < 3)
		return 1;
	long scale = strtol(argv[2], NULL, 10);
	snprintf(path, sizeof path, "%s/bench.db", argv[1]);
	snprintf(url, sizeof url, "sqlite:%s", path);
	must(store_pool_open(argc > 3 ? argv[3] : url, NULL, 4, STR("2026-01-01T00:00:00+08:00"), &pool, &e), &e);
	double start = now();
	must(store_pool_write(pool, fill, NULL, &e), &e);
	say("load", ROWS, start);
	sqlite3 *raw = argc > 3 ? NULL : raw_open(path);
	static const int clients[] = { 1, 8, 64 };
	for (int i = 0; i < 3; i++) { /* the floor before and after each: a disk is not the same at every moment */
		if (raw)
			raw_updates(raw, scale);
		updates(pool, clients[i], scale * (i == 0 ? 1 : i == 1 ? 4 : 8));
	}
	if (raw)
		raw_updates(raw, scale);
	if (raw) {
		raw_reads(raw, "raw list", list_sql, scale);
		raw_reads(raw, "raw read", read_sql, scale * 20);
	}
	read_many(pool, "list", list_sql, scale);
	read_many(pool, "read", read_sql, scale * 20);
	sqlite3_close(raw);
	store_pool_close(pool);
	return 0;
}
