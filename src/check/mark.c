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

/* The last byte tells soonest. */
static bool stands_at(const char *p, struct str mark)
{
	return p[mark.len - 1] == mark.ptr[mark.len - 1] && p[0] == mark.ptr[0] &&
	       (mark.len == 1 || p[1] == mark.ptr[1]);
}

bool mark_read(const char *p, struct mark *ret)
{
	bool ascii = (unsigned char)*p < 0x80;

	if (*p == '"') {
		ret->kind = MARK_STRAIGHT;
		return true;
	}
	for (size_t i = 0; i < mark_kinds_count; i++) {
		if ((mark_kinds[i].open.len == 1) != ascii)
			continue;
		ret->kind = (uint8_t)i;
		ret->closes = stands_at(p, mark_kinds[i].close);
		if (ret->closes || stands_at(p, mark_kinds[i].open))
			return true;
	}
	return false;
}
