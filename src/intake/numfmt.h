/* Numbers as a spreadsheet shows them: the format codes of ECMA-376 part 1, 18.8.31 (yyyy"年"m"月"d"日", 0.00%, #,##0 ...). */
#ifndef INTAKE_NUMFMT_H
#define INTAKE_NUMFMT_H

#include "buf.h"

/* The code of a built-in format, as a Chinese Excel has it; empty: General. */
struct str numfmt_builtin(long id);
/* Whether the code shows days or times. */
bool numfmt_is_date(struct str code);
/* Appends `v` by `code` (empty: General). `since_1904`: the workbook counts days from 1904. What cannot be shown so is shown as
 * General. Never more than a few hundred bytes. */
void numfmt_write(struct buf *b, struct str code, double v, bool since_1904);
/* Digits only, as far as a double holds them. */
void numfmt_general(struct buf *b, double v);

#endif
