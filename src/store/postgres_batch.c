/* Batches of the PostgreSQL driver: runs that are only sent, their answers read together; and, when many plain INSERTs come with
 * nothing between, lines of a COPY, which costs the server a third (https://www.postgresql.org/docs/15/populate.html). */
#include "postgres.h"

#include "fault.h"

#include <endian.h>

enum {
	STREAK = 32,           /* runs before lines are kept: a COPY has a price of its own */
	FEW = 16,              /* lines that were not worth it */
	LINES_BYTES = 4 << 20, /* then they are sent; each COPY makes room for 1000 rows */
	PIECE = 64 << 10,      /* so much of them at once: libpq makes room for all it is given */
	LINES_MAX = 1 << 30,
};

/* --- answers --- */

static int read_answer(struct pg_store *s, PGresult *r, unsigned count, struct err *e)
{
	ExecStatusType status = PQresultStatus(r);

	if (status == PGRES_COMMAND_OK && count != PG_ANY_COUNT && strtoul(PQcmdTuples(r), NULL, 10) != count)
		return store_not_one(e);
	if (status == PGRES_COMMAND_OK || status == PGRES_PIPELINE_SYNC || status == PGRES_PIPELINE_ABORTED)
		return 0;
	return pg_error(s, r, "in a batch", e);
}

int pg_batch_read(struct pg_store *s, struct err *e)
{
	int rc = 0;

	for (unsigned at = 0; at < s->queued; at++) {
		PGresult *r = PQgetResult(s->db);
		if (!r) { /* the connection is gone */
			rc = rc < 0 ? rc : pg_error(s, NULL, "in a batch", e);
			break;
		}
		for (; r; r = PQgetResult(s->db)) {
			if (rc >= 0)
				rc = read_answer(s, r, s->counts[at], e);
			PQclear(r);
		}
	}
	s->queued = 0;
	if (rc < 0)
		s->base.failed |= s->base.open;
	return rc;
}

/* Of all runs sent; the first failure counts. Two results that are none in a row: the connection is gone. */
static int read_answers(struct pg_store *s, struct err *e)
{
	bool synced = false, none = false;
	unsigned at = 0;
	int rc = PQpipelineSync(s->db) == 1 ? 0 : pg_error(s, NULL, "sync", e);

	while (!synced && PQstatus(s->db) == CONNECTION_OK) {
		PGresult *r = PQgetResult(s->db);
		if (!r && none)
			break;
		none = r == NULL;
		synced = r && PQresultStatus(r) == PGRES_PIPELINE_SYNC;
		if (r && rc >= 0)
			rc = read_answer(s, r, at < PG_WINDOW ? s->counts[at] : PG_ANY_COUNT, e);
		at += r != NULL;
		PQclear(r);
	}
	s->queued = 0;
	s->piped = false;
	if (PQexitPipelineMode(s->db) != 1 && rc >= 0)
		rc = pg_error(s, NULL, "pipeline", e);
	return rc;
}

/* --- lines --- */

static const char *after(const char *p, const char *word)
{
	size_t len = strlen(word);

	return p && strncmp(p, word, len) == 0 ? p + len : NULL;
}

static const char *names(const char *p, const char *more)
{
	return p ? p + strspn(p, more) : NULL;
}

/* "($1, $2, ...)", each once and in its order, and nothing behind. */
static bool all_values(const char *p, int params)
{
	char word[16];

	for (int i = 1; i <= params && p; i++) {
		snprintf(word, sizeof word, i == 1 ? "$%d" : ", $%d", i);
		p = after(p, word);
	}
	p = after(p, ")");
	return p && *p == '\0';
}

/* NULL: it is no plain INSERT of all its parameters, or there is no memory, which hinders nobody. */
static char *copy_of(const struct pg_stmt *st)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789",
			  list[] = "abcdefghijklmnopqrstuvwxyz_0123456789, ";
	const char *table = after(st->base.sql, "INSERT INTO ");
	const char *columns = names(table, letters);
	const char *end = names(after(columns, " ("), list);
	size_t size = strlen(st->base.sql) + sizeof "COPY  FROM STDIN (FORMAT binary)";

	if (!end || !all_values(after(end, ") VALUES ("), st->params))
		return NULL;
	char *copy = fault_malloc(size);
	if (copy)
		snprintf(copy, size, "COPY %.*s) FROM STDIN (FORMAT binary)", (int)(end - table), table);
	return copy;
}

/* In binary: numbers and texts as the statement would bind them, so nothing is written out in digits, escaped and read again. What is
 * of another type than its column is refused: its length or its bytes do not fit. */
