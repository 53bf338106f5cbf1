/* What a database driver provides. Only drivers and store.c include this.
 *
 * A driver keeps the contract of store.h as tests/contract/test_store.c states it. It embeds `struct store` and `struct
 * store_stmt` as the first members of its own. */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "store.h"

#define STORE_PARAMS_MAX 200
#define STORE_BUCKETS 64 /* a power of two */
#define STORE_NOTE_MAX 96
#define STORE_NOTES 4
#define STORE_LATE 4

struct hot;

struct store {
	const struct store_driver *driver;
	struct store_stmt *cache[STORE_BUCKETS]; /* by the text's hash; most recently used first */
	bool open;                               /* a transaction is, with */
	enum store_access access;
	bool failed; /* a statement of the transaction did: only a rollback goes on from here */
	bool closing;
	bool retry; /* set by the driver: the transaction failed because of another one */
	unsigned savepoints;
	bool asking;     /* a group's works are run for their questions alone */
	bool held;       /* a work of a group is running: it may not commit */
	uint64_t writes; /* counts statements that write */
	int64_t changes;
	bool keeps; /* store_keep() of this view */
	int64_t kept;
	struct store_note {
		const void *owner; /* NULL: there is none */
		int64_t key;
		size_t len;
		char bytes[STORE_NOTE_MAX];
	} notes[STORE_NOTES];
	struct store_late {
		store_put_late *put; /* NULL: nothing is to be put */
		int64_t key;
		size_t len;
		char bytes[STORE_NOTE_MAX];
	} late[STORE_LATE];
};

struct store_stmt {
	struct store *store;
	struct store_stmt *next;
	char *sql;
	uint64_t hash;
	bool used;   /* held by a caller */
	bool cached; /* in the store's list */
	bool writes;
	int error; /* of a bind: reported by the next step */
};

enum store_mark { STORE_MARK, STORE_MARK_RELEASE, STORE_MARK_UNDO };

struct store_driver {
	const char *scheme; /* "sqlite:" */
	const char *dialect;
	int (*open)(const char *rest, const struct store_options *o, struct store **ret, struct err *e);
	void (*close)(struct store *s);
	/* A new statement with `sql` of its own not yet set. */
	int (*prepare)(struct store *s, const char *sql, struct store_stmt **ret, struct err *e);
	void (*finalize)(struct store_stmt *st);
	void (*bind_int)(struct store_stmt *st, int n, int64_t v);
	void (*bind_text)(struct store_stmt *st, int n, struct str v);
	void (*bind_blob)(struct store_stmt *st, int n, struct str v);
	void (*bind_null)(struct store_stmt *st, int n);
	void (*unbind)(struct store_stmt *st);
	/* Of one that reads; `last`: nothing else is to come in the transaction. NULL: nothing would be gained. */
	int (*send)(struct store_stmt *st, bool last, struct err *e);
	/* In a write transaction: what reads is sent ahead of its turn, to be found by the step of one like it; and all that was sent so is
	 * answered. NULL: nothing would be gained. */
	int (*ask)(struct store_stmt *st, struct err *e);
	int (*answers)(struct store *s, struct err *e);
	int (*step)(struct store_stmt *st, struct err *e);
	/* In a write transaction, of one that gives no rows; `one`: other than one changed row is store_not_one(). NULL: as a run. */
	int (*put)(struct store_stmt *st, bool one, struct err *e);
	void (*rewind)(struct store_stmt *st);
	int64_t (*get_int)(struct store_stmt *st, int col);
	bool (*get_int_if)(struct store_stmt *st, int col, int64_t *ret); /* NULL: is_null() and get_int() do */
	struct str (*get_text)(struct store_stmt *st, int col);
	struct str (*get_blob)(struct store_stmt *st, int col);
	bool (*is_null)(struct store_stmt *st, int col);
	int (*script)(struct store *s, const char *sql, struct err *e); /* several statements, no parameters */
	int (*begin)(struct store *s, enum store_access access, struct err *e);
	/* Whether the open view is of the newest commit, of all programs; NULL: that is not known without asking. */
	bool (*newest)(const struct store *s);
	/* Rows kept in memory (hot.h); all NULL: none are. */
	void (*share)(struct store *s, struct hot *hot, bool writes);
	bool (*remembers)(const struct store *s);
	bool (*recall)(struct store *s, const struct store_memo *m, struct arena *a, struct store_recalled *ret);
	void (*remember)(struct store *s, const struct store_memo *m, struct str bytes);
	/* Of a pool's writer, between transactions: is or stays the only one who writes, or (`wanted` false) is so no longer. 1: is;
	 * 0: is not. NULL: whoever commits can be seen (newest). */
	int (*sole)(struct store *s, bool wanted, struct err *e);
	/* A reading transaction is put aside with what it kept, to go on maybe; NULL: as it is. */
	void (*linger)(struct store *s);
	/* What was recalled or kept and what was asked may not be of one view; NULL: they are. */
	bool (*torn)(const struct store *s);
	void (*forget)(struct store *s); /* in the open reading transaction nothing is recalled */
	int (*commit)(struct store *s, struct err *e);
	void (*rollback)(struct store *s);
	/* Savepoint number `depth`. An undo that fails has rolled everything back. */
	int (*mark)(struct store *s, enum store_mark what, unsigned depth, struct err *e);
	bool (*usable)(const struct store *s); /* NULL: always */
	/* Runs that give no rows are only sent; off: all have been answered. NULL: nothing would be gained. */
	int (*batch)(struct store *s, bool on, struct err *e);
	unsigned writers; /* how many may write at a time; 1: their work is committed in groups */
	bool views_share; /* readers with the same view share its lock: store_pool_linger() */
	/* Held, outside of transactions, around migrations of a database that several programs share; NULL: not needed. */
	int (*lock_schema)(struct store *s, bool on, struct err *e);
	/* 1: the history table is there; 0: an empty database; ERR_DB: somebody else's database. */
	int (*recognise)(struct store *s, struct err *e);
	int (*backup)(struct store *s, const char *path, struct err *e);
	int (*verify)(struct store *s, struct err *e);
	const char *
		history_sql; /* makes the table schema_history (number, name, sha256, applied_at) and marks the database as ours */
	const struct store_migrations *migrations;
};

extern const struct store_driver store_sqlite;
extern const struct store_driver store_postgres, store_postgres_short; /* two names of the scheme */

/* Puts what was said to be put later; behind a failure only a rollback goes on. */
int store_late_flush(struct store *s, struct err *e);
void store_late_forget(struct store *s);

/* The connection works with what the pool keeps, before it is used: reads it or, `writes`, tells its changes too. */
void store_share(struct store *s, struct hot *hot, bool writes);

/* ERR_CONFLICT: the row is not what it was. */
int store_not_one(struct err *e);

/* One more driver, for tests: its scheme is asked for first; NULL: none. Not while stores are open. */
void store_add_driver(const struct store_driver *d);

/* In the open write transaction of an empty database: the same migrations as `like` has, one of this program, and when it got them. */
int store_migrate_like(struct store *s, struct store *like, struct err *e);

/* Made at build time from migrations/sqlite/ and migrations/postgres/. */
extern const struct store_migrations store_sqlite_migrations, store_postgres_migrations;

#endif
