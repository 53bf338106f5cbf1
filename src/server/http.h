/* Inside the server: its parts, and a request's way through them (see README). */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "call.h"
#include "guard.h"
#include "hub.h"
#include "jobs.h"
#include "listen.h"
#include "limit.h"
#include "routes.h"
#include "server.h"
#include "timed.h"
#include "watch.h"
#include "web.h"
#include "wrap.h"

/* Limits; those of bodies stand in the operation table. */
enum {
	HTTP_HEAD_MAX = 16 * 1024, /* request line and headers of one connection */
	HTTP_CONNECTIONS_MAX = 1024,
	HTTP_JOBS_QUEUE = 64,
	HTTP_PATIENCE_SECONDS = 30,
	HTTP_RATE = 16 * 1024,          /* bytes a second that a slow client must manage */
	HTTP_IDLE_MS = 60 * 1000,       /* between requests, next head included */
	HTTP_DISCARD_MAX = 1024 * 1024, /* of a refused body, read to let the answer through */
};
#define HTTP_BODIES_MAX ((size_t)256 << 20) /* of all requests together */
#define HTTP_ARENA_MAX ((size_t)1 << 30)

/* The answers for one embedded file, made once: they are the same for everybody. */
struct page {
	struct MHD_Response *plain, *packed, *unchanged; /* `packed` may be NULL */
};

struct server {
	struct MHD_Daemon *daemon;
	struct listening listening;
	struct guard guard;
	struct ledger *ledger;
	struct access *access;
	const struct desk_place *place;
	const struct demo *demo; /* NULL: none */
	const char *data_dir, *database;
	int64_t evidence_quota;
	const struct clock *clock;
	struct store_pool *pool;
	struct limit *limit;
	struct limit_rate rate;
	struct hub *hub;
	struct sched *sched;
	struct blobs *blobs;
	struct timed_world world;
	struct jobs *jobs;
	struct watch *watch;
	struct spares *spares;
	atomic_bool denial_waits; /* a denial that its request must not wait for is to be written */
	bool loopback;            /* only this machine reaches the server */
	int64_t patience_ms;
	uint64_t id_seed;
	_Atomic uint64_t id_next;
	_Atomic size_t body_bytes;  /* held now by all requests */
	_Atomic unsigned active;    /* requests between their head and their last byte */
	_Atomic int64_t flushed_ms; /* when access_flush() was called last */
	_Atomic bool set_up;        /* somebody has set the program up: never undone */
	_Atomic bool stopping;
	struct page *pages; /* one per asset */
};

/* The headers that are looked at, found in one walk; .ptr NULL: absent. */
struct request_head {
	struct guard_head guard;
	struct str agent, authorization, if_match, if_none_match, range, if_range, last_event, idempotency_key;
};

enum request_phase {
	REQUEST_HEAD,    /* the head is here */
	REQUEST_BODY,    /* reading */
	REQUEST_SETTLED, /* the answer is known; what body comes is thrown away */
	REQUEST_WORKING, /* on a job thread; the connection sleeps */
	REQUEST_READY,   /* the answer is made */
	REQUEST_SENDING, /* handed over */
};

struct request {
	struct server *server;
	struct MHD_Connection *connection;
	struct watched *watched;
	struct arena *arena;
	struct str raw; /* the target as it was sent, in the arena */
	struct target target;
	struct route route;
	struct request_head head;
	struct actor actor;        /* when somebody is signed in, with this request's address and id */
	struct access_trust trust; /* he is who he was a moment ago: to be confirmed before the answer goes */
	struct store *reader;      /* the transaction he was looked up in, when the handler goes on in it; else NULL */
	struct call call;
	struct answer answer;
	struct wraps wraps;
	struct buf body;
	struct err error;
	_Atomic int phase; /* enum request_phase: a job thread hands over through it */
	unsigned status;   /* of a refusal, else 0 */
	unsigned sent_status;
	unsigned wait_seconds; /* Retry-After of a refusal; 0: none */
	bool close, counted, signed_in;
	bool remembered; /* he is who he was a moment ago: to be confirmed where it is written */
	bool bodiless;   /* the whole request is here with its head */
	const char *method, *field;
	char id[17], allow[ROUTE_ALLOW_MAX];
	int64_t started_ms;
	size_t received;
};

/* The library's callbacks. */
void *http_on_target(void *server, const char *uri, struct MHD_Connection *connection);
enum MHD_Result http_on_request(void *server, struct MHD_Connection *connection, const char *url, const char *method,
	const char *version, const char *upload, size_t *upload_size, void **context);
void http_on_completed(
	void *server, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode how);
void http_on_connection(
	void *server, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode code);
/* Runs the handler of a request that is here whole: true when the answer is made; false when the connection sleeps until it
 * is (http_run.c). */
bool http_run(struct request *r);
/* Runs a handler: the job threads' work. */
void http_run_job(void *request);

#endif
