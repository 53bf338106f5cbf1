/* Clocks follow a changed working time: record after record, in the order of their keys, some at a turn. */
#include "record_private.h"

struct place { /* of a record in record_clock */
	int64_t unit_id, record_id;
	struct str register_name;
};
struct sweep {
	int64_t version;
	bool done;
	struct place behind; /* all up to this one are done */
};

static int read_sweep(struct desk *d, struct sweep *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(d->store,
		"SELECT version, done, unit_id, record_id, register FROM worktime_swept WHERE id = 1", &st, e);
	if (rc == 0)
		rc = store_step(st, e);
	if (rc <= 0)
		return rc < 0 ? rc : err_set(e, ERR_DB, "表 worktime_swept 里没有应有的一行");
	*ret = (struct sweep){ store_int(st, 0), store_int(st, 1) != 0,
		{ store_int(st, 2), store_int(st, 3), arena_dup(d->arena, store_text(st, 4)) } };
	return ret->behind.register_name.ptr ? 0 : err_nomem(e);
}

static int write_sweep(struct desk *d, const struct sweep *s, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(d->store,
		"UPDATE worktime_swept SET version = $1, done = $2, unit_id = $3, record_id = $4, register = $5 WHERE id = 1",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, s->version);
	store_bind_int(st, 2, s->done);
	store_bind_int(st, 3, s->behind.unit_id);
	store_bind_int(st, 4, s->behind.record_id);
	store_bind_text(st, 5, s->behind.register_name);
	return store_run(st, e);
}

static int read_records(
	struct desk *d, const struct sweep *s, int64_t limit, struct place *at, int64_t *ret_count, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int64_t count = 0;

	int rc = store_prepare(d->store,
		"SELECT DISTINCT unit_id, register, record_id FROM record_clock WHERE (unit_id, register, record_id) > ($1, $2, $3)"
		" AND state <> 'stopped' AND worktime <> $4 ORDER BY unit_id, register, record_id LIMIT $5",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, s->behind.unit_id);
	store_bind_text(st, 2, s->behind.register_name);
	store_bind_int(st, 3, s->behind.record_id);
	store_bind_int(st, 4, s->version);
	store_bind_int(st, 5, limit);
	while ((rc = store_step(st, e)) > 0 && count < limit) {
		struct place *p = &at[count++];
		*p = (struct place){ store_int(st, 0), store_int(st, 2), arena_dup(d->arena, store_text(st, 1)) };
		if (!p->register_name.ptr)
			return err_nomem(e);
	}
	*ret_count = count;
	return rc < 0 ? rc : 0;
}

/* A clock whose record or register is gone stays as it is. */
static int reckon_one(struct desk *d, const struct place *p, int64_t *ret_moved, struct err *e)
{
	const struct register_def *r = register_find(d->place->registers, p->register_name);
	struct err missing = { 0 };
	struct row row;

	d->unit_id = p->unit_id;
	int rc = r ? row_load(d, r, p->record_id, true, &row, &missing) : ERR_NOTFOUND;
	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc < 0) {
		if (e)
			*e = missing;
		return rc;
	}
	return clocks_reckon(d, &row, ret_moved, e);
}

static int turn(struct desk *d, struct sweep *s, int64_t limit, struct record_sweep *ret, struct err *e)
{
	struct place *at = arena_array(d->arena, (size_t)limit, sizeof *at);

	if (!at)
		return err_nomem(e);
	int rc = read_records(d, s, limit, at, &ret->seen, e);
	for (int64_t i = 0; i < ret->seen && rc >= 0; i++)
		rc = reckon_one(d, &at[i], &ret->moved, e);
	if (rc < 0)
		return rc;
	if (ret->seen > 0)
		s->behind = at[ret->seen - 1];
	s->done = ret->done = ret->seen < limit;
	return write_sweep(d, s, e);
}

int records_reckon(struct desk *d, int64_t limit, struct record_sweep *ret, struct err *e)
{
	struct record_sweep done = { .done = true };
	struct worktime_version newest = { 0 };
	int64_t unit_id = d->unit_id;
	struct sweep s = { 0 };

	int rc = read_sweep(d, &s, e);
	if (rc == 0)
		rc = worktime_version(d->store, 0, INT64_MAX, &newest, e);
	if (rc == 0 && s.version != newest.newest)
		s = (struct sweep){ .version = newest.newest, .behind.register_name = STR("") };
	if (rc == 0 && !s.done)
		rc = turn(d, &s, limit, &done, e);
	d->unit_id = unit_id;
	if (rc < 0)
		return rc;
	*ret = done;
	return 0;
}
