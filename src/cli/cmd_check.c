#include <sys/ioctl.h>
#include <unistd.h>

#include "batch.h"
#include "command.h"
#include "fault.h"
#include "file.h"
#include "out.h"
#include "progress.h"
#include "rows.h"
#include "source.h"
#include "version.h"

struct options {
	bool json, rules;
	const char *format, *output, *fail_on, *disable, *color;
	int64_t jobs;
	struct source_options source;
};

static const struct options defaults = {
	.format = "text", .fail_on = "error", .color = "auto", .source.max_size = MAX_SIZE_DEFAULT
};

static const struct arg args[] = {
	{ "format", 'f', ARG_CHOICE, "FORMAT", "text|json|sarif|html", offsetof(struct options, format),
		"输出的格式（默认 text）" },
	{ "json", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, json),
		"与 --format json 相同：每个文件一个完整的对象，同 parse --json" },
	{ "output", 'o', ARG_TEXT, "FILE", NULL, offsetof(struct options, output), "写入文件，而不是标准输出" },
	{ "fail-on", 0, ARG_CHOICE, "LEVEL", "error|warning|note|never", offsetof(struct options, fail_on),
		"有这个级别以上的疑点时退出码为 1（默认 error）" },
	{ "disable", 0, ARG_TEXT, "CODES", NULL, offsetof(struct options, disable),
		"关掉的规则或规则族，用逗号分开，例如 BH204,BH3" },
	{ "color", 0, ARG_CHOICE, "WHEN", "auto|always|never", offsetof(struct options, color),
		"是否用颜色（默认 auto）" },
	{ "jobs", 'j', ARG_INT, "N", NULL, offsetof(struct options, jobs), "同时处理几个文件（默认：处理器个数）" },
	SOURCE_ARGS(struct options, source),
	{ "rules", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, rules), "列出全部规则" },
};

struct work {
	struct cli *cli;
	const struct options *options;
	struct source *sources;
	size_t count;
	struct check_options check;
	struct intake_options intake;
	struct progress progress;
	struct arena *arena;
	json_sink *sink;
	void *sink_context;
	struct out *out; /* NULL: JSON objects, written here */
	bool pretty;
	size_t failed, findings[3];
	struct err error; /* of the output */
};

static void read_one(void *context, size_t i)
{
	struct work *w = context;

	source_read(&w->sources[i], &w->intake, &w->check);
}

