#include "pair.h"

static const struct pair_options defaults = PAIR_DEFAULTS;

static const struct arg args[] = { PAIR_ARGS };

static void say_doubts(const struct rounds *r)
{
	struct err e = { 0 };

	if (r->other_unit) {
		err_set(&e, ERR_INPUT, "两份报告的单位不同：比较的应是同一个单位的两轮");
		complain(&e);
	}
	err_clear(&e);
	if (r->reversed) {
		err_set(&e, ERR_INPUT, "第一份报告的日期晚于第二份");
		err_hint(&e, "先写上一轮的报告，再写这一轮的：bihuan compare 上一轮.txt 这一轮.txt");
		complain(&e);
	}
}

static int compare(
	const struct report *a, const struct report *b, const struct out_pair *o, struct buf *out, struct err *e)
{
	struct rounds *r = NULL;
	int rc = rounds_compare(a, b, &r, e);

	if (rc < 0)
		return rc;
	say_doubts(r);
	out_rounds(r, o, out);
	bool back = r->counts[ROUND_RETURNED] + r->counts[ROUND_AGAIN] > 0;
	rounds_free(r);
	return back ? EXIT_FOUND : EXIT_CLEAN;
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	(void)count;
	return pair_run(cli, options, operands, compare);
}

const struct command cmd_compare = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct pair_options),
	.defaults = &defaults,
	.operands_min = 2,
	.operands_max = 2,
	.operands = "EARLIER LATER",
	.run = run,
};
