/* Forced into every source file: unbounded C string functions do not compile here.
 *
 * A file whose library's headers use such a function in their macros is compiled with -DBANNED_LATER; it undefines that behind
 * those headers and includes this one. */
#if !defined(BASE_BANNED_H) && !defined(BANNED_LATER)
#define BASE_BANNED_H

/* Not poisoned: OpenSSL's headers have parameters of this name. Before stdlib.h: clang wants it on the first declaration. */
#ifndef RAND_MAX
int rand(void) __attribute__((error("chance is a parameter: clock.h")));
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison gmtime localtime ctime asctime srand system popen

#endif
