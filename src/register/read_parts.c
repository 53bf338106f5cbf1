/* Parts of a definition that need more than a row of the table: fields, clocks, catalogues, samples. */
#include "read.h"

#include "value_private.h"

enum { FILES_MAX = 20, FILE_BYTES = 50 << 20 };

static bool is_text(enum field_type type)
{
	return type == FIELD_TEXT || type == FIELD_LONGTEXT;
}

static void read_bound(struct reader *r, const struct node *n, struct field *f, bool *has, int64_t *bound, bool least)
{
	struct err e = { 0 };
	struct field plain = { .name = f->name, .label = n->key, .type = f->type, .scale = f->scale };
	enum field_type type = is_text(f->type) ? FIELD_INTEGER : f->type;
	struct str text;

	if (!read_text(r, n, &text))
		return;
	bool number = f->type == FIELD_INTEGER || f->type == FIELD_DECIMAL || f->type == FIELD_MONEY;
	if (!number && (least || !is_text(f->type))) {
		problem(r->problems, n->key_at, "这种字段没有 " STR_FMT, STR_ARG(n->key));
		return;
	}
	plain.type = type;
	if (value_number(&plain, type, text, bound, &e) < 0)
		problem(r->problems, n->at, "%s", e.message);
	else
		*has = true;
}

/* A key that only some types have. */
static void only(struct reader *r, const struct node *n, const char *key, bool allowed, const char *where)
{
	const struct node *k = node_get(n, key);

	if (k && !allowed)
		problem(r->problems, k->key_at, "%s 只用于%s字段", key, where);
}

static void need(struct reader *r, const struct node *n, const char *key, bool needed, const char *why)
{
	if (needed && !node_get(n, key))
		problem(r->problems, n->key_at, "字段“" STR_FMT "”缺少 %s（%s）", STR_ARG(n->key), key, why);
}

static void check_keys(struct reader *r, const struct node *n, const struct field *f)
{
	enum field_type t = f->type;
	bool files = t == FIELD_FILES, computed = t == FIELD_COMPUTED;

	only(r, n, "choices", t == FIELD_CHOICE, " choice ");
	only(r, n, "multiple", t == FIELD_CHOICE, " choice ");
	only(r, n, "catalogue", t == FIELD_CATALOGUE, " catalogue ");
	only(r, n, "register", t == FIELD_REFERENCE, " reference ");
	only(r, n, "sql", computed, " computed ");
	only(r, n, "as", computed, " computed ");
	only(r, n, "scale", t == FIELD_DECIMAL || (computed && f->computed_as == FIELD_DECIMAL), " decimal ");
	only(r, n, "pattern", t == FIELD_TEXT, " text ");
	only(r, n, "pattern_hint", t == FIELD_TEXT, " text ");
	only(r, n, "search", is_text(t) || t == FIELD_PLACE, " text、longtext、place ");
	only(r, n, "unique", t != FIELD_LONGTEXT && t != FIELD_PLACE && !files && !computed, "单值");
	only(r, n, "unique_in_parent", t != FIELD_LONGTEXT && t != FIELD_PLACE && !files && !computed, "单值");
	only(r, n, "index", t != FIELD_LONGTEXT && !files && !computed, "单值");
	only(r, n, "required", !computed && t != FIELD_BOOL, "能填写的");
	only(r, n, "default", !files && !computed, "能填写的");
	only(r, n, "files_min", files, " files ");
	only(r, n, "files_max", files, " files ");
	only(r, n, "file_size", files, " files ");
	only(r, n, "file_types", files, " files ");
	only(r, n, "own_date", files, " files ");
	need(r, n, "choices", t == FIELD_CHOICE, "选项");
	need(r, n, "catalogue", t == FIELD_CATALOGUE, "代码表");
	need(r, n, "register", t == FIELD_REFERENCE, "引用哪个台账");
	need(r, n, "sql", computed, "怎么算");
	need(r, n, "as", computed, "结果的类型");
	need(r, n, "pattern_hint", f->pattern.len > 0, "pattern 的意思");
}

void finish_field(struct reader *r, const struct node *n, void *part)
{
	struct field *f = part;
	const struct node *min = node_get(n, "min"), *max = node_get(n, "max"), *scale = node_get(n, "scale");

	if (n->kind != NODE_MAP)
		return;
	if (!scale)
		f->scale = 2;
	if (f->scale > VALUE_SCALE_MAX) {
		problem(r->problems, scale ? scale->at : n->at, "小数位数最多 %d", VALUE_SCALE_MAX);
		f->scale = VALUE_SCALE_MAX;
	}
	if (f->type == FIELD_COMPUTED && (f->computed_as == FIELD_COMPUTED || f->computed_as == FIELD_FILES ||
						 f->computed_as == FIELD_PLACE || f->computed_as == FIELD_CHOICE))
		problem(r->problems, n->key_at, "computed 字段的 as 不能是 computed、files、place、choice");
	check_keys(r, n, f);
	if (min)
		read_bound(r, min, f, &f->has_min, &f->min, true);
	if (max)
		read_bound(r, max, f, &f->has_max, &f->max, false);
	if (max && f->has_min && f->has_max && f->min > f->max)
		problem(r->problems, max->at, "max 比 min 小");
	if (f->type == FIELD_FILES) {
		f->files_max = f->files_max > 0 ? f->files_max : FILES_MAX;
		f->file_bytes_max = f->file_bytes_max > 0 ? f->file_bytes_max : FILE_BYTES;
		if (f->files_min > f->files_max)
			problem(r->problems, n->key_at, "files_max 比 files_min 小");
	}
}

