/* Questions asked ahead of their turn, in a transaction that writes: all of a group's works are asked for their first questions, which go to
 * the server together, and each work finds its answers when it runs (store_ask_begin()). An answer is good while nothing was written
 * that it could tell of: what a statement writes is read from its text, as in postgres_sole.c, and what is not understood ends all of them. */
#include "postgres.h"

#include "fault.h"

#include <ctype.h>

enum { AHEAD_MAX = 1024, BYTES_MAX = 4 << 20 };

/* One question: a statement with its values, and the answer once it is there. */
struct pg_ahead {
	const struct pg_stmt *st; /* NULL: taken, or no longer true */
	uint64_t number;          /* the statement's name on the server */
	size_t at, len;           /* its values */
	PGresult *answer;
};

/* --- what a question is about --- */

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* How often `word` stands in the text by itself. */
static unsigned count_word(const char *text, struct str word)
{
	unsigned count = 0;

	for (const char *p = text; (p = memmem(p, strlen(p), word.ptr, word.len)) != NULL; p += word.len)
		count += (p == text || !is_letter(p[-1])) && !is_letter(p[word.len]);
	return count;
}

#define BY_KEY " AS this WHERE this.unit_id = $1 AND this.id = $2"

/* Of the one row of `table` whose unit is $1 and whose id is $2, and of no other row of it. */
static bool is_of_row(const struct pg_stmt *st, struct str table)
{
	const char *key = strstr(st->base.sql, BY_KEY);

	return key && !st->loose_or && count_word(st->base.sql, table) == 1 &&
	       (size_t)(key - st->base.sql) > table.len && memcmp(key - table.len, table.ptr, table.len) == 0 &&
	       !isdigit((unsigned char)key[strlen(BY_KEY)]);
}

/* Functions of ours that read tables which no text names. */
static bool calls_tables(const struct pg_stmt *st)
{
	return strstr(st->base.sql, "workday") != NULL;
}

static bool knows_key(const struct pg_stmt *st)
{
	return st->params >= 2 && st->types[0] == OID_INT8 && st->types[1] == OID_INT8;
}

enum meeting { APART, SAME_ROW, MEET };

/* SAME_ROW: when their keys are the same. */
static enum meeting meeting_of(const struct pg_stmt *asked, const struct pg_stmt *written)
{
	bool whole = written->changes == PG_CHANGES_ALL || strncmp(written->base.sql, "DELETE", 6) == 0;

	if (whole || calls_tables(asked))
		return MEET;
	if (count_word(asked->base.sql, written->table) == 0)
		return APART;
	bool by_key = written->changes == PG_CHANGES_ROW && knows_key(written) && is_of_row(asked, written->table);
	return by_key ? SAME_ROW : MEET;
}

/* --- values --- */

static void add_values(struct buf *b, const struct pg_stmt *st)
{
	for (int i = 0; i < st->params; i++) {
		struct str v = st->values[i];
		int64_t len = v.ptr ? (int64_t)v.len : -1;
		buf_add(b, (const char *)&st->types[i], sizeof st->types[i]);
		buf_add(b, (const char *)&len, sizeof len);
		if (v.ptr)
			buf_add(b, v.ptr, v.len);
	}
}

enum { KEY_PART = sizeof(Oid) + sizeof(int64_t) + sizeof(uint64_t) };

static struct str values_of(const struct pg_store *s, const struct pg_ahead *a)
{
	return (struct str){ s->ahead_bytes.ptr + a->at, a->len };
}

/* Numbers have one length: those of a key stand at one place. */
static bool same_key(const struct pg_store *s, const struct pg_ahead *a, const struct pg_stmt *st)
{
	struct str asked = values_of(s, a);

	if (asked.len < 2 * KEY_PART)
		return false;
	for (size_t i = 0; i < 2; i++)
		if (memcmp(asked.ptr + (i + 1) * KEY_PART - sizeof(uint64_t), st->values[i].ptr, sizeof(uint64_t)) != 0)
			return false;
	return true;
}

/* The one with these values, which are put behind all others' for the comparison; NULL: there is none. */
static struct pg_ahead *find(struct pg_store *s, const struct pg_stmt *st)
{
	size_t from = s->ahead_bytes.len;
	struct pg_ahead *found = NULL;

	add_values(&s->ahead_bytes, st);
	if (s->ahead_bytes.failed)
		return NULL;
	struct str wanted = { s->ahead_bytes.ptr + from, s->ahead_bytes.len - from };
	for (size_t i = 0; i < s->ahead_count && !found; i++) {
		struct pg_ahead *a = &s->ahead[i];
		if (a->st == st && a->number == st->number && str_eq(values_of(s, a), wanted))
			found = a;
	}
	s->ahead_bytes.len = from;
	return found;
}

/* --- asking --- */

