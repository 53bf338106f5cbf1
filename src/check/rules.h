/* The rules' functions, from the table. */
#ifndef RULES_H
#define RULES_H

#include "check.h"

#define RULE(code, slug, title, severity, function) int function(struct check *c);
#include "rules.def"
#undef RULE

#endif
