/* The program's side of the worker: starts one, hands the file over, takes the answer, sees how it ended. */
#ifndef WORKER_RUN_H
#define WORKER_RUN_H

#include "answer.h"

/* 0: *ret holds the answer's bytes (the caller clears it). ERR_INPUT, ERR_LIMIT: the file made the worker die, and how; ERR_IO:
 * it could not be started. */
int worker_run(const struct answer_request *request, struct str bytes, struct buf *ret, struct err *e);

#endif
