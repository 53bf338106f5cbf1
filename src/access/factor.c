/* The second factor: enrolment, codes, recovery codes. The authenticator's key is stored sealed (XChaCha20-Poly1305) with the
 * key file of the data folder: a stolen database alone opens no account. */
#include "secret.h"
#include "totp.h"

#include <sodium.h>

enum {
	SEALED_VERSION = 1,
	SEALED_BYTES = 1 + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + TOTP_KEY_BYTES +
		       crypto_aead_xchacha20poly1305_ietf_ABYTES,
	RECOVERY_CODES = 10,
	RECOVERY_LETTERS = 10,
	CODE_MAX = 32,
	WRONG_CODES = 5,
};

static const struct limiter_rule code_rule = { 10, 60 * 1000 };

/* --- sealing --- */

/* Bound to whom it belongs: moved to another row it does not open. */
static size_t owner_text(int64_t unit_id, int64_t person_id, char out[64])
{
	return (size_t)snprintf(out, 64, "totp %lld %lld", (long long)unit_id, (long long)person_id);
}

static int seal(const struct access *x, const struct actor *a, const unsigned char key[TOTP_KEY_BYTES],
	unsigned char out[SEALED_BYTES], struct err *e)
{
	unsigned char *nonce = out + 1, *text = nonce + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
	char owner[64];

	int rc = access_random(x, nonce, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, e);
	if (rc < 0)
		return rc;
	out[0] = SEALED_VERSION;
	size_t len = owner_text(a->unit_id, a->person_id, owner);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		text, NULL, key, TOTP_KEY_BYTES, (const unsigned char *)owner, len, NULL, nonce, x->key);
	return 0;
}

static int unseal(const struct access *x, const struct actor *a, struct str sealed, unsigned char out[TOTP_KEY_BYTES],
	struct err *e)
{
	const unsigned char *p = (const unsigned char *)sealed.ptr;
	const size_t nonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
	char owner[64];
	size_t len = owner_text(a->unit_id, a->person_id, owner);

	if (sealed.len == SEALED_BYTES && p[0] == SEALED_VERSION &&
		crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, p + 1 + nonce, SEALED_BYTES - 1 - nonce,
			(const unsigned char *)owner, len, p + 1, x->key) == 0)
		return 0;
	err_hint(e, "数据目录里的密钥文件 keys/access.key 可能不是原来的那个；请恢复它，或请安全管理员重设动态口令");
	return err_set(e, ERR_DB, "动态口令的密钥解不开");
}

/* --- enrolment --- */

static int may_enrol(const struct access_call *c, struct err *e)
{
	const struct actor *a = c->actor;

	if (!a)
		return err_set(e, ERR_AUTH, "请先登录");
	if (a->session_id.ptr && (a->hold == HOLD_NONE || a->hold == HOLD_ENROL))
		return 0;
	return access_refuse(
		c, STR("factor.enrol"), a->login, "held", "请先完成登录（口令、动态口令），再设置动态口令", e);
}

static int already(struct err *e)
{
	err_hint(e, "换手机时请安全管理员先重设动态口令");
	return err_set(e, ERR_CONFLICT, "已经设置了动态口令");
}

static int store_key(const struct access_call *c, const unsigned char *sealed, struct err *e)
{
	int rc = store_do(c->store, e,
		"UPDATE secret SET totp_key = $3, totp_step = 0 WHERE unit_id = $1 AND person_id = $2 AND totp_on = 0",
		sql_int(c->actor->unit_id), sql_int(c->actor->person_id),
		sql_blob((struct str){ (const char *)sealed, SEALED_BYTES }));
	return rc == 0 && store_changes(c->store) == 0 ? already(e) : rc;
}

static struct str url_part(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.len * 3 + 1);
	size_t n = 0;

	for (size_t i = 0; out && i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c))
			out[n++] = (char)c;
		else
			n += (size_t)snprintf(out + n, 4, "%%%02X", c);
	}
	return (struct str){ out, n };
}

