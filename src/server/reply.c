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

/* JSON is no page: what protects pages alone (who may frame it in old browsers, who may open it) is left out. */
static const struct header of_data[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'" },
};

/* A file people sent, shown in a frame of our page: it may do nothing but be seen. */
static const struct header in_page[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "X-Frame-Options", "SAMEORIGIN" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'" },
};
_Static_assert(sizeof(in_page) == sizeof(always), "both say something of each");

/* Puts on the common headers; a response that cannot carry them is not sent. */
static struct MHD_Response *put_on(struct MHD_Response *r, const struct header *headers, size_t count)
{
	for (size_t i = 0; r != NULL && i < count; i++) {
		if (!add(r, headers[i].name, headers[i].value)) {
			MHD_destroy_response(r);
			r = NULL;
		}
	}
	return r;
}

static struct MHD_Response *dress(struct MHD_Response *r, bool shown)
{
	return put_on(r, shown ? in_page : always, sizeof(always) / sizeof(always[0]));
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
	return dress(r, false);
}

static struct MHD_Response *from_kept(struct answer *a)
{
	struct buf *b = &a->body;

	buf_room(b, 0);
	if (b->failed)
		return NULL;
	struct MHD_Response *r = MHD_create_response_from_buffer(b->len, b->ptr, MHD_RESPMEM_PERSISTENT);
	if (strcmp(a->type, REPLY_JSON) == 0)
		return put_on(r, of_data, sizeof(of_data) / sizeof(of_data[0]));
	return dress(r, false);
}

struct MHD_Response *reply_json(char *bytes, size_t len, const char *cache)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(len, bytes, MHD_RESPMEM_PERSISTENT);

	r = put_on(r, of_data, sizeof(of_data) / sizeof(of_data[0]));
	if (r == NULL || (add(r, "Content-Type", REPLY_JSON) && add(r, "Cache-Control", cache)))
		return r;
	MHD_destroy_response(r);
	return NULL;
}

static bool add_etag(struct MHD_Response *r, const char *etag, const char *suffix)
{
	char quoted[96];
	size_t len = strlen(etag), more = strlen(suffix);

	if (len + more + 3 > sizeof(quoted))
		return false;
	quoted[0] = '"';
	memcpy(quoted + 1, etag, len);
	memcpy(quoted + 1 + len, suffix, more);
	quoted[1 + len + more] = '"';
	quoted[2 + len + more] = '\0';
	return add(r, "ETag", quoted);
}

/* RFC 6266: the name in UTF-8, percent-encoded. */
static bool add_file_name(struct MHD_Response *r, const char *name, bool shown)
{
	static const char hex[] = "0123456789ABCDEF";
	char value[32 + 3 * sizeof(((struct answer *)NULL)->file_name)];
	size_t n = (size_t)snprintf(value, sizeof(value), "%s; filename*=UTF-8''", shown ? "inline" : "attachment");

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
	return dress(r, false);
}

struct sending {
	struct blob *blob;
	int64_t from;
};

static ssize_t read_blob(void *context, uint64_t at, char *out, size_t max)
{
	struct sending *s = context;
	int64_t n = blob_read(s->blob, s->from + (int64_t)at, out, max, NULL);

	return n > 0 ? (ssize_t)n : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void end_blob(void *context)
{
	struct sending *s = context;

	blob_close(s->blob);
	free(s);
}

enum { BLOCK = 64 * 1024 };

/* The content goes with the response, whatever becomes of it. */
static struct MHD_Response *from_blob(struct answer *a)
{
	struct sending *s = malloc(sizeof(*s));

	if (s == NULL)
		return NULL;
	*s = (struct sending){ a->blob, a->blob_from };
	a->blob = NULL;
	struct MHD_Response *r =
		MHD_create_response_from_callback((uint64_t)a->blob_len, BLOCK, read_blob, s, end_blob);
	if (r == NULL)
		end_blob(s);
	return dress(r, a->shown);
}

static struct MHD_Response *body_of(struct answer *a)
{
	if (a->blob != NULL)
		return from_blob(a);
	return a->fd > 0 ? from_file(a) : from_kept(a);
}

struct MHD_Response *reply_answer(struct answer *a, const char *request_id)
{
	struct MHD_Response *r = body_of(a);

	if (r == NULL)
		return NULL;
	bool good = add(r, "Content-Type", a->type) && add(r, "X-Request-Id", request_id);
	if (a->etag[0] != '\0')
		good = good && add_etag(r, a->etag, "") && add(r, "Cache-Control", REPLY_CACHE_API);
	else
		good = good && add(r, "Cache-Control", "no-store");
	if (a->location[0] != '\0')
		good = good && add(r, "Location", a->location);
	if (a->blob_len > 0)
		good = good && add(r, "Accept-Ranges", "bytes");
	if (a->range[0] != '\0')
		good = good && add(r, "Content-Range", a->range);
	if (a->cookie[0] != '\0')
		good = good && add(r, "Set-Cookie", a->cookie);
	if (a->file_name[0] != '\0')
		good = good && add_file_name(r, a->file_name, a->shown);
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
	if (p->range != NULL)
		add(r, "Content-Range", p->range);
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
	struct MHD_Response *r = dress(stream, false);

	if (r != NULL) {
		add(r, "Content-Type", "text/event-stream");
		add(r, "Cache-Control", "no-store");
		add(r, "X-Accel-Buffering", "no"); /* nginx in front lets it through at once */
	}
	return r;
}

struct MHD_Response *reply_options(const char *allow)
{
	struct MHD_Response *r = dress(MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT), false);

	if (r != NULL)
		add(r, "Allow", allow);
	return r;
}

struct MHD_Response *reply_not_modified(const char *etag, const char *cache)
{
	struct MHD_Response *r = dress(MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT), false);

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
	struct MHD_Response *r = dress(MHD_create_response_from_buffer(size, bytes.out, MHD_RESPMEM_PERSISTENT), false);

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
