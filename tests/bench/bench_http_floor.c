/* The floors of `run http`, each as a program of its own, so that its processor time is its own.
 *
 * usage: bench_http_floor constant BYTES                      libmicrohttpd with one body; prints its port, ends with its input
 *        bench_http_floor query FILE SECONDS THREADS COUNT SQL     SQLite, a connection each thread; ?1 is a number up to COUNT
 *        bench_http_floor postgres URL SECONDS THREADS COUNT SQL   libpq, the same; $1, and $2 is any number
 *        bench_http_floor copy URL COUNT                             PostgreSQL: COPY into a table like r_bench with its indexes
 *        bench_http_floor update FILE SECONDS COUNT [EACH]          so many rows (1) a commit, WAL, synchronous=FULL
 *        bench_http_floor import FROM FILE COUNT [FIRST]             the table r_bench of FROM and its indexes, nothing else; rows from FIRST on
 *        bench_http_floor sheet FILE COUNT                           libxlsxwriter, constant memory
 * All but the first print: operations <tab> seconds <tab> processor seconds. */
#include <libpq-fe.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { THREADS_MAX = 64, PART = 1000 };

static double clock_now(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "bench_http_floor: %s: %s\n", what, why);
	exit(1);
}

struct stopwatch {
	double wall, cpu;
};

static struct stopwatch start(void)
{
	return (struct stopwatch){ clock_now(CLOCK_MONOTONIC), clock_now(CLOCK_PROCESS_CPUTIME_ID) };
}

static void stop(struct stopwatch from, long done)
{
	printf("%ld\t%.6f\t%.6f\n", done, clock_now(CLOCK_MONOTONIC) - from.wall,
		clock_now(CLOCK_PROCESS_CPUTIME_ID) - from.cpu);
}

/* --- a constant body --- */

static enum MHD_Result answer(void *response, struct MHD_Connection *c, const char *url, const char *method,
	const char *version, const char *data, size_t *size, void **context)
{
	(void)url, (void)method, (void)version, (void)data;
	if (*context == NULL) {
		*context = response;
		return MHD_YES;
	}
	*size = 0;
	return MHD_queue_response(c, 200, response);
}

static int constant(size_t bytes)
{
	char *body = malloc(bytes + 1);
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	memset(body, 'x', bytes);
	struct MHD_Response *r = MHD_create_response_from_buffer(bytes, body, MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(r, "Content-Type", "application/json");
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct MHD_Daemon *d =
		MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, r, MHD_OPTION_SOCK_ADDR, &a,
			MHD_OPTION_THREAD_POOL_SIZE, (unsigned)(cores < 2 ? 2 : cores), MHD_OPTION_END);
	if (d == NULL)
		fail("constant", "no daemon");
	printf("%u\n", MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	while (getchar() != EOF)
		continue;
	MHD_stop_daemon(d);
	MHD_destroy_response(r);
	free(body);
	return 0;
}

/* --- SQLite --- */

static sqlite3 *open_file(const char *path)
{
	sqlite3 *db = NULL;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		fail(path, "cannot be opened");
	sqlite3_busy_timeout(db, 60000);
	if (sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", NULL, NULL, NULL) != SQLITE_OK)
		fail(path, sqlite3_errmsg(db));
	return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL) != SQLITE_OK)
		fail(sql, sqlite3_errmsg(db));
	return st;
}

static void run_sql(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(sql, sqlite3_errmsg(db));
}

struct reader {
	const char *where, *sql;
	double until;
	long count, done, bytes;
	uint64_t seed;
};

static long next_id(struct reader *r)
{
	r->seed = r->seed * 6364136223846793005u + 1442695040888963407u;
	return 1 + (long)((r->seed >> 33) % (uint64_t)r->count);
}

