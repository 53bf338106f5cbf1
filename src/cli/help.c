/* --help, made from the operation table and the commands' option tables. */
#include "command.h"

enum { NAME_COLUMNS = 24 };

static void print_option(struct print *out, const struct arg *a)
{
	char left[96];

	if (a->letter != 0)
		snprintf(left, sizeof(left), "  -%c, --%s", a->letter, a->name);
	else
		snprintf(left, sizeof(left), "      --%s", a->name);
	size_t used = strlen(left);
	print_cstr(out, left);
	if (a->kind != ARG_FLAG) {
		print_cstr(out, " ");
		print_cstr(out, a->kind == ARG_CHOICE ? a->choices : a->value);
		used += 1 + strlen(a->kind == ARG_CHOICE ? a->choices : a->value);
	}
	if (used + 2 > NAME_COLUMNS + 6) {
		print_cstr(out, "\n");
		used = 0;
	}
	print_pad(out, NAME_COLUMNS + 6 - used);
	print_cstr(out, a->help);
	print_cstr(out, "\n");
}

static void print_routes(struct print *out, const struct operation *o)
{
	struct str name = str_from(o->command);
	bool first = true;

	for (size_t i = 0; i < operations_count; i++) {
		struct str other = str_from(operations[i].command);
		bool same = str_starts(other, name) && (other.len == name.len || other.ptr[name.len] == ' ');
		if (operations[i].path == NULL || !same)
			continue;
		print_cstr(out, first ? "\n同样的事也可以经 HTTP 做：\n" : "");
		print_fmt(out, "  %-4s %s", operations[i].method, operations[i].path);
		print_cstr(out, "  ");
		print_cstr(out, operations[i].summary);
		print_cstr(out, "\n");
		first = false;
	}
}

void help_command(struct print *out, const struct operation *o)
{
	const struct command *c = command_of(o);

	print_cstr(out, o->summary);
	print_cstr(out, "\n\n用法：bihuan ");
	print_cstr(out, o->command);
	print_cstr(out, " ");
	print_cstr(out, o->usage);
	print_cstr(out, "\n\n");
	print_cstr(out, o->help);
	print_cstr(out, "\n选项：\n");
	for (size_t i = 0; i < c->args.count; i++)
		print_option(out, &c->args.rows[i]);
	print_option(out, &(const struct arg){ .name = "help", .letter = 'h', .help = "显示这份说明" });
	print_routes(out, o);
}

void help_list(struct print *out)
{
	print_cstr(
		out, "闭环：把整改报告读成台账，查出对不上的地方。\n\n用法：bihuan COMMAND [选项] [参数]\n\n命令：\n");
	for (size_t i = 0; i < operations_count; i++) {
		if (operations[i].help == NULL)
			continue;
		print_fmt(out, "  %-10s", operations[i].command);
		print_cstr(out, operations[i].summary);
		print_cstr(out, "\n");
	}
	print_cstr(out, "\n先试这两条：\n"
			"  bihuan check 整改报告.txt                              列出疑点，什么都不存\n"
			"  bihuan import 整改报告.txt && bihuan serve             在浏览器里看台账\n"
			"\nbihuan COMMAND --help 说明一个命令。\n");
}
