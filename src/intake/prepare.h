/* What the libraries load, before the sandbox closes. */
#ifndef PREPARE_H
#define PREPARE_H

#include "answer.h"

/* True: this format's library opens tables and fonts while it reads. */
bool prepare(const struct answer_request *q);

#endif
