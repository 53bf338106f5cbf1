/* Records beside raw SQLite doing the same: import, list, one record, counts, durable updates by many clients.
 *
 * usage: bench_records FOLDER COUNT
 * Prints one line for each: what, ours, the floor, their ratio. Each figure is the median of three rounds; the machine's
 * speed cancels out in the ratio alone. */
#include "load.h"
#include "pool.h"
#include "record.h"
#include "schema.h"

#include <pthread.h>
#include <sqlite3.h>
#include <unistd.h>

enum { PART = 1000, ROUNDS = 3, CLIENTS_MAX = 64, COLUMNS = 6 };

static const char definition[] =
	"register: bench\n"
	"title: 条目\n"
	"title_field: title\n"
	"roles: {clerk: 经办}\n"
	"fields:\n"
	"  title: {label: 问题, type: text, required: true, search: true}\n"
	"  kind: {label: 类型, type: choice, choices: {now: 立行立改, long: 长期推进}}\n"
	"  amount: {label: 金额, type: money}\n"
	"  until: {label: 时限, type: date}\n"
	"  opinion: {label: 意见, type: longtext, search: true}\n"
	"states:\n"
	"  open: {label: 在办, initial: true, editable: true}\n"
	"  shut: {label: 办结, final: true}\n"
	"transitions:\n"
	"  close: {label: 办结, from: [open], to: shut, who: [clerk], closes: false}\n"
	"rights: {see: {clerk: unit}, create: [clerk], change: [clerk], import: [clerk], reveal: [clerk]}\n";

static const char opinion[] =
	"已与相关单位协商，明确责任人和完成时限，每周调度一次，确保按期完成整改任务；涉及资金的事项另行报批。";

struct bench {
	char path[600], raw_path[600], url[700];
	int64_t count;
	struct register_set *set;
	const struct register_def *r;
	struct desk_place place;
	struct actor actor;
	struct actor_role role;
	struct err e;
};

static void check(struct bench *b, int rc, const char *what)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "bench_records: %s: %s (%s)\n", what, b->e.message, b->e.log);
	exit(1);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static double median(double *at)
{
	qsort(at, ROUNDS, sizeof *at, by_size);
	return at[ROUNDS / 2];
}

/* Times a second. */
static void tell(const char *what, double ours, double floor, const char *budget)
{
	printf("%-46s %12.0f %12.0f %8.2f  %s\n", what, ours, floor, floor > 0 ? ours / floor : 0, budget);
	fflush(stdout);
}

/* --- making ready --- */

static void raw_exec(sqlite3 *db, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK)
		return;
	fprintf(stderr, "bench_records: %s: %s\n", sql, why);
	exit(1);
}

static sqlite3 *raw_open(const char *path)
{
	sqlite3 *db = NULL;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		exit(1);
	raw_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
	return db;
}

static sqlite3_stmt *raw_prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL) == SQLITE_OK)
		return st;
	fprintf(stderr, "bench_records: %s: %s\n", sql, sqlite3_errmsg(db));
	exit(1);
}

static void make_departments(struct bench *b, struct store *s)
{
	char sql[200];

	for (int i = 1; i <= 20; i++) {
		snprintf(sql, sizeof sql,
			"INSERT INTO department (unit_id, id, name, path) VALUES (1, %d, '部门%d', '/%d/')", i, i, i);
		check(b, store_exec(s, sql, &b->e), "department");
	}
	check(b,
		store_exec(s,
			"INSERT INTO person (unit_id, id, login, login_key, name, department_id, created_at, created_by)"
			" VALUES (1, 1, 'a', 'a', '经办人', 1, 0, '')",
			&b->e),
		"person");
}

static void set_up(struct bench *b)
{
	struct register_text text = { STR("bench.yaml"), str_from(definition) };
	struct register_applying how = { .now_ms = 1 };
	struct arena *a = arena_new((size_t)64 << 20);
	struct register_applied applied;
	struct store *s = NULL;

	check(b, store_open(b->url, NULL, &s, &b->e), "open");
	struct store_migrations m = store_migrations(s);
	check(b, store_migrate(s, &m, STR("2026-03-05T09:30:00+08:00"), &b->e), "migrate");
	check(b, registers_read(&text, 1, &b->set, &b->e), "definition");
	check(b, b->set->problems_count == 0 ? 0 : -1, "definition");
	check(b, store_begin(s, STORE_WRITE, &b->e), "begin");
	check(b, register_apply(s, &b->set->registers, &how, a, &applied, &b->e), "apply");
	make_departments(b, s);
	check(b, store_commit(s, &b->e), "commit");
	store_close(s);
	arena_free(a);
	b->r = b->set->registers.at[0];
	b->place = (struct desk_place){
		.registers = &b->set->registers, .calendar = calendar_new(), .clock = clock_system()
	};
	b->role = (struct actor_role){ .name = STR("bench.clerk"), .whole_unit = true };
	b->actor = (struct actor){ .unit_id = 1,
		.person_id = 1,
		.department_id = 1,
		.name = STR("经办人"),
		.unit_path = STR("/1/"),
		.department_path = STR("/1/"),
		.roles = &b->role,
		.roles_count = 1 };
}

