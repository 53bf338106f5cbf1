/* Departments of a unit, as a tree. */
#include "access_private.h"

enum { NAME_CHARS = 64, CODE_CHARS = 32, DEPTH_BYTES = 400 };

#define COLUMNS "unit_id, id, parent_id, name, code, path, active, version"

static void department_row(struct access_reader *r, void *ret)
{
	*(struct access_department *)ret = (struct access_department){
		.unit_id = store_int(r->st, 0),
		.id = store_int(r->st, 1),
		.parent_id = store_int(r->st, 2),
		.name = access_read_str(r, 3),
		.code = access_read_str(r, 4),
		.path = access_read_str(r, 5),
		.active = store_int(r->st, 6) != 0,
		.version = store_int(r->st, 7),
	};
}

static int read_department(
	const struct access_call *c, int64_t unit_id, int64_t id, struct access_department *ret, struct err *e)
{
	const struct access_one q = { .call = c,
		.sql = "SELECT " COLUMNS " FROM department WHERE unit_id = $1 AND id = $2",
		.what = "部门",
		.unit_id = unit_id,
		.id = id,
		.size = sizeof(*ret),
		.row = department_row };

	return access_read_one(&q, ret, e);
}

int access_department_exists(const struct access_call *c, int64_t unit_id, int64_t id, struct err *e)
{
	struct access_department unused;

	return id == 0 ? 0 : read_department(c, unit_id, id, &unused, e);
}

int access_departments(const struct access_call *c, int64_t unit_id, const struct access_page *page,
	struct access_departments *ret, struct err *e)
{
	const struct access_one q = { .call = c,
		.sql = "SELECT " COLUMNS " FROM department WHERE unit_id = $1 AND id > $2 ORDER BY id LIMIT $3",
		.unit_id = unit_id,
		.size = sizeof(struct access_department),
		.row = department_row };
	void *rows;
	size_t count;

	int rc = access_require_reader(c, unit_id, STR("departments"), e);
	if (rc == 0)
		rc = access_read_page(&q, page, &rows, &count, e);
	if (rc == 0)
		*ret = (struct access_departments){ rows, count };
	return rc;
}

int access_department(
	const struct access_call *c, int64_t unit_id, int64_t id, struct access_department *ret, struct err *e)
{
	int rc = access_require_reader(c, unit_id, STR("department"), e);

	return rc < 0 ? rc : read_department(c, unit_id, id, ret, e);
}

/* --- changing --- */

static int check_unique(struct store *s, const struct access_department *in, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e,
		"SELECT CASE WHEN code = $5 THEN 1 ELSE 0 END FROM department WHERE unit_id = $1 AND id <> $2"
		" AND ((name = $4 AND coalesce(parent_id, 0) = $3) OR code = $5) LIMIT 1",
		sql_int(in->unit_id), sql_int(in->id), sql_int(in->parent_id), sql_text(str_trim(in->name)),
		sql_text(in->code));
	if (rc <= 0)
		return rc;
	bool code = store_int(st, 0) != 0;
	return err_in(e, code ? "code" : "name",
		err_set(e, ERR_CONFLICT, code ? "本单位已有部门用这个代码" : "同一上级之下已有同名的部门"));
}

static int new_path(const struct access_call *c, const struct access_department *in, struct str *ret, struct err *e)
{
	struct access_department parent = { .path = STR("/") };

	int rc = in->parent_id > 0 ? read_department(c, in->unit_id, in->parent_id, &parent, e) : 0;
	if (rc < 0)
		return rc;
	struct str path = arena_fmt(c->arena, STR_FMT "%lld/", STR_ARG(parent.path), (long long)in->id);
	if (!path.ptr)
		return err_nomem(e);
	if (path.len > DEPTH_BYTES)
		return err_in(e, "parent", err_set(e, ERR_LIMIT, "部门的层级太深"));
	*ret = path;
	return 0;
}

#define DEPARTMENT_VALUES(in)                                                                                          \
	sql_int((in)->unit_id), sql_int((in)->id), sql_id((in)->parent_id), sql_text(str_trim((in)->name)),            \
		sql_text((in)->code), sql_int((in)->active)

static int add_department(const struct access_call *c, struct access_department *in, struct err *e)
{
	struct str path = STR_NONE;

	int rc = store_next_ids(c->store, in->unit_id, "department", 1, &in->id, e);
	if (rc == 0)
		rc = new_path(c, in, &path, e);
	if (rc < 0)
		return rc;
	return store_do(c->store, e,
		"INSERT INTO department (unit_id, id, parent_id, name, code, active, path)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7)",
		DEPARTMENT_VALUES(in), sql_text(path));
}

static int move_departments(
	const struct access_call *c, const struct access_department *old, struct str path, struct err *e)
{
	if (str_eq(old->path, path))
		return 0;
	struct str to = access_path_end(old->path, c->arena);
	if (!to.ptr)
		return err_nomem(e);
	return store_do(c->store, e,
		"UPDATE department SET path = $2 || substr(path, CAST($3 AS INTEGER)), version = version + 1"
		" WHERE unit_id = $1 AND path >= $4 AND path < $5",
		sql_int(old->unit_id), sql_text(path), sql_int((int64_t)old->path.len + 1), sql_text(old->path),
		sql_text(to));
}

static int change_department(const struct access_call *c, const struct access_department *in, struct err *e)
{
	struct access_department old = { 0 };
	struct str path = STR_NONE;

	int rc = read_department(c, in->unit_id, in->id, &old, e);
	if (rc == 0)
		rc = new_path(c, in, &path, e);
	if (rc == 0 && !str_eq(path, old.path) && str_starts(path, old.path))
		rc = err_in(e, "parent", err_set(e, ERR_INPUT, "部门不能移到自己或自己的下级之下"));
	if (rc == 0)
		rc = store_do(c->store, e,
			"UPDATE department SET parent_id = $3, name = $4, code = $5, active = $6, version = version + 1"
			" WHERE unit_id = $1 AND id = $2 AND version = $7",
			DEPARTMENT_VALUES(in), sql_int(access_version(in->version, old.version)));
	if (rc == 0 && store_changes(c->store) == 0)
		return access_stale("部门", e);
	return rc < 0 ? rc : move_departments(c, &old, path, e);
}

int access_department_save(
	const struct access_call *c, const struct access_department *in, struct access_department *ret, struct err *e)
{
	struct access_department d = *in;

	int rc = access_require_in(c, RIGHT_DEPARTMENTS, in->unit_id, in->name, e);
	if (rc == 0)
		rc = err_in(e, "name", access_check_text(in->name, NAME_CHARS, false, "部门名称", e));
	if (rc == 0 && in->code.ptr)
		rc = err_in(e, "code", access_check_text(in->code, CODE_CHARS, false, "部门代码", e));
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = check_unique(c->store, in, e);
	if (rc == 0)
		rc = in->id > 0 ? change_department(c, &d, e) : add_department(c, &d, e);
	if (rc == 0)
		rc = access_event(
			c, in->id > 0 ? STR("department.change") : STR("department.create"), d.name, STR(""), e);
	return rc < 0 ? rc : read_department(c, d.unit_id, d.id, ret, e);
}
