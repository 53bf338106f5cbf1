/* What the parts of an office package are: relationships (OPC) and the main part. Shared by DOCX and XLSX. */
#ifndef INTAKE_OFFICE_H
#define INTAKE_OFFICE_H

#include "opener.h"
#include "package.h"

enum { RELATIONS_MAX = 5000, RELATION_ID_MAX = 256, PART_NAME_MAX = 400 };

/* Names are compared without case; a leading slash is what careless programs write. STR_NPOS: none. */
size_t office_find(const struct package *p, struct str part);
static inline bool office_has(const struct package *p, struct str part)
{
	return office_find(p, part) != STR_NPOS;
}
/* The part that `target` (of a relationship) means, seen from the part `from`: "/a/b", "../b", "b"; empty when it leads out of the
 * package or is too long. */
struct str office_resolve(struct str from, struct str target, char into[PART_NAME_MAX]);

struct relation {
	char id[RELATION_ID_MAX];
	char type[32]; /* the last word of its address: "styles" */
	char part[PART_NAME_MAX];
	size_t part_len;
};

/* The relationships of `part` (empty: of the package) that lead to parts (external ones are left aside): struct relation. */
int office_relations(struct package *p, struct str part, struct vec *into, struct err *e);
/* The part of the first relationship of this type (by id when `id` is not empty) that is there; empty: none. */
struct str office_part(const struct package *p, const struct vec *relations, const char *type, struct str id);

/* Opens the package and finds its main part: by the relationship, else `usual`. The messages say `what` ("Word 文档"). */
struct office {
	struct package *package;
	char name[PART_NAME_MAX];
	struct str main;
	struct vec relations; /* of the main part */
};
int office_open(
	struct office *f, struct opener *o, struct str bytes, const char *usual, const char *what, struct err *e);
void office_close(struct office *f);

#endif
