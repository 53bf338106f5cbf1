/* One text, parsed and checked: what `bihuan parse --json`, POST /check and GET /reports/{id}/tree print. */
#ifndef SERVER_ANALYSIS_H
#define SERVER_ANALYSIS_H

#include "check.h"
#include "clock.h"
#include "intake.h"
#include "ledger.h"
#include "report.h"

struct analysis {
	struct report *report;
	struct check_result *checks;  /* NULL: parsed only */
	const struct intake_doc *doc; /* NULL: of a text that is kept */
};

/* Whether `text` can be a report at all: not empty, no NUL bytes, valid UTF-8. For texts that are kept:
 * intake has seen the files. Otherwise ERR_INPUT with the place. `name` is the file's, for the message. */
int analysis_accept(struct str name, struct str text, struct err *e);

/* Accepts, parses and checks. `columns` is what was said of the columns of its ledgers ("C=问题"; "": nothing). `text` must outlive *ret.
 * Freed with analysis_clear(). */
int analysis_run_with(struct str name, struct str text, const struct check_options *options, struct str columns,
	struct analysis *ret, struct err *e);
/* ERR_INPUT when there is nothing in it but blanks. */
int analysis_refuse_blank(const struct intake_doc *doc, struct err *e);
/* The same of a document that intake read, with what the user said of the ledgers in it (NULL: nothing). The document must outlive *ret. */
int analysis_read_as(const struct intake_doc *doc, const struct check_options *options, const struct report_options *as,
	struct analysis *ret, struct err *e);
void analysis_clear(struct analysis *a);

/* The object of design.md section 5. `decisions` (NULL: none) are put beside the findings they are about, sorted
 * in the arena `scratch`; negative when that runs out. */
int analysis_write_json(
	const struct analysis *a, const struct ledger_decisions *decisions, struct arena *scratch, struct json *j);
/* The same members into an open object, for callers that add their own. */
int analysis_write_members(
	const struct analysis *a, const struct ledger_decisions *decisions, struct arena *scratch, struct json *j);

/* What the ledger is to keep of a document; where the text is the very file, the text alone. */
int analysis_source(const struct intake_doc *doc, struct arena *a, struct ledger_source *ret, struct err *e);
/* The other way: 1. */
int analysis_file(
	const struct ledger_file *file, struct str text, struct arena *a, struct intake_doc *ret, struct err *e);
/* The member "source": what the file was and what is to be known of how it was read. */
void analysis_write_source(const struct intake_doc *doc, struct json *j);
/* The member "map": where the text stands in the file. */
void analysis_write_map(const struct intake_doc *doc, struct json *j);

/* From now on imports and rebuilds of the ledger keep what the rules find. Before ledger_prepare(); `clock` must outlive it. */
void analysis_attach(struct ledger *l, const struct clock *clock);

#endif
