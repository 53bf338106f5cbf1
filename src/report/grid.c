#include "grid.h"

#include "columns.h"
#include "lex.h"
#include "words.h"

static struct str line_text(const struct tables_job *r, size_t i)
{
	const struct line *l = &VEC_AT(r->lines, struct line, i);
	return str_sub(r->text, l->start, l->end);
}

static size_t skip_blank(const struct tables_job *r, size_t i)
{
	while (i < r->body && !line_text(r, i).len)
		i++;
	return i;
}

/* --- rows --- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Nothing but U+2028 lies between two lines: they are lines of one cell. */
static bool goes_on(struct str text, uint32_t end, uint32_t start)
{
	struct str gap = str_sub(text, end, start);

	return gap.len >= 3 && !memchr(gap.ptr, '\n', gap.len) && !memchr(gap.ptr, '\r', gap.len) &&
	       str_has(gap, STR("\xe2\x80\xa8"));
}

static size_t count_separators(struct str s, char separator)
{
	size_t n = 0;
	for (const char *at = s.ptr, *end = s.ptr + s.len; at < end && (at = memchr(at, separator, (size_t)(end - at)));
		at++)
		n++;
	return n;
}

struct grid_row grid_row_at(const struct tables_job *r, size_t line, char separator)
{
	const struct line *l = &VEC_AT(r->lines, struct line, line);
	struct grid_row row = { .first = line, .end = line + 1, .from = l->start, .to = l->end };

	while (row.end < r->body && goes_on(r->text, row.to, l[row.end - line].start)) {
		row.to = l[row.end - line].end;
		row.end++;
	}
	while (row.from > 0 && is_blank(r->text.ptr[row.from - 1]))
		row.from--;
	while (row.to < r->text.len && is_blank(r->text.ptr[row.to]))
		row.to++;
	row.separators = count_separators(str_sub(r->text, row.from, row.to), separator);
	return row;
}

/* --- the names of the columns --- */

enum { NAME_BYTES = 36, ACROSS_BYTES = 120, HEADER_BYTES = 8000, TRIES = 12, LOOK_ROWS = 20 };

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
	s = str_trim(s);
	if (str_starts(s, STR("|")))
		s = str_sub(s, 1, s.len);
	return str_ends(s, STR("|")) ? str_sub(s, 0, s.len - 1) : s;
}

/* The cells of a row of bytes, those beyond the most that a ledger may have left out. */
static size_t cut_cells(struct str s, char separator, struct str cells[COLUMNS_MAX])
{
	size_t n = 0;

	s = separator == '|' ? without_bars(s) : s;
	for (size_t at = 0; at <= s.len && n < COLUMNS_MAX;) {
		size_t end = cell_end(s, at, separator);
		cells[n++] = str_trim(str_sub(s, at, end));
		at = end + 1;
	}
	return n;
}

size_t grid_row_cells(
	const struct tables_job *r, const struct grid_row *row, char separator, struct str cells[COLUMNS_MAX])
{
	return cut_cells(str_sub(r->text, row->from, row->to), separator, cells);
}

static struct column_set set_of(struct table *t, const struct column_look *looks)
{
	return (struct column_set){ t->column, t->sure, t->header, looks, t->columns };
}

/* By its name; where people tick states it is the state. */
static void name_column(struct table *t, size_t i)
{
	t->column[i] = columns_named(t->header[i], &t->sure[i]);
	if (t->column[i] != COLUMN_OTHER || columns_state(t->header[i]) == RESULT_NONE)
		return;
	t->column[i] = COLUMN_RESULT;
	t->sure[i] = SURE_LIKELY;
}

static void name_columns(struct table *t)
{
	for (size_t i = 0; i < t->columns; i++)
		name_column(t, i);
}

static bool is_ledger(struct table *t)
{
	struct column_set s = set_of(t, NULL);

	columns_settle(&s);
	return columns_are_ledger(&s);
}

