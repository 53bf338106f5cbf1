/* The commands: one file each, one row of the operation table each. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "args.h"
#include "blob.h"
#include "clock.h"
#include "ledger.h"
#include "operations.h"
#include "own.h"
#include "print.h"

/* Exit statuses. */
enum { EXIT_CLEAN = 0, EXIT_FOUND = 1, EXIT_TROUBLE = 2 };

struct cli {
	struct print out; /* standard output */
	struct clock clock;
	bool terminal; /* standard output is one */
};

struct command {
	struct arg_table args;
	size_t options_size;
	const void *defaults; /* a value of the options, of options_size bytes; NULL: zeroes */
	size_t operands_min, operands_max;
	const char *operands; /* what is missing, for the message: "FILE" */
	/* Returns an exit status. `options` is the command's struct. */
	int (*run)(struct cli *cli, const void *options, char **operands, size_t count);
};

#define COMMAND(id, ...) extern const struct command cmd_##id;
#define OPERATION(id, ...) extern const struct command cmd_##id;
#define ROUTE(...)
#include "operations.def"
#undef COMMAND
#undef OPERATION
#undef ROUTE

/* The command of a row of `operations`, or NULL for a route alone. */
const struct command *command_of(const struct operation *o);

/* The help of one command, and the list of all. */
void help_command(struct print *out, const struct operation *o);
void help_list(struct print *out);

/* Standard error: "bihuan: MESSAGE" and the hint below it. */
void complain(const struct err *e);

/* Options that several commands share. */
struct data_options {
	const char *data, *database;
	bool json;
};
#define DATA_DEFAULT "./data"
#define ARG_DATA(type)                                                                                                 \
	{                                                                                                              \
		"data", 0, ARG_TEXT, "DIR", NULL, offsetof(type, data), "数据目录(默认 " DATA_DEFAULT ")"              \
	}
#define ARG_DATABASE(type)                                                                                             \
	{                                                                                                              \
		"database", 0, ARG_TEXT, "URL", NULL, offsetof(type, database),                                        \
			"数据库的地址，如 postgresql://用户@主机/库（默认在数据目录里）"        \
	}
#define ARG_JSON(type)                                                                                                 \
	{                                                                                                              \
		"json", 0, ARG_FLAG, NULL, NULL, offsetof(type, json), "输出 JSON"                                   \
	}
#define ARG_MAX_SIZE(type)                                                                                             \
	{                                                                                                              \
		"max-size", 0, ARG_SIZE, "SIZE", NULL, offsetof(type, max_size),                                       \
			"单个文件的上限，可带 K、M、G（默认 512M）"                                    \
	}
#define MAX_SIZE_DEFAULT ((size_t)512 << 20)

/* The address of a database elsewhere: what --database gave, else $BIHUAN_DATABASE (a command line is seen by everybody), else
 * NULL: in the data folder. It may hold a password: never printed. */
const char *database_address(const char *given);
/* The other folder of definitions: what --registers gave, else $BIHUAN_REGISTERS, else NULL. All commands on one data folder must read the
 * same ones: other definitions are changed ones. */
const char *definitions_folder(const char *given);
/* Opens the ledger of a data folder, with its database at `database` if given; complains and returns NULL. */
struct ledger *open_ledger(const struct cli *cli, const char *data, const char *database);
/* The same, ready for reports and records: with definitions, their tables and the rules. */
struct ledger *open_records(const struct cli *cli, const char *data, const char *database);
/* With definitions of a folder too; NULL: of $BIHUAN_REGISTERS alone. */
struct ledger *open_records_from(
	const struct cli *cli, const char *data, const char *database, const char *definitions);
/* The same where there is something: a mistyped --data makes no new folder. */
struct ledger *open_kept(const struct cli *cli, const char *data, const char *database);
void close_ledger(struct ledger **l);
/* An arena for one command's answers; complains and returns NULL. */
struct arena *open_arena(void);
void close_arena(struct arena **a);
#define OWN_LEDGER OWN(close_ledger)
#define OWN_ARENA OWN(close_arena)

/* A JSON writer onto standard output (indented on a terminal) and its end, with a line feed. */
struct json begin_json(struct cli *cli, struct buf *scratch);
int end_json(struct cli *cli, struct json *j, struct buf *scratch);
/* A report's number from an operand; complains. */
bool read_report_id(const char *text, int64_t *ret);

#endif
