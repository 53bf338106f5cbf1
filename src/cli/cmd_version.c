#include "command.h"
#include "rows.h"
#include "version.h"

struct options {
	bool json;
};

static const struct arg args[] = { ARG_JSON(struct options) };

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct options *o = options;
	struct buf scratch;

	(void)operands, (void)count;
	if (!o->json) {
		print_fmt(&cli->out, "bihuan %s\n", server_version);
		return EXIT_CLEAN;
	}
	struct json j = begin_json(cli, &scratch);
	rows_write_version(&j);
	return end_json(cli, &j, &scratch);
}

const struct command cmd_version = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.run = run,
};
