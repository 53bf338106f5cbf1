#include "watch.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "fault.h"

enum { TICK_MS = 500 };

struct watched {
	struct watched *before, *after;
	int fd;
	_Atomic int64_t deadline; /* monotonic milliseconds */
	char address[48];         /* of the other end; "": not known */
	struct access_known known;
};

struct watch {
	struct clock clock;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct watched *first;
	watch_also *also;
	void *context;
	bool stopping;
};

static int64_t now_of(const struct watch *w)
{
	return w->clock.monotonic_ms(w->clock.context);
}

/* Under the lock a watched descriptor is still open: watch_remove comes before its close. */
static void cut_overdue(struct watch *w)
{
	int64_t now = now_of(w);

	for (struct watched *c = w->first; c != NULL; c = c->after) {
		if (atomic_load_explicit(&c->deadline, memory_order_relaxed) > now)
			continue;
		shutdown(c->fd, SHUT_RDWR);
		atomic_store_explicit(&c->deadline, INT64_MAX, memory_order_relaxed);
	}
}

static void *run(void *context)
{
	struct watch *w = context;

	pthread_mutex_lock(&w->lock);
	while (!w->stopping) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += TICK_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		pthread_cond_timedwait(&w->wake, &w->lock, &until);
		cut_overdue(w);
		pthread_mutex_unlock(&w->lock);
		w->also(w->context);
		pthread_mutex_lock(&w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

int watch_new(const struct clock *clock, watch_also *also, void *context, struct watch **ret, struct err *e)
{
	struct watch *w = fault_calloc(1, sizeof(*w));
	pthread_condattr_t attr;

	if (w == NULL)
		return err_nomem(e);
	w->clock = *clock;
	w->also = also;
	w->context = context;
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&w->thread, NULL, run, w) != 0) {
		free(w);
		return err_set(e, ERR_NOMEM, "无法启动工作线程");
	}
	*ret = w;
	return 0;
}

void watch_free(struct watch *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

static void note_address(struct watched *c, const struct sockaddr *from)
{
	if (from == NULL || (from->sa_family != AF_INET && from->sa_family != AF_INET6))
		return;
	const void *bytes = from->sa_family == AF_INET6
				    ? (const void *)&((const struct sockaddr_in6 *)(const void *)from)->sin6_addr
				    : (const void *)&((const struct sockaddr_in *)(const void *)from)->sin_addr;
	if (inet_ntop(from->sa_family, bytes, c->address, sizeof(c->address)) == NULL)
		c->address[0] = '\0';
}

struct str watch_address(const struct watched *c)
{
	return c != NULL && c->address[0] != '\0' ? str_from(c->address) : STR_NONE;
}

struct access_known *watch_known(struct watched *c)
{
	return c != NULL ? &c->known : NULL;
}

struct watched *watch_add(struct watch *w, int fd, const struct sockaddr *from, int64_t ms)
{
	struct watched *c = fault_calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->fd = fd;
	note_address(c, from);
	watch_set(w, c, ms);
	pthread_mutex_lock(&w->lock);
	c->after = w->first;
	if (w->first != NULL)
		w->first->before = c;
	w->first = c;
	pthread_mutex_unlock(&w->lock);
	return c;
}

void watch_remove(struct watch *w, struct watched *c)
{
	if (c == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	if (c->before != NULL)
		c->before->after = c->after;
	else
		w->first = c->after;
	if (c->after != NULL)
		c->after->before = c->before;
	pthread_mutex_unlock(&w->lock);
	explicit_bzero(&c->known, sizeof(c->known));
	free(c);
}

void watch_set(struct watch *w, struct watched *c, int64_t ms)
{
	watch_until(c, ms < 0 ? INT64_MAX : now_of(w) + ms);
}

void watch_until(struct watched *c, int64_t deadline)
{
	if (c != NULL)
		atomic_store_explicit(&c->deadline, deadline, memory_order_relaxed);
}