/* --- import --- */

static void fill_cells(struct str *cells, char (*texts)[200], int64_t from)
{
	static const char *const departments[] = { "部门1", "部门2", "部门3", "部门5", "部门8", "部门13", "部门20" };

	for (int64_t i = 0; i < PART; i++) {
		struct str *c = cells + i * COLUMNS;
		snprintf(texts[i], sizeof texts[i], "第%lld号：垃圾清运不及时，道路保洁不到位", (long long)(from + i));
		c[0] = str_from(texts[i]);
		c[1] = i % 3 ? STR("立行立改") : STR("长期推进");
		c[2] = STR("123.45");
		c[3] = STR("2026-09-01");
		c[4] = str_from(opinion);
		c[5] = str_from(departments[i % 7]);
	}
}

static double import_all(struct bench *b)
{
	static const struct str columns[COLUMNS] = { STR_INIT("title"), STR_INIT("kind"), STR_INIT("amount"),
		STR_INIT("until"), STR_INIT("opinion"), STR_INIT("department") };
	struct str *cells = calloc(PART * COLUMNS, sizeof *cells);
	char(*texts)[200] = calloc(PART, sizeof *texts);
	struct arena *a = arena_new((size_t)256 << 20);
	struct record_outcomes out = { 0 };
	struct store *s = NULL;
	struct desk d;

	check(b, store_open(b->url, NULL, &s, &b->e), "open");
	double from = seconds();
	for (int64_t done = 0; done < b->count; done += PART) {
		arena_reset(a);
		fill_cells(cells, texts, done);
		struct record_import i = {
			.columns = columns, .columns_count = COLUMNS, .cells = cells, .rows_count = PART, .first_row = 1
		};
		check(b, store_begin(s, STORE_WRITE, &b->e), "begin");
		check(b, desk_init(&d, s, &b->place, &b->actor, a, &b->e), "desk");
		check(b, record_import(&d, b->r, &i, &out, &b->e), "import");
		check(b, out.created == PART ? 0 : -1, "import: a row was refused");
		check(b, store_commit(s, &b->e), "commit");
	}
	double took = seconds() - from;
	store_close(s);
	arena_free(a);
	free(cells);
	free(texts);
	return took;
}

