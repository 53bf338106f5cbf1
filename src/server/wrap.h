/* Responses that are used again. The library allocates each header of a response three times, but a response may be queued as often as
 * one likes: so a small JSON answer is copied into one whose headers stand already, made even by blanks behind it (JSON knows none),
 * so that few lengths are in use. */
#ifndef SERVER_WRAP_H
#define SERVER_WRAP_H

#include <microhttpd.h>

#include "call.h"

enum { WRAPS = 3, WRAP_ID_MAX = 32 };

struct wrap {
	struct MHD_Response *response; /* NULL: free */
	char *bytes;
	size_t len;
	bool tagged;
	char etag[sizeof(((struct answer *)NULL)->etag)], id[WRAP_ID_MAX];
};

/* Of one request and those that come after it; all zero: empty. */
struct wraps {
	struct wrap at[WRAPS];
	unsigned next; /* to be given up for another */
};

/* The answer in a response that stays the wraps' own and is not to be changed before the request has ended; NULL: it is not one of
 * those, or there is no memory: reply_answer() takes it. */
struct MHD_Response *wraps_take(struct wraps *w, const struct answer *a, const char *request_id);
void wraps_free(struct wraps *w);

#endif
