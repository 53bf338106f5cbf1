/* A request as its handler sees it (no socket), and the answer it fills. */
#ifndef SERVER_CALL_H
#define SERVER_CALL_H

#include "arena.h"
#include "buf.h"
#include "clock.h"
#include "err.h"
#include "ledger.h"
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
	const struct clock *clock;
	struct arena *arena; /* this request's */
	const struct target *target;
	const struct call_path *path;
	int64_t id; /* of "{id}", else 0 */
	struct str body;
	const char *request_id;
	const char *field; /* set by a handler that fails: the parameter or member at fault */
};

struct answer {
	unsigned status; /* 200 unless set */
	const char *type;
	struct buf body;
	char etag[72];     /* without quotes; "": none */
	char location[64]; /* "": none */
};

/* 0, or a negative code with the error filled: the answer becomes problem details. */
typedef int call_handler(struct call *c, struct answer *a, struct err *e);

/* The largest answer. */
#define ANSWER_MAX ((size_t)1 << 30)

/* What "{name}" of the path stands for; the row has such a placeholder. */
struct str call_word(const struct call *c, const char *name);
/* A parameter as a whole number of [min, max]; *ret stays as it is when the parameter is absent. */
int call_param_int(struct call *c, const char *name, int64_t min, int64_t max, int64_t *ret, struct err *e);
/* The file name of `?name=`: its last part, without control characters; a standard name when absent. */
int call_file_name(struct call *c, struct str *ret, struct err *e);
/* Exactly decimal digits, 1..INT64_MAX. */
bool call_parse_id(struct str text, int64_t *ret);

/* Begins a JSON answer into a->body. */
struct json call_json(struct answer *a);
/* Ends it; ERR_LIMIT when the answer became too large. */
int call_json_end(struct json *j, struct err *e);

#endif
