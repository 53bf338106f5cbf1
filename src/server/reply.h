/* Answers as the HTTP library's objects, with the headers every answer carries. */
#ifndef SERVER_REPLY_H
#define SERVER_REPLY_H

#include <microhttpd.h>

#include "assets.h"
#include "call.h"
#include "problem.h"

#define REPLY_JSON "application/json"

/* Such bytes, which stay where they are as long as the response; NULL: no memory. */
struct MHD_Response *reply_json(char *bytes, size_t len, const char *cache);
/* NULL: no memory. The bytes of `a->body` stay where they are until the response is gone; a file or blob goes with it. */
struct MHD_Response *reply_answer(struct answer *a, const char *request_id);
struct MHD_Response *reply_problem(const struct problem *p);
/* An endless text/event-stream, with the headers it needs; NULL: it could not have them. */
struct MHD_Response *reply_stream(struct MHD_Response *stream);
/* 204 with Allow. */
struct MHD_Response *reply_options(const char *allow);
/* 304 for an answer or asset with this etag. */
struct MHD_Response *reply_not_modified(const char *etag, const char *cache);
/* The file, plain or packed; it is not copied. */
struct MHD_Response *reply_asset(const struct server_asset *asset, bool packed);

#define REPLY_CACHE_API "private, no-cache"
#define REPLY_CACHE_PAGE "no-cache"
#define REPLY_CACHE_FOREVER "public, max-age=31536000, immutable"

#endif
