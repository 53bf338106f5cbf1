#include "batch.h"
#include "command.h"
#include "facts_print.h"
#include "fault.h"
#include "progress.h"
#include "source.h"

struct options {
	bool json;
	struct source_options source;
	int64_t jobs;
};

static const struct options defaults = { .source.max_size = MAX_SIZE_DEFAULT };

static const struct arg args[] = {
	ARG_JSON(struct options),
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
	struct arena *arena;
	struct progress progress;
	int status;
};

static void read_one(void *context, size_t i)
{
	struct work *w = context;

	source_read(&w->sources[i], &w->intake, &w->check);
}

static int write_doc(struct work *w, struct json *j, const struct source *s, const struct source_doc *d, bool several)
{
	json_object(j);
	if (several) {
		json_key(j, "file");
		json_str(j, d ? d->doc.name : str_from(source_name(s)));
	}
	int rc = 0;
	if (d && d->error.code == ERR_OK) {
		rc = facts_write_json(d->analysis.report, w->arena, j);
	} else {
		const struct err *e = d ? &d->error : &s->error;
		json_key(j, "error");
		json_object(j);
		json_key(j, "message");
		json_cstr(j, e->message);
		json_key(j, "hint");
		json_cstr(j, e->hint);
		json_end_object(j);
	}
	json_end_object(j);
	return rc;
}

static void print_json(struct work *w, const struct source *s, const struct source_doc *d, bool several)
{
	struct buf scratch;
	struct json j = begin_json(w->cli, &scratch);

	j.pretty = j.pretty && !several;
	if (write_doc(w, &j, s, d, several) < 0)
		w->status = EXIT_TROUBLE;
	if (end_json(w->cli, &j, &scratch) != EXIT_CLEAN)
		w->status = EXIT_TROUBLE;
}

static void print_table(struct work *w, const struct source_doc *d, bool several)
{
	struct print *out = &w->cli->out;

	if (several) {
		print_cstr(out, "== ");
		print_text(out, d->doc.name, 0);
		print_cstr(out, "\n");
	}
	if (facts_print(out, d->analysis.report, w->arena) < 0)
		w->status = EXIT_TROUBLE;
}

static void finish_doc(void *context, struct source *s, const struct source_doc *d, const struct err *error)
{
	struct work *w = context;
	bool several = w->count > 1 || s->docs.len > 1;

	progress_clear(&w->progress);
	if (error != NULL) {
		complain(error);
		w->status = EXIT_TROUBLE;
	}
	if (w->options->json && (error == NULL || several))
		print_json(w, s, d, several);
	else if (error == NULL)
		print_table(w, d, several);
	if (d != NULL)
		source_say_notes(d);
}

static void finish_one(void *context, size_t i)
{
	struct work *w = context;

	progress_step(&w->progress, (int64_t)i + 1, (int64_t)w->count);
	source_each(&w->sources[i], finish_doc, w);
	source_clear(&w->sources[i]);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	struct work w = { .cli = cli, .options = options, .count = count };
	OWN_ARENA struct arena *a = open_arena();

	if (!source_intake_options(&w.options->source, &w.intake))
		return EXIT_TROUBLE;
	w.sources = fault_calloc(count, sizeof(*w.sources));
	if (a == NULL || w.sources == NULL) {
		complain(&(struct err){ .message = "内存不够" });
		free(w.sources);
		return EXIT_TROUBLE;
	}
	w.arena = a;
	/* facts alone: no rule runs */
	w.check.disabled = "BH";
	for (size_t i = 0; i < count; i++)
		w.sources[i].path = operands[i];
	progress_init(&w.progress, &cli->clock, "读取");
	batch_run(&(struct batch){ count, batch_jobs(w.options->jobs), read_one, finish_one, &w });
	progress_clear(&w.progress);
	free(w.sources);
	return w.status;
}

const struct command cmd_facts = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_min = 1,
	.operands_max = SIZE_MAX,
	.operands = "要读的文件（- 表示标准输入）",
	.run = run,
};
