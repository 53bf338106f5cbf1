/* Many runs of one text that were only put, as one statement: a plain INSERT takes its rows from unnest() of a list for each parameter, and
 * an UPDATE of one row by its key is joined with them. Of 64 rows that is a third of the server's work for the first, a fifth for the
 * second: what a statement costs besides its rows it costs once.
 *
 * The first run of a text in a transaction goes by itself, so a work that is alone never comes here; in a group whose questions were asked
 * together it is kept too, once the text was worth a merged statement. What is kept goes before anything that could see it: any
 * question, any other statement of the same kind, and the end; one row goes as what it was. An UPDATE's rows are counted together:
 * each must change one. A failure is told as of any put statement, and what is done again in savepoints tells whose it was. */
#include "postgres.h"

#include "fault.h"
#include "own.h"

#include <endian.h>

enum { PARAMS_MAX = 40, ROWS_MAX = 1000, BYTES_MAX = 1 << 20, TEXT_MAX = 64 << 10 };
enum { LIST_INT8 = 1016, LIST_TEXT = 1009, LIST_BYTEA = 1001 };
enum { AT_NULLS = 4, AT_COUNT = 12, LIST_HEAD = 20 };

struct pg_merge {
	uint64_t number; /* the merged statement's name on the server; 0: not prepared */
	uint64_t of;     /* for the statement of this name */
	bool never;      /* the server would not have it */
	unsigned rows;
	size_t bytes;
	bool nulls[PARAMS_MAX];
	struct buf lists[PARAMS_MAX];
};

/* --- the text --- */

static void add_parameters(struct buf *sql, int count)
{
	for (int i = 1; i <= count; i++)
		buf_fmt(sql, i == 1 ? "$%d" : ", $%d", i);
}

/* "INSERT INTO t (a, b) SELECT * FROM unnest($1, $2)" */
static void insert_text(const struct pg_stmt *st, struct buf *sql)
{
	const char *values = strstr(st->base.sql, ") VALUES (");

	buf_add(sql, st->base.sql, (size_t)(values - st->base.sql));
	buf_cstr(sql, ") SELECT * FROM unnest(");
	add_parameters(sql, st->params);
	buf_cstr(sql, ")");
}

/* The parameters' numbers become columns: $2 is p.v2. */
static void add_columns(const char *from, const char *to, struct buf *sql)
{
	for (const char *p = from; p < to; p++) {
		if (*p == '$')
			buf_cstr(sql, "p.v");
		else
			buf_chr(sql, *p);
	}
}

/* "UPDATE t SET a = p.v3 FROM unnest($1, $2, $3) AS p (v1, v2, v3) WHERE unit_id = p.v1 AND ..." */
static void update_text(const struct pg_stmt *st, struct buf *sql)
{
	const char *where = strstr(st->base.sql, " WHERE ");

	add_columns(st->base.sql, where, sql);
	buf_cstr(sql, " FROM unnest(");
	add_parameters(sql, st->params);
	buf_cstr(sql, ") AS p (");
	for (int i = 1; i <= st->params; i++)
		buf_fmt(sql, i == 1 ? "v%d" : ", v%d", i);
	buf_cstr(sql, ")");
	add_columns(where, where + strlen(where), sql);
}

static Oid list_of(Oid type)
{
	return type == OID_INT8 ? LIST_INT8 : type == OID_TEXT ? LIST_TEXT : type == OID_BYTEA ? LIST_BYTEA : 0;
}

static int prepare_text(struct pg_stmt *st, struct buf *sql, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	Oid types[PARAMS_MAX];
	char name[24];

	buf_chr(sql, '\0');
	if (sql->failed)
		return err_nomem(e);
	int rc = pg_quiet(s, e);
	if (rc < 0)
		return rc;
	for (int i = 0; i < st->params; i++)
		types[i] = list_of(st->prepared[i]);
	st->merge->number = ++s->named;
	st->merge->of = st->number;
	pg_name(st->merge->number, name);
	PGresult *r = PQprepare(s->db, name, sql->ptr, st->params, types);
	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		st->merge->number = 0;
		st->merge->never = true;
		rc = pg_error(s, r, sql->ptr, e);
	}
	PQclear(r);
	return rc;
}

