/* Statements of the PostgreSQL driver.
 *
 * A statement is prepared on the server with its first run, when the bind calls have told the parameters' types. Values go
 * over in binary. Rows come one at a time; when the connection is needed for something else while they come, the rest is
 * kept in memory, up to a limit. */
#include "postgres.h"

#include "fault.h"

#include <ctype.h>
#include <endian.h>
#include <limits.h>

enum {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_NAME = 19,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_TEXT = 25,
	OID_BPCHAR = 1042,
	OID_VARCHAR = 1043,
	WINDOW = 128, /* runs sent before their answers are read: they must fit into the sockets' buffers */
};

#define KEPT_MAX ((size_t)64 << 20)

enum state { IDLE, STREAMING, KEPT, ENDED };

struct pg_stmt {
	struct store_stmt base;
	uint64_t number; /* its name on the server; 0: not prepared */
	int params;
	enum state state;
	bool binary, gives_rows;
	Oid types[STORE_PARAMS_MAX], prepared[STORE_PARAMS_MAX];
	struct str values[STORE_PARAMS_MAX]; /* .ptr NULL: NULL */
	uint64_t numbers[STORE_PARAMS_MAX];
	PGresult *row;
	PGresult **kept; /* rows behind the current one, and what ended them */
	size_t kept_count, kept_at, kept_size;
};

static struct pg_store *of(struct store *s)
{
	return (struct pg_store *)s;
}

static struct pg_stmt *stmt_of(struct store_stmt *st)
{
	return (struct pg_stmt *)st;
}

static void name_of(uint64_t number, char out[24])
{
	snprintf(out, 24, "s%llu", (unsigned long long)number);
}

/* --- reading the text --- */

/* Behind a quoted part; its end when it is not closed. */
static const char *skip_quoted(const char *p)
{
	const char *end = strchr(p + 1, *p);

	return end ? end + 1 : p + strlen(p);
}

static bool is_word(const char *p, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(p, word, len) == 0;
}

static bool is_writing(const char *p, size_t len)
{
	return is_word(p, len, "INSERT") || is_word(p, len, "UPDATE") || is_word(p, len, "DELETE");
}

/* The highest $n, and whether it writes: what begins with a word that only reads, and holds none that writes, does not. */
static int scan(const char *sql, bool *ret_writes)
{
	long highest = 0;
	bool first = true;

	*ret_writes = false;
	for (const char *p = sql; *p;) {
		if (*p == '\'' || *p == '"') {
			p = skip_quoted(p);
		} else if (*p == '$' && isdigit((unsigned char)p[1])) {
			long n = strtol(p + 1, NULL, 10);
			highest = n > highest ? n : highest;
			p++;
		} else if (isalpha((unsigned char)*p) || *p == '_') {
			size_t len = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");
			bool reads = is_word(p, len, "SELECT") || is_word(p, len, "WITH") || is_word(p, len, "VALUES");
			*ret_writes |= (first && !reads) || is_writing(p, len);
			first = false;
			p += len;
		} else {
			p++;
		}
	}
	return highest > STORE_PARAMS_MAX ? -1 : (int)highest;
}

int pg_prepare(struct store *base, const char *sql, struct store_stmt **ret, struct err *e)
{
	bool writes;
	int params = scan(sql, &writes);

	(void)base;
	if (params < 0) {
		err_log(e, "parameters: %s", sql);
		return err_set(e, ERR_INTERNAL, "程序内部错误（数据库语句）");
	}
	struct pg_stmt *st = fault_calloc(1, sizeof *st);
	if (!st)
		return err_nomem(e);
	st->params = params;
	st->base.writes = writes;
	*ret = &st->base;
	return 0;
}

/* --- values --- */

static bool has_slot(struct pg_stmt *st, int n)
{
	if (n >= 1 && n <= st->params)
		return true;
	if (st->base.error == 0)
		st->base.error = ERR_INTERNAL;
	return false;
}

static void bind(struct pg_stmt *st, int n, Oid type, struct str v)
{
	if (!has_slot(st, n))
		return;
	if (v.len > INT_MAX && st->base.error == 0)
		st->base.error = ERR_LIMIT;
	st->types[n - 1] = type;
	st->values[n - 1] = v;
}

void pg_bind_int(struct store_stmt *base, int n, int64_t v)
{
	struct pg_stmt *st = stmt_of(base);

	if (!has_slot(st, n))
		return;
	st->numbers[n - 1] = htobe64((uint64_t)v);
	bind(st, n, OID_INT8, (struct str){ (const char *)&st->numbers[n - 1], sizeof st->numbers[n - 1] });
}

