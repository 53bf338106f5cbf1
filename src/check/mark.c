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

/* By the last two bytes of a mark of three, which tell them apart: its row, and whether it closes. */
#define SLOT(second, third) (((second) ^ (third)) & 63)
static const struct wide_mark {
	unsigned char bytes[3];
	uint8_t kind;
	bool closes;
} wide_marks[64] = {
	[SLOT(0x80, 0x8A)] = { "《", 0, false },
	[SLOT(0x80, 0x8B)] = { "》", 0, true },
	[SLOT(0x80, 0x9C)] = { "“", 1, false },
	[SLOT(0x80, 0x9D)] = { "”", 1, true },
	[SLOT(0x80, 0x98)] = { "‘", 2, false },
	[SLOT(0x80, 0x99)] = { "’", 2, true },
	[SLOT(0xBC, 0x88)] = { "（", 4, false },
	[SLOT(0xBC, 0x89)] = { "）", 4, true },
	[SLOT(0x80, 0x90)] = { "【", 5, false },
	[SLOT(0x80, 0x91)] = { "】", 5, true },
	[SLOT(0xBC, 0xBB)] = { "［", 7, false },
	[SLOT(0xBC, 0xBD)] = { "］", 7, true },
	[SLOT(0x80, 0x94)] = { "〔", 8, false },
	[SLOT(0x80, 0x95)] = { "〕", 8, true },
	[SLOT(0x80, 0x88)] = { "〈", 9, false },
	[SLOT(0x80, 0x89)] = { "〉", 9, true },
};

static bool read_narrow(char c, struct mark *ret)
{
	ret->kind = c == '"' ? MARK_STRAIGHT : c == '(' || c == ')' ? 3 : 6;
	ret->closes = c == ')' || c == ']';
	return c == '"' || c == '(' || c == ')' || c == '[' || c == ']';
}

bool mark_read(const char *p, struct mark *ret)
{
	const unsigned char *u = (const unsigned char *)p;

	if (*u < 0x80)
		return read_narrow(*p, ret);
	const struct wide_mark *m = &wide_marks[SLOT(u[1], u[2])];
	ret->kind = m->kind;
	ret->closes = m->closes;
	return u[0] == m->bytes[0] && u[1] == m->bytes[1] && u[2] == m->bytes[2];
}
