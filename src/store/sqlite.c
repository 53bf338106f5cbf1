/* The SQLite driver. */
#include "sqlite.h"

#include "fault.h"
#include "sqlite_carry.h"
#include "sqlite_wal.h"

#include <pthread.h>
#include <stdint.h>

#define APPLICATION_ID 0x42484E31 /* "BHN1" */

enum { BUSY_MS = 10000, WAL_RETRY_MS = 10 };

struct sq_stmt {
	struct store_stmt base;
	sqlite3_stmt *h;
	int params;
	int index[STORE_PARAMS_MAX + 1]; /* SQLite numbers $n by first appearance */
	struct sq_tables tables;         /* that it changes */
};

static struct sq_store *of(struct store *s)
{
	return (struct sq_store *)s;
}

static struct sq_stmt *stmt_of(struct store_stmt *st)
{
	return (struct sq_stmt *)st;
}

/* --- opening --- */

static int pragma(struct sq_store *s, const char *sql, struct err *e)
{
	int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : sq_error(s, code, sql, e);
}

static int harden(struct sq_store *s, struct err *e)
{
	static const struct {
		int option, value;
	} options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	};

	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
		int code = sqlite3_db_config(s->db, options[i].option, options[i].value, NULL);
		if (code != SQLITE_OK)
			return sq_error(s, code, "db_config", e);
	}
	sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 0);
	return sq_functions(s, e);
}

static int to_wal(struct sq_store *s, char mode[8])
{
	sqlite3_stmt *h = NULL;

	int code = sqlite3_prepare_v2(s->db, "PRAGMA journal_mode=WAL", -1, &h, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(h);
	if (code == SQLITE_ROW) {
		const unsigned char *text = sqlite3_column_text(h, 0);
		snprintf(mode, 8, "%s", text ? (const char *)text : "");
	}
	sqlite3_finalize(h);
	return code == SQLITE_ROW ? SQLITE_OK : code;
}

/* Two programs that open a new database at once: changing the mode does not wait by itself. */
static int use_wal(struct sq_store *s, int busy_ms, struct err *e)
{
	char mode[8] = "";
	int code;

	for (int waited = 0; (code = to_wal(s, mode)) == SQLITE_BUSY && waited < busy_ms; waited += WAL_RETRY_MS)
		sqlite3_sleep(WAL_RETRY_MS);
	if (code != SQLITE_OK)
		return sq_error(s, code, "PRAGMA journal_mode=WAL", e);
	if (strcmp(mode, "wal") == 0)
		return 0;
	err_hint(e, "请把数据目录放到本机磁盘（网络共享盘不行）");
	return err_set(e, ERR_IO, "数据目录所在的磁盘不支持数据库需要的锁：%s", s->path);
}

static int limit_size(struct sq_store *s, int64_t max_bytes, struct err *e)
{
	char sql[64];

	if (max_bytes <= 0)
		return 0;
	snprintf(sql, sizeof sql, "PRAGMA max_page_count=%lld", (long long)(max_bytes / 4096));
	return pragma(s, sql, e);
}

static int prepare_own(struct sq_store *s, const char *sql, sqlite3_stmt **ret, struct err *e)
{
	int code = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL);

	return code == SQLITE_OK ? 0 : sq_error(s, code, sql, e);
}

static int set_up(struct sq_store *s, const struct store_options *o, struct err *e)
{
	int busy_ms = o->busy_ms > 0 ? o->busy_ms : BUSY_MS;

	s->journal_pages = o->journal_pages;
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, busy_ms);
	int rc = harden(s, e);
	if (rc == 0 && sqlite3_db_readonly(s->db, "main") == 1)
		rc = sq_error(s, SQLITE_READONLY, "open", e);
	if (rc == 0)
		rc = use_wal(s, busy_ms, e);
	if (rc == 0)
		rc = pragma(s, "PRAGMA synchronous=FULL", e);
	if (rc == 0)
		rc = pragma(s,
			"PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=8000; PRAGMA cache_size=-8000",
			e);
	if (rc == 0)
		rc = limit_size(s, o->max_bytes, e);
	if (rc == 0)
		rc = prepare_own(s, "ROLLBACK", &s->undo, e);
	if (rc == 0)
		rc = prepare_own(s, "BEGIN", &s->begin, e);
	return rc == 0 ? prepare_own(s, "SELECT 1 FROM sqlite_schema LIMIT 1", &s->look, e) : rc;
}

