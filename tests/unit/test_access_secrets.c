/* The parts that prove who somebody is, each for itself: password rules, hashes, codes (RFC 6238), attempts. */
#include "access_help.h"
#include "totp.h"

#include <string.h>

/* --- password rules --- */

static void common_passwords_are_found(void **state)
{
	static const char *const bad[] = { "12345678", "87654321", "11111111", "aaaaaaaaaa", "abcdefgh", "qwertyuiop",
		"Password1!", "P@ssw0rd", "P@ssw0rd123!", "Admin@123456", "@dmin2024", "Passw0rd2026", "woaini520!",
		"Qwer1234!", "abc123456", "Zhenggai2026!", "2026-01-01", "!!!!@@@@####", "abababababab", "Huawei@123",
		"Test1234.", "123abc456" };
	static const char *const good[] = { GOOD_PASSWORD, "korrekt-Pferd-7", "Yunling.Shan.88x", "我爱爬山和看海2026",
		"tR4!pq9Zm2", "adminis-is-not-Admin7x", "zp7#Kd-open-sesame" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (!access_password_is_common(str_from(bad[i])))
			fail_msg("not found: %s", bad[i]);
	for (size_t i = 0; i < COUNT(good); i++)
		if (access_password_is_common(str_from(good[i])))
			fail_msg("found: %s", good[i]);
}

static void each_rule_is_named(void **state)
{
	struct err e = { 0 };
	char huge[300];
	static const struct {
		const char *password, *says;
	} bad[] = {
		{ "Ab1!", "至少 8 个字符" },
		{ "", "至少 8 个字符" },
		{ "onlyletters", "至少要有 3 类" },
		{ "ONLY9999", "至少要有 3 类" },
		{ "xZhang.San9", "登录名或姓名" },
		{ "zhang.SAN-9A", "登录名或姓名" },
		{ "张三Feng-99x", "登录名或姓名" },
		{ "Passw0rd!", "太常见" },
		{ "bad\xff-Utf8-9", "不能用的字符" },
	};
	const struct password_rules rules = { 8, 3, STR_INIT("zhang.san"), STR_INIT("张三") };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		err_clear(&e);
		assert_int_equal(access_check_password(str_from(bad[i].password), &rules, &e), ERR_INPUT);
		if (!strstr(e.message, bad[i].says))
			fail_msg("%s: %s", bad[i].password, e.message);
	}
	memset(huge, 'a', sizeof huge);
	err_clear(&e);
	assert_int_equal(access_check_password((struct str){ huge, sizeof huge }, &rules, &e), ERR_INPUT);
	err_clear(&e);
	assert_int_equal(access_check_password(STR_NONE, &rules, &e), ERR_INPUT);
	err_clear(&e);
	assert_int_equal(access_check_password((struct str){ "Ab1!\0xyzXYZ", 11 }, &rules, &e), ERR_INPUT);
	assert_int_equal(access_check_password(STR("爬山看海，Ab1"), &rules, NULL), 0); /* eight characters */
}

/* --- hashes --- */

static void a_hash_verifies_what_it_was_made_from(void **state)
{
	struct door *d = *state;
	char a[SECRET_MAX], b[SECRET_MAX];

	assert_ok(d, access_hash(d->access, STR("口令 one"), a, &d->e));
	assert_ok(d, access_hash(d->access, STR("口令 one"), b, &d->e));
	assert_string_not_equal(a, b); /* salted */
	assert_true(str_starts(str_from(a), STR("$argon2id$v=19$m=8,t=1,p=1$")));
	assert_int_equal(access_verify(d->access, str_from(a), STR("口令 one"), &d->e), 1);
	assert_int_equal(access_verify(d->access, str_from(a), STR("口令 two"), &d->e), 0);
	assert_int_equal(access_verify(d->access, str_from(a), STR(""), &d->e), 0);
	assert_int_equal(access_verify(d->access, STR("$argon2id$broken"), STR("口令 one"), &d->e), 0);
	assert_int_equal(access_verify(d->access, STR(""), STR("口令 one"), &d->e), 0);
	assert_false(access_needs_rehash(d->access, str_from(a)));
	d->access->hash_memory *= 2;
	assert_true(access_needs_rehash(d->access, str_from(a)));
}

