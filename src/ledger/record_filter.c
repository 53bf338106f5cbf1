/* Conditions of a query as SQL; everything people wrote is bound. */
#include "record_private.h"

#include "access_people.h"

/* Who sees his own records alone has few of them among many: two indexes find them, which no order by another column talks
 * the database out of. The same as the fence says. */
static bool only_own(const struct desk *d, const struct fence *f)
{
	return !f->open && f->by_own && f->count > 0 && d->unit_id == d->actor->unit_id && desk_me(d) > 0;
}

static void add_own(struct query *q)
{
	int me = query_value(q, value_of_int(desk_me(q->d)));

	q->own = true;
	buf_fmt(&q->sql,
		" AND this.id IN (SELECT o.id FROM r_" STR_FMT " AS o WHERE o.unit_id = $1 AND o.owner_id = $%d UNION"
		" SELECT o.id FROM r_" STR_FMT " AS o WHERE o.unit_id = $1 AND o.holder_id = $%d)",
		STR_ARG(q->r->name), me, STR_ARG(q->r->name), me);
}

int query_open(struct desk *d, const struct register_def *r, struct query *ret, struct err *e)
{
	*ret = (struct query){ .d = d, .r = r, .next = 2, .tallied = true };
	buf_init(&ret->sql, RECORD_SQL_MAX);
	buf_init(&ret->tally_sql, RECORD_SQL_MAX);
	int rc = rights_fence(d, r, &ret->fence, e);
	if (rc < 0)
		return rc;
	ret->tallied = ret->fence->open || ret->fence->by_department;
	buf_cstr(&ret->sql, "this.unit_id = $1 AND this.deleted_at IS NULL");
	if (only_own(d, ret->fence)) {
		add_own(ret);
		return 0;
	}
	ret->fence_first = ret->next;
	ret->fenced = (struct fence_use){ .fence = ret->fence, .columns = &record_columns };
	return fence_sql(&ret->fenced, &ret->next, &ret->sql, e);
}

void query_clear(struct query *q)
{
	buf_clear(&q->sql);
	buf_clear(&q->tally_sql);
}

int query_value(struct query *q, struct value v)
{
	if (q->values_count == QUERY_VALUES_MAX) {
		q->failed = true;
		return 1;
	}
	q->values[q->values_count].n = q->next;
	q->values[q->values_count++].v = v;
	return q->next++;
}

void query_bind(struct query *q, struct store_stmt *st)
{
	store_bind_int(st, 1, q->d->unit_id);
	if (!q->own)
		fence_bind(&q->fenced, st);
	for (size_t i = 0; i < q->values_count; i++)
		bind_value(st, q->values[i].n, &q->values[i].v);
	sql_bind_params(q->d, &q->params, st);
}

static struct about about_field(const struct query *q, struct str field)
{
	return (struct about){ .r = q->r, .field = field };
}

/* --- one condition --- */

static const char *const compare_words[] = { [RECORD_EQUAL] = " = ", [RECORD_FROM] = " >= ", [RECORD_TO] = " <= " };

/* The same for all values of a text joined by "|": column IN ($5, $6). */
static void add_any(struct query *q, struct str column, const struct value *values, size_t count)
{
	buf_fmt(&q->sql, " AND this." STR_FMT " IN (", STR_ARG(column));
	for (size_t i = 0; i < count; i++)
		buf_fmt(&q->sql, "%s$%d", i > 0 ? ", " : "", query_value(q, values[i]));
	buf_chr(&q->sql, ')');
}

static void add_one(struct query *q, struct str column, enum record_compare compare, struct value v)
{
	buf_fmt(&q->sql, " AND this." STR_FMT "%s$%d", STR_ARG(column), compare_words[compare], query_value(q, v));
}

enum { ANY_MAX = 20 };

