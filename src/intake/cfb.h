/* Compound files ([MS-CFB]): a small file system in one file, what Word and Excel wrote until 2003 and WPS still does.
 *
 * Of our own, not libgsf: that one needs GLib's types and streams for what is 250 lines here, and ends the process when memory runs
 * out. Nothing in the file is trusted: every chain of sectors is as long as its stream's size says and no longer, every sector lies in
 * the file, and a stream is copied out whole (never more than the file has). */
#ifndef INTAKE_CFB_H
#define INTAKE_CFB_H

#include "buf.h"
#include "err.h"
#include "vec.h"

enum { CFB_NAME_UNITS = 32 };

struct cfb_entry {
	char name[CFB_NAME_UNITS]; /* ASCII; what is not is '?' */
	uint8_t type;              /* 1: storage, 2: stream, 5: root */
	bool in_root;              /* stands in the root storage */
	uint32_t left, right, child, start;
	uint64_t size;
};

struct cfb {
	struct str bytes;
	unsigned sector_bits; /* 9 or 12 */
	uint32_t sectors;
	struct vec fat, mini_fat; /* uint32_t */
	struct vec entries;       /* struct cfb_entry */
	struct buf mini;          /* the small streams, one behind another */
};

/* Opens the directory. ERR_INPUT: which part is damaged. `c` is to be cleared whatever comes back. */
int cfb_open(struct cfb *c, struct str bytes, struct err *e);
void cfb_clear(struct cfb *c);
/* A stream (`type` 2) or storage (1) of the root by its name; NULL: none. */
const struct cfb_entry *cfb_find(const struct cfb *c, const char *name, unsigned type);
/* Copies the stream out. ERR_INPUT names it. */
int cfb_read(struct cfb *c, const struct cfb_entry *stream, struct buf *into, struct err *e);

/* Little endian numbers of a slice; 0 beyond its end. */
static inline uint32_t le(struct str s, size_t at, size_t bytes)
{
	uint32_t n = 0;

	for (size_t i = 0; i < bytes && at < s.len && i < s.len - at; i++)
		n |= (uint32_t)(unsigned char)s.ptr[at + i] << (8 * i);
	return n;
}
static inline uint16_t le16(struct str s, size_t at)
{
	return (uint16_t)le(s, at, 2);
}
static inline uint32_t le32(struct str s, size_t at)
{
	return le(s, at, 4);
}

#endif
