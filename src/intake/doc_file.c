#include "doc.h"

/* [MS-DOC] 2.5: where things stand in the FIB. */
enum {
	FIB_MAGIC = 0xA5EC,
	FIB_VERSION = 2,
	FIB_FLAGS = 10,
	FIB_LANGUAGE = 60,
	FIB_STORIES = 76,
	FIB_TABLES = 154,
	FIB_END = FIB_TABLES + 93 * 8,
	FLAG_LOCKED = 0x0100,
	FLAG_TABLE_1 = 0x0200,
	FLAG_FAR_EAST = 0x4000,
	WORD_97 = 0xB0,
};
enum { PIECE_CHANGE = 1, PIECE_TABLE = 2, PIECE_BYTES = 0x40000000 };

static int damaged(struct err *e, const char *what)
{
	err_hint(e, "请重新复制或下载原文件；在 Word 或 WPS 里能打开的话，另存为 docx 再用");
	return err_set(e, ERR_INPUT, "Word 文档（doc）已损坏：%s", what);
}

struct str doc_table(const struct doc *d, enum doc_table which)
{
	struct str fib = buf_view(&d->main), all = buf_view(&d->table);
	uint32_t at = le32(fib, FIB_TABLES + (size_t)which * 8), len = le32(fib, FIB_TABLES + (size_t)which * 8 + 4);

	return len && at < all.len && len <= all.len - at ? str_sub(all, at, (size_t)at + len) : STR("");
}

struct doc_plc doc_plc(struct str s, size_t each)
{
	return (struct doc_plc){ s, s.len >= 4 ? (s.len - 4) / (4 + each) : 0, each };
}

/* --- which file it is --- */

static int look_at_fib(struct doc *d, struct err *e)
{
	struct str fib = buf_view(&d->main);
	uint16_t flags = le16(fib, FIB_FLAGS);

	if (fib.len >= 4 && (le16(fib, 0) != FIB_MAGIC || le16(fib, FIB_VERSION) < WORD_97)) {
		err_hint(e, "请在 Word 或 WPS 里打开，另存为 docx 再用");
		return err_set(e, ERR_INPUT, "这是 Word 95 或更早的文档，读不了");
	}
	if (fib.len < FIB_END)
		return damaged(e, "文件头只剩一截");
	if (flags & FLAG_LOCKED) {
		err_hint(e, "请用密码打开，取消密码（文件—信息—保护文档）后另存一份再用");
		return err_set(e, ERR_INPUT, "Word 文档加了打开密码，读不了");
	}
	d->far_east = (flags & FLAG_FAR_EAST) || (le16(fib, FIB_LANGUAGE) & 0x3FF) == 4;
	uint64_t at = 0;
	for (size_t i = 0; i < DOC_STORIES; i++) {
		d->starts[i] = (uint32_t)at;
		at += le32(fib, FIB_STORIES + i * 4);
		if (at > DOC_TEXT_MAX)
			return damaged(e, "文字长度不对");
	}
	d->starts[DOC_STORIES] = (uint32_t)at;
	return 0;
}

/* --- the pieces of the text --- */

static int take_pieces(struct doc *d, struct str s, struct err *e)
{
	struct doc_plc plc = doc_plc(s, 8);
	uint32_t before = 0;

	for (size_t i = 0; i < plc.count; i++) {
		uint32_t from = doc_plc_at(&plc, i), to = doc_plc_at(&plc, i + 1);
		struct str row = doc_plc_data(&plc, i);
		uint32_t at = le32(row, 2);
		bool bytes = at & PIECE_BYTES;
		uint64_t size = (uint64_t)(to - from) << !bytes;
		at = bytes ? (at & ~(uint32_t)PIECE_BYTES) / 2 : at & ~(uint32_t)PIECE_BYTES;
		if (from != before || to < from)
			return damaged(e, "文字的分段表不连续");
		if (at > d->main.len || size > d->main.len - at)
			return damaged(e, "有一段文字不在文件里");
		before = to;
		if (from == to)
			continue;
		struct doc_piece *p = d->pieces.len < DOC_PIECES_MAX ? vec_push(&d->pieces) : NULL;
		if (!p)
			return d->pieces.len < DOC_PIECES_MAX ? err_nomem(e) : damaged(e, "文字的分段太多");
		*p = (struct doc_piece){ from, to, at, bytes, le16(row, 6) };
	}
	if (before < d->starts[DOC_MACROS])
		return damaged(e, "文字的分段表只剩一截");
	return 0;
}

static int read_pieces(struct doc *d, struct err *e)
{
	struct str s = doc_table(d, DOC_PIECES);

	while (s.len >= 3 && s.ptr[0] == PIECE_CHANGE) {
		size_t len = le16(s, 1);
		struct str *c = vec_push(&d->changes);
		if (!c)
			return err_nomem(e);
		*c = str_sub(s, 3, 3 + len);
		s = str_sub(s, 3 + len, s.len);
	}
	if (s.len < 5 || s.ptr[0] != PIECE_TABLE)
		return damaged(e, "缺少文字的分段表");
	return take_pieces(d, str_sub(s, 5, 5 + (size_t)le32(s, 1)), e);
}

static int read_stream(struct cfb *c, const char *name, struct buf *into, struct err *e)
{
	const struct cfb_entry *s = cfb_find(c, name, 2);

	return s ? cfb_read(c, s, into, e) : 0;
}

int doc_open(struct doc *d, struct opener *o, struct cfb *c, struct err *e)
{
	*d = (struct doc){ .o = o };
	struct buf *const streams[] = { &d->main, &d->table, &d->data };
	for (size_t i = 0; i < 3; i++)
		buf_init(streams[i], c->bytes.len + DOC_PAGE);
	vec_init(&d->pieces, sizeof(struct doc_piece));
	vec_init(&d->changes, sizeof(struct str));
	vec_init(&d->fonts, sizeof(uint8_t));
	int rc = read_stream(c, "WordDocument", &d->main, e);
	if (rc == 0)
		rc = look_at_fib(d, e);
	if (rc == 0)
		rc = read_stream(
			c, le16(buf_view(&d->main), FIB_FLAGS) & FLAG_TABLE_1 ? "1Table" : "0Table", &d->table, e);
	if (rc == 0)
		rc = read_stream(c, "Data", &d->data, e);
	if (rc == 0)
		rc = read_pieces(d, e);
	if (rc == 0 && doc_lists_read(d) < 0)
		rc = err_nomem(e);
	return rc;
}

void doc_clear(struct doc *d)
{
	buf_clear(&d->main);
	buf_clear(&d->table);
	buf_clear(&d->data);
	vec_clear(&d->pieces);
	vec_clear(&d->changes);
	vec_clear(&d->fonts);
	codepages_clear(&d->pages);
	docx_lists_free(&d->lists);
}
