#include "charset.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <strings.h>
#include <uchardet/uchardet.h>

#include "charset_common.h"
#include "intake.h"
#include "utf8.h"

enum { UTF8, UTF16LE, UTF16BE, GB18030, BIG5, CHARSETS };

static const struct charset charsets[CHARSETS] = {
	[UTF8] = { "UTF-8", "UTF-8", 0 },
	[UTF16LE] = { "UTF-16LE", "UTF-16LE", 0 },
	[UTF16BE] = { "UTF-16BE", "UTF-16BE", 0 },
	[GB18030] = { "GB18030", "GB18030", 0 },
	[BIG5] = { "Big5", "BIG5-HKSCS", 0 },
};
static const struct charset marked[] = {
	[UTF8] = { "UTF-8", "UTF-8", 3 },
	[UTF16LE] = { "UTF-16LE", "UTF-16LE", 2 },
	[UTF16BE] = { "UTF-16BE", "UTF-16BE", 2 },
	[GB18030] = { "GB18030", "GB18030", 4 },
};
static const struct str marks[] = { STR_INIT("\xEF\xBB\xBF"), STR_INIT("\xFF\xFE"), STR_INIT("\xFE\xFF"),
	STR_INIT("\x84\x31\x95\x33") };

/* Enough to be sure, and bounded. */
enum { SAMPLE = 256 * 1024 };

static const struct charset *by_mark(struct str bytes)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (str_starts(bytes, marks[i]))
			return &marked[i];
	return NULL;
}

int charset_named(const char *name, const struct charset **ret, struct err *e)
{
	static const struct {
		const char *name;
		int which;
	} names[] = { { "utf8", UTF8 }, { "utf16le", UTF16LE }, { "utf16be", UTF16BE }, { "utf16", UTF16LE },
		{ "unicode", UTF16LE }, { "gb18030", GB18030 }, { "gbk", GB18030 }, { "gb2312", GB18030 },
		{ "cp936", GB18030 }, { "gb", GB18030 }, { "ansi", GB18030 }, { "big5", BIG5 }, { "big5hkscs", BIG5 },
		{ "cp950", BIG5 }, { "xgbk", GB18030 }, { "windows936", GB18030 } };
	char plain[24];
	size_t n = 0;

	for (const char *p = name; *p && n + 1 < sizeof(plain); p++)
		if (isalnum((unsigned char)*p))
			plain[n++] = (char)tolower((unsigned char)*p);
	plain[n] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(plain, names[i].name) != 0)
			continue;
		*ret = &charsets[names[i].which];
		return 0;
	}
	err_set(e, ERR_USAGE, "不认识字符编码 %.40s", name);
	err_hint(e, "可以写 UTF-8、GB18030（GBK、GB2312）、Big5、UTF-16LE、UTF-16BE");
	return ERR_USAGE;
}

int intake_charset_known(const char *name, struct err *e)
{
	const struct charset *c = NULL;

	return charset_named(name, &c, e);
}

/* --- UTF-16 without a mark --- */

static bool is_usual(unsigned unit)
{
	return (unit >= 0x20 && unit < 0x7F) || unit == '\n' || unit == '\r' || unit == '\t' ||
	       (unit >= 0x2010 && unit <= 0x2027) || (unit >= 0x2460 && unit <= 0x24FF) ||
	       (unit >= 0x3000 && unit <= 0x301F) || (unit >= 0x4E00 && unit <= 0x9FFF) ||
	       (unit >= 0xFF01 && unit <= 0xFF5E);
}

/* Units that nearly every line has: written the wrong way round they are none of these. */
static bool is_telling(unsigned unit)
{
	return unit == '\n' || unit == ' ' || unit == 0x3002 || unit == 0xFF0C || unit == 0x3001 ||
	       (unit >= '0' && unit <= '9') || unit == 0x7684;
}

static unsigned unit_at(const unsigned char *p, bool big)
{
	return big ? (unsigned)p[0] << 8 | p[1] : (unsigned)p[1] << 8 | p[0];
}

