/* Errors: what happened (for the user, in Chinese, with the place), what to do, and what only the
 * log may see. Functions return 0 or a positive value on success and a negative code on failure;
 * outputs are untouched on failure; the first cause wins. The library never prints and never exits. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

enum err_code {
	ERR_OK = 0,
	ERR_NOMEM = -1,    /* memory or an arena's cap is exhausted */
	ERR_INPUT = -2,    /* what the user gave cannot be used */
	ERR_LIMIT = -3,    /* a documented limit was passed */
	ERR_IO = -4,       /* file, disk or network */
	ERR_DB = -5,       /* the database refused or is damaged */
	ERR_NOTFOUND = -6, /* no such thing */
	ERR_USAGE = -7,    /* the command or request was put wrongly */
	ERR_CONFLICT = -8, /* somebody else changed it, or it exists already */
	ERR_INTERNAL = -9, /* our mistake */
	ERR_AUTH = -10,    /* not signed in, or the proof of who it is was refused */
	ERR_DENIED = -11,  /* signed in, but not allowed */
	ERR_BUSY = -12,    /* too many attempts: later again */
	ERR_RANGE = -13,   /* the part that was asked for does not exist */
};

struct err {
	int code;
	char message[512]; /* for the user */
	char hint[256];    /* what to do; may be empty */
	char log[256];     /* for the log alone; may be empty */
	bool noted;        /* of ERR_DENIED: the denial is among the access events already */
	const char *field; /* the member or parameter at fault, a literal; NULL: none known */
	bool hidden;       /* of ERR_NOTFOUND: it is there, but not for this person, which is a denial */
};

/* Each sets its part if the error is still clear (first cause wins) and returns the code.
 * `e` may be NULL. Text that does not fit is cut at a character's boundary. */
int err_set(struct err *e, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void err_hint(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void err_log(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Says at which member the fault is (the first one stays) where `rc` is one; returns `rc`: return err_in(e, "role", err_set(...)). */
int err_in(struct err *e, const char *field, int rc);
void err_clear(struct err *e);
/* err_set(e, ERR_NOMEM, ...) with its standard message; inline, so that an analyser sees what comes back. */
void err_set_nomem(struct err *e);
static inline int err_nomem(struct err *e)
{
	err_set_nomem(e);
	return ERR_NOMEM;
}

#endif
