/* Who a request comes from: notes it, admits it, or says why not. */
#ifndef SERVER_CALLER_H
#define SERVER_CALLER_H

#include "http.h"

#define CALLER_COOKIE "bihuan"

/* Takes down what the head says of the caller: address, agent, version, idempotency key. */
void caller_note(struct request *r);
/* Finds who is signed in and whether he may come in at all; fills r->session and r->actor. 0, or the status to answer. What he may
 * do inside is decided below the handlers. */
unsigned caller_admit(struct request *r, struct err *e);
/* He is not who he was: once more, in the same transaction, this time without trust. What it fails with goes to the caller. */
int caller_again(struct request *r, struct err *e);
/* In the write transaction that the request waited for: whether he whom memory knew is still who he was, else looked up there. */
int caller_confirm(struct request *r, struct store *store, struct err *e);

#endif
