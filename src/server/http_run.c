/* Running a request's handler: at once, on a job thread, or inside a transaction. */
#include <inttypes.h>
#include <unistd.h>

#include "caller.h"
#include "desk.h"
#include "event.h"
#include "http.h"
#include "problem.h"
#include "table_in.h"

static void drop_file(struct answer *a)
{
	if (a->fd > 0)
		close(a->fd);
	blob_close(a->blob);
	a->fd = 0;
	a->blob = NULL;
}

/* Ready for a first run, and for another one of the same request (see store_work in pool.h). */
static void prepare(struct request *r, struct store *store)
{
	struct server *s = r->server;
	struct call *c = &r->call;

	c->operation = r->route.operation;
	c->ledger = s->ledger;
	c->access = s->access;
	c->place = s->place;
	c->store = store;
	c->actor = r->signed_in ? &r->actor : NULL;
	c->blobs = s->blobs;
	c->clock = s->clock;
	c->arena = r->arena;
	c->target = &r->target;
	c->path = &r->route.path;
	c->id = r->route.path.id;
	c->body = buf_view(&r->body);
	body_keep_clear(&c->keep);
	c->keep.arena = r->arena;
	c->request_id = r->id;
	c->demo = s->demo;
	c->data_dir = s->data_dir;
	c->database = s->database;
	c->evidence_quota = s->evidence_quota;
	c->loopback = s->loopback;
	c->errors = STR_NONE;
	c->field = NULL;
	c->denied = STR_NONE;
	drop_file(&r->answer);
	buf_reset(&r->answer.body);
	r->answer = (struct answer){ .status = 200, .type = "application/json", .body = r->answer.body };
}

/* The answer of a handler that ended with `rc`. */
static void conclude(struct request *r, int rc)
{
	if (rc >= 0)
		return;
	buf_clear(&r->answer.body);
	drop_file(&r->answer);
	r->field = r->call.field != NULL ? r->call.field : r->error.field;
	r->status = problem_status(rc);
	if (r->error.message[0] == '\0')
		err_set(&r->error, rc, "没有完成");
}

static void run_plain(struct request *r)
{
	prepare(r, NULL);
	conclude(r, route_run(&r->route, &r->call, &r->answer, &r->error));
}

static int run_handler(struct request *r, struct store *store)
{
	prepare(r, store);
	return route_run(&r->route, &r->call, &r->answer, &r->error);
}

/* What was done on trust, with `rc`, counts when the tables agree; else it is done again, and also when it was refused. */
static int settle_trust(struct request *r, struct store *store, int rc)
{
	struct err why = { 0 };

	int sure = rc < 0 && store_failed(store) ? rc : access_confirm(&r->trust, &why);
	access_trust_clear(&r->trust);
	if (sure > 0)
		return rc;
	if (sure == 0) {
		err_clear(&r->error);
		rc = caller_again(r, &r->error);
		return rc < 0 ? rc : run_handler(r, store);
	}
	if (rc >= 0)
		r->error = why;
	return rc < 0 ? rc : sure;
}

/* Made of what was recalled and of a later view. */
static int run_again(struct request *r, struct store *store)
{
	err_clear(&r->error);
	int rc = store_begin_plain(store, &r->error);
	if (rc == 0)
		rc = caller_again(r, &r->error);
	return rc < 0 ? rc : run_handler(r, store);
}

static void run_reading(struct request *r)
{
	struct store *store = r->reader;
	int rc = 0;

	if (store == NULL)
		rc = store_pool_take_plain(r->server->pool, &store, &r->error);
	if (rc == 0)
		rc = run_handler(r, store);
	else
		prepare(r, NULL);
	if (r->trust.asked != NULL)
		rc = settle_trust(r, store, rc);
	if (r->reader != NULL && store_torn(store))
		rc = run_again(r, store);
	store_pool_give(r->server->pool, store);
	r->reader = NULL;
	conclude(r, rc);
}

static void run_here(struct request *r)
{
	if (r->route.operation->flags & OP_TX)
		run_reading(r);
	else
		run_plain(r);
}

/* Hands the answer to the threads that serve connections; the request may be gone afterwards. */
static void hand_over(struct request *r)
{
	struct MHD_Connection *connection = r->connection;

	atomic_store(&r->phase, REQUEST_READY);
	MHD_resume_connection(connection);
}

/* What makes the request what it is, in 128 bits. */
static struct str digest_of(const struct request *r)
{
	struct str whole = arena_fmt(
		r->arena, "%s " STR_FMT "\n" STR_FMT "\n", r->method, STR_ARG(r->raw), STR_ARG(r->call.if_match));

	if (whole.ptr == NULL)
		return STR_NONE;
	uint64_t head = str_hash(whole, 1), body = str_hash(r->call.body, 2);
	return arena_fmt(r->arena, "%016" PRIx64 "%016" PRIx64 "%zx", head, body, r->call.body.len);
}

