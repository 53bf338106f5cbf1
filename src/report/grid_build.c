#include "columns.h"
#include "grid.h"
#include "words.h"

/* A ledger made a tree: aspects, problems, items and their leaves. */

struct row {
	struct span cell[COLUMNS_MAX];
	size_t cells;
	bool ditto[COLUMNS_MAX]; /* 同上, 〃: it says what the cell above says */
};

struct filler {
	struct splitter *split;
	const struct table *t;
	struct tables_job job;
	struct node **aspect;
	struct node *problem, *item, *result; /* result: the item's, of its rows so far */
	struct str finding, detail, aspect_title;
	struct row last;               /* the row above */
	struct str above[COLUMNS_MAX]; /* the nearest cell above that says something itself */
	bool measures;                 /* it has a column of measures */
	bool units;                    /* it has one of units, and none of aspects */
	bool own_aspect;               /* the open aspect was opened by this table */
	bool others_aspect;            /* or by another table, whose it is */
	size_t rows;
};

static struct str cell_text(const struct filler *f, struct span s)
{
	return str_trim(str_sub(f->split->report->text, s.start, s.end));
}

static struct span span_of(const struct filler *f, struct str s)
{
	uint32_t start = (uint32_t)(s.ptr - f->split->report->text.ptr);
	return (struct span){ start, start + (uint32_t)s.len };
}

static bool is_ditto(struct str s)
{
	static const char *const marks[] = { "同上", "同上。", "（同上）", "(同上)", "如上", "同前", "〃", "″", "\"",
		"＂", "”", "“" };

	for (size_t i = 0; s.len && s.len <= 12 && i < sizeof marks / sizeof *marks; i++)
		if (str_eq(s, str_from(marks[i])))
			return true;
	return false;
}

/* What the row's cell says, be it by its own words or those above. */
static struct str said_in(const struct filler *f, const struct row *row, size_t i)
{
	return row->ditto[i] ? f->above[i] : cell_text(f, row->cell[i]);
}

static void look_above(struct filler *f, struct row *row)
{
	for (size_t i = 0; i < row->cells; i++) {
		struct str s = cell_text(f, row->cell[i]);
		row->ditto[i] = f->above[i].len && is_ditto(s);
		if (s.len && !row->ditto[i])
			f->above[i] = s;
	}
}

/* The first cell of a kind that is not empty. */
static struct str find_cell(const struct filler *f, const struct row *row, uint8_t column)
{
	for (size_t i = 0; i < row->cells; i++) {
		struct str s = f->t->column[i] == column ? said_in(f, row, i) : STR_NONE;
		if (s.len)
			return s;
	}
	return STR_NONE;
}

/* The cell that names the problem: the first finding that is not empty; *second what says it more closely, in another column. */
static struct str finding_of(const struct filler *f, const struct row *row, struct str *second)
{
	struct str first = STR_NONE;

	*second = find_cell(f, row, COLUMN_DETAIL);
	for (size_t i = 0; i < row->cells; i++) {
		struct str s = f->t->column[i] == COLUMN_FINDING ? said_in(f, row, i) : STR_NONE;
		if (s.len && !first.len)
			first = s;
		else if (s.len && !second->len)
			*second = s;
	}
	return first;
}

/* "1." is printed by Word's lists: the number is 1. */
static struct str number_of(const struct filler *f, const struct row *row)
{
	static const char *const tails[] = { ".", "、", "．" };
	struct str s = find_cell(f, row, COLUMN_NO);

	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
		if (columns_number(s) && str_ends(s, str_from(tails[i])))
			s = str_sub(s, 0, s.len - strlen(tails[i]));
	return s;
}

/* --- aspects --- */

/* 一、 （二）: the printed number before an aspect's name; *ret_value is what it counts. */
static struct str printed_number(struct str s, size_t *ret_len)
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
	n->no = printed_number(title, &len);
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

static int open_problem(struct filler *f, const struct row *row, struct str first, struct str no)
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

