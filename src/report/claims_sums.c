/* 合计 of a table: what its cells say of the problems, held against the rows of their ledger, or in a summary against the report. */
#include "claims_parts.h"

#include "columns.h"
#include "wordlist.h"

enum { ABOVE_LINES = 60, ROW_BYTES = 3000 };

struct sums {
	struct report *r;
	struct str row;
	struct str cells[COLUMNS_MAX], headers[COLUMNS_MAX];
	size_t count;
	const struct report_table *table; /* NULL: a summary */
	struct counts counts;             /* of the rows, or of the report */
	int64_t rows;
};

static size_t cut(struct str row, struct str cells[COLUMNS_MAX])
{
	size_t n = 0;

	for (size_t at = 0; at <= row.len && n < COLUMNS_MAX;) {
		size_t end = str_find(row, STR("\t"), at);
		end = end == STR_NPOS ? row.len : end;
		cells[n++] = str_trim(str_sub(row, at, end));
		at = end + 1;
	}
	return n;
}

static bool has_digit(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
			return true;
	return false;
}

static bool is_sum(const struct sums *s)
{
	WORDLIST(words, "合计", "总计", "合 计", "总 计", "合　计", "总　计", "共计");
	size_t first = 0;

	while (first < s->count && !s->cells[first].len)
		first++;
	return first < s->count && first < 3 && STARTS(s->cells[first], words);
}

/* --- its header --- */

static const struct report_table *table_at(const struct report *r, uint32_t at)
{
	for (size_t i = 0; i < r->tables.len; i++) {
		const struct report_table *t = &VEC_AT(&r->tables, struct report_table, i);
		if (at >= t->span.start && at < t->span.end)
			return t;
	}
	return NULL;
}

/* The nearest row above that is as wide and has words alone. */
static bool header_above(struct sums *s, uint32_t at)
{
	struct str text = s->r->text;
	size_t end = at, lines = 0;

	while (end > 0 && lines++ < ABOVE_LINES) {
		size_t start = end - 1;
		while (start > 0 && text.ptr[start - 1] != '\n')
			start--;
		struct str row = str_sub(text, start, end - 1);
		size_t filled = 0, n = row.len <= ROW_BYTES ? cut(row, s->headers) : 0;
		bool words = n == s->count;
		for (size_t i = 0; i < n; i++) {
			words = words && !has_digit(s->headers[i]);
			filled += s->headers[i].len > 0;
		}
		if (words && filled >= 2)
			return true;
		end = start;
	}
	return false;
}

/* --- what a cell says --- */

/* The only whole number in the cell; false: there is none, or more than that. */
static bool number_in(struct str cell, struct str *ret)
{
	size_t from = 0, to;

	while (from < cell.len && !has_digit(str_sub(cell, from, from + 1)))
		from++;
	for (to = from; to < cell.len && has_digit(str_sub(cell, to, to + 1));)
		to++;
	*ret = str_sub(cell, from, to);
	struct str rest = str_sub(cell, to, cell.len);
	return to > from && to - from <= 6 && !has_digit(rest) && !str_starts(rest, STR(".")) &&
	       !str_has(rest, STR("%")) && !str_has(rest, STR("％"));
}

static const char *key_in_words(struct str s)
{
	WORDLIST(money, "金额", "资金", "元", "率", "占比", "户", "家", "人");
	WORDLIST(open, "未完成", "未整改", "未销号", "未办结");
	WORDLIST(partial, "基本完成", "部分完成", "阶段性");
	WORDLIST(going, "正在", "推进", "整改中", "进行中", "办理中");
	WORDLIST(lasting, "长期坚持");
	WORDLIST(done, "已完成", "完成数", "完成整改", "整改完成", "已销号", "销号数", "已整改", "已办结", "办结数");

	return HAS(s, money)             ? NULL
	       : HAS(s, open)            ? "not_done"
	       : HAS(s, partial)         ? "partial"
	       : HAS(s, going)           ? "in_progress"
	       : HAS(s, lasting)         ? "long_term"
	       : HAS(s, done)            ? "done"
	       : str_has(s, STR("措施")) ? "measures_total"
	       : str_has(s, STR("问题")) ? "problems_total"
					 : NULL;
}

static const char *key_of(const struct sums *s, size_t i)
{
	static const char *const ticked[] = { [RESULT_NONE] = NULL,
		[RESULT_DONE] = "done",
		[RESULT_LONG_TERM] = "long_term",
		[RESULT_IN_PROGRESS] = "in_progress",
		[RESULT_PARTIAL] = "partial" };
	bool bare = columns_number(s->cells[i]) > 0;

	if (!bare)
		return key_in_words(s->cells[i]);
	if (!s->table)
		return key_in_words(s->headers[i]);
	switch (s->table->columns[i].means) {
	case COLUMN_FINDING:
	case COLUMN_DETAIL:
		return "problems_total";
	case COLUMN_MEASURES:
		return "measures_total";
	case COLUMN_RESULT:
		return ticked[columns_state(s->headers[i])];
	default:
		return NULL;
	}
}

