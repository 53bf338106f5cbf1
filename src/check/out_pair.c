#include "out_pair.h"

#include "out_formats.h"
#include "out_html_page.h"
#include "utf8.h"

void pair_text(struct buf *b, struct str s, size_t limit)
{
	size_t count = 0;
	for (size_t pos = 0; pos < s.len; count++) {
		size_t from = pos;
		uint32_t c = utf8_next(s, &pos);
		if (limit > 0 && count == limit) {
			buf_cstr(b, "…");
			return;
		}
		if (c == '\n' || c == '\t' || c == '\r')
			buf_chr(b, ' ');
		else if (out_is_control(c))
			buf_cstr(b, "\uFFFD");
		else
			buf_str(b, str_sub(s, from, pos));
	}
}

void pair_paint(struct buf *b, const struct out_pair *o, const char *escape)
{
	if (o->colour)
		buf_cstr(b, escape);
}

void pair_html(struct buf *b, struct str s)
{
	for (size_t pos = 0; pos < s.len;) {
		size_t from = pos;
		uint32_t c = utf8_next(s, &pos);
		if (c == '\n')
			buf_cstr(b, "<br>");
		else
			out_html_char(b, s, from, pos, c);
	}
}

void pair_html_begin(struct buf *b, const struct out_pair *o, const char *title)
{
	buf_cstr(b,
		"<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=viewport content=\"width=device-width,initial-scale=1\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		"<meta name=referrer content=no-referrer>\n<meta name=color-scheme content=\"light dark\">\n");
	buf_fmt(b, "<title>%s · 闭环</title>\n<style>\n", title);
	buf_cstr(b, out_html_style);
	buf_cstr(b,
		"main{max-width:1160px}del{background:var(--error-bg);color:var(--error);text-decoration:line-through}"
		"ins{background:var(--note-bg);color:var(--note);text-decoration:none;border-bottom:2px solid}"
		".pair{margin:0 0 12px}.pair .msg{margin:4px 0}.pair h2{margin:18px 0 8px;font-size:17px}.pair b{font-weight:650}"
		".two{display:grid;grid-template-columns:1fr 1fr;gap:12px}@media(max-width:760px){.two{display:block}}\n"
		"</style>\n</head>\n<body>\n<header><div class=brand><b>闭环</b> ");
	buf_fmt(b, "%s</div><div class=made>", title);
	if (o->time)
		buf_fmt(b, "%s ", o->time);
	buf_fmt(b, "版本 %s</div></header>\n<main>\n<section class=file><div class=head><p class=sub><span>",
		o->version ? o->version : "");
	pair_html(b, o->before);
	buf_cstr(b, " → ");
	pair_html(b, o->after);
	buf_cstr(b, "</span></p></div>\n");
}

void pair_html_end(struct buf *b, const struct out_pair *o)
{
	(void)o;
	buf_cstr(b, "</section>\n</main>\n<footer>由程序比较，请对照原文核实。</footer>\n</body>\n</html>\n");
}

void pair_key(struct json *j, const char *key, struct str value)
{
	json_member_str(j, key, value);
}

void pair_date(struct json *j, const char *key, struct date d)
{
	char text[DATE_TEXT_MAX];
	date_format(d, text);
	pair_key(j, key, date_is_none(d) ? STR_NONE : str_from(text));
}

void pair_thing(struct json *j, const char *key, const struct thing *t)
{
	json_key(j, key);
	if (!t) {
		json_null(j);
		return;
	}
	json_object(j);
	pair_key(j, "label", t->label);
	pair_key(j, "problem", t->title);
	pair_key(j, "finding", t->parts[PART_FINDING]);
	pair_key(j, "status", str_from(result_status_name(t->status)));
	pair_key(j, "due", t->parts[PART_DUE].len > 0 ? t->parts[PART_DUE] : STR_NONE);
	json_key(j, "span");
	json_array(j);
	json_int(j, t->span.start);
	json_int(j, t->span.end);
	json_end_array(j);
	json_end_object(j);
}
