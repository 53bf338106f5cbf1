#include "caller.h"

#include <strings.h>

#include "problem.h"

enum { SIGN_IN_COST = 5, FLUSH_MS = 30000, TOKEN_MAX = 512 };

/* W/"12" and "12" are 12. */
static struct str unquoted(struct str s)
{
	if (str_starts(s, STR("W/")))
		s = str_sub(s, 2, s.len);
	if (s.len >= 2 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"')
		s = str_sub(s, 1, s.len - 1);
	return s;
}

void caller_note(struct request *r)
{
	r->call.address = watch_address(r->watched);
	r->call.agent = r->head.agent;
	r->call.if_match = unquoted(r->head.if_match);
	r->call.range = r->head.range;
	r->call.if_range = r->head.if_range;
	if (!str_id(r->head.last_event, &r->call.last_event))
		r->call.last_event = 0;
	r->call.idempotency_key = r->head.idempotency_key;
}

/* Uses of sessions wait in memory: now and then they are written down, by whoever comes then. */
static void flush_sometimes(struct server *s)
{
	int64_t now = s->clock->monotonic_ms(s->clock->context), last = atomic_load(&s->flushed_ms);

	if (now - last > FLUSH_MS && atomic_compare_exchange_strong(&s->flushed_ms, &last, now))
		access_flush(s->access, s->pool, NULL);
}

static unsigned limited(struct request *r, struct str who, unsigned cost, struct err *e)
{
	int64_t wait = limit_take(r->server->limit, who, r->server->rate, cost);

	if (wait == 0)
		return 0;
	r->wait_seconds = (unsigned)((wait + 999) / 1000);
	err_set(e, ERR_BUSY, "请求太频繁");
	err_hint(e, "请等 %u 秒再试", r->wait_seconds);
	return 429;
}

/* The token of "Authorization: Bearer TOKEN"; .ptr NULL when there is none. */
static struct str bearer_of(struct request *r)
{
	struct str s = r->head.authorization;
	size_t n = strlen("Bearer ");

	if (s.len <= n || strncasecmp(s.ptr, "Bearer ", n) != 0)
		return STR_NONE;
	return str_trim(str_sub(s, n, s.len));
}

/* A row that reads goes on in the transaction that its caller was looked up in: one view, and one less to open. Not while
 * a body may be long in coming. */
static bool goes_on(const struct request *r)
{
	unsigned flags = r->route.operation->flags;

	return r->bodiless && (flags & OP_TX) && !(flags & (OP_WRITES | OP_SLOW));
}

/* What waits for its turn to be written is confirmed there, where it cannot change any more: no reader is opened for it. */
static bool waits_for_writer(const struct request *r)
{
	return (r->route.operation->flags & (OP_TX | OP_WRITES | OP_SLOW)) == (OP_TX | OP_WRITES);
}

static void leave_reader(struct request *r)
{
	access_trust_clear(&r->trust);
	store_pool_give(r->server->pool, r->reader);
	r->reader = NULL;
}

static struct str token_of(struct request *r, bool *ret_bearer)
{
	struct str bearer = bearer_of(r);

