/* Input files of commands that only read: read, turned into text, parsed and checked, on any thread. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "analysis.h"
#include "args.h"

/* A file's text; of an archive one of each member. */
struct source_doc {
	struct intake_doc doc;
	struct analysis analysis;
	struct err error; /* .code is ERR_OK when all went well */
};

struct source {
	const char *path; /* "-": standard input */
	struct str bytes;
	struct arena *arena; /* of the documents */
	struct vec docs;     /* struct source_doc * */
	struct err error;    /* why the file, or the rest of it, could not be read */
};

/* How files are to be read: options that several commands share. */
struct source_options {
	const char *from, *charset; /* NULL: found out */
	bool no_ocr;
	size_t max_size;
};
#define SOURCE_AT(type, member, option) offsetof(type, member) + offsetof(struct source_options, option)
#define SOURCE_ARGS(type, member)                                                                                      \
	{ "from", 0, ARG_CHOICE, "FORMAT", SOURCE_FORMATS, SOURCE_AT(type, member, from),                              \
		"按这种格式读（默认按内容判断）" },                                                                    \
		{ "charset", 0, ARG_TEXT, "NAME", NULL, SOURCE_AT(type, member, charset),                              \
			"文字的编码：UTF-8、GB18030、Big5、UTF-16LE……（默认自动判断）" },                              \
		{ "no-ocr", 0, ARG_FLAG, NULL, NULL, SOURCE_AT(type, member, no_ocr), "不识别扫描件里的文字" },        \
	{                                                                                                              \
		"max-size", 0, ARG_SIZE, "SIZE", NULL, SOURCE_AT(type, member, max_size),                              \
			"单个文件的上限，可带 K、M、G（默认 512M）"                                    \
	}
#define SOURCE_FORMATS "text|html|csv|docx|doc|rtf|xlsx|xls|pdf|ofd|image|odt|ods|zip"

/* Intake's options from the command line's; complains and is false for an unknown charset. */
bool source_intake_options(const struct source_options *o, struct intake_options *ret);
void source_read(struct source *s, const struct intake_options *intake, const struct check_options *options);
/* `as`: what the user said of the ledgers (NULL: nothing). */
void source_read_as(struct source *s, const struct intake_options *intake, const struct check_options *options,
	const struct report_options *as);
/* The same without parsing and checking: the text alone. */
void source_read_text(struct source *s, const struct intake_options *intake);
static inline struct source_doc *source_doc(const struct source *s, size_t i)
{
	return VEC_AT(&s->docs, struct source_doc *, i);
}

struct source_json {
	bool named; /* it begins with the file's name */
	bool map;   /* with the map back to pages, paragraphs and cells */
};
/* The object of design.md section 5 as a value. For a document that could not be read, its name and why (d NULL: for the whole
 * file). Negative when `scratch` runs out. */
int source_write_json(const struct source *s, const struct source_doc *d, struct source_json how, struct arena *scratch,
	struct json *j);
/* Says on standard error what the user must know of how the document was read; and that a text holds no problem: what was looked
 * for, what it looks like, what to do. */
void source_say_notes(const struct source_doc *d);
void source_warn_if_empty(const struct source_doc *d);
/* One command's way with the answers of a file: each document, then the failure of the file, if any (`d` NULL). */
typedef void source_visit(void *context, struct source *s, const struct source_doc *d, const struct err *error);
void source_each(struct source *s, source_visit *visit, void *context);
void source_clear(struct source *s);
/* The name for messages: "<标准输入>" for "-". */
const char *source_name(const struct source *s);

#endif