/* A row that only names: every cell is short, none is a number, two or more are known. */
static bool only_names(const struct str *cells, size_t n)
{
	size_t known = 0;
	uint8_t sure = SURE_UNKNOWN;

	for (size_t i = 0; i < n; i++) {
		if (cells[i].len > NAME_BYTES || columns_number(cells[i]) || str_has(cells[i], STR("。")))
			return false;
		known += columns_named(cells[i], &sure) != COLUMN_OTHER;
	}
	return known >= 2;
}

/* The lower of two rows of names says more, where it says anything; a name above several of them stands for those that say nothing. */
static void join_names(struct table *t, const struct str *upper, const struct str *lower, size_t n)
{
	struct str above = STR("");

	t->columns = n;
	for (size_t i = 0; i < n; i++) {
		above = upper[i].len ? upper[i] : lower[i].len ? above : STR("");
		t->header[i] = lower[i].len ? lower[i] : above;
		name_column(t, i);
		if (t->column[i] == COLUMN_OTHER && above.len)
			t->column[i] = columns_named(above, &t->sure[i]);
	}
}

/* 序号：3 tells a number, it names no column. */
static bool is_told(struct str s)
{
	return str_has(s, STR("：")) || str_has(s, STR(":"));
}

/* A title, or who filled it in and when, stands above names and is none. */
static bool may_be_upper(const struct str *cells, size_t n)
{
	size_t filled = 0, known = 0;
	uint8_t sure = SURE_UNKNOWN;

	for (size_t i = 0; i < n; i++) {
		if (is_told(cells[i]) && !str_ends(cells[i], STR("：")) && !str_ends(cells[i], STR(":")))
			return false;
		filled += cells[i].len > 0;
		known += columns_named(cells[i], &sure) != COLUMN_OTHER;
	}
	return filled >= 2 && known >= 1;
}

/* A row of names below the names in `upper`, some of which it divides (责任 into 牵头部门, 配合部门); gives the line behind it, 0: no. */
static size_t names_below(const struct tables_job *r, size_t end, const struct str *upper, size_t n, struct table *t)
{
	struct str lower[COLUMNS_MAX];
	size_t next = skip_blank(r, end);
	struct table joined = *t;

	if (next >= r->body || next > end)
		return 0;
	struct grid_row below = grid_row_at(r, next, t->separator);
	size_t cells = below.to - below.from < HEADER_BYTES ? grid_row_cells(r, &below, t->separator, lower) : 0;
	if (!cells || cells != n || !only_names(lower, n))
		return 0;
	join_names(&joined, upper, lower, n);
	if (!is_ledger(&joined))
		return 0;
	*t = joined;
	return below.end;
}

/* Two rows of names or three, each below a part of the one above; gives the line behind them, 0: no. */
static size_t header_of_rows(const struct tables_job *r, const struct grid_row *row, struct table *t)
{
	struct str upper[COLUMNS_MAX];
	size_t n = grid_row_cells(r, row, t->separator, upper);
	size_t two = n && may_be_upper(upper, n) ? names_below(r, row->end, upper, n, t) : 0;

	if (!two)
		return 0;
	memcpy(upper, t->header, n * sizeof *upper);
	size_t three = names_below(r, two, upper, n, t);
	return three ? three : two;
}

/* The line behind the names of columns that begin at the row, 0: it names none. */
static size_t header_at(const struct tables_job *r, const struct grid_row *row, struct table *t)
{
	if (row->to - row->from > HEADER_BYTES)
		return 0;
	t->columns = grid_row_cells(r, row, t->separator, t->header);
	name_columns(t);
	size_t two = t->columns ? header_of_rows(r, row, t) : 0;
	if (two)
		return two;
	for (size_t i = 0; i < t->columns; i++)
		if (t->header[i].len > 2 * (size_t)NAME_BYTES)
			return 0;
	return is_ledger(t) ? row->end : 0;
}

