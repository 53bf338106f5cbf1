/* Private to the PostgreSQL driver. */
#ifndef STORE_POSTGRES_H
#define STORE_POSTGRES_H

#include "driver.h"

#include "buf.h"
#include "hot.h"

#include <libpq-fe.h>
#include <limits.h>

/* Types of values and columns (src/include/catalog/pg_type.dat of PostgreSQL). */
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
};

enum { PG_WINDOW = 128 }; /* runs sent before their answers are read: they must fit into the sockets' buffers */

struct pg_stmt;
struct pg_ahead;
struct pg_merge;
#define PG_ANY_COUNT UINT_MAX

struct pg_store {
	struct store base;
	PGconn *db;
	char *place;                       /* "host:port/name", for messages: the address may hold a password */
	struct pg_stmt *first, *last;      /* sent, in this order, and not read to the end */
	unsigned asked;                    /* how many those are */
	unsigned syncs;                    /* sent, their answers not read yet */
	unsigned queued;                   /* runs sent whose answers were not read yet */
	unsigned streak;                   /* runs of a batch with nothing else between */
	unsigned counts[PG_WINDOW];        /* of runs sent: so many rows must change */
	uint64_t named;                    /* statements the server was asked to prepare */
	uint64_t batches, ranks;           /* so many began; so many statements of them had their first run */
	uint64_t begun;                    /* transactions that write */
	uint64_t asked_in;                 /* the one whose works were asked together */
	struct pg_stmt *copies;            /* with lines kept, by rank */
	struct pg_stmt *updates, *inserts; /* with rows kept to be one statement each (postgres_merge.c) */
	struct pg_ahead *ahead;            /* asked ahead of their turn, in this order, with */
	size_t ahead_count, ahead_read;
	struct buf ahead_bytes; /* their values */
	bool reading;           /* a read transaction: one pipeline, ended by a sync */
	bool sent;              /* in it something was */
	bool unflushed;         /* something was sent since answers were last asked for */
	bool ending;            /* what was sent is all: the transaction ends with its answers */
	bool only_reads;        /* what the session's transactions do unless they say otherwise */
	bool piped;             /* in libpq's pipeline mode */
	bool batch;             /* runs are only sent, or even kept for a COPY */
	bool ours;              /* the history table is there, whose lock is the writer's place */
	bool clean;             /* nothing was done in the transaction so far */
	bool marked_clean;      /* savepoint 1 is the transaction's start itself */
	bool joined;            /* this session has the writers' lock, shared with others, since */
	int64_t joined_at, waiting_asked_at;
	/* rows kept in memory (postgres_sole.c); all NULL and false without */
	struct hot *hot;
	struct hot_changes *changes; /* of the open transaction that writes */
	uint64_t head[HOT_HEAD];
	uint64_t seen[HOT_HEAD]; /* the state when the reading transaction began; all zero: not known */
	int64_t looked_at;       /* whether the connection stands */
	bool sole;               /* it has the lock alone, and what is kept is of the state `head` */
	bool recalled, touched;  /* in it something was recalled or kept; asked of the server */
};

/* What a statement that writes changes. */
enum pg_changes {
	PG_CHANGES_ALL,   /* not known */
	PG_CHANGES_NEW,   /* rows that were not there */
	PG_CHANGES_ROW,   /* the row of unit $1 and id $2 */
	PG_CHANGES_TABLE, /* rows of the table; nobody keeps them one by one */
};

enum pg_state { PG_IDLE, PG_ASKED, PG_KEPT, PG_ENDED };

struct pg_stmt {
	struct store_stmt base;
	uint64_t number; /* its name on the server; 0: not prepared */
	int params;
	enum pg_state state;
	bool binary, gives_rows;
	bool loose_or; /* in its text, outside of brackets */
	bool limited;  /* its text ends with a LIMIT: all rows come at once */
	bool begun;    /* asked, and the first of its rows was waited for */
	bool put, one; /* to be only sent; and one row must change */
	enum pg_changes changes;
	struct str table; /* of which, in its text */
	Oid types[STORE_PARAMS_MAX], prepared[STORE_PARAMS_MAX];
	struct str values[STORE_PARAMS_MAX]; /* .ptr NULL: NULL */
	uint64_t numbers[STORE_PARAMS_MAX];
	PGresult *row;   /* the rows at hand, with */
	int at;          /* the current one */
	PGresult **kept; /* rows behind those, and what ended them */
	size_t kept_count, kept_at, kept_size;
	struct pg_stmt *behind; /* sent after it */
	char *copy;             /* "COPY t (...) FROM STDIN" for a plain INSERT */
	bool copy_known;        /* whether it is one */
	struct buf lines;       /* for it */
	unsigned lines_count;
	uint64_t rank, ranked_in; /* among the statements of the batch */
	struct pg_stmt *next_copy;
	struct pg_merge *merge; /* NULL: it never was put often */
	uint64_t put_in;        /* the transaction */
};

static inline struct pg_store *pg_store_of(struct store *s)
{
	return (struct pg_store *)s;
}

static inline struct pg_stmt *pg_stmt_of(struct store_stmt *st)
{
	return (struct pg_stmt *)st;
}

/* Maps what the server or the connection said; `sql` (or what was tried) goes to the log part only. */
int pg_error(struct pg_store *s, const PGresult *r, const char *sql, struct err *e);
int pg_error_state(struct pg_store *s, const char *state, struct err *e); /* by a SQLSTATE alone */

/* --- the connection (postgres_connect.c) --- */

int pg_open(const char *rest, const struct store_options *o, struct store **ret, struct err *e);
void pg_close(struct store *s);
/* False: it is known to be broken. Asks the system, not the server. */
bool pg_alive(struct pg_store *s);

/* --- commands (postgres.c) --- */

