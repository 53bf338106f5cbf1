/* Passwords: Argon2id, one-time passwords, and the rules for new ones. */
#include "access_private.h"

#include "utf8.h"

#include <sodium.h>

enum { HASHING_MOST = 2, ONCE_LETTERS = 16, PASSWORD_MAX = 256 };

#define ONCE STR("once:")

/* --- hashing: at most two at once, for each takes its memory --- */

static void begin_hashing(struct access *x)
{
	pthread_mutex_lock(&x->lock);
	while (x->hashing >= HASHING_MOST)
		pthread_cond_wait(&x->hashed, &x->lock);
	x->hashing++;
	pthread_mutex_unlock(&x->lock);
}

static void end_hashing(struct access *x)
{
	pthread_mutex_lock(&x->lock);
	x->hashing--;
	pthread_cond_signal(&x->hashed);
	pthread_mutex_unlock(&x->lock);
}

enum { HASHED_BYTES = 32 };

/* In the library's own form, which its verification reads. */
static void put_hash(const struct access *x, const unsigned char salt[crypto_pwhash_SALTBYTES],
	const unsigned char key[HASHED_BYTES], char out[SECRET_MAX])
{
	char salt_text[32], key_text[48];

	sodium_bin2base64(
		salt_text, sizeof salt_text, salt, crypto_pwhash_SALTBYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	sodium_bin2base64(key_text, sizeof key_text, key, HASHED_BYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	snprintf(out, SECRET_MAX, "$argon2id$v=19$m=%lld,t=%lld,p=1$%s$%s", (long long)(x->hash_memory / 1024),
		(long long)x->hash_ops, salt_text, key_text);
}

/* The salt comes from our source of chance. */
int access_hash(struct access *x, struct str password, char out[SECRET_MAX], struct err *e)
{
	unsigned char salt[crypto_pwhash_SALTBYTES], key[HASHED_BYTES];

	int rc = access_random(x, salt, sizeof salt, e);
	if (rc < 0)
		return rc;
	begin_hashing(x);
	rc = crypto_pwhash(key, sizeof key, password.ptr, password.len, salt, (unsigned long long)x->hash_ops,
		(size_t)x->hash_memory, crypto_pwhash_ALG_ARGON2ID13);
	end_hashing(x);
	if (rc != 0)
		return err_nomem(e);
	put_hash(x, salt, key, out);
	sodium_memzero(key, sizeof key);
	return 0;
}

/* Chance alone: to compare with it costs what any comparison costs, and nobody finds a password of 256 random bits. */
int access_hash_of_nobody(const struct access *x, char out[SECRET_MAX], struct err *e)
{
	unsigned char chance[crypto_pwhash_SALTBYTES + HASHED_BYTES];

	int rc = access_random(x, chance, sizeof chance, e);
	if (rc == 0)
		put_hash(x, chance, chance + crypto_pwhash_SALTBYTES, out);
	return rc;
}

bool access_is_once(struct str stored)
{
	return str_starts(stored, ONCE);
}

bool access_needs_rehash(const struct access *x, struct str stored)
{
	char text[crypto_pwhash_STRBYTES];

	if (access_is_once(stored) || stored.len >= sizeof text)
		return false;
	memset(text, 0, sizeof text);
	memcpy(text, stored.ptr, stored.len);
	return crypto_pwhash_str_needs_rehash(text, (unsigned long long)x->hash_ops, (size_t)x->hash_memory) != 0;
}

static int verify_argon(struct access *x, struct str stored, struct str password)
{
	char text[SECRET_MAX];

	if (stored.len >= sizeof text)
		return 0;
	memcpy(text, stored.ptr, stored.len);
	text[stored.len] = '\0';
	begin_hashing(x);
	int rc = crypto_pwhash_str_verify(text, password.ptr ? password.ptr : "", password.len);
	end_hashing(x);
	return rc == 0;
}

static int verify_once(struct str stored, struct str password, struct err *e)
{
	char hash[HASH_TEXT];

	int rc = access_sha256(password, hash, e);
	if (rc < 0)
		return rc;
	return access_same(str_sub(stored, ONCE.len, stored.len), str_from(hash));
}

/* A one-time password costs what the others cost: the time tells nothing. */
int access_verify(struct access *x, struct str stored, struct str password, struct err *e)
{
	if (password.len > PASSWORD_MAX)
		password.len = PASSWORD_MAX + 1; /* never right, and not dearer */
	if (!access_is_once(stored))
		return verify_argon(x, stored, password) && password.len <= PASSWORD_MAX;
	verify_argon(x, str_from(x->nobody), password);
	return verify_once(stored, password, e);
}

/* 79 bits: no slow hash is needed for what nobody can guess. Groups of four to read it out. */
int access_once(struct access *x, struct arena *a, struct str *ret_password, char stored[SECRET_MAX], struct err *e)
{
	char w[ONCE_LETTERS], hash[HASH_TEXT];

	int rc = access_random_word(x, w, sizeof w, e);
	if (rc < 0)
		return rc;
	struct str password = arena_fmt(a, "%.4s-%.4s-%.4s-%.4s", w, w + 4, w + 8, w + 12);
	sodium_memzero(w, sizeof w);
	if (!password.ptr)
		return err_nomem(e);
	rc = access_sha256(password, hash, e);
	if (rc < 0)
		return rc;
	snprintf(stored, SECRET_MAX, "once:%s", hash);
	*ret_password = password;
	return 0;
}

/* --- rules for new passwords --- */

/* What people choose first; compared without case, with look-alikes undone and without digits and signs at both ends. */
static const char *const common[] = {
	"abc",
	"abcd",
	"abcde",
	"abcdef",
	"abcdefg",
	"qwe",
	"qwer",
	"qwert",
	"qwerty",
	"qwertyuiop",
	"asd",
	"asdf",
	"asdfg",
	"asdfgh",
	"asdfghjkl",
	"zxc",
	"zxcv",
	"zxcvbn",
	"zxcvbnm",
	"qaz",
	"qazwsx",
	"qazwsxedc",
	"wsx",
	"edc",
	"password",
	"passwd",
	"pass",
	"pwd",
	"psw",
	"mima",
	"kouling",
	"admin",
	"administrator",
	"root",
	"guest",
	"user",
	"test",
	"ceshi",
	"demo",
	"welcome",
	"login",
	"system",
	"sysadmin",
	"secadmin",
	"auditor",
	"master",
	"super",
	"manager",
	"letmein",
	"hello",
	"love",
	"iloveyou",
	"woaini",
	"woaizhongguo",
	"zhongguo",
	"china",
	"beijing",
	"chengguan",
	"chengguanju",
	"zhengfu",
	"bihuan",
	"zhenggai",
	"xuncha",
	"bangong",
	"dragon",
	"monkey",
	"sunshine",
	"princess",
	"football",
	"superman",
	"secret",
	"changeme",
	"default",
	"temp",
	"office",
	"company",
	"windows",
	"huawei",
	"tencent",
	"alibaba",
	"aliyun",
	"oracle",
	"mysql",
	"tomcat",
	"weblogic",
	"server",
};

static char undo_look_alike(char c)
{
	static const char from[] = "@043!1$57", to[] = "aoaeiisst";
	const char *at = c != '\0' ? strchr(from, c) : NULL;

	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : at ? to[at - from] : c;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* No digit and no sign: what a word is made of. */
static bool is_of_word(char c)
{
	return is_letter(c) || (unsigned char)c >= 0x80;
}

static bool in_list(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
		if (strlen(common[i]) == len && memcmp(common[i], s, len) == 0)
			return true;
	}
	return false;
}

static bool listed(struct str s)
{
	char plain[PASSWORD_MAX];
	size_t len = 0;

	for (size_t i = 0; i < s.len && len < sizeof plain; i++)
		plain[len++] = undo_look_alike(s.ptr[i]);
	return in_list(plain, len);
}

/* Only digits, or few different signs, or one sign after the other on and on. */
static bool is_monotonous(struct str s)
{
	bool seen[256] = { false };
	size_t different = 0, steps = 0;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		different += !seen[c];
		seen[c] = true;
		if (i > 0 && (c == (unsigned char)s.ptr[i - 1] + 1 || c + 1 == (unsigned char)s.ptr[i - 1]))
			steps++;
	}
	return different < 5 || steps * 4 >= s.len * 3;
}

bool access_password_is_common(struct str password)
{
	size_t from = 0, to = password.len;

	if (is_monotonous(password) || listed(password))
		return true;
	while (from < to && !is_of_word(password.ptr[from]))
		from++;
	while (to > from && !is_of_word(password.ptr[to - 1]))
		to--;
	/* Something of its own on the outside is fine when there is much of it. A sign in front may stand for a letter. */
	struct str core = str_sub(password, from, to), whole = str_sub(password, 0, to);
	return from == to || (listed(core) && password.len - core.len <= 8) ||
	       (listed(whole) && password.len - whole.len <= 8);
}

static int64_t kinds_of(struct str s)
{
	bool upper = false, lower = false, digit = false, other = false;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		if (c >= 'A' && c <= 'Z')
			upper = true;
		else if (c >= 'a' && c <= 'z')
			lower = true;
		else if (c >= '0' && c <= '9')
			digit = true;
		else
			other = true;
	}
	return upper + lower + digit + other;
}