/* What stands below a name that says nothing may tell what the column is. */
static void look_at_rows(const struct tables_job *r, struct table *t)
{
	struct column_look looks[COLUMNS_MAX] = { { 0 } };
	struct str cells[COLUMNS_MAX];
	size_t i = t->first_row;

	for (size_t n = 0; n < LOOK_ROWS && (i = skip_blank(r, i)) < t->end; n++) {
		struct grid_row row = grid_row_at(r, i, t->separator);
		size_t count = grid_row_cells(r, &row, t->separator, cells);
		for (size_t c = 0; count == t->columns && c < count; c++)
			columns_look(&looks[c], cells[c]);
		i = row.end;
	}
	struct column_set s = set_of(t, looks);
	columns_settle(&s);
}

/* A header that names only some of what a ledger has, above rows that tell the rest. */
static bool ledger_by_rows(const struct tables_job *r, const struct grid_row *row, struct table *t)
{
	struct str cells[COLUMNS_MAX];
	size_t n = row->to - row->from <= HEADER_BYTES ? grid_row_cells(r, row, t->separator, cells) : 0;

	if (n < 4 || !only_names(cells, n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!cells[i].len)
			return false;
	memcpy(t->header, cells, n * sizeof *cells);
	t->columns = n;
	t->first_row = row->end;
	t->end = r->body < row->end + 4 * (size_t)LOOK_ROWS ? r->body : row->end + 4 * (size_t)LOOK_ROWS;
	name_columns(t);
	look_at_rows(r, t);
	struct column_set s = set_of(t, NULL);
	return columns_are_ledger(&s);
}

/* Short lines one below the other, each the name of a column; gives the line behind them, 0: none. */
static size_t header_of_lines(const struct tables_job *r, size_t i, struct table *t)
{
	uint8_t sure = SURE_UNKNOWN;

	t->columns = 0;
	if (!str_has(line_text(r, i), STR("号")) || is_told(line_text(r, i)) ||
		columns_named(line_text(r, i), &sure) != COLUMN_NO)
		return 0;
	for (; (i = skip_blank(r, i)) < r->body && t->columns < COLUMNS_MAX; i++) {
		struct str s = line_text(r, i);
		/* no header names its first column again */
		if (t->columns && (str_eq(s, t->header[0]) || grid_lies_above(r, i, 1)))
			break;
		uint8_t column = s.len <= NAME_BYTES ? columns_named(s, &sure) : COLUMN_OTHER;
		if (column == COLUMN_OTHER)
			break;
		t->header[t->columns] = s;
		t->sure[t->columns] = sure;
		t->column[t->columns++] = column;
	}
	return is_ledger(t) ? i : 0;
}

/* --- what the user said --- */

static bool is_given(const struct tables_job *r)
{
	return r->options && r->options->given;
}

static void give_columns(const struct tables_job *r, struct table *t)
{
	for (size_t i = 0; is_given(r) && i < t->columns; i++) {
		if (!r->options->columns[i])
			continue;
		t->column[i] = r->options->columns[i] - 1;
		t->sure[i] = SURE_GIVEN;
	}
}

/* A table that does not say what it is, where the user does: it begins at the first row that has all the columns named. */
static bool header_given(const struct tables_job *r, const struct grid_row *row, struct table *t)
{
	size_t long_cells = 0, last = 0;

	t->columns = row->to - row->from <= HEADER_BYTES * 4 ? grid_row_cells(r, row, t->separator, t->header) : 0;
	for (size_t i = 0; i < COLUMNS_MAX; i++) {
		if (!r->options->columns[i])
			continue;
		last = i + 1;
		if (i >= t->columns || (!t->header[i].len && r->options->columns[i] - 1 == COLUMN_FINDING))
			return false;
	}
	for (size_t i = 0; i < t->columns; i++)
		long_cells += t->header[i].len > NAME_BYTES || columns_number(t->header[i]) > 0;
	t->headless = long_cells > 0;
	t->first_row = t->headless ? row->first : row->end;
	for (size_t i = 0; t->headless && i < t->columns; i++)
		t->header[i] = STR("");
	name_columns(t);
	return last > 0 && last <= t->columns;
}

/* --- forms --- */

static bool same_labels(const struct table *t, const struct grid_form *f)
{
	bool same = f->count == t->columns;

	for (size_t i = 0; same && i < f->count; i++)
		same = str_eq(f->label[i], t->header[i]);
	return same;
}

/* What stands above a form and names it: the sheet (问题1), a title that ends in 表 or 单. */
static bool names_form(struct str s)
{
	static const char *const ends[] = { "表", "单", "卡", "台账" };
	static const char *const words[] = { "", "问题", "任务", "事项", "卡片", "序号", "编号" };

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, str_from(ends[i])))
			return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_starts(s, str_from(words[i])) && columns_number(str_sub(s, strlen(words[i]), s.len)))
			return true;
	return false;
}