/* The same table and indexes, nothing else. */
static void copy_schema(struct bench *b, sqlite3 *raw)
{
	sqlite3 *db = raw_open(b->path);
	sqlite3_stmt *st = raw_prepare(db,
		"SELECT sql FROM sqlite_schema WHERE tbl_name IN ('unit', 'r_bench') AND sql IS NOT NULL AND type <> 'trigger' ORDER BY rootpage");

	while (sqlite3_step(st) == SQLITE_ROW)
		raw_exec(raw, (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(db);
}

static double import_raw(struct bench *b)
{
	sqlite3 *db = raw_open(b->raw_path);

	copy_schema(b, db);
	raw_exec(db, "INSERT INTO unit (unit_id, name, path) VALUES (1, 'x', '/1/')");
	sqlite3_stmt *st = raw_prepare(db,
		"INSERT INTO r_bench (unit_id, id, no, state, version, department_id, owner_id, created_at, created_by, changed_at,"
		" changed_by, lamp, title, kind, amount, until, opinion) VALUES (1, ?1, ?2, 'open', 1, ?3, 1, ?4, 1, ?4, 1, '', ?5, 'now', 12345,"
		" '2026-09-01', ?6)");
	double from = seconds();
	for (int64_t i = 0; i < b->count; i++) {
		char no[24], title[200];
		if (i % PART == 0)
			raw_exec(db, "BEGIN IMMEDIATE");
		snprintf(no, sizeof no, "%lld", (long long)i);
		snprintf(title, sizeof title, "第%lld号：垃圾清运不及时，道路保洁不到位", (long long)i);
		sqlite3_bind_int64(st, 1, i + 1);
		sqlite3_bind_text(st, 2, no, -1, SQLITE_STATIC);
		sqlite3_bind_int64(st, 3, 1 + i % 20);
		sqlite3_bind_int64(st, 4, 1772674200000 + i);
		sqlite3_bind_text(st, 5, title, -1, SQLITE_STATIC);
		sqlite3_bind_text(st, 6, opinion, -1, SQLITE_STATIC);
		sqlite3_step(st);
		sqlite3_reset(st);
		if (i % PART == PART - 1)
			raw_exec(db, "COMMIT");
	}
	double took = seconds() - from;
	sqlite3_finalize(st);
	sqlite3_close(db);
	return took;
}

/* --- reading --- */

typedef void ask(struct bench *b, struct desk *d, int64_t n);

static void ask_list(struct bench *b, struct desk *d, int64_t n)
{
	static const struct str fields[] = { STR_INIT("title"), STR_INIT("kind"), STR_INIT("amount"), STR_INIT("until"),
		STR_INIT("department"), STR_INIT("holder") };
	static const struct record_filter f[] = { { STR_INIT("state"), STR_INIT("open"), RECORD_EQUAL } };
	struct record_query q = {
		.filters = f, .filters_count = 1, .fields = fields, .fields_count = 6, .limit = 50, .total = true
	};
	struct record_list l;

	(void)n;
	check(b, record_list(d, b->r, &q, &l, &b->e), "list");
	check(b, l.count == 50 ? 0 : -1, "list: not 50 rows");
}

static void ask_one(struct bench *b, struct desk *d, int64_t n)
{
	struct record_detail detail;

	check(b, record_read(d, b->r, 1 + n * 7919 % b->count, RECORD_ALL, &detail, &b->e), "read");
}

static void ask_counts(struct bench *b, struct desk *d, int64_t n)
{
	struct record_counts c;

	(void)n;
	check(b, record_counts(d, b->r, &c, &b->e), "counts");
	check(b, c.total == b->count ? 0 : -1, "counts: another total");
}

static double rate(struct bench *b, ask *what, int64_t times)
{
	struct arena *a = arena_new((size_t)64 << 20);
	double got[ROUNDS];
	struct store *s = NULL;
	struct desk d;

	check(b, store_open(b->url, NULL, &s, &b->e), "open");
	for (int round = 0; round < ROUNDS; round++) {
		double from = seconds();
		for (int64_t i = 0; i < times; i++) {
			arena_reset(a);
			check(b, store_begin(s, STORE_READ, &b->e), "begin");
			check(b, desk_init(&d, s, &b->place, &b->actor, a, &b->e), "desk");
			what(b, &d, i);
			store_rollback(s);
		}
		got[round] = (double)times / (seconds() - from);
	}
	store_close(s);
	arena_free(a);
	return median(got);
}

static volatile long read_bytes; /* so that no column goes unread */

static double raw_rate(struct bench *b, const char *sql, int64_t times)
{
	sqlite3 *db = raw_open(b->path);
	sqlite3_stmt *st = raw_prepare(db, sql);
	double got[ROUNDS];

	for (int round = 0; round < ROUNDS; round++) {
		double from = seconds();
		for (int64_t i = 0; i < times; i++) {
			raw_exec(db, "BEGIN");
			if (sqlite3_bind_parameter_count(st) > 0)
				sqlite3_bind_int64(st, 1, 1 + i * 7919 % b->count);
			while (sqlite3_step(st) == SQLITE_ROW)
				for (int c = 0; c < sqlite3_column_count(st); c++)
					read_bytes += sqlite3_column_text(st, c) ? sqlite3_column_bytes(st, c) : 0;
			sqlite3_reset(st);
			raw_exec(db, "COMMIT");
		}
		got[round] = (double)times / (seconds() - from);
	}
	sqlite3_finalize(st);
	sqlite3_close(db);
	return median(got);
}

/* --- durable updates --- */

struct client {
	struct bench *b;
	struct store_pool *pool;
	volatile bool *stop;
	struct arena *arena;
	int64_t id, value, done;
};

static int update(void *context, struct store *s, struct err *e)
{
	struct client *c = context;
	struct record_done done;
	struct desk d;
	char text[24];

	arena_reset(c->arena);
	int rc = desk_init(&d, s, &c->b->place, &c->b->actor, c->arena, e);
	if (rc < 0)
		return rc;
	snprintf(text, sizeof text, "%lld", (long long)c->value);
	struct record_input in = { .field = STR("amount"), .text = str_from(text) };
	struct record_edit edit = { .id = c->id, .values = { &in, 1 } };
	return record_change(&d, c->b->r, &edit, &done, e);
}

static void *client(void *context)
{
	struct client *c = context;
	uint64_t seed = (uint64_t)c->id;

	c->arena = arena_new((size_t)1 << 20);
	while (!*c->stop) {
		struct err e = { 0 };
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		c->id = 1 + (int64_t)(seed >> 33) % c->b->count;
		c->value = (int64_t)(seed >> 40) % 1000000;
		if (store_pool_write(c->pool, update, c, &e) < 0) {
			fprintf(stderr, "bench_records: update: %s (%s)\n", e.message, e.log);
			exit(1);
		}
		c->done++;
	}
	arena_free(c->arena);
	return NULL;
}

static double updates(struct bench *b, int clients)
{
	struct client at[CLIENTS_MAX] = { 0 };
	pthread_t threads[CLIENTS_MAX];
	struct store_pool *pool = NULL;
	volatile bool stop = false;
	int64_t done = 0;

	check(b, store_pool_open(b->url, NULL, 1, STR("x"), &pool, &b->e), "pool");
	double from = seconds();
	for (int i = 0; i < clients; i++) {
		at[i] = (struct client){ .b = b, .pool = pool, .stop = &stop, .id = i + 1 };
		pthread_create(&threads[i], NULL, client, &at[i]);
	}
	sleep(2);
	stop = true;
	for (int i = 0; i < clients; i++) {
		pthread_join(threads[i], NULL);
		done += at[i].done;
	}
	double took = seconds() - from;
	store_pool_close(pool);
	return (double)done / took;
}

/* One row, one commit. */
static double raw_updates(struct bench *b)
{
	sqlite3 *db = raw_open(b->path);
	sqlite3_stmt *st = raw_prepare(db,
		"UPDATE r_bench SET amount = ?1, version = version + 1, changed_at = ?1 WHERE unit_id = 1 AND id = ?2");
	double from = seconds();
	int64_t done = 0;

	for (; seconds() - from < 2; done++) {
		sqlite3_bind_int64(st, 1, done);
		sqlite3_bind_int64(st, 2, 1 + done * 7919 % b->count);
		sqlite3_step(st);
		sqlite3_reset(st);
	}
	double took = seconds() - from;
	sqlite3_finalize(st);
	sqlite3_close(db);
	return (double)done / took;
}

static void measure_updates(struct bench *b, int clients, const char *what, const char *budget)
{
	double ours[ROUNDS], floor[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		floor[i] = raw_updates(b);
		ours[i] = updates(b, clients);
	}
	tell(what, median(ours), median(floor), budget);
}

int main(int argc, char **argv)
{
	static struct bench b;

	b.count = argc == 3 ? atoll(argv[2]) / PART * PART : 0;
	if (b.count < PART || b.count > 10000000) {
		fprintf(stderr, "usage: bench_records FOLDER COUNT\n");
		return 2;
	}
	snprintf(b.path, sizeof b.path, "%s/records.db", argv[1]);
	snprintf(b.raw_path, sizeof b.raw_path, "%s/raw.db", argv[1]);
	snprintf(b.url, sizeof b.url, "sqlite:%s", b.path);
	set_up(&b);
	printf("%-46s %12s %12s %8s\n", "次每秒（中位）", "bihuan", "SQLite", "倍");
	tell("导入（含检索、日志、计数），行", (double)b.count / import_all(&b), (double)b.count / import_raw(&b),
		"预算 ≥ 0.25");
	tell("列表：50 行，按状态，新的在前，含总数", rate(&b, ask_list, 2000),
		raw_rate(&b,
			"SELECT t.id, t.no, t.state, t.version, t.department_id, t.owner_id, t.holder_id, t.created_at, t.changed_at, t.due_at,"
			" t.lamp, t.title, t.kind, t.amount, t.until, d.name, p.name FROM r_bench t LEFT JOIN department d ON d.unit_id ="
			" t.unit_id AND d.id = t.department_id LEFT JOIN person p ON p.unit_id = t.unit_id AND p.id = t.holder_id WHERE t.unit_id"
			" = 1 AND t.deleted_at IS NULL AND t.state = 'open' ORDER BY t.id DESC LIMIT 50",
			2000),
		"预算 ≥ 0.6");
	tell("一条记录：字段、时限、步骤、权限", rate(&b, ask_one, 20000),
		raw_rate(&b, "SELECT * FROM r_bench WHERE unit_id = 1 AND id = ?1", 20000), "");
	tell("计数：按部门、状态、灯色", rate(&b, ask_counts, 2000),
		raw_rate(&b,
			"SELECT department_id, state, lamp, count(*) FROM r_bench WHERE unit_id = 1 AND deleted_at IS NULL GROUP BY 1, 2, 3",
			20),
		"预算 ≥ 10");
	measure_updates(&b, 1, "持久修改，1 个客户端", "");
	measure_updates(&b, 8, "持久修改，8 个客户端", "预算 ≥ 3");
	measure_updates(&b, 64, "持久修改，64 个客户端", "预算 ≥ 8");
	return 0;
}
