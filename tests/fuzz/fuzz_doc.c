/* Word 97 documents: a compound file as it is, or, behind a NUL, the streams WordDocument, 1Table and Data, divided by lines of "%%"
 * and packed by the target, so that the tables of sectors are right. */
#include "cfb_make.h"
#include "intake_fuzz.h"

#include <stdlib.h>

static struct str pack(struct str input)
{
	struct cfb_stream streams[] = { { "WordDocument", STR_NONE }, { "1Table", STR_NONE }, { "Data", STR_NONE } };
	size_t at = 0;

	for (size_t i = 0; i < 3 && at <= input.len; i++) {
		size_t end = str_find(input, STR("\n%%\n"), at);
		streams[i].bytes = str_sub(input, at, end);
		at = end == STR_NPOS ? input.len + 1 : end + 4;
	}
	return make_cfb(streams, 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str input = { (const char *)data, size };

	if (!size || data[0]) {
		fuzz_opener(open_doc, INTAKE_DOC, input);
		return 0;
	}
	struct str file = pack(str_sub(input, 1, size));
	fuzz_opener(open_doc, INTAKE_DOC, file);
	free((void *)(uintptr_t)file.ptr);
	return 0;
}
