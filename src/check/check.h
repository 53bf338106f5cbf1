/* Checks (检查): rules over a document tree, and their findings (疑点).
 *
 * A rule is one row in rules.def, one function, one page in docs/rules/ and its examples in
 * tests/report/rules/. A finding quotes, points and explains itself in Chinese with the computation. */
#ifndef CHECK_H
#define CHECK_H

#include "report.h"

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

struct check;

struct rule {
	const char *code;  /* "BH101" */
	const char *slug;  /* "claimed-total" */
	const char *title; /* Chinese */
	enum severity severity;
	int (*run)(struct check *c); /* 0, or a negative code (out of memory) */
};

extern const struct rule check_rules[];
extern const size_t check_rules_count;
const struct rule *check_rule_find(struct str code);

struct check_finding {
	const struct rule *rule;
	enum severity severity;
	struct str message; /* Chinese, with the computation; in the findings' arena */
	struct str quote;   /* a slice of the text */
	struct span span;
	struct span *related;
	size_t related_count;
	const struct node *node; /* the problem, item or leaf it speaks of, or NULL */
	/* Stable over re-analysis: from rule, quote and the problem's title, not from offsets. */
	uint64_t fingerprint;
};

struct check_options {
	/* Switched off: a comma list of codes or families ("BH204,BH3"); NULL: none. */
	const char *disabled;
	struct date today; /* none: not known, rules that need it stay quiet */
};

struct check_result {
	struct arena *arena;
	struct vec findings; /* struct check_finding, by place then code */
};

/* What the rules look for in the text: a report that was parsed with it (report_options) is read once, another one twice. */
extern const struct report_words check_words;

int check_run(const struct report *r, const struct check_options *o, struct check_result **ret, struct err *e);
void check_result_free(struct check_result *r);
void check_write_json(const struct check_result *r, struct json *j); /* an array value */
/* One finding's members, into an open object: for callers that add members of their own. */
void check_write_finding(const struct check_finding *f, struct json *j);
const char *severity_name(enum severity s); /* "note" ... */

/* --- for rules only --- */

struct check {
	const struct report *report;
	const struct check_options *options;
	struct check_result *result;
	const struct rule *rule; /* the one running */
	struct sights *sights;   /* what one pass over the text has found (sight.h); NULL at first */
	struct closure *closure; /* what the BH2xx rules share (closure.h); NULL at first */
	struct vec *reckoned;    /* what BH103 to BH105 share (numbers_reckon.h); NULL at first */
};

/* Adds a finding of the running rule at `span` (quoted) and returns it, or NULL without memory.
 * The message is formatted; `node` may be NULL. */
struct check_finding *check_add(struct check *c, const struct node *node, struct span span, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
int check_relate(struct check *c, struct check_finding *f, struct span related);
/* Whether that rule runs too: two rules that could say the same of one sentence agree on one. */
bool check_enabled(const struct check *c, const char *code);

#endif
