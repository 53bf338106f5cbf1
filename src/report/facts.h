/* Facts of a report (事实) and what it says of itself (自报数): private to the room.
 *
 * Both work from r->text (valid UTF-8) and r->arena and fill the arrays that report_parse() has
 * initialised; on failure what was filled so far stays and report_free() gives it back. */
#ifndef REPORT_FACTS_H
#define REPORT_FACTS_H

#include "marks.h"
#include "report.h"

/* Fills dates, numbers, documents, orgs, people and contacts from `body` (the first copy), each in
 * the order of its places, which `m` (of the whole text) tells. Uses the tree, when there is one, only to tell the report's own contacts
 * and its year. Linear; 0 or ERR_NOMEM. */
int report_facts(struct report *r, const struct marks *m, struct span body, struct err *e);

/* When the signature is known: gives 今年3月 its year, and keeps of the dates' limits those that lie ahead. */
void facts_settle_dates(struct report *r);

/* Fills claims from the numbers and the tree; after report_facts(). */
int report_claims(struct report *r, struct err *e);

/* Whether a sentence or line ends at p, in valid text: 。；！？ and the line's end. */
static inline bool facts_stop(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	switch (*u) {
	case '\n':
	case '\r':
	case ';':
		return true;
	case 0xE3:
		return u[1] == 0x80 && u[2] == 0x82;
	case 0xEF:
		return u[1] == 0xBC && (u[2] == 0x9B || u[2] == 0x81 || u[2] == 0x9F);
	default:
		return false;
	}
}

#endif
