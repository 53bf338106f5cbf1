#include "backup.h"
#include "command.h"

static const struct data_options defaults = { .data = DATA_DEFAULT };
static const struct arg args[] = { ARG_DATA(struct data_options), ARG_DATABASE(struct data_options),
	ARG_JSON(struct data_options) };

static void report(struct cli *cli, const struct data_options *o, const char *done, const char *path,
	const struct backup_summary *sum)
{
	struct buf scratch;

	if (!o->json) {
		print_fmt(&cli->out, "%s：%s（%lld 个文件，%lld 字节，结构版本 %d，备份于 %s）\n", done, path,
			(long long)sum->files, (long long)sum->bytes, sum->schema, sum->created_at);
		return;
	}
	struct json j = begin_json(cli, &scratch);
	json_object(&j);
	json_member_cstr(&j, "path", path);
	json_member_int(&j, "files", sum->files);
	json_member_int(&j, "bytes", sum->bytes);
	json_member_int(&j, "schema", sum->schema);
	json_member_cstr(&j, "created_at", sum->created_at);
	json_end_object(&j);
	end_json(cli, &j, &scratch);
}

static struct backup_place place_of(const struct data_options *o)
{
	return (struct backup_place){ o->data, database_address(o->database) };
}

static int run_backup(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct data_options *o = options;
	const struct backup_place place = place_of(o);
	struct backup_summary sum = { 0 };
	char now[CLOCK_TEXT_MAX];
	struct err e = { 0 };

	(void)count;
	clock_format(&cli->clock, cli->clock.now_ms(cli->clock.context), now);
	if (backup_make(&place, operands[0], str_from(now), &sum, &e) < 0) {
		complain(&e);
		return EXIT_TROUBLE;
	}
	report(cli, o, "已备份并核对", operands[0], &sum);
	return EXIT_CLEAN;
}

static int run_restore(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct data_options *o = options;
	const struct backup_place place = place_of(o);
	struct backup_summary sum = { 0 };
	struct err e = { 0 };

	(void)count;
	if (backup_restore(operands[0], &place, &sum, &e) < 0) {
		complain(&e);
		return EXIT_TROUBLE;
	}
	report(cli, o, "已恢复并核对", o->data, &sum);
	return EXIT_CLEAN;
}

#define ROW(run_)                                                                                                      \
	{                                                                                                              \
		.args = { args, sizeof(args) / sizeof(args[0]) }, .options_size = sizeof(struct data_options),         \
		.defaults = &defaults, .operands_min = 1, .operands_max = 1, .operands = "FILE", .run = (run_),        \
	}

const struct command cmd_backup = ROW(run_backup);
const struct command cmd_restore = ROW(run_restore);
