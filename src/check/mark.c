#include "mark.h"

const struct mark_kind mark_kinds[] = {
	{ STR_INIT("《"), STR_INIT("》"), MARK_TITLE },
	{ STR_INIT("“"), STR_INIT("”"), MARK_DOUBLE },
	{ STR_INIT("‘"), STR_INIT("’"), MARK_SINGLE },
	{ STR_INIT("("), STR_INIT(")"), MARK_ROUND },
	{ STR_INIT("（"), STR_INIT("）"), MARK_ROUND },
	{ STR_INIT("【"), STR_INIT("】"), MARK_SQUARE },
	{ STR_INIT("["), STR_INIT("]"), MARK_SQUARE },
	{ STR_INIT("［"), STR_INIT("］"), MARK_SQUARE },
	{ STR_INIT("〔"), STR_INIT("〕"), MARK_SQUARE },
	{ STR_INIT("〈"), STR_INIT("〉"), MARK_ANGLE },
};
const size_t mark_kinds_count = sizeof(mark_kinds) / sizeof(mark_kinds[0]);

#define SIGN(bytes, kind, closes) [MARK_SLOT(bytes)] = { bytes, kind, closes }
#define WIDE(first, second, third, kind, closes) SIGN((first) | (second) << 8 | (third) << 16, kind, closes)
const struct mark_sign mark_signs[MARK_SIGNS] = {
	WIDE(0xE3, 0x80, 0x8A, 0, false), /* 《 */
	WIDE(0xE3, 0x80, 0x8B, 0, true),  /* 》 */
	WIDE(0xE2, 0x80, 0x9C, 1, false), /* “ */
	WIDE(0xE2, 0x80, 0x9D, 1, true),  /* ” */
	WIDE(0xE2, 0x80, 0x98, 2, false), /* ‘ */
	WIDE(0xE2, 0x80, 0x99, 2, true),  /* ’ */
	SIGN('(', 3, false),
	SIGN(')', 3, true),
	WIDE(0xEF, 0xBC, 0x88, 4, false), /* （ */
	WIDE(0xEF, 0xBC, 0x89, 4, true),  /* ） */
	WIDE(0xE3, 0x80, 0x90, 5, false), /* 【 */
	WIDE(0xE3, 0x80, 0x91, 5, true),  /* 】 */
	SIGN('[', 6, false),
	SIGN(']', 6, true),
	WIDE(0xEF, 0xBC, 0xBB, 7, false), /* ［ */
	WIDE(0xEF, 0xBC, 0xBD, 7, true),  /* ］ */
	WIDE(0xE3, 0x80, 0x94, 8, false), /* 〔 */
	WIDE(0xE3, 0x80, 0x95, 8, true),  /* 〕 */
	WIDE(0xE3, 0x80, 0x88, 9, false), /* 〈 */
	WIDE(0xE3, 0x80, 0x89, 9, true),  /* 〉 */
	SIGN('"', MARK_STRAIGHT, false),
};
