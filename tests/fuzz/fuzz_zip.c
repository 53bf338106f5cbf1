#include "intake_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_opener(open_zip, INTAKE_ZIP, (struct str){ (const char *)data, size });
	return 0;
}
