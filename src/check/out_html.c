/* One self-contained HTML page: the text with its doubtful places marked, the list of findings beside it. */
#include "out_formats.h"
#include "out_html_page.h"

#include "fault.h"
#include "utf8.h"

#include <assert.h>

#define ACTIVE_MAX 16 /* marks on one place; further ones are in the list only */
#define CHUNK_LINES 100
#define QUOTE_CHARS 90
#define RELATED_MAX 12
#define RUN_MAX 32768

struct event {
	uint32_t start, end;
	uint32_t finding; /* index; the number shown is one more */
	bool related;
};

struct page {
	struct out *out;
	const struct out_job *job;
	const struct check_finding *findings;
	struct event *events; /* by start */
	size_t count, next;
	struct event active[ACTIVE_MAX];
	size_t active_count;
	size_t file; /* number of the file in ids */
};

/* --- text made safe --- */

static void put_text(struct out *out, struct str s)
{
	for (size_t pos = 0; pos < s.len;) {
		size_t from = pos, run = pos;
		while (run < s.len && run - pos < RUN_MAX && (unsigned char)s.ptr[run] >= 0xE3 &&
			(unsigned char)s.ptr[run] < 0xEF)
			run += 3; /* most of a Chinese text needs no look */
		if (run > pos) {
			buf_str(&out->buf, str_sub(s, pos, run));
			pos = run;
			out_flush(out, false);
			continue;
		}
		uint32_t c = utf8_next(s, &pos);
		out_html_char(&out->buf, s, from, pos, c);
		out_flush(out, false);
	}
}

/* In an attribute no element may stand: control characters become U+FFFD. */
static void put_attribute(struct out *out, struct str s)
{
	for (size_t pos = 0; pos < s.len;) {
		size_t from = pos;
		uint32_t c = utf8_next(s, &pos);
		if (out_is_control(c) && c != '\t' && c != '\n' && c != '\r')
			buf_cstr(&out->buf, "\uFFFD");
		else
			out_html_char(&out->buf, s, from, pos, c);
	}
}

/* --- the page's head and end --- */

static void put_filter(struct out *out, const char *id, enum severity s)
{
	buf_fmt(&out->buf, "<label for=%s class=l-%s>%s <b></b></label>", id, severity_name(s), severity_title(s));
}

static void html_begin(struct out *out)
{
	struct buf *b = &out->buf;
	buf_cstr(b,
		"<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=viewport content=\"width=device-width,initial-scale=1\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
		"<meta name=referrer content=no-referrer>\n<meta name=color-scheme content=\"light dark\">\n<title>检查结果 · 闭环</title>\n<style>\n");
	buf_cstr(b, out_html_style);
	buf_cstr(b, "</style>\n</head>\n<body>\n"
		    "<input class=f type=checkbox id=fe checked aria-label=\"显示错误\">"
		    "<input class=f type=checkbox id=fw checked aria-label=\"显示警告\">"
		    "<input class=f type=checkbox id=fn checked aria-label=\"显示提示\">\n"
		    "<header><div class=brand><b>闭环</b> 检查结果</div>");
	buf_cstr(b, "<select hidden aria-label=\"转到文件\"></select><div class=made>");
	if (out->options.time) {
		put_text(out, str_from(out->options.time));
		buf_cstr(b, " ");
	}
	buf_cstr(b, "版本 ");
	put_text(out, str_from(out->options.version));
	buf_cstr(b, "</div><div class=filters>");
	put_filter(out, "fe", SEVERITY_ERROR);
	put_filter(out, "fw", SEVERITY_WARNING);
	put_filter(out, "fn", SEVERITY_NOTE);
	buf_cstr(b, "</div></header>\n<main>\n");
}

void out_html_put(struct out *out, struct str s)
{
	put_text(out, s);
}

static void html_end(struct out *out)
{
	const struct out_summary *s = &out->summary;
	if (s->files > 1)
		out_html_summary(out);
	buf_fmt(&out->buf, "</main>\n<footer>共检查 %zu 份文件", s->files);
	if (s->failed > 0)
		buf_fmt(&out->buf, "（%zu 份读不了）", s->failed);
	buf_fmt(&out->buf,
		"：错误 %zu，警告 %zu，提示 %zu。疑点由程序找出，请对照原文核实。键盘 j / k 看下一条、上一条。</footer>\n<script>",
		s->findings[SEVERITY_ERROR], s->findings[SEVERITY_WARNING], s->findings[SEVERITY_NOTE]);
	buf_cstr(&out->buf, out_html_script);
	buf_cstr(&out->buf, "</script>\n</body>\n</html>\n");
}

/* --- the list --- */

static void put_related(struct page *p, const struct check_finding *f)
{
	struct buf *b = &p->out->buf;
	buf_cstr(b, "<p class=rel>另见");
	for (size_t i = 0; i < f->related_count && i < RELATED_MAX; i++) {
		uint32_t line = place_at(&p->job->places, f->related[i].start).line;
		buf_fmt(b, "<a href=\"#f%zuL%u\">第 %u 行</a>", p->file, line, line);
	}
	if (f->related_count > RELATED_MAX)
		buf_fmt(b, " 等 %zu 处", f->related_count);
	buf_cstr(b, "</p>");
}

