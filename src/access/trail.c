/* The events, read by the auditor: the newest first, pages go on behind an id. */
#include "access_private.h"

static void event_row(struct access_reader *r, void *ret)
{
	*(struct access_event_row *)ret = (struct access_event_row){
		.id = store_int(r->st, 0),
		.at = store_int(r->st, 1),
		.actor_id = store_int(r->st, 2),
		.on_behalf_of = store_int(r->st, 3),
		.actor = access_read_str(r, 4),
		.what = access_read_str(r, 5),
		.object = access_read_str(r, 6),
		.reason = access_read_str(r, 7),
		.address = access_read_str(r, 8),
		.request_id = access_read_str(r, 9),
		.ok = store_int(r->st, 10) != 0,
	};
}

int access_events(const struct access_call *c, const struct access_event_filter *f, const struct access_page *page,
	struct access_events *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	void *rows;
	size_t count;

	int rc = access_require_in(c, RIGHT_EVENTS, f->unit_id, STR("events"), e);
	if (rc == 0)
		rc = access_check_page(page, e);
	if (rc == 0)
		rc = store_ask(c->store, &st, e,
			"SELECT id, at, actor_id, on_behalf_of, actor, what, object, reason, address, request_id, ok"
			" FROM access_event WHERE unit_id = $1 AND id < $2 AND (actor_id = $3 OR $3 = 0) AND at >= $4"
			" AND (at < $5 OR $5 = 0) AND ($6 = '' OR what = $6) AND ($7 = 0 OR ok = 0) ORDER BY id DESC LIMIT $8",
			sql_int(f->unit_id), sql_int(page->after > 0 ? page->after : INT64_MAX), sql_int(f->actor_id),
			sql_int(f->from), sql_int(f->until), sql_text(f->what.ptr ? f->what : STR("")),
			sql_int(f->refused_only), sql_int(page->limit));
	if (rc < 0)
		return rc;
	struct access_rows in = { st, c->arena, sizeof(struct access_event_row), page->limit, event_row };
	rc = access_read_rows(&in, &rows, &count, e);
	if (rc == 0)
		*ret = (struct access_events){ rows, count };
	return rc;
}
