#include "script_store.h"

#include <pthread.h>

enum { LOG_MAX = 1 << 16 };

struct sc_store {
	struct store base;
	bool broken;
};

struct sc_stmt {
	struct store_stmt base;
	const char *sql;
	const struct script_rows *rows;
	size_t at; /* rows given so far */
	bool running;
};

static struct {
	pthread_mutex_t lock;
	const struct script_rows *rows;
	size_t count, log_len;
	long calls, left, more;
	char what[32], log[LOG_MAX];
	enum script_fault fault;
} script = { .lock = PTHREAD_MUTEX_INITIALIZER };

static const struct store_driver driver;

void script_begin(const struct script_rows *rows, size_t count)
{
	pthread_mutex_lock(&script.lock);
	script.rows = rows;
	script.count = count;
	script.log_len = 0;
	script.log[0] = '\0';
	script.calls = script.left = script.more = 0;
	pthread_mutex_unlock(&script.lock);
	store_add_driver(&driver);
}

void script_fail(const char *what, long n, long more, enum script_fault fault)
{
	pthread_mutex_lock(&script.lock);
	snprintf(script.what, sizeof script.what, "%s", what);
	script.left = n;
	script.more = more;
	script.fault = fault;
	pthread_mutex_unlock(&script.lock);
}

long script_calls(void)
{
	return script.calls;
}

const char *script_log(void)
{
	return script.log;
}

int script_count(const char *what)
{
	int n = 0;

	for (const char *p = script.log; *p; p = strchr(p, '\n') + 1)
		n += strncmp(p, what, strlen(what)) == 0;
	return n;
}

static void note(const char *line)
{
	size_t len = strlen(line);

	if (script.log_len + len + 2 > LOG_MAX)
		return;
	memcpy(script.log + script.log_len, line, len);
	memcpy(script.log + script.log_len + len, "\n", 2);
	script.log_len += len + 1;
}

static bool is_due(const char *line)
{
	if (strncmp(line, script.what, strlen(script.what)) != 0 || script.left + script.more <= 0)
		return false;
	if (script.left > 1) {
		script.left--;
		return false;
	}
	if (script.left == 1)
		script.left = 0;
	else
		script.more--;
	return true;
}

static int fail(struct sc_store *s, struct err *e)
{
	err_log(e, "scripted");
	if (script.fault == SCRIPT_MEETS && s)
		s->base.retry = true;
	if (script.fault == SCRIPT_BREAKS && s)
		s->broken = true;
	return script.fault == SCRIPT_MEETS ? err_set(e, ERR_CONFLICT, "与另一个修改冲突（剧本）")
					    : err_set(e, ERR_IO, "读写失败（剧本）");
}

/* Every call that counts comes through here. */
static int call(struct sc_store *s, const char *line, struct err *e)
{
	int rc = 0;

	pthread_mutex_lock(&script.lock);
	script.calls++;
	note(line);
	if (is_due(line))
		rc = fail(s, e);
	else if (s && s->broken)
		rc = err_set(e, ERR_IO, "连接断开了（剧本）");
	pthread_mutex_unlock(&script.lock);
	return rc;
}

static void say(const char *line)
{
	pthread_mutex_lock(&script.lock);
	note(line);
	pthread_mutex_unlock(&script.lock);
}

static struct sc_store *of(struct store *s)
{
	return (struct sc_store *)s;
}

static int sc_open(const char *rest, const struct store_options *o, struct store **ret, struct err *e)
{
	(void)rest, (void)o;
	int rc = call(NULL, "open", e);
	if (rc < 0)
		return rc;
	struct sc_store *s = calloc(1, sizeof *s);
	if (!s)
		return err_nomem(e);
	s->base.driver = &driver;
	*ret = &s->base;
	return 0;
}

static void sc_close(struct store *s)
{
	say("close");
	free(s);
}

static const struct script_rows *rows_of(const char *sql)
{
	for (size_t i = 0; i < script.count; i++) {
		if (strstr(sql, script.rows[i].sql))
			return &script.rows[i];
	}
	return NULL;
}

