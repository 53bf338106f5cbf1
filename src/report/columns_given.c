/* What the user says the columns are: C=问题,E=措施. */
#include "columns.h"

/* A letter or a number: C, AB, 3. 0: neither. */
static size_t column_place(struct str s)
{
	size_t n = columns_number(s);

	for (size_t i = 0; i < s.len && i < 3 && !columns_number(s); i++) {
		char c = (char)(s.ptr[i] & ~32);
		if (c < 'A' || c > 'Z')
			return 0;
		n = n * 26 + (size_t)(c - 'A') + 1;
	}
	return n;
}

static int take_choice(struct str choice, struct report_options *o, struct err *e)
{
	size_t equals = str_find(choice, STR("="), 0);
	struct str name = str_trim(str_sub(choice, equals == STR_NPOS ? choice.len : equals + 1, choice.len));
	size_t place = column_place(str_trim(str_sub(choice, 0, equals)));
	enum ledger_column c = COLUMN_OTHER;

	if (place < 1 || place > COLUMNS_MAX || !ledger_column_named(name, &c)) {
		err_set(e, ERR_USAGE, "看不懂列的说明“" STR_FMT "”", STR_ARG(choice));
		err_hint(e,
			"写成 C=问题,E=措施：左边是列的字母或序号（至多 %d 列），右边是"
			"序号、方面、问题、具体问题、整改措施、责任部门、整改时限、整改进展、整改状态等，不用的列写“忽略”",
			COLUMNS_MAX);
		return ERR_USAGE;
	}
	o->columns[place - 1] = (uint8_t)(c + 1);
	o->given = true;
	return 0;
}

int report_columns_parse(struct str text, struct report_options *ret, struct err *e)
{
	struct report_options o = { .given = false };
	int rc = 0;

	for (size_t at = 0; at < text.len && rc == 0;) {
		size_t end = str_find(text, STR(","), at), wide = str_find(text, STR("，"), at);
		size_t skip = wide < end ? strlen("，") : 1;
		end = wide < end ? wide : end;
		rc = take_choice(str_trim(str_sub(text, at, end)), &o, e);
		at = end == STR_NPOS ? text.len : end + skip;
	}
	if (rc == 0)
		*ret = o;
	return rc;
}