static void a_one_time_password_is_random(void **state)
{
	struct door *d = *state;
	char a[SECRET_MAX], b[SECRET_MAX];
	struct str first, second;

	assert_ok(d, access_once(d->access, d->arena, &first, a, &d->e));
	assert_ok(d, access_once(d->access, d->arena, &second, b, &d->e));
	assert_false(str_eq(first, second));
	assert_true(access_is_once(str_from(a)));
	assert_int_equal(access_verify(d->access, str_from(a), first, &d->e), 1);
	assert_int_equal(access_verify(d->access, str_from(a), second, &d->e), 0);
	assert_int_equal(access_verify(d->access, STR("once:"), STR(""), &d->e), 0);
	assert_false(access_needs_rehash(d->access, str_from(a)));
}

/* --- codes --- */

/* RFC 6238 appendix B; its SHA-256 vectors use a key of 32 bytes. */
static void the_codes_of_the_standard(void **state)
{
	static const struct {
		int64_t at;
		const char *sha1, *sha256;
	} vectors[] = {
		{ 59, "94287082", "46119246" },
		{ 1111111109, "07081804", "68084774" },
		{ 1111111111, "14050471", "67062674" },
		{ 1234567890, "89005924", "91819424" },
		{ 2000000000, "69279037", "90698825" },
		{ 20000000000, "65353130", "77737706" },
	};
	char code[TOTP_TEXT_MAX];
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		int64_t step = vectors[i].at / TOTP_SECONDS;
		assert_int_equal(totp_code(TOTP_SHA1, STR("12345678901234567890"), step, 8, code, &e), 0);
		assert_string_equal(code, vectors[i].sha1);
		assert_int_equal(totp_code(TOTP_SHA256, STR("12345678901234567890123456789012"), step, 8, code, &e), 0);
		assert_string_equal(code, vectors[i].sha256);
		assert_int_equal(totp_code(TOTP_SHA1, STR("12345678901234567890"), step, 6, code, &e), 0);
		assert_string_equal(code, vectors[i].sha1 + 2);
	}
	assert_int_equal(totp_code(TOTP_SHA1, STR("k"), 1, 5, code, &e), ERR_INTERNAL);
	assert_int_equal(totp_code(TOTP_SHA1, STR("k"), 1, 9, code, NULL), ERR_INTERNAL);
}

static void the_window_is_one_step_each_way(void **state)
{
	const struct str key = STR("12345678901234567890");
	char code[TOTP_TEXT_MAX];
	struct err e = { 0 };
	int64_t step = 0;

	(void)state;
	for (int64_t offset = -2; offset <= 2; offset++) {
		totp_code(TOTP_SHA1, key, 1000 + offset, 6, code, &e);
		assert_int_equal(totp_check(key, str_from(code), 1000, 0, &step, &e), 0);
		assert_int_equal(step, offset < -1 || offset > 1 ? 0 : 1000 + offset);
		totp_check(key, str_from(code), 1000, 1000, &step, &e); /* the code of step 1000 was used */
		assert_int_equal(step, offset == 1 ? 1001 : 0);
	}
	assert_int_equal(totp_check(key, STR(""), 1000, 0, &step, &e), 0);
	assert_int_equal(step, 0);
	totp_check(key, STR("12345"), 1000, 0, &step, &e);
	assert_int_equal(step, 0);
}

/* RFC 4648 section 10. */
static void base32_of_the_standard(void **state)
{
	static const char *const vectors[][2] = { { "", "" }, { "f", "MY" }, { "fo", "MZXQ" }, { "foo", "MZXW6" },
		{ "foob", "MZXW6YQ" }, { "fooba", "MZXW6YTB" }, { "foobar", "MZXW6YTBOI" } };
	char text[64];

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		assert_true(totp_base32(str_from(vectors[i][0]), text, sizeof text));
		assert_string_equal(text, vectors[i][1]);
	}
	assert_false(totp_base32(STR("foobar"), text, 10));
	assert_true(totp_base32(STR("foobar"), text, 11));
}

/* --- attempts --- */

static void attempts_come_back_with_time(void **state)
{
	static struct limiter l;
	static const struct limiter_rule rule = { 3, 1000 };
	int64_t now = 1000000;

	(void)state;
	limiter_init(&l);
	uint64_t key = limiter_key(&l, "a", STR("x"), STR_NONE);
	for (int i = 0; i < 3; i++)
		assert_true(limiter_take(&l, &rule, key, now));
	assert_false(limiter_take(&l, &rule, key, now));
	assert_false(limiter_take(&l, &rule, key, now + 999));
	assert_true(limiter_take(&l, &rule, key, now + 1000));
	assert_false(limiter_take(&l, &rule, key, now + 1000));
	limiter_refund(&l, &rule, key);
	assert_true(limiter_take(&l, &rule, key, now + 1000));
	assert_false(limiter_take(&l, &rule, key, now - 5000)); /* the clock was put back */
	assert_true(limiter_take(&l, &rule, key, INT64_MAX));
	assert_true(limiter_take(&l, &rule, limiter_key(&l, "b", STR("x"), STR_NONE), now));
	limiter_clear(&l);
}

