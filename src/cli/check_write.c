/* What `bihuan check` prints: the forms of src/check/out.h, and JSON, one line for each document and one for all. */
#include <sys/ioctl.h>
#include <unistd.h>

#include "check_work.h"
#include "file.h"
#include "version.h"

/* --- one document --- */

static void write_skipped(const struct row *row, const struct err *error, struct json *j)
{
	json_object(j);
	json_member_str(j, "file", row->name);
	json_member_cstr(j, "skipped", error->message);
	json_end_object(j);
}

static int write_json(struct work *w, const struct source *s, const struct source_doc *d, const struct err *skipped)
{
	struct buf scratch;
	struct json j;
	bool several = check_several(w, s), failed = d == NULL || d->error.code != ERR_OK;
	int rc = 0;

	if (failed && !several)
		return 0;
	buf_init(&scratch, (size_t)16 << 20);
	json_init(&j, &scratch, w->sink, w->sink_context);
	j.pretty = w->pretty && !several;
	arena_reset(w->scratch);
	if (skipped != NULL)
		write_skipped(&VEC_AT(&w->rows, struct row, w->rows.len - 1), skipped, &j);
	else
		rc = source_write_json(s, d, (struct source_json){ .named = several }, w->scratch, &j);
	int end = json_finish(&j);
	buf_clear(&scratch);
	if (rc == 0 && end == 0)
		end = w->sink(w->sink_context, STR("\n"));
	return rc < 0 ? rc : end;
}

static const char *where(const void *context, size_t at, char text[OUT_WHERE_TEXT])
{
	return intake_place_text(context, at, text);
}

int check_write_doc(struct work *w, struct source *s, const struct source_doc *d, const struct err *error, bool skipped)
{
	if (w->out == NULL)
		return write_json(w, s, d, skipped ? error : NULL);
	struct out_file file = { .name = str_from(s->path), .error = error, .skipped = skipped };
	if (d != NULL && strcmp(s->path, "-") != 0)
		file.name = d->doc.name;
	if (error == NULL && d != NULL) {
		file.report = d->analysis.report;
		file.result = d->analysis.checks;
		file.where = where;
		file.where_context = &d->doc;
	}
	return out_file(w->out, &file, &w->error);
}

/* --- findings about several, and the summary --- */

int check_write_cross(struct work *w, const struct cross_finding *f)
{
	const uint32_t *rows = w->where.ptr;
	struct str names[CROSS_PLACES] = { { NULL, 0 } };

	if (w->out != NULL)
		return out_cross(w->out, f, rows, &w->error);
	struct json *j = w->sink_context;
	for (size_t i = 0; i < f->count; i++)
		names[i] = VEC_AT(&w->rows, struct row, rows[f->places[i].report]).name;
	json_object(j);
	out_write_cross(f, names, j);
	json_end_object(j);
	return j->error;
}

static void write_row(struct work *w, size_t i, struct json *j)
{
	const struct row *r = &VEC_AT(&w->rows, struct row, i);

	json_object(j);
	json_member_str(j, "file", r->name);
	json_member_bool(j, "read", r->read);
	json_member_int(j, "problems", r->problems);
	json_member_int(j, "items", r->items);
	for (int s = SEVERITY_ERROR; s >= SEVERITY_NOTE; s--) {
		json_member_int(j, severity_name((enum severity)s), (int64_t)r->findings[s]);
	}
	json_member_int(j, "cross", (int64_t)r->cross);
	json_end_object(j);
}

static void write_totals(struct work *w, struct json *j)
{
	json_member_int(j, "files", (int64_t)w->rows.len);
	json_member_int(j, "failed", (int64_t)w->failed);
	json_member_int(j, "skipped", (int64_t)w->skipped);
	for (int s = SEVERITY_ERROR; s >= SEVERITY_NOTE; s--) {
		json_member_int(j, severity_name((enum severity)s), (int64_t)w->findings[s]);
	}
}

