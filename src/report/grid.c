#include "grid.h"

#include "words.h"

struct rows {
	struct str text;
	const struct vec *lines;
	size_t body;
};

static struct str line_text(const struct rows *r, size_t i)
{
	const struct line *l = &VEC_AT(r->lines, struct line, i);
	return str_sub(r->text, l->start, l->end);
}

static size_t skip_blank(const struct rows *r, size_t i)
{
	while (i < r->body && !line_text(r, i).len)
		i++;
	return i;
}

/* --- the names of the columns --- */

/* The names of columns, without the blanks and breaks inside ("序 号"). */
enum { NAME_BYTES = 36 };

static uint8_t column_of(struct str cell)
{
	static const struct {
		const char *word;
		uint8_t column;
	} names[] = { { "序号", COLUMN_NO }, { "编号", COLUMN_NO }, { "整改措施", COLUMN_MEASURES },
		{ "措施", COLUMN_MEASURES }, { "是否完成", COLUMN_RESULT }, { "整改状态", COLUMN_RESULT },
		{ "完成状态", COLUMN_RESULT }, { "整改结果", COLUMN_RESULT }, { "销号", COLUMN_RESULT },
		{ "时限", COLUMN_DUE }, { "期限", COLUMN_DUE }, { "时间", COLUMN_DUE }, { "整改情况", COLUMN_DONE },
		{ "进展", COLUMN_DONE }, { "完成情况", COLUMN_DONE }, { "落实情况", COLUMN_DONE },
		{ "成效", COLUMN_DONE }, { "责任单位", COLUMN_DEPT }, { "责任科室", COLUMN_DEPT },
		{ "责任部门", COLUMN_DEPT }, { "责任处室", COLUMN_DEPT }, { "责任股室", COLUMN_DEPT },
		{ "牵头单位", COLUMN_DEPT }, { "牵头部门", COLUMN_DEPT }, { "牵头科室", COLUMN_DEPT },
		{ "配合单位", COLUMN_DEPT }, { "领导", COLUMN_PERSON }, { "责任人", COLUMN_PERSON },
		{ "问题", COLUMN_FINDING }, { "整改事项", COLUMN_FINDING } };
	char name[NAME_BYTES];
	size_t n = 0;
	for (size_t i = 0; i < cell.len; i++) {
		bool blank = cell.ptr[i] == ' ' || cell.ptr[i] == '\n' || cell.ptr[i] == '\r' || cell.ptr[i] == '*';
		if (!blank && n == sizeof name)
			return COLUMN_OTHER;
		if (!blank)
			name[n++] = cell.ptr[i];
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_has((struct str){ name, n }, str_from(names[i].word)))
			return names[i].column;
	return COLUMN_OTHER;
}

/* What a ledger must have: its problems, and what is to be or was done about them. */
static bool is_ledger(const struct table *t)
{
	size_t known = 0;
	bool finding = false, done = false;
	for (size_t i = 0; i < t->columns; i++) {
		known += t->column[i] != COLUMN_OTHER;
		finding |= t->column[i] == COLUMN_FINDING;
		done |= t->column[i] == COLUMN_MEASURES || t->column[i] == COLUMN_DONE;
	}
	return finding && done && known >= 3 && known * 2 > t->columns;
}

static char separator_of(struct str line)
{
	return memchr(line.ptr, '\t', line.len) ? '\t' : memchr(line.ptr, '|', line.len) ? '|' : 0;
}

/* The end of the cell that begins at `at`. */
static size_t cell_end(struct str s, size_t at, char separator)
{
	const char *end = at < s.len ? memchr(s.ptr + at, separator, s.len - at) : NULL;
	return end ? (size_t)(end - s.ptr) : s.len;
}

/* | a | b | of Markdown: the bars at both ends hold no cells. */
static struct str without_bars(struct str s)
{
	if (str_starts(s, STR("|")))
		s = str_sub(s, 1, s.len);
	return str_ends(s, STR("|")) ? str_sub(s, 0, s.len - 1) : s;
}

