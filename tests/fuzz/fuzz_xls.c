/* Excel 97 and 95: the stream of records as it is, or in a compound file. Behind a NUL the target makes the records: each line is its kind
 * and its body, so that their sizes are right. */
#include "intake_fuzz.h"

static void put_record(struct buf *b, unsigned kind, struct str body)
{
	const char head[] = { (char)kind, (char)(kind >> 8), (char)body.len, (char)(body.len >> 8) };

	buf_add(b, head, sizeof head);
	buf_str(b, body);
}

/* The first line that is empty divides the workbook's records from its sheet's; the sheet is told where it begins. */
static void pack(struct str s, struct buf *out)
{
	static const char begin[] = "\x00\x06\x05\x00\x00\x00\x00\x00";
	bool in_sheet = false;

	put_record(out, 0x809, (struct str){ begin, 8 });
	for (size_t at = 0; at < s.len || !in_sheet;) {
		size_t end = str_find(s, STR("\n%\n"), at);
		struct str line = str_sub(s, at, end);
		at = end == STR_NPOS ? s.len : end + 3;
		if (line.len >= 2) {
			unsigned kind = (unsigned char)line.ptr[0] | (unsigned)(unsigned char)line.ptr[1] << 8;
			put_record(out, kind, str_sub(line, 2, 2 + 8224));
		}
		if (in_sheet || (line.len && at < s.len))
			continue;
		char name[] = { (char)(out->len + 17), (char)((out->len + 17) >> 8), (char)((out->len + 17) >> 16), 0,
			0, 0, 1, 0, 'T' };
		put_record(out, 0x85, (struct str){ name, sizeof name });
		put_record(out, 0x0A, STR(""));
		put_record(out, 0x809, (struct str){ begin, 8 });
		in_sheet = true;
	}
	put_record(out, 0x0A, STR(""));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str input = { (const char *)data, size };
	struct buf whole;

	buf_init(&whole, 64 << 20);
	if (size && !data[0])
		pack(str_sub(input, 1, size), &whole);
	else
		buf_str(&whole, input);
	fuzz_opener(open_xls, INTAKE_XLS, buf_view(&whole));
	buf_clear(&whole);
	return 0;
}
