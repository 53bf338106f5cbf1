#include "totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

static int hmac(
	enum totp_hash hash, struct str key, const unsigned char counter[8], unsigned char out[64], struct err *e)
{
	unsigned len = 0;
	const EVP_MD *md = hash == TOTP_SHA256 ? EVP_sha256() : EVP_sha1();

	if (HMAC(md, key.ptr, (int)key.len, counter, 8, out, &len) && len >= 20)
		return (int)len;
	err_log(e, "HMAC");
	return err_set(e, ERR_INTERNAL, "程序内部错误（动态口令算法）");
}

int totp_code(
	enum totp_hash hash, struct str key, int64_t step, unsigned digits, char out[TOTP_TEXT_MAX], struct err *e)
{
	static const uint32_t powers[] = { 1000000, 10000000, 100000000 };
	unsigned char counter[8], mac[64];

	if (digits < 6 || digits > 8)
		return err_set(e, ERR_INTERNAL, "程序内部错误（动态口令位数）");
	for (unsigned i = 0; i < 8; i++)
		counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
	int len = hmac(hash, key, counter, mac, e);
	if (len < 0)
		return len;
	const unsigned char *at = mac + (mac[len - 1] & 15);
	uint32_t v = (uint32_t)(at[0] & 127) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
	snprintf(out, TOTP_TEXT_MAX, "%0*u", (int)digits, v % powers[digits - 6]);
	return 0;
}

int totp_check(struct str key, struct str code, int64_t now_step, int64_t last, int64_t *ret_step, struct err *e)
{
	int64_t found = 0;
	char text[TOTP_TEXT_MAX];

	if (code.len != TOTP_DIGITS) {
		*ret_step = 0;
		return 0;
	}
	for (int64_t step = now_step - 1; step <= now_step + 1; step++) {
		int rc = totp_code(TOTP_SHA1, key, step, TOTP_DIGITS, text, e);
		if (rc < 0)
			return rc;
		if (sodium_memcmp(text, code.ptr, TOTP_DIGITS) == 0 && step > last)
			found = step;
	}
	*ret_step = found;
	return 0;
}

bool totp_base32(struct str bytes, char *out, size_t size)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t bits = 0;
	unsigned have = 0;
	size_t n = 0;

	if ((bytes.len * 8 + 4) / 5 >= size)
		return false;
	for (size_t i = 0; i < bytes.len; i++) {
		bits = bits << 8 | (unsigned char)bytes.ptr[i];
		for (have += 8; have >= 5; have -= 5)
			out[n++] = letters[bits >> (have - 5) & 31];
	}
	if (have > 0)
		out[n++] = letters[bits << (5 - have) & 31];
	out[n] = '\0';
	return true;
}