static void *read_sqlite(void *context)
{
	struct reader *r = context;
	sqlite3 *db = open_file(r->where);
	sqlite3_stmt *st = prepare(db, r->sql);

	for (; clock_now(CLOCK_MONOTONIC) < r->until; r->done++) {
		if (sqlite3_bind_parameter_count(st) > 0)
			sqlite3_bind_int64(st, 1, next_id(r));
		while (sqlite3_step(st) == SQLITE_ROW)
			for (int c = 0; c < sqlite3_column_count(st); c++)
				r->bytes += sqlite3_column_text(st, c) ? sqlite3_column_bytes(st, c) : 0;
		sqlite3_reset(st);
	}
	sqlite3_finalize(st);
	sqlite3_close(db);
	return NULL;
}

static void *read_postgres(void *context)
{
	struct reader *r = context;
	PGconn *c = PQconnectdb(r->where);
	int params = strstr(r->sql, "$2") != NULL ? 2 : strstr(r->sql, "$1") != NULL;

	PQclear(PQprepare(c, "q", r->sql, 0, NULL));
	for (; clock_now(CLOCK_MONOTONIC) < r->until; r->done++) {
		char id[24], any[24];
		const char *values[] = { id, any };
		snprintf(id, sizeof(id), "%ld", next_id(r));
		snprintf(any, sizeof(any), "%ld", (long)(r->seed >> 40));
		PGresult *got = PQexecPrepared(c, "q", params, values, NULL, NULL, 0);
		if (PQresultStatus(got) != PGRES_TUPLES_OK && PQresultStatus(got) != PGRES_COMMAND_OK)
			fail(r->sql, PQerrorMessage(c));
		for (int row = 0; row < PQntuples(got); row++)
			for (int k = 0; k < PQnfields(got); k++)
				r->bytes += PQgetlength(got, row, k);
		PQclear(got);
	}
	PQfinish(c);
	return NULL;
}

static int read_all(char **argv, void *(*read)(void *))
{
	static struct reader all[THREADS_MAX];
	pthread_t threads[THREADS_MAX];
	int count = atoi(argv[4]);
	long done = 0;

	if (count < 1 || count > THREADS_MAX)
		fail("threads", argv[4]);
	struct stopwatch from = start();
	for (int i = 0; i < count; i++) {
		all[i] = (struct reader){ .where = argv[2],
			.sql = argv[6],
			.until = from.wall + atof(argv[3]),
			.count = atol(argv[5]),
			.seed = (uint64_t)i + 1 };
		pthread_create(&threads[i], NULL, read, &all[i]);
	}
	for (int i = 0; i < count; i++) {
		pthread_join(threads[i], NULL);
		done += all[i].done;
	}
	stop(from, done);
	return 0;
}

static int update(const char *path, double seconds, long count, long each)
{
	sqlite3 *db = open_file(path);
	sqlite3_stmt *st = prepare(db,
		"UPDATE r_bench SET amount = ?1, version = version + 1, changed_at = changed_at + 1 WHERE unit_id = ?3 AND id = ?2");
	sqlite3_stmt *unit = prepare(db, "SELECT unit_id FROM r_bench LIMIT 1");
	struct reader r = { .count = count, .seed = 7 };

	sqlite3_step(unit);
	sqlite3_bind_int64(st, 3, sqlite3_column_int64(unit, 0));
	sqlite3_finalize(unit);
	struct stopwatch from = start();
	for (; clock_now(CLOCK_MONOTONIC) < from.wall + seconds; r.done++) {
		if (each > 1 && r.done % each == 0)
			run_sql(db, r.done > 0 ? "COMMIT; BEGIN IMMEDIATE" : "BEGIN IMMEDIATE");
		sqlite3_bind_int64(st, 1, r.done);
		sqlite3_bind_int64(st, 2, next_id(&r));
		if (sqlite3_step(st) != SQLITE_DONE)
			fail("update", sqlite3_errmsg(db));
		sqlite3_reset(st);
	}
	if (each > 1)
		run_sql(db, "COMMIT");
	stop(from, r.done);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return 0;
}

