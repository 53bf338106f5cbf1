/* Text like a compiler's: FILE:LINE:COLUMN: severity: CODE message, the line, and where in it. */
#include "out_formats.h"

#include "utf8.h"

#define RELATED_MAX 8
#define GUTTER 8 /* "  123 | " */

static const char *const bold = "\033[1m", *const dim = "\033[2m", *const green = "\033[1;32m",
			 *const reset = "\033[0m";

static const char *colour_of(enum severity s)
{
	static const char *const colours[] = { "\033[1;36m", "\033[1;35m", "\033[1;31m" };
	return colours[s];
}

static void paint(struct out *out, const char *escape)
{
	if (out->options.colour)
		buf_cstr(&out->buf, escape);
}

static bool is_ideograph(uint32_t c)
{
	return c >= 0x4E00 && c <= 0x9FFF;
}

/* Most of what is shown: it is shown as it stands. */
static bool is_plain(uint32_t c)
{
	return is_ideograph(c) || (c >= 0x20 && c < 0x7F);
}

static unsigned shown_width(uint32_t c)
{
	if (is_plain(c))
		return c < 0x7F ? 1 : 2;
	if (c == '\t')
		return 1;
	return out_is_control(c) ? 1 : out_width(c);
}

/* Nothing from a file may steer the terminal. */
static void put_char(struct buf *b, struct str s, size_t from, size_t to, uint32_t c)
{
	if (c == '\t' || c == '\n' || c == '\r')
		buf_chr(b, ' ');
	else if (out_is_control(c))
		buf_cstr(b, "\uFFFD");
	else
		buf_str(b, str_sub(s, from, to));
}

static void put_safe(struct buf *b, struct str s)
{
	size_t put = 0; /* up to here */
	for (size_t pos = 0; pos < s.len;) {
		size_t from = pos;
		uint32_t c = utf8_next(s, &pos);
		if (is_plain(c))
			continue;
		buf_str(b, str_sub(s, put, from));
		put_char(b, s, from, pos, c);
		put = pos;
	}
	buf_str(b, str_sub(s, put, s.len));
}

/* Where the window on a long line begins, so that `at` is seen with something before it. */
static size_t window_start(struct str line, size_t at, size_t room)
{
	size_t start = at, columns = 0, before = room / 3;
	while (start > 0) {
		size_t previous = utf8_floor(line, start - 1), next = previous;
		columns += shown_width(utf8_next(line, &next));
		if (columns > before)
			break;
		start = previous;
	}
	return start;
}

static bool fits(struct str line, size_t room)
{
	size_t columns = 0;
	if (line.len > room * 4)
		return false;
	for (size_t pos = 0; pos < line.len;)
		columns += shown_width(utf8_next(line, &pos));
	return columns <= room;
}

/* The line (or the part of it around the span) and below it ^~~~ under the span. */
static void put_quote(
	struct out *out, const struct place *p, struct str line, size_t from, size_t to, const char *colour)
{
	size_t room = out->options.width > GUTTER + 20 ? out->options.width - GUTTER : 20, columns = 0, lead = 0,
	       under = 0;
	size_t pos = fits(line, room) ? 0 : window_start(line, from, room);
	struct buf *b = &out->buf;
	bool cut = pos > 0;
	buf_fmt(b, "%5u | ", p->line);
	if (cut) {
		buf_cstr(b, "…");
		columns++;
		lead++;
	}
	size_t first = pos, end = pos;
	while (pos < line.len) {
		size_t start = pos;
		uint32_t c = utf8_next(line, &pos);
		unsigned width = shown_width(c);
		if (columns + width + (pos < line.len) > room)
			break;
		end = pos;
		columns += width;
		lead += start < from ? width : 0;
		under += start >= from && start < to ? width : 0;
	}
	put_safe(b, str_sub(line, first, end));
	buf_cstr(b, end < line.len ? "…\n      | " : "\n      | ");
	for (size_t i = 0; i < lead; i++)
		buf_chr(b, ' ');
	paint(out, colour);
	buf_chr(b, '^');
	for (size_t i = 1; i < under; i++)
		buf_chr(b, '~');
	paint(out, reset);
	buf_chr(b, '\n');
}

