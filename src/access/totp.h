/* Codes that change every 30 seconds (RFC 6238), and the numbers they are made from. */
#ifndef ACCESS_TOTP_H
#define ACCESS_TOTP_H

#include "err.h"
#include "str.h"

enum totp_hash { TOTP_SHA1, TOTP_SHA256 };
enum { TOTP_SECONDS = 30, TOTP_DIGITS = 6, TOTP_KEY_BYTES = 20, TOTP_BASE32_MAX = 64, TOTP_TEXT_MAX = 12 };

/* The code of a step (seconds since 1970 / 30), `digits` 6 to 8, with leading zeroes. */
int totp_code(
	enum totp_hash hash, struct str key, int64_t step, unsigned digits, char out[TOTP_TEXT_MAX], struct err *e);
/* The step within one of `now_step` whose code it is and that lies behind `last`; 0: none. Looks at all, always. */
int totp_check(struct str key, struct str code, int64_t now_step, int64_t last, int64_t *ret_step, struct err *e);
/* RFC 4648 without padding; false when it does not fit. */
bool totp_base32(struct str bytes, char *out, size_t size);

#endif
