/* Everything a definition must keep to that no single key can tell: names that exist, states that can be reached, steps somebody may
 * do, limits that have a source. All problems are gathered. */
#ifndef REGISTER_DEF_CHECK_H
#define REGISTER_DEF_CHECK_H

#include "problems.h"
#include "read.h"

struct check {
	struct problems *problems;
	const struct registers *all; /* read, perhaps with problems */
	const struct register_def *def;
	const struct vec *spots; /* struct spot */
	const struct vec *sqls;  /* struct pending_sql */
};

/* A problem at the place where `text` stands in the definition. */
#define WRONG(c, text, ...) problem((c)->problems, spot_of((c)->spots, (text)), __VA_ARGS__)

void check_fields(const struct check *c);
void check_flow(const struct check *c);   /* states, transitions, effects */
void check_clocks(const struct check *c); /* clocks, gate, rights */
void check_pages(const struct check *c);  /* views, form, statistics, checks, prints, number */
void check_sqls(const struct check *c);
void check_samples(const struct check *c);

/* --- shared by the check_*.c files --- */

/* Field `name` exists (and is not retired); NULL after a problem. */
const struct field *check_field(const struct check *c, const struct register_def *def, struct str name);
void check_field_names(const struct check *c, struct names names);
const struct state *check_state(const struct check *c, struct str name);
void check_state_names(const struct check *c, struct names names);
void check_transition_name(const struct check *c, struct str name);
void check_who(const struct check *c, const struct who *who);
void check_told(const struct check *c, const struct who *who, struct str text);
bool check_who_empty(const struct who *who);
void check_role(const struct check *c, struct str full);
/* Placeholders of a message are among `allowed` ("no|title|due"). */
void check_placeholders(const struct check *c, struct str text, const char *allowed);
enum { CHECK_WORDS_MAX = 256 };

#endif
