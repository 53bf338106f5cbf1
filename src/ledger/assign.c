/* Who is to do it, and until when, as the text says it: what a plan tells is not typed in again. Nothing is guessed: a department is one
 * that the unit has, by its whole name; a day stands there with its year. */
#include "private.h"
#include "record_private.h"

#include "utf8.h"

/* What somebody's own definition takes no more is left out: an import does not fail by it. */
static int give(struct keeper *k, struct giving *g, const char *field, struct str text, struct err *e)
{
	const struct field *f = register_field(g->def, str_from(field));
	struct value_context c = desk_values(&k->desk, g->def);
	struct value v[VALUE_COLUMNS_MAX] = { 0 };
	struct err why = { 0 };

	if (!f || text.len == 0)
		return 0;
	int rc = value_from_text(&c, f, text, v, &why);
	if (rc == ERR_NOMEM)
		*e = why;
	else if (rc >= 0)
		ledger_give(g, field, text);
	return rc == ERR_NOMEM ? rc : 0;
}

static bool ends_name(struct str s, size_t at)
{
	static const struct str marks[] = { STR_INIT("、"), STR_INIT("，"), STR_INIT("；"), STR_INIT(","),
		STR_INIT(";"), STR_INIT(" ") };

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (str_starts(str_sub(s, at, s.len), marks[i]))
			return true;
	return false;
}

/* The name at the front; *ret_rest: what follows its mark. */
static struct str first_name(struct str depts, struct str *ret_rest)
{
	size_t end = 0, next = 0;

	while (end < depts.len && !ends_name(depts, end))
		end++;
	next = end;
	if (next < depts.len)
		utf8_next(depts, &next);
	*ret_rest = str_trim(str_sub(depts, next, depts.len));
	return str_trim(str_sub(depts, 0, end));
}

/* The first named leads, the others help. */
static int give_departments(struct keeper *k, const char *leads, struct str depts, struct giving *g, struct err *e)
{
	const struct field *f = register_field(g->def, str_from(leads));
	struct str others = STR_NONE;
	int64_t id = 0;

	struct str name = first_name(str_trim(depts), &others);
	if (!f || f->type != FIELD_DEPARTMENT || name.len == 0)
		return 0;
	int rc = value_resolve(&k->desk, f, name, &id, e);
	if (rc != 1)
		return rc < 0 ? rc : 0;
	ledger_give_int(g, leads, id);
	return ledger_given(g, "co_departments").len > 0 ? 0 : give(k, g, "co_departments", others, e);
}

/* 12月底前: its last day; 中旬: nobody says which. */
static struct date last_day(const struct report *r, const struct fact_date *d)
{
	static const struct date none = { 0, 0, 0 };
	struct str text = report_slice(r, d->span);

	if (d->year_inferred || d->value.year == 0)
		return none;
	if (d->precision == DATE_DAY)
		return d->value;
	if (d->precision != DATE_MONTH || str_has(text, STR("旬")) || str_ends(text, STR("初")))
		return none;
	return date_add_days(date_add_months(d->value, 1), -1);
}

/* The last of the days in it: 自9月10日至12月31日. */
static struct date due_day(const struct report *r, struct str due)
{
	struct date day = { 0, 0, 0 };
	bool inside = due.len > 0 && due.ptr >= r->text.ptr && due.ptr + due.len <= r->text.ptr + r->text.len;
	size_t from = inside ? (size_t)(due.ptr - r->text.ptr) : 0;
	size_t low = 0, high = inside ? r->dates.len : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (VEC_AT(&r->dates, struct fact_date, middle).span.start < from)
			low = middle + 1;
		else
			high = middle;
	}
	for (; inside && low < r->dates.len; low++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, low);
		if (d->span.end > from + due.len)
			break;
		day = last_day(r, d);
	}
	return day;
}

/* A person is one that the unit has, by the whole name, and the only one that is named. */
static int give_people(struct keeper *k, const struct node *item, struct giving *g, struct err *e)
{
	static const struct {
		uint8_t column;
		const char *field;
	} all[] = { { COLUMN_LEADER, "leader" }, { COLUMN_PERSON, "person" }, { COLUMN_TYPE, "kind" } };
	int rc = 0;

	for (size_t i = 0; i < sizeof all / sizeof all[0] && rc >= 0; i++) {
		struct str name = STR_NONE;
		bool several = false;
		for (const struct column_said *t = node_told(item); t; t = t->next) {
			if (t->column != all[i].column)
				continue;
			several = name.len > 0;
			name = t->text;
		}
		if (!several && ledger_given(g, all[i].field).len == 0)
			rc = give(k, g, all[i].field, name, e);
	}
	return rc;
}

int ledger_give_assigned(
	struct keeper *k, enum level level, const struct derived_row *row, struct giving *g, struct err *e)
{
	bool item = level == LEVEL_ITEM;
	struct str depts = item ? row->depts : node_depts(row->node), due = item ? row->due : node_due(row->node);

	if (level != LEVEL_ITEM && level != LEVEL_MEASURE)
		return 0;
	char text[DATE_TEXT_MAX];
	date_format(due_day(k->derived->report, due), text);
	struct str day = arena_dup(g->arena, str_from(text));
	if (!day.ptr)
		return err_nomem(e);
	int rc = give(k, g, "due", day, e);
	if (rc >= 0 && item && str_starts(due, STR("立行立改")))
		rc = give(k, g, "kind", STR("immediate"), e);
	else if (rc >= 0 && item && str_starts(due, STR("长期")))
		rc = give(k, g, "kind", STR("long_term"), e);
	if (rc >= 0)
		rc = give_departments(k, item ? "lead_department" : "department", depts, g, e);
	return rc < 0 || !item ? rc : give_people(k, row->node, g, e);
}
