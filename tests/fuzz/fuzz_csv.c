/* CSV in any charset: a row a line, valid text. */
#include "intake_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_opener(open_csv, INTAKE_CSV, (struct str){ (const char *)data, size });
	return 0;
}