static bool header_of_line(struct str line, struct table *t)
{
	char separator = line.len && line.len < 600 ? separator_of(line) : 0;
	if (!separator)
		return false;
	struct str s = separator == '|' ? without_bars(line) : line;
	t->columns = 0;
	for (size_t at = 0; at <= s.len;) {
		size_t end = cell_end(s, at, separator);
		if (t->columns == COLUMNS_MAX)
			return false;
		t->column[t->columns++] = column_of(str_trim(str_sub(s, at, end)));
		at = end + 1;
	}
	return is_ledger(t);
}

/* Short lines one below the other, each the name of a column; gives the line behind them, 0: none. */
static size_t header_of_lines(const struct rows *r, size_t i, struct table *t)
{
	t->columns = 0;
	if (!str_has(line_text(r, i), STR("号")) || column_of(line_text(r, i)) != COLUMN_NO)
		return 0;
	for (; (i = skip_blank(r, i)) < r->body && t->columns < COLUMNS_MAX; i++) {
		struct str s = line_text(r, i);
		uint8_t column = s.len <= NAME_BYTES ? column_of(s) : COLUMN_OTHER;
		bool remark = str_starts(s, STR("备"));
		if (column == COLUMN_OTHER && !remark)
			break;
		t->column[t->columns++] = column;
	}
	return is_ledger(t) ? i : 0;
}

/* --- the rows --- */

static uint32_t whole_number(struct str s)
{
	uint32_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9' || s.len > 4)
			return 0;
		n = n * 10 + (uint32_t)(s.ptr[i] - '0');
	}
	return n;
}

static size_t count_separators(struct str s, char separator)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		n += s.ptr[i] == separator;
	return n;
}

/* Rows of tabs: a line with them begins a row unless the row before has not all its cells yet. */
static size_t end_of_tabs(const struct rows *r, const struct table *t, char separator)
{
	size_t i = t->first_row, end = i, have = 0;
	for (; i < r->body; i++) {
		struct str s = line_text(r, i);
		size_t n = count_separators(s, separator);
		if (!s.len)
			continue;
		if (n == 0 && have + 1 >= t->columns)
			break;
		have = n + 1 >= t->columns || have + 1 >= t->columns ? n : have + n;
		end = i + 1;
	}
	return end;
}

/* A row has at most so many lines more than the rows before it. */
enum { ROW_LINES = 40 };

/* Rows of lines: from one awaited number to the next. */
static size_t end_of_cells(const struct rows *r, const struct table *t)
{
	uint32_t awaited = 1;
	size_t in_row = 0, end = t->first_row, longest = t->columns - 1; /* cells may have several lines */
	for (size_t i = t->first_row; i < r->body; i++) {
		struct str s = line_text(r, i);
		if (!s.len)
			continue;
		if (whole_number(s) == awaited) {
			longest = awaited > 1 && in_row > longest ? in_row : longest;
			awaited++;
			in_row = 0;
			end = i + 1;
		} else if (awaited == 1 || ++in_row > longest + ROW_LINES) {
			break;
		} else if (in_row <= longest) {
			end = i + 1;
		}
	}
	return awaited > 2 ? end : t->first_row;
}

static bool is_rule_of_markdown(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr("|-: ", s.ptr[i]))
			return false;
	return s.len > 0;
}

int tables_find(struct str text, const struct vec *lines, size_t body, bool rows, struct vec *tables)
{
	struct rows r = { text, lines, body };
	for (size_t i = 0; i < body; i++) {
		struct str s = line_text(&r, i);
		if (!rows && s.len > NAME_BYTES)
			continue;
		struct table t = { .line = i };
		size_t behind = 0;
		if (rows && s.len && header_of_line(s, &t)) {
			t.first_row = i + 1;
			if (t.first_row < body && is_rule_of_markdown(line_text(&r, t.first_row)))
				t.first_row++;
			t.end = end_of_tabs(&r, &t, separator_of(s));
		} else if (s.len && s.len <= NAME_BYTES && (behind = header_of_lines(&r, i, &t))) {
			t.cells = true;
			t.first_row = behind;
			t.end = end_of_cells(&r, &t);
		}
		if (t.end <= t.first_row)
			continue;
		struct table *new = vec_push(tables);
		if (!new)
			return ERR_NOMEM;
		*new = t;
		i = t.end - 1;
	}
	return 0;
}