static int describe(const struct access_call *c, const unsigned char *key, struct access_enrolment *ret, struct err *e)
{
	char text[TOTP_BASE32_MAX];
	struct str login = url_part(c->arena, c->actor->login), issuer = url_part(c->arena, STR("闭环"));

	if (!totp_base32((struct str){ (const char *)key, TOTP_KEY_BYTES }, text, sizeof text))
		return err_set(e, ERR_INTERNAL, "程序内部错误（动态口令密钥）");
	struct access_enrolment out = {
		.secret = arena_dup(c->arena, str_from(text)),
		.url = arena_fmt(c->arena,
			"otpauth://totp/" STR_FMT ":" STR_FMT "?secret=%s&issuer=" STR_FMT
			"&algorithm=SHA1&digits=%d&period=%d",
			STR_ARG(issuer), STR_ARG(login), text, STR_ARG(issuer), TOTP_DIGITS, TOTP_SECONDS),
	};
	sodium_memzero(text, sizeof text);
	if (!out.secret.ptr || !out.url.ptr || !login.ptr || !issuer.ptr)
		return err_nomem(e);
	*ret = out;
	return 0;
}

int access_totp_begin(const struct access_call *c, struct access_enrolment *ret, struct err *e)
{
	unsigned char key[TOTP_KEY_BYTES], sealed[SEALED_BYTES];
	struct access_enrolment out;

	int rc = may_enrol(c, e);
	if (rc == 0)
		rc = access_random(c->access, key, sizeof key, e);
	if (rc == 0)
		rc = seal(c->access, c->actor, key, sealed, e);
	if (rc == 0)
		rc = describe(c, key, &out, e);
	sodium_memzero(key, sizeof key);
	if (rc == 0)
		rc = store_key(c, sealed, e);
	if (rc == 0)
		rc = access_event(c, STR("factor.begin"), c->actor->login, STR(""), e);
	if (rc == 0)
		*ret = out;
	return rc;
}

/* --- checking a code --- */

/* 1: right, *ret_step; 0: wrong. */
static int check_code(const struct access *x, const struct actor *a, const struct secret *k, struct str code,
	int64_t *ret_step, struct err *e)
{
	unsigned char key[TOTP_KEY_BYTES];
	int64_t step = 0;

	int rc = unseal(x, a, k->totp_key.ptr ? k->totp_key : STR(""), key, e);
	if (rc == 0)
		rc = totp_check((struct str){ (const char *)key, sizeof key }, code,
			access_now(x) / 1000 / TOTP_SECONDS, k->totp_step, &step, e);
	sodium_memzero(key, sizeof key);
	if (rc < 0)
		return rc;
	*ret_step = step;
	return step > 0;
}

