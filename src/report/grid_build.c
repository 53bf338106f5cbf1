#include "grid_fill.h"

/* A ledger made a tree: aspects, problems, items and their leaves. */

static bool is_ditto(struct str s)
{
	static const char *const marks[] = { "同上", "同上。", "（同上）", "(同上)", "如上", "同前", "〃", "″", "\"",
		"＂", "”", "“" };

	for (size_t i = 0; s.len && s.len <= 12 && i < sizeof marks / sizeof *marks; i++)
		if (str_eq(s, str_from(marks[i])))
			return true;
	return false;
}

static void look_above(struct filler *f, struct ledger_row *row)
{
	for (size_t i = 0; i < row->cells; i++) {
		struct str s = filler_text(f, row->cell[i]);
		row->ditto[i] = f->above[i].len && is_ditto(s);
		if (s.len && !row->ditto[i])
			f->above[i] = s;
	}
}

/* What the row's cell says, be it by its own words or those above. */
struct str filler_said(const struct filler *f, const struct ledger_row *row, size_t i)
{
	return row->ditto[i] ? f->above[i] : filler_text(f, row->cell[i]);
}

/* The first cell of a kind that is not empty. */
struct str filler_cell(const struct filler *f, const struct ledger_row *row, uint8_t column)
{
	for (size_t i = 0; i < row->cells; i++) {
		struct str s = f->t->column[i] == column ? filler_said(f, row, i) : STR_NONE;
		if (s.len)
			return s;
	}
	return STR_NONE;
}

/* The cell that names the problem: the first finding that is not empty; *second what says it more closely, in another column. */
static struct str finding_of(const struct filler *f, const struct ledger_row *row, struct str *second)
{
	struct str first = STR_NONE;

	*second = filler_cell(f, row, COLUMN_DETAIL);
	for (size_t i = 0; i < row->cells; i++) {
		struct str s = f->t->column[i] == COLUMN_FINDING ? filler_said(f, row, i) : STR_NONE;
		if (s.len && !first.len)
			first = s;
		else if (s.len && !second->len)
			*second = s;
	}
	return first;
}

/* "1." is printed by Word's lists: the number is 1. */
static struct str number_of(const struct filler *f, const struct ledger_row *row)
{
	static const char *const tails[] = { ".", "、", "．" };
	struct str s = filler_cell(f, row, COLUMN_NO);

	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
		if (columns_number(s) && str_ends(s, str_from(tails[i])))
			s = str_sub(s, 0, s.len - strlen(tails[i]));
	return s;
}

/* --- aspects --- */

/* 一、 （二）: the printed number before an aspect's name; *ret_value is what it counts. */
struct str filler_printed_number(struct str s, size_t *ret_len)
{
	static const char *const opens[] = { "（", "(" };
	static const char *const closes[] = { "）", ")" };
	size_t end = str_find(str_sub(s, 0, 20), STR("、"), 0);

	*ret_len = 0;
	for (size_t i = 0; i < 2; i++) {
		size_t close = str_starts(s, str_from(opens[i])) ? str_find(str_sub(s, 0, 24), str_from(closes[i]), 0)
								 : STR_NPOS;
		struct str in = str_sub(s, strlen(opens[i]), close);
		if (close == STR_NPOS || !lex_chinese_number(in))
			continue;
		*ret_len = close + strlen(closes[i]);
		return str_sub(s, 0, *ret_len);
	}
	if (end == STR_NPOS || !lex_chinese_number(str_sub(s, 0, end)))
		return STR_NONE;
	*ret_len = end + strlen("、");
	return str_sub(s, 0, end);
}

static void end_aspect(struct filler *f, uint32_t at)
{
	struct node *before = f->split->report->root->last;

	if (!before || before->span.end <= at)
		return;
	struct str s = str_trim(str_sub(f->split->report->text, before->span.start, at));
	before->span.end = before->span.start + (uint32_t)s.len;
}