/* --- a row made a problem --- */

struct row {
	struct span cell[COLUMNS_MAX];
	size_t cells;
};

struct filler {
	struct splitter *split;
	const struct table *t;
	struct node *aspect, *problem;
};

static struct str cell_text(const struct filler *f, struct span s)
{
	return str_trim(str_sub(f->split->report->text, s.start, s.end));
}

/* The cell that names the problem: the first finding that is not empty; *second the one below it in another column. */
static struct str finding_of(const struct filler *f, const struct row *row, struct str *second)
{
	struct str first = STR_NONE;
	*second = STR_NONE;
	for (size_t i = 0; i < row->cells; i++) {
		struct str s = f->t->column[i] == COLUMN_FINDING ? cell_text(f, row->cell[i]) : STR_NONE;
		if (s.len && !first.len)
			first = s;
		else if (s.len && !second->len)
			*second = s;
	}
	return first;
}

static struct str number_of(const struct filler *f, const struct row *row)
{
	for (size_t i = 0; i < row->cells; i++)
		if (f->t->column[i] == COLUMN_NO)
			return cell_text(f, row->cell[i]);
	return STR_NONE;
}

static struct span span_of(const struct filler *f, struct str s)
{
	uint32_t start = (uint32_t)(s.ptr - f->split->report->text.ptr);
	return (struct span){ start, start + (uint32_t)s.len };
}

static int open_row(struct filler *f, const struct row *row, struct node **item)
{
	struct report *r = f->split->report;
	struct str second, first = finding_of(f, row, &second), no = number_of(f, row);
	uint32_t from = row->cell[0].start, to = row->cell[row->cells - 1].end;
	if (!f->problem || first.len) {
		f->problem = node_add(r, f->aspect, NODE_PROBLEM, from, to);
		if (!f->problem)
			return ERR_NOMEM;
		f->problem->no = no;
		f->problem->value = whole_number(no);
		f->problem->title = words_title(first);
		f->problem->head_span = first.len ? span_of(f, first) : (struct span){ from, from };
	}
	f->problem->span.end = to;
	*item = node_add(r, f->problem, NODE_ITEM, from, to);
	if (!*item)
		return ERR_NOMEM;
	(*item)->no = no;
	(*item)->value = whole_number(no);
	(*item)->text = second.len ? second : first.len ? first : f->problem->title;
	(*item)->head_span = first.len ? span_of(f, second.len ? second : first) : (struct span){ from, from };
	return 0;
}

static int add_cell(struct filler *f, struct node *item, uint8_t column, struct span cell, bool measures)
{
	static const uint16_t labels[] = { [COLUMN_MEASURES] = LABEL_MEASURES,
		[COLUMN_DONE] = LABEL_DONE,
		[COLUMN_RESULT] = LABEL_RESULT,
		[COLUMN_DUE] = LABEL_DUE,
		[COLUMN_DEPT] = LABEL_DEPT,
		[COLUMN_PERSON] = LABEL_PERSON };
	if (!cell_text(f, cell).len)
		return 0;
	if (column >= COLUMN_MEASURES)
		return split_cell(f->split, item, labels[column], measures, cell);
	enum prose_kind kind = column == COLUMN_FINDING ? PROSE_FINDING
			       : column == COLUMN_NO    ? PROSE_PROBLEM
							: PROSE_DETAIL;
	return prose_add(f->split->report, item, kind, cell.start, cell.end) ? 0 : ERR_NOMEM;
}