static void put_card(struct page *p, size_t i)
{
	const struct check_finding *f = &p->findings[i];
	struct buf *b = &p->out->buf;
	struct place at = place_at(&p->job->places, f->span.start);
	struct str quote = str_trim(f->quote);
	size_t cut = utf8_prefix(quote, QUOTE_CHARS);
	char where[OUT_WHERE_TEXT];
	buf_fmt(b,
		"<li class=\"card %s\" id=f%zuc%zu><a class=go href=\"#f%zum%zu\"><div class=top><sup class=%s>%zu</sup><span class=sev>%s</span>"
		"<span>%s</span><span class=line>",
		severity_name(f->severity), p->file, i + 1, p->file, i + 1, severity_name(f->severity), i + 1,
		severity_title(f->severity), f->rule->code);
	if (out_place(p->job, f->span.start, where)[0] != '\0')
		put_text(p->out, str_from(where));
	else
		buf_fmt(b, "第 %u 行", at.line);
	buf_cstr(b, "</span></div><div class=title>");
	put_text(p->out, str_from(f->rule->title));
	buf_cstr(b, "</div></a><p class=msg>");
	put_text(p->out, f->message);
	buf_cstr(b, "</p>");
	if (quote.len > 0) {
		buf_cstr(b, "<blockquote>");
		put_text(p->out, str_sub(quote, 0, cut));
		buf_cstr(b, cut < quote.len ? "……</blockquote>" : "</blockquote>");
	}
	if (f->related_count > 0)
		put_related(p, f);
	buf_cstr(b, "</li>\n");
	out_flush(p->out, false);
}

static void put_list(struct page *p, size_t count)
{
	buf_cstr(&p->out->buf, "<aside class=list aria-label=\"疑点\">");
	if (count == 0)
		buf_fmt(&p->out->buf, "<div class=none>%s</div>",
			p->job->file->report->problems > 0 ? "没有发现疑点。" : "没有找到问题，无从检查。");
	buf_cstr(&p->out->buf, "<ol>\n");
	for (size_t i = 0; i < count; i++)
		put_card(p, i);
	buf_cstr(&p->out->buf, "</ol></aside>\n");
}

/* --- the text --- */

static int by_start(const void *pa, const void *pb)
{
	const struct event *a = pa, *b = pb;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->related != b->related)
		return a->related ? 1 : -1;
	return a->finding < b->finding ? -1 : a->finding > b->finding;
}

static int list_events(struct page *p, size_t findings)
{
	size_t n = findings;
	for (size_t i = 0; i < findings; i++)
		n += p->findings[i].related_count;
	p->events = fault_calloc(n + 1, sizeof(*p->events));
	if (!p->events)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < findings; i++) {
		const struct check_finding *f = &p->findings[i];
		p->events[p->count++] = (struct event){ f->span.start, f->span.end, i, false };
		for (size_t k = 0; k < f->related_count; k++)
			p->events[p->count++] = (struct event){ f->related[k].start, f->related[k].end, i, true };
	}
	qsort(p->events, p->count, sizeof(*p->events), by_start);
	return 0;
}

/* Takes up what begins at or before `pos`: a target for the link, the number, and the mark's beginning. */
static void begin_marks(struct page *p, uint32_t pos)
{
	for (; p->next < p->count && p->events[p->next].start <= pos; p->next++) {
		const struct event *e = &p->events[p->next];
		if (p->active_count < ACTIVE_MAX && e->end > pos)
			p->active[p->active_count++] = *e;
		if (e->related)
			continue;
		const char *severity = severity_name(p->findings[e->finding].severity);
		buf_fmt(&p->out->buf, "<sup class=%s>%u</sup><a class=at id=f%zum%u></a>", severity, e->finding + 1,
			p->file, e->finding + 1);
	}
}

static void end_marks(struct page *p, uint32_t pos)
{
	size_t kept = 0;
	for (size_t i = 0; i < p->active_count; i++) {
		if (p->active[i].end > pos)
			p->active[kept++] = p->active[i];
	}
	p->active_count = kept;
}

/* The mark that is shown of those on one place: a finding before a reference, the graver one, the inner one. */
static const struct event *top_mark(const struct page *p)
{
	const struct event *top = NULL;
	for (size_t i = 0; i < p->active_count; i++) {
		const struct event *e = &p->active[i];
		if (!top || top->related > e->related ||
			(top->related == e->related &&
				p->findings[e->finding].severity >= p->findings[top->finding].severity))
			top = e;
	}
	return top;
}

static uint32_t next_boundary(const struct page *p, uint32_t end)
{
	if (p->next < p->count && p->events[p->next].start < end)
		end = p->events[p->next].start;
	for (size_t i = 0; i < p->active_count; i++) {
		if (p->active[i].end < end)
			end = p->active[i].end;
	}
	return end;
}