/* "4 工作时", {field: due} or {catalogue: class, column: limit_handle}. */
void finish_clock(struct reader *r, const struct node *n, void *part)
{
	struct clock_def *c = part;
	const struct node *limit = node_get(n, "limit");

	if (n->kind != NODE_MAP)
		return;
	if (!limit) {
		problem(r->problems, n->key_at, "时限“" STR_FMT "”缺少 limit", STR_ARG(n->key));
		problem_hint(r->problems,
			"写 limit: 5 工作日，或 limit: {field: 字段}，或 limit: {catalogue: 字段, column: 列}");
		return;
	}
	if (limit->kind == NODE_TEXT) {
		c->limit.amount = 1;
		read_limit(r, limit, &c->limit);
		if (c->limit.amount <= 0)
			problem(r->problems, limit->at, "时限要大于 0");
		return;
	}
	const struct node *field = node_get(limit, "field"), *cat = node_get(limit, "catalogue"),
			  *column = node_get(limit, "column"), *standard = node_get(limit, "default"),
			  *when = node_get(limit, "if"), *then = node_get(limit, "then");
	static const struct str known[] = { STR_INIT("field"), STR_INIT("catalogue"), STR_INIT("column"),
		STR_INIT("default"), STR_INIT("if"), STR_INIT("then") };
	for (const struct node *k = limit->first; k; k = k->next) {
		if (names_have((struct names){ known, 6 }, k->key))
			continue;
		problem(r->problems, k->key_at, "limit 里没有“" STR_FMT "”这个键", STR_ARG(k->key));
		problem_nearest(r->problems, k->key, known, 6);
	}
	if (standard)
		read_limit(r, standard, &c->limit);
	if (field)
		read_text(r, field, &c->limit_field);
	if (cat && column) {
		read_text(r, cat, &c->limit_catalogue_field);
		read_text(r, column, &c->limit_column);
	}
	if (when && then) {
		read_text(r, when, &c->limit_if);
		read_text(r, then, &c->limit_then);
	}
	if (!when != !then || (when && !column))
		problem(r->problems, limit->at, "if 和 then 要一起写，跟在 catalogue 和 column 后面");
	if (!field == !(cat && column))
		problem(r->problems, limit->at, "limit 要么写 field，要么写 catalogue 和 column");
}

/* --- catalogues --- */

/* A row's value of a column: the common ones by name, the others by place. */
static struct str *cell(struct catalogue_row *row, struct str *values, const struct catalogue *c, struct str name)
{
	static const struct {
		struct str name;
		size_t offset;
	} common[] = { { STR_INIT("code"), offsetof(struct catalogue_row, code) },
		{ STR_INIT("label"), offsetof(struct catalogue_row, label) },
		{ STR_INIT("parent"), offsetof(struct catalogue_row, parent) },
		{ STR_INIT("from"), offsetof(struct catalogue_row, from) },
		{ STR_INIT("until"), offsetof(struct catalogue_row, until) } };
	int at = catalogue_column(c, name);

	for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
		if (str_eq(name, common[i].name))
			return (struct str *)(void *)((char *)row + common[i].offset);
	return at < 0 ? NULL : &values[at];
}

static void no_column(struct reader *r, const struct node *k, const struct catalogue *c)
{
	struct str known[READ_WORDS_MAX] = { STR("code"), STR("label"), STR("parent"), STR("from"), STR("until") };
	size_t count = 5;

	for (size_t i = 0; i < c->columns.count && count < READ_WORDS_MAX; i++)
		known[count++] = c->columns.at[i];
	problem(r->problems, k->key_at, "代码表没有“" STR_FMT "”这一列", STR_ARG(k->key));
	problem_nearest(r->problems, k->key, known, count);
}

static void read_row(struct reader *r, const struct node *n, const struct catalogue *c, struct catalogue_row *row)
{
	struct str *values = read_alloc(r, c->columns.count, sizeof *values);
	size_t place = 0;

	if (!values)
		return;
	for (size_t i = 0; i < c->columns.count; i++)
		values[i] = STR("");
	row->values = values;
	if (n->kind == NODE_TEXT) {
		read_wanted(r, n, "一行代码：[代码, 名称, ...] 或 {code: ..., label: ...}");
		return;
	}
	for (const struct node *k = n->first; k && !r->nomem; k = k->next, place++) {
		struct str name = n->kind == NODE_MAP            ? k->key
				  : place == 0                   ? STR("code")
				  : place == 1                   ? STR("label")
				  : place - 2 < c->columns.count ? c->columns.at[place - 2]
								 : STR("");
		struct str *target = cell(row, values, c, name);
		if (target)
			read_text(r, k, target);
		else if (n->kind == NODE_MAP)
			no_column(r, k, c);
		else
			problem(r->problems, k->at, "这一行比列多（code、label 加 %zu 列）", c->columns.count);
	}
}

