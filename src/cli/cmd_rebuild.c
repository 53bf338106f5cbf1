#include "command.h"
#include "own.h"
#include "progress.h"
#include "rows.h"

static const struct data_options defaults = { .data = DATA_DEFAULT };
static const struct arg args[] = { ARG_DATA(struct data_options), ARG_DATABASE(struct data_options),
	ARG_JSON(struct data_options) };

static void step(void *context, int64_t done, int64_t total)
{
	progress_step(context, done, total);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct data_options *o = options;
	OWN_LEDGER struct ledger *l = open_kept(cli, o->data, o->database);
	struct ledger_rebuild done = { 0 };
	struct progress progress;
	struct err e = { 0 };
	struct buf scratch;

	(void)operands, (void)count;
	if (l == NULL)
		return EXIT_TROUBLE;
	progress_init(&progress, &cli->clock, "重新分析");
	int rc = ledger_rebuild(l, NULL, step, &progress, &done, &e);
	progress_clear(&progress);
	if (rc < 0) {
		complain(&e);
		return EXIT_TROUBLE;
	}
	if (o->json) {
		struct json j = begin_json(cli, &scratch);
		rows_write_rebuild(&done, &j);
		end_json(cli, &j, &scratch);
	} else {
		print_fmt(&cli->out,
			"报告 %lld 份：%lld 份有变化，%lld 份没有成功；%lld 条有人办理过的记录在原文里已找不到（仍然保留）\n",
			(long long)done.reports, (long long)done.changed, (long long)done.failed,
			(long long)done.orphaned);
	}
	return done.failed > 0 ? EXIT_TROUBLE : EXIT_CLEAN;
}

const struct command cmd_rebuild = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct data_options),
	.defaults = &defaults,
	.run = run,
};
