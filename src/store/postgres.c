/* The PostgreSQL driver: connection, transactions, the database as a whole. */
#include "postgres.h"

#include "fault.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

/* The oldest server the tests' SQL is known to run on. */
enum { VERSION_MIN = 120000 };
enum { CONNECT_MS = 15000, BUSY_MS = 10000, PLACE_MAX = 256, WRITERS = 1 };

/* "BHN1", as the application id of a SQLite file; the key of the lock around migrations. */
#define MARK "BHN1"
#define LOCK_KEY "1112034865"

static struct pg_store *of(struct store *s)
{
	return (struct pg_store *)s;
}

/* --- plain commands --- */

static PGresult *ask(struct pg_store *s, const char *sql, struct err *e)
{
	if (pg_quiet(s, e) < 0)
		return NULL;
	PGresult *r = PQexec(s->db, sql);
	ExecStatusType status = PQresultStatus(r);
	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return r;
	pg_error(s, r, sql, e);
	PQclear(r);
	return NULL;
}

static int failure(const struct err *e)
{
	return e && e->code != ERR_OK ? e->code : ERR_IO;
}

int pg_exec(struct pg_store *s, const char *sql, struct err *e)
{
	struct err why = { 0 };
	PGresult *r = ask(s, sql, e ? e : &why);

	if (!r)
		return failure(e ? e : &why);
	PQclear(r);
	return 0;
}

int pg_number(struct pg_store *s, const char *sql, int64_t *ret, struct err *e)
{
	struct err why = { 0 };
	PGresult *r = ask(s, sql, e ? e : &why);

	if (!r)
		return failure(e ? e : &why);
	*ret = PQntuples(r) > 0 ? strtoll(PQgetvalue(r, 0, 0), NULL, 10) : 0;
	PQclear(r);
	return 0;
}

/* --- opening --- */

static void pg_close(struct store *base)
{
	struct pg_store *s = of(base);

	PQfinish(s->db);
	free(s->place);
	free(s);
}

/* Where the database is, without the password that its address may hold. */
static int note_place(struct pg_store *s, struct err *e)
{
	const char *host = PQhost(s->db), *port = PQport(s->db), *name = PQdb(s->db);

	s->place = fault_malloc(PLACE_MAX);
	if (!s->place)
		return err_nomem(e);
	snprintf(s->place, PLACE_MAX, "%.100s:%.10s/%.100s", host ? host : "", port ? port : "", name ? name : "");
	return 0;
}

/* With "/" or "@" in a password not written as %XX the address falls apart, and the password's rest is taken for something that
 * messages name. */
static int check_address(const struct pg_store *s, struct err *e)
{
	const char *name = PQdb(s->db);

	if (!name || !strchr(name, '@'))
		return 0;
	err_hint(e, "密码里的 @ : / ? # %% 要写成 %%40 这样的形式，或把密码放在 ~/.pgpass");
	return err_set(e, ERR_USAGE, "数据库地址写得不对");
}

/* The server's code in "FATAL:  28P01"; libpq has no other way to say it before a connection stands. */
static const char *state_in(const char *message, char state[6])
{
	const char *at = strstr(message, ":  ");

	while (at && strspn(at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 5)
		at = strstr(at + 3, ":  ");
	snprintf(state, 6, "%.5s", at ? at + 3 : "");
	return state;
}

static int connect_error(struct pg_store *s, struct err *e)
{
	const char *message = PQerrorMessage(s->db);
	char state[6];

	state_in(message, state);
	err_log(e, "connect %s: %s", state, message);
	if (state[0])
		return pg_error_state(s, state, e);
	if (PQconnectionNeedsPassword(s->db))
		return pg_error_state(s, "28P01", e);
	err_hint(e, "请检查地址是否写对、数据库服务器是否在运行、网络是否通");
	return err_set(e, ERR_IO, "连不上数据库服务器：%s", s->place);
}

static int64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The slow way, step by step, because only so the server's code of a refusal can be had. */
static int wait_connected(struct pg_store *s)
{
	int64_t until = monotonic_ms() + CONNECT_MS;
	PostgresPollingStatusType status = PGRES_POLLING_WRITING;

	while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
		struct pollfd p = { .fd = PQsocket(s->db),
			.events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT };
		int64_t left = until - monotonic_ms();
		int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
		if (ready == 0 || (ready < 0 && errno != EINTR))
			return -1;
		if (ready > 0)
			status = PQconnectPoll(s->db);
	}
	return status == PGRES_POLLING_OK ? 0 : -1;
}