/* An aspect that a cell names. A nameless one without content becomes it. */
static int open_aspect(struct filler *f, struct str title, uint32_t from, uint32_t to)
{
	struct report *r = f->split->report;
	struct node *n = *f->aspect;
	size_t len = 0;

	if (!n || n->first || n->title.len || n != r->root->last) {
		end_aspect(f, from);
		n = node_add(r, r->root, NODE_ASPECT, from, to);
	}
	if (!n)
		return ERR_NOMEM;
	f->aspect_title = title;
	n->no = filler_printed_number(title, &len);
	n->value = n->no.len ? lex_chinese_number(str_has(n->no, STR("（")) ? str_sub(n->no, 3, n->no.len - 3) : n->no)
			     : 0;
	n->title = n->text = str_trim(str_sub(title, len, title.len));
	n->head_span = span_of(f, title);
	*f->aspect = n;
	f->problem = f->item = NULL;
	f->finding = f->detail = STR_NONE;
	f->own_aspect = true;
	return 0;
}

static void stretch(const struct filler *f, struct node *n, uint32_t to)
{
	struct str s = str_trim(str_sub(f->split->report->text, n->span.start, to));

	to = n->span.start + (uint32_t)s.len;
	for (; n; n = n->parent)
		n->span.end = n->span.end < to ? to : n->span.end;
}

/* --- problems and items --- */

static int open_problem(struct filler *f, const struct ledger_row *row, struct str first, struct str no)
{
	uint32_t from = row->cell[0].start, to = row->cell[row->cells - 1].end;
	struct node *p = node_add(f->split->report, *f->aspect, NODE_PROBLEM, from, to);

	if (!p)
		return ERR_NOMEM;
	p->no = no;
	p->value = columns_number(no);
	p->title = words_title(first);
	p->head_span = first.len ? span_of(f, first) : (struct span){ p->span.start, p->span.start };
	f->problem = p;
	f->finding = first;
	f->item = NULL;
	return 0;
}

static int open_item(struct filler *f, const struct ledger_row *row, struct str said, struct str no)
{
	uint32_t from = row->cell[0].start, to = row->cell[row->cells - 1].end;
	struct node *item = node_add(f->split->report, f->problem, NODE_ITEM, from, to);

	if (!item)
		return ERR_NOMEM;
	item->no = no;
	item->value = columns_number(no);
	item->text = said.len ? said : f->finding.len ? f->finding : f->problem->title;
	item->head_span = said.len ? span_of(f, said) : (struct span){ item->span.start, item->span.start };
	f->item = item;
	f->result = NULL;
	return 0;
}

static bool repeats_finding(const struct filler *f, const struct ledger_row *row)
{
	for (size_t i = 0; i < row->cells; i++)
		if (f->t->column[i] == COLUMN_FINDING && row->ditto[i])
			return true;
	return false;
}

/* Whether the row goes on with what the row above tells: merged cells are repeated, or empty. */
static bool same_problem(
	const struct filler *f, const struct ledger_row *row, struct str first, struct str second, struct str no)
{
	if (!f->problem)
		return false;
	if (repeats_finding(f, row))
		return true;
	/* what each row tells of it more closely may have the number */
	bool particular = second.len && f->detail.len && !str_eq(second, f->detail);
	return !first.len || (str_eq(first, f->finding) && (!no.len || particular || str_eq(no, f->problem->no)));
}

static bool repeats_detail(const struct filler *f, const struct ledger_row *row)
{
	for (size_t i = 0; i < row->cells; i++)
		if (f->t->column[i] == COLUMN_DETAIL && row->ditto[i])
			return true;
	return false;
}

static int open_row(struct filler *f, const struct ledger_row *row, bool *ret_goes_on)
{
	struct str second, first = finding_of(f, row, &second), no = number_of(f, row);
	bool same = same_problem(f, row, first, second, no);
	int rc = same ? 0 : open_problem(f, row, first, no);

	/* a row of a problem without its own finding: a further item when it has a number or words of its own */
	bool numbered = no.len && f->item && !str_eq(no, f->item->no);
	bool worded = second.len && !str_eq(second, f->detail);
	*ret_goes_on = same && f->item && !numbered && !worded;
	if (rc == 0 && !*ret_goes_on) {
		f->detail = second;
		rc = open_item(f, row, second.len && !repeats_detail(f, row) ? second : same ? STR_NONE : first, no);
	}
	if (rc == 0)
		stretch(f, f->item, row->cell[row->cells - 1].end);
	return rc;
}

