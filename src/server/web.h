/* The embedded web application's files over HTTP. */
#ifndef SERVER_WEB_H
#define SERVER_WEB_H

#include "assets.h"
#include "str.h"

/* The file a path stands for: itself; index.html for "/" and for a path without a dot in its last part (the
 * application's own pages); else NULL. */
const struct server_asset *web_find(const struct server_asset *assets, size_t count, struct str path);
/* Whether If-None-Match names `etag` (weakly compared) or is "*". */
bool web_etag_matches(struct str if_none_match, const char *etag);
/* Whether Accept-Encoding takes gzip. */
bool web_accepts_gzip(struct str accept_encoding);

#endif
