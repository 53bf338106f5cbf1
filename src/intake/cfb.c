#include "cfb.h"

#include <stdio.h>
#include <strings.h>

enum {
	HEADER = 512,
	FAT_IN_HEADER = 109,
	ENTRY = 128,
	ENTRIES_MAX = 100000,
	MINI_BITS = 6,
	MINI_CUTOFF = 4096,
	SLACK = 8192
};
enum { FREE_FROM = 0xFFFFFFFAu }; /* numbers from here on are no sectors */

/* The hint of all that is damaged here. */
static int damaged(struct err *e, const char *what)
{
	err_hint(e, "请重新复制或下载原文件；在 Office 或 WPS 里能打开的话，另存为 docx、xlsx 再用");
	return err_set(e, ERR_INPUT, "文件不完整或已损坏：%s", what);
}

/* A sector's bytes: the last one of a file may be short; STR_NONE: it is not in the file. */
static struct str sector(const struct cfb *c, uint32_t n)
{
	size_t size = (size_t)1 << c->sector_bits, at = ((size_t)n + 1) << c->sector_bits;

	return n >= FREE_FROM || at >= c->bytes.len ? STR_NONE : str_sub(c->bytes, at, at + size);
}

static int add_numbers(struct vec *into, struct str s, size_t count)
{
	if (!vec_reserve(into, count))
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		*(uint32_t *)vec_push(into) = i * 4 + 4 <= s.len ? le32(s, i * 4) : UINT32_MAX;
	return 0;
}

static uint32_t next_of(const struct vec *fat, uint32_t n)
{
	return n < fat->len ? VEC_AT(fat, uint32_t, n) : UINT32_MAX;
}

/* --- the allocation tables --- */

static int add_fat_sector(struct cfb *c, uint32_t n, struct err *e)
{
	struct str s = sector(c, n);

	if (!s.ptr)
		return damaged(e, "扇区分配表（FAT）不在文件里");
	return add_numbers(&c->fat, s, ((size_t)1 << c->sector_bits) / 4) < 0 ? err_nomem(e) : 0;
}

/* The table's own sectors: 109 in the header, the others in a chain. */
static int read_fat(struct cfb *c, struct err *e)
{
	uint32_t count = le32(c->bytes, 44), next = le32(c->bytes, 68);
	size_t each = ((size_t)1 << c->sector_bits) / 4 - 1;
	int rc = 0;

	if (count > c->sectors)
		return damaged(e, "扇区分配表（FAT）比文件还大");
	uint32_t left = count;
	for (uint32_t i = 0; i < FAT_IN_HEADER && left && rc == 0; i++, left--)
		rc = add_fat_sector(c, le32(c->bytes, 76 + (size_t)i * 4), e);
	while (left && rc == 0) {
		struct str s = sector(c, next);
		if (!s.ptr)
			return damaged(e, "扇区分配表（FAT）的索引断了");
		for (size_t i = 0; i < each && left && rc == 0; i++, left--)
			rc = add_fat_sector(c, le32(s, i * 4), e);
		next = le32(s, each * 4);
	}
	return rc;
}

/* A chain of sectors, at most `most` bytes; a loop ends there too. */
static int read_chain(struct cfb *c, uint32_t n, uint64_t most, struct buf *into)
{
	uint64_t left = most;

	for (uint32_t steps = 0; left && n < FREE_FROM && steps <= c->sectors; steps++) {
		struct str s = sector(c, n);
		if (!s.ptr)
			break;
		size_t part = left < s.len ? (size_t)left : s.len;
		buf_add(into, s.ptr, part);
		left -= part;
		n = next_of(&c->fat, n);
	}
	return into->failed ? (into->full ? ERR_LIMIT : ERR_NOMEM) : 0;
}

/* --- the directory --- */

static void take_entry(struct cfb_entry *d, struct str s)
{
	size_t units = le16(s, 64) / 2;

	for (size_t i = 0; i + 1 < units && i + 1 < CFB_NAME_UNITS; i++) {
		uint16_t u = le16(s, i * 2);
		d->name[i] = u > 0 && u < 127 ? (char)u : '?';
	}
	d->type = (uint8_t)le(s, 66, 1);
	d->left = le32(s, 68);
	d->right = le32(s, 72);
	d->child = le32(s, 76);
	d->start = le32(s, 116);
	d->size = le32(s, 120);
}

/* The root storage's members are a binary tree; each is visited once. */
static int mark_root(struct cfb *c)
{
	struct vec todo;
	int rc = 0;

	vec_init(&todo, sizeof(uint32_t));
	uint32_t first = VEC_AT(&c->entries, struct cfb_entry, 0).child;
	for (bool more = true; more && rc == 0;) {
		struct cfb_entry *d = first < c->entries.len ? &VEC_AT(&c->entries, struct cfb_entry, first) : NULL;
		uint32_t right = UINT32_MAX;
		if (d && !d->in_root) {
			d->in_root = true;
			right = d->right;
			first = d->left;
			uint32_t *wait = vec_push(&todo);
			rc = wait ? 0 : ERR_NOMEM;
			if (wait)
				*wait = right;
			continue;
		}
		more = todo.len > 0;
		first = more ? VEC_AT(&todo, uint32_t, --todo.len) : UINT32_MAX;
	}
	vec_clear(&todo);
	return rc;
}