static void sq_close(struct store *base)
{
	struct sq_store *s = of(base);

	sq_carry_end(s->carrier);
	sqlite3_finalize(s->undo);
	sqlite3_finalize(s->begin);
	sqlite3_finalize(s->look);
	sqlite3_close_v2(s->db);
	sq_write_ends(s);
	free(s->changes);
	free(s->path);
	free(s);
}

/* SQLite's statistics of memory cost one lock for all threads at every allocation. */
static void without_statistics(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int sq_open(const char *path, const struct store_options *o, struct store **ret, struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct sq_store *s = fault_calloc(1, sizeof *s);

	if (!s)
		return err_nomem(e);
	pthread_once(&once, without_statistics);
	s->base.driver = &store_sqlite;
	size_t len = strlen(path);
	s->path = fault_malloc(len + 1);
	if (!s->path) {
		sq_close(&s->base);
		return err_nomem(e);
	}
	memcpy(s->path, path, len + 1);
	int code = sqlite3_open_v2(
		path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, sq_wal_vfs());
	int rc = code == SQLITE_OK ? set_up(s, o, e) : sq_error(s, code, "open", e);
	if (rc < 0) {
		sq_close(&s->base);
		return rc;
	}
	*ret = &s->base;
	return 0;
}

/* --- statements --- */

static int map_params(struct sq_stmt *st)
{
	char name[16];

	st->params = sqlite3_bind_parameter_count(st->h);
	if (st->params > STORE_PARAMS_MAX)
		return -1;
	for (int n = 1; n <= st->params; n++) {
		snprintf(name, sizeof name, "$%d", n);
		st->index[n] = sqlite3_bind_parameter_index(st->h, name);
		if (st->index[n] == 0)
			return -1;
	}
	return 0;
}

static void sq_finalize(struct store_stmt *base)
{
	struct sq_stmt *st = stmt_of(base);

	sqlite3_finalize(st->h);
	free(st);
}

static int sq_prepare(struct store *base, const char *sql, struct store_stmt **ret, struct err *e)
{
	struct sq_store *s = of(base);
	const char *tail = "";
	struct sq_stmt *st = fault_calloc(1, sizeof *st);

	if (!st)
		return err_nomem(e);
	st->tables.all = s->changes == NULL; /* nobody says which */
	s->preparing = &st->tables;
	int code = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st->h, &tail);
	s->preparing = NULL;
	if (code != SQLITE_OK) {
		free(st);
		return sq_error(s, code, sql, e);
	}
	if (!st->h || *tail != '\0' || map_params(st) < 0) {
		sq_finalize(&st->base);
		err_log(e, "not one statement with $1..$n: %s", sql);
		return err_set(e, ERR_INTERNAL, "程序内部错误（数据库语句）");
	}
	st->base.writes = !sqlite3_stmt_readonly(st->h);
	st->tables.all |= st->tables.rows && strcasestr(sql, "replace");
	*ret = &st->base;
	return 0;
}

static void remember(struct sq_stmt *st, int code)
{
	if (code == SQLITE_OK || st->base.error < 0)
		return;
	st->base.error = code == SQLITE_NOMEM ? ERR_NOMEM : code == SQLITE_TOOBIG ? ERR_LIMIT : ERR_INTERNAL;
}

/* SQLite refuses index 0 by itself. */
static int slot(const struct sq_stmt *st, int n)
{
	return n >= 1 && n <= st->params ? st->index[n] : 0;
}

