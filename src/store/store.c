#include "driver.h"

#include "fault.h"

enum { BUCKET_MAX = 4 }; /* statements kept in each of STORE_BUCKETS: several registers have some dozens each */

static const struct store_driver *const drivers[] = { &store_sqlite, &store_postgres, &store_postgres_short };

static const struct store_driver *extra;

void store_add_driver(const struct store_driver *d)
{
	extra = d;
}

int store_open(const char *url, const struct store_options *o, struct store **ret, struct err *e)
{
	static const struct store_options standard = { 0 };

	if (extra && str_starts(str_from(url), str_from(extra->scheme)))
		return extra->open(url + strlen(extra->scheme), o ? o : &standard, ret, e);
	for (size_t i = 0; i < sizeof drivers / sizeof drivers[0]; i++) {
		struct str scheme = str_from(drivers[i]->scheme);
		if (!str_starts(str_from(url), scheme))
			continue;
		return drivers[i]->open(url + scheme.len, o ? o : &standard, ret, e);
	}
	const char *at = strrchr(url, '@'); /* a password may stand before it */
	err_set(e, ERR_USAGE, "不认识的数据库地址：%s", at ? at + 1 : url);
	err_hint(e, "地址形如 sqlite:路径 或 postgresql://用户@主机:端口/数据库");
	return ERR_USAGE;
}

static void finalize(struct store_stmt *st)
{
	char *sql = st->sql;

	st->store->driver->finalize(st);
	free(sql);
}

static void finalize_all(struct store *s)
{
	struct store_stmt *next;

	for (size_t i = 0; i < STORE_BUCKETS; i++) {
		for (struct store_stmt *st = s->cache[i]; st; st = next) {
			next = st->next;
			finalize(st);
		}
		s->cache[i] = NULL;
	}
}

void store_close(struct store *s)
{
	if (!s)
		return;
	store_rollback(s);
	s->closing = true;
	finalize_all(s);
	s->driver->close(s);
}

/* Statements of before do not say what they change. */
void store_share(struct store *s, struct hot *hot, bool writes)
{
	if (!s->driver->share)
		return;
	store_rollback(s);
	finalize_all(s);
	s->driver->share(s, hot, writes);
}

void store_close_p(struct store **s)
{
	store_close(*s);
}

const char *store_dialect(const struct store *s)
{
	return s->driver->dialect;
}

unsigned store_writers(const struct store *s)
{
	return s->driver->writers;
}

bool store_views_share(const struct store *s)
{
	return s->driver->views_share;
}

struct store_migrations store_migrations(const struct store *s)
{
	return *s->driver->migrations;
}

/* --- statements --- */

static struct store_stmt **bucket(struct store *s, uint64_t hash)
{
	return &s->cache[(hash ^ hash >> 32) & (STORE_BUCKETS - 1)];
}

static struct store_stmt *take_cached(struct store *s, const char *sql, uint64_t hash)
{
	struct store_stmt **head = bucket(s, hash);

	for (struct store_stmt **at = head; *at; at = &(*at)->next) {
		struct store_stmt *st = *at;
		if (st->hash != hash || st->used || strcmp(st->sql, sql) != 0)
			continue;
		*at = st->next;
		st->next = *head;
		*head = st;
		return st;
	}
	return NULL;
}

/* Drops the least recently used statement of the bucket that nobody holds; false: all are held. */
static bool make_room(struct store_stmt **head)
{
	struct store_stmt **last = NULL;
	unsigned count = 0;

	for (struct store_stmt **at = head; *at; at = &(*at)->next) {
		count++;
		if (!(*at)->used)
			last = at;
	}
	if (count < BUCKET_MAX)
		return true;
	if (!last)
		return false;
	struct store_stmt *st = *last;
	*last = st->next;
	finalize(st);
	return true;
}

static void keep(struct store *s, struct store_stmt *st)
{
	struct store_stmt **head = bucket(s, st->hash);

	if (!make_room(head))
		return;
	st->cached = true;
	st->next = *head;
	*head = st;
}

