#include "show_files.h"
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

/* A file that could not be read has its line too. */
static int write_doc(struct show_files *r, const struct source *s, const struct source_doc *d, struct json *j)
{
	const struct options *o = r->options;

	return source_write_json(s, d, (struct source_json){ r->several, o->map }, r->scratch, j);
}

static void print_tree(struct show_files *r, const struct source_doc *d)
{
	struct print *out = &r->cli->out;

	show_files_name(r, d);
	tree_print(out, d->analysis.report);
	print_fmt(out, "\n疑点 %zu 处", d->analysis.checks->findings.len);
	print_cstr(out, d->analysis.checks->findings.len > 0 ? "（用 bihuan check 逐条查看）\n" : "\n");
}

static void show(struct show_files *r, const struct source *s, const struct source_doc *d, const struct err *error)
{
	const struct options *o = r->options;

	if (o->text && error == NULL)
		print_str(&r->cli->out, d->doc.text);
	else if (o->json && (error == NULL || r->several))
		show_files_json(r, s, d, write_doc);
	else if (error == NULL)
		print_tree(r, d);
	if (d != NULL && !o->text)
		source_warn_if_empty(d);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct options *o = options;
	struct show_files r = { .cli = cli, .options = o, .from = &o->source, .jobs = o->jobs, .show = show };
	struct err e = { 0 };

	r.check.today = clock_today(&cli->clock);
	if (o->columns != NULL && report_columns_parse(str_from(o->columns), &r.as, &e) < 0) {
		complain(&e);
		return EXIT_TROUBLE;
	}
	return show_files_run(&r, operands, count);
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
