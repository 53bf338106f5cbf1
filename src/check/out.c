#include "out_formats.h"

#include <inttypes.h>

#include "fault.h"
#include "out_pages.h"
#include "utf8.h"

#define BUF_MAX ((size_t)64 << 20)
#define BUF_FLUSH ((size_t)64 << 10)
#define NAMES_MAX ((size_t)256 << 20)

static const struct out_writer *const writers[] = { &out_text, &out_json, &out_sarif, &out_html };
static const struct str format_names[] = { STR_INIT("text"), STR_INIT("json"), STR_INIT("sarif"), STR_INIT("html") };

bool out_format_parse(struct str name, enum out_format *ret)
{
	for (size_t i = 0; i < sizeof(format_names) / sizeof(format_names[0]); i++) {
		if (str_eq(name, format_names[i])) {
			*ret = (enum out_format)i;
			return true;
		}
	}
	return false;
}

const char *severity_title(enum severity s)
{
	static const char *const titles[] = { "提示", "警告", "错误" };
	return titles[s];
}

static const struct rule_text *text_of(const struct rule *r)
{
	const struct rule_text *t = rule_texts;
	while (t->code && strcmp(t->code, r->code) != 0)
		t++;
	return t;
}

struct str rule_page(const struct rule *r)
{
	return str_from(text_of(r)->page);
}

struct str rule_summary(const struct rule *r)
{
	return str_from(text_of(r)->summary);
}

bool out_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x00AD || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
	       (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

void out_html_char(struct buf *b, struct str s, size_t from, size_t to, uint32_t c)
{
	if (c == '&')
		buf_cstr(b, "&amp;");
	else if (c == '<')
		buf_cstr(b, "&lt;");
	else if (c == '>')
		buf_cstr(b, "&gt;");
	else if (c == '"')
		buf_cstr(b, "&quot;");
	else if (c == '\'')
		buf_cstr(b, "&#39;");
	else if (c == '\t' || c == '\n' || c == '\r')
		buf_chr(b, ' ');
	else if (out_is_control(c))
		buf_fmt(b, "<span class=ctl>U+%04X</span>", c);
	else
		buf_str(b, str_sub(s, from, to));
}

unsigned out_width(uint32_t c)
{
	if ((c >= 0x0300 && c <= 0x036F) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x20D0 && c <= 0x20FF))
		return 0;
	bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xA960 && c <= 0xA97F) ||
		    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
		    (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
		    (c >= 0x20000 && c <= 0x3FFFD);
	return wide ? 2 : 1;
}

const char *out_place(const struct out_job *job, size_t at, char text[OUT_WHERE_TEXT])
{
	text[0] = '\0';
	return job->file->where != NULL ? job->file->where(job->file->where_context, at, text) : text;
}

void out_flush(struct out *out, bool always)
{
	if (out->buf.failed && out->error == 0)
		out->error = ERR_NOMEM;
	if (out->error < 0 || out->buf.len == 0 || (!always && out->buf.len < BUF_FLUSH))
		return;
	int rc = out->options.sink(out->options.context, buf_view(&out->buf));
	if (rc < 0)
		out->error = rc;
	buf_reset(&out->buf);
}

static int fail(const struct out *out, struct err *e)
{
	if (out->error == ERR_NOMEM)
		return err_nomem(e);
	return out->error < 0 ? err_set(e, out->error, "结果没有写完：输出端拒绝了数据") : 0;
}

int out_open(const struct out_options *o, struct out **ret, struct err *e)
{
	struct out *out = fault_calloc(1, sizeof(*out));
	if (!out)
		return err_nomem(e);
	out->options = *o;
	if (!out->options.rule_base)
		out->options.rule_base = OUT_RULE_BASE;
	if (!out->options.version)
		out->options.version = "0";
	if (out->options.width == 0)
		out->options.width = 100;
	out->writer = writers[o->format];
	buf_init(&out->buf, BUF_MAX);
	vec_init(&out->files, sizeof(struct out_name));
	json_init(&out->json, &out->buf, o->sink, o->context);
	out->names = arena_new(NAMES_MAX);
	if (!out->names) {
		out_free(out);
		return err_nomem(e);
	}
	out->writer->begin(out);
	out_flush(out, false);
	if (out->error < 0) {
		int rc = fail(out, e);
		out_free(out);
		return rc;
	}
	*ret = out;
	return 0;
}

