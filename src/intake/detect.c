/* What a file is: by its first bytes, then by its name. */
#include "formats.h"

#include <strings.h>

struct magic {
	const char *bytes;
	size_t len;
	enum intake_format format; /* INTAKE_AUTO: known, not readable */
	const char *what, *hint;
};

#define SAVE_AS_OFFICE "请在 Word、Excel 或 WPS 里打开，另存为 docx、xlsx 再用"
#define OLD_WORD "Word 2.0 或更早的文档", "请在 Word 或 WPS 里打开，另存为 docx 再用"
#define OLD_EXCEL "Excel 4.0 或更早的表格", "请在 Excel 或 WPS 里打开，另存为 xlsx 再用"

static const struct magic magics[] = {
	{ "PK\x03\x04", 4, INTAKE_ZIP, NULL, NULL },
	{ "PK\x05\x06", 4, INTAKE_ZIP, NULL, NULL },
	{ "%PDF-", 5, INTAKE_PDF, NULL, NULL },
	{ "\x89PNG", 4, INTAKE_IMAGE, NULL, NULL },
	{ "\xFF\xD8\xFF", 3, INTAKE_IMAGE, NULL, NULL },
	{ "II*\0", 4, INTAKE_IMAGE, NULL, NULL },
	{ "MM\0*", 4, INTAKE_IMAGE, NULL, NULL },
	{ "\xD0\xCF\x11\xE0", 4, INTAKE_DOC, NULL, NULL },
	{ "\x09\x08\x10\x00", 4, INTAKE_XLS, NULL, NULL },
	{ "\x09\x08\x08\x00", 4, INTAKE_XLS, NULL, NULL },
	{ "\x09\x00\x04\x00", 4, INTAKE_AUTO, OLD_EXCEL },
	{ "\x09\x02\x06\x00", 4, INTAKE_AUTO, OLD_EXCEL },
	{ "\x09\x04\x06\x00", 4, INTAKE_AUTO, OLD_EXCEL },
	{ "\x31\xBE\x00\x00", 4, INTAKE_AUTO, OLD_WORD },
	{ "\xDB\xA5\x2D\x00", 4, INTAKE_AUTO, OLD_WORD },
	{ "\xFF"
	  "WPC",
		4, INTAKE_AUTO, "WordPerfect 文档", "请另存为 docx 再用" },
	{ "PK\x07\x08PK\x03\x04", 8, INTAKE_AUTO, "分成几卷的压缩包", "请先把几卷合起来解压，再压成一个 zip" },
	{ "\x1F\x8B", 2, INTAKE_AUTO, "gzip 压缩文件", "请先解压：gunzip" },
	{ "Rar!", 4, INTAKE_AUTO, "RAR 压缩文件", "请解压后再用，或改用 zip 压缩" },
	{ "7z\xBC\xAF\x27\x1C", 6, INTAKE_AUTO, "7z 压缩文件", "请解压后再用，或改用 zip 压缩" },
	{ "\xFD"
	  "7zXZ",
		5, INTAKE_AUTO, "xz 压缩文件", "请解压后再用，或改用 zip 压缩" },
	{ "BZh", 3, INTAKE_AUTO, "bzip2 压缩文件", "请解压后再用，或改用 zip 压缩" },
	{ "{\\rtf", 5, INTAKE_RTF, NULL, NULL },
	{ "GIF8", 4, INTAKE_AUTO, "GIF 图片", "请换成 PNG 或 JPEG 图片，或文字版的报告" },
	{ "BM", 2, INTAKE_AUTO, NULL, NULL },
	{ "\x7F"
	  "ELF",
		4, INTAKE_AUTO, "可执行程序", "请选择报告文件" },
	{ "MZ", 2, INTAKE_AUTO, NULL, NULL },
	{ "SQLite format 3", 15, INTAKE_AUTO, "SQLite 数据库", "请选择报告文件" },
};

static bool has_extension(struct str name, const char *list)
{
	size_t dot = str_rfind(name, STR("."));
	struct str all = str_from(list), ext = dot == STR_NPOS ? STR("") : str_sub(name, dot + 1, name.len);

	for (size_t from = 0; ext.len > 0 && from < all.len;) {
		size_t to = str_find(all, STR(" "), from);
		if (to == STR_NPOS)
			to = all.len;
		if (to - from == ext.len && strncasecmp(all.ptr + from, ext.ptr, ext.len) == 0)
			return true;
		from = to + 1;
	}
	return false;
}

static enum intake_format by_name(struct str name)
{
	for (unsigned i = 1; i < INTAKE_FORMATS; i++)
		if (has_extension(name, formats[i].extensions))
			return (enum intake_format)i;
	return INTAKE_AUTO;
}

