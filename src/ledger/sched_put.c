/* Jobs as rows. */
#include "sched_private.h"

static int on_key(struct store *s, const struct sched_job *job, const char *sql, struct store_stmt **ret, struct err *e)
{
	int rc = store_prepare(s, sql, ret, e);

	if (rc < 0)
		return rc;
	store_bind_int(*ret, 1, job->unit_id);
	store_bind_text(*ret, 2, job->kind);
	store_bind_text(*ret, 3, job->key);
	return 0;
}

int sched_put(struct store *s, const struct sched_job *job, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int64_t id;

	int rc = store_next_ids(s, 1, "work", 1, &id, e);
	if (rc >= 0)
		rc = on_key(s, job,
			"INSERT INTO work (unit_id, kind, key, id, due_at, payload, tries) VALUES ($1, $2, $3, $4, $5, $6, 0)"
			" ON CONFLICT (unit_id, kind, key) DO UPDATE SET due_at = excluded.due_at, payload = excluded.payload"
			" WHERE work.done_at IS NULL",
			&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 4, id);
	store_bind_int(st, 5, job->due_at);
	store_bind_text(st, 6, job->payload.ptr ? job->payload : STR(""));
	rc = store_run(st, e);
	return rc < 0 ? rc : store_changes(s) > 0;
}

int sched_list(struct store *s, int64_t unit_id, struct arena *a, struct sched_jobs *ret, struct err *e)
{
	enum { MOST = 200 };
	OWN_STMT struct store_stmt *st = NULL;
	struct sched_jobs list = { .rows = arena_array(a, MOST, sizeof *list.rows) };

	if (!list.rows)
		return err_nomem(e);
	int rc = store_ask(s, &st, e,
		"SELECT id, kind, key, payload, due_at, tries, error, dead_at FROM work"
		" WHERE unit_id = $1 AND done_at IS NULL"
		" ORDER BY dead_at IS NULL, error IS NULL, due_at, id LIMIT $2",
		sql_int(unit_id), sql_int(MOST));
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0 && list.count < MOST) {
		struct sched_job *j = &list.rows[list.count++];
		*j = (struct sched_job){ .unit_id = unit_id,
			.id = store_int(st, 0),
			.kind = arena_dup(a, store_text(st, 1)),
			.key = arena_dup(a, store_text(st, 2)),
			.payload = arena_dup(a, store_text(st, 3)),
			.due_at = store_int(st, 4),
			.tries = store_int(st, 5),
			.error = arena_dup(a, store_text(st, 6)),
			.dead_at = store_int(st, 7) };
		if (!j->kind.ptr || !j->key.ptr || !j->payload.ptr)
			return err_nomem(e);
	}
	if (rc < 0)
		return rc;
	*ret = list;
	return 0;
}

int sched_retry(struct store *s, int64_t unit_id, int64_t id, int64_t now, struct err *e)
{
	int rc = store_do(s, e,
		"UPDATE work SET dead_at = NULL, tries = 0, due_at = $3, claimed_by = NULL, claimed_until = NULL"
		" WHERE unit_id = $1 AND id = $2 AND done_at IS NULL",
		sql_int(unit_id), sql_int(id), sql_int(now));
	if (rc >= 0 && store_changes(s) == 0)
		return err_set(e, ERR_NOTFOUND, "没有这件定时事务：%lld", (long long)id);
	return rc;
}

int sched_forget(struct store *s, int64_t before, struct err *e)
{
	return store_do(s, e, "DELETE FROM work WHERE done_at < $1", sql_int(before));
}

/* --- days --- */

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static int64_t day_of(int64_t ms, int utc_offset_minutes)
{
	int64_t local = ms + (int64_t)utc_offset_minutes * 60000;

	return local >= 0 ? local / DAY_MS : (local - DAY_MS + 1) / DAY_MS;
}

int64_t sched_days_late(const struct clock *c, int64_t due_at, int64_t now)
{
	int64_t days = day_of(now, c->utc_offset_minutes) - day_of(due_at, c->utc_offset_minutes);

	return days > 0 ? days : 0;
}
