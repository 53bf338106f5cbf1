#include "schema_private.h"

enum { SCRIPT_MAX = 1 << 20 };

struct applying {
	struct store *store;
	const struct registers *all;
	int64_t person, now_ms;
	struct arena *arena;
	struct vec reasons;
	struct version *last; /* of each register, in their order */
	struct register_applied done;
	struct err *e;
};

/* The last definition of a register in the database. */
struct version {
	int64_t number; /* 0: there is none */
	struct str sha256;
};

static int keep_version(struct applying *a, struct store_stmt *st)
{
	struct str name = store_text(st, 0);

	for (size_t i = 0; i < a->all->count; i++) {
		struct version *v = &a->last[i];
		if (!str_eq(a->all->at[i]->name, name))
			continue;
		*v = (struct version){ store_int(st, 1), arena_dup(a->arena, store_text(st, 2)) };
		return v->sha256.ptr ? 0 : err_nomem(a->e);
	}
	return 0;
}

/* All at once: mostly nothing has changed, and then nothing else is asked. */
static int read_versions(struct applying *a)
{
	OWN_STMT struct store_stmt *st = NULL;

	a->last = arena_array(a->arena, a->all->count + 1, sizeof *a->last);
	if (!a->last)
		return err_nomem(a->e);
	memset(a->last, 0, (a->all->count + 1) * sizeof *a->last);
	int rc = store_prepare(a->store,
		"SELECT register, version, sha256 FROM register_definition d WHERE version ="
		" (SELECT max(version) FROM register_definition WHERE register = d.register)",
		&st, a->e);
	while (rc >= 0 && (rc = store_step(st, a->e)) > 0)
		rc = keep_version(a, st);
	return rc;
}

static int read_shape(struct applying *a, struct str name, int64_t version, struct shape *ret)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(a->store, &st, a->e,
		"SELECT shape FROM register_definition WHERE register = $1 AND version = $2", sql_text(name),
		sql_int(version));
	if (rc <= 0)
		return rc < 0 ? rc : err_set(a->e, ERR_DB, "数据库里少了台账定义：" STR_FMT, STR_ARG(name));
	struct str shape = arena_dup(a->arena, store_text(st, 0));
	return shape.ptr ? shape_read(shape, a->arena, ret, a->e) : err_nomem(a->e);
}

static int remember(struct applying *a, const struct register_def *def, int64_t version)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct buf shape;

	int rc = store_prepare(a->store,
		"INSERT INTO register_definition (register, version, sha256, content, shape, applied_at, applied_by)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7)",
		&st, a->e);
	if (rc < 0)
		return rc;
	buf_init(&shape, SCRIPT_MAX);
	shape_write(def, &shape);
	store_bind_text(st, 1, def->name);
	store_bind_int(st, 2, version);
	store_bind_text(st, 3, str_from(def->sha256));
	store_bind_text(st, 4, def->text);
	store_bind_text(st, 5, buf_view(&shape));
	store_bind_int(st, 6, a->now_ms);
	store_bind_int(st, 7, a->person);
	rc = shape.failed ? err_nomem(a->e) : store_run(st, a->e);
	buf_clear(&shape);
	return rc;
}

static int run_script(struct applying *a, struct buf *sql)
{
	buf_chr(sql, '\0');
	if (sql->failed)
		return err_nomem(a->e);
	return sql->len > 1 ? store_script(a->store, sql->ptr, a->e) : 0;
}

static int migrate_table(struct applying *a, const struct register_def *def, int64_t last)
{
	struct change c = { .store = a->store, .arena = a->arena, .def = def, .reasons = &a->reasons, .e = a->e };
	size_t before = a->reasons.len;
	int rc = 0;

	buf_init(&c.sql, SCRIPT_MAX);
	if (last) {
		rc = read_shape(a, def->name, last, &c.old);
		if (rc == 0)
			rc = schema_change(&c);
	} else {
		schema_create(&c);
	}
	/* With reasons nothing will be kept: what the later registers say is wanted all the same. */
	if (rc == 0 && a->reasons.len == before)
		rc = run_script(a, &c.sql);
	buf_clear(&c.sql);
	return rc;
}

/* Definitions belong to one thread until they are applied: only then is their version known. */
static void tell_version(const struct register_def *def, int64_t version)
{
	((struct register_def *)(uintptr_t)def)->version = version;
}

