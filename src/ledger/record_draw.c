/* The effect `draw`: a list of closed records and the hash of a seed are fixed, then the lots are drawn, then each that was drawn becomes a
 * record below. The seed is made of the data folder's key, so that nobody can read it anywhere before it is drawn. */
#include "draw.h"
#include "record_private.h"
#include "vec.h"

enum { LIST_MAX = 1 << 20 };

struct scope {
	struct edit *x;
	const struct register_def *child, *of; /* what is made; what is drawn from */
	const struct field *item;              /* of child: refers to `of` */
	struct str from, to;                   /* days on which it was closed; none */
	struct str department;                 /* path of it, or none */
	int64_t within;                        /* 0: everywhere */
	bool kept;                             /* other final states than done too */
};

static const struct field *field_of(const struct register_def *r, const char *name)
{
	return register_field(r, str_from(name));
}

static struct value value_at(const struct row *row, const char *name)
{
	const struct field *f = field_of(row->r, name);
	const struct value *v = f ? row_values(row, f) : NULL;

	return v ? *v : (struct value){ 0 };
}

static struct str text_at(const struct row *row, const char *name)
{
	struct value v = value_at(row, name);

	return v.kind == VALUE_TEXT ? v.s : STR("");
}

static int64_t int_at(const struct row *row, const char *name)
{
	struct value v = value_at(row, name);

	return v.kind == VALUE_INT ? v.i : 0;
}

static void set(struct edit *x, const char *name, struct value v)
{
	struct value all[VALUE_COLUMNS_MAX] = { v };

	edit_set(x, field_of(x->r, name), all);
}

static int set_text(struct edit *x, const char *name, struct str s, struct err *e)
{
	struct str kept = arena_dup(x->d->arena, s);

	if (!kept.ptr)
		return err_nomem(e);
	set(x, name, value_of_text(kept));
	return 0;
}

/* A refusal as of a condition: a negative code. */
static int refuse(struct edit *x, const char *field, const char *words, struct err *e)
{
	const struct about about = { .r = x->r, .id = x->now.id, .field = str_from(field) };

	desk_refuse(x->d, REFUSAL_CONDITION, &about, "%s", words);
	return desk_verdict(x->d, x->refusals_from, e);
}

static int refuse_as(struct edit *x, const char *field, const struct err *why, struct err *e)
{
	return why->code == ERR_INPUT || why->code == ERR_LIMIT ? refuse(x, field, why->message, e)
								: err_set(e, why->code, "%s", why->message);
}

/* --- the scope --- */

static int open_scope(struct edit *x, struct scope *ret, struct err *e)
{
	const struct registers *all = x->d->place->registers;
	struct scope s = { .x = x,
		.from = text_at(&x->now, "closed_from"),
		.to = text_at(&x->now, "closed_to"),
		.within = int_at(&x->now, "within"),
		.kept = int_at(&x->now, "with_kept") != 0 };
	int64_t department = int_at(&x->now, "of_department");

	for (size_t i = 0; i < all->count && !s.child; i++) {
		const struct field *f = str_eq(all->at[i]->parent, x->r->name) ? field_of(all->at[i], "item") : NULL;
		s.item = f;
		s.of = f ? register_find(all, f->target) : NULL;
		s.child = s.of ? all->at[i] : NULL;
	}
	if (!s.child)
		return err_set(e, ERR_INTERNAL, "程序内部错误（抽取用的台账）");
	if (department != 0)
		s.department = department_path(x->d, department);
	*ret = s;
	return 0;
}

/* The record of register `within` that `this` hangs below, over one step or several. */
static void add_top(const struct scope *s, struct buf *top, struct buf *joins)
{
	const struct field *within = field_of(s->x->r, "within");
	const struct register_def *at = s->of;
	int depth = 0;

	while (within && at && at->parent.len > 0 && !str_eq(at->parent, within->target)) {
		const struct register_def *above = register_find(s->x->d->place->registers, at->parent);
		if (!above)
			break;
		buf_fmt(joins,
			" JOIN r_" STR_FMT " p%d ON p%d.unit_id = this.unit_id AND p%d.id = ", STR_ARG(above->name),
			depth + 1, depth + 1, depth + 1);
		if (depth == 0)
			buf_cstr(joins, "this.parent_id");
		else
			buf_fmt(joins, "p%d.parent_id", depth);
		at = above;
		depth++;
	}
	if (!within || !at || at->parent.len == 0)
		buf_cstr(top, "0");
	else if (depth == 0)
		buf_cstr(top, "this.parent_id");
	else
		buf_fmt(top, "p%d.parent_id", depth);
}