static int sc_prepare(struct store *s, const char *sql, struct store_stmt **ret, struct err *e)
{
	struct sc_stmt *st = calloc(1, sizeof *st);

	(void)s;
	if (!st)
		return err_nomem(e);
	st->sql = sql;
	st->rows = rows_of(sql);
	st->base.writes = strncmp(sql, "SELECT", 6) != 0;
	*ret = &st->base;
	return 0;
}

static void sc_finalize(struct store_stmt *st)
{
	free(st);
}

static void bind_int(struct store_stmt *st, int n, int64_t v)
{
	(void)st, (void)n, (void)v;
}

static void bind_bytes(struct store_stmt *st, int n, struct str v)
{
	(void)st, (void)n, (void)v;
}

static void bind_null(struct store_stmt *st, int n)
{
	(void)st, (void)n;
}

static void unbind(struct store_stmt *st)
{
	(void)st;
}

static int sc_step(struct store_stmt *base, struct err *e)
{
	struct sc_stmt *st = (struct sc_stmt *)base;

	if (!st->running) {
		int rc = call(of(base->store), st->sql, e);
		if (rc < 0)
			return rc;
		st->running = true;
	}
	if (!st->rows || st->at >= st->rows->rows)
		return 0;
	st->at++;
	return 1;
}

static void sc_rewind(struct store_stmt *base)
{
	struct sc_stmt *st = (struct sc_stmt *)base;

	st->running = false;
	st->at = 0;
}

static const char *cell(struct store_stmt *base, int col)
{
	struct sc_stmt *st = (struct sc_stmt *)base;

	return st->rows->cells[(st->at - 1) * st->rows->columns + (size_t)col];
}

static int64_t sc_int(struct store_stmt *st, int col)
{
	const char *text = cell(st, col);

	return text ? strtoll(text, NULL, 10) : 0;
}

static struct str sc_text(struct store_stmt *st, int col)
{
	return str_from(cell(st, col));
}

static bool sc_is_null(struct store_stmt *st, int col)
{
	return cell(st, col) == NULL;
}

static int sc_script(struct store *s, const char *sql, struct err *e)
{
	(void)sql;
	return call(of(s), "script", e);
}

static int sc_begin(struct store *s, enum store_access access, struct err *e)
{
	return call(of(s), access == STORE_WRITE ? "begin write" : "begin read", e);
}

static int sc_commit(struct store *s, struct err *e)
{
	return call(of(s), "commit", e);
}

static void sc_rollback(struct store *s)
{
	(void)s;
	say("rollback");
}

static int sc_mark(struct store *s, enum store_mark what, unsigned depth, struct err *e)
{
	static const char *const words[] = {
		[STORE_MARK] = "mark", [STORE_MARK_RELEASE] = "release", [STORE_MARK_UNDO] = "undo"
	};
	char line[16];

	snprintf(line, sizeof line, "%s %u", words[what], depth);
	return call(of(s), line, e);
}

static bool sc_usable(const struct store *s)
{
	return !((const struct sc_store *)s)->broken;
}

static int sc_recognise(struct store *s, struct err *e)
{
	(void)s, (void)e;
	return 1;
}

static int sc_backup(struct store *s, const char *path, struct err *e)
{
	(void)s, (void)path;
	return err_set(e, ERR_USAGE, "剧本不能备份");
}

static int sc_verify(struct store *s, struct err *e)
{
	(void)s, (void)e;
	return 0;
}

static const struct store_migrations no_migrations = { NULL, 0 };

static const struct store_driver driver = {
	.scheme = "script:",
	.dialect = "sqlite",
	.open = sc_open,
	.close = sc_close,
	.prepare = sc_prepare,
	.finalize = sc_finalize,
	.bind_int = bind_int,
	.bind_text = bind_bytes,
	.bind_blob = bind_bytes,
	.bind_null = bind_null,
	.unbind = unbind,
	.step = sc_step,
	.rewind = sc_rewind,
	.get_int = sc_int,
	.get_text = sc_text,
	.get_blob = sc_text,
	.is_null = sc_is_null,
	.script = sc_script,
	.begin = sc_begin,
	.commit = sc_commit,
	.rollback = sc_rollback,
	.mark = sc_mark,
	.usable = sc_usable,
	.writers = 1,
	.recognise = sc_recognise,
	.backup = sc_backup,
	.verify = sc_verify,
	.history_sql = "",
	.migrations = &no_migrations,
};
