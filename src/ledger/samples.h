/* The sample records of the definitions (`samples`), to show an empty Bihuan at work. */
#ifndef LEDGER_SAMPLES_H
#define LEDGER_SAMPLES_H

#include "record.h"

/* Makes the samples of every register that has no record in the desk's unit yet, parents first, each through record_create() and
 * its steps, as if a person had. The desk is the console's (desk.console). Inside a write transaction; an error leaves parts written: roll back. */
int samples_make(struct desk *d, const struct registers *all, size_t *ret_made, struct err *e);

#endif
