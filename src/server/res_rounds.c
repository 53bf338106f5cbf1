/* /rounds/{id}/comparison: one round held beside an earlier one, as `bihuan compare` holds two reports. */
#include <unistd.h>

#include "routes.h"
#include "rounds.h"
#include "say.h"
#include "table.h"
#include "temporary.h"

enum side { EARLIER, LATER, SIDES };

struct pair {
	struct ledger_matters of[SIDES];
	struct thing *things[SIDES];
	struct round_told *told;
	struct rounds *rounds;
};

static void clear_pair(struct pair *p)
{
	rounds_free(p->rounds);
}

/* --- comparing --- */

static enum result_status status_of(struct str word)
{
	for (int s = RESULT_DONE; s <= RESULT_PARTIAL; s++)
		if (str_eq(word, str_from(result_status_name((enum result_status)s))))
			return (enum result_status)s;
	return RESULT_NONE;
}

static struct str text_of(struct str s)
{
	return s.ptr ? s : STR("");
}

static struct thing thing_of(const struct ledger_matter *m)
{
	struct thing t = { .label = text_of(m->label),
		.title = text_of(m->problem),
		.span = m->span,
		.status = status_of(m->status),
		.due = m->due };

	for (int i = 0; i < PARTS; i++)
		t.parts[i] = STR("");
	t.parts[PART_FINDING] = text_of(m->finding);
	t.parts[PART_RESULT] = text_of(m->result);
	t.parts[PART_DUE] = text_of(m->due_text);
	return t;
}

static uint32_t place_of(const struct ledger_matters *of, int64_t item_id)
{
	for (size_t i = 0; i < of->count && item_id > 0; i++)
		if (of->rows[i].item_id == item_id)
			return (uint32_t)i;
	return ROUND_NOTHING;
}

static int compare(struct call *c, struct pair *p, struct err *e)
{
	struct round_side sides[SIDES];

	p->told = arena_array(c->arena, p->of[LATER].count + 1, sizeof(*p->told));
	for (int s = EARLIER; s < SIDES; s++) {
		const struct ledger_matters *of = &p->of[s];
		p->things[s] = arena_array(c->arena, of->count + 1, sizeof(**p->things));
		if (p->things[s] == NULL || p->told == NULL)
			return err_nomem(e);
		for (size_t i = 0; i < of->count; i++)
			p->things[s][i] = thing_of(&of->rows[i]);
		sides[s] = (struct round_side){
			.things = p->things[s], .count = of->count, .date = of->day, .unit = text_of(of->unit)
		};
	}
	for (size_t i = 0; i < p->of[LATER].count; i++) {
		const struct ledger_matter *m = &p->of[LATER].rows[i];
		p->told[i] = (struct round_told){ place_of(&p->of[EARLIER], m->earlier_id),
			place_of(&p->of[EARLIER], m->unlike_id) };
	}
	sides[LATER].told = p->told;
	return rounds_compare_sides(&sides[EARLIER], &sides[LATER], &p->rounds, e);
}

static const struct ledger_matter *matter_of(const struct pair *p, enum side s, const struct thing *t)
{
	return t != NULL ? &p->of[s].rows[t - p->things[s]] : NULL;
}

/* --- as JSON --- */

static void say_date(struct json *j, const char *key, struct date d)
{
	char text[DATE_TEXT_MAX];

	date_format(d, text);
	say_text(j, key, date_is_none(d) ? STR_NONE : str_from(text));
}

static void say_round(struct json *j, const char *key, const struct ledger_matters *m)
{
	json_key(j, key);
	json_object(j);
	say_int(j, "id", m->id);
	say_text(j, "no", m->no);
	say_text(j, "title", m->title);
	say_text(j, "unit", m->unit);
	say_text(j, "inspector", m->inspector);
	say_text(j, "round_kind", m->round_kind);
	say_date(j, "date", m->day);
	say_int(j, "items", (int64_t)m->count);
	json_end_object(j);
}