static void put_place(struct out *out, struct str name, const struct place *p)
{
	put_safe(&out->buf, name);
	buf_fmt(&out->buf, ":%u:%u", p->line, p->column);
}

static void put_related(struct out *out, const struct out_job *job, const struct check_finding *f)
{
	for (size_t i = 0; i < f->related_count && i < RELATED_MAX; i++) {
		struct place p = place_at(&job->places, f->related[i].start);
		buf_cstr(&out->buf, "      = 另见 ");
		put_place(out, job->name, &p);
		buf_chr(&out->buf, '\n');
	}
	if (f->related_count > RELATED_MAX)
		buf_fmt(&out->buf, "      = 另有 %zu 处\n", f->related_count - RELATED_MAX);
}

static void put_finding(struct out *out, const struct out_job *job, const struct check_finding *f)
{
	struct place p = place_at(&job->places, f->span.start);
	struct str line = str_sub(job->file->report->text, p.start, p.end);
	size_t from = f->span.start - p.start, to = f->span.end - p.start;
	char where[OUT_WHERE_TEXT];
	paint(out, bold);
	put_place(out, job->name, &p);
	buf_cstr(&out->buf, ": ");
	paint(out, reset);
	paint(out, colour_of(f->severity));
	buf_fmt(&out->buf, "%s: ", severity_name(f->severity));
	paint(out, reset);
	paint(out, bold);
	buf_fmt(&out->buf, "%s ", f->rule->code);
	put_safe(&out->buf, f->message);
	paint(out, reset);
	buf_chr(&out->buf, '\n');
	put_quote(out, &p, line, from, to < line.len ? to : line.len, green);
	if (out_place(job, f->span.start, where)[0] != '\0') {
		buf_cstr(&out->buf, "      = 在原文件的");
		put_safe(&out->buf, str_from(where));
		buf_chr(&out->buf, '\n');
	}
	put_related(out, job, f);
}

/* --- findings about several files --- */

/* A quote on one line, cut to the page's width. */
static void put_short(struct out *out, struct str s, size_t taken)
{
	size_t room = out->options.width > taken + 20 ? out->options.width - taken : 20, columns = 0;
	for (size_t pos = 0; pos < s.len;) {
		size_t from = pos;
		uint32_t c = utf8_next(s, &pos);
		unsigned width = shown_width(c);
		if (columns + width + 1 > room) {
			buf_cstr(&out->buf, "…");
			return;
		}
		columns += width;
		put_char(&out->buf, s, from, pos, c);
	}
}

static void put_cross_place(struct out *out, const struct cross_place *p, const uint32_t *files)
{
	put_safe(&out->buf, out_named(out, p, files)->shown);
	if (p->where == NULL) {
		buf_fmt(&out->buf, ":%u:%u", p->place.line, p->place.column);
		return;
	}
	buf_chr(&out->buf, ' ');
	put_safe(&out->buf, str_from(p->where));
}

/* The first place's line before its quote; nothing where lines are of the text alone. */
static void put_cross_gutter(struct buf *b, const struct cross_place *p)
{
	if (p->where == NULL)
		buf_fmt(b, "\n%5u | ", p->place.line);
	else
		buf_cstr(b, "\n      | ");
}

