#include "command.h"

#include "analysis.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "own.h"
#include "call.h"

/* In the order of `operations`. */
static const struct command *const commands[] = {
#define COMMAND(id, ...) &cmd_##id,
#define OPERATION(id, ...) &cmd_##id,
#define ROUTE(...) NULL,
#include "operations.def"
#undef COMMAND
#undef OPERATION
#undef ROUTE
};

const struct command *command_of(const struct operation *o)
{
	return commands[o - operations];
}

/* A file's name may hold anything: it goes through the terminal's filter like all text. */
void complain(const struct err *e)
{
	struct print p;
	struct err unused = { 0 };
	bool silent;

	print_init(&p, STDERR_FILENO);
	print_cstr(&p, "bihuan: ");
	print_text(&p, str_from(e->message[0] != '\0' ? e->message : "没有完成"), 0);
	print_cstr(&p, "\n");
	if (e->hint[0] != '\0') {
		print_cstr(&p, "  提示：");
		print_text(&p, str_from(e->hint), 0);
		print_cstr(&p, "\n");
	}
	print_close(&p, &silent, &unused);
}

const char *database_address(const char *given)
{
	const char *address = given && given[0] ? given : getenv("BIHUAN_DATABASE");

	return address && address[0] ? address : NULL;
}

const char *definitions_folder(const char *given)
{
	const char *folder = given && given[0] ? given : getenv("BIHUAN_REGISTERS");

	return folder && folder[0] ? folder : NULL;
}

struct ledger *open_ledger(const struct cli *cli, const char *data, const char *database)
{
	struct ledger *l = NULL;
	struct err e = { 0 };

	if (ledger_open_at(data, database_address(database), &cli->clock, &l, &e) < 0) {
		complain(&e);
		return NULL;
	}
	return l;
}

struct ledger *open_records(const struct cli *cli, const char *data, const char *database)
{
	return open_records_from(cli, data, database, NULL);
}

struct ledger *open_records_from(const struct cli *cli, const char *data, const char *database, const char *definitions)
{
	struct ledger *l = open_ledger(cli, data, database);
	struct err e = { 0 };

	if (l == NULL)
		return NULL;
	ledger_definitions_from(l, definitions_folder(definitions));
	analysis_attach(l, &cli->clock);
	if (ledger_prepare(l, &e) >= 0)
		return l;
	complain(&e);
	ledger_close(l);
	return NULL;
}

struct ledger *open_kept(const struct cli *cli, const char *data, const char *database)
{
	char path[4096];
	struct err e = { 0 };

	if (database_address(database) == NULL &&
		snprintf(path, sizeof(path), "%s/bihuan.db", data) < (int)sizeof(path) && access(path, F_OK) != 0 &&
		errno == ENOENT) {
		err_set(&e, ERR_NOTFOUND, "%s 里没有数据", data);
		err_hint(&e, "请检查 --data 写的目录；还没有导入过报告的，先运行 bihuan import");
		complain(&e);
		return NULL;
	}
	return open_records(cli, data, database);
}

void close_ledger(struct ledger **l)
{
	if (*l != NULL)
		ledger_close(*l);
}

struct arena *open_arena(void)
{
	struct arena *a = arena_new((size_t)2 << 30);
	struct err e = { 0 };

	if (a == NULL) {
		err_nomem(&e);
		complain(&e);
	}
	return a;
}

void close_arena(struct arena **a)
{
	arena_free(*a);
}

struct json begin_json(struct cli *cli, struct buf *scratch)
{
	struct json j;

	buf_init(scratch, (size_t)16 << 20);
	json_init(&j, scratch, print_sink, &cli->out);
	j.pretty = cli->terminal;
	return j;
}

int end_json(struct cli *cli, struct json *j, struct buf *scratch)
{
	struct err e = { 0 };
	int rc = json_finish(j);

	buf_clear(scratch);
	if (rc == ERR_NOMEM) {
		err_nomem(&e);
		complain(&e);
		return EXIT_TROUBLE;
	}
	print_cstr(&cli->out, "\n");
	return EXIT_CLEAN; /* a failed write is reported once, when standard output is closed */
}

bool read_report_id(const char *text, int64_t *ret)
{
	struct err e = { 0 };

	if (str_id(str_from(text), ret))
		return true;
	err_set(&e, ERR_USAGE, "报告编号 %s 不对", text);
	err_hint(&e, "编号是正整数，见 bihuan list");
	complain(&e);
	return false;
}
