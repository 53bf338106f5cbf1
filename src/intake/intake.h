/* Intake (读入): bytes of any format become UTF-8 text with a map back to page, paragraph or cell.
 *
 * Plain text and CSV are read here. Everything else is opened by the separate program `bihuan-intake` (worker.c), which lies
 * beside the running executable: one process a file, without network and without files, bounded in time, memory and answer.
 * Its answer is not trusted either. What can be read is a row of intake_formats.def; docs/formats.md says it to users. */
#ifndef INTAKE_H
#define INTAKE_H

#include "arena.h"
#include "err.h"

enum intake_format {
	INTAKE_AUTO,
#define FORMAT(id, ...) INTAKE_##id,
#include "intake_formats.def"
#undef FORMAT
	INTAKE_FORMATS
};

enum intake_where { INTAKE_LINE, INTAKE_PARAGRAPH, INTAKE_CELL, INTAKE_PAGE };

struct intake_place {
	enum intake_where where;
	uint32_t page;     /* from 1; of a cell the number of its sheet; 0: none */
	uint32_t row, col; /* line or paragraph (row), or cell; from 1; 0: none */
};

/* The text from `at` on comes from there. */
struct intake_mark {
	size_t at;
	struct intake_place place;
};

/* Something the user must know. */
struct intake_note {
	struct str code,
		message; /* code: "converted", "ocr", "damaged" ...; "error": a member of an archive that gave no text */
	size_t at;
};

struct intake_doc {
	struct str
		bytes; /* of the file, or of the member; good while it is taken only, when it came out of an archive */
	struct str name; /* of the file; inside archives "a.zip/部门/报告.docx" */
	enum intake_format format;
	struct str charset; /* of text formats: "UTF-8", "GB18030", "Big5", "UTF-16LE" ...; else empty */
	struct str
		text; /* valid UTF-8 without NUL; for UTF-8 plain text the very bytes of the file (without its mark) */
	struct intake_mark *marks;
	size_t marks_count; /* sorted; none for plain text: its lines are the places */
	struct intake_note *notes;
	size_t notes_count;
	struct str *sheets; /* sheets[page - 1] */
	size_t sheets_count;
	int confidence; /* of recognised scans, 0..100; -1: not recognised from a picture */
};

struct intake_limits {
	size_t file;     /* bytes of one file, or of one member of an archive */
	size_t text;     /* bytes of one document's text */
	size_t unpacked; /* bytes of all that an archive holds */
	size_t entries;  /* members of an archive, nested ones included */
	size_t depth;    /* archives in archives */
	size_t ratio;    /* unpacked : packed */
	int cells_across;
	unsigned seconds; /* for one file, by the clock; half as much again of processor time */
	size_t memory;    /* of the worker */
};
extern const struct intake_limits intake_limits_default;

struct intake_options {
	enum intake_format format; /* INTAKE_AUTO: by content, then by name */
	const char *charset;       /* NULL: found out */
	bool no_ocr;
	struct intake_limits limits; /* a 0 means the default's */
};

/* One document; the strings live in intake_read()'s arena and in its bytes. Negative ends the reading with that code. */
typedef int intake_take(void *context, struct intake_doc *doc, struct err *e);

/* Reads one file's bytes. Archives give several documents: a damaged member is a document with an "error" note and no text.
 * ERR_INPUT: not readable, with why and what to do; ERR_LIMIT; ERR_IO: the worker could not be run. Blocks; any thread. */
struct intake_file {
	struct str name, bytes;
};
int intake_read(const struct intake_file *file, const struct intake_options *o, struct arena *a, intake_take *take,
	void *context, struct err *e);

/* What the bytes seem to be; `name` decides where the bytes do not. INTAKE_AUTO: something else that is no text, and *ret_what
 * says what ("Excel 4.0 或更早的表格") and *ret_hint what to do; both are left alone when nothing more is known than that the name promises
 * another format. Both may be NULL. */
enum intake_format intake_detect(struct str bytes, struct str name, const char **ret_what, const char **ret_hint);
/* What the name alone says; INTAKE_AUTO: nothing. */
enum intake_format intake_named(struct str name);

const char *intake_format_name(enum intake_format f);  /* "docx" */
const char *intake_format_title(enum intake_format f); /* "Word 文档" */
bool intake_format_parse(struct str name, enum intake_format *ret);

/* 0, or ERR_USAGE with the names that are known. */
int intake_charset_known(const char *name, struct err *e);

/* What is known of a document beside its text, to be kept as text and read again: places, sheets, notes and confidence. Strings are
 * slices of `about`. ERR_DB: it is not what was written. */
int intake_about_write(const struct intake_doc *d, struct arena *a, struct str *ret, struct err *e);
int intake_about_read(struct str about, struct arena *a, struct intake_doc *ret, struct err *e);

/* The mark that the byte at `at` belongs to; NULL: none, its line is its place. */
const struct intake_mark *intake_mark_at(const struct intake_doc *d, size_t at);
/* "第 3 页", "第 12 段", "工作表“台账”B5" into `text`, or "" where the line is the place. */
enum { INTAKE_PLACE_TEXT = 160 };
const char *intake_place_text(const struct intake_doc *d, size_t at, char text[INTAKE_PLACE_TEXT]);

/* For tests: another worker than the one beside the executable, once, before the first reading. The string is kept. */
void intake_use_worker(const char *path);

#endif
