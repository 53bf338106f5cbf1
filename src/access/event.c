/* What happened: events written at once, and those that wait because their transaction is undone. */
#include "access_private.h"

#include "log.h"
#include "utf8.h"

enum { EVENTS_MAX = 1024, USES_MAX = 4096 };

/* --- writing --- */

static struct store_value some(struct str s)
{
	return sql_text(s.ptr ? s : STR(""));
}

int access_write_event(struct access *x, struct store *s, const struct access_happened *h, struct err *e)
{
	char address[64], request_id[64];
	int64_t id = 0;

	access_put_text(address, sizeof address, h->address);
	access_put_text(request_id, sizeof request_id, h->request_id);
	int rc = store_next_ids(s, h->unit_id, "access_event", 1, &id, e);
	if (rc < 0)
		return rc;
	return store_do(s, e,
		"INSERT INTO access_event (unit_id, id, at, actor_id, actor, on_behalf_of, what, object, ok, reason,"
		" address, request_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
		sql_int(h->unit_id), sql_int(id), sql_int(h->at > 0 ? h->at : access_now(x)), sql_id(h->actor_id),
		some(h->actor), sql_id(h->on_behalf_of), some(h->what), some(h->object), sql_int(h->ok),
		some(h->reason), some(str_from(address)), some(str_from(request_id)));
}

int access_event(const struct access_call *c, struct str what, struct str object, struct str reason, struct err *e)
{
	const struct actor *a = c->actor;
	struct access_happened h = {
		.unit_id = a->unit_id,
		.actor_id = a->person_id,
		.on_behalf_of = a->on_behalf_of,
		.ok = true,
		.actor = a->login,
		.what = what,
		.object = object,
		.reason = reason,
		.address = a->address,
		.request_id = a->request_id,
	};

	return access_write_event(c->access, c->store, &h, e);
}

/* --- waiting --- */

void access_put_text(char *out, size_t size, struct str s)
{
	size_t len = s.len < size - 1 ? s.len : size - 1;

	if (s.ptr)
		len = utf8_valid_prefix((struct str){ s.ptr, len });
	else
		len = 0;
	for (size_t i = 0; i < len; i++)
		out[i] = (unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7F ? ' ' : s.ptr[i];
	out[len] = '\0';
}

static void fill(struct waiting_event *w, const struct access_happened *h, int64_t now)
{
	w->unit_id = h->unit_id;
	w->at = now;
	w->actor_id = h->actor_id;
	w->on_behalf_of = h->on_behalf_of;
	w->ok = h->ok;
	access_put_text(w->actor, sizeof w->actor, h->actor);
	access_put_text(w->what, sizeof w->what, h->what);
	access_put_text(w->object, sizeof w->object, h->object);
	access_put_text(w->reason, sizeof w->reason, h->reason);
	access_put_text(w->address, sizeof w->address, h->address);
	access_put_text(w->request_id, sizeof w->request_id, h->request_id);
}

void access_wait_event(struct access *x, const struct access_happened *h)
{
	struct waiting_event w = { 0 };

	fill(&w, h, access_now(x));
	log_line(w.ok ? LOG_INFO : LOG_WARN, "access", "%s %s actor=%s object=%s reason=%s address=%s request=%s",
		w.ok ? "done" : "refused", w.what, w.actor, w.object, w.reason, w.address, w.request_id);
	pthread_mutex_lock(&x->lock);
	struct waiting_event *place = x->events.len < EVENTS_MAX ? vec_push(&x->events) : NULL;
	if (place)
		*place = w;
	else
		x->dropped++;
	pthread_mutex_unlock(&x->lock);
}

static struct waiting_use *find_use(struct access *x, const struct waiting_use *w)
{
	for (size_t i = 0; i < x->uses.len; i++) {
		struct waiting_use *u = &VEC_AT(&x->uses, struct waiting_use, i);
		if (u->unit_id == w->unit_id && u->number == w->number && strcmp(u->id, w->id) == 0)
			return u;
	}
	return NULL;
}

/* A use that finds no room is noted with the next request. */
void access_wait_use(struct access *x, int64_t unit_id, const char *hash, int64_t token_id)
{
	struct waiting_use w = { .unit_id = unit_id, .at = access_now(x), .token = hash == NULL, .number = token_id };

	if (hash)
		memcpy(w.id, hash, HASH_TEXT);
	pthread_mutex_lock(&x->lock);
	struct waiting_use *u = find_use(x, &w);
	if (!u && x->uses.len < USES_MAX)
		u = vec_push(&x->uses);
	if (u)
		*u = w;
	pthread_mutex_unlock(&x->lock);
}

/* --- flushing --- */

struct batch {
	struct access *access;
	struct vec events, uses;
	int64_t dropped;
};

static int write_waiting(struct batch *b, struct store *s, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < b->events.len && rc >= 0; i++) {
		const struct waiting_event *w = &VEC_AT(&b->events, struct waiting_event, i);
		struct access_happened h = {
			.unit_id = w->unit_id,
			.at = w->at,
			.actor_id = w->actor_id,
			.on_behalf_of = w->on_behalf_of,
			.ok = w->ok,
			.actor = str_from(w->actor),
			.what = str_from(w->what),
			.object = str_from(w->object),
			.reason = str_from(w->reason),
			.address = str_from(w->address),
			.request_id = str_from(w->request_id),
		};
		rc = access_write_event(b->access, s, &h, e);
	}
	return rc;
}

