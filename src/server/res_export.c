/* /registers/{name}/export: tables that leave. */
#include <unistd.h>

#include "desk.h"
#include "pool.h"
#include "query.h"
#include "record_json.h"
#include "routes.h"
#include "say.h"
#include "table.h"
#include "temporary.h"

/* What every record has, in the order of a table that nobody chose columns for: up to the parent's number, then come the fields. */
enum common {
	COMMON_NO,
	COMMON_STATE,
	COMMON_LAMP,
	COMMON_DUE,
	COMMON_DEPARTMENT,
	COMMON_HOLDER,
	COMMON_PARENT,
	COMMON_OWNER,
	COMMON_CREATED,
	COMMON_CHANGED,
	COMMON_TITLE,
	COMMON_COUNT
};

static const struct {
	struct str name;
	struct table_column column;
} commons[COMMON_COUNT] = {
	[COMMON_NO] = { STR_INIT("no"), { STR_INIT("编号"), CELL_TEXT, 0, 20 } },
	[COMMON_STATE] = { STR_INIT("state"), { STR_INIT("状态"), CELL_TEXT, 0, 12 } },
	[COMMON_LAMP] = { STR_INIT("lamp"), { STR_INIT("灯"), CELL_TEXT, 0, 6 } },
	[COMMON_DUE] = { STR_INIT("due"), { STR_INIT("时限"), CELL_TIME, 0, 0 } },
	[COMMON_DEPARTMENT] = { STR_INIT("department"), { STR_INIT("部门"), CELL_TEXT, 0, 18 } },
	[COMMON_HOLDER] = { STR_INIT("holder"), { STR_INIT("经办人"), CELL_TEXT, 0, 10 } },
	[COMMON_PARENT] = { STR_INIT("parent"), { STR_INIT("上级编号"), CELL_TEXT, 0, 20 } },
	[COMMON_OWNER] = { STR_INIT("owner"), { STR_INIT("创建人"), CELL_TEXT, 0, 10 } },
	[COMMON_CREATED] = { STR_INIT("created"), { STR_INIT("创建时间"), CELL_TIME, 0, 0 } },
	[COMMON_CHANGED] = { STR_INIT("changed"), { STR_INIT("修改时间"), CELL_TIME, 0, 0 } },
	[COMMON_TITLE] = { STR_INIT("title"), { STR_INIT("标题"), CELL_TEXT, 0, 30 } },
};

enum { JSON_PAGES = 1 << 20 };

/* One column of a table: what every record has, or a field by its place in the rows. */
struct shown {
	enum common common; /* COMMON_COUNT: a field */
	size_t field;
};

/* One export. JSON has the rows as lists have them. */
struct sheet {
	const struct register_def *r;
	const struct str *asked; /* columns that were chosen, in their order */
	size_t asked_count;      /* 0: none were */
	bool as_json;
	enum table_format format; /* of a table */
	struct json json;
	struct buf pages; /* of JSON on their way into the file */
	int fd;
	struct table *table; /* NULL: not begun */
	struct shown *shown;
	struct table_cell *cells;
	size_t count;
	struct buf text;    /* of one cell */
	struct arena *page; /* of the rows being written; memory does not grow with their number */
	const struct clock *clock;
};

static struct table_column column_of(const struct field *f)
{
	enum field_type type = value_type(f);
	struct table_column c = { .title = f->label, .kind = CELL_TEXT };

	if (type == FIELD_INTEGER)
		c.kind = CELL_INTEGER;
	else if (type == FIELD_MONEY || type == FIELD_DECIMAL)
		c = (struct table_column){
			.title = f->label, .kind = CELL_DECIMAL, .scale = type == FIELD_MONEY ? 2 : f->scale
		};
	else if (type == FIELD_DATE)
		c.kind = CELL_DATE;
	else if (type == FIELD_LONGTEXT)
		c.width = 48;
	return c;
}

static void show_common(struct sheet *s, enum common common)
{
	s->shown[s->count++] = (struct shown){ common, 0 };
}

