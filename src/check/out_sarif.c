/* SARIF 2.1.0 (OASIS, with errata 01). Section numbers below are the standard's. */
#include <inttypes.h>

#include "out_formats.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#define SNIPPET_MAX 2000
#define LOCATION_MAX 256

/* "]( " would make a link of the words before it (3.11.6): a backslash keeps the bracket a bracket. */
static void json_message(struct json *j, const char *key, struct str text)
{
	json_key(j, key);
	json_object(j);
	if (!str_has(text, STR("]("))) {
		json_member_str(j, "text", text);
		json_end_object(j);
		return;
	}
	struct buf b;
	buf_init(&b, text.len * 2 + 1);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '[' || text.ptr[i] == ']' || text.ptr[i] == '\\')
			buf_chr(&b, '\\');
		buf_chr(&b, text.ptr[i]);
	}
	if (b.failed)
		j->error = ERR_NOMEM;
	json_member_str(j, "text", b.failed ? text : buf_view(&b));
	json_end_object(j);
	buf_clear(&b);
}

/* --- the tool --- */

/* "claimed-total" as "ClaimedTotal" (3.49.7: an identifier people can read). */
static void write_name(struct json *j, const char *slug)
{
	char name[64];
	size_t n = 0;
	bool upper = true;
	for (; *slug && n + 1 < sizeof(name); slug++) {
		if (*slug == '-') {
			upper = true;
			continue;
		}
		name[n++] = (char)(upper && *slug >= 'a' && *slug <= 'z' ? *slug - 32 : *slug);
		upper = false;
	}
	json_member_str(j, "name", (struct str){ name, n });
}

static void write_rule(struct out *out, const struct rule *r)
{
	struct json *j = &out->json;
	struct str page = rule_page(r), summary = rule_summary(r);
	char uri[LOCATION_MAX];
	snprintf(uri, sizeof(uri), "%s%s", out->options.rule_base, r->code);
	json_object(j);
	json_member_cstr(j, "id", r->code);
	write_name(j, r->slug);
	json_message(j, "shortDescription", str_from(r->title));
	json_message(j, "fullDescription", summary.ptr ? summary : str_from(r->title));
	json_member_cstr(j, "helpUri", uri);
	if (page.ptr) {
		json_key(j, "help");
		json_object(j);
		json_member_str(j, "text", page);
		json_member_str(j, "markdown", page);
		json_end_object(j);
	}
	json_key(j, "defaultConfiguration");
	json_object(j);
	json_member_cstr(j, "level", severity_name(r->severity));
	json_end_object(j);
	json_end_object(j);
}

static void sarif_begin(struct out *out)
{
	struct json *j = &out->json;
	j->pretty = true;
	json_object(j);
	json_member_cstr(j, "$schema", SCHEMA);
	json_member_cstr(j, "version", "2.1.0");
	json_key(j, "runs");
	json_array(j);
	json_object(j);
	json_key(j, "tool");
	json_object(j);
	json_key(j, "driver");
	json_object(j);
	json_member_cstr(j, "name", "Bihuan");
	json_member_cstr(j, "fullName", "闭环（Bihuan）整改报告检查");
	json_member_cstr(j, "version", out->options.version);
	json_member_cstr(j, "language", "zh-CN");
	json_key(j, "rules");
	json_array(j);
	for (size_t i = 0; i < check_rules_count; i++)
		write_rule(out, &check_rules[i]);
	json_end_array(j);
	json_end_object(j);
	json_end_object(j);
	json_member_cstr(j, "language", "zh-CN");
	json_member_cstr(j, "columnKind", "utf16CodeUnits");
	json_key(j, "results");
	json_array(j);
	out->error = j->error;
}

/* --- locations --- */

static bool is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	       c == '_' || c == '~' || c == '/';
}

/* A path as a URI reference (RFC 3986): what is not unreserved is percent-encoded, byte by byte. */
static void write_uri(struct json *j, struct str path)
{
	struct buf b;
	buf_init(&b, path.len * 3 + 16);
	if (str_eq(path, STR("-")))
		path = STR("stdin");
	if (str_starts(path, STR("/"))) /* a relative one is encoded whole, so no colon makes a scheme of it */
		buf_cstr(&b, "file://");
	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = (unsigned char)path.ptr[i];
		if (is_unreserved(c))
			buf_chr(&b, (char)c);
		else
			buf_fmt(&b, "%%%02X", c);
	}
	if (b.failed)
		j->error = ERR_NOMEM;
	json_member_str(j, "uri", b.failed ? STR("") : buf_view(&b));
	buf_clear(&b);
}

