#include "out_pair.h"

#define SUBJECT 60
#define PROMISE 60

static const char *const red = "\033[1;31m", *const bold = "\033[1m", *const reset = "\033[0m";

/* What the earlier round promised: a date, else what its result said. */
static struct str promise_of(const struct thing *t)
{
	return t->parts[PART_DUE].len > 0 ? t->parts[PART_DUE] : t->parts[PART_RESULT];
}

/* --- text --- */

static void put_line(struct buf *b, const char *when, const struct thing *t)
{
	buf_fmt(b, "    %s ", when);
	pair_text(b, t->label, 0);
	buf_cstr(b, "  ");
	pair_text(b, thing_subject(t), SUBJECT);
	buf_chr(b, '\n');
}

static void put_promise(struct buf *b, const struct round_row *row)
{
	struct str promise = promise_of(row->earlier);
	buf_fmt(b, "         当时：%s", thing_status_title(row->earlier->status));
	if (promise.len > 0) {
		buf_cstr(b, "，“");
		pair_text(b, promise, PROMISE);
		buf_cstr(b, "”");
	}
	buf_cstr(b, row->overdue ? "，期限在这一轮之前已过\n" : "\n");
}

static void put_row(struct buf *b, const struct round_row *row)
{
	if (row->later)
		put_line(b, "这一轮", row->later);
	if (row->earlier) {
		put_line(b, "上一轮", row->earlier);
		put_promise(b, row);
	}
	if (row->earlier && row->later)
		buf_fmt(b, "         两处用字相近程度 %u.%u%%\n", row->permille / 10, row->permille % 10);
}

static void put_dates(struct buf *b, const struct rounds *r)
{
	char x[DATE_TEXT_MAX], y[DATE_TEXT_MAX];
	date_format(r->earlier.date, x);
	date_format(r->later.date, y);
	buf_fmt(b, "上一轮（%s）%zu 条，这一轮（%s）%zu 条", x[0] ? x : "日期不明", r->earlier.count,
		y[0] ? y : "日期不明", r->later.count);
}

/* Of what is settled, and of what nothing was said in either round, the number is enough. */
static bool is_listed(const struct round_row *row)
{
	if (row->kind == ROUND_SILENT)
		return row->earlier->status != RESULT_NONE || promise_of(row->earlier).len > 0;
	return row->kind != ROUND_SETTLED;
}

static void put_kind(struct buf *b, const struct rounds *r, enum round_kind kind)
{
	size_t left_out = 0;
	for (size_t i = 0; i < r->rows.len; i++) {
		const struct round_row *row = &VEC_AT(&r->rows, struct round_row, i);
		if (row->kind != kind)
			continue;
		if (is_listed(row))
			put_row(b, row);
		else
			left_out++;
	}
	if (left_out > 0 && kind == ROUND_SILENT)
		buf_fmt(b, "    （%zu 条当时没有写明结果，也没有写时限，不列）\n", left_out);
}

static void write_text(const struct rounds *r, const struct out_pair *o, struct buf *b)
{
	put_dates(b, r);
	buf_chr(b, '\n');
	for (int kind = 0; kind < ROUND_KINDS; kind++) {
		if (r->counts[kind] == 0)
			continue;
		buf_chr(b, '\n');
		pair_paint(b, o, kind <= ROUND_AGAIN ? red : bold);
		buf_fmt(b, "%s：%zu 条\n", round_kind_title((enum round_kind)kind), r->counts[kind]);
		pair_paint(b, o, reset);
		put_kind(b, r, (enum round_kind)kind);
	}
}

/* --- JSON --- */

static void write_row(struct json *j, const struct round_row *row)
{
	json_object(j);
	pair_key(j, "kind", str_from(round_kind_name(row->kind)));
	pair_thing(j, "earlier", row->earlier);
	pair_thing(j, "later", row->later);
	pair_key(j, "promise", row->earlier && promise_of(row->earlier).len > 0 ? promise_of(row->earlier) : STR_NONE);
	json_member_bool(j, "overdue", row->overdue);
	json_member_int(j, "alike_permille", row->permille);
	json_end_object(j);
}

static void write_json(const struct rounds *r, const struct out_pair *o, struct buf *out)
{
	struct json j;
	json_init(&j, out, NULL, NULL);
	json_object(&j);
	pair_key(&j, "earlier", o->before);
	pair_key(&j, "later", o->after);
	pair_date(&j, "earlier_date", r->earlier.date);
	pair_date(&j, "later_date", r->later.date);
	json_key(&j, "rows");
	json_array(&j);
	for (size_t i = 0; i < r->rows.len; i++)
		write_row(&j, &VEC_AT(&r->rows, struct round_row, i));
	json_end_array(&j);
	json_key(&j, "summary");
	json_object(&j);
	for (int kind = 0; kind < ROUND_KINDS; kind++) {
		json_member_int(&j, round_kind_name((enum round_kind)kind), (int64_t)r->counts[kind]);
	}
	json_end_object(&j);
	json_end_object(&j);
	json_finish(&j);
	buf_chr(out, '\n');
}

/* --- HTML --- */

static void html_side(struct buf *b, const char *when, const struct thing *t, const struct round_row *row)
{
	buf_fmt(b, "<div class=side><p class=rel>%s　", when);
	pair_html(b, t->label);
	buf_cstr(b, "</p><blockquote>");
	pair_html(b, thing_subject(t));
	buf_cstr(b, "</blockquote>");
	if (t == row->earlier) {
		buf_fmt(b, "<p class=msg>当时：%s%s</p><p class=rel>", thing_status_title(t->status),
			row->overdue ? "，期限在这一轮之前已过" : "");
		pair_html(b, promise_of(t));
		buf_cstr(b, "</p>");
	}
	buf_cstr(b, "</div>\n");
}

static void html_row(struct buf *b, const struct round_row *row)
{
	static const char *const classes[ROUND_KINDS] = { "error", "warning", "warning", "", "note" };
	buf_fmt(b, "<div class=\"card pair %s\"><div class=two>\n", classes[row->kind]);
	if (row->earlier)
		html_side(b, "上一轮", row->earlier, row);
	if (row->later)
		html_side(b, "这一轮", row->later, row);
	buf_cstr(b, "</div></div>\n");
}

static void write_html(const struct rounds *r, const struct out_pair *o, struct buf *b)
{
	pair_html_begin(b, o, "两轮对照");
	buf_cstr(b, "<div class=pair><p class=msg>");
	put_dates(b, r);
	buf_cstr(b, "</p>\n");
	for (int kind = 0; kind < ROUND_KINDS; kind++) {
		if (r->counts[kind] == 0)
			continue;
		buf_fmt(b, "<h2>%s：%zu 条</h2>\n", round_kind_title((enum round_kind)kind), r->counts[kind]);
		for (size_t i = 0; i < r->rows.len; i++) {
			const struct round_row *row = &VEC_AT(&r->rows, struct round_row, i);
			if (row->kind == (enum round_kind)kind)
				html_row(b, row);
		}
	}
	buf_cstr(b, "</div>\n");
	pair_html_end(b, o);
}

void out_rounds(const struct rounds *r, const struct out_pair *o, struct buf *out)
{
	if (o->format == OUT_JSON)
		write_json(r, o, out);
	else if (o->format == OUT_HTML)
		write_html(r, o, out);
	else
		write_text(r, o, out);
}