/* A field that this person may not see is left out. */
static void show_named(struct sheet *s, const struct record_fields *fields, struct str name)
{
	for (size_t i = 0; i < fields->count; i++)
		if (str_eq(fields->at[i]->name, name)) {
			s->shown[s->count++] = (struct shown){ COMMON_COUNT, i };
			return;
		}
	for (enum common i = 0; i < COMMON_COUNT && register_field(s->r, name) == NULL; i++)
		if (str_eq(commons[i].name, name))
			show_common(s, i);
}

/* Begins the table with the first page's fields: those this person may see. */
static int begin(struct call *c, struct sheet *s, const struct record_fields *fields, struct err *e)
{
	size_t most = s->asked_count + COMMON_COUNT + fields->count;
	struct table_column *columns = arena_array(c->arena, most, sizeof(*columns));
	s->shown = arena_array(c->arena, most, sizeof(*s->shown));
	s->cells = arena_array(c->arena, most, sizeof(*s->cells));
	if (columns == NULL || s->shown == NULL || s->cells == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < s->asked_count; i++)
		show_named(s, fields, s->asked[i]);
	for (enum common i = 0; s->asked_count == 0 && i <= COMMON_PARENT; i++)
		if (i != COMMON_PARENT || s->r->parent.len > 0)
			show_common(s, i);
	for (size_t i = 0; s->asked_count == 0 && i < fields->count; i++)
		s->shown[s->count++] = (struct shown){ COMMON_COUNT, i };
	for (size_t i = 0; i < s->count; i++)
		columns[i] = s->shown[i].common < COMMON_COUNT ? commons[s->shown[i].common].column
							       : column_of(fields->at[s->shown[i].field]);
	const struct table_head head = { s->format, s->r->title, c->clock->now_ms(c->clock->context), columns,
		s->count };
	return table_begin(&head, s->fd, &s->table, e);
}

