/* From one definition to the next: what happens to the table, or why it must not. */
#include "schema_private.h"

#include <assert.h>
#include <stdarg.h>

int schema_reason(struct change *c, const char *fmt, ...)
{
	char text[600];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	struct str *row = vec_push(c->reasons);
	struct str kept = arena_fmt(c->arena, "“" STR_FMT "”：%s", STR_ARG(c->def->title), text);
	if (!row || !kept.ptr)
		return err_nomem(c->e);
	*row = kept;
	return 0;
}

int schema_count(struct change *c, const char *where, int64_t *ret)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct str sql =
		arena_fmt(c->arena, "SELECT count(*) FROM r_" STR_FMT " AS t WHERE %s", STR_ARG(c->def->name), where);

	if (!sql.ptr)
		return err_nomem(c->e);
	int rc = store_prepare(c->store, sql.ptr, &st, c->e);
	if (rc == 0)
		rc = store_step(st, c->e);
	if (rc < 0)
		return rc;
	*ret = store_int(st, 0);
	return 0;
}

static const struct old_field *old_named(const struct change *c, struct str name)
{
	for (size_t i = 0; i < c->old.fields_count; i++)
		if (str_eq(c->old.fields[i].name, name))
			return &c->old.fields[i];
	return NULL;
}

/* The field that an old one became: by its name, or by `was`. */
static const struct field *heir(const struct register_def *def, struct str name)
{
	for (size_t i = 0; i < def->fields_count; i++)
		if (str_eq(def->fields[i].was, name) || str_eq(def->fields[i].name, name))
			return &def->fields[i];
	return NULL;
}

static int evidence_count(struct change *c, struct str slot, int64_t *ret)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(c->store, "SELECT count(*) FROM evidence WHERE register = $1 AND slot = $2", &st, c->e);
	if (rc < 0)
		return rc;
	store_bind_text(st, 1, c->def->name);
	store_bind_text(st, 2, slot);
	rc = store_step(st, c->e);
	*ret = rc > 0 ? store_int(st, 0) : 0;
	return rc < 0 ? rc : 0;
}

/* How many rows would lose the field's content. */
static int content_count(struct change *c, const struct old_field *old, int64_t *ret)
{
	char where[200];

	if (old->type == FIELD_COMPUTED) {
		*ret = 0;
		return 0;
	}
	if (old->type == FIELD_FILES)
		return evidence_count(c, old->name, ret);
	if (old->type == FIELD_PLACE)
		snprintf(where, sizeof where, STR_FMT " IS NOT NULL OR " STR_FMT "_lon IS NOT NULL", STR_ARG(old->name),
			STR_ARG(old->name));
	else
		snprintf(where, sizeof where, STR_FMT " IS NOT NULL", STR_ARG(old->name));
	return schema_count(c, where, ret);
}

static int remove_field(struct change *c, const struct old_field *old)
{
	int64_t n = 0;

	int rc = content_count(c, old, &n);
	if (rc < 0)
		return rc;
	if (n > 0)
		return schema_reason(c,
			"字段 " STR_FMT " 不见了，但 %lld %s有内容；要停用请写 retired: true，要改名请写 was: " STR_FMT,
			STR_ARG(old->name), (long long)n, old->type == FIELD_FILES ? "份附件" : "条记录的它",
			STR_ARG(old->name));
	schema_drop_column(c, old->name, old->type);
	return 0;
}

/* Another type that no conversion leads to: only where nothing is lost. */
static int replace_field(struct change *c, const struct old_field *old, const struct field *f)
{
	int64_t n = 0;

	int rc = content_count(c, old, &n);
	if (rc < 0)
		return rc;
	if (n > 0)
		return schema_reason(c,
			"字段 " STR_FMT " 从 " STR_FMT " 改成 " STR_FMT "，但 %lld 条记录的它有内容，转换会丢失数据",
			STR_ARG(old->name), STR_ARG(field_type_word(old->type)), STR_ARG(field_type_word(f->type)),
			(long long)n);
	schema_drop_column(c, old->name, old->type);
	schema_add_column(c, f);
	return 0;
}

/* A static default is given to the rows that are there already. */
static int fill_default(struct change *c, const struct field *f)
{
	struct value_context context = {
		.arena = c->arena, .all = c->def->all, .reg = c->def, .utc_offset_minutes = 480
	};
	struct value v[VALUE_COLUMNS_MAX];

	bool moving = f->type == FIELD_DATE || f->type == FIELD_TIME || f->type == FIELD_PERSON ||
		      f->type == FIELD_DEPARTMENT;
	if (f->default_value.len == 0 || moving || f->type == FIELD_PLACE || value_columns(f) == 0)
		return 0;
	int rc = value_from_text(&context, f, f->default_value, v, c->e);
	if (rc < 0)
		return rc;
	buf_fmt(&c->sql, "UPDATE r_" STR_FMT " SET " STR_FMT " = ", STR_ARG(c->def->name), STR_ARG(f->name));
	if (v[0].kind == VALUE_INT)
		buf_fmt(&c->sql, "%lld", (long long)v[0].i);
	else
		buf_chr(&c->sql, '\'');
	for (size_t i = 0; v[0].kind == VALUE_TEXT && i < v[0].s.len; i++) {
		buf_chr(&c->sql, v[0].s.ptr[i]);
		if (v[0].s.ptr[i] == '\'')
			buf_chr(&c->sql, '\'');
	}
	buf_cstr(&c->sql, v[0].kind == VALUE_INT ? ";\n" : "';\n");
	return 0;
}