/* Parts of "a|b|c". */
static size_t split(struct str text, struct str parts[ANY_MAX])
{
	size_t count = 0;

	for (size_t at = 0; at <= text.len && count < ANY_MAX;) {
		size_t end = str_find(text, STR("|"), at);
		if (end == STR_NPOS)
			end = text.len;
		struct str part = str_trim(str_sub(text, at, end));
		if (part.len > 0)
			parts[count++] = part;
		at = end + 1;
	}
	return count;
}

/* --- common columns --- */

static bool known_word(const struct query *q, struct str column, struct str word)
{
	static const struct str lamps[] = { STR_INIT("green"), STR_INIT("yellow"), STR_INIT("red"), STR_INIT("blue") };

	if (str_eq(column, STR("state")))
		return register_state(q->r, word) != NULL;
	for (size_t i = 0; i < sizeof lamps / sizeof lamps[0]; i++)
		if (str_eq(lamps[i], word))
			return true;
	return !str_eq(column, STR("lamp"));
}

static void refuse_word(struct query *q, struct str column, struct str word)
{
	struct about about = { .r = q->r, .field = column };

	desk_refuse(q->d, REFUSAL_FORMAT, &about, "“" STR_FMT "”没有%s“" STR_FMT "”", STR_ARG(q->r->title),
		str_eq(column, STR("state")) ? "状态" : "灯色", (int)(word.len < 80 ? word.len : 80), word.ptr);
}

static void filter_words(struct query *q, const struct record_filter *f)
{
	struct str parts[ANY_MAX];
	struct value values[ANY_MAX];
	size_t count = split(f->text, parts);

	for (size_t i = 0; i < count; i++) {
		values[i] = value_of_text(parts[i]);
		if (!known_word(q, f->field, parts[i]))
			refuse_word(q, f->field, parts[i]);
	}
	if (count == 0) {
		buf_fmt(&q->sql, " AND this." STR_FMT " = ''", STR_ARG(f->field));
		buf_fmt(&q->tally_sql, " AND t." STR_FMT " = ''", STR_ARG(f->field));
		return;
	}
	if (count == 1)
		add_one(q, f->field, RECORD_EQUAL, values[0]);
	else
		add_any(q, f->field, values, count);
	bool lamp_or_state = str_eq(f->field, STR("state")) || str_eq(f->field, STR("lamp"));
	q->tallied &= lamp_or_state;
	if (!lamp_or_state)
		return;
	buf_fmt(&q->tally_sql, " AND t." STR_FMT " IN (", STR_ARG(f->field));
	for (size_t i = 0; i < count; i++)
		buf_fmt(&q->tally_sql, "%s$%d", i > 0 ? ", " : "", q->values[q->values_count - count + i].n);
	buf_chr(&q->tally_sql, ')');
}

static void refuse_filter(struct query *q, const struct record_filter *f)
{
	struct about about = about_field(q, f->field);

	desk_refuse(q->d, REFUSAL_FORMAT, &about, "筛选条件“" STR_FMT "”的值看不懂",
		(int)(f->field.len < 80 ? f->field.len : 80), f->field.ptr ? f->field.ptr : "");
}

static void filter_person(struct query *q, const struct record_filter *f, struct str column)
{
	int64_t id = 0;

	q->tallied = false;
	if (f->text.len == 0)
		buf_fmt(&q->sql, " AND this." STR_FMT " IS NULL", STR_ARG(column));
	else if (str_eq(f->text, STR("me")))
		add_one(q, column, RECORD_EQUAL, value_of_int(desk_me(q->d)));
	else if (str_whole(f->text, &id))
		add_one(q, column, RECORD_EQUAL, value_of_int(id));
	else
		refuse_filter(q, f);
}

