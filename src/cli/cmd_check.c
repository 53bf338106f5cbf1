#include "check_run.h"
#include "rows.h"

struct options {
	bool json, rules, no_config, update_baseline;
	const char *format, *output, *fail_on, *disable, *color, *config, *baseline;
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
	{ "config", 0, ARG_TEXT, "FILE", NULL, offsetof(struct options, config),
		"配置文件（默认：被检查文件所在目录及各级上级目录里最近的 bihuan.yaml）" },
	{ "no-config", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, no_config), "不用配置文件" },
	{ "baseline", 0, ARG_TEXT, "FILE", NULL, offsetof(struct options, baseline),
		"基线：里面已有的疑点不再列出，也不影响退出码" },
	{ "update-baseline", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, update_baseline),
		"把这次的疑点写成基线" },
	{ "color", 0, ARG_CHOICE, "WHEN", "auto|always|never", offsetof(struct options, color),
		"是否用颜色（默认 auto）" },
	{ "jobs", 'j', ARG_INT, "N", NULL, offsetof(struct options, jobs), "同时处理几个文件（默认：处理器个数）" },
	SOURCE_ARGS(struct options, source),
	{ "rules", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, rules), "列出全部规则" },
};

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

static enum severity level_of(const char *name)
{
	return strcmp(name, "note") == 0      ? SEVERITY_NOTE
	       : strcmp(name, "warning") == 0 ? SEVERITY_WARNING
					      : SEVERITY_ERROR;
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
		err_set(&e, ERR_USAGE, "还要写明要检查的文件或目录（- 表示标准输入）");
		err_hint(&e, "用法：bihuan check 整改报告.txt");
		complain(&e);
		return EXIT_TROUBLE;
	}
	if (o->update_baseline && o->baseline == NULL) {
		err_set(&e, ERR_USAGE, "--update-baseline 要与 --baseline FILE 一起用");
		complain(&e);
		return EXIT_TROUBLE;
	}
	out_format_parse(str_from(o->json ? "json" : o->format), &format);
	struct check_request q = {
		.format = format,
		.output = o->output,
		.disabled = o->disable,
		.color = o->color,
		.fail_from = level_of(o->fail_on),
		.never_fail = strcmp(o->fail_on, "never") == 0,
		.jobs = o->jobs,
		.config = o->config,
		.no_config = o->no_config,
		.baseline = o->baseline,
		.update_baseline = o->update_baseline,
	};
	if (!source_intake_options(&o->source, &q.intake))
		return EXIT_TROUBLE;
	return check_run_all(cli, &q, operands, count);
}

const struct command cmd_check = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_max = SIZE_MAX,
	.operands = "FILE",
	.run = run,
};
