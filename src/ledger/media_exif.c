/* JPEG segments (ISO/IEC 10918-1 annex B) and EXIF (JEITA CP-3451). */
#include "media.h"

#include <unistd.h>

enum {
	SOI = 0xD8,
	SOS = 0xDA,
	EOI = 0xD9,
	APP0 = 0xE0,
	APP1 = 0xE1,
	APP13 = 0xED,
	APP14 = 0xEE,
	APP15 = 0xEF,
	COM = 0xFE,
	SEGMENTS_MAX = 2000,
	ENTRIES_MAX = 200,
	TAG_ORIENTATION = 0x0112,
	TAG_DATE = 0x0132,
	TAG_EXIF = 0x8769,
	TAG_GPS = 0x8825,
	TAG_TAKEN = 0x9003,
	TYPE_ASCII = 2,
	TYPE_SHORT = 3,
	TYPE_LONG = 4,
	DATE_CHARS = 10,
};

static int no_jpeg(struct err *e)
{
	return err_set(e, ERR_INPUT, "这张 JPEG 图片不完整或已损坏");
}

static bool read_at(int fd, int64_t at, void *out, size_t len)
{
	return pread(fd, out, len, at) == (ssize_t)len;
}

/* --- the TIFF in an EXIF segment --- */

struct tiff {
	const uint8_t *p;
	size_t len;
	bool little;
};

static uint32_t number(const struct tiff *t, size_t at, size_t bytes)
{
	uint32_t v = 0;

	if (at > t->len || t->len - at < bytes)
		return 0;
	for (size_t i = 0; i < bytes; i++)
		v |= (uint32_t)t->p[at + i] << 8 * (t->little ? i : bytes - 1 - i);
	return v;
}

/* "2026:03:05 09:30:00" */
static void read_date(const struct tiff *t, size_t entry, struct date *ret)
{
	uint32_t count = number(t, entry + 4, 4), at = number(t, entry + 8, 4);
	char iso[DATE_CHARS];

	if (number(t, entry + 2, 2) != TYPE_ASCII || count < DATE_CHARS || at > t->len || t->len - at < DATE_CHARS)
		return;
	memcpy(iso, t->p + at, DATE_CHARS);
	iso[4] = iso[7] = '-';
	date_parse((struct str){ iso, DATE_CHARS }, ret);
}

static void read_directory(const struct tiff *t, size_t at, bool inner, struct media_exif *ret)
{
	uint32_t count = number(t, at, 2);

	for (uint32_t i = 0; i < count && i < ENTRIES_MAX; i++) {
		size_t entry = at + 2 + 12 * (size_t)i;
		uint32_t tag = number(t, entry, 2);
		if (tag == TAG_ORIENTATION && !inner && number(t, entry + 2, 2) == TYPE_SHORT) {
			uint32_t o = number(t, entry + 8, 2);
			ret->orientation = o >= 1 && o <= 8 ? (int)o : 1;
		} else if (tag == TAG_GPS && !inner) {
			ret->has_gps = number(t, number(t, entry + 8, 4), 2) > 0;
		} else if (tag == TAG_TAKEN && inner) {
			read_date(t, entry, &ret->taken);
		} else if (tag == TAG_DATE && !inner && date_is_none(ret->taken)) {
			read_date(t, entry, &ret->taken);
		} else if (tag == TAG_EXIF && !inner) {
			read_directory(t, number(t, entry + 8, 4), true, ret);
		}
	}
}

static void read_exif(const uint8_t *p, size_t len, struct media_exif *ret)
{
	struct tiff t = { .p = p + 6, .len = len - 6 };

	if (t.len < 8 || (memcmp(t.p, "II*\0", 4) != 0 && memcmp(t.p, "MM\0*", 4) != 0))
		return;
	t.little = t.p[0] == 'I';
	read_directory(&t, number(&t, 4, 4), false, ret);
}

/* --- segments --- */

struct segment {
	int marker;
	int64_t at;    /* of its 0xFF */
	size_t length; /* of its content, behind the two bytes of its length */
};

/* 1: *ret is the next; 0: the picture's data begin at *at. */
static int next_segment(int fd, int64_t *at, struct segment *ret, struct err *e)
{
	uint8_t head[4];

	if (!read_at(fd, *at, head, 4) || head[0] != 0xFF)
		return no_jpeg(e);
	while (head[1] == 0xFF) { /* filling */
		if (!read_at(fd, ++*at, head, 4))
			return no_jpeg(e);
	}
	size_t length = (size_t)head[2] << 8 | head[3];
	if (head[1] == SOS)
		return 0;
	if (head[1] == EOI || head[1] == SOI || head[1] < 0xC0 || length < 2)
		return no_jpeg(e);
	*ret = (struct segment){ head[1], *at, length - 2 };
	*at += 2 + (int64_t)length;
	return 1;
}