static void rename_field(struct change *c, const struct old_field *old, const struct field *f)
{
	static const char *const parts[VALUE_COLUMNS_MAX] = { "", "_lon", "_lat" };
	struct field before = { .type = old->type };
	size_t columns = value_columns(&before);

	assert(columns <= VALUE_COLUMNS_MAX);
	for (size_t i = 0; i < columns; i++)
		buf_fmt(&c->sql, "ALTER TABLE r_" STR_FMT " RENAME COLUMN " STR_FMT "%s TO " STR_FMT "%s;\n",
			STR_ARG(c->def->name), STR_ARG(old->name), parts[i], STR_ARG(f->name), parts[i]);
}

/* Counted by groups: looking for each row's twin would take hours in a large table. */
static int keep_unique(struct change *c, const struct old_field *old, const struct field *f)
{
	OWN_STMT struct store_stmt *st = NULL;
	bool below = f->unique_in_parent && !old->unique_in_parent && !old->unique;

	if ((!f->unique || old->unique) && !below)
		return 0;
	struct str sql = arena_fmt(c->arena,
		"SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM r_" STR_FMT
		" WHERE deleted_at IS NULL AND " STR_FMT " IS NOT NULL GROUP BY unit_id, %s" STR_FMT
		" HAVING count(*) > 1) AS twins",
		STR_ARG(c->def->name), STR_ARG(old->name), below ? "parent_id, " : "", STR_ARG(old->name));
	int rc = sql.ptr ? store_prepare(c->store, sql.ptr, &st, c->e) : err_nomem(c->e);
	if (rc == 0)
		rc = store_step(st, c->e);
	if (rc < 0)
		return rc;
	int64_t n = store_int(st, 0);
	if (n == 0)
		return 0;
	return schema_reason(c, "字段 " STR_FMT " 改成%s不能重复，但有 %lld 条记录的它互相重复", STR_ARG(f->name),
		below ? "同一上级记录之下" : "", (long long)n);
}

static int change_field(struct change *c, const struct field *f)
{
	const struct old_field *old = old_named(c, f->name);
	int64_t n = 0;

	if (!old && f->was.len > 0) {
		old = old_named(c, f->was);
		if (old && old->type == FIELD_FILES) {
			int rc = evidence_count(c, old->name, &n);
			if (rc < 0 || n > 0)
				return rc < 0 ? rc
					      : schema_reason(c, "附件字段 " STR_FMT " 已有 %lld 份附件，不能改名",
							STR_ARG(old->name), (long long)n);
		}
		if (old)
			rename_field(c, old, f);
	}
	if (!old) {
		schema_add_column(c, f);
		return fill_default(c, f);
	}
	int rc = keep_unique(c, old, f);
	if (rc < 0)
		return rc;
	rc = schema_convert(c, old, f);
	return rc > 0 ? replace_field(c, old, f) : rc;
}

static int keep_states(struct change *c)
{
	char where[100];

	for (size_t i = 0; i < c->old.states.count; i++) {
		int64_t n = 0;
		if (register_state(c->def, c->old.states.at[i]))
			continue;
		snprintf(where, sizeof where, "state = '" STR_FMT "'", STR_ARG(c->old.states.at[i]));
		int rc = schema_count(c, where, &n);
		if (rc == 0 && n > 0)
			rc = schema_reason(c, "状态 " STR_FMT " 不见了，但 %lld 条记录还在这个状态",
				STR_ARG(c->old.states.at[i]), (long long)n);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int keep_parent(struct change *c)
{
	int64_t n = 0;

	if (str_eq(c->old.parent, c->def->parent) || (c->old.parent.len == 0 && c->def->parent.len == 0))
		return 0;
	int rc = schema_count(c, "1 = 1", &n);
	if (rc < 0)
		return rc;
	if (n > 0)
		return schema_reason(c, "上级台账改了，但已有 %lld 条记录", (long long)n);
	buf_reset(&c->sql); /* nothing is in it: it is made anew */
	buf_fmt(&c->sql, "DROP TABLE r_" STR_FMT ";\n", STR_ARG(c->def->name));
	c->old = (struct shape){ 0 };
	schema_create(c);
	return 1;
}

int schema_change(struct change *c)
{
	int rc = keep_states(c);

	if (rc == 0)
		rc = keep_parent(c);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	schema_drop_indexes(c);
	for (size_t i = 0; rc == 0 && i < c->old.fields_count; i++)
		if (!heir(c->def, c->old.fields[i].name))
			rc = remove_field(c, &c->old.fields[i]);
	for (size_t i = 0; rc == 0 && i < c->def->fields_count; i++)
		rc = change_field(c, &c->def->fields[i]);
	if (rc == 0)
		schema_add_indexes(c);
	return rc;
}
