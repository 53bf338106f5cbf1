/* Magic numbers, and what is inside containers (ZIP: PKWARE APPNOTE; compound files: MS-CFB). */
#include "media.h"

#include "fault.h"
#include "utf8.h"

#include <strings.h>
#include <unistd.h>

enum {
	HEAD = 4096,
	ZIP_TAIL = 65536 + 22,
	ZIP_ENTRIES_MAX = 20000,
	ZIP_NAME_MAX = 512,
	SCAN_CHUNK = 65536,
	TEXT_SIZE_MAX = 16 * 1024 * 1024,
};

static const struct media_type types[] = {
	{ "pdf", "application/pdf", "PDF 文档", true, false, false },
	{ "jpg", "image/jpeg", "JPEG 图片", true, true, false },
	{ "png", "image/png", "PNG 图片", true, true, false },
	{ "gif", "image/gif", "GIF 图片", true, true, false },
	{ "webp", "image/webp", "WebP 图片", true, true, false },
	{ "bmp", "image/bmp", "BMP 图片", true, true, false },
	{ "tif", "image/tiff", "TIFF 图片", true, false, false },
	{ "heic", "image/heic", "HEIC 图片", true, false, false },
	{ "mp4", "video/mp4", "MP4 视频", true, false, true },
	{ "mov", "video/quicktime", "QuickTime 视频", true, false, true },
	{ "mp3", "audio/mpeg", "MP3 录音", true, false, false },
	{ "wav", "audio/wav", "WAV 录音", true, false, false },
	{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word 文档", true, false,
		false },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel 表格", true, false,
		false },
	{ "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PPT 演示文稿", true,
		false, false },
	{ "ofd", "application/ofd", "OFD 版式文件", true, false, false },
	{ "doc", "application/x-ole-storage", "旧版 Office 文档（doc、xls、ppt、wps）", true, false, false },
	{ "rtf", "application/rtf", "RTF 文档", true, false, false },
	{ "odt", "application/vnd.oasis.opendocument.text", "OpenDocument 文档", true, false, false },
	{ "ods", "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument 表格", true, false, false },
	{ "txt", "text/plain", "纯文本", true, false, false },
	{ "zip", "application/zip", "ZIP 压缩包", false, false, false },
};

const struct media_type *media_find(struct str name)
{
	static const struct {
		struct str other, name;
	} others[] = { { STR_INIT("jpeg"), STR_INIT("jpg") }, { STR_INIT("tiff"), STR_INIT("tif") },
		{ STR_INIT("xls"), STR_INIT("doc") }, { STR_INIT("ppt"), STR_INIT("doc") },
		{ STR_INIT("wps"), STR_INIT("doc") }, { STR_INIT("csv"), STR_INIT("txt") } };

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (str_eq(name, others[i].other))
			name = others[i].name;
	}
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (str_eq(name, str_from(types[i].name)))
			return &types[i];
	}
	return NULL;
}

/* --- refusals --- */

static int refuse(struct err *e, const char *what)
{
	err_hint(e, "请改交 PDF、图片、Word、Excel 或 OFD 文件");
	return err_set(e, ERR_INPUT, "不收这种文件：%s", what);
}

static bool has(const uint8_t *p, size_t len, size_t at, const char *magic, size_t magic_len)
{
	return len >= at + magic_len && memcmp(p + at, magic, magic_len) == 0;
}

/* What must not come in whatever it is called. */
static const struct {
	const char *magic;
	size_t len;
	const char *what;
} refused[] = {
	{ "MZ", 2, "可执行程序" },
	{ "\x7F"
	  "ELF",
		4, "可执行程序" },
	{ "\xFE\xED\xFA\xCE", 4, "可执行程序" },
	{ "\xFE\xED\xFA\xCF", 4, "可执行程序" },
	{ "\xCE\xFA\xED\xFE", 4, "可执行程序" },
	{ "\xCF\xFA\xED\xFE", 4, "可执行程序" },
	{ "\xCA\xFE\xBA\xBE", 4, "可执行程序" },
	{ "dex\n", 4, "可执行程序" },
	{ "#!", 2, "脚本" },
	{ "L\0\0\0\x01\x14\x02\0", 8, "快捷方式" },
	{ "Rar!", 4, "RAR 压缩包（请解压后上传）" },
	{ "7z\xBC\xAF", 4, "7z 压缩包（请解压后上传）" },
	{ "\x1F\x8B", 2, "压缩包（请解压后上传）" },
	{ "ITSF", 4, "CHM 帮助文件" },
	{ "!<arch>", 7, "程序库" },
};