/* ASCII letters without case. */
static bool contains(struct str s, struct str part)
{
	for (size_t i = 0; part.len >= 2 && i + part.len <= s.len; i++) {
		size_t n = 0;
		while (n < part.len && (s.ptr[i + n] | (is_letter(s.ptr[i + n]) ? 0x20 : 0)) ==
					       (part.ptr[n] | (is_letter(part.ptr[n]) ? 0x20 : 0)))
			n++;
		if (n == part.len)
			return true;
	}
	return false;
}

int access_check_password(struct str p, const struct password_rules *r, struct err *e)
{
	if (p.len > PASSWORD_MAX)
		return err_set(e, ERR_INPUT, "口令太长（最多 %d 字节）", PASSWORD_MAX);
	if (!p.ptr || utf8_valid_prefix(p) != p.len || memchr(p.ptr, '\0', p.len))
		return err_set(e, ERR_INPUT, "口令里有不能用的字符");
	if ((int64_t)utf8_count(p) < r->min_length)
		return err_set(e, ERR_INPUT, "口令太短：至少 %lld 个字符", (long long)r->min_length);
	if (kinds_of(p) < r->kinds)
		return err_set(e, ERR_INPUT, "口令太简单：大写字母、小写字母、数字、其他符号中至少要有 %lld 类",
			(long long)r->kinds);
	if (contains(p, r->login) || contains(p, r->name))
		return err_set(e, ERR_INPUT, "口令里不能含有登录名或姓名");
	if (access_password_is_common(p))
		return err_set(e, ERR_INPUT, "这个口令太常见，容易被猜到");
	return 0;
}
