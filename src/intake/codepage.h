/* What old Office files are written in, as UTF-8: bytes in a Windows code page, and UTF-16 unit by unit. Never fails over what does not
 * fit: that becomes U+FFFD, and is counted. */
#ifndef INTAKE_CODEPAGE_H
#define INTAKE_CODEPAGE_H

#include "buf.h"

enum {
	PAGE_WESTERN = 1252,
	PAGE_CHINESE = 936,
	PAGE_TRADITIONAL = 950,
	PAGE_JAPANESE = 932, /* its fonts are used for signs in Chinese documents too */
	PAGE_KOREAN = 949,
	PAGE_CYRILLIC = 1251,
	PAGE_UTF8 = 65001,
};

struct codepages {
	void *open[5]; /* converters, NULL: not yet */
};
void codepages_clear(struct codepages *c);

/* Appends `bytes`; gives how many of them did not fit. Other pages than those above are read as Western. */
size_t codepage_put(struct codepages *c, unsigned page, struct str bytes, struct buf *into);
/* Whether all of it fits; counts as no writing. */
bool codepage_fits(struct codepages *c, unsigned page, struct str bytes);
/* The first byte of two. */
bool codepage_is_lead(unsigned page, unsigned char byte);
/* The code page of Windows' character set number (\fcharset, FFN.chs), 0: the document's. */
unsigned codepage_of_charset(long charset);

/* Appends a character (a surrogate or a number beyond Unicode: U+FFFD). */
void utf16_put_char(struct buf *into, uint32_t c);
/* Appends a unit; `high` keeps the first half of a pair (0 at the beginning). */
void utf16_put(struct buf *into, uint16_t unit, uint16_t *high);
/* A first half that stayed alone. */
void utf16_end(struct buf *into, uint16_t *high);

#endif
