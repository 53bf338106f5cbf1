/* RTF as it is; behind a NUL its braces are balanced by the target, so that what stands in groups is reached. */
#include "intake_fuzz.h"

static void balance(struct str body, struct buf *out)
{
	size_t open = 1;

	buf_cstr(out, "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset134 S;}{\\f1\\fcharset2 Wingdings;}}\\f0 ");
	for (size_t i = 0; i < body.len; i++) {
		open += body.ptr[i] == '{';
		if (body.ptr[i] == '}' && open == 1)
			continue;
		open -= body.ptr[i] == '}';
		buf_chr(out, body.ptr[i]);
	}
	while (open--)
		buf_chr(out, '}');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str input = { (const char *)data, size };
	struct buf whole;

	buf_init(&whole, 64 << 20);
	if (size && data[0] == 0)
		balance(str_sub(input, 1, size), &whole);
	else
		buf_str(&whole, input);
	fuzz_opener(open_rtf, INTAKE_RTF, buf_view(&whole));
	buf_clear(&whole);
	return 0;
}
