#include "pack_fuzz.h"

enum { ZIP_MAX = 64 << 20 };

static uint32_t crc_of(struct str s)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < s.len; i++) {
		crc ^= (unsigned char)s.ptr[i];
		for (int k = 0; k < 8; k++)
			crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
	}
	return ~crc;
}

static void put(struct buf *b, uint32_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_chr(b, (char)(v >> (8 * i)));
}

struct entry {
	struct str name, bytes;
	uint32_t crc, at;
};

/* What a local header and a central one have in common. */
static void put_entry(struct buf *b, const struct entry *e)
{
	put(b, 20, 2);
	put(b, 0, 2);
	put(b, 0, 2); /* stored */
	put(b, 0x58210000, 4);
	put(b, e->crc, 4);
	put(b, (uint32_t)e->bytes.len, 4);
	put(b, (uint32_t)e->bytes.len, 4);
	put(b, (uint32_t)e->name.len, 2);
	put(b, 0, 2);
}

static void put_zip(struct buf *b, struct entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		entries[i].crc = crc_of(entries[i].bytes);
		entries[i].at = (uint32_t)b->len;
		put(b, 0x04034b50, 4);
		put_entry(b, &entries[i]);
		buf_str(b, entries[i].name);
		buf_str(b, entries[i].bytes);
	}
	uint32_t start = (uint32_t)b->len;
	for (size_t i = 0; i < count; i++) {
		put(b, 0x02014b50, 4);
		put(b, 20, 2);
		put_entry(b, &entries[i]);
		put(b, 0, 2);
		put(b, 0, 2);
		put(b, 0, 2);
		put(b, 0, 4);
		put(b, entries[i].at, 4);
		buf_str(b, entries[i].name);
	}
	uint32_t size = (uint32_t)b->len - start;
	put(b, 0x06054b50, 4);
	put(b, 0, 4);
	put(b, (uint32_t)count, 2);
	put(b, (uint32_t)count, 2);
	put(b, size, 4);
	put(b, start, 4);
	put(b, 0, 2);
}

void fuzz_pack(struct str input, const struct fuzz_fixed *fixed, const char *const *names, struct buf *zip)
{
	struct entry entries[2 * FUZZ_PARTS_MAX] = { { .crc = 0 } };
	size_t n = 0;

	buf_init(zip, ZIP_MAX);
	if (str_starts(input, STR("PK"))) {
		buf_str(zip, input);
		return;
	}
	for (; fixed && fixed->name; fixed++)
		entries[n++] = (struct entry){ str_from(fixed->name), str_from(fixed->text), 0, 0 };
	for (size_t at = 0; *names && at <= input.len; names++) {
		size_t end = str_find(input, STR("\n%%\n"), at);
		entries[n++] = (struct entry){ str_from(*names), str_sub(input, at, end), 0, 0 };
		at = end == STR_NPOS ? input.len + 1 : end + 4;
	}
	put_zip(zip, entries, n);
	MUST(!zip->failed);
}
