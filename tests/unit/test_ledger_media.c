/* What files are by their bytes; photographs' data. Files are made here, byte by byte. */
#include "media.h"
#include "register.h"
#include "unit.h"

#include <sys/mman.h>
#include <unistd.h>

struct file {
	int fd;
	int64_t size;
};

static struct file file_of(const void *bytes, size_t len)
{
	struct file f = { memfd_create("media", 0), (int64_t)len };

	assert_true(f.fd >= 0);
	assert_int_equal(write(f.fd, bytes, len), (ssize_t)len);
	return f;
}

static int sniff(const void *bytes, size_t len, const char *name, const char **ret, struct err *e)
{
	const struct media_type *type = NULL;
	struct file f = file_of(bytes, len);

	int rc = media_sniff(f.fd, f.size, str_from(name), &type, e);
	close(f.fd);
	*ret = type ? type->name : "";
	return rc;
}

static void is(const void *bytes, size_t len, const char *name, const char *want)
{
	struct err e = { 0 };
	const char *got;

	int rc = sniff(bytes, len, name, &got, &e);
	if (rc < 0 || strcmp(got, want) != 0)
		fail_msg("%s: %d \"%s\" %s, should be %s", name, rc, got, e.message, want);
}

static void is_refused(const void *bytes, size_t len, const char *name, const char *says)
{
	struct err e = { 0 };
	const char *got;

	int rc = sniff(bytes, len, name, &got, &e);
	if (rc != ERR_INPUT || !strstr(e.message, says))
		fail_msg("%s: %d \"%s\" %s, should be refused as %s", name, rc, got, e.message, says);
}

/* --- a ZIP of empty files --- */

static void put_le(struct buf *b, uint32_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_chr(b, (char)(v >> 8 * i));
}

static void zip_of(struct buf *b, const char *const *names, size_t count)
{
	uint32_t at[16];

	buf_init(b, 65536);
	for (size_t i = 0; i < count; i++) {
		at[i] = (uint32_t)b->len;
		put_le(b, 0x04034b50, 4);
		for (int zero = 0; zero < 22; zero++)
			buf_chr(b, 0);
		put_le(b, (uint32_t)strlen(names[i]), 2);
		put_le(b, 0, 2);
		buf_cstr(b, names[i]);
	}
	uint32_t directory = (uint32_t)b->len;
	for (size_t i = 0; i < count; i++) {
		put_le(b, 0x02014b50, 4);
		for (int zero = 0; zero < 24; zero++)
			buf_chr(b, 0);
		put_le(b, (uint32_t)strlen(names[i]), 2);
		for (int zero = 0; zero < 12; zero++)
			buf_chr(b, 0);
		put_le(b, at[i], 4);
		buf_cstr(b, names[i]);
	}
	uint32_t length = (uint32_t)b->len - directory;
	put_le(b, 0x06054b50, 4);
	put_le(b, 0, 4);
	put_le(b, (uint32_t)count, 2);
	put_le(b, (uint32_t)count, 2);
	put_le(b, length, 4);
	put_le(b, directory, 4);
	put_le(b, 0, 2);
}

static void zip_is(const char *const *names, size_t count, const char *want)
{
	struct buf b;

	zip_of(&b, names, count);
	is(b.ptr, b.len, names[0], want);
	buf_clear(&b);
}

static void zip_is_refused(const char *const *names, size_t count, const char *says)
{
	struct buf b;

	zip_of(&b, names, count);
	is_refused(b.ptr, b.len, names[count - 1], says);
	buf_clear(&b);
}

#define BYTES(literal) "" literal, sizeof(literal) - 1