/* What is no row stays where it stands: the cover of the text finds it. A heading belongs to its aspect. */
static int add_group(struct filler *f, const struct ledger_row *row, struct str title)
{
	uint32_t to = row->cell[row->cells - 1].end;
	int rc = open_aspect(f, title, span_of(f, title).start, to);
	struct span s = span_of(f, title);

	if (rc < 0)
		return rc;
	stretch(f, *f->aspect, to);
	return prose_add(f->split->report, *f->aspect, PROSE_HEADING, s.start, s.end) ? 0 : ERR_NOMEM;
}

/* What stands above the row's problem: its aspect, or in a ledger of several units without aspects its unit. */
static struct str heading_of(const struct filler *f, const struct ledger_row *row)
{
	struct str aspect = filler_cell(f, row, COLUMN_ASPECT);

	return aspect.len || !f->units ? aspect : filler_cell(f, row, COLUMN_UNIT);
}

/* The column of aspects opens one where it says something new. */
static int follow_aspect(struct filler *f, const struct ledger_row *row)
{
	struct str title = heading_of(f, row);

	if (!title.len || str_eq(title, f->aspect_title))
		return 0;
	return open_aspect(f, title, row->cell[0].start, row->cell[row->cells - 1].end);
}

/* What another table was about is not what this one is about. */
static int leave_aspect(struct filler *f, const struct ledger_row *row)
{
	struct report *r = f->split->report;

	if (f->own_aspect || !f->others_aspect)
		return 0;
	end_aspect(f, row->cell[0].start);
	struct node *n = node_add(r, r->root, NODE_ASPECT, row->cell[0].start, row->cell[row->cells - 1].end);
	if (!n)
		return ERR_NOMEM;
	n->text = STR_NONE;
	n->head_span = (struct span){ n->span.start, n->span.start };
	*f->aspect = n;
	f->own_aspect = true;
	return 0;
}

int filler_add_row(struct filler *f, struct ledger_row *row, bool last)
{
	struct str group = STR_NONE;
	bool goes_on = false;

	switch (filler_row_kind(f, row, last, &group)) {
	case ROW_NOTHING:
		return 0;
	case ROW_GROUP:
		return add_group(f, row, group);
	default:
		break;
	}
	look_above(f, row);
	int rc = follow_aspect(f, row);
	if (rc == 0)
		rc = leave_aspect(f, row);
	if (rc == 0)
		rc = open_row(f, row, &goes_on);
	if (rc == 0)
		rc = filler_add_cells(f, row, goes_on);
	if (rc == 0)
		rc = filler_date_result(f, row);
	f->last = *row;
	f->rows++;
	return rc;
}

/* --- the table --- */

static int tell(const struct filler *f)
{
	struct report_table *t = vec_push(&f->split->report->tables);
	const struct line *lines = f->job.lines->ptr;

	if (!t)
		return ERR_NOMEM;
	t->span = (struct span){ lines[f->t->line].start, lines[f->t->end - 1].end };
	t->header = t->span;
	t->header.end = f->t->headless || f->t->form ? t->header.start : lines[f->t->first_row - 1].end;
	t->rows = f->rows;
	t->count = f->t->columns;
	for (size_t i = 0; i < f->t->columns; i++)
		t->columns[i] = (struct report_column){ f->t->header[i], f->t->column[i], f->t->sure[i] };
	return 0;
}

/* An aspect that the table before named: by a line across it, or in a column. */
static bool is_of_table(const struct report *r, const struct node *aspect)
{
	const struct report_table *t =
		r->tables.len ? &VEC_AT(&r->tables, struct report_table, r->tables.len - 1) : NULL;

	return t && aspect && aspect->title.len && aspect->head_span.start >= t->span.start &&
	       aspect->head_span.end <= t->span.end;
}

/* Whether a column says whose problems the rows are: 被巡察单位, not 整改单位, of which many may answer for one. */
static bool tells_units(const struct table *t)
{
	static const char *const others[] = { "整改", "涉及", "问题", "填报", "责任" };
	bool units = false;

	for (size_t i = 0; i < t->columns; i++) {
		if (t->column[i] == COLUMN_ASPECT)
			return false;
		bool other = t->column[i] != COLUMN_UNIT;
		for (size_t k = 0; !other && k < sizeof others / sizeof *others; k++)
			other = str_has(t->header[i], str_from(others[k]));
		units |= !other;
	}
	return units;
}

/* 1.党的全面领导方面: without its number. */
static struct str facet_of(struct str s)
{
	static const char *const points[] = { ".", "、", "．", " " };
	size_t n = 0;

