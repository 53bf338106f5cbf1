#include "batch.h"
#include "command.h"
#include "fault.h"
#include "progress.h"
#include "source.h"
#include "tree.h"

struct options {
	bool json;
	size_t max_size;
	int64_t jobs;
};

static const struct options defaults = { .max_size = MAX_SIZE_DEFAULT };

static const struct arg args[] = {
	ARG_JSON(struct options),
	ARG_MAX_SIZE(struct options),
	{ "jobs", 'j', ARG_INT, "N", NULL, offsetof(struct options, jobs), "同时处理几个文件（默认：处理器个数）" },
};

struct work {
	struct cli *cli;
	const struct options *options;
	struct source *sources;
	size_t count;
	struct check_options check;
	struct arena *arena;
	struct progress progress;
	int status;
};

static void read_one(void *context, size_t i)
{
	struct work *w = context;

	source_read(&w->sources[i], w->options->max_size, &w->check);
}

/* One file: the object alone. Several: one line each, beginning with the file's name, so that a file that could not
 * be read has its line too. */
static void print_json(struct work *w, const struct source *s)
{
	struct buf scratch;
	struct json j = begin_json(w->cli, &scratch);

	j.pretty = j.pretty && w->count == 1;
	if (source_write_json(s, w->count > 1, w->arena, &j) < 0)
		w->status = EXIT_TROUBLE;
	if (end_json(w->cli, &j, &scratch) != EXIT_CLEAN)
		w->status = EXIT_TROUBLE;
}

static void print_tree(struct work *w, const struct source *s)
{
	struct print *out = &w->cli->out;

	if (w->count > 1) {
		print_cstr(out, "== ");
		print_text(out, str_from(source_name(s)), 0);
		print_cstr(out, "\n");
	}
	tree_print(out, s->analysis.report);
	print_fmt(out, "\n疑点 %zu 处", s->analysis.checks->findings.len);
	print_cstr(out, s->analysis.checks->findings.len > 0 ? "（用 bihuan check 逐条查看）\n" : "\n");
}

static void finish_one(void *context, size_t i)
{
	struct work *w = context;
	struct source *s = &w->sources[i];

	progress_step(&w->progress, (int64_t)i + 1, (int64_t)w->count);
	if (s->error.code != ERR_OK) {
		progress_clear(&w->progress);
		complain(&s->error);
		w->status = EXIT_TROUBLE;
	}
	if (w->options->json && (s->error.code == ERR_OK || w->count > 1))
		print_json(w, s);
	else if (s->error.code == ERR_OK)
		print_tree(w, s);
	progress_clear(&w->progress);
	source_warn_if_empty(s);
	source_clear(s);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	struct work w = { .cli = cli, .options = options, .count = count };
	OWN_ARENA struct arena *a = open_arena();

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
