#include "cfb_make.h"

#include <assert.h>
#include <stdlib.h>

#include "buf.h"

enum { SECTOR = 512, MINI = 64, MINI_CUTOFF = 4096, STREAMS_MAX = 16, SECTORS_MAX = 100000 };
#define NO_SECTOR 0xFFFFFFFFu
#define END_OF_CHAIN 0xFFFFFFFEu
#define FAT_SECTOR 0xFFFFFFFDu

static void put(struct buf *b, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		buf_chr(b, i < sizeof v ? (char)(v >> (8 * i)) : 0);
}

static void fill(struct buf *b, size_t unit, char with)
{
	while (b->len % unit)
		buf_chr(b, with);
}

static void set(struct buf *b, size_t at, uint64_t v, size_t bytes)
{
	assert(at + bytes <= b->len);
	for (size_t i = 0; i < bytes; i++)
		b->ptr[at + i] = (char)(v >> (8 * i));
}

struct maker {
	struct buf body, fat, mini, mini_fat, directory;
};

/* Gives the first sector; the chain stands in the table. */
static uint32_t add(struct buf *body, struct buf *fat, struct str s, size_t unit)
{
	uint32_t first = (uint32_t)(body->len / unit), count = (uint32_t)((s.len + unit - 1) / unit);

	for (uint32_t i = 1; i <= count; i++)
		put(fat, i == count ? END_OF_CHAIN : first + i, 4);
	buf_str(body, s);
	fill(body, unit, 0);
	return count ? first : END_OF_CHAIN;
}

static void put_entry(struct buf *d, const char *name, unsigned type, uint32_t right, uint32_t child)
{
	size_t before = d->len;

	for (size_t i = 0; i < strlen(name) && i < 31; i++)
		put(d, (unsigned char)name[i], 2);
	fill(d, MINI, 0);
	if (d->len == before)
		put(d, 0, 64);
	put(d, (strlen(name) + 1) * 2, 2);
	put(d, type | 1u << 8, 2);
	put(d, NO_SECTOR, 4);
	put(d, right, 4);
	put(d, child, 4);
	put(d, 0, 36);
}

static void put_streams(struct maker *m, const struct cfb_stream *streams, size_t count)
{
	put_entry(&m->directory, "Root Entry", 5, NO_SECTOR, count ? 1 : NO_SECTOR);
	put(&m->directory, 0, 12); /* the mini stream, once it is known */
	for (size_t i = 0; i < count; i++) {
		bool small = streams[i].bytes.len < MINI_CUTOFF;
		uint32_t start = small ? add(&m->mini, &m->mini_fat, streams[i].bytes, MINI)
				       : add(&m->body, &m->fat, streams[i].bytes, SECTOR);
		put_entry(&m->directory, streams[i].name, 2, i + 1 < count ? (uint32_t)i + 2 : NO_SECTOR, NO_SECTOR);
		put(&m->directory, start, 4);
		put(&m->directory, streams[i].bytes.len, 8);
	}
	set(&m->directory, 116, add(&m->body, &m->fat, buf_view(&m->mini), SECTOR), 4);
	set(&m->directory, 120, m->mini.len, 4);
}

static struct str put_file(struct maker *m)
{
	struct buf out;
	size_t minis = (m->mini_fat.len + SECTOR - 1) / SECTOR;

	fill(&m->mini_fat, SECTOR, (char)0xFF);
	uint32_t mini = add(&m->body, &m->fat, buf_view(&m->mini_fat), SECTOR);
	fill(&m->directory, SECTOR, 0);
	uint32_t directory = add(&m->body, &m->fat, buf_view(&m->directory), SECTOR);
	size_t tables = 0, first = m->body.len / SECTOR;
	while (tables * (SECTOR / 4) < m->fat.len / 4 + tables)
		tables++;
	for (size_t i = 0; i < tables; i++)
		put(&m->fat, FAT_SECTOR, 4);
	fill(&m->fat, SECTOR, (char)0xFF);
	assert(tables <= 109);
	buf_init(&out, 1 << 30);
	buf_add(&out, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
	put(&out, 0, 16);
	static const uint16_t head[] = { 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 0, 0 };
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		put(&out, head[i], 2);
	const uint64_t numbers[] = { tables, directory, 0, MINI_CUTOFF, mini, minis, END_OF_CHAIN, 0 };
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		put(&out, numbers[i], 4);
	for (size_t i = 0; i < 109; i++)
		put(&out, i < tables ? first + i : NO_SECTOR, 4);
	buf_str(&out, buf_view(&m->body));
	buf_str(&out, buf_view(&m->fat));
	size_t len = 0;
	char *bytes = buf_take(&out, &len);
	assert(bytes);
	return (struct str){ bytes, len };
}

struct str make_cfb(const struct cfb_stream *streams, size_t count)
{
	struct maker m;
	struct buf *const all[] = { &m.body, &m.fat, &m.mini, &m.mini_fat, &m.directory };

