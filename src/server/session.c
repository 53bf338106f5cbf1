#include "session.h"

#include <pthread.h>
#include <stdatomic.h>

#include "fault.h"
#include "own.h"

enum { PLACES = 4096, FRESH_MS = 1000, TOKEN_MAX = 512 };
#define ACTOR_MAX ((size_t)4 << 20)

struct session {
	_Atomic unsigned holders; /* the place in the table is one */
	struct arena *arena;
	struct actor actor;
	struct str token;
	enum session_kind kind;
	uint64_t age; /* `sessions.age` when it was looked up */
	int64_t looked_up_ms;
};

struct sessions {
	struct access *access;
	struct store_pool *pool;
	const struct clock *clock;
	uint64_t seed;
	_Atomic uint64_t age; /* counts up when all that is remembered is void */
	_Atomic bool shared;  /* other programs may have changed a session in the database: nothing is recalled */
	pthread_mutex_t lock;
	struct session *places[PLACES];
};

int sessions_new(
	struct access *x, struct store_pool *pool, const struct clock *clock, struct sessions **ret, struct err *e)
{
	struct sessions *s = fault_calloc(1, sizeof(*s));

	if (s == NULL)
		return err_nomem(e);
	s->access = x;
	s->pool = pool;
	s->clock = clock;
	if (!clock->random(clock->context, &s->seed, sizeof(s->seed)))
		s->seed = (uint64_t)clock->now_ms(clock->context);
	pthread_mutex_init(&s->lock, NULL);
	*ret = s;
	return 0;
}

const struct actor *session_actor(const struct session *s)
{
	return &s->actor;
}

void session_release(struct session *s)
{
	if (s == NULL || atomic_fetch_sub(&s->holders, 1) > 1)
		return;
	arena_free(s->arena);
	free(s);
}

static void release_p(struct session **s)
{
	session_release(*s);
}

void sessions_free(struct sessions *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < PLACES; i++)
		session_release(s->places[i]);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

void sessions_forget(struct sessions *s)
{
	atomic_fetch_add(&s->age, 1);
}

static struct session **place_of(struct sessions *s, enum session_kind kind, struct str token)
{
	return &s->places[(str_hash(token, s->seed) + kind) % PLACES];
}

/* What is remembered and still fresh, held for the caller; or NULL. */
static struct session *recall(struct sessions *s, enum session_kind kind, struct str token, int64_t now_ms)
{
	struct session *hit = NULL;

	if (atomic_load(&s->shared))
		return NULL;
	pthread_mutex_lock(&s->lock);
	struct session *at = *place_of(s, kind, token);
	if (at != NULL && at->kind == kind && str_eq(at->token, token) && at->age == atomic_load(&s->age) &&
		now_ms - at->looked_up_ms < FRESH_MS) {
		atomic_fetch_add(&at->holders, 1);
		hit = at;
	}
	pthread_mutex_unlock(&s->lock);
	return hit;
}

static void remember(struct sessions *s, struct session *new)
{
	atomic_fetch_add(&new->holders, 1);
	pthread_mutex_lock(&s->lock);
	struct session **place = place_of(s, new->kind, new->token);
	struct session *old = *place;
	*place = new;
	pthread_mutex_unlock(&s->lock);
	session_release(old);
}

static int look_up(struct sessions *s, struct session *into, struct err *e)
{
	struct store *store = NULL;

	int rc = store_pool_take(s->pool, STORE_READ, &store, e);
	if (rc < 0)
		return rc;
	atomic_store(&s->shared, strcmp(store_dialect(store), "postgres") == 0);
	if (into->kind == SESSION_COOKIE)
		rc = access_session(s->access, store, into->token, into->arena, &into->actor, e);
	else
		rc = access_token(s->access, store, into->token, into->arena, &into->actor, e);
	store_pool_give(s->pool, store);
	return rc;
}

int sessions_find(struct sessions *s, enum session_kind kind, struct str token, struct session **ret, struct err *e)
{
	int64_t now = s->clock->monotonic_ms(s->clock->context);

	if (token.len == 0 || token.len > TOKEN_MAX)
		return err_set(e, ERR_AUTH, "请先登录");
	struct session *known = recall(s, kind, token, now);
	if (known != NULL) {
		*ret = known;
		return 0;
	}
	OWN(release_p) struct session *new = fault_calloc(1, sizeof(*new));
	if (new == NULL)
		return err_nomem(e);
	new->holders = 1;
	new->kind = kind;
	new->looked_up_ms = now;
	new->age = atomic_load(&s->age);
	new->arena = arena_new(ACTOR_MAX);
	new->token = new->arena != NULL ? arena_dup(new->arena, token) : STR_NONE;
	if (new->token.ptr == NULL)
		return err_nomem(e);
	int rc = look_up(s, new, e);
	if (rc < 0)
		return rc;
	remember(s, new);
	*ret = TAKE(new);
	return 0;
}
