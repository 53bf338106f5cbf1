#include "fake_s3.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { OBJECTS = 64, HEAD_MAX_BYTES = 16384, LINE_MAX_BYTES = 2048 };

struct object {
	char path[256];
	unsigned char *bytes;
	size_t size;
	time_t changed;
};

struct fake_s3 {
	int listener, port;
	pthread_t thread;
	char key_id[64], secret[128], region[32];
	atomic_int answer, requests;
	atomic_bool stopping;
	struct object objects[OBJECTS];
};

struct ask {
	char head[HEAD_MAX_BYTES], method[16], path[256], query[256];
	unsigned char *body;
	size_t size;
};

static void hex(const unsigned char *p, size_t len, char *out)
{
	for (size_t i = 0; i < len; i++)
		snprintf(out + 2 * i, 3, "%02x", p[i]);
}

static bool header(const struct ask *a, const char *name, char *out, size_t size)
{
	size_t len = strlen(name);

	for (const char *p = strstr(a->head, "\r\n"); p; p = strstr(p + 2, "\r\n")) {
		if (strncasecmp(p + 2, name, len) != 0 || p[2 + len] != ':')
			continue;
		const char *from = p + 3 + len, *to = strstr(from, "\r\n");
		while (*from == ' ')
			from++;
		snprintf(out, size, "%.*s", (int)(to - from), from);
		return true;
	}
	return false;
}

/* --- the signature, from the documentation of the algorithm --- */

static void canonical(const struct ask *a, const char *signed_headers, const char *payload, char *out, size_t size)
{
	char names[LINE_MAX_BYTES], value[LINE_MAX_BYTES], *rest = NULL;
	size_t at = (size_t)snprintf(out, size, "%s\n%s\n%s\n", a->method, a->path, a->query);

	snprintf(names, sizeof names, "%s", signed_headers);
	for (char *name = strtok_r(names, ";", &rest); name; name = strtok_r(NULL, ";", &rest)) {
		if (!header(a, name, value, sizeof value))
			value[0] = '\0';
		at += (size_t)snprintf(out + at, size - at, "%s:%s\n", name, value);
	}
	snprintf(out + at, size - at, "\n%s\n%s", signed_headers, payload);
}

static void hmac(const void *key, size_t key_len, const char *text, unsigned char out[32])
{
	unsigned len = 32;

	HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)text, strlen(text), out, &len);
}

static bool signature_good(const struct fake_s3 *s, const struct ask *a)
{
	char given[LINE_MAX_BYTES], date[64], payload[128], want[65], scope[128], text[LINE_MAX_BYTES],
		whole[HEAD_MAX_BYTES];
	unsigned char digest[32], key[32];

	if (!header(a, "authorization", given, sizeof given) || !header(a, "x-amz-date", date, sizeof date) ||
		!header(a, "x-amz-content-sha256", payload, sizeof payload))
		return false;
	SHA256(a->body, a->size, digest);
	hex(digest, 32, want);
	if (strcmp(payload, want) != 0)
		return false;
	const char *names = strstr(given, "SignedHeaders="), *signature = strstr(given, "Signature=");
	snprintf(scope, sizeof scope, "%.8s/%s/s3/aws4_request", date, s->region);
	if (!names || !signature || !strstr(given, s->key_id) || !strstr(given, scope))
		return false;
	char signed_headers[512];
	snprintf(signed_headers, sizeof signed_headers, "%.*s", (int)strcspn(names + 14, ","), names + 14);
	canonical(a, signed_headers, payload, whole, sizeof whole);
	SHA256((unsigned char *)whole, strlen(whole), digest);
	hex(digest, 32, want);
	snprintf(text, sizeof text, "AWS4-HMAC-SHA256\n%s\n%s\n%s", date, scope, want);
	char first[192], day[9];
	snprintf(first, sizeof first, "AWS4%s", s->secret);
	snprintf(day, sizeof day, "%.8s", date);
	hmac(first, strlen(first), day, key);
	hmac(key, 32, s->region, key);
	hmac(key, 32, "s3", key);
	hmac(key, 32, "aws4_request", key);
	hmac(key, 32, text, digest);
	hex(digest, 32, want);
	return strncmp(signature + 10, want, 64) == 0;
}

