/* The client of `run http`: many connections kept alive, one request on each at a time, one thread.
 *
 * usage: bench_http load HOST PORT SECONDS CONNECTIONS COUNT METHOD PATH COOKIE [BODY]
 *        bench_http streams HOST PORT SECONDS CONNECTIONS 0 GET PATH COOKIE
 * {id} in PATH and BODY becomes a number from 1 to COUNT, {n} any number. Prints one line:
 * requests <tab> seconds <tab> bytes of a body <tab> median and 99th percentile in microseconds. Any other answer than
 * 2xx ends the program. `streams` opens event streams, says "open" when all have begun, waits and prints how many bytes came. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 1 << 22, REQUEST_MAX = 8192, CONNECTIONS_MAX = 1000, SAMPLES_MAX = 1 << 20 };

struct connection {
	int fd;
	char *answer;
	size_t len;
	double asked;
};

static struct {
	const char *host, *method, *path, *cookie, *body;
	int port, count;
	double seconds;
	long ids;
	uint64_t seed;
	float *times;
	size_t done, body_bytes, streamed;
	int begun;
} b;

static void fail(const char *what)
{
	fprintf(stderr, "bench_http: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t any(void)
{
	b.seed = b.seed * 6364136223846793005u + 1442695040888963407u;
	return b.seed >> 33;
}

/* Copies with the numbers put in; the length. */
static size_t fill(const char *from, char *to, size_t room)
{
	size_t n = 0;

	while (*from != '\0' && n + 24 < room) {
		bool id = strncmp(from, "{id}", 4) == 0;
		if (!id && strncmp(from, "{n}", 3) != 0) {
			to[n++] = *from++;
			continue;
		}
		uint64_t value = id ? 1 + any() % (uint64_t)b.ids : any() % 1000000;
		n += (size_t)snprintf(to + n, room - n, "%llu", (unsigned long long)value);
		from += id ? 4 : 3;
	}
	to[n] = '\0';
	return n;
}

static void ask(struct connection *c)
{
	char path[REQUEST_MAX / 4], body[REQUEST_MAX / 4], request[REQUEST_MAX];
	size_t body_len = b.body != NULL ? fill(b.body, body, sizeof(body)) : 0;
	int n;

	fill(b.path, path, sizeof(path));
	if (b.body != NULL)
		n = snprintf(request, sizeof(request),
			"%s %s HTTP/1.1\r\nHost: %s:%d\r\nCookie: %s\r\nX-Bihuan: 1\r\nIf-Match: *\r\nContent-Type: "
			"application/json\r\nContent-Length: %zu\r\n\r\n%s",
			b.method, path, b.host, b.port, b.cookie, body_len, body);
	else
		n = snprintf(request, sizeof(request), "%s %s HTTP/1.1\r\nHost: %s:%d\r\nCookie: %s\r\n\r\n", b.method,
			path, b.host, b.port, b.cookie);
	c->len = 0;
	c->asked = now();
	if (n <= 0 || (size_t)n >= sizeof(request) || send(c->fd, request, (size_t)n, MSG_NOSIGNAL) != n)
		fail("send");
}

static int dial(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)b.port) };
	int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || inet_pton(AF_INET, b.host, &a.sin_addr) != 1)
		fail("address");
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		fail("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

/* The length of the whole answer, 0 while its head is not here. */
static size_t whole(const struct connection *c, size_t *ret_body)
{
	const char *end = memmem(c->answer, c->len, "\r\n\r\n", 4);
	static const char name[] = "\r\nContent-Length: ";

	if (end == NULL)
		return 0;
	if (strncmp(c->answer, "HTTP/1.1 2", 10) != 0) {
		fprintf(stderr, "bench_http: %.*s\n", (int)c->len, c->answer);
		exit(1);
	}
	const char *length = memmem(c->answer, (size_t)(end - c->answer), name, strlen(name));
	*ret_body = length != NULL ? strtoul(length + strlen(name), NULL, 10) : 0;
	return (size_t)(end - c->answer) + 4 + *ret_body;
}

static void take(struct connection *c, bool streaming)
{
	ssize_t n = recv(c->fd, c->answer + c->len, ANSWER_MAX - 1 - c->len, 0);
	size_t body = 0;

	if (n <= 0)
		fail("the server closed a connection");
	if (streaming) {
		if (c->len == 0 && strncmp(c->answer, "HTTP/1.1 200", 12) != 0)
			fail("a stream was refused");
		b.begun += c->len == 0;
		c->len = 1;
		b.streamed += (size_t)n;
		return;
	}
	c->len += (size_t)n;
	c->answer[c->len] = '\0';
	size_t size = whole(c, &body);
	if (size == 0 || c->len < size)
		return;
	b.body_bytes = body;
	b.times[b.done++ % SAMPLES_MAX] = (float)(now() - c->asked);
	ask(c);
}

static int by_size(const void *x, const void *y)
{
	float a = *(const float *)x, c = *(const float *)y;

	return a < c ? -1 : a > c;
}

static void run(struct connection *all, bool streaming)
{
	int poll = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event ready[64];

	for (int i = 0; i < b.count; i++) {
		struct epoll_event ev = { .events = EPOLLIN, .data.ptr = &all[i] };
		all[i].fd = dial();
		all[i].answer = malloc(ANSWER_MAX);
		if (all[i].answer == NULL || epoll_ctl(poll, EPOLL_CTL_ADD, all[i].fd, &ev) < 0)
			fail("connection");
		ask(&all[i]);
	}
	bool said = !streaming;
	double from = now(), until = from + b.seconds;
	while (now() < until) {
		int n = epoll_wait(poll, ready, 64, 100);
		for (int i = 0; i < n; i++)
			take(ready[i].data.ptr, streaming);
		if (!said && b.begun == b.count) {
			puts("open");
			fflush(stdout);
			said = true;
			until = now() + b.seconds;
		}
	}
	double took = now() - from;
	size_t samples = b.done < SAMPLES_MAX ? b.done : SAMPLES_MAX;
	qsort(b.times, samples, sizeof(*b.times), by_size);
	if (streaming)
		printf("%zu\n", b.streamed);
	else if (samples > 0)
		printf("%zu\t%.6f\t%zu\t%.0f\t%.0f\n", b.done, took, b.body_bytes, 1e6 * (double)b.times[samples / 2],
			1e6 * (double)b.times[samples * 99 / 100]);
}

int main(int argc, char **argv)
{
	static struct connection all[CONNECTIONS_MAX];

	if (argc < 10) {
		fprintf(stderr,
			"usage: bench_http load|streams HOST PORT SECONDS CONNECTIONS COUNT METHOD PATH COOKIE [BODY]\n");
		return 2;
	}
	b.host = argv[2];
	b.port = atoi(argv[3]);
	b.seconds = atof(argv[4]);
	b.count = atoi(argv[5]);
	b.ids = atol(argv[6]) > 0 ? atol(argv[6]) : 1;
	b.method = argv[7];
	b.path = argv[8];
	b.cookie = argv[9];
	b.body = argc > 10 ? argv[10] : NULL;
	b.seed = 88172645463325252u ^
		 (uint64_t)(now() * 1e6); /* another each time: the same update twice changes nothing */
	b.times = calloc(SAMPLES_MAX, sizeof(*b.times));
	if (b.times == NULL || b.count < 1 || b.count > CONNECTIONS_MAX)
		fail("arguments");
	run(all, strcmp(argv[1], "streams") == 0);
	return 0;
}