void pg_bind_text(struct store_stmt *base, int n, struct str v)
{
	bind(stmt_of(base), n, OID_TEXT, v);
}

void pg_bind_blob(struct store_stmt *base, int n, struct str v)
{
	bind(stmt_of(base), n, OID_BYTEA, v);
}

/* The type is what it was before, or what the statement makes of it. */
void pg_bind_null(struct store_stmt *base, int n)
{
	bind(stmt_of(base), n, 0, STR_NONE);
}

void pg_unbind(struct store_stmt *base)
{
	struct pg_stmt *st = stmt_of(base);

	for (int i = 0; i < st->params; i++) {
		st->types[i] = 0;
		st->values[i] = STR_NONE;
	}
}

/* --- on the server --- */

static bool fits(const struct pg_stmt *st)
{
	for (int i = 0; i < st->params; i++) {
		if (st->types[i] != 0 && st->types[i] != st->prepared[i])
			return false;
	}
	return st->number != 0;
}

/* Inside a failed transaction the server refuses; the connection's end removes it then. */
static void forget(struct pg_stmt *st)
{
	struct pg_store *s = of(st->base.store);
	char name[24], sql[48];

	if (st->number == 0)
		return;
	name_of(st->number, name);
	st->number = 0;
	if (s->base.closing || (s->base.open && s->base.failed) || PQstatus(s->db) != CONNECTION_OK)
		return;
	snprintf(sql, sizeof sql, "DEALLOCATE %s", name);
	pg_exec(s, sql, NULL);
}

static bool can_be_binary(Oid type)
{
	static const Oid known[] = { OID_BOOL, OID_BYTEA, OID_NAME, OID_INT8, OID_INT2, OID_INT4, OID_TEXT, OID_BPCHAR,
		OID_VARCHAR };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (known[i] == type)
			return true;
	}
	return false;
}

/* Rows come in binary when there are bytes among their columns (twice as short as in text) and all else is known so. */
static void choose_format(struct pg_stmt *st, const PGresult *r)
{
	bool bytes = false, all = true;

	for (int i = 0; i < PQnfields(r); i++) {
		bytes |= PQftype(r, i) == OID_BYTEA;
		all &= can_be_binary(PQftype(r, i));
	}
	st->binary = bytes && all;
	st->gives_rows = PQnfields(r) > 0;
}

static int describe(struct pg_stmt *st, const char *name, struct err *e)
{
	struct pg_store *s = of(st->base.store);
	PGresult *r = PQdescribePrepared(s->db, name);
	int rc = 0;

	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		rc = pg_error(s, r, st->base.sql, e);
	} else if (PQnparams(r) != st->params) {
		err_log(e, "parameters: %s", st->base.sql);
		rc = err_set(e, ERR_INTERNAL, "程序内部错误（数据库语句）");
	} else {
		choose_format(st, r);
	}
	PQclear(r);
	return rc;
}

static int prepare_there(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = of(st->base.store);
	char name[24];

	int rc = pg_quiet(s, e);
	if (rc < 0)
		return rc;
	forget(st);
	for (int i = 0; i < st->params; i++)
		st->prepared[i] = st->types[i] ? st->types[i] : st->prepared[i];
	name_of(++s->named, name);
	PGresult *r = PQprepare(s->db, name, st->base.sql, st->params, st->prepared);
	rc = PQresultStatus(r) == PGRES_COMMAND_OK ? 0 : pg_error(s, r, st->base.sql, e);
	PQclear(r);
	if (rc < 0)
		return rc;
	st->number = s->named;
	rc = describe(st, name, e);
	if (rc < 0)
		st->number = 0;
	return rc;
}

static int send_run(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = of(st->base.store);
	const char *values[STORE_PARAMS_MAX];
	int lengths[STORE_PARAMS_MAX], formats[STORE_PARAMS_MAX];
	char name[24];

	for (int i = 0; i < st->params; i++) {
		values[i] = st->values[i].ptr;
		lengths[i] = (int)st->values[i].len;
		formats[i] = 1;
	}
	name_of(st->number, name);
	if (PQsendQueryPrepared(s->db, name, st->params, values, lengths, formats, st->binary) == 1)
		return 0;
	return pg_error(s, NULL, st->base.sql, e);
}

/* --- rows --- */

static void drop_rows(struct pg_stmt *st)
{
	PQclear(st->row);
	st->row = NULL;
	while (st->kept_at < st->kept_count)
		PQclear(st->kept[st->kept_at++]);
	free((void *)st->kept);
	st->kept = NULL;
	st->kept_at = st->kept_count = st->kept_size = 0;
}