/* Whether any department lies below: asked once, and kept like its path until access changes. */
static int has_below(struct query *q, int64_t id, struct str path, struct str end, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct access *x = q->d->place->access;
	const struct access_name n = { NAME_BELOW, q->d->unit_id, id };
	struct str known = access_name_get(x, q->d->store, &n, q->d->arena);

	if (known.len > 0)
		return str_eq(known, STR("+"));
	int rc = store_first(q->d->store, &st, e,
		"SELECT id FROM department WHERE unit_id = $1 AND path >= $2 AND path < $3 AND id <> $4 LIMIT 1",
		sql_int(q->d->unit_id), sql_text(path), sql_text(end), sql_int(id));
	if (rc >= 0)
		access_name_put(x, q->d->store, &n, rc > 0 ? STR("+") : STR("-"));
	return rc;
}

/* The department and all below it; one without any below is an equality, which an index can order behind. */
static int departments_below(struct query *q, int64_t id, struct str path, bool *ret_leaf, struct err *e)
{
	struct str end = arena_fmt(q->d->arena, STR_FMT "0", STR_ARG(str_sub(path, 0, path.len - 1)));

	int rc = end.ptr ? has_below(q, id, path, end, e) : err_nomem(e);
	*ret_leaf = rc == 0;
	if (rc <= 0)
		return rc;
	int from = query_value(q, value_of_text(path)), to = query_value(q, value_of_text(end));
	buf_fmt(&q->sql,
		" AND this.department_id IN (SELECT x.id FROM department x WHERE x.unit_id = $1 AND x.path >= $%d AND x.path < $%d)",
		from, to);
	buf_fmt(&q->tally_sql,
		" AND t.department_id IN (SELECT x.id FROM department x WHERE x.unit_id = $1 AND x.path >= $%d AND x.path < $%d)",
		from, to);
	return 0;
}

static int filter_department(struct query *q, const struct record_filter *f, struct err *e)
{
	bool leaf = true;
	int64_t id = 0;

	if (f->text.len == 0) {
		buf_cstr(&q->sql, " AND this.department_id IS NULL");
		buf_cstr(&q->tally_sql, " AND t.department_id = 0");
		return 0;
	}
	if (str_eq(f->text, STR("mine")))
		id = q->d->actor->department_id;
	else if (!str_whole(f->text, &id)) {
		refuse_filter(q, f);
		return 0;
	}
	struct str path = department_path(q->d, id);
	int rc = path.len > 0 ? departments_below(q, id, path, &leaf, e) : 0;
	if (rc < 0 || !leaf)
		return rc;
	add_one(q, STR("department_id"), RECORD_EQUAL, value_of_int(id));
	buf_fmt(&q->tally_sql, " AND t.department_id = $%d", q->values[q->values_count - 1].n);
	return 0;
}

/* A date stands for its whole day. */
static void filter_time(struct query *q, const struct record_filter *f, struct str column)
{
	int64_t offset = (int64_t)q->d->place->clock.utc_offset_minutes * 60000, ms = 0;
	struct date day;

	q->tallied = false;
	if (f->text.len == 0 && f->compare == RECORD_EQUAL) {
		buf_fmt(&q->sql, " AND this." STR_FMT " IS NULL", STR_ARG(column));
		return;
	}
	if (!date_parse(f->text, &day)) {
		if (!str_whole(f->text, &ms))
			refuse_filter(q, f);
		else
			add_one(q, column, f->compare, value_of_int(ms));
		return;
	}
	int64_t from = (int64_t)date_to_days(day) * 86400000 - offset, to = from + 86399999;
	if (f->compare != RECORD_TO)
		add_one(q, column, RECORD_FROM, value_of_int(from));
	if (f->compare != RECORD_FROM)
		add_one(q, column, RECORD_TO, value_of_int(to));
}

/* watched=me: what the person asked to be told about. */
static void filter_watched(struct query *q, const struct record_filter *f)
{
	q->tallied = false;
	if (!str_eq(f->text, STR("me"))) {
		refuse_filter(q, f);
		return;
	}
	buf_fmt(&q->sql,
		" AND this.id IN (SELECT w.record_id FROM watch w WHERE w.unit_id = $1 AND w.register = '" STR_FMT
		"' AND w.person_id = $%d)",
		STR_ARG(q->r->name), query_value(q, value_of_int(q->d->actor->person_id)));
}

