/* Definitions: whatever the bytes are, there is a register without problems or problems with places. */
#include "fuzz.h"

#include "load.h"

/* libfyaml 0.7.12 keeps 512 bytes when a flow mapping breaks off inside a quoted key (corpus: broken-quoted-key). */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void); /* NOLINT: the sanitizer's name */
const char *__lsan_default_suppressions(void)                                         /* NOLINT */
{
	return "leak:libfyaml.so\n";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct register_text text = { STR("fuzz.yaml"), { (const char *)data, size } };
	struct register_set *set = NULL;
	struct err e = { 0 };

	int rc = registers_read(&text, 1, &set, &e);
	MUST(rc == 0);
	MUST((set->registers.count == 1) == (set->problems_count == 0));
	for (size_t i = 0; i < set->problems_count; i++) {
		MUST(set->problems[i].message.len > 0);
		MUST(set->problems[i].line >= 0 && set->problems[i].column >= 0);
	}
	if (set->problems_count == 0)
		MUST(register_initial(set->registers.at[0]) != NULL);
	register_set_free(set);
	return 0;
}