/* "ab2cd-ef3gh" and "AB2CD EF3GH" are the same code. */
static int recovery_hash(struct str code, char out[HASH_TEXT], struct err *e)
{
	char plain[CODE_MAX];
	size_t n = 0;

	for (size_t i = 0; i < code.len && n < sizeof plain; i++) {
		char c = code.ptr[i];
		if (c != '-' && c != ' ')
			plain[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return access_sha256((struct str){ plain, n }, out, e);
}

/* 1: it was one, and is used up now. */
static int use_recovery(struct access *x, struct store *s, const struct actor *a, struct str code, struct err *e)
{
	char hash[HASH_TEXT];

	if (code.len < RECOVERY_LETTERS || code.len > CODE_MAX)
		return 0;
	int rc = recovery_hash(code, hash, e);
	if (rc == 0)
		rc = store_do(s, e,
			"UPDATE recovery_code SET used_at = $4 WHERE unit_id = $1 AND person_id = $2 AND hash = $3"
			" AND used_at IS NULL",
			sql_int(a->unit_id), sql_int(a->person_id), sql_text(str_from(hash)), sql_int(access_now(x)));
	return rc < 0 ? rc : store_changes(s) == 1;
}

/* --- confirming --- */

static int switch_on(const struct access_call *c, int64_t step, struct err *e)
{
	int rc = store_do(c->store, e,
		"UPDATE secret SET totp_on = 1, totp_step = $3 WHERE unit_id = $1 AND person_id = $2 AND totp_on = 0",
		sql_int(c->actor->unit_id), sql_int(c->actor->person_id), sql_int(step));
	return rc == 0 && store_changes(c->store) == 0 ? already(e) : rc;
}

static int pass_session(struct store *s, const struct actor *a, struct err *e)
{
	int rc = store_do(s, e,
		"UPDATE session SET factor = 'passed' WHERE unit_id = $1 AND id = $2 AND ended_at IS NULL",
		sql_int(a->unit_id), sql_text(a->session_id));
	return rc == 0 && store_changes(s) == 0 ? err_set(e, ERR_AUTH, "登录已过期，请重新登录") : rc;
}

static int forget_codes(struct store *s, int64_t unit_id, int64_t person_id, struct err *e)
{
	return store_do(s, e, "DELETE FROM recovery_code WHERE unit_id = $1 AND person_id = $2", sql_int(unit_id),
		sql_int(person_id));
}

static int add_code(const struct access_call *c, struct store_stmt *st, struct str *ret, struct err *e)
{
	char w[RECOVERY_LETTERS], hash[HASH_TEXT];

	int rc = access_random_word(c->access, w, sizeof w, e);
	if (rc < 0)
		return rc;
	*ret = arena_fmt(c->arena, "%.5s-%.5s", w, w + 5);
	if (!ret->ptr)
		return err_nomem(e);
	rc = recovery_hash(*ret, hash, e);
	if (rc < 0)
		return rc;
	store_bind_text(st, 3, str_from(hash));
	return store_run(st, e);
}

static int make_codes(const struct access_call *c, struct access_words *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct str *rows = arena_array(c->arena, RECOVERY_CODES, sizeof *rows);

	if (!rows)
		return err_nomem(e);
	int rc = forget_codes(c->store, c->actor->unit_id, c->actor->person_id, e);
	if (rc == 0)
		rc = store_ask(c->store, &st, e,
			"INSERT INTO recovery_code (unit_id, person_id, hash) VALUES ($1, $2, $3)",
			sql_int(c->actor->unit_id), sql_int(c->actor->person_id));
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < RECOVERY_CODES && rc == 0; i++)
		rc = add_code(c, st, &rows[i], e);
	if (rc == 0)
		*ret = (struct access_words){ rows, RECOVERY_CODES };
	return rc;
}

static int wrong_code(struct err *e)
{
	err_hint(e, "请核对手机上的时间，等下一个动态口令出现后再输入");
	return err_set(e, ERR_INPUT, "动态口令不对");
}

int access_totp_confirm(const struct access_call *c, struct str code, struct access_words *ret, struct err *e)
{
	struct access_words codes = { 0 };
	struct secret k = { 0 };
	int64_t step = 0;

	int rc = may_enrol(c, e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = access_read_secret(c->store, c->actor->unit_id, c->actor->person_id, c->arena, &k, e);
	if (rc < 0)
		return rc;
	if (rc == 0 || !k.totp_key.ptr)
		return err_set(e, ERR_INPUT, "请先取得动态口令的密钥，再输入动态口令");
	if (k.totp_on)
		return already(e);
	rc = check_code(c->access, c->actor, &k, code, &step, e);
	if (rc <= 0)
		return rc < 0 ? rc : wrong_code(e);
	rc = switch_on(c, step, e);
	if (rc == 0)
		rc = pass_session(c->store, c->actor, e);
	if (rc == 0)
		rc = make_codes(c, &codes, e);
	if (rc == 0)
		rc = access_event(c, STR("factor.on"), c->actor->login, STR(""), e);
	if (rc == 0)
		*ret = codes;
	return rc;
}

/* --- signing in with it --- */

struct proof {
	struct access *access;
	const struct actor *actor;
	struct str code;
	struct arena *arena;
	bool right, ended;
	struct secret secret;
	struct person_key who;
};

static int keep_step(struct proof *p, struct store *s, int64_t step, struct err *e)
{
	return store_do(s, e, "UPDATE secret SET totp_step = $3 WHERE unit_id = $1 AND person_id = $2",
		sql_int(p->actor->unit_id), sql_int(p->actor->person_id), sql_int(step));
}

static int note(struct proof *p, struct store *s, const char *reason, struct err *e)
{
	const struct actor *a = p->actor;
	struct access_happened h = {
		.unit_id = a->unit_id,
		.actor_id = a->person_id,
		.ok = p->right,
		.actor = a->login,
		.what = STR("second-factor"),
		.object = a->login,
		.reason = str_from(reason),
		.address = a->address,
		.request_id = a->request_id,
	};

	return access_write_event(p->access, s, &h, e);
}

static int count_wrong(struct proof *p, struct store *s, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct policies policies;

	int rc = store_first(s, &st, e,
		"UPDATE session SET failed = failed + 1, ended_at = CASE WHEN failed + 1 >= $3 THEN $4 ELSE ended_at END"
		" WHERE unit_id = $1 AND id = $2 RETURNING failed",
		sql_int(p->actor->unit_id), sql_text(p->actor->session_id), sql_int(WRONG_CODES),
		sql_int(access_now(p->access)));
	p->ended = rc > 0 && store_int(st, 0) >= WRONG_CODES;
	if (rc >= 0)
		rc = store_run(st, e);
	if (rc == 0)
		rc = note(p, s, p->ended ? "wrong-code-session-ended" : "wrong-code", e);
	if (rc == 0)
		rc = access_read_policies(s, p->actor->unit_id, &policies, e);
	return rc < 0 ? rc : access_count_failure(p->access, s, &p->who, &p->secret, &policies, e);
}

static int accept(struct proof *p, struct store *s, const char *how, struct err *e)
{
	p->right = true;
	int rc = pass_session(s, p->actor, e);
	if (rc == 0)
		rc = access_forget_failures(s, &p->who, &p->secret, e);
	return rc < 0 ? rc : note(p, s, how, e);
}

static int prove(void *context, struct store *s, struct err *e)
{
	struct proof *p = context;
	int64_t step = 0;

	p->right = p->ended = false;
	int rc = access_begin_change(p->access, s, e);
	if (rc == 0)
		rc = access_read_secret(s, p->actor->unit_id, p->actor->person_id, p->arena, &p->secret, e);
	if (rc <= 0)
		return rc < 0 ? rc : err_set(e, ERR_AUTH, "请先登录");
	rc = check_code(p->access, p->actor, &p->secret, p->code, &step, e);
	if (rc > 0) {
		rc = keep_step(p, s, step, e);
		return rc < 0 ? rc : accept(p, s, "authenticator", e);
	}
	/* The key may be lost with its file: recovery codes work without it. */
	struct err key_error = e ? *e : (struct err){ 0 };
	int code_rc = rc;
	err_clear(e);
	rc = use_recovery(p->access, s, p->actor, p->code, e);
	if (rc > 0)
		return accept(p, s, "recovery-code", e);
	if (rc == 0 && code_rc < 0) {
		if (e)
			*e = key_error;
		return code_rc;
	}
	return rc < 0 ? rc : count_wrong(p, s, e);
}

int access_second_factor(
	struct access *x, struct store_pool *pool, const struct actor *actor, struct str code, struct err *e)
{
	struct proof p = { .access = x, .actor = actor, .code = str_trim(code) };

	if (!actor || !actor->session_id.ptr)
		return err_set(e, ERR_AUTH, "请先登录");
	if (actor->hold != HOLD_SECOND_FACTOR)
		return err_set(e, ERR_CONFLICT, "现在不需要输入动态口令");
	uint64_t key = limiter_key(&x->limiter, "code", actor->login, STR_NONE);
	if (!limiter_take(&x->limiter, &code_rule, key, access_now(x))) {
		err_hint(e, "请过几分钟再试");
		return err_set(e, ERR_BUSY, "尝试太频繁");
	}
	p.who = (struct person_key){ actor->unit_id, actor->person_id, actor->login, actor->address,
		actor->request_id };
	p.arena = arena_new(64 * 1024);
	if (!p.arena)
		return err_nomem(e);
	int rc = store_pool_write(pool, prove, &p, e);
	arena_free(p.arena);
	if (rc < 0)
		return rc;
	if (p.right) {
		limiter_refund(&x->limiter, &code_rule, key);
		return 0;
	}
	err_hint(e, p.ended ? "请重新登录" : "请核对手机上的时间；手机不在身边时可输入恢复码");
	return err_set(e, ERR_AUTH, p.ended ? "动态口令多次不对，已退出登录" : "动态口令不对");
}

/* --- taken away by the security administrator --- */

int access_forget_factor(struct store *s, int64_t unit_id, int64_t person_id, struct err *e)
{
	int rc = store_do(s, e,
		"UPDATE secret SET totp_key = NULL, totp_on = 0, totp_step = 0 WHERE unit_id = $1 AND person_id = $2",
		sql_int(unit_id), sql_int(person_id));
	return rc < 0 ? rc : forget_codes(s, unit_id, person_id, e);
}