/* 1: it was one of the common columns. */
static int filter_common(struct query *q, const struct record_filter *f, struct err *e)
{
	static const struct {
		struct str name, column;
		enum { WORDS, PERSON, TIMES, IDS } kind;
	} common[] = { { STR_INIT("state"), STR_INIT("state"), WORDS }, { STR_INIT("lamp"), STR_INIT("lamp"), WORDS },
		{ STR_INIT("no"), STR_INIT("no"), WORDS }, { STR_INIT("holder"), STR_INIT("holder_id"), PERSON },
		{ STR_INIT("owner"), STR_INIT("owner_id"), PERSON }, { STR_INIT("due"), STR_INIT("due_at"), TIMES },
		{ STR_INIT("created"), STR_INIT("created_at"), TIMES },
		{ STR_INIT("changed"), STR_INIT("changed_at"), TIMES },
		{ STR_INIT("parent"), STR_INIT("parent_id"), IDS } };

	if (str_eq(f->field, STR("department"))) {
		int rc = filter_department(q, f, e);
		return rc < 0 ? rc : 1;
	}
	if (str_eq(f->field, STR("watched")) && !register_field(q->r, f->field)) {
		filter_watched(q, f);
		return 1;
	}
	for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
		if (!str_eq(common[i].name, f->field))
			continue;
		if (common[i].kind == WORDS)
			filter_words(q, f);
		else if (common[i].kind == TIMES)
			filter_time(q, f, common[i].column);
		else if (common[i].kind == PERSON || q->r->parent.len > 0)
			filter_person(q, f, common[i].column);
		else
			refuse_filter(q, f);
		return 1;
	}
	return 0;
}

/* --- fields --- */

/* A choice of several: each value stands between bars. */
static void add_several(struct query *q, const struct field *field, const struct value *values, size_t count)
{
	buf_cstr(&q->sql, " AND (");
	for (size_t i = 0; i < count; i++)
		buf_fmt(&q->sql, "%stext_has(this." STR_FMT ", $%d)", i > 0 ? " OR " : "", STR_ARG(field->name),
			query_value(q, values[i]));
	buf_cstr(&q->sql, count == 0 ? "1 = 0)" : ")");
}

static int filter_parts(struct query *q, const struct record_filter *f, const struct field *field, struct err *e)
{
	struct value_context c = desk_values(q->d, q->r);
	struct str parts[ANY_MAX];
	struct value values[ANY_MAX];
	size_t count = split(f->text, parts);
	struct err why = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct value v[VALUE_COLUMNS_MAX] = { 0 };
		int rc = value_from_text(&c, field, parts[i], v, &why);
		if (rc == ERR_INPUT || rc == ERR_LIMIT || rc == ERR_NOTFOUND) {
			struct about about = about_field(q, f->field);
			desk_refuse(q->d, REFUSAL_FORMAT, &about, "%s", why.message);
			return 0;
		}
		if (rc < 0) {
			*e = why;
			return rc;
		}
		values[i] = v[0];
	}
	if (field->type == FIELD_CHOICE && field->multiple)
		add_several(q, field, values, count);
	else if (count == 1)
		add_one(q, field->name, f->compare, values[0]);
	else if (count > 1)
		add_any(q, field->name, values, count);
	return 0;
}

