/* The language itself, for editors and authors: made from the key tables, so that it is what the reader takes. */
#ifndef REGISTER_LANGUAGE_H
#define REGISTER_LANGUAGE_H

#include "buf.h"
#include "err.h"

struct json;

/* The JSON Schema (2020-12) of a definition: docs/register.schema.json. */
void language_write_schema(struct json *j);
/* The key tables as Markdown, a table a section: the part "所有的键" of docs/registers.md. */
void language_write_keys(struct buf *out);
/* A commented skeleton of a new definition that passes the check. ERR_INPUT: the name is none. */
int language_write_new(struct str name, struct buf *out, struct err *e);

#endif
