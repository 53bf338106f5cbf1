#include "server.h"

#include <inttypes.h>
#include <unistd.h>

#include "event.h"
#include "fault.h"
#include "http.h"
#include "log.h"
#include "reply.h"
#include "spare.h"

static void free_pages(struct page *pages)
{
	for (size_t i = 0; pages != NULL && i < server_assets_count; i++) {
		struct MHD_Response *const all[] = { pages[i].plain, pages[i].packed, pages[i].unchanged };
		for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++)
			if (all[k] != NULL)
				MHD_destroy_response(all[k]);
	}
	free(pages);
}

static int make_page(const struct server_asset *asset, struct page *page, struct err *e)
{
	page->plain = reply_asset(asset, false);
	page->unchanged = reply_not_modified(asset->etag, asset->immutable ? REPLY_CACHE_FOREVER : REPLY_CACHE_PAGE);
	if (asset->gzip != NULL)
		page->packed = reply_asset(asset, true);
	bool whole = page->plain != NULL && page->unchanged != NULL && (asset->gzip == NULL || page->packed != NULL);
	return whole ? 0 : err_nomem(e);
}

static int make_pages(struct server *s, struct err *e)
{
	int rc = 0;

	s->pages = fault_calloc(server_assets_count > 0 ? server_assets_count : 1, sizeof(*s->pages));
	if (s->pages == NULL)
		return err_nomem(e);
	for (size_t i = 0; rc == 0 && i < server_assets_count; i++)
		rc = make_page(&server_assets[i], &s->pages[i], e);
	return rc;
}

static void free_server(struct server *s)
{
	if (s->listening.fd >= 0)
		close(s->listening.fd);
	sched_free(s->sched);
	blobs_close(s->blobs);
	jobs_free(s->jobs);
	hub_free(s->hub);
	limit_free(s->limit);
	watch_free(s->watch);
	spares_free(s->spares);
	free_pages(s->pages);
	free(s);
}

__attribute__((format(printf, 2, 0))) static void log_library(void *context, const char *fmt, va_list args)
{
	char text[512];

	(void)context;
	vsnprintf(text, sizeof(text), fmt, args);
	log_line(LOG_DEBUG, "http", "%s", text);
}

/* The hub's source: which registers of the unit have events behind `after`. */
static int what_happened(void *server, int64_t unit_id, int64_t after, struct buf *out, int64_t *ret, struct err *e)
{
	struct server *s = server;
	struct store *store = NULL;

	int rc = store_pool_take(s->pool, STORE_READ, &store, e);
	if (rc < 0)
		return rc;
	rc = event_since(store, unit_id, after, out, ret, e);
	store_pool_give(s->pool, store);
	return rc;
}

static unsigned cores(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 2 ? 2 : n > 64 ? 64 : (unsigned)n; /* a pool of one is no pool to the library */
}

static int start_daemon(struct server *s, struct err *e)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;

	s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, http_on_request, s, MHD_OPTION_EXTERNAL_LOGGER, log_library,
		NULL, MHD_OPTION_LISTEN_SOCKET, s->listening.fd, MHD_OPTION_THREAD_POOL_SIZE, cores(),
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)HTTP_HEAD_MAX, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, http_on_target, s,
		MHD_OPTION_NOTIFY_COMPLETED, http_on_completed, s, MHD_OPTION_NOTIFY_CONNECTION, http_on_connection, s,
		MHD_OPTION_END);
	if (s->daemon == NULL)
		return err_set(e, ERR_INTERNAL, "网页服务启动失败");
	s->listening.fd = -1; /* the library's now */
	return 0;
}

static int open_blobs(struct server *s, const struct server_options *o, struct err *e)
{
	char folder[4096];

	if ((size_t)snprintf(folder, sizeof(folder), "%s/blobs", o->data_dir) >= sizeof(folder))
		return err_set(e, ERR_USAGE, "数据目录的路径太长");
	return o->s3 != NULL ? blobs_open_s3(folder, o->s3, &s->blobs, e) : blobs_open_disk(folder, &s->blobs, e);
}