static const char head[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";
static const char tail[] = "\377\377";

static char *put_length(char *to, uint32_t len)
{
	uint32_t n = htobe32(len);

	return mempcpy(to, &n, sizeof n);
}

static void add_row(struct buf *b, const struct pg_stmt *st)
{
	uint16_t columns = htobe16((uint16_t)st->params);
	size_t size = sizeof columns;

	for (int i = 0; i < st->params; i++)
		size += sizeof(uint32_t) + (st->values[i].ptr ? st->values[i].len : 0);
	char *to = buf_room(b, size);
	if (!to)
		return;
	to = mempcpy(to, &columns, sizeof columns);
	for (int i = 0; i < st->params; i++) {
		struct str v = st->values[i];
		to = put_length(to, v.ptr ? (uint32_t)v.len : UINT32_MAX);
		if (v.ptr)
			to = mempcpy(to, v.ptr, v.len);
	}
	b->len += size;
}

/* --- sending them --- */

/* Room of the usual size is kept for those that follow. */
static void drop_lines(struct pg_stmt *st)
{
	if (st->lines.cap > 2 * LINES_BYTES)
		buf_clear(&st->lines);
	else
		buf_reset(&st->lines);
	st->lines_count = 0;
}

void pg_batch_drop(struct pg_store *s)
{
	for (struct pg_stmt *st = s->copies; st; st = st->next_copy)
		drop_lines(st);
	s->copies = NULL;
}

static bool put_lines(struct pg_store *s, struct str lines)
{
	bool put = true;

	for (size_t at = 0; at < lines.len && put; at += PIECE) {
		struct str piece = str_sub(lines, at, at + PIECE < lines.len ? at + PIECE : lines.len);
		put = PQputCopyData(s->db, piece.ptr, (int)piece.len) == 1;
	}
	return put && PQputCopyEnd(s->db, NULL) == 1;
}

static int copy_lines(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);

	buf_add(&st->lines, tail, sizeof tail - 1);
	if (st->lines.failed)
		return err_nomem(e);
	PGresult *r = PQexec(s->db, st->copy);
	bool open = PQresultStatus(r) == PGRES_COPY_IN;

	if (open) {
		PQclear(r);
		r = put_lines(s, buf_view(&st->lines)) ? pg_answer(s) : NULL;
	}
	int rc = PQresultStatus(r) == PGRES_COMMAND_OK ? 0 : pg_error(s, r, st->copy, e);
	PQclear(r);
	return rc;
}

/* Statement by statement: rows that name rows of others come behind them, as the first of their statement did in this batch. */
static int send_lines(struct pg_store *s, struct err *e)
{
	unsigned count = 0;
	int rc = 0;

	for (struct pg_stmt *st = s->copies; st && rc >= 0; st = st->next_copy) {
		count += st->lines_count;
		rc = copy_lines(st, e);
		drop_lines(st);
	}
	pg_batch_drop(s);
	if (count < FEW)
		s->streak = 0;
	return rc;
}

int pg_batch_settle(struct pg_store *s, struct err *e)
{
	int rc = s->queued > 0 ? read_answers(s, e) : 0;

	if (rc >= 0 && s->copies && s->piped)
		rc = pg_pipeline_leave(s, e);
	if (rc >= 0 && s->copies)
		rc = send_lines(s, e);
	if (rc < 0) {
		pg_batch_drop(s);
		s->base.failed |= s->base.open;
	}
	return rc;
}

void pg_batch_forget(struct pg_stmt *st)
{
	if (st->lines_count > 0)
		pg_quiet(pg_store_of(st->base.store), NULL); /* the next call tells */
	buf_clear(&st->lines);
	free(st->copy);
	st->copy = NULL;
}

/* --- running --- */

static int keep_line(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	struct pg_stmt **at = &s->copies;

	if (st->lines_count++ == 0) {
		st->lines.max = LINES_MAX;
		buf_add(&st->lines, head, sizeof head - 1);
		while (*at && (*at)->rank < st->rank)
			at = &(*at)->next_copy;
		st->next_copy = *at;
		*at = st;
	}
	add_row(&st->lines, st);
	st->state = PG_ENDED;
	if (st->lines.failed) {
		int rc = st->lines.full ? err_set(e, ERR_LIMIT, "内容太大，超过了上限") : err_nomem(e);
		pg_batch_drop(s);
		return rc;
	}
	return st->lines.len >= LINES_BYTES ? pg_batch_settle(s, e) : 0;
}

/* Only sent: the answer is read with those of others. */
int pg_batch_open(struct pg_store *s, unsigned count, struct err *e)
{
	int rc = s->copies || s->queued == PG_WINDOW ? pg_batch_settle(s, e) : 0;

	if (rc < 0)
		return rc;
	if (s->queued == 0 && PQenterPipelineMode(s->db) != 1)
		return pg_error(s, NULL, "pipeline", e);
	s->piped = true;
	s->counts[s->queued++] = count;
	return 0;
}

static int queue_run(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	int rc = pg_batch_open(s, st->one ? 1 : PG_ANY_COUNT, e);

	if (rc < 0)
		return rc;
	rc = pg_send_run(st, e);
	st->state = PG_ENDED;
	return rc >= 0 && s->queued == PG_WINDOW ? pg_batch_settle(s, e) : rc;
}

int pg_batch_put(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	int rc = s->first ? pg_quiet(s, e) : 0; /* rows that somebody still reads */
	bool kept = false;

	if (rc >= 0)
		rc = pg_merge_put(st, &kept, e);
	return rc < 0 || kept ? rc : queue_run(st, e);
}

/* What is no plain INSERT runs at once: its caller may ask how many rows it changed. */
bool pg_batch_takes(struct pg_stmt *st)
{
	if (!st->copy_known)
		st->copy = copy_of(st);
	st->copy_known = true;
	return st->copy != NULL;
}

int pg_batch_run(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);

	if (s->first || s->updates || s->inserts)
		pg_quiet(s, NULL); /* rows that somebody still reads */
	if (st->ranked_in != s->batches)
		st->rank = ++s->ranks;
	st->ranked_in = s->batches;
	return ++s->streak <= STREAK ? queue_run(st, e) : keep_line(st, e);
}
