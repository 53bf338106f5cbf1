#include <pwd.h>
#include <unistd.h>

#include "command.h"
#include "own.h"
#include "rows.h"

struct options {
	const char *data, *database, *reason, *by;
	bool json;
};

static const struct options defaults = { .data = DATA_DEFAULT };

static const struct arg args[] = {
	ARG_DATA(struct options),
	ARG_DATABASE(struct options),
	ARG_JSON(struct options),
	{ "reason", 'r', ARG_TEXT, "TEXT", NULL, offsetof(struct options, reason), "理由（排除疑点、改状态时必须写）" },
	{ "by", 0, ARG_TEXT, "NAME", NULL, offsetof(struct options, by), "谁作出的（默认：登录名）" },
};

/* 16 lower-case hex digits are a finding's fingerprint, all else an item's key. */
static bool is_fingerprint(struct str key)
{
	for (size_t i = 0; i < key.len; i++)
		if (strchr("0123456789abcdef", key.ptr[i]) == NULL)
			return false;
	return key.len == 16;
}

static struct str who(const struct options *o, struct arena *a)
{
	char buffer[1024];
	struct passwd entry, *found = NULL;

	if (o->by != NULL)
		return str_from(o->by);
	if (getpwuid_r(getuid(), &entry, buffer, sizeof(buffer), &found) == 0 && found != NULL)
		return arena_dup(a, str_from(found->pw_name));
	return arena_fmt(a, "uid %u", (unsigned)getuid());
}

static int decide(
	struct cli *cli, const struct options *o, struct ledger *l, struct arena *a, struct ledger_decision *d)
{
	struct ledger_decisions rows = { 0 };
	struct err e = { 0 };
	struct buf scratch;

	int rc = d->decided_by.ptr != NULL ? ledger_decide(l, NULL, d, a, &e) : err_nomem(&e);
	if (rc == 0 && o->json)
		rc = ledger_decisions(l, NULL, d->report_id, a, &rows, &e);
	if (rc < 0) {
		complain(&e);
		return EXIT_TROUBLE;
	}
	if (!o->json) {
		print_cstr(&cli->out, "已记录：");
		print_text(&cli->out, d->key, 0);
		print_cstr(&cli->out, " ");
		print_text(&cli->out, d->value, 0);
		print_cstr(&cli->out, "\n");
		return EXIT_CLEAN;
	}
	struct json j = begin_json(cli, &scratch);
	rows_write_decisions(&rows, &j);
	return end_json(cli, &j, &scratch);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct options *o = options;
	struct ledger_decision d = {
		.key = str_from(operands[1]),
		.value = str_from(operands[2]),
		.reason = str_from(o->reason != NULL ? o->reason : ""),
	};

	(void)count;
	if (!read_report_id(operands[0], &d.report_id))
		return EXIT_TROUBLE;
	OWN_LEDGER struct ledger *l = open_kept(cli, o->data, o->database);
	OWN_ARENA struct arena *a = l != NULL ? open_arena() : NULL;
	if (a == NULL)
		return EXIT_TROUBLE;
	d.subject = is_fingerprint(d.key) ? STR("finding") : STR("item");
	d.decided_by = who(o, a);
	return decide(cli, o, l, a, &d);
}

const struct command cmd_decide = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.defaults = &defaults,
	.operands_min = 3,
	.operands_max = 3,
	.operands = "报告编号、疑点指纹或条目的键、处理意见",
	.run = run,
};
