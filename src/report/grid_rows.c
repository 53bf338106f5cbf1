/* Where the rows of a ledger begin and end in the text, and their cells. */
#include "grid_fill.h"

/* --- rows of tabs --- */

static size_t cell_end(struct str s, size_t at, char separator)
{
	const char *end = at < s.len ? memchr(s.ptr + at, separator, s.len - at) : NULL;
	return end ? (size_t)(end - s.ptr) : s.len;
}

/* The cells of a row of tabs that runs over the bytes [from, to). */
static struct ledger_row cut_row(struct str text, const struct table *t, uint32_t from, uint32_t to)
{
	struct ledger_row row = { .cells = 0 };
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
		if (more.separators || grid_lies_across(&f->job, next, f->t))
			break;
		row.end = more.end;
		row.to = more.to;
	}
	return row;
}

/* --- a merged cell with the findings of several rows --- */

static const char cell_break[] = "\xe2\x80\xa8"; /* U+2028 */
enum { SHARED_MOST = 40 };

static struct ledger_row row_at(const struct filler *f, size_t i, size_t *ret_next)
{
	struct grid_row r = gather_row(f, i);

	*ret_next = next_line(f, r.end);
	return cut_row(f->job.text, f->t, r.from, r.to);
}

/* 1. 1、 （1） before the words of a line: their number, 0: none. *ret_len is what it takes. */
static uint32_t line_number(struct str s, size_t *ret_len)
{
	static const char *const opens[] = { "（", "(" }, *const closes[] = { ".", "．", "、", "）", ")" };
	size_t from = 0;

	for (size_t i = 0; i < sizeof opens / sizeof *opens && !from; i++)
		from = str_starts(s, str_from(opens[i])) ? strlen(opens[i]) : 0;
	size_t to = from;
	while (to < s.len && to < from + 3 && s.ptr[to] >= '0' && s.ptr[to] <= '9')
		to++;
	for (size_t i = 0; i < sizeof closes / sizeof *closes && to > from; i++) {
		if (!str_starts(str_sub(s, to, s.len), str_from(closes[i])))
			continue;
		*ret_len = to + strlen(closes[i]);
		return columns_number(str_sub(s, from, to));
	}
	return 0;
}

/* The line of the cell that has this number, without it; nothing where its lines are not numbered from 1 on. *ret_lines: how many. */
static struct str numbered_line(struct str cell, size_t wanted, size_t *ret_lines)
{
	struct str found = STR_NONE;
	size_t lines = 0, len = 0;

	for (size_t at = 0; at < cell.len;) {
		size_t end = str_find(cell, str_from(cell_break), at);
		end = end == STR_NPOS ? cell.len : end;
		struct str s = str_trim(str_sub(cell, at, end));
		at = end + strlen(cell_break);
		if (!s.len)
			continue;
		if (line_number(s, &len) != ++lines)
			return STR_NONE;
		if (lines == wanted)
			found = str_trim(str_sub(s, len, s.len));
	}
	*ret_lines = lines;
	return found;
}

static size_t finding_column(const struct filler *f)
{
	size_t i = 0;

	while (i < f->t->columns && f->t->column[i] != COLUMN_FINDING)
		i++;
	return i;
}

/* Whether the next rows, `lines` of them with this one, all say the cell, each below a number of its own. */
static bool rows_share(const struct filler *f, size_t i, size_t column, struct str cell, size_t lines)
{
	struct str before = STR_NONE;
	size_t rows = 0;

	for (; i < f->t->end && rows <= lines; rows++) {
		struct ledger_row row = row_at(f, i, &i);
		struct str no = filler_cell(f, &row, COLUMN_NO);
		if (column >= row.cells || !str_eq(filler_text(f, row.cell[column]), cell))
			break;
		if (!columns_number(no) || str_eq(no, before))
			return false;
		before = no;
	}
	return rows == lines;
}

/* One cell merged over rows with numbers of their own tells a finding a row: each has its line. */
static void share_cell(struct filler *f, size_t i, struct ledger_row *row)
{
	size_t column = finding_column(f), lines = 0;

	if (column >= row->cells)
		return;
	struct str cell = filler_text(f, row->cell[column]);
	if (!str_has(cell, str_from(cell_break))) {
		f->shared = STR_NONE;
		return;
	}
	if (!f->shared.len || !str_eq(cell, f->shared)) {
		struct str first = numbered_line(cell, 1, &lines);
		bool shares = first.len && lines > 1 && lines <= SHARED_MOST && rows_share(f, i, column, cell, lines);
		f->shared = shares ? cell : STR_NONE;
		f->shared_next = 1;
	}
	struct str line = f->shared.len ? numbered_line(cell, f->shared_next++, &lines) : STR_NONE;
	if (line.len)
		row->cell[column] = span_of(f, line);
}