static void write_artifact_location(struct out *out, struct str path, size_t index)
{
	struct json *j = &out->json;
	json_key(j, "artifactLocation");
	json_object(j);
	write_uri(j, path);
	json_member_int(j, "index", (int64_t)index);
	json_end_object(j);
}

static void write_region(struct json *j, const struct place_index *x, struct span s)
{
	struct place from = place_at(x, s.start), to = place_at(x, s.end);
	json_key(j, "region");
	json_object(j);
	json_member_int(j, "startLine", from.line);
	json_member_int(j, "startColumn", from.column16);
	json_member_int(j, "endLine", to.line);
	json_member_int(j, "endColumn", to.column16);
	json_member_int(j, "charOffset", place_unit(x, s.start));
	json_member_int(j, "charLength", (int64_t)place_unit(x, s.end) - place_unit(x, s.start));
	json_member_int(j, "byteOffset", s.start);
	json_member_int(j, "byteLength", (int64_t)s.end - s.start);
	if (s.end - s.start <= SNIPPET_MAX) {
		json_key(j, "snippet");
		json_object(j);
		json_member_str(j, "text", str_sub(x->text, s.start, s.end));
		json_end_object(j);
	}
	json_end_object(j);
}

static void write_physical(struct out *out, const struct out_job *job, struct span s)
{
	json_key(&out->json, "physicalLocation");
	json_object(&out->json);
	write_artifact_location(out, job->file->name, out->files.len - 1);
	write_region(&out->json, &job->places, s);
	json_end_object(&out->json);
}

/* 方面(一)/问题3/项(2): where in the report, whatever its lines are. */
static struct str qualified_name(const struct node *n, char *name, size_t size)
{
	static const char *const titles[] = { [NODE_ASPECT] = "方面", [NODE_PROBLEM] = "问题", [NODE_ITEM] = "项" };
	const struct node *path[4];
	size_t depth = 0, len = 0;
	for (; n && depth < 4; n = n->parent) {
		bool named = n->kind == NODE_ASPECT || n->kind == NODE_PROBLEM || n->kind == NODE_ITEM;
		if (named && n->no.len > 0 && n->no.len < 32)
			path[depth++] = n;
	}
	while (depth-- > 0 && len < size) {
		int more = snprintf(name + len, size - len, "%s%s%.*s", len ? "/" : "", titles[path[depth]->kind],
			STR_ARG(path[depth]->no));
		len += more > 0 ? (size_t)more : 0;
	}
	return (struct str){ name, len < size ? len : size - 1 };
}

static void write_logical(struct json *j, const struct check_finding *f)
{
	char text[LOCATION_MAX];
	struct str name = qualified_name(f->node, text, sizeof(text));
	if (name.len == 0)
		return;
	json_key(j, "logicalLocations");
	json_array(j);
	json_object(j);
	json_member_str(j, "fullyQualifiedName", name);
	json_member_cstr(j, "kind", "element");
	json_end_object(j);
	json_end_array(j);
}

