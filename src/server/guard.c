#include "guard.h"

#include <strings.h>

static bool same_name(struct str a, const char *b)
{
	return a.len == strlen(b) && strncasecmp(a.ptr, b, a.len) == 0;
}

static bool is_served(const struct guard *g, struct str host)
{
	if (same_name(host, g->listening->host) || target_host_is_loopback(host))
		return true;
	if (g->listening->wildcard && target_host_is_address(host))
		return true;
	for (size_t i = 0; i < g->hosts_count; i++)
		if (same_name(host, g->hosts[i]))
			return true;
	return false;
}

unsigned guard_host(const struct guard *g, const struct guard_head *h, struct err *e)
{
	struct str host = h->host.ptr != NULL && !h->host_doubled ? target_host(h->host) : STR_NONE;

	if (host.ptr == NULL) {
		err_set(e, ERR_USAGE, "请求没有（或有不对的）Host");
		return 400;
	}
	if (is_served(g, host))
		return 0;
	err_set(e, ERR_USAGE, "这里不是 %.*s", STR_ARG(host));
	err_hint(e, "经域名访问时，启动服务要写明：bihuan serve --host 域名");
	return 421;
}

unsigned guard_origin(const struct operation *o, const struct guard_head *h, struct err *e)
{
	if (strcmp(o->method, "GET") == 0)
		return 0;
	if (h->origin.ptr != NULL && !target_origin_is(h->origin, h->host)) {
		err_set(e, ERR_USAGE, "请求来自别的网站");
		err_hint(e, "请从本系统的页面操作");
		return 403;
	}
	if ((o->flags & OP_WRITES) && !str_eq(h->bihuan, STR("1"))) {
		err_set(e, ERR_USAGE, "写操作要带请求头 X-Bihuan: 1");
		err_hint(e, "用 curl 时加上：-H 'X-Bihuan: 1'");
		return 403;
	}
	return 0;
}

/* The value of "charset=..." in a Content-Type, without quotes; .ptr NULL when absent. */
static struct str charset_of(struct str type)
{
	for (size_t i = 0; i + strlen("charset=") <= type.len; i++) {
		if (strncasecmp(type.ptr + i, "charset=", strlen("charset=")) != 0)
			continue;
		struct str rest = str_sub(type, i + strlen("charset="), type.len);
		size_t end = str_find(rest, STR(";"), 0);
		rest = str_trim(str_sub(rest, 0, end));
		if (rest.len >= 2 && rest.ptr[0] == '"' && rest.ptr[rest.len - 1] == '"')
			rest = str_sub(rest, 1, rest.len - 1);
		return rest;
	}
	return STR_NONE;
}

static unsigned check_type(const struct guard_head *h, struct err *e)
{
	struct str charset = charset_of(h->content_type);

	if (h->content_encoding.ptr != NULL && !same_name(h->content_encoding, "identity")) {
		err_set(e, ERR_USAGE, "不接受压缩的请求体");
		return 415;
	}
	if (charset.ptr != NULL && !same_name(charset, "utf-8") && !same_name(charset, "utf8")) {
		err_set(e, ERR_USAGE, "请求体的编码不写在 Content-Type 里（%.*s）", STR_ARG(charset));
		err_hint(e, "文件可以用别的编码：按内容判断，或写参数 charset=GB18030");
		return 415;
	}
	if (h->content_type.len >= strlen("multipart/") &&
		strncasecmp(h->content_type.ptr, "multipart/", strlen("multipart/")) == 0) {
		err_set(e, ERR_USAGE, "请求体就是内容本身，不要用表单(multipart)");
		err_hint(e, "用 curl 时写：--data-binary @报告.txt -H 'Content-Type: text/plain'");
		return 415;
	}
	return 0;
}

/* A length too long to count is above every limit. */
static bool read_length(struct str s, size_t *ret)
{
	size_t v = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
		if (__builtin_mul_overflow(v, (size_t)10, &v) ||
			__builtin_add_overflow(v, (size_t)(s.ptr[i] - '0'), &v))
			v = SIZE_MAX / 16;
	}
	*ret = v;
	return true;
}

unsigned guard_body(const struct operation *o, const struct guard_head *h, struct err *e)
{
	size_t length = 0;

	if (h->content_length.ptr != NULL && h->transfer_encoding.ptr != NULL) {
		err_set(e, ERR_USAGE, "请求同时有 Content-Length 和 Transfer-Encoding");
		return 400;
	}
	if (h->content_length.ptr != NULL && !read_length(h->content_length, &length)) {
		err_set(e, ERR_USAGE, "Content-Length 不是数字");
		return 400;
	}
	if (o->body_limit == 0 && (length > 0 || h->transfer_encoding.ptr != NULL)) {
		err_set(e, ERR_LIMIT, "这个请求不带内容");
		return 413;
	}
	if (length > o->body_limit) {
		err_set(e, ERR_LIMIT, "请求体有 %zu 字节，最多 %zu 字节", length, o->body_limit);
		err_hint(e, "更大的文件请在服务器上用命令行：bihuan import 文件");
		return 413;
	}
	return o->body_limit > 0 ? check_type(h, e) : 0;
}

unsigned guard_once(const struct operation *o, struct str key, struct err *e)
{
	if (key.ptr == NULL || !(o->flags & OP_WRITES) || operation_keeps_keys(o))
		return 0;
	err_set(e, ERR_USAGE, "这个请求不认 Idempotency-Key");
	err_hint(e, "请去掉这个请求头；重发会怎样见接口说明");
	return 400;
}
