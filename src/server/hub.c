#include "hub.h"

#include <pthread.h>
#include <time.h>

#include "fault.h"

enum { LOOK_SECONDS = 1, SIGN_OF_LIFE = 20 /* looks */, TEXT_MAX = 4096, BLOCK = 1024 };

struct listener {
	struct hub *hub;
	struct listener *next;
	struct MHD_Connection *connection;
	struct hub_caller caller;
	int64_t had; /* the last event's number that stands in `text` or was sent; negative: not asked yet */
	bool asleep, gone;
	size_t len, sent; /* of text */
	char text[TEXT_MAX];
};

struct hub {
	hub_source *source;
	void *context;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	bool started, stopping, nudged;
	struct listener *listeners;
	size_t count;
};

/* --- messages; the lock is held --- */

static void wake_up(struct listener *l)
{
	if (!l->asleep)
		return;
	l->asleep = false;
	MHD_resume_connection(l->connection);
}

/* What does not fit is not lost: the number stays behind and the registers are named again at the next look. */
static bool say(struct listener *l, const char *text, size_t len)
{
	if (l->sent == l->len)
		l->sent = l->len = 0;
	if (len > sizeof(l->text) - l->len)
		return false;
	memcpy(l->text + l->len, text, len);
	l->len += len;
	wake_up(l);
	return true;
}

static void tell(struct listener *l, int64_t number, struct str registers)
{
	char text[TEXT_MAX / 2];

	int n = snprintf(text, sizeof(text), "id: %lld\nevent: change\ndata: " STR_FMT "\n\n", (long long)number,
		STR_ARG(registers));
	bool fits = n > 0 && (size_t)n < sizeof(text);
	if (!fits) /* so many registers that all may be meant */
		n = snprintf(text, sizeof(text), "id: %lld\nevent: change\ndata: *\n\n", (long long)number);
	if (say(l, text, (size_t)n))
		l->had = number;
}

/* --- the thread --- */

/* Asks for one listener, without the lock; tells all who are at the same place. */
static void look_for(struct hub *h, int64_t unit_id, int64_t after)
{
	struct buf registers;
	int64_t last = after;
	struct err e = { 0 };

	buf_init(&registers, TEXT_MAX);
	int rc = h->source(h->context, unit_id, after, &registers, &last, &e);
	pthread_mutex_lock(&h->lock);
	for (struct listener *l = h->listeners; rc == 0 && l != NULL; l = l->next) {
		if (l->caller.unit_id != unit_id || l->had != after)
			continue;
		if (after < 0)
			l->had = last;
		else if (last > after)
			tell(l, last, registers.failed ? STR("*") : buf_view(&registers));
	}
	pthread_mutex_unlock(&h->lock);
	buf_clear(&registers);
}

enum { PLACES_MAX = 64 };
struct place {
	int64_t unit_id, had;
};

/* Where the listeners stand, each place once. The lock is held. */
static size_t places_of(const struct hub *h, struct place *places)
{
	size_t n = 0;

	for (const struct listener *l = h->listeners; l != NULL && n < PLACES_MAX; l = l->next) {
		size_t i = 0;
		while (i < n && (places[i].unit_id != l->caller.unit_id || places[i].had != l->had))
			i++;
		if (i == n)
			places[n++] = (struct place){ l->caller.unit_id, l->had };
	}
	return n;
}

static void sign_of_life(struct hub *h)
{
	static const char comment[] = ":\n\n";

	for (struct listener *l = h->listeners; l != NULL; l = l->next)
		say(l, comment, sizeof(comment) - 1);
}

/* Until the next look is due; the lock is held. */
static void rest(struct hub *h)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += LOOK_SECONDS;
	while (!h->stopping && !h->nudged)
		if (pthread_cond_timedwait(&h->wake, &h->lock, &until) != 0)
			break;
	h->nudged = false;
}

