/* What bihuan.yaml and a baseline make of a report's findings. */
#ifndef CONFIG_APPLY_H
#define CONFIG_APPLY_H

#include "baseline.h"
#include "config.h"
#include "cross.h"

/* The codes that config_read() wants: check_rules_count of them. */
void config_codes(struct str *codes);

/* The rules that are off for the file, as check_options.disabled wants them, after `always` (NULL: none). */
#define CONFIG_DISABLED_MAX 2048
void config_disabled(const struct config *c, const char *path, const char *always, char text[CONFIG_DISABLED_MAX]);
/* Whether a rule speaks in the file; grades its finding. */
bool config_keeps(const struct config *c, const char *path, const struct rule *rule, enum severity *severity);
/* Phrases of the whitelist, for similar.standing and config_filter(). 0 or ERR_NOMEM. */
int config_add_phrases(const struct config *c, struct phrases *p);
/* Takes findings away that are off, only boiler-plate, or known to the baseline (NULL: none); returns 0 or ERR_NOMEM. */
struct config_filter {
	const struct config *config; /* NULL: none */
	const char *path;            /* from the folder of bihuan.yaml */
	const struct phrases *whitelist;
	struct baseline *baseline; /* NULL: none */
	struct str name;           /* of the document */
};
int config_filter(const struct config_filter *f, struct check_result *r);

#endif