/* The last line: {"summary":{..., "cross":[...], "reports":[...]}}. */
static void write_summary(struct work *w)
{
	struct buf scratch;
	struct json j;
	void *context = w->sink_context;

	if (w->rows.len < 2 || w->error.code != ERR_OK)
		return;
	buf_init(&scratch, (size_t)16 << 20);
	json_init(&j, &scratch, w->sink, context);
	json_object(&j);
	json_key(&j, "summary");
	json_object(&j);
	json_key(&j, "cross");
	json_array(&j);
	w->sink_context = &j;
	check_cross_run(w);
	w->sink_context = context;
	json_end_array(&j);
	write_totals(w, &j);
	json_key(&j, "reports");
	json_array(&j);
	for (size_t i = 0; i < w->rows.len; i++)
		write_row(w, i, &j);
	json_end_array(&j);
	json_end_object(&j);
	json_end_object(&j);
	int rc = json_finish(&j);
	buf_clear(&scratch);
	if (rc == 0)
		rc = w->sink(context, STR("\n"));
	if (rc < 0)
		err_set(&w->error, rc, "输出没有写成");
}

/* --- the whole output --- */

bool check_wants_colour(const struct cli *cli, const struct check_request *q)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	if (strcmp(q->color, "auto") != 0)
		return strcmp(q->color, "always") == 0;
	return cli->terminal && q->output == NULL && (none == NULL || none[0] == '\0') && term != NULL &&
	       strcmp(term, "dumb") != 0;
}

static unsigned terminal_width(const struct cli *cli)
{
	struct winsize size;

	if (!cli->terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 40)
		return 0;
	return size.ws_col;
}

/* SARIF wants "…Z", the page a time people read. */
void check_time(const struct cli *cli, enum out_format format, char *text)
{
	struct clock clock = cli->clock;

	if (format == OUT_SARIF)
		clock.utc_offset_minutes = 0;
	clock_format(&clock, clock.now_ms(clock.context), text);
	char *zone = strstr(text, "+00:00");
	if (format == OUT_SARIF && zone != NULL)
		memcpy(zone, "Z", 2);
	else if (format == OUT_HTML)
		memcpy(text + 10, " ", 1), text[16] = '\0';
}

static void run_format(struct work *w)
{
	char time[CLOCK_TEXT_MAX];
	const struct check_request *q = w->request;

	if (q->format == OUT_JSON) {
		w->pretty = w->cli->terminal && q->output == NULL && w->files.len == 1;
		check_files_run(w);
		write_summary(w);
		return;
	}
	check_time(w->cli, q->format, time);
	const struct out_options o = {
		.format = q->format,
		.sink = w->sink,
		.context = w->sink_context,
		.version = server_version,
		.time = time,
		.colour = check_wants_colour(w->cli, q),
		.width = terminal_width(w->cli),
	};
	if (out_open(&o, &w->out, &w->error) < 0)
		return;
	check_files_run(w);
	check_cross_run(w);
	int rc = out_close(w->out, NULL, &w->error);
	if (rc < 0 && w->error.code == ERR_OK)
		err_set(&w->error, rc, "输出没有写成");
}

static int buf_sink(void *context, struct str bytes)
{
	struct buf *b = context;

	buf_str(b, bytes);
	return b->failed ? ERR_NOMEM : 0;
}

/* A named file is written whole at the end, or left as it was. */
void check_write_all(struct work *w)
{
	const char *output = w->request->output;
	struct buf whole;

	if (output == NULL || strcmp(output, "-") == 0) {
		w->sink = print_sink;
		w->sink_context = &w->cli->out;
		run_format(w);
		return;
	}
	buf_init(&whole, (size_t)2 << 30);
	w->sink = buf_sink;
	w->sink_context = &whole;
	run_format(w);
	if (w->error.code == ERR_OK)
		file_write(output, buf_view(&whole), &w->error);
	buf_clear(&whole);
}
