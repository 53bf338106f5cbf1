#include "facts_print.h"
#include "show_files.h"

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

static int write_doc(struct show_files *r, const struct source *s, const struct source_doc *d, struct json *j)
{
	int rc = 0;

	json_object(j);
	if (r->several) {
		json_member_str(j, "file", d ? d->doc.name : str_from(source_name(s)));
	}
	if (d && d->error.code == ERR_OK) {
		rc = facts_write_json(d->analysis.report, j);
	} else {
		const struct err *e = d ? &d->error : &s->error;
		json_key(j, "error");
		json_object(j);
		json_member_cstr(j, "message", e->message);
		json_member_cstr(j, "hint", e->hint);
		json_end_object(j);
	}
	json_end_object(j);
	return rc;
}

static void show(struct show_files *r, const struct source *s, const struct source_doc *d, const struct err *error)
{
	const struct options *o = r->options;

	if (o->json) {
		if (error == NULL || r->several)
			show_files_json(r, s, d, write_doc);
		return;
	}
	if (error != NULL)
		return;
	show_files_name(r, d);
	if (facts_print(&r->cli->out, d->analysis.report, r->scratch) < 0)
		r->status = EXIT_TROUBLE;
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct options *o = options;
	struct show_files r = { .cli = cli, .options = o, .from = &o->source, .jobs = o->jobs, .show = show };

	r.check.disabled = "BH"; /* facts alone: no rule runs */
	return show_files_run(&r, operands, count);
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
