#include "schema_private.h"

enum { SCRIPT_MAX = 1 << 20 };

struct applying {
	struct store *store;
	const struct registers *all;
	int64_t person, now_ms;
	struct arena *arena;
	struct vec reasons;
	struct register_applied done;
	struct err *e;
};

struct version {
	int64_t number;
	struct str sha256, shape;
};

/* The last definition of the register in the database: 1, or 0 when it is new. */
static int last_version(struct applying *a, struct str name, struct version *ret)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(a->store,
		"SELECT version, sha256, shape FROM register_definition WHERE register = $1 ORDER BY version DESC LIMIT 1",
		&st, a->e);
	if (rc < 0)
		return rc;
	store_bind_text(st, 1, name);
	rc = store_step(st, a->e);
	if (rc <= 0)
		return rc;
	ret->number = store_int(st, 0);
	ret->sha256 = arena_dup(a->arena, store_text(st, 1));
	ret->shape = arena_dup(a->arena, store_text(st, 2));
	return ret->sha256.ptr && ret->shape.ptr ? 1 : err_nomem(a->e);
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

static int migrate_table(struct applying *a, const struct register_def *def, const struct version *last)
{
	struct change c = { .store = a->store, .arena = a->arena, .def = def, .reasons = &a->reasons, .e = a->e };
	size_t before = a->reasons.len;
	int rc = 0;

	buf_init(&c.sql, SCRIPT_MAX);
	if (last) {
		rc = shape_read(last->shape, a->arena, &c.old, a->e);
		if (rc == 0)
			rc = schema_change(&c);
	} else {
		schema_create(&c);
	}
	if (rc == 0)
		schema_late_indexes(&c);
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
static int keep_table(struct applying *a, const struct register_def *def)
{
	struct change c = { .store = a->store, .def = def, .e = a->e };

	buf_init(&c.sql, SCRIPT_MAX);
	schema_late_indexes(&c);
	int rc = run_script(a, &c.sql);
	buf_clear(&c.sql);
	return rc;
}

static int apply_one(struct applying *a, const struct register_def *def)
{
	struct version last = { 0 };

	int known = last_version(a, def->name, &last);
	if (known < 0)
		return known;
	if (known && str_eq(last.sha256, str_from(def->sha256))) {
		a->done.unchanged++;
		tell_version(def, last.number);
		return keep_table(a, def);
	}
	int rc = migrate_table(a, def, known ? &last : NULL);
	if (rc == 0)
		rc = catalogues_apply(a->store, def, a->now_ms, a->e);
	if (rc == 0)
		rc = remember(a, def, last.number + 1);
	if (rc == 0)
		tell_version(def, last.number + 1);
	a->done.created += rc == 0 && !known;
	a->done.changed += rc == 0 && known;
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

	for (size_t i = 0; rc == 0 && i < a->all->count; i++)
		rc = apply_one(a, a->all->at[i]);
	if (rc == 0 && a->reasons.len > 0)
		return refuse(a);
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