static void sq_bind_int(struct store_stmt *base, int n, int64_t v)
{
	struct sq_stmt *st = stmt_of(base);

	remember(st, sqlite3_bind_int64(st->h, slot(st, n), v));
}

static void sq_bind_text(struct store_stmt *base, int n, struct str v)
{
	struct sq_stmt *st = stmt_of(base);

	remember(st, sqlite3_bind_text64(st->h, slot(st, n), v.ptr, v.len, SQLITE_STATIC, SQLITE_UTF8));
}

static void sq_bind_blob(struct store_stmt *base, int n, struct str v)
{
	struct sq_stmt *st = stmt_of(base);

	remember(st, sqlite3_bind_blob64(st->h, slot(st, n), v.ptr, v.len, SQLITE_STATIC));
}

static void sq_bind_null(struct store_stmt *base, int n)
{
	struct sq_stmt *st = stmt_of(base);

	remember(st, sqlite3_bind_null(st->h, slot(st, n)));
}

static void sq_unbind(struct store_stmt *base)
{
	sqlite3_clear_bindings(stmt_of(base)->h);
}

static int sq_step(struct store_stmt *base, struct err *e)
{
	struct sq_stmt *st = stmt_of(base);

	if (base->writes)
		sq_note_tables(of(base->store), &st->tables);
	int code = sqlite3_step(st->h);
	if (code == SQLITE_ROW)
		return 1;
	if (code != SQLITE_DONE) {
		int rc = sq_error(of(base->store), code, base->sql, e);
		sqlite3_reset(st->h);
		return rc;
	}
	if (base->writes)
		base->store->changes = sqlite3_changes64(of(base->store)->db);
	return 0;
}

static void sq_rewind(struct store_stmt *base)
{
	sqlite3_reset(stmt_of(base)->h);
}

static int64_t sq_int(struct store_stmt *base, int col)
{
	return sqlite3_column_int64(stmt_of(base)->h, col);
}

static bool sq_is_null(struct store_stmt *base, int col)
{
	return sqlite3_column_type(stmt_of(base)->h, col) == SQLITE_NULL;
}

/* A value at hand costs one look at the row; each sqlite3_column_...() another. Connections are opened for one thread each, so a value
 * may be read as it is. */
static sqlite3_value *value_at(struct store_stmt *base, int col)
{
	return sqlite3_column_value(stmt_of(base)->h, col);
}

static bool sq_int_if(struct store_stmt *base, int col, int64_t *ret)
{
	sqlite3_value *v = value_at(base, col);

	if (sqlite3_value_type(v) == SQLITE_NULL)
		return false;
	*ret = sqlite3_value_int64(v);
	return true;
}

/* What SQLite gives no pointer for is NULL, empty, or more than there is memory for. */
static struct str slice(struct store_stmt *base, sqlite3_value *v, const void *p)
{
	if (!p && sqlite3_value_type(v) == SQLITE_NULL)
		return STR_NONE;
	int len = sqlite3_value_bytes(v);
	if (!p && len > 0)
		remember(stmt_of(base), SQLITE_NOMEM);
	return p ? (struct str){ p, (size_t)len } : STR("");
}

static struct str sq_text(struct store_stmt *base, int col)
{
	sqlite3_value *v = value_at(base, col);

	return slice(base, v, sqlite3_value_text(v));
}

static struct str sq_blob(struct store_stmt *base, int col)
{
	sqlite3_value *v = value_at(base, col);

	return slice(base, v, sqlite3_value_blob(v));
}

static int sq_script(struct store *base, const char *sql, struct err *e)
{
	sq_note_tables(of(base), &(const struct sq_tables){ .all = true });
	return pragma(of(base), sql, e);
}

/* --- transactions --- */

static int run(struct store *base, const char *sql, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(base, sql, &st, e);
	while (rc >= 0 && (rc = sq_step(st, e)) > 0)
		;
	return rc;
}

/* Some errors (a full disk) have rolled back already. Should it fail even so, the next begin tries again; the journal
 * holds no commit, so nobody else ever sees what was written. */