/* A page's source begins with <!doctype html or <html, perhaps behind a mark, blanks and an XML declaration. */
static bool begins_like_html(struct str s)
{
	if (str_starts(s, STR("\xEF\xBB\xBF")))
		s = str_sub(s, 3, s.len);
	s = str_sub(s, 0, 1024);
	s = str_trim(s);
	if (str_starts(s, STR("<?xml"))) {
		size_t end = str_find(s, STR("?>"), 0);
		s = end == STR_NPOS ? STR("") : str_trim(str_sub(s, end + 2, s.len));
	}
	return (s.len >= 14 && strncasecmp(s.ptr, "<!doctype html", 14) == 0) ||
	       (s.len >= 6 && strncasecmp(s.ptr, "<html", 5) == 0 && strchr("> \t\r\n", s.ptr[5]) != NULL);
}

/* Business systems write tables and parts of pages under the names of Word and Excel. */
static bool begins_like_part_of_page(struct str s)
{
	static const char *const tags[] = { "<table", "<meta", "<head", "<body", "<style", "<div" };

	s = str_trim(str_sub(s, str_starts(s, STR("\xEF\xBB\xBF")) ? 3 : 0, 1024));
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		size_t len = strlen(tags[i]);
		if (s.len > len && strncasecmp(s.ptr, tags[i], len) == 0)
			return true;
	}
	return false;
}

/* Word, Excel and OpenDocument as one XML file, whatever it is called. */
static const struct magic *find_single_xml(struct str bytes)
{
	static const struct magic kinds[] = {
		{ "progid=\"Word.Document\"", 22, INTAKE_AUTO, "Word 存成的 XML 文件", SAVE_AS_OFFICE },
		{ "progid=\"Excel.Sheet\"", 20, INTAKE_AUTO, "Excel 存成的 XML 文件", SAVE_AS_OFFICE },
		{ "<w:wordDocument", 15, INTAKE_AUTO, "Word 存成的 XML 文件", SAVE_AS_OFFICE },
		{ "<pkg:package", 12, INTAKE_AUTO, "Word 存成的 XML 文件", SAVE_AS_OFFICE },
		{ "urn:schemas-microsoft-com:office:spreadsheet", 44, INTAKE_AUTO, "Excel 存成的 XML 文件",
			SAVE_AS_OFFICE },
		{ "<office:document", 16, INTAKE_AUTO, "OpenDocument 的单个 XML 文件", SAVE_AS_OFFICE },
	};
	struct str s = str_sub(bytes, 0, 2048);

	if (!str_starts(str_trim(str_sub(s, str_starts(s, STR("\xEF\xBB\xBF")) ? 3 : 0, s.len)), STR("<?xml")))
		return NULL;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_has(s, (struct str){ kinds[i].bytes, kinds[i].len }))
			return &kinds[i];
	return NULL;
}

/* No control characters, or UTF-16 that says so; and more than what is left of a broken file. */
static bool looks_like_text(struct str bytes)
{
	enum { LEAST = 32, LOOK = 4096 };
	struct str s = str_sub(bytes, 0, LOOK);

	if (str_starts(s, STR("\xFF\xFE")) || str_starts(s, STR("\xFE\xFF")))
		return true;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if ((c < 0x20 && (c < '\t' || c > '\r')) || c == 0x7F)
			return false;
	}
	return s.len >= LEAST;
}

/* Most of the first lines are divided alike: what business systems write as a table under Excel's name. */
static bool looks_like_rows(struct str s)
{
	enum { LINES = 10, LOOK = 16384 };
	static const char marks[] = { '\t', ',', ';' };
	size_t lines = 0, divided[sizeof(marks)] = { 0 };

	s = str_sub(s, 0, LOOK);
	for (size_t at = 0; at < s.len && lines < LINES; lines++) {
		size_t end = str_find(s, STR("\n"), at);
		end = end == STR_NPOS ? s.len : end;
		for (size_t m = 0; m < sizeof(marks); m++) {
			const char *first = memchr(s.ptr + at, marks[m], end - at);
			size_t behind = first != NULL ? (size_t)(first - s.ptr) + 1 : end;
			divided[m] += first != NULL && memchr(s.ptr + behind, marks[m], end - behind) != NULL;
		}
		at = end + 1;
	}
	for (size_t m = 0; m < sizeof(marks); m++)
		if (divided[m] * 2 > lines)
			return true;
	return false;
}

/* Only names tell a table or a page's part from text; what the bytes say goes before a wrong name. INTAKE_AUTO: a name of something
 * that text is not, and no text either. */
static enum intake_format text_format(struct str bytes, struct str name)
{
	enum intake_format named = by_name(name);

	if (named == INTAKE_TEXT || named == INTAKE_CSV || named == INTAKE_HTML)
		return named;
	if (begins_like_html(bytes))
		return INTAKE_HTML;
	if (named == INTAKE_AUTO)
		return INTAKE_TEXT;
	if (begins_like_part_of_page(bytes))
		return INTAKE_HTML;
	if (!looks_like_text(bytes))
		return INTAKE_AUTO;
	bool table = named == INTAKE_XLS || named == INTAKE_XLSX || named == INTAKE_ODS;
	return table && looks_like_rows(bytes) ? INTAKE_CSV : INTAKE_TEXT;
}

