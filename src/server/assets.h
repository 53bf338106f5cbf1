/* The web application's files, embedded in the binary (generated at build time from web/dist).
 *
 * `server_assets` is sorted by path, bytewise. `gzip` is NULL where packing does not pay. */
#ifndef SERVER_ASSETS_H
#define SERVER_ASSETS_H

#include <stdbool.h>
#include <stddef.h>

struct server_asset {
	const char *path; /* "/index.html" */
	const char *type; /* "text/html; charset=utf-8" */
	const char *etag; /* hex of the body's hash, without quotes */
	const unsigned char *body;
	size_t size;
	const unsigned char *gzip;
	size_t gzip_size;
	bool immutable; /* the name carries a hash of the content: may be kept for ever */
};

extern const struct server_asset server_assets[];
extern const size_t server_assets_count;

#endif
