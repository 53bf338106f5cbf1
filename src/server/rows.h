/* The ledger's rows as JSON, the same from the command line and over HTTP. */
#ifndef SERVER_ROWS_H
#define SERVER_ROWS_H

#include "json.h"
#include "ledger.h"

/* Each writes one object as a value; the lists write `{"reports":[...]}` and the like. */
void rows_write_report(const struct ledger_report *r, struct json *j);
void rows_write_reports(const struct ledger_reports *r, struct json *j);
void rows_write_rounds(const struct ledger_rounds *r, struct json *j);
void rows_write_item(const struct ledger_item *i, struct json *j);
/* `more`: another page follows the last row. */
void rows_write_items(const struct ledger_items *i, bool more, struct json *j);
void rows_write_decisions(const struct ledger_decisions *d, struct json *j);
/* `more`: the page is full; "next" is then where to go on, "REPORT.POSITION". */
void rows_write_findings(const struct ledger_findings *f, bool more, struct json *j);
void rows_write_import_members(const struct ledger_import *i, struct json *j); /* into an open object */
void rows_write_rebuild(const struct ledger_rebuild *r, struct json *j);
void rows_write_rules(struct json *j);
/* {"version","analyser","sqlite"} */
void rows_write_version(struct json *j);

#endif