int store_prepare(struct store *s, const char *sql, struct store_stmt **ret, struct err *e)
{
	struct str text = str_from(sql);
	uint64_t hash = str_hash(text, 0);
	struct store_stmt *st = take_cached(s, sql, hash);

	if (!st) {
		char *copy = fault_malloc(text.len + 1);
		if (!copy)
			return err_nomem(e);
		memcpy(copy, sql, text.len + 1);
		int rc = s->driver->prepare(s, copy, &st, e);
		if (rc < 0) {
			s->failed |= s->open;
			free(copy);
			return rc;
		}
		st->store = s;
		st->sql = copy;
		st->hash = hash;
		keep(s, st);
	}
	st->used = true;
	st->error = 0;
	*ret = st;
	return 0;
}

void store_done(struct store_stmt *st)
{
	if (!st)
		return;
	const struct store_driver *d = st->store->driver;
	if (!st->cached) {
		finalize(st);
		return;
	}
	d->rewind(st);
	d->unbind(st);
	st->used = false;
}

void store_done_p(struct store_stmt **st)
{
	store_done(*st);
}

void store_bind_int(struct store_stmt *st, int n, int64_t v)
{
	st->store->driver->bind_int(st, n, v);
}

void store_bind_text(struct store_stmt *st, int n, struct str v)
{
	if (v.ptr && memchr(v.ptr, 0, v.len))
		st->error = ERR_INPUT;
	else if (v.ptr)
		st->store->driver->bind_text(st, n, v);
	else
		st->store->driver->bind_null(st, n);
}

void store_bind_blob(struct store_stmt *st, int n, struct str v)
{
	if (v.ptr)
		st->store->driver->bind_blob(st, n, v);
	else
		st->store->driver->bind_null(st, n);
}

void store_bind_null(struct store_stmt *st, int n)
{
	st->store->driver->bind_null(st, n);
}

static int injected(struct err *e)
{
	err_set(e, ERR_IO, "读写数据库失败（测试注入的故障）");
	return ERR_IO;
}

/* One database would go on, the other would not: neither does. */
static int after_failure(const char *what, struct err *e)
{
	err_set(e, ERR_INTERNAL, "程序内部错误（出错后没有撤销就继续）");
	err_log(e, "transaction goes on after a failure: %s", what);
	return ERR_INTERNAL;
}

/* Whether it may run at all. */
static int check_run(struct store_stmt *st, struct err *e)
{
	if (st->error == ERR_NOMEM)
		return err_nomem(e);
	if (st->error < 0) {
		static const char *const messages[] = { "程序内部错误（数据库语句的参数）", "内容太大，超过了上限",
			"文字里有数据库不能保存的字符（空字符）" };
		err_set(e, st->error, "%s", messages[st->error == ERR_LIMIT ? 1 : st->error == ERR_INPUT ? 2 : 0]);
		err_log(e, "bind: %s", st->sql);
		return st->error;
	}
	if (st->writes && st->store->open && st->store->access == STORE_READ) {
		err_set(e, ERR_INTERNAL, "程序内部错误（只读事务中写入）");
		err_log(e, "write in a read transaction: %s", st->sql);
		return ERR_INTERNAL;
	}
	if (st->store->open && st->store->failed)
		return after_failure(st->sql, e);
	return 0;
}

static int send_ahead(struct store_stmt *st, bool last, struct err *e)
{
	const struct store_driver *d = st->store->driver;

	int rc = check_run(st, e);
	if (rc < 0 || !d->send || st->writes)
		return rc;
	rc = d->send(st, last, e);
	if (rc < 0)
		st->store->failed |= st->store->open;
	return rc;
}

int store_send(struct store_stmt *st, struct err *e)
{
	return send_ahead(st, false, e);
}

int store_send_last(struct store_stmt *st, struct err *e)
{
	return send_ahead(st, true, e);
}

bool store_is_remote(const struct store *s)
{
	return s->driver->send != NULL;
}

