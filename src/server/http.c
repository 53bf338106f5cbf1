#include "http.h"

#include <stddef.h>
#include <strings.h>
#include <unistd.h>

#include "caller.h"
#include "log.h"
#include "problem.h"
#include "reply.h"
#include "spare.h"
#include "utf8.h"

static int64_t now_of(const struct server *s)
{
	return s->clock->monotonic_ms(s->clock->context);
}

static void refuse(struct request *r, unsigned status)
{
	if (r->status == 0)
		r->status = status;
}

/* --- connections --- */

void http_on_connection(
	void *server, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode code)
{
	struct server *s = server;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		watch_remove(s->watch, *context);
		*context = NULL;
		return;
	}
	const union MHD_ConnectionInfo *fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	const union MHD_ConnectionInfo *from = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	*context = fd != NULL ? watch_add(s->watch, fd->connect_fd, from != NULL ? from->client_addr : NULL,
					s->patience_ms)
			      : NULL;
}

static struct watched *watched_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info != NULL ? info->socket_context : NULL;
}

/* --- a request begins and ends --- */

static void set_id(struct request *r)
{
	/* A counter spread over 64 bits: unique for the server's life, and not a count that an outsider reads off. */
	uint64_t n = atomic_fetch_add_explicit(&r->server->id_next, 1, memory_order_relaxed);

	uint64_t id = r->server->id_seed ^ (n * UINT64_C(0x9E3779B97F4A7C15));
	for (size_t i = sizeof(r->id) - 1; i-- > 0; id >>= 4)
		r->id[i] = "0123456789abcdef"[id & 15];
}

void *http_on_target(void *server, const char *uri, struct MHD_Connection *connection)
{
	struct server *s = server;
	struct request *r = spares_take(s->spares);

	if (r == NULL)
		return NULL;
	r->server = s;
	r->connection = connection;
	r->raw = arena_dup(r->arena, str_from(uri));
	r->started_ms = now_of(r->server);
	set_id(r);
	buf_init(&r->body, 0);
	return r;
}

static void log_request(const struct request *r, int64_t now)
{
	const struct err *e = &r->error;
	int64_t ms = now - r->started_ms;
	enum log_level level = r->sent_status >= 500 ? LOG_ERROR : LOG_INFO;

	if (e->log[0] != '\0' || r->sent_status >= 500)
		log_line(level, "http", "%s " STR_FMT " status=%u in=%zu ms=%lld id=%s error=%s %s", r->method,
			STR_ARG(r->raw), r->sent_status, r->received, (long long)ms, r->id, e->message, e->log);
	else
		log_line(level, "http", "%s " STR_FMT " status=%u in=%zu ms=%lld id=%s", r->method, STR_ARG(r->raw),
			r->sent_status, r->received, (long long)ms, r->id);
}

static void drop_body(struct request *r)
{
	atomic_fetch_sub_explicit(&r->server->body_bytes, r->body.len, memory_order_relaxed);
	buf_clear(&r->body);
}

void http_on_completed(
	void *server, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode how)
{
	struct request *r = *context;
	struct server *s = server;

	(void)how;
	int64_t now = now_of(s);
	watch_until(watched_of(connection), now + HTTP_IDLE_MS);
	if (r == NULL)
		return;
	*context = NULL;
	if (r->method != NULL)
		log_request(r, now);
	drop_body(r);
	if (r->answer.fd > 0)
		close(r->answer.fd);
	blob_close(r->answer.blob);
	if (r->counted)
		atomic_fetch_sub(&s->active, 1);
	body_keep_clear(&r->call.keep);
	store_pool_give(s->pool, r->reader);
	spares_give(s->spares, r);
}

/* --- answers --- */

/* The response stays the caller's. */
static enum MHD_Result send_kept(struct request *r, unsigned status, struct MHD_Response *response)
{
	r->sent_status = status;
	atomic_store(&r->phase, REQUEST_SENDING);
	int64_t size = (int64_t)r->answer.body.len;
	watch_set(r->server->watch, r->watched, 2 * r->server->patience_ms + size * 1000 / HTTP_RATE);
	return MHD_queue_response(r->connection, status, response);
}

static enum MHD_Result send_response(struct request *r, unsigned status, struct MHD_Response *response)
{
	if (response == NULL)
		return MHD_NO;
	enum MHD_Result queued = send_kept(r, status, response);
	MHD_destroy_response(response);
	return queued;
}

