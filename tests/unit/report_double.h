/* A stand-in for the report room, so that the ledger can be tested against trees a test writes down itself.
 *
 * A line is one node:
 *   unit X | inspector X | feedback YYYY-MM-DD | title X   of the report
 *   # aspect    ## problem    ! pending problem    - finding    * measure    > progress
 *   = done|long_term|in_progress|partial YYYY-MM-DD text   result
 * A line that begins with "new:" is read only while report_double_version is 2, one with "old:" only while it is 1. */
#ifndef REPORT_DOUBLE_H
#define REPORT_DOUBLE_H

#include "report.h"

extern int report_double_version; /* 1 unless a test says otherwise */
extern int report_double_fails;   /* a code: report_parse() fails with it */

#endif
