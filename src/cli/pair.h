/* Commands that lay two reports side by side: diff and compare. */
#ifndef CLI_PAIR_H
#define CLI_PAIR_H

#include "command.h"
#include "out_pair.h"
#include "source.h"

struct pair_options {
	bool json;
	const char *format, *output, *color;
	struct source_options source;
};
#define PAIR_DEFAULTS                                                                                                  \
	{                                                                                                              \
		.format = "text", .color = "auto", .source.max_size = MAX_SIZE_DEFAULT                                 \
	}
#define PAIR_ARGS                                                                                                      \
	{ "format", 'f', ARG_CHOICE, "FORMAT", "text|json|html", offsetof(struct pair_options, format),                \
		"输出的格式（默认 text）" },                                                                           \
		{ "json", 0, ARG_FLAG, NULL, NULL, offsetof(struct pair_options, json), "与 --format json 相同" },     \
		{ "output", 'o', ARG_TEXT, "FILE", NULL, offsetof(struct pair_options, output),                        \
			"写入文件，而不是标准输出" },                                                                  \
		{ "color", 0, ARG_CHOICE, "WHEN", "auto|always|never", offsetof(struct pair_options, color),           \
			"是否用颜色（默认 auto）" },                                                                   \
		SOURCE_ARGS(struct pair_options, source)

/* Compares both reports and writes into `out`; returns an exit status, or a negative code with *e. */
typedef int pair_compare(
	const struct report *a, const struct report *b, const struct out_pair *o, struct buf *out, struct err *e);
/* Reads both files, compares, writes; returns the exit status. What went wrong has been said. */
int pair_run(struct cli *cli, const struct pair_options *o, char **operands, pair_compare *compare);

#endif