static bool is_exif(const uint8_t *p, size_t len)
{
	return len > 6 && memcmp(p, "Exif\0\0", 6) == 0;
}

/* What a picture needs: its format (JFIF), colours (ICC, Adobe). All else of APPn and comments goes. */
static bool personal(int marker)
{
	return marker == APP1 || (marker >= APP0 + 3 && marker <= APP15 && marker != APP14) || marker == COM;
}

typedef int on_segment(void *context, const struct segment *s, const uint8_t *content, struct err *e);

/* *ret_data: where the picture's data begin. */
static int each_segment(int fd, on_segment *on, void *context, int64_t *ret_data, struct err *e)
{
	uint8_t start[2], content[65536];
	struct segment s = { 0 };
	int64_t at = 2;
	int rc = 1;

	if (!read_at(fd, 0, start, 2) || start[0] != 0xFF || start[1] != SOI)
		return no_jpeg(e);
	for (int n = 0; (rc = next_segment(fd, &at, &s, e)) > 0; n++) {
		if (n == SEGMENTS_MAX || !read_at(fd, s.at + 4, content, s.length))
			return no_jpeg(e);
		rc = on(context, &s, content, e);
		if (rc < 0)
			return rc;
	}
	*ret_data = at;
	return rc;
}

static int look_at(void *context, const struct segment *s, const uint8_t *content, struct err *e)
{
	struct media_exif *ret = context;

	(void)e;
	if (s->marker == APP1 && is_exif(content, s->length))
		read_exif(content, s->length, ret);
	ret->has_personal = ret->has_personal || personal(s->marker);
	return 0;
}

int media_exif(int fd, int64_t size, struct media_exif *ret, struct err *e)
{
	struct media_exif found = { .orientation = 1 };
	uint8_t start[2];
	int64_t data = 0;

	if (size < 4 || !read_at(fd, 0, start, 2) || start[0] != 0xFF || start[1] != SOI) {
		*ret = found;
		return 0;
	}
	int rc = each_segment(fd, look_at, &found, &data, e);
	if (rc < 0)
		return rc;
	*ret = found;
	return 0;
}

/* --- a copy --- */

static void add_orientation(struct buf *out, int orientation)
{
	uint8_t segment[] = { 0xFF, APP1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1,
		TAG_ORIENTATION >> 8, TAG_ORIENTATION & 0xFF, 0, TYPE_SHORT, 0, 0, 0, 1, 0, (uint8_t)orientation, 0, 0,
		0, 0, 0, 0 };

	buf_add(out, segment, sizeof segment);
}

static int copy_segment(void *context, const struct segment *s, const uint8_t *content, struct err *e)
{
	struct buf *out = context;
	uint8_t head[] = { 0xFF, (uint8_t)s->marker, (uint8_t)((s->length + 2) >> 8), (uint8_t)(s->length + 2) };

	(void)e;
	if (personal(s->marker))
		return 0;
	buf_add(out, head, sizeof head);
	buf_add(out, content, s->length);
	return 0;
}

/* What stands behind the end of the picture (a second picture, a film) goes too. */
static int copy_data(int fd, int64_t at, int64_t size, struct buf *out, struct err *e)
{
	uint8_t chunk[65536];
	bool escaped = false;

	while (at < size && !out->failed) {
		size_t want = size - at < (int64_t)sizeof chunk ? (size_t)(size - at) : sizeof chunk;
		if (!read_at(fd, at, chunk, want))
			return no_jpeg(e);
		for (size_t i = 0; i < want; i++) {
			if (escaped && chunk[i] == EOI) {
				buf_add(out, chunk, i + 1);
				return 0;
			}
			escaped = chunk[i] == 0xFF;
		}
		buf_add(out, chunk, want);
		at += (int64_t)want;
	}
	return out->failed ? 0 : no_jpeg(e);
}

int media_strip(int fd, int64_t size, struct buf *out, struct err *e)
{
	static const uint8_t start[] = { 0xFF, SOI };
	struct media_exif exif;
	int64_t data = 0;

	int rc = media_exif(fd, size, &exif, e);
	if (rc < 0)
		return rc;
	buf_add(out, start, sizeof start);
	if (exif.orientation != 1)
		add_orientation(out, exif.orientation);
	rc = each_segment(fd, copy_segment, out, &data, e);
	if (rc >= 0)
		rc = copy_data(fd, data, size, out, e);
	if (rc < 0)
		return rc;
	if (out->full)
		return err_set(e, ERR_LIMIT, "图片太大");
	return out->failed ? err_nomem(e) : 0;
}