static const struct charset *by_units(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t units = (s.len < SAMPLE ? s.len : SAMPLE) / 2, usual[2] = { 0 }, telling[2] = { 0 };

	if (s.len % 2 != 0 || units == 0)
		return NULL;
	for (size_t i = 0; i < units; i++)
		for (int big = 0; big < 2; big++) {
			unsigned unit = unit_at(p + i * 2, big);
			usual[big] += is_usual(unit);
			telling[big] += is_telling(unit);
		}
	int big = usual[1] + telling[1] > usual[0] + telling[0];
	/* A text in another charset has hardly a unit of this kind. */
	if (usual[big] * 100 < units * 95 || (telling[big] == 0 && units > 16))
		return NULL;
	return &charsets[big ? UTF16BE : UTF16LE];
}

/* --- GB18030 or Big5 --- */

struct tally {
	bool valid, no_memory;
	size_t wide, common, rare;
};

/* Characters that are everywhere in such texts, of either script: read in the wrong charset, text has next to none of them. */
static bool is_common(uint32_t c)
{
	static const struct str chars = STR_INIT(CHARSET_COMMON);
	static uint64_t bits[1024]; /* of the plane below U+10000 */
	static _Thread_local bool ready;

	if (!ready) {
		for (size_t at = 0; at < chars.len;) {
			uint32_t one = utf8_next(chars, &at);
			if (one < 0x10000)
				__atomic_fetch_or(&bits[one >> 6], UINT64_C(1) << (one & 63), __ATOMIC_RELAXED);
		}
		ready = true;
	}
	return c < 0x10000 && (__atomic_load_n(&bits[c >> 6], __ATOMIC_RELAXED) >> (c & 63) & 1);
}

static void count_chars(struct str text, struct tally *t)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t c = utf8_next(text, &at);
		if (c < 0x80)
			continue;
		t->wide++;
		t->common += is_common(c);
		/* private use, kana, Cyrillic, box drawing and ideographs past the common ones: what a wrong reading is full of */
		t->rare += (c >= 0xE000 && c < 0xF900) || (c >= 0x3040 && c < 0x3130) || (c >= 0x370 && c < 0x530) ||
			   (c >= 0x2500 && c < 0x2580) || (c >= 0x3400 && c < 0x4E00) || c >= 0x20000;
	}
}

static int convert(struct str in, const char *from, struct buf *out, size_t *ret_bad);

/* The beginning, cut behind a line or (there being none) where it converts to. */
static struct tally try_charset(struct str bytes, int which)
{
	struct str part = str_sub(bytes, 0, SAMPLE);
	struct tally t = { 0 };
	struct buf out;
	size_t bad = 0;

	buf_init(&out, (size_t)SAMPLE * 4);
	int rc = convert(part, charsets[which].iconv, &out, &bad);
	/* only a sample may end within a character */
	t.no_memory = rc == ERR_NOMEM;
	t.valid = rc == 0 || (rc == ERR_INPUT && part.len < bytes.len && bad + 4 > part.len);
	if (t.valid)
		count_chars(buf_view(&out), &t);
	buf_clear(&out);
	return t;
}

static double score(const struct tally *t)
{
	return t->wide == 0 ? 0 : ((double)t->common - 0.5 * (double)t->rare) / (double)t->wide;
}

/* -1: uchardet does not know, or says something else. */
static int ask_uchardet(struct str bytes)
{
	uchardet_t u = uchardet_new();
	int which = -1;

	if (u == NULL)
		return -1;
	if (uchardet_handle_data(u, bytes.ptr, bytes.len < SAMPLE ? bytes.len : SAMPLE) == 0) {
		uchardet_data_end(u);
		const char *said = uchardet_get_charset(u);
		if (strncasecmp(said, "GB", 2) == 0)
			which = GB18030;
		else if (strncasecmp(said, "BIG5", 4) == 0)
			which = BIG5;
	}
	uchardet_delete(u);
	return which;
}

