/* A whole database into an empty one, also of the other kind: SQLite into PostgreSQL and back. Both have the same numbered migrations
 * and three types of columns, so the schema is made by those, tables that are made later (registers) by what the catalogue says of
 * them, and every table is carried over row by row (docs/decisions/0012-postgres-backup.md). */
#ifndef STORE_TRANSFER_H
#define STORE_TRANSFER_H

#include "store.h"

/* `from` is read in its open read transaction. All is read again from `to` and compared with what was read there, table by table. `to`
 * must be empty (ERR_CONFLICT); its transaction is left open for the caller to commit, failed: rolled back. Into SQLite it is committed
 * in pieces, for a file that nobody has yet. What `from` holds that cannot be carried is ERR_DB, nothing is left out. `to` is good for
 * nothing else and closed then: SQLite does not look at foreign keys, and programs that want to make PostgreSQL's schema wait. */
int transfer_must_be_empty(struct store *to, struct err *e);
int transfer(struct store *from, struct store *to, struct err *e);
/* Into a new SQLite file, which appears when it is complete; an existing one is ERR_CONFLICT. Begins and ends the read itself. */
int transfer_to_file(struct store *from, const char *path, struct err *e);

#endif
