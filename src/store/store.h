/* SQL access behind one small interface; a driver per database (docs/decisions/0002-store.md).
 *
 * A `struct store` is one connection and belongs to one thread at a time; store_pool.h shares
 * connections between threads. SQL is written once, in the subset SQLite and PostgreSQL share plus the
 * functions listed in the README; parameters are $1..$n and values are only ever bound. New ids
 * come from RETURNING or store_next_ids(). Driver messages and SQL go to err.log only. */
#ifndef STORE_H
#define STORE_H

#include "arena.h"
#include "err.h"
#include "own.h"
#include "str.h"

struct store;
struct store_stmt;

struct store_options {
	int busy_ms;       /* how long to wait for another program's lock; 0: 10 s */
	int64_t max_bytes; /* the database grows no further (ERR_IO, as a full disk); 0: no limit */
	int journal_pages; /* SQLite: of a pool that lingers, as many in the journal are carried into the database; 0: 8000 */
};

/* Opens "sqlite:PATH" (created) or "postgresql://USER@HOST:PORT/NAME" as libpq reads it. `o` may be NULL. The schema is untouched: see store_migrate(). */
int store_open(const char *url, const struct store_options *o, struct store **ret, struct err *e);
void store_close(struct store *s); /* NULL is fine; rolls back what is open */
void store_close_p(struct store **s);
#define OWN_STORE OWN(store_close_p)
/* "sqlite" or "postgres": for generated DDL alone; queries are the same on both. */
const char *store_dialect(const struct store *s);
/* How many connections can usefully write at a time. */
unsigned store_writers(const struct store *s);
/* Whether readers of the same moment share what holds their view: keeping one open then costs nobody. */
bool store_views_share(const struct store *s);

/* --- statements --- */

/* Prepared once per connection and text, then kept. The caller holds it until store_done(). */
int store_prepare(struct store *s, const char *sql, struct store_stmt **ret, struct err *e);
void store_done(struct store_stmt *st); /* gives it back; NULL is fine */
/* Declares an owned statement: OWN_STMT struct store_stmt *st = NULL; */
void store_done_p(struct store_stmt **st);
#define OWN_STMT OWN(store_done_p)

/* Parameters count from 1. A text holds no NUL (ERR_INPUT). Bytes are not copied: they must stay until the statement has run. A
 * slice with .ptr NULL binds NULL. A failure is remembered and reported by the next step. */
void store_bind_int(struct store_stmt *st, int n, int64_t v);
void store_bind_text(struct store_stmt *st, int n, struct str v);
void store_bind_blob(struct store_stmt *st, int n, struct str v);
void store_bind_null(struct store_stmt *st, int n);

/* Sends one that reads on its way, without waiting: the next step has the answer. What is sent one after the other is answered
 * in one round trip. Nothing happens where nothing would be gained. */
int store_send(struct store_stmt *st, struct err *e);
/* The same of what is, as far as one can see, the transaction's last: it ends with the answer. What is asked all the same sees a later
 * view. */
int store_send_last(struct store_stmt *st, struct err *e);
/* Between these, in a write transaction that has written nothing, every statement fails (ERR_BUSY): one that reads is sent on its way and,
 * asked once more with the same values behind the end, finds its answer there while nothing changed it. So the first questions of many
 * works are one round trip. A work that can guess an answer may ask on: store_asking(). False: nothing would be gained. */
bool store_ask_begin(struct store *s);
int store_ask_end(struct store *s, struct err *e);
bool store_asking(const struct store *s);
/* Whether something is gained: each answer that is waited for costs a round trip. */
bool store_is_remote(const struct store *s);
/* 1: a row is there; 0: at the end. */
int store_step(struct store_stmt *st, struct err *e);
/* Runs it to its end and makes it ready to be bound and run again. */
int store_run(struct store_stmt *st, struct err *e);
/* Ready to be bound and run again; bindings stay. */
void store_rewind(struct store_stmt *st);

/* Columns of the current row count from 0; slices are good until the next step, rewind or done. */
int64_t store_int(struct store_stmt *st, int col);
bool store_int_if(struct store_stmt *st, int col, int64_t *ret); /* false: NULL */
struct str store_text(struct store_stmt *st, int col);           /* .ptr NULL: NULL */
struct str store_blob(struct store_stmt *st, int col);           /* .ptr NULL: NULL */
bool store_is_null(struct store_stmt *st, int col);