static void programs_and_scripts_are_refused(void **state)
{
	(void)state;
	is_refused(BYTES("MZ\x90\0\3\0\0\0"), "照片.jpg", "可执行程序");
	is_refused(BYTES("\x7F"
			 "ELF\2\1\1"),
		"报告.pdf", "可执行程序");
	is_refused(BYTES("#!/bin/sh\nrm -rf /\n"), "说明.txt", "脚本");
	is_refused(BYTES("del *.*\r\n"), "清单.BAT", "脚本");
	is_refused(BYTES("<!DOCTYPE html><script>alert(1)</script>"), "a.txt", "网页");
	is_refused(BYTES(" \n<svg onload=alert(1)>"), "图.png", "网页");
	is_refused(BYTES("\xEF\xBB\xBF<?xml version=\"1.0\"?><html/>"), "a.txt", "网页");
	is_refused(BYTES("plain words"), "a.html", "脚本");
	is_refused(BYTES("Rar!\x1A\x07"), "包.rar", "RAR");
	is_refused(BYTES("\1\2\3\4\5\6\7\0"), "数据.dat", "认不出");
	is_refused("", 0, "空.pdf", "空的");
	is_refused(BYTES("\0\0\0\x18"
			 "ftypXXXX"),
		"片.mp4", "视频");
}

static void documents_with_macros_are_refused(void **state)
{
	static const char *const macro[] = { "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin" };
	static const char *const sheet[] = { "[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml" };
	static const char *const program[] = { "说明.txt", "setup.EXE" };
	static const char *const open[] = { "mimetypeapplication/vnd.oasis.opendocument.text", "Basic/Standard/M.xml" };
	static char old[70000] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
	static const char storage[] = "_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0";

	(void)state;
	zip_is_refused(macro, COUNT(macro), "宏");
	zip_is_refused(sheet, COUNT(sheet), "宏");
	zip_is_refused(program, COUNT(program), "程序");
	zip_is_refused(open, COUNT(open), "宏");
	is_refused(BYTES("{\\rtf1{\\object\\objemb{\\*\\objdata 0105}}}"), "说明.rtf", "嵌有对象");
	is(old, sizeof old, "旧.doc", "doc");
	for (size_t at = 65536 - 40; at < 65536 + 20; at += 7) { /* across the reader's chunks */
		memset(old + 8, 0, sizeof old - 8);
		memcpy(old + at, storage, sizeof storage - 1);
		is_refused(old, sizeof old, "旧.doc", "宏");
	}
}

static void good_files_are_what_they_are(void **state)
{
	static const char *const word[] = { "[Content_Types].xml", "_rels/.rels", "word/document.xml" };
	static const char *const excel[] = { "[Content_Types].xml", "xl/workbook.xml" };
	static const char *const slides[] = { "[Content_Types].xml", "ppt/presentation.xml" };
	static const char *const ofd[] = { "OFD.xml", "Doc_0/Document.xml" };
	static const char *const zip[] = { "a.txt", "b.jpg" };
	/* The helper writes no contents: what follows the name is the next header, so the type stands in the name. */
	static const char *const odf[] = { "mimetypeapplication/vnd.oasis.opendocument.text", "content.xml" };

	(void)state;
	zip_is(word, COUNT(word), "docx");
	zip_is(excel, COUNT(excel), "xlsx");
	zip_is(slides, COUNT(slides), "pptx");
	zip_is(ofd, COUNT(ofd), "ofd");
	zip_is(zip, COUNT(zip), "zip");
	is(BYTES("%PDF-1.7\n"), "随便.exe", "pdf");
	is(BYTES("\xFF\xD8\xFF\xE0\0\x10JFIF"), "a", "jpg");
	is(BYTES("\x89PNG\r\n\x1A\n"), "a", "png");
	is(BYTES("RIFF\0\0\0\0WEBPVP8 "), "a", "webp");
	is_refused(BYTES("XIFF\0\0\0\0WEBPVP8 "), "a", "认不出");
	is(BYTES("\0\0\0\x18"
		 "ftypisom"),
		"a", "mp4");
	is(BYTES("城管执法记录\n第二行"), "记录.txt", "txt");
	is(BYTES("\xB3\xC7\xB9\xDC"), "gb.csv", "txt");
	is(BYTES("{\\rtf1\\ansi \\'b3\\'c7}"), "说明.rtf", "rtf");
	zip_is(odf, COUNT(odf), "odt");
	assert_true(media_find(STR("rtf"))->standard);
	assert_null(media_find(STR("exe")));
	assert_string_equal(media_find(STR("jpeg"))->name, "jpg");
	assert_false(media_find(STR("zip"))->standard);
}