static void ignore_notice(void *context, const PGresult *r)
{
	(void)context;
	(void)r;
}

static int connect_to(struct pg_store *s, const char *url, struct err *e)
{
	static const char *const names[] = { "application_name", "dbname", "client_encoding", NULL };
	const char *const values[] = { "bihuan", url, "UTF8", NULL };

	s->db = fault_hit(FAULT_ALLOC) ? NULL : PQconnectStartParams(names, values, 1);
	if (!s->db)
		return err_nomem(e);
	PQsetErrorVerbosity(s->db, PQERRORS_SQLSTATE);
	PQsetNoticeReceiver(s->db, ignore_notice, NULL);
	int rc = check_address(s, e);
	if (rc == 0)
		rc = note_place(s, e);
	if (rc < 0)
		return rc;
	if (PQstatus(s->db) == CONNECTION_BAD || wait_connected(s) < 0)
		return connect_error(s, e);
	PQsetErrorVerbosity(s->db, PQERRORS_DEFAULT);
	return 0;
}

static int check_server(struct pg_store *s, struct err *e)
{
	const char *encoding = PQparameterStatus(s->db, "server_encoding");

	if (PQserverVersion(s->db) < VERSION_MIN) {
		err_hint(e, "请使用 PostgreSQL %d 或更新的版本", VERSION_MIN / 10000);
		return err_set(e, ERR_DB, "数据库服务器的版本太旧：%s", s->place);
	}
	if (!encoding || strcmp(encoding, "UTF8") != 0) {
		err_hint(e, "请另建一个编码为 UTF8 的数据库");
		return err_set(e, ERR_DB, "数据库的编码不是 UTF8：%s", s->place);
	}
	return 0;
}

/* Answered means durable, also where the server's own settings say otherwise. */
static int set_up(struct pg_store *s, int busy_ms, struct err *e)
{
	char sql[512];

	snprintf(sql, sizeof sql,
		"SET client_min_messages = error; SET lock_timeout = %d; SET standard_conforming_strings = on;"
		" SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
		busy_ms > 0 ? busy_ms : BUSY_MS);
	return pg_exec(s, sql, e);
}

static int open_whole(const char *url, const struct store_options *o, struct store **ret, struct err *e)
{
	struct pg_store *s = fault_calloc(1, sizeof *s);

	if (!s)
		return err_nomem(e);
	s->base.driver = &store_postgres;
	int rc = connect_to(s, url, e);
	if (rc >= 0)
		rc = check_server(s, e);
	if (rc >= 0)
		rc = set_up(s, o->busy_ms, e);
	if (rc < 0) {
		pg_close(&s->base);
		return rc;
	}
	*ret = &s->base;
	return 0;
}

/* libpq wants the address with its scheme, which the caller has cut off just before `rest`. */
static int pg_open(const char *rest, const struct store_options *o, struct store **ret, struct err *e)
{
	size_t size = strlen(rest) + sizeof "postgresql:";
	char *url = fault_malloc(size);

	if (!url)
		return err_nomem(e);
	snprintf(url, size, "postgresql:%s", rest);
	int rc = open_whole(url, o, ret, e);
	free(url);
	return rc;
}

static const char *pg_version(const struct store *s)
{
	return PQparameterStatus(((const struct pg_store *)s)->db, "server_version");
}

static bool pg_usable(const struct store *s)
{
	return PQstatus(((const struct pg_store *)s)->db) == CONNECTION_OK;
}

/* --- transactions --- */

#define BEGIN_NEW "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
#define BEGIN_OURS BEGIN_NEW "; LOCK TABLE schema_history IN EXCLUSIVE MODE"

