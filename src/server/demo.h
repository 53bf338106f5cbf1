/* Demonstration (演示): identities that anybody at this machine may take with one click.
 *
 * Only for invented data, only on a loopback address. The file holds people with their passwords (made up by tools/demo/demo.mjs); signing
 * in goes the ordinary way. An administrator of the demonstration has no telephone: the file holds his authenticator's secret, and the code it
 * would show now is told to whoever has given his password. */
#ifndef SERVER_DEMO_H
#define SERVER_DEMO_H

#include "arena.h"
#include "err.h"
#include "str.h"
#include "totp.h"

struct demo_person {
	struct str login, name, label, password;
	struct str secret; /* base32, as an authenticator takes it; empty: no second factor */
};
struct demo {
	struct arena *arena;
	const struct demo_person *people;
	size_t count;
};

enum { DEMO_PEOPLE_MAX = 50 };

/* {"people":[{"login","name","label","password","secret"}]} (the last may be absent); freed with demo_clear(). */
int demo_read(const char *path, struct demo *ret, struct err *e);
void demo_clear(struct demo *d);
/* NULL: not one of them. */
const struct demo_person *demo_find(const struct demo *d, struct str login);
/* What his authenticator shows at this time: six digits in `out`. 0: he has none. */
int demo_code(const struct demo_person *p, int64_t now_ms, char out[TOTP_TEXT_MAX], struct err *e);

#endif