static void undo(struct sq_store *s)
{
	if (!sqlite3_get_autocommit(s->db)) {
		sqlite3_step(s->undo);
		sqlite3_reset(s->undo);
	}
	sq_write_ends(s);
}

static int run_own(struct sq_store *s, sqlite3_stmt *h, struct err *e)
{
	int code;

	while ((code = sqlite3_step(h)) == SQLITE_ROW)
		continue;
	int rc = code == SQLITE_DONE ? 0 : sq_error(s, code, sqlite3_sql(h), e);
	sqlite3_reset(h);
	return rc;
}

enum { INDEX_PART = 32768 };

/* "The WAL-Index File Format" of SQLite's documentation: 48 bytes with a count of the commits and sums over them, in memory that all
 * programs on the database share. */
static const volatile uint64_t *find_index(struct sq_store *s)
{
	volatile void *at = NULL;
	sqlite3_file *f = NULL;

	if (s->index || !sq_wal_is_open(s->db) ||
		sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER, (void *)&f) != SQLITE_OK)
		return s->index;
	if (f && f->pMethods && f->pMethods->iVersion >= 2 &&
		f->pMethods->xShmMap(f, 0, INDEX_PART, 0, &at) == SQLITE_OK)
		s->index = at;
	return s->index;
}

bool sq_read_head(struct sq_store *s, uint64_t out[HOT_HEAD])
{
	const volatile uint64_t *index = find_index(s);

	for (size_t i = 0; index && i < HOT_HEAD; i++)
		out[i] = index[i];
	return index != NULL;
}

/* Between two heads that are the same lies no commit, so this one is of the view's moment. */
static int look(struct sq_store *s, struct err *e)
{
	uint64_t before[HOT_HEAD], after[HOT_HEAD];

	bool known = sq_read_head(s, before);
	int rc = run_own(s, s->look, e);
	known = known && rc >= 0 && sq_read_head(s, after) && memcmp(before, after, sizeof after) == 0;
	if (known)
		memcpy(s->seen, after, sizeof after);
	else
		memset(s->seen, 0, sizeof s->seen);
	return rc;
}

bool sq_newest(const struct store *base)
{
	const struct sq_store *s = (const struct sq_store *)base;

	for (size_t i = 0; i < HOT_HEAD; i++)
		if (!s->index || s->index[i] != s->seen[i])
			return false;
	return true;
}

/* From the begin to the commit nobody else writes: the head is that of what the transaction begins with. */
static int begin_writing(struct sq_store *s, struct err *e)
{
	sq_write_begins(s);
	int rc = run(&s->base, "BEGIN IMMEDIATE", e);
	if (rc < 0 || !sq_read_head(s, s->began))
		sq_write_ends(s);
	return rc;
}

static int sq_begin(struct store *base, enum store_access access, struct err *e)
{
	struct sq_store *s = of(base);

	undo(s);
	if (access == STORE_WRITE)
		return begin_writing(s, e);
	int rc = run_own(s, s->begin, e);
	/* A deferred transaction gets its view with the first read, which must not be left to chance. */
	if (rc == 0)
		rc = look(s, e);
	if (rc < 0)
		undo(s);
	return rc;
}

static int sq_commit(struct store *base, struct err *e)
{
	struct sq_store *s = of(base);

	int rc = run(base, "COMMIT", e);
	if (rc >= 0) {
		sq_write_committed(s, s->began);
		sq_write_ends(s);
	}
	return rc;
}

static void sq_rollback(struct store *base)
{
	undo(of(base));
}

static int sq_mark(struct store *base, enum store_mark what, unsigned depth, struct err *e)
{
	static const char *const words[] = {
		[STORE_MARK] = "SAVEPOINT", [STORE_MARK_RELEASE] = "RELEASE", [STORE_MARK_UNDO] = "ROLLBACK TO"
	};
	char sql[32];

	snprintf(sql, sizeof sql, "%s part%u", words[what], depth);
	int rc = run(base, sql, e);
	if (rc >= 0 && what == STORE_MARK_UNDO)
		rc = sq_mark(base, STORE_MARK_RELEASE, depth, e);
	if (rc < 0 && what == STORE_MARK_UNDO)
		undo(of(base));
	return rc;
}

