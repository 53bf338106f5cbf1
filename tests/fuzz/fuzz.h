/* A fuzz target is one function over bytes. It runs under libFuzzer (clang, meson -Dfuzz=true) and, with
 * replay.c, over the files of a folder as an ordinary test. */
#ifndef TEST_FUZZ_H
#define TEST_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Like assert(), which a release build may leave out. */
#define MUST(claim) ((claim) ? (void)0 : fuzz_broken(#claim, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *claim, const char *file, int line);

/* True when `text` is exactly one JSON value (RFC 8259), valid UTF-8, nested at most 512 deep. */
bool fuzz_is_json(struct str text);

#endif