static const char *begin_write(const struct pg_store *s)
{
	return s->ours ? BEGIN_OURS : BEGIN_NEW;
}

/* One writer at a time, of all programs on the database: all that is written ends at the same few rows (the end of the chain, the
 * next number), so that two at once would only undo each other. The lock is waited for before the view is taken
 * (https://www.postgresql.org/docs/15/sql-lock.html), so that what the one before wrote is seen. */
static int find_history(struct pg_store *s, struct err *e)
{
	int64_t there = 0;

	if (s->ours)
		return 0;
	int rc = pg_number(s, "SELECT 1 WHERE to_regclass('schema_history') IS NOT NULL", &there, e);
	s->ours = rc == 0 && there == 1;
	return rc;
}

/* The SELECT makes the reader's view that of now, as in SQLite, and not of the first statement. */
static int pg_begin(struct store *base, enum store_access access, struct err *e)
{
	struct pg_store *s = of(base);

	if (pg_usable(base) && PQtransactionStatus(s->db) != PQTRANS_IDLE)
		pg_exec(s, "ROLLBACK", NULL);
	s->clean = true;
	s->marked_clean = false;
	if (access == STORE_WRITE) {
		int rc = find_history(s, e);
		return rc < 0 ? rc : pg_exec(s, begin_write(s), e);
	}
	return pg_exec(s, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1", e);
}

/* Whether a commit whose answer was lost took place, nobody can tell. */
static int lost_commit(struct pg_store *s, struct err *e)
{
	err_log(e, "connection lost during commit: %s", PQerrorMessage(s->db));
	err_hint(e, "请先查看内容是否已经写入，再决定是否重做");
	return err_set(e, ERR_IO, "提交时与数据库服务器的连接断开了，不知道是否已经写入：%s", s->place);
}

static int pg_commit(struct store *base, struct err *e)
{
	struct pg_store *s = of(base);

	int rc = pg_quiet(s, e);
	if (rc < 0)
		return rc;
	PGresult *r = PQexec(s->db, "COMMIT");
	if (PQresultStatus(r) == PGRES_COMMAND_OK && strcmp(PQcmdStatus(r), "COMMIT") != 0) {
		rc = err_set(e, ERR_INTERNAL, "程序内部错误（出错后没有撤销就提交）");
		err_log(e, "COMMIT answered %s", PQcmdStatus(r));
	} else if (PQresultStatus(r) != PGRES_COMMAND_OK && !pg_usable(base)) {
		rc = lost_commit(s, e);
	} else if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		rc = pg_error(s, r, "COMMIT", e);
	}
	PQclear(r);
	return rc;
}

static void pg_rollback(struct store *base)
{
	struct pg_store *s = of(base);

	pg_quiet(s, NULL);
	s->batch = false;
	if (pg_usable(base) && PQtransactionStatus(s->db) != PQTRANS_IDLE)
		pg_exec(s, "ROLLBACK", NULL);
}

/* The first savepoint before anything was done is the start of the transaction, which costs nothing to mark. */
static int pg_mark(struct store *base, enum store_mark what, unsigned depth, struct err *e)
{
	struct pg_store *s = of(base);
	char sql[80];
	int rc;

	if (depth == 1 && what == STORE_MARK && base->access == STORE_WRITE && s->clean) {
		s->marked_clean = true;
		return 0;
	}
	if (what == STORE_MARK_UNDO)
		pg_quiet(s, NULL);
	if (depth == 1 && s->marked_clean) {
		s->marked_clean = false;
		s->clean = what == STORE_MARK_UNDO;
		if (what != STORE_MARK_UNDO)
			return pg_quiet(s, e);
		rc = pg_exec(s, "ROLLBACK", e);
		return rc < 0 ? rc : pg_exec(s, begin_write(s), e);
	}
	s->clean = false;
	if (what == STORE_MARK_UNDO)
		snprintf(sql, sizeof sql, "ROLLBACK TO SAVEPOINT part%u; RELEASE SAVEPOINT part%u", depth, depth);
	else
		snprintf(sql, sizeof sql, what == STORE_MARK ? "SAVEPOINT part%u" : "RELEASE SAVEPOINT part%u", depth);
	return pg_exec(s, sql, e);
}

