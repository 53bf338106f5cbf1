#include "command.h"
#include "own.h"

struct options {
	const char *data, *database, *reason;
	bool json;
};

static const struct options defaults = { .data = DATA_DEFAULT };

static const struct arg args[] = {
	ARG_DATA(struct options),
	ARG_DATABASE(struct options),
	ARG_JSON(struct options),
	{ "reason", 'r', ARG_TEXT, "TEXT", NULL, offsetof(struct options, reason), "理由（必须写）" },
};

static int say(struct cli *cli, const struct options *o, int64_t id)
{
	struct buf scratch;

	if (!o->json) {
		print_fmt(&cli->out, "已移除报告 %lld\n", (long long)id);
		return EXIT_CLEAN;
	}
	struct json j = begin_json(cli, &scratch);
	json_object(&j);
	json_member_int(&j, "discarded", id);
	json_end_object(&j);
	return end_json(cli, &j, &scratch);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct options *o = options;
	struct err e = { 0 };
	int64_t id = 0;

	(void)count;
	if (!read_report_id(operands[0], &id))
		return EXIT_TROUBLE;
	OWN_LEDGER struct ledger *l = open_kept(cli, o->data, o->database);
	OWN_ARENA struct arena *a = l != NULL ? open_arena() : NULL;
	if (a == NULL)
		return EXIT_TROUBLE;
	if (ledger_discard(l, NULL, id, str_from(o->reason != NULL ? o->reason : ""), a, &e) < 0) {
		complain(&e);
		return EXIT_TROUBLE;
	}
	return say(cli, o, id);
}

const struct command cmd_discard = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_min = 1,
	.operands_max = 1,
	.operands = "报告编号",
	.run = run,
};