/* The first of the lines above the form that name it. */
static size_t form_title(const struct tables_job *r, size_t line)
{
	enum { LINES_ABOVE = 6 };
	size_t first = line;

	for (size_t i = line; i > 0 && line - i < LINES_ABOVE; i--) {
		struct str s = line_text(r, i - 1);
		if (s.len > ACROSS_BYTES || (s.len && !names_form(s)))
			break;
		first = s.len ? i - 1 : first;
	}
	return first;
}

/* Forms one behind the other with the same names are rows of one table. */
static bool find_forms(const struct tables_job *r, size_t line, struct table *t)
{
	struct grid_form f;

	if (!grid_form_at(r, line, t->separator, &f))
		return false;
	t->form = true;
	t->first_row = line;
	t->columns = f.count;
	memcpy(t->header, f.label, f.count * sizeof *f.label);
	memcpy(t->column, f.column, f.count);
	memset(t->sure, SURE_CERTAIN, f.count);
	if (!is_ledger(t))
		return false;
	do
		t->end = f.end;
	while ((line = skip_blank(r, f.end)) < r->body && separator_of(line_text(r, line)) == t->separator &&
		grid_form_at(r, line, t->separator, &f) && same_labels(t, &f));
	give_columns(r, t);
	t->line = form_title(r, t->line);
	return true;
}

/* --- where a table ends --- */

static bool is_numbered(struct str s)
{
	size_t dun = str_find(str_sub(s, 0, 20), STR("、"), 0);

	return dun <= 9 && dun > 0 && lex_chinese_number(str_sub(s, 0, dun)) > 0;
}

bool grid_lies_across(const struct tables_job *r, size_t i, const struct table *t)
{
	struct str s = line_text(r, i);
	size_t below = skip_blank(r, i + 1);

	if (s.len > ACROSS_BYTES || str_has(s, STR("。")) || !(is_numbered(s) || words_aspect(s)) || below >= r->body)
		return false;
	return grid_row_at(r, below, t->separator).separators == t->columns - 1;
}

bool grid_lies_above(const struct tables_job *r, size_t i, uint32_t awaited)
{
	struct str s = line_text(r, i);
	size_t below = skip_blank(r, i + 1);

	return s.len > 0 && s.len <= ACROSS_BYTES && !str_has(s, STR("。")) && below < r->body &&
	       (is_numbered(s) || str_ends(s, STR("方面"))) && columns_number(line_text(r, below)) == awaited;
}

/* A line on its own, blank lines around it, above names of columns: the next sheet, and what it is called. */
static bool begins_sheet(const struct tables_job *r, size_t i, const struct table *t)
{
	size_t below = skip_blank(r, i + 1);
	struct table other = { .separator = t->separator };

	if (i == t->first_row || line_text(r, i - 1).len || below == i + 1 || below >= r->body)
		return false;
	struct grid_row row = grid_row_at(r, below, t->separator);
	return row.separators > 0 && header_at(r, &row, &other) > 0;
}