/* Where the next row that is an item begins, at or behind line i; the table's end: none does. */
static size_t next_item(const struct filler *f, size_t i)
{
	struct str group;

	while (i < f->t->end) {
		size_t at = i;
		struct ledger_row row = row_at(f, at, &i);
		if (filler_row_kind(f, &row, false, &group) == ROW_ITEM)
			return at;
	}
	return f->t->end;
}

int filler_read_tabs(struct filler *f)
{
	struct str group;
	size_t item =
		0; /* the one found by the last look ahead: rows below the table are not looked at from each of them */
	int rc = 0;

	for (size_t i = next_line(f, f->t->first_row); i < f->t->end && rc == 0;) {
		size_t at = i;
		struct ledger_row row = row_at(f, at, &i);
		share_cell(f, at, &row);
		/* who signs below the table is no heading of what follows: nothing does */
		bool heads = filler_row_kind(f, &row, false, &group) == ROW_GROUP;
		item = heads && item < i ? next_item(f, i) : item;
		rc = filler_add_row(f, &row, heads && item >= f->t->end);
	}
	return rc;
}

int filler_read_forms(struct filler *f)
{
	struct grid_form form;
	int rc = 0;

	for (size_t i = f->t->first_row; i < f->t->end && rc == 0; i = next_line(f, form.end)) {
		struct ledger_row row = { .cells = 0 };
		if (!grid_form_at(&f->job, i, f->t->separator, &form) || form.count > f->t->columns)
			break;
		for (; row.cells < form.count; row.cells++)
			row.cell[row.cells] = form.value[row.cells];
		rc = filler_add_row(f, &row, false);
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

/* The cells of a row whose lines stand in as many blocks between blank lines as there are columns: cells of several lines. No cells: they
 * do not, or each block is one line. */
static struct ledger_row give_blocks(const struct filler *f, size_t from, size_t to)
{
	struct ledger_row row = { .cells = 0 };
	size_t blocks = 0, lines = 0;
	bool blank = true;

	for (size_t i = from; i < to; i++) {
		const struct line *l = &VEC_AT(f->job.lines, struct line, i);
		bool open = blank;
		blank = l->start == l->end;
		if (blank)
			continue;
		lines++;
		blocks += open;
		if (blocks > f->t->columns)
			break;
		if (open)
			row.cell[blocks - 1].start = l->start;
		row.cell[blocks - 1].end = l->end;
	}
	row.cells = blocks == f->t->columns && lines > blocks ? blocks : 0;
	return row;
}

/* Gives the lines [from, to) to the columns. */
static struct ledger_row give_lines(const struct filler *f, size_t from, size_t to)
{
	struct ledger_row row = give_blocks(f, from, to);
	size_t n = 0, wide = long_column(f->t);

	if (row.cells)
		return row;

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

static int add_line_above(struct filler *f, size_t i)
{
	const struct line *l = &VEC_AT(f->job.lines, struct line, i);
	struct ledger_row row = { .cell = { { l->start, l->end } }, .cells = 1 };
	return filler_add_row(f, &row, false);
}

int filler_read_lines(struct filler *f)
{
	uint32_t awaited = 1, number = 0;
	size_t first = f->t->end, in_row = 0;
	int rc = 0;
	for (size_t i = f->t->first_row; i <= f->t->end; i++) {
		bool above = i < f->t->end && grid_lies_above(&f->job, i, awaited);
		number = i < f->t->end && !above ? grid_row_number(&f->job, i, f->t, awaited, in_row) : 0;
		if (i < f->t->end && !above && !number) {
			const struct line *l = &VEC_AT(f->job.lines, struct line, i);
			in_row += l->start < l->end;
			continue;
		}
		if (first < i) {
			struct ledger_row row = give_lines(f, first, i);
			rc = row.cells ? filler_add_row(f, &row, false) : 0;
			if (rc < 0)
				return rc;
		}
		first = above ? f->t->end : i;
		awaited = number ? number + 1 : awaited;
		in_row = 0;
		if (above && (rc = add_line_above(f, i)) < 0)
			return rc;
	}
	return 0;
}