/* NULL: neither, or with *ret_no_memory it could not be found out. */
static const struct charset *by_characters(struct str bytes, bool *ret_no_memory)
{
	struct tally gb = try_charset(bytes, GB18030), big = try_charset(bytes, BIG5);

	*ret_no_memory = gb.no_memory || big.no_memory;
	if (*ret_no_memory || (!gb.valid && !big.valid))
		return NULL;
	if (!gb.valid || !big.valid)
		return &charsets[gb.valid ? GB18030 : BIG5];
	double g = score(&gb), b = score(&big);
	/* Where counting does not tell, uchardet may; where it does not either, it is what nearly everybody here writes. */
	if (g - b < 0.1 && b - g < 0.1)
		return &charsets[ask_uchardet(bytes) == BIG5 && b > g ? BIG5 : GB18030];
	return &charsets[b > g ? BIG5 : GB18030];
}

/* UTF-8 in which a few bytes are damaged, or which was cut: not to be read as something else. */
static bool is_broken_utf8(struct str s)
{
	size_t good = 0, bad = 0;

	s = str_sub(s, 0, SAMPLE);
	for (size_t at = 0; at < s.len; bad++) {
		struct str rest = str_sub(s, at, s.len);
		size_t valid = utf8_valid_prefix(rest);
		for (size_t i = 0; i < valid; i++)
			good += ((unsigned char)rest.ptr[i] & 0xF0) == 0xE0;
		at += valid + 1;
		while (at < s.len && ((unsigned char)s.ptr[at] & 0xC0) == 0x80) /* what is left of the damaged one */
			at++;
	}
	return good > bad * 4;
}

const struct charset *charset_detect(struct str bytes, size_t *ret_bad)
{
	const struct charset *c = by_mark(bytes);
	size_t valid = c != NULL ? bytes.len : utf8_valid_prefix(bytes);

	*ret_bad = valid;
	if (c != NULL)
		return c;
	bool nul = bytes.len > 0 && memchr(bytes.ptr, '\0', bytes.len) != NULL;
	if (valid == bytes.len && !nul)
		return &charsets[UTF8];
	c = by_units(bytes);
	if (c != NULL)
		return c;
	if (valid == bytes.len)
		return &charsets[UTF8];
	if (nul || is_broken_utf8(bytes))
		return NULL;
	bool no_memory = false;
	c = by_characters(bytes, &no_memory);
	*ret_bad = no_memory ? SIZE_MAX : valid;
	return c;
}

/* --- conversion --- */

/* iconv() takes what it reads as not constant, and leaves it alone. */
static char *unconst(const char *p)
{
	union {
		const char *in;
		char *out;
	} u = { .in = p };

	return u.out;
}

/* 0; ERR_INPUT with *ret_bad: the first byte that does not fit (what is before it has been converted); ERR_NOMEM. */
static int convert(struct str in, const char *from, struct buf *out, size_t *ret_bad)
{
	char block[16 * 1024];
	iconv_t cd = iconv_open("UTF-8", from);
	char *p = unconst(in.ptr);
	size_t left = in.len;
	int rc = 0;

	if (cd == (iconv_t)-1)
		return ERR_INTERNAL;
	while (rc == 0 && left > 0) {
		char *to = block;
		size_t room = sizeof(block);
		size_t done = iconv(cd, &p, &left, &to, &room);
		buf_add(out, block, sizeof(block) - room);
		if (done == (size_t)-1 && errno != E2BIG)
			rc = ERR_INPUT;
		if (out->failed)
			rc = ERR_NOMEM;
	}
	iconv_close(cd);
	*ret_bad = in.len - left;
	return rc;
}