static void say_matter(struct json *j, const char *key, const struct ledger_matter *m)
{
	json_key(j, key);
	if (m == NULL) {
		json_null(j);
		return;
	}
	json_object(j);
	say_int(j, "problem_id", m->problem_id);
	say_id(j, "item_id", m->item_id);
	say_text(j, "no", m->no);
	say_text(j, "label", m->label);
	say_text(j, "aspect", m->aspect);
	say_text(j, "problem", m->problem);
	say_text(j, "finding", m->finding);
	say_text(j, "status", m->status);
	say_text(j, "claim", m->claim);
	say_text(j, "state", m->state);
	say_text(j, "state_label", m->state_label);
	say_text(j, "result", m->result);
	say_text(j, "department", m->department.len > 0 ? m->department : m->depts);
	say_date(j, "due", m->due);
	say_text(j, "due_text", m->due_text);
	say_id(j, "report_id", m->report_id);
	json_key(j, "span");
	json_array(j);
	json_int(j, m->span.start);
	json_int(j, m->span.end);
	json_end_array(j);
	json_end_object(j);
}

static void say_row(struct json *j, const struct pair *p, const struct round_row *row)
{
	json_object(j);
	say_text(j, "kind", str_from(round_kind_name(row->kind)));
	say_matter(j, "earlier", matter_of(p, EARLIER, row->earlier));
	say_matter(j, "later", matter_of(p, LATER, row->later));
	say_bool(j, "overdue", row->overdue);
	say_bool(j, "told", row->told);
	say_int(j, "alike_permille", row->permille);
	json_end_object(j);
}

static int write_json(struct answer *a, const struct pair *p, const struct rounds *r, struct err *e)
{
	struct json j = call_json(a);

	json_object(&j);
	say_round(&j, "earlier", &p->of[EARLIER]);
	say_round(&j, "later", &p->of[LATER]);
	say_bool(&j, "other_unit", r->other_unit);
	say_bool(&j, "reversed", r->reversed);
	say_bool(&j, "may_export", p->of[LATER].may_export);
	json_key(&j, "summary");
	json_object(&j);
	for (int k = 0; k < ROUND_KINDS; k++)
		say_int(&j, round_kind_name((enum round_kind)k), (int64_t)r->counts[k]);
	json_end_object(&j);
	json_key(&j, "rows");
	json_array(&j);
	for (size_t i = 0; i < r->rows.len; i++)
		say_row(&j, p, &VEC_AT(&r->rows, struct round_row, i));
	json_end_array(&j);
	json_end_object(&j);
	return call_json_end(&j, e);
}

/* --- as a table --- */

static const struct table_column columns[] = {
	{ STR_INIT("结论"), CELL_TEXT, 0, 30 },
	{ STR_INIT("上一轮序号"), CELL_TEXT, 0, 14 },
	{ STR_INIT("上一轮的问题"), CELL_TEXT, 0, 48 },
	{ STR_INIT("上一轮的结果"), CELL_TEXT, 0, 12 },
	{ STR_INIT("承诺的时限"), CELL_TEXT, 0, 16 },
	{ STR_INIT("期限已过"), CELL_TEXT, 0, 10 },
	{ STR_INIT("上一轮责任部门"), CELL_TEXT, 0, 18 },
	{ STR_INIT("上一轮编号"), CELL_TEXT, 0, 18 },
	{ STR_INIT("这一轮序号"), CELL_TEXT, 0, 14 },
	{ STR_INIT("这一轮的问题"), CELL_TEXT, 0, 48 },
	{ STR_INIT("这一轮的结果"), CELL_TEXT, 0, 12 },
	{ STR_INIT("这一轮责任部门"), CELL_TEXT, 0, 18 },
	{ STR_INIT("这一轮编号"), CELL_TEXT, 0, 18 },
	{ STR_INIT("依据"), CELL_TEXT, 0, 20 },
};
enum { CELLS = sizeof(columns) / sizeof(columns[0]) };

static struct table_cell cell(struct str s)
{
	return (struct table_cell){ .empty = s.len == 0, .text = s };
}

static struct str date_text(struct arena *a, struct date d)
{
	char text[DATE_TEXT_MAX];

	date_format(d, text);
	return date_is_none(d) ? STR_NONE : arena_dup(a, str_from(text));
}

static struct str ground_of(struct arena *a, const struct round_row *row)
{
	if (row->told)
		return STR("人工认定");
	if (row->earlier == NULL || row->later == NULL)
		return STR_NONE;
	return arena_fmt(a, "用字相近 %u.%u%%", row->permille / 10, row->permille % 10);
}