static void broken_containers_are_refused(void **state)
{
	static const char *const word[] = { "[Content_Types].xml", "word/document.xml" };
	struct buf b;

	(void)state;
	zip_of(&b, word, COUNT(word));
	for (size_t len = 4; len < b.len; len++)
		is_refused(b.ptr, len, "断.docx", "损坏");
	for (size_t at = 4; at < b.len; at++) { /* no byte may lead it astray */
		char keep = b.ptr[at];
		const char *got;
		b.ptr[at] = (char)0xFF;
		sniff(b.ptr, b.len, "坏.docx", &got, NULL);
		b.ptr[at] = keep;
	}
	buf_clear(&b);
}

/* --- photographs --- */

static void put_be(struct buf *b, uint32_t v, int bytes)
{
	for (int i = bytes; i-- > 0;)
		buf_chr(b, (char)(v >> 8 * i));
}

static void put_number(struct buf *b, bool little, uint32_t v, int bytes)
{
	if (little)
		put_le(b, v, bytes);
	else
		put_be(b, v, bytes);
}

static void put_entry(struct buf *b, bool little, const uint32_t entry[4])
{
	put_number(b, little, entry[0], 2);
	put_number(b, little, entry[1], 2);
	put_number(b, little, entry[2], 4);
	if (entry[1] == 3) {
		put_number(b, little, entry[3], 2);
		put_number(b, little, 0, 2);
	} else {
		put_number(b, little, entry[3], 4);
	}
}

/* Orientation 6, taken 2026-03-05, a place; a comment and a preview behind the end. */
static void photograph(struct buf *b, bool little)
{
	static const uint32_t first[][4] = { { 0x0112, 3, 1, 6 }, { 0x8769, 4, 1, 50 }, { 0x8825, 4, 1, 68 } };
	static const uint32_t taken[4] = { 0x9003, 2, 20, 86 }, place[4] = { 1, 2, 2, 'N' };
	struct buf tiff;

	buf_init(&tiff, 4096);
	buf_cstr(&tiff, little ? "II" : "MM");
	put_number(&tiff, little, 42, 2);
	put_number(&tiff, little, 8, 4);
	put_number(&tiff, little, 3, 2);
	for (size_t i = 0; i < 3; i++)
		put_entry(&tiff, little, first[i]);
	put_number(&tiff, little, 0, 4);
	assert_int_equal(tiff.len, 50);
	put_number(&tiff, little, 1, 2);
	put_entry(&tiff, little, taken);
	put_number(&tiff, little, 0, 4);
	assert_int_equal(tiff.len, 68);
	put_number(&tiff, little, 1, 2);
	put_entry(&tiff, little, place);
	put_number(&tiff, little, 0, 4);
	assert_int_equal(tiff.len, 86);
	buf_add(&tiff, "2026:03:05 09:30:00", 20);
	buf_init(b, 65536);
	buf_add(b, BYTES("\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"));
	buf_add(b, BYTES("\xFF\xE1"));
	put_be(b, (uint32_t)tiff.len + 8, 2);
	buf_add(b, BYTES("Exif\0\0"));
	buf_str(b, buf_view(&tiff));
	buf_add(b, BYTES("\xFF\xFE\0\x08secret"));
	buf_add(b, BYTES("\xFF\xDB\0\4\1\2"));
	buf_add(b, BYTES("\xFF\xDA\0\4\1\2data\xFF\0more\xFF\xD9preview of the secret"));
	buf_clear(&tiff);
}

