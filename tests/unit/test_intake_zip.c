/* Archives: hostile ones first. The true worker opens them. */
#include "intake_case.h"

#include "zip_make.h"

enum { DOCS = 16 };

struct seen {
	struct intake_doc docs[DOCS];
	size_t count;
};

static int take(void *context, struct intake_doc *doc, struct err *e)
{
	struct seen *s = context;

	(void)e;
	assert_true(s->count < DOCS);
	s->docs[s->count++] = *doc;
	return 0;
}

static int read_zip(struct str bytes, struct intake_limits limits, struct seen *seen, struct err *e)
{
	const struct intake_options o = { .limits = limits };

	*seen = (struct seen){ 0 };
	return intake_read(&(struct intake_file){ STR("材料.zip"), bytes }, &o, arena, take, seen, e);
}

static void free_str(struct str s)
{
	union {
		const char *in;
		char *out;
	} u = { .in = s.ptr };

	free(u.out);
}

static void members(void **state)
{
	const struct zip_member in[] = {
		{ .name = "整改/一科.txt", .bytes = STR("一科的报告\n") },
		{ .name = "整改/", .bytes = STR("") },
		{ .name = "__MACOSX/._一科.txt", .bytes = STR("litter") },
		{ .name = "\xB6\xFE\xBF\xC6.txt",
			.bytes = STR("\xB6\xFE\xBF\xC6\xB5\xC4\xB1\xA8\xB8\xE6\n"),
			.raw_name = true },
		{ .name = "../../etc/passwd.txt", .bytes = STR("只是名字") },
		{ .name = "坏.exe", .bytes = STR("MZ\0\0\0\0") },
	};
	struct str zip = make_zip(in, COUNT(in));
	struct seen s;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(read_zip(zip, (struct intake_limits){ 0 }, &s, &e), 0);
	assert_int_equal(s.count, 4);
	assert_str(s.docs[0].name, "材料.zip/整改/一科.txt");
	assert_str(s.docs[0].text, "一科的报告\n");
	assert_str(s.docs[1].name, "材料.zip/二科.txt");
	assert_str(s.docs[1].text, "二科的报告\n");
	assert_str(s.docs[1].charset, "GB18030");
	assert_str(s.docs[2].text, "只是名字");
	assert_int_equal(s.docs[3].format, INTAKE_AUTO);
	assert_str(s.docs[3].notes[0].code, "error");
	free_str(zip);
}

/* A ratio of a thousand and more: 60 MB of blanks in 60 KB. */
static void bomb(void **state)
{
	size_t len = (size_t)60 << 20;
	char *blanks = malloc(len);
	assert_non_null(blanks);
	memset(blanks, ' ', len);
	const struct zip_member in[] = { { .name = "a.txt", .bytes = { blanks, len } },
		{ .name = "b.txt", .bytes = STR("好") } };
	struct str zip = make_zip(in, COUNT(in));
	struct seen s;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(read_zip(zip, (struct intake_limits){ .ratio = 100 }, &s, &e), 0);
	assert_int_equal(s.count, 2);
	assert_non_null(strstr(s.docs[0].notes[0].message.ptr, "压缩炸弹"));
	assert_str(s.docs[1].text, "好");
	assert_int_equal(read_zip(zip, (struct intake_limits){ .unpacked = 1 << 20 }, &s, &e), 0);
	assert_non_null(strstr(s.docs[0].notes[0].message.ptr, "太大"));
	free_str(zip);
	free(blanks);
}

static void too_many(void **state)
{
	const struct zip_member in[] = { { .name = "a.txt", .bytes = STR("1") }, { .name = "b.txt", .bytes = STR("2") },
		{ .name = "c.txt", .bytes = STR("3") } };
	struct str zip = make_zip(in, COUNT(in));
	struct seen s;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(read_zip(zip, (struct intake_limits){ .entries = 2 }, &s, &e), ERR_LIMIT);
	assert_non_null(strstr(e.message, "太多文件"));
	free_str(zip);
}

static void nested(void **state)
{
	struct str zip = STR("最里面");
	struct seen s;
	struct err e = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++) {
		const struct zip_member in[] = { { .name = i == 0 ? "a.txt" : "里.zip", .bytes = zip } };
		struct str outer = make_zip(in, 1);
		if (i > 0)
			free_str(zip);
		zip = outer;
		assert_int_equal(read_zip(zip, (struct intake_limits){ .depth = 3 }, &s, &e), 0);
		assert_int_equal(s.count, 1);
		if (i < 3)
			assert_str(s.docs[0].text, "最里面");
		else
			assert_non_null(strstr(s.docs[0].notes[0].message.ptr, "套得太深"));
	}
	free_str(zip);
}

static void encrypted(void **state)
{
	const struct zip_member in[] = { { .name = "a.txt", .bytes = STR("密"), .password = "123" },
		{ .name = "b.txt", .bytes = STR("明") } };
	struct str one = make_zip(in, 1), two = make_zip(in, 2);
	struct seen s;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(read_zip(one, (struct intake_limits){ 0 }, &s, &e), ERR_INPUT);
	assert_non_null(strstr(e.message, "密码"));
	err_clear(&e);
	assert_int_equal(read_zip(two, (struct intake_limits){ 0 }, &s, &e), 0);
	assert_int_equal(s.count, 2);
	assert_str(s.docs[0].notes[0].message, "有密码，打不开。请用密码解压后再用");
	assert_str(s.docs[1].text, "明");
	free_str(one);
	free_str(two);
}

/* Cut at every fiftieth part, and with a byte turned over there: an error or documents, never anything else. */
static void damaged(void **state)
{
	const struct zip_member in[] = { { .name = "一.txt", .bytes = STR("第一份报告的正文，有几句话。") },
		{ .name = "二.txt", .bytes = STR("第二份报告的正文，有几句话。") } };
	struct str zip = make_zip(in, COUNT(in));
	char *copy = malloc(zip.len);
	assert_non_null(copy);
	struct seen s;

	(void)state;
	for (size_t i = 0; i < 50; i++) {
		struct err e = { 0 };
		size_t at = zip.len * i / 50;
		int rc = read_zip(str_sub(zip, 0, at), (struct intake_limits){ 0 }, &s, &e);
		if (rc >= 0 || e.message[0] == '\0')
			fail_msg("cut at %zu: %d", at, rc);
		err_clear(&e);
		memcpy(copy, zip.ptr, zip.len);
		copy[at] = (char)(copy[at] ^ 0x55);
		rc = read_zip((struct str){ copy, zip.len }, (struct intake_limits){ 0 }, &s, &e);
		assert_true(rc >= 0 || e.message[0] != '\0');
		arena_reset(arena);
	}
	free(copy);
	free_str(zip);
}

static void empty(void **state)
{
	static const char nothing[22] = "PK\x05\x06";
	const struct zip_member in[] = { { .name = "目录/", .bytes = STR("") } };
	struct str zip = make_zip(in, 1);
	struct seen s;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(
		read_zip((struct str){ nothing, sizeof(nothing) }, (struct intake_limits){ 0 }, &s, &e), ERR_INPUT);
	assert_non_null(strstr(e.message, "空的压缩包"));
	err_clear(&e);
	assert_int_equal(read_zip(zip, (struct intake_limits){ 0 }, &s, &e), ERR_INPUT);
	free_str(zip);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members),
		cmocka_unit_test(bomb),
		cmocka_unit_test(too_many),
		cmocka_unit_test(nested),
		cmocka_unit_test(encrypted),
		cmocka_unit_test(damaged),
		cmocka_unit_test(empty),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
