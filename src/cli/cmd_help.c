#include "command.h"

struct options {
	bool json;
};

static const struct arg args[] = {
	{ "json", 0, ARG_FLAG, NULL, NULL, offsetof(struct options, json), "把全部命令和接口输出为 JSON" },
};

static void member(struct json *j, const char *key, const char *value)
{
	json_member_str(j, key, str_from(value));
}

/* The operation table itself: documents and tests are checked against it. */
static int print_table(struct cli *cli)
{
	struct buf scratch;
	struct json j = begin_json(cli, &scratch);

	json_object(&j);
	json_key(&j, "operations");
	json_array(&j);
	for (size_t i = 0; i < operations_count; i++) {
		const struct operation *o = &operations[i];
		json_object(&j);
		member(&j, "id", o->id);
		member(&j, "command", o->command);
		json_member_bool(&j, "is_command", o->help != NULL);
		member(&j, "method", o->method);
		member(&j, "path", o->path);
		member(&j, "params", o->params);
		json_member_bool(&j, "writes", (o->flags & OP_WRITES) != 0);
		json_member_bool(&j, "open", (o->flags & OP_OPEN) != 0);
		json_member_bool(&j, "local", (o->flags & OP_LOCAL) != 0);
		json_member_int(&j, "body_limit", (int64_t)o->body_limit);
		member(&j, "summary", o->summary);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	return end_json(cli, &j, &scratch);
}

static int run(struct cli *cli, const void *options, char **operands, size_t count)
{
	const struct options *o = options;
	struct err e = { 0 };

	if (o->json)
		return print_table(cli);
	if (count == 0) {
		help_list(&cli->out);
		return EXIT_CLEAN;
	}
	const struct operation *operation = operation_by_command(str_from(operands[0]));
	if (operation != NULL) {
		help_command(&cli->out, operation);
		return EXIT_CLEAN;
	}
	err_set(&e, ERR_USAGE, "没有命令 %s", operands[0]);
	err_hint(&e, "bihuan help 列出全部命令");
	complain(&e);
	return EXIT_TROUBLE;
}

const struct command cmd_help = {
	.args = { args, sizeof(args) / sizeof(args[0]) },
	.options_size = sizeof(struct options),
	.operands_max = 1,
	.operands = "COMMAND",
	.run = run,
};
