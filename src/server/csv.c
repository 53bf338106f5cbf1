#include "csv.h"

#include "own.h"
#include "utf8.h"
#include "vec.h"

#include <assert.h>

struct reader {
	struct str text;
	size_t at, line;
	char comma;
	struct arena *arena;
	struct err *e;
};

static char *grow(struct arena *a, const char *old, size_t *room)
{
	char *more = arena_alloc(a, 2 * *room);

	if (more != NULL)
		memcpy(more, old, *room);
	*room *= 2;
	return more;
}

/* '=1+1: the mark that keeps a spreadsheet from counting is not of the text (publish/table_csv.c). */
static struct str without_guard(struct str s)
{
	size_t i = 0;

	while (i < s.len && s.ptr[i] == '\'')
		i++;
	return i > 0 && i < s.len && strchr("=+-@\t\r", s.ptr[i]) ? str_sub(s, 1, s.len) : s;
}

/* Takes a quoted cell; doubled quotes stand for one. */
static int take_quoted(struct reader *r, struct str *ret)
{
	size_t begun = r->line, n = 0, room = 64;
	char *out = arena_alloc(r->arena, room);

	r->at++;

	for (; r->at < r->text.len; r->at++) {
		char c = r->text.ptr[r->at];
		if (c == '"' && (r->at + 1 == r->text.len || r->text.ptr[r->at + 1] != '"'))
			break;
		if (c == '"')
			r->at++;
		if (c == '\n')
			r->line++;
		if (n == room)
			out = grow(r->arena, out, &room);
		if (out == NULL)
			return err_nomem(r->e);
		out[n++] = c;
	}
	if (r->at >= r->text.len)
		return err_set(r->e, ERR_INPUT, "第 %zu 行的引号没有结束", begun);
	r->at++;
	*ret = out ? without_guard((struct str){ out, n }) : STR_NONE;
	return out != NULL ? 0 : err_nomem(r->e);
}

static bool ends_cell(const struct reader *r)
{
	char c = r->at < r->text.len ? r->text.ptr[r->at] : '\n';

	return c == r->comma || c == '\n' ||
	       (c == '\r' && (r->at + 1 >= r->text.len || r->text.ptr[r->at + 1] == '\n'));
}

static int take_cell(struct reader *r, struct str *ret)
{
	if (r->at < r->text.len && r->text.ptr[r->at] == '"') {
		int rc = take_quoted(r, ret);
		if (rc == 0 && !ends_cell(r))
			return err_set(r->e, ERR_INPUT, "第 %zu 行：引号后面还有别的字", r->line);
		return rc;
	}
	size_t from = r->at;
	while (!ends_cell(r))
		r->at++;
	*ret = str_trim(str_sub(r->text, from, r->at));
	return 0;
}

/* One line's cells; *ret_any tells whether there is anything in it. */
static int take_line(struct reader *r, struct vec *cells, bool *ret_any)
{
	*ret_any = false;
	for (;;) {
		struct str *cell = vec_push(cells);
		if (cell == NULL)
			return err_nomem(r->e);
		int rc = take_cell(r, cell);
		if (rc < 0)
			return rc;
		*ret_any |= cell->len > 0;
		if (r->at < r->text.len && r->text.ptr[r->at] == r->comma) {
			r->at++;
			continue;
		}
		r->at += r->at < r->text.len && r->text.ptr[r->at] == '\r';
		r->at += r->at < r->text.len;
		r->line++;
		return 0;
	}
}

static void forget(struct vec *v)
{
	vec_clear(v);
}