void out_free(struct out *out)
{
	if (!out)
		return;
	buf_clear(&out->buf);
	vec_clear(&out->files);
	arena_free(out->names);
	free(out);
}

/* A file's name need not be UTF-8, all output is. */
static struct str valid_name(struct arena *a, struct str name)
{
	struct buf b;
	buf_init(&b, name.len * 3 + 1);
	while (name.len > 0) {
		size_t good = utf8_valid_prefix(name);
		buf_str(&b, str_sub(name, 0, good));
		if (good < name.len)
			buf_cstr(&b, "\uFFFD");
		name = str_sub(name, good + 1, name.len);
	}
	struct str s = b.failed ? STR_NONE : arena_dup(a, b.len ? buf_view(&b) : STR(""));
	buf_clear(&b);
	return s;
}

static struct out_name *add_name(struct out *out, const struct out_file *f)
{
	struct out_name *n = vec_push(&out->files);
	if (!n)
		return NULL;
	/* The name's own bytes, for addresses; what people see goes through valid_name(). */
	n->name = arena_dup(out->names, f->name);
	n->skipped = f->report == NULL && f->skipped;
	n->failed = f->report == NULL && !f->skipped;
	n->bytes = f->report ? f->report->text.len : 0;
	n->problems = f->report ? f->report->problems : 0;
	n->items = f->report ? f->report->items : 0;
	n->error = !f->report && f->error ? arena_dup(out->names, str_from(f->error->message)) : STR("");
	return n->name.ptr && n->error.ptr ? n : NULL;
}

static void count(struct out *out, struct out_name *entry, const struct out_file *f)
{
	out->summary.files++;
	out->summary.failed += entry->failed;
	out->summary.skipped += entry->skipped;
	out->summary.empty += f->report != NULL && f->report->problems == 0;
	for (size_t i = 0; f->result && i < f->result->findings.len; i++) {
		enum severity s = VEC_AT(&f->result->findings, struct check_finding, i).severity;
		entry->findings[s]++;
		out->summary.findings[s]++;
	}
}

int out_file(struct out *out, const struct out_file *file, struct err *e)
{
	struct out_job job = { .file = file };
	struct out_name *entry = add_name(out, file);
	if (!entry)
		return err_nomem(e);
	count(out, entry, file);
	job.entry = entry;
	job.name = str_eq(file->name, STR("-")) ? STR("<标准输入>") : valid_name(out->names, file->name);
	entry->shown = job.name;
	int rc = job.name.ptr ? 0 : ERR_NOMEM;
	if (rc == 0 && file->report)
		rc = place_index_init(&job.places, file->report->text, out->writer == &out_sarif);
	if (rc == 0 && out->error == 0)
		rc = out->writer->file(out, &job);
	if (file->report)
		place_index_clear(&job.places);
	if (rc < 0 && out->error == 0)
		out->error = rc;
	out_flush(out, false);
	return fail(out, e);
}

const struct out_name *out_named(const struct out *out, const struct cross_place *p, const uint32_t *files)
{
	return &VEC_AT(&out->files, struct out_name, files[p->report]);
}

int out_cross(struct out *out, const struct cross_finding *f, const uint32_t *files, struct err *e)
{
	out->summary.findings[f->severity] += f->rule != NULL;
	for (size_t i = 0; f->rule && i < f->reports; i++)
		VEC_AT(&out->files, struct out_name, files[f->where[i]]).cross[f->severity]++;
	int rc = out->error == 0 ? out->writer->cross(out, f, files) : 0;
	if (rc < 0 && out->error == 0)
		out->error = rc;
	out_flush(out, false);
	return fail(out, e);
}

int out_close(struct out *out, struct out_summary *ret_summary, struct err *e)
{
	if (!out)
		return 0;
	if (out->error == 0)
		out->writer->end(out);
	out_flush(out, true);
	int rc = fail(out, e);
	if (rc == 0 && ret_summary)
		*ret_summary = out->summary;
	out_free(out);
	return rc;
}

/* --- JSON: {"files":[{"file","findings":[...]}], "summary"} --- */

