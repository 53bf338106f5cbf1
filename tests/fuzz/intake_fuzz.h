/* What every opener must keep to, whatever it was given. */
#ifndef INTAKE_FUZZ_H
#define INTAKE_FUZZ_H

#include "fuzz.h"
#include "opener.h"

/* Runs `open` over the bytes and looks at what it wrote. */
void fuzz_opener(opener_fn *open, enum intake_format format, struct str bytes);

#endif
