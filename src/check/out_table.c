/* The table of several files at the end of the text output: one line each, what was found in it. */
#include "out_formats.h"

#include "utf8.h"

#define ROWS_MAX 200 /* with more files only those that have errors or warnings, so many of them */
#define NAME_MAX_COLUMNS 48

static size_t columns_of(struct str s)
{
	size_t columns = 0;
	for (size_t pos = 0; pos < s.len;) {
		uint32_t c = utf8_next(s, &pos);
		columns += out_is_control(c) ? 1 : out_width(c);
	}
	return columns;
}

/* The end of a long name tells more than its beginning. */
static struct str name_end(struct str s)
{
	while (columns_of(s) > NAME_MAX_COLUMNS - 1) {
		size_t pos = 0;
		utf8_next(s, &pos);
		s = str_sub(s, pos, s.len);
	}
	return s;
}

static void put_padded(struct buf *b, struct str s, size_t width)
{
	size_t columns = columns_of(s);
	for (size_t pos = 0; pos < s.len;) {
		size_t from = pos;
		uint32_t c = utf8_next(s, &pos);
		if (out_is_control(c))
			buf_cstr(b, "\uFFFD");
		else
			buf_str(b, str_sub(s, from, pos));
	}
	for (; columns < width; columns++)
		buf_chr(b, ' ');
}

static bool is_shown(const struct out *out, const struct out_name *n)
{
	if (n->failed || n->skipped)
		return false;
	if (out->files.len <= ROWS_MAX)
		return true;
	return n->findings[SEVERITY_ERROR] + n->findings[SEVERITY_WARNING] + n->cross[SEVERITY_ERROR] +
		       n->cross[SEVERITY_WARNING] >
	       0;
}

static const char *worst_of(const struct out_name *n)
{
	for (int s = SEVERITY_ERROR; s >= SEVERITY_NOTE; s--) {
		if (n->findings[s] + n->cross[s] > 0)
			return severity_title((enum severity)s);
	}
	return "—";
}

static void put_row(struct out *out, const struct out_name *n, size_t width)
{
	struct buf *b = &out->buf;
	bool cut = columns_of(n->shown) > NAME_MAX_COLUMNS;
	if (cut)
		buf_cstr(b, "…");
	put_padded(b, cut ? name_end(n->shown) : n->shown, cut ? width - 1 : width);
	buf_fmt(b, "%6u%10u%6zu%6zu%6zu%8zu  %s\n", n->problems, n->items, n->findings[SEVERITY_ERROR],
		n->findings[SEVERITY_WARNING], n->findings[SEVERITY_NOTE], n->cross[0] + n->cross[1] + n->cross[2],
		worst_of(n));
}

void out_text_table(struct out *out)
{
	size_t width = 8, rows = 0, left_out = 0;
	for (size_t i = 0; i < out->files.len; i++) {
		size_t columns = columns_of(VEC_AT(&out->files, struct out_name, i).shown);
		columns = columns > NAME_MAX_COLUMNS ? NAME_MAX_COLUMNS : columns;
		width = columns > width ? columns : width;
	}
	buf_chr(&out->buf, '\n');
	put_padded(&out->buf, STR("报告"), width);
	buf_cstr(&out->buf, "  问题  具体问题  错误  警告  提示  跨报告  最重\n");
	for (size_t i = 0; i < out->files.len; i++) {
		const struct out_name *n = &VEC_AT(&out->files, struct out_name, i);
		if (is_shown(out, n) && rows < ROWS_MAX) {
			put_row(out, n, width);
			rows++;
		} else {
			left_out += !n->failed && !n->skipped;
		}
		out_flush(out, false);
	}
	if (left_out > 0)
		buf_fmt(&out->buf, "（另有 %zu 份没有列出）\n", left_out);
	buf_chr(&out->buf, '\n');
}
