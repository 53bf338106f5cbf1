/* The last part of the HTML page: findings about several files with their quotes side by side, and the table of files. */
#include "out_formats.h"

static void open_section(struct out *out)
{
	if (out->cross)
		return;
	out->cross = true;
	buf_fmt(&out->buf,
		"<section class=file id=f%zu data-name=\"汇总与跨报告\">\n<div class=head><h1>汇总与跨报告</h1></div>\n<div class=across>\n",
		out->files.len + 1);
}

static void put_place(struct out *out, const struct cross_place *p, const uint32_t *files)
{
	struct buf *b = &out->buf;
	size_t file = (size_t)files[p->report] + 1;
	buf_fmt(b, "<div class=side><p class=rel><a href=\"#f%zuL%u\">", file, p->place.line);
	out_html_put(out, out_named(out, p, files)->shown);
	if (p->where != NULL) {
		buf_cstr(b, "　");
		out_html_put(out, str_from(p->where));
	} else {
		buf_fmt(b, "　第 %u 行", p->place.line);
	}
	buf_cstr(b, "</a></p><p class=msg>");
	out_html_put(out, p->label);
	buf_cstr(b, "</p><blockquote>");
	out_html_put(out, p->quote);
	buf_cstr(b, "</blockquote></div>\n");
}

int out_html_cross(struct out *out, const struct cross_finding *f, const uint32_t *files)
{
	struct buf *b = &out->buf;
	const char *severity = f->rule ? severity_name(f->severity) : "note";
	open_section(out);
	buf_fmt(b,
		"<div class=\"card %s\"><div class=top><span class=sev>%s</span><span>%s</span></div><div class=title>",
		severity, f->rule ? severity_title(f->severity) : "说明", f->rule ? f->rule->code : "");
	out_html_put(out, f->rule ? str_from(f->rule->title) : STR("通用表述，不作疑点"));
	buf_cstr(b, "</div><p class=msg>");
	out_html_put(out, f->message);
	buf_cstr(b, "</p><div class=sides>\n");
	for (size_t i = 0; i < f->count && (f->rule || i == 0); i++)
		put_place(out, &f->places[i], files);
	buf_cstr(b, "</div>");
	if (f->rule && f->total > f->count)
		buf_fmt(b, "<p class=rel>另有 %zu 处</p>", f->total - f->count);
	buf_cstr(b, "</div>\n");
	return 0;
}

static void put_row(struct out *out, const struct out_name *n, size_t number)
{
	struct buf *b = &out->buf;
	buf_fmt(b, "<tr><td><a href=\"#f%zu\">", number);
	out_html_put(out, n->shown);
	if (n->failed || n->skipped) {
		buf_cstr(b, "</a></td><td colspan=6>");
		out_html_put(out, n->error.len ? n->error : STR("读不了"));
		buf_cstr(b, "</td></tr>\n");
		return;
	}
	buf_fmt(b, "</a></td><td>%u</td><td>%u</td><td>%zu</td><td>%zu</td><td>%zu</td><td>%zu</td></tr>\n",
		n->problems, n->items, n->findings[SEVERITY_ERROR], n->findings[SEVERITY_WARNING],
		n->findings[SEVERITY_NOTE], n->cross[0] + n->cross[1] + n->cross[2]);
}

void out_html_summary(struct out *out)
{
	open_section(out);
	buf_cstr(&out->buf,
		"<table class=sum><thead><tr><th>报告</th><th>问题</th><th>具体问题</th><th>错误</th><th>警告</th><th>提示</th><th>跨报告</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < out->files.len; i++) {
		put_row(out, &VEC_AT(&out->files, struct out_name, i), i + 1);
		out_flush(out, false);
	}
	buf_cstr(&out->buf, "</tbody></table>\n</div></section>\n");
}
