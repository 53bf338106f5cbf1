/* The log: one line per event, `time level room: text key=value`, to one sink. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "str.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

typedef void log_sink(void *context, struct str line);

/* Process-wide, set once at the start; the default writes LOG_INFO and above to standard error. */
void log_to(log_sink *sink, void *context, enum log_level most);
/* Control characters in the text are escaped: a line stays a line. */
void log_line(enum log_level level, const char *room, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
