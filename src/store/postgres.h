/* Private to the PostgreSQL driver. */
#ifndef STORE_POSTGRES_H
#define STORE_POSTGRES_H

#include "driver.h"

#include <libpq-fe.h>

struct pg_stmt;

struct pg_store {
	struct store base;
	PGconn *db;
	char *place;               /* "host:port/name", for messages: the address may hold a password */
	struct pg_stmt *streaming; /* its rows are still coming */
	uint64_t named;            /* statements the server was asked to prepare */
	unsigned queued;           /* runs sent whose answers were not read yet */
	bool batch;                /* runs are only sent */
	bool ours;                 /* the history table is there, whose lock is the writer's place */
	bool clean;                /* nothing was done in the transaction so far */
	bool marked_clean;         /* savepoint 1 is the transaction's start itself */
};

/* Maps what the server or the connection said; `sql` (or what was tried) goes to the log part only. */
int pg_error(struct pg_store *s, const PGresult *r, const char *sql, struct err *e);
int pg_error_state(struct pg_store *s, const char *state, struct err *e); /* by a SQLSTATE alone */
/* Afterwards no answer is outstanding: rows still coming are kept by their statement, a batch has been answered. */
int pg_quiet(struct pg_store *s, struct err *e);
/* Text of our own, one statement or several. */
int pg_exec(struct pg_store *s, const char *sql, struct err *e);
/* The first column of its first row; 0 when there is none. */
int pg_number(struct pg_store *s, const char *sql, int64_t *ret, struct err *e);

/* --- statements (postgres_stmt.c), as driver.h names them --- */

int pg_prepare(struct store *s, const char *sql, struct store_stmt **ret, struct err *e);
void pg_finalize(struct store_stmt *st);
void pg_bind_int(struct store_stmt *st, int n, int64_t v);
void pg_bind_text(struct store_stmt *st, int n, struct str v);
void pg_bind_blob(struct store_stmt *st, int n, struct str v);
void pg_bind_null(struct store_stmt *st, int n);
void pg_unbind(struct store_stmt *st);
int pg_step(struct store_stmt *st, struct err *e);
void pg_rewind(struct store_stmt *st);
int64_t pg_int(struct store_stmt *st, int col);
struct str pg_text(struct store_stmt *st, int col);
struct str pg_blob(struct store_stmt *st, int col);
bool pg_is_null(struct store_stmt *st, int col);

#endif
