/* The registers that a report's records belong to, and what the analyser writes into them. */
#include "private.h"

#include "buf.h"
#include "event_data.h"
#include "json.h"
#include "utf8.h"
#include "value.h"

/* --- which --- */

static const char *const names[] = {
	[LEVEL_PROBLEM] = "problem", [LEVEL_ITEM] = "item", [LEVEL_MEASURE] = "measure", [LEVEL_PROGRESS] = "progress"
};
static const char *const above[] = {
	[LEVEL_PROBLEM] = "round", [LEVEL_ITEM] = "problem", [LEVEL_MEASURE] = "item", [LEVEL_PROGRESS] = "item"
};

static int lacks(const char *name, const char *what, struct err *e)
{
	err_set(e, ERR_INPUT, "台账定义 %s %s，导入的报告没有地方放", name, what);
	err_hint(e,
		"数据目录 registers/ 里的 %s.yaml 替换了程序自带的定义：请以自带的为底子改（bihuan register show %s）",
		name, name);
	return ERR_INPUT;
}

/* What statements of ours name, beside the fields that are just filled. */
static int check_fields(const struct registers *all, struct err *e)
{
	static const struct {
		const char *def, *field;
		enum field_type type;
	} needed[] = {
		{ "round", "inspected", FIELD_TEXT },
		{ "round", "inspector", FIELD_TEXT },
		{ "round", "feedback_date", FIELD_DATE },
		{ "round", "start_date", FIELD_DATE },
		{ "round", "end_date", FIELD_DATE },
		{ "round", "kind", FIELD_CHOICE },
		{ "problem", "title", FIELD_TEXT },
		{ "problem", "aspect", FIELD_TEXT },
		{ "problem", "printed_no", FIELD_TEXT },
		{ "problem", "section", FIELD_CHOICE },
		{ "item", "code", FIELD_TEXT },
		{ "item", "printed_no", FIELD_TEXT },
		{ "item", "finding", FIELD_LONGTEXT },
		{ "item", "result", FIELD_LONGTEXT },
		{ "item", "depts", FIELD_TEXT },
		{ "item", "due_text", FIELD_TEXT },
		{ "item", "claim", FIELD_CHOICE },
		{ "item", "claim_date", FIELD_DATE },
		{ "item", "settled", FIELD_CHOICE },
		{ "item", "settled_note", FIELD_LONGTEXT },
		{ "item", "settled_by", FIELD_PERSON },
		{ "item", "settled_name", FIELD_TEXT },
		{ "item", "source_report", FIELD_INTEGER },
		{ "item", "source_start", FIELD_INTEGER },
		{ "item", "source_end", FIELD_INTEGER },
	};

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
		const struct register_def *def = register_find(all, str_from(needed[i].def));
		const struct field *f = def ? register_field(def, str_from(needed[i].field)) : NULL;
		char what[80];
		snprintf(what, sizeof what, "没有字段 %s（或类型不同）", needed[i].field);
		if (!f || f->type != needed[i].type)
			return lacks(needed[i].def, what, e);
	}
	return 0;
}

int ledger_book(const struct ledger *l, struct book *ret, struct err *e)
{
	const struct registers *all = l->place.registers;
	struct book book = { 0 };

	if (!all)
		return err_set(e, ERR_INTERNAL, "程序内部错误（台账还没有准备好）");
	book.round = register_find(all, STR("round"));
	if (!book.round)
		return lacks("round", "不见了", e);
	for (enum level level = LEVEL_PROBLEM; level < LEVELS; level++) {
		book.at[level] = register_find(all, str_from(names[level]));
		if (!book.at[level])
			return lacks(names[level], "不见了", e);
		if (!str_eq(book.at[level]->parent, str_from(above[level])))
			return lacks(names[level], "的上级换了", e);
	}
	int rc = check_fields(all, e);
	if (rc >= 0)
		*ret = book;
	return rc;
}

/* --- fitting --- */

static bool is_plain(struct str s, bool lines)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c == 0x7F || (c < 0x20 && !(lines && (c == '\n' || c == '\t'))))
			return false;
	}
	return true;
}

/* Control characters, and line feeds where there is room for one line, become blanks; none where Chinese goes on without one. */
static struct str smooth(struct giving *g, struct str s, bool lines)
{
	char *out = arena_alloc(g->arena, s.len + 1);
	size_t len = 0;

