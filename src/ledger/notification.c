/* Messages as their reader sees them; answers to requests that come twice. */
#include "record_private.h"

enum { PAGE_MAX = 200 };

static int unread(struct desk *d, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(d->store, &st, e,
		"SELECT count(*) FROM notification WHERE unit_id = $1 AND person_id = $2 AND read_at IS NULL",
		sql_int(d->actor->unit_id), sql_int(d->actor->person_id));
	if (rc < 0)
		return rc;
	*ret = store_int(st, 0);
	return 0;
}

static int read_page(struct desk *d, struct store_stmt *st, int64_t limit, struct notifications *ret, struct err *e)
{
	struct notification *rows = arena_array(d->arena, (size_t)limit, sizeof *rows);
	int rc = 0;

	if (!rows)
		return err_nomem(e);
	while (rc >= 0 && (rc = store_step(st, e)) > 0) {
		if (ret->count == (size_t)limit) {
			ret->next = rows[limit - 1].id;
			break;
		}
		struct notification *n = &rows[ret->count++];
		*n = (struct notification){ .id = store_int(st, 0),
			.at = store_int(st, 1),
			.record_id = store_int(st, 2),
			.read_at = store_int(st, 3),
			.kind = arena_dup(d->arena, store_text(st, 4)),
			.register_name = arena_dup(d->arena, store_text(st, 5)),
			.text = arena_dup(d->arena, store_text(st, 6)) };
		if (!n->kind.ptr || !n->register_name.ptr || !n->text.ptr)
			return err_nomem(e);
	}
	ret->at = rows;
	return rc < 0 ? rc : 0;
}

int notifications_list(struct desk *d, int64_t before, int64_t limit, struct notifications *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct notifications all = { 0 };

	if (limit < 1 || limit > PAGE_MAX)
		return err_set(e, ERR_LIMIT, "一页 1 到 %d 条", PAGE_MAX);
	int rc = store_ask(d->store, &st, e,
		"SELECT id, at, record_id, coalesce(read_at, 0), kind, register, text FROM notification WHERE unit_id = $1 AND person_id = $2"
		" AND id < $3 ORDER BY id DESC LIMIT $4",
		sql_int(d->actor->unit_id), sql_int(d->actor->person_id), sql_int(before > 0 ? before : INT64_MAX),
		sql_int(limit + 1));
	if (rc < 0)
		return rc;
	rc = read_page(d, st, limit, &all, e);
	if (rc >= 0)
		rc = unread(d, &all.unread, e);
	if (rc < 0)
		return rc;
	*ret = all;
	return 0;
}

int notifications_read(struct desk *d, int64_t upto, struct err *e)
{
	return store_do(d->store, e,
		"UPDATE notification SET read_at = $3 WHERE unit_id = $1 AND person_id = $2 AND read_at IS NULL AND id <= $4",
		sql_int(d->actor->unit_id), sql_int(d->actor->person_id), sql_int(d->now),
		sql_int(upto > 0 ? upto : INT64_MAX));
}

/* --- the same request twice --- */

static int check_key(struct str key, struct err *e)
{
	bool ok = key.len >= 1 && key.len <= IDEMPOTENCY_KEY_MAX;

	for (size_t i = 0; i < key.len && ok; i++)
		ok = key.ptr[i] > 0x20 && key.ptr[i] < 0x7F;
	return ok ? 0 : err_set(e, ERR_INPUT, "Idempotency-Key 要是 1 到 %d 个可见的 ASCII 字符", IDEMPOTENCY_KEY_MAX);
}

static void bind_key(struct desk *d, struct store_stmt *st, struct str key)
{
	store_bind_int(st, 1, d->actor->unit_id);
	store_bind_int(st, 2, d->actor->person_id);
	store_bind_text(st, 3, key);
}

int idempotency_find(struct desk *d, struct str key, struct str request, struct idempotent_answer *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = check_key(key, e);
	if (rc >= 0)
		rc = store_prepare(d->store,
			"SELECT request, status, body FROM idempotency WHERE unit_id = $1 AND person_id = $2 AND key = $3 AND at > $4",
			&st, e);
	if (rc < 0)
		return rc;
	bind_key(d, st, key);
	store_bind_int(st, 4, d->now - IDEMPOTENCY_HOURS * INT64_C(3600000));
	rc = store_step(st, e);
	if (rc <= 0)
		return rc;
	if (!str_eq(store_text(st, 0), request))
		return err_set(e, ERR_CONFLICT, "这个 Idempotency-Key 已用于另一个请求");
	struct idempotent_answer found = { .status = store_int(st, 1), .body = arena_dup(d->arena, store_text(st, 2)) };
	if (!found.body.ptr)
		return err_nomem(e);
	*ret = found;
	return 1;
}

/* Old ones make room as new ones come. */
static int sweep(struct desk *d, struct err *e)
{
	return store_do(d->store, e, "DELETE FROM idempotency WHERE at <= $1",
		sql_int(d->now - IDEMPOTENCY_HOURS * INT64_C(3600000)));
}

int idempotency_keep(
	struct desk *d, struct str key, struct str request, const struct idempotent_answer *answer, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = check_key(key, e);
	if (rc >= 0)
		rc = sweep(d, e);
	if (rc >= 0)
		rc = store_prepare(d->store,
			"INSERT INTO idempotency (unit_id, person_id, key, request, at, status, body) VALUES ($1, $2, $3, $4, $5, $6, $7)",
			&st, e);
	if (rc < 0)
		return rc;
	bind_key(d, st, key);
	store_bind_text(st, 4, request);
	store_bind_int(st, 5, d->now);
	store_bind_int(st, 6, answer->status);
	store_bind_text(st, 7, answer->body.ptr ? answer->body : STR(""));
	return store_run(st, e);
}