static void *run(void *context)
{
	struct hub *h = context;
	struct place places[PLACES_MAX];
	unsigned looks = 0;

	pthread_mutex_lock(&h->lock);
	while (!h->stopping) {
		rest(h);
		size_t n = places_of(h, places);
		pthread_mutex_unlock(&h->lock);
		for (size_t i = 0; i < n; i++)
			look_for(h, places[i].unit_id, places[i].had);
		pthread_mutex_lock(&h->lock);
		if (++looks % SIGN_OF_LIFE == 0)
			sign_of_life(h);
	}
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

int hub_new(hub_source *source, void *context, struct hub **ret, struct err *e)
{
	struct hub *h = fault_calloc(1, sizeof(*h));

	if (h == NULL)
		return err_nomem(e);
	h->source = source;
	h->context = context;
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->wake, NULL);
	h->started = pthread_create(&h->thread, NULL, run, h) == 0;
	if (!h->started) {
		hub_free(h);
		return err_set(e, ERR_NOMEM, "无法启动消息线程");
	}
	*ret = h;
	return 0;
}

void hub_stop(struct hub *h)
{
	pthread_mutex_lock(&h->lock);
	h->stopping = true;
	pthread_cond_signal(&h->wake);
	for (struct listener *l = h->listeners; l != NULL; l = l->next)
		wake_up(l);
	pthread_mutex_unlock(&h->lock);
	if (h->started)
		pthread_join(h->thread, NULL);
	h->started = false;
}

void hub_free(struct hub *h)
{
	if (h == NULL)
		return;
	hub_stop(h);
	pthread_cond_destroy(&h->wake);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

void hub_nudge(struct hub *h)
{
	pthread_mutex_lock(&h->lock);
	if (h->listeners != NULL && !h->nudged) {
		h->nudged = true;
		pthread_cond_signal(&h->wake);
	}
	pthread_mutex_unlock(&h->lock);
}

/* --- the connections' side --- */

static ssize_t read_text(void *context, uint64_t at, char *out, size_t max)
{
	struct listener *l = context;
	ssize_t n = 0;

	(void)at;
	pthread_mutex_lock(&l->hub->lock);
	if (l->sent < l->len) {
		size_t left = l->len - l->sent;
		n = (ssize_t)(left < max ? left : max);
		memcpy(out, l->text + l->sent, (size_t)n);
		l->sent += (size_t)n;
	} else if (l->hub->stopping) {
		n = MHD_CONTENT_READER_END_OF_STREAM;
	} else {
		l->asleep = true;
		MHD_suspend_connection(l->connection);
	}
	pthread_mutex_unlock(&l->hub->lock);
	return n;
}

static void leave(void *context)
{
	struct listener *l = context;
	struct hub *h = l->hub;

	pthread_mutex_lock(&h->lock);
	for (struct listener **at = &h->listeners; *at != NULL; at = &(*at)->next) {
		if (*at != l)
			continue;
		*at = l->next;
		h->count--;
		break;
	}
	pthread_mutex_unlock(&h->lock);
	free(l);
}

/* The lock is held. */
static bool fits(const struct hub *h, const struct hub_caller *caller)
{
	size_t own = 0;

	for (const struct listener *l = h->listeners; l != NULL; l = l->next)
		own += l->caller.unit_id == caller->unit_id && l->caller.person_id == caller->person_id;
	return !h->stopping && h->count < HUB_LISTENERS_MAX && own < HUB_PER_PERSON_MAX;
}

static bool join(struct hub *h, struct listener *l)
{
	pthread_mutex_lock(&h->lock);
	bool in = fits(h, &l->caller);
	if (in) {
		l->next = h->listeners;
		h->listeners = l;
		h->count++;
		h->nudged = true; /* finds out where the events stand */
		pthread_cond_signal(&h->wake);
	}
	pthread_mutex_unlock(&h->lock);
	return in;
}

struct MHD_Response *hub_listen(
	struct hub *h, struct MHD_Connection *connection, const struct hub_caller *caller, struct err *e)
{
	struct listener *l = fault_calloc(1, sizeof(*l));

	if (l == NULL) {
		err_nomem(e);
		return NULL;
	}
	l->hub = h;
	l->connection = connection;
	l->caller = *caller;
	l->had = caller->after > 0 ? caller->after : -1;
	say(l, "retry: 3000\n\n", strlen("retry: 3000\n\n"));
	if (!join(h, l)) {
		free(l);
		err_set(e, ERR_BUSY, "打开的页面太多，这一页不再自动更新");
		err_hint(e, "请关掉几个页面");
		return NULL;
	}
	struct MHD_Response *r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_text, l, leave);
	if (r == NULL) {
		leave(l);
		err_nomem(e);
	}
	return r;
}