	if (!out) {
		g->failed = true;
		return STR_NONE;
	}
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		bool keep = (c >= 0x20 && c != 0x7F) || (lines && (c == '\n' || c == '\t'));
		bool wide = len > 0 && ((unsigned char)out[len - 1] >= 0x80 || out[len - 1] == ' ');
		if (keep)
			out[len++] = (char)c;
		else if (!wide)
			out[len++] = ' ';
	}
	return (struct str){ out, len };
}

static struct str cut(struct giving *g, struct str s, size_t max)
{
	static const char dots[] = "……";

	if (s.len <= max || utf8_count(s) <= max)
		return s;
	size_t end = utf8_prefix(s, max > 2 ? max - 2 : 0);
	struct str shorter = arena_fmt(g->arena, STR_FMT "%s", STR_ARG(str_sub(s, 0, end)), max > 2 ? dots : "");
	g->failed |= !shorter.ptr;
	return shorter;
}

static struct str fit(struct giving *g, const struct field *f, struct str s)
{
	bool lines = f->type == FIELD_LONGTEXT;
	size_t max = f->has_max ? (size_t)f->max : lines ? VALUE_LONGTEXT_MAX : VALUE_TEXT_MAX;

	s = str_trim(s);
	if (!is_plain(s, lines))
		s = smooth(g, s, lines);
	return cut(g, s, max);
}

void ledger_give(struct giving *g, const char *field, struct str text)
{
	const struct field *f = register_field(g->def, str_from(field));

	if (!f || f->retired || value_columns(f) == 0 || g->count == GIVEN_MAX)
		return;
	if (text.len > 0 && (f->type == FIELD_TEXT || f->type == FIELD_LONGTEXT))
		text = fit(g, f, text);
	if (text.len > 0)
		g->at[g->count++] = (struct given){ field, text };
}

void ledger_give_int(struct giving *g, const char *field, int64_t n)
{
	struct str text = arena_fmt(g->arena, "%lld", (long long)n);

	g->failed |= !text.ptr;
	ledger_give(g, field, text);
}

void ledger_give_date(struct giving *g, const char *field, struct date d)
{
	char text[DATE_TEXT_MAX];

	if (date_is_none(d) || !date_valid(d))
		return;
	date_format(d, text);
	struct str kept = arena_dup(g->arena, str_from(text));
	g->failed |= !kept.ptr;
	ledger_give(g, field, kept);
}

struct str ledger_given(const struct giving *g, const char *field)
{
	for (size_t i = 0; i < g->count; i++)
		if (strcmp(g->at[i].field, field) == 0)
			return g->at[i].text;
	return STR_NONE;
}

/* --- rows of the tree --- */

static void give_place(struct giving *g, int64_t report_id, struct span span)
{
	ledger_give_int(g, "source_report", report_id);
	ledger_give_int(g, "source_start", span.start);
	ledger_give_int(g, "source_end", span.end);
}

/* The first that says something: what is required is never empty. */
static struct str first_of(const struct str *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_trim(texts[i]).len > 0)
			return texts[i];
	return STR("（原文没有写明）");
}

static struct str title_of(const struct derived *d, const struct node *problem)
{
	const struct str texts[] = { problem->title, report_slice(d->report, problem->head_span), node_group(problem),
		report_slice(d->report, problem->span) };

	return first_of(texts, sizeof texts / sizeof texts[0]);
}

static void give_problem(struct giving *g, const struct derived *d, const struct derived_row *row)
{
	static const char *const sections[] = { [PROBLEM_REGULAR] = "main",
		[PROBLEM_PENDING] = "pending",
		[PROBLEM_NAMED] = "named",
		[PROBLEM_IMMEDIATE] = "immediate" };

	if (row->aspect) {
		ledger_give(g, "aspect_no", row->aspect->no);
		ledger_give(g, "aspect", row->aspect->title);
	}
	ledger_give(g, "title", title_of(d, row->node));
	ledger_give(g, "grouping", node_group(row->node));
	ledger_give(g, "section", str_from(sections[row->node->problem]));
}

/* What the columns of a ledger say of the item: where a field is for it, its words; all that is left, a column a line. */
static const char *field_of(const struct column_said *t)
{
	static const char *const fields[COLUMNS] = { [COLUMN_LEADER] = "leader_text",
		[COLUMN_PERSON] = "person_text",
		[COLUMN_CAUSE] = "cause",
		[COLUMN_GOAL] = "goal",
		[COLUMN_COOPERATING] = "co_departments",
		[COLUMN_RULES] = "rules_made",
		[COLUMN_BLAME] = "accountability" };
	bool elsewhere = t->column == COLUMN_RULES && str_has(t->header, STR("举一反三"));

	return elsewhere ? "elsewhere" : fields[t->column];
}