static bool fits(const struct scope *s, struct store_stmt *st)
{
	const struct state *state = register_state(s->of, store_text(st, 1));
	struct str closed = store_text(st, 3);

	if (!state || !(state->counts_done || (s->kept && state->final)))
		return false;
	if (s->within != 0 && store_int(st, 4) != s->within)
		return false;
	if (state->counts_done && (s->from.len > 0 || s->to.len > 0)) {
		if (!closed.ptr || (s->from.len > 0 && str_cmp(closed, s->from) < 0) ||
			(s->to.len > 0 && str_cmp(closed, s->to) > 0))
			return false;
	}
	return true;
}

struct found {
	struct str no;
	int64_t department_id;
};

static int find_all(const struct scope *s, struct vec *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 }, top = { 0 }, joins = { 0 };
	int rc;

	buf_init(&sql, RECORD_SQL_MAX);
	buf_init(&top, 64);
	buf_init(&joins, 4096);
	add_top(s, &top, &joins);
	buf_cstr(&sql, "SELECT this.no, this.state, this.department_id, ");
	buf_cstr(&sql, field_of(s->of, "closed_on") ? "this.closed_on, " : "NULL, ");
	sql_add(&sql, &top);
	buf_fmt(&sql, " FROM r_" STR_FMT " this", STR_ARG(s->of->name));
	sql_add(&sql, &joins);
	buf_cstr(&sql, " WHERE this.unit_id = $1 AND this.deleted_at IS NULL ORDER BY this.no");
	rc = sql_prepare(s->x->d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, s->x->now.unit_id);
	while ((rc = store_step(st, e)) > 0) {
		if (!fits(s, st))
			continue;
		struct found *f = vec_push(ret);
		if (!f)
			return err_nomem(e);
		*f = (struct found){ arena_dup(s->x->d->arena, store_text(st, 0)), store_int(st, 2) };
		if (!f->no.ptr)
			return err_nomem(e);
	}
	return rc;
}

/* Names have statements of their own: after the list was read. */
static int write_list(const struct scope *s, const struct vec *found, struct buf *list, struct err *e)
{
	for (size_t i = 0; i < found->len; i++) {
		const struct found *f = &VEC_AT(found, struct found, i);
		struct str path = f->department_id != 0 ? department_path(s->x->d, f->department_id) : STR_NONE;
		if (s->department.len > 0 && (!path.ptr || !str_starts(path, s->department)))
			continue;
		struct str name = f->department_id != 0 ? label_department(s->x->d, f->department_id) : STR_NONE;
		buf_fmt(list, "%s" STR_FMT "%s" STR_FMT, list->len > 0 ? "\n" : "", STR_ARG(f->no),
			name.len > 0 ? " " : "", STR_ARG(name));
	}
	return list->failed ? err_set(e, ERR_LIMIT, "名单太长") : 0;
}

/* --- publishing --- */

/* Nobody can tell it before the list is fixed, nor choose it: it follows from the list, the record and the folder's key. */
static int seed_of(struct edit *x, struct str list_hash, char out[DRAW_HASH_TEXT], struct err *e)
{
	struct access *access = x->d->place->access;
	struct str what = arena_fmt(x->d->arena, "bihuan-seed-1\n%lld\n" STR_FMT "\n%lld\n" STR_FMT,
		(long long)x->now.unit_id, STR_ARG(x->r->name), (long long)x->now.id, STR_ARG(list_hash));

	if (!access)
		return err_set(e, ERR_INTERNAL, "程序内部错误（种子）");
	return what.ptr ? access_secret_word(access, what, out, e) : err_nomem(e);
}

static int64_t wanted(const struct edit *x, int64_t count)
{
	int64_t percent = int_at(&x->now, "percent"), number = int_at(&x->now, "number");

	return percent > 0 ? (count * percent + 99) / 100 : number;
}

static int fix(struct edit *x, struct str list, const struct draw_list *lines, struct err *e)
{
	char list_hash[DRAW_HASH_TEXT], seed[DRAW_HASH_TEXT], seed_hash[DRAW_HASH_TEXT];
	const struct draw_how how = { .take = (size_t)wanted(x, (int64_t)lines->count),
		.each = int_at(&x->now, "each_department") != 0 };
	struct err why = { 0 };
	size_t *places = NULL;

	if (draw_take(lines, &how, x->d->arena, &places, &why) < 0)
		return refuse_as(x, how.each ? "each_department" : "number", &why, e);
	int rc = draw_hash(list, list_hash, e);
	if (rc == 0)
		rc = seed_of(x, str_from(list_hash), seed, e);
	if (rc == 0)
		rc = draw_hash(str_from(seed), seed_hash, e);
	if (rc == 0)
		rc = set_text(x, "list", list, e);
	if (rc == 0)
		rc = set_text(x, "list_hash", str_from(list_hash), e);
	if (rc == 0)
		rc = set_text(x, "seed_hash", str_from(seed_hash), e);
	set(x, "listed", value_of_int((int64_t)lines->count));
	set(x, "taken", value_of_int((int64_t)how.take));
	return rc;
}

