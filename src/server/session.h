/* Who sends a request: sessions and tokens, remembered for a moment so that not every request reads the database.
 *
 * What is remembered is looked up again after a second, and forgotten at once when rights change in this process
 * (sessions_forget). A change made by another process on the same database is therefore seen within a second. */
#ifndef SERVER_SESSION_H
#define SERVER_SESSION_H

#include "access.h"

struct sessions;

/* One signed-in caller, shared by the requests that hold it. */
struct session;

/* None of the parameters is owned; all must outlive it. */
int sessions_new(
	struct access *x, struct store_pool *pool, const struct clock *clock, struct sessions **ret, struct err *e);
void sessions_free(struct sessions *s); /* NULL is fine; no session may be held */

enum session_kind { SESSION_COOKIE, SESSION_BEARER };
/* ERR_AUTH: nobody, or no longer. The caller releases what it gets. Safe to call from several threads. */
int sessions_find(struct sessions *s, enum session_kind kind, struct str token, struct session **ret, struct err *e);
const struct actor *session_actor(const struct session *s);
void session_release(struct session *s); /* NULL is fine */
void sessions_forget(struct sessions *s);

#endif
