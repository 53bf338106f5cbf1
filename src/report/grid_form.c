/* Forms (销号表, 整改任务单): a table a problem, the name of each column beside what stands in it. */
#include "grid.h"

#include "columns.h"

enum { ROWS_MOST = 40, ROWS_LEAST = 3, LABEL_BYTES = 36, LABELS_LEAST = 4, FINDING_LEAST = 12, ANSWER_LEAST = 6 };

static bool is_label(struct str s, uint8_t *ret_column)
{
	uint8_t sure = SURE_UNKNOWN;

	if (!s.len || s.len > LABEL_BYTES)
		return false;
	*ret_column = columns_named(s, &sure);
	return *ret_column != COLUMN_OTHER && sure == SURE_CERTAIN;
}

/* What stands beside the name in cell `at`: the next cell, or where that is empty the next one that says something and is no name. */
static size_t value_of(const struct str *cells, size_t n, size_t at)
{
	uint8_t column = COLUMN_OTHER;
	size_t next = at + 1;

	if (next < n && cells[next].len)
		return next;
	while (next < n && !cells[next].len)
		next++;
	return next < n && !is_label(cells[next], &column) ? next : at;
}

static bool add_pair(
	struct grid_form *f, const struct tables_job *r, struct str label, struct str value, uint8_t column)
{
	uint32_t at = (uint32_t)(value.ptr - r->text.ptr);

	if (f->count == COLUMNS_MAX)
		return false;
	f->label[f->count] = label;
	f->column[f->count] = column;
	f->value[f->count++] = (struct span){ at, at + (uint32_t)value.len };
	return true;
}

/* What speaks against a form. */
struct against {
	size_t confused; /* values that are names too, as in a row of names */
	size_t beside;   /* rows with further values beside the name's: a ledger on its side, a problem a column */
};

static size_t filled(const struct str *cells, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += cells[i].len > 0;
	return count;
}

/* The pairs of one row. */
static bool read_row(
	struct grid_form *f, const struct tables_job *r, const struct grid_row *row, char separator, struct against *no)
{
	struct str cells[COLUMNS_MAX];
	size_t n = grid_row_cells(r, row, separator, cells);
	uint8_t column = COLUMN_OTHER, other = COLUMN_OTHER;
	size_t before = f->count, shown = filled(cells, n);

	for (size_t i = 0; i < n; i++) {
		if (!is_label(cells[i], &column))
			continue;
		size_t value = value_of(cells, n, i);
		struct str said = value > i ? cells[value] : str_sub(cells[i], cells[i].len, cells[i].len);
		no->confused += value > i && is_label(said, &other);
		if (!add_pair(f, r, cells[i], said, column))
			return false;
		i = value;
	}
	no->beside += f->count - before == 1 && shown > 2;
	return n > 0;
}

static bool says(const struct grid_form *f, uint8_t column, size_t least)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->column[i] == column && f->value[i].end - f->value[i].start >= least)
			return true;
	return false;
}

static bool tells_problem(const struct grid_form *f)
{
	return (says(f, COLUMN_FINDING, FINDING_LEAST) || says(f, COLUMN_DETAIL, FINDING_LEAST)) &&
	       (says(f, COLUMN_MEASURES, ANSWER_LEAST) || says(f, COLUMN_DONE, ANSWER_LEAST));
}

/* Whether the row begins with a name; with the form's first one, the next form begins. */
static bool begins_with_label(const struct tables_job *r, const struct grid_row *row, char separator, struct str first)
{
	struct str cells[COLUMNS_MAX];
	size_t n = grid_row_cells(r, row, separator, cells), i = 0;
	uint8_t column = COLUMN_OTHER;

	while (i < n && !cells[i].len)
		i++;
	return i < n && (first.len ? str_eq(cells[i], first) : is_label(cells[i], &column));
}

bool grid_form_at(const struct tables_job *r, size_t line, char separator, struct grid_form *ret)
{
	const struct line *lines = r->lines->ptr;
	struct against no = { 0, 0 };
	size_t rows = 0, with_labels = 0, i = line;

	ret->count = 0;
	for (; i < r->body && lines[i].end > lines[i].start && rows < ROWS_MOST; rows++) {
		struct grid_row row = grid_row_at(r, i, separator);
		size_t before = ret->count;
		if (!row.separators || (rows == 0 && !begins_with_label(r, &row, separator, STR_NONE)) ||
			(rows >= ROWS_LEAST && begins_with_label(r, &row, separator, ret->label[0])))
			break;
		if (!read_row(ret, r, &row, separator, &no))
			return false;
		with_labels += ret->count > before;
		i = row.end;
	}
	ret->end = i;
	return rows >= ROWS_LEAST && ret->count >= LABELS_LEAST && with_labels * 10 >= rows * 6 &&
	       no.confused * 4 <= ret->count && no.beside * 2 <= rows && tells_problem(ret);
}