/* What ended the rows: a code, and how many rows were changed. */
static int end_rows(struct pg_stmt *st, PGresult *r, struct err *e)
{
	struct pg_store *s = of(st->base.store);
	ExecStatusType status = PQresultStatus(r);
	int rc = 0;

	st->state = ENDED;
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
		if (st->base.writes)
			s->base.changes = strtoll(PQcmdTuples(r), NULL, 10);
	} else {
		rc = status == PGRES_EMPTY_QUERY ? ERR_INTERNAL : pg_error(s, r, st->base.sql, e);
		if (status == PGRES_EMPTY_QUERY) {
			err_log(e, "empty: %s", st->base.sql);
			err_set(e, ERR_INTERNAL, "程序内部错误（数据库语句）");
		}
	}
	if (r) {
		const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
		if (state && strcmp(state, "0A000") == 0) { /* a table it uses was changed since */
			st->number = 0;
			s->base.retry = true;
		}
	}
	PQclear(r);
	return rc;
}

/* The connection is free after the last answer. */
static void finish_stream(struct pg_store *s)
{
	PGresult *r;

	while ((r = PQgetResult(s->db)) != NULL)
		PQclear(r);
	s->streaming = NULL;
}

static int next_streamed(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = of(st->base.store);
	PGresult *r = PQgetResult(s->db);

	if (PQresultStatus(r) == PGRES_SINGLE_TUPLE) {
		st->row = r;
		return 1;
	}
	int rc = end_rows(st, r, e);
	finish_stream(s);
	return rc;
}

static int next_kept(struct pg_stmt *st, struct err *e)
{
	PGresult *r = st->kept[st->kept_at++];

	if (PQresultStatus(r) == PGRES_SINGLE_TUPLE) {
		st->row = r;
		return 1;
	}
	return end_rows(st, r, e);
}

/* A result put behind those kept; it is gone when there is no room. */
static bool keep(struct pg_stmt *st, PGresult *r)
{
	size_t count = st->kept_count;

	if ((count & (count - 1)) == 0) {
		PGresult **more = fault_realloc((void *)st->kept, (count ? 2 * count : 1) * sizeof(PGresult *));
		if (!more) {
			PQclear(r);
			return false;
		}
		st->kept = more;
	}
	st->kept_size += PQresultMemorySize(r);
	st->kept[st->kept_count++] = r;
	return true;
}

/* The rows still to come, kept with the statement. Its own next step tells what went wrong. */
static void keep_stream(struct pg_store *s)
{
	struct pg_stmt *st = s->streaming;
	bool room = true;
	PGresult *r;

	while ((r = PQgetResult(s->db)) != NULL) {
		if (room)
			room = keep(st, r);
		else
			PQclear(r);
		if (room && st->kept_size > KEPT_MAX) {
			st->base.error = ERR_LIMIT;
			room = false;
		}
	}
	if (!room && st->base.error == 0)
		st->base.error = ERR_NOMEM;
	st->state = KEPT;
	s->streaming = NULL;
}

/* --- answers --- */

static int read_answer(struct pg_store *s, PGresult *r, int rc, struct err *e)
{
	ExecStatusType status = PQresultStatus(r);

	if (rc < 0 || status == PGRES_COMMAND_OK || status == PGRES_PIPELINE_SYNC || status == PGRES_PIPELINE_ABORTED)
		return rc;
	return pg_error(s, r, "in a batch", e);
}

/* Of all runs sent; the first failure counts. Two results that are none in a row: the connection is gone. */
static int read_answers(struct pg_store *s, struct err *e)
{
	bool synced = false, none = false;
	int rc = PQpipelineSync(s->db) == 1 ? 0 : pg_error(s, NULL, "sync", e);

	while (!synced && PQstatus(s->db) == CONNECTION_OK) {
		PGresult *r = PQgetResult(s->db);
		if (!r && none)
			break;
		none = r == NULL;
		synced = r && PQresultStatus(r) == PGRES_PIPELINE_SYNC;
		if (r)
			rc = read_answer(s, r, rc, e);
		PQclear(r);
	}
	s->queued = 0;
	if (PQexitPipelineMode(s->db) != 1 && rc >= 0)
		rc = pg_error(s, NULL, "pipeline", e);
	return rc;
}

int pg_quiet(struct pg_store *s, struct err *e)
{
	if (s->streaming)
		keep_stream(s);
	if (s->queued == 0)
		return 0;
	int rc = read_answers(s, e);
	if (rc < 0)
		s->base.failed |= s->base.open;
	return rc;
}

