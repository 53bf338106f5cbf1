/* Statements of the PostgreSQL driver: what goes over the connection.
 *
 * A statement is prepared on the server with its first run, when the bind calls have told the parameters' types. Values go
 * over in binary. Rows come one at a time, or all at once where the statement bounds them; when the connection is needed for
 * something else while they come, the rest is kept in memory, up to a limit.
 *
 * A read transaction is what stands between two syncs of a pipeline: the server begins it with the first statement and ends it
 * with the sync, so that neither costs a round trip. Statements sent one after the other are answered in that order
 * (https://www.postgresql.org/docs/15/libpq-pipeline-mode.html). */
#include "postgres.h"

#include "fault.h"

#define KEPT_MAX ((size_t)64 << 20)
enum { ASKED_MAX = 32 }; /* statements under way: what is sent must fit into the sockets' buffers */

void pg_name(uint64_t number, char out[24])
{
	snprintf(out, 24, "s%llu", (unsigned long long)number);
}

/* --- the pipeline --- */

/* The end of the transaction, sent; its answer is read by whoever comes next. */
static bool send_sync(struct pg_store *s)
{
	bool sent = PQpipelineSync(s->db) == 1;

	s->syncs += sent;
	s->sent = s->ending = false;
	return sent;
}

/* Two results that are none in a row: nothing comes any more. */
static void read_syncs(struct pg_store *s)
{
	bool none = false;

	while (s->syncs > 0) {
		PGresult *r = PQgetResult(s->db);
		if (!r && none)
			break;
		none = r == NULL;
		if (r && PQresultStatus(r) == PGRES_PIPELINE_SYNC)
			s->syncs--;
		PQclear(r);
	}
	s->syncs = 0;
}

/* Behind a failure the server hears nothing before a sync. */
int pg_pipeline_leave(struct pg_store *s, struct err *e)
{
	if (PQpipelineStatus(s->db) == PQ_PIPELINE_ABORTED && s->syncs == 0)
		send_sync(s);
	read_syncs(s);
	s->piped = false;
	return PQexitPipelineMode(s->db) == 1 ? 0 : pg_error(s, NULL, "pipeline", e);
}

int pg_read_begin(struct pg_store *s, struct err *e)
{
	if (!pg_alive(s))
		return pg_error(s, NULL, "begin", e);
	if (PQenterPipelineMode(s->db) != 1)
		return pg_error(s, NULL, "pipeline", e);
	s->piped = s->reading = true;
	s->sent = s->unflushed = s->ending = false;
	pg_see(s);
	return 0;
}

/* --- rows that come --- */