	assert(count <= STREAMS_MAX);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		buf_init(all[i], 1 << 30);
	put_streams(&m, streams, count);
	struct str file = put_file(&m);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		buf_clear(all[i]);
	return file;
}

/* --- Word 97 --- */

enum { FIB = 1024, FIB_TABLES = 154 };

struct doc_maker {
	struct buf main, table;
	struct buf places[2], pages[2], page_numbers[2]; /* of characters, of paragraphs */
};

static size_t units(const char16_t *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

/* A page with one row: properties of the bytes [from, to). */
static void put_page(struct doc_maker *d, int which, const uint32_t span[2], struct str changes)
{
	struct buf page;

	buf_init(&page, SECTOR);
	put(&page, span[0], 4);
	put(&page, span[1], 4);
	put(&page, changes.len ? 32 : 0, 1); /* in words: byte 64 */
	fill(&page, 64, 0);
	if (which && changes.len % 2)
		put(&page, (changes.len + 1) / 2, 1);
	else if (which)
		put(&page, changes.len / 2 << 8, 2);
	else
		put(&page, changes.len, 1);
	buf_str(&page, changes);
	assert(page.len < SECTOR && !page.failed);
	while (page.len < SECTOR - 1)
		put(&page, 0, 1);
	put(&page, 1, 1);
	put(&d->places[which], span[0], 4);
	buf_str(&d->pages[which], buf_view(&page));
	buf_clear(&page);
}

static void keep_table(struct doc_maker *d, unsigned number, struct str s)
{
	set(&d->main, FIB_TABLES + (size_t)number * 8, d->table.len, 4);
	set(&d->main, FIB_TABLES + (size_t)number * 8 + 4, s.len, 4);
	buf_str(&d->table, s);
}

static void put_paragraph(struct doc_maker *d, const struct doc_run_made *r, const uint32_t span[2])
{
	struct buf changes;

	buf_init(&changes, SECTOR);
	put(&changes, r->style, 2);
	buf_str(&changes, r->paragraph);
	put_page(d, 1, span, buf_view(&changes));
	buf_clear(&changes);
}

static void put_runs(struct doc_maker *d, const struct doc_made *m, struct buf *pieces, struct buf *rows)
{
	uint32_t cp = 0, paragraph = FIB;

	for (size_t i = 0; i < m->count; i++) {
		const struct doc_run_made *r = &m->runs[i];
		size_t n = units(r->text);
		uint32_t span[2] = { (uint32_t)d->main.len, 0 };
		for (size_t k = 0; k < n; k++)
			put(&d->main, r->text[k], r->bytes ? 1 : 2);
		span[1] = (uint32_t)d->main.len;
		put_page(d, 0, span, r->run);
		put(pieces, cp, 4);
		put(rows, 0, 2);
		put(rows, r->bytes ? (uint64_t)span[0] * 2 | 0x40000000 : span[0], 4);
		put(rows, 0, 2);
		cp += (uint32_t)n;
		size_t story = 76 + r->story * 4;
		set(&d->main, story,
			(unsigned char)d->main.ptr[story] + (unsigned)((unsigned char)d->main.ptr[story + 1] << 8) + n,
			2);
		if (n && (r->text[n - 1] == '\r' || r->text[n - 1] == '\a')) {
			put_paragraph(d, r, (const uint32_t[2]){ paragraph, span[1] });
			paragraph = span[1];
		}
	}
	put(pieces, cp, 4);
}

static void put_pages(struct doc_maker *d, int which, unsigned number, uint32_t end)
{
	struct buf plc;

	fill(&d->main, SECTOR, 0);
	uint32_t first = (uint32_t)(d->main.len / SECTOR);
	buf_init(&plc, 1 << 20);
	buf_str(&plc, buf_view(&d->places[which]));
	put(&plc, end, 4);
	for (size_t i = 0; i < d->places[which].len / 4; i++)
		put(&plc, first + i, 4);
	buf_str(&d->main, buf_view(&d->pages[which]));
	keep_table(d, number, buf_view(&plc));
	buf_clear(&plc);
}

static void put_tables(struct doc_maker *d, const struct doc_made *m, struct buf *pieces, struct buf *rows)
{
	struct buf clx;

	buf_init(&clx, 1 << 20);
	put(&clx, 2, 1);
	put(&clx, pieces->len + rows->len, 4);
	buf_str(&clx, buf_view(pieces));
	buf_str(&clx, buf_view(rows));
	keep_table(d, 33, buf_view(&clx));
	for (size_t i = 0; i < m->tables_count; i++) {
		keep_table(d, m->tables[i].number, m->tables[i].bytes);
		buf_str(&d->table, m->tables[i].behind);
	}
	buf_clear(&clx);
}

struct str make_doc(const struct doc_made *m)
{
	struct doc_maker d;
	struct buf pieces, rows;
	struct buf *const all[] = { &d.main, &d.table, &d.places[0], &d.places[1], &d.pages[0], &d.pages[1], &pieces,
		&rows };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		buf_init(all[i], 1 << 24);
	put(&d.main, 0, 0);
	for (size_t i = 0; i < FIB; i++)
		buf_chr(&d.main, 0);
	set(&d.main, 0, 0xA5EC, 2);
	set(&d.main, 2, 0xC1, 2);
	set(&d.main, 10, 0x1200u | m->flags, 2);
	set(&d.main, 60, 0x804, 2);
	put_runs(&d, m, &pieces, &rows);
	uint32_t end = (uint32_t)d.main.len;
	put_pages(&d, 0, 12, end);
	put_pages(&d, 1, 13, end);
	put_tables(&d, m, &pieces, &rows);
	const struct cfb_stream streams[] = { { "WordDocument", buf_view(&d.main) }, { "1Table", buf_view(&d.table) },
		{ "Data", m->data } };
	struct str file = make_cfb(streams, m->data.len ? 3 : 2);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		buf_clear(all[i]);
	return file;
}
