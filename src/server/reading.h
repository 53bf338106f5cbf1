/* A request's body as documents: any format, by its bytes. */
#ifndef SERVER_READING_H
#define SERVER_READING_H

#include "call.h"
#include "intake.h"
#include "vec.h"

#include <assert.h>

struct reading {
	struct str name; /* of the file */
	struct arena *arena;
	struct vec docs; /* struct intake_doc * */
	bool several;    /* the file is an archive: the answer is a list */
};

/* Reads the body, as the parameters `name`, `format` and `charset` say. Blocks for as long as the worker may take. To be closed in any case. */
int reading_open(struct call *c, struct reading *r, struct err *e);
void reading_close(struct reading *r);

static inline struct intake_doc *reading_doc(const struct reading *r, size_t i)
{
	assert(r->docs.ptr != NULL && i < r->docs.len);
	return VEC_AT(&r->docs, struct intake_doc *, i);
}
/* Of a member that could not be read: why; else NULL. */
const struct intake_note *reading_lost(const struct intake_doc *doc);
/* The member "error" of a document in a list. */
void reading_write_error(struct str message, struct str hint, struct json *j);

#endif