/* What several columns, or rows, say of one thing stands behind each other. */
static struct str behind(struct giving *g, struct str said, const char *mark, struct str more)
{
	struct str all =
		said.len ? arena_fmt(g->arena, STR_FMT "%s" STR_FMT, STR_ARG(said), mark, STR_ARG(more)) : more;

	g->failed |= !all.ptr;
	return all;
}

static void give_said(struct giving *g, const struct node *item)
{
	struct str rest = STR_NONE, said[COLUMNS] = { { 0 } };
	const char *fields[COLUMNS] = { NULL };

	for (const struct column_said *t = node_told(item); t; t = t->next) {
		const char *field = field_of(t);
		size_t k = 0;
		while (field && fields[k] && strcmp(fields[k], field) != 0)
			k++;
		if (field) {
			fields[k] = field;
			said[k] = behind(g, said[k], "、", t->text);
			continue;
		}
		struct str line = arena_fmt(g->arena, STR_FMT "%s" STR_FMT, STR_ARG(t->header),
			t->header.len ? "：" : "", STR_ARG(t->text));
		g->failed |= !line.ptr;
		rest = behind(g, rest, "\n", line);
	}
	for (size_t k = 0; fields[k]; k++)
		ledger_give(g, fields[k], said[k]);
	ledger_give(g, "ledger_notes", rest);
}

static void give_item(struct giving *g, const struct derived *d, const struct derived_row *row)
{
	const struct node *problem = VEC_AT(&d->rows[LEVEL_PROBLEM], struct derived_row, row->up).node;
	const struct node *result = row->result;
	const struct str texts[] = { row->whole ? STR_NONE : row->node->text,
		row->whole ? STR_NONE : report_slice(d->report, row->node->head_span), title_of(d, problem) };

	ledger_give(g, "finding", first_of(texts, sizeof texts / sizeof texts[0]));
	ledger_give(g, "grouping", node_group(row->node));
	ledger_give(g, "depts", row->depts);
	ledger_give(g, "due_text", row->due);
	give_said(g, row->node);
	if (!result)
		return;
	const char *status = result_status_name(result->status);
	ledger_give(g, "claim", status ? str_from(status) : STR_NONE);
	ledger_give_date(g, "claim_date", node_date(result));
	ledger_give(g, "result", result->text);
	ledger_give_int(g, "claim_start", result->span.start);
	ledger_give_int(g, "claim_end", result->span.end);
}

static void give_leaf(struct giving *g, const struct derived_row *row)
{
	const struct str texts[] = { row->node->text, row->node->title };

	ledger_give(g, "code", row->node->no);
	ledger_give(g, "heading", row->node->title);
	ledger_give(g, "content", first_of(texts, sizeof texts / sizeof texts[0]));
	ledger_give(g, "depts", node_depts(row->node));
	ledger_give(g, "due_text", node_due(row->node));
}

void ledger_give_row(
	struct giving *g, enum level level, const struct derived *d, const struct derived_row *row, int64_t report_id)
{
	if (level <= LEVEL_ITEM) {
		ledger_give(g, "code", str_from(row->key));
		ledger_give(g, "printed_no", row->whole ? STR_NONE : row->node->no);
	}
	if (level == LEVEL_PROBLEM)
		give_problem(g, d, row);
	else if (level == LEVEL_ITEM)
		give_item(g, d, row);
	else
		give_leaf(g, row);
	give_place(g, report_id, row->node->span);
}

/* --- as JSON --- */

void ledger_giving_write(const struct giving *g, struct buf *out)
{
	struct json j;

	json_init(&j, out, NULL, NULL);
	json_object(&j);
	for (size_t i = 0; i < g->count; i++) {
		json_member_str(&j, g->at[i].field, g->at[i].text);
	}
	json_end_object(&j);
}

bool ledger_giving_read(struct str json, struct giving *ret)
{
	struct event_data data = { 0 };

	if (!event_texts_read(json, ret->arena, &data))
		return false;
	for (size_t i = 0; i < data.changes_count && ret->count < GIVEN_MAX; i++) {
		const struct event_pair *p = &data.changes[i];
		if (p->is.kind == VALUE_TEXT)
			ret->at[ret->count++] = (struct given){ p->name.ptr, p->is.s };
	}
	return true;
}
