/* Units as a tree. */
#include "access_private.h"

#include <assert.h>

enum { NAME_CHARS = 64, CODE_CHARS = 32, DEPTH_BYTES = 400 };

#define COLUMNS "unit_id, parent_id, name, code, kind, path, active, version"

static void unit_row(struct access_reader *r, void *ret)
{
	*(struct access_unit *)ret = (struct access_unit){
		.id = store_int(r->st, 0),
		.parent_id = store_int(r->st, 1),
		.name = access_read_str(r, 2),
		.code = access_read_str(r, 3),
		.kind = access_read_str(r, 4),
		.path = access_read_str(r, 5),
		.active = store_int(r->st, 6) != 0,
		.version = store_int(r->st, 7),
	};
}

static int no_unit(int64_t id, struct err *e)
{
	return err_set(e, ERR_NOTFOUND, "没有编号为 %lld 的单位", (long long)id);
}

static int read_unit(struct store *s, int64_t id, struct arena *a, struct access_unit *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e, "SELECT " COLUMNS " FROM unit WHERE unit_id = $1", sql_int(id));
	if (rc <= 0)
		return rc < 0 ? rc : no_unit(id, e);
	struct access_reader r = { .st = st, .arena = a };
	struct access_unit row;
	unit_row(&r, &row);
	if (r.failed)
		return err_nomem(e);
	*ret = row;
	return 0;
}

int access_unit_path(struct store *s, int64_t unit_id, struct arena *a, struct str *ret, struct err *e)
{
	struct access_unit u = { 0 };

	int rc = read_unit(s, unit_id, a, &u, e);
	if (rc == 0)
		*ret = u.path;
	return rc;
}

int access_require_whole(const struct access_call *c, enum access_right right, struct str object, struct err *e)
{
	struct access_unit u = { 0 };

	int rc = access_require(c->access, c->actor, right, object, e);
	if (rc == 0)
		rc = read_unit(c->store, c->actor->unit_id, c->arena, &u, e);
	if (rc < 0 || u.parent_id == 0)
		return rc;
	return access_refuse(c, str_from(access_rights[right].name), object, "topmost-unit-only",
		"全系统共用的内容由最上级单位的系统管理员维护", e);
}

int access_units(const struct access_call *c, const struct access_page *page, struct access_units *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	void *rows;
	size_t count;

	int rc = access_require_reader(c, c->actor ? c->actor->unit_id : 0, STR("units"), e);
	if (rc == 0)
		rc = access_check_page(page, e);
	if (rc == 0)
		rc = store_prepare(c->store,
			"SELECT " COLUMNS
			" FROM unit WHERE unit_id > $1 AND path >= $2 AND path < $3 ORDER BY unit_id LIMIT $4",
			&st, e);
	if (rc < 0)
		return rc;
	assert(c->actor); /* refused above otherwise */
	struct str to = access_path_end(c->actor->unit_path, c->arena);
	if (!to.ptr)
		return err_nomem(e);
	store_bind_int(st, 1, page->after);
	store_bind_text(st, 2, c->actor->unit_path);
	store_bind_text(st, 3, to);
	store_bind_int(st, 4, page->limit);
	struct access_rows in = { st, c->arena, sizeof(struct access_unit), page->limit, unit_row };
	rc = access_read_rows(&in, &rows, &count, e);
	if (rc == 0)
		*ret = (struct access_units){ rows, count };
	return rc;
}

int access_unit(const struct access_call *c, int64_t id, struct access_unit *ret, struct err *e)
{
	int rc = access_require_reader(c, id, STR("unit"), e);

	return rc < 0 ? rc : read_unit(c->store, id, c->arena, ret, e);
}

/* --- changing --- */

static int check_unit(const struct access_unit *in, struct err *e)
{
	int rc = err_in(e, "name", access_check_text(in->name, NAME_CHARS, false, "单位名称", e));

	if (rc == 0 && in->code.ptr)
		rc = err_in(e, "code", access_check_text(in->code, CODE_CHARS, false, "单位代码", e));
	if (rc < 0)
		return rc;
	return access_word(in->kind, 32) ? 0 : err_in(e, "kind", err_set(e, ERR_INPUT, "单位类别要用小写字母"));
}

/* The name and the code are one unit's in the whole tree. */
static int check_unique(struct store *s, const struct access_unit *in, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e,
		"SELECT CASE WHEN name = $2 THEN 1 ELSE 0 END FROM unit WHERE unit_id <> $1 AND (name = $2 OR code = $3) LIMIT 1",
		sql_int(in->id), sql_text(str_trim(in->name)), sql_text(in->code));
	if (rc <= 0)
		return rc;
	bool name = store_int(st, 0) != 0;
	return err_in(
		e, name ? "name" : "code", err_set(e, ERR_CONFLICT, name ? "已有同名的单位" : "已有单位用这个代码"));
}