static int prepare(struct pg_stmt *st, struct err *e)
{
	OWN(buf_clear) struct buf sql = { 0 };

	buf_init(&sql, TEXT_MAX);
	if (st->changes == PG_CHANGES_ROW)
		update_text(st, &sql);
	else
		insert_text(st, &sql);
	return prepare_text(st, &sql, e);
}

/* --- keeping rows --- */

static bool is_update(const struct pg_stmt *st)
{
	return st->one && st->changes == PG_CHANGES_ROW && strncmp(st->base.sql, "UPDATE ", 7) == 0 &&
	       !strchr(st->base.sql, '\'') && !strstr(st->base.sql, " FROM ");
}

static bool is_insert(struct pg_stmt *st)
{
	return !st->one && st->changes == PG_CHANGES_TABLE && pg_batch_takes(st);
}

static bool has_lists(const struct pg_stmt *st)
{
	for (int i = 0; i < st->params; i++)
		if (list_of(st->prepared[i]) == 0)
			return false;
	return st->params > 0 && st->params <= PARAMS_MAX;
}

static void begin_list(struct buf *b, Oid type)
{
	uint32_t head[5] = { htobe32(1), 0, htobe32(type), 0, htobe32(1) };

	b->max = 2 * BYTES_MAX;
	buf_reset(b);
	buf_add(b, (const char *)head, sizeof head);
}

static bool is_merged(const struct pg_stmt *st)
{
	return st->merge && st->merge->number != 0 && st->merge->of == st->number;
}

static int make_room(struct pg_stmt *st, struct err *e)
{
	if (!st->merge)
		st->merge = fault_calloc(1, sizeof *st->merge);
	if (!st->merge)
		return err_nomem(e);
	if (!is_merged(st)) {
		int rc = prepare(st, e);
		if (rc < 0)
			return rc;
	}
	for (int i = 0; i < st->params && st->merge->rows == 0; i++)
		begin_list(&st->merge->lists[i], st->prepared[i]);
	return 0;
}

static int add_row(struct pg_stmt *st, struct err *e)
{
	struct pg_merge *m = st->merge;
	bool failed = false;

	for (int i = 0; i < st->params; i++) {
		struct str v = st->values[i];
		uint32_t len = htobe32(v.ptr ? (uint32_t)v.len : UINT32_MAX);
		buf_add(&m->lists[i], (const char *)&len, sizeof len);
		if (v.ptr)
			buf_add(&m->lists[i], v.ptr, v.len);
		m->nulls[i] = (m->rows > 0 && m->nulls[i]) || !v.ptr;
		m->bytes += v.ptr ? v.len : 0;
		failed |= m->lists[i].failed;
	}
	m->rows++;
	return failed ? err_nomem(e) : 0;
}

/* --- sending them --- */

static void drop(struct pg_stmt **kept)
{
	if (!*kept)
		return;
	(*kept)->merge->rows = 0;
	(*kept)->merge->bytes = 0;
	*kept = NULL;
}

void pg_merge_drop(struct pg_store *s)
{
	drop(&s->updates);
	drop(&s->inserts);
}

static int send_one(struct pg_store *s, const struct pg_stmt *st, struct err *e)
{
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX], formats[PARAMS_MAX];
	char name[24];

	for (int i = 0; i < st->params; i++) {
		const char *at = st->merge->lists[i].ptr + LIST_HEAD;
		uint32_t len;
		memcpy(&len, at, sizeof len);
		values[i] = len == UINT32_MAX ? NULL : at + sizeof len;
		lengths[i] = len == UINT32_MAX ? 0 : (int)be32toh(len);
		formats[i] = 1;
	}
	pg_name(st->merge->of, name);
	if (PQsendQueryPrepared(s->db, name, st->params, values, lengths, formats, 0) == 1)
		return 0;
	return pg_error(s, NULL, st->base.sql, e);
}

