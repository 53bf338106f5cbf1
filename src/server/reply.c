#include "reply.h"

#include <sys/stat.h>
#include <unistd.h>

#include "problem.h"

struct header {
	const char *name, *value;
};

/* Element Plus sets styles on elements; scripts come from our own files alone. */
static const struct header always[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "X-Frame-Options", "DENY" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Content-Security-Policy",
		"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
		"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'" },
};

static bool add(struct MHD_Response *r, const char *name, const char *value)
{
	return MHD_add_response_header(r, name, value) == MHD_YES;
}

/* Puts on the common headers; a response that cannot carry them is not sent. */
static struct MHD_Response *dress(struct MHD_Response *r)
{
	for (size_t i = 0; r != NULL && i < sizeof(always) / sizeof(always[0]); i++) {
		if (!add(r, always[i].name, always[i].value)) {
			MHD_destroy_response(r);
			r = NULL;
		}
	}
	return r;
}

static struct MHD_Response *from_buf(struct buf *b)
{
	size_t len = 0;
	char *bytes = buf_take(b, &len);

	if (bytes == NULL)
		return NULL;
	struct MHD_Response *r = MHD_create_response_from_buffer(len, bytes, MHD_RESPMEM_MUST_FREE);
	if (r == NULL)
		free(bytes);
	return dress(r);
}

static bool add_etag(struct MHD_Response *r, const char *etag, const char *suffix)
{
	char quoted[96];

	snprintf(quoted, sizeof(quoted), "\"%s%s\"", etag, suffix);
	return add(r, "ETag", quoted);
}

/* RFC 6266: the name in UTF-8, percent-encoded. */
static bool add_file_name(struct MHD_Response *r, const char *name)
{
	static const char hex[] = "0123456789ABCDEF";
	char value[32 + 3 * sizeof(((struct answer *)NULL)->file_name)];
	size_t n = (size_t)snprintf(value, sizeof(value), "attachment; filename*=UTF-8''");

	for (const unsigned char *c = (const unsigned char *)name; *c != '\0' && n + 4 < sizeof(value); c++) {
		bool plain = (*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') ||
			     *c == '.' || *c == '-' || *c == '_';
		if (plain) {
			value[n++] = (char)*c;
			continue;
		}
		value[n++] = '%';
		value[n++] = hex[*c >> 4];
		value[n++] = hex[*c & 15];
	}
	value[n] = '\0';
	return add(r, "Content-Disposition", value);
}

/* The file goes with the response, whatever becomes of it. */
static struct MHD_Response *from_file(struct answer *a)
{
	struct stat st;
	int fd = a->fd;

	a->fd = 0;
	struct MHD_Response *r = fstat(fd, &st) == 0 ? MHD_create_response_from_fd64((uint64_t)st.st_size, fd) : NULL;
	if (r == NULL)
		close(fd);
	return dress(r);
}

struct MHD_Response *reply_answer(struct answer *a, const char *request_id)
{
	struct MHD_Response *r = a->fd > 0 ? from_file(a) : from_buf(&a->body);

	if (r == NULL)
		return NULL;
	bool good = add(r, "Content-Type", a->type) && add(r, "X-Request-Id", request_id);
	if (a->etag[0] != '\0')
		good = good && add_etag(r, a->etag, "") && add(r, "Cache-Control", REPLY_CACHE_API);
	else
		good = good && add(r, "Cache-Control", "no-store");
	if (a->location[0] != '\0')
		good = good && add(r, "Location", a->location);
	if (a->cookie[0] != '\0')
		good = good && add(r, "Set-Cookie", a->cookie);
	if (a->file_name[0] != '\0')
		good = good && add_file_name(r, a->file_name);
	if (good)
		return r;
	MHD_destroy_response(r);
	return NULL;
}

struct MHD_Response *reply_problem(const struct problem *p)
{
	struct buf out;

	buf_init(&out, 16384 + p->errors.len);
	problem_write(&out, p);
	struct MHD_Response *r = from_buf(&out);
	buf_clear(&out);
	if (r == NULL)
		return NULL;
	add(r, "Content-Type", PROBLEM_TYPE);
	add(r, "Cache-Control", "no-store");
	if (p->request_id != NULL)
		add(r, "X-Request-Id", p->request_id);
	if (p->allow != NULL)
		add(r, "Allow", p->allow);
	if (p->wait_seconds > 0 || p->status == 503) {
		char seconds[16];
		snprintf(seconds, sizeof(seconds), "%u", p->wait_seconds > 0 ? p->wait_seconds : 2);
		add(r, "Retry-After", seconds);
	}
	if (p->close)
		add(r, "Connection", "close");
	return r;
}

struct MHD_Response *reply_stream(struct MHD_Response *stream)
{
	struct MHD_Response *r = dress(stream);

	if (r != NULL) {
		add(r, "Content-Type", "text/event-stream");
		add(r, "Cache-Control", "no-store");
		add(r, "X-Accel-Buffering", "no"); /* nginx in front lets it through at once */
	}
	return r;
}

struct MHD_Response *reply_options(const char *allow)
{
	struct MHD_Response *r = dress(MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT));

	if (r != NULL)
		add(r, "Allow", allow);
	return r;
}

struct MHD_Response *reply_not_modified(const char *etag, const char *cache)
{
	struct MHD_Response *r = dress(MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT));

	if (r != NULL) {
		add_etag(r, etag, "");
		add(r, "Cache-Control", cache);
	}
	return r;
}

struct MHD_Response *reply_asset(const struct server_asset *asset, bool packed)
{
	const unsigned char *body = packed ? asset->gzip : asset->body;
	size_t size = packed ? asset->gzip_size : asset->size;
	union {
		const void *in;
		void *out;
	} bytes = { body }; /* the library takes a pointer to what it will not change */
	struct MHD_Response *r = dress(MHD_create_response_from_buffer(size, bytes.out, MHD_RESPMEM_PERSISTENT));

	if (r == NULL)
		return NULL;
	add(r, "Content-Type", asset->type);
	add(r, "Cache-Control", asset->immutable ? REPLY_CACHE_FOREVER : REPLY_CACHE_PAGE);
	add(r, "Vary", "Accept-Encoding");
	add_etag(r, asset->etag, packed ? "-gz" : "");
	if (packed)
		add(r, "Content-Encoding", "gzip");
	return r;
}
