/* The operation table: what Bihuan can do, one row each (operations.def).
 *
 * The commands of `bihuan`, their --help, the HTTP routes and docs/api.md's tables come from it. A row's functions
 * are `cmd_<id>` (src/cli, where the row has help) and `handle_<id>` (src/server, where it has a path). */
#ifndef SERVER_OPERATIONS_H
#define SERVER_OPERATIONS_H

#include "str.h"

enum operation_flag {
	OP_NONE = 0,
	OP_WRITES = 1, /* changes the data folder: over HTTP it needs the header X-Bihuan */
	OP_LEDGER = 2, /* needs the data folder open */
	OP_SLOW = 4,   /* may take seconds: runs on the job threads, not on the threads that serve connections */
	OP_TX = 8, /* runs in a transaction: a reading one, or with OP_WRITES one of a group (store/pool.h); with OP_SLOW its body, a
			* table, is read before (table_in.h) */
	OP_OPEN = 16,    /* needs nobody signed in */
	OP_HELD = 32,    /* also for who must first give the second factor or a new password */
	OP_SECRET = 128, /* answers with a secret that is shown once: no answer of it is kept for an Idempotency-Key */
	OP_LOCAL = 64,   /* needs nobody signed in on a machine of one's own: before set-up, on a loopback address */
};

struct operation {
	const char *id;
	const char *command; /* "import", "list items"; how a script does the same */
	const char *method;  /* NULL: no route */
	const char *path;    /* "/api/v1/reports/{id}" */
	const char
		*params; /* blank-separated names of the query parameters, others are refused; "*": the handler looks */
	unsigned flags;  /* enum operation_flag */
	size_t body_limit;   /* 0: a body is refused */
	const char *summary; /* Chinese, one line */
	const char *usage;   /* "FILE... --data DIR"; NULL for a form */
	const char *help;    /* Chinese, paragraphs and examples; NULL for a form */
};

extern const struct operation operations[];
extern const size_t operations_count;

/* Whether it is done once for an Idempotency-Key: what writes in one transaction, and whose answer may be kept. */
bool operation_keeps_keys(const struct operation *o);

/* The command's own row (not a form's), or NULL. */
const struct operation *operation_by_command(struct str name);

/* The known word nearest to `word` when it is near enough to be a slip of the finger, else NULL. */
const char *operation_nearest(struct str word, const char *const *known, size_t count);

#endif
