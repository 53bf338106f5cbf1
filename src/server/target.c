#include "target.h"

#include <arpa/inet.h>
#include <strings.h>

#include "utf8.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static int refuse(struct err *e, const char *what)
{
	err_set(e, ERR_USAGE, "请求的地址%s", what);
	err_hint(e, "地址里的汉字和特殊字符要按 UTF-8 作百分号编码");
	return ERR_USAGE;
}

static int decode(struct str in, bool plus_is_blank, struct arena *a, struct str *ret, struct err *e)
{
	char *out = arena_alloc(a, in.len + 1);
	size_t n = 0;

	if (out == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < in.len; i++) {
		char c = in.ptr[i];
		if (c == '+' && plus_is_blank) {
			c = ' ';
		} else if (c == '%') {
			if (i + 2 >= in.len || hex_digit(in.ptr[i + 1]) < 0 || hex_digit(in.ptr[i + 2]) < 0)
				return refuse(e, "里有不完整的百分号编码");
			c = (char)(hex_digit(in.ptr[i + 1]) * 16 + hex_digit(in.ptr[i + 2]));
			i += 2;
		}
		if (c == '\0')
			return refuse(e, "里有 NUL 字节");
		out[n++] = c;
	}
	struct str s = { out, n };
	if (utf8_valid_prefix(s) != n)
		return refuse(e, "不是有效的 UTF-8");
	*ret = s;
	return 0;
}

static int check_path(struct str path, struct err *e)
{
	if (path.len == 0 || path.ptr[0] != '/')
		return refuse(e, "要以 / 开头");
	for (size_t i = 0; i < path.len; i++)
		if ((unsigned char)path.ptr[i] < 0x20 || path.ptr[i] == 0x7f || path.ptr[i] == '\\')
			return refuse(e, "里有不允许的字符");
	for (size_t from = 1; from <= path.len;) {
		size_t to = str_find(path, STR("/"), from);
		if (to == STR_NPOS)
			to = path.len;
		struct str part = str_sub(path, from, to);
		if (str_eq(part, STR(".")) || str_eq(part, STR("..")))
			return refuse(e, "不能含有 . 或 ..");
		from = to + 1;
	}
	return 0;
}

/* Nothing in it is decoded or refused: letters, digits, "/", "-", "_", and "/" first. Most paths of the API are such. */
static bool is_simple_path(struct str path)
{
	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = (unsigned char)path.ptr[i];
		bool letter = (unsigned char)((c | 0x20) - 'a') < 26;
		if (!letter && (unsigned char)(c - '0') > 9 && c != '/' && c != '-' && c != '_')
			return false;
	}
	return path.len > 0 && path.ptr[0] == '/';
}

static int read_path(struct str path, struct arena *a, struct str *ret, struct err *e)
{
	if (is_simple_path(path)) {
		*ret = arena_dup(a, path);
		return ret->ptr != NULL ? 0 : err_nomem(e);
	}
	int rc = decode(path, false, a, ret, e);
	return rc == 0 ? check_path(*ret, e) : rc;
}

static int parse_query(struct str query, struct arena *a, struct target *t, struct err *e)
{
	for (size_t from = 0; from < query.len;) {
		size_t to = str_find(query, STR("&"), from);
		if (to == STR_NPOS)
			to = query.len;
		struct str pair = str_sub(query, from, to);
		from = to + 1;
		if (pair.len == 0)
			continue;
		if (t->params_count == TARGET_PARAMS_MAX)
			return refuse(e, "里的参数太多");
		size_t eq = str_find(pair, STR("="), 0);
		struct str name = eq == STR_NPOS ? pair : str_sub(pair, 0, eq);
		struct str value = eq == STR_NPOS ? STR("") : str_sub(pair, eq + 1, pair.len);
		struct target_param *p = &t->params[t->params_count];
		int rc = decode(name, true, a, &p->name, e);
		if (rc == 0)
			rc = decode(value, true, a, &p->value, e);
		if (rc < 0)
			return rc;
		t->params_count++;
	}
	return 0;
}

int target_parse(struct str raw, struct arena *a, struct target *ret, struct err *e)
{
	struct target t;

	t.params_count = 0; /* the room for more is left as it is */
	if (raw.len > TARGET_LENGTH_MAX)
		return refuse(e, "太长");
	size_t mark = str_find(raw, STR("?"), 0);
	struct str path = mark == STR_NPOS ? raw : str_sub(raw, 0, mark);
	int rc = read_path(path, a, &t.path, e);
	if (rc == 0 && mark != STR_NPOS)
		rc = parse_query(str_sub(raw, mark + 1, raw.len), a, &t, e);
	if (rc < 0)
		return rc;
	ret->path = t.path;
	ret->params_count = t.params_count;
	memcpy(ret->params, t.params, t.params_count * sizeof(t.params[0]));
	return 0;
}

struct str target_param(const struct target *t, const char *name)
{
	for (size_t i = 0; i < t->params_count; i++)
		if (str_eq(t->params[i].name, str_from(name)))
			return t->params[i].value;
	return STR_NONE;
}

static bool is_host_name(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
			    c == '.' || c == '_'))
			return false;
	}
	return s.len > 0 && s.len <= 253;
}

struct str target_host(struct str header)
{
	struct str host, rest;
	int64_t port;

	if (header.len > 0 && header.ptr[0] == '[') {
		size_t end = str_find(header, STR("]"), 1);
		if (end == STR_NPOS)
			return STR_NONE;
		host = str_sub(header, 1, end);
		rest = str_sub(header, end + 1, header.len);
		if (!target_host_is_address(host))
			return STR_NONE;
	} else {
		size_t colon = str_find(header, STR(":"), 0);
		host = str_sub(header, 0, colon);
		rest = colon == STR_NPOS ? STR("") : str_sub(header, colon, header.len);
		if (!is_host_name(host))
			return STR_NONE;
	}
	if (rest.len > 0 && (rest.ptr[0] != ':' || rest.len > 6 || !str_whole(str_sub(rest, 1, rest.len), &port)))
		return STR_NONE;
	return host;
}

/* inet_pton wants a terminated string. */
static bool to_address(struct str host, int family, void *out)
{
	char text[INET6_ADDRSTRLEN];

	if (host.len >= sizeof(text))
		return false;
	memcpy(text, host.ptr, host.len);
	text[host.len] = '\0';
	return inet_pton(family, text, out) == 1;
}

bool target_host_is_loopback(struct str host)
{
	struct in_addr four;
	struct in6_addr six;

	if (host.len == strlen("localhost") && strncasecmp(host.ptr, "localhost", host.len) == 0)
		return true;
	if (to_address(host, AF_INET, &four))
		return (ntohl(four.s_addr) >> 24) == 127;
	return to_address(host, AF_INET6, &six) && IN6_IS_ADDR_LOOPBACK(&six);
}

bool target_host_is_address(struct str host)
{
	struct in6_addr any;

	return to_address(host, AF_INET, &any) || to_address(host, AF_INET6, &any);
}

bool target_origin_is(struct str origin, struct str host_header)
{
	struct str authority;

	if (str_starts(origin, STR("http://")))
		authority = str_sub(origin, strlen("http://"), origin.len);
	else if (str_starts(origin, STR("https://")))
		authority = str_sub(origin, strlen("https://"), origin.len);
	else
		return false;
	return authority.len == host_header.len && authority.len > 0 &&
	       strncasecmp(authority.ptr, host_header.ptr, authority.len) == 0;
}