/* No words: nobody is told of it. */
static int only_asking(struct err *e)
{
	if (e && e->code == ERR_OK)
		e->code = ERR_BUSY;
	return ERR_BUSY;
}

static int ask_ahead(struct store_stmt *st, struct err *e)
{
	if (!st->writes && st->store->open && st->store->driver->ask(st, NULL) < 0)
		st->store->failed = true;
	return only_asking(e);
}

bool store_ask_begin(struct store *s)
{
	s->asking = s->driver->ask && s->open && s->access == STORE_WRITE && !s->failed;
	return s->asking;
}

int store_ask_end(struct store *s, struct err *e)
{
	s->asking = false;
	int rc = s->failed || !s->open ? after_failure("questions", e) : s->driver->answers(s, e);
	if (rc < 0)
		s->failed = true;
	return rc;
}

bool store_asking(const struct store *s)
{
	return s->asking;
}

int store_step(struct store_stmt *st, struct err *e)
{
	int rc = check_run(st, e);

	if (rc < 0)
		return rc;
	if (st->store->asking)
		return ask_ahead(st, e);
	st->store->writes += st->writes;
	rc = fault_hit(st->writes ? FAULT_WRITE : FAULT_READ) ? injected(e) : st->store->driver->step(st, e);
	if (rc < 0)
		st->store->failed |= st->store->open;
	return rc;
}

int store_run(struct store_stmt *st, struct err *e)
{
	int rc;

	do
		rc = store_step(st, e);
	while (rc > 0);
	store_rewind(st);
	return rc;
}

int store_not_one(struct err *e)
{
	return err_set(e, ERR_CONFLICT, "这条记录刚被别人改过，请刷新后再办");
}

static int put(struct store_stmt *st, bool one, struct err *e)
{
	struct store *s = st->store;

	if (!s->driver->put || !s->open || s->access != STORE_WRITE) {
		int rc = store_run(st, e);
		return rc >= 0 && one && s->changes != 1 ? store_not_one(e) : rc;
	}
	int rc = check_run(st, e);
	if (s->asking)
		return only_asking(e);
	s->writes++;
	if (rc >= 0)
		rc = fault_hit(FAULT_WRITE) ? injected(e) : s->driver->put(st, one, e);
	if (rc < 0)
		s->failed = true;
	store_rewind(st);
	return rc;
}

int store_put(struct store_stmt *st, struct err *e)
{
	return put(st, false, e);
}

int store_put_one(struct store_stmt *st, struct err *e)
{
	return put(st, true, e);
}

void store_rewind(struct store_stmt *st)
{
	st->error = 0;
	st->store->driver->rewind(st);
}

int64_t store_int(struct store_stmt *st, int col)
{
	return st->store->driver->get_int(st, col);
}

bool store_int_if(struct store_stmt *st, int col, int64_t *ret)
{
	const struct store_driver *d = st->store->driver;

	if (d->get_int_if)
		return d->get_int_if(st, col, ret);
	if (d->is_null(st, col))
		return false;
	*ret = d->get_int(st, col);
	return true;
}

struct str store_text(struct store_stmt *st, int col)
{
	return st->store->driver->get_text(st, col);
}

struct str store_blob(struct store_stmt *st, int col)
{
	return st->store->driver->get_blob(st, col);
}

bool store_is_null(struct store_stmt *st, int col)
{
	return st->store->driver->is_null(st, col);
}

int store_exec(struct store *s, const char *sql, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, sql, &st, e);
	if (rc < 0)
		return rc;
	return store_run(st, e);
}

int store_script(struct store *s, const char *sql, struct err *e)
{
	if (!s->open || s->access != STORE_WRITE)
		return err_set(e, ERR_INTERNAL, "程序内部错误（结构只能在写事务中改动）");
	if (s->failed)
		return after_failure("script", e);
	if (s->asking)
		return only_asking(e);
	s->writes++;
	int rc = fault_hit(FAULT_WRITE) ? injected(e) : s->driver->script(s, sql, e);
	if (rc < 0)
		s->failed = true;
	return rc;
}

