/* Options in the GNU manner from a table: --name VALUE, --name=VALUE, -n VALUE, "--" ends them, "-" is an operand. */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include "err.h"
#include "str.h"

enum arg_kind {
	ARG_FLAG,   /* bool */
	ARG_TEXT,   /* const char * */
	ARG_CHOICE, /* const char *: one of `choices` */
	ARG_INT,    /* int64_t, at least 0 */
	ARG_SIZE,   /* size_t: bytes, with K, M or G */
	ARG_LIST,   /* struct arg_list: may be given several times */
};

enum { ARG_LIST_MAX = 32 };

struct arg_list {
	const char *values[ARG_LIST_MAX];
	size_t count;
};

struct arg {
	const char *name;
	char letter; /* 0: none */
	enum arg_kind kind;
	const char *value;   /* what the help calls it: "FILE" */
	const char *choices; /* "text|json|html" */
	size_t offset;       /* of the member in the command's options */
	const char *help;
};

struct arg_table {
	const struct arg *rows;
	size_t count;
};

struct arg_line {
	char **words;
	size_t count; /* afterwards: of the operands, which were moved to the front */
	bool help;    /* "--help" or "-h" was read, and nothing behind it */
};

/* Reads the words into `options`. Unknown options are refused with the nearest known one. */
int args_read(const struct arg_table *table, struct arg_line *line, void *options, struct err *e);

/* "512M", "2G", "1000": false when it is none. */
bool args_size(const char *text, size_t *ret);

#endif
