#include "analysis.h"

#include <inttypes.h>

#include "own.h"
#include "utf8.h"

static int refuse_encoding(struct str name, struct str text, size_t at, struct err *e)
{
	size_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += text.ptr[i] == '\n';
	err_set(e, ERR_INPUT, "%.*s 不是有效的 UTF-8 文本：第 %zu 行（第 %zu 字节）", STR_ARG(name), line, at + 1);
	err_hint(e, "保存的文字已损坏，请重新导入原文件");
	return ERR_INPUT;
}

static int refuse_blank(struct str name, struct err *e)
{
	err_hint(e, "请确认选对了文件");
	return err_set(e, ERR_INPUT, "%.*s 里只有空白", STR_ARG(name));
}

int analysis_accept(struct str name, struct str text, struct err *e)
{
	if (text.len == 0) {
		err_set(e, ERR_INPUT, "%.*s 是空的", STR_ARG(name));
		err_hint(e, "请确认选对了文件");
		return ERR_INPUT;
	}
	const char *nul = memchr(text.ptr, '\0', text.len);
	if (nul != NULL) {
		err_set(e, ERR_INPUT, "%.*s 里有 NUL 字节（第 %zu 字节），不是文本文件", STR_ARG(name),
			(size_t)(nul - text.ptr) + 1);
		err_hint(e, "保存的文字已损坏，请重新导入原文件");
		return ERR_INPUT;
	}
	size_t valid = utf8_valid_prefix(text);
	if (valid != text.len)
		return refuse_encoding(name, text, valid, e);
	return str_trim(text).len == 0 ? refuse_blank(name, e) : 0;
}

static int analyse(struct str text, const struct check_options *options, const struct report_options *as,
	struct analysis *ret, struct err *e)
{
	struct analysis a = { .doc = ret->doc };
	struct report_options with = { .given = false };

	if (as != NULL)
		with = *as;
	with.words = &check_words;
	int rc = report_parse_with(text, &with, &a.report, e);
	if (rc == 0)
		rc = check_run(a.report, options, &a.checks, e);
	if (rc < 0) {
		analysis_clear(&a);
		return rc;
	}
	*ret = a;
	return 0;
}

int analysis_run_with(struct str name, struct str text, const struct check_options *options, struct str columns,
	struct analysis *ret, struct err *e)
{
	struct report_options as = { .given = false };
	int rc = analysis_accept(name, text, e);

	ret->doc = NULL;
	if (rc >= 0)
		rc = report_columns_parse(columns, &as, e);
	return rc < 0 ? rc : analyse(text, options, &as, ret, e);
}

/* What was left unread is why there is nothing. */
static size_t say_unread(const struct intake_doc *doc, char *into, size_t room)
{
	static const char *const codes[] = { "converted", "charset", "name",
		"signatures" }; /* nothing is missing for these */
	size_t used = 0;

	into[0] = '\0';
	for (size_t i = 0; i < doc->notes_count; i++) {
		const struct intake_note *n = &doc->notes[i];
		bool whole = false;
		for (size_t k = 0; k < sizeof(codes) / sizeof(codes[0]); k++)
			whole = whole || str_eq(n->code, str_from(codes[k]));
		if (whole || used + n->message.len + 8 > room)
			continue;
		int added = snprintf(into + used, room - used, "%s%.*s", used > 0 ? "；" : "：", STR_ARG(n->message));
		used += added > 0 ? (size_t)added : 0;
	}
	return used;
}

int analysis_refuse_blank(const struct intake_doc *doc, struct err *e)
{
	char unread[360];

	if (str_trim(doc->text).len > 0)
		return 0;
	if (say_unread(doc, unread, sizeof(unread)) == 0)
		return refuse_blank(doc->name, e);
	err_hint(e, "请用文字版的报告，或者在原来的程序里把没有读入的部分变成正文再用");
	return err_set(e, ERR_INPUT, "%.*s 里没有能读的文字%s", STR_ARG(doc->name), unread);
}

int analysis_read_as(const struct intake_doc *doc, const struct check_options *options, const struct report_options *as,
	struct analysis *ret, struct err *e)
{
	int rc = analysis_refuse_blank(doc, e);

	ret->doc = doc;
	return rc < 0 ? rc : analyse(doc->text, options, as, ret, e);
}

void analysis_clear(struct analysis *a)
{
	if (a->checks != NULL)
		check_result_free(a->checks);
	if (a->report != NULL)
		report_free(a->report);
	*a = (struct analysis){ 0 };
}

