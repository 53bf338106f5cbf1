/* What /openapi.json says of bodies, headers and answers beyond the operation table. */
#ifndef SERVER_OPENAPI_PARTS_H
#define SERVER_OPENAPI_PARTS_H

#include "json.h"
#include "operations.h"
#include "register.h"

/* The members of the JSON body that `o` reads, "name:kind name?:kind ..." (?: may be absent); NULL: it reads none, or is no JSON. */
const char *openapi_body(const struct operation *o);
/* "requestBody"; nothing where there is no body. `r`: the register of the path, or NULL. */
void openapi_write_body(const struct operation *o, const struct register_def *r, struct json *j);
/* The headers among "parameters". */
void openapi_write_headers(const struct operation *o, struct json *j);
void openapi_write_responses(const struct operation *o, struct json *j);
/* The members of "schemas" that they refer to. */
void openapi_write_schemas(struct json *j);
/* Whether its body, if there is one, has no members at all. */
bool openapi_takes_nothing(const struct operation *o);

#endif
