/* OFD: two pages, the document and OFD.xml, each the fuzzer's. */
#include "pack_fuzz.h"
#include "intake_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Pages/Page_1/Content.xml",
		"Doc_0/Document.xml", "OFD.xml", NULL };
	struct buf zip;

	fuzz_pack((struct str){ (const char *)data, size }, NULL, names, &zip);
	fuzz_opener(open_ofd, INTAKE_OFD, buf_view(&zip));
	buf_clear(&zip);
	return 0;
}