static int write_json(struct work *w, const struct source *s, const struct source_doc *d)
{
	struct buf scratch;
	struct json j;
	bool several = w->count > 1 || s->docs.len > 1, failed = d == NULL || d->error.code != ERR_OK;

	if (failed && !several)
		return 0;
	buf_init(&scratch, (size_t)16 << 20);
	json_init(&j, &scratch, w->sink, w->sink_context);
	j.pretty = w->pretty && !several;
	int rc = source_write_json(s, d, (struct source_json){ .named = several }, w->arena, &j);
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

static int write_one(struct work *w, const struct source *s, const struct source_doc *d, const struct err *error)
{
	if (w->out == NULL)
		return write_json(w, s, d);
	struct out_file file = { .name = str_from(s->path), .error = error };
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

static void count_findings(struct work *w, const struct check_result *r)
{
	for (size_t i = 0; i < r->findings.len; i++)
		w->findings[VEC_AT(&r->findings, struct check_finding, i).severity]++;
}

static void finish_doc(void *context, struct source *s, const struct source_doc *d, const struct err *error)
{
	struct work *w = context;

	if (error != NULL) {
		w->failed++;
		complain(error);
	} else {
		count_findings(w, d->analysis.checks);
		source_say_notes(d);
		source_warn_if_empty(d);
	}
	if (w->error.code == ERR_OK) {
		int rc = write_one(w, s, d, error);
		if (rc < 0)
			err_set(&w->error, rc, "输出没有写成");
	}
}

static void finish_one(void *context, size_t i)
{
	struct work *w = context;

	progress_clear(&w->progress);
	source_each(&w->sources[i], finish_doc, w);
	source_clear(&w->sources[i]);
	progress_step(&w->progress, (int64_t)i + 1, (int64_t)w->count);
}

static bool wants_colour(const struct cli *cli, const struct options *o)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	if (strcmp(o->color, "auto") != 0)
		return strcmp(o->color, "always") == 0;
	return cli->terminal && o->output == NULL && (none == NULL || none[0] == '\0') && term != NULL &&
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
static void write_time(const struct cli *cli, enum out_format format, char text[CLOCK_TEXT_MAX])
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

static void run_files(struct work *w)
{
	progress_init(&w->progress, &w->cli->clock, "检查");
	batch_run(&(struct batch){ w->count, batch_jobs(w->options->jobs), read_one, finish_one, w });
	progress_clear(&w->progress);
}

static void run_format(struct work *w, enum out_format format)
{
	char time[CLOCK_TEXT_MAX];

	if (format == OUT_JSON) {
		w->pretty = w->cli->terminal && w->options->output == NULL && w->count == 1;
		run_files(w);
		return;
	}
	write_time(w->cli, format, time);
	const struct out_options o = {
		.format = format,
		.sink = w->sink,
		.context = w->sink_context,
		.version = server_version,
		.time = time,
		.colour = wants_colour(w->cli, w->options),
		.width = terminal_width(w->cli),
	};
	if (out_open(&o, &w->out, &w->error) < 0)
		return;
	run_files(w);
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
static void run_output(struct work *w, enum out_format format)
{
	struct buf whole;

	if (w->options->output == NULL || strcmp(w->options->output, "-") == 0) {
		w->sink = print_sink;
		w->sink_context = &w->cli->out;
		run_format(w, format);
		return;
	}
	buf_init(&whole, (size_t)2 << 30);
	w->sink = buf_sink;
	w->sink_context = &whole;
	run_format(w, format);
	if (w->error.code == ERR_OK)
		file_write(w->options->output, buf_view(&whole), &w->error);
	buf_clear(&whole);
}

static int status_of(const struct work *w)
{
	size_t found = 0;
	enum severity from = SEVERITY_ERROR;

	if (strcmp(w->options->fail_on, "warning") == 0)
		from = SEVERITY_WARNING;
	else if (strcmp(w->options->fail_on, "note") == 0)
		from = SEVERITY_NOTE;
	for (unsigned i = from; i <= SEVERITY_ERROR; i++)
		found += w->findings[i];
	if (w->failed > 0 || w->error.code != ERR_OK)
		return EXIT_TROUBLE;
	return found > 0 && strcmp(w->options->fail_on, "never") != 0 ? EXIT_FOUND : EXIT_CLEAN;
}

static bool code_is_known(struct str code)
{
	for (size_t i = 0; i < check_rules_count; i++)
		if (str_starts(str_from(check_rules[i].code), code))
			return true;
	return false;
}

/* A mistyped code would silently switch nothing off. */
static bool disabled_are_known(const char *list)
{
	struct str all = str_from(list);
	struct err e = { 0 };

	for (size_t from = 0; from < all.len;) {
		size_t to = str_find(all, STR(","), from);
		if (to == STR_NPOS)
			to = all.len;
		struct str code = str_trim(str_sub(all, from, to));
		from = to + 1;
		if (code.len >= 3 && code_is_known(code))
			continue;
		err_set(&e, ERR_USAGE, "没有规则 %.*s", STR_ARG(code));
		err_hint(&e, "bihuan check --rules 列出全部规则；规则族写成 BH2 这样");
		complain(&e);
		return false;
	}
	return true;
}

static int print_rules(struct cli *cli, const struct options *o)
{
	struct buf scratch;

	if (o->json || strcmp(o->format, "json") == 0) {
		struct json j = begin_json(cli, &scratch);
		rows_write_rules(&j);
		return end_json(cli, &j, &scratch);
	}
	for (size_t i = 0; i < check_rules_count; i++) {
		const struct rule *r = &check_rules[i];
		print_fmt(&cli->out, "%s  %-7s  ", r->code, severity_name(r->severity));
		print_cstr(&cli->out, r->title);
		print_cstr(&cli->out, "\n");
	}
	return EXIT_CLEAN;
}

static int check_files(struct cli *cli, const struct options *o, enum out_format format, char **files, size_t count)
{
	struct work w = { .cli = cli, .options = o, .count = count };
	OWN_ARENA struct arena *a = open_arena();

	if (!source_intake_options(&o->source, &w.intake))
		return EXIT_TROUBLE;
	w.arena = a;
	w.check = (struct check_options){ .disabled = o->disable, .today = clock_today(&cli->clock) };
	w.sources = fault_calloc(count, sizeof(*w.sources));
	if (a == NULL || w.sources == NULL)
		err_nomem(&w.error);
	for (size_t i = 0; w.sources != NULL && i < count; i++)
		w.sources[i].path = files[i];
	if (w.error.code == ERR_OK)
		run_output(&w, format);
	/* A failed standard output is reported when it is closed. */
	if (w.error.code != ERR_OK && cli->out.failed == 0)
		complain(&w.error);
	free(w.sources);
	return status_of(&w);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct options *o = options;
	enum out_format format = OUT_TEXT;
	struct err e = { 0 };

	if (o->rules)
		return print_rules(cli, o);
	if (o->disable != NULL && !disabled_are_known(o->disable))
		return EXIT_TROUBLE;
	if (count == 0) {
		err_set(&e, ERR_USAGE, "还要写明要检查的文件（- 表示标准输入）");
		err_hint(&e, "用法：bihuan check 整改报告.txt");
		complain(&e);
		return EXIT_TROUBLE;
	}
	out_format_parse(str_from(o->json ? "json" : o->format), &format);
	return check_files(cli, o, format, operands, count);
}

const struct command cmd_check = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_max = SIZE_MAX,
	.operands = "FILE",
	.run = run,
};
