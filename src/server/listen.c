#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "target.h"

union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

static int bad_address(const char *where, struct err *e)
{
	err_set(e, ERR_USAGE, "监听地址 %s 不对", where);
	err_hint(e, "写成 地址:端口，例如 127.0.0.1:8080、0.0.0.0:8080、[::1]:8080");
	return ERR_USAGE;
}

/* "8080" is a port; all else must have both parts. */
static int split(const char *where, struct str *ret_host, unsigned *ret_port, struct err *e)
{
	struct str s = str_from(where);
	size_t colon = str_rfind(s, STR(":"));
	struct str host = colon == STR_NPOS ? STR("127.0.0.1") : str_sub(s, 0, colon);
	struct str port = colon == STR_NPOS ? s : str_sub(s, colon + 1, s.len);
	int64_t value;

	if (!str_whole(port, &value) || value > 65535)
		return bad_address(where, e);
	if (host.len >= 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
		host = str_sub(host, 1, host.len - 1);
	if (host.len == 0 || str_eq(host, STR("localhost")))
		host = STR("127.0.0.1");
	*ret_host = host;
	*ret_port = (unsigned)value;
	return 0;
}

static int to_address(
	const char *where, const char *host, unsigned port, union address *ret, socklen_t *ret_len, struct err *e)
{
	union address a = { 0 };

	if (inet_pton(AF_INET, host, &a.four.sin_addr) == 1) {
		a.four.sin_family = AF_INET;
		a.four.sin_port = htons((uint16_t)port);
		*ret_len = sizeof(a.four);
	} else if (inet_pton(AF_INET6, host, &a.six.sin6_addr) == 1) {
		a.six.sin6_family = AF_INET6;
		a.six.sin6_port = htons((uint16_t)port);
		*ret_len = sizeof(a.six);
	} else {
		return bad_address(where, e);
	}
	*ret = a;
	return 0;
}

static int explain(const char *where, unsigned port, int why, struct err *e)
{
	err_set(e, ERR_IO, "不能在 %s 上监听：%s", where,
		why == EADDRINUSE      ? "端口已被别的程序占用"
		: why == EACCES        ? "没有权限使用这个端口"
		: why == EADDRNOTAVAIL ? "本机没有这个地址"
				       : strerrordesc_np(why));
	if (why == EADDRINUSE)
		err_hint(e, "查看是谁占用：ss -ltnp 'sport = :%u'；或换一个端口：--listen 127.0.0.1:0（由系统挑选）",
			port);
	else if (why == EACCES)
		err_hint(e, "1024 以下的端口要管理员权限，可以换成 --listen 127.0.0.1:8080");
	else if (why == EADDRNOTAVAIL)
		err_hint(e, "用 ip addr 查看本机地址，或用 0.0.0.0 监听全部地址");
	return ERR_IO;
}

static int open_socket(const char *where, unsigned port, union address *a, socklen_t len, int *ret, struct err *e)
{
	int on = 1;
	int fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return explain(where, port, errno, e);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, &a->any, len) < 0 || listen(fd, SOMAXCONN) < 0 || getsockname(fd, &a->any, &len) < 0) {
		int why = errno;
		close(fd);
		return explain(where, port, why, e);
	}
	*ret = fd;
	return 0;
}

int listen_open(const char *where, struct listening *ret, struct err *e)
{
	struct listening l = { 0 };
	union address a = { 0 };
	struct str host = STR_NONE;
	socklen_t len = 0;

	int rc = split(where, &host, &l.port, e);
	if (rc < 0)
		return rc;
	if (host.len >= sizeof(l.host))
		return bad_address(where, e);
	memcpy(l.host, host.ptr, host.len);
	rc = to_address(where, l.host, l.port, &a, &len, e);
	if (rc == 0)
		rc = open_socket(where, l.port, &a, len, &l.fd, e);
	if (rc < 0)
		return rc;
	bool six = a.any.sa_family == AF_INET6;
	l.port = ntohs(six ? a.six.sin6_port : a.four.sin_port);
	l.wildcard = six ? IN6_IS_ADDR_UNSPECIFIED(&a.six.sin6_addr) : a.four.sin_addr.s_addr == INADDR_ANY;
	const char *reach = l.wildcard ? "127.0.0.1" : l.host;
	snprintf(l.url, sizeof(l.url), six && !l.wildcard ? "http://[%s]:%u/" : "http://%s:%u/", reach, l.port);
	*ret = l;
	return 0;
}