static int refuse_magic(const uint8_t *p, size_t len, struct err *e)
{
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		if (has(p, len, 0, refused[i].magic, refused[i].len))
			return refuse(e, refused[i].what);
	}
	return 0;
}

/* --- containers --- */

static uint32_t le(const uint8_t *p, int bytes)
{
	uint32_t v = 0;

	while (bytes-- > 0)
		v = v << 8 | p[bytes];
	return v;
}

static bool name_has(const char *name, size_t len, const char *part)
{
	return memmem(name, len, part, strlen(part)) != NULL;
}

static bool name_is(const char *name, size_t len, const char *whole)
{
	return len == strlen(whole) && memcmp(name, whole, len) == 0;
}

struct zip {
	bool word, excel, slides, ofd, types, macro, program;
};

static void zip_name(struct zip *z, const char *name, size_t len)
{
	z->word = z->word || name_is(name, len, "word/document.xml");
	z->excel = z->excel || name_is(name, len, "xl/workbook.xml") || name_is(name, len, "xl/workbook.bin");
	z->slides = z->slides || name_is(name, len, "ppt/presentation.xml");
	z->ofd = z->ofd || name_is(name, len, "OFD.xml");
	z->types = z->types || name_is(name, len, "[Content_Types].xml");
	z->macro = z->macro || name_has(name, len, "vbaProject") || name_has(name, len, "/activeX/") ||
		   name_has(name, len, "macrosheets/") || (len > 6 && memcmp(name, "Basic/", 6) == 0) ||
		   (len > 8 && memcmp(name, "Scripts/", 8) == 0);
	static const char *const ends[] = { ".exe", ".dll", ".bat", ".cmd", ".vbs", ".js", ".ps1", ".scr", ".com",
		".msi", ".lnk", ".hta", ".jar", ".apk", ".class", ".sh" };
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t n = strlen(ends[i]);
		z->program = z->program || (len > n && strncasecmp(name + len - n, ends[i], n) == 0);
	}
}

/* The central directory: where it is, how long, how many entries. */
static bool zip_directory(int fd, int64_t size, uint32_t *at, uint32_t *length, uint32_t *count)
{
	uint8_t *tail = size >= 22 ? fault_malloc(ZIP_TAIL) : NULL;
	size_t want = size < ZIP_TAIL ? (size_t)size : ZIP_TAIL;
	bool found = false;

	if (!tail)
		return false;
	if (pread(fd, tail, want, size - (int64_t)want) == (ssize_t)want) {
		for (size_t i = want - 22 + 1; i-- > 0 && !found;) {
			if (memcmp(tail + i, "PK\5\6", 4) != 0)
				continue;
			*count = le(tail + i + 10, 2);
			*length = le(tail + i + 12, 4);
			*at = le(tail + i + 16, 4);
			found = (int64_t)*at + *length <= size;
		}
	}
	free(tail);
	return found;
}

/* False: no ZIP that can be read. */
static bool zip_look(int fd, int64_t size, struct zip *z)
{
	uint32_t at = 0, length = 0, count = 0;
	uint8_t head[46];
	char name[ZIP_NAME_MAX];

	if (!zip_directory(fd, size, &at, &length, &count) || count > ZIP_ENTRIES_MAX || count == 0)
		return false;
	uint64_t end = (uint64_t)at + length, pos = at;
	for (uint32_t i = 0; i < count; i++) {
		if (pos + sizeof head > end || pread(fd, head, sizeof head, (off_t)pos) != (ssize_t)sizeof head ||
			memcmp(head, "PK\1\2", 4) != 0)
			return false;
		size_t len = le(head + 28, 2), extra = le(head + 30, 2), comment = le(head + 32, 2);
		size_t take = len < sizeof name ? len : sizeof name;
		if (pread(fd, name, take, (off_t)(pos + sizeof head)) != (ssize_t)take)
			return false;
		zip_name(z, name, take);
		pos += sizeof head + len + extra + comment;
	}
	return true;
}

/* An OpenDocument's first member is its type, stored as it is (ODF 1.2 part 3, 3.3). NULL: it is none that is known. */
static const char *opendocument(const uint8_t *head, size_t len)
{
	static const char type[] = "mimetypeapplication/vnd.oasis.opendocument.";
	const size_t at = 30 + sizeof type - 1;

	if (!has(head, len, 30, type, sizeof type - 1))
		return NULL;
	return has(head, len, at, "text", 4) ? "odt" : has(head, len, at, "spreadsheet", 11) ? "ods" : NULL;
}