static void write_related(struct out *out, const struct out_job *job, const struct check_finding *f)
{
	struct json *j = &out->json;
	json_key(j, "relatedLocations");
	json_array(j);
	for (size_t i = 0; i < f->related_count; i++) {
		json_object(j);
		json_member_int(j, "id", (int64_t)i + 1);
		write_physical(out, job, f->related[i]);
		json_message(j, "message", STR("相关之处"));
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_result(struct out *out, const struct out_job *job, const struct check_finding *f)
{
	struct json *j = &out->json;
	char print[17], where[OUT_WHERE_TEXT];
	snprintf(print, sizeof(print), "%016" PRIx64, f->fingerprint);
	json_object(j);
	json_member_cstr(j, "ruleId", f->rule->code);
	json_member_int(j, "ruleIndex", f->rule - check_rules);
	json_member_cstr(j, "level", severity_name(f->severity));
	json_message(j, "message", f->message);
	json_key(j, "locations");
	json_array(j);
	json_object(j);
	write_physical(out, job, f->span);
	write_logical(j, f);
	if (out_place(job, f->span.start, where)[0] != '\0')
		json_message(j, "message", str_from(where));
	json_end_object(j);
	json_end_array(j);
	if (f->related_count > 0)
		write_related(out, job, f);
	json_key(j, "partialFingerprints");
	json_object(j);
	json_member_cstr(j, "bihuanFinding/v1", print);
	json_end_object(j);
	json_end_object(j);
}

static int sarif_file(struct out *out, const struct out_job *job)
{
	const struct check_result *r = job->file->result;
	for (size_t i = 0; job->file->report && r && i < r->findings.len; i++)
		write_result(out, job, &VEC_AT(&r->findings, struct check_finding, i));
	out->error = out->json.error;
	return 0;
}

/* --- findings about several files --- */

/* Only line and column of the beginning are known: the other file is no longer in memory. */
static void write_cross_location(struct out *out, const struct cross_place *p, const uint32_t *files)
{
	struct json *j = &out->json;
	json_key(j, "physicalLocation");
	json_object(j);
	write_artifact_location(out, out_named(out, p, files)->name, files[p->report]);
	json_key(j, "region");
	json_object(j);
	json_member_int(j, "startLine", p->place.line);
	json_member_int(j, "startColumn", p->place.column16);
	json_member_int(j, "byteOffset", p->place.start);
	json_member_int(j, "byteLength", (int64_t)p->place.end - p->place.start);
	if (p->quote.len <= SNIPPET_MAX) {
		json_key(j, "snippet");
		json_object(j);
		json_member_str(j, "text", p->quote);
		json_end_object(j);
	}
	json_end_object(j);
	json_end_object(j);
}

static void write_cross_related(struct out *out, const struct cross_finding *f, const uint32_t *files)
{
	struct json *j = &out->json;
	json_key(j, "relatedLocations");
	json_array(j);
	for (size_t i = 1; i < f->count; i++) {
		json_object(j);
		json_member_int(j, "id", (int64_t)i);
		write_cross_location(out, &f->places[i], files);
		json_message(j, "message", f->places[i].label);
		json_end_object(j);
	}
	json_end_array(j);
}

static int sarif_cross(struct out *out, const struct cross_finding *f, const uint32_t *files)
{
	struct json *j = &out->json;
	char print[17];
	if (!f->rule)
		return 0; /* boiler-plate is no result */
	snprintf(print, sizeof(print), "%016" PRIx64, f->fingerprint);
	json_object(j);
	json_member_cstr(j, "ruleId", f->rule->code);
	json_member_int(j, "ruleIndex", f->rule - check_rules);
	json_member_cstr(j, "level", severity_name(f->severity));
	json_message(j, "message", f->message);
	json_key(j, "locations");
	json_array(j);
	json_object(j);
	write_cross_location(out, &f->places[0], files);
	json_end_object(j);
	json_end_array(j);
	write_cross_related(out, f, files);
	json_key(j, "partialFingerprints");
	json_object(j);
	json_member_cstr(j, "bihuanFinding/v1", print);
	json_end_object(j);
	json_end_object(j);
	out->error = j->error;
	return 0;
}

/* --- what closes the run --- */

static void write_artifacts(struct out *out)
{
	struct json *j = &out->json;
	json_key(j, "artifacts");
	json_array(j);
	for (size_t i = 0; i < out->files.len; i++) {
		const struct out_name *n = &VEC_AT(&out->files, struct out_name, i);
		json_object(j);
		json_key(j, "location");
		json_object(j);
		write_uri(j, n->name);
		json_end_object(j);
		if (!n->failed && !n->skipped)
			json_member_int(j, "length", (int64_t)n->bytes);
		json_key(j, "roles");
		json_array(j);
		json_cstr(j, "analysisTarget");
		json_end_array(j);
		if (!n->failed && !n->skipped)
			json_member_cstr(j, "encoding", "UTF-8");
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_notifications(struct out *out)
{
	struct json *j = &out->json;
	json_key(j, "toolExecutionNotifications");
	json_array(j);
	for (size_t i = 0; i < out->files.len; i++) {
		const struct out_name *n = &VEC_AT(&out->files, struct out_name, i);
		if (!n->failed && !n->skipped)
			continue;
		json_object(j);
		json_member_cstr(j, "level", n->failed ? "error" : "note");
		json_message(j, "message", n->error.len ? n->error : STR("文件读不了"));
		json_key(j, "locations");
		json_array(j);
		json_object(j);
		json_key(j, "physicalLocation");
		json_object(j);
		write_artifact_location(out, n->name, i);
		json_end_object(j);
		json_end_object(j);
		json_end_array(j);
		json_end_object(j);
	}
	json_end_array(j);
}

static void sarif_end(struct out *out)
{
	struct json *j = &out->json;
	json_end_array(j);
	write_artifacts(out);
	json_key(j, "invocations");
	json_array(j);
	json_object(j);
	json_member_bool(j, "executionSuccessful", out->summary.failed == 0);
	if (out->options.time)
		json_member_cstr(j, "endTimeUtc", out->options.time);
	if (out->summary.failed + out->summary.skipped > 0)
		write_notifications(out);
	json_end_object(j);
	json_end_array(j);
	json_end_object(j);
	json_end_array(j);
	json_end_object(j);
	int rc = json_finish(j);
	if (rc < 0)
		out->error = rc;
	else
		buf_chr(&out->buf, '\n');
}

const struct out_writer out_sarif = { sarif_begin, sarif_file, sarif_cross, sarif_end };