/* Decisions about findings, sorted by fingerprint. */
struct entry {
	const struct ledger_decision *decision;
};

struct index {
	struct entry *rows;
	size_t count;
};

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return str_cmp(x->decision->key, y->decision->key);
}

static int index_decisions(const struct ledger_decisions *d, struct arena *scratch, struct index *ret)
{
	*ret = (struct index){ 0 };
	if (d == NULL || d->count == 0)
		return 0;
	ret->rows = arena_array(scratch, d->count, sizeof(*ret->rows));
	if (ret->rows == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < d->count; i++)
		if (str_eq(d->rows[i].subject, STR("finding")))
			ret->rows[ret->count++].decision = &d->rows[i];
	qsort(ret->rows, ret->count, sizeof(*ret->rows), by_key);
	return 0;
}

static const struct ledger_decision *find_decision(const struct index *index, uint64_t fingerprint)
{
	char hex[17];
	struct ledger_decision wanted = { 0 };
	const struct entry key = { &wanted };

	if (index->count == 0)
		return NULL;
	snprintf(hex, sizeof(hex), "%016" PRIx64, fingerprint);
	wanted.key = str_from(hex);
	const struct entry *hit = bsearch(&key, index->rows, index->count, sizeof(*index->rows), by_key);
	return hit != NULL ? hit->decision : NULL;
}

static void write_decision(const struct ledger_decision *d, struct json *j)
{
	json_key(j, "decision");
	json_object(j);
	json_member_str(j, "value", d->value);
	json_member_str(j, "reason", d->reason);
	json_member_str(j, "decided_by", d->decided_by);
	json_member_str(j, "decided_at", d->decided_at);
	json_end_object(j);
}

/* Only where the file is not its text. */
static void write_place(const struct intake_doc *doc, size_t at, struct json *j)
{
	char text[INTAKE_PLACE_TEXT];

	if (doc != NULL && intake_place_text(doc, at, text)[0] != '\0')
		json_member_str(j, "place", str_from(text));
}

int analysis_source(const struct intake_doc *doc, struct arena *a, struct ledger_source *ret, struct err *e)
{
	ret->file_name = doc->name;
	ret->text = doc->text;
	if (doc->format == INTAKE_TEXT && str_eq(doc->charset, STR("UTF-8")) && doc->bytes.len == doc->text.len)
		return 0;
	ret->bytes = doc->bytes;
	ret->path = doc->name;
	ret->format = str_from(intake_format_name(doc->format));
	ret->charset = doc->charset;
	return intake_about_write(doc, a, &ret->about, e);
}

int analysis_file(
	const struct ledger_file *file, struct str text, struct arena *a, struct intake_doc *ret, struct err *e)
{
	struct intake_doc d = { 0 };
	int rc = intake_about_read(file->about, a, &d, e);

	if (rc < 0)
		return rc;
	d.name = file->path;
	d.text = text;
	d.charset = file->charset;
	intake_format_parse(file->format, &d.format);
	*ret = d;
	return 1;
}

static void write_sheets(const struct intake_doc *doc, struct json *j)
{
	json_key(j, "sheets");
	json_array(j);
	for (size_t i = 0; i < doc->sheets_count; i++)
		json_str(j, doc->sheets[i]);
	json_end_array(j);
}

void analysis_write_source(const struct intake_doc *doc, struct json *j)
{
	json_key(j, "source");
	json_object(j);
	json_member_str(j, "name", doc->name);
	json_member_str(j, "format", str_from(intake_format_name(doc->format)));
	json_member_str(j, "charset", doc->charset.len > 0 ? doc->charset : STR_NONE);
	json_key(j, "confidence");
	if (doc->confidence >= 0)
		json_int(j, doc->confidence);
	else
		json_null(j);
	json_key(j, "notes");
	json_array(j);
	for (size_t i = 0; i < doc->notes_count; i++) {
		json_object(j);
		json_member_str(j, "code", doc->notes[i].code);
		json_member_str(j, "message", doc->notes[i].message);
		json_member_int(j, "at", (int64_t)doc->notes[i].at);
		if (doc->notes[i].at > 0 && doc->notes[i].at < doc->text.len)
			write_place(doc, doc->notes[i].at, j);
		json_end_object(j);
	}
	json_end_array(j);
	if (doc->sheets_count > 0)
		write_sheets(doc, j);
	json_end_object(j);
}

