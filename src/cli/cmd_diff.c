#include "pair.h"

static const struct pair_options defaults = PAIR_DEFAULTS;

static const struct arg args[] = { PAIR_ARGS };

static int compare(
	const struct report *a, const struct report *b, const struct out_pair *o, struct buf *out, struct err *e)
{
	struct versions *v = NULL;
	int rc = versions_compare(a, b, &v, e);

	if (rc < 0)
		return rc;
	out_versions(v, o, out);
	bool differ = versions_differ(v);
	versions_free(v);
	return differ ? EXIT_FOUND : EXIT_CLEAN;
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	(void)count;
	return pair_run(cli, options, operands, compare);
}

const struct command cmd_diff = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct pair_options),
	.defaults = &defaults,
	.operands_min = 2,
	.operands_max = 2,
	.operands = "OLD NEW",
	.run = run,
};