/* --- import --- */

static void copy_schema(const char *from, sqlite3 *raw)
{
	sqlite3 *db = open_file(from);
	sqlite3_stmt *st = prepare(db,
		"SELECT sql FROM sqlite_schema WHERE tbl_name IN ('unit', 'r_bench') AND sql IS NOT NULL AND type <> 'trigger' ORDER BY rootpage");

	while (sqlite3_step(st) == SQLITE_ROW)
		run_sql(raw, (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(db);
	run_sql(raw, "INSERT INTO unit (unit_id, name, path) VALUES (1, 'x', '/1/')");
}

static void title_of(long i, char *out, size_t size)
{
	snprintf(out, size, "第%ld号：垃圾清运不及时，道路保洁不到位", i);
}

static const char opinion[] =
	"已与相关单位协商，明确责任人和完成时限，每周调度一次，确保按期完成整改任务；涉及资金的事项另行报批。";

static void insert(sqlite3_stmt *st, long i)
{
	char no[24], title[200], until[24];

	snprintf(no, sizeof(no), "%ld", i);
	title_of(i, title, sizeof(title));
	snprintf(until, sizeof(until), "2026-%02ld-%02ld", 1 + i % 12, 1 + i % 28);
	sqlite3_bind_int64(st, 1, i);
	sqlite3_bind_text(st, 2, no, -1, SQLITE_STATIC);
	sqlite3_bind_int64(st, 3, 1 + i % 7);
	sqlite3_bind_int64(st, 4, 1772674200000 + i);
	sqlite3_bind_text(st, 5, title, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 6, i % 3 ? "now" : "long", -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 7, until, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 8, opinion, -1, SQLITE_STATIC);
	if (sqlite3_step(st) != SQLITE_DONE)
		fail("insert", "refused");
	sqlite3_reset(st);
}

static int import(const char *from, const char *path, long count, long first)
{
	sqlite3 *db = open_file(path);

	if (first == 1)
		copy_schema(from, db);
	sqlite3_stmt *st = prepare(db,
		"INSERT INTO r_bench (unit_id, id, no, state, version, department_id, owner_id, created_at, created_by, changed_at, changed_by,"
		" lamp, title, kind, amount, until, opinion) VALUES (1, ?1, ?2, 'open', 1, ?3, 1, ?4, 1, ?4, 1, '', ?5, ?6, 12345, ?7, ?8)");
	struct stopwatch begun = start();
	for (long i = 0; i < count; i++) {
		if (i % PART == 0)
			run_sql(db, "BEGIN IMMEDIATE");
		insert(st, first + i);
		if (i % PART == PART - 1 || i == count - 1)
			run_sql(db, "COMMIT");
	}
	stop(begun, count);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return 0;
}

/* The same rows into PostgreSQL, as it takes them fastest. */
static void put_line(PGconn *c, long i)
{
	char title[200], line[1000];

	title_of(i, title, sizeof(title));
	int n = snprintf(line, sizeof(line),
		"1\t%ld\t%ld\topen\t1\t%ld\t1\t%lld\t1\t%lld\t1\t\t%s\t%s\t12345\t2026-%02ld-%02ld\t%s\n", i, i,
		1 + i % 7, 1772674200000LL + i, 1772674200000LL + i, title, i % 3 ? "now" : "long", 1 + i % 12,
		1 + i % 28, opinion);
	if (PQputCopyData(c, line, n) != 1)
		fail("copy", PQerrorMessage(c));
}

static void run_postgres(PGconn *c, const char *sql, ExecStatusType wanted)
{
	PGresult *r = PQexec(c, sql);

	if (PQresultStatus(r) != wanted)
		fail(sql, PQerrorMessage(c));
	PQclear(r);
}

static int copy(const char *url, long count)
{
	PGconn *c = PQconnectdb(url);

	run_postgres(c, "CREATE TABLE bench_raw (LIKE r_bench INCLUDING ALL)", PGRES_COMMAND_OK);
	struct stopwatch begun = start();
	for (long i = 1; i <= count; i++) {
		if (i % PART == 1)
			run_postgres(c,
				"COPY bench_raw (unit_id, id, no, state, version, department_id, owner_id, created_at, created_by,"
				" changed_at, changed_by, lamp, title, kind, amount, until, opinion) FROM STDIN",
				PGRES_COPY_IN);
		put_line(c, i);
		if (i % PART != 0 && i != count)
			continue;
		PQputCopyEnd(c, NULL);
		PGresult *r = PQgetResult(c);
		if (PQresultStatus(r) != PGRES_COMMAND_OK)
			fail("copy", PQerrorMessage(c));
		PQclear(r);
		PQclear(PQgetResult(c));
	}
	stop(begun, count);
	run_postgres(c, "DROP TABLE bench_raw", PGRES_COMMAND_OK);
	PQfinish(c);
	return 0;
}

/* --- a sheet --- */

static void sheet_row(lxw_worksheet *s, lxw_row_t row, lxw_format *money, lxw_format *date)
{
	char no[24], title[200];
	lxw_datetime until = { 2026, 1 + (int)(row % 12), 1 + (int)(row % 28), 0, 0, 0 };
	const char *const texts[] = { no, "在办", "", "", "部门1", "", title, row % 3 ? "立行立改" : "长期推进" };

	snprintf(no, sizeof(no), "%u", row);
	title_of((long)row, title, sizeof(title));
	for (lxw_col_t c = 0; c < sizeof(texts) / sizeof(texts[0]); c++)
		if (texts[c][0] != '\0')
			worksheet_write_string(s, row, c, texts[c], NULL);
	worksheet_write_number(s, row, 8, 123.45, money);
	worksheet_write_datetime(s, row, 9, &until, date);
	worksheet_write_string(s, row, 10, opinion, NULL);
}

static int sheet(const char *path, long count)
{
	lxw_workbook_options o = { .constant_memory = LXW_TRUE };
	struct stopwatch from = start();
	lxw_workbook *b = workbook_new_opt(path, &o);
	lxw_worksheet *s = workbook_add_worksheet(b, "bench");
	lxw_format *money = workbook_add_format(b), *date = workbook_add_format(b);

	format_set_num_format(money, "#,##0.00");
	format_set_num_format(date, "yyyy-mm-dd");
	for (lxw_col_t c = 0; c < 11; c++)
		worksheet_write_string(s, 0, c, "列", NULL);
	for (long i = 1; i <= count; i++)
		sheet_row(s, (lxw_row_t)i, money, date);
	if (workbook_close(b) != LXW_NO_ERROR)
		fail("sheet", path);
	stop(from, count);
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (argc == 3 && strcmp(what, "constant") == 0)
		return constant(strtoul(argv[2], NULL, 10));
	if (argc == 7 && strcmp(what, "query") == 0)
		return read_all(argv, read_sqlite);
	if (argc == 7 && strcmp(what, "postgres") == 0)
		return read_all(argv, read_postgres);
	if ((argc == 5 || argc == 6) && strcmp(what, "update") == 0)
		return update(argv[2], atof(argv[3]), atol(argv[4]), argc == 6 ? atol(argv[5]) : 1);
	if (argc == 4 && strcmp(what, "copy") == 0)
		return copy(argv[2], atol(argv[3]));
	if ((argc == 5 || argc == 6) && strcmp(what, "import") == 0)
		return import(argv[2], argv[3], atol(argv[4]), argc == 6 ? atol(argv[5]) : 1);
	if (argc == 4 && strcmp(what, "sheet") == 0)
		return sheet(argv[2], atol(argv[3]));
	fprintf(stderr, "usage: see the top of bench_http_floor.c\n");
	return 2;
}
