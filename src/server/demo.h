/* Demonstration (演示): identities that anybody at this machine may take with one click.
 *
 * Only for invented data, only on a loopback address. The file holds people with their passwords (made up by tools/demo/demo.mjs); signing
 * in goes the ordinary way. */
#ifndef SERVER_DEMO_H
#define SERVER_DEMO_H

#include "arena.h"
#include "err.h"
#include "str.h"

struct demo_person {
	struct str login, name, label, password;
};
struct demo {
	struct arena *arena;
	const struct demo_person *people;
	size_t count;
};

enum { DEMO_PEOPLE_MAX = 50 };

/* {"people":[{"login","name","label","password"}]}; freed with demo_clear(). */
int demo_read(const char *path, struct demo *ret, struct err *e);
void demo_clear(struct demo *d);
/* NULL: not one of them. */
const struct demo_person *demo_find(const struct demo *d, struct str login);

#endif
