#include "intake_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_opener(open_html, INTAKE_HTML, (struct str){ (const char *)data, size });
	return 0;
}