static int sniff_zip(
	int fd, int64_t size, const uint8_t *head, size_t len, const struct media_type **ret, struct err *e)
{
	struct zip z = { 0 };
	const char *open = opendocument(head, len);

	if (!zip_look(fd, size, &z))
		return refuse(e, "损坏的压缩包或 Office 文档");
	if (z.macro)
		return refuse(e, "带宏的 Office 文档（请另存为不带宏的格式）");
	if (z.program)
		return refuse(e, "装有程序或脚本的压缩包");
	const char *name = open       ? open
			   : z.ofd    ? "ofd"
			   : !z.types ? "zip"
			   : z.word   ? "docx"
			   : z.excel  ? "xlsx"
			   : z.slides ? "pptx"
				      : "zip";
	*ret = media_find(str_from(name));
	return 0;
}

/* Whether the bytes stand anywhere in the file. ERR_IO: it cannot be read. */
static int scan(int fd, int64_t size, const char *bytes, size_t len, struct err *e)
{
	enum { OVERLAP = 64 };
	uint8_t chunk[SCAN_CHUNK];

	for (int64_t at = 0; at < size; at += SCAN_CHUNK - OVERLAP) {
		ssize_t n = pread(fd, chunk, sizeof chunk, at);
		if (n < 0)
			return err_set(e, ERR_IO, "读不出上传的文件");
		if (memmem(chunk, (size_t)n, bytes, len))
			return 1;
	}
	return 0;
}

/* Names in a compound file's directory are UTF-16. Macros have a storage of this name. */
static int sniff_ole(int fd, int64_t size, const struct media_type **ret, struct err *e)
{
	static const char macro[] = "_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0";
	int rc = scan(fd, size, macro, sizeof macro - 1, e);

	if (rc > 0)
		return refuse(e, "带宏的 Office 文档（请另存为不带宏的格式）");
	if (rc == 0)
		*ret = media_find(STR("doc"));
	return rc;
}

/* Objects in RTF are what programs hide in; a report needs none. */
static int sniff_rtf(int fd, int64_t size, const struct media_type **ret, struct err *e)
{
	static const struct str words[] = { STR_INIT("\\objdata"), STR_INIT("\\objautlink"), STR_INIT("\\objupdate") };
	int rc = 0;

	for (size_t i = 0; i < sizeof words / sizeof words[0] && rc == 0; i++)
		rc = scan(fd, size, words[i].ptr, words[i].len, e);
	if (rc > 0)
		return refuse(e, "嵌有对象的 RTF 文档（请另存为 docx，或去掉嵌入的对象）");
	if (rc == 0)
		*ret = media_find(STR("rtf"));
	return rc;
}

static int sniff_boxes(const uint8_t *p, size_t len, const struct media_type **ret, struct err *e)
{
	static const struct {
		const char *brand, *name;
	} brands[] = { { "heic", "heic" }, { "heix", "heic" }, { "mif1", "heic" }, { "qt  ", "mov" }, { "isom", "mp4" },
		{ "iso2", "mp4" }, { "iso5", "mp4" }, { "iso6", "mp4" }, { "mp41", "mp4" }, { "mp42", "mp4" },
		{ "avc1", "mp4" }, { "M4V ", "mp4" }, { "3gp4", "mp4" }, { "3gp5", "mp4" } };

	for (size_t i = 0; i < sizeof brands / sizeof brands[0]; i++) {
		if (has(p, len, 8, brands[i].brand, 4)) {
			*ret = media_find(str_from(brands[i].name));
			return 0;
		}
	}
	return refuse(e, "不认识的视频格式（请转为 MP4）");
}

/* --- text --- */

static bool name_ends(struct str name, const char *end)
{
	size_t n = strlen(end);

	return name.len > n && strncasecmp(name.ptr + name.len - n, end, n) == 0;
}

static bool would_run(struct str name)
{
	static const char *const ends[] = { ".bat", ".cmd", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".wsh", ".ps1",
		".psm1", ".sh", ".py", ".pl", ".rb", ".php", ".jsp", ".asp", ".aspx", ".hta", ".reg", ".inf", ".url",
		".scf", ".com", ".scr", ".lnk", ".html", ".htm", ".xhtml", ".shtml", ".svg", ".xml", ".mht", ".mhtml",
		".desktop" };

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		if (name_ends(name, ends[i]))
			return true;
	}
	return false;
}