	*ret_bearer = bearer.ptr != NULL;
	return *ret_bearer ? bearer
			   : str_from(MHD_lookup_connection_value(r->connection, MHD_COOKIE_KIND, CALLER_COOKIE));
}

static int look_up(struct request *r, struct str token, bool bearer, struct err *e)
{
	struct access *x = r->server->access;

	return bearer ? access_token(x, r->reader, token, r->arena, &r->actor, e)
		      : access_session(x, r->reader, token, r->arena, &r->actor, e);
}

/* Who it is, from the tables or from what access remembers of them. */
static int find(struct request *r, struct err *e)
{
	struct server *s = r->server;
	bool bearer;
	struct str token = token_of(r, &bearer);

	if (token.len == 0 || token.len > TOKEN_MAX)
		return err_set(e, ERR_AUTH, "请先登录");
	r->trust = (struct access_trust){ .access = s->access,
		.token = token,
		.bearer = bearer,
		.sure = !goes_on(r),
		.known = watch_known(r->watched) };
	int rc = waits_for_writer(r) ? access_remembered(&r->trust, r->arena, &r->actor, e) : 0;
	r->signed_in = r->remembered = rc > 0;
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = store_pool_take(s->pool, STORE_READ, &r->reader, e);
	if (rc < 0)
		return rc;
	r->trust.store = r->reader;
	rc = access_trusted(&r->trust, r->arena, &r->actor, e);
	r->signed_in = rc == 0;
	if (!r->signed_in || !goes_on(r))
		leave_reader(r);
	return rc;
}

static void greet(struct request *r)
{
	r->actor.address = r->call.address;
	r->actor.request_id = str_from(r->id);
}

/* A person who has to do something first may do only that. */
static unsigned held(struct request *r, struct err *e)
{
	static const char *const first[] = {
		[HOLD_NONE] = "",
		[HOLD_SECOND_FACTOR] = "请先输入动态口令",
		[HOLD_PASSWORD] = "请先修改口令",
		[HOLD_ENROL] = "请先设置动态口令",
	};

	if (r->actor.hold == HOLD_NONE || (r->route.operation->flags & OP_HELD))
		return 0;
	err_set(e, ERR_DENIED, "%s", first[r->actor.hold]);
	return 403;
}

/* Nobody has set the program up, and only this machine reaches it: whoever sits here works alone, as with the command line. */
static bool works_alone(struct request *r)
{
	struct server *s = r->server;
	struct store *store = NULL;
	bool needed = false;

	if (!(r->route.operation->flags & OP_LOCAL) || !s->loopback)
		return false;
	if (atomic_load(&s->set_up))
		return false;
	if (store_pool_take(s->pool, STORE_READ, &store, NULL) < 0)
		return false;
	int rc = access_setup_needed(s->access, store, &needed, NULL);
	store_pool_give(s->pool, store);
	if (rc == 0 && !needed)
		atomic_store(&s->set_up, true);
	return rc == 0 && needed;
}

static unsigned admit(struct request *r, struct err *e)
{
	unsigned flags = r->route.operation->flags;
	struct err why = { 0 };

	int rc = find(r, &why);
	if (rc < 0 && (flags & OP_OPEN) && rc == ERR_AUTH)
		return limited(r, r->call.address, SIGN_IN_COST, e);
	if (rc == ERR_AUTH && works_alone(r))
		return 0;
	if (rc < 0) {
		unsigned slow = rc == ERR_AUTH ? limited(r, r->call.address, 1, e) : 0;
		if (slow == 0)
			*e = why;
		return slow != 0 ? slow : problem_status(rc);
	}
	greet(r);
	unsigned slow = limited(r, r->actor.token ? r->actor.login : r->actor.session_id, 1, e);
	return slow != 0 ? slow : held(r, e);
}

int caller_again(struct request *r, struct err *e)
{
	bool bearer;
	struct str token = token_of(r, &bearer);

	int rc = look_up(r, token, bearer, e);
	r->signed_in = rc == 0;
	if (rc < 0)
		return rc;
	greet(r);
	return held(r, e) != 0 ? ERR_DENIED : 0;
}

int caller_confirm(struct request *r, struct store *store, struct err *e)
{
	int rc = r->remembered ? access_still(&r->trust, store, e) : 1;

	if (rc < 0 && store_asking(store))
		return 0; /* as if he were still the same: he nearly always is */
	if (rc != 0)
		return rc < 0 ? rc : 0;
	r->reader = store;
	rc = caller_again(r, e);
	r->reader = NULL;
	return rc;
}

unsigned caller_admit(struct request *r, struct err *e)
{
	flush_sometimes(r->server); /* before a reader is held */
	unsigned status = admit(r, e);
	if (status != 0)
		leave_reader(r);
	return status;
}
