/* Contents as objects of an S3-compatible storage, through libcurl (AWS Signature Version 4). */
#include "blob_private.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <unistd.h>

#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

enum { CONNECT_S = 10, SLOW_BYTES = 100, SLOW_S = 60, ADDRESS_MAX = 1024 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void init_curl(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct request {
	CURL *curl;
	struct curl_slist *headers;
	char url[ADDRESS_MAX], user[512], sign[128], hash[128];
	int fd; /* read from or written to */
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

static int set_up(struct blobs *b, struct request *r, const char *name, const char *hash, struct err *e)
{
	pthread_once(&once, init_curl);
	r->curl = curl_easy_init();
	snprintf(r->hash, sizeof r->hash, "x-amz-content-sha256: %s", hash);
	r->headers = curl_slist_append(NULL, r->hash);
	if (!r->curl || !r->headers)
		return err_nomem(e);
	int n = snprintf(r->url, sizeof r->url, "%s/%s/%.2s/%s", b->s3.endpoint, b->s3.bucket, name, name + 2);
	int m = snprintf(r->user, sizeof r->user, "%s:%s", b->s3.key_id, b->s3.secret);
	int k = snprintf(r->sign, sizeof r->sign, "aws:amz:%s:s3", b->s3.region);
	if (n >= (int)sizeof r->url || m >= (int)sizeof r->user || k >= (int)sizeof r->sign)
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

const struct blob_backend blob_s3 = { .keep = s3_keep, .has = s3_has, .open = s3_open };
