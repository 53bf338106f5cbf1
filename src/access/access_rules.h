/* The built-in roles and what only they may do (access_rules.def), and lists of words. */
#ifndef ACCESS_RULES_H
#define ACCESS_RULES_H

#include "str.h"

#define ROLE_SYSADMIN                                                                                                  \
	STR("sysadmin") /* 系统管理员: units, departments, accounts, settings, backup, register definitions */
#define ROLE_SECADMIN STR("secadmin") /* 安全管理员: roles, password rules, unlocking, tokens, delegations */
#define ROLE_AUDITOR STR("auditor")   /* 审计管理员: reads and exports the events; changes nothing */

enum access_right {
#define RIGHT(id, name, role, label) RIGHT_##id,
#include "access_rules.def"
#undef RIGHT
	RIGHTS_COUNT
};

struct access_right_row {
	const char *name, *role, *label;
};
extern const struct access_right_row access_rights[RIGHTS_COUNT];

/* "系统管理员" of "sysadmin"; NULL when it is no administrator's role. */
const char *access_admin_title(struct str role);

struct access_words {
	const struct str *rows;
	size_t count;
};

#endif