static void drop(struct pg_ahead *a)
{
	PQclear(a->answer);
	a->answer = NULL;
	a->st = NULL;
}

void pg_ahead_drop(struct pg_store *s)
{
	if (s->ahead_count == 0)
		return;
	pg_ahead_read(s, NULL); /* nothing of them may be on its way */
	for (size_t i = 0; i < s->ahead_count; i++)
		drop(&s->ahead[i]);
	s->ahead_count = s->ahead_read = 0;
	buf_reset(&s->ahead_bytes);
}

void pg_ahead_free(struct pg_store *s)
{
	for (size_t i = 0; i < s->ahead_count; i++)
		drop(&s->ahead[i]);
	free(s->ahead);
	buf_clear(&s->ahead_bytes);
}

void pg_ahead_forget(const struct pg_stmt *st)
{
	struct pg_store *s = pg_store_of(st->base.store);

	for (size_t i = 0; i < s->ahead_count; i++)
		if (s->ahead[i].st == st)
			drop(&s->ahead[i]);
}

static bool make_room(struct pg_store *s)
{
	if (s->ahead)
		return true;
	s->ahead = fault_calloc(AHEAD_MAX, sizeof *s->ahead);
	buf_init(&s->ahead_bytes, BYTES_MAX);
	return s->ahead != NULL;
}

static int send(struct pg_stmt *st, struct err *e)
{
	struct pg_store *s = pg_store_of(st->base.store);
	size_t from = s->ahead_bytes.len;

	add_values(&s->ahead_bytes, st);
	if (s->ahead_bytes.failed)
		return err_nomem(e);
	if (PQenterPipelineMode(s->db) != 1)
		return pg_error(s, NULL, "pipeline", e);
	s->piped = true;
	int rc = pg_send_run(st, e);
	if (rc < 0)
		return rc;
	s->unflushed = true;
	s->ahead[s->ahead_count++] =
		(struct pg_ahead){ .st = st, .number = st->number, .at = from, .len = s->ahead_bytes.len - from };
	return 0;
}

/* Nobody is told of a failure here: reading the answers tells, or the question is asked in its turn. */
int pg_ask(struct store_stmt *base, struct err *e)
{
	struct pg_stmt *st = pg_stmt_of(base);
	struct pg_store *s = pg_store_of(base->store);

	if (!make_room(s))
		return err_nomem(e);
	int rc = pg_fit(st, e);
	if (rc < 0 || s->ahead_count == AHEAD_MAX || find(s, st))
		return rc;
	return send(st, e);
}

static int take_answer(struct pg_store *s, struct pg_ahead *a, struct err *e)
{
	PGresult *more;
	int rc = 0;

	a->answer = PQgetResult(s->db);
	while ((more = PQgetResult(s->db)) != NULL)
		PQclear(more);
	if (PQresultStatus(a->answer) != PGRES_TUPLES_OK)
		rc = pg_error(s, a->answer, a->st ? a->st->base.sql : "ahead", e);
	if (rc < 0 || !a->st)
		drop(a);
	return rc;
}

int pg_ahead_read(struct pg_store *s, struct err *e)
{
	int rc = 0;

	if (s->ahead_read == s->ahead_count)
		return 0;
	if (PQsendFlushRequest(s->db) != 1)
		rc = pg_error(s, NULL, "flush", e);
	s->unflushed = false;
	if (rc >= 0 && s->queued > 0)
		rc = pg_batch_read(s, e);
	for (; s->ahead_read < s->ahead_count; s->ahead_read++) {
		int one = take_answer(s, &s->ahead[s->ahead_read], rc < 0 ? NULL : e);
		rc = rc < 0 ? rc : one;
	}
	if (rc < 0)
		s->base.failed |= s->base.open;
	return rc;
}

int pg_answers(struct store *base, struct err *e)
{
	struct pg_store *s = pg_store_of(base);

	s->asked_in = s->begun;
	return pg_ahead_read(s, e);
}

/* --- answering --- */

bool pg_ahead_take(struct pg_stmt *st, PGresult **ret)
{
	struct pg_store *s = pg_store_of(st->base.store);
	struct pg_ahead *a = s->ahead_count > 0 ? find(s, st) : NULL;

	if (!a || !a->answer)
		return false;
	*ret = a->answer;
	a->answer = NULL;
	a->st = NULL;
	return true;
}

void pg_ahead_written(const struct pg_stmt *written)
{
	struct pg_store *s = pg_store_of(written->base.store);
	const struct pg_stmt *last = NULL;
	enum meeting how = MEET;

	for (size_t i = 0; i < s->ahead_count; i++) {
		struct pg_ahead *a = &s->ahead[i];
		if (!a->st)
			continue;
		if (a->st != last)
			how = meeting_of(a->st, written);
		last = a->st;
		if (how == MEET || (how == SAME_ROW && same_key(s, a, written)))
			drop(a);
	}
}
