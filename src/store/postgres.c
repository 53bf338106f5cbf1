/* The PostgreSQL driver: commands, transactions, the database as a whole. */
#include "postgres.h"

#include "transfer.h"

enum { WRITERS = 1 };

/* "BHN1", as the application id of a SQLite file; the key of the lock around migrations. */
#define MARK "BHN1"
#define LOCK_KEY "1112034865"

/* --- plain commands --- */

static PGresult *ask_piped(struct pg_store *s, const char *sql)
{
	s->sent = s->touched = true;
	return PQsendQueryParams(s->db, sql, 0, NULL, NULL, NULL, NULL, 0) == 1 ? pg_answer(s) : NULL;
}

static PGresult *ask(struct pg_store *s, const char *sql, struct err *e)
{
	if (pg_quiet(s, e) < 0)
		return NULL;
	PGresult *r = s->reading ? ask_piped(s, sql) : PQexec(s->db, sql);
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

static bool pg_usable(const struct store *s)
{
	return PQstatus(((const struct pg_store *)s)->db) == CONNECTION_OK;
}

/* --- transactions --- */

#define BEGIN_NEW "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
/* Who writes alone needs no watch over what he reads. */
#define BEGIN_OURS "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE; LOCK TABLE schema_history IN EXCLUSIVE MODE"

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

static int set_reads(struct pg_store *s, bool on, struct err *e)
{
	int rc = pg_exec(
		s, on ? "SET default_transaction_read_only = on" : "SET default_transaction_read_only = off", e);

	if (rc == 0)
		s->only_reads = on;
	return rc;
}

int pg_allow_writes(struct pg_store *s, struct err *e)
{
	return s->only_reads ? set_reads(s, false, e) : 0;
}

static int begin_reading(struct pg_store *s, struct err *e)
{
	int rc = s->only_reads ? 0 : set_reads(s, true, e);

	return rc < 0 ? rc : pg_read_begin(s, e);
}

static int pg_begin(struct store *base, enum store_access access, struct err *e)
{
	struct pg_store *s = pg_store_of(base);

	int rc = pg_quiet(s, e);
	if (rc < 0)
		return rc;
	pg_ahead_drop(s);
	if (pg_usable(base) && PQtransactionStatus(s->db) != PQTRANS_IDLE)
		pg_exec(s, "ROLLBACK", NULL);
	s->clean = true;
	s->marked_clean = s->batch = false;
	if (access == STORE_READ)
		return begin_reading(s, e);
	s->begun++;
	rc = pg_join(s, e);
	if (rc >= 0)
		rc = find_history(s, e);
	if (rc >= 0 && s->changes)
		hot_forget(s->changes);
	return rc < 0 ? rc : pg_exec(s, begin_write(s), e);
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
	struct pg_store *s = pg_store_of(base);

	if (s->reading) {
		pg_read_end(s);
		return 0;
	}
	int rc = pg_quiet(s, e);
	if (rc < 0)
		return rc;
	pg_wait_commit(s);
	pg_commit_begins(s);
	PGresult *r = PQexec(s->db, "COMMIT");
	pg_commit_ends(s, pg_usable(base));
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
	struct pg_store *s = pg_store_of(base);

	if (s->reading) {
		pg_read_end(s);
		return;
	}
	pg_merge_drop(s);
	pg_ahead_drop(s);
	pg_batch_drop(s);
	pg_quiet(s, NULL);
	s->batch = false;
	if (pg_usable(base) && PQtransactionStatus(s->db) != PQTRANS_IDLE)
		pg_exec(s, "ROLLBACK", NULL);
}

/* The first savepoint before anything was done is the start of the transaction, which costs nothing to mark. */
static int pg_mark(struct store *base, enum store_mark what, unsigned depth, struct err *e)
{
	struct pg_store *s = pg_store_of(base);
	char sql[80];
	int rc;

	if (depth == 1 && what == STORE_MARK && base->access == STORE_WRITE && s->clean) {
		s->marked_clean = true;
		return 0;
	}
	if (what == STORE_MARK_UNDO) {
		pg_merge_drop(s);
		pg_batch_drop(s);
		pg_quiet(s, NULL);
	}
	if (depth == 1 && s->marked_clean) {
		s->marked_clean = false;
		s->clean = what == STORE_MARK_UNDO;
		if (what != STORE_MARK_UNDO)
			return pg_quiet(s, e);
		pg_ahead_drop(s); /* another view */
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
	struct pg_store *s = pg_store_of(base);

	s->batches += on && !s->batch;
	s->batch = on;
	s->streak = 0;
	return on ? 0 : pg_quiet(s, e);
}

static int pg_script(struct store *base, const char *sql, struct err *e)
{
	pg_store_of(base)->clean = false;
	pg_ahead_drop(pg_store_of(base));
	pg_note_all(pg_store_of(base));
	return pg_exec(pg_store_of(base), sql, e);
}

/* --- whole database --- */

/* Several programs may start at once on a new database: one makes the tables, the others wait. */
static int pg_lock_schema(struct store *base, bool on, struct err *e)
{
	struct pg_store *s = pg_store_of(base);

	return pg_exec(s, on ? "SELECT pg_advisory_lock(" LOCK_KEY ")" : "SELECT pg_advisory_unlock(" LOCK_KEY ")", e);
}

/* Tables of extensions do not count: a provider may have put them into every database. */
static int pg_recognise(struct store *base, struct err *e)
{
	struct pg_store *s = pg_store_of(base);
	int64_t found = 0;

	int rc = pg_number(s,
		"SELECT CASE WHEN count(*) = 0 THEN 0 WHEN count(*) FILTER (WHERE c.relname = 'schema_history'"
		" AND obj_description(c.oid, 'pg_class') = '" MARK "') = 1 THEN 1 ELSE 2 END"
		" FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
		" AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS (SELECT 1 FROM pg_depend d"
		" WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')",
		&found, e);
	if (rc < 0 || found < 2) {
		s->ours |= rc == 0 && found == 1;
		return rc < 0 ? rc : (int)found;
	}
	err_hint(e, "请检查数据库地址是否写对；数据库没有被改动");
	return err_set(e, ERR_DB, "这是另一个程序的数据库：%s", s->place);
}

/* Every row of every table is read, large values too; what the server finds damaged it says. */
static int pg_verify(struct store *base, struct err *e)
{
	struct pg_store *s = pg_store_of(base);
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

#define DRIVER(scheme_)                                                                                                \
	{                                                                                                              \
		.scheme = (scheme_), .dialect = "postgres", .open = pg_open, .close = pg_close, .prepare = pg_prepare, \
		.finalize = pg_finalize, .bind_int = pg_bind_int, .bind_text = pg_bind_text,                           \
		.bind_blob = pg_bind_blob, .bind_null = pg_bind_null, .unbind = pg_unbind, .step = pg_step,            \
		.ask = pg_ask, .answers = pg_answers, .put = pg_put, .send = pg_send, .rewind = pg_rewind,             \
		.get_int = pg_int, .get_text = pg_text, .get_blob = pg_blob, .is_null = pg_is_null,                    \
		.script = pg_script, .begin = pg_begin, .commit = pg_commit, .rollback = pg_rollback, .mark = pg_mark, \
		.usable = pg_usable, .batch = pg_batch, .share = pg_share, .sole = pg_sole, .newest = pg_newest,       \
		.linger = pg_linger, .torn = pg_torn, .forget = pg_forget, .remembers = pg_remembers,                  \
		.recall = pg_recall, .remember = pg_remember, .views_share = true, .writers = WRITERS,                 \
		.lock_schema = pg_lock_schema, .recognise = pg_recognise, .backup = transfer_to_file,                  \
		.verify = pg_verify,                                                                                   \
		.history_sql = "CREATE TABLE schema_history (number bigint NOT NULL PRIMARY KEY, name text NOT NULL,"  \
			       " sha256 text NOT NULL, applied_at text NOT NULL);"                                     \
			       "COMMENT ON TABLE schema_history IS '" MARK "';",                                       \
		.migrations = &store_postgres_migrations,                                                              \
	}

const struct store_driver store_postgres = DRIVER("postgresql:");
const struct store_driver store_postgres_short = DRIVER("postgres:");