static int read_directory(struct cfb *c, struct err *e)
{
	struct buf b;

	buf_init(&b, c->bytes.len + SLACK);
	int rc = read_chain(c, le32(c->bytes, 48), (uint64_t)ENTRIES_MAX * ENTRY, &b);
	for (size_t at = 0; at + ENTRY <= b.len && rc == 0; at += ENTRY) {
		struct cfb_entry *d = vec_push(&c->entries);
		if (d)
			take_entry(d, str_sub(buf_view(&b), at, at + ENTRY));
		else
			rc = ERR_NOMEM;
	}
	buf_clear(&b);
	if (rc == 0 && (!c->entries.len || VEC_AT(&c->entries, struct cfb_entry, 0).type != 5))
		return damaged(e, "目录不在文件里");
	if (rc == 0)
		rc = mark_root(c);
	return rc == 0 ? 0 : err_nomem(e);
}

static int read_mini(struct cfb *c, struct err *e)
{
	const struct cfb_entry *root = &VEC_AT(&c->entries, struct cfb_entry, 0);
	uint32_t count = le32(c->bytes, 64);
	struct buf b;

	if (!count || count > c->sectors)
		return 0;
	buf_init(&b, c->bytes.len + SLACK);
	buf_init(&c->mini, c->bytes.len + SLACK);
	int rc = read_chain(c, le32(c->bytes, 60), (uint64_t)count << c->sector_bits, &b);
	if (rc == 0)
		rc = add_numbers(&c->mini_fat, buf_view(&b), b.len / 4);
	if (rc == 0)
		rc = read_chain(c, root->start, root->size, &c->mini);
	buf_clear(&b);
	return rc == 0 ? 0 : err_nomem(e);
}

int cfb_open(struct cfb *c, struct str bytes, struct err *e)
{
	*c = (struct cfb){ .bytes = bytes };
	vec_init(&c->fat, sizeof(uint32_t));
	vec_init(&c->mini_fat, sizeof(uint32_t));
	vec_init(&c->entries, sizeof(struct cfb_entry));
	buf_init(&c->mini, 0);
	if (bytes.len < HEADER || !str_starts(bytes, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
		return damaged(e, "文件头不完整");
	c->sector_bits = le16(bytes, 30);
	if ((c->sector_bits != 9 && c->sector_bits != 12) || le16(bytes, 32) != MINI_BITS)
		return damaged(e, "文件头里的扇区大小不对");
	c->sectors = (uint32_t)(bytes.len >> c->sector_bits);
	int rc = read_fat(c, e);
	if (rc == 0)
		rc = read_directory(c, e);
	return rc == 0 ? read_mini(c, e) : rc;
}

void cfb_clear(struct cfb *c)
{
	vec_clear(&c->fat);
	vec_clear(&c->mini_fat);
	vec_clear(&c->entries);
	buf_clear(&c->mini);
}

const struct cfb_entry *cfb_find(const struct cfb *c, const char *name, unsigned type)
{
	for (size_t i = 1; i < c->entries.len; i++) {
		const struct cfb_entry *d = &VEC_AT(&c->entries, struct cfb_entry, i);
		if (d->in_root && d->type == type && !strcasecmp(d->name, name))
			return d;
	}
	return NULL;
}

static void read_small(struct cfb *c, const struct cfb_entry *stream, struct buf *into)
{
	struct str all = buf_view(&c->mini);
	uint64_t left = stream->size;
	uint32_t n = stream->start;

	for (size_t steps = 0; left && n < FREE_FROM && steps <= c->mini_fat.len; steps++) {
		struct str s = str_sub(all, (size_t)n << MINI_BITS, ((size_t)n + 1) << MINI_BITS);
		size_t part = left < s.len ? (size_t)left : s.len;
		if (!part)
			return;
		buf_add(into, s.ptr, part);
		left -= part;
		n = next_of(&c->mini_fat, n);
	}
}

int cfb_read(struct cfb *c, const struct cfb_entry *stream, struct buf *into, struct err *e)
{
	char what[100];
	size_t before = into->len;

	snprintf(what, sizeof what, "“%s”部分只剩一截", stream->name);
	if (stream->size > c->bytes.len)
		return damaged(e, what);
	if (stream->size < MINI_CUTOFF)
		read_small(c, stream, into);
	else
		(void)read_chain(c, stream->start, stream->size, into);
	if (into->failed)
		return into->full ? err_set(e, ERR_LIMIT, "文件里的“%s”部分超过上限", stream->name) : err_nomem(e);
	return into->len - before == stream->size ? 0 : damaged(e, what);
}
