/* Rows that are none: headers again, sums, headings across the table, remarks and signatures below it. */
#include "grid_fill.h"

static size_t filled_cells(const struct filler *f, const struct ledger_row *row, size_t *ret_first)
{
	size_t n = 0;

	for (size_t i = row->cells; i-- > 0;) {
		if (!filler_text(f, row->cell[i]).len)
			continue;
		n++;
		*ret_first = i;
	}
	return n;
}

static bool is_header_again(const struct filler *f, const struct ledger_row *row)
{
	size_t same = 0, filled = 0;

	for (size_t i = 0; i < row->cells; i++) {
		struct str s = filler_text(f, row->cell[i]);
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
static bool is_signature(const struct filler *f, const struct ledger_row *row, size_t first)
{
	struct str s = filler_text(f, row->cell[first]);

	if (!is_remark(s) || f->t->column[first] == COLUMN_FINDING || f->t->column[first] == COLUMN_DETAIL)
		return false;
	for (size_t i = first; i < row->cells; i++) {
		s = filler_text(f, row->cell[i]);
		if (s.len && !is_remark(s) && !str_has(s, STR("：")) && !str_has(s, STR(":")))
			return false;
	}
	return true;
}

/* 清源市水务局整改台账（第2页）: the table's title on a further page. */
static bool is_title(struct str s)
{
	static const char *const ends[] = { "台账", "清单", "表", "明细" };
	static const char *const opens[] = { "（", "(" };
	bool title = false;

	for (size_t i = 0; i < 2; i++) {
		size_t open = str_find(s, str_from(opens[i]), 1);
		s = str_trim(str_sub(s, 0, open == STR_NPOS ? s.len : open));
	}
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		title = title || str_ends(s, str_from(ends[i]));
	return title;
}

/* A line across the table names what the rows below it are about. */
static bool is_group(const struct filler *f, size_t column, struct str s)
{
	uint8_t c = f->t->column[column];
	size_t len = 0;

	if (is_title(s) && !filler_printed_number(s, &len).len)
		return false;
	if (s.len > 240 || columns_number(s) || str_ends(s, STR("。")) || is_remark(s))
		return false;
	if (c == COLUMN_NO || c == COLUMN_ASPECT || c == COLUMN_UNIT)
		return true;
	return column <= 1 && (words_aspect(s) || (filler_printed_number(s, &len).len && !words_finding(s)));
}

enum row_kind filler_row_kind(const struct filler *f, const struct ledger_row *row, bool last, struct str *ret_group)
{
	size_t first = 0, filled = filled_cells(f, row, &first);

	if (!filled || is_header_again(f, row))
		return ROW_NOTHING;
	*ret_group = filler_text(f, row->cell[first]);
	if (is_sum(*ret_group) || is_signature(f, row, first))
		return ROW_NOTHING;
	if (filled > 1)
		return ROW_ITEM;
	if (is_group(f, first, *ret_group))
		return last ? ROW_NOTHING : ROW_GROUP;
	/* text where the number stands, or a number alone, is below the table or not filled in */
	bool outside = f->t->column[first] == COLUMN_NO || is_title(*ret_group);
	return outside || is_remark(*ret_group) ? ROW_NOTHING : ROW_ITEM;
}