/* However many addresses come along, memory stays and who has used up his attempts is not forgotten first. */
static void a_flood_of_addresses_does_not_free_the_guesser(void **state)
{
	static struct limiter l;
	static const struct limiter_rule rule = { 3, 1000 };
	char address[32];

	(void)state;
	limiter_init(&l);
	uint64_t key = limiter_key(&l, "a", STR("guesser"), STR_NONE);
	for (int i = 0; i < 3; i++)
		assert_true(limiter_take(&l, &rule, key, 1000));
	for (int i = 0; i < 100000; i++) {
		snprintf(address, sizeof address, "10.%d.%d.%d", i >> 16, i >> 8 & 255, i & 255);
		assert_true(limiter_take(&l, &rule, limiter_key(&l, "a", str_from(address), STR_NONE), 1000));
	}
	assert_false(limiter_take(&l, &rule, key, 1000));
	limiter_clear(&l);
}

/* --- words --- */

static void logins(void **state)
{
	char key[LOGIN_MAX + 1], longest[LOGIN_MAX + 2];

	(void)state;
	assert_true(access_login_key(STR("Zhang.San_9-x@a"), key));
	assert_string_equal(key, "zhang.san_9-x@a");
	assert_true(access_login_key(STR("张三"), key));
	assert_false(access_login_key(STR("张 三"), key));
	assert_false(access_login_key(STR("Ａｂ"), key));
	assert_false(access_login_key(STR("a\u200b"
					  "b"),
		key));
	assert_false(access_login_key(STR("a"), key));
	memset(longest, 'a', sizeof longest);
	assert_true(access_login_key((struct str){ longest, LOGIN_MAX }, key));
	assert_false(access_login_key((struct str){ longest, LOGIN_MAX + 1 }, key));
}

static void random_words_use_all_letters_evenly(void **state)
{
	struct door *d = *state;
	char word[64];
	unsigned seen[256] = { 0 }, kinds = 0, least = UINT32_MAX, most = 0;

	for (int i = 0; i < 1000; i++) {
		assert_ok(d, access_random_word(d->access, word, sizeof word, &d->e));
		for (size_t j = 0; j < sizeof word; j++)
			seen[(unsigned char)word[j]]++;
	}
	for (size_t i = 0; i < 256; i++) {
		if (seen[i] == 0)
			continue;
		assert_null(strchr("il1o0", (int)i));
		kinds++;
		least = seen[i] < least ? seen[i] : least;
		most = seen[i] > most ? seen[i] : most;
	}
	assert_int_equal(kinds, 31);
	assert_true(most * 4 < least * 5); /* 64,000 / 31 = 2,065 each */
}

static void what_strangers_send_is_cut_and_cleaned(void **state)
{
	char out[8];

	(void)state;
	access_put_text(out, sizeof out, STR("abcdefghij"));
	assert_string_equal(out, "abcdefg");
	access_put_text(out, sizeof out, STR("a\nb\x7f"));
	assert_string_equal(out, "a b ");
	access_put_text(out, sizeof out, STR("城市管理"));
	assert_string_equal(out, "城市");
	access_put_text(out, sizeof out, STR("ab\xff\xfe"));
	assert_string_equal(out, "ab");
	access_put_text(out, sizeof out, STR_NONE);
	assert_string_equal(out, "");
}

#define DOOR(f) cmocka_unit_test_setup_teardown(f, door_open, door_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(common_passwords_are_found),
		cmocka_unit_test(each_rule_is_named),
		DOOR(a_hash_verifies_what_it_was_made_from),
		DOOR(a_one_time_password_is_random),
		cmocka_unit_test(the_codes_of_the_standard),
		cmocka_unit_test(the_window_is_one_step_each_way),
		cmocka_unit_test(base32_of_the_standard),
		cmocka_unit_test(attempts_come_back_with_time),
		cmocka_unit_test(a_flood_of_addresses_does_not_free_the_guesser),
		cmocka_unit_test(logins),
		DOOR(random_words_use_all_letters_evenly),
		cmocka_unit_test(what_strangers_send_is_cut_and_cleaned),
	};

	return cmocka_run_group_tests_name("access secrets", tests, NULL, NULL);
}