/* A statement with its values, $1 first: store_do(s, e, "DELETE FROM t WHERE id = $1", sql_int(id)). */
struct store_value {
	enum { STORE_NULL, STORE_INT, STORE_TEXT, STORE_BLOB } kind;
	int64_t number;
	struct str bytes;
};
static inline struct store_value sql_int(int64_t v)
{
	return (struct store_value){ .kind = STORE_INT, .number = v };
}
static inline struct store_value sql_id(int64_t v) /* 0: NULL */
{
	return (struct store_value){ .kind = v > 0 ? STORE_INT : STORE_NULL, .number = v };
}
static inline struct store_value sql_text(struct str v)
{
	return (struct store_value){ .kind = STORE_TEXT, .bytes = v };
}
static inline struct store_value sql_blob(struct str v)
{
	return (struct store_value){ .kind = STORE_BLOB, .bytes = v };
}
static inline struct store_value sql_null(void)
{
	return (struct store_value){ .kind = STORE_NULL };
}
struct store_values {
	const struct store_value *rows;
	size_t count;
};
#define STORE_VALUES(...)                                                                                              \
	(struct store_values)                                                                                          \
	{                                                                                                              \
		(const struct store_value[]){ __VA_ARGS__ },                                                           \
			sizeof((const struct store_value[]){ __VA_ARGS__ }) / sizeof(struct store_value)               \
	}
/* Runs it to its end. */
#define store_do(s, e, sql, ...) store_do_values(s, sql, STORE_VALUES(__VA_ARGS__), e)
/* *ret stands before its first row (0), which is the caller's to step to and to give back. */
#define store_ask(s, ret, e, sql, ...) store_ask_values(s, sql, STORE_VALUES(__VA_ARGS__), ret, e)
/* The same, stepped: 1 when there is a row. */
#define store_first(s, ret, e, sql, ...) store_first_values(s, sql, STORE_VALUES(__VA_ARGS__), ret, e)
int store_do_values(struct store *s, const char *sql, struct store_values v, struct err *e);
int store_ask_values(struct store *s, const char *sql, struct store_values v, struct store_stmt **ret, struct err *e);
int store_first_values(struct store *s, const char *sql, struct store_values v, struct store_stmt **ret, struct err *e);

/* Prepares, runs and gives back a statement without parameters. */
int store_exec(struct store *s, const char *sql, struct err *e);
/* Several statements without parameters, in a write transaction: generated DDL. Never with values in it. */
int store_script(struct store *s, const char *sql, struct err *e);
/* Between these, in a write transaction, store_run() of "INSERT INTO t (a, b) VALUES ($1, $2)" and its like may only send the row, or
 * keep it for a while: values are copied, and a failure may be told by any later call, at the latest by store_batch_end() or the
 * commit. With no other statement between, rows of one such may be written before those of another whose first run in the batch was
 * later. */
int store_batch_begin(struct store *s, struct err *e);
int store_batch_end(struct store *s, struct err *e);
/* Runs, in a write transaction, one that gives no rows; where the database is far it may only be sent, and a failure be told by any later
 * call, at the latest by the end of the savepoint or the commit. The second: any other number of changed rows than one is ERR_CONFLICT. */
int store_put(struct store_stmt *st, struct err *e);
int store_put_one(struct store_stmt *st, struct err *e);
/* Rows changed by the last statement that wrote and was waited for. */
int64_t store_changes(const struct store *s);

/* --- transactions --- */

enum store_access {
	STORE_READ,  /* one unchanging view: that of the first statement, or an earlier one not older than the begin */
	STORE_WRITE, /* takes the writer's place at once */
};
int store_begin(struct store *s, enum store_access access, struct err *e);
int store_commit(struct store *s, struct err *e); /* durable on return; failed: rolled back */
void store_rollback(struct store *s);             /* nothing open: does nothing */
bool store_in_transaction(const struct store *s);
/* A statement of the open transaction failed: only a rollback goes on. */
bool store_failed(const struct store *s);
/* A read transaction is open whose view is that of the newest commit: another one would see the same. False: maybe not. */
bool store_newest(const struct store *s);
/* One number that was read in the open read transaction, for whoever comes next in the same view; gone with the next begin. */
void store_keep(struct store *s, int64_t number);
void store_keep_nothing(struct store *s);
bool store_kept(const struct store *s, int64_t *ret);