/* --- running --- */

/* Only sent: the answer is read with those of others. */
static int queue_run(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = of(st->base.store);

	if (s->queued == 0 && PQenterPipelineMode(s->db) != 1)
		return pg_error(s, NULL, "pipeline", e);
	s->queued++;
	int rc = send_run(st, e);
	if (rc >= 0 && s->queued == WINDOW)
		rc = pg_quiet(s, e);
	st->state = ENDED;
	return rc;
}

static int start(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = of(st->base.store);
	int rc = 0;

	s->clean = false;
	if (!fits(st))
		rc = prepare_there(st, e);
	bool queue = s->batch && st->base.writes && !st->gives_rows;
	if (rc >= 0 && (s->streaming || !queue))
		rc = pg_quiet(s, e);
	if (rc < 0)
		return rc;
	if (queue)
		return queue_run(st, e);
	rc = send_run(st, e);
	if (rc < 0)
		return rc;
	PQsetSingleRowMode(s->db);
	s->streaming = st;
	st->state = STREAMING;
	return 0;
}

int pg_step(struct store_stmt *base, struct err *e)
{
	struct pg_stmt *st = stmt_of(base);

	PQclear(st->row);
	st->row = NULL;
	if (st->state == IDLE) {
		int rc = start(st, e);
		if (rc < 0)
			return rc;
	}
	switch (st->state) {
	case STREAMING:
		return next_streamed(st, e);
	case KEPT:
		return next_kept(st, e);
	default:
		return 0;
	}
}

void pg_rewind(struct store_stmt *base)
{
	struct pg_stmt *st = stmt_of(base);
	struct pg_store *s = of(base->store);

	if (st->state == STREAMING) {
		while (st->state == STREAMING) {
			drop_rows(st);
			if (next_streamed(st, NULL) < 0)
				s->base.failed |= s->base.open;
		}
	}
	drop_rows(st);
	st->state = IDLE;
}

void pg_finalize(struct store_stmt *base)
{
	struct pg_stmt *st = stmt_of(base);

	pg_rewind(base);
	forget(st);
	free(st);
}

/* --- columns --- */

static const char *bytes_of(struct pg_stmt *st, int col, size_t *ret_len)
{
	*ret_len = (size_t)PQgetlength(st->row, 0, col);
	return PQgetvalue(st->row, 0, col);
}

bool pg_is_null(struct store_stmt *base, int col)
{
	return PQgetisnull(stmt_of(base)->row, 0, col) == 1;
}

static int64_t from_binary(const char *p, size_t len)
{
	uint64_t v = len > 0 && (p[0] & 0x80) && len > 1 ? UINT64_MAX : 0;

	for (size_t i = 0; i < len && i < sizeof v; i++)
		v = v << 8 | (unsigned char)p[i];
	return (int64_t)v;
}

int64_t pg_int(struct store_stmt *base, int col)
{
	struct pg_stmt *st = stmt_of(base);
	size_t len;

	if (pg_is_null(base, col))
		return 0;
	const char *p = bytes_of(st, col, &len);
	if (PQfformat(st->row, col) == 1)
		return from_binary(p, len);
	if (PQftype(st->row, col) == OID_BOOL)
		return p[0] == 't';
	return strtoll(p, NULL, 10);
}

static bool is_number(Oid type)
{
	return type == OID_BOOL || type == OID_INT8 || type == OID_INT4 || type == OID_INT2;
}

/* Truth is "1" and "0", as in SQLite. A number among bytes is asked for as a number. */
struct str pg_text(struct store_stmt *base, int col)
{
	struct pg_stmt *st = stmt_of(base);
	Oid type = PQftype(st->row, col);
	size_t len;

	if (pg_is_null(base, col))
		return STR_NONE;
	const char *p = bytes_of(st, col, &len);
	if (PQfformat(st->row, col) == 1 && is_number(type)) {
		st->base.error = ERR_INTERNAL;
		return STR("");
	}
	if (type == OID_BOOL)
		return p[0] == 't' ? STR("1") : STR("0");
	return (struct str){ p, len };
}

/* Bytes beside columns that have no binary form here came as text. */
struct str pg_blob(struct store_stmt *base, int col)
{
	struct pg_stmt *st = stmt_of(base);
	size_t len;

	if (pg_is_null(base, col))
		return STR_NONE;
	const char *p = bytes_of(st, col, &len);
	if (PQftype(st->row, col) == OID_BYTEA && PQfformat(st->row, col) == 0) {
		st->base.error = ERR_INTERNAL;
		return STR("");
	}
	return (struct str){ p, len };
}