/* What the rooms below denied without access: rights of registers, four eyes, scopes of tokens, a sign-in not finished; and records
 * that are there but not shown, which are written by another thread: nobody is to learn by the time it takes that there is something. */
static void note_denial(struct request *r)
{
	const struct operation *o = r->route.operation;
	bool rows = r->status == 0 && r->call.denied.ptr != NULL, hidden = r->status == 404 && r->error.hidden;

	if (!r->signed_in || (!rows && !hidden && (r->status != 403 || r->error.noted)))
		return;
	const struct access_denial denial = {
		.what = str_from(o != NULL ? o->id : "request"),
		.object = arena_fmt(r->arena, "%s " STR_FMT, r->method, STR_ARG(r->target.path)),
		.rule = rows ? r->call.denied.ptr : r->error.message,
	};
	access_deny(r->server->access, &r->actor, &denial, NULL);
	if (hidden)
		atomic_store(&r->server->denial_waits, true);
	else
		access_flush(r->server->access, r->server->pool, NULL);
}

static enum MHD_Result send_problem(struct request *r)
{
	/* A denial is on record before it is told. */
	note_denial(r);
	if (r->status == 401 || r->status == 403)
		access_flush(r->server->access, r->server->pool, NULL);
	struct problem p = {
		.status = r->status,
		.error = &r->error,
		.field = r->field,
		.errors = r->call.errors,
		.wait_seconds = r->wait_seconds,
		.range = r->status == 416 ? r->answer.range : NULL,
		.request_id = r->id,
		.allow = r->allow[0] != '\0' ? r->allow : NULL,
		.close = r->close || atomic_load(&r->server->stopping),
	};

	return send_response(r, r->status, reply_problem(&p));
}

static enum MHD_Result send_stream(struct request *r)
{
	const struct hub_caller caller = { r->actor.unit_id, r->actor.person_id, r->answer.listens_after };
	struct MHD_Response *stream = hub_listen(r->server->hub, r->connection, &caller, &r->error);

	if (stream == NULL) {
		refuse(r, problem_status(r->error.code));
		return send_problem(r);
	}
	enum MHD_Result sent = send_response(r, 200, reply_stream(stream));
	watch_set(r->server->watch, r->watched, -1); /* as long as the page is open */
	return sent;
}

static enum MHD_Result send_answer(struct request *r)
{
	struct answer *a = &r->answer;

	if (r->status != 0)
		return send_problem(r);
	note_denial(r);
	if (a->listens)
		return send_stream(r);
	struct str wanted = r->head.if_none_match;
	if (a->etag[0] != '\0' && !a->changes && wanted.ptr != NULL && web_etag_matches(wanted, a->etag))
		return send_response(r, 304, reply_not_modified(a->etag, REPLY_CACHE_API));
	struct MHD_Response *kept = wraps_take(&r->wraps, a, r->id);
	if (kept != NULL)
		return send_kept(r, a->status, kept);
	return send_response(r, a->status, reply_answer(a, r->id));
}

/* --- the embedded application --- */

static enum MHD_Result send_shared(struct request *r, unsigned status, struct MHD_Response *response)
{
	r->sent_status = status;
	return MHD_queue_response(r->connection, status, response);
}

static enum MHD_Result send_page(struct request *r)
{
	const struct server *s = r->server;
	const struct server_asset *asset = web_find(server_assets, server_assets_count, r->target.path);

	if (strcmp(r->method, "GET") != 0 && strcmp(r->method, "HEAD") != 0) {
		snprintf(r->allow, sizeof(r->allow), "GET, HEAD");
		err_set(&r->error, ERR_USAGE, "页面只能用 GET 读取");
		refuse(r, 405);
		return send_problem(r);
	}
	if (asset == NULL) {
		err_set(&r->error, ERR_NOTFOUND, "没有这个页面");
		if (server_assets_count == 0)
			err_hint(&r->error, "这个程序构建时没有带上网页，只能用 /api/v1 的接口");
		refuse(r, 404);
		return send_problem(r);
	}
	const struct page *page = &s->pages[asset - server_assets];
	const char *encoding = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Accept-Encoding");
	char etag[80];
	snprintf(etag, sizeof(etag), "%s-gz", asset->etag);
	struct str wanted = r->head.if_none_match;
	if (wanted.ptr != NULL && (web_etag_matches(wanted, asset->etag) || web_etag_matches(wanted, etag)))
		return send_shared(r, 304, page->unchanged);
	if (page->packed != NULL && encoding != NULL && web_accepts_gzip(str_from(encoding)))
		return send_shared(r, 200, page->packed);
	return send_shared(r, 200, page->plain);
}