static void put_piece(struct page *p, struct str piece)
{
	struct buf *b = &p->out->buf;
	const struct event *top = top_mark(p);
	if (!top) {
		put_text(p->out, piece);
		return;
	}
	assert(p->findings); /* marks come from findings */
	const char *severity = severity_name(p->findings[top->finding].severity);
	buf_fmt(b, "<mark class=\"%s%s\"><a href=\"#f%zuc%u\">", top->related ? "rel " : "", severity, p->file,
		top->finding + 1);
	put_text(p->out, piece);
	buf_cstr(b, "</a></mark>");
}

static void put_line(struct page *p, struct str text, uint32_t number, uint32_t start, uint32_t end, bool copy)
{
	struct buf *b = &p->out->buf;
	bool blank = str_trim(str_sub(text, start, end)).len == 0;
	buf_fmt(b, "<p id=f%zuL%u data-n=%u%s>", p->file, number, number,
		blank  ? " class=e"
		: copy ? " class=copy"
		       : "");
	begin_marks(p, start);
	for (uint32_t pos = start; pos < end;) {
		uint32_t stop = next_boundary(p, end);
		if (stop > pos)
			put_piece(p, str_sub(text, pos, stop));
		pos = stop > pos ? stop : pos;
		end_marks(p, pos);
		begin_marks(p, pos);
	}
	buf_cstr(b, "</p>\n");
	out_flush(p->out, false);
}

static void put_lines(struct page *p)
{
	const struct report *r = p->job->file->report;
	const struct place_index *x = &p->job->places;
	uint32_t second = r->copies.len > 1 ? VEC_AT(&r->copies, struct span, 1).start : UINT32_MAX;
	buf_cstr(&p->out->buf, "<article class=text>");
	for (uint32_t i = 1; i <= x->lines.len; i++) {
		struct str line = place_line(x, i);
		uint32_t start = (uint32_t)(line.ptr - r->text.ptr);
		if ((i - 1) % CHUNK_LINES == 0)
			buf_cstr(&p->out->buf, i > 1 ? "</div><div class=chunk>\n" : "<div class=chunk>\n");
		put_line(p, r->text, i, start, start + (uint32_t)line.len, start >= second);
	}
	buf_cstr(&p->out->buf, "</div></article>\n");
}

/* --- one file --- */

static void put_head(struct page *p)
{
	struct out *out = p->out;
	const struct report *r = p->job->file->report;
	struct buf *b = &out->buf;
	buf_cstr(b, "<div class=head><h1>");
	put_text(out, r && r->title.len > 0 ? r->title : p->job->name);
	buf_cstr(b, "</h1><p class=sub>");
	if (r && r->title.len > 0) {
		buf_cstr(b, "<span>");
		put_text(out, p->job->name);
		buf_cstr(b, "</span>");
	}
	if (r)
		buf_fmt(b, "<span>问题 %u　具体问题 %u　措施 %u　进展 %u</span>", r->problems, r->items, r->measures,
			r->progress);
	for (int s = SEVERITY_ERROR; s >= SEVERITY_NOTE; s--) {
		if (p->job->entry->findings[s] > 0)
			buf_fmt(b, "<span class=n-%s>%s %zu</span>", severity_name((enum severity)s),
				severity_title((enum severity)s), p->job->entry->findings[s]);
	}
	buf_cstr(b, "</p></div>\n");
}

static void put_unread(struct page *p)
{
	const struct err *e = p->job->file->error;
	buf_cstr(&p->out->buf, "<div class=bad>");
	put_text(p->out, str_from(e ? e->message : "文件读不了"));
	if (e && e->hint[0]) {
		buf_cstr(&p->out->buf, "<small>");
		put_text(p->out, str_from(e->hint));
		buf_cstr(&p->out->buf, "</small>");
	}
	buf_cstr(&p->out->buf, "</div>\n");
}

static int put_report(struct page *p)
{
	const struct check_result *result = p->job->file->result;
	size_t count = result ? result->findings.len : 0;
	p->findings = result ? result->findings.ptr : NULL;
	if (list_events(p, count) < 0)
		return ERR_NOMEM;
	buf_cstr(&p->out->buf, "<div class=cols>\n");
	put_list(p, count);
	put_lines(p);
	buf_cstr(&p->out->buf, "</div>\n");
	free(p->events);
	return 0;
}

static int html_file(struct out *out, const struct out_job *job)
{
	if (!job->file->report && job->file->skipped)
		return 0; /* the table tells it */
	struct page p = { .out = out, .job = job, .file = out->files.len };
	int rc = 0;
	buf_fmt(&out->buf, "<section class=file id=f%zu data-name=\"", p.file);
	put_attribute(out, job->name);
	buf_cstr(&out->buf, "\">\n");
	put_head(&p);
	if (job->file->report)
		rc = put_report(&p);
	else
		put_unread(&p);
	buf_cstr(&out->buf, "</section>\n");
	return rc;
}

const struct out_writer out_html = { html_begin, html_file, out_html_cross, html_end };