/* What one row of a table came to, kept in memory for whoever wants it again in a view in which the row is the same: it is let go when
 * any program commits a change of the row, or when there is too much. `table` begins with "r_"; `row` is its rowid, read in the
 * same view; `beside` is a table some rows of which were read with it. Only between readers of a pool that lingers. */
struct store_memo {
	struct str table;
	int64_t unit_id, id;
	int64_t row;       /* for store_remember() alone */
	struct str beside; /* too */
};
struct store_recalled {
	struct str bytes;
	bool beside_same; /* no row of `beside` changed either */
	int64_t row;      /* where nothing is recalled: maybe the row's rowid, by that of another one of the table */
	bool room;        /* where nothing is recalled: others may be remembered with it */
};
/* In the open read transaction something was recalled, or kept from the view before, and something else asked of a view that may be a
 * later one: what was made of both is done again, in a transaction that begins anew and recalls nothing. */
bool store_torn(const struct store *s);
int store_begin_plain(struct store *s, struct err *e);
bool store_remembers(const struct store *s); /* false: nothing is ever kept, and there may be no rowid */
bool store_recall(struct store *s, const struct store_memo *m, struct arena *a, struct store_recalled *ret);
void store_remember(struct store *s, const struct store_memo *m, struct str bytes);

/* A few bytes that are known in the open write transaction, of one owner: copied, gone with its end and when a part of it is undone. */
void store_note(struct store *s, const void *owner, int64_t key, struct str bytes);
bool store_noted(struct store *s, const void *owner, int64_t key, struct str *ret);
/* What changes with every work of a transaction but need only stand at its end (a few bytes) is said; the last that was said of a key is
 * put, once, before a savepoint begins or ends and before the commit. Undone with the part in which it was said. */
typedef int store_put_late(struct store *s, int64_t key, struct str bytes, struct err *e);
int store_later(struct store *s, store_put_late *put, int64_t key, struct str bytes, struct err *e);
bool store_said(struct store *s, store_put_late *put, int64_t key, struct str *ret); /* and not put yet */
/* The failed transaction met another one: from its start it may well succeed. Good until the next begin. */
bool store_may_retry(const struct store *s);
/* False: the connection is lost for good and can only be closed (the pool does). */
bool store_usable(const struct store *s);

/* Parts of a write transaction that can be undone alone; they nest, STORE_SAVEPOINTS_MAX deep (ERR_LIMIT). After a failed
 * statement nothing runs in the transaction any more before a rollback, to a savepoint or of all. Each ends the innermost. */
#define STORE_SAVEPOINTS_MAX 8
int store_savepoint(struct store *s, struct err *e);
int store_savepoint_release(struct store *s, struct err *e);
/* Should even this fail, all is rolled back: see store_in_transaction(). Without a savepoint it does nothing. */
void store_savepoint_rollback(struct store *s);
unsigned store_savepoints(const struct store *s); /* how many are open */

/* Takes `count` consecutive numbers of the unit's series `name`; *ret is the first. Never given twice, also after
 * deletions. Inside a write transaction. */
int store_next_ids(struct store *s, int64_t unit_id, const char *name, int64_t count, int64_t *ret, struct err *e);

/* --- schema --- */

struct store_migration {
	int number; /* from 1, without gaps */
	const char *name, *sql, *sha256;
};
struct store_migrations {
	const struct store_migration *rows;
	size_t count;
};

/* The migrations in this program for the driver of `s`. */
struct store_migrations store_migrations(const struct store *s);
/* Applies what is missing, each in its own transaction. Refuses (ERR_DB) a database that is newer than the program,
 * belongs to another one, or was made by migrations with another content. `now` is recorded. */
int store_migrate(struct store *s, const struct store_migrations *m, struct str now, struct err *e);
int store_schema_version(struct store *s, int *ret, struct err *e);

/* --- whole database --- */

/* A consistent copy while others work. The file appears when complete; an existing one is refused. */
int store_backup(struct store *s, const char *path, struct err *e);
/* Reads everything and says (ERR_DB) what is damaged. */
int store_verify(struct store *s, struct err *e);

#endif