static const struct magic *find_magic(struct str bytes)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (str_starts(bytes, (struct str){ magics[i].bytes, magics[i].len }))
			return &magics[i];
	return NULL;
}

/* POSIX.1 ustar: the mark stands behind the first member's name. */
static bool is_tar(struct str bytes)
{
	return str_starts(str_sub(bytes, 257, bytes.len), STR("ustar"));
}

/* A mail (RFC 5322): it begins with its header. Pages that browsers save in this form are called so (mht). */
static bool is_mail(struct str bytes, struct str name)
{
	static const char *const fields[] = { "Received:", "Return-Path:", "Delivered-To:", "From:", "Date:",
		"Message-ID:", "MIME-Version:", "Subject:", "X-", "DKIM-Signature:", "Content-Type:" };
	struct str s = str_sub(bytes, 0, 16384);
	bool begins = false;

	if (by_name(name) == INTAKE_HTML || (!str_has(s, STR("\nFrom:")) && !str_starts(s, STR("From:"))))
		return false;
	for (size_t i = 0; !begins && i < sizeof(fields) / sizeof(fields[0]); i++)
		begins = str_starts(s, str_from(fields[i]));
	return begins && str_has(s, STR("MIME-Version:")) && str_has(s, STR("Content-Type:"));
}

/* What its first bytes alone do not tell. */
static const struct magic *find_inside(struct str bytes, struct str name)
{
	static const struct magic tar = { "", 0, INTAKE_AUTO, "tar 压缩文件", "请解压后再用，或改用 zip 压缩" },
				  mail = { "", 0, INTAKE_AUTO, "邮件",
					  "请在邮箱里打开，把附件（或正文）另存为文件再用" };

	return is_tar(bytes) ? &tar : is_mail(bytes, name) ? &mail : find_single_xml(bytes);
}

static bool has_nul(struct str s)
{
	return memchr(s.ptr, '\0', s.len < 512 ? s.len : 512) != NULL;
}

/* An OpenDocument's first member is its type, stored as it is (ODF 1.2 part 3, 3.3). */
static const struct magic *find_opendocument(struct str bytes)
{
	static const struct magic kinds[] = {
		{ "text", 4, INTAKE_ODT, NULL, NULL },
		{ "spreadsheet", 11, INTAKE_ODS, NULL, NULL },
		{ "", 0, INTAKE_AUTO, "OpenDocument 文件", "请另存为 docx、xlsx 或 pdf 再用" },
	};
	const struct str type = STR("mimetypeapplication/vnd.oasis.opendocument.");
	struct str s = str_sub(bytes, 30, bytes.len);

	if (!str_starts(s, type))
		return NULL;
	s = str_sub(s, type.len, s.len);
	for (size_t i = 0;; i++)
		if (str_starts(s, (struct str){ kinds[i].bytes, kinds[i].len }))
			return &kinds[i];
}

enum intake_format intake_named(struct str name)
{
	return by_name(name);
}

enum intake_format intake_detect(struct str bytes, struct str name, const char **ret_what, const char **ret_hint)
{
	const struct magic *m = find_magic(bytes);

	/* Two letters are a beginning of words as well. */
	if (m != NULL && m->what == NULL && m->format == INTAKE_AUTO)
		m = has_nul(bytes) ? m : NULL;
	if (m == NULL)
		m = find_inside(bytes, name);
	if (m == NULL) /* some producers put a few bytes before the header; readers look for it in the first KiB */
		return by_name(name) == INTAKE_PDF && str_has(str_sub(bytes, 0, 1024), STR("%PDF-"))
			       ? INTAKE_PDF
			       : text_format(bytes, name);
	const struct magic *open = m->format == INTAKE_ZIP && bytes.len > 30 ? find_opendocument(bytes) : NULL;
	if (open != NULL) {
		m = open;
	} else if (m->format == INTAKE_ZIP) {
		enum intake_format named = by_name(name);
		return named == INTAKE_DOCX || named == INTAKE_XLSX || named == INTAKE_OFD || named == INTAKE_ODT ||
				       named == INTAKE_ODS
			       ? named
			       : INTAKE_ZIP;
	}
	if (m->format == INTAKE_AUTO && ret_what != NULL)
		*ret_what = m->what != NULL ? m->what : "程序或图片";
	if (m->format == INTAKE_AUTO && ret_hint != NULL)
		*ret_hint = m->hint != NULL ? m->hint : "请选择报告文件";
	if (m->format == INTAKE_DOC && by_name(name) == INTAKE_XLS)
		return INTAKE_XLS; /* the worker looks inside */
	return m->format;
}