/* Names of columns that are not those of the table: another one begins below it. */
static bool begins_other(const struct tables_job *r, const struct grid_row *row, const struct table *t)
{
	struct table other = { .separator = t->separator };
	struct str cells[COLUMNS_MAX];
	size_t known = 0, same = 0,
	       n = row->to - row->from < HEADER_BYTES ? grid_row_cells(r, row, t->separator, cells) : 0;
	uint8_t sure = SURE_UNKNOWN;

	for (size_t i = 0; i < n; i++)
		if (cells[i].len > NAME_BYTES || columns_number(cells[i]))
			return false;
	for (size_t i = 0; i < n && i < t->columns; i++) {
		same += cells[i].len && str_eq(cells[i], t->header[i]);
		known += columns_named(cells[i], &sure) != COLUMN_OTHER && sure == SURE_CERTAIN;
	}
	return known >= 3 && same * 10 < known * 9 && only_names(cells, n) && header_at(r, row, &other) == row->end;
}

static bool says_several(const struct tables_job *r, const struct grid_row *row, const struct table *t)
{
	struct str s = str_sub(r->text, row->from, row->to);
	size_t filled = 0;

	for (size_t at = 0; at <= s.len && filled < 2;) {
		size_t end = cell_end(s, at, t->separator);
		filled += str_trim(str_sub(s, at, end)).len > 0;
		at = end + 1;
	}
	return filled > 1;
}

/* Rows of tabs: a line with them begins a row unless the row before has not all its cells yet. */
static size_t end_of_tabs(const struct tables_job *r, const struct table *t)
{
	size_t end = t->first_row, have = 0, full = t->columns - 1,
	       whole = end; /* whole: behind the last row of several cells */
	struct table other = { .separator = t->separator };

	for (size_t i = end; i < r->body;) {
		if (!line_text(r, i).len) {
			i++;
			continue;
		}
		struct grid_row row = grid_row_at(r, i, t->separator);
		size_t n = row.separators;
		bool across = n == 0 && have >= full && grid_lies_across(r, i, t);
		if (n == 0 && have >= full && (!across || begins_sheet(r, i, t)))
			break;
		if (n == full && i > t->first_row && begins_other(r, &row, t))
			return whole;
		/* another table */
		if (n && n != full && i > t->first_row && !line_text(r, i - 1).len && header_at(r, &row, &other))
			break;
		have = across ? full : n >= full || have >= full ? n : have + n;
		end = i = row.end;
		whole = says_several(r, &row, t) ? end : whole;
	}
	return end;
}

/* A row has at most so many lines more than the rows before it. */
enum { ROW_LINES = 40 };
/* So many numbers are left out by mistake, and no more. */
enum { NUMBERS_LEFT_OUT = 2 };

uint32_t grid_row_number(const struct tables_job *r, size_t i, const struct table *t, uint32_t awaited, size_t in_row)
{
	uint32_t number = columns_number(line_text(r, i));
	bool whole = awaited > 1 && in_row + 1 >= t->columns;
	bool near = number + 1 >= awaited && number <= awaited + NUMBERS_LEFT_OUT;

	return number && (number == awaited || (whole && near)) ? number : 0;
}

static bool may_be_lines(struct str s)
{
	return s.len && s.len <= NAME_BYTES && str_has(s, STR("号"));
}

/* 序号 反馈问题 … once more, and 1 below it: another ledger. The same names above the number that is awaited are of a further page. */
static bool begins_ledger(const struct tables_job *r, size_t i, uint32_t awaited)
{
	struct table other = { .line = i };
	size_t behind = awaited > 2 && may_be_lines(line_text(r, i)) ? header_of_lines(r, i, &other) : 0;

	while (behind && behind < r->body && !line_text(r, behind).len)
		behind++;
	return behind && behind < r->body && columns_number(line_text(r, behind)) != awaited;
}

/* What the rows of a ledger of a cell a line are like. */
struct row_lines {
	uint32_t awaited;
	size_t lines, longest; /* of this row, and the most of those before it: cells may have several lines */
	size_t blocks;         /* of this row: what stands between blank lines */
	size_t whole, others;  /* rows of as many blocks as there are columns, and of other counts */
};

static void begin_row(struct row_lines *l, const struct table *t, uint32_t number)
{
	if (l->awaited > 1) {
		l->longest = l->lines > l->longest ? l->lines : l->longest;
		l->whole += l->blocks == t->columns;
		l->others += l->blocks != t->columns;
	}
	l->awaited = number + 1;
	l->lines = 0;
	l->blocks = 1;
}

