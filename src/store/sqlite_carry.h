/* Private to the SQLite driver: the journal's pages are carried into the database ("checkpoint") beside the writer, not by it.
 *
 * A thread of its own does the most of it while commits go on; what has come meanwhile, little, the writer does behind a commit, so
 * that the journal begins anew. Where there can be no such thread the writer does it all, as SQLite by itself does. A journal that
 * grows faster than it is carried makes commits wait: it stays below six times what calls the thread,
 * and one commit. */
#ifndef STORE_SQLITE_CARRY_H
#define STORE_SQLITE_CARRY_H

#include <sqlite3.h>

struct sq_carrier;

/* For the connection `db` of the file `path`, which outlive it; so many pages (0: 8000) call the thread. NULL: no memory, all stays as
 * it was. */
struct sq_carrier *sq_carry_begin(sqlite3 *db, const char *path, int pages);
/* Waits for the thread; NULL is fine. */
void sq_carry_end(struct sq_carrier *c);

#endif