static int pg_batch(struct store *base, bool on, struct err *e)
{
	of(base)->batch = on;
	return on ? 0 : pg_quiet(of(base), e);
}

static int pg_script(struct store *base, const char *sql, struct err *e)
{
	of(base)->clean = false;
	return pg_exec(of(base), sql, e);
}

/* --- whole database --- */

/* Several programs may start at once on a new database: one makes the tables, the others wait. */
static int pg_lock_schema(struct store *base, bool on, struct err *e)
{
	struct pg_store *s = of(base);

	return pg_exec(s, on ? "SELECT pg_advisory_lock(" LOCK_KEY ")" : "SELECT pg_advisory_unlock(" LOCK_KEY ")", e);
}

/* Tables of extensions do not count: a provider may have put them into every database. */
static int pg_recognise(struct store *base, struct err *e)
{
	struct pg_store *s = of(base);
	int64_t tables = 0, history = 0;

	int rc = pg_number(s,
		"SELECT count(*) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
		" AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS (SELECT 1 FROM pg_depend d"
		" WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')",
		&tables, e);
	if (rc == 0)
		rc = pg_number(s,
			"SELECT count(*) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
			" AND c.relname = 'schema_history' AND obj_description(c.oid, 'pg_class') = '" MARK "'",
			&history, e);
	if (rc < 0)
		return rc;
	if (tables == 0)
		return 0;
	if (history == 1)
		return 1;
	err_hint(e, "请检查数据库地址是否写对；数据库没有被改动");
	return err_set(e, ERR_DB, "这是另一个程序的数据库：%s", s->place);
}

/* Every row of every table is read, large values too; what the server finds damaged it says. */
static int pg_verify(struct store *base, struct err *e)
{
	struct pg_store *s = of(base);
	PGresult *tables = ask(s,
		"SELECT format('SELECT count(t::text) FROM ONLY %I t', relname) FROM pg_class"
		" WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY relname",
		e);
	int64_t rows = 0;
	int rc = 0;

	if (!tables)
		return failure(e);
	for (int i = 0; i < PQntuples(tables) && rc >= 0; i++)
		rc = pg_number(s, PQgetvalue(tables, i, 0), &rows, e);
	PQclear(tables);
	return rc;
}

static int pg_backup(struct store *base, const char *path, struct err *e)
{
	(void)path;
	err_hint(e, "请在数据库服务器上用 pg_dump -Fc 备份");
	return err_set(e, ERR_USAGE, "PostgreSQL 数据库不能这样备份：%s", of(base)->place);
}

#define DRIVER(scheme_)                                                                                                \
	{                                                                                                              \
		.scheme = (scheme_), .dialect = "postgres", .version = pg_version, .open = pg_open, .close = pg_close, \
		.prepare = pg_prepare, .finalize = pg_finalize, .bind_int = pg_bind_int, .bind_text = pg_bind_text,    \
		.bind_blob = pg_bind_blob, .bind_null = pg_bind_null, .unbind = pg_unbind, .step = pg_step,            \
		.rewind = pg_rewind, .get_int = pg_int, .get_text = pg_text, .get_blob = pg_blob,                      \
		.is_null = pg_is_null, .script = pg_script, .begin = pg_begin, .commit = pg_commit,                    \
		.rollback = pg_rollback, .mark = pg_mark, .usable = pg_usable, .batch = pg_batch, .writers = WRITERS,  \
		.lock_schema = pg_lock_schema, .recognise = pg_recognise, .backup = pg_backup, .verify = pg_verify,    \
		.history_sql = "CREATE TABLE schema_history (number bigint NOT NULL PRIMARY KEY, name text NOT NULL,"  \
			       " sha256 text NOT NULL, applied_at text NOT NULL);"                                     \
			       "COMMENT ON TABLE schema_history IS '" MARK "';",                                       \
		.migrations = &store_postgres_migrations,                                                              \
	}

const struct store_driver store_postgres = DRIVER("postgresql:");
const struct store_driver store_postgres_short = DRIVER("postgres:");