/* Whether the line may still be the row's: the last one has no number below it. */
static bool is_of_row(const struct row_lines *l, const struct table *t)
{
	bool by_blocks = l->whole && !l->others;
	return l->lines <= l->longest && !(by_blocks && l->blocks > t->columns);
}

/* Rows of lines: from one number to the next. */
static size_t end_of_cells(const struct tables_job *r, const struct table *t)
{
	struct row_lines l = { .awaited = 1, .longest = t->columns - 1 };
	size_t end = t->first_row;
	for (size_t i = t->first_row; i < r->body; i++) {
		if (!line_text(r, i).len || grid_lies_above(r, i, l.awaited))
			continue;
		if (begins_ledger(r, i, l.awaited))
			break;
		uint32_t number = grid_row_number(r, i, t, l.awaited, l.lines);
		if (number) {
			begin_row(&l, t, number);
			end = i + 1;
			continue;
		}
		l.blocks += !line_text(r, i - 1).len;
		if (l.awaited == 1 || ++l.lines > l.longest + ROW_LINES) {
			break;
		} else if (is_of_row(&l, t)) {
			end = i + 1;
		}
	}
	return l.awaited > 2 ? end : t->first_row;
}

static bool is_rule_of_markdown(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr("|-: ", s.ptr[i]))
			return false;
	return s.len > 0;
}

/* --- finding them --- */

static bool has_more_lines(const struct tables_job *r, size_t i)
{
	const struct line *l = &VEC_AT(r->lines, struct line, i);

	return i + 1 < r->body && goes_on(r->text, l->end, l[1].start);
}

static bool find_tabs(const struct tables_job *r, size_t i, struct table *t)
{
	t->separator = separator_of(line_text(r, i));
	if (!t->separator && has_more_lines(r, i))
		t->separator = '\t'; /* the first cell has several lines */
	if (!t->separator)
		return false;
	struct grid_row row = grid_row_at(r, i, t->separator);
	size_t behind = header_at(r, &row, t);
	if (!behind && find_forms(r, i, t))
		return true;
	t->form = false;
	if (behind)
		t->first_row = behind;
	else if (is_given(r) ? !header_given(r, &row, t) : !ledger_by_rows(r, &row, t))
		return false;
	if (t->first_row < r->body && is_rule_of_markdown(line_text(r, t->first_row)))
		t->first_row++;
	t->end = end_of_tabs(r, t);
	give_columns(r, t);
	if (t->end > t->first_row)
		look_at_rows(r, t);
	return t->end > t->first_row;
}

static bool find_lines(const struct tables_job *r, size_t i, struct table *t)
{
	size_t behind = header_of_lines(r, i, t);

	if (!behind)
		return false;
	t->cells = true;
	t->first_row = behind;
	t->end = end_of_cells(r, t);
	give_columns(r, t);
	return t->end > t->first_row;
}

/* Asks only where a table may begin: most lines are no part of one. */
static bool find_table(const struct tables_job *r, size_t i, bool tabs, struct table *t)
{
	*t = (struct table){ .line = i };
	if (tabs && find_tabs(r, i, t))
		return true;
	*t = (struct table){ .line = i };
	return may_be_lines(line_text(r, i)) && find_lines(r, i, t);
}

int tables_find(const struct tables_job *r, struct vec *tables)
{
	size_t tries = 0; /* a table that is no ledger is not asked at every row */
	struct table t;

	for (size_t i = 0; i < r->body; i++) {
		struct str s = line_text(r, i);
		bool tabs = r->rows && s.len && (separator_of(s) || has_more_lines(r, i));
		tries = tabs ? tries + 1 : 0;
		if ((!tabs || tries > TRIES) && !may_be_lines(s))
			continue;
		if (!find_table(r, i, tabs && tries <= TRIES, &t))
			continue;
		struct table *new = vec_push(tables);
		if (!new)
			return ERR_NOMEM;
		*new = t;
		i = t.end - 1;
		tries = 0;
	}
	return 0;
}