/* What tables have besides what their definition says. */
static int keep_tables(struct applying *a)
{
	struct change c = { .store = a->store, .e = a->e };

	buf_init(&c.sql, SCRIPT_MAX);
	for (size_t i = 0; i < a->all->count; i++) {
		c.def = a->all->at[i];
		schema_late_indexes(&c);
	}
	int rc = run_script(a, &c.sql);
	buf_clear(&c.sql);
	return rc;
}

static int apply_one(struct applying *a, const struct register_def *def, const struct version *last)
{
	if (last->number > 0 && str_eq(last->sha256, str_from(def->sha256))) {
		a->done.unchanged++;
		tell_version(def, last->number);
		return 0;
	}
	int rc = migrate_table(a, def, last->number);
	if (rc == 0)
		rc = catalogues_apply(a->store, def, a->now_ms, a->e);
	if (rc == 0)
		rc = remember(a, def, last->number + 1);
	if (rc == 0)
		tell_version(def, last->number + 1);
	a->done.created += rc == 0 && last->number == 0;
	a->done.changed += rc == 0 && last->number > 0;
	return rc;
}

static int refuse(struct applying *a)
{
	const struct str *rows = a->reasons.ptr;
	struct str *kept = arena_array(a->arena, a->reasons.len, sizeof *kept);

	if (!kept)
		return err_nomem(a->e);
	memcpy(kept, rows, a->reasons.len * sizeof *kept);
	a->done.reasons = kept;
	a->done.reasons_count = a->reasons.len;
	err_hint(a->e, "什么都没有改动；改好定义再来");
	return err_set(a->e, ERR_CONFLICT, "新的台账定义会丢失数据，共 %zu 处。第一处：" STR_FMT, a->reasons.len,
		STR_ARG(kept[0]));
}

static int apply_all(struct applying *a)
{
	int rc = calendar_apply(a->store, a->now_ms, a->e);

	if (rc == 0)
		rc = read_versions(a);
	for (size_t i = 0; rc == 0 && i < a->all->count; i++)
		rc = apply_one(a, a->all->at[i], &a->last[i]);
	if (rc == 0 && a->reasons.len > 0)
		return refuse(a);
	if (rc == 0)
		rc = keep_tables(a);
	if (rc == 0 && a->done.created + a->done.changed > 0)
		rc = register_verify(a->store, a->all, a->e);
	return rc;
}

int register_apply(struct store *s, const struct registers *all, const struct register_applying *how,
	struct arena *arena, struct register_applied *ret, struct err *e)
{
	struct applying a = {
		.store = s, .all = all, .person = how->person, .now_ms = how->now_ms, .arena = arena, .e = e
	};
	bool own = !store_in_transaction(s);

	vec_init(&a.reasons, sizeof(struct str));
	int rc = own ? store_begin(s, STORE_WRITE, e) : 0;
	if (rc == 0) {
		rc = apply_all(&a);
		if (rc == 0 && own)
			rc = store_commit(s, e);
		else if (own)
			store_rollback(s);
	}
	vec_clear(&a.reasons);
	*ret = a.done;
	return rc;
}

/* --- what was --- */

static int read_version(struct store_stmt *st, struct arena *a, struct register_version *ret, struct err *e)
{
	*ret = (struct register_version){ .version = store_int(st, 0),
		.applied_at = store_int(st, 1),
		.sha256 = arena_dup(a, store_text(st, 2)),
		.text = arena_dup(a, store_text(st, 3)) };
	return ret->sha256.ptr && ret->text.ptr ? 0 : err_nomem(e);
}

int register_history(struct store *s, struct str name, int64_t version, struct arena *a, struct register_versions *ret,
	struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL, *how_many = NULL;
	size_t count = 0;

	int rc = store_first(
		s, &how_many, e, "SELECT count(*) FROM register_definition WHERE register = $1", sql_text(name));
	size_t most = rc > 0 ? (size_t)store_int(how_many, 0) : 0;
	struct register_version *all = rc < 0 ? NULL : arena_array(a, most + 1, sizeof *all);
	if (!all)
		return rc < 0 ? rc : err_nomem(e);
	rc = store_ask(s, &st, e,
		"SELECT d.version, d.applied_at, d.sha256, CASE WHEN d.version = $2 THEN d.content ELSE '' END"
		" FROM register_definition d WHERE d.register = $1 ORDER BY d.version",
		sql_text(name), sql_int(version));
	while (rc >= 0 && count < most && (rc = store_step(st, e)) > 0)
		rc = read_version(st, a, &all[count++], e);
	if (rc < 0)
		return rc;
	*ret = (struct register_versions){ all, count };
	return 0;
}
