/* Private to the SQLite driver. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "driver.h"
#include "hot.h"

#include <sqlite3.h>

struct sq_carrier;

enum { SQ_TABLES_MAX = 6 };

/* What a statement that writes may change besides rows that are told one by one. */
struct sq_tables {
	uint32_t marks[SQ_TABLES_MAX];
	unsigned count;
	bool rows; /* those too */
	bool all;
};

struct sq_store {
	struct store base;
	sqlite3 *db;
	sqlite3_stmt *undo;         /* ROLLBACK, prepared while there is memory for it */
	sqlite3_stmt *begin, *look; /* BEGIN, and the first read of a reading transaction */
	const volatile uint64_t
		*index; /* the head of the journal's index, which every commit changes; NULL: not asked for yet */
	uint64_t seen[HOT_HEAD]; /* what it was when the open view was taken; all zero: not known */
	char *path;
	/* rows kept in memory; all NULL and false without */
	struct hot *hot;
	struct hot_changes *changes; /* of the open transaction that writes, or of the last one */
	struct sq_tables *preparing; /* of the statement that is being prepared */
	bool writing;
	uint64_t began[HOT_HEAD];   /* the head of the journal's index when that began */
	int journal_pages;          /* as in the options */
	struct sq_carrier *carrier; /* NULL: SQLite carries the journal over by itself */
};

/* Maps a result code to ours with a message; `sql` (or what was tried) goes to the log part only. */
int sq_error(const struct sq_store *s, int code, const char *sql, struct err *e);
/* Makes the functions of the shared subset known to the connection. */
int sq_functions(struct sq_store *s, struct err *e);
int sq_backup(struct store *s, const char *path, struct err *e);
/* The head of the journal's index as it is now; false: it cannot be seen. */
bool sq_read_head(struct sq_store *s, uint64_t out[HOT_HEAD]);
bool sq_newest(const struct store *s);

/* Rows kept in memory (sqlite_hot.c). */
void sq_share(struct store *s, struct hot *hot, bool writes);
void sq_note_tables(struct sq_store *s, const struct sq_tables *t);
/* Around each transaction that writes, its end included; and behind its commit, before others may write on this connection. */
void sq_write_begins(struct sq_store *s);
void sq_write_ends(struct sq_store *s);
void sq_write_committed(struct sq_store *s, const uint64_t before[HOT_HEAD]);
bool sq_remembers(const struct store *s);
bool sq_recall(struct store *s, const struct store_memo *m, struct arena *a, struct store_recalled *ret);
void sq_remember(struct store *s, const struct store_memo *m, struct str bytes);

#endif