static void json_begin(struct out *out)
{
	struct json *j = &out->json;
	j->pretty = true;
	json_object(j);
	json_key(j, "files");
	json_array(j);
}

static void json_place(struct json *j, const struct place_index *x, struct span s)
{
	struct place p = place_at(x, s.start);
	json_member_int(j, "line", p.line);
	json_member_int(j, "column", p.column);
}

static int json_file(struct out *out, const struct out_job *job)
{
	struct json *j = &out->json;
	json_object(j);
	json_member_str(j, "file", job->name);
	if (job->file->error && !job->file->report) {
		json_key(j, "error");
		json_object(j);
		json_member_cstr(j, "message", job->file->error->message);
		json_member_str(j, "hint", job->file->error->hint[0] ? str_from(job->file->error->hint) : STR_NONE);
		json_end_object(j);
	}
	json_key(j, "findings");
	json_array(j);
	for (size_t i = 0; job->file->result && i < job->file->result->findings.len; i++) {
		const struct check_finding *f = &VEC_AT(&job->file->result->findings, struct check_finding, i);
		json_object(j);
		check_write_finding(f, j);
		json_place(j, &job->places, f->span);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
	out->error = j->error;
	return 0;
}

static void write_cross_place(const struct cross_place *p, struct str name, struct json *j)
{
	json_object(j);
	json_member_str(j, "file", name);
	json_key(j, "span");
	json_array(j);
	json_int(j, p->place.start);
	json_int(j, p->place.end);
	json_end_array(j);
	json_member_int(j, "line", p->place.line);
	json_member_int(j, "column", p->place.column);
	if (p->where != NULL)
		json_member_cstr(j, "where", p->where);
	json_member_str(j, "problem", p->label);
	json_member_str(j, "quote", p->quote);
	json_end_object(j);
}

void out_write_cross(const struct cross_finding *f, const struct str *names, struct json *j)
{
	char hex[17];
	snprintf(hex, sizeof(hex), "%016" PRIx64, f->fingerprint);
	json_member_str(j, "code", f->rule ? str_from(f->rule->code) : STR_NONE);
	json_member_str(j, "severity", f->rule ? str_from(severity_name(f->severity)) : STR_NONE);
	json_member_bool(j, "boilerplate", f->rule == NULL);
	json_member_str(j, "message", f->message);
	json_member_int(j, "reports", (int64_t)f->reports);
	json_member_int(j, "total", (int64_t)f->total);
	json_key(j, "places");
	json_array(j);
	for (size_t i = 0; i < f->count; i++)
		write_cross_place(&f->places[i], names[i], j);
	json_end_array(j);
	json_member_str(j, "fingerprint", f->rule ? str_from(hex) : STR_NONE);
}

static void json_end_files(struct out *out)
{
	if (out->cross)
		return;
	out->cross = true;
	json_end_array(&out->json);
	json_key(&out->json, "cross");
	json_array(&out->json);
}

static int json_cross(struct out *out, const struct cross_finding *f, const uint32_t *files)
{
	struct json *j = &out->json;
	struct str names[CROSS_PLACES] = { { NULL, 0 } };
	json_end_files(out);
	for (size_t i = 0; i < f->count; i++)
		names[i] = out_named(out, &f->places[i], files)->shown;
	json_object(j);
	out_write_cross(f, names, j);
	json_end_object(j);
	out->error = j->error;
	return 0;
}

static void json_end(struct out *out)
{
	struct json *j = &out->json;
	json_end_files(out);
	json_end_array(j);
	json_key(j, "summary");
	json_object(j);
	json_member_int(j, "files", (int64_t)out->summary.files);
	json_member_int(j, "failed", (int64_t)out->summary.failed);
	for (int s = SEVERITY_ERROR; s >= SEVERITY_NOTE; s--) {
		json_member_int(j, severity_name((enum severity)s), (int64_t)out->summary.findings[s]);
	}
	json_end_object(j);
	json_end_object(j);
	int rc = json_finish(j);
	if (rc < 0)
		out->error = rc;
	else
		buf_chr(&out->buf, '\n');
}

const struct out_writer out_json = { json_begin, json_file, json_cross, json_end };