int store_batch_begin(struct store *s, struct err *e)
{
	if (!s->open || s->access != STORE_WRITE)
		return err_set(e, ERR_INTERNAL, "程序内部错误（成批写入不在写事务中）");
	if (s->failed)
		return after_failure("batch", e);
	if (s->asking)
		return only_asking(e);
	return s->driver->batch ? s->driver->batch(s, true, e) : 0;
}

int store_batch_end(struct store *s, struct err *e)
{
	if (!s->open)
		return err_set(e, ERR_INTERNAL, "程序内部错误（成批写入不在写事务中）");
	int rc = s->driver->batch ? s->driver->batch(s, false, e) : 0;
	if (rc < 0)
		s->failed = true;
	else if (s->failed)
		rc = after_failure("batch", e);
	return rc;
}

int64_t store_changes(const struct store *s)
{
	return s->changes;
}

/* --- transactions --- */

static void forget_notes(struct store *s)
{
	for (size_t i = 0; i < STORE_NOTES; i++)
		s->notes[i].owner = NULL;
}

int store_begin(struct store *s, enum store_access access, struct err *e)
{
	if (s->open)
		return err_set(e, ERR_INTERNAL, "程序内部错误（事务重复开始）");
	if (s->asking)
		return only_asking(e);
	if (fault_hit(access == STORE_WRITE ? FAULT_WRITE : FAULT_READ))
		return injected(e);
	s->retry = false;
	int rc = s->driver->begin(s, access, e);
	if (rc < 0)
		return rc;
	s->open = true;
	s->failed = false;
	s->savepoints = 0;
	s->access = access;
	s->keeps = false;
	forget_notes(s);
	store_late_forget(s);
	return 0;
}

int store_commit(struct store *s, struct err *e)
{
	if (!s->open)
		return err_set(e, ERR_INTERNAL, "程序内部错误（没有可提交的事务）");
	if (s->savepoints > 0 || s->held)
		return err_set(e, ERR_INTERNAL, "程序内部错误（保存点未结束就提交）");
	int rc = s->failed ? after_failure("commit", e) : store_late_flush(s, e);
	if (rc >= 0)
		rc = fault_hit(FAULT_SYNC) ? injected(e) : s->driver->commit(s, e);
	if (rc < 0) {
		store_rollback(s);
		return rc;
	}
	s->open = false;
	return 0;
}

void store_rollback(struct store *s)
{
	if (!s->open)
		return;
	s->driver->rollback(s);
	s->open = false;
	s->savepoints = 0;
}

static bool reads(const struct store *s)
{
	return s->open && s->access == STORE_READ && !s->failed;
}

bool store_newest(const struct store *s)
{
	return reads(s) && s->driver->newest && s->driver->newest(s);
}

void store_keep(struct store *s, int64_t number)
{
	s->keeps = reads(s);
	s->kept = number;
}

void store_keep_nothing(struct store *s)
{
	s->keeps = false;
}

bool store_kept(const struct store *s, int64_t *ret)
{
	if (!reads(s) || !s->keeps)
		return false;
	*ret = s->kept;
	return true;
}

bool store_remembers(const struct store *s)
{
	return reads(s) && s->driver->remembers && s->driver->remembers(s);
}

bool store_recall(struct store *s, const struct store_memo *m, struct arena *a, struct store_recalled *ret)
{
	return store_remembers(s) && s->driver->recall(s, m, a, ret);
}

void store_remember(struct store *s, const struct store_memo *m, struct str bytes)
{
	if (bytes.ptr && store_remembers(s))
		s->driver->remember(s, m, bytes);
}

bool store_torn(const struct store *s)
{
	return reads(s) && s->driver->torn && s->driver->torn(s);
}

int store_begin_plain(struct store *s, struct err *e)
{
	if (!s->driver->forget)
		return 0;
	store_rollback(s);
	int rc = store_begin(s, STORE_READ, e);
	if (rc >= 0)
		s->driver->forget(s);
	return rc;
}

static struct store_note *note_of(struct store *s, const void *owner)
{
	struct store_note *free_one = &s->notes[0];