static const char *lamp_word(struct str lamp)
{
	static const struct {
		const char *lamp, *word;
	} words[] = { { "green", "绿" }, { "yellow", "黄" }, { "red", "红" }, { "blue", "蓝" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq(lamp, str_from(words[i].lamp)))
			return words[i].word;
	return "";
}

static struct table_cell text_cell(struct str s)
{
	return (struct table_cell){ .empty = s.len == 0, .text = s };
}

/* "2026-03-05 09:30" of the clock's zone. */
static struct table_cell time_cell(struct sheet *s, int64_t ms)
{
	char text[CLOCK_TEXT_MAX];

	if (ms == 0)
		return (struct table_cell){ .empty = true };
	clock_format(s->clock, ms, text);
	text[10] = ' ';
	return text_cell(arena_dup(s->page, (struct str){ text, 16 }));
}

static struct table_cell value_cell(const struct value_context *x, struct sheet *s, const struct record_value *v)
{
	enum field_type type = value_type(v->field);
	bool number = type == FIELD_INTEGER || type == FIELD_MONEY || type == FIELD_DECIMAL;

	if (v->hidden)
		return (struct table_cell){ .empty = true };
	if (v->field->type == FIELD_FILES)
		return text_cell(v->files > 0 ? arena_fmt(s->page, "%lld 件", (long long)v->files) : STR_NONE);
	if (number && v->values[0].kind == VALUE_INT)
		return (struct table_cell){ .i = v->values[0].i };
	if (v->values[0].kind == VALUE_TEXT && (type == FIELD_TEXT || type == FIELD_LONGTEXT || type == FIELD_DATE))
		return text_cell(v->values[0].s);
	buf_reset(&s->text);
	value_to_text(x, v->field, v->values, &s->text);
	return text_cell(arena_dup(s->page, buf_view(&s->text)));
}

static struct table_cell common_cell(struct sheet *s, struct desk *d, const struct record *row, enum common common)
{
	const struct state *state = register_state(s->r, row->state);

	switch (common) {
	case COMMON_NO:
		return text_cell(row->no);
	case COMMON_STATE:
		return text_cell(state != NULL ? state->label : row->state);
	case COMMON_LAMP:
		return text_cell(str_from(lamp_word(row->lamp)));
	case COMMON_DUE:
		return time_cell(s, row->due_at);
	case COMMON_DEPARTMENT:
		return text_cell(row->department.label);
	case COMMON_HOLDER:
		return text_cell(row->holder.label);
	case COMMON_PARENT:
		return text_cell(record_parent_no(d, s->r, row));
	case COMMON_OWNER:
		return text_cell(row->owner.label);
	case COMMON_CREATED:
		return time_cell(s, row->created_at);
	case COMMON_CHANGED:
		return time_cell(s, row->changed_at);
	case COMMON_TITLE:
		return text_cell(row->title);
	case COMMON_COUNT:
		break;
	}
	return text_cell(STR_NONE);
}

static int write_row(
	struct sheet *s, struct desk *d, const struct value_context *x, const struct record *row, struct err *e)
{
	for (size_t i = 0; i < s->count; i++)
		s->cells[i] = s->shown[i].common < COMMON_COUNT ? common_cell(s, d, row, s->shown[i].common)
								: value_cell(x, s, &row->values[s->shown[i].field]);
	return table_row(s->table, s->cells, e);
}

/* --- JSON --- */

static int to_file(void *sheet, struct str bytes)
{
	const struct sheet *s = sheet;

	return temporary_write(s->fd, bytes, NULL);
}

static void begin_json(struct sheet *s)
{
	if (s->json.out != NULL)
		return;
	buf_init(&s->pages, JSON_PAGES);
	json_init(&s->json, &s->pages, to_file, s);
	json_object(&s->json);
	say_text(&s->json, "register", s->r->name);
	say_text(&s->json, "title", s->r->title);
	json_key(&s->json, "rows");
	json_array(&s->json);
}

static int write_json(struct sheet *s, struct desk *d, const struct record_list *rows, struct err *e)
{
	begin_json(s);
	for (size_t i = 0; i < rows->count; i++)
		record_write_row(d, s->r, &rows->fields, &rows->rows[i], &s->json);
	return s->json.error < 0 ? err_set(e, ERR_IO, "临时文件没有写成，磁盘可能已满") : 0;
}

static int end_json(struct sheet *s, struct err *e)
{
	json_end_array(&s->json);
	json_end_object(&s->json);
	return json_finish(&s->json) < 0 ? err_set(e, ERR_IO, "临时文件没有写成，磁盘可能已满") : 0;
}

/* --- page by page --- */

static int write_table(struct call *c, struct sheet *s, struct desk *d, const struct record_list *rows, struct err *e)
{
	int rc = s->table == NULL ? begin(c, s, &rows->fields, e) : 0;
	const struct value_context x = desk_values(d, s->r);

	for (size_t i = 0; rc == 0 && i < rows->count; i++)
		rc = write_row(s, d, &x, &rows->rows[i], e);
	return rc;
}

/* Writes the rows behind q->after and moves it on; q->after.ptr is NULL behind the last. */
static int write_page(struct call *c, struct sheet *s, struct record_query *q, struct err *e)
{
	struct record_list rows = { 0 };
	struct call page = *c;
	struct desk d = { 0 };

	arena_reset(s->page);
	page.arena = s->page;
	int rc = desk_open(&page, &d, e);
	if (rc == 0)
		rc = record_list(&d, s->r, q, &rows, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	rc = s->as_json ? write_json(s, &d, &rows, e) : write_table(c, s, &d, &rows, e);
	q->after = rows.next.ptr != NULL ? arena_dup(c->arena, rows.next) : STR_NONE;
	return rc;
}

static int write_all(struct call *c, struct sheet *s, struct record_query *q, struct err *e)
{
	int rc;

	q->limit = RECORD_LIMIT_MAX;
	q->total = false;
	q->labels = !s->as_json; /* the columns before the fields */
	do
		rc = write_page(c, s, q, e);
	while (rc == 0 && q->after.ptr != NULL);
	if (rc == 0)
		rc = s->as_json ? end_json(s, e) : table_end(s->table, e);
	return rc;
}

static int read_format(struct call *c, struct sheet *s, struct err *e)
{
	struct str format = target_param(c->target, "format");

	s->as_json = str_eq(format, STR("json"));
	s->format = str_eq(format, STR("csv")) ? TABLE_CSV : TABLE_XLSX;
	if (s->as_json || str_eq(format, STR("csv")) || str_eq(format, STR("xlsx")))
		return 0;
	c->field = "format";
	return err_set(e, ERR_USAGE, "参数 format 要是 csv、xlsx 或 json");
}

/* columns=: what a table has, in this order; without it all that a list has. A word that is no column is refused. */
static int read_columns(struct call *c, struct sheet *s, struct record_query *q, struct err *e)
{
	int rc = query_names(c, "columns", &s->asked, &s->asked_count, e);

	for (size_t i = 0; rc == 0 && i < s->asked_count; i++) {
		bool known = register_field(s->r, s->asked[i]) != NULL;
		for (enum common k = 0; k < COMMON_COUNT && !known; k++)
			known = str_eq(commons[k].name, s->asked[i]);
		if (known)
			continue;
		c->field = "columns";
		return err_set(e, ERR_USAGE, "参数 columns 里的“" STR_FMT "”不是这个台账的列", STR_ARG(s->asked[i]));
	}
	if (rc == 0 && s->asked_count > 0) {
		q->fields = s->asked;
		q->fields_count = s->asked_count;
	}
	return rc;
}

static int may_export(struct call *c, const struct register_def *r, struct err *e)
{
	struct record_may may = { 0 };
	struct desk d = { 0 };

	int rc = desk_open(c, &d, e);
	if (rc == 0)
		rc = record_may(&d, r, &may, e);
	if (rc < 0 || may.export)
		return rc;
	const struct access_denial denial = { arena_fmt(c->arena, STR_FMT ".export", STR_ARG(r->name)), STR(""),
		"no-export", "没有导出这个台账的权限" };
	return access_deny(c->access, c->actor, &denial, e);
}

static int export_with(struct call *c, const struct register_def *r, struct sheet *s, struct err *e)
{
	struct record_query q = { 0 };

	int rc = query_read(c, &q, e);
	if (rc == 0)
		rc = read_columns(c, s, &q, e);
	if (rc == 0)
		rc = access_names_ready(c->store, e); /* or each page would ask for its names anew */
	if (rc == 0)
		rc = may_export(c, r, e);
	if (rc == 0)
		rc = temporary_open(&s->fd, e);
	if (rc == 0)
		rc = write_all(c, s, &q, e);
	table_free(s->table);
	buf_clear(&s->pages);
	buf_clear(&s->text);
	return rc;
}

static void name_file(struct call *c, const struct sheet *s, struct answer *a)
{
	struct date today = clock_today(c->clock);
	bool csv = s->format == TABLE_CSV;
	const char *ends = s->as_json ? "json" : csv ? "csv" : "xlsx";

	a->type = s->as_json ? "application/json"
		  : csv      ? "text/csv; charset=utf-8"
			     : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
	snprintf(a->file_name, sizeof(a->file_name), STR_FMT "-%04d%02d%02d.%s", STR_ARG(s->r->title), today.year,
		today.month, today.day, ends);
}

enum { PAGE_BYTES = 256 << 20 };

int handle_export_records(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct sheet s = { .fd = -1, .clock = c->clock };

	int rc = desk_register(c, &r, e);
	if (rc == 0)
		rc = read_format(c, &s, e);
	if (rc == 0)
		rc = store_pool_take_plain(ledger_pool(c->ledger), &c->store, e);
	if (rc < 0)
		return rc;
	s.r = r;
	buf_init(&s.text, (size_t)4 << 20);
	s.page = arena_new(PAGE_BYTES);
	rc = s.page != NULL ? export_with(c, r, &s, e) : err_nomem(e);
	arena_free(s.page);
	store_pool_give(ledger_pool(c->ledger), c->store);
	c->store = NULL;
	if (rc < 0) {
		if (s.fd >= 0)
			close(s.fd);
		return rc;
	}
	a->fd = s.fd;
	name_file(c, &s, a);
	return 0;
}
