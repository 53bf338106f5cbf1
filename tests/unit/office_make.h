/* Office documents of a test's own XML, opened in this process: no worker, so that a debugger and the sanitizers see all. */
#ifndef TEST_OFFICE_MAKE_H
#define TEST_OFFICE_MAKE_H

#include "opener.h"
#include "zip_make.h"

#define W_SPACE "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define S_SPACE "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define R_ADDRESS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELS(rows)                                                                                                     \
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" rows "</Relationships>"
#define REL(id, type, target) "<Relationship Id=\"" id "\" Type=\"" R_ADDRESS "/" type "\" Target=\"" target "\"/>"

struct office_doc {
	struct opener o;
	struct err e;
	int rc;
	struct str zip;
};

/* The parts of a document whose content is `body`; NULL parts are left out. */
struct str make_docx(const char *body, const char *numbering, const char *styles, const char *footnotes);
/* One sheet called 台账 with `content`. */
struct str make_xlsx(const char *content, const char *strings, const char *styles, const char *book);
/* Opens and owns the bytes. `limits` NULL: the default. */
void office_doc_open(struct office_doc *d, opener_fn *open, struct str zip, const struct intake_limits *limits);
void office_doc_close(struct office_doc *d);
/* Opens and expects a refusal: this code, `part` in its message, and a hint. */
void office_refused(opener_fn *open, struct str bytes, int code, const char *part);
/* On the heap, with a NUL behind it; the caller's (office_doc_close() frees what was opened). */
struct str office_copied(struct str s);
/* TABs and U+2028 made visible: | and / . Into static memory. */
const char *office_text(const struct office_doc *d);
bool office_has_note(const struct office_doc *d, const char *code, const char *part);

#endif