/* --- whole database --- */

static int first_int(struct sq_store *s, const char *sql, int64_t *ret, struct err *e)
{
	sqlite3_stmt *h = NULL;

	int code = sqlite3_prepare_v2(s->db, sql, -1, &h, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(h);
	if (code == SQLITE_ROW)
		*ret = sqlite3_column_int64(h, 0);
	int rc = code == SQLITE_ROW ? 0 : sq_error(s, code, sql, e);
	sqlite3_finalize(h);
	return rc;
}

static int sq_recognise(struct store *base, struct err *e)
{
	struct sq_store *s = of(base);
	int64_t id = 0, tables = 0, history = 0;

	int rc = first_int(s, "SELECT count(*) FROM sqlite_schema", &tables, e);
	if (rc == 0)
		rc = first_int(s, "PRAGMA application_id", &id, e);
	if (rc == 0)
		rc = first_int(s, "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_history'", &history, e);
	if (rc < 0)
		return rc;
	if (tables == 0 && id == 0)
		return 0;
	if (id == APPLICATION_ID && history == 1)
		return 1;
	err_hint(e, "请检查数据目录是否选对；文件没有被改动");
	return err_set(e, ERR_DB, "这是另一个程序的数据库：%s", s->path);
}

static int sq_verify(struct store *base, struct err *e)
{
	struct sq_store *s = of(base);
	sqlite3_stmt *h = NULL;
	int rc = 0;

	int code = sqlite3_prepare_v2(s->db, "PRAGMA integrity_check(1)", -1, &h, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(h);
	const char *text = code == SQLITE_ROW ? (const char *)sqlite3_column_text(h, 0) : NULL;
	if (code != SQLITE_ROW)
		rc = sq_error(s, code, "integrity_check", e);
	else if (!text || strcmp(text, "ok") != 0)
		rc = sq_error(s, SQLITE_CORRUPT, text ? text : "", e);
	sqlite3_finalize(h);
	h = NULL;
	if (rc < 0)
		return rc;
	code = sqlite3_prepare_v2(s->db, "PRAGMA foreign_key_check", -1, &h, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(h);
	if (code != SQLITE_DONE)
		rc = sq_error(s, code == SQLITE_ROW ? SQLITE_CORRUPT : code, "foreign_key_check", e);
	sqlite3_finalize(h);
	return rc;
}

const struct store_driver store_sqlite = {
	.scheme = "sqlite:",
	.dialect = "sqlite",
	.open = sq_open,
	.close = sq_close,
	.prepare = sq_prepare,
	.finalize = sq_finalize,
	.bind_int = sq_bind_int,
	.bind_text = sq_bind_text,
	.bind_blob = sq_bind_blob,
	.bind_null = sq_bind_null,
	.unbind = sq_unbind,
	.step = sq_step,
	.rewind = sq_rewind,
	.get_int = sq_int,
	.get_int_if = sq_int_if,
	.get_text = sq_text,
	.get_blob = sq_blob,
	.is_null = sq_is_null,
	.script = sq_script,
	.begin = sq_begin,
	.newest = sq_newest,
	.share = sq_share,
	.remembers = sq_remembers,
	.recall = sq_recall,
	.remember = sq_remember,
	.commit = sq_commit,
	.rollback = sq_rollback,
	.mark = sq_mark,
	.writers = 1,
	.views_share = true,
	.recognise = sq_recognise,
	.backup = sq_backup,
	.verify = sq_verify,
	.history_sql = "PRAGMA application_id = 1112034865;"
		       "CREATE TABLE schema_history (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
		       " sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;",
	.migrations = &store_sqlite_migrations,
};
