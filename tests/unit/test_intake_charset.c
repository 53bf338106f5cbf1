/* Charsets: damaged texts first, then short, long and mixed ones in every charset that Chinese offices use. */
#include "unit.h"

#include <iconv.h>

#include "charset.h"
#include "utf8.h"

static const char *const SIMPLIFIED[] = {
	"整改",
	"已完成",
	"责任科室：环卫科",
	"一、关于巡察整改总体情况",
	"附件：整改任务清单（2024年第3季度）",
	"市城管局党组认真履行整改主体责任，逐条制定整改措施。",
	"共反馈问题24个，已整改21个，完成率87.5%；其余3个正在推进。",
	"The report of 2024: 清源市城市管理局, tel. 0693-8812319, 关于《城市照明维护规程》的说明",
};
static const char *const TRADITIONAL[] = {
	"整改情況已經公佈",
	"一、關於巡察整改總體情況",
	"責任單位：環境衛生管理處，完成時限：民國一百年十二月底。",
	"黨組認真履行整改主體責任，逐條制定措施，確保問題得到徹底解決。",
};

static size_t convert(const char *text, const char *to, char *out, size_t room)
{
	char copy[4096], *from = copy, *at = out;
	size_t left = strlen(text), space = room;
	iconv_t cd = iconv_open(to, "UTF-8");

	assert_true(left < sizeof(copy));
	memcpy(copy, text, left);
	assert_true(cd != (iconv_t)-1);
	assert_int_equal(iconv(cd, &from, &left, &at, &space), 0);
	iconv_close(cd);
	return room - space;
}

static void read_back(struct str bytes, const char *wanted, const char *charset, const char *text)
{
	const struct charset_job job = { bytes, STR("a.txt"), wanted };
	const struct charset *c = NULL;
	struct str got = STR_NONE;
	struct err e = { 0 };
	struct buf out;

	buf_init(&out, 1 << 20);
	int rc = charset_read(&job, &out, &got, &c, &e);
	if (rc < 0)
		fail_msg("%s: %s", text, e.message);
	if (strcmp(c->name, charset) != 0)
		fail_msg("%s: read as %s, not %s", text, c->name, charset);
	assert_str(got, text);
	buf_clear(&out);
}

static void is_refused(struct str bytes, const char *wanted, const char *says)
{
	const struct charset_job job = { bytes, STR("a.txt"), wanted };
	const struct charset *c = NULL;
	struct str got = STR_NONE;
	struct err e = { 0 };
	struct buf out;

	buf_init(&out, 1 << 20);
	assert_true(charset_read(&job, &out, &got, &c, &e) < 0);
	if (strstr(e.message, says) == NULL)
		fail_msg("%s", e.message);
	buf_clear(&out);
}

static void damaged(void **state)
{
	(void)state;
	is_refused(STR("整改情况\n已完\xE6\x88"), NULL, "第 2 行（第 20 字节，0xE6）");
	is_refused(STR("整改情况\xFF已完成"), NULL, "第 1 行（第 13 字节，0xFF）");
	is_refused(STR("\xD5\xFF\xB8\x80"), NULL, "UTF-8");
	is_refused(STR("\xEF\xBB\xBF整\xFF"), NULL, "0xFF");
	is_refused(STR("\xD5\xFF"), "big5", "Big5");
	is_refused(STR("\xD5\xFB\xB8"), "gbk", "第 3 字节");
	is_refused(STR("\xD5\xFB\xB8\xC4"), "utf-8", "第 1 字节，0xD5");
	is_refused(STR("a\0b"), "utf-16", "第 3 字节");
	is_refused(STR("整改"), "klingon", "不认识字符编码");
}

static void every_sentence(void **state)
{
	char bytes[4096];

	(void)state;
	for (size_t i = 0; i < COUNT(SIMPLIFIED); i++) {
		const char *s = SIMPLIFIED[i];
		size_t n = convert(s, "GB18030", bytes, sizeof(bytes));
		read_back((struct str){ bytes, n }, NULL, "GB18030", s);
		read_back(str_from(s), NULL, "UTF-8", s);
		n = convert(s, "UTF-16LE", bytes, sizeof(bytes));
		read_back((struct str){ bytes, n }, "utf-16le", "UTF-16LE", s);
	}
	for (size_t i = 0; i < COUNT(TRADITIONAL); i++) {
		const char *s = TRADITIONAL[i];
		size_t n = convert(s, "BIG5", bytes, sizeof(bytes));
		read_back((struct str){ bytes, n }, NULL, "Big5", s);
		n = convert(s, "GB18030", bytes, sizeof(bytes));
		read_back((struct str){ bytes, n }, NULL, "GB18030", s);
	}
}

/* Long texts of all sentences, and without any punctuation a line may begin with. */
static void long_texts(void **state)
{
	char text[4000] = "", bytes[16000];
	size_t len = 0;

	(void)state;
	for (size_t round = 0; round < 3; round++)
		for (size_t i = 0; i < COUNT(SIMPLIFIED); i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s\r\n", SIMPLIFIED[i]);
	assert_true(len < sizeof(text));
	static const struct {
		const char *to, *name;
	} rows[] = { { "GB18030", "GB18030" }, { "UTF-16LE", "UTF-16LE" }, { "UTF-16BE", "UTF-16BE" } };
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = convert(text, rows[i].to, bytes, sizeof(bytes));
		read_back((struct str){ bytes, n }, NULL, rows[i].name, text);
	}
}

static void marks(void **state)
{
	(void)state;
	read_back(STR("\xEF\xBB\xBF整改"), NULL, "UTF-8", "整改");
	read_back(STR("\xFF\xFE\x74\x65\x39\x65"), NULL, "UTF-16LE", "整改");
	read_back(STR("\xFE\xFF\x65\x74\x65\x39"), NULL, "UTF-16BE", "整改");
	read_back(STR("\xFE\xFF\x65\x74\x65\x39"), "utf-16", "UTF-16BE", "整改");
	read_back(STR("\x84\x31\x95\x33\xD5\xFB"), NULL, "GB18030", "整");
	read_back(STR(""), NULL, "UTF-8", "");
	read_back(STR("plain"), NULL, "UTF-8", "plain");
}

/* For UTF-8 the text is the very bytes. */
static void nothing_is_copied(void **state)
{
	struct str s = STR("\xEF\xBB\xBF整改"), gb = STR("\xD5\xFB\xB8\xC4");

	(void)state;
	assert_true(charset_is_utf8(s, NULL));
	assert_false(charset_is_utf8(gb, NULL));
	s = STR("整改");
	assert_true(charset_is_utf8(s, "UTF8"));
	assert_false(charset_is_utf8(s, "GBK"));
}

static void labels(void **state)
{
	static const struct {
		struct str bytes;
		const char *label;
	} rows[] = { { STR_INIT("报告.txt"), "报告.txt" }, { STR_INIT("\xB1\xA8\xB8\xE6.txt"), "报告.txt" },
		{ STR_INIT("a\xFF\x80"), "a?" }, { STR_INIT(""), "" } };
	struct buf out;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_init(&out, 100);
		charset_label(rows[i].bytes, &out);
		assert_str(buf_view(&out), rows[i].label);
		buf_clear(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged),
		cmocka_unit_test(every_sentence),
		cmocka_unit_test(long_texts),
		cmocka_unit_test(marks),
		cmocka_unit_test(nothing_is_copied),
		cmocka_unit_test(labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