static int add_row(struct filler *f, const struct row *row)
{
	struct node *item;
	bool measures = false;
	for (size_t i = 0; i < row->cells; i++)
		measures |= f->t->column[i] == COLUMN_MEASURES;
	struct str all = str_trim(str_sub(f->split->report->text, row->cell[0].start, row->cell[row->cells - 1].end));
	if (!all.len)
		return 0;
	int rc = open_row(f, row, &item);
	for (size_t i = 0; i < row->cells && rc == 0; i++)
		rc = add_cell(f, item, f->t->column[i], row->cell[i], measures);
	return rc;
}

/* The cells of a row of tabs that runs over the bytes [from, to). */
static struct row cut_row(struct str text, const struct table *t, uint32_t from, uint32_t to, char separator)
{
	struct row row = { .cells = 0 };
	struct str s = str_sub(text, 0, to);
	size_t at = from;
	if (separator == '|' && at < to && s.ptr[at] == '|')
		at++;
	while (row.cells < t->columns && at <= to) {
		size_t end = row.cells + 1 < t->columns ? cell_end(s, at, separator) : to;
		if (separator == '|' && row.cells + 1 == t->columns && end > at && s.ptr[end - 1] == '|')
			end--;
		row.cell[row.cells++] = (struct span){ (uint32_t)at, (uint32_t)end };
		at = end + 1;
	}
	return row;
}

static int build_tabs(struct filler *f, const struct rows *r)
{
	char separator = separator_of(line_text(r, f->t->line));
	for (size_t i = f->t->first_row; i < f->t->end;) {
		size_t have = 0, first = skip_blank(r, i);
		if (first >= f->t->end)
			break;
		for (i = first; i < f->t->end; i++) {
			size_t n = count_separators(line_text(r, i), separator);
			if (i > first && n && have + n + 1 > f->t->columns)
				break;
			have += n;
		}
		uint32_t from = VEC_AT(r->lines, struct line, first).start,
			 to = VEC_AT(r->lines, struct line, i - 1).end;
		/* a row that begins with an empty cell begins with its tab */
		while (from > 0 && r->text.ptr[from - 1] == '\t')
			from--;
		struct row row = cut_row(r->text, f->t, from, to, separator);
		int rc = add_row(f, &row);
		if (rc < 0)
			return rc;
	}
	return 0;
}

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
static struct row give_lines(const struct rows *r, const struct table *t, size_t from, size_t to)
{
	struct row row = { .cells = 0 };
	size_t n = 0, wide = long_column(t);
	for (size_t i = from; i < to; i++)
		n += line_text(r, i).len > 0;
	size_t extra = n > t->columns ? n - t->columns : 0;
	for (size_t i = from; (i = skip_blank(r, i)) < to && row.cells < t->columns; i++) {
		const struct line *l = &VEC_AT(r->lines, struct line, i);
		row.cell[row.cells] = (struct span){ l->start, l->end };
		for (; row.cells == wide && extra; extra--) {
			i = skip_blank(r, i + 1);
			row.cell[row.cells].end = VEC_AT(r->lines, struct line, i).end;
		}
		row.cells++;
	}
	return row;
}

static int build_cells(struct filler *f, const struct rows *r)
{
	uint32_t awaited = 1;
	size_t first = f->t->end;
	for (size_t i = f->t->first_row; i <= f->t->end; i++) {
		bool begins = i < f->t->end && whole_number(line_text(r, i)) == awaited;
		if (!begins && i < f->t->end)
			continue;
		if (first < i) {
			struct row row = give_lines(r, f->t, first, i);
			int rc = add_row(f, &row);
			if (rc < 0)
				return rc;
		}
		first = i;
		awaited++;
	}
	return 0;
}

int table_build(struct splitter *s, const struct table *t, struct node *aspect)
{
	struct filler f = { .split = s, .t = t, .aspect = aspect };
	struct rows r = { s->report->text, s->outline->lines, s->outline->body };
	return t->cells ? build_cells(&f, &r) : build_tabs(&f, &r);
}
