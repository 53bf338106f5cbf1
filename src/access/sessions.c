/* Where somebody is signed in, and putting an end to it. */
#include "access_private.h"

static void session_row(struct access_reader *r, void *ret)
{
	*(struct access_session_row *)ret = (struct access_session_row){
		.id = access_read_str(r, 0),
		.created_at = store_int(r->st, 1),
		.seen_at = store_int(r->st, 2),
		.expires_at = store_int(r->st, 3),
		.address = access_read_str(r, 4),
		.agent = access_read_str(r, 5),
	};
}

/* One's own, in a session that may act; another's by the security administrator. */
static int may_see(const struct access_call *c, int64_t unit_id, int64_t person_id, struct err *e)
{
	const struct actor *a = c->actor;

	if (a && a->hold == HOLD_NONE && a->session_id.ptr && unit_id == a->unit_id && person_id == a->person_id)
		return 0;
	return access_require_in(c, RIGHT_UNLOCK, unit_id, STR("sessions"), e);
}

int access_sessions(
	const struct access_call *c, int64_t unit_id, int64_t person_id, struct access_session_list *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	void *rows;
	size_t count;

	int rc = may_see(c, unit_id, person_id, e);
	if (rc == 0)
		rc = store_ask(c->store, &st, e,
			"SELECT id, created_at, seen_at, expires_at, address, agent FROM session WHERE unit_id = $1"
			" AND person_id = $2 AND ended_at IS NULL AND expires_at > $3 ORDER BY created_at DESC, id LIMIT $4",
			sql_int(unit_id), sql_int(person_id), sql_int(access_now(c->access)),
			sql_int(ACCESS_SESSIONS_MOST));
	if (rc < 0)
		return rc;
	struct access_rows in = { st, c->arena, sizeof(struct access_session_row), ACCESS_SESSIONS_MOST, session_row };
	rc = access_read_rows(&in, &rows, &count, e);
	if (rc < 0)
		return rc;
	*ret = (struct access_session_list){ rows, count };
	for (size_t i = 0; i < count; i++)
		ret->rows[i].current = str_eq(ret->rows[i].id, c->actor->session_id);
	return 0;
}

int access_sessions_end(const struct access_call *c, int64_t unit_id, int64_t person_id, struct err *e)
{
	struct access_person p = { 0 };

	int rc = may_see(c, unit_id, person_id, e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = access_read_person(c, unit_id, person_id, &p, e);
	if (rc == 0)
		rc = access_end_sessions(c->access, c->store, unit_id, person_id, c->actor->session_id, e);
	return rc < 0 ? rc : access_event(c, STR("session.end"), p.login, STR(""), e);
}