/* Rows may be counted as problems or as items, what lasts as done or not: the count that agrees is taken. */
static int64_t count_state(const struct counts *c, enum state state, enum state apart, int64_t value)
{
	const int64_t with[] = { c->problems_by[state], c->items_by[state] };
	const int64_t less[] = { c->problems_by[apart], c->items_by[apart] };

	for (size_t i = 0; i < 2; i++)
		if (value == with[i] || value == with[i] - less[i])
			return value;
	return c->known && !c->problems_silent && !c->items_silent ? with[0] : -1;
}

static int64_t counted(const struct sums *s, const char *key, int64_t value)
{
	const struct counts *c = &s->counts;

	if (!strcmp(key, "problems_total"))
		return value == c->items || value == s->rows ? value : c->problems;
	if (!strcmp(key, "done"))
		return count_state(c, STATE_DONE, STATE_LONG_TERM, value);
	if (!strcmp(key, "in_progress"))
		return count_state(c, STATE_IN_PROGRESS, STATE_PARTIAL, value);
	return !strcmp(key, "measures_total") && value == c->measures ? value : -1;
}

static int add_cell(struct sums *s, size_t i)
{
	struct str number;
	const char *key = i < s->count && number_in(s->cells[i], &number) ? key_of(s, i) : NULL;
	struct decimal value;

	if (!key || !decimal_parse(number, &value))
		return 0;
	struct fact_claim *c = vec_push(&s->r->claims);
	if (!c)
		return ERR_NOMEM;
	uint32_t at = (uint32_t)(s->cells[i].ptr - s->r->text.ptr), from = (uint32_t)(number.ptr - s->r->text.ptr);
	*c = (struct fact_claim){ .key = key,
		.value = value,
		.unit = STR("个"),
		.span = { at, at + (uint32_t)s->cells[i].len },
		.number = { from, from + (uint32_t)number.len },
		.counted = counted(s, key, value.digits) };
	return 0;
}

/* --- the rows --- */

static void count_rows(struct sums *s)
{
	struct report *r = s->r;

	if (!s->table) {
		count_tree(&s->counts, r);
		return;
	}
	s->rows = (int64_t)s->table->rows;
	for (struct node *n = r->root->first; n; n = n->next)
		for (struct node *p = n->kind == NODE_ASPECT ? n->first : NULL; p; p = p->next)
			if (p->kind == NODE_PROBLEM && p->span.start >= s->table->span.start &&
				p->span.start < s->table->span.end)
				count_problem(&s->counts, p);
}

/* A summary speaks of problems in one of its columns. */
static bool speaks_of_problems(const struct sums *s)
{
	const char *key;

	for (size_t i = 0; i < s->count; i++)
		if ((key = key_in_words(s->headers[i])) && !strcmp(key, "problems_total"))
			return true;
	return false;
}

static bool read_row(struct sums *s, struct report *r, size_t start, size_t end)
{
	*s = (struct sums){ .r = r, .row = str_sub(r->text, start, end) };
	s->count = s->row.len <= ROW_BYTES && str_has(s->row, STR("\t")) ? cut(s->row, s->cells) : 0;
	if (!s->count || !is_sum(s))
		return false;
	s->table = table_at(r, (uint32_t)start);
	if (!s->table)
		return header_above(s, (uint32_t)start) && speaks_of_problems(s);
	s->count = s->count < s->table->count ? s->count : s->table->count;
	for (size_t i = 0; i < s->count; i++)
		s->headers[i] = s->table->columns[i].header;
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct fact_claim *x = a, *y = b;

	return x->span.start < y->span.start ? -1 : x->span.start > y->span.start;
}

int claims_of_sums(struct report *r)
{
	size_t first = r->claims.len, summaries = 0;
	struct sums s;

	for (size_t at = 0; r->tables.len && at < r->text.len;) {
		size_t end = str_find(r->text, STR("\n"), at);
		end = end == STR_NPOS ? r->text.len : end;
		bool sum = read_row(&s, r, at, end);
		at = end + 1;
		summaries += sum && !s.table;
		if (!sum || (!s.table && summaries > 1)) /* of several summaries nobody knows which is of all */
			continue;
		count_rows(&s);
		for (size_t i = 0; i < s.count; i++)
			if (add_cell(&s, i) < 0)
				return ERR_NOMEM;
	}
	if (r->claims.len > first)
		qsort(r->claims.ptr, r->claims.len, sizeof(struct fact_claim), by_place);
	return 0;
}