/* --- the head --- */

#define NAMED(name, member)                                                                                            \
	{                                                                                                              \
		name, sizeof(name) - 1, offsetof(struct request_head, member)                                          \
	}
static const struct {
	const char *name;
	size_t len, at;
} wanted[] = {
	NAMED("Host", guard.host),
	NAMED("Origin", guard.origin),
	NAMED("X-Bihuan", guard.bihuan),
	NAMED("Content-Type", guard.content_type),
	NAMED("Content-Encoding", guard.content_encoding),
	NAMED("Content-Length", guard.content_length),
	NAMED("Transfer-Encoding", guard.transfer_encoding),
	NAMED("Expect", guard.expect),
	NAMED("User-Agent", agent),
	NAMED("Authorization", authorization),
	NAMED("If-Match", if_match),
	NAMED("If-None-Match", if_none_match),
	NAMED("Range", range),
	NAMED("If-Range", if_range),
	NAMED("Last-Event-ID", last_event),
	NAMED("Idempotency-Key", idempotency_key),
};
#undef NAMED

/* Of those sent twice the last counts; two hosts are none. */
static enum MHD_Result note_header(void *context, enum MHD_ValueKind kind, const char *key, const char *value)
{
	struct request_head *h = context;
	size_t len = strlen(key);

	(void)kind;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (wanted[i].len != len || strcasecmp(key, wanted[i].name) != 0)
			continue;
		struct str *into = (struct str *)(void *)((char *)h + wanted[i].at);
		if (into == &h->guard.host && into->ptr != NULL)
			h->guard.host_doubled = true;
		*into = value != NULL ? str_from(value) : STR("");
		break;
	}
	return MHD_YES;
}

static void find_route(struct request *r)
{
	switch (route_find(str_from(r->method), r->target.path, &r->route, r->allow)) {
	case ROUTE_FOUND:
		r->allow[0] = '\0';
		break;
	case ROUTE_NO_PATH:
		err_set(&r->error, ERR_NOTFOUND, "没有这个接口");
		err_hint(&r->error, "接口列表见 docs/api.md");
		refuse(r, 404);
		break;
	case ROUTE_NO_METHOD:
		err_set(&r->error, ERR_USAGE, "这个接口不支持 %s", r->method);
		refuse(r, 405);
		break;
	case ROUTE_BAD_ID:
		err_set(&r->error, ERR_USAGE, "编号要是正整数");
		r->field = "id";
		r->allow[0] = '\0';
		refuse(r, 400);
		break;
	case ROUTE_OPTIONS:
		break;
	}
}

static void check_params(struct request *r)
{
	const struct target_param *bad = route_bad_param(r->route.operation, &r->target);

	if (bad == NULL)
		return;
	err_set(&r->error, ERR_USAGE, "参数 %.*s 不认识，或者重复了",
		STR_ARG(str_sub(bad->name, 0, utf8_prefix(bad->name, 40))));
	r->field = arena_dup(r->arena, bad->name).ptr;
	refuse(r, 400);
}

static void check_once(struct request *r)
{
	unsigned status = guard_once(r->route.operation, r->head.idempotency_key, &r->error);

	if (status != 0)
		r->field = "Idempotency-Key";
	refuse(r, status);
}

/* Everything that can be refused without reading the body. */
static void check_head(struct request *r, const struct guard_head *h)
{
	refuse(r, guard_host(&r->server->guard, h, &r->error));
	if (r->status == 0 && target_parse(r->raw, r->arena, &r->target, &r->error) < 0)
		refuse(r, 400);
	bool api = str_starts(r->target.path, STR("/api/")) || str_eq(r->target.path, STR("/api"));
	if (r->status != 0 || !api)
		return;
	find_route(r);
	if (r->route.operation == NULL)
		return;
	refuse(r, guard_origin(r->route.operation, h, &r->error));
	if (r->status == 0)
		check_params(r);
	if (r->status == 0)
		refuse(r, guard_body(r->route.operation, h, &r->error));
	if (r->status == 0)
		check_once(r);
	if (r->status == 0)
		refuse(r, caller_admit(r, &r->error));
}

