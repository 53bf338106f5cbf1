/* bihuan: from the command line to a row of the operation table. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "command.h"
#include "fault.h"

static int unknown_command(const char *name)
{
	const char *known[64];
	size_t count = 0;
	struct err e = { 0 };

	for (size_t i = 0; i < operations_count && count < sizeof(known) / sizeof(known[0]); i++)
		if (operations[i].help != NULL)
			known[count++] = operations[i].command;
	const char *near = operation_nearest(str_from(name), known, count);
	err_set(&e, ERR_USAGE, "没有命令 %s", name);
	if (near != NULL)
		err_hint(&e, "是不是 bihuan %s？", near);
	else
		err_hint(&e, "bihuan help 列出全部命令");
	complain(&e);
	return EXIT_TROUBLE;
}

static bool count_is_good(const struct operation *o, const struct command *c, size_t count)
{
	struct err e = { 0 };

	if (count >= c->operands_min && count <= c->operands_max)
		return true;
	if (count < c->operands_min)
		err_set(&e, ERR_USAGE, "还要写明 %s", c->operands);
	else
		err_set(&e, ERR_USAGE, "多写了参数");
	err_hint(&e, "用法：bihuan %s %s", o->command, o->usage);
	complain(&e);
	return false;
}

static int run_command(struct cli *cli, const struct operation *o, struct arg_line line)
{
	const struct command *c = command_of(o);
	struct err e = { 0 };
	int status = EXIT_TROUBLE;
	void *options = fault_calloc(1, c->options_size > 0 ? c->options_size : 1);

	if (options == NULL) {
		err_nomem(&e);
		complain(&e);
		return EXIT_TROUBLE;
	}
	if (c->defaults != NULL)
		memcpy(options, c->defaults, c->options_size);
	if (args_read(&c->args, &line, options, &e) < 0) {
		complain(&e);
	} else if (line.help) {
		help_command(&cli->out, o);
		status = EXIT_CLEAN;
	} else if (count_is_good(o, c, line.count)) {
		status = c->run(cli, options, line.words, line.count);
	}
	free(options);
	return status;
}

static int dispatch(struct cli *cli, int argc, char **argv)
{
	if (argc < 2) {
		help_list(&cli->out);
		return EXIT_TROUBLE;
	}
	const char *name = argv[1];
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	else if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
		name = "version";
	const struct operation *o = operation_by_command(str_from(name));
	return o != NULL ? run_command(cli, o, (struct arg_line){ argv + 2, (size_t)argc - 2, false })
			 : unknown_command(name);
}

/* A descriptor 0-2 that is closed would be given to the next file opened: a message would then end up in the
 * database. Standard output is held open for reading only, so that writing to it fails and is reported. */
static void hold_descriptors(void)
{
	static const int modes[] = { O_RDONLY, O_RDONLY, O_WRONLY };

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", modes[fd]) != fd)
			_exit(EXIT_TROUBLE);
}

int main(int argc, char **argv)
{
	struct cli cli = { 0 };
	struct err e = { 0 };
	bool silent = false;

	hold_descriptors();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error like a full disk */
	print_init(&cli.out, STDOUT_FILENO);
	cli.clock = clock_system();
	cli.terminal = isatty(STDOUT_FILENO) == 1;
	int status = dispatch(&cli, argc, argv);
	if (print_close(&cli.out, &silent, &e) < 0) {
		if (!silent)
			complain(&e);
		status = EXIT_TROUBLE;
	}
	return status;
}
