/* A request as its handler sees it (no socket), and the answer it fills. */
#ifndef SERVER_CALL_H
#define SERVER_CALL_H

#include "access.h"
#include "arena.h"
#include "blob.h"
#include "body.h"
#include "buf.h"
#include "clock.h"
#include "demo.h"
#include "err.h"
#include "ledger.h"
#include "record.h"
#include "operations.h"
#include "target.h"

enum { CALL_WORDS_MAX = 4, CALL_WORD_MAX = 64 };

/* What the placeholders of a route's path stand for. */
struct call_path {
	struct str id_text;
	int64_t id; /* of "{id}", else 0 */
	struct {
		struct str name, value;
	} words[CALL_WORDS_MAX];
	size_t count;
};

struct call {
	const struct operation *operation;
	struct ledger *ledger;
	struct access *access;
	const struct desk_place *place; /* registers, calendar, clock */
	struct store *store;            /* rows with OP_TX: the open transaction; handlers never commit */
	const struct actor *actor;      /* who asks; NULL on rows with OP_OPEN when nobody is signed in */
	struct blobs *blobs;
	const struct clock *clock;
	struct arena *arena; /* this request's */
	const struct target *target;
	const struct call_path *path;
	int64_t id; /* of "{id}", else 0 */
	struct str body;
	struct body_keep keep; /* of what body_read() gave */
	const char *request_id;
	const char *data_dir;
	const char *database;       /* its address; NULL: it is in the folder */
	int64_t evidence_quota;     /* bytes a unit may have; 0: no limit */
	const struct demo *demo;    /* identities to take with a click; NULL: none */
	bool loopback;              /* only this machine reaches the server */
	struct str address, agent;  /* the client's; .ptr NULL: not known */
	struct str if_match;        /* the version in the header, without quotes; .ptr NULL: none */
	int64_t last_event;         /* Last-Event-ID of a page that listens again; 0: none */
	struct str range, if_range; /* .ptr NULL: none */
	struct str idempotency_key; /* .ptr NULL: none */
	struct str errors; /* set by a handler that fails: a JSON array of all that stands against it, or none */
	const char *field; /* set by a handler that fails: the parameter or member at fault */
	struct str denied; /* set by a handler that succeeds in part: why rows of it were denied; .ptr NULL: none was */
};

struct answer {
	unsigned status; /* 200 unless set */
	const char *type;
	struct buf body;
	int fd; /* > 0: the body is this file instead, closed when it was sent */
	struct blob *
		blob; /* not NULL: the body is its bytes [blob_from, blob_from + blob_len); closed when they were sent */
	int64_t blob_from, blob_len;
	char range[96]; /* Content-Range of a 206 or 416; "": none */
	bool shown;     /* the file may be shown in a page of ours, not only saved */
	char etag[72];  /* without quotes; "": none */
	bool changes;   /* under the same etag, which is for If-Match alone: never answered 304 */
	bool listens;   /* no body: an endless stream of events (hub.h), behind number `listens_after` */
	int64_t listens_after;
	char location[128];  /* "": none */
	char cookie[256];    /* Set-Cookie; "": none */
	char file_name[256]; /* Content-Disposition, in UTF-8; "": none */
};

/* 0, or a negative code with the error filled: the answer becomes problem details. */
typedef int call_handler(struct call *c, struct answer *a, struct err *e);

/* The largest answer. */
#define ANSWER_MAX ((size_t)1 << 30)
enum { ANSWER_FIRST = 2048 }; /* room made at once: most answers fit */

/* What "{name}" of the path stands for; the row has such a placeholder. */
struct str call_word(const struct call *c, const char *name);
/* A parameter as a whole number of [min, max]; *ret stays as it is when the parameter is absent. */
int call_param_int(struct call *c, const char *name, int64_t min, int64_t max, int64_t *ret, struct err *e);
/* The file name of `?name=`: its last part, without control characters; a standard name when absent. */
int call_file_name(struct call *c, struct str *ret, struct err *e);

/* ERR_IO: this server has no store of contents. */
int call_need_blobs(const struct call *c, struct err *e);

/* Begins a JSON answer into a->body. */
struct json call_json(struct answer *a);
/* Ends it; ERR_LIMIT when the answer became too large. */
int call_json_end(struct json *j, struct err *e);

#endif
