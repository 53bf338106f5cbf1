/* Findings of one or more files as text, JSON, SARIF 2.1.0 or a self-contained HTML page.
 *
 * Opened once, given file after file, closed: nothing of a file is kept after its call but its name,
 * so any number of files goes through in constant memory. The same input gives the same bytes. */
#ifndef OUT_H
#define OUT_H

#include "cross.h"

enum out_format { OUT_TEXT, OUT_JSON, OUT_SARIF, OUT_HTML };

struct out_options {
	enum out_format format;
	json_sink *sink;
	void *context;
	const char *version;   /* of the program */
	const char *rule_base; /* put before a rule's code for its page; NULL: OUT_RULE_BASE */
	const char *
		time; /* HTML: when it was made, as to be printed; SARIF: RFC 3339 UTC, "2026-03-05T01:30:00Z". NULL: left out */
	bool colour;    /* text: ANSI colours */
	unsigned width; /* text: columns; 0: 100 */
};
#define OUT_RULE_BASE "urn:bihuan:rule:"

/* Where a byte of the text stands in the file that people have ("第 3 页"), into `text`; "": its line says it. */
enum { OUT_WHERE_TEXT = 160 };
typedef const char *out_where(const void *context, size_t at, char text[OUT_WHERE_TEXT]);

struct out_file {
	struct str name;             /* "-" is standard input */
	const struct report *report; /* NULL when the file could not be read: */
	const struct check_result *result;
	const struct err *error; /* then why */
	out_where *where;        /* NULL: the text is the file */
	const void *where_context;
	bool skipped; /* not readable, but nobody asked for this very file: no failure */
};

struct out_summary {
	/* All are counted in files too; empty: read, but no problem was found in it, so nothing could be checked. */
	size_t files, failed, skipped, empty;
	size_t findings[3]; /* by enum severity */
};

struct out;

/* Writes what comes before the first file. On failure nothing is to be closed. */
int out_open(const struct out_options *o, struct out **ret, struct err *e);
/* Writes one file's findings; names and texts are not kept beyond the call. A failing sink's code is returned here or by
 * out_close(), and nothing more is written. */
int out_file(struct out *out, const struct out_file *file, struct err *e);
/* Writes a finding about several of the files before; files[i] is which of them (from 0) report i of the finding is. After all files. */
int out_cross(struct out *out, const struct cross_finding *f, const uint32_t *files, struct err *e);
/* The same as JSON members, into an open object; names[i] is the file of place i. */
void out_write_cross(const struct cross_finding *f, const struct str *names, struct json *j);
/* Writes the end (for several files with a table of them) and frees `out` (also on failure; NULL is fine). `ret_summary` may be NULL. */
int out_close(struct out *out, struct out_summary *ret_summary, struct err *e);
/* Gives up without writing an end; NULL is fine. */
void out_free(struct out *out);

/* "text", "json", "sarif", "html"; false for others. */
bool out_format_parse(struct str name, enum out_format *ret);
const char *severity_title(enum severity s); /* 错误 警告 提示 */

/* The page of a rule (docs/rules/CODE.md): all of it, and its first paragraph as plain text. .ptr NULL: it has none. */
struct str rule_page(const struct rule *r);
struct str rule_summary(const struct rule *r);

#endif