static void pop_first(struct pg_store *s)
{
	s->first = s->first->behind;
	if (!s->first)
		s->last = NULL;
	s->asked--;
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

/* In a pipeline the server answers when it is asked to, or when the transaction ends: that is one message less, and the server is
 * woken once less. */
static bool ask_answers(struct pg_store *s)
{
	bool wanted = s->piped && s->unflushed;

	s->unflushed = false;
	return !wanted || (s->ending ? send_sync(s) : PQsendFlushRequest(s->db) == 1);
}

/* What was only sent before stands in front. */
static int pass_sent(struct pg_store *s, struct err *e)
{
	if (s->queued == 0)
		return 0;
	return ask_answers(s) ? pg_batch_read(s, e) : pg_error(s, NULL, "flush", e);
}

/* libpq wants to be told before the first row of each. */
static PGresult *next_result(struct pg_store *s)
{
	struct pg_stmt *st = s->first;

	if (!ask_answers(s))
		return NULL;
	if (!st->begun && !st->limited)
		PQsetSingleRowMode(s->db);
	st->begun = true;
	return PQgetResult(s->db);
}

/* The rows still to come of what was sent first, kept with the statement. Its own next step tells what went wrong. */
static void keep_first(struct pg_store *s)
{
	struct pg_stmt *st = s->first;
	bool room = true;
	PGresult *r;

	pass_sent(s, NULL); /* the transaction has failed then */
	while ((r = next_result(s)) != NULL) {
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
	st->state = PG_KEPT;
	pop_first(s);
}

int pg_quiet(struct pg_store *s, struct err *e)
{
	while (s->first)
		keep_first(s);
	int rc = pg_merge_send(s, e);
	if (rc >= 0)
		rc = pg_ahead_read(s, e);
	if (rc < 0)
		return rc;
	if (s->piped && !s->reading && s->queued == 0) {
		rc = pg_pipeline_leave(s, e);
		if (rc < 0)
			return rc;
	}
	if (s->reading)
		read_syncs(s);
	s->streak = 0;
	return pg_batch_settle(s, e);
}

static void end_sent(struct pg_store *s)
{
	while (s->first)
		keep_first(s);
	s->unflushed = false;
	if (s->sent)
		send_sync(s);
}

void pg_read_end(struct pg_store *s)
{
	end_sent(s);
	s->reading = false;
}

void pg_linger(struct store *base)
{
	struct pg_store *s = pg_store_of(base);

	if (!s->reading || !s->hot)
		return;
	end_sent(s);
	s->recalled = base->keeps;
	s->touched = false;
}

static PGresult *one_answer(struct pg_store *s)
{
	PGresult *r = PQgetResult(s->db), *more;

	while ((more = PQgetResult(s->db)) != NULL)
		PQclear(more);
	return r;
}

PGresult *pg_answer(struct pg_store *s)
{
	return s->piped && PQsendFlushRequest(s->db) != 1 ? NULL : one_answer(s);
}

/* --- preparing --- */

static bool fits(const struct pg_stmt *st)
{
	for (int i = 0; i < st->params; i++) {
		if (st->types[i] != 0 && st->types[i] != st->prepared[i])
			return false;
	}
	return st->number != 0;
}

/* Inside a failed transaction the server refuses; the connection's end removes it then. */
void pg_deallocate(struct pg_store *s, uint64_t number)
{
	char name[24], sql[48];

	if (number == 0 || s->base.closing || (s->base.open && s->base.failed) || PQstatus(s->db) != CONNECTION_OK)
		return;
	pg_name(number, name);
	snprintf(sql, sizeof sql, "DEALLOCATE %s", name);
	pg_exec(s, sql, NULL);
}

static void forget(struct pg_stmt *st)
{
	uint64_t number = st->number;

	st->number = 0;
	pg_deallocate(pg_store_of(st->base.store), number);
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

/* Both in one round trip; outside of a read transaction there is no pipeline yet. The first answer that is none of success, or the last. */
static PGresult *send_both(struct pg_stmt *st, const char *name)
{
	struct pg_store *s = pg_store_of(st->base.store);

	if (!s->reading && PQenterPipelineMode(s->db) != 1)
		return NULL;
	s->piped = true;
	if (PQsendPrepare(s->db, name, st->base.sql, st->params, st->prepared) != 1 ||
		PQsendDescribePrepared(s->db, name) != 1)
		return NULL;
	bool asked = s->reading ? PQsendFlushRequest(s->db) == 1 : send_sync(s);
	PGresult *prepared = asked ? one_answer(s) : NULL, *described = asked ? one_answer(s) : NULL;
	bool good = PQresultStatus(prepared) == PGRES_COMMAND_OK;
	PQclear(good ? prepared : described);
	return good ? described : prepared;
}

/* The server's answer to both; an error when it was not even sent. */
static int prepare_and_describe(struct pg_stmt *st, const char *name, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	PGresult *r = send_both(st, name);
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
	if (!s->reading && pg_pipeline_leave(s, rc < 0 ? NULL : e) < 0 && rc >= 0)
		rc = ERR_IO;
	return rc;
}

static int prepare_there(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	char name[24];

	int rc = pg_quiet(s, e);
	if (rc < 0)
		return rc;
	forget(st);
	for (int i = 0; i < st->params; i++)
		st->prepared[i] = st->types[i] ? st->types[i] : st->prepared[i];
	pg_name(++s->named, name);
	s->sent = s->touched = true;
	rc = prepare_and_describe(st, name, e);
	st->number = rc < 0 ? 0 : s->named;
	return rc;
}

int pg_fit(struct pg_stmt *st, struct err *e)
{
	return fits(st) ? 0 : prepare_there(st, e);
}

/* --- running --- */

int pg_send_run(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	const char *values[STORE_PARAMS_MAX];
	int lengths[STORE_PARAMS_MAX], formats[STORE_PARAMS_MAX];
	char name[24];

	for (int i = 0; i < st->params; i++) {
		values[i] = st->values[i].ptr;
		lengths[i] = (int)st->values[i].len;
		formats[i] = 1;
	}
	pg_name(st->number, name);
	if (PQsendQueryPrepared(s->db, name, st->params, values, lengths, formats, st->binary) == 1)
		return 0;
	return pg_error(s, NULL, st->base.sql, e);
}

/* In a write transaction a statement goes behind what was only sent, and both are answered in one round trip. */
static int make_way(struct pg_store *s, struct err *e)
{
	if (!s->base.open)
		return pg_quiet(s, e);
	while (s->first)
		keep_first(s);
	s->streak = 0;
	int rc = pg_merge_send(s, e);
	return rc >= 0 && s->copies ? pg_batch_settle(s, e) : rc;
}

static int ask(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	int rc = s->reading ? 0 : make_way(s, e);

	while (s->asked >= ASKED_MAX)
		keep_first(s);
	if (rc >= 0 && s->reading && s->syncs > 0)
		rc = pg_quiet(s, e); /* behind what was said to be the last: a transaction of its own */
	if (rc >= 0)
		rc = pg_send_run(st, e);
	if (rc < 0)
		return rc;
	s->sent = s->touched = true;
	s->unflushed = s->piped;
	st->begun = false;
	st->behind = NULL;
	if (s->last)
		s->last->behind = st;
	else
		s->first = st;
	s->last = st;
	s->asked++;
	st->state = PG_ASKED;
	return 0;
}

static int note_write(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);

	if (s->base.open) {
		pg_ahead_written(st);
		pg_note_changes(st);
		return 0;
	}
	pg_alone_no_more(s);
	int rc = pg_join(s, e);
	if (rc >= 0)
		pg_wait_turn(s);
	return rc;
}

static int start(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	int rc = 0;

	s->clean = false;
	if (!s->base.open)
		rc = pg_allow_writes(s, e);
	if (st->base.writes)
		rc = rc < 0 ? rc : note_write(st, e);
	rc = rc < 0 ? rc : pg_fit(st, e);
	if (rc < 0)
		return rc;
	if (s->batch && !st->gives_rows && pg_batch_takes(st))
		return pg_batch_run(st, e);
	if (st->put && !st->gives_rows)
		return pg_batch_put(st, e);
	return ask(st, e);
}

/* What ended the rows: a code, and how many rows were changed. Rows that came with it: 1. */
static int end_rows(struct pg_stmt *st, PGresult *r, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	ExecStatusType status = PQresultStatus(r);
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	int rc = 0;

	st->state = PG_ENDED;
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
		if (st->base.writes)
			s->base.changes = strtoll(PQcmdTuples(r), NULL, 10);
		rc = PQntuples(r) > 0;
	} else if (status == PGRES_EMPTY_QUERY) {
		err_log(e, "empty: %s", st->base.sql);
		rc = err_set(e, ERR_INTERNAL, "程序内部错误（数据库语句）");
	} else {
		rc = pg_error(s, r, st->base.sql, e);
	}
	if (state && strcmp(state, "0A000") == 0) { /* a table it uses was changed since */
		st->number = 0;
		s->base.retry = true;
	}
	if (rc > 0) {
		st->row = r;
		st->at = 0;
		return rc;
	}
	PQclear(r);
	return rc;
}

static int take_result(struct pg_stmt *st, PGresult *r, struct err *e)
{
	if (PQresultStatus(r) != PGRES_SINGLE_TUPLE)
		return end_rows(st, r, e);
	st->row = r;
	st->at = 0;
	return 1;
}

/* Behind the last result of each stands a NULL. */
static int next_asked(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	PGresult *more;

	while (s->first != st)
		keep_first(s);
	int rc = pass_sent(s, e);
	if (rc < 0)
		return rc;
	rc = take_result(st, next_result(s), e);
	if (st->state != PG_ENDED)
		return rc;
	while ((more = PQgetResult(s->db)) != NULL)
		PQclear(more);
	pop_first(s);
	return rc;
}

static int next_kept(struct pg_stmt *st, struct err *e)
{
	return take_result(st, st->kept_at < st->kept_count ? st->kept[st->kept_at++] : NULL, e);
}

static int next_row(struct pg_stmt *st, struct err *e)
{
	if (st->row && st->at + 1 < PQntuples(st->row)) {
		st->at++;
		return 1;
	}
	PQclear(st->row);
	st->row = NULL;
	switch (st->state) {
	case PG_ASKED:
		return next_asked(st, e);
	case PG_KEPT:
		return next_kept(st, e);
	default:
		return 0;
	}
}

/* --- as driver.h names them --- */

/* Outside of a read transaction there is no pipeline: the step sends it. */
int pg_send(struct store_stmt *base, bool last, struct err *e)
{
	struct pg_stmt *st = pg_stmt_of(base);
	struct pg_store *s = pg_store_of(base->store);

	if (st->state != PG_IDLE || !s->reading)
		return 0;
	int rc = start(st, e);
	s->ending = rc >= 0 && last;
	return rc;
}

int pg_step(struct store_stmt *base, struct err *e)
{
	struct pg_stmt *st = pg_stmt_of(base);
	PGresult *r = NULL;

	if (st->state == PG_IDLE) {
		if (!base->writes && pg_ahead_take(st, &r))
			return end_rows(st, r, e);
		int rc = start(st, e);
		if (rc < 0)
			return rc;
	}
	return next_row(st, e);
}

int pg_put(struct store_stmt *base, bool one, struct err *e)
{
	struct pg_stmt *st = pg_stmt_of(base);

	st->put = true;
	st->one = one;
	int rc = start(st, e);
	st->put = st->one = false;
	while (rc >= 0 && st->state != PG_ENDED)
		rc = next_row(st, e);
	return rc < 0 ? rc : 0;
}

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

void pg_rewind(struct store_stmt *base)
{
	struct pg_stmt *st = pg_stmt_of(base);
	struct pg_store *s = pg_store_of(base->store);

	while (st->state == PG_ASKED) {
		drop_rows(st);
		if (next_asked(st, NULL) < 0)
			s->base.failed |= s->base.open;
	}
	drop_rows(st);
	st->state = PG_IDLE;
}

void pg_finalize(struct store_stmt *base)
{
	struct pg_stmt *st = pg_stmt_of(base);

	pg_rewind(base);
	pg_batch_forget(st);
	pg_merge_forget(st);
	pg_ahead_forget(st);
	forget(st);
	free(st);
}