static int new_path(const struct access_call *c, const struct access_unit *in, struct str *ret, struct err *e)
{
	struct str parent = STR("/");

	int rc = in->parent_id > 0 ? access_unit_path(c->store, in->parent_id, c->arena, &parent, e) : 0;
	if (rc < 0)
		return rc;
	struct str path = arena_fmt(c->arena, STR_FMT "%lld/", STR_ARG(parent), (long long)in->id);
	if (!path.ptr)
		return err_nomem(e);
	if (path.len > DEPTH_BYTES)
		return err_in(e, "parent", err_set(e, ERR_LIMIT, "单位的层级太深"));
	*ret = path;
	return 0;
}

static int insert_unit(const struct access_call *c, const struct access_unit *in, struct str path, struct err *e)
{
	return store_do(c->store, e,
		"INSERT INTO unit (unit_id, parent_id, name, code, kind, path, active) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		sql_int(in->id), sql_id(in->parent_id), sql_text(str_trim(in->name)), sql_text(in->code),
		sql_text(in->kind), sql_text(path), sql_int(in->active));
}

static int update_unit(const struct access_call *c, const struct access_unit *in, int64_t version, struct err *e)
{
	int rc = store_do(c->store, e,
		"UPDATE unit SET parent_id = $2, name = $3, code = $4, kind = $5, active = $6, version = version + 1"
		" WHERE unit_id = $1 AND version = $7",
		sql_int(in->id), sql_id(in->parent_id), sql_text(str_trim(in->name)), sql_text(in->code),
		sql_text(in->kind), sql_int(in->active), sql_int(version));
	return rc == 0 && store_changes(c->store) == 0 ? access_stale("单位", e) : rc;
}

/* The unit and all below it get their new place. */
static int move_units(const struct access_call *c, struct str from, struct str path, struct err *e)
{
	if (str_eq(from, path))
		return 0;
	struct str to = access_path_end(from, c->arena);
	if (!to.ptr)
		return err_nomem(e);
	return store_do(c->store, e,
		"UPDATE unit SET path = $1 || substr(path, CAST($2 AS INTEGER)), version = version + 1 WHERE path >= $3 AND path < $4",
		sql_text(path), sql_int((int64_t)from.len + 1), sql_text(from), sql_text(to));
}

/* Units are never deleted, and only one transaction at a time is here (access_begin_change). */
static int next_unit(struct store *s, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, "SELECT max(unit_id) + 1 FROM unit", &st, e);
	if (rc == 0)
		rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = store_int(st, 0);
	return 0;
}

static int add_unit(const struct access_call *c, struct access_unit *in, struct err *e)
{
	struct str path = STR_NONE;

	if (in->parent_id <= 0)
		return err_in(e, "parent", err_set(e, ERR_INPUT, "新单位要写明上级单位"));
	int rc = access_require_in(c, RIGHT_UNITS, in->parent_id, in->name, e);
	if (rc == 0)
		rc = next_unit(c->store, &in->id, e);
	if (rc == 0)
		rc = new_path(c, in, &path, e);
	return rc < 0 ? rc : insert_unit(c, in, path, e);
}

static int change_unit(const struct access_call *c, struct access_unit *in, struct err *e)
{
	struct access_unit old = { 0 };
	struct str path = STR_NONE;

	int rc = access_require_in(c, RIGHT_UNITS, in->id, in->name, e);
	if (rc == 0)
		rc = read_unit(c->store, in->id, c->arena, &old, e);
	if (rc == 0 && in->id == c->actor->unit_id && (!in->active || in->parent_id != old.parent_id))
		rc = access_refuse(c, STR("unit.write"), in->name, "own-unit", "不能停用或移动自己所属的单位", e);
	if (rc == 0 && in->parent_id != old.parent_id && in->parent_id <= 0)
		rc = err_in(e, "parent", err_set(e, ERR_INPUT, "要写明上级单位"));
	if (rc == 0 && in->parent_id != old.parent_id)
		rc = access_require_in(c, RIGHT_UNITS, in->parent_id, in->name, e);
	if (rc == 0)
		rc = new_path(c, in, &path, e);
	if (rc == 0 && !str_eq(path, old.path) && str_starts(path, old.path))
		rc = err_in(e, "parent", err_set(e, ERR_INPUT, "单位不能移到自己或自己的下级之下"));
	if (rc == 0)
		rc = update_unit(c, in, access_version(in->version, old.version), e);
	return rc < 0 ? rc : move_units(c, old.path, path, e);
}

int access_unit_save(const struct access_call *c, const struct access_unit *in, struct access_unit *ret, struct err *e)
{
	struct access_unit u = *in;
	struct str what = in->id > 0 ? STR("unit.change") : STR("unit.create");

	int rc = access_require(c->access, c->actor, RIGHT_UNITS, in->name, e);
	if (rc == 0)
		rc = check_unit(in, e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = check_unique(c->store, in, e);
	if (rc == 0)
		rc = in->id > 0 ? change_unit(c, &u, e) : add_unit(c, &u, e);
	if (rc == 0)
		rc = access_event(c, what, u.name, STR(""), e);
	return rc < 0 ? rc : read_unit(c->store, u.id, c->arena, ret, e);
}
