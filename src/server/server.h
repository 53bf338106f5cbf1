/* The HTTP server: the operation table's routes and the embedded web application. */
#ifndef SERVER_H
#define SERVER_H

#include "clock.h"
#include "demo.h"
#include "err.h"
#include "blob.h"
#include "ledger.h"

struct server;

struct server_options {
	const char *listen;        /* "127.0.0.1:8080"; port 0: the system chooses */
	const char *data_dir;      /* holds blobs/, the contents of evidence, and backups/ */
	const char *database;      /* the address of `ledger`; NULL: in the folder */
	const struct blobs_s3 *s3; /* the contents are there instead, only parts in blobs/; NULL: none */
	int64_t evidence_quota;    /* bytes a unit may have; 0: no limit */
	struct ledger *ledger;     /* not owned, like all below; must outlive the server */
	const struct clock *clock;
	const struct demo *demo;  /* NULL: none; ERR_USAGE when others than this machine reach the address */
	const char *const *hosts; /* further host names that requests may be sent to */
	size_t hosts_count;
	/* Seconds a client has for the head and, besides one per 16 KiB, for the body (0: 30). */
	unsigned patience_seconds;
	unsigned requests_per_second; /* of one caller; 0: no limit */
};

/* Listens and serves on threads of its own; the caller's signal mask is theirs too. */
int server_start(const struct server_options *o, struct server **ret, struct err *e);
/* "http://127.0.0.1:43127/", good until server_stop(). */
const char *server_url(const struct server *s);
/* Takes no more connections, lets running requests end (at most `grace_ms`), frees. NULL is fine. */
void server_stop(struct server *s, int64_t grace_ms);

#endif
