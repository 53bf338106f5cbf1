#include "command.h"

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	struct err e = { 0 };

	(void)options;
	if (count == 0) {
		help_list(&cli->out);
		return EXIT_CLEAN;
	}
	const struct operation *o = operation_by_command(str_from(operands[0]));
	if (o != NULL) {
		help_command(&cli->out, o);
		return EXIT_CLEAN;
	}
	err_set(&e, ERR_USAGE, "没有命令 %s", operands[0]);
	err_hint(&e, "bihuan help 列出全部命令");
	complain(&e);
	return EXIT_TROUBLE;
}

const struct command cmd_help = { .operands_max = 1, .operands = "COMMAND", .run = run };
