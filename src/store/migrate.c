#include "driver.h"

#include <assert.h>

static int newer(const struct store_migrations *m, int64_t number, struct err *e)
{
	err_set(e, ERR_DB, "数据库是由更新版本的程序建立的（结构版本 %lld，本程序只认识到 %zu）", (long long)number,
		m->count);
	err_hint(e, "请改用较新的程序打开；数据没有被改动");
	return ERR_DB;
}

/* A migration's content may never change once released: the checksum says when it did. */
static int compare(const struct store_migration *row, struct str sha256, struct err *e)
{
	if (str_eq(sha256, str_from(row->sha256)))
		return 0;
	err_set(e, ERR_DB, "数据库的结构与本程序不符（结构版本 %d 的内容不同）", row->number);
	err_hint(e, "数据库可能由试用版或改动过的程序建立，请用原来的程序打开；数据没有被改动");
	err_log(e, "migration %d: another checksum", row->number);
	return ERR_DB;
}

/* The number of migrations applied, all of them known to us, or an error. */
static int read_history(struct store *s, const struct store_migrations *m, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int applied = 0;

	int rc = s->driver->recognise(s, e);
	if (rc <= 0)
		return rc;
	rc = store_prepare(s, "SELECT number, sha256 FROM schema_history ORDER BY number", &st, e);
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0) {
		int64_t number = store_int(st, 0);
		if (number > (int64_t)m->count)
			return newer(m, number, e);
		if (number != applied + 1) {
			err_set(e, ERR_DB, "数据库的结构记录不完整（缺结构版本 %d）", applied + 1);
			err_hint(e, "请用备份恢复数据库");
			return ERR_DB;
		}
		rc = compare(&m->rows[applied], store_text(st, 1), e);
		if (rc < 0)
			return rc;
		applied++;
	}
	return rc < 0 ? rc : applied;
}

static int record(struct store *s, const struct store_migration *row, struct str now, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(
		s, "INSERT INTO schema_history (number, name, sha256, applied_at) VALUES ($1, $2, $3, $4)", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, row->number);
	store_bind_text(st, 2, str_from(row->name));
	store_bind_text(st, 3, str_from(row->sha256));
	store_bind_text(st, 4, now);
	return store_run(st, e);
}

static int apply(struct store *s, const struct store_migration *row, struct str now, struct err *e)
{
	int rc = 0;

	if (row->number == 1)
		rc = store_script(s, s->driver->history_sql, e);
	if (rc == 0)
		rc = store_script(s, row->sql, e);
	if (rc == 0)
		rc = record(s, row, now, e);
	return rc;
}

int store_migrate_like(struct store *s, struct store *like, struct err *e)
{
	const struct store_migration *rows = s->driver->migrations->rows;
	OWN_STMT struct store_stmt *st = NULL;

	int rc = read_history(like, like->driver->migrations, e);
	if (rc > 0)
		rc = store_prepare(like, "SELECT number, applied_at FROM schema_history ORDER BY number", &st, e);
	while (st && rc >= 0 && (rc = store_step(st, e)) > 0)
		rc = apply(s, &rows[store_int(st, 0) - 1], store_text(st, 1), e);
	return rc;
}

/* Another program may be doing the same: what is missing is read again once the writer's place is ours. */
static int apply_next(struct store *s, const struct store_migrations *m, struct str now, struct err *e)
{
	int rc = store_begin(s, STORE_WRITE, e);
	if (rc < 0)
		return rc;
	int applied = read_history(s, m, e);
	rc = applied;
	if (rc >= 0 && applied < (int)m->count)
		rc = apply(s, &m->rows[applied], now, e);
	if (rc >= 0)
		rc = store_commit(s, e);
	if (rc < 0) {
		store_rollback(s);
		return rc;
	}
	return applied;
}

static int apply_all(struct store *s, const struct store_migrations *m, struct str now, struct err *e)
{
	int applied = 0;

	while (applied >= 0 && applied < (int)m->count) {
		applied = apply_next(s, m, now, e);
		if (applied >= 0)
			applied++;
	}
	return applied < 0 ? applied : 0;
}

int store_migrate(struct store *s, const struct store_migrations *m, struct str now, struct err *e)
{
	for (size_t i = 0; i < m->count; i++)
		assert(m->rows[i].number == (int)i + 1);
	int rc = read_history(s, m, e);
	if (rc < 0 || rc == (int)m->count)
		return rc < 0 ? rc : 0;
	if (!s->driver->lock_schema)
		return apply_all(s, m, now, e);
	rc = s->driver->lock_schema(s, true, e);
	if (rc < 0)
		return rc;
	rc = apply_all(s, m, now, e);
	s->driver->lock_schema(s, false, NULL);
	return rc;
}

int store_schema_version(struct store *s, int *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = s->driver->recognise(s, e);
	if (rc < 0)
		return rc;
	if (rc == 0) {
		*ret = 0;
		return 0;
	}
	rc = store_prepare(s, "SELECT coalesce(max(number), 0) FROM schema_history", &st, e);
	if (rc < 0)
		return rc;
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = (int)store_int(st, 0);
	return 0;
}