static int open_item(struct filler *f, const struct row *row, struct str said, struct str no)
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

static bool repeats_finding(const struct filler *f, const struct row *row)
{
	for (size_t i = 0; i < row->cells; i++)
		if (f->t->column[i] == COLUMN_FINDING && row->ditto[i])
			return true;
	return false;
}

/* Whether the row goes on with what the row above tells: merged cells are repeated, or empty. */
static bool same_problem(const struct filler *f, const struct row *row, struct str first, struct str no)
{
	if (!f->problem)
		return false;
	if (repeats_finding(f, row))
		return true;
	return !first.len || (str_eq(first, f->finding) && (!no.len || str_eq(no, f->problem->no)));
}

static bool repeats_detail(const struct filler *f, const struct row *row)
{
	for (size_t i = 0; i < row->cells; i++)
		if (f->t->column[i] == COLUMN_DETAIL && row->ditto[i])
			return true;
	return false;
}

static int open_row(struct filler *f, const struct row *row, bool *ret_goes_on)
{
	struct str second, first = finding_of(f, row, &second), no = number_of(f, row);
	bool same = same_problem(f, row, first, no);
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

/* --- cells --- */

static const uint16_t labels[COLUMNS] = { [COLUMN_MEASURES] = LABEL_MEASURES,
	[COLUMN_DONE] = LABEL_DONE,
	[COLUMN_RESULT] = LABEL_RESULT,
	[COLUMN_DUE] = LABEL_DUE,
	[COLUMN_DEPT] = LABEL_DEPT,
	[COLUMN_LEADER] = LABEL_PERSON,
	[COLUMN_PERSON] = LABEL_PERSON };

/* The cell is the one above, merged. */
static bool is_repeated(const struct filler *f, struct str s, size_t i)
{
	return i < f->last.cells && str_eq(s, cell_text(f, f->last.cell[i]));
}

/* 1: less done than the other. */
static int rank(enum result_status s)
{
	static const int ranks[] = { [RESULT_NONE] = 0,
		[RESULT_IN_PROGRESS] = 1,
		[RESULT_PARTIAL] = 2,
		[RESULT_LONG_TERM] = 3,
		[RESULT_DONE] = 4 };
	return ranks[s];
}

/* An item of several rows is done when all of them are: the row that is least so tells its result. */
static void settle_result(struct filler *f)
{
	struct node *new = f->item->last;

	if (!new || new->kind != NODE_RESULT || new == f->result)
		return;
	struct node *other = f->result;
	f->result = new;
	if (!other)
		return;
	if (rank(new->status) > rank(other->status)) {
		f->result = other;
		other = new;
	}
	other->kind = NODE_PROSE;
	other->prose = PROSE_DETAIL;
}

/* 2024-06-20, 2024年6月20日, 20240620, 2024-06-20 09:30: the day that 销号日期 tells. */
static struct date read_day(struct str s)
{
	int n[3] = { 0, 0, 0 };
	size_t k = 0, digits = 0;

	for (size_t i = 0; i < s.len && s.len <= 40; i++) {
		bool digit = s.ptr[i] >= '0' && s.ptr[i] <= '9';
		if (!digit && digits) {
			k++;
			digits = 0;
		}
		if (!digit)
			continue;
		bool next = digits == (k == 0 ? 4 : 2);
		k += next;
		digits = next ? 1 : digits + 1;
		if (k > 2)
			break;
		n[k] = n[k] * 10 + (s.ptr[i] - '0');
	}
	struct date d = { (int16_t)n[0], (int8_t)n[1], (int8_t)n[2] };
	return n[0] >= 1949 && n[0] < 2200 && date_valid(d) ? d : (struct date){ 0, 0, 0 };
}

static int date_result(struct filler *f, const struct row *row)
{
	struct str s = find_cell(f, row, COLUMN_DONE_DATE);

	if (!f->result || f->result->parent != f->item || !s.len)
		return 0;
	if (!node_more(f->split->report->arena, f->result))
		return ERR_NOMEM;
	f->result->more->date = read_day(s);
	return 0;
}

/* A limit or department of a further row belongs to that row's measures. */
static int give_to_measures(struct filler *f, struct node *behind, uint8_t column, struct str said)
{
	for (struct node *n = behind ? behind->next : f->item->first; n; n = n->next) {
		if (n->kind != NODE_MEASURE)
			continue;
		struct node_more *more = node_more(f->split->report->arena, n);
		if (!more)
			return ERR_NOMEM;
		if (column == COLUMN_DUE)
			more->due = said;
		else if (!more->depts.len)
			more->depts = said;
	}
	return 0;
}

static int add_prose(struct filler *f, enum prose_kind kind, struct span cell)
{
	return prose_add(f->split->report, f->item, kind, cell.start, cell.end) ? 0 : ERR_NOMEM;
}

/* Keeps the place of a cell that names departments. */
static int keep_org(struct filler *f, size_t i, struct span cell)
{
	uint8_t column = f->t->column[i];

	if (column != COLUMN_DEPT && column != COLUMN_COOPERATING)
		return 0;
	struct org_cell *c = vec_push(&f->split->report->org_cells);
	if (!c)
		return ERR_NOMEM;
	bool leads = str_has(f->t->header[i], STR("牵头"));
	c->span = cell;
	c->role = column == COLUMN_COOPERATING ? ORG_COOPERATING : leads ? ORG_LEAD : ORG_RESPONSIBLE;
	return 0;
}

/* 是否完成: 是 否 √ ×: the column's header is the question. */
static void answer_result(uint8_t column, struct node *result, struct str said)
{
	static const char *const yes[] = { "是", "√", "✓", "✔", "Y", "已", "100%", "100％" };
	static const char *const no[] = { "否", "×", "✗", "X", "N", "未" };

	if (column != COLUMN_RESULT || result->status != RESULT_NONE)
		return;
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (str_eq(said, str_from(yes[i])))
			result->status = RESULT_DONE;
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (str_eq(said, str_from(no[i])))
			result->status = RESULT_IN_PROGRESS;
}

/* A cell that says what the one above says: its place is its own, its words are those. */
static int add_ditto(struct filler *f, size_t i, struct span cell)
{
	uint8_t column = f->t->column[i];
	struct node *before = f->item->last;

	if (column == COLUMN_DUE || column == COLUMN_DEPT) {
		struct node_more *more = node_more(f->split->report->arena, f->item);
		if (!more)
			return ERR_NOMEM;
		struct str *said = column == COLUMN_DUE ? &more->due : &more->depts;
		*said = said->len ? *said : f->above[i];
	}
	if (column != COLUMN_MEASURES && column != COLUMN_DONE && column != COLUMN_RESULT)
		return add_prose(f, column == COLUMN_NO ? PROSE_PROBLEM : PROSE_DETAIL, cell);
	int rc = split_cell(f->split, f->item, labels[column], f->measures, cell);
	struct node *n = f->item->last;
	if (rc < 0 || n == before)
		return rc;
	if (n->kind == NODE_RESULT) {
		n->status = words_result_sentence(f->above[i]);
		answer_result(column, n, f->above[i]);
	}
	if (n->kind == NODE_MEASURE || n->kind == NODE_PROGRESS || n->kind == NODE_RESULT)
		n->text = f->above[i];
	settle_result(f);
	return 0;
}

static int add_cell(struct filler *f, const struct row *row, size_t i, bool goes_on)
{
	struct span cell = row->cell[i];
	uint8_t column = f->t->column[i];
	struct str s = cell_text(f, cell);

	if (!s.len)
		return 0;
	if (keep_org(f, i, cell) < 0)
		return ERR_NOMEM;
	if (row->ditto[i])
		return add_ditto(f, i, cell);
	bool repeated = goes_on && is_repeated(f, s, i);
	if (labels[column] && !repeated && !(goes_on && (column == COLUMN_DUE || column == COLUMN_DEPT))) {
		int rc = split_cell(f->split, f->item, labels[column], f->measures, cell);
		if (rc == 0 && f->item->last && f->item->last->kind == NODE_RESULT && f->item->last != f->result)
			answer_result(column, f->item->last, s);
		settle_result(f);
		return rc;
	}
	bool finding = column == COLUMN_FINDING || column == COLUMN_DETAIL;
	return add_prose(f,
		finding && !repeated  ? PROSE_FINDING
		: column == COLUMN_NO ? PROSE_PROBLEM
				      : PROSE_DETAIL,
		cell);
}

static int add_cells(struct filler *f, const struct row *row, bool goes_on)
{
	struct node *behind = goes_on ? f->item->last : NULL;
	int rc = 0;

	for (size_t i = 0; i < row->cells && rc == 0; i++)
		rc = add_cell(f, row, i, goes_on);
	for (size_t i = 0; i < row->cells && rc == 0 && goes_on; i++) {
		uint8_t column = f->t->column[i];
		struct str s = column == COLUMN_DUE || column == COLUMN_DEPT ? said_in(f, row, i) : STR_NONE;
		struct str of_item = column == COLUMN_DUE ? node_due(f->item) : node_depts(f->item);
		if (s.len && !str_eq(s, of_item))
			rc = give_to_measures(f, behind, column, s);
	}
	return rc;
}

/* --- rows that are none: headers again, sums, headings across the table, remarks below it --- */

static size_t filled_cells(const struct filler *f, const struct row *row, size_t *ret_first)
{
	size_t n = 0;

	for (size_t i = row->cells; i-- > 0;) {
		if (!cell_text(f, row->cell[i]).len)
			continue;
		n++;
		*ret_first = i;
	}
	return n;
}

static bool is_header_again(const struct filler *f, const struct row *row)
{
	size_t same = 0, filled = 0;

	for (size_t i = 0; i < row->cells; i++) {
		struct str s = cell_text(f, row->cell[i]);
		filled += s.len > 0;
		same += s.len > 0 && s.len <= 90 && str_eq(s, f->t->header[i]);
	}
	return filled >= 2 && same * 10 >= filled * 6;
}

static bool begins_with(struct str s, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_starts(s, str_from(words[i])))
			return true;
	return false;
}