/* --- requests --- */

static bool split_head(struct ask *a)
{
	if (sscanf(a->head, "%15s %255s", a->method, a->path) != 2)
		return false;
	char *mark = strchr(a->path, '?');
	if (mark) {
		*mark = '\0';
		snprintf(a->query, sizeof a->query, "%s", mark + 1);
	}
	return true;
}

static bool read_head(int fd, struct ask *a)
{
	size_t at = 0;

	while (at < sizeof a->head - 1 && read(fd, a->head + at, 1) == 1) {
		a->head[++at] = '\0';
		if (at >= 4 && memcmp(a->head + at - 4, "\r\n\r\n", 4) == 0)
			return split_head(a);
	}
	return false;
}

static bool read_body(int fd, struct ask *a)
{
	char length[32], expect[64];

	a->size = header(a, "content-length", length, sizeof length) ? (size_t)strtoull(length, NULL, 10) : 0;
	a->body = malloc(a->size + 1);
	if (header(a, "expect", expect, sizeof expect) && write(fd, "HTTP/1.1 100 Continue\r\n\r\n", 25) != 25)
		return false;
	for (size_t at = 0; at < a->size;) {
		ssize_t n = read(fd, a->body + at, a->size - at);
		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

static struct object *object_at(struct fake_s3 *s, const char *path, bool make)
{
	for (size_t i = 0; i < OBJECTS; i++) {
		if (strcmp(s->objects[i].path, path) == 0)
			return &s->objects[i];
	}
	for (size_t i = 0; make && i < OBJECTS; i++) {
		if (s->objects[i].path[0])
			continue;
		snprintf(s->objects[i].path, sizeof s->objects[i].path, "%s", path);
		return &s->objects[i];
	}
	return NULL;
}

static void answer(int fd, int status, const struct object *o, bool body)
{
	char head[256], when[64] = "";
	struct tm tm;

	if (o && gmtime_r(&o->changed, &tm))
		strftime(when, sizeof when, "Last-Modified: %a, %d %b %Y %H:%M:%S GMT\r\n", &tm);
	int n = snprintf(head, sizeof head, "HTTP/1.1 %d X\r\n%sContent-Length: %zu\r\nConnection: close\r\n\r\n",
		status, when, o ? o->size : 0);
	if (write(fd, head, (size_t)n) != n)
		return;
	for (size_t at = 0; o && body && at < o->size;) {
		ssize_t w = write(fd, o->bytes + at, o->size - at);
		if (w <= 0)
			return;
		at += (size_t)w;
	}
}

/* --- listing: two at a time --- */

/* The key of an object behind "/bucket/". */
static const char *key_of(const struct object *o)
{
	const char *p = o->path[0] ? strchr(o->path + 1, '/') : NULL;

	return p ? p + 1 : NULL;
}

static struct object *next_object(struct fake_s3 *s, const char *after)
{
	struct object *next = NULL;

	for (size_t i = 0; i < OBJECTS; i++) {
		const char *key = key_of(&s->objects[i]);
		if (key && strcmp(key, after) > 0 && (!next || strcmp(key, key_of(next)) < 0))
			next = &s->objects[i];
	}
	return next;
}

/* "start-after=ab%2Fcd" */
static void read_after(const char *query, char *out)
{
	const char *p = strstr(query, "start-after=");
	unsigned byte;

	for (p = p ? p + 12 : ""; *p && *p != '&'; p++) {
		if (*p == '%' && sscanf(p + 1, "%2x", &byte) == 1)
			p += 2;
		else
			byte = (unsigned char)*p;
		*out++ = (char)byte;
	}
	*out = '\0';
}

static void list(struct fake_s3 *s, int fd, const char *query)
{
	char body[4096], after[256], when[64];
	size_t at = (size_t)snprintf(body, sizeof body, "<?xml version=\"1.0\"?>\n<ListBucketResult>");
	struct object *o = NULL;

	read_after(query, after);
	for (int i = 0; i < 2 && (o = next_object(s, after)) != NULL; i++) {
		struct tm tm;
		gmtime_r(&o->changed, &tm);
		strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S.000Z", &tm);
		snprintf(after, sizeof after, "%s", key_of(o));
		at += (size_t)snprintf(body + at, sizeof body - at,
			"<Contents><Key>%s</Key><LastModified>%s</LastModified><Size>%zu</Size></Contents>", after,
			when, o->size);
	}
	bool more = o && next_object(s, after);
	at += (size_t)snprintf(body + at, sizeof body - at, "<IsTruncated>%s</IsTruncated></ListBucketResult>",
		more ? "true" : "false");
	struct object whole = { .bytes = (unsigned char *)body, .size = at };
	answer(fd, 200, &whole, true);
}

static void forget(struct object *o)
{
	free(o->bytes);
	*o = (struct object){ 0 };
}

static void serve(struct fake_s3 *s, int fd)
{
	struct ask *a = calloc(1, sizeof *a);

	if (read_head(fd, a) && read_body(fd, a)) {
		bool put = strcmp(a->method, "PUT") == 0;
		struct object *o = NULL;
		s->requests++;
		int status = s->answer ? s->answer : signature_good(s, a) ? 200 : 403;
		if (status == 200 && strncmp(a->query, "list-type=2", 11) == 0) {
			list(s, fd, a->query);
			status = 0;
		}
		if (status == 200)
			o = object_at(s, a->path, put);
		if (status == 200 && put) {
			free(o->bytes);
			o->bytes = a->body;
			o->size = a->size;
			o->changed = time(NULL);
			a->body = NULL;
			o = NULL;
		} else if (status == 200 && strcmp(a->method, "DELETE") == 0) {
			if (o)
				forget(o);
			o = NULL;
			status = 204;
		} else if (status == 200 && !o) {
			status = 404;
		}
		if (status != 0)
			answer(fd, status, o, strcmp(a->method, "HEAD") != 0);
	}
	free(a->body);
	free(a);
	close(fd);
}

static void *listen_on(void *context)
{
	struct fake_s3 *s = context;

	while (!s->stopping) {
		int fd = accept(s->listener, NULL, NULL);
		if (fd >= 0 && !s->stopping)
			serve(s, fd);
		else if (fd >= 0)
			close(fd);
	}
	return NULL;
}

struct fake_s3 *fake_s3_start(const char *key_id, const char *secret, const char *region)
{
	struct fake_s3 *s = calloc(1, sizeof *s);
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof at;

	snprintf(s->key_id, sizeof s->key_id, "%s", key_id);
	snprintf(s->secret, sizeof s->secret, "%s", secret);
	snprintf(s->region, sizeof s->region, "%s", region);
	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(s->listener, (struct sockaddr *)&at, sizeof at) < 0 || listen(s->listener, 8) < 0 ||
		getsockname(s->listener, (struct sockaddr *)&at, &len) < 0)
		abort();
	s->port = ntohs(at.sin_port);
	pthread_create(&s->thread, NULL, listen_on, s);
	return s;
}

void fake_s3_stop(struct fake_s3 *s)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)s->port)
	};

	s->stopping = true;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd, (struct sockaddr *)&at, sizeof at) < 0)
		shutdown(s->listener, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(fd);
	close(s->listener);
	for (size_t i = 0; i < OBJECTS; i++)
		free(s->objects[i].bytes);
	free(s);
}

int fake_s3_port(const struct fake_s3 *s)
{
	return s->port;
}

void fake_s3_answer(struct fake_s3 *s, int status)
{
	s->answer = status;
}

unsigned char *fake_s3_object(struct fake_s3 *s, const char *path, size_t *ret_size)
{
	struct object *o = object_at(s, path, false);

	if (o)
		*ret_size = o->size;
	return o ? o->bytes : NULL;
}

void fake_s3_age(struct fake_s3 *s, const char *path, int64_t seconds)
{
	struct object *o = object_at(s, path, false);

	if (o)
		o->changed = (time_t)seconds;
}

int fake_s3_requests(const struct fake_s3 *s)
{
	return s->requests;
}
