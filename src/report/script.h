/* Traditional script read as simplified: the words the grammar knows are simplified ones. Both have three bytes a character, so that
 * offsets stay those of the file. */
#ifndef REPORT_SCRIPT_H
#define REPORT_SCRIPT_H

#include "str.h"

/* Whether a text is in traditional script: its beginning says 問題. */
bool script_is_traditional(struct str text);
/* Overwrites the traditional characters of [text, text + len), UTF-8, by simplified ones. */
void script_simplify(char *text, size_t len);
/* Puts back the characters of `printed` that were overwritten so; what else was overwritten since (by blanks) stays. */
void script_restore(char *text, struct str printed);

#endif
