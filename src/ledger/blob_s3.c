/* Contents as objects of an S3-compatible storage, through libcurl (AWS Signature Version 4). */
#include "blob_private.h"

#include "buf.h"
#include "date.h"
#include "own.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <unistd.h>

#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

enum {
	LIST_BYTES = 4 << 20,
	HURRY_CONNECT_S = 3,
	HURRY_S = 20,
	CONNECT_S = 10,
	SLOW_BYTES = 100,
	SLOW_S = 60,
	ADDRESS_MAX = 1024
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void init_curl(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct request {
	CURL *curl;
	struct curl_slist *headers;
	char url[ADDRESS_MAX], user[512], sign[128], hash[128];
	int fd;          /* read from or written to */
	struct buf *out; /* or what comes goes here */
	int64_t done;
	bool full;
	char problem[CURL_ERROR_SIZE];
};

static void request_clear(struct request *r)
{
	curl_slist_free_all(r->headers);
	curl_easy_cleanup(r->curl);
}

static size_t give(char *out, size_t size, size_t count, void *context)
{
	struct request *r = context;
	ssize_t n = pread(r->fd, out, size * count, r->done);

	if (n < 0)
		return CURL_READFUNC_ABORT;
	r->done += n;
	return (size_t)n;
}

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
	struct request *r = context;
	size_t len = size * count;

	if (r->out) {
		buf_add(r->out, bytes, len);
		return r->out->failed ? 0 : len;
	}
	if (r->fd >= 0 && blob_write_all(r->fd, (struct str){ bytes, len }) < 0) {
		r->full = true;
		return 0;
	}
	r->done += (int64_t)len;
	return len;
}

static size_t ignore(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes;
	(void)context;
	return size * count;
}

/* `r->url` is there. */
static int set_up_curl(struct blobs *b, struct request *r, const char *hash, struct err *e)
{
	pthread_once(&once, init_curl);
	r->curl = curl_easy_init();
	snprintf(r->hash, sizeof r->hash, "x-amz-content-sha256: %s", hash);
	r->headers = curl_slist_append(NULL, r->hash);
	if (!r->curl || !r->headers)
		return err_nomem(e);
	int m = snprintf(r->user, sizeof r->user, "%s:%s", b->s3.key_id, b->s3.secret);
	int k = snprintf(r->sign, sizeof r->sign, "aws:amz:%s:s3", b->s3.region);
	if (m >= (int)sizeof r->user || k >= (int)sizeof r->sign)
		return err_set(e, ERR_USAGE, "对象存储的设置太长");
	curl_easy_setopt(r->curl, CURLOPT_URL, r->url);
	curl_easy_setopt(r->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(r->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(r->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(r->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	curl_easy_setopt(r->curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(r->curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
	curl_easy_setopt(r->curl, CURLOPT_ERRORBUFFER, r->problem);
	curl_easy_setopt(r->curl, CURLOPT_USERPWD, r->user);
	curl_easy_setopt(r->curl, CURLOPT_AWS_SIGV4, r->sign);
	curl_easy_setopt(r->curl, CURLOPT_HTTPHEADER, r->headers);
	curl_easy_setopt(r->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(r->curl, CURLOPT_WRITEDATA, r);
	return 0;
}

static int set_up(struct blobs *b, struct request *r, const char *name, const char *hash, struct err *e)
{
	int n = snprintf(r->url, sizeof r->url, "%s/%s/%.2s/%s", b->s3.endpoint, b->s3.bucket, name, name + 2);

	if (n >= (int)sizeof r->url)
		return err_set(e, ERR_USAGE, "对象存储的设置太长");
	return set_up_curl(b, r, hash, e);
}

/* A writer may be waiting. */
static void hurry(struct request *r)
{
	curl_easy_setopt(r->curl, CURLOPT_CONNECTTIMEOUT, (long)HURRY_CONNECT_S);
	curl_easy_setopt(r->curl, CURLOPT_TIMEOUT, (long)HURRY_S);
}

static int refused(long status, struct err *e)
{
	err_log(e, "s3: status %ld", status);
	if (status == 404)
		return err_set(e, ERR_NOTFOUND, "文件不在对象存储中");
	err_hint(e, "请检查对象存储的地址、桶、密钥和权限");
	return err_set(e, ERR_IO, "对象存储拒绝了请求（状态 %ld）", status);
}

static int run(struct request *r, struct err *e)
{
	long status = 0;

	CURLcode code = curl_easy_perform(r->curl);
	if (r->full)
		return blob_io_error(e, "write");
	if (r->out && r->out->failed && !r->out->full)
		return err_nomem(e);
	if (code != CURLE_OK) {
		err_log(e, "s3: curl %d %s", (int)code, r->problem);
		err_hint(e, "请检查网络和对象存储的地址");
		return err_set(e, ERR_IO, "连不上对象存储");
	}
	curl_easy_getinfo(r->curl, CURLINFO_RESPONSE_CODE, &status);
	return status >= 200 && status < 300 ? 0 : refused(status, e);
}

static int s3_has(struct blobs *b, const char *name, struct err *e)
{
	struct request r = { .fd = -1 };
	struct err why = { 0 };

	int rc = set_up(b, &r, name, EMPTY_SHA256, &why);
	if (rc >= 0) {
		curl_easy_setopt(r.curl, CURLOPT_NOBODY, 1L);
		rc = run(&r, &why);
	}
	request_clear(&r);
	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc < 0 && e)
		*e = why;
	return rc < 0 ? rc : 1;
}

static int s3_keep(struct blobs *b, const char *path, int64_t size, const char *name, struct err *e)
{
	struct request r = { .fd = open(path, O_RDONLY | O_CLOEXEC) };

	if (r.fd < 0)
		return blob_io_error(e, "open part");
	int rc = set_up(b, &r, name, name, e);
	if (rc >= 0) {
		curl_easy_setopt(r.curl, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(r.curl, CURLOPT_READFUNCTION, give);
		curl_easy_setopt(r.curl, CURLOPT_READDATA, &r);
		curl_easy_setopt(r.curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size);
		curl_easy_setopt(r.curl, CURLOPT_WRITEFUNCTION, ignore);
		rc = run(&r, e);
	}
	request_clear(&r);
	close(r.fd);
	return rc;
}

/* Into a file of our own, which is read from then on: the hash is checked before anything is handed out. */
static int s3_open(struct blobs *b, const char *name, struct err *e)
{
	struct request r = { .fd = blob_nameless(b, e) };

	if (r.fd < 0)
		return r.fd;
	int rc = set_up(b, &r, name, EMPTY_SHA256, e);
	if (rc >= 0)
		rc = run(&r, e);
	request_clear(&r);
	if (rc >= 0)
		return r.fd;
	close(r.fd);
	return rc;
}

/* --- tidying --- */

/* Of "<Key>ab/cd</Key>" the middle; .ptr NULL: there is none. */
static struct str element(struct str in, const char *tag)
{
	char open[32], shut[32];

	snprintf(open, sizeof open, "<%s>", tag);
	snprintf(shut, sizeof shut, "</%s>", tag);
	size_t from = str_find(in, str_from(open), 0);
	size_t to = from == STR_NPOS ? STR_NPOS : str_find(in, str_from(shut), from);
	return to == STR_NPOS ? STR_NONE : str_sub(in, from + strlen(open), to);
}

static int64_t digits(struct str s, size_t from, size_t to)
{
	int64_t n = 0;

	for (size_t i = from; i < to && i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9' && n < INT64_MAX / 100; i++)
		n = n * 10 + (s.ptr[i] - '0');
	return n;
}

/* "2026-11-26T09:30:00.000Z". What is not understood counts as new: it stays. */
static int64_t moment(struct str s)
{
	struct date d;

	if (s.len < 20 || s.ptr[s.len - 1] != 'Z' || !date_parse(str_sub(s, 0, 10), &d))
		return INT64_MAX;
	return (int64_t)date_to_days(d) * 86400 + digits(s, 11, 13) * 3600 + digits(s, 14, 16) * 60 + digits(s, 17, 19);
}

/* Objects that are no contents of ours are not seen; *last is the key in any case. */
static int add_object(struct vec *to, struct str object, char last[ADDRESS_MAX / 2], struct err *e)
{
	struct str key = element(object, "Key");
	struct blob_found f = { 0 };

	if (!key.ptr || key.len >= ADDRESS_MAX / 2)
		return err_set(e, ERR_IO, "对象存储的答复看不懂");
	snprintf(last, ADDRESS_MAX / 2, STR_FMT, STR_ARG(key));
	if (key.len != BLOB_NAME || key.ptr[2] != '/')
		return 0;
	snprintf(f.name, sizeof f.name, "%.2s%.62s", key.ptr, key.ptr + 3);
	f.size = digits(element(object, "Size"), 0, 18);
	f.changed_s = moment(element(object, "LastModified"));
	if (!blob_name_good(f.name))
		return 0;
	struct blob_found *place = vec_push(to);
	if (!place)
		return err_nomem(e);
	*place = f;
	return 0;
}

/* 1: there is more behind *last. */
static int read_list(struct str answer, struct vec *to, char last[ADDRESS_MAX / 2], struct err *e)
{
	bool more = str_eq(element(answer, "IsTruncated"), STR("true"));
	size_t count = 0;
	int rc = 0;

	if (!element(answer, "IsTruncated").ptr)
		return err_set(e, ERR_IO, "对象存储的答复看不懂");
	for (size_t at = 0; rc >= 0; count++) {
		size_t from = str_find(answer, STR("<Contents>"), at);
		size_t end = from == STR_NPOS ? STR_NPOS : str_find(answer, STR("</Contents>"), from);
		if (end == STR_NPOS)
			break;
		rc = add_object(to, str_sub(answer, from, end), last, e);
		at = end;
	}
	return rc < 0 ? rc : more && count > 0;
}

/* The query as the signature wants it: names in order, values escaped. */
static int ask_list(struct blobs *b, const char *after, struct buf *out, struct err *e)
{
	struct request r = { .fd = -1, .out = out };
	char *escaped = curl_easy_escape(NULL, after, 0);

	if (!escaped)
		return err_nomem(e);
	int n = snprintf(r.url, sizeof r.url, "%s/%s?list-type=2&max-keys=1000%s%s", b->s3.endpoint, b->s3.bucket,
		after[0] ? "&start-after=" : "", escaped);
	curl_free(escaped);
	if (n >= (int)sizeof r.url)
		return err_set(e, ERR_USAGE, "对象存储的设置太长");
	int rc = set_up_curl(b, &r, EMPTY_SHA256, e);
	if (rc >= 0) {
		hurry(&r);
		rc = run(&r, e);
	}
	request_clear(&r);
	return rc;
}

/* Answers without any content of ours are passed by. */
static int s3_list(struct blobs *b, const char *after, struct vec *ret, struct err *e)
{
	OWN(buf_clear) struct buf answer = { 0 };
	char last[ADDRESS_MAX / 2] = "";
	size_t from = ret->len;
	int rc = 1;

	if (after[0])
		snprintf(last, sizeof last, "%.2s/%s", after, after + 2);
	buf_init(&answer, LIST_BYTES);
	while (rc > 0 && ret->len == from) {
		buf_reset(&answer);
		rc = ask_list(b, last, &answer, e);
		if (rc >= 0)
			rc = read_list(buf_view(&answer), ret, last, e);
	}
	return rc < 0 ? rc : 0;
}

static int s3_changed(struct blobs *b, const char *name, int64_t *ret_s, struct err *e)
{
	struct request r = { .fd = -1 };
	curl_off_t at = -1;

	int rc = set_up(b, &r, name, EMPTY_SHA256, e);
	if (rc >= 0) {
		hurry(&r);
		curl_easy_setopt(r.curl, CURLOPT_NOBODY, 1L);
		curl_easy_setopt(r.curl, CURLOPT_FILETIME, 1L);
		rc = run(&r, e);
	}
	if (rc >= 0)
		curl_easy_getinfo(r.curl, CURLINFO_FILETIME_T, &at);
	request_clear(&r);
	if (rc >= 0)
		*ret_s = at >= 0 ? (int64_t)at : INT64_MAX;
	return rc;
}

static int s3_remove(struct blobs *b, const char *name, struct err *e)
{
	struct request r = { .fd = -1 };
	struct err why = { 0 };

	int rc = set_up(b, &r, name, EMPTY_SHA256, &why);
	if (rc >= 0) {
		hurry(&r);
		curl_easy_setopt(r.curl, CURLOPT_CUSTOMREQUEST, "DELETE");
		curl_easy_setopt(r.curl, CURLOPT_WRITEFUNCTION, ignore);
		rc = run(&r, &why);
	}
	request_clear(&r);
	if (rc < 0 && rc != ERR_NOTFOUND && e)
		*e = why;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

const struct blob_backend blob_s3 = {
	.keep = s3_keep, .has = s3_has, .open = s3_open, .list = s3_list, .changed = s3_changed, .remove = s3_remove
};