static void check_row(struct reader *r, const struct node *n, const struct catalogue_row *row)
{
	struct date from = { 0 }, until = { 0 };

	if (row->code.len == 0 || row->label.len == 0)
		problem(r->problems, n->at, "代码表的每一行都要有 code 和 label");
	if (row->code.len > REGISTER_NAME_MAX || str_has(row->code, STR("|")))
		problem(r->problems, n->at, "代码最多 %d 个字节，不能含 |", REGISTER_NAME_MAX);
	if ((row->from.len > 0 && !date_parse(row->from, &from)) ||
		(row->until.len > 0 && !date_parse(row->until, &until)))
		problem(r->problems, n->at, "from 和 until 要写成日期，如 2026-01-01");
	else if (row->from.len > 0 && row->until.len > 0 && date_cmp(until, from) < 0)
		problem(r->problems, n->at, "until 比 from 早");
}

/* Rows are read when the columns are known, whatever the order of the keys. */
void read_rows(struct reader *r, const struct node *n, void *target)
{
	(void)target;
	if (n->kind != NODE_LIST)
		read_wanted(r, n, "列表（每项以 - 开头）");
}

void finish_catalogue(struct reader *r, const struct node *n, void *part)
{
	struct catalogue *c = part;
	const struct node *list = node_get(n, "rows"), *headings = node_get(n, "headings");

	if (headings && c->headings.count != c->columns.count)
		problem(r->problems, headings->at, "headings 有 %zu 个，columns 有 %zu 个", c->headings.count,
			c->columns.count);
	if (!list || list->kind != NODE_LIST)
		return;
	struct catalogue_row *rows = read_alloc(r, list->count, sizeof *rows);
	if (!rows)
		return;
	size_t i = 0;
	for (const struct node *k = list->first; k && !r->nomem; k = k->next, i++) {
		read_row(r, k, c, &rows[i]);
		check_row(r, k, &rows[i]);
	}
	c->rows = rows;
	c->rows_count = list->count;
	if (!r->nomem)
		catalogue_read_types(r, n, c);
}

/* --- values by name --- */

void read_assignments(struct reader *r, const struct node *n, bool sql, const struct assignment **ret, size_t *count)
{
	if (n->kind != NODE_MAP) {
		read_wanted(r, n, "一组“字段: 值”");
		return;
	}
	struct assignment *list = read_alloc(r, n->count, sizeof *list);
	if (!list)
		return;
	size_t i = 0;
	for (const struct node *k = n->first; k && !r->nomem; k = k->next, i++) {
		list[i].field = k->key;
		read_spot(r, k->key, k->key_at);
		if (sql)
			read_sql(r, k, false, &list[i].sql);
		else
			read_text(r, k, &list[i].sql);
	}
	*ret = list;
	*count = n->count;
}

void finish_sample(struct reader *r, const struct node *n, void *part)
{
	struct sample *s = part;
	const struct node *values = node_get(n, "values");

	if (values)
		read_assignments(r, values, false, &s->values, &s->values_count);
	else if (n->kind == NODE_MAP)
		problem(r->problems, n->at, "样例缺少 values");
}

/* --- scores --- */

/* "30" or "-20"; 0: it is neither. */
static int64_t points_of(struct str text)
{
	bool less = str_starts(text, STR("-"));
	int64_t v;

	if (!str_whole(str_sub(text, less, text.len), &v) || v > STATISTIC_POINTS_MAX)
		return 0;
	return less ? -v : v;
}

void read_points(struct reader *r, const struct node *n, const struct score_part **ret, size_t *ret_count)
{
	struct str text;
	size_t i = 0;

	if (n->kind != NODE_MAP || n->count == 0 || n->count > STATISTIC_PARTS_MAX) {
		problem(r->problems, n->key_at, "score 要写“统计: 分数”，最多 %d 项", STATISTIC_PARTS_MAX);
		return;
	}
	struct score_part *parts = read_alloc(r, n->count, sizeof *parts);
	if (!parts)
		return;
	for (const struct node *k = n->first; k && !r->nomem; k = k->next, i++) {
		parts[i].statistic = k->key;
		read_spot(r, k->key, k->key_at);
		if (!read_text(r, k, &text))
			continue;
		parts[i].points = points_of(text);
		if (parts[i].points == 0)
			problem(r->problems, k->at, "分数要写 1 到 %d 的整数，越低越好的写成负数，“" STR_FMT "”不是",
				STATISTIC_POINTS_MAX, STR_ARG(text));
	}
	*ret = parts;
	*ret_count = n->count;
}
