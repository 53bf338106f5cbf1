/* Private to access: a person's secret as it is stored. */
#ifndef ACCESS_SECRET_H
#define ACCESS_SECRET_H

#include "access_private.h"

struct secret {
	struct str hash, totp_key; /* totp_key .ptr NULL: none */
	int64_t changed_at, expires_at, failed, locks, locked_until, totp_step;
	bool must_change, totp_on;
};

/* Whose it is, and who is trying. */
struct person_key {
	int64_t unit_id, person_id;
	struct str login, address, request_id;
};

/* 1: read; 0: the person has none. */
int access_read_secret(
	struct store *s, int64_t unit_id, int64_t person_id, struct arena *a, struct secret *ret, struct err *e);
int access_count_failure(struct access *x, struct store *s, const struct person_key *who, const struct secret *k,
	const struct policies *p, struct err *e);
int access_forget_failures(struct store *s, const struct person_key *who, const struct secret *k, struct err *e);

/* What the person has to do first, by the policies of his unit. */
enum actor_hold access_hold_of(const struct access *x, const struct secret *k, const struct policies *p,
	bool administrator, struct str factor);

#endif