/* The same request came before: its answer once more. */
static int repeat(struct request *r, const struct idempotent_answer *before, struct err *e)
{
	r->answer.status = (unsigned)before->status;
	buf_reset(&r->answer.body);
	buf_str(&r->answer.body, before->body);
	return r->answer.body.failed ? err_nomem(e) : 0;
}

/* With Idempotency-Key: once, however often it is sent. */
static int run_once(struct request *r, struct err *e)
{
	struct str digest = digest_of(r), key = r->call.idempotency_key;
	struct idempotent_answer before = { 0 };
	struct desk d = { 0 };

	if (digest.ptr == NULL)
		return err_nomem(e);
	int rc = desk_open(&r->call, &d, e);
	if (rc == 0)
		rc = idempotency_find(&d, key, digest, &before, e);
	if (rc != 0)
		return rc < 0 ? rc : repeat(r, &before, e);
	rc = route_run(&r->route, &r->call, &r->answer, e);
	if (rc < 0)
		return rc;
	before = (struct idempotent_answer){ r->answer.status, buf_view(&r->answer.body) };
	return idempotency_keep(&d, key, digest, &before, e);
}

/* Nearly every change stands in the chain of events, whose end one of the group asks for behind what it has put: all that was put would
 * wait for that answer. */
static void ask_further(const struct request *r, struct store *store)
{
	struct event_head unused;

	if (store_asking(store) && r->call.actor != NULL)
		event_head(store, r->call.actor->unit_id, &unused, NULL);
}

static int write_work(void *request, struct store *store, struct err *e)
{
	struct request *r = request;

	if (store_asking(store) && (r->route.operation->flags & OP_SLOW))
		return ERR_BUSY; /* its questions are not worth its work */
	prepare(r, store);
	int rc = caller_confirm(r, store, e);
	if (rc < 0)
		return rc;
	bool once = r->call.idempotency_key.ptr != NULL && r->call.place != NULL;
	rc = once ? run_once(r, e) : route_run(&r->route, &r->call, &r->answer, e);
	ask_further(r, store);
	return rc;
}

static void write_settled(void *request, int rc, const struct err *e)
{
	struct request *r = request;

	if (rc < 0 && e != NULL)
		r->error = *e;
	else
		hub_nudge(r->server->hub);
	conclude(r, rc);
	hand_over(r);
}

/* False: nobody takes it, and the answer says so. */
static bool queue_write(struct request *r)
{
	if (store_pool_submit_ahead(r->server->pool, write_work, write_settled, r, &r->error) == 0)
		return true;
	err_clear(&r->error);
	err_set(&r->error, ERR_LIMIT, "正在写入的请求太多");
	err_hint(&r->error, "请过几秒再试");
	r->status = 503;
	return false;
}

/* A table is read here, where it holds nobody up, and waits for its turn to be written as CSV. */
static void run_table(struct request *r)
{
	struct buf csv = { 0 };

	prepare(r, NULL);
	int rc = table_in(&r->call, &csv, &r->error);
	if (rc > 0) {
		buf_clear(&r->body);
		r->body = csv;
	}
	if (rc < 0)
		conclude(r, rc);
	if (rc < 0 || !queue_write(r))
		hand_over(r);
}

enum { OP_TABLE = OP_SLOW | OP_TX | OP_WRITES };

void http_run_job(void *request)
{
	struct request *r = request;
	unsigned flags = r->route.operation->flags;

	if ((flags & OP_TABLE) == OP_TABLE) {
		run_table(r);
		return;
	}
	run_here(r);
	if (flags & OP_WRITES)
		hub_nudge(r->server->hub);
	hand_over(r);
}

/* Puts the connection to sleep and queues the work. */
static void queue(struct request *r)
{
	unsigned flags = r->route.operation->flags;
	bool grouped = (flags & OP_TABLE) == (OP_TX | OP_WRITES);

	atomic_store(&r->phase, REQUEST_WORKING);
	/* Asleep first: the work may be done before this thread goes on. */
	MHD_suspend_connection(r->connection);
	if (grouped ? queue_write(r) : jobs_add(r->server->jobs, r))
		return;
	if (!grouped) {
		err_clear(&r->error);
		err_set(&r->error, ERR_LIMIT, "正在处理的文件太多");
		err_hint(&r->error, "请过几秒再试");
		r->status = 503;
	}
	hand_over(r);
}

bool http_run(struct request *r)
{
	unsigned flags = r->route.operation->flags;
	bool writes = (flags & OP_TX) && (flags & OP_WRITES);

	watch_set(r->server->watch, r->watched, -1);
	if (writes || (flags & OP_SLOW)) {
		queue(r);
		return false;
	}
	run_here(r);
	return true;
}