static int write_dropped(struct batch *b, struct store *s, struct err *e)
{
	char count[64];

	if (b->dropped == 0)
		return 0;
	snprintf(count, sizeof count, "%lld", (long long)b->dropped);
	struct access_happened h = {
		.unit_id = 1,
		.what = STR("event.dropped"),
		.object = str_from(count),
		.reason = STR("too-many-waiting"),
	};
	return access_write_event(b->access, s, &h, e);
}

static int write_use(struct store *s, const struct waiting_use *w, struct err *e)
{
	return store_do(s, e,
		w->token ? "UPDATE api_token SET used_at = $3 WHERE unit_id = $1 AND id = $2"
			 : "UPDATE session SET seen_at = $3 WHERE unit_id = $1 AND id = $2 AND seen_at < $3",
		sql_int(w->unit_id), w->token ? sql_int(w->number) : sql_text(str_from(w->id)), sql_int(w->at));
}

static int flush_work(void *context, struct store *s, struct err *e)
{
	struct batch *b = context;

	int rc = write_waiting(b, s, e);
	if (rc >= 0)
		rc = write_dropped(b, s, e);
	for (size_t i = 0; i < b->uses.len && rc >= 0; i++)
		rc = write_use(s, &VEC_AT(&b->uses, struct waiting_use, i), e);
	return rc;
}

static bool take_batch(struct access *x, struct batch *ret)
{
	pthread_mutex_lock(&x->lock);
	*ret = (struct batch){ .access = x, .events = x->events, .uses = x->uses, .dropped = x->dropped };
	vec_init(&x->events, sizeof(struct waiting_event));
	vec_init(&x->uses, sizeof(struct waiting_use));
	x->dropped = 0;
	pthread_mutex_unlock(&x->lock);
	return ret->events.len > 0 || ret->uses.len > 0 || ret->dropped > 0;
}

/* What was not written waits on, before what came since. */
static void put_back(struct access *x, struct batch *b)
{
	pthread_mutex_lock(&x->lock);
	for (size_t i = 0; i < x->events.len; i++) {
		struct waiting_event *place = b->events.len < EVENTS_MAX ? vec_push(&b->events) : NULL;
		if (place)
			*place = VEC_AT(&x->events, struct waiting_event, i);
		else
			x->dropped++;
	}
	struct vec newer = x->events;
	x->events = b->events;
	b->events = newer;
	x->dropped += b->dropped;
	pthread_mutex_unlock(&x->lock);
}

int access_flush(struct access *x, struct store_pool *p, struct err *e)
{
	struct batch b;
	int rc = 0;

	if (take_batch(x, &b)) {
		rc = store_pool_write(p, flush_work, &b, e);
		if (rc < 0)
			put_back(x, &b);
	}
	vec_clear(&b.events);
	vec_clear(&b.uses);
	return rc;
}

/* --- denying --- */

int access_deny(struct access *x, const struct actor *a, const struct access_denial *d, struct err *e)
{
	struct access_happened h = {
		.unit_id = a ? a->unit_id : 1,
		.actor_id = a ? a->person_id : 0,
		.on_behalf_of = a ? a->on_behalf_of : 0,
		.actor = a ? a->login : STR(""),
		.what = d->what,
		.object = d->object,
		.reason = str_from(d->rule),
		.address = a ? a->address : STR_NONE,
		.request_id = a ? a->request_id : STR_NONE,
	};

	access_wait_event(x, &h);
	if (e)
		e->noted = true;
	return err_set(e, a ? ERR_DENIED : ERR_AUTH, "%s", d->message);
}
