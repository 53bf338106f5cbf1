/* Units, departments and people: read by everybody who is signed in, changed by the system administrator (units: his own
 * and those below). Every change has a version to start from: another one is ERR_CONFLICT. Lists are in order of ids, page
 * by page: `after` is the last id of the page before. */
#ifndef ACCESS_PEOPLE_H
#define ACCESS_PEOPLE_H

#include "access.h"

struct access_page {
	int64_t after; /* 0: from the start */
	int64_t limit; /* 1..1000 */
};

/* --- units --- */

struct access_unit {
	int64_t id, parent_id;             /* parent 0: none */
	struct str name, code, kind, path; /* code .ptr NULL: none; kind: a word of the place, "unit" at first */
	bool active;
	int64_t version;
};
struct access_units {
	struct access_unit *rows;
	size_t count;
};
/* Those the actor's unit reaches. */
int access_units(const struct access_call *c, const struct access_page *page, struct access_units *ret, struct err *e);
int access_unit(const struct access_call *c, int64_t id, struct access_unit *ret, struct err *e);
/* id 0: a new one below parent_id; else changes it (also its place in the tree). `path` is ignored. *ret: as it is then. */
int access_unit_save(const struct access_call *c, const struct access_unit *in, struct access_unit *ret, struct err *e);

/* --- departments --- */

struct access_department {
	int64_t unit_id, id, parent_id;
	struct str name, code, path;
	bool active;
	int64_t version;
};
struct access_departments {
	struct access_department *rows;
	size_t count;
};
int access_departments(const struct access_call *c, int64_t unit_id, const struct access_page *page,
	struct access_departments *ret, struct err *e);
int access_department(
	const struct access_call *c, int64_t unit_id, int64_t id, struct access_department *ret, struct err *e);
int access_department_save(
	const struct access_call *c, const struct access_department *in, struct access_department *ret, struct err *e);

/* --- people --- */

struct access_person {
	int64_t unit_id, id, department_id;   /* department 0: none */
	struct str login, name, phone, title; /* phone: of others, seen by the system administrator alone */
	bool large_type, active;
	int64_t created_at, version;
	bool locked, second_factor; /* seen by the security administrator; never set by a save */
};
struct access_people {
	struct access_person *rows;
	size_t count;
};
struct access_people_filter {
	int64_t unit_id, department_id; /* department 0: all; else with those below */
	struct str contains;            /* of login or name; .ptr NULL: all */
	bool active_only;
};
int access_people(const struct access_call *c, const struct access_people_filter *f, const struct access_page *page,
	struct access_people *ret, struct err *e);
int access_person(const struct access_call *c, int64_t unit_id, int64_t id, struct access_person *ret, struct err *e);

/* What a person (name), department (name, or path) or unit (name) is called, kept in memory while nothing about access changes; .ptr
 * NULL: it has to be asked. Only inside a read transaction in which access_session(), access_token() or access_names_ready() was:
 * otherwise nothing is kept, and nothing found. `x` may be NULL. */
struct access_name {
	enum { NAME_PERSON, NAME_DEPARTMENT, NAME_UNIT, NAME_PATH, NAME_BELOW } kind;
	int64_t unit_id, id;
};
struct str access_name_get(struct access *x, const struct store *s, const struct access_name *n, struct arena *a);
void access_name_put(struct access *x, const struct store *s, const struct access_name *n, struct str text);
int access_names_ready(struct store *s, struct err *e);

/* id 0: a new person, and *ret_password the one-time password to hand over (good for some hours; must be changed at once).
 * Switching a person off ends his sessions and tokens. Nobody changes his own account here but phone and large_type. */
int access_person_save(const struct access_call *c, const struct access_person *in, struct access_person *ret,
	struct str *ret_password, struct err *e);
/* A new one-time password instead of the forgotten one; ends the sessions. By the system administrator; that of another
 * administrator: by the console alone. */
int access_person_reset(
	const struct access_call *c, int64_t unit_id, int64_t id, struct str *ret_password, struct err *e);

#endif
