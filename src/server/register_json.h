/* A register's definition as JSON, for the pages made from it (docs/api.md): what this person may see of it. */
#ifndef SERVER_REGISTER_JSON_H
#define SERVER_REGISTER_JSON_H

#include "json.h"
#include "record.h"

void register_write(struct desk *d, const struct register_def *r, const struct record_may *may, struct json *j);
void register_write_may(const struct record_may *may, struct json *j);
void register_write_roles(const struct registers *all, struct json *j);

#endif