static void write_mark(const struct intake_doc *doc, const struct intake_mark *m, struct json *j)
{
	static const char *const kinds[] = { "line", "paragraph", "cell", "page" };

	json_object(j);
	json_member_int(j, "at", (int64_t)m->at);
	json_member_str(j, "where", str_from(kinds[m->place.where]));
	json_member_int(j, "page", m->place.page);
	json_member_int(j, "row", m->place.row);
	json_member_int(j, "col", m->place.col);
	if (m->place.where == INTAKE_CELL && m->place.page >= 1 && m->place.page <= doc->sheets_count)
		json_member_str(j, "sheet", doc->sheets[m->place.page - 1]);
	json_end_object(j);
}

void analysis_write_map(const struct intake_doc *doc, struct json *j)
{
	json_key(j, "map");
	json_array(j);
	for (size_t i = 0; i < doc->marks_count; i++)
		write_mark(doc, &doc->marks[i], j);
	json_end_array(j);
}

static void write_findings(const struct analysis *a, const struct index *index, struct json *j)
{
	size_t count = a->checks != NULL ? a->checks->findings.len : 0;

	json_key(j, "findings");
	json_array(j);
	for (size_t i = 0; i < count; i++) {
		const struct check_finding *f = &VEC_AT(&a->checks->findings, struct check_finding, i);
		json_object(j);
		check_write_finding(f, j);
		write_place(a->doc, f->span.start, j);
		const struct ledger_decision *d = find_decision(index, f->fingerprint);
		if (d != NULL)
			write_decision(d, j);
		json_end_object(j);
	}
	json_end_array(j);
}

/* The text is the file, and there is nothing to be said of it: the object is that of design.md section 5 alone. */
static bool is_text_itself(const struct intake_doc *doc)
{
	return doc->format == INTAKE_TEXT && str_eq(doc->charset, STR("UTF-8")) && doc->notes_count == 0;
}

int analysis_write_members(
	const struct analysis *a, const struct ledger_decisions *decisions, struct arena *scratch, struct json *j)
{
	struct index index;
	int rc = index_decisions(decisions, scratch, &index);

	if (rc < 0)
		return rc;
	report_write_json(a->report, j);
	write_findings(a, &index, j);
	if (a->doc != NULL && !is_text_itself(a->doc))
		analysis_write_source(a->doc, j);
	return 0;
}

int analysis_write_json(
	const struct analysis *a, const struct ledger_decisions *decisions, struct arena *scratch, struct json *j)
{
	json_object(j);
	int rc = analysis_write_members(a, decisions, scratch, j);
	json_end_object(j);
	return rc;
}

/* --- for the ledger --- */

enum { FINDING_JSON_MAX = 4 << 20 };

static void free_checks(struct check_result **c)
{
	check_result_free(*c);
}

static int keep_finding(const struct check_finding *f, struct arena *a, struct ledger_found *ret, struct err *e)
{
	OWN(buf_clear) struct buf out = { 0 };
	struct json j;

	buf_init(&out, FINDING_JSON_MAX);
	json_init(&j, &out, NULL, NULL);
	json_object(&j);
	check_write_finding(f, &j);
	json_end_object(&j);
	struct str json = json_finish(&j) == 0 ? arena_dup(a, buf_view(&out)) : STR_NONE;
	struct str print = arena_fmt(a, "%016" PRIx64, f->fingerprint);
	if (json.ptr == NULL || print.ptr == NULL)
		return err_nomem(e);
	*ret = (struct ledger_found){ .fingerprint = print,
		.code = str_from(f->rule->code),
		.severity = str_from(severity_name(f->severity)),
		.json = json,
		.span = f->span };
	return 0;
}

static int run_rules(
	void *context, const struct report *r, struct arena *a, struct ledger_found_list *ret, struct err *e)
{
	OWN(free_checks) struct check_result *checks = NULL;
	struct check_options options = { .today = clock_today(context) };

	int rc = check_run(r, &options, &checks, e);
	size_t count = rc == 0 ? checks->findings.len : 0;
	struct ledger_found *rows = rc == 0 ? arena_array(a, count + 1, sizeof(*rows)) : NULL;
	if (rc == 0 && rows == NULL)
		rc = err_nomem(e);
	for (size_t i = 0; i < count && rc == 0; i++)
		rc = keep_finding(&VEC_AT(&checks->findings, struct check_finding, i), a, &rows[i], e);
	if (rc == 0)
		*ret = (struct ledger_found_list){ rows, count };
	return rc;
}

void analysis_attach(struct ledger *l, const struct clock *clock)
{
	ledger_check_with(l, (struct ledger_checker){ run_rules, (void *)(uintptr_t)clock, &check_words });
}