	for (size_t i = 0; i < STORE_NOTES; i++) {
		if (s->notes[i].owner == owner)
			return &s->notes[i];
		if (!s->notes[i].owner)
			free_one = &s->notes[i];
	}
	return free_one;
}

void store_note(struct store *s, const void *owner, int64_t key, struct str bytes)
{
	struct store_note *n = note_of(s, owner);

	n->owner = NULL;
	if (s->asking || !s->open || s->access != STORE_WRITE || bytes.len > sizeof n->bytes)
		return;
	memcpy(n->bytes, bytes.ptr, bytes.len);
	n->len = bytes.len;
	n->key = key;
	n->owner = owner;
}

bool store_noted(struct store *s, const void *owner, int64_t key, struct str *ret)
{
	const struct store_note *n = note_of(s, owner);

	if (!s->open || s->failed || n->owner != owner || n->key != key)
		return false;
	*ret = (struct str){ n->bytes, n->len };
	return true;
}

bool store_in_transaction(const struct store *s)
{
	return s->open;
}

bool store_failed(const struct store *s)
{
	return s->open && s->failed;
}

bool store_may_retry(const struct store *s)
{
	return s->retry;
}

bool store_usable(const struct store *s)
{
	return !s->driver->usable || s->driver->usable(s);
}

int store_savepoint(struct store *s, struct err *e)
{
	if (!s->open || s->access != STORE_WRITE)
		return err_set(e, ERR_INTERNAL, "程序内部错误（保存点不在写事务中）");
	if (s->failed)
		return after_failure("savepoint", e);
	if (s->asking)
		return only_asking(e);
	if (s->savepoints == STORE_SAVEPOINTS_MAX)
		return err_set(e, ERR_LIMIT, "程序内部错误（保存点嵌套太深）");
	int rc = store_late_flush(s, e);
	if (rc >= 0)
		rc = fault_hit(FAULT_WRITE) ? injected(e) : s->driver->mark(s, STORE_MARK, s->savepoints + 1, e);
	if (rc < 0) {
		s->failed = true;
		return rc;
	}
	s->savepoints++;
	return 0;
}

int store_savepoint_release(struct store *s, struct err *e)
{
	if (s->savepoints == 0)
		return err_set(e, ERR_INTERNAL, "程序内部错误（没有可结束的保存点）");
	if (s->failed)
		return after_failure("release", e);
	int rc = store_late_flush(s, e);
	if (rc >= 0)
		rc = fault_hit(FAULT_WRITE) ? injected(e) : s->driver->mark(s, STORE_MARK_RELEASE, s->savepoints, e);
	if (rc < 0) {
		s->failed = true;
		return rc;
	}
	s->savepoints--;
	return 0;
}

void store_savepoint_rollback(struct store *s)
{
	if (s->savepoints == 0)
		return;
	forget_notes(s);
	store_late_forget(s);
	int rc = s->driver->mark(s, STORE_MARK_UNDO, s->savepoints, NULL);
	if (rc < 0) {
		store_rollback(s);
		return;
	}
	s->savepoints--;
	s->failed = false;
}

unsigned store_savepoints(const struct store *s)
{
	return s->savepoints;
}

int store_next_ids(struct store *s, int64_t unit_id, const char *name, int64_t count, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s,
		"INSERT INTO series (unit_id, name, last) VALUES ($1, $2, $3)"
		" ON CONFLICT (unit_id, name) DO UPDATE SET last = series.last + excluded.last RETURNING last",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	store_bind_text(st, 2, str_from(name));
	store_bind_int(st, 3, count);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	int64_t last = store_int(st, 0);
	rc = store_run(st, e);
	if (rc < 0)
		return rc;
	*ret = last - count + 1;
	return 0;
}

/* --- whole database --- */

int store_backup(struct store *s, const char *path, struct err *e)
{
	return s->driver->backup(s, path, e);
}

int store_verify(struct store *s, struct err *e)
{
	return s->driver->verify(s, e);
}
