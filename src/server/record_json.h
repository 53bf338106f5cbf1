/* Records as JSON (docs/api.md). */
#ifndef SERVER_RECORD_JSON_H
#define SERVER_RECORD_JSON_H

#include "desk.h"
#include "json.h"

/* Each writes one value, while the desk's transaction is open (labels are looked up). */
void record_write_row(struct desk *d, const struct register_def *r, const struct record_fields *fields,
	const struct record *row, struct json *j);
void record_write_detail(
	struct desk *d, const struct register_def *r, const struct record_detail *detail, struct json *j);
void record_write_list(struct desk *d, const struct register_def *r, const struct record_list *l, struct json *j);
void record_write_events(
	struct desk *d, const struct register_def *r, const struct record_events *events, struct json *j);
void record_write_done(const struct record_done *d, struct json *j);
void record_write_outcomes(const struct record_outcomes *o, struct json *j);

#endif