static bool is_sum(struct str s)
{
	static const char *const words[] = { "合计", "总计", "小计", "共计", "汇总" };
	char plain[16];
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] != ' ') {
			if (n == sizeof plain)
				return false;
			plain[n++] = s.ptr[i];
		}
	return begins_with((struct str){ plain, n }, words, sizeof words / sizeof *words);
}

static bool is_remark(struct str s)
{
	static const char *const words[] = { "注：", "注:", "备注", "说明", "填表", "填报", "制表", "审核", "联系",
		"单位：", "单位:", "日期", "负责人签", "签字", "（盖章", "(盖章", "报送" };
	return begins_with(s, words, sizeof words / sizeof *words);
}

/* 填表人：甲 | 审核人：乙: below the table, not in it. */
static bool is_signature(const struct filler *f, const struct row *row, size_t first)
{
	struct str s = cell_text(f, row->cell[first]);

	if (!is_remark(s) || f->t->column[first] == COLUMN_FINDING || f->t->column[first] == COLUMN_DETAIL)
		return false;
	for (size_t i = first; i < row->cells; i++) {
		s = cell_text(f, row->cell[i]);
		if (s.len && !is_remark(s) && !str_has(s, STR("：")) && !str_has(s, STR(":")))
			return false;
	}
	return true;
}