static bool is_markup(const uint8_t *p, size_t len)
{
	static const char *const tags[] = { "<html", "<!doctype", "<script", "<svg", "<?xml", "<?php", "<head", "<body",
		"<iframe", "<%" };
	size_t at = 0;

	if (has(p, len, 0, "\xEF\xBB\xBF", 3))
		at = 3;
	while (at < len && (p[at] == ' ' || (p[at] >= '\t' && p[at] <= '\r')))
		at++;
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		size_t n = strlen(tags[i]);
		if (len - at >= n && strncasecmp((const char *)p + at, tags[i], n) == 0)
			return true;
	}
	return false;
}

/* UTF-8, or the double bytes of GB 18030; no control characters. */
static bool is_text(const uint8_t *p, size_t len, bool whole)
{
	struct str s = { (const char *)p, len };
	size_t valid = utf8_valid_prefix(s);

	for (size_t i = 0; i < len; i++) {
		if (p[i] < 0x20 && (p[i] < '\t' || p[i] > '\r'))
			return false;
	}
	if (valid == len || (!whole && len - valid < 4))
		return true;
	for (size_t i = 0; i < len; i++) {
		if (p[i] < 0x80)
			continue;
		if (p[i] == 0x80 || p[i] == 0xFF || (i + 1 < len && p[i + 1] < 0x30))
			return false;
		i++;
	}
	return true;
}

static int sniff_text(
	const uint8_t *p, size_t len, int64_t size, struct str name, const struct media_type **ret, struct err *e)
{
	if (size > TEXT_SIZE_MAX || !is_text(p, len, size <= (int64_t)len))
		return refuse(e, "认不出的格式");
	if (is_markup(p, len))
		return refuse(e, "网页或矢量图（可能带脚本）");
	if (would_run(name))
		return refuse(e, "脚本");
	*ret = media_find(STR("txt"));
	return 0;
}

int media_sniff(int fd, int64_t size, struct str file_name, const struct media_type **ret, struct err *e)
{
	static const struct {
		size_t at;
		const char *magic;
		size_t len;
		const char *name;
	} magics[] = { { 0, "%PDF-", 5, "pdf" }, { 0, "\xFF\xD8\xFF", 3, "jpg" }, { 0, "\x89PNG\r\n\x1A\n", 8, "png" },
		{ 0, "GIF87a", 6, "gif" }, { 0, "GIF89a", 6, "gif" }, { 8, "WEBP", 4, "webp" }, { 8, "WAVE", 4, "wav" },
		{ 0, "II*\0", 4, "tif" }, { 0, "MM\0*", 4, "tif" }, { 0, "ID3", 3, "mp3" },
		{ 0, "\xFF\xFB", 2, "mp3" } };
	uint8_t head[HEAD];
	const struct media_type *found = NULL;

	ssize_t n = pread(fd, head, sizeof head, 0);
	if (n < 0)
		return err_set(e, ERR_IO, "读不出上传的文件");
	if (n == 0 || size == 0)
		return err_set(e, ERR_INPUT, "文件是空的");
	size_t len = (size_t)n;
	int rc = refuse_magic(head, len, e);
	if (rc < 0)
		return rc;
	if (has(head, len, 0, "PK\3\4", 4) || has(head, len, 0, "PK\5\6", 4))
		return sniff_zip(fd, size, head, len, ret, e);
	if (has(head, len, 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
		return sniff_ole(fd, size, ret, e);
	if (has(head, len, 0, "{\\rtf", 5))
		return sniff_rtf(fd, size, ret, e);
	if (has(head, len, 4, "ftyp", 4))
		return sniff_boxes(head, len, ret, e);
	if (has(head, len, 0, "BM", 2) && len >= 14 && le(head + 2, 4) == (uint32_t)size)
		found = media_find(STR("bmp"));
	for (size_t i = 0; i < sizeof magics / sizeof magics[0] && !found; i++) {
		bool riff = magics[i].at != 8 || has(head, len, 0, "RIFF", 4);
		if (riff && has(head, len, magics[i].at, magics[i].magic, magics[i].len))
			found = media_find(str_from(magics[i].name));
	}
	if (!found)
		return sniff_text(head, len, size, file_name, ret, e);
	*ret = found;
	return 0;
}
