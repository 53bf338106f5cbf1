/* OpenDocument texts: content and styles, each the fuzzer's. */
#include "pack_fuzz.h"
#include "intake_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "content.xml", "styles.xml", NULL };
	struct buf zip;

	fuzz_pack((struct str){ (const char *)data, size }, NULL, names, &zip);
	fuzz_opener(open_odt, INTAKE_ODT, buf_view(&zip));
	buf_clear(&zip);
	return 0;
}