/* A line across the table names what the rows below it are about. */
static bool is_group(const struct filler *f, size_t column, struct str s)
{
	uint8_t c = f->t->column[column];
	size_t len = 0;

	if (s.len > 240 || columns_number(s) || str_ends(s, STR("。")) || is_remark(s))
		return false;
	if (c == COLUMN_NO || c == COLUMN_ASPECT || c == COLUMN_UNIT)
		return true;
	return column <= 1 && (words_aspect(s) || (printed_number(s, &len).len && !words_finding(s)));
}

enum kind { ROW_ITEM, ROW_GROUP, ROW_NOTHING };

static enum kind kind_of(const struct filler *f, const struct row *row, bool last, struct str *ret_group)
{
	size_t first = 0, filled = filled_cells(f, row, &first);

	if (!filled || is_header_again(f, row))
		return ROW_NOTHING;
	*ret_group = cell_text(f, row->cell[first]);
	if (is_sum(*ret_group) || is_signature(f, row, first))
		return ROW_NOTHING;
	if (filled > 1)
		return ROW_ITEM;
	if (is_group(f, first, *ret_group))
		return last ? ROW_NOTHING : ROW_GROUP;
	return is_remark(*ret_group) ? ROW_NOTHING : ROW_ITEM;
}

/* What is no row stays where it stands: the cover of the text finds it. A heading belongs to its aspect. */
static int add_group(struct filler *f, const struct row *row, struct str title)
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
static struct str heading_of(const struct filler *f, const struct row *row)
{
	struct str aspect = find_cell(f, row, COLUMN_ASPECT);