static void fill_side(const struct ledger_matter *m, const struct thing *t, struct table_cell *label,
	struct table_cell *department, struct table_cell *no)
{
	if (m == NULL)
		return;
	label[0] = cell(m->label);
	label[1] = cell(thing_subject(t));
	label[2] = cell(str_from(thing_status_title(t->status)));
	*department = cell(m->department.len > 0 ? m->department : m->depts);
	*no = cell(m->no);
}

static int write_row(struct call *c, const struct pair *p, const struct round_row *row, struct table *t, struct err *e)
{
	const struct ledger_matter *before = matter_of(p, EARLIER, row->earlier);
	struct table_cell cells[CELLS];

	for (int i = 0; i < CELLS; i++)
		cells[i] = (struct table_cell){ .empty = true };
	cells[0] = cell(str_from(round_kind_title(row->kind)));
	fill_side(before, row->earlier, &cells[1], &cells[6], &cells[7]);
	if (before != NULL)
		cells[4] = cell(before->due_text.len > 0 ? before->due_text : date_text(c->arena, before->due));
	if (row->overdue)
		cells[5] = cell(STR("是"));
	fill_side(matter_of(p, LATER, row->later), row->later, &cells[8], &cells[11], &cells[12]);
	cells[13] = cell(ground_of(c->arena, row));
	return table_row(t, cells, e);
}

static int write_table(struct call *c, const struct pair *p, enum table_format format, int fd, struct err *e)
{
	const struct table_head head = { format, STR("两轮对照"), c->clock->now_ms(c->clock->context), columns, CELLS };
	const struct vec *rows = &p->rounds->rows;
	struct table *t = NULL;

	int rc = table_begin(&head, fd, &t, e);
	for (size_t i = 0; rc == 0 && i < rows->len; i++)
		rc = write_row(c, p, &VEC_AT(rows, struct round_row, i), t, e);
	if (rc == 0)
		rc = table_end(t, e);
	table_free(t);
	return rc;
}

static int send_table(struct call *c, const struct pair *p, bool csv, struct answer *a, struct err *e)
{
	const struct date today = clock_today(c->clock);
	int fd = -1;

	if (!p->of[LATER].may_export) {
		const struct access_denial denial = { STR("item.export"), STR(""), "no-export",
			"没有导出具体问题的权限" };
		return access_deny(c->access, c->actor, &denial, e);
	}
	int rc = temporary_open(&fd, e);
	if (rc == 0)
		rc = write_table(c, p, csv ? TABLE_CSV : TABLE_XLSX, fd, e);
	if (rc < 0) {
		if (fd >= 0)
			close(fd);
		return rc;
	}
	a->fd = fd;
	a->type = csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
	snprintf(a->file_name, sizeof(a->file_name), "两轮对照-%04d%02d%02d.%s", today.year, today.month, today.day,
		csv ? "csv" : "xlsx");
	return 0;
}

/* --- the request --- */

static int read_rounds(struct call *c, struct pair *p, struct err *e)
{
	int64_t earlier = 0;

	int rc = call_param_int(c, "earlier", 1, INT64_MAX, &earlier, e);
	if (rc < 0)
		return rc;
	p->of[EARLIER].id = earlier;
	p->of[LATER].id = c->id;
	if (earlier > 0 && earlier != c->id)
		return 0;
	c->field = "earlier";
	err_hint(e, "例如 /rounds/2/comparison?earlier=1：第 2 轮与第 1 轮对照");
	return err_set(e, ERR_USAGE, "%s", earlier == 0 ? "没有说与哪一轮对照（参数 earlier）" : "一轮不能与自己对照");
}

int handle_compare_rounds(struct call *c, struct answer *a, struct err *e)
{
	OWN(clear_pair) struct pair p = { 0 };
	struct str format = target_param(c->target, "format");

	bool csv = str_eq(format, STR("csv")), table = csv || str_eq(format, STR("xlsx"));
	if (!table && format.len > 0 && !str_eq(format, STR("json"))) {
		c->field = "format";
		return err_set(e, ERR_USAGE, "参数 format 要是 json、csv 或 xlsx");
	}
	int rc = read_rounds(c, &p, e);
	if (rc == 0)
		rc = ledger_matters(c->ledger, c->actor, SIDES, c->arena, p.of, e);
	if (rc == 0)
		rc = compare(c, &p, e);
	if (rc != 0)
		return rc;
	return table ? send_table(c, &p, csv, a, e) : write_json(a, &p, p.rounds, e);
}
