/* Excel 97 to 2003 and 95 ([MS-XLS]; WPS's .et is the same): one stream of records, each with its kind and size; the workbook's first,
 * then every sheet's. Cells go into xlsx.h's grid, formats into its book: what a workbook says is the same in both. */
#ifndef INTAKE_XLS_H
#define INTAKE_XLS_H

#include "cfb.h"
#include "codepage.h"
#include "xlsx.h"

enum xls_kind {
	XLS_FORMULA = 0x06,
	XLS_END = 0x0A,
	XLS_SINCE_1904 = 0x22,
	XLS_LOCKED = 0x2F,
	XLS_CONTINUE = 0x3C,
	XLS_CODE_PAGE = 0x42,
	XLS_COLUMN = 0x7D,
	XLS_SHEET = 0x85,
	XLS_NUMBERS = 0xBD, /* MULRK */
	XLS_RICH = 0xD6,    /* RSTRING */
	XLS_STYLE = 0xE0,   /* XF */
	XLS_OBJECT = 0x5D,
	XLS_MERGES = 0xE5,
	XLS_STRINGS = 0xFC, /* SST */
	XLS_SHARED = 0xFD,  /* LABELSST */
	XLS_FORMAT_OLD = 0x1E,
	XLS_NUMBER = 0x203,
	XLS_TEXT = 0x204, /* LABEL */
	XLS_BOOLEAN = 0x205,
	XLS_RESULT = 0x207, /* STRING: of the formula before it */
	XLS_ROW = 0x208,
	XLS_RK = 0x27E,
	XLS_FORMAT = 0x41E,
	XLS_BEGIN = 0x809,
};

/* A walk over records; `at` is inside the open record's body, which ends at `end`; CONTINUE records go on with it. */
struct xls_records {
	struct str all;
	size_t at, end;
	uint16_t kind;
};
/* The next record; false: there is none that is whole. */
bool xls_next(struct xls_records *r);
static inline struct str xls_body(const struct xls_records *r)
{
	return str_sub(r->all, r->at, r->end);
}

struct xls_sheet {
	char name[128];
	uint32_t at;        /* of its records in the stream */
	bool hidden, cells; /* cells: no chart or program */
};

struct xls {
	struct buf stream;
	struct xlsx_book book; /* strings, formats, 1904; its sheets are not used */
	struct vec sheets;     /* struct xls_sheet */
	bool old;              /* Excel 95: bytes in a code page */
	unsigned page;
	struct codepages pages;
};

void xls_init(struct xls *x, size_t text_max, size_t bytes);
void xls_clear(struct xls *x);
/* Reads the workbook's records. ERR_INPUT tells locked, older and damaged ones. */
int xls_book_read(struct xls *x, struct err *e);
/* A string at the records' place, whose count has `bytes` of size (1 or 2). False: it is cut off. */
bool xls_string(struct xls *x, struct xls_records *r, size_t bytes, struct buf *into);
int xls_grid_read(struct xlsx_grid *g, struct xls *x, const struct xls_sheet *s, uint32_t across_max, struct err *e);

#endif