/* Twice a second, beside all requests: what was hidden is on record soon, and no answer tells by its time that something was. */
static void rest(void *server)
{
	struct server *s = server;

	store_pool_rest(s->pool);
	if (atomic_exchange(&s->denial_waits, false))
		access_flush(s->access, s->pool, NULL);
}

static int start_parts(struct server *s, const struct server_options *o, struct err *e)
{
	int rc = listen_open(o->listen, &s->listening, e);
	if (rc == 0 && o->demo != NULL && !target_host_is_loopback(str_from(s->listening.host)))
		rc = err_set(e, ERR_USAGE, "演示身份不用口令，只能在本机地址上使用");
	if (rc == 0)
		rc = make_pages(s, e);
	if (rc == 0)
		rc = watch_new(o->clock, rest, s, &s->watch, e);
	if (rc == 0) {
		s->loopback = target_host_is_loopback(str_from(s->listening.host));
		s->limit = limit_new(o->clock);
		s->spares = spares_new();
		rc = s->limit != NULL && s->spares != NULL ? 0 : err_nomem(e);
	}
	if (rc == 0)
		rc = hub_new(what_happened, s, &s->hub, e);
	if (rc == 0)
		/* some wait for a worker of src/intake, and need no processor meanwhile */
		rc = jobs_new(cores() + 2, HTTP_JOBS_QUEUE, http_run_job, &s->jobs, e);
	if (rc == 0)
		rc = open_blobs(s, o, e);
	s->world = (struct timed_world){ s->ledger, s->blobs };
	if (rc == 0)
		rc = timed_start(&s->world, s->clock, &s->sched, e);
	if (rc == 0)
		rc = start_daemon(s, e);
	return rc;
}

int server_start(const struct server_options *o, struct server **ret, struct err *e)
{
	struct server *s = fault_calloc(1, sizeof(*s));

	if (s == NULL)
		return err_nomem(e);
	s->listening.fd = -1;
	s->guard = (struct guard){ &s->listening, o->hosts, o->hosts_count };
	s->ledger = o->ledger;
	s->demo = o->demo;
	s->data_dir = o->data_dir;
	s->database = o->database;
	s->evidence_quota = o->evidence_quota;
	s->access = ledger_access(o->ledger);
	s->place = ledger_place(o->ledger);
	s->pool = ledger_pool(o->ledger);
	store_pool_linger(s->pool);
	s->rate = (struct limit_rate){ o->requests_per_second, 4 * o->requests_per_second };
	s->clock = o->clock;
	s->patience_ms = (o->patience_seconds > 0 ? o->patience_seconds : HTTP_PATIENCE_SECONDS) * INT64_C(1000);
	if (!o->clock->random(o->clock->context, &s->id_seed, sizeof(s->id_seed)))
		s->id_seed = 0; /* ids are still unique within this run */
	int rc = start_parts(s, o, e);
	if (rc < 0) {
		free_server(s);
		return rc;
	}
	*ret = s;
	return 0;
}

const char *server_url(const struct server *s)
{
	return s->listening.url;
}

static void wait_idle(struct server *s, int64_t grace_ms)
{
	const struct timespec tick = { 0, 10 * 1000000L };

	for (int64_t waited = 0; waited < grace_ms && atomic_load(&s->active) > 0; waited += 10)
		nanosleep(&tick, NULL);
}

void server_stop(struct server *s, int64_t grace_ms)
{
	if (s == NULL)
		return;
	atomic_store(&s->stopping, true);
	s->listening.fd = MHD_quiesce_daemon(s->daemon);
	sched_stop(s->sched);
	hub_stop(s->hub); /* endless answers end */
	wait_idle(s, grace_ms);
	/* What still runs is on the job threads: the library must not stop under a sleeping connection. */
	jobs_stop(s->jobs);
	wait_idle(s, grace_ms < 1000 ? grace_ms : 1000);
	MHD_stop_daemon(s->daemon);
	free_server(s);
}