/* Text of our own, one statement or, outside of read transactions, several. */
int pg_exec(struct pg_store *s, const char *sql, struct err *e);
/* The first column of its first row; 0 when there is none. */
int pg_number(struct pg_store *s, const char *sql, int64_t *ret, struct err *e);
int pg_allow_writes(struct pg_store *s, struct err *e);

/* --- what goes over the connection (postgres_run.c) --- */

/* Afterwards no answer is outstanding: rows still coming are kept by their statement, a batch has been answered, and but in a
 * read transaction the pipeline is left. */
int pg_quiet(struct pg_store *s, struct err *e);
/* The one result of what was sent last, with nothing else outstanding. */
PGresult *pg_answer(struct pg_store *s);
int pg_send_run(struct pg_stmt *st, struct err *e);
void pg_name(uint64_t number, char out[24]); /* of a prepared statement */
void pg_deallocate(struct pg_store *s, uint64_t number);
int pg_fit(struct pg_stmt *st, struct err *e); /* prepared for the values it has */
/* Nothing may be outstanding. */
int pg_pipeline_leave(struct pg_store *s, struct err *e);
/* A read transaction begins: nothing is sent. */
int pg_read_begin(struct pg_store *s, struct err *e);
/* It ends: the sync is sent, its answer read by whoever comes next. */
void pg_read_end(struct pg_store *s);

/* --- batches (postgres_batch.c) --- */

bool pg_batch_takes(struct pg_stmt *st);
int pg_batch_run(struct pg_stmt *st, struct err *e);
int pg_batch_put(struct pg_stmt *st, struct err *e);    /* only sent, in batches or not */
int pg_batch_settle(struct pg_store *s, struct err *e); /* all is sent and answered */
int pg_batch_read(struct pg_store *s, struct err *e);   /* what was only sent is answered; in the pipeline goes on */
int pg_batch_open(struct pg_store *s, unsigned count,
	struct err *e);                   /* one more is about to be sent, that is to change so many rows */
void pg_batch_drop(struct pg_store *s);   /* what was kept is not sent at all */
void pg_batch_forget(struct pg_stmt *st); /* the statement goes */

/* --- many puts as one (postgres_merge.c) --- */

/* *ret_kept: it is among those kept; else what must stand before it was sent. */
int pg_merge_put(struct pg_stmt *st, bool *ret_kept, struct err *e);
int pg_merge_send(struct pg_store *s, struct err *e);
void pg_merge_drop(struct pg_store *s);
void pg_merge_forget(struct pg_stmt *st); /* the statement goes */

/* --- asked ahead (postgres_ahead.c) --- */

int pg_ask(struct store_stmt *st, struct err *e);
int pg_answers(struct store *s, struct err *e);
int pg_ahead_read(struct pg_store *s, struct err *e); /* all that was sent is answered */
bool pg_ahead_take(struct pg_stmt *st, PGresult **ret);
void pg_ahead_written(const struct pg_stmt *st); /* what it changes is no longer as it was */
void pg_ahead_drop(struct pg_store *s);
void pg_ahead_free(struct pg_store *s);
void pg_ahead_forget(const struct pg_stmt *st); /* the statement goes */

/* A transaction that only reads is put aside: what it sent ends, and what it asks next is asked in a later one. */
void pg_linger(struct store *s);

/* --- who writes (postgres_sole.c) --- */

/* Before a session writes; before what it writes at once; before a commit, which waits only when something was written. */
int pg_join(struct pg_store *s, struct err *e);
void pg_wait_turn(struct pg_store *s);
void pg_wait_commit(struct pg_store *s);
/* Reads what a statement changes from its text. */
struct pg_words {
	unsigned writings, wheres, ors, loose_ors;
};
void pg_read_changes(struct pg_stmt *st, const char *sql, const struct pg_words *w);
void pg_note_changes(struct pg_stmt *st);
void pg_note_all(struct pg_store *s);
/* Around a commit; `known`: the server said how it ended. */
void pg_commit_begins(struct pg_store *s);
void pg_commit_ends(struct pg_store *s, bool known);
/* It writes outside of transactions, of which nothing is told. */
void pg_alone_no_more(struct pg_store *s);
void pg_see(struct pg_store *s); /* a reading transaction begins */
int pg_sole(struct store *s, bool wanted, struct err *e);
void pg_share(struct store *s, struct hot *hot, bool writes);
bool pg_newest(const struct store *s);
bool pg_torn(const struct store *s);
void pg_forget(struct store *s);
bool pg_remembers(const struct store *s);
bool pg_recall(struct store *s, const struct store_memo *m, struct arena *a, struct store_recalled *ret);
void pg_remember(struct store *s, const struct store_memo *m, struct str bytes);

/* --- statements (postgres_stmt.c, postgres_run.c), as driver.h names them --- */

int pg_prepare(struct store *s, const char *sql, struct store_stmt **ret, struct err *e);
void pg_finalize(struct store_stmt *st);
void pg_bind_int(struct store_stmt *st, int n, int64_t v);
void pg_bind_text(struct store_stmt *st, int n, struct str v);
void pg_bind_blob(struct store_stmt *st, int n, struct str v);
void pg_bind_null(struct store_stmt *st, int n);
void pg_unbind(struct store_stmt *st);
int pg_send(struct store_stmt *st, bool last, struct err *e);
int pg_step(struct store_stmt *st, struct err *e);
int pg_put(struct store_stmt *st, bool one, struct err *e);
void pg_rewind(struct store_stmt *st);
int64_t pg_int(struct store_stmt *st, int col);
struct str pg_text(struct store_stmt *st, int col);
struct str pg_blob(struct store_stmt *st, int col);
bool pg_is_null(struct store_stmt *st, int col);

#endif