/* What a definition may list is what can come. */
static void the_words_of_definitions_are_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < register_file_words.count; i++)
		if (!media_find(register_file_words.at[i]))
			fail_msg(STR_FMT, STR_ARG(register_file_words.at[i]));
	assert_null(media_find(STR("exe")));
}

static void photographs_say_when_and_which_way_up(void **state)
{
	(void)state;
	for (int little = 0; little < 2; little++) {
		struct media_exif exif;
		struct err e = { 0 };
		struct buf b;
		photograph(&b, little);
		struct file f = file_of(b.ptr, b.len);
		assert_int_equal(media_exif(f.fd, f.size, &exif, &e), 0);
		assert_int_equal(exif.orientation, 6);
		assert_int_equal(exif.taken.year, 2026);
		assert_int_equal(exif.taken.month, 3);
		assert_int_equal(exif.taken.day, 5);
		assert_true(exif.has_gps && exif.has_personal);
		close(f.fd);
		buf_clear(&b);
	}
}

static void a_copy_says_nothing_but_which_way_up(void **state)
{
	struct media_exif exif;
	struct err e = { 0 };
	struct buf b, out;

	(void)state;
	photograph(&b, true);
	struct file f = file_of(b.ptr, b.len);
	buf_init(&out, 65536);
	assert_int_equal(media_strip(f.fd, f.size, &out, &e), 0);
	close(f.fd);
	assert_false(str_has(buf_view(&out), STR("secret")));
	assert_false(str_has(buf_view(&out), STR("2026")));
	assert_true(str_has(buf_view(&out), STR("data\xFF\0more\xFF\xD9")));
	f = file_of(out.ptr, out.len);
	assert_int_equal(media_exif(f.fd, f.size, &exif, &e), 0);
	assert_int_equal(exif.orientation, 6);
	assert_true(date_is_none(exif.taken));
	assert_false(exif.has_gps);
	close(f.fd);
	buf_clear(&out);
	buf_init(&out, 20);
	f = file_of(b.ptr, b.len);
	assert_int_equal(media_strip(f.fd, f.size, &out, &e), ERR_LIMIT);
	close(f.fd);
	buf_clear(&out);
	buf_clear(&b);
}

static void hostile_photographs_are_read_within_bounds(void **state)
{
	struct buf b;

	(void)state;
	photograph(&b, true);
	for (size_t len = 2; len < b.len; len++) {
		struct media_exif exif;
		struct buf out;
		struct file f = file_of(b.ptr, len);
		buf_init(&out, 65536);
		int rc = media_exif(f.fd, f.size, &exif, NULL);
		assert_true(rc == 0 || rc == ERR_INPUT);
		rc = media_strip(f.fd, f.size, &out, NULL);
		assert_true(rc == 0 || rc == ERR_INPUT);
		buf_clear(&out);
		close(f.fd);
	}
	for (size_t at = 2; at < b.len; at++) {
		static const char bad[] = { (char)0xFF, 0, 0x7F };
		char keep = b.ptr[at];
		for (size_t i = 0; i < sizeof bad; i++) {
			struct media_exif exif;
			b.ptr[at] = bad[i];
			struct file f = file_of(b.ptr, b.len);
			media_exif(f.fd, f.size, &exif, NULL);
			close(f.fd);
		}
		b.ptr[at] = keep;
	}
	buf_clear(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_and_scripts_are_refused),
		cmocka_unit_test(documents_with_macros_are_refused),
		cmocka_unit_test(good_files_are_what_they_are),
		cmocka_unit_test(the_words_of_definitions_are_known),
		cmocka_unit_test(broken_containers_are_refused),
		cmocka_unit_test(photographs_say_when_and_which_way_up),
		cmocka_unit_test(a_copy_says_nothing_but_which_way_up),
		cmocka_unit_test(hostile_photographs_are_read_within_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