static int read_head(struct reader *r, struct csv *ret)
{
	OWN(forget) struct vec cells;
	bool any = false;

	vec_init(&cells, sizeof(struct str));
	int rc = take_line(r, &cells, &any);
	if (rc < 0)
		return rc;
	if (!any)
		return err_set(r->e, ERR_INPUT, "第 1 行要是列名");
	while (cells.len > 1 && VEC_AT(&cells, struct str, cells.len - 1).len == 0)
		cells.len--;
	if (cells.len > CSV_COLUMNS_MAX)
		return err_set(r->e, ERR_LIMIT, "有 %zu 列，最多 %d 列", cells.len, CSV_COLUMNS_MAX);
	struct str *columns = arena_array(r->arena, cells.len, sizeof(*columns));
	if (columns == NULL)
		return err_nomem(r->e);
	for (size_t i = 0; i < cells.len; i++) {
		columns[i] = str_trim(VEC_AT(&cells, struct str, i));
		if (columns[i].len == 0)
			return err_set(r->e, ERR_INPUT, "第 %zu 列没有列名", i + 1);
		for (size_t k = 0; k < i; k++)
			if (str_eq(columns[k], columns[i]))
				return err_set(r->e, ERR_INPUT, "列名“" STR_FMT "”出现了两次", STR_ARG(columns[i]));
	}
	ret->columns = columns;
	ret->columns_count = cells.len;
	return 0;
}

static int keep_line(struct reader *r, const struct csv *t, const struct vec *line, struct vec *all)
{
	for (size_t i = t->columns_count; i < line->len; i++)
		if (VEC_AT(line, struct str, i).len > 0)
			return err_set(r->e, ERR_INPUT, "第 %zu 行有 %zu 格，列名只有 %zu 个", r->line - 1, line->len,
				t->columns_count);
	for (size_t i = 0; i < t->columns_count; i++) {
		struct str *cell = vec_push(all);
		if (cell == NULL)
			return err_nomem(r->e);
		*cell = i < line->len ? VEC_AT(line, struct str, i) : STR("");
	}
	return 0;
}

static int read_rows(struct reader *r, struct csv *ret)
{
	OWN(forget) struct vec line;
	OWN(forget) struct vec all;
	bool any = false;
	int rc = 0;

	assert(ret->columns_count > 0);
	vec_init(&line, sizeof(struct str));
	vec_init(&all, sizeof(struct str));
	while (rc == 0 && r->at < r->text.len) {
		line.len = 0;
		rc = take_line(r, &line, &any);
		if (rc == 0 && any)
			rc = keep_line(r, ret, &line, &all);
		if (all.len / ret->columns_count > CSV_ROWS_MAX)
			return err_set(r->e, ERR_LIMIT, "超过 %d 行，请分成几个文件", CSV_ROWS_MAX);
	}
	if (rc < 0)
		return rc;
	struct str *cells = arena_array(r->arena, all.len + 1, sizeof(*cells));
	if (cells == NULL)
		return err_nomem(r->e);
	if (all.len > 0)
		memcpy(cells, all.ptr, all.len * sizeof(*cells));
	ret->cells = cells;
	ret->rows_count = all.len / ret->columns_count;
	return 0;
}

/* Tabs separate where the first line has more of them than commas. */
static char comma_of(struct str text)
{
	size_t end = str_find(text, STR("\n"), 0), tabs = 0, commas = 0;

	for (size_t i = 0; i < text.len && i < end; i++) {
		tabs += text.ptr[i] == '\t';
		commas += text.ptr[i] == ',';
	}
	return tabs > commas ? '\t' : ',';
}

int csv_read(struct str text, struct arena *a, struct csv *ret, struct err *e)
{
	struct csv t = { 0 };

	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_sub(text, 3, text.len);
	size_t valid = utf8_valid_prefix(text);
	if (valid < text.len) {
		err_set(e, ERR_INPUT, "表格不是 UTF-8 编码（第 %zu 个字节起）", valid + 1);
		err_hint(e, "在表格软件里另存为“CSV UTF-8（逗号分隔）”再导入");
		return ERR_INPUT;
	}
	struct reader r = { .text = text, .line = 1, .comma = comma_of(text), .arena = a, .e = e };
	int rc = read_head(&r, &t);
	if (rc == 0)
		rc = read_rows(&r, &t);
	if (rc == 0)
		*ret = t;
	return rc;
}