static int text_cross(struct out *out, const struct cross_finding *f, const uint32_t *files)
{
	struct buf *b = &out->buf;
	paint(out, bold);
	put_cross_place(out, &f->places[0], files);
	buf_cstr(b, ": ");
	paint(out, reset);
	paint(out, colour_of(f->rule ? f->severity : SEVERITY_NOTE));
	buf_fmt(b, "%s: ", f->rule ? severity_name(f->severity) : "boilerplate");
	paint(out, reset);
	paint(out, bold);
	buf_fmt(b, "%s ", f->rule ? f->rule->code : "通用表述，不作疑点：");
	put_safe(b, f->message);
	paint(out, reset);
	put_cross_gutter(b, &f->places[0]);
	put_short(out, f->places[0].quote, GUTTER);
	buf_chr(b, '\n');
	for (size_t i = 1; f->rule && i < f->count; i++) {
		buf_cstr(b, "      = 另见 ");
		put_cross_place(out, &f->places[i], files);
		buf_chr(b, ' ');
		put_safe(b, f->places[i].label);
		buf_cstr(b, "\n      |   ");
		put_short(out, f->places[i].quote, GUTTER + 2);
		buf_chr(b, '\n');
	}
	if (f->rule && f->total > f->count)
		buf_fmt(b, "      = 另有 %zu 处\n", f->total - f->count);
	return 0;
}

static void text_begin(struct out *out)
{
	(void)out;
}

static int text_file(struct out *out, const struct out_job *job)
{
	const struct out_file *file = job->file;
	if (!file->report && file->skipped)
		return 0; /* said on standard error */
	if (!file->report) {
		paint(out, bold);
		put_safe(&out->buf, job->name);
		buf_cstr(&out->buf, ": ");
		paint(out, reset);
		paint(out, colour_of(SEVERITY_ERROR));
		buf_cstr(&out->buf, "error: ");
		paint(out, reset);
		put_safe(&out->buf, str_from(file->error ? file->error->message : "读不了"));
		buf_chr(&out->buf, '\n');
		if (file->error && file->error->hint[0]) {
			buf_cstr(&out->buf, "      = ");
			put_safe(&out->buf, str_from(file->error->hint));
			buf_chr(&out->buf, '\n');
		}
		return 0;
	}
	for (size_t i = 0; file->result && i < file->result->findings.len; i++) {
		put_finding(out, job, &VEC_AT(&file->result->findings, struct check_finding, i));
		out_flush(out, false);
	}
	return 0;
}

/* Of what could not be read nothing was found, and nothing is known. */
static const char *said_of_none(const struct out_summary *s)
{
	if (s->files > 0 && s->failed + s->skipped + s->empty == s->files)
		return "，没有一份可以检查。";
	return s->failed + s->empty > 0 ? "，读到的没有发现疑点。" : "，没有发现疑点。";
}

static void text_end(struct out *out)
{
	const struct out_summary *s = &out->summary;
	size_t total = s->findings[0] + s->findings[1] + s->findings[2];
	if (s->files > 1)
		out_text_table(out);
	paint(out, dim);
	buf_fmt(&out->buf, "共检查 %zu 份文件", s->files);
	if (s->failed > 0)
		buf_fmt(&out->buf, "（%zu 份读不了）", s->failed);
	if (s->skipped > 0)
		buf_fmt(&out->buf, "（%zu 个不是报告，略过）", s->skipped);
	if (s->empty > 0)
		buf_fmt(&out->buf, "（%zu 份没有找到问题）", s->empty);
	buf_cstr(&out->buf, total > 0 ? "：" : said_of_none(s));
	paint(out, reset);
	const char *between = "";
	for (int i = SEVERITY_ERROR; i >= SEVERITY_NOTE; i--) {
		if (s->findings[i] == 0)
			continue;
		buf_cstr(&out->buf, between);
		paint(out, colour_of((enum severity)i));
		buf_fmt(&out->buf, "%s %zu", severity_title((enum severity)i), s->findings[i]);
		paint(out, reset);
		between = "，";
	}
	buf_cstr(&out->buf, total == 0 ? "\n" : "。\n");
}

const struct out_writer out_text = { text_begin, text_file, text_cross, text_end };