	return aspect.len || !f->units ? aspect : find_cell(f, row, COLUMN_UNIT);
}

/* The column of aspects opens one where it says something new. */
static int follow_aspect(struct filler *f, const struct row *row)
{
	struct str title = heading_of(f, row);

	if (!title.len || str_eq(title, f->aspect_title))
		return 0;
	return open_aspect(f, title, row->cell[0].start, row->cell[row->cells - 1].end);
}

/* What another table was about is not what this one is about. */
static int leave_aspect(struct filler *f, const struct row *row)
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

static int add_row(struct filler *f, struct row *row, bool last)
{
	struct str group = STR_NONE;
	bool goes_on = false;

	switch (kind_of(f, row, last, &group)) {
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
		rc = add_cells(f, row, goes_on);
	if (rc == 0)
		rc = date_result(f, row);
	f->last = *row;
	f->rows++;
	return rc;
}

/* --- rows of tabs --- */

static size_t cell_end(struct str s, size_t at, char separator)
{
	const char *end = at < s.len ? memchr(s.ptr + at, separator, s.len - at) : NULL;
	return end ? (size_t)(end - s.ptr) : s.len;
}

/* The cells of a row of tabs that runs over the bytes [from, to). */
static struct row cut_row(struct str text, const struct table *t, uint32_t from, uint32_t to)
{
	struct row row = { .cells = 0 };
	struct str s = str_sub(text, 0, to);
	size_t at = from;

	if (t->separator == '|') {
		while (at < to && (s.ptr[at] == ' ' || s.ptr[at] == '\t'))
			at++;
		at += at < to && s.ptr[at] == '|';
	}
	while (row.cells < t->columns && at <= to) {
		size_t end = row.cells + 1 < t->columns ? cell_end(s, at, t->separator) : to;
		if (t->separator == '|' && row.cells + 1 == t->columns)
			end = cell_end(s, at, '|');
		row.cell[row.cells++] = (struct span){ (uint32_t)at, (uint32_t)end };
		at = end + 1;
	}
	return row;
}

static size_t next_line(const struct filler *f, size_t i)
{
	while (i < f->t->end && VEC_AT(f->job.lines, struct line, i).start == VEC_AT(f->job.lines, struct line, i).end)
		i++;
	return i;
}

/* The lines of one row: further ones until it has all its cells, where people pasted cells of several lines. */
static struct grid_row gather_row(const struct filler *f, size_t i)
{
	struct grid_row row = grid_row_at(&f->job, i, f->t->separator);
	size_t full = f->t->columns - 1;

	while (row.separators < full || f->t->separator == '|') {
		size_t next = next_line(f, row.end);
		if (next >= f->t->end || f->t->separator == '|')
			break;
		struct grid_row more = grid_row_at(&f->job, next, f->t->separator);
		bool whole = more.separators >= full;
		if (more.separators && (whole || row.separators + more.separators > full))
			break;
		row.end = more.end;
		row.to = more.to;
		row.separators += more.separators;
	}
	/* lines without a tab behind a whole row are further lines of its last cell */
	for (size_t next = next_line(f, row.end); row.separators >= full && next < f->t->end;
		next = next_line(f, row.end)) {
		struct grid_row more = grid_row_at(&f->job, next, f->t->separator);
		if (more.separators)
			break;
		row.end = more.end;
		row.to = more.to;
	}
	return row;
}

static int build_tabs(struct filler *f)
{
	int rc = 0;

	for (size_t i = next_line(f, f->t->first_row); i < f->t->end && rc == 0;) {
		struct grid_row r = gather_row(f, i);
		struct row row = cut_row(f->job.text, f->t, r.from, r.to);
		i = next_line(f, r.end);
		rc = add_row(f, &row, i >= f->t->end);
	}
	return rc;
}

/* --- a cell a line --- */

/* A cell more than there are columns belongs to the one where text is long: the measures, else what was done. */
static size_t long_column(const struct table *t)
{
	size_t at = t->columns - 1;
	for (size_t i = t->columns; i-- > 0;)
		if (t->column[i] == COLUMN_MEASURES ||
			(t->column[i] == COLUMN_DONE && t->column[at] != COLUMN_MEASURES))
			at = i;
	return at;
}

/* Gives the lines [from, to) to the columns. */
static struct row give_lines(const struct filler *f, size_t from, size_t to)
{
	struct row row = { .cells = 0 };
	size_t n = 0, wide = long_column(f->t);

	for (size_t i = next_line(f, from); i < to; i = next_line(f, i + 1))
		n++;
	size_t extra = n > f->t->columns ? n - f->t->columns : 0;
	for (size_t i = next_line(f, from); i < to && row.cells < f->t->columns; i = next_line(f, i + 1)) {
		const struct line *l = &VEC_AT(f->job.lines, struct line, i);
		row.cell[row.cells] = (struct span){ l->start, l->end };
		for (; row.cells == wide && extra; extra--) {
			i = next_line(f, i + 1);
			row.cell[row.cells].end = VEC_AT(f->job.lines, struct line, i).end;
		}
		row.cells++;
	}
	return row;
}

static int build_cells(struct filler *f)
{
	uint32_t awaited = 1;
	size_t first = f->t->end;
	for (size_t i = f->t->first_row; i <= f->t->end; i++) {
		const struct line *l = i < f->t->end ? &VEC_AT(f->job.lines, struct line, i) : NULL;
		bool begins = l && columns_number(str_sub(f->job.text, l->start, l->end)) == awaited;
		if (!begins && l)
			continue;
		if (first < i) {
			struct row row = give_lines(f, first, i);
			int rc = row.cells ? add_row(f, &row, false) : 0;
			if (rc < 0)
				return rc;
		}
		first = i;
		awaited++;
	}
	return 0;
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
	t->header.end = f->t->headless ? t->header.start : lines[f->t->first_row - 1].end;
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

int table_build(struct splitter *s, const struct table *t, struct node **aspect)
{
	struct filler f = { .split = s,
		.t = t,
		.aspect = aspect,
		.job = { s->report->text, s->outline->lines, s->outline->body, true, NULL } };

	for (size_t i = 0; i < t->columns; i++)
		f.measures |= t->column[i] == COLUMN_MEASURES;
	f.units = tells_units(t);
	f.others_aspect = is_of_table(s->report, *aspect);
	int rc = t->cells ? build_cells(&f) : build_tabs(&f);
	return rc < 0 ? rc : tell(&f);
}