static int publish(struct edit *x, struct err *e)
{
	OWN_BUF struct buf list = { 0 };
	OWN(vec_clear) struct vec found = { 0 };
	struct draw_list lines = { 0 };
	struct scope s = { .x = x };
	struct err why = { 0 };

	vec_init(&found, sizeof(struct found));
	buf_init(&list, LIST_MAX);
	int rc = open_scope(x, &s, e);
	if (rc >= 0)
		rc = find_all(&s, &found, e);
	if (rc >= 0)
		rc = write_list(&s, &found, &list, e);
	if (rc < 0)
		return rc;
	if (list.len == 0)
		return refuse(x, "closed_from", "这个范围里没有已销号的件，没有可抽的", e);
	struct str text = arena_dup(x->d->arena, buf_view(&list));
	if (!text.ptr)
		return err_nomem(e);
	if (draw_read(text, x->d->arena, &lines, &why) < 0)
		return refuse_as(x, "closed_from", &why, e);
	return fix(x, text, &lines, e);
}

/* --- drawing --- */

static int take(struct edit *x, struct err *e)
{
	OWN_BUF struct buf result = { 0 };
	char seed[DRAW_HASH_TEXT], hash[DRAW_HASH_TEXT];
	struct draw_list lines = { 0 };
	size_t *places = NULL;

	int rc = draw_read(text_at(&x->now, "list"), x->d->arena, &lines, e);
	if (rc == 0)
		rc = seed_of(x, text_at(&x->now, "list_hash"), seed, e);
	if (rc == 0)
		rc = draw_hash(str_from(seed), hash, e);
	if (rc < 0)
		return rc;
	if (!str_eq(str_from(hash), text_at(&x->now, "seed_hash")))
		return refuse(x, "seed_hash", "种子与公布的散列不符（数据目录的密钥换过）：请作废，另抽一次", e);
	const struct draw_how how = { .seed = str_from(seed),
		.witness = str_trim(text_at(&x->now, "witness")),
		.take = (size_t)int_at(&x->now, "taken"),
		.each = int_at(&x->now, "each_department") != 0 };
	rc = draw_take(&lines, &how, x->d->arena, &places, e);
	if (rc != 0 || places == NULL)
		return rc;
	buf_init(&result, LIST_MAX);
	for (size_t i = 0; i < how.take; i++) {
		const struct draw_line *l = &lines.at[places[i]];
		buf_fmt(&result, "%s" STR_FMT "%s" STR_FMT, i > 0 ? "\n" : "", STR_ARG(l->no),
			l->group.len > 0 ? " " : "", STR_ARG(l->group));
	}
	if (rc == 0)
		rc = result.failed ? err_nomem(e) : set_text(x, "result", buf_view(&result), e);
	return rc == 0 ? set_text(x, "seed", str_from(seed), e) : rc;
}

/* --- handing out --- */

/* 0: it was taken away since. */
static int find_one(const struct scope *s, struct str no, int64_t *ret_id, int64_t *ret_department, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql,
		"SELECT id, department_id FROM r_" STR_FMT " WHERE unit_id = $1 AND no = $2 AND deleted_at IS NULL",
		STR_ARG(s->of->name));
	int rc = sql_prepare(s->x->d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, s->x->now.unit_id);
	store_bind_text(st, 2, no);
	rc = store_step(st, e);
	if (rc > 0) {
		*ret_id = store_int(st, 0);
		*ret_department = store_int(st, 1);
	}
	return rc;
}

static int hand_one(const struct scope *s, const struct draw_line *line, struct err *e)
{
	struct edit *x = s->x;
	struct record_new n = { .parent_id = x->now.id, .department_id = x->now.department_id };
	struct record_done done;
	struct edit made;
	int64_t id = 0, department = 0;

	int rc = find_one(s, line->no, &id, &department, e);
	if (rc < 0)
		return rc;
	if (department != 0)
		n.department_id = department;
	rc = edit_new(x->d, s->child, &n, &made, e);
	if (rc < 0)
		return rc;
	set(&made, "item_no", value_of_text(line->no));
	if (id != 0)
		set(&made, "item", value_of_int(id));
	return create_run(&made, &done, e);
}

static int hand_out(struct edit *x, struct err *e)
{
	struct draw_list drawn = { 0 };
	struct scope s = { .x = x };

	int rc = open_scope(x, &s, e);
	if (rc != 0 || s.of == NULL)
		return rc;
	rc = draw_read(text_at(&x->now, "result"), x->d->arena, &drawn, e);
	for (size_t i = 0; i < drawn.count && rc >= 0; i++)
		rc = hand_one(&s, &drawn.at[i], e);
	return rc;
}

int draw_effect(struct edit *x, const struct effect *f, struct err *e)
{
	if (str_eq(f->target, STR("publish")))
		return publish(x, e);
	return str_eq(f->target, STR("take")) ? take(x, e) : hand_out(x, e);
}
