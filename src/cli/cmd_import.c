#include "analysis.h"
#include "command.h"
#include "file.h"
#include "own.h"
#include "progress.h"
#include "rows.h"
#include "utf8.h"

struct options {
	const char *data, *database;
	bool json;
	size_t max_size;
};

static const struct options defaults = { .data = DATA_DEFAULT, .max_size = MAX_SIZE_DEFAULT };

static const struct arg args[] = { ARG_DATA(struct options), ARG_DATABASE(struct options), ARG_JSON(struct options),
	ARG_MAX_SIZE(struct options) };

/* The last part of a path; standard input gets a name that says so. */
static struct str name_of(const char *path)
{
	struct str s = str_from(strcmp(path, "-") == 0 ? "标准输入.txt" : path);
	size_t slash = str_rfind(s, STR("/"));

	return slash == STR_NPOS ? s : str_sub(s, slash + 1, s.len);
}

static int import_file(
	struct ledger *l, const char *path, size_t max, struct arena *a, struct ledger_import *ret, struct err *e)
{
	OWN(file_free) struct str text = STR_NONE;
	struct str name = name_of(path);

	int rc = file_read(path, max, &text, e);
	if (rc == 0)
		rc = analysis_accept(str_from(path), text, e);
	if (rc == 0 && utf8_valid_prefix(name) != name.len)
		name = STR("未命名.txt"); /* the ledger keeps text; a name in another charset is none */
	if (rc == 0)
		rc = ledger_import(l, NULL, &(struct ledger_source){ .file_name = name, .text = text }, a, ret, e);
	return rc;
}

static void print_done(struct print *out, const char *path, const struct ledger_import *i)
{
	const struct ledger_report *r = &i->report;

	print_text(out, str_from(path), 60);
	if (i->unchanged)
		print_fmt(out, "：原已导入，没有变化（报告 %lld）\n", (long long)i->report_id);
	else
		print_fmt(out,
			"：已导入为报告 %lld：%lld 个方面，%lld 个问题，%lld 个具体问题，%lld 条措施，%lld 个已完成\n",
			(long long)i->report_id, (long long)r->aspects, (long long)r->problems, (long long)r->items,
			(long long)r->measures, (long long)r->done);
}

static void print_json(
	struct cli *cli, const char *path, const struct ledger_import *i, const struct err *e, bool several)
{
	struct buf scratch;
	struct json j = begin_json(cli, &scratch);

	j.pretty = j.pretty && !several;
	json_object(&j);
	json_key(&j, "file");
	json_cstr(&j, path);
	if (i != NULL) {
		json_key(&j, "unchanged");
		json_bool(&j, i->unchanged);
		json_key(&j, "report");
		rows_write_report(&i->report, &j);
	} else {
		json_key(&j, "error");
		json_cstr(&j, e->message);
	}
	json_end_object(&j);
	end_json(cli, &j, &scratch);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct options *o = options;
	OWN_LEDGER struct ledger *l = open_records(cli, o->data, o->database);
	OWN_ARENA struct arena *a = l != NULL ? open_arena() : NULL;
	struct progress progress;
	int status = EXIT_CLEAN;

	if (a == NULL)
		return EXIT_TROUBLE;
	progress_init(&progress, &cli->clock, "导入");
	for (size_t i = 0; i < count; i++) {
		struct ledger_import done = { 0 };
		struct err e = { 0 };
		progress_step(&progress, (int64_t)i, (int64_t)count);
		bool good = import_file(l, operands[i], o->max_size, a, &done, &e) >= 0;
		progress_clear(&progress);
		if (!good) {
			complain(&e);
			status = EXIT_TROUBLE;
		}
		if (o->json)
			print_json(cli, operands[i], good ? &done : NULL, &e, count > 1);
		else if (good)
			print_done(&cli->out, operands[i], &done);
		print_flush(&cli->out);
		arena_reset(a);
	}
	return status;
}

const struct command cmd_import = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_min = 1,
	.operands_max = SIZE_MAX,
	.operands = "要导入的文件（- 表示标准输入）",
	.run = run,
};