static int refuse(const struct charset_job *job, const char *what, size_t at, struct err *e)
{
	size_t line = 1;

	for (size_t i = 0; i < at && i < job->bytes.len; i++)
		line += job->bytes.ptr[i] == '\n';
	if (at < job->bytes.len)
		err_set(e, ERR_INPUT, "%.*s 不是有效的 %s 文本：第 %zu 行（第 %zu 字节，0x%02X）", STR_ARG(job->name),
			what, line, at + 1, (unsigned)(unsigned char)job->bytes.ptr[at]);
	else
		err_set(e, ERR_INPUT, "%.*s 不是有效的 %s 文本：在一个字符中间结束", STR_ARG(job->name), what);
	err_hint(e, "请确认文件完好；知道编码时写明它（命令行用 --charset GB18030 这样的选项，网页在这一条下面选）");
	return ERR_INPUT;
}

static int convert_all(
	const struct charset_job *job, const struct charset *c, struct buf *into, struct str *ret, struct err *e)
{
	size_t bad = 0;
	int rc = convert(str_sub(job->bytes, c->mark, job->bytes.len), c->iconv, into, &bad);

	if (rc == ERR_INPUT)
		return refuse(job, c->name, bad + c->mark, e);
	if (rc == ERR_INTERNAL)
		return err_set(e, ERR_INTERNAL, "系统里没有 %s 的转换表", c->name);
	if (rc < 0 && into->full)
		return err_set(e, ERR_LIMIT, "%.*s 转换后超过上限 %zu MB", STR_ARG(job->name), into->max >> 20);
	if (rc < 0)
		return err_nomem(e);
	*ret = buf_view(into);
	return 0;
}

int charset_read(const struct charset_job *job, struct buf *into, struct str *ret, const struct charset **ret_charset,
	struct err *e)
{
	const struct charset *c = NULL;
	size_t bad = 0;
	int rc = job->wanted != NULL ? charset_named(job->wanted, &c, e) : 0;

	if (rc < 0)
		return rc;
	if (c == NULL) {
		c = charset_detect(job->bytes, &bad);
	} else {
		const struct charset *mark = by_mark(job->bytes);
		if (mark != NULL && (strcmp(mark->iconv, c->iconv) == 0 || strncasecmp(job->wanted, "utf16", 5) == 0 ||
					    strcasecmp(job->wanted, "utf-16") == 0))
			c = mark;
		bad = c == &charsets[UTF8] || c == &marked[UTF8] ? utf8_valid_prefix(job->bytes) : job->bytes.len;
	}
	if (c == NULL)
		return bad == SIZE_MAX ? err_nomem(e) : refuse(job, "UTF-8", bad, e);
	*ret_charset = c;
	if (strcmp(c->name, "UTF-8") != 0)
		return convert_all(job, c, into, ret, e);
	if (c->mark > 0)
		bad = utf8_valid_prefix(job->bytes);
	if (bad < job->bytes.len)
		return refuse(job, "UTF-8", bad, e);
	*ret = str_sub(job->bytes, c->mark, job->bytes.len);
	return 0;
}

bool charset_is_utf8(struct str bytes, const char *wanted)
{
	const struct charset *c = NULL;
	size_t valid = 0;

	if (wanted != NULL && (charset_named(wanted, &c, NULL) < 0 || c != &charsets[UTF8]))
		return false;
	c = charset_detect(bytes, &valid);
	return c != NULL && strcmp(c->name, "UTF-8") == 0 && (c->mark == 0 || utf8_valid_prefix(bytes) == bytes.len);
}

void charset_label(struct str bytes, struct buf *into)
{
	size_t bad = 0;
	bool unknown = false;
	const struct charset *c = utf8_valid_prefix(bytes) == bytes.len ? NULL : by_characters(bytes, &unknown);
	size_t before = into->len;

	if (c != NULL && convert(bytes, c->iconv, into, &bad) == 0)
		return;
	into->len = before;
	size_t valid = utf8_valid_prefix(bytes);
	buf_add(into, bytes.ptr, valid);
	if (valid < bytes.len)
		buf_cstr(into, "?");
}

void charset_preload(void)
{
	/* Left open: a conversion in use keeps its table loaded. */
	for (int i = UTF16LE; i < CHARSETS; i++)
		(void)iconv_open("UTF-8", charsets[i].iconv);
}