static int filter_field(struct query *q, const struct record_filter *f, struct err *e)
{
	const struct field *field = register_field(q->r, f->field);

	q->tallied = false;
	if (!field || rights_sight(q->d, field) != SIGHT_ALL || value_columns(field) == 0 ||
		(field->sensitive && !rights_reveal_all(q->d, q->r))) {
		struct about about = about_field(q, f->field);
		desk_refuse(q->d, REFUSAL_FORMAT, &about, "不能按“" STR_FMT "”筛选",
			(int)(f->field.len < 80 ? f->field.len : 80), f->field.ptr ? f->field.ptr : "");
		return 0;
	}
	if (f->text.len == 0 && f->compare == RECORD_EQUAL)
		buf_fmt(&q->sql, " AND this." STR_FMT " IS NULL", STR_ARG(field->name));
	else if (field->type == FIELD_TIME)
		filter_time(q, f, field->name);
	else if (field->type == FIELD_PERSON && str_eq(f->text, STR("me")))
		add_one(q, field->name, RECORD_EQUAL, value_of_int(desk_me(q->d)));
	else
		return filter_parts(q, f, field, e);
	return 0;
}

int query_filters(struct query *q, const struct record_filter *f, size_t count, struct err *e)
{
	size_t from = q->d->refusals.count;

	if (count > RECORD_FILTERS_MAX)
		return err_set(e, ERR_LIMIT, "筛选条件最多 %d 个", RECORD_FILTERS_MAX);
	for (size_t i = 0; i < count; i++) {
		int rc = filter_common(q, &f[i], e);
		if (rc == 0)
			rc = filter_field(q, &f[i], e);
		if (rc < 0)
			return rc;
	}
	if (q->failed)
		return err_set(e, ERR_LIMIT, "筛选条件太多");
	return desk_verdict(q->d, from, e);
}

/* Records that have it in the number or a text that the person may see of every row: one after the other. */
static void scan_texts(struct query *q, struct str text)
{
	int n = query_value(q, value_of_text(text));

	buf_fmt(&q->sql, " AND (text_has(this.no, $%d)", n);
	for (size_t i = 0; i < q->r->fields_count; i++) {
		const struct field *f = &q->r->fields[i];
		bool wanted = f->search || str_eq(f->name, q->r->title_field);
		bool text_column = f->type == FIELD_TEXT || f->type == FIELD_LONGTEXT || f->type == FIELD_PLACE;
		if (!wanted || !text_column || rights_sight(q->d, f) != SIGHT_ALL)
			continue;
		if (f->sensitive && !rights_reveal_all(q->d, q->r))
			continue;
		buf_fmt(&q->sql, " OR text_has(this." STR_FMT ", $%d)", STR_ARG(f->name), n);
	}
	buf_chr(&q->sql, ')');
}

/* So that there are few different statements. */
static size_t padded(size_t count)
{
	return count <= 1 ? 1 : count <= 8 ? 8 : count <= 32 ? 32 : SEARCH_FEW;
}

/* Few: the index knows them. Many: a page of them is soon found one after the other. */
int query_text(struct query *q, struct str text, struct err *e)
{
	int64_t ids[SEARCH_FEW];
	size_t count = 0;

	if (text.len == 0)
		return 0;
	if (text.len > 400 || utf8_valid_prefix(text) != text.len)
		return err_set(e, ERR_INPUT, "要找的文字太长或不是有效的文字");
	q->tallied = false;
	int rc = search_few(q->d, q->r, text, ids, &count, e);
	if (rc <= 0) {
		if (rc == 0)
			scan_texts(q, text);
		return rc;
	}
	buf_cstr(&q->sql, count == 0 ? " AND (1 = 0" : " AND this.id IN (");
	for (size_t i = 0; count > 0 && i < padded(count); i++) {
		buf_cstr(&q->sql, i > 0 ? ", " : "");
		sql_param(&q->sql, query_value(q, value_of_int(ids[i < count ? i : 0])));
	}
	buf_chr(&q->sql, ')');
	return 0;
}

int query_condition(struct query *q, struct str expression, struct err *e)
{
	if (expression.len == 0)
		return 0;
	q->tallied = false;
	q->params.next = q->next;
	buf_cstr(&q->sql, " AND (");
	int rc = register_sql(q->r, expression, SQL_CONDITION, &q->params, &q->sql, e);
	buf_cstr(&q->sql, ") = 1");
	q->next = q->params.next;
	return rc;
}
