/* What a worker may do once it has begun to look at a file: compute, and write its answer. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "intake.h"

/* Processor time, memory and files' size; before anything is loaded. False: the kernel refused. */
bool sandbox_limit(const struct intake_limits *limits);

/* For good. No new processes or programs, no sockets, no files; `read_system`: files below the folders of fonts and tables may be
 * opened for reading (PDF, recognition). Where the kernel has Landlock, no others; without it, any that the user may read: the
 * worker still has no way to write or send anything but its answer. False: the filter could not be set. */
bool sandbox_enter(bool read_system);

#endif