/* The answer is given once the request has been read whole: the library ends the connection under an earlier one, and a
 * client that still writes would miss it. Not waited for: a long body, and one that the client holds back (Expect). */
static enum MHD_Result settle(struct request *r, const struct guard_head *h)
{
	atomic_store(&r->phase, REQUEST_SETTLED);
	if (h->content_length.len <= strlen("999999") && (r->bodiless || h->expect.ptr == NULL))
		return MHD_YES;
	r->close = true;
	err_set(&r->error, ERR_LIMIT, "这个请求不带内容");
	refuse(r, 413);
	return send_problem(r);
}

static enum MHD_Result send_settled(struct request *r)
{
	if (r->status != 0)
		return send_problem(r);
	if (r->allow[0] != '\0')
		return send_response(r, 204, reply_options(r->allow));
	return send_page(r);
}

static enum MHD_Result on_head(struct request *r, const char *method)
{
	const struct guard_head *h = &r->head.guard;
	struct server *s = r->server;

	atomic_fetch_add(&s->active, 1);
	r->counted = true;
	r->method = arena_dup(r->arena, str_from(method)).ptr;
	r->watched = watched_of(r->connection);
	if (r->method == NULL || r->raw.ptr == NULL)
		return MHD_NO;
	watch_until(r->watched, r->started_ms + s->patience_ms);
	MHD_get_connection_values(r->connection, MHD_HEADER_KIND, note_header, &r->head);
	r->bodiless = h->transfer_encoding.ptr == NULL &&
		      (h->content_length.ptr == NULL || str_eq(h->content_length, STR("0")));
	caller_note(r);
	check_head(r, h);
	if (r->status != 0 || r->route.operation == NULL)
		return settle(r, h);
	buf_init(&r->body, r->route.operation->body_limit);
	atomic_store(&r->phase, REQUEST_BODY);
	return MHD_YES;
}

/* --- the body --- */

static enum MHD_Result on_body(struct request *r, const char *bytes, size_t len)
{
	struct server *s = r->server;

	r->received += len;
	watch_set(s->watch, r->watched,
		r->started_ms + s->patience_ms + (int64_t)(r->received / HTTP_RATE) * 1000 - now_of(s));
	if (atomic_load(&r->phase) == REQUEST_SETTLED)
		return r->received <= HTTP_DISCARD_MAX +
					       (r->route.operation != NULL ? r->route.operation->body_limit : 0)
			       ? MHD_YES
			       : MHD_NO;
	if (len > r->body.max - r->body.len) {
		err_set(&r->error, ERR_LIMIT, "请求体超过 %zu 字节", r->body.max);
		err_hint(&r->error, "更大的文件请在服务器上用命令行：bihuan import 文件");
		refuse(r, 413);
	} else if (atomic_fetch_add(&s->body_bytes, len) + len > HTTP_BODIES_MAX) {
		atomic_fetch_sub(&s->body_bytes, len);
		err_set(&r->error, ERR_LIMIT, "同时上传的内容太多");
		err_hint(&r->error, "请过几秒再试");
		refuse(r, 503);
	} else {
		buf_add(&r->body, bytes, len);
		if (!r->body.failed)
			return MHD_YES;
		atomic_fetch_sub(&s->body_bytes, len);
		refuse(r, problem_status(err_nomem(&r->error)));
	}
	drop_body(r);
	atomic_store(&r->phase, REQUEST_SETTLED);
	return MHD_YES;
}

enum MHD_Result http_on_request(void *server, struct MHD_Connection *connection, const char *url, const char *method,
	const char *version, const char *upload, size_t *upload_size, void **context)
{
	struct request *r = *context;

	(void)server, (void)connection, (void)url, (void)version;
	if (r == NULL)
		return MHD_NO;
	switch (atomic_load(&r->phase)) {
	case REQUEST_HEAD:
		return on_head(r, method);
	case REQUEST_BODY:
	case REQUEST_SETTLED:
		if (*upload_size > 0) {
			size_t len = *upload_size;
			*upload_size = 0;
			return on_body(r, upload, len);
		}
		if (atomic_load(&r->phase) == REQUEST_BODY)
			return http_run(r) ? send_answer(r) : MHD_YES;
		return send_settled(r);
	case REQUEST_READY:
		return send_answer(r);
	default:
		return MHD_YES;
	}
}
