#include "batch.h"
#include "command.h"
#include "fault.h"
#include "progress.h"
#include "source.h"
#include "tree.h"

struct options {
	bool json, map, text;
	const char *columns;
	struct source_options source;
	int64_t jobs;
};

static const struct options defaults = { .source.max_size = MAX_SIZE_DEFAULT };

static const struct arg args[] = {
	ARG_JSON(struct options),
	{ "map", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, map),
		"JSON 里带上文字在原文件哪一页、哪一段、哪一格" },
	{ "text", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, text), "只输出读出的文字（UTF-8）" },
	{ "columns", 0, ARG_TEXT, "C=问题,E=措施", NULL, offsetof(struct options, columns),
		"台账的列认错了时，说明哪一列是什么（列用字母或序号）" },
	SOURCE_ARGS(struct options, source),
	{ "jobs", 'j', ARG_INT, "N", NULL, offsetof(struct options, jobs), "同时处理几个文件（默认：处理器个数）" },
};

struct work {
	struct cli *cli;
	const struct options *options;
	struct source *sources;
	size_t count;
	struct check_options check;
	struct intake_options intake;
	struct report_options as;
	struct arena *arena;
	struct progress progress;
	int status;
};

static void read_one(void *context, size_t i)
{
	struct work *w = context;

	source_read_as(&w->sources[i], &w->intake, &w->check, &w->as);
}

/* One document: the object alone. Several: one line each, beginning with the file's name, so that a file that could not
 * be read has its line too. */
static void print_json(struct work *w, const struct source *s, const struct source_doc *d, bool several)
{
	struct buf scratch;
	struct json j = begin_json(w->cli, &scratch);

	j.pretty = j.pretty && !several;
	if (source_write_json(s, d, (struct source_json){ several, w->options->map }, w->arena, &j) < 0)
		w->status = EXIT_TROUBLE;
	if (end_json(w->cli, &j, &scratch) != EXIT_CLEAN)
		w->status = EXIT_TROUBLE;
}

static void print_tree(struct work *w, const struct source_doc *d, bool several)
{
	struct print *out = &w->cli->out;

	if (several) {
		print_cstr(out, "== ");
		print_text(out, d->doc.name, 0);
		print_cstr(out, "\n");
	}
	tree_print(out, d->analysis.report);
	print_fmt(out, "\n疑点 %zu 处", d->analysis.checks->findings.len);
	print_cstr(out, d->analysis.checks->findings.len > 0 ? "（用 bihuan check 逐条查看）\n" : "\n");
}

static void finish_doc(void *context, struct source *s, const struct source_doc *d, const struct err *error)
{
	struct work *w = context;
	bool several = w->count > 1 || s->docs.len > 1;

	if (error != NULL) {
		progress_clear(&w->progress);
		complain(error);
		w->status = EXIT_TROUBLE;
	}
	if (w->options->text && error == NULL)
		print_str(&w->cli->out, d->doc.text);
	else if (w->options->json && (error == NULL || several))
		print_json(w, s, d, several);
	else if (error == NULL)
		print_tree(w, d, several);
	progress_clear(&w->progress);
	if (d != NULL) {
		source_say_notes(d);
		if (!w->options->text)
			source_warn_if_empty(d);
	}
}

static void finish_one(void *context, size_t i)
{
	struct work *w = context;

	progress_step(&w->progress, (int64_t)i + 1, (int64_t)w->count);
	source_each(&w->sources[i], finish_doc, w);
	source_clear(&w->sources[i]);
}

static bool read_columns(const char *text, struct report_options *ret)
{
	struct err e = { 0 };

	if (text == NULL || report_columns_parse(str_from(text), ret, &e) == 0)
		return true;
	complain(&e);
	return false;
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	struct work w = { .cli = cli, .options = options, .count = count };
	OWN_ARENA struct arena *a = open_arena();

	if (!source_intake_options(&w.options->source, &w.intake) || !read_columns(w.options->columns, &w.as))
		return EXIT_TROUBLE;
	w.sources = fault_calloc(count, sizeof(*w.sources));
	if (a == NULL || w.sources == NULL) {
		complain(&(struct err){ .message = "内存不够" });
		free(w.sources);
		return EXIT_TROUBLE;
	}
	w.arena = a;
	w.check.today = clock_today(&cli->clock);
	for (size_t i = 0; i < count; i++)
		w.sources[i].path = operands[i];
	progress_init(&w.progress, &cli->clock, "读取");
	batch_run(&(struct batch){ count, batch_jobs(w.options->jobs), read_one, finish_one, &w });
	progress_clear(&w.progress);
	free(w.sources);
	return w.status;
}

const struct command cmd_parse = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_min = 1,
	.operands_max = SIZE_MAX,
	.operands = "要读的文件（- 表示标准输入）",
	.run = run,
};