static int send_rows(struct pg_store *s, struct pg_stmt *st, struct err *e)
{
	struct pg_merge *m = st->merge;
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX], formats[PARAMS_MAX];
	uint32_t count = htobe32(m->rows);
	char name[24];

	int rc = pg_batch_open(s, st->changes == PG_CHANGES_ROW ? m->rows : PG_ANY_COUNT, e);
	if (rc < 0 || m->rows == 1)
		return rc < 0 ? rc : send_one(s, st, e);
	for (int i = 0; i < st->params; i++) {
		uint32_t nulls = htobe32(m->nulls[i]);
		memcpy(m->lists[i].ptr + AT_NULLS, &nulls, sizeof nulls);
		memcpy(m->lists[i].ptr + AT_COUNT, &count, sizeof count);
		values[i] = m->lists[i].ptr;
		lengths[i] = (int)m->lists[i].len;
		formats[i] = 1;
	}
	pg_name(m->number, name);
	if (PQsendQueryPrepared(s->db, name, st->params, values, lengths, formats, 0) == 1)
		return 0;
	return pg_error(s, NULL, st->base.sql, e);
}

static int send(struct pg_store *s, struct pg_stmt **kept, struct err *e)
{
	struct pg_stmt *st = *kept;

	if (!st)
		return 0;
	int rc = send_rows(s, st, e);
	drop(kept);
	if (rc < 0)
		s->base.failed |= s->base.open;
	return rc;
}

int pg_merge_send(struct pg_store *s, struct err *e)
{
	int rc = send(s, &s->updates, e);

	return rc < 0 ? rc : send(s, &s->inserts, e);
}

/* --- running --- */

/* Which of those kept `st` would join; NULL: none. */
static struct pg_stmt **place_of(struct pg_store *s, struct pg_stmt *st)
{
	if (s->batch || s->base.savepoints > 0 || !has_lists(st) || (st->merge && st->merge->never))
		return NULL;
	return is_update(st) ? &s->updates : is_insert(st) ? &s->inserts : NULL;
}

static int keep(struct pg_store *s, struct pg_stmt *st, struct pg_stmt **place, struct err *e)
{
	int rc = make_room(st, e);

	if (rc < 0)
		return rc;
	*place = st;
	rc = add_row(st, e);
	if (rc < 0)
		pg_merge_drop(s);
	st->state = PG_ENDED;
	bool full = rc >= 0 && (st->merge->rows == ROWS_MAX || st->merge->bytes > BYTES_MAX);
	return full ? send(s, place, e) : rc;
}

int pg_merge_put(struct pg_stmt *st, bool *ret_kept, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	struct pg_stmt **place = place_of(s, st);
	bool first = st->put_in != s->begun && !(s->asked_in == s->begun && is_merged(st));

	*ret_kept = false;
	st->put_in = s->begun;
	if (!place)
		return pg_merge_send(s, e);
	if (*place && *place != st) {
		int rc = send(s, place, e);
		if (rc < 0)
			return rc;
	}
	*ret_kept = !first;
	return first ? 0 : keep(s, st, place, e);
}

void pg_merge_forget(struct pg_stmt *st)
{
	struct pg_store *s = pg_store_of(st->base.store);

	if (!st->merge)
		return;
	if (s->updates == st || s->inserts == st)
		pg_quiet(s, NULL); /* the next call tells */
	for (int i = 0; i < PARAMS_MAX; i++)
		buf_clear(&st->merge->lists[i]);
	pg_deallocate(s, st->merge->number);
	free(st->merge);
	st->merge = NULL;
}
