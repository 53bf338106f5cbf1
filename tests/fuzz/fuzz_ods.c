/* OpenDocument workbooks: their content is the fuzzer's. */
#include "pack_fuzz.h"
#include "intake_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "content.xml", NULL };
	struct buf zip;

	fuzz_pack((struct str){ (const char *)data, size }, NULL, names, &zip);
	fuzz_opener(open_ods, INTAKE_ODS, buf_view(&zip));
	buf_clear(&zip);
	return 0;
}
