/* Short names of organisations (简称) within one report: 市环卫中心 is 市环境卫生服务中心 when the longer one is printed too, or the report
 * says so itself. */
#ifndef ALIAS_H
#define ALIAS_H

#include "report.h"

struct alias {
	struct str name;
	size_t full;     /* the index of the longer name it stands for, or its own */
	size_t mentions; /* of this name */
	struct str said; /* the full name that the report says it stands for (以下简称“市环卫中心”), or none */
};

/* The names of r->orgs, each once, in the order of their first places. 0 or ERR_NOMEM; the caller clears *ret (struct alias). */
int report_aliases(const struct report *r, struct vec *ret);

/* The full name of `name` among them; .ptr NULL when there is none. */
struct str report_full_name(const struct vec *aliases, struct str name);

#endif