	while (n < s.len && n < 3 && s.ptr[n] >= '0' && s.ptr[n] <= '9')
		n++;
	for (size_t i = 0; n && i < sizeof points / sizeof *points; i++)
		if (str_starts(str_sub(s, n, s.len), str_from(points[i])))
			return str_trim(str_sub(s, n + strlen(points[i]), s.len));
	return s;
}

/* Whether the outline has taken the line for a heading. */
static bool is_heading(const struct filler *f, const struct line *l)
{
	const struct vec *heads = &f->split->outline->heads;
	size_t low = 0, high = heads->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (VEC_AT(heads, struct head, middle).at < l->start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < heads->len && VEC_AT(heads, struct head, low).at < l->end &&
	       VEC_AT(heads, struct head, low).role != ROLE_NONE;
}

/* The name of a sheet, or the line above the table, may be the aspect. */
static int open_above(struct filler *f)
{
	enum { LINES_ABOVE = 6, LINE_BYTES = 120 };
	const struct line *lines = f->job.lines->ptr;
	const struct vec *tables = &f->split->report->tables;
	uint32_t behind = tables->len ? VEC_AT(tables, struct report_table, tables->len - 1).span.end : 0;

	for (size_t i = f->t->line; i > 0 && f->t->line - i < LINES_ABOVE && lines[i - 1].start >= behind; i--) {
		struct str s = str_sub(f->job.text, lines[i - 1].start, lines[i - 1].end);
		struct str facet = facet_of(s);
		if (s.len > LINE_BYTES || str_has(s, STR("。")) || is_heading(f, &lines[i - 1]))
			return 0;
		if (!str_ends(facet, STR("方面")) || !words_aspect(facet))
			continue;
		int rc = open_aspect(f, facet, lines[i - 1].start, lines[f->t->end - 1].end);
		return rc < 0 || prose_add(f->split->report, *f->aspect, PROSE_HEADING, lines[i - 1].start,
					 lines[i - 1].end)
			       ? rc
			       : ERR_NOMEM;
	}
	return 0;
}

/* 一、已完成整改的问题 above rows that tell no state: it takes no room, and is said where the heading stands. */
static int inherit_state(const struct filler *f, const struct node *aspect, struct node *item)
{
	enum result_status status = words_state_heading(aspect->title);

	for (const struct node *n = item->first; n; n = n->next)
		if (n->kind == NODE_RESULT)
			return 0;
	struct node *n = node_add(f->split->report, item, NODE_RESULT, item->span.end, item->span.end);
	if (!n)
		return ERR_NOMEM;
	n->status = status;
	n->text = aspect->title;
	n->head_span = aspect->head_span;
	return 0;
}

static int inherit_states(const struct filler *f, struct node *first)
{
	uint32_t from = VEC_AT(f->job.lines, struct line, f->t->line).start;
	int rc = 0;

	for (struct node *a = first; a; a = a->next) {
		if (a->kind != NODE_ASPECT || words_state_heading(a->title) == RESULT_NONE)
			continue;
		for (struct node *n = node_walk(a, a); n && rc == 0; n = node_walk(a, n))
			if (n->kind == NODE_ITEM && n->span.start >= from)
				rc = inherit_state(f, a, n);
	}
	return rc;
}

int table_build(struct splitter *s, const struct table *t, struct node **aspect)
{
	struct filler f = { .split = s,
		.t = t,
		.aspect = aspect,
		.job = { s->report->text, s->outline->lines, s->outline->body, true, NULL } };

	for (size_t i = 0; i < t->columns; i++) {
		f.of.measures |= t->column[i] == COLUMN_MEASURES;
		f.aspects |= t->column[i] == COLUMN_ASPECT;
		f.of.states |= t->column[i] == COLUMN_RESULT;
	}
	f.units = tells_units(t);
	f.others_aspect = is_of_table(s->report, *aspect);
	struct node *first = *aspect;
	int rc = f.aspects || t->form ? 0 : open_above(&f);
	if (rc < 0)
		return rc;
	rc = t->form ? filler_read_forms(&f) : t->cells ? filler_read_lines(&f) : filler_read_tabs(&f);
	rc = rc < 0 ? rc : inherit_states(&f, first);
	return rc < 0 ? rc : tell(&f);
}
